//! `avstem run`.

use std::collections::BTreeMap;
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use close::Store;
use indicatif::{ProgressBar, ProgressStyle};
use ingest::Portfolio;
use serde_json::json;

use super::impact::{self, Answers};
use super::table::table;
use crate::job::{self, Job};
use crate::run::{AgencyReport, PeriodReport, Request, run_portfolio};
use crate::{Failure, Outcome, Verdict, complain, failure, portfolio, read, say, today};

/// Arguments of `avstem run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The job file
    job: PathBuf,
    /// Periods instead of the job's: 2025-03, 2025-01..2025-03, current, previous
    #[arg(long)]
    period: Option<String>,
    /// Only this agency; may be repeated
    #[arg(long)]
    agency: Vec<String>,
    /// Only agencies with this tag; may be repeated
    #[arg(long)]
    tag: Vec<String>,
    /// The date to look from, instead of the job's or today
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// The store, instead of the job's
    #[arg(long)]
    reports: Option<PathBuf>,
    /// Number of threads
    #[arg(long)]
    jobs: Option<usize>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 0 also when something needs attention
    #[arg(long)]
    exit_zero: bool,
    /// Write the golden files of a regression job instead of comparing with them
    #[arg(long)]
    accept_golden: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let job = job_of(args)?;
    let portfolio = portfolio(&job.portfolio)?;
    if portfolio.agencies.is_empty() && portfolio.problems.is_empty() {
        return failure(format!(
            "{}: no agency in agencies/",
            job.portfolio.display()
        ));
    }
    if let Some(unknown) = job
        .agencies
        .iter()
        .find(|code| !portfolio.agencies.iter().any(|a| a.playbook.code == **code))
    {
        let faulty = portfolio
            .problems
            .iter()
            .find(|p| p.file == format!("agencies/{unknown}.toml"));
        return failure(faulty.map_or_else(
            || format!("no agency {unknown} in {}", job.portfolio.display()),
            ToString::to_string,
        ));
    }
    let (root, temporary) = match &job.reports {
        Some(path) => (path.clone(), false),
        None => (temporary_folder()?, true),
    };
    let store = Store::open(&root)?;
    store.clear_archive_leftovers()?;
    let request = Request {
        agencies: job.agencies.clone(),
        tags: job.tags.clone(),
        periods: job::months(job.periods),
        as_of: job.as_of.unwrap_or_else(today),
        as_of_is_given: job.as_of.is_some(),
        formats: job.formats,
    };
    let reports = in_pool(args.jobs, || with_progress(&portfolio, &store, &request))?;
    let golden = match &job.golden {
        Some(golden) if args.accept_golden => accept_golden(&store, golden, &reports)?,
        Some(golden) => compare_golden(&store, golden, &reports)?,
        None => Vec::new(),
    };
    let watched = job.watches.then(|| {
        let codes = reports.iter().map(|report| report.code.clone()).collect();
        in_pool(args.jobs, || impact::watch(&store, &portfolio, codes))
    });
    let watched = watched.transpose()?;
    if args.json {
        say(&as_json(&portfolio, &reports, &golden, watched.as_ref()));
    } else {
        show(&portfolio, &reports, &golden);
        say("");
        say(&match &job.golden {
            Some(golden_folder) if golden.is_empty() => {
                format!("The same bytes as {}.", golden_folder.display())
            }
            Some(golden_folder) => format!(
                "{} files differ from {}.",
                golden.len(),
                golden_folder.display()
            ),
            None => next_step(&root, &reports),
        });
        if let Some(watched) = &watched {
            say("");
            say("Signed periods against the files of today:");
            impact::show(watched);
        }
    }
    if temporary {
        remove_temporary(&root);
    }
    let well = reports.iter().all(AgencyReport::is_well)
        && portfolio.problems.is_empty()
        && watched.as_ref().is_none_or(impact::is_well);
    // A regression job is about the bytes: findings that are as they should be need no attention.
    let well = if job.golden.is_some() {
        golden.is_empty()
            && portfolio.problems.is_empty()
            && reports.iter().all(|r| r.problem.is_none())
    } else {
        well
    };
    Ok(if well || args.exit_zero {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

fn job_of(args: &Args) -> Result<Job, Failure> {
    let text = String::from_utf8(read(&args.job)?)
        .map_err(|_| Failure(format!("{}: is not UTF-8", args.job.display())))?;
    let mut job = job::parse(&args.job, &text, args.as_of, today()).map_err(Failure)?;
    if let Some(period) = &args.period {
        job.periods = job::periods(period, job.as_of.unwrap_or_else(today)).map_err(Failure)?;
    }
    if !args.agency.is_empty() {
        job.agencies.clone_from(&args.agency);
    }
    if !args.tag.is_empty() {
        job.tags.clone_from(&args.tag);
    }
    if let Some(reports) = &args.reports {
        job.reports = Some(reports.clone());
    }
    Ok(job)
}

fn in_pool<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    match threads {
        Some(threads) => Ok(rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?
            .install(work)),
        None => Ok(work()),
    }
}

fn with_progress(portfolio: &Portfolio, store: &Store, request: &Request) -> Vec<AgencyReport> {
    let bar = if std::io::stderr().is_terminal() {
        let bar = ProgressBar::new(u64::try_from(portfolio.agencies.len()).unwrap_or(0));
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} agencies  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    } else {
        ProgressBar::hidden()
    };
    let reports = run_portfolio(portfolio, store, request, &|agency, what| {
        if what == "started" {
            bar.set_message(agency.to_owned());
            tracing::info!(agency, "started");
        } else {
            bar.inc(1);
            tracing::info!(agency, what, "done");
        }
    });
    bar.finish_and_clear();
    reports
}

fn show(portfolio: &Portfolio, reports: &[AgencyReport], golden: &[String]) {
    let mut rows = vec![
        [
            "agency", "period", "passed", "failed", "not run", "findings", "run",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for report in reports {
        for period in &report.periods {
            let of = |outcome: &str| {
                let checks = period.checks.iter();
                checks
                    .filter(|check| check.outcome == outcome)
                    .count()
                    .to_string()
            };
            let findings: usize = period.checks.iter().map(|check| check.findings.len()).sum();
            let run = format!(
                "{:04}{}",
                period.run.number(),
                if period.is_new { "" } else { " (nothing new)" }
            );
            rows.push(vec![
                report.code.clone(),
                period.period.to_string(),
                of("passed"),
                of("failed"),
                of("not_run"),
                findings.to_string(),
                run,
            ]);
        }
    }
    for line in table(&rows) {
        say(&line);
    }
    for report in reports {
        let wrong: Vec<&PeriodReport> = report
            .periods
            .iter()
            .filter(|p| !lines_of(p).is_empty())
            .collect();
        if wrong.is_empty() && report.problem.is_none() {
            continue;
        }
        say("");
        say(&format!("{} {}", report.code, report.name));
        for period in wrong {
            let page = period.folder.join("folder.html");
            let shown = if page.is_file() {
                &page
            } else {
                &period.folder
            };
            say(&format!("  {}  {}", period.period, shown.display()));
            for line in lines_of(period) {
                say(&format!("    {line}"));
            }
        }
        if let Some(problem) = &report.problem {
            say(&format!("  error: {problem}"));
        }
    }
    for problem in &portfolio.problems {
        say("");
        say(&format!("error: {problem}"));
    }
    for difference in golden {
        say(&format!("golden: {difference}"));
    }
}

fn lines_of(period: &PeriodReport) -> Vec<String> {
    let fallen = period.fallen.iter();
    let mut lines: Vec<String> = fallen
        .map(|why| format!("no longer signed: {why}"))
        .collect();
    for (name, sentence) in &period.refused {
        lines.push(format!("{name}: {sentence}"));
    }
    for check in &period.checks {
        if let Some(reason) = &check.reason {
            lines.push(format!("{} {}: not run: {reason}", check.tab, check.id));
        }
        for (code, amount, message) in check.findings.iter().take(20) {
            lines.push(format!("{code} {amount:>16}  {message}"));
        }
        if check.findings.len() > 20 {
            lines.push(format!("{} more in the folder", check.findings.len() - 20));
        }
    }
    lines
}

fn next_step(root: &Path, reports: &[AgencyReport]) -> String {
    let well = reports.iter().filter(|report| report.is_well()).count();
    let all_old = reports.iter().flat_map(|r| &r.periods).all(|p| !p.is_new)
        && reports.iter().any(|r| !r.periods.is_empty());
    let new = if all_old {
        "Nothing new since the last run. "
    } else {
        ""
    };
    let next = if well == reports.len() {
        "Sign with: avstem sign RUN --purpose folder-overview --key FILE --as PERSON --portfolio DIR"
    } else {
        "Open the folders above, correct or explain what is listed, and run again"
    };
    format!(
        "{new}{well} of {} agencies well. Folders are in {}. {next}.",
        reports.len(),
        root.join("runs").display()
    )
}

fn as_json(
    portfolio: &Portfolio,
    reports: &[AgencyReport],
    golden: &[String],
    watched: Option<&Answers>,
) -> String {
    let agencies: Vec<_> = reports
        .iter()
        .map(|report| {
            let periods: Vec<_> = report.periods.iter().map(period_json).collect();
            json!({"agency": report.code, "name": report.name, "periods": periods, "problem": report.problem})
        })
        .collect();
    let problems: Vec<String> = portfolio.problems.iter().map(ToString::to_string).collect();
    let mut value = json!({"schema": "avstem.run/1", "agencies": agencies, "problems": problems, "golden": golden});
    if let (Some(watched), Some(value)) = (watched, value.as_object_mut()) {
        value.insert("watch".to_owned(), impact::as_json(watched));
    }
    format!("{value:#}")
}

fn period_json(period: &PeriodReport) -> serde_json::Value {
    let mut summary: BTreeMap<&str, u64> = ["passed", "failed", "not_applicable", "not_run"]
        .map(|o| (o, 0))
        .into();
    for check in &period.checks {
        if let Some(count) = summary.get_mut(check.outcome.as_str()) {
            *count += 1;
        }
    }
    let checks: Vec<_> = period
        .checks
        .iter()
        .map(|check| {
            let findings: Vec<_> = check
                .findings
                .iter()
                .map(|(code, amount, message)| json!({"code": code, "amount": amount, "message": message}))
                .collect();
            json!({"id": check.id, "tab": check.tab, "outcome": check.outcome, "reason": check.reason, "findings": findings})
        })
        .collect();
    let refused: Vec<_> = period
        .refused
        .iter()
        .map(|(name, why)| json!({"name": name, "why": why}))
        .collect();
    json!({
        "period": period.period.to_string(),
        "run": format!("{:04}", period.run.number()),
        "folder": period.folder.display().to_string(),
        "new": period.is_new,
        "no_longer_signed": period.fallen,
        "summary": summary,
        "checks": checks,
        "refused": refused,
    })
}

/// The text artifacts of a run that are kept as golden files.
const GOLDEN: [&str; 2] = ["results.json", "SHA256SUMS"];

fn golden_files(
    store: &Store,
    reports: &[AgencyReport],
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    for period in reports.iter().flat_map(|report| &report.periods) {
        for name in GOLDEN {
            let bytes = if name == close::SUMS_NAME {
                store.read_sums(&period.run)?
            } else {
                store.read_file(&period.run, name)?
            };
            files.push((
                format!("{}/{}/{name}", period.run.agency(), period.period),
                bytes,
            ));
        }
    }
    Ok(files)
}

fn compare_golden(
    store: &Store,
    golden: &Path,
    reports: &[AgencyReport],
) -> Result<Vec<String>, Failure> {
    let mut differences = Vec::new();
    for (name, bytes) in golden_files(store, reports)? {
        match ingest::read_bounded(&golden.join(&name), 64 << 20) {
            Ok((expected, _)) if expected == bytes => {}
            Ok((expected, _)) => {
                let line = expected
                    .split(|b| *b == b'\n')
                    .zip(bytes.split(|b| *b == b'\n'))
                    .position(|(a, b)| a != b);
                differences.push(format!(
                    "{name} differs from line {}",
                    line.map_or(0, |line| line + 1)
                ));
            }
            Err(error) => differences.push(format!("{name}: {error}")),
        }
    }
    Ok(differences)
}

fn accept_golden(
    store: &Store,
    golden: &Path,
    reports: &[AgencyReport],
) -> Result<Vec<String>, Failure> {
    for (name, bytes) in golden_files(store, reports)? {
        write(&golden.join(name), &bytes)?;
    }
    complain(&format!("golden files written to {}", golden.display()));
    Ok(Vec::new())
}

/// Writes a file that is not part of any store: synthetic portfolios and golden files.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure(format!("{}: {error}", path.display()));
    #[expect(
        clippy::disallowed_methods,
        reason = "made files go where the user says, not into a store"
    )]
    {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(fail)?;
        }
        fs::write(path, bytes).map_err(fail)
    }
}

fn temporary_folder() -> Result<PathBuf, Failure> {
    // A folder that an earlier process left is never used again.
    for attempt in 0..1000 {
        let name = format!("avstem-{}-{attempt}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        #[expect(
            clippy::disallowed_methods,
            reason = "a regression job's store is thrown away"
        )]
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    failure("the temporary folder is full of stores of earlier runs; remove avstem-* there")
}

fn remove_temporary(folder: &Path) {
    #[expect(
        clippy::disallowed_methods,
        reason = "a regression job's store is thrown away"
    )]
    fs::remove_dir_all(folder).ok();
}
