//! Why a request cannot be fulfilled.

use domain::Period;

use crate::faults::FaultId;

/// Why a request cannot be fulfilled: each says what was asked for and what would be possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SynthError {
    /// The number of agencies is outside 1–[`crate::MAX_AGENCIES`].
    Agencies(u32),
    /// The agency does not belong to the request.
    NoSuchAgency(u32),
    /// The first and last period are not two months in order, or more than [`crate::MAX_PERIODS`] apart.
    Periods(Period, Period),
    /// A bank day outside the calendar, 1990–2100.
    Years,
    /// The number of lines is outside [`crate::MIN_LINES`]–[`crate::MAX_LINES`].
    Lines(u32),
    /// The list of agency kinds is there but empty.
    NoKinds,
    /// The number of rows of a listing is outside 1–[`crate::listings::MAX_ROWS`].
    ListingRows(u64),
    /// No agency of the request can have the fault.
    NoAgency(FaultId),
    /// There is no place left in the agency where the fault can be planted without touching another one.
    NoPlace {
        /// The fault asked for.
        fault: FaultId,
        /// Code of the agency.
        agency: String,
        /// How many of its kind were planted there before.
        planted: u32,
    },
    /// A value could not be put in the form of a file; a bug of this crate.
    Internal(&'static str),
}

impl std::fmt::Display for SynthError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Agencies(found) => {
                write!(
                    f,
                    "expected 1 to {} agencies, found {found}",
                    crate::MAX_AGENCIES
                )
            }
            Self::NoSuchAgency(index) => write!(f, "the request has no agency with index {index}"),
            Self::Periods(first, last) => write!(
                f,
                "expected a first and a last month in order, at most {} months, found {first}..{last}",
                crate::MAX_PERIODS
            ),
            Self::Years => write!(f, "expected periods of the years 1990 to 2100"),
            Self::Lines(found) => write!(
                f,
                "expected {} to {} ledger lines per period, found {found}",
                crate::MIN_LINES,
                crate::MAX_LINES
            ),
            Self::ListingRows(found) => write!(
                f,
                "expected 1 to {} rows, found {found}",
                crate::listings::MAX_ROWS
            ),
            Self::NoKinds => write!(
                f,
                "expected at least one kind of agency, found an empty list"
            ),
            Self::NoAgency(fault) => write!(
                f,
                "no agency can have the fault {}: it needs {}",
                fault.as_str(),
                fault.needs()
            ),
            Self::NoPlace {
                fault,
                agency,
                planted,
            } => write!(
                f,
                "agency {agency} has no place left for the fault {} after {planted} of them; ask for fewer or name it first, or ask for more lines per period or more months",
                fault.as_str()
            ),
            Self::Internal(what) => write!(f, "could not write {what}"),
        }
    }
}

impl std::error::Error for SynthError {}
