//! S1 `fixed-assets`: each asset account of the ledger against the asset module; the clearing accounts are empty.
//!
//! Source: P:S1 (report XAT02, detail XAT01), S 9.1. Not here: how assets are financed (`asset-financing`).

use std::collections::BTreeSet;

use domain::agency::Budgeting;
use domain::{AccountPattern, Ore, Point, Side, Text};

use super::asset_causes::Rows;
use super::asset_register::{Asset, assets, evidence, expected_from, missing};
use super::equation::{Alone, Rule, Sides, judge, unexplained};
use super::lines::of_year;
use super::{balance, error, examine, minus};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Agency},
    cause,
};
use crate::context::{CheckContext, unknown};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "fixed-assets",
    title: "check-fixed-assets",
    summary: "each asset account is what the asset module says; the clearing accounts are empty",
    since: "0.3.0",
    doc: include_str!("fixed_assets.md"),
    points: &["fixed-assets.account", "fixed-assets.clearing"],
    codes: &[
        error("ASSET001", "a posting on an asset account without an asset"),
        error("ASSET002", "a posting by hand on an asset account"),
        error("ASSET003", "a posting on an asset account made twice"),
        error("ASSET004", "a posting with the wrong sign"),
        error("ASSET005", "a posting on another account than the asset"),
        error("ASSET006", "depreciation that is not posted"),
        error("ASSET007", "an asset that is not posted"),
        error("ASSET008", "a posting on a clearing account"),
        error("ASSET009", "a difference that no row explains"),
    ],
    causes: &[
        cause("invoice-not-capitalised", Agency),
        cause("asset-posted-by-hand", Agency),
        cause("double-posting", Accounting),
        cause("posted-with-wrong-sign", Agency),
        cause("wrong-account", Accounting),
        cause("depreciation-not-posted", Agency),
        cause("asset-not-posted", Agency),
        cause("clearing-not-emptied", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S1", "S 9.1"],
        run: run_2015,
    }],
};

const CLEARING: Rule = Rule {
    point: "fixed-assets.clearing",
    label: "side-ledger-balance",
    alone: Alone {
        code: "ASSET008",
        cause: "clearing-not-emptied",
        action: "action-asset-clearing",
    },
    second: None,
    twice: "ASSET003",
    rest: "ASSET009",
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let read = ["srs.assets", "srs.asset_clearing"];
    let both = [Budgeting::Gross, Budgeting::Net];
    let mut none = false;
    let mut examined = examine(cx, &both, &read, |examined| {
        let [on_assets, clearing] = read.map(|name| settings::accounts(cx.playbook, name));
        let listed = assets(cx);
        evidence(&listed, examined);
        let accounts = accounts(cx, &on_assets, &clearing, &listed)?;
        let is_cleared = balance(cx, &clearing)? == Ore::ZERO;
        if accounts.is_empty() && is_cleared && expected_from(cx).is_none() {
            none = true;
            return Ok(());
        }
        judge(&CLEARING, Sides::zero(cx, &clearing)?, examined);
        if listed.is_empty() {
            return Err(missing(cx));
        }
        compare(cx, &accounts, &listed, examined);
        Ok(())
    });
    if none && examined.missing.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-assets").with("period", cx.period));
    }
    examined
}

/// An asset account: ledger and module.
#[derive(Debug, Clone, Copy)]
struct Account<'a> {
    name: &'a str,
    ledger: Ore,
    module: Ore,
}

/// Asset accounts that have a balance or assets, in order; the clearing accounts are not among them.
fn accounts<'a>(
    cx: &CheckContext<'a>,
    on_assets: &[AccountPattern],
    clearing: &[AccountPattern],
    listed: &[Asset<'a>],
) -> Result<Vec<Account<'a>>, Text> {
    let matches =
        |patterns: &[AccountPattern], name: &str| patterns.iter().any(|p| p.matches(name));
    let of_ledger = cx.ledger.accounts().into_iter();
    let of_ledger = of_ledger.filter(|name| matches(on_assets, name) && !matches(clearing, name));
    let names: BTreeSet<&str> = of_ledger.chain(listed.iter().map(|a| a.account)).collect();
    let mut accounts = Vec::new();
    for name in names {
        let ledger = cx.ledger.balance(|account| account == name, cx.period);
        let ledger = ledger.map_err(|e| unknown(&e))?;
        let own: Vec<Ore> = listed
            .iter()
            .filter(|asset| asset.account == name)
            .map(|asset| Ore(asset.value))
            .collect();
        if ledger != Ore::ZERO || !own.is_empty() {
            let module = Ore::sum(own).unwrap_or(Ore(i64::MAX));
            accounts.push(Account {
                name,
                ledger,
                module,
            });
        }
    }
    Ok(accounts)
}

fn compare(
    cx: &CheckContext<'_>,
    accounts: &[Account<'_>],
    listed: &[Asset<'_>],
    examined: &mut Examined,
) {
    let patterns: Vec<AccountPattern> = accounts
        .iter()
        .filter_map(|a| a.name.parse().ok())
        .collect();
    let lines = of_year(cx, &patterns, true);
    let rows = Rows::of(&lines, listed, cx.period);
    for account in accounts {
        let difference = minus(account.ledger, account.module);
        let found = rows.explain(account.name, difference);
        let specified = Ore::sum(found.iter().map(|f| f.amount)).unwrap_or(Ore(i64::MAX));
        examined.findings.extend(found);
        let rest = minus(difference, specified);
        if rest != Ore::ZERO {
            examined
                .findings
                .push(unexplained("ASSET009", account.name, rest));
        }
        examined.points.push(Point {
            id: "fixed-assets.account",
            subject: account.name.to_owned(),
            side1: Side {
                label: Text::key("side-ledger-balance"),
                amount: account.ledger,
            },
            side2: Side {
                label: Text::key("side-asset-module"),
                amount: account.module,
            },
            difference,
            specified,
            unexplained: rest,
        });
    }
}
