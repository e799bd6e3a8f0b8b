//! The result in compact form: one span per group over one list of row numbers.
//!
//! A million pairs are 24 MB here and some 120 MB as [`Matched`], whose groups own two lists each. Callers with
//! many rows read this form; [`Matched`] is made of it.

use std::ops::Range;

use crate::classes::{RowSet, index, number};
use crate::input::SideName;
use crate::model::{Group, Matched, Unsearched};

/// A group, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupView<'a> {
    /// Index of the rule that made it.
    pub rule: usize,
    /// Rows of the left side, ascending.
    pub left: &'a [u32],
    /// Rows of the right side, ascending.
    pub right: &'a [u32],
    /// As [`Group::alternatives`].
    pub alternatives: u32,
    /// As [`Group::adjustment_ore`].
    pub adjustment_ore: i64,
}

/// A group as it is stored. A pair, by far the most frequent, holds its two rows itself; the rows of all others lie
/// in the list: first the left ones, then the right ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span {
    /// The left row of a pair, otherwise where the rows start in the list.
    first: u32,
    /// The right row of a pair, otherwise 0.
    second: u32,
    left: u32,
    right: u32,
    rule: u32,
    alternatives: u32,
}

/// What came of it, compact. Every row is in exactly one group or one open list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    spans: Vec<Span>,
    rows: Vec<u32>,
    /// Number of a group and its adjustment, for the few that have one; ascending.
    adjustments: Vec<(u32, i64)>,
    open_left: Vec<u32>,
    open_right: Vec<u32>,
    unsearched: Vec<Unsearched>,
}

impl Grouping {
    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is no group at all.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The groups, ordered by the lowest id in them.
    pub fn groups(&self) -> impl Iterator<Item = GroupView<'_>> {
        let mut adjustments = self.adjustments.iter().peekable();
        (0..).zip(&self.spans).map(move |(group, span)| {
            let adjustment = adjustments.next_if(|(of, _)| *of == group);
            self.view(span, adjustment.map_or(0, |(_, ore)| *ore))
        })
    }

    /// Rows of the left side without a group, ascending.
    pub fn open_left(&self) -> &[u32] {
        &self.open_left
    }

    /// Rows of the right side without a group, ascending.
    pub fn open_right(&self) -> &[u32] {
        &self.open_right
    }

    /// What was not searched to the end, as [`Matched::unsearched`].
    pub fn unsearched(&self) -> &[Unsearched] {
        &self.unsearched
    }

    fn view<'a>(&'a self, span: &'a Span, adjustment_ore: i64) -> GroupView<'a> {
        let (left, right) = if (span.left, span.right) == (1, 1) {
            (
                std::slice::from_ref(&span.first),
                std::slice::from_ref(&span.second),
            )
        } else {
            let start = index(span.first);
            let middle = start.saturating_add(index(span.left));
            let end = middle.saturating_add(index(span.right));
            let rows = |range: Range<usize>| self.rows.get(range).unwrap_or_default();
            (rows(start..middle), rows(middle..end))
        };
        GroupView {
            rule: index(span.rule),
            left,
            right,
            alternatives: span.alternatives,
            adjustment_ore,
        }
    }

    fn push(&mut self, group: GroupView<'_>) {
        if group.adjustment_ore != 0 {
            let number = number(self.spans.len());
            self.adjustments.push((number, group.adjustment_ore));
        }
        let (first, second) = if let (&[first], &[second]) = (group.left, group.right) {
            (first, second)
        } else {
            let start = number(self.rows.len());
            self.rows.extend_from_slice(group.left);
            self.rows.extend_from_slice(group.right);
            (start, 0)
        };
        self.spans.push(Span {
            first,
            second,
            left: number(group.left.len()),
            right: number(group.right.len()),
            rule: number(group.rule),
            alternatives: group.alternatives,
        });
    }
}

impl From<&Grouping> for Matched {
    fn from(grouping: &Grouping) -> Self {
        let owned = |view: GroupView<'_>| Group {
            rule: view.rule,
            left: view.left.to_vec(),
            right: view.right.to_vec(),
            alternatives: view.alternatives,
            adjustment_ore: view.adjustment_ore,
        };
        Self {
            groups: grouping.groups().map(owned).collect(),
            open_left: grouping.open_left.clone(),
            open_right: grouping.open_right.clone(),
            unsearched: grouping.unsearched.clone(),
        }
    }
}

impl From<&Matched> for Grouping {
    fn from(matched: &Matched) -> Self {
        let mut grouping = Self {
            open_left: matched.open_left.clone(),
            open_right: matched.open_right.clone(),
            unsearched: matched.unsearched.clone(),
            ..Self::default()
        };
        for group in &matched.groups {
            grouping.push(GroupView {
                rule: group.rule,
                left: &group.left,
                right: &group.right,
                alternatives: group.alternatives,
                adjustment_ore: group.adjustment_ore,
            });
        }
        grouping
    }
}

/// A result in the making: groups in the order they were found, and the rows that are in one.
pub(crate) struct Draft {
    made: Grouping,
    /// Rows of the left side that are in a group.
    pub(crate) left: RowSet,
    /// The same of the right side.
    pub(crate) right: RowSet,
}

impl Draft {
    pub(crate) fn new(left: usize, right: usize) -> Self {
        Self {
            made: Grouping::default(),
            left: RowSet::none_of(left),
            right: RowSet::none_of(right),
        }
    }

    /// Adds a group of open rows; the lists must be ascending.
    pub(crate) fn add(&mut self, group: GroupView<'_>) {
        self.made.push(group);
        for (taken, rows) in [(&mut self.left, group.left), (&mut self.right, group.right)] {
            for &row in rows {
                taken.insert(row);
            }
        }
    }

    /// Notes rows that a rule did not search to the end; the lists must be ascending.
    pub(crate) fn leave(&mut self, rows: Unsearched) {
        self.made.unsearched.push(rows);
    }

    /// Puts the groups in order of their lowest id; where both sides use one id, the left row comes first.
    pub(crate) fn finish(mut self, left_ids: &[u128], right_ids: &[u128]) -> Grouping {
        let mut unsearched = std::mem::take(&mut self.made.unsearched);
        unsearched.sort_by_cached_key(|of| {
            let id = |ids: &[u128], rows: &[u32]| ids.get(index(*rows.first()?)).copied();
            let left = id(left_ids, &of.left).map(|id| (id, SideName::Left));
            let right = id(right_ids, &of.right).map(|id| (id, SideName::Right));
            (left.into_iter().chain(right).min(), of.rule)
        });
        let mut result = Grouping {
            rows: Vec::with_capacity(self.made.rows.len()),
            open_left: self.left.others().collect(),
            open_right: self.right.others().collect(),
            unsearched,
            ..Grouping::default()
        };
        let ranks = Ranks::lay(left_ids, right_ids);
        let lowest: Vec<u32> = (self.made.spans.iter())
            .map(|span| ranks.lowest(&self.made.view(span, 0)))
            .collect();
        let rank_of = |(group, ore): &(u32, i64)| Some((*lowest.get(index(*group))?, *ore));
        let mut adjustments: Vec<(u32, i64)> =
            self.made.adjustments.iter().filter_map(rank_of).collect();
        adjustments.sort_unstable();
        let mut adjustments = adjustments.into_iter().peekable();
        drop(ranks);
        let spans = std::mem::take(&mut self.made.spans);
        result.spans = Vec::with_capacity(spans.len());
        by_rank(
            lowest,
            spans,
            left_ids.len() + right_ids.len(),
            |rank, span| {
                let adjustment = adjustments.next_if(|(of, _)| *of == rank);
                result.push(self.made.view(span, adjustment.map_or(0, |(_, ore)| ore)));
            },
        );
        result
    }
}

/// The places of rows in the order of the ids of both sides, from 0; where both use one id, the left row comes first.
enum Ranks {
    /// The ids of one side are all below those of the other, as where each side is a file: what is to be added to
    /// the numbers of left and right rows.
    Apart(u32, u32),
    /// Of each left and right row.
    Mixed(Vec<u32>, Vec<u32>),
}

impl Ranks {
    fn lay(left: &[u128], right: &[u128]) -> Self {
        if left.last() < right.first() {
            return Self::Apart(0, number(left.len()));
        }
        if right.last() < left.first() {
            return Self::Apart(number(right.len()), 0);
        }
        let mut of_left = Vec::with_capacity(left.len());
        let mut of_right = Vec::with_capacity(right.len());
        let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
        for rank in 0.. {
            let is_left = match (left.peek(), right.peek()) {
                (Some(left), Some(right)) => left <= right,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => break,
            };
            if is_left {
                left.next();
                of_left.push(rank);
            } else {
                right.next();
                of_right.push(rank);
            }
        }
        Self::Mixed(of_left, of_right)
    }

    /// The lowest rank in a group.
    fn lowest(&self, group: &GroupView<'_>) -> u32 {
        let (left, right) = (group.left.first(), group.right.first());
        let (left, right) = match self {
            Self::Apart(before_left, before_right) => (
                left.map(|row| row.saturating_add(*before_left)),
                right.map(|row| row.saturating_add(*before_right)),
            ),
            Self::Mixed(of_left, of_right) => (
                left.and_then(|row| of_left.get(index(*row)).copied()),
                right.and_then(|row| of_right.get(index(*row)).copied()),
            ),
        };
        left.into_iter().chain(right).min().unwrap_or(u32::MAX)
    }
}

/// Ranks that are sorted together, a power of two: their groups lie in a fast cache.
const RANKS_TOGETHER: u32 = 1 << 14;

/// Calls `each` for every span in the order of their ranks, which are different and below `most`: one scatter into parts,
/// then one look-up by rank in each part. Following a rank to its span across all of them would wait for memory.
fn by_rank(ranks: Vec<u32>, spans: Vec<Span>, most: usize, mut each: impl FnMut(u32, &Span)) {
    let part_of = |rank: u32| index(rank / RANKS_TOGETHER);
    let mut ends = vec![0_usize; part_of(number(most)) + 1];
    for &rank in &ranks {
        if let Some(end) = ends.get_mut(part_of(rank)) {
            *end += 1;
        }
    }
    let mut start = 0;
    for end in &mut ends {
        start += std::mem::replace(end, start);
    }
    let mut scattered = vec![(0_u32, Span::default()); start];
    for (rank, span) in ranks.into_iter().zip(spans) {
        if let Some(end) = ends.get_mut(part_of(rank)) {
            if let Some(slot) = scattered.get_mut(*end) {
                *slot = (rank, span);
            }
            *end += 1;
        }
    }
    let mut places = vec![None; most.min(index(RANKS_TOGETHER))];
    let mut start = 0;
    for end in ends {
        let part = scattered.get(start..end).unwrap_or_default();
        for (ranked, place) in part.iter().zip(0_u32..) {
            if let Some(slot) = places.get_mut(index(ranked.0 % RANKS_TOGETHER)) {
                *slot = Some(place);
            }
        }
        let in_order = places.iter_mut().filter_map(Option::take);
        for (rank, span) in in_order.filter_map(|place| part.get(index(place))) {
            each(*rank, span);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, GroupView, Grouping, Matched, Unsearched, index};
    use crate::model::Exceeded;

    /// By the lowest id of either side, then by rule; rows stay open or in their groups.
    #[test]
    fn what_was_not_searched_is_in_order() {
        let rows = |rule, left: &[u32], right: &[u32]| Unsearched {
            rule,
            left: left.to_vec(),
            right: right.to_vec(),
            exceeded: Exceeded::Choice,
        };
        // Ids 10, 20, 30 on the left, 10, 15, 40 on the right.
        let in_order = [
            rows(2, &[0, 2], &[0]),
            rows(0, &[], &[0]),
            rows(1, &[1], &[1, 2]),
            rows(3, &[], &[1]),
            rows(0, &[1], &[2]),
            rows(0, &[2], &[]),
            rows(0, &[], &[2]),
        ];
        for turn in 0..in_order.len() {
            let mut draft = Draft::new(3, 3);
            let mut turned = in_order.clone();
            turned.rotate_left(turn);
            for rows in turned {
                draft.leave(rows);
            }
            let grouping = draft.finish(&[10, 20, 30], &[10, 15, 40]);
            assert_eq!(grouping.unsearched(), in_order);
            let matched = Matched::from(&grouping);
            assert_eq!(matched.unsearched, in_order);
            assert_eq!(Grouping::from(&matched).unsearched(), in_order);
            assert_eq!(matched.open_left, [0, 1, 2]);
            assert_eq!(matched.open_right, [0, 1, 2]);
        }
    }

    /// Pairs and larger groups, with and without an adjustment, found in another order than that of their ids.
    #[test]
    fn groups_keep_their_rows_and_adjustments() {
        let view = |left, right, adjustment_ore| GroupView {
            rule: 3,
            left,
            right,
            alternatives: 2,
            adjustment_ore,
        };
        let in_order: [GroupView<'_>; 5] = [
            view(&[0], &[5], 0),
            view(&[1], &[4], -7),
            view(&[4], &[1, 3], 9), // Id 1 is also on the left, which comes first.
            view(&[2, 3], &[], 0),
            view(&[5], &[2], 1),
        ];
        let mut draft = Draft::new(7, 6);
        for at in [3, 0, 4, 2, 1] {
            draft.add(in_order[at]);
        }
        let ids: Vec<u128> = (0..7).collect();
        let grouping = draft.finish(&ids, &ids[..6]);
        assert!(!grouping.is_empty());
        assert_eq!(grouping.len(), 5);
        assert_eq!(grouping.groups().collect::<Vec<_>>(), in_order);
        assert_eq!(grouping.open_left(), [6]);
        assert_eq!(grouping.open_right(), [0]);
    }

    /// The ids of one side below those of the other, or among them, or the same; more rows than are sorted together.
    #[test]
    fn groups_are_in_order_wherever_the_ids_lie() {
        let rows = 20_000_u32;
        let ids = |from: u128, step: u128| -> Vec<u128> {
            (0..u128::from(rows)).map(|row| from + row * step).collect()
        };
        let table = [
            ("left below right", ids(0, 1), ids(20_000, 1)),
            ("right below left", ids(20_000, 1), ids(0, 1)),
            ("one id on both sides", ids(0, 1), ids(19_999, 1)),
            ("in turn", ids(0, 2), ids(1, 2)),
            ("the same", ids(7, 3), ids(7, 3)),
        ];
        for (what, left_ids, right_ids) in table {
            let mut draft = Draft::new(left_ids.len(), right_ids.len());
            let mut expected = Vec::new();
            for at in 0..rows {
                // Scattered; every fifth row of the right side stays open, its partner is alone.
                let (left, right) = ((at * 7_919) % rows, (at * 4_723) % rows);
                let both = ([left], [right]);
                let of_right: &[u32] = if right.is_multiple_of(5) {
                    &[]
                } else {
                    &both.1
                };
                let group = GroupView {
                    rule: 1,
                    left: &both.0,
                    right: of_right,
                    alternatives: at,
                    adjustment_ore: if at.is_multiple_of(3) {
                        i64::from(at)
                    } else {
                        0
                    },
                };
                draft.add(group);
                let of_left = (left_ids[index(left)], 0);
                let lowest = of_right.iter().map(|row| (right_ids[index(*row)], 1));
                let lowest = lowest.chain([of_left]).min().unwrap();
                expected.push((lowest, left, of_right.to_vec(), at, group.adjustment_ore));
            }
            expected.sort_unstable();
            let grouping = draft.finish(&left_ids, &right_ids);
            let found = grouping.groups().map(|group| {
                let right = group.right.to_vec();
                (
                    group.left[0],
                    right,
                    group.alternatives,
                    group.adjustment_ore,
                )
            });
            let expected = expected
                .into_iter()
                .map(|(_, left, right, at, ore)| (left, right, at, ore));
            assert!(found.eq(expected), "{what}");
            let open = (0..rows).filter(|row| row.is_multiple_of(5));
            assert!(grouping.open_right().iter().copied().eq(open), "{what}");
            assert_eq!(grouping.open_left(), [], "{what}");
        }
    }

    #[test]
    fn an_empty_result_is_empty() {
        let grouping = Draft::new(0, 0).finish(&[], &[]);
        assert!(grouping.is_empty());
        assert_eq!(grouping.len(), 0);
        assert_eq!(Matched::from(&grouping), Matched::default());
    }
}
