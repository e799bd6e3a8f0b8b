//! The store and the close: immutable runs, an archive of what was received, a chain of events, signatures.
//!
//! This is the only room that writes to disk. Everything it keeps is written once and never changed; a correction is a
//! new run or a new event. What it writes can be checked without this program: `sha256sum -c SHA256SUMS` inside a run
//! folder, and `ssh-keygen -Y verify` with the signature beside an event.
//!
//! ```text
//! <store>/archive/<sha256>                      every input file, as received
//! <store>/runs/<agency>/<period>/<run>/         0001, 0002 …: the artifacts of a run, manifest.json, SHA256SUMS
//! <store>/events/<agency>/<period>/NNNNNN.json  what people did with the runs; NNNNNN.sig the signature of a sign-off
//! ```
//!
//! What it does not do: it computes no result, reads no clock (times are given), knows no rule of the routines but who
//! may sign what, and holds no key. Names that begin with a dot are unfinished work and never read.
//!
//! The file system must know hard links, `rename` of a folder that fails onto a folder with content, and folder locks
//! (`flock`), as the local file systems of Linux do.
//!
//! Source: design section 6; temporary file, sync, rename, sync of the folder, read back: TigerBeetle's pair assertions.

mod allowed_signers;
mod disk;
mod event;
mod manifest;
mod names;
mod segregation;
mod sign_off;
mod signature;
mod store;
mod sums;
mod verify;
mod wire;

pub use disk::DiskError;
pub use manifest::{Manifest, ManifestError, ManifestInput, NamedDigest, PreviousPeriod, RunLink};
pub use names::RunRef;
pub use store::{Archived, MANIFEST_NAME, SUMS_NAME, Store, StoreError, digest_of};
