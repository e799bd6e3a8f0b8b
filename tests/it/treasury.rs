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
