//! Faults in what the agency and its banks send: orders sent twice, refused or not debited, files made late or cut off,
//! numbers left out or used twice.
//!
//! What is ordered beside the orders of a day has files of its own and no debit, so that the bank's side and the ledger stay
//! as they are. Not here: files that are missing (`bank`, `receipts`, `remittance`).

use std::collections::BTreeSet;
use std::ops::Range;

use domain::agency::BankRole;
use domain::{Ore, Period};
use formats::telepay::record::Kind as TelepayKind;

use super::bank::{payment_file_not_read, transposed};
use super::remittance::only_order;
use super::{Candidate, Edit, Effect, FaultId, Spot, later_periods};
use crate::profile::{CUSTOMERS, FileExchange};
use crate::random::Stream;
use crate::request::Request;
use crate::sending::{Deviation, FurtherOrder};
use crate::world::{EntryKind, Order, Payment, Row, Transfer, World, negative, total};

/// Bank days from a payment until it must be debited, and until what is refused must be sent again, each with a day to spare.
const DEBITED_WITHIN: usize = 5;
const SENT_AGAIN_WITHIN: usize = 12;
/// Bank days that a late file is late.
const LATE_BY: usize = 4;
/// Numbers that are left out.
const LEFT_OUT: i32 = 3;

/// What an agency must have for a fault of this module.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sender {
    /// Payment orders.
    Orders,
    /// Payment orders that the bank answers one by one.
    NewerOrders,
    /// Payment orders that are numbered.
    OlderOrders,
    /// Statements that say when they were made.
    DatedStatements,
    /// A month behind the fault.
    TwoMonths,
    /// OCR files that are expected on the days with receipts.
    DailyReceipts,
}

impl Sender {
    fn of(fault: FaultId) -> Option<Self> {
        Some(match fault {
            FaultId::PaymentSentTwice
            | FaultId::PaymentNotDebited
            | FaultId::PaymentSettledOnly => Self::Orders,
            FaultId::PaymentDiffers
            | FaultId::OrderRefused
            | FaultId::RefusalForgotten
            | FaultId::RefusalDebited
            | FaultId::OrderAnsweredOnly
            | FaultId::BatchNotBooked => Self::NewerOrders,
            FaultId::SeriesGap | FaultId::SeriesTwice => Self::OlderOrders,
            FaultId::StatementsLate => Self::DatedStatements,
            FaultId::SweptLate => Self::TwoMonths,
            FaultId::ReceiptsUnreadable => Self::DailyReceipts,
            _ => return None,
        })
    }
}

/// Whether a fault is one of this module.
pub(super) fn has(fault: FaultId) -> bool {
    Sender::of(fault).is_some()
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(fault: FaultId, request: &Request, agency: u32) -> bool {
    let exchange = FileExchange::of(request, agency);
    match Sender::of(fault) {
        Some(Sender::Orders) => exchange != FileExchange::Common,
        Some(Sender::NewerOrders) => exchange == FileExchange::Newer,
        Some(Sender::OlderOrders) => exchange == FileExchange::Older,
        Some(Sender::DailyReceipts) => exchange == FileExchange::Common,
        Some(Sender::TwoMonths) => request.periods.0 < request.periods.1,
        Some(Sender::DatedStatements) => exchange != FileExchange::Older,
        None => false,
    }
}

/// What a fault of this module needs, in words.
pub(super) fn needs(fault: FaultId) -> &'static str {
    match Sender::of(fault) {
        Some(Sender::Orders) => {
            "an agency with payment orders, which the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 are"
        }
        Some(Sender::NewerOrders) => {
            "an agency with the newer files, which the 4th, 9th, 14th … of a request for months of 2017 to 2044 is"
        }
        Some(Sender::OlderOrders) => {
            "an agency with the older files, which the 5th, 10th, 15th … of a request for months of 2017 to 2044 is"
        }
        Some(Sender::TwoMonths) => "two months",
        Some(Sender::DailyReceipts) => {
            "an agency with the common files, which the first of every request is"
        }
        _ => "an agency without the older files, which the first of every request is",
    }
}

/// Orders, or days, of a period.
pub(super) fn spots(world: &World, fault: FaultId, days: Range<usize>) -> Vec<Spot> {
    if matches!(fault, FaultId::StatementsLate | FaultId::ReceiptsUnreadable) {
        return days.map(|day| (day, 0)).collect();
    }
    if fault == FaultId::SweptLate {
        let last = days.end.saturating_sub(1);
        let transfers = world.transfers.iter().enumerate();
        let ours = transfers.filter(|(_, transfer)| transfer.day == last);
        return ours.map(|(spot, _)| (spot, 0)).collect();
    }
    let orders = world.orders.iter().enumerate();
    let ours = orders.filter(|(_, order)| days.contains(&order.day));
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
    let period = world.days.period(place)?;
    let at = At {
        world,
        fault,
        period,
        end: world.days.of_period(place).end,
    };
    match fault {
        FaultId::StatementsLate => Some(at.statements_late(spot)),
        FaultId::SweptLate => at.swept_late(spot),
        FaultId::ReceiptsUnreadable => at.receipts_unreadable(spot),
        FaultId::SeriesGap | FaultId::SeriesTwice => at.numbers(spot),
        FaultId::PaymentSentTwice => at.sent_twice(spot, stream),
        FaultId::PaymentNotDebited | FaultId::PaymentSettledOnly => at.not_debited(spot, stream),
        FaultId::OrderRefused | FaultId::RefusalForgotten => at.refused(spot, stream),
        FaultId::OrderAnsweredOnly => at.answered_only(spot, stream),
        FaultId::PaymentDiffers => at.differs(spot, stream),
        FaultId::RefusalDebited => at.refusal_debited(spot, stream),
        FaultId::BatchNotBooked => at.not_booked(spot),
        _ => None,
    }
}

/// Where a fault would be.
struct At<'a> {
    world: &'a World,
    fault: FaultId,
    period: Period,
    /// The first bank day of the month after.
    end: usize,
}

impl At<'_> {
    fn paying(&self) -> &'static str {
        self.world.profile.ledger(self.world.profile.paying)
    }

    fn effect(&self, amount: Ore) -> Effect {
        Effect::new(self.fault, self.period, self.paying(), amount, Vec::new())
    }

    /// Told of in every month after.
    fn later(&self, amount: Ore, cause: &'static str) -> Vec<Effect> {
        let later = later_periods(self.world, self.period);
        let effect = |period| Effect {
            period,
            ..self.effect(amount).caused_by(cause)
        };
        later.map(|(period, _)| effect(period)).collect()
    }

    /// The only order of its day, if it pays suppliers and the month has so many bank days behind it.
    fn order(&self, spot: usize, days: usize) -> Option<&Order> {
        let order = only_order(self.world, spot)?;
        (!order.is_salary && order.day + days < self.end).then_some(order)
    }

    /// Something that touches an order and changes what is sent.
    fn touching(&self, order: &Order, effects: Vec<Effect>, deviation: Deviation) -> Candidate {
        Candidate {
            touches: vec![(order.day, self.paying())],
            effects,
            edits: vec![Edit::Send(deviation)],
            ..Candidate::default()
        }
    }

    /// A payment with KID is in another order of the day too; the bank accepts both and debits one.
    fn sent_twice(&self, spot: usize, stream: &mut Stream) -> Option<Candidate> {
        let order = self.order(spot, DEBITED_WITHIN)?;
        let payments = order.payments.iter();
        let with_kid = payments.filter(|payment| !payment.kid.is_empty() && !payment.is_rejected);
        let with_kid: Vec<&Payment> = with_kid.collect();
        let payment = (*stream.pick(&with_kid)?).clone();
        let (amount, less) = (payment.amount, negative(payment.amount));
        let mut effects = vec![self.effect(amount).mirrored(self.paying(), less)];
        effects.extend(self.later(less, "payment-not-debited"));
        let further = beside(order, payment);
        Some(self.touching(order, effects, Deviation::Further(further)))
    }

    /// A payment is accepted, perhaps settled too, and never on the statement.
    fn not_debited(&self, spot: usize, stream: &mut Stream) -> Option<Candidate> {
        let order = self.order(spot, DEBITED_WITHIN)?;
        let payment = payment_like(order, stream)?;
        let (amount, less) = (payment.amount, negative(payment.amount));
        let mut further = beside(order, payment);
        further.is_settled = self.fault == FaultId::PaymentSettledOnly;
        let now = if further.is_settled {
            self.effect(amount).mirrored(self.paying(), less)
        } else {
            self.effect(less)
        };
        let mut effects = vec![now];
        effects.extend(self.later(less, "payment-not-debited"));
        Some(self.touching(order, effects, Deviation::Further(further)))
    }

    /// The bank refuses an order, or its payment, and it is not sent again.
    fn refused(&self, spot: usize, stream: &mut Stream) -> Option<Candidate> {
        let order = self.order(spot, SENT_AGAIN_WITHIN)?;
        let mut payment = payment_like(order, stream)?;
        let effects = vec![self.effect(payment.amount)];
        payment.is_rejected = self.fault == FaultId::RefusalForgotten;
        let mut further = beside(order, payment);
        further.is_refused = self.fault == FaultId::OrderRefused;
        Some(self.touching(order, effects, Deviation::Further(further)))
    }

    /// The bank answers an order that nobody knows, and states no amount.
    fn answered_only(&self, spot: usize, stream: &mut Stream) -> Option<Candidate> {
        let order = self.order(spot, 0)?;
        let mut further = beside(order, payment_like(order, stream)?);
        further.is_sent = false;
        let effects = vec![self.effect(Ore::ZERO)];
        Some(self.touching(order, effects, Deviation::Further(further)))
    }

    /// An order nothing of which is refused, with one payment changed.
    fn otherwise(
        &self,
        spot: usize,
        stream: &mut Stream,
        change: impl FnOnce(&mut Payment, &mut Stream) -> Option<Ore>,
    ) -> Option<(&Order, Ore, Deviation)> {
        let order = self.order(spot, SENT_AGAIN_WITHIN)?;
        if order.payments.len() < 2 || order.payments.iter().any(|payment| payment.is_rejected) {
            return None;
        }
        let mut changed = order.clone();
        let at = stream.index(changed.payments.len());
        // What was refused must be sent again as it was.
        let one = order.payments.get(at)?;
        let payments = self.world.orders.iter().flat_map(|order| &order.payments);
        let mut refused = payments.filter(|payment| payment.is_rejected);
        if refused.any(|of| (of.amount, &of.account) == (one.amount, &one.account)) {
            return None;
        }
        let amount = change(changed.payments.get_mut(at)?, stream)?;
        Some((order, amount, Deviation::Otherwise(spot, changed)))
    }

    /// Two digits of a payment are swapped in the order; the bank debits the right amount. What is left of both stays open.
    fn differs(&self, spot: usize, stream: &mut Stream) -> Option<Candidate> {
        let (order, amount, deviation) = self.otherwise(spot, stream, |payment, stream| {
            let right = std::mem::take(&mut payment.amount);
            payment.amount = transposed(right, stream)?;
            Some(total([right, negative(payment.amount)]))
        })?;
        let mut effects = vec![self.effect(amount)];
        effects.extend(self.later(amount, self.fault.cause()));
        Some(self.touching(order, effects, deviation))
    }

    /// The bank refuses a payment and debits it; nobody sends it again, which is told too.
    fn refusal_debited(&self, spot: usize, stream: &mut Stream) -> Option<Candidate> {
        let (order, amount, deviation) = self.otherwise(spot, stream, |payment, _| {
            payment.is_rejected = true;
            Some(payment.amount)
        })?;
        let mut effects = vec![self.effect(amount).mirrored(self.paying(), amount)];
        effects.extend(self.later(amount, "payment-amount-differs"));
        Some(self.touching(order, effects, deviation))
    }

    /// A batch of payments is debited and not in the ledger, which the bank reconciliation tells too.
    fn not_booked(&self, spot: usize) -> Option<Candidate> {
        let order = self.order(spot, 0)?;
        let mut candidate = payment_file_not_read(self.world, self.period, order.entry)?;
        let of_bank = candidate.effects.pop()?;
        let less = negative(of_bank.amount);
        let of_bank = Effect {
            fault: self.fault,
            ..of_bank
        };
        let rows = vec![Row::Entry(order.entry)];
        let effect = Effect::new(self.fault, self.period, self.paying(), less, rows);
        candidate.effects = vec![effect, of_bank];
        Some(candidate)
    }

    /// The statements of the settlement accounts of a day are made some days late.
    fn statements_late(&self, day: usize) -> Candidate {
        let banks = self.world.profile.places(BankRole::Settlement);
        let accounts = banks
            .into_iter()
            .map(|bank| self.world.profile.ledger(bank));
        let effect = |account: &&'static str| {
            let subject = format!("bank-statement {account}");
            Effect::new(self.fault, self.period, subject, Ore::ZERO, Vec::new())
        };
        let accounts: Vec<&'static str> = accounts.collect();
        Candidate {
            effects: accounts.iter().map(effect).collect(),
            touches: accounts.iter().map(|account| (day, *account)).collect(),
            edits: vec![Edit::Send(Deviation::LateStatements(day, LATE_BY))],
            ..Candidate::default()
        }
    }

    /// The bank carries the net of the month's last day over on the first day of the next month, and so does the ledger.
    fn swept_late(&self, spot: usize) -> Option<Candidate> {
        let world = self.world;
        let transfer = world.transfers.get(spot)?;
        let next = world.days.period(world.days.period_index(self.end))?;
        if self.end >= world.days.data() || next.year() != self.period.year() {
            return None;
        }
        let (left, on_working) = self.net(transfer)?;
        let mut transfers = world.transfers.iter();
        let after =
            transfers.find(|other| (other.day, other.working) == (self.end, transfer.working));
        let mut edits = Vec::new();
        if let Some(after) = after {
            // What goes over together goes the way of the later day.
            let (also, on_working_after) = self.net(after)?;
            let both = total([left, also]);
            if both == Ore::ZERO || (both < Ore::ZERO) != (also < Ore::ZERO) {
                return None;
            }
            edits.push(Edit::Carry(on_working, on_working_after));
            let settled = (transfer.settlement_entry, after.settlement_entry);
            edits.push(Edit::Carry(settled.0, settled.1));
        } else {
            let entries = [on_working, transfer.settlement_entry];
            edits.extend(entries.map(|entry| Edit::Day(entry, self.end)));
        }
        let of_day = self.vouchers(&transfer.groups);
        edits.extend(of_day.iter().map(|one| Edit::Later(*one, next, self.end)));
        let groups: Vec<usize> = [transfer]
            .into_iter()
            .chain(after)
            .flat_map(|one| one.groups)
            .collect();
        let working = world.profile.ledger(transfer.working);
        let settlement = world.profile.settlement_of(transfer.working);
        let accounts = [working, world.profile.ledger(settlement)];
        let days = [transfer.day, self.end].into_iter();
        let touches = days.flat_map(|day| accounts.map(|account| (day, account)));
        Some(Candidate {
            touches: touches.collect(),
            effects: vec![Effect::new(
                self.fault,
                self.period,
                working,
                left,
                Vec::new(),
            )],
            vouchers: self.vouchers(&groups).into_iter().collect(),
            groups,
            edits,
        })
    }

    /// The vouchers of groups.
    fn vouchers(&self, groups: &[usize]) -> BTreeSet<usize> {
        let groups = groups
            .iter()
            .filter_map(|group| self.world.groups.get(*group));
        let rows = groups.flat_map(|group| &group.rows);
        let vouchers = rows.filter_map(|(_, row)| match row {
            Row::Line(voucher, _) => Some(*voucher),
            _ => None,
        });
        vouchers.collect()
    }

    /// What the day has brought to a working account, which leaves it in the evening: and the entry by which it does.
    fn net(&self, transfer: &Transfer) -> Option<(Ore, usize)> {
        let mut entries = self.world.entries.iter().enumerate();
        let (place, entry) = entries.find(|(_, entry)| {
            let is_net = matches!(entry.kind, EntryKind::Sweep | EntryKind::Topping);
            is_net && (entry.day, entry.bank) == (transfer.day, transfer.working)
        })?;
        Some((negative(entry.amount), place))
    }

    /// Half of the OCR file of a day has come: nothing of it is read.
    fn receipts_unreadable(&self, day: usize) -> Option<Candidate> {
        let world = self.world;
        let account = world.profile.ledger(world.profile.receiving);
        let is_receipt = |row: &Row| match row {
            Row::Receipt(place) => world.receipts.get(*place).is_some_and(|one| one.day == day),
            _ => false,
        };
        let groups = world.groups.iter().enumerate();
        let of_day = groups.filter(|(_, group)| group.rows.iter().any(|(_, row)| is_receipt(row)));
        let groups: Vec<usize> = of_day.map(|(place, _)| place).collect();
        let subject = format!("ocr {account}");
        let effect = Effect::new(self.fault, self.period, subject, Ore::ZERO, Vec::new());
        (!groups.is_empty()).then(|| Candidate {
            touches: vec![(day, account), (day, CUSTOMERS)],
            groups,
            effects: vec![effect],
            edits: vec![Edit::Send(Deviation::Unreadable(day))],
            ..Candidate::default()
        })
    }

    /// Numbers of the records of payment orders are left out, or used a second time: the returns have the same ones.
    fn numbers(&self, spot: usize) -> Option<Candidate> {
        let order = only_order(self.world, spot)?;
        let before = only_order(self.world, spot.checked_sub(1)?)?;
        let by = if self.fault == FaultId::SeriesGap {
            LEFT_OUT
        } else {
            -1
        };
        let organisation = self.world.profile.organisation.as_str();
        let kinds = [
            TelepayKind::Sent,
            TelepayKind::Mottaksretur,
            TelepayKind::Avregningsretur,
        ];
        let effect = |kind: TelepayKind| {
            // The division is empty.
            let subject = format!("telepay {} 00{organisation} ", kind.as_str());
            Effect::new(self.fault, self.period, subject, Ore::ZERO, Vec::new())
        };
        let deviation = Deviation::Numbers(order.day, by);
        let mut candidate = self.touching(order, kinds.map(effect).into(), deviation);
        candidate.touches.push((before.day, self.paying()));
        Some(candidate)
    }
}

/// A payment to a supplier of the order.
fn payment_like(order: &Order, stream: &mut Stream) -> Option<Payment> {
    let like = stream.pick(&order.payments)?;
    let amount = Ore(stream.between(50_000, 3_000_000));
    Some(Payment {
        amount,
        kid: String::new(),
        text: format!("Faktura F9{}", amount.0),
        is_rejected: false,
        ..like.clone()
    })
}

/// An order of one payment beside another order, accepted and no more.
fn beside(order: &Order, payment: Payment) -> FurtherOrder {
    FurtherOrder {
        order: Order {
            batch: format!("{}B", order.batch),
            payments: vec![payment],
            ..order.clone()
        },
        is_sent: true,
        is_refused: false,
        is_settled: false,
    }
}
