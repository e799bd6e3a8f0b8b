//! Everything that can be wrong with a CREMUL, DEBMUL or BANSTA file: code, how bad, what, and what to do.
//!
//! Codes 001–010 keep the numbers of the reader's list of totals to verify. A code is never reused.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    COUNT = "EDI001", Error, "a message or an interchange does not hold as many segments or messages as it states",
        "segments are missing, doubled or changed by hand; fetch the file again";
    LINES = "EDI002", Error, "a message does not hold as many lines as it states",
        "lines are missing or doubled; fetch the file again";
    SUM = "EDI003", Error, "the payments of a line do not add up to the amount of the line",
        "payments are missing, doubled or changed; fetch the file again";
    DOCUMENTS = "EDI004", Warning, "the documents of a payment do not add up to its amount",
        "the money is right; find out from the payer what the difference is for";
    SERIAL = "EDI005", Error, "lines or payments are not numbered 1, 2, 3 and so on",
        "a part is missing, doubled or moved; fetch the file again";
    CURRENCY = "EDI006", Warning, "a payment is in another currency than its line, so that the sum is not proved",
        "compare the amount of the line with the bank statement";
    ACCOUNT = "EDI007", Warning, "an account number fails its check digit or has not 11 digits",
        "make sure that the account exists before anything is booked or paid back";
    DUPLICATE = "EDI008", Error, "a message or an interchange comes twice in the file",
        "fetch the file again; the same money must not be counted twice";
    NOT_CONFIRMED = "EDI009", Info, "lines are advised in advance and not yet confirmed by the bank",
        "nothing; they count when the bank statement shows the sum";
    TEST = "EDI010", Error, "the sender has marked the file as a test",
        "do not post it; ask the bank for the real file";
    REFERENCE = "EDI011", Error, "the end of a message or an interchange names another reference than its start",
        "the file is put together from pieces; fetch it again";
    SYNTAX = "EDI012", Error, "something stands there that is not an EDIFACT segment",
        "ask the sender for the original file; do not open and save it in an editor";
    STRUCTURE = "EDI013", Error, "a segment is missing, or one stands where it may not",
        "the file is incomplete or put together from pieces; fetch it again";
    MESSAGE = "EDI014", Error, "the message is not a CREMUL, DEBMUL or BANSTA of directory D.96A",
        "ask the bank for one of these, or for camt.054";
    DIALECT = "EDI015", Error, "the message is written by Danish rules, which are not read",
        "ask the bank for the Norwegian layout, or for camt.054";
    AMOUNT = "EDI016", Error, "an amount is missing, comes twice or cannot be read exactly",
        "the file has been changed or damaged; fetch it again";
    KID = "EDI017", Warning, "a KID is missing or its check character does not fit",
        "look at the payment: wrong KID agreement in the playbook, or a mistake of the payer";
    DATE = "EDI018", Error, "a date is missing or impossible",
        "the file has been changed or damaged; fetch it again";
    UNKNOWN_CODE = "EDI019", Warning, "a code whose meaning is not known",
        "find out from the bank what it means before the payment is booked";
    NO_PAYMENTS = "EDI020", Warning, "a credited line has no payments under it, so that nothing proves its amount",
        "compare the amount with the bank statement";
    LETTERS = "EDI021", Warning, "letters in two encodings, or characters that no text has",
        "names and texts may be wrong; the money is not affected";
    LIMIT = "EDI022", Error, "there is more of something than is read",
        "ask the sender to divide the file";
    STREAM = "EDI023", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    MORE = "EDI024", Warning, "there is more wrong than is shown",
        "mend what is shown first, or ask the sender for a new file";
}
