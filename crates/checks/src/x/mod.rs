//! Checks that the routines require and no tab carries: they have an id, and no tab is invented for them.

mod batches;
pub mod completeness;
mod expected;
pub mod imports;
mod payments;
pub mod payroll_file;
pub mod remittance;
