//! Balances of the general ledger: `L(account, 00..p)`, with what is missing said aloud; and which lines stand on an account.
//!
//! The opening balance of the year comes from period-00 rows (delimited listings) or from the opening balances of
//! the earliest ledger file of the year (SAF-T); then lines are added. A month that no file covers makes the
//! balance unknown, not zero.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, RangeInclusive};

use domain::{Ore, Period};
use frames::Frames;

/// The ledger of one agency, summed per account and period.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Per account: per period (`year * 100 + number`) its lines.
    posted: BTreeMap<String, BTreeMap<i32, Posted>>,
    /// Months that a file covers.
    covered: BTreeSet<i32>,
    /// Per first period of a file: opening balances by account. Period 00 counts as January.
    openings: BTreeMap<i32, BTreeMap<String, i128>>,
    /// Years with period-00 rows.
    opened_by_rows: BTreeSet<i32>,
}

/// The lines of an account in a period.
#[derive(Debug, Default)]
struct Posted {
    sum: i128,
    /// Their rows in the frame, ascending.
    rows: Vec<usize>,
}

/// Why a balance is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// No ledger file covers this month.
    Month(Period),
    /// No opening balances for this year.
    Opening(i32),
}

impl Ledger {
    /// Sums the frames once.
    pub fn of(frames: &Frames) -> Self {
        let mut ledger = Self::default();
        let lines = frames.ledger_lines.view();
        let mut posted: BTreeMap<&str, BTreeMap<i32, Posted>> = BTreeMap::new();
        for (row, (&period, &ore)) in lines.period.iter().zip(lines.amount_ore).enumerate() {
            let of_account = posted.entry(lines.account.get(row)).or_default();
            let of_period = of_account.entry(period).or_default();
            of_period.sum += i128::from(ore);
            of_period.rows.push(row);
        }
        for period in posted.values().flat_map(BTreeMap::keys) {
            match period % 100 {
                0 => ledger.opened_by_rows.insert(period / 100),
                // Lines of a year-end period say nothing about December's.
                1..=12 => ledger.covered.insert(*period),
                _ => false,
            };
        }
        let posted = posted.into_iter();
        ledger.posted = posted
            .map(|(account, periods)| (account.to_owned(), periods))
            .collect();
        let stated = frames.ledger_balances.view();
        for row in 0..frames.ledger_balances.len() {
            let (Some(&from), Some(&to), Some(&opening)) = (
                stated.from_period.get(row),
                stated.to_period.get(row),
                stated.opening_ore.get(row),
            ) else {
                continue;
            };
            let (Some(from), Some(to)) = (Period::from_i32(from), Period::from_i32(to)) else {
                continue;
            };
            let from = if from.number() == 0 {
                from.next_month()
            } else {
                from
            };
            // A selection is at most the period's year: nothing is carried over a year without its opening.
            let last = if from.year() < to.year() {
                12
            } else {
                to.number().min(12)
            };
            for number in from.number()..=last {
                ledger.covered.insert(from.year() * 100 + i32::from(number));
            }
            let of_file = ledger.openings.entry(from.as_i32()).or_default();
            *of_file
                .entry(stated.account.get(row).to_owned())
                .or_default() += i128::from(opening);
        }
        ledger
    }

    /// Whether any ledger file was accepted.
    pub fn is_empty(&self) -> bool {
        self.covered.is_empty()
    }

    /// Whether a file covers the month.
    pub fn covers(&self, period: Period) -> bool {
        self.covered.contains(&month(period.as_i32()))
    }

    /// Every account that has lines or balances, sorted.
    pub fn accounts(&self) -> BTreeSet<&str> {
        let stated = self.openings.values().flat_map(BTreeMap::keys);
        self.posted
            .keys()
            .chain(stated)
            .map(String::as_str)
            .collect()
    }

    /// The rows of the ledger lines on some accounts in some periods, ascending.
    pub fn rows(
        &self,
        accounts: impl Fn(&str) -> bool,
        periods: RangeInclusive<i32>,
    ) -> Vec<usize> {
        let of_accounts = self.posted.iter();
        let of_accounts = of_accounts.filter(|(account, _)| accounts(account));
        let mut rows: Vec<usize> = of_accounts
            .flat_map(|(_, of_account)| of_account.range(periods.clone()))
            .flat_map(|(_, posted)| posted.rows.iter().copied())
            .collect();
        rows.sort_unstable();
        rows
    }

    /// The first period of the year whose start balance is known, and whether a file states that balance. Files that
    /// begin after `through` do not count: a later export must not change an earlier period.
    fn base(&self, through: Period) -> Result<(i32, bool), Unknown> {
        let year = through.year();
        if self.opened_by_rows.contains(&year) {
            return Ok((year * 100 + 1, false));
        }
        let mut stated = self.openings.range(year * 100..=through.as_i32());
        stated
            .next()
            .map(|(first, _)| (*first, true))
            .ok_or(Unknown::Opening(year))
    }

    /// `L(accounts, 00..through)`: the balance at the end of a period.
    pub fn balance(
        &self,
        accounts: impl Fn(&str) -> bool,
        through: Period,
    ) -> Result<Ore, Unknown> {
        let year = through.year();
        let last = through.as_i32();
        if !self.covers(through) {
            return Err(Unknown::Month(through));
        }
        let (first, stated) = self.base(through)?;
        let mut at = first;
        while at <= month(last) {
            if !self.covered.contains(&at) {
                return Err(Unknown::Month(Period::from_i32(at).unwrap_or(through)));
            }
            at += 1;
        }
        let from = if stated { first } else { year * 100 };
        let mut sum: i128 = 0;
        if stated {
            let openings = self.openings.get(&first).into_iter().flatten();
            sum += openings
                .filter(|(account, _)| accounts(account))
                .map(|(_, ore)| ore)
                .sum::<i128>();
        }
        for (account, periods) in &self.posted {
            if accounts(account) {
                let posted = periods.range(from..=last);
                sum += posted.map(|(_, posted)| posted.sum).sum::<i128>();
            }
        }
        Ok(Ore::bounded(sum))
    }

    /// The balance at the start of a month: the end of the month before, or the opening of the year.
    pub fn balance_before(
        &self,
        accounts: impl Fn(&str) -> bool,
        month_of: Period,
    ) -> Result<Ore, Unknown> {
        let year = month_of.year();
        let (first, stated) = self.base(month_of)?;
        if month_of.as_i32() > first {
            return self.balance(accounts, month_of.previous_month());
        }
        let sum: i128 = if stated {
            let openings = self.openings.get(&first).into_iter().flatten();
            openings
                .filter(|(account, _)| accounts(account))
                .map(|(_, ore)| ore)
                .sum()
        } else {
            let of_year = |periods: &BTreeMap<i32, Posted>| {
                periods.get(&(year * 100)).map_or(0, |opening| opening.sum)
            };
            self.posted
                .iter()
                .filter(|(account, _)| accounts(account))
                .map(|(_, periods)| of_year(periods))
                .sum()
        };
        Ok(Ore::bounded(sum))
    }

    /// Where a ledger file's opening balance is not the balance before it: month and difference (stated −
    /// computed). A posting changed a period that was exported before.
    pub fn chain_breaks(
        &self,
        accounts: impl Fn(&str) -> bool,
        through: Period,
    ) -> Vec<(Period, Ore)> {
        let Ok((first, true)) = self.base(through) else {
            return Vec::new();
        };
        let mut breaks = Vec::new();
        let later = (Bound::Excluded(first), Bound::Included(through.as_i32()));
        for (from, openings) in self.openings.range(later) {
            let stated: i128 = openings
                .iter()
                .filter(|(account, _)| accounts(account))
                .map(|(_, ore)| ore)
                .sum();
            let Some(period) = Period::from_i32(*from) else {
                continue;
            };
            let Ok(computed) = self.balance(&accounts, period.previous_month()) else {
                continue;
            };
            let difference = stated - i128::from(computed.0);
            if difference != 0 {
                breaks.push((period, Ore::bounded(difference)));
            }
        }
        breaks
    }
}

/// The month whose ledger a period needs: December for the year-end periods 13 and 14, January for 00.
fn month(period: i32) -> i32 {
    period / 100 * 100 + (period % 100).clamp(1, 12)
}
