//! `results.json`: everything one run found out, for other programs (design §7.2).
//!
//! The structs are the wire form and nothing else: the fields of the contract in its order, then additional ones.
//! They are built from [`RunResult`] field by field, so that a change of a type inside the program cannot change
//! the contract unseen. Not here: any conclusion.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

use calendar::{Deadline, deadline::Due};
use domain::agency::{Budgeting, Model, Principle, Service};
use domain::{
    CheckResult, Finding, MatchRow, MatchingSet, OpenItem, Ore, Outcome, Point, Proposal,
    ProposedLine, Side, SideTotals, Text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::ReportError;
use crate::inspect::WireDiagnostic;
use crate::model::{FollowUp, Input, RunResult};
use crate::overview;
use crate::service::{self, WireCase, WireServiceLevel};
use crate::texts::Texts;
use crate::wire::{Amount, schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.results/1";

/// Everything one run found out about one agency and period.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.results/1")]
pub struct Results {
    /// `avstem.results/1`.
    pub schema: String,
    /// Agency code.
    pub agency: String,
    /// `YYYY-MM`.
    pub period: String,
    /// The date the run looks from.
    pub as_of: String,
    /// Generation of the reconciliation folder.
    pub generation: String,
    /// Program and version.
    pub program: String,
    /// Every file that was looked at, sorted by digest.
    pub inputs: Vec<WireInput>,
    /// One per check, in report order.
    pub checks: Vec<WireCheck>,
    /// One per matching set, sorted by name.
    pub matching: Vec<WireMatching>,
    /// Deadlines, sorted by id.
    pub deadlines: Vec<WireDeadline>,
    /// Checks by outcome.
    pub summary: Summary,
    /// Agency name.
    pub agency_name: String,
    /// Organisation number.
    pub organisation: String,
    /// Service model in force.
    pub model: WireModel,
    /// Language of the artifacts.
    pub language: String,
    /// The run whose open items were carried; null if none.
    pub previous: Option<Previous>,
    /// Open items by set, side and currency.
    pub open_items: Vec<OpenItemTotals>,
    /// Digests of the logical content of the frames, by name; see [`logical_digests`].
    pub digests: BTreeMap<String, String>,
    /// Open items by account and age.
    pub ageing: Vec<WireAgeing>,
    /// Rows of earlier periods that this run matched.
    pub cleared: Vec<WireCleared>,
    /// Tabs of the folder that are not implemented because no source says what they hold.
    pub reserved_tabs: Vec<String>,
    /// Proposed vouchers of all checks, by number.
    pub proposals: Vec<WireProposal>,
    /// What the playbook says for the follow-up.
    #[serde(default)]
    pub follow_up: WireFollowUp,
    /// The level of every service in the service log, by service.
    #[serde(default)]
    pub service_levels: Vec<WireServiceLevel>,
    /// Cases towards the customer centre, by id.
    #[serde(default)]
    pub cases: Vec<WireCase>,
}

/// What the playbook says for the follow-up of an agency in a period.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct WireFollowUp {
    /// Who is responsible; null if the playbook does not say.
    pub owner: Option<String>,
    /// Who stands in; null if the playbook does not say.
    pub deputy: Option<String>,
    /// Labels of the agency.
    pub tags: Vec<String>,
    /// The period's own tasks, in the order of the playbook.
    pub tasks: Vec<WireTask>,
    /// Dispensations, in the order of the playbook.
    pub dispensations: Vec<WireDispensation>,
}

/// A task of the playbook that the period has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireTask {
    /// What is to be done.
    pub name: String,
    /// How often.
    #[schemars(extend("enum" = ["month", "term", "quarter", "half-year", "year"]))]
    pub frequency: String,
    /// Who.
    pub actor: String,
    /// `YYYY-MM-DD`; null if the month has no such business day.
    pub due: Option<String>,
    /// Where it is described; null if nowhere.
    pub reference: Option<String>,
}

/// A permission to deviate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireDispensation {
    /// What it allows.
    pub what: String,
    /// Its last day.
    pub until: String,
    /// Why it was given.
    pub reason: String,
    /// How it stands on the date the run looks from.
    #[schemars(extend("enum" = ["live", "expiring", "expired"]))]
    pub standing: String,
}

/// Open items of one account on one side of a set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireAgeing {
    /// Name of the set.
    pub set: String,
    /// Ledger account or bank account number.
    pub account: String,
    /// `bank`, `ledger`, `ocr` …
    pub side: String,
    /// ISO 4217.
    pub currency: String,
    /// By age, youngest first; every class is there.
    pub classes: Vec<WireAgeClass>,
}

/// Open items of one age.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireAgeClass {
    /// At least so many months old; the next class begins where this one ends.
    pub from_months: i32,
    /// How many.
    pub rows: u64,
    /// Their sum.
    pub amount: Amount,
}

/// A row that an earlier period left open and this one matched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireCleared {
    /// Name of the set.
    pub set: String,
    /// Number of its group in the set, as in `frames/matches.parquet`.
    pub group: u32,
    /// Its side.
    pub side: String,
    /// `<file>:<record>`.
    pub row: String,
    /// Its date.
    pub date: String,
    /// Its amount.
    pub amount: Amount,
    /// The period it came from, `YYYY-MM`.
    pub birth: String,
    /// The period it was matched in, `YYYY-MM`.
    pub cleared: String,
    /// The rule that matched it.
    pub rule: String,
}

/// One input file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireInput {
    /// File name without folder.
    pub name: String,
    /// Its content.
    pub sha256: String,
    /// Format; empty if not recognised.
    pub format: String,
    /// Records read.
    pub rows: u64,
    /// Whether it was used.
    pub accepted: bool,
    /// Control sums.
    pub control: Vec<Control>,
    /// Everything wrong with it.
    pub diagnostics: Vec<WireDiagnostic>,
}

/// A control sum of an input file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// What is summed.
    pub name: String,
    /// Decimal text.
    pub value: String,
}

/// One check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireCheck {
    /// Permanent id.
    pub id: String,
    /// The label of the folder generation; empty if it has none.
    pub tab: String,
    /// Title.
    pub title: String,
    /// What came of it.
    #[schemars(extend("enum" = ["passed", "failed", "not_applicable", "not_run"]))]
    pub outcome: String,
    /// Why it does not apply or did not run; else null.
    pub reason: Option<String>,
    /// The code of the tab.
    #[schemars(extend("enum" = ["green", "yellow", "red", "none"]))]
    pub code: String,
    /// The equations.
    pub points: Vec<WirePoint>,
    /// What it found, sorted by (subject, code, first row).
    pub findings: Vec<WireFinding>,
    /// What it looked at.
    pub evidence: WireEvidence,
    /// Who does the tab.
    #[schemars(extend("enum" = ["provider", "agency"]))]
    pub actor: String,
}

/// One equation `side1 − side2 = difference`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WirePoint {
    /// Permanent id.
    pub id: String,
    /// An account, a group.
    pub subject: String,
    /// What the ledger says.
    pub side1: WireSide,
    /// What the independent source says.
    pub side2: WireSide,
    /// `side1 − side2`.
    pub difference: Amount,
    /// The part of the difference that findings with a cause explain.
    pub specified: Amount,
    /// `difference − specified`.
    pub unexplained: Amount,
}

/// One side of a point.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireSide {
    /// What the side is.
    pub label: String,
    /// Debit positive.
    pub amount: Amount,
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireFinding {
    /// Stable key within the run.
    pub key: String,
    /// Permanent code.
    pub code: String,
    /// How bad.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    pub severity: String,
    /// Its effect on the point's difference; what it is about, if there is no difference.
    pub amount: Amount,
    /// One sentence in the language of the artifacts.
    pub message: String,
    /// The rows that prove it, `<file>:<record>`, sorted.
    pub rows: Vec<String>,
    /// The named cause; null = unexplained.
    pub cause: Option<String>,
    /// Number of the proposed voucher; null if none.
    pub proposal: Option<String>,
    /// What to do; null if nothing.
    pub action: Option<String>,
    /// The account or group it is about; the `subject` of the point it belongs to.
    pub subject: String,
    /// How sure the cause is: `proven` when the equations of the subject close to the øre; null without a cause.
    #[schemars(extend("enum" = ["proven", "suggested", null]))]
    pub certainty: Option<String>,
    /// Who must act on the cause; null without a cause.
    #[schemars(extend("enum" = ["provider", "agency", "payroll", "bank", "nav", "treasury", null]))]
    pub responsible: Option<String>,
}

/// A voucher that the routine prescribes: proposed, never posted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireProposal {
    /// `P-0001` and so on.
    pub number: String,
    /// The check that proposes it.
    pub check: String,
    /// Keys of the findings it answers.
    pub findings: Vec<String>,
    /// Voucher type.
    pub voucher_type: String,
    /// The period it is to be posted in, `YYYY-MM`.
    pub period: String,
    /// Text, with a reference to what it corrects.
    pub text: String,
    /// Lines; their sum is zero.
    pub lines: Vec<WireProposedLine>,
    /// When it is to be reversed; null if it stays.
    pub reversal: Option<String>,
    /// What keeps it from being posted as it is.
    pub problems: Vec<String>,
}

/// A line of a proposed voucher.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireProposedLine {
    /// Ledger account.
    pub account: String,
    /// Debit positive.
    pub amount: Amount,
    /// Dimensions by name; those that are to be filled in are left out.
    pub dimensions: BTreeMap<String, String>,
}

/// What a check looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireEvidence {
    /// Rows seen per frame.
    pub rows_seen: BTreeMap<String, u64>,
    /// Settings in force.
    pub settings: BTreeMap<String, String>,
    /// The regime that was applied; null if there are no regimes.
    pub regime: Option<String>,
}

/// What happened in one matching set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireMatching {
    /// Name of the set.
    pub set: String,
    /// Groups per rule.
    pub rules: BTreeMap<String, u64>,
    /// One row per side and currency: in = matched + open + excluded.
    pub conservation: Vec<WireTotals>,
    /// Differences inside groups that a tolerance let pass: an adjustment line each.
    pub adjustments: Vec<WireAdjustment>,
    /// Rows on which a rule with a bounded search gave up.
    pub unsearched: Vec<WireUnsearched>,
}

/// A difference that a tolerance let pass.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireAdjustment {
    /// Number of the group in the set.
    pub group: u32,
    /// The rule with the tolerance.
    pub rule: String,
    /// Left less right, as they were compared.
    pub amount: Amount,
    /// ISO 4217.
    pub currency: String,
}

/// Rows that were not searched to the end: they are open, or in a group of a later rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireUnsearched {
    /// The rule.
    pub rule: String,
    /// Rows of the left side.
    pub left: u64,
    /// Rows of the right side.
    pub right: u64,
}

/// One row of the conservation table, in money and in rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireTotals {
    /// `bank`, `ledger`, `ocr` …
    pub side: String,
    /// ISO 4217.
    pub currency: String,
    /// What came in.
    #[serde(rename = "in")]
    pub input: Amount,
    /// In groups.
    pub matched: Amount,
    /// Open.
    pub open: Amount,
    /// Left out with a reason.
    pub excluded: Amount,
    /// The same in rows.
    pub rows: WireRows,
}

/// Rows of the conservation table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireRows {
    /// What came in.
    #[serde(rename = "in")]
    pub input: u64,
    /// In groups.
    pub matched: u64,
    /// Open.
    pub open: u64,
    /// Left out with a reason.
    pub excluded: u64,
}

/// One deadline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireDeadline {
    /// Permanent id.
    pub id: String,
    /// What is to be done.
    pub task: String,
    /// Who.
    pub actor: String,
    /// RFC 3339 with offset for a moment, `YYYY-MM-DD` for a whole day, null if there is no date: see `state`.
    pub due: Option<String>,
    /// The rule in the notation of the routines.
    pub rule: String,
    /// The override by a person; null if none.
    pub overridden_by: Option<WireOverride>,
    /// `due`, `not_published` (it depends on a date that is not published) or `event` (it is tied to an event).
    #[schemars(extend("enum" = ["due", "not_published", "event"]))]
    pub state: String,
    /// The event, when `state` is `event`; else null.
    pub event: Option<String>,
    /// What the rule alone gives, in the form of `due`.
    pub by_rule: Option<String>,
    /// A date published for exactly this period, model and task; null if none.
    pub published: Option<WirePublished>,
    /// The last business day on or before the due date, when that is not a business day; else null.
    pub work_by: Option<String>,
    /// Where the rule comes from.
    pub source: String,
}

/// A published date.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WirePublished {
    /// RFC 3339 with offset.
    pub due: String,
    /// Where it was published.
    pub source: String,
}

/// An override of a deadline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireOverride {
    /// RFC 3339 with offset.
    pub due: String,
    /// Who decided.
    pub author: String,
    /// When it was entered.
    pub entered: String,
    /// Why.
    pub reason: String,
}

/// Checks by outcome.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Not applicable.
    pub not_applicable: u64,
    /// Not run.
    pub not_run: u64,
}

/// Service model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireModel {
    /// `full` or `part`.
    pub service: String,
    /// `gross`, `net` or `fund`.
    pub budgeting: String,
    /// `cash` or `srs`.
    pub principle: String,
}

/// The run whose open items were carried.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Previous {
    /// Its number.
    pub run: String,
    /// Digest of its `SHA256SUMS`.
    pub sha256: String,
}

/// Open items of one set, side and currency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OpenItemTotals {
    /// Name of the set.
    pub set: String,
    /// `bank`, `ledger`, `ocr` …
    pub side: String,
    /// ISO 4217.
    pub currency: String,
    /// How many.
    pub rows: u64,
    /// Their sum.
    pub amount: Amount,
    /// The period the oldest came from.
    pub oldest: String,
}

/// The wire form of a run's results.
pub fn results(run: &RunResult, texts: &Texts) -> Result<Results, ReportError> {
    Ok(Results {
        schema: SCHEMA.to_owned(),
        agency: run.agency.clone(),
        period: run.period.to_string(),
        as_of: run.as_of.to_string(),
        generation: run.generation.to_owned(),
        program: run.program.clone(),
        inputs: run.inputs.iter().map(input).collect(),
        checks: run.checks.iter().map(|c| check(c, texts)).collect(),
        matching: run.matching.iter().map(matching).collect(),
        deadlines: run.deadlines.iter().map(|d| deadline(d, texts)).collect(),
        summary: summary(&run.checks),
        agency_name: run.agency_name.clone(),
        organisation: run.organisation.clone(),
        model: model(run.model),
        language: run.language.clone(),
        previous: run.previous.as_ref().map(|(number, sums)| Previous {
            run: number.clone(),
            sha256: sums.to_string(),
        }),
        open_items: open_item_totals(&run.open_items)?,
        digests: logical_digests(run),
        ageing: overview::ageing(run)
            .iter()
            .map(wire_ageing)
            .collect::<Result<_, _>>()?,
        cleared: overview::cleared(run)
            .map(|row| wire_cleared(run, row))
            .collect(),
        reserved_tabs: run
            .reserved_tabs
            .iter()
            .map(|tab| (*tab).to_owned())
            .collect(),
        proposals: (run.checks.iter())
            .flat_map(|check| (check.proposals.iter()).map(|p| proposal(check, p, texts)))
            .collect(),
        follow_up: follow_up(&run.follow_up),
        service_levels: run.service_levels.iter().map(service::level).collect(),
        cases: run.cases.iter().map(service::case).collect(),
    })
}

fn follow_up(follow_up: &FollowUp) -> WireFollowUp {
    let tasks = follow_up.tasks.iter().map(|(task, due)| WireTask {
        name: task.name.clone(),
        frequency: task.frequency.as_str().to_owned(),
        actor: task.actor.clone(),
        due: due.map(|day| day.to_string()),
        reference: task.reference.clone(),
    });
    let dispensations = follow_up.dispensations.iter();
    let dispensations = dispensations.map(|(dispensation, standing)| WireDispensation {
        what: dispensation.what.clone(),
        until: dispensation.until.to_string(),
        reason: dispensation.reason.clone(),
        standing: standing.as_str().to_owned(),
    });
    WireFollowUp {
        owner: follow_up.owner.clone(),
        deputy: follow_up.deputy.clone(),
        tags: follow_up.tags.clone(),
        tasks: tasks.collect(),
        dispensations: dispensations.collect(),
    }
}

/// The bytes of `results.json`.
pub fn results_json(run: &RunResult, texts: &Texts) -> Result<Vec<u8>, ReportError> {
    to_document(&results(run, texts)?)
}

/// The JSON Schema of `results.json`.
pub fn results_schema() -> Result<String, ReportError> {
    schema_of::<Results>()
}

/// Checks by outcome.
pub(crate) fn summary(checks: &[CheckResult]) -> Summary {
    let mut summary = Summary::default();
    for check in checks {
        match check.outcome {
            Outcome::Passed => summary.passed += 1,
            Outcome::Failed => summary.failed += 1,
            Outcome::NotApplicable(_) => summary.not_applicable += 1,
            Outcome::NotRun(_) => summary.not_run += 1,
        }
    }
    summary
}

/// SHA-256 of what the frames say, independent of how Parquet stores it: `matches` and `open_items`.
///
/// Hashed form: one line per row in the frame's order, fields in the frame's column order separated by a tab,
/// line end `\n`; amounts as `-1234.50`, dates as `YYYY-MM-DD`, booleans as `true`/`false`; in text fields `\`, tab,
/// line feed and carriage return are written `\\`, `\t`, `\n`, `\r`.
pub fn logical_digests(run: &RunResult) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("matches".to_owned(), digest_of(&run.matches, match_fields)),
        (
            "open_items".to_owned(),
            digest_of(&run.open_items, open_item_fields),
        ),
    ])
}

/// A row in its hashed form. One buffer serves all rows: there are many.
#[derive(Default)]
struct HashedRow(String);

impl HashedRow {
    fn text(mut self, text: &str) -> Self {
        let escape = |byte: u8| match byte {
            b'\\' => Some("\\\\"),
            b'\t' => Some("\\t"),
            b'\n' => Some("\\n"),
            b'\r' => Some("\\r"),
            _ => None,
        };
        if text.bytes().any(|byte| escape(byte).is_some()) {
            for character in text.chars() {
                let escaped = u8::try_from(character).ok().and_then(escape);
                match escaped {
                    Some(escaped) => self.0.push_str(escaped),
                    None => self.0.push(character),
                }
            }
        } else {
            self.0.push_str(text);
        }
        self.0.push('\t');
        self
    }

    /// A value whose text has nothing to escape.
    fn value(mut self, value: impl Display) -> Self {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{value}\t");
        self
    }
}

fn match_fields(line: HashedRow, row: &MatchRow) -> HashedRow {
    let mut line = line.text(&row.set);
    // The separator behind the set goes: set and number are one field.
    line.0.pop();
    let _ = write!(line.0, "#");
    line.value(row.group)
        .text(row.side)
        .value(row.row.file)
        .value(row.row.record)
        .text(&row.rule)
        .value(row.ambiguous)
        .value(row.amount)
        .value(row.date)
        .value(row.birth)
}

fn open_item_fields(line: HashedRow, item: &OpenItem) -> HashedRow {
    line.text(&item.set)
        .text(&item.side)
        .value(item.row.file)
        .value(item.row.record)
        .value(item.line)
        .text(&item.account)
        .value(item.date)
        .value(item.amount)
        .text(&item.currency)
        .text(&item.reference)
        .text(&item.kid)
        .text(&item.lump)
        .text(&item.voucher)
        .text(&item.text)
        .value(item.birth)
}

fn digest_of<T>(rows: &[T], fields: impl Fn(HashedRow, &T) -> HashedRow) -> String {
    let mut hasher = Sha256::new();
    let mut line = HashedRow::default();
    for row in rows {
        line.0.clear();
        line = fields(line, row);
        line.0.pop();
        line.0.push('\n');
        hasher.update(line.0.as_bytes());
    }
    domain::Digest(hasher.finalize().into()).to_string()
}

fn input(input: &Input) -> WireInput {
    let control = |(name, value): &(String, String)| Control {
        name: name.clone(),
        value: value.clone(),
    };
    WireInput {
        name: input.name.clone(),
        sha256: input.sha256.to_string(),
        format: input.format.clone(),
        rows: input.rows,
        accepted: input.accepted,
        control: input.control.iter().map(control).collect(),
        diagnostics: input.diagnostics.iter().map(WireDiagnostic::from).collect(),
    }
}

fn check(check: &CheckResult, texts: &Texts) -> WireCheck {
    let evidence = &check.evidence;
    WireCheck {
        id: check.id.to_owned(),
        tab: check.tab.clone(),
        title: texts.render(&check.title),
        outcome: check.outcome.as_str().to_owned(),
        reason: check.outcome.reason().map(|reason| texts.render(reason)),
        code: check.code.as_str().to_owned(),
        points: check.points.iter().map(|p| point(p, texts)).collect(),
        findings: (check.findings.iter())
            .map(|found| finding(check, found, texts))
            .collect(),
        evidence: WireEvidence {
            rows_seen: evidence
                .rows_seen
                .iter()
                .map(|(k, v)| ((*k).to_owned(), *v))
                .collect(),
            settings: evidence
                .settings
                .iter()
                .map(|(k, v)| ((*k).to_owned(), v.clone()))
                .collect(),
            regime: evidence.regime.map(|date| date.to_string()),
        },
        actor: check.actor.to_owned(),
    }
}

fn proposal(check: &CheckResult, proposal: &Proposal, texts: &Texts) -> WireProposal {
    let line = |line: &ProposedLine| WireProposedLine {
        account: line.account.clone(),
        amount: line.amount.into(),
        dimensions: (line.dimensions.iter())
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    };
    let say = |text: &Text| texts.render(text);
    WireProposal {
        number: proposal.number.clone(),
        check: check.id.to_owned(),
        findings: proposal.findings.clone(),
        voucher_type: proposal.voucher_type.clone(),
        period: proposal.period.to_string(),
        text: say(&proposal.text),
        lines: proposal.lines.iter().map(line).collect(),
        reversal: proposal.reversal.as_ref().map(say),
        problems: proposal.problems.iter().map(say).collect(),
    }
}

fn point(point: &Point, texts: &Texts) -> WirePoint {
    let side = |side: &Side| WireSide {
        label: texts.render(&side.label),
        amount: side.amount.into(),
    };
    WirePoint {
        id: point.id.to_owned(),
        subject: point.subject.clone(),
        side1: side(&point.side1),
        side2: side(&point.side2),
        difference: point.difference.into(),
        specified: point.specified.into(),
        unexplained: point.unexplained.into(),
    }
}

fn finding(check: &CheckResult, finding: &Finding, texts: &Texts) -> WireFinding {
    WireFinding {
        key: finding.key.clone(),
        code: finding.code.to_owned(),
        severity: finding.severity.as_str().to_owned(),
        amount: finding.amount.into(),
        message: texts.render(&finding.message),
        rows: finding.rows.iter().map(ToString::to_string).collect(),
        cause: finding.cause.map(ToOwned::to_owned),
        proposal: finding.proposal.clone(),
        action: finding.action.as_ref().map(|action| texts.render(action)),
        subject: finding.subject.clone(),
        certainty: check
            .certainty(finding)
            .map(|certainty| certainty.as_str().to_owned()),
        responsible: check.responsible(finding).map(ToOwned::to_owned),
    }
}

fn matching(set: &MatchingSet) -> WireMatching {
    let totals = |side: &SideTotals| WireTotals {
        side: side.side.to_owned(),
        currency: side.currency.clone(),
        input: side.input.0.into(),
        matched: side.matched.0.into(),
        open: side.open.0.into(),
        excluded: side.excluded.0.into(),
        rows: WireRows {
            input: side.input.1,
            matched: side.matched.1,
            open: side.open.1,
            excluded: side.excluded.1,
        },
    };
    WireMatching {
        set: set.set.clone(),
        rules: set.rules.clone(),
        conservation: set.conservation.iter().map(totals).collect(),
        adjustments: set
            .adjustments
            .iter()
            .map(|line| WireAdjustment {
                group: line.group,
                rule: line.rule.clone(),
                amount: line.amount.into(),
                currency: line.currency.clone(),
            })
            .collect(),
        unsearched: set
            .unsearched
            .iter()
            .map(|pool| WireUnsearched {
                rule: pool.rule.clone(),
                left: pool.left,
                right: pool.right,
            })
            .collect(),
    }
}

/// One deadline in its wire form.
pub fn deadline(deadline: &Deadline, texts: &Texts) -> WireDeadline {
    let (state, event) = match &deadline.due {
        Due::At(_) | Due::On(_) => ("due", None),
        Due::NotPublished => ("not_published", None),
        Due::Event(text) => ("event", Some(texts.render(text))),
    };
    WireDeadline {
        id: deadline.id.to_owned(),
        task: texts.render(&deadline.task),
        actor: deadline.actor.to_owned(),
        due: due_text(&deadline.due),
        rule: deadline.rule.to_owned(),
        overridden_by: deadline.overridden.as_ref().map(|o| WireOverride {
            due: o.due.to_rfc3339(),
            author: o.author.clone(),
            entered: o.entered.to_string(),
            reason: o.reason.clone(),
        }),
        state: state.to_owned(),
        event,
        by_rule: due_text(&deadline.by_rule),
        published: deadline
            .published
            .as_ref()
            .map(|(due, source)| WirePublished {
                due: due.to_rfc3339(),
                source: source.clone(),
            }),
        work_by: deadline.work_by.map(|date| date.to_string()),
        source: deadline.source.to_owned(),
    }
}

fn due_text(due: &Due) -> Option<String> {
    match due {
        Due::At(moment) => Some(moment.to_rfc3339()),
        Due::On(date) => Some(date.to_string()),
        Due::NotPublished | Due::Event(_) => None,
    }
}

fn model(model: Model) -> WireModel {
    let service = match model.service {
        Service::Full => "full",
        Service::Part => "part",
    };
    let budgeting = match model.budgeting {
        Budgeting::Gross => "gross",
        Budgeting::Net => "net",
        Budgeting::Fund => "fund",
    };
    let principle = match model.principle {
        Principle::Cash => "cash",
        Principle::Srs => "srs",
    };
    WireModel {
        service: service.to_owned(),
        budgeting: budgeting.to_owned(),
        principle: principle.to_owned(),
    }
}

fn wire_ageing(line: &overview::Ageing<'_>) -> Result<WireAgeing, ReportError> {
    let class = |((from_months, _), (rows, sum)): (&(i32, &str), &(u64, i128))| {
        let amount = i64::try_from(*sum).map_err(|_| {
            let message = format!("the open items of {} do not add up in 64 bits", line.set);
            ReportError::value("results.json", message)
        })?;
        Ok(WireAgeClass {
            from_months: *from_months,
            rows: *rows,
            amount: Ore(amount).into(),
        })
    };
    let classes = overview::AGE_CLASSES.iter().zip(&line.classes).map(class);
    Ok(WireAgeing {
        set: line.set.to_owned(),
        account: line.account.to_owned(),
        side: line.side.to_owned(),
        currency: line.currency.to_owned(),
        classes: classes.collect::<Result<_, ReportError>>()?,
    })
}

fn wire_cleared(run: &RunResult, row: &MatchRow) -> WireCleared {
    WireCleared {
        set: row.set.clone(),
        group: row.group,
        side: row.side.to_owned(),
        row: row.row.to_string(),
        date: row.date.to_string(),
        amount: row.amount.into(),
        birth: row.birth.to_string(),
        cleared: run.period.to_string(),
        rule: row.rule.clone(),
    }
}

fn open_item_totals(items: &[OpenItem]) -> Result<Vec<OpenItemTotals>, ReportError> {
    let mut groups: BTreeMap<(&str, &str, &str), Vec<&OpenItem>> = BTreeMap::new();
    for item in items {
        groups
            .entry((&item.set, &item.side, &item.currency))
            .or_default()
            .push(item);
    }
    groups
        .into_iter()
        .map(|((set, side, currency), items)| {
            let amount = Ore::sum(items.iter().map(|item| item.amount)).ok_or_else(|| {
                ReportError::value(
                    "results.json",
                    format!("the open items of {set} do not add up in 64 bits"),
                )
            })?;
            let oldest = items.iter().map(|item| item.birth).min();
            Ok(OpenItemTotals {
                set: set.to_owned(),
                side: side.to_owned(),
                currency: currency.to_owned(),
                rows: u64::try_from(items.len()).unwrap_or(u64::MAX),
                amount: amount.into(),
                oldest: oldest.map(|period| period.to_string()).unwrap_or_default(),
            })
        })
        .collect()
}
