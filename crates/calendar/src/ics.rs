//! Deadlines as an iCalendar file (RFC 5545).
//!
//! The same deadlines give the same bytes: UIDs are made of agency, period and task, and DTSTAMP of the period, not of
//! the clock. Not here: reading iCalendar, alarms, and deadlines without a date, which are only counted in
//! `X-AVSTEM-WITHOUT-DATE`.

use chrono::NaiveDate;
use domain::{Period, Text};

use crate::deadline::{Deadline, Due};
use crate::oslo;

/// Oslo by the rules since 1996; no deadline is older.
const TIME_ZONE: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Oslo",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
];

/// A calendar of the deadlines that have a date, in the order given: whole days as all-day events, moments with the
/// time of Oslo. `text` renders a text in the reader's language; it gets the tasks and `deadline-work-by`.
pub fn ics(deadlines: &[(String, Period, Deadline)], text: &dyn Fn(&Text) -> String) -> String {
    let mut calendar = Lines(String::new());
    calendar.push("BEGIN:VCALENDAR");
    calendar.push("VERSION:2.0");
    calendar.push("PRODID:-//avstem//deadlines//EN");
    calendar.push("CALSCALE:GREGORIAN");
    calendar.push("METHOD:PUBLISH");
    let without_date = deadlines
        .iter()
        .filter(|(_, _, deadline)| start(&deadline.due).is_none());
    calendar.push(&format!("X-AVSTEM-WITHOUT-DATE:{}", without_date.count()));
    for line in TIME_ZONE {
        calendar.push(line);
    }
    for (agency, period, deadline) in deadlines {
        if let Some(start) = start(&deadline.due) {
            event(&mut calendar, agency, *period, deadline, &start, text);
        }
    }
    calendar.push("END:VCALENDAR");
    calendar.0
}

fn event(
    calendar: &mut Lines,
    agency: &str,
    period: Period,
    deadline: &Deadline,
    start: &str,
    text: &dyn Fn(&Text) -> String,
) {
    let task = deadline
        .task
        .key
        .strip_prefix("deadline-")
        .unwrap_or(deadline.task.key);
    let title = format!(
        "{agency} {period} {}: {}",
        deadline.id,
        text(&deadline.task)
    );
    let mut description = format!("{} · {} · {}", deadline.id, deadline.rule, deadline.source);
    if let Some((_, source)) = &deadline.published {
        description.push_str(" · ");
        description.push_str(source);
    }
    if let Some(day) = deadline.work_by {
        description.push('\n');
        description.push_str(&text(&Text::key("deadline-work-by").with("date", day)));
    }
    calendar.push("BEGIN:VEVENT");
    calendar.push(&format!(
        "UID:{}",
        escaped(&format!("{agency}-{period}-{task}@avstem"))
    ));
    calendar.push(&format!("DTSTAMP:{}T000000Z", basic(period.last_day())));
    calendar.push(start);
    calendar.push(&format!("SUMMARY:{}", escaped(&title)));
    calendar.push(&format!("DESCRIPTION:{}", escaped(&description)));
    calendar.push(&format!("CATEGORIES:{}", deadline.id));
    calendar.push("TRANSP:TRANSPARENT");
    calendar.push("END:VEVENT");
}

/// `DTSTART` of a deadline; `None` without a date. An all-day event without end lasts one day, a timed one no time.
fn start(due: &Due) -> Option<String> {
    match due {
        Due::On(date) => Some(format!("DTSTART;VALUE=DATE:{}", basic(*date))),
        Due::At(instant) => {
            let local = oslo::in_oslo(*instant).format("%Y%m%dT%H%M%S");
            Some(format!("DTSTART;TZID=Europe/Oslo:{local}"))
        }
        Due::NotPublished | Due::Event(_) => None,
    }
}

fn basic(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// A text value (RFC 5545, 3.3.11): backslash, semicolon, comma and line breaks escaped, other control characters left
/// out, because the format cannot hold them.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Content lines: CRLF, folded so that no line has more than 75 octets, never inside a character.
struct Lines(String);

impl Lines {
    fn push(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            let size = character.len_utf8();
            if octets + size > 75 {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += size;
        }
        self.0.push_str("\r\n");
    }
}
