//! Response times of the customer centre \[S000, updated 2024-03-07\]: targets as data, and how a case stands against its
//! own.
//!
//! The clock runs from the day a case is received, or opened again \[K03\]. A preliminary answer with an estimate, given in
//! time, stops it; the estimate is then the day that counts \[K05\]. Whether days in a status stand still is the caller's
//! setting \[INF\]. A type without a target, or from before the targets, has none: it is said, not guessed. Not here: the
//! contents of cases, statuses and their order ([`domain::case`]), the clock.

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::case::{Case, CaseStatus};

use crate::business_day::{Calendar, OutOfRange};
use crate::table::date;

/// How long an answer may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// So many business days.
    BusinessDays(i32),
    /// So many calendar days.
    Days(u64),
    /// So many months.
    Months(u32),
    /// Before the voucher deadline of the month in which it was received \[K06\].
    VoucherDeadline,
    /// As agreed: the source gives no number of days \[K13\].
    Agreed,
}

/// The target of a type of case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// Permanent id of the type.
    pub id: &'static str,
    /// The words of the customer centre for it.
    pub name: &'static str,
    /// How long it may take.
    pub within: Within,
    /// Whether it does not hold around the end of the year \[K14\].
    pub not_at_year_end: bool,
    /// The first day on which a case may be received for it.
    pub from: (i32, u32, u32),
    /// Where it comes from.
    pub source: &'static str,
}

const fn target(id: &'static str, name: &'static str, within: Within) -> Target {
    Target {
        id,
        name,
        within,
        not_at_year_end: false,
        from: (2024, 3, 7),
        source: "S000, updated 2024-03-07",
    }
}

/// Every target. A week is seven calendar days \[INF\].
#[rustfmt::skip]
pub const TARGETS: [Target; 9] = [
    target("enquiry", "Henvendelse", Within::BusinessDays(2)),
    target("payroll-voucher", "Lønnsbilag", Within::Agreed),
    target("accounting-voucher", "Regnskapsbilag", Within::VoucherDeadline),
    target("nav-refund", "Refusjon NAV", Within::Days(7)),
    Target { not_at_year_end: true, ..target("larger-change", "Større endring", Within::Days(21)) },
    target("sap-time", "SAP tid", Within::Months(1)),
    target("sap-function", "SAP funksjonalitet", Within::Days(7)),
    target("new-function", "Ny funksjonalitet", Within::Agreed),
    target("change-request", "Endringsønske", Within::Agreed),
];

/// What the caller decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResponseSettings {
    /// Statuses in which the clock stands still \[INF\].
    pub pausing: Vec<CaseStatus>,
    /// Months (1–12) that are around the end of the year \[INF\].
    pub year_end_months: Vec<u32>,
}

/// How a case stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// It is open, and its day has passed.
    Overdue,
    /// It was answered after its day.
    Late,
    /// It is open, and its day has not passed.
    Running,
    /// It is open, and its clock stands still.
    Paused,
    /// It was answered in time.
    OnTime,
    /// There is no day to measure it by.
    NoTarget,
}

impl Standing {
    /// The word of the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Late => "late",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::OnTime => "on-time",
            Self::NoTarget => "no-target",
        }
    }
}

/// A case measured against its target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measured {
    /// The target; `None` = none is known for its type and day.
    pub target: Option<&'static Target>,
    /// The day that counts; `None` = there is none.
    pub due: Option<NaiveDate>,
    /// Whether that day is the estimate of a preliminary answer.
    pub is_estimate: bool,
    /// The last status.
    pub status: CaseStatus,
    /// The day of the final answer.
    pub closed: Option<NaiveDate>,
    /// How often it was opened again.
    pub reopened: u64,
    /// How it stands.
    pub standing: Standing,
    /// Changes that the order of statuses does not have: day, from, to.
    pub impossible: Vec<(NaiveDate, CaseStatus, CaseStatus)>,
}

/// Measures a case as it was on a day; what came later is not seen. `voucher_deadline` gives the voucher deadline of the
/// month of a day.
pub fn measure(
    case: &Case,
    settings: &ResponseSettings,
    voucher_deadline: impl Fn(NaiveDate) -> Option<NaiveDate>,
    as_of: NaiveDate,
) -> Result<Measured, OutOfRange> {
    let mut status = CaseStatus::Active;
    let (mut start, mut closed, mut reopened) = (case.received, None, 0);
    let mut impossible = Vec::new();
    let mut pauses: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    for &(day, next) in case.changes.iter().filter(|(day, _)| *day <= as_of) {
        if !status.may_become(next) {
            impossible.push((day, status, next));
        }
        if next == CaseStatus::Closed {
            closed = closed.or(Some(day));
        } else if closed.take().is_some() {
            reopened += 1;
            start = day;
            pauses.clear();
        }
        let (was, is) = (
            settings.pausing.contains(&status),
            settings.pausing.contains(&next),
        );
        match pauses.last_mut() {
            Some((_, until @ None)) if was && !is => *until = Some(day),
            _ if is && !was => pauses.push((day, None)),
            _ => {}
        }
        status = next;
    }
    let target = target_of(&case.kind, start);
    let first = match target {
        Some(target) if !(target.not_at_year_end && settings.is_year_end(start)) => {
            due_of(target.within, start, &voucher_deadline)?
        }
        _ => None,
    };
    let moved = first
        .map(|due| after_pauses(due, &pauses, as_of))
        .transpose()?;
    let mut estimates = case.preliminary.iter();
    let estimate = moved.and_then(|due| {
        let in_time =
            |(given, _): &&(NaiveDate, NaiveDate)| (start..=due).contains(given) && *given <= as_of;
        estimates.rfind(in_time).map(|(_, estimate)| *estimate)
    });
    let due = estimate.or(moved);
    Ok(Measured {
        target,
        due,
        is_estimate: estimate.is_some(),
        status,
        closed,
        reopened,
        standing: standing(due, closed, settings.pausing.contains(&status), as_of),
        impossible,
    })
}

impl ResponseSettings {
    fn is_year_end(&self, day: NaiveDate) -> bool {
        self.year_end_months.contains(&day.month())
    }
}

/// The target for a type, by its id or the customer centre's word, if it is in force on the day.
fn target_of(kind: &str, day: NaiveDate) -> Option<&'static Target> {
    let kind = kind.trim().to_lowercase();
    let mut targets = TARGETS.iter();
    targets.find(|target| {
        let (year, month, first) = target.from;
        (kind == target.id || kind == target.name.to_lowercase()) && date(year, month, first) <= day
    })
}

fn due_of(
    within: Within,
    start: NaiveDate,
    voucher_deadline: &impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Result<Option<NaiveDate>, OutOfRange> {
    let known = |day: Option<NaiveDate>| day.ok_or(OutOfRange(start)).map(Some);
    match within {
        Within::BusinessDays(n) => Calendar::NoPublic.add_business_days(start, n).map(Some),
        Within::Days(n) => known(start.checked_add_days(Days::new(n))),
        Within::Months(n) => known(start.checked_add_months(Months::new(n))),
        Within::VoucherDeadline => Ok(voucher_deadline(start)),
        Within::Agreed => Ok(None),
    }
}

/// The day, later by the business days of the pauses that began before it.
fn after_pauses(
    due: NaiveDate,
    pauses: &[(NaiveDate, Option<NaiveDate>)],
    as_of: NaiveDate,
) -> Result<NaiveDate, OutOfRange> {
    let calendar = Calendar::NoPublic;
    let mut due = due;
    for (from, until) in pauses {
        if *from > due {
            break;
        }
        let until = until.unwrap_or(as_of);
        let mut day = *from;
        while day < until {
            if calendar.is_business_day(day)? {
                due = calendar.add_business_days(due, 1)?;
            }
            day = day.succ_opt().ok_or(OutOfRange(day))?;
        }
    }
    Ok(due)
}

fn standing(
    due: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    is_paused: bool,
    as_of: NaiveDate,
) -> Standing {
    match (due, closed) {
        (None, _) => Standing::NoTarget,
        (Some(due), Some(closed)) if closed <= due => Standing::OnTime,
        (Some(_), Some(_)) => Standing::Late,
        (Some(due), None) if as_of > due => Standing::Overdue,
        (Some(_), None) if is_paused => Standing::Paused,
        (Some(_), None) => Standing::Running,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// `kind received`, then `status@day` and `preliminary@day>estimate`.
    fn case(line: &str) -> Case {
        let mut words = line.split(' ');
        let mut case = Case {
            id: "1".to_owned(),
            kind: words.next().unwrap().to_owned(),
            received: day(words.next().unwrap()),
            changes: Vec::new(),
            preliminary: Vec::new(),
            unknown: Vec::new(),
        };
        for word in words {
            let (what, when) = word.split_once('@').unwrap();
            if let Some((given, estimate)) = when.split_once('>') {
                case.preliminary.push((day(given), day(estimate)));
            } else {
                let status = CaseStatus::parse(what).unwrap();
                case.changes.push((day(when), status));
            }
        }
        case
    }

    /// Case, the date it is seen from, what is found. 2025-04-17 to 2025-04-21 is Easter; 2025-04-16 is a Wednesday.
    const CASES: &[(&str, &str, &str)] = &[
        (
            "enquiry 2025-04-16",
            "2025-04-23",
            "2025-04-23 running active",
        ),
        (
            "enquiry 2025-04-16",
            "2025-04-24",
            "2025-04-23 overdue active",
        ),
        (
            "Henvendelse 2025-04-16 closed@2025-04-23",
            "2025-05-01",
            "2025-04-23 on-time closed",
        ),
        (
            "enquiry 2025-04-16 closed@2025-04-24",
            "2025-05-01",
            "2025-04-23 late closed",
        ),
        (
            "enquiry 2025-04-16 closed@2025-04-24",
            "2025-04-22",
            "2025-04-23 running active",
        ),
        (
            "enquiry 2025-03-03 preliminary@2025-03-05>2025-03-20",
            "2025-03-10",
            "2025-03-20 running active estimate",
        ),
        (
            "enquiry 2025-03-03 preliminary@2025-03-06>2025-03-20",
            "2025-03-10",
            "2025-03-05 overdue active",
        ),
        (
            "enquiry 2025-03-03 preliminary@2025-03-05>2025-03-20 closed@2025-03-21",
            "2025-04-01",
            "2025-03-20 late closed estimate",
        ),
        (
            "enquiry 2025-03-03 waiting-for-customer@2025-03-04 active@2025-03-07",
            "2025-03-10",
            "2025-03-10 running active",
        ),
        (
            "enquiry 2025-03-03 waiting-for-customer@2025-03-04",
            "2025-03-31",
            "2025-04-01 paused waiting-for-customer",
        ),
        (
            "enquiry 2025-03-03 postponed@2025-03-04",
            "2025-03-31",
            "2025-03-05 overdue postponed",
        ),
        (
            "enquiry 2025-03-03 closed@2025-03-04 active@2025-03-10",
            "2025-03-11",
            "2025-03-12 running active reopened 1",
        ),
        (
            "nav-refund 2025-03-03",
            "2025-03-10",
            "2025-03-10 running active",
        ),
        (
            "sap-time 2025-01-31",
            "2025-03-01",
            "2025-02-28 overdue active",
        ),
        (
            "accounting-voucher 2025-03-03",
            "2025-04-01",
            "2025-04-07 running active",
        ),
        (
            "larger-change 2025-03-03",
            "2025-03-03",
            "2025-03-24 running active",
        ),
        (
            "larger-change 2024-12-03",
            "2025-03-03",
            "- no-target active",
        ),
        (
            "change-request 2025-03-03",
            "2025-06-03",
            "- no-target active",
        ),
        ("birthday 2025-03-03", "2025-06-03", "- no-target active"),
        ("enquiry 2024-03-06", "2024-06-03", "- no-target active"),
        (
            "enquiry 2025-03-03 waiting-for-customer@2025-03-04 closed@2025-03-04",
            "2025-03-10",
            "2025-03-05 on-time closed impossible",
        ),
    ];

    #[test]
    fn cases_stand_against_their_targets() {
        let settings = ResponseSettings {
            pausing: vec![CaseStatus::WaitingForCustomer],
            year_end_months: vec![12, 1],
        };
        for (line, as_of, expected) in CASES {
            let measured = measure(
                &case(line),
                &settings,
                |_| Some(day("2025-04-07")),
                day(as_of),
            );
            let found = measured.unwrap();
            let due = found.due.map_or_else(|| "-".to_owned(), |d| d.to_string());
            let mut words = vec![
                due,
                found.standing.as_str().to_owned(),
                found.status.as_str().to_owned(),
            ];
            if found.is_estimate {
                words.push("estimate".to_owned());
            }
            if found.reopened > 0 {
                words.push(format!("reopened {}", found.reopened));
            }
            if !found.impossible.is_empty() {
                words.push("impossible".to_owned());
            }
            let shown = words.join(" ");
            assert_eq!(shown, *expected, "{line} as of {as_of}");
        }
    }

    #[test]
    fn a_pause_is_a_setting() {
        let settings = ResponseSettings {
            pausing: Vec::new(),
            year_end_months: Vec::new(),
        };
        let line = "enquiry 2025-03-03 waiting-for-customer@2025-03-04";
        let found = measure(&case(line), &settings, |_| None, day("2025-03-31")).unwrap();
        assert_eq!(found.standing, Standing::Overdue);
        let out_of_range = case("enquiry 2100-12-31");
        assert!(measure(&out_of_range, &settings, |_| None, day("2100-12-31")).is_err());
    }

    #[test]
    fn every_target_is_found_by_its_id_and_its_name() {
        for target in &TARGETS {
            for word in [target.id, target.name] {
                assert_eq!(target_of(word, day("2025-01-01")), Some(target), "{word}");
            }
        }
    }
}
