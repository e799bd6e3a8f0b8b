//! The file underneath: bounded pieces of it, and its directory and page headers judged before anybody allocates by
//! them.
//!
//! Thrift's compact protocol says how long its lists and texts are before it shows them, and the `parquet` crate believes
//! it. Here they are walked over first, without keeping anything. Not here: what columns hold.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};

/// Most bytes of the directory.
const MAX_FOOTER: u64 = 4 << 20;
/// Most entries of a list in it.
const MAX_LIST: u64 = 65_536;
/// Deepest nesting in it; it needs about ten.
const MAX_DEPTH: u32 = 24;
/// Most bytes of a page, packed or unpacked.
pub(super) const MAX_PAGE: u64 = 16 << 20;
/// Most bytes of a page's header.
const MAX_HEADER: u64 = 64 << 10;
/// Most pages of a column in a row group.
const MAX_PAGES: u64 = 1 << 20;
/// What a value of a dictionary costs in memory besides its bytes.
const DICTIONARY_VALUE: u64 = 64;

/// Why nothing more can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Failure {
    Damaged(&'static str),
    Limit(&'static str),
    Unsupported(&'static str),
    Lengths,
    Stream(io::ErrorKind),
}

/// A file that several columns read at once.
pub(super) struct Source<R> {
    inner: Arc<Mutex<R>>,
    length: u64,
}

impl<R> Clone for Source<R> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            length: self.length,
        }
    }
}

impl<R: Read + Seek> Source<R> {
    pub(super) fn new(mut inner: R) -> io::Result<Self> {
        let length = inner.seek(SeekFrom::End(0))?;
        Ok(Self {
            inner: Arc::new(Mutex::new(inner)),
            length,
        })
    }

    /// Exactly the bytes from a place on; never more than [`MAX_PAGE`] at once.
    pub(super) fn bytes(&self, start: u64, length: u64) -> Result<Vec<u8>, Failure> {
        let end = start.checked_add(length).filter(|end| *end <= self.length);
        if end.is_none() {
            return Err(Failure::Damaged(
                "expected pages inside the file, found one beyond its end",
            ));
        }
        if length > MAX_PAGE {
            return Err(Failure::Limit(
                "expected pages of at most 16 MiB, found a larger one",
            ));
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let read = inner
            .seek(SeekFrom::Start(start))
            .and_then(|_| inner.read_exact(&mut bytes));
        match read {
            Ok(()) => Ok(bytes),
            Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => Err(Failure::Damaged(
                "expected the file as long as it said, found it shorter",
            )),
            Err(cause) => Err(Failure::Stream(cause.kind())),
        }
    }
}

impl<R: Send> Length for Source<R> {
    fn len(&self) -> u64 {
        self.length
    }
}

/// The bytes from a place on, as a stream.
pub(super) struct From<R> {
    source: Source<R>,
    at: u64,
}

impl<R: Read + Seek> Read for From<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut inner = self
            .source
            .inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        inner.seek(SeekFrom::Start(self.at))?;
        let count = inner.read(buffer)?;
        self.at += u64::try_from(count).unwrap_or(0);
        Ok(count)
    }
}

impl<R: Read + Seek + Send> ChunkReader for Source<R> {
    type T = io::BufReader<From<R>>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        let from = From {
            source: self.clone(),
            at: start,
        };
        // Page headers are read through it: a small buffer is enough.
        Ok(io::BufReader::with_capacity(512, from))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        let bytes = self.bytes(start, length);
        bytes
            .map(Bytes::from)
            .map_err(|failure| ParquetError::General(format!("{failure:?}")))
    }
}

/// Judges the directory at the end of a file.
pub(super) fn check_footer<R: Read + Seek>(source: &Source<R>) -> Result<(), Failure> {
    const SHORT: Failure =
        Failure::Damaged("expected a Parquet file, found one that is cut off or something else");
    if source.length < 12 || source.bytes(0, 4)? != b"PAR1" {
        return Err(SHORT);
    }
    let tail = source.bytes(source.length - 8, 8)?;
    let Some((&size, mark)) = tail.split_first_chunk::<4>() else {
        return Err(SHORT);
    };
    if mark == b"PARE" {
        return Err(Failure::Unsupported(
            "expected a file that can be read by all, found an encrypted directory",
        ));
    }
    let size = u64::from(u32::from_le_bytes(size));
    if mark != b"PAR1" || size > source.length - 12 {
        return Err(SHORT);
    }
    if size > MAX_FOOTER {
        return Err(Failure::Limit(
            "expected a directory of at most 4 MiB, found a larger one",
        ));
    }
    let bytes = source.bytes(source.length - 8 - size, size)?;
    let mut walk = Walk { rest: &bytes };
    walk.structure(0, &mut |_, _, _| Ok(false))
}

/// What the pages of a column chunk cost in memory at most, after each of its page headers has been judged.
pub(super) fn check_pages<R: Read + Seek>(
    source: &Source<R>,
    start: u64,
    length: u64,
    rows: u64,
) -> Result<u64, Failure> {
    let mut at = start;
    let end = start
        .checked_add(length)
        .filter(|end| *end <= source.length)
        .ok_or(Failure::Damaged(
            "expected columns inside the file, found one beyond its end",
        ))?;
    let mut largest = 0;
    let mut dictionary = 0;
    let mut values = 0_u64;
    let mut pages = 0;
    while at < end {
        // Most headers are short; a longer look only if that was not enough.
        let mut page = None;
        for look in [256, MAX_HEADER] {
            let bytes = source.bytes(at, look.min(end - at))?;
            match page_header(&bytes) {
                Ok(found) => {
                    page = Some(found);
                    break;
                }
                Err(failure) if look == MAX_HEADER => return Err(failure),
                Err(_) => {}
            }
        }
        let Some(page) = page else {
            return Err(Failure::Damaged(
                "expected a page header, found something else",
            ));
        };
        let data = at
            .checked_add(page.header)
            .and_then(|at| at.checked_add(page.packed))
            .filter(|next| *next <= end);
        at = data.ok_or(Failure::Damaged(
            "expected pages inside their column, found one beyond its end",
        ))?;
        if page.packed > MAX_PAGE || page.unpacked > MAX_PAGE {
            return Err(Failure::Limit(
                "expected pages of at most 16 MiB, found a larger one",
            ));
        }
        match page.of {
            PageOf::Dictionary => {
                // The shortest value of a dictionary takes a byte.
                if page.values > page.unpacked {
                    return Err(Failure::Damaged(
                        "expected a dictionary as long as it says, found a shorter one",
                    ));
                }
                dictionary = page.unpacked + page.values * DICTIONARY_VALUE;
            }
            PageOf::Data => {
                values = values.saturating_add(page.values);
                largest = largest.max(page.unpacked + page.packed);
            }
        }
        pages += 1;
        if pages > MAX_PAGES {
            return Err(Failure::Limit(
                "expected at most a million pages of a column, found more",
            ));
        }
    }
    if values != rows {
        return Err(Failure::Lengths);
    }
    Ok(largest + dictionary)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PageOf {
    Dictionary,
    Data,
}

struct Page {
    /// Bytes of the header.
    header: u64,
    packed: u64,
    unpacked: u64,
    values: u64,
    of: PageOf,
}

fn page_header(bytes: &[u8]) -> Result<Page, Failure> {
    let mut walk = Walk { rest: bytes };
    let (mut kind, mut packed, mut unpacked) = (None, None, None);
    let (mut values, mut encoding) = (None, None);
    walk.structure(0, &mut |walk, field, of| {
        match (field, of) {
            (1, I32) => kind = Some(walk.number()?),
            (2, I32) => unpacked = Some(walk.number()?),
            (3, I32) => packed = Some(walk.number()?),
            (5 | 7 | 8, STRUCT) => {
                let is_of_page =
                    matches!((kind, field), (Some(0), 5) | (Some(2), 7) | (Some(3), 8));
                if !is_of_page {
                    return Ok(false);
                }
                let at_encoding = if field == 8 { 4 } else { 2 };
                walk.structure(1, &mut |walk, inner, of| {
                    match (inner, of) {
                        (1, I32) => values = Some(walk.number()?),
                        (inner, I32) if inner == at_encoding => encoding = Some(walk.number()?),
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let size = |number: Option<i64>| {
        number
            .and_then(|number| u64::try_from(number).ok())
            .ok_or(Failure::Damaged(
                "expected a page header, found something else",
            ))
    };
    let of = match kind {
        Some(0 | 3) => PageOf::Data,
        Some(2) => PageOf::Dictionary,
        _ => {
            return Err(Failure::Unsupported(
                "expected pages of data or dictionaries, found another kind",
            ));
        }
    };
    // 0 plain, 2 and 8 dictionary, 3 run lengths of yes and no.
    if !matches!(encoding, Some(0 | 2 | 3 | 8)) {
        return Err(Failure::Unsupported(
            "expected plain values or dictionaries, found another encoding",
        ));
    }
    Ok(Page {
        header: u64::try_from(bytes.len() - walk.rest.len()).unwrap_or(u64::MAX),
        packed: size(packed)?,
        unpacked: size(unpacked)?,
        values: size(values)?,
        of,
    })
}

const I32: u8 = 5;
const STRUCT: u8 = 12;
const MALFORMED: Failure =
    Failure::Damaged("expected a directory that can be read, found something else");

/// A walk over Thrift's compact protocol.
struct Walk<'b> {
    rest: &'b [u8],
}

/// Looks at a field of a structure: number and type; answers whether it took the value.
type Look<'l> = &'l mut dyn FnMut(&mut Walk<'_>, i64, u8) -> Result<bool, Failure>;

impl Walk<'_> {
    fn byte(&mut self) -> Result<u8, Failure> {
        let (first, rest) = self.rest.split_first().ok_or(MALFORMED)?;
        self.rest = rest;
        Ok(*first)
    }

    fn varint(&mut self) -> Result<u64, Failure> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return Err(MALFORMED);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(MALFORMED)
    }

    fn number(&mut self) -> Result<i64, Failure> {
        let value = self.varint()?;
        let half = i64::try_from(value >> 1).map_err(|_| MALFORMED)?;
        Ok(if value & 1 == 1 { -half - 1 } else { half })
    }

    fn pass(&mut self, length: u64) -> Result<(), Failure> {
        let length = usize::try_from(length).map_err(|_| MALFORMED)?;
        self.rest = self.rest.get(length..).ok_or(MALFORMED)?;
        Ok(())
    }

    /// A structure to its end. Fields must rise, so that nothing is said twice.
    fn structure(&mut self, depth: u32, look: Look<'_>) -> Result<(), Failure> {
        if depth > MAX_DEPTH {
            return Err(Failure::Limit(
                "expected at most 24 levels in the directory, found more",
            ));
        }
        let mut last = 0;
        loop {
            let head = self.byte()?;
            let of = head & 0x0f;
            if of == 0 {
                return if head == 0 { Ok(()) } else { Err(MALFORMED) };
            }
            let field = match head >> 4 {
                0 => self.number()?,
                step => last + i64::from(step),
            };
            if field <= last || field > 1_000 {
                return Err(MALFORMED);
            }
            last = field;
            if !look(self, field, of)? {
                self.value(of, depth)?;
            }
        }
    }

    fn value(&mut self, of: u8, depth: u32) -> Result<(), Failure> {
        match of {
            // Yes and no are in the type.
            1 | 2 => Ok(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            9 | 10 => self.list(depth),
            STRUCT => self.structure(depth + 1, &mut |_, _, _| Ok(false)),
            // Parquet has no maps.
            _ => Err(MALFORMED),
        }
    }

    fn list(&mut self, depth: u32) -> Result<(), Failure> {
        let head = self.byte()?;
        let of = head & 0x0f;
        let count = match head >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        // Every entry takes a byte at least.
        if count > u64::try_from(self.rest.len()).unwrap_or(0) {
            return Err(MALFORMED);
        }
        if count > MAX_LIST {
            return Err(Failure::Limit(
                "expected lists of at most 65536 entries in the directory, found a longer one",
            ));
        }
        for _ in 0..count {
            if matches!(of, 1 | 2) {
                self.pass(1)?;
            } else {
                self.value(of, depth + 1)?;
            }
        }
        Ok(())
    }
}
