//! Synthetic portfolios from a seed: agencies with ledgers, statements, payments in and out and NAV's reports that agree to
//! the øre, with planted faults, and the answer key.
//!
//! Of every five agencies the fourth exchanges the newer files (camt.054 with KID, pain.001 and pain.002) and the fifth the
//! older ones (MT940, OCR, Telepay), both with K27; the others have camt.053 and OCR only.
//!
//! Agencies with accruals (SRS) have assets, provisions and the appropriation that makes each month zero; gross ones list cash
//! ledger and reports to the treasury; of every three, two list what payroll says and two what the invoice system says.
//!
//! Two of three, if the data is shorter than a year and a half, list open items with an old claim and a credit note among
//! them, and have till, petty cash and a voucher series that are looked at.
//!
//! Returns **values**, never touches the disk. The same [`Request`] gives the same bytes, and agencies can be made in
//! any order or at the same time:
//!
//! 1. [`portfolio_files`]: configuration, playbooks, registers, job;
//! 2. [`agency`] for each index: its inbox, its planted faults, the true pairs;
//! 3. [`truth_json`] over all planted faults.
//!
//! [`posted`] is the second step after somebody has posted what was proposed.
//!
//! Apart from portfolios, [`listings`] makes the hard cases of matching: two lists of rows of any size, and the truth.
//!
//! Everything is invented: names, numbers, deadlines. Not here: reading files (`ingest`), finding faults (`checks`).
//!
//! ```
//! use synth::{FaultId, Request, agency, portfolio_files, truth_json};
//!
//! let request = Request {
//!     agencies: 3,
//!     periods: ("2025-01".parse()?, "2025-03".parse()?),
//!     lines_per_period: 200,
//!     seed: 1,
//!     faults: vec![(FaultId::OcrNotRead, 1)],
//!     kinds: None,
//!     half_year: false,
//!     year_end: false,
//!     period_13: false,
//! };
//! assert_eq!(portfolio_files(&request)?.len(), 6);
//! let mut faults = Vec::new();
//! for index in 0..request.agencies {
//!     faults.extend(agency(&request, index)?.faults);
//! }
//! assert_eq!(faults.len(), 1);
//! assert!(truth_json(&request, &faults)?.starts_with(b"{"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod advice_records;
mod assets;
mod balances;
mod bank_records;
mod days;
mod documents;
mod error;
mod faults;
mod files;
mod generate;
mod ledger_records;
pub mod listings;
mod month_end;
mod order_records;
mod period_13;
mod plan;
mod portfolio;
mod posting;
mod profile;
mod random;
mod refund_records;
mod refunds;
mod registers;
mod request;
mod sending;
mod staff;
mod truth;
mod world;
mod year_end;

#[cfg(test)]
mod tests;

pub use error::SynthError;
pub use faults::{FaultId, FaultKind, NotAFault, faults};
pub use files::SynthFile;
pub use portfolio::portfolio_files;
pub use posting::Posting;
pub use request::{MAX_AGENCIES, MAX_LINES, MAX_PERIODS, MIN_LINES, Request};
pub use truth::{PairRow, PlantedFault, truth_json};

/// Everything one agency delivers, and the truth about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgencyWorld {
    /// The files of its inbox.
    pub files: Vec<SynthFile>,
    /// What was planted in it.
    pub faults: Vec<PlantedFault>,
    /// The rows that truly belong together.
    pub pairs: Vec<PairRow>,
    /// Names of the vouchers that could not be posted.
    pub left: Vec<String>,
}

/// Makes one agency, by index from 0. Holds one agency in memory: about 1.5 kB per ledger line.
///
/// A fault that finds no place in the period it is meant for goes to the next one of the same agency, so that agencies
/// stay independent of each other.
///
/// # Errors
/// What [`Request::validate`] says; [`SynthError::NoSuchAgency`]; [`SynthError::NoPlace`] when a fault fits nowhere.
pub fn agency(request: &Request, index: u32) -> Result<AgencyWorld, SynthError> {
    posted(request, index, &[])
}

/// The same agency after an accountant has posted vouchers: its faults are still there, and what is posted beside them.
///
/// # Errors
/// Those of [`agency`].
pub fn posted(
    request: &Request,
    index: u32,
    postings: &[Posting],
) -> Result<AgencyWorld, SynthError> {
    let mut world = generate::generate(request, index)?;
    let effects = faults::plant(&mut world, request)?;
    let left = posting::post(&mut world, postings);
    month_end::settle(&mut world);
    let inbox = files::Inbox::write(&world)?;
    Ok(AgencyWorld {
        faults: truth::planted(&world, effects, &inbox),
        pairs: truth::pairs(&world, &inbox),
        files: inbox.files,
        left,
    })
}
