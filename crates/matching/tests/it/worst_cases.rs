//! Cases made to be slow, each against its plain twin: none may need a table over rows.

use matching::model::{Matched, RuleKind, Window};
use matching::{SideName, match_sides};

use crate::rows::{Random, Row, row, rule, side};

fn matched(left: &[Row], right: &[Row], kind: RuleKind) -> Matched {
    let (left, right) = (side(left), side(right));
    let rules = [rule("rule", kind)];
    let matched = match_sides(&left, &right, &rules).unwrap();
    matching::conservation::prove(&left, &right, &rules, &matched).unwrap();
    matched
}

fn rows(count: u128, day: impl Fn(u128) -> i32) -> Vec<Row> {
    (0..count)
        .map(|id| Row {
            keys: [1, 0],
            ..row(id, 100, day(id))
        })
        .collect()
}

/// Twins go by id: of each day the lowest ids are used, and the k-th used row of one side with the k-th of the other.
/// Rows are numbered in order of their ids.
fn assert_lowest_ids_in_step(left: &[Row], right: &[Row], matched: &Matched) {
    let places = |rows: &[Row], used: Vec<u32>| -> Vec<(i32, u32)> {
        used.into_iter()
            .map(|row| (rows[usize::try_from(row).unwrap()].day, row))
            .collect()
    };
    let used_left = places(
        left,
        matched.groups.iter().map(|group| group.left[0]).collect(),
    );
    let used_right = places(
        right,
        matched.groups.iter().map(|group| group.right[0]).collect(),
    );
    let mut pairs: Vec<_> = used_left.iter().zip(&used_right).collect();
    pairs.sort_unstable();
    assert!(pairs.is_sorted_by_key(|(_, right)| **right));
    let open_left = places(left, matched.open_left.clone());
    let open_right = places(right, matched.open_right.clone());
    for (used, open) in [(used_left, open_left), (used_right, open_right)] {
        let mut lowest_open = std::collections::BTreeMap::new();
        open.into_iter().rev().for_each(|(day, row)| {
            lowest_open.insert(day, row);
        });
        assert!(
            used.iter()
                .all(|(day, row)| lowest_open.get(day).is_none_or(|open| row < open))
        );
    }
}

fn day(id: u128, days: u128) -> i32 {
    i32::try_from(id % days).unwrap()
}

#[test]
fn equal_amounts_on_one_day() {
    for count in [500, 5_000, 100_000] {
        let left = rows(count, |_| 7);
        let right = rows(count - 3, |_| 8);
        let matched = matched(
            &left,
            &right,
            RuleKind::AmountWindow {
                window: Window::both(3),
            },
        );
        assert_eq!(matched.groups.len(), right.len());
        let others = u32::try_from(left.len() - 1 + right.len() - 1).unwrap();
        assert!(
            matched
                .groups
                .iter()
                .all(|group| group.left == group.right && group.alternatives == others)
        );
        assert_eq!(matched.open_left.len(), 3);
    }
}

#[test]
fn one_amount_all_year() {
    for count in [5_000, 100_000] {
        let left = rows(count, |id| day(id, 250));
        let right = rows(count - count / 7, |id| day(id * id + 3, 251));
        let matched = matched(
            &left,
            &right,
            RuleKind::AmountWindow {
                window: Window::both(3),
            },
        );
        assert!(matched.groups.len() > left.len() / 2);
        assert!(matched.groups.iter().all(|group| group.alternatives > 0));
        assert_lowest_ids_in_step(&left, &right, &matched);
    }
}

/// As above, and no right row may come before its left one.
#[test]
fn one_amount_all_year_one_way() {
    let left = rows(50_000, |id| day(id, 250));
    let right = rows(45_000, |id| day(id * id + 3, 251));
    let window = Window {
        earlier: 0,
        later: 3,
    };
    let matched = matched(&left, &right, RuleKind::AmountWindow { window });
    assert!(matched.groups.len() > left.len() / 2);
    let day = |rows: &[Row], row: u32| rows[usize::try_from(row).unwrap()].day;
    assert!(matched.groups.iter().all(|group| {
        let after = day(&right, group.right[0]) - day(&left, group.left[0]);
        (0..=3).contains(&after)
    }));
    assert_lowest_ids_in_step(&left, &right, &matched);
}

/// A hundred thousand lumps of two rows, all of one amount, against as many rows less some.
#[test]
fn lumps_of_one_amount_all_year() {
    let lumps = 100_000;
    let left: Vec<Row> = (0..2 * lumps)
        .map(|id| Row {
            keys: [u32::try_from(id / 2).unwrap() + 1, 0],
            ..row(id, 50, day(id / 2, 250))
        })
        .collect();
    let right = rows(lumps - 3, |id| day(id, 250));
    let kind = RuleKind::LumpSums {
        column: 0,
        grouped: SideName::Left,
        window: Window::both(1),
    };
    let matched = matched(&left, &right, kind);
    assert_eq!(matched.groups.len(), right.len());
    assert_eq!(matched.open_left.len(), 6);
    assert!(
        matched
            .groups
            .iter()
            .all(|group| group.left[0] + 1 == group.left[1])
    );
}

/// One lump of all rows, and as many lumps as rows.
#[test]
fn one_lump_of_everything() {
    for keys in [1, 200_000] {
        let right: Vec<Row> = (0..200_000)
            .map(|id| Row {
                keys: [u32::try_from(id % keys).unwrap() + 1, 0],
                ..row(id, 1, 0)
            })
            .collect();
        let amount = if keys == 1 { 200_000 } else { 1 };
        let kind = RuleKind::LumpSums {
            column: 0,
            grouped: SideName::Right,
            window: Window::UNLIMITED,
        };
        let matched = matched(&[row(1, amount, 9)], &right, kind);
        assert_eq!(matched.groups.len(), 1);
        let others = if keys == 1 { 0 } else { 199_999 };
        assert_eq!(matched.groups[0].alternatives, others);
        assert_eq!(matched.open_right.len(), usize::try_from(others).unwrap());
    }
}

#[test]
fn one_amount_and_key_without_a_window() {
    let left = rows(5_000, |id| day(id, 2_500));
    let right = rows(4_000, |id| day(id * 7, 5_000));
    let matched = matched(
        &left,
        &right,
        RuleKind::KeyPairs {
            column: 0,
            window: Window::UNLIMITED,
        },
    );
    assert_eq!(matched.groups.len(), 4_000);
}

#[test]
fn every_row_on_a_day_of_its_own() {
    let left = rows(20_000, |id| day(id * 3, 60_000));
    let right = rows(19_000, |id| day(id * 3 + 1, 60_000));
    let matched = matched(
        &left,
        &right,
        RuleKind::AmountWindow {
            window: Window::both(4),
        },
    );
    assert_eq!(matched.groups.len(), 19_000);
}

/// Twenty years of one key and amount, a row on every bank day, far from balanced, in patterns that carry many rows
/// far: no window, and one of two years.
#[test]
fn rows_carried_for_decades() {
    let days = 5_000;
    let on_left: [fn(i32) -> bool; 5] = [
        |day| day < 1_666,
        |day| day >= 1_666,
        |day| day % 7 < 3,
        |day| day / 100 % 3 == 0,
        |day| day.wrapping_mul(0x9E37_79B9_u32.cast_signed()) < 0,
    ];
    for on_left in on_left {
        let list = |left: bool| -> Vec<Row> {
            let days = (0..days).filter(|&day| on_left(day) == left);
            days.zip(0..)
                .map(|(day, id)| Row {
                    keys: [1, 0],
                    ..row(id, 100, day)
                })
                .collect()
        };
        let (left, right) = (list(true), list(false));
        let any = matched(
            &left,
            &right,
            RuleKind::KeyPairs {
                column: 0,
                window: Window::UNLIMITED,
            },
        );
        assert_eq!(any.groups.len(), left.len().min(right.len()));
        let near = matched(
            &left,
            &right,
            RuleKind::AmountWindow {
                window: Window::both(1_000),
            },
        );
        assert!(near.groups.len() >= 500 && near.groups.len() <= any.groups.len());
        // A row of either side and a later one of the other, at any distance: together they are all pairs.
        let halves = [(0, Window::ANY_DISTANCE), (Window::ANY_DISTANCE, 0)];
        let [later, earlier] = halves.map(|(earlier, later)| {
            let window = Window { earlier, later };
            matched(&left, &right, RuleKind::AmountWindow { window })
                .groups
                .len()
        });
        assert!(later.max(earlier) <= any.groups.len() && later + earlier >= any.groups.len());
    }
}

#[test]
fn reversals_of_one_amount_all_year() {
    let mut random = Random(7);
    let mut left = rows(5_000, |id| day(id, 250));
    for row in &mut left {
        row.amount = if random.below(2) == 0 { 100 } else { -100 };
    }
    let matched = matched(
        &left,
        &[],
        RuleKind::ReversalPairs {
            column: None,
            window: Window::both(1),
        },
    );
    assert!(matched.groups.len() > 2_000);
    assert!(
        matched
            .groups
            .iter()
            .all(|group| group.left.len() == 2 && group.right.is_empty())
    );
}

/// The ends of the calendar of 32-bit days.
#[test]
fn the_widest_window_does_not_overflow() {
    let left = vec![row(1, 100, i32::MIN), row(2, 100, i32::MAX), row(3, 100, 0)];
    let right = vec![row(1, 100, i32::MAX), row(2, 100, i32::MAX)];
    let matched = matched(
        &left,
        &right,
        RuleKind::AmountWindow {
            window: Window::both(i32::MAX),
        },
    );
    assert_eq!(matched.groups.len(), 2);
    assert_eq!(matched.open_left, [0]);
}
