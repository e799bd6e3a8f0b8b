//! The life of a period: every step of the routines as one table, and the state of a period as a fold of its events.
//!
//! A step says for which models it is, who does it, which earlier steps it needs, which deadline it is held against, and
//! which signature it asks for. A step is *done* while its event stands; a later event can undo it (a rejection, a
//! reopening, an artifact that changed), and with it everything that was built on it. So the state is nothing but the
//! set of steps that stand, and an illegal step is one whose line of the table does not hold.
//!
//! Sources: seed 004, routine 9.1 and its chapter on period 13 ("S 9.1", "S 9.x"); what is inferred says so (`[INF]`).
//! Period 13 has a chain of its own, for gross agencies only. Several periods may be open at once: each has its events.
//!
//! Not here: dates (`calendar` computes them, the caller compares), keys (`sign_off`), who may sign for what
//! (`segregation`).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::{Budgeting, Model, Person, Principle, Service};
use domain::{Digest, Period};

use crate::event::{Act, Artifact, Event};
use crate::segregation::signing_roles;

/// Who does a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Actor {
    /// The agency.
    Agency,
    /// The provider of the accounting service (DFØ).
    Provider,
    /// Either of them: the source leaves it to their agreement, or contradicts itself.
    Either,
}

impl Actor {
    /// An actor by its word: `agency`, `provider`, `either`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "agency" => Some(Self::Agency),
            "provider" => Some(Self::Provider),
            "either" => Some(Self::Either),
            _ => None,
        }
    }
}

/// The steps that the sources leave to agency and provider, or contradict themselves about: part A of a fund in full
/// service is the agency's by the heading and the provider's by the text under it. Who does them is agreed \[INF\]; in the
/// models whose line of the table names one of the two, that line counts.
pub const AGREED_STEPS: [&str; 5] = [
    "completeness",
    "bank-done",
    "a-done",
    "b-e-done",
    "controlled",
];

/// What an agency and its provider have agreed about [`AGREED_STEPS`]; by default nothing, and either may.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Agreed([Option<Actor>; AGREED_STEPS.len()]);

impl Agreed {
    /// Nothing.
    pub const NONE: Self = Self([None; AGREED_STEPS.len()]);

    /// From words such as `a-done=agency`. A word that says nothing of these steps is left out, as [`Agreed::problem`]
    /// says.
    pub fn parse(words: &str) -> Self {
        let mut agreed = Self::default();
        for word in words.split_whitespace() {
            if let Some((step, actor)) = word.split_once('=')
                && let Some(actor) = Actor::parse(actor)
                && let Some(at) = AGREED_STEPS.iter().position(|known| *known == step)
                && let Some(place) = agreed.0.get_mut(at)
            {
                *place = Some(actor);
            }
        }
        agreed
    }

    /// The first word that says nothing of these steps, with what was expected.
    pub fn problem(words: &str) -> Option<String> {
        let is_known = |word: &&str| {
            let (step, actor) = word.split_once('=').unwrap_or((word, ""));
            AGREED_STEPS.contains(&step) && Actor::parse(actor).is_some()
        };
        let wrong = words.split_whitespace().find(|word| !is_known(word))?;
        Some(format!(
            "{wrong:?}, expected STEP=agency, STEP=provider or STEP=either, where STEP is one of {}; the sources say who does the others",
            AGREED_STEPS.join(", ")
        ))
    }

    /// Who does a step, when its line of the table says `said`.
    fn actor(self, step: &str, said: Actor) -> Actor {
        let mut agreed = AGREED_STEPS.iter().zip(self.0);
        let of_step = agreed.find(|(known, _)| **known == step);
        match (said, of_step) {
            (Actor::Either, Some((_, Some(actor)))) => actor,
            _ => said,
        }
    }
}

/// Roles of the agency that do steps without a purpose of their own.
const AGENCY_ROLES: &[&str] = &["preparer", "approver"];

/// The one role of the provider.
pub(crate) const PROVIDER_ROLE: &str = "provider";

impl Actor {
    fn includes(self, role: &str) -> bool {
        match self {
            Self::Either => true,
            Self::Provider => role == PROVIDER_ROLE,
            Self::Agency => role != PROVIDER_ROLE,
        }
    }
}

/// Which periods a step belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chain {
    /// The twelve months.
    Month,
    /// Period 13: corrections after the last report.
    Period13,
}

impl Chain {
    /// The chain of a period; `None` for periods 00 and 14, which have none.
    pub fn of(period: Period) -> Option<Self> {
        match period.number() {
            1..=12 => Some(Self::Month),
            13 => Some(Self::Period13),
            _ => None,
        }
    }
}

/// One line of the table. A step may have several, for models that do not overlap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// Permanent id, as given to `avstem event`.
    pub id: &'static str,
    /// In which periods.
    pub chain: Chain,
    /// Who, per column: gross full, gross part, net full, net part, fund full, fund part; `None` = not in that routine.
    pub actors: [Option<Actor>; 6],
    /// Only under this accounting principle; `None` = both.
    pub principle: Option<Principle>,
    /// Steps that must stand before it. One that the model does not have is not needed.
    pub needs: &'static [&'static str],
    /// Steps that must not stand: it would come too late.
    pub barred_by: &'static [&'static str],
    /// Steps that it undoes, with all that was built on them.
    pub undoes: &'static [&'static str],
    /// Whether it stands once it is done; what does not stand (a rejection) may happen again.
    pub is_lasting: bool,
    /// Deadlines of the table in `calendar`; the first one that the agency's month has is the one that counts.
    pub deadlines: &'static [&'static str],
    /// Purpose that it is signed for, and the role that makes it this step (empty = any role of the purpose).
    pub purpose: Option<(&'static str, &'static str)>,
    /// The file of the run that it is about. Signed: the run must have it. Else: noted when the run has it.
    pub artifact: Option<&'static str>,
    /// Who did one of these may not do it.
    pub not_by: &'static [&'static str],
    /// The same, inferred: not held against an agency that has switched it off.
    pub not_by_inferred: &'static [&'static str],
    /// Whether a reason must be given.
    pub needs_reason: bool,
    /// Whether there must be a run that it is about.
    pub needs_run: bool,
    /// Where it comes from.
    pub source: &'static str,
}

const A: Option<Actor> = Some(Actor::Agency);
const P: Option<Actor> = Some(Actor::Provider);
const E: Option<Actor> = Some(Actor::Either);
const __: Option<Actor> = None;
const SRS: Option<Principle> = Some(Principle::Srs);
const CASH: Option<Principle> = Some(Principle::Cash);

/// What most steps have in common.
const STEP: Step = Step {
    id: "",
    chain: Chain::Month,
    actors: [None; 6],
    principle: None,
    needs: &[],
    barred_by: &[],
    undoes: &[],
    is_lasting: true,
    deadlines: &[],
    purpose: None,
    artifact: None,
    not_by: &[],
    not_by_inferred: &[],
    needs_reason: false,
    needs_run: false,
    source: "S 9.1",
};

const STEP_13: Step = Step {
    chain: Chain::Period13,
    source: "S 9.x",
    ..STEP
};

/// What happens to a report that was sent and not accepted. The error may lie outside the report: then it is sent again
/// and the signature stands [INF from the wording]; or the report must be changed: then it is signed again [S 9.1].
const NOT_ACCEPTED: Step = Step {
    is_lasting: false,
    needs_reason: true,
    ..STEP
};

const S_REPORT: Option<&str> = Some("s-report.csv");
const L_REPORT: Option<&str> = Some("l-report.csv");
const P_REPORT: Option<&str> = Some("p-report.csv");

/// The steps, each after those it needs.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    Step { id: "set-current",        actors: [P, P, P, P, P, P], deadlines: &["D01"], ..STEP },
    Step { id: "bank-vouchers-in",   actors: [__, __, A, A, A, A], needs: &["set-current"], deadlines: &["D03"], ..STEP },
    Step { id: "vouchers-in",        actors: [A, A, A, __, A, A], needs: &["set-current"], deadlines: &["D02", "D04"], ..STEP },
    Step { id: "p-vouchers-in",      actors: [__, __, A, A, __, __], needs: &["set-current"], deadlines: &["D06"], ..STEP },
    Step { id: "srs-vouchers-in",    actors: [A, A, A, A, A, A], principle: SRS, needs: &["set-current"], deadlines: &["D07"], ..STEP },
    Step { id: "ready",              actors: [A, A, A, A, A, A], needs: &["bank-vouchers-in", "vouchers-in", "p-vouchers-in"], deadlines: &["D05"], ..STEP },
    Step { id: "completeness",       actors: [P, E, P, E, P, E], needs: &["ready"], deadlines: &["D08"], purpose: Some(("completeness", "")), needs_run: true, ..STEP },
    Step { id: "closed",             actors: [P, P, P, P, P, P], needs: &["ready", "srs-vouchers-in"], deadlines: &["D09"], ..STEP },
    // A1 comes before the L-report, the rest of part A after the other vouchers.
    Step { id: "bank-done",          actors: [__, __, E, E, E, E], needs: &["bank-vouchers-in"], deadlines: &["D10"], needs_run: true, ..STEP },
    // Gross agencies under the cash principle close at the start of the reconciliation, the others on the 25th.
    Step { id: "a-done",             actors: [E, E, __, __, __, __], principle: CASH, needs: &["completeness", "closed"], deadlines: &["D10"], needs_run: true, ..STEP },
    Step { id: "a-done",             actors: [E, E, __, __, __, __], principle: SRS, needs: &["completeness"], deadlines: &["D10"], needs_run: true, ..STEP },
    Step { id: "a-done",             actors: [__, __, E, E, E, E], needs: &["completeness", "bank-done"], deadlines: &["D10"], needs_run: true, ..STEP },
    Step { id: "s-laid-out",         actors: [P, P, __, __, __, __], needs: &["a-done"], artifact: S_REPORT, needs_run: true, ..STEP },
    Step { id: "s-signed",           actors: [A, A, __, __, __, __], needs: &["s-laid-out"], deadlines: &["D12"], purpose: Some(("s-report", "")), artifact: S_REPORT, not_by: &["s-laid-out"], needs_run: true, ..STEP },
    Step { id: "s-sent",             actors: [P, P, __, __, __, __], needs: &["s-signed"], deadlines: &["D14"], not_by: &["s-signed"], not_by_inferred: &["s-laid-out"], ..STEP },
    Step { id: "s-accepted",         actors: [P, P, __, __, __, __], needs: &["s-sent"], ..STEP },
    Step { id: "s-rejected",         actors: [P, P, __, __, __, __], needs: &["s-sent"], barred_by: &["s-accepted"], undoes: &["s-sent"], ..NOT_ACCEPTED },
    Step { id: "s-returned",         actors: [P, P, __, __, __, __], needs: &["s-sent"], barred_by: &["s-accepted"], undoes: &["s-laid-out"], ..NOT_ACCEPTED },
    Step { id: "l-laid-out",         actors: [__, __, P, __, A, A], needs: &["bank-done"], artifact: L_REPORT, needs_run: true, ..STEP },
    Step { id: "l-laid-out",         actors: [__, __, __, A, __, __], needs: &["bank-done"], deadlines: &["D13"], purpose: Some(("l-basis", "")), artifact: L_REPORT, needs_run: true, ..STEP },
    Step { id: "l-sent",             actors: [__, __, P, P, A, A], needs: &["l-laid-out"], deadlines: &["D14"], not_by_inferred: &["l-laid-out"], ..STEP },
    Step { id: "l-accepted",         actors: [__, __, P, P, A, A], needs: &["l-sent"], ..STEP },
    Step { id: "l-rejected",         actors: [__, __, P, P, A, A], needs: &["l-sent"], barred_by: &["l-accepted"], undoes: &["l-sent"], ..NOT_ACCEPTED },
    Step { id: "l-returned",         actors: [__, __, P, P, A, A], needs: &["l-sent"], barred_by: &["l-accepted"], undoes: &["l-laid-out"], ..NOT_ACCEPTED },
    Step { id: "p-confirmed",        actors: [__, __, A, A, __, __], needs: &["a-done", "p-vouchers-in"], deadlines: &["D15"], purpose: Some(("p-confirmation", "")), artifact: P_REPORT, needs_run: true, ..STEP },
    Step { id: "p-sent",             actors: [__, __, P, P, __, __], needs: &["p-confirmed"], deadlines: &["D16"], not_by: &["p-confirmed"], ..STEP },
    Step { id: "p-accepted",         actors: [__, __, P, P, __, __], needs: &["p-sent"], ..STEP },
    Step { id: "p-rejected",         actors: [__, __, P, P, __, __], needs: &["p-sent"], barred_by: &["p-accepted"], undoes: &["p-sent"], ..NOT_ACCEPTED },
    Step { id: "p-returned",         actors: [__, __, P, P, __, __], needs: &["p-sent"], barred_by: &["p-accepted"], undoes: &["p-confirmed"], ..NOT_ACCEPTED },
    Step { id: "a-report",           actors: [P, P, P, P, __, __], needs: &["s-accepted", "p-accepted"], deadlines: &["D17"], ..STEP },
    Step { id: "cash-unchanged",     actors: [A, A, __, __, __, __], principle: SRS, needs: &["closed", "a-report"], deadlines: &["D22"], needs_run: true, ..STEP },
    Step { id: "b-e-done",           actors: [E, E, E, E, E, E], needs: &["closed", "a-done", "l-accepted", "a-report"], deadlines: &["D19", "D18"], needs_run: true, ..STEP },
    // Latest when the obligatory reporting beyond the treasury is done and approved; no date is stated.
    Step { id: "prolonged",          actors: [A, A, __, __, __, __], principle: SRS, needs: &["closed"], barred_by: &["terminated"], needs_reason: true, ..STEP },
    Step { id: "prolonged",          actors: [__, __, A, A, A, A], needs: &["closed"], barred_by: &["terminated"], needs_reason: true, ..STEP },
    Step { id: "termination-asked",  actors: [A, A, A, A, A, A], principle: SRS, needs: &["b-e-done", "cash-unchanged"], ..STEP },
    Step { id: "terminated",         actors: [P, P, P, P, P, P], needs: &["b-e-done", "cash-unchanged", "termination-asked"], deadlines: &["D20"], ..STEP },
    Step { id: "ledger-listing",     actors: [A, A, A, A, A, A], needs: &["terminated"], deadlines: &["D21"], ..STEP },
    Step { id: "overview-prepared",  actors: [A, A, A, A, A, A], needs: &["b-e-done"], purpose: Some(("folder-overview", "preparer")), needs_run: true, ..STEP },
    Step { id: "review",             actors: [A, A, A, A, A, A], needs: &["b-e-done"], deadlines: &["D24", "D23"], purpose: Some(("review", "")), needs_run: true, ..STEP },
    Step { id: "overview-signed",    actors: [A, A, A, A, A, A], needs: &["overview-prepared", "review"], deadlines: &["D24", "D23"], purpose: Some(("folder-overview", "approver")), needs_run: true, ..STEP },

    Step { id: "need-found",         actors: [A, A, __, __, __, __], needs_reason: true, ..STEP_13 },
    Step { id: "to-ministry",        actors: [A, A, __, __, __, __], needs: &["need-found"], deadlines: &["E07"], ..STEP_13 },
    Step { id: "ministry-approved",  actors: [A, A, __, __, __, __], needs: &["to-ministry"], ..STEP_13 },
    Step { id: "ministry-rejected",  actors: [A, A, __, __, __, __], needs: &["to-ministry"], barred_by: &["ministry-approved"], undoes: &["need-found"], is_lasting: false, needs_reason: true, ..STEP_13 },
    Step { id: "voucher",            actors: [A, A, __, __, __, __], needs: &["ministry-approved"], ..STEP_13 },
    Step { id: "opened",             actors: [P, P, __, __, __, __], needs: &["voucher"], ..STEP_13 },
    Step { id: "posted",             actors: [P, A, __, __, __, __], needs: &["opened"], ..STEP_13 },
    Step { id: "cash-generated",     actors: [P, P, __, __, __, __], needs: &["posted"], ..STEP_13 },
    Step { id: "controlled",         actors: [E, E, __, __, __, __], needs: &["cash-generated"], ..STEP_13 },
    Step { id: "terminated",         actors: [P, P, __, __, __, __], needs: &["controlled"], ..STEP_13 },
    Step { id: "reported",           actors: [P, P, __, __, __, __], needs: &["terminated"], ..STEP_13 },
    Step { id: "annual-report",      actors: [A, A, __, __, __, __], needs: &["reported"], ..STEP_13 },
];

/// What a reopening undoes \[INF\]: the closing, the parts of the reconciliation, and everything after them, but not the
/// reports: they fall when their file changes.
const REOPENED: &[&str] = &["closed", "completeness", "bank-done", "a-done"];

/// Where a reopening stops.
const REPORTED: &[&str] = &["s-laid-out", "l-laid-out", "p-confirmed", "a-report"];

/// What needs a thing that may be reopened.
const CLOSING: &[&str] = &["closed", "terminated", "overview-signed"];

fn column(model: Model) -> usize {
    let pair = match model.budgeting {
        Budgeting::Gross => 0,
        Budgeting::Net => 2,
        Budgeting::Fund => 4,
    };
    match model.service {
        Service::Full => pair,
        Service::Part => pair + 1,
    }
}

impl Step {
    /// Who does it in a model; `None` when the model does not have this line.
    pub fn actor(&self, model: Model) -> Option<Actor> {
        let is_under = self
            .principle
            .is_none_or(|principle| principle == model.principle);
        self.actors
            .get(column(model))
            .copied()
            .flatten()
            .filter(|_| is_under)
    }

    /// The roles that may do it in a model as far as the sources say, in the order in which they are tried.
    pub fn roles(&self, model: Model) -> Vec<&'static str> {
        self.roles_agreed(model, Agreed::default())
    }

    /// The roles that may do it in a model under what is agreed.
    pub fn roles_agreed(&self, model: Model, agreed: Agreed) -> Vec<&'static str> {
        let Some(actor) = self.actor(model) else {
            return Vec::new();
        };
        let actor = agreed.actor(self.id, actor);
        let all: Vec<&'static str> = match self.purpose {
            Some((purpose, "")) => signing_roles(purpose),
            Some((_, role)) => vec![role],
            None => AGENCY_ROLES
                .iter()
                .copied()
                .chain([PROVIDER_ROLE])
                .collect(),
        };
        all.into_iter()
            .filter(|role| actor.includes(role))
            .collect()
    }
}

/// The steps of a model in a chain, in the order of the table.
pub fn steps(chain: Chain, model: Model) -> impl Iterator<Item = &'static Step> {
    STEPS
        .iter()
        .filter(move |step| step.chain == chain && step.actor(model).is_some())
}

/// The step with that id in a model, or the refusal that says what there is.
pub fn step(id: &str, period: Period, model: Model) -> Result<&'static Step, Illegal> {
    let chain = Chain::of(period).ok_or(Illegal::NoChain { period })?;
    let found = steps(chain, model).find(|step| step.id == id);
    found.ok_or_else(|| {
        let known: Vec<&str> = steps(chain, model).map(|step| step.id).collect();
        Illegal::NotInRoutine {
            step: id.to_owned(),
            known: match known.as_slice() {
                [] => "none (period 13 is for gross agencies)".to_owned(),
                known => known.join(", "),
            },
        }
    })
}

/// A step that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// Number of the event.
    pub event: u32,
    /// Short id of who did it.
    pub person: String,
    /// The same person in `allowed_signers`.
    pub principal: String,
    /// The artifact it is about.
    pub artifact: Option<Artifact>,
    /// The run it is about, by the digest of its `SHA256SUMS`.
    pub sums: Option<Digest>,
    /// Whether it is a signature on run or artifact.
    pub is_signed: bool,
}

/// The state of a period: the steps that stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Life {
    period: Period,
    model: Model,
    agreed: Agreed,
    done: BTreeMap<&'static str, Done>,
    /// Whether anybody has recorded a step. A period that nobody follows is signed without one.
    pub has_begun: bool,
}

/// Why a step may not be taken: the rule, the person, and what would make it possible.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Illegal {
    /// Periods 00 and 14.
    #[error("period {period} has no steps: months have, and period 13")]
    NoChain {
        /// The period.
        period: Period,
    },
    /// The table has no such step for the model.
    #[error("{step} is not a step of this agency's routine in this period; its steps are: {known}")]
    NotInRoutine {
        /// What was asked.
        step: String,
        /// What there is.
        known: String,
    },
    /// It stands already.
    #[error(
        "{step} is done already (event {event}, {person}); it can be done again only after something has undone it"
    )]
    Done {
        /// The step.
        step: &'static str,
        /// The event.
        event: u32,
        /// Who.
        person: String,
    },
    /// Something must be done before.
    #[error("{step} needs {missing} first [{source_tag}]; do that, then try again")]
    Needs {
        /// The step.
        step: &'static str,
        /// What is missing, each with who does it.
        missing: String,
        /// Where the rule comes from.
        source_tag: &'static str,
    },
    /// It comes too late.
    #[error("{step} is too late: {by} is done (event {event}) [{source_tag}]")]
    Barred {
        /// The step.
        step: &'static str,
        /// What stands in its way.
        by: &'static str,
        /// Its event.
        event: u32,
        /// Where the rule comes from.
        source_tag: &'static str,
    },
    /// The person has no role that does it.
    #[error(
        "{person} may not do {step}: that needs the role {needed} [{source_tag}], and {person} has {has}; let somebody with that role do it, or let the agency change the playbook"
    )]
    RoleMissing {
        /// Who.
        person: String,
        /// The step.
        step: &'static str,
        /// Roles, any of which would do.
        needed: String,
        /// Roles of the person.
        has: String,
        /// Where the rule comes from.
        source_tag: &'static str,
    },
    /// The same person did something that must be another's.
    #[error(
        "{person} did {did} (event {event}) and may not also do {step} [{source_tag}]; let somebody else do it"
    )]
    SamePerson {
        /// Who.
        person: String,
        /// The step.
        step: &'static str,
        /// What the person did before.
        did: &'static str,
        /// Its event.
        event: u32,
        /// Where the rule comes from.
        source_tag: &'static str,
    },
    /// A signature on a run that has been followed by another.
    #[error("{step} is about the latest run, which is number {latest}, not {run}; sign that one")]
    OldRun {
        /// The step.
        step: &'static str,
        /// The run that was named.
        run: u32,
        /// The latest one.
        latest: u32,
    },
    /// What is to be done with a case does not fit how it stands.
    #[error("case {case}: {why}")]
    Case {
        /// The case.
        case: String,
        /// Why, and what would make it possible.
        why: String,
    },
    /// The period is not closed.
    #[error(
        "{period} is not closed: neither is one of the steps closed, terminated, overview-signed done, nor does a sign-off of folder-overview by an approver stand"
    )]
    NotClosed {
        /// The period.
        period: Period,
    },
}

impl Life {
    /// The state after the events of one period, oldest first.
    pub fn of(period: Period, model: Model, events: &[Event]) -> Self {
        let mut life = Self {
            period,
            model,
            agreed: Agreed::default(),
            done: BTreeMap::new(),
            has_begun: false,
        };
        for event in events {
            life.add(event);
        }
        life
    }

    /// The same state, judged under what is agreed.
    #[must_use]
    pub fn under(self, agreed: Agreed) -> Self {
        Self { agreed, ..self }
    }

    /// The steps that stand.
    pub fn done(&self) -> &BTreeMap<&'static str, Done> {
        &self.done
    }

    /// The steps that could be taken now, whoever takes them, in the order of the table.
    pub fn possible(&self) -> Vec<&'static Step> {
        self.steps()
            .filter(|step| self.check_place(step).is_ok())
            .collect()
    }

    /// The lasting steps that do not stand, in the order of the table, without `prolonged`, which nobody must do.
    pub fn missing(&self) -> Vec<&'static Step> {
        self.steps()
            .filter(|step| step.is_lasting && step.id != "prolonged")
            .filter(|step| !self.done.contains_key(step.id))
            .collect()
    }

    /// Whether the step's deadline is lifted: a prolonged termination has none that the sources state.
    pub fn is_lifted(&self, step: &Step) -> bool {
        step.id == "terminated" && self.done.contains_key("prolonged")
    }

    /// The artifacts that standing steps are about.
    pub fn artifacts(&self) -> BTreeSet<&Artifact> {
        self.done
            .values()
            .filter_map(|done| done.artifact.as_ref())
            .collect()
    }

    /// The step that a signature for a purpose in a role is, if it is one.
    pub fn step_of(&self, purpose: &str, role: &str) -> Option<&'static Step> {
        self.steps().find(|step| {
            step.purpose
                .is_some_and(|(known, of)| known == purpose && (of.is_empty() || of == role))
        })
    }

    /// The role in which a person may take a step now.
    ///
    /// # Errors
    /// The first rule of the table that does not hold. `lenient`: inferred rules of two persons are switched off.
    pub fn check(
        &self,
        step: &'static Step,
        person: &Person,
        lenient: bool,
    ) -> Result<&'static str, Illegal> {
        let roles = step.roles_agreed(self.model, self.agreed);
        let role = roles
            .iter()
            .find(|role| person.roles.iter().any(|own| own == *role));
        let role = role.ok_or_else(|| Illegal::RoleMissing {
            person: person.id.clone(),
            step: step.id,
            needed: roles.join(" or "),
            has: if person.roles.is_empty() {
                "none".to_owned()
            } else {
                person.roles.join(", ")
            },
            source_tag: step.source,
        })?;
        self.check_place(step)?;
        self.check_other_person(step, &person.id, &person.principal, lenient)?;
        Ok(role)
    }

    /// The same for an event that is already there: the role is the one it says.
    pub(crate) fn check_event(
        &self,
        step: &'static Step,
        act: &Act,
        lenient: bool,
    ) -> Result<(), Illegal> {
        self.check_place(step)?;
        let Some((person, principal, role)) = act.doer() else {
            return Ok(());
        };
        let roles = step.roles_agreed(self.model, self.agreed);
        if !roles.contains(&role) {
            return Err(Illegal::RoleMissing {
                person: person.to_owned(),
                step: step.id,
                needed: roles.join(" or "),
                has: role.to_owned(),
                source_tag: step.source,
            });
        }
        self.check_other_person(step, person, principal, lenient)
    }

    /// Whether the period can be reopened.
    ///
    /// # Errors
    /// [`Illegal::NotClosed`].
    pub fn check_reopening(&self, is_signed: bool) -> Result<(), Illegal> {
        if is_signed || CLOSING.iter().any(|step| self.done.contains_key(step)) {
            return Ok(());
        }
        Err(Illegal::NotClosed {
            period: self.period,
        })
    }

    fn steps(&self) -> impl Iterator<Item = &'static Step> + use<> {
        let model = self.model;
        Chain::of(self.period)
            .into_iter()
            .flat_map(move |chain| steps(chain, model))
    }

    /// Whether the step's place in the routine is now.
    fn check_place(&self, step: &'static Step) -> Result<(), Illegal> {
        if let Some(done) = self.done.get(step.id) {
            return Err(Illegal::Done {
                step: step.id,
                event: done.event,
                person: done.person.clone(),
            });
        }
        let known: BTreeMap<&str, &Step> = self.steps().map(|step| (step.id, step)).collect();
        let missing: Vec<String> = step
            .needs
            .iter()
            .filter(|need| !self.done.contains_key(*need))
            .filter_map(|need| known.get(need))
            .map(|need| {
                let roles = need.roles_agreed(self.model, self.agreed);
                format!("{} ({})", need.id, roles.join(" or "))
            })
            .collect();
        if !missing.is_empty() {
            return Err(Illegal::Needs {
                step: step.id,
                missing: missing.join(", "),
                source_tag: step.source,
            });
        }
        let barring = step
            .barred_by
            .iter()
            .find_map(|by| Some((*by, self.done.get(by)?)));
        match barring {
            None => Ok(()),
            Some((by, done)) => Err(Illegal::Barred {
                step: step.id,
                by,
                event: done.event,
                source_tag: step.source,
            }),
        }
    }

    /// One principal under two ids is still one person.
    fn check_other_person(
        &self,
        step: &'static Step,
        person: &str,
        principal: &str,
        lenient: bool,
    ) -> Result<(), Illegal> {
        let stated = step.not_by.iter().map(|did| (did, step.source));
        let inferred = step.not_by_inferred.iter().filter(|_| !lenient);
        for (did, source_tag) in stated.chain(inferred.map(|did| (did, "INF"))) {
            let same = |done: &&Done| done.person == person || done.principal == principal;
            if let Some(done) = self.done.get(did).filter(same) {
                return Err(Illegal::SamePerson {
                    person: person.to_owned(),
                    step: step.id,
                    did,
                    event: done.event,
                    source_tag,
                });
            }
        }
        Ok(())
    }

    /// The step that an event takes, if it takes one.
    pub(crate) fn step_of_event(&self, event: &Event) -> Option<&'static Step> {
        match &event.act {
            Act::Stepped(act) => self.steps().find(|step| step.id == act.step),
            Act::Signed(act) => self.step_of(&act.purpose, &act.role),
            _ => None,
        }
    }

    /// What the next event makes of the state: the fold of [`Life::of`], one event at a time.
    pub fn add(&mut self, event: &Event) {
        match &event.act {
            Act::Decertified {
                artifact: Some(artifact),
                ..
            } => {
                let about: Vec<&str> = self
                    .done
                    .iter()
                    .filter(|(_, done)| done.artifact.as_ref() == Some(artifact))
                    .map(|(step, _)| *step)
                    .collect();
                self.undo(&about, &[]);
            }
            // What was signed of the run falls; the reports fall when their file changes.
            Act::Decertified { artifact: None, .. } => {
                let signed = self.done.iter().filter(|(_, done)| {
                    done.is_signed && done.artifact.is_none() && done.sums == event.sums()
                });
                let signed: Vec<&str> = signed.map(|(step, _)| *step).collect();
                self.undo(&signed, REPORTED);
            }
            Act::Reopened { .. } => self.undo(REOPENED, REPORTED),
            Act::Stepped(_) | Act::Signed(_) => self.take(event),
            Act::Waived(_) | Act::Accepted(_) | Act::Case(_) => {}
        }
    }

    fn take(&mut self, event: &Event) {
        self.has_begun |= matches!(event.act, Act::Stepped(_));
        let (Some(step), Some((person, principal, _))) =
            (self.step_of_event(event), event.act.doer())
        else {
            return;
        };
        self.undo(step.undoes, &[]);
        if step.is_lasting {
            let artifact = match &event.act {
                Act::Stepped(act) => act.artifact.clone(),
                Act::Signed(act) => act.artifact.clone(),
                _ => None,
            };
            let done = Done {
                event: event.number,
                person: person.to_owned(),
                principal: principal.to_owned(),
                artifact,
                sums: event.sums(),
                is_signed: matches!(event.act, Act::Signed(_)),
            };
            self.done.insert(step.id, done);
        }
    }

    /// Undoes steps and what was built on them, up to `limits`.
    fn undo(&mut self, first: &[&str], limits: &[&str]) {
        let fallen = closure(first, limits);
        self.done.retain(|step, _| !fallen.contains(step));
    }
}

/// The steps and all that need one of them at any distance, without `limits` and what only they lead to.
fn closure<'a>(first: &[&'a str], limits: &[&str]) -> BTreeSet<&'a str> {
    let mut fallen: BTreeSet<&str> = first.iter().copied().collect();
    loop {
        let next: Vec<&'static str> = STEPS
            .iter()
            .filter(|step| !fallen.contains(step.id) && !limits.contains(&step.id))
            .filter(|step| step.needs.iter().any(|need| fallen.contains(need)))
            .map(|step| step.id)
            .collect();
        if next.is_empty() {
            return fallen;
        }
        fallen.extend(next);
    }
}

/// The purposes whose sign-offs fall with a step back.
pub(crate) fn purposes_undone(id: &str) -> Vec<&'static str> {
    let undoes: Vec<&str> = STEPS
        .iter()
        .filter(|step| step.id == id)
        .flat_map(|step| step.undoes.iter().copied())
        .collect();
    let fallen = closure(&undoes, &[]);
    STEPS
        .iter()
        .filter(|step| fallen.contains(step.id))
        .filter_map(|step| Some(step.purpose?.0))
        .collect()
}

/// The artifacts that steps or sign-offs of a period are bound to and that its latest run no longer has: `files` are the
/// files of that run. Each with what it is now.
pub fn changed_artifacts(
    life: &Life,
    signed: &[&Artifact],
    files: &BTreeMap<String, Digest>,
) -> Vec<(Artifact, Option<Digest>)> {
    let bound: BTreeSet<&Artifact> = life
        .artifacts()
        .into_iter()
        .chain(signed.iter().copied())
        .collect();
    bound
        .into_iter()
        .map(|artifact| (artifact.clone(), files.get(&artifact.name).copied()))
        .filter(|(artifact, now)| *now != Some(artifact.sha256))
        .collect()
}
