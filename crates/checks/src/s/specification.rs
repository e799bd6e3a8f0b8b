//! A balance that must be specified: by a listing of the account, else by the open lines of the ledger.
//!
//! A listing is a sub-ledger listing of the account taken for the period. Not here: which accounts (the checks say).

use std::collections::BTreeSet;

use domain::{AccountPattern, Finding, Ore, Period, Point, RowRef, Severity, Side, Text};

use super::equation::{finding, told, twice, unexplained};
use super::lines::{Line, Twins, of_year, open, sum};
use super::{minus, plus};
use crate::check::Examined;
use crate::context::{CheckContext, unknown};

/// How a specification is told of.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) point: &'static str,
    /// Code (info) of the lines that are the specification.
    pub(super) specified: &'static str,
    pub(super) twice: &'static str,
    /// Code of a row that only one of ledger and listing has.
    pub(super) differs: &'static str,
    /// Code and age limit in months of an open line that should have been reversed.
    pub(super) over_age: Option<(&'static str, i32)>,
    pub(super) rest: &'static str,
    /// Whether what the year began with is a line of the specification.
    pub(super) with_opening: bool,
}

/// Adds a point for each of those accounts that has a balance, a listing or open lines.
pub(super) fn specify(
    cx: &CheckContext<'_>,
    rule: &Rule,
    patterns: &[AccountPattern],
    examined: &mut Examined,
) -> Result<(), Text> {
    let lines = of_year(cx, patterns, true);
    let listed = listed(cx, patterns);
    let is_ours = |name: &&str| patterns.iter().any(|pattern| pattern.matches(name));
    let of_ledger = cx.ledger.accounts().into_iter().filter(is_ours);
    let of_listing = listed.iter().map(|line| line.account);
    let names: BTreeSet<&str> = of_ledger.chain(of_listing).collect();
    for account in names {
        let balance = cx.ledger.balance(|name| name == account, cx.period);
        let balance = balance.map_err(|e| unknown(&e))?;
        let is_own = |line: &&Line<'_>| line.account == account;
        let own: Vec<Line<'_>> = lines.iter().filter(is_own).cloned().collect();
        let list: Vec<Line<'_>> = listed.iter().filter(is_own).cloned().collect();
        let mut left = open(&own);
        let mut opening = minus(balance, sum(&own));
        // A line that reverses what the year began with leaves nothing to specify of either.
        let reverses =
            |line: &Line<'_>| opening != Ore::ZERO && Some(Ore(line.ore)) == opening.checked_neg();
        if let Some(at) = left.iter().position(reverses) {
            left.remove(at);
            opening = Ore::ZERO;
        }
        if balance == Ore::ZERO && list.is_empty() && own.is_empty() {
            continue;
        }
        let about = About {
            account,
            balance,
            own,
            left,
            list,
            opening,
        };
        about.judge(cx.period, rule, examined);
    }
    Ok(())
}

/// The rows of listings of the period, sorted.
fn listed<'a>(cx: &CheckContext<'a>, patterns: &[AccountPattern]) -> Vec<Line<'a>> {
    let view = cx.frames.subledger_items.view();
    let mut listed = Vec::new();
    for (row, (&period, &ore)) in view.period.iter().zip(view.amount_ore).enumerate() {
        let account = view.account.get(row);
        let is_ours = period == cx.period.as_i32() && patterns.iter().any(|p| p.matches(account));
        let (Some(&file), Some(&record)) = (view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let Some(row_ref) = cx.frames.row_ref(file, record).filter(|_| is_ours) else {
            continue;
        };
        listed.push(Line {
            day: view.day.get(row).copied(),
            voucher: view.voucher.get(row),
            account,
            ore,
            is_first: false,
            period,
            reference: "",
            party: view.party.get(row),
            text: "",
            row: row_ref,
        });
    }
    listed.sort();
    listed
}

/// An account with what specifies it.
struct About<'a> {
    account: &'a str,
    balance: Ore,
    /// Lines of the year.
    own: Vec<Line<'a>>,
    /// Those that nothing cancels.
    left: Vec<Line<'a>>,
    /// Rows of a listing.
    list: Vec<Line<'a>>,
    /// What the year began with.
    opening: Ore,
}

impl About<'_> {
    fn judge(&self, period: Period, rule: &Rule, examined: &mut Examined) {
        let (label, second) = if !self.list.is_empty() {
            ("side-srs-listing", sum(&self.list))
        } else if rule.with_opening {
            ("side-srs-open-lines", plus(sum(&self.left), self.opening))
        } else {
            ("side-srs-open-lines", sum(&self.left))
        };
        let difference = minus(self.balance, second);
        let mut specified = Ore::ZERO;
        if !self.list.is_empty() && difference != Ore::ZERO {
            let found = self.against_listing(rule, difference);
            specified = found.as_ref().map_or(Ore::ZERO, |finding| finding.amount);
            examined.findings.extend(found);
        }
        let rest = minus(difference, specified);
        if rest != Ore::ZERO {
            examined
                .findings
                .push(unexplained(rule.rest, self.account, rest));
        }
        if self.list.is_empty() {
            self.lines(period, rule, examined);
        }
        examined.points.push(Point {
            id: rule.point,
            subject: self.account.to_owned(),
            side1: Side {
                label: Text::key("side-ledger-balance"),
                amount: self.balance,
            },
            side2: Side {
                label: Text::key(label),
                amount: second,
            },
            difference,
            specified,
            unexplained: rest,
        });
    }

    /// The one row that only ledger or listing has, if it is the whole difference.
    fn against_listing(&self, rule: &Rule, difference: Ore) -> Option<Finding> {
        let lacks =
            |line: &&Line<'_>, others: &[Line<'_>]| others.iter().all(|o| o.ore != line.ore);
        let mut in_ledger = self.left.iter().filter(|line| Ore(line.ore) == difference);
        let mut in_listing = self
            .list
            .iter()
            .filter(|line| Some(Ore(line.ore)) == difference.checked_neg());
        let ledger_only = in_ledger.find(|line| lacks(line, &self.list));
        let ledger_only =
            ledger_only.map(|line| (line, "srs-tab-not-in-listing", "not-in-listing"));
        let listing_only = in_listing.find(|line| lacks(line, &self.own));
        let listing_only =
            listing_only.map(|line| (line, "srs-tab-not-in-ledger", "listing-not-in-ledger"));
        let (line, key, cause) = ledger_only.or(listing_only)?;
        Some(Finding {
            amount: difference,
            message: told(key, line),
            cause: Some(cause),
            action: Some(Text::key("action-srs-listing")),
            ..finding(rule.differs, self.account, line.row, [])
        })
    }

    /// What the open lines say of themselves.
    fn lines(&self, period: Period, rule: &Rule, examined: &mut Examined) {
        let mut rows: Vec<RowRef> = Vec::new();
        // A posting whose first is reversed is no longer made twice.
        let twins = Twins::among(&self.left);
        for line in &self.left {
            let months = Period::from_i32(line.period).map_or(0, |of| period.months_since(of));
            if let Some(earlier) = twins.earlier(line) {
                examined
                    .findings
                    .push(twice(rule.twice, self.account, line, earlier));
            } else if let Some((code, _)) = rule.over_age.filter(|(_, limit)| months > *limit) {
                examined.findings.push(Finding {
                    amount: Ore(line.ore),
                    message: told("srs-tab-not-reversed", line).with("months", months.to_string()),
                    cause: Some("reversal-missing"),
                    action: Some(Text::key("action-srs-reverse")),
                    ..finding(code, self.account, line.row, [])
                });
            } else {
                rows.push(line.row);
            }
        }
        rows.sort_unstable();
        let opening = if rule.with_opening {
            self.opening
        } else {
            Ore::ZERO
        };
        if rows.is_empty() && opening == Ore::ZERO {
            return;
        }
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        examined.findings.push(Finding {
            key: format!("{}:{}:balance", rule.specified, self.account),
            code: rule.specified,
            severity: Severity::Info,
            message: Text::key("srs-tab-specified-by-lines")
                .with("account", self.account)
                .with("amount", self.balance)
                .with("count", count)
                .with("opening", opening),
            rows,
            action: None,
            ..unexplained(rule.rest, self.account, self.balance)
        });
    }
}
