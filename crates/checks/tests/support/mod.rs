//! Runs case files: parser, world, run. Shared by the binaries of this folder.

pub(crate) mod markdown;
pub(crate) mod registers;
pub(crate) mod run;
pub(crate) mod world;

use std::path::PathBuf;

use checks::Check;
use markdown::Case;

/// A case file: the check it belongs to and its cases.
pub(crate) struct CaseFile {
    /// The one check that its cases run.
    pub(crate) check: &'static Check,
    /// Such as `a/bank.cases.md`.
    pub(crate) name: String,
    /// The cases.
    pub(crate) cases: Vec<Case>,
}

/// Where the sources of the checks are.
pub(crate) fn sources() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Files below the sources whose name ends so, as (path with `/`, content), sorted.
pub(crate) fn files(ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![sources()];
    while let Some(folder) = folders.pop() {
        #[expect(
            clippy::disallowed_methods,
            reason = "tests read the case files beside the checks"
        )]
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path
                    .strip_prefix(sources())
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The check id of a file beside a check: `a/error_account.rs` → `error-account`.
pub(crate) fn id_of(name: &str, ending: &str) -> String {
    let stem = name.strip_suffix(ending).unwrap();
    stem.rsplit('/').next().unwrap().replace('_', "-")
}

/// Every case file.
pub(crate) fn case_files() -> Vec<CaseFile> {
    let of = |(name, text): (String, String)| {
        let id = id_of(&name, ".cases.md");
        let check = checks::REGISTRY.iter().find(|check| check.id == id);
        let check = check.unwrap_or_else(|| panic!("{name}: no check '{id}' in the registry"));
        let cases = markdown::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        CaseFile { check, name, cases }
    };
    files(".cases.md").into_iter().map(of).collect()
}
