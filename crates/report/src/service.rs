//! The service of the customer centre in the wire form of `results.json`: the level of each service, and how each case stands.
//!
//! Not here: targets, the calendar, the order of statuses (`calendar`, `domain`).

use calendar::service_level::{MonthLevel, ServiceLevel, ServiceOverride, Within};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::CaseLine;

/// The level of a service: `percent = on_time / done`, by the month in which a task was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireServiceLevel {
    /// The service, as the log names it.
    pub service: String,
    /// `business-days-3` or `day-15`; null without a target.
    pub target: Option<String>,
    /// Whose working days count; null without a target.
    #[schemars(extend("enum" = ["NO", "DK", null]))]
    pub calendar: Option<String>,
    /// First day of the target; null if it is not stated.
    pub valid_from: Option<String>,
    /// Last day of the target; null if it is not stated.
    pub valid_until: Option<String>,
    /// Where the target comes from; null without one.
    pub source: Option<String>,
    /// Why nothing is measured; null if it is.
    #[schemars(extend("enum" = ["no-target", "danish-calendar", "no-period", null]))]
    pub unmeasured: Option<String>,
    /// The period and the two months before it, oldest first.
    pub months: Vec<WireMonthLevel>,
    /// The year until the period, by business days.
    pub year: Vec<WireLimit>,
    /// Received and not done at the end of the period.
    pub waiting: u64,
}

/// What was done of a service in a month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireMonthLevel {
    /// `YYYY-MM`.
    pub month: String,
    /// Tasks done.
    pub done: u64,
    /// Done in time; null if it is not measured.
    pub on_time: Option<u64>,
    /// Done too late; null if it is not measured.
    pub late: Option<u64>,
    /// With one decimal, cut; null if nothing was done or it is not measured.
    pub percent: Option<String>,
    /// Dates that were set for one period and used.
    pub overridden: Vec<WireServiceOverride>,
}

/// A date that was set for one period.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireServiceOverride {
    /// `YYYY-MM`.
    pub period: String,
    /// `YYYY-MM-DD`.
    pub due: String,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
}

/// Tasks of the year within a limit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireLimit {
    /// At most so many business days, and more than the limit before; null = more than every limit.
    pub business_days: Option<u8>,
    /// Tasks; null if business days are not known for them.
    pub done: Option<u64>,
}

/// A case towards the customer centre.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireCase {
    /// Its id.
    pub case: String,
    /// Its type, as the list names it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Day received.
    pub received: String,
    /// Its last status.
    #[schemars(extend("enum" = ["active", "in-progress", "waiting-for-customer", "postponed", "closed"]))]
    pub status: String,
    /// Id of the target; null if none is known for its type and day.
    pub target: Option<String>,
    /// Where the target comes from; null without one.
    pub source: Option<String>,
    /// The day that counts; null if there is none.
    pub due: Option<String>,
    /// Whether that day is the estimate of a preliminary answer.
    pub is_estimate: bool,
    /// Day of the final answer; null while it is open.
    pub closed: Option<String>,
    /// How often it was opened again.
    pub reopened: u64,
    /// How it stands.
    #[schemars(extend("enum" = ["overdue", "late", "running", "paused", "on-time", "no-target"]))]
    pub standing: String,
    /// Changes of status that cannot be.
    pub impossible: Vec<WireChange>,
    /// Words of the list that are no status.
    pub unknown_statuses: Vec<String>,
}

/// A change of status.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireChange {
    /// The day.
    pub day: String,
    /// The status before.
    pub from: String,
    /// The status after.
    pub to: String,
}

/// When a target must be met, in the word of its register.
pub(crate) fn within_word(within: Within) -> String {
    match within {
        Within::BusinessDays(days) => format!("business-days-{days}"),
        Within::Day(day) => format!("day-{day}"),
    }
}

/// On time of all that was done, in percent with one decimal, cut; nothing done has none.
pub(crate) fn percent(month: &MonthLevel) -> Option<String> {
    let tenths = (u128::from(month.on_time) * 1000).checked_div(u128::from(month.done))?;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

pub(crate) fn level(level: &ServiceLevel) -> WireServiceLevel {
    let target = level.target.as_ref();
    let is_measured = level.unmeasured.is_none();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let months = level.months.iter().map(|(period, month)| WireMonthLevel {
        month: period.to_string(),
        done: month.done,
        on_time: is_measured.then_some(month.on_time),
        late: is_measured.then_some(month.late),
        percent: percent(month).filter(|_| is_measured),
        overridden: month.overridden.iter().map(set).collect(),
    });
    let has_days = has_business_days(level);
    let year = level.year.iter().map(|(limit, done)| WireLimit {
        business_days: *limit,
        done: has_days.then_some(*done),
    });
    WireServiceLevel {
        service: level.service.clone(),
        target: target.map(|target| within_word(target.within)),
        calendar: target.map(|target| target.country.as_str().to_owned()),
        valid_from: day(target.and_then(|target| target.from)),
        valid_until: day(target.and_then(|target| target.until)),
        source: target.map(|target| target.source.clone()),
        unmeasured: level.unmeasured.map(|why| why.as_str().to_owned()),
        months: months.collect(),
        year: year.collect(),
        waiting: level.waiting,
    }
}

/// Whether the business days that its tasks took are known.
pub(crate) fn has_business_days(level: &ServiceLevel) -> bool {
    level.unmeasured != Some(calendar::service_level::Unmeasured::DanishCalendar)
}

fn set(set: &ServiceOverride) -> WireServiceOverride {
    WireServiceOverride {
        period: set.period.to_string(),
        due: set.due.to_string(),
        author: set.author.clone(),
        reason: set.reason.clone(),
    }
}

pub(crate) fn case(line: &CaseLine) -> WireCase {
    let CaseLine { case, measured } = line;
    let impossible = measured.impossible.iter();
    let impossible = impossible.map(|(day, from, to)| WireChange {
        day: day.to_string(),
        from: from.as_str().to_owned(),
        to: to.as_str().to_owned(),
    });
    WireCase {
        case: case.id.clone(),
        kind: case.kind.clone(),
        received: case.received.to_string(),
        status: measured.status.as_str().to_owned(),
        target: measured.target.map(|target| target.id.to_owned()),
        source: measured.target.map(|target| target.source.to_owned()),
        due: measured.due.map(|day| day.to_string()),
        is_estimate: measured.is_estimate,
        closed: measured.closed.map(|day| day.to_string()),
        reopened: measured.reopened,
        standing: measured.standing.as_str().to_owned(),
        impossible: impossible.collect(),
        unknown_statuses: case.unknown.clone(),
    }
}
