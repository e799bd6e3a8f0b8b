//! What a report is made from: the results of one run of one agency and period, as values.

use calendar::Deadline;
use calendar::response::Measured;
use calendar::service_level::ServiceLevel;
use chrono::NaiveDate;
use domain::agency::Model;
use domain::case::Case;
use domain::treasury::{LReport, PReport, SReport};
use domain::{
    CheckResult, Diagnostic, Digest, Dispensation, MatchRow, MatchingSet, OpenItem, Period,
    Standing, Suggestion, Task,
};

use crate::actions::Action;

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
    /// The L-report made from the ledger, of agencies that deliver one.
    pub l_report: Option<LReport>,
    /// The P-report made from the ledger, of agencies that deliver one.
    pub p_report: Option<PReport>,
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
    /// The action list of the run of the period before.
    pub carried_actions: Vec<Action>,
    /// Ids of the deadlines by which an action must be done; the first that has a date counts.
    pub action_deadlines: Vec<String>,
    /// What the playbook says for the follow-up.
    pub follow_up: FollowUp,
    /// The level of every service in the service log, by service; empty without a log.
    pub service_levels: Vec<ServiceLevel>,
    /// Cases that were open in the period or are open still, by id; empty without a list of cases.
    pub cases: Vec<CaseLine>,
}

/// A case towards the customer centre, and how it stands on the date the run looks from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseLine {
    /// The case.
    pub case: Case,
    /// Against its target.
    pub measured: Measured,
}

/// What the playbook says for the follow-up of an agency in a period.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FollowUp {
    /// Who is responsible; `None` = not said.
    pub owner: Option<String>,
    /// Who stands in.
    pub deputy: Option<String>,
    /// Labels of the agency.
    pub tags: Vec<String>,
    /// The period's own tasks with the day they are due, in the order of the playbook; `None` = the month has no such
    /// business day.
    pub tasks: Vec<(Task, Option<NaiveDate>)>,
    /// Dispensations and how they stand on the date the run looks from, in the order of the playbook.
    pub dispensations: Vec<(Dispensation, Standing)>,
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
