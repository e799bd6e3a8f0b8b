//! The deadlines of an agency and period: published date, then override, then rule, all three side by side.
//!
//! Not here: the rules themselves (module `table`), and whether a deadline has passed (nobody here knows the time).

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::agency::Model;
use domain::{Period, Text};

use crate::business_day::{Calendar, NoBusinessDay, OutOfRange};
use crate::deadline::{Deadline, Due, Override};
use crate::oslo;
use crate::published::{PublishedDeadline, names, published};
use crate::rule::{Ground, Rule, moment, on};
use crate::settings::{Settings, Shift};
use crate::table::{ROUTINE_FROM, Row, TABLE, column};
use crate::treasury::{TreasuryDeadline, treasury_row};

/// One row of the register `deadline-overrides`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeadlineOverride {
    /// The reporting period.
    pub period: Period,
    /// The agency's code; `*` for every agency.
    pub agency: String,
    /// The task, named as in [`PublishedDeadline::task`].
    pub task: String,
    /// The new date, its author, when it was entered, why.
    pub value: Override,
}

/// What the dates depend on beside period and model.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DeadlineInputs {
    /// The agency's code, for overrides; empty = only overrides for every agency.
    pub agency: String,
    /// The treasury's deadlines.
    pub treasury: Vec<TreasuryDeadline>,
    /// Published dates; they decide before the built-in ones.
    pub published: Vec<PublishedDeadline>,
    /// Overrides. Of several for the same task the one entered last decides, then the later row.
    pub overrides: Vec<DeadlineOverride>,
    /// Inferred values.
    pub settings: Settings,
}

/// Why the deadlines cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// A date leaves the years 1990–2100.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// A month without the business day asked for.
    #[error(transparent)]
    NoBusinessDay(#[from] NoBusinessDay),
    /// The routine is younger than the period.
    #[error("no routine for period {period} is known: the oldest one is valid from {from}")]
    NoRoutine {
        /// The period asked for.
        period: Period,
        /// First day of the oldest routine for this budgeting.
        from: NaiveDate,
    },
}

/// Every deadline of a model in a period, sorted by id, then by when it is due (moments first in time, then what waits
/// for the treasury, then events), then by task.
///
/// A month has the rules D01–D24 and those of E01–E14 that recur; December and period 13 also have what concerns the
/// year as a whole (E07 for gross, E15–E17), with dates in the year after. Periods 00 and 14 have none. A task
/// whose cell is a dash is not in the list.
///
/// # Errors
///
/// A month before the routine was in force ([`DeadlineError::NoRoutine`]); dates outside 1990–2100.
pub fn deadlines(
    period: Period,
    model: Model,
    inputs: &DeadlineInputs,
) -> Result<Vec<Deadline>, DeadlineError> {
    let settings = &inputs.settings;
    let routine = crate::table::Bound::Routine.date(model.budgeting, settings);
    let from = routine.unwrap_or(ROUTINE_FROM);
    if period.is_month() && period.last_day() < from {
        return Err(DeadlineError::NoRoutine { period, from });
    }
    let mut found = Vec::new();
    for row in TABLE {
        let applies =
            row.periods.contains(period) && row.is_in_force(period, model.budgeting, settings);
        if let Some(Some(cell)) = row.cells.get(column(model)).filter(|_| applies) {
            found.push(deadline(
                period,
                model,
                inputs,
                row,
                cell.rule,
                cell.notation,
            )?);
        }
    }
    found.sort_by_cached_key(|deadline| (deadline.id, order(&deadline.due), deadline.task.key));
    Ok(found)
}

fn deadline(
    period: Period,
    model: Model,
    inputs: &DeadlineInputs,
    row: &Row,
    rule: Rule,
    notation: &'static str,
) -> Result<Deadline, DeadlineError> {
    let settings = &inputs.settings;
    let ground = Ground {
        period,
        business_days: settings.business_days,
        treasury: &inputs.treasury,
    };
    let by_rule = shifted(rule.due(&ground)?, settings)?;
    let published = published(&inputs.published, period, model, row)
        .map(|entry| (oslo::in_oslo(entry.due), entry.source))
        .or_else(|| a_list(period, row, rule, &inputs.treasury));
    let overridden = override_of(period, row, inputs);
    let due = match (&published, &overridden) {
        (Some((instant, _)), _) => moment(*instant),
        (None, Some(value)) => moment(value.due),
        (None, None) => by_rule.clone(),
    };
    let work_by = work_by(&due, settings.business_days)?;
    Ok(Deadline {
        id: row.id,
        task: Text::key(row.task),
        actor: row.actor,
        due,
        by_rule,
        rule: notation,
        source: row.source,
        published,
        overridden,
        work_by,
    })
}

/// The A-report (D17): the day the treasury itself gave in its row, if it did.
fn a_list(
    period: Period,
    row: &Row,
    rule: Rule,
    treasury: &[TreasuryDeadline],
) -> Option<(DateTime<FixedOffset>, String)> {
    let Rule::Treasury(report, _) = rule else {
        return None;
    };
    let entry = treasury_row(treasury, period, report).filter(|_| row.id == "D17")?;
    entry
        .a_list_at
        .map(|at| (oslo::in_oslo(at), entry.source.clone()))
}

fn override_of(period: Period, row: &Row, inputs: &DeadlineInputs) -> Option<Override> {
    inputs
        .overrides
        .iter()
        .filter(|entry| entry.period == period)
        .filter(|entry| entry.agency == "*" || entry.agency == inputs.agency)
        .filter(|entry| names(&entry.task, row).is_some())
        .max_by_key(|entry| entry.value.entered)
        .map(|entry| Override {
            due: oslo::in_oslo(entry.value.due),
            ..entry.value.clone()
        })
}

fn shifted(due: Due, settings: &Settings) -> Result<Due, OutOfRange> {
    let (date, time) = match &due {
        Due::On(date) => (*date, None),
        Due::At(instant) => (instant.date_naive(), Some(instant.time())),
        Due::NotPublished | Due::Event(_) => return Ok(due),
    };
    let calendar = settings.business_days;
    let target = match settings.shift {
        Shift::None => date,
        Shift::Previous => calendar.previous_business_day_on_or_before(date)?,
        Shift::Next => calendar.next_business_day_on_or_after(date)?,
    };
    Ok(if target == date {
        due
    } else {
        on(target, time)
    })
}

fn work_by(due: &Due, calendar: Calendar) -> Result<Option<NaiveDate>, OutOfRange> {
    let date = match due {
        Due::On(date) => *date,
        Due::At(instant) => instant.date_naive(),
        Due::NotPublished | Due::Event(_) => return Ok(None),
    };
    let day = calendar.previous_business_day_on_or_before(date)?;
    Ok((day != date).then_some(day))
}

/// A sort key: dates in time (a whole day ends after every moment of it), then unpublished, then events.
fn order(due: &Due) -> (u8, Option<chrono::NaiveDateTime>) {
    match due {
        Due::At(instant) => (0, Some(instant.naive_local())),
        Due::On(date) => (0, Some(date.and_time(oslo::END_OF_DAY))),
        Due::NotPublished => (1, None),
        Due::Event(_) => (2, None),
    }
}
