//! `avstem status`: one line per agency, rebuilt from stored results; `--out` writes the overview as page, workbook and
//! JSON.

use std::path::{Path, PathBuf};

use calendar::response::Standing;
use chrono::NaiveDate;
use close::{Event, Life, RunRef, Store, closing_sign_off, sign_offs_in_force};
use domain::Period;
use domain::agency::Playbook;
use ingest::AgencyFile;
use report::portfolio::{
    Agency, Counts, PeriodState, Portfolio, Stage, Status, Steps, StoredRun, Waived,
    portfolio_actions_json, portfolio_json, status,
};
use report::results::Results;
use report::{Texts, portfolio_html, portfolio_xlsx};

use super::run::write;
use super::table::table;
use crate::decertified::{fallen, reasons};
use crate::engine::{self, PROGRAM, Registers};
use crate::followed::{Followed, day_of};
use crate::office::routine_of;
use crate::review::{WaiverState, results, waiver_states};
use crate::run::actions_of;
use crate::{Failure, Outcome, Verdict, now, portfolio, say, today};

/// Arguments of `avstem status`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The portfolio folder
    #[arg(long)]
    portfolio: PathBuf,
    /// The store
    #[arg(long, default_value = "reports")]
    reports: PathBuf,
    /// The reporting period, instead of each agency's latest
    #[arg(long)]
    period: Option<Period>,
    /// Only agencies with this tag; may be repeated
    #[arg(long)]
    tag: Vec<String>,
    /// The date that "overdue" is seen from, and the latest date of the runs that count; without it today, and all runs
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// Also write portfolio.html, portfolio.xlsx, portfolio.json and actions/AGENCY.json into this folder
    #[arg(long)]
    out: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let configured = portfolio(&args.portfolio)?;
    let store = Store::open(&args.reports)?;
    let is_chosen = |agency: &&AgencyFile| {
        let mut tags = agency.playbook.tags.iter();
        args.tag.is_empty() || tags.any(|tag| args.tag.contains(tag))
    };
    let chosen = configured.agencies.iter().filter(is_chosen);
    let around = Around {
        store: &store,
        registers: &engine::registers(&configured),
        texts: engine::texts(&configured.settings.language)?,
        by: args.as_of,
    };
    let agencies = chosen.map(|agency| seen(&around, agency, args));
    let overview = status(&Portfolio {
        name: configured.settings.name.clone(),
        program: PROGRAM.to_owned(),
        as_of: args.as_of.unwrap_or_else(today),
        agencies: agencies.collect::<Result<_, _>>()?,
    });
    if let Some(out) = &args.out {
        write_all(out, &overview, around.texts)?;
    }
    if args.json {
        let document = String::from_utf8(portfolio_json(&overview)?)?;
        say(document.trim_end());
    } else {
        let lines = table(&rows(&overview)).into_iter();
        for line in lines.chain(lapsed(&overview)).chain(late(&overview)) {
            say(&line);
        }
    }
    let well = |counts: &Counts| counts.failed == 0 && counts.not_run == 0;
    let expired = overview.agencies.iter().flat_map(|line| &line.waivers);
    let mut expired = expired.filter(|waiver| waiver.state == WaiverState::Expired.as_str());
    let mut fallen = overview
        .agencies
        .iter()
        .flat_map(|line| &line.no_longer_signed);
    if expired.next().is_some() || fallen.next().is_some() || !late(&overview).is_empty() {
        return Ok(Verdict::Attention);
    }
    let mut lines = overview.agencies.iter();
    Ok(
        if lines.all(|line| line.run.is_some() && well(&line.counts)) {
            Verdict::Well
        } else {
            Verdict::Attention
        },
    )
}

/// What is the same for every agency.
struct Around<'a> {
    store: &'a Store,
    registers: &'a Registers,
    texts: &'a Texts,
    /// The latest day that counts.
    by: Option<NaiveDate>,
}

/// An agency with the run that counts.
fn seen(around: &Around<'_>, agency: &AgencyFile, args: &Args) -> Result<Agency, Failure> {
    let playbook = &agency.playbook;
    let store = around.store;
    let mut latest = None;
    let mut period = args.period;
    let mut periods = match period {
        Some(period) => vec![period],
        None => store.periods(&playbook.code)?,
    };
    // The latest period that has a run by the date.
    while latest.is_none()
        && let Some(candidate) = periods.pop()
    {
        latest = latest_run(store, &playbook.code, candidate, args.as_of)?;
        if latest.is_some() {
            period = Some(candidate);
        }
    }
    let deadlines = checks::settings::text(playbook, "actions.deadlines").split_whitespace();
    let alert_days = checks::settings::number(playbook, "dispensations.alert_days");
    Ok(Agency {
        code: playbook.code.clone(),
        name: playbook.name.clone(),
        configured: (
            playbook.tags.clone(),
            playbook.follow_up.owner.clone(),
            playbook.follow_up.deputy.clone(),
        ),
        period,
        deadlines: deadlines.map(str::to_owned).collect(),
        alert_days: u64::try_from(alert_days).unwrap_or(0),
        run: latest
            .map(|(run, results)| stored(around, playbook, &run, results))
            .transpose()?,
    })
}

/// The latest run of a period that looks from no later than the date, with its results.
fn latest_run(
    store: &Store,
    agency: &str,
    period: Period,
    by: Option<NaiveDate>,
) -> Result<Option<(RunRef, Results)>, Failure> {
    for run in store.runs(agency, period)?.into_iter().rev() {
        let bytes = store.read_file(&run, "results.json")?;
        let results: Results = serde_json::from_slice(&bytes).map_err(|error| {
            Failure(format!(
                "run {run}: results.json is not what was written ({error}); see avstem verify"
            ))
        })?;
        let as_of: Option<NaiveDate> = results.as_of.parse().ok();
        if by.is_none_or(|by| as_of.is_some_and(|as_of| as_of <= by)) {
            return Ok(Some((run, results)));
        }
    }
    Ok(None)
}

fn stored(
    around: &Around<'_>,
    playbook: &Playbook,
    run: &RunRef,
    stored: Results,
) -> Result<StoredRun, Failure> {
    let (store, by) = (around.store, around.by);
    let mut events = store.events(run.agency(), run.period())?;
    events.retain(|event| by.is_none_or(|by| day_of(event.at) <= by));
    // What nobody has recorded yet counts all the same.
    let unrecorded = fallen(store, run, playbook, &events, now())?;
    let fallen = reasons(&unrecorded);
    events.extend(unrecorded);
    let sums = store.sums_digest(run)?;
    let in_force = sign_offs_in_force(&events);
    let of_run = in_force
        .iter()
        .filter(|(event, _)| event.sums() == Some(sums));
    let mut signed: Vec<String> = of_run
        .map(|(_, act)| format!("{} ({})", act.purpose, act.person))
        .collect();
    signed.sort();
    signed.dedup();
    let closed = closing_sign_off(&events).is_some_and(|event| event.sums() == Some(sums));
    let day = by.unwrap_or_else(today);
    let mut actions = actions_of(store, run)?;
    let known = (run.period(), events.as_slice());
    let followed = Followed::of(store, run.agency(), &actions, known, by)?;
    followed.tell(
        &mut actions,
        (playbook, around.registers, around.texts),
        day,
    )?;
    let waivers = waiver_states(&results(store, run)?, &actions, &events, day);
    let waived = waivers.into_iter().map(|(waiver, state)| Waived {
        finding: waiver.finding.clone(),
        until: waiver.until.to_string(),
        state: state.as_str().to_owned(),
    });
    Ok(StoredRun {
        number: run.number(),
        results: stored,
        actions,
        state: PeriodState {
            stage: match (closed, signed.is_empty()) {
                (true, _) => Stage::Closed,
                (false, false) => Stage::Signed,
                (false, true) => Stage::Open,
            },
            signed,
            steps: steps(playbook, run.period(), &events),
            fallen,
            waivers: waived.collect(),
        },
    })
}

/// The steps of the period that are done and that are missing; `None` while nobody has recorded one.
fn steps(playbook: &Playbook, period: Period, events: &[Event]) -> Option<Steps> {
    let life = Life::of(period, routine_of(playbook, period)?.model, events);
    let missing = life.missing();
    life.has_begun.then(|| Steps {
        done: life.done().keys().map(|id| (*id).to_owned()).collect(),
        missing: missing.iter().map(|step| step.id.to_owned()).collect(),
    })
}

/// Signatures that no longer stand, and waivers by which nothing is waived any more, one line each.
fn lapsed(overview: &Status) -> Vec<String> {
    let mut lines = Vec::new();
    for line in &overview.agencies {
        for why in &line.no_longer_signed {
            lines.push(format!(
                "{} {}: no longer signed: {why}",
                line.agency, line.period
            ));
        }
        let in_force = |waiver: &&Waived| waiver.state == WaiverState::InForce.as_str();
        for waiver in line.waivers.iter().filter(|waiver| !in_force(waiver)) {
            lines.push(format!(
                "{} {}: the waiver of {} until {} is {}",
                line.agency, line.period, waiver.finding, waiver.until, waiver.state
            ));
        }
    }
    lines
}

/// Actions that were to be done by a day that has passed, and cases that were to be answered, one line each.
fn late(overview: &Status) -> Vec<String> {
    let mut lines = Vec::new();
    for action in &overview.actions {
        let (agency, id) = (&action.entity, &action.id);
        let taken = action.accepted.as_ref().filter(|_| action.is_open());
        if let Some(taken) = taken.filter(|taken| !taken.in_force) {
            let (person, due) = (&taken.person, &taken.due);
            lines.push(format!(
                "{agency}: {person} was to do action {id} until {due}"
            ));
        }
        if let Some(case) = &action.case
            && let Some(due) = &case.due
            && case.standing == Standing::Overdue.as_str()
        {
            let (id, status) = (&case.id, &case.status);
            lines.push(format!(
                "{agency}: case {id}, {status}, was to be answered until {due}"
            ));
        }
    }
    lines
}

/// The table for people.
fn rows(overview: &Status) -> Vec<Vec<String>> {
    let heading = [
        "agency",
        "period",
        "run",
        "state",
        "steps",
        "overdue",
        "rejected",
        "missing",
        "failed",
        "not run",
        "passed",
        "red/yellow/green",
        "actions",
        "oldest",
        "automation",
        "owner",
        "tags",
        "signed",
        "name",
    ];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    let or_dash = |text: Option<&str>| match text {
        None | Some("") => "-".to_owned(),
        Some(text) => text.to_owned(),
    };
    for line in &overview.agencies {
        let mut row = vec![
            line.agency.clone(),
            line.period.clone(),
            line.run.clone().unwrap_or_else(|| "none".to_owned()),
            line.state.clone(),
            line.steps.as_ref().map_or_else(
                || "-".to_owned(),
                |steps| {
                    format!(
                        "{} of {}",
                        steps.done.len(),
                        steps.done.len() + steps.missing.len()
                    )
                },
            ),
        ];
        row.extend(counted(&line.counts));
        row.insert(13, or_dash(line.oldest_action.as_deref()));
        row.push(or_dash(line.owner.as_deref()));
        row.push(or_dash(Some(&line.tags.join(","))));
        row.push(or_dash(Some(&line.signed.join(", "))));
        row.push(line.name.clone());
        rows.push(row);
    }
    let total = ("all", &overview.total);
    let groups = overview.groups.iter();
    let groups = groups.map(|group| (group.tag.as_str(), &group.counts));
    for (name, counts) in groups.chain([total]) {
        let mut row = vec![
            format!("[{name}]"),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ];
        row.extend(counted(counts));
        row.insert(13, String::new());
        rows.push(row);
    }
    rows
}

fn counted(counts: &Counts) -> [String; 9] {
    let percent = counts.automation.percent.as_ref();
    [
        counts.overdue.to_string(),
        counts.rejected.to_string(),
        counts.missing.to_string(),
        counts.failed.to_string(),
        counts.not_run.to_string(),
        counts.passed.to_string(),
        format!("{}/{}/{}", counts.red, counts.yellow, counts.green),
        counts.open_actions.to_string(),
        percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent} %")),
    ]
}

fn write_all(out: &Path, overview: &Status, texts: &Texts) -> Result<(), Failure> {
    write(
        &out.join("portfolio.html"),
        portfolio_html(overview, texts).as_bytes(),
    )?;
    write(
        &out.join("portfolio.xlsx"),
        &portfolio_xlsx(overview, texts)?,
    )?;
    write(&out.join("portfolio.json"), &portfolio_json(overview)?)?;
    for line in overview.agencies.iter().filter(|line| line.run.is_some()) {
        let name = format!("actions/{}.json", line.agency);
        write(&out.join(name), &portfolio_actions_json(overview, line)?)?;
    }
    Ok(())
}
