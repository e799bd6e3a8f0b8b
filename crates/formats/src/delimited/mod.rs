//! Delimited text with a heading row: ledger and sub-ledger listings as people export them from Unit4's browser.
//!
//! No specification exists; this is what the exports have in common, read strictly:
//!
//! | | Read | Written |
//! |---|---|---|
//! | encoding | UTF-8 with or without mark, Windows-1252 (and so ISO-8859-1) | UTF-8 without mark |
//! | delimiter | `;` `,` tab `\|`, found in the heading row; or Excel's `sep=;` line before it | `;` |
//! | quotes | RFC 4180: a field may stand in quotes, then hold delimiters, line ends and doubled quotes | where needed |
//! | amounts | one decimal mark in the whole file, shown by its first amount that shows one; Norwegian grouping; one signed column, or debit and credit | `-1234,50` |
//! | dates | `2025-03-31` `31.03.2025` `31/03/2025` `20250331` | `2025-03-31` |
//! | periods | `202503` `2025-03` `2025.03` `03.2025`; a ledger listing without it takes the date's month | `202503` |
//! | line ends | CRLF or LF | CRLF |
//!
//! **Fields.** Ledger: `account` `voucher` `voucher_type` `period` `date` `amount` or `debit` + `credit` `currency`
//! `batch` `reference` `kid` `party` `text`. Sub-ledger: `account` `party` `voucher` `period` `date` `due` `amount` or
//! `debit` + `credit` `kid` `text`. Needed are account, voucher, date and amount; account, party, period, date and
//! amount. Which heading holds which field: [`Options::mappings`], then our own names, then Norwegian headings that
//! are beyond doubt (Konto, Bilagsnr, Bilagsdato, Beløp …). A cell is read without the blanks around it, unless
//! quoted.
//!
//! **Sum line.** A last row that begins with `Sum` or `Total` is no data: its sums are compared with the rows.
//!
//! **Truncation.** A file cut inside a row is noticed: fields are missing, a quote is open, or the last row has no line
//! end (a warning; an error if the row ends in an amount). A file cut between two rows **cannot be noticed** without
//! a sum line: nothing in it says how many rows there are. Ask for listings with one.
//!
//! **Not read**: columns without a field (listed by an info), more than one listing per file, spreadsheets.

pub mod error;
mod parse;
pub mod record;
mod row;
mod sniff;
mod write;

use domain::agency::Mapping;

pub use parse::{parse, read, read_rows};
pub use sniff::sniff;
pub use write::{write, write_to};

/// What the reader must be told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Which heading holds which field. A file is read by the mapping with the most headings of those whose headings
    /// it has all; fields that the mapping does not name are found by their usual headings.
    pub mappings: Vec<Mapping>,
}
