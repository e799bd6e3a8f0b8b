//! Every touch of the disk, in one place.
//!
//! Not here: what the files mean (`store`). The functions know three habits: a file or folder gets its real name only
//! when it is complete and synced; a name that is taken is never taken again; only names that begin with
//! [`TEMPORARY_PREFIX`] are ever removed.
#![expect(
    clippy::disallowed_methods,
    reason = "close is the room that writes, and this is where it does"
)]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use domain::Digest;
use sha2::Digest as _;

/// How the names of unfinished files and folders begin.
pub(crate) const TEMPORARY_PREFIX: &str = ".tmp-";

/// Bytes held in memory while a stream passes through.
const BUFFER_BYTES: usize = 256 * 1024;

/// The operating system refused something.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct DiskError {
    /// What was tried, as a verb with its object: `read`, `create the folder`.
    pub action: &'static str,
    /// Where.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// What a folder entry is; links are never followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntryKind {
    File,
    Folder,
    /// A link, a device, a pipe, or a name that is not UTF-8: never ours.
    Other,
}

/// A name in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) kind: EntryKind,
}

/// Whether a name could be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Placed {
    /// It now has the name.
    Yes,
    /// Somebody else has the name.
    Taken,
}

fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> DiskError + 'a {
    move |source| DiskError {
        action,
        path: path.to_owned(),
        source,
    }
}

/// Creates the folder and what lies above it; each new name is synced.
pub(crate) fn make_folder(path: &Path) -> Result<(), DiskError> {
    if path.is_dir() {
        return Ok(());
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above {
        make_folder(above)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists || !path.is_dir() => {
            Err(failed("create the folder", path)(error))
        }
        _ => above.map_or(Ok(()), sync_folder),
    }
}

/// Creates one folder under a temporary name in `parent`, unlike any other there.
pub(crate) fn make_temporary_folder(parent: &Path) -> Result<PathBuf, DiskError> {
    loop {
        let path = parent.join(temporary_name());
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed("create the folder", &path)(error)),
        }
    }
}

/// Unlike any other name this process gives, and unlike what processes alive at the same time give. A name left by a
/// dead process with the same number is met by trying the next one.
fn temporary_name() -> String {
    static GIVEN: AtomicU64 = AtomicU64::new(0);
    format!(
        "{TEMPORARY_PREFIX}{}-{}",
        std::process::id(),
        GIVEN.fetch_add(1, Ordering::Relaxed)
    )
}

/// The names in a folder, sorted; none when there is no such folder.
pub(crate) fn entries(path: &Path) -> Result<Vec<Entry>, DiskError> {
    let listing = match fs::read_dir(path) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("list", path)(error)),
    };
    let mut found = Vec::new();
    for entry in listing {
        let entry = entry.map_err(failed("list", path))?;
        let kind = entry.file_type().map_err(failed("list", path))?;
        let kind = match entry.file_name().to_str() {
            Some(_) if kind.is_file() => EntryKind::File,
            Some(_) if kind.is_dir() => EntryKind::Folder,
            _ => EntryKind::Other,
        };
        found.push(Entry {
            name: entry.file_name().to_string_lossy().into_owned(),
            kind,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// What lies under a name; `None` = nothing.
pub(crate) fn kind_of(path: &Path) -> Result<Option<EntryKind>, DiskError> {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_file() => Ok(Some(EntryKind::File)),
        Ok(data) if data.is_dir() => Ok(Some(EntryKind::Folder)),
        Ok(_) => Ok(Some(EntryKind::Other)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(failed("look at", path)(error)),
    }
}

/// Writes a new file and syncs it; the name must be free.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(failed("create", path))?;
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .map_err(failed("write", path))
}

/// Makes an empty file, unless the name is taken. Not synced: a note that is lost costs time only.
pub(crate) fn note(path: &Path) -> Result<(), DiskError> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed("create", path)(error)),
    }
}

/// Writes a stream to a new temporary file in `folder`, synced; returns where it lies, and the digest of what passed.
pub(crate) fn write_temporary(
    folder: &Path,
    content: &mut dyn Read,
) -> Result<(PathBuf, Digest), DiskError> {
    let (path, mut file) = loop {
        let path = folder.join(temporary_name());
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => break (path, file),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed("create", &path)(error)),
        }
    };
    let written =
        copy_hashing(content, &mut file).and_then(|digest| file.sync_all().map(|()| digest));
    match written {
        Ok(digest) => Ok((path, digest)),
        Err(error) => {
            remove_temporary(&path);
            Err(failed("write", &path)(error))
        }
    }
}

fn copy_hashing(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<Digest> {
    let mut hasher = sha2::Sha256::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(Digest(hasher.finalize().into())),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = buffer.get(..count).unwrap_or_default();
        hasher.update(piece);
        to.write_all(piece)?;
    }
}

/// Gives a finished temporary file its name, unless the name is taken; the temporary name goes in either case.
pub(crate) fn place_file(temporary: &Path, name: &Path) -> Result<Placed, DiskError> {
    // A hard link fails when the name is taken; a rename would replace what lies there.
    let linked = fs::hard_link(temporary, name);
    remove_temporary(temporary);
    match linked {
        Ok(()) => name
            .parent()
            .map_or(Ok(()), sync_folder)
            .map(|()| Placed::Yes),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Placed::Taken),
        Err(error) => Err(failed("create", name)(error)),
    }
}

/// Gives a finished temporary folder its name, unless a folder with content has it.
pub(crate) fn place_folder(temporary: &Path, name: &Path) -> Result<Placed, DiskError> {
    match fs::rename(temporary, name) {
        Ok(()) => name
            .parent()
            .map_or(Ok(()), sync_folder)
            .map(|()| Placed::Yes),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory
            ) =>
        {
            Ok(Placed::Taken)
        }
        Err(error) => Err(failed("create", name)(error)),
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), DiskError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("sync the folder", path))
}

/// The whole file, if it has at most `bytes_max` bytes.
pub(crate) fn read_bounded(path: &Path, bytes_max: u64) -> Result<Vec<u8>, DiskError> {
    let mut content = Vec::new();
    let file = File::open(path).map_err(failed("read", path))?;
    file.take(bytes_max.saturating_add(1))
        .read_to_end(&mut content)
        .map_err(failed("read", path))?;
    if u64::try_from(content.len()).is_ok_and(|length| length <= bytes_max) {
        return Ok(content);
    }
    let source = io::Error::new(
        ErrorKind::FileTooLarge,
        format!("it has more than {bytes_max} bytes"),
    );
    Err(failed("read", path)(source))
}

/// The digest of a file of any size.
pub(crate) fn digest_of_file(path: &Path) -> Result<Digest, DiskError> {
    let mut file = File::open(path).map_err(failed("read", path))?;
    copy_hashing(&mut file, &mut io::sink()).map_err(failed("read", path))
}

/// Held as long as the value lives, and given back by the system when the process dies, however it dies.
pub(crate) struct FolderLock {
    _handle: File,
}

/// The one lock on a folder; `None` = another process (or thread) has it.
pub(crate) fn lock_folder(path: &Path) -> Result<Option<FolderLock>, DiskError> {
    let handle = File::open(path).map_err(failed("open", path))?;
    match handle.try_lock() {
        Ok(()) => Ok(Some(FolderLock { _handle: handle })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed("lock the folder", path)(error)),
    }
}

/// Says "I am writing here" without keeping other writers out; waits while somebody clears the folder.
pub(crate) fn share_folder(path: &Path) -> Result<FolderLock, DiskError> {
    let handle = File::open(path).map_err(failed("open", path))?;
    handle
        .lock_shared()
        .map_err(failed("lock the folder", path))?;
    Ok(FolderLock { _handle: handle })
}

/// Removes what dead processes left in a folder. The lock proves that they are dead: who writes there holds it.
pub(crate) fn remove_leftovers(folder: &Path, _lock: &FolderLock) -> Result<(), DiskError> {
    for entry in entries(folder)?
        .iter()
        .filter(|entry| entry.name.starts_with(TEMPORARY_PREFIX))
    {
        remove_temporary(&folder.join(&entry.name));
    }
    Ok(())
}

/// Removes an unfinished file or folder. A failure is not an error: the name is ignored by everyone.
pub(crate) fn remove_temporary(path: &Path) {
    let ours = path
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with(TEMPORARY_PREFIX));
    if ours {
        let _ = match kind_of(path) {
            Ok(Some(EntryKind::Folder)) => fs::remove_dir_all(path),
            _ => fs::remove_file(path),
        };
    }
}
