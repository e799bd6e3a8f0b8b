//! What a Parquet file says, as plain values.

pub use crate::table::record::Record;

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// The columns by name, in file order; nested ones with their path.
    pub headings: Vec<String>,
    /// Id of the kind of register; empty if none fits.
    pub kind: String,
    /// Rows.
    pub rows: u64,
    /// Row groups.
    pub row_groups: u64,
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
