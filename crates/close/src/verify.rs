//! Verification: is everything as it was written, and does every signature stand.
//!
//! It changes nothing and stops at nothing: every fault becomes a [`Problem`] that names the file. A folder that is
//! wholly gone is seen only where something else names it (a later run, an event, a run of the next period).
//!
//! The codes are in [`CODES`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::{Digest, Period};

use crate::allowed_signers::AllowedSigners;
use crate::disk::{self, Entry, EntryKind, TEMPORARY_PREFIX};
use crate::event::{Chain, ChainFaultKind, Event};
use crate::manifest::{Manifest, RunLink};
use crate::names::{self, RunRef};
use crate::segregation;
use crate::sign_off::check_signatures;
use crate::store::{MANIFEST_NAME, SUMS_NAME, Store, digest_of, folders_above, links};
use crate::sums::Sums;

/// Every code of a [`Problem`], with what it means. Permanent, never reused.
pub const CODES: [(&str, &str); 21] = [
    ("STORE001", "a file of the run is missing"),
    ("STORE002", "a file is not what SHA256SUMS says"),
    (
        "STORE003",
        "something in the run's folder is not in SHA256SUMS, or is not a plain file",
    ),
    ("STORE004", "SHA256SUMS is missing or not readable"),
    ("STORE005", "the manifest is missing or not readable"),
    ("STORE006", "the manifest belongs to another run"),
    (
        "STORE007",
        "a file the run was made from is not in the archive",
    ),
    (
        "STORE008",
        "a file in the archive is not what its name says",
    ),
    (
        "STORE009",
        "a run named by a manifest is missing, or is another one",
    ),
    ("STORE010", "an event is not readable or was changed"),
    ("STORE011", "the chain of events is broken"),
    (
        "STORE012",
        "the run of an event is missing, or is another one",
    ),
    ("STORE013", "a signature does not stand"),
    (
        "STORE014",
        "a signature file is missing, or is not the signature of its event",
    ),
    ("STORE015", "a sign-off breaks the segregation of duties"),
    ("STORE016", "a name that does not belong in the store"),
    (
        "STORE017",
        "the disk refuses to be read, or there is no store",
    ),
    (
        "STORE018",
        "allowed_signers is not readable, so no signature could be checked",
    ),
    (
        "STORE019",
        "somebody acted in a role that the playbook of that day did not give",
    ),
    ("STORE020", "a step that the routine does not allow there"),
    (
        "STORE021",
        "something that a list of heads names is gone, or is another one",
    ),
];

/// One thing that is not as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// The file, from the folder of the store, with `/`.
    pub path: String,
    /// Permanent id, such as `STORE002`.
    pub code: &'static str,
    /// What was expected, what was found, what to do.
    pub sentence: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code, self.path, self.sentence)
    }
}

/// Verifies one run: its files, its manifest, what it was made from, the runs it names, the events of its period, and
/// the signatures on it. No problem = an empty list.
pub fn verify_run(store: &Store, run: &RunRef, allowed_signers: &[u8]) -> Vec<Problem> {
    let mut verifier = Verifier::new(store);
    verifier.artifacts(run);
    let allowed = verifier.allowed_signers(allowed_signers);
    if let Some(chain) = verifier.chain(run.agency(), run.period()) {
        verifier.sign_offs(
            run.agency(),
            run.period(),
            &chain.events,
            allowed.as_ref(),
            Some(run.number()),
        );
    }
    verifier.finish()
}

/// Verifies everything in the store: every run, every event, every file of the archive.
pub fn verify_store(store: &Store, allowed_signers: &[u8]) -> Vec<Problem> {
    let mut verifier = Verifier::new(store);
    if !store.root().is_dir() {
        // Nothing to verify is not the same as nothing wrong.
        verifier.problem(
            "STORE017",
            "",
            "there is no store in this folder; check the path",
        );
        return verifier.finish();
    }
    let allowed = verifier.allowed_signers(allowed_signers);
    for (agency, period) in verifier.periods("runs") {
        verifier.runs(&agency, period);
    }
    for (agency, period) in verifier.periods("events") {
        if let Some(chain) = verifier.chain(&agency, period) {
            verifier.sign_offs(&agency, period, &chain.events, allowed.as_ref(), None);
        }
    }
    verifier.whole_archive();
    verifier.finish()
}

/// The part of [`verify_run`] that asks for no keys and no events.
pub(crate) fn verify_artifacts(store: &Store, run: &RunRef) -> Vec<Problem> {
    let mut verifier = Verifier::new(store);
    verifier.artifacts(run);
    verifier.finish()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Archived {
    Good,
    Missing,
    Bad,
}

struct Verifier<'a> {
    store: &'a Store,
    problems: BTreeSet<Problem>,
    /// Many runs are made from the same file; each is read once.
    archive: BTreeMap<Digest, Archived>,
}

impl<'a> Verifier<'a> {
    fn new(store: &'a Store) -> Self {
        Self {
            store,
            problems: BTreeSet::new(),
            archive: BTreeMap::new(),
        }
    }

    fn finish(self) -> Vec<Problem> {
        self.problems.into_iter().collect()
    }

    fn problem(
        &mut self,
        code: &'static str,
        path: impl Into<String>,
        sentence: impl Into<String>,
    ) {
        self.problems.insert(Problem {
            path: path.into(),
            code,
            sentence: sentence.into(),
        });
    }

    /// The value, or a problem with that code.
    fn or_problem<T, E: fmt::Display>(
        &mut self,
        outcome: Result<T, E>,
        code: &'static str,
        path: &str,
    ) -> Option<T> {
        outcome
            .map_err(|why| self.problem(code, path, why.to_string()))
            .ok()
    }

    fn allowed_signers(&mut self, bytes: &[u8]) -> Option<AllowedSigners> {
        self.or_problem(AllowedSigners::parse(bytes), "STORE018", "allowed_signers")
    }

    /// The folders two levels below `runs` or `events`; every other name is a problem.
    fn periods(&mut self, area: &str) -> Vec<(String, Period)> {
        let mut found = Vec::new();
        for agency in self.entries(area) {
            let path = format!("{area}/{}", agency.name);
            if agency.kind != EntryKind::Folder || !names::is_agency(&agency.name) {
                self.stray(&path);
                continue;
            }
            for entry in self.entries(&path) {
                match entry.name.parse::<Period>() {
                    Ok(period) if entry.kind == EntryKind::Folder => {
                        found.push((agency.name.clone(), period));
                    }
                    _ => self.stray(&format!("{path}/{}", entry.name)),
                }
            }
        }
        found
    }

    /// What a folder of the store holds, without unfinished work.
    fn entries(&mut self, path: &str) -> Vec<Entry> {
        let listed = self.or_problem(
            disk::entries(&self.store.root().join(path)),
            "STORE017",
            path,
        );
        let mut entries = listed.unwrap_or_default();
        entries.retain(|entry| !entry.name.starts_with(TEMPORARY_PREFIX));
        entries
    }

    fn stray(&mut self, path: &str) {
        self.problem(
            "STORE016",
            path,
            "the name does not belong in the store; move it elsewhere",
        );
    }

    fn runs(&mut self, agency: &str, period: Period) {
        let folder = format!("runs/{agency}/{period}");
        for entry in self.entries(&folder) {
            let number = names::run_number(&entry.name).filter(|_| entry.kind == EntryKind::Folder);
            match number.and_then(|number| RunRef::new(agency, period, number)) {
                Some(run) => self.artifacts(&run),
                None => self.stray(&format!("{folder}/{}", entry.name)),
            }
        }
    }

    fn artifacts(&mut self, run: &RunRef) {
        let sums_path = format!("runs/{run}/{SUMS_NAME}");
        let Some(bytes) = self.or_problem(self.store.read_sums(run), "STORE004", &sums_path) else {
            return;
        };
        if let Some(sums) = self.or_problem(Sums::from_bytes(&bytes), "STORE004", &sums_path) {
            if !sums.0.contains_key(MANIFEST_NAME) {
                self.problem(
                    "STORE004",
                    &sums_path,
                    "manifest.json is not in the list; restore the run from a backup",
                );
            }
            self.files(run, &sums);
        }
        let manifest_path = format!("runs/{run}/{MANIFEST_NAME}");
        if let Some(manifest) =
            self.or_problem(self.store.manifest(run), "STORE005", &manifest_path)
        {
            self.manifest(run, &manifest_path, &manifest);
        }
    }

    fn files(&mut self, run: &RunRef, sums: &Sums) {
        let folders: BTreeSet<&str> = sums.0.keys().flat_map(|name| folders_above(name)).collect();
        let top = format!("runs/{run}");
        let mut present = BTreeSet::new();
        for folder in [""].into_iter().chain(folders.iter().copied()) {
            let path = if folder.is_empty() {
                top.clone()
            } else {
                format!("{top}/{folder}")
            };
            let listed = self.or_problem(
                disk::entries(&self.store.root().join(&path)),
                "STORE017",
                &path,
            );
            for entry in listed.unwrap_or_default() {
                let name = if folder.is_empty() {
                    entry.name
                } else {
                    format!("{folder}/{}", entry.name)
                };
                let expected = match entry.kind {
                    EntryKind::Folder => folders.contains(name.as_str()),
                    EntryKind::File => sums.0.contains_key(&name) || name == SUMS_NAME,
                    EntryKind::Other => false,
                };
                if expected {
                    present.insert(name);
                } else {
                    let sentence = "it is not a file listed in SHA256SUMS; move it elsewhere";
                    self.problem("STORE003", format!("{top}/{name}"), sentence);
                }
            }
        }
        for (name, expected) in &sums.0 {
            let path = format!("{top}/{name}");
            if !present.contains(name) {
                self.problem(
                    "STORE001",
                    path,
                    "it is listed in SHA256SUMS but missing; restore it from a backup",
                );
                continue;
            }
            let found = disk::digest_of_file(&self.store.root().join(&path));
            let found = self.or_problem(found, "STORE017", &path);
            if let Some(found) = found.filter(|found| found != expected) {
                let sentence = format!(
                    "SHA256SUMS expects the digest {expected}, found {found}; restore the run from a backup"
                );
                self.problem("STORE002", path, sentence);
            }
        }
    }

    fn manifest(&mut self, run: &RunRef, path: &str, manifest: &Manifest) {
        if manifest.agency != run.agency() || manifest.period != run.period() {
            let sentence = format!(
                "it is for {:?} {}, expected {} {}; the folder was moved or copied",
                manifest.agency,
                manifest.period,
                run.agency(),
                run.period()
            );
            self.problem("STORE006", path, sentence);
        }
        let parent = manifest.parent.map_or(0, |parent| parent.run);
        if parent.checked_add(1) != Some(run.number()) {
            let sentence = format!(
                "its parent is run {parent} (0 = none), so it is not run {}",
                run.number()
            );
            self.problem("STORE006", path, sentence);
        }
        for (name, digest) in manifest.sources() {
            if self.archived(digest) == Archived::Missing {
                let sentence = format!("run {run} was made from it ({name}); put the file back");
                self.problem("STORE007", format!("archive/{digest}"), sentence);
            }
        }
        for (linked, expected) in links(run.agency(), manifest) {
            let Some(linked) = linked else {
                self.problem(
                    "STORE009",
                    path,
                    "it names a run with a number that no run has",
                );
                continue;
            };
            let sentence = format!("run {run} names it with the digest {expected}");
            self.same_run(&linked, expected, "STORE009", &sentence);
        }
    }

    /// Whether a run is there with that identity; else a problem that says who expects it.
    fn same_run(
        &mut self,
        run: &RunRef,
        expected: Digest,
        code: &'static str,
        who: &str,
    ) -> Option<Vec<u8>> {
        let path = format!("runs/{run}/{SUMS_NAME}");
        let bytes = self.store.read_sums(run);
        let bytes = self.or_problem(
            bytes.map_err(|why| format!("{who}, but {why}")),
            code,
            &path,
        )?;
        let found = digest_of(&bytes);
        if found == expected {
            return Some(bytes);
        }
        self.problem(
            code,
            path,
            format!("{who}, found {found}; restore the run from a backup"),
        );
        None
    }

    fn archived(&mut self, digest: Digest) -> Archived {
        if let Some(known) = self.archive.get(&digest) {
            return *known;
        }
        let path = format!("archive/{digest}");
        let state = match disk::kind_of(&self.store.archive_path(digest)) {
            Ok(Some(EntryKind::File)) => self.archive_file(digest, &path),
            Ok(Some(_)) => {
                self.problem(
                    "STORE008",
                    &path,
                    "it is not a plain file; put the file back",
                );
                Archived::Bad
            }
            Ok(None) => Archived::Missing,
            Err(why) => {
                self.problem("STORE017", &path, why.to_string());
                Archived::Bad
            }
        };
        self.archive.insert(digest, state);
        state
    }

    fn archive_file(&mut self, digest: Digest, path: &str) -> Archived {
        let found = disk::digest_of_file(&self.store.archive_path(digest));
        match self.or_problem(found, "STORE017", path) {
            Some(found) if found == digest => Archived::Good,
            Some(found) => {
                let sentence = format!(
                    "its content has the digest {found}; put the file back as it was received"
                );
                self.problem("STORE008", path, sentence);
                Archived::Bad
            }
            None => Archived::Bad,
        }
    }

    fn whole_archive(&mut self) {
        for entry in self.entries("archive") {
            match entry.name.parse() {
                Ok(digest) => {
                    self.archived(digest);
                }
                Err(_) => self.stray(&format!("archive/{}", entry.name)),
            }
        }
    }

    fn chain(&mut self, agency: &str, period: Period) -> Option<Chain> {
        let folder = format!("events/{agency}/{period}");
        let chain = self.or_problem(self.store.read_chain(agency, period), "STORE017", &folder)?;
        for fault in &chain.faults {
            let code = match fault.kind {
                ChainFaultKind::Unreadable => "STORE010",
                ChainFaultKind::Broken => "STORE011",
                ChainFaultKind::SignatureFile => "STORE014",
                ChainFaultKind::Stray => "STORE016",
            };
            self.problem(
                code,
                format!("{folder}/{}", fault.name),
                format!("it {}", fault.why),
            );
        }
        Some(chain)
    }

    /// The events of one run, or of all.
    fn sign_offs(
        &mut self,
        agency: &str,
        period: Period,
        events: &[Event],
        allowed: Option<&AllowedSigners>,
        only: Option<u32>,
    ) {
        for (index, event) in events.iter().enumerate() {
            let number = event.run.map(|link| link.run);
            if only.is_some() && only != number {
                continue;
            }
            let path = format!(
                "events/{agency}/{period}/{}.json",
                names::event_stem(event.number)
            );
            if let Some(digest) = event.playbook
                && self.archived(digest) == Archived::Missing
            {
                let sentence = format!(
                    "event {} was done under this playbook; put the file back",
                    event.number
                );
                self.problem("STORE007", format!("archive/{digest}"), sentence);
            }
            let sums = match event.run {
                Some(link) => self.run_of_event(agency, period, event.number, link, &path),
                None => Some(Vec::new()),
            };
            if let (Some(bytes), Some(allowed)) = (sums, allowed) {
                self.or_problem(check_signatures(allowed, event, &bytes), "STORE013", &path);
            }
            let earlier = events.get(..index).unwrap_or_default();
            let kept = event
                .sign_off()
                .map_or(Ok(()), |act| segregation::check_act(event, act, earlier));
            self.or_problem(kept, "STORE015", &path);
        }
    }

    /// The `SHA256SUMS` of the run that an event names.
    fn run_of_event(
        &mut self,
        agency: &str,
        period: Period,
        number: u32,
        link: RunLink,
        path: &str,
    ) -> Option<Vec<u8>> {
        let Some(run) = RunRef::new(agency, period, link.run) else {
            let sentence = "it names a run with a number that no run has";
            self.problem("STORE012", path, sentence);
            return None;
        };
        let who = format!("event {number} names it with the digest {}", link.sums);
        self.same_run(&run, link.sums, "STORE012", &who)
    }
}
