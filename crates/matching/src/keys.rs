//! Numbers for key texts: the same text, the same number.
//!
//! Numbers are given in order of first appearance, so they depend on the order of the input. No rule looks at more
//! than whether two numbers are equal, so no result does.
//!
//! A table of a million texts is larger than a cache, and a look-up waits for memory twice. [`KeyColumn`] therefore
//! gathers texts and looks them up some hundreds at a time, so that their waits overlap: five times as fast.

use std::hash::{BuildHasher, RandomState};

use crate::classes::{index, number};

/// A table of key texts. Both sides of a match must use the same table.
///
/// Texts lie in one string, found by open addressing with a keyed hash: a hostile file cannot make it slow by choosing
/// texts. Its seed is random and decides only where a text lies, never its number.
///
/// ```
/// let mut table = matching::keys::KeyTable::default();
/// let key = table.number_of("0123456789");
/// assert_eq!(table.number_of("0123456789"), key);
/// assert_eq!(table.text(key), Some("0123456789"));
/// assert_eq!(table.number_of(""), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct KeyTable {
    texts: String,
    /// End of each text, from number 1.
    ends: Vec<usize>,
    /// A power of two, at most half full.
    slots: Vec<Slot>,
    seed: Seed,
}

/// Equal tables give the same texts the same numbers; where a text lies is no matter.
impl PartialEq for KeyTable {
    fn eq(&self, other: &Self) -> bool {
        (&self.texts, &self.ends) == (&other.texts, &other.ends)
    }
}

impl Eq for KeyTable {}

/// 16 bytes: where the text lies stands here too, for reading it from `ends` would be one more wait for memory.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// 0 = free.
    number: u32,
    /// Where the text starts, and in the lower bits its length; see [`span`].
    span: u64,
}

/// Bits of a span that hold the length.
const LENGTH_BITS: u32 = 20;

/// Start and length of a text as one number, the same for equal spans; `None` for what does not fit: 1 MiB of text, 16 TiB
/// of texts.
fn span(start: usize, length: usize) -> Option<u64> {
    let (start, length) = (u64::try_from(start).ok()?, u64::try_from(length).ok()?);
    (length >> LENGTH_BITS == 0 && start >> (64 - LENGTH_BITS) == 0)
        .then_some(start << LENGTH_BITS | length)
}

/// What is secret about a hash.
#[derive(Clone, Copy, Debug)]
struct Seed([u64; 2]);

impl Default for Seed {
    /// Random.
    fn default() -> Self {
        let random = RandomState::new();
        // An even factor would lose bits.
        Self([random.hash_one(0), random.hash_one(1) | 1])
    }
}

impl Seed {
    /// A hash of a text: eight bytes at a time are multiplied with a secret, both halves of the product are kept. A
    /// quarter of the time of the standard hash on texts of 10 to 25 bytes.
    #[inline]
    fn hash(self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        let Self([start, factor]) = self;
        let mut hash = start
            ^ u64::try_from(bytes.len())
                .unwrap_or(u64::MAX)
                .rotate_left(32);
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            hash = folded(hash ^ u64::from_le_bytes(*word), factor);
        }
        let last = match bytes.last_chunk::<8>() {
            // Some of it has been seen already, which is quicker than to take it apart.
            Some(last) => u64::from_le_bytes(*last),
            None => rest
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        u32::try_from(folded(hash ^ last, factor) >> 32).unwrap_or(0)
    }
}

/// Both halves of a product, one upon the other.
#[inline]
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    let low = u64::try_from(product & u128::from(u64::MAX)).unwrap_or(0);
    let high = u64::try_from(product >> 64).unwrap_or(0);
    low ^ high.rotate_left(32)
}

impl KeyTable {
    /// The number of a text, from 1; 0, "no key", for the empty text. A text after the first 2³² − 2, and one of
    /// 1 MiB or more, also gets 0: its row can then not be matched by key, and is never matched wrongly.
    pub fn number_of(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        self.number_of_hashed(text, self.seed.hash(text))
    }

    fn number_of_hashed(&mut self, text: &str, hash: u32) -> u32 {
        if self.slots.len() <= 2 * self.ends.len() {
            self.grow();
        }
        let at = self.place(hash, |slot| self.spanned(slot) == Some(text));
        let next = number(self.ends.len() + 1);
        let span = span(self.texts.len(), text.len());
        match (self.slots.get_mut(at), span) {
            (Some(slot), _) if slot.number != 0 => slot.number,
            (Some(slot), Some(span)) if next < u32::MAX => {
                *slot = Slot {
                    hash,
                    number: next,
                    span,
                };
                self.texts.push_str(text);
                self.ends.push(self.texts.len());
                next
            }
            _ => 0,
        }
    }

    /// The text of a slot.
    #[inline]
    fn spanned(&self, slot: Slot) -> Option<&str> {
        let start = usize::try_from(slot.span >> LENGTH_BITS).ok()?;
        let length = usize::try_from(slot.span & ((1 << LENGTH_BITS) - 1)).ok()?;
        self.texts.get(start..start + length)
    }

    /// The text of a number; none for 0 and for numbers not given out.
    pub fn text(&self, number: u32) -> Option<&str> {
        let at = index(number).checked_sub(1)?;
        let end = *self.ends.get(at)?;
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.texts.get(start..end)
    }

    /// How many texts have a number.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no text has a number.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The slot that holds what `is_it` looks for, or the free one where it belongs.
    fn place(&self, hash: u32, is_it: impl Fn(Slot) -> bool) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = index(hash) & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.number == 0 || (slot.hash == hash && is_it(*slot)) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    /// Touches what looking these up will touch, in two rounds of loads that do not wait for each other. Changes
    /// nothing.
    fn warm(&self, hashes: &[u32]) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut spans = [0; TOGETHER];
        let mut seen = 0;
        for (span, hash) in spans.iter_mut().zip(hashes) {
            let slot = self.slots.get(index(*hash) & mask);
            *span = slot.map_or(0, |slot| slot.span);
        }
        for span in spans {
            let start = usize::try_from(span >> LENGTH_BITS).unwrap_or(0);
            seen |= self.texts.as_bytes().get(start).copied().unwrap_or(0);
        }
        std::hint::black_box(seen);
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in old.into_iter().filter(|slot| slot.number != 0) {
            let at = self.place(slot.hash, |_| false);
            if let Some(free) = self.slots.get_mut(at) {
                *free = slot;
            }
        }
    }
}

/// Texts that are looked up together.
const TOGETHER: usize = 512;

/// A column of key numbers in the making: one text per row, looked up in a table some hundreds at a time.
///
/// ```
/// use matching::keys::{KeyColumn, KeyTable};
///
/// let mut table = KeyTable::default();
/// let mut column = KeyColumn::default();
/// for text in ["0123456789", "", "0123456789"] {
///     column.push(text, &mut table);
/// }
/// assert_eq!(column.finish(&mut table), [1, 0, 1]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct KeyColumn {
    numbers: Vec<u32>,
    /// Texts that wait, one after the other.
    texts: String,
    /// Of each: its row, and where it ends.
    waiting: Vec<(usize, usize)>,
    hashes: Vec<u32>,
}

impl KeyColumn {
    /// The text of the next row; every row of a column is pushed with the same table.
    #[inline]
    pub fn push(&mut self, text: &str, table: &mut KeyTable) {
        if !text.is_empty() {
            self.texts.push_str(text);
            self.waiting.push((self.numbers.len(), self.texts.len()));
        }
        self.numbers.push(0);
        if self.waiting.len() >= TOGETHER {
            self.look_up(table);
        }
    }

    /// The numbers, one per row.
    pub fn finish(mut self, table: &mut KeyTable) -> Vec<u32> {
        self.look_up(table);
        self.numbers
    }

    fn look_up(&mut self, table: &mut KeyTable) {
        let mut texts = Waiting {
            texts: &self.texts,
            start: 0,
        };
        self.hashes.clear();
        for (_, end) in &self.waiting {
            self.hashes.push(table.seed.hash(texts.up_to(*end)));
        }
        table.warm(&self.hashes);
        texts.start = 0;
        for ((row, end), hash) in self.waiting.iter().zip(&self.hashes) {
            let number = table.number_of_hashed(texts.up_to(*end), *hash);
            if let Some(slot) = self.numbers.get_mut(*row) {
                *slot = number;
            }
        }
        self.waiting.clear();
        self.texts.clear();
    }
}

/// Texts that lie one after the other, taken off the front.
struct Waiting<'a> {
    texts: &'a str,
    start: usize,
}

impl<'a> Waiting<'a> {
    #[inline]
    fn up_to(&mut self, end: usize) -> &'a str {
        let start = std::mem::replace(&mut self.start, end);
        self.texts.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyColumn, KeyTable, TOGETHER};

    #[test]
    fn numbers_follow_first_appearance_and_survive_growth() {
        let mut table = KeyTable::default();
        assert!(table.is_empty());
        for at in 0..10_000_u32 {
            assert_eq!(table.number_of(&format!("kid {at}")), at + 1);
        }
        for at in (0..10_000_u32).rev() {
            assert_eq!(table.number_of(&format!("kid {at}")), at + 1);
            assert_eq!(table.text(at + 1), Some(format!("kid {at}").as_str()));
        }
        assert_eq!(table.len(), 10_000);
    }

    #[test]
    fn tables_are_equal_that_give_the_same_numbers() {
        let of = |texts: &[&str]| {
            let mut table = KeyTable::default();
            for text in texts {
                table.number_of(text);
            }
            table
        };
        assert!(of(&["ab", "c"]) == of(&["ab", "c", "ab", ""]));
        for other in [&["c", "ab"][..], &["a", "bc"], &["ab"], &["ab", "d"], &[]] {
            assert!(of(&["ab", "c"]) != of(other), "{other:?}");
        }
        assert!(of(&[""]).is_empty() && !of(&["a"]).is_empty());
    }

    #[test]
    fn no_key_is_zero_and_texts_are_taken_as_they_are() {
        let mut table = KeyTable::default();
        assert_eq!(table.number_of(""), 0);
        assert_eq!(table.text(0), None);
        assert_eq!(table.text(1), None);
        let texts = ["1", "01", " 1", "1 ", "æ", "Æ", "\u{0}"];
        let numbers: Vec<u32> = texts.iter().map(|text| table.number_of(text)).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(table.text(8), None);
    }

    #[test]
    fn a_column_has_the_numbers_that_one_text_at_a_time_would_get() {
        // Texts around eight bytes, long ones, repeated ones near and far, and rows without a text.
        let text_of = |row: usize| match row % 5 {
            0 => String::new(),
            1 => format!("{}", row / 3),
            2 => format!("{row:08}"),
            3 => "x".repeat(row % 40),
            _ => format!("reference {:012}", row % 700),
        };
        for rows in [
            0,
            1,
            TOGETHER - 1,
            TOGETHER,
            TOGETHER + 1,
            5 * TOGETHER / 4,
            10 * TOGETHER,
        ] {
            let (mut one, mut all) = (KeyTable::default(), KeyTable::default());
            let expected: Vec<u32> = (0..rows).map(|row| one.number_of(&text_of(row))).collect();
            let mut column = KeyColumn::default();
            for row in 0..rows {
                column.push(&text_of(row), &mut all);
            }
            assert_eq!(column.finish(&mut all), expected, "{rows} rows");
            assert_eq!(all.len(), one.len());
        }
    }

    #[test]
    fn texts_that_differ_in_one_byte_have_different_hashes() {
        let table = KeyTable::default();
        for length in 1..40 {
            let text = "a".repeat(length);
            let mut hashes = vec![
                table.seed.hash(&text),
                table.seed.hash(&"a".repeat(length + 1)),
            ];
            for at in 0..length {
                let mut other = text.clone();
                other.replace_range(at..=at, "b");
                hashes.push(table.seed.hash(&other));
            }
            let count = hashes.len();
            hashes.sort_unstable();
            hashes.dedup();
            // Of 2³² values; two equal ones by chance are once in a hundred thousand runs.
            assert!(hashes.len() + 1 >= count, "length {length}");
        }
    }
}
