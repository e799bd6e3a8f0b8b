//! Pools: open rows of one class, of which one row may be the sum of several or nearly equal another.
//!
//! What can be a group is a *candidate* (module `candidates`). Candidates share rows, so they compete. The rows of
//! a class fall into *parts* that have no candidate in common, and each part is searched exactly (module `packing`).
//! Candidates are found twice: once to see which rows hang together, and again part by part, so that no more are held
//! at a time than one part has.
//!
//! Work is counted, never timed: a unit is a row looked at, a step in looking for rows that make a sum, or a choice in
//! the search. Each row may cost `budget` units as the one row of its candidates, each time they are found, and each
//! part `budget` units of search. All rows that a row over its budget could have used are one part with it, and with
//! every row that could use nothing but them. Such a part, like one whose search is over budget, yields no group
//! and one [`Unsearched`](crate::model::Unsearched). So
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
    /// Whether it is the only fee of its key.
    lone: bool,
}

impl PoolRow {
    /// Equal for rows of a class that no rule tells apart. Two fees of different keys are told apart only by the
    /// other fees of these keys.
    fn kind(&self) -> (SideName, i32, i64, Option<u32>) {
        let fee = (!self.lone).then_some(self.fee);
        (self.side, self.day, self.amount, fee)
    }
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
            lone: false,
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
        let mut rows: Vec<PoolRow> = rows.into_iter().map(|(_, row)| row).collect();
        mark_lone_fees(&mut rows);
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

    /// The ranks of the side a row's partners are on.
    fn partners(&self, one: &PoolRow) -> &[u32] {
        match one.side {
            SideName::Left => &self.right,
            SideName::Right => &self.left,
        }
    }

    /// Which of its partners lie inside the window of a row; none if it cannot be the one row of any candidate.
    fn reach(&self, one: &PoolRow) -> Range<usize> {
        let least = match self.pool.shape {
            Shape::Sums { .. } => 2,
            Shape::Fees { .. } if one.fee != 0 => usize::MAX,
            Shape::Near { .. } if one.side == SideName::Right => usize::MAX,
            Shape::Fees { .. } | Shape::Near { .. } => 1,
        };
        let window = self.pool.window;
        let (before, after) = match one.side {
            SideName::Left => (window.days_earlier(), window.days_later()),
            SideName::Right => (window.days_later(), window.days_earlier()),
        };
        let days_after = |rank: &u32| {
            let day = self.rows.get(index(*rank)).map_or(0, |row| row.day);
            i64::from(day) - i64::from(one.day)
        };
        let partners = self.partners(one);
        let start = partners.partition_point(|rank| -days_after(rank) > before);
        let end = partners.partition_point(|rank| days_after(rank) <= after);
        if end.saturating_sub(start) < least {
            return 0..0;
        }
        start..end
    }

    /// Finds the candidates of which a row is the one row; `None` if that is over budget.
    fn find(
        &self,
        one: &PoolRow,
        reach: Range<usize>,
        found: &mut dyn FnMut(&[u32]),
    ) -> Option<()> {
        let mut budget = Budget(self.pool.budget);
        let reach = self.partners(one).get(reach).unwrap_or_default();
        match self.pool.shape {
            _ if reach.is_empty() => Some(()),
            Shape::Sums { most_rows } => {
                let total = one.amount.unsigned_abs();
                candidates::sums(&self.rows, (total, most_rows), reach, &mut budget, found)
            }
            Shape::Near { tolerance_ore } => {
                let of = (one.amount, tolerance_ore);
                candidates::near(&self.rows, of, reach, &mut budget, found)
            }
            Shape::Fees { .. } => {
                let day = match one.side {
                    SideName::Left => &self.days.1,
                    SideName::Right => &self.days.0,
                };
                day.fees(one.amount, &mut budget, found)
            }
        }
    }

    /// The members of parts in which there is something to search, sorted by part and rank; `None` if there is none.
    fn survey(&self) -> Option<Vec<Member>> {
        let mut parts = Parts::new(self.rows.len());
        let mut members: Vec<Member> = Vec::new();
        let mut left_out = (LeftOut::default(), LeftOut::default());
        for (rank, one) in (0_u32..).zip(&self.rows) {
            let reach = self.reach(one);
            let left_out = match one.side {
                SideName::Left => &mut left_out.1,
                SideName::Right => &mut left_out.0,
            };
            let mut candidates = 0;
            // All it could use is left out already: no need to know what of it.
            if !left_out.contains(&reach) {
                let all = self.find(one, reach.clone(), &mut |others| {
                    candidates += 1;
                    for &other in others {
                        parts.join(rank, other);
                    }
                });
                if all.is_none() {
                    left_out.add(reach.clone());
                }
            }
            members.push(Member {
                part: rank,
                rank,
                candidates,
                over: false,
            });
        }
        parts.join_runs(&self.left, &left_out.0);
        parts.join_runs(&self.right, &left_out.1);
        let mut any = false;
        for (member, one) in members.iter_mut().zip(&self.rows) {
            let reach = self.reach(one);
            let left_out = match one.side {
                SideName::Left => &left_out.1,
                SideName::Right => &left_out.0,
            };
            if left_out.contains(&reach)
                && let Some(&first) = self.partners(one).get(reach.start)
            {
                member.over = true;
                parts.join(member.rank, first);
            }
            any |= member.over || member.candidates > 0;
        }
        if !any {
            return None;
        }
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
                self.find(one, self.reach(one), &mut |others| {
                    found.push(self.candidate(member.rank, one, others));
                });
            }
        }
        found.sort_unstable_by(|a: &Candidate, b| a.rows.cmp(&b.rows));
        let mut budget = Budget(self.pool.budget);
        let kind_of = |rank: u32| self.rows.get(index(rank)).map(PoolRow::kind);
        let chosen = packing::best(&found, kind_of, &mut budget).ok_or(Exceeded::Choice)?;
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

fn mark_lone_fees(rows: &mut [PoolRow]) {
    let mut fees: Vec<(SideName, u32, usize)> = Vec::new();
    for (rank, row) in rows.iter().enumerate().filter(|(_, row)| row.fee != 0) {
        fees.push((row.side, row.fee, rank));
    }
    fees.sort_unstable();
    for fees in fees.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        if let &[(_, _, rank)] = fees
            && let Some(row) = rows.get_mut(rank)
        {
            row.lone = true;
        }
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

    fn join_runs(&mut self, ranks: &[u32], left_out: &LeftOut) {
        for run in &left_out.runs {
            let ranks = ranks.get(run.clone()).unwrap_or_default();
            for (&a, &b) in ranks.iter().zip(ranks.iter().skip(1)) {
                self.join(a, b);
            }
        }
    }
}

/// The rows of a side that rows over their budget could have used: places in the list of its ranks.
#[derive(Default)]
struct LeftOut {
    /// Ascending; no two have a place in common.
    runs: Vec<Range<usize>>,
}

impl LeftOut {
    /// Adds places. Starts and ends must not fall from one call to the next; windows of one shape on rising days are so.
    fn add(&mut self, places: Range<usize>) {
        match self.runs.last_mut() {
            Some(last) if places.start < last.end => last.end = places.end,
            _ => self.runs.push(places),
        }
    }

    /// Whether all of these places, and at least one, are in one run.
    fn contains(&self, places: &Range<usize>) -> bool {
        let before = self.runs.partition_point(|run| run.end <= places.start);
        let run = self.runs.get(before);
        run.is_some_and(|run| run.start <= places.start && places.end <= run.end)
            && !places.is_empty()
    }
}
