//! Everything that can be wrong with a delimited file: code, how bad, what, and what to do. A code is never reused.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    NOT_TEXT = "CSV001", Error, "bytes that have no place in delimited text: NUL, UTF-16, a lone carriage return",
        "export the listing again as CSV in UTF-8 with one row per line";
    MIXED_ENCODING = "CSV002", Error, "a row that is not UTF-8 in a file that is UTF-8 so far",
        "export the listing again; do not paste files of different origin together";
    NO_HEADINGS = "CSV003", Error, "no heading row",
        "export the listing with its headings in the first row";
    NO_MAPPING = "CSV004", Error, "no mapping fits the headings",
        "add a mapping to the agency's playbook: our field name = the file's heading";
    AMBIGUOUS = "CSV005", Error, "two headings for one field, or two mappings that fit equally well",
        "say in a mapping of the playbook which heading holds the field";
    FIELD_COUNT = "CSV006", Error, "a row with more or fewer fields than there are headings",
        "look for a delimiter inside a text without quotes, or a row broken in two; export again";
    QUOTES = "CSV007", Error, "quotes that do not open and close a field",
        "export with texts in quotes, and quotes inside a text doubled";
    TOO_LARGE = "CSV008", Error, "a row of more than 1 MiB or 512 fields",
        "this is no listing, or a quote is not closed; export again";
    EMPTY = "CSV009", Error, "a field that must have a value is empty",
        "fill the value at its source and export again";
    AMOUNT = "CSV010", Error, "a text that is not an amount in the file's form",
        "export amounts with two decimals and one decimal mark in the whole file";
    BOTH_SIDES = "CSV011", Error, "a row with both debit and credit",
        "split the row at its source, or map one signed amount column instead";
    DATE = "CSV012", Error, "a text that is not a date",
        "export dates as 2025-03-31, 31.03.2025 or 31/03/2025";
    PERIOD = "CSV013", Error, "a text that is not a period",
        "export periods as 202503, 2025-03, 2025.03 or 03.2025";
    CURRENCY = "CSV014", Error, "a text that is not a currency code",
        "export the currency as three capital letters, such as NOK";
    SUM_AGREES = "CSV015", Info, "the sum line agrees with the rows",
        "nothing";
    SUM_DISAGREES = "CSV016", Error, "the sum line does not agree with the rows, or holds no sum",
        "rows are missing, doubled or changed; export again";
    SUM_INSIDE = "CSV017", Error, "a row after the sum line",
        "export without subtotals: one listing, one sum at its end";
    UNREAD_COLUMNS = "CSV018", Info, "columns that no field is read from",
        "nothing, or map the heading if its values are needed";
    STREAM = "CSV019", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    MORE = "CSV020", Warning, "there is more wrong than is shown",
        "mend what is shown first, and read the file again";
    BAD_MAPPING = "CSV021", Error, "a mapping with an unknown kind or field",
        "mend the mapping in the agency's playbook";
    NO_ROWS = "CSV022", Warning, "headings without a single row",
        "make sure that the listing is meant to be empty";
    LOOKS_LIKE_UTF8 = "CSV023", Warning, "a row that looks like UTF-8 in a file that is Windows-1252",
        "look at the letters of this row; export again if they are wrong";
    LAST_ROW_OPEN = "CSV024", Warning, "the last row has no line end, so the file may be cut off",
        "compare the number of rows or the sum with the source, or export again";
    LAST_AMOUNT_OPEN = "CSV025", Error, "the last row has no line end, and what it ends in is an amount that may be cut off",
        "export again; every row must end in a line end";
    NUMBER = "CSV026", Error, "a text that is not a whole number or a decimal in the file's form",
        "export counts as digits, and hours with at most four decimals and the file's decimal mark";
    SWITCH = "CSV027", Error, "a text that is neither yes nor no",
        "export ja or nei, yes or no, true or false, 1 or 0";
}
