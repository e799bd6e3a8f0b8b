//! Checks that the routines require and no tab carries: they have an id, and no tab is invented for them.

mod batches;
pub mod cash_balance;
pub mod cash_unchanged;
pub mod completeness;
pub mod credit_notes;
pub(crate) mod equation;
mod expected;
pub mod imports;
pub mod invoices_out;
pub(crate) mod listing;
mod payments;
pub mod payroll_file;
pub mod petty_cash;
pub mod receivable_age;
pub mod remittance;
pub mod segregation;
pub mod till;
pub mod voucher_sequence;

/// Whether the input calendar wants a file of the expectation in the period.
pub(crate) fn expected_days(
    cx: &crate::context::CheckContext<'_>,
    expectation: &domain::agency::Expectation,
) -> bool {
    !expected::days(cx, expectation).is_empty()
}
