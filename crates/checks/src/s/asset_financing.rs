//! S2 `asset-financing`: the state's financing of assets follows the assets, in the balance and in the result.
//!
//! Source: P:S2. `d1 = L(10*..12*) + L(215*)`, `d2 = L(6000..6099) + L(395*)`; both zero, and `d1 = −d2`. Assets financed
//! otherwise are taken out by asset group (S02B); which groups and which depreciation is the agency's to say.

use domain::agency::Budgeting;
use domain::{AccountPattern, Ore, Point, Side, Text};

use super::asset_register::{assets, evidence, missing};
use super::equation::{Alone, Rule, Second, Sides, judge};
use super::{error, examine, minus, plus};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "asset-financing",
    title: "check-asset-financing",
    summary: "the state's financing is the value of assets, and its release is the depreciation",
    since: "0.3.0",
    doc: include_str!("asset_financing.md"),
    points: &[
        "asset-financing.balance",
        "asset-financing.result",
        "asset-financing.together",
    ],
    codes: &[
        error(
            "FINANCE001",
            "a posting on an asset account without financing",
        ),
        error(
            "FINANCE002",
            "financing without a posting on an asset account",
        ),
        error("FINANCE003", "depreciation without release of financing"),
        error("FINANCE004", "release of financing without depreciation"),
        error("FINANCE005", "an asset or its financing posted twice"),
        error("FINANCE006", "financing with the wrong sign"),
        error("FINANCE007", "financing of another amount than the asset"),
        error("FINANCE008", "a difference that no posting explains"),
    ],
    causes: &[
        cause("financing-missing", Agency),
        cause("financing-without-asset", Agency),
        cause("release-missing", Agency),
        cause("release-without-depreciation", Agency),
        cause("double-posting", Agency),
        cause("posted-with-wrong-sign", Agency),
        cause("amount-differs", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S2"],
        run: run_2015,
    }],
};

const BALANCE: Rule = Rule {
    point: "asset-financing.balance",
    label: "side-srs-assets",
    alone: Alone {
        code: "FINANCE001",
        cause: "financing-missing",
        action: "action-asset-financing",
    },
    second: Some(Second {
        label: "side-srs-financing",
        alone: Alone {
            code: "FINANCE002",
            cause: "financing-without-asset",
            action: "action-asset-financing",
        },
        sign: "FINANCE006",
        differs: "FINANCE007",
    }),
    twice: "FINANCE005",
    rest: "FINANCE008",
};

const RESULT: Rule = Rule {
    point: "asset-financing.result",
    label: "side-srs-depreciation",
    alone: Alone {
        code: "FINANCE003",
        cause: "release-missing",
        action: "action-asset-release",
    },
    second: Some(Second {
        label: "side-srs-released",
        alone: Alone {
            code: "FINANCE004",
            cause: "release-without-depreciation",
            action: "action-asset-release",
        },
        sign: "FINANCE006",
        differs: "FINANCE007",
    }),
    twice: "FINANCE005",
    rest: "FINANCE008",
};

const READ: [&str; 6] = [
    "srs.assets",
    "srs.financing",
    "srs.depreciation",
    "srs.financing_released",
    "srs.depreciation_outside",
    "srs.asset_groups_outside",
];

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let both = [Budgeting::Gross, Budgeting::Net];
    examine(cx, &both, &READ, |examined| {
        let [on_assets, financing, depreciation, released, outside, _] =
            READ.map(|name| settings::accounts(cx.playbook, name));
        let mut in_balance = Sides::of(cx, &on_assets, &financing)?;
        in_balance.first = minus(in_balance.first, other_value(cx, examined)?);
        let mut in_result = Sides::of(cx, &depreciation, &released)?;
        take_out(cx, &depreciation, &outside, &mut in_result)?;
        let (d1, d2) = (difference(&in_balance), difference(&in_result));
        let subject = format!("{}+{}", in_balance.subject, in_result.subject);
        let specified = plus(
            judge(&BALANCE, in_balance, examined),
            judge(&RESULT, in_result, examined),
        );
        examined.points.push(together(subject, (d1, d2), specified));
        Ok(())
    })
}

fn difference(sides: &Sides<'_>) -> Ore {
    minus(sides.first, sides.second)
}

/// The value of assets that are financed otherwise, from the asset module.
fn other_value(cx: &CheckContext<'_>, examined: &mut Examined) -> Result<Ore, Text> {
    let groups = settings::text(cx.playbook, "srs.asset_groups_outside");
    let groups: Vec<&str> = groups.split_whitespace().collect();
    if groups.is_empty() {
        return Ok(Ore::ZERO);
    }
    let listed = assets(cx);
    evidence(&listed, examined);
    if listed.is_empty() {
        return Err(missing(cx));
    }
    let ours = listed.iter().filter(|asset| groups.contains(&asset.group));
    Ok(Ore::sum(ours.map(|asset| Ore(asset.value))).unwrap_or(Ore(i64::MAX)))
}

/// Takes out the depreciation of assets that are financed otherwise.
fn take_out(
    cx: &CheckContext<'_>,
    depreciation: &[AccountPattern],
    outside: &[AccountPattern],
    sides: &mut Sides<'_>,
) -> Result<(), Text> {
    let is_outside = |account: &str| outside.iter().any(|pattern| pattern.matches(account));
    let is_ours = |account: &str| depreciation.iter().any(|pattern| pattern.matches(account));
    let taken = cx
        .ledger
        .balance(|account| is_ours(account) && is_outside(account), cx.period);
    let taken = taken.map_err(|e| crate::context::unknown(&e))?;
    sides.first = minus(sides.first, taken);
    sides
        .lines
        .retain(|line| !(line.is_first && is_outside(line.account)));
    Ok(())
}

/// What is missing in the balance is missing in the result, with the opposite sign.
fn together(subject: String, (d1, d2): (Ore, Ore), specified: Ore) -> Point {
    let difference = plus(d1, d2);
    Point {
        id: "asset-financing.together",
        subject,
        side1: Side {
            label: Text::key("side-srs-financing-balance"),
            amount: d1,
        },
        side2: Side {
            label: Text::key("side-srs-financing-result"),
            amount: minus(Ore::ZERO, d2),
        },
        difference,
        specified,
        unexplained: minus(difference, specified),
    }
}
