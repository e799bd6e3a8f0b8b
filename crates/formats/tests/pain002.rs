//! pain.002: corpus with expected answers, error gallery, properties, and published samples where they are at hand.

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
use domain::{Diagnostic, Ore, Position};
use formats::pain001::record::{Payment, Sum};
use formats::pain002::effective::{Answer, Order, Report, What, effective};
use formats::pain002::error::KINDS;
use formats::pain002::reason::{Group, group_of};
use formats::pain002::record::{File, Level, Reason, Stage, Status, StatusCount, Totals};
use formats::pain002::{Options, parse, read, sniff, write};
use proptest::prelude::*;

/// Name and bytes of the files of a folder of the corpus.
fn corpus(folder: &str) -> Vec<(String, Vec<u8>)> {
    let files: Vec<_> = gallery::files(&format!("pain002/{folder}"))
        .into_iter()
        .collect();
    assert!(!files.is_empty());
    files
}

/// Options of corpus files by the words in their name.
fn options_for(name: &str) -> Options {
    let mut options = Options::default();
    if name.contains("room-for-little") {
        options.max_status_bytes = 200;
    }
    options
}

fn read_all(bytes: &[u8], options: &Options) -> (Vec<Status>, Totals, Vec<Diagnostic>) {
    let mut statuses = Vec::new();
    let answer = read(bytes, options, &mut |status| statuses.push(status));
    (statuses, answer.totals, answer.diagnostics)
}

/// Records and diagnostics.
fn shown(bytes: &[u8], options: &Options) -> String {
    let (statuses, totals, diagnostics) = read_all(bytes, options);
    let mut out = String::new();
    for status in &statuses {
        let at = status.position;
        let _ = writeln!(
            out,
            "status {} at {}:{} byte {}",
            at.record, at.line, at.column, at.byte
        );
        let mut status = status.clone();
        status.position = Position::default();
        let _ = writeln!(out, "{status:#?}");
    }
    let _ = writeln!(out, "{totals:#?}");
    out.push_str(&gallery::diagnostics(&diagnostics));
    out
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code).collect()
}

fn placeless(mut file: File) -> File {
    for status in &mut file.statuses {
        status.position = Position::default();
    }
    file
}

#[test]
fn corpus_files_are_read_as_expected() {
    for (name, bytes) in corpus("ok") {
        let parsed = parse(&bytes, &options_for(&name));
        assert!(parsed.is_accepted(), "{name}: {:?}", parsed.diagnostics);
        assert!(sniff(&bytes), "{name}");
        assert_eq!(formats::sniff(&bytes), [formats::FormatId::Pain002]);
    }
    let by_bytes: Vec<(String, Vec<u8>)> = corpus("ok");
    gallery::compare("pain002/ok", |bytes| {
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
        let may_pass = name.contains("warning") || name.contains("pain299");
        assert!(!parsed.is_accepted() || may_pass, "{name} is accepted");
        assert!(parsed.is_accepted() || !may_pass, "{name} is refused");
    }
    let by_bytes: Vec<(String, Vec<u8>)> = corpus("err");
    gallery::compare("pain002/err", |bytes| {
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
        if format.ends_with("pain002") || !format.join("ok").is_dir() {
            continue;
        }
        for (name, bytes) in gallery::contents(&format.join("ok")) {
            assert!(!sniff(&bytes), "{} {name}", format.display());
        }
    }
    let table: [(&str, bool); 9] = [
        ("<Document><CstmrPmtStsRpt>", true),
        (
            "<Document xmlns='urn:swift:xsd:$pain.002.003.03'><CstmrPmtStsRpt><GrpH",
            true,
        ),
        (
            "<?xml version='1.0'?>\n<!-- x --><e><AppHdr/><a:Document><a:CstmrPmtStsRpt/>",
            true,
        ),
        (
            "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'>",
            false,
        ),
        ("<Document><CstmrDrctDbtInitn>", false),
        ("<Document><CstmrCdtTrfInitn>", false),
        ("<Document><BkToCstmrStmt>", false),
        ("<CstmrPmtStsRpt>", false),
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
            let mut statuses = Vec::new();
            let reader = BufReader::with_capacity(size, &bytes[..]);
            let answer = read(reader, &options, &mut |status| statuses.push(status));
            assert_eq!(statuses, whole.0, "{name} by {size}");
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

/// Nothing in a report proves a status or an amount. What is tested: the flip of a bit never makes a refusal an
/// acceptance, or an acceptance another stage, without a word; no two known codes are a bit apart.
#[test]
fn flipped_bits_never_panic_and_never_change_a_stage_unnoticed() {
    let (name, bytes) = corpus("ok")
        .into_iter()
        .find(|(name, _)| name == "canonical-03.xml")
        .unwrap();
    let before = parse(&bytes, &Options::default());
    let stages = |file: &File| -> Vec<(Level, Stage)> {
        file.statuses.iter().map(|s| (s.level, s.stage)).collect()
    };
    for at in 0..bytes.len() {
        for flip in [1_u8, 2, 4, 8, 0x10, 0x20, 0x40, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            let after = parse(&changed, &Options::default());
            if after.is_accepted() && codes(&after.diagnostics) == codes(&before.diagnostics) {
                let same = stages(&after.value) == stages(&before.value);
                assert!(same, "{name} byte {at} ^ {flip}");
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
    assert_eq!(codes(&answer.diagnostics), ["PAIN202"]);
    assert!(answer.diagnostics[0].message.contains("the disk is gone"));
}

#[test]
fn no_account_name_or_personal_number_is_said() {
    let private = [
        "01819000049",
        "01819000040",
        "99991042764",
        "99990512341",
        "86011117947",
        "Prøve Person",
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

// What holds for each payment

/// An order: payment information, instruction id, end-to-end id, øre, payee account.
const SENT: [(&str, &str, &str, i64, &str); 5] = [
    ("A", "i1", "e1", 100, "99990512341"),
    ("A", "i2", "e2", 200, "99991042764"),
    ("A", "", "same", 300, "99990512341"),
    ("B", "", "same", 300, "99990512341"),
    ("B", "", "same", 400, "99991042764"),
];

fn sent() -> Vec<Payment> {
    SENT.iter()
        .map(
            |(information, instruction, end_to_end, amount, account)| Payment {
                payment_information: (*information).into(),
                instruction_id: (*instruction).into(),
                end_to_end: (*end_to_end).into(),
                amount: Ore(*amount),
                currency: "NOK".into(),
                payee_account: (*account).into(),
                ..Payment::default()
            },
        )
        .collect()
}

/// A report in short: `G:PART A:RJCT/NARR i1:RJCT/AC01 e=same:RJCT`. Levels by their first part: `G` group, a capital
/// letter payment information, `i…` instruction id, `e=` end-to-end id, `m=` øre and account.
fn report(text: &str) -> Vec<Status> {
    let mut information = String::new();
    let mut statuses = Vec::new();
    for (record, word) in (0_u64..).zip(text.split_whitespace()) {
        let (what, said) = word.split_once(':').unwrap();
        let (code, reason) = said.split_once('/').unwrap_or((said, ""));
        let mut status = Status {
            original_message: "ORDER".into(),
            original_message_name: "pain.001.001.03".into(),
            code: code.into(),
            ..Status::default()
        };
        status.position.record = record;
        if !reason.is_empty() {
            status.reasons.push(Reason {
                code: reason.into(),
                ..Reason::default()
            });
        }
        status.level = Level::Transaction;
        if what == "G" {
            status.level = Level::Group;
        } else if let Some(id) = what.strip_prefix("e=") {
            status.end_to_end = id.into();
        } else if let Some(money) = what.strip_prefix("m=") {
            let (amount, account) = money.split_once(',').unwrap();
            status.amount = Some((Ore(amount.parse().unwrap()), "NOK".into()));
            status.payee_account = account.into();
        } else if what.starts_with('i') {
            status.instruction_id = what.into();
        } else {
            status.level = Level::PaymentInformation;
            information = what.into();
        }
        if status.level != Level::Group {
            status.payment_information.clone_from(&information);
        }
        status.stage = Stage::of(code, status.level);
        statuses.push(status);
    }
    statuses
}

/// The answer to reports of rising time.
fn answer(reports: &[&str]) -> Answer {
    let payments = sent();
    let statuses: Vec<Vec<Status>> = reports.iter().map(|text| report(text)).collect();
    let reports: Vec<Report<'_>> = statuses
        .iter()
        .map(|statuses| Report {
            created: "",
            statuses,
        })
        .collect();
    effective(&order(&payments), &reports)
}

fn order(payments: &[Payment]) -> Order<'_> {
    Order {
        message_id: "ORDER",
        payments,
    }
}

/// The stages of the five payments, a letter each: sent `-`, received `r`, in process `p`, settled `s`, waiting `w`,
/// rejected `X`, cancelled `C`.
fn letters(answer: &Answer) -> String {
    let letter = |stage| match stage {
        Stage::Sent => '-',
        Stage::Received => 'r',
        Stage::InProcess => 'p',
        Stage::Settled => 's',
        Stage::Waiting => 'w',
        Stage::Rejected => 'X',
        Stage::Cancelled => 'C',
        _ => '?',
    };
    answer.payments.iter().map(|p| letter(p.stage)).collect()
}

#[test]
fn effective_states() {
    let table: [(&[&str], &str); 38] = [
        // No report, or none that says anything.
        (&[], "-----"),
        (&["G:"], "-----"),
        (&["G: A: i1:"], "-----"),
        (&["G:RCVD"], "-----"),
        // The group alone.
        (&["G:ACTC"], "rrrrr"),
        (&["G:RJCT"], "XXXXX"),
        (&["G:ACSP"], "ppppp"),
        (&["G:PDNG"], "wwwww"),
        (&["G:CANC"], "CCCCC"),
        (&["G:PART"], "rrrrr"),
        // Payment information.
        (&["G:PART A:RJCT"], "XXXrr"),
        (&["G: A:ACCP"], "rrrrr"),
        (&["G:ACSP A:PART i1:RJCT"], "Xrrpp"),
        (&["G:ACTC A:PDNG B:RJCT"], "wwwXX"),
        // Transactions.
        (&["G:ACTC A: i1:RJCT"], "Xrrrr"),
        (&["G:PART A:PART i1:RJCT i2:ACSC"], "Xsrrr"),
        (&["G:RJCT A:RJCT i1:"], "XXXXX"),
        (&["G:PART A:PART i1:"], "-rrrr"),
        // Found by end-to-end id inside its payment information, by amount and account, or not at all.
        (&["G:ACTC A: e=same:RJCT"], "rrXrr"),
        (&["G:ACTC B: e=same:RJCT"], "rrr--"),
        (&["G:ACTC B: m=400,99991042764:RJCT"], "rrrrX"),
        (&["G:ACTC B: m=999,99991042764:RJCT"], "rrr--"),
        (&["G:PART A:PART i9:RJCT"], "---rr"),
        (&["G:RJCT B: e=same:RJCT"], "XXXXX"),
        // Verification of payee and unknown codes accept nothing.
        (&["G:RCVC"], "-----"),
        (&["G:RVNM A:RVNM i1:RVNM"], "-----"),
        (&["G:ACTC A: i1:RVNM"], "rrrrr"),
        (&["G:ZZZZ"], "-----"),
        (&["G:PART A:PART i1:RVNM"], "-rrrr"),
        // Several reports.
        (&["G:ACTC", "G:ACSP", "G:ACSC"], "sssss"),
        (&["G:ACTC", "G: A:PART i1:RJCT"], "Xrrrr"),
        (&["G:ACSP", "G:ACTC"], "ppppp"),
        (&["G:PDNG", "G:ACTC"], "rrrrr"),
        (&["G:ACTC", "G:PDNG", "G:ACSP"], "ppppp"),
        (&["G:ACSC", "G:RJCT"], "sssss"),
        (&["G:RJCT", "G:ACTC"], "XXXXX"),
        (&["G:ACTC A:PART i1:RJCT", "G:ACSC"], "Xssss"),
        (&["G:ACTC", "G:ACTC"], "rrrrr"),
    ];
    for (reports, expected) in table {
        assert_eq!(letters(&answer(reports)), expected, "{reports:?}");
    }
}

#[test]
fn effective_notes() {
    let table: [(&[&str], Vec<What>); 8] = [
        (&["G:ACTC C:RJCT"], vec![What::UnknownPaymentInformation]),
        (&["G:ACTC A: i9:RJCT"], vec![What::UnknownPayment]),
        (
            &["G:ACTC B: e=same:RJCT"],
            vec![What::Ambiguous(vec![3, 4])],
        ),
        (
            &["G:ACTC C: e=same:RJCT"],
            vec![
                What::UnknownPaymentInformation,
                What::Ambiguous(vec![2, 3, 4]),
            ],
        ),
        (
            &["G:ACTC A: i1:ZZZZ"],
            vec![What::UnknownCode("ZZZZ".into())],
        ),
        (
            &["G:ACSP A: i1:ACSP", "G: A: i1:ACTC"],
            vec![
                What::LowerIgnored(0, Stage::Received),
                What::LowerIgnored(1, Stage::Received),
                What::LowerIgnored(2, Stage::Received),
                What::LowerIgnored(3, Stage::Received),
                What::LowerIgnored(4, Stage::Received),
            ],
        ),
        (
            &["G:ACTC A: i1:ACSC", "G:ACTC A: i1:RJCT"],
            vec![What::AfterSettlement(0, Stage::Rejected)],
        ),
        (&["G:ACTC A: i1:RJCT m=200,99991042764:ACSC"], vec![]),
    ];
    for (reports, expected) in table {
        let found: Vec<What> = answer(reports).notes.into_iter().map(|n| n.what).collect();
        assert_eq!(found, expected, "{reports:?}");
    }
}

#[test]
fn the_deepest_reason_is_kept() {
    let table: [(&str, &[&str]); 4] = [
        (
            "G:PART/NARR A:RJCT/NARR i1:/AC04",
            &["AC04", "NARR", "NARR"],
        ),
        ("G:RJCT/AM10", &["AM10", "AM10", "AM10"]),
        ("G:RJCT/AM10 A:RJCT", &["AM10", "AM10", "AM10"]),
        ("G:ACTC A: i2:RJCT/RR07", &["", "RR07", ""]),
    ];
    for (text, expected) in table {
        let answer = answer(&[text]);
        let found: Vec<&str> = answer
            .payments
            .iter()
            .take(3)
            .map(|p| p.reasons.first().map_or("", |r| r.code.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn reports_count_in_the_order_of_their_times() {
    let payments = sent();
    let (early, late) = (report("G:PDNG"), report("G:ACTC"));
    // The time of the report that accepts, of the one that waits, and what holds.
    let table = [
        (
            "2026-04-14T10:00:00",
            "2026-04-14T09:00:00",
            Stage::Received,
        ),
        ("2026-04-14T09:00:00", "2026-04-14T10:00:00", Stage::Waiting),
        (
            "2026-04-14T10:00:00+02:00",
            "2026-04-14T09:00:00Z",
            Stage::Waiting,
        ),
        (
            "2026-04-14T10:00:00.500",
            "2026-04-14T10:00:00",
            Stage::Received,
        ),
        ("", "", Stage::Waiting),
    ];
    for (accepts, waits, expected) in table {
        let reports = [
            Report {
                created: accepts,
                statuses: &late,
            },
            Report {
                created: waits,
                statuses: &early,
            },
        ];
        let answer = effective(&order(&payments), &reports);
        assert_eq!(answer.payments[0].stage, expected, "{accepts} {waits}");
    }
}

#[test]
fn reports_on_something_else_say_nothing() {
    let payments = sent();
    let mut other = report("G:RJCT");
    other[0].original_message = "ANOTHER".into();
    let mut debit = report("G:RJCT");
    debit[0].original_message_name = "pain.008.001.02".into();
    let mut figures = report("G:ACTC");
    figures[0].original_count = Some(6);
    figures[0].original_sum = Some(Sum(130_001));
    let mut amount = report("G:ACTC A: i1:ACSC");
    amount[2].amount = Some((Ore(101), "NOK".into()));
    let table = [
        (other, vec![What::UnknownOriginal], "-----"),
        (debit, vec![What::OtherMessage], "-----"),
        (
            figures,
            vec![What::CountDiffers(6, 5), What::SumDiffers],
            "rrrrr",
        ),
        (amount, vec![What::AmountDiffers(0)], "srrrr"),
    ];
    for (statuses, expected, stages) in table {
        let report = Report {
            created: "",
            statuses: &statuses,
        };
        let answer = effective(&order(&payments), &[report]);
        let found: Vec<What> = answer.notes.iter().map(|n| n.what.clone()).collect();
        assert_eq!(found, expected);
        assert_eq!(letters(&answer), stages);
        let all = [Stage::Sent, Stage::Received, Stage::Settled];
        assert_eq!(
            all.iter().map(|stage| answer.count(*stage)).sum::<usize>(),
            5
        );
    }
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

fn reason() -> impl Strategy<Value = Reason> {
    let code = prop_oneof![Just("AM04"), Just("AC01"), Just("NARR"), Just("")];
    let bank = prop_oneof![Just(""), Just("1301813")];
    let text = prop_oneof![text(), Just("17;konto".to_owned())];
    (code, any::<bool>(), bank, text).prop_map(|(code, own, bank, text)| {
        let is_proprietary = own && !code.is_empty();
        Reason {
            code: code.into(),
            is_proprietary,
            group: if is_proprietary {
                Group::default()
            } else {
                group_of(code)
            },
            bank_code: bank.into(),
            text,
        }
    })
}

fn transaction(ten: bool) -> impl Strategy<Value = Status> {
    let ids = (
        maybe(20),
        maybe(20),
        maybe(30),
        maybe(20),
        maybe(20),
        maybe(20),
        maybe(20),
    );
    let said = (
        prop_oneof![
            Just("RJCT"),
            Just("ACSC"),
            Just("PDNG"),
            Just("RVNM"),
            Just("ZZZZ"),
            Just("")
        ],
        prop::collection::vec(reason(), 0..3),
        prop::option::of(0_i64..=domain::money::MAX_ABS_ORE),
        prop_oneof![Just("NOK"), Just("JPY"), Just("KWD")],
        prop_oneof![
            Just("99990512341"),
            Just("CH9300762011623852957"),
            Just("konto 7"),
            Just("")
        ],
        prop::option::of(1_u32..28),
        prop::option::of(1_u32..28),
    );
    let kids = prop::collection::vec(prop_oneof![Just("10018"), Just("23456711-")], 0..3);
    let references = prop::collection::vec(
        prop_oneof![Just("RF18539007547034".to_owned()), word(20)],
        0..3,
    );
    (ids, said, kids, references, text()).prop_map(move |(ids, said, kids, references, text)| {
        let day = |day| NaiveDate::from_ymd_opt(2026, 4, day).unwrap();
        Status {
            level: Level::Transaction,
            status_id: ids.0,
            instruction_id: ids.1,
            end_to_end: ids.2,
            uetr: if ten { ids.3 } else { String::new() },
            bank_ref: ids.4,
            clearing_ref: ids.5,
            payee_name: ids.6,
            code: said.0.into(),
            stage: Stage::of(said.0, Level::Transaction),
            reasons: said.1,
            amount: said.2.map(|amount| (Ore(amount), said.3.into())),
            payee_account: said.4.into(),
            execution_date: said.5.map(day),
            acceptance_date: said.6.map(day),
            kids: kids.into_iter().map(str::to_owned).collect(),
            references,
            text,
            ..Status::default()
        }
    })
}

/// A group, or a payment information.
fn above(level: Level) -> impl Strategy<Value = Status> {
    let code = prop_oneof![
        Just("ACTC"),
        Just("PART"),
        Just("RJCT"),
        Just("RCVC"),
        Just("")
    ];
    let count = prop::option::of(0_u64..1_000_000);
    let sum = prop::option::of(0_i128..1_000_000_000_000);
    (code, prop::collection::vec(reason(), 0..3), count, sum).prop_map(
        move |(code, reasons, count, sum)| Status {
            level,
            code: code.into(),
            stage: Stage::of(code, level),
            reasons,
            original_count: count,
            original_sum: sum.map(Sum),
            ..Status::default()
        },
    )
}

fn file() -> impl Strategy<Value = File> {
    any::<bool>().prop_flat_map(|ten| {
        let information = (
            above(Level::PaymentInformation),
            prop::collection::vec(transaction(ten), 0..3),
        );
        let count = (
            0_u64..100,
            prop_oneof![Just("ACTC"), Just("RJCT")],
            prop::option::of(0_i128..100_000),
        );
        let header = (word(20), word(20), word(20), above(Level::Group));
        (
            header,
            prop::collection::vec(count, 0..3),
            prop::collection::vec(information, 0..4),
        )
            .prop_map(
                move |((message_id, order, name, group), stated, informations)| {
                    let mut statuses = vec![group];
                    for (number, (mut above, mut some)) in informations.into_iter().enumerate() {
                        above.payment_information = format!("INF <{number}>");
                        for status in &mut some {
                            status
                                .payment_information
                                .clone_from(&above.payment_information);
                        }
                        statuses.push(above);
                        statuses.append(&mut some);
                    }
                    for status in &mut statuses {
                        status.original_message.clone_from(&order);
                        status.original_message_name.clone_from(&name);
                    }
                    File {
                        version: if ten {
                            "pain.002.001.10"
                        } else {
                            "pain.002.001.03"
                        }
                        .into(),
                        message_id,
                        created: "2026-04-01T09:00:00+02:00".into(),
                        stated: stated
                            .into_iter()
                            .map(|(payments, code, amount)| StatusCount {
                                code: code.into(),
                                payments,
                                amount: amount.map(Sum),
                            })
                            .collect(),
                        statuses,
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
        // Figures and codes made by chance can be odd; nothing is refused.
        prop_assert!(parsed.is_accepted(), "{:?}", parsed.diagnostics);
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
        let (_, bytes) = corpus("ok").into_iter().find(|(name, _)| name == "canonical-10.xml").unwrap();
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
    // Name, group status, transactions, by status, original count and sum, codes.
    type Row<'a> = (
        &'a str,
        Option<&'a str>,
        u64,
        &'a [(&'a str, u64)],
        Option<u64>,
        &'a str,
        &'a [&'a str],
    );
    let table: [Row<'_>; 4] = [
        (
            "ch-pain002-v03-group-actc.xml",
            Some("ACTC"),
            0,
            &[],
            None,
            "",
            &[],
        ),
        (
            "ch-pain002-v03-group-rjct-am10.xml",
            Some("RJCT"),
            0,
            &[],
            None,
            "",
            &[],
        ),
        (
            "ch-pain002-v03-pmtinf-accp.xml",
            None,
            0,
            &[],
            None,
            "",
            &["PAIN233"],
        ),
        (
            "sepa-pain002-v10-part.xml",
            Some("PART"),
            2,
            &[("ACCP", 1), ("RJCT", 1)],
            Some(2),
            "8600.00",
            &[],
        ),
    ];
    for (name, group, transactions, by_status, count, sum, expected) in table {
        let Some(bytes) = sample(name) else { return };
        assert!(sniff(&bytes), "{name}");
        let (_, totals, diagnostics) = read_all(&bytes, &Options::default());
        println!("{name}\n{}", gallery::diagnostics(&diagnostics));
        assert_eq!(codes(&diagnostics), expected, "{name}");
        assert_eq!(totals.group_status.as_deref(), group, "{name}");
        assert_eq!(totals.transactions, transactions, "{name}");
        let by: Vec<(&str, u64)> = totals
            .by_status
            .iter()
            .map(|(c, n)| (c.as_str(), *n))
            .collect();
        assert_eq!(by, by_status, "{name}");
        assert_eq!(totals.original_count, count, "{name}");
        let stated = totals
            .original_sum
            .map(|s| s.to_string())
            .unwrap_or_default();
        assert_eq!(stated, sum, "{name}");
    }
}

#[test]
fn samples_say_what_their_source_says() {
    let Some(bytes) = sample("ch-pain002-v03-group-rjct-am10.xml") else {
        return;
    };
    let (statuses, _, _) = read_all(&bytes, &Options::default());
    let reason = &statuses[0].reasons[0];
    assert_eq!(
        (statuses[0].original_message.as_str(), statuses[0].stage),
        ("MsgId-005", Stage::Rejected)
    );
    assert_eq!(
        (reason.code.as_str(), reason.group.as_str()),
        ("AM10", "totals")
    );
    assert_eq!(
        (reason.bank_code.as_str(), reason.text.as_str()),
        ("904114", "ControlSum fehlerhaft")
    );
    let Some(bytes) = sample("sepa-pain002-v10-part.xml") else {
        return;
    };
    let (statuses, _, _) = read_all(&bytes, &Options::default());
    let found: Vec<_> = statuses
        .iter()
        .map(|s| {
            (
                s.code.as_str(),
                s.end_to_end.as_str(),
                s.amount.as_ref().map(|a| a.0.0),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("PART", "", None),
            ("PART", "", None),
            ("ACCP", "SUP-0007-A", Some(510_000)),
            ("RJCT", "SUP-0007-B", Some(350_000)),
        ]
    );
    assert_eq!(statuses[3].payee_account, "BE71096123456769");
}

#[test]
fn samples_survive_writing() {
    for name in [
        "ch-pain002-v03-group-rjct-am10.xml",
        "sepa-pain002-v10-part.xml",
        "ch-pain002-v03-pmtinf-accp.xml",
    ] {
        let Some(bytes) = sample(name) else { return };
        let first = parse(&bytes, &Options::default()).value;
        let again = parse(&write(&first), &Options::default());
        assert!(again.is_accepted(), "{name} {:?}", again.diagnostics);
        assert_eq!(
            placeless(again.value).statuses,
            placeless(first).statuses,
            "{name}"
        );
    }
}
