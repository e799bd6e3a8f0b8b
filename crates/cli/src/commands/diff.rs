//! `avstem diff`: which conclusions changed between two runs, with amounts, and what the runs were made from.

use std::path::PathBuf;

use serde_json::json;

use crate::conclusions::{Conclusions, made_from};
use crate::{Outcome, Verdict, run_of, say};

/// Arguments of `avstem diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the older run
    old: PathBuf,
    /// The folder of the newer run
    new: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let ((old_store, old), (new_store, new)) = (run_of(&args.old)?, run_of(&args.new)?);
    let from = made_from(&old_store.manifest(&old)?, &new_store.manifest(&new)?);
    let before = Conclusions::of(&old_store.read_file(&old, "results.json")?)?;
    let after = Conclusions::of(&new_store.read_file(&new, "results.json")?)?;
    let changes = before.changes(&after);
    if args.json {
        let value = json!({
            "schema": "avstem.diff/1",
            "old": old.to_string(),
            "new": new.to_string(),
            "made_from": from,
            "changes": changes,
        });
        say(&format!("{value:#}"));
    } else {
        for line in &from {
            say(&format!("made from other things: {line}"));
        }
        for change in &changes {
            say(&change.to_string());
        }
        say(&match changes.len() {
            0 => "no conclusion changed".to_owned(),
            count => format!("{count} conclusions changed"),
        });
    }
    Ok(if changes.is_empty() {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}
