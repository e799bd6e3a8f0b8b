//! Business days (virkedager) of the two Norwegian calendars, 1990–2100.
//!
//! Sources: the law on public holidays for [`Calendar::NoPublic`]; Norges Bank's list of settlement days for
//! [`Calendar::NoBank`], which also closes on 24 December. Holidays stand on the trait of `bdays`, whose own helpers
//! may panic at the end of a range; every method here guards the range and returns a result. Not here: half days
//! (neither calendar has any) and banks' opening hours.

use bdays::HolidayCalendar;
use chrono::{Datelike, Days, NaiveDate};
use domain::{Arg, Period, Text};

/// First year of the calendars.
pub const FIRST_YEAR: i32 = 1990;
/// Last year of the calendars.
pub const LAST_YEAR: i32 = 2100;

/// Which days are business days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Calendar {
    /// `NO_PUBLIC`: Monday to Friday except public holidays. For `BD` rules and response times.
    NoPublic,
    /// `NO_BANK`: the same without 24 December. For remittance, settlement accounts and statements.
    NoBank,
}

/// A date outside the years 1990–2100, or a count of business days that would leave them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a date from 1990 to 2100, found {0} or a step from it that leaves those years")]
pub struct OutOfRange(pub NaiveDate);

/// Why there is no such business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoBusinessDay {
    /// The month lies outside 1990–2100.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// Periods 00, 13 and 14 are not months.
    #[error("expected a month, found period {0}, which has no business days of its own")]
    NotAMonth(Period),
    /// `n` is 0, or the month has fewer business days.
    #[error("month {period} has no business day number {n}")]
    NoSuchDay {
        /// The number asked for, counted from 1.
        n: u32,
        /// The month.
        period: Period,
    },
}

/// Something to tell about a business day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DayWarning {
    /// 24 December is a business day by law, but banks are closed and most offices are empty.
    ChristmasEve,
}

impl DayWarning {
    /// The warning as a text, with the date.
    pub fn text(self, date: NaiveDate) -> Text {
        match self {
            Self::ChristmasEve => Text::key("calendar-christmas-eve").with("date", Arg::Date(date)),
        }
    }
}

/// Days from Easter Sunday to the holidays that move with it: Maundy Thursday, Good Friday, Easter Sunday, Easter
/// Monday, Ascension Day, Whit Sunday, Whit Monday.
const EASTER_OFFSETS: [i32; 7] = [-3, -2, 0, 1, 39, 49, 50];

/// Holidays on a fixed date, as (month, day).
const FIXED_HOLIDAYS: [(u32, u32); 5] = [(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)];

impl HolidayCalendar<NaiveDate> for Calendar {
    /// Whether the date is a holiday of this calendar, weekday or not. Plain Saturdays and Sundays are not holidays.
    fn is_holiday(&self, date: NaiveDate) -> bool {
        let day = (date.month(), date.day());
        let moves_with_easter = bdays::easter::easter_num_days_from_ce(date.year())
            .is_ok_and(|easter| EASTER_OFFSETS.contains(&(date.num_days_from_ce() - easter)));
        moves_with_easter
            || FIXED_HOLIDAYS.contains(&day)
            || (*self == Self::NoBank && day == (12, 24))
    }
}

fn in_range(date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
        Ok(date)
    } else {
        Err(OutOfRange(date))
    }
}

fn following(date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
    date.checked_add_days(Days::new(1))
        .ok_or(OutOfRange(date))
        .and_then(in_range)
}

fn preceding(date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
    date.checked_sub_days(Days::new(1))
        .ok_or(OutOfRange(date))
        .and_then(in_range)
}

impl Calendar {
    /// Whether the date is a business day.
    pub fn is_business_day(self, date: NaiveDate) -> Result<bool, OutOfRange> {
        in_range(date).map(|date| self.is_bday(date))
    }

    /// What to say about a business day; `None` on ordinary days and on days that are not business days.
    pub fn warning(self, date: NaiveDate) -> Result<Option<DayWarning>, OutOfRange> {
        let eve = self.is_business_day(date)? && (date.month(), date.day()) == (12, 24);
        Ok(eve.then_some(DayWarning::ChristmasEve))
    }

    /// The date itself if it is a business day, otherwise the first one after it.
    pub fn next_business_day_on_or_after(self, date: NaiveDate) -> Result<NaiveDate, OutOfRange> {
        let mut day = in_range(date)?;
        while !self.is_bday(day) {
            day = following(day)?;
        }
        Ok(day)
    }

    /// The date itself if it is a business day, otherwise the last one before it.
    pub fn previous_business_day_on_or_before(
        self,
        date: NaiveDate,
    ) -> Result<NaiveDate, OutOfRange> {
        let mut day = in_range(date)?;
        while !self.is_bday(day) {
            day = preceding(day)?;
        }
        Ok(day)
    }

    /// The `n`-th business day strictly after the date (`n` > 0) or the `-n`-th strictly before it (`n` < 0);
    /// the date itself, business day or not, for `n` = 0.
    ///
    /// Saturday + 1 is Monday and Saturday − 1 is Friday: nothing is rolled before counting.
    pub fn add_business_days(self, date: NaiveDate, n: i32) -> Result<NaiveDate, OutOfRange> {
        let mut day = in_range(date)?;
        for _ in 0..n.unsigned_abs() {
            day = if n > 0 {
                self.next_business_day_on_or_after(following(day)?)?
            } else {
                self.previous_business_day_on_or_before(preceding(day)?)?
            };
        }
        Ok(day)
    }

    /// `BD(n, X)`: the `n`-th business day of a month, from 1.
    pub fn nth_business_day(self, n: u32, month: Period) -> Result<NaiveDate, NoBusinessDay> {
        if !month.is_month() {
            return Err(NoBusinessDay::NotAMonth(month));
        }
        in_range(month.first_day())?;
        month
            .first_day()
            .iter_days()
            .take_while(|day| *day <= month.last_day())
            .filter(|day| self.is_bday(*day))
            .zip(1..)
            .find_map(|(day, number)| (number == n).then_some(day))
            .ok_or(NoBusinessDay::NoSuchDay { n, period: month })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn christmas_eve_differs_between_the_calendars() {
        let eve = day("2025-12-24");
        assert_eq!(Calendar::NoPublic.is_business_day(eve), Ok(true));
        assert_eq!(
            Calendar::NoPublic.warning(eve),
            Ok(Some(DayWarning::ChristmasEve))
        );
        assert_eq!(Calendar::NoBank.is_business_day(eve), Ok(false));
        assert_eq!(Calendar::NoBank.warning(eve), Ok(None));
        // A Saturday is no business day anyway.
        assert_eq!(Calendar::NoPublic.warning(day("2022-12-24")), Ok(None));
        assert_eq!(Calendar::NoPublic.warning(day("2025-12-23")), Ok(None));
        for calendar in [Calendar::NoPublic, Calendar::NoBank] {
            assert_eq!(
                calendar.is_business_day(day("2025-12-31")),
                Ok(true),
                "31 December is open"
            );
        }
    }

    #[test]
    fn steps() {
        // Easter 2023: Maundy Thursday 6 April, Easter Monday 10 April.
        let table = [
            ("2023-04-05", 1, "2023-04-11"),
            ("2023-04-11", -1, "2023-04-05"),
            ("2023-04-08", 1, "2023-04-11"),
            ("2023-04-08", -1, "2023-04-05"),
            ("2023-04-08", 0, "2023-04-08"),
            ("2023-04-14", 1, "2023-04-17"),
            ("2023-04-15", 1, "2023-04-17"),
            ("2023-04-15", 2, "2023-04-18"),
            ("2023-04-17", -2, "2023-04-13"),
        ];
        for (from, n, to) in table {
            let found = Calendar::NoPublic.add_business_days(day(from), n);
            assert_eq!(found, Ok(day(to)), "{from} {n:+}");
        }
    }

    #[test]
    fn outside_the_range_is_an_error_and_no_panic() {
        let calendar = Calendar::NoPublic;
        for date in [
            NaiveDate::MIN,
            day("1989-12-31"),
            day("2101-01-01"),
            NaiveDate::MAX,
        ] {
            assert_eq!(calendar.is_business_day(date), Err(OutOfRange(date)));
            assert!(calendar.next_business_day_on_or_after(date).is_err());
            assert!(calendar.previous_business_day_on_or_before(date).is_err());
            assert!(calendar.add_business_days(date, 0).is_err());
        }
        assert!(
            calendar
                .previous_business_day_on_or_before(day("1990-01-01"))
                .is_err()
        );
        assert!(calendar.add_business_days(day("2100-12-31"), 1).is_err());
        assert!(
            calendar
                .add_business_days(day("2000-01-01"), i32::MAX)
                .is_err()
        );
        assert!(
            calendar
                .add_business_days(day("2000-01-01"), i32::MIN)
                .is_err()
        );
        let month = |text: &str| text.parse::<Period>().unwrap();
        assert!(matches!(
            calendar.nth_business_day(1, month("1989-12")),
            Err(NoBusinessDay::OutOfRange(_))
        ));
        assert!(matches!(
            calendar.nth_business_day(1, month("2025-13")),
            Err(NoBusinessDay::NotAMonth(_))
        ));
        for n in [0, 24, u32::MAX] {
            assert!(matches!(
                calendar.nth_business_day(n, month("2025-03")),
                Err(NoBusinessDay::NoSuchDay { .. })
            ));
        }
    }
}
