//! Family A: what must be right before the report to the treasury (S- and L-report).

pub mod bank;
mod bank_causes;
pub mod cash_control;
pub mod error_account;
pub mod invoice_system;
pub(crate) mod listings;
mod nav_causes;
mod nav_facts;
pub mod nav_refunds;
pub mod pension;
pub(crate) mod registers;
pub mod sap_ledgers;
pub mod subledger;
pub mod system_accounts;
