//! `avstem event`: what people do with a period, step by step.
//!
//! Not here: what may be done when, and by whom (`close`).

use std::path::PathBuf;

use chrono::NaiveDate;
use close::life::Chain;
use close::{
    Agreed, CaseStep, Circumstances, Event, Life, RunRef, SignRequest, Step, StepRequest, Store,
    WAIVER, reopen, sign_off, take_step, waive,
};
use domain::agency::Person;
use domain::{Period, Text};
use ingest::{AgencyFile, Portfolio};

use super::follow_up;
use super::sign::person_of;
use super::table::table;
use crate::decertified::{decertify, fallen};
use crate::followed::Followed;
use crate::office::{ACTORS, due, held, routine_of, shown};
use crate::review::{Reviewed, can_be_waived, results, review};
use crate::run::actions_of;
use crate::{Failure, Outcome, Verdict, engine, failure, now, portfolio, read, run_of, say, today};

/// Arguments of `avstem event`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: a step of the routine, or one of: steps, actions (list what there is and what is done), reopen, waive, accept,
    /// case-open, case-status, case-message, case-change-request, case-assessed
    pub(super) step: String,
    /// The folder of a run it is about, STORE/runs/AGENCY/PERIOD/NUMBER, in place of store, agency and period
    #[arg(conflicts_with_all = ["agency", "period", "store"])]
    run: Option<PathBuf>,
    /// The store
    #[arg(long = "reports", alias = "store", default_value = "reports")]
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
    /// Of waive, accept, case-open: the key of the finding in results.json; of waive also the id of a check that did not run
    #[arg(long)]
    pub(super) finding: Option<String>,
    /// Of waive: the last day on which it is waived
    #[arg(long)]
    until: Option<NaiveDate>,
    /// Of accept and case-…: the id of the action in actions.json, in place of a finding
    #[arg(long, conflicts_with = "finding")]
    pub(super) action: Option<String>,
    /// Of accept: who is to do it, the id of a person in the playbook
    #[arg(long)]
    pub(super) responsible: Option<String>,
    /// Of accept: the day by which it is to be done
    #[arg(long)]
    pub(super) due: Option<NaiveDate>,
    /// Of case-…: the id of the case, in place of its action
    #[arg(long, conflicts_with_all = ["finding", "action"])]
    pub(super) case: Option<String>,
    /// Of case-open: the department that gets it
    #[arg(long, default_value = "accounting", value_parser = ["accounting", "pay"])]
    pub(super) category: String,
    /// Of case-open: the type, by which its response time is found
    #[arg(long = "type", default_value = "enquiry")]
    pub(super) kind: String,
    /// Of case-status: active, in-progress, waiting-for-customer, postponed, closed
    #[arg(long)]
    pub(super) status: Option<String>,
    /// Of case-status: the day that a preliminary answer estimates
    #[arg(long)]
    pub(super) estimate: Option<NaiveDate>,
    /// The portfolio folder, for the playbook and keys/allowed_signers
    #[arg(long)]
    portfolio: PathBuf,
}

/// Everything a step is about.
pub(super) struct Asked<'a> {
    pub(super) args: &'a Args,
    pub(super) portfolio: &'a Portfolio,
    pub(super) agency: &'a AgencyFile,
    pub(super) store: &'a Store,
    pub(super) period: Period,
    /// The run that was named, or the latest.
    pub(super) run: Option<RunRef>,
    /// The chain of the period, read once.
    pub(super) events: Vec<Event>,
}

impl Asked<'_> {
    /// Before anything is recorded: the playbook that gives the role is kept.
    pub(super) fn keep_playbook(&self) -> Result<(), Failure> {
        let (sha256, bytes) = (self.agency.sha256, &self.agency.bytes);
        self.store.archive(sha256, &mut bytes.as_slice())?;
        Ok(())
    }
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
    let agency = agency_of(&portfolio, &code)?;
    let is_list = matches!(args.step.as_str(), "steps" | "actions");
    let person = match &args.person {
        Some(id) if !is_list => Some(person_of(&portfolio, &code, id)?),
        None if !is_list => {
            return failure("who does it? --as PERSON, the id of a person in the playbook");
        }
        _ => None,
    };
    let actors = checks::settings::text(&agency.playbook, ACTORS);
    if let Some(problem) = Agreed::problem(actors) {
        return failure(format!(
            "agencies/{code}.toml: setting {ACTORS:?} has {problem}"
        ));
    }
    if !is_list {
        catch_up(&store, agency, period)?;
    }
    let asked = Asked {
        args,
        portfolio: &portfolio,
        agency,
        store: &store,
        period,
        run,
        events: store.events(&code, period)?,
    };
    let Some(person) = person else {
        return match args.step.as_str() {
            "actions" => follow_up::actions(&asked),
            _ => steps(&asked),
        };
    };
    let event = act(&asked, person)?;
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
fn catch_up(store: &Store, agency: &AgencyFile, period: Period) -> Result<(), Failure> {
    if let Some(latest) = store.latest_run(&agency.playbook.code, period)? {
        for fallen in decertify(store, &latest, &agency.playbook, now())? {
            say(&format!("no longer signed: {fallen}"));
        }
    }
    Ok(())
}

fn act(asked: &Asked<'_>, person: &Person) -> Result<Event, Failure> {
    let args = asked.args;
    let playbook = &asked.agency.playbook;
    let registers = engine::registers(asked.portfolio);
    let deadlines = engine::deadlines(playbook, &registers, asked.period)?;
    let at = now();
    let held = |step: &Step| held(step, &deadlines, at);
    let (reason, note) = (masked(args.reason.as_deref()), masked(args.note.as_deref()));
    let around = Circumstances {
        at,
        playbook: Some(asked.agency.sha256),
        routine: routine_of(playbook, asked.period),
        held: &held,
        note: note.as_deref(),
    };
    let purpose = match args.step.as_str() {
        "waive" => Some((WAIVER, "")),
        "reopen" | "accept" => None,
        word if CaseStep::parse(word).is_some() => None,
        step => {
            let step = step_of(asked, step)?;
            if let Some(routine) = around.routine {
                // What may not be done is said before anything is asked for.
                let life =
                    Life::of(asked.period, routine.model, &asked.events).under(routine.agreed);
                life.check(step, person, routine.is_lenient)?;
            }
            step.purpose
        }
    };
    let key = args.key.as_deref().map(read).transpose()?;
    let Some((purpose, role)) = purpose else {
        let signers = match key {
            Some(_) => read(&asked.portfolio.allowed_signers())?,
            None => Vec::new(),
        };
        let request = StepRequest {
            agency: &playbook.code,
            period: asked.period,
            run: asked.run.as_ref(),
            person,
            reason: reason.as_deref(),
            key: key.as_deref().map(|key| (key, signers.as_slice())),
            around,
        };
        return match (args.step.as_str(), CaseStep::parse(&args.step)) {
            ("accept", _) => follow_up::accept(asked, &request),
            (_, Some(step)) => follow_up::handle(asked, step, &request),
            (step, None) => {
                asked.keep_playbook()?;
                Ok(match step {
                    "reopen" => reopen(asked.store, &request)?,
                    step => take_step(asked.store, step, &request)?,
                })
            }
        };
    };
    let Some(run) = &asked.run else {
        return failure(format!(
            "{} needs a run of {} {}; make one with avstem run",
            args.step, playbook.code, asked.period
        ));
    };
    asked.keep_playbook()?;
    let statement = statement(asked, person, run, purpose)?;
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
        allowed_signers: &read(&asked.portfolio.allowed_signers())?,
        around,
    };
    if args.step == "waive" {
        return waived(asked, &request, reason.as_deref());
    }
    Ok(sign_off(asked.store, &request)?)
}

/// Waives what the run has under that key.
fn waived(
    asked: &Asked<'_>,
    request: &SignRequest<'_>,
    reason: Option<&str>,
) -> Result<Event, Failure> {
    let run = request.run;
    let (Some(finding), Some(until), Some(reason)) =
        (&asked.args.finding, asked.args.until, reason)
    else {
        return failure(
            "a waiver needs --finding KEY, --until DATE and --reason \"why it may stand\"",
        );
    };
    if until < today() {
        return failure(format!("{until} is past; a waiver needs a day to come"));
    }
    let actions = actions_of(asked.store, run)?;
    if !can_be_waived(&results(asked.store, run)?, &actions, finding) {
        return failure(format!(
            "run {run} has no finding {finding:?} of severity error or warning, and no check of that name that did not run; the keys stand in results.json"
        ));
    }
    Ok(waive(asked.store, request, finding, until, reason)?)
}

/// What somebody wrote, without personal data; `None` = nothing.
fn masked(text: Option<&str>) -> Option<String> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    Some(domain::personal::mask(text).into_owned())
}

fn step_of(asked: &Asked<'_>, id: &str) -> Result<&'static Step, Failure> {
    let playbook = &asked.agency.playbook;
    let Some(routine) = routine_of(playbook, asked.period) else {
        return failure(format!(
            "{} has no model in {}: add a [[model]] to agencies/{}.toml",
            playbook.code, asked.period, playbook.code
        ));
    };
    Ok(close::life::step(id, asked.period, routine.model)?)
}

/// What the person says by signing. A review is computed, and offered only when it holds.
fn statement(
    asked: &Asked<'_>,
    person: &Person,
    run: &RunRef,
    purpose: &str,
) -> Result<String, Failure> {
    let texts = engine::texts(&asked.portfolio.settings.language)?;
    let words = texts.name_of("sign-statement", purpose);
    if purpose != "review" {
        return Ok(words);
    }
    let store = asked.store;
    let actions = actions_of(store, run)?;
    let known = (run.period(), asked.events.as_slice());
    let review = review(Reviewed {
        results: &results(store, run)?,
        actions: &actions,
        followed: &Followed::of(store, run.agency(), &actions, known, None)?,
        events: &asked.events,
        today: today(),
    });
    if !review.obstacles.is_empty() {
        return failure(format!(
            "{} ({}) cannot sign the review of run {run}: it does not hold yet. Every control is done, every difference explained, every finding followed up [S 9.1]: waived by an approver, or taken on as an action by preparer, approver or provider, with who does it until when. {} things stand in its way:\n  {}",
            person.id,
            person.roles.join(", "),
            review.obstacles.len(),
            review.obstacles.join("\n  ")
        ));
    }
    for line in &review.followed {
        say(&format!("followed up: {line}"));
    }
    for waiver in &review.unused {
        say(&format!("note: {waiver}"));
    }
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let figures = Text::key("review-figures")
        .with("passed", count(review.passed))
        .with("waived", count(review.waived))
        .with("accepted", count(review.accepted));
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
fn steps(asked: &Asked<'_>) -> Outcome {
    let playbook = &asked.agency.playbook;
    let (Some(routine), Some(chain)) =
        (routine_of(playbook, asked.period), Chain::of(asked.period))
    else {
        return failure(format!(
            "{} has no routine in {}",
            playbook.code, asked.period
        ));
    };
    let deadlines = engine::deadlines(playbook, &engine::registers(asked.portfolio), asked.period)?;
    let mut events = asked.events.clone();
    if let Some(latest) = asked.store.latest_run(&playbook.code, asked.period)? {
        let unrecorded = fallen(asked.store, &latest, playbook, &events, now())?;
        events.extend(unrecorded);
    }
    let life = Life::of(asked.period, routine.model, &events);
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
            step.roles_agreed(routine.model, routine.agreed).join(", "),
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
