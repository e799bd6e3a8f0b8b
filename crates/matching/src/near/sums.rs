//! Rows of one key as one amount: against the rows of this key on the other side, or against one row without a key.
//!
//! Only whole keys: which *some* rows add up to an amount is not asked here.

use super::reasons::Reason;
use super::{Ground, NEAREST_PER_BUCKET, Reach, Row, at, count, days_between, is_inside, opposite};
use crate::input::SideName;

/// The largest difference between a sum and a single row without key: one part in so many.
const NEARLY: u128 = 100;

/// What is nearly an open row's amount, or its key's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) difference_ore: i128,
    pub(super) days: u32,
    /// Of the rows on the other side the one with the lowest id.
    pub(super) lowest: u32,
    column: usize,
    own_rows: u32,
    other_rows: u32,
}

impl Sum {
    pub(super) fn reason(self) -> Reason {
        Reason::SumOfKey {
            column: self.column,
            own_rows: self.own_rows,
            other_rows: self.other_rows,
            difference_ore: self.difference_ore,
        }
    }

    /// The difference as it is ranked.
    pub(super) fn difference(self) -> u64 {
        u64::try_from(self.difference_ore.unsigned_abs()).unwrap_or(u64::MAX)
    }

    /// Less difference, then fewer days, then lower ids, then the earlier column.
    fn order(&self) -> (u128, u32, u32, usize) {
        let difference = self.difference_ore.unsigned_abs();
        (difference, self.days, self.lowest, self.column)
    }
}

/// The open rows of one key and currency of a side.
#[derive(Clone, Debug)]
struct Lump {
    key: u32,
    currency: u16,
    sum: i128,
    /// Ascending.
    rows: Vec<u32>,
    /// The latest of their days.
    day: i32,
}

impl Lump {
    /// As one row: its sum would be the amount.
    fn as_row(&self) -> Row {
        Row {
            amount: 0,
            day: self.day,
            currency: self.currency,
        }
    }
}

/// Per row of a side the sum that comes nearest, for open rows of which there is one.
pub(super) fn sums(ground: &Ground<'_>, own: SideName, reach: Reach) -> Vec<Option<Sum>> {
    let mut best = vec![None; ground.groups.of(own).len()];
    for column in 0..ground.columns() {
        let lumps = lumps(ground, own, column);
        let others = self::lumps(ground, opposite(own), column);
        let singles = Singles::new(ground, own, column);
        let other_singles = Singles::new(ground, opposite(own), column);
        for lump in &lumps {
            let sum = match find(&others, lump) {
                Some(other) if lump.rows.len() + other.rows.len() > 2 => Some(Sum {
                    difference_ore: lump.sum - other.sum,
                    days: lump.day.abs_diff(other.day),
                    lowest: other.rows.first().copied().unwrap_or(0),
                    column,
                    own_rows: count(lump.rows.len()),
                    other_rows: count(other.rows.len()),
                }),
                None if lump.rows.len() > 1 => {
                    let near = other_singles.nearest(lump, (own, reach)).map(|found| Sum {
                        difference_ore: lump.sum - i128::from(found.amount),
                        days: lump.day.abs_diff(found.day),
                        lowest: found.row,
                        column,
                        own_rows: count(lump.rows.len()),
                        other_rows: 1,
                    });
                    near.min_by_key(Sum::order)
                }
                _ => None,
            };
            if let Some(sum) = sum {
                for &row in &lump.rows {
                    keep(&mut best, row, sum);
                }
            }
        }
        for other in &others {
            if other.rows.len() < 2 || find(&lumps, other).is_some() {
                continue;
            }
            for found in singles.nearest(other, (opposite(own), reach)) {
                let sum = Sum {
                    difference_ore: i128::from(found.amount) - other.sum,
                    days: other.day.abs_diff(found.day),
                    lowest: other.rows.first().copied().unwrap_or(0),
                    column,
                    own_rows: 1,
                    other_rows: count(other.rows.len()),
                };
                keep(&mut best, found.row, sum);
            }
        }
    }
    best
}

fn keep(best: &mut [Option<Sum>], row: u32, sum: Sum) {
    if let Some(slot) = best.get_mut(at(row))
        && slot.is_none_or(|known: Sum| sum.order() < known.order())
    {
        *slot = Some(sum);
    }
}

/// The lumps of a side, sorted by key and currency.
fn lumps(ground: &Ground<'_>, side: SideName, column: usize) -> Vec<Lump> {
    let keyed = |(row, facts): (u32, Row)| {
        let key = ground.key((side, row), column);
        (key != 0).then_some((key, facts.currency, row, facts))
    };
    let mut rows: Vec<_> = ground.rows(side, true).filter_map(keyed).collect();
    rows.sort_unstable_by_key(|&(key, currency, row, _)| (key, currency, row));
    let mut lumps: Vec<Lump> = Vec::new();
    for (key, currency, row, Row { amount, day, .. }) in rows {
        let amount = i128::from(amount);
        match lumps.last_mut() {
            Some(lump) if (lump.key, lump.currency) == (key, currency) => {
                lump.sum += amount;
                lump.rows.push(row);
                lump.day = lump.day.max(day);
            }
            _ => lumps.push(Lump {
                key,
                currency,
                sum: amount,
                rows: vec![row],
                day,
            }),
        }
    }
    lumps
}

fn find<'a>(lumps: &'a [Lump], wanted: &Lump) -> Option<&'a Lump> {
    let by = |lump: &Lump| (lump.key, lump.currency);
    let at = lumps.binary_search_by_key(&by(wanted), by).ok()?;
    lumps.get(at)
}

/// One open row without a key in the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Single {
    currency: u16,
    amount: i64,
    day: i32,
    row: u32,
}

/// All of a side, sorted.
struct Singles(Vec<Single>);

impl Singles {
    fn new(ground: &Ground<'_>, side: SideName, column: usize) -> Self {
        let single = |(row, facts): (u32, Row)| Single {
            currency: facts.currency,
            amount: facts.amount,
            day: facts.day,
            row,
        };
        let has_none = |(row, _): &(u32, Row)| ground.key((side, *row), column) == 0;
        let rows = ground.rows(side, true).filter(has_none);
        let mut singles: Vec<Single> = rows.map(single).collect();
        singles.sort_unstable();
        Self(singles)
    }

    /// The rows nearest to a lump's sum, above and below, that are nearly equal and inside the window.
    fn nearest(
        &self,
        lump: &Lump,
        (side, reach): (SideName, Reach),
    ) -> impl Iterator<Item = Single> {
        let aim = (lump.currency, lump.sum, lump.day);
        let place = |single: &Single| (single.currency, i128::from(single.amount), single.day);
        let middle = self.0.partition_point(|single| place(single) < aim);
        let (below, above) = self.0.split_at_checked(middle).unwrap_or_default();
        let below = below.iter().rev().take(NEAREST_PER_BUCKET);
        let above = above.iter().take(NEAREST_PER_BUCKET);
        below.chain(above).copied().filter(move |single| {
            let facts = Row {
                amount: single.amount,
                day: single.day,
                currency: single.currency,
            };
            let difference = (i128::from(single.amount) - lump.sum).unsigned_abs();
            let days = match side {
                SideName::Left => days_between(lump.as_row(), facts),
                SideName::Right => days_between(facts, lump.as_row()),
            };
            single.currency == lump.currency
                && difference * NEARLY <= lump.sum.unsigned_abs()
                && is_inside(days, u64::from(reach.window_bank_days))
        })
    }
}
