//! CREMUL, DEBMUL, BANSTA: corpus, error gallery, properties, published samples.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod gallery;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use domain::identifier::KidMethod;
use domain::{Diagnostic, Ore, Position, Severity};
use formats::edifact::record::{
    Code, Direction, Document, Envelope, File, Interchange, Line, Message as Content, Payment,
    Record, Reference, Stage, Status, Totals,
};
use formats::edifact::{Message, Options, error, parse, read, sniff, write, write_lines};
use proptest::prelude::*;

/// Segments, lines with payments, codes.
type Figures<'a> = (&'a str, u64, &'a [(i64, u32)], &'a [&'a str]);

type All = (Vec<Record>, Totals, Vec<Diagnostic>);

fn read_with(bytes: impl std::io::BufRead, options: &Options) -> All {
    let mut records = Vec::new();
    let result = read(bytes, options, &mut |record| {
        records.push(record.to_record());
    });
    (records, result.totals, result.diagnostics)
}

fn read_all(bytes: &[u8]) -> All {
    read_with(bytes, &Options::default())
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn payments(records: &[Record]) -> Vec<&Payment> {
    records
        .iter()
        .filter_map(|record| match record {
            Record::Payment(payment) => Some(payment),
            Record::Status(_) => None,
        })
        .collect()
}

fn references(all: &[Reference]) -> String {
    let shown: Vec<String> = all
        .iter()
        .map(|r| format!("{} {}", r.qualifier, r.number))
        .collect();
    shown.join(", ")
}

fn documents(all: &[Document]) -> String {
    let shown: Vec<String> = all
        .iter()
        .map(|d| {
            let amount = d.amount.map_or("-".to_owned(), |ore| ore.to_string());
            format!("{} {:?} {amount}", d.code, d.number)
        })
        .collect();
    shown.join(", ")
}

fn tail(account: &str) -> &str {
    account.get(account.len().saturating_sub(4)..).unwrap_or("")
}

fn render(bytes: &[u8]) -> String {
    let (records, t, diagnostics) = read_all(bytes);
    let mut text = format!(
        "{} {} segments {} messages {} lines {} unconfirmed {} payments {} statuses {} amount {} {} other {} test {}\n",
        t.version,
        t.encoding,
        t.segments,
        t.messages,
        t.lines,
        t.unconfirmed_lines,
        t.payments,
        t.statuses,
        t.amount,
        t.currency,
        t.other_currency_lines,
        t.test
    );
    for i in &t.interchanges {
        let _ = writeln!(
            text,
            "interchange {} from {} to {} at {} syntax {}",
            i.reference, i.sender, i.recipient, i.prepared, i.syntax
        );
    }
    let _ = writeln!(text, "message numbers {}", t.message_numbers.join(", "));
    for record in &records {
        match record {
            Record::Payment(p) => {
                let l = &*p.line;
                let _ = writeln!(
                    text,
                    "payment {} at {}:{}: line {} {:?} account {} posted {:?} value {:?} lump {:?} refs [{}] amount {} {} \
                     confirmed {} {} {}\n  number {} amount {} {} executed {:?} kids [{}] documents [{}] archive {:?} refs [{}] \
                     payer *{} {:?} text {:?}",
                    p.position.record,
                    p.position.line,
                    p.position.column,
                    l.number,
                    l.direction,
                    l.account,
                    l.posting_date,
                    l.value_date,
                    l.lump,
                    references(&l.references),
                    l.amount,
                    l.currency,
                    l.confirmed,
                    l.environment,
                    l.group_code,
                    p.number,
                    p.amount,
                    p.currency,
                    p.execution_date,
                    documents(&p.kids),
                    documents(&p.documents),
                    p.archive_reference,
                    references(&p.references),
                    tail(&p.payer_account),
                    p.payer_name,
                    p.text
                );
            }
            Record::Status(s) => {
                let _ = writeln!(
                    text,
                    "status {} at {}:{}: line {} number {} of [{}] refs [{}] code {:?} {:?} {:?} {:?} amount {:?} {} text {:?}",
                    s.position.record,
                    s.position.line,
                    s.position.column,
                    s.line,
                    s.number,
                    references(&s.message_references),
                    references(&s.references),
                    s.code,
                    s.code_list,
                    s.agency,
                    s.stage,
                    s.amount,
                    s.currency,
                    s.text
                );
            }
        }
    }
    text + &gallery::diagnostics(&diagnostics)
}

#[test]
fn corpus() {
    gallery::compare("edifact/ok", |bytes| {
        let diagnostics = read_all(bytes).2;
        assert!(
            is_accepted(&diagnostics),
            "{}",
            gallery::diagnostics(&diagnostics)
        );
        render(bytes)
    });
    gallery::compare("edifact/err", |bytes| {
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

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, bytes) in gallery::files("edifact/err") {
        let diagnostics = read_all(&bytes).2;
        gallery::assert_form(&diagnostics);
        let code = format!("EDI{}", &name[3..6]);
        let found = diagnostics.iter().find(|d| d.code == code);
        let severity = match name[7..].split('-').next() {
            Some("warning") => Severity::Warning,
            Some("info") => Severity::Info,
            _ => Severity::Error,
        };
        assert_eq!(found.map(|d| d.severity), Some(severity), "{name}");
        assert_eq!(
            is_accepted(&diagnostics),
            severity != Severity::Error,
            "{name}"
        );
        raised.extend(diagnostics.iter().map(|d| d.code));
    }
    let whole = &gallery::files("edifact/ok")["kid-lump.edi"];
    for length in 0..whole.len() {
        let stopped = read_with(
            BufReader::new(Broken(&whole[..length])),
            &Options::default(),
        )
        .2;
        assert!(stopped.iter().any(|d| d.code == "EDI023"), "{length}");
        raised.extend(stopped.iter().map(|d| d.code));
    }
    let noise = read_all(&b"x'".repeat(5000)).2;
    assert_eq!(
        (noise.len(), noise[999].code),
        (formats::MAX_DIAGNOSTICS, "EDI024")
    );
    raised.extend(noise.iter().map(|d| d.code));
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(
        declared.len(),
        error::KINDS.len(),
        "a code is declared twice"
    );
    assert_eq!(raised, declared);
}

#[test]
fn claimed_by_its_own_format() {
    use formats::FormatId;
    for (name, bytes) in gallery::files("edifact/ok") {
        let expected = match name.as_str() {
            "debit-advice.edi" => (Message::Debmul, FormatId::Debmul),
            "status.edi" => (Message::Bansta, FormatId::Bansta),
            _ => (Message::Cremul, FormatId::Cremul),
        };
        assert_eq!(formats::sniff(&bytes), [expected.1], "{name}");
        assert_eq!(sniff(&bytes), Some(expected.0), "{name}");
        assert_eq!(
            sniff(&bytes[..200.min(bytes.len())]),
            Some(expected.0),
            "{name}"
        );
    }
    for other in [
        "",
        "UNB",
        "UNA:+,? '",
        "NY000010",
        "UNH+1+CREMUL:D:96A:UN'",
        "UNB+1'UNH+1+CONTRL:D:3:UN'",
    ] {
        assert_eq!(sniff(other.as_bytes()), None, "{other}");
    }
    for folder in [
        "camt053/ok",
        "camt054/ok",
        "delimited/ok",
        "gl07/ok",
        "k27/ok",
        "mt940/ok",
        "ocr-giro/ok",
        "pain001/ok",
        "saf-t/ok",
        "telepay/ok",
    ] {
        for (name, bytes) in gallery::files(folder) {
            assert_eq!(sniff(&bytes), None, "{name}");
        }
    }
}

/// Where the last `UNZ` ends, and the one before it, if there is one.
fn ends(bytes: &[u8]) -> (usize, usize) {
    let marks = |byte: &u8| matches!(byte, b'\'' | b'~');
    let end = |from: usize| from + bytes[from..].iter().position(marks).unwrap() + 1;
    let starts: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(b"UNZ"))
        .collect();
    match starts[..] {
        [.., middle, last] => (end(middle), end(last)),
        [last] => (0, end(last)),
        [] => (0, 0),
    }
}

#[test]
fn every_truncation_is_noticed() {
    for (name, bytes) in gallery::files("edifact/ok") {
        let (middle, last) = ends(&bytes);
        for length in 0..=bytes.len() {
            let accepted = is_accepted(&read_all(&bytes[..length]).2);
            // Between interchanges a file may end, and in the service string of the next.
            let between = middle > 0 && (middle..middle + 60).contains(&length);
            if !between {
                assert_eq!(accepted, length >= last, "{name} cut at {length}");
            }
        }
    }
}

/// The amounts of a file, and what they are booked by.
fn money(records: &[Record]) -> Vec<(i64, i64, String)> {
    payments(records)
        .iter()
        .map(|p| (p.amount.0, p.line.amount.0, p.currency.to_string()))
        .collect()
}

/// One changed byte never changes money without an error or a new diagnostic.
#[test]
fn every_changed_byte_is_noticed_or_harmless() {
    for (name, bytes) in gallery::files("edifact/ok") {
        // The others are of the same forms, or have no money.
        if !matches!(
            name.as_str(),
            "kid-lump.edi"
                | "advice-in-advance.edi"
                | "structured-mixed.edi"
                | "extended-international.edi"
                | "debit-advice.edi"
        ) {
            continue;
        }
        let (records, totals, before) = read_all(&bytes);
        let expected = money(&records);
        for at in 0..bytes.len() {
            for byte in *b"059A'+?," {
                let mut changed = bytes.clone();
                if changed[at] == byte {
                    continue;
                }
                changed[at] = byte;
                let (records, now, diagnostics) = read_all(&changed);
                let noticed = !is_accepted(&diagnostics) || diagnostics.len() > before.len();
                if !noticed {
                    // A debit without payments states its amount once.
                    let found: Vec<_> = money(&records);
                    let differs = found
                        .iter()
                        .zip(&expected)
                        .zip(payments(&records))
                        .any(|((a, b), p)| a != b && p.number != 0);
                    assert!(
                        !differs && found.len() == expected.len(),
                        "{name} byte {at} as {}",
                        char::from(byte)
                    );
                    assert_eq!(
                        (now.lines, now.unconfirmed_lines),
                        (totals.lines, totals.unconfirmed_lines),
                        "{name} byte {at} as {}",
                        char::from(byte)
                    );
                }
            }
        }
    }
}

#[test]
fn kid_agreements_decide_which_modulus_holds() {
    let whole = &gallery::files("edifact/ok")["kid-lump.edi"];
    // 0000531 holds by modulus 11 only, 123456782 by modulus 10 only.
    for (method, record) in [(KidMethod::Mod10, 0), (KidMethod::Mod11, 1)] {
        let mut options = Options::default();
        options.kid.insert("12345678903".to_owned(), method);
        let found: Vec<_> = read_with(&whole[..], &options)
            .2
            .iter()
            .map(|d| (d.code, d.severity, d.position.record))
            .collect();
        assert_eq!(found, [("EDI017", Severity::Warning, record)]);
    }
    assert!(read_all(whole).2.is_empty());
}

#[test]
fn counts_may_be_told_to_differ() {
    let options = Options {
        counts_may_differ: true,
        ..Options::default()
    };
    for name in ["edi001-message-count.edi", "edi001-interchange-count.edi"] {
        let bytes = &gallery::files("edifact/err")[name];
        let found: Vec<_> = read_with(&bytes[..], &options)
            .2
            .iter()
            .map(|d| (d.code, d.severity))
            .collect();
        assert_eq!(found, [("EDI001", Severity::Warning)], "{name}");
    }
}

/// No account or name of the other party, and no person, in any diagnostic, whatever is wrong.
#[test]
fn diagnostics_show_nobody() {
    for folder in ["edifact/ok", "edifact/err"] {
        for (name, bytes) in gallery::files(folder) {
            let (records, _, mut diagnostics) = read_all(&bytes);
            for at in (0..bytes.len()).step_by(41) {
                let mut changed = bytes.clone();
                changed[at] = b'9';
                diagnostics.append(&mut read_all(&changed).2);
            }
            let shown = gallery::diagnostics(&diagnostics);
            for payment in payments(&records) {
                for secret in [
                    &payment.payer_account,
                    &payment.payer_name,
                    &payment.line.account,
                ] {
                    assert!(
                        secret.is_empty() || !shown.contains(secret.as_str()),
                        "{name}"
                    );
                }
                let kids = payment.kids.iter().filter(|kid| kid.number.len() > 5);
                assert!(
                    kids.into_iter().all(|kid| !shown.contains(&kid.number)),
                    "{name}"
                );
            }
            assert!(!shown.contains("018190"), "{name}");
            assert!(
                !shown.contains("12345678901") && !shown.contains("99990512341"),
                "{name}"
            );
        }
    }
}

/// A published sample, beside the repository; `None` (and a printed line) if it is not there.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
#[expect(clippy::disallowed_methods, reason = "test code reads samples")]
fn sample(name: &str) -> Option<Vec<u8>> {
    // Beside the checkout, or beside the folder of its worktrees.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = here
        .ancestors()
        .skip(3)
        .take(2)
        .map(|f| f.join("shared/formats/samples/cremul"));
    let bytes = folders
        .into_iter()
        .find_map(|folder| std::fs::read(folder.join(name)).ok());
    if bytes.is_none() {
        println!("skipped: sample {name} is not beside the checkout");
    }
    bytes
}

#[test]
fn published_samples_have_their_known_figures() {
    let table: [Figures<'_>; 4] = [
        (
            "no-kid-230-one-payment.dat",
            24,
            &[(25_000, 1)],
            &["EDI009", "EDI007"],
        ),
        (
            "no-455-doc380-one-payment.dat",
            24,
            &[(253_506, 1)],
            &["EDI007"],
        ),
        (
            "no-455-international-4-lines.dat",
            85,
            &[(26_400, 1), (20_000, 1), (20_000, 1), (31_621, 1)],
            &["EDI007"],
        ),
        (
            "no-455-three-lines-una-dot.txt",
            53,
            &[(1_463_700, 1), (1_500_000, 1), (674_040, 2)],
            &["EDI001", "EDI007"],
        ),
    ];
    for (name, segments, lines, codes) in table {
        let Some(bytes) = sample(name) else { return };
        assert_eq!(
            formats::sniff(&bytes),
            [formats::FormatId::Cremul],
            "{name}"
        );
        let (records, totals, diagnostics) = read_all(&bytes);
        let payments = payments(&records);
        let found: Vec<(i64, u32)> = payments
            .chunk_by(|a, b| a.line.number == b.line.number)
            .map(|group| (group[0].line.amount.0, u32::try_from(group.len()).unwrap()))
            .collect();
        assert_eq!(found, lines, "{name}");
        // UNB and UNZ besides the segments of the message.
        assert_eq!(totals.segments, segments + 2, "{name}");
        assert_eq!(
            totals.amount.0,
            lines.iter().map(|(ore, _)| ore).sum::<i64>(),
            "{name}"
        );
        let mut seen: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        seen.dedup();
        let expected: BTreeSet<_> = codes.iter().copied().collect();
        assert_eq!(
            seen.iter().copied().collect::<BTreeSet<_>>(),
            expected,
            "{name} {diagnostics:?}"
        );
        let errors: Vec<_> = diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .map(|d| d.code)
            .collect();
        let refused: &[&str] = if segments == 53 { &["EDI001"] } else { &[] };
        assert_eq!(errors, refused, "{name}");
    }
}

#[test]
fn published_samples_say_what_they_say() {
    let Some(bytes) = sample("no-kid-230-one-payment.dat") else {
        return;
    };
    let (records, totals, _) = read_all(&bytes);
    let payment = payments(&records)[0];
    assert_eq!(
        (payment.kids[0].number.as_str(), payment.line.lump.as_str()),
        ("20122124330", "08002130826")
    );
    assert!(!payment.line.confirmed && payment.line.group_code.as_str() == "230");
    assert_eq!(payment.archive_reference, "303019152");
    assert_eq!(
        (
            totals.message_numbers,
            totals.interchanges[0].sender.as_str()
        ),
        (vec!["2013040217241217".to_owned()], "00810506482")
    );
    let Some(bytes) = sample("no-455-international-4-lines.dat") else {
        return;
    };
    let (records, _, _) = read_all(&bytes);
    let texts: Vec<_> = payments(&records).iter().map(|p| p.text.clone()).collect();
    assert_eq!(texts[2], "KUNDEIDENTIFIKASJON (KID) 12121212139");
    assert_eq!(payments(&records)[3].payer_name, "MONT?ZE PREROV A.S.");
    assert_eq!(
        payments(&records)[0].payer_name,
        "BBR - BAUDIS BERGMANN ROESCH VERKEHRSTECHNIK GMBH"
    );
    assert!(payments(&records).iter().all(|p| p.kids.is_empty()));
    let Some(bytes) = sample("no-455-three-lines-una-dot.txt") else {
        return;
    };
    let hand_edited = Options {
        counts_may_differ: true,
        ..Options::default()
    };
    assert!(is_accepted(&read_with(&bytes[..], &hand_edited).2));
}

#[test]
fn canonical_files_are_written_as_they_were() {
    for (name, bytes) in gallery::files("edifact/ok") {
        let first = parse(&bytes, &Options::default()).value;
        for written in [write(&first).unwrap(), write_lines(&first).unwrap()] {
            let again = parse(&written, &Options::default());
            assert!(again.is_accepted(), "{name} {:?}", again.diagnostics);
            assert_eq!(
                without_positions(again.value),
                without_positions(first.clone()),
                "{name}"
            );
        }
    }
    let bytes = &gallery::files("edifact/ok")["written.edi"];
    assert_eq!(
        write(&parse(bytes, &Options::default()).value).unwrap(),
        *bytes
    );
}

#[test]
fn writer_refuses_what_the_format_cannot_say() {
    let good = parse(
        &gallery::files("edifact/ok")["kid-lump.edi"],
        &Options::default(),
    )
    .value;
    assert!(write(&good).is_ok());
    let changes: [fn(&mut Payment); 16] = [
        |p| p.amount = Ore(1),
        |p| p.amount = Ore(i64::MIN),
        |p| p.number = 7,
        |p| p.currency = Code::default(),
        |p| p.payer_name = "\u{20ac}".into(),
        |p| p.payer_name = "x".repeat(176),
        |p| p.payer_name = " x".into(),
        |p| p.text = "a\nb".into(),
        |p| p.text = "\u{c3}\u{a5}".into(),
        |p| p.text = "x".repeat(17_000),
        |p| p.kids[0].code = Code::new(b"380").unwrap(),
        |p| p.documents = p.kids.clone(),
        |p| p.references = vec![Reference::default()],
        |p| p.payer_account = "1234.56".into(),
        |p| {
            p.line = Arc::new(Line {
                number: 2,
                ..(*p.line).clone()
            });
        },
        |p| {
            p.line = Arc::new(Line {
                account: String::new(),
                ..(*p.line).clone()
            });
        },
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut file = good.clone();
        let Record::Payment(payment) = &mut file.interchanges[0].messages[0].records[0] else {
            continue;
        };
        change(payment);
        assert!(write(&file).is_err(), "change {index}");
    }
    let emptied: [fn(&mut File); 5] = [
        |f| f.interchanges.clear(),
        |f| f.interchanges[0].messages.clear(),
        |f| f.interchanges[0].messages[0].records.clear(),
        |f| f.interchanges[0].messages[0].kind = Message::Debmul,
        |f| f.interchanges[0].messages[0].code = Code::default(),
    ];
    for (index, change) in emptied.into_iter().enumerate() {
        let mut file = good.clone();
        change(&mut file);
        assert!(write(&file).is_err(), "file {index}");
    }
}

fn without_positions(mut file: File) -> File {
    for interchange in &mut file.interchanges {
        for message in &mut interchange.messages {
            for record in &mut message.records {
                match record {
                    Record::Payment(payment) => payment.position = Position::default(),
                    Record::Status(status) => status.position = Position::default(),
                }
            }
        }
    }
    file
}

fn code(text: &str) -> Code {
    Code::new(text.as_bytes()).unwrap()
}

fn a_date() -> impl Strategy<Value = chrono::NaiveDate> {
    (0_u64..9000).prop_map(|days| chrono::NaiveDate::default() + chrono::Days::new(days))
}

fn reference() -> impl Strategy<Value = Reference> {
    ("AEK|AII|CT|ABO|AHK", "[A-Z0-9*'+:?]{1,20}").prop_map(|(qualifier, number)| Reference {
        qualifier: code(&qualifier),
        number,
    })
}

prop_compose! {
    fn document()(
        kind in "999|999|380|381|998",
        number in "|[0-9]{3,25}|[A-Z][A-Z0-9 /]{0,20}[0-9]",
        amount in prop::option::of(0_i64..1_000_000),
    ) -> Document {
        let amount = amount.map(|ore| Ore(if kind == "381" { -ore } else { ore }));
        Document { code: code(&kind), number, amount }
    }
}

prop_compose! {
    fn payment()(
        ore in -1_000_000_000_i64..1_000_000_000_000,
        execution_date in prop::option::of(a_date()),
        documents in prop::collection::vec(document(), 0..4),
        archive_reference in "|[*0-9]{1,10}",
        references in prop::collection::vec(reference(), 0..3),
        payer_account in "|12345678903|99990512341|DE89370400440532013000",
        payer_name in "|[A-Za-zæøåÆØÅ][A-Za-zæøå '+:?.]{0,100}[a-z]",
        text in "|[a-zæøåÆØÅ?'+: -]{1,400}",
    ) -> Payment {
        let (kids, documents) = documents.into_iter().partition(|d| d.code.as_str() == "999");
        Payment { amount: Ore(ore), execution_date, kids, documents, archive_reference, references, payer_account, payer_name, text,
            ..Payment::default() }
    }
}

prop_compose! {
    fn line()(
        account in "12345678903|99990512341",
        posting_date in a_date(),
        value_date in prop::option::of(a_date()),
        lump in "|[0-9]{11}",
        references in prop::collection::vec(reference(), 0..2),
        currency in "NOK|NOK|EUR|JPY|KWD",
        confirmed in any::<bool>(),
        environment in "|DO|IN",
        group_code in "|230|233|240|BKT",
        payments in prop::collection::vec(payment(), 0..5),
        alone in 0_i64..10_000_000,
    ) -> (Line, Vec<Payment>) {
        let sum = if payments.is_empty() { alone } else { payments.iter().map(|p| p.amount.0).sum() };
        let line = Line { account, posting_date: Some(posting_date), value_date, lump, references, amount: Ore(sum),
            currency: code(&currency), confirmed, environment: code(&environment), group_code: code(&group_code), ..Line::default() };
        (line, payments)
    }
}

prop_compose! {
    fn advice()(
        debit in any::<bool>(),
        lines in prop::collection::vec(line(), 1..4),
        number in "[0-9]{10,16}",
        association in "|BSK",
        date in prop::option::of(a_date()),
    ) -> Content {
        let mut records = Vec::new();
        let turn = |ore: Ore| if debit { Ore(-ore.0) } else { ore };
        for ((mut line, payments), number) in lines.into_iter().zip(1..) {
            line.number = number;
            line.direction = if debit { Direction::Out } else { Direction::In };
            line.amount = turn(line.amount);
            let line = Arc::new(line);
            if payments.is_empty() {
                records.push(Record::Payment(Payment { amount: line.amount, currency: line.currency, line: line.clone(), ..Payment::default() }));
            }
            for (mut payment, number) in payments.into_iter().zip(1..) {
                payment.number = number;
                payment.currency = line.currency;
                payment.amount = turn(payment.amount);
                for document in payment.kids.iter_mut().chain(&mut payment.documents) {
                    document.amount = document.amount.map(turn);
                }
                payment.line = line.clone();
                records.push(Record::Payment(payment));
            }
        }
        let (kind, code_text) = if debit { (Message::Debmul, "456") } else { (Message::Cremul, "455") };
        Content { kind, association, code: code(code_text), number, date, records, reference: String::new() }
    }
}

prop_compose! {
    fn statuses()(
        number in "[0-9]{10,16}",
        message_references in prop::collection::vec(reference(), 0..2),
        lines in prop::collection::vec((prop::collection::vec(reference(), 0..3), prop::collection::vec(("17|53|33|34|32|35", "|[a-zæøå ]{1,100}"), 0..3)), 1..4),
    ) -> Content {
        let mut records = Vec::new();
        for ((references, statuses), line) in lines.into_iter().zip(1..) {
            let base = Status { line, references, message_references: message_references.clone(), ..Status::default() };
            if statuses.is_empty() {
                records.push(Record::Status(base.clone()));
            }
            for ((status, text), number) in statuses.into_iter().zip(1..) {
                let stage = match status.as_str() {
                    "17" => Stage::Received, "53" => Stage::Settled, "33" => Stage::Rejected, "34" => Stage::Waiting,
                    "32" => Stage::InProcess, _ => Stage::Information };
                records.push(Record::Status(Status { number, code: code(&status), text, stage, ..base.clone() }));
            }
        }
        Content { kind: Message::Bansta, code: code("23"), number, records, ..Content::default() }
    }
}

prop_compose! {
    fn file()(
        interchanges in prop::collection::vec(prop::collection::vec(prop_oneof![3 => advice(), 1 => statuses()], 1..3), 1..3),
        sender in "[0-9]{11}",
    ) -> File {
        let mut serial = 0;
        let interchanges = interchanges.into_iter().map(|mut messages| {
            for message in &mut messages {
                serial += 1;
                message.reference = serial.to_string();
                message.number = format!("{}{serial:03}", message.number);
            }
            serial += 1;
            let envelope = Envelope { syntax: "UNOC:3".into(), sender: sender.clone(), recipient: "00999999999".into(),
                prepared: "250314:1812".into(), reference: serial.to_string(), test: false };
            Interchange { envelope, messages }
        });
        File { interchanges: interchanges.collect() }
    }
}

#[test]
fn a_code_is_letters_and_digits() {
    use formats::edifact::record::Code;
    for (text, is_code) in [
        ("NOK", true),
        ("", true),
        ("9", true),
        (":EK", false),
        ("N K", false),
        ("ABCD", false),
    ] {
        assert_eq!(Code::new(text.as_bytes()).is_some(), is_code, "{text}");
    }
}

/// What a file says and where does not depend on how it comes: every file of both corpora, byte by byte and in small pieces.
#[test]
fn corpora_are_the_same_in_pieces() {
    for folder in ["edifact/ok", "edifact/err"] {
        for (name, bytes) in gallery::files(folder) {
            let whole = read_all(&bytes);
            for capacity in [1, 2, 7, 80] {
                let pieces = BufReader::with_capacity(capacity, &bytes[..]);
                let chunked = read_with(pieces, &Options::default());
                assert_eq!(chunked, whole, "{folder}/{name} by {capacity}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_it_writes(file in file()) {
        let bytes = write(&file).unwrap();
        let parsed = parse(&bytes, &Options::default());
        prop_assert!(parsed.is_accepted(), "{:?}", parsed.diagnostics);
        prop_assert_eq!(write(&parsed.value).unwrap(), bytes);
        let lines = parse(&write_lines(&file).unwrap(), &Options::default());
        prop_assert_eq!(&without_positions(lines.value), &file);
        prop_assert_eq!(without_positions(parsed.value), file);
    }

    #[test]
    fn chunks_do_not_matter(file in file(), capacity in 1_usize..200) {
        let bytes = write(&file).unwrap();
        let chunked = read_with(BufReader::with_capacity(capacity, &bytes[..]), &Options::default());
        prop_assert_eq!(chunked, read_all(&bytes));
    }

    #[test]
    fn flipped_bytes_never_panic(at in 0_usize..1200, byte in any::<u8>(), second in 0_usize..1200) {
        for bytes in gallery::files("edifact/ok").into_values() {
            let mut changed = bytes;
            let length = changed.len();
            changed[at % length] = byte;
            changed[second % length] = byte.wrapping_add(1);
            gallery::assert_form(&read_all(&changed).2);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let (records, _, diagnostics) = read_all(&[b"UNB+UNOC:3+1", &bytes[..]].concat());
        prop_assert!(records.is_empty() && !is_accepted(&diagnostics));
    }
}
