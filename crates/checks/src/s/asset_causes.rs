//! Why an asset account of the ledger is not what the asset module says.
//!
//! Every row that could be at fault is a candidate with its effect in øre. Named are only those that give the difference to
//! the øre: one candidate, the only two that do, or all debits without an asset; else the difference stays unexplained.

use std::collections::BTreeSet;

use domain::{Finding, Ore, Period, Text};

use super::asset_register::Asset;
use super::equation::{finding, told, twice};
use super::lines::{Line, Twins};

/// More candidates than this are not tried in pairs: among so many some pair fits by chance.
const MOST_IN_PAIRS: usize = 200;

/// What candidates are made from: all asset accounts together, since a row may stand on the wrong one.
pub(super) struct Rows<'a, 'b> {
    /// Ledger lines of the year on asset accounts.
    lines: &'b [Line<'a>],
    /// The listing of the asset module.
    listed: &'b [Asset<'a>],
    twins: Twins<'a, 'b>,
    /// Account and amount of every line.
    posted: BTreeSet<(&'a str, i64)>,
    /// Account and cost of every asset.
    acquired: BTreeSet<(&'a str, i64)>,
    period: Period,
}

impl<'a, 'b> Rows<'a, 'b> {
    /// The rows of a period.
    pub(super) fn of(lines: &'b [Line<'a>], listed: &'b [Asset<'a>], period: Period) -> Self {
        let cost = |asset: &Asset<'a>| Some((asset.account, asset.acquired?));
        Self {
            lines,
            listed,
            twins: Twins::among(lines),
            posted: lines.iter().map(|line| (line.account, line.ore)).collect(),
            acquired: listed.iter().filter_map(cost).collect(),
            period,
        }
    }

    /// The findings that are the account's whole difference; none, if its rows prove nothing.
    pub(super) fn explain(&self, account: &str, difference: Ore) -> Vec<Finding> {
        if difference == Ore::ZERO {
            return Vec::new();
        }
        let of_account = |line: &&Line<'_>| line.account == account;
        let ours: Vec<&Line<'_>> = self.lines.iter().filter(of_account).collect();
        let mut candidates: Vec<Finding> =
            ours.iter().filter_map(|line| self.of_line(line)).collect();
        candidates.extend(self.no_depreciation(account, &ours));
        let own = self.listed.iter().filter(|asset| asset.account == account);
        candidates.extend(own.flat_map(|asset| self.of_asset(asset)));
        // Later rows first: what is not done yet is rather of late.
        if let Some(one) = candidates.iter().rev().find(|c| c.amount == difference) {
            return vec![one.clone()];
        }
        if let Some(two) = only_pair(&candidates, difference) {
            return two;
        }
        let without_asset = |candidate: &Finding| candidate.code == "ASSET001";
        candidates.retain(without_asset);
        let sum = Ore::sum(candidates.iter().map(|candidate| candidate.amount));
        if sum == Some(difference) {
            candidates
        } else {
            Vec::new()
        }
    }

    /// What a line of the account may be at fault for.
    fn of_line(&self, line: &Line<'a>) -> Option<Finding> {
        let turned = line.ore.saturating_neg();
        if let Some(earlier) = self.twins.earlier(line) {
            return Some(twice("ASSET003", line.account, line, earlier));
        }
        if self.acquired.contains(&(line.account, line.ore)) {
            return None;
        }
        Some(if let Some(asset) = self.asset_of(line.account, turned) {
            Finding {
                amount: Ore(line.ore.saturating_mul(2)),
                message: told("srs-tab-asset-wrong-sign", line).with("asset", asset.number),
                cause: Some("posted-with-wrong-sign"),
                action: Some(Text::key("action-srs-correct")),
                ..finding("ASSET004", line.account, line.row, [asset.row])
            }
        } else if let Some(asset) = self.asset_elsewhere(line) {
            elsewhere(line, asset, line.account, line.ore)
        } else {
            without_asset(line)
        })
    }

    /// What an asset of the account may be at fault for: its line stands elsewhere, or it is not posted.
    fn of_asset(&self, asset: &Asset<'a>) -> Vec<Finding> {
        let is_posted = |cost| self.posted.contains(&(asset.account, cost));
        if asset.acquired.is_some_and(is_posted) {
            return Vec::new();
        }
        let is_its_line = |line: &&Line<'a>| {
            let found = self.asset_elsewhere(line);
            found.is_some_and(|other| other.row == asset.row)
        };
        if let Some(line) = self.lines.iter().find(is_its_line) {
            let effect = line.ore.saturating_neg();
            return vec![elsewhere(line, asset, asset.account, effect)];
        }
        // Its cost, if what has been depreciated is posted; else its value.
        let amounts: BTreeSet<i64> = asset.acquired.into_iter().chain([asset.value]).collect();
        let of = |amount: i64| Finding {
            amount: Ore(amount.saturating_neg()),
            message: Text::key("srs-tab-asset-not-posted")
                .with("account", asset.account)
                .with("asset", asset.number)
                .with("amount", Ore(amount)),
            cause: Some("asset-not-posted"),
            action: Some(Text::key("action-asset-post")),
            ..finding("ASSET007", asset.account, asset.row, [])
        };
        amounts.into_iter().map(of).collect()
    }

    fn asset_of(&self, account: &str, cost: i64) -> Option<&'b Asset<'a>> {
        let mut listed = self.listed.iter();
        listed.find(|asset| asset.account == account && asset.acquired == Some(cost))
    }

    /// The asset of a line that has none on its own account, on an account that lacks just that line.
    fn asset_elsewhere(&self, line: &Line<'a>) -> Option<&'b Asset<'a>> {
        if line.ore <= 0 || self.acquired.contains(&(line.account, line.ore)) {
            return None;
        }
        let lacks = |account: &'a str| !self.posted.contains(&(account, line.ore));
        let mut listed = self.listed.iter();
        listed.find(|asset| asset.acquired == Some(line.ore) && lacks(asset.account))
    }

    /// Credits of the month before that this month lacks: the month's depreciation.
    fn no_depreciation(&self, account: &str, ours: &[&Line<'a>]) -> Vec<Finding> {
        let (this, before) = (self.period.as_i32(), self.period.previous_month().as_i32());
        let is_credit = |line: &&&Line<'_>| line.period == before && line.ore < 0;
        let is_done = |ore| {
            ours.iter()
                .any(|line| line.period == this && line.ore == ore)
        };
        let of = |line: &&Line<'_>| Finding {
            amount: Ore(line.ore.saturating_neg()),
            message: told("srs-tab-asset-no-depreciation", line).with("period", self.period),
            cause: Some("depreciation-not-posted"),
            action: Some(Text::key("action-asset-depreciation")),
            ..finding("ASSET006", account, line.row, [])
        };
        let credits = ours.iter().filter(is_credit);
        credits.filter(|line| !is_done(line.ore)).map(of).collect()
    }
}

/// A line and its asset on different accounts, told on one of them.
fn elsewhere(line: &Line<'_>, asset: &Asset<'_>, account: &str, effect: i64) -> Finding {
    Finding {
        amount: Ore(effect),
        message: told("srs-tab-asset-wrong-account", line)
            .with("asset", asset.number)
            .with("other", asset.account),
        cause: Some("wrong-account"),
        action: Some(Text::key("action-srs-correct")),
        ..finding("ASSET005", account, line.row, [asset.row])
    }
}

/// A line that no asset stands for: a debit is an invoice, a credit was posted by hand.
fn without_asset(line: &Line<'_>) -> Finding {
    let (code, message, cause, action) = if line.ore > 0 {
        (
            "ASSET001",
            "srs-tab-asset-not-capitalised",
            "invoice-not-capitalised",
            "action-asset-capitalise",
        )
    } else {
        (
            "ASSET002",
            "srs-tab-asset-by-hand",
            "asset-posted-by-hand",
            "action-srs-correct",
        )
    };
    Finding {
        amount: Ore(line.ore),
        message: told(message, line),
        cause: Some(cause),
        action: Some(Text::key(action)),
        ..finding(code, line.account, line.row, [])
    }
}

/// The two candidates that give the difference, if no other two do.
fn only_pair(candidates: &[Finding], difference: Ore) -> Option<Vec<Finding>> {
    if candidates.len() > MOST_IN_PAIRS {
        return None;
    }
    let mut found = None;
    for (at, one) in candidates.iter().enumerate() {
        for other in candidates.iter().skip(at + 1) {
            if one.amount.checked_add(other.amount) != Some(difference) || one.rows == other.rows {
                continue;
            }
            if found.is_some() {
                return None;
            }
            found = Some(vec![one.clone(), other.clone()]);
        }
    }
    found
}
