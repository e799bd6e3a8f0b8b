//! S11, S12 `accruals`: every balance on the accounts of accrued income and cost is specified, net agencies.
//!
//! Source: S 9.1 net. Which accounts these are is not known: the agency names them. How long an accrual may stand before
//! its reversal is inferred. Not here: accrued pay (`accrued-pay`).

use domain::agency::Budgeting;
use domain::{Severity, Text};

use super::specification::{Rule, specify};
use super::{error, examine};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "accruals",
    title: "check-accruals",
    summary: "every balance of accrued income and cost is specified by open lines",
    since: "0.3.0",
    doc: include_str!("accruals.md"),
    points: &["accruals.balance"],
    codes: &[
        code(
            "ACCR001",
            Severity::Info,
            "a balance that open lines specify",
        ),
        error("ACCR002", "an accrual posted twice"),
        error("ACCR003", "a row that only ledger or listing has"),
        error("ACCR004", "an accrual that is not reversed"),
        error("ACCR005", "a balance that no row specifies"),
    ],
    causes: &[
        cause("double-posting", Agency),
        cause("not-in-listing", Agency),
        cause("listing-not-in-ledger", Agency),
        cause("reversal-missing", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 9.1"],
        run: run_2015,
    }],
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let read = ["srs.accruals", "srs.accrual_age_limit_months"];
    let accounts = settings::accounts(cx.playbook, "srs.accruals");
    let limit = settings::number(cx.playbook, "srs.accrual_age_limit_months");
    let rule = Rule {
        point: "accruals.balance",
        specified: "ACCR001",
        twice: "ACCR002",
        differs: "ACCR003",
        over_age: Some(("ACCR004", limit)),
        rest: "ACCR005",
        with_opening: false,
    };
    let mut examined = examine(cx, &[Budgeting::Net], &read, |examined| {
        super::balance(cx, &accounts)?;
        specify(cx, &rule, &accounts, examined)
    });
    if examined.not_applicable.is_none() && accounts.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-accrual-accounts"));
    }
    examined
}
