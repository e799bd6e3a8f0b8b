//! `avstem doctor`: what would go wrong, before it does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use checks::settings::Setting;
use chrono::{Datelike, NaiveDate};
use close::Agreed;
use domain::agency::Playbook;
use domain::{Period, Standing, TaskDue};
use ingest::AgencyFile;

use crate::office::ACTORS;
use crate::{Outcome, Verdict, engine, portfolio, say, today};

/// The fewest business days a month has in the years of the calendars, in April with the whole of Easter.
const FEWEST_BUSINESS_DAYS: u8 = 17;

/// Arguments of `avstem doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The portfolio folder
    #[arg(long)]
    portfolio: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let portfolio = portfolio(&args.portfolio)?;
    let mut problems: Vec<String> = portfolio.problems.iter().map(ToString::to_string).collect();
    let registers = engine::registers(&portfolio);
    problems.extend(registers.problems.iter().cloned());
    let today = today();
    let this_month = u8::try_from(today.month())
        .ok()
        .and_then(|month| Period::new(today.year(), month));
    let period = this_month.map(Period::previous_month);
    for agency in &portfolio.agencies {
        let playbook = &agency.playbook;
        if playbook.bank_accounts.is_empty() {
            problems.push(format!(
                "agencies/{}.toml: no [[bank_account]]; the check bank will not apply",
                playbook.code
            ));
        }
        if playbook.expectations.is_empty() {
            problems.push(format!(
                "agencies/{}.toml: no [[expect]]; the check completeness will say not run",
                playbook.code
            ));
        }
        for expected in &playbook.expectations {
            let account = expected.account.as_deref().unwrap_or_default();
            let is_number = account.len() == 11 && expected.input != domain::Input::Import;
            let mut ours = playbook.bank_accounts.iter();
            if is_number && !ours.any(|known| known.number.as_str() == account) {
                problems.push(format!(
                    "agencies/{}.toml: [[expect]] {} of account *******{}, which is no [[bank_account]]",
                    playbook.code,
                    expected.input.as_str(),
                    account.get(7..).unwrap_or_default()
                ));
            }
        }
        if !portfolio.inbox(&playbook.code).is_dir() {
            problems.push(format!(
                "inbox/{}: no such folder; every check will say not run",
                playbook.code
            ));
        }
        let of_rules = checks::sets::rule_problems(playbook);
        for problem in checks::settings::problems(playbook)
            .into_iter()
            .chain(of_rules)
        {
            problems.push(format!("agencies/{}.toml: {problem}", playbook.code));
        }
        let of_follow_up = follow_up_problems(playbook, today);
        problems.extend(
            of_follow_up
                .into_iter()
                .map(|problem| format!("agencies/{}.toml: {problem}", playbook.code)),
        );
        problems.extend(unknown_roles(playbook));
        if let Some(period) = period {
            let deadlines = engine::deadlines(playbook, &registers, period)?;
            let unpublished: Vec<&str> = deadlines
                .iter()
                .filter(|deadline| deadline.due == calendar::Due::NotPublished)
                .map(|deadline| deadline.id)
                .collect();
            if !unpublished.is_empty() {
                problems.push(format!(
                    "registers/treasury-deadlines.csv: no row for {period}, so {} {} not published",
                    unpublished.join(", "),
                    if unpublished.len() == 1 { "is" } else { "are" }
                ));
            }
        }
    }
    if !portfolio.allowed_signers().exists() {
        problems.push("keys/allowed_signers: missing; nothing can be signed".to_owned());
    }
    problems.sort();
    problems.dedup();
    for problem in &problems {
        say(problem);
    }
    for line in inferred(&portfolio.agencies) {
        say(&line);
    }
    say(&format!(
        "{} agencies, {} problems",
        portfolio.agencies.len(),
        problems.len()
    ));
    Ok(if problems.is_empty() {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

/// What is wrong with the follow-up part of a playbook, on a day.
fn follow_up_problems(playbook: &Playbook, today: NaiveDate) -> Vec<String> {
    let said = &playbook.follow_up;
    let mut problems = Vec::new();
    for (key, id) in [("owner", &said.owner), ("deputy", &said.deputy)] {
        let Some(id) = id else { continue };
        if !playbook.persons.iter().any(|person| person.id == *id) {
            problems.push(format!("{key} {id:?} is no [[person]] of this agency"));
        }
    }
    if said.owner.is_none() && said.deputy.is_some() {
        problems.push("deputy without owner".to_owned());
    }
    let mut names = BTreeSet::new();
    for task in &said.tasks {
        if !names.insert(&task.name) {
            problems.push(format!("[[task]] {:?} is listed twice", task.name));
        }
        if task.until.is_some_and(|until| until < today) {
            problems.push(format!(
                "[[task]] {:?} ended; earlier periods keep it, later ones do not have it",
                task.name
            ));
        }
        if let TaskDue::BusinessDay(n) = task.due
            && n > FEWEST_BUSINESS_DAYS
        {
            problems.push(format!(
                "[[task]] {:?} is due on business day {n}; some months have {FEWEST_BUSINESS_DAYS} only, and the task \
                 has no day then",
                task.name
            ));
        }
    }
    let days = checks::settings::number(playbook, "dispensations.alert_days");
    let days = u64::try_from(days).unwrap_or(0);
    for dispensation in &said.dispensations {
        let until = dispensation.until;
        let what = &dispensation.what;
        match dispensation.standing(today, days) {
            Standing::Live => {}
            Standing::Expiring => problems.push(format!(
                "[[dispensation]] {what:?} expires on {until}; renew it or go back to the routine"
            )),
            Standing::Expired => problems.push(format!(
                "[[dispensation]] {what:?} expired on {until}; renew it, or take it out and follow the routine"
            )),
        }
    }
    problems
}

/// Roles that allow nothing, and steps that nobody can be set for: a misspelt one would only be noticed when somebody must
/// act.
fn unknown_roles(playbook: &Playbook) -> Vec<String> {
    let known = close::roles();
    let mut problems = Vec::new();
    for person in &playbook.persons {
        let unknown = |role: &&String| !known.contains(&role.as_str());
        for role in person.roles.iter().filter(unknown) {
            problems.push(format!(
                "agencies/{}.toml: {} has the role {role:?}, which allows nothing; the roles are {}",
                playbook.code,
                person.id,
                known.join(", ")
            ));
        }
    }
    let actors = checks::settings::text(playbook, ACTORS);
    problems.extend(Agreed::problem(actors).map(|problem| {
        let code = &playbook.code;
        format!("agencies/{code}.toml: setting {ACTORS:?} has {problem}")
    }));
    problems
}

/// The inferred settings and who relies on them: no source states their values, so each is somebody's decision.
fn inferred(agencies: &[AgencyFile]) -> Vec<String> {
    let of = |setting: &Setting| {
        let mut set: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for AgencyFile { playbook, .. } in agencies {
            if let Some(value) = playbook.settings.get(setting.name) {
                set.entry(value).or_default().push(&playbook.code);
            }
        }
        let by_default = agencies.len() - set.values().map(Vec::len).sum::<usize>();
        let default = match setting.default {
            "" => "none",
            value => value,
        };
        let own = set
            .iter()
            .map(|(value, codes)| format!("; {value} set by {}", codes.join(" ")));
        let own: String = own.collect();
        format!(
            "inferred setting {}: default {default} for {by_default} of {}{own}",
            setting.name,
            agencies.len()
        )
    };
    checks::settings::SETTINGS.iter().map(of).collect()
}
