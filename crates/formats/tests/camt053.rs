//! camt.053: corpus with expected answers, error gallery, properties, and published samples where they are at hand.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test may stop, reads its corpus from disk, and says what it skips"
)]

mod camt_entries;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use domain::agency::ReversalRule;
use domain::identifier::KidMethod;
use domain::{Diagnostic, Ore, Parsed, Position};
use formats::camt053::error::KINDS;
use formats::camt053::record::{Balance, Equation, Status};
use formats::camt053::{File, Options, Statement, parse, read, sniff, write};
use proptest::prelude::*;

use self::camt_entries::{
    Failing, compare, date, diagnostics_shown, entry, sample, show_entry, word,
};

fn corpus(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus/camt053")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Options of corpus files by the words in their name.
fn options_for(path: &Path) -> Options {
    let name = stem(path);
    let mut options = Options::default();
    if name.contains("inverted-profile") {
        options
            .reversal
            .insert("12345678903".into(), ReversalRule::Inverted);
    }
    if name.contains("kid-agreement") {
        options.kid.insert("12345678903".into(), KidMethod::Mod10);
    }
    if name.contains("room-for-two") {
        options.max_records_held = 2;
    }
    options
}

/// Records and diagnostics, one field per line.
fn shown(parsed: &Parsed<File>) -> String {
    let file = &parsed.value;
    let mut out = format!(
        "version {}\nmessage {} {}\n",
        file.version, file.message_id, file.created
    );
    for statement in &file.statements {
        let at = statement.position;
        let _ = writeln!(
            out,
            "statement {} at {}:{} byte {}",
            statement.id, at.line, at.column, at.byte
        );
        let _ = writeln!(
            out,
            "  account {} {}",
            statement.account, statement.currency
        );
        let _ = writeln!(
            out,
            "  sequence {:?} created {} from_to {:?} copy {:?} page {:?}",
            statement.sequence,
            statement.created,
            statement.from_to,
            statement.copy,
            statement.page
        );
        let opening = statement.opening.iter().map(|b| ("opening", b));
        let closing = statement.closing.iter().map(|b| ("closing", b));
        let others = statement.other_balances.iter().map(|b| ("other", b));
        for (what, Balance { code, amount, date }) in opening.chain(closing).chain(others) {
            let _ = writeln!(out, "  {what} {code} {amount} {date:?}");
        }
        let _ = writeln!(
            out,
            "  credit {} debit {} transactions {} equation {:?}",
            statement.sum_credit, statement.sum_debit, statement.transactions, statement.equation
        );
        for entry in &statement.entries {
            show_entry(&mut out, entry);
        }
    }
    out.push_str(&diagnostics_shown(&parsed.diagnostics));
    out
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code).collect()
}

/// Without positions.
fn placeless(mut file: File) -> File {
    for statement in &mut file.statements {
        statement.position = Position::default();
        for entry in &mut statement.entries {
            entry.position = Position::default();
        }
    }
    file
}

#[test]
fn corpus_files_are_read_as_expected() {
    for (path, bytes) in corpus("ok") {
        let parsed = parse(&bytes, &options_for(&path));
        assert!(
            parsed.is_accepted(),
            "{}: {:?}",
            path.display(),
            parsed.diagnostics
        );
        assert!(sniff(&bytes), "{}", path.display());
        compare(&path, &shown(&parsed));
    }
}

#[test]
fn canonical_files_are_written_back_byte_for_byte() {
    let mut count = 0;
    for (path, bytes) in corpus("ok") {
        if stem(&path).starts_with("canonical") {
            let parsed = parse(&bytes, &Options::default());
            let written = String::from_utf8(write(&parsed.value)).unwrap();
            assert_eq!(
                written,
                String::from_utf8_lossy(&bytes),
                "{}",
                path.display()
            );
            count += 1;
        }
    }
    assert!(count >= 2);
}

#[test]
fn error_gallery() {
    for (path, bytes) in corpus("err") {
        let parsed = parse(&bytes, &options_for(&path));
        compare(&path, &diagnostics_shown(&parsed.diagnostics));
        let name = stem(&path);
        let code = name.split('-').next().unwrap().to_uppercase();
        assert!(
            codes(&parsed.diagnostics).contains(&&code[..]),
            "{name} does not raise {code}"
        );
        assert!(
            !parsed.is_accepted() || name.contains("warning"),
            "{name} is accepted"
        );
    }
}

#[test]
fn every_declared_code_is_raised_by_a_corpus_file() {
    let mut raised = BTreeSet::new();
    for (path, bytes) in corpus("err").into_iter().chain(corpus("ok")) {
        raised.extend(codes(&parse(&bytes, &options_for(&path)).diagnostics));
    }
    let declared: BTreeSet<&str> = KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(raised, declared);
}

#[test]
fn reading_in_small_chunks_is_the_same() {
    for (path, bytes) in corpus("ok").into_iter().chain(corpus("err")) {
        let options = options_for(&path);
        let whole = parse(&bytes, &options);
        for size in [1, 7, 64, 1000] {
            let mut statements = Vec::new();
            let reader = BufReader::with_capacity(size, &bytes[..]);
            let answer = read(reader, &options, &mut |statement| {
                statements.push(statement);
            });
            assert_eq!(
                statements,
                whole.value.statements,
                "{} by {size}",
                path.display()
            );
            assert_eq!(
                answer.diagnostics,
                whole.diagnostics,
                "{} by {size}",
                path.display()
            );
        }
    }
}

#[test]
fn a_cut_is_noticed_at_every_byte() {
    for (path, bytes) in corpus("ok") {
        if bytes.len() > 5_000 {
            continue;
        }
        // After the end tag of the root nothing is missing.
        let tag = bytes.windows(2).rposition(|w| w == b"</").unwrap();
        let end = tag + bytes[tag..].iter().position(|b| *b == b'>').unwrap();
        for cut in 0..=end {
            let parsed = parse(&bytes[..cut], &Options::default());
            assert!(!parsed.is_accepted(), "{} cut at {cut}", path.display());
        }
    }
}

#[test]
fn flipped_bits_never_panic_and_never_change_money_unnoticed() {
    let (path, bytes) = corpus("ok")
        .into_iter()
        .find(|(p, _)| stem(p) == "canonical-02")
        .unwrap();
    let before = parse(&bytes, &Options::default());
    for at in 0..bytes.len() {
        for flip in [1_u8, 4, 0x20] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            let after = parse(&changed, &Options::default());
            if after.is_accepted() && codes(&after.diagnostics) == codes(&before.diagnostics) {
                let amounts = |p: &Parsed<File>| -> Vec<(Ore, Vec<Ore>)> {
                    let entries = |s: &Statement| s.entries.iter().map(|e| e.amount).collect();
                    p.value
                        .statements
                        .iter()
                        .map(|s| (s.closing.as_ref().unwrap().amount, entries(s)))
                        .collect()
                };
                let differs = amounts(&after) != amounts(&before);
                assert!(!differs, "{} byte {at} ^ {flip}", path.display());
            }
        }
    }
}

#[test]
fn a_stream_that_fails_is_an_error() {
    let answer = read(BufReader::new(Failing(1)), &Options::default(), &mut |_| {});
    assert_eq!(codes(&answer.diagnostics), ["CAMT002"]);
    assert!(answer.diagnostics[0].message.contains("the disk is gone"));
}

#[test]
fn more_statements_than_can_be_remembered_are_refused() {
    let mut bytes = b"<Document><BkToCstmrStmt>".to_vec();
    bytes.extend(b"<Stmt/>".iter().cycle().take(7 * 200_001));
    let answer = read(&bytes[..], &Options::default(), &mut |_| {});
    assert_eq!(answer.diagnostics.len(), formats::MAX_DIAGNOSTICS);
    assert_eq!(answer.totals.statements.len(), 200_000);
}

#[test]
fn other_formats_are_not_claimed() {
    let others: [&[u8]; 7] = [
        b"",
        b"NY000010",
        b"a;b;c\n1;2;3\n",
        b"<AuditFile/>",
        b"<Document><BkToCstmrDbtCdtNtfctn><GrpHdr/>",
        b"<Document><BkToCstmrAcctRpt><GrpHdr/>",
        b"<Document/>",
    ];
    for other in others {
        assert!(!sniff(other), "{}", String::from_utf8_lossy(other));
    }
    let heads: [&[u8]; 4] = [
        b"<Document><BkToCstmrStmt>",
        b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- x --><n:Document xmlns:n='x'><n:BkToCstmrStmt><n:Gr",
        b"<?xml version='1.0' encoding='ISO-8859-1'?><env><AppHdr><Fr>\xE6</Fr></AppHdr><Document><BkToCstmrStmt/>",
        b"<?xml version='1.0' encoding='windows-1252'?>\r\n<Document >\r\n<BkToCstmrStmt >",
    ];
    for head in heads {
        assert!(sniff(head), "{}", String::from_utf8_lossy(head));
    }
}

// Child order: the same elements in another order give the same records.

/// An element with attributes, text and children, enough for our own corpus.
#[derive(Clone, Debug)]
struct Element {
    tag: String,
    text: String,
    children: Vec<Element>,
}

fn tree(xml: &str) -> Element {
    let mut open = vec![Element {
        tag: String::new(),
        text: String::new(),
        children: Vec::new(),
    }];
    let mut rest = xml;
    while let Some((text, after)) = rest.split_once('<') {
        open.last_mut().unwrap().text.push_str(text.trim());
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if tag.starts_with('/') {
            let done = open.pop().unwrap();
            open.last_mut().unwrap().children.push(done);
            continue;
        }
        let name = tag.trim_end_matches('/').to_owned();
        open.push(Element {
            tag: name,
            text: String::new(),
            children: Vec::new(),
        });
        if tag.ends_with('/') {
            let done = open.pop().unwrap();
            open.last_mut().unwrap().children.push(done);
        }
    }
    open.pop().unwrap().children.pop().unwrap()
}

fn text_of(element: &Element, out: &mut String) {
    let name = element.tag.split(' ').next().unwrap();
    let _ = write!(out, "<{}>{}", element.tag, element.text);
    for child in &element.children {
        text_of(child, out);
    }
    let _ = write!(out, "</{name}>");
}

/// Reorders children, but keeps those of one name in their order: that order is data.
fn shuffle(element: &mut Element, seed: &mut u64) {
    let name = |e: &Element| e.tag.split(' ').next().unwrap().to_owned();
    let mut names: Vec<String> = element.children.iter().map(name).collect();
    for at in (1..names.len()).rev() {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(*seed >> 33).unwrap() % (at + 1);
        names.swap(at, other);
    }
    let mut from = std::mem::take(&mut element.children);
    for wanted in names {
        let at = from.iter().position(|child| name(child) == wanted).unwrap();
        element.children.push(from.remove(at));
    }
    for child in &mut element.children {
        shuffle(child, seed);
    }
}

#[test]
fn child_order_does_not_matter() {
    for (path, bytes) in corpus("ok") {
        let options = options_for(&path);
        let before = parse(&bytes, &options);
        // What the message header says about pages must stand before the statements.
        let own = path
            .file_stem()
            .is_some_and(|s| !s.to_string_lossy().contains("sample"));
        let Ok(xml) = String::from_utf8(bytes) else {
            continue;
        };
        if !own || xml.contains("CDATA") || xml.contains("MsgPgntn") {
            continue;
        }
        for round in 0..20 {
            let mut root = tree(xml.trim_start_matches('\u{feff}'));
            shuffle(&mut root, &mut (round * 7919 + 1));
            let mut text = String::new();
            text_of(&root, &mut text);
            let after = parse(text.as_bytes(), &options);
            assert_eq!(
                placeless(after.value),
                placeless(before.value.clone()),
                "{} round {round}",
                path.display()
            );
            let sorted = |list: &[Diagnostic]| {
                let mut codes = codes(list);
                codes.sort_unstable();
                codes
            };
            assert_eq!(
                sorted(&after.diagnostics),
                sorted(&before.diagnostics),
                "{}",
                path.display()
            );
        }
    }
}

// Round trip.

fn statement(eight: bool) -> impl Strategy<Value = Statement> {
    let facts = (
        word(20),
        prop::option::of(0_i64..1_000_000_000_000),
        word(20),
        date(),
        any::<bool>(),
    );
    let account = prop_oneof![
        Just("12345678903"),
        Just("CH9300762011623852957"),
        Just("konto 7")
    ];
    let currency = prop_oneof![Just("NOK"), Just("JPY"), Just("KWD")];
    let other = prop::option::of((
        prop_oneof![Just("OPAV"), Just("FWAV"), Just("own-code")],
        -5_i64..5,
    ));
    let entries = prop::collection::vec(entry(eight), 0..5);
    (
        facts,
        account,
        currency,
        -1_000_000_i64..1_000_000,
        other,
        entries,
    )
        .prop_map(|(facts, account, currency, opening, other, entries)| {
            let booked = || {
                entries
                    .iter()
                    .filter(|e| e.status == Status::Booked)
                    .map(|e| e.amount.0)
            };
            let closing = opening + booked().sum::<i64>();
            let side = |sign: i64| {
                entries
                    .iter()
                    .map(|e| (e.amount.0 * sign).max(0))
                    .sum::<i64>()
            };
            let date = Some(facts.3);
            let balance = |code: &str, amount: i64| Balance {
                code: code.into(),
                amount: Ore(amount),
                date,
            };
            Statement {
                position: Position::default(),
                id: facts.0,
                sequence: facts.1,
                created: facts.2,
                from_to: facts.4.then_some((facts.3, facts.3)),
                copy: String::new(),
                account: account.into(),
                currency: currency.into(),
                opening: Some(balance("OPBD", opening)),
                closing: Some(balance("CLBD", closing)),
                other_balances: other
                    .iter()
                    .map(|(code, amount)| balance(code, *amount))
                    .collect(),
                page: None,
                transactions: u64::try_from(
                    entries.iter().map(|e| e.transactions.len()).sum::<usize>(),
                )
                .unwrap(),
                sum_credit: Ore(side(1)),
                sum_debit: Ore(side(-1)),
                equation: Equation::Holds,
                entries,
            }
        })
}

fn file() -> impl Strategy<Value = File> {
    any::<bool>().prop_flat_map(|eight| {
        let version = if eight {
            "camt.053.001.08"
        } else {
            "camt.053.001.02"
        };
        (
            word(20),
            word(20),
            prop::collection::vec(statement(eight), 1..3),
        )
            .prop_map(move |(message_id, created, statements)| File {
                version: version.to_owned(),
                message_id,
                created,
                statements,
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(file in file()) {
        let bytes = write(&file);
        let parsed = parse(&bytes, &Options::default());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Statements made by chance do not follow from one another; nothing else may be wrong.
        let allowed = ["CAMT037", "CAMT039", "CAMT043", "CAMT044", "CAMT053"];
        for diagnostic in &parsed.diagnostics {
            prop_assert!(allowed.contains(&diagnostic.code), "{:?}\n{}", diagnostic, text);
        }
        prop_assert_eq!(write(&parsed.value), bytes);
        prop_assert_eq!(placeless(parsed.value), file, "{}", text);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let parsed = parse(&bytes, &Options::default());
        prop_assert!(!parsed.is_accepted());
        sniff(&bytes);
    }

    #[test]
    fn no_changed_file_panics(at in 0_usize..4000, with in prop::collection::vec(any::<u8>(), 0..6), cut in 0_usize..40) {
        let (_, bytes) = corpus("ok").into_iter().find(|(p, _)| stem(p) == "canonical-08").unwrap();
        let at = at % bytes.len();
        let end = (at + cut).min(bytes.len());
        let mut changed = bytes;
        changed.splice(at..end, with);
        let parsed = parse(&changed, &Options::default());
        sniff(&changed);
        for diagnostic in &parsed.diagnostics {
            prop_assert!(!diagnostic.message.ends_with('.'), "{}", diagnostic.message);
            prop_assert!(!diagnostic.message.chars().any(char::is_control), "{}", diagnostic.message);
        }
    }
}

// Published samples, when they lie beside the checkout.

/// Opening, closing, credits, debits (minor unit), entries, transactions.
type Figures = (Option<i64>, Option<i64>, i64, i64, usize, u64);

fn figures(statement: &Statement) -> Figures {
    let amount = |balance: &Option<Balance>| balance.as_ref().map(|b| b.amount.0);
    (
        amount(&statement.opening),
        amount(&statement.closing),
        statement.sum_credit.0,
        statement.sum_debit.0,
        statement.entries.len(),
        statement.transactions,
    )
}

#[test]
fn samples_that_balance_are_accepted_with_their_figures() {
    let table: &[(&str, &[Figures])] = &[
        (
            "no-srbank-camt053-v02-masked.xml",
            &[
                (Some(0), Some(0), 0, 0, 0, 0),
                (Some(2_781_395), Some(2_781_395), 0, 0, 0, 0),
                (Some(4_452_024), Some(4_327_039), 0, 124_985, 1, 1),
                (Some(3_830), Some(3_830), 0, 0, 0, 0),
                (Some(0), Some(0), 0, 0, 0, 0),
            ],
        ),
        (
            "fi-camt053-v02.xml",
            &[(Some(1_000_000), Some(2_364_483), 2_307_500, 943_017, 10, 12)],
        ),
        (
            "ch-postfinance-camt053-v04-reversals.xml",
            &[(Some(32_215_216), Some(32_268_977), 181_056, 127_295, 13, 32)],
        ),
        (
            "de-camt053-v02-prcd-wrong-order.xml",
            &[(Some(3_306), Some(2_306), 100, 1_100, 4, 5)],
        ),
        (
            "nl-camt053-v02-two-statements.xml",
            &[
                (Some(1_815), Some(2_700), 885, 0, 1, 1),
                (Some(2_700), Some(2_000), 0, 700, 1, 1),
            ],
        ),
        (
            "cz-camt053-v02-prcd.xml",
            &[(Some(100_000), Some(200_000), 150_000, 50_000, 2, 2)],
        ),
    ];
    for (name, expected) in table {
        let Some(bytes) = sample(name) else { return };
        assert!(sniff(&bytes), "{name}");
        let parsed = parse(&bytes, &Options::default());
        println!("{name}\n{}", diagnostics_shown(&parsed.diagnostics));
        let found: Vec<Figures> = parsed.value.statements.iter().map(figures).collect();
        assert_eq!(&found[..], *expected, "{name}");
        assert!(parsed.is_accepted(), "{name}");
        assert!(
            parsed
                .value
                .statements
                .iter()
                .all(|s| s.equation == Equation::Holds),
            "{name}"
        );
    }
}

#[test]
fn samples_that_do_not_balance_are_refused_for_that_reason() {
    let table = [
        (
            "ch-camt053-v08-trimmed.xml",
            "the difference is 1251.02",
            vec!["CAMT030", "CAMT035"],
        ),
        (
            "nl-camt053-v02-three-decimals.xml",
            "the difference is 0.05",
            vec!["CAMT030", "CAMT042"],
        ),
    ];
    for (name, reason, expected) in table {
        let Some(bytes) = sample(name) else { return };
        let parsed = parse(&bytes, &Options::default());
        println!("{name}\n{}", diagnostics_shown(&parsed.diagnostics));
        let failure = parsed
            .diagnostics
            .iter()
            .find(|d| d.code == "CAMT030")
            .unwrap();
        assert!(failure.message.ends_with(reason), "{}", failure.message);
        assert_eq!(codes(&parsed.diagnostics), expected, "{name}");
        assert!(!parsed.is_accepted());
    }
}

#[test]
fn samples_that_cannot_be_proved_say_so() {
    let table = [
        (
            "lt-camt053-v02-opav-clav-only.xml",
            (None, None, 0, 276_808, 4, 4),
            true,
        ),
        (
            "gb-camt053-v02-dttm-no-closing.xml",
            (Some(544_209), None, 0, 0, 0, 0),
            true,
        ),
        // Its summary names 14 entries, and nothing proves the one that is there.
        (
            "us-camt053-v10-dttm-trimmed.xml",
            (None, Some(60_680), 19_586, 0, 1, 0),
            false,
        ),
    ];
    for (name, expected, accepted) in table {
        let Some(bytes) = sample(name) else { return };
        let parsed = parse(&bytes, &Options::default());
        println!("{name}\n{}", diagnostics_shown(&parsed.diagnostics));
        assert_eq!(figures(&parsed.value.statements[0]), expected, "{name}");
        assert_eq!(
            parsed.value.statements[0].equation,
            Equation::NotProvable,
            "{name}"
        );
        assert!(codes(&parsed.diagnostics).contains(&"CAMT033"), "{name}");
        assert_eq!(parsed.is_accepted(), accepted, "{name}");
    }
}

#[test]
fn samples_of_camt_054_are_not_claimed() {
    let names = [
        "fi-camt054-v02-info-reversal.xml",
        "ch-postfinance-camt054-v04-batch-qrr.xml",
        "ch-postfinance-camt054-v04-return.xml",
        "intl-camt054-v08-uetr.xml",
    ];
    for name in names {
        let Some(bytes) = sample(name) else { return };
        assert!(!sniff(&bytes), "{name}");
        let parsed = parse(&bytes, &Options::default());
        assert_eq!(codes(&parsed.diagnostics), ["CAMT008"], "{name}");
        assert!(parsed.diagnostics[0].message.contains("camt.054"), "{name}");
    }
}

#[test]
fn samples_survive_writing() {
    for name in [
        "no-srbank-camt053-v02-masked.xml",
        "fi-camt053-v02.xml",
        "ch-postfinance-camt053-v04-reversals.xml",
    ] {
        let Some(bytes) = sample(name) else { return };
        let first = parse(&bytes, &Options::default()).value;
        let again = parse(&write(&first), &Options::default());
        assert!(again.is_accepted(), "{name} {:?}", again.diagnostics);
        assert_eq!(
            placeless(again.value).statements,
            placeless(first).statements,
            "{name}"
        );
    }
}
