//! What a stored run was made from, read back from the archive: the inputs, the playbook and registers of that time, the
//! run before.
//!
//! Not here: making the run again and comparing it (`rerun`), or explaining a row of it (`explain`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use checks::ledger::Ledger;
use checks::sets::{SetInputs, SetOutcome, match_all};
use close::{LateFile, Manifest, RunRef, Store};
use domain::{Digest, Period};
use ingest::{
    AgencyFile, InboxFile, Ingested, MAX_CONFIG_BYTES, Portfolio, assemble, parse_playbook,
    parse_portfolio, read_bounded,
};

use crate::engine::{self, AgencyWork, Previous, Registers};
use crate::run::{left_by, read_all};
use crate::{Failure, failure};

/// Everything that a run was made from.
pub(crate) struct Remade {
    /// The agency as its playbook was.
    pub(crate) agency: AgencyFile,
    /// The run of the month before.
    pub(crate) previous: Option<Previous>,
    language: String,
    registers: Registers,
    ingested: Ingested,
    ledger: Ledger,
    late: Vec<LateFile>,
}

impl Remade {
    /// Reads it; a digest that does not fit is an error.
    pub(crate) fn of(store: &Store, run: &RunRef, manifest: &Manifest) -> Result<Self, Failure> {
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
        let registers = engine::registers(&portfolio(manifest, &from_archive)?);
        let ingested = assemble(read_all(&inputs(store, manifest)?, &agency)?)
            .map_err(|error| Failure(error.to_string()))?;
        let language = manifest.options.get("language");
        Ok(Self {
            language: language.map_or_else(|| "nb".to_owned(), Clone::clone),
            ledger: Ledger::of(&ingested.frames),
            previous: previous(store, run, manifest)?,
            late: manifest.late.clone(),
            agency,
            registers,
            ingested,
        })
    }

    /// The matching sets of the run, made again.
    pub(crate) fn sets(&self, period: Period) -> Result<Vec<SetOutcome>, Failure> {
        let carried = self.previous.as_ref();
        Ok(match_all(&SetInputs {
            period,
            playbook: &self.agency.playbook,
            frames: &self.ingested.frames,
            carried: carried.map_or(&[], |previous| &previous.open_items),
        })?)
    }

    /// As the engine takes it.
    pub(crate) fn work(&self) -> AgencyWork<'_> {
        AgencyWork {
            agency: &self.agency,
            language: &self.language,
            registers: &self.registers,
            ingested: &self.ingested,
            ledger: &self.ledger,
            late: &self.late,
        }
    }
}

fn inputs(store: &Store, manifest: &Manifest) -> Result<Vec<InboxFile>, Failure> {
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
    Ok(files)
}

fn previous(store: &Store, run: &RunRef, manifest: &Manifest) -> Result<Option<Previous>, Failure> {
    let Some(link) = manifest.previous_period else {
        return Ok(None);
    };
    let before = RunRef::new(run.agency(), link.period, link.run)
        .ok_or_else(|| Failure("the manifest names a run that cannot be".to_owned()))?;
    if store.sums_digest(&before)? != link.sums {
        return failure(format!("run {before} was changed after this run was made"));
    }
    Ok(Some(left_by(store, &before, link.sums)?))
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
