//! The XML underneath: a pull cursor over elements and texts that keeps nothing but the token it stands on.
//!
//! Strict where a hostile or damaged file could hide something: no document type, no entities but the five
//! predefined, one namespace, bounded tokens, attributes and depth, nothing after the root, no missing end. Not here:
//! what the elements mean. XML itself is read by `quick-xml`.

use std::io::{self, BufRead, Read};

use domain::{Diagnostic, Position};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::error;
use super::open::{Open, unmatched};
use crate::complaints::Complaints;
use crate::xml::word::{ShortName, letters_and_digits, stretch};

/// The namespace of every version.
pub(super) const NAMESPACE: &str = "urn:StandardAuditFile-Taxation-Financial:NO";

/// The longest single token (tag, text, comment) in bytes; notes are the longest thing a ledger exports.
const MAX_TOKEN: u64 = 1 << 20;
/// The most that is handed to the tokenizer at once, so that [`MAX_TOKEN`] holds for input in memory too.
const MAX_CHUNK: usize = 1 << 16;
/// The deepest element of the format is on level 10.
const MAX_DEPTH: usize = 32;
/// Namespace declarations and schema location are all that stands on any element.
const MAX_ATTRIBUTES: usize = 32;

/// The reader stops here; boxed because it is rare.
pub(super) type Step<T> = Result<T, Box<Diagnostic>>;

/// A limit that the input went beyond; travels through `io::Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// A token longer than [`MAX_TOKEN`].
    Token,
    /// An archive inflates to more than is allowed.
    Inflated,
    /// An archive inflates by a larger factor than is allowed.
    Ratio,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Token => "expected texts and tags of at most 1 MiB, found a longer one",
            Self::Inflated => "expected at most 32 GB when unpacked, found more",
            Self::Ratio => {
                "expected an archive that unpacks to at most 300 times its size, found more"
            }
        })
    }
}

impl std::error::Error for Limit {}

/// Bounds the bytes of one token, and knows its place in the stream.
///
/// Not [`crate::source::Source`], which looks for line feeds in whatever is consumed: most of what is consumed here is
/// known to hold none, or has just been looked at byte by byte.
#[derive(Debug)]
struct Guard<R> {
    inner: R,
    taken: u64,
    byte: u64,
    line: u64,
    line_start: u64,
}

impl<R: BufRead> Guard<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            taken: 0,
            byte: 0,
            line: 1,
            line_start: 0,
        }
    }

    /// The place of the next byte.
    fn position(&self) -> Position {
        Position {
            byte: self.byte,
            line: self.line,
            column: self.byte - self.line_start + 1,
            record: 0,
        }
    }

    /// Consumes what lies in the buffer and holds no line feed.
    fn consume_in_line(&mut self, amount: usize) {
        self.byte += u64::try_from(amount).unwrap_or(0);
        self.inner.consume(amount);
    }

    /// Consumes the blanks that come; whether something else follows in the buffer.
    fn consume_blanks(&mut self) -> bool {
        let Ok(available) = self.inner.fill_buf() else {
            return true;
        };
        let (mut count, mut lines, mut behind_line_feed) = (0, 0, 0);
        for byte in available {
            match byte {
                b' ' | b'\t' | b'\r' => count += 1,
                b'\n' => {
                    count += 1;
                    lines += 1;
                    behind_line_feed = count;
                }
                _ => break,
            }
        }
        let stops = count < available.len() || count == 0;
        if lines > 0 {
            self.line += lines;
            self.line_start = self.byte + u64::try_from(behind_line_feed).unwrap_or(0);
        }
        self.consume_in_line(count);
        stops
    }
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..count), available.get(..count)) {
            to.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > MAX_TOKEN {
            return Err(io::Error::other(Limit::Token));
        }
        let available = self.inner.fill_buf()?;
        Ok(available.get(..MAX_CHUNK).unwrap_or(available))
    }

    fn consume(&mut self, amount: usize) {
        // fill_buf returns what is already buffered; it does no input when the buffer is not empty.
        if amount > 0
            && let Ok(buffer) = self.inner.fill_buf()
            && let Some(consumed) = buffer.get(..amount)
        {
            for newline in memchr::memchr_iter(b'\n', consumed) {
                self.line += 1;
                self.line_start = self.byte + u64::try_from(newline).unwrap_or(0) + 1;
            }
        }
        self.taken += u64::try_from(amount).unwrap_or(u64::MAX);
        self.consume_in_line(amount);
    }
}

/// Walks elements in document order.
#[derive(Debug)]
pub(super) struct Cursor<R> {
    reader: Reader<Guard<R>>,
    buffer: Vec<u8>,
    text: String,
    name: Vec<u8>,
    /// Prefixes that stand for [`NAMESPACE`] with their colon; the empty text if it is the default.
    prefixes: Vec<String>,
    depth: usize,
    open: Open,
    at: Position,
    /// The element last entered is a leaf whose text is in `text` already, and whose end has been passed.
    leaf: bool,
    /// The tokenizer stands between two tokens, so that what comes may be taken from under it.
    between: bool,
    /// Everything wrong so far.
    pub(super) findings: Complaints,
}

impl<R: BufRead> Cursor<R> {
    /// Before the first byte.
    pub(super) fn new(input: R) -> Self {
        let mut reader = Reader::from_reader(Guard::new(input));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        // Not all elements come by it: `Open` knows which end fits.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self {
            reader,
            buffer: Vec::with_capacity(1024),
            text: String::with_capacity(1024),
            name: Vec::with_capacity(64),
            prefixes: Vec::new(),
            depth: 0,
            open: Open::default(),
            at: Position::default(),
            leaf: false,
            between: false,
            findings: Complaints::new(&error::MORE),
        }
    }

    /// Where the element last entered starts.
    pub(super) fn at(&self) -> Position {
        self.at
    }

    /// The place of the next byte.
    pub(super) fn end(&self) -> Position {
        self.reader.get_ref().position()
    }

    /// Whether the element last entered has one of these names.
    pub(super) fn is_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.as_bytes() == self.name)
    }

    /// Local name of the element last entered.
    pub(super) fn name(&self) -> String {
        String::from_utf8_lossy(&self.name).into_owned()
    }

    /// Reads up to and into the root element.
    pub(super) fn enter_root(&mut self) -> Step<()> {
        let mut first = true;
        loop {
            let before = self.next_token();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => {
                    self.prefixes = root_prefixes(&start, before)?;
                    self.name
                        .extend_from_slice(start.local_name().as_ref().as_bytes());
                    self.open.enter(start.name().as_ref());
                    (self.depth, self.at) = (1, before);
                    return Ok(());
                }
                Ok(Event::End(end)) => {
                    return Err(fault(&unmatched(end.name().as_ref()), before).into());
                }
                Ok(Event::Decl(declaration)) if first => match declaration.encoding() {
                    None => {}
                    Some(Ok(name))
                        if name.eq_ignore_ascii_case("utf-8")
                            || name.eq_ignore_ascii_case("utf8") => {}
                    Some(Ok(name)) => {
                        let message = format!(
                            "expected the encoding UTF-8, found {name:.40} in the declaration"
                        );
                        return Err(error::at(&error::ENCODING, before, &message).into());
                    }
                    Some(Err(_)) => {
                        return Err(malformed(before, "the XML declaration cannot be read").into());
                    }
                },
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                // A byte order mark that comes in pieces is a text to the tokenizer.
                Ok(Event::Text(text)) if &*text == "\u{feff}" => continue,
                Ok(Event::Text(text)) if is_blank(text.as_bytes()) => {}
                Ok(Event::DocType(_)) => return Err(doctype(before).into()),
                Ok(Event::Eof) => {
                    return Err(malformed(
                        before,
                        "expected a root element, found the end of the file",
                    )
                    .into());
                }
                Ok(_) => {
                    return Err(malformed(
                        before,
                        "expected a root element, found something else before it",
                    )
                    .into());
                }
                Err(cause) => return Err(fault(&cause, before).into()),
            }
            first = false;
        }
    }

    /// The local name of the next child element, entered; `None` when the element ends. Each child entered must be
    /// read to its end, by this function, [`Cursor::text`] or [`Cursor::skip`].
    pub(super) fn child(&mut self) -> Step<Option<&[u8]>> {
        if self.leaf {
            self.leaf = false;
            self.depth = self.depth.saturating_sub(1);
            if !is_blank(self.text.as_bytes()) {
                self.complain_of_text(self.at);
            }
            return Ok(None);
        }
        loop {
            self.skip_blanks();
            let before = self.next_token();
            if self.take_leaf() {
                self.enter(before)?;
                self.leaf = true;
                return Ok(Some(&self.name));
            }
            if self.take_start() {
                self.enter(before)?;
                return Ok(Some(&self.name));
            }
            if self.take_end() {
                self.depth = self.depth.saturating_sub(1);
                return Ok(None);
            }
            self.between = true;
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => {
                    let local = local_name(start.name().into_inner(), &self.prefixes, before)?;
                    self.name.clear();
                    self.name.extend_from_slice(local.as_bytes());
                    if start.len() > start.name().as_ref().len() {
                        check_attributes(&start, &self.prefixes, before, &mut self.findings)?;
                    }
                    self.open.enter(start.name().as_ref());
                    // The end of an empty element is still with the tokenizer.
                    self.between = !self.buffer.ends_with(b"/>");
                    self.enter(before)?;
                    return Ok(Some(&self.name));
                }
                Ok(Event::End(end)) => {
                    self.open
                        .leave(end.name().as_ref())
                        .map_err(|cause| fault(&cause, before))?;
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(None);
                }
                Ok(Event::Text(text)) if is_blank(text.as_bytes()) => self.between = false,
                Ok(Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => {
                    self.between = false;
                    self.complain_of_text(before);
                }
                Ok(other) => between(&other, before)?,
                Err(cause) => return Err(fault(&cause, before).into()),
            }
        }
    }

    fn complain_of_text(&mut self, at: Position) {
        let message = format!(
            "expected elements only inside or after {}, found text",
            self.name()
        );
        self.findings
            .push(error::at(&error::MISPLACED, at, &message));
    }

    /// One level deeper.
    fn enter(&mut self, at: Position) -> Step<()> {
        self.depth += 1;
        self.stand_at(at.byte, at.line, at.column);
        if self.depth > MAX_DEPTH {
            let message = format!("expected at most {MAX_DEPTH} levels of elements, found more");
            return Err(error::at(&error::LIMIT, at, &message).into());
        }
        Ok(())
    }

    /// Remembers where the element starts. The numbers come one by one and not as a whole, because they have only just
    /// been written: a wider load of them would wait, once for every element.
    #[inline(never)]
    fn stand_at(&mut self, byte: u64, line: u64, column: u64) {
        self.at = Position {
            byte,
            line,
            column,
            record: 0,
        };
    }

    /// Takes a whole `<Name>text</Name>` straight from the buffer, if it lies there plain: no attributes, references,
    /// comments, control characters or line feeds. Nine tenths of a ledger are such leaves. Everything else, and
    /// everything wrong, is left to the tokenizer.
    fn take_leaf(&mut self) -> bool {
        if !self.between {
            return false;
        }
        let guard = self.reader.get_mut();
        let Ok([b'<', available @ ..]) = guard.inner.fill_buf() else {
            return false;
        };
        let Some((name, local, rest)) = plain_name(available, &self.prefixes) else {
            return false;
        };
        let Some((text, end)) = plain_text(rest) else {
            return false;
        };
        let closes = matches!(end, [b'<', b'/', end @ ..]
            if ShortName::of(available, name.len()).ends(end)
                || end.starts_with(name) && end.get(name.len()) == Some(&b'>'));
        if !closes {
            return false;
        }
        let Ok(text) = std::str::from_utf8(text) else {
            return false;
        };
        self.name.clear();
        self.name.extend_from_slice(local);
        self.text.clear();
        self.text.push_str(text);
        // `<`, name, `>`, text, `</`, name, `>`
        let length = 2 * name.len() + text.len() + 5;
        guard.consume_in_line(length);
        true
    }

    /// Takes a `<Name>` without attributes straight from the buffer. What follows is looked at later.
    fn take_start(&mut self) -> bool {
        if !self.between {
            return false;
        }
        let guard = self.reader.get_mut();
        let Ok([b'<', available @ ..]) = guard.inner.fill_buf() else {
            return false;
        };
        let Some((name, local, _)) = plain_name(available, &self.prefixes) else {
            return false;
        };
        self.name.clear();
        self.name.extend_from_slice(local);
        self.open.enter_taken(available, name);
        let length = name.len() + 2;
        guard.consume_in_line(length);
        true
    }

    /// Takes the end of an element that was taken in this way.
    fn take_end(&mut self) -> bool {
        if !self.between {
            return false;
        }
        let guard = self.reader.get_mut();
        let Ok([b'<', b'/', available @ ..]) = guard.inner.fill_buf() else {
            return false;
        };
        let Some(length) = self.open.take_end(available) else {
            return false;
        };
        guard.consume_in_line(length + 3);
        true
    }

    /// The text of the element just entered, to its end, blanks at both ends removed.
    pub(super) fn text(&mut self) -> Step<&str> {
        if self.leaf {
            self.leaf = false;
            self.depth = self.depth.saturating_sub(1);
            return Ok(trimmed(&self.text));
        }
        self.text.clear();
        loop {
            let before = self.next_token();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Text(text)) => {
                    check_text(&text, before)?;
                    self.text.push_str(&text.xml10_content());
                }
                Ok(Event::End(end)) => {
                    self.open
                        .leave(end.name().as_ref())
                        .map_err(|cause| fault(&cause, before))?;
                    self.depth = self.depth.saturating_sub(1);
                    break;
                }
                Ok(Event::CData(text)) => {
                    check_text(&text, before)?;
                    self.text.push_str(&text.xml10_content());
                }
                Ok(Event::GeneralRef(reference)) => self.text.push(resolve(&reference, before)?),
                Ok(Event::Start(start)) => {
                    let message = format!(
                        "expected text only, found the element {:.60}",
                        start.name().as_ref()
                    );
                    self.findings
                        .push(error::at(&error::MISPLACED, before, &message));
                    self.open.enter(start.name().as_ref());
                    self.depth += 1;
                    self.skip()?;
                }
                Ok(other) => between(&other, before)?,
                Err(cause) => return Err(fault(&cause, before).into()),
            }
            if u64::try_from(self.text.len()).unwrap_or(u64::MAX) > MAX_TOKEN {
                return Err(error::at(&error::LIMIT, before, &Limit::Token.to_string()).into());
            }
        }
        Ok(trimmed(&self.text))
    }

    /// Passes the element just entered and all inside it.
    pub(super) fn skip(&mut self) -> Step<()> {
        if self.leaf {
            self.leaf = false;
            self.depth = self.depth.saturating_sub(1);
            return Ok(());
        }
        let until = self.depth.saturating_sub(1);
        while self.depth > until {
            let before = self.next_token();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => {
                    local_name(start.name().into_inner(), &self.prefixes, before)?;
                    if start.len() > start.name().as_ref().len() {
                        check_attributes(&start, &self.prefixes, before, &mut self.findings)?;
                    }
                    self.open.enter(start.name().as_ref());
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        let message =
                            format!("expected at most {MAX_DEPTH} levels of elements, found more");
                        return Err(error::at(&error::LIMIT, before, &message).into());
                    }
                }
                Ok(Event::End(end)) => {
                    self.open
                        .leave(end.name().as_ref())
                        .map_err(|cause| fault(&cause, before))?;
                    self.depth = self.depth.saturating_sub(1);
                }
                Ok(Event::Text(text)) => check_text(&text, before)?,
                Ok(Event::CData(text)) => check_text(&text, before)?,
                Ok(Event::GeneralRef(reference)) => {
                    resolve(&reference, before)?;
                }
                Ok(other) => between(&other, before)?,
                Err(cause) => return Err(fault(&cause, before).into()),
            }
        }
        Ok(())
    }

    /// Reads what follows the root: nothing but blanks and comments.
    pub(super) fn finish(&mut self) -> Step<()> {
        loop {
            let before = self.next_token();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::End(end)) => {
                    return Err(fault(&unmatched(end.name().as_ref()), before).into());
                }
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(Event::Text(text)) if is_blank(text.as_bytes()) => {}
                Ok(_) => {
                    return Err(malformed(
                        before,
                        "expected the end of the file, found more after the root",
                    )
                    .into());
                }
                Err(cause) => return Err(fault(&cause, before).into()),
            }
        }
    }

    /// Passes the layout between elements, which is most of the tokens of a file, without making tokens of it. Only
    /// between elements; what cannot be read now is complained about when the next token is.
    fn skip_blanks(&mut self) {
        let guard = self.reader.get_mut();
        guard.taken = 0;
        while !guard.consume_blanks() {}
    }

    /// Forgets the last token; the place of the next.
    fn next_token(&mut self) -> Position {
        self.buffer.clear();
        self.reader.get_mut().taken = 0;
        self.end()
    }
}

/// The name before a `>`, the same without its prefix, and what follows the `>`; `None` if something else stands before
/// it, or if the prefix is not one of these.
#[inline]
fn plain_name<'a>(bytes: &'a [u8], prefixes: &[String]) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
    let short = bytes.first_chunk().map_or(0, letters_and_digits);
    if let Some((name, [b'>', rest @ ..])) = bytes.split_at_checked(short) {
        // Without a colon it has no prefix.
        let known = short > 0 && prefixes.iter().any(String::is_empty);
        return known.then_some((name, name, rest));
    }
    // Names are short: counting bytes is faster than searching.
    let length = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':')
        .count();
    let (name, [b'>', rest @ ..]) = bytes.split_at_checked(length)? else {
        return None;
    };
    let local = prefixes
        .iter()
        .find_map(|prefix| local_bytes(name, prefix.as_bytes()))?;
    Some((name, local, rest))
}

/// The text before the next `<`, and what follows from there; `None` if something in it needs a second look, or if its
/// end is too near to that of the buffer.
#[inline]
fn plain_text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0;
    loop {
        let plain = stretch(*bytes.get(length..)?.first_chunk()?).plain;
        length += plain;
        if plain == 8 {
            continue;
        }
        match bytes.get(length)? {
            b'<' => return bytes.split_at_checked(length),
            // Not ASCII.
            128.. => length += 1,
            _ => return None,
        }
    }
}

/// What may stand between elements and texts, and what may not.
fn between(event: &Event<'_>, at: Position) -> Step<()> {
    match event {
        Event::Comment(_) | Event::PI(_) => Ok(()),
        Event::Eof => Err(malformed(
            at,
            "expected the end tags of all elements, found the end of the file",
        )
        .into()),
        Event::DocType(_) => Err(doctype(at).into()),
        _ => Err(malformed(at, "found an XML declaration inside the file").into()),
    }
}

fn malformed(at: Position, message: &str) -> Diagnostic {
    error::at(&error::MALFORMED, at, message)
}

fn doctype(at: Position) -> Diagnostic {
    error::at(&error::DOCTYPE, at, "expected no document type, found one")
}

/// Whether a text between elements is only layout.
fn is_blank(text: &[u8]) -> bool {
    // Without a way out early this is a handful of vector instructions.
    text.iter().fold(true, |blank, byte| {
        blank & matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
    })
}

/// Characters and sequences that XML does not allow in a text.
fn check_text(text: &str, at: Position) -> Step<()> {
    let forbidden = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    if text
        .bytes()
        .fold(false, |found, byte| found | forbidden(byte))
    {
        return Err(malformed(at, "expected text, found a control character").into());
    }
    if memchr::memchr(b'>', text.as_bytes()).is_some() && text.contains("]]>") {
        return Err(malformed(at, "expected text, found the end of a CDATA section").into());
    }
    Ok(())
}

/// One of the five predefined entities, or a character by number.
fn resolve(reference: &BytesRef<'_>, at: Position) -> Step<char> {
    if reference.is_char_ref() {
        return match reference.resolve_char_ref() {
            Ok(Some(character)) if character >= ' ' || matches!(character, '\t' | '\n' | '\r') => {
                Ok(character)
            }
            _ => Err(malformed(
                at,
                "expected the number of a character of XML, found another",
            )
            .into()),
        };
    }
    match reference.as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(error::at(
            &error::DOCTYPE,
            at,
            "expected one of the five predefined entities, found another",
        )
        .into()),
    }
}

/// The prefixes bound to the namespace on the root, or why it is not a SAF-T file.
fn root_prefixes(start: &BytesStart<'_>, at: Position) -> Step<Vec<String>> {
    let name = start.name();
    let local = name.local_name();
    if local.as_ref() != "AuditFile" {
        let message = format!(
            "expected the root element AuditFile, found {:.60}",
            local.as_ref()
        );
        return Err(error::at(&error::NOT_SAFT, at, &message).into());
    }
    let mut prefixes = Vec::new();
    let own_prefix = name.prefix().map(|prefix| prefix.into_inner().to_owned());
    let mut own_namespace: Option<String> = None;
    for (key, value) in attributes(start, at)? {
        let prefix = match key.strip_prefix("xmlns") {
            Some("") => String::new(),
            Some(rest) if rest.starts_with(':') => format!("{}:", rest.trim_start_matches(':')),
            _ => continue,
        };
        if prefix.trim_end_matches(':') == own_prefix.as_deref().unwrap_or_default() {
            own_namespace = Some(value.clone());
        }
        if value == NAMESPACE {
            prefixes.push(prefix);
        }
    }
    match own_namespace {
        Some(namespace) if namespace == NAMESPACE => Ok(prefixes),
        Some(namespace) if !namespace.is_empty() => {
            let message = format!("expected the namespace {NAMESPACE}, found {namespace:.80}");
            Err(error::at(&error::NOT_SAFT, at, &message).into())
        }
        _ => {
            let message =
                format!("expected the namespace {NAMESPACE}, found the elements in no namespace");
            Err(error::at(&error::NOT_SAFT, at, &message).into())
        }
    }
}

/// The name without this prefix, if it has it and no other.
fn local_bytes<'a>(name: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let local = if prefix.is_empty() {
        name
    } else {
        name.strip_prefix(prefix)?
    };
    (!local.contains(&b':')).then_some(local)
}

/// Without blanks at both ends; most texts have none.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => text.trim_matches([' ', '\t', '\n', '\r']),
    }
}

/// The name without prefix, if the element is in the namespace.
fn local_name<'a>(name: &'a str, prefixes: &[String], at: Position) -> Step<&'a str> {
    for prefix in prefixes {
        if let Some(local) = name.strip_prefix(prefix.as_str())
            && memchr::memchr(b':', local.as_bytes()).is_none()
        {
            return Ok(local);
        }
    }
    let message = format!("expected elements of SAF-T only, found {name:.60} of another namespace");
    Err(error::at(&error::UNKNOWN_STRUCTURE, at, &message).into())
}

/// Attributes with their values; not more than the limit.
fn attributes<'a>(start: &'a BytesStart<'_>, at: Position) -> Step<Vec<(&'a str, String)>> {
    let mut list = Vec::new();
    for attribute in start.attributes() {
        let Ok(attribute) = attribute else {
            return Err(malformed(
                at,
                "expected attributes as name=\"value\", each once, found something else",
            )
            .into());
        };
        if list.len() >= MAX_ATTRIBUTES {
            let message = format!("expected at most {MAX_ATTRIBUTES} attributes, found more");
            return Err(error::at(&error::LIMIT, at, &message).into());
        }
        if attribute.value.contains('<') {
            return Err(malformed(
                at,
                "expected the value of an attribute, found an element in it",
            )
            .into());
        }
        let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else {
            let message =
                "expected one of the five predefined entities in an attribute, found another";
            return Err(error::at(&error::DOCTYPE, at, message).into());
        };
        list.push((attribute.key.into_inner(), value.into_owned()));
    }
    Ok(list)
}

/// Attributes below the root: none has a meaning, some would change one.
fn check_attributes(
    start: &BytesStart<'_>,
    prefixes: &[String],
    at: Position,
    findings: &mut Complaints,
) -> Step<()> {
    for (key, value) in attributes(start, at)? {
        if let Some(declared) = key.strip_prefix("xmlns") {
            let prefix = declared.trim_start_matches(':');
            let known = prefixes
                .iter()
                .any(|own| own.trim_end_matches(':') == prefix);
            if known && value != NAMESPACE {
                let message =
                    "expected one namespace in the whole file, found another declared further in";
                return Err(error::at(&error::UNKNOWN_STRUCTURE, at, message).into());
            }
        } else if key.ends_with(":nil") || !(key.starts_with("xsi:") || key.starts_with("xml:")) {
            let message = format!("expected no attributes, found {key:.60}; it is not read");
            findings.push(error::at(&error::NOT_READ, at, &message));
        }
    }
    Ok(())
}

/// What a failure of the tokenizer means.
fn fault(cause: &Error, at: Position) -> Diagnostic {
    match cause {
        Error::Io(io) => match io.get_ref().and_then(|inner| inner.downcast_ref::<Limit>()) {
            Some(limit @ Limit::Token) => error::at(&error::LIMIT, at, &limit.to_string()),
            Some(limit) => error::at(&error::INFLATION, at, &limit.to_string()),
            None => error::at(
                &error::UNREADABLE,
                at,
                &format!("the bytes from here on cannot be read: {io:.100}"),
            ),
        },
        Error::Encoding(_) => error::at(
            &error::ENCODING,
            at,
            "expected UTF-8, found bytes that are not",
        ),
        other => error::at(
            &error::MALFORMED,
            at,
            &format!("expected well-formed XML, found: {other:.160}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(content: &str) -> Vec<u8> {
        format!("<AuditFile xmlns=\"{NAMESPACE}\">{content}</AuditFile>").into_bytes()
    }

    /// Names of the children of the root, and how many each has.
    fn children(file: &[u8]) -> Step<Vec<(String, usize)>> {
        let mut cursor = Cursor::new(file);
        cursor.enter_root()?;
        let mut children = Vec::new();
        while cursor.child()?.is_some() {
            let name = cursor.name();
            let mut count = 0;
            while cursor.child()?.is_some() {
                cursor.skip()?;
                count += 1;
            }
            children.push((name, count));
        }
        cursor.finish()?;
        Ok(children)
    }

    #[test]
    fn an_empty_element_has_no_children() {
        let file =
            inside("<A/><B>1</B><C ></C><B>1</B><D><B>1</B><B/><B>2</B></D ><B>1</B><E></E>");
        let expected = [
            ("A", 0),
            ("B", 0),
            ("C", 0),
            ("B", 0),
            ("D", 3),
            ("B", 0),
            ("E", 0),
        ];
        let found = children(&file).unwrap();
        let found: Vec<_> = found.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn ends_that_do_not_fit() {
        for content in [
            "<A><B>1</B></C>",
            "<A><B>1</B></C >",
            "<A ><B>1</B></C>",
            "<A><B></A></B>",
            "<A ><B ></A></B>",
            "<A/></A>",
            "</B>",
            "<A>",
            "<A><B>1</A>",
        ] {
            assert!(children(&inside(content)).is_err(), "{content}");
        }
        assert!(children(b"</A>").is_err());
        let mut more = inside("");
        more.extend_from_slice(b"</A>");
        assert!(children(&more).is_err());
    }
}
