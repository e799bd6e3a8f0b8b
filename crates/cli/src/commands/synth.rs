//! `avstem synth`.

use std::path::PathBuf;

use domain::agency::{Budgeting, Model, Principle, Service};
use domain::{Ore, Period};
use rayon::prelude::*;
use report::frames::{Pair, pairs_parquet};
use report::results::{Results, WireProposedLine};
use synth::{FaultId, Posting, Request, faults, portfolio_files, posted, truth_json};

use super::run::write;
use crate::{Failure, Outcome, Verdict, complain, failure, job, run_of, say, today};

/// Arguments of `avstem synth`.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Args {
    /// The folder to write to
    #[arg(long, required_unless_present = "list_faults")]
    out: Option<PathBuf>,
    /// Number of agencies
    #[arg(long, default_value_t = 3)]
    agencies: u32,
    /// Periods: 2025-01..2025-03
    #[arg(long, default_value = "2025-01..2025-03")]
    periods: String,
    /// Ledger lines per agency and period
    #[arg(long, default_value_t = 1000)]
    lines: u32,
    /// The seed: the same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A fault to plant, with how many: sweep-missing:2; may be repeated
    #[arg(long)]
    fault: Vec<String>,
    /// A kind of agency: net-srs-part; may be repeated, agencies take them in turn
    #[arg(long, value_name = "BUDGETING-PRINCIPLE-SERVICE")]
    kind: Vec<String>,
    /// Deliver the registers of the half-year control in June and December
    #[arg(long)]
    half_year: bool,
    /// Gross agencies without accruals post the vouchers of the year's end in periods 12 (13 with --period-13) and 14
    #[arg(long)]
    year_end: bool,
    /// Gross agencies re-post in period 13 what the ministry has approved; those without accruals as with --year-end
    #[arg(long)]
    period_13: bool,
    /// A run whose proposed vouchers are posted: its folder in a store; may be repeated
    #[arg(long, value_name = "RUN")]
    post: Vec<PathBuf>,
    /// List every fault with one line
    #[arg(long)]
    list_faults: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    if args.list_faults {
        for kind in faults() {
            say(&format!("{}  {}", kind.id.as_str(), kind.one_line));
        }
        return Ok(Verdict::Well);
    }
    let Some(out) = &args.out else {
        return failure("--out is missing");
    };
    if out.join("avstem.toml").exists() {
        return failure(format!(
            "{}: there is a portfolio already; choose an empty folder",
            out.display()
        ));
    }
    let request = request(args)?;
    let postings = postings(&args.post)?;
    let files = portfolio_files(&request)?;
    let mut left = Vec::new();
    let mut planted = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let indices: Vec<u32> = (0..request.agencies).collect();
    // A few at a time: an agency is held in memory until it is written.
    for chunk in indices.chunks(8) {
        let worlds: Vec<Result<_, Failure>> = chunk
            .par_iter()
            .map(|index| {
                let world = posted(&request, *index, &postings)?;
                for file in &world.files {
                    write(&out.join(&file.path), &file.bytes)?;
                }
                // Set names occur in every agency; a group is unique in the portfolio.
                let code = world
                    .files
                    .first()
                    .and_then(|file| file.path.split('/').nth(1))
                    .unwrap_or_default()
                    .to_owned();
                Ok((code, world))
            })
            .collect();
        for world in worlds {
            let (code, world) = world?;
            planted.extend(world.faults);
            left.extend(world.left);
            pairs.extend(world.pairs.into_iter().map(|row| Pair {
                group: format!("{code}/{}", row.group),
                side: row.side.to_owned(),
                file: row.file,
                record: row.record,
            }));
        }
    }
    for file in &files {
        write(&out.join(&file.path), &file.bytes)?;
    }
    write(&out.join("truth.json"), &truth_json(&request, &planted)?)?;
    write(&out.join("truth/pairs.parquet"), &pairs_parquet(&pairs)?)?;
    complain(&format!(
        "{} agencies, {} faults, {} true pairs written to {}",
        request.agencies,
        planted.len(),
        pairs.len(),
        out.display()
    ));
    if !postings.is_empty() {
        complain(&format!("{} vouchers posted", postings.len() - left.len()));
    }
    for name in left {
        complain(&format!("{name} is not posted: it is not whole"));
    }
    Ok(Verdict::Well)
}

/// The vouchers that runs propose, in the order of the runs.
fn postings(runs: &[PathBuf]) -> Result<Vec<Posting>, Failure> {
    let mut postings = Vec::new();
    for path in runs {
        let (store, run) = run_of(path)?;
        let results: Results = serde_json::from_slice(&store.read_file(&run, "results.json")?)?;
        for proposal in &results.proposals {
            let wrong = |error: String| {
                Failure(format!("{}: {}: {error}", path.display(), proposal.number))
            };
            let line = |line: &WireProposedLine| {
                let amount = Ore::from_file_decimal(&line.amount.0);
                let amount = amount.map_err(|error| wrong(error.to_string()))?;
                Ok((line.account.clone(), amount))
            };
            let lines: Result<_, Failure> = proposal.lines.iter().map(line).collect();
            let period = proposal.period.parse();
            postings.push(Posting {
                agency: results.agency.clone(),
                name: format!("{run} {}", proposal.number),
                voucher_type: proposal.voucher_type.clone(),
                period: period.map_err(|_| wrong("no period".to_owned()))?,
                text: proposal.text.clone(),
                lines: lines?,
            });
        }
    }
    Ok(postings)
}

fn request(args: &Args) -> Result<Request, Failure> {
    let periods: (Period, Period) = job::periods(&args.periods, today()).map_err(Failure)?;
    let mut faults = Vec::new();
    for text in &args.fault {
        let (id, count) = text.split_once(':').unwrap_or((text, "1"));
        let id: FaultId = id
            .parse()
            .map_err(|_| Failure(format!("no fault {id:?}; see avstem synth --list-faults")))?;
        let count = count
            .parse()
            .map_err(|_| Failure(format!("{text:?}: expected ID or ID:COUNT")))?;
        faults.push((id, count));
    }
    Ok(Request {
        agencies: args.agencies,
        periods,
        lines_per_period: args.lines,
        seed: args.seed,
        faults,
        kinds: (!args.kind.is_empty())
            .then(|| args.kind.iter().map(|text| kind(text)).collect())
            .transpose()?,
        half_year: args.half_year,
        year_end: args.year_end,
        period_13: args.period_13,
    })
}

fn kind(text: &str) -> Result<Model, Failure> {
    let words: Vec<&str> = text.split('-').collect();
    let wrong = || {
        Failure(format!(
            "{text:?}: expected gross, net or fund, then cash or srs, then full or part, such as net-srs-full"
        ))
    };
    let [budgeting, principle, service] = words[..] else {
        return Err(wrong());
    };
    Ok(Model {
        budgeting: match budgeting {
            "gross" => Budgeting::Gross,
            "net" => Budgeting::Net,
            "fund" => Budgeting::Fund,
            _ => return Err(wrong()),
        },
        principle: match principle {
            "cash" => Principle::Cash,
            "srs" => Principle::Srs,
            _ => return Err(wrong()),
        },
        service: match service {
            "full" => Service::Full,
            "part" => Service::Part,
            _ => return Err(wrong()),
        },
    })
}
