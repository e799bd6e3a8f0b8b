//! The papers: every line and sum of a report, what its control found, the digest of the list that is signed; on pages that
//! are numbered and lose nothing, and in bytes that are the same each time.

use domain::treasury::{Authority, LReport, PReport, SLine, SReport};
use domain::{CheckResult, Digest, Finding, Ore, Outcome, Text};
use report::model::RunResult;
use report::pdf::{Heads, Page, Paper, Part, l_report_paper, p_report_paper, s_report_paper};
use sha2::{Digest as _, Sha256};

use crate::sample::{self, artifact};

/// Bounds of what is drawn, in twips: A4 with margins.
const LEFT: u32 = 1_134;
const RIGHT: u32 = 11_906 - 1_134;
const LOWEST: u32 = 16_100;

const NAMES: [&str; 3] = ["s-report", "l-report", "p-report"];

fn paper(run: &RunResult, language: &str, name: &str) -> Paper {
    let texts = sample::texts(language);
    let paper = match name {
        "s-report" => s_report_paper(run, run.s_report.as_ref().unwrap(), &texts),
        "l-report" => l_report_paper(run, run.l_report.as_ref().unwrap(), &texts),
        _ => p_report_paper(run, run.p_report.as_ref().unwrap(), &texts),
    };
    assert_eq!(texts.missing(), Vec::<String>::new());
    paper.unwrap()
}

/// The sample run with the bank check under the name of the control of a report.
fn controlled(name: &'static str) -> RunResult {
    let mut run = sample::run("G2025");
    let bank = run.checks[0].clone();
    run.checks.push(CheckResult { id: name, ..bank });
    run
}

fn digest(bytes: &[u8]) -> String {
    Digest(Sha256::digest(bytes).into()).to_string()
}

fn texts_of(page: &Page) -> Vec<&str> {
    page.texts.iter().map(|text| text.text.as_str()).collect()
}

/// The cells of a row that have words, by column.
type Cells = Vec<(usize, String)>;

/// The rows of the tables as lines, a blank bar between cells; what is wrapped is put together again.
fn rows(paper: &Paper) -> Vec<String> {
    let mut rows: Vec<((usize, usize), Cells)> = Vec::new();
    for text in paper.pages.iter().flat_map(|page| &page.texts) {
        let Part::Cell {
            block, row, column, ..
        } = text.part
        else {
            continue;
        };
        if rows.last().is_none_or(|(at, _)| *at != (block, row)) {
            rows.push(((block, row), Vec::new()));
        }
        let cells = &mut rows.last_mut().unwrap().1;
        match cells.iter_mut().find(|(number, _)| *number == column) {
            Some((_, cell)) => *cell = format!("{cell} {}", text.text),
            None => cells.push((column, text.text.clone())),
        }
    }
    let line = |cells: Cells| cells.into_iter().map(|(_, cell)| cell).collect::<Vec<_>>();
    rows.into_iter()
        .map(|(_, cells)| line(cells).join(" | ").replace('\u{a0}', " "))
        .collect()
}

/// Everything that stands in the document, line by line.
fn lines(paper: &Paper) -> Vec<&str> {
    paper.pages.iter().flat_map(texts_of).collect()
}

/// What the facts on the first page say of the control.
fn said_of_control(paper: &Paper) -> String {
    let first = Paper {
        pages: vec![paper.pages[0].clone()],
        ..paper.clone()
    };
    let mut rows = rows(&first).into_iter();
    let line = rows.find_map(|row| Some(row.strip_prefix("Kontroll av rapporten | ")?.to_owned()));
    line.unwrap()
}

#[test]
fn a_paper_has_the_lines_and_sums_of_the_report() {
    let run = sample::run("G2025");
    let table: [(&str, &str, &[&str]); 3] = [
        (
            "s-report",
            "nb",
            &[
                "Virksomhet | Statens prøveetat",
                "Firmakode | S1",
                "Organisasjonsnummer | 999999999",
                "Regnskapsperiode | mars 2024",
                "Per dato | 05.04.2024",
                "Program | avstem 0.1.0",
                "Kontroll av rapporten | Kontrollen av rapporten finnes ikke i denne mappen. Rapporten er ikke kontrollert.",
                "Statskonto | Artskonto | Fullmakt | Beløp",
                "044001 | 630 | Egen fullmakt | 12 345,67",
                "Sum 044001 |  |  | 12 345,67",
                "132001 | 630 | Belastningsfullmakt 1320 | -1,50",
                "Sum 132001 |  |  | -1,50",
                "Sum |  |  | 12 344,17",
                "Utenfor kontantregnskapet |  |  | 7,00",
                "Bilagsarter uten kontanteffekt |  |  | -3,00",
                "Uoppklarte differanser (absolutt) |  |  | 0,01",
            ],
        ),
        (
            "l-report",
            "en",
            &[
                "Agency | Statens prøveetat",
                "Agency code | S1",
                "Organisation number | 999999999",
                "Reporting period | March 2024",
                "As of | 2024-04-05",
                "Program | avstem 0.1.0",
                "Control of the report | This folder has no control of the report. The report has not been controlled.",
                "Settlement account in Norges Bank | Article account | Opening balance | Movement | Closing balance",
                "99981100053 | 196 | 10,000.00 | -500.01 | 9,499.99",
            ],
        ),
        (
            "p-report",
            "nn",
            &[
                "Verksemd | Statens prøveetat",
                "Firmakode | S1",
                "Organisasjonsnummer | 999999999",
                "Rekneskapsperiode | mars 2024",
                "Per dato | 05.04.2024",
                "Program | avstem 0.1.0",
                "Kontroll av rapporten | Kontrollen av rapporten finst ikkje i denne mappa. Rapporten er ikkje kontrollert.",
                "Del | Artskonto | Beløp",
                "Eigedelar | 196 | 12 345,67",
                "Sum Eigedelar |  | 12 345,67",
                "Statens kapital og gjeld | 280 | -2 345,67",
                "Sum Statens kapital og gjeld |  | -2 345,67",
                "Inntekter | 390 | -10 500,00",
                "Sum Inntekter |  | -10 500,00",
                "Kostnader | 630 | 500,01",
                "Sum Kostnader |  | 500,01",
                "Sum |  | 0,01",
            ],
        ),
    ];
    for (name, language, expected) in table {
        assert_eq!(rows(&paper(&run, language, name)), expected, "{name}");
    }
}

#[test]
fn a_paper_names_the_list_that_is_signed_on_every_page() {
    for (name, language) in NAMES
        .into_iter()
        .flat_map(|name| [(name, "nb"), (name, "en")])
    {
        let run = controlled(name);
        let list = format!("{name}.csv");
        let digest = digest(&artifact(&run, language, &list).unwrap());
        let paper = paper(&run, language, name);
        let foot = format!("{list} SHA-256 {digest}");
        for page in &paper.pages {
            assert!(texts_of(page).contains(&foot.as_str()), "{name}");
        }
        let lines = lines(&paper);
        let at = lines.iter().position(|line| *line == digest).unwrap();
        let names = if language == "en" {
            ["Name", "Date", "Signature"]
        } else {
            ["Navn", "Dato", "Signatur"]
        };
        assert_eq!(
            lines[at + 1..at + 4],
            names,
            "lines to sign on, below the digest"
        );
        assert!(paper.pages.last().unwrap().rules.len() >= 3);
        let word = if language == "en" {
            "report"
        } else {
            "rapport"
        };
        let letter = name[..1].to_uppercase();
        assert_eq!(paper.title, format!("{letter}-{word} S1 2024-03"));
    }
}

#[test]
fn what_the_control_found_stands_on_the_paper() {
    for name in NAMES {
        let run = controlled(name);
        let paper = paper(&run, "nb", name);
        assert_eq!(said_of_control(&paper), "Avvik (5 funn)");
        let rows = rows(&paper);
        let expected = [
            "Regelverk fra | 01.01.2015",
            "Kontrollpunkt | Punkter | Med differanse | Differanse, absoluttsum | Uforklart",
            "Oppgjørskonto | 1 | 1 | 299 460,50 | 1 250,00",
            "Arbeidskonto | 1 | 1 | 250 000,00 | 0,00",
            "Oppgjørskonto 1939 | 12 345 678,90 Saldo hovedbok | 12 645 139,40 Saldo kontoutskrift | -299 460,50 | -1 250,00",
            "Feil BANK003 | 1939 | OCR-oppgjør OCR-20240326 er ikke lest inn i hovedboken Årsak: OCR-fil ikke lest inn (foreslått) Tiltak: Les inn OCR-filen på nytt før S-rapporten legges ut | -48 210,50",
            "Merknad BANK003 | 1939 | 1 ventende post er holdt utenfor | 0,00",
        ];
        for row in expected {
            assert!(rows.iter().any(|found| found == row), "{row}: {rows:#?}");
        }
    }
}

#[test]
fn how_the_control_went_stands_on_the_first_page() {
    let reason = || Text::key("sample-missing-subledger").with("period", sample::period("2024-03"));
    let no_nav = || Text::key("sample-no-nav");
    let none = "Kontrollen av rapporten finnes ikke i denne mappen. Rapporten er ikke kontrollert.";
    let missing = "Ikke kjørt: Mangler reskontroliste for mars 2024";
    let not_applicable = "Ikke aktuell: Virksomheten har ingen konti for NAV-refusjoner";
    let table = [
        (None, 0, none),
        (Some(Outcome::Failed), 5, "Avvik (5 funn)"),
        (Some(Outcome::Failed), 1, "Avvik (ett funn)"),
        (Some(Outcome::Failed), 0, "Avvik (0 funn)"),
        (Some(Outcome::Passed), 1, "I orden (ett funn)"),
        (Some(Outcome::Passed), 0, "I orden"),
        (Some(Outcome::NotRun(reason())), 0, missing),
        (Some(Outcome::NotApplicable(no_nav())), 0, not_applicable),
    ];
    for (outcome, findings, expected) in table {
        let mut run = controlled("s-report");
        match &outcome {
            None => drop(run.checks.pop()),
            Some(outcome) => {
                let check = run.checks.last_mut().unwrap();
                check.outcome = outcome.clone();
                check.findings.truncate(findings);
            }
        }
        let paper = paper(&run, "nb", "s-report");
        assert_eq!(said_of_control(&paper), expected);
        // A reason stands above the points too, and that nothing was found is said of a control that was run.
        let reason = outcome.as_ref().and_then(Outcome::reason).is_some();
        let times = |expected: &str| {
            lines(&paper)
                .iter()
                .filter(|line| **line == expected)
                .count()
        };
        assert_eq!(times(expected), if reason { 2 } else { 1 });
        let is_clean = outcome.is_some() && findings == 0 && !reason;
        assert_eq!(times("Ingen funn."), usize::from(is_clean), "{expected}");
    }
}

/// A report of so many lines, ten to a state account.
fn many(lines: i64) -> SReport {
    let line = |number: i64| SLine {
        state_account: format!("{:06}", number / 10),
        article: format!("{}", 600 + number % 10),
        authority: Authority::Own,
        amount: Ore(number * 101),
    };
    SReport {
        lines: (0..lines).map(line).collect(),
        ..SReport::default()
    }
}

/// That every text is inside the margins, and pages are numbered.
fn assert_within(paper: &Paper) {
    let count = paper.pages.len();
    for (index, page) in paper.pages.iter().enumerate() {
        let number = format!("{} / {count}", index + 1);
        assert_eq!(page.texts.last().unwrap().text, number);
        for text in &page.texts {
            assert!(
                (LEFT..RIGHT).contains(&text.x) && text.baseline <= LOWEST,
                "{text:?}"
            );
        }
        for rule in &page.rules {
            assert!(
                rule.x >= LEFT && rule.x + rule.width <= RIGHT && rule.y < LOWEST,
                "{rule:?}"
            );
        }
    }
}

#[test]
fn a_long_report_has_its_headings_on_every_page_and_every_line() {
    let table = [(0, 1), (1, 1), (60, 2), (10_000, 235)];
    for (count, pages) in table {
        let run = RunResult {
            s_report: Some(many(count)),
            ..sample::run("G2025")
        };
        let paper = paper(&run, "nb", "s-report");
        assert_eq!(paper.pages.len(), pages, "{count}");
        assert_within(&paper);
        let is_line = |row: &&String| row.contains("| Egen fullmakt |");
        let found: Vec<String> = rows(&paper).iter().filter(is_line).cloned().collect();
        let expected = many(count).lines.into_iter().map(|line| {
            let amount = line.amount.norwegian().replace('\u{a0}', " ");
            format!(
                "{} | {} | Egen fullmakt | {amount}",
                line.state_account, line.article
            )
        });
        assert!(found == expected.collect::<Vec<_>>(), "{count}");
        for page in &paper.pages {
            let texts = texts_of(page);
            let at = texts.iter().position(|text| *text == "Statskonto");
            let line = texts.iter().position(|text| *text == "Egen fullmakt");
            assert!(
                line.is_none_or(|line| at.is_some_and(|at| at < line)),
                "{texts:?}"
            );
        }
        let is_heading = |part| {
            matches!(
                part,
                Part::Cell {
                    heads: Some(Heads::Column),
                    ..
                }
            )
        };
        let all = paper.pages.iter().flat_map(|page| &page.texts);
        let read = all.filter(|text| is_heading(text.part) && text.text == "Statskonto");
        assert_eq!(read.count(), 1, "repeated headings are not read aloud");
    }
}

#[test]
fn no_name_and_no_amount_breaks_a_paper() {
    let long = "Statens svært langvarige navn ".repeat(400);
    let whole = "x".repeat(20_000);
    let names = [
        "",
        "Υπουργείο Οικονομικών",
        "\u{1f980} etat \u{202e}1 \u{0}\u{1}\t\r\n</xmp>&",
        "\u{fffe}\u{ffff}\u{feff}\u{e000}\u{10ffff}",
        "a\u{30a}rsverk e\u{301}",
        long.as_str(),
        whole.as_str(),
    ];
    for name in names {
        let mut run = controlled("l-report");
        name.clone_into(&mut run.agency_name);
        name.clone_into(&mut run.agency);
        run.l_report.as_mut().unwrap().lines[0].opening = Ore(i64::MIN);
        run.checks.last_mut().unwrap().findings[0].subject = name.to_owned();
        let paper = paper(&run, "nb", "l-report");
        assert_within(&paper);
        let letters = |text: &str| text.matches(['x', 'S']).count();
        let cells = rows(&paper).iter().map(|row| letters(row)).sum::<usize>();
        assert!(cells >= letters(name) * 3, "nothing of a name is lost");
        let digits = "| -92233720368547758,08 |";
        let has_digits = |row: &String| row.replace(' ', "").contains(&digits.replace(' ', ""));
        assert!(rows(&paper).iter().any(has_digits));
        assert!(paper.bytes().unwrap().starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn the_longest_amount_and_its_sum_stand_on_one_line() {
    let mut run = sample::run("G2025");
    for (line, amount) in run
        .s_report
        .as_mut()
        .unwrap()
        .lines
        .iter_mut()
        .zip([i64::MIN, 0])
    {
        line.amount = Ore(amount);
    }
    let paper = paper(&run, "nb", "s-report");
    let longest = Ore(i64::MIN).norwegian();
    let whole = lines(&paper)
        .iter()
        .filter(|line| **line == longest)
        .count();
    assert_eq!(whole, 3, "the line, its state account, the total");
}

#[test]
fn findings_beyond_five_hundred_are_counted() {
    let mut run = controlled("p-report");
    let check = run.checks.last_mut().unwrap();
    let finding = check.findings[3].clone();
    check.findings = (0..501).map(|_| finding.clone()).collect::<Vec<Finding>>();
    let paper = paper(&run, "nb", "p-report");
    let shown = rows(&paper)
        .iter()
        .filter(|row| row.starts_with("Feil BANK003"))
        .count();
    assert_eq!(shown, 500);
    assert!(lines(&paper).contains(&"Viser 500 av 501. Resten står i findings.csv."));
    assert_within(&paper);
}

#[test]
fn points_that_agree_are_counted_and_those_that_differ_are_shown() {
    let table = [
        (0, 700, false),
        (1, 700, false),
        (500, 0, false),
        (501, 3, true),
    ];
    for (differing, agreeing, more) in table {
        let mut run = controlled("p-report");
        let check = run.checks.last_mut().unwrap();
        let differs = check.points[0].clone();
        let mut agrees = differs.clone();
        (agrees.difference, agrees.unexplained) = (Ore::ZERO, Ore::ZERO);
        let points = vec![(agreeing, agrees), (differing, differs)].into_iter();
        check.points = points
            .flat_map(|(count, point)| vec![point; count])
            .collect();
        let paper = paper(&run, "nb", "p-report");
        let rows = rows(&paper);
        let kind = format!("Oppgjørskonto | {} | {differing} | ", agreeing + differing);
        assert_eq!(
            rows.iter().filter(|row| row.starts_with(&kind)).count(),
            1,
            "{kind}"
        );
        let shown = rows
            .iter()
            .filter(|row| row.starts_with("Oppgjørskonto 1939 | "));
        assert_eq!(shown.count(), differing.min(500));
        let rest = "Viser 500 av 501. Resten står i results.json.";
        assert_eq!(lines(&paper).contains(&rest), more);
    }
}

#[test]
fn what_does_not_add_up_is_an_error() {
    let mut run = controlled("s-report");
    let point = &mut run.checks.last_mut().unwrap().points[0];
    (point.difference, point.unexplained) = (Ore(i64::MIN), Ore(i64::MAX));
    let report = run.s_report.as_ref().unwrap();
    assert!(s_report_paper(&run, report, &sample::texts("nb")).is_err());

    let mut run = sample::run("G2025");
    for line in &mut run.s_report.as_mut().unwrap().lines {
        line.amount = Ore(i64::MAX);
        line.state_account.clear();
    }
    let report = run.s_report.as_ref().unwrap();
    assert!(s_report_paper(&run, report, &sample::texts("nb")).is_err());
}

#[test]
fn a_paper_is_the_same_bytes_in_every_thread() {
    let made = || {
        let run = controlled("s-report");
        NAMES.map(|name| paper(&run, "nb", name).bytes().unwrap())
    };
    let first = made();
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(made)).collect();
        for other in others {
            assert!(other.join().unwrap() == first);
        }
    });
}

#[test]
fn the_bytes_are_those_that_were_reviewed() {
    let table = [
        (
            "s-report",
            2,
            "ebc6026a7834d0288f257445fdb9fb4f85362ce1596f964410331ad055303dfd",
        ),
        (
            "l-report",
            2,
            "901523172a838004f0b46e3e9f8d7235abb7334574a0d84adb7ded913b10c445",
        ),
        (
            "p-report",
            2,
            "f2d78dbcaef898cac5d0bb7e51cdc21f0cb1b0e19c28eb17387158fa698832fa",
        ),
    ];
    for (name, pages, expected) in table {
        let run = controlled(name);
        let file = artifact(&run, "nb", &format!("{name}.pdf")).unwrap();
        assert!(file == paper(&run, "nb", name).bytes().unwrap());
        let text = String::from_utf8_lossy(&file);
        let parts = [
            "/Lang(nb)",
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "2000-01-01T00:00:00",
            &format!("/Count {pages}"),
        ];
        for part in parts {
            assert!(text.contains(part), "{name}: {part}");
        }
        assert_eq!(digest(&file), expected, "{name}");
    }
}

#[test]
fn without_a_report_there_is_no_paper() {
    let without = RunResult {
        s_report: None,
        l_report: None,
        p_report: None,
        ..sample::run("G2025")
    };
    // A report without a line is a report.
    let empty = RunResult {
        s_report: Some(SReport::default()),
        l_report: Some(LReport::default()),
        p_report: Some(PReport::default()),
        ..without.clone()
    };
    for name in NAMES {
        let file = format!("{name}.pdf");
        assert_eq!(artifact(&without, "en", &file), None);
        assert!(artifact(&empty, "en", &file).is_some(), "{name}");
    }
}
