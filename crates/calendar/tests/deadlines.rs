//! Every cell of the table of deadlines, precedence, June, year end and the published anchor points.
//!
//! The treasury's deadlines used here are synthetic: the real ones are not known to this project.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use calendar::treasury::Report::{L, P, S};
use calendar::{
    Calendar, Deadline, DeadlineError, DeadlineInputs, DeadlineOverride, Due, Override,
    PublishedDeadline, Report, Settings, Shift, TreasuryDeadline, deadlines,
};
use chrono::NaiveDate;
use domain::agency::{Budgeting, Model, Principle, Service};
use domain::{Arg, Period, Text};

const BY_MODEL: &str = include_str!("vectors/deadlines-by-model.csv");
const BUSINESS_DAYS: &str = include_str!("vectors/business-days.csv");

fn model(name: &str) -> Model {
    let service = if name.ends_with("full") {
        Service::Full
    } else {
        Service::Part
    };
    let budgeting = match name.split('-').next() {
        Some("gross") => Budgeting::Gross,
        Some("net") => Budgeting::Net,
        _ => Budgeting::Fund,
    };
    let principle = if name.contains("-cash-") {
        Principle::Cash
    } else {
        Principle::Srs
    };
    Model {
        service,
        budgeting,
        principle,
    }
}

fn every_model() -> Vec<Model> {
    let mut all = Vec::new();
    for service in [Service::Full, Service::Part] {
        for budgeting in [Budgeting::Gross, Budgeting::Net, Budgeting::Fund] {
            for principle in [Principle::Cash, Principle::Srs] {
                all.push(Model {
                    service,
                    budgeting,
                    principle,
                });
            }
        }
    }
    all
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// SYNTHETIC deadline of the treasury.
fn synthetic(month: &str, report: Report, deadline: &str) -> TreasuryDeadline {
    TreasuryDeadline {
        period: period(month),
        report,
        opens_at: None,
        deadline_at: deadline.parse().unwrap(),
        updated_at: None,
        a_list_at: None,
        source: "synthetic".to_owned(),
        entered_by: "test".to_owned(),
    }
}

fn inputs() -> DeadlineInputs {
    DeadlineInputs {
        agency: "demo".to_owned(),
        treasury: vec![
            // L is not entered for March and April 2025: it has the deadline of S.
            synthetic("2025-03", S, "2025-04-14T12:00:00+02:00"),
            synthetic("2025-03", P, "2025-04-22T12:00:00+02:00"),
            synthetic("2025-04", S, "2025-05-13T12:00:00+02:00"),
            synthetic("2025-04", P, "2025-05-22T12:00:00+02:00"),
            // S is not entered for June 2025: it has the deadline of L.
            synthetic("2025-06", L, "2025-07-10T12:00:00+02:00"),
            synthetic("2025-06", P, "2025-07-22T12:00:00+02:00"),
            synthetic("2023-03", S, "2023-04-17T12:00:00+02:00"),
            synthetic("2023-03", L, "2023-04-17T12:00:00+02:00"),
            synthetic("2023-03", P, "2023-04-25T12:00:00+02:00"),
            // Entered in UTC: noon in Oslo.
            synthetic("2024-12", S, "2025-01-14T11:00:00Z"),
            synthetic("2024-12", P, "2025-01-23T11:00:00Z"),
        ],
        ..DeadlineInputs::default()
    }
}

fn words(text: &Text) -> String {
    let key = text.key.strip_prefix("deadline-").unwrap();
    match text.args.first() {
        Some(("other", Arg::Word(other))) => format!("!{key}:{other}"),
        _ => format!("!{}", key.strip_prefix("event-").unwrap()),
    }
}

fn show(due: &Due) -> String {
    match due {
        Due::At(instant) => instant.to_rfc3339(),
        Due::On(date) => date.to_string(),
        Due::NotPublished => "not published".to_owned(),
        Due::Event(text) => words(text),
    }
}

fn one<'a>(list: &'a [Deadline], task: &str) -> &'a Deadline {
    let mut found = list.iter().filter(|deadline| deadline.task.key == task);
    let first = found.next().unwrap();
    assert!(found.next().is_none(), "{task} is listed once");
    first
}

#[test]
fn every_cell_of_the_table() {
    let mut expected: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for line in BY_MODEL
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
    {
        let (head, rest) = line.split_at(line.match_indices(',').nth(1).unwrap().0);
        expected
            .entry(head.split_once(',').unwrap())
            .or_default()
            .insert(rest[1..].to_owned());
    }
    assert_eq!(expected.len(), 5 * 8);
    let inputs = inputs();
    for ((month, name), rows) in expected {
        let list = deadlines(period(month), model(name), &inputs).unwrap();
        let found: BTreeSet<String> = list
            .iter()
            .filter(|deadline| deadline.id.starts_with('D'))
            .map(|deadline| {
                let work_by = deadline
                    .work_by
                    .map_or(String::new(), |day| day.to_string());
                format!("{},{},{work_by}", deadline.id, show(&deadline.due))
            })
            .collect();
        assert_eq!(found, rows, "{month} {name}");
    }
}

/// The other deadlines: id and task, actor, in which periods, what is due, and why it is no date where it is none. `full` and
/// `part` after the actor say for which service; `gross` for which budgeting.
#[rustfmt::skip]
const OTHERS: [[&str; 5]; 19] = [
    ["e01",        "agency",        "months",   "!e01",          "the day of the payment decides, which stands in its order"],
    ["e02",        "agency",        "months",   "!e02",          "the control period is agreed with each agency"],
    ["e03",        "agency",        "months",   "!daily",        "every day"],
    ["e04",        "agency",        "months",   "!e04",          "three months after the difference, whose age the check `till` counts"],
    ["e05",        "agency",        "months",   "!e05",          "the day of the payroll run is the playbook's, which the check `error-account` reads"],
    ["e06",        "dfo",           "months",   "!continuously", "at once"],
    ["e07",        "agency gross",  "year-end", "!e07",          "the treasury's correction deadline is published each year; 2018's is built in"],
    ["e08-first",  "agency",        "june",     "!half-year",    "each half-year; no day is given"],
    ["e08-second", "agency",        "december", "!half-year",    "each half-year; no day is given"],
    ["e09",        "dfo-or-agency", "months",   "!inactive",     "720 days after the last activity, which the check `party-registers` counts"],
    ["e10",        "user",          "months",   "!e10",          "120 days after the last change, which no file states"],
    ["e11",        "dfo-or-agency", "months",   "!e11",          "the month of payroll's correction decides"],
    ["e12",        "system",        "months",   "!e12",          "hours after the second reminder, a parameter of the invoice system"],
    ["e13",        "dfo-or-agency", "months",   "!daily",        "every day"],
    ["e14",        "agency",        "months",   "!e14",          "monthly or after a change"],
    ["e15",        "agency",        "year-end", "2024-03-15",    ""],
    ["e16",        "dfo full",      "year-end", "2024-02-29",    ""],
    ["e16",        "agency part",   "year-end", "2024-02-29",    ""],
    ["e17",        "ministry",      "year-end", "2024-05-01",    ""],
];

/// E01–E17 in a plain month, in June, in December and in period 13, for every model.
#[test]
fn every_other_deadline() {
    let ids = OTHERS.map(|[task, ..]| task.get(..3).unwrap().to_uppercase());
    let expected: BTreeSet<String> = (1..=17).map(|n| format!("E{n:02}")).collect();
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), expected);
    for [task, _, _, due, why] in OTHERS {
        assert_eq!(due.starts_with('!'), !why.is_empty(), "{task}");
    }
    let when = [
        ("2023-03", ["months"].as_slice()),
        ("2023-06", &["months", "june"]),
        ("2023-12", &["months", "december", "year-end"]),
        ("2023-13", &["year-end"]),
    ];
    for ((month, kinds), model) in when
        .iter()
        .flat_map(|when| every_model().into_iter().map(move |model| (when, model)))
    {
        let of = |[task, who, periods, due, _]: [&str; 5]| {
            let (actor, only) = who.split_once(' ').unwrap_or((who, ""));
            let is_his = match only {
                "full" => model.service == Service::Full,
                "part" => model.service == Service::Part,
                "gross" => model.budgeting == Budgeting::Gross,
                _ => true,
            };
            (is_his && kinds.contains(&periods)).then(|| format!("{task} {actor} {due}"))
        };
        let expected: BTreeSet<String> = OTHERS.into_iter().filter_map(of).collect();
        let list = deadlines(period(month), model, &inputs()).unwrap();
        let others = list.iter().filter(|deadline| deadline.id.starts_with('E'));
        let found: BTreeSet<String> = others
            .map(|deadline| {
                let task = deadline.task.key.strip_prefix("deadline-").unwrap();
                format!("{task} {} {}", deadline.actor, show(&deadline.due))
            })
            .collect();
        assert_eq!(found, expected, "{month} {model:?}");
    }
}

/// Every line D01–D24 of the notes stands in the table of cells for some model and month.
#[test]
fn every_line_of_the_close_is_in_the_table_of_cells() {
    let rows = BY_MODEL
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1);
    let found: BTreeSet<&str> = rows.map(|line| line.split(',').nth(2).unwrap()).collect();
    let expected: BTreeSet<String> = (1..=24).map(|n| format!("D{n:02}")).collect();
    assert_eq!(
        found
            .into_iter()
            .map(str::to_owned)
            .collect::<BTreeSet<_>>(),
        expected
    );
}

#[test]
fn net_and_fund_have_the_same_deadlines_under_both_principles() {
    for name in ["net-full", "net-part", "fund-full", "fund-part"] {
        let srs = model(name);
        let cash = Model {
            principle: Principle::Cash,
            ..srs
        };
        let list = |model| deadlines(period("2025-03"), model, &inputs()).unwrap();
        assert_eq!(list(srs), list(cash), "{name}");
    }
}

#[test]
fn lists_are_sorted_and_name_each_task_once() {
    for model in every_model() {
        for month in [
            "2019-06", "2023-03", "2025-06", "2024-12", "2024-13", "2024-00", "2024-14",
        ] {
            let list = deadlines(period(month), model, &inputs()).unwrap();
            assert!(list.is_sorted_by_key(|deadline| deadline.id));
            let keys: BTreeSet<&str> = list.iter().map(|deadline| deadline.task.key).collect();
            assert_eq!(keys.len(), list.len(), "{month} {model:?}");
            for deadline in &list {
                assert!(!deadline.rule.is_empty() && !deadline.source.is_empty());
            }
            let empty = matches!(month, "2024-00" | "2024-14");
            assert_eq!(list.is_empty(), empty, "{month}");
        }
    }
    // Moments before whole days, dates before events.
    let list = deadlines(period("2025-03"), model("net-full"), &inputs()).unwrap();
    let notices: Vec<&str> = list
        .iter()
        .filter(|d| d.id == "D10")
        .map(|d| d.task.key)
        .collect();
    assert_eq!(notices, ["deadline-d10-a1", "deadline-d10-rest"]);
}

#[test]
fn without_the_treasurys_row_nothing_is_guessed() {
    let nothing = DeadlineInputs::default();
    for model in every_model() {
        let list = deadlines(period("2025-03"), model, &nothing).unwrap();
        for deadline in &list {
            let depends = deadline.rule.starts_with("TR_");
            assert_eq!(
                deadline.due == Due::NotPublished,
                depends,
                "{}",
                deadline.id
            );
            assert_eq!(deadline.by_rule, deadline.due, "{}", deadline.id);
            assert!(!depends || deadline.work_by.is_none());
        }
        let waiting = list
            .iter()
            .filter(|deadline| deadline.due == Due::NotPublished)
            .count();
        let expected = match (model.budgeting, model.service) {
            (Budgeting::Gross, _) => 3,            // D12 D14 D17
            (Budgeting::Net, Service::Full) => 5,  // D06 D14 D15 D16 D17
            (Budgeting::Net, Service::Part) => 7,  // and D03 D13
            (Budgeting::Fund, Service::Full) => 1, // D14
            (Budgeting::Fund, Service::Part) => 2, // and D03
        };
        assert_eq!(waiting, expected, "{model:?}");
    }
    // A row of another period or of P does not help S.
    let mut other = DeadlineInputs::default();
    other
        .treasury
        .push(synthetic("2025-03", P, "2025-04-22T12:00:00+02:00"));
    other
        .treasury
        .push(synthetic("2025-02", S, "2025-03-12T12:00:00+01:00"));
    let list = deadlines(period("2025-03"), model("gross-cash-full"), &other).unwrap();
    assert_eq!(one(&list, "deadline-d12").due, Due::NotPublished);
}

#[test]
fn the_treasurys_own_day_for_the_a_list_comes_before_the_rule() {
    let mut inputs = inputs();
    let mut row = synthetic("2025-03", S, "2025-04-14T12:00:00+02:00");
    row.a_list_at = Some("2025-04-16T08:00:00+02:00".parse().unwrap());
    inputs.treasury.push(row);
    let list = deadlines(period("2025-03"), model("gross-cash-full"), &inputs).unwrap();
    let report = one(&list, "deadline-d17");
    assert_eq!(show(&report.due), "2025-04-16T08:00:00+02:00");
    assert_eq!(show(&report.by_rule), "2025-04-15");
    assert_eq!(one(&list, "deadline-d14").published, None);
}

#[test]
fn bd_rules_on_144_months() {
    // The rules of 2017 are put before the routine's own date here only through the later months of the file.
    let mut checked = 0;
    for line in BUSINESS_DAYS.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [month, _, bd1, bd5, bd7, day25, _, before25, end, overview] = cells[..] else {
            panic!("ten columns: {line}");
        };
        let month = Period::from_i32(month.parse().unwrap()).unwrap();
        let of = |name| deadlines(month, model(name), &DeadlineInputs::default());
        if month < period("2017-06") {
            assert!(matches!(
                of("gross-cash-full"),
                Err(DeadlineError::NoRoutine { .. })
            ));
            continue;
        }
        let by_rule = |list: &[Deadline], task: &str| show(&one(list, task).by_rule);
        let full = of("gross-cash-full").unwrap();
        assert_eq!(by_rule(&full, "deadline-d01"), bd1);
        assert_eq!(by_rule(&full, "deadline-d02"), bd5);
        assert_eq!(by_rule(&full, "deadline-d20"), end);
        let june = month.number() == 6;
        let overview_task = if june { "deadline-d24" } else { "deadline-d23" };
        assert_eq!(by_rule(&full, overview_task), overview);
        let part = of("gross-srs-part").unwrap();
        assert_eq!(by_rule(&part, "deadline-d02-part"), bd7);
        assert_eq!(by_rule(&part, "deadline-d07"), day25);
        let vouchers = one(&part, "deadline-d09");
        assert_eq!(
            vouchers.work_by,
            (day25 != before25).then(|| before25.parse().unwrap())
        );
        checked += 1;
    }
    assert_eq!(checked, 127);
}

#[test]
fn rules_are_chosen_by_the_period() {
    let nothing = DeadlineInputs::default();
    let of = |month, name| deadlines(period(month), model(name), &nothing);
    let error = of("2017-05", "gross-cash-full").unwrap_err();
    assert_eq!(
        error.to_string(),
        "no routine for period 2017-05 is known: the oldest one is valid from 2017-06-01"
    );
    assert!(of("2017-06", "gross-cash-full").is_ok() && of("2017-06", "fund-part").is_ok());
    assert!(of("2017-12", "net-full").is_err() && of("2018-01", "net-full").is_ok());
    // The newer text for gross SRS full service, and only for it.
    let source = |month, name, task| one(&of(month, name).unwrap(), task).source;
    assert_eq!(source("2021-12", "gross-srs-full", "deadline-d07"), "S 9.1");
    assert_eq!(
        source("2022-01", "gross-srs-full", "deadline-d07-obligatory"),
        "P:9.1-new"
    );
    assert_eq!(
        source("2022-01", "gross-srs-full", "deadline-d09-obligatory"),
        "P:9.1-new"
    );
    assert_eq!(source("2022-01", "gross-srs-part", "deadline-d07"), "S 9.1");
    // The half-year control is younger than the closing routine.
    let has = |month, id: &str| {
        of(month, "gross-cash-full")
            .unwrap()
            .iter()
            .any(|deadline| deadline.id == id)
    };
    assert!(!has("2018-06", "E08") && has("2018-12", "E08") && has("2019-06", "E08"));
    assert!(!has("2019-05", "E08") && !has("2018-10", "E09") && has("2018-11", "E09"));
    // As is the correction of the error account before the next payroll run.
    assert!(!has("2017-08", "E05") && has("2017-09", "E05"));
    // Both dates are settings.
    let settings = Settings {
        net_routine_from: "2017-06-01".parse().unwrap(),
        obligatory_reporting_text_from: "2023-01-01".parse().unwrap(),
        ..Settings::default()
    };
    let earlier = DeadlineInputs {
        settings,
        ..DeadlineInputs::default()
    };
    assert!(deadlines(period("2017-06"), model("net-full"), &earlier).is_ok());
    let list = deadlines(period("2022-12"), model("gross-srs-full"), &earlier).unwrap();
    assert_eq!(one(&list, "deadline-d07").source, "S 9.1");
}

#[test]
fn published_anchor_points() {
    let table = [
        (
            "2022-06",
            "gross-cash-full",
            "deadline-d02",
            "2022-07-07",
            "2022-07-07",
        ),
        (
            "2022-06",
            "gross-srs-full",
            "deadline-d02",
            "2022-07-07",
            "2022-07-07",
        ),
        (
            "2022-06",
            "net-full",
            "deadline-d03",
            "2022-07-11",
            "2022-07-11",
        ),
        (
            "2022-06",
            "gross-cash-part",
            "deadline-d02-part",
            "2022-07-11",
            "2022-07-11",
        ),
        (
            "2022-06",
            "gross-srs-full",
            "deadline-d07-obligatory",
            "2022-07-22",
            "2022-07-25",
        ),
        (
            "2022-06",
            "gross-srs-part",
            "deadline-d07",
            "2022-07-22",
            "2022-07-25",
        ),
        (
            "2018-13",
            "gross-cash-full",
            "deadline-e07",
            "2019-02-08",
            "!e07",
        ),
        (
            "2018-12",
            "gross-srs-part",
            "deadline-e07",
            "2019-02-08",
            "!e07",
        ),
        (
            "2022-13",
            "fund-part",
            "deadline-e15",
            "2023-03-15",
            "2023-03-15",
        ),
    ];
    for (month, name, task, due, by_rule) in table {
        let list = deadlines(period(month), model(name), &DeadlineInputs::default()).unwrap();
        let deadline = one(&list, task);
        assert_eq!(show(&deadline.due), due, "{month} {name} {task}");
        assert_eq!(show(&deadline.by_rule), by_rule, "{month} {name} {task}");
        let (instant, source) = deadline.published.clone().unwrap();
        assert_eq!(instant.date_naive().to_string(), due);
        assert!(!source.is_empty());
    }
    let list = deadlines(
        period("2022-07"),
        model("gross-srs-full"),
        &DeadlineInputs::default(),
    );
    assert!(
        list.unwrap()
            .iter()
            .all(|deadline| deadline.published.is_none())
    );
}

fn published(month: &str, service: Option<Service>, task: &str, due: &str) -> PublishedDeadline {
    PublishedDeadline {
        period: period(month),
        service,
        budgeting: None,
        principle: None,
        task: task.to_owned(),
        due: due.parse().unwrap(),
        source: format!("page with {due}"),
    }
}

fn overridden(agency: &str, task: &str, due: &str, entered: &str) -> DeadlineOverride {
    DeadlineOverride {
        period: period("2025-03"),
        agency: agency.to_owned(),
        task: task.to_owned(),
        value: Override {
            due: due.parse().unwrap(),
            author: "kari".to_owned(),
            entered: entered.parse().unwrap(),
            reason: "Easter".to_owned(),
        },
    }
}

#[test]
fn published_before_override_before_rule() {
    let with = |published: Vec<PublishedDeadline>, overrides: Vec<DeadlineOverride>| {
        let inputs = DeadlineInputs {
            published,
            overrides,
            ..inputs()
        };
        let list = deadlines(period("2025-03"), model("gross-cash-full"), &inputs).unwrap();
        one(&list, "deadline-d02").clone()
    };
    let by_person = overridden("demo", "D02", "2025-04-12T16:00:00+02:00", "2025-03-20");
    let by_page = published("2025-03", None, "D02", "2025-04-06T23:59:59+02:00");

    let rule = with(vec![], vec![]);
    assert_eq!(
        (show(&rule.due), rule.published, rule.overridden),
        ("2025-04-07".into(), None, None)
    );

    let person = with(vec![], vec![by_person.clone()]);
    assert_eq!(show(&person.due), "2025-04-12T16:00:00+02:00");
    assert_eq!(person.work_by, "2025-04-11".parse::<NaiveDate>().ok());
    assert_eq!(show(&person.by_rule), "2025-04-07");
    assert_eq!(person.overridden.as_ref(), Some(&by_person.value));

    let page = with(vec![by_page.clone()], vec![by_person.clone()]);
    assert_eq!(
        show(&page.due),
        "2025-04-06",
        "the end of the day means the whole day"
    );
    assert_eq!(page.work_by, "2025-04-04".parse::<NaiveDate>().ok());
    assert_eq!(page.overridden, Some(by_person.value));
    assert_eq!(page.published.unwrap().1, by_page.source);
    assert_eq!(show(&page.by_rule), "2025-04-07");
}

#[test]
fn the_closest_published_date_decides() {
    let list_with = |published: Vec<PublishedDeadline>, name| {
        let inputs = DeadlineInputs {
            published,
            ..inputs()
        };
        deadlines(period("2025-03"), model(name), &inputs).unwrap()
    };
    let any = published("2025-03", None, "D02", "2025-04-02T23:59:59+02:00");
    let full = published(
        "2025-03",
        Some(Service::Full),
        "d02",
        "2025-04-03T23:59:59+02:00",
    );
    let corrected = published(
        "2025-03",
        Some(Service::Full),
        "D02",
        "2025-04-04T23:59:59+02:00",
    );
    let february = published(
        "2025-02",
        Some(Service::Full),
        "D02",
        "2025-03-04T23:59:59+01:00",
    );
    let all = vec![full, any, corrected, february];
    let due = |name, task| show(&one(&list_with(all.clone(), name), task).due);
    assert_eq!(due("gross-cash-full", "deadline-d02"), "2025-04-04");
    assert_eq!(due("gross-cash-part", "deadline-d02-part"), "2025-04-02");
    // An id means all its tasks, a task's own name that one.
    let id = published("2025-03", None, "D05", "2025-04-02T23:59:59+02:00");
    let task = published("2025-03", None, "d05-bank", "2025-04-03T23:59:59+02:00");
    let list = list_with(vec![task, id], "net-full");
    assert_eq!(show(&one(&list, "deadline-d05-bank").due), "2025-04-03");
    assert_eq!(show(&one(&list, "deadline-d05-rest").due), "2025-04-02");
}

#[test]
fn the_override_entered_last_decides_and_only_for_its_agency() {
    let overrides = vec![
        overridden("demo", "D02", "2025-04-10T16:00:00+02:00", "2025-03-22"),
        overridden("*", "D02", "2025-04-09T16:00:00+02:00", "2025-03-21"),
        overridden("other", "D02", "2025-04-11T16:00:00+02:00", "2025-03-25"),
    ];
    let due = |agency: &str| {
        let inputs = DeadlineInputs {
            agency: agency.to_owned(),
            overrides: overrides.clone(),
            ..inputs()
        };
        let list = deadlines(period("2025-03"), model("gross-cash-full"), &inputs).unwrap();
        show(&one(&list, "deadline-d02").due)
    };
    assert_eq!(due("demo"), "2025-04-10T16:00:00+02:00");
    assert_eq!(due("third"), "2025-04-09T16:00:00+02:00");
    assert_eq!(due("other"), "2025-04-11T16:00:00+02:00");
}

#[test]
fn june_extends_other_parts_for_net_than_for_gross_and_fund() {
    let tasks = |month, name| -> Vec<&'static str> {
        deadlines(period(month), model(name), &inputs())
            .unwrap()
            .iter()
            .filter(|deadline| ["D18", "D19", "D23", "D24"].contains(&deadline.id))
            .map(|deadline| deadline.task.key)
            .collect()
    };
    for name in ["gross-cash-full", "gross-srs-part"] {
        assert_eq!(
            tasks("2025-06", name),
            ["deadline-d18-june", "deadline-d19", "deadline-d24"]
        );
        assert_eq!(tasks("2025-05", name), ["deadline-d18", "deadline-d23"]);
    }
    assert_eq!(
        tasks("2025-06", "net-full"),
        ["deadline-d19-net", "deadline-d24"]
    );
    assert_eq!(
        tasks("2025-05", "net-part"),
        ["deadline-d18", "deadline-d23"]
    );
    let fund = ["deadline-d18-june-fund", "deadline-d19", "deadline-d24"];
    assert_eq!(tasks("2025-06", "fund-part"), fund);
    assert_eq!(
        tasks("2025-05", "fund-full"),
        ["deadline-d18-fund", "deadline-d23"]
    );
}

#[test]
fn the_year_as_a_whole() {
    for month in ["2023-12", "2023-13"] {
        let list = deadlines(period(month), model("gross-cash-full"), &inputs()).unwrap();
        assert_eq!(show(&one(&list, "deadline-e15").due), "2024-03-15");
        assert_eq!(show(&one(&list, "deadline-e16").due), "2024-02-29");
        assert_eq!(one(&list, "deadline-e16").actor, "dfo");
        assert_eq!(show(&one(&list, "deadline-e17").due), "2024-05-01");
        assert_eq!(
            one(&list, "deadline-e17").work_by,
            "2024-04-30".parse::<NaiveDate>().ok()
        );
        assert_eq!(show(&one(&list, "deadline-e07").due), "!e07");
        let part = deadlines(period(month), model("net-part"), &inputs()).unwrap();
        assert_eq!(one(&part, "deadline-e16").actor, "agency");
        assert!(
            part.iter().all(|deadline| deadline.id != "E07"),
            "period 13 is for gross only"
        );
    }
    let list = deadlines(period("2023-11"), model("gross-cash-full"), &inputs()).unwrap();
    assert!(
        list.iter()
            .all(|deadline| !["E07", "E15", "E16", "E17"].contains(&deadline.id))
    );
    let nine = one(&list, "deadline-e09");
    let Due::Event(text) = &nine.due else {
        panic!("an event")
    };
    // 720 days before 30 November 2023.
    assert!(
        text.args
            .contains(&("since", Arg::Date("2021-12-10".parse().unwrap())))
    );
}

#[test]
fn shifts() {
    let due = |shift| {
        let settings = Settings {
            shift,
            ..Settings::default()
        };
        let inputs = DeadlineInputs {
            settings,
            ..inputs()
        };
        let list = deadlines(period("2025-03"), model("gross-srs-full"), &inputs).unwrap();
        let signed = one(&list, "deadline-d12");
        (show(&signed.due), signed.work_by.map(|day| day.to_string()))
    };
    // The day before Monday 14 April 2025.
    assert_eq!(
        due(Shift::None),
        (
            "2025-04-13T16:00:00+02:00".into(),
            Some("2025-04-11".into())
        )
    );
    assert_eq!(
        due(Shift::Previous),
        ("2025-04-11T16:00:00+02:00".into(), None)
    );
    assert_eq!(due(Shift::Next), ("2025-04-14T16:00:00+02:00".into(), None));
}

#[test]
fn the_calendar_of_business_days_is_a_setting() {
    let due = |business_days| {
        let settings = Settings {
            business_days,
            ..Settings::default()
        };
        let mut inputs = DeadlineInputs {
            settings,
            ..DeadlineInputs::default()
        };
        inputs
            .treasury
            .push(synthetic("2025-11", P, "2025-12-29T12:00:00+01:00"));
        let list = deadlines(period("2025-11"), model("net-full"), &inputs).unwrap();
        show(&one(&list, "deadline-d06").due)
    };
    // Two business days before Monday 29 December 2025: 24 December counts by law, not in a bank.
    assert_eq!(due(Calendar::NoPublic), "2025-12-23");
    assert_eq!(due(Calendar::NoBank), "2025-12-22");
}

#[test]
fn everything_built_in_is_for_a_task_of_its_model() {
    let built_in = calendar::published::built_in();
    assert_eq!(built_in.len(), 8);
    for entry in built_in {
        let used = every_model().into_iter().any(|model| {
            let list = deadlines(entry.period, model, &DeadlineInputs::default()).unwrap();
            let same = |d: &Deadline| {
                d.published
                    .as_ref()
                    .is_some_and(|(_, s)| *s == entry.source)
            };
            list.iter()
                .any(|deadline| deadline.id == entry.task && same(deadline))
        });
        assert!(used, "{entry:?}");
    }
}

#[test]
fn outside_the_calendars_is_an_error() {
    let model = model("gross-cash-full");
    for month in ["2100-12", "2101-01", "2200-12", "2200-13"] {
        let error = deadlines(period(month), model, &DeadlineInputs::default()).unwrap_err();
        assert!(
            error.to_string().contains("from 1990 to 2100"),
            "{month}: {error}"
        );
    }
    assert!(deadlines(period("2100-10"), model, &DeadlineInputs::default()).is_ok());
    assert!(deadlines(period("1900-01"), model, &DeadlineInputs::default()).is_err());
}
