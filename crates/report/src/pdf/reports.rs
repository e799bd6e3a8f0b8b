//! What stands on the three papers: whose report, its lines and sums, what its control found, what a signature covers, and room
//! for one.
//!
//! Not here: where it stands on a page (`sheet`).

use domain::treasury::{LReport, PReport, SReport, Section};
use domain::{CheckResult, Digest, Finding, Ore, Outcome, Point, Text};
use sha2::{Digest as _, Sha256};

use super::Paper;
use super::face::Weight;
use super::sheet::{Column, Row, Sheet, WIDTH, amounts, words};
use crate::error::ReportError;
use crate::l_report::l_report_csv;
use crate::model::RunResult;
use crate::overview::{cause_words, check_name, count_of, outcome_word, severity_word};
use crate::p_report::{p_report_csv, section, sum as p_sum};
use crate::s_report::{COLUMNS as S_COLUMNS, authority, s_report_csv, sum as s_sum};
use crate::texts::Texts;

/// Findings and points that differ on a paper; all of them stand in `findings.csv` and `results.json`.
const SHOWN: usize = 500;
/// Columns of words, and of amounts up to a million million kroner, in twips; a longer amount takes two lines.
const NARROW: u32 = 1_300;
const AMOUNT: u32 = 1_850;
/// A column that holds every amount of 64 bits.
const ANY_AMOUNT: u32 = 2_600;

/// A report as far as the papers differ in it.
struct Report<'a> {
    /// The control of it.
    check: &'static str,
    name: &'static str,
    heading: &'static str,
    note: &'static str,
    /// The list that a signature covers.
    list: (&'static str, Vec<u8>),
    columns: &'a [Column],
    headings: &'a [&'static str],
    rows: Vec<Row>,
}

/// The paper of the S-report.
pub fn s_report_paper(
    run: &RunResult,
    report: &SReport,
    texts: &Texts,
) -> Result<Paper, ReportError> {
    let mut rows = Vec::new();
    let lines = report.lines.as_slice();
    for group in lines.chunk_by(|a, b| a.state_account == b.state_account) {
        for line in group {
            rows.push(Row::line([
                line.state_account.clone(),
                line.article.clone(),
                authority(&line.authority, texts),
                texts.amount(line.amount),
            ]));
        }
        let sum = Ore::sum(group.iter().map(|line| line.amount))
            .ok_or_else(|| ReportError::value("s-report", "the lines do not add up in 64 bits"))?;
        let account = group.first().map_or("", |line| &line.state_account);
        let name = texts.render(&Text::key("paper-sum-of").with("name", account));
        rows.push(wide_sum(name, 3, texts.amount(sum)));
    }
    rows.push(wide_sum(
        texts.say("sheet-total"),
        3,
        texts.amount(s_sum(report)?),
    ));
    let buckets = [
        ("sheet-s-report-outside", report.outside),
        ("sheet-s-report-excluded", report.excluded),
        ("sheet-s-report-unexplained", report.unexplained),
    ];
    rows.extend(buckets.map(|(key, bucket)| {
        Row::line([
            texts.say(key),
            String::new(),
            String::new(),
            texts.amount(bucket),
        ])
    }));
    let report = Report {
        check: "s-report",
        name: "sheet-s-report",
        heading: "sheet-s-report-heading",
        note: "sheet-s-report-note",
        list: ("s-report.csv", s_report_csv(report, texts)),
        columns: &[
            words(WIDTH - 3_000 - NARROW - ANY_AMOUNT),
            words(NARROW),
            words(3_000),
            amounts(ANY_AMOUNT),
        ],
        headings: &S_COLUMNS,
        rows,
    };
    paper(run, report, texts)
}

/// The paper of the L-report.
pub fn l_report_paper(
    run: &RunResult,
    report: &LReport,
    texts: &Texts,
) -> Result<Paper, ReportError> {
    let row = |line: &domain::treasury::LLine| {
        Row::line([
            line.account.clone(),
            line.article.clone(),
            texts.amount(line.opening),
            texts.amount(line.movement),
            texts.amount(line.closing),
        ])
    };
    let report = Report {
        check: "l-report",
        name: "paper-l-report",
        heading: "paper-l-report-heading",
        note: "paper-l-report-note",
        list: ("l-report.csv", l_report_csv(run, report, texts)),
        columns: &[
            words(WIDTH - NARROW - 3 * AMOUNT),
            words(NARROW),
            amounts(AMOUNT),
            amounts(AMOUNT),
            amounts(AMOUNT),
        ],
        headings: &[
            "column-settlement-account",
            "column-article",
            "column-opening",
            "column-movement",
            "column-closing",
        ],
        rows: report.lines.iter().map(row).collect(),
    };
    paper(run, report, texts)
}

/// The paper of the P-report.
pub fn p_report_paper(
    run: &RunResult,
    report: &PReport,
    texts: &Texts,
) -> Result<Paper, ReportError> {
    let mut rows = Vec::new();
    for of in Section::ALL {
        let name = section(of, texts);
        let lines = report
            .lines
            .iter()
            .filter(|line| Section::of(&line.article) == of);
        rows.extend(lines.map(|line| {
            Row::line([
                name.clone(),
                line.article.clone(),
                texts.amount(line.amount),
            ])
        }));
        let name = texts.render(&Text::key("paper-sum-of").with("name", name));
        rows.push(wide_sum(name, 2, texts.amount(report.sum_of(of))));
    }
    rows.push(wide_sum(
        texts.say("sheet-total"),
        2,
        texts.amount(p_sum(report)?),
    ));
    let report = Report {
        check: "p-report",
        name: "sheet-p-report",
        heading: "sheet-p-report-heading",
        note: "sheet-p-report-note",
        list: ("p-report.csv", p_report_csv(report, texts)),
        columns: &[
            words(WIDTH - NARROW - ANY_AMOUNT),
            words(NARROW),
            amounts(ANY_AMOUNT),
        ],
        headings: &crate::p_report::COLUMNS,
        rows,
    };
    paper(run, report, texts)
}

/// A sum with its name in the first of so many columns of words.
fn wide_sum(name: String, columns: usize, amount: String) -> Row {
    let mut cells = vec![String::new(); columns + 1];
    if let Some(first) = cells.first_mut() {
        *first = name;
    }
    if let Some(last) = cells.last_mut() {
        *last = amount;
    }
    Row::sum(cells)
}

fn say_all(keys: &[&'static str], texts: &Texts) -> Vec<String> {
    keys.iter().map(|key| texts.say(key)).collect()
}

fn paper(run: &RunResult, report: Report<'_>, texts: &Texts) -> Result<Paper, ReportError> {
    let check = run.checks.iter().find(|check| check.id == report.check);
    let period = texts.period(run.period);
    let (file, bytes) = report.list;
    let digest = Digest(Sha256::digest(bytes).into()).to_string();
    let name = texts.say(report.name);

    let mut sheet = Sheet::new()?;
    sheet.title(&texts.say(report.heading));
    sheet.paragraph(&texts.say(report.note), Weight::Regular);
    sheet.facts(&facts(run, check, &period, texts));
    sheet.heading(&texts.say("paper-lines"));
    sheet.table(
        report.columns,
        &say_all(report.headings, texts),
        report.rows,
    );
    if let Some(check) = check {
        points(&mut sheet, check, texts)?;
        findings(&mut sheet, check, texts);
    }
    let covers = texts.render(&Text::key("paper-covers").with("file", file));
    let names = say_all(
        &["sign-off-name", "sign-off-date", "sign-off-signature"],
        texts,
    );
    let above = [
        (covers.as_str(), Weight::Regular),
        (digest.as_str(), Weight::Bold),
    ];
    sheet.signature(&texts.say("paper-signature"), &above, &names);

    let foot = format!("{file} SHA-256 {digest}");
    let head = format!("{name} · {period} · {} · {}", run.agency, run.agency_name);
    Ok(Paper {
        title: format!("{name} {} {}", run.agency, run.period),
        language: texts.language(),
        program: run.program.clone(),
        pages: sheet.finish(&head, &foot),
    })
}

/// Whose report it is, and how its control went: what is not right is seen on the first page.
fn facts(
    run: &RunResult,
    check: Option<&CheckResult>,
    period: &str,
    texts: &Texts,
) -> Vec<(String, String)> {
    let mut facts = vec![
        ("agency", run.agency_name.clone()),
        ("agency-code", run.agency.clone()),
        ("organisation", run.organisation.clone()),
        ("period-label", period.to_owned()),
        ("as-of", texts.date(run.as_of)),
        ("program", run.program.clone()),
    ];
    if let Some(regime) = check.and_then(|check| check.evidence.regime) {
        facts.push(("evidence-regime", texts.date(regime)));
    }
    facts.push((
        "paper-control",
        check.map_or_else(
            || texts.say("paper-no-control"),
            |check| outcome_and_reason(check, texts),
        ),
    ));
    let named = facts.into_iter();
    named.map(|(key, value)| (texts.say(key), value)).collect()
}

fn outcome_and_reason(check: &CheckResult, texts: &Texts) -> String {
    let word = outcome_word(&check.outcome, texts);
    match check.outcome.reason() {
        Some(reason) => format!("{word}: {}", texts.render(reason)),
        None if check.outcome == Outcome::Passed && check.findings.is_empty() => word,
        None => {
            let count = count_of(&check.findings);
            texts.render(
                &Text::key("paper-findings")
                    .with("outcome", word)
                    .with("count", count),
            )
        }
    }
}

/// The points of the control of the report: a line for each kind of point, and every point that differs.
fn points(sheet: &mut Sheet, check: &CheckResult, texts: &Texts) -> Result<(), ReportError> {
    const KINDS: [Column; 5] = [
        words(WIDTH - 2 * NARROW - 2 * AMOUNT),
        amounts(NARROW),
        amounts(NARROW),
        amounts(AMOUNT),
        amounts(AMOUNT),
    ];
    const KIND_HEADINGS: [&str; 5] = [
        "column-point",
        "paper-points",
        "paper-differing",
        "column-difference-absolute",
        "column-unexplained",
    ];
    const POINTS: [Column; 5] = [
        words(WIDTH - 4 * AMOUNT),
        amounts(AMOUNT),
        amounts(AMOUNT),
        amounts(AMOUNT),
        amounts(AMOUNT),
    ];
    const POINT_HEADINGS: [&str; 5] = [
        "column-point",
        "column-side1-amount",
        "column-side2-amount",
        "column-difference",
        "column-unexplained",
    ];
    let name = check_name(check, texts);
    sheet.heading(&texts.render(&Text::key("points-caption").with("check", name)));
    if let Some(reason) = check.outcome.reason() {
        let word = outcome_word(&check.outcome, texts);
        sheet.paragraph(&format!("{word}: {}", texts.render(reason)), Weight::Bold);
    } else if check.points.is_empty() {
        sheet.paragraph(&texts.say("points-none"), Weight::Regular);
    }
    if check.points.is_empty() {
        return Ok(());
    }
    let kinds: Result<Vec<Row>, ReportError> = kinds_of(&check.points)
        .iter()
        .map(|points| kind_row(points, texts))
        .collect();
    sheet.table(&KINDS, &say_all(&KIND_HEADINGS, texts), kinds?);
    let differing: Vec<&Point> = check.points.iter().filter(|point| differs(point)).collect();
    if !differing.is_empty() {
        let shown = differing.iter().take(SHOWN);
        let rows = shown.map(|point| point_row(point, texts));
        sheet.table(&POINTS, &say_all(&POINT_HEADINGS, texts), rows);
        more(sheet, count_of(&differing), "results.json", texts);
    }
    Ok(())
}

fn differs(point: &Point) -> bool {
    point.difference != Ore::ZERO || point.unexplained != Ore::ZERO
}

/// The points of each kind, in the order in which the kinds come.
fn kinds_of(points: &[Point]) -> Vec<Vec<&Point>> {
    let mut kinds: Vec<(&str, Vec<&Point>)> = Vec::new();
    for point in points {
        match kinds.iter_mut().find(|(id, _)| *id == point.id) {
            Some((_, of)) => of.push(point),
            None => kinds.push((point.id, vec![point])),
        }
    }
    kinds.into_iter().map(|(_, of)| of).collect()
}

/// How many points of a kind there are, how many differ, and by how much without signs.
fn kind_row(points: &[&Point], texts: &Texts) -> Result<Row, ReportError> {
    let sum = |amount: fn(&Point) -> Ore| {
        let sum: u128 = points
            .iter()
            .map(|point| u128::from(amount(point).unsigned()))
            .sum();
        let sum = i64::try_from(sum)
            .map_err(|_| ReportError::value("PDF", "the differences do not add up in 64 bits"))?;
        Ok::<String, ReportError>(texts.amount(Ore(sum)))
    };
    let differing = points.iter().filter(|point| differs(point)).count();
    Ok(Row::line([
        points
            .first()
            .map_or_else(String::new, |point| texts.name_of("point", point.id)),
        texts.count(count_of(points)),
        texts.count(u64::try_from(differing).unwrap_or(u64::MAX)),
        sum(|point| point.difference)?,
        sum(|point| point.unexplained)?,
    ]))
}

/// Says how many lines of a list are not on the paper, and where all are.
fn more(sheet: &mut Sheet, total: u64, place: &str, texts: &Texts) {
    let shown = u64::try_from(SHOWN).unwrap_or(u64::MAX);
    if total > shown {
        let more = Text::key("list-more")
            .with("shown", shown)
            .with("total", total);
        sheet.paragraph(&texts.render(&more.with("where", place)), Weight::Bold);
    }
}

/// The findings of the control of the report. That nothing was found is said of what was looked at only.
fn findings(sheet: &mut Sheet, check: &CheckResult, texts: &Texts) {
    const COLUMNS: [Column; 4] = [
        words(NARROW),
        words(NARROW + 200),
        words(WIDTH - 2 * NARROW - 200 - AMOUNT),
        amounts(AMOUNT),
    ];
    const HEADINGS: [&str; 4] = [
        "column-severity",
        "column-subject",
        "column-message",
        "column-amount",
    ];
    if check.findings.is_empty() && check.outcome.reason().is_some() {
        return;
    }
    let name = check_name(check, texts);
    sheet.heading(&texts.render(&Text::key("findings-caption").with("check", name)));
    if check.findings.is_empty() {
        sheet.paragraph(&texts.say("findings-none"), Weight::Regular);
        return;
    }
    let shown = check.findings.iter().take(SHOWN);
    let rows = shown.map(|finding| finding_row(check, finding, texts));
    sheet.table(&COLUMNS, &say_all(&HEADINGS, texts), rows);
    more(sheet, count_of(&check.findings), "findings.csv", texts);
}

fn point_row(point: &Point, texts: &Texts) -> Row {
    let name = texts.name_of("point", point.id);
    let side = |side: &domain::Side| {
        format!(
            "{}\n{}",
            texts.amount(side.amount),
            texts.render(&side.label)
        )
    };
    Row::line([
        format!("{name}\n{}", point.subject),
        side(&point.side1),
        side(&point.side2),
        texts.amount(point.difference),
        texts.amount(point.unexplained),
    ])
}

fn finding_row(check: &CheckResult, finding: &Finding, texts: &Texts) -> Row {
    let mut said = vec![texts.render(&finding.message)];
    if let Some(cause) = finding.cause {
        let cause = cause_words(check, finding, cause, texts);
        said.push(format!("{}: {cause}", texts.say("column-cause")));
    }
    if let Some(action) = &finding.action {
        let mut whose = texts.say("column-action");
        if let Some(actor) = check.responsible(finding) {
            whose = format!("{whose}, {}", texts.name_of("actor", actor));
        }
        said.push(format!("{whose}: {}", texts.render(action)));
    }
    let severity = severity_word(finding.severity, texts);
    Row::line([
        format!("{severity}\n{}", finding.code),
        finding.subject.clone(),
        said.join("\n"),
        texts.amount(finding.amount),
    ])
}
