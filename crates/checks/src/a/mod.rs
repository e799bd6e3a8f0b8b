//! Family A: what must be right before the report to the treasury (S- and L-report).

pub mod bank;
mod bank_causes;
mod bank_proposals;
pub mod error_account;
mod nav_causes;
mod nav_facts;
mod nav_proposals;
pub mod nav_refunds;
pub mod subledger;
