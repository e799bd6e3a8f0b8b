//! Faults inside the ledger: on the error account and on the interim account.
//!
//! Not here: what the bank shows (`bank`).

use domain::{Ore, Period};

use super::bank::clearing;
use super::{Candidate, Edit, Effect, FaultId, is_reposting, later_periods};
use crate::profile::{ERROR, INTERIM};
use crate::world::{EntryKind, Line, Row, Voucher, VoucherKind, World, negative};

/// A cost with a dimension that does not exist: on the error account, until it is re-posted in the month after.
pub(super) fn invalid_dimension(world: &World, period: Period, place: usize) -> Option<Candidate> {
    let voucher = world.vouchers.get(place).filter(|one| is_reposting(one))?;
    let line = voucher.lines.first()?;
    let effect = Effect::new(
        FaultId::InvalidDimension,
        period,
        ERROR,
        line.amount,
        vec![Row::Line(place, 0)],
    );
    let mut edits = vec![Edit::Account(place, 0, ERROR)];
    if let Some((next, days)) = later_periods(world, period).next() {
        let text = "Retting av feilkonto";
        edits.push(Edit::Post(Voucher {
            kind: VoucherKind::General,
            number: 0, // given when it is posted
            period: next,
            date: world.days.date(days.start),
            batch: String::new(),
            lines: vec![
                Line::plain(line.account, line.amount, text),
                Line::plain(ERROR, negative(line.amount), text),
            ],
            removed: false,
        }));
    }
    Some(Candidate {
        vouchers: vec![place],
        effects: vec![effect],
        edits,
        ..Candidate::default()
    })
}

/// An unknown receipt that is still open at the end of the month, without a word on what is to become of it.
pub(super) fn status_missing(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let single = world.singles.get(spot)?;
    let cleared = clearing(world, single).and_then(|clearing| world.vouchers.get(clearing));
    let is_manual = world.entries.get(single.entry)?.kind == EntryKind::Manual;
    if !is_manual || cleared.is_some_and(|clearing| clearing.period <= period) {
        return None;
    }
    let amount = world.line_amount(single.voucher, 1);
    let rows = vec![Row::Line(single.voucher, 1)];
    Some(Candidate {
        vouchers: vec![single.voucher],
        effects: vec![Effect::new(
            FaultId::StatusMissing,
            period,
            INTERIM,
            amount,
            rows,
        )],
        edits: vec![Edit::Text(single.voucher, 1, "Innbetaling uten KID")],
        ..Candidate::default()
    })
}

/// Months after its own in which an item of the interim account is not yet too old.
const YOUNG: usize = 2;

/// What the interim check says of an item that is never cleared, in every period in which it is too old.
pub(super) fn old(
    world: &World,
    fault: FaultId,
    row: Row,
    amount: Ore,
    born: Period,
) -> Vec<Effect> {
    let periods = later_periods(world, born).skip(YOUNG);
    let effect = |(period, _)| Effect {
        check: FaultId::OverAge.check(),
        ..Effect::new(fault, period, INTERIM, amount, vec![row]).caused_by(FaultId::OverAge.cause())
    };
    periods.map(effect).collect()
}

/// An unknown receipt that nobody ever clears: too old from the third month after.
pub(super) fn over_age(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let single = world.singles.get(spot)?;
    let clearing = clearing(world, single)?;
    let amount = world.line_amount(single.voucher, 1);
    let row = Row::Line(single.voucher, 1);
    let effects = old(world, FaultId::OverAge, row, amount, period);
    (!effects.is_empty()).then(|| Candidate {
        vouchers: vec![single.voucher, clearing],
        groups: single.interim_group.into_iter().collect(),
        effects,
        edits: vec![Edit::Remove(vec![clearing])],
        ..Candidate::default()
    })
}
