//! Events: what people (and later runs) did with the runs of a period, as a chain that is only ever added to.
//!
//! `NNNNNN.json`, from `000001`, in this form; fields stand in this order, a field that does not apply is `null`:
//!
//! | Field | Is |
//! |---|---|
//! | `schema` | `avstem.event/1` |
//! | `number` | the number in the file's name |
//! | `previous` | SHA-256 of the bytes of the event before, `null` for the first |
//! | `at` | UTC, RFC 3339, given by the caller; never before the event before |
//! | `kind` | `signed`, `decertified`, `reopened` |
//! | `run`, `sums` | number of the run, and the digest of its `SHA256SUMS` |
//! | `purpose`, `person`, `principal`, `role`, `namespace`, `statement` | of `signed`: for what, who, in which role, in which words (`person` also of `reopened`) |
//! | `reason` | of `decertified` and `reopened` |
//! | `signature` | of `signed`: SSHSIG over the bytes of the run's `SHA256SUMS`; the same text lies beside it as `NNNNNN.sig` |
//! | `event_signature` | of `signed`: SSHSIG with the same key over the bytes of this file with `event_signature` and `digest` `null`; it binds person, time, role and words to the key |
//! | `digest` | SHA-256 of the bytes of this file with `digest` `null` |
//!
//! The chain protects every event but the last; `digest` lets an accident in the last one be seen as well. Against
//! somebody who rewrites files on purpose only signatures help: a sign-off cannot be changed or made, but the last events
//! of a chain can be removed by whoever may write in the store. Keep a copy elsewhere, or compare with yesterday's.

use chrono::{DateTime, Utc};
use domain::{Digest, Period};
use serde::{Deserialize, Serialize};

use crate::disk::{self, EntryKind, Placed};
use crate::names::{self, RunRef};
use crate::store::{Store, StoreError, check_agency, check_size, digest_of};
use crate::wire;

const SCHEMA: &str = "avstem.event/1";

/// Largest event that is read, in bytes.
const EVENT_BYTES_MAX: u64 = 1 << 20;

/// One event of a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Number in the period, from 1.
    pub number: u32,
    /// Digest of the bytes of the event before; `None` for the first.
    pub previous: Option<Digest>,
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// Number of the run it is about.
    pub run: u32,
    /// Digest of that run's `SHA256SUMS`.
    pub sums: Digest,
    /// What happened.
    pub act: Act,
}

/// What happened to a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// A person signed it.
    Signed(SignOff),
    /// A later run has other conclusions; sign-offs of this run no longer stand.
    Decertified {
        /// What differs, and by how much.
        reason: String,
    },
    /// A person opened the period again after it was signed.
    Reopened {
        /// Short id of the person.
        person: String,
        /// Why.
        reason: String,
    },
}

/// A person's signature on a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignOff {
    /// What it is for: `folder-overview`, `s-report`, `remittance-control`.
    pub purpose: String,
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
    /// Armored SSHSIG over `SHA256SUMS` of the run.
    pub signature: String,
    /// Armored SSHSIG over [`Event::signed_bytes`].
    pub event_signature: String,
}

/// The bytes are not an event.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Not JSON of the specified form.
    #[error("it is not in the form avstem.event/1: {0}")]
    Form(#[from] serde_json::Error),
    /// A field that the kind needs is null, or one that it must not have is not; or the kind is unknown.
    #[error("its fields do not fit the kind {0:?}")]
    Kind(String),
    /// Other bytes than this program writes for it, or the digest is wrong.
    #[error("it was changed after it was written (its digest or its form is not right)")]
    Changed,
}

/// The sign-offs that stand after `events` of one period, oldest first: not followed by a decertification of the same
/// run, nor by a reopening of the period.
pub fn sign_offs_in_force(events: &[Event]) -> Vec<(&Event, &SignOff)> {
    let mut standing: Vec<(&Event, &SignOff)> = Vec::new();
    for event in events {
        match &event.act {
            Act::Signed(sign_off) => standing.push((event, sign_off)),
            Act::Decertified { .. } => standing.retain(|(signed, _)| signed.sums != event.sums),
            Act::Reopened { .. } => standing.clear(),
        }
    }
    standing
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: String,
    number: u32,
    #[serde(with = "wire::optional_text")]
    previous: Option<Digest>,
    #[serde(with = "wire::instant")]
    at: DateTime<Utc>,
    kind: String,
    run: u32,
    #[serde(with = "wire::text")]
    sums: Digest,
    purpose: Option<String>,
    person: Option<String>,
    principal: Option<String>,
    role: Option<String>,
    namespace: Option<String>,
    statement: Option<String>,
    reason: Option<String>,
    signature: Option<String>,
    event_signature: Option<String>,
    #[serde(with = "wire::optional_text")]
    digest: Option<Digest>,
}

impl Act {
    /// The word of the wire form.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Signed(_) => "signed",
            Self::Decertified { .. } => "decertified",
            Self::Reopened { .. } => "reopened",
        }
    }
}

impl Event {
    /// The sign-off, if the event is one.
    pub fn sign_off(&self) -> Option<&SignOff> {
        match &self.act {
            Act::Signed(sign_off) => Some(sign_off),
            _ => None,
        }
    }

    /// The bytes that `event_signature` signs: the file with `event_signature` and `digest` null.
    pub fn signed_bytes(&self) -> Result<Vec<u8>, EventError> {
        Ok(wire::json_bytes(&Wire {
            event_signature: None,
            ..self.wire()
        })?)
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EventError> {
        let mut wire = self.wire();
        wire.digest = Some(digest_of(&wire::json_bytes(&wire)?));
        Ok(wire::json_bytes(&wire)?)
    }

    /// Strict: only what [`Event::to_bytes`] writes is read, so that every changed byte is seen.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EventError> {
        let event = from_wire(serde_json::from_slice(bytes)?)?;
        if event.to_bytes()? == bytes {
            Ok(event)
        } else {
            Err(EventError::Changed)
        }
    }

    fn wire(&self) -> Wire {
        let mut wire = Wire {
            schema: SCHEMA.to_owned(),
            number: self.number,
            previous: self.previous,
            at: self.at,
            kind: self.act.kind().to_owned(),
            run: self.run,
            sums: self.sums,
            purpose: None,
            person: None,
            principal: None,
            role: None,
            namespace: None,
            statement: None,
            reason: None,
            signature: None,
            event_signature: None,
            digest: None,
        };
        match &self.act {
            Act::Signed(sign_off) => {
                wire.purpose = Some(sign_off.purpose.clone());
                wire.person = Some(sign_off.person.clone());
                wire.principal = Some(sign_off.principal.clone());
                wire.role = Some(sign_off.role.clone());
                wire.namespace = Some(sign_off.namespace.clone());
                wire.statement = Some(sign_off.statement.clone());
                wire.signature = Some(sign_off.signature.clone());
                wire.event_signature = Some(sign_off.event_signature.clone());
            }
            Act::Decertified { reason } => wire.reason = Some(reason.clone()),
            Act::Reopened { person, reason } => {
                wire.person = Some(person.clone());
                wire.reason = Some(reason.clone());
            }
        }
        wire
    }
}

/// Fields that do not belong to the kind are dropped here, and found by the comparison of bytes.
fn from_wire(wire: Wire) -> Result<Event, EventError> {
    let kind = wire.kind.clone();
    let needed = |field: Option<String>| field.ok_or_else(|| EventError::Kind(kind.clone()));
    let act = match wire.kind.as_str() {
        "signed" => Act::Signed(SignOff {
            purpose: needed(wire.purpose)?,
            person: needed(wire.person)?,
            principal: needed(wire.principal)?,
            role: needed(wire.role)?,
            namespace: needed(wire.namespace)?,
            statement: needed(wire.statement)?,
            signature: needed(wire.signature)?,
            event_signature: needed(wire.event_signature)?,
        }),
        "decertified" => Act::Decertified {
            reason: needed(wire.reason)?,
        },
        "reopened" => Act::Reopened {
            person: needed(wire.person)?,
            reason: needed(wire.reason)?,
        },
        _ => return Err(EventError::Kind(kind)),
    };
    let Wire {
        number,
        previous,
        at,
        run,
        sums,
        ..
    } = wire;
    Ok(Event {
        number,
        previous,
        at,
        run,
        sums,
        act,
    })
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
        let (number, previous) = Self::next_event(&self.events(run.agency(), run.period())?)?;
        let event = Event {
            number,
            previous,
            at,
            run: run.number(),
            sums: self.sums_digest(run)?,
            act,
        };
        self.append_event(run.agency(), run.period(), &event)?;
        Ok(event)
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
        let run = RunRef::new(agency, period, event.run);
        let run = run.ok_or(StoreError::NoRunNumber { number: event.run })?;
        if self.sums_digest(&run)? != event.sums {
            return Err(StoreError::BrokenLink {
                run,
                expected: event.sums,
            });
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
        let mut events = self.events(agency, period)?;
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
        events.push(event.clone());
        self.write_signature_files(agency, period, &events)
    }

    /// Writes the signature files that are missing: of the newest event, and of one whose writer was killed.
    fn write_signature_files(
        &self,
        agency: &str,
        period: Period,
        events: &[Event],
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
mod tests {
    use super::*;

    fn event(number: u32, run: u8, act: Act) -> Event {
        Event {
            number,
            previous: (number > 1).then_some(Digest([9; 32])),
            at: "2025-04-10T14:00:00Z".parse().unwrap(),
            run: u32::from(run),
            sums: Digest([run; 32]),
            act,
        }
    }

    fn signed(purpose: &str) -> Act {
        let text = |text: &str| text.to_owned();
        Act::Signed(SignOff {
            purpose: text(purpose),
            person: text("kari"),
            principal: text("kari@ntnu.no"),
            role: text("preparer"),
            namespace: text("folder-overview@avstem"),
            statement: text("Kontrollert \"alt\"\nog avstemt"),
            signature: text("-----BEGIN SSH SIGNATURE-----\n"),
            event_signature: text("-----BEGIN SSH SIGNATURE-----\nAAAA\n"),
        })
    }

    #[test]
    fn the_form_is_fixed() {
        let text = String::from_utf8(
            event(
                2,
                1,
                Act::Decertified {
                    reason: "12.50".into(),
                },
            )
            .to_bytes()
            .unwrap(),
        )
        .unwrap();
        let (body, digest) = text.rsplit_once(",\n").unwrap();
        let expected = format!(
            r#"{{
  "schema": "avstem.event/1",
  "number": 2,
  "previous": "{}",
  "at": "2025-04-10T14:00:00Z",
  "kind": "decertified",
  "run": 1,
  "sums": "{}",
  "purpose": null,
  "person": null,
  "principal": null,
  "role": null,
  "namespace": null,
  "statement": null,
  "reason": "12.50",
  "signature": null,
  "event_signature": null"#,
            "09".repeat(32),
            "01".repeat(32)
        );
        assert_eq!(body, expected);
        let without = digest_of(format!("{expected},\n  \"digest\": null\n}}\n").as_bytes());
        assert_eq!(digest, format!("  \"digest\": \"{without}\"\n}}\n"));
    }

    #[test]
    fn round_trips_and_reads_nothing_else() {
        let reopened = Act::Reopened {
            person: "kari".into(),
            reason: "late voucher".into(),
        };
        for act in [
            signed("s-report"),
            Act::Decertified {
                reason: String::new(),
            },
            reopened,
        ] {
            let event = event(1, 1, act);
            let bytes = event.to_bytes().unwrap();
            assert_eq!(Event::from_bytes(&bytes).unwrap(), event);
            for end in 0..bytes.len() {
                assert!(Event::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
            }
            for at in 0..bytes.len() {
                for byte in [0, 0xff, bytes[at] ^ 0x20, bytes[at] ^ 1] {
                    let mut changed = bytes.clone();
                    changed[at] = byte;
                    assert!(Event::from_bytes(&changed).is_err(), "{byte} at {at}");
                }
            }
        }
    }

    #[test]
    fn fields_must_fit_the_kind() {
        // Well-made digests, so that only the fields are wrong.
        let refused = |change: &dyn Fn(&mut Wire)| {
            let mut wire = event(
                1,
                1,
                Act::Decertified {
                    reason: "12.50".into(),
                },
            )
            .wire();
            change(&mut wire);
            wire.digest = Some(digest_of(&wire::json_bytes(&wire).unwrap()));
            Event::from_bytes(&wire::json_bytes(&wire).unwrap()).unwrap_err()
        };
        assert!(matches!(
            refused(&|wire| wire.reason = None),
            EventError::Kind(_)
        ));
        assert!(matches!(
            refused(&|wire| wire.kind = "signed".into()),
            EventError::Kind(_)
        ));
        assert!(matches!(
            refused(&|wire| wire.kind = "approved".into()),
            EventError::Kind(_)
        ));
        assert!(matches!(
            refused(&|wire| wire.person = Some("kari".into())),
            EventError::Changed
        ));
        assert!(matches!(
            refused(&|wire| wire.schema = "avstem.event/2".into()),
            EventError::Changed
        ));
    }

    #[test]
    fn what_stands() {
        let decertified = || Act::Decertified {
            reason: "12.50".into(),
        };
        let reopened = || Act::Reopened {
            person: "kari".into(),
            reason: "late".into(),
        };
        let events = [
            event(1, 1, signed("folder-overview")),
            event(2, 1, signed("s-report")),
            event(3, 2, signed("folder-overview")),
            event(4, 1, decertified()),
            event(5, 1, signed("s-report")),
            event(6, 2, reopened()),
            event(7, 2, signed("s-report")),
        ];
        let standing = |count: usize| -> Vec<u32> {
            sign_offs_in_force(&events[..count])
                .iter()
                .map(|(event, _)| event.number)
                .collect()
        };
        assert_eq!(standing(0), [0; 0]);
        assert_eq!(standing(3), [1, 2, 3]);
        assert_eq!(standing(4), [3]);
        assert_eq!(standing(5), [3, 5]);
        assert_eq!(standing(6), [0; 0]);
        assert_eq!(standing(7), [7]);
    }
}
