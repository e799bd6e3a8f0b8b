//! Proposed vouchers: the list opens right in a spreadsheet, and what can be imported is read by our own reader without a
//! word and adds up the same.

use std::collections::BTreeMap;

use domain::{Ore, Proposal, ProposedLine, Text};
use formats::gl07::{self, Options};
use report::model::RunResult;

use crate::sample::{self, artifact};

fn voucher(number: &str, lines: &[(&str, i64)]) -> Proposal {
    let of = |(account, amount): &(&str, i64)| ProposedLine {
        account: (*account).to_owned(),
        amount: Ore(*amount),
        dimensions: BTreeMap::new(),
    };
    Proposal {
        number: number.to_owned(),
        findings: vec!["bank-1939-2".to_owned(), "bank-1939-1".to_owned()],
        voucher_type: "GB".to_owned(),
        period: sample::period("2024-03"),
        text: Text::key("sample-ocr").with("reference", "<a> & ÆØÅ;\"\u{7}"),
        lines: lines.iter().map(of).collect(),
        reversal: None,
        problems: Vec::new(),
    }
}

fn run(proposals: Vec<Proposal>) -> RunResult {
    let mut run = sample::run("G2025");
    for check in &mut run.checks {
        check.proposals = Vec::new();
    }
    run.checks[0].proposals = proposals;
    run
}

#[test]
fn without_a_voucher_there_is_no_file_no_sheet_and_no_section() {
    let run = run(Vec::new());
    assert_eq!(artifact(&run, "nb", "proposals/proposals.csv"), None);
    assert_eq!(artifact(&run, "nb", "proposals/gl07.xml"), None);
    let page = String::from_utf8(artifact(&run, "nb", "folder.html").unwrap()).unwrap();
    assert!(!page.contains("#proposals") && !page.contains("Foreslåtte bilag"));
}

#[test]
fn the_list_has_a_row_for_each_line_and_no_formula() {
    let mut one = voucher("P-0001", &[("=1939", 125_050), ("5800", -125_050)]);
    one.lines[1].dimensions = BTreeMap::from([("cost_centre", "100".to_owned())]);
    one.text = Text::key("sample-ocr").with("reference", "OCR");
    one.problems = vec![
        Text::key("sample-unexplained"),
        Text::key("sample-unexplained"),
    ];
    let rendered = sample::texts("nb");
    let (text, problem) = (
        rendered.render(&one.text),
        rendered.render(&one.problems[0]),
    );
    let csv = artifact(&run(vec![one]), "nb", "proposals/proposals.csv").unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').split("\r\n").collect();
    let [heading, first, second, ""] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert!(
        heading.starts_with("\"Bilagsforslag\";\"Kontroll\";"),
        "{heading}"
    );
    assert_eq!(
        heading.split(';').count(),
        first.split(';').count() - 1,
        "problems are joined with a semicolon inside their quotes"
    );
    let of = |account: &str, amount: &str, dimensions: &str| {
        format!(
            "\"P-0001\";\"A1 Bankavstemming totaloversikt\";\"GB\";\"2024-03\";\"{account}\";{amount};\
             \"{dimensions}\";\"{text}\";\"\";\"{problem}; {problem}\""
        )
    };
    assert_eq!(*first, of("'=1939", "1250,50", ""));
    assert_eq!(*second, of("5800", "-1250,50", "koststed 100"));
}

#[test]
fn what_can_be_imported_is_read_by_our_reader_and_adds_up_the_same() {
    let proposals = vec![
        voucher("P-0001", &[("1939", 25_000_000), ("1920", -25_000_000)]),
        voucher(
            "P-0002",
            &[("1939", -70_000), ("6000", 60_000), ("6010", 10_000)],
        ),
    ];
    for language in ["nb", "nn", "en"] {
        let bytes = artifact(&run(proposals.clone()), language, "proposals/gl07.xml").unwrap();
        let parsed = gl07::parse(&bytes, &Options::default());
        assert_eq!(parsed.diagnostics, Vec::new());
        let read: Vec<_> = parsed
            .value
            .lines
            .iter()
            .map(|line| {
                let ordinal = line.voucher_ordinal;
                (
                    ordinal,
                    line.voucher_type.as_str(),
                    line.period,
                    line.account.as_str(),
                    line.amount,
                )
            })
            .collect();
        let written = (0..).zip(&proposals).flat_map(|(ordinal, one)| {
            one.lines.iter().map(move |line| {
                (
                    ordinal,
                    one.voucher_type.as_str(),
                    Some(one.period),
                    line.account.as_str(),
                    line.amount,
                )
            })
        });
        assert_eq!(read, written.collect::<Vec<_>>());
        let texts: Vec<&str> = parsed
            .value
            .lines
            .iter()
            .map(|line| line.description.as_str())
            .collect();
        assert!(
            texts[0].starts_with("P-0001 ") && texts[0].contains("<a> & ÆØÅ;\""),
            "{texts:?}"
        );
    }
}

#[test]
fn what_is_to_be_filled_in_is_not_for_import() {
    let good = voucher("P-0001", &[("1939", 5), ("1920", -5)]);
    let mut no_account = voucher("P-0002", &[("1939", 5), ("", -5)]);
    no_account.problems.push(Text::key("sample-unexplained"));
    let mut with_dimension = good.clone();
    with_dimension.lines[0].dimensions = BTreeMap::from([("employee", "9".to_owned())]);
    let mut with_problem = good.clone();
    with_problem.problems.push(Text::key("sample-unexplained"));
    let empty_account = voucher("P-0003", &[("1939", 5), ("", -5)]);
    for (proposals, lines) in [
        (vec![good.clone(), no_account.clone()], 2),
        (vec![no_account], 0),
        (vec![with_dimension], 0),
        (vec![with_problem], 0),
        (vec![empty_account], 0),
    ] {
        let run = run(proposals);
        assert!(artifact(&run, "nb", "proposals/proposals.csv").is_some());
        let xml = artifact(&run, "nb", "proposals/gl07.xml");
        let read = xml.map(|bytes| gl07::parse(&bytes, &Options::default()).value.lines.len());
        assert_eq!(read.unwrap_or_default(), lines);
    }
}

#[test]
fn what_the_ledger_cannot_hold_is_cut_or_not_for_import() {
    let of = |amount| voucher("P-0001", &[("1939", amount), ("1920", -amount)]);
    let most = 1_000_000_000_000_000;
    let mut long_text = of(most);
    long_text.text = Text::key("sample-ocr").with("reference", "å\u{ffff}".repeat(5_000));
    let mut long_type = of(5);
    long_type.voucher_type = "X".repeat(26);
    let mut odd_account = of(5);
    odd_account.lines[0].account = "19\u{7}39".to_owned();
    let too_much = of(most + 1);
    let proposals = vec![long_text, long_type, odd_account, too_much, of(0)];
    let bytes = artifact(&run(proposals), "nb", "proposals/gl07.xml").unwrap();
    let parsed = gl07::parse(&bytes, &Options::default());
    assert_eq!(parsed.diagnostics, Vec::new());
    let lines = &parsed.value.lines;
    assert_eq!(lines.len(), 2);
    assert!(
        lines
            .iter()
            .all(|line| line.description.trim().chars().count() >= 254)
    );
    assert_eq!(lines[0].amount, Ore(most));
}

#[test]
fn long_lists_say_where_the_rest_is() {
    let proposals = (0..250).map(|_| voucher("P-0001", &[("1939", 5), ("1920", -5)]));
    let page = artifact(&run(proposals.collect()), "en", "folder.html").unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("proposals/proposals.csv"));
    let (_, section) = page.split_once("<section id=\"proposals\"").unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    assert_eq!(section.matches("scope=\"rowgroup\"").count(), 200);
    assert!(!page.contains("<a> & ÆØÅ"), "markup of a file is text");
}
