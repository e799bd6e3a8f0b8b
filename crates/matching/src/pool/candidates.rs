//! What can be a group: for one row of a pool, every set of rows of the other side that it can be grouped with.
//!
//! * **Sums**: two rows or more that add up to the one row, all with its sign. Depth first over falling amounts; a
//!   branch is left when the largest rows still allowed do not reach what is missing. Rows of opposite signs never
//!   add up here: with them the search would have no bound of this kind, and reversals have a rule of their own.
//! * **Fees**: on one side a plain row and a *lot*, which is one fee or all fees with one fee key, together equal
//!   to the one row. No matter the signs.
//! * **Near**: one row that differs by no more than the tolerance. The left row is the one row.

use super::{Budget, PoolRow};
use crate::classes::index;

/// What a pool rule looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One row equals the sum of two or more.
    Sums {
        /// The most rows of a sum.
        most_rows: usize,
    },
    /// One row equals a row with a fee.
    Fees {
        /// Index into `Side::keys`: fees have a key there.
        column: usize,
    },
    /// One row nearly equals one.
    Near {
        /// The most by which they differ, in øre.
        tolerance_ore: i64,
    },
}

/// Rows of one pool that make sums: finds those that make up an amount.
pub(super) fn sums(
    rows: &[PoolRow],
    (total, most_rows): (u64, usize),
    reach: &[u32],
    budget: &mut Budget,
    found: &mut dyn FnMut(&[u32]),
) -> Option<()> {
    budget.spend(reach.len())?;
    let amount_of = |rank: u32| {
        let row = rows.get(index(rank));
        row.map_or(u64::MAX, |row| row.amount.unsigned_abs())
    };
    let smaller = reach.iter().map(|&rank| (amount_of(rank), rank));
    let mut parts: Vec<(u64, u32)> = smaller.filter(|(amount, _)| *amount < total).collect();
    parts.sort_unstable_by(|a, b| b.cmp(a));
    let mut sums_before = Vec::with_capacity(parts.len() + 1);
    sums_before.push(0_u128);
    let mut sum = 0_u128;
    for (amount, _) in &parts {
        sum += u128::from(*amount);
        sums_before.push(sum);
    }
    // The most that so many parts can make from a place on.
    let most = |at: usize, rows: usize| -> u128 {
        let end = sums_before.get(at.saturating_add(rows)).unwrap_or(&sum);
        end.saturating_sub(sums_before.get(at).copied().unwrap_or(sum))
    };
    let mut path: Vec<(usize, u32, u64)> = Vec::new();
    let mut ranks = Vec::new();
    let (mut at, mut missing) = (0, total);
    loop {
        budget.spend(1)?;
        let rest = parts.get(at..).unwrap_or_default();
        at += rest.partition_point(|(amount, _)| *amount > missing);
        if let Some(&(amount, rank)) = parts.get(at)
            && most(at, most_rows.saturating_sub(path.len())) >= u128::from(missing)
        {
            path.push((at, rank, amount));
            missing = missing.saturating_sub(amount);
            if missing > 0 {
                at += 1;
                continue;
            }
            ranks.clear();
            ranks.extend(path.iter().map(|(_, rank, _)| *rank));
            found(&ranks);
        }
        let Some((last, _, amount)) = path.pop() else {
            return Some(());
        };
        missing = missing.saturating_add(amount);
        at = last + 1;
    }
}

/// The left row's partners.
pub(super) fn near(
    rows: &[PoolRow],
    (amount, tolerance_ore): (i64, i64),
    reach: &[u32],
    budget: &mut Budget,
    found: &mut dyn FnMut(&[u32]),
) -> Option<()> {
    for &rank in reach {
        budget.spend(1)?;
        let row = rows.get(index(rank));
        let differs_by = row.map_or(u64::MAX, |row| row.amount.abs_diff(amount));
        if differs_by > 0 && differs_by <= tolerance_ore.unsigned_abs() {
            found(&[rank]);
        }
    }
    Some(())
}

/// Fees that are charged together.
#[derive(Debug)]
struct Lot {
    amount: i128,
    ranks: Vec<u32>,
}

/// The rows of one side of a pool on one bank day, by what they are.
#[derive(Debug, Default)]
pub(super) struct Day {
    /// Amount and rank, ascending.
    plain: Vec<(i64, u32)>,
    lots: Vec<Lot>,
}

impl Day {
    pub(super) fn new(rows: &[PoolRow], ranks: &[u32]) -> Self {
        let mut day = Self::default();
        let mut fees: Vec<(u32, u32, i64)> = Vec::new();
        for &rank in ranks {
            match rows.get(index(rank)) {
                Some(row) if row.fee == 0 => day.plain.push((row.amount, rank)),
                Some(row) => fees.push((row.fee, rank, row.amount)),
                None => {}
            }
        }
        day.plain.sort_unstable();
        fees.sort_unstable();
        for fees in fees.chunk_by(|a, b| a.0 == b.0) {
            for &(_, rank, amount) in fees {
                day.lots.push(Lot {
                    amount: i128::from(amount),
                    ranks: vec![rank],
                });
            }
            if fees.len() > 1 {
                day.lots.push(Lot {
                    amount: fees.iter().map(|fee| i128::from(fee.2)).sum(),
                    ranks: fees.iter().map(|fee| fee.1).collect(),
                });
            }
        }
        // Fees that cancel each other would let an equal pair pass as net of fees.
        day.lots.retain(|lot| lot.amount != 0);
        day
    }

    /// A plain row and a lot that together are this amount.
    pub(super) fn fees(
        &self,
        amount: i64,
        budget: &mut Budget,
        found: &mut dyn FnMut(&[u32]),
    ) -> Option<()> {
        let mut ranks = Vec::new();
        for lot in &self.lots {
            budget.spend(1)?;
            let Ok(gross) = i64::try_from(i128::from(amount) - lot.amount) else {
                continue;
            };
            let first = self.plain.partition_point(|(other, _)| *other < gross);
            let equal = self.plain.iter().skip(first);
            for (_, rank) in equal.take_while(|(other, _)| *other == gross) {
                budget.spend(lot.ranks.len())?;
                ranks.clear();
                ranks.push(*rank);
                ranks.extend_from_slice(&lot.ranks);
                found(&ranks);
            }
        }
        Some(())
    }
}
