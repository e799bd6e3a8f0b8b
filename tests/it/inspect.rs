//! `avstem inspect` on every published and constructed sample: its format, accepted or refused for a true reason, every
//! figure as the SOURCES.md or README beside it states it, every planted error found. Runs only beside a checkout that has
//! them.
//!
//! The figures of the tables are those of the texts, which other readers than ours have counted; what a text leaves out is
//! left out here.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::world::{Said, avstem, command, files, shared};

/// A sample: file, format, its codes of severity error (each once; none = accepted), and the totals that the source states.
struct Sample(&'static str, &'static str, &'static [&'static str], Value);

fn saft_samples() -> Vec<Sample> {
    let agency = json!({"accounts": 17, "customers": 2, "suppliers": 2, "transactions": 16, "lines": 50,
        "debit": "293126.00", "credit": "293126.00"});
    let mut whole = agency.clone();
    whole["journals"] = 3.into();
    let mut broken = whole.clone();
    broken["debit"] = "293127.00".into();
    let broken_codes: &[&str] = &["SAFT002", "SAFT003", "SAFT005", "SAFT009"];
    let ruby_codes: &[&str] = &[
        "SAFT002", "SAFT003", "SAFT004", "SAFT005", "SAFT009", "SAFT010",
    ];
    vec![
        Sample(
            "samples/saf-t/skatteetaten_888888888_2017.xml",
            "saf-t",
            &[],
            json!({"accounts": 22, "customers": 6, "suppliers": 6, "journals": 1, "transactions": 53, "lines": 170,
                "debit": "9487049.35", "credit": "9487049.35"}),
        ),
        Sample(
            "samples/saf-t/ruby_saft_biggest.xml",
            "saf-t",
            ruby_codes,
            json!({"accounts": 2, "customers": 3, "suppliers": 3, "journals": 2, "transactions": 2, "lines": 3,
                "debit": "598.00", "credit": "716.00"}),
        ),
        // In no namespace: nothing of it is read.
        Sample(
            "samples/saf-t/skatteetaten_1.30_no_namespace.xml",
            "saf-t",
            &["SAFT021"],
            json!({"lines": 0}),
        ),
        Sample(
            "constructed/saf-t/agency_2026_q1.xml",
            "saf-t",
            &[],
            whole.clone(),
        ),
        Sample(
            "constructed/saf-t/agency_2026_q1_broken.xml",
            "saf-t",
            broken_codes,
            broken,
        ),
        // Accounts once, not once per part.
        Sample(
            "constructed/saf-t/split_by_period_3_parts.zip",
            "saf-t",
            &[],
            agency,
        ),
        Sample(
            "constructed/saf-t/split_master_and_entries_2_parts.zip",
            "saf-t",
            &[],
            whole,
        ),
    ]
}

/// Opening, closing, entries, credit, debit, transactions of a statement.
type Figures<'a> = (Option<&'a str>, Option<&'a str>, u64, &'a str, &'a str, u64);

fn statements(list: &[Figures<'_>]) -> Value {
    let one = |(opening, closing, entries, credit, debit, transactions): &Figures<'_>| {
        json!({"opening": opening, "closing": closing, "entries": entries, "sum_credit": credit, "sum_debit": debit,
            "transactions": transactions})
    };
    json!({"statements": list.iter().map(one).collect::<Vec<_>>()})
}

fn camt053_samples() -> Vec<Sample> {
    let empty = |balance| (Some(balance), Some(balance), 0, "0.00", "0.00", 0);
    let table: [(&str, &'static [&'static str], Value); 11] = [
        (
            "no-srbank-camt053-v02-masked.xml",
            &[],
            statements(&[
                empty("0.00"),
                empty("27813.95"),
                (Some("44520.24"), Some("43270.39"), 1, "0.00", "1249.85", 1),
                empty("38.30"),
                empty("0.00"),
            ]),
        ),
        (
            "fi-camt053-v02.xml",
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
        (
            "ch-postfinance-camt053-v04-reversals.xml",
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
        (
            "de-camt053-v02-prcd-wrong-order.xml",
            &[],
            statements(&[(Some("33.06"), Some("23.06"), 4, "1.00", "11.00", 5)]),
        ),
        (
            "ch-camt053-v08-trimmed.xml",
            &["CAMT030", "CAMT035"],
            statements(&[(Some("82721.95"), Some("84515.25"), 3, "563.25", "20.97", 3)]),
        ),
        (
            "us-camt053-v10-dttm-trimmed.xml",
            &["CAMT040"],
            statements(&[(None, Some("606.80"), 1, "195.86", "0.00", 0)]),
        ),
        // Balances of kinds that prove nothing are neither opening nor closing.
        (
            "lt-camt053-v02-opav-clav-only.xml",
            &[],
            statements(&[(None, None, 4, "0.00", "2768.08", 4)]),
        ),
        (
            "nl-camt053-v02-two-statements.xml",
            &[],
            statements(&[
                (Some("18.15"), Some("27.00"), 1, "8.85", "0.00", 1),
                (Some("27.00"), Some("20.00"), 1, "0.00", "7.00", 1),
            ]),
        ),
        (
            "nl-camt053-v02-three-decimals.xml",
            &["CAMT030"],
            statements(&[(Some("18.15"), Some("27.05"), 1, "8.85", "0.00", 1)]),
        ),
        (
            "gb-camt053-v02-dttm-no-closing.xml",
            &[],
            statements(&[(Some("5442.09"), None, 0, "0.00", "0.00", 0)]),
        ),
        (
            "cz-camt053-v02-prcd.xml",
            &[],
            statements(&[(Some("1000.00"), Some("2000.00"), 2, "1500.00", "500.00", 2)]),
        ),
    ];
    below("samples/camt", "camt.053", table)
}

fn camt054_samples() -> Vec<Sample> {
    let one = |entries: u64, net: &str, transactions: u64| json!({"notifications": [{"entries": entries, "net": net, "transactions": transactions}]});
    let table: [(&str, &'static [&'static str], Value); 4] = [
        // Net of all by the ISO rule; the summary agrees only with the other convention.
        (
            "fi-camt054-v02-info-reversal.xml",
            &["CAMT031"],
            one(6, "369.95", 13),
        ),
        (
            "ch-postfinance-camt054-v04-batch-qrr.xml",
            &[],
            one(1, "1692.22", 2),
        ),
        (
            "ch-postfinance-camt054-v04-return.xml",
            &[],
            one(1, "500.00", 1),
        ),
        // No booking date.
        (
            "intl-camt054-v08-uetr.xml",
            &["CAMT036"],
            one(1, "-200000.00", 1),
        ),
    ];
    below("samples/camt", "camt.054", table)
}

fn mt940_samples() -> Vec<Sample> {
    let of = |statements: u64, entries: u64| json!({"count": statements, "entries": entries});
    let from_to = |statements: u64, entries: u64, first: &str, last: &str| json!({"count": statements, "entries": entries, "first": first, "last": last});
    let table: [(&str, &'static [&'static str], Value); 8] = [
        (
            "no-danskebank-13stmts.sta",
            &[],
            from_to(13, 24, "94372951.20", "96755600.22"),
        ),
        (
            "fi-danskebank.sta",
            &[],
            from_to(1, 6, "54484.04", "53126.94"),
        ),
        ("de-26stmts-rc-intermediate.sta", &[], of(26, 97)),
        ("de-umlaut-in-tag20.sta", &[], of(2, 4)),
        (
            "de-latin1-31-november.sta",
            &[],
            from_to(1, 2, "2187.95", "4387.95"),
        ),
        (
            "de-sparkasse-rd-unbalanced.sta",
            &["MT940010"],
            json!({"count": 1, "entries": 1, "first": "931052.29", "last": "931304.50", "net": "1027.25"}),
        ),
        (
            "de-sparkasse-rc-unbalanced.sta",
            &["MT940010"],
            json!({"count": 1, "entries": 1, "first": "931052.29", "last": "931304.50", "net": "-1027.25"}),
        ),
        // The second does not go on from the first, nor does it balance.
        (
            "nl-knab-swift-blocks-no-comma.sta",
            &["MT940010", "MT940014"],
            statements(&[
                (Some("0.00"), Some("500.00"), 1, "500.00", "0.00", 0),
                (Some("3058.98"), Some("798.98"), 2, "500.00", "7260.00", 0),
            ]),
        ),
    ];
    below("samples/mt940", "mt940", table)
}

fn payment_samples() -> Vec<Sample> {
    let cremul: [(&str, &'static [&'static str], Value); 4] = [
        (
            "no-kid-230-one-payment.dat",
            &[],
            json!({"messages": 1, "lines": 1, "amount": "250.00"}),
        ),
        (
            "no-455-doc380-one-payment.dat",
            &[],
            json!({"messages": 1, "lines": 1, "amount": "2535.06"}),
        ),
        (
            "no-455-international-4-lines.dat",
            &[],
            json!({"messages": 1, "lines": 4, "amount": "980.21"}),
        ),
        (
            "no-455-three-lines-una-dot.txt",
            &["EDI001"],
            json!({"messages": 1, "lines": 3, "amount": "36377.40"}),
        ),
    ];
    let payments = |payments: u64, amount: &str| json!({"payments": payments, "amount": amount});
    let pain001: [(&str, &'static [&'static str], Value); 5] = [
        (
            "mock-pain001-v09-four-payments.xml",
            &[],
            payments(4, "20630.75"),
        ),
        (
            "mock-pain001-v03-four-payments.xml",
            &[],
            payments(4, "20630.75"),
        ),
        (
            "mock-pain001-broken-ctrlsum.xml",
            &["PAIN131"],
            payments(4, "20630.75"),
        ),
        (
            "mock-pain001-broken-nboftxs.xml",
            &["PAIN130"],
            payments(4, "20630.75"),
        ),
        (
            "ch-pain001-v03-musterfile.xml",
            &["PAIN130"],
            payments(8, "38.00"),
        ),
    ];
    let status = |group: Option<&str>, by_status: Value| {
        let transactions: u64 = by_status
            .as_object()
            .into_iter()
            .flat_map(|map| map.values())
            .filter_map(Value::as_u64)
            .sum();
        json!({"group_status": group, "transactions": transactions, "by_status": by_status})
    };
    let pain002: [(&str, &'static [&'static str], Value); 4] = [
        (
            "ch-pain002-v03-group-actc.xml",
            &[],
            status(Some("ACTC"), json!({})),
        ),
        (
            "ch-pain002-v03-group-rjct-am10.xml",
            &[],
            status(Some("RJCT"), json!({})),
        ),
        (
            "ch-pain002-v03-pmtinf-accp.xml",
            &[],
            status(None, json!({})),
        ),
        (
            "sepa-pain002-v10-part.xml",
            &[],
            status(Some("PART"), json!({"ACCP": 1, "RJCT": 1})),
        ),
    ];
    let mut all = below("samples/cremul", "cremul", cremul);
    all.extend(below("samples/pain", "pain.001", pain001));
    all.extend(below("samples/pain", "pain.002", pain002));
    all.extend(ocr_samples());
    all
}

fn ocr_samples() -> Vec<Sample> {
    let ocr = |transactions: u64, amount: &str| json!({"transmissions": 1, "assignments": 1, "transactions": transactions, "amount": amount});
    let ocr_giro: [(&str, &'static [&'static str], Value); 5] = [
        (
            "netsgiro_ocr_giro_transactions.txt",
            &[],
            ocr(20, "51449.00"),
        ),
        ("java_netsgiro_ocr3.txt", &[], ocr(1, "440.00")),
        ("vendor_doc_example.txt", &[], ocr(1, "3312.00")),
        (
            "netsgiro_avtalegiro_payment_request.txt",
            &[],
            ocr(6, "6.00"),
        ),
        ("netsgiro_quickstart_request.txt", &[], ocr(1, "5244.63")),
    ];
    below("samples/ocr", "ocr-giro", ocr_giro)
}

fn telepay_samples() -> Vec<Sample> {
    let published: [(&str, &'static [&'static str], Value); 3] = [
        // Its two invoices are in different currencies: a sum of them would say nothing.
        (
            "telepaylib_foreign.txt",
            &[],
            json!({"kind": "sent", "batches": 1, "payments": 2, "rejected": 0}),
        ),
        (
            "telepaylib_generated.TPY",
            &["TPAY003", "TPAY005"],
            json!({"kind": "sent", "batches": 1}),
        ),
        (
            "hoopla_testinput_proper",
            &["TPAY003", "TPAY011", "TPAY012", "TPAY016"],
            json!({"kind": "sent", "batches": 1, "payments": 1, "amount": "5000000.00"}),
        ),
    ];
    let of = |kind: &str, rejected: u64| json!({"kind": kind, "batches": 1, "payments": 2, "amount": "1430.00", "rejected": rejected});
    let constructed: [(&str, &'static [&'static str], Value); 5] = [
        ("sent.txt", &[], of("sent", 0)),
        ("mottaksretur.txt", &[], of("mottaksretur", 0)),
        ("avregningsretur.txt", &[], of("avregningsretur", 0)),
        (
            "avregningsretur_cancelled.txt",
            &[],
            of("avregningsretur", 2),
        ),
        // The whole batch is refused, also the payment that is not at fault.
        ("avvisningsretur.txt", &[], of("avvist", 2)),
    ];
    let mut all = below("samples/telepay", "telepay", published);
    all.extend(below("constructed/telepay", "telepay", constructed));
    all
}

fn gl07_samples() -> Vec<Sample> {
    let of = |vouchers: u64, lines: u64, sum: &str| json!({"batches": 1, "vouchers": vouchers, "lines": lines, "debit": sum, "credit": sum});
    let faulty: &[&str] = &[
        "AGR001", "AGR005", "AGR009", "AGR020", "AGR021", "AGR022", "AGR023",
    ];
    let published: [(&str, &'static [&'static str], Value); 1] = [(
        "sfab_gateway_example_transaction.xml",
        &[],
        of(4, 15, "42763.25"),
    )];
    let constructed: [(&str, &'static [&'static str], Value); 8] = [
        ("gl07_2060_right_crlf.dat", &[], of(4, 15, "66257.50")),
        ("gl07_2060_left_lf.dat", &[], of(4, 15, "66257.50")),
        ("gl07_2059_right_lf.dat", &[], of(4, 15, "66257.50")),
        ("gl07_2060_dcflag.dat", &[], of(1, 6, "51345.00")),
        ("abw_2011.xml", &[], of(4, 15, "66257.50")),
        ("abw_2011_no_voucher_no.xml", &[], of(4, 15, "66257.50")),
        ("abw_2005.xml", &[], of(4, 15, "66257.50")),
        (
            "gl07_2060_faulty.dat",
            faulty,
            json!({"batches": 1, "vouchers": 8, "lines": 16}),
        ),
    ];
    let mut all = below("samples/gl07", "gl07", published);
    all.extend(below("constructed/gl07", "gl07", constructed));
    // The same lines as a table with the internal names.
    all.push(Sample(
        "constructed/gl07/gl07_internal_names.csv",
        "delimited",
        &[],
        json!({"rows": 15, "kind": "gl07", "sums": {"amount": "0.00", "cur_amount": "0.00"}}),
    ));
    all
}

fn k27_samples() -> Vec<Sample> {
    let beside = || json!({"rows": 0, "amount": "0.00", "by_benefit": {}});
    let table: [(&str, &'static [&'static str], Value); 8] = [
        (
            "order_json_2026_valid.json",
            &[],
            json!({"rows": 6, "amount": "9093.00"}),
        ),
        (
            "order_json_2025-11-04_first.json",
            &[],
            json!({"rows": 6, "amount": "59430.00"}),
        ),
        (
            "api_doc_example_ref-arbg.csv",
            &[],
            json!({"rows": 2, "amount": "100.00"}),
        ),
        (
            "derived_974600013_ref-arbg_2025-10-28.csv",
            &[],
            json!({"rows": 6, "amount": "9093.00"}),
        ),
        (
            "worked/we1_per_office_2016-06.csv",
            &[],
            json!({"rows": 5, "amount": "33055.50",
            "by_benefit": {"2": "20000.00", "4": "20345.00", "9": "4210.50", "A": "-11500.00"}}),
        ),
        (
            "worked/we2_national_2025-06.csv",
            &[],
            json!({"rows": 6, "amount": "46959.75", "by_benefit": {"2": "30000.00",
            "4": "15000.00", "A": "-5000.00", "F": "1200.00", "H": "2448.00", "Z": "3311.75"}}),
        ),
        ("api_doc_example_metadata.json", &[], beside()),
        ("worked/we2_national_2025-06.meta.json", &[], beside()),
    ];
    below("samples/k27", "k27", table)
}

/// Rows of one folder and one format.
fn below<const N: usize>(
    folder: &str,
    format: &'static str,
    table: [(&str, &'static [&'static str], Value); N],
) -> Vec<Sample> {
    let row = |(name, codes, totals)| {
        Sample(
            Box::leak(format!("{folder}/{name}").into_boxed_str()),
            format,
            codes,
            totals,
        )
    };
    table.into_iter().map(row).collect()
}

fn samples() -> Vec<Sample> {
    [
        saft_samples(),
        camt053_samples(),
        camt054_samples(),
        mt940_samples(),
        payment_samples(),
        telepay_samples(),
        gl07_samples(),
        k27_samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is no format of ours, with the code that says so: what the samples are, answers to worked examples, another report.
fn stranger(name: &str) -> Option<&'static str> {
    let is_text = name.ends_with("SOURCES.md")
        || name.ends_with("README.md")
        || name.ends_with(".expected.json");
    if is_text {
        Some("INGEST002")
    } else if name.ends_with("t14_order_several_units.xml") {
        Some("INGEST018")
    } else {
        None
    }
}

/// Whether every value of `stated` stands in `found` too; an empty object states that there is nothing.
fn includes(found: &Value, stated: &Value) -> bool {
    match (found, stated) {
        (Value::Object(found), Value::Object(stated)) if stated.is_empty() => found.is_empty(),
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

/// Øre of a decimal text with two decimals.
fn ore(amount: &Value) -> i128 {
    let text = amount.as_str().expect("an amount");
    text.replace('.', "").parse().expect("two decimals")
}

fn decimal(ore: i128) -> String {
    let sign = if ore < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", ore.abs() / 100, ore.abs() % 100)
}

/// The totals, and what the sources sum up where the totals have a list.
fn summed(totals: &Value) -> Value {
    let mut totals = totals.clone();
    for name in ["statements", "notifications"] {
        let Some(list) = totals.get_mut(name).and_then(Value::as_array_mut) else {
            continue;
        };
        let (mut net, mut entries) = (0, 0);
        for one in list.iter_mut() {
            let of_one = ore(&one["sum_credit"]) - ore(&one["sum_debit"]);
            one["net"] = decimal(of_one).into();
            net += of_one;
            entries += one["entries"].as_u64().expect("a count");
        }
        let edge =
            |one: Option<&Value>, name: &str| one.map_or(Value::Null, |one| one[name].clone());
        let (first, last, count) = (
            edge(list.first(), "opening"),
            edge(list.last(), "closing"),
            list.len(),
        );
        totals["count"] = count.into();
        totals["entries"] = entries.into();
        totals["net"] = decimal(net).into();
        totals["first"] = first;
        totals["last"] = last;
    }
    totals
}

/// Opening and entries give the closing balance, by our own addition.
fn balances(statement: &Value) -> bool {
    if statement["opening"].is_null() || statement["closing"].is_null() {
        return true;
    }
    ore(&statement["opening"]) + ore(&statement["sum_credit"]) - ore(&statement["sum_debit"])
        == ore(&statement["closing"])
}

/// `avstem inspect --json`, in the shape that programs rely on.
pub(crate) fn inspect(path: &Path) -> Value {
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

/// Codes of severity error, each once.
pub(crate) fn error_codes(json: &Value) -> Vec<&str> {
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
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for Sample(name, format, codes, totals) in samples() {
        assert!(seen.insert(name.to_owned()), "{name} is there twice");
        let json = inspect(&formats.join(name));
        let found = error_codes(&json);
        let summed = summed(&json["totals"]);
        if json["format"] != format
            || json["accepted"] != codes.is_empty()
            || found != codes
            || !includes(&summed, &totals)
        {
            wrong.push(format!(
                "{name}: expected {format} {codes:?} {totals}, found {} {found:?} {summed}",
                json["format"]
            ));
        }
        let statements = json["totals"]["statements"]
            .as_array()
            .into_iter()
            .flatten();
        for statement in statements.filter(|_| codes.is_empty()) {
            assert!(balances(statement), "{name}: {statement}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A sample that is added later is not forgotten, and what is no sample is no format.
    for folder in ["samples", "constructed"] {
        for file in files(&formats.join(folder)) {
            let name = format!("{folder}/{file}");
            let Some(code) = stranger(&name) else {
                assert!(seen.contains(&name), "{name} is in no table");
                continue;
            };
            let json = inspect(&formats.join(&name));
            assert_eq!(error_codes(&json), [code], "{name}");
            assert_eq!(
                (&json["format"], &json["totals"]),
                (&Value::Null, &json!({})),
                "{name}"
            );
        }
    }
}

/// Errors that are known: code, line (0 = any), words of the message.
type Planted = &'static [(&'static str, u64, &'static str)];

/// Files with errors that are known.
const PLANTED: [(&str, Planted); 8] = [
    (
        "constructed/saf-t/agency_2026_q1_broken.xml",
        &[
            (
                "SAFT002",
                0,
                "expected 17 transactions as declared, found 16",
            ),
            ("SAFT005", 0, "transaction LO-1002"),
            (
                "SAFT003",
                0,
                "expected lines of 293126.00 as declared in TotalDebit, found 293127.00",
            ),
            ("SAFT006", 0, "account 2600"),
            ("SAFT007", 0, "0.35"),
            ("SAFT009", 0, "account 3039"),
            ("SAFT006", 0, "account 3030"),
            ("SAFT009", 0, "supplier 59999"),
            (
                "SAFT009",
                0,
                "analysis value A/100999 in the master data, found it on lines only (uses: 2)",
            ),
            ("SAFT006", 0, "account 5000"),
        ],
    ),
    (
        "constructed/gl07/gl07_2060_faulty.dat",
        &[
            ("AGR005", 1, "voucher HB 1 to sum to 0.00, found 1.00"),
            ("AGR023", 3, "\"XX\""),
            // Its voucher is not said to be out of balance as well: what a line that cannot be read holds is not known.
            ("AGR020", 5, "as amount"),
            ("AGR021", 7, "20260231"),
            ("AGR009", 9, "currency"),
            ("AGR009", 12, "apar_id"),
            ("AGR009", 12, "ext_inv_ref"),
            ("AGR009", 12, "due_date"),
            ("AGR009", 12, "responsible"),
            ("AGR009", 13, "account"),
            ("AGR001", 14, "found 1000"),
            // A period that does not exist is not compared with the voucher's other one.
            ("AGR022", 15, "202616"),
        ],
    ),
    (
        "samples/pain/mock-pain001-broken-ctrlsum.xml",
        &[(
            "PAIN131",
            9,
            "20630.00 as CtrlSum of the file states, found payments of 20630.75",
        )],
    ),
    (
        "samples/pain/mock-pain001-broken-nboftxs.xml",
        &[(
            "PAIN130",
            8,
            "expected 5 payments as NbOfTxs of the file states, found 4",
        )],
    ),
    (
        "samples/mt940/de-sparkasse-rd-unbalanced.sta",
        &[(
            "MT940010",
            8,
            "932079.54 (931052.29 and lines of 1027.25), found 931304.50",
        )],
    ),
    (
        "samples/mt940/de-sparkasse-rc-unbalanced.sta",
        &[(
            "MT940010",
            8,
            "930025.04 (931052.29 and lines of -1027.25), found 931304.50",
        )],
    ),
    (
        "samples/mt940/nl-knab-swift-blocks-no-comma.sta",
        &[
            ("MT940014", 15, "expected the opening balance 500.00"),
            ("MT940024", 19, "comma"),
            ("MT940010", 22, "the difference is 4500.00"),
        ],
    ),
    (
        "samples/cremul/no-455-three-lines-una-dot.txt",
        &[
            (
                "EDI001",
                54,
                "expected 53 segments in the message as read, found \"55\" stated",
            ),
            // Accounts that the publisher changed.
            ("EDI007", 12, "0043"),
            ("EDI007", 26, "0043"),
            ("EDI007", 27, "5678"),
            ("EDI007", 40, "0043"),
            ("EDI007", 43, "6789"),
            ("EDI007", 49, "4321"),
        ],
    ),
];

#[test]
fn every_planted_error_is_found() {
    let Some(formats) = shared("formats") else {
        return;
    };
    for (name, planted) in PLANTED {
        let json = inspect(&formats.join(name));
        let diagnostics = json["diagnostics"].as_array().expect("a list");
        for (code, line, words) in planted {
            let found = diagnostics.iter().any(|d| {
                d["code"] == *code
                    && (*line == 0 || d["line"] == *line)
                    && d["message"].as_str().is_some_and(|m| m.contains(words))
            });
            assert!(found, "{name}: {code} {line} {words}: {diagnostics:#?}");
        }
        assert_eq!(
            diagnostics.len(),
            planted.len(),
            "{name}: nothing else is wrong: {diagnostics:#?}"
        );
    }
}

/// The lines of `inspect --json` on these files and folders, by the digest of the file.
fn lines(paths: &[PathBuf]) -> BTreeMap<(String, String), String> {
    let said = Said::of(
        &command()
            .args(["inspect", "--json"])
            .args(paths)
            .output()
            .expect("the program starts"),
    )
    .expect(1);
    let lines = said.stdout.lines().map(|line| {
        let json: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| json[name].as_str().expect("a text").to_owned();
        ((text("sha256"), text("file")), line.to_owned())
    });
    lines.collect()
}

#[test]
fn the_order_of_files_and_folders_changes_nothing() {
    let Some(formats) = shared("formats") else {
        return;
    };
    let folders: Vec<PathBuf> = ["samples", "constructed"]
        .iter()
        .flat_map(|kind| {
            let below = fs::read_dir(formats.join(kind)).expect("a folder");
            below.map(|entry| entry.expect("an entry").path())
        })
        .collect();
    let whole = lines(&[formats.join("samples"), formats.join("constructed")]);
    let mut singles: Vec<PathBuf> = Vec::new();
    for kind in ["samples", "constructed"] {
        let folder = formats.join(kind);
        singles.extend(files(&folder).iter().map(|name| folder.join(name)));
    }
    assert_eq!(whole.len(), singles.len(), "one line per file");
    assert_eq!(lines(&folders), whole);
    let backwards: Vec<PathBuf> = folders.into_iter().rev().collect();
    assert_eq!(lines(&backwards), whole);
    singles.reverse();
    let half = singles.split_off(singles.len() / 2);
    singles.splice(0..0, half);
    assert_eq!(lines(&singles), whole);
}

/// A pinned format is the one that reads, whatever the content looks like: its own file as before, another's refused.
#[test]
fn a_pinned_format_decides() {
    let Some(formats) = shared("formats") else {
        return;
    };
    let mut of_each: BTreeMap<&str, PathBuf> = BTreeMap::new();
    for Sample(name, format, codes, _) in samples() {
        let is_zip = Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "zip");
        if codes.is_empty() && !is_zip {
            of_each.entry(format).or_insert_with(|| formats.join(name));
        }
    }
    assert_eq!(of_each.len(), 12, "{of_each:?}");
    let pinned = |path: &Path, format: &str| {
        avstem(&[
            Path::new("inspect"),
            Path::new("--json"),
            path,
            Path::new("--format"),
            Path::new(format),
        ])
    };
    let mut wrong = Vec::new();
    for (own, path) in &of_each {
        for format in of_each
            .keys()
            .copied()
            .chain(["delimited", "xlsx", "parquet"])
        {
            let said = pinned(path, format).expect(i32::from(format != *own));
            let json = said.json();
            if format == *own {
                assert_eq!(json, inspect(path), "{own}");
            } else if json["format"] != format || error_codes(&json).is_empty() {
                wrong.push(format!("{} as {format}: {json}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
