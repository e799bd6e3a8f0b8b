//! The sheet of `p-report.xlsx`: the four sections with their sums, and the lines. Not here: the workbook.

use domain::treasury::{PReport, Section};

use super::sheet::Sheet;
use super::styles::Styles;
use crate::error::ReportError;
use crate::model::RunResult;
use crate::p_report::{COLUMNS, section, sum};
use crate::texts::Texts;

/// The P-report as a sheet; Excel itself adds up the lines.
pub(super) fn sheet<'a>(
    run: &RunResult,
    report: &PReport,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 3] = [34, 14, 20];
    let name = texts.say("sheet-p-report");
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("sheet-p-report-heading"), run)?;
    sheet.note(&texts.say("sheet-p-report-note"))?;
    for of in Section::ALL {
        sheet.write(0, &section(of, texts), &styles.label)?;
        sheet.amount(2, report.sum_of(of))?;
        sheet.next_row()?;
    }
    sheet.write(0, &texts.say("sheet-total"), &styles.total)?;
    // The headings stand between the sum and the first line.
    let first = sheet.number() + 2;
    let lines = u32::try_from(report.lines.len()).unwrap_or(u32::MAX);
    let last = first.saturating_add(lines.max(1) - 1);
    let formula = format!("=SUM(C{first}:C{last})");
    sheet.formula(2, &formula, &sum(report)?.to_string(), &styles.total)?;
    sheet.next_row()?;
    sheet.headings(&COLUMNS)?;
    sheet.freeze()?;
    for line in &report.lines {
        sheet.text(0, &section(Section::of(&line.article), texts))?;
        sheet.text(1, &line.article)?;
        sheet.amount(2, line.amount)?;
        sheet.next_row()?;
    }
    Ok(sheet)
}
