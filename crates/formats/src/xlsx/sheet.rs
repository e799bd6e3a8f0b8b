//! A sheet as a stream of rows; one row is held at a time.
//!
//! Numbers are read from their text. Excel keeps numbers in binary and writes up to 17 digits of them; what counts is
//! the shortest decimal that stands for the same binary number, which is what Excel shows: `1.1000000000000001` is 1.1,
//! and `0.30000000000000004` is not 0.3. Not here: what a row means.

use std::fmt::Write as _;
use std::io::Read;

use chrono::{Days, NaiveDate};

use super::package::{Failure, Part, Step, Token, attribute, damaged, name_of};
use super::workbook::{Workbook, rich_text, unescape};

/// What Excel itself allows.
pub(super) const MAX_ROWS: u32 = 1_048_576;
pub(super) const MAX_COLUMNS: u32 = 16_384;

/// What a cell holds; texts are places in the text of the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    Text {
        start: usize,
        end: usize,
    },
    Exact {
        unscaled: i128,
        scale: u32,
    },
    /// A number with more digits than any value here has.
    Inexact,
    Date(NaiveDate),
    /// A day with a time, or before March 1900.
    Moment,
    Switch(bool),
    /// `#N/A` and the like.
    Error,
}

/// A row.
#[derive(Debug, Default)]
pub(super) struct SheetRow {
    /// From 1.
    pub(super) number: u32,
    pub(super) is_hidden: bool,
    pub(super) text: String,
    /// Filled cells by column, from 0; rising.
    pub(super) cells: Vec<(u32, Content)>,
    /// How many of them are values of formulas.
    pub(super) formulas: u64,
}

impl SheetRow {
    /// The text of a text cell.
    pub(super) fn text_of(&self, content: Content) -> Option<&str> {
        match content {
            Content::Text { start, end } => self.text.get(start..end),
            _ => None,
        }
    }

    /// The content of a column.
    pub(super) fn get(&self, column: u32) -> Option<Content> {
        let at = self
            .cells
            .binary_search_by_key(&column, |(column, _)| *column)
            .ok()?;
        self.cells.get(at).map(|(_, content)| *content)
    }
}

/// The rows of a sheet.
pub(super) struct Rows<'p, R: Read> {
    part: Part<'p, R>,
    workbook: &'p Workbook,
    last_row: u32,
    value: String,
    shortest: String,
}

/// How a cell's value is to be understood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Formula,
    Inline,
    Switch,
    Error,
    Date,
}

impl<'p, R: Read> Rows<'p, R> {
    pub(super) fn new(part: Part<'p, R>, workbook: &'p Workbook) -> Self {
        Self {
            part,
            workbook,
            last_row: 0,
            value: String::new(),
            shortest: String::new(),
        }
    }

    /// The next row, also if it is empty; `false` when the part is through and its checksum verified.
    pub(super) fn next(&mut self, row: &mut SheetRow) -> Step<bool> {
        row.cells.clear();
        row.text.clear();
        row.formulas = 0;
        loop {
            match self.part.next()? {
                Token::Start(start) if name_of(&start) == "row" => {
                    let number = match attribute(&start, "r")? {
                        Some(text) => text.parse().unwrap_or(0),
                        None => self.last_row + 1,
                    };
                    if number <= self.last_row || number > MAX_ROWS {
                        return Err(Failure::Place(format!(
                            "expected rows in order up to {MAX_ROWS}, found one out of order after row {}",
                            self.last_row
                        )));
                    }
                    let hidden = attribute(&start, "hidden")?;
                    row.is_hidden = hidden.is_some_and(|value| matches!(&*value, "1" | "true"));
                    (row.number, self.last_row) = (number, number);
                    self.cells(row)?;
                    return Ok(true);
                }
                Token::Eof => return Ok(false),
                _ => {}
            }
        }
    }

    fn cells(&mut self, row: &mut SheetRow) -> Step<()> {
        let outside = self.part.depth.saturating_sub(1);
        let mut next_column = 0;
        while self.part.depth > outside {
            let (kind, style, column) = match self.part.next()? {
                Token::Start(start) if name_of(&start) == "c" => {
                    let column = match attribute(&start, "r")? {
                        Some(reference) => match place(&reference) {
                            Some((column, line)) if line == row.number && column >= next_column => {
                                column
                            }
                            _ => return Err(out_of_place(row.number)),
                        },
                        None if next_column < MAX_COLUMNS => next_column,
                        None => return Err(out_of_place(row.number)),
                    };
                    let style = attribute(&start, "s")?;
                    let style: usize = style
                        .map_or(Ok(0), |text| text.parse())
                        .unwrap_or(usize::MAX);
                    let of = attribute(&start, "t")?;
                    let kind = match of.as_deref() {
                        None | Some("n") => Kind::Number,
                        Some("s") => Kind::Shared,
                        Some("str") => Kind::Formula,
                        Some("inlineStr") => Kind::Inline,
                        Some("b") => Kind::Switch,
                        Some("e") => Kind::Error,
                        Some("d") => Kind::Date,
                        Some(_) => {
                            return Err(damaged("expected a cell of a known type, found another"));
                        }
                    };
                    (kind, style, column)
                }
                Token::Start(_) => {
                    self.part.skip()?;
                    continue;
                }
                Token::Eof => return Ok(()),
                Token::End | Token::Text(_) => continue,
            };
            next_column = column + 1;
            let is_formula = self.value(kind)?;
            if let Some(content) = self.content(kind, style, row)? {
                row.cells.push((column, content));
                row.formulas += u64::from(is_formula);
            }
        }
        Ok(())
    }

    /// Reads the cell that was entered last to its end; its value as text is then in `value`. Says whether a formula
    /// made it.
    fn value(&mut self, kind: Kind) -> Step<bool> {
        self.value.clear();
        let outside = self.part.depth.saturating_sub(1);
        let mut is_formula = false;
        let mut has_value = false;
        while self.part.depth > outside {
            let is_value = match self.part.next()? {
                Token::Start(start) => match name_of(&start) {
                    "v" if kind != Kind::Inline => true,
                    "is" if kind == Kind::Inline => false,
                    "f" => {
                        is_formula = true;
                        self.part.skip()?;
                        continue;
                    }
                    _ => {
                        self.part.skip()?;
                        continue;
                    }
                },
                Token::Eof => return Ok(is_formula),
                Token::End | Token::Text(_) => continue,
            };
            if std::mem::replace(&mut has_value, true) {
                return Err(damaged("expected one value in a cell, found two"));
            }
            if is_value {
                self.part.text(&mut self.value)?;
            } else {
                rich_text(&mut self.part, &mut self.value)?;
            }
        }
        Ok(is_formula)
    }

    fn content(&mut self, kind: Kind, style: usize, row: &mut SheetRow) -> Step<Option<Content>> {
        let value = match kind {
            Kind::Formula | Kind::Inline => self.value.as_str(),
            _ => self.value.trim_ascii(),
        };
        if value.is_empty() {
            return Ok(None);
        }
        let start = row.text.len();
        let content = match kind {
            Kind::Shared => {
                let text = value
                    .parse()
                    .ok()
                    .and_then(|index| self.workbook.strings.get(index));
                let Some(text) = text else {
                    return Err(damaged(
                        "expected a cell's text in the table of texts, found none",
                    ));
                };
                row.text.push_str(text);
                Content::Text {
                    start,
                    end: row.text.len(),
                }
            }
            Kind::Formula | Kind::Inline => {
                row.text.push_str(value);
                unescape(&mut row.text, start);
                Content::Text {
                    start,
                    end: row.text.len(),
                }
            }
            Kind::Switch => match value {
                "1" | "true" => Content::Switch(true),
                "0" | "false" => Content::Switch(false),
                _ => {
                    return Err(damaged(
                        "expected 0 or 1 in a cell that is yes or no, found another value",
                    ));
                }
            },
            Kind::Error => Content::Error,
            Kind::Date => iso_day(value).map_or(Content::Moment, Content::Date),
            Kind::Number => {
                let Some(number) = number(value, &mut self.shortest) else {
                    return Err(damaged(
                        "expected a number in a cell that holds one, found something else",
                    ));
                };
                if self.workbook.dates.get(style) == Some(&true) {
                    day(number, self.workbook.is_1904).map_or(Content::Moment, Content::Date)
                } else {
                    number
                }
            }
        };
        let is_empty_text = matches!(content, Content::Text { start, end } if start == end);
        Ok((!is_empty_text).then_some(content))
    }
}

fn out_of_place(row: u32) -> Failure {
    Failure::Place(format!(
        "expected the cells of row {row} in the order of their columns, found one out of place"
    ))
}

/// `C7` as column from 0 and row from 1.
fn place(reference: &str) -> Option<(u32, u32)> {
    let letters = reference
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let (column, row) = reference.split_at_checked(letters)?;
    if !(1..=3).contains(&letters)
        || !(1..=7).contains(&row.len())
        || !row.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let column = column.bytes().fold(0_u32, |sum, letter| {
        sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row: u32 = row.parse().ok()?;
    ((1..=MAX_COLUMNS).contains(&column) && (1..=MAX_ROWS).contains(&row))
        .then(|| (column - 1, row))
}

/// The name of a column from 0: `A`, `Z`, `AA`.
pub(super) fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A number as the shortest decimal that stands for it; `None` if the text is no number.
fn number(text: &str, shortest: &mut String) -> Option<Content> {
    let significant = text.bytes().filter(u8::is_ascii_digit).count();
    if significant <= 15
        && let Some(exact) = decimal(text)
    {
        // So few digits are what the binary number shows.
        return Some(exact);
    }
    let is_number = text.len() <= 400
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    let binary: f64 = text.parse().ok().filter(|_| is_number)?;
    if !binary.is_finite() {
        return None;
    }
    shortest.clear();
    let _ = write!(shortest, "{binary}");
    Some(decimal(shortest).unwrap_or(Content::Inexact))
}

/// `-12.50` exactly; `None` if it has another form or more digits than fit.
fn decimal(text: &str) -> Option<Content> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let (whole, decimals) = body.split_once('.').unwrap_or((body, ""));
    let ends_in_mark = body.len() > whole.len() && decimals.is_empty();
    if whole.is_empty() || ends_in_mark || whole.len() + decimals.len() > 36 {
        return None;
    }
    let mut unscaled = 0_i128;
    for byte in whole.bytes().chain(decimals.bytes()) {
        if !byte.is_ascii_digit() {
            return None;
        }
        unscaled = unscaled * 10 + i128::from(byte - b'0');
    }
    Some(Content::Exact {
        unscaled: if negative { -unscaled } else { unscaled },
        scale: u32::try_from(decimals.len()).ok()?,
    })
}

/// The day of a serial number; `None` if it has a time, or lies before March 1900, where Excel counts a day that never
/// was.
fn day(number: Content, is_1904: bool) -> Option<NaiveDate> {
    let Content::Exact { unscaled, scale } = number else {
        return None;
    };
    let divisor = 10_i128.checked_pow(scale)?;
    if unscaled % divisor != 0 {
        return None;
    }
    let serial = u64::try_from(unscaled / divisor).ok()?;
    let (epoch, first) = if is_1904 {
        (NaiveDate::from_ymd_opt(1904, 1, 1)?, 0)
    } else {
        (NaiveDate::from_ymd_opt(1899, 12, 30)?, 61)
    };
    (first..2_958_466).contains(&serial).then_some(())?;
    epoch.checked_add_days(Days::new(serial))
}

/// `2025-03-31`, or the same at midnight.
fn iso_day(text: &str) -> Option<NaiveDate> {
    let (day, time) = text.split_at_checked(10)?;
    let is_midnight = time.is_empty()
        || time.strip_prefix("T00:00:00").is_some_and(|rest| {
            rest.trim_end_matches('Z')
                .chars()
                .all(|letter| matches!(letter, '.' | '0'))
        });
    crate::table::value::date(day).filter(|_| is_midnight && day.as_bytes().get(4) == Some(&b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_excel_shows() {
        let exact = |unscaled, scale| Some(Content::Exact { unscaled, scale });
        let table = [
            ("1234.5", exact(12_345, 1)),
            ("-7", exact(-7, 0)),
            ("1.1000000000000001", exact(11, 1)),
            ("0.30000000000000004", exact(30_000_000_000_000_004, 17)),
            ("1234.5600000000001", exact(12_345_600_000_000_002, 13)),
            ("1E3", exact(1000, 0)),
            ("1e-2", exact(1, 2)),
            ("1e300", Some(Content::Inexact)),
            ("1e999", None),
            ("12345678901234567", exact(12_345_678_901_234_568, 0)),
            ("inf", None),
            ("NaN", None),
            ("-", None),
            ("1,5", None),
            (".5", exact(5, 1)),
        ];
        for (text, expected) in table {
            assert_eq!(number(text, &mut String::new()), expected, "{text}");
        }
    }

    #[test]
    fn days_and_places() {
        let serial = |unscaled, scale| Content::Exact { unscaled, scale };
        let date = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        assert_eq!(day(serial(45_747, 0), false), date("2025-03-31"));
        assert_eq!(day(serial(44_285, 0), true), date("2025-03-31"));
        assert_eq!(day(serial(457_475, 1), false), None);
        assert_eq!(day(serial(60, 0), false), None);
        assert_eq!(day(serial(-1, 0), false), None);
        assert_eq!(iso_day("2025-03-31T00:00:00.000"), date("2025-03-31"));
        assert_eq!(
            (iso_day("2025-03-31T12:00:00"), iso_day("31.03.2025")),
            (None, None)
        );
        for (reference, expected) in [
            ("A1", Some((0, 1))),
            ("xfd1048576", Some((16_383, 1_048_576))),
            ("XFE1", None),
            ("A0", None),
            ("A1048577", None),
            ("AAAA1", None),
            ("1", None),
            ("A", None),
            ("A1B", None),
        ] {
            assert_eq!(place(reference), expected, "{reference}");
        }
        for (column, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_name(column), name);
        }
    }
}
