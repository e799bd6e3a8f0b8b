//! JSON as a cursor over bytes in memory: every value with its place, numbers as their digits.
//!
//! Not here: what the keys mean (`order`, `sidecar`), floating point, a tree. A syntax error ends the reading, since
//! nothing behind it can be trusted.

use std::borrow::Cow;

use domain::Position;

/// Nesting that no form of ours comes near.
const MAX_DEPTH: usize = 16;

/// Where the text stops being JSON, and what was expected there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) expected: &'static str,
}

/// A value; of arrays and objects only that they are there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    /// The source text of a number.
    Number(&'a str),
    Bool(bool),
    Null,
    Nested,
}

/// The cursor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Json<'a> {
    whole: &'a str,
    /// The bytes of it that are to come.
    rest: &'a [u8],
}

impl<'a> Json<'a> {
    /// At the start of the text, or behind a byte order mark.
    pub(super) fn new(whole: &'a str) -> Self {
        Self {
            whole,
            rest: whole.strip_prefix('\u{feff}').unwrap_or(whole).as_bytes(),
        }
    }

    /// Offset of the next byte.
    pub(super) fn at(&self) -> usize {
        self.whole.len() - self.rest.len()
    }

    fn wrong<T>(&self, expected: &'static str) -> Result<T, Wrong> {
        Err(Wrong {
            at: self.at(),
            expected,
        })
    }

    /// The next byte that is no white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
            // Indentation.
            while let [b' ', b' ', b' ', b' ', rest @ ..] = self.rest {
                self.rest = rest;
            }
        }
        self.rest.first().copied()
    }

    /// Takes a bracket, colon or comma.
    #[inline]
    pub(super) fn take(&mut self, byte: u8, expected: &'static str) -> Result<(), Wrong> {
        if self.peek() == Some(byte) {
            self.step();
            Ok(())
        } else {
            self.wrong(expected)
        }
    }

    #[inline]
    fn step(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    /// The next key of the object and its place, with the colon behind it taken; `None` at the object's end. `first` is
    /// true before the first key.
    #[inline]
    pub(super) fn key(&mut self, first: &mut bool) -> Result<Option<(usize, Cow<'a, str>)>, Wrong> {
        if !self.another(first, b'}')? {
            return Ok(None);
        }
        self.name().map(Some)
    }

    /// A name and its place, with the colon behind it taken.
    pub(super) fn name(&mut self) -> Result<(usize, Cow<'a, str>), Wrong> {
        if self.peek() != Some(b'"') {
            return self.wrong("a name in quotes");
        }
        let at = self.at();
        let key = self.text()?;
        self.take(b':', "a colon")?;
        Ok((at, key))
    }

    /// Takes the name that is expected, if that comes next; the colon behind it is not taken.
    #[inline]
    pub(super) fn take_name(&mut self, expected: &str) -> bool {
        let [b'"', rest @ ..] = self.rest else {
            return false;
        };
        match rest.strip_prefix(expected.as_bytes()) {
            Some([b'"', rest @ ..]) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Whether the array or object goes on; takes the comma, or the closing bracket.
    #[inline]
    pub(super) fn another(&mut self, first: &mut bool, close: u8) -> Result<bool, Wrong> {
        match self.peek() {
            Some(byte) if byte == close => {
                self.step();
                Ok(false)
            }
            Some(b',') if !*first => {
                self.step();
                Ok(true)
            }
            Some(_) if *first => {
                *first = false;
                Ok(true)
            }
            _ => self.wrong("a comma or the closing bracket"),
        }
    }

    /// The next value. What is nested is gone over and must be JSON too.
    #[inline]
    pub(super) fn value(&mut self) -> Result<Value<'a>, Wrong> {
        match self.peek() {
            Some(b'"') => Ok(Value::Text(self.text()?)),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b'{' | b'[') => self.skip_nested().map(|()| Value::Nested),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Value<'a>, Wrong> {
        for (word, value) in [
            (&b"true"[..], Value::Bool(true)),
            (b"false", Value::Bool(false)),
            (b"null", Value::Null),
        ] {
            if let Some(rest) = self.rest.strip_prefix(word) {
                self.rest = rest;
                return Ok(value);
            }
        }
        self.wrong("a value")
    }

    /// Goes over an array or object.
    fn skip_nested(&mut self) -> Result<(), Wrong> {
        // True for an object; and whether nothing has stood in it yet.
        let mut open: Vec<(bool, bool)> = Vec::new();
        loop {
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    if open.len() >= MAX_DEPTH {
                        return self.wrong("less nesting");
                    }
                    self.step();
                    open.push((bracket == b'{', true));
                }
                _ => {
                    self.value()?;
                }
            }
            loop {
                let Some((is_object, first)) = open.last_mut() else {
                    return Ok(());
                };
                let goes_on = if *is_object {
                    self.key(first)?.is_some()
                } else {
                    self.another(first, b']')?
                };
                if goes_on {
                    break;
                }
                open.pop();
            }
        }
    }

    fn number(&mut self) -> Result<&'a str, Wrong> {
        let start = self.at();
        if let [b'-', rest @ ..] = self.rest {
            self.rest = rest;
        }
        match self.rest {
            [b'0', rest @ ..] => self.rest = rest,
            _ => self.digits()?,
        }
        if let [b'.', rest @ ..] = self.rest {
            self.rest = rest;
            self.digits()?;
        }
        if let [b'e' | b'E', rest @ ..] = self.rest {
            let ([b'-' | b'+', rest @ ..] | rest) = rest;
            self.rest = rest;
            self.digits()?;
        }
        Ok(self.whole.get(start..self.at()).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<(), Wrong> {
        let before = self.rest.len();
        while let [b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
        }
        if self.rest.len() == before {
            return self.wrong("a digit");
        }
        Ok(())
    }

    /// A text in quotes.
    #[expect(
        clippy::inline_always,
        reason = "what is returned through memory and moved on has to wait until it has been written"
    )]
    #[inline(always)]
    fn text(&mut self) -> Result<Cow<'a, str>, Wrong> {
        self.step();
        let length = special(self.rest).unwrap_or(self.rest.len());
        let start = self.at();
        if let Some((plain, [b'"', rest @ ..])) = self.rest.split_at_checked(length) {
            // A quote is a character of its own, so that the text before it is whole.
            let plain = self.whole.get(start..start + plain.len());
            self.rest = rest;
            return Ok(Cow::Borrowed(plain.unwrap_or_default()));
        }
        self.odd_text().map(Cow::Owned)
    }

    /// A text that has an escape in it, or no end.
    #[cold]
    fn odd_text(&mut self) -> Result<String, Wrong> {
        let plain = self.plain()?;
        self.escaped_text(plain.to_owned())
    }

    /// The text up to a quote, an escape or a control character.
    #[inline]
    fn plain(&mut self) -> Result<&'a str, Wrong> {
        let start = self.at();
        let special = special(self.rest);
        let found = special.and_then(|length| {
            let plain = self.whole.get(start..start + length)?;
            Some((plain, self.rest.get(length..)?))
        });
        let Some((plain, rest)) = found else {
            self.rest = &[];
            return self.wrong("the quote at the end of the text");
        };
        self.rest = rest;
        Ok(plain)
    }

    /// The rest of a text that has an escape in it.
    fn escaped_text(&mut self, mut text: String) -> Result<String, Wrong> {
        loop {
            match self.rest {
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Ok(text);
                }
                [b'\\', b'u', rest @ ..] => {
                    self.rest = rest;
                    text.push(self.unicode_escape()?);
                }
                [b'\\', letter, rest @ ..] => {
                    text.push(match letter {
                        b'"' => '"',
                        b'\\' => '\\',
                        b'/' => '/',
                        b'b' => '\u{8}',
                        b'f' => '\u{c}',
                        b'n' => '\n',
                        b'r' => '\r',
                        b't' => '\t',
                        _ => return self.wrong("an escape that JSON knows"),
                    });
                    self.rest = rest;
                }
                _ => return self.wrong("no control character in a text"),
            }
            text.push_str(self.plain()?);
        }
    }

    fn unicode_escape(&mut self) -> Result<char, Wrong> {
        let high = self.four_hex()?;
        let code = if (0xd800..0xdc00).contains(&high) {
            let [b'\\', b'u', rest @ ..] = self.rest else {
                return self.wrong("the second half of a character");
            };
            self.rest = rest;
            let low = self.four_hex()?;
            if !(0xdc00..0xe000).contains(&low) {
                return self.wrong("the second half of a character");
            }
            0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
        } else {
            high
        };
        match char::from_u32(code) {
            Some(character) => Ok(character),
            None => self.wrong("a character that exists"),
        }
    }

    fn four_hex(&mut self) -> Result<u32, Wrong> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self
                .rest
                .first()
                .and_then(|byte| char::from(*byte).to_digit(16));
            let Some(digit) = digit else {
                return self.wrong("four hexadecimal digits");
            };
            code = code * 16 + digit;
            self.step();
        }
        Ok(code)
    }

    /// Nothing but white space is left.
    pub(super) fn end(&mut self) -> Result<(), Wrong> {
        if self.peek().is_none() {
            Ok(())
        } else {
            self.wrong("the end of the file")
        }
    }
}

/// Where the first quote, backslash or control character is; eight bytes at a time.
#[inline]
fn special(bytes: &[u8]) -> Option<usize> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let below = |word: u64, limit: u64| word.wrapping_sub(LOW * limit) & !word & HIGH;
    let mut rest = bytes;
    let mut gone = 0;
    while let Some((chunk, more)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        // A borrow can mark a byte too many, but only behind one that is marked rightly.
        let marks =
            below(word, 0x20) | below(word ^ (LOW * 0x22), 1) | below(word ^ (LOW * 0x5c), 1);
        if marks != 0 {
            return Some(gone + usize::try_from(marks.trailing_zeros() / 8).unwrap_or(0));
        }
        gone += 8;
        rest = more;
    }
    let at = rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    Some(gone + at)
}

/// Lines and columns of offsets, counted forward from the one asked for last, or from the one marked last.
#[derive(Debug)]
pub(super) struct Places<'a> {
    bytes: &'a [u8],
    now: Place,
    mark: Place,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    at: usize,
    line: u64,
    line_start: usize,
}

const START: Place = Place {
    at: 0,
    line: 1,
    line_start: 0,
};

impl<'a> Places<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            now: START,
            mark: START,
        }
    }

    /// The place of the byte at an offset; places from there on are found without going back further.
    pub(super) fn mark(&mut self, at: usize, record: u64) -> Position {
        let position = self.position(at, record);
        self.mark = self.now;
        position
    }

    /// The place behind the last byte.
    pub(super) fn end(&mut self, record: u64) -> Position {
        self.position(self.bytes.len(), record)
    }

    /// The place of the byte at an offset.
    pub(super) fn position(&mut self, at: usize, record: u64) -> Position {
        let mut now = match at {
            at if at >= self.now.at => self.now,
            at if at >= self.mark.at => self.mark,
            _ => START,
        };
        let between = self.bytes.get(now.at..at).unwrap_or_default();
        if let Some(last) = memchr::memrchr(b'\n', between) {
            let lines = memchr::memchr_iter(b'\n', between).count();
            now.line += u64::try_from(lines).unwrap_or(0);
            now.line_start = now.at + last + 1;
        }
        now.at = at;
        self.now = now;
        Position {
            byte: u64::try_from(at).unwrap_or(u64::MAX),
            line: now.line,
            column: u64::try_from(at - now.line_start + 1).unwrap_or(u64::MAX),
            record,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Result<Value<'_>, Wrong> {
        let mut json = Json::new(text);
        let value = json.value()?;
        json.end()?;
        Ok(value)
    }

    #[test]
    fn values() {
        let text = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
        let table = [
            (r#""plain""#, text("plain")),
            (r#" "a\"\\\/\b\f\n\r\tz" "#, text("a\"\\/\u{8}\u{c}\n\r\tz")),
            (r#""\u00f8\ud83d\ude00""#, text("ø😀")),
            ("-0.50", Value::Number("-0.50")),
            ("1e+9", Value::Number("1e+9")),
            ("true", Value::Bool(true)),
            ("null", Value::Null),
            (r#"{"a":[1,{"b":[]}],"c":{}}"#, Value::Nested),
        ];
        for (source, expected) in table {
            assert_eq!(whole(source), Ok(expected), "{source}");
        }
    }

    #[test]
    fn special_bytes_are_found_wherever_they_stand() {
        for length in 0..20 {
            for at in 0..=length {
                for byte in 0..=255_u8 {
                    for fill in [b'a', 0x80, 0xff, b'!', b'#', b']', b'['] {
                        let mut bytes = vec![fill; length];
                        if let Some(one) = bytes.get_mut(at) {
                            *one = byte;
                        }
                        let plain = |b: &u8| !matches!(b, b'"' | b'\\' | 0..0x20);
                        let expected = bytes.iter().position(|b| !plain(b));
                        assert_eq!(special(&bytes), expected, "{bytes:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_not_json() {
        let deep = "[".repeat(100_000);
        for wrong in [
            "",
            "{",
            "[1,]",
            "{,}",
            "{\"a\"}",
            "{\"a\":1,}",
            "01",
            "1.",
            "-",
            "+1",
            ".5",
            "1e",
            "tru",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"a\nb\"",
            "1 2",
            "[1 2]",
            "{\"a\" 1}",
            "{a:1}",
            &deep,
        ] {
            assert!(whole(wrong).is_err(), "{wrong:.40}");
        }
    }

    #[test]
    fn places_of_offsets() {
        let mut places = Places::new(b"ab\ncd\n\nx");
        for (at, line, column) in [(0, 1, 1), (3, 2, 1), (7, 4, 1), (4, 2, 2), (2, 1, 3)] {
            let place = places.position(at, 0);
            assert_eq!((place.line, place.column), (line, column), "offset {at}");
        }
    }
}
