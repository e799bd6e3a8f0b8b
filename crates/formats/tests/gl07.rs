//! GL07: corpus, error gallery, properties, constructed and published samples.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufReader, Read};
use std::path::Path;

use chrono::NaiveDate;
use domain::identifier::{KidMethod, kid_check_character};
use domain::{Diagnostic, Ore, Parsed, Period, Position, Severity};
use formats::gl07::record::{DcFlag, Field, File, Form, Line, Totals, TransType};
use formats::gl07::{
    Encoding, FIXED_2059, FIXED_2060, Options, SignRule, VoucherNumbers, error, parse, read, sniff,
    write,
};
use proptest::prelude::*;

fn read_with(bytes: &[u8], options: &Options) -> (Vec<Line>, Totals, Vec<Diagnostic>) {
    let mut lines = Vec::new();
    let result = read(bytes, options, &mut |line| lines.push(line));
    (lines, result.totals, result.diagnostics)
}

fn read_all(bytes: &[u8]) -> (Vec<Line>, Totals, Vec<Diagnostic>) {
    read_with(bytes, &Options::default())
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

/// The settings that a file of the corpus is read with, by a word in its name.
fn options_of(name: &str) -> Options {
    let mut options = Options::default();
    if name.contains("blanks-dropped") {
        options.allow_short_records = true;
    }
    if name.contains("numbers-kept") {
        options.voucher_numbers = VoucherNumbers::Kept;
    }
    if name.contains("flag-decides") {
        options.sign = Some(SignRule::Flag);
    }
    if name.contains("iso-8859-1") {
        options.encoding = Some(Encoding::Iso8859_1);
    }
    if name.contains("room-for-one") {
        options.max_open_vouchers = 1;
        options.max_voucher_ranges = 1;
    }
    if name.contains("licence-known") {
        options.currency_licences.insert("14".to_owned());
    }
    options
}

fn render(name: &str, bytes: &[u8]) -> String {
    let (lines, t, diagnostics) = read_with(bytes, &options_of(name));
    let mut text = format!(
        "{} {} interface {} batch {} client {} report client {:?}\n",
        t.version, t.encoding, t.interface, t.batch, t.client, t.report_client
    );
    let periods: Vec<String> = t.periods.iter().map(Period::to_string).collect();
    let _ = writeln!(
        text,
        "batches {} {:?} vouchers {} lines {} transactions {} debit {} credit {} periods {periods:?} error account {} replaced {}",
        t.batches,
        t.batch_ids,
        t.vouchers,
        t.lines,
        t.transactions,
        t.debit,
        t.credit,
        t.error_account_lines,
        t.replaced_value_lines
    );
    for l in &lines {
        let date = |date: Option<NaiveDate>| date.map_or("-".to_owned(), |d| d.to_string());
        let _ = writeln!(
            text,
            "line {} at {}: {}/{}/{} {} {} ({}.{}) {} period {} dated {} value {} due {} account {} dims {} tax {:?} \
             amount {} flag {:?} {} {} {:?}",
            l.position.record,
            l.position.line,
            l.interface,
            l.batch,
            l.client,
            l.voucher_type,
            if l.voucher.is_empty() {
                "-"
            } else {
                &l.voucher
            },
            l.voucher_ordinal,
            l.sequence,
            l.trans_type.as_str(),
            l.period.map_or("-".to_owned(), |p| p.to_string()),
            date(l.voucher_date),
            date(l.trans_date),
            date(l.due_date),
            l.account,
            l.dims.join("|"),
            l.tax_code,
            l.amount,
            l.dc_flag,
            l.currency_amount,
            l.currency,
            l.description
        );
        let more = [
            ("invoice", &l.invoice_number),
            ("reference", &l.external_reference),
            ("kid", &l.kid),
            ("kind", &l.party_kind),
            ("party", &l.party),
            ("status", &l.status),
            ("bank", &l.bank_account),
            ("licence", &l.currency_licence),
            ("order", &l.order_id),
            ("arrival", &l.arrival_id),
        ];
        let others = l.others.iter().map(|(field, text)| (field.name(), text));
        for (name, value) in more
            .into_iter()
            .chain(others)
            .filter(|(_, v)| !v.is_empty())
        {
            let _ = writeln!(text, "  {name} {value:?}");
        }
    }
    text + &gallery::diagnostics(&diagnostics)
}

/// As `gallery::compare`, with the name of the file.
fn compare(folder: &str, render: impl Fn(&str, &[u8]) -> String) {
    let names: BTreeMap<Vec<u8>, String> = gallery::files(folder)
        .into_iter()
        .map(|(name, bytes)| (bytes, name))
        .collect();
    gallery::compare(folder, |bytes| render(&names[bytes], bytes));
}

#[test]
fn corpus() {
    compare("gl07/ok", |name, bytes| {
        let diagnostics = read_with(bytes, &options_of(name)).2;
        assert!(is_accepted(&diagnostics), "{name}: {diagnostics:?}");
        render(name, bytes)
    });
    compare("gl07/err", |name, bytes| {
        gallery::diagnostics(&read_with(bytes, &options_of(name)).2)
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
    for (name, bytes) in gallery::files("gl07/err") {
        let diagnostics = read_with(&bytes, &options_of(&name)).2;
        gallery::assert_form(&diagnostics);
        let code = name[..7].to_uppercase();
        let severity = diagnostics
            .iter()
            .find(|d| d.code == code)
            .map(|d| d.severity);
        let expected = if name.contains("-warning-") {
            Severity::Warning
        } else {
            Severity::Error
        };
        assert_eq!(severity, Some(expected), "{name} does not raise {code}");
        assert_eq!(
            is_accepted(&diagnostics),
            expected == Severity::Warning,
            "{name}"
        );
        raised.extend(diagnostics.iter().map(|d| d.code));
    }
    let noise = read_all(&[&[b' '; 2060][..], b"\n"].concat().repeat(500)).2;
    assert_eq!(
        (noise.len(), noise[999].code),
        (formats::MAX_DIAGNOSTICS, "GL07099")
    );
    raised.extend(noise.iter().map(|d| d.code));
    for bytes in gallery::files("gl07/ok").into_values() {
        let stopped = read(
            BufReader::new(Broken(&bytes[..bytes.len() - 100])),
            &Options::default(),
            &mut |_| (),
        );
        assert!(!is_accepted(&stopped.diagnostics));
        raised.extend(stopped.diagnostics.iter().map(|d| d.code));
    }
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(
        declared.len(),
        error::KINDS.len(),
        "a code is declared twice"
    );
    assert_eq!(raised, declared);
}

/// Every line that a file hands on, whatever its form.
fn without_places(mut lines: Vec<Line>) -> Vec<Line> {
    for line in &mut lines {
        line.position = Position::default();
    }
    lines
}

#[test]
fn claimed_by_its_own_format() {
    for (name, bytes) in gallery::files("gl07/ok") {
        assert_eq!(formats::sniff(&bytes), [formats::FormatId::Gl07], "{name}");
        let head = &bytes[..bytes.len().min(65_536)];
        assert_eq!(formats::sniff(head), [formats::FormatId::Gl07], "{name}");
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for folder in ["saft", "saf-t", "camt053", "ocr-giro", "delimited"] {
        for part in ["ok", "err"] {
            let path = corpus.join(folder).join(part);
            if path.is_dir() {
                for (name, bytes) in gallery::contents(&path) {
                    assert!(!sniff(&bytes), "{folder}/{part}/{name}");
                }
            }
        }
    }
    let table = sample("constructed/gl07/gl07_internal_names.csv");
    assert!(!table.is_some_and(|bytes| sniff(&bytes)));
    for other in [
        &b""[..],
        b"<?xml",
        b"<Document/>",
        b"\xff\xfe<",
        &[b' '; 3000],
    ] {
        assert!(!sniff(other));
    }
}

/// A sample beside the repository; `None` (and a printed line) if it is not there.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "test code reads samples beside the repository, and a skipped test says so"
)]
fn sample(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/formats")
        .join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {} is not there", path.display());
    }
    bytes
}

/// Sum of debits per voucher, in øre.
fn debits(lines: &[Line]) -> Vec<(String, usize, i64)> {
    let mut vouchers: Vec<(u64, String, usize, i64)> = Vec::new();
    for line in lines {
        let debit = line.amount.0.max(0);
        match vouchers.last_mut() {
            Some((ordinal, _, count, sum)) if *ordinal == line.voucher_ordinal => {
                *count += 1;
                *sum += debit;
            }
            _ => vouchers.push((line.voucher_ordinal, line.voucher_type.clone(), 1, debit)),
        }
    }
    vouchers
        .into_iter()
        .map(|(_, kind, count, sum)| (kind, count, sum))
        .collect()
}

/// The figures of the constructed files, the same in every form.
#[test]
fn constructed_files_have_their_known_figures() {
    let names = [
        ("gl07_2060_right_crlf.dat", "fixed-2060"),
        ("gl07_2060_left_lf.dat", "fixed-2060"),
        ("gl07_2059_right_lf.dat", "fixed-2059"),
        ("abw_2011.xml", "ABWTransaction 2011/11/14"),
        ("abw_2011_no_voucher_no.xml", "ABWTransaction 2011/11/14"),
        ("abw_2005.xml", "ABWTransaction 2005/05/13"),
    ];
    let expected = [
        ("LO", 6, 5_134_500),
        ("IF", 3, 1_250_000),
        ("UF", 3, 125_000),
        ("HB", 3, 116_250),
    ];
    let files = gallery::files("gl07/ok");
    for (name, version) in names {
        let (lines, totals, diagnostics) = read_all(&files[name]);
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
        let found = debits(&lines);
        let found: Vec<_> = found.iter().map(|(k, n, s)| (k.as_str(), *n, *s)).collect();
        assert_eq!(found, expected, "{name}");
        let figures = (totals.lines, totals.vouchers, totals.batches);
        assert_eq!(figures, (15, 4, 1), "{name}");
        assert_eq!((totals.debit, totals.credit), (6_625_750, 6_625_750));
        assert_eq!(totals.version, version);
        let ids = (
            totals.interface.as_str(),
            totals.batch.as_str(),
            totals.client.as_str(),
        );
        assert_eq!(ids, ("SA", "LONN-202606-01", "72"));
        let currency: i64 = lines.iter().map(|l| l.currency_amount.0.max(0)).sum();
        assert_eq!(currency, 6_519_500, "{name}");
        let kinds = |kind| lines.iter().filter(|l| l.trans_type == kind).count();
        let count = [
            TransType::GeneralLedger,
            TransType::Payable,
            TransType::Receivable,
            TransType::Tax,
        ]
        .map(kinds);
        assert_eq!(count, [12, 1, 1, 1]);
        let supplier = &lines[8];
        let facts = (
            supplier.party.as_str(),
            supplier.invoice_number.as_str(),
            supplier.kid.as_str(),
            supplier.due_date.unwrap().to_string(),
        );
        assert_eq!(
            facts,
            ("50012", "778812", "0077881200040", "2026-07-12".to_owned())
        );
    }
    let flags = read_all(&files["gl07_2060_dcflag.dat"]);
    assert!(flags.2.is_empty() && flags.0.len() == 6 && flags.1.debit == flags.1.credit);
}

#[test]
fn the_published_sample_has_its_known_figures() {
    let Some(bytes) = sample("samples/gl07/sfab_gateway_example_transaction.xml") else {
        return;
    };
    let (lines, totals, diagnostics) = read_all(&bytes);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let expected = [
        ("BE", 3, 492_400),
        ("BE", 4, 984_750),
        ("BE", 4, 984_775),
        ("BG", 4, 1_814_400),
    ];
    let found = debits(&lines);
    let found: Vec<_> = found.iter().map(|(k, n, s)| (k.as_str(), *n, *s)).collect();
    assert_eq!(found, expected);
    assert_eq!((totals.debit, totals.credit), (4_276_325, 4_276_325));
    assert_eq!((totals.lines, totals.vouchers), (15, 4));
    assert_eq!(totals.report_client, "10");
    let mut accounts: BTreeMap<&str, i64> = BTreeMap::new();
    for line in &lines {
        *accounts.entry(&line.account).or_default() += line.amount.0;
    }
    let expected = BTreeMap::from([
        ("1941", 907_200),
        ("2975", 0),
        ("2977", -414_800),
        ("3111", -492_375),
        ("8499", -25),
        ("9620", -414_800),
        ("9710", 414_800),
    ]);
    assert_eq!(accounts, expected);
    assert!(lines.iter().all(|l| l.amount == l.currency_amount));
}
