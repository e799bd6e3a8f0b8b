//! The command line: arguments, clock, environment, terminal, exit codes, and the wiring between the rooms.
//!
//! Exit codes: 0 all passed or not applicable · 1 ran, something needs attention · 2 could not run · 101 our bug.
//! Results go to stdout, everything else to stderr. Not here: any rule, any format, any artifact.

mod closed;
pub mod commands;
mod conclusions;
mod decertified;
pub mod engine;
mod follow;
mod followed;
mod impact;
pub mod job;
mod json;
mod office;
mod postings;
mod remade;
mod review;
pub mod run;
mod sight;

use std::io::IsTerminal;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Parser, Subcommand, ValueEnum};

/// Version and commit, for `--version`.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("AVSTEM_COMMIT"), ")");

/// Batch reconciliation and period close for state agencies.
#[derive(Debug, Parser)]
#[command(name = "avstem", version = VERSION, propagate_version = true, disable_help_subcommand = true)]
struct Args {
    /// Form of the log on stderr
    #[arg(long, value_enum, default_value = "text", global = true)]
    log_format: LogFormat,
    /// Say more on stderr; twice for everything
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reconcile agencies and periods as a job file says
    Run(commands::run::Args),
    /// What is this file, its totals, everything wrong with it
    Inspect(commands::inspect::Args),
    /// Deadlines of a period
    Deadlines(commands::deadlines::Args),
    /// One line per agency
    Status(commands::status::Args),
    /// Sign a run
    Sign(commands::sign::SignArgs),
    /// Verify a run, or a whole store
    Verify(commands::sign::VerifyArgs),
    /// What people do with a period: steps of the routine, waivers, actions taken on, cases, reopening
    Event(Box<commands::event::Args>),
    /// Repeat a stored run from the archive and compare byte for byte
    Rerun(commands::rerun::Args),
    /// Changed conclusions between two runs, and the vouchers that differ
    Diff(commands::diff::Args),
    /// Changed conclusions of all signed periods, under this program, another configuration, or the files of today
    Impact(commands::impact::Args),
    /// What a check or a finding code means
    Explain(commands::explain::Args),
    /// Make a synthetic portfolio with planted faults and the answer key
    Synth(commands::synth::Args),
    /// Check configuration, keys, registers
    Doctor(commands::doctor::Args),
}

/// How a command ended.
pub type Outcome = Result<Verdict, Failure>;

/// What the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 0
    Well,
    /// 1
    Attention,
}

/// Could not run: a sentence for people, exit code 2.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl From<engine::EngineError> for Failure {
    fn from(error: engine::EngineError) -> Self {
        Self(error.0)
    }
}

/// A failure with a sentence.
pub fn failure<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure(message.into()))
}

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // A reader that went away is no reason to fail on top.
            error.print().ok();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    log(args.log_format, args.verbose);
    let outcome = match args.command {
        Command::Run(args) => commands::run::run(&args),
        Command::Inspect(args) => commands::inspect::run(&args),
        Command::Deadlines(args) => commands::deadlines::run(&args),
        Command::Status(args) => commands::status::run(&args),
        Command::Sign(args) => commands::sign::sign(&args),
        Command::Verify(args) => commands::sign::verify(&args),
        Command::Event(args) => commands::event::run(&args),
        Command::Rerun(args) => commands::rerun::run(&args),
        Command::Diff(args) => commands::diff::run(&args),
        Command::Impact(args) => commands::impact::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Synth(args) => commands::synth::run(&args),
        Command::Doctor(args) => commands::doctor::run(&args),
    };
    match outcome {
        Ok(Verdict::Well) => ExitCode::SUCCESS,
        Ok(Verdict::Attention) => ExitCode::from(1),
        Err(Failure(message)) => {
            complain(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

fn log(format: LogFormat, verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "cli is the room that knows the environment"
    )]
    let filter = std::env::var("AVSTEM_LOG").unwrap_or_else(|_| level.to_owned());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && !is_set("NO_COLOR"))
        .with_target(false);
    match format {
        LogFormat::Text => builder.without_time().init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// Whether an environment variable is set and not empty.
fn is_set(name: &str) -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "cli is the room that knows the environment"
    )]
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// One line to stdout. A reader that went away is not an error.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    writeln!(std::io::stdout().lock(), "{line}").ok();
}

/// One line to stderr.
pub(crate) fn complain(line: &str) {
    use std::io::Write;
    writeln!(std::io::stderr().lock(), "{line}").ok();
}

/// The time of an act: the one place that asks the clock.
pub(crate) fn now() -> DateTime<Utc> {
    #[expect(
        clippy::disallowed_methods,
        reason = "cli is the room that knows the clock"
    )]
    Utc::now()
}

/// Today, in Norway's time, near enough for choosing a period.
pub(crate) fn today() -> NaiveDate {
    calendar::oslo::in_oslo(now().fixed_offset()).date_naive()
}

/// The file as bytes, for commands that are given a path by hand.
pub(crate) fn read(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    ingest::read_bounded(path, 64 << 20)
        .map(|(bytes, _)| bytes)
        .map_err(|error| Failure(format!("{}: {error}", path.display())))
}

/// Loads a portfolio for a command that cannot do without.
pub(crate) fn portfolio(path: &std::path::Path) -> Result<ingest::Portfolio, Failure> {
    ingest::load_portfolio(path).map_err(|problem| Failure(problem.to_string()))
}

/// Splits `<store>/runs/<agency>/<period>/<number>` into store and run.
pub(crate) fn run_of(path: &std::path::Path) -> Result<(close::Store, close::RunRef), Failure> {
    let wrong = || {
        Failure(format!(
            "{}: expected the folder of a run, <store>/runs/<agency>/<period>/<number>",
            path.display()
        ))
    };
    let path = path
        .canonicalize()
        .map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    let mut parts = path
        .iter()
        .rev()
        .map(|part| part.to_string_lossy().into_owned());
    let (Some(number), Some(period), Some(agency), Some(runs)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let run = match (runs.as_str(), period.parse(), number.parse()) {
        ("runs", Ok(period), Ok(number)) => {
            close::RunRef::new(&agency, period, number).ok_or_else(wrong)?
        }
        _ => return Err(wrong()),
    };
    let root = path.ancestors().nth(4).ok_or_else(wrong)?;
    Ok((close::Store::open(root)?, run))
}
