//! `avstem deadlines`.

use std::path::PathBuf;

use calendar::{Deadline, Due};
use domain::Period;
use report::Texts;

use super::table::table;
use crate::{Failure, Outcome, Verdict, complain, engine, failure, portfolio, say};

/// Arguments of `avstem deadlines`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The portfolio folder
    #[arg(long)]
    portfolio: PathBuf,
    /// Only this agency
    #[arg(long)]
    agency: Option<String>,
    /// The reporting period
    #[arg(long)]
    period: Period,
    /// As JSON
    #[arg(long, conflicts_with = "ics")]
    json: bool,
    /// As a calendar file
    #[arg(long)]
    ics: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let portfolio = portfolio(&args.portfolio)?;
    let registers = engine::registers(&portfolio);
    for problem in registers
        .problems
        .iter()
        .cloned()
        .chain(portfolio.problems.iter().map(ToString::to_string))
    {
        complain(&format!("warning: {problem}"));
    }
    let chosen: Vec<_> = portfolio
        .agencies
        .iter()
        .filter(|agency| {
            args.agency
                .as_ref()
                .is_none_or(|code| agency.playbook.code == *code)
        })
        .collect();
    if chosen.is_empty() {
        return failure(match &args.agency {
            Some(code) => format!("no agency {code} in {}", args.portfolio.display()),
            None => format!("{}: no agency in agencies/", args.portfolio.display()),
        });
    }
    let mut all: Vec<(String, Period, Deadline)> = Vec::new();
    for agency in chosen {
        let deadlines = engine::deadlines(&agency.playbook, &registers, args.period)?;
        all.extend(
            deadlines
                .into_iter()
                .map(|deadline| (agency.playbook.code.clone(), args.period, deadline)),
        );
    }
    if args.ics {
        let texts = engine::texts(&portfolio.settings.language)?;
        say(calendar::ics(&all, &|text| texts.render(text)).trim_end());
    } else if args.json {
        say(&json(&all, engine::texts(&portfolio.settings.language)?)?);
    } else {
        let texts = engine::texts("en")?;
        let mut rows = vec![
            ["agency", "id", "due", "actor", "rule", "task"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(
            all.iter()
                .map(|(agency, _, deadline)| row(agency, deadline, texts)),
        );
        for line in table(&rows) {
            say(&line);
        }
    }
    Ok(Verdict::Well)
}

fn row(agency: &str, deadline: &Deadline, texts: &Texts) -> Vec<String> {
    let mut due = shown(&deadline.due, texts);
    if let Some(work_by) = deadline.work_by {
        due = format!("{due} (work by {work_by})");
    }
    if deadline.overridden.is_some() || deadline.published.is_some() {
        due = format!("{due} [rule: {}]", shown(&deadline.by_rule, texts));
    }
    vec![
        agency.to_owned(),
        deadline.id.to_owned(),
        due,
        deadline.actor.to_owned(),
        deadline.rule.to_owned(),
        texts.render(&deadline.task),
    ]
}

fn shown(due: &Due, texts: &Texts) -> String {
    match due {
        Due::At(moment) => moment.format("%Y-%m-%d %H:%M").to_string(),
        Due::On(date) => date.to_string(),
        Due::NotPublished => "deadline not published".to_owned(),
        Due::Event(text) => texts.render(text),
    }
}

fn json(all: &[(String, Period, Deadline)], texts: &Texts) -> Result<String, Failure> {
    let mut by_agency: Vec<serde_json::Value> = Vec::new();
    for (agency, period, deadline) in all {
        let mut value = serde_json::to_value(report::results::deadline(deadline, texts))?;
        if let Some(object) = value.as_object_mut() {
            object.insert("agency".to_owned(), agency.as_str().into());
            object.insert("period".to_owned(), period.to_string().into());
        }
        by_agency.push(value);
    }
    Ok(format!(
        "{:#}",
        serde_json::json!({"schema": "avstem.deadlines/1", "deadlines": by_agency})
    ))
}
