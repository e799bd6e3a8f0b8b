//! Events: what people (and later runs) did in a period, as a chain that is only ever added to.
//!
//! `NNNNNN.json`, from `000001`, in this form; fields stand in this order, a field that does not apply is `null`:
//!
//! | Field | Is |
//! |---|---|
//! | `schema` | `avstem.event/2` |
//! | `number` | the number in the file's name |
//! | `previous` | SHA-256 of the bytes of the event before, `null` for the first |
//! | `at` | UTC, RFC 3339, given by the caller; never before the event before |
//! | `kind` | `signed`, `stepped`, `waived`, `decertified`, `reopened`, `accepted`, `case` |
//! | `run`, `sums` | number of the run it is about, and the digest of its `SHA256SUMS`; `null` for a step before the first run |
//! | `step` | of `stepped`: the id in [`crate::life::STEPS`]; of `case`: what is done with it |
//! | `purpose` | of `signed` and `waived`: for what |
//! | `artifact`, `artifact_sha256` | the one file of the run that is signed or laid out, and its digest |
//! | `person`, `principal`, `role` | who, and in which role |
//! | `playbook` | SHA-256 of the playbook that gave the role; it is in the archive |
//! | `deadline`, `due`, `kept`, `business_days` | the deadline it is held against, when that was, whether it was kept, and by how many business days (negative: late) |
//! | `namespace`, `statement` | of a signature: its namespace, and what the person says by signing; of `case`: `statement` is the notice that is proposed |
//! | `finding`, `until` | of `waived`: the key of the finding, and the last day on which it is waived; of `accepted`: `until` is the day by which it is to be done; of `case`: the day that a preliminary answer estimates |
//! | `action`, `responsible`, `case`, `category`, `case_type`, `status` | of `accepted`: the action and who does it; of `case`: its ids, department, type and status. Absent, not `null`, where they do not apply |
//! | `reason`, `note` | why; what else there is to say |
//! | `signature` | of `signed` and `waived`: SSHSIG over the bytes of the run's `SHA256SUMS`, or over the one line of it that names the artifact; the same text lies beside it as `NNNNNN.sig` |
//! | `event_signature` | SSHSIG with the same key over the bytes of this file with `event_signature` and `digest` `null`; it binds person, time, role and words to the key |
//! | `digest` | SHA-256 of the bytes of this file with `digest` `null` |
//!
//! `avstem.event/1` is read and verified as it was written and no longer written: it has the kinds `signed`,
//! `decertified` and `reopened`, always a run, and none of the fields `step`, `artifact…`, `playbook`, `deadline` …
//! `business_days`, `finding`, `until`, `note`.
//!
//! The chain protects every event but the last; `digest` lets an accident in the last one be seen as well. Against
//! somebody who rewrites files on purpose only signatures help: a sign-off cannot be changed or made, but the last events
//! of a chain can be removed by whoever may write in the store. That is what `heads` is for.
//!
//! Not here: the forms as JSON (`event_form`), actions and cases (`follow`), which step may follow which (`life`), who may sign (`segregation`).

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Digest, Period};

use crate::disk::{self, EntryKind, Placed};
use crate::follow::{Acceptance, CaseAct};
use crate::life;
use crate::manifest::RunLink;
use crate::names::{self, RunRef};
use crate::store::{Store, StoreError, check_agency, check_size, digest_of};

/// Largest event that is read, in bytes.
const EVENT_BYTES_MAX: u64 = 1 << 20;

/// The namespace in which a step is signed that has no purpose of its own.
pub(crate) const EVENT_NAMESPACE: &str = "event@avstem";

/// In which form an event is written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// `avstem.event/1`: read, no longer written.
    One,
    /// `avstem.event/2`.
    Two,
}

/// One event of a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The form it was read in, or is written in.
    pub form: Form,
    /// Number in the period, from 1.
    pub number: u32,
    /// Digest of the bytes of the event before; `None` for the first.
    pub previous: Option<Digest>,
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// The run it is about; `None` for a step before the first run.
    pub run: Option<RunLink>,
    /// The playbook that gave the role; `None` where no person acts, and in form one.
    pub playbook: Option<Digest>,
    /// The deadline it is held against.
    pub held: Option<Held>,
    /// What happened.
    pub act: Act,
}

/// A deadline, and whether an event kept it. Computed by whoever knows calendar and clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Its id: `D12`.
    pub deadline: String,
    /// A date, or a moment with its offset; `None` = not published, or tied to an event instead of a date.
    pub due: Option<String>,
    /// Whether it was kept; `None` = not known.
    pub kept: Option<bool>,
    /// Business days left; negative = late by as many; `None` = not known.
    pub business_days: Option<i32>,
}

/// One file of a run, as its line in `SHA256SUMS` has it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Artifact {
    /// Its name in the run.
    pub name: String,
    /// Its digest.
    pub sha256: Digest,
}

impl Artifact {
    /// The line of `SHA256SUMS`, which is what is signed.
    pub fn line(&self) -> String {
        format!("{}  {}\n", self.sha256, self.name)
    }
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// A person signed a run, or one artifact of it.
    Signed(SignOff),
    /// A person did a step of the period that asks for no signature of its own.
    Stepped(Stepped),
    /// A person waived a finding.
    Waived(Waiver),
    /// A person took an action on.
    Accepted(Acceptance),
    /// A person did something with a case.
    Case(CaseAct),
    /// A later run has other conclusions, or another artifact; the sign-offs of it no longer stand.
    Decertified {
        /// The artifact that is another one now; `None` = the whole run.
        artifact: Option<Artifact>,
        /// What differs, and by how much.
        reason: String,
    },
    /// A person opened the period again.
    Reopened {
        /// Short id of the person.
        person: String,
        /// Why.
        reason: String,
        /// In which role; `None` in form one.
        by: Option<Doer>,
    },
}

/// As whom a person acts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doer {
    /// The person's name in `allowed_signers`.
    pub principal: String,
    /// The role that allowed it.
    pub role: String,
    /// Armored SSHSIG over [`Event::signed_bytes`], if the person signed the event.
    pub event_signature: Option<String>,
}

/// A step of the period's life, done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stepped {
    /// Id in [`crate::life::STEPS`].
    pub step: String,
    /// Short id of the person.
    pub person: String,
    /// As whom.
    pub by: Doer,
    /// The artifact that was laid out.
    pub artifact: Option<Artifact>,
    /// Why, where the step asks for it.
    pub reason: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

/// A finding that somebody lets stand until a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiver {
    /// Key of the finding in `results.json`.
    pub finding: String,
    /// The last day.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who, with the signature.
    pub sign_off: SignOff,
}

/// A person's signature on a run or on one artifact of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignOff {
    /// What it is for: `folder-overview`, `s-report`, `remittance-control`.
    pub purpose: String,
    /// The artifact that is signed; `None` = the run as a whole.
    pub artifact: Option<Artifact>,
    /// Short id of the person.
    pub person: String,
    /// The person's name in `allowed_signers`.
    pub principal: String,
    /// The role that allowed it.
    pub role: String,
    /// Namespace of the signature.
    pub namespace: String,
    /// What the person says by signing.
    pub statement: String,
    /// What else there is to say.
    pub note: Option<String>,
    /// Armored SSHSIG over `SHA256SUMS` of the run, or over [`Artifact::line`].
    pub signature: String,
    /// Armored SSHSIG over [`Event::signed_bytes`].
    pub event_signature: String,
}

/// The bytes are not an event.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Not JSON of the specified form.
    #[error("it is not in the form avstem.event/1 or /2: {0}")]
    Form(#[from] serde_json::Error),
    /// A field that the kind needs is null, or one that it must not have is not; or the kind is unknown.
    #[error("its fields do not fit the kind {0:?}")]
    Kind(String),
    /// Other bytes than this program writes for it, or the digest is wrong.
    #[error("it was changed after it was written (its digest or its form is not right)")]
    Changed,
}

/// The sign-offs that stand after `events` of one period, oldest first: not followed by a decertification of the same
/// run or artifact, by a step back, nor, for a run as a whole, by a reopening of the period. Waivers are [`waivers`].
pub fn sign_offs_in_force(events: &[Event]) -> Vec<(&Event, &SignOff)> {
    let mut standing: Vec<(&Event, &SignOff)> = Vec::new();
    for event in events {
        match &event.act {
            Act::Signed(sign_off) => standing.push((event, sign_off)),
            Act::Decertified { artifact: None, .. } => {
                standing.retain(|(signed, act)| {
                    signed.sums() != event.sums() || act.artifact.is_some()
                });
            }
            Act::Decertified {
                artifact: Some(artifact),
                ..
            } => standing.retain(|(_, act)| act.artifact.as_ref() != Some(artifact)),
            Act::Reopened { .. } => standing.retain(|(_, act)| act.artifact.is_some()),
            Act::Stepped(step) => {
                let fallen = life::purposes_undone(&step.step);
                standing.retain(|(_, act)| !fallen.contains(&act.purpose.as_str()));
            }
            Act::Waived(_) | Act::Accepted(_) | Act::Case(_) => {}
        }
    }
    standing
}

/// The waivers of a period, oldest first; the newest of a finding is the one that counts.
pub fn waivers(events: &[Event]) -> Vec<(&Event, &Waiver)> {
    let all = events.iter().filter_map(|event| match &event.act {
        Act::Waived(waiver) => Some((event, waiver)),
        _ => None,
    });
    let mut newest: Vec<(&Event, &Waiver)> = Vec::new();
    for (event, waiver) in all {
        newest.retain(|(_, earlier)| earlier.finding != waiver.finding);
        newest.push((event, waiver));
    }
    newest
}

impl Act {
    /// The word of the wire form.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Signed(_) => "signed",
            Self::Stepped(_) => "stepped",
            Self::Waived(_) => "waived",
            Self::Accepted(_) => "accepted",
            Self::Case(_) => "case",
            Self::Decertified { .. } => "decertified",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// Who did it, as (id, principal, role); `None` for what no person does, and for what form one does not say.
    pub fn doer(&self) -> Option<(&str, &str, &str)> {
        match self {
            Self::Signed(act) | Self::Waived(Waiver { sign_off: act, .. }) => {
                Some((&act.person, &act.principal, &act.role))
            }
            Self::Stepped(act) => Some((&act.person, &act.by.principal, &act.by.role)),
            Self::Accepted(act) => Some((&act.person, &act.by.principal, &act.by.role)),
            Self::Case(act) => Some((&act.person, &act.by.principal, &act.by.role)),
            Self::Reopened {
                person,
                by: Some(by),
                ..
            } => Some((person, &by.principal, &by.role)),
            Self::Reopened { by: None, .. } | Self::Decertified { .. } => None,
        }
    }

    /// The signature over the event itself, and its namespace.
    pub(crate) fn event_signature(&self) -> Option<(&str, &str)> {
        match self {
            Self::Signed(act) | Self::Waived(Waiver { sign_off: act, .. }) => {
                Some((&act.event_signature, &act.namespace))
            }
            Self::Stepped(Stepped { by, .. })
            | Self::Accepted(Acceptance { by, .. })
            | Self::Case(CaseAct { by, .. })
            | Self::Reopened { by: Some(by), .. } => {
                Some((by.event_signature.as_deref()?, EVENT_NAMESPACE))
            }
            Self::Reopened { by: None, .. } | Self::Decertified { .. } => None,
        }
    }

    pub(crate) fn set_event_signature(&mut self, signature: String) {
        match self {
            Self::Signed(act) | Self::Waived(Waiver { sign_off: act, .. }) => {
                act.event_signature = signature;
            }
            Self::Stepped(Stepped { by, .. })
            | Self::Accepted(Acceptance { by, .. })
            | Self::Case(CaseAct { by, .. })
            | Self::Reopened { by: Some(by), .. } => {
                by.event_signature = Some(signature);
            }
            Self::Reopened { by: None, .. } | Self::Decertified { .. } => {}
        }
    }
}

impl Event {
    /// The signature on a run or artifact, if the event has one.
    pub fn sign_off(&self) -> Option<&SignOff> {
        match &self.act {
            Act::Signed(sign_off) | Act::Waived(Waiver { sign_off, .. }) => Some(sign_off),
            _ => None,
        }
    }

    /// Digest of the `SHA256SUMS` of the run it is about.
    pub fn sums(&self) -> Option<Digest> {
        self.run.map(|run| run.sums)
    }
}

/// Something wrong with a file in a folder of events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ChainFault {
    pub(crate) kind: ChainFaultKind,
    /// Name of the file in the folder.
    pub(crate) name: String,
    /// A sentence that continues the name.
    pub(crate) why: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ChainFaultKind {
    Unreadable,
    Broken,
    SignatureFile,
    Stray,
}

/// All that lies in a folder of events.
#[derive(Default)]
pub(crate) struct Chain {
    pub(crate) events: Vec<Event>,
    pub(crate) faults: Vec<ChainFault>,
}

impl Chain {
    fn fault(&mut self, kind: ChainFaultKind, name: String, why: impl Into<String>) {
        self.faults.push(ChainFault {
            kind,
            name,
            why: why.into(),
        });
    }
}

impl Store {
    /// The events of a period, oldest first. The chain is verified; signatures are not ([`crate::verify_run`] does).
    ///
    /// # Errors
    /// [`StoreError::BrokenChain`] names the first event that is missing, changed or out of place.
    pub fn events(&self, agency: &str, period: Period) -> Result<Vec<Event>, StoreError> {
        check_agency(agency)?;
        let chain = self.read_chain(agency, period)?;
        let broken = |fault: &ChainFault| {
            matches!(
                fault.kind,
                ChainFaultKind::Unreadable | ChainFaultKind::Broken
            )
        };
        match chain.faults.into_iter().find(broken) {
            None => Ok(chain.events),
            Some(ChainFault { name, why, .. }) => Err(StoreError::BrokenChain {
                agency: agency.to_owned(),
                period,
                name,
                why,
            }),
        }
    }

    /// The number and the `previous` of the event that comes after `events`.
    pub fn next_event(events: &[Event]) -> Result<(u32, Option<Digest>), StoreError> {
        let Some(last) = events.last() else {
            return Ok((1, None));
        };
        Ok((
            last.number.saturating_add(1),
            Some(digest_of(&last.to_bytes()?)),
        ))
    }

    /// Adds what happened to a run to the chain of its period.
    ///
    /// # Errors
    /// As [`Store::append_event`].
    pub fn record(&self, run: &RunRef, at: DateTime<Utc>, act: Act) -> Result<Event, StoreError> {
        let events = self.events(run.agency(), run.period())?;
        let event = self.event_after(&events, run, at, act)?;
        self.append_event(run.agency(), run.period(), &event)?;
        Ok(event)
    }

    /// The event that says what happened to a run, as the next one after `events`. Nothing is written.
    ///
    /// # Errors
    /// When the run cannot be read.
    pub fn event_after(
        &self,
        events: &[Event],
        run: &RunRef,
        at: DateTime<Utc>,
        act: Act,
    ) -> Result<Event, StoreError> {
        let (number, previous) = Self::next_event(events)?;
        Ok(Event {
            form: Form::Two,
            number,
            previous,
            at,
            run: Some(RunLink {
                run: run.number(),
                sums: self.sums_digest(run)?,
            }),
            playbook: None,
            held: None,
            act,
        })
    }

    /// Writes the next event of a period. Its number, `previous`, time, run and digest must fit what is there.
    ///
    /// # Errors
    /// [`StoreError::EventOvertaken`] when another event has taken its place; every other leaves the chain as it was too.
    pub fn append_event(
        &self,
        agency: &str,
        period: Period,
        event: &Event,
    ) -> Result<(), StoreError> {
        check_agency(agency)?;
        if let Some(link) = event.run {
            let run = RunRef::new(agency, period, link.run);
            let run = run.ok_or(StoreError::NoRunNumber { number: link.run })?;
            if self.sums_digest(&run)? != link.sums {
                return Err(StoreError::BrokenLink {
                    run,
                    expected: link.sums,
                });
            }
        }
        let folder = self.events_folder(agency, period);
        disk::make_folder(&folder)?;
        let Some(lock) = disk::lock_folder(&folder)? else {
            return Err(StoreError::AlreadyRunning {
                agency: agency.to_owned(),
                period,
            });
        };
        disk::remove_leftovers(&folder, &lock)?;
        let events = self.events(agency, period)?;
        let overtaken = || StoreError::EventOvertaken {
            agency: agency.to_owned(),
            period,
            number: event.number,
        };
        if Self::next_event(&events)? != (event.number, event.previous) {
            return Err(overtaken());
        }
        if let Some(last) = events.last().filter(|last| last.at > event.at) {
            return Err(StoreError::BeforeTheLast {
                at: event.at,
                last: last.at,
            });
        }
        let bytes = event.to_bytes()?;
        check_size("the event", &bytes, EVENT_BYTES_MAX)?;
        let name = folder.join(format!("{}.json", names::event_stem(event.number)));
        let (temporary, _) = disk::write_temporary(&folder, &mut bytes.as_slice())?;
        if disk::place_file(&temporary, &name)? == Placed::Taken {
            return Err(overtaken());
        }
        if disk::read_bounded(&name, EVENT_BYTES_MAX)? != bytes {
            return Err(StoreError::ReadBack { path: name });
        }
        self.write_signature_files(agency, period, events.iter().chain([event]))
    }

    /// Writes the signature files that are missing: of the newest event, and of one whose writer was killed.
    fn write_signature_files<'a>(
        &self,
        agency: &str,
        period: Period,
        events: impl Iterator<Item = &'a Event>,
    ) -> Result<(), StoreError> {
        let folder = self.events_folder(agency, period);
        for event in events {
            let Some(sign_off) = event.sign_off() else {
                continue;
            };
            let name = folder.join(format!("{}.sig", names::event_stem(event.number)));
            if disk::kind_of(&name)?.is_none() {
                let (temporary, _) =
                    disk::write_temporary(&folder, &mut sign_off.signature.as_bytes())?;
                disk::place_file(&temporary, &name)?;
            }
        }
        Ok(())
    }

    /// Everything in a folder of events, and everything wrong with it.
    pub(crate) fn read_chain(&self, agency: &str, period: Period) -> Result<Chain, StoreError> {
        let folder = self.events_folder(agency, period);
        let mut chain = Chain::default();
        let mut files = std::collections::BTreeSet::new();
        for entry in disk::entries(&folder)? {
            if entry.kind == EntryKind::File && is_event_file(&entry.name) {
                files.insert(entry.name);
            } else if !entry.name.starts_with(disk::TEMPORARY_PREFIX) {
                chain.fault(
                    ChainFaultKind::Stray,
                    entry.name,
                    "does not belong among events",
                );
            }
        }
        let stems = files
            .iter()
            .filter_map(|name| name.split_once('.')?.0.parse::<u32>().ok());
        let last = stems.max().unwrap_or(0);
        // As many numbers as files can be meant; beyond that the gap itself is the finding.
        let bound = last.min(
            u32::try_from(files.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
        );
        // Digest of the event before: outer `None` = it could not be read, inner `None` = there is none.
        let mut previous = Some(None);
        for number in 1..=bound {
            let name = format!("{}.json", names::event_stem(number));
            if !files.remove(&name) {
                chain.fault(
                    ChainFaultKind::Broken,
                    name,
                    "is missing; restore it from a backup",
                );
                previous = None;
                continue;
            }
            let bytes = disk::read_bounded(&folder.join(&name), EVENT_BYTES_MAX)?;
            match Event::from_bytes(&bytes) {
                Ok(event) => {
                    let follows = previous.is_none_or(|previous| previous == event.previous);
                    chain.check_place(&event, number, follows);
                    let sign_off = event.sign_off();
                    check_signature_file(&mut chain.faults, &mut files, &folder, number, sign_off)?;
                    chain.events.push(event);
                    previous = Some(Some(digest_of(&bytes)));
                }
                Err(why) => {
                    files.remove(&format!("{}.sig", names::event_stem(number)));
                    chain.fault(
                        ChainFaultKind::Unreadable,
                        name,
                        format!("cannot be relied on: {why}"),
                    );
                    previous = None;
                }
            }
        }
        for name in files {
            chain.fault(ChainFaultKind::Stray, name, "belongs to no event");
        }
        Ok(chain)
    }
}

impl Chain {
    /// `follows`: whether it names the event before, as far as that one could be read.
    fn check_place(&mut self, event: &Event, number: u32, follows: bool) {
        let name = |number| format!("{}.json", names::event_stem(number));
        if event.number != number {
            let why = format!(
                "says it is number {}; restore it from a backup",
                event.number
            );
            self.fault(ChainFaultKind::Broken, name(number), why);
        }
        if !follows {
            // The event before was replaced as a whole, or this one was: the one before is the one no signature of
            // this event vouches for.
            let before = number.saturating_sub(1).max(1);
            let why = format!(
                "is not the event that {} names as the one before it",
                name(number)
            );
            self.fault(ChainFaultKind::Broken, name(before), why);
        }
        if self.events.last().is_some_and(|last| last.at > event.at) {
            self.fault(
                ChainFaultKind::Broken,
                name(number),
                "is dated before the event before it",
            );
        }
    }
}

fn is_event_file(name: &str) -> bool {
    name.split_once('.').is_some_and(|(stem, ending)| {
        matches!(ending, "json" | "sig")
            && stem
                .parse()
                .is_ok_and(|number| number > 0 && names::event_stem(number) == stem)
    })
}

/// The signature beside an event is a copy for `ssh-keygen`; the event decides.
fn check_signature_file(
    faults: &mut Vec<ChainFault>,
    files: &mut std::collections::BTreeSet<String>,
    folder: &std::path::Path,
    number: u32,
    sign_off: Option<&SignOff>,
) -> Result<(), StoreError> {
    let name = format!("{}.sig", names::event_stem(number));
    let Some(sign_off) = sign_off else {
        return Ok(());
    };
    let why = if !files.remove(&name) {
        "is missing; the event has the same text, and the next event of the period writes the file again"
    } else if disk::read_bounded(&folder.join(&name), EVENT_BYTES_MAX)?
        != sign_off.signature.as_bytes()
    {
        "is not the signature in the event beside it; restore it from the event"
    } else {
        return Ok(());
    };
    faults.push(ChainFault {
        kind: ChainFaultKind::SignatureFile,
        name,
        why: why.to_owned(),
    });
    Ok(())
}

#[cfg(test)]
mod tests;
