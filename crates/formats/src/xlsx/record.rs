//! What a workbook says, as plain values.

pub use crate::table::record::Record;

/// Facts and totals of one workbook.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// The sheet that was read; empty if none could be.
    pub sheet: String,
    /// Its headings by column; empty where a column has none.
    pub headings: Vec<String>,
    /// Id of the kind of register; empty if none fits.
    pub kind: String,
    /// Data rows.
    pub rows: u64,
    /// Sum of debit in øre: of the kind's first amount where it is positive, or of the debit column.
    pub debit: i128,
    /// Sum of credit in øre, positive.
    pub credit: i128,
    /// The sum of each amount field that the sheet has, by name.
    pub sums: Vec<(&'static str, i128)>,
    /// Cells of data rows whose value a formula made.
    pub formulas: u64,
}

/// A whole workbook, for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// Facts and totals.
    pub totals: Totals,
    /// Rows.
    pub records: Vec<Record>,
}
