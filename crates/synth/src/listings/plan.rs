//! What is fixed for all scenes of one listing: the days, and which number stands for which amount and key.

use domain::Period;

use super::case::Case;
use super::stage::Stage;
use super::{Listings, equal, job, mistakes, postings, sums};
use crate::days::BankDays;
use crate::error::SynthError;
use crate::random::{Purpose, Stream};

/// Amounts of its own that a scene may have.
pub(super) const AMOUNTS_PER_SCENE: u64 = 8;
/// Keys of its own that a scene may have, and rows per side.
pub(super) const KEYS_PER_SCENE: u64 = 1 << 12;
/// Keys are below this: twelve or thirteen digits.
const KEYS: u64 = 1 << 40;
/// Bank days of a scene that only sums decide: it uses four, and no other comes inside the window.
const STRETCH: usize = 8;
/// One scene in so many is one that only sums decide, as long as there are days.
const SUMS_EVERY: u64 = 4;

/// A rearrangement of the numbers below a power of two.
struct Scramble {
    mask: u64,
    /// Odd, so that no two numbers meet.
    factor: u64,
    offset: u64,
}

impl Scramble {
    fn new(stream: &mut Stream, at_least: u64) -> Self {
        Self {
            mask: at_least.next_power_of_two() - 1,
            factor: stream.below(u64::MAX) | 1,
            offset: stream.below(u64::MAX),
        }
    }

    fn of(&self, number: u64) -> u64 {
        number.wrapping_mul(self.factor).wrapping_add(self.offset) & self.mask
    }
}

/// The frame of one listing.
pub(super) struct Plan {
    pub(super) case: Case,
    pub(super) seed: u64,
    pub(super) days: BankDays,
    /// Rows of a class in the case of equal amounts.
    pub(super) class_rows: u64,
    amounts: Scramble,
    keys: Scramble,
}

impl Plan {
    pub(super) fn new(case: Case, rows: u64, seed: u64) -> Result<Self, SynthError> {
        let mut stream = Stream::new(seed, u32::MAX, Purpose::Listings(case.ordinal()));
        // One real month; or as many as are needed to keep clear of each other what only sums, and fees, tell apart.
        let (year, months) = match case {
            Case::Job => (2025, 1),
            Case::GroupedWithoutReference | Case::SplitOverDays => {
                (2024, (rows / 40).clamp(6, 600))
            }
            _ => (2024, (rows / 4000).clamp(4, 600)),
        };
        let first = Period::new(year, 3).ok_or(SynthError::Years)?;
        let last = (1..months).fold(first, |period, _| period.next_month());
        Ok(Self {
            case,
            seed,
            days: BankDays::new(first, last)?,
            class_rows: (rows / 2).clamp(1, 2500),
            // Every scene has a left row, so there are at most as many scenes as rows.
            amounts: Scramble::new(&mut stream, AMOUNTS_PER_SCENE * (rows + 1)),
            keys: Scramble::new(&mut stream, KEYS),
        })
    }

    /// One scene; depends on its number only.
    pub(super) fn scene(&self, number: u64) -> Listings {
        let mut stage = Stage::new(self, number);
        let play = match self.case {
            Case::EqualAmounts => equal::amounts,
            Case::SameDayTwins => equal::twins,
            Case::OverlappingFiles => equal::overlapping_files,
            Case::GroupedWithoutReference => sums::grouped,
            Case::FeesNetted => sums::fees,
            Case::SplitOverDays => sums::split,
            Case::MistypedReferences => mistakes::references,
            Case::TransposedAmounts => mistakes::transposed,
            Case::WrongSign => mistakes::wrong_sign,
            Case::Tolerances => mistakes::tolerances,
            Case::OverPeriodEnd => postings::over_period_end,
            Case::ForeignCurrency => postings::currencies,
            Case::ReversalsAndCorrections => postings::reversals,
            Case::Job => job::play,
        };
        play(&mut stage);
        stage.made
    }

    /// In place of a scene: one payment and its bank entry.
    pub(super) fn plain(&self, number: u64) -> Listings {
        let mut stage = Stage::new(self, number);
        stage.plain();
        stage.made
    }

    /// The 1 000 kroner in which an amount lies: from 1, each once.
    pub(super) fn block(&self, scene: u64, amount: u64) -> u64 {
        self.amounts.of(scene * AMOUNTS_PER_SCENE + amount) + 1
    }

    /// A number that stands for one key and for no other.
    pub(super) fn key(&self, scene: u64, key: u64) -> u64 {
        self.keys.of(scene * KEYS_PER_SCENE + key)
    }

    /// The first day of the stretch of its own, and how many scenes had one before, if the scene is to be decided by sums.
    pub(super) fn stretch(&self, scene: u64) -> Option<(usize, u64)> {
        let turn = scene / SUMS_EVERY;
        let first = usize::try_from(turn).ok()?.checked_mul(STRETCH)?;
        let is_one = scene.is_multiple_of(SUMS_EVERY) && first + STRETCH <= self.days.data();
        is_one.then_some((first, turn))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::listings::{Row, WINDOW_BANK_DAYS, cases};

    #[test]
    fn scenes_can_be_made_in_any_order() {
        for kind in cases() {
            let plan = Plan::new(kind.id, 500, 1).unwrap();
            let forwards: Vec<Listings> = (0..60).map(|number| plan.scene(number)).collect();
            let backwards: Vec<Listings> = (0..60).rev().map(|number| plan.scene(number)).collect();
            assert!(
                forwards.iter().eq(backwards.iter().rev()),
                "{}",
                kind.id.as_str()
            );
            assert!(
                forwards.iter().all(|scene| !scene.left.is_empty()),
                "{}",
                kind.id.as_str()
            );
        }
    }

    /// No two scenes share a whole amount, but for standard rates and fees, which lie below 1 000 kroner.
    #[test]
    fn blocks_and_keys_are_given_out_once() {
        let plan = Plan::new(Case::Job, 10_000, 3).unwrap();
        let blocks: BTreeSet<u64> = (0..10_000)
            .flat_map(|scene| (0..AMOUNTS_PER_SCENE).map(move |at| (scene, at)))
            .map(|(scene, at)| plan.block(scene, at))
            .collect();
        assert_eq!(blocks.len(), 80_000);
        assert!(!blocks.contains(&0));
        let keys: BTreeSet<u64> = (0..10_000)
            .map(|scene| plan.key(scene, scene % 4))
            .collect();
        assert_eq!(keys.len(), 10_000);
        for kind in cases() {
            let plan = Plan::new(kind.id, 2_000, 4).unwrap();
            let mut seen = BTreeSet::new();
            for number in 0..400 {
                let scene = plan.scene(number);
                // Twice an amount, or the difference of two, stands only with others under one key.
                let summed = scene
                    .groups
                    .iter()
                    .filter(|group| group.left.len() > 1 && !group.right.is_empty());
                let summed: BTreeSet<u64> = summed.flat_map(|group| group.left.clone()).collect();
                let left = scene.left.iter().filter(|row| !summed.contains(&row.id));
                let whole = |row: &&Row| row.amount.0.abs() >= 100_000 && row.amount.0 % 10 == 0;
                let rows = left.chain(&scene.right).filter(whole);
                let amounts: BTreeSet<i64> = rows.map(|row| row.amount.0.abs()).collect();
                assert!(
                    amounts.iter().all(|amount| seen.insert(*amount)),
                    "{}",
                    kind.id.as_str()
                );
            }
        }
    }

    /// A scene of its own stretch never comes inside the window of the next.
    #[test]
    fn stretches_keep_clear_of_each_other() {
        for case in [Case::GroupedWithoutReference, Case::SplitOverDays] {
            let plan = Plan::new(case, 2_000, 5).unwrap();
            let number_of = |date| calendar::bank_day_number(date).unwrap();
            let (mut stretches, mut last) = (0, i32::MIN / 2);
            for number in 0..1_000 {
                let Some((first, turn)) = plan.stretch(number) else {
                    continue;
                };
                assert_eq!((turn, first), (number / SUMS_EVERY, stretches * STRETCH));
                let scene = plan.scene(number);
                let days = plan.days.date(first)..=plan.days.date(first + 3);
                assert!(
                    scene
                        .left
                        .iter()
                        .chain(&scene.right)
                        .all(|row| days.contains(&row.date))
                );
                let numbers: Vec<i32> = scene
                    .left
                    .iter()
                    .chain(&scene.right)
                    .map(|row| number_of(row.date))
                    .collect();
                assert!(
                    numbers
                        .iter()
                        .all(|number| number - last > WINDOW_BANK_DAYS)
                );
                last = numbers.into_iter().max().unwrap();
                stretches += 1;
            }
            assert!(stretches > 100);
        }
    }
}
