//! Lines of a stream, as byte slices with their place: the floor on which the line formats stand.
//!
//! Not here: characters. A line is whatever lies between two line feeds; one carriage return before the line feed
//! belongs to the line end. [`Lines::also_returns`] is for formats in which a carriage return alone ends a line too.
//! Memory is bounded: of a line longer than the limit only the head is kept.

use std::io::{BufRead, Result};

use domain::Position;

/// One line without its line end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Line<'a> {
    /// The bytes; only the first `limit` of them if the line is longer.
    pub(crate) bytes: &'a [u8],
    /// Offset of the first byte in the file, from 0.
    pub(crate) byte: u64,
    /// Number of the line, from 1.
    pub(crate) number: u64,
    /// Whether bytes were left out because the line is longer than the limit.
    pub(crate) cut: bool,
    /// Whether a line feed ended it; false only for the last line of a file that does not end in one.
    pub(crate) ended: bool,
    /// Whether a carriage return was taken off its end.
    pub(crate) carriage_return: bool,
}

impl Line<'_> {
    /// The place of the byte at `column` (from 1), with the given record number.
    pub(crate) fn position(&self, column: usize, record: u64) -> Position {
        let column = u64::try_from(column).unwrap_or(u64::MAX);
        Position {
            byte: self.byte + column.saturating_sub(1),
            line: self.number,
            column,
            record,
        }
    }
}

/// A stream of lines.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    inner: R,
    limit: usize,
    /// Pieces of a line that did not lie in one buffer of the stream.
    carried: Vec<u8>,
    /// Bytes of `inner`'s buffer that belong to the line handed out last.
    pending: usize,
    byte: u64,
    number: u64,
    /// A carriage return alone ends a line too.
    returns: bool,
    /// A carriage return ended the line handed out last; a line feed right behind it belongs to it.
    after_return: bool,
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most `limit` bytes.
    pub(crate) fn new(inner: R, limit: usize) -> Self {
        Self {
            inner,
            limit,
            carried: Vec::new(),
            pending: 0,
            byte: 0,
            number: 0,
            returns: false,
            after_return: false,
        }
    }

    /// Lines of at most `limit` bytes that a carriage return alone ends too.
    pub(crate) fn also_returns(inner: R, limit: usize) -> Self {
        Self {
            returns: true,
            ..Self::new(inner, limit)
        }
    }

    /// The place of the next byte to be read, which is the end of the file after the last line.
    pub(crate) fn end(&self, record: u64) -> Position {
        Position {
            byte: self.byte,
            line: self.number + 1,
            column: 1,
            record,
        }
    }

    /// The next line; `None` at the end of the stream.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>> {
        self.inner.consume(self.pending);
        self.pending = 0;
        if self.returns {
            return self.next_of_either();
        }
        let buffer = self.inner.fill_buf()?;
        match memchr::memchr(b'\n', buffer) {
            Some(length) if length <= self.limit => {
                self.pending = length + 1;
                let (byte, number) = self.advance(length + 1);
                let bytes = self.inner.fill_buf()?.get(..length).unwrap_or_default();
                Ok(Some(finish(bytes, byte, number, false, true)))
            }
            _ => self.next_in_pieces(),
        }
    }

    /// The next line where both line feed and carriage return end one.
    fn next_of_either(&mut self) -> Result<Option<Line<'_>>> {
        if self.after_return {
            self.after_return = false;
            if self.inner.fill_buf()?.first() == Some(&b'\n') {
                self.inner.consume(1);
                self.byte += 1;
            }
        }
        let buffer = self.inner.fill_buf()?;
        let (length, end) = match memchr::memchr2(b'\n', b'\r', buffer) {
            Some(length) if length <= self.limit => match buffer.get(length..) {
                Some([b'\r', b'\n', ..]) => (length, 2),
                Some([b'\n', ..] | [b'\r', _, ..]) => (length, 1),
                // The buffer ends with the carriage return.
                _ => return self.next_in_pieces(),
            },
            _ => return self.next_in_pieces(),
        };
        self.pending = length + end;
        let (byte, number) = self.advance(length + end);
        let bytes = self.inner.fill_buf()?.get(..length).unwrap_or_default();
        Ok(Some(Line {
            bytes,
            byte,
            number,
            cut: false,
            ended: true,
            carriage_return: end == 2,
        }))
    }

    /// A line that runs over the end of the stream's buffer, or that is too long.
    fn next_in_pieces(&mut self) -> Result<Option<Line<'_>>> {
        self.carried.clear();
        let mut length = 0;
        let mut consumed = 0;
        let mut ended = false;
        while !ended {
            let buffer = self.inner.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = if self.returns {
                memchr::memchr2(b'\n', b'\r', buffer)
            } else {
                memchr::memchr(b'\n', buffer)
            };
            let (piece, taken) = match end {
                Some(at) => (at, at + 1),
                None => (buffer.len(), buffer.len()),
            };
            self.after_return = end.and_then(|at| buffer.get(at)) == Some(&b'\r');
            ended = taken > piece;
            let room = self.limit.saturating_sub(self.carried.len()).min(piece);
            self.carried
                .extend_from_slice(buffer.get(..room).unwrap_or_default());
            length += piece;
            consumed += taken;
            self.inner.consume(taken);
        }
        if consumed == 0 {
            return Ok(None);
        }
        let (byte, number) = self.advance(consumed);
        Ok(Some(finish(
            &self.carried,
            byte,
            number,
            length > self.carried.len(),
            ended,
        )))
    }

    fn advance(&mut self, length: usize) -> (u64, u64) {
        let byte = self.byte;
        self.byte += u64::try_from(length).unwrap_or(0);
        self.number += 1;
        (byte, self.number)
    }
}

#[inline]
fn finish(bytes: &[u8], byte: u64, number: u64, cut: bool, ended: bool) -> Line<'_> {
    match bytes {
        [line @ .., b'\r'] if !cut => Line {
            bytes: line,
            byte,
            number,
            cut,
            ended,
            carriage_return: true,
        },
        line => Line {
            bytes: line,
            byte,
            number,
            cut,
            ended,
            carriage_return: false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    type Seen = (Vec<u8>, u64, u64, bool, bool);

    fn all(input: &[u8], buffer: usize, limit: usize) -> Vec<Seen> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, input), limit);
        let mut seen = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            seen.push((
                line.bytes.to_vec(),
                line.byte,
                line.number,
                line.cut,
                line.ended,
            ));
        }
        seen
    }

    #[test]
    fn same_lines_whatever_the_buffer() {
        let input = b"one\r\n\ntwo three\n\r\nlast";
        let expected: Vec<Seen> = vec![
            (b"one".to_vec(), 0, 1, false, true),
            (b"".to_vec(), 5, 2, false, true),
            (b"two three".to_vec(), 6, 3, false, true),
            (b"".to_vec(), 16, 4, false, true),
            (b"last".to_vec(), 18, 5, false, false),
        ];
        for buffer in 1..30 {
            assert_eq!(all(input, buffer, 100), expected, "buffer of {buffer}");
        }
    }

    #[test]
    fn returns_end_lines_too_where_asked() {
        let input = b"one\r\n\rtwo\n\r\nlast\r";
        let expected: [(&[u8], u64, u64); 5] = [
            (b"one", 0, 1),
            (b"", 5, 2),
            (b"two", 6, 3),
            (b"", 10, 4),
            (b"last", 12, 5),
        ];
        for buffer in 1..30 {
            let mut lines = Lines::also_returns(BufReader::with_capacity(buffer, &input[..]), 100);
            let mut seen = Vec::new();
            while let Some(line) = lines.next().unwrap() {
                assert!(line.ended);
                seen.push((line.bytes.to_vec(), line.byte, line.number));
            }
            let seen: Vec<_> = seen.iter().map(|(b, at, n)| (&b[..], *at, *n)).collect();
            assert_eq!(seen, expected, "buffer of {buffer}");
        }
    }

    #[test]
    fn long_lines_are_cut_but_counted() {
        for buffer in 1..30 {
            let seen = all(b"123456789\nab\n", buffer, 4);
            assert_eq!(
                seen,
                [
                    (b"1234".to_vec(), 0, 1, true, true),
                    (b"ab".to_vec(), 10, 2, false, true)
                ]
            );
        }
    }
}
