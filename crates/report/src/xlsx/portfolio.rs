//! `portfolio.xlsx`: all agencies, the totals by tag, and the action list over the portfolio.
//!
//! Not here: what is counted ([`crate::portfolio`]).

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::follow::{ACTION_WIDTHS, action_rows};
use super::sheet::{Sheet, sheet_name};
use super::styles::Styles;
use crate::error::ReportError;
use crate::overview::{automation_words, count_of, no_longer_signed};
use crate::portfolio::{Counts, Status};
use crate::texts::Texts;

/// The overview as an XLSX workbook.
pub fn portfolio_xlsx(status: &Status, texts: &Texts) -> Result<Vec<u8>, ReportError> {
    let styles = Styles::new();
    let mut taken = Vec::new();
    let mut name = |key: &'static str| sheet_name(&texts.say(key), &mut taken);
    let names = [
        name("portfolio-agencies"),
        name("portfolio-groups"),
        name("sheet-actions"),
    ];
    let [agencies_name, groups_name, actions_name] = names;
    let mut actions = sheet(
        actions_name,
        "actions-heading",
        &ACTION_WIDTHS,
        status,
        &styles,
        texts,
    )?;
    action_rows(&mut actions, &status.actions)?;
    let sheets = [
        agencies(status, agencies_name, &styles, texts)?,
        groups(status, groups_name, &styles, texts)?,
        actions,
    ];
    let mut workbook = Workbook::new();
    // A fixed time: the workbook must not depend on when it is made.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_creation_datetime(&created)
        .set_author(&status.program)
        .set_title(&status.portfolio);
    workbook.set_properties(&properties);
    for sheet in sheets {
        workbook.push_worksheet(sheet.worksheet);
    }
    Ok(workbook.save_to_buffer()?)
}

/// An empty sheet with its title.
fn sheet<'a>(
    name: String,
    title: &'static str,
    widths: &[u32],
    status: &Status,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    let mut sheet = Sheet::plain(
        name,
        widths,
        (&status.portfolio, &status.program),
        styles,
        texts,
    )?;
    let date = status.as_of.parse().map(|day| texts.date(day));
    let date = date.unwrap_or_else(|_| status.as_of.clone());
    let line = format!("{} – {} {date}", status.portfolio, texts.say("as-of"));
    sheet.title_line(&texts.say(title), &line)?;
    Ok(sheet)
}

/// What [`Counts::HEADINGS`] name and the degree of automation, from a column on.
fn counted(sheet: &mut Sheet<'_>, first: u16, counts: &Counts) -> Result<(), ReportError> {
    for (column, number) in (first..).zip(counts.numbers()) {
        sheet.count(column, number)?;
    }
    let texts = sheet.texts;
    sheet.text(first + 11, &automation_words(&counts.automation, texts))
}

fn agencies<'a>(
    status: &Status,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 22] = [
        12, 34, 11, 8, 14, 11, 11, 11, 9, 9, 9, 11, 11, 11, 11, 13, 22, 12, 14, 14, 24, 34,
    ];
    let mut sheet = sheet(name, "portfolio-heading", &WIDTHS, status, styles, texts)?;
    sheet.note(&texts.say("portfolio-note"))?;
    let heading = sheet.row;
    let before = [
        "agency",
        "column-name",
        "column-period",
        "column-run",
        "column-state",
    ];
    let after = [
        "column-automation",
        "column-oldest-action",
        "column-owner",
        "column-deputy",
        "column-tags",
        "column-signed",
    ];
    sheet.headings(&[&before[..], &Counts::HEADINGS, &after].concat())?;
    sheet.freeze()?;
    for line in &status.agencies {
        sheet.text(0, &line.agency)?;
        sheet.text(1, &line.name)?;
        sheet.text(2, &line.period)?;
        sheet.text(3, line.run.as_deref().unwrap_or_default())?;
        sheet.text(4, &texts.name_of("period-state", &line.state))?;
        counted(&mut sheet, 5, &line.counts)?;
        sheet.text(17, line.oldest_action.as_deref().unwrap_or_default())?;
        sheet.text(18, line.owner.as_deref().unwrap_or_default())?;
        sheet.text(19, line.deputy.as_deref().unwrap_or_default())?;
        sheet.text(20, &line.tags.join(", "))?;
        let signed = line.signed.iter().cloned();
        let signed = signed.chain(no_longer_signed(line, texts));
        sheet.text(21, &signed.collect::<Vec<_>>().join(", "))?;
        sheet.next_row()?;
    }
    sheet
        .worksheet
        .autofilter(heading, 0, sheet.row.saturating_sub(1).max(heading), 21)?;
    if status.total.expiring > 0 {
        sheet.section(&texts.say("dispensations-heading"))?;
        sheet.headings(&[
            "agency",
            "column-dispensation",
            "column-until",
            "column-state",
            "column-reason",
        ])?;
        for line in &status.agencies {
            for dispensation in &line.dispensations {
                sheet.text(0, &line.agency)?;
                sheet.text(1, &dispensation.what)?;
                sheet.day(2, Some(&dispensation.until))?;
                sheet.text(3, &texts.name_of("standing", &dispensation.standing))?;
                sheet.text(4, &dispensation.reason)?;
                sheet.next_row()?;
            }
        }
    }
    Ok(sheet)
}

fn groups<'a>(
    status: &Status,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 14] = [24, 13, 11, 11, 11, 9, 9, 9, 11, 11, 11, 11, 13, 22];
    let mut sheet = sheet(name, "portfolio-groups", &WIDTHS, status, styles, texts)?;
    let before = ["column-tags", "column-agencies"];
    let after = ["column-automation"];
    sheet.headings(&[&before[..], &Counts::HEADINGS, &after].concat())?;
    sheet.freeze()?;
    let total = (
        texts.say("portfolio-total"),
        count_of(&status.agencies),
        &status.total,
    );
    let groups = status.groups.iter();
    let groups = groups.map(|group| (group.tag.clone(), group.agencies, &group.counts));
    for (tag, agencies, counts) in groups.chain([total]) {
        sheet.text(0, &tag)?;
        sheet.count(1, agencies)?;
        counted(&mut sheet, 2, counts)?;
        sheet.next_row()?;
    }
    Ok(sheet)
}
