//! Everything that can be wrong with a workbook: code, how bad, what, and what to do. A code is never reused.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    NOT_A_WORKBOOK = "XLSX001", Error, "an archive or a part of it that is damaged, missing or no workbook",
        "open the file in Excel, save it again as .xlsx, and send that";
    LIMIT = "XLSX002", Error, "a workbook that unpacks to more than is read, or has more cells, texts or sheets",
        "this is no listing, or too large for a workbook; export it as delimited text";
    NO_HEADINGS = "XLSX003", Error, "no sheet with a row of headings among its first rows",
        "put the headings in one row above the data";
    NO_MAPPING = "XLSX004", Error, "no mapping fits the headings",
        "add a mapping to the agency's playbook: our field name = the sheet's heading";
    AMBIGUOUS = "XLSX005", Error, "two headings for one field, or two mappings or kinds that fit equally well",
        "say in a mapping of the playbook which heading holds the field, and which sheet is meant";
    PLACE = "XLSX006", Error, "rows or cells that are not in order, or stand outside a sheet",
        "open the file in Excel, save it again as .xlsx, and send that";
    ERROR_VALUE = "XLSX007", Error, "a cell whose formula failed, such as #N/A",
        "mend the formula, or put the value in its place, and save again";
    INEXACT = "XLSX008", Error, "a number too long or too fractional to be the code, text or decimal that belongs here",
        "format the column as text before the values are filled in, and export again";
    EMPTY = "XLSX009", Error, "a field that must have a value is empty",
        "fill the value at its source and export again";
    AMOUNT = "XLSX010", Error, "a cell that is not an amount of at most two decimals",
        "round at the source, in the cell and not only in its format, and save again";
    BOTH_SIDES = "XLSX011", Error, "a row with both debit and credit",
        "split the row at its source, or map one signed amount column instead";
    DATE = "XLSX012", Error, "a cell that is not a date, or has a time of day",
        "format the column as date, or export dates as 2025-03-31, 31.03.2025 or 31/03/2025";
    PERIOD = "XLSX013", Error, "a cell that is not a period",
        "export periods as 202503, 2025-03, 2025.03 or 03.2025";
    CURRENCY = "XLSX014", Error, "a cell that is not a currency code",
        "export the currency as three capital letters, such as NOK";
    SUM_AGREES = "XLSX015", Info, "the sum row agrees with the rows",
        "nothing";
    SUM_DISAGREES = "XLSX016", Error, "the sum row does not agree with the rows, or holds no sum",
        "rows are missing, doubled or changed, or a formula was not computed again; export again";
    SUM_INSIDE = "XLSX017", Error, "a row after the sum row",
        "export without subtotals: one listing, one sum at its end";
    UNREAD_COLUMNS = "XLSX018", Info, "columns that no field is read from",
        "nothing, or map the heading if its values are needed";
    STREAM = "XLSX019", Error, "the file could not be read to its end",
        "copy the file again; the disk or the connection failed";
    MORE = "XLSX020", Warning, "there is more wrong than is shown",
        "mend what is shown first, and read the file again";
    BAD_MAPPING = "XLSX021", Error, "a mapping with an unknown kind or field",
        "mend the mapping in the agency's playbook";
    NO_ROWS = "XLSX022", Warning, "headings without a single row",
        "make sure that the listing is meant to be empty";
    BLANK_ROW = "XLSX023", Warning, "a blank row inside the table",
        "make sure that the rows below it belong to the table; they are read";
    OUTSIDE = "XLSX024", Warning, "a cell in a column without a heading",
        "nothing if it is a note; give the column a heading if it is data";
    HIDDEN = "XLSX025", Info, "sheets or rows that Excel does not show",
        "make sure that nothing is hidden that should not count; hidden rows are read, hidden sheets are not";
    NUMBER = "XLSX026", Error, "a cell that is not a whole number or a decimal of at most four places",
        "export counts as whole numbers, and hours with at most four decimals";
    SWITCH = "XLSX027", Error, "a cell that is neither yes nor no",
        "export ja or nei, yes or no, true or false, 1 or 0";
    FORMULAS = "XLSX028", Info, "values of formulas, as they were when the workbook was saved",
        "nothing; open and save the workbook if it was made by another program";
    SECOND_SHEET = "XLSX029", Warning, "another sheet with headings of a register, which is not read",
        "put each listing in a workbook of its own, or name the sheet in a mapping";
}
