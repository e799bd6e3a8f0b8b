//! The checks of the reconciliation folder: one file per check, one folder per family, text and cases beside it.
//!
//! A check is a pure function of frames, playbook and period. It reads no file, knows no clock, changes nothing and
//! never stays silent: it passes, fails, does not apply, or says what is missing. The tab (fane) is only the label
//! that a folder generation gives it ([`generation`]).
//!
//! Not here: reading files (`ingest`), pairing rows (`matching`), how a result looks (`report`).

pub mod a;
pub mod check;
pub mod context;
pub mod d;
pub mod f;
pub mod generation;
pub mod ledger;
pub mod sets;
pub mod settings;
pub mod x;

use domain::CheckResult;

pub use check::{Check, FindingCode, REGISTRY, RETIRED};
pub use context::CheckContext;
pub use generation::Generation;

/// Texts of this crate, in Fluent form, by language.
pub const TEXTS: [(&str, &str); 2] = [
    ("nb", include_str!("../texts/checks.nb.ftl")),
    ("en", include_str!("../texts/checks.en.ftl")),
];

/// Names of points, causes, rules, sides, inputs and settings, in Fluent form, by language.
pub const NAMES: [(&str, &str); 2] = [
    ("nb", include_str!("../texts/names.nb.ftl")),
    ("en", include_str!("../texts/names.en.ftl")),
];

/// Runs every check of the registry, in report order.
pub fn run_all(cx: &CheckContext<'_>) -> Vec<CheckResult> {
    REGISTRY.iter().map(|check| check.run(cx)).collect()
}
