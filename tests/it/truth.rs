//! The answer key against what the engine found: every planted fault found, nothing invented, every true pair
//! matched and no row matched against the truth.
//!
//! Used by `simulation` on small portfolios and by the example `compare_truth` on portfolios of any size.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads what it compares"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

/// Check, cause, amount, subject of a finding, and whether it is only a notice.
type Counted = (String, String, String, String, bool);

/// One row of a group: side, file, record.
type Row = (String, String, u64);

/// What the comparison found. Empty lists are what is wanted.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Planted faults.
    pub(crate) faults: usize,
    /// Planted faults that no finding answers to.
    pub(crate) missed: Vec<String>,
    /// Findings of severity error or warning that answer to no fault; a notice may answer to none.
    pub(crate) invented: Vec<String>,
    /// True groups.
    pub(crate) groups: usize,
    /// True groups that were not matched exactly so.
    pub(crate) unmatched: Vec<String>,
    /// Matched groups that share a row with a true group and are not that group.
    pub(crate) mismatched: Vec<String>,
    /// Codes of all findings, notices too.
    pub(crate) codes: BTreeSet<String>,
    /// Sides of matching sets where in is not matched + open + excluded.
    pub(crate) lost: Vec<String>,
}

/// Compares the latest runs below `store` with the answer key of `portfolio`.
pub(crate) fn compare(portfolio: &Path, store: &Path) -> Comparison {
    let truth: Value =
        serde_json::from_slice(&std::fs::read(portfolio.join("truth.json")).unwrap()).unwrap();
    let mut comparison = Comparison::default();
    let mut found: BTreeMap<(String, String), Vec<Counted>> = BTreeMap::new();
    let mut matched: BTreeSet<(String, Vec<Row>)> = BTreeSet::new();
    for run in latest_runs(store) {
        let results: Value =
            serde_json::from_slice(&std::fs::read(run.join("results.json")).unwrap()).unwrap();
        let place = (text(&results["agency"]), text(&results["period"]));
        comparison.codes.extend(codes(&results));
        found
            .entry(place.clone())
            .or_default()
            .extend(findings(&results));
        comparison.lost.extend(
            lost(&results)
                .into_iter()
                .map(|what| format!("{} {}: {what}", place.0, place.1)),
        );
        // A group is one of this run, so the runs are read one by one.
        matched.extend(groups_of(
            &std::fs::read(run.join("frames/matches.parquet")).unwrap(),
        ));
    }
    compare_faults(&truth, &found, &mut comparison);
    let pairs = portfolio.join(text(&truth["pairs"]["path"]));
    compare_pairs(
        &groups_of(&std::fs::read(pairs).unwrap()),
        &matched,
        &mut comparison,
    );
    comparison
}

fn latest_runs(store: &Path) -> Vec<std::path::PathBuf> {
    let list = |path: &Path| -> Vec<std::path::PathBuf> {
        let mut entries: Vec<_> = std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'));
        entries.sort();
        entries
    };
    let periods = list(&store.join("runs"))
        .into_iter()
        .flat_map(|agency| list(&agency));
    periods.filter_map(|period| list(&period).pop()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn findings(results: &Value) -> Vec<Counted> {
    let mut list = Vec::new();
    for check in results["checks"].as_array().unwrap() {
        for finding in check["findings"].as_array().unwrap() {
            let fields = [
                &check["id"],
                &finding["cause"],
                &finding["amount"],
                &finding["subject"],
            ]
            .map(text);
            let [check, cause, amount, subject] = fields;
            let is_notice = text(&finding["severity"]) == "info";
            list.push((check, cause, amount, subject, is_notice));
        }
    }
    list
}

fn codes(results: &Value) -> impl Iterator<Item = String> {
    let checks = results["checks"].as_array().unwrap().iter();
    let findings = checks.flat_map(|check| check["findings"].as_array().unwrap());
    findings.map(|finding| text(&finding["code"]))
}

fn lost(results: &Value) -> Vec<String> {
    let ore = |value: &Value| text(value).replace('.', "").parse::<i128>().unwrap();
    let mut list = Vec::new();
    for set in results["matching"].as_array().unwrap() {
        for side in set["conservation"].as_array().unwrap() {
            let rows = |name: &str| side["rows"][name].as_u64().unwrap();
            let amounts = ore(&side["matched"]) + ore(&side["open"]) + ore(&side["excluded"]);
            if ore(&side["in"]) != amounts
                || rows("in") != rows("matched") + rows("open") + rows("excluded")
            {
                list.push(format!("{} {}", text(&set["set"]), text(&side["side"])));
            }
        }
    }
    list
}

fn compare_faults(
    truth: &Value,
    found: &BTreeMap<(String, String), Vec<Counted>>,
    comparison: &mut Comparison,
) {
    let mut found = found.clone();
    // By agency, subject and amount: the period from which a fault shows there too.
    let mut mirrors: BTreeMap<(String, String, String), String> = BTreeMap::new();
    let of = |list: &str, is_notice| {
        let list = truth[list].as_array().into_iter().flatten();
        list.map(move |fault| (fault, is_notice))
    };
    for (fault, is_notice) in of("faults", false).chain(of("notices", true)) {
        comparison.faults += 1;
        let place = (text(&fault["agency"]), text(&fault["period"]));
        for mirror in fault["mirror"].as_array().into_iter().flatten() {
            let (subject, amount) = match mirror {
                Value::Array(pair) => (text(&pair[0]), text(&pair[1])),
                object => (text(&object["subject"]), text(&object["amount"])),
            };
            let since = mirrors.entry((place.0.clone(), subject, amount));
            let since = since.or_insert_with(|| place.1.clone());
            *since = place.1.clone().min(since.clone());
        }
        let fields = ["check", "cause", "amount", "subject"];
        let wanted = fields.map(|name| text(&fault[name]));
        let list = found.entry(place.clone()).or_default();
        let answer = list
            .iter()
            .position(|(check, cause, amount, subject, notice)| {
                *notice == is_notice && [check, cause, amount, subject] == wanted.each_ref()
            });
        match answer {
            Some(at) => {
                list.remove(at);
            }
            None => comparison.missed.push(format!(
                "{} {}: {} {} on {}",
                place.0,
                place.1,
                text(&fault["fault"]),
                wanted[2],
                wanted[3]
            )),
        }
    }
    for ((agency, period), list) in found {
        for (check, cause, amount, subject, _) in
            list.into_iter().filter(|(.., is_notice)| !is_notice)
        {
            let since = mirrors.get(&(agency.clone(), subject.clone(), amount.clone()));
            if since.is_none_or(|since| *since > period) {
                comparison.invented.push(format!(
                    "{agency} {period}: {check} {cause} {amount} on {subject}"
                ));
            }
        }
    }
}

/// Groups of a Parquet file with columns group, side, file, record: set name and sorted rows.
fn groups_of(bytes: &[u8]) -> BTreeSet<(String, Vec<Row>)> {
    let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for pair in report::frames::read_pairs(bytes).unwrap() {
        groups
            .entry(pair.group)
            .or_default()
            .push((pair.side, pair.file.to_string(), pair.record));
    }
    groups
        .into_iter()
        .map(|(group, mut rows)| {
            rows.sort();
            // Numbers differ between truth and runs; the set stays, and the files in the rows tell agencies apart.
            let set = group
                .rsplit('/')
                .next()
                .and_then(|group| group.split('#').next());
            (set.unwrap_or_default().to_owned(), rows)
        })
        .collect()
}

fn compare_pairs(
    truth: &BTreeSet<(String, Vec<Row>)>,
    matched: &BTreeSet<(String, Vec<Row>)>,
    comparison: &mut Comparison,
) {
    comparison.groups = truth.len();
    comparison
        .unmatched
        .extend(truth.difference(matched).map(|group| format!("{group:?}")));
    let true_rows: BTreeSet<(&str, &Row)> = truth
        .iter()
        .flat_map(|(set, rows)| rows.iter().map(move |row| (set.as_str(), row)))
        .collect();
    for group in matched.difference(truth) {
        if group
            .1
            .iter()
            .any(|row| true_rows.contains(&(group.0.as_str(), row)))
        {
            comparison.mismatched.push(format!("{group:?}"));
        }
    }
}
