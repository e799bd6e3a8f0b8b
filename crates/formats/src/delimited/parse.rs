//! Reads delimited files: lines to rows, rows to records, sums to the sum line.
//!
//! Two ways lead to the same rows: a block without anything odd is split all at once (`plain_rows`), every other one line
//! by line (`line`). Not here: cells (`row`), headings (`headings`), values (`value`).

use std::io::BufRead;

use domain::register::Type;
use domain::{Ore, Parsed, Position};

use super::Options;
use super::blocks::{Block, Blocks};
use super::error::{self, Kind};
use super::record::{File, Record, Totals};
use super::row::{Cells, MAX_FIELDS, Split};
use super::separators::Separators;
use super::sniff::separator_line;
use crate::Read;
use crate::complaints::Complaints;
use crate::lines::Line;
use crate::table::Row;
use crate::table::fault::Fault;
use crate::table::headings::{Step, plan, shown};
use crate::table::rows::{Rows, Trouble, decimal, is_sum_word};
use crate::table::value::Value;

/// The longest row, in bytes.
const ROW_LIMIT: usize = 1 << 20;

/// Reads a whole file from memory, for tests on small files.
pub fn parse(input: &[u8], options: &Options) -> Parsed<File> {
    let mut records = Vec::new();
    let result = read(input, options, &mut |record| records.push(record));
    Parsed {
        value: File {
            totals: result.totals,
            records,
        },
        diagnostics: result.diagnostics,
    }
}

/// Reads a file as a stream and hands every row on as a record of its own; as [`read_rows`] but for the copies.
pub fn read(input: impl BufRead, options: &Options, sink: &mut dyn FnMut(Record)) -> Read<Totals> {
    read_rows(input, options, &mut |row| sink(Record::of(row)))
}

/// Reads a file as a stream and hands every row on, borrowed, in file order; memory does not grow with the file. A row
/// of which a needed value could not be read is not handed on; the file then has an error and must be refused as a
/// whole. Without a mapping that fits only the dialect is read.
pub fn read_rows(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(&Row<'_>),
) -> Read<Totals> {
    let mut blocks = Blocks::new(input, ROW_LIMIT);
    let mut reader = Reader::new(options, sink);
    while !reader.stopped {
        match blocks.next() {
            Ok(Some(block)) => reader.block(block),
            Ok(None) => break,
            Err(failure) => {
                let message = format!("reading stopped: {}", failure.kind());
                reader.complain(&error::STREAM, reader.end(0), message);
                reader.stopped = true;
            }
        }
    }
    let end = reader.end(reader.totals.rows);
    reader.end_of_file(end);
    Read {
        totals: reader.totals,
        diagnostics: reader.complaints.finish(end),
    }
}

/// The delimiter of a heading row: the one that makes most fields; `;` if none does.
pub(super) fn delimiter_of(heading_row: &[u8]) -> u8 {
    let mut best = (1, b';');
    for delimiter in [b';', b'\t', b'|', b','] {
        let count = headings_of(heading_row, delimiter).len();
        if count > best.0 {
            best = (count, delimiter);
        }
    }
    best.1
}

/// The headings of a heading row; none if its quotes are wrong.
pub(super) fn headings_of(heading_row: &[u8], delimiter: u8) -> Vec<String> {
    let mut cells = Cells::default();
    if cells.split_quoted(heading_row, delimiter) != Split::Whole || cells.too_many {
        return Vec::new();
    }
    let content = cells.take_unquoted();
    let text = match std::str::from_utf8(&content) {
        Ok(text) => text.to_owned(),
        Err(_) => cells.decode(&content),
    };
    (0..cells.len())
        .map(|index| cells.get(&text, index).trim().to_owned())
        .collect()
}

/// How the bytes become characters, as far as it has shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Encoding {
    /// Only ASCII so far.
    Open,
    Utf8,
    Utf8WithMark,
    Windows1252,
}

/// A row whose quoted field goes on in the next line.
struct OpenRow {
    bytes: Vec<u8>,
    start: Position,
    /// Column of the open quote, from 1.
    quote: usize,
    quotes_are_even: bool,
    ended: bool,
}

/// The place of the row being read.
#[derive(Clone, Copy, Default)]
struct Place {
    byte: u64,
    line: u64,
    record: u64,
    ended: bool,
}

impl Place {
    fn column(self, column: usize) -> Position {
        let column = u64::try_from(column).unwrap_or(u64::MAX);
        Position {
            byte: self.byte + column.saturating_sub(1),
            line: self.line,
            column,
            record: self.record,
        }
    }
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each read by its own name"
)]
struct Reader<'a> {
    options: &'a Options,
    sink: &'a mut dyn FnMut(&Row<'_>),
    complaints: Complaints,
    totals: Totals,
    encoding: Encoding,
    delimiter: u8,
    separator_was_stated: bool,
    has_headings: bool,
    /// How rows are read; `None` without a kind that fits.
    rows: Option<Rows>,
    cells: Cells,
    separators: Separators,
    open: Option<OpenRow>,
    /// The first blank line after the headings, in case a row follows it.
    blank: Option<Position>,
    /// Where the sum line is, and whether it has been complained about that a row follows.
    sum_line: Option<(Position, bool)>,
    /// What the sum line says, compared at the end.
    stated: Vec<(Step, Position, Ore)>,
    /// The last data row if it has no line end.
    last_open: Option<Place>,
    /// A row could not be read: the sums prove nothing.
    damaged: bool,
    stopped: bool,
    /// Offset of the next line in the file, from 0.
    byte: u64,
    /// Lines so far.
    lines: u64,
}

impl<'a> Reader<'a> {
    fn new(options: &'a Options, sink: &'a mut dyn FnMut(&Row<'_>)) -> Self {
        Self {
            options,
            sink,
            complaints: Complaints::new(&error::MORE),
            totals: Totals {
                delimiter: ';',
                ..Totals::default()
            },
            encoding: Encoding::Open,
            delimiter: b';',
            separator_was_stated: false,
            has_headings: false,
            rows: None,
            cells: Cells::default(),
            separators: Separators::default(),
            open: None,
            blank: None,
            sum_line: None,
            stated: Vec::new(),
            last_open: None,
            damaged: false,
            stopped: false,
            byte: 0,
            lines: 0,
        }
    }

    /// The place of the next line, which is the end of the file after the last one.
    fn end(&self, record: u64) -> Position {
        Position {
            byte: self.byte,
            line: self.lines + 1,
            column: 1,
            record,
        }
    }

    fn complain(&mut self, kind: &Kind, position: Position, message: impl Into<String>) {
        self.complaints.push(kind.at(position, message));
    }

    /// All lines of a block.
    fn block(&mut self, block: Block<'_>) {
        if let Some(text) = self.plain(block) {
            return self.plain_rows(text);
        }
        let cut = block.left_out > 0;
        for taken in block.bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.stopped {
                return;
            }
            let (bytes, ended) = match taken {
                [bytes @ .., b'\n'] => (bytes, true),
                bytes => (bytes, false),
            };
            let (byte, number) = self.next_line(taken.len() + block.left_out);
            let without = bytes.strip_suffix(b"\r").filter(|_| !cut);
            self.line(&Line {
                bytes: without.unwrap_or(bytes),
                byte,
                number,
                cut,
                ended,
                carriage_return: without.is_some(),
            });
        }
    }

    /// Where the next line starts, and its number; it has so many bytes.
    fn next_line(&mut self, bytes: usize) -> (u64, u64) {
        let byte = self.byte;
        self.byte += u64::try_from(bytes).unwrap_or(0);
        self.lines += 1;
        (byte, self.lines)
    }

    /// A block as text if its lines are rows that need no closer look, but for carriage returns: no quote is open or
    /// among them, the last one is ended, and which characters the bytes are is no question.
    fn plain<'b>(&self, block: Block<'b>) -> Option<&'b str> {
        let is_in_rows = self.rows.is_some() && self.open.is_none() && block.left_out == 0;
        let is_odd = |bytes| memchr::memchr2(b'"', 0, bytes).is_some();
        if !is_in_rows || !block.bytes.ends_with(b"\n") || is_odd(block.bytes) {
            return None;
        }
        let text = std::str::from_utf8(block.bytes).ok()?;
        let is_utf8 = matches!(self.encoding, Encoding::Utf8 | Encoding::Utf8WithMark);
        (is_utf8 || text.is_ascii()).then_some(text)
    }

    /// The rows of a plain block, whose separators are found all at once.
    fn plain_rows(&mut self, block: &str) {
        let mut separators = std::mem::take(&mut self.separators);
        separators.find(block.as_bytes(), self.delimiter);
        let has_returns = memchr::memchr(b'\r', block.as_bytes()).is_some();
        let mut start = 0;
        for ends in separators.lines(block.as_bytes()) {
            let end = ends.last().copied().unwrap_or(start);
            let bounds = usize::try_from(start).and_then(|start| Ok(start..usize::try_from(end)?));
            let mut line = bounds
                .ok()
                .and_then(|bounds| block.get(bounds))
                .unwrap_or_default();
            let (byte, number) = self.next_line(line.len() + 1);
            let place = Place {
                byte,
                line: number,
                record: self.totals.rows,
                ended: true,
            };
            if has_returns {
                line = line.strip_suffix('\r').unwrap_or(line);
            }
            if has_returns && line.contains('\r') {
                self.no_text(place, line.as_bytes());
            } else {
                self.cells.set_plain(ends, start, line.len());
                self.row(line, place);
            }
            start = end + 1;
        }
        self.separators = separators;
    }

    fn line(&mut self, line: &Line<'_>) {
        if self.open.is_some() {
            return self.continue_row(line);
        }
        let place = Place {
            byte: line.byte,
            line: line.number,
            record: self.totals.rows,
            ended: line.ended,
        };
        if line.cut {
            self.damaged = true;
            self.complain(
                &error::TOO_LARGE,
                place.column(1),
                "expected a row of at most 1 MiB, found a longer one",
            );
            self.stopped = !self.has_headings;
            return;
        }
        if !self.has_headings {
            return self.before_rows(line, place);
        }
        if let Some(at) = memchr::memchr3(b'"', 0, b'\r', line.bytes) {
            self.odd_row(line, place, at);
        } else {
            self.cells.split_plain(line.bytes, self.delimiter);
            self.plain_row(line.bytes, place);
        }
    }

    /// A row with a quote, a NUL or a carriage return.
    fn odd_row(&mut self, line: &Line<'_>, place: Place, first: usize) {
        if line.bytes.get(first) == Some(&b'"') && !line.bytes.contains(&0) {
            match self.cells.split_quoted(line.bytes, self.delimiter) {
                Split::Whole => self.quoted_row(place),
                Split::Wrong(column) => self.wrong_quote(place, column),
                Split::Open(quote) => {
                    let mut bytes = line.bytes.to_vec();
                    bytes.extend_from_slice(line_end(line));
                    self.open = Some(OpenRow {
                        bytes,
                        start: place.column(1),
                        quote,
                        quotes_are_even: false,
                        ended: line.ended,
                    });
                }
            }
            return;
        }
        self.no_text(place, line.bytes);
    }

    fn no_text(&mut self, place: Place, bytes: &[u8]) {
        self.damaged = true;
        let (at, what) = match memchr::memchr(0, bytes) {
            Some(at) => (at, "a NUL byte"),
            None => (
                memchr::memchr(b'\r', bytes).unwrap_or(0),
                "a carriage return inside a row",
            ),
        };
        self.complain(
            &error::NOT_TEXT,
            place.column(at + 1),
            format!("expected text, found {what}"),
        );
    }

    fn wrong_quote(&mut self, place: Place, column: usize) {
        self.damaged = true;
        let message = "expected quotes only around a whole field, found one inside a field or text behind one";
        self.complain(&error::QUOTES, place.column(column), message);
    }

    /// One more line of a row whose quoted field holds line ends.
    fn continue_row(&mut self, line: &Line<'_>) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        let place = Place {
            byte: open.start.byte,
            line: open.start.line,
            record: open.start.record,
            ended: line.ended,
        };
        if line.cut || open.bytes.len() + line.bytes.len() > ROW_LIMIT {
            let message =
                "expected a row of at most 1 MiB, found a quoted field that goes on and on";
            self.complain(&error::TOO_LARGE, place.column(open.quote), message);
            // Where the row should have ended is unknown, so nothing after it can be read.
            self.stopped = true;
            self.damaged = true;
            return;
        }
        if memchr::memchr(0, line.bytes).is_some() {
            self.no_text(
                Place {
                    byte: line.byte,
                    line: line.number,
                    ..place
                },
                line.bytes,
            );
        }
        let odd = memchr::memchr_iter(b'"', line.bytes).count() % 2 == 1;
        open.quotes_are_even ^= odd;
        open.bytes.extend_from_slice(line.bytes);
        open.ended = line.ended;
        if !open.quotes_are_even {
            open.bytes.extend_from_slice(line_end(line));
            self.open = Some(open);
            return;
        }
        match self.cells.split_quoted(&open.bytes, self.delimiter) {
            Split::Whole => self.quoted_row(place),
            Split::Wrong(column) | Split::Open(column) => self.wrong_quote(place, column),
        }
    }

    /// Everything up to and with the heading row.
    fn before_rows(&mut self, line: &Line<'_>, place: Place) {
        let mut bytes = line.bytes;
        let mut offset = 0;
        if place.byte == 0 {
            if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
                self.stopped = true;
                self.has_headings = true;
                return self.complain(
                    &error::NOT_TEXT,
                    place.column(1),
                    "expected UTF-8 or Windows-1252, found UTF-16",
                );
            }
            if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
                self.encoding = Encoding::Utf8WithMark;
                (bytes, offset) = (rest, 3);
            }
        }
        if let Some(delimiter) = separator_line(bytes)
            && !self.separator_was_stated
        {
            self.delimiter = delimiter;
            self.separator_was_stated = true;
            return;
        }
        self.has_headings = true;
        if bytes.iter().any(|byte| matches!(byte, 0 | b'\r')) {
            self.stopped = true;
            return self.no_text(place, line.bytes);
        }
        if !self.separator_was_stated {
            self.delimiter = delimiter_of(bytes);
        }
        self.totals.delimiter = char::from(self.delimiter);
        let headings = headings_of(bytes, self.delimiter);
        if headings.len() < 2 {
            self.stopped = true;
            let found = if headings.is_empty() {
                "none that can be read"
            } else {
                "a single field"
            };
            let message = format!("expected a row of at least two headings first, found {found}");
            return self.complain(&error::NO_HEADINGS, place.column(1), message);
        }
        self.decide_encoding(bytes, place);
        match plan(&headings, &self.options.mappings, None) {
            Ok(plan) => {
                plan.kind.id.clone_into(&mut self.totals.kind);
                if !plan.unread.is_empty() {
                    let message = format!(
                        "no field is read from these headings: {}",
                        shown(&plan.unread)
                    );
                    self.complain(&error::UNREAD_COLUMNS, place.column(offset + 1), message);
                }
                self.rows = Some(Rows::new(plan));
            }
            Err((fault, message)) => {
                self.complain(code_of(fault), place.column(offset + 1), message);
            }
        }
        self.totals.headings = headings;
    }

    fn plain_row(&mut self, bytes: &[u8], place: Place) {
        match std::str::from_utf8(bytes) {
            Ok(text) if self.is_utf8_row(bytes, place) => self.row(text, place),
            _ => self.foreign_row(bytes, place),
        }
    }

    fn quoted_row(&mut self, place: Place) {
        let content = self.cells.take_unquoted();
        match std::str::from_utf8(&content) {
            Ok(text) if self.is_utf8_row(&content, place) => self.row(text, place),
            _ => self.foreign_row(&content, place),
        }
        self.cells.give_back(content);
    }

    /// Whether a row that could be UTF-8 is to be read so.
    fn is_utf8_row(&mut self, bytes: &[u8], place: Place) -> bool {
        if bytes.is_ascii() {
            return true;
        }
        match self.encoding {
            Encoding::Open => self.encoding = Encoding::Utf8,
            Encoding::Windows1252 => {
                let message = "expected Windows-1252 as in the rows before, found a row that looks like UTF-8";
                self.complain(&error::LOOKS_LIKE_UTF8, place.column(1), message);
                return false;
            }
            Encoding::Utf8 | Encoding::Utf8WithMark => {}
        }
        true
    }

    /// Fixes the encoding by the heading row, if that has other characters than ASCII.
    fn decide_encoding(&mut self, bytes: &[u8], place: Place) {
        if std::str::from_utf8(bytes).is_ok() {
            self.is_utf8_row(bytes, place);
        } else {
            self.is_windows_1252(place);
        }
    }

    /// Whether a row that is not UTF-8 may be read as Windows-1252; says so if not.
    fn is_windows_1252(&mut self, place: Place) -> bool {
        match self.encoding {
            Encoding::Open => self.encoding = Encoding::Windows1252,
            Encoding::Windows1252 => {}
            Encoding::Utf8 | Encoding::Utf8WithMark => {
                self.damaged = true;
                let message = "expected UTF-8 as in the rows before, found bytes that are not";
                self.complain(&error::MIXED_ENCODING, place.column(1), message);
                return false;
            }
        }
        true
    }

    /// A row that is not UTF-8, or is in a file that is not.
    fn foreign_row(&mut self, bytes: &[u8], place: Place) {
        if self.encoding == Encoding::Windows1252 || self.is_windows_1252(place) {
            let text = self.cells.decode(bytes);
            self.row(&text, place);
            self.cells.give_back_text(text);
        }
    }

    /// A row in characters: blank, sum line or data.
    #[inline]
    fn row(&mut self, text: &str, place: Place) {
        let found = self.cells.len();
        let expected = self.totals.headings.len();
        if found != expected || self.cells.too_many {
            if text.trim().is_empty() {
                self.blank = self.blank.or(Some(place.column(1)));
                return;
            }
            return self.wrong_count(place, found, expected);
        }
        if let Some(blank) = self.blank.take() {
            self.complain(
                &error::FIELD_COUNT,
                blank,
                format!("expected {expected} fields, found a blank line"),
            );
        }
        // Nearly every row starts with the digit of an account: no work for it.
        let is_account = text.as_bytes().first().is_some_and(u8::is_ascii_digit);
        if !is_account && is_sum_word(self.cells.first_filled(text)) {
            return self.sum_row(text, place);
        }
        if let Some((position, said @ false)) = &mut self.sum_line {
            *said = true;
            let message = format!(
                "expected the end of the file after the sum line in line {}, found a row",
                position.line
            );
            self.complain(&error::SUM_INSIDE, place.column(1), message);
        }
        self.totals.rows += 1;
        self.last_open = (!place.ended).then_some(place);
        let Some(rows) = &mut self.rows else { return };
        rows.begin();
        let mut was_read = true;
        let steps = std::mem::take(&mut rows.plan.steps);
        for step in &steps {
            let bounds = self.cells.bounds(text, step.column);
            let (cell, start) = match bounds {
                Some((start, end)) if start == end && !step.always => continue,
                Some((start, end)) if start < end && is_any_text(step.of) => {
                    if let Some(value) = rows.values.get_mut(step.field) {
                        *value = Value::Text { start, end };
                    }
                    continue;
                }
                Some((start, end)) => (text.get(start..end).unwrap_or_default(), start),
                None => self.cells.with_start(text, step.column),
            };
            if let Err(fault) = rows.text(*step, cell, start) {
                was_read = false;
                let Some(field) = rows.plan.kind.fields.get(step.field) else {
                    break;
                };
                let trouble = Trouble::new(fault, Some(step.column), field);
                say(
                    &mut self.complaints,
                    &self.cells,
                    rows,
                    text,
                    place,
                    trouble,
                );
            }
        }
        rows.plan.steps = steps;
        match rows.end() {
            Ok(()) if was_read => (self.sink)(&Row {
                position: place.column(1),
                kind: rows.plan.kind,
                text,
                values: &rows.values,
            }),
            Ok(()) => self.damaged = true,
            Err(trouble) => {
                self.damaged = true;
                say(
                    &mut self.complaints,
                    &self.cells,
                    rows,
                    text,
                    place,
                    trouble,
                );
            }
        }
    }

    fn wrong_count(&mut self, place: Place, found: usize, expected: usize) {
        self.damaged = true;
        if self.cells.too_many {
            let message = format!("expected at most {MAX_FIELDS} fields, found more");
            self.complain(&error::TOO_LARGE, place.column(1), message);
        } else {
            let message =
                format!("expected {expected} fields as there are headings, found {found}");
            let column = self.cells.column(found.min(expected + 1).saturating_sub(1));
            self.complain(&error::FIELD_COUNT, place.column(column), message);
        }
    }

    /// A row that begins with a sum word: kept to be compared at the end.
    fn sum_row(&mut self, text: &str, place: Place) {
        let position = place.column(1);
        if let Some((first, said @ false)) = &mut self.sum_line {
            *said = true;
            let message = format!(
                "expected one sum line, found another after line {}",
                first.line
            );
            self.complain(&error::SUM_INSIDE, position, message);
            return;
        }
        self.sum_line = self.sum_line.or(Some((position, false)));
        self.last_open = None;
        let Some(rows) = &mut self.rows else { return };
        for step in rows.plan.steps.clone() {
            let cell = self.cells.get(text, step.column).trim();
            if step.of != Type::Amount || cell.is_empty() {
                continue;
            }
            match rows.mark.amount(cell) {
                Ok(amount) => {
                    let at = place.column(self.cells.column(step.column));
                    self.stated.push((step, at, amount));
                }
                Err(why) => {
                    self.damaged = true;
                    if let Some(field) = rows.plan.kind.fields.get(step.field) {
                        let column = Some(step.column);
                        let trouble = Trouble::new(Fault::Amount(why), column, field);
                        say(
                            &mut self.complaints,
                            &self.cells,
                            rows,
                            text,
                            place,
                            trouble,
                        );
                    }
                }
            }
        }
    }

    fn check_sum_line(&mut self) {
        let Some((position, false)) = self.sum_line else {
            return;
        };
        let Some(rows) = self.rows.as_ref().filter(|_| !self.damaged) else {
            return;
        };
        if self.stated.is_empty() {
            return self.complain(
                &error::SUM_DISAGREES,
                position,
                "expected a sum in the sum line, found none",
            );
        }
        let mut agrees = true;
        for (step, place, stated) in &self.stated {
            let Some((what, found)) = rows.expected_sum(*step) else {
                continue;
            };
            if found != i128::from(stated.0) {
                agrees = false;
                let message = format!(
                    "expected a sum of {what} of {stated} as stated here, found {} in {} rows",
                    decimal(found),
                    self.totals.rows
                );
                self.complaints
                    .push(error::SUM_DISAGREES.at(*place, message));
            }
        }
        if agrees {
            let message = format!("the sum line agrees with the {} rows", self.totals.rows);
            self.complain(&error::SUM_AGREES, position, message);
        }
    }

    fn end_of_file(&mut self, end: Position) {
        if let Some(open) = self.open.take() {
            self.damaged = true;
            let place = Place {
                byte: open.start.byte,
                line: open.start.line,
                record: open.start.record,
                ended: true,
            };
            let message = "expected a closing quote, found the end of the file";
            self.complain(&error::QUOTES, place.column(open.quote), message);
        }
        if !self.has_headings && !self.stopped {
            self.complain(
                &error::NO_HEADINGS,
                end,
                "expected a row of headings, found an empty file",
            );
        } else if self.totals.rows == 0 && self.rows.is_some() && !self.damaged {
            self.complain(
                &error::NO_ROWS,
                end,
                "expected rows below the headings, found none",
            );
        }
        self.check_sum_line();
        if let Some(place) = self.last_open {
            let last = self.totals.headings.len().saturating_sub(1);
            let ends_in_amount = self.rows.as_ref().is_some_and(|rows| {
                let mut steps = rows.plan.steps.iter();
                steps.any(|step| step.column == last && is_cut_short_unseen(step.of))
            });
            let kind = if ends_in_amount {
                &error::LAST_AMOUNT_OPEN
            } else {
                &error::LAST_ROW_OPEN
            };
            self.complain(
                kind,
                place.column(1),
                "expected a line end behind the last row, found the end of the file",
            );
        }
        let encoding = match self.encoding {
            Encoding::Open | Encoding::Utf8 => "utf-8",
            Encoding::Utf8WithMark => "utf-8-bom",
            Encoding::Windows1252 => "windows-1252",
        };
        encoding.clone_into(&mut self.totals.encoding);
        self.totals.decimal_mark = ',';
        if let Some(rows) = &self.rows {
            self.totals.decimal_mark = rows.mark.as_char();
            (self.totals.debit, self.totals.credit) = (rows.debit, rows.credit);
            self.totals.sums = rows.sums();
        }
    }
}

/// Whether a value of this type that has lost its last digits still reads as one.
fn is_cut_short_unseen(of: Type) -> bool {
    matches!(of, Type::Amount | Type::Limit | Type::Count | Type::Decimal)
}

/// Whether a cell of this type is any text, taken as it stands.
fn is_any_text(of: Type) -> bool {
    matches!(
        of,
        Type::Text | Type::Account | Type::Party | Type::Person | Type::BankAccount
    )
}

/// Our code for what is wrong.
fn code_of(fault: Fault) -> &'static Kind {
    match fault {
        Fault::NoMapping => &error::NO_MAPPING,
        Fault::Ambiguous => &error::AMBIGUOUS,
        Fault::BadMapping => &error::BAD_MAPPING,
        Fault::Empty => &error::EMPTY,
        Fault::BothSides => &error::BOTH_SIDES,
        Fault::NotOf(Type::Date) => &error::DATE,
        Fault::NotOf(Type::Period) => &error::PERIOD,
        Fault::NotOf(Type::Currency) => &error::CURRENCY,
        Fault::NotOf(Type::Count | Type::Decimal) => &error::NUMBER,
        Fault::NotOf(Type::Switch) => &error::SWITCH,
        Fault::Amount(_) | Fault::NotOf(_) | Fault::Inexact => &error::AMOUNT,
    }
}

/// Says what is wrong with a cell, or with the row.
#[cold]
fn say(
    complaints: &mut Complaints,
    cells: &Cells,
    rows: &Rows,
    text: &str,
    place: Place,
    trouble: Trouble,
) {
    let column = trouble.column.map_or(1, |column| cells.column(column));
    let message = trouble.sentence(rows.mark);
    let mut diagnostic = code_of(trouble.fault).at(place.column(column), message);
    if let Some(column) = trouble.column.filter(|_| trouble.may_show())
        && trouble.fault != Fault::BothSides
    {
        diagnostic = diagnostic.excerpt(cells.get(text, column));
    }
    complaints.push(diagnostic);
}

/// The bytes that ended a line.
fn line_end(line: &Line<'_>) -> &'static [u8] {
    match (line.carriage_return, line.ended) {
        (true, true) => b"\r\n",
        (true, false) => b"\r",
        (false, true) => b"\n",
        (false, false) => b"",
    }
}
