//! What a playbook says for the follow-up of an agency: who owns it, its own tasks with frequency \[S001, P05\], and
//! its dispensations with expiry \[S001, P07\].
//!
//! Not here: when a task is due (crate `calendar`), the TOML form (`ingest`), the sign that a task is done.

use chrono::{Days, NaiveDate};

use crate::Period;

/// Who follows an agency up, with what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FollowUp {
    /// Id of the person who is responsible; `None` = not said.
    pub owner: Option<String>,
    /// Id of the person who stands in.
    pub deputy: Option<String>,
    /// Tasks besides those of the routines, in the order of the playbook.
    pub tasks: Vec<Task>,
    /// Permissions to deviate, in the order of the playbook.
    pub dispensations: Vec<Dispensation>,
}

/// A task of the playbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// What is to be done.
    pub name: String,
    /// How often.
    pub frequency: Frequency,
    /// Who does it.
    pub actor: String,
    /// When, in the month after the period.
    pub due: TaskDue,
    /// Where it is described; `None` = nowhere.
    pub reference: Option<String>,
    /// First day it holds; a period counts by its last day. `None` = always.
    pub from: Option<NaiveDate>,
    /// Last day it holds; `None` = still.
    pub until: Option<NaiveDate>,
}

/// How often a task comes back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Frequency {
    /// Every month.
    Month,
    /// Every second month: 2, 4, 6, 8, 10, 12.
    Term,
    /// 3, 6, 9, 12.
    Quarter,
    /// 6 and 12.
    HalfYear,
    /// 12.
    Year,
}

impl Frequency {
    /// Every frequency, in the order of their length.
    pub const ALL: [Self; 5] = [
        Self::Month,
        Self::Term,
        Self::Quarter,
        Self::HalfYear,
        Self::Year,
    ];

    /// The word of the playbook.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Term => "term",
            Self::Quarter => "quarter",
            Self::HalfYear => "half-year",
            Self::Year => "year",
        }
    }

    /// Months from one time to the next.
    fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::Term => 2,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }
}

/// When a task is due, in the month after the period.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TaskDue {
    /// The n-th business day, from 1.
    BusinessDay(u8),
    /// A day of the month; in a shorter month its last.
    Day(u8),
    /// The last day of the month.
    LastDay,
}

impl Task {
    /// Whether the period has the task: only months do.
    pub fn is_of(&self, period: Period) -> bool {
        let day = period.last_day();
        period.is_month()
            && period.number().is_multiple_of(self.frequency.months())
            && self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
    }
}

/// A permission to deviate from a deadline or a rule of the routines, valid until it expires.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispensation {
    /// What it allows.
    pub what: String,
    /// Its last day.
    pub until: NaiveDate,
    /// Why it was given.
    pub reason: String,
}

/// How a dispensation stands on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Its last day has passed.
    Expired,
    /// It expires within the days of the alert.
    Expiring,
    /// Longer than that.
    Live,
}

impl Standing {
    /// The word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Expiring => "expiring",
            Self::Live => "live",
        }
    }
}

impl Dispensation {
    /// How it stands on a day, if the alert is given so many calendar days before its last day.
    pub fn standing(&self, on: NaiveDate, alert_days: u64) -> Standing {
        if self.until < on {
            return Standing::Expired;
        }
        let alert_until = on.checked_add_days(Days::new(alert_days));
        if alert_until.is_none_or(|last| self.until <= last) {
            Standing::Expiring
        } else {
            Standing::Live
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_comes_back_with_its_frequency() {
        let table = [
            (Frequency::Month, "1 2 3 4 5 6 7 8 9 10 11 12"),
            (Frequency::Term, "2 4 6 8 10 12"),
            (Frequency::Quarter, "3 6 9 12"),
            (Frequency::HalfYear, "6 12"),
            (Frequency::Year, "12"),
        ];
        for (frequency, expected) in table {
            let task = Task {
                name: "x".to_owned(),
                frequency,
                actor: "agency".to_owned(),
                due: TaskDue::LastDay,
                reference: None,
                from: None,
                until: None,
            };
            let months = (0..=14).filter(|n| Period::new(2025, *n).is_some_and(|p| task.is_of(p)));
            let months: Vec<String> = months.map(|n| n.to_string()).collect();
            assert_eq!(months.join(" "), expected, "{frequency:?}");
        }
    }

    #[test]
    fn a_task_holds_from_and_until() {
        let task = Task {
            name: "x".to_owned(),
            frequency: Frequency::Month,
            actor: "agency".to_owned(),
            due: TaskDue::LastDay,
            reference: None,
            from: "2025-02-01".parse().ok(),
            until: "2025-03-31".parse().ok(),
        };
        let table = [
            ("2025-01", false),
            ("2025-02", true),
            ("2025-03", true),
            ("2025-04", false),
        ];
        for (period, expected) in table {
            assert_eq!(task.is_of(period.parse().unwrap()), expected, "{period}");
        }
    }

    #[test]
    fn a_dispensation_is_alerted_before_it_expires() {
        let dispensation = Dispensation {
            what: "x".to_owned(),
            until: "2025-06-30".parse().unwrap(),
            reason: "y".to_owned(),
        };
        let table = [
            ("2025-04-30", 60, Standing::Live),
            ("2025-05-01", 60, Standing::Expiring),
            ("2025-06-30", 60, Standing::Expiring),
            ("2025-06-30", 0, Standing::Expiring),
            ("2025-06-29", 0, Standing::Live),
            ("2025-07-01", 60, Standing::Expired),
            ("2025-01-01", u64::MAX, Standing::Expiring),
        ];
        for (on, days, expected) in table {
            let found = dispensation.standing(on.parse().unwrap(), days);
            assert_eq!(found, expected, "{on} {days}");
        }
    }
}
