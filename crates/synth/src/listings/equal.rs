//! Rows that are equal, or nearly so: classes of equal amounts, twins, and rows delivered twice.

use super::stage::Stage;
use super::{Reason, Row, Side, Undecidable};

const EQUAL: Option<Undecidable> = Some(Undecidable::EqualRows);

/// Many equal amounts on three days; in between a rent.
pub(super) fn amounts(stage: &mut Stage<'_>) {
    if stage.turn(4) == 3 {
        return rents(stage);
    }
    let amount = stage.whole();
    let first = stage.day();
    // Per day: pairs without any key.
    let mut bare = [0_u64; 3];
    for at in 0..stage.plan.class_rows {
        let day = usize::try_from(at % 3).unwrap_or(0);
        match stage.stream.below(10) {
            0..6 => {
                let reference = stage.reference();
                let late = stage.stream.index(4);
                let row = Row {
                    reference,
                    ..stage.row(first + day, amount)
                };
                let moved = stage.moved(&row, first + day + late);
                stage.pair(row, moved);
            }
            6..8 => {
                let kid = stage.kid();
                let row = Row {
                    kid,
                    ..stage.row(first + day, amount)
                };
                stage.pair(row.clone(), row);
            }
            _ => {
                if let Some(count) = bare.get_mut(day) {
                    *count += 1;
                }
            }
        }
    }
    for (day, count) in (first..).zip(bare) {
        // One more on one side, by turns: which one is too many, the data do not tell, unless it is alone.
        let row = stage.row(day, amount);
        let extra = day == first && count > 0 && stage.turn(2) == 0;
        let undecidable = EQUAL.filter(|_| extra || count > 1);
        for _ in 0..count {
            stage.pair_or_not(row.clone(), row.clone(), undecidable);
        }
        if extra {
            stage.open(Side::Right, row, Reason::Missing, undecidable);
        }
    }
}

/// One amount again and again, always farther apart than the window.
fn rents(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let start = stage.stream.index(8);
    let days = stage.plan.days.data().min(100);
    for day in (start..days).step_by(8) {
        let late = stage.stream.index(4);
        let (row, moved) = (stage.row(day, amount), stage.row(day + late, amount));
        stage.pair(row, moved);
    }
}

/// Two or three equal payments on one day.
pub(super) fn twins(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = two_days_in_order(stage);
    let (left, right) = (stage.row(day, amount), stage.row(late, amount));
    let referenced = |stage: &mut Stage<'_>| {
        let reference = stage.reference();
        let left = Row {
            reference: reference.clone(),
            ..left.clone()
        };
        (
            left,
            Row {
                reference,
                ..right.clone()
            },
        )
    };
    match stage.turn(6) {
        0 => {
            for _ in 0..2 {
                let (left, right) = referenced(stage);
                stage.pair(left, right);
            }
        }
        1 => {
            for _ in 0..2 {
                stage.pair_or_not(left.clone(), right.clone(), EQUAL);
            }
        }
        2 => {
            let (left_referenced, right_referenced) = referenced(stage);
            stage.pair(left_referenced, right_referenced);
            stage.pair(left, right);
        }
        3 => {
            for text in ["Husleie mars", "Husleie april"] {
                stage.pair_or_not(
                    Row {
                        text,
                        ..left.clone()
                    },
                    Row {
                        text,
                        ..right.clone()
                    },
                    EQUAL,
                );
            }
        }
        4 => {
            for _ in 0..2 {
                stage.pair_or_not(left.clone(), right.clone(), EQUAL);
            }
            stage.open(Side::Left, left, Reason::Missing, EQUAL);
        }
        _ => {
            for day in [day, day + 1] {
                let row = stage.row(day, amount);
                stage.pair(row.clone(), row);
            }
        }
    }
}

fn two_days_in_order(stage: &mut Stage<'_>) -> (usize, usize) {
    let day = stage.day();
    (day, day + stage.stream.index(4))
}

/// Rows that two files of one side share.
pub(super) fn overlapping_files(stage: &mut Stage<'_>) {
    let amount = stage.whole();
    let (day, late) = two_days_in_order(stage);
    let (mut left, mut right) = (stage.row(day, amount), stage.row(late, amount));
    let variant = stage.turn(6);
    if variant != 5 {
        let reference = stage.reference();
        left.reference.clone_from(&reference);
        right.reference = reference;
    }
    let (left_again, right_again) = (
        Row {
            delivery: 2,
            ..left.clone()
        },
        Row {
            delivery: 2,
            ..right.clone()
        },
    );
    match variant {
        0 => stage.pair(left, right),
        1 | 5 => {
            stage.pair_or_not(left, right, EQUAL);
            stage.open(Side::Right, right_again, Reason::DeliveredAgain, EQUAL);
        }
        2 => {
            stage.pair_or_not(left, right, EQUAL);
            stage.open(Side::Left, left_again, Reason::DeliveredAgain, EQUAL);
        }
        3 => {
            stage.pair_or_not(left, right, EQUAL);
            stage.pair_or_not(left_again, right_again, EQUAL);
        }
        // Paid twice: the second payment has a reference of its own, and the ledger does not know it.
        _ => {
            stage.pair(left, right);
            let reference = stage.reference();
            let paid_again = Row {
                reference,
                ..right_again
            };
            stage.open(Side::Right, paid_again, Reason::Missing, None);
        }
    }
}
