//! What a later run does to what was signed before it.
//!
//! A step or signature on one artifact stands as long as the latest run has that artifact with the same digest. Not here:
//! whether the conclusions of two runs differ (`cli` compares `results.json`).

use std::collections::BTreeMap;

use domain::agency::Model;

use crate::event::{Artifact, Event, sign_offs_in_force};
use crate::life::{Life, changed_artifacts};
use crate::names::RunRef;
use crate::store::{Store, StoreError};

/// The artifacts that stand after `events` of the period and are others in `run`, the latest of it, each with a sentence
/// that says what is there instead. Nothing is written.
///
/// # Errors
/// When the run cannot be read.
pub fn changed_since(
    store: &Store,
    run: &RunRef,
    model: Model,
    events: &[Event],
) -> Result<Vec<(Artifact, String)>, StoreError> {
    let life = Life::of(run.period(), model, events);
    let signed: Vec<&Artifact> = sign_offs_in_force(events)
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
