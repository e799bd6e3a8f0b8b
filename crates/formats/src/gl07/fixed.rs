//! Reads the fixed width form: which layout, which characters, and every field of every record.
//!
//! Not here: what lines must agree on (`ledger`).

use std::io::BufRead;

use domain::Position;

use super::Options;
use super::error;
use super::field::{Draft, Lexis, bit};
use super::layout::{COMMON, Column, Encoding, FIXED_2060, Field, Kind, LAYOUTS, Layout, SHORTEST};
use super::ledger::Ledger;
use super::record::{Line, Totals};
use super::value::{decoded, is_blank, is_plain, trimmed};
use crate::Read;
use crate::lines::{self, Lines};

/// No record is longer than this; of a longer line this much is kept.
const LINE_LIMIT: usize = 8192;
/// A line shorter than this, and blank, is no record.
const BLANK_LINE: usize = 76;

/// Which layout a file is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Choice {
    /// Settled.
    Known(&'static Layout),
    /// All records so far lack trailing blanks; up to [`COMMON`] the layouts are the same.
    Open,
    /// No record has a length that is known.
    None,
}

/// The layout by the lengths of the records in the head of the file.
fn choose(head: &[u8], options: &Options) -> Choice {
    if let Some(layout) = options.layout {
        return Choice::Known(layout);
    }
    let mut counts = LAYOUTS.map(|layout| (0_usize, layout));
    for line in head.split(|b| *b == b'\n') {
        let length = line.strip_suffix(b"\r").unwrap_or(line).len();
        for (count, layout) in &mut counts {
            *count += usize::from(layout.length == length);
        }
    }
    // Of equal counts the first layout of the table.
    let most = counts.into_iter().rev().max_by_key(|(count, _)| *count);
    match most {
        Some((1.., layout)) => Choice::Known(layout),
        _ if options.allow_short_records => Choice::Open,
        _ => Choice::None,
    }
}

pub(super) fn read(
    input: impl BufRead,
    head: &[u8],
    options: &Options,
    sink: &mut dyn FnMut(Line),
) -> Read<Totals> {
    let choice = choose(head, options);
    let layout = match choice {
        Choice::Known(layout) => layout,
        Choice::Open | Choice::None => &FIXED_2060,
    };
    let sign = options.sign.unwrap_or(layout.sign);
    let mut reader = Reader {
        ledger: Ledger::new(options, Lexis::Fixed, sign, sink),
        choice,
        layout,
        columns: layout.columns().collect(),
        encoding: options.encoding.unwrap_or(layout.encoding),
        high: false,
        windows: false,
        utf8_told: false,
        blank_line: None,
        short: None,
    };
    let mut lines = Lines::new(input, LINE_LIMIT);
    loop {
        match lines.next() {
            Ok(Some(line)) => reader.row(&line),
            Ok(None) => break,
            Err(failure) => {
                let place = lines.end(reader.ledger.totals.lines);
                let message = format!("reading stopped: {}", failure.kind());
                reader.ledger.complain(&error::STREAM, place, &message);
                break;
            }
        }
    }
    let end = lines.end(reader.ledger.totals.lines);
    reader.finish(end)
}

struct Reader<'a> {
    ledger: Ledger<'a>,
    choice: Choice,
    /// The layout read by; of an open choice any, because only what they share is read.
    layout: &'static Layout,
    columns: Vec<(&'static Column, usize, usize)>,
    encoding: Encoding,
    /// A byte that is not ASCII was seen.
    high: bool,
    /// A byte that ISO-8859-1 does not have was seen.
    windows: bool,
    utf8_told: bool,
    /// The first blank line, in case something follows it.
    blank_line: Option<Position>,
    /// The first record without its trailing blanks, and how many there are.
    short: Option<(Position, u64)>,
}

impl Reader<'_> {
    #[inline]
    fn row(&mut self, row: &lines::Line<'_>) {
        let length = row.bytes.len();
        if length == self.layout.length
            && !row.cut
            && self.blank_line.is_none()
            && matches!(self.choice, Choice::Known(_))
        {
            self.record(row);
        } else {
            self.odd_row(row);
        }
    }

    /// A row that is blank, or has another length than the layout's records.
    #[cold]
    fn odd_row(&mut self, row: &lines::Line<'_>) {
        let place = row.position(1, self.ledger.totals.lines);
        if row.bytes.len() < BLANK_LINE && row.bytes.trim_ascii().is_empty() {
            self.blank_line.get_or_insert(place);
            return;
        }
        if let Some(blank) = self.blank_line.take() {
            let message = "expected a record, found a blank line with records after it";
            self.ledger.complain(&error::LENGTH, blank, message);
        }
        let length = row.bytes.len();
        let known = LAYOUTS.into_iter().find(|layout| layout.length == length);
        match self.choice {
            Choice::Known(layout) if length == layout.length && !row.cut => self.record(row),
            Choice::Known(_) => self.other_length(row, known.is_some(), place),
            Choice::Open => match known {
                Some(layout) if !row.cut => {
                    self.choice = Choice::Known(layout);
                    self.layout = layout;
                    self.columns = layout.columns().collect();
                    self.record(row);
                }
                _ if length > COMMON => {
                    let message = format!(
                        "expected a length that says which layout it is, found {length} characters"
                    );
                    self.ledger
                        .complain(&error::LAYOUT_UNCLEAR, place, &message);
                    self.ledger.damage();
                }
                _ => self.other_length(row, false, place),
            },
            Choice::None => {
                if self.ledger.totals.lines == 0 {
                    let message = format!(
                        "expected records of 2060 or 2059 characters, found {}",
                        counted(row)
                    );
                    self.ledger
                        .complain(&error::LAYOUT_UNCLEAR, place, &message);
                }
                self.ledger.damage();
            }
        }
    }

    fn other_length(&mut self, row: &lines::Line<'_>, of_other_layout: bool, place: Position) {
        let (length, expected) = (row.bytes.len(), self.layout.length);
        if self.ledger.options.allow_short_records
            && !of_other_layout
            && !row.cut
            && (SHORTEST..expected).contains(&length)
        {
            let (first, count) = self.short.unwrap_or((place, 0));
            self.short = Some((first, count + 1));
            return self.record(row);
        }
        let characters = std::str::from_utf8(row.bytes).map(|text| text.chars().count());
        if characters == Ok(expected) {
            let message =
                format!("expected {expected} characters of a single-byte set, found UTF-8");
            self.ledger.complain(&error::CHARACTERS, place, &message);
        } else {
            let message = format!(
                "expected a record of {expected} characters, found {}",
                counted(row)
            );
            self.ledger.complain(&error::LENGTH, place, &message);
        }
        self.ledger.damage();
    }

    /// A record: every field that is not blank.
    #[inline]
    fn record(&mut self, row: &lines::Line<'_>) {
        let mut draft = Draft::default();
        let ordinal = self.ledger.totals.lines;
        draft.line.position = row.position(1, ordinal);
        let Self {
            columns,
            ledger,
            encoding,
            high,
            windows,
            utf8_told,
            ..
        } = self;
        for (column, from, to) in columns.iter() {
            let Some(field) = row.bytes.get(*from..(*to).min(row.bytes.len())) else {
                break;
            };
            if is_blank(field) {
                continue;
            }
            let text = trimmed(field);
            let place = || row.position(from + 1, ordinal);
            let wrong = if column.kind == Kind::Text {
                let text = if is_plain(text) {
                    String::from_utf8_lossy(text).into_owned()
                } else {
                    let characters = Characters::of(text, *encoding);
                    *high |= characters.high;
                    *windows |= characters.windows;
                    if let Some(found) = characters.wrong {
                        let name = column.name;
                        let message =
                            format!("expected printable characters as {name}, found {found}");
                        ledger.complain(&error::CHARACTERS, place(), &message);
                    }
                    if characters.utf8 && !*utf8_told {
                        *utf8_told = true;
                        let message = "expected a single-byte set, found what looks like UTF-8";
                        ledger.complain(&error::LOOKS_LIKE_UTF8, place(), message);
                    }
                    decoded(text).into_owned()
                };
                draft.text(column.field, text)
            } else {
                draft.value(column, text, Lexis::Fixed)
            };
            if let Err((kind, message)) = wrong {
                ledger.complain(kind, place(), &message);
            }
        }
        // Blank is zero: an amount is never missing in a record.
        draft.filled |= bit(Field::Amount);
        let layout = self.layout;
        let places = |field: Field| row.position(layout.offset(field) + 1, ordinal);
        self.ledger.line(draft, &places);
    }

    fn finish(mut self, end: Position) -> Read<Totals> {
        if let Some((first, count)) = self.short {
            let message = format!(
                "expected records of {} characters, found {count} without trailing blanks",
                self.layout.length
            );
            self.ledger.complain(&error::SHORT_RECORDS, first, &message);
        }
        self.ledger.totals.version = match self.choice {
            Choice::Known(layout) => layout.name.to_owned(),
            Choice::Open => "fixed".to_owned(),
            Choice::None => String::new(),
        };
        self.ledger.totals.encoding = match (self.high, self.windows) {
            (_, true) => "windows-1252",
            (true, _) => "iso-8859-1",
            _ => "us-ascii",
        };
        self.ledger.finish(end)
    }
}

fn counted(row: &lines::Line<'_>) -> String {
    if row.cut {
        format!("more than {LINE_LIMIT}")
    } else {
        row.bytes.len().to_string()
    }
}

/// What is odd about the characters of a text.
struct Characters {
    high: bool,
    windows: bool,
    utf8: bool,
    wrong: Option<&'static str>,
}

impl Characters {
    #[cold]
    fn of(text: &[u8], encoding: Encoding) -> Self {
        let high = !text.is_ascii();
        let windows = text.iter().any(|b| (0x80..0xa0).contains(b));
        let control = text.iter().any(u8::is_ascii_control);
        // Bytes that windows-1252 does not give a character.
        let undefined = text
            .iter()
            .any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
        let utf8 = high && std::str::from_utf8(text).is_ok();
        let wrong = if control {
            Some("a control character")
        } else if utf8 {
            None
        } else if undefined || (windows && encoding == Encoding::Iso8859_1) {
            Some("a byte that the character set does not have")
        } else {
            None
        };
        Self {
            high,
            windows,
            utf8,
            wrong,
        }
    }
}

/// Whether a row looks like a record: lengths, two letters as type, numbers where numbers stand.
pub(super) fn is_record(row: &[u8]) -> bool {
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    let at = |field: Field| {
        let from = FIXED_2060.offset(field);
        row.get(from..from + field.column().width)
            .unwrap_or_default()
    };
    let is_number = |text: &[u8]| {
        text.iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'+'))
    };
    let dates = [Field::TransDate, Field::VoucherDate];
    (SHORTEST..=FIXED_2060.length).contains(&row.len())
        && at(Field::TransType).iter().all(u8::is_ascii_uppercase)
        && !is_blank(at(Field::Interface))
        && !is_blank(at(Field::Client))
        && dates.iter().all(|date| is_number(at(*date)))
        && is_number(at(Field::CurAmount))
        && is_number(at(Field::VoucherNo))
        && is_number(at(Field::Period))
}
