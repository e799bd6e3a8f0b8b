//! The front of the workbook: Avstemmingsoversikt up to G2024; Info-ark, Faneoversikt and Konti og status from G2025.

use domain::{CheckResult, Ore, Text};

use super::check::{CheckSheet, absolute_sums};
use super::sheet::Sheet;
use super::styles::Styles;
use crate::error::ReportError;
use crate::html::due_words;
use crate::model::RunResult;
use crate::overview::{code_word, count_of, has_codes, model_words, outcome_word, previous_words};
use crate::texts::Texts;

/// A check and its sheet; a check that does not apply has none.
pub(super) type Tab<'a, 'b> = (&'b CheckResult, Option<&'b CheckSheet<'a>>);

const WIDTHS: [u32; 13] = [10, 36, 14, 19, 18, 16, 9, 11, 13, 13, 15, 15, 34];

/// Avstemmingsoversikt: one row per tab with code, sums and sign-off fields; the agency's signature; deadlines.
pub(super) fn overview<'a>(
    run: &RunResult,
    tabs: &[Tab<'a, '_>],
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(
        &texts.render(&Text::key("folder-of").with("period", run.period)),
        run,
    )?;
    facts(&mut sheet, run)?;
    tab_table(&mut sheet, run, tabs)?;
    signature(&mut sheet)?;
    deadlines(&mut sheet, run)?;
    Ok(sheet)
}

/// Info-ark: what the folder is about; the agency's signature; deadlines.
pub(super) fn info<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(
        &texts.render(&Text::key("folder-of").with("period", run.period)),
        run,
    )?;
    facts(&mut sheet, run)?;
    signature(&mut sheet)?;
    deadlines(&mut sheet, run)?;
    Ok(sheet)
}

/// Faneoversikt: one row per tab.
pub(super) fn tab_list<'a>(
    run: &RunResult,
    tabs: &[Tab<'a, '_>],
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("sheet-tabs"), run)?;
    tab_table(&mut sheet, run, tabs)?;
    Ok(sheet)
}

/// Konti og status: one row per account and point, with its two states.
pub(super) fn accounts<'a>(
    run: &RunResult,
    tabs: &[Tab<'a, '_>],
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const COLUMNS: [&str; 11] = [
        "column-account",
        "column-point",
        "column-tab",
        "column-balance",
        "column-difference",
        "column-unexplained",
        "column-ready-by",
        "column-ready-date",
        "column-approved-by",
        "column-approved-date",
        "column-assessment",
    ];
    const ACCOUNT_WIDTHS: [u32; 11] = [12, 28, 8, 18, 16, 16, 14, 14, 14, 14, 38];
    let mut sheet = Sheet::new(name, &ACCOUNT_WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("sheet-accounts"), run)?;
    sheet.note(&texts.say("accounts-note"))?;
    let heading = sheet.row;
    sheet.headings(&COLUMNS)?;
    sheet.freeze()?;
    for (check, tab) in tabs {
        for point in &check.points {
            sheet.text(0, &point.subject)?;
            sheet.text(1, &texts.name_of("point", point.id))?;
            match tab {
                Some(tab) => sheet.link(2, &tab.sheet.name, tab_label(check))?,
                None => sheet.text(2, &check.tab)?,
            }
            sheet.amount(3, point.side1.amount)?;
            sheet.amount(4, point.difference)?;
            sheet.amount(5, point.unexplained)?;
            for column in 6..11 {
                sheet.blank(column)?;
            }
            sheet.next_row()?;
        }
    }
    let last = sheet.row.saturating_sub(1).max(heading);
    sheet.worksheet.autofilter(heading, 0, last, 10)?;
    Ok(sheet)
}

fn tab_label(check: &CheckResult) -> &str {
    if check.tab.is_empty() {
        check.id
    } else {
        &check.tab
    }
}

fn facts(sheet: &mut Sheet<'_>, run: &RunResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    let facts = [
        ("agency", run.agency_name.clone()),
        ("agency-code", run.agency.clone()),
        ("organisation", run.organisation.clone()),
        ("period-label", texts.period(run.period)),
        ("as-of", texts.date(run.as_of)),
        ("generation", run.generation.to_owned()),
        ("model", model_words(run, texts)),
        ("previous-run", previous_words(run, texts)),
        ("program", run.program.clone()),
    ];
    for (key, value) in facts {
        sheet.fact(key, &value)?;
    }
    Ok(())
}

/// One row per tab. The sums are formulas that fetch the tab's own, so that they follow what is changed there.
fn tab_table(
    sheet: &mut Sheet<'_>,
    run: &RunResult,
    tabs: &[Tab<'_, '_>],
) -> Result<(), ReportError> {
    let (texts, styles) = (sheet.texts, sheet.styles);
    let codes = has_codes(run);
    sheet.section(&texts.say("overview-caption"))?;
    let mut columns = vec![
        "column-tab",
        "column-name",
        "column-outcome",
        "column-code",
        "column-difference-absolute",
        "column-unexplained",
        "column-findings",
        "column-actor",
    ];
    if codes {
        columns.extend([
            "column-prepared-by",
            "column-prepared-date",
            "column-reviewed-by",
            "column-reviewed-date",
        ]);
    } else {
        columns.retain(|key| *key != "column-code");
    }
    columns.push("column-comment");
    let heading = sheet.row;
    sheet.headings(&columns)?;
    for (check, tab) in tabs {
        let mut column = 0_u16;
        let mut next = || {
            column += 1;
            column - 1
        };
        match tab {
            Some(tab) => sheet.link(next(), &tab.sheet.name, tab_label(check))?,
            None => sheet.text(next(), &check.tab)?,
        }
        sheet.text(next(), &texts.render(&check.title))?;
        sheet.write(
            next(),
            &outcome_word(&check.outcome, texts),
            styles.outcome(&check.outcome),
        )?;
        if codes {
            sheet.write(
                next(),
                &code_word(check.code, texts),
                styles.code(check.code),
            )?;
        }
        let sums = absolute_sums(check)?;
        if let Some((difference, unexplained)) = tab.and_then(|tab| tab.sums.as_ref()) {
            linked(sheet, next(), difference, sums.0)?;
            linked(sheet, next(), unexplained, sums.1)?;
        } else {
            sheet.text(next(), "")?;
            sheet.text(next(), "")?;
        }
        sheet.count(next(), count_of(&check.findings))?;
        sheet.text(next(), &texts.name_of("actor", check.actor))?;
        for _ in 0..if codes { 4 } else { 0 } {
            sheet.blank(next())?;
        }
        let reason = check
            .outcome
            .reason()
            .map(|reason| texts.render(reason))
            .unwrap_or_default();
        sheet.cell(next(), &reason, &styles.blank)?;
        sheet.next_row()?;
    }
    for tab in &run.reserved_tabs {
        sheet.text(0, tab)?;
        sheet.text(1, &texts.say("reserved-tab"))?;
        sheet.text(2, &texts.say("not-implemented"))?;
        sheet.next_row()?;
    }
    let last_column = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
    let last = sheet.row.saturating_sub(1).max(heading);
    sheet.worksheet.autofilter(heading, 0, last, last_column)?;
    sheet.worksheet.set_freeze_panes(2, 0)?;
    sheet.worksheet.set_repeat_rows(0, 1)?;
    Ok(())
}

fn linked(sheet: &mut Sheet<'_>, column: u16, cell: &str, value: Ore) -> Result<(), ReportError> {
    let format = &sheet.styles.amount;
    sheet.formula(column, &format!("={cell}"), &value.to_string(), format)
}

/// The agency's signature and what it means.
fn signature(sheet: &mut Sheet<'_>) -> Result<(), ReportError> {
    let texts = sheet.texts;
    sheet.section(&texts.say("sign-off"))?;
    sheet.note(&texts.say("sign-off-meaning"))?;
    for key in ["sign-off-name", "sign-off-date", "sign-off-signature"] {
        sheet.write(0, &texts.say(key), &sheet.styles.label)?;
        sheet.blank(1)?;
        sheet.next_row()?;
    }
    Ok(())
}

fn deadlines(sheet: &mut Sheet<'_>, run: &RunResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    sheet.section(&texts.say("deadlines-caption"))?;
    sheet.headings(&["column-id", "column-task", "column-actor", "column-due"])?;
    for deadline in &run.deadlines {
        sheet.text(0, deadline.id)?;
        sheet.text(1, &texts.render(&deadline.task))?;
        sheet.text(2, &texts.name_of("actor", deadline.actor))?;
        sheet.text(3, &due_words(&deadline.due, texts))?;
        sheet.next_row()?;
    }
    Ok(())
}
