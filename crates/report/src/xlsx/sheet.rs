//! One worksheet being filled from top to bottom, and the rules every cell obeys.
//!
//! Text is always written as text: a cell that begins with `=`, `+`, `-` or `@` can never become a formula. Formulas are
//! only those this crate writes itself, each with its result, so that a reader that does not compute shows it too.

use chrono::{Datelike, NaiveDate};
use domain::{Ore, Text};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Url, Worksheet};

use super::styles::Styles;
use crate::error::ReportError;
use crate::model::RunResult;
use crate::texts::Texts;

/// Characters of text a cell can hold are 32 767; a longer one ends in `…`.
const CELL_CHARACTERS: usize = 32_000;
/// Characters of a sheet's name that Excel allows.
const NAME_CHARACTERS: usize = 31;
/// Characters of the agency's name in the page header.
const HEADER_CHARACTERS: usize = 80;
/// Characters of the header line, each of which may take two.
const MOST_HEADER_CHARACTERS: usize = 120;

/// Height of a line of text, in points.
const LINE_HEIGHT: u32 = 15;
/// Excel's rows are at most 409 points high.
const MAX_LINES: u32 = 27;
/// Columns of numbers, whose headings stand to the right as the numbers do.
const NUMBER_COLUMNS: [&str; 35] = [
    "column-age-months",
    "column-amount",
    "column-balance",
    "column-control",
    "column-difference",
    "column-difference-absolute",
    "column-excluded",
    "column-findings",
    "column-groups",
    "column-in",
    "column-line",
    "column-matched",
    "column-open",
    "column-rows",
    "column-side1-amount",
    "column-side2-amount",
    "column-rows-control",
    "column-rows-excluded",
    "column-rows-in",
    "column-rows-matched",
    "column-rows-open",
    "column-specified",
    "column-unexplained",
    "column-agencies",
    "column-expiring",
    "column-failed",
    "column-green",
    "column-missing",
    "column-not-run",
    "column-open-actions",
    "column-overdue",
    "column-passed",
    "column-red",
    "column-rejected",
    "column-yellow",
];

/// A worksheet and the row that is being written.
pub(super) struct Sheet<'a> {
    pub(super) worksheet: Worksheet,
    pub(super) styles: &'a Styles,
    pub(super) texts: &'a Texts,
    pub(super) name: String,
    pub(super) row: u32,
    widths: Vec<u32>,
    /// Lines of the tallest cell of the current row.
    lines: u32,
}

impl<'a> Sheet<'a> {
    /// An empty sheet in landscape on A4, as wide as the page, with agency, period and page numbers on every page.
    pub(super) fn new(
        name: String,
        widths: &[u32],
        run: &RunResult,
        styles: &'a Styles,
        texts: &'a Texts,
    ) -> Result<Self, ReportError> {
        let agency: String = run.agency_name.chars().take(HEADER_CHARACTERS).collect();
        let header = texts.render(
            &Text::key("header-line")
                .with("agency", agency)
                .with("period", run.period),
        );
        Self::plain(name, widths, (&header, &run.program), styles, texts)
    }

    /// An empty sheet in landscape on A4, as wide as the page, with a header line, the program and page numbers on every
    /// page.
    pub(super) fn plain(
        name: String,
        widths: &[u32],
        (header, program): (&str, &str),
        styles: &'a Styles,
        texts: &'a Texts,
    ) -> Result<Self, ReportError> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(&name)?;
        worksheet
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(1, 0);
        worksheet.set_screen_gridlines(false);
        // Excel allows 255 characters for the whole header.
        let header: String = header.chars().take(MOST_HEADER_CHARACTERS).collect();
        worksheet.set_header(format!("&L{}&R&A", header.replace('&', "&&")));
        worksheet.set_footer(format!("&L{}&R&P / &N", program.replace('&', "&&")));
        for (column, width) in (0..).zip(widths) {
            worksheet.set_column_width(column, *width)?;
        }
        Ok(Self {
            worksheet,
            styles,
            texts,
            name,
            row: 0,
            widths: widths.to_vec(),
            lines: 1,
        })
    }

    /// Title and subtitle on top.
    pub(super) fn title(&mut self, title: &str, run: &RunResult) -> Result<(), ReportError> {
        let line = self.texts.render(
            &Text::key("header-line")
                .with("agency", run.agency_name.as_str())
                .with("period", run.period),
        );
        self.title_line(title, &line)
    }

    /// Title and a line of its own below it.
    pub(super) fn title_line(&mut self, title: &str, line: &str) -> Result<(), ReportError> {
        self.write(0, title, &self.styles.title)?;
        self.row += 1;
        self.write(0, line, &self.styles.subtitle)?;
        self.row += 2;
        Ok(())
    }

    /// The heading of a part of the sheet.
    pub(super) fn section(&mut self, heading: &str) -> Result<(), ReportError> {
        self.row += 1;
        self.write(0, heading, &self.styles.section)?;
        self.row += 1;
        Ok(())
    }

    /// A row of column headings.
    pub(super) fn headings(&mut self, keys: &[&'static str]) -> Result<(), ReportError> {
        for (column, key) in (0..).zip(keys) {
            let styles = self.styles;
            let is_number = NUMBER_COLUMNS.contains(key);
            let format = if is_number {
                &styles.number_heading
            } else {
                &styles.heading
            };
            self.cell(column, &self.texts.say(key), format)?;
        }
        self.next_row()?;
        Ok(())
    }

    /// A line of small print.
    pub(super) fn note(&mut self, note: &str) -> Result<(), ReportError> {
        self.write(0, note, &self.styles.note)?;
        self.row += 1;
        Ok(())
    }

    /// A label and its value, one row.
    pub(super) fn fact(&mut self, key: &'static str, value: &str) -> Result<(), ReportError> {
        self.write(0, &self.texts.say(key), &self.styles.label)?;
        self.write(2, value, &self.styles.plain)?;
        self.next_row()?;
        Ok(())
    }

    /// Text, in any format; never a formula.
    pub(super) fn write(
        &mut self,
        column: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), ReportError> {
        if text.chars().count() > CELL_CHARACTERS {
            let cut: String = text.chars().take(CELL_CHARACTERS).chain(['…']).collect();
            self.worksheet
                .write_string_with_format(self.row, column, cut, format)?;
        } else {
            self.worksheet
                .write_string_with_format(self.row, column, text, format)?;
        }
        Ok(())
    }

    /// Text in a table.
    pub(super) fn text(&mut self, column: u16, text: &str) -> Result<(), ReportError> {
        self.cell(column, text, &self.styles.text)
    }

    /// Text that wraps inside its column; the row grows with it, because not every program grows it when it opens the
    /// workbook.
    pub(super) fn cell(
        &mut self,
        column: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), ReportError> {
        let width = self.widths.get(usize::from(column)).copied().unwrap_or(10);
        self.lines = self.lines.max(lines_needed(text, width));
        self.write(column, text, format)
    }

    /// Ends the row.
    pub(super) fn next_row(&mut self) -> Result<(), ReportError> {
        if self.lines > 1 {
            self.worksheet
                .set_row_height(self.row, LINE_HEIGHT * self.lines.min(MAX_LINES))?;
        }
        self.lines = 1;
        self.row += 1;
        Ok(())
    }

    /// A cell for people to fill in.
    pub(super) fn blank(&mut self, column: u16) -> Result<(), ReportError> {
        self.worksheet
            .write_blank(self.row, column, &self.styles.blank)?;
        Ok(())
    }

    /// Money. Excel keeps 15 digits; an amount of more is written as text, whole.
    pub(super) fn amount(&mut self, column: u16, amount: Ore) -> Result<(), ReportError> {
        match amount.to_string().parse::<f64>() {
            Ok(number) if amount.unsigned() < 1_000_000_000_000_000 => {
                let format = &self.styles.amount;
                self.worksheet
                    .write_number_with_format(self.row, column, number, format)?;
            }
            _ => self.text(column, &self.texts.amount(amount))?,
        }
        Ok(())
    }

    /// A whole number.
    pub(super) fn count(&mut self, column: u16, count: u64) -> Result<(), ReportError> {
        match u32::try_from(count) {
            Ok(count) => {
                let format = &self.styles.count;
                self.worksheet
                    .write_number_with_format(self.row, column, count, format)?;
            }
            Err(_) => self.text(column, &self.texts.count(count))?,
        }
        Ok(())
    }

    /// A date; one that Excel has no number for is written as text.
    pub(super) fn date(&mut self, column: u16, date: NaiveDate) -> Result<(), ReportError> {
        let parts = (
            u16::try_from(date.year()),
            u8::try_from(date.month()),
            u8::try_from(date.day()),
        );
        if let (Ok(year), Ok(month), Ok(day)) = parts
            && let Ok(moment) = ExcelDateTime::from_ymd(year, month, day)
        {
            let format = &self.styles.date;
            self.worksheet
                .write_datetime_with_format(self.row, column, &moment, format)?;
            return Ok(());
        }
        self.text(column, &self.texts.date(date))
    }

    /// A day as the JSON contracts write it; blank if there is none.
    pub(super) fn day(&mut self, column: u16, day: Option<&str>) -> Result<(), ReportError> {
        match day.map(str::parse) {
            Some(Ok(day)) => self.date(column, day),
            _ => self.text(column, day.unwrap_or_default()),
        }
    }

    /// A live formula, with the result it must give.
    pub(super) fn formula(
        &mut self,
        column: u16,
        formula: &str,
        result: &str,
        format: &Format,
    ) -> Result<(), ReportError> {
        let formula = Formula::new(formula).set_result(result);
        self.worksheet
            .write_formula_with_format(self.row, column, formula, format)?;
        Ok(())
    }

    /// A link to the top of another sheet.
    pub(super) fn link(&mut self, column: u16, sheet: &str, text: &str) -> Result<(), ReportError> {
        let url = Url::new(format!("internal:{}!A1", quoted(sheet))).set_text(text);
        self.worksheet
            .write_url_with_format(self.row, column, url, &self.styles.link)?;
        Ok(())
    }

    /// Keeps everything above the current row in view, and repeats the row before it on every printed page.
    pub(super) fn freeze(&mut self) -> Result<(), ReportError> {
        self.worksheet.set_freeze_panes(self.row, 0)?;
        let heading = self.row.saturating_sub(1);
        self.worksheet.set_repeat_rows(heading, heading)?;
        Ok(())
    }

    /// The row as Excel numbers it.
    pub(super) fn number(&self) -> u32 {
        self.row + 1
    }
}

/// Lines that a text takes when words are kept whole in a column of so many characters.
fn lines_needed(text: &str, width: u32) -> u32 {
    let width = usize::try_from(width.max(1)).unwrap_or(1);
    let mut lines = 1;
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines += 1;
            used = 0;
        }
        used += length + usize::from(used > 0);
        while used > width {
            lines += 1;
            used -= width;
        }
    }
    lines
}

/// A sheet's name as a formula needs it.
pub(super) fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// A name Excel accepts and no other sheet has: at most 31 characters, none of `[]:*?/\`.
pub(super) fn sheet_name(wanted: &str, taken: &mut Vec<String>) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| {
            if "[]:*?/\\".contains(c) || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let clean = clean.trim().trim_matches('\'').trim();
    let clean = if clean.is_empty() { "-" } else { clean };
    for number in 1_u32.. {
        let suffix = if number == 1 {
            String::new()
        } else {
            format!(" ({number})")
        };
        let room = NAME_CHARACTERS.saturating_sub(suffix.encode_utf16().count());
        let name = format!(
            "{}{suffix}",
            cut_utf16(clean, room).trim_end().trim_end_matches('\'')
        );
        let key = name.to_lowercase();
        if !taken.contains(&key) {
            taken.push(key);
            return name;
        }
    }
    clean.to_owned()
}

/// At most so many UTF-16 units of a text, in which Excel counts.
fn cut_utf16(text: &str, units: usize) -> String {
    let mut left = units;
    let fits = |c: &char| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_grow_with_their_text() {
        let table = [
            ("", 1),
            ("a b", 1),
            ("abcde fghij", 2),
            ("abcdefghijklmno", 2),
            ("a bb ccc dddd", 2),
        ];
        for (text, lines) in table {
            assert_eq!(lines_needed(text, 10), lines, "{text}");
        }
    }

    #[test]
    fn sheet_names_are_legal_and_unique() {
        let mut taken = Vec::new();
        let table = [
            (
                "A1 Bankavstemming totaloversikt",
                "A1 Bankavstemming totaloversikt",
            ),
            (
                "A1 Bankavstemming totaloversikt over alt",
                "A1 Bankavstemming totalover (2)",
            ),
            ("Kontroll [a/b]: *?\\", "Kontroll  a b"),
            ("'sitat'", "sitat"),
            ("SITAT", "SITAT (2)"),
            ("", "-"),
        ];
        for (wanted, expected) in table {
            assert_eq!(sheet_name(wanted, &mut taken), expected);
        }
        assert_eq!(
            sheet_name(&"🧾".repeat(40), &mut taken)
                .encode_utf16()
                .count(),
            30
        );
        assert_eq!(quoted("a'b"), "'a''b'");
    }
}
