//! S7 `unused-appropriation`: settled, unused appropriation and unused grants (216, 217, 218) are specified.
//!
//! Source: P:S7, S 9.1 net: a list that sums to the balance. Where the agency has no such list, the open lines and what
//! the year began with are the specification. Not here: the layout of notes 17 and 18.

use domain::agency::Budgeting;
use domain::{Severity, Text};

use super::specification::{Rule, specify};
use super::{error, examine};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "unused-appropriation",
    title: "check-unused-appropriation",
    summary: "every balance of unused appropriation and grants is specified",
    since: "0.3.0",
    doc: include_str!("unused_appropriation.md"),
    points: &["unused-appropriation.balance"],
    codes: &[
        code(
            "UNUSED001",
            Severity::Info,
            "a balance that open lines specify",
        ),
        error("UNUSED002", "a posting made twice"),
        error("UNUSED003", "a row that only ledger or listing has"),
        error("UNUSED004", "a difference that no row explains"),
    ],
    causes: &[
        cause("double-posting", Agency),
        cause("not-in-listing", Agency),
        cause("listing-not-in-ledger", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S7", "S 9.1"],
        run: run_2015,
    }],
};

const RULE: Rule = Rule {
    point: "unused-appropriation.balance",
    specified: "UNUSED001",
    twice: "UNUSED002",
    differs: "UNUSED003",
    over_age: None,
    rest: "UNUSED004",
    with_opening: true,
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let both = [Budgeting::Gross, Budgeting::Net];
    let mut examined = examine(cx, &both, &["srs.unused_appropriation"], |examined| {
        let accounts = settings::accounts(cx.playbook, "srs.unused_appropriation");
        // That the ledger is there is asked for first: no account is no reason to be silent about a missing month.
        super::balance(cx, &accounts)?;
        specify(cx, &RULE, &accounts, examined)
    });
    if examined.not_applicable.is_none()
        && examined.missing.is_empty()
        && examined.points.is_empty()
    {
        let reason = Text::key("reason-nothing-unused").with("period", cx.period);
        examined.not_applicable = Some(reason);
    }
    examined
}
