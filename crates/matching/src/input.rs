//! What is refused before anything is matched, and why.
//!
//! Everything else is total: no pair of well-formed sides and no list of well-formed rules makes matching fail.

use std::fmt;

use crate::model::{Rule, RuleKind, Side, Window};

/// The most rows one side may have: row numbers keep one bit free for the side.
pub const MOST_ROWS_PER_SIDE: usize = 0x7FFF_FFFF;

/// Left or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SideName {
    /// The first side, usually the ledger.
    Left,
    /// The second side, usually the bank.
    Right,
}

impl fmt::Display for SideName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Left => "left",
            Self::Right => "right",
        })
    }
}

/// Why the sides or the rules cannot be used. A programmer's error, not an accountant's: frames are built wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadInput {
    /// A column has another number of rows than the id column.
    ColumnLength {
        /// The side.
        side: SideName,
        /// The column, such as `amount_ore` or `keys[1]`.
        column: String,
        /// Rows in the id column.
        expected: usize,
        /// Rows in this column.
        found: usize,
    },
    /// Ids must rise strictly; this row's id is not above the id of the row before it.
    IdsNotAscending {
        /// The side.
        side: SideName,
        /// Row number, from 0.
        row: usize,
    },
    /// More rows than [`MOST_ROWS_PER_SIDE`].
    TooManyRows {
        /// The side.
        side: SideName,
        /// Rows found.
        rows: usize,
    },
    /// A rule names a key column that a side does not have.
    NoSuchColumn {
        /// Id of the rule.
        rule: String,
        /// The column it names.
        column: usize,
        /// The side that lacks it.
        side: SideName,
    },
    /// A window below zero would silently match nothing.
    NegativeWindow {
        /// Id of the rule.
        rule: String,
        /// The window given.
        window: Window,
    },
    /// A tolerance below zero would silently match nothing.
    NegativeTolerance {
        /// Id of the rule.
        rule: String,
        /// The tolerance given, in øre.
        tolerance_ore: i64,
    },
    /// A sum of fewer than two rows would silently match nothing.
    NoSum {
        /// Id of the rule.
        rule: String,
        /// The most rows of a sum, as given.
        most_rows: usize,
    },
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ColumnLength {
                side,
                column,
                expected,
                found,
            } => {
                write!(
                    f,
                    "column {column} of the {side} side has {found} rows, its ids have {expected}"
                )
            }
            Self::IdsNotAscending { side, row } => {
                write!(
                    f,
                    "id of row {row} on the {side} side is not above the id of the row before it"
                )
            }
            Self::TooManyRows { side, rows } => {
                write!(
                    f,
                    "the {side} side has {rows} rows, at most {MOST_ROWS_PER_SIDE} are supported"
                )
            }
            Self::NoSuchColumn { rule, column, side } => {
                write!(
                    f,
                    "rule {rule} needs key column {column}, which the {side} side does not have"
                )
            }
            Self::NegativeWindow {
                rule,
                window: Window { earlier, later },
            } => {
                write!(
                    f,
                    "rule {rule} has a window of {earlier} bank days before and {later} after, expected zero or more"
                )
            }
            Self::NegativeTolerance {
                rule,
                tolerance_ore,
            } => {
                write!(
                    f,
                    "rule {rule} has a tolerance of {tolerance_ore} øre, expected zero or more"
                )
            }
            Self::NoSum { rule, most_rows } => {
                write!(
                    f,
                    "rule {rule} sums at most {most_rows} rows, expected two or more"
                )
            }
        }
    }
}

impl std::error::Error for BadInput {}

/// Checks both sides and all rules.
pub(crate) fn check(left: &Side, right: &Side, rules: &[Rule]) -> Result<(), BadInput> {
    check_side(left, SideName::Left)?;
    check_side(right, SideName::Right)?;
    for rule in rules {
        let (column, window) = match rule.kind {
            RuleKind::KeyPairs { column, window }
            | RuleKind::LumpSums { column, window, .. }
            | RuleKind::NearAmounts { column, window, .. } => (Some(column), window),
            RuleKind::KeyGroups { column, .. } => (Some(column), Window::UNLIMITED),
            RuleKind::AmountWindow { window } => (None, window),
            RuleKind::ReversalPairs { column, window }
            | RuleKind::SubsetSums { column, window, .. } => (column, window),
            RuleKind::FeeNetting { fee_column, .. } => (Some(fee_column), Window::UNLIMITED),
        };
        if let Some(column) = column {
            for (side, name) in [(left, SideName::Left), (right, SideName::Right)] {
                if column >= side.keys.len() {
                    return Err(BadInput::NoSuchColumn {
                        rule: rule.id.clone(),
                        column,
                        side: name,
                    });
                }
            }
        }
        if window.earlier < 0 || window.later < 0 {
            return Err(BadInput::NegativeWindow {
                rule: rule.id.clone(),
                window,
            });
        }
        let tolerance_ore = rule.kind.tolerance_ore();
        if tolerance_ore < 0 {
            return Err(BadInput::NegativeTolerance {
                rule: rule.id.clone(),
                tolerance_ore,
            });
        }
        if let RuleKind::SubsetSums { most_rows, .. } = rule.kind
            && most_rows < 2
        {
            return Err(BadInput::NoSum {
                rule: rule.id.clone(),
                most_rows,
            });
        }
    }
    Ok(())
}

fn check_side(side: &Side, name: SideName) -> Result<(), BadInput> {
    let expected = side.id.len();
    let check = |column: &str, found: usize| {
        if found == expected {
            Ok(())
        } else {
            Err(BadInput::ColumnLength {
                side: name,
                column: column.to_owned(),
                expected,
                found,
            })
        }
    };
    check("amount_ore", side.amount_ore.len())?;
    check("bank_day", side.bank_day.len())?;
    check("currency", side.currency.len())?;
    for (number, keys) in side.keys.iter().enumerate() {
        if keys.len() != expected {
            check(&format!("keys[{number}]"), keys.len())?;
        }
    }
    check_count(name, expected)?;
    match side
        .id
        .iter()
        .zip(side.id.iter().skip(1))
        .position(|(before, id)| before >= id)
    {
        Some(before) => Err(BadInput::IdsNotAscending {
            side: name,
            row: before + 1,
        }),
        None => Ok(()),
    }
}

fn check_count(side: SideName, rows: usize) -> Result<(), BadInput> {
    if rows > MOST_ROWS_PER_SIDE {
        return Err(BadInput::TooManyRows { side, rows });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BadInput, SideName, check_count};

    #[test]
    fn a_side_has_so_many_rows_and_no_more() {
        let side = SideName::Right;
        assert_eq!(check_count(side, 0x7FFF_FFFF), Ok(()));
        let rows = 0x8000_0000;
        let refused = BadInput::TooManyRows { side, rows };
        assert_eq!(check_count(side, rows), Err(refused));
    }
}
