//! SAF-T: corpus, error gallery, properties, published samples, constructed files.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufReader, Cursor};
use std::path::Path;

use chrono::NaiveDate;
use domain::{Diagnostic, Ore, Period, Position, Severity};
use formats::saft::record::{
    AccountRecord, File, Header, Line, PartyBalance, PartyKind, Record, Totals,
};
use formats::saft::{Options, bundle, error, parse, read, sniff, write};
use proptest::prelude::*;

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn read_all(bytes: &[u8]) -> (Vec<Record>, Totals, Vec<Diagnostic>) {
    let mut records = Vec::new();
    let result = read(bytes, &Options::default(), &mut |record| {
        records.push(record);
    });
    (records, result.totals, result.diagnostics)
}

/// A zip archive or a file, whichever it is.
fn read_either(bytes: &[u8]) -> (Vec<Record>, Totals, Vec<Diagnostic>) {
    if !bundle::sniff(bytes) {
        return read_all(bytes);
    }
    let mut records = Vec::new();
    let result = bundle::read_zip(Cursor::new(bytes), &Options::default(), &mut |_, record| {
        records.push(record);
    });
    (records, result.totals.combined(), result.diagnostics)
}

fn render_record(text: &mut String, record: &Record) {
    let _ = match record {
        Record::Account(a) => writeln!(
            text,
            "account {} line {}: {} {:?} {:?} {} -> {}",
            a.position.record,
            a.position.line,
            a.id,
            a.description,
            a.grouping,
            a.opening,
            a.closing
        ),
        Record::Party(p) => writeln!(
            text,
            "party {} line {}: {:?} {} on {:?} {} -> {}",
            p.position.record, p.position.line, p.kind, p.id, p.account, p.opening, p.closing
        ),
        Record::Line(l) => writeln!(
            text,
            "line {} line {}: {} {} {:?} {} {} {} batch {:?} record {} account {} {} {:?} {:?} {:?} reference {:?} \
             kid {:?} source {:?} cross {:?} due {:?} value {:?} {:?} tax {:?}",
            l.position.record,
            l.position.line,
            l.journal,
            l.voucher,
            l.voucher_type,
            l.period,
            l.date,
            l.posting_date,
            l.batch,
            l.record_id,
            l.account,
            l.amount,
            l.currency,
            l.party,
            l.description,
            l.reference,
            l.kid,
            l.source_document,
            l.cross_reference,
            l.due,
            l.value_date,
            l.analysis,
            l.tax_code
        ),
        // They have a table of their own.
        Record::Entered(_) => Ok(()),
    };
}

fn render(bytes: &[u8]) -> String {
    let (records, totals, diagnostics) = read_either(bytes);
    let mut text = format!("{:?}\n", totals.header);
    let _ = writeln!(
        text,
        "version {} accounts {} customers {} suppliers {} journals {} transactions {} lines {} debit {} credit {} \
         tax {} analysis {} currency {}",
        totals.version,
        totals.accounts,
        totals.customers,
        totals.suppliers,
        totals.journals,
        totals.transactions,
        totals.lines,
        totals.debit,
        totals.credit,
        totals.tax_informations,
        totals.analyses,
        totals.currency_lines
    );
    for (key, unresolved) in &totals.facts.unresolved {
        let _ = writeln!(text, "unresolved {key:?} {} times", unresolved.uses);
    }
    for record in &records {
        render_record(&mut text, record);
    }
    text + &gallery::diagnostics(&diagnostics)
}

/// Diagnostics; of a thousand only the first and the last.
fn render_diagnostics(bytes: &[u8]) -> String {
    let all = read_either(bytes).2;
    match all.as_slice() {
        [first, .., last] if all.len() > 100 => format!(
            "{} diagnostics, the first and the last:\n{}",
            all.len(),
            gallery::diagnostics(&[first.clone(), last.clone()])
        ),
        _ => gallery::diagnostics(&all),
    }
}

#[test]
fn corpus() {
    gallery::compare("saf-t/ok", |bytes| {
        assert!(is_accepted(&read_either(bytes).2));
        render(bytes)
    });
    gallery::compare("saf-t/err", render_diagnostics);
}

/// What stands in each of two transactions in place of its `SystemEntryDate`, and what is handed on of it.
#[test]
fn who_entered_a_transaction_is_handed_on_before_its_lines() {
    const NOBODY: (&str, &str) = ("", "-");
    let on = |date: &str| format!("<SystemEntryDate>{date}</SystemEntryDate>");
    let by = |source: &str| format!("<SourceID>{source}</SourceID>");
    let table = [
        (
            on("2026-02-20"),
            on("2026-03-06"),
            ("", "2026-02-20"),
            ("", "2026-03-06"),
        ),
        (
            format!("{}{}", by(" NN12 "), on("2026-02-20")),
            by("GL07"),
            ("NN12", "2026-02-20"),
            ("GL07", "-"),
        ),
        (String::new(), by("N &amp; N"), NOBODY, ("N & N", "-")),
        (by("NN12"), String::new(), ("NN12", "-"), NOBODY),
        // What is no date refuses no file.
        (on("20.02.2026"), on(""), NOBODY, NOBODY),
        (on("2026-02-30"), on("2026-03-06T10:00:00"), NOBODY, NOBODY),
        (
            on("2026-02-20Z"),
            on("2026-03-06+01:00"),
            ("", "2026-02-20"),
            ("", "2026-03-06"),
        ),
    ];
    let small = String::from_utf8(gallery::files("saf-t/ok")["small.xml"].clone()).unwrap();
    let plain = read_all(small.as_bytes());
    for (first, second, of_first, of_second) in table {
        let bytes = small.replacen(&on("2026-02-11"), &first, 1);
        let bytes = bytes.replacen(&on("2026-03-06"), &second, 1);
        let (records, totals, diagnostics) = read_all(bytes.as_bytes());
        assert!(
            is_accepted(&diagnostics),
            "{first} {second} {diagnostics:?}"
        );
        assert_eq!(totals, plain.1);
        let mut told = Vec::new();
        let mut next_line = 0;
        for record in &records {
            match record {
                Record::Entered(entered) => {
                    assert_eq!(entered.position.record, next_line);
                    let day = entered.on.map_or("-".to_owned(), |day| day.to_string());
                    told.push((entered.by.clone(), day));
                }
                Record::Line(line) => next_line = line.position.record + 1,
                Record::Account(_) | Record::Party(_) => {}
            }
        }
        let expected = [of_first, of_second].map(|(by, on)| (by.to_owned(), on.to_owned()));
        assert_eq!(told, expected, "{first} {second}");
    }
}

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, bytes) in gallery::files("saf-t/err") {
        let diagnostics = read_either(&bytes).2;
        gallery::assert_form(&diagnostics);
        if name.starts_with("saft") {
            let code = format!("SAFT{}", &name[4..7]);
            assert!(
                diagnostics.iter().any(|d| d.code == code),
                "{name} does not raise {code}"
            );
        }
        raised.extend(diagnostics.iter().map(|d| d.code));
    }
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(
        declared.len(),
        error::KINDS.len(),
        "a code is declared twice"
    );
    assert_eq!(raised, declared);
}

#[test]
fn severity_is_that_of_the_table() {
    for (name, bytes) in gallery::files("saf-t/err") {
        for diagnostic in read_either(&bytes).2 {
            let kind = error::KINDS
                .iter()
                .find(|kind| kind.code == diagnostic.code)
                .unwrap();
            // The last one of a full list is as bad as what it leaves out.
            if kind.code != "SAFT039" {
                assert_eq!(diagnostic.severity, kind.severity, "{name} {}", kind.code);
            }
        }
    }
}

#[test]
fn a_full_list_does_not_hide_an_error() {
    let gallery = gallery::files("saf-t/err");
    for (name, accepted) in [
        ("saft039_more_errors.xml", false),
        ("saft039_more_warnings.xml", true),
    ] {
        let diagnostics = read_all(&gallery[name]).2;
        assert_eq!(diagnostics.len(), formats::MAX_DIAGNOSTICS, "{name}");
        assert_eq!(is_accepted(&diagnostics), accepted, "{name}");
    }
}

#[test]
fn claimed_by_its_own_format() {
    for folder in ["saf-t/ok", "saf-t/err"] {
        for (name, bytes) in gallery::files(folder) {
            let is_set = name.contains(".zip");
            let expected = (!is_set).then_some(formats::FormatId::Saft);
            assert_eq!(formats::sniff(&bytes), Vec::from_iter(expected), "{name}");
            assert_eq!(bundle::sniff(&bytes), is_set, "{name}");
        }
    }
    for (name, bytes) in gallery::files("ocr-giro/ok") {
        assert!(!sniff(&bytes), "{name}");
    }
}

#[test]
fn canonical_files_are_written_as_they_were() {
    let mut seen = 0;
    for (name, bytes) in gallery::files("saf-t/ok") {
        if name.starts_with("canonical") {
            let parsed = parse(&bytes, &Options::default());
            assert_eq!(parsed.diagnostics, []);
            assert_eq!(
                String::from_utf8(write(&parsed.value)).unwrap(),
                String::from_utf8(bytes).unwrap(),
                "{name}"
            );
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn what_is_written_is_read_the_same() {
    for (name, bytes) in gallery::files("saf-t/ok") {
        if !bundle::sniff(&bytes) {
            let mut first = parse(&bytes, &Options::default()).value;
            let mut again = parse(&write(&first), &Options::default());
            forget_positions(&mut first);
            forget_positions(&mut again.value);
            // The version written is always 1.30.
            first.header.version_text = "1.30".to_owned();
            assert_eq!(again.value, first, "{name}");
            assert!(
                is_accepted(&again.diagnostics),
                "{name}: {:?}",
                again.diagnostics
            );
        }
    }
}

#[test]
fn truncation_is_noticed_everywhere() {
    let bytes = &gallery::files("saf-t/ok")["small.xml"];
    let whole = bytes.len() - usize::from(bytes.ends_with(b"\n"));
    for end in 0..whole {
        assert!(!is_accepted(&read_all(&bytes[..end]).2), "{end}");
    }
    let bytes = &gallery::files("saf-t/ok")["split_by_period_3_parts.zip"];
    for end in 0..bytes.len() {
        assert!(!is_accepted(&read_either(&bytes[..end]).2), "zip {end}");
    }
}

/// Gives its bytes in pieces of this size.
fn in_pieces(bytes: &[u8], size: usize) -> (Vec<Record>, Totals, Vec<Diagnostic>) {
    let mut records = Vec::new();
    let result = read(
        BufReader::with_capacity(size, bytes),
        &Options::default(),
        &mut |record| records.push(record),
    );
    (records, result.totals, result.diagnostics)
}

#[test]
fn pieces_do_not_matter() {
    for folder in ["saf-t/ok", "saf-t/err"] {
        for (name, bytes) in gallery::files(folder) {
            if !bundle::sniff(&bytes) {
                let whole = read_all(&bytes);
                for size in [1, 2, 3, 7, 64, 1000] {
                    assert_eq!(in_pieces(&bytes, size), whole, "{name} in pieces of {size}");
                }
            }
        }
    }
}

#[test]
fn ordinals_run_on_over_the_parts() {
    let bytes = &gallery::files("saf-t/ok")["split_by_period_3_parts.zip"];
    let mut lines = Vec::new();
    let mut parties = Vec::new();
    let mut accounts = Vec::new();
    let mut firsts = Vec::new();
    let result = bundle::read_zip(
        Cursor::new(bytes),
        &Options::default(),
        &mut |part, record| match record {
            Record::Line(line) => lines.push((part, line.position.record, line.period.number())),
            Record::Party(party) => parties.push(party.position.record),
            Record::Account(account) => accounts.push(account.position.record),
            Record::Entered(entered) => firsts.push(entered.position.record),
        },
    );
    assert!(firsts.is_sorted() && firsts.len() > 3, "{firsts:?}");
    assert_eq!(result.diagnostics, []);
    assert_eq!(
        lines.iter().map(|l| l.1).collect::<Vec<_>>(),
        (0..50).collect::<Vec<_>>()
    );
    assert_eq!(accounts, (0..51).collect::<Vec<_>>());
    assert_eq!(parties, (0..12).collect::<Vec<_>>());
    // Stored in the order 3, 1, 2; read in the order of the numbers.
    assert!(
        lines
            .iter()
            .all(|(part, _, period)| usize::from(*period) == part + 1)
    );
    let per_part: Vec<_> = result
        .totals
        .parts
        .iter()
        .map(|(_, t)| (t.transactions, t.lines, t.debit, t.credit))
        .collect();
    assert_eq!(
        per_part,
        [
            (4, 14, 10_221_100, 10_221_100),
            (6, 18, 10_642_100, 10_642_100),
            (6, 18, 8_449_400, 8_449_400)
        ]
    );
}

#[test]
fn loose_parts_are_checked_as_a_set() {
    let options = Options {
        part_of_set: true,
        ..Options::default()
    };
    let gallery = gallery::files("saf-t/ok");
    let part = |number: u32, name: &str| {
        let read = read(gallery[name].as_slice(), &options, &mut |_| ());
        assert!(is_accepted(&read.diagnostics), "{:?}", read.diagnostics);
        (
            format!("SAF-T Financial_999999999_20260408120000_{number}_2.xml"),
            read.totals,
        )
    };
    let codes = |parts: &[(String, Totals)]| -> BTreeSet<&'static str> {
        bundle::check_set(parts).iter().map(|d| d.code).collect()
    };
    let (master, entries) = (part(1, "master_only.xml"), part(2, "entries_only.xml"));
    assert_eq!(bundle::check_set(&[entries.clone(), master.clone()]), []);
    // Entries alone: a part is missing, and so is what its lines refer to.
    assert_eq!(
        codes(std::slice::from_ref(&entries)),
        BTreeSet::from(["SAFT009", "SAFT036"])
    );
    assert_eq!(
        codes(&[master.clone(), master.clone()]),
        BTreeSet::from(["SAFT010", "SAFT036"])
    );
    assert_eq!(
        codes(&[master.clone(), entries.clone(), entries]),
        BTreeSet::from(["SAFT006", "SAFT036", "SAFT038"])
    );
}

#[test]
fn positions_are_exact() {
    for name in [
        "small.xml",
        "v110_prefix_bom_crlf.xml",
        "agency_2026_q1.xml",
    ] {
        let bytes = &gallery::files("saf-t/ok")[name];
        for record in read_all(bytes).0 {
            let (position, tag) = match &record {
                Record::Account(account) => (account.position, "Account>"),
                Record::Party(party) if party.kind == PartyKind::Customer => {
                    (party.position, "Customer>")
                }
                Record::Party(party) => (party.position, "Supplier>"),
                Record::Entered(entered) => (entered.position, "Transaction>"),
                Record::Line(line) => (line.position, "Line>"),
            };
            let at = usize::try_from(position.byte).unwrap();
            let (before, after) = bytes.split_at(at);
            let lines: Vec<&[u8]> = before.split(|byte| *byte == b'\n').collect();
            assert_eq!(u64::try_from(lines.len()).unwrap(), position.line, "{name}");
            let column = lines.last().unwrap().len() + 1;
            assert_eq!(u64::try_from(column).unwrap(), position.column, "{name}");
            let element = after.split(|byte| *byte == b'>').next().unwrap();
            let element = String::from_utf8(element.to_vec()).unwrap();
            assert!(
                element.starts_with('<') && format!("{element}>").ends_with(tag),
                "{name} {element}"
            );
        }
    }
}

#[test]
fn hostile_input_is_bounded() {
    let open =
        "<AuditFile xmlns=\"urn:StandardAuditFile-Taxation-Financial:NO\"><Header><Company><Name>";
    let long_text = [open.as_bytes(), &b"x".repeat(3 << 20)].concat();
    let long_tag = [open.as_bytes(), b"<", &b"x".repeat(3 << 20)].concat();
    let long_comment = [open.as_bytes(), b"<!--", &b"x".repeat(3 << 20)].concat();
    let deep = [open.as_bytes(), &b"<a>".repeat(1 << 20)].concat();
    let references = [open.as_bytes(), &b"&amp;".repeat(3 << 20)].concat();
    let mut attributes = String::from("<AuditFile");
    for number in 0..1000 {
        let _ = write!(attributes, " a{number}=\"\"");
    }
    attributes.push('>');
    for (what, bytes) in [
        ("text", long_text),
        ("tag", long_tag),
        ("comment", long_comment),
        ("depth", deep),
        ("references", references),
        ("attributes", attributes.into_bytes()),
    ] {
        let codes: Vec<_> = read_all(&bytes).2.iter().map(|d| d.code).collect();
        assert!(codes.contains(&"SAFT024"), "{what}: {codes:?}");
    }
}

fn forget_positions(file: &mut File) {
    file.accounts
        .iter_mut()
        .for_each(|a| a.position = Position::default());
    file.parties
        .iter_mut()
        .for_each(|p| p.position = Position::default());
    file.lines
        .iter_mut()
        .for_each(|l| l.position = Position::default());
}

/// The published samples, beside the repository; `None` (and a printed line) if they are not there.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn samples() -> Option<BTreeMap<String, Vec<u8>>> {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut beside = crate_folder.ancestors().skip(3).take(2);
    let found = beside.find_map(|folder| {
        Some(folder.join("shared/formats/samples/saf-t")).filter(|path| path.is_dir())
    });
    if found.is_none() {
        eprintln!(
            "skipped: no published samples beside {}",
            crate_folder.display()
        );
    }
    found.map(|folder| gallery::contents(&folder))
}

#[test]
fn published_samples() {
    let Some(samples) = samples() else {
        return;
    };
    let (_, totals, diagnostics) = read_all(&samples["skatteetaten_888888888_2017.xml"]);
    assert!(is_accepted(&diagnostics));
    assert_eq!(
        (
            totals.accounts,
            totals.customers,
            totals.suppliers,
            totals.journals
        ),
        (22, 6, 6, 1)
    );
    assert_eq!((totals.transactions, totals.lines), (53, 170));
    assert_eq!((totals.debit, totals.credit), (948_704_935, 948_704_935));
    assert_eq!(
        (
            totals.tax_informations,
            totals.analyses,
            totals.currency_lines
        ),
        (34, 84, 0)
    );
    assert_eq!(totals.version, "1.10");
    assert_eq!(totals.facts.unresolved.len(), 0);
    let movements = totals.facts.movements.values();
    assert_eq!(
        movements.clone().map(|m| m.opening).sum::<i128>(),
        254_541_000
    );
    assert_eq!(movements.map(|m| m.closing).sum::<i128>(), 249_157_175);
    let count = |code: &str| diagnostics.iter().filter(|d| d.code == code).count();
    assert_eq!(
        (count("SAFT006"), count("SAFT007"), count("SAFT008")),
        (3, 1, 2)
    );
    for account in ["1920", "2711", "2740"] {
        assert!(
            diagnostics
                .iter()
                .any(|d| d.code == "SAFT006" && d.message.contains(account))
        );
    }

    let (_, totals, diagnostics) = read_all(&samples["ruby_saft_biggest.xml"]);
    assert!(!is_accepted(&diagnostics));
    assert_eq!(
        (
            totals.accounts,
            totals.customers,
            totals.suppliers,
            totals.journals
        ),
        (2, 3, 3, 2)
    );
    assert_eq!((totals.transactions, totals.lines), (2, 3));
    assert_eq!((totals.debit, totals.credit), (59_800, 71_600));
    assert_eq!(
        (
            totals.tax_informations,
            totals.analyses,
            totals.currency_lines
        ),
        (2, 2, 1)
    );
    assert_eq!(totals.version, "1.30");
    let uses: Vec<_> = totals
        .facts
        .unresolved
        .values()
        .map(|unresolved| unresolved.uses)
        .collect();
    // Accounts, customers, suppliers, analysis values; the one tax code found is known.
    assert_eq!(uses, [2, 1, 2, 1]);
    let movement = totals.facts.movements["1920"];
    assert_eq!((movement.opening, movement.closing), (-1200, -1300));

    let (records, totals, diagnostics) = read_all(&samples["skatteetaten_1.30_no_namespace.xml"]);
    assert_eq!(records, []);
    assert_eq!(totals.accounts, 0);
    assert_eq!(
        diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(),
        ["SAFT021"]
    );
}

#[test]
fn constructed_files() {
    let ok = gallery::files("saf-t/ok");
    let (records, totals, diagnostics) = read_all(&ok["agency_2026_q1.xml"]);
    assert_eq!(diagnostics, []);
    assert_eq!(
        (
            totals.accounts,
            totals.customers,
            totals.suppliers,
            totals.journals
        ),
        (17, 2, 2, 3)
    );
    assert_eq!(
        (totals.transactions, totals.lines, totals.currency_lines),
        (16, 50, 2)
    );
    assert_eq!((totals.debit, totals.credit), (29_312_600, 29_312_600));
    let group_52: i64 = records
        .iter()
        .filter_map(|record| match record {
            Record::Line(line) if line.account.starts_with("52") => Some(line.amount.0),
            _ => None,
        })
        .sum();
    assert_eq!(group_52, 0);
    let state_account = |id: &str| -> i64 {
        records
            .iter()
            .filter_map(|record| match record {
                Record::Line(line) if line.analysis.iter().any(|(k, v)| k == "F" && v == id) => {
                    Some(line.amount.0)
                }
                _ => None,
            })
            .sum()
    };
    assert_eq!(
        (state_account("570072"), state_account("163301")),
        (-1_903_500, 750_000)
    );

    let err = gallery::files("saf-t/err");
    let diagnostics = read_all(&err["agency_2026_q1_broken.xml"]).2;
    for (code, words) in [
        ("SAFT002", "expected 17 transactions as declared, found 16"),
        (
            "SAFT003",
            "expected lines of 293126.00 as declared in TotalDebit, found 293127.00",
        ),
        ("SAFT005", "LO-1002"),
        ("SAFT006", "account 2600"),
        ("SAFT006", "account 3030"),
        ("SAFT006", "account 5000"),
        ("SAFT007", "0.35"),
        ("SAFT009", "account 3039"),
        ("SAFT009", "supplier 59999"),
        (
            "SAFT009",
            "A/100999 in the master data, found it on lines only (uses: 2)",
        ),
    ] {
        let found = diagnostics
            .iter()
            .any(|d| d.code == code && d.message.contains(words));
        assert!(found, "{code} {words}");
    }
    assert_eq!(diagnostics.len(), 10);
}

prop_compose! {
    fn line()(
        voucher in 0_u32..4,
        amount in -1_000_000_000_000_000_i64..=1_000_000_000_000_000,
        account in "[1-9][0-9]{3}",
        texts in proptest::collection::vec("([!-~æøåÆØÅ€]([ -~æøåÆØÅ€]{0,12}[!-~æøåÆØÅ€])?)?", 6),
        party in proptest::option::of((any::<bool>(), "[0-9]{5}")),
        currency in proptest::option::of(("[A-M][A-Z]{2}", -1_000_000_000_i64..=1_000_000_000)),
        analysis in proptest::collection::vec(("[A-Z]{1,3}", "[0-9]{1,6}"), 0..3),
        days in (proptest::option::of(0_u64..400), proptest::option::of(0_u64..400)),
        tax in "[0-9]{0,2}",
    ) -> Line {
        let [reference, kid, source, cross, description, record] = texts.try_into().unwrap();
        let day = |offset: u64| NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(offset);
        Line {
            position: Position::default(),
            journal: format!("J{}", voucher / 2),
            voucher: format!("V&{voucher}"),
            voucher_type: if voucher % 2 == 0 { String::new() } else { "UF".to_owned() },
            period: Period::new(2026, 1).unwrap(),
            date: day(u64::from(voucher)),
            posting_date: day(u64::from(voucher) + 1),
            batch: if voucher == 3 { "B<3>".to_owned() } else { String::new() },
            record_id: format!("r{record}"),
            account,
            amount: Ore(amount),
            currency,
            party: party.map(|(customer, id)| {
                (if customer { PartyKind::Customer } else { PartyKind::Supplier }, id)
            }),
            description,
            reference,
            kid,
            source_document: source,
            cross_reference: cross,
            due: days.0.map(day),
            value_date: days.1.map(day),
            analysis,
            tax_code: tax,
        }
    }
}

prop_compose! {
    fn file()(
        mut lines in proptest::collection::vec(line(), 0..12),
        accounts in proptest::collection::btree_map("[1-9][0-9]{3}", (any::<i32>(), any::<i32>(), any::<bool>()), 1..6),
        parties in proptest::collection::btree_map(
            (any::<bool>(), "[0-9]{5}"), ("[0-9]{0,4}", any::<i32>(), any::<i32>()), 0..5),
        name in "[!-~æøå]{1,20}",
    ) -> File {
        // Lines of a voucher stand together; customers come before suppliers.
        lines.sort_by(|one, next| one.voucher.cmp(&next.voucher));
        let kind = |supplier: bool| if supplier { PartyKind::Supplier } else { PartyKind::Customer };
        File {
            header: Header {
                version_text: "1.30".to_owned(),
                organisation: "999999999".to_owned(),
                company: name,
                currency: "NOK".to_owned(),
                selection: Period::new(2026, 1).zip(Period::new(2026, 14)),
                software: "Made by hand 1".to_owned(),
                created: "2026-04-08".to_owned(),
            },
            accounts: accounts.into_iter().map(|(id, (opening, closing, grouped))| AccountRecord {
                position: Position::default(),
                description: format!("Konto {id}"),
                grouping: grouped.then(|| ("KS".to_owned(), id[..3].to_owned())),
                id,
                opening: Ore(i64::from(opening)),
                closing: Ore(i64::from(closing)),
            }).collect(),
            parties: parties.into_iter().map(|((supplier, id), (account, opening, closing))| PartyBalance {
                position: Position::default(),
                kind: kind(supplier),
                id,
                account,
                opening: Ore(i64::from(opening)),
                closing: Ore(i64::from(closing)),
            }).collect(),
            lines,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn round_trip(file in file()) {
        let mut again = parse(&write(&file), &Options::default());
        forget_positions(&mut again.value);
        prop_assert_eq!(&again.value, &file);
        // Whatever is wrong is wrong with the ledger, never with the form.
        let ledger = ["SAFT005", "SAFT006", "SAFT007", "SAFT008", "SAFT009", "SAFT004", "SAFT014", "SAFT015", "SAFT031"];
        for diagnostic in &again.diagnostics {
            prop_assert!(ledger.contains(&diagnostic.code), "{:?}", diagnostic);
        }
    }

    #[test]
    fn damage_never_panics(
        which in 0_usize..3,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let ok = gallery::files("saf-t/ok");
        let mut bytes = ok[["small.xml", "v110_prefix_bom_crlf.xml", "split_by_period_3_parts.zip"][which]].clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let (_, _, diagnostics) = read_either(&bytes);
        gallery::assert_form(&diagnostics);
        prop_assert!(diagnostics.len() <= formats::MAX_DIAGNOSTICS);
    }

    #[test]
    fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!is_accepted(&read_all(&bytes).2));
        prop_assert!(!is_accepted(&read_either(&[b"PK\x03\x04".as_slice(), &bytes].concat()).2));
    }
}
