//! Numbers for key texts: the same text, the same number.
//!
//! Numbers are given in order of first appearance, so they depend on the order of the input. No rule looks at more
//! than whether two numbers are equal, so no result does.

use std::hash::{BuildHasher, RandomState};

use crate::classes::{index, number};

/// A table of key texts. Both sides of a match must use the same table.
///
/// Texts lie in one string, found by open addressing with the standard keyed hash: a hostile file cannot make it
/// slow by choosing texts. Its seed is random and decides only where a text lies, never its number.
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
    seed: RandomState,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// 0 = free.
    number: u32,
}

impl KeyTable {
    /// The number of a text, from 1; 0, "no key", for the empty text. A text after the first 2³² − 2 also gets 0:
    /// its row can then not be matched by key, and is never matched wrongly.
    pub fn number_of(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if self.slots.len() <= 2 * self.ends.len() {
            self.grow();
        }
        let hash = u32::try_from(self.seed.hash_one(text) >> 32).unwrap_or(0);
        let at = self.place(hash, |number| self.text(number) == Some(text));
        let next = number(self.ends.len() + 1);
        match self.slots.get_mut(at) {
            Some(slot) if slot.number != 0 => slot.number,
            Some(slot) if next < u32::MAX => {
                *slot = Slot { hash, number: next };
                self.texts.push_str(text);
                self.ends.push(self.texts.len());
                next
            }
            _ => 0,
        }
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
    fn place(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = index(hash) & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.number == 0 || (slot.hash == hash && is_it(slot.number)) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
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

#[cfg(test)]
mod tests {
    use super::KeyTable;

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
}
