//! Several rows against one: payments grouped without a reference, split over days, and fees.

use super::stage::{LEFT_PART, RIGHT_PART, Stage, other};
use super::{MOST_PARTS, Reason, Row, Side, Undecidable};

/// Fees of one day that differ: so many steps of 20 øre.
const FEE_STEPS: u64 = 1_000;

/// The last digit of parts on a side.
fn part_of(side: Side) -> i64 {
    match side {
        Side::Left => LEFT_PART,
        Side::Right => RIGHT_PART,
    }
}

fn either_side(stage: &mut Stage<'_>) -> Side {
    if stage.stream.chance(50) {
        Side::Left
    } else {
        Side::Right
    }
}

/// A number of rows from `low` to `high`.
fn count(stage: &mut Stage<'_>, low: usize, high: usize) -> usize {
    low + stage.stream.index(high - low + 1)
}

/// Rows on a side, each on one of so many days from the first, and the total they stand for.
fn parts(
    stage: &mut Stage<'_>,
    side: Side,
    count: usize,
    first: usize,
    days: usize,
) -> (Vec<Row>, i64) {
    let total = stage.total(count, part_of(side));
    let amounts = stage.parts(total, count, part_of(side));
    let rows = amounts.into_iter().map(|amount| {
        let day = first + stage.stream.index(days);
        stage.row(day, amount)
    });
    (rows.collect(), total)
}

fn with_lump(rows: Vec<Row>, lump: &str) -> Vec<Row> {
    let rows = rows.into_iter();
    rows.map(|row| Row {
        lump: lump.to_owned(),
        ..row
    })
    .collect()
}

fn with_reference(rows: Vec<Row>, reference: &str) -> Vec<Row> {
    let rows = rows.into_iter();
    rows.map(|row| Row {
        reference: reference.to_owned(),
        ..row
    })
    .collect()
}

/// A lump of 2 to `most` rows and its one row, with the lump key on the lump and, if `both`, on the one row.
pub(super) fn lump(stage: &mut Stage<'_>, many: Side, most: usize, both: bool) {
    let (day, count) = (stage.day(), count(stage, 2, most));
    let (rows, total) = parts(stage, many, count, day, 2);
    let lump = stage.lump();
    let late = day + stage.stream.index(3);
    let one = Row {
        lump: if both { lump.clone() } else { String::new() },
        ..stage.row(late, total)
    };
    stage.one_to_many((other(many), one), with_lump(rows, &lump), None);
}

/// Several payments that the other side shows as one amount.
pub(super) fn grouped(stage: &mut Stage<'_>) {
    if let Some((first, turn)) = stage.plan.stretch(stage.number) {
        return grouped_bare(stage, first, turn);
    }
    match stage.turn(5) {
        0 => lump(stage, Side::Left, 2 * MOST_PARTS, false),
        1 => lump(stage, Side::Right, 2 * MOST_PARTS, false),
        2 => lump(stage, Side::Left, 2 * MOST_PARTS, true),
        _ => stage.plain(),
    }
}

fn grouped_bare(stage: &mut Stage<'_>, first: usize, turn: u64) {
    let many = either_side(stage);
    match turn % 5 {
        0 => {
            let count = count(stage, 2, MOST_PARTS);
            let (rows, total) = parts(stage, many, count, first, 1);
            let one = stage.row_within(first, 4, total);
            stage.one_to_many((other(many), one), rows, None);
        }
        // Beside rows that are open for good.
        1 => {
            let count = count(stage, 2, MOST_PARTS);
            let (rows, total) = parts(stage, many, count, first, 2);
            let one = stage.row(first + 1, total);
            stage.one_to_many((other(many), one), rows, None);
            for side in [Side::Left, Side::Right] {
                let amount = stage.whole();
                let row = stage.row(first + 1, amount);
                stage.open(side, row, Reason::Missing, None);
            }
        }
        // The most rows that are searched.
        2 => {
            let (rows, total) = parts(stage, many, MOST_PARTS, first, 3);
            let one = stage.row_within(first, 3, total);
            stage.one_to_many((other(many), one), rows, None);
        }
        3 => equal_sums(stage, many, first),
        _ => {
            let count = count(stage, MOST_PARTS + 1, 9);
            let (rows, total) = parts(stage, many, count, first, 1);
            let one = stage.row(first, total);
            stage.one_to_many((other(many), one), rows, Some(Undecidable::TooManyParts));
        }
    }
}

/// Two pairs of rows that both give the one amount, and none else does.
fn equal_sums(stage: &mut Stage<'_>, many: Side, first: usize) {
    let undecidable = Some(Undecidable::EqualSums);
    let part = part_of(many);
    let total = stage.total(2, part);
    let quarter = total.abs() / 40;
    let small = [
        stage.stream.between(1, quarter - 1) * 10 + part,
        stage.stream.between(quarter, 2 * quarter - 2) * 10 + part,
    ];
    let mut two = small.map(|small| {
        let amounts = [total.signum() * small, total - total.signum() * small];
        amounts.map(|amount| stage.row(first, amount)).to_vec()
    });
    let one = stage.row(first, total);
    let [mine, others] = &mut two;
    stage.one_to_many((other(many), one), std::mem::take(mine), undecidable);
    for row in std::mem::take(others) {
        stage.open(many, row, Reason::Missing, undecidable);
    }
}

/// One payment in parts on several days.
pub(super) fn split(stage: &mut Stage<'_>) {
    if let Some((first, turn)) = stage.plan.stretch(stage.number) {
        return split_bare(stage, first, turn);
    }
    let many = either_side(stage);
    match stage.turn(4) {
        0 => {
            // A key shared by both sides reaches farther than the window.
            let (day, count) = (stage.day(), count(stage, 2, 4));
            let (rows, total) = parts(stage, many, count, day, 8);
            let reference = stage.reference();
            let one = Row {
                reference: reference.clone(),
                ..stage.row(day, total)
            };
            stage.one_to_many((other(many), one), with_reference(rows, &reference), None);
        }
        1 | 2 => {
            let (day, count) = (stage.day(), count(stage, 2, 8));
            let (rows, total) = parts(stage, many, count, day, 4);
            let lump = stage.lump();
            let one = stage.row_within(day, 4, total);
            stage.one_to_many((other(many), one), with_lump(rows, &lump), None);
        }
        _ => stage.plain(),
    }
}

fn split_bare(stage: &mut Stage<'_>, first: usize, turn: u64) {
    let many = either_side(stage);
    let count = count(stage, 2, 4);
    let (mut rows, total) = parts(stage, many, count, first, 4);
    let one = stage.row_within(first, 4, total);
    if turn % 4 < 3 {
        stage.one_to_many((other(many), one), rows, None);
    } else {
        rows.pop();
        missing_part(stage, many, one, rows);
    }
}

/// One row and those of its parts that there are: all open.
pub(super) fn missing_part(stage: &mut Stage<'_>, many: Side, one: Row, rows: Vec<Row>) {
    stage.open(other(many), one, Reason::PartMissing, None);
    for row in rows {
        stage.open(many, row, Reason::PartMissing, None);
    }
}

/// One side shows net, the other gross and fee.
pub(super) fn fees(stage: &mut Stage<'_>) {
    let days = u64::try_from(stage.plan.days.data()).unwrap_or(1).max(1);
    // Scenes take the days in turn, so the turn of a day is a number that no other scene of that day has.
    let day = usize::try_from(stage.number % days).unwrap_or(0);
    let step = i64::try_from(stage.number / days % FEE_STEPS).unwrap_or(0);
    let fee_ore = 500 + 20 * step;
    let variant = stage.turn(7);
    let grossed = if matches!(variant, 1 | 6) {
        Side::Right
    } else {
        Side::Left
    };
    match variant {
        0 | 1 => net(stage, grossed, day, &[fee_ore], 1, None),
        2 => net(stage, grossed, day, &[fee_ore, fee_ore + 10], 1, None),
        3 => net(stage, grossed, day, &[fee_ore], -1, None),
        4 => {
            for _ in 0..2 {
                net(
                    stage,
                    grossed,
                    day,
                    &[fee_ore],
                    1,
                    Some(Undecidable::EqualFees),
                );
            }
        }
        5 => stage.plain(),
        // A fee that the ledger does not know.
        _ => {
            stage.plain();
            let fee = Row {
                fee: stage.fee_key(),
                ..stage.row(day, -fee_ore)
            };
            stage.open(grossed, fee, Reason::Missing, None);
        }
    }
}

/// Gross and fees on one side, net on the other, all on one day. A fee is always money out.
fn net(
    stage: &mut Stage<'_>,
    grossed: Side,
    day: usize,
    fees_ore: &[i64],
    sign: i64,
    undecidable: Option<Undecidable>,
) {
    let gross = sign * stage.gross();
    let reference = if stage.stream.chance(50) {
        stage.reference()
    } else {
        String::new()
    };
    let fee = stage.fee_key();
    let net = Row {
        reference: reference.clone(),
        ..stage.row(day, gross - fees_ore.iter().sum::<i64>())
    };
    let mut rows = vec![Row {
        reference,
        ..stage.row(day, gross)
    }];
    rows.extend(fees_ore.iter().map(|ore| Row {
        fee: fee.clone(),
        text: "Gebyr",
        ..stage.row(day, -ore)
    }));
    stage.one_to_many((other(grossed), net), rows, undecidable);
}
