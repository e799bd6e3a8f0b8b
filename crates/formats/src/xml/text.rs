//! Character data of a file: classes of bytes, the encodings that are read, references.
//!
//! Not here: where a piece of text begins and ends.

use std::borrow::Cow;

use super::word::{Stretch, spaces, stretch};
use super::{Reason, Trouble, wrong};

/// The encodings that are read. ISO-8859-1 is read as windows-1252, which differs only in 27 places where
/// ISO-8859-1 has control characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Utf8,
    Latin1,
    Windows1252,
    Ascii,
}

impl Encoding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Latin1 => "iso-8859-1",
            Self::Windows1252 => "windows-1252",
            Self::Ascii => "us-ascii",
        }
    }

    pub(super) fn from_name(name: &[u8]) -> Option<Self> {
        let names: [(&[u8], Self); 7] = [
            (b"utf-8", Self::Utf8),
            (b"utf8", Self::Utf8),
            (b"iso-8859-1", Self::Latin1),
            (b"latin1", Self::Latin1),
            (b"windows-1252", Self::Windows1252),
            (b"us-ascii", Self::Ascii),
            (b"ascii", Self::Ascii),
        ];
        names
            .into_iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, encoding)| encoding)
    }
}

/// Something other than blanks.
pub(super) const SOLID: u8 = 1;
/// `&`.
pub(super) const AMPERSAND: u8 = 2;
/// Carriage return.
pub(super) const RETURN: u8 = 4;
/// A control character that XML does not allow.
pub(super) const CONTROL: u8 = 8;
/// `>`.
pub(super) const GREATER: u8 = 16;
/// Not ASCII.
pub(super) const HIGH: u8 = 32;
/// `<`.
pub(super) const LESS: u8 = 64;
/// Text of a CDATA section: no references in it.
pub(super) const LITERAL: u8 = 128;

pub(super) const CLASS: [u8; 256] = classes();
const fn classes() -> [u8; 256] {
    let mut table = [SOLID; 256];
    let mut byte = 0;
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated by the compiler, bounds and all"
    )]
    while byte < 256 {
        if byte < 32 {
            table[byte] = SOLID | CONTROL;
        } else if byte >= 128 {
            table[byte] = SOLID | HIGH;
        }
        byte += 1;
    }
    table[9] = 0;
    table[10] = 0;
    table[13] = RETURN;
    table[32] = 0;
    table[38] = SOLID | AMPERSAND;
    table[60] = SOLID | LESS;
    table[62] = SOLID | GREATER;
    table
}

pub(super) fn class_of(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |all, byte| {
        all | CLASS.get(usize::from(*byte)).copied().unwrap_or(CONTROL)
    })
}

/// Length and classes of the text up to the next `<`, if it is there and nothing in the text needs a second look.
#[inline]
pub(super) fn plain_text(bytes: &[u8], encoding: Encoding) -> Option<(usize, u8)> {
    if let [b'\n', indent @ ..] = bytes
        && let Some(length) = indentation(indent)
    {
        return Some((1 + length, 0));
    }
    let (mut class, mut length) = (0, 0);
    let byte = loop {
        while let Some(chunk) = bytes.get(length..).and_then(<[u8]>::first_chunk) {
            let Stretch { plain, is_solid } = stretch(*chunk);
            class |= u8::from(is_solid) * SOLID;
            length += plain;
            if plain < 8 {
                break;
            }
        }
        let byte = *bytes.get(length)?;
        let this = CLASS.get(usize::from(byte)).copied().unwrap_or(CONTROL);
        if this > RETURN | SOLID && this & HIGH == 0 {
            break byte;
        }
        class |= this;
        length += 1;
    };
    (byte == b'<' && class & AMPERSAND == 0 && fits(bytes.get(..length)?, class, encoding))
        .then_some((length, class))
}

/// Length of the spaces up to the next `<`; `None` if something else comes first.
#[inline]
fn indentation(bytes: &[u8]) -> Option<usize> {
    let mut length = 0;
    loop {
        let count = spaces(*bytes.get(length..)?.first_chunk()?);
        length += count;
        if count < 8 {
            return (bytes.get(length) == Some(&b'<')).then_some(length);
        }
    }
}

/// The same of a text without line ends, of at least one byte.
#[inline]
pub(super) fn plain_line(bytes: &[u8], encoding: Encoding) -> Option<(usize, u8)> {
    if let [b'\n' | b'<', ..] = bytes {
        return None;
    }
    let (mut class, mut length) = (0, 0);
    loop {
        let chunk = bytes.get(length..)?.first_chunk()?;
        let Stretch { plain, is_solid } = stretch(*chunk);
        class |= u8::from(is_solid) * SOLID;
        length += plain;
        if plain == 8 {
            continue;
        }
        match bytes.get(length)? {
            b'<' if length > 0 => break,
            128.. => class |= SOLID | HIGH,
            _ => return None,
        }
        length += 1;
    }
    fits(bytes.get(..length)?, class, encoding).then_some((length, class))
}

/// Whether bytes of these classes fit the encoding.
#[inline]
fn fits(bytes: &[u8], class: u8, encoding: Encoding) -> bool {
    class & HIGH == 0
        || match encoding {
            Encoding::Utf8 => std::str::from_utf8(bytes).is_ok(),
            Encoding::Latin1 | Encoding::Windows1252 => true,
            Encoding::Ascii => false,
        }
}

#[inline]
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A piece of character data, not yet decoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    pub(super) raw: &'a [u8],
    pub(super) class: u8,
    pub(super) encoding: Encoding,
}

impl Text<'_> {
    /// Whether there is nothing but blanks in it.
    pub(crate) fn is_blank(self) -> bool {
        self.class & SOLID == 0
    }

    /// Appends the decoded text with references resolved and line ends made `\n`.
    #[inline]
    pub(crate) fn append_to(self, out: &mut String) -> Result<(), Trouble> {
        // ASCII is the same in every encoding that is read.
        if self.class & (HIGH | AMPERSAND | RETURN) == 0
            && let Ok(text) = std::str::from_utf8(self.raw)
        {
            out.push_str(text);
            return Ok(());
        }
        self.append_decoded(out)
    }

    fn append_decoded(self, out: &mut String) -> Result<(), Trouble> {
        let text = decode(self.raw, self.encoding)?;
        if self.class & RETURN == 0 {
            if self.class & AMPERSAND == 0 || self.class & LITERAL != 0 {
                out.push_str(&text);
                return Ok(());
            }
            return resolve(&text, out);
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if self.class & LITERAL != 0 {
            out.push_str(&text);
            return Ok(());
        }
        resolve(&text, out)
    }
}

pub(super) fn check_characters(bytes: &[u8], class: u8, encoding: Encoding) -> Result<(), Trouble> {
    if class & CONTROL != 0 {
        return Err(wrong("expected text, found a control character"));
    }
    if class & HIGH != 0 {
        decode(bytes, encoding)?;
    }
    Ok(())
}

pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, Trouble> {
    let misfit = |at: usize| {
        let name = encoding.name();
        let message = format!("expected {name}, found other bytes {at} bytes further on");
        Trouble::new(Reason::BytesNotEncoding, message)
    };
    match encoding {
        Encoding::Utf8 => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(misfit(error.valid_up_to())),
        },
        Encoding::Ascii => match bytes.iter().position(|b| *b >= 128) {
            Some(at) => Err(misfit(at)),
            None => Ok(String::from_utf8_lossy(bytes)),
        },
        Encoding::Latin1 | Encoding::Windows1252 => Ok(encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0),
    }
}

/// Appends text with the five entities of XML and character references resolved; every other entity is refused.
pub(super) fn resolve(text: &str, out: &mut String) -> Result<(), Trouble> {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after.split_once(';');
        let Some((name, after)) = reference.filter(|(name, _)| name.len() <= 12) else {
            return Err(wrong("expected a reference such as &amp; after &"));
        };
        let character = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let Some(number) = name.strip_prefix('#') else {
                    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                    let message = format!("expected one of XML's own entities, found &{name};");
                    return Err(Trouble::new(Reason::DoctypeOrEntity, message));
                };
                character(number)
                    .ok_or_else(|| wrong("expected the number of a character after &#"))?
            }
        };
        out.push(character);
        rest = after;
    }
    out.push_str(rest);
    Ok(())
}

fn character(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    let allowed = matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    allowed.then_some(character)
}
