//! What a file delivers, in the words of the routines: which input, of which account, for which days, as which number of
//! its series. The raw material of the completeness controls.
//!
//! Not here: how it is found out (`ingest`), what should have come (the playbook's input calendar), or what is missing
//! (`checks`).

use chrono::NaiveDate;

use crate::{FileId, Ore};

/// The inputs that the routines name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Input {
    /// Bank statement (camt.053, MT940).
    BankStatement,
    /// Credit advice (camt.054 credits, CREMUL).
    CreditAdvice,
    /// Debit advice (camt.054 debits, DEBMUL, Telepay avregningsretur): payments that went out.
    DebitAdvice,
    /// Nets OCR giro.
    Ocr,
    /// Payment file to the bank (Telepay, pain.001).
    PaymentFile,
    /// Receipt or rejection of a payment file (Telepay mottaksretur and avvisning, pain.002, BANSTA).
    PaymentReturn,
    /// NAV settlement report (K27, K37).
    NavRefunds,
    /// Ledger (SAF-T, ledger listing).
    Ledger,
    /// Import from a source system (GL07, ABW XML), payroll runs among them.
    Import,
    /// A register, by its kind.
    Register(&'static str),
}

impl Input {
    /// All but the registers, which have a name of their own.
    pub const FILES: [Self; 9] = [
        Self::BankStatement,
        Self::CreditAdvice,
        Self::DebitAdvice,
        Self::Ocr,
        Self::PaymentFile,
        Self::PaymentReturn,
        Self::NavRefunds,
        Self::Ledger,
        Self::Import,
    ];

    /// The word of the playbook.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BankStatement => "bank-statement",
            Self::CreditAdvice => "credit-advice",
            Self::DebitAdvice => "debit-advice",
            Self::Ocr => "ocr",
            Self::PaymentFile => "payment-file",
            Self::PaymentReturn => "payment-return",
            Self::NavRefunds => "nav-refunds",
            Self::Ledger => "ledger",
            Self::Import => "import",
            Self::Register(kind) => kind,
        }
    }
}

/// The number that a sender gave to a file, in a series where the next one is one higher.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SeriesNumber {
    /// What is counted, such as `telepay-control 974760673`; equal texts are one series.
    pub series: String,
    /// First number that the file uses.
    pub first: i64,
    /// Last number that the file uses; not below `first`, but for a series that starts again inside the file.
    pub last: i64,
    /// After this number comes `restart`; `None` if the series does not start again by itself.
    pub wraps_after: Option<i64>,
    /// The number after `wraps_after`.
    pub restart: i64,
}

/// One delivery: a file, or a statement, report or batch in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Which input it is.
    pub input: Input,
    /// The file.
    pub file: FileId,
    /// Its name.
    pub name: String,
    /// Bank account it is about, 11 digits; of an import the interface; empty if it is about no account.
    pub account: String,
    /// What it is called by its sender (message id, statement id, batch); empty if it has no name.
    pub id: String,
    /// First and last day it is about; `None` if it does not say.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The day on which it was made, as it says itself; `None` if it does not say.
    pub made: Option<NaiveDate>,
    /// Its number in a series; `None` if its sender does not count.
    pub number: Option<SeriesNumber>,
    /// Records: entries, payments, lines.
    pub records: u64,
    /// Control sum in øre: what its sender would call the total (sum of debits for a ledger or an import).
    pub amount: Ore,
    /// Whether it was not used because another file says the same.
    pub is_copy: bool,
}
