//! How far a token goes, and what is inside a start tag: name and attributes.
//!
//! Not here: whether tags fit one another.

use super::text::{
    AMPERSAND, CLASS, CONTROL, Encoding, GREATER, LESS, check_characters, class_of, decode,
    is_blank, resolve,
};
use super::word::{NEXT, letters_and_digits};
use super::{MAX_ATTRIBUTES, Reason, Trouble, shown, wrong};

/// A byte that may stand in a name.
const IN_NAME: u8 = 1;
/// `:`.
const COLON: u8 = 2;
/// Not ASCII: may stand in a name, if it fits the encoding.
const NOT_ASCII: u8 = 4;

const NAME: [u8; 256] = name_characters();

const fn name_characters() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        let class = if byte >= 128 {
            IN_NAME | NOT_ASCII
        } else if byte == b':' {
            IN_NAME | COLON
        } else if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') {
            IN_NAME
        } else {
            0
        };
        #[expect(
            clippy::indexing_slicing,
            clippy::as_conversions,
            reason = "evaluated by the compiler, bounds and all"
        )]
        {
            table[byte as usize] = class;
        }
        if byte == 255 {
            return table;
        }
        byte += 1;
    }
}

#[inline]
fn name_class(byte: u8) -> u8 {
    NAME.get(usize::from(byte)).copied().unwrap_or(0)
}

/// What stands at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Start,
    End,
    Text,
    CData,
    Comment,
    Instruction,
}

/// A token, measured but not yet checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) what: What,
    /// Length in bytes.
    pub(super) length: usize,
    /// Classes of the bytes of a text, or of the name of a start tag; else 0.
    pub(super) class: u8,
    /// Length of the name of a start tag; else 0.
    pub(super) name: usize,
}

/// How far the token at the start of `bytes` goes; `None` if its end is not in `bytes`.
pub(super) fn measure(bytes: &[u8]) -> Result<Option<Measured>, Trouble> {
    let upto = |what, end: Option<usize>| {
        end.map(|length| Measured {
            what,
            length,
            class: 0,
            name: 0,
        })
    };
    Ok(match bytes {
        [b'<', b'/', ..] => upto(What::End, memchr::memchr(b'>', bytes).map(|at| at + 1)),
        [b'<', b'?', ..] => upto(What::Instruction, end_of(bytes, 2, b"?>")),
        [b'<', b'!', ..] => {
            if bytes.starts_with(b"<!--") {
                upto(What::Comment, end_of(bytes, 4, b"-->"))
            } else if bytes.starts_with(b"<![CDATA[") {
                upto(What::CData, end_of(bytes, 9, b"]]>"))
            } else if b"<!--".starts_with(bytes) || b"<![CDATA[".starts_with(bytes) {
                None
            } else if bytes.get(2).is_some_and(|b| b.eq_ignore_ascii_case(&b'D')) {
                let message = "expected a file without DOCTYPE, found one".to_owned();
                return Err(Trouble::new(Reason::DoctypeOrEntity, message));
            } else {
                return Err(wrong("expected a comment or CDATA after <!"));
            }
        }
        [b'<', rest @ ..] => measure_start(bytes, rest)?,
        _ => measure_text(bytes),
    })
}

fn measure_start(bytes: &[u8], after: &[u8]) -> Result<Option<Measured>, Trouble> {
    let mut class = 0;
    let mut name = 0;
    for byte in after {
        let this = name_class(*byte);
        if this == 0 {
            break;
        }
        class |= this;
        name += 1;
    }
    let end = match after.get(name) {
        None => None,
        Some(b'>') => Some(name + 2),
        Some(_) => end_of_tag(bytes, name + 1)?,
    };
    Ok(end.map(|length| Measured {
        what: What::Start,
        length,
        class,
        name,
    }))
}

fn measure_text(bytes: &[u8]) -> Option<Measured> {
    let mut class = 0;
    for (length, byte) in bytes.iter().enumerate() {
        let this = CLASS.get(usize::from(*byte)).copied().unwrap_or(CONTROL);
        if this & LESS != 0 {
            return Some(Measured {
                what: What::Text,
                length,
                class,
                name: 0,
            });
        }
        class |= this;
    }
    None
}

fn end_of(bytes: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes.get(from..)?, end).map(|at| from + at + end.len())
}

/// The end of a start tag: the first `>` outside quotes, from after the name.
fn end_of_tag(bytes: &[u8], from: usize) -> Result<Option<usize>, Trouble> {
    let mut quote = 0_u8;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match *byte {
            b'>' if quote == 0 => return Ok(Some(at + 1)),
            b'<' => return Err(wrong("expected > before the next <")),
            b'"' | b'\'' if quote == 0 => quote = *byte,
            byte if byte == quote => quote = 0,
            _ => {}
        }
    }
    Ok(None)
}

/// A start tag of a plain form: `<Name>`, `<prefix:Name>`, either with one attribute such as ` Ccy="NOK"`; all of
/// letters and digits, none longer than [`NEXT`].
#[derive(Clone, Copy, Debug)]
pub(super) struct PlainStart {
    /// Length of the tag.
    pub(super) length: usize,
    /// Length of the name with its prefix.
    pub(super) name: usize,
    /// Length of the prefix with its colon.
    prefix: usize,
}

impl PlainStart {
    /// By what stands behind the `<`.
    #[inline]
    pub(super) fn of(rest: &[u8]) -> Option<Self> {
        let mut name = plain_run(rest)?;
        let mut prefix = 0;
        if rest.get(name) == Some(&b':') {
            prefix = name + 1;
            name = prefix + plain_run(rest.get(prefix..)?)?;
        }
        match rest.get(name..)? {
            [b'>', ..] => Some(Self {
                length: name + 2,
                name,
                prefix,
            }),
            [b' ', attribute @ ..] => {
                let length = plain_run(attribute)?;
                let [b'=', b'"', value @ ..] = attribute.get(length..)? else {
                    return None;
                };
                let width = letters_and_digits(value.first_chunk::<NEXT>()?);
                let [b'"', b'>', ..] = value.get(width..)? else {
                    return None;
                };
                Some(Self {
                    length: name + length + width + 6,
                    name,
                    prefix,
                })
            }
            _ => None,
        }
    }

    /// Local name and attributes of this tag.
    #[inline]
    pub(super) fn parts(self, tag: &[u8]) -> (&[u8], Attributes<'_>) {
        let name = tag.get(self.prefix + 1..=self.name).unwrap_or_default();
        let rest = tag
            .get(self.name + 1..self.length.saturating_sub(1))
            .unwrap_or_default();
        (name, Attributes { rest })
    }
}

/// Length of the letters and digits at the start, of which the first is a letter; `None` if it is not, or if less than
/// [`NEXT`] bytes are there to look at.
#[inline]
fn plain_run(bytes: &[u8]) -> Option<usize> {
    let chunk = bytes.first_chunk::<NEXT>()?;
    chunk
        .first()
        .is_some_and(u8::is_ascii_alphabetic)
        .then(|| letters_and_digits(chunk))
}

/// A start tag whose name and attributes are as XML wants them.
pub(super) struct StartTag<'a> {
    pub(super) name: &'a [u8],
    /// The name without its prefix.
    pub(super) local: &'a [u8],
    pub(super) attributes: Attributes<'a>,
    pub(super) empty: bool,
}

impl<'a> StartTag<'a> {
    pub(super) fn of(
        bytes: &'a [u8],
        measured: Measured,
        encoding: Encoding,
    ) -> Result<Self, Trouble> {
        let (name, rest) = bytes
            .get(1..bytes.len().saturating_sub(1))
            .unwrap_or_default()
            .split_at_checked(measured.name)
            .unwrap_or_default();
        let (rest, empty) = match rest.split_last() {
            Some((b'/', rest)) => (rest, true),
            _ => (rest, false),
        };
        let starts_well = |part: &[u8]| {
            part.first()
                .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b >= 128)
        };
        let mut local = name;
        if measured.class & COLON != 0 {
            let mut parts = name.splitn(3, |b| *b == b':');
            local = parts.by_ref().nth(1).unwrap_or_default();
            if parts.next().is_some() {
                return Err(wrong("expected at most one colon in a name"));
            }
        }
        if !starts_well(name) || !starts_well(local) || !rest.first().is_none_or(|b| is_blank(*b)) {
            return Err(wrong("expected the name of an element after <"));
        }
        if measured.class & NOT_ASCII != 0 {
            decode(name, encoding)?;
        }
        let attributes = Attributes { rest };
        if !rest.is_empty() && !attributes.is_plain() {
            attributes.check(encoding)?;
        }
        Ok(Self {
            name,
            local,
            attributes,
            empty,
        })
    }
}

pub(super) fn is_name(bytes: &[u8]) -> bool {
    bytes
        .first()
        .is_some_and(|b| !b.is_ascii_digit() && !matches!(b, b'-' | b'.'))
        && bytes.iter().all(|b| name_class(*b) != 0)
}

/// The attributes of a start tag, as written.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// The value of the first attribute with that local name, as written; references are not resolved.
    pub(crate) fn value(self, local: &[u8]) -> Option<&'a [u8]> {
        // The plain case, without looking for other attributes: ` Ccy="NOK"`.
        if let [b' ', rest @ ..] = self.rest
            && let Some([b'=', b'"', value @ .., b'"']) = rest.strip_prefix(local)
            && value.iter().all(u8::is_ascii_alphanumeric)
        {
            return Some(value);
        }
        self.pairs()
            .find(|(name, _)| name.rsplit(|b| *b == b':').next() == Some(local))
            .map(|(_, value)| value)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// Namespace declarations: the values of `xmlns` and `xmlns:…`.
    pub(crate) fn namespaces(self) -> impl Iterator<Item = &'a [u8]> {
        self.pairs()
            .filter(|(name, _)| *name == b"xmlns" || name.starts_with(b"xmlns:"))
            .map(|(_, value)| value)
    }

    fn pairs(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            let (name, value, after) = next_attribute(rest).ok()??;
            rest = after;
            Some((name, value))
        })
    }

    /// Whether it is one attribute of the plainest form, such as ` Ccy="NOK"`, at which there is nothing to check.
    #[inline]
    fn is_plain(self) -> bool {
        let [b' ', rest @ ..] = self.rest else {
            return false;
        };
        let name = rest.iter().position(|b| name_class(*b) != IN_NAME);
        let name = name.unwrap_or(rest.len());
        let (head, rest) = rest.split_at_checked(name).unwrap_or_default();
        let [b'=', b'"', value @ .., b'"'] = rest else {
            return false;
        };
        head.first().is_some_and(u8::is_ascii_alphabetic)
            && value.iter().all(u8::is_ascii_alphanumeric)
    }

    fn check(self, encoding: Encoding) -> Result<(), Trouble> {
        let mut rest = self.rest;
        let mut count = 0_usize;
        while let Some((name, value, after)) = next_attribute(rest)? {
            if count > 0 && self.pairs().take(count).any(|(earlier, _)| earlier == name) {
                return Err(Trouble::new(
                    Reason::NotWellFormed,
                    format!("expected attribute {} once", shown(name)),
                ));
            }
            count += 1;
            if count > MAX_ATTRIBUTES {
                let message = format!("expected at most {MAX_ATTRIBUTES} attributes in a tag");
                return Err(Trouble::new(Reason::LimitExceeded, message));
            }
            let class = class_of(value);
            check_characters(value, class & !GREATER, encoding)?;
            if class & AMPERSAND != 0 {
                resolve(&decode(value, encoding)?, &mut String::new())?;
            }
            rest = after;
        }
        Ok(())
    }
}

/// Name, value and what follows.
type AttributeAnd<'a> = (&'a [u8], &'a [u8], &'a [u8]);

fn next_attribute(bytes: &[u8]) -> Result<Option<AttributeAnd<'_>>, Trouble> {
    let trimmed = bytes.trim_ascii_start();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let bad = || wrong("expected attributes of the form name=\"value\" with blanks between");
    if trimmed.len() == bytes.len() {
        return Err(bad());
    }
    let equals = memchr::memchr(b'=', trimmed).ok_or_else(bad)?;
    let (name, value) = trimmed.split_at_checked(equals).ok_or_else(bad)?;
    let name = name.trim_ascii_end();
    let value = value.get(1..).unwrap_or_default().trim_ascii_start();
    let Some((quote @ (b'"' | b'\''), value)) = value.split_first() else {
        return Err(bad());
    };
    let end = memchr::memchr(*quote, value).ok_or_else(bad)?;
    if !is_name(name) {
        return Err(bad());
    }
    let after = value.get(end + 1..).unwrap_or_default();
    Ok(Some((name, value.get(..end).unwrap_or_default(), after)))
}

/// The encoding an XML declaration names.
pub(super) fn declared_encoding(declaration: &[u8]) -> Result<Option<Encoding>, Trouble> {
    let rest = declaration.get(3..).unwrap_or_default();
    let attributes = Attributes { rest };
    attributes.check(Encoding::Ascii)?;
    if attributes
        .value(b"version")
        .is_none_or(|v| !v.starts_with(b"1."))
    {
        return Err(wrong("expected an XML declaration with version 1.0"));
    }
    let Some(name) = attributes.value(b"encoding") else {
        return Ok(None);
    };
    match Encoding::from_name(name) {
        Some(encoding) => Ok(Some(encoding)),
        None => Err(Trouble::new(
            Reason::EncodingUnknown,
            format!(
                "expected UTF-8, ISO-8859-1, windows-1252 or US-ASCII, found {}",
                shown(name)
            ),
        )),
    }
}
