//! S14 `nav-accrual`: refunds of NAV that are accrued and not received.
//!
//! Source: P:S14. The provision of the year is in income; the provision equals the pass-through accounts with the
//! opposite sign. Not here: what NAV has paid (`nav-refunds`).

use domain::agency::Budgeting;

use super::equation::{Alone, Rule, Second, Sides, judge};
use super::{error, examine};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "nav-accrual",
    title: "check-nav-accrual",
    summary: "the provision for NAV refunds is in income, and is what the pass-through accounts say",
    since: "0.3.0",
    doc: include_str!("nav_accrual.md"),
    points: &["nav-accrual.income", "nav-accrual.pass-through"],
    codes: &[
        error("NAVACC001", "a provision that is not in income"),
        error("NAVACC002", "accrued income without its provision"),
        error("NAVACC003", "an accrual of refunds posted twice"),
        error("NAVACC004", "an accrual of refunds with the wrong sign"),
        error("NAVACC005", "an accrual of refunds with two amounts"),
        error("NAVACC006", "a difference that no posting explains"),
        error(
            "NAVACC007",
            "a provision without a claim on the pass-through accounts",
        ),
        error(
            "NAVACC008",
            "a claim on the pass-through accounts without a provision",
        ),
    ],
    causes: &[
        cause("nav-provision-without-income", Agency),
        cause("nav-income-without-provision", Agency),
        cause("nav-provision-without-claim", Agency),
        cause("nav-claim-without-provision", Agency),
        cause("double-posting", Agency),
        cause("posted-with-wrong-sign", Agency),
        cause("amount-differs", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S14"],
        run: run_2015,
    }],
};

const INCOME: Rule = Rule {
    point: "nav-accrual.income",
    label: "side-srs-nav-provision-movement",
    alone: Alone {
        code: "NAVACC001",
        cause: "nav-provision-without-income",
        action: "action-nav-accrual-income",
    },
    second: Some(Second {
        label: "side-srs-nav-accrued-income",
        alone: Alone {
            code: "NAVACC002",
            cause: "nav-income-without-provision",
            action: "action-nav-accrual-income",
        },
        sign: "NAVACC004",
        differs: "NAVACC005",
    }),
    twice: "NAVACC003",
    rest: "NAVACC006",
};

const PASS_THROUGH: Rule = Rule {
    point: "nav-accrual.pass-through",
    label: "side-srs-nav-pass-through",
    alone: Alone {
        code: "NAVACC008",
        cause: "nav-claim-without-provision",
        action: "action-nav-accrual-provision",
    },
    second: Some(Second {
        label: "side-srs-nav-provision",
        alone: Alone {
            code: "NAVACC007",
            cause: "nav-provision-without-claim",
            action: "action-nav-accrual-provision",
        },
        sign: "NAVACC004",
        differs: "NAVACC005",
    }),
    twice: "NAVACC003",
    rest: "NAVACC006",
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let read = ["srs.nav_provision", "srs.nav_accrued_income", "nav.transit"];
    let both = [Budgeting::Gross, Budgeting::Net];
    examine(cx, &both, &read, |examined| {
        let [provision, income, transit] = read.map(|name| settings::accounts(cx.playbook, name));
        let of_year = Sides::of_movement(cx, &provision, &income)?;
        let claims = Sides::of(cx, &transit, &provision)?;
        judge(&INCOME, of_year, examined);
        judge(&PASS_THROUGH, claims, examined);
        Ok(())
    })
}
