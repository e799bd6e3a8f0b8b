//! What the latest run of a period does to the signatures on earlier ones.
//!
//! A run records nothing about people: it only says what would no longer stand. The next act of a person records it, before
//! anything else, and until then every view counts it as fallen. Not here: what falls with a signature (`close`).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use close::{Act, Event, RunRef, Store, changed_since, sign_offs_in_force};
use domain::agency::Playbook;

use crate::Failure;
use crate::conclusions::Conclusions;
use crate::engine::EngineError;
use crate::office::routine_of;
use crate::postings::{Made, between, in_a_line};

/// The events that say what `run`, the latest of its period, has changed under signatures, as they would follow `events`: an
/// artifact that is another one, and conclusions that differ from those of a signed run. Nothing is written.
pub(crate) fn fallen(
    store: &Store,
    run: &RunRef,
    playbook: &Playbook,
    events: &[Event],
    at: DateTime<Utc>,
) -> Result<Vec<Event>, EngineError> {
    let mut after = events.to_vec();
    if events.is_empty() {
        return Ok(after);
    }
    if let Some(routine) = routine_of(playbook, run.period()) {
        for (artifact, reason) in changed_since(store, run, routine.model, events)? {
            let artifact = Some(artifact);
            let act = Act::Decertified { artifact, reason };
            after.push(store.event_after(&after, run, at, act)?);
        }
    }
    let sums = store.sums_digest(run)?;
    let signed: BTreeSet<u32> = sign_offs_in_force(&after)
        .iter()
        .filter(|(event, act)| act.artifact.is_none() && event.sums() != Some(sums))
        .filter_map(|(event, _)| Some(event.run?.run))
        .collect();
    for number in signed {
        let Some(before) = RunRef::new(run.agency(), run.period(), number) else {
            continue;
        };
        let changed = conclusions(store, &before)?.changes(&conclusions(store, run)?);
        let Some(first) = changed.first() else {
            continue;
        };
        let reason = format!(
            "run {run} has {} other conclusions than run {before}, the first: {first}; {}",
            changed.len(),
            posted(store, &before, run)?
        );
        let artifact = None;
        let act = Act::Decertified { artifact, reason };
        after.push(store.event_after(&after, &before, at, act)?);
    }
    Ok(after.split_off(events.len()))
}

/// Records what has fallen, and says it. Asked again, it records nothing twice.
pub(crate) fn decertify(
    store: &Store,
    run: &RunRef,
    playbook: &Playbook,
    at: DateTime<Utc>,
) -> Result<Vec<String>, EngineError> {
    let events = store.events(run.agency(), run.period())?;
    let fallen = fallen(store, run, playbook, &events, at)?;
    for event in &fallen {
        store.append_event(run.agency(), run.period(), event)?;
    }
    Ok(reasons(&fallen))
}

/// What the events say, in words.
pub(crate) fn reasons(fallen: &[Event]) -> Vec<String> {
    let reason = |event: &Event| match &event.act {
        Act::Decertified { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    fallen.iter().filter_map(reason).collect()
}

/// Which vouchers came, went or changed between two runs, on one line; asked only where there is a change to explain.
fn posted(store: &Store, before: &RunRef, run: &RunRef) -> Result<String, EngineError> {
    let manifests = (store.manifest(before)?, store.manifest(run)?);
    let made = |run, manifest| Made {
        store,
        run,
        manifest,
    };
    let vouchers = between(made(before, &manifests.0), made(run, &manifests.1));
    Ok(match vouchers {
        Ok(vouchers) => in_a_line(&vouchers),
        Err(Failure(why)) => format!("which postings differ cannot be told: {why}"),
    })
}

fn conclusions(store: &Store, run: &RunRef) -> Result<Conclusions, EngineError> {
    let results = store.read_file(run, "results.json")?;
    Conclusions::of(&results).map_err(|Failure(why)| EngineError(format!("run {run}: {why}")))
}
