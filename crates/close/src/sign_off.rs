//! Acts of people: everything that must hold before a sign-off, a step, a waiver or a reopening becomes an event.
//!
//! Not here: the rules themselves (`segregation`, `life`), the cryptography (`signature`), the chain (`event`).

use chrono::{DateTime, NaiveDate, Utc};
use domain::agency::{Model, Person};
use domain::{Digest, Period};

use crate::allowed_signers::{AllowedSigners, AllowedSignersError};
use crate::digest_of;
use crate::event::{
    Act, Artifact, Doer, EVENT_NAMESPACE, Event, EventError, Form, Held, SignOff, Stepped, Waiver,
};
use crate::follow;
use crate::life::{self, Agreed, Illegal, Life, STEPS, Step};
use crate::manifest::RunLink;
use crate::names::RunRef;
use crate::segregation::{
    Subject, WAIVER, artifact_of_purpose, closing_sign_off, may_sign, signing_roles,
};
use crate::signature::{Refusal, namespace_of_purpose, sign};
use crate::store::{Store, StoreError};
use crate::verify::{Problem, verify_artifacts};

/// The role that reopens a period \[INF\].
const REOPENING_ROLE: &str = "approver";

/// By which routine a period lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Routine {
    /// The agency's model in the period.
    pub model: Model,
    /// Who does what the sources leave open.
    pub agreed: Agreed,
    /// Whether rules of two persons that are inferred are switched off.
    pub is_lenient: bool,
}

/// What is the same for every act: when, under which playbook and routine, held against what.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// The playbook that gives the roles; it must be in the archive.
    pub playbook: Option<Digest>,
    /// The routine; without it only the signature itself is judged.
    pub routine: Option<Routine>,
    /// The deadline that a step done at this time is held against.
    pub held: &'a dyn Fn(&Step) -> Option<Held>,
    /// What else there is to say.
    pub note: Option<&'a str>,
}

/// What somebody wants to sign.
#[derive(Clone, Copy)]
pub struct SignRequest<'a> {
    /// The run.
    pub run: &'a RunRef,
    /// For what: one of [`crate::purposes`].
    pub purpose: &'a str,
    /// In which role; `None` = the one the table of duties gives.
    pub role: Option<&'a str>,
    /// Who, with the roles of the playbook.
    pub person: &'a Person,
    /// What the person says by signing, in the agency's language.
    pub statement: &'a str,
    /// The person's private key: Ed25519, OpenSSH's form, without passphrase.
    pub private_key: &'a [u8],
    /// The content of `keys/allowed_signers`.
    pub allowed_signers: &'a [u8],
    /// When, and under which rules.
    pub around: Circumstances<'a>,
}

/// What somebody wants to do that needs no signature on a run.
#[derive(Clone, Copy)]
pub struct StepRequest<'a> {
    /// The agency's code.
    pub agency: &'a str,
    /// The period.
    pub period: Period,
    /// The run it is about, if there is one.
    pub run: Option<&'a RunRef>,
    /// Who, with the roles of the playbook.
    pub person: &'a Person,
    /// Why.
    pub reason: Option<&'a str>,
    /// The person's private key, with the content of `keys/allowed_signers`, if the event is signed.
    pub key: Option<(&'a [u8], &'a [u8])>,
    /// When, and under which rules.
    pub around: Circumstances<'a>,
}

/// Why something was not done. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SignOffError {
    /// The person, the key or the signature.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The routine.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// The list of keys.
    #[error(transparent)]
    AllowedSigners(#[from] AllowedSignersError),
    /// The run is not what it was when it was made.
    #[error("the run is not as it was made, so it cannot be signed: {0}")]
    Artifact(Problem),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The event cannot be written down.
    #[error("the event cannot be written: {0}")]
    Event(#[from] EventError),
    /// Something that the act needs is not given.
    #[error("{step} needs {what}")]
    Lacks {
        /// The step.
        step: String,
        /// What, with the option that gives it.
        what: &'static str,
    },
}

/// Signs a run, or the artifact of it that the purpose is about, and appends the event.
///
/// In this order: the table of duties, the routine, the run's artifacts, the two signatures, the same signatures against
/// `allowed_signers` (a sign-off that would not verify is never written), the chain.
pub fn sign_off(store: &Store, request: &SignRequest<'_>) -> Result<Event, SignOffError> {
    signed(store, request, Act::Signed, None)
}

/// Waives a finding of a run until a day, for the purpose `waiver`, and appends the event. That the run has the finding
/// is the caller's to know.
pub fn waive(
    store: &Store,
    request: &SignRequest<'_>,
    finding: &str,
    until: NaiveDate,
    reason: &str,
) -> Result<Event, SignOffError> {
    let request = SignRequest {
        purpose: WAIVER,
        ..*request
    };
    let act = |sign_off| {
        Act::Waived(Waiver {
            finding: finding.to_owned(),
            until,
            reason: reason.to_owned(),
            sign_off,
        })
    };
    signed(store, &request, act, Some(finding))
}

fn signed(
    store: &Store,
    request: &SignRequest<'_>,
    act: impl FnOnce(SignOff) -> Act,
    finding: Option<&str>,
) -> Result<Event, SignOffError> {
    let (run, around) = (request.run, request.around);
    let allowed = AllowedSigners::parse(request.allowed_signers)?;
    let events = store.events(run.agency(), run.period())?;
    let sums = store.read_sums(run)?;
    let artifact = artifact_to_sign(store, run, request.purpose)?;
    let subject = Subject {
        sums: digest_of(&sums),
        artifact: artifact.as_ref(),
        finding,
    };
    let mut role = match request.role {
        Some(role) => may_sign(
            &only(request.person, request.purpose, role),
            request.purpose,
            subject,
            &events,
        )?,
        None => may_sign(request.person, request.purpose, subject, &events)?,
    };
    let mut held = None;
    if let Some((life, step)) =
        step_to_sign(around.routine, run.period(), &events, request.purpose, role)?
    {
        let latest = store.latest_link(run.agency(), run.period())?;
        if let Some(latest) = latest.filter(|latest| latest.run != run.number()) {
            return Err(Illegal::OldRun {
                step: step.id,
                run: run.number(),
                latest: latest.run,
            }
            .into());
        }
        let lenient = around.routine.is_some_and(|routine| routine.is_lenient);
        let needed = life.check(step, request.person, lenient)?;
        if needed != role {
            let person = only(request.person, request.purpose, needed);
            role = may_sign(&person, request.purpose, subject, &events)?;
        }
        held = held_against(&life, step, &around);
    }
    if let Some(problem) = verify_artifacts(store, run).into_iter().next() {
        return Err(SignOffError::Artifact(problem));
    }
    let namespace = namespace_of_purpose(request.purpose);
    let message = message_of(artifact.as_ref(), &sums);
    let signature = sign(&message, request.private_key, &namespace)?;
    let sign_off = SignOff {
        purpose: request.purpose.to_owned(),
        artifact: artifact.clone(),
        person: request.person.id.clone(),
        principal: request.person.principal.clone(),
        role: role.to_owned(),
        namespace,
        statement: request.statement.to_owned(),
        note: around.note.map(str::to_owned),
        signature,
        event_signature: String::new(),
    };
    let link = RunLink {
        run: run.number(),
        sums: subject.sums,
    };
    let event = next(&events, &around, Some(link), held, act(sign_off))?;
    let event = with_event_signature(event, request.private_key)?;
    check_signatures(&allowed, &event, &sums)?;
    store.append_event(run.agency(), run.period(), &event)?;
    Ok(event)
}

/// The person with only one of the roles that could sign for the purpose; roles that exclude stay.
fn only(person: &Person, purpose: &str, role: &str) -> Person {
    let signing = signing_roles(purpose);
    let mut person = person.clone();
    person
        .roles
        .retain(|own| own == role || !signing.contains(&own.as_str()));
    person
}

fn artifact_to_sign(
    store: &Store,
    run: &RunRef,
    purpose: &str,
) -> Result<Option<Artifact>, SignOffError> {
    let Some(name) = artifact_of_purpose(purpose) else {
        return Ok(None);
    };
    let found = artifact_of(store, run, name)?;
    if found.is_none() {
        return Err(Refusal::NoArtifact {
            run: run.to_string(),
            artifact: name.to_owned(),
            purpose: purpose.to_owned(),
        }
        .into());
    }
    Ok(found)
}

fn artifact_of(store: &Store, run: &RunRef, name: &str) -> Result<Option<Artifact>, StoreError> {
    let files = store.files(run)?;
    let line = files.into_iter().find(|(file, _)| file == name);
    Ok(line.map(|(name, sha256)| Artifact { name, sha256 }))
}

/// The step that a signature is, once somebody follows the period's steps. What no routine knows as a step (the control of
/// payments, vouchers, waivers) is signed whenever it is due.
fn step_to_sign(
    routine: Option<Routine>,
    period: Period,
    events: &[Event],
    purpose: &str,
    role: &str,
) -> Result<Option<(Life, &'static Step)>, Illegal> {
    let Some(routine) = routine else {
        return Ok(None);
    };
    let life = Life::of(period, routine.model, events).under(routine.agreed);
    if !life.has_begun {
        return Ok(None);
    }
    if let Some(step) = life.step_of(purpose, role) {
        return Ok(Some((life, step)));
    }
    let elsewhere = STEPS.iter().find(|step| {
        step.purpose
            .is_some_and(|(known, of)| known == purpose && (of.is_empty() || of == role))
    });
    match elsewhere {
        None => Ok(None),
        Some(step) => life::step(step.id, period, routine.model).map(|step| Some((life, step))),
    }
}

/// Takes a step of the routine and appends the event.
///
/// # Errors
/// [`Illegal`] in [`SignOffError::Illegal`], with the rule, the person and what would make it possible; a step with a
/// purpose is for [`sign_off`].
pub fn take_step(
    store: &Store,
    step: &str,
    request: &StepRequest<'_>,
) -> Result<Event, SignOffError> {
    let around = request.around;
    let lacks = |what| SignOffError::Lacks {
        step: step.to_owned(),
        what,
    };
    let routine = around
        .routine
        .ok_or_else(|| lacks("an agency with a model in the period"))?;
    let events = store.events(request.agency, request.period)?;
    let life = Life::of(request.period, routine.model, &events).under(routine.agreed);
    let step_of_table = life::step(step, request.period, routine.model)?;
    let role = life.check(step_of_table, request.person, routine.is_lenient)?;
    if step_of_table.purpose.is_some() {
        return Err(lacks("a signature; give the key with --key"));
    }
    if step_of_table.needs_reason && is_blank(request.reason) {
        return Err(lacks("a reason; say why with --reason"));
    }
    if step_of_table.needs_run && request.run.is_none() {
        return Err(lacks("a run of the period; make one with avstem run"));
    }
    let artifact = match (step_of_table.artifact, request.run) {
        (Some(name), Some(run)) => artifact_of(store, run, name)?,
        _ => None,
    };
    let act = Act::Stepped(Stepped {
        step: step.to_owned(),
        person: request.person.id.clone(),
        by: doer(request.person, role),
        artifact,
        reason: request.reason.map(str::to_owned),
        note: around.note.map(str::to_owned),
    });
    let held = held_against(&life, step_of_table, &around);
    append(store, request, &events, held, act)
}

/// Opens a closed period again and appends the event. What it undoes stands in `life`.
///
/// # Errors
/// [`Illegal::NotClosed`]; [`Illegal::RoleMissing`] for who is not an approver.
pub fn reopen(store: &Store, request: &StepRequest<'_>) -> Result<Event, SignOffError> {
    const STEP: &str = "reopen";
    let person = request.person;
    if !person.roles.iter().any(|role| role == REOPENING_ROLE) {
        return Err(Illegal::RoleMissing {
            person: person.id.clone(),
            step: STEP,
            needed: REOPENING_ROLE.to_owned(),
            has: person.roles.join(", "),
            source_tag: "INF",
        }
        .into());
    }
    let reason = request.reason.filter(|reason| !is_blank(Some(reason)));
    let reason = reason.ok_or(SignOffError::Lacks {
        step: STEP.to_owned(),
        what: "a reason; say with --reason what came, and why it must be used",
    })?;
    let events = store.events(request.agency, request.period)?;
    let is_signed = closing_sign_off(&events).is_some();
    match request.around.routine {
        Some(routine) => {
            Life::of(request.period, routine.model, &events).check_reopening(is_signed)?;
        }
        None if is_signed => {}
        None => {
            let period = request.period;
            return Err(Illegal::NotClosed { period }.into());
        }
    }
    let act = Act::Reopened {
        person: person.id.clone(),
        reason: reason.to_owned(),
        by: Some(doer(person, REOPENING_ROLE)),
    };
    append(store, request, &events, None, act)
}

/// Appends what somebody does about an action: [`Act::Accepted`] or [`Act::Case`], held against a day if it has one.
///
/// # Errors
/// [`Illegal`] when the role or the state of the case does not allow it; every other leaves the chain as it was too.
pub fn follow_up(
    store: &Store,
    request: &StepRequest<'_>,
    held: Option<Held>,
    act: Act,
) -> Result<Event, SignOffError> {
    let events = store.events(request.agency, request.period)?;
    follow::check_act(&act, &events)?;
    append(store, request, &events, held, act)
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

fn doer(person: &Person, role: &str) -> Doer {
    Doer {
        principal: person.principal.clone(),
        role: role.to_owned(),
        event_signature: None,
    }
}

fn held_against(life: &Life, step: &Step, around: &Circumstances<'_>) -> Option<Held> {
    if life.is_lifted(step) {
        return None;
    }
    (around.held)(step)
}

fn append(
    store: &Store,
    request: &StepRequest<'_>,
    events: &[Event],
    held: Option<Held>,
    act: Act,
) -> Result<Event, SignOffError> {
    let link = match request.run {
        Some(run) => Some(RunLink {
            run: run.number(),
            sums: store.sums_digest(run)?,
        }),
        None => None,
    };
    let mut event = next(events, &request.around, link, held, act)?;
    if let Some((private_key, allowed_signers)) = request.key {
        let allowed = AllowedSigners::parse(allowed_signers)?;
        event = with_event_signature(event, private_key)?;
        check_signatures(&allowed, &event, &[])?;
    }
    store.append_event(request.agency, request.period, &event)?;
    Ok(event)
}

fn next(
    events: &[Event],
    around: &Circumstances<'_>,
    run: Option<RunLink>,
    held: Option<Held>,
    act: Act,
) -> Result<Event, StoreError> {
    let (number, previous) = Store::next_event(events)?;
    Ok(Event {
        form: Form::Two,
        number,
        previous,
        at: around.at,
        run,
        playbook: around.playbook,
        held,
        act,
    })
}

fn with_event_signature(mut event: Event, private_key: &[u8]) -> Result<Event, SignOffError> {
    let namespace = match event.sign_off() {
        Some(sign_off) => sign_off.namespace.clone(),
        None => EVENT_NAMESPACE.to_owned(),
    };
    let signature = sign(&event.signed_bytes()?, private_key, &namespace)?;
    event.act.set_event_signature(signature);
    Ok(event)
}

/// What a sign-off signs: `SHA256SUMS`, or its line of the artifact.
fn message_of(artifact: Option<&Artifact>, sums: &[u8]) -> Vec<u8> {
    artifact.map_or_else(|| sums.to_vec(), |artifact| artifact.line().into_bytes())
}

/// The signatures of an event against the run's `SHA256SUMS`, the event, and the keys valid then.
pub(crate) fn check_signatures(
    allowed: &AllowedSigners,
    event: &Event,
    sums: &[u8],
) -> Result<(), SignOffError> {
    let Some((_, principal, _)) = event.act.doer() else {
        return Ok(());
    };
    if let Some(sign_off) = event.sign_off() {
        let expected = namespace_of_purpose(&sign_off.purpose);
        if sign_off.namespace != expected {
            let found = sign_off.namespace.clone();
            return Err(Refusal::WrongNamespace { found, expected }.into());
        }
        let artifact = sign_off.artifact.as_ref();
        let text = String::from_utf8_lossy(sums);
        let has_line = |line: String| text.lines().any(|known| known == line.trim_end());
        if artifact.is_some_and(|artifact| !has_line(artifact.line())) {
            return Err(Refusal::ChangedArtifact.into());
        }
        let message = message_of(artifact, sums);
        allowed.verify(
            &message,
            &sign_off.signature,
            principal,
            &expected,
            event.at,
        )?;
    }
    if let Some((signature, namespace)) = event.act.event_signature() {
        allowed.verify(
            &event.signed_bytes()?,
            signature,
            principal,
            namespace,
            event.at,
        )?;
    }
    Ok(())
}
