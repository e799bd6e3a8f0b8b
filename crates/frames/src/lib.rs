//! Columns: the only place that names one. Rows of every format, as polars frames of one agency.
//!
//! Knows neither file formats nor disk nor rules. A frame is sorted by `(file, record)`; `file` is an index into
//! [`Frames::files`], which is sorted by digest, so that the order of rows never depends on the order of arrival.
//! The agency is not a column: frames hold one agency, and the artifacts name it.
//!
//! Money columns end in `_ore` and are debit positive; days are counted from 1970-01-01.

mod columns;
pub mod frame;

use chrono::NaiveDate;
use domain::{FileId, RowRef};

pub use frame::{
    BankEntries, BankStatements, ImportLines, IncomingPayments, LedgerBalances, LedgerLines,
    NavRefunds, OutgoingPayments, PaymentStatuses, SubledgerBalances, SubledgerItems,
};

/// What can go wrong between our columns and polars; only ever our own bug, or memory.
#[derive(Debug, thiserror::Error)]
#[error("frame {frame}: {source}")]
pub struct FrameError {
    /// Which frame.
    pub frame: &'static str,
    /// What polars says.
    #[source]
    pub source: polars::error::PolarsError,
}

/// All frames of one agency, every period that its files cover.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    /// The files, sorted by digest; the `file` columns are indices into this list.
    pub files: Vec<FileId>,
    /// Ledger lines.
    pub ledger_lines: LedgerLines,
    /// Opening and closing balances of accounts, as the ledger file states them.
    pub ledger_balances: LedgerBalances,
    /// Balances of customers and suppliers, as the ledger file states them.
    pub subledger_balances: SubledgerBalances,
    /// Open items of customers and suppliers.
    pub subledger_items: SubledgerItems,
    /// Bank statements.
    pub bank_statements: BankStatements,
    /// Bank entries.
    pub bank_entries: BankEntries,
    /// Payments in, by payment.
    pub incoming_payments: IncomingPayments,
    /// Payments sent to the bank.
    pub outgoing_payments: OutgoingPayments,
    /// What the bank has said of payments.
    pub payment_statuses: PaymentStatuses,
    /// NAV refunds by employee.
    pub nav_refunds: NavRefunds,
    /// Voucher lines from source systems.
    pub import_lines: ImportLines,
}

impl Frames {
    /// The reference of a row, from its `file` and `record` columns.
    pub fn row_ref(&self, file: u32, record: u64) -> Option<RowRef> {
        let file = *self.files.get(usize::try_from(file).ok()?)?;
        Some(RowRef { file, record })
    }
}

/// Days since 1970-01-01.
pub fn day(date: NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(0)
}

/// The date of a day number; the last representable date if it is out of range.
pub fn date(day: i32) -> NaiveDate {
    NaiveDate::default()
        .checked_add_signed(chrono::TimeDelta::days(i64::from(day)))
        .unwrap_or(NaiveDate::MAX)
}
