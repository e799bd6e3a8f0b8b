//! `avstem status`: one line per agency, rebuilt from stored results.

use std::path::PathBuf;

use close::{Event, Life, RunRef, Store};
use domain::Period;
use domain::agency::Playbook;
use serde_json::json;

use super::table::table;
use crate::office::routine_of;
use crate::review::{WaiverState, results, waiver_states};
use crate::run::{PeriodReport, stored_report};
use crate::{Failure, Outcome, Verdict, portfolio, say, today};

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
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let portfolio = portfolio(&args.portfolio)?;
    let store = Store::open(&args.reports)?;
    let mut rows = vec![
        [
            "agency", "period", "run", "passed", "failed", "not run", "signed", "steps", "name",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let mut values = Vec::new();
    let mut waivers = Vec::new();
    let mut well = true;
    for agency in &portfolio.agencies {
        let playbook = &agency.playbook;
        if !args.tag.is_empty() && !playbook.tags.iter().any(|tag| args.tag.contains(tag)) {
            continue;
        }
        let period = match args.period {
            Some(period) => Some(period),
            None => store.periods(&playbook.code)?.last().copied(),
        };
        let latest = match period {
            Some(period) => store.latest_run(&playbook.code, period)?,
            None => None,
        };
        let Some(run) = latest else {
            well = false;
            let period = period.map_or_else(|| "-".to_owned(), |period| period.to_string());
            values.push(json!({"agency": playbook.code, "name": playbook.name, "period": period, "run": null}));
            let cells = [
                playbook.code.as_str(),
                &period,
                "none",
                "-",
                "-",
                "-",
                "-",
                "-",
                &playbook.name,
            ];
            rows.push(cells.map(str::to_owned).to_vec());
            continue;
        };
        let line = line_of(&store, playbook, &run)?;
        well &= line.is_well;
        values.push(line.value);
        rows.push(line.cells);
        waivers.extend(line.waivers);
    }
    if args.json {
        say(&format!(
            "{:#}",
            json!({"schema": "avstem.status/1", "agencies": values})
        ));
    } else {
        for line in table(&rows).into_iter().chain(waivers) {
            say(&line);
        }
    }
    Ok(if well {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

/// What `status` says of a run.
struct Line {
    cells: Vec<String>,
    value: serde_json::Value,
    /// Waivers that nothing is waived by any more.
    waivers: Vec<String>,
    is_well: bool,
}

fn line_of(store: &Store, playbook: &Playbook, run: &RunRef) -> Result<Line, Failure> {
    let report = stored_report(store, run.clone())?;
    let count = |outcome: &str| {
        report
            .checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .count()
    };
    let signed = signatures(store, &report)?;
    let events = store.events(&playbook.code, run.period())?;
    let steps = steps(playbook, run.period(), &events);
    let states = waiver_states(&results(store, run)?, &events, today());
    let mut waivers = Vec::new();
    let none_expired = states
        .iter()
        .all(|(_, state)| *state != WaiverState::Expired);
    for (waiver, state) in states
        .iter()
        .filter(|(_, state)| *state != WaiverState::InForce)
    {
        waivers.push(format!(
            "{} {}: the waiver of {} until {} is {}",
            playbook.code,
            run.period(),
            waiver.finding,
            waiver.until,
            state.as_str()
        ));
    }
    let value = json!({
        "agency": playbook.code, "name": playbook.name, "period": run.period().to_string(),
        "run": format!("{:04}", run.number()), "passed": count("passed"), "failed": count("failed"),
        "not_applicable": count("not_applicable"), "not_run": count("not_run"), "signed": signed,
        "steps": steps.as_ref().map(|(done, missing)| json!({"done": done, "missing": missing})),
        "waivers": states.iter().map(|(waiver, state)| json!({
            "finding": waiver.finding, "until": waiver.until.to_string(), "state": state.as_str(),
        })).collect::<Vec<_>>(),
    });
    let cells = vec![
        playbook.code.clone(),
        run.period().to_string(),
        format!("{:04}", run.number()),
        count("passed").to_string(),
        count("failed").to_string(),
        count("not_run").to_string(),
        if signed.is_empty() {
            "-".to_owned()
        } else {
            signed.join(", ")
        },
        steps.map_or_else(
            || "-".to_owned(),
            |(done, missing)| format!("{} of {}", done.len(), done.len() + missing.len()),
        ),
        playbook.name.clone(),
    ];
    Ok(Line {
        is_well: count("failed") == 0 && count("not_run") == 0 && none_expired,
        cells,
        value,
        waivers,
    })
}

/// The steps of the period that are done and that are missing; `None` while nobody has recorded one.
fn steps(
    playbook: &Playbook,
    period: Period,
    events: &[Event],
) -> Option<(Vec<&'static str>, Vec<&'static str>)> {
    let life = Life::of(period, routine_of(playbook, period)?.model, events);
    let missing = life.missing().iter().map(|step| step.id).collect();
    let done = life.done().keys().copied().collect();
    life.has_begun.then_some((done, missing))
}

/// Purposes signed for on exactly this run.
fn signatures(store: &Store, report: &PeriodReport) -> Result<Vec<String>, Failure> {
    let sums = store.sums_digest(&report.run)?;
    let events = store.events(report.run.agency(), report.period)?;
    let mut purposes: Vec<String> = events
        .iter()
        .filter(|event| event.sums() == Some(sums))
        .filter_map(|event| event.sign_off())
        .map(|act| format!("{} ({})", act.purpose, act.person))
        .collect();
    purposes.sort();
    purposes.dedup();
    Ok(purposes)
}
