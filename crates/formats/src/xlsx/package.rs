//! The archive and its parts: bounded before and while it is unpacked, never in memory as a whole.
//!
//! What an archive says about the size of a part is judged before the first byte is unpacked, and a part that goes on
//! beyond what it said is stopped there. Not here: what a part says.

use std::io::{self, BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

/// Most parts of an archive.
pub(super) const MAX_PARTS: usize = 10_000;
/// Most bytes of a sheet, unpacked.
pub(super) const MAX_SHEET: u64 = 1 << 30;
/// Most bytes of the table of texts, unpacked; they are held in memory.
pub(super) const MAX_STRINGS: u64 = 128 << 20;
/// Most bytes of any other part that is read, unpacked.
pub(super) const MAX_PART: u64 = 16 << 20;
/// Most times its packed size that a part may unpack to, if it is larger than [`RATIO_FREE`].
pub(super) const MAX_RATIO: u64 = 300;
/// Parts may unpack to this without asking for the ratio.
pub(super) const RATIO_FREE: u64 = 16 << 20;
/// Longest tag or text in bytes: a cell holds 32 767 characters.
const MAX_TOKEN: u64 = 1 << 20;
/// Deepest nesting of elements; a sheet needs about ten.
const MAX_DEPTH: usize = 64;

/// Why nothing more can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Failure {
    /// Damaged, missing, or not what it should be.
    Damaged(String),
    /// More than is read.
    Limit(String),
    /// The disk.
    Stream(io::ErrorKind),
    /// A row or cell that is not where it should be.
    Place(String),
}

pub(super) type Step<T> = Result<T, Failure>;

/// A limit that was reached while unpacking; travels through [`io::Error`].
#[derive(Clone, Copy, Debug)]
enum Limit {
    Part(u64),
    Token,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Part(bytes) => write!(
                f,
                "expected a part of at most {bytes} bytes, found a longer one"
            ),
            Self::Token => {
                f.write_str("expected texts and tags of at most 1 MiB, found a longer one")
            }
        }
    }
}

impl std::error::Error for Limit {}

fn of_io(cause: &io::Error) -> Failure {
    if let Some(limit) = cause
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Limit>())
    {
        return Failure::Limit(limit.to_string());
    }
    match cause.kind() {
        io::ErrorKind::InvalidData
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::Other => Failure::Damaged(
            "expected a part that can be unpacked and has its checksum, found one that is damaged"
                .to_owned(),
        ),
        kind => Failure::Stream(kind),
    }
}

/// The archive of a workbook.
pub(super) struct Package<R> {
    archive: ZipArchive<R>,
}

impl<R: Read + Seek> Package<R> {
    /// Opens it and judges its directory.
    pub(super) fn open(input: R) -> Step<Self> {
        let mut archive = ZipArchive::new(input).map_err(|cause| of_zip(&cause))?;
        if archive.len() > MAX_PARTS {
            return Err(Failure::Limit(format!(
                "expected at most {MAX_PARTS} parts, found {}",
                archive.len()
            )));
        }
        let overlapping = archive
            .has_overlapping_entries()
            .map_err(|cause| of_zip(&cause))?;
        if archive.has_duplicate_names() || overlapping {
            return Err(Failure::Damaged(
                "expected parts that stand once and apart, found some that share a name or their bytes".to_owned(),
            ));
        }
        Ok(Self { archive })
    }

    /// A part by its name; `None` if there is none.
    pub(super) fn part(&mut self, name: &str, limit: u64) -> Step<Option<Part<'_, R>>> {
        let wanted = name.trim_start_matches('/');
        let index = (0..self.archive.len()).find(|index| {
            let name = self.archive.name_for_index(*index).and_then(Result::ok);
            name.is_some_and(|name| name.trim_start_matches('/').eq_ignore_ascii_case(wanted))
        });
        let Some(index) = index else {
            return Ok(None);
        };
        let file = self
            .archive
            .by_index(index)
            .map_err(|cause| of_zip(&cause))?;
        let stated = file.size();
        if stated > limit {
            return Err(Failure::Limit(format!(
                "expected a part of at most {limit} bytes, found one that unpacks to {stated}"
            )));
        }
        let by_ratio = file
            .compressed_size()
            .saturating_mul(MAX_RATIO)
            .max(RATIO_FREE);
        if stated > by_ratio {
            return Err(Failure::Limit(format!(
                "expected a part that unpacks to at most {MAX_RATIO} times its size, found one that unpacks to {stated} bytes"
            )));
        }
        let bounded = Bounded {
            inner: file,
            left: stated,
            stated,
        };
        let mut reader = Reader::from_reader(Guard {
            inner: BufReader::with_capacity(1 << 16, bounded),
            taken: 0,
        });
        reader.config_mut().expand_empty_elements = true;
        Ok(Some(Part {
            reader,
            buffer: Vec::with_capacity(1 << 10),
            depth: 0,
        }))
    }
}

fn of_zip(cause: &zip::result::ZipError) -> Failure {
    match cause {
        zip::result::ZipError::Io(cause) if cause.kind() != io::ErrorKind::UnexpectedEof => {
            of_io(cause)
        }
        _ => Failure::Damaged(
            "expected a whole zip archive, found one that is damaged or cut off".to_owned(),
        ),
    }
}

/// Stops a part that goes on beyond what the directory said.
struct Bounded<R> {
    inner: R,
    left: u64,
    stated: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let taken = u64::try_from(count).unwrap_or(u64::MAX);
        match self.left.checked_sub(taken) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Limit::Part(self.stated))),
        }
        Ok(count)
    }
}

/// Bounds the bytes of one token.
struct Guard<R> {
    inner: R,
    taken: u64,
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: BufRead> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > MAX_TOKEN {
            return Err(io::Error::other(Limit::Token));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken += u64::try_from(amount).unwrap_or(u64::MAX);
        self.inner.consume(amount);
    }
}

/// A part as a stream of XML.
pub(super) struct Part<'p, R: Read> {
    reader: Reader<Guard<BufReader<Bounded<ZipFile<'p, R>>>>>,
    buffer: Vec<u8>,
    /// How many elements are open.
    pub(super) depth: usize,
}

/// What comes next in a part.
pub(super) enum Token<'t> {
    Start(BytesStart<'t>),
    End,
    Text(std::borrow::Cow<'t, str>),
    /// The end of the part, its checksum verified.
    Eof,
}

impl<R: Read> Part<'_, R> {
    /// The next token; comments and instructions are passed over.
    #[inline]
    pub(super) fn next(&mut self) -> Step<Token<'_>> {
        self.buffer.clear();
        self.reader.get_mut().taken = 0;
        let event = self.reader.read_event_into(&mut self.buffer);
        match event {
            Ok(Event::Start(start)) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Failure::Limit(format!(
                        "expected at most {MAX_DEPTH} levels of elements, found more"
                    )));
                }
                Ok(Token::Start(start))
            }
            Ok(Event::End(_)) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Token::End)
            }
            Ok(Event::Text(text)) => Ok(Token::Text(text.xml10_content())),
            Ok(Event::CData(text)) => Ok(Token::Text(text.into_inner())),
            Ok(Event::GeneralRef(reference)) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter),
                    Ok(None) => match &*reference {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "apos" => Some('\''),
                        "quot" => Some('"'),
                        _ => None,
                    },
                    Err(_) => None,
                };
                match resolved {
                    Some(letter) => Ok(Token::Text(letter.to_string().into())),
                    None => Err(damaged(
                        "expected one of the five entities of XML, found another",
                    )),
                }
            }
            Ok(Event::DocType(_)) => Err(damaged("expected no document type in a part, found one")),
            Ok(Event::Eof) if self.depth > 0 => Err(damaged(
                "expected the end of an element, found the end of the part",
            )),
            Ok(Event::Eof) => Ok(Token::Eof),
            Ok(_) => Ok(Token::Text("".into())),
            Err(quick_xml::Error::Io(cause)) => Err(of_io(&cause)),
            Err(_) => Err(damaged(
                "expected well-formed XML in a part, found something else",
            )),
        }
    }

    /// Passes over the rest of the element that was entered last.
    pub(super) fn skip(&mut self) -> Step<()> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if let Token::Eof = self.next()? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The text of the element that was entered last, to its end; elements in it are passed over.
    pub(super) fn text(&mut self, into: &mut String) -> Step<()> {
        loop {
            match self.next()? {
                Token::Text(text) => into.push_str(&text),
                Token::Start(_) => self.skip()?,
                Token::End | Token::Eof => return Ok(()),
            }
        }
    }
}

/// A part that is not as it should be.
pub(super) fn damaged(message: &str) -> Failure {
    Failure::Damaged(message.to_owned())
}

/// The local name of an element.
pub(super) fn name_of<'s>(start: &'s BytesStart<'_>) -> &'s str {
    let name = start.name().0;
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// An attribute by its local name, without references resolved; an error if attributes cannot be told apart.
pub(super) fn attribute<'s>(
    start: &'s BytesStart<'_>,
    wanted: &str,
) -> Step<Option<std::borrow::Cow<'s, str>>> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| {
            damaged("expected attributes in quotes, each once, found something else")
        })?;
        let name = attribute.key.0;
        if name.rsplit_once(':').map_or(name, |(_, local)| local) == wanted {
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                .map_err(|_| damaged("expected an attribute that can be read, found another"))?;
            return Ok(Some(value));
        }
    }
    Ok(None)
}
