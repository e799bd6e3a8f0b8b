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

mod blocks;
pub mod error;
mod parse;
pub mod record;
mod row;
mod separators;
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

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;

    /// Rows of every sort, right and wrong; the quick way of plain blocks must not tell them otherwise.
    const ROWS: [&[u8]; 22] = [
        b"1939;4001;IB;202503;2025-03-03;1520,00;NOK;;R1;;;OCR giro\n",
        b"1939;4001;IB;202503;2025-03-03;-1520,00;;B7;;0531;10042;Innbetaling\r\n",
        b" 1939 ;4002;;;2025-03-31; 249,90 ; NOK; ;F-77;;;  \xc3\xa9n \n",
        b"1939;4003;IB;202503;2025-03-03;1,00;NOK;;;;;\xc3\x98re\n",
        b"1939;4004;IB;202503;2025-03-03;1,00;NOK;;;;;\xd8re\n",
        b"1939;4005;IB;202503;2025-03-03;1,00;NOK;;;;;a\rb\n",
        b"1939;4006;IB;202503;2025-03-03;1,00;NOK;;;;;a\r\r\n",
        b"1939;4007;IB;202503;2025-03-03;1,00;NOK;;;;;a\0b\n",
        b"1939;4008;IB;202503;2025-13-03;1;2;3;4;5;6;7\n",
        b"1939;4009;IB;202503;;1.234,00;NOK;;;;;\n",
        b";;;;;;;;;;;\n",
        b"  ;4010;IB;202503;2025-03-03;1,00;NOK;;;;;\n",
        b"\xc2\xa0;4011;IB;202503;2025-03-03;1,00;NOK;;;;;\n",
        b"1939;4012;IB;202503;2025-03-03;1,00;NOK;;;;\n",
        b"1939;4013;IB;202503;2025-03-03;1,00;NOK;;;;;;\n",
        b"\n",
        b" \r\n",
        b"Sum;;;;;1,00;;;;;;\n",
        b"sum:;;;;;1520,00;;;;;;\r\n",
        b"1939;\"4\"\"014\";IB;202503;2025-03-03;1,00;NOK;;;;;\"a;b\nc\"\n",
        b"1939;4015;IB;202503;2025-03-03;1,00;NOK;;;;;a\"b\n",
        b"1939;4016;IB;202503;2025-03-03;1,00;NOK;;;;;\"open\n",
    ];

    #[test]
    fn what_is_read_does_not_depend_on_blocks() {
        let headings = "account;voucher;voucher_type;period;date;amount;currency;batch;reference;kid;party;text\n";
        // With a quote in its last row, a block is read row by row; in pieces, its other rows are plain blocks.
        let quoted = b"1939;4099;IB;202503;2025-03-03;1,00;NOK;;;;;\"last\"\n";
        let mut state = 7_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(state >> 8).unwrap() % below
        };
        for case in 0..1_500 {
            let mut file = headings.as_bytes().to_vec();
            // Right rows are more frequent: a wrong one must meet others around it.
            for _ in 0..next(8) {
                let wrong = next(ROWS.len());
                file.extend_from_slice(ROWS[if next(3) > 0 { wrong % 4 } else { wrong }]);
            }
            if case % 2 == 0 {
                file.extend_from_slice(quoted);
            }
            if case % 5 == 0 {
                file.truncate(file.len() - 1 - next(30));
            }
            let whole = parse(&file, &Options::default());
            for capacity in [1, 7, 64, 200, 300] {
                let reader = BufReader::with_capacity(capacity, Cursor::new(&file));
                let mut records = Vec::new();
                let read = read(reader, &Options::default(), &mut |record| {
                    records.push(record);
                });
                let shown = String::from_utf8_lossy(&file);
                assert_eq!(records, whole.value.records, "{capacity}: {shown}");
                assert_eq!(read.totals, whole.value.totals, "{capacity}: {shown}");
                assert_eq!(read.diagnostics, whole.diagnostics, "{capacity}: {shown}");
            }
        }
    }
}
