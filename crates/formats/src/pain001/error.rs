//! The permanent codes of this format, as a table: code, severity, what it means, what to do.
//!
//! Not here: the sentences with the figures of the case (those stand where the fault is found). A code is never
//! reused for something else.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    NOT_WELL_FORMED = "PAIN101", Error, "the file is not well-formed XML",
        "fetch the file again as it was sent to the bank";
    ENDS_EARLY = "PAIN102", Error, "the file ends before its end, or cannot be read further",
        "fetch the file again; it is cut off";
    DOCTYPE_OR_ENTITY = "PAIN103", Error, "the file holds a DOCTYPE or an entity that XML does not define itself",
        "no payroll or purchase system sends this; find out where the file comes from before using it";
    CONTENT_AFTER_END = "PAIN104", Error, "something follows the end of the message",
        "split files that were joined and deliver each by itself";
    ENCODING_UNKNOWN = "PAIN105", Error, "the encoding is none of UTF-8, ISO-8859-1, windows-1252, US-ASCII",
        "ask for the file in UTF-8";
    BYTES_NOT_ENCODING = "PAIN106", Error, "bytes do not fit the encoding that the file declares",
        "fetch the file again without converting it on the way";
    LIMIT_EXCEEDED = "PAIN107", Error, "the file goes beyond a limit that keeps memory bounded",
        "find out where the file comes from; split it if it is genuine";
    OTHER_MESSAGE = "PAIN108", Error, "the message is not a pain.001 payment order",
        "deliver it as the message type it is";
    NO_PAYMENT = "PAIN110", Error, "the order, or a payment information in it, holds no payment",
        "make the order again without empty parts; the bank refuses it";
    VERSION_UNKNOWN = "PAIN111", Warning, "the namespace names no version of pain.001 from 03 to 12",
        "compare count and sum with the payment proposal once, then ignore this";
    ELEMENT_NOT_READ = "PAIN112", Warning, "an element is not known in this place and was not read",
        "look at what it says; report it if it carries money";
    MIXED_CONTENT = "PAIN113", Error, "text stands where elements belong, or an element where text belongs",
        "ask the supplier of the sending system for a correct file";
    ELEMENT_MISSING = "PAIN114", Error, "an element is missing without which the order cannot be understood",
        "ask the supplier of the sending system for a correct file";
    IDENTIFIER_MISSING = "PAIN115", Warning, "an element is missing that the standard demands but no figure depends on",
        "expect the bank to refuse the file; match its payments by amount and account";
    GIVEN_TWICE = "PAIN116", Error, "an element that can have one value is given twice",
        "ask the supplier of the sending system for a correct file";
    ELEMENT_LATE = "PAIN117", Error, "what holds for all payments of a payment information stands after the first of them",
        "ask for the elements in the order of the standard";
    AMOUNT_UNREADABLE = "PAIN120", Error, "an amount or a sum cannot be read exactly",
        "amounts are digits with a full stop and no more decimals than the currency has; nothing is rounded";
    CURRENCY_UNREADABLE = "PAIN121", Error, "a currency is missing or not three capital letters",
        "ask the supplier of the sending system for a correct file";
    INDICATOR_UNREADABLE = "PAIN122", Error, "an indicator has none of its values",
        "BtchBookg is true or false";
    DATE_UNREADABLE = "PAIN123", Error, "a date does not exist, is not written YYYY-MM-DD, or lies outside 1990 to 2100",
        "ask the supplier of the sending system for a correct file";
    NUMBER_UNREADABLE = "PAIN124", Error, "a number of payments cannot be read",
        "NbOfTxs is digits, at most 15";
    AMOUNT_ZERO = "PAIN125", Error, "a payment has no amount above zero",
        "take the payment out of the order; the bank refuses it";
    COUNT_WRONG = "PAIN130", Error, "the stated number of payments is not the number in the file",
        "do not use the file; fetch it again, and ask the sending system why it counts wrong";
    SUM_WRONG = "PAIN131", Error, "the stated control sum is not the sum of the payments",
        "do not use the file; fetch it again, and ask the sending system why it adds wrong";
    NOT_PROVABLE = "PAIN132", Warning, "no control sum is stated, so that nothing proves the amounts",
        "have the sending system write CtrlSum; compare the sum with the payment proposal";
    INFORMATION_TWICE = "PAIN133", Error, "the same payment information id stands twice in the file",
        "do not use the file; an answer of the bank could not be placed";
    REFERENCE_TWICE = "PAIN134", Warning, "the same instruction id or end-to-end id stands on several payments",
        "expect answers of the bank that fit more than one payment";
    REFERENCES_NOT_COMPARED = "PAIN135", Info, "there are more ids than are remembered, and the rest are not compared",
        "nothing, or read the file with more room";
    DATE_ODD = "PAIN140", Warning, "the execution date is before the file was made or more than a year after",
        "compare the date with the payment proposal";
    ACCOUNT_CHECK_DIGIT = "PAIN141", Warning, "the check digits of a Norwegian account number do not fit",
        "correct the account before the bank refuses the payment";
    KID_CHECK_DIGIT = "PAIN142", Warning, "the check digit of a KID does not fit",
        "compare the KID with the invoice; the bank may refuse the payment";
    MORE = "PAIN199", Info, "there are more diagnostics than are shown",
        "correct the first ones and read the file again";
}
