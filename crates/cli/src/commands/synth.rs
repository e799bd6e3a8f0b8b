//! `avstem synth`.

use std::path::PathBuf;

use domain::Period;
use domain::agency::{Budgeting, Model, Principle, Service};
use rayon::prelude::*;
use report::frames::{Pair, pairs_parquet};
use synth::{FaultId, Request, agency, faults, portfolio_files, truth_json};

use super::run::write;
use crate::{Failure, Outcome, Verdict, complain, failure, job, say, today};

/// Arguments of `avstem synth`.
#[derive(Debug, clap::Args)]
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
    let files = portfolio_files(&request)?;
    let mut planted = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let indices: Vec<u32> = (0..request.agencies).collect();
    // A few at a time: an agency is held in memory until it is written.
    for chunk in indices.chunks(8) {
        let worlds: Vec<Result<_, Failure>> = chunk
            .par_iter()
            .map(|index| {
                let world = agency(&request, *index)?;
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
                Ok((code, world.faults, world.pairs))
            })
            .collect();
        for world in worlds {
            let (code, faults, rows) = world?;
            planted.extend(faults);
            pairs.extend(rows.into_iter().map(|row| Pair {
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
    Ok(Verdict::Well)
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
