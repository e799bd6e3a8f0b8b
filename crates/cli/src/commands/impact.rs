//! `avstem impact`: what a corrected rule, another setting or a late file changes in periods that are signed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use close::Store;
use domain::Period;
use ingest::Portfolio;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::impact::{Question, Replayed, agency};
use crate::postings::in_a_line;
use crate::remade::Instead;
use crate::{
    Failure, Outcome, Verdict, complain, engine, failure, job, now, portfolio, say, today,
};

/// Arguments of `avstem impact`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The store
    #[arg(long, default_value = "reports")]
    reports: PathBuf,
    /// Only this agency; may be repeated
    #[arg(long)]
    agency: Vec<String>,
    /// Only these periods: 2025-03, 2025-01..2025-03
    #[arg(long)]
    period: Option<String>,
    /// Periods that are not signed too: their latest runs
    #[arg(long)]
    all: bool,
    /// A setting of a check in place of the playbook's, as NAME=VALUE; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Playbooks, registers and language of this portfolio in place of those of the runs
    #[arg(long, value_name = "DIR")]
    portfolio: Option<PathBuf>,
    /// The files in the portfolio's inbox in place of those of the runs: what came or changed after the period was signed
    #[arg(long, requires = "portfolio")]
    inbox: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let started = now();
    let store = Store::open(&args.reports)?;
    let portfolio = args.portfolio.as_deref().map(portfolio).transpose()?;
    let question = Question {
        periods: periods(args)?,
        with_open: args.all,
        instead: Instead {
            portfolio: portfolio.as_ref(),
            settings: settings(args)?,
        },
        inbox: portfolio.as_ref().filter(|_| args.inbox),
    };
    let codes = codes(args, &store)?;
    let answers = answers(&store, codes, &question);
    let count = count_of(&answers);
    if count == 0 && answers.iter().all(|(_, answer)| answer.is_ok()) {
        return failure(format!(
            "{}: no signed period to make again; --all takes the latest runs of the others too",
            args.reports.display()
        ));
    }
    if args.json {
        say(&format!("{:#}", as_json(&answers)));
    } else {
        show(&answers);
    }
    let tenths = (now() - started).num_milliseconds() / 100;
    let time = format!("{}.{} s", tenths / 10, tenths % 10);
    complain(&format!("{count} runs made again in {time}"));
    Ok(if is_well(&answers) {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

/// What the runs of each agency would be now, or why they could not be made again.
pub(crate) type Answers = Vec<(String, Result<Vec<Replayed>, String>)>;

fn answers(store: &Store, codes: Vec<String>, question: &Question<'_>) -> Answers {
    let codes = codes.into_par_iter();
    let answers = codes.map(|code| {
        let answer = agency(store, &code, question).map_err(|Failure(problem)| problem);
        tracing::info!(agency = code, "done");
        (code, answer)
    });
    answers.collect()
}

/// The signed periods of these agencies against the files in the inbox: the nightly watch.
pub(crate) fn watch(store: &Store, portfolio: &Portfolio, codes: Vec<String>) -> Answers {
    let question = Question {
        periods: None,
        with_open: false,
        instead: Instead {
            portfolio: Some(portfolio),
            settings: BTreeMap::new(),
        },
        inbox: Some(portfolio),
    };
    answers(store, codes, &question)
}

fn count_of(answers: &Answers) -> usize {
    let runs = answers
        .iter()
        .filter_map(|(_, answer)| answer.as_ref().ok());
    runs.map(Vec::len).sum()
}

/// Whether every run could be made again, and concludes what it did.
pub(crate) fn is_well(answers: &Answers) -> bool {
    answers.iter().all(|(_, answer)| {
        let unchanged = |runs: &Vec<Replayed>| runs.iter().all(|run| run.changes.is_empty());
        answer.as_ref().is_ok_and(unchanged)
    })
}

fn periods(args: &Args) -> Result<Option<(Period, Period)>, Failure> {
    let parse = |text: &String| job::periods(text, today()).map_err(Failure);
    args.period.as_ref().map(parse).transpose()
}

fn settings(args: &Args) -> Result<BTreeMap<String, String>, Failure> {
    let pair = |text: &String| {
        let pair = text.split_once('=');
        pair.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .ok_or_else(|| {
                Failure(format!(
                    "--set {text}: expected NAME=VALUE, such as bank.window_bank_days=3"
                ))
            })
    };
    args.set.iter().map(pair).collect()
}

fn codes(args: &Args, store: &Store) -> Result<Vec<String>, Failure> {
    let known = store.agencies()?;
    let Some(unknown) = args.agency.iter().find(|code| !known.contains(code)) else {
        let is_asked = |code: &String| args.agency.is_empty() || args.agency.contains(code);
        return Ok(known.into_iter().filter(is_asked).collect());
    };
    failure(format!(
        "no run of agency {unknown} in {}",
        args.reports.display()
    ))
}

/// Says what changed, for people.
pub(crate) fn show(answers: &Answers) {
    let count = count_of(answers);
    let (mut changed, mut conclusions) = (0, 0);
    for (code, answer) in answers {
        let runs = match answer {
            Ok(runs) => runs,
            Err(problem) => {
                say(&format!("{code}: could not be made again: {problem}"));
                continue;
            }
        };
        for run in runs.iter().filter(|run| !run.changes.is_empty()) {
            changed += 1;
            conclusions += run.changes.len();
            let signed = if run.signed { "signed" } else { "not signed" };
            say(&format!(
                "{code} {} run {:04} ({signed})",
                run.period, run.run
            ));
            for file in &run.new_files {
                say(&format!("    with {file}"));
            }
            for change in &run.changes {
                say(&format!("    {change}"));
            }
            if let Some(vouchers) = &run.postings {
                say(&format!("    {}", in_a_line(vouchers)));
            }
            if let Some(why) = &run.postings_unknown {
                say(&format!("    which postings differ cannot be told: {why}"));
            }
        }
    }
    let is_all = answers.iter().all(|(_, answer)| answer.is_ok());
    say(&if count == 0 && is_all {
        "no signed period".to_owned()
    } else {
        let program = engine::PROGRAM;
        format!(
            "{count} runs made again with {program}: {conclusions} conclusions changed, in {changed} runs"
        )
    });
}

/// The same for programs.
pub(crate) fn as_json(answers: &Answers) -> Value {
    let mut changed = Vec::new();
    let mut problems = Vec::new();
    for (code, answer) in answers {
        match answer {
            Ok(runs) => changed.extend(
                runs.iter()
                    .filter(|run| !run.changes.is_empty())
                    .map(|run| json!({"agency": code, "run": run})),
            ),
            Err(problem) => problems.push(json!({"agency": code, "problem": problem})),
        }
    }
    json!({
        "schema": "avstem.impact/1",
        "program": engine::PROGRAM,
        "runs": count_of(answers),
        "changed": changed,
        "problems": problems,
    })
}
