//! What the sources do not say and a portfolio may decide: inferred values, each with its default.

use chrono::NaiveDate;

use crate::business_day::Calendar;
use crate::table::date;

/// What happens to a date by rule that is no business day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Shift {
    /// Nothing: the date stands, and `work_by` tells the business day before it.
    #[default]
    None,
    /// The business day before.
    Previous,
    /// The business day after.
    Next,
}

/// Inferred values of the deadline rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// What happens to a date by rule that is no business day; published and overridden dates never move.
    pub shift: Shift,
    /// The calendar of `BD` rules, of steps in business days and of `work_by`.
    pub business_days: Calendar,
    /// First day of the net routine with the P-report, which is undated.
    pub net_routine_from: NaiveDate,
    /// First day of the newer text for gross SRS full service (SRS vouchers and closing before the deadline for
    /// obligatory reporting, at the latest on the 25th), which is undated.
    pub obligatory_reporting_text_from: NaiveDate,
}

impl Default for Settings {
    /// No shift, `NO_PUBLIC`, 2018-01-01 and 2022-01-01.
    fn default() -> Self {
        Self {
            shift: Shift::None,
            business_days: Calendar::NoPublic,
            net_routine_from: date(2018, 1, 1),
            obligatory_reporting_text_from: date(2022, 1, 1),
        }
    }
}
