//! What is like and what differs between an open row and a candidate, in full.
//!
//! Pure comparison of two rows. Which two are worth comparing is the business of `search`.

use super::mistakes::{Typing, amount_typing, is_doubled, key_mistake, places_shifted};
use super::words::{LEAST_SIMILAR_PERCENT, similar_percent};
use super::{Case, Ground, Place, Reach, Row, days_between, is_inside};
use crate::classes::index;
use crate::input::SideName;

/// One reason why a candidate is near. Differences are the open row's figure less the candidate's; days are counted
/// from the open row to the candidate, so that a later candidate has positive ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing differs: the rules given had no rule for these two.
    SameAmount {
        /// The first key column in which the two are equal; `None` = no key says anything.
        column: Option<usize>,
    },
    /// The same amount, too many days away.
    SameAmountOutsideWindow {
        /// The first key column in which the two are equal.
        column: Option<usize>,
        /// Bank days to the candidate.
        bank_days: i64,
    },
    /// All open rows of one key against all open rows of this key on the other side, or against the one row: at least
    /// one of the two is a sum. Against a single row without key, the difference is at most one hundredth.
    SumOfKey {
        /// The key column.
        column: usize,
        /// Open rows of the key on the open row's side; 1 = itself.
        own_rows: u32,
        /// Open rows of the key on the candidate's side; 1 = the candidate.
        other_rows: u32,
        /// Øre: own sum less other sum.
        difference_ore: i128,
    },
    /// The same key, another amount; what kind of slip it might be stands in a further reason.
    SameKeyOtherAmount {
        /// The first key column in which the two are equal.
        column: usize,
        /// Øre, not zero.
        difference_ore: i128,
    },
    /// The same amount, and keys that are one slip away from each other.
    MistypedKey {
        /// The first such key column.
        column: usize,
        /// The slip.
        mistake: KeyMistake,
    },
    /// The same number of øre in another currency.
    OtherCurrency,
    /// The candidate has the same key and is matched already.
    SameKeyTaken {
        /// The first key column in which the two are equal.
        column: usize,
        /// Øre; 0 = the amount is the same too.
        difference_ore: i128,
    },
    /// An equal row of the **same** side is matched: this one is perhaps posted, paid or delivered twice.
    SameSideTwin {
        /// Bank days to the twin.
        bank_days: i64,
    },
    /// The amounts are opposites.
    OppositeSign,
    /// Two neighbouring digits of the amount are swapped.
    TransposedDigits {
        /// Øre; a multiple of nine.
        difference_ore: i128,
    },
    /// One digit of the amount differs.
    OneDigit {
        /// Øre.
        difference_ore: i128,
    },
    /// One amount is ten, a hundred or a thousand times the other.
    ShiftedDecimal {
        /// Places, 1–3.
        places: u8,
    },
    /// One amount is twice the other.
    Doubled,
    /// The same amount inside the window, and keys that contradict each other.
    SameAmountOtherKey {
        /// The first key column in which the two differ.
        column: usize,
    },
    /// Texts that are alike, on one day or with amounts at most a tenth apart.
    SimilarText {
        /// Shared trigrams in percent, from [`LEAST_SIMILAR_PERCENT`] to 100.
        percent: u8,
    },
}

/// How one key could have become another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMistake {
    /// Only the last digit differs, and one of the two keys holds as a KID.
    CheckDigit,
    /// One digit differs.
    OneDigit,
    /// Two neighbouring digits are swapped.
    Swapped,
    /// One is the beginning or the end of the other and has at least [`super::SHORTEST_KEY_PART`] characters.
    Part,
}

impl Reason {
    /// Lower is better: the order of the table in [`super`].
    pub fn rank(&self) -> u8 {
        match self {
            Self::SameAmount { column: Some(_) } => 0,
            Self::SameAmount { column: None } => 1,
            Self::SameAmountOutsideWindow {
                column: Some(_), ..
            } => 2,
            Self::SumOfKey { .. } => 3,
            Self::SameKeyOtherAmount { .. } => 4,
            Self::MistypedKey { mistake, .. } => match mistake {
                KeyMistake::CheckDigit => 5,
                KeyMistake::OneDigit => 6,
                KeyMistake::Swapped => 7,
                KeyMistake::Part => 8,
            },
            Self::OtherCurrency => 9,
            Self::SameKeyTaken { .. } => 10,
            Self::SameSideTwin { .. } => 11,
            Self::SameAmountOutsideWindow { column: None, .. } => 12,
            Self::OppositeSign => 13,
            Self::TransposedDigits { .. } => 14,
            Self::OneDigit { .. } => 15,
            Self::ShiftedDecimal { .. } => 16,
            Self::Doubled => 17,
            Self::SameAmountOtherKey { .. } => 18,
            Self::SimilarText { .. } => SIMILAR_TEXT_RANK,
        }
    }
}

/// The last of all ranks.
pub(super) const SIMILAR_TEXT_RANK: u8 = 19;

/// What two rows' keys say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeysOfTwo {
    /// The first column in which they are equal.
    pub(super) same: Option<usize>,
    /// The first column in which both have one and they differ.
    pub(super) other: Option<usize>,
}

impl KeysOfTwo {
    fn of(ground: &Ground<'_>, a: Place, b: Place) -> Self {
        let find = |wanted: fn(u32, u32) -> bool| {
            (0..ground.columns()).find(|&column| {
                let (a, b) = (ground.key(a, column), ground.key(b, column));
                a != 0 && b != 0 && wanted(a, b)
            })
        };
        Self {
            same: find(|a, b| a == b),
            other: find(|a, b| a != b),
        }
    }

    fn is_silent(self) -> bool {
        self.same.is_none() && self.other.is_none()
    }
}

/// What two rows are compared by.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) ground: &'a Ground<'a>,
    pub(super) reach: Reach,
}

impl Comparison<'_> {
    /// All reasons but those of texts and sums, best first. The row is open; the candidate is another row, open on the
    /// other side, or matched on either.
    pub(super) fn reasons(&self, row: Place, candidate: Place, found: &mut Vec<Reason>) {
        found.clear();
        let (Some(own), Some(other)) = (self.ground.row(row), self.ground.row(candidate)) else {
            return;
        };
        let keys = KeysOfTwo::of(self.ground, row, candidate);
        if row.0 == candidate.0 {
            found.extend(self.twin((row, own), (candidate, other), keys));
        } else if self.ground.group(candidate).is_some() {
            found.extend(taken(own, other, keys));
        } else if own.currency != other.currency {
            let is_near =
                keys.same.is_some() || (keys.is_silent() && self.is_inside(row, own, other));
            if own.amount == other.amount && own.amount != 0 && is_near {
                found.push(Reason::OtherCurrency);
            }
        } else if own.amount == other.amount {
            found.extend(self.same_amount((row, own), (candidate, other), keys));
        } else {
            self.other_amount((row, own), other, keys, found);
        }
        found.sort_by_key(Reason::rank);
    }

    /// Whether the texts are alike enough, where that says anything: the rows are of opposite sides and open.
    pub(super) fn text(&self, row: Place, candidate: Place) -> Option<Reason> {
        let (own, other) = (self.ground.row(row)?, self.ground.row(candidate)?);
        let keys = KeysOfTwo::of(self.ground, row, candidate);
        let is_open = row.0 != candidate.0 && self.ground.group(candidate).is_none();
        let is_near = own.day == other.day
            || (self.is_on_horizon(own, other) && is_within_a_tenth(own.amount, other.amount));
        let may_be = is_open
            && own.currency == other.currency
            && (keys.same.is_some() || keys.is_silent())
            && is_near;
        if !may_be {
            return None;
        }
        let percent = similar_percent(self.case.text(row), self.case.text(candidate));
        (percent >= LEAST_SIMILAR_PERCENT).then_some(Reason::SimilarText { percent })
    }

    fn is_inside(&self, (side, _): Place, own: Row, other: Row) -> bool {
        let days = match side {
            SideName::Left => days_between(own, other),
            SideName::Right => days_between(other, own),
        };
        is_inside(days, u64::from(self.reach.window_bank_days))
    }

    fn is_on_horizon(&self, own: Row, other: Row) -> bool {
        own.day.abs_diff(other.day) <= self.reach.horizon_bank_days
    }

    fn same_amount(
        &self,
        (row, own): (Place, Row),
        (candidate, other): (Place, Row),
        keys: KeysOfTwo,
    ) -> Option<Reason> {
        let is_inside = self.is_inside(row, own, other);
        let (column, bank_days) = (keys.same, days_between(own, other));
        match keys.other {
            Some(differing) if column.is_none() => {
                let mistyped = self
                    .is_on_horizon(own, other)
                    .then(|| self.mistyped_key(row, candidate));
                mistyped
                    .flatten()
                    .or(is_inside.then_some(Reason::SameAmountOtherKey { column: differing }))
            }
            _ if is_inside => Some(Reason::SameAmount { column }),
            _ => (column.is_some() || self.is_on_horizon(own, other))
                .then_some(Reason::SameAmountOutsideWindow { column, bank_days }),
        }
    }

    fn mistyped_key(&self, row: Place, candidate: Place) -> Option<Reason> {
        (0..self.ground.columns()).find_map(|column| {
            let a = self.case.keys.text(self.ground.key(row, column))?;
            let b = self.case.keys.text(self.ground.key(candidate, column))?;
            let mistake = key_mistake(a, b)?;
            Some(Reason::MistypedKey { column, mistake })
        })
    }

    fn other_amount(
        &self,
        (row, own): (Place, Row),
        other: Row,
        keys: KeysOfTwo,
        found: &mut Vec<Reason>,
    ) {
        let (a, b) = (own.amount, other.amount);
        let difference_ore = i128::from(a) - i128::from(b);
        if let Some(column) = keys.same {
            found.push(Reason::SameKeyOtherAmount {
                column,
                difference_ore,
            });
        } else if !keys.is_silent() || !self.is_inside(row, own, other) {
            return;
        }
        if a.checked_neg() == Some(b) {
            found.push(Reason::OppositeSign);
        }
        found.extend(amount_typing(a, b).map(|typing| match typing {
            Typing::Swapped => Reason::TransposedDigits { difference_ore },
            Typing::OneDigit => Reason::OneDigit { difference_ore },
        }));
        found.extend(places_shifted(a, b).map(|places| Reason::ShiftedDecimal { places }));
        if is_doubled(a, b) {
            found.push(Reason::Doubled);
        }
    }

    fn twin(
        &self,
        (row, own): (Place, Row),
        (twin, other): (Place, Row),
        keys: KeysOfTwo,
    ) -> Option<Reason> {
        let has_no_key = |place| (0..self.ground.columns()).all(|c| self.ground.key(place, c) == 0);
        let is_equal = match keys {
            KeysOfTwo { other: Some(_), .. } => false,
            KeysOfTwo { same: Some(_), .. } => true,
            _ => {
                own.day == other.day
                    && has_no_key(row)
                    && has_no_key(twin)
                    && self.case.text(row) == self.case.text(twin)
            }
        };
        let is_twin = is_equal
            && self.ground.group(twin).is_some()
            && (own.amount, own.currency) == (other.amount, other.currency);
        is_twin.then(|| Reason::SameSideTwin {
            bank_days: days_between(own, other),
        })
    }
}

fn taken(own: Row, other: Row, keys: KeysOfTwo) -> Option<Reason> {
    let column = keys.same.filter(|_| own.currency == other.currency)?;
    Some(Reason::SameKeyTaken {
        column,
        difference_ore: i128::from(own.amount) - i128::from(other.amount),
    })
}

/// Whether amounts of one sign are at most a tenth of the larger apart.
fn is_within_a_tenth(a: i64, b: i64) -> bool {
    let larger = u128::from(a.unsigned_abs().max(b.unsigned_abs()));
    u128::from(a.abs_diff(b)) * 10 <= larger
}

impl Case<'_> {
    pub(super) fn text(&self, (side, row): Place) -> &str {
        let texts = match side {
            SideName::Left => self.left_text,
            SideName::Right => self.right_text,
        };
        texts.get(index(row)).copied().unwrap_or_default()
    }
}
