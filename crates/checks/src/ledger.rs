//! Balances of the general ledger: `L(account, 00..p)`, with what is missing said aloud.
//!
//! The opening balance of the year comes from period-00 rows (delimited listings) or from the opening balances of
//! the earliest ledger file of the year (SAF-T); then lines are added. A month that no file covers makes the
//! balance unknown, not zero.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Ore, Period};
use frames::Frames;

use crate::context::Problem;

/// The ledger of one agency, summed per account and period.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Per account: per period (`year * 100 + number`) the sum of lines.
    sums: BTreeMap<String, BTreeMap<i32, i128>>,
    /// Months that a file covers.
    covered: BTreeSet<i32>,
    /// Per year: the first month of its earliest ledger file that states balances.
    first_stated: BTreeMap<i32, i32>,
    /// Per first period of a file: opening balances by account.
    openings: BTreeMap<i32, BTreeMap<String, i128>>,
    /// Years with period-00 rows.
    opened_by_rows: BTreeSet<i32>,
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
    pub fn of(frames: &Frames) -> Result<Self, Problem> {
        let mut ledger = Self::default();
        for (account, period, sum) in frames.ledger_lines.sums()? {
            if period % 100 == 0 {
                ledger.opened_by_rows.insert(period / 100);
            } else {
                ledger.covered.insert(month(period));
            }
            *ledger.sums.entry(account).or_default().entry(period).or_default() += sum;
        }
        let stated = frames.ledger_balances.view();
        for row in 0..frames.ledger_balances.len() {
            let (Some(&from), Some(&to), Some(&opening)) =
                (stated.from_period.get(row), stated.to_period.get(row), stated.opening_ore.get(row))
            else {
                continue;
            };
            let (from, to) = (month(from), month(to));
            let first = ledger.first_stated.entry(from / 100).or_insert(from);
            *first = from.min(*first);
            let mut at = from;
            while at <= to {
                ledger.covered.insert(at);
                at = if at % 100 == 12 { at + 89 } else { at + 1 };
            }
            *ledger.openings.entry(from).or_default().entry(stated.account.get(row).to_owned()).or_default() +=
                i128::from(opening);
        }
        Ok(ledger)
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
        self.sums.keys().chain(stated).map(String::as_str).collect()
    }

    /// The first month of the year whose start balance is known, and whether that balance is stated by a file.
    fn base(&self, year: i32) -> Result<(i32, bool), Unknown> {
        if self.opened_by_rows.contains(&year) {
            return Ok((year * 100 + 1, false));
        }
        self.first_stated.get(&year).map(|first| (*first, true)).ok_or(Unknown::Opening(year))
    }

    /// `L(accounts, 00..through)`: the balance at the end of a period.
    pub fn balance(&self, accounts: impl Fn(&str) -> bool, through: Period) -> Result<Ore, Unknown> {
        let year = through.year();
        let last = through.as_i32();
        if !self.covers(through) {
            return Err(Unknown::Month(through));
        }
        let (first, stated) = self.base(year)?;
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
            sum += openings.filter(|(account, _)| accounts(account)).map(|(_, ore)| ore).sum::<i128>();
        }
        for (account, periods) in &self.sums {
            if accounts(account) {
                sum += periods.range(from..=last).map(|(_, ore)| ore).sum::<i128>();
            }
        }
        Ok(Ore(i64::try_from(sum).unwrap_or(i64::MAX)))
    }

    /// The balance at the start of a month: the end of the month before, or the opening of the year.
    pub fn balance_before(&self, accounts: impl Fn(&str) -> bool, month_of: Period) -> Result<Ore, Unknown> {
        let year = month_of.year();
        let (first, stated) = self.base(year)?;
        if month_of.as_i32() > first {
            return self.balance(accounts, month_of.previous_month());
        }
        let sum: i128 = if stated {
            let openings = self.openings.get(&first).into_iter().flatten();
            openings.filter(|(account, _)| accounts(account)).map(|(_, ore)| ore).sum()
        } else {
            let of_year = |periods: &BTreeMap<i32, i128>| periods.get(&(year * 100)).copied().unwrap_or_default();
            self.sums.iter().filter(|(account, _)| accounts(account)).map(|(_, periods)| of_year(periods)).sum()
        };
        Ok(Ore(i64::try_from(sum).unwrap_or(i64::MAX)))
    }

    /// Where a ledger file's opening balance is not the balance before it: month and difference (stated −
    /// computed). A posting changed a period that was exported before.
    pub fn chain_breaks(&self, accounts: impl Fn(&str) -> bool, through: Period) -> Vec<(Period, Ore)> {
        let Ok((first, true)) = self.base(through.year()) else { return Vec::new() };
        let mut breaks = Vec::new();
        let later = self.openings.iter().filter(|(from, _)| (first + 1..=through.as_i32()).contains(*from));
        for (from, openings) in later {
            let stated: i128 = openings.iter().filter(|(account, _)| accounts(account)).map(|(_, ore)| ore).sum();
            let Some(period) = Period::from_i32(*from) else { continue };
            let Ok(computed) = self.balance(&accounts, period.previous_month()) else { continue };
            let difference = stated - i128::from(computed.0);
            if difference != 0 {
                breaks.push((period, Ore(i64::try_from(difference).unwrap_or(i64::MAX))));
            }
        }
        breaks
    }
}

/// Year-end periods 13 and 14 belong to December's coverage, 00 to January's.
fn month(period: i32) -> i32 {
    period / 100 * 100 + (period % 100).clamp(1, 12)
}
