//! Bytes to records of 320 characters, whatever the lines look like.
//!
//! The first line decides: at most 80 characters long, and every record is four lines; longer, and every record is
//! 320 characters in a row, with or without a line end behind it. Short lines are padded with blanks and counted.
//! Empty lines between records are dropped; inside a record of four lines an empty line is a line whose blanks were
//! cut. Not here: what the characters mean. Memory is one record.

use std::io::{BufRead, Result};

use domain::Position;

use super::field::{RECORD, Record};

/// Characters of a line.
const LINE: usize = 80;
/// The header up to the record type: a shorter line holds no record.
const HEADER: usize = 48;

/// Where the record lies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    starts: [u64; 4],
    line: u64,
    column: u64,
    whole: bool,
}

impl Place {
    /// The place of a position (from 1) of the record.
    pub(super) fn at(&self, position: usize, record: u64) -> Position {
        let offset = position.saturating_sub(1);
        let (row, offset) = if self.whole {
            (0, offset)
        } else {
            (offset / LINE, offset % LINE)
        };
        let start = self.starts.get(row).copied().unwrap_or_default();
        let offset = u64::try_from(offset).unwrap_or_default();
        Position {
            byte: start.saturating_add(offset),
            line: self.line.saturating_add(u64::try_from(row).unwrap_or(0)),
            column: offset + if self.whole { self.column } else { 1 },
            record,
        }
    }
}

/// What is not a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Damage {
    /// The line does not begin with a header.
    NotARecord,
    /// A line is longer than 80 characters.
    LineTooLong,
    /// Only so many lines of four.
    LinesMissing(usize),
}

/// What came next.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A record, in [`Records::record`] and [`Records::place`].
    Record,
    /// Something else, at a place.
    Damaged(Position, Damage),
    /// The end of the stream.
    End,
}

/// What the bytes of a record are, seen in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    /// A byte that is no character of ISO-8859-1.
    pub(super) control: bool,
    /// A byte beyond ASCII.
    pub(super) high: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    Unknown,
    FourLines,
    Whole,
}

/// Where a line, or a piece of one, begins, and whether a line feed ended it.
#[derive(Clone, Copy, Debug)]
struct Piece {
    byte: u64,
    line: u64,
    column: u64,
    ended: bool,
}

/// A stream of records.
pub(super) struct Records<R> {
    inner: R,
    /// The record read last.
    pub(super) record: Record,
    /// Where it lies.
    pub(super) place: Place,
    /// What its bytes are.
    pub(super) scan: Scan,
    /// Lines (or records in a row) shorter than they should be.
    pub(super) short_lines: u64,
    /// The first of them.
    pub(super) first_short: Position,
    style: Style,
    text: Vec<u8>,
    /// The line in `text` belongs to the next record.
    held: Option<Piece>,
    byte: u64,
    line: u64,
    column: u64,
}

/// Whether a byte is no character of ISO-8859-1: below the blank, or 0x7F to 0x9F.
#[inline]
pub(super) fn is_control(byte: u8) -> bool {
    (byte & 0x7f) < 0x20 || byte == 0x7f
}

#[inline]
fn scan(record: &Record) -> Scan {
    let (mut control, mut all) = (false, 0_u8);
    for byte in record {
        control |= is_control(*byte);
        all |= *byte;
    }
    Scan {
        control,
        high: all >= 0x80,
    }
}

fn is_header(line: &[u8]) -> bool {
    line.starts_with(b"AH") && line.get(40..46) == Some(b"BETFOR")
}

impl<R: BufRead> Records<R> {
    /// The records of a stream.
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            record: [b' '; RECORD],
            place: Place::default(),
            scan: Scan::default(),
            short_lines: 0,
            first_short: Position::default(),
            style: Style::Unknown,
            text: Vec::with_capacity(RECORD),
            held: None,
            byte: 0,
            line: 1,
            column: 1,
        }
    }

    /// The place of the next byte.
    pub(super) fn end(&self, record: u64) -> Position {
        Position {
            byte: self.byte,
            line: self.line,
            column: self.column,
            record,
        }
    }

    /// The next record, or what stands in its place.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Event> {
        if self.held.is_none() {
            let found = match self.style {
                Style::Whole => self.quick_whole()?,
                Style::FourLines => self.quick_four()?,
                Style::Unknown => false,
            };
            if found {
                return Ok(Event::Record);
            }
        }
        self.slow()
    }

    /// Four full lines that lie in the stream's buffer; `false`, and nothing consumed, if they do not.
    #[inline]
    fn quick_four(&mut self) -> Result<bool> {
        let buffer = self.inner.fill_buf()?;
        let line_end: &[u8] = match buffer.get(LINE) {
            Some(b'\r') => b"\r\n",
            Some(b'\n') => b"\n",
            _ => return Ok(false),
        };
        let step = LINE + line_end.len();
        let Some(bytes) = buffer.get(..4 * step) else {
            return Ok(false);
        };
        for (row, line) in self
            .record
            .chunks_exact_mut(LINE)
            .zip(bytes.chunks_exact(step))
        {
            match line.split_at_checked(LINE) {
                Some((text, end)) if end == line_end => row.copy_from_slice(text),
                _ => return Ok(false),
            }
        }
        self.scan = scan(&self.record);
        if self.scan.control || !self.record.starts_with(b"AH") {
            return Ok(false);
        }
        self.inner.consume(4 * step);
        let (start, step) = (self.byte, u64::try_from(step).unwrap_or_default());
        self.place = Place {
            starts: [start, start + step, start + 2 * step, start + 3 * step],
            line: self.line,
            column: 1,
            whole: false,
        };
        self.byte += 4 * step;
        self.line += 4;
        Ok(true)
    }

    /// 320 characters that lie in the stream's buffer, and the line end if there is one.
    #[inline]
    fn quick_whole(&mut self) -> Result<bool> {
        let buffer = self.inner.fill_buf()?;
        let Some((bytes, rest)) = buffer.split_first_chunk::<RECORD>() else {
            return Ok(false);
        };
        self.record = *bytes;
        self.scan = scan(&self.record);
        if self.scan.control || !self.record.starts_with(b"AH") {
            return Ok(false);
        }
        let line_end = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ => 0,
        };
        self.inner.consume(RECORD + line_end);
        let start = self.byte;
        self.place = Place {
            starts: [start; 4],
            line: self.line,
            column: self.column,
            whole: true,
        };
        self.byte += u64::try_from(RECORD + line_end).unwrap_or_default();
        if line_end > 0 {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += self.byte - start;
        }
        Ok(true)
    }

    fn slow(&mut self) -> Result<Event> {
        loop {
            let piece = match self.held.take() {
                Some(piece) => piece,
                None => match self.piece(self.piece_limit())? {
                    Some(piece) => piece,
                    None => return Ok(Event::End),
                },
            };
            if self.text.iter().all(|byte| *byte == b' ') {
                continue;
            }
            if self.style == Style::Unknown && self.text.starts_with(b"AH") {
                self.style = if self.text.len() > LINE {
                    Style::Whole
                } else {
                    Style::FourLines
                };
            }
            let too_long = self.style == Style::FourLines && self.text.len() > LINE;
            if !self.text.starts_with(b"AH") || self.text.len() < HEADER || too_long {
                if !piece.ended {
                    self.skip_line()?;
                }
                let damage = if too_long {
                    Damage::LineTooLong
                } else {
                    Damage::NotARecord
                };
                return Ok(Event::Damaged(position(&piece), damage));
            }
            return if self.style == Style::Whole {
                Ok(self.whole(&piece))
            } else {
                self.four(&piece)
            };
        }
    }

    /// A record in a row, in `text`.
    fn whole(&mut self, piece: &Piece) -> Event {
        self.fill_row(0, RECORD, piece);
        self.place = Place {
            starts: [piece.byte; 4],
            line: piece.line,
            column: piece.column,
            whole: true,
        };
        self.scan = scan(&self.record);
        Event::Record
    }

    /// A record of four lines, of which the first is in `text`.
    fn four(&mut self, first: &Piece) -> Result<Event> {
        self.place = Place {
            starts: [first.byte; 4],
            line: first.line,
            column: 1,
            whole: false,
        };
        self.fill_row(0, LINE, first);
        for row in 1..4 {
            let next = self.piece(self.piece_limit())?;
            let Some(piece) = next else {
                return Ok(Event::Damaged(position(first), Damage::LinesMissing(row)));
            };
            if is_header(&self.text) {
                self.held = Some(piece);
                return Ok(Event::Damaged(position(first), Damage::LinesMissing(row)));
            }
            if self.text.len() > LINE {
                if !piece.ended {
                    self.skip_line()?;
                }
                return Ok(Event::Damaged(position(&piece), Damage::LineTooLong));
            }
            self.fill_row(row, LINE, &piece);
            if let Some(start) = self.place.starts.get_mut(row) {
                *start = piece.byte;
            }
        }
        self.scan = scan(&self.record);
        Ok(Event::Record)
    }

    /// Puts `text` into a row of the record, padded with blanks.
    fn fill_row(&mut self, row: usize, width: usize, piece: &Piece) {
        let Some(target) = self.record.get_mut(row * width..(row + 1) * width) else {
            return;
        };
        for (target, byte) in target
            .iter_mut()
            .zip(self.text.iter().copied().chain(std::iter::repeat(b' ')))
        {
            *target = byte;
        }
        if self.text.len() < width {
            if self.short_lines == 0 {
                self.first_short = position(piece);
            }
            self.short_lines += 1;
        }
    }

    /// How much is read at once: a line with its end, or a record in a row.
    fn piece_limit(&self) -> usize {
        if self.style == Style::FourLines {
            LINE + 2
        } else {
            RECORD
        }
    }

    /// Reads to the end of the line or to the limit into `text`, without carriage returns at the end.
    fn piece(&mut self, limit: usize) -> Result<Option<Piece>> {
        self.text.clear();
        let mut piece = Piece {
            byte: self.byte,
            line: self.line,
            column: self.column,
            ended: false,
        };
        while !piece.ended && self.text.len() < limit {
            let buffer = self.inner.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let room = limit - self.text.len();
            let window = buffer.get(..room).unwrap_or(buffer);
            let (copied, taken) = match memchr::memchr(b'\n', window) {
                Some(at) => (at, at + 1),
                None => (window.len(), window.len()),
            };
            piece.ended = taken > copied;
            self.text
                .extend_from_slice(window.get(..copied).unwrap_or_default());
            self.inner.consume(taken);
            self.advance(taken);
        }
        if self.byte == piece.byte {
            return Ok(None);
        }
        if piece.ended {
            (self.line, self.column) = (self.line + 1, 1);
        }
        while self.text.last() == Some(&b'\r') {
            self.text.pop();
        }
        Ok(Some(piece))
    }

    fn skip_line(&mut self) -> Result<()> {
        loop {
            let buffer = self.inner.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let found = memchr::memchr(b'\n', buffer);
            let taken = found.map_or(buffer.len(), |at| at + 1);
            self.inner.consume(taken);
            self.advance(taken);
            if found.is_some() {
                (self.line, self.column) = (self.line + 1, 1);
                return Ok(());
            }
        }
    }

    fn advance(&mut self, taken: usize) {
        let taken = u64::try_from(taken).unwrap_or_default();
        self.byte += taken;
        self.column += taken;
    }
}

fn position(piece: &Piece) -> Position {
    Position {
        byte: piece.byte,
        line: piece.line,
        column: piece.column,
        record: 0,
    }
}
