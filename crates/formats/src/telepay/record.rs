//! What a Telepay file says, as plain values.

use chrono::NaiveDate;
use domain::{Ore, Position};

pub use super::codes::Cause;

/// What a batch is: the file as sent, or one of the bank's three returns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Kind {
    /// The payment file as sent to the bank (SU11).
    #[default]
    Sent,
    /// Receipt: batch received and formally accepted, nothing paid yet.
    Mottaksretur,
    /// Settlement: executed, or cancelled, at the value date.
    Avregningsretur,
    /// Rejection: the whole batch is refused, nothing of it will be paid.
    Avvist,
}

impl Kind {
    /// The word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Mottaksretur => "mottaksretur",
            Self::Avregningsretur => "avregningsretur",
            Self::Avvist => "avvist",
        }
    }
}

/// What the file says became of a payment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum State {
    /// Sent to the bank.
    #[default]
    Sent,
    /// Received and formally accepted (01).
    Accepted,
    /// Executed (02).
    Settled,
    /// Accepted but not executed (02 with a cause): the money did not go out.
    Cancelled(Cause),
    /// Refused, for the codes in [`Payment::return_codes`].
    Rejected,
    /// Refused with its batch; no fault in this payment.
    Innocent,
}

/// The record that a payment stands in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Line {
    /// BETFOR21 without lines: to own account, or an order returned or cancelled as a whole.
    Order,
    /// BETFOR22: line of a salary or another mass transfer.
    Mass,
    /// BETFOR23: an invoice or a credit note.
    #[default]
    Invoice,
    /// BETFOR04: an invoice abroad.
    Abroad,
}

/// Position 267 of a domestic order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum TransferType {
    /// `F`.
    #[default]
    Invoice,
    /// `L`.
    Salary,
    /// `M`.
    Mass,
    /// `E`.
    OwnAccount,
    /// An order abroad, which has no such field.
    Abroad,
}

/// An exchange rate as written: `units` / 10^`decimals`. Per 1 or per 100 units of the currency, which the file does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// The digits.
    pub units: u64,
    /// How many of them are decimals: 4 or 5.
    pub decimals: u8,
}

/// Figures of an order abroad that the bank fills in at settlement; of the whole order, the same on each of its lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AbroadFigures {
    /// Actual exchange rate.
    pub rate: Option<Rate>,
    /// Amount debited, in the currency of the debit account, in hundredths.
    pub debited: Option<Ore>,
    /// Amount transferred, in the payment currency, in hundredths.
    pub transferred: Option<Ore>,
    /// Fee, in øre.
    pub fee: Option<Ore>,
}

/// One payment: a line (BETFOR22, 23, 04), or an order (BETFOR21) without lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Payment {
    /// Where its own record starts; `record` is the ordinal of the payment in the file, from 0.
    pub position: Position,
    /// Ordinal of the batch in the file, from 0.
    pub batch: u64,
    /// Ordinal of the payment order in the file, from 0.
    pub order: u64,
    /// Kind of the batch as known when this payment was read; see [`Payment::state_in`].
    pub kind: Kind,
    /// The record it stands in.
    pub line: Line,
    /// Enterprise number, 11 digits as written (`00` + organisation number); a person's number for a sole trader.
    pub enterprise: String,
    /// Division of the batch; empty if blank.
    pub division: String,
    /// Account debited, 11 digits.
    pub debit_account: String,
    /// Payment date of the order; `None` only in an order that the bank refused.
    pub payment_date: Option<NaiveDate>,
    /// Own reference of the order (87–116).
    pub order_reference: String,
    /// The bank's reference of the order (75–80); empty in a sent file, unless it cancels an earlier order.
    pub bank_reference: String,
    /// The bank's serial number in the order; 0 = none.
    pub serial: u32,
    /// The payee's account, 11 digits or (abroad) as written; personal data; empty if there is none.
    pub payee_account: String,
    /// The payee's name; personal data.
    pub payee_name: String,
    /// What is paid, in hundredths of the currency (the file has two decimals whatever the currency): positive = paid
    /// out, a credit note is negative.
    pub amount: Ore,
    /// Currency of the amount, ISO 4217: NOK for domestic payments, the invoice currency abroad.
    pub currency: String,
    /// KID; empty if none.
    pub kid: String,
    /// Own reference of the line (22: 138–172, 23: 228–257, 04: 116–150).
    pub own_reference: String,
    /// Second own reference (22: 283–292).
    pub own_reference_2: String,
    /// Message to the payee (23: 81–200; 04: payee's reference that is no KID).
    pub text: String,
    /// Invoice number (23: 274–293).
    pub invoice_number: String,
    /// Our customer number at the payee (23: 298–312).
    pub customer_number: String,
    /// Invoice date (23: 313–320).
    pub invoice_date: Option<NaiveDate>,
    /// Text code of a domestic order; 0 = none.
    pub text_code: u16,
    /// Transfer type.
    pub transfer_type: TransferType,
    /// Value date of the order, once settled.
    pub value_date: Option<NaiveDate>,
    /// What became of it, as far as known when it was read; see [`Payment::state_in`].
    pub state: State,
    /// Faults that hit it, its own and those of its order and batch start, in file order, each once.
    pub return_codes: Vec<u8>,
    /// Whether the sender cancels an earlier payment with it.
    pub is_cancellation: bool,
    /// Figures of an order abroad; `None` where the bank has filled in none, and for domestic payments.
    pub abroad: Option<AbroadFigures>,
}

impl Payment {
    /// What became of it, given the kind of its batch as known at the end of the batch. Differs from `state` only
    /// for payments before the first fault of a refused batch whose procedure id is that of a sent file.
    pub fn state_in(&self, batch: Kind) -> State {
        if batch == Kind::Avvist && self.state == State::Sent {
            State::Innocent
        } else {
            self.state
        }
    }
}

/// Facts and totals of one batch (BETFOR00 to BETFOR99).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BatchTotals {
    /// What the batch is.
    pub kind: Kind,
    /// Procedure id of its first record, such as `TBII`.
    pub procedure: String,
    /// Enterprise number, 11 digits as written.
    pub enterprise: String,
    /// Division; empty if blank.
    pub division: String,
    /// Own reference of the batch.
    pub own_reference: String,
    /// Production date `MMDD` as written; the file does not say the year.
    pub production_date: String,
    /// AH date `MMDD` and AH sequence number of the first record.
    pub ah_first: (String, u32),
    /// The same of the last record.
    pub ah_last: (String, u32),
    /// Sequence control of the first record.
    pub control_first: u16,
    /// The same of the last record.
    pub control_last: u16,
    /// Records, each AH number once.
    pub records: u64,
    /// Payment orders.
    pub orders: u64,
    /// Payments.
    pub payments: u64,
    /// Sum of all payments, credit notes negative, whatever became of them; says nothing if `currency` is empty.
    pub amount: Ore,
    /// Currency of all payments; empty if there are several, or no payment.
    pub currency: String,
    /// Payments that the file says did not go out: rejected, cancelled, and every payment of a refused batch.
    pub rejected: u64,
    /// Payments with a fault of their own, of their order or of the batch start.
    pub at_fault: u64,
    /// Faults on the start of batch; they hit every payment.
    pub return_codes: Vec<u8>,
    /// Faults on the end of batch.
    pub end_return_codes: Vec<u8>,
    /// Whether a seal (SIGILL) is there; it is not verified.
    pub sealed: bool,
    /// Software version that the end of batch states.
    pub software_version: String,
    /// Version of the bank's software (returns).
    pub bank_version: String,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Kind of the file: that of its first batch.
    pub kind: Kind,
    /// Whether other batches are of another kind (only returns may be mixed).
    pub is_mixed: bool,
    /// The batches, in file order.
    pub batches: Vec<BatchTotals>,
    /// Payments in all batches.
    pub payments: u64,
    /// Sum of the batches' amounts; says nothing if `currency` is empty.
    pub amount: Ore,
    /// Currency of all payments; empty if there are several, or no payment.
    pub currency: String,
    /// Payments that the file says did not go out.
    pub rejected: u64,
    /// Version of the format, `VERSJON002`; empty if no batch says so.
    pub version: String,
}

/// A whole file, for writing, comparing, and for tests on small files. States and kinds of the payments are final.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// Batches and totals.
    pub totals: Totals,
    /// Payments in file order; consecutive ones with the same `order` are one order.
    pub payments: Vec<Payment>,
}
