//! Checks that the routines require and no tab carries: they have an id, and no tab is invented for them.

mod batches;
pub mod cash_balance;
pub mod cash_unchanged;
pub mod completeness;
mod expected;
pub mod imports;
mod payments;
pub mod payroll_file;
pub mod remittance;

/// Whether the input calendar wants a file of the expectation in the period.
pub(crate) fn expected_days(
    cx: &crate::context::CheckContext<'_>,
    expectation: &domain::agency::Expectation,
) -> bool {
    !expected::days(cx, expectation).is_empty()
}
