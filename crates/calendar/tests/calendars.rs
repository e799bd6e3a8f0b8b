//! The calendars against literal tables, against two other libraries' holidays, and day by day against a naive
//! implementation that shares no code with the crate.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use calendar::Calendar::{NoBank, NoPublic};
use chrono::{Datelike, NaiveDate, Weekday};
use domain::Period;
use proptest::prelude::*;

const EASTER_SUNDAYS: &str = include_str!("vectors/easter-sundays-1990-2100.txt");
const PUBLIC_HOLIDAYS: &str = include_str!("vectors/public-holidays-no-1990-2100.txt");
const BUSINESS_DAYS: &str = include_str!("vectors/business-days.csv");

fn dates(text: &str) -> BTreeSet<NaiveDate> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.parse().unwrap())
        .collect()
}

fn every_day() -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
    first.iter_days().take_while(|day| day.year() <= 2100)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Easter Sunday by the "anonymous Gregorian" algorithm (Meeus/Jones/Butcher), not the one `bdays` uses.
#[expect(
    clippy::many_single_char_names,
    reason = "the letters of the published algorithm"
)]
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    NaiveDate::from_ymd_opt(year, month.try_into().unwrap(), day.try_into().unwrap()).unwrap()
}

#[test]
fn easter_sundays_agree_with_a_literal_list() {
    let list = dates(EASTER_SUNDAYS);
    assert_eq!(list.len(), 111);
    for sunday in list {
        assert_eq!(easter(sunday.year()), sunday);
        assert_eq!(
            bdays::easter::easter_naive_date(sunday.year()).unwrap(),
            sunday
        );
    }
}

#[test]
fn every_day_agrees_with_a_naive_implementation() {
    let mut days = 0;
    for day in every_day() {
        let sunday = easter(day.year());
        let from_easter = day.signed_duration_since(sunday).num_days();
        let holiday = [-3, -2, 0, 1, 39, 49, 50].contains(&from_easter)
            || [[1, 1], [5, 1], [5, 17], [12, 25], [12, 26]].contains(&[day.month(), day.day()]);
        let open = !holiday && !is_weekend(day);
        assert_eq!(NoPublic.is_business_day(day), Ok(open), "{day}");
        let eve = day.month() == 12 && day.day() == 24;
        assert_eq!(NoBank.is_business_day(day), Ok(open && !eve), "{day}");
        days += 1;
    }
    assert_eq!(days, 40_542);
}

#[test]
fn every_day_agrees_with_two_other_libraries() {
    let holidays = dates(PUBLIC_HOLIDAYS);
    assert_eq!(holidays.len(), 1322);
    assert_eq!(
        holidays
            .iter()
            .filter(|day| (2000..=2050).contains(&day.year()))
            .count(),
        606
    );
    for day in every_day() {
        let open = !holidays.contains(&day) && !is_weekend(day);
        assert_eq!(NoPublic.is_business_day(day), Ok(open), "{day}");
    }
}

/// Year, Maundy Thursday, Good Friday, Easter Monday, Ascension, Whit Monday as DD.MM, then the weekdays of 1 May,
/// 17 May, 24 December, 31 December.
const TABLE: &[[&str; 10]] = &[
    [
        "2016", "24.03", "25.03", "28.03", "05.05", "16.05", "Sun", "Tue", "Sat", "Sat",
    ],
    [
        "2017", "13.04", "14.04", "17.04", "25.05", "05.06", "Mon", "Wed", "Sun", "Sun",
    ],
    [
        "2018", "29.03", "30.03", "02.04", "10.05", "21.05", "Tue", "Thu", "Mon", "Mon",
    ],
    [
        "2019", "18.04", "19.04", "22.04", "30.05", "10.06", "Wed", "Fri", "Tue", "Tue",
    ],
    [
        "2020", "09.04", "10.04", "13.04", "21.05", "01.06", "Fri", "Sun", "Thu", "Thu",
    ],
    [
        "2021", "01.04", "02.04", "05.04", "13.05", "24.05", "Sat", "Mon", "Fri", "Fri",
    ],
    [
        "2022", "14.04", "15.04", "18.04", "26.05", "06.06", "Sun", "Tue", "Sat", "Sat",
    ],
    [
        "2023", "06.04", "07.04", "10.04", "18.05", "29.05", "Mon", "Wed", "Sun", "Sun",
    ],
    [
        "2024", "28.03", "29.03", "01.04", "09.05", "20.05", "Wed", "Fri", "Tue", "Tue",
    ],
    [
        "2025", "17.04", "18.04", "21.04", "29.05", "09.06", "Thu", "Sat", "Wed", "Wed",
    ],
    [
        "2026", "02.04", "03.04", "06.04", "14.05", "25.05", "Fri", "Sun", "Thu", "Thu",
    ],
    [
        "2027", "25.03", "26.03", "29.03", "06.05", "17.05", "Sat", "Mon", "Fri", "Fri",
    ],
];

#[test]
fn holidays_2016_to_2027() {
    for row in TABLE {
        let year: i32 = row[0].parse().unwrap();
        let mut closed = BTreeSet::new();
        for cell in &row[1..6] {
            let (day, month) = cell.split_once('.').unwrap();
            closed.insert(
                NaiveDate::from_ymd_opt(year, month.parse().unwrap(), day.parse().unwrap())
                    .unwrap(),
            );
        }
        for (cell, (month, day)) in row[6..].iter().zip([(5, 1), (5, 17), (12, 24), (12, 31)]) {
            let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            assert_eq!(date.weekday().to_string(), *cell, "{date}");
        }
        for (month, day) in [(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)] {
            closed.insert(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        }
        // 2027: Whit Monday is 17 May, one holiday the less.
        assert_eq!(closed.len(), if year == 2027 { 9 } else { 10 });
        for day in every_day().filter(|day| day.year() == year && !is_weekend(*day)) {
            assert_eq!(
                NoPublic.is_business_day(day),
                Ok(!closed.contains(&day)),
                "{day}"
            );
        }
    }
}

#[test]
fn business_days_of_144_months() {
    let rows: Vec<Vec<&str>> = BUSINESS_DAYS
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(rows.len(), 144);
    for row in rows {
        let reporting = Period::from_i32(row[0].parse().unwrap()).unwrap();
        let month = reporting.next_month();
        assert_eq!(month.to_string(), row[1]);
        for (n, column) in [(1, 2), (5, 3), (7, 4)] {
            let found = NoPublic.nth_business_day(n, month).unwrap();
            assert_eq!(found.to_string(), row[column], "BD{n} of {month}");
        }
        let day25: NaiveDate = row[5].parse().unwrap();
        assert_eq!(day25.weekday().to_string(), row[6]);
        let before = NoPublic.previous_business_day_on_or_before(day25).unwrap();
        assert_eq!(before.to_string(), row[7]);
        assert_eq!(month.last_day().to_string(), row[8]);
    }
}

#[test]
fn traps() {
    let table = [
        ("2023-03", 5, "2023-04-12"),
        ("2024-03", 1, "2024-04-02"),
        ("2018-04", 1, "2018-05-02"),
        ("2017-12", 1, "2018-01-02"),
        ("2022-06", 5, "2022-07-07"),
        ("2022-06", 7, "2022-07-11"),
    ];
    for (reporting, n, expected) in table {
        let month = reporting.parse::<Period>().unwrap().next_month();
        assert_eq!(
            NoPublic.nth_business_day(n, month).unwrap().to_string(),
            expected
        );
    }
    let sunday: NaiveDate = "2025-05-25".parse().unwrap();
    assert_eq!(sunday.weekday(), Weekday::Sun);
    let before = NoPublic.previous_business_day_on_or_before(sunday).unwrap();
    assert_eq!(before.to_string(), "2025-05-23");
}

#[test]
fn days_that_are_business_days_although_one_might_doubt_it() {
    // Wednesday before Easter, 2 January, Friday after Ascension, 31 December.
    for text in [
        "2025-04-16",
        "2025-01-02",
        "2025-05-30",
        "2021-12-31",
        "2025-12-31",
    ] {
        let day: NaiveDate = text.parse().unwrap();
        assert_eq!(NoPublic.is_business_day(day), Ok(true), "{day}");
        assert_eq!(NoBank.is_business_day(day), Ok(true), "{day}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn steps_can_be_walked_back_and_added_up(
        start in 0_u64..36_000,
        there in 0_i32..300,
        further in 0_i32..300,
    ) {
        let first = NaiveDate::from_ymd_opt(1991, 6, 1).unwrap();
        let date = first.checked_add_days(chrono::Days::new(start)).unwrap();
        for calendar in [NoPublic, NoBank] {
            let from = calendar.next_business_day_on_or_after(date).unwrap();
            let to = calendar.add_business_days(from, there).unwrap();
            prop_assert_eq!(calendar.add_business_days(to, -there), Ok(from));
            let sum = calendar.add_business_days(from, there + further);
            prop_assert_eq!(calendar.add_business_days(to, further), sum);
        }
        let from = NoBank.next_business_day_on_or_after(date).unwrap();
        let to = NoBank.add_business_days(from, there).unwrap();
        let number = |date| calendar::bank_day_number(date).unwrap();
        prop_assert_eq!(number(to) - number(from), there);
    }
}
