//! `avstem event`: what people did with a period, other than signing it.

use std::path::PathBuf;

use close::{Act, closing_sign_off};

use super::sign::person_of;
use crate::{Outcome, Verdict, failure, now, portfolio, run_of, say};

/// Arguments of `avstem event`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: ActArgs,
}

#[derive(Debug, clap::Subcommand)]
enum ActArgs {
    /// Open a closed period again: its sign-offs fall, and late files are used by the next run
    Reopen(ReopenArgs),
}

/// Arguments of `avstem event reopen`.
#[derive(Debug, clap::Args)]
struct ReopenArgs {
    /// The folder of the signed run: STORE/runs/AGENCY/PERIOD/NUMBER
    run: PathBuf,
    /// Who reopens: the id of a person in the playbook, with the role approver
    #[arg(long = "as")]
    person: String,
    /// Why, in words; it stands in the chain of events
    #[arg(long)]
    reason: String,
    /// The portfolio folder, for the playbook's persons
    #[arg(long)]
    portfolio: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let ActArgs::Reopen(args) = &args.act;
    let (store, run) = run_of(&args.run)?;
    let portfolio = portfolio(&args.portfolio)?;
    let person = person_of(&portfolio, run.agency(), &args.person)?;
    if !person.roles.iter().any(|role| role == "approver") {
        return failure(format!(
            "{} may not reopen a period: the role approver is missing in agencies/{}.toml",
            person.id,
            run.agency()
        ));
    }
    if args.reason.trim().is_empty() {
        return failure("a reason is needed: --reason \"what came, and why it must be used\"");
    }
    let events = store.events(run.agency(), run.period())?;
    if closing_sign_off(&events).is_none() {
        return failure(format!(
            "{} {} is not closed: no sign-off of folder-overview by an approver stands",
            run.agency(),
            run.period()
        ));
    }
    let act = Act::Reopened {
        person: person.id.clone(),
        reason: domain::personal::mask(&args.reason).into_owned(),
    };
    let event = store.record(&run, now(), act)?;
    say(&format!(
        "event {}: {} {} reopened by {}",
        event.number,
        run.agency(),
        run.period(),
        person.id
    ));
    Ok(Verdict::Well)
}
