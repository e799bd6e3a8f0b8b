//! Published sample files, read as they are: every one accepted or refused for a true reason, every figure as its source
//! states it, every row of an accepted file matched, open or excluded. Runs only beside a checkout that has them.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::{World, avstem, files, is_about, shared};

/// A sample: file, whether it is accepted, its codes of severity error (each once), its totals as far as the source of
/// the sample states them.
struct Sample(&'static str, bool, &'static [&'static str], Value);

fn saft(
    accounts: u64,
    customers: u64,
    suppliers: u64,
    transactions: u64,
    lines: u64,
    debit: &str,
    credit: &str,
) -> Value {
    json!({"accounts": accounts, "customers": customers, "suppliers": suppliers, "transactions": transactions,
        "lines": lines, "debit": debit, "credit": credit})
}

/// Figures of the SOURCES.md beside the samples.
fn saft_samples() -> Vec<Sample> {
    let agency = |journals: u64| {
        let mut totals = saft(17, 2, 2, 16, 50, "293126.00", "293126.00");
        totals["journals"] = journals.into();
        totals
    };
    vec![
        Sample(
            "samples/saf-t/skatteetaten_888888888_2017.xml",
            true,
            &[],
            json!({"accounts": 22, "customers": 6, "suppliers": 6, "journals": 1, "transactions": 53, "lines": 170,
                "debit": "9487049.35", "credit": "9487049.35"}),
        ),
        Sample(
            "samples/saf-t/ruby_saft_biggest.xml",
            false,
            &[
                "SAFT002", "SAFT003", "SAFT004", "SAFT005", "SAFT009", "SAFT010",
            ],
            json!({"accounts": 2, "customers": 3, "suppliers": 3, "journals": 2, "transactions": 2, "lines": 3,
                "debit": "598.00", "credit": "716.00"}),
        ),
        Sample(
            "samples/saf-t/skatteetaten_1.30_no_namespace.xml",
            false,
            &["SAFT021"],
            json!({}),
        ),
        Sample("constructed/saf-t/agency_2026_q1.xml", true, &[], agency(3)),
        Sample(
            "constructed/saf-t/agency_2026_q1_broken.xml",
            false,
            &["SAFT002", "SAFT003", "SAFT005", "SAFT009"],
            saft(17, 2, 2, 16, 50, "293127.00", "293126.00"),
        ),
        // Accounts once, not once per part.
        Sample(
            "constructed/saf-t/split_by_period_3_parts.zip",
            true,
            &[],
            saft(17, 2, 2, 16, 50, "293126.00", "293126.00"),
        ),
        Sample(
            "constructed/saf-t/split_master_and_entries_2_parts.zip",
            true,
            &[],
            agency(3),
        ),
    ]
}

/// Opening, closing, entries, credit, debit, transactions of a statement.
type Figures<'a> = (Option<&'a str>, Option<&'a str>, u64, &'a str, &'a str, u64);

fn statements(list: &[Figures<'_>]) -> Value {
    let one = |(opening, closing, entries, credit, debit, transactions): &(_, _, _, _, _, _)| {
        json!({"opening": opening, "closing": closing, "entries": entries, "sum_credit": credit, "sum_debit": debit,
            "transactions": transactions})
    };
    json!({"statements": list.iter().map(one).collect::<Vec<_>>()})
}

fn camt_samples() -> Vec<Sample> {
    let empty = |balance| (Some(balance), Some(balance), 0, "0.00", "0.00", 0);
    vec![
        Sample(
            "samples/camt/no-srbank-camt053-v02-masked.xml",
            true,
            &[],
            statements(&[
                empty("0.00"),
                empty("27813.95"),
                (Some("44520.24"), Some("43270.39"), 1, "0.00", "1249.85", 1),
                empty("38.30"),
                empty("0.00"),
            ]),
        ),
        Sample(
            "samples/camt/fi-camt053-v02.xml",
            true,
            &[],
            statements(&[(
                Some("10000.00"),
                Some("23644.83"),
                10,
                "23075.00",
                "9430.17",
                12,
            )]),
        ),
        Sample(
            "samples/camt/ch-postfinance-camt053-v04-reversals.xml",
            true,
            &[],
            statements(&[(
                Some("322152.16"),
                Some("322689.77"),
                13,
                "1810.56",
                "1272.95",
                32,
            )]),
        ),
        Sample(
            "samples/camt/de-camt053-v02-prcd-wrong-order.xml",
            true,
            &[],
            statements(&[(Some("33.06"), Some("23.06"), 4, "1.00", "11.00", 5)]),
        ),
        Sample(
            "samples/camt/ch-camt053-v08-trimmed.xml",
            false,
            &["CAMT030", "CAMT035"],
            statements(&[(Some("82721.95"), Some("84515.25"), 3, "563.25", "20.97", 3)]),
        ),
        Sample(
            "samples/camt/us-camt053-v10-dttm-trimmed.xml",
            false,
            &["CAMT040"],
            statements(&[(None, Some("606.80"), 1, "195.86", "0.00", 0)]),
        ),
        Sample(
            "samples/camt/lt-camt053-v02-opav-clav-only.xml",
            true,
            &[],
            statements(&[(None, None, 4, "0.00", "2768.08", 4)]),
        ),
        Sample(
            "samples/camt/nl-camt053-v02-two-statements.xml",
            true,
            &[],
            statements(&[
                (Some("18.15"), Some("27.00"), 1, "8.85", "0.00", 1),
                (Some("27.00"), Some("20.00"), 1, "0.00", "7.00", 1),
            ]),
        ),
        Sample(
            "samples/camt/nl-camt053-v02-three-decimals.xml",
            false,
            &["CAMT030"],
            statements(&[(Some("18.15"), Some("27.05"), 1, "8.85", "0.00", 1)]),
        ),
        Sample(
            "samples/camt/gb-camt053-v02-dttm-no-closing.xml",
            true,
            &[],
            statements(&[(Some("5442.09"), None, 0, "0.00", "0.00", 0)]),
        ),
        Sample(
            "samples/camt/cz-camt053-v02-prcd.xml",
            true,
            &[],
            statements(&[(Some("1000.00"), Some("2000.00"), 2, "1500.00", "500.00", 2)]),
        ),
    ]
}

fn ocr_samples() -> Vec<Sample> {
    let totals = |transactions: u64, amount: &str| json!({"transmissions": 1, "assignments": 1, "transactions": transactions, "amount": amount});
    vec![
        Sample(
            "samples/ocr/netsgiro_ocr_giro_transactions.txt",
            true,
            &[],
            totals(20, "51449.00"),
        ),
        Sample(
            "samples/ocr/java_netsgiro_ocr3.txt",
            true,
            &[],
            totals(1, "440.00"),
        ),
        Sample(
            "samples/ocr/vendor_doc_example.txt",
            true,
            &[],
            totals(1, "3312.00"),
        ),
        Sample(
            "samples/ocr/netsgiro_avtalegiro_payment_request.txt",
            true,
            &[],
            totals(6, "6.00"),
        ),
        Sample(
            "samples/ocr/netsgiro_quickstart_request.txt",
            true,
            &[],
            totals(1, "5244.63"),
        ),
    ]
}

/// Whether every value of `stated` stands in `found` too.
fn includes(found: &Value, stated: &Value) -> bool {
    match (found, stated) {
        (Value::Object(found), Value::Object(stated)) => stated
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| includes(found, value))),
        (Value::Array(found), Value::Array(stated)) => {
            found.len() == stated.len()
                && found
                    .iter()
                    .zip(stated)
                    .all(|(found, stated)| includes(found, stated))
        }
        _ => found == stated,
    }
}

/// `avstem inspect --json`, in the shape that programs rely on.
fn inspect(path: &Path) -> Value {
    let said = avstem(&[Path::new("inspect"), Path::new("--json"), path]);
    assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
    let json = said.json();
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    let expected = [
        "schema",
        "file",
        "sha256",
        "bytes",
        "format",
        "version",
        "encoding",
        "accepted",
        "diagnostics",
        "totals",
    ];
    assert_eq!(keys, expected);
    assert_eq!(json["schema"], "avstem.inspect/1");
    assert_eq!(
        json["file"].as_str(),
        path.file_name().and_then(|name| name.to_str())
    );
    let bytes = fs::read(path).expect("a file");
    assert_eq!(json["bytes"], bytes.len());
    assert_eq!(json["sha256"], close::digest_of(&bytes).to_string());
    assert_eq!(json["accepted"] == true, said.code == Some(0));
    for diagnostic in json["diagnostics"].as_array().expect("a list") {
        for name in ["severity", "code", "line", "column", "byte", "message"] {
            assert!(!diagnostic[name].is_null(), "{diagnostic}");
        }
    }
    json
}

fn error_codes(json: &Value) -> Vec<&str> {
    let list = json["diagnostics"].as_array().expect("a list").iter();
    let codes: BTreeSet<&str> = list
        .filter(|d| d["severity"] == "error")
        .filter_map(|d| d["code"].as_str())
        .collect();
    codes.into_iter().collect()
}

#[test]
fn figures_are_those_of_the_sources() {
    let Some(formats) = shared("formats") else {
        return;
    };
    let all = [
        (saft_samples(), "saf-t"),
        (camt_samples(), "camt.053"),
        (ocr_samples(), "ocr-giro"),
    ];
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (samples, format) in all {
        for Sample(name, accepted, codes, totals) in samples {
            seen.insert(name.to_owned());
            let json = inspect(&formats.join(name));
            let found = error_codes(&json);
            if json["format"] != format
                || json["accepted"] != accepted
                || found != codes
                || !includes(&json["totals"], &totals)
            {
                wrong.push(format!(
                    "{name}: expected {accepted} {codes:?} {totals}, found {} {found:?} {}",
                    json["accepted"], json["totals"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A sample that is added later is not forgotten.
    for folder in [
        "samples/saf-t",
        "samples/camt",
        "samples/ocr",
        "constructed/saf-t",
    ] {
        for file in files(&formats.join(folder))
            .iter()
            .filter(|file| !is_about(file) && !file.contains("camt054"))
        {
            assert!(
                seen.contains(&format!("{folder}/{file}")),
                "{folder}/{file} is in no table"
            );
        }
    }
}

#[test]
fn every_planted_error_of_the_broken_ledger_is_found() {
    let Some(path) = shared("formats/constructed/saf-t/agency_2026_q1_broken.xml") else {
        return;
    };
    let json = inspect(&path);
    let planted = [
        ("SAFT002", "expected 17 transactions as declared, found 16"),
        ("SAFT005", "transaction LO-1002"),
        (
            "SAFT003",
            "expected lines of 293126.00 as declared in TotalDebit, found 293127.00",
        ),
        ("SAFT006", "account 2600"),
        ("SAFT007", "0.35"),
        ("SAFT009", "account 3039"),
        ("SAFT006", "account 3030"),
        ("SAFT009", "supplier 59999"),
        (
            "SAFT009",
            "analysis value A/100999 in the master data, found it on lines only (uses: 2)",
        ),
        ("SAFT006", "account 5000"),
    ];
    let diagnostics = json["diagnostics"].as_array().expect("a list");
    for (code, words) in planted {
        let found = diagnostics
            .iter()
            .any(|d| d["code"] == code && d["message"].as_str().is_some_and(|m| m.contains(words)));
        assert!(found, "{code} {words}");
    }
    assert_eq!(
        diagnostics.len(),
        planted.len(),
        "nothing else is wrong: {diagnostics:#?}"
    );
}

#[test]
fn no_reader_claims_what_is_not_its_own() {
    let Some(formats) = shared("formats") else {
        return;
    };
    let folders = [
        "samples/mt940",
        "samples/pain",
        "samples/cremul",
        "samples/telepay",
        "samples/gl07",
        "samples/k27",
        "constructed/telepay",
        "constructed/gl07",
        "samples/camt",
    ];
    let mut count = 0;
    for folder in folders {
        for name in files(&formats.join(folder)) {
            let is_other = folder != "samples/camt" || name.contains("camt054");
            if is_about(&name) || !is_other {
                continue;
            }
            let json = inspect(&formats.join(folder).join(&name));
            assert_eq!(json["accepted"], false, "{folder}/{name}");
            // A listing of field names in delimited text is delimited text; it holds nothing that we take it for.
            let expected = if name == "gl07_internal_names.csv" {
                json!("delimited")
            } else {
                Value::Null
            };
            assert_eq!(json["format"], expected, "{folder}/{name}");
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

/// A private company that the ledger sample invents, kept here as if it were an agency: the accounts of its ledger in
/// roles that give every kind of set something to match.
const TOY_FACTORY: &str = r#"
code = "TOY"
name = "Toyen Toy Factory"
organisation = "888888888"
[[model]]
from = 2015-01-01
service = "part"
budgeting = "net"
principle = "srs"
[[bank_account]]
number = "99991042764"
ledger = ["1920"]
role = "working"
kid = "mod10"
[[bank_account]]
number = "99991111111"
ledger = ["1900"]
role = "working"
[accounts]
error = ["2711"]
interim = ["2740"]
customers = ["1500"]
suppliers = ["2400"]
"#;

/// Agencies around the constructed ledger: as one file, as a zip by period, broken, and twice.
fn constructed(code: &str) -> String {
    TOY_FACTORY
        .replace("\"TOY\"", &format!("\"{code}\""))
        .replace("888888888", "999999999")
        .replace("[\"1920\"]", "[\"1939\"]")
        .replace("[\"1900\"]", "[\"1949\"]")
        .replace("[\"2711\"]", "[\"1990\"]")
        .replace("[\"2740\"]", "[\"1986\", \"1987\"]")
}

fn put(world: &World, code: &str, path: &Path) {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    world.write(
        &format!("inbox/{code}/{name}"),
        &fs::read(path).expect("a sample"),
    );
}

/// Øre of a decimal text with two decimals.
fn ore(amount: &Value) -> i128 {
    let text = amount.as_str().expect("an amount");
    text.replace('.', "").parse().expect("two decimals")
}

/// What came in over the periods, per set and side: what a period counts as in, without what the period before left open.
/// Each period conserves on its own.
fn brought(world: &World, code: &str, periods: &[&str]) -> BTreeMap<String, (i128, i128)> {
    let mut sums: BTreeMap<String, (i128, i128)> = BTreeMap::new();
    let mut left: BTreeMap<String, (i128, i128)> = BTreeMap::new();
    for period in periods {
        let results = world.results(&format!("{code}/{period}/0001"));
        let mut open = BTreeMap::new();
        for set in results["matching"].as_array().expect("sets") {
            for side in set["conservation"].as_array().expect("sides") {
                let rows = |name: &str| i128::from(side["rows"][name].as_u64().expect("rows"));
                assert_eq!(
                    ore(&side["in"]),
                    ore(&side["matched"]) + ore(&side["open"]) + ore(&side["excluded"]),
                    "{code} {period} {set}"
                );
                assert_eq!(
                    rows("in"),
                    rows("matched") + rows("open") + rows("excluded"),
                    "{code} {period} {set}"
                );
                let key = format!(
                    "{} {}",
                    set["set"].as_str().expect("a name"),
                    side["side"].as_str().expect("a name")
                );
                let before = left.get(&key).copied().unwrap_or_default();
                let sum = sums.entry(key.clone()).or_default();
                *sum = (
                    sum.0 + ore(&side["in"]) - before.0,
                    sum.1 + rows("in") - before.1,
                );
                open.insert(key, (ore(&side["open"]), rows("open")));
            }
        }
        left = open;
    }
    sums
}

/// Movement and number of lines per account, counted from the file by another way than the readers': every
/// `TransactionLine` or `Line` as text.
fn movements(xml: &str) -> BTreeMap<String, (i128, i128)> {
    let plain = xml.replace("n1:", "");
    let value = |text: &str, name: &str| {
        let rest = text.split_once(&format!("<{name}>"))?.1;
        Some(rest.split_once(&format!("</{name}>"))?.0.to_owned())
    };
    let mut sums: BTreeMap<String, (i128, i128)> = BTreeMap::new();
    for line in plain
        .split("<Line>")
        .skip(1)
        .filter_map(|rest| rest.split("</Line>").next())
    {
        let side = |name: &str| value(line, name).and_then(|text| value(&text, "Amount"));
        let (amount, sign) = match (side("DebitAmount"), side("CreditAmount")) {
            (Some(debit), None) => (debit, 1),
            (None, Some(credit)) => (credit, -1),
            other => panic!("{other:?} in {line}"),
        };
        let (whole, part) = amount.split_once('.').unwrap_or((&amount, ""));
        let part: i128 = format!("{part:0<2}").parse().expect("at most two decimals");
        let whole: i128 = whole.parse().expect("digits");
        let sum = sums
            .entry(value(line, "AccountID").expect("an account"))
            .or_default();
        *sum = (sum.0 + sign * (whole * 100 + part), sum.1 + 1);
    }
    sums
}

#[test]
fn published_files_run_from_inbox_to_folder() {
    let Some(formats) = shared("formats") else {
        return;
    };
    let world = World::of(&[("TOY", TOY_FACTORY)]);
    let mut expected: BTreeMap<String, &str> = BTreeMap::new();
    for folder in [
        "samples/saf-t",
        "samples/camt",
        "samples/ocr",
        "samples/mt940",
        "samples/pain",
        "samples/cremul",
        "samples/gl07",
    ] {
        for name in files(&formats.join(folder))
            .into_iter()
            .filter(|name| !is_about(name))
        {
            put(&world, "TOY", &formats.join(folder).join(&name));
            let code = match (folder, name.as_str()) {
                ("samples/saf-t", "ruby_saft_biggest.xml") => "INGEST005",
                ("samples/saf-t", "skatteetaten_1.30_no_namespace.xml") => "SAFT021",
                // Statements of accounts that are not in this playbook.
                ("samples/camt", name) if name.contains("camt053") => "INGEST006",
                ("samples/ocr", "vendor_doc_example.txt") => "INGEST008",
                // Claims name nobody's account; the others' are in the playbook.
                ("samples/ocr" | "samples/saf-t", _) => "",
                _ => "INGEST002",
            };
            expected.insert(name, code);
        }
    }
    let periods = ["2017-01", "2017-02", "2017-03", "2017-04"];
    let said = world.run(&["--period", "2017-01..2017-04"]).expect(1);
    assert!(
        said.stdout.contains("0 of 1 agencies well"),
        "{}",
        said.stdout
    );
    for period in periods {
        let results = world.results(&format!("TOY/{period}/0001"));
        for input in results["inputs"].as_array().expect("inputs") {
            let name = input["name"].as_str().expect("a name");
            let code = *expected
                .get(name)
                .unwrap_or_else(|| panic!("{name} is not expected"));
            assert_eq!(input["accepted"], code.is_empty(), "{name}: {input}");
            assert!(
                code.is_empty() || error_codes(input).contains(&code),
                "{name}: expected {code}: {input}"
            );
        }
    }
    let xml = fs::read_to_string(formats.join("samples/saf-t/skatteetaten_888888888_2017.xml"))
        .expect("a sample");
    let counted = movements(&xml);
    let lines: i128 = counted.values().map(|(_, lines)| lines).sum();
    assert_eq!(lines, 170);
    let brought = brought(&world, "TOY", &periods);
    assert_eq!(brought["bank-1920 ledger"], counted["1920"]);
    assert_eq!(brought["error-2711 ledger"], counted["2711"]);
    let interim: Vec<_> = brought
        .iter()
        .filter(|(set, _)| set.starts_with("interim-"))
        .map(|(_, sum)| *sum)
        .collect();
    assert_eq!(
        interim.iter().map(|sum| sum.0).sum::<i128>(),
        counted["2740"].0,
        "{interim:?}"
    );
    assert_eq!(
        interim.iter().map(|sum| sum.1).sum::<i128>(),
        counted["2740"].1,
        "{interim:?}"
    );
    for run in world.sums().keys() {
        avstem(&[Path::new("verify"), &world.run_folder(run)]).expect(0);
        avstem(&[Path::new("rerun"), &world.run_folder(run)]).expect(0);
    }
}

#[test]
fn what_is_older_than_the_routines_is_said_to_be() {
    let Some(formats) = shared("formats/samples/ocr") else {
        return;
    };
    let world = World::of(&[("TOY", TOY_FACTORY)]);
    put(
        &world,
        "TOY",
        &formats.join("netsgiro_ocr_giro_transactions.txt"),
    );
    let said = world.run(&["--period", "1992-06"]).expect(1);
    assert!(
        said.stdout.contains("1992-06") && said.stdout.contains("in force"),
        "{}",
        said.stdout
    );
    let world = World::of(&[("TOY", &TOY_FACTORY.replace("2015-01-01", "1990-01-01"))]);
    let said = world.run(&["--period", "1992-06"]).expect(1);
    assert!(
        said.stdout
            .contains("reconciliation folders are known from 2015-01"),
        "{}",
        said.stdout
    );
}

#[test]
fn one_file_and_its_parts_come_to_the_same() {
    let Some(formats) = shared("formats/constructed/saf-t") else {
        return;
    };
    let codes = ["ONE", "SPLIT", "MASTER", "BROKEN", "TWICE"];
    let playbooks: Vec<String> = codes.iter().map(|code| constructed(code)).collect();
    let list: Vec<(&str, &str)> = codes
        .iter()
        .copied()
        .zip(playbooks.iter().map(String::as_str))
        .collect();
    let world = World::of(&list);
    put(&world, "ONE", &formats.join("agency_2026_q1.xml"));
    put(
        &world,
        "SPLIT",
        &formats.join("split_by_period_3_parts.zip"),
    );
    put(
        &world,
        "MASTER",
        &formats.join("split_master_and_entries_2_parts.zip"),
    );
    put(&world, "BROKEN", &formats.join("agency_2026_q1_broken.xml"));
    put(&world, "TWICE", &formats.join("agency_2026_q1.xml"));
    put(
        &world,
        "TWICE",
        &formats.join("split_by_period_3_parts.zip"),
    );
    world.run(&["--period", "2026-01..2026-03"]).expect(1);
    let periods = ["2026-01", "2026-02", "2026-03"];
    let counted =
        movements(&fs::read_to_string(formats.join("agency_2026_q1.xml")).expect("a sample"));
    for code in ["ONE", "SPLIT", "MASTER"] {
        let brought = brought(&world, code, &periods);
        let of = |sums: &BTreeMap<String, (i128, i128)>, name: &str| sums.get(name).copied();
        for (set, account) in [
            ("bank-1939", "1939"),
            ("bank-1949", "1949"),
            ("error-1990", "1990"),
        ] {
            // An account without lines has no row in the tables.
            assert_eq!(
                of(&brought, &format!("{set} ledger")),
                of(&counted, account),
                "{code} {set}"
            );
        }
        assert!(counted["1939"].1 > 0 && counted["1949"].1 > 0);
    }
    for period in periods {
        let points = |code: &str| {
            let results = world.results(&format!("{code}/{period}/0001"));
            let checks = results["checks"].as_array().expect("checks").clone();
            let of_check = |check: &Value| {
                (
                    check["id"].clone(),
                    check["outcome"].clone(),
                    check["points"].clone(),
                )
            };
            checks.iter().map(of_check).collect::<Vec<_>>()
        };
        assert_eq!(points("ONE"), points("MASTER"), "{period}");
        let ledger_points = |code: &str| {
            points(code)
                .into_iter()
                .filter(|(id, ..)| id != "subledger")
                .collect::<Vec<_>>()
        };
        assert_eq!(ledger_points("ONE"), ledger_points("SPLIT"), "{period}");
        for (code, reason) in [("BROKEN", "SAFT002"), ("TWICE", "INGEST012")] {
            let results = world.results(&format!("{code}/{period}/0001"));
            for input in results["inputs"].as_array().expect("inputs") {
                assert!(error_codes(input).contains(&reason), "{code}: {input}");
            }
            assert!(
                brought(&world, code, &periods)
                    .values()
                    .all(|sum| *sum == (0, 0)),
                "{code}"
            );
        }
    }
}

/// The published statement of 2016 is of a Swiss account in francs: it can be in a playbook, and every entry goes from the
/// inbox to the folder. The check itself must not run, because the ledger's francs are missing.
#[test]
fn a_published_statement_runs_from_inbox_to_folder() {
    let Some(formats) = shared("formats") else {
        return;
    };
    let playbook = TOY_FACTORY
        .replace("\"TOY\"", "\"BERN\"")
        .replace("\"99991042764\"", "\"CH03 0900 0000 2500 9034 2\"")
        .replace("kid = \"mod10\"", "currency = \"CHF\"")
        .replace("role = \"working\"", "role = \"settlement\"");
    let world = World::of(&[("BERN", &playbook)]);
    put(
        &world,
        "BERN",
        &formats.join("samples/camt/ch-postfinance-camt053-v04-reversals.xml"),
    );
    world.run(&["--period", "2016-04"]).expect(1);
    let results = world.results("BERN/2016-04/0001");
    assert_eq!(results["inputs"][0]["accepted"], true);
    assert_eq!(results["checks"][0]["outcome"], "not_run");
    // SOURCES.md: 13 entries, credits 1810.56, debits 1272.95: +537.61. None has a ledger line: all stay open.
    let sums = brought(&world, "BERN", &["2016-04"]);
    assert_eq!(sums.get("bank-1920 bank"), Some(&(53_761, 13)), "{sums:?}");
    let set = results["matching"]
        .as_array()
        .and_then(|sets| sets.iter().find(|set| set["set"] == "bank-1920"))
        .expect("a set");
    assert_eq!(set["conservation"][0]["rows"]["open"], 13);
    assert_eq!(set["conservation"][0]["currency"], "CHF");
}
