//! The piece of XML a bank's or ledger's file needs, as a stream of tokens over the **original** bytes.
//!
//! ```text
//! let mut tokens = Tokenizer::new(input);
//! loop {
//!     match tokens.next()?.kind {           // Err(Fault): stop; the stream cannot be read on
//!         Kind::Start { name, attributes, empty } => …,   // `empty`: there will be no End for it
//!         Kind::End => …,                                 // fits the last Start that is open
//!         Kind::Text(text) => text.append_to(&mut buffer)?,   // Err(Trouble): `.at(position)` makes the Fault
//!         Kind::Eof => break,
//!     }
//! }
//! ```
//!
//! What is wrong is a [`Reason`] with a sentence; each format maps the reason to a code of its own.
//!
//! Written out instead of taken from a library for three reasons. A reader of decoded text cannot say where in an
//! ISO-8859-1 file an entry stands; this one decodes each text by itself and keeps the offsets. A general reader
//! holds a token of any length; this one has limits. And what a hostile file may hold (DOCTYPE, entities, other
//! roots) is refused at the first byte of it.
//!
//! Checked: matching tags, names, attributes (syntax, given twice), references, characters XML does not allow,
//! bytes that do not fit the encoding, `]]>` in text, `--` in comments, one root. Not here: namespaces beyond
//! cutting the prefix off, schemas, any meaning.
//!
//! Source: XML 1.0 (fifth edition), without sections on DTD.

use std::borrow::Cow;
use std::io::{BufRead, ErrorKind};

use domain::Position;

use crate::source::Source;

/// Why XML is refused. Every format has a code for each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Reason {
    /// Not well-formed.
    NotWellFormed,
    /// Ends before its end, or cannot be read further (the stream failed).
    EndsEarly,
    /// A DOCTYPE, or an entity that XML does not define itself.
    DoctypeOrEntity,
    /// Something stands after the root element.
    ContentAfterEnd,
    /// The declared (or seen) encoding is not read.
    EncodingUnknown,
    /// Bytes do not fit the declared encoding.
    BytesNotEncoding,
    /// Beyond [`MAX_DEPTH`], [`MAX_ATTRIBUTES`] or [`MAX_TOKEN`].
    LimitExceeded,
}

/// What is wrong with a piece of the file before its place is known. Boxed: what goes well must be small.
#[derive(Clone, Debug)]
pub(crate) struct Trouble(Box<(Reason, String)>);

impl Trouble {
    fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new((reason, message.into())))
    }

    /// The fault that it is at this place.
    pub(crate) fn at(self, position: Position) -> Fault {
        let (reason, message) = *self.0;
        Fault::new(reason, position, message)
    }
}

/// A fault after which reading cannot go on: why, where, and the sentence (expected, found). The sentence may quote
/// names of elements and attributes, never text; mask it nevertheless, names can hold anything.
#[derive(Debug)]
pub(crate) struct Fault(Box<(Reason, Position, String)>);

impl Fault {
    pub(crate) fn new(reason: Reason, position: Position, message: impl Into<String>) -> Self {
        Self(Box::new((reason, position, message.into())))
    }

    pub(crate) fn into_parts(self) -> (Reason, Position, String) {
        *self.0
    }
}

/// Deepest nesting of elements; bank messages need about 20.
pub(crate) const MAX_DEPTH: usize = 64;
/// Most attributes of one tag.
pub(crate) const MAX_ATTRIBUTES: usize = 32;
/// Longest tag, text, comment or instruction in bytes.
pub(crate) const MAX_TOKEN: usize = 64 * 1024;

/// The encodings that are read. ISO-8859-1 is read as windows-1252, which differs only in 27 places where
/// ISO-8859-1 has control characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Utf8,
    Latin1,
    Windows1252,
    Ascii,
}

impl Encoding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Latin1 => "iso-8859-1",
            Self::Windows1252 => "windows-1252",
            Self::Ascii => "us-ascii",
        }
    }

    fn from_name(name: &[u8]) -> Option<Self> {
        let names: [(&[u8], Self); 7] = [
            (b"utf-8", Self::Utf8),
            (b"utf8", Self::Utf8),
            (b"iso-8859-1", Self::Latin1),
            (b"latin1", Self::Latin1),
            (b"windows-1252", Self::Windows1252),
            (b"us-ascii", Self::Ascii),
            (b"ascii", Self::Ascii),
        ];
        names
            .into_iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, encoding)| encoding)
    }
}

/// Something other than blanks.
const SOLID: u8 = 1;
/// `&`.
const AMPERSAND: u8 = 2;
/// Carriage return.
const RETURN: u8 = 4;
/// A control character that XML does not allow.
const CONTROL: u8 = 8;
/// `>`.
const GREATER: u8 = 16;
/// Not ASCII.
const HIGH: u8 = 32;
/// `<`.
const LESS: u8 = 64;
/// Text of a CDATA section: no references in it.
const LITERAL: u8 = 128;

const CLASS: [u8; 256] = classes();
const NAME: [bool; 256] = name_characters();

const fn classes() -> [u8; 256] {
    let mut table = [SOLID; 256];
    let mut byte = 0;
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated by the compiler, bounds and all"
    )]
    while byte < 256 {
        if byte < 32 {
            table[byte] = SOLID | CONTROL;
        } else if byte >= 128 {
            table[byte] = SOLID | HIGH;
        }
        byte += 1;
    }
    table[9] = 0;
    table[10] = 0;
    table[13] = RETURN;
    table[32] = 0;
    table[38] = SOLID | AMPERSAND;
    table[60] = SOLID | LESS;
    table[62] = SOLID | GREATER;
    table
}

const fn name_characters() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    loop {
        let allowed = byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'-' | b'.' | b':')
            || byte >= 128;
        #[expect(
            clippy::indexing_slicing,
            clippy::as_conversions,
            reason = "evaluated by the compiler, bounds and all"
        )]
        {
            table[byte as usize] = allowed;
        }
        if byte == 255 {
            return table;
        }
        byte += 1;
    }
}

fn class_of(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |all, byte| {
        all | CLASS.get(usize::from(*byte)).copied().unwrap_or(CONTROL)
    })
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A piece of character data, not yet decoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    raw: &'a [u8],
    class: u8,
    encoding: Encoding,
}

impl Text<'_> {
    /// Whether there is nothing but blanks in it.
    pub(crate) fn is_blank(self) -> bool {
        self.class & SOLID == 0
    }

    /// Appends the decoded text with references resolved and line ends made `\n`.
    pub(crate) fn append_to(self, out: &mut String) -> Result<(), Trouble> {
        let text = decode(self.raw, self.encoding)?;
        if self.class & RETURN == 0 {
            if self.class & AMPERSAND == 0 || self.class & LITERAL != 0 {
                out.push_str(&text);
                return Ok(());
            }
            return resolve(&text, out);
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if self.class & LITERAL != 0 {
            out.push_str(&text);
            return Ok(());
        }
        resolve(&text, out)
    }
}

/// What a token is.
#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// A start tag: local name, attributes as written, whether it is its own end tag.
    Start {
        name: &'a [u8],
        attributes: Attributes<'a>,
        empty: bool,
    },
    /// An end tag; it fits the start tag.
    End,
    /// Character data inside the root.
    Text(Text<'a>),
    /// The regular end of the file.
    Eof,
}

/// A token and where it starts (`record` is 0).
#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) position: Position,
    pub(crate) kind: Kind<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Start,
    End,
    Text,
    CData,
    Comment,
    Instruction,
}

#[derive(Clone, Copy, Debug)]
struct Measured {
    what: What,
    length: usize,
    class: u8,
}

/// The stream of tokens.
#[derive(Debug)]
pub(crate) struct Tokenizer<R> {
    source: Source<R>,
    /// The bytes of the current token. Copied, because a token may lie across two buffers of the source, and because
    /// consuming at once keeps the count of the place out of the way of the next token.
    token: Vec<u8>,
    open_names: Vec<u8>,
    open_starts: Vec<usize>,
    root_closed: bool,
    encoding: Encoding,
    /// A byte order mark was there: the encoding is settled.
    marked: bool,
}

impl<R: BufRead> Tokenizer<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            source: Source::new(input),
            token: Vec::new(),
            open_names: Vec::new(),
            open_starts: Vec::new(),
            root_closed: false,
            encoding: Encoding::Utf8,
            marked: false,
        }
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The next token. After a fault the stream must not be asked again.
    pub(crate) fn next(&mut self) -> Result<Token<'_>, Fault> {
        let (position, measured) = loop {
            let position = self.source.position(0);
            let Some(measured) = self.measure_next(position)? else {
                return self.end_of_file(position);
            };
            let aside = match measured.what {
                What::Comment | What::Instruction => true,
                What::Text | What::CData => self.open_starts.is_empty(),
                What::Start | What::End => false,
            };
            if !aside {
                break (position, measured);
            }
            self.take_aside(position, measured)?;
        };
        self.deliver(position, measured)
    }

    fn end_of_file(&self, position: Position) -> Result<Token<'_>, Fault> {
        if self.root_closed {
            return Ok(Token {
                position,
                kind: Kind::Eof,
            });
        }
        let message = match self
            .open_starts
            .last()
            .and_then(|start| self.open_names.get(*start..))
        {
            Some(name) => format!("expected </{}>, found the end of the file", shown(name)),
            None => "expected an XML document, found the end of the file".to_owned(),
        };
        Err(Fault::new(Reason::EndsEarly, position, message))
    }

    /// Finds how far the next token goes and takes it out of the source.
    fn measure_next(&mut self, position: Position) -> Result<Option<Measured>, Fault> {
        let fault = |trouble: Trouble| trouble.at(position);
        let too_long = || {
            let message =
                format!("expected text or a tag of at most {MAX_TOKEN} bytes, found more");
            Fault::new(Reason::LimitExceeded, position, message)
        };
        self.token.clear();
        loop {
            let buffer = fill(&mut self.source, position)?;
            let (before, more) = (self.token.len(), buffer.len());
            if more == 0 {
                return if before == 0 {
                    Ok(None)
                } else {
                    self.measure_last(position).map(Some)
                };
            }
            // Nearly always the token lies in one buffer; otherwise what was there is measured again with more.
            let measured = if before == 0 {
                measure(buffer)
            } else {
                self.token.extend_from_slice(buffer);
                measure(&self.token)
            };
            let Some(measured) = measured.map_err(fault)? else {
                if before + more > MAX_TOKEN {
                    return Err(too_long());
                }
                if before == 0 {
                    self.token.extend_from_slice(buffer);
                }
                self.source.consume(more);
                continue;
            };
            if measured.length > MAX_TOKEN {
                return Err(too_long());
            }
            if before == 0 {
                self.token
                    .extend_from_slice(buffer.get(..measured.length).unwrap_or_default());
            } else {
                self.token.truncate(measured.length);
            }
            self.source.consume(measured.length.saturating_sub(before));
            return Ok(Some(measured));
        }
    }

    /// What is left at the end of the input: text, or a token that is cut off.
    fn measure_last(&self, position: Position) -> Result<Measured, Fault> {
        if self.token.first() == Some(&b'<') {
            let message = "expected the end of a tag, found the end of the file";
            return Err(Fault::new(Reason::EndsEarly, position, message));
        }
        Ok(Measured {
            what: What::Text,
            length: self.token.len(),
            class: class_of(&self.token),
        })
    }

    /// Comments, instructions, the XML declaration, and what stands outside the root.
    fn take_aside(&mut self, position: Position, measured: Measured) -> Result<(), Fault> {
        let fault = |trouble: Trouble| trouble.at(position);
        let Self {
            token,
            encoding,
            marked,
            root_closed,
            ..
        } = self;
        let bytes = token.as_slice();
        match measured.what {
            What::Comment => {
                let inner = bytes
                    .get(4..bytes.len().saturating_sub(3))
                    .unwrap_or_default();
                if memchr::memmem::find(inner, b"--").is_some() || inner.ends_with(b"-") {
                    return Err(fault(wrong("expected no -- inside a comment, found one")));
                }
                check_characters(inner, class_of(inner), *encoding).map_err(fault)
            }
            What::Instruction => {
                let inner = bytes
                    .get(2..bytes.len().saturating_sub(2))
                    .unwrap_or_default();
                let target = inner.split(|b| is_blank(*b)).next().unwrap_or_default();
                if target == b"xml" {
                    let first = if *marked { 3 } else { 0 };
                    if position.byte != first {
                        let message = "expected the XML declaration at the very start of the file";
                        return Err(fault(wrong(message)));
                    }
                    let declared = declared_encoding(inner).map_err(fault)?;
                    if !*marked && let Some(declared) = declared {
                        *encoding = declared;
                    }
                    return Ok(());
                }
                if !is_name(target) || target.eq_ignore_ascii_case(b"xml") {
                    return Err(fault(wrong(
                        "expected a processing instruction with a name",
                    )));
                }
                check_characters(inner, class_of(inner), *encoding).map_err(fault)
            }
            What::Text | What::CData | What::Start | What::End => {
                outside_text(bytes, measured, position, marked, *root_closed).map_err(fault)
            }
        }
    }

    /// Checks a token inside the root (or the root's own tags) and hands it out.
    fn deliver(&mut self, position: Position, measured: Measured) -> Result<Token<'_>, Fault> {
        let fault = |trouble: Trouble| trouble.at(position);
        let Self {
            token,
            open_names,
            open_starts,
            root_closed,
            encoding,
            ..
        } = self;
        let bytes = token.as_slice();
        let encoding = *encoding;
        let kind = match measured.what {
            What::Start => {
                if *root_closed {
                    let message =
                        "expected the end of the file after the root element, found another tag";
                    return Err(Fault::new(Reason::ContentAfterEnd, position, message));
                }
                let tag = StartTag::of(bytes, encoding).map_err(fault)?;
                if open_starts.len() >= MAX_DEPTH {
                    let message =
                        format!("expected at most {MAX_DEPTH} elements inside one another");
                    return Err(Fault::new(Reason::LimitExceeded, position, message));
                }
                if tag.empty {
                    *root_closed = open_starts.is_empty();
                } else {
                    open_starts.push(open_names.len());
                    open_names.extend_from_slice(tag.name);
                }
                Kind::Start {
                    name: tag.local,
                    attributes: tag.attributes,
                    empty: tag.empty,
                }
            }
            What::End => {
                let name = bytes
                    .get(2..bytes.len().saturating_sub(1))
                    .unwrap_or_default();
                let name = name.trim_ascii_end();
                let Some(start) = open_starts.pop() else {
                    return Err(fault(wrong("expected a start tag, found an end tag")));
                };
                let expected = open_names.get(start..).unwrap_or_default();
                if name != expected {
                    let (expected, name) = (shown(expected), shown(name));
                    let message = format!("expected </{expected}>, found </{name}>");
                    return Err(Fault::new(Reason::NotWellFormed, position, message));
                }
                open_names.truncate(start);
                *root_closed = open_starts.is_empty();
                Kind::End
            }
            _ => Kind::Text(inner_text(bytes, measured, encoding).map_err(fault)?),
        };
        Ok(Token { position, kind })
    }
}

fn wrong(message: &str) -> Trouble {
    Trouble::new(Reason::NotWellFormed, message)
}

fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name.get(..name.len().min(60)).unwrap_or_default()).into_owned()
}

fn fill<R: BufRead>(source: &mut Source<R>, position: Position) -> Result<&[u8], Fault> {
    loop {
        match source.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(cannot_read(&error, position)),
        }
    }
    // What is buffered is handed out again without input.
    source
        .fill_buf()
        .map_err(|error| cannot_read(&error, position))
}

fn cannot_read(error: &std::io::Error, position: Position) -> Fault {
    Fault::new(
        Reason::EndsEarly,
        position,
        format!("expected more of the file, found: {error}"),
    )
}

/// How far the token at the start of `bytes` goes; `None` if its end is not in `bytes`.
fn measure(bytes: &[u8]) -> Result<Option<Measured>, Trouble> {
    if bytes.first() != Some(&b'<') {
        let mut class = 0;
        for (length, byte) in bytes.iter().enumerate() {
            let this = CLASS.get(usize::from(*byte)).copied().unwrap_or(CONTROL);
            if this & LESS != 0 {
                return Ok(Some(Measured {
                    what: What::Text,
                    length,
                    class,
                }));
            }
            class |= this;
        }
        return Ok(None);
    }
    let upto = |what, end: Option<usize>| {
        end.map(|length| Measured {
            what,
            length,
            class: 0,
        })
    };
    Ok(match bytes.get(1) {
        None => None,
        Some(b'/') => upto(What::End, memchr::memchr(b'>', bytes).map(|at| at + 1)),
        Some(b'?') => upto(What::Instruction, end_of(bytes, 2, b"?>")),
        Some(b'!') => {
            if bytes.starts_with(b"<!--") {
                upto(What::Comment, end_of(bytes, 4, b"-->"))
            } else if bytes.starts_with(b"<![CDATA[") {
                upto(What::CData, end_of(bytes, 9, b"]]>"))
            } else if b"<!--".starts_with(bytes) || b"<![CDATA[".starts_with(bytes) {
                None
            } else if bytes.get(2).is_some_and(|b| b.eq_ignore_ascii_case(&b'D')) {
                let message = "expected a file without DOCTYPE, found one".to_owned();
                return Err(Trouble::new(Reason::DoctypeOrEntity, message));
            } else {
                return Err(wrong("expected a comment or CDATA after <!"));
            }
        }
        Some(_) => upto(What::Start, end_of_tag(bytes)?),
    })
}

fn end_of(bytes: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes.get(from..)?, end).map(|at| from + at + end.len())
}

/// The end of a start tag: the first `>` outside quotes.
fn end_of_tag(bytes: &[u8]) -> Result<Option<usize>, Trouble> {
    let mut quote = 0_u8;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match *byte {
            b'>' if quote == 0 => return Ok(Some(at + 1)),
            b'<' => return Err(wrong("expected > before the next <")),
            b'"' | b'\'' if quote == 0 => quote = *byte,
            byte if byte == quote => quote = 0,
            _ => {}
        }
    }
    Ok(None)
}

struct StartTag<'a> {
    name: &'a [u8],
    local: &'a [u8],
    attributes: Attributes<'a>,
    empty: bool,
}

impl<'a> StartTag<'a> {
    fn of(bytes: &'a [u8], encoding: Encoding) -> Result<Self, Trouble> {
        let inner = bytes
            .get(1..bytes.len().saturating_sub(1))
            .unwrap_or_default();
        let (inner, empty) = match inner.split_last() {
            Some((b'/', rest)) => (rest, true),
            _ => (inner, false),
        };
        let mut length = 0;
        let mut colon = None;
        let mut high = false;
        for byte in inner {
            if !NAME.get(usize::from(*byte)).copied().unwrap_or(false) {
                break;
            }
            if *byte == b':' {
                if colon.is_some() {
                    return Err(wrong("expected at most one colon in a name"));
                }
                colon = Some(length);
            }
            high |= *byte >= 128;
            length += 1;
        }
        let (name, rest) = inner.split_at_checked(length).unwrap_or_default();
        let local = match colon {
            Some(at) => name.get(at + 1..).unwrap_or_default(),
            None => name,
        };
        let starts_well = |part: &[u8]| {
            part.first()
                .is_some_and(|b| !b.is_ascii_digit() && !matches!(b, b'-' | b'.' | b':'))
        };
        if !starts_well(name) || !starts_well(local) || !rest.first().is_none_or(|b| is_blank(*b)) {
            return Err(wrong("expected the name of an element after <"));
        }
        if high {
            decode(name, encoding)?;
        }
        let attributes = Attributes { rest };
        if !rest.is_empty() {
            attributes.check(encoding)?;
        }
        Ok(Self {
            name,
            local,
            attributes,
            empty,
        })
    }
}

fn is_name(bytes: &[u8]) -> bool {
    bytes
        .first()
        .is_some_and(|b| !b.is_ascii_digit() && !matches!(b, b'-' | b'.'))
        && bytes
            .iter()
            .all(|b| NAME.get(usize::from(*b)).copied().unwrap_or(false))
}

/// The attributes of a start tag, as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// The value of the first attribute with that local name, as written; references are not resolved.
    pub(crate) fn value(self, local: &[u8]) -> Option<&'a [u8]> {
        self.pairs()
            .find(|(name, _)| name.rsplit(|b| *b == b':').next() == Some(local))
            .map(|(_, value)| value)
    }

    /// Namespace declarations: the values of `xmlns` and `xmlns:…`.
    pub(crate) fn namespaces(self) -> impl Iterator<Item = &'a [u8]> {
        self.pairs()
            .filter(|(name, _)| *name == b"xmlns" || name.starts_with(b"xmlns:"))
            .map(|(_, value)| value)
    }

    fn pairs(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            let (name, value, after) = next_attribute(rest).ok()??;
            rest = after;
            Some((name, value))
        })
    }

    fn check(self, encoding: Encoding) -> Result<(), Trouble> {
        let mut rest = self.rest;
        let mut count = 0_usize;
        while let Some((name, value, after)) = next_attribute(rest)? {
            if count > 0 && self.pairs().take(count).any(|(earlier, _)| earlier == name) {
                return Err(Trouble::new(
                    Reason::NotWellFormed,
                    format!("expected attribute {} once", shown(name)),
                ));
            }
            count += 1;
            if count > MAX_ATTRIBUTES {
                let message = format!("expected at most {MAX_ATTRIBUTES} attributes in a tag");
                return Err(Trouble::new(Reason::LimitExceeded, message));
            }
            let class = class_of(value);
            check_characters(value, class & !GREATER, encoding)?;
            if class & AMPERSAND != 0 {
                resolve(&decode(value, encoding)?, &mut String::new())?;
            }
            rest = after;
        }
        Ok(())
    }
}

/// Name, value and what follows.
type AttributeAnd<'a> = (&'a [u8], &'a [u8], &'a [u8]);

fn next_attribute(bytes: &[u8]) -> Result<Option<AttributeAnd<'_>>, Trouble> {
    let trimmed = bytes.trim_ascii_start();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let bad = || wrong("expected attributes of the form name=\"value\" with blanks between");
    if trimmed.len() == bytes.len() {
        return Err(bad());
    }
    let equals = memchr::memchr(b'=', trimmed).ok_or_else(bad)?;
    let (name, value) = trimmed.split_at_checked(equals).ok_or_else(bad)?;
    let name = name.trim_ascii_end();
    let value = value.get(1..).unwrap_or_default().trim_ascii_start();
    let Some((quote @ (b'"' | b'\''), value)) = value.split_first() else {
        return Err(bad());
    };
    let end = memchr::memchr(*quote, value).ok_or_else(bad)?;
    if !is_name(name) {
        return Err(bad());
    }
    let after = value.get(end + 1..).unwrap_or_default();
    Ok(Some((name, value.get(..end).unwrap_or_default(), after)))
}

/// The encoding an XML declaration names.
fn declared_encoding(declaration: &[u8]) -> Result<Option<Encoding>, Trouble> {
    let rest = declaration.get(3..).unwrap_or_default();
    let attributes = Attributes { rest };
    attributes.check(Encoding::Ascii)?;
    if attributes
        .value(b"version")
        .is_none_or(|v| !v.starts_with(b"1."))
    {
        return Err(wrong("expected an XML declaration with version 1.0"));
    }
    let Some(name) = attributes.value(b"encoding") else {
        return Ok(None);
    };
    match Encoding::from_name(name) {
        Some(encoding) => Ok(Some(encoding)),
        None => Err(Trouble::new(
            Reason::EncodingUnknown,
            format!(
                "expected UTF-8, ISO-8859-1, windows-1252 or US-ASCII, found {}",
                shown(name)
            ),
        )),
    }
}

/// Text before or after the root: blanks, or a byte order mark at the start.
fn outside_text(
    bytes: &[u8],
    measured: Measured,
    position: Position,
    marked: &mut bool,
    root_closed: bool,
) -> Result<(), Trouble> {
    let mut class = measured.class;
    if position.byte == 0 && measured.what == What::Text {
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(Trouble::new(
                Reason::EncodingUnknown,
                "expected UTF-8, found UTF-16".to_owned(),
            ));
        }
        if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
            *marked = true;
            class = class_of(rest);
        }
    }
    if class & SOLID == 0 && measured.what == What::Text {
        return Ok(());
    }
    if root_closed {
        let message = "expected the end of the file after the root element, found more text";
        return Err(Trouble::new(Reason::ContentAfterEnd, message.to_owned()));
    }
    Err(wrong(
        "expected an XML document, found text before its first tag",
    ))
}

/// Text inside the root.
fn inner_text(bytes: &[u8], measured: Measured, encoding: Encoding) -> Result<Text<'_>, Trouble> {
    if measured.what == What::CData {
        let raw = bytes
            .get(9..bytes.len().saturating_sub(3))
            .unwrap_or_default();
        let class = class_of(raw) & !LESS;
        check_characters(raw, class, encoding)?;
        return Ok(Text {
            raw,
            class: class | LITERAL,
            encoding,
        });
    }
    let class = measured.class;
    if class & (CONTROL | HIGH | GREATER | AMPERSAND) != 0 {
        check_characters(bytes, class, encoding)?;
        if class & GREATER != 0 && memchr::memmem::find(bytes, b"]]>").is_some() {
            return Err(wrong("expected no ]]> in text, found one"));
        }
        if class & AMPERSAND != 0 {
            resolve(&decode(bytes, encoding)?, &mut String::new())?;
        }
    }
    Ok(Text {
        raw: bytes,
        class,
        encoding,
    })
}

fn check_characters(bytes: &[u8], class: u8, encoding: Encoding) -> Result<(), Trouble> {
    if class & CONTROL != 0 {
        return Err(wrong("expected text, found a control character"));
    }
    if class & HIGH != 0 {
        decode(bytes, encoding)?;
    }
    Ok(())
}

fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, Trouble> {
    let misfit = |at: usize| {
        let name = encoding.name();
        let message = format!("expected {name}, found other bytes {at} bytes further on");
        Trouble::new(Reason::BytesNotEncoding, message)
    };
    match encoding {
        Encoding::Utf8 => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(misfit(error.valid_up_to())),
        },
        Encoding::Ascii => match bytes.iter().position(|b| *b >= 128) {
            Some(at) => Err(misfit(at)),
            None => Ok(String::from_utf8_lossy(bytes)),
        },
        Encoding::Latin1 | Encoding::Windows1252 => Ok(encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0),
    }
}

/// Appends text with the five entities of XML and character references resolved; every other entity is refused.
fn resolve(text: &str, out: &mut String) -> Result<(), Trouble> {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after.split_once(';');
        let Some((name, after)) = reference.filter(|(name, _)| name.len() <= 12) else {
            return Err(wrong("expected a reference such as &amp; after &"));
        };
        let character = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let Some(number) = name.strip_prefix('#') else {
                    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                    let message = format!("expected one of XML's own entities, found &{name};");
                    return Err(Trouble::new(Reason::DoctypeOrEntity, message));
                };
                character(number)
                    .ok_or_else(|| wrong("expected the number of a character after &#"))?
            }
        };
        out.push(character);
        rest = after;
    }
    out.push_str(rest);
    Ok(())
}

fn character(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    let allowed = matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    allowed.then_some(character)
}
