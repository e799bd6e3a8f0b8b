//! The lines of a ledger file as they are told afterwards: with who entered them and when, which no frame has.

use ingest::{FileContent, assemble};

use crate::{desk, made};

const PLAIN: &str = "Konto;Bilagsnr;Bilagsart;Periode;Dato;Beløp";

fn csv(headings: &str, rows: [&str; 4]) -> Vec<u8> {
    let lines = [
        "1939;1;GL;202501;2025-01-31;7,00",
        "3000;1;GL;202501;2025-01-31;-7,00",
    ];
    let more = [
        "6300;2;GL;202502;2025-02-03;-1,50",
        "1939;2;GL;202502;2025-02-03;1,50",
    ];
    let lines = lines.into_iter().chain(more).zip(rows);
    let mut file = format!("{PLAIN}{headings}\n");
    for (line, more) in lines {
        file.extend([line, more, "\n"]);
    }
    file.into_bytes()
}

fn saft(of_voucher: [&str; 2]) -> Vec<u8> {
    let file = made::saft(desk::ORGANISATION, "2025-04-08", &[700, -150]);
    let mut file = String::from_utf8(file).unwrap();
    let filled = "<SystemEntryDate>2025-03-14</SystemEntryDate>";
    assert_eq!(file.matches(filled).count(), 2);
    for said in of_voucher {
        file = file.replacen(filled, said, 1);
    }
    file.into_bytes()
}

/// A line of each posting: `2025-01 1 GL 1939 2025-01-31 7.00 NOK on 2025-02-20 by NN12`.
fn told(file: &FileContent) -> Vec<String> {
    let line = |posting: ingest::Posting<'_>| {
        let on = posting
            .entered_on
            .map_or("-".to_owned(), |day| day.to_string());
        let by = if posting.entered_by.is_empty() {
            "-"
        } else {
            posting.entered_by
        };
        format!(
            "{} {} {} {} {} {} {} on {on} by {by}",
            posting.period,
            posting.voucher,
            posting.voucher_type,
            posting.account,
            posting.date,
            posting.amount,
            posting.currency
        )
    };
    file.postings().map(line).collect()
}

/// Who and when, line by line, of files that say it in every way.
#[test]
fn postings_say_who_entered_them_if_the_file_does() {
    let by = |name: &str| format!("<SourceID>{name}</SourceID>");
    let on = |day: &str| format!("<SystemEntryDate>{day}</SystemEntryDate>");
    let both = format!("{}{}", by("NN12"), on("2025-03-20"));
    let table = [
        ("a.csv", csv("", [""; 4]), ["- -"; 4]),
        ("a.csv", csv(";Bruker;entered", [";;"; 4]), ["- -"; 4]),
        (
            "a.csv",
            csv(
                ";Bruker;entered",
                [";NN12;2025-02-20", ";NN12;2025-02-20", ";OO1;", ";;"],
            ),
            ["2025-02-20 NN12", "2025-02-20 NN12", "- OO1", "- -"],
        ),
        (
            "a.csv",
            csv(
                ";entered;Bruker",
                [";;", ";2025-02-20;", ";2025-02-21;", ";;NN12"],
            ),
            ["- -", "2025-02-20 -", "2025-02-21 -", "- NN12"],
        ),
        (
            "a.xlsx",
            made::workbook(
                "Hovedbok",
                &[
                    &format!("{PLAIN};Bruker;entered"),
                    "1939;1;GL;202501;2025-01-31;7,00;NN12;2025-02-20",
                    "3000;1;GL;202501;2025-01-31;-7,00;NN12;",
                    "6300;2;GL;202502;2025-02-03;-1,50;;2025-02-20",
                    "1939;2;GL;202502;2025-02-03;1,50;;",
                ],
            ),
            ["2025-02-20 NN12", "- NN12", "2025-02-20 -", "- -"],
        ),
        ("a.xml", saft([&both, &both]), ["2025-03-20 NN12"; 4]),
        (
            "a.xml",
            saft([&both, &by("OO1")]),
            ["2025-03-20 NN12", "2025-03-20 NN12", "- OO1", "- OO1"],
        ),
        (
            "a.xml",
            saft([&both, ""]),
            ["2025-03-20 NN12", "2025-03-20 NN12", "- -", "- -"],
        ),
        (
            "a.xml",
            saft(["", &on("2025-03-21")]),
            ["- -", "- -", "2025-03-21 -", "2025-03-21 -"],
        ),
    ];
    for (name, bytes, expected) in table {
        let files = desk::read(&[(name, bytes)], Some(&desk::agency()));
        let [file] = files.as_slice() else {
            panic!("{name}: one file")
        };
        assert!(file.is_accepted(), "{:?}", file.diagnostics);
        let lines = told(file);
        let expected: Vec<String> = expected
            .iter()
            .map(|who| format!("on {}", who.replace(' ', " by ")))
            .collect();
        let who: Vec<String> = lines
            .iter()
            .map(|line| line.get(line.find("on ").unwrap()..).unwrap().to_owned())
            .collect();
        assert_eq!(who, expected, "{name} {lines:?}");
    }
    let files = desk::read(&[("a.csv", csv("", [""; 4]))], Some(&desk::agency()));
    assert_eq!(
        files.iter().flat_map(told).collect::<Vec<_>>(),
        [
            "2025-01 1 GL 1939 2025-01-31 7.00 NOK on - by -",
            "2025-01 1 GL 3000 2025-01-31 -7.00 NOK on - by -",
            "2025-02 2 GL 6300 2025-02-03 -1.50 NOK on - by -",
            "2025-02 2 GL 1939 2025-02-03 1.50 NOK on - by -",
        ]
    );
}

#[test]
fn a_refused_file_has_no_postings() {
    let broken = csv(";Bruker", [";NN12", ";NN12", ";NN12", ";NN12;"]);
    let files = desk::read(&[("a.csv", broken)], Some(&desk::agency()));
    assert!(files.iter().all(|file| !file.is_accepted()));
    assert_eq!(files.iter().flat_map(told).count(), 0);
}

/// What is matched and checked is the same, whoever entered it.
#[test]
fn who_entered_a_line_is_in_no_frame() {
    let frames = |bytes: Vec<u8>| {
        let ingested = desk::take(&[("a.csv", bytes)]);
        let named = frames::frame::named(&ingested.frames);
        named
            .map(|(name, frame)| format!("{name}: {frame:?}"))
            .join("\n")
    };
    let plain = frames(csv("", [""; 4]));
    let with = csv(
        ";Bruker;entered",
        [";NN12;2025-02-20", ";;", ";OO1;", ";NN12;2025-02-20"],
    );
    assert_eq!(frames(with.clone()), plain);
    let rows = assemble(desk::read(&[("a.csv", with)], Some(&desk::agency()))).unwrap();
    assert_eq!(rows.frames.ledger_lines.len(), 4);
    assert!(rows.files.iter().all(|file| file.postings().count() == 0));
}
