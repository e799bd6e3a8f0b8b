//! Everything that can be wrong with a GL07 file: code, how bad, what, and what to do.
//!
//! The controls G-01 to G-15 that need nothing but the file: what stops an import is an error, a deviation or a line for
//! a list is a warning. Not raised here, because they need registers, the ledger or earlier files: an import seen
//! before (G-02), an open period (G-05), valid accounts, dimensions and tax codes (G-08), tax computed again (G-09),
//! a known party (G-10), control file (G-11), the ledger after booking (G-12). A code is never reused.
//! `AGR` is for Agresso, as the product was called: a prefix has letters only.

use domain::{Diagnostic, Position, personal};

use crate::complaints::kinds;
use crate::xml::Reason;

pub use crate::complaints::Kind;

kinds! {
    LENGTH = "AGR001", Error, "a record is not as long as the layout says (G-01)",
        "fetch the file again; do not open and save it in an editor, which drops blanks, and agree the layout with the sender";
    EMPTY = "AGR002", Error, "the file holds no ledger line",
        "fetch the file again; a source system without lines sends no file";
    CHARACTERS = "AGR003", Error, "the characters are not of a single-byte set, or a record holds control characters",
        "have the file written in ISO-8859-1 or Windows-1252; positions are counted in characters";
    BATCH = "AGR004", Error, "more than one interface, batch or company in a file (G-02)",
        "split files that were joined and import each by itself";
    BALANCE = "AGR005", Error, "the amounts of a voucher do not sum to zero (G-03)",
        "lines are missing, doubled or changed; have the source system make the file again";
    CURRENCY_BALANCE = "AGR006", Warning, "the currency amounts of a voucher in one currency do not sum to zero (G-04)",
        "look at the rate of each line before booking";
    TWO_PERIODS = "AGR007", Error, "a voucher has two periods or two dates (G-05)",
        "split the voucher in the source system, one per period";
    SIGN = "AGR008", Warning, "the sign of an amount, of its currency amount and the debit/credit flag do not agree (G-06)",
        "look at the line; agree with the sender whether amounts carry their sign";
    REQUIRED = "AGR009", Error, "a field that lines of this kind must have is blank (G-07)",
        "correct the line in the source system and make the file again";
    KID = "AGR010", Warning, "a KID has a check character that does not fit (G-10)",
        "look at the invoice; a payment with this KID would be refused";
    DUE_DATE = "AGR011", Warning, "the due date lies before the voucher date (G-10)",
        "look at the invoice date and the due date";
    PARTY_KIND = "AGR012", Warning, "the kind of party does not fit the ledger of the line",
        "look at the party number: supplier lines have P, customer lines R";
    ERROR_ACCOUNT = "AGR013", Warning, "a line goes to the error account (G-13)",
        "correct it in the source system, normally before the next payroll run, or by a re-posting voucher";
    REPLACED_VALUE = "AGR014", Warning, "a value is replaced by ***** (G-13)",
        "check that account and dimension are valid in the period, mend the register, read the file again";
    LICENCE = "AGR015", Warning, "the currency documentation code is not a known one (G-14)",
        "correct the code in staging and read again without file name, or name it among the known codes";
    AMOUNT = "AGR020", Error, "an amount is not a number, or is too large",
        "the file has been changed or is in another layout; have it made again";
    DATE = "AGR021", Error, "a date that is used is not a date",
        "correct the line in the source system and make the file again";
    PERIOD = "AGR022", Error, "a period is not YYYYPP with PP from 00 to 14",
        "correct the period in the source system, or leave it blank and give it when the import is ordered";
    TRANS_TYPE = "AGR023", Error, "the type of a line is none of GL, AP, AR, TX",
        "correct the line in the source system, or check that the layout is the right one";
    NUMBER = "AGR024", Error, "a voucher number or a debit/credit flag cannot be read",
        "correct the line in the source system, or check that the layout is the right one";
    FIELD = "AGR025", Warning, "a field that is passed on but not used does not hold a number or a date (G-15)",
        "look at the line; the import may refuse it";
    TEXT_WIDTH = "AGR026", Warning, "a text is wider than its field in the ledger (G-15)",
        "shorten the text in the source system; the import would cut it";
    LOOKS_LIKE_UTF8 = "AGR027", Warning, "texts look like UTF-8 in a file of a single-byte set",
        "the money is right, names and texts are not; have the file written in ISO-8859-1";
    COMES_AGAIN = "AGR030", Warning, "a voucher comes again after its lines had summed to zero",
        "check that its lines are not in the file twice";
    NO_VOUCHER_NUMBER = "AGR031", Error, "a line has no voucher number, and the import is to keep the numbers",
        "have the source system number its vouchers, or order the import with its own numbers";
    SHORT_RECORDS = "AGR032", Warning, "trailing blanks are missing, which a setting allows",
        "nothing, if the transfer drops blanks";
    LAYOUT_UNCLEAR = "AGR033", Error, "the length of the records fits no layout, or does not say which",
        "name the layout in the settings, or fetch the file again without dropping blanks";
    LIMIT = "AGR034", Error, "the file goes beyond a limit that keeps memory bounded",
        "find out where the file comes from; split it by voucher type if it is genuine";
    VOUCHERS_NOT_TRACKED = "AGR035", Warning, "there are too many vouchers to notice one that comes again",
        "nothing, if the vouchers stand one after another; otherwise split the file";
    NOT_WELL_FORMED = "AGR040", Error, "the XML is not well-formed, declares entities, or has another encoding than it says",
        "ask the source system for the file as it was sent";
    ENDS_EARLY = "AGR041", Error, "the XML ends before its end, or something follows it",
        "fetch the file again; it is cut off, or two files were joined";
    VERSION = "AGR042", Warning, "the namespace is neither ABWTransaction 2011/11/14 nor 2005/05/13",
        "compare the totals with the source system once, then ignore this";
    NOT_READ = "AGR043", Warning, "an element is not known in this place and was not read",
        "look at what it says; report it if it carries money";
    GIVEN_TWICE = "AGR044", Error, "an element is given twice",
        "ask the source system which of the two holds";
    MIXED = "AGR045", Error, "text stands where elements belong, or an element where text belongs",
        "ask the source system for the file as it was sent";
    LEFT_OPEN = "AGR046", Warning, "a voucher has no type or no date, which the XML allows and the import needs",
        "give it when the import is ordered, or have the source system fill it in";
    LATE = "AGR047", Error, "an element of the file or voucher stands behind the lines it is for",
        "ask the source system to write the elements in the order of the schema";
    OTHER_ROOT = "AGR048", Error, "the XML is not an ABWTransaction",
        "deliver it as the message type it is";
    STREAM = "AGR090", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    MORE = "AGR099", Warning, "there is more wrong than is shown",
        "mend what is shown first, or ask the sender for a new file";
}

/// The kind of a fault of the XML itself.
pub(super) fn of_reason(reason: Reason) -> &'static Kind {
    match reason {
        Reason::EndsEarly | Reason::ContentAfterEnd => &ENDS_EARLY,
        Reason::LimitExceeded => &LIMIT,
        _ => &NOT_WELL_FORMED,
    }
}

/// A diagnostic whose sentence may quote the file: without control characters and personal numbers.
pub(super) fn quoting(kind: &Kind, position: Position, message: &str) -> Diagnostic {
    let clean: String = message
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    kind.at(position, personal::mask(&clean))
}
