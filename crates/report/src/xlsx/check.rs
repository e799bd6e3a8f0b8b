//! The sheet of one check: head, points with live formulas, findings, open items, evidence.

use domain::{CheckResult, Ore, Text};
use rust_xlsxwriter::Format;

use super::sheet::{Sheet, quoted};
use super::styles::Styles;
use crate::error::ReportError;
use crate::model::RunResult;
use crate::overview::{
    age_months, cause_words, check_name, code_word, count_of, has_codes, model_words,
    open_items_of, outcome_word, row_references, severity_word,
};
use crate::texts::Texts;

/// Widths of the columns A–K.
const WIDTHS: [u32; 11] = [20, 13, 36, 17, 28, 17, 16, 16, 16, 38, 9];
/// Open items shown with the check; all of them stand in their own sheet.
const SHOWN_ITEMS: usize = 500;
/// Row references shown per finding; all of them stand in `results.json`.
const SHOWN_REFERENCES: usize = 20;

/// The sheet of a check, and where the front sheet finds its sums.
pub(super) struct CheckSheet<'a> {
    pub(super) sheet: Sheet<'a>,
    /// Cells with the sum of differences and of unexplained amounts without sign, such as `'A1 Bank'!G20`.
    pub(super) sums: Option<(String, String)>,
}

/// The sheet of one check.
pub(super) fn check_sheet<'a>(
    run: &RunResult,
    check: &CheckResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<CheckSheet<'a>, ReportError> {
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&check_name(check, texts), run)?;
    sheet.worksheet.set_freeze_panes(2, 0)?;
    sheet.worksheet.set_repeat_rows(0, 1)?;
    head(&mut sheet, run, check)?;
    let sums = points(&mut sheet, check)?;
    findings(&mut sheet, check)?;
    if !has_codes(run) {
        assessments(&mut sheet, check)?;
    }
    open_items(&mut sheet, run, check)?;
    evidence(&mut sheet, check)?;
    Ok(CheckSheet { sheet, sums })
}

fn head(sheet: &mut Sheet<'_>, run: &RunResult, check: &CheckResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    let facts = [
        ("agency", run.agency_name.clone()),
        ("agency-code", run.agency.clone()),
        ("organisation", run.organisation.clone()),
        ("period-label", texts.period(run.period)),
        ("as-of", texts.date(run.as_of)),
        ("column-tab", check.tab.clone()),
        ("generation", run.generation.to_owned()),
        ("model", model_words(run, texts)),
    ];
    for (key, value) in facts {
        sheet.fact(key, &value)?;
    }
    sheet.write(0, &texts.say("column-outcome"), &sheet.styles.label)?;
    sheet.write(
        2,
        &outcome_word(&check.outcome, texts),
        sheet.styles.outcome(&check.outcome),
    )?;
    sheet.next_row()?;
    if let Some(reason) = check.outcome.reason() {
        sheet.fact("reason", &texts.render(reason))?;
    }
    if has_codes(run) {
        sheet.write(0, &texts.say("column-code"), &sheet.styles.label)?;
        sheet.write(
            2,
            &code_word(check.code, texts),
            sheet.styles.code(check.code),
        )?;
        sheet.next_row()?;
        for key in [
            "column-prepared-by",
            "column-prepared-date",
            "column-reviewed-by",
            "column-reviewed-date",
        ] {
            sheet.write(0, &texts.say(key), &sheet.styles.label)?;
            sheet.blank(2)?;
            sheet.next_row()?;
        }
    }
    Ok(())
}

/// The equations: Excel itself computes difference and unexplained. Amounts are binary fractions there, so the formulas
/// round to whole øre; nothing smaller exists in the sides.
fn points(
    sheet: &mut Sheet<'_>,
    check: &CheckResult,
) -> Result<Option<(String, String)>, ReportError> {
    let (texts, styles) = (sheet.texts, sheet.styles);
    let name = check_name(check, texts);
    sheet.section(&texts.render(&Text::key("points-caption").with("check", name)))?;
    if check.points.is_empty() {
        sheet.note(&texts.say("points-none"))?;
        return Ok(None);
    }
    sheet.headings(&[
        "column-point",
        "column-subject",
        "column-side1",
        "column-side1-amount",
        "column-side2",
        "column-side2-amount",
        "column-difference",
        "column-specified",
        "column-unexplained",
        "column-comment",
    ])?;
    let first = sheet.number();
    for point in &check.points {
        let n = sheet.number();
        sheet.text(0, &texts.name_of("point", point.id))?;
        sheet.text(1, &point.subject)?;
        sheet.text(2, &texts.render(&point.side1.label))?;
        sheet.amount(3, point.side1.amount)?;
        sheet.text(4, &texts.render(&point.side2.label))?;
        sheet.amount(5, point.side2.amount)?;
        let (difference, unexplained) =
            (point.difference.to_string(), point.unexplained.to_string());
        sheet.formula(
            6,
            &format!("=ROUND(D{n}-F{n},2)"),
            &difference,
            &styles.amount,
        )?;
        sheet.amount(7, point.specified)?;
        sheet.formula(
            8,
            &format!("=ROUND(G{n}-H{n},2)"),
            &unexplained,
            &styles.amount,
        )?;
        sheet.blank(9)?;
        sheet.next_row()?;
    }
    let (last, n) = (sheet.row, sheet.number());
    sheet.write(0, &texts.say("column-difference-absolute"), &styles.total)?;
    for column in [1, 2, 3, 4, 5, 7] {
        sheet
            .worksheet
            .write_blank(sheet.row, column, &styles.total)?;
    }
    let sums = absolute_sums(check)?;
    for (column, letter, sum) in [(6, 'G', sums.0), (8, 'I', sums.1)] {
        let formula = format!("=ROUND(SUMPRODUCT(ABS({letter}{first}:{letter}{last})),2)");
        sheet.formula(column, &formula, &sum.to_string(), &styles.total)?;
    }
    sheet.next_row()?;
    let cell = |letter| format!("{}!{letter}{n}", quoted(&sheet.name));
    Ok(Some((cell('G'), cell('I'))))
}

/// The sums without signs of differences and of unexplained amounts.
pub(super) fn absolute_sums(check: &CheckResult) -> Result<(Ore, Ore), ReportError> {
    let sum = |amount: fn(&domain::Point) -> Ore| {
        let absolute = |point| i64::try_from(amount(point).unsigned()).ok().map(Ore);
        let all: Option<Vec<Ore>> = check.points.iter().map(absolute).collect();
        all.and_then(Ore::sum).ok_or_else(|| {
            ReportError::value(
                "folder.xlsx",
                format!("the points of {} do not add up in 64 bits", check.id),
            )
        })
    };
    Ok((
        sum(|point| point.difference)?,
        sum(|point| point.unexplained)?,
    ))
}

fn findings(sheet: &mut Sheet<'_>, check: &CheckResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    let name = check_name(check, texts);
    sheet.section(&texts.render(&Text::key("findings-caption").with("check", name)))?;
    if check.findings.is_empty() {
        return sheet.note(&texts.say("findings-none"));
    }
    let heading = sheet.row;
    sheet.headings(&[
        "column-severity",
        "column-subject",
        "column-message",
        "column-amount",
        "column-cause",
        "column-proposal",
        "column-finding-code",
        "column-rows",
        "column-position",
        "column-action",
        "column-actor",
    ])?;
    for finding in &check.findings {
        let action = finding
            .action
            .as_ref()
            .map(|action| texts.render(action))
            .unwrap_or_default();
        let cause = finding
            .cause
            .map(|cause| cause_words(check, finding, cause, texts))
            .unwrap_or_default();
        let actor = check
            .responsible(finding)
            .map(|actor| texts.name_of("actor", actor))
            .unwrap_or_default();
        sheet.text(0, &severity_word(finding.severity, texts))?;
        sheet.text(1, &finding.subject)?;
        sheet.text(2, &texts.render(&finding.message))?;
        sheet.amount(3, finding.amount)?;
        sheet.text(4, &cause)?;
        sheet.text(5, finding.proposal.as_deref().unwrap_or_default())?;
        sheet.text(6, finding.code)?;
        sheet.count(7, count_of(&finding.rows))?;
        sheet.text(8, &row_references(&finding.rows, SHOWN_REFERENCES, texts))?;
        sheet.text(9, &action)?;
        sheet.text(10, &actor)?;
        sheet.next_row()?;
    }
    sheet.worksheet.autofilter(heading, 0, sheet.row - 1, 10)?;
    Ok(())
}

/// From G2025: the table for comments and follow-up, one row per account of the tab, with its two states.
fn assessments(sheet: &mut Sheet<'_>, check: &CheckResult) -> Result<(), ReportError> {
    sheet.section(&sheet.texts.say("assessments"))?;
    sheet.headings(&[
        "column-account",
        "column-ready-date",
        "column-assessment",
        "column-ready-by",
        "column-approved-by",
        "column-approved-date",
    ])?;
    let mut accounts: Vec<&str> = check
        .points
        .iter()
        .map(|point| point.subject.as_str())
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    for account in accounts.into_iter().chain([""]) {
        sheet.text(0, account)?;
        for column in 1..6 {
            sheet.blank(column)?;
        }
        sheet.next_row()?;
    }
    Ok(())
}

fn open_items(
    sheet: &mut Sheet<'_>,
    run: &RunResult,
    check: &CheckResult,
) -> Result<(), ReportError> {
    let texts = sheet.texts;
    let items = open_items_of(run, check);
    if items.is_empty() {
        return Ok(());
    }
    let name = check_name(check, texts);
    sheet.section(&texts.render(&Text::key("open-items-caption").with("check", name)))?;
    sheet.headings(&[
        "column-side",
        "column-date",
        "column-text",
        "column-amount",
        "column-reference",
        "column-kid",
        "column-voucher",
        "column-birth",
        "column-age-months",
        "column-position",
        "column-currency",
    ])?;
    for item in items.iter().take(SHOWN_ITEMS) {
        sheet.text(0, &texts.name_of("side", &item.side))?;
        sheet.date(1, item.date)?;
        sheet.text(2, &item.text)?;
        sheet.amount(3, item.amount)?;
        sheet.text(4, &item.reference)?;
        sheet.text(5, &item.kid)?;
        sheet.text(6, &item.voucher)?;
        sheet.text(7, &item.birth.to_string())?;
        sheet.count(8, age_months(run, item))?;
        sheet.text(9, &item.row.to_string())?;
        sheet.text(10, &item.currency)?;
        sheet.next_row()?;
    }
    if items.len() > SHOWN_ITEMS {
        let shown = u64::try_from(SHOWN_ITEMS).unwrap_or(u64::MAX);
        let place = texts.say("sheet-open-items");
        let line = Text::key("list-more")
            .with("shown", shown)
            .with("total", count_of(&items));
        sheet.note(&texts.render(&line.with("where", place)))?;
    }
    Ok(())
}

fn evidence(sheet: &mut Sheet<'_>, check: &CheckResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    sheet.section(&texts.say("evidence-caption"))?;
    let plain = Format::new();
    for (frame, rows) in &check.evidence.rows_seen {
        let label = Text::key("evidence-rows").with("frame", texts.name_of("frame", frame));
        sheet.write(0, &texts.render(&label), &sheet.styles.label)?;
        sheet.count(3, *rows)?;
        sheet.next_row()?;
    }
    for (setting, value) in &check.evidence.settings {
        let label =
            Text::key("evidence-setting").with("setting", texts.name_of("setting", setting));
        sheet.write(0, &texts.render(&label), &sheet.styles.label)?;
        sheet.write(3, value, &plain)?;
        sheet.next_row()?;
    }
    if let Some(regime) = check.evidence.regime {
        sheet.write(0, &texts.say("evidence-regime"), &sheet.styles.label)?;
        sheet.write(3, &texts.date(regime), &plain)?;
        sheet.next_row()?;
    }
    Ok(())
}
