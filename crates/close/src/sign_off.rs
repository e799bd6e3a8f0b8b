//! Signing a run: everything that must hold before a sign-off becomes an event.
//!
//! Not here: the rules themselves (`segregation`), the cryptography (`signature`), the chain (`event`).

use chrono::{DateTime, Utc};
use domain::agency::Person;

use crate::allowed_signers::{AllowedSigners, AllowedSignersError};
use crate::event::{Act, Event, EventError, SignOff};
use crate::names::RunRef;
use crate::segregation::may_sign;
use crate::signature::{Refusal, namespace_of_purpose, sign};
use crate::store::{Store, StoreError};
use crate::verify::{Problem, verify_artifacts};

/// What somebody wants to sign.
#[derive(Clone, Copy)]
pub struct SignRequest<'a> {
    /// The run.
    pub run: &'a RunRef,
    /// For what: one of [`crate::purposes`].
    pub purpose: &'a str,
    /// Who, with the roles of the playbook.
    pub person: &'a Person,
    /// What the person says by signing, in the agency's language.
    pub statement: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// The person's private key: Ed25519, OpenSSH's form, without passphrase.
    pub private_key: &'a [u8],
    /// The content of `keys/allowed_signers`.
    pub allowed_signers: &'a [u8],
}

/// Why a run was not signed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SignOffError {
    /// The person, the key or the signature.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The list of keys.
    #[error(transparent)]
    AllowedSigners(#[from] AllowedSignersError),
    /// The run is not what it was when it was made.
    #[error("the run is not as it was made, so it cannot be signed: {0}")]
    Artifact(Problem),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The event cannot be written down.
    #[error("the event cannot be written: {0}")]
    Event(#[from] EventError),
}

/// Signs a run and appends the event.
///
/// In this order: the table of duties, the run's artifacts, the two signatures, the same signatures against
/// `allowed_signers` (a sign-off that would not verify is never written), the chain.
pub fn sign_off(store: &Store, request: &SignRequest<'_>) -> Result<Event, SignOffError> {
    let run = request.run;
    let allowed = AllowedSigners::parse(request.allowed_signers)?;
    let events = store.events(run.agency(), run.period())?;
    let message = store.read_sums(run)?;
    let sums = crate::digest_of(&message);
    let role = may_sign(request.person, request.purpose, sums, &events)?;
    if let Some(problem) = verify_artifacts(store, run).into_iter().next() {
        return Err(SignOffError::Artifact(problem));
    }
    let namespace = namespace_of_purpose(request.purpose);
    let signature = sign(&message, request.private_key, &namespace)?;
    let (number, previous) = Store::next_event(&events)?;
    let mut sign_off = SignOff {
        purpose: request.purpose.to_owned(),
        person: request.person.id.clone(),
        principal: request.person.principal.clone(),
        role: role.to_owned(),
        namespace: namespace.clone(),
        statement: request.statement.to_owned(),
        signature,
        event_signature: String::new(),
    };
    let event = |sign_off: &SignOff| Event {
        number,
        previous,
        at: request.at,
        run: run.number(),
        sums,
        act: Act::Signed(sign_off.clone()),
    };
    sign_off.event_signature = sign(
        &event(&sign_off).signed_bytes()?,
        request.private_key,
        &namespace,
    )?;
    let event = event(&sign_off);
    check_signatures(&allowed, &event, &message)?;
    store.append_event(run.agency(), run.period(), &event)?;
    Ok(event)
}

/// Both signatures of a sign-off against the run's `SHA256SUMS`, the event, and the keys valid then.
pub(crate) fn check_signatures(
    allowed: &AllowedSigners,
    event: &Event,
    sums: &[u8],
) -> Result<(), SignOffError> {
    let Some(sign_off) = event.sign_off() else {
        return Ok(());
    };
    let expected = namespace_of_purpose(&sign_off.purpose);
    if sign_off.namespace != expected {
        let found = sign_off.namespace.clone();
        return Err(Refusal::WrongNamespace { found, expected }.into());
    }
    let principal = &sign_off.principal;
    allowed.verify(sums, &sign_off.signature, principal, &expected, event.at)?;
    allowed.verify(
        &event.signed_bytes()?,
        &sign_off.event_signature,
        principal,
        &expected,
        event.at,
    )?;
    Ok(())
}
