//! S12 `accrued-pay`: accrued pay in cost against accrued pay owed, gross agencies.
//!
//! Source: P:S12, `L(5090) + L(5190) + L(2910) = 0`. Cost begins each year at zero and debt does not, so the movement of
//! the year is taken (inferred from S14, where it is said). Not here: SAP's basis of holiday days and flexitime.

use domain::agency::Budgeting;

use super::equation::{Alone, Rule, Second, Sides, judge};
use super::{error, examine};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "accrued-pay",
    title: "check-accrued-pay",
    summary: "accrued pay in cost is accrued pay owed",
    since: "0.3.0",
    doc: include_str!("accrued_pay.md"),
    points: &["accrued-pay.movement"],
    codes: &[
        error("PAYACC001", "accrued pay owed without cost"),
        error("PAYACC002", "accrued pay in cost that is not owed"),
        error("PAYACC003", "an accrual of pay posted twice"),
        error("PAYACC004", "an accrual of pay with the wrong sign"),
        error("PAYACC005", "an accrual of pay with two amounts"),
        error("PAYACC006", "a difference that no posting explains"),
    ],
    causes: &[
        cause("accrued-pay-without-cost", Agency),
        cause("accrued-pay-not-owed", Agency),
        cause("double-posting", Agency),
        cause("posted-with-wrong-sign", Agency),
        cause("amount-differs", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S12"],
        run: run_2015,
    }],
};

const RULE: Rule = Rule {
    point: "accrued-pay.movement",
    label: "side-srs-accrued-pay-owed",
    alone: Alone {
        code: "PAYACC001",
        cause: "accrued-pay-without-cost",
        action: "action-accrued-pay",
    },
    second: Some(Second {
        label: "side-srs-accrued-pay-cost",
        alone: Alone {
            code: "PAYACC002",
            cause: "accrued-pay-not-owed",
            action: "action-accrued-pay",
        },
        sign: "PAYACC004",
        differs: "PAYACC005",
    }),
    twice: "PAYACC003",
    rest: "PAYACC006",
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let read = ["srs.accrued_pay", "srs.accrued_pay_cost"];
    examine(cx, &[Budgeting::Gross], &read, |examined| {
        let [owed, cost] = read.map(|name| settings::accounts(cx.playbook, name));
        let sides = Sides::of_movement(cx, &owed, &cost)?;
        judge(&RULE, sides, examined);
        Ok(())
    })
}
