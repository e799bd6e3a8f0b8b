//! The follow-up of the agency in the workbook: action list, the playbook's own tasks, dispensations.
//!
//! Not here: which action lives on ([`crate::actions`](mod@crate::actions)), when a task is due.

use super::sheet::Sheet;
use super::styles::Styles;
use crate::actions::{self, Action};
use crate::error::ReportError;
use crate::model::RunResult;
use crate::texts::Texts;

/// Actions shown; Excel has room for a million rows.
const SHOWN_ACTIONS: usize = 50_000;

/// The action list: two lines each; the rows of closed ones are hidden.
pub(super) fn actions<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    let mut sheet = Sheet::new(name, &ACTION_WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("actions-heading"), run)?;
    sheet.note(&texts.say("actions-note"))?;
    action_rows(&mut sheet, &actions::actions(run, texts))?;
    Ok(sheet)
}

/// Widths of the columns of [`action_rows`].
pub(super) const ACTION_WIDTHS: [u32; 10] = [17, 12, 12, 40, 12, 18, 30, 12, 12, 12];

/// Headings and rows of actions, the first line and below it the second.
pub(super) fn action_rows(sheet: &mut Sheet<'_>, list: &[Action]) -> Result<(), ReportError> {
    let texts = sheet.texts;
    sheet.note(&texts.say("actions-closed-note"))?;
    sheet.headings(&[
        "column-id",
        "column-area",
        "column-entity",
        "column-subject",
        "column-due",
        "column-actor",
        "column-process-area",
        "column-status",
        "column-opened",
        "column-closed",
    ])?;
    sheet.freeze()?;
    for action in list.iter().take(SHOWN_ACTIONS) {
        let first = sheet.row;
        let status = if action.is_open() {
            "action-open"
        } else {
            "action-closed"
        };
        sheet.text(0, &action.id)?;
        sheet.text(1, &texts.name_of("area", &action.area))?;
        sheet.text(2, &action.entity)?;
        sheet.text(3, &action.subject)?;
        sheet.day(4, action.deadline.as_deref())?;
        sheet.text(5, &texts.name_of("actor", &action.responsible))?;
        sheet.text(6, &action.process_area)?;
        sheet.text(7, &texts.say(status))?;
        sheet.text(8, &action.opened)?;
        sheet.text(9, action.closed.as_deref().unwrap_or_default())?;
        sheet.next_row()?;
        sheet.text(3, &action.description)?;
        sheet.text(6, &action.detailed_status)?;
        sheet.next_row()?;
        if !action.is_open() {
            sheet.worksheet.set_row_hidden(first)?;
            sheet.worksheet.set_row_hidden(first + 1)?;
        }
    }
    if list.is_empty() {
        sheet.note(&texts.say("actions-none"))?;
    }
    Ok(())
}

/// Whether the agency has tasks of its own in the period, or dispensations.
pub(super) fn has_tasks(run: &RunResult) -> bool {
    !run.follow_up.tasks.is_empty() || !run.follow_up.dispensations.is_empty()
}

/// The period's own tasks, and the dispensations.
pub(super) fn tasks<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 5] = [46, 14, 40, 14, 40];
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("tasks-heading"), run)?;
    sheet.headings(&[
        "column-task",
        "column-frequency",
        "column-actor",
        "column-due",
        "column-reference",
    ])?;
    for (task, due) in &run.follow_up.tasks {
        sheet.text(0, &task.name)?;
        sheet.text(1, &texts.name_of("frequency", task.frequency.as_str()))?;
        sheet.text(2, &texts.name_of("actor", &task.actor))?;
        match due {
            Some(day) => sheet.date(3, *day)?,
            None => sheet.text(3, &texts.say("tasks-no-day"))?,
        }
        sheet.text(4, task.reference.as_deref().unwrap_or_default())?;
        sheet.next_row()?;
    }
    if run.follow_up.dispensations.is_empty() {
        return Ok(sheet);
    }
    sheet.section(&texts.say("dispensations-heading"))?;
    sheet.headings(&[
        "column-dispensation",
        "column-until",
        "column-reason",
        "column-state",
    ])?;
    for (dispensation, standing) in &run.follow_up.dispensations {
        sheet.text(0, &dispensation.what)?;
        sheet.date(1, dispensation.until)?;
        sheet.text(2, &dispensation.reason)?;
        sheet.text(3, &texts.name_of("standing", standing.as_str()))?;
        sheet.next_row()?;
    }
    Ok(sheet)
}
