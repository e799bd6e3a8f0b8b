//! `avstem event`: what people do with a period, step by step.
//!
//! Not here: what may be done when, and by whom (`close`).

use std::path::PathBuf;

use chrono::NaiveDate;
use close::life::Chain;
use close::{
    Circumstances, Event, Life, RunRef, SignRequest, Step, StepRequest, Store, WAIVER, reopen,
    sign_off, take_step, waive,
};
use domain::agency::Person;
use domain::{Period, Text};
use ingest::{AgencyFile, Portfolio};

use super::sign::person_of;
use super::table::table;
use crate::decertified::{decertify, fallen};
use crate::office::{due, held, routine_of, shown};
use crate::review::{can_be_waived, results, review};
use crate::{Failure, Outcome, Verdict, engine, failure, now, portfolio, read, run_of, say, today};

/// Arguments of `avstem event`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: a step of the routine, or one of: steps (lists them and what is done), reopen, waive
    step: String,
    /// The folder of a run it is about, STORE/runs/AGENCY/PERIOD/NUMBER, in place of store, agency and period
    #[arg(conflicts_with_all = ["agency", "period", "store"])]
    run: Option<PathBuf>,
    /// The store
    #[arg(long, default_value = "reports")]
    store: PathBuf,
    /// The agency's code
    #[arg(long, required_unless_present = "run")]
    agency: Option<String>,
    /// The period
    #[arg(long, required_unless_present = "run")]
    period: Option<Period>,
    /// Who: the id of a person in the playbook
    #[arg(long = "as")]
    person: Option<String>,
    /// The person's private key (OpenSSH, Ed25519, without passphrase); needed where the routine asks for a signature
    #[arg(long)]
    key: Option<PathBuf>,
    /// Why, in words; it stands in the chain of events
    #[arg(long)]
    reason: Option<String>,
    /// What else there is to say
    #[arg(long)]
    note: Option<String>,
    /// Of waive: the key of the finding in results.json, or the id of a check that did not run
    #[arg(long)]
    finding: Option<String>,
    /// Of waive: the last day on which it is waived
    #[arg(long)]
    until: Option<NaiveDate>,
    /// The portfolio folder, for the playbook and keys/allowed_signers
    #[arg(long)]
    portfolio: PathBuf,
}

/// Everything a step is about.
struct Case<'a> {
    args: &'a Args,
    portfolio: &'a Portfolio,
    agency: &'a AgencyFile,
    store: &'a Store,
    period: Period,
    /// The run that was named, or the latest.
    run: Option<RunRef>,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let portfolio = portfolio(&args.portfolio)?;
    let (store, code, period, run) = match (&args.run, &args.agency, args.period) {
        (Some(path), ..) => {
            let (store, run) = run_of(path)?;
            (store, run.agency().to_owned(), run.period(), Some(run))
        }
        (None, Some(code), Some(period)) => {
            let store = Store::open(&args.store)?;
            let run = store.latest_run(code, period)?;
            (store, code.clone(), period, run)
        }
        (None, ..) => return failure("name a run, or agency and period"),
    };
    let case = Case {
        args,
        portfolio: &portfolio,
        agency: agency_of(&portfolio, &code)?,
        store: &store,
        period,
        run,
    };
    if args.step == "steps" {
        return steps(&case);
    }
    let Some(id) = &args.person else {
        return failure("who does it? --as PERSON, the id of a person in the playbook");
    };
    let person = person_of(&portfolio, &code, id)?;
    catch_up(&case)?;
    let event = act(&case, person)?;
    say(&line(&code, period, &event, &args.step));
    Ok(Verdict::Well)
}

/// The agency of a portfolio with that code.
pub(crate) fn agency_of<'a>(
    portfolio: &'a Portfolio,
    code: &str,
) -> Result<&'a AgencyFile, Failure> {
    let known = &portfolio.agencies;
    let found = known.iter().find(|agency| agency.playbook.code == code);
    found.map_or_else(
        || failure(format!("no agency {code} in {}", portfolio.root.display())),
        Ok,
    )
}

/// Before any act: what a later run has changed falls.
fn catch_up(case: &Case<'_>) -> Result<(), Failure> {
    if let Some(latest) = case
        .store
        .latest_run(&case.agency.playbook.code, case.period)?
    {
        for fallen in decertify(case.store, &latest, &case.agency.playbook, now())? {
            say(&format!("no longer signed: {fallen}"));
        }
    }
    Ok(())
}

fn act(case: &Case<'_>, person: &Person) -> Result<Event, Failure> {
    let args = case.args;
    let playbook = &case.agency.playbook;
    let registers = engine::registers(case.portfolio);
    let deadlines = engine::deadlines(playbook, &registers, case.period)?;
    let at = now();
    let held = |step: &Step| held(step, &deadlines, at);
    let mask = |text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.trim().is_empty());
        text.map(|text| domain::personal::mask(text).into_owned())
    };
    let (reason, note) = (mask(&args.reason), mask(&args.note));
    let around = Circumstances {
        at,
        playbook: Some(case.agency.sha256),
        routine: routine_of(playbook, case.period),
        held: &held,
        note: note.as_deref(),
    };
    let purpose = match args.step.as_str() {
        "waive" => Some((WAIVER, "")),
        "reopen" => None,
        step => {
            let step = step_of(case, step)?;
            if let Some(routine) = around.routine {
                // What may not be done is said before anything is asked for.
                let events = case.store.events(&playbook.code, case.period)?;
                let life = Life::of(case.period, routine.model, &events);
                life.check(step, person, routine.is_lenient)?;
            }
            step.purpose
        }
    };
    // The playbook that gives the role is kept.
    let (sha256, bytes) = (case.agency.sha256, &case.agency.bytes);
    case.store.archive(sha256, &mut bytes.as_slice())?;
    let key = args.key.as_deref().map(read).transpose()?;
    let Some((purpose, role)) = purpose else {
        let signers = match key {
            Some(_) => read(&case.portfolio.allowed_signers())?,
            None => Vec::new(),
        };
        let request = StepRequest {
            agency: &playbook.code,
            period: case.period,
            run: case.run.as_ref(),
            person,
            reason: reason.as_deref(),
            key: key.as_deref().map(|key| (key, signers.as_slice())),
            around,
        };
        return Ok(match args.step.as_str() {
            "reopen" => reopen(case.store, &request)?,
            step => take_step(case.store, step, &request)?,
        });
    };
    let Some(run) = &case.run else {
        return failure(format!(
            "{} needs a run of {} {}; make one with avstem run",
            args.step, playbook.code, case.period
        ));
    };
    let statement = statement(case, run, purpose)?;
    let Some(key) = key else {
        say(&format!("to be signed: {statement}"));
        return failure(format!(
            "{} needs a signature; give the key with --key",
            args.step
        ));
    };
    let request = SignRequest {
        run,
        purpose,
        role: Some(role).filter(|role| !role.is_empty()),
        person,
        statement: &statement,
        private_key: &key,
        allowed_signers: &read(&case.portfolio.allowed_signers())?,
        around,
    };
    if args.step != "waive" {
        return Ok(sign_off(case.store, &request)?);
    }
    let (Some(finding), Some(until), Some(reason)) = (&args.finding, args.until, &reason) else {
        return failure(
            "a waiver needs --finding KEY, --until DATE and --reason \"why it may stand\"",
        );
    };
    if until < today() {
        return failure(format!("{until} is past; a waiver needs a day to come"));
    }
    if !can_be_waived(&results(case.store, run)?, finding) {
        return failure(format!(
            "run {run} has no finding {finding:?} of severity error or warning, and no check of that name that did not run; the keys stand in results.json"
        ));
    }
    Ok(waive(case.store, &request, finding, until, reason)?)
}

fn step_of(case: &Case<'_>, id: &str) -> Result<&'static Step, Failure> {
    let playbook = &case.agency.playbook;
    let Some(routine) = routine_of(playbook, case.period) else {
        return failure(format!(
            "{} has no model in {}: add a [[model]] to agencies/{}.toml",
            playbook.code, case.period, playbook.code
        ));
    };
    Ok(close::life::step(id, case.period, routine.model)?)
}

/// What the person says by signing. A review is computed, and offered only when it holds.
fn statement(case: &Case<'_>, run: &RunRef, purpose: &str) -> Result<String, Failure> {
    let texts = engine::texts(&case.portfolio.settings.language)?;
    let words = texts.name_of("sign-statement", purpose);
    if purpose != "review" {
        return Ok(words);
    }
    let events = case.store.events(run.agency(), run.period())?;
    let review = review(&results(case.store, run)?, &events, today());
    if !review.obstacles.is_empty() {
        return failure(format!(
            "the review of run {run} does not hold yet, {} things stand in its way:\n  {}",
            review.obstacles.len(),
            review.obstacles.join("\n  ")
        ));
    }
    for waiver in &review.unused {
        say(&format!("note: {waiver}"));
    }
    let figures = Text::key("review-figures")
        .with("passed", u64::try_from(review.passed).unwrap_or(u64::MAX))
        .with(
            "waived",
            u64::try_from(review.waived.len()).unwrap_or(u64::MAX),
        );
    Ok(format!("{words} {}", texts.render(&figures)))
}

/// `event 4: V01 2025-03 closed by dag as provider; D09 due 2025-04-10: kept, 2 business days left`.
fn line(code: &str, period: Period, event: &Event, what: &str) -> String {
    let by = event
        .act
        .doer()
        .map_or_else(String::new, |(person, _, role)| {
            format!(" by {person} as {role}")
        });
    let deadline = event
        .held
        .as_ref()
        .map_or_else(String::new, |held| format!("; {}", shown(held)));
    format!(
        "event {}: {code} {period} {what}{by}{deadline}",
        event.number
    )
}

/// The steps of the period: who, held against what, done by whom, and which could be taken now.
fn steps(case: &Case<'_>) -> Outcome {
    let playbook = &case.agency.playbook;
    let (Some(routine), Some(chain)) = (routine_of(playbook, case.period), Chain::of(case.period))
    else {
        return failure(format!(
            "{} has no routine in {}",
            playbook.code, case.period
        ));
    };
    let deadlines = engine::deadlines(playbook, &engine::registers(case.portfolio), case.period)?;
    let mut events = case.store.events(&playbook.code, case.period)?;
    if let Some(latest) = case.store.latest_run(&playbook.code, case.period)? {
        let unrecorded = fallen(case.store, &latest, playbook, &events, now())?;
        events.extend(unrecorded);
    }
    let life = Life::of(case.period, routine.model, &events);
    let possible: Vec<&str> = life.possible().iter().map(|step| step.id).collect();
    let mut rows = vec![
        ["step", "state", "roles", "deadline", "signed for"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for step in close::life::steps(chain, routine.model) {
        let done = life.done().get(step.id);
        let event = done.and_then(|done| events.iter().find(|event| event.number == done.event));
        let state = match (done, possible.contains(&step.id)) {
            (Some(done), _) => format!("done by {} (event {})", done.person, done.event),
            (None, true) => "can be done".to_owned(),
            (None, false) => "-".to_owned(),
        };
        let deadline = event
            .and_then(|event| event.held.as_ref())
            .map(shown)
            .or_else(|| due(step, &deadlines).filter(|_| done.is_none()));
        let purpose = step.purpose.map_or("-", |(purpose, _)| purpose);
        rows.push(vec![
            step.id.to_owned(),
            state,
            step.roles(routine.model).join(", "),
            deadline.unwrap_or_else(|| "-".to_owned()),
            purpose.to_owned(),
        ]);
    }
    for line in table(&rows) {
        say(&line);
    }
    Ok(if life.missing().is_empty() {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}
