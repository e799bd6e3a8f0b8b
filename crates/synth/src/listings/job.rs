//! A month as it is: most rows by reference, some in lumps, some by amount and day, a few open.

use domain::Ore;

use super::mistakes::mistyped;
use super::stage::{LEFT_PART, Stage};
use super::sums::{lump, missing_part};
use super::{Reason, Row, Side, Undecidable};

/// Most rows of a lump.
const LUMP_ROWS: usize = 12;

/// One scene. Of 9 073 scenes, some 10 000 left rows, 143 are lumps of seven rows on average, and 430 open with one to
/// three rows.
pub(super) fn play(stage: &mut Stage<'_>) {
    match stage.stream.below(9_073) {
        0..7_000 => stage.plain(),
        7_000..7_143 => lump(stage, Side::Left, LUMP_ROWS, true),
        7_143..8_643 => by_amount(stage),
        _ => open(stage),
    }
}

/// Rows that only amount and day bring together: most without a key, some with a mistyped one, a few twins.
fn by_amount(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = stage.two_days();
    let (left, right) = (stage.row(day, amount), stage.row(late, amount));
    match stage.stream.below(100) {
        0..10 => {
            let reference = stage.reference();
            let how = 1 + stage.stream.below(3);
            let wrong = mistyped(stage, &reference, how);
            stage.pair(
                Row {
                    reference: wrong,
                    ..left
                },
                Row { reference, ..right },
            );
        }
        10..11 => {
            for _ in 0..2 {
                let undecidable = Some(Undecidable::EqualRows);
                stage.pair_or_not(left.clone(), right.clone(), undecidable);
            }
        }
        _ => stage.pair(left, right),
    }
}

/// Rows that are open, for every reason there is.
fn open(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = stage.two_days();
    let reference = if stage.stream.chance(70) {
        stage.reference()
    } else {
        String::new()
    };
    let left = Row {
        reference,
        ..stage.row(day, amount)
    };
    let right = stage.moved(&left, late);
    let with = |row: &Row, amount: i64| Row {
        amount: Ore(amount),
        ..row.clone()
    };
    let (right, reason) = match stage.stream.below(10) {
        0..4 => {
            let unknown = stage.whole();
            stage.open(Side::Left, left, Reason::Missing, None);
            stage.open(Side::Right, with(&right, unknown), Reason::Missing, None);
            return;
        }
        4 => {
            let total = stage.total(4, LEFT_PART);
            let lump = stage.lump();
            let parts = stage.parts(total, 4, LEFT_PART);
            let with_lump = |row: &Row, amount| Row {
                lump: lump.clone(),
                reference: String::new(),
                ..with(row, amount)
            };
            let rows = parts
                .into_iter()
                .skip(1)
                .map(|part| with_lump(&left, part))
                .collect();
            return missing_part(stage, Side::Left, with_lump(&right, total), rows);
        }
        5 | 6 => (
            with(&right, amount + stage.difference(1, 99)),
            Reason::AmountDiffers,
        ),
        7 => (
            with(&right, stage.transposed(amount)),
            Reason::AmountTransposed,
        ),
        8 => (with(&right, -amount), Reason::SignDiffers),
        _ => {
            let far = day + 4 + stage.stream.index(8);
            let right = Row {
                reference: String::new(),
                ..stage.moved(&right, far)
            };
            (right, Reason::OutsideWindow)
        }
    };
    stage.open_pair((Side::Left, left), (Side::Right, right), reason);
}
