//! Counted once: the same file, message, statement, payment or row of a register that comes twice.

use domain::{Ore, Period, Severity};
use ingest::Ingested;

use crate::desk::{self, ORGANISATION, OURS, fate, fates, held, take};
use crate::every_format::one_of_each;
use crate::made::{self, notification, statement};

const PAID: [(&str, i64); 2] = [("123456782", 102_000), ("2345676", 50_050)];

/// The result without the names of files: fates of every file and what the frames hold.
fn result(ingested: &Ingested) -> (Vec<String>, Vec<String>) {
    (fates(ingested), held(&ingested.frames))
}

/// Codes of the file of this name, `aside`, `used` or `refused` before them.
fn of(ingested: &Ingested, name: &str) -> String {
    let file = ingested
        .files
        .iter()
        .find(|file| file.name == name)
        .unwrap();
    fate(file).replace(&format!("{name} "), "")
}

#[test]
fn the_same_bytes_count_once() {
    for (name, bytes) in one_of_each() {
        let alone = held(&take(&[(name, bytes.clone())]).frames);
        let copy = format!("0-{name}");
        let both = take(&[(name, bytes.clone()), (&copy, bytes)]);
        let asides: Vec<bool> = both.files.iter().map(|file| file.set_aside).collect();
        assert_eq!(asides, [false, true], "{name}");
        let last = both.files[1].diagnostics.last().unwrap();
        assert_eq!(
            (last.code, last.severity),
            ("INGEST010", Severity::Warning),
            "{name}"
        );
        assert!(
            both.files[1]
                .deliveries
                .iter()
                .all(|delivery| delivery.is_copy),
            "{name}"
        );
        if !name.contains("_ref-arbg_") {
            assert_eq!(held(&both.frames), alone, "{name}");
        }
    }
}

/// Two spellings of the same message, and one with the same number and other payments.
fn messages() -> Vec<(&'static str, [Vec<u8>; 3])> {
    let account = OURS[0];
    let more = [("123456782", 102_000), ("2345676", 50_051)];
    let drawn = [("", -25_000), ("", -1_800)];
    let drawn_more = [("", -25_000), ("", -1_801)];
    let camt054 = |paid| made::camt054("M", vec![notification(account, "N1", 14, paid)]);
    let cremul = |paid| made::advice(account, "C1", 14, paid);
    let debmul = |paid| made::advice(account, "D1", 14, paid);
    let bansta = |order| made::bansta("B1", order);
    let ocr = |paid| made::ocr(account, 1, 14, paid);
    let telepay = |paid| made::telepay(ORGANISATION, account, 7, paid);
    let pain001 = |paid| made::pain001(account, "BET-1", desk::FOREIGN, paid);
    let pain002 = |payment| made::pain002("SVAR-1", payment);
    let gl07 = |amounts| made::gl07("L1", amounts);
    let ended = |one: Vec<u8>, changed| [made::crlf(&one), one, changed];
    let spread = |one: Vec<u8>, changed| [made::spread(&one), one, changed];
    let advised = |one, changed| {
        [
            made::wrapped(&one),
            made::lines(&one),
            made::lines(&changed),
        ]
    };
    vec![
        ("ocr", ended(ocr(&PAID), ocr(&more))),
        ("camt054", spread(camt054(&PAID), camt054(&more))),
        ("cremul", advised(cremul(&PAID), cremul(&more))),
        ("debits", spread(camt054(&drawn), camt054(&drawn_more))),
        ("debmul", advised(debmul(&drawn), debmul(&drawn_more))),
        ("bansta", advised(bansta("INF-1"), bansta("INF-2"))),
        ("telepay", ended(telepay(&PAID), telepay(&more))),
        ("pain001", spread(pain001(&PAID), pain001(&more))),
        ("pain002", spread(pain002("E-1"), pain002("E-2"))),
        ("gl07", ended(gl07(&[41_000]), gl07(&[41_001]))),
    ]
}

#[test]
fn the_same_message_in_other_bytes_counts_once() {
    for (name, [message, other, _]) in messages() {
        assert_ne!(message, other, "{name}");
        let alone = held(&take(&[("a", message.clone())]).frames);
        let both = take(&[("a", message), ("b", other)]);
        assert_eq!(held(&both.frames), alone, "{name}");
        let mut aside = both.files.iter().filter(|file| file.set_aside);
        let copy = aside.next().unwrap();
        assert!(
            fate(copy).ends_with("aside INGEST015"),
            "{name}: {}",
            fate(copy)
        );
        assert!(
            copy.deliveries.iter().all(|delivery| delivery.is_copy),
            "{name}"
        );
        assert!(aside.next().is_none(), "{name}");
    }
}

#[test]
fn of_one_message_with_two_contents_neither_is_believed() {
    for (name, [message, spelled, changed]) in messages() {
        let both = take(&[("a", message.clone()), ("b", changed.clone())]);
        assert_eq!(
            result(&both),
            (
                vec![
                    "a refused INGEST016".to_owned(),
                    "b refused INGEST016".to_owned()
                ],
                Vec::new()
            ),
            "{name}"
        );
        let three = take(&[("a", message), ("b", changed), ("c", spelled)]);
        assert_eq!(held(&three.frames), [""; 0], "{name}: {:?}", fates(&three));
    }
}

/// What a file is compared with is the other file as a whole: there is no part of a file that is used.
#[test]
fn a_file_of_several_messages_is_a_copy_as_a_whole_or_not_at_all() {
    let one = made::advice(OURS[0], "C1", 14, &PAID);
    let mut two = one.clone();
    let second = made::advice(OURS[0], "C2", 14, &[("123456782", 7)]);
    two.interchanges[0]
        .messages
        .extend(second.interchanges[0].messages.clone());
    let other = made::wrapped(&second);
    let (one, wrapped, lines) = (made::lines(&one), made::wrapped(&two), made::lines(&two));
    let both = take(&[("a", wrapped.clone()), ("b", lines)]);
    let mut codes = both.files.iter().flat_map(|file| &file.diagnostics);
    assert_eq!(codes.next().map(|said| said.code), Some("INGEST015"));
    assert_eq!(codes.next(), None);
    assert_eq!(held(&both.frames), ["incoming_payments 3 1520.57"]);
    for part in [one, other] {
        let overlapping = take(&[("a", wrapped.clone()), ("b", part)]);
        let expected = ["a refused INGEST016", "b refused INGEST016"];
        assert_eq!(fates(&overlapping), expected);
    }
}

/// The same amounts to somebody else are other payments.
#[test]
fn another_payee_account_or_day_is_another_content() {
    let (ours, theirs) = (OURS[0], "86011117947");
    let ocr = |day| made::camt054("M", vec![notification(ours, "N1", day, &PAID)]);
    let table = [
        (
            "payee",
            made::pain001(ours, "BET-1", desk::FOREIGN, &PAID),
            made::pain001(ours, "BET-1", theirs, &PAID),
        ),
        (
            "debtor",
            made::pain001(ours, "BET-1", desk::FOREIGN, &PAID),
            made::pain001(OURS[1], "BET-1", desk::FOREIGN, &PAID),
        ),
        ("day", ocr(13), ocr(14)),
    ];
    for (name, first, second) in table {
        let both = take(&[("a", first), ("b", second)]);
        assert_eq!(
            fates(&both),
            ["a refused INGEST016", "b refused INGEST016"],
            "{name}"
        );
    }
}

/// Payments by KID.
type Payments = Vec<(&'static str, i64)>;

/// Count and sum of each INGEST017, by file.
fn told_too(ingested: &Ingested) -> Vec<String> {
    let mut told = Vec::new();
    for file in &ingested.files {
        for said in file
            .diagnostics
            .iter()
            .filter(|said| said.code == "INGEST017")
        {
            let (figures, _) = said.message.split_once(" in all").unwrap();
            told.push(format!("{} {figures}", file.name));
        }
    }
    told.sort();
    told
}

#[test]
fn payments_with_kid_that_several_sources_tell_count_once() {
    let account = OURS[0];
    let a = ("123456782", 102_000);
    let b = ("2345676", 50_050);
    let bare = ("", 700);
    // What OCR, camt.054 and CREMUL tell; what the frame holds; what is said.
    let table: Vec<(&str, [Payments; 3], &str, Vec<&str>)> = vec![
        (
            "all the same",
            [vec![a, b], vec![a, b], vec![a, b]],
            "2 1520.50",
            vec!["camt054 2 payments, 1520.50", "cremul 2 payments, 1520.50"],
        ),
        (
            "no two alike",
            [vec![a], vec![b], vec![("123456782", 1)]],
            "3 1520.51",
            vec![],
        ),
        (
            "partly",
            [vec![a], vec![a, b], vec![b]],
            "2 1520.50",
            vec!["camt054 1 payments, 1020.00", "cremul 1 payments, 500.50"],
        ),
        (
            "two equal ones are two",
            [vec![a, a], vec![a, a], vec![]],
            "2 2040.00",
            vec!["camt054 2 payments, 2040.00"],
        ),
        (
            "one more than told",
            [vec![a], vec![a, a], vec![a, a, a]],
            "3 3060.00",
            vec!["camt054 1 payments, 1020.00", "cremul 2 payments, 2040.00"],
        ),
        (
            "without KID",
            [vec![a], vec![a, bare], vec![bare]],
            "3 1034.00",
            vec!["camt054 1 payments, 1020.00"],
        ),
        (
            "less in between",
            [vec![a, a], vec![a], vec![a, a]],
            "2 2040.00",
            vec!["camt054 1 payments, 1020.00", "cremul 2 payments, 2040.00"],
        ),
        (
            "without OCR",
            [vec![], vec![a, b], vec![b, a]],
            "2 1520.50",
            vec!["cremul 2 payments, 1520.50"],
        ),
    ];
    for (name, [ocr, camt054, cremul], expected, said) in table {
        let mut inbox = Vec::new();
        if !ocr.is_empty() {
            inbox.push(("ocr", made::ocr(account, 1, 14, &ocr)));
        }
        if !camt054.is_empty() {
            let of_day = notification(account, "N1", 14, &camt054);
            inbox.push(("camt054", made::camt054("M", vec![of_day])));
        }
        if !cremul.is_empty() {
            let advice = made::advice(account, "C1", 14, &cremul);
            inbox.push(("cremul", made::wrapped(&advice)));
        }
        let ingested = take(&inbox);
        assert_eq!(
            held(&ingested.frames),
            [format!("incoming_payments {expected}")],
            "{name}"
        );
        assert_eq!(told_too(&ingested), said, "{name}");
        assert!(
            ingested.files.iter().all(ingest::FileContent::is_accepted),
            "{name}"
        );
    }
}

/// Two files of one source are two deliveries: equal payments in them are two.
#[test]
fn equal_payments_in_two_files_of_one_source_are_two() {
    let first = made::ocr(OURS[0], 1, 14, &PAID);
    let second = made::ocr(OURS[0], 2, 14, &PAID);
    let of_day = notification(OURS[0], "N1", 14, &[PAID, PAID].concat());
    let ingested = take(&[
        ("ocr-1", first),
        ("ocr-2", second),
        ("camt054", made::camt054("M", vec![of_day])),
    ]);
    assert_eq!(held(&ingested.frames), ["incoming_payments 4 3041.00"]);
    assert_eq!(told_too(&ingested), ["camt054 4 payments, 3041.00"]);
}

#[test]
fn a_statement_in_two_formats_counts_once() {
    let days = vec![
        statement(OURS[1], 13, 0, &[500, -200]),
        statement(OURS[1], 14, 300, &[1_000]),
    ];
    let (camt053, mt940) = (made::camt053("M", days.clone()), made::mt940(days.clone()));
    let both = take(&[("camt053", camt053.clone()), ("mt940", mt940.clone())]);
    assert_eq!(of(&both, "camt053"), "used");
    assert_eq!(of(&both, "mt940"), "aside INGEST013");
    assert_eq!(
        held(&both.frames),
        ["bank_statements 2 16.00", "bank_entries 3 13.00"]
    );

    let one_day = made::camt053("M", days[..1].to_vec());
    let partly = take(&[("camt053", one_day), ("mt940", mt940.clone())]);
    assert_eq!(of(&partly, "mt940"), "used INGEST013");
    assert_eq!(
        held(&partly.frames),
        ["bank_statements 2 16.00", "bank_entries 3 13.00"]
    );
    let copies = partly.files.iter().flat_map(|file| &file.deliveries);
    assert_eq!(copies.filter(|delivery| delivery.is_copy).count(), 1);

    let mut other = days;
    other[1] = statement(OURS[1], 14, 300, &[1_001]);
    let contradicting = take(&[("camt053", made::camt053("M", other)), ("mt940", mt940)]);
    assert_eq!(of(&contradicting, "camt053"), "refused INGEST014");
    assert!(of(&contradicting, "mt940").contains("INGEST014"));
    assert_eq!(held(&contradicting.frames), [""; 0]);
}

#[test]
fn a_statement_in_two_spellings_counts_once() {
    let of_day = |amounts: &[i64]| statement(OURS[1], 14, 0, amounts);
    let first = || made::camt053("M", vec![of_day(&[500, -200])]);
    let mut other_reference = of_day(&[500, -200]);
    "R9".clone_into(&mut other_reference.entries[0].bank_ref);
    let mut next = statement(OURS[1], 17, 300, &[50]);
    next.sequence = Some(15);
    let table = [
        (
            "other blanks",
            made::spread(&first()),
            ["INGEST013"].as_slice(),
            "1 3.00",
        ),
        (
            "another message",
            made::camt053("N", vec![of_day(&[500, -200])]),
            &["INGEST013"],
            "1 3.00",
        ),
        (
            "another reference",
            made::camt053("M", vec![other_reference]),
            &["INGEST014"; 2],
            "",
        ),
        (
            "another amount",
            made::camt053("M", vec![of_day(&[500, -201])]),
            &["INGEST014"; 2],
            "",
        ),
        (
            "the day after",
            made::camt053("N", vec![next]),
            &[],
            "2 6.50",
        ),
    ];
    for (name, second, codes, kept) in table {
        let ingested = take(&[("a", first()), ("b", second)]);
        let said = ingested.files.iter().flat_map(|file| &file.diagnostics);
        let said: Vec<&str> = said.map(|said| said.code).collect();
        assert_eq!(said, codes, "{name}");
        let held = held(&ingested.frames);
        let statements = held
            .first()
            .map(|held| held.replace("bank_statements ", ""));
        assert_eq!(statements.unwrap_or_default(), kept, "{name}");
    }
}

#[test]
fn a_ledger_period_counts_once() {
    let export = |created, amount| made::saft(ORGANISATION, created, &[amount]);
    let first = || export("2025-04-08", 100);
    let listing = "Konto;Bilagsnr;Bilagsdato;Periode;Tekst;Belop\n1939;1;2025-03-14;202503;;1,00\n3000;1;2025-03-14;202503;;-1,00\n";
    let listing = listing.replace("Belop", "Bel\u{f8}p").into_bytes();
    let table = [
        (
            "newer",
            export("2025-04-09", 101),
            ["a aside INGEST011", "b used"],
        ),
        (
            "older",
            export("2025-04-07", 101),
            ["a used", "b aside INGEST011"],
        ),
        (
            "as old",
            export("2025-04-08", 101),
            ["a refused INGEST012", "b refused INGEST012"],
        ),
        ("a listing", listing, ["a used", "b aside INGEST011"]),
    ];
    for (name, second, expected) in table {
        let ingested = take(&[("a", first()), ("b", second)]);
        assert_eq!(fates(&ingested), expected, "{name}");
    }
}

#[test]
fn an_export_of_period_13_alone_stands_beside_december() {
    let of = |number, created| {
        let period = Period::new(2025, number).unwrap();
        let day = period.last_day();
        made::saft_of((period, day), ORGANISATION, created, &[100])
    };
    let table = [
        ("december", 12, ["a used", "b used", "c aside INGEST011"]),
        ("period 14", 14, ["a used", "b used", "c used"]),
    ];
    for (name, number, expected) in table {
        let ingested = take(&[
            ("a", of(12, "2026-01-20")),
            ("b", of(13, "2026-02-10")),
            ("c", of(number, "2026-01-10")),
        ]);
        assert_eq!(fates(&ingested), expected, "{name}");
        let lines = ingested.frames.ledger_lines.len();
        assert_eq!(
            lines,
            2 * expected
                .iter()
                .filter(|fate| fate.ends_with("used"))
                .count()
        );
    }
}

fn hours(rows: &str) -> Vec<u8> {
    format!("System;Periode;Timer\n{rows}").into_bytes()
}

fn items(rows: &str) -> Vec<u8> {
    format!("Kundenr;Bilagsnr;Fakturanr;Bilagsdato;Forfallsdato;Bel\u{f8}p\n{rows}").into_bytes()
}

#[test]
fn rows_of_a_register_count_once_or_not_at_all() {
    let whole = "sap;202503;162,5\nsap;202504;150\n";
    let turned = "sap;202504;150,00\nsap;202503;162,50\n";
    let table: Vec<(&str, Vec<&str>, Vec<&str>, usize)> = vec![
        ("equal rows", vec![whole, turned], vec!["INGEST015"], 2),
        (
            "partly equal",
            vec![whole, "sap;202504;150,00\nsap;202505;140\n"],
            vec!["INGEST017"],
            3,
        ),
        ("none alike", vec![whole, "sap;202505;140\n"], vec![], 3),
        (
            "contradicting",
            vec![whole, "sap;202503;1\n"],
            vec!["INGEST020", "INGEST020"],
            0,
        ),
        (
            "contradicting, and a third that has nothing to do with it",
            vec![whole, "sap;202503;1\n", "sap;202505;140\n"],
            vec!["INGEST020", "INGEST020"],
            1,
        ),
        (
            "what only a refused file says too is not lost",
            vec![
                whole,
                "sap;202503;1\n",
                "sap;202504;150,0\nsap;202505;140\n",
            ],
            vec!["INGEST020", "INGEST020"],
            2,
        ),
    ];
    for (name, texts, codes, rows) in table {
        let names = ["a.csv", "b.csv", "c.csv"];
        let inbox: Vec<_> = names
            .into_iter()
            .zip(texts.into_iter().map(hours))
            .collect();
        let ingested = take(&inbox);
        let said = ingested.files.iter().flat_map(|file| &file.diagnostics);
        let said: Vec<&str> = said
            .map(|said| said.code)
            .filter(|code| code.starts_with("INGEST"))
            .collect();
        assert_eq!(said, codes, "{name}");
        let kept = ingested.frames.registers.values();
        let kept: usize = kept.map(frames::register::Register::len).sum();
        assert_eq!(kept, rows, "{name}");
    }
}

/// A listing may have two rows with the same key, such as two instalments without a voucher: they do not contradict each other.
#[test]
fn a_key_that_stands_twice_in_a_listing_is_no_contradiction() {
    let first =
        items("10042;;;2025-02-01;2025-03-01;100,00\n10042;;;2025-02-01;2025-04-01;200,00\n");
    let turned = items("10042;;;2025-02-01;2025-04-01;200\n10042;;;2025-02-01;2025-03-01;100\n");
    let alone = take(&[("a.csv", first.clone())]);
    assert_eq!(
        fates(&alone),
        ["a.csv used"],
        "{:?}",
        alone.files[0].diagnostics
    );
    assert_eq!(held(&alone.frames), ["customer-open-items 2"]);
    let both = take(&[("a.csv", first.clone()), ("b.csv", turned)]);
    assert_eq!(
        held(&both.frames),
        ["customer-open-items 2"],
        "{:?}",
        fates(&both)
    );
    let less = take(&[
        ("a.csv", first),
        ("b.csv", items("10042;;;2025-02-01;2025-03-01;100,00\n")),
    ]);
    assert_eq!(
        fates(&less),
        ["a.csv refused INGEST020", "b.csv refused INGEST020"]
    );
}

/// Which name a file has, and with which bytes it says the same, does not matter for what is counted.
#[test]
fn the_order_of_files_does_not_matter() {
    let account = OURS[0];
    let spellings = messages();
    let mut sums = Vec::new();
    for (turn, names) in [
        ["a", "b", "c", "d", "e"],
        ["e", "d", "c", "b", "a"],
        ["c", "e", "a", "d", "b"],
    ]
    .into_iter()
    .enumerate()
    {
        let spelled = |place: usize, first: bool| {
            let (_, [message, other, _]) = &spellings[place];
            if first {
                message.clone()
            } else {
                other.clone()
            }
        };
        let of_day = notification(account, &format!("T{turn}"), 14, &PAID);
        let camt054 = made::camt054("M", vec![of_day]);
        let contents = [
            spelled(0, turn % 2 == 0),
            camt054,
            spelled(2, turn % 2 == 1),
            hours("sap;202503;162,5\nsap;202504;150\n"),
            hours(if turn == 0 {
                "sap;202504;150,0\n"
            } else {
                "sap;202504;150,00\n"
            }),
        ];
        let inbox: Vec<_> = names.into_iter().zip(contents).collect();
        let ingested = take(&inbox);
        let paid = ingested.frames.incoming_payments.view();
        let mut payments: Vec<_> = paid
            .amount_ore
            .iter()
            .enumerate()
            .map(|(row, ore)| (Ore(*ore), paid.kid.get(row).to_owned()))
            .collect();
        payments.sort();
        sums.push((held(&ingested.frames), payments));
    }
    assert_eq!(sums[0].0, ["incoming_payments 2 1520.50", "hours 2"]);
    assert!(sums.iter().all(|found| *found == sums[0]), "{sums:?}");
}
