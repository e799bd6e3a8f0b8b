//! What a report is made from: the results of one run of one agency and period, as values.

use calendar::Deadline;
use chrono::NaiveDate;
use domain::agency::Model;
use domain::treasury::SReport;
use domain::{
    CheckResult, Diagnostic, Digest, MatchRow, MatchingSet, OpenItem, Period, Suggestion,
};

/// Everything one run found out. The same value gives the same bytes in every artifact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunResult {
    /// Agency code.
    pub agency: String,
    /// Agency name.
    pub agency_name: String,
    /// Organisation number.
    pub organisation: String,
    /// The reporting period.
    pub period: Period,
    /// The date the run looks from.
    pub as_of: NaiveDate,
    /// Folder generation: `G2015`, `G2019`, `G2022`, `G2024`, `G2025`.
    pub generation: &'static str,
    /// Service model in force.
    pub model: Model,
    /// `avstem 0.1.0`.
    pub program: String,
    /// Language of the artifacts: `nb`, `nn`, `en`.
    pub language: String,
    /// The run of the period before whose open items were carried, if any: its number and the digest of its
    /// `SHA256SUMS`.
    pub previous: Option<(String, Digest)>,
    /// Every file that was looked at, sorted by digest.
    pub inputs: Vec<Input>,
    /// One per check, in report order.
    pub checks: Vec<CheckResult>,
    /// The S-report made from the ledger, of agencies that deliver one.
    pub s_report: Option<SReport>,
    /// One per matching set, sorted by name.
    pub matching: Vec<MatchingSet>,
    /// Every matched row, sorted by (set, group, side, row).
    pub matches: Vec<MatchRow>,
    /// Every open item, sorted by (set, side, row).
    pub open_items: Vec<OpenItem>,
    /// The nearest candidates of the open items, by set, side, row and rank.
    pub suggestions: Vec<Suggestion>,
    /// Deadlines, sorted by id.
    pub deadlines: Vec<Deadline>,
    /// Codes of the folder's tabs whose content no source says, in its order.
    pub reserved_tabs: Vec<&'static str>,
}

/// One input file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// File name without folder.
    pub name: String,
    /// Its content.
    pub sha256: Digest,
    /// `saf-t`, `camt.053` …; empty if not recognised.
    pub format: String,
    /// Records read.
    pub rows: u64,
    /// Whether it was used.
    pub accepted: bool,
    /// Control sums by name, as decimal text.
    pub control: Vec<(String, String)>,
    /// Everything wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file to be stored: its name within the run and its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Artifact {
    /// Such as `folder.xlsx` or `frames/matches.parquet`.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}
