//! Which vouchers have been there and summed to zero, in little memory: ranges of numbers with the same period and date.
//!
//! Numbers mostly follow one another, so that a file is a handful of ranges. Bounded: beyond the limit nothing more is
//! remembered, and the caller says so once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Period;

/// Period and date of a voucher.
pub(super) type Facts = (Option<Period>, Option<NaiveDate>);

/// What became of a voucher to be remembered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Told {
    /// Remembered, or silently not, because the limit was reached before.
    Fine,
    /// Not remembered: the limit is reached now.
    Full,
}

/// The ranges, by voucher type and first number.
#[derive(Debug)]
pub(super) struct Seen {
    /// Most ranges, of all voucher types together.
    limit: usize,
    types: BTreeMap<String, BTreeMap<u64, (u64, Facts)>>,
    ranges: usize,
    full: bool,
}

impl Seen {
    /// None yet, at most `limit`.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            types: BTreeMap::new(),
            ranges: 0,
            full: false,
        }
    }

    /// Period and date of the voucher, if it was there.
    pub(super) fn get(&self, voucher_type: &str, number: u64) -> Option<Facts> {
        let (_, (last, facts)) = self.types.get(voucher_type)?.range(..=number).next_back()?;
        (number <= *last).then_some(*facts)
    }

    /// Remembers a voucher.
    pub(super) fn insert(&mut self, voucher_type: &str, number: u64, facts: Facts) -> Told {
        if let Some(ranges) = self.types.get_mut(voucher_type) {
            if let Some((_, (last, known))) = ranges.range_mut(..=number).next_back() {
                if number <= *last {
                    return Told::Fine;
                }
                if number == *last + 1 && *known == facts {
                    *last = number;
                    return Told::Fine;
                }
            }
            if let Some((last, _)) = ranges
                .get(&(number + 1))
                .copied()
                .filter(|(_, known)| *known == facts)
            {
                ranges.remove(&(number + 1));
                ranges.insert(number, (last, facts));
                return Told::Fine;
            }
        }
        if self.ranges >= self.limit {
            let first = !self.full;
            self.full = true;
            return if first { Told::Full } else { Told::Fine };
        }
        self.ranges += 1;
        let ranges = self.types.entry(voucher_type.to_owned()).or_default();
        ranges.insert(number, (number, facts));
        Told::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Facts = (None, None);

    #[test]
    fn numbers_that_follow_one_another_are_one_range() {
        let mut seen = Seen::new(10);
        for number in (1..=1000).chain((2000..3000).rev()) {
            assert_eq!(seen.insert("LO", number, NONE), Told::Fine);
        }
        assert_eq!(seen.ranges, 2);
        let june = (Period::new(2026, 6), None);
        seen.insert("LO", 1001, june);
        seen.insert("IF", 5, NONE);
        let table = [
            ("LO", 0, false),
            ("LO", 1, true),
            ("LO", 1000, true),
            ("LO", 1002, false),
            ("LO", 2000, true),
            ("LO", 3000, false),
            ("IF", 5, true),
            ("IF", 1, false),
            ("UF", 1, false),
        ];
        for (voucher_type, number, expected) in table {
            assert_eq!(
                seen.get(voucher_type, number).is_some(),
                expected,
                "{voucher_type} {number}"
            );
        }
        assert_eq!(seen.get("LO", 1001), Some(june));
    }

    #[test]
    fn the_limit_is_told_once() {
        let mut seen = Seen::new(10);
        let told: Vec<u64> = (0..30)
            .filter(|n| seen.insert("LO", n * 2, NONE) == Told::Full)
            .collect();
        assert_eq!((told, seen.ranges), (vec![10], 10));
        assert!(seen.get("LO", 2).is_some() && seen.get("LO", 40).is_none());
    }
}
