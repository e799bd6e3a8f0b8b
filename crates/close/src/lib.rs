//! The store and the close: immutable runs, an archive of what was received, a chain of events, signatures.
//!
//! This is the only room that writes to disk. Everything it keeps is written once and never changed; a correction is a
//! new run or a new event. What it writes can be checked without this program: `sha256sum -c SHA256SUMS` inside a run
//! folder, and `ssh-keygen -Y verify` with the signature beside an event.
//!
//! ```text
//! <store>/archive/<sha256>                      every input file, as received
//! <store>/runs/<agency>/<period>/<run>/         0001, 0002 …: the artifacts of a run, manifest.json, SHA256SUMS
//! <store>/events/<agency>/<period>/NNNNNN.json  what people did in the period; NNNNNN.sig the signature of a sign-off
//! <store>/seen/<agency>/<sha256>                empty notes that a run is up to date; they save time and prove nothing
//! ```
//!
//! What it does not do: it computes no result and no date, reads no clock (times are given), knows of the routines only
//! who does and signs what in which order ([`life`]), and holds no key. Names that begin with a dot are unfinished work and never read.
//!
//! The file system must know hard links, `rename` of a folder that fails onto a folder with content, and folder locks
//! (`flock`), as the local file systems of Linux do.
//!
//! ```
//! use close::{Manifest, Store, digest_of, verify_store};
//!
//! let folder = tempfile::tempdir()?;
//! let store = Store::open(folder.path().join("reports"))?;
//! let playbook = b"code = \"0042\"\n".as_slice();
//! store.archive(digest_of(playbook), &mut &*playbook)?;
//!
//! let period = "2025-03".parse()?;
//! let mut manifest = Manifest::new("0042", period, "2025-04-10".parse()?, "avstem 0.1.0", digest_of(playbook));
//! manifest.parent = store.latest_link("0042", period)?;
//! let files = vec![("manifest.json".to_owned(), manifest.to_bytes()?)];
//! let run = store.create_run("0042", period, files)?;
//!
//! assert_eq!(run.to_string(), "0042/2025-03/0001");
//! assert!(verify_store(&store, b"").is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Source: design section 6; temporary file, sync, rename, sync of the folder, read back: TigerBeetle's pair assertions.

mod allowed_signers;
mod decertify;
mod disk;
mod duties;
pub mod event;
mod event_form;
pub mod follow;
mod heads;
pub mod life;
pub mod manifest;
mod names;
mod segregation;
mod sign_off;
mod signature;
mod store;
mod sums;
pub mod verify;
mod wire;

pub use allowed_signers::{AllowedSigners, AllowedSignersError};
pub use decertify::changed_since;
pub use disk::DiskError;
pub use duties::{Office, ReadOffice, verify_duties};
pub use event::{
    Act, Artifact, Doer, Event, EventError, Form, Held, SignOff, Stepped, Waiver,
    sign_offs_in_force, waivers,
};
pub use follow::{
    Acceptance, CaseAct, CaseFile, CaseStep, acceptances, case_of, cases, may_accept, may_handle,
};
pub use heads::{compare_heads, heads};
pub use life::{Agreed, Illegal, Life, Step};
pub use manifest::{
    LateFile, Manifest, ManifestError, ManifestInput, NamedDigest, PlaybookDigest, PreviousPeriod,
    RunLink,
};
pub use names::{NotARun, RunRef};
pub use segregation::{
    OTHER_ROLES, SIGNING_RULES, SigningRule, Subject, WAIVER, artifact_of_purpose,
    closing_sign_off, may_sign, purposes, roles,
};
pub use sign_off::{
    Circumstances, Routine, SignOffError, SignRequest, StepRequest, follow_up, reopen, sign_off,
    take_step, waive,
};
pub use signature::{Refusal, namespace_of_purpose, sign};
pub use store::{Archived, MANIFEST_NAME, SUMS_NAME, Store, StoreError, digest_of};
pub use verify::{CODES, Problem, verify_run, verify_store};
