//! What a SAF-T file says, as plain values. Money is debit-positive øre.

use chrono::NaiveDate;
use domain::{Ore, Period, Position};

/// The header of one file (of one part of a split file).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Header {
    /// `AuditFileVersion` as written; do not trust it.
    pub version_text: String,
    /// Organisation number as written.
    pub organisation: String,
    /// Name of the company.
    pub company: String,
    /// ISO 4217.
    pub currency: String,
    /// First and last period of the selection; dates are turned into periods.
    pub selection: Option<(Period, Period)>,
    /// `SoftwareCompanyName SoftwareID SoftwareVersion`.
    pub software: String,
    /// Date of the export as written.
    pub created: String,
}

/// An account of the master data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRecord {
    /// Where it starts.
    pub position: Position,
    /// The agency's own account number.
    pub id: String,
    /// Description.
    pub description: String,
    /// `GroupingCategory` and `GroupingCode`, or `StandardAccountID` of 1.10.
    pub grouping: Option<(String, String)>,
    /// At the start of the selection.
    pub opening: Ore,
    /// At the end of the selection.
    pub closing: Ore,
}

/// Whose party.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PartyKind {
    /// Customer (kunde).
    Customer,
    /// Supplier (leverandør).
    Supplier,
}

/// A balance of a customer or supplier on a control account. A party with several balance accounts gives several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartyBalance {
    /// Where the party starts.
    pub position: Position,
    /// Customer or supplier.
    pub kind: PartyKind,
    /// `CustomerID` / `SupplierID`.
    pub id: String,
    /// Control account; empty if the file names none.
    pub account: String,
    /// At the start of the selection.
    pub opening: Ore,
    /// At the end of the selection.
    pub closing: Ore,
}

/// One ledger line with what its transaction says about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where the `Line` element starts; `record` is the ordinal of the line in the file, from 0.
    pub position: Position,
    /// `JournalID`.
    pub journal: String,
    /// `TransactionID`: the voucher number with its series.
    pub voucher: String,
    /// `VoucherType` (1.30); empty otherwise.
    pub voucher_type: String,
    /// `Period` / `PeriodYear`.
    pub period: Period,
    /// `TransactionDate`.
    pub date: NaiveDate,
    /// `GLPostingDate`.
    pub posting_date: NaiveDate,
    /// `BatchID`; empty if none.
    pub batch: String,
    /// `RecordID`.
    pub record_id: String,
    /// `AccountID`.
    pub account: String,
    /// Debit positive, credit negative, in the file's default currency.
    pub amount: Ore,
    /// `CurrencyCode` and `CurrencyAmount` in minor units (two decimals), debit positive, if another currency.
    pub currency: Option<(String, i64)>,
    /// Customer or supplier and its id.
    pub party: Option<(PartyKind, String)>,
    /// `Description`.
    pub description: String,
    /// `ReferenceNumber`; empty if none.
    pub reference: String,
    /// `CID` (KID); empty if none.
    pub kid: String,
    /// `SourceDocumentID`; empty if none.
    pub source_document: String,
    /// `CrossReference`; empty if none.
    pub cross_reference: String,
    /// `DueDate`.
    pub due: Option<NaiveDate>,
    /// `ValueDate`.
    pub value_date: Option<NaiveDate>,
    /// `AnalysisType`, `AnalysisID` pairs, in file order.
    pub analysis: Vec<(String, String)>,
    /// Tax code; empty if none.
    pub tax_code: String,
}

/// Who entered a transaction, and when; handed on before its lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entered {
    /// Where the transaction starts; `record` is the ordinal of its first line.
    pub position: Position,
    /// `SourceID`, a person or a system; empty if the file does not say. May be **personal data**.
    pub by: String,
    /// `SystemEntryDate`; `None` if the file does not say. A system without such a date writes that of the document.
    pub on: Option<NaiveDate>,
}

/// What the reader hands on, in file order.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every record is a line; boxing it would cost an allocation each"
)]
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// An account.
    Account(AccountRecord),
    /// A party's balance.
    Party(PartyBalance),
    /// Who entered the lines that follow, up to the next of its kind.
    Entered(Entered),
    /// A ledger line.
    Line(Line),
}

/// Counts and sums of one file, as found (not as declared).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// The header.
    pub header: Header,
    /// By structure: `1.10`, `1.20`, `1.30` or `1.40`; `1.10` stands for 1.00 too, and 1.40 without any of its additions
    /// is known by the version written.
    pub version: String,
    /// `Account` elements.
    pub accounts: u64,
    /// `Customer` elements.
    pub customers: u64,
    /// `Supplier` elements.
    pub suppliers: u64,
    /// `Journal` elements.
    pub journals: u64,
    /// `Transaction` elements.
    pub transactions: u64,
    /// `Line` elements.
    pub lines: u64,
    /// Sum of debit in øre.
    pub debit: i128,
    /// Sum of credit in øre, positive.
    pub credit: i128,
    /// `TaxInformation` elements on lines.
    pub tax_informations: u64,
    /// `Analysis` elements on lines.
    pub analyses: u64,
    /// Lines with an amount in another currency.
    pub currency_lines: u64,
    /// For checks over the parts of a split set.
    pub facts: Facts,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// The header.
    pub header: Header,
    /// Accounts.
    pub accounts: Vec<AccountRecord>,
    /// Parties' balances.
    pub parties: Vec<PartyBalance>,
    /// Lines; consecutive lines with the same journal and voucher are one transaction.
    pub lines: Vec<Line>,
}

/// What a line can refer to in the master data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReferenceKind {
    /// `AccountID`.
    Account,
    /// `CustomerID`.
    Customer,
    /// `SupplierID`.
    Supplier,
    /// `TaxCode`.
    TaxCode,
    /// `AnalysisType` and `AnalysisID`, joined by U+001F, which no text of a file can hold.
    Analysis,
}

impl ReferenceKind {
    /// The word used in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Customer => "customer",
            Self::Supplier => "supplier",
            Self::TaxCode => "tax code",
            Self::Analysis => "analysis value",
        }
    }
}

/// Balances and movement of one account in one file, in øre; sums do not overflow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Movement {
    /// Whether the master data has the account; otherwise both balances are zero.
    pub declared: bool,
    /// At the start of the selection, debit positive. Of accounts that stand twice, the last.
    pub opening: i128,
    /// At the end of the selection, debit positive.
    pub closing: i128,
    /// Sum of debit lines.
    pub debit: i128,
    /// Sum of credit lines, positive.
    pub credit: i128,
    /// Where the account stands; if it is not declared, where it is first used.
    pub position: Position,
}

/// How often something is used that the master data of this file does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Unresolved {
    /// Number of uses.
    pub uses: u64,
    /// The first line that uses it.
    pub first: Position,
}

/// What a part of a split set must tell about itself, so that the set can be checked without reading it again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// Whether there is a `MasterFiles` element.
    pub has_master_files: bool,
    /// Whether there is a `GeneralLedgerEntries` element.
    pub has_entries: bool,
    /// By account.
    pub movements: std::collections::BTreeMap<String, Movement>,
    /// Everything but accounts that the master data has.
    pub declared: std::collections::BTreeSet<(ReferenceKind, String)>,
    /// Everything used on lines that the master data of this file does not have.
    pub unresolved: std::collections::BTreeMap<(ReferenceKind, String), Unresolved>,
}
