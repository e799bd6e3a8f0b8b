//! Family A: what must be right before the report to the treasury (S- and L-report).

pub mod bank;
mod bank_causes;
pub mod cash_control;
pub mod error_account;
pub(crate) mod listings;
mod nav_causes;
mod nav_facts;
pub mod nav_refunds;
pub mod subledger;
