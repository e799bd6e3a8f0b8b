//! The notation of deadline rules as values: `BD(5,M+1)`, `TR_S -1d@16:00`, `before D12` …
//!
//! Not here: which task has which rule (module `table`) or where dates come from (module `rules`).

use std::fmt;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime};
use domain::{Period, Text};

use crate::business_day::{Calendar, NoBusinessDay, OutOfRange};
use crate::deadline::Due;
use crate::oslo;
use crate::treasury::{Report, TreasuryDeadline, treasury_row};

/// A month, seen from the reporting period `M`. `M` of the periods 13 and 14 is December.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Month {
    /// `M+1`, the reconciliation month.
    Next,
    /// `M+2`.
    AfterNext,
    /// A month (1–12) of the year of `M`.
    SameYear(u8),
    /// A month (1–12) of the year after `M`.
    NextYear(u8),
}

/// What is done with the treasury's deadline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The moment itself.
    AtDeadline,
    /// So many calendar days later (negative: earlier), at a time of day or for the whole day.
    CalendarDays(i64, Option<NaiveTime>),
    /// So many business days later (negative: earlier), at a time of day or for the whole day.
    BusinessDays(i32, Option<NaiveTime>),
}

/// How an act stands to another deadline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// Before it.
    Before,
    /// After it.
    After,
    /// After it and never earlier: the routine forbids it.
    OnlyAfter,
    /// Together with it.
    With,
    /// When it happens.
    At,
}

/// A rule that says when a task is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// `BD(n,X)`: n-th business day of a month.
    BusinessDay(u32, Month),
    /// `DAY(d,X)`: calendar day of a month.
    Day(u32, Month),
    /// `EOM(X)`: last calendar day of a month.
    EndOfMonth(Month),
    /// `TR_S`, `TR_L`, `TR_P` with a step: only from the register of the treasury's deadlines.
    Treasury(Report, Step),
    /// Tied to another deadline by id.
    Order(Relation, &'static str),
    /// Tied to an event; the key of the text that names it.
    Event(&'static str),
    /// So many days without activity, counted back from the last day of the period.
    Inactive(u64),
}

/// A rule with its notation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notated {
    /// The rule.
    pub rule: Rule,
    /// How it is written, such as `BD(5,M+1)`.
    pub notation: &'static str,
}

impl Month {
    /// The month meant; `None` past the years a period can have.
    pub fn of(self, period: Period) -> Option<Period> {
        match self {
            Self::Next => Some(period.next_month()),
            Self::AfterNext => Some(period.next_month().next_month()),
            Self::SameYear(month) => Period::new(period.year(), month),
            Self::NextYear(month) => Period::new(period.year() + 1, month),
        }
    }
}

/// What a rule needs to become a date.
pub(crate) struct Ground<'a> {
    /// The reporting period.
    pub(crate) period: Period,
    /// The calendar of `BD` and of steps in business days.
    pub(crate) business_days: Calendar,
    /// The treasury's deadlines.
    pub(crate) treasury: &'a [TreasuryDeadline],
}

impl Rule {
    /// When it is due.
    pub(crate) fn due(self, ground: &Ground<'_>) -> Result<Due, NoBusinessDay> {
        let period = ground.period;
        let out_of_range = OutOfRange(period.last_day());
        let month = |month: Month| month.of(period).ok_or(out_of_range);
        match self {
            Self::BusinessDay(n, x) => ground
                .business_days
                .nth_business_day(n, month(x)?)
                .map(Due::On),
            Self::Day(day, x) => {
                let first = month(x)?.first_day();
                let date = first.checked_add_days(Days::new(u64::from(day.saturating_sub(1))));
                Ok(Due::On(date.ok_or(out_of_range)?))
            }
            Self::EndOfMonth(x) => Ok(Due::On(month(x)?.last_day())),
            Self::Treasury(report, step) => match treasury_row(ground.treasury, period, report) {
                Some(row) => Ok(step.from(row.deadline_at, ground.business_days)?),
                None => Ok(Due::NotPublished),
            },
            Self::Order(relation, other) => {
                Ok(Due::Event(Text::key(relation.key()).with("other", other)))
            }
            Self::Event(key) => Ok(Due::Event(Text::key(key))),
            Self::Inactive(days) => {
                let since = period.last_day().checked_sub_days(Days::new(days));
                let text = Text::key("deadline-event-inactive").with("days", days);
                Ok(Due::Event(text.with("since", since.ok_or(out_of_range)?)))
            }
        }
    }
}

impl Step {
    fn from(self, deadline: DateTime<FixedOffset>, calendar: Calendar) -> Result<Due, OutOfRange> {
        let local = oslo::in_oslo(deadline);
        let day = local.date_naive();
        let (date, time) = match self {
            Self::AtDeadline => return Ok(moment(local)),
            Self::CalendarDays(days, time) => {
                let step = Days::new(days.unsigned_abs());
                let date = if days < 0 {
                    day.checked_sub_days(step)
                } else {
                    day.checked_add_days(step)
                };
                (date.ok_or(OutOfRange(day))?, time)
            }
            Self::BusinessDays(days, time) => (calendar.add_business_days(day, days)?, time),
        };
        Ok(on(date, time))
    }
}

/// A day, or a time on that day.
pub(crate) fn on(date: NaiveDate, time: Option<NaiveTime>) -> Due {
    time.and_then(|time| oslo::on(date, time))
        .map_or(Due::On(date), Due::At)
}

/// A moment as a deadline: [`oslo::END_OF_DAY`] in Oslo stands for the whole day.
pub(crate) fn moment(instant: DateTime<FixedOffset>) -> Due {
    let local = oslo::in_oslo(instant);
    if local.time() == oslo::END_OF_DAY {
        Due::On(local.date_naive())
    } else {
        Due::At(local)
    }
}

impl Relation {
    /// The key of the text; its argument `other` is the id of the other deadline.
    pub fn key(self) -> &'static str {
        match self {
            Self::Before => "deadline-before",
            Self::After => "deadline-after",
            Self::OnlyAfter => "deadline-only-after",
            Self::With => "deadline-with",
            Self::At => "deadline-at",
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let name = |month: u8| {
            usize::from(month)
                .checked_sub(1)
                .and_then(|index| NAMES.get(index))
                .unwrap_or(&"?")
        };
        match self {
            Self::Next => f.write_str("M+1"),
            Self::AfterNext => f.write_str("M+2"),
            Self::SameYear(month) => f.write_str(name(*month)),
            Self::NextYear(month) => write!(f, "{} Y+1", name(*month)),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = match self {
            Self::AtDeadline => return Ok(()),
            Self::CalendarDays(days, time) => {
                write!(f, " {days:+}d")?;
                time
            }
            Self::BusinessDays(days, time) => {
                write!(f, " {days:+}BD")?;
                time
            }
        };
        time.map_or(Ok(()), |time| write!(f, "@{}", time.format("%H:%M")))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BusinessDay(n, month) => write!(f, "BD({n},{month})"),
            Self::Day(day, month) => write!(f, "DAY({day},{month})"),
            Self::EndOfMonth(month) => write!(f, "EOM({month})"),
            Self::Treasury(report, step) => write!(f, "TR_{}{step}", report.as_str()),
            Self::Order(relation, other) => {
                let word = match relation {
                    Relation::Before => "before",
                    Relation::After => "after",
                    Relation::OnlyAfter => "only after",
                    Relation::With => "with",
                    Relation::At => "at",
                };
                write!(f, "{word} {other}")
            }
            Self::Event(key) => f.write_str(key),
            Self::Inactive(days) => write!(f, "{days} days without activity"),
        }
    }
}
