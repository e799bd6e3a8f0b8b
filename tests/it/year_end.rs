//! The year's end: periods 12 to 14 run, planted faults are found and nothing else, and what is proposed ends them when it is
//! posted.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads what it compares"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::world::{avstem, folder};

/// Check, cause, amount, subject.
type Said = [String; 4];
/// Agency and period.
type Place = (String, String);

const SIZE: [&str; 8] = [
    "--agencies",
    "6",
    "--lines",
    "150",
    "--kind",
    "gross-cash-full",
    "--periods",
    "2024-01..2025-01",
];
/// What is re-posted is wrong.
const REPOSTINGS: [&str; 8] = [
    "reposting-not-approved",
    "reposting-missing",
    "reposting-twice",
    "reposting-turned",
    "reposting-differs",
    "reposting-without-cash",
    "reposting-early",
    "reposting-late",
];
const FAULTS: [&str; 6] = [
    "year-end-missing",
    "year-end-twice",
    "year-end-turned",
    "year-end-differs",
    "year-end-contra",
    "year-end-type",
];

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// With the flags of the year's end.
fn make(path: &Path, flags: &[&str], faults: &[&str], posted: &[PathBuf]) {
    let mut all: Vec<&str> = vec!["synth", "--seed", "7"];
    all.extend(flags);
    all.extend(["--out", path.to_str().unwrap()]);
    all.extend(SIZE);
    all.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    let posted = posted.iter().map(|run| run.to_str().unwrap());
    all.extend(posted.flat_map(|run| ["--post", run]));
    avstem(&all).expect(0);
}

/// What the answer key says, by agency and period.
fn key(portfolio: &Path) -> BTreeMap<Place, BTreeSet<Said>> {
    let key = std::fs::read(portfolio.join("truth.json")).unwrap();
    let key: Value = serde_json::from_slice(&key).unwrap();
    let mut expected: BTreeMap<Place, BTreeSet<Said>> = BTreeMap::new();
    for fault in list(&key["faults"]) {
        let place = (text(&fault["agency"]), text(&fault["period"]));
        let said = [
            &fault["check"],
            &fault["cause"],
            &fault["amount"],
            &fault["subject"],
        ];
        expected.entry(place).or_default().insert(said.map(text));
    }
    expected
}

fn causes(expected: &BTreeMap<Place, BTreeSet<Said>>) -> BTreeSet<&String> {
    expected.values().flatten().map(|said| &said[1]).collect()
}

/// The results of the periods, by agency and period.
fn run(portfolio: &Path, store: &Path, periods: &str) -> BTreeMap<Place, (PathBuf, Value)> {
    let (job, reports) = (portfolio.join("job.toml"), store.to_str().unwrap());
    let base = ["run", job.to_str().unwrap(), "--reports", reports];
    let more = ["--period", periods, "--as-of", "2025-02-28", "--exit-zero"];
    avstem(&[&base[..], &more[..]].concat()).expect(0);
    let within = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'));
        paths.sort();
        paths
    };
    let mut all = BTreeMap::new();
    for agency in within(&store.join("runs")) {
        for period in within(&agency) {
            let run = within(&period).pop().unwrap();
            let results = std::fs::read(run.join("results.json")).unwrap();
            let results: Value = serde_json::from_slice(&results).unwrap();
            let place = (text(&results["agency"]), text(&results["period"]));
            all.insert(place, (run, results));
        }
    }
    all
}

/// What is found, and what did not run.
fn said(results: &Value) -> BTreeSet<Said> {
    let mut all = BTreeSet::new();
    for check in list(&results["checks"]) {
        if check["outcome"] == "not_run" {
            let said = [
                &check["id"],
                &check["outcome"],
                &check["reason"],
                &Value::Null,
            ];
            all.insert(said.map(text));
        }
        for one in list(&check["findings"]).filter(|one| one["severity"] != "info") {
            let said = [&check["id"], &one["cause"], &one["amount"], &one["subject"]];
            all.insert(said.map(text));
        }
    }
    all
}

fn outcome(results: &Value, id: &str) -> String {
    let mut checks = list(&results["checks"]);
    text(&checks.find(|check| check["id"] == id).unwrap()["outcome"])
}

#[test]
fn a_year_that_is_closed_rightly_is_green_in_every_period() {
    let folder = folder();
    let portfolio = folder.path().join("portfolio");
    make(&portfolio, &["--year-end"], &[], &[]);
    let runs = run(
        &portfolio,
        &folder.path().join("reports"),
        "2024-01..2024-14",
    );
    assert_eq!(runs.len(), 6 * 14);
    for ((agency, period), (_, results)) in &runs {
        assert_eq!(said(results), BTreeSet::new(), "{agency} {period}");
        let is_month = period.as_str() <= "2024-12";
        let expected = if period.as_str() < "2024-12" {
            "not_applicable"
        } else {
            "passed"
        };
        assert_eq!(outcome(results, "year-end"), expected, "{agency} {period}");
        // The bank has no period 13 or 14; what a run rests on is the run before it.
        let of_bank = if is_month { "passed" } else { "not_applicable" };
        assert_eq!(outcome(results, "bank"), of_bank, "{agency} {period}");
        let before = match period.as_str() {
            "2024-12" => "2024-11/",
            "2024-13" => "2024-12/",
            "2024-14" => "2024-13/",
            _ => "",
        };
        let previous = results["previous"].to_string();
        assert!(previous.contains(before), "{agency} {period} {previous}");
    }
}

#[test]
fn faults_of_the_year_end_are_found_and_what_is_proposed_ends_them() {
    let folder = folder();
    let (first, store) = (folder.path().join("first"), folder.path().join("reports"));
    make(&first, &["--year-end"], &FAULTS, &[]);
    let before = run(&first, &store, "2024-01..2024-14");
    let expected = key(&first);
    let causes = causes(&expected);
    // One for each fault; what a carry-forward shows has none.
    assert_eq!(causes.len(), FAULTS.len() + 1, "{causes:?}");
    let mut runs = Vec::new();
    for ((agency, period), (run, results)) in &before {
        // Period 13 shows what December left.
        let of = if period == "2024-13" {
            "2024-12"
        } else {
            period
        };
        let place = (agency.clone(), of.to_owned());
        let expected = expected.get(&place).cloned().unwrap_or_default();
        assert_eq!(said(results), expected, "{agency} {period}");
        if period == "2024-14" && list(&results["proposals"]).count() > 0 {
            runs.push(run.clone());
        }
    }
    assert_eq!(runs.len(), 6);
    let second = folder.path().join("second");
    make(&second, &["--year-end"], &FAULTS, &runs);
    let after = run(&second, &store, "2024-01..2024-14");
    for ((agency, period), (_, results)) in after.iter().filter(|one| one.0.1.as_str() >= "2024-12")
    {
        assert_eq!(said(results), BTreeSet::new(), "{agency} {period}");
        assert_eq!(outcome(results, "year-end"), "passed", "{agency} {period}");
    }
}

/// Where period 13 is used, the result follows it there: December has no part in it, and 13 has reports of its own.
#[test]
fn period_13_is_run_and_its_faults_are_found_beside_those_of_the_year_end() {
    let folder = folder();
    let flags = ["--year-end", "--period-13"];
    for (name, faults) in [
        ("clean", Vec::new()),
        ("faulty", [&REPOSTINGS[..], &FAULTS[..]].concat()),
    ] {
        let portfolio = folder.path().join(name);
        make(&portfolio, &flags, &faults, &[]);
        let runs = run(&portfolio, &portfolio.join("reports"), "2024-01..2024-14");
        let expected = key(&portfolio);
        let is_clean = faults.is_empty();
        // One for each fault; what a carry-forward shows has none.
        let count = if is_clean { 0 } else { faults.len() + 1 };
        assert_eq!(causes(&expected).len(), count);
        assert_eq!(runs.len(), 6 * 14);
        for (place, (_, results)) in &runs {
            let wanted = expected.get(place).cloned().unwrap_or_default();
            assert_eq!(said(results), wanted, "{name} {place:?}");
            let outcomes = [
                "period-13",
                "cash-balance",
                "central-settlement",
                "year-end",
            ];
            let outcomes = outcomes.map(|id| outcome(results, id));
            let wanted = match place.1.as_str() {
                "2024-12" => ["not_applicable", "passed", "passed", "not_applicable"],
                "2024-13" => ["passed"; 4],
                "2024-14" => ["passed", "not_applicable", "not_applicable", "passed"],
                _ => [
                    "not_applicable",
                    "passed",
                    "not_applicable",
                    "not_applicable",
                ],
            };
            if is_clean {
                assert_eq!(outcomes, wanted, "{place:?}");
            }
        }
    }
}
