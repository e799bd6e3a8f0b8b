//! One row as cells: delimiters and quotes (RFC 4180), on bytes; then characters (UTF-8 or Windows-1252).

use encoding_rs::WINDOWS_1252;

/// The most fields a row may have.
pub(super) const MAX_FIELDS: usize = 512;

/// A cell of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Cell {
    /// Where its content starts in the text of the row, and where it ends. A row has at most 1 MiB.
    start: u32,
    end: u32,
    /// Column of its first byte in the row, from 1.
    column: u32,
    quoted: bool,
}

/// A place in a row.
#[inline]
fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// The reverse of [`index`].
#[inline]
fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
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
    pub(super) fn column(&self, at: usize) -> usize {
        self.list.get(at).map_or(1, |cell| index(cell.column))
    }

    /// The text of a cell: without blanks around it, unless it was quoted; empty if there is no such cell.
    #[inline]
    pub(super) fn get<'t>(&self, text: &'t str, at: usize) -> &'t str {
        self.with_start(text, at).0
    }

    /// As [`Cells::get`], with the place of the text in `text`.
    #[inline]
    pub(super) fn with_start<'t>(&self, text: &'t str, at: usize) -> (&'t str, usize) {
        let Some(cell) = self.list.get(at) else {
            return ("", 0);
        };
        let start = index(cell.start);
        let content = text.get(start..index(cell.end)).unwrap_or_default();
        if cell.quoted {
            return (content, start);
        }
        let rest = content.trim_ascii_start();
        (rest.trim_ascii_end(), start + (content.len() - rest.len()))
    }

    /// Where the text of a cell starts and ends in `text`, if that can be told without looking for blanks.
    #[inline]
    pub(super) fn bounds(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let cell = self.list.get(at)?;
        let (start, end) = (index(cell.start), index(cell.end));
        let bytes = text.as_bytes().get(start..end)?;
        match bytes {
            [] => Some((start, start)),
            [b'!'..=0xff, .., b'!'..=0xff] | [b'!'..=0xff] => Some((start, end)),
            _ => None,
        }
    }

    /// The first cell that is not empty.
    pub(super) fn first_filled<'t>(&self, text: &'t str) -> &'t str {
        (0..self.len())
            .map(|index| self.get(text, index))
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }

    /// Splits a row without quotes at its delimiters.
    pub(super) fn split_plain(&mut self, row: &[u8], delimiter: u8) {
        self.list.clear();
        let mut start = 0;
        let ends = memchr::memchr_iter(delimiter, row).chain([row.len()]);
        // A row of a million delimiters must not become a million cells.
        for end in ends.take(MAX_FIELDS + 1) {
            self.list.push(plain(start, place(end)));
            start = place(end + 1);
        }
        self.too_many = self.list.len() > MAX_FIELDS;
        self.list.truncate(MAX_FIELDS);
    }

    /// The cells of a row of so many bytes without quotes, of which the separators are known: offsets in a block in which
    /// the row starts at `start`.
    #[inline]
    pub(super) fn set_plain(&mut self, ends: &[u32], start: u32, length: usize) {
        self.too_many = ends.len() > MAX_FIELDS;
        let ends = ends.get(..MAX_FIELDS).unwrap_or(ends);
        self.list.clear();
        let mut first = 0;
        self.list.extend(ends.iter().map(|end| {
            let end = end - start;
            let cell = plain(first, end);
            first = end + 1;
            cell
        }));
        // The last one ends before the carriage return, if there is one.
        if let Some(last) = self.list.last_mut() {
            last.end = last.end.min(place(length));
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
                start: place(start),
                end: place(self.unquoted.len()),
                column: place(at + 1),
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
            let bytes = content.get(index(cell.start)..index(cell.end));
            let (characters, _) =
                WINDOWS_1252.decode_without_bom_handling(bytes.unwrap_or_default());
            cell.start = place(text.len());
            text.push_str(&characters);
            cell.end = place(text.len());
        }
        text
    }

    /// See [`Cells::decode`].
    pub(super) fn give_back_text(&mut self, text: String) {
        self.decoded = text;
    }
}

#[inline]
fn plain(start: u32, end: u32) -> Cell {
    Cell {
        start,
        end,
        column: start + 1,
        quoted: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::separators::Separators;
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
            plain.split_plain(row.as_bytes(), b';');
            let texts = |cells: &Cells| -> Vec<String> {
                let texts = (0..cells.len()).map(|index| cells.get(row, index).to_owned());
                texts.collect()
            };
            assert_eq!(Ok(texts(&plain)), split(row), "{row:?}");
            // The same, as the second line of a block, with and without a carriage return.
            for end in ["\n", "\r\n"] {
                let block = format!("x;y\n{row}{end}");
                let mut separators = Separators::default();
                separators.find(block.as_bytes(), b';');
                let mut known = Cells::default();
                known.set_plain(
                    separators.lines(block.as_bytes()).nth(1).unwrap(),
                    4,
                    row.len(),
                );
                assert_eq!(texts(&known), texts(&plain), "{block:?}");
                assert_eq!(known.column(1), plain.column(1));
            }
        }
    }

    #[test]
    fn plain_rows_are_split_at_delimiters_wherever_they_stand() {
        for length in 0..40 {
            for byte in [0x80, 0xff, b';', b'\t', 0x3a, 0x3c, 0xbb, 1] {
                for at in 0..length {
                    let mut row = vec![b'x'; length];
                    row[at] = byte;
                    let mut cells = Cells::default();
                    cells.split_plain(&row, b';');
                    assert_eq!(cells.len(), if byte == b';' { 2 } else { 1 }, "{row:?}");
                    assert_eq!(cells.column(1), if byte == b';' { at + 2 } else { 1 });
                }
            }
        }
        let mut cells = Cells::default();
        for (delimiters, fields) in [(511, 512), (512, 512), (5_000, 512)] {
            cells.split_plain(&vec![b';'; delimiters], b';');
            assert_eq!((cells.len(), cells.too_many), (fields, delimiters > 511));
        }
    }

    #[test]
    fn windows_1252() {
        let mut cells = Cells::default();
        let row = b"B\xe5t;\x80 5;R\xf8r";
        cells.split_plain(row, b';');
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
