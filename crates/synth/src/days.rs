//! The bank days of a request, numbered from 0, with one more month behind the last period.
//!
//! The month behind is outside the data; it is there so that late reading and vouchers posted too early know their
//! dates. Not here: what a bank day is (`calendar`).

use std::ops::Range;

use calendar::Calendar;
use chrono::{Days as CalendarDays, NaiveDate};
use domain::Period;

use crate::error::SynthError;

/// A bank day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Day {
    /// Its date.
    pub(crate) date: NaiveDate,
    /// Which period of the request it lies in; the number of periods for the month behind.
    pub(crate) period: usize,
}

/// All bank days, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BankDays {
    /// The periods of the data.
    pub(crate) periods: Vec<Period>,
    /// Days of the data, then days of the month behind.
    days: Vec<Day>,
    /// How many of them belong to the data.
    data: usize,
}

impl BankDays {
    /// The bank days from the first period to the month after the last one.
    pub(crate) fn new(first: Period, last: Period) -> Result<Self, SynthError> {
        let mut periods = Vec::new();
        let mut period = first;
        while period <= last {
            periods.push(period);
            period = period.next_month();
        }
        let mut days = Vec::new();
        let mut data = 0;
        for (index, month) in periods.iter().copied().chain([period]).enumerate() {
            if index == periods.len() {
                data = days.len();
            }
            for date in month
                .first_day()
                .iter_days()
                .take_while(|date| month.contains(*date))
            {
                if Calendar::NoBank
                    .is_business_day(date)
                    .map_err(|_| SynthError::Years)?
                {
                    days.push(Day {
                        date,
                        period: index,
                    });
                }
            }
        }
        Ok(Self {
            periods,
            days,
            data,
        })
    }

    /// How many bank days the data has.
    pub(crate) fn data(&self) -> usize {
        self.data
    }

    /// The date of a day, or of the last one known.
    pub(crate) fn date(&self, day: usize) -> NaiveDate {
        self.days
            .get(day)
            .or(self.days.last())
            .map_or(NaiveDate::MIN, |day| day.date)
    }

    /// The place in the request of the period a day lies in; the number of periods for the month behind.
    pub(crate) fn period_index(&self, day: usize) -> usize {
        self.days
            .get(day)
            .map_or(self.periods.len(), |day| day.period)
    }

    /// The period with this place; the month behind for the number of periods.
    pub(crate) fn period(&self, index: usize) -> Option<Period> {
        self.periods.get(index).copied().or_else(|| {
            (index == self.periods.len())
                .then(|| self.periods.last())?
                .map(|p| p.next_month())
        })
    }

    /// The numbers of the days of a period (or of the month behind).
    pub(crate) fn of_period(&self, index: usize) -> Range<usize> {
        let start = self.days.partition_point(|day| day.period < index);
        let end = self.days.partition_point(|day| day.period <= index);
        start..end
    }

    /// The date of something issued on bank day `number`; a negative number is so many calendar days, and a bit for
    /// weekends, before the first day of the data.
    pub(crate) fn date_or_before(&self, number: i64) -> NaiveDate {
        if let Ok(day) = usize::try_from(number) {
            return self.date(day);
        }
        let back = number.unsigned_abs() * 7 / 5 + 1;
        let first = self
            .periods
            .first()
            .map_or(NaiveDate::MIN, |period| period.first_day());
        first
            .checked_sub_days(CalendarDays::new(back))
            .unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_days_of_the_data_and_the_month_behind() {
        let days = BankDays::new("2025-03".parse().unwrap(), "2025-04".parse().unwrap()).unwrap();
        assert_eq!(days.of_period(0), 0..21);
        // Maundy Thursday to Easter Monday: 17, 18, 21 April 2025.
        assert_eq!(days.of_period(1), 21..40);
        assert_eq!(days.data(), 40);
        assert_eq!(days.date(0).to_string(), "2025-03-03");
        assert_eq!(days.date(40).to_string(), "2025-05-02");
        assert_eq!(days.period(2).unwrap().to_string(), "2025-05");
        assert_eq!(days.period(3), None);
        assert_eq!(days.date_or_before(-5).to_string(), "2025-02-21");
    }
}
