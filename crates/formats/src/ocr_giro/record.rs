//! What an OCR giro file says, as plain values.

use chrono::NaiveDate;
use domain::{Ore, Position};

/// One payment (items 30, 31 and perhaps 32).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    /// Where item 30 starts; `record` is the ordinal of the payment in the file, from 0.
    pub position: Position,
    /// The payee's bank account credited, 11 digits as written.
    pub account: String,
    /// Agreement id of the assignment.
    pub agreement: String,
    /// Assignment number.
    pub assignment: u32,
    /// Transaction type 10–21 (others are an exception).
    pub kind: u8,
    /// Serial number in the assignment.
    pub number: u32,
    /// Settlement date (oppgjørsdato).
    pub settlement_date: NaiveDate,
    /// Positions 22–31: the key of the lump sum on the bank statement.
    pub lump: String,
    /// Whether the sign position holds `-` (credit note).
    pub negative_sign: bool,
    /// What the payment does to the payee's account: positive = money in; reversals (18, 20) and credit notes negative.
    pub amount: Ore,
    /// KID, stripped of blanks, leading zeros kept; empty for types 20 and 21.
    pub kid: String,
    /// Form number, 10 digits; empty if zeros.
    pub form_number: String,
    /// Archive reference or agreement id of the payer, 9 digits; empty if zeros.
    pub archive_reference: String,
    /// Bank date, if given.
    pub bank_date: Option<NaiveDate>,
    /// The payer's account; personal data; empty if zeros.
    pub debit_account: String,
    /// Free text of item 32; empty if none.
    pub text: String,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Data transmitter.
    pub transmitter: String,
    /// Data recipient.
    pub recipient: String,
    /// Transmission number.
    pub transmission: String,
    /// Nets date of the end record.
    pub nets_date: Option<NaiveDate>,
    /// Number of transmissions (always 1 in a right file).
    pub transmissions: u64,
    /// Number of assignments, of every service.
    pub assignments: u64,
    /// Number of transactions as counted, of every service.
    pub transactions: u64,
    /// Number of records (lines).
    pub records: u64,
    /// The net total that the end record states, in øre.
    pub amount: Ore,
    /// Transactions of service 21 (AvtaleGiro), which are counted but not handed on.
    pub skipped_service_21: u64,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// Data transmitter, `00008080` for Nets.
    pub transmitter: String,
    /// Data recipient.
    pub recipient: String,
    /// Transmission number.
    pub transmission: String,
    /// Nets date of the end records.
    pub nets_date: Option<NaiveDate>,
    /// Payments; consecutive ones with the same assignment number are one assignment.
    pub payments: Vec<Payment>,
}
