//! Laws that hold for any rows: what the result may depend on, and what it may not.

use matching::model::{Rule, RuleKind, Window};
use matching::{SideName, match_sides};
use proptest::prelude::*;

use crate::oracle;
use crate::rows::{ById, Random, Row, by_id, row, rule, run, side};

/// Up to 40 rows with few amounts, days, currencies and keys.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    rows_up_to(40)
}

fn rows_up_to(most: usize) -> impl Strategy<Value = Vec<Row>> {
    let one = (
        0_u32..500,
        -3_i64..4,
        0_i32..12,
        0_u16..10,
        0_u32..4,
        0_u32..6,
    );
    prop::collection::vec(one, 0..=most).prop_map(|rows| {
        let rows = rows
            .into_iter()
            .map(|(id, amount, day, currency, key, lump)| Row {
                id: u128::from(id),
                amount: amount * 100,
                day,
                currency: u16::from(currency == 0),
                keys: [key, lump],
            });
        let by_id: std::collections::BTreeMap<u128, Row> = rows.map(|row| (row.id, row)).collect();
        by_id.into_values().collect()
    })
}

/// Rows, and the same rows in any order.
fn shuffled() -> impl Strategy<Value = (Vec<Row>, Vec<Row>)> {
    rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

fn window() -> impl Strategy<Value = Window> {
    let half = || prop_oneof![8 => 0_i32..5, 1 => Just(Window::ANY_DISTANCE)];
    (half(), half()).prop_map(|(earlier, later)| Window { earlier, later })
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let column = || 0_usize..2;
    let kind = prop_oneof![
        (column(), window()).prop_map(|(column, window)| RuleKind::KeyPairs { column, window }),
        (column(), 0_i64..4).prop_map(|(column, tolerance)| RuleKind::KeyGroups {
            column,
            tolerance_ore: tolerance * 100
        }),
        (
            column(),
            prop_oneof![Just(SideName::Left), Just(SideName::Right)],
            window()
        )
            .prop_map(|(column, grouped, window)| RuleKind::LumpSums {
                column,
                grouped,
                window
            }),
        window().prop_map(|window| RuleKind::AmountWindow { window }),
        (proptest::option::of(column()), window())
            .prop_map(|(column, window)| RuleKind::ReversalPairs { column, window }),
    ];
    prop::collection::vec(kind.prop_map(|kind| rule("rule", kind)), 1..5)
}

fn turned(window: Window) -> Window {
    Window {
        earlier: window.later,
        later: window.earlier,
    }
}

/// Pairs and total distance by a table over all rows: (pairs, −distance), the largest wins.
fn best_by_table(left: &[i32], right: &[i32], window: Window) -> (i64, i64) {
    let mut table = vec![vec![(0_i64, 0_i64); right.len() + 1]; left.len() + 1];
    for i in 0..left.len() {
        for j in 0..right.len() {
            let distance = i64::from(left[i]) - i64::from(right[j]);
            let mut best = table[i][j + 1].max(table[i + 1][j]);
            if window.admits(left[i], right[j]) {
                best = best.max((table[i][j].0 + 1, table[i][j].1 - distance.abs()));
            }
            table[i + 1][j + 1] = best;
        }
    }
    table[left.len()][right.len()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// As the fixed random cases, but what differs is shrunk to the smallest case that does.
    #[test]
    fn the_slow_matcher_agrees(left in rows_up_to(6), right in rows_up_to(6), rules in rules()) {
        prop_assert_eq!(run(&left, &right, &rules), oracle::run(&left, &right, &rules));
    }

    /// Conservation is proven by `run` itself.
    #[test]
    fn the_order_of_the_input_is_nothing(
        (left, shuffled_left) in shuffled(),
        (right, shuffled_right) in shuffled(),
        rules in rules(),
    ) {
        prop_assert_eq!(run(&left, &right, &rules), run(&shuffled_left, &shuffled_right, &rules));
    }

    #[test]
    fn groups_and_open_rows_are_in_order_of_their_ids(left in rows(), right in rows(), rules in rules()) {
        let result = run(&left, &right, &rules);
        let lowest = |(left, right, ..): &crate::rows::IdGroup| {
            left.first().map(|&id| (id, 0)).into_iter().chain(right.first().map(|&id| (id, 1))).min()
        };
        prop_assert!(result.groups.is_sorted_by_key(lowest));
        for ids in result.groups.iter().flat_map(|(left, right, ..)| [left, right]) {
            prop_assert!(ids.is_sorted());
        }
        prop_assert!(result.open_left.is_sorted() && result.open_right.is_sorted());
    }

    #[test]
    fn key_numbers_are_only_names(left in rows(), right in rows(), rules in rules(), factor in 1_u32..1_000_000) {
        let rename = |rows: &[Row]| -> Vec<Row> {
            let name = |key: u32| if key == 0 { 0 } else { (u32::MAX - key).rotate_left(factor % 32).max(1) };
            rows.iter().map(|row| Row { keys: row.keys.map(name), ..row.clone() }).collect()
        };
        prop_assert_eq!(run(&left, &right, &rules), run(&rename(&left), &rename(&right), &rules));
    }

    #[test]
    fn scaled_amounts_and_shifted_days_change_nothing(
        left in rows(), right in rows(), rules in rules(), scale in prop_oneof![-9_i64..0, 1_i64..10], shift in -99_i32..99,
    ) {
        let change = |rows: &[Row]| -> Vec<Row> {
            let rows = rows.iter();
            rows.map(|row| Row { amount: row.amount * scale, day: row.day + shift, ..row.clone() }).collect()
        };
        let scaled: Vec<Rule> = rules.iter().map(|of| rule(&of.id, match of.kind {
            RuleKind::KeyGroups { column, tolerance_ore } => {
                RuleKind::KeyGroups { column, tolerance_ore: tolerance_ore * scale.abs() }
            }
            // What was positive is negative, and the other way round.
            RuleKind::ReversalPairs { column, window } if scale < 0 => {
                RuleKind::ReversalPairs { column, window: turned(window) }
            }
            ref kind => kind.clone(),
        })).collect();
        let mut expected = run(&left, &right, &rules);
        expected.groups.iter_mut().for_each(|(.., adjustment)| *adjustment *= scale);
        prop_assert_eq!(expected, run(&change(&left), &change(&right), &scaled));
    }

    #[test]
    fn sides_may_change_places(left in rows(), right in rows(), rules in rules()) {
        // Ids apart, so that the order of groups does not hang on which side comes first.
        let right: Vec<Row> = right.into_iter().map(|row| Row { id: row.id + 1000, ..row }).collect();
        let turned: Vec<Rule> = rules.iter().map(|of| rule(&of.id, match of.kind {
            RuleKind::KeyPairs { column, window } => RuleKind::KeyPairs { column, window: turned(window) },
            RuleKind::AmountWindow { window } => RuleKind::AmountWindow { window: turned(window) },
            RuleKind::LumpSums { column, grouped, window } => RuleKind::LumpSums {
                column,
                grouped: if grouped == SideName::Left { SideName::Right } else { SideName::Left },
                window: turned(window),
            },
            ref kind => kind.clone(),
        })).collect();
        let there = run(&left, &right, &rules);
        let back = run(&right, &left, &turned);
        let turned = ById {
            groups: back.groups.into_iter().map(|(a, b, rule, others, adjustment)| (b, a, rule, others, -adjustment)).collect(),
            open_left: back.open_right,
            open_right: back.open_left,
        };
        prop_assert_eq!(there, turned);
    }

    /// Currencies are worlds of their own: matching them apart and together is the same.
    #[test]
    fn currencies_can_be_split(left in rows(), right in rows(), rules in rules()) {
        let together = run(&left, &right, &rules);
        let of = |rows: &[Row], currency: u16| -> Vec<Row> {
            rows.iter().filter(|row| row.currency == currency).cloned().collect()
        };
        let mut groups: Vec<_> = (0..2)
            .flat_map(|currency| run(&of(&left, currency), &of(&right, currency), &rules).groups)
            .collect();
        let mut expected = together.groups;
        groups.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(groups, expected);
    }

    /// Two worlds that share no key, no amount and no sum: matching them together is matching them apart.
    #[test]
    fn worlds_apart_can_be_put_together(
        left in rows(), right in rows(), other_left in rows(), other_right in rows(), rules in rules(),
    ) {
        let far = |rows: Vec<Row>| -> Vec<Row> {
            let rows = rows.into_iter().filter(|row| row.amount != 0);
            rows.map(|row| Row {
                id: row.id + 10_000,
                amount: row.amount * 1_000_000,
                keys: row.keys.map(|key| if key == 0 { 0 } else { key + 100 }),
                ..row
            }).collect()
        };
        let (other_left, other_right) = (far(other_left), far(other_right));
        let mut expected = run(&left, &right, &rules);
        let other = run(&other_left, &other_right, &rules);
        expected.groups.extend(other.groups);
        expected.open_left.extend(other.open_left);
        expected.open_right.extend(other.open_right);
        let together = run(&[left, other_left].concat(), &[right, other_right].concat(), &rules);
        prop_assert_eq!(together, expected);
    }

    /// Many equal rows on many days: as many pairs at as little distance as a table over all rows finds.
    #[test]
    fn larger_classes_are_optimal(
        left in prop::collection::vec(0_i32..40, 0..120),
        right in prop::collection::vec(0_i32..40, 0..120),
        stretch in 1_i32..4,
        (earlier, later) in (0_i32..12, 0_i32..12),
    ) {
        let days = |days: &[i32]| { let mut days: Vec<i32> = days.iter().map(|day| day * stretch).collect(); days.sort_unstable(); days };
        let (left, right) = (days(&left), days(&right));
        let window = Window { earlier, later };
        let rows = |days: &[i32]| -> Vec<Row> { days.iter().zip(0..).map(|(&day, id)| row(id, 1, day)).collect() };
        let (left_side, right_side) = (side(&rows(&left)), side(&rows(&right)));
        let rules = [rule("w", RuleKind::AmountWindow { window })];
        let matched = match_sides(&left_side, &right_side, &rules).unwrap();
        let result = by_id(&left_side, &right_side, &matched);
        let distance: i64 = matched.groups.iter().map(|group| {
            let at = |row: u32| usize::try_from(row).unwrap();
            i64::from(left_side.bank_day[at(group.left[0])].abs_diff(right_side.bank_day[at(group.right[0])]))
        }).sum();
        let pairs = i64::try_from(result.groups.len()).unwrap();
        prop_assert_eq!((pairs, -distance), best_by_table(&left, &right, window));
    }
}

/// Matching is the same in one thread, and in several at once: nothing is shared.
#[test]
fn threads_do_not_meet() {
    let mut random = Random(0x5EED_0006);
    let mut rows = |base: u128| -> Vec<Row> {
        (base..base + 4_000)
            .map(|id| {
                let mut below = |below: u64| u32::try_from(random.below(below)).unwrap();
                Row {
                    id,
                    amount: i64::from(below(40)) * 100 - 1_000,
                    day: i32::try_from(below(60)).unwrap(),
                    currency: 0,
                    keys: [below(900), below(300)],
                }
            })
            .collect()
    };
    let (left, right) = (rows(0), rows(10_000));
    let window = Window {
        earlier: 1,
        later: 3,
    };
    let rules = [
        RuleKind::KeyPairs { column: 0, window },
        RuleKind::KeyGroups {
            column: 0,
            tolerance_ore: 200,
        },
        RuleKind::LumpSums {
            column: 1,
            grouped: SideName::Left,
            window,
        },
        RuleKind::ReversalPairs {
            column: None,
            window,
        },
        RuleKind::AmountWindow { window },
    ]
    .map(|kind| rule("rule", kind));
    let (left, right) = (side(&left), side(&right));
    let alone = match_sides(&left, &right, &rules).unwrap();
    let made: std::collections::BTreeSet<usize> =
        alone.groups.iter().map(|group| group.rule).collect();
    assert_eq!(made.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    for threads in [1, 2, 8] {
        let results = std::thread::scope(|scope| {
            let run = || match_sides(&left, &right, &rules).unwrap();
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect::<Vec<_>>()
        });
        assert_eq!(results, vec![alone.clone(); threads]);
    }
}
