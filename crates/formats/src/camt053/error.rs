//! The permanent codes of this format, as a table: code, severity, what it means, what to do. camt.054 raises most of
//! them too; what only it can raise stands in its own table, with codes of the same family. And the list they are
//! collected in, which a hostile file cannot make grow without end.
//!
//! Not here: the sentences with the figures of the case (those stand where the fault is found). A code is never
//! reused for something else.

use domain::{Diagnostic, Position, Severity};

use crate::MAX_DIAGNOSTICS;
use crate::complaints::kinds;
use crate::{iso20022, xml};

pub use crate::complaints::Kind;

kinds! {
    NOT_WELL_FORMED = "CAMT001", Error, "the file is not well-formed XML",
        "ask the bank or the transport for the file as it was sent";
    ENDS_EARLY = "CAMT002", Error, "the file ends before its end, or cannot be read further",
        "fetch the file again; it is cut off";
    DOCTYPE_OR_ENTITY = "CAMT003", Error, "the file holds a DOCTYPE or an entity that XML does not define itself",
        "no bank sends this; find out where the file comes from before using it";
    CONTENT_AFTER_END = "CAMT004", Error, "something follows the end of the message",
        "split files that were joined and deliver each by itself";
    ENCODING_UNKNOWN = "CAMT005", Error, "the encoding is none of UTF-8, ISO-8859-1, windows-1252, US-ASCII",
        "ask for the file in UTF-8";
    BYTES_NOT_ENCODING = "CAMT006", Error, "bytes do not fit the encoding that the file declares",
        "fetch the file again without converting it on the way";
    LIMIT_EXCEEDED = "CAMT007", Error, "the file goes beyond a limit that keeps memory bounded",
        "find out where the file comes from; split it by statement if it is genuine";
    OTHER_MESSAGE = "CAMT008", Error, "the message is not a camt.053 statement",
        "deliver it as the message type it is, or order camt.053 from the bank";
    NO_STATEMENT = "CAMT010", Error, "the message holds no statement",
        "ask the bank for the statement; an account without entries still gets one";
    VERSION_UNKNOWN = "CAMT011", Warning, "the namespace names no version of the message from 02 to 13",
        "compare the figures with the bank once, then ignore this";
    OTHER_SPELLING = "CAMT012", Warning, "an element is spelled as in another version of the message",
        "nothing, if the figures agree";
    ELEMENT_NOT_READ = "CAMT013", Warning, "an element is not known in this place and was not read",
        "look at what it says; report it if it carries money";
    MIXED_CONTENT = "CAMT014", Error, "text stands where elements belong, or an element where text belongs",
        "ask the bank for a correct file";
    ELEMENT_MISSING = "CAMT015", Error, "an element is missing without which the message cannot be understood",
        "ask the bank for a correct file";
    GIVEN_TWICE = "CAMT016", Error, "an element that can have one value is given twice",
        "ask the bank for a correct file";
    AMOUNT_UNREADABLE = "CAMT017", Error, "an amount cannot be read exactly",
        "amounts are digits with a full stop and no more decimals than the currency has; nothing is rounded";
    INDICATOR_UNREADABLE = "CAMT018", Error, "an indicator has none of its values",
        "CdtDbtInd is CRDT or DBIT; RvslInd and LastPgInd are true or false";
    DATE_UNREADABLE = "CAMT019", Error, "a date does not exist or is not written YYYY-MM-DD",
        "ask the bank for a correct file";
    NUMBER_UNREADABLE = "CAMT020", Warning, "a number cannot be read and was left out",
        "nothing, if the sequence or count is not needed";
    CURRENCY_UNREADABLE = "CAMT021", Error, "a currency is missing or not three capital letters",
        "ask the bank for a correct file";
    EQUATION_FAILS = "CAMT030", Error, "opening balance plus booked entries is not the closing balance",
        "do not post; ask the bank for the complete statement";
    REVERSAL_INVERTED = "CAMT031", Error, "the balance equation, or in a notification the summary, holds only with the other convention for reversals (reversal-convention-inverted)",
        "set the reversal rule of this bank account in the playbook after asking the bank";
    CLOSING_VALUE_DATED = "CAMT032", Error, "the closing balance leaves out entries valued after its date (closing-is-value-dated)",
        "ask the bank for a closing balance by booking date";
    NOT_PROVABLE = "CAMT033", Warning, "a booked opening or closing balance is missing, so that nothing proves the entries",
        "ask the bank for OPBD and CLBD on this account";
    OPENINGS_DIFFER = "CAMT034", Error, "the opening balance is not the closing balance of the statement before",
        "look for a statement that is missing in between";
    CURRENCY_DIFFERS = "CAMT035", Error, "a balance or entry is in another currency than the account",
        "ask the bank for one statement per currency";
    BOOKING_DATE_MISSING = "CAMT036", Error, "a booked entry has no booking date",
        "ask the bank for a correct file; the period is decided by the booking date";
    CHAIN_BROKEN = "CAMT037", Error, "a statement does not open with the balance the one before closed with",
        "look for a statement that is missing in between";
    PAGES_INCOMPLETE = "CAMT038", Error, "the pages of a statement, notification or message are not all in the file",
        "deliver all pages together in one message";
    STATEMENT_TWICE = "CAMT039", Error, "the same statement or notification stands twice in the file",
        "remove one of the two and deliver the file again";
    TOTALS_WRONG = "CAMT040", Error, "the summary disagrees with the entries, and no balance equation proves the entries",
        "ask the bank for the complete statement";
    TOTALS_WRONG_BUT_PROVED = "CAMT041", Warning, "the summary disagrees with the entries, though the balance equation holds",
        "tell the bank; the entries are complete";
    COPY = "CAMT042", Warning, "the statement or notification is marked as a copy or duplicate",
        "make sure that the original is not used too";
    OUTSIDE_PERIOD = "CAMT043", Warning, "booking dates lie outside the period of the statement or notification",
        "check that these entries belong to this statement";
    SEQUENCE_NOT_RISING = "CAMT044", Warning, "the sequence number does not rise from one statement or notification to the next",
        "check the order and the account agreement";
    ACCOUNT_CHECK_DIGIT = "CAMT045", Warning, "the check digits of the account number do not fit",
        "compare the account number with the playbook";
    STATUS_UNKNOWN = "CAMT046", Warning, "an entry has a status other than BOOK, PDNG and INFO and is treated as not booked",
        "ask the bank what it means";
    DETAILS_DO_NOT_SUM = "CAMT050", Warning, "the transactions of an entry do not add up to it, so that their amounts are not used",
        "use the entry; ask the bank for details if they are needed";
    BATCH_DIFFERS = "CAMT051", Warning, "a batch declares another number or total than its transactions show",
        "expect the rest of the details in camt.054 or the OCR file";
    BATCH_NOT_DISCLOSED = "CAMT052", Info, "a batch declares transactions but shows none",
        "expect the details in camt.054 or the OCR file";
    KID_CHECK_DIGIT = "CAMT053", Warning, "the check digit of a KID does not fit",
        "look the payment up by amount and payer";
    KID_WITHOUT_TYPE = "CAMT054", Info, "a reference without type is taken as a KID because it fits the agreement of the account",
        "nothing, if the customer agrees";
    SINGLE_AMOUNT_DIFFERS = "CAMT055", Warning, "the only transaction of an entry names another amount than the entry",
        "use the entry; the difference is often a charge";
    MORE = "CAMT099", Info, "there are more diagnostics than are shown",
        "correct the first ones and read the file again";
}

/// The code for what is wrong with the XML.
pub(crate) fn kind_of_xml(reason: xml::Reason) -> &'static Kind {
    match reason {
        xml::Reason::NotWellFormed => &NOT_WELL_FORMED,
        xml::Reason::EndsEarly => &ENDS_EARLY,
        xml::Reason::DoctypeOrEntity => &DOCTYPE_OR_ENTITY,
        xml::Reason::ContentAfterEnd => &CONTENT_AFTER_END,
        xml::Reason::EncodingUnknown => &ENCODING_UNKNOWN,
        xml::Reason::BytesNotEncoding => &BYTES_NOT_ENCODING,
        xml::Reason::LimitExceeded => &LIMIT_EXCEEDED,
    }
}

/// The code for a value that cannot be read.
pub(crate) fn kind_of_value(reason: iso20022::Reason) -> &'static Kind {
    match reason {
        iso20022::Reason::Amount => &AMOUNT_UNREADABLE,
        iso20022::Reason::Currency => &CURRENCY_UNREADABLE,
        iso20022::Reason::Date => &DATE_UNREADABLE,
        iso20022::Reason::Indicator => &INDICATOR_UNREADABLE,
        iso20022::Reason::Number => &NUMBER_UNREADABLE,
    }
}

/// A fault after which reading cannot go on.
#[derive(Debug)]
pub(crate) struct Fault(Box<(&'static Kind, Position, String)>);

impl Fault {
    pub(crate) fn new(kind: &'static Kind, position: Position, message: impl Into<String>) -> Self {
        Self(Box::new((kind, position, message.into())))
    }

    pub(crate) fn into_parts(self) -> (&'static Kind, Position, String) {
        *self.0
    }
}

impl From<xml::Fault> for Fault {
    fn from(fault: xml::Fault) -> Self {
        let (reason, position, message) = fault.into_parts();
        Self::new(kind_of_xml(reason), position, message)
    }
}

/// Diagnostics as they are found. Warnings may fill half of the room, so that errors always find some.
///
/// Not [`crate::complaints::Complaints`], which gives warnings all the room that errors leave, keeps diagnostics of one
/// place in the order found, and puts its last line at the end of the file: here they are ordered by code, and the last
/// line names the place of the first that is not shown.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<Diagnostic>,
    mild: usize,
    more: u64,
    more_errors: u64,
    first_more: Position,
}

impl Diagnostics {
    pub(crate) fn push(
        &mut self,
        kind: &'static Kind,
        position: Position,
        message: impl Into<String>,
    ) {
        self.push_with_excerpt(kind, position, message, None);
    }

    pub(crate) fn push_with_excerpt(
        &mut self,
        kind: &'static Kind,
        position: Position,
        message: impl Into<String>,
        excerpt: Option<&str>,
    ) {
        let mild = kind.severity != Severity::Error;
        let full = self.list.len() >= MAX_DIAGNOSTICS - 1;
        if full || (mild && self.mild >= MAX_DIAGNOSTICS / 2) {
            if self.more == 0 {
                self.first_more = position;
            }
            self.more += 1;
            self.more_errors += u64::from(!mild);
            return;
        }
        self.mild += usize::from(mild);
        let message: String = message.into();
        let mut message: String = domain::personal::mask(&message)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        // What was found may end in a full stop; a sentence does not.
        if message.ends_with('.') {
            message.push_str(" with its full stop");
        }
        let mut diagnostic = kind.at(position, message);
        if let Some(excerpt) = excerpt {
            diagnostic = diagnostic.excerpt(excerpt);
        }
        self.list.push(diagnostic);
    }

    /// In order of position; the last one says how many more there are, if there are.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            a.position
                .byte
                .cmp(&b.position.byte)
                .then(a.code.cmp(b.code))
        });
        if self.more > 0 {
            let severity = if self.more_errors > 0 {
                Severity::Error
            } else {
                MORE.severity
            };
            let message = format!(
                "expected at most {} diagnostics, found {} more, of which {} are errors",
                MAX_DIAGNOSTICS - 1,
                self.more,
                self.more_errors
            );
            let mut last = MORE.at(self.first_more, message);
            last.severity = severity;
            self.list.push(last);
        }
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_leave_room_for_errors() {
        let mut diagnostics = Diagnostics::default();
        for _ in 0..5000 {
            diagnostics.push(&COPY, Position::default(), "x");
        }
        for _ in 0..5000 {
            diagnostics.push(&EQUATION_FAILS, Position::default(), "x");
        }
        let list = diagnostics.finish();
        assert_eq!(list.len(), MAX_DIAGNOSTICS);
        assert_eq!(
            list.last().map(|d| (d.code, d.severity)),
            Some(("CAMT099", Severity::Error))
        );
        assert!(list.last().unwrap().message.contains("found 9001 more"));
    }
}
