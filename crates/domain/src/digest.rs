//! Content identity: the SHA-256 digest of a file's bytes, and its short form used in row references.
//!
//! Not here: computing it (`ingest` and `close` do, where the bytes are).

use std::fmt::{self, Write};
use std::str::FromStr;

/// A SHA-256 digest, as `sha256sum` prints it: 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// The first 12 hexadecimal digits (48 bits) of a file's digest: short enough to read aloud, long enough to
/// tell the files of one agency apart. Row references are `<FileId>:<record>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub [u8; 6]);

impl Digest {
    /// The short form used in row references.
    pub fn file_id(&self) -> FileId {
        let mut short = [0; 6];
        for (to, from) in short.iter_mut().zip(self.0) {
            *to = from;
        }
        FileId(short)
    }
}

fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Row references are written by the million; the formatter of a single byte costs ten times as much.
    let digit = |value: u8| {
        char::from(if value < 10 {
            b'0' + value
        } else {
            b'a' - 10 + value
        })
    };
    bytes.iter().try_for_each(|byte| {
        f.write_char(digit(byte >> 4))?;
        f.write_char(digit(byte & 15))
    })
}

fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N
        || !text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    {
        return None;
    }
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

/// The text is not a digest in lower-case hexadecimal of the right length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a SHA-256 digest in lower-case hexadecimal")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        read_hex(text).map(Self).ok_or(NotADigest)
    }
}

impl FromStr for FileId {
    type Err = NotADigest;
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        read_hex(text).map(Self).ok_or(NotADigest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let digest: Digest = text.parse().unwrap();
        assert_eq!(digest.to_string(), text);
        assert_eq!(digest.file_id().to_string(), "e3b0c44298fc");
        assert_eq!("e3b0c44298fc".parse::<FileId>().unwrap(), digest.file_id());
        assert!("E3B0C44298FC".parse::<FileId>().is_err());
        assert!("e3b0".parse::<Digest>().is_err());
    }
}
