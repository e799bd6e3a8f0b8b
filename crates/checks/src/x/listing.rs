//! Whether a register that a check reads has come. Not here: what stands in it.

use domain::{Input, Text};
use frames::register::Register;

use super::expected::days;
use crate::context::CheckContext;

/// A register, or why there is none to look at.
pub(crate) enum Listing<'a> {
    /// It came.
    There(&'a Register),
    /// The input calendar wants it, or a table was refused.
    Missing(Vec<Text>),
    /// Nobody says that the agency has it.
    Unknown(Text),
}

/// The register of a kind, of whatever months its files are.
pub(crate) fn listing<'a>(cx: &CheckContext<'a>, kind: &'static str) -> Listing<'a> {
    let refused = cx.missing_by_refusal(&["delimited", "xlsx", "parquet"]);
    if !refused.is_empty() {
        return Listing::Missing(refused);
    }
    let register = cx.frames.registers.get(kind);
    if let Some(register) = register.filter(|register| !register.is_empty()) {
        return Listing::There(register);
    }
    match wanted_from(cx, kind) {
        Some(actor) => Listing::Missing(vec![
            Text::key("reason-listing-missing")
                .with("kind", kind)
                .with("period", cx.period)
                .with("actor", actor),
        ]),
        None => Listing::Unknown(
            Text::key("reason-no-listing")
                .with("kind", kind)
                .with("period", cx.period),
        ),
    }
}

/// Who owes a register that the input calendar wants in the period.
pub(crate) fn wanted_from<'a>(cx: &CheckContext<'a>, kind: &'static str) -> Option<&'a str> {
    let mut expectations = cx.playbook.expectations.iter();
    expectations
        .find(|wanted| wanted.input == Input::Register(kind) && !days(cx, wanted).is_empty())
        .map(|wanted| wanted.actor.as_str())
}
