//! The stretch of the stream that is in memory, and the place of its first byte not yet read.
//!
//! Bytes are copied into one buffer, so that a token lies in one piece wherever the source cuts. Lines are counted
//! from line feed to line feed with a search over many bytes, not token by token.

use std::io::{BufRead, ErrorKind};

use domain::Position;

use super::{Fault, Reason};

/// Most bytes taken from the source at once.
const BLOCK: usize = 64 * 1024;

/// A buffer over a stream, and how far it has been read.
#[derive(Debug)]
pub(super) struct Window<R> {
    input: R,
    buffer: Vec<u8>,
    /// The first byte not yet read, in the buffer.
    at: usize,
    /// Offset of the buffer in the file.
    base: u64,
    line: u64,
    line_start: u64,
    /// The first line feed that is not counted yet, in the buffer; its length if there is none.
    line_feed: usize,
}

impl<R: BufRead> Window<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            at: 0,
            base: 0,
            line: 1,
            line_start: 0,
            line_feed: 0,
        }
    }

    /// The place of the first byte not yet read.
    #[inline]
    pub(super) fn position(&mut self) -> Position {
        while self.line_feed < self.at {
            self.line += 1;
            self.line_start = self.base + offset(self.line_feed) + 1;
            self.find_line_feed(self.line_feed + 1);
        }
        let byte = self.base + offset(self.at);
        Position {
            byte,
            line: self.line,
            column: byte - self.line_start + 1,
            record: 0,
        }
    }

    #[cold]
    #[inline(never)]
    fn find_line_feed(&mut self, from: usize) {
        let rest = self.buffer.get(from..).unwrap_or_default();
        self.line_feed = match memchr::memchr(b'\n', rest) {
            Some(at) => from + at,
            None => self.buffer.len(),
        };
    }

    /// What is in memory and not yet read.
    #[inline]
    pub(super) fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Reads on; what is read stays in memory until [`Window::more`] is called.
    #[inline]
    pub(super) fn read(&mut self, length: usize) {
        self.at = self.at.saturating_add(length).min(self.buffer.len());
    }

    /// The bytes last read.
    #[inline]
    pub(super) fn last(&self, length: usize) -> &[u8] {
        let from = self.at.saturating_sub(length);
        self.buffer.get(from..self.at).unwrap_or_default()
    }

    /// Takes more from the source, at least as much as is not yet read, so that looking again costs no more than twice;
    /// false at the end of the stream.
    pub(super) fn more(&mut self, position: Position) -> Result<bool, Fault> {
        let kept = self.rest().len();
        // Everything before `at` is counted already: the position was asked for.
        self.buffer.drain(..self.at);
        self.base += offset(self.at);
        self.at = 0;
        while self.buffer.len() < kept.saturating_mul(2).max(1) {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    let message = format!("expected more of the file, found: {error}");
                    return Err(Fault::new(Reason::EndsEarly, position, message));
                }
            };
            if chunk.is_empty() {
                break;
            }
            let taken = chunk.get(..chunk.len().min(BLOCK)).unwrap_or_default();
            self.buffer.extend_from_slice(taken);
            let taken = taken.len();
            self.input.consume(taken);
        }
        self.find_line_feed(0);
        Ok(self.buffer.len() > kept)
    }
}

fn offset(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
