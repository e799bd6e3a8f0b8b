//! The registers: good files, and everything that can be wrong with a line.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use calendar::register::MAX_ROWS;
use calendar::{
    RegisterProblem, Report, parse_overrides_csv, parse_published_csv, parse_service_overrides_csv,
    parse_service_targets_csv, parse_treasury_csv,
};
use domain::agency::{Budgeting, Principle, Service};
use proptest::prelude::*;

/// Synthetic dates.
const TREASURY: &str =
    "\u{feff}period;report;opens_at;deadline_at;updated_at;a_list_at;source;entered_by\r
2025-03;S;2025-04-01;2025-04-10T16:00;;2025-04-11T08:00;\"synthetic; \"\"invented\"\"\";kari\r
\r
202503;P;;2025-04-22T14:00:00Z;;;synthetic;kari\r
;;;;;;;\r
2024-12;l;;2025-01-13 16:00:30;;;synthetic;ola\r
";

#[test]
fn treasury_deadlines() {
    let (rows, problems) = parse_treasury_csv(TREASURY.as_bytes());
    assert_eq!(problems, []);
    let shown: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{} {} {}",
                row.period,
                row.report.as_str(),
                row.deadline_at.to_rfc3339()
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "2025-03 S 2025-04-10T16:00:00+02:00",
            "2025-03 P 2025-04-22T16:00:00+02:00",
            "2024-12 L 2025-01-13T16:00:30+01:00",
        ]
    );
    assert_eq!(rows[0].source, "synthetic; \"invented\"");
    assert_eq!(
        rows[0].opens_at.unwrap().to_rfc3339(),
        "2025-04-01T23:59:59+02:00"
    );
    assert_eq!(rows[0].updated_at, None);
    assert_eq!(rows[2].report, Report::L);
}

#[test]
fn commas_and_columns_in_another_order() {
    let file = "source,entered_by,report,period,deadline_at,opens_at,updated_at,a_list_at\n\
                synthetic,kari,S,2025-03,2025-04-10T16:00,,,\n";
    let (rows, problems) = parse_treasury_csv(file.as_bytes());
    assert_eq!((rows.len(), problems.len()), (1, 0));
    assert_eq!(
        rows[0].deadline_at.to_rfc3339(),
        "2025-04-10T16:00:00+02:00"
    );
}

#[test]
fn published_deadlines() {
    let file = "period;service;budgeting;principle;task;due;source\n\
                2022-06;full;net;;D03;2022-07-11;page\n\
                2022-06;*;*;SRS;deadline-d07;2022-07-22T12:00;page\n";
    let (rows, problems) = parse_published_csv(file.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(
        (rows[0].service, rows[0].budgeting),
        (Some(Service::Full), Some(Budgeting::Net))
    );
    assert_eq!((rows[0].principle, rows[0].task.as_str()), (None, "D03"));
    assert_eq!(
        (rows[1].service, rows[1].principle),
        (None, Some(Principle::Srs))
    );
    assert_eq!(
        (rows[1].task.as_str(), rows[1].source.as_str()),
        ("d07", "page")
    );
    assert_eq!(rows[1].due.to_rfc3339(), "2022-07-22T12:00:00+02:00");
}

#[test]
fn overrides() {
    let file = "period;agency;task;due;author;entered;reason\n\
                2025-03;demo;D02;2025-04-08T12:00;kari;2025-03-20;\"Easter; two days, as agreed\"\n";
    let (rows, problems) = parse_overrides_csv(file.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(rows[0].agency, "demo");
    assert_eq!(rows[0].value.reason, "Easter; two days, as agreed");
    assert_eq!(rows[0].value.entered.to_string(), "2025-03-20");
    assert_eq!(rows[0].value.due.to_rfc3339(), "2025-04-08T12:00:00+02:00");
}

fn treasury_line(line: &str) -> Vec<RegisterProblem> {
    let heading = TREASURY.lines().next().unwrap();
    let (rows, problems) = parse_treasury_csv(format!("{heading}\n{line}\n").as_bytes());
    assert_eq!(rows.len() + problems.len(), 1, "{line}");
    problems
}

#[test]
fn every_wrong_line_is_named() {
    let table = [
        (
            "2025-15;S;;2025-04-10;;;x;y",
            "expected a period such as 2025-03 or 202503 in column period, found `2025-15`",
        ),
        (
            "202515;S;;2025-04-10;;;x;y",
            "expected a period such as 2025-03 or 202503 in column period",
        ),
        (
            ";S;;2025-04-10;;;x;y",
            "expected a value in column period, found nothing",
        ),
        (
            "2025-03;X;;2025-04-10;;;x;y",
            "expected one of S, L, P in column report, found `X`",
        ),
        (
            "2025-03;S;;;;;x;y",
            "expected a value in column deadline_at, found nothing",
        ),
        (
            "2025-03;S;;2025-02-30;;;x;y",
            "in column deadline_at, found `2025-02-30`",
        ),
        ("2025-03;S;;2025-4-10;;;x;y", "in column deadline_at"),
        ("2025-03;S;;10.04.2025;;;x;y", "in column deadline_at"),
        ("2025-03;S;;1889-04-10;;;x;y", "from 1990 to 2100"),
        ("2025-03;S;;2025-04-10T24:00;;;x;y", "in column deadline_at"),
        (
            "2025-03;S;;2025-04-10T16:00:60;;;x;y",
            "in column deadline_at",
        ),
        ("2025-03;S;;2025-04-10T16;;;x;y", "in column deadline_at"),
        (
            "2025-03;S;;2025-04-10T16:00+0200;;;x;y",
            "in column deadline_at",
        ),
        ("2025-03;S;;2025-04-10x;;;x;y", "in column deadline_at"),
        (
            "2025-03;S;;2025-03-30T02:30;;;x;y",
            "the clock skips this hour",
        ),
        (
            "2025-03;S;;2025-10-26T02:30;;;x;y",
            "the clock shows this hour twice",
        ),
        (
            "2025-03;S;soon;2025-04-10;;;x;y",
            "in column opens_at, found `soon`",
        ),
        (
            "2025-03;S;;2025-04-10;;;;y",
            "expected a value in column source, found nothing",
        ),
        (
            "2025-03;S;;2025-04-10;;;x;",
            "expected a value in column entered_by, found nothing",
        ),
        ("2025-03;S;;2025-04-10;;;x", "expected 8 fields, found 7"),
        (
            "2025-03;S;;2025-04-10;;;x;y;z",
            "expected 8 fields, found 9",
        ),
        (
            "2025-03;S;;2025-04-10;;;\"x;y",
            "expected a closing quote on the same line",
        ),
        (
            "2025-03;S;;2025-04-10;;;\"x\"x;y",
            "expected a separator after a closing quote",
        ),
    ];
    for (line, expected) in table {
        let problems = treasury_line(line);
        assert!(
            problems[0].message.contains(expected),
            "{line}: {}",
            problems[0].message
        );
        assert_eq!(problems[0].line, 2);
    }
    assert_eq!(treasury_line("2025-03;S;;2025-10-26T02:30+01:00;;;x;y"), []);
}

#[test]
fn wrong_words_in_the_other_registers() {
    let published = "period;service;budgeting;principle;task;due;source\n\
                     2022-06;half;net;;D03;2022-07-11;page\n\
                     2022-06;full;net;;D99;2022-07-11;page\n";
    let (rows, problems) = parse_published_csv(published.as_bytes());
    assert!(rows.is_empty());
    assert_eq!(
        problems[0].message,
        "expected one of full, part in column service, found `half`"
    );
    let task = "expected a deadline's id such as D07, or a task such as d05-bank in column task, found `D99`";
    assert_eq!((problems[1].line, problems[1].message.as_str()), (3, task));
    let overrides = "period;agency;task;due;author;entered;reason\n\
                     2025-03;demo;D02;2025-04-08;kari;20.03.2025;Easter\n\
                     2025-03;demo;D02;2025-04-08;kari;2025-03-20;\n";
    let (rows, problems) = parse_overrides_csv(overrides.as_bytes());
    assert!(rows.is_empty());
    assert!(problems[0].message.contains("in column entered"));
    assert!(problems[1].message.contains("in column reason"));
}

#[test]
fn headings_encoding_and_size() {
    let problem = |bytes: &[u8]| {
        let (rows, problems) = parse_treasury_csv(bytes);
        assert!(rows.is_empty() && problems.len() == 1);
        (problems[0].line, problems[0].message.clone())
    };
    assert!(
        problem(b"")
            .1
            .starts_with("expected the heading period;report;")
    );
    assert!(
        problem(b"\n\nperiod;report\n")
            .1
            .contains("expected a heading opens_at, found none")
    );
    assert_eq!(problem(b"\n\nperiod;report\n").0, 3);
    assert!(problem(b"period;rapport\n").1.contains("found `rapport`"));
    assert!(
        problem(b"period;period\n")
            .1
            .contains("expected one heading period, found two")
    );
    assert_eq!(problem(b"period\nx\n\xE6\n").0, 3);

    let heading = TREASURY.lines().next().unwrap();
    let many = "2025-03;S;;2025-04-10;;;x;y\n".repeat(MAX_ROWS + 5);
    let (rows, problems) = parse_treasury_csv(format!("{heading}\n{many}").as_bytes());
    assert_eq!((rows.len(), problems.len()), (MAX_ROWS, 1));
    assert!(problems[0].message.contains("expected at most"));
}

#[test]
fn personal_numbers_in_wrong_fields_are_masked() {
    // Synthetic: month + 80.
    let problems = treasury_line("2025-03;S;;15827510057;;;x;y");
    assert!(
        problems[0].message.ends_with("found `***********`"),
        "{}",
        problems[0].message
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = (parse_treasury_csv(&bytes), parse_published_csv(&bytes), parse_overrides_csv(&bytes));
        let _ = (parse_service_targets_csv(&bytes), parse_service_overrides_csv(&bytes));
    }

    #[test]
    fn any_field_gives_a_row_or_a_problem(field in "[-0-9TZ:+ \"é,;a]{0,30}") {
        let heading = TREASURY.lines().next().unwrap();
        let file = format!("{heading}\n2025-03;S;;{field};;;x;y\n");
        let (rows, problems) = parse_treasury_csv(file.as_bytes());
        prop_assert_eq!(rows.len() + problems.len(), 1);
    }
}

#[test]
fn service_targets_and_overrides() {
    let heading = "service;within;calendar;from;until;source";
    let table = [
        (
            "Bilag;business-days-3;NO;2024-01-01;;avtalen",
            Ok("Bilag BusinessDays(3) NO"),
        ),
        ("Mappe;day-15;dk;;2025-12-31;S001", Ok("Mappe Day(15) DK")),
        (
            "Bilag;business-days-0;NO;;;x",
            Err(
                "expected business-days-1 to business-days-99 or day-1 to day-31 in column within, found `business-days-0`",
            ),
        ),
        (
            "Bilag;day-32;NO;;;x",
            Err("in column within, found `day-32`"),
        ),
        (
            "Bilag;day-1;SE;;;x",
            Err("expected one of NO, DK in column calendar"),
        ),
        (
            "Bilag;day-1;NO;2025-02-01;2025-01-01;x",
            Err("expected until on or after from"),
        ),
        (
            "Bilag;day-1;NO;;;",
            Err("expected a value in column source, found nothing"),
        ),
        (
            ";day-1;NO;;;x",
            Err("expected a value in column service, found nothing"),
        ),
    ];
    for (line, expected) in table {
        let (rows, problems) = parse_service_targets_csv(format!("{heading}\n{line}\n").as_bytes());
        assert_eq!(rows.len() + problems.len(), 1, "{line}");
        match expected {
            Ok(shown) => {
                let row = &rows[0];
                let found = format!("{} {:?} {}", row.service, row.within, row.country.as_str());
                assert_eq!(found, shown);
            }
            Err(message) => assert!(problems[0].message.contains(message), "{problems:?}"),
        }
    }
    let file =
        "agency;service;period;due;author;reason\n*;Mappe;2024-12;2025-01-31;kari;year end\n";
    let (rows, problems) = parse_service_overrides_csv(file.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(rows[0].0, "*");
    assert_eq!(
        (rows[0].1.due.to_string(), rows[0].1.period.to_string()),
        ("2025-01-31".to_owned(), "2024-12".to_owned())
    );
}
