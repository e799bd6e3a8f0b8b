//! Applies the rules in order.

use crate::classes::{Classes, Entry, List, OpenRows, RowSet};
use crate::grouping::{Draft, GroupView, Grouping};
use crate::input::{self, BadInput, SideName};
use crate::lumps::Lumps;
use crate::model::{Matched, Rule, RuleKind, Side, Unsearched, Window};
use crate::pairing::{Pair, Pairing};
use crate::pool::{Outcome, Pool, Shape};

/// Matches two sides: [`group_rows`] in the form of owned groups.
///
/// ```
/// use matching::model::{Rule, RuleKind, Side, Window};
///
/// let side = |id: u128| Side {
///     id: vec![id],
///     amount_ore: vec![125_00],
///     bank_day: vec![7],
///     currency: vec![0],
///     keys: vec![],
/// };
/// let kind = RuleKind::AmountWindow { window: Window::both(3) };
/// let rules = [Rule { id: "amount-window".to_owned(), kind }];
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
            RuleKind::KeyPairs { column, window } => {
                pair_sides(
                    &mut draft,
                    &mut pairing,
                    (left, right),
                    number,
                    Some(column),
                    window,
                );
            }
            RuleKind::AmountWindow { window } => {
                pair_sides(
                    &mut draft,
                    &mut pairing,
                    (left, right),
                    number,
                    None,
                    window,
                );
            }
            RuleKind::KeyGroups {
                column,
                tolerance_ore,
            } => {
                group_by_key(&mut draft, (left, right), number, column, tolerance_ore);
            }
            RuleKind::LumpSums {
                column,
                grouped,
                window,
            } => {
                pair_lumps(
                    &mut draft,
                    &mut pairing,
                    (left, right),
                    (number, column, grouped, window),
                );
            }
            RuleKind::ReversalPairs { column, window } => {
                for on_left in [true, false] {
                    let side = if on_left { left } else { right };
                    reverse(
                        &mut draft,
                        &mut pairing,
                        (side, on_left),
                        number,
                        column,
                        window,
                    );
                }
            }
            RuleKind::SubsetSums {
                column,
                window,
                most_rows,
                budget,
            } => {
                let search = (Shape::Sums { most_rows }, window, budget);
                search_pools(&mut draft, (left, right), (number, column), search);
            }
            RuleKind::FeeNetting { fee_column, budget } => {
                let search = (Shape::Fees { column: fee_column }, Window::both(0), budget);
                search_pools(&mut draft, (left, right), (number, None), search);
            }
            RuleKind::NearAmounts {
                column,
                window,
                tolerance_ore,
                budget,
            } => {
                let search = (Shape::Near { tolerance_ore }, window, budget);
                search_pools(&mut draft, (left, right), (number, Some(column)), search);
            }
        }
    }
    Ok(draft.finish(&left.id, &right.id))
}

/// The open rows of both sides that a rule sees.
fn both<'a>(
    draft: &'a Draft,
    (left, right): (&'a Side, &'a Side),
    column: Option<usize>,
) -> [OpenRows<'a>; 2] {
    [
        OpenRows {
            side: left,
            taken: &draft.left,
            column,
            list: List::First,
        },
        OpenRows {
            side: right,
            taken: &draft.right,
            column,
            list: List::Second,
        },
    ]
}

fn pair_sides(
    draft: &mut Draft,
    pairing: &mut Pairing,
    sides: (&Side, &Side),
    rule: usize,
    column: Option<usize>,
    window: Window,
) {
    Classes::gather(&both(draft, sides, column), Entry::pair_class).for_each(|first, second| {
        pairing.pair_class(
            first,
            second,
            window,
            &mut |Pair {
                      first,
                      second,
                      alternatives,
                  }| {
                draft.add(GroupView {
                    rule,
                    left: &[first],
                    right: &[second],
                    alternatives,
                    adjustment_ore: 0,
                });
            },
        );
    });
}

fn group_by_key(
    draft: &mut Draft,
    sides: (&Side, &Side),
    rule: usize,
    column: usize,
    tolerance_ore: i64,
) {
    let sum = |entries: &[Entry]| -> i128 {
        entries
            .iter()
            .map(|entry| i128::from(entry.amount.cast_signed()))
            .sum()
    };
    let fill = |rows: &mut Vec<u32>, entries: &[Entry]| {
        rows.clear();
        rows.extend(entries.iter().map(|entry| entry.row));
        rows.sort_unstable();
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    Classes::gather(&both(draft, sides, Some(column)), Entry::sum_class).for_each(
        |first, second| {
            if first.is_empty() || second.is_empty() {
                return;
            }
            let Ok(adjustment_ore) = i64::try_from(sum(first) - sum(second)) else {
                return;
            };
            if adjustment_ore.unsigned_abs() <= tolerance_ore.unsigned_abs() {
                fill(&mut left, first);
                fill(&mut right, second);
                draft.add(GroupView {
                    rule,
                    left: &left,
                    right: &right,
                    alternatives: 0,
                    adjustment_ore,
                });
            }
        },
    );
}

fn pair_lumps(
    draft: &mut Draft,
    pairing: &mut Pairing,
    sides: (&Side, &Side),
    (rule, column, grouped, window): (usize, usize, SideName, Window),
) {
    let [left, right] = both(draft, sides, None);
    let on_left = grouped == SideName::Left;
    let summed = if on_left { left } else { right };
    let lumps = Lumps::lay(OpenRows {
        column: Some(column),
        ..summed
    });
    let of_lumps = OpenRows {
        side: &lumps.side,
        taken: &RowSet::none_of(lumps.side.amount_ore.len()),
        ..summed
    };
    let sources = if on_left {
        [of_lumps, right]
    } else {
        [left, of_lumps]
    };
    Classes::gather(&sources, Entry::pair_class).for_each(|first, second| {
        let mut found = |pair: Pair| {
            let (first, second) = ([pair.first], [pair.second]);
            let (left, right) = if on_left {
                (lumps.rows(pair.first), &second[..])
            } else {
                (&first[..], lumps.rows(pair.second))
            };
            draft.add(GroupView {
                rule,
                left,
                right,
                alternatives: pair.alternatives,
                adjustment_ore: 0,
            });
        };
        pairing.pair_class(first, second, window, &mut found);
    });
}

fn reverse(
    draft: &mut Draft,
    pairing: &mut Pairing,
    (side, on_left): (&Side, bool),
    rule: usize,
    column: Option<usize>,
    window: Window,
) {
    let taken = if on_left { &draft.left } else { &draft.right };
    let rows = OpenRows {
        side,
        taken,
        column,
        list: List::BySign,
    };
    Classes::gather(&[rows], Entry::pair_class).for_each(|first, second| {
        pairing.pair_class(
            first,
            second,
            window,
            &mut |Pair {
                      first,
                      second,
                      alternatives,
                  }| {
                let rows = [first.min(second), first.max(second)];
                let (left, right): (&[u32], &[u32]) =
                    if on_left { (&rows, &[]) } else { (&[], &rows) };
                draft.add(GroupView {
                    rule,
                    left,
                    right,
                    alternatives,
                    adjustment_ore: 0,
                });
            },
        );
    });
}

fn search_pools(
    draft: &mut Draft,
    (left, right): (&Side, &Side),
    (rule, column): (usize, Option<usize>),
    (shape, window, budget): (Shape, Window, u64),
) {
    let pool = Pool {
        left,
        right,
        shape,
        window,
        budget,
    };
    let rows = both(draft, (left, right), column);
    Classes::gather(&rows, |entry| pool.class_of(entry)).for_each(|first, second| {
        pool.search_class(first, second, &mut |left, right, outcome| match outcome {
            Outcome::Group {
                alternatives,
                adjustment_ore,
            } => draft.add(GroupView {
                rule,
                left,
                right,
                alternatives,
                adjustment_ore,
            }),
            Outcome::Unsearched(exceeded) => draft.leave(Unsearched {
                rule,
                left: left.to_vec(),
                right: right.to_vec(),
                exceeded,
            }),
        });
    });
}
