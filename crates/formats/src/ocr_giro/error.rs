//! Everything that can be wrong with an OCR giro file: code, how bad, what, and what to do.
//!
//! Codes 001–013 keep the numbers of the reader's check list. Three of them are not raised here, because a reader
//! does not know enough: 008 (transmission already imported), 009 (account not ours) and 012 (no bank statement
//! line for a lump sum); they stay reserved. A code is never reused.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    LINE = "OCR001", Error, "a line is not 80 characters long or does not begin with NY",
        "ask the sender for the original file; do not open and save it in an editor or a spreadsheet";
    GRAMMAR = "OCR002", Error, "a record is missing, or one stands where it may not",
        "the file is incomplete or put together from pieces; fetch it again";
    PAIRING = "OCR003", Error, "amount item 2 or 3 does not belong to its amount item 1",
        "the file has been changed or put together from pieces; fetch it again";
    FIELD = "OCR004", Error, "a field does not hold what it must: digits, a date, a sign",
        "the file has been changed or damaged; fetch it again";
    ASSIGNMENT_TOTALS = "OCR005", Error, "an assignment's own counts or total do not agree with its records",
        "records are missing, doubled or changed; fetch the file again";
    TRANSMISSION_TOTALS = "OCR006", Error, "the transmission's counts or total do not agree with its contents",
        "records are missing, doubled or changed; fetch the file again";
    LOOSE_TOTALS = "OCR007", Warning, "dates of the end record are not the true ones, or its total is gross of credit notes",
        "the money is right; tell the sender if it happens again";
    KID = "OCR010", Warning, "a KID is missing or its check character does not fit",
        "look at the payment: wrong KID agreement in the playbook, or a sender that is not Nets";
    MONEY_BACK = "OCR011", Warning, "a credit note or a reversal: money going back",
        "book it against the customer with the opposite sign";
    ORDER = "OCR013", Warning, "transaction numbers do not rise by one, or settlement dates go back",
        "nothing if the totals agree; otherwise fetch the file again";
    FILLER = "OCR014", Warning, "a filler holds something else than its zeros",
        "nothing if the totals agree; the sender uses a field that has no meaning here";
    TRANSACTION_TYPE = "OCR015", Warning, "a transaction type that the specification does not know",
        "find out from the sender what kind of payment it is before it is booked";
    DAY_CODE = "OCR016", Warning, "the day code is not a day of a month",
        "match this lump sum by amount and date rather than by its key";
    PARTIAL_SETTLEMENT = "OCR017", Warning, "a terminal payment (types 18-21) with a partial settlement number",
        "check against the bank statement whether this payment is part of a lump sum";
    UNEXPECTED_KID = "OCR018", Warning, "a KID on a transaction type that has free text instead",
        "book by the KID if it belongs to a customer, otherwise by the text";
    DEBIT_ACCOUNT = "OCR019", Warning, "the payer's account number fails its check digit",
        "do not pay anything back to this account without asking the payer";
    TRANSMITTER = "OCR020", Warning, "the data transmitter is not Nets (00008080)",
        "make sure that the sender is one you have an agreement with";
    DIRECT_DEBIT = "OCR021", Info, "AvtaleGiro assignments are counted but hold no incoming payments",
        "nothing; a settled claim comes back as a payment of type 15";
    STREAM = "OCR022", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    MORE = "OCR023", Warning, "there is more wrong than is shown",
        "mend what is shown first, or ask the sender for a new file";
}
