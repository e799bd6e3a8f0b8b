//! What a GL07 file says, as plain values: ledger lines to be imported, and the totals of the file.

use chrono::NaiveDate;
use domain::{Ore, Period, Position};

pub use super::layout::Field;
use super::layout::{FIXED_2060, Layout};

/// The ledger a line goes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum TransType {
    /// `GL`, general ledger.
    #[default]
    GeneralLedger,
    /// `AP`, supplier ledger.
    Payable,
    /// `AR`, customer ledger.
    Receivable,
    /// `TX`, tax line.
    Tax,
}

impl TransType {
    /// The two letters of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GeneralLedger => "GL",
            Self::Payable => "AP",
            Self::Receivable => "AR",
            Self::Tax => "TX",
        }
    }

    /// The reverse of [`TransType::as_str`].
    pub fn from_letters(letters: &str) -> Option<Self> {
        [
            Self::GeneralLedger,
            Self::Payable,
            Self::Receivable,
            Self::Tax,
        ]
        .into_iter()
        .find(|one| one.as_str() == letters)
    }

    /// Whether a supplier or customer belongs to the line.
    pub fn has_party(self) -> bool {
        matches!(self, Self::Payable | Self::Receivable)
    }
}

/// The debit/credit flag of systems with debit/credit accounting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DcFlag {
    /// `1`.
    Debit,
    /// `-1`.
    Credit,
}

/// One ledger line: a record of the fixed width form, a `Transaction` of the XML.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// Where it starts; `record` is the ordinal of the line in the file, from 0.
    pub position: Position,
    /// Source system code.
    pub interface: String,
    /// Batch from the source system.
    pub batch: String,
    /// Company code.
    pub client: String,
    /// Voucher number, or a counter that only groups lines; digits without leading zeros, empty if none or zero.
    pub voucher: String,
    /// Fixed width: ordinal of the run of lines with the same client, type and number. XML: ordinal of the
    /// `Voucher` element, which is one voucher whether it has a number or not. From 0.
    pub voucher_ordinal: u64,
    /// Ordinal of the line in its run or element, from 1; counted here, the file has none.
    pub sequence: u32,
    /// Voucher type (bilagsart).
    pub voucher_type: String,
    /// The ledger it goes to.
    pub trans_type: TransType,
    /// Accounting period; `None`: the one the import is ordered with.
    pub period: Option<Period>,
    /// Date of the invoice or document.
    pub voucher_date: Option<NaiveDate>,
    /// Value date.
    pub trans_date: Option<NaiveDate>,
    /// Due date, supplier and customer lines.
    pub due_date: Option<NaiveDate>,
    /// Account; may be empty on supplier and customer lines (taken from the party).
    pub account: String,
    /// Dimensions 1–7; empty where not filled.
    pub dims: [String; 7],
    /// Tax code.
    pub tax_code: String,
    /// Amount in company currency, debit positive.
    pub amount: Ore,
    /// Debit/credit flag, if filled.
    pub dc_flag: Option<DcFlag>,
    /// Currency code.
    pub currency: String,
    /// Amount in that currency, in hundredths whatever the currency, debit positive.
    pub currency_amount: Ore,
    /// Free text; may hold personal data.
    pub description: String,
    /// Invoice number (`ext_inv_ref`).
    pub invoice_number: String,
    /// External reference (`ext_ref`).
    pub external_reference: String,
    /// KID, leading zeros kept.
    pub kid: String,
    /// `P` supplier, `R` customer; empty if not filled.
    pub party_kind: String,
    /// Supplier or customer number.
    pub party: String,
    /// Invoice status, as written.
    pub status: String,
    /// Bank account of a sundry party, as written; **personal data**.
    pub bank_account: String,
    /// Currency documentation code (`curr_licence`).
    pub currency_licence: String,
    /// Purchase order id; digits without leading zeros, empty if none or zero.
    pub order_id: String,
    /// Arrival registration number; digits without leading zeros, empty if none or zero.
    pub arrival_id: String,
    /// Every other field that is filled, in order of [`Field`]: texts as written, whole numbers without leading zeros,
    /// amounts as `-1234.50` in kroner, dates as `2026-06-12`; value 1, 2 and 3 raw, because their scale differs between
    /// the forms and nobody has said which is right. Name and address are **personal data**.
    pub others: Vec<(Field, String)>,
}

/// How the file is written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Fixed width records.
    Fixed(&'static Layout),
    /// `ABWTransaction` of namespace version 2011/11/14.
    Abw2011,
    /// `ABWTransaction` of namespace version 2005/05/13.
    Abw2005,
}

impl Default for Form {
    fn default() -> Self {
        Self::Fixed(&FIXED_2060)
    }
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `fixed-2060`, `fixed-2059`, `ABWTransaction 2011/11/14` …
    pub version: String,
    /// `us-ascii`, `iso-8859-1`, `windows-1252` by the bytes that occur, or the declared one of an XML file.
    pub encoding: &'static str,
    /// Source system of the first line.
    pub interface: String,
    /// Batch of the first line.
    pub batch: String,
    /// Company of the first line.
    pub client: String,
    /// `ReportClient` of an XML file.
    pub report_client: String,
    /// Number of distinct interface, batch and company together; 1 in a right file, counted up to 100.
    pub batches: u64,
    /// The batch ids in order of appearance, at most 100.
    pub batch_ids: Vec<String>,
    /// Number of vouchers.
    pub vouchers: u64,
    /// Number of lines, readable or not.
    pub lines: u64,
    /// Number of transactions as a payroll control file counts them: lines, zero amounts included (inferred).
    pub transactions: u64,
    /// Sum of the positive amounts, in øre.
    pub debit: i128,
    /// Sum of the negative amounts without their sign, in øre.
    pub credit: i128,
    /// The periods that occur, rising.
    pub periods: Vec<Period>,
    /// Lines on the error account (2809).
    pub error_account_lines: u64,
    /// Lines with a value replaced by `*****`.
    pub replaced_value_lines: u64,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// How it is written down.
    pub form: Form,
    /// `ReportClient` of an XML file; empty if none.
    pub report_client: String,
    /// The lines; in XML adjacent ones with the same [`Line::voucher_ordinal`] are one voucher.
    pub lines: Vec<Line>,
}
