//! Cases made to be slow, each against its plain twin: none may need a table over rows.

use matching::match_sides;
use matching::model::{Matched, Rule, RuleKind};

use crate::rows::{Random, Row, row, side};

fn matched(left: &[Row], right: &[Row], kind: RuleKind) -> Matched {
    let (left, right) = (side(left), side(right));
    let matched = match_sides(&left, &right, &[Rule { id: "rule", kind }]).unwrap();
    matching::conservation::prove(&left, &right, &matched).unwrap();
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
                window_bank_days: 3,
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
                window_bank_days: 3,
            },
        );
        assert!(matched.groups.len() > left.len() / 2);
        assert!(matched.groups.iter().all(|group| group.alternatives > 0));
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
            window_bank_days: None,
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
            window_bank_days: 4,
        },
    );
    assert_eq!(matched.groups.len(), 19_000);
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
            window_bank_days: 1,
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
            window_bank_days: i32::MAX,
        },
    );
    assert_eq!(matched.groups.len(), 2);
    assert_eq!(matched.open_left, [0]);
}
