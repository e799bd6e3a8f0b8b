//! The store as a folder: the archive, and runs that are either wholly there or not at all.
//!
//! How a run comes to be: its files are written under a temporary name in the folder of its period and synced, read back
//! and compared with `SHA256SUMS`, the folder is renamed to the next number, the folder above is synced, `SHA256SUMS` is
//! read back. Killed at any instant, the run has its number or it has not; a temporary name is ignored by every reader.
//!
//! Two processes on one period: a lock on the period's folder (given back by the system when a process dies) tells the
//! second at once, before it has written anything, and proves to its holder that temporary names there are leftovers
//! of the dead. The lock is a courtesy; what decides is the rename, which fails onto a folder with content, and the
//! parent named in the manifest: a run is only made if its parent is still the latest. So even where a file system
//! forgets locks, no run is overwritten and none is made on top of a run its maker has not seen.
//!
//! Not here: events (`event`), signatures, checking a whole store (`verify`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::{Digest, Period};
use sha2::Digest as _;

use crate::disk::{self, DiskError, EntryKind, Placed};
use crate::event::EventError;
use crate::manifest::{MANIFEST_BYTES_MAX, Manifest, ManifestError, RunLink};
use crate::names::{self, RUN_NUMBER_MAX, RunRef};
use crate::sums::{NotSums, Sums};

/// The name of a run's manifest.
pub const MANIFEST_NAME: &str = "manifest.json";

/// The name of a run's list of digests; its digest is the identity of the run.
pub const SUMS_NAME: &str = "SHA256SUMS";

/// Largest file of a run that is read into memory, in bytes.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// Largest `SHA256SUMS` that is read, in bytes.
const SUMS_BYTES_MAX: u64 = 4 << 20;

/// A store in a local folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Store {
    root: PathBuf,
}

/// Whether a file was new to the archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Archived {
    /// It was written now.
    New,
    /// A file of that digest is there already; it was left as it is, and not read.
    AlreadyThere,
}

/// Why the store did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The path of the store is a file.
    #[error("the store {} is not a folder; name a folder, it is created when needed", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The code cannot be a folder name.
    #[error(
        "the agency code {code:?} cannot name a folder; use 1 to 32 letters a-z, digits, - and _"
    )]
    AgencyCode {
        /// The code.
        code: String,
    },
    /// The name cannot be given to a file of a run.
    #[error(
        "the file name {name:?} is not allowed in a run; use a-z, 0-9, . _ - and / between folders"
    )]
    FileName {
        /// The name.
        name: String,
    },
    /// Two files of one name, or a file and a folder of one name.
    #[error("the file name {name} is given twice, or is also the name of a folder")]
    FileNameTwice {
        /// The name.
        name: String,
    },
    /// More than would be read back.
    #[error("{name} has more than {bytes_max} bytes, which the store does not keep; split it")]
    TooLarge {
        /// The file's name.
        name: String,
        /// The bound.
        bytes_max: u64,
    },
    /// The content is not what its digest says.
    #[error(
        "expected content with digest {expected}, found {found}; the file changed while it was read, read it again"
    )]
    ArchiveMismatch {
        /// The digest given.
        expected: Digest,
        /// The digest of the content.
        found: Digest,
    },
    /// Somebody is writing this period now.
    #[error(
        "another process is writing {agency} {period}; wait until it has finished, then try again"
    )]
    AlreadyRunning {
        /// The agency's code.
        agency: String,
        /// The period.
        period: Period,
    },
    /// The manifest's parent is not the latest run.
    #[error(
        "the latest run of {agency} {period} is number {latest}, the manifest names {named} as its parent (0 = none); another process was faster, run again"
    )]
    Overtaken {
        /// The agency's code.
        agency: String,
        /// The period.
        period: Period,
        /// Number of the latest run; 0 = none.
        latest: u32,
        /// Number of the run named as parent; 0 = none.
        named: u32,
    },
    /// The files of a run do not include a manifest.
    #[error("the run has no manifest.json; a run without manifest cannot be made again")]
    NoManifest,
    /// The manifest cannot be read.
    #[error("{0}")]
    Manifest(#[from] ManifestError),
    /// The manifest belongs to another agency or period.
    #[error("the manifest is for {found}, expected {expected}")]
    ForeignManifest {
        /// Agency and period asked for.
        expected: String,
        /// Agency and period in the manifest.
        found: String,
    },
    /// A run named by the manifest is not there, or is not the run meant.
    #[error(
        "the manifest names run {run} with SHA256SUMS of digest {expected}, but that run is missing or has another digest"
    )]
    BrokenLink {
        /// The run.
        run: RunRef,
        /// The digest in the manifest.
        expected: Digest,
    },
    /// A file the run was made from is not in the archive.
    #[error(
        "{name} with digest {digest} is not in the archive; archive it before the run is written"
    )]
    NotArchived {
        /// The file's name.
        name: String,
        /// Its digest.
        digest: Digest,
    },
    /// All numbers are used.
    #[error("{agency} {period} has {RUN_NUMBER_MAX} runs, and no number is left")]
    NoNumberLeft {
        /// The agency's code.
        agency: String,
        /// The period.
        period: Period,
    },
    /// What was read back is not what was written.
    #[error("{} does not read back as it was written; the disk or the memory of this machine is not reliable", path.display())]
    ReadBack {
        /// The file.
        path: PathBuf,
    },
    /// There is no such run.
    #[error("there is no run {run} in the store")]
    NoRun {
        /// The run.
        run: RunRef,
    },
    /// A run has no such number.
    #[error("a run has a number from 1 to {RUN_NUMBER_MAX}, found {number}")]
    NoRunNumber {
        /// The number.
        number: u32,
    },
    /// The chain of events has a fault.
    #[error("the events of {agency} {period} are broken: {name} {why}")]
    BrokenChain {
        /// The agency's code.
        agency: String,
        /// The period.
        period: Period,
        /// The file.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// The place of the event in the chain is taken, or it does not name the event before it.
    #[error(
        "event {number} of {agency} {period} does not follow the last one; somebody else was faster, try again"
    )]
    EventOvertaken {
        /// The agency's code.
        agency: String,
        /// The period.
        period: Period,
        /// The number it was given.
        number: u32,
    },
    /// The event is dated before the last one.
    #[error("the event is dated {at}, before the last one of {last}; check the clock")]
    BeforeTheLast {
        /// Its time.
        at: DateTime<Utc>,
        /// The time of the last.
        last: DateTime<Utc>,
    },
    /// An event cannot be read or written.
    #[error("the event is not usable: {0}")]
    Event(#[from] EventError),
    /// `SHA256SUMS` of a run cannot be read.
    #[error("SHA256SUMS of run {run} is not readable: {why}; restore the run from a backup")]
    Sums {
        /// The run.
        run: RunRef,
        /// What is wrong, with the line.
        why: String,
    },
}

/// The SHA-256 digest of some bytes, as `sha256sum` prints it.
pub fn digest_of(bytes: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(bytes).into())
}

impl Store {
    /// A store in a folder, which is created with the first thing written.
    ///
    /// # Errors
    /// [`StoreError::NotAFolder`] when something else has the name.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let root = path.into();
        if disk::kind_of(&root)?.is_some() && !root.is_dir() {
            return Err(StoreError::NotAFolder { path: root });
        }
        Ok(Self { root })
    }

    /// The folder of the store.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Puts a file as received into the archive, streamed, under its digest. What is there already stays, unread.
    ///
    /// # Errors
    /// [`StoreError::ArchiveMismatch`] when the content has another digest; nothing is left behind then.
    pub fn archive(&self, digest: Digest, content: &mut dyn Read) -> Result<Archived, StoreError> {
        let name = self.archive_path(digest);
        if disk::kind_of(&name)?.is_some() {
            return Ok(Archived::AlreadyThere);
        }
        let folder = self.archive_folder();
        disk::make_folder(&folder)?;
        let _writing = disk::share_folder(&folder)?;
        let (temporary, found) = disk::write_temporary(&folder, content)?;
        if found != digest {
            disk::remove_temporary(&temporary);
            return Err(StoreError::ArchiveMismatch {
                expected: digest,
                found,
            });
        }
        match disk::place_file(&temporary, &name)? {
            Placed::Taken => Ok(Archived::AlreadyThere),
            Placed::Yes if disk::digest_of_file(&name)? == digest => Ok(Archived::New),
            Placed::Yes => Err(StoreError::ReadBack { path: name }),
        }
    }

    /// Removes unfinished files that killed processes left in the archive, unless somebody is writing there now.
    /// Nothing depends on it but the space on the disk. (Runs and events clear their own folders.)
    pub fn clear_archive_leftovers(&self) -> Result<(), StoreError> {
        let folder = self.archive_folder();
        if disk::kind_of(&folder)?.is_some()
            && let Some(lock) = disk::lock_folder(&folder)?
        {
            disk::remove_leftovers(&folder, &lock)?;
        }
        Ok(())
    }

    /// Where a file of that digest lies in the archive, or would lie.
    pub fn archive_path(&self, digest: Digest) -> PathBuf {
        self.archive_folder().join(digest.to_string())
    }

    /// Whether the archive has a file of that digest. Its content is checked by [`crate::verify_store`].
    pub fn is_archived(&self, digest: Digest) -> Result<bool, StoreError> {
        Ok(disk::kind_of(&self.archive_path(digest))? == Some(EntryKind::File))
    }

    /// Notes that the latest run of a period is what a job would make from what the digest stands for, so that the
    /// job need not find out again. A note saves time and proves nothing: all of them may be removed at any time.
    pub fn note_seen(&self, agency: &str, digest: Digest) -> Result<(), StoreError> {
        let name = self.seen_path(agency, digest)?;
        if disk::kind_of(&name)?.is_none() {
            disk::make_folder(&self.root.join("seen").join(agency))?;
            disk::note(&name)?;
        }
        Ok(())
    }

    /// Whether that has been noted.
    pub fn is_seen(&self, agency: &str, digest: Digest) -> Result<bool, StoreError> {
        Ok(disk::kind_of(&self.seen_path(agency, digest)?)? == Some(EntryKind::File))
    }

    fn seen_path(&self, agency: &str, digest: Digest) -> Result<PathBuf, StoreError> {
        check_agency(agency)?;
        Ok(self.root.join("seen").join(agency).join(digest.to_string()))
    }

    /// Writes a run: `files` by name, among them `manifest.json`, whose parent must be the latest run and whose inputs,
    /// playbook and registers must be in the archive. `SHA256SUMS` is added. The run gets the number after its parent.
    ///
    /// # Errors
    /// Every one of [`StoreError`]; after an error there is no new run.
    pub fn create_run(
        &self,
        agency: &str,
        period: Period,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<RunRef, StoreError> {
        check_agency(agency)?;
        let files = by_name(files)?;
        let manifest = files.get(MANIFEST_NAME).ok_or(StoreError::NoManifest)?;
        let manifest = Manifest::from_bytes(manifest)?;
        let folder = self.period_folder(agency, period);
        disk::make_folder(&folder)?;
        let Some(lock) = disk::lock_folder(&folder)? else {
            return Err(StoreError::AlreadyRunning {
                agency: agency.to_owned(),
                period,
            });
        };
        disk::remove_leftovers(&folder, &lock)?;
        let run = self.number_of(agency, period, &manifest)?;
        let sums = Sums(
            files
                .iter()
                .map(|(name, content)| (name.clone(), digest_of(content)))
                .collect(),
        )
        .to_bytes();
        check_size(SUMS_NAME, &sums, SUMS_BYTES_MAX)?;
        let temporary = disk::make_temporary_folder(&folder)?;
        let placed = write_run(&temporary, &files, &sums)
            .and_then(|()| Ok(disk::place_folder(&temporary, &self.run_folder(&run))?));
        match placed {
            Ok(Placed::Yes) if self.read_sums(&run)? == sums => Ok(run),
            Ok(Placed::Yes) => Err(StoreError::ReadBack {
                path: self.run_folder(&run).join(SUMS_NAME),
            }),
            Ok(Placed::Taken) => {
                disk::remove_temporary(&temporary);
                Err(overtaken(agency, period, run.number(), run.number() - 1))
            }
            Err(error) => {
                disk::remove_temporary(&temporary);
                Err(error)
            }
        }
    }

    /// The run that a manifest may become, after every claim of the manifest about the store has been checked.
    fn number_of(
        &self,
        agency: &str,
        period: Period,
        manifest: &Manifest,
    ) -> Result<RunRef, StoreError> {
        if manifest.agency != agency || manifest.period != period {
            return Err(StoreError::ForeignManifest {
                expected: format!("{agency} {period}"),
                found: format!("{:?} {}", manifest.agency, manifest.period),
            });
        }
        let latest = self
            .latest_run(agency, period)?
            .map_or(0, |run| run.number());
        let named = manifest.parent.map_or(0, |parent| parent.run);
        if latest != named {
            return Err(overtaken(agency, period, latest, named));
        }
        for (run, expected) in links(agency, manifest) {
            let run = run.ok_or_else(|| StoreError::AgencyCode {
                code: agency.to_owned(),
            })?;
            if disk::kind_of(&self.run_folder(&run))?.is_none()
                || self.sums_digest(&run)? != expected
            {
                return Err(StoreError::BrokenLink { run, expected });
            }
        }
        for (name, digest) in manifest.sources() {
            if !self.is_archived(digest)? {
                return Err(StoreError::NotArchived {
                    name: name.to_owned(),
                    digest,
                });
            }
        }
        RunRef::new(agency, period, latest + 1).ok_or_else(|| StoreError::NoNumberLeft {
            agency: agency.to_owned(),
            period,
        })
    }

    /// The latest run of a period; `None` when there is none.
    pub fn latest_run(&self, agency: &str, period: Period) -> Result<Option<RunRef>, StoreError> {
        Ok(self.runs(agency, period)?.pop())
    }

    /// The latest run of a period as the next run's manifest names it (`parent`); `None` when there is none.
    pub fn latest_link(&self, agency: &str, period: Period) -> Result<Option<RunLink>, StoreError> {
        let Some(run) = self.latest_run(agency, period)? else {
            return Ok(None);
        };
        Ok(Some(RunLink {
            run: run.number(),
            sums: self.sums_digest(&run)?,
        }))
    }

    /// The runs of a period, oldest first.
    pub fn runs(&self, agency: &str, period: Period) -> Result<Vec<RunRef>, StoreError> {
        check_agency(agency)?;
        let entries = disk::entries(&self.period_folder(agency, period))?;
        let folders = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Folder);
        Ok(folders
            .filter_map(|entry| RunRef::new(agency, period, names::run_number(&entry.name)?))
            .collect())
    }

    /// The agencies that have runs, sorted.
    pub fn agencies(&self) -> Result<Vec<String>, StoreError> {
        let entries = disk::entries(&self.root.join("runs"))?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.kind == EntryKind::Folder && names::is_agency(&entry.name))
            .map(|entry| entry.name)
            .collect())
    }

    /// The periods of an agency that have runs, in order.
    pub fn periods(&self, agency: &str) -> Result<Vec<Period>, StoreError> {
        check_agency(agency)?;
        let mut periods = Vec::new();
        for entry in disk::entries(&self.root.join("runs").join(agency))? {
            if let Ok(period) = entry.name.parse::<Period>()
                && !self.runs(agency, period)?.is_empty()
            {
                periods.push(period);
            }
        }
        Ok(periods)
    }

    /// The agencies that have events, sorted.
    pub fn agencies_with_events(&self) -> Result<Vec<String>, StoreError> {
        let entries = disk::entries(&self.root.join("events"))?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.kind == EntryKind::Folder && names::is_agency(&entry.name))
            .map(|entry| entry.name)
            .collect())
    }

    /// The periods of an agency that have runs or events, in order: a period's life begins before its first run.
    pub fn periods_with_anything(&self, agency: &str) -> Result<Vec<Period>, StoreError> {
        check_agency(agency)?;
        let mut periods = BTreeSet::new();
        for area in ["runs", "events"] {
            for entry in disk::entries(&self.root.join(area).join(agency))? {
                periods.extend(entry.name.parse::<Period>().ok());
            }
        }
        Ok(periods.into_iter().collect())
    }

    /// A file of a run, of at most 1 GiB. Its digest is not checked: [`crate::verify_run`] does.
    pub fn read_file(&self, run: &RunRef, name: &str) -> Result<Vec<u8>, StoreError> {
        self.check_run(run)?;
        if name != SUMS_NAME && !names::is_file_name(name) {
            return Err(StoreError::FileName {
                name: name.to_owned(),
            });
        }
        Ok(disk::read_bounded(
            &self.run_folder(run).join(name),
            FILE_BYTES_MAX,
        )?)
    }

    /// The files of a run with their digests, sorted by name, as `SHA256SUMS` lists them.
    pub fn files(&self, run: &RunRef) -> Result<Vec<(String, Digest)>, StoreError> {
        let sums =
            Sums::from_bytes(&self.read_sums(run)?).map_err(|why: NotSums| StoreError::Sums {
                run: run.clone(),
                why: why.to_string(),
            })?;
        Ok(sums.0.into_iter().collect())
    }

    /// The manifest of a run.
    pub fn manifest(&self, run: &RunRef) -> Result<Manifest, StoreError> {
        self.check_run(run)?;
        let bytes = disk::read_bounded(
            &self.run_folder(run).join(MANIFEST_NAME),
            MANIFEST_BYTES_MAX,
        )?;
        Ok(Manifest::from_bytes(&bytes)?)
    }

    /// The identity of a run: the digest of its `SHA256SUMS`.
    pub fn sums_digest(&self, run: &RunRef) -> Result<Digest, StoreError> {
        Ok(digest_of(&self.read_sums(run)?))
    }

    /// The bytes of `SHA256SUMS`: what a sign-off signs.
    pub fn read_sums(&self, run: &RunRef) -> Result<Vec<u8>, StoreError> {
        self.check_run(run)?;
        Ok(disk::read_bounded(
            &self.run_folder(run).join(SUMS_NAME),
            SUMS_BYTES_MAX,
        )?)
    }

    fn check_run(&self, run: &RunRef) -> Result<(), StoreError> {
        match disk::kind_of(&self.run_folder(run))? {
            Some(EntryKind::Folder) => Ok(()),
            _ => Err(StoreError::NoRun { run: run.clone() }),
        }
    }

    pub(crate) fn archive_folder(&self) -> PathBuf {
        self.root.join("archive")
    }

    pub(crate) fn period_folder(&self, agency: &str, period: Period) -> PathBuf {
        self.root.join("runs").join(agency).join(period.to_string())
    }

    pub(crate) fn run_folder(&self, run: &RunRef) -> PathBuf {
        self.period_folder(run.agency(), run.period())
            .join(names::run_folder(run.number()))
    }

    pub(crate) fn events_folder(&self, agency: &str, period: Period) -> PathBuf {
        self.root
            .join("events")
            .join(agency)
            .join(period.to_string())
    }
}

/// The runs a manifest names, with the digests it gives them; `None` for a number that no run can have.
pub(crate) fn links<'a>(
    agency: &'a str,
    manifest: &'a Manifest,
) -> impl Iterator<Item = (Option<RunRef>, Digest)> + 'a {
    let parent = manifest
        .parent
        .map(|link| (RunRef::new(agency, manifest.period, link.run), link.sums));
    let previous = manifest
        .previous_period
        .map(|link| (RunRef::new(agency, link.period, link.run), link.sums));
    parent.into_iter().chain(previous)
}

pub(crate) fn check_agency(code: &str) -> Result<(), StoreError> {
    if names::is_agency(code) {
        Ok(())
    } else {
        Err(StoreError::AgencyCode {
            code: code.to_owned(),
        })
    }
}

/// What is too large to be read must not be written.
pub(crate) fn check_size(name: &str, content: &[u8], bytes_max: u64) -> Result<(), StoreError> {
    if u64::try_from(content.len()).is_ok_and(|length| length <= bytes_max) {
        return Ok(());
    }
    Err(StoreError::TooLarge {
        name: name.to_owned(),
        bytes_max,
    })
}

fn overtaken(agency: &str, period: Period, latest: u32, named: u32) -> StoreError {
    StoreError::Overtaken {
        agency: agency.to_owned(),
        period,
        latest,
        named,
    }
}

fn by_name(files: Vec<(String, Vec<u8>)>) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
    let mut sorted = BTreeMap::new();
    for (name, content) in files {
        if !names::is_file_name(&name) {
            return Err(StoreError::FileName { name });
        }
        check_size(&name, &content, FILE_BYTES_MAX)?;
        if sorted.contains_key(&name) {
            return Err(StoreError::FileNameTwice { name });
        }
        sorted.insert(name, content);
    }
    let folders: BTreeSet<&str> = sorted.keys().flat_map(|name| folders_above(name)).collect();
    match sorted.keys().find(|name| folders.contains(name.as_str())) {
        Some(name) => Err(StoreError::FileNameTwice { name: name.clone() }),
        None => Ok(sorted),
    }
}

/// `a/b/c` → `a`, `a/b`.
pub(crate) fn folders_above(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').filter_map(|(at, _)| name.get(..at))
}

/// Writes a run under its temporary name, makes it durable, and reads it back.
fn write_run(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    sums: &[u8],
) -> Result<(), StoreError> {
    let folders: BTreeSet<&str> = files.keys().flat_map(|name| folders_above(name)).collect();
    for name in &folders {
        disk::make_folder(&folder.join(name))?;
    }
    let all = || {
        files
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_slice()))
            .chain([(SUMS_NAME, sums)])
    };
    for (name, content) in all() {
        disk::write_new(&folder.join(name), content)?;
    }
    for name in folders.iter().rev() {
        disk::sync_folder(&folder.join(name))?;
    }
    disk::sync_folder(folder)?;
    for (name, content) in all() {
        let path = folder.join(name);
        if disk::digest_of_file(&path)? != digest_of(content) {
            return Err(StoreError::ReadBack { path });
        }
    }
    Ok(())
}
