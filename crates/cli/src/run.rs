//! Running a job: agencies in parallel, periods of one agency in order, each run stored as a whole or not at all.
//!
//! One agency's failure, even a panic, never stops the others; the summary names it.

use std::collections::BTreeMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use checks::ledger::Ledger;
use chrono::NaiveDate;
use close::{PreviousPeriod, RunLink, RunRef, Store};
use domain::agency::Playbook;
use domain::{CheckResult, Ore, Outcome, Period, Severity};
use ingest::{AgencyFile, FileContent, InboxFile, Portfolio, assemble, list_inbox, read_files};
use rayon::prelude::*;
use report::Formats;
use report::actions::Action;
use report::inspect::WireDiagnostic;
use report::model::RunResult;

use crate::closed::Closed;
use crate::decertified::{fallen, reasons};
use crate::engine::{self, AgencyWork, EngineError, Options, Previous, Registers};
use crate::sight::Sight;

/// The cause of a difference that an earlier period reported: information, but why the check still fails.
const CARRIED: &str = "carried";

/// What to run.
#[derive(Debug, Clone)]
pub struct Request {
    /// Codes of agencies; empty = all.
    pub agencies: Vec<String>,
    /// Tags of agencies; empty = all.
    pub tags: Vec<String>,
    /// Months, in order.
    pub periods: Vec<Period>,
    /// The date the runs look from.
    pub as_of: NaiveDate,
    /// Whether the date was asked for; a date that was not does not make a new run by itself.
    pub as_of_is_given: bool,
    /// What the runs leave for people.
    pub formats: Formats,
}

/// One period of one agency, after the job.
#[derive(Debug, Clone)]
pub struct PeriodReport {
    /// The period.
    pub period: Period,
    /// Its latest run.
    pub run: RunRef,
    /// The folder of the run.
    pub folder: PathBuf,
    /// Whether this job made it.
    pub is_new: bool,
    /// What came of each check.
    pub checks: Vec<CheckLine>,
    /// Names of files that were not used, each with its first error.
    pub refused: Vec<(String, String)>,
    /// What was signed in the period and no longer stands because of this run, in words; the next event records it.
    pub fallen: Vec<String>,
}

/// One check in the summary.
#[derive(Debug, Clone)]
pub struct CheckLine {
    /// Its id.
    pub id: String,
    /// Its tab.
    pub tab: String,
    /// `passed`, `failed`, `not_applicable`, `not_run`.
    pub outcome: String,
    /// Why it did not run.
    pub reason: Option<String>,
    /// Findings of severity error or warning, and what is carried from earlier periods: code, amount, sentence.
    pub findings: Vec<(String, String, String)>,
}

/// One agency, after the job.
#[derive(Debug, Clone)]
pub struct AgencyReport {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its periods, in order.
    pub periods: Vec<PeriodReport>,
    /// Why it could not be run (further), if so.
    pub problem: Option<String>,
}

impl AgencyReport {
    /// Whether everything passed or did not apply.
    pub fn is_well(&self) -> bool {
        self.problem.is_none()
            && self.periods.iter().all(|period| period.fallen.is_empty())
            && self
                .periods
                .iter()
                .flat_map(|p| &p.checks)
                .all(|c| matches!(c.outcome.as_str(), "passed" | "not_applicable"))
    }
}

/// Runs the agencies of a portfolio. `progress(agency, what)` is called as work goes on, from any thread.
pub fn run_portfolio(
    portfolio: &Portfolio,
    store: &Store,
    request: &Request,
    progress: &(dyn Fn(&str, &str) + Sync),
) -> Vec<AgencyReport> {
    let registers = engine::registers(portfolio);
    let chosen: Vec<&AgencyFile> = portfolio
        .agencies
        .iter()
        .filter(|agency| {
            request.agencies.is_empty() || request.agencies.contains(&agency.playbook.code)
        })
        .filter(|agency| {
            request.tags.is_empty()
                || agency
                    .playbook
                    .tags
                    .iter()
                    .any(|tag| request.tags.contains(tag))
        })
        .collect();
    chosen
        .into_par_iter()
        .map(|agency| {
            let code = agency.playbook.code.as_str();
            progress(code, "started");
            let mut report = AgencyReport {
                code: code.to_owned(),
                name: agency.playbook.name.clone(),
                periods: Vec::new(),
                problem: None,
            };
            // The runs that are stored stay stored; what a panic leaves behind in memory is dropped with the agency.
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                run_agency(
                    portfolio,
                    agency,
                    &registers,
                    store,
                    request,
                    &mut report.periods,
                )?;
                say_what_fell(store, &agency.playbook, &mut report.periods)
            }));
            report.problem = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(EngineError(message))) => Some(message),
                Err(_) => Some(
                    "stopped by a fault of avstem; the other agencies are not affected".to_owned(),
                ),
            };
            progress(
                code,
                if report.is_well() {
                    "well"
                } else {
                    "attention"
                },
            );
            report
        })
        .collect()
}

/// Reads every file of an agency.
pub fn read_all(files: &[InboxFile], agency: &AgencyFile) -> Result<Vec<FileContent>, EngineError> {
    let contents: Result<Vec<_>, _> = read_files(files, Some(&agency.playbook), None)
        .into_iter()
        .collect();
    Ok(contents?)
}

fn run_agency(
    portfolio: &Portfolio,
    agency: &AgencyFile,
    registers: &Registers,
    store: &Store,
    request: &Request,
    reports: &mut Vec<PeriodReport>,
) -> Result<(), EngineError> {
    let problems = checks::settings::problems(&agency.playbook);
    if !problems.is_empty() {
        let code = &agency.playbook.code;
        return Err(EngineError(format!(
            "agencies/{code}.toml: {}",
            problems.join("; ")
        )));
    }
    let files = list_inbox(&portfolio.inbox(&agency.playbook.code))?;
    let closed = Closed::of(store, &agency.playbook.code)?;
    let options = Options {
        language: portfolio.settings.language.clone(),
        formats: request.formats,
    };
    let sight = Sight {
        agency,
        closed: &closed,
        options: &options,
        registers,
        store,
        request,
        files: &files,
    };
    if let Some(runs) = sight.known_runs()? {
        for run in runs {
            reports.push(stored_report(store, run)?);
        }
        return Ok(());
    }
    let paths: BTreeMap<_, _> = files
        .iter()
        .map(|file| (file.sha256, file.path.as_path()))
        .collect();
    let mut contents = read_all(&files, agency)?;
    let late = closed.set_late_aside(store, &mut contents, &request.periods)?;
    for (index, &period) in request.periods.iter().enumerate() {
        if let Some(signed) = closed.run(period) {
            reports.push(stored_report(store, signed.clone())?);
            sight.note(period)?;
            continue;
        }
        let later = request.periods.get(index + 1..).unwrap_or_default();
        let ingested = assemble(take_concerning(&mut contents, period, later))?;
        let ledger = Ledger::of(&ingested.frames);
        let work = AgencyWork {
            agency,
            options: &options,
            registers,
            ingested: &ingested,
            ledger: &ledger,
            // Said once, by the run of the first open period after them.
            late: if closed.run(period.previous_month()).is_some() {
                &late
            } else {
                &[]
            },
        };
        reports.push(run_one(portfolio, &work, store, request, period, &paths)?);
        sight.note(period)?;
    }
    Ok(())
}

/// A run ends no sign-off: that is for the next act of a person to record. But it must not pass unseen.
fn say_what_fell(
    store: &Store,
    playbook: &Playbook,
    reports: &mut [PeriodReport],
) -> Result<(), EngineError> {
    for report in reports {
        let events = store.events(&playbook.code, report.period)?;
        let fallen = fallen(store, &report.run, playbook, &events, crate::now())?;
        report.fallen = reasons(&fallen);
    }
    Ok(())
}

/// The files that a period rests on, and no other: what a run is made from is what its manifest names, whatever else
/// lies in the inbox. A file that no later period needs is given away, not copied.
fn take_concerning(
    contents: &mut Vec<FileContent>,
    period: Period,
    later: &[Period],
) -> Vec<FileContent> {
    let (concerning, others): (Vec<_>, Vec<_>) = std::mem::take(contents)
        .into_iter()
        .partition(|file| engine::concerns(file, period));
    let needed_again =
        |file: &&FileContent| later.iter().any(|later| engine::concerns(file, *later));
    contents.extend(concerning.iter().filter(needed_again).cloned());
    contents.extend(others);
    concerning
}

fn run_one(
    portfolio: &Portfolio,
    work: &AgencyWork<'_>,
    store: &Store,
    request: &Request,
    period: Period,
    paths: &BTreeMap<domain::Digest, &Path>,
) -> Result<PeriodReport, EngineError> {
    let code = &work.agency.playbook.code;
    let previous = previous_of(store, code, period)?;
    let mut manifest = engine::manifest(work, period, request.as_of, previous.as_ref());
    if let Some(link) = store.latest_link(code, period)? {
        let run = RunRef::new(code, period, link.run)
            .ok_or_else(|| EngineError("a run number is out of range".into()))?;
        let mut stored = store.manifest(&run)?;
        stored.parent = None;
        if !request.as_of_is_given {
            stored.as_of = manifest.as_of;
        }
        if stored.to_bytes()? == manifest.to_bytes()? {
            return stored_report(store, run);
        }
        manifest.parent = Some(RunLink {
            run: link.run,
            sums: link.sums,
        });
    }
    let result = engine::run_period(work, period, request.as_of, previous.as_ref())?;
    archive(portfolio, work, store, &manifest, paths)?;
    let texts = engine::texts(&work.options.language)?;
    let files = engine::files(&result, &manifest, texts)?;
    let run = store.create_run(code, period, files)?;
    Ok(fresh_report(store, run, &result))
}

/// Everything the run was made from goes to the archive first, so that a stored run can always be repeated.
fn archive(
    portfolio: &Portfolio,
    work: &AgencyWork<'_>,
    store: &Store,
    manifest: &close::Manifest,
    paths: &BTreeMap<domain::Digest, &Path>,
) -> Result<(), EngineError> {
    for input in &manifest.inputs {
        if store.is_archived(input.sha256)? {
            continue;
        }
        let Some(path) = paths.get(&input.sha256) else {
            continue;
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the bytes go from the inbox to the archive, which checks their digest"
        )]
        let mut file = File::open(path)?;
        store.archive(input.sha256, &mut file)?;
    }
    let configuration = std::iter::once((&work.agency.bytes, work.agency.sha256))
        .chain(std::iter::once((
            &portfolio.settings_bytes.0,
            portfolio.settings_bytes.1,
        )))
        .chain(
            portfolio
                .registers
                .values()
                .map(|(bytes, digest)| (bytes, *digest)),
        );
    for (bytes, digest) in configuration {
        store.archive(digest, &mut bytes.as_slice())?;
    }
    Ok(())
}

/// The latest run of the month before, with what it left open.
pub fn previous_of(
    store: &Store,
    agency: &str,
    period: Period,
) -> Result<Option<Previous>, EngineError> {
    let Some(link) = previous_link(store, agency, period)? else {
        return Ok(None);
    };
    let run = RunRef::new(agency, link.period, link.run)
        .ok_or_else(|| EngineError("a run number is out of range".into()))?;
    Ok(Some(left_by(store, &run, link.sums)?))
}

/// The latest run of the month before; of period 14 that of 13 where there is one. A month follows a month: what periods 13
/// and 14 do is no part of January.
pub(crate) fn previous_link(
    store: &Store,
    agency: &str,
    period: Period,
) -> Result<Option<PreviousPeriod>, EngineError> {
    let thirteen = Period::new(period.year(), 13).filter(|_| period.number() == 14);
    for before in thirteen.into_iter().chain([period.previous_month()]) {
        if let Some(RunLink { run, sums }) = store.latest_link(agency, before)? {
            return Ok(Some(PreviousPeriod {
                period: before,
                run,
                sums,
            }));
        }
    }
    Ok(None)
}

/// The action list of a run; empty for a run of before there were action lists.
pub(crate) fn actions_of(store: &Store, run: &RunRef) -> Result<Vec<Action>, EngineError> {
    const NAME: &str = "actions.json";
    if !store.files(run)?.iter().any(|(name, _)| name == NAME) {
        return Ok(Vec::new());
    }
    let bytes = store.read_file(run, NAME)?;
    Ok(report::actions::read_actions(&bytes)?.actions)
}

/// What a run left open, and the actions it left.
pub fn left_by(store: &Store, run: &RunRef, sums: domain::Digest) -> Result<Previous, EngineError> {
    let bytes = store.read_file(run, "frames/open_items.parquet")?;
    let open_items = report::frames::read_open_items(&bytes)?;
    let actions = actions_of(store, run)?;
    Ok(Previous {
        link: PreviousPeriod {
            period: run.period(),
            run: run.number(),
            sums,
        },
        open_items,
        actions,
    })
}

/// The folder of a run.
pub fn folder_of(store: &Store, run: &RunRef) -> PathBuf {
    let folder = store
        .root()
        .join("runs")
        .join(run.agency())
        .join(run.period().to_string());
    folder.join(format!("{:04}", run.number()))
}

fn fresh_report(store: &Store, run: RunRef, result: &RunResult) -> PeriodReport {
    let english = engine::texts("en").ok();
    let say = |text: &domain::Text| {
        english
            .as_ref()
            .map_or_else(|| text.key.to_owned(), |texts| texts.render(text))
    };
    let line = |check: &CheckResult| CheckLine {
        id: check.id.to_owned(),
        tab: check.tab.clone(),
        outcome: check.outcome.as_str().to_owned(),
        reason: match &check.outcome {
            Outcome::NotRun(reason) => Some(say(reason)),
            _ => None,
        },
        findings: check
            .findings
            .iter()
            .filter(|finding| finding.severity != Severity::Info || finding.cause == Some(CARRIED))
            .map(|finding| {
                (
                    finding.code.to_owned(),
                    amount(finding.amount),
                    say(&finding.message),
                )
            })
            .collect(),
    };
    let refused = result
        .inputs
        .iter()
        .filter(|input| !input.accepted)
        .map(|input| {
            let diagnostics: Vec<_> = input.diagnostics.iter().map(WireDiagnostic::from).collect();
            (input.name.clone(), why_not_used(&diagnostics))
        });
    PeriodReport {
        period: result.period,
        folder: folder_of(store, &run),
        run,
        is_new: true,
        checks: result.checks.iter().map(line).collect(),
        refused: refused.collect(),
        fallen: Vec::new(),
    }
}

/// Why a file was not used: its first error; without one, it was set aside after it was read, and the last word counts.
fn why_not_used(diagnostics: &[WireDiagnostic]) -> String {
    let error = Severity::Error.as_str();
    let first_error = diagnostics.iter().find(|d| d.severity == error);
    first_error
        .or(diagnostics.last())
        .map_or_else(String::new, |d| {
            format!(
                "{}:{}: {}[{}]: {}",
                d.line, d.column, d.severity, d.code, d.message
            )
        })
}

fn amount(ore: Ore) -> String {
    ore.to_string()
}

/// The summary of a run that is there already, from its `results.json`.
pub fn stored_report(store: &Store, run: RunRef) -> Result<PeriodReport, EngineError> {
    let bytes = store.read_file(&run, "results.json")?;
    let json: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| {
        EngineError(format!(
            "run {run}: results.json is not what was written ({error}); see avstem verify"
        ))
    })?;
    let text = |value: &serde_json::Value, name: &str| {
        value
            .get(name)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let list = |value: &serde_json::Value, name: &str| {
        value
            .get(name)
            .and_then(serde_json::Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let checks = list(&json, "checks")
        .iter()
        .map(|check| CheckLine {
            id: text(check, "id"),
            tab: text(check, "tab"),
            outcome: text(check, "outcome"),
            reason: check
                .get("reason")
                .and_then(serde_json::Value::as_str)
                .map(str::to_owned),
            findings: list(check, "findings")
                .iter()
                .filter(|finding| {
                    text(finding, "severity") != "info" || text(finding, "cause") == CARRIED
                })
                .map(|finding| {
                    (
                        text(finding, "code"),
                        text(finding, "amount"),
                        text(finding, "message"),
                    )
                })
                .collect(),
        })
        .collect();
    let refused = list(&json, "inputs")
        .iter()
        .filter(|input| input.get("accepted") == Some(&serde_json::Value::Bool(false)))
        .map(|input| {
            let diagnostics = list(input, "diagnostics").into_iter();
            let diagnostics: Result<Vec<_>, _> = diagnostics.map(serde_json::from_value).collect();
            Ok((text(input, "name"), why_not_used(&diagnostics?)))
        })
        .collect::<Result<_, EngineError>>()?;
    Ok(PeriodReport {
        period: run.period(),
        folder: folder_of(store, &run),
        run,
        is_new: false,
        checks,
        refused,
        fallen: Vec::new(),
    })
}
