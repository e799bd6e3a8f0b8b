//! Excel workbooks (.xlsx): one sheet with a row of headings, read as rows of a register kind by [`crate::table`].
//!
//! | | Read |
//! |---|---|
//! | sheet | the first visible one whose first 20 filled rows hold a row of headings that fits a kind; a sheet that a mapping names is also read if it is hidden, and only with mappings that name it or none |
//! | texts | shared, inline and of formulas; `_x000D_` escapes; runs of rich text joined, phonetic hints left out |
//! | numbers | by the shortest decimal that stands for the same binary number, which is what Excel shows |
//! | amounts | such a number with at most two decimals, or a text as in delimited files; nothing is rounded: a cell that shows 0,30 and holds 0,30000000000000004 is an error |
//! | dates | numbers in a format that shows a day or a year, without a time of day, 1900 and 1904 systems; ISO cells; texts |
//! | codes | whole numbers of at most 15 digits as digits, without the leading zeros that Excel has lost; texts |
//! | formulas | the value that was saved; said by an info |
//! | sum row | as in delimited files |
//!
//! **Source**: ECMA-376 part 1, §18 (SpreadsheetML); the shape of exports as for [`crate::delimited`].
//!
//! **Signs**: as the listing prints them, debit positive; debit and credit columns are joined.
//!
//! **Places.** `line` is the row and `column` the number of the column; the message names the cell as Excel does
//! (`Ark1!C7`). `byte` is 0: a packed byte helps nobody.
//!
//! **Tolerances**, each a warning or an info: a blank row inside the table (`XLSX023`), cells without a heading
//! (`XLSX024`), hidden rows and sheets (`XLSX025`), a second sheet that could be read (`XLSX029`).
//!
//! **Not read**: columns without a field (listed by an info), merged cells but for their first, comments, charts, macros,
//! `.xls`, `.xlsb`, workbooks with a password.
//!
//! **Truncation and damage.** The directory stands at the end of a zip archive and every part has a checksum that is
//! verified, so a workbook that is cut or changed anywhere that matters is refused.
//!
//! **Limits**: what the directory says a part unpacks to is judged before it is unpacked, and the part is stopped where
//! it says more: 1 GiB a sheet, 128 MiB the table of texts, 16 MiB any other part, and 300 times its packed size above
//! 16 MiB. Memory holds the table of texts and one row.
//!
//! Read by code of our own and not by calamine, which trusts a stated count with memory before it has seen the texts,
//! turns a text number that it cannot read into the first text, and leaves empty texts out, so that all texts behind one
//! move up. A row read wrong without a word is the one thing that must not be. There is no `write`: nothing in the house
//! writes such listings; tests write them with the library that makes our reports.

pub mod error;
mod package;
mod parse;
pub mod record;
mod sheet;
mod workbook;

use domain::agency::Mapping;

pub use parse::{parse, read_rows};

/// What the reader must be told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Which heading holds which field; see [`crate::table`].
    pub mappings: Vec<Mapping>,
}

/// Whether the content looks like a workbook: a zip archive with a part below `xl/` near its start.
pub fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
        && memchr::memmem::find(head, b"xl/").is_some()
        && (memchr::memmem::find(head, b"[Content_Types].xml").is_some()
            || memchr::memmem::find(head, b"xl/workbook").is_some()
            || memchr::memmem::find(head, b"xl/worksheets/").is_some())
}
