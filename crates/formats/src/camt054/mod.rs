//! camt.054, the bank's debit and credit notification: entries on an account with their transactions, and no balances.
//!
//! In Norway the carrier of credits with KID (beside or instead of the OCR giro file) and of debit advices (instead of
//! Telepay's settlement return). It tells of the **same money** as the statement, OCR giro and CREMUL: post from one
//! source per account. Source: the published ISO 20022 schemas camt.054.001.02 and .08; bank guides and real files for
//! practice.
//!
//! | Path below `BkToCstmrDbtCdtNtfctn` | Record |
//! |---|---|
//! | `GrpHdr/{MsgId, CreDtTm, MsgPgntn}` | [`Totals`], [`File`], page of notifications without their own |
//! | `Ntfctn/{Id, ElctrncSeqNb, CreDtTm, FrToDt, CpyDplctInd, NtfctnPgntn, Acct/{Id, Ccy}}` | [`Notification`] |
//! | `Ntfctn/TxsSummry` | checked against the entries, not kept |
//! | `Ntfctn/Ntry` | [`record::Entry`], read as in [`crate::camt053`] |
//! | `TxDtls/Refs/{MsgId, PmtInfId, InstrId, EndToEndId}` | [`record::Transaction`]: what ties a debit to its pain.001 |
//!
//! **Versions**, spellings, KIDs, batches, amounts of transactions and the parties are as in [`crate::camt053`], because it
//! is the same reader: 02 and 08; 03 to 13 with the same rules.
//!
//! **Sign.** Positive is money in (credit on the account). `CdtDbtInd` is the real direction, also of reversals and
//! returns, unless [`Options::reversal`] says otherwise for the account. A return may come without `RvslInd`: its `code`
//! then ends in `/RRTN`, or its transactions have a `return_reason`.
//!
//! **No equation proves the entries.** The summary, where there is one, must agree with them, counting all or the booked
//! ones; one that agrees only with reversals on the other side is refused until the playbook says which convention the
//! bank has.
//!
//! **Refused** (an error refuses the whole file): what [`crate::camt053`] refuses, but for balances and chain: not
//! well-formed or beyond a limit; amounts, dates, indicators that cannot be read exactly; booked entries without
//! booking date; another currency than the account's; missing pages; the same notification twice; a summary that
//! disagrees.
//!
//! **Tolerated with a warning**: unknown version (`CAMT011`), the spelling of another version (`CAMT012`), unknown elements
//! (`CAMT013`), unreadable sequence numbers and counts (`CAMT020`), copies (`CAMT042`), booking dates outside the period
//! (`CAMT043`), sequence numbers that do not rise (`CAMT044`), check digits of the account (`CAMT045`), other states
//! (`CAMT046`), transactions that do not add up (`CAMT050`), batches that are not all shown (`CAMT051`, `CAMT052`), check
//! digits of a KID (`CAMT053`), references without type (`CAMT054`), another amount in the only transaction (`CAMT055`).
//!
//! **Not read**: what [`crate::camt053`] does not read.
//!
//! **Truncation** is noticed at every byte before the end tag of the root element; after it nothing is missing. A
//! **changed digit** is noticed where the notification has a summary, or the entry transactions with amounts; without
//! them nothing in the message can tell, which is why a notification is matched and not posted on its own.
//!
//! **Memory**: one notification with its entries is held, because it is a record; and a row of figures per notification.
//! [`Options::max_records_held`] bounds the first.
//!
//! **Written and read again** a [`File`] is the same with the exceptions that [`crate::camt053`] lists.

pub mod error;
mod parse;
pub mod record;
mod write;

use std::io::BufRead;

use domain::Parsed;

pub use self::record::{File, Notification, Totals};
pub use self::write::{write, write_to};
use crate::Read;
/// What the file cannot say about itself: the same as for a statement, with notifications in its place.
pub use crate::camt053::Options;
use crate::camt053::layout::Message;

/// Whether the content looks like camt.054 (first child of `Document` is `BkToCstmrDbtCdtNtfctn`).
pub fn sniff(head: &[u8]) -> bool {
    crate::camt053::parse::is_message(head, Message::Notification)
}

/// Reads a file as a stream and hands on each notification when it is complete.
///
/// Memory holds one notification with all its entries, and a row per notification read. A notification handed on is
/// not known to be usable: pages and duplicates are known at the end. Use nothing before the answer is here and holds
/// no diagnostic of level error.
pub fn read(
    mut input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Notification),
) -> Read<Totals> {
    parse::read_file(&mut input, options, sink)
}

/// Reads a whole file from memory; for tests and small files.
pub fn parse(bytes: &[u8], options: &Options) -> Parsed<File> {
    parse::parse_file(bytes, options)
}
