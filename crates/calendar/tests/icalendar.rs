//! The calendar file: golden bytes, and the rules of RFC 5545 on lines and escapes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use calendar::{Deadline, DeadlineInputs, Due, Report, TreasuryDeadline, deadlines, ics};
use domain::agency::{Budgeting, Model, Principle, Service};
use domain::{Arg, Period, Text};
use proptest::prelude::*;

const GOLDEN: &str = include_str!("vectors/deadlines.ics");

fn list() -> Vec<(String, Period, Deadline)> {
    let model = Model {
        service: Service::Full,
        budgeting: Budgeting::Gross,
        principle: Principle::Cash,
    };
    let march = Period::new(2025, 3).unwrap();
    let inputs = DeadlineInputs {
        // SYNTHETIC deadline of the treasury.
        treasury: vec![TreasuryDeadline {
            period: march,
            report: Report::S,
            opens_at: None,
            deadline_at: "2025-04-14T12:00:00+02:00".parse().unwrap(),
            updated_at: None,
            a_list_at: None,
            source: "synthetic".to_owned(),
            entered_by: "test".to_owned(),
        }],
        ..DeadlineInputs::default()
    };
    let list = deadlines(march, model, &inputs).unwrap();
    list.into_iter()
        .map(|deadline| ("demo".to_owned(), march, deadline))
        .collect()
}

fn text(text: &Text) -> String {
    let args: Vec<String> = text
        .args
        .iter()
        .map(|(name, arg)| match arg {
            Arg::Date(date) => format!("{name}={date}"),
            other => format!("{name}={other:?}"),
        })
        .collect();
    match text.key {
        "deadline-d12" => {
            "Signér S-rapporten; kontrollér, og send den tilbake så snart som råd er, æøå"
                .to_owned()
        }
        key => [vec![key.to_owned()], args].concat().join(" "),
    }
}

#[test]
fn golden() {
    // The repository keeps LF; the file has CRLF.
    assert_eq!(
        ics(&list(), &text),
        GOLDEN.replace("\r\n", "\n").replace('\n', "\r\n")
    );
}

/// The content lines with folds undone, after checking the folds.
fn unfolded(file: &str) -> Vec<String> {
    assert!(file.ends_with("\r\n"));
    assert_eq!(file.matches('\n').count(), file.matches("\r\n").count());
    assert!(file.split("\r\n").all(|line| line.len() <= 75));
    file.replace("\r\n ", "")
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn one_event_per_date_and_none_without() {
    let list = list();
    let lines = unfolded(&ics(&list, &text));
    let dated = list
        .iter()
        .filter(|(_, _, d)| matches!(d.due, Due::At(_) | Due::On(_)))
        .count();
    let count = |wanted: &str| lines.iter().filter(|line| line.as_str() == wanted).count();
    assert_eq!((count("BEGIN:VEVENT"), count("END:VEVENT")), (dated, dated));
    assert_eq!(
        count(&format!("X-AVSTEM-WITHOUT-DATE:{}", list.len() - dated)),
        1
    );
    let uids: BTreeSet<&String> = lines
        .iter()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    assert_eq!(uids.len(), dated, "UIDs are unique");
    assert!(uids.contains(&"UID:demo-2025-03-d12@avstem".to_owned()));
    assert_eq!(count("DTSTART;TZID=Europe/Oslo:20250413T160000"), 1);
    assert_eq!(count("DTSTART;VALUE=DATE:20250407"), 1);
    assert_eq!(count("DTSTAMP:20250331T000000Z"), dated);
    let escaped = "SUMMARY:demo 2025-03 D12: Signér S-rapporten\\; kontrollér\\, og send den tilbake så snart som råd er\\, æøå";
    assert_eq!(count(escaped), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_keeps_the_form(agency in "\\PC{0,60}", said in any::<String>()) {
        let list: Vec<_> = list().into_iter().map(|(_, p, d)| (agency.clone(), p, d)).collect();
        let lines = unfolded(&ics(&list, &|_| said.clone()));
        let plain = unfolded(&ics(&list, &|_| String::new()));
        prop_assert_eq!(lines.len(), plain.len());
        for line in lines {
            prop_assert!(!line.contains(char::is_control));
        }
    }
}
