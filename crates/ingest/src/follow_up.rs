//! The follow-up part of `agencies/<code>.toml`: `[[task]]` and `[[dispensation]]`.
//!
//! Not here: the rest of the playbook (module `portfolio`), when a task is due (`calendar`).

use domain::{Dispensation, Frequency, Task, TaskDue};
use serde::Deserialize;

use crate::portfolio::{ConfigProblem, Context};

/// The most tasks, and the most dispensations, a playbook may have.
const MAX_ROWS: usize = 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskToml {
    name: toml::Spanned<String>,
    frequency: toml::Spanned<String>,
    actor: toml::Spanned<String>,
    due: toml::Spanned<String>,
    reference: Option<String>,
    from: Option<toml::Spanned<toml::value::Datetime>>,
    until: Option<toml::Spanned<toml::value::Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DispensationToml {
    what: toml::Spanned<String>,
    until: toml::Spanned<toml::value::Datetime>,
    reason: toml::Spanned<String>,
}

/// The tasks, each whole.
pub(crate) fn tasks(cx: &Context<'_>, rows: &[TaskToml]) -> Result<Vec<Task>, ConfigProblem> {
    if rows.len() > MAX_ROWS {
        return Err(cx.whole(format!("expected at most {MAX_ROWS} [[task]]")));
    }
    rows.iter().map(|row| task(cx, row)).collect()
}

fn task(cx: &Context<'_>, row: &TaskToml) -> Result<Task, ConfigProblem> {
    let bound = |date: &Option<toml::Spanned<toml::value::Datetime>>| {
        date.as_ref().map(|date| cx.date(date)).transpose()
    };
    let mut frequencies = Frequency::ALL.into_iter();
    let word = row.frequency.get_ref();
    let frequency = frequencies.find(|known| known.as_str() == word);
    let frequency = frequency.ok_or_else(|| {
        let known: Vec<_> = Frequency::ALL.iter().map(|known| known.as_str()).collect();
        cx.at(
            row.frequency.span(),
            format!("frequency {word:?}: expected one of {}", known.join(", ")),
        )
    })?;
    let due = due_of(row.due.get_ref()).ok_or_else(|| {
        let expected = "expected business-day-1 to business-day-23, day-1 to day-31, or last-day";
        cx.at(row.due.span(), expected)
    })?;
    let (from, until) = (bound(&row.from)?, bound(&row.until)?);
    if let (Some(first), Some(last)) = (from, until)
        && last < first
    {
        let message = format!("a task from {first} until {last} never holds");
        return Err(cx.at(row.name.span(), message));
    }
    Ok(Task {
        name: said(cx, "name", &row.name)?,
        frequency,
        actor: said(cx, "actor", &row.actor)?,
        due,
        reference: row.reference.clone().filter(|text| !text.trim().is_empty()),
        from,
        until,
    })
}

fn due_of(word: &str) -> Option<TaskDue> {
    let number = |prefix: &str, last: u8| {
        let day: u8 = word.strip_prefix(prefix)?.parse().ok()?;
        (1..=last).contains(&day).then_some(day)
    };
    if word == "last-day" {
        return Some(TaskDue::LastDay);
    }
    // No month has more than 23 business days.
    number("business-day-", 23)
        .map(TaskDue::BusinessDay)
        .or_else(|| number("day-", 31).map(TaskDue::Day))
}

/// The dispensations, each whole.
pub(crate) fn dispensations(
    cx: &Context<'_>,
    rows: &[DispensationToml],
) -> Result<Vec<Dispensation>, ConfigProblem> {
    if rows.len() > MAX_ROWS {
        return Err(cx.whole(format!("expected at most {MAX_ROWS} [[dispensation]]")));
    }
    let of = |row: &DispensationToml| {
        Ok(Dispensation {
            what: said(cx, "what", &row.what)?,
            until: cx.date(&row.until)?,
            reason: said(cx, "reason", &row.reason)?,
        })
    };
    rows.iter().map(of).collect()
}

/// A text that says something.
fn said(
    cx: &Context<'_>,
    key: &str,
    text: &toml::Spanned<String>,
) -> Result<String, ConfigProblem> {
    if text.get_ref().trim().is_empty() {
        return Err(cx.at(text.span(), format!("{key} says nothing")));
    }
    Ok(text.get_ref().clone())
}
