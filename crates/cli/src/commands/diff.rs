//! `avstem diff`: which conclusions changed between two runs, with amounts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use close::{RunRef, Store};
use serde_json::Value;

use crate::engine::EngineError;
use crate::{Failure, Outcome, Verdict, run_of, say};

/// Arguments of `avstem diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the older run
    old: PathBuf,
    /// The folder of the newer run
    new: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let of = |path: &Path| {
        let (store, run) = run_of(path)?;
        Ok::<_, Failure>(conclusions(&store, &run)?)
    };
    let changed = changes(&of(&args.old)?, &of(&args.new)?);
    for line in &changed {
        say(line);
    }
    if changed.is_empty() {
        say("no conclusion changed");
        Ok(Verdict::Well)
    } else {
        say(&format!("{} conclusions changed", changed.len()));
        Ok(Verdict::Attention)
    }
}

/// The conclusions that differ, a line each.
pub(crate) fn changes(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Vec<String> {
    let keys = old
        .keys()
        .chain(new.keys().filter(|key| !old.contains_key(*key)));
    let line = |key: &String| match (old.get(key), new.get(key)) {
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => Some(format!("~ {key}: {before} -> {after}")),
        (Some(before), None) => Some(format!("- {key}: {before}")),
        (None, Some(after)) => Some(format!("+ {key}: {after}")),
        (None, None) => None,
    };
    keys.filter_map(line).collect()
}

/// Every conclusion of a run by a key that stays the same from run to run.
pub(crate) fn conclusions(
    store: &Store,
    run: &RunRef,
) -> Result<BTreeMap<String, String>, EngineError> {
    let json = crate::review::results(store, run)?;
    let text = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let list = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut conclusions = BTreeMap::new();
    for check in list(&json, "checks") {
        let id = text(&check, "id");
        conclusions.insert(id.clone(), text(&check, "outcome"));
        for point in list(&check, "points") {
            let amounts = ["difference", "specified", "unexplained"]
                .map(|name| text(&point, name))
                .join(" / ");
            conclusions.insert(
                format!("{id} {} {}", text(&point, "id"), text(&point, "subject")),
                amounts,
            );
        }
        for finding in list(&check, "findings") {
            let said = format!("{} {}", text(&finding, "amount"), text(&finding, "message"));
            conclusions.insert(format!("{id} {}", text(&finding, "key")), said);
        }
    }
    Ok(conclusions)
}
