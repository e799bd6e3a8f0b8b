//! The permanent codes of this format, as a table: code, severity, what it means, what to do.
//!
//! Not here: the sentences with the figures of the case (those stand where the fault is found), and the bank's own reason
//! codes (`reason`). A code is never reused for something else.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    NOT_WELL_FORMED = "PAIN201", Error, "the file is not well-formed XML",
        "ask the bank or the transport for the file as it was sent";
    ENDS_EARLY = "PAIN202", Error, "the file ends before its end, or cannot be read further",
        "fetch the file again; it is cut off";
    DOCTYPE_OR_ENTITY = "PAIN203", Error, "the file holds a DOCTYPE or an entity that XML does not define itself",
        "no bank sends this; find out where the file comes from before using it";
    CONTENT_AFTER_END = "PAIN204", Error, "something follows the end of the message",
        "split files that were joined and deliver each by itself";
    ENCODING_UNKNOWN = "PAIN205", Error, "the encoding is none of UTF-8, ISO-8859-1, windows-1252, US-ASCII",
        "ask for the file in UTF-8";
    BYTES_NOT_ENCODING = "PAIN206", Error, "bytes do not fit the encoding that the file declares",
        "fetch the file again without converting it on the way";
    LIMIT_EXCEEDED = "PAIN207", Error, "the file goes beyond a limit that keeps memory bounded",
        "find out where the file comes from";
    OTHER_MESSAGE = "PAIN208", Error, "the message is not a pain.002 status report",
        "deliver it as the message type it is";
    NO_STATUS = "PAIN210", Warning, "the report names an order but gives no status on any level",
        "ask the bank what it means; the order counts as answered by nobody";
    VERSION_UNKNOWN = "PAIN211", Warning, "the namespace names no version of pain.002 from 03 to 14",
        "compare the statuses with the bank's own view once, then ignore this";
    ELEMENT_NOT_READ = "PAIN212", Warning, "an element is not known in this place and was not read",
        "look at what it says; report it if it carries a status";
    MIXED_CONTENT = "PAIN213", Error, "text stands where elements belong, or an element where text belongs",
        "ask the bank for a correct file";
    ELEMENT_MISSING = "PAIN214", Error, "an element is missing without which the report cannot be placed",
        "ask the bank for a correct file";
    IDENTIFIER_MISSING = "PAIN215", Warning, "an element is missing that the standard demands but no status depends on",
        "nothing, if the report can be told from others";
    GIVEN_TWICE = "PAIN216", Error, "an element that can have one value is given twice",
        "ask the bank for a correct file";
    ELEMENT_LATE = "PAIN217", Error, "what says which order or payment information is meant stands after what it holds for",
        "ask for the elements in the order of the standard";
    AMOUNT_UNREADABLE = "PAIN220", Error, "an amount or a sum cannot be read exactly",
        "amounts are digits with a full stop and no more decimals than the currency has; nothing is rounded";
    CURRENCY_UNREADABLE = "PAIN221", Error, "a currency is missing or not three capital letters",
        "ask the bank for a correct file";
    DATE_UNREADABLE = "PAIN223", Error, "a date does not exist or is not written YYYY-MM-DD",
        "ask the bank for a correct file";
    NUMBER_UNREADABLE = "PAIN224", Error, "a number of payments cannot be read",
        "numbers of payments are digits, at most 15";
    STATUS_UNKNOWN = "PAIN230", Warning, "a status code is not known, so that nothing follows from it",
        "ask the bank what it means; the payment stays where it was";
    STATUS_MISPLACED = "PAIN231", Warning, "a single payment has a status that only groups can have",
        "ask the bank what it means; the payment stays where it was";
    ACCEPTED_WITH_CHANGE = "PAIN232", Warning, "a payment was accepted with a change",
        "compare date, account and amount with the order";
    OTHER_ORIGINAL = "PAIN233", Warning, "the report does not answer a pain.001 payment order",
        "nothing for payments; a direct debit order (pain.008) has reports of the same form";
    TRANSACTIONS_WITHOUT_ID = "PAIN234", Warning, "a payment is reported without any id of the order",
        "find it by amount and payee account";
    MORE_THAN_ORIGINAL = "PAIN240", Warning, "more payments are reported than the order is said to hold",
        "compare with the order; ask the bank which figure holds";
    FEWER_THAN_STATED = "PAIN241", Info, "fewer payments are listed with a status than the report counts",
        "nothing; banks usually list only the exceptions";
    MORE_THAN_STATED = "PAIN242", Warning, "more payments are listed with a status than the report counts",
        "go by the listed payments; ask the bank which figure holds";
    SUM_DIFFERS = "PAIN243", Warning, "all payments are listed, but their sum is not the one stated",
        "compare with the order; ask the bank which figure holds";
    COUNTS_DO_NOT_ADD = "PAIN244", Warning, "the counts per status do not add up to the number of payments of the order",
        "compare with the order; ask the bank which figure holds";
    MORE = "PAIN299", Info, "there are more diagnostics than are shown",
        "correct the first ones and read the file again";
}
