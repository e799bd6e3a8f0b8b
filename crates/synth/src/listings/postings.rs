//! Rows that are right, but elsewhere: over a period's end, in another currency, reversed and posted again.

use domain::Ore;

use super::stage::{LEFT_PART, Stage};
use super::{Reason, Row, Side, Undecidable};

const CURRENCIES: [&str; 5] = ["NOK", "EUR", "USD", "SEK", "GBP"];

/// One row before a month's end, its partner after it.
pub(super) fn over_period_end(stage: &mut Stage<'_>) {
    let days = &stage.plan.days;
    let ends = days.periods.len().saturating_sub(1);
    let month = stage.stream.index(ends);
    let (end, data) = (days.of_period(month).end, days.data());
    // At most three bank days apart.
    let before = end.saturating_sub(1 + stage.stream.index(2));
    let after = end + stage.stream.index(2);
    let amount = stage.whole();
    match stage.turn(8) {
        0 => {
            let reference = stage.reference();
            let left = Row {
                reference,
                ..stage.row(before, amount)
            };
            let right = stage.moved(&left, after);
            stage.pair(left, right);
        }
        1 => {
            let (left, right) = (stage.row(before, amount), stage.row(after, amount));
            stage.pair(left, right);
        }
        2 => {
            let (left, right) = (stage.row(after, amount), stage.row(before, amount));
            stage.pair(left, right);
        }
        3 => {
            let total = stage.total(3, LEFT_PART);
            let lump = stage.lump();
            let parts = stage.parts(total, 3, LEFT_PART);
            let rows = parts.into_iter().map(|part| Row {
                lump: lump.clone(),
                ..stage.row(before, part)
            });
            let rows = rows.collect();
            let one = Row {
                lump: lump.clone(),
                ..stage.row(after, total)
            };
            stage.one_to_many((Side::Right, one), rows, None);
        }
        // The partner comes after the data; one such row on each side.
        4 => {
            for side in [Side::Left, Side::Right] {
                let amount = stage.whole();
                let reference = if stage.stream.chance(50) {
                    stage.reference()
                } else {
                    String::new()
                };
                let day = data.saturating_sub(1 + stage.stream.index(2));
                let row = Row {
                    reference,
                    ..stage.row(day, amount)
                };
                stage.open(side, row, Reason::LaterPeriod, None);
            }
        }
        // The same rent at each month's end.
        5 => {
            for month in 0..ends {
                let end = stage.plan.days.of_period(month).end;
                let (left, right) = (
                    stage.row(end.saturating_sub(1), amount),
                    stage.row(end + 1, amount),
                );
                stage.pair(left, right);
            }
        }
        6 => {
            let far = before + 4 + stage.stream.index(5);
            let (left, right) = (stage.row(before, amount), stage.row(far, amount));
            stage.open_pair(
                (Side::Left, left),
                (Side::Right, right),
                Reason::OutsideWindow,
            );
        }
        _ => stage.plain(),
    }
}

/// The same amount, and the same keys, in several currencies.
pub(super) fn currencies(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = stage.two_days();
    let wanted = 2 + stage.stream.index(3);
    let currencies = stage.stream.choose(&CURRENCIES, wanted);
    let reference = stage.reference();
    let referenced = Row {
        reference,
        ..stage.row(day, amount)
    };
    let bare = stage.row(day, amount);
    match stage.turn(6) {
        0 | 1 => {
            let row = if stage.turn(6) == 0 { referenced } else { bare };
            // A key reaches farther than the window.
            let late = if stage.turn(6) == 0 {
                late.max(day) + 4
            } else {
                late
            };
            for currency in currencies {
                let left = Row {
                    currency,
                    ..row.clone()
                };
                let right = stage.moved(&left, late);
                stage.pair(left, right);
            }
        }
        2 => {
            for (row, currency) in [referenced, bare].into_iter().zip(currencies) {
                let left = Row { currency, ..row };
                let right = stage.moved(&left, late);
                stage.pair(left, right);
            }
        }
        // One payment, kept in two currencies; with reference and without.
        3 | 4 => {
            let row = if stage.turn(6) == 3 { referenced } else { bare };
            let right = Row {
                currency: "EUR",
                ..stage.moved(&row, late)
            };
            stage.open_pair(
                (Side::Left, row),
                (Side::Right, right),
                Reason::CurrencyDiffers,
            );
        }
        _ => {
            let lump = stage.lump();
            for currency in currencies {
                let total = stage.total(2, LEFT_PART);
                let parts = stage.parts(total, 2, LEFT_PART);
                let rows = parts.into_iter().map(|part| Row {
                    lump: lump.clone(),
                    currency,
                    ..stage.row(day, part)
                });
                let rows = rows.collect();
                let one = Row {
                    lump: lump.clone(),
                    currency,
                    ..stage.row(late, total)
                };
                stage.one_to_many((Side::Right, one), rows, None);
            }
        }
    }
}

/// Posted, reversed, posted right.
pub(super) fn reversals(stage: &mut Stage<'_>) {
    let (wrong, right) = (stage.whole(), stage.whole());
    let day = stage.day();
    let reference = stage.reference();
    let row = Row {
        reference,
        ..stage.row(day, wrong)
    };
    let later = |stage: &Stage<'_>, days: usize, amount: i64| Row {
        amount: Ore(amount),
        ..stage.moved(&row, day + days)
    };
    match stage.turn(10) {
        0 => {
            reversed(
                stage,
                Side::Left,
                row.clone(),
                later(stage, 1, -wrong),
                None,
            );
            let days = stage.stream.index(4);
            stage.pair(later(stage, 1, right), later(stage, days, right));
        }
        // Reversed by mistake and posted again: the bank entry is nearer to the second posting.
        1 => {
            reversed(
                stage,
                Side::Left,
                row.clone(),
                later(stage, 1, -wrong),
                None,
            );
            let days = 1 + stage.stream.index(3);
            stage.pair(later(stage, 1, wrong), later(stage, days, wrong));
        }
        2 => {
            let equal = Some(Undecidable::EqualRows);
            reversed(
                stage,
                Side::Left,
                row.clone(),
                later(stage, 0, -wrong),
                equal,
            );
            let days = stage.stream.index(3);
            stage.pair_or_not(row.clone(), later(stage, days, wrong), equal);
        }
        // Sent back by the receiver's bank; the ledger never knew.
        3 => {
            reversed(
                stage,
                Side::Right,
                row.clone(),
                later(stage, 2, -wrong),
                None,
            );
            stage.plain();
        }
        4 => {
            let (row, back) = (stage.row(day, wrong), stage.row(day + 2, -wrong));
            reversed(stage, Side::Left, row, back, None);
        }
        5 => {
            let mistake = stage.transposed(wrong);
            let back = later(stage, 1, -mistake);
            stage.open_pair(
                (Side::Left, row.clone()),
                (Side::Left, back),
                Reason::AmountTransposed,
            );
        }
        // Put right by the difference.
        6 => {
            let rows = vec![row.clone(), later(stage, 1, right - wrong)];
            let one = later(stage, 1, right);
            stage.one_to_many((Side::Right, one), rows, None);
        }
        // A refund under a reference of its own is no reversal.
        7 => {
            let days = stage.stream.index(4);
            stage.pair(row.clone(), later(stage, days, wrong));
            let reference = stage.reference();
            let refund = Row {
                reference,
                ..later(stage, 1, -wrong)
            };
            stage.pair(refund.clone(), refund);
        }
        // Two equal postings, both reversed: the references tell which is whose.
        8 => {
            let reference = stage.reference();
            for row in [
                row.clone(),
                Row {
                    reference,
                    ..row.clone()
                },
            ] {
                let back = Row {
                    amount: Ore(-wrong),
                    ..stage.moved(&row, day + 1)
                };
                reversed(stage, Side::Left, row, back, None);
            }
        }
        _ => stage.plain(),
    }
}

fn reversed(
    stage: &mut Stage<'_>,
    side: Side,
    row: Row,
    back: Row,
    undecidable: Option<Undecidable>,
) {
    let rows = vec![stage.add(side, row), stage.add(side, back)];
    match side {
        Side::Left => stage.group(rows, Vec::new(), undecidable),
        Side::Right => stage.group(Vec::new(), rows, undecidable),
    }
}
