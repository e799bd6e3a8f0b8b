//! Faults in payments with KID: a lump that is not read, a digit that is wrong.
//!
//! Not here: receipts without KID (`bank`).

use domain::Period;
use domain::identifier::Kid;

use super::{Candidate, Edit, Effect, FaultId};
use crate::profile::{CUSTOMERS, OTHER_INCOME};
use crate::random::Stream;
use crate::world::{Line, Row, World, negative};

pub(super) fn ocr_not_read(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let lump = world.lumps.get(spot)?;
    let working = world.profile.receiving;
    let settlement = world.profile.ledger(world.profile.settlement_of(working));
    let mut vouchers = lump.vouchers.clone();
    vouchers.push(lump.trigger?);
    let mut rows = vec![Row::Entry(lump.entry)];
    rows.extend(lump.receipts.iter().map(|receipt| Row::Receipt(*receipt)));
    let amount = negative(lump.amount);
    let effect = Effect::new(FaultId::OcrNotRead, period, settlement, amount, rows);
    let mut groups = lump.kid_groups.clone();
    groups.push(lump.bank_group);
    groups.extend(transfer_groups(world, lump.day, working));
    Some(Candidate {
        touches: vec![
            (lump.day, world.profile.ledger(working)),
            (lump.day, settlement),
        ],
        vouchers: vouchers.clone(),
        groups,
        effects: vec![effect],
        edits: vec![Edit::Remove(vouchers)],
    })
}

/// The two groups of the day's transfer from a working account.
fn transfer_groups(world: &World, day: usize, working: usize) -> Vec<usize> {
    let here = world
        .transfers
        .iter()
        .filter(|t| t.day == day && t.working == working);
    here.flat_map(|transfer| transfer.groups).collect()
}

pub(super) fn wrong_kid_digit(
    world: &World,
    period: Period,
    (spot, number): (usize, usize),
    stream: &mut Stream,
) -> Option<Candidate> {
    let lump = world.lumps.get(spot)?;
    let (voucher, receipt) = (*lump.vouchers.get(number)?, *lump.receipts.get(number)?);
    let kid = wrong_kid(&world.receipts.get(receipt)?.kid, stream)?;
    let amount = world.line_amount(voucher, 1);
    let rows = vec![Row::Receipt(receipt), Row::Line(voucher, 1)];
    let effect = Effect::new(FaultId::WrongKidDigit, period, CUSTOMERS, amount, rows);
    let working = world.profile.ledger(world.profile.receiving);
    Some(Candidate {
        touches: vec![(lump.day, working), (lump.day, CUSTOMERS)],
        vouchers: vec![voucher],
        groups: vec![*lump.kid_groups.get(number)?],
        effects: vec![effect],
        edits: vec![Edit::Kid(voucher, kid)],
    })
}

/// A payment with KID that is posted as income.
pub(super) fn payment_not_posted(
    world: &World,
    period: Period,
    (spot, number): (usize, usize),
) -> Option<Candidate> {
    let lump = world.lumps.get(spot)?;
    let (voucher, receipt) = (*lump.vouchers.get(number)?, *lump.receipts.get(number)?);
    let amount = world.line_amount(voucher, 1);
    let rows = vec![Row::Receipt(receipt)];
    let effect = Effect::new(FaultId::PaymentNotPosted, period, CUSTOMERS, amount, rows);
    let working = world.profile.ledger(world.profile.receiving);
    let line = Line::plain(OTHER_INCOME, amount, "OCR-innbetaling");
    Some(Candidate {
        touches: vec![(lump.day, working), (lump.day, CUSTOMERS)],
        vouchers: vec![voucher],
        groups: vec![*lump.kid_groups.get(number)?],
        effects: vec![effect],
        edits: vec![Edit::Line(voucher, 1, line)],
    })
}

/// The OCR file of a day is missing: none of its lumps is in the ledger.
pub(super) fn ocr_file_missing(world: &World, period: Period, day: usize) -> Option<Candidate> {
    let lumps = world.lumps.iter().enumerate();
    let of_day = lumps.filter(|(_, lump)| lump.day == day);
    let mut candidate = Candidate::default();
    for (spot, lump) in of_day {
        let one = ocr_not_read(world, period, spot)?;
        candidate.touches.extend(one.touches);
        candidate.vouchers.extend(one.vouchers);
        candidate.groups.extend(one.groups);
        let of_entry = |rows: &[(&str, Row)]| rows.contains(&("bank", Row::Entry(lump.entry)));
        let groups = world.groups.iter().enumerate();
        let of_lump = groups.filter(|(_, group)| of_entry(&group.rows));
        candidate.groups.extend(of_lump.map(|(place, _)| place));
        candidate
            .effects
            .extend(one.effects.into_iter().map(|effect| Effect {
                fault: FaultId::OcrFileMissing,
                rows: vec![Row::Entry(lump.entry)],
                ..effect
            }));
        candidate.edits.extend(one.edits);
    }
    candidate.edits.push(Edit::DropReceipts(day));
    (!candidate.effects.is_empty()).then_some(candidate)
}

/// The KID with one digit changed so that it fails both check methods.
fn wrong_kid(kid: &str, stream: &mut Stream) -> Option<String> {
    let mut ways: Vec<String> = Vec::new();
    for (place, old) in kid.char_indices() {
        for new in ('0'..='9').filter(|new| *new != old) {
            let text = format!("{}{new}{}", kid.get(..place)?, kid.get(place + 1..)?);
            if text.parse::<Kid>().is_ok_and(|kid| !kid.holds(None)) {
                ways.push(text);
            }
        }
    }
    stream.pick(&ways).cloned()
}
