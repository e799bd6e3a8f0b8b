//! Telepay 2 (BETFOR): payment orders to the bank, and the bank's three returns.
//!
//! Sent by agencies (SU11); returned by banks (SU12) as receipt (mottaksretur), rejection (avvisningsretur) and
//! settlement (avregningsretur), all with the same records. Being phased out for pain.001. Source: the Norwegian bank
//! standard, versions 2.01 (2004) and 2.1 (2011), as far as public writers and readers of the format show it; no
//! real return of a bank is public, so what a bank fills in there is read out of two readers of returns.
//!
//! ```text
//! every record   AH 1-2, version 3, return code 4-5, procedure 6-9, MMDD 10-13, sequence 14-19, 04 39-40,
//!                BETFORnn 41-48, enterprise 49-59, sequence control 71-74
//! BETFOR00       start of batch   division 60-70, production date 81-84, VERSJON002 95-104, seal 126-153,
//!                                 own reference 297-311
//!   BETFOR21     domestic order   debit account 60-70, bank reference 75-80, payment date 81-86, own reference
//!                                 87-116, payee 118-158, own-account amount 249-263, text code 264-266, type 267,
//!                                 cancellation 268, total 269-283, value date 289-294, cause 301
//!     BETFOR22   mass line        account 81-91, name 92-121, amount 122-136, cancellation 137, own references
//!                                 138-172 and 283-292, serial 293-296, cause 297
//!     BETFOR23   invoice          message 81-200, KID 201-227, own reference 228-257, amount 258-272, D or K 273,
//!                                 invoice 274-293, serial 294-296, cause 297, customer 298-312, date 313-320
//!   BETFOR01     order abroad     as 21 to 116; currencies 117-122, rate 191-202, debited 215-230, transferred
//!                                 231-246, cancellation 264, value date 266-271, fee 272-280, cause 293
//!     BETFOR02   payee's bank     not read
//!     BETFOR03   payee            account 81-115, name 116-150
//!     BETFOR04   invoice          reference or KID 81-115, own reference 116-150, amount 151-165, D or K 166,
//!                                 cause 234, KID marker 293, serial 294-296
//! BETFOR99       end of batch     production date 81-84, orders 85-88, total 89-103, records 104-108, seal
//!                                 272-296, software 297-312, bank's version 313-320
//! ```
//!
//! **Lines.** A record is 320 characters of ISO-8859-1: four lines of 80 with CRLF or LF, or 320 in a row with or without
//! line ends. UTF-8 is refused, because it shifts positions.
//!
//! **Kind** of a batch, by its return codes and procedure id: any fault (10 and up, or a code that the standard
//! does not list) = avvist; 02 = avregningsretur; 01 = mottaksretur; 00 with a return procedure (TBR.) = avvist, with
//! no fault named; 00 otherwise = sent. A mixture of 01, 02 and others within a batch is an error. Receipts,
//! rejections and settlements may come in one file, as all three are the same return (SU12); that is said (TPAY020), and
//! every payment carries its kind. A file with sent batches and returns is an error. A record that stands
//! several times with the same AH number, once for each fault, counts once.
//!
//! **Signs.** [`record::Payment::amount`] is what is paid: positive = paid out, a credit note (`K`) is negative; the
//! file has unsigned amounts and a letter. It is the amount of the *order*: on the bank account the same payment is
//! money out and so negative there. Amounts have two decimals whatever the currency.
//!
//! **Tolerated**, each with a warning: cut trailing blanks (TPAY018); sequence numbers that jump (TPAY008); wrong orders or
//! total in the end of a sent batch (TPAY007), none in a return (TPAY025); codes and causes unknown to the standard
//! (TPAY019, TPAY023); KID together with message or invoice number (TPAY024); accounts with old check rules (TPAY026); a
//! settled order without value date (TPAY027); production dates that differ (TPAY028). Orders and total of zeros or
//! blanks in a sent file, and empty lines between records, are tolerated silently, as most senders have them. Every
//! error about a record that the bank refused is only a warning (TPAY022): the refused thing is faulty, that is why.
//!
//! **What is not read**: passwords and operator (never leave the bytes), reserved fields, addresses, the payee's bank
//! (BETFOR02), notification, charges, cheque and authority codes, agreed and forward rates, execution references, client
//! reference, form number. The seal is reported as there or not; it is not verified. A payee account abroad is not checked.
//!
//! **Written** ([`write_to`]): CRLF lines of 80, all totals stated, blanks and zeros in what is not read; a cause of an
//! order is written on each of its lines, a fault of all lines on their order, several faults as repeated records; sequence numbers rise by one from those of the
//! batch's first record.
//!
//! **Truncation** is noticed at every byte but for the last line end. It is only a warning (TPAY018) where nothing of the
//! money is lost: trailing blanks of the last line and, where records are 320 in a row, what stands behind the counts of
//! the end of batch. A file of several batches that is cut exactly between two looks whole: nothing in the format counts batches.
//!
//! **Changed bytes.** A changed amount, sign or state is noticed where the end of batch, and at settlement the order, states a
//! total (all but some sent files). Nothing in the format protects texts, names, references, cancellations, the cause of a
//! cancellation abroad, and a sent batch that states no total.
//!
//! **Memory**: one record, one order, and a row of totals per batch, of which there are at most [`MAX_BATCHES`].

mod batch;
pub mod codes;
pub mod compare;
pub mod error;
mod field;
mod order;
mod parse;
mod physical;
pub mod record;
mod write;

use chrono::NaiveDate;

pub use codes::{CAUSES, CODES, TEXT_CODES};
pub use parse::{MAX_BATCHES, parse, read};
pub use write::{write, write_to};

/// What the reader must be told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Two-digit years are read as the year from 80 before to 19 after this date's; `None` = 2025-01-01.
    pub reference_date: Option<NaiveDate>,
}

/// Whether the content looks like Telepay: an application header first, after at most some empty lines.
pub fn sniff(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    head.starts_with(b"AH")
        && head.get(2).is_some_and(u8::is_ascii_digit)
        && head.get(40..46) == Some(b"BETFOR")
}
