//! `avstem rerun`: a stored run made again from the archive, compared byte for byte.

use std::collections::BTreeMap;
use std::path::PathBuf;

use checks::ledger::Ledger;
use close::{MANIFEST_NAME, Manifest, RunRef, Store, digest_of};
use domain::Digest;
use ingest::{
    AgencyFile, InboxFile, MAX_CONFIG_BYTES, Portfolio, assemble, parse_playbook, parse_portfolio,
    read_bounded,
};

use crate::engine::{self, AgencyWork};
use crate::run::{open_items_of, read_all};
use crate::{Failure, Outcome, Verdict, failure, run_of, say};

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
    let from_archive = |digest: Digest| -> Result<Vec<u8>, Failure> {
        let path = store.archive_path(digest);
        let (bytes, found) = read_bounded(&path, MAX_CONFIG_BYTES)
            .map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        if found == digest {
            Ok(bytes)
        } else {
            failure(format!("{}: the archive was changed", path.display()))
        }
    };
    let playbook_bytes = from_archive(manifest.playbook.sha256)?;
    let playbook = parse_playbook(&format!("agencies/{}.toml", run.agency()), &playbook_bytes)
        .map_err(|problem| Failure(problem.to_string()))?;
    let agency = AgencyFile {
        playbook,
        bytes: playbook_bytes,
        sha256: manifest.playbook.sha256,
    };
    let portfolio = portfolio(manifest, &from_archive)?;
    let registers = engine::registers(&portfolio);
    let mut files = Vec::new();
    for input in &manifest.inputs {
        let path = store.archive_path(input.sha256);
        let file = ingest::inbox_file(&path)
            .map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        if file.sha256 != input.sha256 {
            return failure(format!("{}: the archive was changed", path.display()));
        }
        files.push(InboxFile {
            name: input.name.clone(),
            ..file
        });
    }
    let ingested =
        assemble(read_all(&files, &agency)?).map_err(|error| Failure(error.to_string()))?;
    let ledger = Ledger::of(&ingested.frames);
    let language = manifest
        .options
        .get("language")
        .map_or("nb", String::as_str);
    let work = AgencyWork {
        agency: &agency,
        language,
        registers: &registers,
        ingested: &ingested,
        ledger: &ledger,
        late: &manifest.late,
    };
    let previous = match manifest.previous_period {
        Some(link) => {
            let before = RunRef::new(run.agency(), link.period, link.run)
                .ok_or_else(|| Failure("the manifest names a run that cannot be".to_owned()))?;
            if store.sums_digest(&before)? != link.sums {
                return failure(format!("run {before} was changed after this run was made"));
            }
            Some(open_items_of(store, &before, link.sums)?)
        }
        None => None,
    };
    let mut made = engine::manifest(&work, manifest.period, manifest.as_of, previous.as_ref());
    made.parent = manifest.parent;
    let result = engine::run_period(&work, manifest.period, manifest.as_of, previous.as_ref())?;
    let files = engine::files(&result, &made, &engine::texts(language)?)?;
    debug_assert!(
        files.iter().any(|(name, _)| name == MANIFEST_NAME),
        "engine::files makes the manifest"
    );
    Ok(files)
}

/// The portfolio's settings and registers as the run knew them.
fn portfolio(
    manifest: &Manifest,
    from_archive: &dyn Fn(Digest) -> Result<Vec<u8>, Failure>,
) -> Result<Portfolio, Failure> {
    let mut settings_bytes = None;
    let mut registers = BTreeMap::new();
    for register in &manifest.registers {
        let bytes = from_archive(register.sha256)?;
        match register.name.strip_prefix("registers/") {
            Some(name) => {
                registers.insert(name.to_owned(), (bytes, register.sha256));
            }
            None => settings_bytes = Some((bytes, register.sha256)),
        }
    }
    let Some(settings_bytes) = settings_bytes else {
        return failure("the manifest does not name avstem.toml");
    };
    let settings = parse_portfolio("avstem.toml", &settings_bytes.0)
        .map_err(|problem| Failure(problem.to_string()))?;
    Ok(Portfolio {
        root: PathBuf::new(),
        settings,
        settings_bytes,
        agencies: Vec::new(),
        registers,
        problems: Vec::new(),
    })
}
