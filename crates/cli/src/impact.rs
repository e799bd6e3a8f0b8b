//! Stored runs made again under other rules: which conclusions change.
//!
//! The rules may be other because the program is another one, because settings or the whole configuration stand in place of
//! those of that time, or because the files of today do. Nothing is stored. Not here: what is shown (`commands::impact`),
//! or comparing bytes (`commands::rerun`).

use std::collections::{BTreeMap, BTreeSet};

use close::{Manifest, PreviousPeriod, RunRef, Store};
use domain::{Digest, OpenItem, Period};
use ingest::{FileContent, Portfolio, list_inbox};
use serde::Serialize;

use crate::closed::Closed;
use crate::conclusions::{Change, Conclusions};
use crate::engine::{self, Previous};
use crate::postings::{Difference, Made, since};
use crate::remade::{Configuration, Instead, Remade, inputs, previous};
use crate::run::read_all;
use crate::{Failure, failure};

/// What is made again, and from what.
pub(crate) struct Question<'a> {
    /// First and last period; `None`: all.
    pub(crate) periods: Option<(Period, Period)>,
    /// Whether the latest runs of periods that are not closed are made again too.
    pub(crate) with_open: bool,
    /// What stands in place of what the runs were made from.
    pub(crate) instead: Instead<'a>,
    /// The portfolio whose inbox is read in place of the archive.
    pub(crate) inbox: Option<&'a Portfolio>,
}

/// One run, made again.
#[derive(Debug, Serialize)]
pub(crate) struct Replayed {
    /// The period.
    pub(crate) period: String,
    /// The number of the run.
    pub(crate) run: u32,
    /// Whether the period is closed by the approver's sign-off of this run.
    pub(crate) signed: bool,
    /// Files it would rest on that the run did not know.
    pub(crate) new_files: Vec<String>,
    /// What would be concluded otherwise.
    pub(crate) changes: Vec<Change>,
    /// With the files of today: the vouchers that differ, if a conclusion does; `None` where nobody asked, or it cannot be told.
    pub(crate) postings: Option<Vec<Difference>>,
    /// Why it cannot be told.
    pub(crate) postings_unknown: Option<String>,
}

/// A stored run of the agency that is asked about.
struct Stored {
    run: RunRef,
    manifest: Manifest,
    signed: bool,
}

/// What a replay left open, by the run whose place it takes.
type LeftOpen = BTreeMap<(Period, u32), Vec<OpenItem>>;

/// Makes the runs of one agency again, oldest period first.
pub(crate) fn agency(
    store: &Store,
    code: &str,
    question: &Question<'_>,
) -> Result<Vec<Replayed>, Failure> {
    let stored = asked(store, code, question)?;
    let mut left_open = LeftOpen::new();
    let mut replayed = Vec::new();
    // Files are read by the playbook of their run; runs under one playbook share the reading.
    let of_one = |a: &Stored, b: &Stored| {
        question.instead.portfolio.is_some()
            || a.manifest.playbook.sha256 == b.manifest.playbook.sha256
    };
    for group in stored.chunk_by(of_one) {
        let files = read_for(store, group, question)?;
        for one in group {
            let concerned = concerned(&files, one, question);
            let mut answer = replay(store, one, concerned, question, &mut left_open)?;
            // What files say together depends on which are read together: a change counts if the run's own files give it.
            if question.inbox.is_none() && group.len() > 1 && !answer.changes.is_empty() {
                let own = read_for(store, std::slice::from_ref(one), question)?;
                answer = replay(store, one, own, question, &mut left_open)?;
            }
            replayed.push(answer);
        }
    }
    Ok(replayed)
}

/// The runs that are asked about.
fn asked(store: &Store, code: &str, question: &Question<'_>) -> Result<Vec<Stored>, Failure> {
    let closed = Closed::of(store, code)?;
    let mut stored = Vec::new();
    for period in store.periods(code)? {
        let outside = |(first, last): (Period, Period)| period < first || last < period;
        if question.periods.is_some_and(outside) {
            continue;
        }
        let signed = closed.run(period).cloned();
        let is_signed = signed.is_some();
        let run = match signed {
            Some(run) => Some(run),
            None if question.with_open => store.latest_run(code, period)?,
            None => None,
        };
        if let Some(run) = run {
            stored.push(Stored {
                manifest: store.manifest(&run)?,
                run,
                signed: is_signed,
            });
        }
    }
    Ok(stored)
}

/// Every file that the runs rest on, read once.
fn read_for(
    store: &Store,
    runs: &[Stored],
    question: &Question<'_>,
) -> Result<Vec<FileContent>, Failure> {
    let Some(first) = runs.first() else {
        return Ok(Vec::new());
    };
    let configuration = Configuration::of(store, &first.run, &first.manifest, &question.instead)?;
    let problems = checks::settings::problems(&configuration.agency.playbook);
    if !problems.is_empty() {
        return failure(problems.join("; "));
    }
    let files = match question.inbox {
        Some(portfolio) => list_inbox(&portfolio.inbox(first.run.agency()))?,
        None => inputs(store, runs.iter().map(|run| &run.manifest))?,
    };
    Ok(read_all(&files, &configuration.agency)?)
}

/// The files of those read that a run is made from.
fn concerned(files: &[FileContent], one: &Stored, question: &Question<'_>) -> Vec<FileContent> {
    let known = &one.manifest.inputs;
    let concerns = |file: &&FileContent| match question.inbox {
        Some(_) => engine::concerns(file, one.run.period()),
        None => known
            .iter()
            .any(|input| input.sha256 == file.sha256 && input.name == file.name),
    };
    files.iter().filter(concerns).cloned().collect()
}

fn replay(
    store: &Store,
    one: &Stored,
    files: Vec<FileContent>,
    question: &Question<'_>,
    left_open: &mut LeftOpen,
) -> Result<Replayed, Failure> {
    let (run, manifest) = (&one.run, &one.manifest);
    let is_new = |file: &&FileContent| !manifest.inventory.contains(&file.sha256);
    let new_files = files
        .iter()
        .filter(is_new)
        .map(|file| file.name.clone())
        .collect();
    let before = match carried(manifest.previous_period, left_open) {
        Some(previous) => Some(previous),
        None => previous(store, run, manifest)?,
    };
    let configuration = Configuration::of(store, run, manifest, &question.instead)?;
    // Making the frames takes the rows.
    let today = question.inbox.map(|_| files.clone());
    let remade = Remade::with(configuration, files, before, &manifest.late)?;
    let work = remade.work();
    let result = engine::run_period(
        &work,
        run.period(),
        manifest.as_of,
        remade.previous.as_ref(),
    )?;
    let made = report::results::results_json(&result, engine::texts(&work.options.language)?)?;
    let stored = store.read_file(run, "results.json")?;
    let changes = Conclusions::of(&stored)?.changes(&Conclusions::of(&made)?);
    left_open.insert((run.period(), run.number()), result.open_items);
    let playbook = &remade.configuration.agency.playbook;
    let made = Made {
        store,
        run,
        manifest,
    };
    let postings = today.filter(|_| !changes.is_empty()).map(|mut files| {
        let used = work.ingested.files.iter().filter(|file| file.is_accepted());
        let mut used: BTreeSet<Digest> = used.map(|file| file.sha256).collect();
        // The same bytes under two names are one file.
        files.retain(|file| used.remove(&file.sha256));
        since(made, (&files, playbook))
    });
    let (postings, postings_unknown) = match postings.transpose() {
        Ok(postings) => (postings, None),
        Err(Failure(why)) => (None, Some(why)),
    };
    Ok(Replayed {
        period: run.period().to_string(),
        run: run.number(),
        signed: one.signed,
        new_files,
        changes,
        postings,
        postings_unknown,
    })
}

/// What the replay of the run before left open, if it was made again: a changed rule carries on through the periods.
fn carried(link: Option<PreviousPeriod>, left_open: &LeftOpen) -> Option<Previous> {
    let link = link?;
    let open_items = left_open.get(&(link.period, link.run))?.clone();
    Some(Previous {
        link,
        open_items,
        // No conclusion rests on the action list, and a replay compares conclusions.
        actions: Vec::new(),
    })
}
