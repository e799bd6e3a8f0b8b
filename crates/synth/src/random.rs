//! Seeded randomness: one independent stream per (seed, agency, purpose).
//!
//! A stream of its own for each purpose keeps what one part draws from moving what another part draws: planting a
//! fault never changes the world it is planted in. Not here: any other source of chance; there is none.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream is for. The numbers are part of "same request, same bytes": append only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// Invoices and when they are paid.
    Receivables,
    /// Bills and when they are paid.
    Payables,
    /// What happens on each bank day.
    Days,
    /// Vouchers without a bank side, and opening balances.
    Costs,
    /// Reports of NAV.
    Refunds,
    /// Payments out that the bank refuses.
    Refusals,
    /// Vouchers of the month's end: accruals and assets.
    MonthEnd,
    /// What payroll posts and lists.
    Staff,
    /// Where a fault of a kind is planted; the number is the kind's place in the list of faults.
    Fault(u32),
    /// Re-postings of period 13.
    Period13,
    /// Listings of a case of matching; the number is the case's place in the list of cases, the scene takes the
    /// place of the agency.
    Listings(u32),
}

impl Purpose {
    fn number(self) -> u32 {
        match self {
            Self::Receivables => 1,
            Self::Payables => 2,
            Self::Days => 3,
            Self::Costs => 4,
            Self::Refunds => 5,
            Self::Refusals => 6,
            Self::MonthEnd => 7,
            Self::Staff => 8,
            Self::Period13 => 9,
            Self::Fault(kind) => 1000 + kind,
            Self::Listings(case) => 2000 + case,
        }
    }
}

/// A stream of random values.
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    pub(crate) fn new(seed: u64, agency: u32, purpose: Purpose) -> Self {
        let mut key = [0; 32];
        let parts = seed
            .to_le_bytes()
            .into_iter()
            .chain(agency.to_le_bytes())
            .chain(purpose.number().to_le_bytes());
        for (to, from) in key.iter_mut().zip(parts) {
            *to = from;
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 0 ≤ value < bound; 0 for bound 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A place in a list of this length; 0 for an empty one.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        let bound = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(bound)).unwrap_or(0)
    }

    /// low ≤ value ≤ high; low if high is lower.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0);
        low + i64::try_from(self.below(span.saturating_add(1))).unwrap_or(0)
    }

    /// True in so many cases of a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of them; `None` of nothing.
    pub(crate) fn pick<'list, T>(&mut self, list: &'list [T]) -> Option<&'list T> {
        list.get(self.index(list.len()))
    }

    /// So many different ones (or all, if there are fewer), in the list's order.
    pub(crate) fn choose<T: Copy>(&mut self, list: &[T], wanted: usize) -> Vec<T> {
        let mut missing = wanted;
        let mut left = list.len();
        let mut chosen = Vec::with_capacity(wanted.min(left));
        for item in list {
            if self.index(left) < missing {
                chosen.push(*item);
                missing -= 1;
            }
            left -= 1;
        }
        chosen
    }

    /// Any order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.index(last + 1);
            list.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, agency, purpose| {
            let mut stream = Stream::new(seed, agency, purpose);
            (0..8).map(|_| stream.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 2, Purpose::Days), draw(1, 2, Purpose::Days));
        let others = [
            draw(2, 2, Purpose::Days),
            draw(1, 3, Purpose::Days),
            draw(1, 2, Purpose::Costs),
            draw(1, 2, Purpose::Fault(0)),
        ];
        for other in &others {
            assert_ne!(*other, draw(1, 2, Purpose::Days));
        }
    }

    #[test]
    fn ranges() {
        let mut stream = Stream::new(7, 0, Purpose::Days);
        for _ in 0..1000 {
            assert!((-3..=5).contains(&stream.between(-3, 5)));
            assert_eq!(stream.between(4, 4), 4);
            assert_eq!(stream.below(0), 0);
        }
        let list: Vec<u32> = (0..50).collect();
        for wanted in [0, 1, 7, 50, 80] {
            let chosen = stream.choose(&list, wanted);
            assert_eq!(chosen.len(), wanted.min(50));
            assert!(chosen.is_sorted_by(|a, b| a < b));
        }
        let mut order = list.clone();
        stream.shuffle(&mut order);
        assert_ne!(order, list);
        order.sort_unstable();
        assert_eq!(order, list);
    }
}
