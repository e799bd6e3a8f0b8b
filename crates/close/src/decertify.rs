//! What a later run does to what was signed before it.
//!
//! A step or signature on one artifact stands as long as the latest run has that artifact with the same digest. Not here:
//! whether the conclusions of two runs differ (`cli` compares `results.json`).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::agency::Model;

use crate::event::{Act, Artifact, Event, sign_offs_in_force};
use crate::life::{Life, changed_artifacts};
use crate::names::RunRef;
use crate::store::{Store, StoreError};

/// Records that artifacts which are laid out or signed are others in `run`, the latest of its period. Nothing is
/// recorded twice, so that it can be asked after every run and before every act: a process killed between a run and
/// its events leaves nothing standing that should not.
///
/// # Errors
/// As [`Store::record`].
pub fn decertify_changed(
    store: &Store,
    run: &RunRef,
    model: Model,
    at: DateTime<Utc>,
) -> Result<Vec<Event>, StoreError> {
    let mut recorded = Vec::new();
    for (artifact, reason) in changed_since(store, run, model)? {
        let act = Act::Decertified {
            artifact: Some(artifact),
            reason,
        };
        recorded.push(store.record(run, at, act)?);
    }
    Ok(recorded)
}

/// The artifacts that stand in the events of the period and not in `run`, each with a sentence that says what is there
/// instead.
///
/// # Errors
/// When run or events cannot be read.
pub fn changed_since(
    store: &Store,
    run: &RunRef,
    model: Model,
) -> Result<Vec<(Artifact, String)>, StoreError> {
    let events = store.events(run.agency(), run.period())?;
    let life = Life::of(run.period(), model, &events);
    let signed: Vec<&Artifact> = sign_offs_in_force(&events)
        .iter()
        .filter_map(|(_, act)| act.artifact.as_ref())
        .collect();
    if signed.is_empty() && life.artifacts().is_empty() {
        return Ok(Vec::new());
    }
    let files: BTreeMap<_, _> = store.files(run)?.into_iter().collect();
    let changed = changed_artifacts(&life, &signed, &files).into_iter();
    Ok(changed
        .map(|(artifact, now)| {
            let reason = match now {
                Some(now) => format!(
                    "{} of run {run} has the digest {now}, what stood was {}",
                    artifact.name, artifact.sha256
                ),
                None => format!("run {run} has no {}", artifact.name),
            };
            (artifact, reason)
        })
        .collect())
}
