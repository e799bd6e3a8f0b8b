//! Finds what is worth comparing: one pass per kind of likeness, each over an index of its own.
//!
//! Passes only propose. A proposal is compared in full (`reasons`) and kept for both rows if it is among their best three,
//! whatever pass found it, so passes may overlap and their order is nothing.

use super::index::{Entry, Index, nearest, spread};
use super::mistakes::{SHORTEST_KEY_PART, could_have_been};
use super::reasons::{Comparison, Reason, SIMILAR_TEXT_RANK};
use super::sums::{Sum, sums};
use super::words::{Sketch, word_numbers};
use super::{
    Both, Case, Explained, Ground, MOST_NEAR, NEAREST_PER_BUCKET, Near, Place, Reach, Row, at,
    number, opposite,
};
use crate::input::{BadInput, SideName};

/// Longer keys, in bytes, are not searched for slips among crowds of equal amounts.
pub const LONGEST_KEY: usize = 64;

/// How many buckets of words are looked at for a text: the smallest.
const RAREST_WORDS: usize = 2;

const SIDES: [SideName; 2] = [SideName::Left, SideName::Right];

/// The nearest candidates of every open row: the left side's rows first, each side's in order.
///
/// # Errors
///
/// [`BadInput`] if columns differ in length or ids do not rise.
pub fn explain(case: &Case<'_>, reach: Reach) -> Result<Vec<Explained>, BadInput> {
    let ground = Ground::new(case.left, case.right, case.grouping)?;
    let mut search = Search {
        compare: Comparison {
            case,
            ground: &ground,
            reach,
        },
        lists: Both {
            left: Lists::new(&ground, SideName::Left),
            right: Lists::new(&ground, SideName::Right),
        },
        reasons: Vec::new(),
    };
    for own in SIDES {
        search.by_amount(own);
        search.by_key(own);
        search.among_matched(own);
    }
    search.by_mistyped_key();
    search.by_text();
    let sums = Both {
        left: sums(&ground, SideName::Left, reach),
        right: sums(&ground, SideName::Right, reach),
    };
    let mut result = Vec::new();
    for side in SIDES {
        for (row, _) in ground.rows(side, true) {
            let sum = sums.of(side).get(at(row)).copied().flatten();
            result.push(search.explained((side, row), sum));
        }
    }
    Ok(result)
}

/// A candidate as it is ranked: fields in the order in which they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rank: u8,
    difference_ore: u64,
    days: u32,
    is_on_same_side: bool,
    row: u32,
}

/// The best candidates of the open rows of a side.
struct Lists {
    /// Per row of the side its number among the open ones.
    places: Vec<u32>,
    /// Per open row, best first.
    best: Vec<[Option<Candidate>; MOST_NEAR]>,
}

impl Lists {
    fn new(ground: &Ground<'_>, side: SideName) -> Self {
        let mut places = vec![u32::MAX; ground.groups.of(side).len()];
        let mut open = 0;
        for (row, _) in ground.rows(side, true) {
            if let Some(place) = places.get_mut(at(row)) {
                *place = open;
                open += 1;
            }
        }
        Self {
            places,
            best: vec![[None; MOST_NEAR]; at(open)],
        }
    }

    fn of(&self, row: u32) -> &[Option<Candidate>] {
        let place = self.places.get(at(row)).copied().unwrap_or(u32::MAX);
        self.best.get(at(place)).map_or(&[], |best| best.as_slice())
    }

    fn keep(&mut self, row: u32, candidate: Candidate) {
        let place = self.places.get(at(row)).copied().unwrap_or(u32::MAX);
        let Some(best) = self.best.get_mut(at(place)) else {
            return;
        };
        let mut moved = Some(candidate);
        for slot in best {
            if *slot == moved {
                return; // Known already, or nothing more to move.
            }
            if slot.is_none() || moved < *slot {
                std::mem::swap(slot, &mut moved);
            }
        }
    }
}

struct Search<'a> {
    compare: Comparison<'a>,
    lists: Both<Lists>,
    /// Room that is used again.
    reasons: Vec<Reason>,
}

impl<'a> Search<'a> {
    fn ground(&self) -> &'a Ground<'a> {
        self.compare.ground
    }

    fn window(&self) -> u64 {
        u64::from(self.compare.reach.window_bank_days)
    }

    fn horizon(&self) -> u64 {
        u64::from(self.compare.reach.horizon_bank_days)
    }

    /// The entries of rows, by whatever values `values` gives for each.
    fn index(
        &self,
        side: SideName,
        open: bool,
        values: impl Fn(u32, Row) -> Option<Entry>,
    ) -> Index {
        let rows = self.ground().rows(side, open);
        Index::new(rows.filter_map(|(row, facts)| values(row, facts)).collect())
    }

    /// Compares two rows and keeps each as a candidate of the other, where it is an open row's.
    fn propose(&mut self, row: Place, candidate: Place) {
        let mut reasons = std::mem::take(&mut self.reasons);
        self.compare.reasons(row, candidate, &mut reasons);
        if let Some(best) = reasons.first() {
            self.keep(row, candidate, best.rank());
        }
        self.reasons = reasons;
    }

    fn keep(&mut self, row: Place, candidate: Place, rank: u8) {
        let (Some(own), Some(other)) = (self.ground().row(row), self.ground().row(candidate))
        else {
            return;
        };
        let ranked = Candidate {
            rank,
            difference_ore: own.amount.abs_diff(other.amount),
            days: own.day.abs_diff(other.day),
            is_on_same_side: row.0 == candidate.0,
            row: candidate.1,
        };
        self.lists.of_mut(row.0).keep(row.1, ranked);
        if !ranked.is_on_same_side {
            let back = Candidate {
                row: row.1,
                ..ranked
            };
            self.lists.of_mut(candidate.0).keep(candidate.1, back);
        }
    }

    /// Proposes the nearest rows of a bucket.
    fn propose_all(
        &mut self,
        row: Place,
        side: SideName,
        bucket: &[Entry],
        (place, reach): (i64, u64),
    ) {
        for entry in nearest(bucket, place, reach) {
            self.propose(row, (side, entry.row));
        }
    }

    /// Equal amounts, in the same currency and in any, and all amounts one slip away.
    fn by_amount(&mut self, own: SideName) {
        let (window, horizon) = (self.window(), self.horizon());
        let other = opposite(own);
        let index = self.index(other, true, |row, facts| Some(by_amount(row, facts)));
        let any_currency = self.has_currencies().then(|| {
            self.index(other, true, |row, facts| {
                Some(Entry {
                    currency: 0,
                    ..by_amount(row, facts)
                })
            })
        });
        for (row, facts) in self.ground().rows(own, true) {
            let day = i64::from(facts.day);
            let bucket = |amount: i64| index.bucket(amount.cast_unsigned(), facts.currency);
            self.propose_all((own, row), other, bucket(facts.amount), (day, horizon));
            for amount in could_have_been(facts.amount) {
                self.propose_all((own, row), other, bucket(amount), (day, window));
            }
            if let Some(index) = &any_currency {
                let bucket = index.bucket(facts.amount.cast_unsigned(), 0);
                self.propose_all((own, row), other, bucket, (day, window));
            }
        }
    }

    fn has_currencies(&self) -> bool {
        let mut all = SIDES
            .into_iter()
            .flat_map(|side| self.ground().rows(side, true));
        let first = all.next().map(|(_, facts)| facts.currency);
        all.any(|(_, facts)| Some(facts.currency) != first)
    }

    /// Equal keys, whatever the amount, the day and the currency.
    fn by_key(&mut self, own: SideName) {
        let other = opposite(own);
        for column in 0..self.ground().columns() {
            let index = self.index(other, true, |row, facts| {
                self.by_key_of((other, row), facts, column)
            });
            for (row, facts) in self.ground().rows(own, true) {
                if let Some(Entry { value, place, .. }) = self.by_key_of((own, row), facts, column)
                {
                    self.propose_all((own, row), other, index.bucket(value, 0), (place, u64::MAX));
                }
            }
        }
    }

    fn by_key_of(&self, place: Place, facts: Row, column: usize) -> Option<Entry> {
        let key = self.ground().key(place, column);
        (key != 0).then(|| Entry {
            value: (u64::from(number(column)) << 32) | u64::from(key),
            currency: 0,
            place: i64::from(facts.day),
            row: place.1,
        })
    }

    /// Rows that are matched already: with the same key on either side, with the same amount on the same side. Of
    /// the matched rows, only those are indexed that an open row could ask for.
    fn among_matched(&mut self, own: SideName) {
        let asked = self.index(own, true, |row, facts| Some(by_amount(row, facts)));
        let index = self.index(own, false, |row, facts| {
            let entry = by_amount(row, facts);
            (!asked.bucket(entry.value, entry.currency).is_empty()).then_some(entry)
        });
        for (row, facts) in self.ground().rows(own, true) {
            let bucket = index.bucket(facts.amount.cast_unsigned(), facts.currency);
            self.propose_all((own, row), own, bucket, (i64::from(facts.day), u64::MAX));
        }
        for column in 0..self.ground().columns() {
            let asked = self.index(own, true, |row, facts| {
                self.by_key_of((own, row), facts, column)
            });
            for side in SIDES {
                let index = self.index(side, false, |row, facts| {
                    let entry = self.by_key_of((side, row), facts, column)?;
                    (!asked.bucket(entry.value, 0).is_empty()).then_some(entry)
                });
                for (row, facts) in self.ground().rows(own, true) {
                    if let Some(entry) = self.by_key_of((own, row), facts, column) {
                        let bucket = index.bucket(entry.value, 0);
                        self.propose_all((own, row), side, bucket, (entry.place, u64::MAX));
                    }
                }
            }
        }
    }

    /// Keys one slip away, where an amount is so frequent on both sides that the nearest rows of its bucket are not
    /// all of them. Elsewhere every pair of equal amounts has been compared.
    fn by_mistyped_key(&mut self) {
        let by_amounts = |side| self.index(side, true, |row, facts| Some(by_amount(row, facts)));
        let by_amounts = Both {
            left: by_amounts(SideName::Left),
            right: by_amounts(SideName::Right),
        };
        let crowded = |side: SideName| -> Vec<(u32, Row)> {
            let rows = self.ground().rows(side, true);
            rows.filter(|(_, facts)| {
                SIDES.into_iter().all(|side| {
                    let index = by_amounts.of(side);
                    let bucket = index.bucket(facts.amount.cast_unsigned(), facts.currency);
                    bucket.len() > NEAREST_PER_BUCKET
                })
            })
            .collect()
        };
        let crowded = Both {
            left: crowded(SideName::Left),
            right: crowded(SideName::Right),
        };
        let Comparison { case, ground, .. } = self.compare;
        for column in 0..ground.columns() {
            for own in SIDES {
                let keyed = |side: SideName| {
                    let rows = crowded.of(side).iter();
                    rows.filter_map(move |&(row, facts)| {
                        let text = case.keys.text(ground.key((side, row), column))?;
                        let is_short = text.len() <= LONGEST_KEY;
                        is_short.then(|| Keyed::new(row, facts, text.as_bytes()))
                    })
                };
                let whole = |key: Keyed<'_>| key.entry(key.hash());
                let index = Index::new(keyed(opposite(own)).map(whole).collect());
                for key in keyed(own) {
                    for hash in key.mistyped().chain(key.swapped()).chain(key.parts()) {
                        let Entry {
                            value,
                            currency,
                            place,
                            row,
                        } = key.entry(hash);
                        let near = (place, self.horizon());
                        self.propose_all(
                            (own, row),
                            opposite(own),
                            index.bucket(value, currency),
                            near,
                        );
                    }
                }
            }
        }
    }

    /// Texts alike, for rows that have not three better candidates: by their rarest words, on the same day with the
    /// nearest amounts, and at about the same amount on the nearest days.
    fn by_text(&mut self) {
        let sketches = |side| -> Vec<Sketch> {
            let rows = 0..number(self.ground().groups.of(side).len());
            rows.map(|row| match self.ground().group((side, row)) {
                None => Sketch::of(self.compare.case.text((side, row))),
                Some(_) => Sketch::default(),
            })
            .collect()
        };
        let sketches = Both {
            left: sketches(SideName::Left),
            right: sketches(SideName::Right),
        };
        let wanting = |side: SideName| -> Vec<(u32, Row)> {
            let is_wanting = |(row, _): &(u32, Row)| {
                self.lists
                    .of(side)
                    .of(*row)
                    .last()
                    .is_some_and(Option::is_none)
            };
            self.ground().rows(side, true).filter(is_wanting).collect()
        };
        for (own, wanting) in [
            (SideName::Left, wanting(SideName::Left)),
            (SideName::Right, wanting(SideName::Right)),
        ] {
            let other = opposite(own);
            let (mut by_day, mut by_size) = (Vec::new(), Vec::new());
            for (row, facts) in self.ground().rows(other, true) {
                for word in word_numbers(self.compare.case.text((other, row))) {
                    let entry = by_amount(row, facts);
                    by_day.push(Entry {
                        value: on_day(word, facts),
                        place: facts.amount,
                        ..entry
                    });
                    by_size.push(Entry {
                        value: of_size(word, size(facts.amount.unsigned_abs())),
                        ..entry
                    });
                }
            }
            let indexes = (Index::new(by_day), Index::new(by_size));
            for (row, facts) in wanting {
                self.by_words((own, row), facts, &indexes, &sketches);
            }
        }
    }

    fn by_words(
        &mut self,
        row: Place,
        facts: Row,
        (by_day, by_size): &(Index, Index),
        sketches: &Both<Vec<Sketch>>,
    ) {
        let words = word_numbers(self.compare.case.text(row));
        let sketch =
            |(side, row): Place| sketches.of(side).get(at(row)).copied().unwrap_or_default();
        let day = (i64::from(facts.day), self.horizon());
        let mut buckets = Vec::new();
        for &word in &words {
            let bucket = by_day.bucket(on_day(word, facts), facts.currency);
            buckets.push((bucket, (facts.amount, u64::MAX)));
            for size in sizes_within_a_tenth(facts.amount) {
                let bucket = by_size.bucket(of_size(word, size), facts.currency);
                buckets.push((bucket, day));
            }
        }
        buckets.retain(|(bucket, _)| !bucket.is_empty());
        buckets.sort_by_key(|(bucket, _)| bucket.len());
        for (bucket, (place, reach)) in buckets.into_iter().take(RAREST_WORDS) {
            for entry in nearest(bucket, place, reach) {
                let candidate = (opposite(row.0), entry.row);
                if sketch(row).may_be_similar(sketch(candidate))
                    && self.compare.text(row, candidate).is_some()
                {
                    self.compare.reasons(row, candidate, &mut self.reasons);
                    let rank = self.reasons.first().map_or(SIMILAR_TEXT_RANK, Reason::rank);
                    self.keep(row, candidate, rank);
                }
            }
        }
    }

    /// What is said of an open row: its best candidates, and the sum that comes nearest.
    fn explained(&self, row: Place, sum: Option<Sum>) -> Explained {
        let mut found: Vec<(Candidate, Near)> = Vec::with_capacity(MOST_NEAR + 1);
        for candidate in self.lists.of(row.0).of(row.1).iter().flatten() {
            let side = if candidate.is_on_same_side {
                row.0
            } else {
                opposite(row.0)
            };
            let place = (side, candidate.row);
            let mut reasons = Vec::new();
            self.compare.reasons(row, place, &mut reasons);
            reasons.extend(self.compare.text(row, place));
            let group = self.ground().group(place);
            found.push((
                *candidate,
                Near {
                    row: place,
                    group,
                    reasons,
                },
            ));
        }
        if let Some(sum) = sum {
            let place = (opposite(row.0), sum.lowest);
            let mut candidate = Candidate {
                rank: sum.reason().rank(),
                difference_ore: sum.difference(),
                days: sum.days,
                is_on_same_side: false,
                row: sum.lowest,
            };
            let mut reasons = vec![sum.reason()];
            if let Some(known) = found.iter().position(|(_, near)| near.row == place) {
                let (known, near) = found.remove(known);
                candidate = candidate.min(known);
                reasons.extend(near.reasons);
                reasons.sort_by_key(Reason::rank);
            }
            found.push((
                candidate,
                Near {
                    row: place,
                    group: None,
                    reasons,
                },
            ));
            found.sort_by_key(|(candidate, _)| *candidate);
        }
        let near = found.into_iter().map(|(_, near)| near).take(MOST_NEAR);
        Explained {
            row,
            near: near.collect(),
        }
    }
}

fn by_amount(row: u32, facts: Row) -> Entry {
    Entry {
        value: facts.amount.cast_unsigned(),
        currency: facts.currency,
        place: i64::from(facts.day),
        row,
    }
}

fn on_day(word: u64, facts: Row) -> u64 {
    spread(word ^ u64::from(facts.day.cast_unsigned()))
}

fn of_size(word: u64, size: u32) -> u64 {
    spread(!word ^ u64::from(size))
}

/// A coarse logarithm of the absolute amount, two steps to the doubling.
fn size(magnitude: u64) -> u32 {
    let bits = u64::BITS - magnitude.leading_zeros();
    let next = (magnitude << 1)
        .checked_shr(bits.saturating_sub(1))
        .unwrap_or(0)
        & 1;
    2 * bits + u32::from(next == 1)
}

/// The sizes of all amounts that are at most a tenth of the larger one away.
fn sizes_within_a_tenth(amount: i64) -> impl Iterator<Item = u32> {
    let magnitude = amount.unsigned_abs();
    size(magnitude - magnitude / 10)..=size(magnitude + magnitude / 9)
}

/// A row with the text of its key in one column, as a number that can be changed in one place.
struct Keyed<'a> {
    row: u32,
    facts: Row,
    text: &'a [u8],
    /// Polynomial of each beginning, from the empty one.
    beginnings: Vec<u64>,
    /// Powers of the base, up to the length.
    powers: Vec<u64>,
}

/// Any odd number would do.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

impl<'a> Keyed<'a> {
    fn new(row: u32, facts: Row, text: &'a [u8]) -> Self {
        let (mut hash, mut power) = (1_u64, 1_u64);
        let (mut beginnings, mut powers) = (vec![hash], vec![power]);
        for &byte in text {
            hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(byte));
            power = power.wrapping_mul(BASE);
            beginnings.push(hash);
            powers.push(power);
        }
        Self {
            row,
            facts,
            text,
            beginnings,
            powers,
        }
    }

    /// An entry for keys of this hash under the row's amount.
    fn entry(&self, hash: u64) -> Entry {
        let entry = by_amount(self.row, self.facts);
        let value = spread(hash) ^ entry.value;
        Entry { value, ..entry }
    }

    fn hash(&self) -> u64 {
        self.beginnings.last().copied().unwrap_or(1)
    }

    /// What the byte at a place is worth in the hash, and what its place is worth.
    fn worth(&self, place: usize) -> Option<(u64, u64)> {
        let byte = *self.text.get(place)?;
        let power = *self.powers.get(self.text.len().checked_sub(place + 1)?)?;
        Some((u64::from(byte), power))
    }

    /// The hashes of the key with another digit at each place that has one.
    fn mistyped(&self) -> impl Iterator<Item = u64> {
        let digits =
            (0..self.text.len()).filter(|&at| self.text.get(at).is_some_and(u8::is_ascii_digit));
        let worth = digits.filter_map(|place| self.worth(place));
        worth.flat_map(move |(byte, power)| {
            let others = (b'0'..=b'9')
                .map(u64::from)
                .filter(move |&other| other != byte);
            others.map(move |other| {
                let change = other.wrapping_sub(byte).wrapping_mul(power);
                self.hash().wrapping_add(change)
            })
        })
    }

    /// The hashes of the key with two neighbours swapped.
    fn swapped(&self) -> impl Iterator<Item = u64> {
        (1..self.text.len()).filter_map(|place| {
            let (a, high) = self.worth(place - 1)?;
            let (b, low) = self.worth(place)?;
            let change = b.wrapping_sub(a).wrapping_mul(high.wrapping_sub(low));
            (a != b).then(|| self.hash().wrapping_add(change))
        })
    }

    /// The hashes of all beginnings and ends long enough, but for the whole key.
    fn parts(&self) -> impl Iterator<Item = u64> {
        let lengths = SHORTEST_KEY_PART..self.text.len();
        lengths.flat_map(|length| {
            let before = self.text.len() - length;
            let power = self.powers.get(length).copied().unwrap_or(1);
            let beginning = self.beginnings.get(length).copied();
            // The hash of what comes before starts with one; so does that of the end alone.
            let end = self.beginnings.get(before).map(|hash| {
                let unwanted = hash.wrapping_sub(1).wrapping_mul(power);
                self.hash().wrapping_sub(unwanted)
            });
            [beginning, end].into_iter().flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Keyed, size, sizes_within_a_tenth};
    use crate::near::Row;

    fn keyed(text: &str) -> Keyed<'_> {
        let facts = Row {
            amount: 0,
            day: 0,
            currency: 0,
        };
        Keyed::new(0, facts, text.as_bytes())
    }

    #[test]
    fn slips_of_a_key_have_the_hash_of_what_they_make() {
        let key = keyed("1234567-9");
        let swapped: Vec<u64> = key.swapped().collect();
        for text in [
            "2134567-9",
            "1234567",
            "12345679-",
            "123457 6-9",
            "123456-79",
            "1235467-9",
        ] {
            let expected = !matches!(text, "1234567" | "123457 6-9");
            assert_eq!(swapped.contains(&keyed(text).hash()), expected, "{text}");
        }
        assert_eq!(swapped.len(), 8);
        assert_eq!(keyed("11").swapped().count(), 0);
        let parts: Vec<u64> = key.parts().collect();
        let expected = [
            "123456", "4567-9", "1234567", "34567-9", "1234567-", "234567-9",
        ];
        assert_eq!(parts, expected.map(|text| keyed(text).hash()));
        assert_eq!(keyed("123456").parts().count(), 0);
        let mistyped: Vec<u64> = key.mistyped().collect();
        for text in [
            "0234567-9",
            "1294567-9",
            "1234567-0",
            "1234567-9",
            "123456709",
            "1294567-8",
        ] {
            let expected = matches!(text, "0234567-9" | "1294567-9" | "1234567-0");
            assert_eq!(mistyped.contains(&keyed(text).hash()), expected, "{text}");
        }
        assert_eq!(mistyped.len(), 8 * 9);
    }

    #[test]
    fn sizes_rise_and_a_tenth_has_few() {
        let sizes = [
            0,
            1,
            2,
            3,
            4,
            6,
            8,
            12,
            16,
            1 << 62,
            3 << 61,
            1 << 63,
            3 << 62,
        ];
        let sizes: Vec<u32> = sizes.into_iter().map(size).collect();
        assert_eq!(sizes, [0, 2, 4, 5, 6, 7, 8, 9, 10, 126, 127, 128, 129]);
        assert_eq!((size(15), size(11), size(u64::MAX)), (9, 8, 129));
        for amount in (0..3_000).chain([i64::MAX, 1 << 40, (1 << 40) - 1]) {
            for amount in [amount, -amount] {
                let sizes: Vec<u32> = sizes_within_a_tenth(amount).collect();
                assert!(sizes.len() <= 2);
                // A tenth of the larger: nine tenths of it, or ten ninths.
                let magnitude = amount.unsigned_abs();
                for other in [
                    magnitude - magnitude / 10,
                    magnitude,
                    magnitude + magnitude / 9,
                ] {
                    assert!(sizes.contains(&size(other)), "{amount}");
                }
            }
        }
        assert_eq!(sizes_within_a_tenth(i64::MIN).count(), 2);
    }
}
