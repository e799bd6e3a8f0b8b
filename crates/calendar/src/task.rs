//! When a playbook's own task is due: a business day, a day or the last day of the month after the period.
//!
//! Not here: which periods have the task ([`domain::Task::is_of`]).

use chrono::{Datelike, NaiveDate};
use domain::{Period, TaskDue};

use crate::business_day::{Calendar, NoBusinessDay};

/// The day on which a task of a period is due. A day that its month does not have is the month's last; a day that is
/// no business day stands.
pub fn task_due(
    due: TaskDue,
    period: Period,
    calendar: Calendar,
) -> Result<NaiveDate, NoBusinessDay> {
    let month = period.next_month();
    match due {
        TaskDue::BusinessDay(n) => calendar.nth_business_day(u32::from(n), month),
        TaskDue::Day(day) => {
            let last = month.last_day();
            Ok(last.with_day(u32::from(day)).unwrap_or(last))
        }
        TaskDue::LastDay => Ok(month.last_day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_due_in_the_month_after() {
        let table = [
            (TaskDue::BusinessDay(5), "2023-03", Some("2023-04-12")),
            (TaskDue::BusinessDay(1), "2024-12", Some("2025-01-02")),
            (TaskDue::BusinessDay(24), "2025-03", None),
            (TaskDue::BusinessDay(0), "2025-03", None),
            (TaskDue::Day(15), "2025-03", Some("2025-04-15")),
            (TaskDue::Day(31), "2025-01", Some("2025-02-28")),
            (TaskDue::LastDay, "2024-01", Some("2024-02-29")),
        ];
        for (due, period, expected) in table {
            let found = task_due(due, period.parse().unwrap(), Calendar::NoPublic).ok();
            let expected = expected.map(|day| day.parse().unwrap());
            assert_eq!(found, expected, "{due:?} {period}");
        }
    }
}
