//! A deadline as a value, with every source of its date side by side.

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::Text;

/// One deadline of one agency and period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// Permanent id: `D01` … `D24`, `E01` … `E17`.
    pub id: &'static str,
    /// What is to be done.
    pub task: Text,
    /// Who: `agency`, `dfo`, `dfo-or-agency`, `ministry`, `user`, `system`.
    pub actor: &'static str,
    /// When it is due, after precedence: published date, then override, then rule.
    pub due: Due,
    /// What the rule alone gives; kept beside a published or overridden date.
    pub by_rule: Due,
    /// The rule in the notation of the domain notes, such as `BD(5,M+1)` or `TR_S -1d@16:00`.
    pub rule: &'static str,
    /// Where the rule comes from, such as `S 9.1`.
    pub source: &'static str,
    /// A date published for exactly this period, model and task, with its source.
    pub published: Option<(DateTime<FixedOffset>, String)>,
    /// An override by a person.
    pub overridden: Option<Override>,
    /// The last business day on or before the due date, when the due date is not a business day.
    pub work_by: Option<NaiveDate>,
}

/// A date, or why there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Due {
    /// A moment in Europe/Oslo time.
    At(DateTime<FixedOffset>),
    /// A whole day: until it ends.
    On(NaiveDate),
    /// It depends on a treasury deadline that is not in the input table.
    NotPublished,
    /// It is tied to an event or another deadline, not to a date ("before D12", "continuously").
    Event(Text),
}

/// An override of a deadline: who, when, why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Override {
    /// The new date.
    pub due: DateTime<FixedOffset>,
    /// Who decided.
    pub author: String,
    /// When it was entered.
    pub entered: NaiveDate,
    /// Why.
    pub reason: String,
}
