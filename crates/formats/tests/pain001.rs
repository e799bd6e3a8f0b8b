//! pain.001: corpus with expected answers, error gallery, properties, and published samples where they are at hand.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test may stop, reads its corpus from disk, and says what it skips"
)]

mod gallery;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::BufReader;
use std::path::Path;

use chrono::NaiveDate;
use domain::identifier::KidMethod;
use domain::{Diagnostic, Ore, Parsed, Position};
use formats::pain001::error::KINDS;
use formats::pain001::record::{File, Payment, Sum, Totals};
use formats::pain001::{Options, parse, read, sniff, write};
use proptest::prelude::*;

/// Name and bytes of the files of a folder of the corpus.
fn corpus(folder: &str) -> Vec<(String, Vec<u8>)> {
    let files: Vec<_> = gallery::files(&format!("pain001/{folder}"))
        .into_iter()
        .collect();
    assert!(!files.is_empty());
    files
}

/// Options of corpus files by the words in their name.
fn options_for(name: &str) -> Options {
    let mut options = Options::default();
    if name.contains("kid-agreement") {
        options.kid.insert("99990512341".into(), KidMethod::Mod10);
    }
    if name.contains("room-for-two") {
        options.max_ids_compared = 2;
    }
    if name.contains("room-for-little") {
        options.max_payment_bytes = 200;
    }
    options
}

fn read_all(bytes: &[u8], options: &Options) -> (Vec<Payment>, Totals, Vec<Diagnostic>) {
    let mut payments = Vec::new();
    let answer = read(bytes, options, &mut |payment| payments.push(payment));
    (payments, answer.totals, answer.diagnostics)
}

/// Records and diagnostics.
fn shown(bytes: &[u8], options: &Options) -> String {
    let (payments, totals, diagnostics) = read_all(bytes, options);
    let mut out = String::new();
    for payment in &payments {
        let at = payment.position;
        let _ = writeln!(
            out,
            "payment {} at {}:{} byte {}",
            at.record, at.line, at.column, at.byte
        );
        let mut payment = payment.clone();
        payment.position = Position::default();
        let _ = writeln!(out, "{payment:#?}");
    }
    let _ = writeln!(out, "{totals:#?}");
    out.push_str(&gallery::diagnostics(&diagnostics));
    out
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code).collect()
}

fn placeless(mut file: File) -> File {
    for payment in &mut file.payments {
        payment.position = Position::default();
    }
    file
}

#[test]
fn corpus_files_are_read_as_expected() {
    for (name, bytes) in corpus("ok") {
        let parsed = parse(&bytes, &options_for(&name));
        assert!(parsed.is_accepted(), "{name}: {:?}", parsed.diagnostics);
        assert!(sniff(&bytes), "{name}");
        assert_eq!(formats::sniff(&bytes), [formats::FormatId::Pain001]);
    }
    let by_bytes: Vec<(String, Vec<u8>)> = corpus("ok");
    gallery::compare("pain001/ok", |bytes| {
        let name = by_bytes.iter().find(|(_, b)| b == bytes).unwrap();
        shown(bytes, &options_for(&name.0))
    });
}

#[test]
fn canonical_files_are_written_back_byte_for_byte() {
    let mut count = 0;
    for (name, bytes) in corpus("ok") {
        if name.starts_with("canonical") {
            let parsed = parse(&bytes, &Options::default());
            let written = String::from_utf8(write(&parsed.value)).unwrap();
            assert_eq!(written, String::from_utf8_lossy(&bytes), "{name}");
            count += 1;
        }
    }
    assert_eq!(count, 2);
}

#[test]
fn error_gallery() {
    for (name, bytes) in corpus("err") {
        let parsed = parse(&bytes, &options_for(&name));
        let code = name.split('-').next().unwrap().to_uppercase();
        gallery::assert_form(&parsed.diagnostics);
        assert!(
            codes(&parsed.diagnostics).contains(&&code[..]),
            "{name} does not raise {code}: {:?}",
            parsed.diagnostics
        );
        let may_pass = name.contains("warning") || name.contains("pain199");
        assert!(!parsed.is_accepted() || may_pass, "{name} is accepted");
        assert!(parsed.is_accepted() || !may_pass, "{name} is refused");
    }
    let by_bytes: Vec<(String, Vec<u8>)> = corpus("err");
    gallery::compare("pain001/err", |bytes| {
        let same = by_bytes.iter().filter(|(_, b)| b == bytes);
        let name = same.map(|(name, _)| name).next().unwrap();
        gallery::diagnostics(&parse(bytes, &options_for(name)).diagnostics)
    });
}

#[test]
fn every_declared_code_is_raised_by_a_corpus_file() {
    let mut raised = BTreeSet::new();
    for (name, bytes) in corpus("err") {
        raised.extend(codes(&parse(&bytes, &options_for(&name)).diagnostics));
    }
    let declared: BTreeSet<&str> = KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(raised, declared);
}

#[test]
fn only_its_own_files_are_claimed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for format in std::fs::read_dir(root).unwrap() {
        let format = format.unwrap().path();
        if format.ends_with("pain001") || !format.join("ok").is_dir() {
            continue;
        }
        for (name, bytes) in gallery::contents(&format.join("ok")) {
            assert!(!sniff(&bytes), "{} {name}", format.display());
        }
    }
    let table: [(&str, bool); 9] = [
        ("<Document><CstmrCdtTrfInitn>", true),
        (
            "<Document xmlns='urn:swift:xsd:$pain.001.003.03'><CstmrCdtTrfInitn><GrpH",
            true,
        ),
        (
            "<?xml version='1.0'?>\n<!-- x --><e><AppHdr/><a:Document><a:CstmrCdtTrfInitn/>",
            true,
        ),
        (
            "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'>",
            false,
        ),
        ("<Document><CstmrDrctDbtInitn>", false),
        ("<Document><CstmrPmtStsRpt>", false),
        ("<Document><BkToCstmrStmt>", false),
        ("<CstmrCdtTrfInitn>", false),
        ("", false),
    ];
    for (head, expected) in table {
        assert_eq!(sniff(head.as_bytes()), expected, "{head}");
    }
}

#[test]
fn reading_in_small_chunks_is_the_same() {
    for (name, bytes) in corpus("ok").into_iter().chain(corpus("err")) {
        let options = options_for(&name);
        let whole = read_all(&bytes, &options);
        for size in [1, 7, 64, 1000] {
            let mut payments = Vec::new();
            let reader = BufReader::with_capacity(size, &bytes[..]);
            let answer = read(reader, &options, &mut |payment| payments.push(payment));
            assert_eq!(payments, whole.0, "{name} by {size}");
            assert_eq!(answer.totals, whole.1, "{name} by {size}");
            assert_eq!(answer.diagnostics, whole.2, "{name} by {size}");
        }
    }
}

#[test]
fn a_cut_is_noticed_at_every_byte() {
    for (name, bytes) in corpus("ok") {
        // After the end tag of the root nothing is missing.
        let tag = bytes.windows(2).rposition(|w| w == b"</").unwrap();
        let end = tag + bytes[tag..].iter().position(|b| *b == b'>').unwrap();
        for cut in 0..=end {
            let parsed = parse(&bytes[..cut], &Options::default());
            assert!(!parsed.is_accepted(), "{name} cut at {cut}");
        }
    }
}

#[test]
fn flipped_bits_never_panic_and_never_change_money_unnoticed() {
    let (name, bytes) = corpus("ok")
        .into_iter()
        .find(|(name, _)| name == "canonical-03.xml")
        .unwrap();
    let before = parse(&bytes, &Options::default());
    let money =
        |p: &Parsed<File>| -> Vec<Ore> { p.value.payments.iter().map(|p| p.amount).collect() };
    for at in 0..bytes.len() {
        for flip in [1_u8, 2, 4, 8, 0x10, 0x20, 0x40, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            let after = parse(&changed, &Options::default());
            if after.is_accepted() && codes(&after.diagnostics) == codes(&before.diagnostics) {
                assert!(money(&after) == money(&before), "{name} byte {at} ^ {flip}");
            }
        }
    }
}

/// Gives some bytes and then fails.
struct Failing(usize);

impl std::io::Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0 == 0 {
            return Err(std::io::Error::other("the disk is gone"));
        }
        self.0 -= 1;
        let mut bytes = &b"<Document>"[..];
        bytes.read(buffer)
    }
}

#[test]
fn a_stream_that_fails_is_an_error() {
    let answer = read(BufReader::new(Failing(1)), &Options::default(), &mut |_| {});
    assert_eq!(codes(&answer.diagnostics), ["PAIN102"]);
    assert!(answer.diagnostics[0].message.contains("the disk is gone"));
}

#[test]
fn no_account_name_or_personal_number_is_said() {
    let private = [
        "01819000049",
        "01819000040",
        "12345678904",
        "12345678901",
        "99990512341",
        "86011117947",
        "Prøve Person",
        "Ansatt En",
    ];
    for (name, bytes) in corpus("ok").into_iter().chain(corpus("err")) {
        for diagnostic in parse(&bytes, &options_for(&name)).diagnostics {
            let said = format!("{diagnostic:?}");
            for number in private {
                assert!(!said.contains(number), "{name}: {said}");
            }
        }
    }
}

#[test]
fn figures_of_a_wrong_file_are_stated_both() {
    let (_, bytes) = corpus("err")
        .into_iter()
        .find(|(name, _)| name == "pain130-payment-missing.xml")
        .unwrap();
    let (_, totals, diagnostics) = read_all(&bytes, &Options::default());
    assert_eq!((totals.stated_payments, totals.payments), (Some(4), 3));
    assert_eq!(totals.stated_amount, Some(Sum(423_495_100)));
    assert_eq!(totals.amount, Sum(422_500_100));
    assert_eq!(
        codes(&diagnostics),
        ["PAIN130", "PAIN131", "PAIN130", "PAIN131"]
    );
    assert!(diagnostics[1].message.contains("42349.51"));
    assert!(diagnostics[1].message.contains("42250.01"));
    assert!(diagnostics[1].message.ends_with("differ by -99.50"));
}

// Written and read again

fn word(longest: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just('a'),
            Just('Z'),
            Just('ø'),
            Just('&'),
            Just('<'),
            Just('>'),
            Just('"'),
            Just('7'),
            Just('€'),
            Just('-'),
            Just(']'),
            Just('\'')
        ],
        1..longest,
    )
    .prop_map(|characters| characters.into_iter().collect())
}

fn maybe(longest: usize) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), word(longest)]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(word(90), 0..5).prop_map(|words| words.join(" "))
}

fn payment(nine: bool) -> impl Strategy<Value = Payment> {
    let ids = (
        maybe(20),
        maybe(20),
        maybe(30),
        maybe(20),
        maybe(5),
        maybe(5),
    );
    let money = (
        1_i64..=domain::money::MAX_ABS_ORE,
        prop_oneof![Just("NOK"), Just("JPY"), Just("KWD"), Just("EUR")],
        prop_oneof![Just(""), Just("USD")],
        prop_oneof![
            Just("99990512341"),
            Just("CH9300762011623852957"),
            Just("konto 7"),
            Just("")
        ],
    );
    let kids = prop::collection::vec(prop_oneof![Just("10017"), Just("23456711-")], 0..3);
    let references = prop::collection::vec(
        prop_oneof![
            Just("RF18539007547034".to_owned()),
            word(20),
            Just("123".to_owned())
        ],
        0..3,
    );
    (ids, money, kids, references, text()).prop_map(move |(ids, money, kids, references, text)| {
        Payment {
            instruction_id: ids.0,
            end_to_end: ids.1,
            uetr: if nine { ids.2 } else { String::new() },
            payee_name: ids.3,
            category: ids.4,
            purpose: ids.5,
            amount: Ore(money.0),
            currency: money.1.into(),
            transfer_currency: money.2.into(),
            payee_account: money.3.into(),
            kids: kids.into_iter().map(str::to_owned).collect(),
            references,
            text,
            ..Payment::default()
        }
    })
}

fn file() -> impl Strategy<Value = File> {
    any::<bool>().prop_flat_map(|nine| {
        let information = (
            prop_oneof![Just(None), Just(Some(true)), Just(Some(false))],
            prop_oneof![Just(""), Just("TRF")],
            prop_oneof![Just("12345678903"), Just("CH9300762011623852957")],
            1_u32..28,
            prop::collection::vec(payment(nine), 1..4),
        );
        let header = (word(20), word(20), maybe(20), maybe(20));
        (header, prop::collection::vec(information, 1..4)).prop_map(
            move |(header, informations)| {
                let mut payments = Vec::new();
                for (number, (batch, method, account, day, mut some)) in
                    informations.into_iter().enumerate()
                {
                    for payment in &mut some {
                        payment.payment_information = format!("INF <{number}>");
                        payment.batch_booking = batch;
                        payment.method = method.into();
                        payment.debit_account = account.into();
                        payment.execution_date = NaiveDate::from_ymd_opt(2026, 4, day).unwrap();
                    }
                    payments.append(&mut some);
                }
                File {
                    version: if nine {
                        "pain.001.001.09"
                    } else {
                        "pain.001.001.03"
                    }
                    .into(),
                    message_id: header.0,
                    created: "2026-04-01T09:00:00+02:00".into(),
                    initiator_name: header.1,
                    initiator_id: header.2,
                    division_id: header.3,
                    payments,
                }
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(file in file()) {
        let bytes = write(&file);
        let parsed = parse(&bytes, &Options::default());
        // Ids made by chance can meet; nothing else may be wrong.
        for diagnostic in &parsed.diagnostics {
            prop_assert!(diagnostic.code == "PAIN134", "{:?}", diagnostic);
        }
        prop_assert_eq!(write(&parsed.value), bytes);
        prop_assert_eq!(placeless(parsed.value), file);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let parsed = parse(&bytes, &Options::default());
        prop_assert!(!parsed.is_accepted());
        sniff(&bytes);
    }

    #[test]
    fn no_changed_file_panics(at in 0_usize..4000, with in prop::collection::vec(any::<u8>(), 0..6), cut in 0_usize..40) {
        let (_, bytes) = corpus("ok").into_iter().find(|(name, _)| name == "canonical-09.xml").unwrap();
        let at = at % bytes.len();
        let end = (at + cut).min(bytes.len());
        let mut changed = bytes;
        changed.splice(at..end, with);
        let parsed = parse(&changed, &Options::default());
        sniff(&changed);
        gallery::assert_form(&parsed.diagnostics);
    }
}

// Published samples, when they lie beside the checkout.

fn sample(name: &str) -> Option<Vec<u8>> {
    // Beside the checkout, or beside the folder of its worktrees.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = here
        .ancestors()
        .skip(3)
        .take(2)
        .map(|f| f.join("shared/formats/samples/pain"));
    let bytes = folders
        .into_iter()
        .find_map(|folder| std::fs::read(folder.join(name)).ok());
    if bytes.is_none() {
        println!("skipped: sample {name} is not beside the checkout");
    }
    bytes
}

#[test]
fn samples_have_their_figures() {
    // Name, payments, sum, stated payments, stated sum, codes.
    type Row<'a> = (&'a str, u64, &'a str, u64, &'a str, &'a [&'a str]);
    let table: [Row<'_>; 5] = [
        (
            "mock-pain001-v03-four-payments.xml",
            4,
            "20630.75",
            4,
            "20630.75",
            &[],
        ),
        (
            "mock-pain001-v09-four-payments.xml",
            4,
            "20630.75",
            4,
            "20630.75",
            &[],
        ),
        (
            "mock-pain001-broken-ctrlsum.xml",
            4,
            "20630.75",
            4,
            "20630.00",
            &["PAIN131"],
        ),
        (
            "mock-pain001-broken-nboftxs.xml",
            4,
            "20630.75",
            5,
            "20630.75",
            &["PAIN130"],
        ),
        (
            "ch-pain001-v03-musterfile.xml",
            8,
            "38.00",
            7,
            "38.00",
            &["PAIN130", "PAIN140"],
        ),
    ];
    for (name, payments, sum, stated, stated_sum, expected) in table {
        let Some(bytes) = sample(name) else { return };
        assert!(sniff(&bytes), "{name}");
        let (records, totals, diagnostics) = read_all(&bytes, &Options::default());
        println!("{name}\n{}", gallery::diagnostics(&diagnostics));
        assert_eq!(codes(&diagnostics), expected, "{name}");
        assert_eq!(totals.payments, payments, "{name}");
        assert_eq!(u64::try_from(records.len()).unwrap(), payments, "{name}");
        assert_eq!(totals.amount.to_string(), sum, "{name}");
        assert_eq!(totals.stated_payments, Some(stated), "{name}");
        assert_eq!(
            totals.stated_amount.unwrap().to_string(),
            stated_sum,
            "{name}"
        );
    }
}

#[test]
fn samples_survive_writing() {
    for name in [
        "mock-pain001-v03-four-payments.xml",
        "mock-pain001-v09-four-payments.xml",
        "ch-pain001-v03-musterfile.xml",
    ] {
        let Some(bytes) = sample(name) else { return };
        let first = parse(&bytes, &Options::default()).value;
        let again = parse(&write(&first), &Options::default());
        assert!(again.is_accepted(), "{name} {:?}", again.diagnostics);
        assert_eq!(
            placeless(again.value).payments,
            placeless(first).payments,
            "{name}"
        );
    }
}
