//! Applies the rules in order.

use crate::classes::{Entry, for_each_class};
use crate::grouping::{Draft, GroupView, Grouping};
use crate::input::{self, BadInput};
use crate::model::{Matched, Rule, RuleKind, Side};
use crate::pairing::{Pair, Pairing};

/// Matches two sides: [`group_rows`] in the form of owned groups.
///
/// ```
/// use matching::model::{Rule, RuleKind, Side};
///
/// let side = |id: u128| Side {
///     id: vec![id],
///     amount_ore: vec![125_00],
///     bank_day: vec![7],
///     currency: vec![0],
///     keys: vec![],
/// };
/// let rules = [Rule { id: "amount-window", kind: RuleKind::AmountWindow { window_bank_days: 3 } }];
/// let matched = matching::match_sides(&side(1), &side(2), &rules)?;
/// assert_eq!(matched.groups.len(), 1);
/// # Ok::<(), matching::BadInput>(())
/// ```
///
/// # Errors
///
/// [`BadInput`] if columns differ in length, ids do not rise, or a rule names a column that is not there.
pub fn match_sides(left: &Side, right: &Side, rules: &[Rule]) -> Result<Matched, BadInput> {
    group_rows(left, right, rules).map(|grouping| Matched::from(&grouping))
}

/// Matches two sides, result in compact form: for many rows.
///
/// # Errors
///
/// As [`match_sides`].
pub fn group_rows(left: &Side, right: &Side, rules: &[Rule]) -> Result<Grouping, BadInput> {
    input::check(left, right, rules)?;
    let mut draft = Draft::new(left.id.len(), right.id.len());
    let mut pairing = Pairing::default();
    for (number, rule) in rules.iter().enumerate() {
        match rule.kind {
            RuleKind::KeyPairs {
                column,
                window_bank_days,
            } => {
                pair_sides(
                    &mut draft,
                    &mut pairing,
                    (left, right),
                    number,
                    Some(column),
                    window_bank_days,
                );
            }
            RuleKind::AmountWindow { window_bank_days } => {
                pair_sides(
                    &mut draft,
                    &mut pairing,
                    (left, right),
                    number,
                    None,
                    Some(window_bank_days),
                );
            }
            RuleKind::KeyGroups { column } => {
                group_by_key(&mut draft, (left, right), number, column)
            }
            RuleKind::ReversalPairs {
                column,
                window_bank_days,
            } => {
                for on_left in [true, false] {
                    let side = if on_left { left } else { right };
                    reverse(
                        &mut draft,
                        &mut pairing,
                        (side, on_left),
                        number,
                        column,
                        window_bank_days,
                    );
                }
            }
        }
    }
    Ok(draft.finish(&left.id, &right.id))
}

/// Visits the open rows of one side that have a key in the column, or all open rows if there is none.
fn visit_open(
    side: &Side,
    taken: &[u32],
    column: Option<usize>,
    second: bool,
    mut each: impl FnMut(Entry),
) {
    let rows = taken
        .iter()
        .zip(0_u32..)
        .zip(&side.amount_ore)
        .zip(&side.bank_day)
        .zip(&side.currency);
    let rows = rows.map(|((((&taken, row), &amount), &day), &currency)| {
        (
            taken == 0,
            Entry {
                amount: amount.cast_unsigned(),
                key: 0,
                day,
                row,
                currency,
                second,
            },
        )
    });
    match column.and_then(|column| side.keys.get(column)) {
        Some(keys) => {
            for ((open, entry), &key) in rows.zip(keys) {
                if open && key != 0 {
                    each(Entry { key, ..entry });
                }
            }
        }
        None => rows
            .filter(|(open, _)| *open)
            .for_each(|(_, entry)| each(entry)),
    }
}

fn pair_sides(
    draft: &mut Draft,
    pairing: &mut Pairing,
    (left, right): (&Side, &Side),
    rule: usize,
    column: Option<usize>,
    window: Option<i32>,
) {
    let mut pairs = Vec::new();
    for_each_class(
        |each| {
            visit_open(left, &draft.left, column, false, &mut *each);
            visit_open(right, &draft.right, column, true, &mut *each);
        },
        Entry::pair_class,
        |first, second| pairing.pair_class(first, second, window, &mut |pair| pairs.push(pair)),
    );
    for Pair {
        first,
        second,
        alternatives,
    } in pairs
    {
        draft.add(GroupView {
            rule,
            left: &[first],
            right: &[second],
            alternatives,
        });
    }
}

fn group_by_key(draft: &mut Draft, (left, right): (&Side, &Side), rule: usize, column: usize) {
    let mut found: Vec<(Vec<u32>, Vec<u32>)> = Vec::new();
    let sum = |rows: &[Entry]| -> i128 {
        rows.iter()
            .map(|entry| i128::from(entry.amount.cast_signed()))
            .sum()
    };
    let rows = |entries: &[Entry]| {
        let mut rows: Vec<u32> = entries.iter().map(|entry| entry.row).collect();
        rows.sort_unstable();
        rows
    };
    for_each_class(
        |each| {
            visit_open(left, &draft.left, Some(column), false, &mut *each);
            visit_open(right, &draft.right, Some(column), true, &mut *each);
        },
        Entry::sum_class,
        |first, second| {
            if !first.is_empty() && !second.is_empty() && sum(first) == sum(second) {
                found.push((rows(first), rows(second)));
            }
        },
    );
    for (left, right) in found {
        draft.add(GroupView {
            rule,
            left: &left,
            right: &right,
            alternatives: 0,
        });
    }
}

/// A row of zero øre reverses nothing; the most negative amount has no opposite.
fn reverse(
    draft: &mut Draft,
    pairing: &mut Pairing,
    (side, on_left): (&Side, bool),
    rule: usize,
    column: Option<usize>,
    window: i32,
) {
    let mut pairs = Vec::new();
    let taken = if on_left { &draft.left } else { &draft.right };
    for_each_class(
        |each| {
            visit_open(side, taken, column, false, |entry| {
                let amount = entry.amount.cast_signed();
                if amount != 0 {
                    each(Entry {
                        amount: amount.unsigned_abs(),
                        second: amount < 0,
                        ..entry
                    });
                }
            });
        },
        Entry::pair_class,
        |first, second| {
            pairing.pair_class(first, second, Some(window), &mut |pair| pairs.push(pair))
        },
    );
    for Pair {
        first,
        second,
        alternatives,
    } in pairs
    {
        let rows = [first.min(second), first.max(second)];
        let (left, right): (&[u32], &[u32]) = if on_left { (&rows, &[]) } else { (&[], &rows) };
        draft.add(GroupView {
            rule,
            left,
            right,
            alternatives,
        });
    }
}
