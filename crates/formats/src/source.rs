//! Where bytes come from: a stream that counts bytes and lines as they are consumed, so that every record and
//! every complaint knows its place, in the **original** bytes.
//!
//! Not here: opening files.

use std::io::{BufRead, Read, Result};

use domain::Position;

/// A buffered stream that knows how far it has been consumed. `Source::new(&bytes[..])` for bytes in memory.
#[derive(Debug)]
pub struct Source<R> {
    inner: R,
    byte: u64,
    line: u64,
    line_start: u64,
}

impl<R: BufRead> Source<R> {
    /// Starts at byte 0, line 1, column 1.
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            byte: 0,
            line: 1,
            line_start: 0,
        }
    }

    /// The place of the next byte to be consumed, with the given record number.
    pub fn position(&self, record: u64) -> Position {
        Position {
            byte: self.byte,
            line: self.line,
            column: self.byte - self.line_start + 1,
            record,
        }
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..n), available.get(..n)) {
            to.copy_from_slice(from);
        }
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.inner.fill_buf()
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
        self.byte += u64::try_from(amount).unwrap_or(0);
        self.inner.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_columns() {
        let mut source = Source::new(&b"ab\ncd\n\nx"[..]);
        let mut places = Vec::new();
        for _ in 0..9 {
            let at = source.position(0);
            places.push((at.byte, at.line, at.column));
            let step = source.fill_buf().map_or(0, |b| b.len().min(1));
            source.consume(step);
        }
        assert_eq!(
            places,
            [
                (0, 1, 1),
                (1, 1, 2),
                (2, 1, 3),
                (3, 2, 1),
                (4, 2, 2),
                (5, 2, 3),
                (6, 3, 1),
                (7, 4, 1),
                (8, 4, 2)
            ]
        );
    }
}
