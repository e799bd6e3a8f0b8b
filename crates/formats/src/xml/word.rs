//! Looking at many bytes at a time: each byte of a word by itself, without a carry from one to the next.
//!
//! Not here: what the bytes mean.

/// How many bytes are looked at together.
pub(crate) const NEXT: usize = 16;

/// The lowest bit of each byte of eight.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte of eight.
const HIGH: u64 = ONES << 7;

/// This byte eight times.
const fn all(byte: u64) -> u64 {
    ONES * byte
}

/// The first half and the second, first byte lowest.
#[inline]
fn halves(chunk: &[u8; NEXT]) -> (u64, u64) {
    let word = |eight: Option<&[u8; 8]>| eight.map_or(0, |eight| u64::from_le_bytes(*eight));
    (word(chunk.first_chunk()), word(chunk.last_chunk()))
}

/// Which bytes (by their highest bit) of eight below 128 are at least this one.
#[inline]
const fn at_least(bytes: u64, least: u64) -> u64 {
    (bytes + all(128 - least)) & HIGH
}

/// Which bytes, by their highest bit, are neither ASCII letters nor digits.
#[inline]
const fn neither(bytes: u64) -> u64 {
    let low = bytes & !HIGH;
    let small = low | all(0x20);
    let letters = at_least(small, 0x61) & !at_least(small, 0x7b);
    let digits = at_least(low, 0x30) & !at_least(low, 0x3a);
    (!(letters | digits) | bytes) & HIGH
}

/// The place of the first byte that is not zero; 8 if none.
#[inline]
fn first_of(marks: u64) -> usize {
    usize::try_from(marks.trailing_zeros() / 8).unwrap_or(8)
}

/// Number of ASCII letters and digits before anything else.
#[inline]
pub(crate) fn letters_and_digits(chunk: &[u8; NEXT]) -> usize {
    let (first, second) = halves(chunk);
    let marks = neither(first);
    if marks != 0 {
        return first_of(marks);
    }
    8 + first_of(neither(second))
}

/// What may stand among eight bytes of a text.
pub(crate) struct Stretch {
    /// How many bytes before the first that must be looked at; 8 if none must.
    pub(crate) plain: usize,
    /// Whether one of these is not a space.
    pub(crate) is_solid: bool,
}

/// The bytes of a text before the first that is not ASCII, a control character (line ends too), `&`, `<` or `>`.
#[inline]
pub(crate) fn stretch(chunk: [u8; 8]) -> Stretch {
    let bytes = u64::from_le_bytes(chunk);
    let low = bytes & !HIGH;
    // A byte of `differs` is 0 where the character stands, and then nothing is carried into its highest bit.
    let is = |character: u64| !((low ^ all(character)) + all(127)) & HIGH;
    let marks = (bytes & HIGH) | (!at_least(low, 0x20) & HIGH) | is(0x26) | is(0x3c) | is(0x3e);
    // Everything below the byte of the lowest mark; all if there is none.
    let before = ((marks & marks.wrapping_neg()) >> 7).wrapping_sub(1);
    Stretch {
        plain: first_of(marks),
        is_solid: (low ^ all(0x20)) & before != 0,
    }
}

/// Number of spaces before anything else.
#[inline]
pub(crate) fn spaces(chunk: [u8; 8]) -> usize {
    first_of(u64::from_le_bytes(chunk) ^ all(0x20))
}

/// By length of a name: the bytes of the name, the `>` behind it, the bytes of both.
const ENDS: [(u128, u128, u128); NEXT] = ends();

const fn ends() -> [(u128, u128, u128); NEXT] {
    let mut table = [(0, 0, 0); NEXT];
    let mut length = 0;
    let mut name = 0_u128;
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated by the compiler, bounds and all"
    )]
    while length < NEXT {
        let next = 0xff << (8 * length);
        table[length] = (name, 0x3e << (8 * length), name | next);
        name |= next;
        length += 1;
    }
    table
}

/// A name with the `>` behind it, if they fit into [`NEXT`] bytes: what an end tag holds.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct ShortName {
    /// Zero if it does not fit.
    word: u128,
    mask: u128,
}

impl ShortName {
    /// The name of this length at the start of `bytes`.
    #[inline]
    pub(crate) fn of(bytes: &[u8], length: usize) -> Self {
        match (bytes.first_chunk::<NEXT>(), ENDS.get(length)) {
            (Some(chunk), Some((name, end, mask))) => Self {
                word: u128::from_le_bytes(*chunk) & name | end,
                mask: *mask,
            },
            _ => Self::default(),
        }
    }

    /// Whether `bytes` begin with the name and `>`; false too if that is not known.
    #[inline]
    pub(crate) fn ends(self, bytes: &[u8]) -> bool {
        bytes.first_chunk::<NEXT>().is_some_and(|chunk| {
            self.word != 0 && u128::from_le_bytes(*chunk) & self.mask == self.word
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each byte at each place of a word of letters, against the slow way.
    #[test]
    fn letters_and_digits_as_one_by_one() {
        for byte in 0..=255 {
            for at in 0..NEXT {
                let mut chunk = *b"aZ09zAbcdefghijk";
                chunk[at] = byte;
                let expected = chunk.iter().position(|b| !b.is_ascii_alphanumeric());
                assert_eq!(
                    letters_and_digits(&chunk),
                    expected.unwrap_or(NEXT),
                    "{byte} {at}"
                );
            }
        }
    }

    #[test]
    fn stretches_as_one_by_one() {
        let is_marked = |b: &u8| *b < 32 || *b >= 128 || matches!(b, b'&' | b'<' | b'>');
        for word in [*b"        ", *b"a       ", *b"ab>d\xffg&\n", *b"      x "] {
            for byte in 0..=255 {
                for at in 0..8 {
                    let mut chunk = word;
                    chunk[at] = byte;
                    let expected = chunk.iter().position(is_marked).unwrap_or(8);
                    let found = stretch(chunk);
                    assert_eq!(found.plain, expected, "{chunk:?}");
                    let solid = chunk[..expected].iter().any(|b| *b != b' ');
                    assert_eq!(found.is_solid, solid, "{chunk:?}");
                }
            }
        }
    }

    #[test]
    fn spaces_as_one_by_one() {
        for count in 0..=8 {
            let mut chunk = [b' '; 8];
            for byte in chunk.iter_mut().skip(count) {
                *byte = b'!';
            }
            assert_eq!(spaces(chunk), count);
        }
    }

    #[test]
    fn a_short_name_is_ended_by_itself_alone() {
        for name in ["A", "Cd", "CdtrRefInf", "abcdefghijklmno"] {
            let start = format!("{name} Ccy=\"NOK\">12345678901234567890");
            let short = ShortName::of(start.as_bytes(), name.len());
            let end = format!("{name}>                ");
            assert!(short.ends(end.as_bytes()), "{name}");
            for at in 0..=name.len() {
                let mut other = end.clone().into_bytes();
                other[at] ^= 1;
                assert!(!short.ends(&other), "{name} {at}");
            }
            assert!(!short.ends(name.as_bytes()));
        }
        let long = "abcdefghijklmnop>        ";
        assert!(!ShortName::of(long.as_bytes(), 16).ends(long.as_bytes()));
    }
}
