//! Dates published for a period, a model and a task: they decide before any rule, in both directions.
//!
//! The few dates known from public pages are built in; a portfolio adds its own in the register
//! `published-deadlines`, which decides before the built-in ones. Not here: the treasury's deadlines.

use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::Period;
use domain::agency::{Budgeting, Model, Principle, Service};

use crate::oslo;
use crate::table::{Row, date};

/// A published date. `None` in a part of the model means every value of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishedDeadline {
    /// The reporting period.
    pub period: Period,
    /// Full or part service.
    pub service: Option<Service>,
    /// Budgeting.
    pub budgeting: Option<Budgeting>,
    /// Accounting principle.
    pub principle: Option<Principle>,
    /// The task: an id (`D07`: every task with this id), or the task's key without `deadline-` (`d05-bank`). Case does not
    /// matter.
    pub task: String,
    /// When it is due, Europe/Oslo; [`oslo::END_OF_DAY`] stands for the whole day.
    pub due: DateTime<FixedOffset>,
    /// Where it was published.
    pub source: String,
}

/// Whether a task name means this row, and whether it names this row alone. `None` = it means another task.
pub(crate) fn names(task: &str, row: &Row) -> Option<bool> {
    if row
        .task
        .strip_prefix("deadline-")
        .is_some_and(|key| key.eq_ignore_ascii_case(task))
    {
        return Some(!row.id.eq_ignore_ascii_case(task));
    }
    row.id.eq_ignore_ascii_case(task).then_some(false)
}

impl PublishedDeadline {
    /// How closely it fits: parts of the model that are named, and whether the task names one row alone; `None` when
    /// it is for something else.
    fn fit(&self, period: Period, model: Model, row: &Row) -> Option<(usize, bool)> {
        let names_row = names(&self.task, row)?;
        let fits = self.period == period
            && self.service.is_none_or(|service| service == model.service)
            && self
                .budgeting
                .is_none_or(|budgeting| budgeting == model.budgeting)
            && self
                .principle
                .is_none_or(|principle| principle == model.principle);
        let named = [
            self.service.is_some(),
            self.budgeting.is_some(),
            self.principle.is_some(),
        ];
        fits.then(|| (named.into_iter().filter(|is| *is).count(), names_row))
    }
}

/// The published date that decides: of those that fit, the one that names most of the model, then the one that names
/// the task most closely, then the last one entered. The register decides before what is built in.
pub(crate) fn published(
    register: &[PublishedDeadline],
    period: Period,
    model: Model,
    row: &Row,
) -> Option<PublishedDeadline> {
    let best = |list: &[PublishedDeadline]| {
        list.iter()
            .filter_map(|entry| entry.fit(period, model, row).map(|fit| (fit, entry)))
            .max_by_key(|(fit, _)| *fit)
            .map(|(_, entry)| entry.clone())
    };
    best(register).or_else(|| best(built_in()))
}

const PAGE: &str = "P:frister-2022, dfo.no/kundesider/frister, copy July 2022";

/// Period, service, budgeting, principle, task, date, source.
type BuiltIn = (
    (i32, u8),
    Option<Service>,
    Option<Budgeting>,
    Option<Principle>,
    &'static str,
    NaiveDate,
    &'static str,
);

/// The published dates known from public pages and the routines. The SRS date of June 2022 is earlier than the rule's
/// 25 July although that was a business day. The page calls 11 July 2022 a Thursday; it was a Monday, and the seventh
/// business day.
#[rustfmt::skip]
const BUILT_IN: [BuiltIn; 6] = [
    ((2022, 6),  Some(Service::Full), Some(Budgeting::Gross), None,                 "D02", date(2022, 7, 7),  PAGE),
    ((2022, 6),  Some(Service::Full), Some(Budgeting::Net),   None,                 "D03", date(2022, 7, 11), PAGE),
    ((2022, 6),  Some(Service::Part), Some(Budgeting::Gross), None,                 "D02", date(2022, 7, 11), PAGE),
    ((2022, 6),  None,                None,                   Some(Principle::Srs), "D07", date(2022, 7, 22), PAGE),
    ((2018, 13), None,                Some(Budgeting::Gross), None,                 "E07", date(2019, 2, 8),  "S 9.x"),
    ((2022, 13), None,                None,                   None,                 "E15", date(2023, 3, 15), "P:year-end-2022"),
];

static BUILT_IN_DEADLINES: LazyLock<Vec<PublishedDeadline>> = LazyLock::new(|| {
    BUILT_IN
        .into_iter()
        .flat_map(
            |((year, number), service, budgeting, principle, task, day, source)| {
                let periods = if number == 13 {
                    vec![12, 13]
                } else {
                    vec![number]
                };
                periods.into_iter().filter_map(move |number| {
                    Some(PublishedDeadline {
                        period: Period::new(year, number)?,
                        service,
                        budgeting,
                        principle,
                        task: task.to_owned(),
                        due: oslo::on(day, oslo::END_OF_DAY)?,
                        source: source.to_owned(),
                    })
                })
            },
        )
        .collect()
});

/// The built-in published dates; those of a year as a whole for December and for period 13.
pub fn built_in() -> &'static [PublishedDeadline] {
    &BUILT_IN_DEADLINES
}
