//! One row as cells: delimiters and quotes (RFC 4180), on bytes; then characters (UTF-8 or Windows-1252).

use encoding_rs::WINDOWS_1252;

/// The most fields a row may have.
pub(super) const MAX_FIELDS: usize = 512;

/// A cell of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Cell {
    start: usize,
    end: usize,
    /// Column of its first byte in the row, from 1.
    pub(super) column: usize,
    quoted: bool,
}

/// How splitting a row with quotes ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Split {
    /// The row is whole.
    Whole,
    /// The quote opened at this column (from 1) is not closed: the row goes on in the next line.
    Open(usize),
    /// At this column (from 1) stands a quote in a field without quotes, or text behind a closing quote.
    Wrong(usize),
}

/// What a row holds besides its cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Found {
    /// A quote, a NUL or a carriage return.
    pub(super) is_odd: bool,
    /// Nothing but ASCII.
    pub(super) is_ascii: bool,
}

const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
const RETURNS: u64 = u64::from_ne_bytes([b'\r'; 8]);

/// The highest bit of every byte that is zero, and no other bit.
#[inline]
const fn zeros(word: u64) -> u64 {
    const LOW: u64 = !HIGH;
    // Below, no byte carries into the next.
    !(((word & LOW) + LOW) | word | LOW)
}

/// The cells of one row, with room that is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Cells {
    list: Vec<Cell>,
    /// The cells' contents without quotes, one after the other; used only for rows with quotes.
    unquoted: Vec<u8>,
    /// The same as characters; used only for rows that are not UTF-8.
    decoded: String,
    /// Cells there would be beyond [`MAX_FIELDS`].
    pub(super) too_many: bool,
}

impl Cells {
    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The column of a cell, from 1; 1 if there is no such cell.
    pub(super) fn column(&self, index: usize) -> usize {
        self.list.get(index).map_or(1, |cell| cell.column)
    }

    /// The text of a cell: without blanks around it, unless it was quoted; empty if there is no such cell.
    #[inline]
    pub(super) fn get<'t>(&self, text: &'t str, index: usize) -> &'t str {
        let Some(cell) = self.list.get(index) else {
            return "";
        };
        let content = text.get(cell.start..cell.end).unwrap_or_default();
        if cell.quoted {
            content
        } else {
            content.trim_ascii()
        }
    }

    /// As [`Cells::get`], with the place of the text in `text`.
    #[inline]
    pub(super) fn with_start<'t>(&self, text: &'t str, index: usize) -> (&'t str, usize) {
        let Some(cell) = self.list.get(index) else {
            return ("", 0);
        };
        let content = text.get(cell.start..cell.end).unwrap_or_default();
        if cell.quoted {
            return (content, cell.start);
        }
        let rest = content.trim_ascii_start();
        (
            rest.trim_ascii_end(),
            cell.start + (content.len() - rest.len()),
        )
    }

    /// The first cell that is not empty.
    pub(super) fn first_filled<'t>(&self, text: &'t str) -> &'t str {
        (0..self.len())
            .map(|index| self.get(text, index))
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }

    /// Looks at a row once, eight bytes at a time: splits it at its delimiters, and says what else is in it. If it has
    /// quotes, NULs or carriage returns, the cells mean nothing.
    #[inline]
    pub(super) fn scan(&mut self, row: &[u8], delimiter: u8) -> Found {
        self.list.clear();
        self.too_many = false;
        let mut start = 0;
        let mut odd = 0_u64;
        let mut high = 0_u64;
        let delimiters = u64::from_ne_bytes([delimiter; 8]);
        let (words, tail) = row.as_chunks::<8>();
        let mut at = 0;
        for word in words {
            let word = u64::from_le_bytes(*word);
            high |= word & HIGH;
            odd |= zeros(word ^ QUOTES) | zeros(word) | zeros(word ^ RETURNS);
            let mut found = zeros(word ^ delimiters);
            while found != 0 {
                let end = at + usize::try_from(found.trailing_zeros() / 8).unwrap_or(0);
                self.push_plain(start, end);
                start = end + 1;
                found &= found - 1;
            }
            at += 8;
        }
        for byte in tail {
            high |= u64::from(byte & 0x80);
            odd |= u64::from(matches!(byte, b'"' | 0 | b'\r'));
            if *byte == delimiter {
                self.push_plain(start, at);
                start = at + 1;
            }
            at += 1;
        }
        self.push_plain(start, row.len());
        if self.list.len() > MAX_FIELDS {
            self.list.truncate(MAX_FIELDS);
            self.too_many = true;
        }
        Found {
            is_odd: odd != 0,
            is_ascii: high == 0,
        }
    }

    #[inline]
    fn push_plain(&mut self, start: usize, end: usize) {
        // A row of a million delimiters must not become a million cells.
        if self.list.len() <= MAX_FIELDS {
            self.list.push(Cell {
                start,
                end,
                column: start + 1,
                quoted: false,
            });
        }
    }

    /// Splits a row with quotes; its contents are then in [`Cells::unquoted`].
    pub(super) fn split_quoted(&mut self, row: &[u8], delimiter: u8) -> Split {
        self.list.clear();
        self.unquoted.clear();
        self.too_many = false;
        let mut at = 0;
        loop {
            if self.list.len() >= MAX_FIELDS {
                self.too_many = true;
                return Split::Whole;
            }
            let rest = row.get(at..).unwrap_or_default();
            let start = self.unquoted.len();
            let quoted = rest.first() == Some(&b'"');
            let length = if quoted {
                match self.take_quoted(rest, delimiter) {
                    Ok(length) => length,
                    Err(Split::Wrong(offset)) => return Split::Wrong(at + offset),
                    Err(_) => return Split::Open(at + 1),
                }
            } else {
                let length = memchr::memchr(delimiter, rest).unwrap_or(rest.len());
                let content = rest.get(..length).unwrap_or_default();
                if let Some(quote) = memchr::memchr(b'"', content) {
                    return Split::Wrong(at + quote + 1);
                }
                self.unquoted.extend_from_slice(content);
                length
            };
            self.list.push(Cell {
                start,
                end: self.unquoted.len(),
                column: at + 1,
                quoted,
            });
            at += length + 1;
            if at > row.len() {
                return Split::Whole;
            }
        }
    }

    /// Takes a quoted cell off the front: answers how many bytes it has in the row.
    fn take_quoted(&mut self, rest: &[u8], delimiter: u8) -> Result<usize, Split> {
        let mut at = 1;
        loop {
            let tail = rest.get(at..).unwrap_or_default();
            let Some(quote) = memchr::memchr(b'"', tail) else {
                return Err(Split::Open(0));
            };
            self.unquoted
                .extend_from_slice(tail.get(..quote).unwrap_or_default());
            at += quote + 1;
            match rest.get(at) {
                Some(b'"') => {
                    self.unquoted.push(b'"');
                    at += 1;
                }
                None => return Ok(at),
                Some(next) if *next == delimiter => return Ok(at),
                Some(_) => return Err(Split::Wrong(at + 1)),
            }
        }
    }

    /// The contents of a row split with quotes, as bytes.
    pub(super) fn take_unquoted(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.unquoted)
    }

    /// Gives the room of [`Cells::take_unquoted`] back.
    pub(super) fn give_back(&mut self, room: Vec<u8>) {
        self.unquoted = room;
    }

    /// Turns the cells of Windows-1252 content into characters: every cell on its own, because bytes and characters
    /// differ in number. The text is handed out to be given back by [`Cells::give_back_text`].
    pub(super) fn decode(&mut self, content: &[u8]) -> String {
        let mut text = std::mem::take(&mut self.decoded);
        text.clear();
        for cell in &mut self.list {
            let bytes = content.get(cell.start..cell.end).unwrap_or_default();
            let (characters, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            cell.start = text.len();
            text.push_str(&characters);
            cell.end = text.len();
        }
        text
    }

    /// See [`Cells::decode`].
    pub(super) fn give_back_text(&mut self, text: String) {
        self.decoded = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(row: &str) -> Result<Vec<String>, Split> {
        let mut cells = Cells::default();
        match cells.split_quoted(row.as_bytes(), b';') {
            Split::Whole => {
                let content = String::from_utf8(cells.take_unquoted()).unwrap();
                Ok((0..cells.len())
                    .map(|index| cells.get(&content, index).to_owned())
                    .collect())
            }
            other => Err(other),
        }
    }

    #[test]
    fn quotes() {
        let table: [(&str, Result<&[&str], Split>); 13] = [
            ("a;b", Ok(&["a", "b"])),
            ("", Ok(&[""])),
            (";", Ok(&["", ""])),
            ("\"a;b\";c", Ok(&["a;b", "c"])),
            ("\"a\"\"b\"", Ok(&["a\"b"])),
            ("\"\";\"\"", Ok(&["", ""])),
            ("\"\"\"\"", Ok(&["\""])),
            (" a ;\" b \"", Ok(&["a", " b "])),
            ("a;\"b\nc\"", Ok(&["a", "b\nc"])),
            ("a;\"b", Err(Split::Open(3))),
            ("a;b\"c", Err(Split::Wrong(4))),
            ("\"a\"b;c", Err(Split::Wrong(4))),
            ("\"a\"\"", Err(Split::Open(1))),
        ];
        for (row, expected) in table {
            let expected =
                expected.map(|cells| cells.iter().map(|&cell| cell.to_owned()).collect());
            assert_eq!(split(row), expected, "{row:?}");
        }
    }

    #[test]
    fn plain_and_quoted_splitting_agree() {
        for row in ["a;b;c", "", ";;", " x ; y", "ab;"] {
            let mut plain = Cells::default();
            plain.scan(row.as_bytes(), b';');
            let found: Vec<_> = (0..plain.len())
                .map(|index| plain.get(row, index).to_owned())
                .collect();
            assert_eq!(Ok(found), split(row), "{row:?}");
        }
    }

    #[test]
    fn scanning_sees_what_bytes_show() {
        for length in 0..40 {
            for odd in [b'"', 0, b'\r', 0x80, 0xff, b';', b'\t', 0x3a, 0x3c, 0x0c, 1] {
                for at in 0..length {
                    let mut row = vec![b'x'; length];
                    row[at] = odd;
                    let mut cells = Cells::default();
                    let found = cells.scan(&row, b';');
                    assert_eq!(found.is_odd, matches!(odd, b'"' | 0 | b'\r'), "{row:?}");
                    assert_eq!(found.is_ascii, odd < 0x80, "{row:?}");
                    assert_eq!(cells.len(), if odd == b';' { 2 } else { 1 }, "{row:?}");
                }
            }
        }
    }

    #[test]
    fn windows_1252() {
        let mut cells = Cells::default();
        let row = b"B\xe5t;\x80 5;R\xf8r";
        cells.scan(row, b';');
        let text = cells.decode(row);
        assert_eq!(
            (
                cells.get(&text, 0),
                cells.get(&text, 1),
                cells.get(&text, 2)
            ),
            ("Båt", "€ 5", "Rør")
        );
        assert_eq!((cells.column(1), cells.column(2)), (5, 9));
    }
}
