//! What a new run does to the signatures on earlier ones of its period.
//!
//! Not here: what falls with them (`close`).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use close::{Act, RunRef, Store, decertify_changed, sign_offs_in_force};
use domain::agency::Playbook;

use crate::Failure;
use crate::conclusions::Conclusions;
use crate::engine::EngineError;
use crate::office::routine_of;

/// Records what the latest run of a period has changed under signatures: an artifact that is another one, and
/// conclusions that differ from those of a signed run. Asked again, it records nothing twice.
pub(crate) fn decertify(
    store: &Store,
    run: &RunRef,
    playbook: &Playbook,
    at: DateTime<Utc>,
) -> Result<Vec<String>, EngineError> {
    let mut said = Vec::new();
    if let Some(routine) = routine_of(playbook, run.period()) {
        for event in decertify_changed(store, run, routine.model, at)? {
            said.extend(reason(&event.act));
        }
    }
    let sums = store.sums_digest(run)?;
    let events = store.events(run.agency(), run.period())?;
    let signed: BTreeSet<u32> = sign_offs_in_force(&events)
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
        let reason_of_run = format!(
            "run {run} has {} other conclusions than run {before}, the first: {first}",
            changed.len()
        );
        let act = Act::Decertified {
            artifact: None,
            reason: reason_of_run,
        };
        said.extend(reason(&act));
        store.record(&before, at, act)?;
    }
    Ok(said)
}

fn conclusions(store: &Store, run: &RunRef) -> Result<Conclusions, EngineError> {
    let results = store.read_file(run, "results.json")?;
    Conclusions::of(&results).map_err(|Failure(why)| EngineError(format!("run {run}: {why}")))
}

fn reason(act: &Act) -> Option<String> {
    match act {
        Act::Decertified { reason, .. } => Some(reason.clone()),
        _ => None,
    }
}
