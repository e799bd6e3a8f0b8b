//! The piece of XML a bank's or ledger's file needs, as a stream of tokens over the **original** bytes.
//!
//! ```text
//! let mut tokens = Tokenizer::new(input);
//! loop {
//!     match tokens.next()?.kind {           // Err(Fault): stop; the stream cannot be read on
//!         Kind::Start { name, attributes, inside } => …,  // only after `Inside::More` will there be an End for it
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

mod tag;
mod text;
mod window;
pub(crate) mod word;

use std::io::BufRead;

use domain::Position;

pub(crate) use self::tag::Attributes;
use self::tag::{Measured, PlainStart, StartTag, What, declared_encoding, is_name, measure};
use self::text::{
    AMPERSAND, CONTROL, GREATER, HIGH, LESS, LITERAL, SOLID, check_characters, class_of, decode,
    is_blank, plain_line, plain_text, resolve,
};
pub(crate) use self::text::{Encoding, Text};
use self::window::Window;
use self::word::ShortName;

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

/// What a token is.
#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// A start tag: local name, attributes as written, what is inside as far as it has been read with the tag.
    Start {
        name: &'a [u8],
        attributes: Attributes<'a>,
        inside: Inside<'a>,
    },
    /// An end tag; it fits the start tag.
    End,
    /// Character data inside the root.
    Text(Text<'a>),
    /// The regular end of the file.
    Eof,
}

/// What is inside an element.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inside<'a> {
    /// It is still to come, up to [`Kind::End`].
    More,
    /// Nothing: the tag is its own end tag.
    Nothing,
    /// One plain text without line ends; the end tag has been read too.
    Text(Leaf<'a>),
}

/// The text of an element that holds nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf<'a> {
    pub(crate) text: Text<'a>,
    /// Length of the start tag in bytes.
    tag: usize,
}

impl Leaf<'_> {
    /// Where the text starts, if this is where its element does. All of it stands on one line.
    pub(crate) fn place(self, element: Position) -> Position {
        further(element, self.tag)
    }

    /// Where the end tag starts, if this is where the element does.
    pub(crate) fn end(self, element: Position) -> Position {
        further(element, self.tag + self.text.raw.len())
    }
}

fn further(position: Position, length: usize) -> Position {
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    Position {
        byte: position.byte + length,
        column: position.column + length,
        ..position
    }
}

/// A token and where it starts (`record` is 0).
#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) position: Position,
    pub(crate) kind: Kind<'a>,
}

/// Longest token that is taken the short way, far below [`MAX_TOKEN`].
const LONGEST_PLAIN: usize = 4096;

/// A token of the plainest form.
#[derive(Clone, Copy)]
enum Plain {
    /// A start tag.
    Start(PlainStart),
    /// A start tag, text of this length and these classes of bytes, and the end tag.
    Leaf(PlainStart, usize, u8),
    /// The end tag of the element that is open, of this length.
    End(usize),
    /// Text of this length, and the classes of its bytes.
    Text(usize, u8),
    /// Of another form, or not all of it is in memory.
    None,
}

/// An element that is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Where its name begins among those of all that are open.
    start: usize,
    /// The same name, if it is short.
    short: ShortName,
}

/// The stream of tokens.
#[derive(Debug)]
pub(crate) struct Tokenizer<R> {
    window: Window<R>,
    open_names: Vec<u8>,
    open: Vec<Open>,
    root_closed: bool,
    encoding: Encoding,
    /// A byte order mark was there: the encoding is settled.
    marked: bool,
}

impl<R: BufRead> Tokenizer<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            window: Window::new(input),
            open_names: Vec::new(),
            open: Vec::new(),
            root_closed: false,
            encoding: Encoding::Utf8,
            marked: false,
        }
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The next token. After a fault the stream must not be asked again.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Token<'_>, Fault> {
        let position = self.window.position();
        let (start, text) = match self.plain() {
            Plain::None => return self.next_of_any_form(),
            Plain::End(length) => {
                self.window.read(length);
                let kind = Kind::End;
                return Ok(Token { position, kind });
            }
            Plain::Start(start) => (start, None),
            Plain::Leaf(start, length, class) => (start, Some((length, class))),
            Plain::Text(length, class) => {
                self.window.read(length);
                let text = Text {
                    raw: self.window.last(length),
                    class,
                    encoding: self.encoding,
                };
                let kind = Kind::Text(text);
                return Ok(Token { position, kind });
            }
        };
        let tag = start.length;
        let length = match text {
            None => tag,
            Some((length, _)) => tag + length + start.name + 3,
        };
        self.window.read(length);
        let bytes = self.window.last(length);
        let (name, attributes) = start.parts(bytes);
        let inside = match text {
            None => Inside::More,
            Some((length, class)) => Inside::Text(Leaf {
                text: Text {
                    raw: bytes.get(tag..tag + length).unwrap_or_default(),
                    class,
                    encoding: self.encoding,
                },
                tag,
            }),
        };
        let kind = Kind::Start {
            name,
            attributes,
            inside,
        };
        Ok(Token { position, kind })
    }

    /// Nine tokens of ten: inside the root, a start tag with at most one plain attribute (all of the element, if it holds
    /// one line of text), the end tag that fits, text without anything to look at twice. Whatever is not clearly one of these is for [`Self::next_of_any_form`].
    #[inline]
    fn plain(&mut self) -> Plain {
        let Some(open) = self.open.last() else {
            return Plain::None;
        };
        match self.window.rest() {
            [b'<', b'/', rest @ ..] => {
                let start = open.start;
                let length = self.open_names.len().saturating_sub(start);
                if !open.short.ends(rest) {
                    let expected = self.open_names.get(start..).unwrap_or_default();
                    if rest.get(length) != Some(&b'>') || !rest.starts_with(expected) {
                        return Plain::None;
                    }
                }
                self.open_names.truncate(start);
                self.open.pop();
                self.root_closed = self.open.is_empty();
                Plain::End(length + 3)
            }
            [b'<', rest @ ..] => {
                let Some(start) = PlainStart::of(rest).filter(|_| self.open.len() < MAX_DEPTH)
                else {
                    return Plain::None;
                };
                let name = rest.get(..start.name).unwrap_or_default();
                let short = ShortName::of(rest, start.name);
                let inside = rest.get(start.length - 1..).unwrap_or_default();
                if let Some((length, class)) = plain_line(inside, self.encoding)
                    && length <= LONGEST_PLAIN
                    && let Some([b'<', b'/', end @ ..]) = inside.get(length..)
                    && (short.ends(end)
                        || end.starts_with(name) && end.get(name.len()) == Some(&b'>'))
                {
                    return Plain::Leaf(start, length, class);
                }
                self.open.push(Open {
                    start: self.open_names.len(),
                    short,
                });
                self.open_names.extend_from_slice(name);
                Plain::Start(start)
            }
            rest => match plain_text(rest, self.encoding) {
                Some((length, class)) if length <= LONGEST_PLAIN => Plain::Text(length, class),
                _ => Plain::None,
            },
        }
    }

    /// The next token, whatever form it has.
    #[inline(never)]
    fn next_of_any_form(&mut self) -> Result<Token<'_>, Fault> {
        loop {
            let position = self.window.position();
            let Some(measured) = self.measure_next(position)? else {
                return self.end_of_file(position);
            };
            let aside = match measured.what {
                What::Comment | What::Instruction => true,
                What::Text | What::CData => self.open.is_empty(),
                What::Start | What::End => false,
            };
            if !aside {
                return self.deliver(position, measured);
            }
            self.take_aside(position, measured)?;
        }
    }

    fn end_of_file(&self, position: Position) -> Result<Token<'_>, Fault> {
        if self.root_closed {
            return Ok(Token {
                position,
                kind: Kind::Eof,
            });
        }
        let message = match self
            .open
            .last()
            .and_then(|open| self.open_names.get(open.start..))
        {
            Some(name) => format!("expected </{}>, found the end of the file", shown(name)),
            None => "expected an XML document, found the end of the file".to_owned(),
        };
        Err(Fault::new(Reason::EndsEarly, position, message))
    }

    /// Finds how far the next token goes and reads on to its end.
    fn measure_next(&mut self, position: Position) -> Result<Option<Measured>, Fault> {
        loop {
            let rest = self.window.rest();
            let found = if rest.is_empty() {
                None
            } else {
                measure(rest).map_err(|trouble| trouble.at(position))?
            };
            let too_long = found.map_or(rest.len() > MAX_TOKEN, |m| m.length > MAX_TOKEN);
            if too_long {
                let message =
                    format!("expected text or a tag of at most {MAX_TOKEN} bytes, found more");
                return Err(Fault::new(Reason::LimitExceeded, position, message));
            }
            if found.is_some() || !self.window.more(position)? {
                let found = match found {
                    Some(found) => Some(found),
                    None => self.measure_last(position)?,
                };
                self.window.read(found.map_or(0, |m| m.length));
                return Ok(found);
            }
        }
    }

    /// What is left at the end of the input: nothing, text, or a token that is cut off.
    fn measure_last(&self, position: Position) -> Result<Option<Measured>, Fault> {
        let rest = self.window.rest();
        if rest.first() == Some(&b'<') {
            let message = "expected the end of a tag, found the end of the file";
            return Err(Fault::new(Reason::EndsEarly, position, message));
        }
        Ok(Some(Measured {
            what: What::Text,
            length: rest.len(),
            class: class_of(rest),
            name: 0,
        })
        .filter(|measured| measured.length > 0))
    }

    /// Comments, instructions, the XML declaration, and what stands outside the root.
    fn take_aside(&mut self, position: Position, measured: Measured) -> Result<(), Fault> {
        let fault = |trouble: Trouble| trouble.at(position);
        let Self {
            window,
            encoding,
            marked,
            root_closed,
            ..
        } = self;
        let bytes = window.last(measured.length);
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
            window,
            open_names,
            open,
            root_closed,
            encoding,
            ..
        } = self;
        let bytes = window.last(measured.length);
        let encoding = *encoding;
        let kind = match measured.what {
            What::Start => {
                if *root_closed {
                    let message =
                        "expected the end of the file after the root element, found another tag";
                    return Err(Fault::new(Reason::ContentAfterEnd, position, message));
                }
                let tag = StartTag::of(bytes, measured, encoding).map_err(fault)?;
                if open.len() >= MAX_DEPTH {
                    let message =
                        format!("expected at most {MAX_DEPTH} elements inside one another");
                    return Err(Fault::new(Reason::LimitExceeded, position, message));
                }
                if tag.empty {
                    *root_closed = open.is_empty();
                } else {
                    open.push(Open {
                        start: open_names.len(),
                        short: ShortName::default(),
                    });
                    open_names.extend_from_slice(tag.name);
                }
                Kind::Start {
                    name: tag.local,
                    attributes: tag.attributes,
                    inside: if tag.empty {
                        Inside::Nothing
                    } else {
                        Inside::More
                    },
                }
            }
            What::End => {
                let name = bytes
                    .get(2..bytes.len().saturating_sub(1))
                    .unwrap_or_default();
                let name = name.trim_ascii_end();
                let Some(Open { start, .. }) = open.pop() else {
                    return Err(fault(wrong("expected a start tag, found an end tag")));
                };
                let expected = open_names.get(start..).unwrap_or_default();
                if name != expected {
                    let (expected, name) = (shown(expected), shown(name));
                    let message = format!("expected </{expected}>, found </{name}>");
                    return Err(Fault::new(Reason::NotWellFormed, position, message));
                }
                open_names.truncate(start);
                *root_closed = open.is_empty();
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

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Everything a stream says, an element with its text told as three tokens.
    fn told(input: impl BufRead) -> Vec<String> {
        let mut tokens = Tokenizer::new(input);
        let mut told = Vec::new();
        loop {
            let token = match tokens.next() {
                Ok(token) => token,
                Err(fault) => {
                    told.push(format!("{:?}", fault.into_parts()));
                    return told;
                }
            };
            let position = token.position;
            let mut tell = |what: String, at: Position| told.push(format!("{at:?} {what}"));
            let words = |text: Text<'_>| {
                let mut out = String::new();
                text.append_to(&mut out).unwrap();
                format!("text {out:?} {}", text.is_blank())
            };
            match token.kind {
                Kind::Start {
                    name,
                    attributes,
                    inside,
                } => {
                    let name = String::from_utf8_lossy(name);
                    let currency = attributes.value(b"Ccy").map(String::from_utf8_lossy);
                    let (is_bare, is_empty) =
                        (attributes.is_empty(), matches!(inside, Inside::Nothing));
                    tell(
                        format!("start {name} {currency:?} {is_bare} {is_empty}"),
                        position,
                    );
                    if let Inside::Text(leaf) = inside {
                        tell(words(leaf.text), leaf.place(position));
                        tell("end".to_owned(), leaf.end(position));
                    }
                }
                Kind::End => tell("end".to_owned(), position),
                Kind::Text(text) => tell(words(text), position),
                Kind::Eof => {
                    tell("eof".to_owned(), position);
                    return told;
                }
            }
        }
    }

    const PLAIN: &str = "<Doc>\n  <Amt Ccy=\"NOK\">10.00</Amt><p:Nm>\u{e6}\u{f8}\u{e5} AS</p:Nm>\n\
        \u{20}           <AVeryLongNameOfSixtyFourBytes>a b</AVeryLongNameOfSixtyFourBytes>\r\n<E></E><B> </B>\
        <T>x\ny</T><I><J>1 &amp; 2</J></I>         </Doc>\n                    ";

    #[test]
    fn the_short_way_tells_what_the_long_way_tells() {
        let bare = format!("{PLAIN}{}", " ".repeat(20));
        let declared = ["", "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>"];
        for declaration in declared {
            let file = format!("{declaration}{bare}").into_bytes();
            let whole = told(&file[..]);
            assert!(
                whole.last().is_some_and(|last| last.ends_with("eof")),
                "{whole:?}"
            );
            for at in 0..file.len() {
                for byte in *b"<>/&\n :\"Z\x01\xe6" {
                    let mut other = file.clone();
                    other[at] = byte;
                    let slowly = told(BufReader::with_capacity(1, &other[..]));
                    assert_eq!(told(&other[..]), slowly, "{at} {byte}");
                }
            }
        }
    }
}
