//! Bank days numbered once, so that millions of rows can be compared by subtraction.
//!
//! Not here: what distance is acceptable (a matching rule says).

use std::sync::LazyLock;

use bdays::HolidayCalendar;
use chrono::{Datelike, NaiveDate};

use crate::business_day::{Calendar, FIRST_YEAR, LAST_YEAR, OutOfRange};

/// The number of every date 1990–2100 in bank days, built once; a look-up is one subtraction and one load.
///
/// The number of a date is the count of bank days (`NO_BANK`) from 1990-01-01 up to and including it, so a day that is
/// no bank day has the number of the bank day before it. 1990-01-01 itself is a holiday and has number 0.
#[derive(Clone, Debug)]
pub struct BankDays {
    first_day_from_ce: i32,
    numbers: Vec<i32>,
}

static SHARED: LazyLock<BankDays> = LazyLock::new(BankDays::new);

impl BankDays {
    /// Builds the table (40 542 dates, 160 kB).
    pub fn new() -> Self {
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        let numbers = first
            .iter_days()
            .take_while(|day| day.year() <= LAST_YEAR)
            .scan(0, |count, day| {
                *count += i32::from(Calendar::NoBank.is_bday(day));
                Some(*count)
            })
            .collect();
        Self {
            first_day_from_ce: first.num_days_from_ce(),
            numbers,
        }
    }

    /// One table for the whole program, built at first use.
    pub fn shared() -> &'static Self {
        &SHARED
    }

    /// The number of a date: never decreasing from one day to the next.
    pub fn number(&self, date: NaiveDate) -> Result<i32, OutOfRange> {
        date.num_days_from_ce()
            .checked_sub(self.first_day_from_ce)
            .and_then(|index| usize::try_from(index).ok())
            .and_then(|index| self.numbers.get(index).copied())
            .ok_or(OutOfRange(date))
    }
}

impl Default for BankDays {
    fn default() -> Self {
        Self::new()
    }
}

/// The number of a date in bank days; see [`BankDays`]. For many rows hold [`BankDays::shared`] instead.
pub fn bank_day_number(date: NaiveDate) -> Result<i32, OutOfRange> {
    BankDays::shared().number(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> i32 {
        bank_day_number(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn numbers_count_bank_days() {
        assert_eq!(number("1990-01-01"), 0);
        assert_eq!(number("1990-01-02"), 1);
        assert_eq!(number("1990-01-05"), 4);
        assert_eq!(number("1990-01-07"), 4, "a Sunday has Friday's number");
        assert_eq!(number("1990-01-08"), 5);
        // Christmas 2025: Wednesday 24 to Friday 26 December are closed.
        assert_eq!(number("2025-12-24"), number("2025-12-23"));
        assert_eq!(number("2025-12-28"), number("2025-12-23"));
        assert_eq!(number("2025-12-29"), number("2025-12-23") + 1);
    }

    #[test]
    fn every_step_is_one_on_bank_days_and_zero_otherwise() {
        let first = NaiveDate::from_ymd_opt(1990, 1, 2).unwrap();
        let last = NaiveDate::from_ymd_opt(2100, 12, 31).unwrap();
        for day in first.iter_days().take_while(|day| *day <= last) {
            let step =
                bank_day_number(day).unwrap() - bank_day_number(day.pred_opt().unwrap()).unwrap();
            let open = Calendar::NoBank.is_business_day(day).unwrap();
            assert_eq!(step, i32::from(open), "{day}");
        }
        for outside in [
            NaiveDate::MIN,
            first.pred_opt().unwrap().pred_opt().unwrap(),
            last.succ_opt().unwrap(),
            NaiveDate::MAX,
        ] {
            assert_eq!(bank_day_number(outside), Err(OutOfRange(outside)));
        }
    }
}
