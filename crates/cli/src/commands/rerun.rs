//! `avstem rerun`: stored runs made again from the archive, compared byte for byte.

use std::collections::BTreeMap;
use std::path::PathBuf;

use close::{MANIFEST_NAME, Manifest, RunRef, Store, digest_of};
use domain::{Digest, Period};
use rayon::prelude::*;

use crate::remade::Remade;
use crate::{Failure, Outcome, Verdict, engine, failure, job, run_of, say, today};

/// Arguments of `avstem rerun`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the run, STORE/runs/AGENCY/PERIOD/NUMBER, or a store: every run in it
    path: PathBuf,
    /// Of a store, only this agency; may be repeated
    #[arg(long)]
    agency: Vec<String>,
    /// Of a store, only these periods: 2025-03, 2025-01..2025-03
    #[arg(long)]
    period: Option<String>,
}

/// A run made again: how many files, and which of them are not as they are stored.
struct Again {
    files: usize,
    program: String,
    differences: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    if !args.path.join("runs").is_dir() {
        let (store, run) = run_of(&args.path)?;
        let made = again(&store, &run);
        return shown(&[(run, made)]);
    }
    let store = Store::open(&args.path)?;
    let runs = runs(args, &store)?;
    if runs.is_empty() {
        return failure(format!("{}: no such run", args.path.display()));
    }
    let made: Vec<_> = runs
        .into_par_iter()
        .map(|run| {
            let made = again(&store, &run);
            (run, made)
        })
        .collect();
    shown(&made)
}

/// The runs of a store that are asked for.
fn runs(args: &Args, store: &Store) -> Result<Vec<RunRef>, Failure> {
    let parse = |text: &String| job::periods(text, today()).map_err(Failure);
    let periods: Option<(Period, Period)> = args.period.as_ref().map(parse).transpose()?;
    let mut runs = Vec::new();
    for agency in store.agencies()? {
        if !args.agency.is_empty() && !args.agency.contains(&agency) {
            continue;
        }
        for period in store.periods(&agency)? {
            if periods.is_none_or(|(first, last)| first <= period && period <= last) {
                runs.extend(store.runs(&agency, period)?);
            }
        }
    }
    Ok(runs)
}

/// One run that cannot be made again does not keep the others from it; alone it is a failure.
fn shown(made: &[(RunRef, Result<Again, Failure>)]) -> Outcome {
    if let [(_, Err(Failure(problem)))] = made {
        return failure(problem);
    }
    let (mut same, mut files) = (0, 0);
    for (run, made) in made {
        match made {
            Ok(again) if again.differences.is_empty() => {
                same += 1;
                files += again.files;
            }
            Ok(again) => {
                if again.program != engine::PROGRAM {
                    say(&format!(
                        "run {run} was made by {}, this is {}: differences may come from the program",
                        again.program,
                        engine::PROGRAM
                    ));
                }
                for difference in &again.differences {
                    say(&format!("run {run}: {difference}"));
                }
            }
            Err(Failure(problem)) => say(&format!("run {run}: cannot be made again: {problem}")),
        }
    }
    say(&match made {
        [(run, _)] if same == 1 => format!("run {run}: the same bytes in {files} files"),
        _ => format!(
            "{same} of {} runs: the same bytes, in {files} files",
            made.len()
        ),
    });
    Ok(if same == made.len() {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

fn again(store: &Store, run: &RunRef) -> Result<Again, Failure> {
    let manifest = store.manifest(run)?;
    let made = files(store, run, &manifest)?;
    let stored: BTreeMap<String, Digest> = store.files(run)?.into_iter().collect();
    let mut differences = Vec::new();
    for (name, bytes) in &made {
        match stored.get(name) {
            Some(digest) if *digest == digest_of(bytes) => {
                if !store
                    .read_file(run, name)
                    .is_ok_and(|stored| stored == *bytes)
                {
                    differences.push(format!("{name}: was changed after it was stored"));
                }
            }
            Some(_) => differences.push(format!("{name}: other bytes")),
            None => differences.push(format!("{name}: not in the stored run")),
        }
    }
    let missing = stored
        .keys()
        .filter(|name| !made.iter().any(|(made, _)| made == *name));
    differences.extend(missing.map(|name| format!("{name}: not made again")));
    Ok(Again {
        files: made.len(),
        program: manifest.program,
        differences,
    })
}

/// Every file of the run, made again.
fn files(
    store: &Store,
    run: &RunRef,
    manifest: &Manifest,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let remade = Remade::of(store, run, manifest)?;
    let (work, previous) = (remade.work(), remade.previous.as_ref());
    let mut made = engine::manifest(&work, manifest.period, manifest.as_of, previous);
    made.parent = manifest.parent;
    let result = engine::run_period(&work, manifest.period, manifest.as_of, previous)?;
    let files = engine::files(&result, &made, engine::texts(&work.options.language)?)?;
    debug_assert!(
        files.iter().any(|(name, _)| name == MANIFEST_NAME),
        "engine::files makes the manifest"
    );
    Ok(files)
}
