//! What a delimited file says, as plain values: its dialect, and its rows as records of their own.

pub use crate::table::record::{LedgerRow, Record, RegisterRow, SubledgerRow, Value};

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
    /// Id of the kind of register; empty if none fits (then only the dialect was read).
    pub kind: String,
    /// Data rows.
    pub rows: u64,
    /// Sum of debit in øre: of the kind's first amount where it is positive, or of the debit column.
    pub debit: i128,
    /// Sum of credit in øre, positive.
    pub credit: i128,
    /// The sum of each amount field that the file has, by name.
    pub sums: Vec<(&'static str, i128)>,
}

/// A whole file, for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// Facts and totals.
    pub totals: Totals,
    /// Rows.
    pub records: Vec<Record>,
}
