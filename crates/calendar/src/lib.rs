//! Business days and deadlines.
//!
//! * [`Calendar`]: which days are business days, 1990–2100; [`BankDays`]: bank days numbered for millions of rows.
//! * [`deadlines`]: every deadline of an agency's model in a period, from the table in [`table`], the treasury's
//!   deadlines, published dates and overrides; [`Deadline`] keeps them side by side.
//! * [`response`]: response times of cases; [`service_level`]: how many tasks were done within their target.
//! * [`register`]: reads the registers; [`mod@ics`]: writes deadlines as a calendar file.
//!
//! Not here: the clock. Whether a deadline has passed is for the one who knows the time.
//!
//! ```
//! use calendar::{DeadlineInputs, Due, deadlines};
//! use domain::agency::{Budgeting, Model, Principle, Service};
//! use domain::Period;
//!
//! let model = Model {
//!     service: Service::Full,
//!     budgeting: Budgeting::Gross,
//!     principle: Principle::Cash,
//! };
//! let march: Period = "2023-03".parse()?;
//! let list = deadlines(march, model, &DeadlineInputs::default())?;
//! let vouchers = list.iter().find(|deadline| deadline.id == "D02").ok_or("D02 is missing")?;
//! // The fifth business day of April 2023, because of Easter.
//! assert_eq!(vouchers.due, Due::On("2023-04-12".parse()?));
//! let report = list.iter().find(|deadline| deadline.id == "D12").ok_or("D12 is missing")?;
//! assert_eq!(report.due, Due::NotPublished);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bank_days;
pub mod business_day;
pub mod deadline;
pub mod ics;
pub mod oslo;
pub mod published;
pub mod register;
pub mod response;
pub mod rule;
pub mod rules;
pub mod service_level;
pub mod settings;
pub mod table;
pub mod task;
pub mod treasury;

pub use bank_days::{BankDays, bank_day_number};
pub use business_day::{Calendar, DayWarning, NoBusinessDay, OutOfRange};
pub use deadline::{Deadline, Due, Override};
pub use ics::ics;
pub use published::PublishedDeadline;
pub use register::{
    RegisterProblem, parse_overrides_csv, parse_published_csv, parse_service_overrides_csv,
    parse_service_targets_csv, parse_treasury_csv,
};
pub use rules::{DeadlineError, DeadlineInputs, DeadlineOverride, deadlines};
pub use settings::{Settings, Shift};
pub use task::task_due;
pub use treasury::{Report, TreasuryDeadline, TreasuryProblem, treasury_problems};

/// Texts of this crate, in Fluent form, by language.
pub const TEXTS: [(&str, &str); 3] = [
    ("nb", include_str!("../texts/deadlines.nb.ftl")),
    ("nn", include_str!("../texts/deadlines.nn.ftl")),
    ("en", include_str!("../texts/deadlines.en.ftl")),
];
