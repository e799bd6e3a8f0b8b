//! EDIFACT CREMUL (credits), DEBMUL (debits) and BANSTA (status of orders), directory D.96A, as Norwegian banks write
//! them.
//!
//! Sent by the bank or the banks' clearing; being replaced by camt.054 and pain.002. Sources: the UN D.96A directory
//! for structure and codes; published Norwegian files of 2013 and 2014 and two public programs that read them for
//! practice. No Norwegian DEBMUL or BANSTA has been published: these two follow the directory.
//!
//! ```text
//! UNA:+,? '                        service characters; without it : + . ? '
//! UNB+UNOC:3+sender+recipient+YYMMDD:HHMM+reference++++++test      any number of interchanges
//!   UNH+reference+CREMUL:D:96A:UN                                  any number of messages
//!     BGM+435 or 455+number   DTM+137                              level A, the message
//!     LIN+n  DTM+202 +209  BUS++DO++230:25:124  MOA+60 346 349  RFF+ACK  FII+BF+account     level B, one posting
//!       SEQ++n  DTM+193 +203  FII+OR  RFF  MOA+143 119 60  NAD+PL  PRC  FTX  DOC MOA+12  GIS+37   level C, one payment
//!     CNT+LI:lines
//!   UNT+segments+reference
//! UNZ+messages+reference
//! ```
//!
//! In a DEBMUL our account is `FII+OR` of the line, and the payee stands in `FII+BF` and `NAD+BE` of the payment. In a
//! BANSTA a line is an order with its references (`RFF`), and each `SEQ` has a status (`GIS`). What a segment belongs
//! to is decided by the last `LIN`, `SEQ`, `DOC` or `GIS` before it, not by the strict order, which senders do not
//! keep.
//!
//! **Signs.** [`record::Payment::amount`] and [`record::Line::amount`] are what happens to our account: those of a
//! CREMUL as written (a credit note has a minus), those of a DEBMUL with the opposite sign. Amounts are in the minor
//! unit of their currency.
//!
//! **Proved**: counts and references of messages and interchanges, number of lines, serial numbers, and that the
//! payments of each line add up to its amount. The format has no total of a file.
//!
//! **Tolerated without a word**: line breaks anywhere and blanks after the last segment; blank or empty segments; `,`
//! and `.` as decimal mark whatever `UNA` says; `CNT+LI`, `+LIN` and `+2`; references and accounts of payers without
//! number; a byte order mark; segments in another order within their level. **With a warning** (see [`error::KINDS`]):
//! documents that do not add up (004), another currency below a line (006), accounts (007) and KIDs (017) that fail
//! their check, codes of unknown meaning and currencies that do not exist (019), credited lines without payments (020),
//! mixed encodings and control characters (021). With [`Options::counts_may_differ`] also counts (001).
//!
//! **What is not read**: parties other than payer or payee, addresses, charges (`FCA`), original and converted amounts,
//! rates (`CUX`), allowances, taxes, what central banks want to know (`GIS` before `PRC` and what is below it),
//! adjustments, dates and references of documents, `BUS` of a message or a payment, status of a text. Segments that the
//! directory does not have in these messages are an error. Groups (`UNG`) and other messages are refused, and so is the
//! Danish dialect.
//!
//! **A KID typed as text** stays text: it is a suggestion, not a KID.
//!
//! **Encoding**: each component is ISO-8859-1 unless it has bytes beyond ASCII and is UTF-8.
//!
//! **Truncation** at any byte before the end of the last `UNZ` is noticed. A file of whole interchanges that lacks its
//! last ones is not: nothing states their number.
//!
//! **A changed byte** never changes an amount of a payment unnoticed, but for what the file states once only: the
//! amount of a line without payments (warned of in a CREMUL).
//!
//! **Memory**: a window of 64 KiB; one line and one payment, which are lent and then filled again ([`record::Lent`]);
//! and the numbers of messages and interchanges, which are limited.
//!
//! **Written and read again** a [`record::File`] is the same but for positions. [`write()`] normalises: line amounts
//! become `MOA+60` or `349`, payments `MOA+143`, execution dates `193`, texts are cut at 70 characters; KIDs come
//! before other documents; what is not read is not written.

mod advice;
pub mod error;
mod parse;
pub mod record;
mod status;
mod token;
mod value;
mod write;

use std::collections::BTreeMap;

use domain::identifier::KidMethod;

pub use parse::{parse, read};
pub use write::{write, write_lines, write_to};

/// The messages that are read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Message {
    /// Multiple credit advice.
    #[default]
    Cremul,
    /// Multiple debit advice.
    Debmul,
    /// Banking status.
    Bansta,
}

impl Message {
    /// As it stands in `UNH`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cremul => "CREMUL",
            Self::Debmul => "DEBMUL",
            Self::Bansta => "BANSTA",
        }
    }

    fn from_bytes(name: &[u8]) -> Option<Self> {
        [Self::Cremul, Self::Debmul, Self::Bansta]
            .into_iter()
            .find(|message| message.as_str().as_bytes() == name)
    }
}

/// What the reader must be told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The KID agreement of each account (11 digits); of an account that is not here either modulus is accepted.
    pub kid: BTreeMap<String, KidMethod>,
    /// Whether counts of segments and messages that differ (EDI001) are warnings: for files that were put together by
    /// hand on purpose.
    pub counts_may_differ: bool,
}

/// Which message the content looks like: that of the first `UNH`.
pub fn sniff(head: &[u8]) -> Option<Message> {
    parse::first_message(head)
}
