//! Typing mistakes: in references, in amounts, in signs, and a few øre too many or too few.

use domain::Ore;

use super::stage::Stage;
use super::{Reason, Row, Side, TOLERANCE_ORE, TrueGroup, Undecidable};

/// References and KIDs that differ by a mistake. The mistake is in the ledger.
pub(super) fn references(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = stage.two_days();
    let reference = stage.reference();
    let row = Row {
        reference,
        ..stage.row(day, amount)
    };
    let right = stage.moved(&row, late);
    let variant = stage.turn(9);
    match variant {
        0 => stage.plain(),
        1..=3 => {
            let reference = mistyped(stage, &row.reference, variant);
            stage.pair(Row { reference, ..row }, right);
        }
        4 => {
            let kid = stage.kid();
            let wrong = mistyped(stage, &kid, 1);
            let bare = stage.row(day, amount);
            let right = Row {
                kid,
                ..stage.row(late, amount)
            };
            stage.pair(Row { kid: wrong, ..bare }, right);
        }
        // Two equal payments: one mistyped, or both.
        5 | 6 => {
            let undecidable = (variant == 6).then_some(Undecidable::EqualRows);
            let wrong = mistyped(stage, &row.reference, 1);
            stage.pair_or_not(
                Row {
                    reference: wrong,
                    ..row.clone()
                },
                right.clone(),
                undecidable,
            );
            let reference = stage.reference();
            let typed = if variant == 6 {
                mistyped(stage, &reference, 2)
            } else {
                reference.clone()
            };
            let left = Row {
                reference: typed,
                ..row
            };
            stage.pair_or_not(left, Row { reference, ..right }, undecidable);
        }
        7 => {
            let reference = mistyped(stage, &row.reference, 1);
            let right = Row {
                reference: right.reference,
                ..stage.row_within(day + 4, 6, amount)
            };
            let left = Row { reference, ..row };
            stage.open_pair(
                (Side::Left, left),
                (Side::Right, right),
                Reason::OutsideWindow,
            );
        }
        _ => {
            let reference = mistyped(stage, &row.reference, 3);
            let kid = stage.kid();
            let left = Row {
                reference,
                kid: kid.clone(),
                ..row
            };
            stage.pair(left, Row { kid, ..right });
        }
    }
}

/// A key with (1) one digit wrong, (2) two neighbours swapped, (3) its end cut off.
pub(super) fn mistyped(stage: &mut Stage<'_>, key: &str, how: u64) -> String {
    let mut digits: Vec<char> = key.chars().collect();
    let different: Vec<usize> = digits
        .iter()
        .zip(digits.iter().skip(1))
        .zip(0..)
        .filter_map(|((a, b), place)| (a != b).then_some(place))
        .collect();
    match (how, stage.stream.pick(&different).copied()) {
        (3, _) => digits.truncate(digits.len() - 3 - stage.stream.index(4)),
        (2, Some(place)) => digits.swap(place, place + 1),
        _ => {
            let place = stage.stream.index(digits.len());
            let step = u32::try_from(stage.stream.between(1, 9)).unwrap_or(1);
            if let Some(digit) = digits.get_mut(place) {
                let wrong = (digit.to_digit(10).unwrap_or(0) + step) % 10;
                *digit = char::from_digit(wrong, 10).unwrap_or('0');
            }
        }
    }
    digits.into_iter().collect()
}

/// Amounts with two digits swapped. The mistake is in the ledger.
pub(super) fn transposed(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = stage.two_days();
    let wrong = stage.transposed(amount);
    let variant = stage.turn(5);
    let reference = if matches!(variant, 1 | 2) {
        stage.reference()
    } else {
        String::new()
    };
    let right = Row {
        reference,
        ..stage.row(late, amount)
    };
    let left = Row {
        amount: Ore(wrong),
        ..stage.moved(&right, day)
    };
    match variant {
        0 => stage.plain(),
        // Another payment, with a reference, has just the amount that the mistake made.
        4 => {
            let reference = stage.reference();
            let hit = Row {
                reference,
                ..left.clone()
            };
            let moved = stage.moved(&hit, late);
            stage.pair(hit, moved);
            stage.open_pair(
                (Side::Left, left),
                (Side::Right, right),
                Reason::AmountTransposed,
            );
        }
        _ => stage.open_pair(
            (Side::Left, left),
            (Side::Right, right),
            Reason::AmountTransposed,
        ),
    }
}

/// Rows with the opposite sign. The mistake is in the ledger.
pub(super) fn wrong_sign(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = stage.two_days();
    let variant = stage.turn(6);
    let reference = if matches!(variant, 2 | 5) {
        String::new()
    } else {
        stage.reference()
    };
    let right = Row {
        reference,
        ..stage.row(late, amount)
    };
    let left = Row {
        amount: Ore(-amount),
        ..stage.moved(&right, day)
    };
    let open = |stage: &mut Stage<'_>| {
        stage.open_pair(
            (Side::Left, left.clone()),
            (Side::Right, right.clone()),
            Reason::SignDiffers,
        );
    };
    match variant {
        0 => stage.plain(),
        1 | 2 => open(stage),
        // Put right by twice the amount.
        3 => {
            let twice = Row {
                amount: Ore(2 * amount),
                ..left.clone()
            };
            stage.one_to_many(
                (Side::Right, right.clone()),
                vec![left.clone(), twice],
                None,
            );
        }
        // An equal payment is posted right.
        4 => {
            open(stage);
            let reference = stage.reference();
            let twin = Row {
                reference,
                ..right.clone()
            };
            let moved = stage.moved(&twin, day);
            stage.pair(moved, twin);
        }
        _ => {
            let equal = Some(Undecidable::EqualRows);
            let posted_right = Row {
                amount: Ore(amount),
                ..left.clone()
            };
            stage.pair_or_not(posted_right, right.clone(), equal);
            stage.open(Side::Left, left.clone(), Reason::SignDiffers, None);
            stage.open(Side::Right, right.clone(), Reason::SignDiffers, equal);
        }
    }
}

/// A few øre between the two sides.
pub(super) fn tolerances(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = stage.two_days();
    let reference = stage.reference();
    let left = Row {
        reference,
        ..stage.row(day, amount)
    };
    let right = stage.moved(&left, late);
    let by = |row: &Row, difference: i64| Row {
        amount: Ore(row.amount.0 + difference),
        ..row.clone()
    };
    let open = |stage: &mut Stage<'_>, left: Row, right: Row| {
        stage.open_pair(
            (Side::Left, left),
            (Side::Right, right),
            Reason::AmountDiffers,
        );
    };
    match stage.turn(8) {
        0 => stage.plain(),
        1 => {
            let difference = stage.difference(1, TOLERANCE_ORE);
            stage.pair(left, by(&right, difference));
        }
        2 => stage.pair(left, by(&right, TOLERANCE_ORE)),
        3 => open(stage, left, by(&right, TOLERANCE_ORE + 1)),
        4 => {
            let difference = stage.difference(TOLERANCE_ORE + 5, 5_000);
            open(stage, left, by(&right, difference));
        }
        // Two under one reference: the least difference in all tells.
        5 => {
            stage.pair(left.clone(), by(&right, 10));
            stage.pair(by(&left, 50), by(&right, 40));
        }
        6 => {
            let undecidable = Some(Undecidable::EqualDifferences);
            let id = stage.add(Side::Left, left);
            let near = stage.add(Side::Right, by(&right, 10));
            stage.made.groups.push(TrueGroup {
                left: vec![id],
                right: vec![near],
                difference: Ore(-10),
                undecidable,
            });
            stage.open(Side::Right, by(&right, -10), Reason::Missing, undecidable);
        }
        _ => {
            let difference = stage.difference(1, TOLERANCE_ORE);
            let (left, right) = (stage.row(day, amount), stage.row(late, amount + difference));
            open(stage, left, right);
        }
    }
}
