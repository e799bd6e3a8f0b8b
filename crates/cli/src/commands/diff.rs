//! `avstem diff`: which conclusions changed between two runs, with amounts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

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
    let (old, new) = (conclusions(&args.old)?, conclusions(&args.new)?);
    let mut changed = 0;
    for key in old
        .keys()
        .chain(new.keys().filter(|key| !old.contains_key(*key)))
    {
        let line = match (old.get(key), new.get(key)) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(before), Some(after)) => format!("~ {key}: {before} -> {after}"),
            (Some(before), None) => format!("- {key}: {before}"),
            (None, Some(after)) => format!("+ {key}: {after}"),
            (None, None) => continue,
        };
        changed += 1;
        say(&line);
    }
    if changed == 0 {
        say("no conclusion changed");
        Ok(Verdict::Well)
    } else {
        say(&format!("{changed} conclusions changed"));
        Ok(Verdict::Attention)
    }
}

/// Every conclusion of a run by a key that stays the same from run to run.
fn conclusions(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let (store, run) = run_of(path)?;
    let json: Value = serde_json::from_slice(&store.read_file(&run, "results.json")?)?;
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
