//! Which field a line begins, and whether a file begins like a statement.
//!
//! Not here: what the fields say.

/// The fields of the format; whatever else begins like one is text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tag {
    Reference,
    Account,
    /// `25P`: the bank stands on the next line.
    AccountAndBank,
    Number,
    Opening {
        is_intermediate: bool,
    },
    Line,
    Text,
    Closing {
        is_intermediate: bool,
    },
    Available(&'static str),
    /// `34F`, `90C`, `90D`: of interim reports.
    Interim,
    /// `21`, `13D`, `NS`, `NSF`.
    Skipped,
}

/// The tag at the start of a line, and what stands behind it.
#[inline]
pub(super) fn tag(line: &[u8]) -> Option<(Tag, usize)> {
    let (tag, length) = match line {
        [b':', b'6', b'1', b':', ..] => (Tag::Line, 4),
        [b':', b'8', b'6', b':', ..] => (Tag::Text, 4),
        [b':', b'2', b'0', b':', ..] => (Tag::Reference, 4),
        [b':', b'2', b'5', b':', ..] => (Tag::Account, 4),
        [b':', b'2', b'5', b'P', b':', ..] => (Tag::AccountAndBank, 5),
        [b':', b'2', b'8', b':', ..] => (Tag::Number, 4),
        [b':', b'2', b'8', b'C', b':', ..] => (Tag::Number, 5),
        [b':', b'6', b'0', mark @ (b'F' | b'M'), b':', ..] => {
            let is_intermediate = *mark == b'M';
            (Tag::Opening { is_intermediate }, 5)
        }
        [b':', b'6', b'2', mark @ (b'F' | b'M'), b':', ..] => {
            let is_intermediate = *mark == b'M';
            (Tag::Closing { is_intermediate }, 5)
        }
        [b':', b'6', b'4', b':', ..] => (Tag::Available("CLAV"), 4),
        [b':', b'6', b'5', b':', ..] => (Tag::Available("FWAV"), 4),
        [b':', b'1', b'3', b'D', b':', ..] | [b':', b'N', b'S', b'F', b':', ..] => {
            (Tag::Skipped, 5)
        }
        [b':', b'2', b'1', b':', ..] | [b':', b'N', b'S', b':', ..] => (Tag::Skipped, 4),
        [b':', b'3', b'4', b'F', b':', ..] | [b':', b'9', b'0', b'C' | b'D', b':', ..] => {
            (Tag::Interim, 5)
        }
        _ => return None,
    };
    Some((tag, length))
}

/// Whether a line of its own ends a statement: `-`, or `-}` of a block with whatever follows.
pub(super) fn is_end(line: &[u8]) -> bool {
    line.starts_with(b"-}") || (line.starts_with(b"-") && line.trim_ascii() == b"-")
}

/// Whether a line of a text would be taken for something else.
pub(super) fn is_no_text(line: &[u8]) -> bool {
    tag(line).is_some() || is_end(line) || line.starts_with(b"{1:")
}

/// Longest line before the first statement.
const MAX_BANNER: usize = 1024;

pub(super) fn looks_like_statement(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let (mut in_statement, mut has_account) = (false, false);
    for line in head.split(|byte| matches!(byte, b'\n' | b'\r')) {
        // Banners before a statement are short; records of fixed width with such a line among them are something else.
        if !in_statement && line.len() > MAX_BANNER {
            return false;
        }
        let line = match memchr::memmem::find(line, b"{4:") {
            Some(at) if line.starts_with(b"{") || line.starts_with(b"-}") => {
                line.get(at + 3..).unwrap_or_default()
            }
            _ => line,
        };
        match tag(line) {
            Some((Tag::Reference, _)) if !has_account => in_statement = true,
            Some((Tag::Skipped, _)) if in_statement && line.starts_with(b":21:") => {}
            Some((Tag::Account | Tag::AccountAndBank, _)) if in_statement => has_account = true,
            Some((Tag::Number | Tag::Skipped, _)) if has_account => {}
            // A floor limit before any balance: an interim report (MT942).
            Some((Tag::Interim, _)) if has_account => return false,
            Some(_) if has_account => return true,
            Some(_) => in_statement = false,
            None => {}
        }
    }
    has_account
}
