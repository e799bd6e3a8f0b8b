//! What a check is given: the frames, the playbook, the period, the matched sets. Nothing else.

use chrono::NaiveDate;
use domain::agency::Playbook;
use domain::{AccountPattern, Delivery, Ore, Period, Text};
use frames::Frames;

use crate::generation::Generation;
use crate::ledger::{Ledger, Unknown};
use crate::sets::{SetOutcome, pattern_subject};

/// A file that was refused: what it would have fed, and the months it seems to cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFile {
    /// Its name.
    pub name: String,
    /// `saf-t`, `camt.053` …
    pub format: &'static str,
    /// First and last month of what could be read; `None` if nothing could.
    pub scope: Option<(Period, Period)>,
}

/// Everything a check may look at.
#[derive(Debug)]
pub struct CheckContext<'a> {
    /// The reporting period.
    pub period: Period,
    /// The folder generation of the period.
    pub generation: Generation,
    /// The agency.
    pub playbook: &'a Playbook,
    /// Its rows.
    pub frames: &'a Frames,
    /// Its ledger, summed.
    pub ledger: &'a Ledger,
    /// What matching made of the period.
    pub sets: &'a [SetOutcome],
    /// The period whose open items were carried in, if it has been run.
    pub previous: Option<Period>,
    /// Files that were refused.
    pub refused: &'a [RefusedFile],
    /// What the files of the run deliver, copies included, in order of file.
    pub deliveries: &'a [Delivery],
    /// Files that came after the only periods they concern were closed, with those periods. They are not used.
    pub late: &'a [(String, Vec<Period>)],
    /// The day from which the run looks: what is not due by then is not late.
    pub as_of: NaiveDate,
}

impl CheckContext<'_> {
    /// A matched set by name.
    pub fn set(&self, name: &str) -> Option<&SetOutcome> {
        self.sets.iter().find(|set| set.name == name)
    }

    /// Ledger lines of the period itself, whatever else the frames hold.
    pub fn ledger_lines_of_period(&self) -> u64 {
        count_where(self.frames.ledger_lines.view().period, |period| {
            *period == self.period.as_i32()
        })
    }

    /// Refused files of these formats that may concern the period: each leaves something missing.
    pub fn missing_by_refusal(&self, formats: &[&str]) -> Vec<Text> {
        self.refused
            .iter()
            .filter(|file| formats.contains(&file.format))
            .filter(|file| {
                file.scope
                    .is_none_or(|(first, last)| first <= self.period && self.period <= last)
            })
            .map(|file| Text::key("reason-file-refused").with("file", file.name.as_str()))
            .collect()
    }
}

/// How many values of a column satisfy a condition.
pub(crate) fn count_where<T>(column: &[T], holds: impl Fn(&T) -> bool) -> u64 {
    u64::try_from(column.iter().filter(|value| holds(value)).count()).unwrap_or(u64::MAX)
}

/// Why a balance is unknown, as a text.
pub fn unknown(unknown: &Unknown) -> Text {
    match unknown {
        Unknown::Month(period) => Text::key("reason-no-ledger").with("period", *period),
        Unknown::Opening(year) => Text::key("reason-no-opening").with("year", year.to_string()),
    }
}

/// The accounts of some patterns as one subject, and their balance at the end of the period.
pub(crate) fn balance_of(
    cx: &CheckContext<'_>,
    patterns: &[AccountPattern],
) -> (String, Result<Ore, Text>) {
    let ours = |account: &str| patterns.iter().any(|pattern| pattern.matches(account));
    let balance = cx.ledger.balance(ours, cx.period).map_err(|e| unknown(&e));
    (pattern_subject(patterns), balance)
}
