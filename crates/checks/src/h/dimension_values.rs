//! `dimension-values` (half-year control 4, first half-year only): values of dimensions that are no longer used, and postings on
//! closed ones.
//!
//! Source: \[S half-year\] 4. When a value was last posted on is what the listing says. Not here: which values may stand
//! together.

use domain::{Ore, Severity, Text};
use frames::{date, day};

use super::{FROM, Kind, expected, half_year, is_closed, not_half_year, note_settings};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;

/// The declaration.
pub static CHECK: Check = Check {
    id: "dimension-values",
    title: "check-dimension-values",
    summary: "values of dimensions in use are used, and closed ones are not",
    since: "0.3.0",
    doc: include_str!("dimension_values.md"),
    points: &[],
    codes: &[
        code(
            "DIM001",
            Severity::Warning,
            "a value without activity in the half-year",
        ),
        code("DIM002", Severity::Error, "activity on a closed value"),
    ],
    causes: &[cause("value-unused", Agency), cause("value-closed", Agency)],
    regimes: &[Regime {
        from: FROM,
        until: None,
        sources: &["S half-year 4"],
        run: run_2018,
    }],
};

const UNUSED: Kind = Kind {
    code: "DIM001",
    severity: Severity::Warning,
    cause: "value-unused",
    action: "action-dimension-values-unused",
};
const CLOSED: Kind = Kind {
    code: "DIM002",
    severity: Severity::Error,
    cause: "value-closed",
    action: "action-dimension-values-closed",
};

fn run_2018(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let Some((first, _)) = half_year(cx.period).filter(|(first, _)| first.number() == 1) else {
        examined.not_applicable = Some(not_half_year(cx));
        return examined;
    };
    let Some(values) = expected(cx, "dimension-values", &mut examined) else {
        return examined;
    };
    if values.is_silent("last_activity") {
        let reason = Text::key("reason-no-activity").with("kind", "dimension-values");
        examined.missing.push(reason);
        return examined;
    }
    let begins = day(first.first_day());
    let register = values.register;
    let (from, to) = (register.short("valid_from"), register.short("valid_to"));
    let activity = register.short("last_activity");
    for &row in &values.rows {
        let is_closed = is_closed(cx, values.text("status", row));
        let last = activity.get(row);
        // A closed value without a last day may not have been used in the half-year at all.
        let until = to.get(row).or(is_closed.then_some(begins - 1));
        let kind_and_key = if last.zip(until).is_some_and(|(last, until)| last > until) {
            (&CLOSED, "dimension-values-closed")
        } else if !is_closed
            && to.get(row).is_none_or(|to| to >= day(cx.period.last_day()))
            && last.is_none_or(|last| last < begins)
            && from.get(row).is_none_or(|from| from < begins)
        {
            (&UNUSED, "dimension-values-unused")
        } else {
            continue;
        };
        let (kind, key) = kind_and_key;
        let subject = format!(
            "{} {}",
            values.text("dimension", row),
            values.text("value", row)
        );
        let subject = domain::personal::mask(&subject).into_owned();
        let when = last.map_or_else(
            || Text::key("dimension-values-never"),
            |last| Text::key("dimension-values-on").with("day", date(last)),
        );
        let message = Text::key(key)
            .with("value", subject.as_str())
            .with("when", when);
        let rows = values.places(cx, [row]);
        examined
            .findings
            .push(kind.finding(&subject, Ore::ZERO, message, rows));
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("dimension_values", values.count());
    note_settings(cx, &mut examined, &["half-year.closed_statuses"]);
    examined
}
