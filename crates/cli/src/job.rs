//! A job file: which portfolio, which periods, which agencies, where to.

use std::path::{Component, Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use domain::Period;
use report::Formats;
use serde::Deserialize;

/// What a job file says, with paths made relative to the job file's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The portfolio folder.
    pub portfolio: PathBuf,
    /// The store; `None` = a temporary one (regression jobs).
    pub reports: Option<PathBuf>,
    /// First and last period.
    pub periods: (Period, Period),
    /// The date the run looks from; `None` = today.
    pub as_of: Option<NaiveDate>,
    /// Agencies by code; empty = all.
    pub agencies: Vec<String>,
    /// Agencies by tag; empty = all.
    pub tags: Vec<String>,
    /// A folder whose files every run must reproduce byte for byte.
    pub golden: Option<PathBuf>,
    /// What the runs leave for people; every rendering unless the job names some.
    pub formats: Formats,
    /// Whether the signed periods are then held against the files of today, as `impact --inbox` does.
    pub watches: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JobToml {
    portfolio: PathBuf,
    reports: Option<PathBuf>,
    #[serde(default, alias = "period")]
    periods: Option<String>,
    #[serde(default)]
    as_of: Option<toml::value::Datetime>,
    #[serde(default)]
    agencies: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    golden: Option<PathBuf>,
    formats: Option<Vec<String>>,
    steps: Option<Vec<Step>>,
    /// When a scheduler should start it; for people and for the scheduler's own configuration.
    #[serde(default, rename = "schedule")]
    _schedule: Option<String>,
}

/// What a job does, in this order.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Step {
    /// The periods are reconciled. Every job does.
    Run,
    /// The signed periods are watched.
    Watch,
}

/// Reads a job file. The day to look from gives `current` and `previous` their meaning: `asked`, else the job's own, else `today`.
pub fn parse(
    file: &Path,
    text: &str,
    asked: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<Job, String> {
    let toml: JobToml = toml::from_str(text)
        .map_err(|error| format!("{}: {}", file.display(), error.to_string().trim_end()))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let at = |path: PathBuf| {
        tidy(&if path.is_absolute() {
            path
        } else {
            folder.join(path)
        })
    };
    let as_of = match toml.as_of {
        Some(date) => Some(date.to_string().parse().map_err(|_| {
            format!(
                "{}: as_of must be a date such as 2025-04-10",
                file.display()
            )
        })?),
        None => None,
    };
    let as_of = asked.or(as_of);
    let names = toml.formats.iter().flatten().map(String::as_str);
    let named = Formats::of(names).map_err(|unknown| {
        let file = file.display();
        format!("{file}: formats has {unknown:?}; expected any of html, pdf and xlsx, or none")
    })?;
    let steps = toml.steps.unwrap_or_else(|| vec![Step::Run]);
    if !matches!(steps.as_slice(), [Step::Run] | [Step::Run, Step::Watch]) {
        let file = file.display();
        return Err(format!(
            "{file}: steps must be [\"run\"] or [\"run\", \"watch\"]: what is watched is what was run before"
        ));
    }
    let watches = steps.contains(&Step::Watch);
    let expression = toml.periods.as_deref().unwrap_or("previous");
    Ok(Job {
        portfolio: at(toml.portfolio),
        reports: toml.reports.map(at),
        periods: periods(expression, as_of.unwrap_or(today))
            .map_err(|error| format!("{}: {error}", file.display()))?,
        as_of,
        agencies: toml.agencies,
        tags: toml.tags,
        golden: toml.golden.map(at),
        formats: toml.formats.map_or(Formats::ALL, |_| named),
        watches,
    })
}

/// `jobs/../reports` → `reports`: shorter to read; a leading `..` stays.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        let ends_in_name = matches!(tidied.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::ParentDir if ends_in_name => {
                tidied.pop();
            }
            Component::CurDir => {}
            part => tidied.push(part),
        }
    }
    if tidied.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        tidied
    }
}

/// `current` (the month of the day), `previous` (the month before, the one that is being closed), `2025-03`,
/// `2025-01..2025-03`, `2024-13`, `2024-01..2024-14`.
pub fn periods(expression: &str, today: NaiveDate) -> Result<(Period, Period), String> {
    let wrong = || {
        format!("periods {expression:?}: expected current, previous, 2025-03 or 2025-01..2025-03")
    };
    let month = |word: &str| -> Result<Period, String> {
        let this = Period::new(
            today.year(),
            u8::try_from(today.month()).map_err(|_| wrong())?,
        )
        .ok_or_else(wrong)?;
        match word.trim() {
            "current" => Ok(this),
            "previous" => Ok(this.previous_month()),
            text => text.parse().map_err(|_| wrong()),
        }
    };
    let (first, last) = match expression.split_once("..") {
        Some((first, last)) => (month(first)?, month(last)?),
        None => (month(expression)?, month(expression)?),
    };
    if first > last {
        Err(wrong())
    } else {
        Ok((first, last))
    }
}

/// Every period from the first to the last. Periods 13 and 14 are there only where one end is one of them: who asks for
/// months gets months.
pub fn months((first, last): (Period, Period)) -> Vec<Period> {
    let with_special = first.number() > 12 || last.number() > 12;
    let mut periods = vec![first];
    let mut at = first;
    loop {
        let after = Period::new(at.year(), at.number() + 1);
        at = match after {
            Some(special) if at.number() >= 12 && with_special => special,
            _ => at.next_month(),
        };
        if at > last {
            return periods;
        }
        periods.push(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn expressions() {
        let table = [
            ("current", "2025-04-10", Some(("2025-04", "2025-04"))),
            ("previous", "2025-01-10", Some(("2024-12", "2024-12"))),
            ("2025-03", "2025-04-10", Some(("2025-03", "2025-03"))),
            (
                "2024-11..2025-02",
                "2025-04-10",
                Some(("2024-11", "2025-02")),
            ),
            ("2025-03..2025-01", "2025-04-10", None),
            ("yesterday", "2025-04-10", None),
        ];
        for (expression, today, expected) in table {
            let found = periods(expression, day(today)).ok();
            let expected = expected.map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap()));
            assert_eq!(found, expected, "{expression}");
        }
    }

    #[test]
    fn what_lies_between_two_periods() {
        let table = [
            ("2024-11..2025-02", "2024-11 2024-12 2025-01 2025-02"),
            ("2024-00..2024-02", "2024-00 2024-01 2024-02"),
            ("2024-13", "2024-13"),
            ("2024-14", "2024-14"),
            ("2024-00", "2024-00"),
            ("2024-12..2024-13", "2024-12 2024-13"),
            ("2024-11..2024-14", "2024-11 2024-12 2024-13 2024-14"),
            ("2024-13..2025-01", "2024-13 2024-14 2025-01"),
            ("2024-14..2025-01", "2024-14 2025-01"),
            ("2200-12..2200-14", "2200-12 2200-13 2200-14"),
        ];
        for (expression, expected) in table {
            let ends = periods(expression, day("2025-04-10")).unwrap();
            let within = months(ends);
            let words: Vec<String> = within.iter().map(ToString::to_string).collect();
            assert_eq!(words.join(" "), expected, "{expression}");
        }
    }

    #[test]
    fn formats_are_all_that_are_named() {
        let table = [
            ("", Some("html pdf xlsx")),
            ("formats = [\"html\", \"xlsx\"]", Some("html xlsx")),
            ("formats = [\"xlsx\", \"pdf\"]", Some("pdf xlsx")),
            ("formats = [\"xlsx\"]", Some("xlsx")),
            ("formats = []", Some("")),
            ("formats = [\"html\", \"docx\"]", None),
        ];
        for (line, expected) in table {
            let text = format!("portfolio = \".\"\n{line}");
            let job = parse(Path::new("j.toml"), &text, None, day("2025-05-01"));
            let names = job.map(|job| job.formats.names().join(" "));
            assert_eq!(names.clone().ok().as_deref(), expected, "{line}: {names:?}");
        }
    }

    /// What the job says, what is asked, and what `previous` is then.
    #[test]
    fn the_day_to_look_from_gives_previous_its_meaning() {
        let table = [
            ("", None, "2025-04", None),
            ("as_of = 2025-01-10", None, "2024-12", Some("2025-01-10")),
            ("", Some("2024-07-01"), "2024-06", Some("2024-07-01")),
            (
                "as_of = 2025-01-10",
                Some("2024-07-01"),
                "2024-06",
                Some("2024-07-01"),
            ),
        ];
        for (line, asked, expected, as_of) in table {
            let text = format!("portfolio = \".\"\n{line}");
            let job = parse(
                Path::new("j.toml"),
                &text,
                asked.map(day),
                day("2025-05-01"),
            )
            .unwrap();
            assert_eq!(job.periods.0.to_string(), expected, "{line} {asked:?}");
            assert_eq!(job.as_of, as_of.map(day), "{line} {asked:?}");
        }
    }

    #[test]
    fn a_job_runs_and_may_watch() {
        let table = [
            ("", Some(false)),
            ("steps = [\"run\"]", Some(false)),
            ("steps = [\"run\", \"watch\"]", Some(true)),
            ("steps = [\"watch\", \"run\"]", None),
            ("steps = [\"watch\"]", None),
            ("steps = [\"run\", \"run\"]", None),
            ("steps = []", None),
            ("steps = [\"sign\"]", None),
        ];
        for (line, expected) in table {
            let text = format!("portfolio = \".\"\n{line}");
            let job = parse(Path::new("j.toml"), &text, None, day("2025-05-01"));
            assert_eq!(job.ok().map(|job| job.watches), expected, "{line}");
        }
    }

    #[test]
    fn paths_are_relative_to_the_job() {
        let text = "portfolio = \"../sample-data\"\nreports = \"/srv/reports\"\nas_of = 2025-04-10\nschedule = \"nightly\"";
        let job = parse(
            Path::new("jobs/month-end.toml"),
            text,
            None,
            day("2025-05-01"),
        )
        .unwrap();
        assert_eq!(job.portfolio, Path::new("sample-data"));
        assert_eq!(job.reports.as_deref(), Some(Path::new("/srv/reports")));
        assert_eq!(job.periods.0.to_string(), "2025-03");
        assert!(
            parse(
                Path::new("j.toml"),
                "portfolio = \".\"\nperiod = \"x\"",
                None,
                day("2025-05-01")
            )
            .is_err()
        );
    }
}
