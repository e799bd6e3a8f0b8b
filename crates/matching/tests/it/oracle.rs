//! The slow and obviously right matcher: writes down every way to apply a rule and takes the best.

use std::collections::{BTreeMap, BTreeSet};

use matching::SideName;
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

/// The signed distance in bank days is inside the window; a half of `i32::MAX` is no bound.
fn near(first: &Row, second: &Row, Window { earlier, later }: Window) -> bool {
    let after = i64::from(second.day) - i64::from(first.day);
    let inside = |days: i64, half: i32| half == i32::MAX || days <= i64::from(half);
    inside(after, later) && inside(-after, earlier)
}

/// Rows by currency and key, those without a key left out.
fn by_key<'a>(rows: &[&'a Row], column: usize) -> BTreeMap<(u16, u32), Vec<&'a Row>> {
    let mut of_key: BTreeMap<(u16, u32), Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.keys[column] != 0) {
        let key = (row.currency, row.keys[column]);
        of_key.entry(key).or_default().push(row);
    }
    of_key
}

fn sum(rows: &[&Row]) -> i128 {
    rows.iter().map(|row| i128::from(row.amount)).sum()
}

fn ids(rows: &[&Row]) -> Vec<u128> {
    rows.iter().map(|row| row.id).collect()
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
            let of_right = by_key(&right, column);
            for (key, left) in by_key(&left, column) {
                let Some(right) = of_right.get(&key) else {
                    continue;
                };
                let difference = sum(&left) - sum(right);
                if difference.abs() <= i128::from(tolerance_ore) {
                    let adjustment = i64::try_from(difference).unwrap();
                    groups.push((ids(&left), ids(right), number, 0, adjustment));
                }
            }
        }
        RuleKind::SubsetSums { .. }
        | RuleKind::FeeNetting { .. }
        | RuleKind::NearAmounts { .. } => {
            groups.extend(pool_oracle::groups(number, kind, &left, &right));
        }
        RuleKind::LumpSums {
            column,
            grouped,
            window,
        } => pair_lumps(number, (&left, &right), (column, grouped, window), groups),
        RuleKind::ReversalPairs { column, window } => {
            for (rows, on_left) in [(&left, true), (&right, false)] {
                for (rows, others) in reversals(rows, column, window) {
                    let (left, right) = if on_left {
                        (rows, vec![])
                    } else {
                        (vec![], rows)
                    };
                    groups.push((left, right, number, others, 0));
                }
            }
        }
    }
}

/// A lump is made a row: the lowest id, the sum, the latest day.
fn pair_lumps(
    number: usize,
    (left, right): (&[&Row], &[&Row]),
    (column, grouped, window): (usize, SideName, Window),
    groups: &mut Vec<IdGroup>,
) {
    let on_left = grouped == SideName::Left;
    let (summed, single) = if on_left {
        (left, right)
    } else {
        (right, left)
    };
    let lumps: Vec<(Vec<u128>, Row)> = by_key(summed, column)
        .into_values()
        .filter(|rows| sum(rows) != 0)
        .filter_map(|rows| {
            let row = Row {
                id: ids(&rows).into_iter().min()?,
                amount: i64::try_from(sum(&rows)).ok()?,
                day: rows.iter().map(|row| row.day).max()?,
                currency: rows[0].currency,
                keys: [0, 0],
            };
            Some((ids(&rows), row))
        })
        .collect();
    let as_rows: Vec<&Row> = lumps.iter().map(|(_, row)| row).collect();
    let equal = |a: &Row, b: &Row| (a.currency, a.amount) == (b.currency, b.amount);
    if on_left {
        let allowed = |a: &Row, b: &Row| equal(a, b) && near(a, b, window);
        for ((a, b), others) in best_pairs(&as_rows, single, allowed) {
            groups.push((lumps[a].0.clone(), vec![single[b].id], number, others, 0));
        }
    } else {
        let allowed = |a: &Row, b: &Row| equal(a, b) && near(a, b, window);
        for ((a, b), others) in best_pairs(single, &as_rows, allowed) {
            groups.push((vec![single[a].id], lumps[b].0.clone(), number, others, 0));
        }
    }
}

/// The two ids of each pair, ascending.
fn reversals(rows: &[&Row], column: Option<usize>, window: Window) -> Vec<(Vec<u128>, u32)> {
    let allowed = |a: &Row, b: &Row| {
        a.currency == b.currency
            && a.amount.checked_neg() == Some(b.amount)
            && column.is_none_or(|column| a.keys[column] == b.keys[column] && a.keys[column] != 0)
            && near(a, b, window)
    };
    let plus: Vec<&Row> = rows.iter().copied().filter(|row| row.amount > 0).collect();
    let minus: Vec<&Row> = rows.iter().copied().filter(|row| row.amount < 0).collect();
    best_pairs(&plus, &minus, allowed)
        .into_iter()
        .map(|((a, b), others)| {
            let mut ids = vec![plus[a].id, minus[b].id];
            ids.sort_unstable();
            (ids, others)
        })
        .collect()
}
