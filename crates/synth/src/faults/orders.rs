//! Faults between the order module and the ledger, and in what the service log says of vouchers received.
//!
//! The batch of a month is not whole in the ledger then, which the control of imports tells too. Not here: bills (`registers`).

use domain::{Ore, Period};
use formats::delimited::record::Value;

use super::bank::transposed;
use super::{Candidate, Edit, Effect, FaultId, Spot};
use crate::profile::{ORDER_SYSTEM, RECEIVED_BILLS, has_order_module};
use crate::random::Stream;
use crate::registers::orders::order_line;
use crate::registers::tampered::{Cell, Change, Tampering};
use crate::request::Request;
use crate::world::{Line, Voucher, VoucherKind, World, negative, total};

/// The first year of the control of invoices that the routine has as a whole.
const FIRST_YEAR: i32 = 2017;

/// Whether a fault is one of this module.
pub(super) fn has(fault: FaultId) -> bool {
    fault.check() == "invoices-out" || fault == FaultId::ReceivedNotPosted
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(request: &Request, agency: u32) -> bool {
    request.periods.0.year() >= FIRST_YEAR && has_order_module(agency)
}

/// What is looked at: invoices of the month, or bills.
fn kind(fault: FaultId) -> VoucherKind {
    if fault == FaultId::ReceivedNotPosted {
        VoucherKind::Bill
    } else {
        VoucherKind::Invoice
    }
}

/// Vouchers of the month.
pub(super) fn spots(world: &World, fault: FaultId, place: usize) -> Vec<Spot> {
    let period = world.days.period(place);
    let vouchers = world.vouchers.iter().enumerate();
    let ours = vouchers
        .filter(|(_, one)| one.kind == kind(fault) && !one.removed && Some(one.period) == period);
    ours.map(|(spot, _)| (spot, 0)).collect()
}

/// What the fault would be at this spot; `None` if it cannot be there.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let voucher = world.vouchers.get(spot).filter(|one| !one.removed)?;
    let at = At {
        world,
        fault,
        period: world.days.period(place)?,
        voucher,
    };
    let mut candidate = match fault {
        FaultId::ReceivedNotPosted => Some(at.not_posted()),
        FaultId::OrderNotBooked => at.not_booked(stream),
        FaultId::OrderNotSent => at.not_sent(),
        FaultId::OrderBookedTwice => at.booked_twice(spot),
        _ => at.differs(stream),
    }?;
    candidate.vouchers = vec![spot];
    if fault != FaultId::ReceivedNotPosted {
        // A month has one batch.
        let first_day = world.days.of_period(place).start;
        candidate.touches = vec![(first_day, ORDER_SYSTEM)];
    }
    Some(candidate)
}

/// A voucher that a fault concerns.
struct At<'a> {
    world: &'a World,
    fault: FaultId,
    period: Period,
    voucher: &'a Voucher,
}

impl At<'_> {
    fn tamper(&self, listing: &'static str, cells: Vec<Cell>, change: Change) -> Edit {
        Edit::Tamper(Tampering {
            listing,
            period: self.period,
            cells,
            change,
        })
    }

    /// What both controls say of an amount that the ledger has more.
    fn effects(&self, more: Ore, of_batch: Option<&'static str>) -> Vec<Effect> {
        let subject = VoucherKind::Invoice.code();
        let batch = self.world.profile.order_batch(self.period);
        let effect = Effect::new(self.fault, self.period, subject, more, Vec::new());
        let of_imports = Effect {
            subject: format!("{ORDER_SYSTEM} {batch}").into(),
            ..effect.clone()
        };
        vec![effect, of_imports.told_by("imports", of_batch)]
    }

    /// The two lines of the invoice in the file.
    fn in_file(&self, change: impl Fn(&Line) -> Change) -> Vec<Edit> {
        let lines = self.voucher.lines.iter();
        let edit = |line: &Line| {
            let cells = vec![
                ("ext_inv_ref", Value::Text(line.reference.clone())),
                ("account", Value::Text(line.account.to_owned())),
            ];
            self.tamper("ordrer", cells, change(line))
        };
        lines.map(edit).collect()
    }

    /// An invoice was sent and is not in the ledger.
    fn not_booked(&self, stream: &mut Stream) -> Option<Candidate> {
        let amount = Ore(stream.between(50_000, 3_000_000));
        let [debit, credit] = self.voucher.lines.as_slice() else {
            return None;
        };
        let line = |line: &Line, amount: Ore| {
            let line = Line {
                amount,
                reference: format!("9{}", amount.unsigned()),
                ..line.clone()
            };
            let cells = order_line(self.world, self.voucher, &line);
            self.tamper("ordrer", cells, Change::Add)
        };
        let less = negative(amount);
        Some(Candidate {
            effects: self.effects(less, Some("import-partly-booked")),
            edits: vec![line(debit, amount), line(credit, less)],
            ..Candidate::default()
        })
    }

    /// An invoice is in the ledger that was not sent.
    fn not_sent(&self) -> Option<Candidate> {
        Some(Candidate {
            effects: self.effects(self.voucher.lines.first()?.amount, None),
            edits: self.in_file(|_| Change::Leave),
            ..Candidate::default()
        })
    }

    /// An invoice that nobody has paid yet is posted twice, in one voucher.
    fn booked_twice(&self, spot: usize) -> Option<Candidate> {
        let first = self.voucher.lines.first()?;
        let mut receipts = self.world.receipts.iter();
        if receipts.any(|receipt| receipt.kid == first.kid) {
            return None;
        }
        let lines = [self.voucher.lines.as_slice(); 2].concat();
        Some(Candidate {
            effects: self.effects(first.amount, None),
            edits: vec![Edit::Lines(spot, lines)],
            ..Candidate::default()
        })
    }

    /// Two digits of an invoice are swapped in the file.
    fn differs(&self, stream: &mut Stream) -> Option<Candidate> {
        let amount = self.voucher.lines.first()?.amount;
        let by = total([transposed(amount, stream)?, negative(amount)]);
        let change = |line: &Line| {
            let by = if line.amount == amount {
                by
            } else {
                negative(by)
            };
            Change::Shift("amount", by.0)
        };
        Some(Candidate {
            effects: self.effects(negative(by), None),
            edits: self.in_file(change),
            ..Candidate::default()
        })
    }

    /// The service log does not say that a bill is posted.
    fn not_posted(&self) -> Candidate {
        let cells = vec![("reference", Value::Text(self.voucher.number_text()))];
        let change = Change::Set("posted", Value::Empty);
        let effect = Effect::new(
            self.fault,
            self.period,
            RECEIVED_BILLS,
            Ore::ZERO,
            Vec::new(),
        );
        Candidate {
            effects: vec![effect],
            edits: vec![self.tamper("mottak", cells, change)],
            ..Candidate::default()
        }
    }
}
