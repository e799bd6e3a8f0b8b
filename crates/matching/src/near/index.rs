//! Rows by what they have in common: a bucket per value, and in a bucket the nearest to a place.
//!
//! Built anew for each question, by one scatter and many small sorts. It knows no amounts, keys or days: a caller
//! makes them numbers. Values are told apart in full, so a bucket holds no strangers.

use crate::classes::{index, number};

/// How many rows of a bucket are looked at for one row: the nearest ones. It bounds the work where thousands of rows
/// have one amount; what lies behind the nearest eight is not looked at.
pub const NEAREST_PER_BUCKET: usize = 8;

/// More parts than this make the scatter slow.
const MOST_PARTS: usize = 1 << 20;

/// One row in an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// What rows of a bucket share, besides the currency.
    pub(super) value: u64,
    /// The currency; 0 for all rows of an index that ignores it.
    pub(super) currency: u16,
    /// Where the row lies among those of its bucket: a day or an amount.
    pub(super) place: i64,
    /// Row number on its side.
    pub(super) row: u32,
}

/// Entries by value and currency.
#[derive(Debug)]
pub(super) struct Index {
    entries: Vec<Entry>,
    /// Where each part starts, and where the last one ends.
    starts: Vec<u32>,
    /// A bit for each value that is there, and for some that are not: most questions are about values that are not, and
    /// are answered here without leaving the cache.
    seen: Vec<u64>,
}

impl Index {
    pub(super) fn new(found: Vec<Entry>) -> Self {
        let parts = found.len().next_power_of_two().min(MOST_PARTS);
        let mut starts = vec![0_u32; parts + 1];
        let mut seen = vec![0_u64; (parts / 4).max(1)];
        for entry in &found {
            let value = spread(entry.value);
            if let Some(count) = starts.get_mut(part_of(value, parts) + 1) {
                *count += 1;
            }
            let (word, bit) = bit_of(value, seen.len());
            if let Some(word) = seen.get_mut(word) {
                *word |= bit;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry::default(); found.len()];
        for entry in found {
            let value = spread(entry.value);
            if let Some(next) = next.get_mut(part_of(value, parts)) {
                if let Some(slot) = entries.get_mut(index(*next)) {
                    *slot = Entry { value, ..entry };
                }
                *next += 1;
            }
        }
        let mut rest = entries.as_mut_slice();
        for (start, end) in starts.iter().zip(starts.iter().skip(1)) {
            let Some((part, after)) = rest.split_at_mut_checked(index(end - start)) else {
                break;
            };
            part.sort_unstable();
            rest = after;
        }
        Self {
            entries,
            starts,
            seen,
        }
    }

    /// The entries of a value and currency, sorted by (place, row).
    pub(super) fn bucket(&self, value: u64, currency: u16) -> &[Entry] {
        let value = spread(value);
        let (word, bit) = bit_of(value, self.seen.len());
        if self.seen.get(word).is_none_or(|seen| seen & bit == 0) {
            return &[];
        }
        let part = part_of(value, self.starts.len() - 1);
        let start = self.starts.get(part).copied().map_or(0, index);
        let end = self.starts.get(part + 1).copied().map_or(0, index);
        let part = self.entries.get(start..end).unwrap_or_default();
        let is_it = |entry: &Entry| (entry.value, entry.currency) == (value, currency);
        if part.first().is_some_and(is_it) && part.last().is_some_and(is_it) {
            return part; // A crowd has a part of its own, most often.
        }
        let start = part.partition_point(|e| (e.value, e.currency) < (value, currency));
        let rest = part.get(start..).unwrap_or_default();
        let end = rest.partition_point(is_it);
        rest.get(..end).unwrap_or_default()
    }
}

/// The entries of a bucket nearest to a place and at most `reach` from it, nearest first, not more than
/// [`NEAREST_PER_BUCKET`]; of two equally far the lower place first, on one place the lower row first.
pub(super) fn nearest(bucket: &[Entry], place: i64, reach: u64) -> impl Iterator<Item = &Entry> {
    let middle = bucket.partition_point(|entry| entry.place < place);
    let (mut below, above) = bucket.split_at_checked(middle).unwrap_or_default();
    let runs_below = std::iter::from_fn(move || {
        let place = below.last()?.place;
        let start = below.partition_point(|entry| entry.place < place);
        let (rest, run) = below.split_at_checked(start)?;
        below = rest;
        Some(run)
    });
    let mut below = runs_below.flatten().peekable();
    let mut above = above.iter().peekable();
    let far = move |entry: Option<&&Entry>| entry.map(|entry| entry.place.abs_diff(place));
    std::iter::from_fn(move || {
        let take_below = match (far(below.peek()), far(above.peek())) {
            (Some(below), Some(above)) => below <= above,
            (below, _) => below.is_some(),
        };
        let entry = if take_below {
            below.next()
        } else {
            above.next()
        };
        entry.filter(|entry| entry.place.abs_diff(place) <= reach)
    })
    .take(NEAREST_PER_BUCKET)
}

fn part_of(spread: u64, parts: usize) -> usize {
    let mask = number(parts).wrapping_sub(1);
    index(u32::try_from(spread >> 32).unwrap_or(0) & mask)
}

/// A word and a bit in it, from the half of the value that [`part_of`] does not use.
fn bit_of(spread: u64, words: usize) -> (usize, u64) {
    let mask = number(words).wrapping_sub(1);
    let low = u32::try_from(spread & 0xFFFF_FFFF).unwrap_or(0);
    (index((low >> 6) & mask), 1 << (low & 63))
}

/// One number for each number, evenly spread: different values stay different.
pub(super) fn spread(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Entry, Index, nearest};

    fn entry(value: u64, currency: u16, place: i64, row: u32) -> Entry {
        Entry {
            value,
            currency,
            place,
            row,
        }
    }

    fn rows(bucket: &[Entry], place: i64, reach: u64) -> Vec<u32> {
        nearest(bucket, place, reach).map(|e| e.row).collect()
    }

    #[test]
    fn a_bucket_holds_its_value_and_currency_only() {
        let mut entries = Vec::new();
        for row in 0..5_000_u32 {
            entries.push(entry(
                u64::from(row % 50),
                u16::from(row % 100 < 50),
                0,
                row,
            ));
        }
        let index = Index::new(entries);
        for value in 0..50 {
            let found: Vec<u32> = index.bucket(value, 0).iter().map(|e| e.row).collect();
            let expected: Vec<u32> = (0..50).map(|at| at * 100 + 50).collect();
            let value = u32::try_from(value).unwrap();
            assert_eq!(
                found,
                expected.iter().map(|at| at + value).collect::<Vec<_>>()
            );
        }
        assert_eq!(index.bucket(50, 0), []);
        assert_eq!(index.bucket(0, 2), []);
        assert_eq!(Index::new(Vec::new()).bucket(0, 0), []);
    }

    #[test]
    fn the_nearest_come_first_then_the_lower_place_then_the_lower_row() {
        let places = [3, 5, 5, 7, 7, 9, 20];
        let bucket: Vec<Entry> = places
            .iter()
            .zip(0..)
            .map(|(&place, row)| entry(1, 0, place, row))
            .collect();
        assert_eq!(rows(&bucket, 6, 100), [1, 2, 3, 4, 0, 5, 6]);
        assert_eq!(rows(&bucket, 5, 2), [1, 2, 0, 3, 4]);
        assert_eq!(rows(&bucket, 5, 1), [1, 2]);
        assert_eq!(rows(&bucket, 100, 79), []);
        assert_eq!(rows(&bucket, 100, 80), [6]);
        assert_eq!(rows(&bucket, -1, 4), [0]);
        assert_eq!(rows(&bucket, -1, 3), []);
        assert_eq!(rows(&bucket, i64::MIN, u64::MAX), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(rows(&bucket, i64::MAX, u64::MAX), [6, 5, 3, 4, 1, 2, 0]);
    }

    #[test]
    fn not_more_than_eight() {
        let bucket: Vec<Entry> = (0..20).map(|row| entry(1, 0, 0, row)).collect();
        assert_eq!(rows(&bucket, 1, 1), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(rows(&bucket, 0, 0), [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
