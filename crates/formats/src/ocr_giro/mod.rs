//! Nets OCR giro: payments with KID credited to a payee's account, one record of 80 characters per line.
//!
//! Sent by Nets (Mastercard Payment Services) or the bank, up to four times a day. Source: Nets system
//! specification OCR giro (English edition, 2003, and what is quoted of v4.0, 2018); AvtaleGiro specification v3.3.
//!
//! ```text
//! NY000010                  start of transmission   transmitter 9-16, number 17-23, recipient 24-31
//!   NY090020                start of assignment     agreement 9-17, number 18-24, account 25-35
//!     NY09tt30              amount item 1           number 9-15, settlement date 16-21, lump sum 22-31, sign 32,
//!                                                   amount 33-49, KID 50-74
//!     NY09tt31              amount item 2           form 16-25, archive reference 26-34, bank date 42-47,
//!                                                   debit account 48-58
//!     NY09tt32              amount item 3           text 16-55, types 20 and 21 only
//!   NY090088                end of assignment       transactions 9-16, records 17-24, total 25-41, dates 42-59
//! NY000089                  end of transmission     the same over the whole file, Nets date 42-47
//! ```
//!
//! **Signs.** [`record::Payment::amount`] is what happens to the payee's account: money in is positive; reversals
//! (types 18 and 20) and credit notes (`-` in position 32) are negative. The control totals of the file follow another rule: a
//! reversal is *added*, a credit note is *subtracted*. If only the gross sum agrees, that is a warning. A net
//! total below zero cannot be written in the format and is an error.
//!
//! **What is not read**: card issuer (30, 75–76), filler 35–41 of item 2 (Nets itself repeats the archive reference
//! there), and the contents of AvtaleGiro assignments (service 21), whose records, counts and totals are verified
//! and counted but not handed on. Allowed normalisations of `write(parse(file))`: these, line ends to CRLF, and
//! the Nets date of the end of assignment, which is written as that of the transmission.
//!
//! **Truncation** at any byte before the end of the last record is noticed.

pub mod error;
mod field;
mod parse;
pub mod record;
mod sums;
mod write;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::identifier::KidMethod;

pub use parse::{parse, read};
pub use write::{write, write_to};

/// What the reader must be told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The KID agreement of each account (11 digits); of an account that is not here either modulus is accepted.
    pub kid: BTreeMap<String, KidMethod>,
    /// Two-digit years are read as the year from 80 before to 19 after this date's; `None` = 2025-01-01.
    pub reference_date: Option<NaiveDate>,
}

/// Whether the content looks like a Nets file: `NY000010` first. AvtaleGiro files of the same family also say yes.
pub fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"NY000010")
}
