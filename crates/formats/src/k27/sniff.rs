//! Recognises the forms of the report, and names its siblings that are not refunds.
//!
//! Not here: reading. JSON is gone over only until it is clear what it is.

use std::borrow::Cow;

use super::CONTROL_SCHEMA;
use super::csv::split_columns;
use super::field::amount;
use super::json::{Json, Value, Wrong};
use super::record::Form;

const T14: &str = "T14 creditor report from NAV";
const T12: &str = "T12 report on deductions from NAV";
const OTHER: &str = "report from NAV of another type";

/// Whether the content is a settlement report, an order message of one, or a metadata or control file beside one.
/// Other JSON: no. NAV's reports T12 and T14: no; [`stranger`] names them.
pub fn sniff(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match text.trim_ascii_start() {
        [b'{', ..] => matches!(looks(text), Looks::Like(_)),
        text => is_row(text),
    }
}

/// What a report of NAV is called that is not about refunds to employers, for a helpful refusal.
pub fn stranger(head: &[u8]) -> Option<&'static str> {
    let text = head.trim_ascii_start();
    match text {
        [b'{', ..] => match looks(head) {
            Looks::Stranger(name) => Some(name),
            _ => None,
        },
        [b'<', ..] => xml_stranger(text),
        [b'H', b';', ..] => csv_stranger(text),
        _ => None,
    }
}

/// The first line: twelve columns, the numbers and the amount as they must be.
fn is_row(text: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let line = text.get(..end).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let Ok([unit, employer, _, _, person, _, account, _, _, ore, _, _]) = split_columns(line)
    else {
        return false;
    };
    let digits = |field: &[u8], count| field.len() == count && field.iter().all(u8::is_ascii_digit);
    matches!(unit.len(), 1..=4)
        && digits(unit, unit.len())
        && digits(employer, 9)
        && digits(person, 11)
        && digits(account, 11)
        && amount(ore).is_ok()
}

/// `rundata` with the letter template of T12 or T14.
fn xml_stranger(text: &[u8]) -> Option<&'static str> {
    let has = |what: &[u8]| memchr::memmem::find(text, what).is_some();
    if !has(b"<rundata") {
        return None;
    }
    if has(b"UR.T14") || has(b"<trekklinje") {
        Some(T14)
    } else if has(b"UR.T12") {
        Some(T12)
    } else {
        None
    }
}

/// A header record, and if there is a second line, a detail record.
fn csv_stranger(text: &[u8]) -> Option<&'static str> {
    let mut lines = text.split(|byte| *byte == b'\n');
    let header = lines.next()?;
    let second = lines.next().unwrap_or_default();
    let has_account = header
        .split(|byte| matches!(byte, b';' | b'\r'))
        .any(|field| matches!(field.len(), 9 | 11) && field.iter().all(u8::is_ascii_digit));
    (has_account && (second.is_empty() || second.starts_with(b"E;"))).then_some(T14)
}

/// What an object seems to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Looks {
    Like(Form),
    Stranger(&'static str),
    Unknown,
}

/// What the JSON seems to be, by as much of it as is needed or there.
pub(super) fn looks(bytes: &[u8]) -> Looks {
    // A head may end inside a character.
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(wrong) => bytes
            .get(..wrong.valid_up_to())
            .and_then(|good| str::from_utf8(good).ok())
            .unwrap_or_default(),
    };
    let mut json = Json::new(text);
    let mut seen = Seen::default();
    // A head that stops in the middle is no error here: what has been seen decides.
    let _ = seen.object(&mut json);
    seen.answer()
}

/// What has been seen of an object on the way.
#[derive(Default)]
struct Seen<'a> {
    found: Option<Form>,
    header: bool,
    rows: bool,
    /// How many of the keys `orgnr` and `datoValutert`.
    metadata_keys: usize,
    kind: Option<Cow<'a, str>>,
}

impl<'a> Seen<'a> {
    fn answer(&self) -> Looks {
        if let Some(form) = self.found {
            return Looks::Like(form);
        }
        if self.header && self.rows {
            return Looks::Like(Form::Order);
        }
        match (self.metadata_keys, self.kind.as_deref()) {
            (2, Some("ref-arbg" | "K27")) => Looks::Like(Form::Metadata),
            (2, Some("trekk-kred" | "T14")) => Looks::Stranger(T14),
            (2, Some("trekk-hend" | "T12")) => Looks::Stranger(T12),
            (2, Some(_)) => Looks::Stranger(OTHER),
            _ => Looks::Unknown,
        }
    }

    fn object(&mut self, json: &mut Json<'a>) -> Result<(), Wrong> {
        json.take(b'{', "an object")?;
        let mut first = true;
        while self.answer() == Looks::Unknown
            && let Some((_, key)) = json.key(&mut first)?
        {
            match (&*key, json.peek()) {
                ("header", Some(b'{')) => {
                    self.header = object_keys(json, &["orgnr", "bankkonto", "valutert"])? == 3;
                }
                ("datarec", Some(b'[')) => self.rows(json)?,
                (key, _) => {
                    let value = json.value()?;
                    self.plain(key, value);
                }
            }
        }
        Ok(())
    }

    /// Without the header yet, the first row tells.
    fn rows(&mut self, json: &mut Json<'a>) -> Result<(), Wrong> {
        self.rows = true;
        if self.header {
            return Ok(());
        }
        let mut rows = *json;
        rows.take(b'[', "an array")?;
        let known = ["navenhet", "bedriftsnummer", "kode", "fnr", "belop"];
        if rows.peek() == Some(b'{') && object_keys(&mut rows, &known)? == known.len() {
            self.found = Some(Form::Order);
            return Ok(());
        }
        json.value()?;
        Ok(())
    }

    fn plain(&mut self, key: &str, value: Value<'a>) {
        match (key, value) {
            ("schema", Value::Text(text)) if text == CONTROL_SCHEMA => {
                self.found = Some(Form::Control);
            }
            ("type", Value::Text(text)) => self.kind = Some(text),
            ("orgnr", Value::Text(_) | Value::Number(_)) | ("datoValutert", Value::Text(_)) => {
                self.metadata_keys += 1;
            }
            _ => {}
        }
    }
}

/// How many of the known keys an object has.
fn object_keys(json: &mut Json<'_>, known: &[&str]) -> Result<usize, Wrong> {
    json.take(b'{', "an object")?;
    let mut found = 0;
    let mut first = true;
    while let Some((_, key)) = json.key(&mut first)? {
        if known.contains(&&*key) {
            found += 1;
        }
        json.value()?;
    }
    Ok(found)
}
