//! S13 `holiday-pay`: when holiday pay has been paid out in June, none is owed.
//!
//! Source: P:S13, from June on `L(2940, YTD) = 0`, differences per employee number. Not here: how holiday pay is computed.

use domain::Text;
use domain::agency::Budgeting;

use super::equation::{Alone, Rule, Sides, judge};
use super::{error, examine};
use crate::check::{Check, Examined, Regime, Responsible::Payroll, cause};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "holiday-pay",
    title: "check-holiday-pay",
    summary: "from June on no holiday pay is owed",
    since: "0.3.0",
    doc: include_str!("holiday_pay.md"),
    points: &["holiday-pay.balance"],
    codes: &[
        error("HOLIDAY001", "holiday pay that nothing settles"),
        error("HOLIDAY002", "holiday pay posted twice"),
        error("HOLIDAY003", "a balance that no posting explains"),
    ],
    causes: &[
        cause("holiday-pay-not-settled", Payroll),
        cause("double-posting", Payroll),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S13"],
        run: run_2015,
    }],
};

const RULE: Rule = Rule {
    point: "holiday-pay.balance",
    label: "side-ledger-balance",
    alone: Alone {
        code: "HOLIDAY001",
        cause: "holiday-pay-not-settled",
        action: "action-holiday-pay",
    },
    second: None,
    twice: "HOLIDAY002",
    rest: "HOLIDAY003",
};

/// The month of payment.
const JUNE: u8 = 6;

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let both = [Budgeting::Gross, Budgeting::Net];
    let mut examined = examine(cx, &both, &["srs.holiday_pay"], |examined| {
        if cx.period.number() >= JUNE {
            let accounts = settings::accounts(cx.playbook, "srs.holiday_pay");
            judge(&RULE, Sides::zero(cx, &accounts)?, examined);
        }
        Ok(())
    });
    if cx.period.number() < JUNE && examined.not_applicable.is_none() {
        examined.not_applicable = Some(Text::key("reason-before-june").with("period", cx.period));
    }
    examined
}
