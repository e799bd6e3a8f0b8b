//! What a delimited file says, as plain values: its dialect, and the rows of the two kinds that are read today.

use chrono::NaiveDate;
use domain::{Ore, Period, Position};

/// A ledger line (kind `ledger`). Period 00 rows are opening balances.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerRow {
    /// Where the row starts; `record` is the ordinal of the data row, from 0 (headings not counted).
    pub position: Position,
    /// Account.
    pub account: String,
    /// Voucher number.
    pub voucher: String,
    /// Voucher type; empty if none.
    pub voucher_type: String,
    /// Period; from the column, else from the date.
    pub period: Period,
    /// Voucher date.
    pub date: NaiveDate,
    /// Debit positive. From one signed column, or from a debit and a credit column.
    pub amount: Ore,
    /// ISO 4217; empty = NOK.
    pub currency: String,
    /// Batch (import, remittance, OCR settlement); empty if none.
    pub batch: String,
    /// Reference; empty if none.
    pub reference: String,
    /// KID; empty if none.
    pub kid: String,
    /// Customer or supplier number; empty if none.
    pub party: String,
    /// Text.
    pub text: String,
}

/// An open item of a sub-ledger (kind `subledger`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubledgerRow {
    /// Where the row starts.
    pub position: Position,
    /// Control account in the general ledger.
    pub account: String,
    /// Customer or supplier number.
    pub party: String,
    /// Voucher number; empty if none.
    pub voucher: String,
    /// The period the listing was taken for.
    pub period: Period,
    /// Voucher date.
    pub date: NaiveDate,
    /// Due date.
    pub due: Option<NaiveDate>,
    /// Open amount, debit positive.
    pub amount: Ore,
    /// KID; empty if none.
    pub kid: String,
    /// Text; empty if none.
    pub text: String,
}

/// What the reader hands on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// A ledger line.
    Ledger(LedgerRow),
    /// An open item.
    Subledger(SubledgerRow),
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `utf-8`, `utf-8-bom`, `windows-1252`.
    pub encoding: String,
    /// `;`, `,`, tab or `|`.
    pub delimiter: char,
    /// `,` or `.`.
    pub decimal_mark: char,
    /// The headings, in file order.
    pub headings: Vec<String>,
    /// `ledger` or `subledger`; empty if no mapping fits (then only the dialect was read).
    pub kind: String,
    /// Data rows.
    pub rows: u64,
    /// Sum of debit in øre.
    pub debit: i128,
    /// Sum of credit in øre, positive.
    pub credit: i128,
}

/// A whole file, for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// Facts and totals.
    pub totals: Totals,
    /// Rows.
    pub records: Vec<Record>,
}
