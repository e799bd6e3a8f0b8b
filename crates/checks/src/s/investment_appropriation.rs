//! S3 `investment-appropriation`: appropriation used for investments in the ledger against the asset module.
//!
//! Source: P:S3, `L(391*) − capitalised appropriation in the asset module = 0`. The listing holds what was capitalised in
//! the year, debit positive (inferred: the sign is the module's).

use domain::agency::Budgeting;
use domain::{Ore, Text};

use super::asset_register::{Asset, assets, evidence, expected_from, missing};
use super::equation::{Alone, Rule, Second, Sides, judge};
use super::lines::{Line, of_year};
use super::{balance, error, examine};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause};
use crate::context::CheckContext;
use crate::sets::pattern_subject;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "investment-appropriation",
    title: "check-investment-appropriation",
    summary: "appropriation used for investments is what the asset module has capitalised",
    since: "0.3.0",
    doc: include_str!("investment_appropriation.md"),
    points: &["investment-appropriation.used"],
    codes: &[
        error("INVEST001", "appropriation used without an asset"),
        error("INVEST002", "an asset without appropriation used"),
        error("INVEST003", "an investment posted twice"),
        error("INVEST004", "an investment with the wrong sign"),
        error("INVEST005", "an investment with two amounts"),
        error("INVEST006", "a difference that no row explains"),
    ],
    causes: &[
        cause("investment-not-in-module", Agency),
        cause("investment-not-posted", Agency),
        cause("double-posting", Agency),
        cause("posted-with-wrong-sign", Agency),
        cause("amount-differs", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S3"],
        run: run_2015,
    }],
};

const RULE: Rule = Rule {
    point: "investment-appropriation.used",
    label: "side-ledger-balance",
    alone: Alone {
        code: "INVEST001",
        cause: "investment-not-in-module",
        action: "action-investment-in-module",
    },
    second: Some(Second {
        label: "side-asset-module-appropriation",
        alone: Alone {
            code: "INVEST002",
            cause: "investment-not-posted",
            action: "action-investment-posting",
        },
        sign: "INVEST004",
        differs: "INVEST005",
    }),
    twice: "INVEST003",
    rest: "INVEST006",
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let both = [Budgeting::Gross, Budgeting::Net];
    let mut none = false;
    let mut examined = examine(cx, &both, &["srs.investment"], |examined| {
        let accounts = settings::accounts(cx.playbook, "srs.investment");
        let listed = assets(cx);
        evidence(&listed, examined);
        let used = balance(cx, &accounts)?;
        let mut lines = of_year(cx, &accounts, true);
        let capitalised: Vec<&Asset<'_>> = listed
            .iter()
            .filter(|asset| asset.from_appropriation.is_some())
            .collect();
        if capitalised.is_empty() {
            let is_owed = listed.is_empty() && expected_from(cx).is_some();
            none = used == Ore::ZERO && lines.is_empty() && !is_owed;
            return if none { Ok(()) } else { Err(missing(cx)) };
        }
        lines.extend(capitalised.iter().filter_map(|asset| as_line(asset)));
        let amounts = capitalised
            .iter()
            .filter_map(|asset| asset.from_appropriation);
        let sides = Sides {
            subject: pattern_subject(&accounts),
            first: used,
            second: Ore::sum(amounts.map(Ore)).unwrap_or(Ore(i64::MAX)),
            lines,
        };
        judge(&RULE, sides, examined);
        Ok(())
    });
    if none && examined.missing.is_empty() {
        let reason = Text::key("reason-no-investments").with("period", cx.period);
        examined.not_applicable = Some(reason);
    }
    examined
}

/// An asset as a row of the second side; its number is its reference.
fn as_line<'a>(asset: &Asset<'a>) -> Option<Line<'a>> {
    let ore = asset.from_appropriation?.checked_neg()?;
    (ore != 0).then_some(Line {
        day: None,
        voucher: asset.number,
        account: asset.account,
        ore,
        is_first: false,
        period: 0,
        reference: asset.number,
        party: "",
        text: "",
        row: asset.row,
    })
}
