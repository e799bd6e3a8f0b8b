//! The workbook: a ZIP whose XML holds live formulas with their results, text that stays text, and the tabs of its
//! generation.

use std::io::{Cursor, Read};

use domain::Ore;
use report::folder_xlsx;

use crate::sample;

fn workbook(generation: &'static str) -> zip::ZipArchive<Cursor<Vec<u8>>> {
    let bytes = folder_xlsx(&sample::run(generation), &sample::texts("nb")).unwrap();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap()
}

fn part(workbook: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    workbook
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn sheet_names(workbook: &mut zip::ZipArchive<Cursor<Vec<u8>>>) -> Vec<String> {
    let list = part(workbook, "xl/workbook.xml");
    list.split("<sheet name=\"")
        .skip(1)
        .map(|s| s.split('"').next().unwrap().to_owned())
        .collect()
}

/// The XML of the sheet with this name.
fn sheet(generation: &'static str, name: &str) -> String {
    let mut workbook = workbook(generation);
    let index = sheet_names(&mut workbook)
        .iter()
        .position(|n| n == name)
        .unwrap();
    part(
        &mut workbook,
        &format!("xl/worksheets/sheet{}.xml", index + 1),
    )
}

/// Formulas of a sheet with their stored results.
fn formulas(sheet: &str) -> Vec<(String, String)> {
    let cells = sheet
        .split("<f>")
        .skip(1)
        .map(|rest| rest.split("</v>").next().unwrap());
    cells
        .map(|cell| {
            let (formula, result) = cell.split_once("</f><v>").unwrap();
            (formula.replace("&apos;", "'"), result.to_owned())
        })
        .collect()
}

#[test]
fn tabs_follow_the_generation() {
    let checks = [
        "A1 Bankavstemming totaloversikt",
        "A3 Feilkonto",
        "A6 Avstemming reskontro",
        "D2 Interimskonto",
    ];
    let lists = [
        "Aksjonsliste",
        "Forslag",
        "Åpne poster",
        "Aldersfordeling",
        "Matching",
        "Innleste filer",
        "Frister",
    ];
    let expect = |fronts: &[&'static str]| [fronts, &checks, &lists].concat();
    assert_eq!(
        sheet_names(&mut workbook("G2024")),
        expect(&["Avstemmingsoversikt"])
    );
    assert_eq!(
        sheet_names(&mut workbook("G2025")),
        expect(&["Info-ark", "Faneoversikt", "Konti og status"])
    );
}

#[test]
fn differences_are_live_formulas_with_their_results() {
    let expected = [
        ("ROUND(D21-F21,2)", "-299460.50"),
        ("ROUND(G21-H21,2)", "-1250.00"),
        ("ROUND(D22-F22,2)", "250000.00"),
        ("ROUND(G22-H22,2)", "0.00"),
        ("ROUND(SUMPRODUCT(ABS(G21:G22)),2)", "549460.50"),
        ("ROUND(SUMPRODUCT(ABS(I21:I22)),2)", "1250.00"),
    ];
    let found = formulas(&sheet("G2024", "A1 Bankavstemming totaloversikt"));
    assert_eq!(found, expected.map(|(f, r)| (f.to_owned(), r.to_owned())));

    let front = formulas(&sheet("G2024", "Avstemmingsoversikt"));
    assert!(front.contains(&(
        "'A1 Bankavstemming totaloversikt'!G23".to_owned(),
        "549460.50".to_owned()
    )));

    let proof = formulas(&sheet("G2024", "Matching"));
    assert_eq!(proof.len(), 4);
    assert!(
        proof.contains(&("ROUND(D6-E6-F6-G6,2)".to_owned(), "0.00".to_owned())),
        "{proof:?}"
    );
    assert!(
        proof
            .iter()
            .all(|(_, result)| result.trim_end_matches(".00") == "0")
    );
}

#[test]
fn text_never_becomes_a_formula() {
    let mut workbook = workbook("G2024");
    let strings = part(&mut workbook, "xl/sharedStrings.xml");
    assert!(strings.contains("=HYPERLINK("), "kept as it was, as text");
    for index in 1..=sheet_names(&mut workbook).len() {
        let sheet = part(&mut workbook, &format!("xl/worksheets/sheet{index}.xml"));
        assert!(!sheet.contains("HYPERLINK"), "sheet {index}");
    }
}

#[test]
fn codes_are_words_until_2024_and_states_from_2025() {
    let strings = |generation| part(&mut workbook(generation), "xl/sharedStrings.xml");
    let (old, new) = (strings("G2024"), strings("G2025"));
    for word in [
        "Alt OK",
        "DFØ følger opp",
        "Kunde følger opp",
        "Signatur virksomheten",
    ] {
        assert!(old.contains(word), "{word}");
    }
    for word in [
        "Klargjort av DFØ",
        "Godkjent av kunde",
        "Vurderinger for perioden",
    ] {
        assert!(new.contains(word) && !old.contains(word), "{word}");
    }
    assert!(!new.contains("Alt OK") && !new.contains("Kunde følger opp"));
}

#[test]
fn headings_filters_and_print_are_set() {
    let sheet = sheet("G2024", "Åpne poster");
    for expected in [
        "<pane ySplit=",
        "<autoFilter ref=",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "SUBTOTAL(109,E",
    ] {
        assert!(sheet.contains(expected), "{expected}");
    }
    assert!(sheet.contains("&amp;L") && sheet.contains("Statens prøveetat – mars 2024"));
}

#[test]
fn the_workbook_does_not_know_when_it_was_made() {
    let mut workbook = workbook("G2024");
    let core = part(&mut workbook, "docProps/core.xml");
    assert!(core.contains("2000-01-01T00:00:00Z"), "{core}");
}

#[test]
fn amounts_beyond_excels_digits_are_written_whole_as_text() {
    let mut run = sample::run("G2024");
    run.open_items[0].amount = Ore(123_456_789_012_345_678);
    let bytes = folder_xlsx(&run, &sample::texts("nb")).unwrap();
    let mut workbook = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert!(
        part(&mut workbook, "xl/sharedStrings.xml")
            .contains("1\u{a0}234\u{a0}567\u{a0}890\u{a0}123\u{a0}456,78")
    );
}
