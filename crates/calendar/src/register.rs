//! Reads the registers of a portfolio that deadlines and service targets depend on: `treasury-deadlines.csv`,
//! `published-deadlines.csv`, `deadline-overrides.csv`, `service-targets.csv`, `service-overrides.csv`.
//!
//! UTF-8 with or without BOM, semicolon or comma (the heading decides), headings in any order, fields quoted where
//! needed, one record per line. A moment is `2025-04-10T16:00` in Oslo time, or with an offset (`+02:00`, `Z`), or a
//! bare date for the whole day. Every wrong line is reported and gives no row; the caller decides whether the
//! rest may be used. Not here: whether a treasury row is plausible ([`crate::treasury_problems`]).

use chrono::{DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveTime};
use domain::Period;
use domain::agency::{Budgeting, Principle, Service};

use crate::business_day::{FIRST_YEAR, LAST_YEAR};
use crate::deadline::Override;
use crate::oslo;
use crate::published::{PublishedDeadline, names};
use crate::rules::DeadlineOverride;
use crate::service_level::{Country, ServiceOverride, ServiceTarget, Within};
use crate::table::TABLE;
use crate::treasury::{Report, TreasuryDeadline};

/// The most rows a register may have: three reports for every period of the calendars are fewer than half of it.
pub const MAX_ROWS: usize = 10_000;

/// Something wrong with a line of a register.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RegisterProblem {
    /// The line, from 1.
    pub line: u64,
    /// What was expected and what was found; masked.
    pub message: String,
}

/// The good rows in the order of the file, and everything wrong with the others.
pub type Register<T> = (Vec<T>, Vec<RegisterProblem>);

const TREASURY_COLUMNS: &[&str] = &[
    "period",
    "report",
    "opens_at",
    "deadline_at",
    "updated_at",
    "a_list_at",
    "source",
    "entered_by",
];
const PUBLISHED_COLUMNS: &[&str] = &[
    "period",
    "service",
    "budgeting",
    "principle",
    "task",
    "due",
    "source",
];
const OVERRIDE_COLUMNS: &[&str] = &[
    "period", "agency", "task", "due", "author", "entered", "reason",
];

/// Reads `treasury-deadlines.csv`: `period;report;opens_at;deadline_at;updated_at;a_list_at;source;entered_by`.
/// `opens_at`, `updated_at` and `a_list_at` may be empty.
pub fn parse_treasury_csv(bytes: &[u8]) -> Register<TreasuryDeadline> {
    read(bytes, TREASURY_COLUMNS, |fields| {
        Ok(TreasuryDeadline {
            period: fields.period()?,
            report: fields.one_of(
                "report",
                &[("S", Report::S), ("L", Report::L), ("P", Report::P)],
            )?,
            opens_at: fields.optional_moment("opens_at")?,
            deadline_at: fields.moment("deadline_at")?,
            updated_at: fields.optional_moment("updated_at")?,
            a_list_at: fields.optional_moment("a_list_at")?,
            source: fields.text("source")?.to_owned(),
            entered_by: fields.text("entered_by")?.to_owned(),
        })
    })
}

/// Reads `published-deadlines.csv`: `period;service;budgeting;principle;task;due;source`. An empty or `*` part of the
/// model means every value of it.
pub fn parse_published_csv(bytes: &[u8]) -> Register<PublishedDeadline> {
    let services = [("full", Service::Full), ("part", Service::Part)];
    let budgetings = [
        ("gross", Budgeting::Gross),
        ("net", Budgeting::Net),
        ("fund", Budgeting::Fund),
    ];
    let principles = [("cash", Principle::Cash), ("srs", Principle::Srs)];
    read(bytes, PUBLISHED_COLUMNS, |fields| {
        Ok(PublishedDeadline {
            period: fields.period()?,
            service: fields.any_or_one_of("service", &services)?,
            budgeting: fields.any_or_one_of("budgeting", &budgetings)?,
            principle: fields.any_or_one_of("principle", &principles)?,
            task: fields.task()?,
            due: fields.moment("due")?,
            source: fields.text("source")?.to_owned(),
        })
    })
}

/// Reads `deadline-overrides.csv`: `period;agency;task;due;author;entered;reason`. Agency `*` means every agency.
pub fn parse_overrides_csv(bytes: &[u8]) -> Register<DeadlineOverride> {
    read(bytes, OVERRIDE_COLUMNS, |fields| {
        Ok(DeadlineOverride {
            period: fields.period()?,
            agency: fields.text("agency")?.to_owned(),
            task: fields.task()?,
            value: Override {
                due: fields.moment("due")?,
                author: fields.text("author")?.to_owned(),
                entered: fields.date("entered")?,
                reason: fields.text("reason")?.to_owned(),
            },
        })
    })
}

const SERVICE_TARGET_COLUMNS: &[&str] =
    &["service", "within", "calendar", "from", "until", "source"];
const SERVICE_OVERRIDE_COLUMNS: &[&str] =
    &["agency", "service", "period", "due", "author", "reason"];

/// Reads `service-targets.csv`: `service;within;calendar;from;until;source`. `within` is `business-days-3` or `day-15`,
/// `calendar` is `NO` or `DK`; `from` and `until` may be empty.
pub fn parse_service_targets_csv(bytes: &[u8]) -> Register<ServiceTarget> {
    read(bytes, SERVICE_TARGET_COLUMNS, |fields| {
        let within = fields.text("within")?;
        let number = |prefix: &str, most: u8| -> Option<u8> {
            let days = within.strip_prefix(prefix)?.parse().ok()?;
            (1..=most).contains(&days).then_some(days)
        };
        let days = number("business-days-", 99).map(Within::BusinessDays);
        let expected = "business-days-1 to business-days-99 or day-1 to day-31";
        let (from, until) = (
            fields.optional_date("from")?,
            fields.optional_date("until")?,
        );
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err("expected until on or after from, found it before".to_owned());
        }
        Ok(ServiceTarget {
            service: fields.text("service")?.to_owned(),
            within: days
                .or_else(|| number("day-", 31).map(Within::Day))
                .ok_or_else(|| wrong("within", expected, within))?,
            country: fields.one_of(
                "calendar",
                &[("NO", Country::Norway), ("DK", Country::Denmark)],
            )?,
            from,
            until,
            source: fields.text("source")?.to_owned(),
        })
    })
}

/// Reads `service-overrides.csv`: `agency;service;period;due;author;reason`, with the agency or `*` beside each row.
pub fn parse_service_overrides_csv(bytes: &[u8]) -> Register<(String, ServiceOverride)> {
    read(bytes, SERVICE_OVERRIDE_COLUMNS, |fields| {
        let set = ServiceOverride {
            service: fields.text("service")?.to_owned(),
            period: fields.period()?,
            due: fields.date("due")?,
            author: fields.text("author")?.to_owned(),
            reason: fields.text("reason")?.to_owned(),
        };
        Ok((fields.text("agency")?.to_owned(), set))
    })
}

/// One record: its fields in the order of the expected columns.
struct Fields<'a> {
    columns: &'a [&'static str],
    values: Vec<String>,
}

impl Fields<'_> {
    /// The value of a column, trimmed; empty if the column is not there.
    fn get(&self, column: &str) -> &str {
        self.columns
            .iter()
            .position(|name| *name == column)
            .and_then(|index| self.values.get(index))
            .map_or("", |value| value.trim())
    }

    fn text(&self, column: &str) -> Result<&str, String> {
        match self.get(column) {
            "" => Err(format!(
                "expected a value in column {column}, found nothing"
            )),
            text => Ok(text),
        }
    }

    /// `2025-03` or `202503`.
    fn period(&self) -> Result<Period, String> {
        let text = self.text("period")?;
        let compact = (text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok().and_then(Period::from_i32))
            .flatten();
        compact
            .or_else(|| text.parse().ok())
            .ok_or_else(|| wrong("period", "a period such as 2025-03 or 202503", text))
    }

    fn one_of<T: Copy>(&self, column: &str, allowed: &[(&str, T)]) -> Result<T, String> {
        let text = self.text(column)?;
        let found = allowed
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text));
        found.map(|(_, value)| *value).ok_or_else(|| {
            let list: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
            wrong(column, &format!("one of {}", list.join(", ")), text)
        })
    }

    fn any_or_one_of<T: Copy>(
        &self,
        column: &str,
        allowed: &[(&str, T)],
    ) -> Result<Option<T>, String> {
        match self.get(column) {
            "" | "*" => Ok(None),
            _ => self.one_of(column, allowed).map(Some),
        }
    }

    fn task(&self) -> Result<String, String> {
        let text = self.text("task")?;
        let task = text.strip_prefix("deadline-").unwrap_or(text);
        if TABLE.iter().any(|row| names(task, row).is_some()) {
            Ok(task.to_owned())
        } else {
            Err(wrong(
                "task",
                "a deadline's id such as D07, or a task such as d05-bank",
                text,
            ))
        }
    }

    fn date(&self, column: &str) -> Result<NaiveDate, String> {
        let text = self.text(column)?;
        date(text).ok_or_else(|| wrong(column, "a date such as 2025-04-10", text))
    }

    fn optional_date(&self, column: &str) -> Result<Option<NaiveDate>, String> {
        match self.get(column) {
            "" => Ok(None),
            _ => self.date(column).map(Some),
        }
    }

    fn moment(&self, column: &str) -> Result<DateTime<FixedOffset>, String> {
        let text = self.text(column)?;
        moment(text).map_err(|expected| wrong(column, expected, text))
    }

    fn optional_moment(&self, column: &str) -> Result<Option<DateTime<FixedOffset>>, String> {
        match self.get(column) {
            "" => Ok(None),
            _ => self.moment(column).map(Some),
        }
    }
}

fn wrong(column: &str, expected: &str, found: &str) -> String {
    format!(
        "expected {expected} in column {column}, found `{}`",
        excerpt(found)
    )
}

/// What may be shown of a field: short, on one line, masked.
fn excerpt(text: &str) -> String {
    let masked = domain::personal::mask(text);
    masked
        .chars()
        .take(40)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// `YYYY-MM-DD`, 1990–2100.
fn date(text: &str) -> Option<NaiveDate> {
    let shape = |index: usize, byte: u8| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if text.len() != 10
        || !text
            .bytes()
            .enumerate()
            .all(|(index, byte)| shape(index, byte))
    {
        return None;
    }
    let date: NaiveDate = text.parse().ok()?;
    (FIRST_YEAR..=LAST_YEAR)
        .contains(&date.year())
        .then_some(date)
}

/// `HH:MM` or `HH:MM:SS`.
fn time(text: &str) -> Option<NaiveTime> {
    let parts: Vec<u32> = text
        .split(':')
        .map(|part| {
            let two_digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            two_digits.then(|| part.parse().ok()).flatten()
        })
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [hour, minute] => NaiveTime::from_hms_opt(*hour, *minute, 0),
        [hour, minute, second] => NaiveTime::from_hms_opt(*hour, *minute, *second),
        _ => None,
    }
}

/// `Z`, `+HH:MM` or `-HH:MM`.
fn offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return FixedOffset::east_opt(0);
    }
    let (sign, clock) = text.split_at_checked(1)?;
    let seconds = time(clock).filter(|_| clock.len() == 5)?;
    let seconds = i32::try_from(chrono::Timelike::num_seconds_from_midnight(&seconds)).ok()?;
    FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
}

const A_MOMENT: &str = "a date or a time from 1990 to 2100, such as 2025-04-10, 2025-04-10T16:00 or 2025-04-10T16:00+02:00";

fn moment(text: &str) -> Result<DateTime<FixedOffset>, &'static str> {
    let (day, rest) = text.split_at_checked(10).ok_or(A_MOMENT)?;
    let day = date(day).ok_or(A_MOMENT)?;
    let Some(rest) = rest.strip_prefix(['T', ' ']) else {
        let end = oslo::on(day, oslo::END_OF_DAY).filter(|_| rest.is_empty());
        return end.ok_or(A_MOMENT);
    };
    let (clock, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let local = day.and_time(time(clock).ok_or(A_MOMENT)?);
    if zone.is_empty() {
        return match oslo::from_local(local) {
            MappedLocalTime::Single(instant) => Ok(instant),
            MappedLocalTime::Ambiguous(..) => {
                Err("an offset, because the clock shows this hour twice that night,")
            }
            MappedLocalTime::None => {
                Err("a time that exists, because the clock skips this hour that night,")
            }
        };
    }
    let instant = local
        .and_local_timezone(offset(zone).ok_or(A_MOMENT)?)
        .single();
    instant.map(oslo::in_oslo).ok_or(A_MOMENT)
}

/// Reads a register: the heading, then a row per line.
fn read<T>(
    bytes: &[u8],
    columns: &[&'static str],
    row: impl Fn(&Fields<'_>) -> Result<T, String>,
) -> Register<T> {
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(problem) => return (Vec::new(), vec![problem]),
    };
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let Some((heading_line, heading)) = lines.next() else {
        let message = format!("expected the heading {}, found nothing", columns.join(";"));
        return (Vec::new(), vec![RegisterProblem { line: 1, message }]);
    };
    let separator = if heading.contains(';') { ';' } else { ',' };
    let order = match positions(heading, separator, columns) {
        Ok(order) => order,
        Err(message) => {
            return (
                Vec::new(),
                vec![RegisterProblem {
                    line: heading_line,
                    message,
                }],
            );
        }
    };
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (count, (line, record)) in lines.enumerate() {
        if count == MAX_ROWS {
            let message =
                format!("expected at most {MAX_ROWS} rows, found more; the rest is not read");
            problems.push(RegisterProblem { line, message });
            break;
        }
        match record_fields(record, separator, columns, &order) {
            Ok(Some(fields)) => match row(&fields) {
                Ok(value) => rows.push(value),
                Err(message) => problems.push(RegisterProblem { line, message }),
            },
            Ok(None) => {}
            Err(message) => problems.push(RegisterProblem { line, message }),
        }
    }
    (rows, problems)
}

fn decode(bytes: &[u8]) -> Result<&str, RegisterProblem> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before
            .iter()
            .fold(1, |line, byte| line + u64::from(*byte == b'\n'));
        let message = "expected UTF-8, found a byte that is not; save the file as UTF-8";
        RegisterProblem {
            line,
            message: message.to_owned(),
        }
    })
}

/// For every expected column its place in the file.
fn positions(heading: &str, separator: char, columns: &[&str]) -> Result<Vec<usize>, String> {
    let names: Vec<String> = split(heading, separator)?
        .iter()
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    if let Some(unknown) = names.iter().find(|name| !columns.contains(&name.as_str())) {
        return Err(format!(
            "expected only the headings {}, found `{}`",
            columns.join(";"),
            excerpt(unknown)
        ));
    }
    columns
        .iter()
        .map(|column| {
            let mut places = names.iter().enumerate().filter(|(_, name)| name == column);
            match (places.next(), places.next()) {
                (Some((index, _)), None) => Ok(index),
                (None, _) => Err(format!("expected a heading {column}, found none")),
                (Some(_), Some(_)) => Err(format!("expected one heading {column}, found two")),
            }
        })
        .collect()
}

/// The fields in the order of the expected columns; `None` for a row of empty fields.
fn record_fields<'a>(
    record: &str,
    separator: char,
    columns: &'a [&'static str],
    order: &[usize],
) -> Result<Option<Fields<'a>>, String> {
    let values = split(record, separator)?;
    if values.iter().all(|value| value.trim().is_empty()) {
        return Ok(None);
    }
    if values.len() != columns.len() {
        return Err(format!(
            "expected {} fields, found {}",
            columns.len(),
            values.len()
        ));
    }
    let values = order
        .iter()
        .filter_map(|index| values.get(*index).cloned())
        .collect();
    Ok(Some(Fields { columns, values }))
}

/// Splits a line; a field in double quotes may hold separators, and quotes written twice.
fn split(line: &str, separator: char) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        let mut field = String::new();
        if rest.next_if_eq(&'"').is_some() {
            loop {
                match rest.next() {
                    Some('"') if rest.next_if_eq(&'"').is_some() => field.push('"'),
                    Some('"') => break,
                    Some(other) => field.push(other),
                    None => {
                        return Err("expected a closing quote on the same line, found none".into());
                    }
                }
            }
            if rest.peek().is_some_and(|next| *next != separator) {
                return Err("expected a separator after a closing quote, found text".into());
            }
        } else {
            while let Some(next) = rest.next_if(|next| *next != separator) {
                field.push(next);
            }
        }
        fields.push(field);
        if rest.next().is_none() {
            return Ok(fields);
        }
    }
}
