//! What a stored run was made from, read back from the archive: the inputs, the playbook and registers of that time, the
//! run before.
//!
//! Not here: making the run again and comparing it (`rerun`), or explaining a row of it (`explain`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use checks::ledger::Ledger;
use checks::sets::{SetInputs, SetOutcome, match_all};
use close::{LateFile, Manifest, ManifestInput, RunRef, Store};
use domain::agency::Playbook;
use domain::{Digest, Period};
use ingest::{
    AgencyFile, FileContent, InboxFile, Ingested, MAX_CONFIG_BYTES, Portfolio, assemble,
    parse_playbook, parse_portfolio, read_bounded,
};
use report::Formats;

use crate::engine::{self, AgencyWork, Options, Previous, Registers};
use crate::run::{left_by, read_all};
use crate::{Failure, failure};

/// Everything that a run was made from.
pub(crate) struct Remade {
    /// The agency as its playbook was, and the registers.
    pub(crate) configuration: Configuration,
    /// The run of the month before.
    pub(crate) previous: Option<Previous>,
    ingested: Ingested,
    ledger: Ledger,
    late: Vec<LateFile>,
}

/// What stands in place of what a run was made from, to see what it would change.
#[derive(Default)]
pub(crate) struct Instead<'a> {
    /// Its playbook, registers and language.
    pub(crate) portfolio: Option<&'a Portfolio>,
    /// Settings of checks by name, over those of the playbook.
    pub(crate) settings: BTreeMap<String, String>,
}

/// The configuration of a run: all it was made from but files and the run before.
pub(crate) struct Configuration {
    pub(crate) agency: AgencyFile,
    registers: Registers,
    options: Options,
}

impl Configuration {
    /// Reads it from the archive, but for what stands in its place; a digest that does not fit is an error.
    pub(crate) fn of(
        store: &Store,
        run: &RunRef,
        manifest: &Manifest,
        instead: &Instead<'_>,
    ) -> Result<Self, Failure> {
        let mut configuration = match instead.portfolio {
            Some(portfolio) => Self::of_portfolio(portfolio, run.agency())?,
            None => Self::archived(store, run, manifest)?,
        };
        let settings = &mut configuration.agency.playbook.settings;
        settings.extend(instead.settings.clone());
        Ok(configuration)
    }

    fn of_portfolio(portfolio: &Portfolio, code: &str) -> Result<Self, Failure> {
        let agency = portfolio
            .agencies
            .iter()
            .find(|agency| agency.playbook.code == code);
        let agency = agency
            .ok_or_else(|| Failure(format!("no agency {code} in {}", portfolio.root.display())))?;
        Ok(Self {
            agency: agency.clone(),
            registers: engine::registers(portfolio),
            options: Options {
                language: portfolio.settings.language.clone(),
                formats: Formats::ALL,
            },
        })
    }

    fn archived(store: &Store, run: &RunRef, manifest: &Manifest) -> Result<Self, Failure> {
        let (playbook, bytes) = archived_playbook(store, run, manifest)?;
        let from_archive = |digest| from_archive(store, digest);
        Ok(Self {
            agency: AgencyFile {
                playbook,
                bytes,
                sha256: manifest.playbook.sha256,
            },
            registers: engine::registers(&portfolio(manifest, &from_archive)?),
            options: Options::of_manifest(manifest)?,
        })
    }
}

/// The playbook of a run, and its bytes.
pub(crate) fn archived_playbook(
    store: &Store,
    run: &RunRef,
    manifest: &Manifest,
) -> Result<(Playbook, Vec<u8>), Failure> {
    let bytes = from_archive(store, manifest.playbook.sha256)?;
    let playbook = parse_playbook(&format!("agencies/{}.toml", run.agency()), &bytes)
        .map_err(|problem| Failure(problem.to_string()))?;
    Ok((playbook, bytes))
}

/// A configuration file; a digest that does not fit is an error.
fn from_archive(store: &Store, digest: Digest) -> Result<Vec<u8>, Failure> {
    let path = store.archive_path(digest);
    let (bytes, found) = read_bounded(&path, MAX_CONFIG_BYTES)
        .map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    if found == digest {
        Ok(bytes)
    } else {
        failure(format!("{}: the archive was changed", path.display()))
    }
}

/// An input of a run in the archive, or what is wrong with it there.
pub(crate) fn archived(store: &Store, input: &ManifestInput) -> Result<InboxFile, String> {
    let path = store.archive_path(input.sha256);
    let file = ingest::inbox_file(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "the archive lacks it".to_owned(),
        kind => format!("the archive cannot be read: {kind}"),
    })?;
    if file.sha256 != input.sha256 {
        return Err("the archive was changed".to_owned());
    }
    let name = input.name.clone();
    Ok(InboxFile { name, ..file })
}

impl Remade {
    /// Reads it; a digest that does not fit is an error.
    pub(crate) fn of(store: &Store, run: &RunRef, manifest: &Manifest) -> Result<Self, Failure> {
        let configuration = Configuration::of(store, run, manifest, &Instead::default())?;
        let files = read_all(&inputs(store, [manifest])?, &configuration.agency)?;
        let before = previous(store, run, manifest)?;
        Self::with(configuration, files, before, &manifest.late)
    }

    /// Of what was read already.
    pub(crate) fn with(
        configuration: Configuration,
        files: Vec<FileContent>,
        previous: Option<Previous>,
        late: &[LateFile],
    ) -> Result<Self, Failure> {
        let ingested = assemble(files).map_err(|error| Failure(error.to_string()))?;
        Ok(Self {
            ledger: Ledger::of(&ingested.frames),
            previous,
            late: late.to_vec(),
            ingested,
            configuration,
        })
    }

    /// The matching sets of the run, made again.
    pub(crate) fn sets(&self, period: Period) -> Result<Vec<SetOutcome>, Failure> {
        let carried = self.previous.as_ref();
        Ok(match_all(&SetInputs {
            period,
            playbook: &self.configuration.agency.playbook,
            frames: &self.ingested.frames,
            carried: carried.map_or(&[], |previous| &previous.open_items),
        })?)
    }

    /// As the engine takes it.
    pub(crate) fn work(&self) -> AgencyWork<'_> {
        AgencyWork {
            agency: &self.configuration.agency,
            options: &self.configuration.options,
            registers: &self.configuration.registers,
            ingested: &self.ingested,
            ledger: &self.ledger,
            late: &self.late,
        }
    }
}

/// The files that some runs of an agency were made from, each once.
pub(crate) fn inputs<'a>(
    store: &Store,
    manifests: impl IntoIterator<Item = &'a Manifest>,
) -> Result<Vec<InboxFile>, Failure> {
    let mut files = BTreeMap::new();
    for input in manifests.into_iter().flat_map(|manifest| &manifest.inputs) {
        let key = (input.name.clone(), input.sha256);
        if files.contains_key(&key) {
            continue;
        }
        let file = archived(store, input).map_err(|why| {
            let path = store.archive_path(input.sha256);
            Failure(format!("{}: {why}", path.display()))
        })?;
        files.insert(key, file);
    }
    Ok(files.into_values().collect())
}

/// The run before that a run names, as it is stored.
pub(crate) fn previous(
    store: &Store,
    run: &RunRef,
    manifest: &Manifest,
) -> Result<Option<Previous>, Failure> {
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
