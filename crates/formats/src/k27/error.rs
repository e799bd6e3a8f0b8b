//! Everything that can be wrong with a NAV settlement report: code, how bad, what, and what to do.
//!
//! Codes 001–012 and 101–117 keep the numbers of the reader's check list (errors and warnings). Three of them are not
//! raised here, because a reader does not know enough: 008 (no payment date from any source), 111 (the same report
//! was read before) and 117 (payment date is not the main settlement day); they stay reserved. Codes from 201 are
//! the reader's own. A code is never reused.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    COLUMNS = "K27001", Error, "a row does not have twelve columns",
        "fetch the report again from Altinn; do not open and save it in an editor or a spreadsheet";
    AMOUNT = "K27002", Error, "an amount cannot be read",
        "fetch the report again; amounts are never guessed or rounded";
    DATE = "K27003", Error, "a date cannot be read",
        "fetch the report again; do not open and save it in an editor or a spreadsheet";
    EMPLOYERS = "K27004", Error, "rows of more than one employer in one report",
        "the file has been put together from several reports; fetch each of them by itself";
    ACCOUNTS = "K27005", Error, "rows of more than one bank account in one report",
        "the file has been put together from several reports; fetch each of them by itself";
    TOTAL = "K27006", Error, "the declared total is not the sum of the rows",
        "rows are missing, doubled or changed; fetch the report again and compare with its PDF";
    LINES = "K27007", Error, "the declared number of rows is not the number read",
        "rows are missing or doubled; fetch the report again and compare with its PDF";
    SIDECAR = "K27009", Error, "the report is for another employer or account than the file beside it says",
        "put the metadata or control file beside the report that it belongs to";
    EMPTY = "K27010", Error, "a field that must be there is empty",
        "fetch the report again; a row without it cannot be used";
    STRANGER = "K27011", Error, "another kind of report, not the refunds to employers",
        "take it out of the inbox; only the report ref-arbg (K27, K37) holds refunds";
    UNITS = "K27012", Error, "declared subtotals of NAV units do not agree with the rows or with the declared total",
        "compare the control file with the PDF, unit by unit";
    PERIOD = "K27101", Warning, "a period begins after it ends",
        "the money is right; ask NAV if the period matters";
    LATE_PERIOD = "K27102", Warning, "a period ends long after the payment",
        "make sure that the payment date is the right one";
    RESERVED = "K27103", Warning, "the reserved amount is not zero",
        "nothing is booked from it; ask NAV what it means";
    BENEFIT = "K27104", Warning, "a benefit code that is not in the code list",
        "find out from NAV which account it belongs to before it is booked";
    HOLIDAY_PERIOD = "K27105", Warning, "holiday pay with another period than 1 to 31 May",
        "the money is right; look at the row";
    LENGTH = "K27106", Warning, "rows that are not 127 characters long",
        "nothing if the total agrees with the bank; the file may have been edited";
    SIGN = "K27107", Warning, "an amount with another sign than a blank or a minus behind it",
        "compare the amount with the PDF of the report";
    CHECK_DIGIT = "K27108", Warning, "the check digits of a number do not hold",
        "look at the row; older reports were not checked by NAV";
    UNTERMINATED = "K27109", Warning, "the last line has no line end, so rows may be missing behind it",
        "compare the total with the bank or fetch the report again";
    PAYMENT_DATE = "K27110", Warning, "sources of the payment date disagree",
        "compare with the bank statement; the source named first is used";
    UNIT = "K27112", Warning, "NAV units that the nationwide settlement does not have",
        "nothing if the report is of a period before 2016-11-26; otherwise ask NAV";
    NEGATIVE_UNIT = "K27113", Info, "the subtotal of a NAV unit is negative",
        "no credit is expected for it; NAV claims the money by letter";
    NOTHING_PAID = "K27114", Info, "the total is zero or negative",
        "no credit is expected; NAV claims the money by letter";
    TAKE_BACK = "K27115", Info, "rows with code A take earlier refunds back",
        "find the earlier refund of the same person";
    IDENTICAL = "K27116", Info, "rows that are identical",
        "nothing; all of them count";
    FIELD = "K27201", Error, "a field does not hold what it must",
        "fetch the report again; do not open and save it in an editor or a spreadsheet";
    CONTROL_BYTE = "K27202", Error, "a control character, which no report holds",
        "the file is damaged or of another kind; fetch it again";
    CUT = "K27203", Error, "the last row is cut off",
        "the file is incomplete; fetch it again";
    NO_ROWS = "K27204", Error, "the report has no rows",
        "the file is empty or incomplete; fetch it again";
    SUM = "K27205", Error, "the sum of the rows is larger than any amount",
        "the file is damaged; fetch it again";
    JSON = "K27206", Error, "the text is not JSON, or not of a form that is known",
        "the file is incomplete or damaged; fetch it again";
    JSON_SIZE = "K27207", Error, "a JSON file is larger than the limit",
        "raise the limit if the file is right; a report has a few hundred rows";
    LETTERS = "K27208", Info, "names whose Norwegian letters were damaged in transfer",
        "nothing; a name is shown and is never a key";
    NUMERIC_ID = "K27209", Info, "a number of an organisation or account given as a JSON number",
        "nothing; leading zeros were put back";
    UNKNOWN_FIELD = "K27210", Info, "a field that is not known",
        "nothing is read from it; ask NAV what it means";
    BLANK_LINE = "K27211", Warning, "blank lines",
        "nothing if the total agrees with the bank; the file may have been edited";
    STREAM = "K27212", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    MORE = "K27213", Warning, "there is more wrong than is shown",
        "mend what is shown and read the file again";
    LINE_END = "K27214", Warning, "lines that do not end in CR LF",
        "nothing if the total agrees with the bank; the file may have been edited";
}
