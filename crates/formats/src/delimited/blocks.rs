//! The file in blocks of whole lines, so that what is true of all their bytes is found out once.
//!
//! Not here: lines and their places (`parse`). Memory is bounded: a block lies in the stream's own buffer, and of a line that
//! does not end in it only the head is kept.

use std::io::{BufRead, Result};

/// The most bytes that are looked at together: they stay in a fast cache while they are looked at again.
const BLOCK: usize = 1 << 16;

/// Some lines of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Block<'a> {
    /// Whole lines with their ends; or one line alone, which at the end of the file may have none.
    pub(super) bytes: &'a [u8],
    /// Bytes of one line alone that were left out because it is longer than the limit.
    pub(super) left_out: usize,
}

/// A stream of blocks.
#[derive(Debug)]
pub(super) struct Blocks<R> {
    inner: R,
    limit: usize,
    /// A line that did not lie in one buffer of the stream.
    carried: Vec<u8>,
    /// Bytes of `inner`'s buffer that belong to the block handed out last.
    pending: usize,
}

impl<R: BufRead> Blocks<R> {
    /// Blocks of lines of at most `limit` bytes.
    pub(super) fn new(inner: R, limit: usize) -> Self {
        Self {
            inner,
            limit,
            carried: Vec::new(),
            pending: 0,
        }
    }

    /// The next block; `None` at the end of the stream.
    pub(super) fn next(&mut self) -> Result<Option<Block<'_>>> {
        self.inner.consume(std::mem::take(&mut self.pending));
        let buffer = self.inner.fill_buf()?;
        let head = buffer.get(..BLOCK.min(self.limit)).unwrap_or(buffer);
        let Some(last) = memchr::memrchr(b'\n', head) else {
            return self.one_line();
        };
        self.pending = last + 1;
        let bytes = self.inner.fill_buf()?.get(..=last).unwrap_or_default();
        Ok(Some(Block { bytes, left_out: 0 }))
    }

    /// A line that runs over the end of the stream's buffer, or is longer than a block.
    fn one_line(&mut self) -> Result<Option<Block<'_>>> {
        self.carried.clear();
        let mut left_out = 0;
        let mut ended = false;
        while !ended {
            let buffer = self.inner.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = memchr::memchr(b'\n', buffer);
            let length = end.unwrap_or(buffer.len());
            let room = self.limit.saturating_sub(self.carried.len()).min(length);
            let kept = buffer.get(..room).unwrap_or_default();
            self.carried.extend_from_slice(kept);
            left_out += length - room;
            ended = end.is_some();
            self.inner.consume(length + usize::from(ended));
        }
        if ended {
            self.carried.push(b'\n');
        }
        let bytes = self.carried.as_slice();
        Ok((!bytes.is_empty()).then_some(Block { bytes, left_out }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn all(input: &[u8], buffer: usize, limit: usize) -> Vec<(Vec<u8>, usize)> {
        let mut blocks = Blocks::new(BufReader::with_capacity(buffer, input), limit);
        let mut seen = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            seen.push((block.bytes.to_vec(), block.left_out));
        }
        seen
    }

    #[test]
    fn nothing_is_lost_whatever_the_buffer() {
        for input in ["one\r\n\ntwo three\n\r\nlast", "a\n", "\n", "a", ""] {
            for buffer in 1..30 {
                let seen = all(input.as_bytes(), buffer, 100);
                let joined: Vec<u8> = seen.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
                assert_eq!(joined, input.as_bytes(), "buffer of {buffer}");
                let (last, others) = match seen.split_last() {
                    Some((last, others)) => (Some(last), others),
                    None => (None, &[][..]),
                };
                assert!(others.iter().all(|(bytes, _)| bytes.ends_with(b"\n")));
                assert_eq!(last.is_none(), input.is_empty());
                assert!(
                    seen.iter()
                        .all(|(bytes, left_out)| *left_out == 0 && !bytes.is_empty())
                );
            }
        }
    }

    #[test]
    fn a_large_buffer_is_handed_out_in_parts() {
        let input = "0123456\n".repeat(3 * BLOCK / 8);
        let lengths: Vec<usize> = all(input.as_bytes(), input.len(), 1 << 20)
            .iter()
            .map(|(bytes, _)| bytes.len())
            .collect();
        assert_eq!(lengths, [BLOCK; 3]);
    }

    #[test]
    fn long_lines_are_cut_but_counted() {
        for buffer in 1..30 {
            let seen = all(b"123456789\nab\n1234", buffer, 4);
            assert_eq!(
                seen,
                [
                    (b"1234\n".to_vec(), 5),
                    (b"ab\n".to_vec(), 0),
                    (b"1234".to_vec(), 0)
                ],
                "buffer of {buffer}"
            );
        }
    }
}
