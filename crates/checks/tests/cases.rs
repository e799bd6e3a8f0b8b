//! The cases beside the checks: each is run as written, turned round and shuffled, and compared exactly.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests: a broken case file or a failed comparison stops the test"
)]

mod support;

use domain::{CheckResult, Finding, Outcome, Text};
use support::markdown::{self, Case};
use support::run::{Layout, Ran, frames, run};
use support::world::world;
use support::{CaseFile, case_files};

/// A result in the words of an `expect` block. The line `code …` is there only if the case asks for it.
fn told(result: &CheckResult, with_code: bool) -> Vec<String> {
    let outcome = match &result.outcome {
        Outcome::Passed | Outcome::Failed => result.outcome.as_str().to_owned(),
        Outcome::NotApplicable(reason) | Outcome::NotRun(reason) => {
            format!("{} {}", result.outcome.as_str(), keys(reason).join("+"))
        }
    };
    let mut lines = vec![outcome];
    if with_code {
        lines.push(format!("code {}", result.code.as_str()));
    }
    for point in &result.points {
        let (side1, side2) = (point.side1.amount, point.side2.amount);
        let (difference, specified, unexplained) = (point.difference, point.specified, point.unexplained);
        let (id, subject) = (point.id, &point.subject);
        lines.push(format!("point {id} {subject} {side1} {side2} {difference} {specified} {unexplained}"));
    }
    lines.extend(result.findings.iter().map(finding));
    lines
}

fn finding(finding: &Finding) -> String {
    let severity = format!("{:?}", finding.severity).to_lowercase();
    let cause = finding.cause.unwrap_or("-");
    format!("{} {severity} {} {} {cause}", finding.code, finding.subject, finding.amount)
}

/// Keys of a reason, the joined ones in order.
fn keys(reason: &Text) -> Vec<&'static str> {
    if reason.key != "reason-and" {
        return vec![reason.key];
    }
    let parts = reason.args.iter().filter_map(|(_, arg)| if let domain::Arg::Text(text) = arg { Some(text) } else { None });
    parts.flat_map(|text| keys(text)).collect()
}

/// What must not depend on the order of rows and files: everything but row references and what follows from them.
fn order_free(ran: &Ran) -> Vec<String> {
    let mut lines = told(&ran.result, true);
    let evidence = &ran.result.evidence;
    lines.push(format!("{:?} {:?}", evidence.rows_seen, evidence.settings));
    lines.extend(ran.result.findings.iter().map(|f| format!("{} {}", f.message.key, f.rows.len())));
    for set in &ran.sets {
        let summary = set.summary().unwrap();
        lines.push(format!("{} {:?} {:?}", summary.set, summary.rules, summary.conservation));
        lines.extend(set.open_items().iter().map(|i| format!("{} {} {} {}", set.name, i.side, i.date, i.amount)));
    }
    lines.sort();
    lines
}

fn compare(file: &CaseFile, case: &Case) -> Result<(), String> {
    let world = world(case)?;
    let expected: Vec<String> = case.blocks.get("expect").into_iter().flat_map(|block| &block.lines).map(words).collect();
    let as_written = run(file.check, &world, &frames(&world, Layout::AsWritten, None));
    let found = told(&as_written.result, expected.iter().any(|line| line.starts_with("code ")));
    if found != expected {
        return Err(difference(&expected, &found, &as_written.result));
    }
    let free = order_free(&as_written);
    for layout in [Layout::Reversed, Layout::Shuffled(1), Layout::Shuffled(2), Layout::Shuffled(3)] {
        let again = order_free(&run(file.check, &world, &frames(&world, layout, None)));
        if again != free {
            let lines: Vec<&String> = free.iter().filter(|l| !again.contains(l)).chain(again.iter().filter(|l| !free.contains(l))).collect();
            return Err(format!("{layout:?} gives another result: {lines:#?}"));
        }
    }
    Ok(())
}

fn words((_, line): &(usize, String)) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn difference(expected: &[String], found: &[String], result: &CheckResult) -> String {
    let mut text = String::new();
    for line in expected.iter().filter(|line| !found.contains(line)) {
        text.push_str(&format!("  - {line}\n"));
    }
    for line in found.iter().filter(|line| !expected.contains(line)) {
        text.push_str(&format!("  + {line}\n"));
    }
    for finding in &result.findings {
        text.push_str(&format!("  {}: {:?}\n", finding.code, finding.message));
    }
    format!("expected:\n  {}\nfound:\n  {}\n{text}", expected.join("\n  "), found.join("\n  "))
}

#[test]
fn every_case_gives_what_it_expects_in_any_order() {
    let mut wrong = Vec::new();
    for file in case_files() {
        assert!(!file.cases.is_empty(), "{}: no case", file.name);
        for case in &file.cases {
            if let Err(error) = compare(&file, case) {
                wrong.push(format!("{}:{} {}\n{error}", file.name, case.line, case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn case_files_are_read_strictly() {
    let case = |body: &str| markdown::parse(&format!("# title\n\n## one\n\nWhy.\n\n{body}```expect\npassed\n```\n"));
    let rows = case("```bank\naccount | date | amount\n---|---|---\n1939 | 3 | 1.00\n1939 | - | 2.00\n```\n").unwrap();
    let table = rows.first().unwrap().table("bank", &["account", "date", "amount"]).unwrap();
    assert_eq!(table.len(), 2);
    assert_eq!(table.first().unwrap().get("date"), Ok("3"));
    assert_eq!(table.last().unwrap().or("date", "15"), "15");
    assert_eq!(table.last().unwrap().get("date"), Err("line 11: column date is empty".to_owned()));
    let refused = [
        ("```bnak\n```\n", "line 7: unknown block 'bnak'"),
        ("```bank\n```\n```bank\n```\n", "line 9: a second bank block in 'one'"),
        ("```bank\n", "line 7: the bank block does not end"),
    ];
    for (body, error) in refused {
        assert_eq!(case(body), Err(error.to_owned()));
    }
    let tables = [
        ("account | amuont\n1939 | 1\n", "line 8: unknown column 'amuont'; known are account, amount"),
        ("account | amount\n1939\n", "line 9: 1 cells under 2 columns"),
        ("account | account\n1939 | 1\n", "line 8: a column stands twice"),
    ];
    for (table, error) in tables {
        let cases = case(&format!("```bank\n{table}```\n")).unwrap();
        assert_eq!(cases.first().unwrap().table("bank", &["account", "amount"]), Err(error.to_owned()));
    }
    assert_eq!(markdown::parse("## a\n"), Err("line 1: 'a' expects nothing".to_owned()));
    assert!(markdown::parse("## a\n```expect\n```\n## a\n```expect\n```\n").unwrap_err().contains("a second case"));
}
