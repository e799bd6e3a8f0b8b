//! Synthetic portfolios from a seed: agencies with ledgers, statements and OCR files that agree to the øre, with planted
//! faults, and the answer key.
//!
//! Returns **values**, never touches the disk. The same [`Request`] gives the same bytes, and agencies can be made in
//! any order or at the same time:
//!
//! 1. [`portfolio_files`]: configuration, playbooks, registers, job;
//! 2. [`agency`] for each index: its inbox, its planted faults, the true pairs;
//! 3. [`truth_json`] over all planted faults.
//!
//! Everything is invented: names, numbers, deadlines. Not here: reading files (`ingest`), finding faults (`checks`).

mod balances;
mod bank_records;
mod days;
mod documents;
mod error;
mod faults;
mod generate;
mod ledger_records;
mod plan;
mod profile;
mod random;
mod request;
mod world;

#[cfg(test)]
mod tests;

pub use error::SynthError;
pub use faults::{FaultId, FaultKind, NotAFault, faults};
pub use request::{MAX_AGENCIES, MAX_LINES, MAX_PERIODS, MIN_LINES, Request};
