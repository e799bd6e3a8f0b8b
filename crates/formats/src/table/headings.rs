//! Which kind a table is, and which column holds which field: the agency's mappings first, then headings that everybody
//! knows.
//!
//! Not here: guesses. Two headings for one field, or none for a needed one, is said and left to a person.

use domain::agency::Mapping;
use domain::register::{self, KINDS, Kind, Need, Type, normal};

use super::fault::{Fault, Wrong};

/// How a column becomes a field's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// The value itself.
    Whole,
    /// The debit side of the amount.
    Debit,
    /// The credit side of the amount.
    Credit,
}

/// A column that is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    /// The field's place in the kind.
    pub(crate) field: usize,
    /// The column's place in the table.
    pub(crate) column: usize,
    pub(crate) of: Type,
    pub(crate) part: Part,
    /// Whether every row must have a value.
    pub(crate) always: bool,
}

/// What a table is and how it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Plan {
    pub(crate) kind: &'static Kind,
    /// The columns that are read, in the order of the kind's fields.
    pub(crate) steps: Vec<Step>,
    /// Fields that are the month of another one if they are empty: (period, date).
    pub(crate) month_of: Option<(usize, usize)>,
    /// Fields that only rows of period 00 may leave empty: (field, period).
    pub(crate) movements: Option<(usize, usize)>,
    /// Headings that no field is read from.
    pub(crate) unread: Vec<String>,
}

impl Plan {
    /// The column a field is read from.
    pub(crate) fn column(&self, field: usize) -> Option<usize> {
        let step = self.steps.iter().find(|step| step.field == field);
        step.map(|step| step.column)
    }
}

/// How many of the headings are known to any kind without a mapping.
pub(crate) fn known_count(headings: &[String]) -> usize {
    headings
        .iter()
        .filter(|heading| register::is_known(&normal(heading)))
        .count()
}

/// Decides kind and columns of a sheet by its name, or of a table that is no workbook.
pub(crate) fn plan(
    headings: &[String],
    mappings: &[Mapping],
    sheet: Option<&str>,
) -> Result<Plan, Wrong> {
    if let Some((mapping, kind)) = best_mapping(headings, mappings, sheet)? {
        return build(headings, kind, Some(mapping));
    }
    let normals: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
    let known_to = |kind: &Kind| -> Vec<&str> {
        let known = normals.iter().filter_map(|normal| kind.known(normal));
        known.collect()
    };
    let explained = |kind: &Kind| known_to(kind).len();
    let mut fitting: Vec<(&'static Kind, usize)> = Vec::new();
    for kind in KINDS {
        let known = known_to(kind);
        if missing(kind, |field| known.contains(&field)).is_empty() {
            fitting.push((kind, known.len()));
        }
    }
    let most = fitting.iter().map(|(_, count)| *count).max();
    let best: Vec<&'static Kind> = fitting
        .iter()
        .filter(|(_, count)| Some(*count) == most)
        .map(|(kind, _)| *kind)
        .collect();
    let unbeaten: Vec<&'static Kind> = best
        .iter()
        .filter(|kind| !best.iter().any(|other| other.before.contains(&kind.id)))
        .copied()
        .collect();
    match unbeaten[..] {
        [one] => build(headings, one, None),
        [] => {
            // Nothing fits: what is missing is said for the kind that comes nearest.
            let nearest = KINDS.iter().rev().max_by_key(|kind| explained(kind));
            match nearest {
                Some(kind) => build(headings, kind, None),
                None => Err((Fault::NoMapping, "no kind of listing is known".to_owned())),
            }
        }
        _ => {
            let names: Vec<&str> = unbeaten.iter().map(|kind| kind.id).collect();
            let message = format!(
                "expected headings that fit one kind of listing best, found headings that fit {} equally well",
                names.join(" and ")
            );
            Err((Fault::Ambiguous, message))
        }
    }
}

/// The mapping with most headings of those whose headings are all there.
fn best_mapping<'m>(
    headings: &[String],
    mappings: &'m [Mapping],
    sheet: Option<&str>,
) -> Result<Option<(&'m Mapping, &'static Kind)>, Wrong> {
    let mut best: Option<(&Mapping, &'static Kind)> = None;
    let mut tied = false;
    for mapping in mappings {
        let kind = checked_kind(mapping)?;
        let fits = |heading: &String| find(headings, heading).is_some();
        if !mapping.is_for(sheet)
            || mapping.columns.is_empty()
            || !mapping.columns.values().all(fits)
        {
            continue;
        }
        match best {
            Some((other, _)) if other.columns.len() > mapping.columns.len() => {}
            Some((other, _)) if other.columns.len() == mapping.columns.len() => {
                tied = tied || other != mapping;
            }
            _ => (best, tied) = (Some((mapping, kind)), false),
        }
    }
    if tied {
        let message = "expected one mapping that fits the headings best, found two".to_owned();
        return Err((Fault::Ambiguous, message));
    }
    Ok(best)
}

fn checked_kind(mapping: &Mapping) -> Result<&'static Kind, Wrong> {
    let Some(kind) = register::kind(&mapping.kind) else {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let message = format!(
            "expected a mapping of kind {}, found {:?}",
            names.join(", "),
            mapping.kind
        );
        return Err((Fault::BadMapping, message));
    };
    match mapping.columns.keys().find(|field| !kind.may_map(field)) {
        Some(field) => {
            let message = format!(
                "expected a field of kind {}, found {field:?} in the mapping",
                kind.id
            );
            Err((Fault::BadMapping, message))
        }
        None => Ok(kind),
    }
}

fn find(headings: &[String], heading: &str) -> Option<usize> {
    let wanted = heading.trim().to_lowercase();
    headings
        .iter()
        .position(|found| found.trim().to_lowercase() == wanted)
}

/// The needed fields of a kind that are not there.
pub(crate) fn missing(kind: &Kind, is_there: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let mut missing = Vec::new();
    for field in kind.fields.iter().filter(|field| field.need.is_column()) {
        let (debit, credit) = (is_there("debit"), is_there("credit"));
        match field.sides {
            _ if is_there(field.name) => {}
            false => missing.push(field.name),
            true if debit && credit => {}
            true if debit => missing.push("credit"),
            true if credit => missing.push("debit"),
            true => missing.push("amount (or debit and credit)"),
        }
    }
    missing
}

/// Places the columns of a kind.
fn build(
    headings: &[String],
    kind: &'static Kind,
    mapping: Option<&Mapping>,
) -> Result<Plan, Wrong> {
    let mut fields: Vec<Option<&str>> = vec![None; headings.len()];
    for (field, heading) in mapping
        .map(|mapping| &mapping.columns)
        .into_iter()
        .flatten()
    {
        let wanted = heading.trim().to_lowercase();
        let count = headings
            .iter()
            .filter(|found| found.trim().to_lowercase() == wanted)
            .count();
        let place = find(headings, heading).and_then(|at| fields.get_mut(at));
        match place {
            Some(place @ None) if count == 1 => *place = Some(field),
            _ => {
                let heading = shown(std::slice::from_ref(heading));
                let message = format!("expected one heading {heading} for one field, found more");
                return Err((Fault::Ambiguous, message));
            }
        }
    }
    // What the mapping says about the amount is the whole of it.
    let sided = kind.sides().and_then(|at| kind.fields.get(at));
    let is_amount =
        |field: &str| matches!(field, "debit" | "credit") || sided.is_some_and(|f| f.name == field);
    let amount_is_mapped = fields.iter().flatten().any(|field| is_amount(field));
    for (heading, place) in headings.iter().zip(0..) {
        let Some(field) = kind.known(&normal(heading)) else {
            continue;
        };
        let taken_by_mapping = mapping.is_some_and(|mapping| mapping.columns.contains_key(field));
        if fields.get(place) != Some(&None)
            || taken_by_mapping
            || (amount_is_mapped && is_amount(field))
        {
            continue;
        }
        if fields.contains(&Some(field)) {
            let other = shown(std::slice::from_ref(heading));
            let message =
                format!("expected one heading for the field {field}, found another: {other}");
            return Err((Fault::Ambiguous, message));
        }
        if let Some(slot) = fields.get_mut(place) {
            *slot = Some(field);
        }
    }
    finish(headings, kind, &fields)
}

fn finish(
    headings: &[String],
    kind: &'static Kind,
    fields: &[Option<&str>],
) -> Result<Plan, Wrong> {
    let at = |field: &str| fields.iter().position(|found| *found == Some(field));
    let (debit, credit) = (at("debit"), at("credit"));
    let sided = kind.sides().and_then(|place| kind.fields.get(place));
    if sided.is_some_and(|field| at(field.name).is_some()) && (debit.or(credit)).is_some() {
        let message =
            "expected either an amount or debit and credit, found headings for both".to_owned();
        return Err((Fault::Ambiguous, message));
    }
    let missing = missing(kind, |field| at(field).is_some());
    if !missing.is_empty() {
        let message = format!(
            "expected headings for a {} listing, found {}; missing: {}",
            kind.id,
            shown(headings),
            missing.join(", ")
        );
        return Err((Fault::NoMapping, message));
    }
    let mut steps = Vec::new();
    let mut month_of = None;
    let mut movements = None;
    for (place, field) in kind.fields.iter().enumerate() {
        let mut step = |column: Option<usize>, part| {
            steps.extend(column.map(|column| Step {
                field: place,
                column,
                of: field.of,
                part,
                always: field.need == Need::Always && part == Part::Whole,
            }));
        };
        step(at(field.name), Part::Whole);
        if field.sides {
            step(debit, Part::Debit);
            step(credit, Part::Credit);
        }
        match field.need {
            Need::MonthOf(other) => {
                month_of = kind.position(other).map(|other| (place, other));
            }
            Need::Movements => {
                movements = kind.position("period").map(|period| (place, period));
            }
            _ => {}
        }
    }
    let unread = headings
        .iter()
        .zip(fields)
        .filter(|(_, field)| field.is_none());
    Ok(Plan {
        kind,
        steps,
        month_of,
        movements,
        unread: unread.map(|(heading, _)| heading.clone()).collect(),
    })
}

/// The headings as they may stand in a message: at most 20 of them, shortened, quoted, masked.
pub(crate) fn shown(headings: &[String]) -> String {
    let names = headings.iter().take(20).map(|heading| {
        let name: String = heading.trim().chars().take(40).collect();
        format!("\"{}\"", name.replace(char::is_control, "?"))
    });
    let mut text = names.collect::<Vec<_>>().join(", ");
    if headings.len() > 20 {
        text.push_str(" and more");
    }
    domain::personal::mask(&text).into_owned()
}
