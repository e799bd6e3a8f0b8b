//! The treasury's deadlines, as published per period and report. They are an input: no rule can compute them.
//!
//! Not here: reading the register (module `register`) or the deadlines that depend on them (module `rules`).

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use domain::Period;

use crate::business_day::Calendar;

/// The reports to the treasury.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Report {
    /// S-report of gross budgeted agencies.
    S,
    /// L-report (liquidity) of net budgeted agencies and funds; it has the deadline of the S-report.
    L,
    /// P-report of net budgeted agencies.
    P,
}

impl Report {
    /// `S`, `L` or `P`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::L => "L",
            Self::P => "P",
        }
    }
}

/// One row of the register `treasury-deadlines`. Moments are Europe/Oslo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TreasuryDeadline {
    /// The reporting period.
    pub period: Period,
    /// The report.
    pub report: Report,
    /// When the treasury opens the period for reports.
    pub opens_at: Option<DateTime<FixedOffset>>,
    /// The deadline.
    pub deadline_at: DateTime<FixedOffset>,
    /// When the state accounts are updated.
    pub updated_at: Option<DateTime<FixedOffset>>,
    /// When the A-list is available.
    pub a_list_at: Option<DateTime<FixedOffset>>,
    /// Where it was published.
    pub source: String,
    /// Who typed it in.
    pub entered_by: String,
}

/// The row that decides for a period and report: the last one in the list, so that a later entry corrects an earlier
/// one. S and L have the same deadline, so one stands in for the other where only one is entered.
pub fn treasury_row(
    rows: &[TreasuryDeadline],
    period: Period,
    report: Report,
) -> Option<&TreasuryDeadline> {
    let last = |report: Report| {
        rows.iter()
            .rev()
            .find(|row| row.period == period && row.report == report)
    };
    let stand_in = match report {
        Report::S => Some(Report::L),
        Report::L => Some(Report::S),
        Report::P => None,
    };
    last(report).or_else(|| stand_in.and_then(last))
}

/// Something odd about a row: worth a look, not an error, because what the treasury publishes is so by definition.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TreasuryProblem {
    /// The period of the row.
    pub period: Period,
    /// The report of the row.
    pub report: Report,
    /// What was expected and what was found.
    pub message: String,
}

/// What is odd about the rows, in the order of the rows: deadline not in the month after the period, before the
/// seventh business day, P not after L, A-list not the day after, opening after the deadline, S and L apart, the same
/// row twice with different deadlines. Inferred rules: they warn, they change nothing.
pub fn treasury_problems(rows: &[TreasuryDeadline]) -> Vec<TreasuryProblem> {
    rows.iter()
        .enumerate()
        .flat_map(|(index, row)| {
            let earlier = rows.get(..index).unwrap_or_default();
            [
                outside_the_month_after(row),
                before_the_bank_vouchers(row),
                p_not_after_l(row, rows),
                a_list_not_the_day_after(row),
                opens_after_the_deadline(row),
                s_and_l_apart(row, rows),
                entered_before(row, earlier),
            ]
            .into_iter()
            .flatten()
            .map(|message| TreasuryProblem {
                period: row.period,
                report: row.report,
                message,
            })
        })
        .collect()
}

fn deadline_day(row: &TreasuryDeadline) -> NaiveDate {
    row.deadline_at.date_naive()
}

fn outside_the_month_after(row: &TreasuryDeadline) -> Option<String> {
    let month = row.period.next_month();
    let day = deadline_day(row);
    (!row.period.is_month() || !month.contains(day)).then(|| {
        format!(
            "expected a deadline in {month}, the month after {}, found {day}",
            row.period
        )
    })
}

fn before_the_bank_vouchers(row: &TreasuryDeadline) -> Option<String> {
    let seventh = Calendar::NoPublic
        .nth_business_day(7, row.period.next_month())
        .ok()?;
    let day = deadline_day(row);
    (row.report == Report::L && day < seventh).then(|| {
        format!("expected the deadline of L on or after {seventh}, the seventh business day, when bank vouchers are due, found {day}")
    })
}

fn p_not_after_l(row: &TreasuryDeadline, rows: &[TreasuryDeadline]) -> Option<String> {
    if row.report != Report::P {
        return None;
    }
    let liquidity = treasury_row(rows, row.period, Report::L)?;
    (row.deadline_at <= liquidity.deadline_at).then(|| {
        format!(
            "expected the deadline of P after that of L, {}, found {}",
            liquidity.deadline_at, row.deadline_at
        )
    })
}

fn a_list_not_the_day_after(row: &TreasuryDeadline) -> Option<String> {
    let found = row.a_list_at?.date_naive();
    let expected = deadline_day(row).checked_add_days(Days::new(1))?;
    (found != expected).then(|| {
        format!("expected the A-list on {expected}, the day after the deadline, found {found}")
    })
}

fn opens_after_the_deadline(row: &TreasuryDeadline) -> Option<String> {
    let opens = row.opens_at?;
    (opens >= row.deadline_at).then(|| {
        format!(
            "expected the period to open before the deadline {}, found {opens}",
            row.deadline_at
        )
    })
}

fn s_and_l_apart(row: &TreasuryDeadline, rows: &[TreasuryDeadline]) -> Option<String> {
    if row.report != Report::L {
        return None;
    }
    let other = rows
        .iter()
        .rev()
        .find(|s| s.period == row.period && s.report == Report::S)?;
    (other.deadline_at != row.deadline_at).then(|| {
        format!(
            "expected the deadline of L to be that of S, {}, found {}",
            other.deadline_at, row.deadline_at
        )
    })
}

fn entered_before(row: &TreasuryDeadline, earlier: &[TreasuryDeadline]) -> Option<String> {
    earlier
        .iter()
        .rev()
        .find(|old| old.period == row.period && old.report == row.report)
        .filter(|old| old.deadline_at != row.deadline_at)
        .map(|old| {
            format!(
                "expected one deadline per period and report, found {} after {}; the later row is used",
                row.deadline_at, old.deadline_at
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Synthetic: no deadline of the treasury is known to this project.
    fn row(report: Report, deadline: &str) -> TreasuryDeadline {
        TreasuryDeadline {
            period: Period::new(2025, 3).unwrap(),
            report,
            opens_at: None,
            deadline_at: deadline.parse().unwrap(),
            updated_at: None,
            a_list_at: None,
            source: "synthetic".to_owned(),
            entered_by: "test".to_owned(),
        }
    }

    fn messages(rows: &[TreasuryDeadline]) -> Vec<String> {
        treasury_problems(rows)
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn good_rows_are_silent() {
        let mut good = row(Report::L, "2025-04-11T16:00:00+02:00");
        good.opens_at = Some("2025-04-01T08:00:00+02:00".parse().unwrap());
        good.a_list_at = Some("2025-04-12T08:00:00+02:00".parse().unwrap());
        let others = [
            row(Report::S, "2025-04-11T16:00:00+02:00"),
            row(Report::P, "2025-04-24T16:00:00+02:00"),
        ];
        assert_eq!(
            messages(&[vec![good], others.to_vec()].concat()),
            Vec::<String>::new()
        );
    }

    #[test]
    fn each_problem_is_named() {
        let table: Vec<(Vec<TreasuryDeadline>, &str)> = vec![
            (
                vec![row(Report::S, "2025-05-02T16:00:00+02:00")],
                "expected a deadline in 2025-04",
            ),
            // BD(7) of April 2025 is the 9th.
            (
                vec![row(Report::L, "2025-04-08T16:00:00+02:00")],
                "on or after 2025-04-09",
            ),
            (
                vec![
                    row(Report::S, "2025-04-10T16:00:00+02:00"),
                    row(Report::P, "2025-04-10T16:00:00+02:00"),
                ],
                "expected the deadline of P after that of L",
            ),
            (
                vec![TreasuryDeadline {
                    a_list_at: Some("2025-04-14T08:00:00+02:00".parse().unwrap()),
                    ..row(Report::S, "2025-04-11T16:00:00+02:00")
                }],
                "expected the A-list on 2025-04-12",
            ),
            (
                vec![TreasuryDeadline {
                    opens_at: Some("2025-04-12T08:00:00+02:00".parse().unwrap()),
                    ..row(Report::S, "2025-04-11T16:00:00+02:00")
                }],
                "expected the period to open before",
            ),
            (
                vec![
                    row(Report::S, "2025-04-10T16:00:00+02:00"),
                    row(Report::L, "2025-04-11T16:00:00+02:00"),
                ],
                "expected the deadline of L to be that of S",
            ),
            (
                vec![
                    row(Report::S, "2025-04-10T16:00:00+02:00"),
                    row(Report::S, "2025-04-11T16:00:00+02:00"),
                ],
                "expected one deadline per period and report",
            ),
        ];
        for (rows, expected) in table {
            let found = messages(&rows);
            assert!(
                found.len() == 1 && found[0].contains(expected),
                "{expected}: {found:?}"
            );
        }
    }

    #[test]
    fn s_and_l_stand_in_for_each_other_and_the_last_row_wins() {
        let rows = [
            row(Report::S, "2025-04-10T16:00:00+02:00"),
            row(Report::S, "2025-04-11T16:00:00+02:00"),
        ];
        let march = Period::new(2025, 3).unwrap();
        for report in [Report::S, Report::L] {
            assert_eq!(treasury_row(&rows, march, report), rows.last());
        }
        assert_eq!(treasury_row(&rows, march, Report::P), None);
        assert_eq!(treasury_row(&rows, march.next_month(), Report::S), None);
    }
}
