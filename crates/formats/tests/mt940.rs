//! MT940: corpus, error gallery, properties, published samples.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufReader, Read};
use std::path::Path;

use domain::agency::{ReversalRule, SequenceRule};
use domain::{Diagnostic, Ore, Position, Severity};
use formats::mt940::record::{
    Balance, Entry, Equation, File, Statement, Status, Totals, Transaction,
};
use formats::mt940::{Options, error, parse, read, sniff, write};
use proptest::prelude::*;

fn read_with(bytes: &[u8], options: &Options) -> (Vec<Statement>, Totals, Vec<Diagnostic>) {
    let mut statements = Vec::new();
    let result = read(bytes, options, &mut |statement| {
        statements.push(statement.clone());
    });
    (statements, result.totals, result.diagnostics)
}

fn read_all(bytes: &[u8]) -> (Vec<Statement>, Totals, Vec<Diagnostic>) {
    read_with(bytes, &Options::default())
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code).collect()
}

fn show_entry(text: &mut String, entry: &Entry) {
    let at = entry.position;
    let _ = writeln!(
        text,
        "  entry {} at {}:{} byte {}: {} {:?} reversal {} booked {:?} valued {:?}",
        at.record,
        at.line,
        at.column,
        at.byte,
        entry.amount,
        entry.status,
        entry.reversal,
        entry.booking_date,
        entry.value_date
    );
    let _ = writeln!(
        text,
        "    refs {:?} {:?} code {:?} {:?} text {:?}",
        entry.entry_ref, entry.bank_ref, entry.code, entry.proprietary_code, entry.text
    );
    for t in &entry.transactions {
        let _ = writeln!(
            text,
            "    transaction {:?} e2e {:?} payment {:?} references {:?} account {:?} name {:?} return {:?} text {:?}",
            t.amount,
            t.end_to_end,
            t.payment_information,
            t.references,
            t.counter_account,
            t.counter_name,
            t.return_reason,
            t.text
        );
    }
}

fn render(bytes: &[u8]) -> String {
    let (statements, totals, diagnostics) = read_all(bytes);
    let mut text = format!("version {} encoding {}\n", totals.version, totals.encoding);
    for (statement, row) in statements.iter().zip(&totals.statements) {
        assert_eq!(
            (statement.sum_credit, statement.transactions, &statement.id),
            (row.sum_credit, row.transactions, &row.id)
        );
        let at = statement.position;
        let _ = writeln!(
            text,
            "statement {} {:?} at {}:{} byte {}: account {:?} {} sequence {:?} page {:?}",
            at.record,
            statement.id,
            at.line,
            at.column,
            at.byte,
            statement.account,
            statement.currency,
            statement.sequence,
            statement.page
        );
        let balances = statement.opening.iter().chain(&statement.closing);
        for Balance { code, amount, date } in balances.chain(&statement.other_balances) {
            let _ = writeln!(text, "  balance {code} {amount} {date:?}");
        }
        let _ = writeln!(
            text,
            "  credit {} debit {} transactions {} equation {:?}",
            statement.sum_credit, statement.sum_debit, statement.transactions, statement.equation
        );
        for entry in &statement.entries {
            show_entry(&mut text, entry);
        }
    }
    text + &gallery::diagnostics(&diagnostics)
}

#[test]
fn corpus() {
    gallery::compare("mt940/ok", |bytes| {
        assert!(is_accepted(&read_all(bytes).2), "{}", render(bytes));
        render(bytes)
    });
    gallery::compare("mt940/err", |bytes| {
        gallery::diagnostics(&read_all(bytes).2)
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

/// What was done with a statement that was handed on is of no consequence for the next.
#[test]
fn a_statement_handed_on_may_be_changed() {
    let texts = [
        ":86:166?00POST?20EREF+E-1?31NO7112345678903",
        ":86:free",
        "more",
    ];
    let mut file = String::new();
    for number in 1..=40 {
        let _ = write!(
            file,
            ":20:S{number}\n:25:12345678903\n:28C:{number}\n:60F:C260101NOK10,\n"
        );
        for line in 0..number * 7 % 11 {
            let mark = if line % 2 == 0 { "C" } else { "RC" };
            let _ = writeln!(
                file,
                ":61:2601010101{mark}1,NTRFR{number}-{line}\n{}",
                texts[(line + number) % 3]
            );
        }
        let sum = if number * 7 % 11 % 2 == 0 { 10 } else { 11 };
        let _ = writeln!(file, ":62F:C260101NOK{sum},\n-");
    }
    let (whole, ..) = read_all(file.as_bytes());
    let mut changed = Vec::new();
    read(file.as_bytes(), &Options::default(), &mut |statement| {
        changed.push(statement.clone());
        for entry in &mut statement.entries {
            entry.batch.push('x');
            entry.batch_count = Some(1);
            let two = [entry.transactions.clone(), entry.transactions.clone()].concat();
            entry.transactions.extend(two);
            std::mem::take(&mut entry.entry_ref);
        }
        let half = statement.entries.len() / 2;
        statement.entries.truncate(half);
        statement.id.push('x');
    });
    assert_eq!(whole.len(), 40);
    assert_eq!(changed, whole);
    let each: Vec<_> = file
        .split_inclusive("-\n")
        .flat_map(|one| read_all(one.as_bytes()).0)
        .collect();
    let same = |a: Vec<Statement>| {
        without_positions(File {
            statements: a,
            ..File::default()
        })
    };
    assert_eq!(same(whole), same(each));
}

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, bytes) in gallery::files("mt940/err") {
        let diagnostics = read_all(&bytes).2;
        gallery::assert_form(&diagnostics);
        let code = format!("MT940{}", &name[5..8]);
        assert!(
            diagnostics.iter().any(|d| d.code == code),
            "{name} does not raise {code}"
        );
        raised.extend(codes(&diagnostics));
    }
    let whole = &gallery::files("mt940/ok")["canonical.sta"];
    let stopped = read(
        BufReader::new(Broken(&whole[..200])),
        &Options::default(),
        &mut |_| (),
    );
    assert!(!is_accepted(&stopped.diagnostics));
    raised.extend(codes(&stopped.diagnostics));
    let noise = read_all(&b":20:\n:25:\n".repeat(3000)).2;
    assert_eq!(
        (noise.len(), noise[999].code),
        (formats::MAX_DIAGNOSTICS, "MT940099")
    );
    raised.extend(codes(&noise));
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(
        declared.len(),
        error::KINDS.len(),
        "a code is declared twice"
    );
    assert_eq!(raised, declared);
}

/// All and only: its own corpus, and nothing of the others'.
#[test]
fn claimed_by_its_own_format() {
    for (name, bytes) in gallery::files("mt940/ok") {
        assert_eq!(formats::sniff(&bytes), [formats::FormatId::Mt940], "{name}");
    }
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut others = 0;
    let formats = [
        "camt053",
        "camt054",
        "delimited",
        "edifact",
        "gl07",
        "k27",
        "ocr-giro",
        "pain001",
        "pain002",
        "saf-t",
        "telepay",
    ];
    for format in formats {
        for folder in ["ok", "err"] {
            let path = corpora.join(format).join(folder);
            if !path.is_dir() {
                continue;
            }
            for (name, bytes) in gallery::contents(&path) {
                assert!(!sniff(&bytes), "{format}/{folder}/{name}");
                others += 1;
            }
        }
    }
    assert!(others > 100);
    let table: [(&[u8], bool); 10] = [
        (b":20:x\r\n:25:y", true),
        (b":20:x\n:25:y\n:28C:1\n:34F:NOK0,\n:61:", false),
        (b":20:x\n:25:y\n:60F:C260101NOK0,\n:34F:NOK0,", true),
        (b"\xef\xbb\xbf:20:x\r:21:z\r:25P:y", true),
        (b"banner\n{1:F}{2:I940}{4::20:x\n:25:y", true),
        (b":20:x\n:28D:1/1\n:50H:/1\n:25:y", true),
        (b":20:x\n:28C:1/1\n:25:y", false),
        (b":25:x\n:20:y", false),
        (b" :20:x\n :25:y", false),
        (b"", false),
    ];
    for (head, expected) in table {
        assert_eq!(sniff(head), expected, "{}", String::from_utf8_lossy(head));
    }
}

/// What proves the money of a file: statements, their balances, lines.
fn money(bytes: &[u8]) -> Vec<(Option<Ore>, Option<Ore>, Vec<Ore>)> {
    let statements = read_all(bytes).0;
    let amount = |balance: &Option<Balance>| balance.as_ref().map(|b| b.amount);
    statements
        .iter()
        .map(|s| {
            let lines = s.entries.iter().map(|e| e.amount).collect();
            (amount(&s.opening), amount(&s.closing), lines)
        })
        .collect()
}

/// A cut is an error or one more warning; where it is neither, only whole statements are missing, or what stands behind
/// a closing balance.
#[test]
fn every_truncation_is_noticed_or_harmless() {
    for (name, bytes) in gallery::files("mt940/ok") {
        let whole = money(&bytes);
        let allowed: BTreeSet<_> = codes(&read_all(&bytes).2).into_iter().collect();
        for length in 0..bytes.len() {
            let cut = &bytes[..length];
            let found: BTreeSet<_> = codes(&read_all(cut).2).into_iter().collect();
            if found.difference(&allowed).next().is_some() || found.contains("MT940012") {
                continue;
            }
            let left = money(cut);
            assert_eq!(left[..], whole[..left.len()], "{name} cut at {length}");
            let last = cut.rsplit(|byte| *byte == b'\n').next().unwrap();
            assert!(
                matches!(bytes[length - 1], b'\r' | b'\n') || last.starts_with(b"-"),
                "{name} cut at {length}"
            );
        }
    }
}

/// One changed byte changes no money of an accepted file but what is named here: a closing balance or line that is gone
/// with a warning, an available balance, and balances and lines of expected entries, which count for nothing.
#[test]
fn every_changed_byte_keeps_the_money() {
    let whole = gallery::files("mt940/ok")["canonical.sta"].clone();
    let booked = |bytes: &[u8]| -> Vec<_> {
        let statements = read_all(bytes).0;
        let amount = |balance: &Option<Balance>| balance.as_ref().map(|b| b.amount);
        statements
            .iter()
            .map(|s| {
                let lines = s.entries.iter().filter(|e| e.status == Status::Booked);
                let lines: i64 = lines.map(|e| e.amount.0).sum();
                (amount(&s.opening), amount(&s.closing), lines)
            })
            .collect()
    };
    let expected = booked(&whole);
    for at in 0..whole.len() {
        for replacement in [
            0, b'0', b'1', b'9', b':', b',', b'\n', b'\r', b'-', b'C', b'X', 0xff,
        ] {
            let mut changed = whole.clone();
            changed[at] = replacement;
            let diagnostics = read_all(&changed).2;
            gallery::assert_form(&diagnostics);
            let is_warned = codes(&diagnostics).contains(&"MT940012");
            if is_accepted(&diagnostics) && !is_warned {
                assert_eq!(booked(&changed), expected, "byte {at} to {replacement}");
            }
        }
    }
}

#[test]
fn no_personal_number_or_account_in_diagnostics() {
    let text = ":20:x\n:25:12345678903\n:28C:1\n:60F:C260101NOK1,00\n";
    let person = "01819000040";
    let other = "98765432103";
    for broken in [
        format!("{text}:61:2601010101X5,00NTRF{person}\n:86:{person} {other} Navn Navnesen\n"),
        format!(
            "{text}:61:2601010101C5,00NTRF{person}//{other}12345678\n:86:x\n:62F:C260101NOK1,00\n"
        ),
        format!(
            "{text}:61:2601010101C5,00NTRF\n{person} {other} Navn Navnesen more than thirty-four\n"
        ),
        format!("{text}{person} {other} Navn Navnesen\n:62F:C260101NOK1,00\n"),
        format!(":20:{person}\n:25:{other}\n:28C:{person}\n:60F:C260101NOK{person}\n"),
    ] {
        let diagnostics = read_all(broken.as_bytes()).2;
        assert!(!diagnostics.is_empty());
        gallery::assert_form(&diagnostics);
        let shown = gallery::diagnostics(&diagnostics);
        for secret in [person, other, "Navnesen"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn reversals_by_the_rule_of_the_account() {
    let bytes = &gallery::files("mt940/err")["mt940011-reversal.sta"];
    let options = Options {
        reversal: BTreeMap::from([("12345678903".to_owned(), ReversalRule::Inverted)]),
        ..Options::default()
    };
    let (statements, _, diagnostics) = read_with(bytes, &options);
    assert_eq!(codes(&diagnostics), [""; 0]);
    assert_eq!(statements[0].entries[0].amount, Ore(500));
    assert_eq!(statements[0].sum_credit, Ore(500));
}

#[test]
fn minus_behind_the_mark_by_the_profile_of_the_account() {
    let bytes = &gallery::files("mt940/err")["mt940009-minus.sta"];
    let options = Options {
        minus_is_reversal: BTreeSet::from(["12345678903".to_owned()]),
        ..Options::default()
    };
    let (statements, _, diagnostics) = read_with(bytes, &options);
    assert_eq!(codes(&diagnostics), [""; 0]);
    assert!(statements[0].entries[0].reversal);
    assert_eq!(statements[0].entries[0].amount, Ore(500));
}

#[test]
fn numbers_by_the_rule_of_the_account() {
    use SequenceRule::{PlusOne, PlusOneYearly, Rising, Unchecked};
    let statement = |number: u32, from: &str, to: &str| {
        format!(
            ":20:x\n:25:12345678903\n:28C:{number}\n:60F:C{from}NOK1,00\n:62F:C{to}NOK1,00\n-\n"
        )
    };
    let file = |numbers: [u32; 3]| {
        statement(numbers[0], "251229", "251230")
            + &statement(numbers[1], "251230", "251231")
            + &statement(numbers[2], "251231", "260102")
    };
    let table = [
        ([7, 8, 9], [0, 0, 1, 0]),
        ([7, 9, 10], [0, 1, 2, 0]),
        ([7, 8, 1], [0, 1, 0, 0]),
        ([8, 7, 1], [1, 2, 1, 0]),
        ([7, 7, 8], [1, 1, 2, 0]),
        ([0, 0, 0], [0, 0, 0, 0]),
    ];
    for (numbers, expected) in table {
        let rules = [Rising, PlusOne, PlusOneYearly, Unchecked];
        for (rule, count) in rules.into_iter().zip(expected) {
            let options = Options {
                sequence: BTreeMap::from([("12345678903".to_owned(), rule)]),
                ..Options::default()
            };
            let found = codes(&read_with(file(numbers).as_bytes(), &options).2);
            assert_eq!(found, vec!["MT940015"; count], "{numbers:?} {rule:?}");
        }
    }
}

#[test]
fn a_statement_is_bounded() {
    let bytes = &gallery::files("mt940/ok")["canonical.sta"];
    let options = Options {
        max_records_held: 2,
        ..Options::default()
    };
    let found = codes(&read_with(bytes, &options).2);
    assert_eq!(found, ["MT940002"]);
}

/// The published samples, beside the repository; `None` (and a printed line) if they are not there.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn samples() -> Option<BTreeMap<String, Vec<u8>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/formats/samples/mt940");
    if !path.is_dir() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(gallery::contents(&path))
}

/// A published file: name, statements, lines, first opening, last closing, equations that fail, codes.
type Sample = (
    &'static str,
    usize,
    usize,
    i64,
    i64,
    &'static [Equation],
    &'static [&'static str],
);

const SAMPLES: &[Sample] = &[
    (
        "no-danskebank-13stmts.sta",
        13,
        24,
        9_437_295_120,
        9_675_560_022,
        &[],
        &["MT940023"; 13],
    ),
    ("fi-danskebank.sta", 1, 6, 5_448_404, 5_312_694, &[], &[]),
    (
        "de-26stmts-rc-intermediate.sta",
        26,
        97,
        -123_471_836,
        5005,
        &[],
        &["MT940026"],
    ),
    (
        "de-umlaut-in-tag20.sta",
        2,
        4,
        38_011_577,
        13_119_319,
        &[],
        &[],
    ),
    (
        "de-latin1-31-november.sta",
        1,
        2,
        218_795,
        438_795,
        &[],
        &["MT940026", "MT940029", "MT940021"],
    ),
    (
        "de-sparkasse-rd-unbalanced.sta",
        1,
        1,
        93_105_229,
        93_130_450,
        &[Equation::FailsBy(Ore(-77_504))],
        &["MT940010"],
    ),
    (
        "de-sparkasse-rc-unbalanced.sta",
        1,
        1,
        93_105_229,
        93_130_450,
        &[Equation::FailsBy(Ore(127_946))],
        &["MT940010"],
    ),
    (
        "nl-knab-swift-blocks-no-comma.sta",
        2,
        3,
        0,
        79_898,
        &[Equation::FailsBy(Ore(450_000))],
        &["MT940014", "MT940024", "MT940010"],
    ),
];

#[test]
fn published_samples_have_their_known_figures() {
    let Some(samples) = samples() else {
        return;
    };
    assert_eq!(samples.len(), SAMPLES.len());
    for (name, count, lines, opening, closing, failing, raised) in SAMPLES {
        let (statements, totals, diagnostics) = read_all(&samples[*name]);
        let found_lines: usize = statements.iter().map(|s| s.entries.len()).sum();
        assert_eq!((statements.len(), found_lines), (*count, *lines), "{name}");
        let first = statements[0].opening.as_ref().unwrap().amount.0;
        let last = statements
            .last()
            .unwrap()
            .closing
            .as_ref()
            .unwrap()
            .amount
            .0;
        assert_eq!((first, last), (*opening, *closing), "{name}");
        let found: Vec<_> = totals.statements.iter().map(|s| s.equation).collect();
        let found: Vec<_> = found
            .into_iter()
            .filter(|e| *e != Equation::Holds)
            .collect();
        assert_eq!(found, *failing, "{name}");
        let found = codes(&diagnostics);
        assert_eq!(
            found,
            *raised,
            "{name}: {}",
            gallery::diagnostics(&diagnostics)
        );
        assert_eq!(is_accepted(&diagnostics), failing.is_empty(), "{name}");
    }
    let lumps: Vec<_> = read_all(&samples["no-danskebank-13stmts.sta"])
        .0
        .into_iter()
        .flat_map(|s| s.entries)
        .filter(|e| e.entry_ref == "Sumpost OCR-")
        .map(|e| (e.bank_ref, e.amount.0))
        .collect();
    assert_eq!(lumps.len(), 8);
    assert_eq!(lumps[0], ("11111111111".to_owned(), 10_410_400));
}

fn without_positions(mut file: File) -> File {
    for statement in &mut file.statements {
        statement.position = Position::default();
        for entry in &mut statement.entries {
            entry.position = Position::default();
        }
    }
    file
}

#[test]
fn canonical_files_are_written_as_they_were() {
    let bytes = &gallery::files("mt940/ok")["canonical.sta"];
    let written = write(&parse(bytes, &Options::default()).value).unwrap();
    assert_eq!(
        String::from_utf8(written).unwrap(),
        String::from_utf8(bytes.clone()).unwrap()
    );
}

#[test]
fn writer_refuses_what_the_format_cannot_say() {
    let good = parse(
        &gallery::files("mt940/ok")["canonical.sta"],
        &Options::default(),
    )
    .value;
    assert!(write(&good).is_ok());
    let changes: [fn(&mut Statement); 22] = [
        |s| s.id = "x".repeat(17),
        |s| s.account = "12345678903 NOK".into(),
        |s| s.account.clear(),
        |s| s.currency = "nok".into(),
        |s| s.sequence = Some(100_000),
        |s| s.sequence = Some(0),
        |s| s.page = Some((1, true)),
        |s| s.opening = None,
        |s| s.opening.as_mut().unwrap().code = "PRCD".into(),
        |s| s.closing.as_mut().unwrap().date = None,
        |s| {
            s.other_balances.push(Balance {
                code: "OPAV".into(),
                amount: Ore(1),
                date: None,
            });
        },
        |s| s.entries[0].value_date = None,
        |s| s.entries[0].booking_date = "2027-01-02".parse().ok(),
        |s| s.entries[0].code = "PMNT/RCDT".into(),
        |s| s.entries[0].entry_ref = "NONREF".into(),
        |s| s.entries[0].entry_ref = "a//b".into(),
        |s| s.entries[0].bank_ref = "x".repeat(17),
        |s| s.entries[0].text = "x\n:20:".into(),
        |s| s.entries[0].text = "166?20x".into(),
        |s| s.entries[0].text = "x\n".repeat(7),
        |s| s.entries[0].status = Status::Information,
        |s| s.entries[0].transactions = vec![Transaction::default(); 2],
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut file = good.clone();
        change(&mut file.statements[0]);
        assert!(write(&file).is_err(), "change {index}");
    }
    assert!(write(&File::default()).is_err());
}

prop_compose! {
    fn transaction()(
        end_to_end in "|[A-Z0-9-]{1,35}",
        payment_information in "|[A-Z0-9]{1,20}",
        references in prop::collection::vec("[A-Z]{1,9}", 0..2),
        counter_account in "|12345678903|FI7433010001222090",
        counter_name in "|[A-Z][a-zæøå]{0,12}( [A-Z][a-zæøå]{1,9}){0,2}",
        text in "[A-Z][a-zæøåA-Z0-9]{0,20}( [a-zæøåA-Z0-9]{1,9}){0,5}",
    ) -> Transaction {
        Transaction {
            end_to_end,
            payment_information,
            references,
            counter_account,
            counter_name,
            text,
            ..Transaction::default()
        }
    }
}

prop_compose! {
    fn entry()(
        ore in -1_000_000_000_i64..=1_000_000_000,
        reversal in prop::bool::weighted(0.2),
        pending in prop::bool::weighted(0.1),
        day in 0_u64..3000,
        apart in 0_u64..=180,
        kind in "(NTRF|NMSC|FINT|N062|S103)",
        entry_ref in "|[A-Z][A-Za-z0-9/ ]{0,14}[A-Z0-9]",
        bank_ref in "|[0-9]{11}|[A-Z][A-Z0-9]{0,15}",
        text in "|[A-ZÆØÅa-zæøå ]{1,90}|([A-Za-zæøå .,0-9]{1,30}\n){1,3}[a-z]{1,20}",
        transaction in prop::option::weighted(0.4, transaction()),
        german in "|[0-9]{3}|[0-9]{3}\\+[0-9]{3,6}",
    ) -> Entry {
        let first: chrono::NaiveDate = "2018-01-01".parse().unwrap();
        let value_date = first + chrono::Days::new(day + 200);
        let booking_date = value_date - chrono::Days::new(apart);
        let status = if pending && !reversal { Status::Pending } else { Status::Booked };
        // Lines as the reader keeps them.
        let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
        let text = if transaction.is_some() { "GUTSCHRIFT".to_owned() } else { text };
        let proprietary_code = if transaction.is_some() { german } else { String::new() };
        Entry {
            position: Position::default(),
            amount: Ore(ore),
            status,
            reversal,
            booking_date: Some(booking_date),
            value_date: Some(value_date),
            entry_ref: if entry_ref.contains("//") { String::new() } else { entry_ref },
            bank_ref,
            code: kind,
            proprietary_code,
            group_code: String::new(),
            batch: String::new(),
            batch_count: None,
            transactions: transaction
                .map(|t| Transaction { amount: Some(Ore(ore)), ..t })
                .into_iter()
                .collect(),
            text,
        }
    }
}

/// Statements of one account in a chain, some of them in pages.
fn file() -> impl Strategy<Value = File> {
    let statement = (
        prop::collection::vec(entry(), 0..5),
        any::<bool>(),
        "[A-Z0-9 ]{0,14}[A-Z0-9]",
    );
    prop::collection::vec(statement, 1..4).prop_map(|parts| {
        let day: chrono::NaiveDate = "2026-01-01".parse().unwrap();
        let (mut balance, mut number, mut page) = (Ore(0), 1, 1);
        let mut statements = Vec::new();
        let count = parts.len();
        for (index, (entries, is_last, id)) in parts.into_iter().enumerate() {
            let is_last = is_last || index + 1 == count;
            let sum = |keep: fn(&Entry) -> i64| entries.iter().map(keep).sum::<i64>();
            let booked = sum(|e| {
                if e.status == Status::Booked {
                    e.amount.0
                } else {
                    0
                }
            });
            let closing = Ore(balance.0 + booked);
            let code = |first: &str, whole: bool| if whole { first } else { "ITBD" }.to_owned();
            statements.push(Statement {
                position: Position::default(),
                id,
                sequence: Some(number),
                created: String::new(),
                from_to: None,
                copy: String::new(),
                account: "12345678903".into(),
                currency: "NOK".into(),
                opening: Some(Balance {
                    code: code("OPBD", page == 1),
                    amount: balance,
                    date: Some(day),
                }),
                closing: Some(Balance {
                    code: code("CLBD", is_last),
                    amount: closing,
                    date: Some(day),
                }),
                other_balances: vec![Balance {
                    code: "CLAV".into(),
                    amount: Ore(-1),
                    date: Some(day),
                }],
                page: Some((page, is_last)),
                transactions: entries
                    .iter()
                    .map(|e| u64::try_from(e.transactions.len()).unwrap())
                    .sum(),
                sum_credit: Ore(sum(|e| e.amount.0.max(0))),
                sum_debit: Ore(sum(|e| -e.amount.0.min(0))),
                equation: Equation::Holds,
                entries,
            });
            balance = closing;
            (number, page) = if is_last {
                (number + 1, 1)
            } else {
                (number, page + 1)
            };
        }
        File {
            version: "MT940".into(),
            statements,
            ..File::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn written_and_read_again_is_the_same(file in file()) {
        if let Ok(bytes) = write(&file) {
            let again = parse(&bytes, &Options::default());
            prop_assert!(again.is_accepted(), "{}", gallery::diagnostics(&again.diagnostics));
            prop_assert_eq!(without_positions(again.value), file);
        }
    }

    #[test]
    fn every_line_that_was_generated_can_be_written(mut entry in entry()) {
        // The one thing generated that the format cannot say: a text whose full line is followed by another.
        entry.text = entry.text.chars().take(60).collect::<String>().trim().to_owned();
        let mut file = parse(&gallery::files("mt940/ok")["canonical.sta"], &Options::default()).value;
        file.statements[0].entries = vec![entry];
        prop_assert!(write(&file).is_ok(), "{:?}", write(&file));
    }

    #[test]
    fn tiny_buffers_read_the_same(file in file(), capacity in 1_usize..40) {
        if let Ok(bytes) = write(&file) {
            let mut statements = Vec::new();
            let reader = BufReader::with_capacity(capacity, &bytes[..]);
            let result = read(reader, &Options::default(), &mut |s| statements.push(s.clone()));
            let whole = read_all(&bytes);
            prop_assert_eq!((statements, result.totals, result.diagnostics), whole);
        }
    }

    #[test]
    fn damaged_files_do_not_panic(file in file(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        if let Ok(mut bytes) = write(&file) {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            gallery::assert_form(&read_all(&bytes).2);
            gallery::assert_form(&read_all(&bytes[..at]).2);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_all(&[b":20:\n:25:", &bytes[..]].concat());
        read_all(&[b":20:\n:25:1\n:28C:1\n:60F:C260101NOK1,\n:61:", &bytes[..]].concat());
        read_all(&[b":20:\n:25:1\n:28C:1\n:60F:C260101NOK1,\n:61:260101C1,NTRF\n:86:166?20", &bytes[..]].concat());
    }
}
