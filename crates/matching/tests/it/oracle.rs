//! The slow and obviously right matcher: writes down every way to apply a rule and takes the best.

use std::collections::{BTreeMap, BTreeSet};

use matching::model::{Rule, RuleKind, Window};

use crate::pool_oracle;
use crate::rows::{ById, IdGroup, Row};

/// Pairs by position in the two lists.
type Pairs = Vec<(usize, usize)>;

/// The best way to pair two lists, with the number of other partners each pair could have had.
fn best_pairs(
    first: &[&Row],
    second: &[&Row],
    allowed: impl Fn(&Row, &Row) -> bool,
) -> Vec<((usize, usize), u32)> {
    fn extend(
        at: usize,
        edges: &[Vec<usize>],
        used: &mut Vec<bool>,
        pairs: &mut Pairs,
        all: &mut Vec<Pairs>,
    ) {
        if at == edges.len() {
            all.push(pairs.clone());
            return;
        }
        extend(at + 1, edges, used, pairs, all);
        for &other in &edges[at] {
            if !used[other] {
                used[other] = true;
                pairs.push((at, other));
                extend(at + 1, edges, used, pairs, all);
                pairs.pop();
                used[other] = false;
            }
        }
    }
    let edges: Vec<Vec<usize>> = first
        .iter()
        .map(|a| {
            (0..second.len())
                .filter(|&b| allowed(a, second[b]))
                .collect()
        })
        .collect();
    let mut all = Vec::new();
    extend(
        0,
        &edges,
        &mut vec![false; second.len()],
        &mut Vec::new(),
        &mut all,
    );
    let distance = |pairs: &Pairs| -> u64 {
        pairs
            .iter()
            .map(|&(a, b)| u64::from(first[a].day.abs_diff(second[b].day)))
            .sum()
    };
    let most = all.iter().map(Vec::len).max().unwrap_or(0);
    all.retain(|pairs| pairs.len() == most);
    let least = all.iter().map(&distance).min().unwrap_or(0);
    all.retain(|pairs| distance(pairs) == least);
    // The tie-break: rows of either list are ranked by (day, id); a solution is the list of its pairs of ranks,
    // sorted; the lexicographically smallest is taken.
    let rank = |rows: &[&Row], at: usize| {
        rows.iter()
            .filter(|row| (row.day, row.id) < (rows[at].day, rows[at].id))
            .count()
    };
    let ranks = |pairs: &Pairs| {
        let mut ranks: Vec<(usize, usize)> = pairs
            .iter()
            .map(|&(a, b)| (rank(first, a), rank(second, b)))
            .collect();
        ranks.sort_unstable();
        ranks
    };
    let Some(chosen) = all.iter().min_by_key(|pairs| ranks(pairs)).cloned() else {
        return Vec::new();
    };
    let every: BTreeSet<(usize, usize)> = all.into_iter().flatten().collect();
    let others = |pair: (usize, usize)| {
        every
            .iter()
            .filter(|&&(a, b)| (a, b) != pair && (a == pair.0 || b == pair.1))
            .count()
    };
    chosen
        .into_iter()
        .map(|pair| (pair, u32::try_from(others(pair)).unwrap()))
        .collect()
}

/// Applies the rules, slowly.
pub(crate) fn run(left: &[Row], right: &[Row], rules: &[Rule]) -> ById {
    let mut open_left: BTreeMap<u128, &Row> = left.iter().map(|row| (row.id, row)).collect();
    let mut open_right: BTreeMap<u128, &Row> = right.iter().map(|row| (row.id, row)).collect();
    let mut groups: Vec<IdGroup> = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let before = groups.len();
        apply(number, &rule.kind, &open_left, &open_right, &mut groups);
        for group in &groups[before..] {
            group
                .0
                .iter()
                .for_each(|id| assert!(open_left.remove(id).is_some()));
            group
                .1
                .iter()
                .for_each(|id| assert!(open_right.remove(id).is_some()));
        }
    }
    groups.sort_by_key(|(left, right, _, _, _)| {
        let on_left = left.first().map(|&id| (id, 0));
        on_left
            .into_iter()
            .chain(right.first().map(|&id| (id, 1)))
            .min()
    });
    ById {
        groups,
        open_left: open_left.into_keys().collect(),
        open_right: open_right.into_keys().collect(),
    }
}

fn apply(
    number: usize,
    kind: &RuleKind,
    open_left: &BTreeMap<u128, &Row>,
    open_right: &BTreeMap<u128, &Row>,
    groups: &mut Vec<IdGroup>,
) {
    let left: Vec<&Row> = open_left.values().copied().collect();
    let right: Vec<&Row> = open_right.values().copied().collect();
    let near = |a: &Row, b: &Row, Window { earlier, later }: Window| {
        let after = i64::from(b.day) - i64::from(a.day);
        let inside = |days: i64, half: i32| half == i32::MAX || days <= i64::from(half);
        inside(after, later) && inside(-after, earlier)
    };
    match *kind {
        RuleKind::KeyPairs { column, window } => {
            let allowed = |a: &Row, b: &Row| {
                (a.currency, a.amount, a.keys[column]) == (b.currency, b.amount, b.keys[column])
                    && a.keys[column] != 0
                    && near(a, b, window)
            };
            for ((a, b), others) in best_pairs(&left, &right, allowed) {
                groups.push((vec![left[a].id], vec![right[b].id], number, others, 0));
            }
        }
        RuleKind::AmountWindow { window } => {
            let allowed = |a: &Row, b: &Row| {
                (a.currency, a.amount) == (b.currency, b.amount) && near(a, b, window)
            };
            for ((a, b), others) in best_pairs(&left, &right, allowed) {
                groups.push((vec![left[a].id], vec![right[b].id], number, others, 0));
            }
        }
        RuleKind::KeyGroups {
            column,
            tolerance_ore,
        } => {
            let keys: BTreeSet<(u16, u32)> = left
                .iter()
                .map(|row| (row.currency, row.keys[column]))
                .filter(|(_, key)| *key != 0)
                .collect();
            for key in keys {
                let of_key = |rows: &[&Row]| -> Vec<Row> {
                    let rows = rows
                        .iter()
                        .filter(|row| (row.currency, row.keys[column]) == key);
                    rows.map(|row| (*row).clone()).collect()
                };
                let sum =
                    |rows: &[Row]| rows.iter().map(|row| i128::from(row.amount)).sum::<i128>();
                let ids = |rows: &[Row]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
                let (of_left, of_right) = (of_key(&left), of_key(&right));
                let difference = sum(&of_left) - sum(&of_right);
                if !of_right.is_empty() && difference.abs() <= i128::from(tolerance_ore) {
                    let adjustment = i64::try_from(difference).unwrap();
                    groups.push((ids(&of_left), ids(&of_right), number, 0, adjustment));
                }
            }
        }
        RuleKind::SubsetSums { .. }
        | RuleKind::FeeNetting { .. }
        | RuleKind::NearAmounts { .. } => {
            groups.extend(pool_oracle::groups(number, kind, &left, &right));
        }
        RuleKind::ReversalPairs { column, window } => {
            let allowed = |a: &Row, b: &Row| {
                a.currency == b.currency
                    && a.amount.checked_neg() == Some(b.amount)
                    && column.is_none_or(|column| {
                        a.keys[column] == b.keys[column] && a.keys[column] != 0
                    })
                    && near(a, b, window)
            };
            for (rows, on_left) in [(left, true), (right, false)] {
                let plus: Vec<&Row> = rows.iter().copied().filter(|row| row.amount > 0).collect();
                let minus: Vec<&Row> = rows.iter().copied().filter(|row| row.amount < 0).collect();
                for ((a, b), others) in best_pairs(&plus, &minus, allowed) {
                    let mut ids = vec![plus[a].id, minus[b].id];
                    ids.sort_unstable();
                    let (left, right) = if on_left {
                        (ids, vec![])
                    } else {
                        (vec![], ids)
                    };
                    groups.push((left, right, number, others, 0));
                }
            }
        }
    }
}
