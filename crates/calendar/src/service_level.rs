//! Service targets \[S001\]: how many of the tasks received were done within their target, by month of the day they were
//! done: `fulfilment = done on time / done` \[INF\]; a month in which nothing was done has no value, not 100 %.
//!
//! The targets of the Danish service centre are data with their source. **They are not measured**: Danish working days are not
//! ours (5 June; Great Prayer Day until 2023), and there is no Danish calendar here. A portfolio states its own targets in
//! `registers/service-targets.csv`, with the calendar that counts. Not here: reading the registers
//! ([`crate::register`]), the log ([`domain::register`]).

use chrono::{Datelike, NaiveDate};
use domain::Period;

use crate::business_day::{Calendar, OutOfRange};

/// Whose working days count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Country {
    /// `NO_PUBLIC`.
    Norway,
    /// Not known here.
    Denmark,
}

impl Country {
    /// `NO` or `DK`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Norway => "NO",
            Self::Denmark => "DK",
        }
    }
}

/// When a task must be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Within {
    /// So many business days after it was received.
    BusinessDays(u8),
    /// At the latest on this day of the month after its period, if no override says otherwise.
    Day(u8),
}

/// A service target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceTarget {
    /// The service, as the log names it.
    pub service: String,
    /// When it must be done.
    pub within: Within,
    /// Whose working days count.
    pub country: Country,
    /// First day on which a task may be received for it.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// Where it comes from.
    pub source: String,
}

/// The targets of the Danish service centre: service, when.
const DANISH: [(&str, Within); 6] = [
    ("Kreditortransaktioner", Within::BusinessDays(3)),
    ("Debitortransaktioner", Within::BusinessDays(3)),
    ("DDI Posteringer", Within::BusinessDays(3)),
    ("DDI Stamdata", Within::BusinessDays(2)),
    ("Perioderegnskab", Within::Day(15)),
    ("Rejser", Within::BusinessDays(3)),
];

/// The targets that come with the program. The source gives no dates of validity.
pub fn published() -> Vec<ServiceTarget> {
    let of = |(service, within): (&str, Within)| ServiceTarget {
        service: service.to_owned(),
        within,
        country: Country::Denmark,
        from: None,
        until: None,
        source: "S001".to_owned(),
    };
    DANISH.map(of).into()
}

/// A date that was set for one period, such as at the end of the year and in summer \[P02\].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceOverride {
    /// The service.
    pub service: String,
    /// The period that must be done.
    pub period: Period,
    /// The day that counts instead.
    pub due: NaiveDate,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
}

/// A line of the service log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Received {
    /// The service.
    pub service: String,
    /// The day it was received.
    pub received: NaiveDate,
    /// The day it was done; `None` = it is not.
    pub done: Option<NaiveDate>,
    /// The period it is of, if the log says so.
    pub period: Option<Period>,
}

/// Why something is counted and not measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unmeasured {
    /// No target is in force for the service.
    NoTarget,
    /// Danish working days are not known.
    DanishCalendar,
    /// A target on a day of the month needs the period of each task.
    NoPeriod,
}

impl Unmeasured {
    /// The word of the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoTarget => "no-target",
            Self::DanishCalendar => "danish-calendar",
            Self::NoPeriod => "no-period",
        }
    }
}

/// What was done of a service in a month.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MonthLevel {
    /// Tasks done in the month.
    pub done: u64,
    /// Of those, done in time.
    pub on_time: u64,
    /// Of those, done too late.
    pub late: u64,
    /// Overrides that were used.
    pub overridden: Vec<ServiceOverride>,
}

/// The level of a service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceLevel {
    /// The service, as the log names it.
    pub service: String,
    /// The target in force at the end of the period.
    pub target: Option<ServiceTarget>,
    /// Why it is not measured; then only `done` is counted.
    pub unmeasured: Option<Unmeasured>,
    /// The period and the two months before it, oldest first.
    pub months: Vec<(Period, MonthLevel)>,
    /// The year until the period: tasks done within each limit of business days, each counted once, and last those over
    /// every limit.
    pub year: Vec<(Option<u8>, u64)>,
    /// Received and not done at the end of the period.
    pub waiting: u64,
}

/// The levels of every service in the log, by service. `limits` are business days, ascending.
pub fn service_levels(
    log: &[Received],
    targets: &[ServiceTarget],
    overrides: &[ServiceOverride],
    limits: &[u8],
    period: Period,
) -> Result<Vec<ServiceLevel>, OutOfRange> {
    let mut services: Vec<&str> = log.iter().map(|task| task.service.as_str()).collect();
    services.sort_unstable();
    services.dedup();
    let level = |service: &str| {
        let tasks: Vec<&Received> = log.iter().filter(|task| task.service == service).collect();
        let target = in_force(targets, service, period.last_day());
        let set: Vec<&ServiceOverride> = overrides
            .iter()
            .filter(|set| alike(&set.service, service))
            .collect();
        service_level(&tasks, service, target, &set, limits, period)
    };
    services.into_iter().map(level).collect()
}

fn alike(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// The last target of a service that holds on the day: the portfolio's stand behind those of the program.
fn in_force<'a>(
    targets: &'a [ServiceTarget],
    service: &str,
    day: NaiveDate,
) -> Option<&'a ServiceTarget> {
    let holds = |target: &&ServiceTarget| {
        alike(&target.service, service)
            && target.from.is_none_or(|from| from <= day)
            && target.until.is_none_or(|until| day <= until)
    };
    targets.iter().rfind(holds)
}

fn service_level(
    tasks: &[&Received],
    service: &str,
    target: Option<&ServiceTarget>,
    overrides: &[&ServiceOverride],
    limits: &[u8],
    period: Period,
) -> Result<ServiceLevel, OutOfRange> {
    let unmeasured = match target {
        None => Some(Unmeasured::NoTarget),
        Some(target) if target.country == Country::Denmark => Some(Unmeasured::DanishCalendar),
        Some(target) if matches!(target.within, Within::Day(_)) => tasks
            .iter()
            .any(|task| task.period.is_none())
            .then_some(Unmeasured::NoPeriod),
        Some(_) => None,
    };
    let before = period.previous_month();
    let mut months: Vec<(Period, MonthLevel)> = [before.previous_month(), before, period]
        .map(|month| (month, MonthLevel::default()))
        .into();
    let mut year: Vec<(Option<u8>, u64)> = limits.iter().map(|limit| (Some(*limit), 0)).collect();
    year.push((None, 0));
    let mut waiting = 0;
    for task in tasks {
        let done = task.done.filter(|day| *day <= period.last_day());
        let Some(done) = done else {
            waiting += u64::from(task.received <= period.last_day());
            continue;
        };
        if done.year() == period.year() && unmeasured != Some(Unmeasured::DanishCalendar) {
            count_in_year(task.received, done, &mut year)?;
        }
        let Some((_, level)) = months.iter_mut().find(|(month, _)| month.contains(done)) else {
            continue;
        };
        level.done += 1;
        let Some(target) = target.filter(|_| unmeasured.is_none()) else {
            continue;
        };
        let (due, set) = due(task, target.within, overrides)?;
        if done <= due {
            level.on_time += 1;
        } else {
            level.late += 1;
        }
        if let Some(set) = set
            && !level.overridden.contains(set)
        {
            level.overridden.push(set.clone());
        }
    }
    Ok(ServiceLevel {
        service: service.to_owned(),
        target: target.cloned(),
        unmeasured,
        months,
        year,
        waiting,
    })
}

/// Adds a task to the first limit it was done within.
fn count_in_year(
    received: NaiveDate,
    done: NaiveDate,
    year: &mut [(Option<u8>, u64)],
) -> Result<(), OutOfRange> {
    for (limit, count) in year {
        let is_within = match limit {
            Some(days) => {
                done <= Calendar::NoPublic.add_business_days(received, i32::from(*days))?
            }
            None => true,
        };
        if is_within {
            *count += 1;
            break;
        }
    }
    Ok(())
}

/// The last day on which a task is in time, and the override that says so.
fn due<'a>(
    task: &Received,
    within: Within,
    overrides: &[&'a ServiceOverride],
) -> Result<(NaiveDate, Option<&'a ServiceOverride>), OutOfRange> {
    match (within, task.period) {
        (Within::BusinessDays(days), _) => {
            let day = Calendar::NoPublic.add_business_days(task.received, i32::from(days))?;
            Ok((day, None))
        }
        (Within::Day(day), Some(period)) => {
            if let Some(set) = overrides.iter().find(|set| set.period == period) {
                return Ok((set.due, Some(set)));
            }
            let month = period.next_month();
            let last = month.last_day();
            Ok((last.with_day(u32::from(day)).unwrap_or(last), None))
        }
        (Within::Day(_), None) => Err(OutOfRange(task.received)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// `service received done|- [period]`.
    fn log(lines: &[&str]) -> Vec<Received> {
        let of = |line: &&str| {
            let words: Vec<&str> = line.split(' ').collect();
            Received {
                service: words[0].to_owned(),
                received: day(words[1]),
                done: words[2].parse().ok(),
                period: words.get(3).and_then(|word| word.parse().ok()),
            }
        };
        lines.iter().map(of).collect()
    }

    fn target(service: &str, within: Within, country: Country) -> ServiceTarget {
        ServiceTarget {
            service: service.to_owned(),
            within,
            country,
            from: None,
            until: None,
            source: "agreement".to_owned(),
        }
    }

    /// `months done/on time/late; … | year limits | waiting | why not`.
    fn shown(level: &ServiceLevel) -> String {
        let months = level.months.iter().map(|(_, month)| {
            let set = "!".repeat(month.overridden.len());
            format!("{}/{}/{}{set}", month.done, month.on_time, month.late)
        });
        let year = level.year.iter().map(|(limit, count)| {
            limit.map_or_else(|| format!(">{count}"), |limit| format!("{limit}:{count}"))
        });
        format!(
            "{} | {} | {} | {}",
            months.collect::<Vec<_>>().join(" "),
            year.collect::<Vec<_>>().join(" "),
            level.waiting,
            level.unmeasured.map_or("-", Unmeasured::as_str)
        )
    }

    #[test]
    fn tasks_are_counted_by_the_month_in_which_they_were_done() {
        let table: &[(&[&str], Within, Country, &str)] = &[
            // 2025-04-16 plus three business days is 2025-04-24, over Easter.
            (
                &[
                    "X 2025-04-16 2025-04-24",
                    "X 2025-04-16 2025-04-25",
                    "X 2025-04-29 -",
                ],
                Within::BusinessDays(3),
                Country::Norway,
                "0/0/0 0/0/0 2/1/1 | 2:0 >2 | 1 | -",
            ),
            (
                &[
                    "X 2025-01-30 2025-02-03",
                    "X 2025-01-30 2025-02-04",
                    "X 2024-12-30 2025-01-02",
                    "X 2025-04-30 2025-05-02",
                ],
                Within::BusinessDays(2),
                Country::Norway,
                "2/1/1 0/0/0 0/0/0 | 2:2 >1 | 1 | -",
            ),
            (
                &["X 2025-04-16 2025-04-17"],
                Within::BusinessDays(3),
                Country::Denmark,
                "0/0/0 0/0/0 1/0/0 | 2:0 >0 | 0 | danish-calendar",
            ),
            (
                &[
                    "X 2025-02-01 2025-03-15 2025-02",
                    "X 2025-02-01 2025-04-16 2025-03",
                    "X 2025-01-02 2025-02-20 2025-01",
                ],
                Within::Day(15),
                Country::Norway,
                "1/1/0! 1/1/0 1/0/1 | 2:0 >3 | 0 | -",
            ),
            (
                &["X 2025-02-01 2025-03-15"],
                Within::Day(15),
                Country::Norway,
                "0/0/0 1/0/0 0/0/0 | 2:0 >1 | 0 | no-period",
            ),
            (
                &["Y 2025-04-01 2025-04-02"],
                Within::BusinessDays(3),
                Country::Norway,
                "0/0/0 0/0/0 1/0/0 | 2:1 >0 | 0 | no-target",
            ),
        ];
        let set = ServiceOverride {
            service: "x".to_owned(),
            period: "2025-01".parse().unwrap(),
            due: day("2025-02-20"),
            author: "kari".to_owned(),
            reason: "year end".to_owned(),
        };
        for (lines, within, country, expected) in table {
            let targets = [target("x", *within, *country)];
            let overrides = std::slice::from_ref(&set);
            let levels = service_levels(
                &log(lines),
                &targets,
                overrides,
                &[2],
                "2025-04".parse().unwrap(),
            );
            let levels = levels.unwrap();
            assert_eq!(levels.len(), 1);
            assert_eq!(shown(&levels[0]), *expected, "{lines:?}");
        }
    }

    #[test]
    fn the_portfolio_s_target_stands_before_the_published_one() {
        let mut targets = published();
        assert_eq!(targets.len(), 6);
        assert!(
            targets
                .iter()
                .all(|target| target.country == Country::Denmark)
        );
        let on = day("2025-04-30");
        targets.push(ServiceTarget {
            from: Some(day("2025-05-01")),
            ..target("rejser", Within::BusinessDays(5), Country::Norway)
        });
        assert_eq!(
            in_force(&targets, "Rejser", on).unwrap().country,
            Country::Denmark
        );
        let later = in_force(&targets, "REJSER", day("2025-05-01"));
        assert_eq!(later.unwrap().country, Country::Norway);
    }
}
