//! What CREMUL, DEBMUL and BANSTA messages say, as plain values.
//!
//! Amounts are in the minor unit of their currency. Money in is **positive**, as on the ledger account that mirrors the bank
//! account; a debit advice is negative.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Ore, Position};

/// A code of up to three letters and digits: a currency, a qualifier, a status. May be empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Code([u8; 3]);

impl Code {
    /// `None` if the text is longer than three characters or holds anything but ASCII letters and digits: a mark that divides in
    /// one file could not be told from a part of the code in another.
    #[inline]
    pub fn new(text: &[u8]) -> Option<Self> {
        let code = match *text {
            [] => [0; 3],
            [a] => [a, 0, 0],
            [a, b] => [a, b, 0],
            [a, b, c] => [a, b, c],
            _ => return None,
        };
        text.iter()
            .all(u8::is_ascii_alphanumeric)
            .then_some(Self(code))
    }

    /// The characters, with zeros behind.
    #[inline]
    pub(super) fn bytes(self) -> [u8; 3] {
        self.0
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().take_while(|byte| **byte != 0).count();
        let bytes = self.0.get(..length).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Whether there is none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// What a message holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// One payment of a CREMUL or DEBMUL.
    Payment(Payment),
    /// One status of a BANSTA.
    Status(Status),
}

/// A record that the reader lends: it fills the same memory again for the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lent<'a> {
    /// One payment of a CREMUL or DEBMUL.
    Payment(&'a Payment),
    /// One status of a BANSTA.
    Status(&'a Status),
}

impl Lent<'_> {
    /// The record, to keep.
    pub fn to_record(self) -> Record {
        match self {
            Self::Payment(payment) => Record::Payment(payment.clone()),
            Self::Status(status) => Record::Status(status.clone()),
        }
    }
}

/// Which way the money goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Direction {
    /// CREMUL: onto the account.
    #[default]
    In,
    /// DEBMUL: from the account.
    Out,
}

/// A reference with its qualifier (`RFF`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reference {
    /// `AEK`, `ACK`, `AII`, `CT` …
    pub qualifier: Code,
    /// The number, never empty.
    pub number: String,
}

/// Level B (`LIN`): one posting on the account, usually a lump sum; shared by its payments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// Serial number in the message, from 1.
    pub number: u32,
    /// Which way the money goes.
    pub direction: Direction,
    /// Our own account (`FII+BF` of a credit, `FII+OR` of a debit), normalised: 11 digits for a Norwegian account
    /// (IBAN or BBAN); otherwise as written without blanks and full stops.
    pub account: String,
    /// `DTM+202`.
    pub posting_date: Option<NaiveDate>,
    /// `DTM+209`. One of the two dates is there in an accepted file.
    pub value_date: Option<NaiveDate>,
    /// `RFF+ACK`: the bank's reference of the posting, a candidate key to the statement; empty if none.
    pub lump: String,
    /// The other references: `AII` (common reference), `CT` (agreement).
    pub references: Vec<Reference>,
    /// The first of `MOA+60`, `346`, `349` that is there; positive = money in.
    pub amount: Ore,
    /// ISO 4217.
    pub currency: Code,
    /// Not if the amount is that of `MOA+349`: the bank has not yet confirmed it.
    pub confirmed: bool,
    /// `DO` domestic, `IN` international; empty if none.
    pub environment: Code,
    /// `BUS`: 230–234, 240, `BKT`; empty if none.
    pub group_code: Code,
}

/// A document that a payment pays (`DOC`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document {
    /// 999 KID, 380 invoice, 381 credit note, 998 other reference of the payer; empty if none.
    pub code: Code,
    /// Its number or KID, as written without outer blanks, leading zeros kept; may be empty, or a text.
    pub number: String,
    /// `MOA+12`, in the currency of the payment; signed as the payment: a credit note has the opposite sign.
    pub amount: Option<Ore>,
}

/// Level C (`SEQ`), one payment; or a line that has none, which then is its own payment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Payment {
    /// Where `SEQ` (or `LIN`) starts; `record` is the ordinal of the record in the file, from 0.
    pub position: Position,
    /// The line that it is a part of.
    pub line: Arc<Line>,
    /// Serial number in the line, from 1; 0 if the line has no payments and this is the line itself.
    pub number: u32,
    /// The first of `MOA+143`, `119`, `60` that is in the currency of the line, or else the first of them; positive =
    /// money in.
    pub amount: Ore,
    /// ISO 4217; that of the line unless the payment says otherwise.
    pub currency: Code,
    /// `DTM+193`, or else `203`: when the payer wanted it done.
    pub execution_date: Option<NaiveDate>,
    /// KIDs (`DOC+999`), in file order. A KID in a text is not here.
    pub kids: Vec<Document>,
    /// Every other document, in file order.
    pub documents: Vec<Document>,
    /// `RFF+ACD`: what to quote to the bank; empty if none.
    pub archive_reference: String,
    /// The other references, in file order.
    pub references: Vec<Reference>,
    /// The other party's account (`FII+OR` of a credit, `FII+BF` of a debit), normalised as the line's; personal data;
    /// empty if none.
    pub payer_account: String,
    /// The other party's name (`NAD+PL` of a credit, `NAD+BE` of a debit); personal data; empty if none.
    pub payer_name: String,
    /// All texts (`FTX`): a part of exactly 35 or 70 characters is joined with the next without a blank, because
    /// senders cut words and numbers there; shorter ones with a blank.
    pub text: String,
}

/// How far an order is, as the bank says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Stage {
    /// Received: 1, 17.
    Received,
    /// Accepted or not yet debited: 32, 55.
    InProcess,
    /// Executed: 53, 54.
    Settled,
    /// Rejected: 2, 3, 12–14, 31, 33, 45–52.
    Rejected,
    /// Awaiting something: 30, 34.
    Waiting,
    /// Anything else, also codes of another list than the directory's.
    #[default]
    Information,
}

/// What became of an order (BANSTA).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Status {
    /// Where `SEQ` (or `LIN`) starts; `record` is the ordinal of the record in the file, from 0.
    pub position: Position,
    /// Serial number of the line, from 1.
    pub line: u32,
    /// Serial number in the line, from 1; 0 if the line has none.
    pub number: u32,
    /// References of the original message (`RFF` before the first line).
    pub message_references: Vec<Reference>,
    /// References of the order (`RFF` of the line).
    pub references: Vec<Reference>,
    /// `GIS`; empty if none.
    pub code: Code,
    /// The code list of `GIS`; empty if none.
    pub code_list: Code,
    /// Who keeps that list, 124 = the Norwegian banks; empty if none.
    pub agency: Code,
    /// What the code means.
    pub stage: Stage,
    /// The first `MOA`, as written.
    pub amount: Option<Ore>,
    /// Its currency; empty if none.
    pub currency: Code,
    /// All texts, joined as those of a payment.
    pub text: String,
}

/// The start of an interchange (`UNB`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Envelope {
    /// Character set and version, `UNOC:3`.
    pub syntax: String,
    /// Sender.
    pub sender: String,
    /// Recipient.
    pub recipient: String,
    /// Date and time as written, `YYMMDD:HHMM`.
    pub prepared: String,
    /// Interchange reference.
    pub reference: String,
    /// Whether it is marked as a test.
    pub test: bool,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `us-ascii`, `iso-8859-1` or `utf-8`.
    pub encoding: &'static str,
    /// Of the first message: `CREMUL D.96A`; empty if none was read.
    pub version: String,
    /// Number of segments, blank ones not counted.
    pub segments: u64,
    /// Number of messages.
    pub messages: u64,
    /// Number of lines (`LIN`).
    pub lines: u64,
    /// Lines that the bank has not confirmed.
    pub unconfirmed_lines: u64,
    /// Number of payments handed on.
    pub payments: u64,
    /// Number of statuses handed on.
    pub statuses: u64,
    /// Our own sum over the lines, positive = money in; the format has no total.
    pub amount: Ore,
    /// The currency of that sum: that of the first line.
    pub currency: Code,
    /// Lines in other currencies, which are not in the sum.
    pub other_currency_lines: u64,
    /// The interchanges; sender, recipient and reference for the detection of duplicates.
    pub interchanges: Vec<Envelope>,
    /// The number of each message (`BGM`), for the detection of duplicates; unique per sender.
    pub message_numbers: Vec<String>,
    /// Whether an interchange is marked as a test.
    pub test: bool,
}

/// A message, for writing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Message {
    /// Which message.
    pub kind: super::Message,
    /// Reference (`UNH`).
    pub reference: String,
    /// Association code behind `UN:`, such as `BSK`; empty if none.
    pub association: String,
    /// `BGM`: 435 advice in advance, 455 extended credit advice, 456 debit advice.
    pub code: Code,
    /// Number of the message.
    pub number: String,
    /// Date of the message (`DTM+137`).
    pub date: Option<NaiveDate>,
    /// Payments, or statuses, in the order of their lines.
    pub records: Vec<Record>,
}

/// An interchange, for writing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interchange {
    /// Its start.
    pub envelope: Envelope,
    /// Its messages.
    pub messages: Vec<Message>,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// The interchanges.
    pub interchanges: Vec<Interchange>,
}
