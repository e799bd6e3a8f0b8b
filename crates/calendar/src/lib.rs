//! Business days and deadlines.
//!
//! * [`Calendar`]: which days are business days, 1990–2100; [`BankDays`]: bank days numbered for millions of rows.
//! * [`Deadline`]: a deadline as a value.
//!
//! Not here: the clock. Whether a deadline has passed is for the one who knows the time.

pub mod bank_days;
pub mod business_day;
pub mod deadline;

pub use bank_days::{BankDays, bank_day_number};
pub use business_day::{Calendar, DayWarning, NoBusinessDay, OutOfRange};
pub use deadline::{Deadline, Due, Override};
