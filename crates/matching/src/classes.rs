//! Brings equal rows together: one scatter by hash into parts that fit a fast cache, one sort per part.
//!
//! The hash only decides which rows are sorted together; classes are told apart by their full values. A hostile file
//! whose rows all fall into one part costs a plain sort, O(n log n), and changes no result.

/// Entries per part aimed at: about 24 KiB.
const ENTRIES_PER_PART: usize = 1024;
/// More parts than this make the scatter itself slow.
const MOST_PARTS: usize = 4096;

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

/// Calls `each` once per class with its entries sorted by (list, day, row), in no particular order of classes.
/// `visit` is called twice and must give the same entries both times.
pub(crate) fn for_each_class(
    visit: impl Fn(&mut dyn FnMut(Entry)),
    class: impl Fn(&Entry) -> u128 + Copy,
    mut each: impl FnMut(&[Entry], &[Entry]),
) {
    let mut count = 0_usize;
    visit(&mut |_| count += 1);
    let parts = (count / ENTRIES_PER_PART)
        .next_power_of_two()
        .min(MOST_PARTS);
    let mut entries = if parts == 1 {
        let mut entries = Vec::with_capacity(count);
        visit(&mut |entry| entries.push(entry));
        entries
    } else {
        Vec::new()
    };
    if parts == 1 {
        sort_and_split(&mut entries, class, &mut each);
        return;
    }
    let bits = parts.trailing_zeros();
    let mut ends = vec![0_usize; parts];
    visit(&mut |entry| {
        if let Some(end) = ends.get_mut(part_of(class(&entry), bits)) {
            *end += 1;
        }
    });
    let mut start = 0;
    for end in &mut ends {
        start += std::mem::replace(end, start);
    }
    entries.resize(count, Entry::default());
    visit(&mut |entry| {
        if let Some(end) = ends.get_mut(part_of(class(&entry), bits)) {
            if let Some(slot) = entries.get_mut(*end) {
                *slot = entry;
            }
            *end += 1;
        }
    });
    let mut rest = entries.as_mut_slice();
    let mut start = 0;
    for end in ends {
        let Some((part, after)) = rest.split_at_mut_checked(end - start) else {
            return;
        };
        sort_and_split(part, class, &mut each);
        rest = after;
        start = end;
    }
}

fn part_of(class: u128, bits: u32) -> usize {
    let low = u64::try_from(class & u128::from(u64::MAX)).unwrap_or(0);
    let high = u64::try_from(class >> 64).unwrap_or(0);
    let mixed = (low ^ high.rotate_left(25)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    usize::try_from(mixed >> (64 - bits)).unwrap_or(0)
}

fn sort_and_split(
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
