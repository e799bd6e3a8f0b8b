//! What goes into matching and what comes out: plain columns, no frames, no calendar, no money type but `i64` øre.

use crate::input::SideName;

/// The rows of one side, as columns of equal length, sorted by `id` (unique, stable: derived from file digest and
/// record number, never from arrival).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Unique stable key of the row; the final tie-break of every rule.
    pub id: Vec<u128>,
    /// Øre, debit positive, on both sides: two rows match when their amounts are **equal**.
    pub amount_ore: Vec<i64>,
    /// The row's date as a number of bank days (monotonic: consecutive bank days differ by one; a day between
    /// them has the number of the bank day before it).
    pub bank_day: Vec<i32>,
    /// Currency, interned; rows of different currencies never match.
    pub currency: Vec<u16>,
    /// Key columns, in an order both sides share (such as reference, KID, lump key); interned, 0 = none.
    pub keys: Vec<Vec<u32>>,
}

/// How far apart two rows may lie, in bank days: the right row up to `earlier` days before and up to `later` days after
/// the left row, both bounds included. Both are zero or more; [`Window::ANY_DISTANCE`] in a half is no bound at all.
///
/// ```
/// use matching::model::Window;
///
/// let booked_after_payment = Window { earlier: 0, later: 3 };
/// assert!(booked_after_payment.admits(10, 13));
/// assert!(!booked_after_payment.admits(10, 9));
/// assert!(Window::UNLIMITED.admits(i32::MIN, i32::MAX));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The most bank days the right row may lie before the left one.
    pub earlier: i32,
    /// The most bank days the right row may lie after the left one.
    pub later: i32,
}

impl Window {
    /// In a half of a window: no bound.
    pub const ANY_DISTANCE: i32 = i32::MAX;
    /// Any two days.
    pub const UNLIMITED: Self = Self::both(Self::ANY_DISTANCE);

    /// As many bank days in either direction.
    pub const fn both(bank_days: i32) -> Self {
        Self {
            earlier: bank_days,
            later: bank_days,
        }
    }

    /// Whether rows of these bank days may belong together.
    pub fn admits(self, left_day: i32, right_day: i32) -> bool {
        self.reaches(i64::from(left_day), i64::from(right_day))
    }

    pub(crate) fn reaches(self, left_day: i64, right_day: i64) -> bool {
        left_day - right_day <= self.days_earlier() && right_day - left_day <= self.days_later()
    }

    pub(crate) fn days_earlier(self) -> i64 {
        days(self.earlier)
    }

    pub(crate) fn days_later(self) -> i64 {
        days(self.later)
    }
}

fn days(half: i32) -> i64 {
    if half == Window::ANY_DISTANCE {
        i64::MAX
    } else {
        i64::from(half)
    }
}

/// One rule; rules are applied in order, each to what the ones before left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Permanent id, such as `reference`, `kid`, `lump`, `amount-window`.
    pub id: String,
    /// What it does.
    pub kind: RuleKind,
}

/// The kinds of rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Same key in the column, same currency, same amount: pairs one to one; the largest number of pairs, then the
    /// least total distance in bank days, then the lowest ids.
    KeyPairs {
        /// Index into `Side::keys`.
        column: usize,
        /// How far apart.
        window: Window,
    },
    /// All open rows of both sides with the same key and currency form one group if their sums are equal, or differ
    /// by no more than the tolerance, and both sides have at least one row: 1–n, n–1, n–m.
    KeyGroups {
        /// Index into `Side::keys`.
        column: usize,
        /// The most by which the two sums may differ, in øre, zero or more. What they differ by is the group's
        /// adjustment.
        tolerance_ore: i64,
    },
    /// The open rows of one side with the same key and currency are one lump: its amount is their sum, its day their
    /// latest day, its rank among lumps (day, lowest id). Each lump goes with one row of the other side of the same
    /// currency and amount inside the window, whatever key that row has: an assignment, unit or remittance file meets
    /// its one bank entry although the bank gives no key. The largest number of pairs, then the least total distance,
    /// then the lowest ranks. A lump is all its rows or none; a lump of sum zero is left alone.
    ///
    /// Most pairs means most **lumps**, not most rows: two lumps of equal amount claim the same bank entry, and how many
    /// payments one of them holds says nothing about which of them the bank has settled. The day does.
    LumpSums {
        /// Index into `Side::keys`.
        column: usize,
        /// The side whose rows are summed.
        grouped: SideName,
        /// How far apart lump and row.
        window: Window,
    },
    /// Same currency and amount within the window: the largest number of pairs, then the least total distance in
    /// bank days, then the lowest ids.
    AmountWindow {
        /// How far apart.
        window: Window,
    },
    /// Rows of **one** side that cancel each other: same key (if `column` is given), amounts +x and −x.
    ReversalPairs {
        /// Index into `Side::keys`; `None` = by amount alone inside the window.
        column: Option<usize>,
        /// Where the negative row may lie, seen from the positive one.
        window: Window,
    },
    /// One row of one side equals the sum of two rows or more of the other, of the same currency and sign, with the
    /// same key (if `column` is given) and each inside the window: the most rows in groups, then the least total
    /// distance in bank days from the one row, then the lowest rows (see [`crate`]).
    SubsetSums {
        /// Index into `Side::keys`; `None` = by amount alone inside the window.
        column: Option<usize>,
        /// How far apart the one row and each of the others may be.
        window: Window,
        /// The most rows of a sum, two or more.
        most_rows: usize,
        /// Units of work (a row looked at, a step of the search) for each row and for each set of rows that compete;
        /// see [`Unsearched`].
        budget: u64,
    },
    /// One row equals a row of the other side together with a fee of that side, or with all fees of one fee key,
    /// on the same bank day and of the same currency: the most rows in groups, then the lowest rows. Either side may
    /// be the one that shows the fee.
    FeeNetting {
        /// Index into `Side::keys`: a row with a key there is a fee, all others are not.
        fee_column: usize,
        /// Units of work, as for [`RuleKind::SubsetSums`].
        budget: u64,
    },
    /// Same key in the column, same currency and sign, amounts that differ, but by no more than the tolerance: the
    /// largest number of pairs, then the least total difference, then the least total distance in bank days, then the
    /// lowest rows. The difference is the group's adjustment.
    NearAmounts {
        /// Index into `Side::keys`.
        column: usize,
        /// How far apart.
        window: Window,
        /// The most by which the two amounts may differ, in øre, zero or more.
        tolerance_ore: i64,
        /// Units of work, as for [`RuleKind::SubsetSums`].
        budget: u64,
    },
}

impl RuleKind {
    /// The most by which the two sides of a group of this rule may differ, in øre.
    pub fn tolerance_ore(&self) -> i64 {
        match *self {
            Self::KeyGroups { tolerance_ore, .. } | Self::NearAmounts { tolerance_ore, .. } => {
                tolerance_ore
            }
            Self::KeyPairs { .. }
            | Self::LumpSums { .. }
            | Self::AmountWindow { .. }
            | Self::ReversalPairs { .. }
            | Self::SubsetSums { .. }
            | Self::FeeNetting { .. } => 0,
        }
    }
}

/// Rows that belong together, by index into the sides' columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index of the rule that made it.
    pub rule: usize,
    /// Rows of the left side, ascending.
    pub left: Vec<u32>,
    /// Rows of the right side, ascending.
    pub right: Vec<u32>,
    /// How many other, equally good groups the rule could have made with these rows; 0 = the only one.
    pub alternatives: u32,
    /// Left sum less right sum, in øre: what the rule's tolerance let pass. 0 unless the rule has one.
    pub adjustment_ore: i64,
}

/// Rows that a rule did not search to the end, because that would have taken more work than its budget. It made no
/// group of them: they went on to the rules after it, and are open or in a group of one of those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsearched {
    /// Index of the rule.
    pub rule: usize,
    /// Rows of the left side, ascending.
    pub left: Vec<u32>,
    /// Rows of the right side, ascending.
    pub right: Vec<u32>,
    /// What was more than the budget.
    pub exceeded: Exceeded,
}

/// What of a search was more than its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// Finding the groups that could be made.
    Candidates,
    /// Choosing the best of them.
    Choice,
}

/// What came of it. Every row is in exactly one group or one open list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Groups, ordered by the lowest id in them.
    pub groups: Vec<Group>,
    /// Rows of the left side without a group, ascending.
    pub open_left: Vec<u32>,
    /// Rows of the right side without a group, ascending.
    pub open_right: Vec<u32>,
    /// What was not searched to the end, ordered by the lowest id in it, then by rule; empty if all was.
    pub unsearched: Vec<Unsearched>,
}
