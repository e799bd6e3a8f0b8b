//! What is said of open rows: per reason what is found and what is just not, the order, the bounds, the worst cases.

use matching::SideName::{Left, Right};
use matching::group_rows;
use matching::keys::KeyTable;
use matching::model::{Rule, RuleKind, Side, Window};
use matching::near::failed::{Failed, Failures};
use matching::near::{Case, Explained, KeyMistake, Near, Place, Reach, Reason, explain};

use crate::rows::Random;

const REACH: Reach = Reach {
    window_bank_days: 3,
    horizon_bank_days: 60,
};

/// A row with texts where the engine has numbers.
#[derive(Clone, Debug)]
struct Said {
    id: u128,
    amount: i64,
    day: i32,
    currency: u16,
    keys: [&'static str; 2],
    text: &'static str,
}

/// A row of a thousand and some kroner on day 100.
const PLAIN: Said = Said {
    id: 1,
    amount: 125_400,
    day: 100,
    currency: 0,
    keys: ["", ""],
    text: "",
};

fn amount(amount: i64) -> Said {
    Said { amount, ..PLAIN }
}

fn keyed(key: &'static str, amount: i64, day: i32) -> Said {
    Said {
        keys: [key, ""],
        amount,
        day,
        ..PLAIN
    }
}

fn texted(text: &'static str, amount: i64, day: i32) -> Said {
    Said {
        amount,
        day,
        text,
        ..PLAIN
    }
}

fn numbered(rows: impl IntoIterator<Item = Said>, from: u128) -> Vec<Said> {
    let rows = rows.into_iter().zip(from..);
    rows.map(|(row, id)| Said { id, ..row }).collect()
}

fn rule(kind: RuleKind) -> Rule {
    Rule {
        id: "rule".to_owned(),
        kind,
    }
}

fn by_key(column: usize) -> Rule {
    rule(RuleKind::KeyPairs {
        column,
        window: Window::UNLIMITED,
    })
}

fn by_amount(window_bank_days: i32) -> Rule {
    rule(RuleKind::AmountWindow {
        window: Window::both(window_bank_days),
    })
}

fn by_sum(column: usize) -> Rule {
    rule(RuleKind::KeyGroups {
        column,
        tolerance_ore: 0,
    })
}

fn reversals(column: Option<usize>, window_bank_days: i32) -> Rule {
    rule(RuleKind::ReversalPairs {
        column,
        window: Window::both(window_bank_days),
    })
}

fn side(rows: &[Said], keys: &mut KeyTable) -> Side {
    let mut side = Side {
        id: rows.iter().map(|row| row.id).collect(),
        amount_ore: rows.iter().map(|row| row.amount).collect(),
        bank_day: rows.iter().map(|row| row.day).collect(),
        currency: rows.iter().map(|row| row.currency).collect(),
        keys: Vec::new(),
    };
    for column in 0..2 {
        let numbers = rows.iter().map(|row| keys.number_of(row.keys[column]));
        side.keys.push(numbers.collect());
    }
    side
}

/// Matches rows in whatever order and explains what stays open.
fn explained(left: &[Said], right: &[Said], rules: &[Rule], reach: Reach) -> Vec<Explained> {
    let mut keys = KeyTable::default();
    let mut sorted = [left.to_vec(), right.to_vec()];
    // Keys are numbered in the order given, rows are sorted after.
    for rows in &mut sorted {
        side(rows, &mut keys);
        rows.sort_by_key(|row| row.id);
    }
    let [left_rows, right_rows] = sorted;
    let (left, right) = (side(&left_rows, &mut keys), side(&right_rows, &mut keys));
    let grouping = group_rows(&left, &right, rules).unwrap();
    let texts = |rows: &[Said]| rows.iter().map(|row| row.text).collect::<Vec<_>>();
    let case = Case {
        left: &left,
        right: &right,
        grouping: &grouping,
        keys: &keys,
        left_text: &texts(&left_rows),
        right_text: &texts(&right_rows),
    };
    explain(&case, reach).unwrap()
}

fn near(found: &[Explained], row: Place) -> &[Near] {
    let found = found.iter().find(|explained| explained.row == row);
    &found.unwrap().near
}

/// The reasons as the other row sees them.
fn mirrored(reason: &Reason) -> Reason {
    match *reason {
        Reason::SameAmountOutsideWindow { column, bank_days } => Reason::SameAmountOutsideWindow {
            column,
            bank_days: -bank_days,
        },
        Reason::SameKeyOtherAmount {
            column,
            difference_ore,
        } => Reason::SameKeyOtherAmount {
            column,
            difference_ore: -difference_ore,
        },
        Reason::TransposedDigits { difference_ore } => Reason::TransposedDigits {
            difference_ore: -difference_ore,
        },
        Reason::OneDigit { difference_ore } => Reason::OneDigit {
            difference_ore: -difference_ore,
        },
        Reason::SumOfKey {
            column,
            own_rows,
            other_rows,
            difference_ore,
        } => Reason::SumOfKey {
            column,
            own_rows: other_rows,
            other_rows: own_rows,
            difference_ore: -difference_ore,
        },
        other => other,
    }
}

/// Two open rows, one a side, and what they are said to have to do with each other.
fn assert_two(left: &Said, right: &Said, expected: &[Reason]) {
    let found = explained(
        std::slice::from_ref(left),
        std::slice::from_ref(right),
        &[],
        REACH,
    );
    let near_row = |row, reasons: Vec<Reason>| {
        let near = Near {
            row,
            group: None,
            reasons,
        };
        if expected.is_empty() {
            Vec::new()
        } else {
            vec![near]
        }
    };
    let back = expected.iter().map(mirrored).collect();
    let context = format!("{left:?} {right:?}");
    assert_eq!(found.len(), 2);
    assert_eq!(
        near(&found, (Left, 0)),
        near_row((Right, 0), expected.to_vec()),
        "{context}"
    );
    assert_eq!(
        near(&found, (Right, 0)),
        near_row((Left, 0), back),
        "{context}"
    );
}

#[test]
fn same_amount_by_days_and_keys() {
    let same = |column| vec![Reason::SameAmount { column }];
    let outside = |column, bank_days| vec![Reason::SameAmountOutsideWindow { column, bank_days }];
    let other = vec![Reason::SameAmountOtherKey { column: 0 }];
    let cases = [
        ("", "", 100, same(None)),
        ("", "", 103, same(None)),
        ("", "", 97, same(None)),
        ("", "", 104, outside(None, 4)),
        ("", "", 96, outside(None, -4)),
        ("", "", 160, outside(None, 60)),
        ("", "", 161, vec![]),
        ("", "", 39, vec![]),
        ("A", "", 103, same(None)),
        ("A", "", 104, outside(None, 4)),
        ("A", "A", 103, same(Some(0))),
        ("A", "A", 104, outside(Some(0), 4)),
        ("A", "A", -800, outside(Some(0), -900)),
        ("A", "B", 103, other.clone()),
        ("A", "B", 97, other),
        ("A", "B", 104, vec![]),
        ("A", "B", 96, vec![]),
    ];
    for (a, b, day, expected) in cases {
        let left = keyed(a, 125_400, 100);
        assert_two(&left, &keyed(b, 125_400, day), &expected);
    }
}

/// One equal key outweighs a differing one; otherwise the first column that differs is named.
#[test]
fn two_key_columns() {
    let row = |a, b, amount| Said {
        keys: [a, b],
        amount,
        ..PLAIN
    };
    let cases = [
        (
            ["A", "X"],
            ["B", "X"],
            Reason::SameAmount { column: Some(1) },
        ),
        (
            ["A", "X"],
            ["A", "Y"],
            Reason::SameAmount { column: Some(0) },
        ),
        (["", "X"], ["A", ""], Reason::SameAmount { column: None }),
        (
            ["", "X"],
            ["A", "Y"],
            Reason::SameAmountOtherKey { column: 1 },
        ),
        (
            ["A", "X"],
            ["B", "Y"],
            Reason::SameAmountOtherKey { column: 0 },
        ),
        (
            ["A", "1234"],
            ["B", "1235"],
            Reason::MistypedKey {
                column: 1,
                mistake: KeyMistake::OneDigit,
            },
        ),
    ];
    for (a, b, expected) in cases {
        assert_two(
            &row(a[0], a[1], 125_400),
            &row(b[0], b[1], 125_400),
            &[expected],
        );
    }
    assert_two(
        &row("A", "X", 7_777),
        &row("B", "X", 1_000),
        &[Reason::SameKeyOtherAmount {
            column: 1,
            difference_ore: 6_777,
        }],
    );
}

#[test]
fn slips_of_an_amount() {
    let swapped = |difference_ore| vec![Reason::TransposedDigits { difference_ore }];
    let digit = |difference_ore| vec![Reason::OneDigit { difference_ore }];
    let shifted = |places| vec![Reason::ShiftedDecimal { places }];
    let cases = [
        (125_400, 152_400, swapped(-27_000)),
        (125_400, 215_400, swapped(-90_000)),
        (-125_400, -152_400, swapped(27_000)),
        (125_400, 125_490, digit(-90)),
        (125_400, 125_401, digit(-1)),
        (125_400, 825_400, digit(-700_000)),
        (125_400, 125_491, vec![]),
        (125_400, 152_490, vec![]),
        (125_400, -125_400, vec![Reason::OppositeSign]),
        (125_400, -125_401, vec![]),
        (125_400, 250_800, vec![Reason::Doubled]),
        (-125_400, -250_800, vec![Reason::Doubled]),
        (125_400, 250_801, vec![]),
        (125_400, 1_254_000, shifted(1)),
        (125_400, 12_540_000, shifted(2)),
        (125_400, 125_400_000, shifted(3)),
        (125_400, 1_254_000_000, vec![]),
        (-125_400, -1_254_000, shifted(1)),
        (125_400, 1_254_001, vec![]),
        (0, 5, vec![]),
        // Two slips could have made it: both are said, the better first.
        (400_000, 200_000, {
            let difference_ore = 200_000;
            vec![Reason::OneDigit { difference_ore }, Reason::Doubled]
        }),
        (12, 21, swapped(-9)),
    ];
    for (a, b, expected) in cases {
        assert_two(&amount(a), &amount(b), &expected);
        for day in [97, 103] {
            assert_two(&amount(a), &Said { day, ..amount(b) }, &expected);
        }
        for day in [96, 104] {
            assert_two(&amount(a), &Said { day, ..amount(b) }, &[]);
        }
        // Keys that differ leave nothing; an equal one says so first, at any distance.
        assert_two(&keyed("A", a, 100), &keyed("B", b, 100), &[]);
        let mut expected = expected;
        let difference_ore = i128::from(a) - i128::from(b);
        expected.insert(
            0,
            Reason::SameKeyOtherAmount {
                column: 0,
                difference_ore,
            },
        );
        assert_two(&keyed("A", a, 100), &keyed("A", b, 900), &expected);
        let foreign = Said {
            currency: 1,
            ..keyed("A", b, 100)
        };
        assert_two(&keyed("A", a, 100), &foreign, &[]);
    }
}

#[test]
fn slips_of_a_key() {
    let cases = [
        ("2345676", "2345675", Some(KeyMistake::CheckDigit)),
        ("2345676", "2345976", Some(KeyMistake::OneDigit)),
        ("2345676", "2354676", Some(KeyMistake::Swapped)),
        ("2345676", "2345", None),
        ("2345676", "34567", None),
        ("2345676", "345676", Some(KeyMistake::Part)),
        ("2345676", "234567", Some(KeyMistake::Part)),
        ("2345676", "2354670", None),
    ];
    let difference_ore = -1;
    for (a, b, mistake) in cases {
        let left = keyed(a, 125_400, 100);
        let mistyped = mistake.map(|mistake| Reason::MistypedKey { column: 0, mistake });
        let inside = mistyped.unwrap_or(Reason::SameAmountOtherKey { column: 0 });
        assert_two(&left, &keyed(b, 125_400, 103), &[inside]);
        let outside: Vec<Reason> = mistyped.into_iter().collect();
        assert_two(&left, &keyed(b, 125_400, 104), &outside);
        assert_two(&left, &keyed(b, 125_400, 160), &outside);
        assert_two(&left, &keyed(b, 125_400, 161), &[]);
        assert_two(&left, &keyed(b, 125_401, 100), &[]);
        assert_two(
            &keyed("", 125_400, 100),
            &keyed(b, 125_401, 100),
            &[Reason::OneDigit { difference_ore }],
        );
    }
}

#[test]
fn other_currencies() {
    let foreign = |row: Said| Said { currency: 1, ..row };
    let other = [Reason::OtherCurrency];
    let cases = [
        (amount(500), amount(500), &other[..]),
        (
            amount(500),
            Said {
                day: 103,
                ..amount(500)
            },
            &other,
        ),
        (
            amount(500),
            Said {
                day: 104,
                ..amount(500)
            },
            &[],
        ),
        (amount(500), amount(501), &[]),
        (amount(0), amount(0), &[]),
        (keyed("A", 500, 100), keyed("A", 500, 900), &other),
        (keyed("A", 500, 100), keyed("B", 500, 100), &[]),
        (keyed("A", 500, 100), keyed("", 500, 104), &[]),
        (
            texted("leie november", 500, 100),
            texted("leie november", 510, 100),
            &[],
        ),
    ];
    for (left, right, expected) in cases {
        assert_two(&left, &foreign(right.clone()), expected);
        assert_two(&foreign(left), &right, expected);
    }
}

#[test]
fn similar_texts() {
    let similar = |percent| vec![Reason::SimilarText { percent }];
    let (a, b) = ("Husleie november Bodø", "HUSLEIE desember Bodø");
    // Nineteen trigrams each: seven, four and four are shared.
    let cases = [
        (
            texted(a, 100_000, 100),
            texted(a, 90_000, 100),
            similar(100),
        ),
        (
            texted(a, 100_000, 100),
            texted(a, 90_000, 101),
            similar(100),
        ),
        (
            texted(a, 100_000, 100),
            texted(a, 90_000, 160),
            similar(100),
        ),
        (texted(a, 100_000, 100), texted(a, 90_000, 161), vec![]),
        (texted(a, 100_000, 100), texted(a, 89_999, 101), vec![]),
        (
            texted(a, 100_000, 100),
            texted(a, 89_999, 100),
            similar(100),
        ),
        (texted(a, 100_000, 100), texted(a, 7, 100), similar(100)),
        (texted(a, 100_000, 100), texted(a, -99_999, 101), vec![]),
        (
            texted(a, 100_000, 100),
            texted(a, -99_999, 100),
            similar(100),
        ),
        (texted(a, 100_000, 100), texted(b, 90_000, 100), similar(78)),
        (
            texted(a, 100_000, 100),
            texted("Kurs november", 90_000, 100),
            vec![],
        ),
        (texted("", 100_000, 100), texted("", 90_000, 100), vec![]),
    ];
    for (left, right, expected) in cases {
        assert_two(&left, &right, &expected);
        let with_key = |row: &Said, key| Said {
            keys: [key, ""],
            ..row.clone()
        };
        assert_two(&with_key(&left, "A"), &right, &expected);
        assert_two(&with_key(&left, "A"), &with_key(&right, "B"), &[]);
    }
    // Beside another reason it comes last.
    let difference_ore = 8_000;
    assert_two(
        &texted(a, 98_000, 100),
        &texted(a, 90_000, 100),
        &[
            Reason::OneDigit { difference_ore },
            Reason::SimilarText { percent: 100 },
        ],
    );
}

#[test]
fn a_row_with_the_same_key_that_is_taken() {
    let left = numbered(
        [
            keyed("A", 500, 100),
            keyed("A", 700, 100),
            keyed("B", 500, 100),
        ],
        1,
    );
    let right = numbered([keyed("A", 500, 100)], 1);
    let found = explained(&left, &right, &[by_key(0)], REACH);
    let difference_ore = 200;
    let taken = Near {
        row: (Right, 0),
        group: Some(0),
        reasons: vec![Reason::SameKeyTaken {
            column: 0,
            difference_ore,
        }],
    };
    assert_eq!(near(&found, (Left, 1)), [taken]);
    assert_eq!(near(&found, (Left, 2)), []);
    assert_eq!(found.len(), 2);
    // In another currency it is another key.
    let mut foreign = left;
    foreign[1].currency = 1;
    let found = explained(&foreign, &right, &[by_key(0)], REACH);
    assert_eq!(near(&found, (Left, 1)), []);
}

#[test]
fn an_equal_row_of_the_same_side_that_is_matched() {
    let twin = |bank_days| vec![Reason::SameSideTwin { bank_days }];
    // The first row is matched; what is said of the second.
    let cases = [
        (keyed("A", 500, 100), keyed("A", 500, 103), twin(-3)),
        (keyed("A", 500, 100), keyed("A", 500, 900), twin(-800)),
        (keyed("A", 500, 100), keyed("B", 500, 100), vec![]),
        (keyed("A", 500, 100), keyed("", 500, 100), vec![]),
        (keyed("A", 500, 100), keyed("A", 501, 100), vec![]),
        (amount(500), amount(500), twin(0)),
        (
            amount(500),
            Said {
                day: 101,
                ..amount(500)
            },
            vec![],
        ),
        (
            amount(500),
            Said {
                currency: 1,
                ..amount(500)
            },
            vec![],
        ),
        (texted("leie", 500, 100), texted("leie", 500, 100), twin(0)),
        (texted("leie", 500, 100), texted("lån", 500, 100), vec![]),
    ];
    for (matched, open, expected) in cases {
        let ours = numbered([matched.clone(), open.clone()], 1);
        let theirs = [Said {
            keys: ["", ""],
            text: "",
            ..matched.clone()
        }];
        for ours_is_left in [true, false] {
            let (found, side) = if ours_is_left {
                (explained(&ours, &theirs, &[by_amount(0)], REACH), Left)
            } else {
                (explained(&theirs, &ours, &[by_amount(0)], REACH), Right)
            };
            let twins = near(&found, (side, 1)).iter();
            let twins: Vec<&Near> = twins.filter(|near| near.row.0 == side).collect();
            let reasons: Vec<Reason> = twins.iter().flat_map(|near| near.reasons.clone()).collect();
            assert_eq!(reasons, expected, "{matched:?} {open:?}");
            assert!(
                twins
                    .iter()
                    .all(|near| near.row == (side, 0) && near.group == Some(0))
            );
        }
    }
    // Two open equals are no twins.
    let found = explained(&numbered([amount(500), amount(500)], 1), &[], &[], REACH);
    assert!(found.iter().all(|explained| explained.near.is_empty()));
}

/// The sums of one key, both ways; what the rows are said beside it is of no interest here.
#[test]
fn rows_of_one_key_add_up() {
    let lump = |rows: &[(i64, i32)], key: &'static str| -> Vec<Said> {
        let rows = rows.iter().map(|&(amount, day)| keyed(key, amount, day));
        numbered(rows, 10)
    };
    let sum = |own_rows, other_rows, difference_ore| {
        Some(Reason::SumOfKey {
            column: 0,
            own_rows,
            other_rows,
            difference_ore,
        })
    };
    let three = [(30_000, 99), (50_000, 100), (20_100, 98)];
    let cases = [
        (amount(100_100), &three[..], sum(1, 3, 0)),
        (amount(100_000), &three, sum(1, 3, -100)),
        (amount(99_099), &three, sum(1, 3, -1_001)),
        (amount(99_098), &three, None),
        (amount(101_101), &three, sum(1, 3, 1_001)),
        (amount(101_102), &three, None),
        (amount(-100_100), &three, None),
        // The days are those of the latest row and of the one row.
        (keyed("", 100_100, 103), &three, sum(1, 3, 0)),
        (keyed("", 100_100, 104), &three, None),
        (keyed("", 100_100, 97), &three, sum(1, 3, 0)),
        (keyed("", 100_100, 96), &three, None),
        (
            Said {
                currency: 1,
                ..amount(100_100)
            },
            &three,
            None,
        ),
        (amount(30_000), &three[..1], None),
        // Under its own key any difference is said, on any day.
        (keyed("K", 100, 900), &three, sum(1, 3, -100_000)),
        (keyed("K", 100_100, 100), &three, sum(1, 3, 0)),
        (keyed("K", 100_100, 100), &three[..1], None),
        // A row with another key is not what the rows add up to.
        (keyed("L", 100_100, 100), &three, None),
    ];
    for (one, rows, expected) in cases {
        let (one, many) = (vec![one], lump(rows, "K"));
        for one_is_left in [true, false] {
            let (found, side, opposite) = if one_is_left {
                (explained(&one, &many, &[], REACH), Left, Right)
            } else {
                (explained(&many, &one, &[], REACH), Right, Left)
            };
            let stated = |row| {
                let sums = near(&found, row).iter().filter_map(|near| {
                    let is_sum = |reason: &&Reason| matches!(reason, Reason::SumOfKey { .. });
                    let sum = *near.reasons.iter().find(is_sum)?;
                    assert_eq!((near.row.1, near.group), (0, None));
                    Some(sum)
                });
                let sums: Vec<Reason> = sums.collect();
                assert!(sums.len() < 2);
                sums.first().copied()
            };
            assert_eq!(stated((side, 0)), expected, "{one:?} {rows:?}");
            for row in (0..).take(rows.len()) {
                let back = expected.as_ref().map(mirrored);
                assert_eq!(stated((opposite, row)), back, "{one:?} {rows:?}");
            }
        }
    }
}

/// Both sides have several rows of the key, and one of them is said once, with both its reasons.
#[test]
fn many_rows_against_many_rows_of_one_key() {
    let left = numbered([keyed("K", 6_150, 100), keyed("K", 3_950, 100)], 1);
    let right = numbered(
        [
            keyed("K", 3_000, 100),
            keyed("K", 3_000, 100),
            keyed("K", 4_000, 100),
        ],
        1,
    );
    let found = explained(&left, &right, &[by_sum(0)], REACH);
    let sum = Reason::SumOfKey {
        column: 0,
        own_rows: 2,
        other_rows: 3,
        difference_ore: 100,
    };
    let key = |difference_ore| Reason::SameKeyOtherAmount {
        column: 0,
        difference_ore,
    };
    let said = |row, reasons| Near {
        row: (Right, row),
        group: None,
        reasons,
    };
    assert_eq!(
        near(&found, (Left, 1)),
        [
            said(0, vec![sum, key(950)]),
            said(2, vec![key(-50)]),
            said(1, vec![key(950)]),
        ]
    );
}

/// The nearest of several lumps, and of several rows.
#[test]
fn the_nearest_sum_is_said() {
    let lumps = [
        ("A", 40_000),
        ("A", 60_010),
        ("B", 40_000),
        ("B", 60_009),
        ("C", 40_000),
        ("C", 60_009),
    ];
    let right = numbered(lumps.map(|(key, amount)| keyed(key, amount, 100)), 1);
    let found = explained(&[amount(100_000)], &right, &[], REACH);
    let nearest = &near(&found, (Left, 0))[0];
    let sum = Reason::SumOfKey {
        column: 0,
        own_rows: 1,
        other_rows: 2,
        difference_ore: -9,
    };
    assert_eq!(
        (nearest.row, nearest.reasons.clone()),
        ((Right, 2), vec![sum])
    );
    let left = numbered(
        [(100_012, 100), (100_003, 100), (100_003, 99), (100_009, 98)]
            .map(|(amount, day)| keyed("", amount, day)),
        1,
    );
    let found = explained(&left, &right[..2], &[], REACH);
    let sum = Reason::SumOfKey {
        column: 0,
        own_rows: 2,
        other_rows: 1,
        difference_ore: 1,
    };
    let nearest = &near(&found, (Right, 1))[0];
    assert_eq!(
        (nearest.row, nearest.reasons.clone()),
        ((Left, 3), vec![sum])
    );
}

#[test]
fn the_order_of_candidates() {
    // Rank, then amount, then days, then id.
    let left = [keyed("A", 10_000, 100)];
    let right = numbered(
        [
            keyed("", 1_000, 100),
            keyed("A", 9_000, 90),
            keyed("A", 9_000, 95),
            keyed("A", 9_500, 10),
            keyed("A", 9_000, 105),
        ],
        1,
    );
    let rows = |found: &[Explained]| -> Vec<u32> {
        near(found, (Left, 0))
            .iter()
            .map(|near| near.row.1)
            .collect()
    };
    // The sum of the key stands with its lowest row and goes first.
    assert_eq!(rows(&explained(&left, &right, &[], REACH)), [1, 3, 2]);
    assert_eq!(rows(&explained(&left, &right[2..3], &[], REACH)), [0]);
    let typed = numbered(
        [
            keyed("2345676", 500, 106), // another key
            keyed("2345671", 500, 100), // one digit
            keyed("2345176", 500, 99),  // one digit, farther
            keyed("2345675", 500, 140), // the check digit
            keyed("2354676", 500, 100), // swapped
            keyed("234567", 500, 100),  // a part
        ],
        1,
    );
    let left = [keyed("2345676", 500, 100)];
    assert_eq!(rows(&explained(&left, &typed[1..], &[], REACH)), [0, 2, 1]);
    let found = explained(&left, &typed, &[], REACH);
    assert_eq!(rows(&found), [0, 1, 3]);
}

/// Every reason has a rank of its own, in the order of the documentation.
#[test]
fn ranks_rise() {
    let (column, difference_ore, bank_days) = (0, 1, 1);
    let mistyped = |mistake| Reason::MistypedKey { column, mistake };
    let reasons = [
        Reason::SameAmount { column: Some(0) },
        Reason::SameAmount { column: None },
        Reason::SameAmountOutsideWindow {
            column: Some(0),
            bank_days,
        },
        Reason::SumOfKey {
            column,
            own_rows: 1,
            other_rows: 2,
            difference_ore,
        },
        Reason::SameKeyOtherAmount {
            column,
            difference_ore,
        },
        mistyped(KeyMistake::CheckDigit),
        mistyped(KeyMistake::OneDigit),
        mistyped(KeyMistake::Swapped),
        mistyped(KeyMistake::Part),
        Reason::OtherCurrency,
        Reason::SameKeyTaken {
            column,
            difference_ore,
        },
        Reason::SameSideTwin { bank_days },
        Reason::SameAmountOutsideWindow {
            column: None,
            bank_days,
        },
        Reason::OppositeSign,
        Reason::TransposedDigits { difference_ore },
        Reason::OneDigit { difference_ore },
        Reason::ShiftedDecimal { places: 1 },
        Reason::Doubled,
        Reason::SameAmountOtherKey { column },
        Reason::SimilarText { percent: 60 },
    ];
    let ranks: Vec<u8> = reasons.iter().map(Reason::rank).collect();
    assert_eq!(ranks, (0..20).collect::<Vec<u8>>());
}

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

/// A crowd: few amounts, keys one slip apart, three days, two currencies, a few texts.
fn crowd(random: &mut Random, rows: u128, ids: u128) -> Vec<Said> {
    let amounts = [
        500, 500, 500, 5_000, -500, 1_000, 120_300, 102_300, 120_330, 620,
    ];
    let keys = [
        "", "", "2345676", "2345675", "2354676", "234567", "9045676", "9045776",
    ];
    let texts = [
        "",
        "leie november Bodø",
        "leie desember Bodø",
        "kurs for ledere",
    ];
    let mut of = |all: usize| usize::try_from(random.below(u64::try_from(all).unwrap())).unwrap();
    (0..rows)
        .map(|row| Said {
            id: ids + row * 7,
            amount: amounts[of(10)],
            day: 100 + i32::try_from(of(8)).unwrap(),
            currency: u16::from(of(9) == 0),
            keys: [keys[of(8)], keys[of(8)]],
            text: texts[of(4)],
        })
        .collect()
}

/// Rows in another order, keys and currencies with other numbers: the same is said of every row.
#[test]
fn order_is_nothing() {
    let rules = [by_key(0), by_sum(1), by_amount(1)];
    for seed in 1..=40 {
        let mut random = Random(seed);
        let rows = 5 + u128::from(random.below(60));
        let mut left = crowd(&mut random, rows, 1);
        let mut right = crowd(&mut random, rows + 3, 3);
        let expected = explained(&left, &right, &rules, REACH);
        let open = expected.iter().filter(|row| !row.near.is_empty()).count();
        assert!(open > 0);
        for _ in 0..3 {
            for rows in [&mut left, &mut right] {
                for last in (1..rows.len()).rev() {
                    let other = random.below(u64::try_from(last + 1).unwrap());
                    rows.swap(last, usize::try_from(other).unwrap());
                }
                for row in rows.iter_mut() {
                    row.currency = 7 - row.currency;
                }
            }
            assert_eq!(explained(&left, &right, &rules, REACH), expected);
        }
    }
}

/// What is said holds of the two rows; lists are short, sorted, without doubles, and never the row itself.
#[test]
fn what_is_said_is_well_formed() {
    let rules = [by_key(0), by_amount(1)];
    for seed in 1..=40 {
        let mut random = Random(seed * 77);
        let left = crowd(&mut random, 50, 1);
        let right = crowd(&mut random, 45, 3);
        for Explained { row, near } in explained(&left, &right, &rules, REACH) {
            assert!(near.len() <= 3);
            let ranks: Vec<u8> = near.iter().map(|near| near.reasons[0].rank()).collect();
            assert!(ranks.is_sorted());
            for (at, near_row) in near.iter().enumerate() {
                assert!(near_row.reasons.is_sorted_by_key(Reason::rank));
                assert!(near[..at].iter().all(|before| before.row != near_row.row));
                assert_ne!(near_row.row, row);
                let is_twin = matches!(near_row.reasons[0], Reason::SameSideTwin { .. });
                assert_eq!(near_row.row.0 == row.0, is_twin);
                let is_taken = matches!(near_row.reasons[0], Reason::SameKeyTaken { .. });
                assert_eq!(near_row.group.is_some(), is_twin || is_taken);
            }
        }
    }
}

/// In small cases nothing is hidden behind nearer rows: the best three are those of all pairs.
#[test]
fn the_best_three_of_all_pairs() {
    for seed in 1..=300 {
        let mut random = Random(seed * 31);
        let left = crowd(&mut random, 1, 1);
        let right = crowd(&mut random, 8, 3);
        let key = |near: &Near| {
            let amount = right[usize::try_from(near.row.1).unwrap()].amount;
            let day = right[usize::try_from(near.row.1).unwrap()].day;
            let reason = near
                .reasons
                .iter()
                .find(|r| !matches!(r, Reason::SumOfKey { .. }));
            reason.map(|reason| {
                let distance = (left[0].amount.abs_diff(amount), left[0].day.abs_diff(day));
                (reason.rank(), distance, near.row.1)
            })
        };
        let mut expected = Vec::new();
        for (row, other) in (0..).zip(&right) {
            let found = explained(&left, std::slice::from_ref(other), &[], REACH);
            let found = near(&found, (Left, 0)).iter().cloned();
            expected.extend(found.map(|near| Near {
                row: (Right, row),
                ..near
            }));
        }
        expected.sort_by_key(&key);
        let found = explained(&left, &right, &[], REACH);
        let found = near(&found, (Left, 0));
        let is_sum = |near: &Near| {
            near.reasons
                .iter()
                .any(|r| matches!(r, Reason::SumOfKey { .. }))
        };
        if found.iter().any(is_sum) {
            continue; // A sum has no single row to compare with.
        }
        expected.truncate(3);
        assert_eq!(found, expected, "{left:?} {right:?}");
    }
}

/// Thousands of equal amounts with keys of their own: the mistyped one is found, though a hundred rows are nearer.
#[test]
fn a_mistyped_key_among_equal_amounts() {
    let difference = |mistake| vec![Reason::MistypedKey { column: 0, mistake }];
    let filler: Vec<&'static str> = (0..400)
        .map(|at| -> &'static str { format!("77{:06}{at:03}", at * 7919).leak() })
        .collect();
    let row = |key: &'static str, day| keyed(key, 500, day);
    let long = "123456789012345678901234567890123456789012345678901234567890123X";
    let longer = "123456789012345678901234567890123456789012345678901234567890123XY";
    let cases = [
        ("2345676", "2345675", Some(KeyMistake::CheckDigit)),
        ("2345676", "9345676", Some(KeyMistake::OneDigit)),
        ("2345676", "2345976", Some(KeyMistake::OneDigit)),
        ("2345676", "2354676", Some(KeyMistake::Swapped)),
        ("2345676", "3245676", Some(KeyMistake::Swapped)),
        ("2345676", "2345667", Some(KeyMistake::Swapped)),
        ("2345676", "345676", Some(KeyMistake::Part)),
        ("2345676", "234567", Some(KeyMistake::Part)),
        ("2345676", "0000002345676", Some(KeyMistake::Part)),
        ("2345676", "2345676/2026/11", Some(KeyMistake::Part)),
        ("2345676", "2354670", None),
        (long, &longer[..63], Some(KeyMistake::Part)),
        (long, longer, None),
    ];
    for (a, b, mistake) in cases {
        let mut left = vec![row(a, 100)];
        let mut right = vec![row(b, 140)];
        left.extend(filler[..200].iter().map(|key| row(key, 139)));
        right.extend(filler[200..].iter().map(|key| row(key, 101)));
        let found = explained(&numbered(left, 1), &numbered(right, 1), &[], REACH);
        let (left, right) = (near(&found, (Left, 0)), near(&found, (Right, 0)));
        for (said, row) in [(left, (Right, 0)), (right, (Left, 0))] {
            let expected =
                mistake.map_or(vec![Reason::SameAmountOtherKey { column: 0 }], difference);
            assert_eq!(said[0].reasons, expected, "{a} {b}");
            assert_eq!(said[0].row == row, mistake.is_some(), "{a} {b}");
        }
    }
}

/// Rows with three better candidates are not looked up by their text, but are found by others.
#[test]
fn the_rarest_words_lead_to_a_text() {
    let filler =
        (0..500).map(|at| texted("husleie november avdeling kontor", 90_000 + at * 37, 100));
    let mut right: Vec<Said> = filler.collect();
    right.push(texted("husleie november avdeling Vardø", 700_000, 100));
    let left = [texted("husleie november avdeling Vardø", 640_000, 102)];
    let found = explained(&left, &numbered(right, 1), &[], REACH);
    let similar = Near {
        row: (Right, 500),
        group: None,
        reasons: vec![Reason::SimilarText { percent: 100 }],
    };
    assert_eq!(near(&found, (Left, 0)), std::slice::from_ref(&similar));
    assert_eq!(
        near(&found, (Right, 500)),
        [Near {
            row: (Left, 0),
            ..similar
        }]
    );
}

/// A hundred thousand equal amounts over a year, and fewer on one day.
#[test]
fn a_hundred_thousand_equal_amounts() {
    for (count, days) in [(50_000, 250), (1_000, 1)] {
        let rows = |first: i32| -> Vec<Said> {
            let rows = (0..count).map(|at| keyed("", 500, first + at % days));
            numbered(rows, 1)
        };
        let found = explained(&rows(100), &rows(104), &[], REACH);
        assert_eq!(found.len(), 2 * usize::try_from(count).unwrap());
        let three = |explained: &Explained| explained.near.len() == 3;
        assert!(found.iter().all(three));
    }
}

/// The ends of all ranges, and the widest and the narrowest reach.
#[test]
fn extremes() {
    let amounts = [
        i64::MIN,
        i64::MIN + 1,
        i64::MIN / 2,
        -1,
        0,
        1,
        i64::MAX / 2 + 1,
        i64::MAX - 1,
        i64::MAX,
    ];
    let days = [i32::MIN, 0, i32::MAX];
    let mut rows = Vec::new();
    for amount in amounts {
        for day in days {
            for key in ["", "2345676", "2345675", "æ", "2345676"] {
                for currency in [0, u16::MAX] {
                    rows.push(Said {
                        currency,
                        text: key,
                        ..keyed(key, amount, day)
                    });
                }
            }
        }
    }
    let rows = numbered(rows, 1);
    let widest = Reach {
        window_bank_days: u32::MAX,
        horizon_bank_days: u32::MAX,
    };
    let narrowest = Reach {
        window_bank_days: 0,
        horizon_bank_days: 0,
    };
    let rules = [by_sum(0), reversals(None, i32::MAX)];
    for reach in [widest, narrowest, REACH] {
        assert_eq!(
            explained(&rows, &rows[1..], &[], reach).len(),
            2 * rows.len() - 1
        );
        let found = explained(&rows[3..], &rows[..100], &rules, reach);
        assert!(found.iter().any(|explained| !explained.near.is_empty()));
    }
    let one = std::slice::from_ref(&rows[0]);
    assert_eq!(
        explained(one, &[], &[], REACH),
        [Explained {
            row: (Left, 0),
            near: vec![]
        }]
    );
    assert_eq!(explained(&[], &[], &[], REACH), []);
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

/// Columns of unequal length are refused, and keys without text are only equal or not.
#[test]
fn what_is_refused_and_what_is_not() {
    let mut keys = KeyTable::default();
    let mut left = side(&[keyed("2345676", 500, 100)], &mut keys);
    let right = side(&[keyed("2345675", 500, 100)], &mut keys);
    let grouping = group_rows(&left, &right, &[]).unwrap();
    let nothing = KeyTable::default();
    let mut case = Case {
        left: &left,
        right: &right,
        grouping: &grouping,
        keys: &nothing,
        left_text: &[],
        right_text: &[],
    };
    let reasons = |case: &Case<'_>| explain(case, REACH).unwrap()[0].near[0].reasons.clone();
    assert_eq!(reasons(&case), [Reason::SameAmountOtherKey { column: 0 }]);
    case.keys = &keys;
    let mistake = KeyMistake::CheckDigit;
    assert_eq!(reasons(&case), [Reason::MistypedKey { column: 0, mistake }]);
    left.amount_ore.clear();
    let case = Case {
        left: &left,
        right: &right,
        grouping: &grouping,
        keys: &keys,
        left_text: &[],
        right_text: &[],
    };
    assert!(explain(&case, REACH).is_err());
    assert!(Failures::new((&left, &right), &grouping, &[]).is_err());
}
