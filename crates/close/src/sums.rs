//! `SHA256SUMS`: the list of a run's files in the form that `sha256sum -c` reads.
//!
//! One line per file, `<64 hexadecimal digits>  <name>`, sorted by name (bytes), each name once, a newline at the end of
//! every line. The digest of these bytes is the identity of the run.

use std::collections::BTreeMap;

use domain::Digest;

use crate::names::is_file_name;

/// The files of a run and their digests, by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sums(pub(crate) BTreeMap<String, Digest>);

/// The bytes are not such a list; the number is the line, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {0} is not a digest, two spaces and the name of a file, sorted by name")]
pub(crate) struct NotSums(pub(crate) usize);

impl Sums {
    /// The file's bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut text = String::new();
        for (name, digest) in &self.0 {
            text.extend([digest.to_string().as_str(), "  ", name, "\n"]);
        }
        text.into_bytes()
    }

    /// Strict: only what [`Sums::to_bytes`] writes is read.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, NotSums> {
        let text = std::str::from_utf8(bytes).map_err(|_| NotSums(1))?;
        let mut files = BTreeMap::new();
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let wrong = NotSums(index + 1);
            let (digest, name) = line
                .strip_suffix('\n')
                .and_then(|line| line.split_once("  "))
                .ok_or(wrong)?;
            let is_sorted = files
                .last_key_value()
                .is_none_or(|(last, _): (&String, _)| last.as_str() < name);
            if !is_sorted || !is_file_name(name) {
                return Err(wrong);
            }
            files.insert(name.to_owned(), digest.parse().map_err(|_| wrong)?);
        }
        if files.is_empty() {
            Err(NotSums(1))
        } else {
            Ok(Self(files))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let zero = "0".repeat(64);
        let good = format!("{zero}  a.json\n{zero}  frames/b.parquet\n");
        assert_eq!(
            Sums::from_bytes(good.as_bytes()).unwrap().to_bytes(),
            good.as_bytes()
        );
        let bad = [
            (String::new(), 1),
            (format!("{zero}  a.json"), 1),
            (format!("{zero} *a.json\n"), 1),
            (format!("{zero}  ../a\n"), 1),
            (format!("{zero}  b\n{zero}  a\n"), 2),
            (format!("{zero}  a\n{zero}  a\n"), 2),
            (format!("{zero}  a\r\n"), 1),
            (format!("{zero}  a\n\n"), 2),
            (format!("{}  a\n", "A".repeat(64)), 1),
        ];
        for (text, line) in bad {
            assert_eq!(
                Sums::from_bytes(text.as_bytes()),
                Err(NotSums(line)),
                "{text:?}"
            );
        }
        assert!(Sums::from_bytes(b"\xff").is_err());
    }
}
