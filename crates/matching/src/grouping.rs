//! The result in compact form: one span per group over one list of row numbers.
//!
//! A million pairs are 24 MB here and some 120 MB as [`Matched`], whose groups own two lists each. Callers with
//! many rows read this form; [`Matched`] is made of it.

use std::ops::Range;

use crate::classes::{index, number};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

    fn group(&self, group: u32) -> Option<GroupView<'_>> {
        let span = self.spans.get(index(group))?;
        let adjustment = self.adjustments.binary_search_by_key(&group, |(of, _)| *of);
        let adjustment = adjustment.ok().and_then(|at| self.adjustments.get(at));
        Some(self.view(span, adjustment.map_or(0, |(_, ore)| *ore)))
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

/// A result in the making: groups in the order they were found, and for each row the group that has it.
pub(crate) struct Draft {
    made: Grouping,
    /// Per row of the left side: number of its group from 1; 0 = open.
    pub(crate) left: Vec<u32>,
    /// The same for the right side.
    pub(crate) right: Vec<u32>,
}

impl Draft {
    pub(crate) fn new(left: usize, right: usize) -> Self {
        Self {
            made: Grouping::default(),
            left: vec![0; left],
            right: vec![0; right],
        }
    }

    /// Adds a group of open rows; the lists must be ascending.
    pub(crate) fn add(&mut self, group: GroupView<'_>) {
        self.made.push(group);
        let name = number(self.made.len());
        for (taken, rows) in [(&mut self.left, group.left), (&mut self.right, group.right)] {
            for &row in rows {
                if let Some(slot) = taken.get_mut(index(row)) {
                    *slot = name;
                }
            }
        }
    }

    /// Notes rows that a rule did not search to the end; the lists must be ascending.
    pub(crate) fn leave(&mut self, rows: Unsearched) {
        self.made.unsearched.push(rows);
    }

    /// Puts the groups in order of their lowest id; where both sides use one id, the left row comes first.
    /// One walk over the two id columns, both ascending.
    pub(crate) fn finish(mut self, left_ids: &[u128], right_ids: &[u128]) -> Grouping {
        let mut unsearched = std::mem::take(&mut self.made.unsearched);
        unsearched.sort_by_cached_key(|of| {
            let id = |ids: &[u128], rows: &[u32]| ids.get(index(*rows.first()?)).copied();
            let left = id(left_ids, &of.left).map(|id| (id, SideName::Left));
            let right = id(right_ids, &of.right).map(|id| (id, SideName::Right));
            (left.into_iter().chain(right).min(), of.rule)
        });
        let mut done = vec![false; self.made.len() + 1];
        let mut result = Grouping {
            spans: Vec::with_capacity(self.made.spans.len()),
            rows: Vec::with_capacity(self.made.rows.len()),
            unsearched,
            ..Grouping::default()
        };
        let mut left = left_ids.iter().zip(&self.left).zip(0_u32..).peekable();
        let mut right = right_ids.iter().zip(&self.right).zip(0_u32..).peekable();
        loop {
            let take_left = match (left.peek(), right.peek()) {
                (Some(((left_id, _), _)), Some(((right_id, _), _))) => left_id <= right_id,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => return result,
            };
            let (rows, open) = if take_left {
                (&mut left, &mut result.open_left)
            } else {
                (&mut right, &mut result.open_right)
            };
            let Some(((_, &group), row)) = rows.next() else {
                return result;
            };
            if group == 0 {
                open.push(row);
            } else if let Some(done) = done.get_mut(index(group))
                && !std::mem::replace(done, true)
                && let Some(view) = self.made.group(group - 1)
            {
                result.push(view);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, GroupView, Matched, Unsearched};
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

    #[test]
    fn an_empty_result_is_empty() {
        let grouping = Draft::new(0, 0).finish(&[], &[]);
        assert!(grouping.is_empty());
        assert_eq!(grouping.len(), 0);
        assert_eq!(Matched::from(&grouping), Matched::default());
    }
}
