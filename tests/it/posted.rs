//! What a run proposes, posted month by month as an accountant would, and each month run again: the differences are gone,
//! and nothing else is wrong. A voucher by hand is reversed by what the next month's run proposes once payroll has posted.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads what it compares"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::world::{avstem, folder};

/// Check, cause, amount, subject.
type Said = [String; 4];

/// What the routine lets stand until payroll posts: the voucher by hand on the interim account, and the helper account it is
/// reported on.
const UNTIL_PAYROLL: [&str; 3] = [
    "nav-income-by-hand",
    "nav-not-netted",
    "nav-receipt-by-hand",
];

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn ore(value: &Value) -> i64 {
    text(value).replace('.', "").parse().unwrap()
}

/// Findings that count, each with its check.
fn findings(results: &Value) -> Vec<(&Value, Said)> {
    let mut all = Vec::new();
    for check in list(&results["checks"]) {
        for one in list(&check["findings"]).filter(|one| one["severity"] != "info") {
            let said = [&check["id"], &one["cause"], &one["amount"], &one["subject"]];
            all.push((one, said.map(text)));
        }
    }
    all
}

/// The difference of the point of a check about a subject.
fn difference(results: &Value, check: &str, subject: &str) -> i64 {
    let mut checks = list(&results["checks"]);
    let check = checks.find(|one| one["id"] == check).unwrap();
    let of_subject = list(&check["points"]).filter(|point| point["subject"] == subject);
    of_subject.map(|point| ore(&point["difference"])).sum()
}

/// Whether the voucher has a line on an account that the subject names by itself.
fn touches(proposal: &Value, subject: &str) -> bool {
    let names = |line: &Value| subject.split('+').any(|name| line["account"] == name);
    list(&proposal["lines"]).any(names)
}

/// That what the posted vouchers answer is gone, to the øre, and that nothing came instead; the causes that are gone.
fn compare(place: &str, before: &Value, after: &Value) -> BTreeSet<String> {
    let (was, is) = (findings(before), findings(after));
    let remains = |said: &Said| is.iter().any(|(_, other)| other == said);
    let mut gone = BTreeSet::new();
    let now = |proposal: &&Value| proposal["period"] == before["period"];
    for proposal in list(&before["proposals"]).filter(now) {
        let answered = was.iter().filter(|(finding, _)| {
            list(&proposal["findings"]).any(|key| *key == finding["key"])
                && finding["certainty"] == "proven"
        });
        for (_, said) in answered {
            let [check, cause, amount, subject] = said;
            assert!(!remains(said), "{place}: {said:?} is still there");
            gone.insert(cause.clone());
            if touches(proposal, subject) {
                let amount: i64 = amount.replace('.', "").parse().unwrap();
                let [was, is] = [before, after].map(|of| difference(of, check, subject));
                assert_eq!(is, was - amount, "{place}: {said:?}");
            }
        }
    }
    for (_, said) in &is {
        let is_new = !was.iter().any(|(_, other)| other == said);
        let is_waiting = UNTIL_PAYROLL.contains(&said[1].as_str());
        assert!(!is_new || is_waiting, "{place}: {said:?} came by posting");
    }
    for point in list(&after["checks"]).flat_map(|check| list(&check["points"])) {
        assert_eq!(point["unexplained"], "0.00", "{place}: {point}");
    }
    gone
}

/// Makes the portfolio, with the vouchers that these runs propose in its ledgers.
fn make(path: &Path, arguments: &[&str], posted: &[PathBuf]) {
    let posted = posted.iter().map(|run| run.to_str().unwrap());
    let posted = posted.flat_map(|run| ["--post", run]);
    let base = ["synth", "--seed", "11", "--out", path.to_str().unwrap()];
    let all = base.into_iter().chain(arguments.iter().copied());
    let all: Vec<&str> = all.chain(posted).collect();
    avstem(&all).expect(0);
}

/// Runs a month; the latest run of each agency.
fn run(portfolio: &Path, store: &Path, period: &str) -> Vec<PathBuf> {
    let (job, reports) = (portfolio.join("job.toml"), store.to_str().unwrap());
    let job = job.to_str().unwrap();
    let base = ["run", job, "--reports", reports, "--period", period];
    let more = ["--as-of", "2026-04-10", "--exit-zero"];
    avstem(&[&base[..], &more[..]].concat()).expect(0);
    let within = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'));
        paths.sort();
        paths
    };
    let agencies = within(store.join("runs")).into_iter();
    agencies
        .map(|agency| within(agency.join(period)).pop().unwrap())
        .collect()
}

fn results(run: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(run.join("results.json")).unwrap()).unwrap()
}

/// Closes the months one after the other: run, post what is proposed, run again. The causes that posting has ended.
fn close(arguments: &[&str], months: &[&str]) -> BTreeSet<String> {
    let folder = folder();
    let store = folder.path().join("reports");
    let mut posted: Vec<PathBuf> = Vec::new();
    let mut gone = BTreeSet::new();
    let mut portfolio = folder.path().join("first");
    make(&portfolio, arguments, &posted);
    for month in months {
        let before = run(&portfolio, &store, month);
        let has_proposals = |run: &&PathBuf| list(&results(run)["proposals"]).count() > 0;
        posted.extend(before.iter().filter(has_proposals).cloned());
        portfolio = folder.path().join(month);
        make(&portfolio, arguments, &posted);
        let after = run(&portfolio, &store, month);
        for (before, after) in before.iter().zip(&after) {
            gone.extend(compare(
                &after.to_string_lossy(),
                &results(before),
                &results(after),
            ));
        }
    }
    gone
}

fn faults(names: &[&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|name| ["--fault", name]).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn posted_vouchers_end_the_differences_of_bank_and_nav_and_are_reversed_when_payroll_posts() {
    let size = ["--agencies", "10", "--lines", "200"];
    let kind = ["--periods", "2025-01..2025-04", "--kind", "gross-cash-full"];
    let planted = [
        "nav-not-read:2",
        "nav-read-twice:1",
        "nav-wrong-benefit-account:1",
        "nav-after-payroll:1",
        "transposed-digits:2",
        "double-posting:2",
        "sweep-missing:1",
    ];
    let arguments = [&size[..], &kind[..], &faults(&planted)[..]].concat();
    let months = ["2025-01", "2025-02", "2025-03", "2025-04"];
    let expected = set(&[
        "double-posting",
        "nav-after-payroll",
        "nav-not-read",
        "nav-not-reversed",
        "nav-read-twice",
        "sweep-missing",
        "transposed-digits",
    ]);
    assert_eq!(close(&arguments, &months), expected);
}

#[test]
fn decembers_accrual_of_nav_is_posted_and_reversed_in_january() {
    let size = ["--agencies", "5", "--lines", "200"];
    let kind = ["--periods", "2025-11..2026-02", "--kind", "gross-cash-full"];
    let arguments = [&size[..], &kind[..], &faults(&["nav-after-payroll:1"])[..]].concat();
    let months = ["2025-11", "2025-12", "2026-01", "2026-02"];
    // Posted in January, the reversal leaves nothing for a run to find.
    assert_eq!(close(&arguments, &months), set(&["nav-after-payroll"]));
}
