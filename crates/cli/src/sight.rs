//! Whether anything is new, found out without reading a file.
//!
//! What a run is made from follows from the names and digests in the inbox, the configuration and the runs that are
//! there, and from nothing else. So once it has been found that the latest run of a period is what they give, that is
//! noted in the store under the digest of all of them, and need not be found again. A file that belongs to another
//! period makes another sight: then everything is read, the manifests turn out equal, and that is noted too.
//!
//! A note saves time and proves nothing: without it, the same run is found by reading.

use chrono::NaiveDate;
use close::{ManifestInput, RunRef, Store};
use domain::{Digest, Period};
use ingest::{AgencyFile, InboxFile};

use crate::closed::Closed;
use crate::engine::{self, EngineError, Options, Registers};
use crate::run::{Request, previous_link};

/// Everything that can be known of an agency's runs without reading a file.
pub(crate) struct Sight<'a> {
    pub(crate) agency: &'a AgencyFile,
    pub(crate) closed: &'a Closed,
    pub(crate) options: &'a Options,
    pub(crate) registers: &'a Registers,
    pub(crate) store: &'a Store,
    pub(crate) request: &'a Request,
    /// The inbox, hashed.
    pub(crate) files: &'a [InboxFile],
}

impl Sight<'_> {
    /// The latest runs of the asked periods, if every one of them is what would be made now.
    pub(crate) fn known_runs(&self) -> Result<Option<Vec<RunRef>>, EngineError> {
        let code = &self.agency.playbook.code;
        let mut runs = Vec::new();
        for &period in &self.request.periods {
            let Some(key) = self.key(period)? else {
                return Ok(None);
            };
            if !self.store.is_seen(code, key)? {
                return Ok(None);
            }
            runs.extend(self.store.latest_run(code, period)?);
        }
        Ok(Some(runs))
    }

    /// Notes that the latest run of the period is what would be made now.
    pub(crate) fn note(&self, period: Period) -> Result<(), EngineError> {
        if let Some(key) = self.key(period)? {
            self.store.note_seen(&self.agency.playbook.code, key)?;
        }
        Ok(())
    }

    /// The digest of a manifest that names the latest run as its parent and every file of the inbox, unread, as an
    /// input; `None` while there is no run.
    fn key(&self, period: Period) -> Result<Option<Digest>, EngineError> {
        let code = &self.agency.playbook.code;
        let Some(latest) = self.store.latest_link(code, period)? else {
            return Ok(None);
        };
        // A date that was not asked for does not make a new run by itself.
        let as_of = if self.request.as_of_is_given {
            self.request.as_of
        } else {
            NaiveDate::default()
        };
        let previous = previous_link(self.store, code, period)?;
        let (agency, options, registers) = (self.agency, self.options, self.registers);
        let mut sight =
            engine::bare_manifest(agency, options, registers, (period, as_of), previous);
        sight.parent = Some(latest);
        let given = self.request.as_of_is_given.to_string();
        sight.options.insert("as_of_is_given".to_owned(), given);
        let closed = self.closed.shown();
        sight.options.insert("closed".to_owned(), closed);
        sight.inputs = self.files.iter().map(unread).collect();
        Ok(Some(engine::digest(&sight.to_bytes()?)))
    }
}

fn unread(file: &InboxFile) -> ManifestInput {
    ManifestInput {
        name: file.name.clone(),
        sha256: file.sha256,
        format: None,
        rows: 0,
        accepted: false,
        control: std::collections::BTreeMap::new(),
    }
}
