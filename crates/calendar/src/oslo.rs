//! Europe/Oslo: the offset from UTC, by rule.
//!
//! Norwegian time is UTC+1, and UTC+2 from the last Sunday of March to the last Sunday of October, 01:00 UTC both
//! (EU rule, in Norway since 1996); in 1980–1995 summer time ended on the last Sunday of September. Not here: years
//! before 1980, and any other zone.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime,
};

const WINTER: FixedOffset = hours_east(1);
const SUMMER: FixedOffset = hours_east(2);

/// The time of day that stands for a whole day when a type wants a moment: the last second.
pub const END_OF_DAY: NaiveTime = time_of_day(23, 59, 59);

#[expect(clippy::panic, reason = "evaluated at compile time")]
const fn hours_east(hours: i32) -> FixedOffset {
    match FixedOffset::east_opt(hours * 3600) {
        Some(offset) => offset,
        None => panic!("offset out of range"),
    }
}

/// A time of day known when the program is written; a wrong one does not compile.
#[expect(clippy::panic, reason = "evaluated at compile time")]
pub(crate) const fn time_of_day(hour: u32, minute: u32, second: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, second) {
        Some(time) => time,
        None => panic!("no such time of day"),
    }
}

fn one_in_the_morning_of_the_last_sunday(year: i32, month: u32) -> Option<NaiveDateTime> {
    // March, September, October: the last Sunday lies in the last seven days.
    let last = NaiveDate::from_ymd_opt(year, month + 1, 1)?.pred_opt()?;
    let back = u64::from(last.weekday().num_days_from_sunday());
    last.checked_sub_days(Days::new(back))?.and_hms_opt(1, 0, 0)
}

/// The offset in force at an instant given in UTC.
pub fn offset_at(utc: NaiveDateTime) -> FixedOffset {
    let year = utc.year();
    let ends_in = if year >= 1996 { 10 } else { 9 };
    let summer = one_in_the_morning_of_the_last_sunday(year, 3)
        .zip(one_in_the_morning_of_the_last_sunday(year, ends_in));
    match summer {
        Some((start, end)) if (start..end).contains(&utc) => SUMMER,
        _ => WINTER,
    }
}

/// The same instant with the offset of Oslo.
pub fn in_oslo(instant: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    instant.with_timezone(&offset_at(instant.naive_utc()))
}

/// The instant of a local time: none in the hour skipped in spring, two in the hour repeated in autumn.
pub fn from_local(local: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>> {
    let reading = |offset: FixedOffset| {
        local
            .checked_sub_offset(offset)
            .filter(|utc| offset_at(*utc) == offset)
            .map(|utc| DateTime::from_naive_utc_and_offset(utc, offset))
    };
    match (reading(SUMMER), reading(WINTER)) {
        (Some(summer), Some(winter)) => MappedLocalTime::Ambiguous(summer, winter),
        (Some(only), None) | (None, Some(only)) => MappedLocalTime::Single(only),
        (None, None) => MappedLocalTime::None,
    }
}

/// A time of day on a date; the earlier one where the clock shows it twice. For times that no change of the clock
/// touches (changes happen between 02:00 and 03:00 local time). `None` in the skipped hour.
pub(crate) fn on(date: NaiveDate, time: NaiveTime) -> Option<DateTime<FixedOffset>> {
    from_local(date.and_time(time)).earliest()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRANSITIONS: &str = include_str!("../tests/vectors/oslo-transitions-1990-2100.txt");

    #[test]
    fn agrees_with_the_time_zone_database() {
        let mut before = WINTER;
        let mut count = 0;
        for line in TRANSITIONS.lines().filter(|line| !line.starts_with('#')) {
            let (instant, seconds) = line.split_once(' ').unwrap();
            let instant: NaiveDateTime = instant.parse().unwrap();
            let after = FixedOffset::east_opt(seconds.parse().unwrap()).unwrap();
            assert_eq!(
                offset_at(instant - chrono::TimeDelta::seconds(1)),
                before,
                "{line}"
            );
            assert_eq!(offset_at(instant), after, "{line}");
            before = after;
            count += 1;
        }
        assert_eq!(count, 222);
    }

    #[test]
    fn local_times() {
        let local = |text: &str| from_local(text.parse().unwrap());
        let table = [
            ("2025-01-10T16:00:00", "2025-01-10T16:00:00+01:00"),
            ("2025-04-10T16:00:00", "2025-04-10T16:00:00+02:00"),
            ("2025-03-30T01:59:59", "2025-03-30T01:59:59+01:00"),
            ("2025-03-30T03:00:00", "2025-03-30T03:00:00+02:00"),
            ("2025-10-26T03:00:00", "2025-10-26T03:00:00+01:00"),
            ("1995-10-01T12:00:00", "1995-10-01T12:00:00+01:00"),
            ("1996-10-01T12:00:00", "1996-10-01T12:00:00+02:00"),
        ];
        for (text, expected) in table {
            assert_eq!(local(text).single().unwrap().to_rfc3339(), expected);
        }
        assert_eq!(local("2025-03-30T02:30:00"), MappedLocalTime::None);
        let MappedLocalTime::Ambiguous(first, second) = local("2025-10-26T02:30:00") else {
            panic!("the hour is repeated");
        };
        assert_eq!(first.to_rfc3339(), "2025-10-26T02:30:00+02:00");
        assert_eq!(second.to_rfc3339(), "2025-10-26T02:30:00+01:00");
        for edge in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            // No panic at the ends of chrono's range.
            let _ = (offset_at(edge), from_local(edge).earliest());
        }
    }
}
