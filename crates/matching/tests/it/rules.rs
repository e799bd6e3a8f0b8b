//! One test per promise of a rule, on rows one can check by hand.

use matching::conservation::{Line, Totals, Violation, prove};
use matching::model::{Group, Matched, Rule, RuleKind, Window};
use matching::{BadInput, SideName, match_sides};

use crate::rows::{Row, row, rule, run, side};

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

fn keyed(id: u128, amount: i64, day: i32, key: u32) -> Row {
    Row {
        keys: [key, 0],
        ..row(id, amount, day)
    }
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

#[test]
fn bad_input_is_refused_by_name() {
    let good = side(&[row(1, 1, 1), row(2, 1, 1)]);
    let mut short = good.clone();
    short.keys[1].pop();
    let refused = match_sides(&good, &short, &[]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "column keys[1] of the right side has 1 rows, its ids have 2"
    );
    for shorten in [
        |side: &mut matching::model::Side| side.amount_ore.truncate(1),
        |side: &mut matching::model::Side| side.bank_day.truncate(1),
        |side: &mut matching::model::Side| side.currency.truncate(1),
    ] {
        let mut short = good.clone();
        shorten(&mut short);
        assert!(matches!(
            match_sides(&short, &good, &[]),
            Err(BadInput::ColumnLength { .. })
        ));
    }
    let mut same = good.clone();
    same.id[1] = 1;
    let refused = BadInput::IdsNotAscending {
        side: SideName::Left,
        row: 1,
    };
    assert_eq!(match_sides(&same, &good, &[]), Err(refused));
    let kid = rule(
        "kid",
        RuleKind::KeyGroups {
            column: 2,
            tolerance_ore: 0,
        },
    );
    let refused = BadInput::NoSuchColumn {
        rule: "kid".to_owned(),
        column: 2,
        side: SideName::Left,
    };
    assert_eq!(match_sides(&good, &good, &[kid]), Err(refused));
    let window = rule(
        "w",
        RuleKind::AmountWindow {
            window: Window::both(-1),
        },
    );
    let refused = BadInput::NegativeWindow {
        rule: "w".to_owned(),
        window: Window::both(-1),
    };
    assert_eq!(match_sides(&good, &good, &[window]), Err(refused));
}

/// What a proof is worth: each way to break a result is found.
#[test]
fn every_broken_result_is_refused() {
    let left = side(&[
        row(1, 500, 0),
        row(2, 700, 0),
        Row {
            currency: 1,
            ..row(3, 500, 0)
        },
    ]);
    let right = side(&[row(11, 500, 0), row(12, -700, 0)]);
    let group = |left: &[u32], right: &[u32]| Group {
        rule: 0,
        left: left.to_vec(),
        right: right.to_vec(),
        alternatives: 0,
        adjustment_ore: 0,
    };
    let good = Matched {
        groups: vec![group(&[0], &[0])],
        open_left: vec![1, 2],
        open_right: vec![1],
        unsearched: vec![],
    };
    let table = prove(&left, &right, &[window_3()], &good).unwrap();
    let totals = |amount, rows| Totals { amount, rows };
    let line = Line {
        input: totals(1200, 2),
        matched: totals(500, 1),
        open: totals(700, 1),
        adjustments: 0,
    };
    assert_eq!(table[&(SideName::Left, 0)], line);
    assert_eq!(table.len(), 3);

    let broken = |change: fn(&mut Matched)| {
        let mut result = good.clone();
        change(&mut result);
        prove(&left, &right, &[window_3()], &result).unwrap_err()
    };
    let twice = Violation::Twice {
        side: SideName::Left,
        row: 0,
    };
    assert_eq!(broken(|result| result.open_left.push(0)), twice);
    let lost = Violation::Lost {
        side: SideName::Right,
        row: 1,
    };
    assert_eq!(broken(|result| result.open_right.clear()), lost);
    let unknown = Violation::Unknown {
        side: SideName::Right,
        row: 9,
    };
    assert_eq!(broken(|result| result.open_right.push(9)), unknown);
    assert_eq!(
        broken(|result| result.groups[0].left = vec![]),
        Violation::Difference {
            group: 0,
            amount: -500,
            adjustment_ore: 0,
            tolerance_ore: 0,
        }
    );
    assert_eq!(
        broken(|result| {
            result.groups[0].left.push(1);
            result.groups[0].right.push(1);
            result.groups[0].left.remove(0);
            result.groups[0].right.remove(0);
        }),
        Violation::Difference {
            group: 0,
            amount: 1400,
            adjustment_ore: 0,
            tolerance_ore: 0,
        }
    );
    assert_eq!(
        broken(|result| result.groups[0].left = vec![2]),
        Violation::Mixed { group: 0 }
    );
    assert_eq!(
        broken(|result| result.groups[0] = Group {
            rule: 0,
            left: vec![],
            right: vec![],
            alternatives: 0,
            adjustment_ore: 0,
        }),
        Violation::Mixed { group: 0 }
    );
}
