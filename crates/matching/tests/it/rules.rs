//! One test per promise of a rule, on rows one can check by hand.

use matching::SideName;
use matching::model::{Rule, RuleKind, Window};

use crate::rows::{IdGroup, Row, keyed, row, rule, run};

fn window_3() -> Rule {
    rule(
        "amount-window",
        RuleKind::AmountWindow {
            window: Window::both(3),
        },
    )
}
fn by_key() -> Rule {
    rule(
        "reference",
        RuleKind::KeyPairs {
            column: 0,
            window: Window::UNLIMITED,
        },
    )
}
fn by_sum() -> Rule {
    rule(
        "lump",
        RuleKind::KeyGroups {
            column: 0,
            tolerance_ore: 0,
        },
    )
}

/// Pairs as (left id, right id, alternatives).
fn pairs(left: &[Row], right: &[Row], rule: &Rule) -> Vec<(u128, u128, u32)> {
    let result = run(left, right, std::slice::from_ref(rule));
    result
        .groups
        .iter()
        .map(|(left, right, _, others, _)| (left[0], right[0], *others))
        .collect()
}

#[test]
fn the_window_is_inclusive() {
    let left = [row(1, 500, 10)];
    assert_eq!(pairs(&left, &[row(2, 500, 13)], &window_3()), [(1, 2, 0)]);
    assert_eq!(pairs(&left, &[row(2, 500, 7)], &window_3()), [(1, 2, 0)]);
    assert_eq!(pairs(&left, &[row(2, 500, 14)], &window_3()), []);
    assert_eq!(pairs(&left, &[row(2, 501, 10)], &window_3()), []);
}

/// The greedy choice pairs 1 with 11 (same day) and leaves two rows open.
#[test]
fn more_pairs_go_before_less_distance() {
    let left = [row(1, 500, 3), row(2, 500, 0)];
    let right = [row(11, 500, 3), row(12, 500, 6)];
    assert_eq!(pairs(&left, &right, &window_3()), [(1, 12, 0), (2, 11, 0)]);
}

/// First in, first out also finds two pairs, but at twice the distance.
#[test]
fn less_distance_goes_before_first_in_first_out() {
    let left = [row(1, 500, 0), row(2, 500, 2), row(3, 500, 4)];
    let right = [row(11, 500, 2), row(12, 500, 4)];
    assert_eq!(pairs(&left, &right, &window_3()), [(2, 11, 0), (3, 12, 0)]);
}

#[test]
fn the_earlier_of_two_equally_near_rows_is_taken_and_the_other_counted() {
    let right = [row(11, 500, 6), row(12, 500, 4)];
    assert_eq!(pairs(&[row(1, 500, 5)], &right, &window_3()), [(1, 12, 1)]);
}

#[test]
fn twins_are_paired_by_id_and_counted() {
    let left = [row(2, 500, 5), row(1, 500, 5), row(3, 500, 5)];
    let right = [row(12, 500, 5), row(11, 500, 5)];
    assert_eq!(pairs(&left, &right, &window_3()), [(1, 11, 3), (2, 12, 3)]);
}

/// A whole chain can move by one row although no single exchange is free.
#[test]
fn ambiguity_along_a_chain_is_seen() {
    let left = [row(1, 500, 0), row(2, 500, 2)];
    let right = [row(11, 500, -1), row(12, 500, 1), row(13, 500, 3)];
    let window = rule(
        "w",
        RuleKind::AmountWindow {
            window: Window::both(1),
        },
    );
    assert_eq!(pairs(&left, &right, &window), [(1, 11, 1), (2, 12, 2)]);
}

#[test]
fn zero_is_no_key_and_no_amount_is_special() {
    let left = [
        keyed(1, 0, 0, 7),
        keyed(2, 0, 0, 0),
        keyed(3, i64::MIN, 0, 7),
        keyed(4, i64::MAX, 0, 7),
    ];
    let right: Vec<Row> = left
        .iter()
        .map(|row| Row {
            id: row.id + 10,
            ..row.clone()
        })
        .collect();
    assert_eq!(
        pairs(&left, &right, &by_key()),
        [(1, 11, 0), (3, 13, 0), (4, 14, 0)]
    );
}

#[test]
fn currencies_never_mix() {
    let other = Row {
        currency: 1,
        ..keyed(11, 500, 0, 7)
    };
    for rule in [window_3(), by_key(), by_sum()] {
        assert_eq!(
            pairs(&[keyed(1, 500, 0, 7)], std::slice::from_ref(&other), &rule),
            []
        );
    }
}

/// These two classes have the same hash, which a hostile file could arrange for all its rows.
#[test]
fn rows_that_share_a_hash_are_told_apart() {
    let left = [
        keyed(1, 0x64, 0, 1),
        keyed(2, 0x64 ^ (1 << 16), 0, 1 ^ (1 << 9)),
    ];
    let right: Vec<Row> = left
        .iter()
        .map(|row| Row {
            id: 13 - row.id,
            ..row.clone()
        })
        .collect();
    assert_eq!(pairs(&left[..1], &right[1..], &by_key()), []);
    assert_eq!(pairs(&left, &right, &by_key()), [(1, 12, 0), (2, 11, 0)]);
}

#[test]
fn groups_sum_beyond_64_bits() {
    let left = [
        keyed(1, i64::MAX, 0, 7),
        keyed(2, i64::MAX, 0, 7),
        keyed(3, 2, 0, 7),
    ];
    let right = [
        keyed(11, i64::MAX, 90, 7),
        keyed(12, i64::MAX, 0, 7),
        keyed(13, 2, 0, 7),
    ];
    let result = run(&left, &right, &[by_sum()]);
    assert_eq!(result.groups, [(vec![1, 2, 3], vec![11, 12, 13], 0, 0, 0)]);
    // 2⁶⁴ wraps to zero in 64 bits.
    assert_eq!(run(&left, &[keyed(11, 0, 0, 7)], &[by_sum()]).groups, []);
}

#[test]
fn a_group_needs_both_sides() {
    let left = [keyed(1, 500, 0, 7), keyed(2, -500, 0, 7)];
    assert_eq!(run(&left, &[], &[by_sum()]).groups, []);
    assert_eq!(
        run(&left, &[keyed(11, 0, 0, 7)], &[by_sum()]).groups,
        [(vec![1, 2], vec![11], 0, 0, 0)]
    );
}

#[test]
fn a_reversal_stays_on_its_side() {
    let reversal = rule(
        "reversal",
        RuleKind::ReversalPairs {
            column: None,
            window: Window::both(2),
        },
    );
    let left = [
        row(1, -500, 0),
        row(2, 500, 2),
        row(3, i64::MIN, 0),
        row(4, 0, 0),
        row(5, 0, 0),
    ];
    let right = [row(11, -500, 0), row(12, -500, 0), row(13, 500, 3)];
    let result = run(&left, &right, &[reversal]);
    assert_eq!(result.groups, [(vec![1, 2], vec![], 0, 0, 0)]);
    assert_eq!(result.open_left, [3, 4, 5]);
    assert_eq!(result.open_right, [11, 12, 13]);
}

#[test]
fn later_rules_see_only_what_is_open() {
    let left = [keyed(1, 500, 0, 7), keyed(2, 500, 9, 0)];
    let right = [
        keyed(11, 500, 9, 7),
        keyed(12, 500, 0, 0),
        keyed(13, 500, 8, 0),
    ];
    let result = run(&left, &right, &[by_key(), window_3()]);
    assert_eq!(
        result.groups,
        [(vec![1], vec![11], 0, 0, 0), (vec![2], vec![13], 1, 0, 0)]
    );
    assert_eq!(result.open_right, [12]);
}

/// The right row may come one bank day before the left one and two after: both ends count, a day more does not.
#[test]
fn a_window_has_two_halves() {
    let window = Window {
        earlier: 1,
        later: 2,
    };
    let cases = [(8, false), (9, true), (10, true), (12, true), (13, false)];
    let kinds = [
        RuleKind::AmountWindow { window },
        RuleKind::KeyPairs { column: 0, window },
    ];
    for kind in kinds {
        for (day, paired) in cases {
            let right = [keyed(11, 500, day, 7)];
            let found = pairs(&[keyed(1, 500, 10, 7)], &right, &rule("r", kind.clone()));
            assert_eq!(found.len(), usize::from(paired), "{kind:?} on day {day}");
        }
    }
    for grouped in [SideName::Left, SideName::Right] {
        let lump = rule(
            "lump",
            RuleKind::LumpSums {
                column: 0,
                grouped,
                window,
            },
        );
        for (day, paired) in cases {
            let found = pairs(&[keyed(1, 500, 10, 7)], &[keyed(11, 500, day, 8)], &lump);
            assert_eq!(found.len(), usize::from(paired), "{grouped} on day {day}");
        }
    }
    for column in [None, Some(0)] {
        let reversal = rule("reversal", RuleKind::ReversalPairs { column, window });
        for (day, paired) in cases {
            let rows = [keyed(1, -500, day, 7), keyed(2, 500, 10, 7)];
            for (left, right) in [(&rows[..], &[][..]), (&[], &rows)] {
                let found = run(left, right, std::slice::from_ref(&reversal)).groups;
                assert_eq!(found.len(), usize::from(paired), "{column:?} on day {day}");
            }
        }
    }
}

#[test]
fn half_a_window_can_be_without_bound() {
    let only_later = Window {
        earlier: 0,
        later: Window::ANY_DISTANCE,
    };
    let only_earlier = Window {
        earlier: Window::ANY_DISTANCE,
        later: 0,
    };
    let far = Window {
        earlier: 0,
        later: Window::ANY_DISTANCE - 1,
    };
    for (window, left, right, admitted) in [
        (only_later, i32::MIN, i32::MAX, true),
        (only_later, 0, -1, false),
        (only_earlier, i32::MAX, i32::MIN, true),
        (only_earlier, 0, 1, false),
        (far, 0, i32::MAX - 1, true),
        (far, 0, i32::MAX, false),
        (Window::UNLIMITED, i32::MIN, i32::MAX, true),
        (Window::UNLIMITED, i32::MAX, i32::MIN, true),
    ] {
        assert_eq!(
            window.admits(left, right),
            admitted,
            "{window:?} {left} {right}"
        );
        let kind = RuleKind::AmountWindow { window };
        let found = pairs(&[row(1, 5, left)], &[row(2, 5, right)], &rule("w", kind));
        assert_eq!(
            found.len(),
            usize::from(admitted),
            "{window:?} {left} {right}"
        );
    }
}

/// With one half only, the nearest row may be on the wrong side.
#[test]
fn the_halves_decide_before_the_distance() {
    let window = Window {
        earlier: 0,
        later: 5,
    };
    let rule = rule("w", RuleKind::AmountWindow { window });
    let right = [row(11, 500, 9), row(12, 500, 14)];
    assert_eq!(pairs(&[row(1, 500, 10)], &right, &rule), [(1, 12, 0)]);
    // Two of each: the first right row comes before both left rows, the second after both.
    let left = [row(1, 500, 10), row(2, 500, 11)];
    assert_eq!(pairs(&left, &right, &rule), [(2, 12, 0)]);
}

/// A tolerance lets sums differ by as much and no more, and the group says by how much.
#[test]
fn sums_by_key_may_differ_by_the_tolerance() {
    let within = |tolerance_ore, of_left: &[i64], of_right: &[i64]| -> Vec<IdGroup> {
        let rows = |amounts: &[i64], first: u128| -> Vec<Row> {
            amounts
                .iter()
                .zip(first..)
                .map(|(&amount, id)| keyed(id, amount, 0, 7))
                .collect()
        };
        let kind = RuleKind::KeyGroups {
            column: 0,
            tolerance_ore,
        };
        run(
            &rows(of_left, 1),
            &rows(of_right, 11),
            &[rule("lump", kind)],
        )
        .groups
    };
    let group = |adjustment| vec![(vec![1, 2], vec![11], 0, 0, adjustment)];
    for (tolerance, of_right, expected) in [
        (0, 1_000, group(0)),
        (0, 999, vec![]),
        (0, 1_001, vec![]),
        (5, 995, group(5)),
        (5, 994, vec![]),
        (5, 1_005, group(-5)),
        (5, 1_006, vec![]),
        (5, 1_000, group(0)),
    ] {
        let found = within(tolerance, &[400, 600], &[of_right]);
        assert_eq!(found, expected, "{tolerance} {of_right}");
    }
    assert_eq!(within(5, &[3], &[]), []);
    assert_eq!(within(5, &[], &[3]), []);
    let (widest, most) = (i64::MAX, i64::MAX);
    assert_eq!(
        within(widest, &[0, most], &[0]),
        [(vec![1, 2], vec![11], 0, 0, most)]
    );
    assert_eq!(
        within(widest, &[0, 0], &[most]),
        [(vec![1, 2], vec![11], 0, 0, -most)]
    );
    assert_eq!(within(widest, &[0], &[i64::MIN]), []);
    assert_eq!(within(widest, &[most, most], &[-1]), []);
}

/// Each group has its own adjustment, in whatever order the groups were found.
#[test]
fn adjustments_stay_with_their_groups() {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for number in 0..100_i32 {
        let (id, key) = (u128::from(number.unsigned_abs()), number.unsigned_abs() + 1);
        left.push(keyed(1_000 - id, 5_000, 0, key));
        right.push(keyed(2_000 - id, 5_000 - i64::from(number % 3), 0, key));
    }
    let kind = RuleKind::KeyGroups {
        column: 0,
        tolerance_ore: 1,
    };
    let result = run(&left, &right, &[rule("lump", kind)]);
    let expected: Vec<IdGroup> = (0..100_u128)
        .rev()
        .filter(|number| number % 3 < 2)
        .map(|number| {
            let adjustment = i64::try_from(number % 3).unwrap();
            (vec![1_000 - number], vec![2_000 - number], 0, 0, adjustment)
        })
        .collect();
    assert_eq!(result.groups, expected);
}

/// What it shows, left rows as (amount, day), the amount of the bank's row, the groups.
type Correction = (&'static str, Vec<(i64, i32)>, i64, Vec<IdGroup>);

/// A posting of x, its reversal −x and the correction y under one key: the reversal takes x and −x, and y is left to the
/// rules after it.
#[test]
fn a_correction_is_left_to_later_rules() {
    let key_pairs = RuleKind::KeyPairs {
        column: 0,
        window: Window::both(3),
    };
    let reversal = RuleKind::ReversalPairs {
        column: Some(0),
        window: Window::both(10),
    };
    let key_groups = RuleKind::KeyGroups {
        column: 0,
        tolerance_ore: 0,
    };
    let rules = [key_pairs, reversal, key_groups].map(|kind| rule("rule", kind));
    let reversed = |rows: [u128; 2], others| (rows.to_vec(), vec![], 1, others, 0);
    // Left rows have ids from 1; the bank's row is 11 on day 4.
    let cases: [Correction; 6] = [
        (
            "the bank has the correction",
            vec![(500, 0), (-500, 1), (700, 2)],
            700,
            vec![reversed([1, 2], 0), (vec![3], vec![11], 0, 0, 0)],
        ),
        (
            "too far for a pair, near enough for a reversal: the rest is a group",
            vec![(500, 0), (-500, 1), (700, 0)],
            700,
            vec![reversed([1, 2], 0), (vec![3], vec![11], 2, 0, 0)],
        ),
        (
            "the bank has neither",
            vec![(500, 0), (-500, 1), (700, 2)],
            600,
            vec![reversed([1, 2], 0)],
        ),
        (
            "the correction is the original again: the earlier of two equally near goes, and it is said",
            vec![(500, 0), (-500, 1), (500, 2)],
            600,
            vec![reversed([1, 2], 1)],
        ),
        (
            "the correction is nearer to the reversal than the original",
            vec![(500, -5), (-500, 0), (500, 0)],
            500,
            vec![(vec![1], vec![11], 2, 0, 0), reversed([2, 3], 0)],
        ),
        (
            "too far for a reversal: all of one key are a group",
            vec![(500, -20), (-500, 0), (700, 0)],
            700,
            vec![(vec![1, 2, 3], vec![11], 2, 0, 0)],
        ),
    ];
    for (what, rows, bank, expected) in cases {
        let rows = rows.iter().zip(1..);
        let left: Vec<Row> = rows
            .map(|(&(amount, day), id)| keyed(id, amount, day, 7))
            .collect();
        let found = run(&left, &[keyed(11, bank, 4, 7)], &rules).groups;
        assert_eq!(found, expected, "{what}");
    }
    // Under another key nothing is reversed, and nothing is netted.
    let left = [
        keyed(1, 500, 0, 7),
        keyed(2, -500, 0, 8),
        keyed(3, 700, 0, 7),
    ];
    assert_eq!(run(&left, &[keyed(11, 700, 9, 7)], &rules).groups, []);
}
