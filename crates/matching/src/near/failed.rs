//! Why a rule did not put two given rows together: one reason per rule.
//!
//! It asks of two rows what the rule asks, in a stated order, and names the first thing that fails. It looks for no
//! candidates.

use std::collections::BTreeMap;

use super::{Both, Ground, Place, Row, days_between, is_inside, opposite};
use crate::grouping::Grouping;
use crate::input::{BadInput, SideName};
use crate::model::{Rule, RuleKind, Side};

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
        window_bank_days: i32,
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
}

/// What a rule asks of two rows.
struct Demands {
    column: Option<usize>,
    amounts: Amounts,
    window_bank_days: Option<i32>,
}

/// What a rule asks of amounts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Amounts {
    /// Equal, on opposite sides.
    Equal,
    /// Opposite, on one side.
    Opposite,
    /// Equal sums of all open rows of a key.
    Sums,
}

impl Demands {
    fn of(kind: &RuleKind) -> Self {
        let (column, amounts, window_bank_days) = match *kind {
            RuleKind::KeyPairs {
                column,
                window_bank_days,
            } => (Some(column), Amounts::Equal, window_bank_days),
            RuleKind::KeyGroups { column } => (Some(column), Amounts::Sums, None),
            RuleKind::AmountWindow { window_bank_days } => {
                (None, Amounts::Equal, Some(window_bank_days))
            }
            RuleKind::ReversalPairs {
                column,
                window_bank_days,
            } => (column, Amounts::Opposite, Some(window_bank_days)),
        };
        Self {
            column,
            amounts,
            window_bank_days,
        }
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
                Demands {
                    column: Some(column),
                    amounts: Amounts::Sums,
                    ..
                } => failures.sums_of(number, column),
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
            .or_else(|| self.sums_failed(row, rule, &demands))
    }

    fn made_by(&self, group: u32) -> Option<usize> {
        self.made_by.get(super::at(group)).copied()
    }

    fn key_failed(&self, row: Place, candidate: Place, demands: &Demands) -> Option<Failed> {
        let column = demands.column?;
        match (
            self.ground.key(row, column),
            self.ground.key(candidate, column),
        ) {
            (0, _) | (_, 0) => Some(Failed::NoKey { column }),
            (a, b) => (a != b).then_some(Failed::OtherKey { column }),
        }
    }

    fn sums_failed(&self, row: Place, rule: usize, demands: &Demands) -> Option<Failed> {
        let key = self.ground.key(row, demands.column?);
        let sums = self
            .sums
            .get(rule)?
            .get(&(key, self.ground.row(row)?.currency))?;
        let difference_ore = sums.of(row.0) - sums.of(opposite(row.0));
        (difference_ore != 0).then_some(Failed::SumsDiffer { difference_ore })
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
    let difference_ore = match amounts {
        Amounts::Equal => a - b,
        Amounts::Opposite => a + b,
        Amounts::Sums => return None,
    };
    let is_nothing = amounts == Amounts::Opposite && a == 0;
    (difference_ore != 0 || is_nothing).then_some(Failed::OtherAmount { difference_ore })
}

fn window_failed((side, own): (SideName, Row), other: Row, demands: &Demands) -> Option<Failed> {
    let window_bank_days = demands.window_bank_days?;
    let bank_days = days_between(own, other);
    let from_left = match side {
        SideName::Left => bank_days,
        SideName::Right => -bank_days,
    };
    let allowed = u64::try_from(window_bank_days).unwrap_or(0);
    (!is_inside(from_left, allowed)).then_some(Failed::OutsideWindow {
        bank_days,
        window_bank_days,
    })
}
