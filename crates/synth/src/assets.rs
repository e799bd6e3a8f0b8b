//! The assets of an agency with accruals, and what they are worth: the asset register, apart from the ledger.
//!
//! Not here: what the ledger makes of them (`month_end`), the listing (`registers`).

use domain::{Ore, Period};

use crate::profile::{COMPUTERS, COMPUTERS_DEPRECIATION, SOFTWARE, SOFTWARE_DEPRECIATION};
use crate::random::Stream;
use crate::world::total;

/// Months until an asset is written down to nothing.
const LIFE: i64 = 60;
/// Every so many months an asset is bought.
const BOUGHT_EVERY: usize = 3;

/// Something that is not a cost of the month it was bought in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Asset {
    /// Number in the register, from 1.
    pub(crate) number: u32,
    /// Account and account of its depreciation.
    pub(crate) accounts: [&'static str; 2],
    /// The month it was bought in; it loses value from the month after.
    pub(crate) bought: Period,
    /// What it cost, positive.
    pub(crate) cost: Ore,
}

impl Asset {
    /// Its number as register and ledger write it.
    pub(crate) fn name(&self) -> String {
        format!("A{:05}", self.number)
    }

    /// Depreciated until the end of a month; zero before it was bought.
    pub(crate) fn depreciated(&self, period: Period) -> Ore {
        let months = i64::from(period.months_since(self.bought)).clamp(0, LIFE);
        Ore(self.cost.0 * months / LIFE)
    }

    /// Depreciated in a month.
    pub(crate) fn depreciation(&self, period: Period) -> Ore {
        let before = self.depreciated(period.previous_month());
        Ore(self.depreciated(period).0 - before.0)
    }

    /// Worth at the end of a month; zero before it was bought.
    pub(crate) fn value(&self, period: Period) -> Ore {
        if period < self.bought {
            return Ore::ZERO;
        }
        Ore(self.cost.0 - self.depreciated(period).0)
    }
}

/// Two assets from the year before the data, and one every third month of it, of the two accounts in turn.
pub(crate) fn assets(stream: &mut Stream, periods: &[Period]) -> Vec<Asset> {
    let Some(first) = periods.first() else {
        return Vec::new();
    };
    let of_before = (0..2).filter_map(|_| Period::new(first.year() - 1, 9));
    let bought = of_before.chain(periods.iter().copied().step_by(BOUGHT_EVERY));
    (1..)
        .zip(bought)
        .map(|(number, bought): (u32, Period)| Asset {
            number,
            accounts: if number.is_multiple_of(2) {
                [SOFTWARE, SOFTWARE_DEPRECIATION]
            } else {
                [COMPUTERS, COMPUTERS_DEPRECIATION]
            },
            bought,
            // So many whole øre a month that each loses the same.
            cost: Ore(stream.between(1_000, 15_000) * LIFE * 100),
        })
        .collect()
}

/// Whether an asset is bought in the month of the data with this place.
pub(crate) fn is_month_of_purchase(place: usize) -> bool {
    place.is_multiple_of(BOUGHT_EVERY)
}

/// What assets on an account are worth at the end of a month.
pub(crate) fn worth(assets: &[Asset], account: &str, period: Period) -> Ore {
    let on_account = assets.iter().filter(|asset| asset.accounts[0] == account);
    total(on_account.map(|asset| asset.value(period)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_loses_its_whole_value_in_sixty_months() {
        let asset = Asset {
            number: 1,
            accounts: [COMPUTERS, COMPUTERS_DEPRECIATION],
            bought: "2024-11".parse().unwrap(),
            cost: Ore(6_000_001),
        };
        for (period, worth, lost) in [
            ("2024-10", 0, 0),
            ("2024-11", 6_000_001, 0),
            ("2024-12", 5_900_001, 100_000),
            ("2025-01", 5_800_001, 100_000),
            ("2029-11", 0, 100_001),
            ("2029-12", 0, 0),
        ] {
            let period: Period = period.parse().unwrap();
            assert_eq!(asset.value(period), Ore(worth), "{period}");
            assert_eq!(asset.depreciation(period), Ore(lost), "{period}");
        }
    }
}
