//! Telepay: corpus, error gallery, properties, published and constructed files.

#![expect(
    clippy::unwrap_used,
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
use formats::telepay::codes::Cause;
use formats::telepay::compare::{Options as CompareOptions, compare};
use formats::telepay::record::{
    AbroadFigures, BatchTotals, File, Kind, Line, Payment, Rate, State, Totals, TransferType,
};
use formats::telepay::{Options, error, parse, read, sniff, write};
use proptest::prelude::*;

fn read_all(bytes: &[u8]) -> (Vec<Payment>, Totals, Vec<Diagnostic>) {
    let mut payments = Vec::new();
    let result = read(bytes, &Options::default(), &mut |payment| {
        payments.push(payment);
    });
    (payments, result.totals, result.diagnostics)
}

fn file_of(bytes: &[u8]) -> File {
    parse(bytes, &Options::default()).value
}

fn ok(name: &str) -> Vec<u8> {
    gallery::files("telepay/ok")[name].clone()
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn render(bytes: &[u8]) -> String {
    let (payments, totals, diagnostics) = read_all(bytes);
    let mut text = format!(
        "{} mixed {} version {} payments {} amount {} {:?} rejected {}\n",
        totals.kind.as_str(),
        totals.is_mixed,
        totals.version,
        totals.payments,
        totals.amount,
        totals.currency,
        totals.rejected
    );
    for b in &totals.batches {
        let _ = writeln!(
            text,
            "batch {} {} enterprise *{} division {:?} own {:?} production {} ah {:?}..{:?} control {}..{} records {} orders {} \
             payments {} amount {} {:?} rejected {} at fault {} codes {:?} {:?} sealed {} software {:?} {:?}",
            b.kind.as_str(),
            b.procedure,
            &b.enterprise[7..],
            b.division,
            b.own_reference,
            b.production_date,
            b.ah_first,
            b.ah_last,
            b.control_first,
            b.control_last,
            b.records,
            b.orders,
            b.payments,
            b.amount,
            b.currency,
            b.rejected,
            b.at_fault,
            b.return_codes,
            b.end_return_codes,
            b.sealed,
            b.software_version,
            b.bank_version
        );
    }
    for p in &payments {
        let payee = p.payee_account.get(7..).unwrap_or_default();
        let _ = writeln!(
            text,
            "payment {} line {}: batch {} order {} {} {:?} {:?} debit {} date {:?} order {:?} bank {:?} serial {} payee *{payee} \
             {:?} amount {} {} kid {:?} own {:?} {:?} text {:?} invoice {:?} {:?} {:?} code {} {:?} value {:?} {:?} {:?} cancels {} {:?}",
            p.position.record,
            p.position.line,
            p.batch,
            p.order,
            p.kind.as_str(),
            p.line,
            p.transfer_type,
            p.debit_account,
            p.payment_date,
            p.order_reference,
            p.bank_reference,
            p.serial,
            p.payee_name,
            p.amount,
            p.currency,
            p.kid,
            p.own_reference,
            p.own_reference_2,
            p.text,
            p.invoice_number,
            p.customer_number,
            p.invoice_date,
            p.text_code,
            p.transfer_type,
            p.value_date,
            p.state,
            p.return_codes,
            p.is_cancellation,
            p.abroad
        );
    }
    text + &gallery::diagnostics(&diagnostics)
}

#[test]
fn corpus() {
    gallery::compare("telepay/ok", |bytes| {
        assert!(is_accepted(&read_all(bytes).2));
        render(bytes)
    });
    gallery::compare("telepay/err", |bytes| {
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

/// So many batches, each of a start and an end.
fn empty_batches(count: usize) -> Vec<u8> {
    let whole = ok("sent.txt");
    let (start, mut end) = (&whole[..328], whole[4 * 328..].to_vec());
    end[13..19].copy_from_slice(b"000002");
    end[70..74].copy_from_slice(b"0102");
    // Orders, total and records.
    end[86..110].copy_from_slice(b"000000000000000000000002");
    [start, &end].concat().repeat(count)
}

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, bytes) in gallery::files("telepay/err") {
        let diagnostics = read_all(&bytes).2;
        gallery::assert_form(&diagnostics);
        let code = format!("TPAY{}", &name[4..7]);
        assert!(
            diagnostics.iter().any(|d| d.code == code),
            "{name} does not raise {code}"
        );
        raised.extend(diagnostics.iter().map(|d| d.code));
    }
    let whole = ok("sent.txt");
    for cut in [0, 200, 500, 1640] {
        let stopped = read(
            BufReader::new(Broken(&whole[..cut])),
            &Options::default(),
            &mut |_| (),
        );
        assert!(!is_accepted(&stopped.diagnostics), "{cut}");
        raised.extend(stopped.diagnostics.iter().map(|d| d.code));
    }
    let many = read_all(&empty_batches(formats::telepay::MAX_BATCHES + 2));
    let codes: Vec<_> = many.2.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["TPAY029"]);
    assert_eq!(many.1.batches.len(), formats::telepay::MAX_BATCHES);
    raised.extend(codes);
    let mut line = whole[..328].to_vec();
    line[9] = b'X';
    let noise = read_all(&line.repeat(2000)).2;
    assert_eq!(
        (noise.len(), noise[999].code),
        (formats::MAX_DIAGNOSTICS, "TPAY031")
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

/// The corpora of the other formats.
const FOLDERS: [&str; 10] = [
    "camt053/ok",
    "camt054/ok",
    "delimited/ok",
    "edifact/ok",
    "gl07/ok",
    "k27/ok",
    "mt940/ok",
    "ocr-giro/ok",
    "pain001/ok",
    "saf-t/ok",
];

#[test]
fn claimed_by_its_own_format_only() {
    for (name, bytes) in gallery::files("telepay/ok") {
        assert_eq!(
            formats::sniff(&bytes),
            [formats::FormatId::Telepay],
            "{name}"
        );
    }
    for folder in FOLDERS {
        for (name, bytes) in gallery::files(folder) {
            assert!(!sniff(&bytes), "{folder}/{name}");
        }
    }
    assert!(
        !sniff(b"AH2") && !sniff(b"") && !sniff(b"AHA, a text that speaks of the BETFOR records")
    );
}

#[test]
fn every_physical_form_says_the_same() {
    let expected: Vec<Payment> = without_positions(file_of(&ok("sent.txt"))).payments;
    for name in [
        "one-line-per-record.txt",
        "no-line-ends.txt",
        "blanks-cut.txt",
        "extra-empty-line.txt",
    ] {
        let found = without_positions(file_of(&ok(name))).payments;
        assert_eq!(found, expected, "{name}");
    }
}

/// What stands behind the last count is not missed where records are 320 in a row, but for a warning.
#[test]
fn every_truncation_is_noticed() {
    for (name, bytes) in gallery::files("telepay/ok") {
        let (payments, totals, known) = read_all(&bytes);
        let last = bytes.len()
            - bytes
                .iter()
                .rev()
                .take_while(|b| matches!(b, b'\r' | b'\n'))
                .count();
        for length in 0..last {
            let (found, figures, diagnostics) = read_all(&bytes[..length]);
            let is_same = found == payments && figures.amount == totals.amount;
            let is_said = diagnostics.iter().any(|d| d.code == "TPAY018");
            // Whole batches before the cut are whole files; only the count of batches would tell.
            let whole_batches = !figures.batches.is_empty()
                && figures.batches.len() < totals.batches.len()
                && payments.starts_with(&found)
                && (is_said || length % 1640 == 0 || length % 1640 >= 1638);
            assert!(
                !is_accepted(&diagnostics) || (is_same && is_said) || whole_batches,
                "{name} cut at {length}"
            );
        }
        for length in last..bytes.len() {
            assert_eq!(
                read_all(&bytes[..length]).2,
                known,
                "{name} cut at {length}"
            );
        }
    }
}

fn amounts(payments: &[Payment]) -> Vec<i64> {
    payments.iter().map(|p| p.amount.0).collect()
}

/// Where the end of batch states a total, no changed byte changes an amount, or the state of a return, unnoticed.
#[test]
fn no_changed_byte_changes_money_unnoticed() {
    for name in [
        "sent.txt",
        "mottaksretur.txt",
        "avregningsretur.txt",
        "salaries-settled.txt",
        "own-account-credit-note-sealed.txt",
        "abroad-settled.txt",
        "no-line-ends.txt",
    ] {
        let bytes = ok(name);
        let (payments, _, known) = read_all(&bytes);
        let kinds = |payments: &[Payment]| -> Vec<_> {
            payments
                .iter()
                .map(|p| std::mem::discriminant(&p.state))
                .collect()
        };
        for at in 0..bytes.len() {
            for byte in [b'7', b'S'] {
                let mut changed = bytes.clone();
                changed[at] = byte;
                let (found, _, diagnostics) = read_all(&changed);
                gallery::assert_form(&diagnostics);
                // Abroad no total of the order shows that a payment is cancelled.
                let is_same = amounts(&found) == amounts(&payments)
                    && (name == "abroad-settled.txt" || kinds(&found) == kinds(&payments));
                assert!(
                    is_same || diagnostics != known,
                    "{name}: byte {at} changed to {byte}"
                );
            }
        }
    }
}

/// The corpus holds synthetic persons' numbers, accounts and names: none is said.
#[test]
fn nothing_personal_is_said() {
    let secrets = [
        "01819000049",
        "12345678903",
        "99990512341",
        "9999051234",
        "TESTPERSON",
        "TESTLEVERANDOR",
        "HEMMELIG12",
        "DE89370400440532013000",
    ];
    let folders = ["telepay/ok", "telepay/err"].map(gallery::files);
    for (name, bytes) in folders.into_iter().flatten() {
        let (payments, totals, diagnostics) = read_all(&bytes);
        for diagnostic in diagnostics {
            let said = format!("{diagnostic:?}");
            assert!(!secrets.iter().any(|s| said.contains(s)), "{name}: {said}");
        }
        let kept = format!("{payments:?}{totals:?}");
        assert!(!kept.contains("HEMMELIG"), "{name}: a password is kept");
    }
}

#[test]
fn a_refused_batch_without_return_procedure_is_told_at_its_end() {
    let bytes = ok("rejected-under-sent-procedure.txt");
    let (streamed, totals, _) = read_all(&bytes);
    let states = |payments: &[Payment]| payments.iter().map(|p| p.state).collect::<Vec<_>>();
    assert_eq!(states(&streamed), [State::Sent, State::Rejected]);
    assert_eq!(totals.kind, Kind::Avvist);
    assert_eq!(
        streamed[0].state_in(totals.batches[0].kind),
        State::Innocent
    );
    let whole = file_of(&bytes).payments;
    assert_eq!(states(&whole), [State::Innocent, State::Rejected]);
    assert!(whole.iter().all(|p| p.kind == Kind::Avvist));
}

#[test]
fn a_record_with_several_faults_counts_once() {
    let (payments, totals, diagnostics) = read_all(&ok("rejected-several-codes.txt"));
    assert_eq!(payments[0].return_codes, [17, 19]);
    let batch = &totals.batches[0];
    assert_eq!(
        (batch.records, batch.payments, batch.amount),
        (5, 2, Ore(143_000))
    );
    assert_eq!((batch.rejected, batch.at_fault), (2, 1));
    assert!(is_accepted(&diagnostics));
}

#[test]
fn years_follow_the_reference_date() {
    for (reference, year) in [
        (None, "2026"),
        (Some("1992-01-21"), "1926"),
        (Some("2075-01-01"), "2026"),
    ] {
        let options = Options {
            reference_date: reference.map(|r| r.parse().unwrap()),
        };
        let file = parse(&ok("sent.txt"), &options).value;
        let date = file.payments[0].payment_date.unwrap().to_string();
        assert!(date.starts_with(year), "{date}");
    }
}

/// Files beside the repository; `None` (and a printed line) if they are not there.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn shared(folder: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/formats")
        .join(folder);
    if !path.is_dir() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(gallery::contents(&path))
}

#[test]
fn published_samples_have_their_known_figures() {
    let Some(samples) = shared("samples/telepay") else {
        return;
    };
    assert_eq!(samples.len(), 3);
    let (payments, totals, diagnostics) = read_all(&samples["telepaylib_foreign.txt"]);
    assert!(is_accepted(&diagnostics), "{diagnostics:?}");
    let said: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(said, ["TPAY008"]);
    assert_eq!(
        (totals.batches[0].records, totals.batches[0].orders),
        (10, 2)
    );
    let found: Vec<_> = payments
        .iter()
        .map(|p| (p.amount.0, p.currency.as_str()))
        .collect();
    assert_eq!(found, [(12_500_000, "DKK"), (470_000, "USD")]);
    assert_eq!((totals.kind, totals.currency.as_str()), (Kind::Sent, ""));
    for (name, codes, records) in [
        (
            "telepaylib_generated.TPY",
            &["TPAY003", "TPAY005", "TPAY008", "TPAY028"][..],
            4,
        ),
        (
            "hoopla_testinput_proper",
            &["TPAY003", "TPAY011", "TPAY012", "TPAY016", "TPAY024"],
            3,
        ),
    ] {
        let (_, totals, diagnostics) = read_all(&samples[name]);
        let said: BTreeSet<_> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(said, codes.iter().copied().collect(), "{name}");
        assert_eq!(totals.batches[0].records, records, "{name}");
    }
}

#[test]
fn constructed_files_have_their_known_figures() {
    for (name, kind, state, rejected) in [
        ("sent.txt", Kind::Sent, State::Sent, 0),
        ("mottaksretur.txt", Kind::Mottaksretur, State::Accepted, 0),
        (
            "avregningsretur.txt",
            Kind::Avregningsretur,
            State::Settled,
            0,
        ),
        ("avvisningsretur.txt", Kind::Avvist, State::Rejected, 2),
        (
            "avregningsretur_cancelled.txt",
            Kind::Avregningsretur,
            State::Cancelled(Cause::Funds),
            2,
        ),
    ] {
        let bytes = ok(name);
        if let Some(shared) = shared("constructed/telepay") {
            assert_eq!(shared[name], bytes, "{name}");
        }
        let (payments, totals, diagnostics) = read_all(&bytes);
        assert_eq!(diagnostics, [], "{name}");
        assert_eq!((totals.kind, totals.rejected), (kind, rejected), "{name}");
        assert_eq!(
            (totals.payments, totals.amount),
            (2, Ore(143_000)),
            "{name}"
        );
        assert_eq!(amounts(&payments), [125_000, 18_000], "{name}");
        assert_eq!(payments[1].state, state, "{name}");
        let batch = &totals.batches[0];
        assert_eq!(
            (batch.orders, batch.records, batch.sealed),
            (1, 5, false),
            "{name}"
        );
    }
    assert_eq!(
        file_of(&ok("avvisningsretur.txt")).payments[0].state,
        State::Innocent
    );
}

#[test]
fn what_is_accepted_is_read_as_it_was_written() {
    for (name, bytes) in gallery::files("telepay/ok") {
        let file = file_of(&bytes);
        let written = write(&file).unwrap();
        let again = parse(&written, &Options::default());
        assert!(again.is_accepted(), "{name}: {:?}", again.diagnostics);
        assert_eq!(write(&again.value).unwrap(), written, "{name}");
        // The bank's references of lines without one are those of the order; seals are not written.
        let (mut file, mut again) = (without_positions(file), without_positions(again.value));
        for batch in file
            .totals
            .batches
            .iter_mut()
            .chain(&mut again.totals.batches)
        {
            batch.sealed = false;
            batch.end_return_codes.sort_unstable();
        }
        assert_eq!(again, file, "{name}");
    }
}

#[test]
fn writer_refuses_what_the_format_cannot_say() {
    let good = file_of(&ok("sent.txt"));
    assert!(write(&good).is_ok());
    let changes: [fn(&mut File); 15] = [
        |file| file.totals.batches.clear(),
        |file| file.payments[1].batch = 1,
        |file| file.payments[0].amount = Ore(-125_000),
        |file| file.payments[0].kid = "1".repeat(28),
        |file| file.payments[0].text = "\u{20ac}".into(),
        |file| file.payments[0].text = "\n".into(),
        |file| file.payments[0].state = State::Settled,
        |file| file.payments[0].line = Line::Mass,
        |file| file.payments[0].payment_date = None,
        |file| file.payments[0].serial = 1000,
        |file| file.payments[0].amount = Ore(1_000_000_000_000_000),
        |file| file.payments[1].debit_account = "12345678903".into(),
        |file| file.payments[1].return_codes = vec![17],
        |file| file.totals.batches[0].procedure = "TBRI".into(),
        |file| file.totals.batches[0].division = "123456789012".into(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut file = good.clone();
        change(&mut file);
        // A batch below zero is the only change that only the total shows.
        assert!(write(&file).is_err(), "change {index}");
    }
}

fn without_positions(mut file: File) -> File {
    for payment in &mut file.payments {
        payment.position = Position::default();
    }
    file
}

prop_compose! {
    fn line()(
        ore in 0_i64..=10_000_000_000,
        credit in prop::bool::weighted(0.1),
        way in 0_u8..4,
        own_reference in "[A-Z0-9ÆØÅ/-]{0,20}",
        own_reference_2 in "[A-Z0-9]{0,10}",
        text in "[a-zæøå§-][ a-zæøåÆØÅ;\"]{0,80}[a-z.]",
        payee in prop::sample::select(vec!["", "12345678903", "99990512341", "01819000049"]),
        name in "(TEST[A-ZÆØÅ ]{0,20}[A-Z])?",
        outcome in 0_u8..6,
        cancels in prop::bool::weighted(0.1),
        day in 0_u64..3650,
    ) -> (Payment, u8, bool) {
        let date: NaiveDate = "2018-01-01".parse().unwrap();
        let mut payment = Payment {
            amount: Ore(ore),
            payee_account: payee.to_owned(),
            payee_name: name,
            own_reference,
            own_reference_2,
            is_cancellation: cancels,
            ..Payment::default()
        };
        match way {
            0 => payment.kid = "123456782".into(),
            1 => payment.text = text,
            2 => {
                payment.invoice_number = "F-77".into();
                payment.customer_number = "K 5".into();
                payment.invoice_date = Some(date + chrono::Days::new(day));
            }
            _ => {}
        }
        (payment, outcome, credit)
    }
}

prop_compose! {
    fn order()(
        lines in prop::collection::vec(line(), 1..5),
        transfer in 0_u8..5,
        day in 0_u64..3650,
        order_reference in "([A-Z0-9]{1,29}[A-Z])?",
        value_day in prop::option::of(0_u64..3650),
        rate in prop::option::of(1_u64..99_999_999),
        debited in prop::option::of(1_i64..1_000_000_000_000_000),
    ) -> (Vec<(Payment, u8, bool)>, Payment) {
        let date: NaiveDate = "2018-01-01".parse().unwrap();
        let transfer_type = [TransferType::Invoice, TransferType::Salary, TransferType::Mass, TransferType::OwnAccount, TransferType::Abroad]
            [usize::from(transfer)];
        let abroad = transfer_type == TransferType::Abroad;
        let figures = AbroadFigures { rate: rate.map(|units| Rate { units, decimals: 4 }), debited: debited.map(Ore), transferred: None, fee: None };
        let template = Payment {
            transfer_type,
            payment_date: Some(date + chrono::Days::new(day)),
            order_reference,
            value_date: value_day.map(|day| date + chrono::Days::new(day)),
            debit_account: "99991042764".into(),
            enterprise: "00999999999".into(),
            currency: if abroad { "EUR".into() } else { "NOK".into() },
            text_code: if abroad { 0 } else { 602 },
            abroad: (abroad && figures != AbroadFigures::default()).then_some(figures),
            ..Payment::default()
        };
        (lines, template)
    }
}

/// Makes the payments of an order from its lines.
fn assemble(
    lines: Vec<(Payment, u8, bool)>,
    template: &Payment,
    kind: Kind,
    batch: u64,
    order: u64,
) -> Vec<Payment> {
    let (line, count) = match template.transfer_type {
        TransferType::Invoice => (Line::Invoice, 5),
        TransferType::Salary | TransferType::Mass => (Line::Mass, 5),
        TransferType::OwnAccount => (Line::Order, 1),
        TransferType::Abroad => (Line::Abroad, 5),
    };
    let (account, name) = (
        lines[0].0.payee_account.clone(),
        lines[0].0.payee_name.clone(),
    );
    let returned = matches!(kind, Kind::Mottaksretur | Kind::Avregningsretur);
    let mut sum = 0;
    let lines = lines.into_iter().take(count).zip(1_u32..);
    lines
        .map(|((own, outcome, credit), serial)| {
            let mut p = Payment {
                kind,
                batch,
                order,
                line,
                serial: if returned && line != Line::Order {
                    serial
                } else {
                    0
                },
                ..template.clone()
            };
            p.amount = own.amount;
            p.own_reference = own.own_reference;
            p.is_cancellation = own.is_cancellation;
            (p.payee_account, p.payee_name) = (account.clone(), name.clone());
            match line {
                Line::Mass => {
                    (p.payee_account, p.payee_name) = (own.payee_account, own.payee_name);
                    p.own_reference_2 = own.own_reference_2;
                }
                Line::Order => {
                    p.own_reference.clear();
                    p.amount.0 += 1;
                }
                Line::Abroad => {
                    (p.kid, p.text) = (
                        own.kid,
                        own.text
                            .chars()
                            .take(34)
                            .collect::<String>()
                            .trim_end()
                            .to_owned(),
                    );
                }
                Line::Invoice => {
                    (p.kid, p.text) = (own.kid, own.text);
                    (p.invoice_number, p.customer_number, p.invoice_date) =
                        (own.invoice_number, own.customer_number, own.invoice_date);
                }
            }
            if credit
                && p.amount.0 <= sum
                && matches!(line, Line::Invoice | Line::Abroad)
                && !p.is_cancellation
            {
                p.amount.0 = -p.amount.0;
            }
            p.state = match (kind, outcome) {
                (Kind::Sent, _) => State::Sent,
                (Kind::Mottaksretur, _) => State::Accepted,
                // A cancelled credit note would leave an order whose rest may be greater than the whole.
                (Kind::Avregningsretur, 0) => State::Cancelled(Cause::Account),
                (Kind::Avregningsretur, _) => State::Settled,
                (Kind::Avvist, 0) => State::Rejected,
                (Kind::Avvist, _) => State::Innocent,
            };
            if p.state == State::Rejected {
                p.return_codes = vec![17, 42];
            }
            if returned {
                p.bank_reference = "A00017".into();
            }
            sum += p.amount.0;
            p
        })
        .collect()
}

prop_compose! {
    fn file()(
        batches in prop::collection::vec((prop::collection::vec(order(), 0..4), 1_u32..999_999, 0_u16..9999), 1..4),
        kind in prop::sample::select(vec![Kind::Sent, Kind::Mottaksretur, Kind::Avregningsretur, Kind::Avvist]),
        division in "([A-Z]{1,11})?",
    ) -> File {
        let mut file = File::default();
        let mut number = 0;
        for (batch, (orders, sequence, control)) in (0_u64..).zip(batches) {
            for (lines, template) in orders {
                let template = Payment { division: division.clone(), ..template };
                file.payments.extend(assemble(lines, &template, kind, batch, number));
                number += 1;
            }
            file.totals.batches.push(BatchTotals {
                kind,
                procedure: if kind == Kind::Sent { "TBIO".into() } else { "TBRO".into() },
                enterprise: "00999999999".into(),
                division: division.clone(),
                production_date: "0229".into(),
                ah_first: ("0229".into(), sequence),
                control_first: control,
                software_version: "TEST 1.0".into(),
                ..BatchTotals::default()
            });
        }
        file
    }
}

/// Only these warnings are right for files of the property: no fault named, no value date, zero totals in an empty return, a cancelled credit note.
fn harmless(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .all(|d| ["TPAY021", "TPAY022", "TPAY025", "TPAY027"].contains(&d.code))
}

/// Whether the rest of every order is not below zero, which the total of the order could not say.
fn is_expressible(file: &File) -> bool {
    file.payments
        .chunk_by(|a, b| a.order == b.order)
        .all(|order| {
            let kept = order
                .iter()
                .filter(|p| !matches!(p.state, State::Cancelled(_)));
            let all_cancel = order.iter().all(|p| p.is_cancellation);
            let lone_credit = order.iter().any(|p| p.is_cancellation && p.amount.0 < 0);
            // Orders abroad state no total.
            let is_abroad = order.iter().all(|p| p.line == Line::Abroad);
            let rest = kept.map(|p| p.amount.0).sum::<i64>();
            (is_abroad || rest >= 0) && (all_cancel || !lone_credit)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_it_writes(file in file()) {
        let written = write(&file);
        prop_assert_eq!(written.is_ok(), is_expressible(&file), "{:?}", written.err());
        if let Ok(bytes) = written {
            let parsed = parse(&bytes, &Options::default());
            prop_assert!(harmless(&parsed.diagnostics), "{:?}", parsed.diagnostics);
            prop_assert_eq!(write(&parsed.value).unwrap(), bytes);
            let found = without_positions(parsed.value);
            prop_assert_eq!(&found.payments, &file.payments);
            prop_assert_eq!(found.totals.batches.len(), file.totals.batches.len());
            for (found, batch) in found.totals.batches.iter().zip(&file.totals.batches) {
                prop_assert_eq!((&found.ah_first, found.control_first, found.kind), (&batch.ah_first, batch.control_first, batch.kind));
            }
        }
    }

    #[test]
    fn chunks_do_not_matter(file in file(), capacity in 1_usize..700, form in 0_u8..4) {
        if let Ok(bytes) = write(&file) {
            let bytes: Vec<u8> = match form {
                0 => bytes,
                1 => bytes.into_iter().filter(|b| *b != b'\r').collect(),
                2 => bytes.into_iter().filter(|b| !matches!(b, b'\r' | b'\n')).collect(),
                _ => {
                    let bare: Vec<u8> = bytes.into_iter().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
                    bare.chunks(320).flat_map(|record| [record, b"\r\n"].concat()).collect()
                }
            };
            let mut payments = Vec::new();
            let reader = BufReader::with_capacity(capacity, &bytes[..]);
            let result = read(reader, &Options::default(), &mut |payment| payments.push(payment));
            let (expected, totals, diagnostics) = read_all(&bytes);
            prop_assert!(harmless(&diagnostics), "{diagnostics:?}");
            prop_assert_eq!(expected.len(), file.payments.len());
            prop_assert_eq!((payments, result.totals, result.diagnostics), (expected, totals, diagnostics));
        }
    }

    #[test]
    fn flipped_bytes_never_panic(at in 0_usize..4000, byte in any::<u8>(), second in 0_usize..4000) {
        for bytes in gallery::files("telepay/ok").into_values() {
            let mut changed = bytes;
            let length = changed.len();
            changed[at % length] = byte;
            changed[second % length] = byte.wrapping_add(1);
            let file = parse(&changed, &Options::default());
            gallery::assert_form(&file.diagnostics);
            let _ = compare(&[&file.value], &[&file.value], &CompareOptions::default());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..800)) {
        let head = b"AH200TBII0114000001                   04BETFOR00";
        let (payments, _, diagnostics) = read_all(&[&head[..], &bytes[..]].concat());
        prop_assert!(payments.is_empty() && !is_accepted(&diagnostics));
    }
}
