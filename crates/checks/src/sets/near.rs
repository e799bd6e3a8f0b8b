//! Why a row stayed open, in words: the nearest candidates with what is like and what differs, and what each rule
//! failed on. Suggestions, never matches: no check and no total rests on them.
//!
//! Not here: how candidates are found (`matching::near`).

use std::collections::HashSet;

use domain::matching::{MatchKey, MatchKind};
use domain::{OpenItem, Ore, RowRef, Suggestion, Text};
use matching::model::{Group, Matched, Rule, Side};
use matching::near::failed::{Failed, Failures};
use matching::near::{Case, KeyMistake, Near, Place, Reach, Reason, explain};
use matching::{Grouping, SideName};

use super::draft::select;
use super::rules::{Admits, admits, engine_rule};
use super::{SWEEP, SetOutcome, SetProblem, SideOutcome};

/// An equal amount without a shared key says something for so many times the largest window of the set's rules.
const HORIZON_WINDOWS: u32 = 10;

/// A rule that did not put two rows together, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFailed {
    /// Id of the rule.
    pub rule: String,
    /// Why.
    pub why: Text,
}

impl SetOutcome {
    /// The nearest candidates of every open row, in order of the rows.
    pub fn suggestions(&self) -> Result<Vec<Suggestion>, SetProblem> {
        if self.left.open().next().is_none() && self.right.open().next().is_none() {
            return Ok(Vec::new());
        }
        let [left_rows, right_rows] = self.rows_of_interest();
        let [left, right] = &self.columns;
        let (left, right) = (select(left, &left_rows), select(right, &right_rows));
        let (grouping, numbers) = self.grouping_of(&left_rows, &right_rows);
        let (left_text, right_text) = (
            texts(&self.left, &left_rows),
            texts(&self.right, &right_rows),
        );
        let case = Case {
            left: &left,
            right: &right,
            grouping: &grouping,
            keys: &self.keys,
            left_text: &left_text,
            right_text: &right_text,
        };
        let found = explain(&case, self.reach())
            .map_err(|error| SetProblem::Input(format!("{}: {error}", self.name)))?;
        let back = |(side, row): Place| {
            let rows = match side {
                SideName::Left => &left_rows,
                SideName::Right => &right_rows,
            };
            let row = rows.get(usize::try_from(row).ok()?)?;
            Some((side, u32::try_from(*row).ok()?))
        };
        let mut suggestions = Vec::new();
        for explained in &found {
            let Some((side, item)) = back(explained.row).and_then(|row| self.at(row)) else {
                continue;
            };
            let ranked = (1..).zip(&explained.near);
            suggestions.extend(ranked.filter_map(|(rank, near)| {
                let (candidate_side, candidate) = back(near.row).and_then(|row| self.at(row))?;
                let group = near
                    .group
                    .and_then(|at| numbers.get(usize::try_from(at).ok()?));
                Some(Suggestion {
                    set: self.name.clone(),
                    side: side.name.to_owned(),
                    row: item.row,
                    rank,
                    candidate_side: candidate_side.name.to_owned(),
                    candidate: candidate.row,
                    group: group.copied(),
                    reasons: near_words(near),
                })
            }));
        }
        suggestions.sort_by(|a, b| (&a.side, a.row, a.rank).cmp(&(&b.side, b.row, b.rank)));
        Ok(suggestions)
    }

    /// What each rule of the set failed on, between a row and a candidate.
    pub fn what_failed(
        &self,
        row: RowRef,
        candidate: RowRef,
    ) -> Result<Vec<RuleFailed>, SetProblem> {
        let (Some(row), Some(candidate)) = (self.place(row), self.place(candidate)) else {
            return Ok(Vec::new());
        };
        let [left, right] = &self.columns;
        let rules: Vec<Rule> = self.rules.iter().map(engine_rule).collect();
        let all = |side: &SideOutcome| -> Vec<usize> { (0..side.rows.len()).collect() };
        let (grouping, _) = self.grouping_of(&all(&self.left), &all(&self.right));
        let failures = Failures::new((left, right), &grouping, &rules)
            .map_err(|error| SetProblem::Input(format!("{}: {error}", self.name)))?;
        let failed = self.rules.iter().enumerate().filter_map(|(at, rule)| {
            let why = failures.what_failed(row, candidate, at)?;
            let is_kept_out = [row, candidate]
                .into_iter()
                .any(|place| self.is_kept_out(place, &rule.kind));
            let why = if is_kept_out {
                Text::key("failed-kept-out")
            } else {
                failed_words(&why)
            };
            Some(RuleFailed {
                rule: rule.id.clone(),
                why,
            })
        });
        Ok(failed.collect())
    }

    /// Whether a rule never sees the row, because a sweep belongs to its day and a row with a key that the other side
    /// knows belongs to that key.
    fn is_kept_out(&self, (side, row): Place, kind: &MatchKind) -> bool {
        let Some((_, item)) = self.at((side, row)) else {
            return false;
        };
        match admits(kind) {
            Admits::All => false,
            Admits::NotSweeps => item.lump.starts_with(SWEEP),
            Admits::Unknown => item.lump.starts_with(SWEEP) || self.is_known((side, row)),
        }
    }

    /// Whether the other side knows one of the row's keys.
    fn is_known(&self, (side, row): Place) -> bool {
        let [left, right] = &self.columns;
        let (own, other) = match side {
            SideName::Left => (left, right),
            SideName::Right => (right, left),
        };
        let telling = 0..MatchKey::Voucher.column();
        let key = |column: usize| {
            let keys = own.keys.get(column)?;
            keys.get(usize::try_from(row).ok()?).copied()
        };
        let mut keys = telling.clone().filter_map(key).filter(|key| *key != 0);
        keys.any(|key| {
            let mut columns = telling.clone().filter_map(|column| other.keys.get(column));
            columns.any(|column| column.contains(&key))
        })
    }

    /// The row at a place.
    fn at(&self, (side, row): Place) -> Option<(&SideOutcome, &OpenItem)> {
        let side = match side {
            SideName::Left => &self.left,
            SideName::Right => &self.right,
        };
        let item = side.rows.get(usize::try_from(row).ok()?)?;
        Some((side, item))
    }

    /// Where a row stands.
    fn place(&self, row: RowRef) -> Option<Place> {
        let of = |side: &SideOutcome| {
            let at = side.rows.binary_search_by_key(&row, |item| item.row).ok()?;
            u32::try_from(at).ok()
        };
        of(&self.left)
            .map(|at| (SideName::Left, at))
            .or_else(|| of(&self.right).map(|at| (SideName::Right, at)))
    }

    /// Rows that can be near an open row: the open ones, and of the matched ones those that share a key or an amount with
    /// one. All others would only cost time.
    fn rows_of_interest(&self) -> [Vec<usize>; 2] {
        let sides = [&self.left, &self.right];
        let (mut keys, mut amounts) = (HashSet::<u32>::new(), HashSet::<i64>::new());
        for (side, columns) in sides.into_iter().zip(&self.columns) {
            for (row, _) in side.open() {
                keys.extend(columns.keys.iter().filter_map(|column| column.get(row)));
                amounts.extend(columns.amount_ore.get(row));
            }
        }
        keys.remove(&0);
        let of = |side: &SideOutcome, columns: &Side| -> Vec<usize> {
            let is_wanted = |row: &usize| {
                let is_open = side.group.get(*row).is_some_and(Option::is_none);
                let amount = columns.amount_ore.get(*row);
                let mut own = columns.keys.iter().filter_map(|column| column.get(*row));
                is_open
                    || amount.is_some_and(|amount| amounts.contains(amount))
                    || own.any(|key| keys.contains(key))
            };
            (0..side.rows.len()).filter(is_wanted).collect()
        };
        let [left, right] = &self.columns;
        [of(&self.left, left), of(&self.right, right)]
    }

    /// The set's groups among some rows, and the number of each in the set, from 1.
    fn grouping_of(&self, left: &[usize], right: &[usize]) -> (Grouping, Vec<u32>) {
        let place = |rows: &[usize], row: &usize| {
            let at = rows.binary_search(row).ok()?;
            u32::try_from(at).ok()
        };
        let some = |rows: &[usize], members: &[usize]| -> Vec<u32> {
            members.iter().filter_map(|row| place(rows, row)).collect()
        };
        let open = |side: &SideOutcome, rows: &[usize]| -> Vec<u32> {
            side.open()
                .filter_map(|(row, _)| place(rows, &row))
                .collect()
        };
        // A group that no rule of the list made (sweeps that cancel) counts as made by the last.
        let rule_of = |id: &str| {
            let found = self.rules.iter().position(|rule| rule.id == id);
            found.unwrap_or(self.rules.len().saturating_sub(1))
        };
        let (mut groups, mut numbers) = (Vec::new(), Vec::new());
        for (number, group) in (1..).zip(&self.groups) {
            let (of_left, of_right) = (some(left, &group.left), some(right, &group.right));
            if of_left.is_empty() && of_right.is_empty() {
                continue;
            }
            numbers.push(number);
            groups.push(Group {
                rule: rule_of(&group.rule),
                left: of_left,
                right: of_right,
                alternatives: u32::from(group.ambiguous),
                adjustment_ore: group.adjustment,
            });
        }
        let grouping = Grouping::from(&Matched {
            groups,
            open_left: open(&self.left, left),
            open_right: open(&self.right, right),
            unsearched: Vec::new(),
        });
        (grouping, numbers)
    }

    fn reach(&self) -> Reach {
        let windows = self.rules.iter().filter_map(|rule| match &rule.kind {
            MatchKind::AmountWindow { window }
            | MatchKind::LumpSums { window, .. }
            | MatchKind::SubsetSums { window, .. }
            | MatchKind::NearAmounts { window, .. }
            | MatchKind::KeyPairs {
                window: Some(window),
                ..
            } => Some(u32::from(window.earlier.max(window.later))),
            _ => None,
        });
        let window_bank_days = windows.max().unwrap_or(0);
        Reach {
            window_bank_days,
            horizon_bank_days: window_bank_days.saturating_mul(HORIZON_WINDOWS),
        }
    }
}

fn texts<'a>(side: &'a SideOutcome, rows: &[usize]) -> Vec<&'a str> {
    let items = rows.iter().filter_map(|row| side.rows.get(*row));
    items.map(|item| item.text.as_str()).collect()
}

fn near_words(near: &Near) -> Vec<Text> {
    near.reasons.iter().map(reason_words).collect()
}

fn reason_words(reason: &Reason) -> Text {
    match *reason {
        Reason::SameAmount { .. } => Text::key("near-same-amount"),
        Reason::SameAmountOutsideWindow { bank_days, .. } => {
            Text::key("near-outside-window").with("days", days(bank_days))
        }
        Reason::SumOfKey {
            column,
            own_rows,
            other_rows,
            difference_ore,
        } => Text::key("near-sum-of-key")
            .with("key", key_name(column))
            .with("own", u64::from(own_rows))
            .with("other", u64::from(other_rows))
            .with("difference", ore(difference_ore)),
        Reason::SameKeyOtherAmount {
            column,
            difference_ore,
        } => Text::key("near-other-amount")
            .with("key", key_name(column))
            .with("difference", ore(difference_ore)),
        Reason::MistypedKey { column, mistake } => {
            let key = match mistake {
                KeyMistake::CheckDigit => "near-key-check-digit",
                KeyMistake::OneDigit => "near-key-one-digit",
                KeyMistake::Swapped => "near-key-swapped",
                KeyMistake::Part => "near-key-part",
            };
            Text::key(key).with("key", key_name(column))
        }
        Reason::OtherCurrency => Text::key("near-other-currency"),
        Reason::SameKeyTaken {
            column,
            difference_ore,
        } => Text::key("near-taken")
            .with("key", key_name(column))
            .with("difference", ore(difference_ore)),
        Reason::SameSideTwin { bank_days } => Text::key("near-twin").with("days", days(bank_days)),
        Reason::OppositeSign => Text::key("near-opposite-sign"),
        Reason::TransposedDigits { difference_ore } => {
            Text::key("near-transposed-digits").with("difference", ore(difference_ore))
        }
        Reason::OneDigit { difference_ore } => {
            Text::key("near-one-digit").with("difference", ore(difference_ore))
        }
        Reason::ShiftedDecimal { places } => {
            Text::key("near-shifted-decimal").with("places", u64::from(places))
        }
        Reason::Doubled => Text::key("near-doubled"),
        Reason::SameAmountOtherKey { column } => {
            Text::key("near-other-key").with("key", key_name(column))
        }
        Reason::SimilarText { percent } => {
            Text::key("near-similar-text").with("percent", u64::from(percent))
        }
    }
}

fn failed_words(failed: &Failed) -> Text {
    match *failed {
        Failed::WrongSide => Text::key("failed-wrong-side"),
        Failed::NoKey { column } => Text::key("failed-no-key").with("key", key_name(column)),
        Failed::OtherKey { column } => Text::key("failed-other-key").with("key", key_name(column)),
        Failed::OtherCurrency => Text::key("failed-other-currency"),
        Failed::OtherAmount { difference_ore } => {
            Text::key("failed-other-amount").with("difference", ore(difference_ore))
        }
        Failed::OutsideWindow { bank_days, window } => Text::key("failed-outside-window")
            .with("days", days(bank_days))
            .with("earlier", u64::from(window.earlier.unsigned_abs()))
            .with("later", u64::from(window.later.unsigned_abs())),
        Failed::RowTaken { group } => {
            Text::key("failed-row-taken").with("group", u64::from(group) + 1)
        }
        Failed::CandidateTaken { group } => {
            Text::key("failed-candidate-taken").with("group", u64::from(group) + 1)
        }
        Failed::SumsDiffer { difference_ore } => {
            Text::key("failed-sums-differ").with("difference", ore(difference_ore))
        }
        Failed::NoSum => Text::key("failed-no-sum"),
    }
}

fn key_name(column: usize) -> Text {
    Text::key(match column {
        0 => "key-reference",
        1 => "key-kid",
        2 => "key-lump",
        3 => "key-voucher",
        _ => "key-fee",
    })
}

/// Bank days to a candidate.
fn days(bank_days: i64) -> Text {
    let key = if bank_days < 0 {
        "days-earlier"
    } else {
        "days-later"
    };
    Text::key(key).with("count", bank_days.unsigned_abs())
}

fn ore(amount: i128) -> Ore {
    Ore(i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX }))
}
