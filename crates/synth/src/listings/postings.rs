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
    let first = Row {
        reference,
        ..stage.row(day, wrong)
    };
    match stage.turn(10) {
        0 => {
            reverse(stage, Side::Left, &first, day + 1, None);
            let (posted, bank) = (stage.row(day + 1, right), stage.row_within(day, 4, right));
            pair_under(stage, &first.reference, posted, bank, None);
        }
        // Reversed by mistake and posted again: the bank entry is nearer to the second posting.
        1 => {
            reverse(stage, Side::Left, &first, day + 1, None);
            let (posted, bank) = (
                stage.row(day + 1, wrong),
                stage.row_within(day + 1, 3, wrong),
            );
            pair_under(stage, &first.reference, posted, bank, None);
        }
        // All on one day: which of the two postings was reversed?
        2 => {
            let equal = Some(Undecidable::EqualRows);
            reverse(stage, Side::Left, &first, day, equal);
            let (posted, bank) = (stage.row(day, wrong), stage.row_within(day, 3, wrong));
            pair_under(stage, &first.reference, posted, bank, equal);
        }
        // Sent back by the receiver's bank; the ledger never knew.
        3 => {
            reverse(stage, Side::Right, &first, day + 2, None);
            stage.plain();
        }
        4 => {
            let bare = stage.row(day, wrong);
            reverse(stage, Side::Left, &bare, day + 2, None);
        }
        // Two equal postings, both reversed: the references tell which is whose.
        5 => {
            let reference = stage.reference();
            let second = Row {
                reference,
                ..first.clone()
            };
            for posting in [first, second] {
                reverse(stage, Side::Left, &posting, day + 1, None);
            }
        }
        6 => stage.plain(),
        turn => corrections(stage, turn, day, (first, right)),
    }
}

/// Put right without being reversed, or not at all.
fn corrections(stage: &mut Stage<'_>, turn: u64, day: usize, (first, right): (Row, i64)) {
    let wrong = first.amount.0;
    match turn {
        // Reversed with a mistake.
        7 => {
            let mistake = stage.transposed(wrong);
            let back = Row {
                amount: Ore(-mistake),
                ..stage.moved(&first, day + 1)
            };
            stage.open_pair(
                (Side::Left, first),
                (Side::Left, back),
                Reason::AmountTransposed,
            );
        }
        // By the difference.
        8 => {
            let of = |amount| Row {
                amount: Ore(amount),
                ..stage.moved(&first, day + 1)
            };
            let (difference, bank) = (of(right - wrong), of(right));
            stage.one_to_many((Side::Right, bank), vec![first, difference], None);
        }
        // A refund under a reference of its own is no reversal.
        _ => {
            let bank = stage.row_within(day, 4, wrong);
            let reference = first.reference.clone();
            pair_under(stage, &reference, first, bank, None);
            let reference = stage.reference();
            let refund = stage.row(day + 1, -wrong);
            pair_under(stage, &reference, refund.clone(), refund, None);
        }
    }
}

/// Adds a row and its opposite to one side.
fn reverse(
    stage: &mut Stage<'_>,
    side: Side,
    row: &Row,
    day: usize,
    undecidable: Option<Undecidable>,
) {
    let back = Row {
        amount: Ore(-row.amount.0),
        ..stage.moved(row, day)
    };
    let rows = vec![stage.add(side, row.clone()), stage.add(side, back)];
    match side {
        Side::Left => stage.group(rows, Vec::new(), undecidable),
        Side::Right => stage.group(Vec::new(), rows, undecidable),
    }
}

/// A pair under one reference.
fn pair_under(
    stage: &mut Stage<'_>,
    reference: &str,
    left: Row,
    right: Row,
    undecidable: Option<Undecidable>,
) {
    let [left, right] = [left, right].map(|row| Row {
        reference: reference.to_owned(),
        ..row
    });
    stage.pair_or_not(left, right, undecidable);
}
