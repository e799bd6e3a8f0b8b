//! `avstem rerun`: a stored run made again from the archive, compared byte for byte.

use std::collections::BTreeMap;
use std::path::PathBuf;

use close::{MANIFEST_NAME, Manifest, RunRef, Store, digest_of};
use domain::Digest;

use crate::remade::Remade;
use crate::{Failure, Outcome, Verdict, engine, run_of, say};

/// Arguments of `avstem rerun`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the run: STORE/runs/AGENCY/PERIOD/NUMBER
    run: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let (store, run) = run_of(&args.run)?;
    let manifest = store.manifest(&run)?;
    if manifest.program != engine::PROGRAM {
        say(&format!(
            "the run was made by {}, this is {}: differences may come from the program",
            manifest.program,
            engine::PROGRAM
        ));
    }
    let again = again(&store, &run, &manifest)?;
    let stored: BTreeMap<String, Digest> = store.files(&run)?.into_iter().collect();
    let mut differences = Vec::new();
    for (name, bytes) in &again {
        match stored.get(name) {
            Some(digest) if *digest == digest_of(bytes) => {}
            Some(_) => differences.push(format!("{name}: other bytes")),
            None => differences.push(format!("{name}: not in the stored run")),
        }
    }
    let missing = stored
        .keys()
        .filter(|name| !again.iter().any(|(made, _)| made == *name));
    differences.extend(missing.map(|name| format!("{name}: not made again")));
    for difference in &differences {
        say(difference);
    }
    if differences.is_empty() {
        say(&format!(
            "run {run}: the same bytes in {} files",
            again.len()
        ));
        Ok(Verdict::Well)
    } else {
        Ok(Verdict::Attention)
    }
}

/// Every file of the run, made again.
fn again(
    store: &Store,
    run: &RunRef,
    manifest: &Manifest,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let remade = Remade::of(store, run, manifest)?;
    let (work, previous) = (remade.work(), remade.previous.as_ref());
    let mut made = engine::manifest(&work, manifest.period, manifest.as_of, previous);
    made.parent = manifest.parent;
    let result = engine::run_period(&work, manifest.period, manifest.as_of, previous)?;
    let files = engine::files(&result, &made, engine::texts(work.language)?)?;
    debug_assert!(
        files.iter().any(|(name, _)| name == MANIFEST_NAME),
        "engine::files makes the manifest"
    );
    Ok(files)
}
