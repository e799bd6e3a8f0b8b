//! Lumps against single rows, on rows one can check by hand.

use matching::SideName;
use matching::model::{RuleKind, Window};

use crate::rows::{IdGroup, Row, keyed, row, rule, run};

/// The groups of one rule: the left rows of a key in column 0 against right rows up to two bank days later.
fn lumps(left: &[Row], right: &[Row]) -> Vec<IdGroup> {
    let kind = RuleKind::LumpSums {
        column: 0,
        grouped: SideName::Left,
        window: Window {
            earlier: 0,
            later: 2,
        },
    };
    run(left, right, &[rule("lump", kind)]).groups
}

fn group(left: &[u128], right: u128, alternatives: u32) -> IdGroup {
    (left.to_vec(), vec![right], 0, alternatives, 0)
}

#[test]
fn an_assignment_meets_its_bank_entry() {
    let left = [
        keyed(1, 100, 0, 7),
        keyed(2, 250, 0, 7),
        keyed(3, -50, 0, 7),
        keyed(4, 300, 0, 8),
    ];
    let right = [row(11, 300, 1), row(12, 350, 1)];
    // Both lumps are 300: the one with the lower first row gets the only entry, and the other is counted.
    assert_eq!(lumps(&left, &right), [group(&[1, 2, 3], 11, 1)]);
    assert_eq!(lumps(&left[..3], &right), [group(&[1, 2, 3], 11, 0)]);
    assert_eq!(lumps(&left[3..], &right), [group(&[4], 11, 0)]);
}

#[test]
fn the_other_side_can_be_the_one_in_parts() {
    let kind = RuleKind::LumpSums {
        column: 1,
        grouped: SideName::Right,
        window: Window::both(0),
    };
    let part = |id, amount| Row {
        keys: [0, 9],
        ..row(id, amount, 4)
    };
    let right = [part(11, 100), part(12, 200), row(13, 300, 5)];
    let result = run(&[row(1, 300, 4)], &right, &[rule("lump", kind)]);
    assert_eq!(result.groups, [(vec![1], vec![11, 12], 0, 0, 0)]);
    assert_eq!(result.open_right, [13]);
}

/// Its latest day is the lump's day, whichever row has it.
#[test]
fn a_lump_is_as_late_as_its_latest_row() {
    for days in [[0, 5, 3], [5, 0, 3], [3, 0, 5]] {
        let left: Vec<Row> = (1..)
            .zip(days)
            .map(|(id, day)| keyed(id, 100, day, 7))
            .collect();
        for (day, found) in [(4, false), (5, true), (7, true), (8, false)] {
            let expected = if found {
                vec![group(&[1, 2, 3], 11, 0)]
            } else {
                vec![]
            };
            assert_eq!(
                lumps(&left, &[row(11, 300, day)]),
                expected,
                "{days:?} {day}"
            );
        }
    }
}

#[test]
fn a_lump_of_zero_is_left_alone() {
    let left = [keyed(1, 100, 0, 7), keyed(2, -100, 0, 7), keyed(3, 0, 0, 8)];
    assert_eq!(lumps(&left, &[row(11, 0, 0), row(12, 0, 0)]), []);
    // Below zero is an amount like any other.
    let left = [keyed(1, 100, 0, 7), keyed(2, -300, 0, 7)];
    assert_eq!(lumps(&left, &[row(11, -200, 0)]), [group(&[1, 2], 11, 0)]);
}

#[test]
fn rows_without_a_key_and_of_other_currencies_are_no_part() {
    let foreign = Row {
        currency: 1,
        ..keyed(3, 100, 0, 7)
    };
    let left = [keyed(1, 100, 0, 7), keyed(2, 100, 0, 0), foreign];
    assert_eq!(lumps(&left, &[row(11, 200, 0), row(12, 300, 0)]), []);
    assert_eq!(lumps(&left, &[row(11, 100, 0)]), [group(&[1], 11, 0)]);
    let in_currency = Row {
        currency: 1,
        ..row(11, 100, 0)
    };
    assert_eq!(lumps(&left, &[in_currency]), [group(&[3], 11, 0)]);
}

/// The key of the single row says nothing, also if it is another one.
#[test]
fn the_key_of_the_single_row_is_not_looked_at() {
    let left = [keyed(1, 100, 0, 7), keyed(2, 200, 0, 7)];
    for key in [0, 7, 8] {
        assert_eq!(
            lumps(&left, &[keyed(11, 300, 0, key)]),
            [group(&[1, 2], 11, 0)]
        );
    }
}

/// What it shows, the lumps, the days of the single rows, the key of each paired lump and its row.
type Contest = (&'static str, Vec<Vec<Row>>, Vec<i32>, Vec<(u32, u128)>);

/// The optimum is by number of lumps: one more lump goes before many more rows, and before less distance.
#[test]
fn most_lumps_then_least_distance_then_lowest_rank() {
    let lump = |key: u32, day: i32, rows: i64| -> Vec<Row> {
        (0..rows)
            .map(|part| Row {
                id: u128::from(key) * 10 + u128::from(part.unsigned_abs()),
                amount: 600 / rows,
                ..keyed(0, 0, day, key)
            })
            .collect()
    };
    let cases: [Contest; 4] = [
        (
            "two lumps rather than one near by",
            vec![lump(1, 0, 1), lump(2, 2, 6)],
            vec![2, 4],
            vec![(1, 100), (2, 101)],
        ),
        (
            "the nearer lump, not the one with more rows",
            vec![lump(1, 0, 6), lump(2, 1, 1)],
            vec![2],
            vec![(2, 100)],
        ),
        (
            "the nearer lump, also if it has more rows",
            vec![lump(1, 0, 1), lump(2, 1, 6)],
            vec![2],
            vec![(2, 100)],
        ),
        (
            "of lumps on one day the one with the lowest row, whatever its rows",
            vec![lump(2, 1, 6), lump(1, 1, 2), lump(3, 1, 1)],
            vec![1],
            vec![(1, 100)],
        ),
    ];
    for (what, left, days, expected) in cases {
        let rows: Vec<Row> = left.concat();
        let right: Vec<Row> = (100..)
            .zip(days)
            .map(|(id, day)| row(id, 600, day))
            .collect();
        let found: Vec<(u32, u128)> = lumps(&rows, &right)
            .iter()
            .map(|(left, right, ..)| (u32::try_from(left[0] / 10).unwrap(), right[0]))
            .collect();
        assert_eq!(found, expected, "{what}");
    }
}

/// Sums beyond 64 bits are no amount; sums at the ends are.
#[test]
fn sums_at_the_ends_of_the_range() {
    let of = |amounts: [i64; 2], single: i64| {
        let left: Vec<Row> = (1..)
            .zip(amounts)
            .map(|(id, amount)| keyed(id, amount, 0, 7))
            .collect();
        lumps(&left, &[row(11, single, 0)]).len()
    };
    assert_eq!(of([i64::MAX, 1], i64::MIN), 0);
    assert_eq!(of([i64::MAX - 1, 1], i64::MAX), 1);
    assert_eq!(of([i64::MIN, -1], i64::MAX), 0);
    assert_eq!(of([i64::MIN + 1, -1], i64::MIN), 1);
}

/// Rows that an earlier rule took are no part of the lump.
#[test]
fn only_open_rows_are_summed() {
    let rules = [
        RuleKind::AmountWindow {
            window: Window::both(0),
        },
        RuleKind::LumpSums {
            column: 0,
            grouped: SideName::Left,
            window: Window::both(0),
        },
    ]
    .map(|kind| rule("rule", kind));
    let left = [
        keyed(1, 100, 0, 7),
        keyed(2, 200, 0, 7),
        keyed(3, 300, 0, 7),
    ];
    let right = [row(11, 200, 0), row(12, 400, 0)];
    assert_eq!(
        run(&left, &right, &rules).groups,
        [
            (vec![1, 3], vec![12], 1, 0, 0),
            (vec![2], vec![11], 0, 0, 0)
        ]
    );
}
