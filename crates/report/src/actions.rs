//! `actions.json`: the action list of an agency \[S001, P04; S000, K01\]. A deviation has one action from the run in which
//! it is first seen to the run in which it is gone, and the action keeps its id.
//!
//! A deviation is a finding of severity error or warning; a point whose difference no such finding is about; and what
//! earlier periods left in a check, unless the actions of those periods are still open. The id is derived from agency,
//! check, the finding's key and the period that opened it, so that a period that is run again gives the same. An open
//! action is found again by its key, else by code, cause, subject and amount, because the key of some findings
//! names the file they stand in. It is closed only by a check that ran: silence closes nothing. What such a check looks at
//! is its own period; that it does not find the deviation there does not mend the folder of the period that opened it,
//! and the closed action says so.
//!
//! A run knows nothing of what people did about an action; whoever reads the events says it ([`Action::tell`]).
//!
//! Not here: any conclusion of a check; reading the previous list (`cli` does). Actions that earlier periods closed stand
//! in the lists of those periods.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CheckResult, Finding, Ore, Outcome, Period, Point, Severity, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::ReportError;
use crate::html::due_day;
use crate::model::RunResult;
use crate::overview::check_name;
use crate::texts::Texts;
use crate::wire::{Amount, schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.actions/1";

/// The cause of a difference that an earlier period reported.
const CARRIED: &str = "carried";

/// The action list of one agency and period.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.actions/1")]
pub struct Actions {
    /// `avstem.actions/1`.
    pub schema: String,
    /// Agency code.
    pub agency: String,
    /// `YYYY-MM`.
    pub period: String,
    /// The date the run looks from.
    pub as_of: String,
    /// Open ones first, by the period that opened them, check and key.
    pub actions: Vec<Action>,
}

/// One action: the two lines of the action list, and what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// The same from the first run that shows it to the last, such as `A-1f0c36a9b27d`.
    pub id: String,
    /// What it belongs to.
    #[schemars(extend("enum" = ["accounting"]))]
    pub area: String,
    /// The accounting entity: the agency's code.
    pub entity: String,
    /// What it is about, in few words.
    pub subject: String,
    /// `YYYY-MM-DD`; null if the deadlines of the period that opened it give no date.
    pub deadline: Option<String>,
    /// Who must act.
    #[schemars(extend("enum" = ["provider", "agency", "payroll", "bank", "nav", "treasury"]))]
    pub responsible: String,
    /// The tab or check, in words.
    pub process_area: String,
    /// Whether it is done.
    #[schemars(extend("enum" = ["open", "closed"]))]
    pub status: String,
    /// Second line: what was found and what to do.
    pub description: String,
    /// Second line: how it stands, in a sentence.
    pub detailed_status: String,
    /// The period that opened it, `YYYY-MM`.
    pub opened: String,
    /// The period that closed it; null while it is open.
    pub closed: Option<String>,
    /// What it is found again by.
    pub origin: Origin,
    /// Key of the finding in this run, where it is another than that of `origin`; absent: the same, or no finding any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// Who has taken it on; absent in a run, which knows no events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
    /// The case it was turned into; absent in a run, which knows no events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseOfAction>,
}

/// That somebody has taken an action on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// Id of who took it on.
    pub by: String,
    /// In which role.
    pub role: String,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// Id of the person who is to do it.
    pub person: String,
    /// The day by which it is to be done.
    pub due: String,
    /// Whether that day has not passed, seen from the date.
    pub in_force: bool,
    /// Why, or how; null if nothing was said.
    pub reason: Option<String>,
}

/// A case towards the customer centre, about an action.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CaseOfAction {
    /// Its id: that of the action with `C-`.
    pub id: String,
    /// The department that has it.
    #[schemars(extend("enum" = ["accounting", "pay"]))]
    pub category: String,
    /// Its type, such as `enquiry`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The day it was opened.
    pub created: String,
    /// The period in whose chain it lives.
    pub period: String,
    /// How it stands with the customer centre.
    #[schemars(extend("enum" = ["active", "in-progress", "waiting-for-customer", "postponed", "closed"]))]
    pub status: String,
    /// Id of the handler; null while nobody has set a status.
    pub owner: Option<String>,
    /// The day by which it is to be answered; null if its type has none.
    pub due: Option<String>,
    /// Whether that day is the estimate of a preliminary answer.
    pub is_estimate: bool,
    /// How it stands against that day.
    #[schemars(extend("enum" = ["overdue", "late", "running", "paused", "on-time", "no-target"]))]
    pub standing: String,
    /// The day of the final answer; null before it.
    pub closed: Option<String>,
    /// How often it was opened again.
    pub reopened: u64,
    /// The notice that was proposed last; nothing is sent.
    pub notice: String,
}

/// What an action is about, for programs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Id of the check.
    pub check: String,
    /// Key of the finding when the action was opened; `point:<id>:<subject>` for a point.
    pub key: String,
    /// Code of the finding; null for a point.
    pub code: Option<String>,
    /// The cause; null = unexplained.
    pub cause: Option<String>,
    /// The account or group.
    pub subject: String,
    /// The amount when the action was opened.
    pub amount: Amount,
}

impl Action {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether it is what follows a finding up in its run: the finding itself, or, of what earlier periods left
    /// (`is_carried`), an open action of the same subject.
    pub fn follows(&self, check: &str, key: &str, subject: &str, is_carried: bool) -> bool {
        let of_now = self.finding.as_ref().unwrap_or(&self.origin.key);
        let is_it = of_now == key || (is_carried && self.origin.subject == subject);
        self.is_open() && self.origin.check == check && is_it
    }

    /// Says what people did about it: in its fields, and in the sentence of how it stands.
    pub fn tell(&mut self, accepted: Option<Accepted>, case: Option<CaseOfAction>, texts: &Texts) {
        let day = |text: &str| text.parse().map_or(text.to_owned(), |day| texts.date(day));
        let mut said = vec![std::mem::take(&mut self.detailed_status)];
        if let Some(accepted) = &accepted {
            let key = if accepted.in_force {
                "actions-accepted"
            } else {
                "actions-accepted-overdue"
            };
            let text = Text::key(key)
                .with("by", accepted.by.as_str())
                .with("on", day(&accepted.on))
                .with("person", accepted.person.as_str())
                .with("due", day(&accepted.due));
            said.push(texts.render(&text));
        }
        if let Some(case) = &case {
            let text = Text::key("actions-case")
                .with("case", case.id.as_str())
                .with("status", texts.name_of("case-status", &case.status))
                .with("standing", texts.name_of("case", &case.standing))
                .with("due", case.due.as_deref().map_or("-".to_owned(), day));
            said.push(texts.render(&text));
        }
        self.detailed_status = said.join(". ");
        self.accepted = accepted;
        self.case = case;
    }
}

/// The bytes of `actions.json`.
pub fn actions_json(run: &RunResult, texts: &Texts) -> Result<Vec<u8>, ReportError> {
    to_document(&Actions {
        schema: SCHEMA.to_owned(),
        agency: run.agency.clone(),
        period: run.period.to_string(),
        as_of: run.as_of.to_string(),
        actions: actions(run, texts),
    })
}

/// Reads `actions.json` back.
pub fn read_actions(bytes: &[u8]) -> Result<Actions, ReportError> {
    Ok(serde_json::from_slice(bytes)?)
}

/// The JSON Schema of `actions.json`.
pub fn actions_schema() -> Result<String, ReportError> {
    schema_of::<Actions>()
}

/// A deviation of the run.
struct Deviation<'a> {
    check: &'a CheckResult,
    origin: Origin,
    responsible: &'static str,
    /// What was found, what to do.
    description: Vec<String>,
}

/// Every action of the run: those of the run before that were open, and the new ones.
pub fn actions(run: &RunResult, texts: &Texts) -> Vec<Action> {
    let deviations = deviations(run, texts);
    let before: Vec<&Action> = (run.carried_actions.iter())
        .filter(|action| action.is_open())
        .collect();
    let seen_again = seen_again(&before, &deviations);
    let origin = |index: &usize| deviations.get(*index).map(|deviation| &deviation.origin);
    let mut list: Vec<Action> = (before.iter().zip(&seen_again))
        .map(|(action, seen)| follow(run, action, seen.as_ref().and_then(origin), texts))
        .collect();
    let old: BTreeSet<usize> = seen_again.into_iter().flatten().collect();
    let new = (deviations.iter().enumerate()).filter(|(index, _)| !old.contains(index));
    list.extend(new.map(|(_, deviation)| open(run, deviation, texts)));
    list.sort_by(|a, b| {
        let order = |action: &Action| (!action.is_open(), action.opened.clone());
        (order(a), &a.origin).cmp(&(order(b), &b.origin))
    });
    list
}

/// For each open action the deviation that shows it again.
fn seen_again(before: &[&Action], deviations: &[Deviation<'_>]) -> Vec<Option<usize>> {
    let mut by_key: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (index, Deviation { origin, .. }) in deviations.iter().enumerate() {
        by_key.insert((&origin.check, &origin.key), index);
    }
    let mut seen: Vec<Option<usize>> = (before.iter())
        .map(|action| by_key.remove(&(action.origin.check.as_str(), action.origin.key.as_str())))
        .collect();
    let mut by_content: BTreeMap<Content<'_>, Vec<usize>> = BTreeMap::new();
    for index in by_key.into_values().collect::<BTreeSet<_>>() {
        if let Some(deviation) = deviations.get(index) {
            let content = content(&deviation.origin);
            by_content.entry(content).or_default().push(index);
        }
    }
    for (action, seen) in before.iter().zip(&mut seen) {
        if seen.is_none()
            && let Some(alike) = by_content.get_mut(&content(&action.origin))
            && !alike.is_empty()
        {
            *seen = Some(alike.remove(0));
        }
    }
    seen
}

/// What a deviation is about, whatever file it stands in.
type Content<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a str, &'a str);

fn content(origin: &Origin) -> Content<'_> {
    (
        &origin.check,
        origin.code.as_deref(),
        origin.cause.as_deref(),
        &origin.subject,
        &origin.amount.0,
    )
}

/// Every deviation of the run, one for each check and key.
fn deviations<'a>(run: &'a RunResult, texts: &Texts) -> Vec<Deviation<'a>> {
    let mut list = Vec::new();
    let mut keys = BTreeSet::new();
    for check in &run.checks {
        if check.outcome != Outcome::Failed {
            continue;
        }
        let findings = check
            .findings
            .iter()
            .filter(|f| is_deviation(run, check, f));
        let of_findings = findings.map(|finding| of_finding(check, finding, texts));
        let points = check.points.iter().filter(|p| nobody_reports(check, p));
        let of_points = points.map(|point| of_point(check, point, texts));
        for deviation in of_findings.chain(of_points) {
            if keys.insert((check.id, deviation.origin.key.clone())) {
                list.push(deviation);
            }
        }
    }
    list
}

/// Whether a finding needs an action of its own.
fn is_deviation(run: &RunResult, check: &CheckResult, finding: &Finding) -> bool {
    if finding.cause != Some(CARRIED) {
        return finding.severity != Severity::Info;
    }
    // What earlier periods left is followed by their actions, if those are known.
    let is_followed = |action: &Action| {
        action.is_open()
            && action.origin.check == check.id
            && action.origin.subject == finding.subject
            && action.origin.key != finding.key
    };
    !run.carried_actions.iter().any(is_followed)
}

/// Whether a point has something left that no finding of the check reports.
fn nobody_reports(check: &CheckResult, point: &Point) -> bool {
    let reports = |finding: &&Finding| {
        finding.subject == point.subject
            && (finding.severity != Severity::Info || finding.cause == Some(CARRIED))
    };
    let mut findings = check.findings.iter().filter(reports);
    if point.unexplained != Ore::ZERO {
        return !findings.any(|finding| finding.cause.is_none());
    }
    point.difference != Ore::ZERO && findings.next().is_none()
}

fn of_finding<'a>(check: &'a CheckResult, finding: &Finding, texts: &Texts) -> Deviation<'a> {
    let action = finding.action.as_ref().map(|action| texts.render(action));
    let action = match (action, finding.cause) {
        (None, None) => Some(texts.say("unexplained-action")),
        (action, _) => action,
    };
    Deviation {
        check,
        origin: Origin {
            check: check.id.to_owned(),
            key: finding.key.clone(),
            code: Some(finding.code.to_owned()),
            cause: finding.cause.map(str::to_owned),
            subject: finding.subject.clone(),
            amount: finding.amount.into(),
        },
        responsible: check.responsible(finding).unwrap_or(check.actor),
        description: std::iter::once(texts.render(&finding.message))
            .chain(action)
            .collect(),
    }
}

fn of_point<'a>(check: &'a CheckResult, point: &Point, texts: &Texts) -> Deviation<'a> {
    let amount = match point.unexplained {
        Ore::ZERO => point.difference,
        unexplained => unexplained,
    };
    let sentence = Text::key("actions-point")
        .with("point", texts.name_of("point", point.id))
        .with("subject", point.subject.as_str())
        .with("amount", amount);
    Deviation {
        check,
        origin: Origin {
            check: check.id.to_owned(),
            key: format!("point:{}:{}", point.id, point.subject),
            code: None,
            cause: None,
            subject: point.subject.clone(),
            amount: amount.into(),
        },
        responsible: check.actor,
        description: vec![texts.render(&sentence), texts.say("unexplained-action")],
    }
}

/// A new action.
fn open(run: &RunResult, deviation: &Deviation<'_>, texts: &Texts) -> Action {
    let origin = &deviation.origin;
    let what = match &origin.cause {
        Some(cause) => texts.name_of("cause", cause),
        None => texts.say("unexplained-cause"),
    };
    Action {
        id: id(&run.agency, origin, run.period),
        area: "accounting".to_owned(),
        entity: run.agency.clone(),
        subject: format!("{}: {what}", origin.subject),
        deadline: deadline(run).map(|day| day.to_string()),
        responsible: deviation.responsible.to_owned(),
        process_area: check_name(deviation.check, texts),
        status: "open".to_owned(),
        description: deviation.description.join(". "),
        detailed_status: texts.render(&Text::key("actions-new").with("period", run.period)),
        opened: run.period.to_string(),
        closed: None,
        origin: origin.clone(),
        finding: None,
        accepted: None,
        case: None,
    }
}

/// An action of the run before, as this run sees it.
fn follow(run: &RunResult, action: &Action, seen: Option<&Origin>, texts: &Texts) -> Action {
    let mut action = action.clone();
    let key = seen.map(|seen| &seen.key);
    action.finding = key.filter(|key| **key != action.origin.key).cloned();
    let check = run.checks.iter().find(|c| c.id == action.origin.check);
    let left = |check: &&CheckResult| {
        let of = |f: &Finding| f.cause == Some(CARRIED) && f.subject == action.origin.subject;
        check.outcome == Outcome::Failed && check.findings.iter().any(of)
    };
    let detail = if seen.is_some() {
        Text::key("actions-still")
    } else if check.is_some_and(|check| left(&check)) {
        Text::key("actions-carried")
    } else {
        match check.map(|check| &check.outcome) {
            Some(Outcome::Passed | Outcome::Failed) => {
                action.closed = Some(run.period.to_string());
                "closed".clone_into(&mut action.status);
                let opened = match action.opened.parse::<Period>() {
                    Ok(opened) => texts.period(opened),
                    Err(_) => action.opened.clone(),
                };
                Text::key("actions-gone").with("opened", opened)
            }
            Some(Outcome::NotRun(reason) | Outcome::NotApplicable(reason)) => {
                Text::key("actions-not-looked").with("reason", reason.clone())
            }
            None => {
                let reason = Text::key("actions-no-check");
                Text::key("actions-not-looked").with("reason", reason)
            }
        }
    };
    action.detailed_status = texts.render(&detail.with("period", run.period));
    action
}

/// The first date among the deadlines that the playbook's setting names.
fn deadline(run: &RunResult) -> Option<NaiveDate> {
    let named = |id: &str| run.action_deadlines.iter().any(|name| name == id);
    let deadlines = run.deadlines.iter().filter(|deadline| named(deadline.id));
    deadlines
        .filter_map(|deadline| due_day(&deadline.due))
        .min()
}

/// `A-` and twelve hexadecimal digits.
fn id(agency: &str, origin: &Origin, opened: Period) -> String {
    let mut hasher = Sha256::new();
    for part in [agency, &origin.check, &origin.key, &opened.to_string()] {
        // A length before each part: no two lists of parts are the same bytes.
        hasher.update(part.len().to_string());
        hasher.update(b":");
        hasher.update(part);
    }
    let digest = domain::Digest(hasher.finalize().into());
    format!("A-{}", digest.file_id())
}
