//! Rows that stand on the accounts of an equation, and which of them cancel each other.
//!
//! Not here: what is said of a row that stands alone (`equation`).

use std::collections::{BTreeMap, BTreeSet};

use domain::{AccountPattern, Ore, RowRef};

use crate::context::CheckContext;

/// A row on an account: a ledger line of the year, or an asset of the asset module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line<'a> {
    /// Days since 1970-01-01; `None` for an asset.
    pub(super) day: Option<i32>,
    /// Voucher number, or asset number.
    pub(super) voucher: &'a str,
    /// Account.
    pub(super) account: &'a str,
    /// Its effect on the difference, in øre.
    pub(super) ore: i64,
    /// Whether it stands on the first side.
    pub(super) is_first: bool,
    /// Period as `year * 100 + number`; 0 for an asset.
    pub(super) period: i32,
    /// Reference; empty if none.
    pub(super) reference: &'a str,
    /// Customer, supplier or employee; empty if none.
    pub(super) party: &'a str,
    /// Text.
    pub(super) text: &'a str,
    /// The row itself.
    pub(super) row: RowRef,
}

impl Line<'_> {
    /// Whether both look like the same posting made twice: all is equal but the voucher number.
    pub(super) fn is_twin_of(&self, other: &Self) -> bool {
        let same_reference = !self.reference.is_empty() && self.reference == other.reference;
        let same_text = !self.text.is_empty() && self.text == other.text && self.day == other.day;
        self.row != other.row
            && self.voucher != other.voucher
            && (self.account, self.ore) == (other.account, other.ore)
            && (self.period, self.party) == (other.period, other.party)
            && (same_reference || same_text)
    }
}

/// The earlier posting of each line that was made twice.
#[derive(Debug)]
pub(super) struct Twins<'a, 'b>(BTreeMap<(&'a str, i64, i32, &'a str), Vec<&'b Line<'a>>>);

impl<'a, 'b> Twins<'a, 'b> {
    /// Looks among those lines.
    pub(super) fn among(lines: &'b [Line<'a>]) -> Self {
        let mut alike: BTreeMap<_, Vec<&Line<'_>>> = BTreeMap::new();
        for line in lines {
            alike.entry(Self::key(line)).or_default().push(line);
        }
        Self(alike)
    }

    /// What is equal in both.
    fn key(line: &Line<'a>) -> (&'a str, i64, i32, &'a str) {
        (line.account, line.ore, line.period, line.party)
    }

    /// The posting that the line repeats.
    pub(super) fn earlier(&self, line: &Line<'a>) -> Option<&'b Line<'a>> {
        let mut alike = self.0.get(&Self::key(line))?.iter().copied();
        alike.find(|earlier| *earlier < line && line.is_twin_of(earlier))
    }
}

/// Ledger lines of the year up to the period on those accounts, without opening balances, in order of date.
pub(super) fn of_year<'a>(
    cx: &CheckContext<'a>,
    patterns: &[AccountPattern],
    is_first: bool,
) -> Vec<Line<'a>> {
    let view = cx.frames.ledger_lines.view();
    let year = cx.period.year() * 100;
    let mut lines = Vec::new();
    let ours = |account: &str| patterns.iter().any(|pattern| pattern.matches(account));
    for row in cx.ledger.rows(ours, year + 1..=cx.period.as_i32()) {
        let (Some(&period), Some(&ore)) = (view.period.get(row), view.amount_ore.get(row)) else {
            continue;
        };
        let (Some(&file), Some(&record)) = (view.file.get(row), view.record.get(row)) else {
            continue;
        };
        if ore == 0 {
            continue;
        }
        let Some(row_ref) = cx.frames.row_ref(file, record) else {
            continue;
        };
        lines.push(Line {
            day: view.day.get(row).copied(),
            voucher: view.voucher.get(row),
            account: view.account.get(row),
            ore,
            is_first,
            period,
            reference: view.reference.get(row),
            party: view.party.get(row),
            text: view.text.get(row),
            row: row_ref,
        });
    }
    lines.sort();
    lines
}

/// The sum of some lines.
pub(super) fn sum<'a>(lines: impl IntoIterator<Item = &'a Line<'a>>) -> Ore {
    Ore::sum(lines.into_iter().map(|line| Ore(line.ore))).unwrap_or(Ore(i64::MAX))
}

/// The lines after the last one with which all were zero in sum: what stands before it is settled.
fn after_settled<'a, 'b>(lines: &'b [Line<'a>]) -> &'b [Line<'a>] {
    let (mut sum, mut settled) = (0_i128, 0);
    for (count, line) in (1..).zip(lines) {
        sum += i128::from(line.ore);
        if sum == 0 {
            settled = count;
        }
    }
    lines.get(settled..).unwrap_or_default()
}

/// What is left when all up to the last zero sum, then vouchers, references, parties and months that are zero in sum are gone, and then amounts that cancel each
/// other, first within a period, the earliest first.
pub(super) fn open<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut left = after_settled(lines).to_vec();
    drop_zero(&mut left, |line| (line.period, line.voucher));
    drop_zero(&mut left, |line| (0, line.reference));
    drop_zero(&mut left, |line| (0, line.party));
    drop_zero(&mut left, |line| (line.period, "month"));
    drop_opposites(&mut left, |line| line.period);
    drop_opposites(&mut left, |_| 0);
    left
}

/// Groups of a key that are zero in sum go; an empty key is no group.
fn drop_zero<'a>(lines: &mut Vec<Line<'a>>, key: impl Fn(&Line<'a>) -> (i32, &'a str)) {
    let mut sums: BTreeMap<(i32, &str), i128> = BTreeMap::new();
    for line in &*lines {
        *sums.entry(key(line)).or_default() += i128::from(line.ore);
    }
    lines.retain(|line| key(line).1.is_empty() || sums.get(&key(line)) != Some(&0));
}

/// Pairs of opposite amounts go, the earliest first.
fn drop_opposites<'a>(lines: &mut Vec<Line<'a>>, key: impl Fn(&Line<'a>) -> i32) {
    let mut waiting: BTreeMap<(i32, i64), BTreeSet<usize>> = BTreeMap::new();
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        let opposite = (key(line), line.ore.saturating_neg());
        match waiting.get_mut(&opposite).and_then(BTreeSet::pop_first) {
            Some(other) => gone.extend([at, other]),
            None => {
                waiting.entry((key(line), line.ore)).or_default().insert(at);
            }
        }
    }
    let mut at = 0_usize..;
    lines.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
}
