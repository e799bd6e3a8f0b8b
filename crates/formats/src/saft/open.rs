//! The elements that are open: which end tag fits.
//!
//! Not here: reading tags.

use quick_xml::Error;
use quick_xml::errors::IllFormedError;

use crate::xml::word::ShortName;

/// The names of the elements that are open, as written.
#[derive(Debug, Default)]
pub(super) struct Open {
    names: Vec<u8>,
    /// Where each begins, the same if it is short, and whether it was taken past the tokenizer.
    starts: Vec<(usize, ShortName, bool)>,
}

impl Open {
    pub(super) fn enter(&mut self, name: &str) {
        let start = (self.names.len(), ShortName::default(), false);
        self.starts.push(start);
        self.names.extend_from_slice(name.as_bytes());
    }

    /// An element whose name stands at the start of `bytes`, past the tokenizer.
    pub(super) fn enter_taken(&mut self, bytes: &[u8], name: &[u8]) {
        let short = ShortName::of(bytes, name.len());
        self.starts.push((self.names.len(), short, true));
        self.names.extend_from_slice(name);
    }

    /// Length of the name if these bytes, behind `</`, are the end of an element that was taken past the tokenizer. Only
    /// then may the end pass it too: it remembers those it has seen.
    pub(super) fn take_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let (start, short, true) = *self.starts.last()? else {
            return None;
        };
        let name = self.names.get(start..)?;
        let length = name.len();
        let fits = short.ends(bytes) || bytes.starts_with(name) && bytes.get(length) == Some(&b'>');
        fits.then(|| {
            self.names.truncate(start);
            self.starts.pop();
            length
        })
    }

    /// An end tag of this name.
    pub(super) fn leave(&mut self, name: &str) -> Result<(), Error> {
        let Some((start, _, _)) = self.starts.pop() else {
            return Err(unmatched(name));
        };
        let expected = self.names.get(start..).unwrap_or_default();
        if expected != name.as_bytes() {
            return Err(Error::IllFormed(IllFormedError::MismatchedEndTag {
                expected: String::from_utf8_lossy(expected).into_owned(),
                found: name.to_owned(),
            }));
        }
        self.names.truncate(start);
        Ok(())
    }
}

/// What is wrong with an end tag without a start.
pub(super) fn unmatched(name: &str) -> Error {
    Error::IllFormed(IllFormedError::UnmatchedEndTag(name.to_owned()))
}
