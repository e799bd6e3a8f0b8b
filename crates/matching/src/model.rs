//! What goes into matching and what comes out: plain columns, no frames, no calendar, no money type but `i64` øre.

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

/// One rule; rules are applied in order, each to what the ones before left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Permanent id, such as `reference`, `kid`, `lump`, `amount-window`.
    pub id: &'static str,
    /// What it does.
    pub kind: RuleKind,
}

/// The kinds of rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Same key in the column, same currency, same amount: pairs one to one; among equals the least total
    /// bank-day distance, then the lowest ids. `window_bank_days`: `None` = any distance.
    KeyPairs {
        /// Index into `Side::keys`.
        column: usize,
        /// Largest distance in bank days.
        window_bank_days: Option<i32>,
    },
    /// All open rows of both sides with the same key and currency form one group if their sums are equal and both
    /// sides have at least one row: 1–n, n–1, n–m.
    KeyGroups {
        /// Index into `Side::keys`.
        column: usize,
    },
    /// Same currency and amount within the window: the largest number of pairs, then the least total distance in
    /// bank days, then the lowest ids.
    AmountWindow {
        /// Largest distance in bank days.
        window_bank_days: i32,
    },
    /// Rows of **one** side that cancel each other: same key (if `column` is given), amounts +x and −x.
    ReversalPairs {
        /// Index into `Side::keys`; `None` = by amount alone inside the window.
        column: Option<usize>,
        /// Largest distance in bank days.
        window_bank_days: i32,
    },
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
}
