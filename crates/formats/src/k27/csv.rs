//! Reads the CSV form: rows of twelve columns, which stand at fixed positions in a line as NAV writes it.
//!
//! Not here: sums and what is odd about a readable row (`tally`), JSON (`order`, `sidecar`).

use std::io::BufRead;

use chrono::NaiveDate;
use domain::{Ore, Position};

use super::error::{self, Kind};
use super::field::{Dates, Unreadable, amount, repaired};
use super::record::{Digits, Form, Person, Record, Refund, Totals};
use super::sniff::stranger;
use super::tally::Tally;
use super::{Options, expected};
use crate::complaints::Complaints;
use crate::lines::{Line, Lines};

/// A line as NAV writes it, without its line end.
const LINE_LENGTH: usize = 127;
/// No tolerated row is longer; of a longer line this much is kept.
const LINE_LIMIT: usize = 512;
/// The columns by their names for messages.
const NAMES: [&str; 12] = [
    "NAV unit",
    "employer",
    "subunit",
    "benefit code",
    "person",
    "first day",
    "bank account",
    "name",
    "last day",
    "amount",
    "reserved amount",
    "max date",
];

type Fields<'a> = [&'a [u8]; 12];

/// Reads the rows and says what is wrong.
pub(super) fn read(
    input: impl BufRead,
    options: &Options,
    complaints: &mut Complaints,
    sink: &mut dyn FnMut(Record),
) -> (Totals, Position) {
    let mut lines = Lines::new(input, LINE_LIMIT);
    let mut reader = Reader {
        options,
        complaints,
        sink,
        tally: Tally::new(options, expected::payment_date(options, None)),
        dates: Default::default(),
        odd_lengths: Oddity::default(),
        line_ends: Oddity::default(),
        blank_lines: Oddity::default(),
    };
    loop {
        // By reference: a line that is moved has to wait until it has been written.
        match &lines.next() {
            Ok(Some(line)) => {
                if !reader.line(line) {
                    break;
                }
            }
            Ok(None) => break,
            Err(failure) => {
                let place = lines.end(reader.tally.rows());
                let message = format!("reading stopped: {}", failure.kind());
                reader.complaints.push(error::STREAM.at(place, message));
                break;
            }
        }
    }
    let end = lines.end(reader.tally.rows());
    (reader.end_of_file(end), end)
}

/// Something odd about lines, said once with the place of the first.
#[derive(Debug, Default)]
struct Oddity {
    first: Position,
    detail: usize,
    count: u64,
}

impl Oddity {
    fn add(&mut self, place: Position, detail: usize) {
        if self.count == 0 {
            (self.first, self.detail) = (place, detail);
        }
        self.count += 1;
    }
}

struct Reader<'a> {
    options: &'a Options,
    complaints: &'a mut Complaints,
    sink: &'a mut dyn FnMut(Record),
    tally: Tally<'a>,
    /// Of the columns 6, 9 and 12.
    dates: [Dates; 3],
    odd_lengths: Oddity,
    line_ends: Oddity,
    blank_lines: Oddity,
}

impl Reader<'_> {
    /// One line; whether to read on.
    #[inline]
    fn line(&mut self, line: &Line<'_>) -> bool {
        if !line.carriage_return || !line.ended || line.bytes.len() != LINE_LENGTH {
            match self.odd_line(line) {
                OddLine::Row => {}
                OddLine::Skip => return true,
                OddLine::Stop => return false,
            }
        }
        let record = self.tally.rows();
        let fields = match columns(line.bytes) {
            Ok(fields) => fields,
            Err(count) => {
                self.tally.damaged_row();
                let message = format!("expected 12 columns between semicolons, found {count}");
                let place = line.position(1, record);
                self.complaints.push(error::COLUMNS.at(place, message));
                return true;
            }
        };
        let place = |column| line.position(start_of(&fields, column), record);
        match self.refund(&fields, &place) {
            Some(mut refund) => {
                refund.position = line.position(1, record);
                self.tally.row(&refund, &place, self.complaints);
                (self.sink)(Record::Refund(refund));
            }
            None => self.tally.damaged_row(),
        }
        true
    }

    /// A line that NAV does not write like this.
    #[cold]
    fn odd_line(&mut self, line: &Line<'_>) -> OddLine {
        let record = self.tally.rows();
        let place = line.position(1, record);
        if line.number == 1
            && let Some(name) = stranger(line.bytes)
        {
            self.tally.damaged_row();
            self.complaints.push(error::STRANGER.at(
                place,
                format!("expected refunds to an employer, found a {name}"),
            ));
            return OddLine::Stop;
        }
        if line.bytes.trim_ascii().is_empty() && !line.cut {
            self.blank_lines.add(place, 0);
            return OddLine::Skip;
        }
        if line.ended && !line.carriage_return {
            self.line_ends.add(place, 0);
        }
        if line.bytes.len() != LINE_LENGTH {
            self.odd_lengths.add(place, line.bytes.len());
        }
        let behind = line.position(line.bytes.len() + 1, record);
        if line.cut {
            self.tally.damaged_row();
            let message =
                format!("expected a row of {LINE_LENGTH} characters, found more than {LINE_LIMIT}");
            self.complaints.push(error::COLUMNS.at(place, message));
            return OddLine::Skip;
        }
        if !line.ended && line.bytes.len() < LINE_LENGTH {
            self.tally.damaged_row();
            let message = format!(
                "expected a row of {LINE_LENGTH} characters, found the end of the file after {}",
                line.bytes.len()
            );
            self.complaints.push(error::CUT.at(behind, message));
            return OddLine::Skip;
        }
        if !line.ended {
            let message = "expected a line end behind the last row, found the end of the file";
            self.complaints
                .push(error::UNTERMINATED.at(behind, message));
        }
        OddLine::Row
    }

    /// The row as a record; `None` if a field is wrong, which has been said.
    #[inline]
    fn refund(&mut self, fields: &Fields<'_>, place: &dyn Fn(usize) -> Position) -> Option<Refund> {
        let [
            unit,
            employer,
            subunit,
            code,
            person,
            from,
            account,
            name,
            to,
            ore,
            reserved,
            max,
        ] = *fields;
        let mut row = Row {
            fields,
            place,
            complaints: &mut *self.complaints,
        };
        let unit = match Digits::of(unit) {
            Some(unit) => Some(unit),
            None => Digits::padded(unit).filter(|_| !unit.is_empty()),
        };
        let unit = row.needed(unit, 1, "1 to 4 digits");
        let employer = row.needed(Digits::of(employer), 2, "9 digits");
        let subunit = row.needed(Digits::of(subunit), 3, "9 digits");
        let code = match code {
            [code @ (b'0'..=b'9' | b'A'..=b'Z')] => Some(char::from(*code)),
            _ => None,
        };
        let code = row.needed(code, 4, "one digit or capital letter");
        let person = row.needed(Digits::of(person), 5, "11 digits");
        let account = row.needed(Digits::of(account), 7, "11 digits");
        let [from_dates, to_dates, max_dates] = &mut self.dates;
        let from = row.date(from_dates, from, 6);
        let to = row.date(to_dates, to, 9);
        let max = row.date(max_dates, max, 12);
        let ore = row.money(ore, 10);
        let reserved = row.money(reserved, 11);
        let (person_name, person_name_raw) = self.name(name, place)?;
        Some(Refund {
            position: Position::default(),
            unit: unit?,
            employer: employer?,
            subunit: subunit?,
            benefit: code?,
            benefit_text: String::new(),
            person: Person(person?),
            person_name,
            person_name_raw,
            period_from: from.ok()?,
            period_to: to.ok()?,
            max_date: max.ok()?,
            bank_account: account?,
            amount: ore?,
            reserved_amount: reserved?,
        })
    }

    /// The name and, if that differs, the name as written. `None` if it holds control characters.
    #[inline]
    fn name(
        &mut self,
        field: &[u8],
        place: &dyn Fn(usize) -> Position,
    ) -> Option<(String, Option<String>)> {
        let mut is_plain = true;
        let mut control = false;
        for byte in field {
            is_plain &= matches!(byte, b' ' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'\'');
            control |= byte.is_ascii_control();
        }
        if control {
            let message = "expected a name, found a control character";
            self.complaints
                .push(error::CONTROL_BYTE.at(place(8), message));
            return None;
        }
        let length = field.iter().rev().skip_while(|byte| **byte == b' ').count();
        let field = field.get(..length).unwrap_or_default();
        if is_plain {
            return Some((str::from_utf8(field).unwrap_or_default().to_owned(), None));
        }
        let written: String = field.iter().map(|byte| char::from(*byte)).collect();
        Some(shown_name(written, self.options.repair_letters))
    }

    fn end_of_file(self, end: Position) -> Totals {
        let complaints = self.complaints;
        if self.odd_lengths.count > 0 {
            let message = format!(
                "expected rows of {LINE_LENGTH} characters; rows of another length: {}, the first has {}",
                self.odd_lengths.count, self.odd_lengths.detail
            );
            complaints.push(error::LENGTH.at(self.odd_lengths.first, message));
        }
        if self.line_ends.count > 0 {
            let message = format!(
                "expected lines that end in CR LF; lines that end in LF: {}, this is the first",
                self.line_ends.count
            );
            complaints.push(error::LINE_END.at(self.line_ends.first, message));
        }
        if self.blank_lines.count > 0 {
            let message = format!(
                "expected rows; blank lines: {}, this is the first",
                self.blank_lines.count
            );
            complaints.push(error::BLANK_LINE.at(self.blank_lines.first, message));
        }
        let mut totals = Totals {
            form: Form::Csv,
            version: "R1",
            encoding: "iso-8859-1",
            ..Totals::default()
        };
        let damaged = self.tally.damaged;
        self.tally.finish(&mut totals, end, complaints);
        expected::check_dates(self.options, None, end, complaints);
        expected::check(&totals, self.options, damaged, end, complaints);
        totals
    }
}

enum OddLine {
    Row,
    Skip,
    Stop,
}

/// The name for display and, if repairing changed it, the name as written.
pub(super) fn shown_name(written: String, repair: bool) -> (String, Option<String>) {
    match repaired(&written).filter(|_| repair) {
        Some(good) => (good, Some(written)),
        None => (written, None),
    }
}

/// A row on its way to a record.
struct Row<'r> {
    fields: &'r Fields<'r>,
    place: &'r dyn Fn(usize) -> Position,
    complaints: &'r mut Complaints,
}

impl Row<'_> {
    /// A field that must be there; says what is wrong with it if it could not be read.
    #[inline]
    fn needed<T>(&mut self, value: Option<T>, column: usize, expected: &str) -> Option<T> {
        if value.is_none() {
            let field = self.fields.get(column - 1).copied().unwrap_or_default();
            let is_empty = field.iter().all(|byte| *byte == b' ');
            let kind = if is_empty {
                &error::EMPTY
            } else {
                &error::FIELD
            };
            self.wrong(kind, column, expected);
        }
        value
    }

    /// A date that may be missing.
    #[inline]
    fn date(
        &mut self,
        dates: &mut Dates,
        field: &[u8],
        column: usize,
    ) -> Result<Option<NaiveDate>, Unreadable> {
        let date = dates.read(field);
        if date.is_err() {
            self.wrong(&error::DATE, column, "a date YYYYMMDD or 00000000");
        }
        date
    }

    #[inline]
    fn money(&mut self, field: &[u8], column: usize) -> Option<Ore> {
        let Ok((ore, is_odd)) = amount(field) else {
            let expected = "ten digits of øre and a blank or a minus";
            self.wrong(&error::AMOUNT, column, expected);
            return None;
        };
        if is_odd {
            let message = format!(
                "expected a blank or a minus behind the digits of {ore}, found another sign"
            );
            self.complaints
                .push(error::SIGN.at((self.place)(column), message));
        }
        Some(ore)
    }

    #[cold]
    fn wrong(&mut self, kind: &Kind, column: usize, expected: &str) {
        let name = NAMES.get(column - 1).copied().unwrap_or_default();
        let is_empty = kind == &error::EMPTY;
        let found = if is_empty {
            "nothing"
        } else {
            "something else"
        };
        let message = format!("expected {expected} in column {column} ({name}), found {found}");
        self.complaints.push(kind.at((self.place)(column), message));
    }
}

/// Column in the line, from 1, at which a field starts.
fn start_of(fields: &Fields<'_>, column: usize) -> usize {
    let before = fields.iter().take(column - 1);
    before.map(|field| field.len() + 1).sum::<usize>() + 1
}

/// The fields of a line, or how many there are instead of twelve.
#[inline]
fn columns(line: &[u8]) -> Result<Fields<'_>, usize> {
    match fixed_columns(line) {
        Some(fields) => Ok(fields),
        None => split_columns(line),
    }
}

/// The fields at the positions where NAV writes them; `None` if the line is another.
#[inline]
fn fixed_columns(line: &[u8]) -> Option<Fields<'_>> {
    let line = <&[u8; LINE_LENGTH]>::try_from(line).ok()?;
    let at = |from: usize, length: usize| line.get(from..from + length);
    let separators = [4, 14, 24, 26, 38, 47, 59, 85, 94, 106, 118];
    let is_separated = separators
        .iter()
        .fold(true, |good, at| good & (line.get(*at) == Some(&b';')));
    // A semicolon inside a name would make a thirteenth column.
    let name = at(60, 25)?;
    if !is_separated || name.contains(&b';') {
        return None;
    }
    Some([
        at(0, 4)?,
        at(5, 9)?,
        at(15, 9)?,
        at(25, 1)?,
        at(27, 11)?,
        at(39, 8)?,
        at(48, 11)?,
        name,
        at(86, 8)?,
        at(95, 11)?,
        at(107, 11)?,
        at(119, 8)?,
    ])
}

pub(super) fn split_columns(line: &[u8]) -> Result<Fields<'_>, usize> {
    let mut fields: Fields<'_> = [&[]; 12];
    let mut count = 0;
    for part in line.split(|byte| *byte == b';') {
        if let Some(field) = fields.get_mut(count) {
            *field = part;
        }
        count += 1;
    }
    if count == fields.len() {
        Ok(fields)
    } else {
        Err(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_and_split_columns_are_the_same() {
        let row = "8020;310000019;311000012;4;01818012094;20250501;12345678903;PRØVE ANNE               ;\
                   20250531;0001500000 ;0000000000 ;20260213";
        let row: Vec<u8> = row.chars().map(|c| u8::try_from(c).unwrap()).collect();
        assert_eq!(row.len(), LINE_LENGTH);
        let fields = fixed_columns(&row).unwrap();
        assert_eq!(Ok(fields), split_columns(&row));
        let starts: Vec<usize> = (1..=12).map(|column| start_of(&fields, column)).collect();
        assert_eq!(starts, [1, 6, 16, 26, 28, 40, 49, 61, 87, 96, 108, 120]);
        let mut other = row.clone();
        other[70] = b';';
        assert_eq!(
            (fixed_columns(&other), split_columns(&other)),
            (None, Err(13))
        );
    }
}
