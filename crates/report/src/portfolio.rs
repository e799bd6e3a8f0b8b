//! All agencies on one page \[S002, B01–B09\]: one line per agency, those that need somebody first, totals by tag, the action
//! list over the portfolio. Computed from stored results and action lists only, so that it can be made again for any
//! past date. `avstem status --json` and `portfolio.json` are this form.
//!
//! Not here: which run counts, reading it, what the events of a period say (`cli` hands in a [`PeriodState`]). Reports to
//! the treasury are in no stored result, so what was sent, accepted or rejected there is not said.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Dispensation, Period, Standing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::{self, Action, Actions};
use crate::error::ReportError;
use crate::results::{Results, WireCheck, WireDispensation};
use crate::wire::{schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.status/1";

/// How far the close of a period has come.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeriodState {
    /// The stage.
    pub stage: Stage,
    /// Who signed this run for what, such as `folder-overview (kari)`, sorted.
    pub signed: Vec<String>,
    /// The steps of the routine; `None` while nobody has recorded one.
    pub steps: Option<Steps>,
    /// What was signed and no longer stands because of a later run, in words; nobody has recorded it yet.
    pub fallen: Vec<String>,
    /// What became of the waivers of the period, by finding.
    pub waivers: Vec<Waived>,
}

/// The steps of a period by their ids.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Steps {
    /// Those that stand.
    pub done: Vec<String>,
    /// Those that are still to be done.
    pub missing: Vec<String>,
}

/// A waiver of a finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Waived {
    /// Key of the finding.
    pub finding: String,
    /// Its last day.
    pub until: String,
    /// In words: in force, expired, or no longer used.
    pub state: String,
}

/// The stages of a period, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Stage {
    /// Nobody has signed the run.
    #[default]
    Open,
    /// Somebody has.
    Signed,
    /// The period is closed.
    Closed,
}

impl Stage {
    /// The word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Signed => "signed",
            Self::Closed => "closed",
        }
    }
}

/// What the overview is made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Portfolio {
    /// Name of the portfolio.
    pub name: String,
    /// `avstem 0.1.0`.
    pub program: String,
    /// The date that "overdue" is seen from.
    pub as_of: NaiveDate,
    /// Agencies, in any order.
    pub agencies: Vec<Agency>,
}

/// One agency of the overview.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agency {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Labels, owner and deputy as configured; those of the run count if there is one.
    pub configured: (Vec<String>, Option<String>, Option<String>),
    /// The period asked for, or the latest; `None` = it has none.
    pub period: Option<Period>,
    /// Ids of the deadlines by which the period must be done; the first that has a date counts.
    pub deadlines: Vec<String>,
    /// Days before its last day in which a dispensation expires.
    pub alert_days: u64,
    /// The run that counts.
    pub run: Option<StoredRun>,
}

/// A stored run as the overview sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredRun {
    /// Its number.
    pub number: u32,
    /// `results.json`.
    pub results: Results,
    /// The actions of `actions.json`.
    pub actions: Vec<Action>,
    /// What the events of the period say.
    pub state: PeriodState,
}

/// The overview.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.status/1")]
pub struct Status {
    /// `avstem.status/1`.
    pub schema: String,
    /// One per agency: overdue first, then rejected and missing files, then checks that failed or did not run, then code.
    pub agencies: Vec<Line>,
    /// Totals by tag, sorted by tag.
    pub groups: Vec<Group>,
    /// Totals of all agencies.
    pub total: Counts,
    /// The actions of all agencies: open ones first, those overdue before others, then by agency.
    pub actions: Vec<Action>,
    /// Name of the portfolio.
    pub portfolio: String,
    /// The date that "overdue" is seen from.
    pub as_of: String,
    /// Program and version.
    pub program: String,
}

/// One agency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// Its code.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// `YYYY-MM`; `-` if it has none.
    pub period: String,
    /// Number of the run; null if the period has none.
    pub run: Option<String>,
    /// What is counted.
    #[serde(flatten)]
    pub counts: Counts,
    /// Purposes signed for on exactly this run, with the person.
    pub signed: Vec<String>,
    /// How far the close has come; `none` without a run.
    #[schemars(extend("enum" = ["none", "open", "signed", "closed"]))]
    pub state: String,
    /// Labels.
    pub tags: Vec<String>,
    /// Who is responsible; null if the playbook does not say.
    pub owner: Option<String>,
    /// Who stands in; null if the playbook does not say.
    pub deputy: Option<String>,
    /// The period that opened the oldest open action; null without one.
    pub oldest_action: Option<String>,
    /// Its age in months, seen from the period; null without one.
    pub oldest_action_months: Option<u64>,
    /// Dispensations that have expired or will soon, seen from the date.
    pub dispensations: Vec<WireDispensation>,
    /// The steps of the period's routine; null while nobody has recorded one.
    pub steps: Option<Steps>,
    /// What was signed and no longer stands because of this run, in words; the next event of the period records it.
    pub no_longer_signed: Vec<String>,
    /// What became of the waivers of the period.
    pub waivers: Vec<Waived>,
}

/// What is counted of one agency or several.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed.
    pub failed: u64,
    /// Checks that do not apply.
    pub not_applicable: u64,
    /// Checks that did not run.
    pub not_run: u64,
    /// Tabs with the code green.
    pub green: u64,
    /// Tabs with the code yellow.
    pub yellow: u64,
    /// Tabs with the code red.
    pub red: u64,
    /// Open actions past their deadline, and one for a period that is not closed and whose deadline has passed.
    pub overdue: u64,
    /// Files that were refused.
    pub rejected: u64,
    /// Expected files that did not come; one for an agency without a run.
    pub missing: u64,
    /// Open actions.
    pub open_actions: u64,
    /// Dispensations that have expired or will soon.
    pub expiring: u64,
    /// Tabs finished without manual entry, and all tabs.
    pub automation: Automation,
}

/// The degree of automation: tabs finished without manual entry of all tabs that apply.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Automation {
    /// Tabs whose check passed.
    pub finished: u64,
    /// Tabs that apply, and tabs that no check does.
    pub tabs: u64,
    /// The degree in percent with one decimal, cut; null without tabs.
    pub percent: Option<String>,
}

/// The totals of the agencies with a tag.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// The tag.
    pub tag: String,
    /// How many agencies have it.
    pub agencies: u64,
    /// Their sums.
    #[serde(flatten)]
    pub counts: Counts,
}

impl Automation {
    fn of(finished: u64, tabs: u64) -> Self {
        let tenths = (u128::from(finished) * 1000).checked_div(u128::from(tabs));
        Self {
            finished,
            tabs,
            percent: tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)),
        }
    }
}

impl Counts {
    /// Headings of [`Counts::numbers`], in their order; the first three are urgent.
    pub(crate) const HEADINGS: [&'static str; 11] = [
        "column-overdue",
        "column-rejected",
        "column-missing",
        "column-red",
        "column-yellow",
        "column-green",
        "column-failed",
        "column-not-run",
        "column-passed",
        "column-open-actions",
        "column-expiring",
    ];

    /// What page and workbook show of the counts, without the degree of automation.
    pub(crate) fn numbers(&self) -> [u64; 11] {
        [
            self.overdue,
            self.rejected,
            self.missing,
            self.red,
            self.yellow,
            self.green,
            self.failed,
            self.not_run,
            self.passed,
            self.open_actions,
            self.expiring,
        ]
    }

    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.not_applicable += other.not_applicable;
        self.not_run += other.not_run;
        self.green += other.green;
        self.yellow += other.yellow;
        self.red += other.red;
        self.overdue += other.overdue;
        self.rejected += other.rejected;
        self.missing += other.missing;
        self.open_actions += other.open_actions;
        self.expiring += other.expiring;
        self.automation = Automation::of(
            self.automation.finished + other.automation.finished,
            self.automation.tabs + other.automation.tabs,
        );
    }
}

/// The overview of a portfolio.
pub fn status(portfolio: &Portfolio) -> Status {
    let as_of = portfolio.as_of;
    let mut lines: Vec<Line> = (portfolio.agencies.iter())
        .map(|agency| line(agency, as_of))
        .collect();
    lines.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut total = Counts::default();
    let mut groups: BTreeMap<&str, (u64, Counts)> = BTreeMap::new();
    for line in &lines {
        total.add(&line.counts);
        let mut tags: Vec<&str> = line.tags.iter().map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        for tag in tags {
            let (agencies, counts) = groups.entry(tag).or_default();
            *agencies += 1;
            counts.add(&line.counts);
        }
    }
    let groups = groups.into_iter().map(|(tag, (agencies, counts))| Group {
        tag: tag.to_owned(),
        agencies,
        counts,
    });
    let runs = portfolio.agencies.iter().filter_map(|a| a.run.as_ref());
    let mut actions: Vec<Action> = runs.flat_map(|run| run.actions.iter().cloned()).collect();
    actions.sort_by_key(|action| {
        let urgent = !is_overdue(action, as_of);
        (
            !action.is_open(),
            urgent,
            action.entity.clone(),
            action.opened.clone(),
            action.origin.clone(),
        )
    });
    Status {
        schema: SCHEMA.to_owned(),
        groups: groups.collect(),
        agencies: lines,
        total,
        actions,
        portfolio: portfolio.name.clone(),
        as_of: as_of.to_string(),
        program: portfolio.program.clone(),
    }
}

/// The bytes of `portfolio.json`.
pub fn portfolio_json(status: &Status) -> Result<Vec<u8>, ReportError> {
    to_document(status)
}

/// The action list of one agency, with what people did about it after the run: in the form of `actions.json`.
pub fn portfolio_actions_json(status: &Status, line: &Line) -> Result<Vec<u8>, ReportError> {
    let ours = |action: &&Action| action.entity == line.agency;
    to_document(&Actions {
        schema: actions::SCHEMA.to_owned(),
        agency: line.agency.clone(),
        period: line.period.clone(),
        as_of: status.as_of.clone(),
        actions: status.actions.iter().filter(ours).cloned().collect(),
    })
}

/// The JSON Schema of `portfolio.json`.
pub fn status_schema() -> Result<String, ReportError> {
    schema_of::<Status>()
}

/// Overdue first, then rejected and missing, then what is not green, then the code.
fn order(line: &Line) -> (std::cmp::Reverse<(u64, u64, u64)>, &str) {
    let counts = &line.counts;
    let urgency = (
        counts.overdue,
        counts.rejected + counts.missing,
        counts.failed + counts.not_run,
    );
    (std::cmp::Reverse(urgency), &line.agency)
}

fn line(agency: &Agency, as_of: NaiveDate) -> Line {
    let period = agency.period.map(|period| period.to_string());
    let (tags, owner, deputy) = agency.configured.clone();
    let mut line = Line {
        agency: agency.code.clone(),
        name: agency.name.clone(),
        period: period.unwrap_or_else(|| "-".to_owned()),
        run: None,
        counts: Counts {
            missing: 1,
            ..Counts::default()
        },
        signed: Vec::new(),
        state: "none".to_owned(),
        tags,
        owner,
        deputy,
        oldest_action: None,
        oldest_action_months: None,
        dispensations: Vec::new(),
        steps: None,
        no_longer_signed: Vec::new(),
        waivers: Vec::new(),
    };
    let Some(run) = &agency.run else {
        return line;
    };
    let said = &run.results.follow_up;
    line.run = Some(format!("{:04}", run.number));
    line.signed.clone_from(&run.state.signed);
    line.steps.clone_from(&run.state.steps);
    line.no_longer_signed.clone_from(&run.state.fallen);
    line.waivers.clone_from(&run.state.waivers);
    run.state.stage.as_str().clone_into(&mut line.state);
    line.tags.clone_from(&said.tags);
    line.owner.clone_from(&said.owner);
    line.deputy.clone_from(&said.deputy);
    line.dispensations = to_renew(&said.dispensations, as_of, agency.alert_days);
    line.counts = counts(agency, run, as_of);
    line.counts.expiring = u64::try_from(line.dispensations.len()).unwrap_or(u64::MAX);
    let open = run.actions.iter().filter(|action| action.is_open());
    line.oldest_action = open.map(|action| action.opened.clone()).min();
    let oldest: Option<Period> = (line.oldest_action.as_ref()).and_then(|text| text.parse().ok());
    let age = oldest.zip(agency.period).map(|(a, b)| b.months_since(a));
    line.oldest_action_months = age.map(|months| u64::try_from(months).unwrap_or(0));
    line
}

fn counts(agency: &Agency, run: &StoredRun, as_of: NaiveDate) -> Counts {
    let results = &run.results;
    let checks = |is: &dyn Fn(&WireCheck) -> bool| count(results.checks.iter().filter(|c| is(c)));
    let code = |code: &str| checks(&|check| check.code == code);
    let is_error = |severity: &str| severity == domain::Severity::Error.as_str();
    let refused = results
        .inputs
        .iter()
        .filter(|input| !input.accepted && input.diagnostics.iter().any(|d| is_error(&d.severity)));
    let findings = results.checks.iter().flat_map(|check| &check.findings);
    let missing = findings.filter(|finding| finding.cause.as_deref() == Some("file-missing"));
    let open = || run.actions.iter().filter(|action| action.is_open());
    let late_actions = count(open().filter(|action| is_overdue(action, as_of)));
    let applies = |check: &WireCheck| !check.tab.is_empty() && check.outcome != "not_applicable";
    let finished = checks(&|check| applies(check) && check.outcome == "passed");
    let tabs = checks(&applies) + count(results.reserved_tabs.iter());
    Counts {
        passed: results.summary.passed,
        failed: results.summary.failed,
        not_applicable: results.summary.not_applicable,
        not_run: results.summary.not_run,
        green: code("green"),
        yellow: code("yellow"),
        red: code("red"),
        overdue: late_actions + u64::from(is_late(agency, run, as_of)),
        rejected: count(refused),
        missing: count(missing),
        open_actions: count(open()),
        expiring: 0,
        automation: Automation::of(finished, tabs),
    }
}

fn count(items: impl Iterator) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

/// Whether an open action is past its deadline.
pub(crate) fn is_overdue(action: &Action, as_of: NaiveDate) -> bool {
    let deadline: Option<NaiveDate> = action.deadline.as_ref().and_then(|day| day.parse().ok());
    action.is_open() && deadline.is_some_and(|day| day < as_of)
}

/// Whether the period should be done and is not closed.
fn is_late(agency: &Agency, run: &StoredRun, as_of: NaiveDate) -> bool {
    let named = |id: &String| agency.deadlines.contains(id);
    let deadlines = run.results.deadlines.iter().filter(|d| named(&d.id));
    let days = deadlines.filter_map(|deadline| {
        // A day, or a moment that begins with its day.
        let day = deadline.due.as_ref()?.get(..10)?;
        day.parse::<NaiveDate>().ok()
    });
    run.state.stage != Stage::Closed && days.min().is_some_and(|day| day < as_of)
}

/// Those that have expired or will soon, as they stand on the date.
fn to_renew(list: &[WireDispensation], as_of: NaiveDate, days: u64) -> Vec<WireDispensation> {
    let stands = |stored: &WireDispensation| {
        let dispensation = Dispensation {
            what: stored.what.clone(),
            until: stored.until.parse().ok()?,
            reason: stored.reason.clone(),
        };
        let standing = dispensation.standing(as_of, days);
        (standing != Standing::Live).then(|| WireDispensation {
            standing: standing.as_str().to_owned(),
            ..stored.clone()
        })
    };
    list.iter().filter_map(stands).collect()
}
