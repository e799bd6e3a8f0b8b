//! What is refused: columns and rules that cannot be used, and results that are wrong. Each by name and in words.

use matching::conservation::{Line, Totals, Violation, prove};
use matching::model::{Group, Matched, Rule, RuleKind, Side, Window};
use matching::{BadInput, SideName, match_sides};

use crate::rows::{Row, row, rule, side};

fn two_rows() -> Side {
    side(&[row(1, 1, 1), row(2, 1, 1)])
}

#[test]
fn columns_of_unequal_length() {
    type Case = (&'static str, fn(&mut Side));
    let cases: [Case; 5] = [
        ("amount_ore", |side| side.amount_ore.truncate(1)),
        ("bank_day", |side| side.bank_day.truncate(1)),
        ("currency", |side| side.currency.truncate(1)),
        ("keys[0]", |side| side.keys[0].truncate(1)),
        ("keys[1]", |side| side.keys[1].truncate(1)),
    ];
    for (column, shorten) in cases {
        let mut short = two_rows();
        shorten(&mut short);
        for (side, result) in [
            (SideName::Left, match_sides(&short, &two_rows(), &[])),
            (SideName::Right, match_sides(&two_rows(), &short, &[])),
        ] {
            let refused = result.unwrap_err();
            let expected = BadInput::ColumnLength {
                side,
                column: column.to_owned(),
                expected: 2,
                found: 1,
            };
            assert_eq!(refused, expected);
            assert_eq!(
                refused.to_string(),
                format!("column {column} of the {side} side has 1 rows, its ids have 2")
            );
        }
    }
}

#[test]
fn ids_that_do_not_rise() {
    for (second, is_good) in [(0, false), (1, false), (2, true)] {
        let mut rows = two_rows();
        rows.id[1] = second;
        assert_eq!(match_sides(&rows, &rows, &[]).is_ok(), is_good, "{second}");
    }
    let mut third = side(&[row(1, 1, 1), row(2, 1, 1), row(3, 1, 1)]);
    third.id[2] = 2;
    let refused = match_sides(&two_rows(), &third, &[]).unwrap_err();
    let expected = BadInput::IdsNotAscending {
        side: SideName::Right,
        row: 2,
    };
    assert_eq!(refused, expected);
    assert_eq!(
        refused.to_string(),
        "id of row 2 on the right side is not above the id of the row before it"
    );
}

#[test]
fn too_many_rows_in_words() {
    let rows = BadInput::TooManyRows {
        side: SideName::Left,
        rows: 3_000_000_000,
    };
    assert_eq!(
        rows.to_string(),
        "the left side has 3000000000 rows, at most 2147483647 are supported"
    );
}

/// Every kind with its column and window, as far as it has them.
fn kinds(column: usize, window: Window) -> Vec<RuleKind> {
    let lumps = |grouped| RuleKind::LumpSums {
        column,
        grouped,
        window,
    };
    vec![
        RuleKind::KeyPairs { column, window },
        RuleKind::KeyGroups {
            column,
            tolerance_ore: 0,
        },
        lumps(SideName::Left),
        lumps(SideName::Right),
        RuleKind::ReversalPairs {
            column: Some(column),
            window,
        },
        RuleKind::ReversalPairs {
            column: None,
            window,
        },
        RuleKind::AmountWindow { window },
    ]
}

#[test]
fn columns_that_are_not_there() {
    let mut narrow = two_rows();
    narrow.keys.truncate(1);
    let window = Window::both(1);
    for kind in kinds(1, window) {
        let rules = [rule("fine", kind.clone()), rule("kid", kind.clone())];
        assert!(match_sides(&two_rows(), &two_rows(), &rules).is_ok());
        let has_column = !matches!(
            kind,
            RuleKind::AmountWindow { .. } | RuleKind::ReversalPairs { column: None, .. }
        );
        for (name, left, right) in [
            (SideName::Left, &narrow, &two_rows()),
            (SideName::Right, &two_rows(), &narrow),
        ] {
            let refused = match_sides(left, right, &rules[1..]).err();
            let expected = BadInput::NoSuchColumn {
                rule: "kid".to_owned(),
                column: 1,
                side: name,
            };
            assert_eq!(refused, has_column.then_some(expected), "{kind:?}");
            if let Some(refused) = refused {
                assert_eq!(
                    refused.to_string(),
                    format!("rule kid needs key column 1, which the {name} side does not have")
                );
            }
        }
    }
}

#[test]
fn windows_below_zero() {
    for (earlier, later, is_good) in [(0, 0, true), (-1, 3, false), (3, -1, false)] {
        let window = Window { earlier, later };
        for kind in kinds(0, window) {
            let has_window = !matches!(kind, RuleKind::KeyGroups { .. });
            let refused = match_sides(&two_rows(), &two_rows(), &[rule("w", kind)]).err();
            let expected = BadInput::NegativeWindow {
                rule: "w".to_owned(),
                window,
            };
            assert_eq!(refused, (has_window && !is_good).then_some(expected));
        }
    }
    let refused = BadInput::NegativeWindow {
        rule: "w".to_owned(),
        window: Window {
            earlier: -1,
            later: 3,
        },
    };
    assert_eq!(
        refused.to_string(),
        "rule w has a window of -1 bank days before and 3 after, expected zero or more"
    );
}

#[test]
fn tolerances_below_zero() {
    let with = |tolerance_ore| {
        let kind = RuleKind::KeyGroups {
            column: 0,
            tolerance_ore,
        };
        match_sides(&two_rows(), &two_rows(), &[rule("lump", kind)])
    };
    assert!(with(0).is_ok());
    let refused = with(-1).unwrap_err();
    let expected = BadInput::NegativeTolerance {
        rule: "lump".to_owned(),
        tolerance_ore: -1,
    };
    assert_eq!(refused, expected);
    assert_eq!(
        refused.to_string(),
        "rule lump has a tolerance of -1 øre, expected zero or more"
    );
}

/// The rules of the results below: number 1 has a tolerance of 5 øre.
fn rules() -> Vec<Rule> {
    let groups = |tolerance_ore| RuleKind::KeyGroups {
        column: 0,
        tolerance_ore,
    };
    vec![rule("exact", groups(0)), rule("nearly", groups(5))]
}

fn sides() -> (Side, Side) {
    let foreign = Row {
        currency: 1,
        ..row(3, 500, 0)
    };
    let left = [row(1, 500, 0), row(2, 700, 0), foreign, row(4, 3, 0)];
    let right = [row(11, 500, 0), row(12, -700, 0), row(13, 695, 0)];
    (side(&left), side(&right))
}

fn group(rule: usize, left: &[u32], right: &[u32], adjustment_ore: i64) -> Group {
    Group {
        rule,
        left: left.to_vec(),
        right: right.to_vec(),
        alternatives: 0,
        adjustment_ore,
    }
}

/// One exact group, and one that differs by what the second rule lets pass.
fn good() -> Matched {
    Matched {
        groups: vec![group(0, &[0], &[0], 0), group(1, &[1], &[2], 5)],
        open_left: vec![2, 3],
        open_right: vec![1],
        unsearched: vec![],
    }
}

/// The table has a line per side and currency, with the adjustments on both sides' lines.
#[test]
fn the_conservation_table() {
    let (left, right) = sides();
    let table = prove(&left, &right, &rules(), &good()).unwrap();
    let totals = |amount, rows| Totals { amount, rows };
    let line = |input, matched, open, adjustments| Line {
        input,
        matched,
        open,
        adjustments,
    };
    let expected = [
        (
            (SideName::Left, 0),
            line(totals(1_203, 3), totals(1_200, 2), totals(3, 1), 5),
        ),
        (
            (SideName::Left, 1),
            line(totals(500, 1), totals(0, 0), totals(500, 1), 0),
        ),
        (
            (SideName::Right, 0),
            line(totals(495, 3), totals(1_195, 2), totals(-700, 1), 5),
        ),
    ];
    assert_eq!(table.into_iter().collect::<Vec<_>>(), expected);
}

fn broken(change: impl Fn(&mut Matched)) -> Violation {
    let (left, right) = sides();
    let mut result = good();
    change(&mut result);
    prove(&left, &right, &rules(), &result).unwrap_err()
}

/// What a proof is worth: each way to break a result is found, and said.
#[test]
fn rows_that_are_not_exactly_once() {
    let twice = |side, row| Violation::Twice { side, row };
    let (left, right) = (SideName::Left, SideName::Right);
    assert_eq!(broken(|of| of.open_left.push(0)), twice(left, 0));
    assert_eq!(broken(|of| of.open_right.push(1)), twice(right, 1));
    assert_eq!(broken(|of| of.groups[1].right = vec![0]), twice(right, 0));
    let lost = |side, row| Violation::Lost { side, row };
    assert_eq!(broken(|of| of.open_left.truncate(1)), lost(left, 3));
    assert_eq!(broken(|of| of.open_right.clear()), lost(right, 1));
    let unknown = |side, row| Violation::Unknown { side, row };
    assert_eq!(broken(|of| of.open_left.push(4)), unknown(left, 4));
    assert_eq!(broken(|of| of.groups[0].right.push(3)), unknown(right, 3));
    for (violation, words) in [
        (twice(left, 0), "row 0 of the left side is used twice"),
        (
            lost(right, 1),
            "row 1 of the right side is neither matched nor open",
        ),
        (unknown(left, 4), "row 4 of the left side does not exist"),
    ] {
        assert_eq!(violation.to_string(), words);
    }
}

#[test]
fn groups_that_do_not_hold() {
    let difference = |group, amount, adjustment_ore, tolerance_ore| Violation::Difference {
        group,
        amount,
        adjustment_ore,
        tolerance_ore,
    };
    let with = |number: usize, of: Group| broken(|result| result.groups[number] = of.clone());
    for (number, of, expected) in [
        // A side without rows is not zero; nor does a tolerance make it so.
        (0, group(0, &[], &[0], 0), difference(0, -500, 0, 0)),
        (0, group(1, &[3], &[], 3), difference(0, 3, 3, 0)),
        (0, group(1, &[], &[0], -500), difference(0, -500, -500, 0)),
        (0, group(0, &[1], &[1], 0), difference(0, 1_400, 0, 0)),
        // The adjustment is not the difference.
        (1, group(1, &[1], &[2], 0), difference(1, 5, 0, 5)),
        (1, group(1, &[1], &[2], 4), difference(1, 5, 4, 5)),
        (1, group(1, &[1], &[2], -5), difference(1, 5, -5, 5)),
        // It is, and is more than the rule lets pass.
        (1, group(0, &[1], &[2], 5), difference(1, 5, 5, 0)),
        (
            0,
            group(1, &[0, 3], &[2], -192),
            difference(0, -192, -192, 5),
        ),
        (0, group(1, &[1, 3], &[2], 8), difference(0, 8, 8, 5)),
        (
            0,
            group(2, &[0], &[0], 0),
            Violation::NoSuchRule { group: 0, rule: 2 },
        ),
        (0, group(0, &[2], &[0], 0), Violation::Mixed { group: 0 }),
        (1, group(0, &[1, 2], &[], 0), Violation::Mixed { group: 1 }),
        (1, group(0, &[], &[], 0), Violation::Mixed { group: 1 }),
    ] {
        assert_eq!(with(number, of.clone()), expected, "{of:?}");
    }
}

#[test]
fn groups_that_do_not_hold_in_words() {
    for (violation, words) in [
        (
            Violation::Difference {
                group: 1,
                amount: 8,
                adjustment_ore: 7,
                tolerance_ore: 5,
            },
            "group 1 differs by 8 øre, states 7 and may have 5",
        ),
        (
            Violation::NoSuchRule { group: 1, rule: 9 },
            "group 1 is of rule 9, which does not exist",
        ),
        (
            Violation::Mixed { group: 4 },
            "group 4 is empty or has more than one currency",
        ),
        (
            Violation::Totals {
                side: SideName::Right,
                currency: 3,
                line: Line {
                    input: Totals { amount: 9, rows: 2 },
                    matched: Totals { amount: 5, rows: 1 },
                    open: Totals { amount: 3, rows: 1 },
                    adjustments: 0,
                },
            },
            "currency 3 of the right side: in 9, matched 5, open 3 øre",
        ),
    ] {
        assert_eq!(violation.to_string(), words);
    }
}

/// The largest adjustment of all, either way.
#[test]
fn adjustments_at_the_tolerance() {
    let rules = [rule(
        "nearly",
        RuleKind::KeyGroups {
            column: 0,
            tolerance_ore: 5,
        },
    )];
    for (amount, is_good) in [(494, false), (495, true), (505, true), (506, false)] {
        let (left, right) = (side(&[row(1, amount, 0)]), side(&[row(2, 500, 0)]));
        let result = Matched {
            groups: vec![group(0, &[0], &[0], amount - 500)],
            ..Matched::default()
        };
        let proof = prove(&left, &right, &rules, &result);
        assert_eq!(proof.is_ok(), is_good, "{amount}");
    }
}
