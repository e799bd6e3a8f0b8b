//! The half-year control (halvårskontroll): what stands in registers is looked over in June and in December.
//!
//! Source: half-year control 1, 4–9 \[S half-year\], valid from 2018-11-02, and C30–C42 \[S003\]. Not here: the set-up of the
//! cash ledger and unused authorities of the treasury (2, 3); and storage (10), which is a step that a person signs, not a
//! check.

pub mod access;
pub mod authorities_structure;
pub mod authority;
pub mod chart_status;
pub mod dimension_values;
pub mod party_registers;
mod versions;

use domain::{Finding, Ore, Period, RowRef, Severity, Text, personal};
use frames::register::Register;

use crate::check::Examined;
use crate::context::CheckContext;
use crate::settings;
use crate::x::listing::{Listing, listing, rows_of_period, wanted_from};

/// First period of every regime here.
const FROM: (i32, u8) = (2018, 11);

/// The half-year that a period ends: its first and last month; `None` if it ends none.
fn half_year(period: Period) -> Option<(Period, Period)> {
    let first = match period.number() {
        6 => Period::new(period.year(), 1),
        12 => Period::new(period.year(), 7),
        _ => None,
    };
    first.map(|first| (first, period))
}

/// The months from one to another.
fn months(first: Period, last: Period) -> impl Iterator<Item = Period> {
    std::iter::successors(Some(first), |month| Some(month.next_month()))
        .take_while(move |month| *month <= last)
}

/// A register with those of its rows that count in the period.
#[derive(Clone)]
struct Rows<'a> {
    register: &'a Register,
    rows: Vec<usize>,
}

impl<'a> Rows<'a> {
    /// Where a row stands.
    fn place(&self, cx: &CheckContext<'_>, row: usize) -> Option<RowRef> {
        let (file, record) = (self.register.file(), self.register.record());
        cx.frames.row_ref(*file.get(row)?, *record.get(row)?)
    }

    /// Where some rows stand, sorted.
    fn places(&self, cx: &CheckContext<'_>, rows: impl IntoIterator<Item = usize>) -> Vec<RowRef> {
        let rows = rows.into_iter();
        let mut places: Vec<RowRef> = rows.filter_map(|row| self.place(cx, row)).collect();
        places.sort_unstable();
        places
    }

    /// A text of a row.
    fn text(&self, field: &str, row: usize) -> &'a str {
        self.register.text(field).get(row)
    }

    /// Whether none of the rows has a day in the field: the listing does not say.
    fn is_silent(&self, field: &str) -> bool {
        let days = self.register.short(field);
        self.rows.iter().all(|row| days.get(*row).is_none())
    }

    fn count(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
    }
}

/// The rows of a register that the agency is expected to have, or to have delivered. Otherwise `examined` says why there is
/// nothing to look at.
fn expected<'a>(
    cx: &CheckContext<'a>,
    kind: &'static str,
    examined: &mut Examined,
) -> Option<Rows<'a>> {
    let found = match listing(cx, kind) {
        Listing::There(register) => {
            let rows = rows_of_period(cx, register);
            if !rows.is_empty() {
                return Some(Rows { register, rows });
            }
            vec![missing(cx, kind)]
        }
        Listing::Missing(missing) => missing,
        Listing::Nothing(reason) => {
            examined.not_applicable = Some(reason);
            return None;
        }
    };
    examined.missing.extend(found);
    None
}

/// The rows of a register without which the check cannot be done. It is missing too where no calendar expects it.
fn required<'a>(
    cx: &CheckContext<'a>,
    kind: &'static str,
    examined: &mut Examined,
) -> Option<Rows<'a>> {
    let found = expected(cx, kind, examined);
    if examined.not_applicable.take().is_some() {
        examined.missing.push(missing(cx, kind));
    }
    found
}

/// That a register is missing, and who owes it: whom the calendar names, or the agency.
fn missing(cx: &CheckContext<'_>, kind: &'static str) -> Text {
    let owed_by = wanted_from(cx, kind).unwrap_or("agency");
    Text::key("reason-half-year-register")
        .with("kind", kind)
        .with("period", cx.period)
        .with("actor", owed_by)
}

/// Whether a status is one of those that close a row.
fn is_closed(cx: &CheckContext<'_>, status: &str) -> bool {
    let closed = settings::text(cx.playbook, "half-year.closed_statuses");
    let mut closed = closed.split_whitespace();
    closed.any(|word| word == status.trim())
}

/// The period is the end of no half-year.
fn not_half_year(cx: &CheckContext<'_>) -> Text {
    Text::key("reason-not-half-year").with("period", cx.period)
}

/// The settings a check has used, for its evidence.
fn note_settings(cx: &CheckContext<'_>, examined: &mut Examined, names: &[&'static str]) {
    for name in names {
        let value = settings::text(cx.playbook, name).to_owned();
        examined.evidence.settings.insert(name, value);
    }
}

/// What all findings of a kind have in common.
struct Kind {
    code: &'static str,
    severity: Severity,
    cause: &'static str,
    action: &'static str,
}

impl Kind {
    /// A finding of the kind. A subject that could be a person's number is masked.
    fn finding(&self, subject: &str, amount: Ore, message: Text, rows: Vec<RowRef>) -> Finding {
        let subject = match subject.trim() {
            "" => "-",
            subject => subject,
        };
        let subject = personal::mask(subject).into_owned();
        Finding {
            key: format!("{}:{subject}", self.code),
            code: self.code,
            severity: self.severity,
            subject,
            amount,
            message,
            rows,
            cause: Some(self.cause),
            proposal: None,
            action: Some(Text::key(self.action)),
        }
    }
}
