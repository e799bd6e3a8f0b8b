//! The checks of the reconciliation folder: one file per check, one folder per family, text and cases beside it.
//!
//! A check is a pure function of frames, playbook and period. It reads no file, knows no clock, changes nothing and
//! never stays silent: it passes, fails, does not apply, or says what is missing. The tab (fane) is only the label
//! that a folder generation gives it ([`generation`]).
//!
//! Not here: reading files (`ingest`), pairing rows (`matching`), how a result looks (`report`).

pub mod a;
pub mod b;
pub mod c;
pub mod check;
pub mod context;
pub mod d;
pub mod f;
pub mod generation;
pub mod h;
pub mod ledger;
pub mod proposal;
pub mod s;
pub mod sets;
pub mod settings;
pub mod t;
pub mod x;

use domain::CheckResult;

pub use check::{Check, FindingCode, REGISTRY, RETIRED};
pub use context::CheckContext;
pub use generation::Generation;

/// Texts of this crate, in Fluent form, by language.
pub const TEXTS: [(&str, &str); 3] = [
    ("nb", include_str!("../texts/checks.nb.ftl")),
    ("nn", include_str!("../texts/checks.nn.ftl")),
    ("en", include_str!("../texts/checks.en.ftl")),
];

/// Names of points, causes, rules, sides, inputs and settings, in Fluent form, by language.
pub const NAMES: [(&str, &str); 3] = [
    ("nb", include_str!("../texts/names.nb.ftl")),
    ("nn", include_str!("../texts/names.nn.ftl")),
    ("en", include_str!("../texts/names.en.ftl")),
];

/// Runs every check of the registry: the folder's tabs in its order, then the checks without a tab. Proposed vouchers
/// are numbered from 1.
pub fn run_all(cx: &CheckContext<'_>) -> Vec<CheckResult> {
    let mut results: Vec<CheckResult> = REGISTRY.iter().map(|check| check.run(cx)).collect();
    let model = cx.playbook.model_on(cx.period.last_day());
    let order: Vec<_> = model
        .into_iter()
        .flat_map(|model| generation::tabs(cx.generation, model))
        .map(|tab| tab.check)
        .collect();
    let place = |id| order.iter().position(|tab| *tab == Some(id));
    results.sort_by_key(|result| place(result.id).unwrap_or(usize::MAX));
    proposal::complete(cx, &mut results);
    results
}
