//! The engine against the slow matcher: pairs, open rows, order and alternatives must be the same.

use matching::SideName;
use matching::model::{Rule, RuleKind, Window};

use crate::oracle;
use crate::rows::{Random, Row, cases, row, rule, run};

/// 60 000 random cases of one rule, up to 6 × 6 rows on few days.
#[test]
fn one_rule_on_random_rows() {
    let mut random = Random(0x5EED_0001);
    for case in 0..cases(60_000) {
        let amounts = 1 + random.below(2);
        let left = some_rows(&mut random, amounts);
        let right = some_rows(&mut random, amounts);
        let kind = some_kind(&mut random);
        let rules = [rule("rule", kind)];
        assert_eq!(
            run(&left, &right, &rules),
            oracle::run(&left, &right, &rules),
            "case {case}: {rules:?}\n{left:#?}\n{right:#?}"
        );
    }
}

/// 20 000 random cases of nothing but equal rows, up to 6 × 6: the hard part of pairing.
#[test]
fn equal_rows() {
    let mut random = Random(0x5EED_0003);
    for case in 0..cases(20_000) {
        let days = 2 + random.below(12);
        let some = |random: &mut Random, base: u128| -> Vec<Row> {
            let count = 2 + random.below(5);
            (0..count)
                .map(|at| {
                    let day = i32::try_from(random.below(days)).unwrap() - 3;
                    row(base + u128::from(at), 100, day)
                })
                .collect()
        };
        let (left, right) = (some(&mut random, 1), some(&mut random, 3));
        let window = some_window(&mut random);
        let rules = [rule("w", RuleKind::AmountWindow { window })];
        assert_eq!(
            run(&left, &right, &rules),
            oracle::run(&left, &right, &rules),
            "case {case}: {rules:?}\n{left:#?}\n{right:#?}"
        );
    }
}

/// 20 000 random cases of several rules in a row, each on what the ones before left open.
#[test]
fn several_rules_on_random_rows() {
    let mut random = Random(0x5EED_0002);
    for case in 0..cases(20_000) {
        let left = some_rows(&mut random, 3);
        let right = some_rows(&mut random, 3);
        let rules: Vec<Rule> = (0..random.below(5))
            .map(|_| rule("rule", some_kind(&mut random)))
            .collect();
        assert_eq!(
            run(&left, &right, &rules),
            oracle::run(&left, &right, &rules),
            "case {case}: {rules:?}\n{left:#?}\n{right:#?}"
        );
    }
}

/// A thousand small cases put into one, each with a currency, keys and ids of its own: what a rule finds in the whole is
/// what it finds in the parts. Thousands of classes, so that rows are scattered and collected again.
#[test]
fn many_cases_at_once() {
    let mut random = Random(0x5EED_0004);
    for column in [0, 1] {
        for first in 0..7 {
            let window = some_window(&mut random);
            let kinds = (first..first + 3).map(|number| kind(number % 7, column, window));
            let rules: Vec<Rule> = kinds.map(|kind| rule("rule", kind)).collect();
            let (mut all_left, mut all_right, mut expected) = (Vec::new(), Vec::new(), Vec::new());
            for case in 0..1_000_u16 {
                let own = |rows: Vec<Row>| -> Vec<Row> {
                    let key = |key: u32| {
                        if key == 0 {
                            0
                        } else {
                            10 * u32::from(case) + key
                        }
                    };
                    let rows = rows.into_iter().map(|row| Row {
                        id: u128::from(case) * 1_000 + row.id,
                        currency: 2 * case + row.currency,
                        keys: row.keys.map(key),
                        ..row
                    });
                    rows.collect()
                };
                let left = own(some_rows(&mut random, 2));
                let right = own(some_rows(&mut random, 2));
                expected.extend(oracle::run(&left, &right, &rules).groups);
                all_left.extend(left);
                all_right.extend(right);
            }
            assert!(all_left.len() + all_right.len() > 5_000 && expected.len() > 300);
            let found = run(&all_left, &all_right, &rules).groups;
            assert_eq!(found, expected, "{rules:?}");
        }
    }
}

fn some_rows(random: &mut Random, amounts: u64) -> Vec<Row> {
    let count = random.below(7);
    let days = 1 + random.below(9);
    let mut ids = std::collections::BTreeSet::new();
    while u64::try_from(ids.len()).unwrap() < count {
        ids.insert(u128::from(random.below(1000)));
    }
    let mut rows: Vec<Row> = ids
        .into_iter()
        .map(|id| {
            let amount = i64::try_from(1 + random.below(amounts)).unwrap() * 100;
            let sign = if random.below(4) == 0 { -1 } else { 1 };
            let key = |random: &mut Random| u32::try_from(random.below(3)).unwrap();
            Row {
                id,
                amount: if random.below(30) == 0 {
                    0
                } else {
                    amount * sign
                },
                day: i32::try_from(random.below(days)).unwrap(),
                currency: u16::from(random.below(20) == 0),
                keys: [key(random).min(1), key(random)],
            }
        })
        .collect();
    if random.below(2) == 0 {
        rows.reverse();
    }
    rows
}

fn some_window(random: &mut Random) -> Window {
    let mut half = || match i32::try_from(random.below(7)).unwrap() {
        6 => Window::ANY_DISTANCE,
        days => days,
    };
    Window {
        earlier: half(),
        later: half(),
    }
}

fn some_kind(random: &mut Random) -> RuleKind {
    let window = some_window(random);
    let column = usize::try_from(random.below(2)).unwrap();
    match kind(random.below(7), column, window) {
        RuleKind::KeyGroups { column, .. } => RuleKind::KeyGroups {
            column,
            tolerance_ore: i64::try_from(random.below(3)).unwrap() * 100,
        },
        kind => kind,
    }
}

/// Seven kinds by number.
fn kind(number: u64, column: usize, window: Window) -> RuleKind {
    match number {
        0 => RuleKind::KeyPairs { column, window },
        1 => RuleKind::KeyGroups {
            column,
            tolerance_ore: 0,
        },
        2 => RuleKind::LumpSums {
            column,
            grouped: SideName::Left,
            window,
        },
        3 => RuleKind::LumpSums {
            column,
            grouped: SideName::Right,
            window,
        },
        4 => RuleKind::AmountWindow { window },
        _ => RuleKind::ReversalPairs {
            column: (number == 5).then_some(column),
            window,
        },
    }
}
