//! The overview of a portfolio: order, totals, what is overdue, and that page and workbook show it.

use report::actions::{Action, actions};
use report::portfolio::{
    Agency, PeriodState, Portfolio, Stage, Status, StoredRun, portfolio_json, status, status_schema,
};
use report::results::{WireDispensation, results};
use report::{portfolio_html, portfolio_xlsx};
use serde_json::Value;

use crate::json::satisfies;
use crate::sample;

/// An agency with the sample's run; the words change it: `closed`, `signed`, `quiet` (no actions), `refused`, `none`
/// (no run), `tag:<tag>`, `expires:<date>`.
fn agency(code: &str, words: &str) -> Agency {
    let texts = sample::texts("en");
    let mut run = sample::run("G2024");
    code.clone_into(&mut run.agency);
    let list: Vec<Action> = actions(&run, &texts);
    let mut stored = StoredRun {
        number: 3,
        results: results(&run, &texts).unwrap(),
        actions: list,
        state: PeriodState::default(),
    };
    stored.results.inputs.clear();
    let refused = results(&run, &texts).unwrap().inputs;
    let mut has_run = true;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let said = &mut stored.results.follow_up;
        match word.split_once(':') {
            None if word == "closed" => stored.state.stage = Stage::Closed,
            None if word == "signed" => {
                stored.state.stage = Stage::Signed;
                stored.state.signed = vec!["folder-overview (kari)".to_owned()];
            }
            None if word == "quiet" => stored.actions.clear(),
            None if word == "refused" => {
                let mut input = refused[0].clone();
                input.accepted = false;
                let all = refused.iter().flat_map(|input| &input.diagnostics);
                input.diagnostics = all.cloned().collect();
                "error".clone_into(&mut input.diagnostics[0].severity);
                stored.results.inputs.push(input);
            }
            None if word == "none" => has_run = false,
            Some(("tag", tag)) => said.tags.push(tag.to_owned()),
            Some(("owner", owner)) => said.owner = Some(owner.to_owned()),
            Some(("expires", until)) => said.dispensations.push(WireDispensation {
                what: "Frist D12".to_owned(),
                until: until.to_owned(),
                reason: "Nytt system".to_owned(),
                standing: "live".to_owned(),
            }),
            _ => assert_eq!(word, "", "an unknown word"),
        }
    }
    Agency {
        code: code.to_owned(),
        name: format!("Etat {code} <b>"),
        configured: (vec!["set".to_owned()], None, None),
        period: Some(sample::period("2024-05")),
        deadlines: vec!["D18".to_owned()],
        alert_days: 60,
        run: has_run.then_some(stored),
    }
}

fn overview(as_of: &str, agencies: &[(&str, &str)]) -> Status {
    status(&Portfolio {
        name: "Prøve".to_owned(),
        program: "avstem 0.1.0".to_owned(),
        as_of: sample::date(as_of),
        agencies: agencies
            .iter()
            .map(|(code, words)| agency(code, words))
            .collect(),
    })
}

/// The sample's deadline that the table below calls D18.
fn with_deadline(agencies: &mut [Agency], due: &str) {
    for agency in agencies {
        if let Some(run) = &mut agency.run {
            run.results.deadlines.truncate(1);
            "D18".clone_into(&mut run.results.deadlines[0].id);
            run.results.deadlines[0].due = Some(due.to_owned());
        }
    }
}

#[test]
fn urgent_agencies_come_first() {
    let mut agencies: Vec<Agency> = [
        ("A", "closed quiet"),
        ("B", "quiet refused"),
        ("C", "closed quiet refused"),
        ("D", "none"),
        ("E", "closed"),
    ]
    .map(|(code, words)| agency(code, words))
    .into();
    with_deadline(&mut agencies, "2024-04-30T16:00:00+02:00");
    if let Some(run) = &mut agencies[4].run {
        for action in &mut run.actions {
            action.deadline = Some("2024-04-30".to_owned());
        }
    }
    let lines = |as_of: &str| -> Vec<String> {
        let overview = status(&Portfolio {
            name: "Prøve".to_owned(),
            program: "avstem 0.1.0".to_owned(),
            as_of: sample::date(as_of),
            agencies: agencies.clone(),
        });
        let line = overview.agencies.iter().map(|line| {
            let counts = &line.counts;
            format!(
                "{} {} {}/{}/{}",
                line.agency, line.state, counts.overdue, counts.rejected, counts.missing
            )
        });
        line.collect()
    };
    // On its last day nothing is overdue.
    assert_eq!(
        lines("2024-04-30"),
        [
            "B open 0/1/0",
            "C closed 0/1/0",
            "D none 0/0/1",
            "A closed 0/0/0",
            "E closed 0/0/0"
        ]
    );
    assert_eq!(
        lines("2024-05-01"),
        [
            "E closed 5/0/0",
            "B open 1/1/0",
            "C closed 0/1/0",
            "D none 0/0/1",
            "A closed 0/0/0"
        ]
    );
}

#[test]
fn totals_are_those_of_the_lines() {
    let overview = overview(
        "2024-04-05",
        &[
            ("A", "tag:north tag:gross owner:kari"),
            ("B", "tag:north tag:north"),
            ("C", "none"),
        ],
    );
    let group = |tag: &str| overview.groups.iter().find(|group| group.tag == tag);
    assert_eq!(group("north").unwrap().agencies, 2);
    assert_eq!(group("gross").unwrap().agencies, 1);
    assert_eq!(group("set").unwrap().agencies, 1, "as configured");
    let one = &group("gross").unwrap().counts;
    assert_eq!((one.passed, one.failed, one.not_run), (1, 2, 1));
    assert_eq!((one.red, one.yellow, one.green), (1, 1, 1));
    // Four tabs apply, two are reserved, one is finished.
    assert_eq!((one.automation.finished, one.automation.tabs), (1, 6));
    assert_eq!(one.automation.percent.as_deref(), Some("16.6"));
    assert_eq!(overview.total.automation.tabs, 12);
    assert_eq!(overview.total.open_actions, 10);
    assert_eq!(overview.total.missing, 1);
    assert_eq!(overview.actions.len(), 10);
    let line = overview.agencies.iter().find(|l| l.agency == "A").unwrap();
    assert_eq!(line.owner.as_deref(), Some("kari"));
    assert_eq!(line.oldest_action.as_deref(), Some("2024-03"));
    assert_eq!(line.oldest_action_months, Some(2));
    let none = overview.agencies.iter().find(|l| l.agency == "C").unwrap();
    assert_eq!(none.counts.automation.percent, None, "nothing is not 0 %");
}

#[test]
fn a_dispensation_is_seen_from_the_date() {
    let table = [
        ("2024-04-01", None),
        ("2024-04-02", Some("expiring")),
        ("2024-06-01", Some("expiring")),
        ("2024-06-02", Some("expired")),
    ];
    for (as_of, expected) in table {
        let overview = overview(as_of, &[("A", "expires:2024-06-01")]);
        let line = &overview.agencies[0];
        let found = line.dispensations.first().map(|d| d.standing.as_str());
        assert_eq!(found, expected, "{as_of}");
        assert_eq!(line.counts.expiring, u64::from(expected.is_some()));
    }
}

#[test]
fn the_overview_satisfies_its_schema_and_is_shown() {
    let overview = overview(
        "2024-06-05",
        &[
            ("A", "signed tag:north expires:2024-06-01 refused"),
            ("B", "none"),
            ("C", "closed"),
        ],
    );
    let bytes = portfolio_json(&overview).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let schema: Value = serde_json::from_str(&status_schema().unwrap()).unwrap();
    let mut problems = Vec::new();
    satisfies(&value, &schema, &schema, "$", &mut problems);
    assert_eq!(problems, Vec::<String>::new());
    for language in ["nb", "nn", "en"] {
        let texts = sample::texts(language);
        let page = portfolio_html(&overview, &texts);
        for expected in [
            "Etat A &lt;b&gt;",
            "folder-overview (kari)",
            "Frist D12",
            "16",
        ] {
            assert!(page.contains(expected), "{language} {expected}");
        }
        assert!(!page.contains("<script") && !page.contains("http"));
        let book = portfolio_xlsx(&overview, &texts).unwrap();
        assert_eq!(book, portfolio_xlsx(&overview, &texts).unwrap());
        assert_eq!(texts.missing(), Vec::<String>::new());
    }
    let empty = status(&Portfolio {
        name: String::new(),
        program: "avstem 0.1.0".to_owned(),
        as_of: sample::date("2024-06-05"),
        agencies: Vec::new(),
    });
    assert_eq!(empty.total.automation.percent, None);
    assert!(portfolio_xlsx(&empty, &sample::texts("nb")).is_ok());
}
