//! What goes to the treasury for the agencies of the sample data: every S-report sums to zero, and is the cash ledger.
//!
//! Held against the cash ledger that the provider delivered, by article account, without the checks of the engine.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::world::avstem;

/// Øre of `-1 234,50` or `-1234.50`.
fn ore(text: &str) -> i64 {
    let digits = text.replace([' ', '.', ','], "");
    let (_, decimals) = text.rsplit_once([',', '.']).expect("øre");
    assert_eq!(decimals.len(), 2, "{text}");
    digits.parse().expect("an amount")
}

#[test]
fn each_s_report_sums_to_zero_and_is_the_cash_ledger() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample-data");
    let store = tempfile::tempdir().expect("a folder");
    let (job, reports) = (sample.join("job.toml"), store.path().join("reports"));
    let whole = |path: &Path| path.to_str().expect("letters").to_owned();
    let (job, reports) = (whole(&job), whole(&reports));
    avstem(&["run", &job, "--reports", &reports, "--exit-zero"]).expect(0);
    let mut held = 0;
    for agency in fs::read_dir(format!("{reports}/runs")).expect("agencies") {
        let agency = agency.expect("an agency");
        let code = agency.file_name().into_string().expect("a code");
        for period in ["2025-01", "2025-02", "2025-03"] {
            let report = agency.path().join(period).join("0001/s-report.json");
            let Ok(report) = fs::read_to_string(report) else {
                continue; // an agency without an S-report
            };
            let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
            let text = |line: &serde_json::Value, name: &str| {
                line.get(name)
                    .and_then(|value| value.as_str())
                    .expect("a text")
                    .to_owned()
            };
            let mut reported: BTreeMap<String, i64> = BTreeMap::new();
            for line in report
                .get("lines")
                .and_then(|lines| lines.as_array())
                .expect("lines")
            {
                *reported.entry(text(line, "article")).or_default() += ore(&text(line, "amount"));
            }
            assert_eq!(reported.values().sum::<i64>(), 0, "{code} {period}");

            let delivered = format!("inbox/{code}/registers/kontantregnskap-{period}.csv");
            let delivered = fs::read_to_string(sample.join(delivered)).expect("the cash ledger");
            let mut posted: BTreeMap<String, i64> = BTreeMap::new();
            for row in delivered.lines().skip(1) {
                let cells: Vec<&str> = row.split(';').collect();
                let [account, _, cash, ..] = cells.as_slice() else {
                    panic!("{row}");
                };
                let article = account.get(..3).expect("three digits");
                *posted.entry(article.to_owned()).or_default() += ore(cash);
            }
            for of in [&mut reported, &mut posted] {
                of.retain(|_, amount| *amount != 0);
            }
            assert!(posted.len() > 10, "{code} {period}: {posted:?}");
            assert_eq!(reported, posted, "{code} {period}");
            held += 1;
        }
    }
    // Four agencies with gross budgets, three months each.
    assert_eq!(held, 12);
}

/// Of fourteen months only the last is run, before and after the S-report of the year before is there.
#[test]
fn the_s_report_is_held_beside_that_of_the_year_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().to_str().expect("letters").to_owned();
    let out = format!("--out={root}");
    let made = [
        "synth",
        &out,
        "--agencies=1",
        "--lines=200",
        "--periods=2024-01..2025-02",
        "--kind=gross-cash-full",
    ];
    avstem(&made).expect(0);
    let found = fs::read_dir(format!("{root}/inbox"))
        .expect("agencies")
        .next();
    let inbox = found
        .expect("one")
        .expect("an agency")
        .path()
        .join("registers");
    let job = folder.path().join("month.toml");
    fs::write(
        &job,
        "portfolio = \".\"\nreports = \"reports\"\nperiods = \"2025-02\"\nas_of = 2025-03-10\n",
    )
    .expect("written");
    let job = job.to_str().expect("letters");
    // What the check says of state accounts beside the year before: account and change.
    let said = |run: &str| -> BTreeMap<String, i64> {
        avstem(&["run", job, "--exit-zero"]).expect(0);
        let runs = fs::read_dir(format!("{root}/reports/runs"))
            .expect("runs")
            .next();
        let results = runs.expect("one").expect("an agency").path();
        let results = fs::read_to_string(results.join("2025-02").join(run).join("results.json"));
        let results: serde_json::Value =
            serde_json::from_str(&results.expect("results")).expect("JSON");
        let checks = results
            .get("checks")
            .and_then(|checks| checks.as_array())
            .expect("checks");
        let findings = checks.iter().flat_map(|check| {
            check
                .get("findings")
                .and_then(|all| all.as_array())
                .expect("findings")
        });
        let text = |finding: &serde_json::Value, name: &str| {
            finding
                .get(name)
                .and_then(|of| of.as_str())
                .expect("a text")
                .to_owned()
        };
        let ours = findings.filter(|finding| text(finding, "code") == "SREP018");
        ours.map(|finding| (text(finding, "subject"), ore(&text(finding, "amount"))))
            .collect()
    };
    let told = said("0001");

    let read = |period: &str| -> BTreeMap<String, i64> {
        let report =
            fs::read_to_string(inbox.join(format!("s-rapport-{period}.csv"))).expect("a report");
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        let head: Vec<&str> = report
            .lines()
            .next()
            .expect("headings")
            .split(';')
            .collect();
        let place = |name: &str| head.iter().position(|of| *of == name).expect("a column");
        for row in report.lines().skip(1) {
            let cells: Vec<&str> = row.split(';').collect();
            let cell = |name: &str| *cells.get(place(name)).expect("a cell");
            *sums.entry(cell("Statskonto").to_owned()).or_default() +=
                ore(cell("Rapportert beløp"));
        }
        sums
    };
    let (now, then) = (read("2025-02"), read("2024-02"));
    let mut expected = BTreeMap::new();
    let is_bank = |account: &str| ["60000101", "60000102"].contains(&account);
    let accounts = now.keys().chain(then.keys());
    for account in accounts.filter(|account| !is_bank(account)) {
        let of = |sums: &BTreeMap<String, i64>| sums.get(account).copied().unwrap_or_default();
        let is_income = ("3".."6").contains(&account.as_str()) && account.len() == 6;
        let sign = if is_income { -1 } else { 1 };
        if (of(&now), of(&then)) != (0, 0) {
            expected.insert(account.clone(), sign * (of(&now) - of(&then)));
        }
    }
    assert!(expected.len() >= 3, "{expected:?}");
    assert_eq!(told, expected);

    fs::remove_file(inbox.join("s-rapport-2024-02.csv")).expect("removed");
    assert!(said("0002").is_empty());
}
