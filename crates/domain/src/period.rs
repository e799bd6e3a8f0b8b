//! Accounting periods of a fiscal year: 00 (opening), 01–12 (months), 13 and 14 (year end).
//!
//! Period 13 holds corrections after the last report, 14 balance-transfer postings [S 9.x]. Not here: deadlines
//! (crate `calendar`).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};

/// A period `YYYY-PP` with PP 00–14. Ordered by year, then number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    year: i32,
    number: u8,
}

/// The text is not a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a period YYYY-PP with PP from 00 to 14, such as 2025-03")]
pub struct NotAPeriod;

impl Period {
    /// A period of the years 1900–2200; `None` outside, or when `number` > 14.
    pub fn new(year: i32, number: u8) -> Option<Self> {
        ((1900..=2200).contains(&year) && number <= 14).then_some(Self { year, number })
    }

    /// The month a date lies in.
    pub fn of(date: NaiveDate) -> Option<Self> {
        Self::new(date.year(), u8::try_from(date.month()).ok()?)
    }

    /// The fiscal year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// 0–14.
    pub fn number(self) -> u8 {
        self.number
    }

    /// Whether it is one of the twelve months.
    pub fn is_month(self) -> bool {
        (1..=12).contains(&self.number)
    }

    /// First calendar day: of the month; 1 January for 00; 31 December for 13 and 14.
    pub fn first_day(self) -> NaiveDate {
        let (month, day) = match self.number {
            0 => (1, 1),
            n @ 1..=12 => (u32::from(n), 1),
            _ => (12, 31),
        };
        NaiveDate::from_ymd_opt(self.year, month, day).unwrap_or(NaiveDate::MIN)
    }

    /// Last calendar day: of the month; 1 January for 00; 31 December for 13 and 14.
    pub fn last_day(self) -> NaiveDate {
        if self.is_month() {
            self.first_day()
                .checked_add_months(Months::new(1))
                .and_then(|day| day.pred_opt())
                .unwrap_or(NaiveDate::MAX)
        } else {
            self.first_day()
        }
    }

    /// Whether a calendar date lies in this month (never for 00, 13, 14).
    pub fn contains(self, date: NaiveDate) -> bool {
        self.is_month() && Self::of(date) == Some(self)
    }

    /// The month after; after December (and 13, 14) January. For 00: January of the same year.
    #[must_use]
    pub fn next_month(self) -> Self {
        match self.number {
            n @ 0..=11 => Self {
                year: self.year,
                number: n + 1,
            },
            _ => Self {
                year: self.year + 1,
                number: 1,
            },
        }
    }

    /// The month before; before January (and 00) December. For 13 and 14: December of the same year.
    #[must_use]
    pub fn previous_month(self) -> Self {
        match self.number {
            0 | 1 => Self {
                year: self.year - 1,
                number: 12,
            },
            n @ 2..=12 => Self {
                year: self.year,
                number: n - 1,
            },
            _ => Self {
                year: self.year,
                number: 12,
            },
        }
    }

    /// Months from `earlier` to `self` across years (00 counts as January, 13 and 14 as December); the age of an
    /// item of period `earlier` in the folder of `self`.
    pub fn months_since(self, earlier: Self) -> i32 {
        let index = |p: Self| p.year * 12 + i32::from(p.number.clamp(1, 12));
        index(self) - index(earlier)
    }

    /// `year * 100 + number`: the form of the frames.
    pub fn as_i32(self) -> i32 {
        self.year * 100 + i32::from(self.number)
    }

    /// The reverse of [`Period::as_i32`].
    pub fn from_i32(value: i32) -> Option<Self> {
        Self::new(
            value.div_euclid(100),
            u8::try_from(value.rem_euclid(100)).ok()?,
        )
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year, self.number))
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, number) = text.split_once('-').ok_or(NotAPeriod)?;
        if year.len() != 4
            || number.len() != 2
            || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        {
            return Err(NotAPeriod);
        }
        Self::new(
            year.parse().map_err(|_| NotAPeriod)?,
            number.parse().map_err(|_| NotAPeriod)?,
        )
        .ok_or(NotAPeriod)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn forms() {
        for text in ["2025-00", "2025-01", "2025-12", "2025-13", "2025-14"] {
            assert_eq!(p(text).to_string(), text);
            assert_eq!(Period::from_i32(p(text).as_i32()), Some(p(text)));
        }
        for text in ["2025-15", "2025-1", "25-01", "2025", "2025-1x", "+025-01"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_and_neighbours() {
        let table = [
            ("2025-00", "2025-01-01", "2025-01-01", "2025-01", "2024-12"),
            ("2025-01", "2025-01-01", "2025-01-31", "2025-02", "2024-12"),
            ("2024-02", "2024-02-01", "2024-02-29", "2024-03", "2024-01"),
            ("2025-12", "2025-12-01", "2025-12-31", "2026-01", "2025-11"),
            ("2025-13", "2025-12-31", "2025-12-31", "2026-01", "2025-12"),
        ];
        for (text, first, last, next, previous) in table {
            assert_eq!(p(text).first_day().to_string(), first);
            assert_eq!(p(text).last_day().to_string(), last);
            assert_eq!(p(text).next_month(), p(next));
            assert_eq!(p(text).previous_month(), p(previous));
        }
        assert_eq!(p("2025-02").months_since(p("2024-11")), 3);
        assert_eq!(p("2025-13").months_since(p("2025-12")), 0);
        assert!(p("2025-12") < p("2025-13") && p("2025-14") < p("2026-00"));
    }
}
