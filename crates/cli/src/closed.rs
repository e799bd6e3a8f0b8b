//! Closed periods: which they are, and which files came too late for them.
//!
//! A period is closed while the approver's sign-off of its folder stands. Its run is then what people signed, so it is not made
//! again, and a file that concerns closed periods only is set aside: the run of the first open period says so. Who wants
//! it used reopens the period (`avstem event`). Not here: who may sign (`close`).

use std::collections::BTreeMap;

use close::{LateFile, RunRef, Store, closing_sign_off};
use domain::{Digest, Period};
use ingest::FileContent;

use crate::engine::EngineError;

/// The closed periods of an agency, each with the run that was signed.
#[derive(Debug, Default, Clone)]
pub(crate) struct Closed(BTreeMap<Period, RunRef>);

impl Closed {
    /// Asks the store.
    pub(crate) fn of(store: &Store, agency: &str) -> Result<Self, EngineError> {
        let mut closed = BTreeMap::new();
        for period in store.periods(agency)? {
            let events = store.events(agency, period)?;
            let signed = closing_sign_off(&events).and_then(|event| Some(event.run?.run));
            if let Some(run) = signed.and_then(|run| RunRef::new(agency, period, run)) {
                closed.insert(period, run);
            }
        }
        Ok(Self(closed))
    }

    /// The signed run of a period, if it is closed.
    pub(crate) fn run(&self, period: Period) -> Option<&RunRef> {
        self.0.get(&period)
    }

    /// What is closed, as one text: part of what a run follows from.
    pub(crate) fn shown(&self) -> String {
        let runs = self.0.values().map(ToString::to_string);
        runs.collect::<Vec<_>>().join(" ")
    }

    /// Takes the files out that concern closed periods only and that none of their signed runs knows. A file that holds an
    /// open period 13 or 14 that is asked for is not late for it.
    pub(crate) fn set_late_aside(
        &self,
        store: &Store,
        contents: &mut Vec<FileContent>,
        asked: &[Period],
    ) -> Result<Vec<LateFile>, EngineError> {
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        let mut known: BTreeMap<Period, Vec<Digest>> = BTreeMap::new();
        for (period, run) in &self.0 {
            known.insert(*period, store.manifest(run)?.inventory);
        }
        let mut late = Vec::new();
        contents.retain(|file| match self.closed_months(file) {
            Some(periods)
                if !asked
                    .iter()
                    .any(|asked| self.run(*asked).is_none() && file.special.contains(asked))
                    && !periods
                        .iter()
                        .filter_map(|period| known.get(period))
                        .any(|inventory| inventory.contains(&file.sha256)) =>
            {
                late.push(LateFile {
                    name: file.name.clone(),
                    sha256: file.sha256,
                    periods,
                });
                false
            }
            _ => true,
        });
        late.sort();
        Ok(late)
    }

    /// The months that a file concerns, if all of them are closed.
    fn closed_months(&self, file: &FileContent) -> Option<Vec<Period>> {
        let (first, last) = file.set_scope.or(file.scope)?;
        let mut months = Vec::new();
        let mut month = first;
        while month <= last {
            self.0.get(&month)?;
            months.push(month);
            month = month.next_month();
        }
        Some(months)
    }
}
