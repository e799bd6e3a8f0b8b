//! Parquet: flat columns, read as rows of a register kind by [`crate::table`]. The column names are the headings.
//!
//! | Parquet | Read for |
//! |---|---|
//! | `DECIMAL` in INT32, INT64, FIXED_LEN_BYTE_ARRAY, BYTE_ARRAY | amounts, decimals; whole ones also for codes, counts, periods |
//! | INT32, INT64, signed or not | codes, counts, periods, whole amounts |
//! | `DATE`; `TIMESTAMP` at midnight | dates |
//! | BYTE_ARRAY: `STRING`, `ENUM`, `JSON` or plain | texts, codes; amounts, dates and periods as text in delimited files |
//! | BOOLEAN | yes or no |
//! | FLOAT, DOUBLE, INT96, nested columns | nothing: refused if a field is to be read from them |
//!
//! **Source**: the Apache Parquet format, `parquet.thrift` and `Encodings.md`. Pages of version 1 and 2; plain and
//! dictionary encodings; uncompressed or Snappy. Other codecs need a C compiler or crates that nothing else needs here.
//!
//! **Signs**: as the file has them, debit positive; debit and credit columns are joined. There are no sum lines.
//!
//! **Places.** `line` is the row from 1, `column` the number of the column, `byte` 0.
//!
//! **Truncation and damage.** The directory stands at the end: a file that is cut anywhere is refused. Pages have a
//! checksum only if the writer made one; it is then verified. **Without it a changed byte inside a page can change a
//! value unnoticed**: nothing in the format says what the value was. Ask for files with page checksums, or compare sums.
//!
//! **Limits**, all judged before the bytes they speak of are unpacked: 4 MiB of directory, 65 536 entries of any list in
//! it, 16 MiB a page, 256 MiB of pages of one row group at a time, 512 columns, 100 million rows. Memory holds the
//! directory, and of each column that is read one page, its dictionary, and 1024 values.
//!
//! **Panics.** The `parquet` crate asserts in places on what it reads. Directory and pages are checked by code of our own
//! first, and what is left is caught at the one spot where the crate is called (`columns`) and refused as damage. A
//! failed assertion may print a line on stderr on the way.
//!
//! No `write`: nothing in the house writes such listings; tests write them with the crate's own writer.

mod columns;
pub mod error;
mod file;
mod parse;
pub mod record;

use domain::agency::Mapping;

pub use parse::{parse, read_rows};

/// What the reader must be told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Which column holds which field; see [`crate::table`].
    pub mappings: Vec<Mapping>,
}

/// Whether the content looks like Parquet.
pub fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"PAR1")
}
