//! The sheet of `s-report.xlsx`: the lines with their sum, and what the generation left out. Not here: the workbook.

use domain::Ore;
use domain::treasury::SReport;

use super::sheet::Sheet;
use super::styles::Styles;
use crate::error::ReportError;
use crate::model::RunResult;
use crate::s_report::{COLUMNS, authority};
use crate::texts::Texts;

/// The S-report as a sheet; Excel itself adds up the lines.
pub(super) fn sheet<'a>(
    run: &RunResult,
    report: &SReport,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 4] = [34, 14, 34, 20];
    let name = texts.say("sheet-s-report");
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("sheet-s-report-heading"), run)?;
    sheet.note(&texts.say("sheet-s-report-note"))?;
    let sum = Ore::sum(report.lines.iter().map(|line| line.amount))
        .ok_or_else(|| ReportError::value("s-report.xlsx", "the lines do not add up in 64 bits"))?;
    let buckets = [
        ("sheet-s-report-outside", report.outside),
        ("sheet-s-report-excluded", report.excluded),
        ("sheet-s-report-unexplained", report.unexplained),
    ];
    for (key, bucket) in buckets {
        sheet.write(0, &texts.say(key), &styles.label)?;
        sheet.amount(3, bucket)?;
        sheet.next_row()?;
    }
    sheet.write(0, &texts.say("sheet-total"), &styles.total)?;
    // The headings stand between the sum and the first line.
    let first = sheet.number() + 2;
    let lines = u32::try_from(report.lines.len()).unwrap_or(u32::MAX);
    let last = first.saturating_add(lines.max(1) - 1);
    let formula = format!("=SUM(D{first}:D{last})");
    sheet.formula(3, &formula, &sum.to_string(), &styles.total)?;
    sheet.next_row()?;
    sheet.headings(&COLUMNS)?;
    sheet.freeze()?;
    for line in &report.lines {
        sheet.text(0, &line.state_account)?;
        sheet.text(1, &line.article)?;
        sheet.text(2, &authority(&line.authority, texts))?;
        sheet.amount(3, line.amount)?;
        sheet.next_row()?;
    }
    Ok(sheet)
}
