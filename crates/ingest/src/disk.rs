//! The one place that opens files for reading.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use domain::Digest;
use sha2::{Digest as _, Sha256};

/// A file waiting in the inbox (or, when a run is repeated, in the archive under its digest).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InboxFile {
    /// The name people know it by, without folder.
    pub name: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// Its content.
    pub sha256: Digest,
}

/// Every regular file below a folder, hashed, sorted by (digest, name). A folder that does not exist holds no files.
/// Names that start with a full stop are skipped (they are half-delivered or belong to the file system); links are
/// not followed.
pub fn list_inbox(folder: &Path) -> io::Result<Vec<InboxFile>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        walk(folder, 0, &mut files)?;
    }
    files.sort_by(|a, b| (a.sha256, &a.name).cmp(&(b.sha256, &b.name)));
    Ok(files)
}

fn walk(folder: &Path, depth: u32, files: &mut Vec<InboxFile>) -> io::Result<()> {
    if depth > 8 {
        return Ok(());
    }
    #[expect(clippy::disallowed_methods, reason = "ingest is the room that reads")]
    let entries = std::fs::read_dir(folder)?;
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), depth + 1, files)?;
        } else if kind.is_file() {
            let path = entry.path();
            let (sha256, bytes) = digest(&mut open(&path)?)?;
            files.push(InboxFile {
                name,
                path,
                bytes,
                sha256,
            });
        }
    }
    Ok(())
}

/// One file by its path, hashed.
pub fn inbox_file(path: &Path) -> io::Result<InboxFile> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (sha256, bytes) = digest(&mut open(path)?)?;
    Ok(InboxFile {
        name,
        path: path.to_owned(),
        bytes,
        sha256,
    })
}

/// Opens a file for streaming.
pub(crate) fn open(path: &Path) -> io::Result<BufReader<File>> {
    #[expect(clippy::disallowed_methods, reason = "ingest is the room that reads")]
    let file = File::open(path)?;
    Ok(BufReader::with_capacity(1 << 18, file))
}

/// The digest and length of a stream.
pub(crate) fn digest(input: &mut impl Read) -> io::Result<(Digest, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let n = input.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..n).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        hasher.update(chunk);
        bytes += u64::try_from(n).unwrap_or(0);
    }
    Ok((Digest(hasher.finalize().into()), bytes))
}

/// Back to the first byte.
pub(crate) fn rewind(input: &mut BufReader<File>) -> io::Result<()> {
    input.rewind()
}

/// A small file as a whole, with its digest; an error if it is larger than `limit` bytes.
pub fn read_bounded(path: &Path, limit: u64) -> io::Result<(Vec<u8>, Digest)> {
    let mut bytes = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limit) {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("larger than {limit} bytes"),
        ));
    }
    let digest = Digest(Sha256::digest(&bytes).into());
    Ok((bytes, digest))
}
