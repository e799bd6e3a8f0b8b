//! Reads a file of any of the forms: finds out which, and hands it to its reader.
//!
//! Not here: the forms themselves (`csv`, `order`, `sidecar`).

use std::io::{BufRead, Read as _};

use domain::{Parsed, Position};

use super::json::Places;
use super::object::Reader;
use super::record::{File, Form, Header, Record, Totals};
use super::sniff::{Looks, looks, stranger};
use super::{Options, csv, error, order, sidecar};
use crate::Read;
use crate::complaints::Complaints;

/// So many blanks are gone over to find the first character.
const MAX_BLANKS: usize = 4096;
/// So much is looked at to name a report of another kind.
const STRANGER_HEAD: u64 = 65_536;

/// Reads a whole file from memory, for writing it again and for tests on small files.
pub fn parse(input: &[u8], options: &Options) -> Parsed<File> {
    let mut file = File::default();
    let mut refunds = Vec::new();
    let mut header: Option<Header> = None;
    let result = read(input, options, &mut |record| match record {
        Record::Header(head) => header = Some(head),
        Record::Refund(refund) => refunds.push(refund),
        Record::Metadata(metadata) => file = File::Metadata(metadata),
        Record::Control(control) => file = File::Control(control),
    });
    match result.totals.form {
        Form::Csv => file = File::Csv(refunds),
        Form::Order => file = File::Order(header.unwrap_or_default(), refunds),
        Form::Metadata | Form::Control => {}
    }
    Parsed {
        value: file,
        diagnostics: result.diagnostics,
    }
}

/// Reads a file as a stream and hands every record on, in file order. Memory does not grow with a CSV; a JSON file is
/// held whole, up to [`Options::max_json_bytes`]. A row of which a field could not be read is not handed on; the file then
/// has an error and must be refused as a whole.
pub fn read(
    mut input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Record),
) -> Read<Totals> {
    let mut complaints = Complaints::new(&error::MORE);
    let mut head = Vec::new();
    let first = match first_byte(&mut input, &mut head) {
        Ok(first) => first,
        Err(failure) => {
            let message = format!("reading stopped: {}", failure.kind());
            complaints.push(error::STREAM.at(Position::default(), message));
            return Read {
                totals: Totals::default(),
                diagnostics: complaints.finish(Position::default()),
            };
        }
    };
    let input = head.as_slice().chain(input);
    let (totals, end) = match first {
        Some(b'{') => json(input, options, &mut complaints, sink),
        Some(b'<') => xml(input, &mut complaints),
        _ => csv::read(input, options, &mut complaints, sink),
    };
    Read {
        totals,
        diagnostics: complaints.finish(end),
    }
}

/// The first byte behind blanks and a byte order mark; these are moved to `head`.
fn first_byte(input: &mut impl BufRead, head: &mut Vec<u8>) -> std::io::Result<Option<u8>> {
    while head.len() < MAX_BLANKS {
        let Some(byte) = input.fill_buf()?.first().copied() else {
            return Ok(None);
        };
        let is_mark = [0xef, 0xbb, 0xbf].get(head.len()) == Some(&byte);
        if !byte.is_ascii_whitespace() && !is_mark {
            return Ok(Some(byte));
        }
        head.push(byte);
        input.consume(1);
    }
    Ok(None)
}

/// The start of the file, for what is said about all of it.
const START: Position = Position {
    byte: 0,
    line: 1,
    column: 1,
    record: 0,
};

fn json(
    input: impl BufRead,
    options: &Options,
    complaints: &mut Complaints,
    sink: &mut dyn FnMut(Record),
) -> (Totals, Position) {
    let mut bytes = Vec::new();
    let limit = u64::try_from(options.max_json_bytes).unwrap_or(u64::MAX);
    let result = input.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    if let Err(failure) = result {
        let message = format!("reading stopped: {}", failure.kind());
        let end = Places::new(&bytes).end(0);
        complaints.push(error::STREAM.at(end, message));
        return (Totals::default(), end);
    }
    if bytes.len() > options.max_json_bytes {
        let message = format!(
            "expected a JSON file of at most {} bytes, found more",
            options.max_json_bytes
        );
        complaints.push(error::JSON_SIZE.at(START, message));
        return (Totals::default(), START);
    }
    let text = match str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(wrong) => {
            let place = Places::new(&bytes).position(wrong.valid_up_to(), 0);
            let message = "expected a text in UTF-8, found something else";
            complaints.push(error::JSON.at(place, message));
            return (Totals::default(), place);
        }
    };
    let reader = Reader::new(text, complaints);
    let totals = match looks(&bytes) {
        Looks::Like(Form::Csv | Form::Order) => return order::read(reader, options, sink),
        Looks::Like(Form::Metadata) => {
            let (totals, found) = sidecar::metadata(reader);
            if let Some(metadata) = found {
                sink(Record::Metadata(metadata));
            }
            totals
        }
        Looks::Like(Form::Control) => {
            let (totals, found) = sidecar::control(reader);
            if let Some(control) = found {
                sink(Record::Control(control));
            }
            totals
        }
        Looks::Stranger(name) => {
            complaints.push(error::STRANGER.at(
                START,
                format!("expected refunds to an employer, found a {name}"),
            ));
            Totals::default()
        }
        Looks::Unknown => {
            unknown(reader);
            Totals::default()
        }
    };
    (totals, Places::new(&bytes).end(0))
}

/// JSON that is none of ours, or no JSON.
fn unknown(mut reader: Reader<'_, '_>) {
    let result = reader.json.value().and_then(|_| reader.json.end());
    match result {
        Err(wrong) => reader.syntax(wrong),
        Ok(()) => reader.complain(
            &error::JSON,
            0,
            "expected an order, the metadata or the control figures of a report, found something else",
        ),
    }
}

fn xml(input: impl BufRead, complaints: &mut Complaints) -> (Totals, Position) {
    let mut head = Vec::new();
    if let Err(failure) = input.take(STRANGER_HEAD).read_to_end(&mut head) {
        let message = format!("reading stopped: {}", failure.kind());
        complaints.push(error::STREAM.at(START, message));
        return (Totals::default(), START);
    }
    let message = match stranger(&head) {
        Some(name) => format!("expected refunds to an employer, found a {name}"),
        None => "expected refunds to an employer, found XML".to_owned(),
    };
    complaints.push(error::STRANGER.at(START, message));
    (Totals::default(), START)
}
