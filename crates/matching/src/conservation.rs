//! The proof that nothing is lost: in = matched + open, in øre and in rows, per side and currency; every row exactly
//! once; every group's difference is the adjustment it states, and inside the tolerance of its rule.
//!
//! It looks only at the input and the result, never at how the result was found.

use std::collections::BTreeMap;
use std::fmt;

use crate::classes::{RowSet, index};
use crate::grouping::{GroupView, Grouping};
use crate::input::SideName;
use crate::model::{Matched, Rule, Side};

/// A sum and how many rows it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Øre, debit positive; the sum of 2⁶⁴ rows of any amount fits.
    pub amount: i128,
    /// Rows.
    pub rows: u64,
}

impl Totals {
    fn add(&mut self, amount: i64) {
        self.amount += i128::from(amount);
        self.rows += 1;
    }
}

/// One line of the conservation table: one currency of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What came in.
    pub input: Totals,
    /// What is in groups.
    pub matched: Totals,
    /// What is open.
    pub open: Totals,
    /// The adjustments of the groups in this currency, left less right, in øre; the same on the lines of both sides.
    /// Matched on the left = matched on the right + adjustments.
    pub adjustments: i128,
}

/// The conservation table, by side and currency.
pub type Table = BTreeMap<(SideName, u16), Line>;

/// What is wrong with a result: our own error, never the input's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A row is in a group or list twice, or in two of them.
    Twice {
        /// The side.
        side: SideName,
        /// The row.
        row: u32,
    },
    /// A row is nowhere.
    Lost {
        /// The side.
        side: SideName,
        /// The row.
        row: u32,
    },
    /// A row that is not there.
    Unknown {
        /// The side.
        side: SideName,
        /// The row.
        row: u32,
    },
    /// A group whose sides differ by something else than its adjustment, or by more than the tolerance of its rule;
    /// or whose rows of one side do not sum to zero.
    Difference {
        /// Number of the group, from 0.
        group: usize,
        /// Left less right, in øre.
        amount: i128,
        /// The adjustment it states, in øre.
        adjustment_ore: i64,
        /// The largest adjustment it may have, in øre.
        tolerance_ore: i64,
    },
    /// A group of a rule that is not there.
    NoSuchRule {
        /// Number of the group, from 0.
        group: usize,
        /// The index it gives.
        rule: usize,
    },
    /// A group with more than one currency, or without rows.
    Mixed {
        /// Number of the group, from 0.
        group: usize,
    },
    /// In is not matched plus open.
    Totals {
        /// The side.
        side: SideName,
        /// The currency.
        currency: u16,
        /// The line that does not add up.
        line: Line,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice { side, row } => write!(f, "row {row} of the {side} side is used twice"),
            Self::Lost { side, row } => write!(
                f,
                "row {row} of the {side} side is neither matched nor open"
            ),
            Self::Unknown { side, row } => write!(f, "row {row} of the {side} side does not exist"),
            Self::Difference {
                group,
                amount,
                adjustment_ore,
                tolerance_ore,
            } => write!(
                f,
                "group {group} differs by {amount} øre, states {adjustment_ore} and may have {tolerance_ore}"
            ),
            Self::NoSuchRule { group, rule } => {
                write!(f, "group {group} is of rule {rule}, which does not exist")
            }
            Self::Mixed { group } => {
                write!(f, "group {group} is empty or has more than one currency")
            }
            Self::Totals {
                side,
                currency,
                line,
            } => write!(
                f,
                "currency {currency} of the {side} side: in {}, matched {}, open {} øre",
                line.input.amount, line.matched.amount, line.open.amount
            ),
        }
    }
}

impl std::error::Error for Violation {}

/// Proves a result and gives the table. `rules` are those it was made with: they say what tolerance a group has.
///
/// # Errors
///
/// The first [`Violation`] found.
pub fn prove(
    left: &Side,
    right: &Side,
    rules: &[Rule],
    matched: &Matched,
) -> Result<Table, Violation> {
    let groups = matched.groups.iter().map(|group| GroupView {
        rule: group.rule,
        left: &group.left,
        right: &group.right,
        alternatives: group.alternatives,
        adjustment_ore: group.adjustment_ore,
    });
    prove_groups(
        (left, right),
        rules,
        groups,
        (&matched.open_left, &matched.open_right),
    )
}

/// Proves a compact result and gives the table, as [`prove`].
///
/// # Errors
///
/// The first [`Violation`] found.
pub fn prove_grouping(
    left: &Side,
    right: &Side,
    rules: &[Rule],
    grouping: &Grouping,
) -> Result<Table, Violation> {
    prove_groups(
        (left, right),
        rules,
        grouping.groups(),
        (grouping.open_left(), grouping.open_right()),
    )
}

/// Groups that are looked at together, so that their waits for memory overlap.
const TOGETHER: usize = 256;

fn prove_groups<'a>(
    (left, right): (&Side, &Side),
    rules: &[Rule],
    groups: impl Iterator<Item = GroupView<'a>>,
    (open_left, open_right): (&[u32], &[u32]),
) -> Result<Table, Violation> {
    let mut left = Ledger::new(left, SideName::Left);
    let mut right = Ledger::new(right, SideName::Right);
    let mut groups = groups.enumerate();
    let mut together = Vec::with_capacity(TOGETHER);
    loop {
        together.clear();
        together.extend(groups.by_ref().take(TOGETHER));
        if together.is_empty() {
            break;
        }
        left.warm(together.iter().flat_map(|(_, group)| group.left));
        right.warm(together.iter().flat_map(|(_, group)| group.right));
        for (number, group) in &together {
            prove_group((&mut left, &mut right), rules, *number, group)?;
        }
    }
    open_left.iter().try_for_each(|&row| left.open(row))?;
    open_right.iter().try_for_each(|&row| right.open(row))?;
    let mut table = Table::new();
    left.close(&mut table)?;
    right.close(&mut table)?;
    Ok(table)
}

#[inline]
fn prove_group(
    (left, right): (&mut Ledger<'_>, &mut Ledger<'_>),
    rules: &[Rule],
    number: usize,
    group: &GroupView<'_>,
) -> Result<(), Violation> {
    let mut currency = None;
    let mut amount = 0_i128;
    for &row in group.left {
        amount += i128::from(left.matched(row, &mut currency, number)?);
    }
    for &row in group.right {
        amount -= i128::from(right.matched(row, &mut currency, number)?);
    }
    let Some(currency) = currency else {
        return Err(Violation::Mixed { group: number });
    };
    let Some(rule) = rules.get(group.rule) else {
        return Err(Violation::NoSuchRule {
            group: number,
            rule: group.rule,
        });
    };
    let adjustment_ore = group.adjustment_ore;
    if amount == 0 && adjustment_ore == 0 {
        return Ok(());
    }
    let one_sided = group.left.is_empty() || group.right.is_empty();
    let tolerance_ore = if one_sided {
        0
    } else {
        rule.kind.tolerance_ore()
    };
    if amount != i128::from(adjustment_ore)
        || adjustment_ore.unsigned_abs() > tolerance_ore.unsigned_abs()
    {
        return Err(Violation::Difference {
            group: number,
            amount,
            adjustment_ore,
            tolerance_ore,
        });
    }
    left.adjust(currency, adjustment_ore);
    right.adjust(currency, adjustment_ore);
    Ok(())
}

/// The lines of one side while they are written.
struct Ledger<'a> {
    side: &'a Side,
    name: SideName,
    seen: RowSet,
    /// Rows that all columns have.
    rows: usize,
    lines: Vec<(u16, Line)>,
}

impl<'a> Ledger<'a> {
    fn new(side: &'a Side, name: SideName) -> Self {
        let mut ledger = Self {
            side,
            name,
            seen: RowSet::none_of(side.id.len()),
            rows: side
                .id
                .len()
                .min(side.amount_ore.len())
                .min(side.currency.len()),
            lines: Vec::new(),
        };
        for (&amount, &currency) in side.amount_ore.iter().zip(&side.currency) {
            if let Some(line) = ledger.line(currency) {
                line.input.add(amount);
            }
        }
        ledger
    }

    /// The line of a currency; agencies have one to a handful.
    fn line(&mut self, currency: u16) -> Option<&mut Line> {
        let known = self.lines.iter().position(|(known, _)| *known == currency);
        let at = known.unwrap_or(self.lines.len());
        if known.is_none() {
            self.lines.push((currency, Line::default()));
        }
        self.lines.get_mut(at).map(|(_, line)| line)
    }

    /// Touches what taking these rows will touch, in loads that do not wait for each other. Changes nothing.
    fn warm<'r>(&self, rows: impl Iterator<Item = &'r u32>) {
        let amounts = rows.filter_map(|row| self.side.amount_ore.get(index(*row)));
        std::hint::black_box(amounts.fold(0, |seen, amount| seen | amount));
    }

    #[inline]
    fn take(&mut self, row: u32) -> Result<(i64, u16), Violation> {
        let at = index(row);
        let side = self.side;
        // Rows come in no order: where there is one currency, one wait for memory is enough.
        let currency = match &*self.lines {
            [(only, _)] => Some(only),
            _ => side.currency.get(at),
        };
        let (Some(&amount), Some(&currency)) = (side.amount_ore.get(at), currency) else {
            return Err(self.unknown(row));
        };
        if at >= self.rows {
            return Err(self.unknown(row));
        }
        if self.seen.insert(row) {
            return Err(Violation::Twice {
                side: self.name,
                row,
            });
        }
        Ok((amount, currency))
    }

    #[cold]
    fn unknown(&self, row: u32) -> Violation {
        Violation::Unknown {
            side: self.name,
            row,
        }
    }

    #[inline]
    fn matched(&mut self, row: u32, of: &mut Option<u16>, group: usize) -> Result<i64, Violation> {
        let (amount, currency) = self.take(row)?;
        if *of.get_or_insert(currency) != currency {
            return Err(Violation::Mixed { group });
        }
        if let Some(line) = self.line(currency) {
            line.matched.add(amount);
        }
        Ok(amount)
    }

    fn adjust(&mut self, currency: u16, adjustment_ore: i64) {
        if let Some(line) = self.line(currency) {
            line.adjustments += i128::from(adjustment_ore);
        }
    }

    fn open(&mut self, row: u32) -> Result<(), Violation> {
        let (amount, currency) = self.take(row)?;
        if let Some(line) = self.line(currency) {
            line.open.add(amount);
        }
        Ok(())
    }

    fn close(self, table: &mut Table) -> Result<(), Violation> {
        if let Some(row) = self.seen.others().next() {
            return Err(Violation::Lost {
                side: self.name,
                row,
            });
        }
        for (currency, line) in self.lines {
            let amount = line.matched.amount + line.open.amount;
            let rows = line.matched.rows + line.open.rows;
            if (line.input.amount, line.input.rows) != (amount, rows) {
                return Err(Violation::Totals {
                    side: self.name,
                    currency,
                    line,
                });
            }
            table.insert((self.name, currency), line);
        }
        Ok(())
    }
}
