//! Runs a corpus folder: every file against the `.expected` beside it.
//!
//! A missing `.expected` is written and the test fails once, so that somebody reads what was written.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "test code reads its own corpus"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use domain::Diagnostic;

/// The files of `corpus/<folder>` that are not expectations, by name.
pub(crate) fn files(folder: &str) -> BTreeMap<String, Vec<u8>> {
    contents(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(folder),
    )
}

/// The files of a folder that are not expectations, by name.
pub(crate) fn contents(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(path).expect("corpus folder");
    let paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths
        .into_iter()
        .filter(|path| {
            path.is_file()
                && path
                    .extension()
                    .is_none_or(|e| e != "expected" && e != "md")
        })
        .map(|path| {
            let name = path
                .file_name()
                .expect("file name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("corpus file"))
        })
        .collect()
}

/// Compares every file's rendering with its expectation.
pub(crate) fn compare(folder: &str, render: impl Fn(&[u8]) -> String) {
    let mut wrong = String::new();
    for (name, bytes) in files(folder) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(folder)
            .join(format!("{name}.expected"));
        let found = render(&bytes);
        match fs::read_to_string(&path) {
            Ok(expected) if expected == found => {}
            Ok(expected) => {
                let _ = writeln!(
                    wrong,
                    "{folder}/{name}: expected\n{expected}\nfound\n{found}"
                );
            }
            Err(_) => {
                fs::write(&path, &found).expect("expectation");
                let _ = writeln!(
                    wrong,
                    "{folder}/{name}: no expectation; written, read it:\n{found}"
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Diagnostics as they are shown to users.
pub(crate) fn diagnostics(all: &[Diagnostic]) -> String {
    let mut text = String::new();
    for one in all {
        let at = one.position;
        let severity = one.severity.as_str();
        let _ = writeln!(
            text,
            "{}:{}: {severity}[{}]: {} (byte {})",
            at.line, at.column, one.code, one.message, at.byte
        );
        if let Some(excerpt) = &one.excerpt {
            let _ = writeln!(text, "  found: {excerpt}");
        }
        if let Some(hint) = one.hint {
            let _ = writeln!(text, "  hint: {hint}");
        }
    }
    text
}

/// The house's form of a message: one sentence, no final period, no control characters, no personal number.
pub(crate) fn assert_form(all: &[Diagnostic]) {
    for one in all {
        assert!(
            !one.message.ends_with('.') && !one.message.is_empty(),
            "{}",
            one.message
        );
        assert!(
            !one.message.chars().any(char::is_control),
            "{:?}",
            one.message
        );
        for part in [Some(one.message.as_str()), one.excerpt.as_deref()]
            .into_iter()
            .flatten()
        {
            assert_eq!(domain::personal::mask(part), part);
        }
    }
}
