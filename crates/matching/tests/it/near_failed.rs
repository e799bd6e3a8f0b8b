//! What a rule failed on, between two given rows: each reason, its figures, and which of several goes first.

use matching::SideName::{Left, Right};
use matching::group_rows;
use matching::keys::KeyTable;
use matching::model::{Rule, RuleKind, Window};
use matching::near::Place;
use matching::near::failed::{Failed, Failures};

use crate::near::{
    Said, amount, by_amount, by_key, by_sum, keyed, numbered, reversals, rule, side,
};

/// What the rules of a list say of a row and a candidate.
fn failed(
    left: &[Said],
    right: &[Said],
    rules: &[Rule],
    pair: (Place, Place),
) -> Vec<Option<Failed>> {
    let mut keys = KeyTable::default();
    let (left, right) = (side(left, &mut keys), side(right, &mut keys));
    let grouping = group_rows(&left, &right, rules).unwrap();
    let failures = Failures::new((&left, &right), &grouping, rules).unwrap();
    assert_eq!(failures.what_failed(pair.0, pair.1, rules.len()), None);
    assert_eq!(failures.what_failed(pair.0, (Right, 99), 0), None);
    assert_eq!(failures.what_failed((Left, 99), pair.1, 0), None);
    (0..rules.len())
        .map(|rule| failures.what_failed(pair.0, pair.1, rule))
        .collect()
}

/// One row a side, one rule: what failed, and the same seen from the other row.
fn assert_failed(left: Said, right: Said, rule: &Rule, expected: Option<Failed>) {
    let rows = ([left], [right]);
    let rules = std::slice::from_ref(rule);
    let found = failed(&rows.0, &rows.1, rules, ((Left, 0), (Right, 0)));
    assert_eq!(found, [expected], "{rows:?} {rule:?}");
    let back = expected.map(|failed| match failed {
        Failed::OtherAmount { difference_ore } => Failed::OtherAmount {
            difference_ore: -difference_ore,
        },
        Failed::SumsDiffer { difference_ore } => Failed::SumsDiffer {
            difference_ore: -difference_ore,
        },
        Failed::OutsideWindow { bank_days, window } => Failed::OutsideWindow {
            bank_days: -bank_days,
            window,
        },
        other => other,
    });
    let found = failed(&rows.0, &rows.1, rules, ((Right, 0), (Left, 0)));
    assert_eq!(found, [back], "{rows:?} {rule:?}");
}

#[test]
fn keys_and_currencies_that_a_rule_failed_on() {
    let (no_key, other_key) = (Failed::NoKey { column: 0 }, Failed::OtherKey { column: 0 });
    let cases = [
        ("A", "A", by_key(0), None),
        ("A", "", by_key(0), Some(no_key)),
        ("", "A", by_key(0), Some(no_key)),
        ("", "", by_sum(0), Some(no_key)),
        ("A", "B", by_key(0), Some(other_key)),
        ("A", "B", by_sum(0), Some(other_key)),
        ("A", "A", by_key(1), Some(Failed::NoKey { column: 1 })),
    ];
    for (a, b, rule, expected) in cases {
        assert_failed(keyed(a, 500, 100), keyed(b, 500, 900), &rule, expected);
        if expected.is_some() {
            // The key goes before currency and amount.
            let foreign = Said {
                currency: 1,
                ..keyed(b, 7, 900)
            };
            assert_failed(keyed(a, 500, 100), foreign, &rule, expected);
        }
    }
    for rule in [by_key(0), by_sum(0), by_amount(3)] {
        let foreign = Said {
            currency: 1,
            ..keyed("A", 7, 900)
        };
        let expected = Some(Failed::OtherCurrency);
        assert_failed(keyed("A", 500, 100), foreign, &rule, expected);
    }
}

#[test]
fn amounts_days_and_sums_that_a_rule_failed_on() {
    let difference = |difference_ore| Some(Failed::OtherAmount { difference_ore });
    let outside = |bank_days, window_bank_days| {
        Some(Failed::OutsideWindow {
            bank_days,
            window: Window::both(window_bank_days),
        })
    };
    let within = |window_bank_days| {
        rule(RuleKind::KeyPairs {
            column: 0,
            window: Window::both(window_bank_days),
        })
    };
    let sums = |difference_ore| Some(Failed::SumsDiffer { difference_ore });
    let cases = [
        (501, 900, within(5), difference(-1)),
        (-500, 100, by_key(0), difference(1_000)),
        (500, 105, within(5), None),
        (500, 95, within(5), None),
        (500, 106, within(5), outside(6, 5)),
        (500, 94, within(5), outside(-6, 5)),
        (501, 100, by_amount(3), difference(-1)),
        (500, 103, by_amount(3), None),
        (500, 104, by_amount(3), outside(4, 3)),
        (500, 101, by_amount(0), outside(1, 0)),
        (400, 900, by_sum(0), sums(100)),
        (-500, 100, reversals(None, 3), Some(Failed::WrongSide)),
    ];
    for (amount, day, rule, expected) in cases {
        let (left, right) = (keyed("A", 500, 100), keyed("A", amount, day));
        assert_failed(left, right, &rule, expected);
    }
}

/// Windows with unlike halves: seen from the left row, for reversals from the positive one.
#[test]
fn windows_that_a_rule_failed_on() {
    let window = Window {
        earlier: 1,
        later: 4,
    };
    let outside = |bank_days| Some(Failed::OutsideWindow { bank_days, window });
    let cases = [
        (104, None),
        (105, outside(5)),
        (99, None),
        (98, outside(-2)),
    ];
    for (day, expected) in cases {
        let (first, second) = (keyed("A", 500, 100), keyed("A", 500, day));
        for kind in [
            RuleKind::AmountWindow { window },
            RuleKind::KeyPairs { column: 0, window },
        ] {
            assert_failed(first.clone(), second.clone(), &rule(kind), expected);
        }
        let rules = [rule(RuleKind::ReversalPairs {
            column: None,
            window,
        })];
        let second = keyed("A", -500, day);
        for rows in [[first.clone(), second.clone()], [second, first.clone()]] {
            let rows = numbered(rows, 1);
            let positive = u32::from(rows[0].amount < 0);
            let places = ((Left, positive), (Left, 1 - positive));
            assert_eq!(failed(&rows, &[amount(1)], &rules, places), [expected]);
        }
    }
}

#[test]
fn near_amounts_that_a_rule_failed_on() {
    let near = |budget| {
        rule(RuleKind::NearAmounts {
            column: 0,
            window: Window::both(3),
            tolerance_ore: 9,
            budget,
        })
    };
    let difference = |difference_ore| Some(Failed::OtherAmount { difference_ore });
    let cases = [
        (500, 509, None),
        (500, 491, None),
        (500, 510, difference(-10)),
        (500, 490, difference(10)),
        (500, 500, difference(0)),
        (4, -4, difference(8)),
        (0, 4, difference(-4)),
    ];
    for (a, b, expected) in cases {
        let (left, right) = (keyed("A", a, 100), keyed("A", b, 103));
        assert_failed(left, right, &near(1_000), expected);
    }
    let (left, right) = (keyed("A", 500, 100), keyed("B", 509, 103));
    let other_key = Failed::OtherKey { column: 0 };
    assert_failed(left, right, &near(1_000), Some(other_key));
    // Not searched: nothing of the two fails, and they are not together.
    let (left, right) = (keyed("A", 500, 100), keyed("A", 509, 103));
    assert_failed(left, right, &near(0), Some(Failed::NoSum));
}

#[test]
fn tolerances_of_sums_that_a_rule_failed_on() {
    let sums = rule(RuleKind::KeyGroups {
        column: 0,
        tolerance_ore: 9,
    });
    let differ = |difference_ore| Some(Failed::SumsDiffer { difference_ore });
    let cases = [(491, None), (490, differ(10)), (510, differ(-10))];
    for (amount, expected) in cases {
        let (left, right) = (keyed("A", 500, 100), keyed("A", amount, 100));
        assert_failed(left, right, &sums, expected);
    }
}

/// A lump counts by its sum and its latest day, and its single row needs no key.
#[test]
fn lumps_that_a_rule_failed_on() {
    let window = Window {
        earlier: 0,
        later: 2,
    };
    let lumps = |grouped| {
        [rule(RuleKind::LumpSums {
            column: 0,
            grouped,
            window,
        })]
    };
    let lump = numbered([keyed("A", 300, 90), keyed("A", 200, 100)], 1);
    let zero = numbered([keyed("A", 300, 90), keyed("A", -300, 100)], 1);
    let single = |amount, day| vec![keyed("", amount, day)];
    let no_key = Failed::NoKey { column: 0 };
    let outside = |bank_days| Failed::OutsideWindow { bank_days, window };
    let differ = |difference_ore| Failed::SumsDiffer { difference_ore };
    let cases = [
        (&lump, single(500, 102), None),
        (&lump, single(500, 103), Some(outside(3))),
        (&lump, single(500, 99), Some(outside(-1))),
        (&lump, single(501, 103), Some(differ(-1))),
        (&zero, single(0, 100), Some(differ(0))),
        (&lump, vec![keyed("B", 400, 100)], Some(differ(100))),
    ];
    for (rows, single, expected) in cases {
        let pair = ((Left, 0), (Right, 0));
        assert_eq!(failed(rows, &single, &lumps(Left), pair), [expected]);
        let keyless = single[0].keys[0].is_empty();
        if keyless {
            // The row without a key is on the side whose keys count.
            assert_eq!(failed(rows, &single, &lumps(Right), pair), [Some(no_key)]);
        }
    }
    // The other way round the window is seen from the single row.
    let pair = ((Right, 0), (Left, 0));
    let found = failed(&single(500, 99), &lump, &lumps(Right), pair);
    assert_eq!(found, [None]);
    let found = failed(&single(500, 97), &lump, &lumps(Right), pair);
    assert_eq!(found, [Some(outside(-3))]);
}

#[test]
fn sums_that_a_rule_did_not_find() {
    let subset = rule(RuleKind::SubsetSums {
        column: None,
        window: Window::both(3),
        most_rows: 3,
        budget: 1_000,
    });
    let fees = rule(RuleKind::FeeNetting {
        fee_column: 1,
        budget: 1_000,
    });
    let outside = |window| Failed::OutsideWindow {
        bank_days: 4,
        window: Window::both(window),
    };
    let row = |day| keyed("", 700, day);
    let no_sum = Some(Failed::NoSum);
    assert_failed(amount(500), row(103), &subset, no_sum);
    assert_failed(amount(500), row(104), &subset, Some(outside(3)));
    assert_failed(amount(500), row(100), &fees, no_sum);
    assert_failed(amount(500), row(104), &fees, Some(outside(0)));
}

#[test]
fn what_a_reversal_failed_on() {
    let difference = |difference_ore| Some(Failed::OtherAmount { difference_ore });
    let cases = [
        (keyed("A", 500, 100), keyed("A", -500, 103), None),
        (
            keyed("A", 500, 100),
            keyed("B", -500, 103),
            Some(Failed::OtherKey { column: 0 }),
        ),
        (
            keyed("A", 500, 100),
            keyed("", -500, 103),
            Some(Failed::NoKey { column: 0 }),
        ),
        (keyed("A", 500, 100), keyed("A", -501, 103), difference(-1)),
        (
            keyed("A", 500, 100),
            keyed("A", 500, 103),
            difference(1_000),
        ),
        (keyed("A", 0, 100), keyed("A", 0, 103), difference(0)),
        (
            keyed("A", 500, 100),
            keyed("A", -500, 104),
            Some(Failed::OutsideWindow {
                bank_days: 4,
                window: Window::both(3),
            }),
        ),
    ];
    let rules = [reversals(Some(0), 3)];
    for (a, b, expected) in cases {
        let rows = numbered([a, b], 1);
        let other = [amount(1)];
        assert_eq!(
            failed(&rows, &other, &rules, ((Left, 0), (Left, 1))),
            [expected],
            "{rows:?}"
        );
        assert_eq!(
            failed(&rows, &other, &rules, ((Left, 0), (Left, 0))),
            [expected.and(Some(Failed::WrongSide)),]
        );
    }
    let twice = numbered([amount(500), amount(500)], 1);
    let rules = [by_amount(3)];
    let found = failed(&twice, &[], &rules, ((Left, 0), (Left, 1)));
    assert_eq!(found, [Some(Failed::WrongSide)]);
}

#[test]
fn who_has_whom() {
    let left = numbered(
        [
            keyed("A", 500, 100),
            keyed("B", 500, 100),
            keyed("A", 500, 101),
        ],
        1,
    );
    let right = numbered([keyed("A", 500, 100), keyed("C", 300, 100)], 1);
    let rules = [by_key(1), by_key(0), by_amount(3), by_sum(0)];
    let (taken, no_key) = (
        Failed::CandidateTaken { group: 0 },
        Failed::NoKey { column: 1 },
    );
    let other = Failed::OtherKey { column: 0 };
    let found = failed(&left, &right, &rules, ((Left, 2), (Right, 0)));
    assert_eq!(found, [no_key, taken, taken, taken].map(Some));
    let found = failed(&left, &right, &rules, ((Left, 1), (Right, 0)));
    assert_eq!(found, [no_key, other, taken, other].map(Some));
    let row_taken = Failed::RowTaken { group: 0 };
    let found = failed(&left, &right, &rules, ((Right, 0), (Left, 2)));
    assert_eq!(found, [no_key, row_taken, row_taken, row_taken].map(Some));
    // Rows of one group: nothing failed, whatever the rule.
    let found = failed(&left, &right, &rules, ((Left, 0), (Right, 0)));
    assert_eq!(found, [None; 4]);
    let amount = Failed::OtherAmount {
        difference_ore: 200,
    };
    let found = failed(&left, &right, &rules, ((Left, 1), (Right, 1)));
    assert_eq!(found, [no_key, other, amount, other].map(Some));
}

/// Sums are those of the rows that were open when the rule came.
#[test]
fn sums_are_of_what_the_rule_found_open() {
    let left = numbered(
        [
            keyed("A", 500, 100),
            keyed("A", 300, 100),
            keyed("A", 70, 100),
            keyed("", 9, 100),
            keyed("B", 4, 100),
        ],
        1,
    );
    let foreign = Said {
        currency: 1,
        ..keyed("A", 5, 100)
    };
    let right = numbered(
        [
            keyed("A", 500, 100),
            keyed("A", 200, 100),
            foreign,
            keyed("B", 4, 100),
        ],
        1,
    );
    let pair = ((Left, 1), (Right, 1));
    let sums = |difference_ore| Some(Failed::SumsDiffer { difference_ore });
    let difference_ore = 100;
    let amount = Some(Failed::OtherAmount { difference_ore });
    let found = failed(&left, &right, &[by_sum(0), by_key(0), by_sum(0)], pair);
    assert_eq!(found, [sums(170), amount, sums(170)]);
    let found = failed(
        &left,
        &right,
        &[by_sum(0), by_key(0), by_sum(0)],
        (pair.1, pair.0),
    );
    assert_eq!(found[0], sums(-170));
    // Before its pairs are made, the key has them too: 500 stands on both sides and the difference is the same; with
    // another pair, taken by amount alone, it is not.
    let mut right = right;
    right[0].keys = ["", ""];
    let found = failed(&left, &right, &[by_sum(0), by_amount(0), by_sum(0)], pair);
    assert_eq!(found, [sums(670), amount, sums(170)]);
}

#[test]
fn extremes() {
    let [lowest, highest] = [i64::MIN, i64::MAX].map(amount);
    let rules = [by_amount(3), by_sum(0), reversals(None, 3)];
    let difference_ore = i128::from(i64::MIN) - i128::from(i64::MAX);
    let found = failed(&[lowest], &[highest], &rules, ((Left, 0), (Right, 0)));
    let expected = [
        Failed::OtherAmount { difference_ore },
        Failed::NoKey { column: 0 },
        Failed::WrongSide,
    ];
    assert_eq!(found, expected.map(Some));
}
