//! Faults of payment orders: what the bank or the ledger says of them is missing or wrong.
//!
//! Not here: a batch that the ledger lacks as a whole (`bank`).

use domain::{Ore, Period};
use formats::saft::record::PartyKind;

use super::{Candidate, Edit, Effect, FaultId, later_periods};
use crate::profile::SUPPLIERS;
use crate::world::{Line, Order, Payment, Row, Voucher, VoucherKind, World, negative, total};

/// The only order of its day.
pub(super) fn only_order(world: &World, spot: usize) -> Option<&Order> {
    let order = world.orders.get(spot)?;
    let of_day = world.orders.iter().filter(|other| other.day == order.day);
    (of_day.count() == 1).then_some(order)
}

/// The only order of a day, nothing of which is refused, without the bank's answer or its notification.
pub(super) fn order_unanswered(
    world: &World,
    fault: FaultId,
    period: Period,
    spot: usize,
) -> Option<Candidate> {
    let order = only_order(world, spot)?;
    if order.payments.iter().any(|payment| payment.is_rejected) {
        return None;
    }
    let paying = world.profile.ledger(world.profile.paying);
    let amount = negative(total(order.payments.iter().map(|payment| payment.amount)));
    let edit = match fault {
        FaultId::ReturnMissing => Edit::DropReturn(order.day),
        _ => Edit::DropSettlement(order.day),
    };
    let effect = Effect::new(fault, period, paying, amount, vec![Row::Entry(order.entry)]);
    Some(Candidate {
        touches: vec![(order.day, paying)],
        effects: vec![effect],
        edits: vec![edit],
        ..Candidate::default()
    })
}

/// The only order of a day, nothing of which is refused or sent again, without its file: the bank answers and debits what
/// nobody has ordered, and that stays so.
pub(super) fn order_missing(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let order = only_order(world, spot)?;
    let payments = world.orders.iter().flat_map(|order| &order.payments);
    let mut refused = payments.filter(|payment| payment.is_rejected);
    let is_of = |refused: &Payment| {
        let mut payments = order.payments.iter();
        payments.any(|one| (one.amount, &one.account) == (refused.amount, &refused.account))
    };
    if refused.any(is_of) {
        return None;
    }
    let paying = world.profile.ledger(world.profile.paying);
    let amount = total(order.payments.iter().map(|payment| payment.amount));
    let later = later_periods(world, period).map(|(later, _)| later);
    let effects = std::iter::once(period).chain(later).map(|of| {
        let rows = vec![Row::Entry(order.entry)];
        let effect = Effect::new(FaultId::OrderMissing, of, paying, amount, rows);
        // The answers state no amount.
        effect.mirrored(paying, Ore::ZERO)
    });
    Some(Candidate {
        touches: vec![(order.day, paying)],
        effects: effects.collect(),
        edits: vec![Edit::DropOrder(order.day)],
        ..Candidate::default()
    })
}

/// A payment that the bank refused is posted as paid.
pub(super) fn refusal_posted(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let order = only_order(world, spot)?;
    let refused = order.payments.iter().find(|payment| payment.is_rejected)?;
    let paying = world.profile.ledger(world.profile.paying);
    let of_entry = |rows: &[(&str, Row)]| rows.contains(&("bank", Row::Entry(order.entry)));
    let mut groups = world.groups.iter();
    let group = groups.position(|group| of_entry(&group.rows))?;
    let amount = negative(refused.amount);
    let voucher = Voucher {
        kind: VoucherKind::Remittance,
        number: 0, // given when it is posted
        period,
        date: world.days.date(order.day),
        batch: order.batch.clone(),
        lines: vec![
            Line::plain(paying, amount, "Remittering"),
            Line::plain(SUPPLIERS, refused.amount, "Remittering")
                .party(PartyKind::Supplier, refused.party),
        ],
        removed: false,
    };
    let rows = vec![Row::Entry(order.entry)];
    let effect = Effect::new(FaultId::RefusalPosted, period, paying, refused.amount, rows);
    Some(Candidate {
        touches: vec![(order.day, paying)],
        groups: vec![group],
        effects: vec![effect.mirrored(paying, amount)],
        edits: vec![Edit::Post(voucher)],
        ..Candidate::default()
    })
}
