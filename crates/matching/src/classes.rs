//! Brings equal rows together: one scatter by hash into parts that fit a cache, one sort per part.
//!
//! The hash only decides which rows are sorted together; classes are told apart by their full values. A hostile file
//! whose rows all fall into one part costs a plain sort, O(n log n), and changes no result.

use crate::model::Side;

/// Entries per part aimed at: about 48 KiB.
const ENTRIES_PER_PART: usize = 2048;
/// More parts than this make the scatter itself slow: each has a page of its own that it is filled up in. At ten million
/// rows a side a part is 480 KiB, which is still little enough.
const MOST_PARTS: usize = 1024;

/// One open row, with all that a rule needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    /// What must be equal about the amount, or the amount itself where the rule sums.
    pub(crate) amount: u64,
    /// The key of the rule's column.
    pub(crate) key: u32,
    /// Bank day.
    pub(crate) day: i32,
    /// Row number on its side.
    pub(crate) row: u32,
    /// Currency.
    pub(crate) currency: u16,
    /// Whether it is on the second of the two lists to be paired.
    pub(crate) second: bool,
}

impl Entry {
    /// Currency, key and amount in one number: equal for rows that may be paired.
    pub(crate) fn pair_class(&self) -> u128 {
        (u128::from(self.amount) << 48) | (u128::from(self.key) << 16) | u128::from(self.currency)
    }

    /// Currency and key in one number: equal for rows that may be summed.
    pub(crate) fn sum_class(&self) -> u128 {
        (u128::from(self.key) << 16) | u128::from(self.currency)
    }

    /// List, day, row in one number: the order inside a class. Rows are in order of their ids.
    fn place(&self) -> u64 {
        let day = self.day.cast_unsigned() ^ 0x8000_0000;
        (u64::from(self.second) << 63) | (u64::from(day) << 31) | u64::from(self.row)
    }
}

/// A row number as an index.
pub(crate) fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// An index as a row number; `check` has bounded the rows of a side to 31 bits.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A set of rows of one side: a bit per row, so that looking up rows in no order stays inside a cache.
#[derive(Debug)]
pub(crate) struct RowSet {
    words: Vec<u64>,
    /// Rows of the side.
    rows: usize,
}

impl RowSet {
    /// No row of a side of so many.
    pub(crate) fn none_of(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
            rows,
        }
    }

    /// Adds a row of the side, and answers whether it was in the set.
    pub(crate) fn insert(&mut self, row: u32) -> bool {
        let Some(word) = self.words.get_mut(index(row >> 6)) else {
            return false;
        };
        let bit = 1 << (row & 63);
        let was_in = *word & bit != 0;
        *word |= bit;
        was_in
    }

    /// The rows of the side that are not in the set, ascending.
    pub(crate) fn others(&self) -> impl Iterator<Item = u32> {
        let rows = number(self.rows);
        let bases = (0_u32..).step_by(64);
        self.words.iter().zip(bases).flat_map(move |(word, base)| {
            let beyond = rows - base;
            let of_side = if beyond < 64 {
                (1 << beyond) - 1
            } else {
                u64::MAX
            };
            let mut left = !word & of_side;
            std::iter::from_fn(move || {
                let row = (left != 0).then(|| base + left.trailing_zeros());
                left &= left.wrapping_sub(1);
                row
            })
        })
    }

    /// How many rows of the side are not in the set.
    fn count_others(&self) -> usize {
        let inside = self.words.iter().map(|word| index(word.count_ones()));
        self.rows.saturating_sub(inside.sum())
    }
}

/// Which of the two lists to be paired a row goes to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum List {
    /// The first.
    First,
    /// The second.
    Second,
    /// Positive amounts to the first, negative ones to the second, as absolute amounts; zero to neither. The most
    /// negative amount has no opposite and is harmless: no positive one has its absolute amount.
    BySign,
}

/// The open rows of one side, of which a rule sees those with a key in its column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenRows<'a> {
    pub(crate) side: &'a Side,
    /// The rows of the side that are in groups.
    pub(crate) taken: &'a RowSet,
    /// The rule's key column; all open rows if it has none.
    pub(crate) column: Option<usize>,
    pub(crate) list: List,
}

impl OpenRows<'_> {
    fn for_each(&self, mut each: impl FnMut(Entry)) {
        let side = self.side;
        let keys = self.column.and_then(|column| side.keys.get(column));
        for row in self.taken.others() {
            let at = index(row);
            let key = match keys {
                Some(keys) => keys.get(at).copied().unwrap_or(0),
                None => 0,
            };
            if key == 0 && keys.is_some() {
                continue;
            }
            let columns = (
                side.amount_ore.get(at),
                side.bank_day.get(at),
                side.currency.get(at),
            );
            let (Some(&amount), Some(&day), Some(&currency)) = columns else {
                return;
            };
            let (amount, second) = match self.list {
                List::First => (amount.cast_unsigned(), false),
                List::Second => (amount.cast_unsigned(), true),
                List::BySign if amount == 0 => continue,
                List::BySign => (amount.unsigned_abs(), amount.is_negative()),
            };
            each(Entry {
                amount,
                key,
                day,
                row,
                currency,
                second,
            });
        }
    }
}

/// Rows scattered into parts such that the rows of one class are in one part.
#[derive(Debug)]
pub(crate) struct Classes<Class> {
    entries: Vec<Entry>,
    /// End of each part.
    ends: Vec<usize>,
    class: Class,
}

impl<Class: Fn(&Entry) -> u128 + Copy> Classes<Class> {
    /// Gathers rows. `class` says which ones belong together; it is [`Entry::pair_class`] or [`Entry::sum_class`].
    pub(crate) fn gather(sources: &[OpenRows<'_>], class: Class) -> Self {
        let open: usize = sources.iter().map(|rows| rows.taken.count_others()).sum();
        let parts = (open / ENTRIES_PER_PART)
            .next_power_of_two()
            .min(MOST_PARTS);
        if parts == 1 {
            let mut entries = Vec::new();
            for source in sources {
                source.for_each(|entry| entries.push(entry));
            }
            return Self {
                ends: vec![entries.len()],
                entries,
                class,
            };
        }
        let bits = parts.trailing_zeros();
        let mut ends = vec![0_usize; parts];
        for source in sources {
            source.for_each(|entry| {
                if let Some(end) = ends.get_mut(part_of(class(&entry), bits)) {
                    *end += 1;
                }
            });
        }
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        let mut entries = vec![Entry::default(); start];
        for source in sources {
            source.for_each(|entry| {
                if let Some(end) = ends.get_mut(part_of(class(&entry), bits)) {
                    if let Some(slot) = entries.get_mut(*end) {
                        *slot = entry;
                    }
                    *end += 1;
                }
            });
        }
        Self {
            entries,
            ends,
            class,
        }
    }

    /// Calls `each` once per class of two rows or more with its two lists, each sorted by (day, row); classes come in
    /// no set order.
    pub(crate) fn for_each(self, each: impl FnMut(&[Entry], &[Entry])) {
        self.for_each_of(2, each);
    }

    /// As [`Classes::for_each`], for classes of `least` rows or more.
    pub(crate) fn for_each_of(self, least: usize, mut each: impl FnMut(&[Entry], &[Entry])) {
        let mut sorter = Sorter::default();
        let mut rest = self.entries.as_slice();
        let mut start = 0;
        for end in self.ends {
            let Some((part, after)) = rest.split_at_checked(end - start) else {
                return;
            };
            sorter.split(part, self.class, least, &mut each);
            rest = after;
            start = end;
        }
    }
}

fn part_of(class: u128, bits: u32) -> usize {
    usize::try_from(mix(class) >> (64 - bits)).unwrap_or(0)
}

/// A hash of a class, the same everywhere.
fn mix(class: u128) -> u64 {
    let low = u64::try_from(class & u128::from(u64::MAX)).unwrap_or(0);
    let high = u64::try_from(class >> 64).unwrap_or(0);
    let mixed = (low ^ high.rotate_left(25)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

/// Room for sorting a part, used again and again.
#[derive(Debug, Default)]
struct Sorter {
    handles: Vec<u64>,
    /// Where handles are scattered to.
    scattered: Vec<u64>,
    /// End of each bucket of handles.
    ends: Vec<usize>,
    /// The entries of the part in the order of their handles.
    in_order: Vec<Entry>,
}

impl Sorter {
    /// Sorts handles (the lower bits of the hash, and the place in as many bits as it takes) instead of entries: rows of one
    /// class come together, and full values are compared only where a hash is shared. Twice as fast as sorting entries.
    fn split(
        &mut self,
        part: &[Entry],
        class: impl Fn(&Entry) -> u128 + Copy,
        least: usize,
        each: &mut impl FnMut(&[Entry], &[Entry]),
    ) {
        let bits = part.len().checked_ilog2().map_or(0, |bits| bits + 1);
        let places = part.iter().zip(0_u64..);
        self.handles.clear();
        self.handles
            .extend(places.map(|(entry, place)| (mix(class(entry)) << bits) | place));
        self.sort_handles();
        let place_of = (1 << bits) - 1;
        // All of the part at once: loads that do not wait for each other.
        let entry = |handle: &u64| usize::try_from(handle & place_of).map(|place| part.get(place));
        let entries = (self.handles.iter())
            .map(|handle| entry(handle).ok().flatten().copied().unwrap_or_default());
        self.in_order.clear();
        self.in_order.extend(entries);
        let mut rest = self.in_order.as_mut_slice();
        for handles in self.handles.chunk_by(|a, b| a >> bits == b >> bits) {
            let Some((of_one_hash, after)) = rest.split_at_mut_checked(handles.len()) else {
                return;
            };
            rest = after;
            // A row alone has no partner under most rules.
            if handles.len() >= least {
                split_sorted(of_one_hash, class, each);
            }
        }
    }
}

/// Handles per bucket aimed at.
const HANDLES_PER_BUCKET: usize = 16;

impl Sorter {
    /// Sorts the handles: one scatter by their upper bits, which are a hash, into buckets of a few; then each bucket. The
    /// time for a handle does not grow with their number.
    fn sort_handles(&mut self) {
        let buckets = (self.handles.len() / HANDLES_PER_BUCKET).next_power_of_two();
        if buckets < 2 {
            self.handles.sort_unstable();
            return;
        }
        let shift = 64 - buckets.trailing_zeros();
        let bucket_of = |handle: u64| usize::try_from(handle >> shift).unwrap_or(0);
        self.ends.clear();
        self.ends.resize(buckets, 0);
        for handle in &self.handles {
            if let Some(end) = self.ends.get_mut(bucket_of(*handle)) {
                *end += 1;
            }
        }
        let mut start = 0;
        for end in &mut self.ends {
            start += std::mem::replace(end, start);
        }
        self.scattered.clear();
        self.scattered.resize(self.handles.len(), 0);
        for handle in &self.handles {
            if let Some(end) = self.ends.get_mut(bucket_of(*handle)) {
                if let Some(slot) = self.scattered.get_mut(*end) {
                    *slot = *handle;
                }
                *end += 1;
            }
        }
        let mut rest = self.scattered.as_mut_slice();
        let mut start = 0;
        for end in &self.ends {
            let Some((bucket, after)) = rest.split_at_mut_checked(end - start) else {
                return;
            };
            bucket.sort_unstable();
            rest = after;
            start = *end;
        }
        std::mem::swap(&mut self.handles, &mut self.scattered);
    }
}

fn split_sorted(
    entries: &mut [Entry],
    class: impl Fn(&Entry) -> u128,
    each: &mut impl FnMut(&[Entry], &[Entry]),
) {
    entries.sort_unstable_by(|a, b| {
        class(a)
            .cmp(&class(b))
            .then_with(|| a.place().cmp(&b.place()))
    });
    for of_one_class in entries.chunk_by(|a, b| class(a) == class(b)) {
        let first = of_one_class
            .iter()
            .take_while(|entry| !entry.second)
            .count();
        if let Some((first, second)) = of_one_class.split_at_checked(first) {
            each(first, second);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, RowSet, mix, part_of};

    #[test]
    fn a_set_of_rows_knows_the_others() {
        for rows in [0, 1, 63, 64, 65, 128, 200] {
            let mut set = RowSet::none_of(rows);
            let rows = u32::try_from(rows).unwrap();
            let inside = |row: &u32| row.is_multiple_of(3) || *row == 64;
            for row in (0..rows).filter(inside) {
                assert!(!set.insert(row));
                assert!(set.insert(row));
            }
            let others: Vec<u32> = (0..rows).filter(|row| !inside(row)).collect();
            assert_eq!(set.others().collect::<Vec<_>>(), others, "{rows}");
            assert_eq!(set.count_others(), others.len(), "{rows}");
        }
    }

    /// Amounts, keys and currencies in a row fall into all parts, none into one much more than into another.
    #[test]
    fn parts_are_of_one_size() {
        let of_amount = |at: u32| Entry {
            amount: u64::from(at) * 100,
            ..Entry::default()
        };
        let of_key = |at: u32| Entry {
            key: at,
            ..Entry::default()
        };
        let of_currency = |at: u32| Entry {
            currency: u16::try_from(at).unwrap(),
            ..Entry::default()
        };
        let row: [fn(u32) -> Entry; 3] = [of_amount, of_key, of_currency];
        for entry in row {
            for class in [Entry::pair_class, Entry::sum_class] {
                if class(&entry(1)) == class(&entry(2)) {
                    continue; // Amounts are no part of a class that is summed.
                }
                let mut parts = [0_u32; 16];
                (0..16_000).for_each(|at| parts[part_of(class(&entry(at)), 4)] += 1);
                assert!(
                    parts.iter().all(|rows| (800..1_200).contains(rows)),
                    "{parts:?}"
                );
                let hashes = (0..16_000).map(|at| mix(class(&entry(at))));
                assert_eq!(
                    hashes.collect::<std::collections::BTreeSet<_>>().len(),
                    16_000
                );
            }
        }
    }
}
