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
    /// Nothing is to be looked at: nobody says that the agency has it, or it has no row.
    Nothing(Text),
}

/// The register of a kind, of whatever months its files are. A refused table may have been a part of it.
pub(crate) fn listing<'a>(cx: &CheckContext<'a>, kind: &'static str) -> Listing<'a> {
    let refused = cx.missing_by_refusal(&["delimited", "xlsx", "parquet"]);
    let about = |key| Text::key(key).with("kind", kind).with("period", cx.period);
    let register = cx.frames.registers.get(kind);
    if let Some(register) = register.filter(|register| !register.is_empty()) {
        return if refused.is_empty() {
            Listing::There(register)
        } else {
            Listing::Missing(refused)
        };
    }
    let mut deliveries = cx.deliveries.iter();
    if deliveries.any(|delivery| delivery.input == Input::Register(kind)) {
        return Listing::Nothing(about("reason-listing-empty"));
    }
    match wanted_from(cx, kind) {
        Some(actor) => {
            let mut missing = vec![about("reason-listing-missing").with("actor", actor)];
            missing.extend(refused);
            Listing::Missing(missing)
        }
        None => Listing::Nothing(about("reason-no-listing")),
    }
}

/// Who owes a register that the input calendar wants in the period.
pub(crate) fn wanted_from<'a>(cx: &CheckContext<'a>, kind: &'static str) -> Option<&'a str> {
    let mut expectations = cx.playbook.expectations.iter();
    expectations
        .find(|wanted| wanted.input == Input::Register(kind) && !days(cx, wanted).is_empty())
        .map(|wanted| wanted.actor.as_str())
}

/// The rows of a register that are of the period: those that name it, or where none does, those that name no period
/// (inferred). None if all are of other periods.
pub(crate) fn rows_of_period(cx: &CheckContext<'_>, register: &Register) -> Vec<usize> {
    let periods = register.short("period");
    let of = |wanted: Option<i32>| {
        let rows = 0..register.len();
        rows.filter(|row| periods.get(*row) == wanted).collect()
    };
    let named: Vec<usize> = of(Some(cx.period.as_i32()));
    if named.is_empty() { of(None) } else { named }
}
