//! Events as JSON: the two forms, and what is strict about them.
//!
//! The fields are described in [`mod@crate::event`]. Not here: the chain of files.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Digest;
use domain::case::CaseStatus;
use serde::{Deserialize, Serialize};

use crate::event::{Act, Artifact, Doer, Event, EventError, Form, Held, SignOff, Stepped, Waiver};
use crate::follow::{Acceptance, CaseAct, CaseStep};
use crate::manifest::RunLink;
use crate::store::digest_of;
use crate::wire;

const SCHEMA_ONE: &str = "avstem.event/1";
const SCHEMA_TWO: &str = "avstem.event/2";

/// Which form the bytes are in, before anything else of them is looked at.
#[derive(Deserialize)]
struct Schema {
    schema: String,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Two {
    schema: String,
    number: u32,
    #[serde(with = "wire::optional_text")]
    previous: Option<Digest>,
    #[serde(with = "wire::instant")]
    at: DateTime<Utc>,
    kind: String,
    run: Option<u32>,
    #[serde(with = "wire::optional_text")]
    sums: Option<Digest>,
    step: Option<String>,
    purpose: Option<String>,
    artifact: Option<String>,
    #[serde(with = "wire::optional_text")]
    artifact_sha256: Option<Digest>,
    person: Option<String>,
    principal: Option<String>,
    role: Option<String>,
    #[serde(with = "wire::optional_text")]
    playbook: Option<Digest>,
    deadline: Option<String>,
    due: Option<String>,
    kept: Option<bool>,
    business_days: Option<i32>,
    namespace: Option<String>,
    statement: Option<String>,
    finding: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    responsible: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(with = "wire::optional_text")]
    until: Option<NaiveDate>,
    reason: Option<String>,
    note: Option<String>,
    signature: Option<String>,
    event_signature: Option<String>,
    #[serde(with = "wire::optional_text")]
    digest: Option<Digest>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
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

impl Event {
    /// The bytes that `event_signature` signs: the file with `event_signature` and `digest` null.
    pub fn signed_bytes(&self) -> Result<Vec<u8>, EventError> {
        let mut wire = to_wire(self);
        wire.event_signature = None;
        bytes(self.form, wire)
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EventError> {
        let mut wire = to_wire(self);
        wire.digest = Some(digest_of(&bytes(self.form, wire.clone())?));
        bytes(self.form, wire)
    }

    /// Strict: only what [`Event::to_bytes`] writes is read, so that every changed byte is seen.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EventError> {
        let schema: Schema = serde_json::from_slice(bytes)?;
        let event = if schema.schema == SCHEMA_ONE {
            let one: One = serde_json::from_slice(bytes)?;
            from_wire(Form::One, widened(one))?
        } else {
            from_wire(Form::Two, serde_json::from_slice(bytes)?)?
        };
        if event.to_bytes()? == bytes {
            Ok(event)
        } else {
            Err(EventError::Changed)
        }
    }
}

fn bytes(form: Form, wire: Two) -> Result<Vec<u8>, EventError> {
    let bytes = match form {
        Form::One => wire::json_bytes(&narrowed(wire)?),
        Form::Two => wire::json_bytes(&wire),
    };
    Ok(bytes?)
}

fn widened(one: One) -> Two {
    Two {
        schema: one.schema,
        number: one.number,
        previous: one.previous,
        at: one.at,
        kind: one.kind,
        run: Some(one.run),
        sums: Some(one.sums),
        purpose: one.purpose,
        person: one.person,
        principal: one.principal,
        role: one.role,
        namespace: one.namespace,
        statement: one.statement,
        reason: one.reason,
        signature: one.signature,
        event_signature: one.event_signature,
        digest: one.digest,
        ..Two::default()
    }
}

/// What form one has no field for is dropped; an event that was read in it has none of it.
fn narrowed(wire: Two) -> Result<One, EventError> {
    let (Some(run), Some(sums)) = (wire.run, wire.sums) else {
        return Err(EventError::Kind(wire.kind));
    };
    Ok(One {
        schema: wire.schema,
        number: wire.number,
        previous: wire.previous,
        at: wire.at,
        kind: wire.kind,
        run,
        sums,
        purpose: wire.purpose,
        person: wire.person,
        principal: wire.principal,
        role: wire.role,
        namespace: wire.namespace,
        statement: wire.statement,
        reason: wire.reason,
        signature: wire.signature,
        event_signature: wire.event_signature,
        digest: wire.digest,
    })
}

/// `event_signature` is set, `digest` is not.
fn to_wire(event: &Event) -> Two {
    let mut wire = Two {
        schema: match event.form {
            Form::One => SCHEMA_ONE,
            Form::Two => SCHEMA_TWO,
        }
        .to_owned(),
        number: event.number,
        previous: event.previous,
        at: event.at,
        kind: event.act.kind().to_owned(),
        run: event.run.map(|run| run.run),
        sums: event.run.map(|run| run.sums),
        playbook: event.playbook,
        ..Two::default()
    };
    if let Some(held) = event.held.clone() {
        wire.deadline = Some(held.deadline);
        wire.due = held.due;
        wire.kept = held.kept;
        wire.business_days = held.business_days;
    }
    if let Some((person, principal, role)) = event.act.doer() {
        wire.person = Some(person.to_owned());
        wire.principal = Some(principal.to_owned());
        wire.role = Some(role.to_owned());
    }
    match &event.act {
        Act::Signed(sign_off) => sign_off_to(&mut wire, sign_off),
        Act::Waived(waiver) => {
            sign_off_to(&mut wire, &waiver.sign_off);
            wire.finding = Some(waiver.finding.clone());
            wire.until = Some(waiver.until);
            wire.reason = Some(waiver.reason.clone());
        }
        Act::Stepped(stepped) => {
            wire.step = Some(stepped.step.clone());
            artifact_to(&mut wire, stepped.artifact.as_ref());
            wire.reason.clone_from(&stepped.reason);
            wire.note.clone_from(&stepped.note);
            wire.event_signature.clone_from(&stepped.by.event_signature);
        }
        Act::Accepted(act) => {
            wire.action = Some(act.action.clone());
            wire.responsible = Some(act.responsible.clone());
            wire.until = Some(act.until);
            wire.reason.clone_from(&act.reason);
            wire.event_signature.clone_from(&act.by.event_signature);
        }
        Act::Case(act) => {
            wire.step = Some(act.step.as_str().to_owned());
            wire.action = Some(act.action.clone());
            wire.case = Some(act.case.clone());
            wire.category.clone_from(&act.category);
            wire.case_type.clone_from(&act.kind);
            wire.status = Some(act.status.as_str().to_owned());
            wire.until = act.estimate;
            wire.reason.clone_from(&act.text);
            wire.statement = Some(act.notice.clone());
            wire.event_signature.clone_from(&act.by.event_signature);
        }
        Act::Decertified { artifact, reason } => {
            artifact_to(&mut wire, artifact.as_ref());
            wire.reason = Some(reason.clone());
        }
        Act::Reopened { person, reason, by } => {
            wire.person = Some(person.clone());
            wire.reason = Some(reason.clone());
            wire.event_signature = by.as_ref().and_then(|by| by.event_signature.clone());
        }
    }
    wire
}

fn sign_off_to(wire: &mut Two, sign_off: &SignOff) {
    wire.purpose = Some(sign_off.purpose.clone());
    artifact_to(wire, sign_off.artifact.as_ref());
    wire.namespace = Some(sign_off.namespace.clone());
    wire.statement = Some(sign_off.statement.clone());
    wire.note.clone_from(&sign_off.note);
    wire.signature = Some(sign_off.signature.clone());
    wire.event_signature = Some(sign_off.event_signature.clone());
}

fn artifact_to(wire: &mut Two, artifact: Option<&Artifact>) {
    wire.artifact = artifact.map(|artifact| artifact.name.clone());
    wire.artifact_sha256 = artifact.map(|artifact| artifact.sha256);
}

/// Fields that do not belong to the kind are dropped here, and found by the comparison of bytes.
fn from_wire(form: Form, wire: Two) -> Result<Event, EventError> {
    let unfit = || EventError::Kind(wire.kind.clone());
    let needed = |field: &Option<String>| field.clone().ok_or_else(unfit);
    let artifact = wire
        .artifact
        .clone()
        .zip(wire.artifact_sha256)
        .map(|(name, sha256)| Artifact { name, sha256 });
    let by = wire
        .principal
        .clone()
        .zip(wire.role.clone())
        .map(|(principal, role)| Doer {
            principal,
            role,
            event_signature: wire.event_signature.clone(),
        });
    let sign_off = || {
        Ok::<_, EventError>(SignOff {
            purpose: needed(&wire.purpose)?,
            artifact: artifact.clone(),
            person: needed(&wire.person)?,
            principal: needed(&wire.principal)?,
            role: needed(&wire.role)?,
            namespace: needed(&wire.namespace)?,
            statement: needed(&wire.statement)?,
            note: wire.note.clone(),
            signature: needed(&wire.signature)?,
            event_signature: needed(&wire.event_signature)?,
        })
    };
    let act = match wire.kind.as_str() {
        "signed" => Act::Signed(sign_off()?),
        "waived" => Act::Waived(Waiver {
            finding: needed(&wire.finding)?,
            until: wire.until.ok_or_else(unfit)?,
            reason: needed(&wire.reason)?,
            sign_off: sign_off()?,
        }),
        "stepped" => Act::Stepped(Stepped {
            step: needed(&wire.step)?,
            person: needed(&wire.person)?,
            by: by.ok_or_else(unfit)?,
            artifact,
            reason: wire.reason.clone(),
            note: wire.note.clone(),
        }),
        "accepted" => Act::Accepted(Acceptance {
            action: needed(&wire.action)?,
            responsible: needed(&wire.responsible)?,
            until: wire.until.ok_or_else(unfit)?,
            reason: wire.reason.clone(),
            person: needed(&wire.person)?,
            by: by.ok_or_else(unfit)?,
        }),
        "case" => Act::Case(CaseAct {
            step: CaseStep::parse(&needed(&wire.step)?).ok_or_else(unfit)?,
            case: needed(&wire.case)?,
            action: needed(&wire.action)?,
            category: wire.category.clone(),
            kind: wire.case_type.clone(),
            status: CaseStatus::parse(&needed(&wire.status)?).ok_or_else(unfit)?,
            estimate: wire.until,
            text: wire.reason.clone(),
            notice: needed(&wire.statement)?,
            person: needed(&wire.person)?,
            by: by.ok_or_else(unfit)?,
        }),
        "decertified" => Act::Decertified {
            artifact,
            reason: needed(&wire.reason)?,
        },
        "reopened" => Act::Reopened {
            person: needed(&wire.person)?,
            reason: needed(&wire.reason)?,
            by,
        },
        _ => return Err(unfit()),
    };
    let held = wire.deadline.map(|deadline| Held {
        deadline,
        due: wire.due,
        kept: wire.kept,
        business_days: wire.business_days,
    });
    Ok(Event {
        form,
        number: wire.number,
        previous: wire.previous,
        at: wire.at,
        run: wire
            .run
            .zip(wire.sums)
            .map(|(run, sums)| RunLink { run, sums }),
        playbook: wire.playbook,
        held,
        act,
    })
}
