//! Everything that can be wrong with a Parquet file: code, how bad, what, and what to do. A code is never reused.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    DAMAGED = "PARQ001", Error, "a file that is damaged, cut off, or does not hold what its directory says",
        "copy or export the file again";
    LIMIT = "PARQ002", Error, "a directory, page, row group or number of rows larger than is read",
        "export in row groups of at most a million rows and pages of at most 16 MiB";
    UNSUPPORTED = "PARQ003", Error, "an encryption, compression, encoding or nesting that is not read",
        "export flat columns, uncompressed or with Snappy, plain or with dictionaries";
    NO_MAPPING = "PARQ004", Error, "no mapping fits the columns",
        "add a mapping to the agency's playbook: our field name = the file's column";
    AMBIGUOUS = "PARQ005", Error, "two columns for one field, or two mappings or kinds that fit equally well",
        "say in a mapping of the playbook which column holds the field";
    LENGTHS = "PARQ006", Error, "columns of a row group with different numbers of rows",
        "export the file again";
    COLUMN_TYPE = "PARQ008", Error, "a column of a type that cannot hold the field exactly",
        "export amounts as DECIMAL, days as DATE, codes as text or whole numbers; binary fractions are not read";
    EMPTY = "PARQ009", Error, "a field that must have a value is empty",
        "fill the value at its source and export again";
    AMOUNT = "PARQ010", Error, "a value that is not an amount of at most two decimals",
        "export amounts as DECIMAL with two decimals";
    BOTH_SIDES = "PARQ011", Error, "a row with both debit and credit",
        "split the row at its source, or map one signed amount column instead";
    DATE = "PARQ012", Error, "a value that is not a date, or has a time of day",
        "export days as DATE";
    PERIOD = "PARQ013", Error, "a value that is not a period",
        "export periods as whole numbers such as 202503, or as text";
    CURRENCY = "PARQ014", Error, "a value that is not a currency code",
        "export the currency as three capital letters, such as NOK";
    TEXT = "PARQ016", Error, "a text that is not UTF-8, or a number too long to be a code",
        "export texts and codes as UTF-8 strings";
    UNREAD_COLUMNS = "PARQ018", Info, "columns that no field is read from",
        "nothing, or map the column if its values are needed";
    STREAM = "PARQ019", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    MORE = "PARQ020", Warning, "there is more wrong than is shown",
        "mend what is shown first, and read the file again";
    BAD_MAPPING = "PARQ021", Error, "a mapping with an unknown kind or field",
        "mend the mapping in the agency's playbook";
    NO_ROWS = "PARQ022", Warning, "columns without a single row",
        "make sure that the listing is meant to be empty";
    NUMBER = "PARQ026", Error, "a value that is not a whole number or a decimal of at most four places",
        "export counts as whole numbers, and hours as DECIMAL with at most four decimals";
    SWITCH = "PARQ027", Error, "a value that is neither yes nor no",
        "export BOOLEAN, or ja or nei";
}
