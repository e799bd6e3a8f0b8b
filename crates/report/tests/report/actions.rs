//! The life of an action over several periods, as a table; its form and where it is shown.

use domain::{
    Dispensation, Finding, Frequency, Ore, Outcome, Severity, Standing, Task, TaskDue, Text,
};
use report::actions::{
    Accepted, Action, CaseOfAction, actions, actions_json, actions_schema, read_actions,
};
use report::model::RunResult;
use report::{Formats, artifacts, folder_html};
use serde_json::Value;

use crate::json::satisfies;
use crate::sample;

/// `key cause subject amount`; the cause `-` is none, `carried` is what earlier periods left.
fn finding(line: &str) -> Finding {
    let words: Vec<&str> = line.split(' ').collect();
    let cause = match words[1] {
        "-" => None,
        "carried" => Some("carried"),
        cause => {
            assert_eq!(cause, "sweep-missing");
            Some("sweep-missing")
        }
    };
    Finding {
        key: words[0].to_owned(),
        code: "BANK003",
        severity: match cause {
            Some("carried") => Severity::Info,
            _ => Severity::Error,
        },
        subject: words[2].to_owned(),
        amount: Ore(words[3].parse().unwrap()),
        message: Text::key("sample-unexplained"),
        rows: Vec::new(),
        cause,
        proposal: None,
        action: None,
    }
}

/// The sample run in a period, with one check: `passed`, `not_run`, `not_applicable`, `gone`, or its findings.
fn run(period: &str, state: &[&str], carried: Vec<Action>) -> RunResult {
    let mut run = sample::run("G2024");
    run.period = sample::period(period);
    run.carried_actions = carried;
    run.checks.truncate(1);
    let check = &mut run.checks[0];
    check.points.clear();
    check.findings.clear();
    match state {
        ["passed"] => check.outcome = Outcome::Passed,
        ["not_run"] => check.outcome = Outcome::NotRun(Text::key("sample-no-nav")),
        ["not_applicable"] => check.outcome = Outcome::NotApplicable(Text::key("sample-no-nav")),
        ["gone"] => run.checks.clear(),
        findings => check.findings = findings.iter().map(|line| finding(line)).collect(),
    }
    run
}

/// The lists of runs that follow each other, each carrying the actions of the one before.
fn lives(states: &[(&str, &[&str])]) -> Vec<Vec<Action>> {
    let texts = sample::texts("en");
    let mut lists: Vec<Vec<Action>> = Vec::new();
    for (period, state) in states {
        let carried = lists.last().cloned().unwrap_or_default();
        lists.push(actions(&run(period, state, carried), &texts));
    }
    assert_eq!(texts.missing(), Vec::<String>::new());
    lists
}

/// The deviation that most cases are about.
const A: &str = "A sweep-missing 1939 100";

/// What the case shows, the months with their states, the list of the last.
type Case = (
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
    &'static [&'static str],
);

const CASES: &[Case] = &[
    (
        "still there",
        &[("2024-01", &[A]), ("2024-02", &[A])],
        &["A open 2024-01"],
    ),
    (
        "gone",
        &[("2024-01", &[A]), ("2024-02", &["passed"])],
        &["A closed 2024-01 2024-02"],
    ),
    (
        "gone, another in its place",
        &[("2024-01", &[A]), ("2024-02", &["B - 1939 7"])],
        &["B open 2024-02", "A closed 2024-01 2024-02"],
    ),
    (
        "closed ones stand in the list of their period",
        &[
            ("2024-01", &[A]),
            ("2024-02", &["passed"]),
            ("2024-03", &["passed"]),
        ],
        &[],
    ),
    (
        "silence closes nothing",
        &[
            ("2024-01", &[A]),
            ("2024-02", &["not_run"]),
            ("2024-03", &["not_applicable"]),
            ("2024-04", &["gone"]),
        ],
        &["A open 2024-01"],
    ),
    (
        "closed over a period without the check",
        &[
            ("2024-01", &[A]),
            ("2024-02", &["not_run"]),
            ("2024-03", &["passed"]),
        ],
        &["A closed 2024-01 2024-03"],
    ),
    (
        "what earlier periods left keeps it open, and is no action of its own",
        &[
            ("2024-01", &[A]),
            ("2024-02", &["X carried 1939 100"]),
            ("2024-03", &["X carried 1939 100", "B - 1939 5"]),
        ],
        &["A open 2024-01", "B open 2024-03"],
    ),
    (
        "of another account it does not",
        &[("2024-01", &[A]), ("2024-02", &["X carried 1920 100"])],
        &["X open 2024-02", "A closed 2024-01 2024-02"],
    ),
    (
        "what earlier periods left without an action gets one, which lives as others do",
        &[
            ("2024-02", &["X carried 1939 100"]),
            ("2024-03", &["X carried 1939 100"]),
        ],
        &["X open 2024-02"],
    ),
    (
        "another file, the same deviation",
        &[
            ("2024-01", &["f1:7 sweep-missing 1939 100"]),
            ("2024-02", &["f2:7 sweep-missing 1939 100"]),
        ],
        &["f1:7 open 2024-01"],
    ),
    (
        "two alike are two",
        &[
            ("2024-01", &["f1:7 - 1939 100"]),
            ("2024-02", &["f2:7 - 1939 100", "f2:8 - 1939 100"]),
        ],
        &["f1:7 open 2024-01", "f2:8 open 2024-02"],
    ),
    (
        "another amount, cause or account is another deviation",
        &[
            ("2024-01", &["f1:7 - 1939 100"]),
            (
                "2024-02",
                &[
                    "f2:7 - 1939 101",
                    "f2:8 sweep-missing 1939 100",
                    "f2:9 - 1920 100",
                ],
            ),
        ],
        &[
            "f2:7 open 2024-02",
            "f2:8 open 2024-02",
            "f2:9 open 2024-02",
            "f1:7 closed 2024-01 2024-02",
        ],
    ),
];

#[test]
fn an_action_lives_from_the_first_run_that_shows_it_to_the_one_that_does_not() {
    for (name, states, expected) in CASES {
        let lists = lives(states);
        let shown = lists.last().unwrap().iter().map(|action| {
            let closed = action.closed.as_deref().unwrap_or_default();
            let line = format!(
                "{} {} {} {closed}",
                action.origin.key, action.status, action.opened
            );
            line.trim_end().to_owned()
        });
        assert_eq!(shown.collect::<Vec<_>>(), *expected, "{name}");
        let first = &lists[0][0].id;
        let same = |action: &&Action| action.origin == lists[0][0].origin && action.id == *first;
        if expected
            .iter()
            .any(|line| line.starts_with(&lists[0][0].origin.key))
        {
            assert!(lists.last().unwrap().iter().any(|a| same(&a)), "{name}: id");
        }
    }
}

#[test]
fn one_that_comes_back_is_another() {
    let lists = lives(&[
        ("2024-01", &["A - 1939 100"]),
        ("2024-02", &["passed"]),
        ("2024-03", &["A - 1939 100"]),
    ]);
    assert_ne!(lists[0][0].id, lists[2][0].id);
    let again = lives(&[("2024-01", &["A - 1939 100"])]);
    assert_eq!(again[0][0].id, lists[0][0].id, "derived, not drawn");
}

#[test]
fn a_point_that_no_finding_reports_has_an_action() {
    let texts = sample::texts("en");
    let mut run = sample::run("G2024");
    let keys = |run: &RunResult| -> Vec<String> {
        let list = actions(run, &texts);
        list.into_iter().map(|action| action.origin.key).collect()
    };
    assert_eq!(
        keys(&run),
        [
            "bank-1920-1",
            "bank-1939-1",
            "bank-1939-2",
            "bank-1939-3",
            "error-1990-1"
        ]
    );
    // The finding without a cause, and every finding of the error account.
    run.checks[0].findings.remove(3);
    run.checks[1].findings.clear();
    assert_eq!(
        keys(&run),
        [
            "bank-1920-1",
            "bank-1939-1",
            "bank-1939-2",
            "point:bank.settlement:1939",
            "point:error-account.balance:1990"
        ]
    );
    assert_eq!(texts.missing(), Vec::<String>::new());
}

#[test]
fn the_form_is_that_of_the_action_list() {
    let run = sample::run("G2024");
    let bytes = actions_json(&run, &sample::texts("nb")).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let schema: Value = serde_json::from_str(&actions_schema().unwrap()).unwrap();
    let mut problems = Vec::new();
    satisfies(&value, &schema, &schema, "$", &mut problems);
    assert_eq!(problems, Vec::<String>::new());
    let fields: Vec<&String> = value["actions"][0].as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "id",
            "area",
            "entity",
            "subject",
            "deadline",
            "responsible",
            "process_area",
            "status",
            "description",
            "detailed_status",
            "opened",
            "closed",
            "origin"
        ]
    );
    assert_eq!(value["actions"][0]["entity"], "S1");
    assert_eq!(value["actions"][0]["responsible"], "provider");
    let read = read_actions(&bytes).unwrap();
    assert_eq!(read.actions, actions(&run, &sample::texts("nb")));
}

#[test]
fn the_folder_shows_actions_tasks_and_dispensations() {
    for language in ["nb", "nn", "en"] {
        let texts = sample::texts(language);
        let mut run = sample::run("G2024");
        let before = actions(&run, &texts);
        run.carried_actions = before;
        run.period = sample::period("2024-04");
        run.checks[1].findings.clear();
        run.checks[1].points.clear();
        run.follow_up.tasks.push((
            Task {
                name: "Reiseforskudd <i>".to_owned(),
                frequency: Frequency::Quarter,
                actor: "agency".to_owned(),
                due: TaskDue::LastDay,
                reference: Some("Rutine 4.2".to_owned()),
                from: None,
                until: None,
            },
            Some(sample::date("2024-04-30")),
        ));
        run.follow_up.dispensations.push((
            Dispensation {
                what: "Frist D12".to_owned(),
                until: sample::date("2024-05-01"),
                reason: "Nytt system".to_owned(),
            },
            Standing::Expiring,
        ));
        let page = folder_html(&run, &texts);
        for expected in [
            "<details><summary>",
            "Reiseforskudd &lt;i&gt;",
            "Frist D12",
            "Rutine 4.2",
        ] {
            assert!(page.contains(expected), "{language}: {expected}");
        }
        let made = artifacts(&run, &texts, Formats::ALL).unwrap();
        assert!(made.iter().any(|artifact| artifact.name == "actions.json"));
        assert_eq!(texts.missing(), Vec::<String>::new());
    }
}

#[test]
fn an_action_knows_its_finding_and_is_told_what_people_did() {
    let lists = lives(&[
        ("2025-01", &["A sweep-missing 1939 100"]),
        ("2025-02", &["B sweep-missing 1939 100"]),
    ]);
    let (mut before, mut action) = (lists[0][0].clone(), lists[1][0].clone());
    assert_eq!(
        (&before.finding, action.finding.as_deref()),
        (&None, Some("B"))
    );
    let check = action.origin.check.clone();
    // Key, subject, whether an earlier period left it | whether the action follows it up.
    for (key, subject, is_carried, follows) in [
        ("B", "1939", false, true),
        ("A", "1939", false, false),
        ("carried", "1939", true, true),
        ("carried", "1961", true, false),
    ] {
        let found = action.follows(&check, key, subject, is_carried);
        assert_eq!(found, follows, "{key} {subject} {is_carried}");
    }
    assert!(!action.follows("another", "B", "1939", false));
    before.closed = Some("2025-02".to_owned());
    assert!(!before.follows(&check, "A", "1939", false), "it is closed");

    let accepted = |in_force| Accepted {
        by: "kari".to_owned(),
        role: "preparer".to_owned(),
        on: "2025-04-10".to_owned(),
        person: "per".to_owned(),
        due: "2025-05-20".to_owned(),
        in_force,
        reason: None,
    };
    let case = CaseOfAction {
        id: "C-1".to_owned(),
        category: "accounting".to_owned(),
        kind: "enquiry".to_owned(),
        created: "2025-04-10".to_owned(),
        period: "2025-02".to_owned(),
        status: "in-progress".to_owned(),
        owner: None,
        due: None,
        is_estimate: false,
        standing: "running".to_owned(),
        closed: None,
        reopened: 0,
        notice: String::new(),
    };
    let texts = sample::texts("en");
    let mut late = action.clone();
    late.tell(Some(accepted(false)), None, &texts);
    assert!(
        late.detailed_status
            .ends_with("per was to do it by 2025-05-20"),
        "{}",
        late.detailed_status
    );
    action.tell(Some(accepted(true)), Some(case), &texts);
    let said = &action.detailed_status;
    assert!(
        said.ends_with("per does it by 2025-05-20. Case C-1: In progress, running, answer due -"),
        "{said}"
    );
    assert_eq!(texts.missing(), Vec::<String>::new());
}
