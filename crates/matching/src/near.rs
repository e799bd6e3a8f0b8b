//! Why a row stayed open: the nearest candidates with what is like and what differs, and what a rule failed on.
//!
//! Suggestions with a reason, never matches: nothing here changes a result, and nothing here is exact knowledge of
//! what happened. [`explain`] looks for candidates, [`failed::Failures`] says why a rule did not take two given rows. It
//! gives facts with figures; the words are the caller's.
//!
//! ```text
//! open rows ──▶ indexes by amount, slips of amount, key, slips of key, words ──▶ proposals     (search, index)
//!               sums of the open rows of one key                             ──▶ proposals     (sums)
//! proposal  ──▶ the two rows compared in full: the reasons                                     (reasons)
//! best three of each row, by rank of the best reason, amount, days, lowest id
//! ```
//!
//! # What counts as near
//!
//! A row and its candidate may differ in **one** thing. Where keys agree, the amount, the day or the currency may differ.
//! Where the amount agrees, a key may be mistyped or differ, or the day lie outside the window. Where no
//! key says anything, the amount must be one slip away and the day inside the window. Two rows that differ in two things
//! are no explanation of each other, or everything would be near everything.
//!
//! | Reason (best first) | Key | Amount | Days |
//! |---|---|---|---|
//! | [`Reason::SameAmount`] | same or silent | same | window |
//! | [`Reason::SameAmountOutsideWindow`] under a key | same | same | any |
//! | [`Reason::SumOfKey`] | same, or silent | of the rows together | any, or window |
//! | [`Reason::SameKeyOtherAmount`] | same | any | any |
//! | [`Reason::MistypedKey`] | one slip | same | horizon |
//! | [`Reason::OtherCurrency`] | same, or silent | same | any, or window |
//! | [`Reason::SameKeyTaken`] | same | any | any |
//! | [`Reason::SameSideTwin`] | same, or none and the same text | same | any, or the same |
//! | [`Reason::SameAmountOutsideWindow`] | silent | same | horizon |
//! | [`Reason::OppositeSign`], [`Reason::TransposedDigits`], [`Reason::OneDigit`], [`Reason::ShiftedDecimal`], [`Reason::Doubled`] | same, or silent | one slip | any, or window |
//! | [`Reason::SameAmountOtherKey`] | differs | same | window |
//! | [`Reason::SimilarText`] | same or silent | within a tenth, or any on the same day | horizon |
//!
//! *Same*: equal in at least one column. *Silent*: in no column do both rows have a key. *Differs*: both
//! have one in some column, and in none an equal one.
//!
//! # What is not looked at
//!
//! Of each bucket of an index only the [`NEAREST_PER_BUCKET`] nearest rows, so that thousands of equal amounts cost
//! thousands of steps. A candidate hidden behind nearer ones of its bucket is not seen; keys mistyped among many equal
//! amounts have buckets of their own and are. Keys of more than [`LONGEST_KEY`] bytes are
//! compared, not searched for slips, in such crowds. The result depends on the rows only, not on their order.

pub mod failed;
mod index;
mod mistakes;
mod reasons;
mod search;
mod sums;
mod words;

use crate::classes::{index as at, number};
use crate::grouping::Grouping;
use crate::input::{BadInput, SideName, check};
use crate::keys::KeyTable;
use crate::model::Side;

pub use index::NEAREST_PER_BUCKET;
pub use mistakes::{MOST_PLACES_SHIFTED, SHORTEST_KEY_PART};
pub use reasons::{KeyMistake, Reason};
pub use search::{LONGEST_KEY, explain};
pub use words::LEAST_SIMILAR_PERCENT;

/// The most candidates given for a row.
pub const MOST_NEAR: usize = 3;

/// A row: its side and its number there.
pub type Place = (SideName, u32);

/// What was matched, what came of it, and what the rows say.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The left side, as it was matched.
    pub left: &'a Side,
    /// The right side, as it was matched.
    pub right: &'a Side,
    /// What came of it: which rows are open, and which are in which group.
    pub grouping: &'a Grouping,
    /// The texts of the sides' keys. A key that is not in it is only ever equal or not.
    pub keys: &'a KeyTable,
    /// The text of each left row; rows beyond its end have none.
    pub left_text: &'a [&'a str],
    /// The text of each right row.
    pub right_text: &'a [&'a str],
}

/// How far a candidate may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Largest distance in bank days at which two rows are expected to meet; usually that of the amount rule.
    pub window_bank_days: u32,
    /// Largest distance in bank days at which an equal amount without the same key still says something.
    pub horizon_bank_days: u32,
}

/// A candidate for an open row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The candidate. For [`Reason::SumOfKey`], of the rows of the key the one with the lowest id.
    pub row: Place,
    /// Where the candidate is matched already: number of its group, in the order of the grouping.
    pub group: Option<u32>,
    /// Why it is near, best first; never empty.
    pub reasons: Vec<Reason>,
}

/// An open row and its candidates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The open row.
    pub row: Place,
    /// At most [`MOST_NEAR`], best first: by rank of the best reason, then amount difference, then days, then lowest id.
    pub near: Vec<Near>,
}

/// One value per side.
#[derive(Clone, Debug, Default)]
struct Both<T> {
    left: T,
    right: T,
}

impl<T> Both<T> {
    fn of(&self, side: SideName) -> &T {
        match side {
            SideName::Left => &self.left,
            SideName::Right => &self.right,
        }
    }

    fn of_mut(&mut self, side: SideName) -> &mut T {
        match side {
            SideName::Left => &mut self.left,
            SideName::Right => &mut self.right,
        }
    }
}

fn opposite(side: SideName) -> SideName {
    match side {
        SideName::Left => SideName::Right,
        SideName::Right => SideName::Left,
    }
}

/// What is compared about a row, besides keys and text.
#[derive(Clone, Copy, Debug)]
struct Row {
    amount: i64,
    day: i32,
    currency: u16,
}

/// The rows as everyone here reads them: by place, with the group of each.
#[derive(Clone, Debug)]
struct Ground<'a> {
    sides: Both<&'a Side>,
    /// Per row the number of its group from 1; 0 = open.
    groups: Both<Vec<u32>>,
}

impl<'a> Ground<'a> {
    fn new(left: &'a Side, right: &'a Side, grouping: &Grouping) -> Result<Self, BadInput> {
        check(left, right, &[])?;
        let mut groups = Both {
            left: vec![0; left.id.len()],
            right: vec![0; right.id.len()],
        };
        for (group, view) in (1_u32..).zip(grouping.groups()) {
            for (side, rows) in [(SideName::Left, view.left), (SideName::Right, view.right)] {
                for &row in rows {
                    if let Some(slot) = groups.of_mut(side).get_mut(at(row)) {
                        *slot = group;
                    }
                }
            }
        }
        Ok(Self {
            sides: Both { left, right },
            groups,
        })
    }

    fn row(&self, (side, row): Place) -> Option<Row> {
        let side = self.sides.of(side);
        Some(Row {
            amount: *side.amount_ore.get(at(row))?,
            day: *side.bank_day.get(at(row))?,
            currency: *side.currency.get(at(row))?,
        })
    }

    /// The row's key in a column; 0 = none.
    fn key(&self, (side, row): Place, column: usize) -> u32 {
        let column = self.sides.of(side).keys.get(column);
        column
            .and_then(|keys| keys.get(at(row)))
            .copied()
            .unwrap_or(0)
    }

    /// How many key columns both sides have.
    fn columns(&self) -> usize {
        self.sides.left.keys.len().min(self.sides.right.keys.len())
    }

    /// The number of the row's group; `None` = open.
    fn group(&self, (side, row): Place) -> Option<u32> {
        let group = self.groups.of(side).get(at(row)).copied().unwrap_or(0);
        group.checked_sub(1)
    }

    /// The rows of a side that are open, or those that are matched, ascending.
    fn rows(&self, side: SideName, open: bool) -> impl Iterator<Item = (u32, Row)> {
        let groups = self.groups.of(side).iter().zip(0_u32..);
        let wanted = groups.filter(move |(group, _)| (**group == 0) == open);
        wanted.filter_map(move |(_, row)| Some((row, self.row((side, row))?)))
    }
}

/// Bank days from the left row's day to the right row's: the one test of every window.
fn is_inside(from_left_to_right: i64, window_bank_days: u64) -> bool {
    from_left_to_right.unsigned_abs() <= window_bank_days
}

/// Bank days from one row to another.
fn days_between(from: Row, to: Row) -> i64 {
    i64::from(to.day) - i64::from(from.day)
}

/// A count as it is stated.
fn count(rows: usize) -> u32 {
    number(rows)
}
