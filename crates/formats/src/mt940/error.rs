//! The permanent codes of this format: code, severity, what it means, what to do. M01 to M08 are the checks of the
//! format's specification; a code is never reused for something else.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    STREAM = "MT940001", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    LIMIT = "MT940002", Error, "the file goes beyond a limit that keeps memory bounded",
        "find out where the file comes from; split it by statement if it is genuine";
    OTHER_MESSAGE = "MT940003", Error, "the message is not an MT940 customer statement",
        "order MT940 (or camt.053) from the bank; interim reports such as MT942 prove nothing";
    NO_STATEMENT = "MT940004", Error, "the file holds no statement",
        "ask the bank for the statement; an account without entries still gets one";
    FIELD_MISSING = "MT940005", Error, "a field is missing without which the statement cannot be understood",
        "the file is incomplete; fetch it again from the bank";
    MISPLACED = "MT940006", Error, "a field stands where it may not, or a second time",
        "the file has been changed or put together from pieces; fetch it again";
    BALANCE = "MT940007", Error, "a balance cannot be read exactly",
        "a balance is C or D, the date, the currency and the amount; nothing is rounded or guessed";
    LINE = "MT940008", Error, "a statement line cannot be read exactly (M07)",
        "the file has been changed or the bank writes it in its own way; ask the bank which";
    MINUS_MARK = "MT940009", Error, "a minus follows the mark of a statement line, and nothing says what this bank means by it",
        "ask the bank; if it means a reversal, say so for this account in the playbook";
    EQUATION_FAILS = "MT940010", Error, "opening balance plus statement lines is not the closing balance (M01)",
        "do not post; ask the bank for the complete statement";
    REVERSAL_INVERTED = "MT940011", Error, "the balance equation holds only when reversals are counted the other way round",
        "set the reversal rule of this bank account in the playbook after asking the bank";
    NOT_PROVABLE = "MT940012", Warning, "a statement has no closing balance, so that nothing proves its lines",
        "fetch the file again; it may be cut off";
    PAGES_INCOMPLETE = "MT940013", Error, "the pages of a statement are not all in the file, or do not fit each other (M02)",
        "deliver all pages together in one file";
    CHAIN_BROKEN = "MT940014", Error, "a statement does not open with the balance the one before closed with (M03)",
        "look for a statement that is missing in between";
    SEQUENCE = "MT940015", Warning, "the statement number does not follow the one before (M04)",
        "look for a missing statement, or set the numbering rule of this account in the playbook";
    CURRENCY_DIFFERS = "MT940016", Error, "the balances of a statement are in different currencies (M05)",
        "ask the bank for one statement per currency";
    FUNDS_CODE = "MT940017", Warning, "the funds letter of a statement line is not the third letter of the currency (M05)",
        "nothing, if the balances agree; tell the bank";
    BALANCE_DATES = "MT940018", Warning, "the closing balance is dated before the opening balance (M06)",
        "compare the dates with the bank";
    STATEMENT_TWICE = "MT940019", Error, "the same statement stands twice in the file (M08)",
        "remove one of the two and deliver the file again";
    VALUE_DATE = "MT940020", Warning, "a value date is a day that its month does not have, and was read as the last of that month",
        "nothing, if the bank counts months of 30 days; the booking date is not touched";
    BALANCE_DATE = "MT940021", Warning, "the date of a balance does not exist and was left out",
        "compare the date with the bank; the amount was read";
    NUMBER = "MT940022", Warning, "the statement number is missing or cannot be read and was left out",
        "nothing, if the statement number is not needed";
    ACCOUNT_CHECK_DIGIT = "MT940023", Warning, "the check digit of a Norwegian account number does not fit",
        "compare the account number with the playbook";
    AMOUNT_FORM = "MT940024", Warning, "amounts are not written with exactly one comma",
        "nothing, if the balances agree; the bank does not follow the standard";
    TYPE_MISSING = "MT940025", Warning, "a statement line has no transaction type",
        "nothing, if the balances agree; the bank does not follow the standard";
    TOO_LONG = "MT940026", Warning, "a reference or text is longer than the standard allows, and was read whole",
        "nothing; the bank does not follow the standard";
    NOT_READ = "MT940027", Warning, "a text stands behind a field that has none and was not read",
        "look at what it says; report it if it carries money";
    ENDS_EARLY = "MT940028", Warning, "the file ends inside a line or inside a message block",
        "fetch the file again if the bank's files do not always end like this";
    NOT_UTF8 = "MT940029", Info, "a text is not UTF-8 and was read as ISO-8859-1",
        "nothing, if the letters look right";
    MORE = "MT940099", Warning, "there is more wrong than is shown",
        "mend what is shown first, or ask the bank for a new file";
}
