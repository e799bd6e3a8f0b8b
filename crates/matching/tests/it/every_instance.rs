//! The engine against the slow matcher on **every** instance up to a size: whatever goes wrong, goes wrong in a small
//! case first.
//!
//! An instance is a multiset of kinds of row per side; rows get rising ids in the order of the kinds. Each test states
//! how many instances there are and that rules found something in them.

use matching::SideName;
use matching::model::{RuleKind, Window};

use crate::oracle;
use crate::rows::{Row, row, rule, run};

/// The kinds of row that instances are made of.
fn kinds(amounts: &[i64], days: i32, keys: u32) -> Vec<Row> {
    let mut kinds = Vec::new();
    for &amount in amounts {
        for day in 0..days {
            for key in 0..keys {
                kinds.push(Row {
                    keys: [key, 0],
                    ..row(0, amount, day)
                });
            }
        }
    }
    kinds
}

/// All sides of up to `most` rows; ids from `first_id`.
fn sides(kinds: &[Row], most: usize, first_id: u128) -> Vec<Vec<Row>> {
    let mut lists: Vec<Vec<usize>> = vec![vec![]];
    let mut start = 0;
    for _ in 0..most {
        let end = lists.len();
        for at in start..end {
            for kind in lists[at].last().copied().unwrap_or(0)..kinds.len() {
                let mut longer = lists[at].clone();
                longer.push(kind);
                lists.push(longer);
            }
        }
        start = end;
    }
    lists
        .into_iter()
        .map(|list| {
            list.into_iter()
                .zip(first_id..)
                .map(|(kind, id)| Row {
                    id,
                    ..kinds[kind].clone()
                })
                .collect()
        })
        .collect()
}

/// Windows with each half from a list.
fn windows(halves: &[i32]) -> Vec<Window> {
    let all = halves
        .iter()
        .flat_map(|&earlier| halves.iter().map(move |&later| Window { earlier, later }));
    all.collect()
}

/// Compares all pairs of sides under each rule; how many instances, and in how many of them something was found.
fn compare(left: &[Vec<Row>], right: &[Vec<Row>], rules: &[RuleKind]) -> (usize, usize) {
    let (mut instances, mut found) = (0, 0);
    for kind in rules {
        let rules = [rule("rule", kind.clone())];
        for left in left {
            for right in right {
                let result = run(left, right, &rules);
                assert_eq!(
                    result,
                    oracle::run(left, right, &rules),
                    "{kind:?}\n{left:#?}\n{right:#?}"
                );
                instances += 1;
                found += usize::from(!result.groups.is_empty());
            }
        }
    }
    (instances, found)
}

/// Equal rows, up to 4 × 4 on five days: the hard part of pairing.
#[test]
fn of_equal_rows() {
    let kinds = kinds(&[1], 5, 1);
    let (left, right) = (sides(&kinds, 4, 1), sides(&kinds, 4, 100));
    let windows = windows(&[0, 1, Window::ANY_DISTANCE]);
    let rules: Vec<RuleKind> = windows
        .into_iter()
        .map(|window| RuleKind::AmountWindow { window })
        .collect();
    assert_eq!(compare(&left, &right, &rules), (126 * 126 * 9, 129_569));
}

/// Up to 3 × 3 rows of two amounts on three days.
#[test]
fn of_amount_windows() {
    let kinds = kinds(&[1, 2], 3, 1);
    let (left, right) = (sides(&kinds, 3, 1), sides(&kinds, 3, 100));
    let windows = windows(&[0, 1, 2]);
    let rules: Vec<RuleKind> = windows
        .into_iter()
        .map(|window| RuleKind::AmountWindow { window })
        .collect();
    assert_eq!(compare(&left, &right, &rules), (84 * 84 * 9, 48_865));
}

/// Up to 3 × 3 rows of two amounts and two keys, or none, on two days.
#[test]
fn of_key_pairs() {
    let kinds = kinds(&[1, 2], 2, 3);
    let (left, right) = (sides(&kinds, 3, 1), sides(&kinds, 3, 100));
    let rules = [(0, 1), (1, 0)].map(|(earlier, later)| RuleKind::KeyPairs {
        column: 0,
        window: Window { earlier, later },
    });
    assert_eq!(compare(&left, &right, &rules), (455 * 455 * 2, 163_628));
}

/// Up to 3 × 3 rows of three amounts and two keys, or none.
#[test]
fn of_key_groups() {
    let kinds = kinds(&[-1, 1, 3], 1, 3);
    let (left, right) = (sides(&kinds, 3, 1), sides(&kinds, 3, 100));
    let rules = [0, 1, 2].map(|tolerance_ore| RuleKind::KeyGroups {
        column: 0,
        tolerance_ore,
    });
    assert_eq!(compare(&left, &right, &rules), (220 * 220 * 3, 37_544));
}

/// Up to 3 rows of three amounts and two keys on two days in lumps, against up to 3 rows without a key on three days.
#[test]
fn of_lump_sums() {
    let mut lumped = kinds(&[-1, 1, 2], 2, 3);
    lumped.retain(|row| row.keys[0] != 0);
    let single = kinds(&[1, 2], 3, 1);
    let (left, right) = (sides(&lumped, 3, 1), sides(&single, 3, 100));
    let rules = |grouped| {
        [(0, 1), (1, 0), (1, 1)].map(|(earlier, later)| RuleKind::LumpSums {
            column: 0,
            grouped,
            window: Window { earlier, later },
        })
    };
    assert_eq!(
        compare(&left, &right, &rules(SideName::Left)),
        (455 * 84 * 3, 44_112)
    );
    assert_eq!(
        compare(&right, &left, &rules(SideName::Right)),
        (455 * 84 * 3, 44_112)
    );
}

/// Up to 4 rows of one side, three amounts of both signs, one key or none, three days.
#[test]
fn of_reversals() {
    let kinds = kinds(&[-1, 1, 2], 3, 2);
    let rows = sides(&kinds, 4, 1);
    let rules: Vec<RuleKind> = windows(&[0, 1])
        .into_iter()
        .flat_map(|window| [None, Some(0)].map(|column| RuleKind::ReversalPairs { column, window }))
        .collect();
    assert_eq!(compare(&rows, &[vec![]], &rules), (7_315 * 8, 14_536));
    assert_eq!(compare(&[vec![]], &rows, &rules), (7_315 * 8, 14_536));
}
