//! The exact search of a pool's part: of candidates that share rows, the best set of them that share none.
//!
//! Candidates are taken in order of their lowest row, stage by stage: one of those that begin with that row, or none
//! of them. What was decided so far matters later only by the rows it used up, so decisions that leave the same rows
//! are one state and are searched on once. Of twins (rows that differ in nothing but their ids) the lowest free ones
//! are taken. A state whose worth cannot reach an answer already known is dropped.
//! Every best answer is a path that survives; the paths are kept, so the groups of *other* best answers are known
//! exactly, and trying the choices of a stage in order finds the answer that comes first.
//!
//! It knows no rule: a candidate is a list of rows, its owner and its worth.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Budget;
use crate::classes::{index, number};

/// How good a candidate or an answer is: more rows, then less adjustment, then less distance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Worth {
    /// Rows.
    pub(super) rows: i128,
    /// Adjustments in øre, each without its sign, below zero: none is best.
    pub(super) adjustment_ore: i128,
    /// Distances in bank days, below zero: none is best.
    pub(super) distance: i128,
}

impl Worth {
    fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            adjustment_ore: self.adjustment_ore + other.adjustment_ore,
            distance: self.distance + other.distance,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            rows: self.rows - other.rows,
            adjustment_ore: self.adjustment_ore - other.adjustment_ore,
            distance: self.distance - other.distance,
        }
    }
}

/// A group that could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Ranks of its rows, ascending.
    pub(super) rows: Vec<u32>,
    /// The one of its rows that stands alone on its side. No two candidates of an answer have the same.
    pub(super) owner: u32,
    /// How good it is.
    pub(super) worth: Worth,
}

/// A candidate of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Index of the candidate.
    pub(super) candidate: usize,
    /// Candidates of other best answers that share a row with it.
    pub(super) alternatives: u32,
}

/// The best answer, first in order among equals; `None` if that is not known within the budget. Candidates must be
/// sorted by their rows, and none there twice. Rows of one kind must be twins: where one of them is in a candidate and
/// another is not, they can change places and that is a candidate as well, of the same worth.
pub(super) fn best<Kind: Ord>(
    candidates: &[Candidate],
    kind_of: impl Fn(u32) -> Kind,
    budget: &mut Budget,
) -> Option<Vec<Chosen>> {
    if candidates.len() == 1 {
        return Some(vec![Chosen {
            candidate: 0,
            alternatives: 0,
        }]);
    }
    let part = Part::lay(candidates, kind_of);
    let mut paths = part.explore(budget)?;
    paths.look_back(&part);
    let answer = paths.first_best(&part);
    Some(part.count_alternatives(&answer, &paths.in_best_answers(&part)))
}

/// The candidates with one lowest row.
struct Stage {
    lowest: u32,
    candidates: Range<usize>,
    /// Kinds of the other rows of a candidate, ascending: each list once.
    others: BTreeSet<Vec<usize>>,
}

/// Candidates that hang together, by rows numbered from 0.
struct Part {
    /// Rows of each candidate, ascending.
    rows: Vec<Vec<u32>>,
    owners: Vec<u32>,
    worths: Vec<Worth>,
    /// By rising lowest row.
    stages: Vec<Stage>,
    /// Kind of each row.
    kinds: Vec<usize>,
    /// Rows of each kind, ascending.
    of_kind: Vec<Vec<u32>>,
    /// Per row: owner of candidates with this row and the last stage of those, last stages falling.
    memberships: Vec<Vec<(u32, usize)>>,
    /// Per row, as owner: stage and the best candidate from that stage on, stages falling.
    best_own: Vec<Vec<(usize, Worth)>>,
    /// Per stage and after the last: sum of what each owner can have at best from there on.
    best_from: Vec<Worth>,
}

impl Part {
    fn lay<Kind: Ord>(candidates: &[Candidate], kind_of: impl Fn(u32) -> Kind) -> Self {
        let mut ranks: Vec<u32> = candidates
            .iter()
            .flat_map(|candidate| candidate.rows.iter().copied())
            .collect();
        ranks.sort_unstable();
        ranks.dedup();
        let place = |rank: &u32| number(ranks.partition_point(|other| other < rank));
        let mut twins: BTreeMap<Kind, Vec<u32>> = BTreeMap::new();
        for (row, &rank) in (0..).zip(&ranks) {
            twins.entry(kind_of(rank)).or_default().push(row);
        }
        let mut kinds = vec![0; ranks.len()];
        for (kind, rows) in twins.values().enumerate() {
            for &row in rows {
                if let Some(slot) = kinds.get_mut(index(row)) {
                    *slot = kind;
                }
            }
        }
        let mut part = Self {
            rows: candidates
                .iter()
                .map(|candidate| candidate.rows.iter().map(place).collect())
                .collect(),
            owners: candidates.iter().map(|one| place(&one.owner)).collect(),
            worths: candidates.iter().map(|one| one.worth).collect(),
            stages: Vec::new(),
            kinds,
            of_kind: twins.into_values().collect(),
            memberships: vec![Vec::new(); ranks.len()],
            best_own: vec![Vec::new(); ranks.len()],
            best_from: Vec::new(),
        };
        part.lay_stages();
        part.look_ahead();
        part
    }

    fn lay_stages(&mut self) {
        let mut start = 0;
        let mut stages = Vec::new();
        for candidates in self.rows.chunk_by(|a, b| a.first() == b.first()) {
            let others = |rows: &Vec<u32>| self.kinds_of(rows.iter().skip(1));
            stages.push(Stage {
                lowest: self.rows_of(Some(start)).first().copied().unwrap_or(0),
                candidates: start..start + candidates.len(),
                others: candidates.iter().map(others).collect(),
            });
            start += candidates.len();
        }
        self.stages = stages;
    }

    fn kinds_of<'a>(&self, rows: impl Iterator<Item = &'a u32>) -> Vec<usize> {
        let kinds = rows.filter_map(|&row| self.kinds.get(index(row)));
        let mut kinds: Vec<usize> = kinds.copied().collect();
        kinds.sort_unstable();
        kinds
    }

    /// From the last stage to the first: who still has what from there on.
    fn look_ahead(&mut self) {
        let mut sum = Worth::default();
        self.best_from.push(sum);
        for (number, stage) in self.stages.iter().enumerate().rev() {
            for candidate in stage.candidates.clone() {
                let (Some(rows), Some(&owner), Some(&worth)) = (
                    self.rows.get(candidate),
                    self.owners.get(candidate),
                    self.worths.get(candidate),
                ) else {
                    continue;
                };
                for &row in rows {
                    if let Some(list) = self.memberships.get_mut(index(row)) {
                        list.push((owner, number));
                    }
                }
                if let Some(own) = self.best_own.get_mut(index(owner)) {
                    let before = own.last().map_or(Worth::default(), |(_, best)| *best);
                    if worth > before {
                        own.push((number, worth));
                        sum = sum.plus(worth.minus(before));
                    }
                }
            }
            self.best_from.push(sum);
        }
        self.best_from.reverse();
        for list in &mut self.memberships {
            list.sort_unstable_by_key(|&(owner, stage)| (owner, std::cmp::Reverse(stage)));
            list.dedup_by_key(|(owner, _)| *owner);
            list.sort_unstable_by_key(|&(owner, stage)| (std::cmp::Reverse(stage), owner));
        }
    }

    /// Takes candidates by worth, as long as they are free: not the best answer, but one.
    fn greedy(&self) -> Worth {
        let mut order: Vec<usize> = (0..self.worths.len()).collect();
        order.sort_by_key(|&candidate| std::cmp::Reverse(self.worths.get(candidate)));
        let mut used = vec![false; self.memberships.len()];
        let mut sum = Worth::default();
        for candidate in order {
            let rows = self.rows_of(Some(candidate));
            let is_used = |row: &u32| used.get(index(*row)) == Some(&true);
            if !rows.iter().any(is_used) {
                for &row in rows {
                    if let Some(used) = used.get_mut(index(row)) {
                        *used = true;
                    }
                }
                sum = sum.plus(self.worth_of(Some(candidate)));
            }
        }
        sum
    }

    fn rows_of(&self, candidate: Option<usize>) -> &[u32] {
        candidate
            .and_then(|candidate| self.rows.get(candidate))
            .map_or(&[], Vec::as_slice)
    }

    fn worth_of(&self, candidate: Option<usize>) -> Worth {
        candidate
            .and_then(|candidate| self.worths.get(candidate))
            .copied()
            .unwrap_or_default()
    }

    /// The used rows that still matter at a stage: an owner with candidates left, or a row in a candidate of an
    /// owner that is itself not used.
    fn used_after(&self, used: &[u32], more: &[u32], stage: usize) -> Vec<u32> {
        let mut all: Vec<u32> = used.iter().chain(more).copied().collect();
        all.sort_unstable();
        let matters = |row: u32| {
            let members = self
                .memberships
                .get(index(row))
                .map_or(&[][..], Vec::as_slice);
            let mut left = members.iter().take_while(|(_, last)| *last >= stage);
            left.any(|(owner, _)| *owner == row || all.binary_search(owner).is_err())
        };
        all.iter().copied().filter(|&row| matters(row)).collect()
    }

    /// More than this cannot be had from a stage on.
    fn bound(&self, used: &[u32], stage: usize) -> Worth {
        let all = self.best_from.get(stage).copied().unwrap_or_default();
        used.iter().fold(all, |sum, &row| {
            let own = self.best_own.get(index(row)).map_or(&[][..], Vec::as_slice);
            let left = own.iter().rfind(|(at, _)| *at >= stage);
            left.map_or(sum, |(_, best)| sum.minus(*best))
        })
    }

    /// What can be taken at a stage, in order of the candidates. Of twins that are free the lowest go first: the
    /// others can do no better, and no answer that begins with them comes before.
    fn choices(&self, stage: &Stage, used: &[u32]) -> Vec<usize> {
        if used.binary_search(&stage.lowest).is_ok() {
            return Vec::new();
        }
        let with_others = |kinds: &Vec<usize>| {
            let mut rows = vec![stage.lowest];
            for alike in kinds.chunk_by(|a, b| a == b) {
                let twins = alike.first().and_then(|&kind| self.of_kind.get(kind))?;
                let free = twins
                    .iter()
                    .filter(|&row| *row > stage.lowest && used.binary_search(row).is_err());
                rows.extend(free.take(alike.len()));
            }
            rows.sort_unstable();
            self.rows.binary_search(&rows).ok()
        };
        let mut choices: Vec<usize> = stage.others.iter().filter_map(with_others).collect();
        choices.sort_unstable();
        choices
    }

    fn explore(&self, budget: &mut Budget) -> Option<Paths> {
        let mut paths = Paths::default();
        let mut known = self.greedy();
        let mut layer = BTreeMap::from([(Vec::new(), paths.state())]);
        for (number, stage) in self.stages.iter().enumerate() {
            let mut next = BTreeMap::new();
            for (used, from) in layer {
                let so_far = paths.begin(from);
                budget.spend((1 + stage.others.len()).saturating_mul(1 + used.len()))?;
                let choices = self.choices(stage, &used);
                for candidate in choices.into_iter().map(Some).chain([None]) {
                    let worth = so_far.plus(self.worth_of(candidate));
                    let after = self.used_after(&used, self.rows_of(candidate), number + 1);
                    if worth.plus(self.bound(&after, number + 1)) < known {
                        continue;
                    }
                    known = known.max(worth);
                    let to = *next.entry(after).or_insert_with(|| paths.state());
                    paths.step(from, to, candidate, worth);
                }
            }
            layer = next;
        }
        Some(paths)
    }

    fn count_alternatives(&self, answer: &[usize], in_best: &[bool]) -> Vec<Chosen> {
        let mut of_row: Vec<Vec<usize>> = vec![Vec::new(); self.memberships.len()];
        for (candidate, rows) in self.rows.iter().enumerate() {
            if in_best.get(candidate) == Some(&true) {
                for &row in rows {
                    if let Some(list) = of_row.get_mut(index(row)) {
                        list.push(candidate);
                    }
                }
            }
        }
        let count = |&candidate: &usize| {
            let rows = self.rows_of(Some(candidate)).iter();
            let mut others: Vec<usize> = rows
                .filter_map(|&row| of_row.get(index(row)))
                .flatten()
                .copied()
                .filter(|&other| other != candidate)
                .collect();
            others.sort_unstable();
            others.dedup();
            Chosen {
                candidate,
                alternatives: number(others.len()),
            }
        };
        answer.iter().map(count).collect()
    }
}

/// From a state to a state of the next stage.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: usize,
    to: usize,
    /// What was taken, if anything.
    candidate: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// The best way here.
    before: Worth,
    /// The best way from here to the end; none if all ways were dropped.
    after: Option<Worth>,
    /// Its first step.
    first_step: usize,
}

/// All states and the steps between them, in order of stages; the last state is the end.
#[derive(Debug, Default)]
struct Paths {
    states: Vec<State>,
    steps: Vec<Step>,
}

impl Paths {
    fn state(&mut self) -> usize {
        self.states.push(State::default());
        self.states.len() - 1
    }

    /// Steps from a state begin here; gives the best way to it.
    fn begin(&mut self, from: usize) -> Worth {
        let first_step = self.steps.len();
        self.states.get_mut(from).map_or(Worth::default(), |state| {
            state.first_step = first_step;
            state.before
        })
    }

    /// Adds a step that brings the answer so far to `worth`.
    fn step(&mut self, from: usize, to: usize, candidate: Option<usize>, worth: Worth) {
        if let Some(state) = self.states.get_mut(to) {
            state.before = state.before.max(worth);
        }
        self.steps.push(Step {
            from,
            to,
            candidate,
        });
    }

    fn before(&self, state: usize) -> Worth {
        self.states
            .get(state)
            .map_or(Worth::default(), |state| state.before)
    }

    fn after(&self, state: usize) -> Option<Worth> {
        self.states.get(state)?.after
    }

    /// The best of all ways from the state before a step to the end that take the step.
    fn onward(&self, step: &Step, part: &Part) -> Option<Worth> {
        Some(part.worth_of(step.candidate).plus(self.after(step.to)?))
    }

    /// From the end to the beginning: the best way onward from each state.
    fn look_back(&mut self, part: &Part) {
        if let Some(end) = self.states.last_mut() {
            end.after = Some(Worth::default());
        }
        for at in (0..self.steps.len()).rev() {
            if let Some(&step) = self.steps.get(at) {
                let onward = self.onward(&step, part);
                if let Some(state) = self.states.get_mut(step.from) {
                    state.after = state.after.max(onward);
                }
            }
        }
    }

    /// The best answer that comes first: at each state the first choice that a best answer makes.
    fn first_best(&self, part: &Part) -> Vec<usize> {
        let mut answer = Vec::new();
        let mut at = 0;
        while let Some(state) = self.states.get(at) {
            let steps = self.steps.iter().skip(state.first_step);
            let mut steps = steps.take_while(|step| step.from == at);
            let Some(step) = steps.find(|step| self.onward(step, part) == state.after) else {
                break;
            };
            answer.extend(step.candidate);
            at = step.to;
        }
        answer
    }

    /// Per candidate whether it is in some best answer: those on a best path, and those that differ from one of
    /// these by twins.
    fn in_best_answers(&self, part: &Part) -> Vec<bool> {
        let best = self.after(0);
        let mut in_best = BTreeSet::new();
        for step in &self.steps {
            let whole = self.onward(step, part);
            let whole = whole.map(|onward| self.before(step.from).plus(onward));
            if whole == best && step.candidate.is_some() {
                in_best.insert(part.kinds_of(part.rows_of(step.candidate).iter()));
            }
        }
        let rows = part.rows.iter();
        rows.map(|rows| in_best.contains(&part.kinds_of(rows.iter())))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Candidate, Worth, best};

    /// xorshift64*: the same numbers everywhere.
    struct Random(u64);

    impl Random {
        fn below(&mut self, below: u64) -> u64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % below
        }
    }

    fn worth(rows: i128, adjustment_ore: i128, distance: i128) -> Worth {
        Worth {
            rows,
            adjustment_ore,
            distance,
        }
    }

    fn candidate(rows: &[u32], owner: u32, distance: i128) -> Candidate {
        Candidate {
            rows: rows.to_vec(),
            owner,
            worth: worth(i128::try_from(rows.len()).unwrap(), 0, -distance),
        }
    }

    /// Candidates of the best answer and their alternatives, by writing down every answer.
    fn best_of_all(candidates: &[Candidate]) -> Vec<(usize, u32)> {
        let mut answers: Vec<Vec<usize>> = vec![vec![]];
        for (at, candidate) in candidates.iter().enumerate() {
            for known in 0..answers.len() {
                let free = |other: &usize| !shared(&candidates[*other], candidate);
                if answers[known].iter().all(free) {
                    let mut longer = answers[known].clone();
                    longer.push(at);
                    answers.push(longer);
                }
            }
        }
        let sum = |answer: &Vec<usize>| {
            let worths = answer.iter().map(|&at| candidates[at].worth);
            worths.fold(Worth::default(), Worth::plus)
        };
        let most = answers.iter().map(sum).max().unwrap();
        answers.retain(|answer| sum(answer) == most);
        let rows = |answer: &Vec<usize>| -> Vec<Vec<u32>> {
            answer
                .iter()
                .map(|&at| candidates[at].rows.clone())
                .collect()
        };
        let chosen = answers.iter().min_by_key(|answer| rows(answer)).unwrap();
        let others = |&at: &usize| {
            let in_some = (0..candidates.len()).filter(|other| {
                *other != at
                    && shared(&candidates[*other], &candidates[at])
                    && answers.iter().any(|answer| answer.contains(other))
            });
            (at, u32::try_from(in_some.count()).unwrap())
        };
        chosen.iter().map(others).collect()
    }

    fn shared(a: &Candidate, b: &Candidate) -> bool {
        a.rows.iter().any(|row| b.rows.contains(row))
    }

    fn searched(candidates: &[Candidate], budget: u64) -> Option<Vec<(usize, u32)>> {
        let chosen = best(candidates, |rank| rank, &mut Budget(budget))?;
        let pairs = chosen.iter().map(|one| (one.candidate, one.alternatives));
        Some(pairs.collect())
    }

    /// Sets of any kind, far more entangled than rules make them.
    #[test]
    fn agrees_with_every_answer_written_down() {
        let mut random = Random(0x5EED_1001);
        let mut ambiguous = 0;
        for case in 0..6_000 {
            let rows = 4 + random.below(8);
            let mut candidates: Vec<Candidate> = (0..=random.below(11))
                .map(|_| {
                    let mut list: Vec<u32> = (0..2 + random.below(3))
                        .map(|_| u32::try_from(3 * random.below(rows)).unwrap())
                        .collect();
                    list.sort_unstable();
                    list.dedup();
                    let count = u64::try_from(list.len()).unwrap();
                    let owner = list[usize::try_from(random.below(count)).unwrap()];
                    let mut candidate = candidate(&list, owner, i128::from(random.below(2)));
                    candidate.worth.adjustment_ore = -i128::from(random.below(6) / 5);
                    candidate
                })
                .collect();
            candidates.sort_unstable_by(|a, b| a.rows.cmp(&b.rows));
            candidates.dedup_by(|a, b| a.rows == b.rows);
            let found = searched(&candidates, 1 << 20).unwrap();
            assert_eq!(
                found,
                best_of_all(&candidates),
                "case {case}: {candidates:#?}"
            );
            ambiguous += found.iter().filter(|(_, others)| *others > 0).count();
        }
        assert!(ambiguous > 1_000);
    }

    /// Candidates that are the same for all rows of a kind, and rows of a kind anywhere.
    #[test]
    fn agrees_where_rows_are_twins() {
        let mut random = Random(0x5EED_1002);
        let mut ambiguous = 0;
        for case in 0..3_000 {
            let rows = u32::try_from(4 + random.below(5)).unwrap();
            let kinds: Vec<u64> = (0..rows).map(|_| random.below(4)).collect();
            let kind_of = |row: u32| kinds[usize::try_from(row).unwrap()];
            // A candidate is one row of kind 0 or 1, its owner, and one or two of kinds 2 and 3.
            let wanted: Vec<(u64, Vec<u64>, i128)> = (0..=random.below(3))
                .map(|_| {
                    let others = (0..=random.below(2)).map(|_| 2 + random.below(2));
                    let mut others: Vec<u64> = others.collect();
                    others.sort_unstable();
                    (random.below(2), others, i128::from(random.below(2)))
                })
                .collect();
            let mut candidates: Vec<Candidate> = Vec::new();
            for mask in 0_u32..1 << rows {
                let list: Vec<u32> = (0..rows).filter(|row| mask >> row & 1 == 1).collect();
                let owners: Vec<u32> = list
                    .iter()
                    .copied()
                    .filter(|&row| kind_of(row) < 2)
                    .collect();
                let others = list.iter().copied().filter(|&row| kind_of(row) > 1);
                let mut others: Vec<u64> = others.map(kind_of).collect();
                others.sort_unstable();
                let fits =
                    |of: &&(u64, Vec<u64>, i128)| of.0 == kind_of(owners[0]) && of.1 == others;
                if owners.len() == 1
                    && let Some((_, _, distance)) = wanted.iter().find(fits)
                {
                    candidates.push(candidate(&list, owners[0], *distance));
                }
            }
            candidates.sort_unstable_by(|a, b| a.rows.cmp(&b.rows));
            if candidates.is_empty() || candidates.len() > 16 {
                continue;
            }
            let chosen = best(&candidates, kind_of, &mut Budget(1 << 20)).unwrap();
            let pairs = chosen.iter().map(|one| (one.candidate, one.alternatives));
            let found: Vec<(usize, u32)> = pairs.collect();
            assert_eq!(
                found,
                best_of_all(&candidates),
                "case {case}: {candidates:#?}"
            );
            ambiguous += found.iter().filter(|(_, others)| *others > 0).count();
        }
        assert!(ambiguous > 1_000, "{ambiguous}");
    }

    #[test]
    fn rows_go_before_adjustment_and_adjustment_before_distance() {
        let ranked = [
            worth(3, -9, -9),
            worth(2, 0, -9),
            worth(2, 0, -10),
            worth(2, -1, 0),
            worth(2, -2, 0),
        ];
        assert!(ranked.is_sorted_by(|a, b| a > b));
    }

    /// A chain of a thousand candidates, each of which shares a row with the next, is searched link by link.
    #[test]
    fn a_long_chain_takes_few_steps() {
        let links: Vec<Candidate> = (0..1_000)
            .map(|at| candidate(&[2 * at, 2 * at + 1, 2 * at + 2], 2 * at, 1))
            .collect();
        let found = searched(&links, 8_000).unwrap();
        let every_other: Vec<usize> = (0..1_000).step_by(2).collect();
        let chosen: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
        assert_eq!(chosen, every_other);
        assert!(found.iter().skip(1).all(|(_, others)| *others == 2) && found[0].1 == 1);
    }

    /// A hundred ways for one owner: nothing but the owner matters once one of them is taken.
    #[test]
    fn one_owner_takes_few_steps() {
        let mut ways: Vec<Candidate> = Vec::new();
        for a in 0..40 {
            ways.extend((a + 1..40).map(|b| candidate(&[a, b, 99], 99, 0)));
        }
        assert_eq!(ways.len(), 780);
        assert_eq!(searched(&ways, 4_000).unwrap(), [(0, 779)]);
    }

    /// What does not fit into the budget is not answered at all.
    #[test]
    fn the_budget_is_all_or_nothing() {
        let two = [candidate(&[0, 1, 2], 0, 0), candidate(&[2, 3, 4], 4, 0)];
        let needed = (0..100).find(|&budget| searched(&two, budget).is_some());
        assert_eq!(needed, Some(8));
        assert_eq!(searched(&two, 8), Some(vec![(0, 1)]));
        assert_eq!(searched(&two, 7), None);
        // A candidate alone needs no search.
        assert_eq!(searched(&two[..1], 0), Some(vec![(0, 0)]));
    }
}
