//! What came of a set: its rows, its groups, and the proof that nothing was lost.
//!
//! Not here: how rows are chosen (`items`) or paired (`draft`).

use std::collections::BTreeMap;

use domain::matching::MatchRule;
use domain::{
    Adjustment, MatchRow, MatchingSet, OpenItem, Ore, Period, SideTotals, UnsearchedRows,
};

use matching::keys::KeyTable;
use matching::model::Side;

use super::SetProblem;
use super::draft::select;

/// One side of a matched set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SideOutcome {
    /// `bank`, `ledger`, `ocr` …
    pub name: &'static str,
    /// Rows, sorted by row reference.
    pub rows: Vec<OpenItem>,
    /// Index into the set's groups, per row; `None` = open.
    pub group: Vec<Option<usize>>,
    /// Rows left out with a reason (pending entries, terminal sales …).
    pub excluded: Vec<OpenItem>,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOutcome {
    /// Id of the rule that made it.
    pub rule: String,
    /// Rows of the left side.
    pub left: Vec<usize>,
    /// Rows of the right side.
    pub right: Vec<usize>,
    /// Whether other groups would have been as good.
    pub ambiguous: bool,
    /// Left less right in the compared amounts, in øre: what the rule's tolerance let pass.
    pub adjustment: i64,
}

/// Rows that a rule with a bounded search gave up on. They are open, or in a group of a later rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsearchedOutcome {
    /// Id of the rule.
    pub rule: String,
    /// Rows of the left side.
    pub left: Vec<usize>,
    /// Rows of the right side.
    pub right: Vec<usize>,
}

/// A matched set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOutcome {
    /// Such as `bank-1939`.
    pub name: String,
    /// Left and right.
    pub left: SideOutcome,
    /// Left and right.
    pub right: SideOutcome,
    /// Groups, in order of their lowest row.
    pub groups: Vec<GroupOutcome>,
    /// The signs that turn the amounts of left and right into those that were compared: a receivable is credited by
    /// what the bank calls money in.
    pub signs: (i64, i64),
    /// The rules that were applied, in order.
    pub rules: Vec<MatchRule>,
    /// All rows of left and right as the engine took them.
    pub columns: [Side; 2],
    /// The texts of their keys.
    pub keys: KeyTable,
    /// What was not searched to the end, in order of the lowest row.
    pub unsearched: Vec<UnsearchedOutcome>,
}

impl SideOutcome {
    /// Open rows that the period itself brought.
    pub fn open_fresh(&self, period: Period) -> impl Iterator<Item = (usize, &OpenItem)> {
        self.open().filter(move |(_, item)| item.birth == period)
    }

    /// Open rows, also carried ones.
    pub fn open(&self) -> impl Iterator<Item = (usize, &OpenItem)> {
        self.rows
            .iter()
            .enumerate()
            .zip(&self.group)
            .filter(|(_, group)| group.is_none())
            .map(|(row, _)| row)
    }

    /// in = matched + open + excluded, per currency. What is matched is counted from the groups, what is open from
    /// the rows, so that a row lost or taken twice shows.
    fn totals<'a>(&self, members: impl Iterator<Item = &'a Vec<usize>>) -> Vec<SideTotals> {
        let mut totals: BTreeMap<&str, [(i128, u64); 4]> = BTreeMap::new();
        let slots = [
            self.rows.iter().chain(&self.excluded).collect::<Vec<_>>(),
            members
                .flatten()
                .filter_map(|row| self.rows.get(*row))
                .collect(),
            self.open().map(|(_, item)| item).collect(),
            self.excluded.iter().collect(),
        ];
        for (slot, items) in slots.into_iter().enumerate() {
            for item in items {
                if let Some((ore, rows)) = totals.entry(&item.currency).or_default().get_mut(slot) {
                    *ore += i128::from(item.amount.0);
                    *rows += 1;
                }
            }
        }
        totals
            .into_iter()
            .map(|(currency, [input, matched, open, excluded])| {
                let ore = |(sum, rows): (i128, u64)| (Ore::bounded(sum), rows);
                SideTotals {
                    side: self.name,
                    currency: currency.to_owned(),
                    input: ore(input),
                    matched: ore(matched),
                    open: ore(open),
                    excluded: ore(excluded),
                }
            })
            .collect()
    }
}

impl SetOutcome {
    /// The summary for the results, after proving that nothing was lost: every side conserves, every group nets.
    pub fn summary(&self) -> Result<MatchingSet, SetProblem> {
        let mut rules: BTreeMap<String, u64> = BTreeMap::new();
        for group in &self.groups {
            *rules.entry(group.rule.clone()).or_default() += 1;
        }
        let mut conservation = self
            .left
            .totals(self.groups.iter().map(|group| &group.left));
        conservation.extend(
            self.right
                .totals(self.groups.iter().map(|group| &group.right)),
        );
        if conservation.iter().all(SideTotals::conserves)
            && self.groups.iter().all(|group| self.nets(group))
        {
            Ok(MatchingSet {
                set: self.name.clone(),
                rules,
                conservation,
                adjustments: self.adjustments(),
                unsearched: self.unsearched.iter().map(unsearched).collect(),
            })
        } else {
            Err(SetProblem::NotConserved(self.name.clone()))
        }
    }

    /// The differences that tolerances let pass, by group number from 1: a line each.
    fn adjustments(&self) -> Vec<Adjustment> {
        let numbered = (1..).zip(&self.groups);
        let of_groups = numbered.filter(|(_, group)| group.adjustment != 0);
        of_groups
            .map(|(number, group)| Adjustment {
                group: number,
                rule: group.rule.clone(),
                amount: Ore(group.adjustment),
                currency: group
                    .left
                    .first()
                    .and_then(|row| self.left.rows.get(*row))
                    .map_or_else(String::new, |item| item.currency.clone()),
            })
            .collect()
    }

    /// Whether the sides of a group differ by its adjustment in the amounts that were compared; a group of one side is
    /// zero.
    fn nets(&self, group: &GroupOutcome) -> bool {
        let sum = |side: &SideOutcome, rows: &[usize], sign: i64| -> i128 {
            let amounts = rows
                .iter()
                .filter_map(|row| side.rows.get(*row))
                .map(|item| i128::from(item.amount.0));
            amounts.sum::<i128>() * i128::from(sign)
        };
        let left = sum(&self.left, &group.left, self.signs.0);
        let right = sum(&self.right, &group.right, self.signs.1);
        left - right == i128::from(group.adjustment)
    }

    /// Every matched row, by group number from 1.
    pub fn matches(&self) -> Vec<MatchRow> {
        let mut rows = Vec::new();
        for (number, group) in (1..).zip(&self.groups) {
            for (side, members) in [(&self.left, &group.left), (&self.right, &group.right)] {
                rows.extend(
                    members
                        .iter()
                        .filter_map(|row| side.rows.get(*row))
                        .map(|item| MatchRow {
                            set: self.name.clone(),
                            group: number,
                            side: side.name,
                            row: item.row,
                            rule: group.rule.clone(),
                            ambiguous: group.ambiguous,
                            amount: item.amount,
                            date: item.date,
                            birth: item.birth,
                        }),
                );
            }
        }
        rows.sort();
        rows
    }

    /// Moves the open rows of the right side that `leaves` names to those that are left out with a reason.
    pub(super) fn leave_out_right(&mut self, leaves: impl Fn(&OpenItem) -> bool) {
        let side = &mut self.right;
        let stays = |(item, group): (&OpenItem, &Option<usize>)| group.is_some() || !leaves(item);
        let kept: Vec<bool> = side.rows.iter().zip(&side.group).map(stays).collect();
        let mut kept_before = 0;
        let mut moved = Vec::with_capacity(kept.len());
        for stays in &kept {
            moved.push(kept_before);
            kept_before += usize::from(*stays);
        }
        let members = self.groups.iter_mut().map(|group| &mut group.right);
        let members = members.chain(self.unsearched.iter_mut().map(|pool| &mut pool.right));
        for rows in members {
            rows.retain(|row| kept.get(*row).is_some_and(|stays| *stays));
            for row in rows {
                *row = moved.get(*row).copied().unwrap_or_default();
            }
        }
        let rows = std::mem::take(&mut side.rows);
        for (item, stays) in rows.into_iter().zip(&kept) {
            if *stays {
                side.rows.push(item);
            } else {
                side.excluded.push(item);
            }
        }
        let mut stays = kept.iter();
        side.group
            .retain(|_| stays.next().is_some_and(|stays| *stays));
        let rows: Vec<usize> = (0..kept.len())
            .filter(|row| kept.get(*row).is_some_and(|stays| *stays))
            .collect();
        if let Some(columns) = self.columns.get_mut(1) {
            *columns = select(columns, &rows);
        }
    }

    /// Every open item.
    pub fn open_items(&self) -> Vec<OpenItem> {
        let mut items: Vec<OpenItem> = [&self.left, &self.right]
            .into_iter()
            .flat_map(SideOutcome::open)
            .map(|(_, item)| item.clone())
            .collect();
        items.sort();
        items
    }
}

fn unsearched(pool: &UnsearchedOutcome) -> UnsearchedRows {
    let rows = |rows: &[usize]| u64::try_from(rows.len()).unwrap_or(u64::MAX);
    UnsearchedRows {
        rule: pool.rule.clone(),
        left: rows(&pool.left),
        right: rows(&pool.right),
    }
}
