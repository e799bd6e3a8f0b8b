//! Lumps: the rows of one key as if they were one row, to be paired with single rows of the other side.
//!
//! Not here: how lumps and rows are paired, which is `pairing`, and groups with a key on both sides, which need no pairing.

use std::ops::Range;

use crate::classes::{Classes, Entry, OpenRows, index};
use crate::model::Side;

/// The lumps of one side, in order of their lowest row.
#[derive(Debug, Default)]
pub(crate) struct Lumps {
    /// One row per lump: what pairing looks at. It has no ids and no keys.
    pub(crate) side: Side,
    /// Where the rows of each lump lie in `rows`.
    places: Vec<Range<usize>>,
    /// Ascending inside each lump.
    rows: Vec<u32>,
}

impl Lumps {
    /// Sums up rows. A sum of zero stands for nothing the other side could have, and one beyond 64 bits equals no row.
    pub(crate) fn lay(summed: OpenRows<'_>) -> Self {
        let mut rows: Vec<u32> = Vec::new();
        let mut lumps = Vec::new();
        Classes::gather(&[summed], Entry::sum_class).for_each_of(1, |first, second| {
            let entries = || first.iter().chain(second);
            let amount: i128 = entries()
                .map(|entry| i128::from(entry.amount.cast_signed()))
                .sum();
            let Some(latest) = entries().max_by_key(|entry| entry.day) else {
                return;
            };
            if let Ok(amount) = i64::try_from(amount)
                && amount != 0
            {
                let mut of_lump: Vec<u32> = entries().map(|entry| entry.row).collect();
                of_lump.sort_unstable();
                let place = rows.len()..rows.len() + of_lump.len();
                lumps.push((
                    of_lump.first().copied(),
                    amount,
                    latest.day,
                    latest.currency,
                    place,
                ));
                rows.append(&mut of_lump);
            }
        });
        lumps.sort_unstable_by_key(|(lowest, ..)| *lowest);
        let mut laid = Self {
            rows,
            ..Self::default()
        };
        for (_, amount, day, currency, place) in lumps {
            laid.side.amount_ore.push(amount);
            laid.side.bank_day.push(day);
            laid.side.currency.push(currency);
            laid.places.push(place);
        }
        laid
    }

    /// The rows of a lump, ascending.
    pub(crate) fn rows(&self, lump: u32) -> &[u32] {
        let place = self.places.get(index(lump)).cloned();
        place
            .and_then(|place| self.rows.get(place))
            .unwrap_or_default()
    }
}
