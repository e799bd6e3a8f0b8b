//! `avstem diff`: which conclusions changed between two runs, with amounts, what the runs were made from, and which vouchers
//! differ.

use std::path::PathBuf;

use serde_json::json;

use crate::conclusions::{Conclusions, made_from};
use crate::postings::{self, Difference, Made};
use crate::{Failure, Outcome, Verdict, run_of, say};

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

/// Vouchers that the terminal shows; JSON has them all.
const SHOWN: usize = 20;

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let ((old_store, old), (new_store, new)) = (run_of(&args.old)?, run_of(&args.new)?);
    let manifests = (old_store.manifest(&old)?, new_store.manifest(&new)?);
    let from = made_from(&manifests.0, &manifests.1);
    let before = Conclusions::of(&old_store.read_file(&old, "results.json")?)?;
    let after = Conclusions::of(&new_store.read_file(&new, "results.json")?)?;
    let changes = before.changes(&after);
    let made = |store, run, manifest| Made {
        store,
        run,
        manifest,
    };
    let postings = postings::between(
        made(&old_store, &old, &manifests.0),
        made(&new_store, &new, &manifests.1),
    );
    if args.json {
        let (postings, unknown) = match &postings {
            Ok(vouchers) => (Some(vouchers), None),
            Err(Failure(why)) => (None, Some(why)),
        };
        let value = json!({
            "schema": "avstem.diff/1",
            "old": old.to_string(),
            "new": new.to_string(),
            "made_from": from,
            "changes": changes,
            "postings": postings,
            "postings_unknown": unknown,
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
        say_postings(&postings);
    }
    Ok(if changes.is_empty() && postings.is_ok() {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

fn say_postings(postings: &Result<Vec<Difference>, Failure>) {
    let vouchers = match postings {
        Ok(vouchers) => vouchers,
        Err(Failure(why)) => {
            say(&format!("which postings differ cannot be told: {why}"));
            return;
        }
    };
    for voucher in vouchers.iter().take(SHOWN) {
        say(&format!("posting {voucher}"));
    }
    let more = vouchers.len().saturating_sub(SHOWN);
    if more > 0 {
        say(&format!("and {more} more; all of them with --json"));
    }
    say(&match vouchers.len() {
        0 => "no posting differs".to_owned(),
        1 => "1 voucher differs".to_owned(),
        count => format!("{count} vouchers differ"),
    });
}
