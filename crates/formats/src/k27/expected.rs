//! What the caller and the files beside a report say about it, against what was read.
//!
//! Not here: finding those files, and a report without any payment date: both are for the caller.

use chrono::NaiveDate;
use domain::{Ore, Position};

use super::Options;
use super::error;
use super::record::{Control, Digits, Totals};
use super::tally::ending;
use crate::complaints::Complaints;

/// The payment date by precedence: the caller's, the control file's, the metadata's, the file's own.
pub(super) fn payment_date(options: &Options, own: Option<NaiveDate>) -> Option<NaiveDate> {
    sources(options, own).find_map(|(_, date)| date)
}

fn sources(
    options: &Options,
    own: Option<NaiveDate>,
) -> impl Iterator<Item = (&'static str, Option<NaiveDate>)> {
    let control = options
        .control
        .as_ref()
        .and_then(|control| control.payment_date);
    let metadata = options
        .metadata
        .as_ref()
        .map(|metadata| metadata.payment_date);
    [
        ("the given date", options.payment_date),
        ("the control file", control),
        ("the metadata", metadata),
        ("the header", own),
    ]
    .into_iter()
}

/// Says so if two sources give two payment dates.
pub(super) fn check_dates(
    options: &Options,
    own: Option<NaiveDate>,
    place: Position,
    complaints: &mut Complaints,
) {
    let mut known = sources(options, own).filter_map(|(name, date)| Some((name, date?)));
    let Some((first, date)) = known.next() else {
        return;
    };
    for (name, other) in known {
        if other != date {
            let message =
                format!("{first} says that the payment was on {date}, {name} says {other}");
            complaints.push(error::PAYMENT_DATE.at(place, message));
        }
    }
}

/// Compares the totals with the control file and the metadata of the options. `damaged`: a row could not be read,
/// so that sums prove nothing.
pub(super) fn check(
    totals: &Totals,
    options: &Options,
    damaged: bool,
    end: Position,
    complaints: &mut Complaints,
) {
    if let Some(control) = &options.control {
        owner(
            "the control file",
            control.employer,
            control.bank_account,
            totals,
            end,
            complaints,
        );
        declared(
            "the control file",
            control.declared_total.filter(|_| !damaged),
            control.declared_lines,
            totals,
            end,
            complaints,
        );
        if !damaged {
            units(control, totals, end, complaints);
        }
    }
    if let Some(metadata) = &options.metadata {
        let (employer, account) = (Some(metadata.employer), Some(metadata.bank_account));
        owner("the metadata", employer, account, totals, end, complaints);
    }
}

fn owner(
    source: &str,
    employer: Option<Digits<9>>,
    account: Option<Digits<11>>,
    totals: &Totals,
    end: Position,
    complaints: &mut Complaints,
) {
    if let (Some(expected), Some(found)) = (employer, totals.employer)
        && expected != found
    {
        let message = format!("expected the employer {expected} as {source} says, found {found}");
        complaints.push(error::SIDECAR.at(end, message));
    }
    if let (Some(expected), Some(found)) = (account, totals.bank_account)
        && expected != found
    {
        let message = format!(
            "expected the account {} as {source} says, found {}",
            ending(&expected),
            ending(&found)
        );
        complaints.push(error::SIDECAR.at(end, message));
    }
}

/// A declared total and number of rows.
pub(super) fn declared(
    source: &str,
    total: Option<Ore>,
    lines: Option<u64>,
    totals: &Totals,
    place: Position,
    complaints: &mut Complaints,
) {
    if let Some(total) = total
        && total != totals.amount
    {
        let message = format!(
            "expected a total of {total} as {source} says, found {}",
            totals.amount
        );
        complaints.push(error::TOTAL.at(place, message));
    }
    if let Some(lines) = lines
        && lines != totals.rows
    {
        let message = format!(
            "expected {lines} rows as {source} says, found {}",
            totals.rows
        );
        complaints.push(error::LINES.at(place, message));
    }
}

fn units(control: &Control, totals: &Totals, end: Position, complaints: &mut Complaints) {
    if control.units.is_empty() {
        return;
    }
    for declared in &control.units {
        let found = totals
            .by_unit
            .get(&declared.unit)
            .copied()
            .unwrap_or_default();
        if declared.amount != found {
            let message = format!(
                "expected a subtotal of {} of the unit {} as the control file says, found {found}",
                declared.amount, declared.unit
            );
            complaints.push(error::UNITS.at(end, message));
        }
    }
    let is_declared = |unit| control.units.iter().any(|declared| &declared.unit == unit);
    for (unit, found) in &totals.by_unit {
        if !is_declared(unit) {
            let message =
                format!("expected only the units of the control file, found {unit} with {found}");
            complaints.push(error::UNITS.at(end, message));
        }
    }
}

/// Says so if the units of a control file do not add up to its total, or if it gives subtotals twice.
pub(super) fn check_control(control: &Control, place: Position, complaints: &mut Complaints) {
    let sum: i128 = control
        .units
        .iter()
        .map(|unit| i128::from(unit.amount.0))
        .sum();
    if let Some(total) = control.declared_total
        && !control.units.is_empty()
        && i128::from(total.0) != sum
    {
        let sum =
            i64::try_from(sum).map_or("more than any amount".to_owned(), |s| Ore(s).to_string());
        let message = format!("expected units that add up to the declared {total}, found {sum}");
        complaints.push(error::UNITS.at(place, message));
    }
}
