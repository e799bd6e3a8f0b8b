//! Everything that can be wrong with a Telepay file: code, how bad, what, and what to do.
//!
//! The checks of the specification within a file, TP-01 to TP-09, are 001 to 013; what needs several files
//! (TP-20 and on) is in [`super::compare`] and is no diagnostic. A code is never reused.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    STRUCTURE = "TPAY001", Error, "a record is not four lines of 80 characters, or not 320 in a row, or does not begin with AH",
        "ask the sender for the original file; do not open and save it in an editor or a spreadsheet";
    HEADER = "TPAY002", Error, "the application header is not AH version 2 with known procedure and record type",
        "the file has been changed, or is of another version of Telepay; fetch it again";
    GRAMMAR = "TPAY003", Error, "a record is missing, or one stands where it may not",
        "the file is incomplete or put together from pieces; fetch it again";
    VERSION = "TPAY004", Error, "the start of batch does not say VERSJON002",
        "the file is of another version of Telepay; ask the sender for version 2";
    COUNT = "TPAY005", Error, "the end of batch states another number of records than the batch has",
        "records are missing, doubled or changed; fetch the file again";
    TOTALS = "TPAY006", Error, "the end of batch of a return states other totals than its records",
        "records are missing, doubled or changed; fetch the file again";
    SENT_TOTALS = "TPAY007", Warning, "the end of batch of a sent file states other totals than its records",
        "compare the file with the payment confirmation before it is approved";
    SEQUENCE = "TPAY008", Warning, "AH sequence, sequence control or AH date do not run on from record to record",
        "compare with the sequence number agreed with the bank; records may be missing";
    IDENTITY = "TPAY009", Error, "the enterprise number or the debit account changes where it may not",
        "the file has been changed or put together from pieces; fetch it again";
    ORDER_TOTAL = "TPAY010", Error, "the total of a payment order is not the sum of its lines, or is below zero",
        "records are missing, doubled or changed; fetch the file again";
    ACCOUNT = "TPAY011", Error, "the check digit of a bank account does not fit",
        "correct the account in the register it came from and make the file again";
    KID = "TPAY012", Error, "the check character of a KID does not fit",
        "correct the KID from the invoice and make the file again";
    DATE = "TPAY013", Error, "a date is missing or impossible",
        "the file has been changed or damaged; fetch it again";
    FIELD = "TPAY014", Error, "a field does not hold what it must: digits, a code, a currency",
        "the file has been changed or damaged; fetch it again";
    CHARACTER = "TPAY015", Error, "a byte is no character of ISO-8859-1",
        "ask the sender for the original file";
    ENCODING = "TPAY016", Error, "the text is UTF-8, so that positions are shifted",
        "ask the sender for the file in ISO-8859-1; do not convert it";
    MIXTURE = "TPAY017", Error, "return codes contradict each other, so that the kind of the batch cannot be told",
        "ask the bank what became of the payments; keep sent files and returns apart";
    SHORT = "TPAY018", Warning, "lines whose trailing blanks have been cut",
        "nothing if the whole file is so; else the file may be cut short";
    UNKNOWN_CODE = "TPAY019", Warning, "a return code that the standard does not list",
        "ask the bank what it means; the record counts as refused";
    MIXED = "TPAY020", Info, "a file with more than one kind of return",
        "nothing; every payment says which return it belongs to";
    NO_FAULT = "TPAY021", Warning, "a return in which every code is 00: refused, and no record named as faulty",
        "ask the bank why the batch was refused";
    REFUSED = "TPAY022", Warning, "a fault in what the bank has refused",
        "correct it together with what the return code says";
    CAUSE = "TPAY023", Warning, "a cancellation cause that the standard does not list, or where nothing is settled yet",
        "ask the bank what it means";
    REFERENCES = "TPAY024", Warning, "an invoice line with more than one of KID, invoice number and message",
        "keep one of them; the bank refuses the mixture with code 16";
    NO_TOTALS = "TPAY025", Warning, "the end of batch of a return states no totals",
        "add up the payments and compare them with what was sent";
    OLD_ACCOUNT = "TPAY026", Warning, "an account of an old kind, whose check digit follows other rules",
        "look at the payment: such accounts are no longer given out";
    VALUE_DATE = "TPAY027", Warning, "a settled payment without value date",
        "take the date from the bank statement";
    PRODUCTION_DATE = "TPAY028", Warning, "start and end of batch state different production dates",
        "nothing if the rest agrees; the production date carries no money";
    LIMIT = "TPAY029", Error, "the file is beyond a limit of the reader",
        "split the file";
    STREAM = "TPAY030", Error, "the file could not be read to its end",
        "copy the file again";
    MORE = "TPAY031", Warning, "there are more messages than are shown",
        "mend what is shown and read the file again";
}
