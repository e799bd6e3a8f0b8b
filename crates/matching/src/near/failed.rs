//! Why a rule did not put two given rows together: one reason per rule.
//!
//! It asks of two rows what the rule asks, in a stated order, and names the first thing that fails. It looks for no
//! candidates.

use std::collections::BTreeMap;

use super::{Both, Ground, Place, Row, days_between, opposite};
use crate::grouping::Grouping;
use crate::input::{BadInput, SideName};
use crate::model::{Rule, RuleKind, Side, Window};

/// The first thing that failed. Differences are the row's figure less the candidate's; days are counted from the row to
/// the candidate. In this order: side, key, currency, amount, window, and last who has whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The rule pairs rows of opposite sides and these two are on one side, or the other way round.
    WrongSide,
    /// One of the two has no key in the rule's column.
    NoKey {
        /// The key column.
        column: usize,
    },
    /// Both have a key in the rule's column, and they differ.
    OtherKey {
        /// The key column.
        column: usize,
    },
    /// The currencies differ.
    OtherCurrency,
    /// The amounts are not equal; for reversals, they are not opposite.
    OtherAmount {
        /// Øre. For reversals the sum of the two, which would have to be zero; 0 if both are zero, as nothing
        /// reverses zero.
        difference_ore: i128,
    },
    /// Equal amounts, too many days apart.
    OutsideWindow {
        /// Bank days to the candidate.
        bank_days: i64,
        /// What the rule allows.
        window: Window,
    },
    /// The row itself was no longer open, or is in another group of this rule.
    RowTaken {
        /// Number of its group, in the order of the grouping.
        group: u32,
    },
    /// The candidate was no longer open, or the rule put it into another group.
    CandidateTaken {
        /// Number of its group.
        group: u32,
    },
    /// The open rows of the key on either side do not add up to the same.
    SumsDiffer {
        /// Øre: the sum of the row's side less the sum of the candidate's.
        difference_ore: i128,
    },
    /// The rule found no sum in which both have part, or did not search to the end.
    NoSum,
}

/// What a rule asks of two rows.
struct Demands {
    column: Option<usize>,
    amounts: Amounts,
    window: Window,
}

/// What a rule asks of amounts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Amounts {
    /// Equal but for the tolerance, on opposite sides.
    Equal { tolerance_ore: i64 },
    /// Opposite, on one side.
    Opposite,
    /// Sums of all open rows of a key, equal but for the tolerance.
    Sums { tolerance_ore: i64 },
    /// The sum of all open rows of a key on one side, equal to one row of the other.
    Lump { grouped: SideName },
    /// Some sum in which both have part.
    SomeSum,
}

impl Demands {
    fn of(kind: &RuleKind) -> Self {
        const EQUAL: Amounts = Amounts::Equal { tolerance_ore: 0 };
        let (column, amounts, window) = match *kind {
            RuleKind::KeyPairs { column, window } => (Some(column), EQUAL, window),
            RuleKind::KeyGroups {
                column,
                tolerance_ore,
            } => (
                Some(column),
                Amounts::Sums { tolerance_ore },
                Window::UNLIMITED,
            ),
            RuleKind::LumpSums {
                column,
                grouped,
                window,
            } => (Some(column), Amounts::Lump { grouped }, window),
            RuleKind::AmountWindow { window } => (None, EQUAL, window),
            RuleKind::ReversalPairs { column, window } => (column, Amounts::Opposite, window),
            RuleKind::SubsetSums { column, window, .. } => (column, Amounts::SomeSum, window),
            RuleKind::FeeNetting { .. } => (None, Amounts::SomeSum, Window::both(0)),
            RuleKind::NearAmounts {
                column,
                window,
                tolerance_ore,
                ..
            } => (Some(column), Amounts::Equal { tolerance_ore }, window),
        };
        Self {
            column,
            amounts,
            window,
        }
    }

    /// Whether the rule compares sums of open rows of a key.
    fn sums_a_key(&self) -> bool {
        matches!(self.amounts, Amounts::Sums { .. } | Amounts::Lump { .. })
    }
}

/// By key and currency: what a rule found open.
type Sums = BTreeMap<(u32, u16), Both<i128>>;

/// A result, ready to be asked about rows and rules.
pub struct Failures<'a> {
    ground: Ground<'a>,
    rules: &'a [Rule],
    /// Per group the rule that made it.
    made_by: Vec<usize>,
    /// Per rule the sums it compared; empty for rules that compare none.
    sums: Vec<Sums>,
}

impl<'a> Failures<'a> {
    /// Takes the sides, the result, and the rules it is the result of.
    ///
    /// # Errors
    ///
    /// [`BadInput`] if columns differ in length or ids do not rise.
    pub fn new(
        (left, right): (&'a Side, &'a Side),
        grouping: &Grouping,
        rules: &'a [Rule],
    ) -> Result<Self, BadInput> {
        let mut failures = Self {
            ground: Ground::new(left, right, grouping)?,
            rules,
            made_by: grouping.groups().map(|group| group.rule).collect(),
            sums: Vec::new(),
        };
        failures.sums = (0..)
            .zip(rules)
            .map(|(number, rule)| match Demands::of(&rule.kind) {
                demands @ Demands {
                    column: Some(column),
                    ..
                } if demands.sums_a_key() => failures.sums_of(number, column),
                _ => Sums::new(),
            })
            .collect();
        Ok(failures)
    }

    /// What failed between a row and a candidate under the rule of this number. `None` if nothing did: they are in one
    /// group, or there are no such rows or no such rule.
    pub fn what_failed(&self, row: Place, candidate: Place, rule: usize) -> Option<Failed> {
        let demands = Demands::of(&self.rules.get(rule)?.kind);
        let (own, other) = (self.ground.row(row)?, self.ground.row(candidate)?);
        let groups = (self.ground.group(row), self.ground.group(candidate));
        if groups.0.is_some() && groups.0 == groups.1 {
            return None;
        }
        let is_one_side = demands.amounts == Amounts::Opposite;
        if (row.0 == candidate.0) != is_one_side || row == candidate {
            return Some(Failed::WrongSide);
        }
        self.key_failed(row, candidate, &demands)
            .or_else(|| (own.currency != other.currency).then_some(Failed::OtherCurrency))
            .or_else(|| amount_failed(own, other, demands.amounts))
            .or_else(|| window_failed((row.0, own), other, &demands))
            .or_else(|| {
                let group = groups.0?;
                (self.made_by(group)? <= rule).then_some(Failed::RowTaken { group })
            })
            .or_else(|| {
                let group = groups.1?;
                (self.made_by(group)? <= rule).then_some(Failed::CandidateTaken { group })
            })
            .or_else(|| self.sums_failed(row, candidate, rule, &demands))
    }

    fn made_by(&self, group: u32) -> Option<usize> {
        self.made_by.get(super::at(group)).copied()
    }

    fn key_failed(&self, row: Place, candidate: Place, demands: &Demands) -> Option<Failed> {
        let column = demands.column?;
        if let Amounts::Lump { grouped } = demands.amounts {
            // The single row needs no key.
            let part = if row.0 == grouped { row } else { candidate };
            return (self.ground.key(part, column) == 0).then_some(Failed::NoKey { column });
        }
        match (
            self.ground.key(row, column),
            self.ground.key(candidate, column),
        ) {
            (0, _) | (_, 0) => Some(Failed::NoKey { column }),
            (a, b) => (a != b).then_some(Failed::OtherKey { column }),
        }
    }

    fn sums_failed(
        &self,
        row: Place,
        candidate: Place,
        rule: usize,
        demands: &Demands,
    ) -> Option<Failed> {
        let sums_of = |place: Place| {
            let key = self.ground.key(place, demands.column?);
            let currency = self.ground.row(place)?.currency;
            self.sums.get(rule)?.get(&(key, currency))
        };
        match demands.amounts {
            Amounts::Sums { tolerance_ore } => {
                let sums = sums_of(row)?;
                let difference_ore = sums.of(row.0) - sums.of(opposite(row.0));
                let is_too_much = difference_ore.abs() > i128::from(tolerance_ore);
                is_too_much.then_some(Failed::SumsDiffer { difference_ore })
            }
            Amounts::Lump { grouped } => {
                let of = |place: Place| {
                    if place.0 == grouped {
                        sums_of(place).map(|sums| *sums.of(grouped))
                    } else {
                        self.ground.row(place).map(|row| i128::from(row.amount))
                    }
                };
                let difference_ore = of(row)? - of(candidate)?;
                (difference_ore != 0).then_some(Failed::SumsDiffer { difference_ore })
            }
            Amounts::SomeSum => Some(Failed::NoSum),
            Amounts::Equal { .. } | Amounts::Opposite => None,
        }
    }

    /// The sums a rule found: of the rows that no rule before it had taken.
    fn sums_of(&self, rule: usize, column: usize) -> Sums {
        let mut sums = Sums::new();
        for (side, rows) in [
            (SideName::Left, &self.ground.groups.left),
            (SideName::Right, &self.ground.groups.right),
        ] {
            for (_, row) in rows.iter().zip(0_u32..) {
                let group = self.ground.group((side, row));
                let is_taken = group.and_then(|group| self.made_by(group));
                let key = self.ground.key((side, row), column);
                let Some(Row {
                    amount, currency, ..
                }) = self.ground.row((side, row))
                else {
                    continue;
                };
                if key != 0 && is_taken.is_none_or(|made_by| made_by >= rule) {
                    let sum = sums.entry((key, currency)).or_default();
                    *sum.of_mut(side) += i128::from(amount);
                }
            }
        }
        sums
    }
}

fn amount_failed(own: Row, other: Row, amounts: Amounts) -> Option<Failed> {
    let (a, b) = (i128::from(own.amount), i128::from(other.amount));
    let (difference_ore, tolerance_ore) = match amounts {
        Amounts::Equal { tolerance_ore } => (a - b, tolerance_ore),
        Amounts::Opposite => (a + b, 0),
        Amounts::Sums { .. } | Amounts::Lump { .. } | Amounts::SomeSum => return None,
    };
    let is_nothing = amounts == Amounts::Opposite && a == 0;
    let is_too_much = difference_ore.abs() > i128::from(tolerance_ore);
    (is_too_much || is_nothing).then_some(Failed::OtherAmount { difference_ore })
}

fn window_failed((side, own): (SideName, Row), other: Row, demands: &Demands) -> Option<Failed> {
    // A reversal's window is seen from the positive row, every other from the left one.
    let own_is_first = match demands.amounts {
        Amounts::Opposite => own.amount > 0,
        _ => side == SideName::Left,
    };
    let (first, second) = if own_is_first {
        (own.day, other.day)
    } else {
        (other.day, own.day)
    };
    (!demands.window.admits(first, second)).then_some(Failed::OutsideWindow {
        bank_days: days_between(own, other),
        window: demands.window,
    })
}
