//! Rows of text into a file through one buffer: texts, numbers and amounts as digits, nothing allocated per row.

use std::fs::File;
use std::io::{Result, Write as _};
use std::path::Path;

/// Bytes that are gathered before they are written.
const ROOM: usize = 1 << 16;

/// `00` to `99`, one after the other.
const PAIRS: [u8; 200] = {
    let mut pairs = [b'0'; 200];
    let mut at = 0;
    let mut tens = b'0';
    while tens <= b'9' {
        let mut ones = b'0';
        while ones <= b'9' {
            pairs[at] = tens;
            pairs[at + 1] = ones;
            at += 2;
            ones += 1;
        }
        tens += 1;
    }
    pairs
};

/// A file being written.
pub(crate) struct Out {
    file: File,
    buffer: Vec<u8>,
}

impl Out {
    /// Creates the file.
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of its own, which writes its result"
    )]
    pub(crate) fn create(path: &Path) -> Result<Self> {
        Ok(Self {
            file: File::create(path)?,
            buffer: Vec::with_capacity(ROOM + 1024),
        })
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.buffer.extend_from_slice(text.as_bytes());
        self
    }

    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut rest = number;
        while rest >= 100 {
            let pair = usize::try_from(rest % 100).unwrap_or(0) * 2;
            rest /= 100;
            at -= 2;
            digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        }
        let pair = usize::try_from(rest).unwrap_or(0) * 2;
        at -= 2;
        digits[at..]
            .iter_mut()
            .zip(&PAIRS[pair..pair + 2])
            .for_each(|(to, digit)| *to = *digit);
        // The last pair may have a leading zero.
        let start = if rest < 10 { at + 1 } else { at };
        self.buffer.extend_from_slice(&digits[start..]);
        self
    }

    /// Øre as `-1234,50`.
    pub(crate) fn amount(&mut self, ore: i128) -> &mut Self {
        if ore < 0 {
            self.buffer.push(b'-');
        }
        let ore = u64::try_from(ore.unsigned_abs()).unwrap_or(u64::MAX);
        self.number(ore / 100);
        let pair = usize::try_from(ore % 100).unwrap_or(0) * 2;
        self.buffer.push(b',');
        self.buffer.extend_from_slice(&PAIRS[pair..pair + 2]);
        self
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.buffer.push(b'\n');
        if self.buffer.len() >= ROOM {
            self.file.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Writes what is left. Without this the last rows are missing.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.file.write_all(&self.buffer)
    }
}
