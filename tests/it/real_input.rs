//! Published sample files from inbox to folder: every row of an accepted file matched, open or excluded, every refused one
//! refused for a true reason. Runs only beside a checkout that has them.
//!
//! Not here: what `inspect` says of each of them (`inspect`).
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

use serde_json::Value;

use crate::inspect::error_codes;
use crate::world::{World, avstem, files, is_about, shared};

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
        "samples/telepay",
        "samples/k27",
    ] {
        for name in files(&formats.join(folder))
            .into_iter()
            .filter(|name| !is_about(name))
        {
            put(&world, "TOY", &formats.join(folder).join(&name));
            let code = match (folder, name.as_str()) {
                ("samples/saf-t", "skatteetaten_1.30_no_namespace.xml") => "SAFT021",
                // Statements of accounts that are not in this playbook.
                ("samples/camt" | "samples/mt940", _) => "INGEST006",
                ("samples/cremul", _) | ("samples/ocr", "vendor_doc_example.txt") => "INGEST008",
                ("samples/pain", name) if name.contains("pain001") => "INGEST008",
                ("samples/k27", name) if name.ends_with(".expected.json") => "INGEST002",
                ("samples/k27", "t14_order_several_units.xml") => "INGEST018",
                ("samples/saf-t", "ruby_saft_biggest.xml")
                | ("samples/telepay" | "samples/k27", _) => "INGEST005",
                // Claims, status reports and lines to be imported name nobody's account; the others' are in the playbook.
                _ => "",
            };
            let name = name.rsplit('/').next().expect("a name").to_owned();
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
    // Months of other samples, to see whose they are.
    let others = ["2016-05", "2018-03", "2025-06", "2026-01"];
    for period in others {
        world.run(&["--period", period]).expect(1);
    }
    let mut seen = BTreeSet::new();
    for period in periods.iter().chain(&others) {
        let results = world.results(&format!("TOY/{period}/0001"));
        for input in results["inputs"].as_array().expect("inputs") {
            let name = input["name"].as_str().expect("a name");
            let code = *expected
                .get(name)
                .unwrap_or_else(|| panic!("{name} is not expected"));
            seen.insert(name.to_owned());
            assert_eq!(input["accepted"], code.is_empty(), "{name}: {input}");
            assert!(
                code.is_empty() || error_codes(input).contains(&code),
                "{name}: expected {code}: {input}"
            );
        }
    }
    assert!(seen.len() >= 20, "{seen:?}");
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
