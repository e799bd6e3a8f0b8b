//! `folder.xlsx`: the reconciliation folder as the workbook that accountants know, with the front, tab codes and names of
//! its generation. Excel itself computes differences, unexplained amounts and the conservation controls.
//!
//! `s-report.xlsx` and `p-report.xlsx` are workbooks of their own. Not here: VAT and other workbooks; any conclusion. The same run gives the same bytes: the creation time is
//! fixed, and the ZIP entries carry none.

mod check;
mod follow;
mod front;
mod lists;
mod p_report;
mod portfolio;
mod s_report;
mod service;
mod sheet;
mod styles;

use domain::Outcome;
use domain::treasury::{PReport, SReport};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

pub use portfolio::portfolio_xlsx;

use crate::error::ReportError;
use crate::model::RunResult;
use crate::overview::{check_name, has_codes};
use crate::proposals::all;
use crate::texts::Texts;
use check::{CheckSheet, check_sheet};
use front::Tab;
use sheet::{Sheet, sheet_name};
use styles::Styles;

/// The folder as an XLSX workbook.
pub fn folder_xlsx(run: &RunResult, texts: &Texts) -> Result<Vec<u8>, ReportError> {
    let styles = Styles::new();
    let mut taken = Vec::new();
    let mut name = |key: &'static str| sheet_name(&texts.say(key), &mut taken);
    let fronts: Vec<String> = if has_codes(run) {
        vec![name("sheet-overview")]
    } else {
        vec![
            name("sheet-info"),
            name("sheet-tabs"),
            name("sheet-accounts"),
        ]
    };
    let lists = [
        name("sheet-open-items"),
        name("sheet-ageing"),
        name("sheet-matching"),
        name("sheet-inputs"),
        name("sheet-deadlines"),
    ];
    let actions = sheet_name(&texts.say("sheet-actions"), &mut taken);
    let tasks = follow::has_tasks(run).then(|| sheet_name(&texts.say("sheet-tasks"), &mut taken));
    let service =
        service::is_there(run).then(|| sheet_name(&texts.say("sheet-service"), &mut taken));
    let proposals = all(run)
        .next()
        .map(|_| sheet_name(&texts.say("sheet-proposals"), &mut taken));
    let mut checks: Vec<Option<CheckSheet<'_>>> = Vec::new();
    for check in &run.checks {
        checks.push(if matches!(check.outcome, Outcome::NotApplicable(_)) {
            None
        } else {
            let name = sheet_name(&check_name(check, texts), &mut taken);
            Some(check_sheet(run, check, name, &styles, texts)?)
        });
    }
    let tabs: Vec<Tab<'_, '_>> = run
        .checks
        .iter()
        .zip(checks.iter().map(Option::as_ref))
        .collect();
    let mut sheets = front_sheets(run, &tabs, fronts, &styles, texts)?;
    drop(tabs);
    sheets.extend(checks.into_iter().flatten().map(|check| check.sheet));
    sheets.push(follow::actions(run, actions, &styles, texts)?);
    if let Some(name) = tasks {
        sheets.push(follow::tasks(run, name, &styles, texts)?);
    }
    if let Some(name) = service {
        sheets.push(service::service(run, name, &styles, texts)?);
    }
    if let Some(name) = proposals {
        sheets.push(lists::proposals(run, name, &styles, texts)?);
    }
    let [open_items, ageing, matching, inputs, deadlines] = lists;
    sheets.push(lists::open_items(run, open_items, &styles, texts)?);
    sheets.push(lists::ageing(run, ageing, &styles, texts)?);
    sheets.push(lists::matching(run, matching, &styles, texts)?);
    sheets.push(lists::inputs(run, inputs, &styles, texts)?);
    sheets.push(lists::deadlines(run, deadlines, &styles, texts)?);
    workbook(run, sheets)
}

/// The S-report as a workbook of one sheet.
pub fn s_report_xlsx(
    run: &RunResult,
    report: &SReport,
    texts: &Texts,
) -> Result<Vec<u8>, ReportError> {
    let styles = Styles::new();
    let sheet = s_report::sheet(run, report, &styles, texts)?;
    workbook(run, vec![sheet])
}

/// The P-report as a workbook of one sheet.
pub fn p_report_xlsx(
    run: &RunResult,
    report: &PReport,
    texts: &Texts,
) -> Result<Vec<u8>, ReportError> {
    let styles = Styles::new();
    let sheet = p_report::sheet(run, report, &styles, texts)?;
    workbook(run, vec![sheet])
}

fn front_sheets<'a>(
    run: &RunResult,
    tabs: &[Tab<'a, '_>],
    names: Vec<String>,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Vec<Sheet<'a>>, ReportError> {
    let mut sheets = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        sheets.push(match (has_codes(run), index) {
            (true, _) => front::overview(run, tabs, name, styles, texts)?,
            (false, 0) => front::info(run, name, styles, texts)?,
            (false, 1) => front::tab_list(run, tabs, name, styles, texts)?,
            (false, _) => front::accounts(run, tabs, name, styles, texts)?,
        });
    }
    Ok(sheets)
}

fn workbook(run: &RunResult, sheets: Vec<Sheet<'_>>) -> Result<Vec<u8>, ReportError> {
    let mut workbook = Workbook::new();
    // A fixed time: the workbook must not depend on when it is made.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_creation_datetime(&created)
        .set_author(&run.program)
        .set_company(&run.agency_name)
        .set_title(format!("{} {}", run.agency, run.period));
    workbook.set_properties(&properties);
    for sheet in sheets {
        workbook.push_worksheet(sheet.worksheet);
    }
    Ok(workbook.save_to_buffer()?)
}
