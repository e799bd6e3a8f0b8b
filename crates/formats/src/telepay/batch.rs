//! One batch while it is read: its counts, sums, sequence numbers and return codes.
//!
//! Not here: fields of records (`parse`, `order`).

use domain::Ore;

use super::codes::Cause;
use super::error::{self, Kind as Fault};
use super::field::kroner;
use super::record::{BatchTotals, Kind, Payment, State};

/// The header of one record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) code: u8,
    pub(super) is_return: bool,
    pub(super) date: [u8; 4],
    pub(super) sequence: u32,
    pub(super) control: u16,
    pub(super) record_type: [u8; 2],
}

impl Header {
    /// Whether the code says that the record is faulty.
    pub(super) fn is_fault(&self) -> bool {
        is_fault(self.code)
    }
}

/// 00, 01 and 02 are states; everything else is a fault.
pub(super) fn is_fault(code: u8) -> bool {
    code > 2
}

/// The one currency of many payments, as long as it is one.
#[derive(Clone, Debug, Default)]
pub(super) struct CurrencyOf {
    currency: String,
    mixed: bool,
}

impl CurrencyOf {
    pub(super) fn add(&mut self, currency: &str) {
        if self.currency.is_empty() {
            currency.clone_into(&mut self.currency);
        } else if self.currency != currency {
            self.mixed = true;
        }
    }

    /// Adds what a batch has, which may be nothing or many.
    pub(super) fn merge(&mut self, other: &Self) {
        self.mixed |= other.mixed;
        if !other.currency.is_empty() {
            self.add(&other.currency);
        }
    }

    pub(super) fn one(&self) -> &str {
        if self.mixed { "" } else { &self.currency }
    }

    pub(super) fn is_mixed(&self) -> bool {
        self.mixed
    }
}

/// A batch that has begun.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each read by its own name"
)]
pub(super) struct Batch {
    pub(super) totals: BatchTotals,
    pub(super) enterprise: [u8; 11],
    pub(super) is_return: bool,
    /// Something in it could not be read, or stood where it may not: its sums prove nothing.
    pub(super) damaged: bool,
    /// A record could not be read at all: its counts prove nothing either.
    pub(super) lost_records: bool,
    pub(super) currency: CurrencyOf,
    /// Sum of all payments.
    pub(super) sum: i128,
    /// Sum without what is cancelled.
    pub(super) sum_kept: i128,
    last: Option<Header>,
    jumped: (bool, bool),
    has_sent: bool,
    has_accepted: bool,
    has_settled: bool,
    pub(super) has_fault: bool,
    has_other_family: bool,
}

/// What the end of batch states; `None` = blank, or not readable.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated {
    pub(super) records: Option<u64>,
    pub(super) orders: Option<u64>,
    pub(super) total: Option<u64>,
}

/// Something wrong, at a position of the record.
pub(super) type Wrong = (&'static Fault, usize, String);

impl Batch {
    /// Counts one record. Answers what is wrong with its numbers; of each kind only the first in the batch.
    pub(super) fn record(&mut self, header: &Header) -> Option<Wrong> {
        self.totals.records += 1;
        self.has_other_family |= self.is_return != header.is_return;
        self.code(header.code);
        let wrong = self.last.and_then(|last| self.jump(&last, header));
        self.last = Some(*header);
        wrong
    }

    fn jump(&mut self, last: &Header, header: &Header) -> Option<Wrong> {
        let expected = if last.sequence >= 999_999 {
            1
        } else {
            last.sequence + 1
        };
        let same_day = last.date == header.date;
        let runs_on = header.sequence == expected && same_day;
        let restarts = !same_day && header.sequence == 1;
        let control = (last.control + 1) % 10_000;
        let mut wrong = None;
        if header.control != control && !self.jumped.1 {
            self.jumped.1 = true;
            let found = header.control;
            wrong = Some((
                &error::SEQUENCE,
                71,
                format!(
                    "expected sequence control {control:04}, found {found:04}; further jumps in this batch are not listed"
                ),
            ));
        }
        if !runs_on && !restarts && !self.jumped.0 {
            self.jumped.0 = true;
            let (found, was, is) = (header.sequence, shown(last.date), shown(header.date));
            wrong = Some((
                &error::SEQUENCE,
                10,
                format!(
                    "expected AH date {was} and sequence number {expected:06}, found {is} and {found:06}; further jumps in this batch are not listed"
                ),
            ));
        }
        wrong
    }

    /// A record could not be read: what was counted, and the numbers of the next one, prove nothing.
    pub(super) fn lose_record(&mut self) {
        self.lost_records = true;
        self.last = None;
    }

    /// Notes a return code.
    pub(super) fn code(&mut self, code: u8) {
        match code {
            0 => self.has_sent = true,
            1 => self.has_accepted = true,
            2 => self.has_settled = true,
            _ => self.has_fault = true,
        }
    }

    /// What a code makes of a payment, as far as known now.
    pub(super) fn state(&self, code: u8, faults: &[u8], cause: Option<Cause>) -> (Kind, State) {
        match (code, cause) {
            _ if !faults.is_empty() => (Kind::Avvist, State::Rejected),
            (1, _) => (Kind::Mottaksretur, State::Accepted),
            (2, Some(cause)) => (Kind::Avregningsretur, State::Cancelled(cause)),
            (2, None) => (Kind::Avregningsretur, State::Settled),
            _ if self.is_return || self.has_fault => (Kind::Avvist, State::Innocent),
            _ => (Kind::Sent, State::Sent),
        }
    }

    /// Counts one payment.
    pub(super) fn payment(&mut self, payment: &Payment) {
        let amount = i128::from(payment.amount.0);
        self.totals.payments += 1;
        self.sum += amount;
        let is_cancelled = matches!(payment.state, State::Cancelled(_));
        if !is_cancelled && !payment.is_cancellation {
            self.sum_kept += amount;
        }
        if is_cancelled || matches!(payment.state, State::Rejected | State::Innocent) {
            self.totals.rejected += 1;
        }
        if !payment.return_codes.is_empty() {
            self.totals.at_fault += 1;
        }
        self.currency.add(&payment.currency);
    }

    /// The kind by all codes of the batch, and why that is doubtful.
    pub(super) fn kind(&self) -> (Kind, Option<Wrong>) {
        let (kind, contradiction) = if self.has_fault {
            (Kind::Avvist, self.has_accepted || self.has_settled)
        } else if self.has_settled {
            (Kind::Avregningsretur, self.has_accepted || self.has_sent)
        } else if self.has_accepted {
            (Kind::Mottaksretur, self.has_sent)
        } else if self.is_return {
            (Kind::Avvist, false)
        } else {
            (Kind::Sent, false)
        };
        if contradiction {
            let message = "expected one kind of return codes in a batch (00; 01; 02; or faults and 00), found a mixture";
            return (kind, Some((&error::MIXTURE, 4, message.to_owned())));
        }
        if self.has_other_family {
            let message =
                "expected procedure ids of one family in a batch (TBI or TBR), found both";
            return (kind, Some((&error::MIXTURE, 6, message.to_owned())));
        }
        if kind == Kind::Avvist && !self.has_fault {
            let message = "expected a return code that names the fault, found 00 in every record of the return";
            return (kind, Some((&error::NO_FAULT, 4, message.to_owned())));
        }
        (kind, None)
    }

    /// TP-04 and TP-05: what the end of batch states against what was read.
    pub(super) fn check(&self, stated: &Stated) -> Vec<Wrong> {
        let mut wrong: Vec<Wrong> = Vec::new();
        let (records, orders) = (self.totals.records, self.totals.orders);
        if let Some(stated) = stated.records
            && stated != records
            && !self.lost_records
        {
            let message = format!("expected {stated} records as stated here, found {records}");
            wrong.push((&error::COUNT, 104, message));
        }
        if self.damaged || self.lost_records {
            return wrong;
        }
        let is_return = self.totals.kind != Kind::Sent;
        let kind = if is_return {
            &error::TOTALS
        } else {
            &error::SENT_TOTALS
        };
        let (stated_orders, stated_total) = (stated.orders.unwrap_or(0), stated.total.unwrap_or(0));
        if stated_orders != 0 && stated_orders != orders {
            let message =
                format!("expected {stated_orders} payment orders as stated here, found {orders}");
            wrong.push((kind, 85, message));
        }
        let total = i128::from(stated_total);
        let one_currency = !self.currency.is_mixed();
        if total != 0 && one_currency && total != self.sum && total != self.sum_kept {
            let (total, sum, kept) = (kroner(total), kroner(self.sum), kroner(self.sum_kept));
            let message = format!(
                "expected a total of {total} as stated here, found {sum}, or {kept} without what is cancelled"
            );
            wrong.push((kind, 89, message));
        }
        let total_missing = total == 0 && one_currency && self.sum != 0 && self.sum_kept != 0;
        if is_return && ((stated_orders == 0 && orders != 0) || total_missing) {
            let message = format!(
                "expected {orders} payment orders and a total of {}, found none stated",
                kroner(self.sum)
            );
            wrong.push((&error::NO_TOTALS, 85, message));
        }
        wrong
    }

    /// Puts the figures into the totals; answers whether the sum is beyond what an amount can hold.
    pub(super) fn close(&mut self) -> bool {
        let sum = i64::try_from(self.sum);
        self.totals.amount = Ore(sum.unwrap_or(0));
        self.currency.one().clone_into(&mut self.totals.currency);
        if self.totals.kind == Kind::Avvist {
            self.totals.rejected = self.totals.payments;
        }
        if let Some(last) = self.last {
            self.totals.ah_last = (shown(last.date), last.sequence);
            self.totals.control_last = last.control;
        }
        sum.is_err()
    }

    /// The numbers of the first record.
    pub(super) fn first(&mut self, header: &Header) {
        self.totals.ah_first = (shown(header.date), header.sequence);
        self.totals.control_first = header.control;
        self.is_return = header.is_return;
    }
}

/// `MMDD` as text; what is no digit becomes a question mark.
pub(super) fn shown(date: [u8; 4]) -> String {
    date.iter()
        .map(|byte| {
            if byte.is_ascii_digit() {
                char::from(*byte)
            } else {
                '?'
            }
        })
        .collect()
}
