//! Pools: open rows of one class, of which one row may be the sum of several or nearly equal another.
//!
//! What can be a group is a *candidate* (module `candidates`). Candidates share rows, so they compete. The rows of
//! a class fall into *parts* that have no candidate in common, and each part is searched exactly (module `packing`).
//! Candidates are found twice: once to see which rows hang together, and again part by part, so that no more are held
//! at a time than one part has.
//!
//! Work is counted, never timed: a unit is a row looked at, a step in looking for rows that make a sum, or a choice in
//! the search. Each row may cost `budget` units as the one row of its candidates, each time they are found, and each
//! part `budget` units of search. All that a row over its budget could have used belongs to its part; and that part,
//! like one whose search is over budget, yields no group and one [`Unsearched`](crate::model::Unsearched). So
//!
//! * the whole takes at most 3 × `budget` units per open row, whatever the rows are;
//! * what is found is the best there is, and the groups of other best answers are counted exactly;
//! * whether a part is searched depends on nothing but the rows of its class inside the windows of its rows.
//!
//! Rows of amount zero are in no pool: they could be added to any group.

mod candidates;
mod packing;

use std::ops::Range;

use crate::classes::{Entry, index, number};
use crate::input::SideName;
use crate::model::{Exceeded, Side, Window};
use candidates::Day;
pub(crate) use candidates::Shape;
use packing::{Candidate, Worth};

/// Units of work left.
#[derive(Clone, Copy, Debug)]
struct Budget(u64);

impl Budget {
    /// `None` if that is more than there is left.
    fn spend(&mut self, units: usize) -> Option<()> {
        self.0 = self.0.checked_sub(u64::try_from(units).ok()?)?;
        Some(())
    }
}

/// A row of a pool. Its *rank*, the place among the rows of both sides by (bank day, id, left before right), is its
/// number here.
#[derive(Clone, Copy, Debug)]
struct PoolRow {
    amount: i64,
    day: i32,
    /// Row number on its side.
    row: u32,
    side: SideName,
    /// Key of the fee column; 0 = no fee.
    fee: u32,
}

/// What came of some rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// They are a group.
    Group {
        /// As [`crate::model::Group::alternatives`].
        alternatives: u32,
        /// As [`crate::model::Group::adjustment_ore`].
        adjustment_ore: i64,
    },
    /// They were not searched to the end.
    Unsearched(Exceeded),
}

/// A pool rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pool<'a> {
    pub(crate) left: &'a Side,
    pub(crate) right: &'a Side,
    /// What it looks for.
    pub(crate) shape: Shape,
    /// Where the right row may lie, seen from the left one.
    pub(crate) window: Window,
    /// Units of work for each row and each part.
    pub(crate) budget: u64,
}

impl Pool<'_> {
    /// Equal for rows that may be in one group.
    pub(crate) fn class_of(&self, entry: &Entry) -> u128 {
        match self.shape {
            Shape::Sums { .. } | Shape::Near { .. } => {
                entry.sum_class() | (u128::from(entry.amount.cast_signed() < 0) << 48)
            }
            Shape::Fees { .. } => {
                u128::from(entry.currency) | (u128::from(entry.day.cast_unsigned()) << 16)
            }
        }
    }

    /// Searches the rows of one class, both lists sorted by (day, row). Calls `each` with left rows and right rows,
    /// both ascending, and what came of them.
    pub(crate) fn search_class(
        &self,
        left: &[Entry],
        right: &[Entry],
        each: &mut impl FnMut(&[u32], &[u32], Outcome),
    ) {
        if left.is_empty() || right.is_empty() {
            return;
        }
        let class = Class::new(self, left, right);
        let Some(parts) = class.survey() else {
            return;
        };
        for part in parts.chunk_by(|a, b| a.part == b.part) {
            match class.search(part) {
                Ok(groups) => {
                    for (rows, alternatives) in groups {
                        let (left, right, adjustment_ore) = class.split(rows.into_iter());
                        let outcome = Outcome::Group {
                            alternatives,
                            adjustment_ore,
                        };
                        each(&left, &right, outcome);
                    }
                }
                Err(exceeded) => {
                    let (left, right, _) = class.split(part.iter().map(|member| member.rank));
                    each(&left, &right, Outcome::Unsearched(exceeded));
                }
            }
        }
    }

    fn row(&self, entry: &Entry, side: SideName) -> (u128, PoolRow) {
        let of = match side {
            SideName::Left => self.left,
            SideName::Right => self.right,
        };
        let fee = match self.shape {
            Shape::Fees { column } => {
                let keys = of.keys.get(column);
                keys.and_then(|keys| keys.get(index(entry.row)))
            }
            Shape::Sums { .. } | Shape::Near { .. } => None,
        };
        let row = PoolRow {
            amount: entry.amount.cast_signed(),
            day: entry.day,
            row: entry.row,
            side,
            fee: fee.copied().unwrap_or(0),
        };
        (of.id.get(index(entry.row)).copied().unwrap_or(0), row)
    }
}

/// What is known of a row before its part is searched.
#[derive(Clone, Copy, Debug, Default)]
struct Member {
    /// The lowest rank of its part.
    part: u32,
    rank: u32,
    /// Candidates of which it is the one row.
    candidates: u64,
    /// Whether they were not all found.
    over: bool,
}

/// The rows of one class.
struct Class<'a> {
    pool: &'a Pool<'a>,
    /// By rank.
    rows: Vec<PoolRow>,
    /// Ranks of the left rows, ascending.
    left: Vec<u32>,
    /// Ranks of the right rows, ascending.
    right: Vec<u32>,
    /// For fees: what the left rows are, and the right ones.
    days: (Day, Day),
}

impl<'a> Class<'a> {
    fn new(pool: &'a Pool<'a>, left: &[Entry], right: &[Entry]) -> Self {
        let sides = [(left, SideName::Left), (right, SideName::Right)];
        let entries = sides.iter().flat_map(|(entries, side)| {
            let with_amount = entries.iter().filter(|entry| entry.amount != 0);
            with_amount.map(|entry| pool.row(entry, *side))
        });
        let mut rows: Vec<(u128, PoolRow)> = entries.collect();
        rows.sort_unstable_by_key(|(id, row)| (row.day, *id, row.side));
        let rows: Vec<PoolRow> = rows.into_iter().map(|(_, row)| row).collect();
        let ranks = |side: SideName| -> Vec<u32> {
            let ranked = (0..).zip(&rows).filter(|(_, row)| row.side == side);
            ranked.map(|(rank, _)| rank).collect()
        };
        let (left, right) = (ranks(SideName::Left), ranks(SideName::Right));
        let days = match pool.shape {
            Shape::Fees { .. } => (Day::new(&rows, &left), Day::new(&rows, &right)),
            Shape::Sums { .. } | Shape::Near { .. } => Default::default(),
        };
        Self {
            pool,
            rows,
            left,
            right,
            days,
        }
    }

    /// The ranks of the other side, and which of them lie inside the window of a row.
    fn reach(&self, one: &PoolRow) -> (&[u32], Range<usize>) {
        let (ranks, before, after) = match one.side {
            SideName::Left => (
                &self.right,
                self.pool.window.days_earlier(),
                self.pool.window.days_later(),
            ),
            SideName::Right => (
                &self.left,
                self.pool.window.days_later(),
                self.pool.window.days_earlier(),
            ),
        };
        let days_after = |rank: &u32| {
            let day = self.rows.get(index(*rank)).map_or(0, |row| row.day);
            i64::from(day) - i64::from(one.day)
        };
        let start = ranks.partition_point(|rank| -days_after(rank) > before);
        let end = ranks.partition_point(|rank| days_after(rank) <= after);
        (ranks, start..end)
    }

    /// Finds the candidates of which a row is the one row; `None` if that is over budget.
    fn find(&self, one: &PoolRow, found: &mut dyn FnMut(&[u32])) -> Option<()> {
        let mut budget = Budget(self.pool.budget);
        let (ranks, range) = self.reach(one);
        let reach = ranks.get(range).unwrap_or_default();
        match (self.pool.shape, one.side) {
            (Shape::Sums { most_rows }, _) => {
                let total = one.amount.unsigned_abs();
                candidates::sums(&self.rows, (total, most_rows), reach, &mut budget, found)
            }
            (Shape::Near { tolerance_ore }, SideName::Left) => {
                let of = (one.amount, tolerance_ore);
                candidates::near(&self.rows, of, reach, &mut budget, found)
            }
            (Shape::Near { .. }, SideName::Right) => Some(()),
            (Shape::Fees { .. }, _) if one.fee != 0 => Some(()),
            (Shape::Fees { .. }, SideName::Left) => {
                self.days.1.fees(one.amount, &mut budget, found)
            }
            (Shape::Fees { .. }, SideName::Right) => {
                self.days.0.fees(one.amount, &mut budget, found)
            }
        }
    }

    /// The members of parts in which there is something to search, sorted by part and rank; `None` if there is none.
    fn survey(&self) -> Option<Vec<Member>> {
        let mut parts = Parts::new(self.rows.len());
        let mut members: Vec<Member> = Vec::new();
        let mut over = (Vec::new(), Vec::new());
        for (rank, one) in (0_u32..).zip(&self.rows) {
            let mut candidates = 0;
            let all = self.find(one, &mut |others| {
                candidates += 1;
                for &other in others {
                    parts.join(rank, other);
                }
            });
            if all.is_none() {
                let (ranks, range) = self.reach(one);
                if let Some(&first) = ranks.get(range.start) {
                    parts.join(rank, first);
                }
                match one.side {
                    SideName::Left => over.0.push(range),
                    SideName::Right => over.1.push(range),
                }
            }
            members.push(Member {
                part: 0,
                rank,
                candidates,
                over: all.is_none(),
            });
        }
        if members.iter().all(|one| one.candidates == 0 && !one.over) {
            return None;
        }
        parts.join_runs(&self.right, over.0);
        parts.join_runs(&self.left, over.1);
        for member in &mut members {
            member.part = parts.of(member.rank);
        }
        members.sort_unstable_by_key(|member| (member.part, member.rank));
        Some(members)
    }

    /// The best groups of a part, each with its alternatives.
    fn search(&self, part: &[Member]) -> Result<Vec<(Vec<u32>, u32)>, Exceeded> {
        if part.iter().any(|member| member.over) {
            return Err(Exceeded::Candidates);
        }
        let count: u64 = part.iter().map(|member| member.candidates).sum();
        if count > self.pool.budget {
            return Err(Exceeded::Choice);
        }
        let mut found = Vec::new();
        for member in part.iter().filter(|member| member.candidates > 0) {
            if let Some(one) = self.rows.get(index(member.rank)) {
                self.find(one, &mut |others| {
                    found.push(self.candidate(member.rank, one, others));
                });
            }
        }
        found.sort_unstable_by(|a: &Candidate, b| a.rows.cmp(&b.rows));
        let mut budget = Budget(self.pool.budget);
        let chosen = packing::best(&found, &mut budget).ok_or(Exceeded::Choice)?;
        let group = |chosen: packing::Chosen| {
            let candidate = found.get(chosen.candidate)?;
            Some((candidate.rows.clone(), chosen.alternatives))
        };
        Ok(chosen.into_iter().filter_map(group).collect())
    }

    fn candidate(&self, owner: u32, one: &PoolRow, others: &[u32]) -> Candidate {
        let mut rows = Vec::with_capacity(others.len() + 1);
        rows.push(owner);
        rows.extend_from_slice(others);
        rows.sort_unstable();
        let others = others
            .iter()
            .filter_map(|&other| self.rows.get(index(other)));
        let (mut difference, mut distance) = (i128::from(one.amount), 0);
        for other in others {
            difference -= i128::from(other.amount);
            distance += i128::from(other.day.abs_diff(one.day));
        }
        let worth = Worth {
            rows: i128::try_from(rows.len()).unwrap_or(0),
            adjustment_ore: -difference.abs(),
            distance: -distance,
        };
        Candidate { rows, owner, worth }
    }

    /// Left rows and right rows, both ascending, and left sum less right sum.
    fn split(&self, ranks: impl Iterator<Item = u32>) -> (Vec<u32>, Vec<u32>, i64) {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        let mut difference = 0;
        for row in ranks.filter_map(|rank| self.rows.get(index(rank))) {
            match row.side {
                SideName::Left => {
                    left.push(row.row);
                    difference += i128::from(row.amount);
                }
                SideName::Right => {
                    right.push(row.row);
                    difference -= i128::from(row.amount);
                }
            }
        }
        left.sort_unstable();
        right.sort_unstable();
        (left, right, i64::try_from(difference).unwrap_or(i64::MAX))
    }
}

/// Which rows hang together; a part is named by its lowest rank.
struct Parts {
    /// A lower rank of the same part, or the row itself.
    lower: Vec<u32>,
}

impl Parts {
    fn new(rows: usize) -> Self {
        Self {
            lower: (0..number(rows)).collect(),
        }
    }

    /// The part of a row; shortens the way there.
    fn of(&mut self, mut rank: u32) -> u32 {
        while let Some(&lower) = self.lower.get(index(rank))
            && lower != rank
        {
            let lowest = self.lower.get(index(lower)).copied().unwrap_or(lower);
            if let Some(slot) = self.lower.get_mut(index(rank)) {
                *slot = lowest;
            }
            rank = lowest;
        }
        rank
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        if let Some(slot) = self.lower.get_mut(index(a.max(b))) {
            *slot = a.min(b);
        }
    }

    /// Joins all rows of each run of places; looks at no place twice, however many runs it is in.
    fn join_runs(&mut self, ranks: &[u32], mut runs: Vec<Range<usize>>) {
        runs.sort_unstable_by_key(|run| run.start);
        let mut joined = 0;
        for run in runs {
            let rest = ranks
                .get(run.start.max(joined)..run.end)
                .unwrap_or_default();
            for (&a, &b) in rest.iter().zip(rest.iter().skip(1)) {
                self.join(a, b);
            }
            joined = joined.max(run.end.saturating_sub(1));
        }
    }
}
