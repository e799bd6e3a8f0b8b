//! SSHSIG signatures (OpenSSH `PROTOCOL.sshsig`) with Ed25519 keys, as `ssh-keygen -Y sign` makes them.
//!
//! Not here: who may sign (`allowed_signers` for keys, `segregation` for roles). Keys come as bytes; nothing here reads
//! a file or asks for a passphrase.

use chrono::{DateTime, SecondsFormat, Utc};
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};

/// Why a signature is not made or not accepted: one sentence, with what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// Nothing is signed for that purpose.
    #[error("nothing is signed for the purpose {purpose:?}; choose one of {known}")]
    UnknownPurpose {
        /// What was asked.
        purpose: String,
        /// What there is.
        known: String,
    },
    /// The person has no role that may sign for the purpose.
    #[error(
        "{person} may not sign for {purpose}: that needs the role {needed}; let the agency change the playbook, or let somebody else sign"
    )]
    RoleMissing {
        /// Short id of the person.
        person: String,
        /// The purpose.
        purpose: String,
        /// The roles, any of which would do.
        needed: String,
    },
    /// The person has a role that excludes signing for the purpose.
    #[error(
        "{person} may not sign for {purpose}: who has the role {role} is excluded; let somebody else sign"
    )]
    RoleExcludes {
        /// Short id of the person.
        person: String,
        /// The purpose.
        purpose: String,
        /// The excluding role.
        role: String,
    },
    /// The person has already signed the run in a role that excludes this one.
    #[error(
        "{person} has signed this run as {role} (event {event}) and may not also sign it as {wanted}; let somebody else sign"
    )]
    SamePerson {
        /// Short id of the person.
        person: String,
        /// Role of the earlier signature.
        role: String,
        /// Number of the earlier event.
        event: u32,
        /// Role asked for now.
        wanted: String,
    },
    /// The person has already signed exactly this.
    #[error(
        "{person} has already signed this run for {purpose} (event {event}); nothing is left to do"
    )]
    AlreadySigned {
        /// Short id of the person.
        person: String,
        /// The purpose.
        purpose: String,
        /// Number of the earlier event.
        event: u32,
    },
    /// Something must be signed before.
    #[error(
        "{purpose} comes after {before}, which nobody has signed here; let somebody with the role {needed} sign that first"
    )]
    NotYet {
        /// The purpose.
        purpose: String,
        /// What comes before it.
        before: String,
        /// The roles for that, any of which would do.
        needed: String,
    },
    /// The signature is on something that the purpose is not about.
    #[error("a signature for {purpose} is on {expected}; sign again")]
    WrongArtifact {
        /// The purpose.
        purpose: String,
        /// What must be signed.
        expected: String,
    },
    /// The run lacks the file that would be signed.
    #[error(
        "run {run} has no {artifact}, so there is nothing to sign for {purpose}; run the period with what makes that file"
    )]
    NoArtifact {
        /// The run.
        run: String,
        /// The file.
        artifact: String,
        /// The purpose.
        purpose: String,
    },
    /// The private key is not in OpenSSH's form.
    #[error(
        "the private key is not readable: {why}; expected an Ed25519 key as ssh-keygen -t ed25519 writes it"
    )]
    UnreadableKey {
        /// What the key reader says.
        why: String,
    },
    /// The private key is protected by a passphrase.
    #[error(
        "the private key is locked with a passphrase; sign with ssh-keygen -Y sign, or use a key without one"
    )]
    LockedKey,
    /// The key is of another kind.
    #[error(
        "the key is of kind {found}, expected ssh-ed25519; make one with ssh-keygen -t ed25519"
    )]
    NotEd25519 {
        /// Its kind.
        found: String,
    },
    /// The signature is not an armored SSHSIG.
    #[error(
        "the signature is not readable: {why}; expected the text that ssh-keygen -Y sign writes"
    )]
    UnreadableSignature {
        /// What the reader says.
        why: String,
    },
    /// The signature was made for something else.
    #[error(
        "the signature is for {found:?}, expected {expected:?}; sign again for the right purpose"
    )]
    WrongNamespace {
        /// Namespace of the signature.
        found: String,
        /// Namespace expected.
        expected: String,
    },
    /// The signature does not fit the signed bytes.
    #[error(
        "the signature does not fit what was signed: one of them was changed afterwards; restore it or sign again"
    )]
    ChangedArtifact,
    /// No line of `allowed_signers` is about the principal.
    #[error("{principal:?} is not in allowed_signers; add the person's key there")]
    UnknownPrincipal {
        /// Who.
        principal: String,
    },
    /// The principal is there, with another key.
    #[error(
        "the key is not one of {principal:?} in allowed_signers; sign with that person's own key, or add the key"
    )]
    UnknownKey {
        /// Who.
        principal: String,
    },
    /// The key is the principal's, but not for this purpose.
    #[error(
        "the key of {principal:?} may not be used for {namespace:?} according to allowed_signers; add the namespace to its line or use another key"
    )]
    NamespaceNotAllowed {
        /// Who.
        principal: String,
        /// For what.
        namespace: String,
    },
    /// Too early.
    #[error(
        "the key of {principal:?} is valid from {}, the signature is of {}; use a key valid then",
        shown(from),
        shown(at)
    )]
    NotYetValid {
        /// Who.
        principal: String,
        /// First valid instant.
        from: DateTime<Utc>,
        /// When it was signed.
        at: DateTime<Utc>,
    },
    /// Too late.
    #[error(
        "the key of {principal:?} was valid until {}, the signature is of {}; use a key valid then",
        shown(until),
        shown(at)
    )]
    Expired {
        /// Who.
        principal: String,
        /// Last valid instant.
        until: DateTime<Utc>,
        /// When it was signed.
        at: DateTime<Utc>,
    },
}

fn shown(at: &DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The namespace that a purpose is signed in: `s-report` → `s-report@avstem`.
pub fn namespace_of_purpose(purpose: &str) -> String {
    format!("{purpose}@avstem")
}

/// Signs a message with an Ed25519 key in OpenSSH's form, without passphrase; the same message, key and namespace give
/// the same text.
///
/// # Errors
/// [`Refusal::UnreadableKey`], [`Refusal::LockedKey`], [`Refusal::NotEd25519`].
pub fn sign(message: &[u8], private_key: &[u8], namespace: &str) -> Result<String, Refusal> {
    let unreadable = |why: ssh_key::Error| Refusal::UnreadableKey {
        why: why.to_string(),
    };
    let key = PrivateKey::from_openssh(private_key).map_err(unreadable)?;
    if key.is_encrypted() {
        return Err(Refusal::LockedKey);
    }
    only_ed25519(key.public_key())?;
    key.sign(namespace, HashAlg::Sha512, message)
        .and_then(|signature| signature.to_pem(LineEnding::LF))
        .map_err(unreadable)
}

/// The key that made a signature, once the signature is known to fit message and namespace. Whose key it is and
/// whether it may sign is asked of [`crate::AllowedSigners`].
pub(crate) fn signing_key(
    message: &[u8],
    armored: &str,
    namespace: &str,
) -> Result<PublicKey, Refusal> {
    let signature = SshSig::from_pem(armored).map_err(|why| Refusal::UnreadableSignature {
        why: why.to_string(),
    })?;
    if signature.namespace() != namespace {
        let found = signature.namespace().to_owned();
        return Err(Refusal::WrongNamespace {
            found,
            expected: namespace.to_owned(),
        });
    }
    let key = PublicKey::new(signature.public_key().clone(), "");
    only_ed25519(&key)?;
    key.verify(namespace, message, &signature)
        .map_err(|_| Refusal::ChangedArtifact)?;
    Ok(key)
}

fn only_ed25519(key: &PublicKey) -> Result<(), Refusal> {
    match key.algorithm() {
        Algorithm::Ed25519 => Ok(()),
        other => Err(Refusal::NotEd25519 {
            found: other.to_string(),
        }),
    }
}
