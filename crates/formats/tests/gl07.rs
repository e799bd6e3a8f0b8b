//! GL07: corpus, error gallery, properties, constructed and published samples.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

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
    assert_eq!(
        names.len(),
        gallery::files(folder).len(),
        "a file is there twice"
    );
    gallery::compare(folder, |bytes| {
        names
            .get(bytes)
            .map_or_else(String::new, |name| render(name, bytes))
    });
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
        let code = name[..6].to_uppercase();
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
        (formats::MAX_DIAGNOSTICS, "AGR099")
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
    for folder in other_corpora() {
        for (name, bytes) in gallery::contents(&folder) {
            assert!(!sniff(&bytes), "{} {name}", folder.display());
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

/// The corpus folders of the other formats.
#[expect(clippy::disallowed_methods, reason = "test code lists corpora")]
fn other_corpora() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let formats = std::fs::read_dir(corpus).unwrap();
    formats
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("gl07"))
        .flat_map(|path| [path.join("ok"), path.join("err")])
        .filter(|path| path.is_dir())
        .collect()
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

/// The same content gives the same lines, whatever the form; but for raw values and what only one form says.
#[test]
fn forms_agree() {
    let files = gallery::files("gl07/ok");
    let plain = |name: &str| {
        let mut lines = without_places(read_all(&files[name]).0);
        for line in &mut lines {
            line.others
                .retain(|(field, _)| !field.name().starts_with("value_"));
        }
        lines
    };
    let expected = plain("gl07_2060_right_crlf.dat");
    for name in [
        "gl07_2060_left_lf.dat",
        "gl07_2059_right_lf.dat",
        "abw_2011.xml",
        "abw_2005.xml",
    ] {
        assert_eq!(plain(name), expected, "{name}");
    }
}

#[test]
fn canonical_files_are_written_as_they_were() {
    let files = gallery::files("gl07/ok");
    for name in ["gl07_2060_right_crlf.dat", "windows-1252-euro-and-dash.dat"] {
        let written = write(&parse(&files[name], &Options::default()).value).unwrap();
        assert!(written == files[name], "{name}");
    }
    for (name, bytes) in &files {
        let first = parse(bytes, &options_of(name)).value;
        let second = parse(&write(&first).unwrap(), &Options::default());
        assert!(second.is_accepted(), "{name}");
        let (first, second) = (
            without_places(first.lines),
            without_places(second.value.lines),
        );
        assert_eq!(first, second, "{name}");
    }
}

/// The lengths at which a cut cannot be noticed, because the format has no end: between two vouchers.
fn unnoticeable(bytes: &[u8]) -> BTreeSet<usize> {
    let mut ends = BTreeSet::new();
    if bytes.starts_with(b"<") {
        return ends;
    }
    let (mut at, mut sum) = (0, 0_i64);
    for row in bytes.split_inclusive(|b| *b == b'\n') {
        let record = row.strip_suffix(b"\n").unwrap_or(row);
        let record = record.strip_suffix(b"\r").unwrap_or(record);
        if let Some(field) = record.get(399..419) {
            let amount: String = String::from_utf8_lossy(field).replace(' ', "");
            sum += amount.parse::<i64>().unwrap_or(0);
        }
        if sum == 0 && at + record.len() > 0 {
            ends.extend(at + record.len()..=at + row.len());
        }
        at += row.len();
    }
    ends
}

#[test]
fn every_truncation_inside_a_voucher_is_noticed() {
    let whole_only = [
        "abw_2011.xml",
        "abw-everything.xml",
        "gl07_2060_right_crlf.dat",
        "gl07_2059_right_lf.dat",
        "interleaved-vouchers.dat",
    ];
    let files = gallery::files("gl07/ok");
    for name in whole_only {
        let bytes = &files[name];
        let end = if bytes.ends_with(b"\r\n") { 2 } else { 1 };
        let last = bytes.len() - end;
        let unnoticeable = unnoticeable(bytes);
        let step = if bytes.len() > 10_000 { 31 } else { 1 };
        let near = unnoticeable
            .iter()
            .flat_map(|end| [end.saturating_sub(1), *end, end + 1]);
        for length in (0..last).step_by(step).chain(near) {
            let accepted = is_accepted(&read_all(&bytes[..length.min(bytes.len())]).2);
            let expected = length >= last || unnoticeable.contains(&length);
            assert_eq!(accepted, expected, "{name} cut at {length}");
        }
    }
}

/// A byte changed anywhere never changes money unnoticed: a file that is still accepted has the same amounts.
#[test]
fn no_changed_byte_changes_money_unnoticed() {
    let files = gallery::files("gl07/ok");
    for name in ["all-fields.dat", "abw-everything.xml"] {
        let bytes = &files[name];
        let amounts = |lines: &[Line]| -> Vec<i64> { lines.iter().map(|l| l.amount.0).collect() };
        let (lines, totals, _) = read_all(bytes);
        let mut changed = bytes.clone();
        // Of the long blanks every seventh.
        let worth = |at: &usize| bytes[*at] != b' ' || at.is_multiple_of(7);
        for at in (0..bytes.len()).filter(worth) {
            for byte in [bytes[at] ^ 1, bytes[at] ^ 4, b'7', b'-'] {
                changed[at] = byte;
                let (found, found_totals, diagnostics) = read_all(&changed);
                gallery::assert_form(&diagnostics);
                if is_accepted(&diagnostics) {
                    assert_eq!(amounts(&found), amounts(&lines), "{name} at {at}: {byte}");
                    assert_eq!(found_totals.debit, totals.debit);
                }
            }
            changed[at] = bytes[at];
        }
    }
}

#[test]
fn nothing_personal_is_said() {
    let personal = ["01819000049", "018190-00049", "12345678903", "Eksempel"];
    for folder in ["gl07/ok", "gl07/err"] {
        for (name, bytes) in gallery::files(folder) {
            // Every third byte changed, so that every field is complained about at some time.
            for shift in [0, 1, 2, 3] {
                let mut changed = bytes.clone();
                if shift > 0 {
                    for at in (shift..changed.len()).step_by(389) {
                        changed[at] = b'x';
                    }
                }
                for said in read_with(&changed, &options_of(&name)).2 {
                    let all = format!("{} {:?}", said.message, said.excerpt);
                    assert!(!personal.iter().any(|p| all.contains(p)), "{name}: {all}");
                }
            }
        }
    }
}

#[test]
fn writer_refuses_what_the_form_cannot_say() {
    let files = gallery::files("gl07/ok");
    let fixed = parse(&files["all-fields.dat"], &Options::default()).value;
    let xml = parse(&files["abw-everything.xml"], &Options::default()).value;
    assert!(write(&fixed).is_ok() && write(&xml).is_ok());
    let changes: [fn(&mut File); 8] = [
        |file| file.lines.clear(),
        |file| file.lines[0].account = "1".repeat(26),
        |file| file.lines[0].description = "\u{3a9}".into(),
        |file| file.lines[0].description = "a\nb".into(),
        |file| {
            file.lines[0]
                .others
                .push((Field::ArrivalDate, "2026-06-12".into()));
        },
        |file| {
            file.lines[0]
                .others
                .push((Field::DiscountDate, "12.06.2026".into()));
        },
        |file| file.lines[0].others.push((Field::Discount, "1,50".into())),
        |file| file.lines[0].voucher = "1".repeat(16),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut file = fixed.clone();
        change(&mut file);
        assert!(write(&file).is_err(), "change {index}");
    }
    let changes: [fn(&mut File); 3] = [
        |file| file.lines[1].client = "73".into(),
        |file| file.lines[1].batch = "B-2".into(),
        |file| file.lines[0].description = "a\u{1}b".into(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut file = xml.clone();
        change(&mut file);
        assert!(write(&file).is_err(), "change {index}");
    }
}

#[test]
fn a_pinned_layout_is_kept_to() {
    let whole = &gallery::files("gl07/ok")["gl07_2060_left_lf.dat"];
    for (layout, accepted) in [(&FIXED_2060, true), (&FIXED_2059, false)] {
        let options = Options {
            layout: Some(layout),
            ..Options::default()
        };
        assert_eq!(is_accepted(&read_with(whole, &options).2), accepted);
    }
}

#[test]
fn the_kid_agreement_decides_which_modulus_holds() {
    let whole = &gallery::files("gl07/ok")["gl07_2060_left_lf.dat"];
    for (method, warnings) in [
        (None, 0),
        (Some(KidMethod::Mod10), 0),
        (Some(KidMethod::Mod11), 2),
    ] {
        let options = Options {
            kid: method,
            ..Options::default()
        };
        let said = read_with(whole, &options).2;
        assert!(said.len() == warnings && said.iter().all(|d| d.code == "AGR010"));
    }
}

prop_compose! {
    fn dims()(
        dims in prop::array::uniform7("|[A-Z0-9]{1,25}"),
        account in "[0-9]{4}",
        tax_code in "[0-9]{1,2}N?",
        description in "[a-zæøåÆØÅ§<&>-][ a-zæøåÆØÅ;\"€–]{0,60}[a-z.]",
        external_reference in "|[A-Z]{3}-[0-9]{1,6}",
        status in "|[A-Z]",
        number in -99_999_i64..99_999,
        value in "|-?[1-9][0-9]{0,8}",
        discount_day in prop::option::of(0_u64..300),
        discount in -10_000_i64..10_000,
        name in "|[A-ZÆØÅ][a-zæøå]{2,20}",
    ) -> Line {
        let day = |days| "2026-01-01".parse::<NaiveDate>().unwrap() + chrono::Days::new(days);
        let mut others = Vec::new();
        if number != 0 {
            others.push((Field::Number1, number.to_string()));
        }
        if !value.is_empty() {
            others.push((Field::Value1, value));
        }
        if let Some(days) = discount_day {
            others.push((Field::DiscountDate, day(days).to_string()));
        }
        if discount != 0 {
            others.push((Field::Discount, Ore(discount).to_string()));
        }
        if !name.is_empty() {
            others.push((Field::PartyName, name));
        }
        Line { dims, account, tax_code, description, external_reference, status, others, ..Line::default() }
    }
}

prop_compose! {
    /// A supplier or customer line, or a general ledger line, of an amount.
    fn line()(
        base in dims(),
        kind in 0_u8..3,
        ore in -1_000_000_000_i64..1_000_000_000,
        currency in "NOK|EUR",
        rate in 1_i64..5,
        body in "[0-9]{1,20}",
        party in "[0-9]{5}",
        invoice_number in "[A-Z0-9]{1,30}",
        due in 0_u64..60,
        flag in any::<bool>(),
        bank_account in "|12345678903",
        order_id in "|[1-9][0-9]{0,14}",
    ) -> Line {
        let mut line = base;
        line.amount = Ore(ore);
        line.currency = currency;
        line.currency_amount = Ore(ore / rate);
        if flag && ore != 0 {
            line.dc_flag = Some(if ore > 0 { DcFlag::Debit } else { DcFlag::Credit });
        }
        if kind > 0 {
            line.trans_type = if kind == 1 { TransType::Payable } else { TransType::Receivable };
            line.party_kind = if kind == 1 { "P" } else { "R" }.into();
            line.kid = format!("{body}{}", kid_check_character(&body, KidMethod::Mod10).unwrap());
            line.party = party;
            line.invoice_number = invoice_number;
            line.due_date = Some("2026-06-12".parse::<NaiveDate>().unwrap() + chrono::Days::new(due));
            line.bank_account = bank_account;
            line.order_id = order_id;
            let at = line.others.partition_point(|(field, _)| *field < Field::Responsible);
            line.others.insert(at, (Field::Responsible, "ANSVARLIG".into()));
        } else {
            line.others.retain(|(field, _)| matches!(field, Field::Number1 | Field::Value1));
        }
        line
    }
}

prop_compose! {
    fn file()(
        vouchers in prop::collection::vec((prop::collection::vec(line(), 1..5), any::<bool>()), 1..5),
        form in prop::sample::select(vec![Form::Fixed(&FIXED_2060), Form::Fixed(&FIXED_2059), Form::Abw2011, Form::Abw2005]),
        numbered in any::<bool>(),
        report_client in "|[0-9]{2}",
    ) -> File {
        let fixed = matches!(form, Form::Fixed(_));
        let mut lines: Vec<Line> = Vec::new();
        for (ordinal, (group, with_period)) in vouchers.into_iter().enumerate() {
            let balance = Ore(-group.iter().map(|l| l.amount.0).sum::<i64>());
            let currency = group.iter().map(|l| l.currency_amount.0).sum::<i64>();
            let last = Line {
                account: "1930".into(),
                amount: balance,
                currency_amount: Ore(-currency),
                currency: "NOK".into(),
                tax_code: "0".into(),
                ..Line::default()
            };
            for (index, mut line) in group.into_iter().chain([last]).enumerate() {
                line.interface = "FS".into();
                line.batch = "B-1".into();
                line.client = "72".into();
                line.voucher_type = "HB".into();
                line.voucher_ordinal = u64::try_from(ordinal).unwrap();
                line.sequence = u32::try_from(index + 1).unwrap();
                if fixed || numbered {
                    line.voucher = (ordinal + 1).to_string();
                }
                line.period = Period::new(2026, 6).filter(|_| with_period);
                line.voucher_date = Some("2026-06-12".parse().unwrap());
                lines.push(line);
            }
        }
        let report_client = if fixed { String::new() } else { report_client };
        File { form, report_client, lines }
    }
}

fn without_file_places(file: File) -> File {
    File {
        lines: without_places(file.lines),
        ..file
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_it_writes(file in file()) {
        let bytes = write(&file).unwrap();
        let parsed: Parsed<File> = parse(&bytes, &Options::default());
        prop_assert!(
            parsed.diagnostics.iter().all(|d| matches!(d.code, "AGR006" | "AGR008" | "AGR027")),
            "{:?}", parsed.diagnostics
        );
        prop_assert_eq!(&write(&parsed.value).unwrap(), &bytes);
        prop_assert_eq!(without_file_places(parsed.value), file);
    }

    #[test]
    fn chunks_do_not_matter(file in file(), capacity in 1_usize..300) {
        let bytes = write(&file).unwrap();
        let mut lines = Vec::new();
        let reader = BufReader::with_capacity(capacity, &bytes[..]);
        let result = read(reader, &Options::default(), &mut |line| lines.push(line));
        prop_assert_eq!((lines, result.totals, result.diagnostics), read_all(&bytes));
    }

    #[test]
    fn flipped_bytes_never_panic(
        file in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut files: Vec<_> = gallery::files("gl07/ok").into_iter().collect();
        files.extend(gallery::files("gl07/err"));
        let (name, bytes) = file.get(&files);
        let mut changed = bytes.clone();
        for (at, byte) in flips {
            let at = at.index(changed.len());
            changed[at] = byte;
        }
        gallery::assert_form(&read_with(&changed, &options_of(name)).2);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..3000), xml in any::<bool>()) {
        let head: &[u8] = if xml { b"<ABWTransaction><Voucher><Transaction>" } else { b"" };
        let (_, _, diagnostics) = read_all(&[head, &bytes[..]].concat());
        prop_assert!(!is_accepted(&diagnostics));
    }
}
