//! NAV settlement report: corpus, error gallery, properties, published samples.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufReader, Read};
use std::path::Path;

use chrono::NaiveDate;
use domain::{Diagnostic, Ore, Position, Severity};
use formats::FormatId;
use formats::k27::record::{
    Control, Digits, File, Form, Header, Metadata, Person, Record, Refund, Regime, Totals,
    UnitControl,
};
use formats::k27::{
    BENEFITS, Group, Options, Profile, benefit, error, parse, payment_date_from_name, read,
    sidecar_of, sniff, stranger, write,
};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn sidecar(name: &str) -> File {
    let bytes = &gallery::files("k27/ok")[name];
    let parsed = parse(bytes, &Options::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.value
}

fn control(name: &str) -> Control {
    match sidecar(name) {
        File::Control(control) => control,
        other => panic!("{other:?}"),
    }
}

/// Options of corpus files by the words in their name.
fn options_for(name: &str) -> Options {
    let mut options = Options::default();
    if name.contains("k37") {
        options.profile = Profile::K37Legacy;
    }
    if let Some((_, date)) = name.split_once("paid-") {
        options.payment_date = Some(day(&date[..10]));
    }
    if name.contains("with-control") {
        options.control = Some(control("control.json"));
    }
    if name.contains("with-units") {
        options.control = Some(control("control-units.json"));
    }
    if name.contains("with-metadata") {
        let File::Metadata(metadata) = sidecar("metadata.json") else {
            panic!("metadata");
        };
        options.metadata = Some(metadata);
    }
    options
}

fn read_with(bytes: &[u8], options: &Options) -> (Vec<Record>, Totals, Vec<Diagnostic>) {
    let mut records = Vec::new();
    let result = read(bytes, options, &mut |record| records.push(record));
    (records, result.totals, result.diagnostics)
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn codes_of(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code).collect()
}

fn render_totals(totals: &Totals) -> String {
    let mut text = format!(
        "{} {} {}: rows {} amount {} positive {} negative {} regime {} repeated {}\n",
        totals.form.as_str(),
        totals.version,
        totals.encoding,
        totals.rows,
        totals.amount,
        totals.sum_positive,
        totals.sum_negative,
        totals.regime.as_str(),
        totals.repeated_rows
    );
    let _ = writeln!(
        text,
        "employer {:?} account {:?} paid {:?} report {:?} declared {:?} lines {:?} key {:032x}",
        totals.employer,
        totals.bank_account,
        totals.payment_date,
        totals.report_id,
        totals.declared_total,
        totals.declared_lines,
        totals.content_key
    );
    for (code, sum) in &totals.by_benefit {
        let _ = writeln!(text, "benefit {code} {sum}");
    }
    for (unit, sum) in &totals.by_unit {
        let _ = writeln!(text, "unit {unit} {sum}");
    }
    text
}

fn render(name: &str, bytes: &[u8]) -> String {
    let (records, totals, diagnostics) = read_with(bytes, &options_for(name));
    let mut text = render_totals(&totals);
    for record in &records {
        let _ = match record {
            Record::Refund(r) => writeln!(
                text,
                "refund {} at {}:{} byte {}: unit {} employer {} subunit {} benefit {} {:?} person *{} name {:?} raw {:?} \
                 {:?} to {:?} max {:?} account {} amount {} reserved {}",
                r.position.record,
                r.position.line,
                r.position.column,
                r.position.byte,
                r.unit,
                r.employer,
                r.subunit,
                r.benefit,
                r.benefit_text,
                &r.person.as_str()[9..],
                r.person_name,
                r.person_name_raw,
                r.period_from,
                r.period_to,
                r.max_date,
                r.bank_account,
                r.amount,
                r.reserved_amount
            ),
            other => writeln!(text, "{other:?}"),
        };
    }
    text + &gallery::diagnostics(&diagnostics)
}

/// The name of a corpus file by its contents, because options go by the name.
fn name_of<'a>(files: &'a BTreeMap<String, Vec<u8>>, bytes: &[u8]) -> &'a str {
    files.iter().find(|(_, b)| *b == bytes).unwrap().0
}

#[test]
fn corpus() {
    let ok = gallery::files("k27/ok");
    gallery::compare("k27/ok", |bytes| {
        let name = name_of(&ok, bytes);
        assert!(
            is_accepted(&read_with(bytes, &options_for(name)).2),
            "{name}"
        );
        render(name, bytes)
    });
    let err = gallery::files("k27/err");
    gallery::compare("k27/err", |bytes| {
        let name = name_of(&err, bytes);
        gallery::diagnostics(&read_with(bytes, &options_for(name)).2)
    });
}

struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        self.0.read(buffer)
    }
}

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, bytes) in gallery::files("k27/err") {
        let diagnostics = read_with(&bytes, &options_for(&name)).2;
        gallery::assert_form(&diagnostics);
        let code = format!("K27{}", &name[3..6]);
        assert!(
            diagnostics.iter().any(|d| d.code == code),
            "{name} does not raise {code}"
        );
        raised.extend(codes_of(&diagnostics));
    }
    let noise = read_with(&b"x\n".repeat(5000), &Options::default()).2;
    let last = noise.last().unwrap();
    assert_eq!(
        (noise.len(), last.code),
        (formats::MAX_DIAGNOSTICS, "K27213")
    );
    raised.extend(codes_of(&noise));
    let mut refund = refund_of("one-row.csv");
    refund.amount = Ore(1_000_000_000_000_000);
    let large = write(&File::Csv(vec![refund; 9_224])).unwrap();
    let large = read_with(&large, &Options::default()).2;
    assert!(!is_accepted(&large));
    raised.extend(codes_of(&large));
    let small = Options {
        max_json_bytes: 100,
        ..Options::default()
    };
    let order = &gallery::files("k27/ok")["order.json"];
    assert_eq!(codes_of(&read_with(order, &small).2), ["K27207"]);
    raised.insert("K27207");
    raised.insert("K27212");
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(raised, declared);
}

#[test]
fn a_failing_stream_is_an_error() {
    let ok = gallery::files("k27/ok");
    for name in ["national.csv", "order.json", "metadata.json"] {
        for length in [0, 1, 129, 300, 387] {
            let bytes = &ok[name];
            let input = BufReader::new(Broken(&bytes[..length.min(bytes.len())]));
            let stopped = read(input, &Options::default(), &mut |_| ());
            assert!(
                codes_of(&stopped.diagnostics).contains(&"K27212"),
                "{name} {length}"
            );
        }
    }
    let stopped = read(
        BufReader::new(Broken(b"<x>")),
        &Options::default(),
        &mut |_| (),
    );
    assert_eq!(codes_of(&stopped.diagnostics), ["K27212"]);
}

#[test]
fn claimed_by_its_own_format() {
    for (name, bytes) in gallery::files("k27/ok") {
        assert_eq!(formats::sniff(&bytes), [FormatId::K27], "{name}");
        assert_eq!(stranger(&bytes), None, "{name}");
    }
    // A head that stops in the middle is known as well.
    let order = &gallery::files("k27/ok")["order.json"];
    assert!(sniff(&order[..400]) && !sniff(&order[..40]));
    for other in [
        "",
        "{",
        "{}",
        "[]",
        "{\"a\":1}",
        "{\"schema\":\"k27-control/2\"}",
        "{\"header\":{\"orgnr\":\"1\"},\"datarec\":[]}",
        "{\"orgnr\":\"1\",\"datoValutert\":\"2025-01-01\",\"type\":\"trekk-kred\"}",
        "a;b;c;d;e;f;g;h;i;j;k;l\n",
    ] {
        assert!(!sniff(other.as_bytes()), "{other}");
    }
}

#[test]
fn other_formats_are_not_claimed() {
    for folder in [
        "camt053",
        "camt054",
        "delimited",
        "edifact",
        "gl07",
        "mt940",
        "ocr-giro",
        "pain001",
        "saf-t",
        "telepay",
    ] {
        for kind in ["ok", "err"] {
            let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
            let path = corpus.join(folder).join(kind);
            if !path.is_dir() {
                continue;
            }
            for (name, bytes) in gallery::contents(&path) {
                assert!(!sniff(&bytes), "{folder}/{kind}/{name}");
                assert_eq!(stranger(&bytes), None, "{folder}/{kind}/{name}");
            }
        }
    }
}

#[test]
fn siblings_are_named() {
    let err = gallery::files("k27/err");
    for (name, expected) in [
        ("k27011-t14.csv", Some("T14 creditor report from NAV")),
        ("k27011-t14.xml", Some("T14 creditor report from NAV")),
        (
            "k27011-metadata-of-t14.json",
            Some("T14 creditor report from NAV"),
        ),
        (
            "k27011-metadata-of-t12.json",
            Some("T12 report on deductions from NAV"),
        ),
        ("k27011-other.xml", None),
    ] {
        assert_eq!(stranger(&err[name]), expected, "{name}");
        assert!(!sniff(&err[name]), "{name}");
    }
    // A row whose unit is no number is neither.
    let ok = &gallery::files("k27/ok")["one-row.csv"];
    let row = [b"H", ok.strip_prefix(b"8020").unwrap()].concat();
    assert!(!sniff(&row) && sniff(ok));
}

fn csv_files() -> impl Iterator<Item = (String, Vec<u8>)> {
    let ok = gallery::files("k27/ok").into_iter();
    ok.filter(|(name, _)| name.ends_with("csv"))
}

/// A CSV cut inside a row is refused, cut in the last line end warned about; cut between rows nothing shows it but a
/// control file.
#[test]
fn truncation_of_a_csv() {
    for (name, bytes) in csv_files() {
        let starts: BTreeSet<usize> = std::iter::once(0)
            .chain(
                bytes
                    .iter()
                    .enumerate()
                    .filter(|(_, b)| **b == b'\n')
                    .map(|(at, _)| at + 1),
            )
            .collect();
        for length in 0..bytes.len() {
            let diagnostics = read_with(&bytes[..length], &Options::default()).2;
            let codes = codes_of(&diagnostics);
            let start = starts.range(..=length).next_back().unwrap();
            let next = starts.range(length + 1..).next().unwrap();
            if length == 0 {
                assert!(codes.contains(&"K27204"), "{name}");
            } else if starts.contains(&length) {
                assert!(is_accepted(&diagnostics), "{name} cut at {length}");
            } else if next - length <= 2 {
                assert!(codes.contains(&"K27109"), "{name} cut at {length}");
                assert!(is_accepted(&diagnostics), "{name} cut at {length}");
            } else {
                assert!(
                    !is_accepted(&diagnostics),
                    "{name} cut at {length} of {start}"
                );
            }
        }
    }
    let bytes = &gallery::files("k27/ok")["national-with-control.csv"];
    let options = options_for("with-control");
    for length in 0..bytes.len() - 2 {
        assert!(
            !is_accepted(&read_with(&bytes[..length], &options).2),
            "cut at {length}"
        );
    }
}

#[test]
fn every_truncation_of_json_is_noticed() {
    for (name, bytes) in gallery::files("k27/ok") {
        if name.ends_with("json") {
            let whole = bytes.trim_ascii_end().len();
            for length in 0..bytes.len() {
                let accepted = is_accepted(&read_with(&bytes[..length], &Options::default()).2);
                assert_eq!(accepted, length >= whole, "{name} cut at {length}");
            }
        }
    }
}

fn amounts(records: &[Record]) -> Vec<i64> {
    let amount = |record: &Record| match record {
        Record::Refund(refund) => Some(refund.amount.0),
        _ => None,
    };
    records.iter().filter_map(amount).collect()
}

/// Every byte, changed to each of a few others: no panic; and if an amount is another, it is noticed where something
/// declares a total.
#[test]
fn changed_bytes_never_change_money_unnoticed() {
    let ok = gallery::files("k27/ok");
    for name in [
        "national-with-control.csv",
        "order.json",
        "order-2025-11-04.json",
    ] {
        let options = options_for(name);
        let expected = amounts(&read_with(&ok[name], &options).0);
        for at in 0..ok[name].len() {
            for byte in [
                b'0',
                b'7',
                b' ',
                b'-',
                b';',
                b'"',
                b'\n',
                0,
                0xff,
                ok[name][at] ^ 1,
            ] {
                let mut changed = ok[name].clone();
                changed[at] = byte;
                let (records, _, diagnostics) = read_with(&changed, &options);
                gallery::assert_form(&diagnostics);
                let same = amounts(&records) == expected;
                assert!(
                    same || !is_accepted(&diagnostics),
                    "{name} byte {at} as {byte}"
                );
            }
        }
    }
}

/// Without a control, a changed byte of a CSV changes money only in the amount column: the rest of the row is not
/// money, and a changed separator is noticed.
#[test]
fn changed_bytes_of_a_bare_csv_change_money_in_its_column_only() {
    let bytes = &gallery::files("k27/ok")["national.csv"];
    let expected = amounts(&read_with(bytes, &Options::default()).0);
    for at in 0..bytes.len() {
        for byte in [
            b'0',
            b'7',
            b' ',
            b'-',
            b';',
            b'\n',
            b'\r',
            0,
            0xff,
            bytes[at] ^ 1,
        ] {
            let mut changed = bytes.clone();
            changed[at] = byte;
            let (records, _, diagnostics) = read_with(&changed, &Options::default());
            let same = amounts(&records) == expected;
            let in_amount = (95..106).contains(&(at % 129));
            assert!(
                same || in_amount || !is_accepted(&diagnostics),
                "byte {at} as {byte}"
            );
        }
    }
}

fn refund_of(name: &str) -> Refund {
    let bytes = &gallery::files("k27/ok")[name];
    let (records, _, _) = read_with(bytes, &Options::default());
    match &records[0] {
        Record::Refund(refund) => refund.clone(),
        other => panic!("{other:?}"),
    }
}

/// No person number, name or whole account number in anything that is said.
#[test]
fn diagnostics_are_masked() {
    let persons = [
        "01818012094",
        "04828115745",
        "07838219432",
        "10848323158",
        "16868530514",
    ];
    let others = ["01818012095", "12345678903", "12345678901", "12345678911"];
    let names = [
        "PRØVE",
        "TESTER",
        "FIKTIV",
        "SYNTETISK",
        "EKSEMPEL",
        "PR@VE",
        "tester",
    ];
    for folder in ["k27/ok", "k27/err"] {
        for (name, bytes) in gallery::files(folder) {
            let diagnostics = read_with(&bytes, &options_for(&name)).2;
            let said = gallery::diagnostics(&diagnostics);
            for secret in persons.iter().chain(&others).chain(&names) {
                assert!(!said.contains(secret), "{name} says {secret}");
            }
        }
    }
    let refund = refund_of("national.csv");
    assert!(!format!("{:?}", refund.person).contains("0181"));
}

#[test]
fn canonical_files_are_written_as_they_were() {
    let ok = gallery::files("k27/ok");
    for (name, bytes) in &ok {
        if matches!(
            name.as_str(),
            "order-header-last.json" | "order-2025-11-04.json" | "metadata-short.json"
        ) {
            continue;
        }
        let parsed = parse(bytes, &options_for(name));
        assert_eq!(write(&parsed.value).unwrap(), *bytes, "{name}");
    }
    // Damaged letters are written as they were read.
    let damaged = &gallery::files("k27/err")["k27208-damaged-letters.csv"];
    let parsed = parse(damaged, &Options::default());
    assert_eq!(write(&parsed.value).unwrap(), *damaged);
}

#[test]
fn an_order_becomes_the_report_that_nav_makes_of_it() {
    let ok = gallery::files("k27/ok");
    let File::Order(_, refunds) = parse(&ok["order.json"], &Options::default()).value else {
        panic!("an order");
    };
    assert_eq!(write(&File::Csv(refunds)).unwrap(), ok["national.csv"]);
}

/// The same report in another order, form or padding has the same key; another date, row or employer another.
#[test]
fn content_keys() {
    let ok = gallery::files("k27/ok");
    let dated = options_for("paid-2025-06-02");
    let key = |bytes: &[u8], options: &Options| read_with(bytes, options).1.content_key;
    let expected = key(&ok["national.csv"], &dated);
    assert_eq!(key(&ok["national-with-control.csv"], &dated), expected);
    assert_eq!(key(&ok["order.json"], &Options::default()), expected);
    let unpadded = String::from_utf8_lossy(&ok["national.csv"]).replace("ANNE               ", "");
    assert_eq!(key(unpadded.as_bytes(), &dated), expected);
    let text = String::from_utf8_lossy(&ok["national.csv"]).into_owned();
    let others = [
        text.replacen("0001500000 ", "0001500001 ", 1),
        text.replacen(";4;", ";5;", 1),
        text.replacen("01818012094", "04828115745", 1),
        text.replacen("20260213", "20260214", 1),
        text.replace("12345678903", "12345678911"),
        text.replace("310000019;", "313000028;"),
        text.repeat(2),
    ];
    let mut keys: BTreeSet<u128> = others
        .iter()
        .map(|text| key(text.as_bytes(), &dated))
        .collect();
    keys.insert(key(&ok["national.csv"], &Options::default()));
    keys.insert(expected);
    assert_eq!(keys.len(), others.len() + 2);
}

#[test]
fn benefit_codes() {
    let codes: String = BENEFITS.iter().map(|benefit| benefit.code).collect();
    assert_eq!(codes, "123456789AEFGHIJKMYZ");
    let holiday: String = BENEFITS
        .iter()
        .filter(|benefit| benefit.holiday_pay)
        .map(|benefit| benefit.code)
        .collect();
    assert_eq!(holiday, "EFGHIJKM");
    let parental: String = BENEFITS
        .iter()
        .filter(|benefit| benefit.group == Group::Parental)
        .map(|benefit| benefit.code)
        .collect();
    assert_eq!(parental, "123EFG");
    assert!(benefit('4', Some(day("2016-11-26"))).is_some());
    assert!(benefit('4', Some(day("2016-11-25"))).is_none());
    assert!(benefit('A', None).unwrap().correction && benefit('B', None).is_none());
}

#[test]
fn regimes_follow_units_unless_told() {
    let ok = gallery::files("k27/ok");
    let table = [
        ("national.csv", None, Regime::National),
        ("national.csv", Some(Regime::PerOffice), Regime::PerOffice),
        ("per-office.csv", None, Regime::PerOffice),
        ("per-office.csv", Some(Regime::National), Regime::National),
        ("k37.csv", None, Regime::PerOffice),
    ];
    for (name, regime, expected) in table {
        let options = Options {
            regime,
            ..options_for(name)
        };
        let (_, totals, diagnostics) = read_with(&ok[name], &options);
        assert_eq!(totals.regime, expected, "{name}");
        let said = codes_of(&diagnostics).contains(&"K27112");
        assert_eq!(said, regime == Some(Regime::National), "{name}");
    }
}

/// The published samples, beside the repository; `None` (and a printed line) if they are not there.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn samples(folder: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/formats/samples/k27")
        .join(folder);
    if !path.is_dir() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(gallery::contents(&path))
}

#[test]
fn published_samples_have_their_known_figures() {
    let Some(samples) = samples("") else {
        return;
    };
    assert_eq!(samples.len(), 6);
    let table = [
        ("order_json_2026_valid.json", Form::Order, "R3", 6, 909_300),
        (
            "order_json_2025-11-04_first.json",
            Form::Order,
            "R3-2025-11-04",
            6,
            5_943_000,
        ),
        ("api_doc_example_ref-arbg.csv", Form::Csv, "R1", 2, 10_000),
        (
            "derived_974600013_ref-arbg_2025-10-28.csv",
            Form::Csv,
            "R1",
            6,
            909_300,
        ),
        ("api_doc_example_metadata.json", Form::Metadata, "R4", 0, 0),
    ];
    for (name, form, version, rows, ore) in table {
        let (records, totals, diagnostics) = read_with(&samples[name], &Options::default());
        gallery::assert_form(&diagnostics);
        assert!(is_accepted(&diagnostics), "{name}: {diagnostics:?}");
        assert_eq!(formats::sniff(&samples[name]), [FormatId::K27], "{name}");
        let found = (totals.form, totals.version, totals.rows, totals.amount);
        assert_eq!(found, (form, version, rows, Ore(ore)), "{name}");
        assert_eq!(
            u64::try_from(amounts(&records).len()).unwrap(),
            rows,
            "{name}"
        );
    }
    let order = &samples["order_json_2026_valid.json"];
    let (records, totals, diagnostics) = read_with(order, &Options::default());
    assert_eq!(codes_of(&diagnostics), ["K27116"]);
    assert_eq!(
        (
            totals.payment_date,
            totals.employer,
            totals.bank_account,
            totals.repeated_rows
        ),
        (
            Some(day("2025-10-28")),
            Digits::new("974600013"),
            Digits::new("02470305404"),
            1
        )
    );
    let mut persons: BTreeMap<String, i64> = BTreeMap::new();
    for record in &records {
        if let Record::Refund(refund) = record {
            *persons
                .entry(refund.person.as_str().to_owned())
                .or_default() += refund.amount.0;
        }
    }
    let mut sums: Vec<i64> = persons.into_values().collect();
    sums.sort_unstable();
    assert_eq!(sums, [-990_800, -990_800, -990_600, 1_900_500, 1_981_000]);
    let File::Order(header, refunds) = parse(order, &Options::default()).value else {
        panic!("an order");
    };
    let rewritten = write(&File::Order(header, refunds.clone())).unwrap();
    assert_eq!(rewritten.trim_ascii(), order.trim_ascii());
    let derived = &samples["derived_974600013_ref-arbg_2025-10-28.csv"];
    assert_eq!(write(&File::Csv(refunds)).unwrap(), *derived);
    let old = &samples["order_json_2025-11-04_first.json"];
    let (records, totals, _) = read_with(old, &Options::default());
    assert_eq!(amounts(&records), [990_500; 6]);
    assert_eq!(totals.payment_date, Some(day("2025-10-28")));
    assert_eq!(
        stranger(&samples["t14_order_several_units.xml"]),
        Some("T14 creditor report from NAV")
    );
    assert!(!sniff(&samples["t14_order_several_units.xml"]));
}

/// A figure of a worked example, `"name": 123` anywhere in its `"k27"` object.
fn figure(expected: &str, name: &str) -> i64 {
    let (_, rest) = expected.split_once(&format!("\"{name}\": ")).unwrap();
    let digits = rest.split([',', '\n', '}']).next().unwrap();
    digits.trim().parse().unwrap()
}

#[test]
fn worked_examples_have_their_figures() {
    let Some(samples) = samples("worked") else {
        return;
    };
    let text = |name: &str| String::from_utf8(samples[name].clone()).unwrap();
    let table = [
        (
            "we1_per_office_2016-06.csv",
            "we1.expected.json",
            "2016-06-01",
            Regime::PerOffice,
        ),
        (
            "we2_national_2025-06.csv",
            "we2.expected.json",
            "2025-06-02",
            Regime::National,
        ),
    ];
    for (name, expected, date, regime) in table {
        let expected = text(expected);
        let (_, k27) = expected.split_once("\"k27\": {").unwrap();
        let options = Options {
            payment_date: Some(day(date)),
            ..Options::default()
        };
        let (_, totals, diagnostics) = read_with(&samples[name], &options);
        assert!(is_accepted(&diagnostics), "{name}");
        assert_eq!(totals.regime, regime, "{name}");
        assert_eq!(
            i64::try_from(totals.rows).unwrap(),
            figure(k27, "rows"),
            "{name}"
        );
        assert_eq!(totals.amount.0, figure(k27, "total_ore"), "{name}");
        assert_eq!(
            totals.sum_positive.0 + totals.sum_negative.0,
            totals.amount.0
        );
        let (_, by_code) = k27.split_once("\"by_code_ore\"").unwrap();
        for (code, sum) in &totals.by_benefit {
            assert_eq!(sum.0, figure(by_code, &code.to_string()), "{name} {code}");
        }
        let (_, by_unit) = k27.split_once("\"by_unit_ore\"").unwrap();
        for (unit, sum) in &totals.by_unit {
            assert_eq!(sum.0, figure(by_unit, unit.as_str()), "{name} {unit}");
        }
        let negative = codes_of(&diagnostics).contains(&"K27113");
        assert_eq!(negative, regime == Regime::PerOffice, "{name}");
    }
    let metadata = parse(
        &samples["we2_national_2025-06.meta.json"],
        &Options::default(),
    );
    assert!(metadata.diagnostics.is_empty());
    let File::Metadata(metadata) = metadata.value else {
        panic!("metadata");
    };
    let options = Options {
        metadata: Some(metadata),
        ..Options::default()
    };
    let (_, totals, diagnostics) = read_with(&samples["we2_national_2025-06.csv"], &options);
    assert_eq!(totals.payment_date, Some(day("2025-06-02")));
    assert_eq!(codes_of(&diagnostics), ["K27115"]);
    assert_eq!(
        sidecar_of("we2_national_2025-06.meta.json").unwrap().0,
        "we2_national_2025-06.csv"
    );
    assert!(payment_date_from_name("derived_974600013_ref-arbg_2025-10-28.csv").is_none());
}

#[test]
fn writer_refuses_what_the_format_cannot_say() {
    let ok = gallery::files("k27/ok");
    let good = |name: &str| parse(&ok[name], &Options::default()).value;
    let changes: [fn(&mut Vec<Refund>); 7] = [
        Vec::clear,
        |refunds| refunds[0].employer = Digits::new("313000028").unwrap(),
        |refunds| refunds[1].bank_account = Digits::new("12345678911").unwrap(),
        |refunds| refunds[0].benefit = 'a',
        |refunds| refunds[0].amount = Ore(1_000_000_000_000_001),
        |refunds| refunds[0].max_date = Some(NaiveDate::MAX),
        |refunds| refunds[0].person_name = "\0".into(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let File::Csv(mut refunds) = good("national.csv") else {
            panic!("a CSV");
        };
        change(&mut refunds);
        assert!(write(&File::Csv(refunds)).is_err(), "change {index}");
    }
    let changes: [fn(&mut Header, &mut Vec<Refund>); 5] = [
        |_, refunds| refunds.clear(),
        |header, _| header.declared_total = Ore(1),
        |header, _| header.declared_lines = Some(7),
        |header, _| header.employer = Digits::new("313000028").unwrap(),
        |_, refunds| refunds[0].reserved_amount = Ore(1),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let File::Order(mut header, mut refunds) = good("order.json") else {
            panic!("an order");
        };
        change(&mut header, &mut refunds);
        assert!(
            write(&File::Order(header, refunds)).is_err(),
            "change {index}"
        );
    }
}

const PERSONS: [&str; 5] = [
    "01818012094",
    "04828115745",
    "07838219432",
    "10848323158",
    "16868530514",
];

fn date() -> impl Strategy<Value = NaiveDate> {
    (0_u64..9000).prop_map(|days| day("2010-01-01") + chrono::Days::new(days))
}

prop_compose! {
    fn refund()(
        unit in prop::sample::select(vec!["8020", "0301", "0001"]),
        own_unit in any::<bool>(),
        benefit in prop::sample::select("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars().collect::<Vec<_>>()),
        person in prop::sample::select(PERSONS.to_vec()),
        name in "[a-zæøåÆØÅüA-Z.'-][ a-zæøåÆØÅA-Z.'-]{0,23}[a-zæøåA-Z.]",
        from in prop::option::of(date()),
        to in prop::option::of(date()),
        max in prop::option::of(date()),
        ore in prop_oneof![-9_999_999_999_i64..=9_999_999_999, -500_i64..500, -40_000_000_000_i64..=40_000_000_000],
    ) -> Refund {
        Refund {
            position: Position::default(),
            unit: Digits::new(unit).unwrap(),
            employer: Digits::new("310000019").unwrap(),
            subunit: Digits::new(if own_unit { "310000019" } else { "311000012" }).unwrap(),
            benefit,
            person: Person::new(person).unwrap(),
            person_name: name,
            period_from: from,
            period_to: to,
            max_date: max,
            bank_account: Digits::new("12345678903").unwrap(),
            amount: Ore(ore),
            ..Refund::default()
        }
    }
}

fn file() -> impl Strategy<Value = File> {
    let refunds = || prop::collection::vec(refund(), 1..20);
    let order = (refunds(), date(), any::<bool>(), "[ -~æøå\n]{0,30}").prop_map(
        |(mut refunds, payment_date, has_lines, text)| {
            refunds[0].benefit_text = text;
            let header = Header {
                employer: Digits::new("310000019").unwrap(),
                bank_account: Digits::new("12345678903").unwrap(),
                payment_date,
                declared_total: Ore::sum(refunds.iter().map(|refund| refund.amount)).unwrap(),
                declared_lines: has_lines.then(|| u64::try_from(refunds.len()).unwrap()),
                ..Header::default()
            };
            File::Order(header, refunds)
        },
    );
    let metadata = (
        any::<Option<u64>>(),
        "\\PC{0,20}",
        date(),
        any::<Option<bool>>(),
    )
        .prop_map(|(report_id, employer_name, payment_date, archived)| {
            File::Metadata(Metadata {
                report_id,
                employer: Digits::new("310000019").unwrap(),
                employer_name,
                payment_date,
                bank_account: Digits::new("12345678903").unwrap(),
                created: "2025-06-03T05:10:00Z".into(),
                archived,
            })
        });
    let unit = (
        0_u16..10_000,
        -1_000_000_i64..1_000_000,
        any::<bool>(),
        "\\PC{0,9}",
    );
    let control = (
        prop::collection::vec(unit, 0..5),
        any::<bool>(),
        prop::option::of(date()),
    )
        .prop_map(|(units, has_more, payment_date)| {
            let mut units: Vec<UnitControl> = units
                .into_iter()
                .map(|(unit, ore, paid, payment_ref)| UnitControl {
                    unit: Digits::new(&format!("{unit:04}")).unwrap(),
                    amount: Ore(ore),
                    paid,
                    payment_ref,
                })
                .collect();
            units.sort_by_key(|unit| unit.unit);
            units.dedup_by_key(|unit| unit.unit);
            File::Control(Control {
                employer: has_more.then(|| Digits::new("310000019").unwrap()),
                bank_account: has_more.then(|| Digits::new("12345678903").unwrap()),
                payment_date,
                declared_total: Ore::sum(units.iter().map(|unit| unit.amount))
                    .filter(|_| !units.is_empty()),
                declared_lines: has_more.then_some(7),
                units,
                source: if has_more { "api" } else { "" }.into(),
                file_sha256: if has_more {
                    "0a".repeat(32)
                } else {
                    String::new()
                },
            })
        });
    prop_oneof![refunds().prop_map(File::Csv), order, metadata, control]
}

fn without_positions(mut file: File) -> File {
    if let File::Order(header, _) = &mut file {
        header.position = Position::default();
    }
    if let File::Csv(refunds) | File::Order(_, refunds) = &mut file {
        for refund in refunds {
            refund.position = Position::default();
        }
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_it_writes(file in file()) {
        let bytes = write(&file).unwrap();
        prop_assert_eq!(formats::sniff(&bytes), [FormatId::K27]);
        let parsed = parse(&bytes, &Options::default());
        prop_assert!(parsed.is_accepted(), "{:?}", parsed.diagnostics);
        gallery::assert_form(&parsed.diagnostics);
        prop_assert_eq!(write(&parsed.value).unwrap(), bytes);
        prop_assert_eq!(without_positions(parsed.value), file);
    }

    #[test]
    fn chunks_do_not_matter(file in file(), capacity in 1_usize..200) {
        let bytes = write(&file).unwrap();
        let mut records = Vec::new();
        let reader = BufReader::with_capacity(capacity, &bytes[..]);
        let result = read(reader, &Options::default(), &mut |record| records.push(record));
        let (expected, totals, diagnostics) = read_with(&bytes, &Options::default());
        prop_assert_eq!((records, result.totals, result.diagnostics), (expected, totals, diagnostics));
    }

    /// Every sum is the sum of the rows, and no order of the rows changes one.
    #[test]
    fn sums_are_those_of_the_rows(refunds in prop::collection::vec(refund(), 1..20)) {
        let rows: i64 = refunds.iter().map(|refund| refund.amount.0).sum();
        let bytes = write(&File::Csv(refunds.clone())).unwrap();
        let totals = read_with(&bytes, &Options::default()).1;
        prop_assert_eq!(totals.amount.0, rows);
        prop_assert_eq!(totals.sum_positive.0 + totals.sum_negative.0, rows);
        prop_assert_eq!(totals.by_benefit.values().map(|sum| sum.0).sum::<i64>(), rows);
        prop_assert_eq!(totals.by_unit.values().map(|sum| sum.0).sum::<i64>(), rows);
        let reversed = refunds.into_iter().rev().collect();
        let bytes = write(&File::Csv(reversed)).unwrap();
        prop_assert_eq!(read_with(&bytes, &Options::default()).1, totals);
    }

    #[test]
    fn flipped_bytes_never_panic(at in 0_usize..3000, byte in any::<u8>(), second in 0_usize..3000) {
        for bytes in gallery::files("k27/ok").into_values() {
            let mut changed = bytes;
            let length = changed.len();
            changed[at % length] = byte;
            changed[second % length] = byte.wrapping_add(1);
            let (_, _, diagnostics) = read_with(&changed, &Options::default());
            gallery::assert_form(&diagnostics);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for head in [&b""[..], b"{", b"{\"header\":{\"orgnr\":", b"8020;"] {
            let _ = read_with(&[head, &bytes[..]].concat(), &Options::default());
        }
    }
}
