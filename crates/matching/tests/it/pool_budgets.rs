//! Where the budget of the pool rules ends: it is all or nothing, part by part, and said.

use matching::model::{Exceeded, Matched, RuleKind, Unsearched, Window};
use matching::{BadInput, match_sides};

use crate::rows::{Random, Row, row, rule, side};

fn matched(left: &[Row], right: &[Row], kinds: &[RuleKind]) -> Matched {
    let rules: Vec<_> = kinds
        .iter()
        .map(|kind| rule("pool", kind.clone()))
        .collect();
    let (left, right) = (side(left), side(right));
    let matched = match_sides(&left, &right, &rules).unwrap();
    matching::conservation::prove(&left, &right, &rules, &matched).unwrap();
    matched
}

fn sums(bank_days: i32, most_rows: usize, budget: u64) -> RuleKind {
    RuleKind::SubsetSums {
        column: None,
        window: Window::both(bank_days),
        most_rows,
        budget,
    }
}

fn fees(budget: u64) -> RuleKind {
    RuleKind::FeeNetting {
        fee_column: 0,
        budget,
    }
}

fn near(budget: u64) -> RuleKind {
    RuleKind::NearAmounts {
        column: 0,
        window: Window::both(1),
        tolerance_ore: 9,
        budget,
    }
}

fn keyed(id: u128, amount: i64, key: u32) -> Row {
    Row {
        keys: [key, 0],
        ..row(id, amount, 0)
    }
}

fn rows(amounts: &[i64], base: u128) -> Vec<Row> {
    let rows = amounts.iter().zip(base..);
    rows.map(|(&amount, id)| row(id, amount, 0)).collect()
}

fn unsearched(left: &[u32], right: &[u32], exceeded: Exceeded) -> Unsearched {
    Unsearched {
        rule: 0,
        left: left.to_vec(),
        right: right.to_vec(),
        exceeded,
    }
}

/// The smallest budget that searches everything; every smaller one must find nothing and say so.
fn needed(left: &[Row], right: &[Row], kind: impl Fn(u64) -> RuleKind) -> (u64, Vec<Exceeded>) {
    let mut exceeded = Vec::new();
    loop {
        let budget = u64::try_from(exceeded.len()).unwrap();
        let matched = matched(left, right, &[kind(budget)]);
        if matched.unsearched.is_empty() {
            assert!(!matched.groups.is_empty());
            return (budget, exceeded);
        }
        assert!(matched.groups.is_empty(), "budget {budget}: {matched:?}");
        let whole = &matched.unsearched[..];
        assert!(
            matches!(whole, [one] if one.left.len() == left.len() && one.right.len() == right.len()),
            "{whole:?}"
        );
        exceeded.push(whole[0].exceeded);
    }
}

/// Rows looked at, and the steps: 1 + (10 + 10 and then none) … as told in the cases.
#[test]
fn the_budget_of_a_row() {
    // Two rows looked at; one step to take 5, one to take 3, one after each that finds no more.
    let (budget, before) = needed(&rows(&[8], 1), &rows(&[5, 3], 11), |budget| {
        sums(0, 2, budget)
    });
    assert_eq!(budget, 2 + 4);
    assert_eq!(before, [Exceeded::Candidates; 6]);
    // One lot, and one row and one fee that fit.
    let with_fee = [keyed(11, 9, 0), keyed(12, 1, 7)];
    let (budget, before) = needed(&rows(&[10], 1), &with_fee, fees);
    assert_eq!(budget, 1 + 1);
    assert_eq!(before, [Exceeded::Candidates; 2]);
    // Three rows looked at.
    let right: Vec<Row> = (11..14)
        .map(|id| keyed(id, 100 + i64::try_from(id).unwrap(), 7))
        .collect();
    let (budget, _) = needed(&[keyed(1, 115, 7)], &right, near);
    assert!(budget >= 3);
    let (budget, before) = needed(&[keyed(1, 115, 7)], &right[..1], near);
    assert_eq!((budget, before), (1, vec![Exceeded::Candidates]));
}

/// Finding the pairs takes 4 units for each row; there are 16 of them, and choosing takes more.
#[test]
fn the_budget_of_a_part() {
    let left: Vec<Row> = (0..4).map(|at| keyed(1 + at, 100, 7)).collect();
    let right: Vec<Row> = (0..4).map(|at| keyed(11 + at, 101, 7)).collect();
    let (budget, before) = needed(&left, &right, near);
    assert_eq!(&before[..4], [Exceeded::Candidates; 4]);
    assert!(before[4..].iter().all(|why| *why == Exceeded::Choice));
    assert!(budget > 16 && budget < 60, "{budget}");
    // Two chains of two candidates: no budget searches one and not the other, and each has its own.
    let left = [keyed(1, 100, 7), keyed(2, 100, 8)];
    let right = [
        keyed(11, 101, 7),
        keyed(12, 99, 7),
        keyed(13, 101, 8),
        keyed(14, 99, 8),
    ];
    let parts = |budget: u64| matched(&left, &right, &[near(budget)]).unsearched.len();
    let (needed, _) = needed(&left[..1], &right[..2], near);
    assert_eq!((parts(needed - 1), parts(needed)), (2, 0));
}

/// Twins in any number are one choice: forty rows that all could be paired with each other.
#[test]
fn twins_are_one_choice() {
    let left: Vec<Row> = (0..20).map(|at| keyed(1 + at, 100, 7)).collect();
    let right: Vec<Row> = (0..20).map(|at| keyed(51 + at, 101, 7)).collect();
    let pairs = matched(&left, &right, &[near(2_000)]);
    assert_eq!(pairs.unsearched, []);
    for (at, group) in pairs.groups.iter().enumerate() {
        let row = u32::try_from(at).unwrap();
        assert_eq!(
            (&group.left[..], &group.right[..]),
            (&[row][..], &[row][..])
        );
        assert_eq!((group.alternatives, group.adjustment_ore), (38, -1));
    }
    assert_eq!(pairs.groups.len(), 20);
    // Ten payments less a fee each, fees with a key each and with one key for all.
    let nets: Vec<Row> = (0..10).map(|at| keyed(1 + at, 975, 0)).collect();
    for one_key in [false, true] {
        let mut gross: Vec<Row> = (0..10).map(|at| keyed(51 + at, 1_000, 0)).collect();
        gross.extend((0..10).map(|at| {
            let key = if one_key {
                1
            } else {
                1 + u32::try_from(at).unwrap()
            };
            keyed(101 + at, -25, key)
        }));
        let groups = matched(&nets, &gross, &[fees(5_000)]).groups;
        assert_eq!(groups.len(), 10, "one key: {one_key}");
        for (row, group) in (0..).zip(&groups) {
            assert_eq!(
                (&group.left[..], &group.right[..]),
                (&[row][..], &[row, row + 10][..])
            );
            assert_eq!(group.alternatives, 10 * 10 * 10 - 9 * 9 * 9 - 1);
        }
    }
}

#[test]
fn five_hundred_equal_amounts_and_one_sum() {
    let many: Vec<i64> = vec![100; 500];
    let all: Vec<u32> = (0..500).collect();
    for (left, right) in [
        (rows(&[300], 1), rows(&many, 11)),
        (rows(&many, 11), rows(&[300], 1)),
    ] {
        let matched = matched(&left, &right, &[sums(0, 3, 10_000)]);
        let [only] = &matched.unsearched[..] else {
            panic!("{:?}", matched.unsearched)
        };
        let (one, many) = if left.len() == 1 {
            (&only.left, &only.right)
        } else {
            (&only.right, &only.left)
        };
        assert_eq!(only.exceeded, Exceeded::Candidates);
        assert_eq!((one, many), (&vec![0], &all));
        assert!(matched.groups.is_empty());
    }
    // With a budget for all pairs: the first is taken, all others are counted.
    let matched = matched(&rows(&[200], 1), &rows(&many, 11), &[sums(0, 2, 400_000)]);
    assert_eq!(matched.groups.len(), 1);
    assert_eq!(matched.groups[0].right, [0, 1]);
    assert_eq!(matched.groups[0].alternatives, 500 * 499 / 2 - 1);
}

#[test]
fn two_thousand_random_amounts_in_one_window() {
    let mut random = Random(11);
    let mut amounts = || -> Vec<i64> {
        (0..2_000)
            .map(|_| 1 + i64::try_from(random.below(10_000_000)).unwrap())
            .collect()
    };
    let (left, right) = (rows(&amounts(), 1), rows(&amounts(), 1));
    let matched = matched(&left, &right, &[sums(3, 5, 2_400)]);
    assert!(matched.groups.is_empty());
    let [only] = &matched.unsearched[..] else {
        panic!("{}", matched.unsearched.len())
    };
    assert_eq!(only.exceeded, Exceeded::Candidates);
    assert_eq!((only.left.len(), only.right.len()), (2_000, 2_000));
}

/// Every amount has one sum of powers of two at most: found with few steps.
#[test]
fn all_powers_of_two() {
    let powers: Vec<i64> = (0..62).map(|power| 1 << power).collect();
    let left = rows(&[0b1011 << 50, 0b1_0001, 0b11 << 30, 0b1010 << 5], 1);
    let matched = matched(&left, &rows(&powers, 11), &[sums(0, 62, 100_000)]);
    assert_eq!(matched.unsearched, []);
    let right: Vec<&[u32]> = matched
        .groups
        .iter()
        .map(|group| &group.right[..])
        .collect();
    assert_eq!(right, [&[50, 51, 53][..], &[0, 4], &[30, 31], &[6, 8]]);
    assert!(matched.groups.iter().all(|group| group.alternatives == 0));
}

/// Four thousand sums of their own, and four thousand rows with no partner at all.
#[test]
fn thousands_of_parts() {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for at in 0..4_000_u32 {
        let (id, day) = (u128::from(at), i32::try_from(at).unwrap() * 10);
        left.push(row(id, 700, day));
        right.push(row(3 * id, 300, day + 1));
        right.push(row(3 * id + 1, 400, day - 1));
        right.push(row(3 * id + 2, 50, day + 5));
    }
    let matched = matched(&left, &right, &[sums(1, 6, 20)]);
    assert_eq!(
        (matched.groups.len(), matched.open_right.len()),
        (4_000, 4_000)
    );
    assert_eq!(matched.unsearched, []);
}

/// One row over its budget: what it could have used is left alone with it, everything else is found.
#[test]
fn only_the_part_of_a_row_over_its_budget_is_left() {
    let on = |day: i32, rows: Vec<Row>| rows.into_iter().map(move |row| Row { day, ..row });
    let hard: Vec<i64> = (0..40).map(|at| 1_000 + 7 * at).collect();
    let mut left: Vec<Row> = Vec::new();
    left.extend(on(10, rows(&[9_001], 1)));
    left.extend(on(10, rows(&[70], 2))); // 30 + 40, near the hard one
    left.extend(on(13, rows(&[70], 3))); // 30 + 40, out of its reach
    left.extend(on(10, rows(&[1], 4))); // nothing is smaller, but that was not looked at
    left.extend(on(13, rows(&[1], 5)));
    let mut right: Vec<Row> = Vec::new();
    right.extend(on(10, rows(&hard, 100)));
    right.extend(on(11, rows(&[30, 40], 200)));
    right.extend(on(12, rows(&[30, 40], 300)));
    let matched = matched(&left, &right, &[sums(1, 9, 500)]);
    let near_the_hard_one: Vec<u32> = (0..42).collect();
    assert_eq!(
        matched.unsearched,
        [unsearched(
            &[0, 1, 3],
            &near_the_hard_one,
            Exceeded::Candidates
        )]
    );
    assert_eq!(matched.groups.len(), 1);
    assert_eq!(
        (&matched.groups[0].left[..], &matched.groups[0].right[..]),
        (&[2][..], &[42, 43][..])
    );
    assert_eq!(matched.open_left, [0, 1, 3, 4]);
}

/// Rows over their budget whose windows share a row are one part; others are not.
#[test]
fn windows_that_overlap_are_one_part() {
    let on = |day: i32, base: u128| -> Vec<Row> {
        let hard = (0..30).map(|at| 1_000 + 7 * at).collect::<Vec<i64>>();
        let rows = rows(&hard, base).into_iter();
        rows.map(|row| Row { day, ..row }).collect()
    };
    let parts = |days: [i32; 2]| {
        let left = [row(1, 9_001, days[0]), row(2, 9_002, days[1])];
        let right = [on(0, 100), on(4, 200), on(8, 300)].concat();
        matched(&left, &right, &[sums(2, 9, 300)]).unsearched
    };
    let rows_of = |unsearched: &[Unsearched]| -> Vec<(Vec<u32>, usize)> {
        let rows = unsearched.iter();
        rows.map(|of| (of.left.clone(), of.right.len())).collect()
    };
    assert_eq!(rows_of(&parts([2, 6])), [(vec![0, 1], 90)]);
    assert_eq!(rows_of(&parts([2, 7])), [(vec![0], 60), (vec![1], 30)]);
    assert_eq!(rows_of(&parts([0, 8])), [(vec![0], 30), (vec![1], 30)]);
    assert_eq!(rows_of(&parts([4, 4])), [(vec![0, 1], 30)]);
    assert_eq!(rows_of(&parts([2, 2])), [(vec![0, 1], 60)]);
}

/// What a pool rule did not search goes on to the next rule.
#[test]
fn rows_not_searched_go_on_to_the_next_rule() {
    let left = rows(&[300, 100], 1);
    let right = rows(&[100; 40], 11);
    let window = RuleKind::AmountWindow {
        window: Window::both(0),
    };
    let matched = matched(&left, &right, &[sums(0, 3, 50), window]);
    assert_eq!(matched.unsearched.len(), 1);
    assert_eq!(matched.groups.len(), 1);
    assert_eq!(
        (matched.groups[0].rule, &matched.groups[0].left[..]),
        (1, &[1][..])
    );
}

/// The entries are ordered by their lowest id.
#[test]
fn what_was_not_searched_is_in_order() {
    let day = |day: i32, base: u128| -> (Row, Vec<Row>) {
        let many = rows(&[100; 30], base + 1).into_iter();
        (
            row(base, 300, day),
            many.map(|row| Row { day, ..row }).collect(),
        )
    };
    let days: Vec<_> = [(3, 500), (1, 900), (2, 100)]
        .map(|(at, base)| day(at, base))
        .to_vec();
    let left: Vec<Row> = days.iter().map(|(one, _)| one.clone()).collect();
    let right: Vec<Row> = days.iter().flat_map(|(_, many)| many.clone()).collect();
    let matched = matched(&left, &right, &[sums(0, 3, 50)]);
    let lists: Vec<&[u32]> = matched.unsearched.iter().map(|of| &of.left[..]).collect();
    assert_eq!(lists, [&[0][..], &[1], &[2]]);
    assert!(matched.unsearched.iter().all(|of| of.right.len() == 30));
}

/// The same rows in another order, together with rows of other classes and far days, whatever those cost.
#[test]
fn neither_order_nor_other_parts_matter() {
    let mut random = Random(0x5EED_3001);
    let mut seen = [0, 0];
    for _ in 0..300 {
        let mut some = |base: u128, count: u64| -> Vec<Row> {
            (0..count)
                .map(|at| {
                    let amount = 1 + i64::try_from(random.below(20)).unwrap();
                    let key = u32::try_from(1 + random.below(2)).unwrap();
                    let day = i32::try_from(random.below(8)).unwrap();
                    let id = base + u128::from(at);
                    Row {
                        keys: [key, 0],
                        ..row(id, amount, day)
                    }
                })
                .collect()
        };
        let (left, right) = (some(1, 8), some(101, 12));
        let budget = 4 + random.below(30);
        let kind = [sums(1, 3, budget), fees(budget), near(budget)]
            [usize::try_from(random.below(3)).unwrap()]
        .clone();
        let alone = matched(&left, &right, std::slice::from_ref(&kind));
        let mut shuffled = [left.clone(), right.clone()];
        for rows in &mut shuffled {
            for at in (1..rows.len()).rev() {
                let other = random.below(u64::try_from(at).unwrap() + 1);
                rows.swap(at, usize::try_from(other).unwrap());
            }
        }
        let again = matched(&shuffled[0], &shuffled[1], std::slice::from_ref(&kind));
        assert_eq!(again, alone);
        // Ids above all others keep the row numbers.
        let far = |rows: &[Row]| -> Vec<Row> {
            let far = rows.iter().map(|row| Row {
                id: row.id + 1_000,
                day: row.day + 1_000,
                ..row.clone()
            });
            let many = rows.iter().map(|row| Row {
                id: row.id + 2_000,
                currency: 1,
                day: 0,
                ..row.clone()
            });
            rows.iter().cloned().chain(far).chain(many).collect()
        };
        let together = matched(&far(&left), &far(&right), &[kind]);
        let own = |rows: &[u32], count: usize| {
            rows.iter()
                .all(|&row| usize::try_from(row).unwrap() < count)
        };
        let groups: Vec<_> = together
            .groups
            .iter()
            .filter(|group| own(&group.left, left.len()) && own(&group.right, right.len()))
            .cloned()
            .collect();
        assert_eq!(groups, alone.groups);
        let unsearched: Vec<_> = together
            .unsearched
            .iter()
            .filter(|of| own(&of.left, left.len()) && own(&of.right, right.len()))
            .cloned()
            .collect();
        assert_eq!(unsearched, alone.unsearched);
        seen[0] += groups.len();
        seen[1] += unsearched.len();
    }
    assert!(seen[0] > 200 && seen[1] > 100, "{seen:?}");
}

#[test]
fn bad_rules_are_refused() {
    let refused = |kind: RuleKind| {
        let empty = side(&[]);
        match_sides(&empty, &empty, &[rule("pool", kind)]).unwrap_err()
    };
    let text = |kind: RuleKind| refused(kind).to_string();
    for most_rows in [0, 1] {
        assert_eq!(
            refused(sums(0, most_rows, 1)),
            BadInput::NoSum {
                rule: "pool".to_owned(),
                most_rows
            }
        );
    }
    assert_eq!(
        text(sums(0, 1, 1)),
        "rule pool sums at most 1 rows, expected two or more"
    );
    assert_eq!(
        text(sums(-1, 2, 1)),
        "rule pool has a window of -1 bank days before and -1 after, expected zero or more"
    );
    let by_key = |column: usize| RuleKind::SubsetSums {
        column: Some(column),
        window: Window::both(0),
        most_rows: 2,
        budget: 1,
    };
    assert_eq!(
        text(by_key(2)),
        "rule pool needs key column 2, which the left side does not have"
    );
    assert_eq!(
        text(RuleKind::FeeNetting {
            fee_column: 2,
            budget: 1
        }),
        "rule pool needs key column 2, which the left side does not have"
    );
    let near = |column: usize, window: Window, tolerance_ore: i64| RuleKind::NearAmounts {
        column,
        window,
        tolerance_ore,
        budget: 1,
    };
    assert_eq!(
        text(near(2, Window::both(0), 0)),
        "rule pool needs key column 2, which the left side does not have"
    );
    assert_eq!(
        text(near(
            0,
            Window {
                earlier: 0,
                later: -2
            },
            0
        )),
        "rule pool has a window of 0 bank days before and -2 after, expected zero or more"
    );
    assert_eq!(
        text(near(0, Window::both(0), -1)),
        "rule pool has a tolerance of -1 øre, expected zero or more"
    );
}
