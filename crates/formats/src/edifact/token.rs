//! Segments of an EDIFACT stream: service characters, release character, line breaks anywhere.
//!
//! Not here: what a segment means. Line breaks do not come into the window; what they do to places is remembered beside
//! it, so that a segment is a slice of the window and its place that of the original bytes. Memory is the window and at
//! most a mark for each byte in it.

use std::collections::VecDeque;
use std::io::{BufRead, Result};

use domain::Position;

/// Bytes held at a time.
const WINDOW: usize = 1 << 16;
/// Longest segment that is read. The longest of the directory (`NAD`) has some 700 characters.
pub(super) const MAX_SEGMENT: usize = 4096;

/// The characters that divide (`UNA`). The decimal mark is not one of them: both are accepted everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Service {
    component: u8,
    element: u8,
    /// A line feed if there is none: line feeds are gone before anything is divided.
    release: u8,
    terminator: u8,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            component: b':',
            element: b'+',
            release: b'?',
            terminator: b'\'',
        }
    }
}

impl Service {
    /// From the six characters behind `UNA`; `None` if they cannot be what they should.
    fn new(characters: [u8; 6]) -> Option<Self> {
        let [component, element, _, release, _, terminator] = characters;
        let release = if release == b' ' { b'\n' } else { release };
        let all = [component, element, release, terminator];
        let usable = |byte: u8| byte.is_ascii_punctuation();
        let distinct = all
            .iter()
            .enumerate()
            .all(|(index, byte)| !all.iter().skip(index + 1).any(|other| other == byte));
        let service = Self {
            component,
            element,
            release,
            terminator,
        };
        (distinct
            && usable(component)
            && usable(element)
            && usable(terminator)
            && (usable(release) || release == b'\n'))
            .then_some(service)
    }
}

/// A segment without its terminator and without line breaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment<'a> {
    /// Its bytes, and behind them what comes after it in the window, so that words can be read across its end.
    window: &'a [u8],
    /// How many of them are its own.
    length: usize,
    /// Whether a release character is in it.
    escaped: bool,
    service: Service,
}

impl<'a> Segment<'a> {
    /// The three letters in front; `None` if there are no such.
    #[inline]
    pub(super) fn tag(&self) -> Option<[u8; 3]> {
        let [a, b, c, behind] = *self.window.first_chunk()?;
        let ended = self.length == 3 || (self.length > 3 && behind == self.service.element);
        let tag = [a, b, c];
        (ended && tag.iter().all(u8::is_ascii_uppercase)).then_some(tag)
    }

    /// What stands behind the tag, before the first element.
    #[inline]
    pub(super) fn elements(&self) -> Fields<'a> {
        let (rest, next) = match self.window.get(4..) {
            Some(rest) if self.length > 3 => (rest, Next::Element),
            _ => (&[][..], Next::Nothing),
        };
        Fields {
            rest,
            length: self.length.saturating_sub(4),
            next,
            escaped: self.escaped,
            service: self.service,
        }
    }

    /// The components of the first element.
    #[inline]
    pub(super) fn components(&self) -> Fields<'a> {
        *self.elements().enter()
    }

    /// The release character, if it is in it.
    #[inline]
    pub(super) fn release(&self) -> Option<u8> {
        self.escaped.then_some(self.service.release)
    }

    /// Whether there is nothing but blanks in it.
    fn is_blank(&self) -> bool {
        let mut bytes = self.window.iter().take(self.length);
        bytes.all(|byte| *byte == b' ')
    }
}

/// What stands where a [`Fields`] goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Next {
    /// A component of the element that has been entered.
    Component,
    /// An element that has not been entered.
    Element,
    Nothing,
}

/// Elements of a segment and their components, in order, each searched for once; missing ones are empty. They are as written,
/// release characters included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    /// What has not been taken, and behind it more of the window.
    rest: &'a [u8],
    /// Bytes that have not been taken.
    length: usize,
    next: Next,
    escaped: bool,
    service: Service,
}

impl<'a> Fields<'a> {
    /// The next component of this element.
    #[inline]
    pub(super) fn component(&mut self) -> &'a [u8] {
        if self.next == Next::Component {
            self.until(self.service.component)
        } else {
            &[]
        }
    }

    /// The next element as written.
    #[inline]
    pub(super) fn element(&mut self) -> &'a [u8] {
        if self.enter().next == Next::Component {
            self.until(self.service.element)
        } else {
            &[]
        }
    }

    /// Goes into the next element; what is left of this one is passed over.
    #[inline]
    pub(super) fn enter(&mut self) -> &mut Self {
        if self.next == Next::Component {
            self.until(self.service.element);
        }
        if self.next == Next::Element {
            self.next = Next::Component;
        }
        self
    }

    /// Passes over elements.
    #[inline]
    pub(super) fn skip(&mut self, count: usize) -> &mut Self {
        for _ in 0..count {
            self.element();
        }
        self
    }

    /// Whether there is another component in this element.
    #[inline]
    pub(super) fn more(&self) -> bool {
        self.next == Next::Component
    }

    /// What stands before the end of the element, or before `mark` if that comes first.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "a call costs more than the search: three times for each segment"
    )]
    fn until(&mut self, mark: u8) -> &'a [u8] {
        let Service {
            element, release, ..
        } = self.service;
        let end = if self.escaped {
            let own = self.rest.get(..self.length).unwrap_or_default();
            unreleased(own, [mark, element], release)
        } else {
            let (mark, element) = (full_of(mark), full_of(element));
            position(self.rest, self.length, |word| {
                marks(word, mark) | marks(word, element)
            })
        };
        let (bytes, behind) = self.rest.split_at_checked(end).unwrap_or_default();
        let (found, rest) = behind.split_first().unwrap_or((&0, &[]));
        self.next = if end >= self.length {
            Next::Nothing
        } else if *found == self.service.element {
            Next::Element
        } else {
            Next::Component
        };
        self.rest = rest;
        self.length = self.length.saturating_sub(end + 1);
        bytes
    }

    /// The components of an element that was taken as a whole.
    #[inline]
    pub(super) fn components_of(&self, element: &'a [u8]) -> Self {
        Fields {
            rest: element,
            length: element.len(),
            next: Next::Component,
            ..*self
        }
    }
}

/// Where a byte first stands among the first `length` for which `marks` has the high bit of its place in a word of eight;
/// or `length`. Eight bytes at a time, because fields are too short for anything that has to be called.
#[inline]
fn position(bytes: &[u8], length: usize, marks: impl Fn(u64) -> u64) -> usize {
    let (words, rest) = bytes.as_chunks();
    let mut at = 0;
    for word in words {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            let index = usize::try_from(marks.trailing_zeros() / 8).unwrap_or(0);
            return length.min(at + index);
        }
        at += 8;
        if at >= length {
            return length;
        }
    }
    // The end of the window.
    let mut rest = rest.iter();
    let found = rest.position(|byte| marks(u64::from(*byte)) & 0x80 != 0);
    found.map_or(length, |found| length.min(at + found))
}

/// A byte in each place of a word.
#[inline]
fn full_of(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks the high bits of the places of a word that hold the byte which `wanted` is full of. It can mark a place too many, but
/// only behind one that is marked rightly.
#[inline]
fn marks(word: u64, wanted: u64) -> u64 {
    let word = word ^ wanted;
    word.wrapping_sub(full_of(1)) & !word & full_of(0x80)
}

/// Where one of two characters first stands that is not released; the length if nowhere.
#[cold]
fn unreleased(bytes: &[u8], wanted: [u8; 2], release: u8) -> usize {
    let mut released = false;
    let found = bytes.iter().position(|byte| {
        let found = !released && wanted.contains(byte);
        released = !released && *byte == release;
        found
    });
    found.unwrap_or(bytes.len())
}

/// A segment and where it starts.
pub(super) struct Token<'a> {
    /// The segment.
    pub(super) segment: Segment<'a>,
    /// Place of its first byte; the record is for the reader to fill in.
    pub(super) place: Position,
    /// How the segment ends.
    pub(super) end: End,
}

/// How a segment ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// With its terminator.
    Terminator,
    /// With the file; only blanks are harmless then.
    File,
    /// Not within what is read; nothing comes after it.
    TooLong,
}

impl Token<'_> {
    /// Whether there is nothing but blanks in it.
    pub(super) fn is_blank(&self) -> bool {
        self.segment.is_blank()
    }
}

/// A stream of segments.
pub(super) struct Segments<R> {
    inner: R,
    /// With eight bytes more than are filled, which are never looked at for what they are.
    window: Vec<u8>,
    /// First byte of the window that has not been handed on.
    at: usize,
    /// Bytes in the window.
    filled: usize,
    /// From `at` to here, if it is not before, there is no release character.
    clear: usize,
    /// The last line break before `at`, or the start of the window.
    now: Mark,
    /// The line breaks behind it.
    marks: VecDeque<Mark>,
    /// Where reading goes on: behind the last byte of the window and the line breaks behind that.
    end: Mark,
    service: Service,
}

/// A place of the window in the file, behind line breaks.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// Offset in the window.
    at: usize,
    /// Offset in the file.
    byte: u64,
    line: u64,
    line_start: u64,
}

impl<R: BufRead> Segments<R> {
    pub(super) fn new(inner: R) -> Self {
        let start = Mark {
            at: 0,
            byte: 0,
            line: 1,
            line_start: 0,
        };
        Self {
            inner,
            window: vec![0; WINDOW + 8],
            at: 0,
            filled: 0,
            clear: 0,
            now: start,
            marks: VecDeque::new(),
            end: start,
            service: Service::default(),
        }
    }

    /// The place of the next byte.
    #[inline]
    pub(super) fn place(&mut self) -> Position {
        while let Some(mark) = self.marks.front()
            && mark.at <= self.at
        {
            self.now = *mark;
            self.marks.pop_front();
        }
        let byte = self.now.byte + wide(self.at - self.now.at);
        Position {
            byte,
            line: self.now.line,
            column: byte - self.now.line_start + 1,
            record: 0,
        }
    }

    /// The place of the next byte that is no line break. It must be in the window for that: a line break that is still to be
    /// read comes before it.
    pub(super) fn next_place(&mut self) -> Result<Position> {
        self.peek(0)?;
        Ok(self.place())
    }

    /// Before an interchange: skips blanks and line breaks, and reads `UNA` if it is there. `Some(false)` if it is
    /// there and cannot be used.
    pub(super) fn service_string(&mut self) -> Result<Option<bool>> {
        self.service = Service::default();
        self.clear = self.at;
        if self.peek(0)? == Some(0xef) && self.place().byte == 0 {
            let mark = [self.peek(0)?, self.peek(1)?, self.peek(2)?];
            let is_whole = self.marks.front().is_none_or(|mark| mark.at > 2);
            if mark == [Some(0xef), Some(0xbb), Some(0xbf)] && is_whole {
                self.at = 3;
                self.now.line_start = 3;
            }
        }
        while self.peek(0)? == Some(b' ') {
            self.at += 1;
        }
        let mut characters = [0; 9];
        let mut count = 0;
        while let Some(byte) = self.peek(count)? {
            if let Some(to) = characters.get_mut(count) {
                *to = byte;
            }
            count += 1;
            if count == characters.len() || (count == 3 && !characters.starts_with(b"UNA")) {
                break;
            }
        }
        if count < characters.len() {
            return Ok(None);
        }
        let [_, _, _, rest @ ..] = characters;
        self.at += count;
        self.clear = self.at;
        Ok(Some(match Service::new(rest) {
            Some(service) => {
                self.service = service;
                true
            }
            None => false,
        }))
    }

    /// The next segment; `None` at the end of the stream.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<Token<'_>>> {
        while self.at >= self.filled {
            if self.fill()? == 0 {
                return Ok(None);
            }
        }
        let place = self.place();
        let unread = self.window.get(self.at..).unwrap_or_default();
        let length = (self.filled - self.at).min(MAX_SEGMENT + 1);
        let terminator = full_of(self.service.terminator);
        let found = position(unread, length, |word| marks(word, terminator));
        let (length, end, escaped) = if found < length && self.at + found <= self.clear {
            (found, End::Terminator, false)
        } else {
            self.find_end()?
        };
        let unread = self.window.get(self.at..).unwrap_or_default();
        self.at += length + usize::from(end == End::Terminator);
        Ok(Some(Token {
            segment: Segment {
                window: unread,
                length: length.min(MAX_SEGMENT),
                escaped,
                service: self.service,
            },
            place,
            end: if length > MAX_SEGMENT && end == End::Terminator {
                End::TooLong
            } else {
                end
            },
        }))
    }

    /// The length of the next segment, how it ends, and whether a release character is in it: for the few that have one, go
    /// beyond the window, or come first after such.
    #[cold]
    fn find_end(&mut self) -> Result<(usize, End, bool)> {
        let (stop, end) = self.find_terminator()?;
        let escaped = !self.is_clear(self.at, stop);
        Ok((stop - self.at, end, escaped))
    }

    /// Whether a stretch of the window has no release character.
    fn is_clear(&mut self, start: usize, stop: usize) -> bool {
        if self.clear < start {
            self.clear = start;
        }
        if self.clear < stop {
            let rest = self.window.get(self.clear..self.filled).unwrap_or_default();
            let step = memchr::memchr(self.service.release, rest);
            self.clear += step.unwrap_or(rest.len());
        }
        self.clear >= stop
    }

    /// Where the segment that starts here ends.
    fn find_terminator(&mut self) -> Result<(usize, End)> {
        let mut searched = self.at;
        loop {
            let rest = self.window.get(searched..self.filled).unwrap_or_default();
            if let Some(offset) = memchr::memchr(self.service.terminator, rest) {
                let end = searched + offset;
                if !self.is_released(end) {
                    return Ok((end, End::Terminator));
                }
                searched = end + 1;
                continue;
            }
            searched = self.filled - self.at;
            if self.fill()? == 0 {
                let end = if self.filled - self.at < WINDOW {
                    End::File
                } else {
                    End::TooLong
                };
                return Ok((self.filled, end));
            }
            searched += self.at;
        }
    }

    /// Whether an odd number of release characters stands before.
    fn is_released(&self, end: usize) -> bool {
        let before = self.window.get(self.at..end).unwrap_or_default();
        if before.last() != Some(&self.service.release) {
            return false;
        }
        let releases = before.iter().rev();
        let releases = releases.take_while(|byte| **byte == self.service.release);
        releases.count() % 2 == 1
    }

    /// Moves what is unread to the front and reads more: number of bytes read, line breaks too; 0 at the end of the
    /// stream or if the window is full.
    #[cold]
    fn fill(&mut self) -> Result<usize> {
        if self.at > 0 {
            let place = self.place();
            self.now.byte = place.byte;
            self.now.at = 0;
            for mark in &mut self.marks {
                mark.at -= self.at;
            }
            self.window.copy_within(self.at..self.filled, 0);
            self.filled -= self.at;
            self.clear = self.clear.saturating_sub(self.at);
            self.at = 0;
        }
        let available = self.inner.fill_buf()?;
        let count = available.len().min(WINDOW - self.filled);
        let mut rest = available.get(..count).unwrap_or_default();
        while !rest.is_empty() {
            let length = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
            let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            if let Some(to) = self.window.get_mut(self.filled..self.filled + length) {
                to.copy_from_slice(text);
            }
            self.filled += length;
            self.end.byte += wide(length);
            rest = behind;
            while let [byte @ (b'\r' | b'\n'), more @ ..] = rest {
                rest = more;
                self.end.byte += 1;
                if *byte == b'\n' {
                    self.end.line += 1;
                    self.end.line_start = self.end.byte;
                }
            }
            if !behind.is_empty() {
                self.end.at = self.filled;
                match self.marks.back_mut() {
                    Some(last) if last.at == self.filled => *last = self.end,
                    _ => self.marks.push_back(self.end),
                }
            }
        }
        self.inner.consume(count);
        Ok(count)
    }

    /// A byte ahead.
    fn peek(&mut self, offset: usize) -> Result<Option<u8>> {
        while self.at + offset >= self.filled {
            if self.fill()? == 0 {
                return Ok(None);
            }
        }
        Ok(self.window.get(self.at + offset).copied())
    }
}

#[inline]
fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn positions() {
        let find = |bytes: &[u8], length| {
            position(bytes, length, |word| {
                marks(word, full_of(b'+')) | marks(word, full_of(b':'))
            })
        };
        for length in 0..20 {
            let mut bytes = vec![b'*'; length];
            assert_eq!(find(&bytes, length), length);
            for at in (0..length).rev() {
                bytes[at] = b"+:"[at % 2];
                assert_eq!(find(&bytes, length), at, "{length}");
                for shorter in 0..=at {
                    assert_eq!(find(&bytes, shorter), shorter, "{length}");
                }
            }
        }
    }

    /// Segments as text with line and column, elements divided by `|` and components by `/`.
    fn all(input: &[u8], capacity: usize) -> Vec<(String, u64, u64, u64, End)> {
        let mut segments = Segments::new(BufReader::with_capacity(capacity, input));
        segments.service_string().unwrap();
        let mut seen = Vec::new();
        while let Some(token) = segments.next().unwrap() {
            let mut text =
                String::from_utf8(token.segment.tag().unwrap_or(*b"---").to_vec()).unwrap();
            let mut elements = token.segment.elements();
            while elements.enter().more() {
                let mut mark = '|';
                while elements.more() {
                    text.push(mark);
                    text.push_str(&String::from_utf8_lossy(elements.component()));
                    mark = '/';
                }
            }
            let at = token.place;
            seen.push((text, at.byte, at.line, at.column, token.end));
        }
        seen
    }

    #[test]
    fn segments_across_line_breaks_and_buffers() {
        let input = b"UNA:+,? 'UNB+a:b?+c'\r\nFTX+PMD+++x??'\nQ\nQQ+1?\n'2'''GIS+3\r\n7' \n";
        let t = End::Terminator;
        let expected: Vec<(String, u64, u64, u64, End)> = [
            ("UNB|a/b?+c", 9, 1, 10, t),
            ("FTX|PMD|||x??", 22, 2, 1, t),
            ("QQQ|1?'2", 37, 3, 1, t),
            ("---", 48, 5, 4, t),
            ("---", 49, 5, 5, t),
            ("GIS|37", 50, 5, 6, t),
            ("---", 59, 6, 3, End::File),
        ]
        .map(|(text, byte, line, column, end)| (text.to_owned(), byte, line, column, end))
        .to_vec();
        for capacity in 1..80 {
            assert_eq!(all(input, capacity), expected, "buffer of {capacity}");
        }
    }

    #[test]
    fn service_characters() {
        let table: [(&[u8; 6], bool); 7] = [
            (b":+,? '", true),
            (b":+.? '", true),
            (b"^|.\\ ~", true),
            (b":+.  '", true),
            (b"::.? '", false),
            (b":+.? +", false),
            (b"A+.? '", false),
        ];
        for (characters, usable) in table {
            assert_eq!(
                Service::new(*characters).is_some(),
                usable,
                "{characters:?}"
            );
        }
    }

    #[test]
    fn endless_segments_stop() {
        for capacity in [100, 1 << 16] {
            let mut input = b"UNB+".to_vec();
            input.resize(200_000, b'x');
            let seen = all(&input, capacity);
            assert_eq!(seen[0].4, End::TooLong);
        }
    }
}
