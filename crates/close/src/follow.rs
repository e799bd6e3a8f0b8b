//! What people do about actions: one of them takes an action on, with a person and a day; or it is turned into a case
//! towards the customer centre \[S000, K01–K05, K13\], which lives until its final answer.
//!
//! An action keeps its id over periods, so what is said of it holds in later periods too: it stands in the chain of the
//! period in which it was said. A case has the number of its action, so an action has one case and no more; it lives in the
//! chain in which it was opened. Both are events of people, never of a run. Nothing is sent: a case carries the notice that
//! somebody may send.
//!
//! Not here: which findings an action is about (`report`), dates (`calendar`), statuses and their order ([`domain::case`]).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::agency::Person;
use domain::case::CaseStatus;

use crate::event::{Act, Doer, Event};
use crate::life::{Illegal, PROVIDER_ROLE};
use crate::segregation::roles;

/// The roles that take an action on \[INF\]: those who have a say in the close.
const ACCEPTING_ROLES: [&str; 3] = ["preparer", "approver", PROVIDER_ROLE];

/// An action that somebody has taken on: who does it, by when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Acceptance {
    /// Id of the action.
    pub action: String,
    /// Short id of the person who is to do it.
    pub responsible: String,
    /// The day by which it is to be done.
    pub until: NaiveDate,
    /// Why, or how.
    pub reason: Option<String>,
    /// Short id of who took it on.
    pub person: String,
    /// As whom.
    pub by: Doer,
}

/// What is done with a case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CaseStep {
    /// An action becomes a case.
    Open,
    /// The handler sets a status, or gives a preliminary answer with an estimate.
    Status,
    /// Anyone says something; a closed case is open again.
    Message,
    /// The handler says that it is a change request: the first of its two notices.
    ChangeRequest,
    /// The handler says what the assessment of a change request came to: the second.
    Assessed,
}

/// Every step with its word, and whether only the handler takes it.
const STEPS: [(CaseStep, &str, bool); 5] = [
    (CaseStep::Open, "case-open", false),
    (CaseStep::Status, "case-status", true),
    (CaseStep::Message, "case-message", false),
    (CaseStep::ChangeRequest, "case-change-request", true),
    (CaseStep::Assessed, "case-assessed", true),
];

/// The type of a case that is a change request.
pub const CHANGE_REQUEST: &str = "change-request";

impl CaseStep {
    /// The word of `avstem event` and of the chain.
    pub fn as_str(self) -> &'static str {
        let mut steps = STEPS.iter();
        steps
            .find(|(step, ..)| *step == self)
            .map_or("", |(_, word, _)| word)
    }

    /// A step by its word.
    pub fn parse(word: &str) -> Option<Self> {
        let mut steps = STEPS.iter();
        steps
            .find(|(_, known, _)| *known == word)
            .map(|(step, ..)| *step)
    }

    /// The handler at the provider owns status and type \[K02\]; the rest is anyone's \[K03\].
    fn roles(self) -> Vec<&'static str> {
        if STEPS.iter().any(|(step, _, own)| *step == self && *own) {
            vec![PROVIDER_ROLE]
        } else {
            roles()
        }
    }
}

/// Something done with a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseAct {
    /// What is done.
    pub step: CaseStep,
    /// Id of the case; [`case_of`] gives it.
    pub case: String,
    /// Id of the action.
    pub action: String,
    /// The department that gets it: `accounting` or `pay`. Of an opened one only.
    pub category: Option<String>,
    /// Its type, by which its target is found. Of an opened one, and of one that becomes a change request.
    pub kind: Option<String>,
    /// The status it has from now on.
    pub status: CaseStatus,
    /// The day a preliminary answer estimates.
    pub estimate: Option<NaiveDate>,
    /// What is said: the question, the answer, the reason.
    pub text: Option<String>,
    /// The notice that is proposed: whom it is for and what it says.
    pub notice: String,
    /// Short id of the person.
    pub person: String,
    /// As whom.
    pub by: Doer,
}

/// A case, as it stands after the events of a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseFile {
    /// Its id.
    pub id: String,
    /// Id of its action.
    pub action: String,
    /// The department that has it.
    pub category: String,
    /// Its type.
    pub kind: String,
    /// When it was opened.
    pub opened: DateTime<Utc>,
    /// Number of the event that opened it.
    pub event: u32,
    /// Its status.
    pub status: CaseStatus,
    /// Short id of the handler: who last set a status; `None` = nobody has.
    pub owner: Option<String>,
    /// Statuses after the first, each with its time.
    pub changes: Vec<(DateTime<Utc>, CaseStatus)>,
    /// Preliminary answers, each with its time and the day it estimates.
    pub preliminary: Vec<(DateTime<Utc>, NaiveDate)>,
    /// Whether the second notice of a change request has been given.
    pub is_assessed: bool,
    /// The notice that was proposed last.
    pub notice: String,
}

/// The id of the case of an action: `C-` and the number of the action.
pub fn case_of(action: &str) -> String {
    format!("C-{}", action.strip_prefix("A-").unwrap_or(action))
}

/// What was taken on in a period, by action; the newest counts.
pub fn acceptances(events: &[Event]) -> BTreeMap<&str, (&Event, &Acceptance)> {
    let all = events.iter().filter_map(|event| match &event.act {
        Act::Accepted(act) => Some((act.action.as_str(), (event, act))),
        _ => None,
    });
    all.collect()
}

/// The cases that were opened in a period, by id.
pub fn cases(events: &[Event]) -> BTreeMap<String, CaseFile> {
    let mut cases: BTreeMap<String, CaseFile> = BTreeMap::new();
    for event in events {
        let Act::Case(act) = &event.act else { continue };
        if act.step == CaseStep::Open {
            let case = CaseFile {
                id: act.case.clone(),
                action: act.action.clone(),
                category: act.category.clone().unwrap_or_default(),
                kind: act.kind.clone().unwrap_or_default(),
                opened: event.at,
                event: event.number,
                status: act.status,
                owner: None,
                changes: Vec::new(),
                preliminary: Vec::new(),
                is_assessed: false,
                notice: act.notice.clone(),
            };
            cases.entry(act.case.clone()).or_insert(case);
        } else if let Some(case) = cases.get_mut(&act.case) {
            case.add(event.at, act);
        }
    }
    cases
}

impl CaseFile {
    fn add(&mut self, at: DateTime<Utc>, act: &CaseAct) {
        if act.status != self.status {
            self.changes.push((at, act.status));
            self.status = act.status;
        }
        self.preliminary
            .extend(act.estimate.map(|estimate| (at, estimate)));
        match act.step {
            CaseStep::Open | CaseStep::Message => {}
            CaseStep::Status => self.owner = Some(act.person.clone()),
            CaseStep::ChangeRequest => {
                CHANGE_REQUEST.clone_into(&mut self.kind);
                self.owner = Some(act.person.clone());
            }
            CaseStep::Assessed => {
                self.is_assessed = true;
                self.owner = Some(act.person.clone());
            }
        }
        self.notice.clone_from(&act.notice);
    }

    /// The status after a step that does not set one: a message opens a closed case again \[K03\].
    pub fn status_after(&self, step: CaseStep) -> CaseStatus {
        if step == CaseStep::Message && self.status == CaseStatus::Closed {
            CaseStatus::Active
        } else {
            self.status
        }
    }
}

/// The role in which a person may take an action on.
///
/// # Errors
/// [`Illegal::RoleMissing`].
pub fn may_accept(person: &Person) -> Result<&'static str, Illegal> {
    role_of(person, "accept", &ACCEPTING_ROLES, "INF")
}

/// The role in which a person may take a step of a case.
///
/// # Errors
/// [`Illegal::RoleMissing`].
pub fn may_handle(person: &Person, step: CaseStep) -> Result<&'static str, Illegal> {
    role_of(person, step.as_str(), &step.roles(), "S000")
}

fn role_of(
    person: &Person,
    step: &'static str,
    roles: &[&'static str],
    source_tag: &'static str,
) -> Result<&'static str, Illegal> {
    let has = |role: &&&str| person.roles.iter().any(|own| own == *role);
    let role = roles.iter().find(has).copied();
    role.ok_or_else(|| {
        refused(
            &person.id,
            step,
            roles,
            &person.roles.join(", "),
            source_tag,
        )
    })
}

fn refused(
    person: &str,
    step: &'static str,
    roles: &[&str],
    has: &str,
    source_tag: &'static str,
) -> Illegal {
    Illegal::RoleMissing {
        person: person.to_owned(),
        step,
        needed: roles.join(" or "),
        has: if has.is_empty() { "none" } else { has }.to_owned(),
        source_tag,
    }
}

/// Whether an act about an action or a case may follow the events before it; other acts may.
///
/// # Errors
/// The rule that does not hold, and what would make it possible.
pub(crate) fn check_act(act: &Act, before: &[Event]) -> Result<(), Illegal> {
    match act {
        Act::Accepted(act) if !ACCEPTING_ROLES.contains(&act.by.role.as_str()) => Err(refused(
            &act.person,
            "accept",
            &ACCEPTING_ROLES,
            &act.by.role,
            "INF",
        )),
        Act::Case(act) => check_case(act, &cases(before)),
        _ => Ok(()),
    }
}

fn check_case(act: &CaseAct, cases: &BTreeMap<String, CaseFile>) -> Result<(), Illegal> {
    let (roles, step) = (act.step.roles(), act.step.as_str());
    if !roles.contains(&act.by.role.as_str()) {
        return Err(refused(&act.person, step, &roles, &act.by.role, "S000"));
    }
    let illegal = |why: String| {
        Err(Illegal::Case {
            case: act.case.clone(),
            why,
        })
    };
    let is_silent = act
        .text
        .as_deref()
        .is_none_or(|text| text.trim().is_empty());
    match (act.step, cases.get(&act.case)) {
        (CaseStep::Open, None) if act.case != case_of(&act.action) => illegal(format!(
            "the case of {} is {}",
            act.action,
            case_of(&act.action)
        )),
        (CaseStep::Open, None) => Ok(()),
        (CaseStep::Open, Some(known)) => illegal(format!(
            "{} is that case already (event {}, {}); say more in it with case-message [K01]",
            known.action,
            known.event,
            known.status.as_str()
        )),
        (_, None) => illegal(
            "no such case was opened in this period; give the period in which case-open opened it"
                .to_owned(),
        ),
        (CaseStep::Status, Some(known)) => check_status(act, known, is_silent, illegal),
        (_, Some(_)) if is_silent => {
            illegal(format!("{step} needs what is said; give it with --reason"))
        }
        (CaseStep::ChangeRequest, Some(known)) if known.kind == CHANGE_REQUEST => {
            illegal("it is a change request already [K13]".to_owned())
        }
        (CaseStep::Assessed, Some(known)) if known.kind != CHANGE_REQUEST => illegal(
            "only a change request is assessed; case-change-request makes it one [K13]".to_owned(),
        ),
        (CaseStep::Assessed, Some(known)) if known.is_assessed => {
            illegal("it is assessed already [K13]".to_owned())
        }
        (step, Some(known)) if act.status != known.status_after(step) => illegal(format!(
            "{} does not make it {}",
            step.as_str(),
            act.status.as_str()
        )),
        (_, Some(_)) => Ok(()),
    }
}

fn check_status(
    act: &CaseAct,
    known: &CaseFile,
    is_silent: bool,
    illegal: impl Fn(String) -> Result<(), Illegal>,
) -> Result<(), Illegal> {
    let (from, to) = (known.status, act.status);
    // A closed case is opened by a message, not by its handler [K03].
    if !from.may_become(to) || (from == CaseStatus::Closed && to != from) {
        let next = CaseStatus::ALL
            .into_iter()
            .filter(|next| *next != from && from.may_become(*next) && from != CaseStatus::Closed);
        let next: Vec<&str> = next.map(CaseStatus::as_str).collect();
        let next = match next.as_slice() {
            [] => "a message opens it again (case-message)".to_owned(),
            next => format!("it may become {}", next.join(", ")),
        };
        return illegal(format!(
            "it is {} and cannot become {}; {next} [K02]",
            from.as_str(),
            to.as_str()
        ));
    }
    if from == to && act.estimate.is_none() {
        return illegal(format!("it is {} already [K02]", to.as_str()));
    }
    match to {
        CaseStatus::Postponed if is_silent => {
            illegal("a postponed case says why; give it with --reason [K02]".to_owned())
        }
        CaseStatus::Closed if is_silent => {
            illegal("a closed case has a final answer; give it with --reason [K02]".to_owned())
        }
        CaseStatus::Closed if known.kind == CHANGE_REQUEST && !known.is_assessed => illegal(
            "a change request is closed after the notice of what its assessment came to; give it with case-assessed [K13]"
                .to_owned(),
        ),
        _ => Ok(()),
    }
}
