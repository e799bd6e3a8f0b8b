//! The pool rules: sums, fees, near amounts. By hand, against the slow matcher, and where the budget ends.

use matching::model::{RuleKind, Window};

use crate::oracle;
use crate::rows::{IdGroup, Random, Row, by_id, row, rule, run, side};

/// More than any case here needs.
const AMPLE: u64 = 1 << 22;

fn sums(window: Window, most_rows: usize) -> RuleKind {
    RuleKind::SubsetSums {
        column: None,
        window,
        most_rows,
        budget: AMPLE,
    }
}

fn fees() -> RuleKind {
    RuleKind::FeeNetting {
        fee_column: 0,
        budget: AMPLE,
    }
}

fn near(window: Window, tolerance_ore: i64) -> RuleKind {
    RuleKind::NearAmounts {
        column: 0,
        window,
        tolerance_ore,
        budget: AMPLE,
    }
}

fn keyed(id: u128, amount: i64, day: i32, key: u32) -> Row {
    Row {
        keys: [key, 0],
        ..row(id, amount, day)
    }
}

/// Groups as (left ids, right ids, alternatives, adjustment).
type Short = (Vec<u128>, Vec<u128>, u32, i64);

/// What one rule finds; nothing is left unsearched.
fn found(left: &[Row], right: &[Row], kind: &RuleKind) -> Vec<Short> {
    let rules = [rule("pool", kind.clone())];
    let (left, right) = (side(left), side(right));
    let matched = matching::match_sides(&left, &right, &rules).unwrap();
    matching::conservation::prove(&left, &right, &rules, &matched).unwrap();
    assert_eq!(matched.unsearched, []);
    let short = |(left, right, _, others, adjustment): IdGroup| (left, right, others, adjustment);
    let groups = by_id(&left, &right, &matched).groups;
    groups.into_iter().map(short).collect()
}

/// How many random cases of each kind: `ORACLE_CASES`, or this many.
fn cases(default: u64) -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "a shorter run while trying something out"
    )]
    let wanted = std::env::var("ORACLE_CASES").ok();
    wanted
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(default)
        .min(default)
}

fn agrees(left: &[Row], right: &[Row], kind: &RuleKind) -> usize {
    let rules = [rule("pool", kind.clone())];
    let result = run(left, right, &rules);
    assert_eq!(
        result,
        oracle::run(left, right, &rules),
        "{rules:?}\n{left:#?}\n{right:#?}"
    );
    result.groups.len()
}

/// Up to so many rows with ids in any order, few amounts and keys, on one day or two; half of them have a key in the
/// second column.
fn some_rows(random: &mut Random, most: u64, base: u128) -> Vec<Row> {
    let (count, days, amounts) = (
        random.below(most + 1),
        1 + random.below(4) / 3,
        2 + random.below(4),
    );
    let mut ids: Vec<u128> = (0..u128::from(count)).map(|at| base + 2 * at).collect();
    for at in (1..ids.len()).rev() {
        let other = random.below(u64::try_from(at).unwrap() + 1);
        ids.swap(at, usize::try_from(other).unwrap());
    }
    let mut rows = Vec::new();
    for id in ids {
        let mut amount = i64::try_from(1 + random.below(amounts)).unwrap();
        if random.below(10) == 0 {
            amount = -amount;
        }
        let second = if random.below(2) == 0 {
            0
        } else {
            1 + random.below(5) / 4
        };
        rows.push(Row {
            currency: u16::from(random.below(40) == 0),
            keys: [
                u32::try_from((1 + random.below(7)) / 3).unwrap(),
                u32::try_from(second).unwrap(),
            ],
            ..row(
                id,
                if random.below(40) == 0 { 0 } else { amount },
                i32::try_from(random.below(days)).unwrap(),
            )
        });
    }
    rows
}

fn some_window(random: &mut Random) -> Window {
    let half = |random: &mut Random| i32::try_from(random.below(3)).unwrap();
    match random.below(6) {
        0 => Window::UNLIMITED,
        1 => Window {
            earlier: half(random),
            later: Window::ANY_DISTANCE,
        },
        _ => Window {
            earlier: half(random),
            later: half(random),
        },
    }
}

fn random_cases(seed: u64, count: u64, kind: impl Fn(&mut Random) -> RuleKind) {
    let mut random = Random(seed);
    let (mut groups, count) = (0, cases(count));
    for _ in 0..count {
        let base = u128::from(random.below(4));
        let left = some_rows(&mut random, 5, 1);
        let right = some_rows(&mut random, 5, base);
        let kind = kind(&mut random);
        groups += agrees(&left, &right, &kind);
        groups += agrees(&right, &left, &kind);
    }
    assert!(
        groups > usize::try_from(count / 5).unwrap(),
        "{groups} of {count}"
    );
}

/// 4 000 pairs of sides, each also with the sides exchanged.
#[test]
fn sums_of_random_rows() {
    random_cases(0x5EED_2001, 4_000, |random| RuleKind::SubsetSums {
        column: [None, None, Some(1)][usize::try_from(random.below(3)).unwrap()],
        window: some_window(random),
        most_rows: usize::try_from(2 + random.below(4)).unwrap(),
        budget: AMPLE,
    });
}

/// 4 000 pairs of sides, each also with the sides exchanged.
#[test]
fn fees_on_random_rows() {
    random_cases(0x5EED_2002, 4_000, |random| RuleKind::FeeNetting {
        fee_column: usize::try_from(random.below(4)).unwrap().min(1),
        budget: AMPLE,
    });
}

/// 8 000 pairs of sides, each also with the sides exchanged.
#[test]
fn near_amounts_of_random_rows() {
    random_cases(0x5EED_2003, 8_000, |random| RuleKind::NearAmounts {
        column: usize::try_from(random.below(2)).unwrap(),
        window: some_window(random),
        tolerance_ore: i64::try_from(random.below(4)).unwrap(),
        budget: AMPLE,
    });
}

/// All three, one after the other, in any order.
#[test]
fn pool_rules_in_a_row() {
    let mut random = Random(0x5EED_2004);
    let mut groups = 0;
    for _ in 0..cases(2_000) {
        let left = some_rows(&mut random, 5, 1);
        let right = some_rows(&mut random, 4, 2);
        let mut kinds = vec![
            sums(some_window(&mut random), 3),
            fees(),
            near(some_window(&mut random), 2),
        ];
        kinds.rotate_left(usize::try_from(random.below(3)).unwrap());
        let rules: Vec<_> = kinds.into_iter().map(|kind| rule("pool", kind)).collect();
        let result = run(&left, &right, &rules);
        groups += result.groups.len();
        assert_eq!(
            result,
            oracle::run(&left, &right, &rules),
            "{rules:?}\n{left:#?}\n{right:#?}"
        );
    }
    assert!(groups > 0);
}

/// All lists of up to `most` of these rows, with ids from `base` in the order of the rows.
fn lists(types: &[Row], most: usize, base: u128) -> Vec<Vec<Row>> {
    let mut all: Vec<Vec<usize>> = vec![vec![]];
    let mut start = 0;
    for _ in 0..most {
        let end = all.len();
        for at in start..end {
            for kind in all[at].last().copied().unwrap_or(0)..types.len() {
                let mut longer = all[at].clone();
                longer.push(kind);
                all.push(longer);
            }
        }
        start = end;
    }
    let rows = |list: &Vec<usize>| -> Vec<Row> {
        let rows = list.iter().zip(base..);
        rows.map(|(&kind, id)| Row {
            id,
            ..types[kind].clone()
        })
        .collect()
    };
    all.iter().map(rows).collect()
}

fn exhaustively(types: &[Row], most: (usize, usize), kinds: &[RuleKind]) -> usize {
    let (left, right) = (lists(types, most.0, 1), lists(types, most.1, 11));
    for left in &left {
        for right in &right {
            for kind in kinds {
                agrees(left, right, kind);
            }
        }
    }
    left.len() * right.len() * kinds.len()
}

/// **All** instances of up to 3 × 3 rows with amounts 1 to 3 on two days, two windows: 14 112 of them.
#[test]
fn every_small_instance_of_sums() {
    let types: Vec<Row> = (0..6)
        .map(|at| row(0, 1 + i64::from(at % 3), at / 3))
        .collect();
    let kinds: Vec<RuleKind> = [(0, 1), (1, 1)]
        .map(|(earlier, later)| sums(Window { earlier, later }, 3))
        .to_vec();
    assert_eq!(exhaustively(&types, (3, 3), &kinds), 84 * 84 * 2);
}

/// **All** instances of up to 3 × 3 rows of one day: amounts 1 to 3, and fees of −1 or 1 with one of two keys.
#[test]
fn every_small_instance_of_fees() {
    let mut types: Vec<Row> = (1..4).map(|amount| keyed(0, amount, 0, 0)).collect();
    types.extend([(-1, 1), (1, 1), (-1, 2), (1, 2)].map(|(amount, key)| keyed(0, amount, 0, key)));
    assert_eq!(exhaustively(&types, (3, 3), &[fees()]), 120 * 120);
}

/// **All** instances of up to 3 × 3 rows of one key: amounts 1, 2, 4 on two days, and three
/// rules.
#[test]
fn every_small_instance_of_near_amounts() {
    let types: Vec<Row> = [(1, 0), (2, 0), (4, 0), (1, 1), (2, 1), (4, 1)]
        .map(|(amount, day)| keyed(0, amount, day, 1))
        .to_vec();
    let later = Window {
        earlier: 0,
        later: 1,
    };
    let kinds = [near(later, 1), near(later, 2), near(Window::both(1), 3)];
    assert_eq!(exhaustively(&types, (3, 3), &kinds), 84 * 84 * 3);
}

#[test]
fn a_sum_is_found_on_either_side() {
    let parts = [row(11, 300, 5), row(12, 500, 5), row(13, 200, 5)];
    let one = [row(1, 800, 5)];
    let kind = sums(Window::both(0), 2);
    assert_eq!(found(&one, &parts, &kind), [(vec![1], vec![11, 12], 0, 0)]);
    assert_eq!(found(&parts, &one, &kind), [(vec![11, 12], vec![1], 0, 0)]);
}

#[test]
fn a_sum_has_at_least_two_rows_and_at_most_so_many() {
    let parts: Vec<Row> = (11..15).map(|id| row(id, 100, 0)).collect();
    let most = |most_rows: usize, amount: i64| {
        found(
            &[row(1, amount, 0)],
            &parts,
            &sums(Window::both(0), most_rows),
        )
    };
    assert_eq!(most(2, 100), []);
    assert_eq!(most(2, 200), [(vec![1], vec![11, 12], 5, 0)]);
    assert_eq!(most(2, 300), []);
    assert_eq!(most(3, 300), [(vec![1], vec![11, 12, 13], 3, 0)]);
    assert_eq!(most(3, 400), []);
    assert_eq!(
        most(usize::MAX, 400),
        [(vec![1], vec![11, 12, 13, 14], 0, 0)]
    );
    assert_eq!(most(usize::MAX, 500), []);
}

#[test]
fn rows_of_a_sum_have_one_sign_and_are_not_zero() {
    let kind = sums(Window::both(0), 4);
    let negative = [row(11, -300, 0), row(12, -500, 0)];
    let one = [row(1, -800, 0)];
    assert_eq!(
        found(&one, &negative, &kind),
        [(vec![1], vec![11, 12], 0, 0)]
    );
    // 900 − 100, and 300 + 500 + 0.
    let mixed = [row(11, 900, 0), row(12, -100, 0)];
    assert_eq!(found(&[row(1, 800, 0)], &mixed, &kind), []);
    let zero = [row(11, 300, 0), row(12, 500, 0), row(13, 0, 0)];
    assert_eq!(
        found(&[row(1, 800, 0)], &zero, &kind),
        [(vec![1], vec![11, 12], 0, 0)]
    );
    assert_eq!(
        found(&[row(1, 0, 0)], &[row(11, 1, 0), row(12, -1, 0)], &kind),
        []
    );
}

/// The right row up to two days before, up to one day after the left one, whichever of them is the one row.
#[test]
fn rows_of_a_sum_lie_inside_the_window_of_the_one_row() {
    let window = Window {
        earlier: 2,
        later: 1,
    };
    for (days, inside) in [
        ([8, 11], true),
        ([7, 11], false),
        ([8, 12], false),
        ([8, 8], true),
        ([11, 11], true),
        ([12, 10], false),
    ] {
        let parts = [row(11, 300, days[0]), row(12, 500, days[1])];
        let groups = found(&[row(1, 800, 10)], &parts, &sums(window, 2));
        assert_eq!(groups.len(), usize::from(inside), "right rows on {days:?}");
        let swapped = Window {
            earlier: window.later,
            later: window.earlier,
        };
        let groups = found(&parts, &[row(1, 800, 10)], &sums(swapped, 2));
        assert_eq!(groups.len(), usize::from(inside), "left rows on {days:?}");
    }
}

#[test]
fn rows_of_a_sum_share_currency_and_key() {
    let by_key = RuleKind::SubsetSums {
        column: Some(0),
        window: Window::UNLIMITED,
        most_rows: 2,
        budget: AMPLE,
    };
    let parts = |keys: [u32; 2]| [keyed(11, 300, 0, keys[0]), keyed(12, 500, 9, keys[1])];
    let one = [keyed(1, 800, 5, 7)];
    assert_eq!(
        found(&one, &parts([7, 7]), &by_key),
        [(vec![1], vec![11, 12], 0, 0)]
    );
    assert_eq!(found(&one, &parts([7, 8]), &by_key), []);
    assert_eq!(found(&one, &parts([0, 7]), &by_key), []);
    assert_eq!(
        found(&[keyed(1, 800, 5, 0)], &parts([0, 0]), &by_key),
        [],
        "0 is no key"
    );
    assert_eq!(
        found(&one, &parts([7, 8]), &sums(Window::UNLIMITED, 2)).len(),
        1
    );
    let mut foreign = parts([7, 7]);
    foreign[0].currency = 1;
    assert_eq!(found(&one, &foreign, &by_key), []);
}

/// 600 = 100 + 200 + 300 is the largest group, but then 500 = 200 + 300 has no rows; 600 = 350 + 250 leaves them.
#[test]
fn most_rows_go_first() {
    let kind = sums(Window::both(9), 3);
    let parts = [100, 200, 300, 350, 250].iter().zip(11..);
    let parts: Vec<Row> = parts.map(|(&amount, id)| row(id, amount, 0)).collect();
    assert_eq!(
        found(&[row(1, 600, 0), row(2, 500, 0)], &parts, &kind),
        [(vec![1], vec![14, 15], 0, 0), (vec![2], vec![12, 13], 0, 0)]
    );
    assert_eq!(
        found(&[row(1, 600, 0)], &parts, &kind),
        [(vec![1], vec![11, 12, 13], 0, 0)]
    );
    // Also if they are far away.
    let far: Vec<Row> = parts[..3]
        .iter()
        .map(|row| Row {
            day: 9,
            ..row.clone()
        })
        .collect();
    assert_eq!(
        found(&[row(1, 600, 0)], &[&far, &parts[3..]].concat(), &kind),
        [(vec![1], vec![11, 12, 13], 0, 0)]
    );
}

#[test]
fn then_the_least_distance() {
    let parts = [
        row(11, 300, 7),
        row(12, 500, 7),
        row(13, 400, 6),
        row(14, 400, 6),
    ];
    let kind = sums(Window::both(3), 2);
    assert_eq!(
        found(&[row(1, 800, 5)], &parts, &kind),
        [(vec![1], vec![13, 14], 0, 0)]
    );
    // Three days and one are as far as two and two: the earliest row decides, then the other sum is counted.
    let parts = [
        row(11, 300, 7),
        row(12, 500, 7),
        row(13, 400, 6),
        row(14, 400, 2),
    ];
    assert_eq!(
        found(&[row(1, 800, 5)], &parts, &kind),
        [(vec![1], vec![13, 14], 1, 0)]
    );
}

#[test]
fn then_the_lowest_rows_by_day_then_id() {
    let parts = [
        row(14, 300, 5),
        row(13, 500, 5),
        row(11, 300, 5),
        row(12, 500, 5),
    ];
    let groups = found(&[row(1, 800, 5)], &parts, &sums(Window::both(0), 2));
    assert_eq!(groups, [(vec![1], vec![11, 12], 3, 0)]);
}

/// The two sums of 1 use 11; the only other answer for 2 uses it too, but then 1 has none: not as good, not counted.
#[test]
fn only_groups_of_equally_good_answers_are_alternatives() {
    let ones = [row(1, 700, 0), row(2, 900, 0)];
    let parts = [
        row(11, 300, 0),
        row(12, 400, 0),
        row(13, 500, 0),
        row(14, 600, 0),
    ];
    // 700 = 300 + 400; 900 = 300 + 600 = 400 + 500.
    let groups = found(&ones[..1], &parts, &sums(Window::both(0), 2));
    assert_eq!(groups, [(vec![1], vec![11, 12], 0, 0)]);
    let groups = found(&ones[1..], &parts, &sums(Window::both(0), 2));
    assert_eq!(groups, [(vec![2], vec![11, 14], 1, 0)]);
    // Together one of the two can have a sum: any of the three.
    let groups = found(&ones, &parts, &sums(Window::both(0), 2));
    assert_eq!(groups, [(vec![1], vec![11, 12], 2, 0)]);
    // With a row more both can: 1 has its 300 + 400, so 2 has the 600 with the new 300.
    let more = [parts.to_vec(), vec![row(15, 300, 0)]].concat();
    let groups = found(&ones, &more, &sums(Window::both(0), 2));
    assert_eq!(
        groups,
        [(vec![1], vec![11, 12], 2, 0), (vec![2], vec![14, 15], 2, 0)]
    );
}

#[test]
fn sums_of_the_largest_amounts_do_not_overflow() {
    let kind = sums(Window::UNLIMITED, 3);
    let parts = [row(11, i64::MAX, i32::MAX), row(12, i64::MAX, i32::MIN)];
    assert_eq!(found(&[row(1, i64::MAX, 0)], &parts, &kind), []);
    let parts = [row(11, i64::MAX - 1, i32::MAX), row(12, 1, i32::MIN)];
    assert_eq!(found(&[row(1, i64::MAX, 0)], &parts, &kind).len(), 1);
    let parts = [row(11, i64::MIN + 1, i32::MAX), row(12, -1, i32::MIN)];
    assert_eq!(found(&[row(1, i64::MIN, 0)], &parts, &kind).len(), 1);
}

/// 11 is the fee column's key of the fee.
#[test]
fn a_fee_is_netted_on_either_side_and_with_either_sign() {
    for (gross, fee, net) in [(1_000, -25, 975), (1_000, 25, 1_025), (-1_000, -25, -1_025)] {
        let with_fee = [keyed(11, gross, 4, 0), keyed(12, fee, 4, 11)];
        let one = [keyed(1, net, 4, 0)];
        assert_eq!(
            found(&one, &with_fee, &fees()),
            [(vec![1], vec![11, 12], 0, 0)]
        );
        assert_eq!(
            found(&with_fee, &one, &fees()),
            [(vec![11, 12], vec![1], 0, 0)]
        );
    }
}

#[test]
fn what_is_no_fee_netting() {
    let with_fee = [keyed(11, 1_000, 4, 0), keyed(12, -25, 4, 11)];
    let none = |one: Row, with_fee: &[Row]| assert_eq!(found(&[one], with_fee, &fees()), []);
    none(keyed(1, 974, 4, 0), &with_fee);
    none(keyed(1, 975, 5, 0), &with_fee);
    none(keyed(1, 975, 4, 11), &with_fee); // a fee itself
    none(
        Row {
            currency: 1,
            ..keyed(1, 975, 4, 0)
        },
        &with_fee,
    );
    none(
        keyed(1, 975, 4, 0),
        &[keyed(11, 1_000, 4, 0), keyed(12, -25, 4, 0)],
    ); // no fee
    none(
        keyed(1, 975, 4, 0),
        &[keyed(11, 1_000, 4, 3), keyed(12, -25, 4, 11)],
    ); // two fees
    none(
        keyed(1, 975, 4, 0),
        &[
            keyed(11, 500, 4, 0),
            keyed(12, 500, 4, 0),
            keyed(13, -25, 4, 11),
        ],
    );
    none(
        keyed(1, 1_000, 4, 0),
        &[keyed(11, 1_000, 4, 0), keyed(12, 0, 4, 11)],
    ); // an equal pair
    none(
        keyed(1, 0, 4, 0),
        &[keyed(11, 25, 4, 0), keyed(12, -25, 4, 11)],
    );
    none(
        keyed(1, -25, 4, 0),
        &[keyed(11, 0, 4, 0), keyed(12, -25, 4, 11)],
    );
}

#[test]
fn all_fees_of_a_key_are_netted_together() {
    let with_fees = [
        keyed(11, 1_000, 4, 0),
        keyed(12, -20, 4, 7),
        keyed(13, -5, 4, 7),
        keyed(14, -3, 4, 8),
    ];
    let net = |amount: i64| found(&[keyed(1, amount, 4, 0)], &with_fees, &fees());
    assert_eq!(net(980), [(vec![1], vec![11, 12], 0, 0)]);
    assert_eq!(net(995), [(vec![1], vec![11, 13], 0, 0)]);
    assert_eq!(net(975), [(vec![1], vec![11, 12, 13], 0, 0)]);
    assert_eq!(net(997), [(vec![1], vec![11, 14], 0, 0)]);
    assert_eq!(net(977), []); // fees of two keys
    assert_eq!(net(972), []);
    // Some of three fees of a key, and fees that cancel each other.
    let three = [with_fees.to_vec(), vec![keyed(15, 25, 4, 7)]].concat();
    assert_eq!(found(&[keyed(1, 975, 4, 0)], &three, &fees()), []);
    assert_eq!(found(&[keyed(1, 1_000, 4, 0)], &three, &fees()), []);
    assert_eq!(
        found(&[keyed(1, 1_025, 4, 0)], &three, &fees()),
        [(vec![1], vec![11, 15], 0, 0)]
    );
}

/// A fee belongs to one payment only, and each payment to one fee.
#[test]
fn fees_are_used_once() {
    let left = [keyed(1, 975, 4, 0), keyed(2, 475, 4, 0)];
    let right = [
        keyed(11, 1_000, 4, 0),
        keyed(12, 500, 4, 0),
        keyed(13, -25, 4, 7),
        keyed(14, -25, 4, 8),
    ];
    assert_eq!(
        found(&left, &right, &fees()),
        [(vec![1], vec![11, 13], 2, 0), (vec![2], vec![12, 14], 2, 0)]
    );
    assert_eq!(
        found(&left, &right[..3], &fees()),
        [(vec![1], vec![11, 13], 1, 0)]
    );
}

#[test]
fn near_amounts_differ_and_by_no_more_than_the_tolerance() {
    let kind = near(Window::both(1), 10);
    let pair = |left: i64, right: i64| {
        found(&[keyed(1, left, 0, 7)], &[keyed(11, right, 0, 7)], &kind)
            .pop()
            .map(|(_, _, _, adjustment)| adjustment)
    };
    assert_eq!(pair(500, 490), Some(10));
    assert_eq!(pair(500, 510), Some(-10));
    assert_eq!(pair(500, 489), None);
    assert_eq!(pair(500, 511), None);
    assert_eq!(pair(500, 501), Some(-1));
    assert_eq!(pair(500, 500), None);
    assert_eq!(pair(-500, -490), Some(-10));
    assert_eq!(pair(4, -4), None);
    assert_eq!(pair(4, 0), None);
    assert_eq!(pair(0, 4), None);
    assert_eq!(pair(i64::MIN, i64::MAX), None);
    assert_eq!(pair(i64::MIN, i64::MIN + 1), Some(-1));
    assert_eq!(
        found(
            &[keyed(1, 500, 0, 7)],
            &[keyed(11, 501, 0, 7)],
            &near(Window::both(1), 0)
        ),
        []
    );
}

#[test]
fn near_amounts_share_key_currency_and_window() {
    let window = Window {
        earlier: 2,
        later: 1,
    };
    let left = [keyed(1, 500, 10, 7)];
    let pairs = |right: Row| found(&left, &[right], &near(window, 10)).len();
    assert_eq!(pairs(keyed(11, 501, 8, 7)), 1);
    assert_eq!(pairs(keyed(11, 501, 7, 7)), 0);
    assert_eq!(pairs(keyed(11, 501, 11, 7)), 1);
    assert_eq!(pairs(keyed(11, 501, 12, 7)), 0);
    assert_eq!(pairs(keyed(11, 501, 10, 8)), 0);
    assert_eq!(
        pairs(Row {
            currency: 1,
            ..keyed(11, 501, 10, 7)
        }),
        0
    );
    let no_key = (keyed(1, 500, 10, 0), keyed(11, 501, 10, 0));
    assert_eq!(found(&[no_key.0], &[no_key.1], &near(window, 10)), []);
}

#[test]
fn near_amounts_are_most_pairs_then_least_adjustment_then_least_distance() {
    let kind = near(Window::both(9), 10);
    // 2 could be had without an adjustment of 8, but then 1 would have no one.
    let groups = found(
        &[keyed(1, 500, 0, 7), keyed(2, 510, 0, 7)],
        &[keyed(11, 509, 0, 7), keyed(12, 518, 0, 7)],
        &kind,
    );
    assert_eq!(
        groups,
        [(vec![1], vec![11], 0, -9), (vec![2], vec![12], 0, -8)]
    );
    // An øre less goes before eight days less.
    let right = [keyed(11, 502, 8, 7), keyed(12, 497, 0, 7)];
    assert_eq!(
        found(&[keyed(1, 500, 0, 7)], &right, &kind),
        [(vec![1], vec![11], 0, -2)]
    );
    let right = [keyed(11, 502, 8, 7), keyed(12, 498, 7, 7)];
    assert_eq!(
        found(&[keyed(1, 500, 0, 7)], &right, &kind),
        [(vec![1], vec![12], 0, 2)]
    );
    let right = [keyed(11, 502, 7, 7), keyed(12, 498, 7, 7)];
    assert_eq!(
        found(&[keyed(1, 500, 0, 7)], &right, &kind),
        [(vec![1], vec![11], 1, -2)]
    );
}
