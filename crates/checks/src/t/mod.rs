//! Reports to the treasury accounts (statsregnskapet): the cash ledger generated from the ledger, the S-report made from it, and
//! its controls SR-01 to SR-12; the L-report of
//! net agencies and funds, and its controls LR-01 to LR-06; the P-report of net agencies, and its controls PR-01 to PR-06. No tab
//! carries the checks.
//!
//! Not here: what the treasury has booked (`treasury-booked`), and the provider's own listing of the cash ledger
//! (`cash-control`, `cash-balance`).

pub(crate) mod cash_ledger;
pub(crate) mod combinations;
pub mod l_report;
pub mod p_report;
mod reasonable;
pub mod reported;
mod s_generated;
pub mod s_report;
