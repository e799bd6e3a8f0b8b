//! The service of the customer centre in the workbook: service levels, and cases against their response times.
//!
//! Not here: targets and what is counted (`calendar`), the words (beside the page).

use super::sheet::Sheet;
use super::styles::Styles;
use crate::error::ReportError;
use crate::html::{case_words, limit_words, month_words, override_words, target_words};
use crate::model::RunResult;
use crate::service::has_business_days;
use crate::texts::Texts;

/// Cases shown; Excel has room for a million rows.
const SHOWN_CASES: usize = 100_000;

/// Whether there is a service log or a list of cases.
pub(super) fn is_there(run: &RunResult) -> bool {
    !run.service_levels.is_empty() || !run.cases.is_empty()
}

/// Service levels and cases on one sheet.
pub(super) fn service<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 8] = [30, 40, 28, 28, 28, 14, 18, 50];
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("service-levels-heading"), run)?;
    if let Some(first) = run.service_levels.first() {
        sheet.note(&texts.say("service-levels-formula"))?;
        let mut headings = vec![texts.say("column-service"), texts.say("column-target")];
        headings.extend(first.months.iter().map(|(month, _)| texts.period(*month)));
        headings.push(texts.say("column-waiting"));
        heading_row(&mut sheet, &headings)?;
        for level in &run.service_levels {
            sheet.text(0, &level.service)?;
            sheet.text(1, &target_words(level, texts))?;
            for (column, (_, month)) in (2..).zip(&level.months) {
                let mut words = vec![month_words(level, month, texts)];
                words.extend(override_words(month, texts));
                sheet.text(column, &words.join(". "))?;
            }
            sheet.count(5, level.waiting)?;
            sheet.next_row()?;
        }
        sheet.section(&texts.say("service-levels-year-caption"))?;
        let mut headings = vec![texts.say("column-service")];
        headings.extend(limit_words(first, texts));
        heading_row(&mut sheet, &headings)?;
        for level in &run.service_levels {
            sheet.text(0, &level.service)?;
            for (column, (_, done)) in (1..).zip(&level.year) {
                if has_business_days(level) {
                    sheet.count(column, *done)?;
                } else {
                    sheet.text(column, "")?;
                }
            }
            sheet.next_row()?;
        }
    }
    if !run.cases.is_empty() {
        cases(&mut sheet, run)?;
    }
    Ok(sheet)
}

fn heading_row(sheet: &mut Sheet<'_>, headings: &[String]) -> Result<(), ReportError> {
    for (column, heading) in (0..).zip(headings) {
        let styles = sheet.styles;
        sheet.cell(column, heading, &styles.heading)?;
    }
    sheet.next_row()
}

fn cases(sheet: &mut Sheet<'_>, run: &RunResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    sheet.section(&texts.say("cases-heading"))?;
    sheet.headings(&[
        "column-case",
        "column-case-type",
        "column-received",
        "column-status",
        "column-due",
        "column-closed-on",
        "column-state",
        "column-comment",
    ])?;
    for line in run.cases.iter().take(SHOWN_CASES) {
        let (case, measured) = (&line.case, &line.measured);
        sheet.text(0, &case.id)?;
        sheet.text(1, &case.kind)?;
        sheet.date(2, case.received)?;
        sheet.text(3, &texts.name_of("case-status", measured.status.as_str()))?;
        for (column, day) in [(4, measured.due), (5, measured.closed)] {
            match day {
                Some(day) => sheet.date(column, day)?,
                None => sheet.text(column, "")?,
            }
        }
        sheet.text(6, &texts.name_of("case", measured.standing.as_str()))?;
        sheet.text(7, &case_words(line, texts).join(". "))?;
        sheet.next_row()?;
    }
    Ok(())
}
