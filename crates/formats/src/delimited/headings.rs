//! Which column holds which field: the agency's mappings first, then headings that everybody knows.
//!
//! Not here: guesses. Two headings for one field, or none for a needed one, is said and left to a person.

use domain::agency::Mapping;

use super::Options;
use super::error::{self, Kind};

/// The headings that need no mapping, by field; compared in lower case, without blanks, `.`, `-`, `_`.
/// The first one is the field's own name, the second the one the writer uses.
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "account",
        &["account", "konto", "kontonr", "kontonummer", "samlekonto"],
    ),
    (
        "voucher",
        &["voucher", "bilagsnr", "bilagsnummer", "bilag", "bilagnr"],
    ),
    ("voucher_type", &["vouchertype", "bilagsart", "bilagstype"]),
    ("period", &["period", "periode"]),
    ("date", &["date", "bilagsdato", "dato"]),
    ("due", &["due", "forfallsdato", "forfall", "duedate"]),
    ("amount", &["amount", "beløp"]),
    ("debit", &["debit", "debet"]),
    ("credit", &["credit", "kredit"]),
    ("currency", &["currency", "valuta", "valutakode"]),
    (
        "batch",
        &[
            "batch",
            "batchnr",
            "batchnummer",
            "buntnr",
            "buntnummer",
            "bunt",
        ],
    ),
    ("reference", &["reference", "referanse", "ref"]),
    ("kid", &["kid"]),
    (
        "party",
        &[
            "party",
            "reskontro",
            "reskontronr",
            "kundenr",
            "kundenummer",
            "leverandørnr",
            "leverandørnummer",
            "levnr",
        ],
    ),
    ("text", &["text", "tekst"]),
];

/// What a file lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ListingKind {
    /// Ledger lines.
    Ledger,
    /// Open items.
    Subledger,
}

impl ListingKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Subledger => "subledger",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Ledger, Self::Subledger]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }

    /// The fields a record of this kind has.
    fn has(self, field: &str) -> bool {
        match self {
            Self::Ledger => field != "due" && SYNONYMS.iter().any(|(name, _)| *name == field),
            Self::Subledger => {
                !matches!(field, "voucher_type" | "currency" | "batch" | "reference")
                    && SYNONYMS.iter().any(|(name, _)| *name == field)
            }
        }
    }

    /// The fields without which there is no record, besides the amount.
    fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Ledger => &["account", "voucher", "date"],
            Self::Subledger => &["account", "party", "period", "date"],
        }
    }
}

/// Where each field stands; a field that the file does not have stands at [`ABSENT`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Plan {
    pub(super) kind: ListingKind,
    pub(super) account: usize,
    pub(super) voucher: usize,
    pub(super) voucher_type: usize,
    pub(super) period: usize,
    pub(super) date: usize,
    pub(super) due: usize,
    pub(super) amount: usize,
    pub(super) debit: usize,
    pub(super) credit: usize,
    pub(super) currency: usize,
    pub(super) batch: usize,
    pub(super) reference: usize,
    pub(super) kid: usize,
    pub(super) party: usize,
    pub(super) text: usize,
    /// Headings that no field is read from.
    pub(super) unread: Vec<String>,
}

/// The place of a field that is not there; no row has so many.
pub(super) const ABSENT: usize = usize::MAX;

/// What is wrong with the headings.
pub(super) type Wrong = (&'static Kind, String);

/// A heading in the form that is compared.
pub(super) fn normal(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-' | '_' | '\u{a0}'))
        .collect()
}

/// The field a heading is known for.
fn known_field(heading: &str) -> Option<&'static str> {
    let heading = normal(heading);
    SYNONYMS
        .iter()
        .find(|(_, names)| names.contains(&heading.as_str()))
        .map(|(field, _)| *field)
}

/// How many of the headings are known without a mapping.
pub(super) fn known_count(headings: &[String]) -> usize {
    headings
        .iter()
        .filter(|heading| known_field(heading).is_some())
        .count()
}

/// Decides kind and columns.
pub(super) fn plan(headings: &[String], options: &Options) -> Result<Plan, Wrong> {
    let mut best: Option<(&Mapping, ListingKind)> = None;
    let mut tied = false;
    for mapping in &options.mappings {
        let kind = checked_kind(mapping)?;
        if mapping.columns.is_empty()
            || !mapping
                .columns
                .values()
                .all(|heading| find(headings, heading).is_some())
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
        return Err((
            &error::AMBIGUOUS,
            "expected one mapping that fits the headings best, found two".to_owned(),
        ));
    }
    if let Some((mapping, kind)) = best {
        return build(headings, kind, Some(mapping));
    }
    let has_due = headings
        .iter()
        .any(|heading| known_field(heading) == Some("due"));
    let order = if has_due {
        [ListingKind::Subledger, ListingKind::Ledger]
    } else {
        [ListingKind::Ledger, ListingKind::Subledger]
    };
    let mut first_wrong = None;
    for kind in order {
        match build(headings, kind, None) {
            Ok(plan) => return Ok(plan),
            Err(wrong) => first_wrong = first_wrong.or(Some(wrong)),
        }
    }
    Err(first_wrong.unwrap_or((&error::NO_MAPPING, "no kind of listing is known".to_owned())))
}

fn checked_kind(mapping: &Mapping) -> Result<ListingKind, Wrong> {
    let Some(kind) = ListingKind::from_name(&mapping.kind) else {
        let message = format!(
            "expected a mapping of kind ledger or subledger, found {:?}",
            mapping.kind
        );
        return Err((&error::BAD_MAPPING, message));
    };
    match mapping.columns.keys().find(|field| !kind.has(field)) {
        Some(field) => {
            let message = format!(
                "expected a field of kind {}, found {field:?} in the mapping",
                kind.as_str()
            );
            Err((&error::BAD_MAPPING, message))
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

fn build(headings: &[String], kind: ListingKind, mapping: Option<&Mapping>) -> Result<Plan, Wrong> {
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
                let message = format!("expected one heading {heading:?} for one field, found more");
                return Err((&error::AMBIGUOUS, message));
            }
        }
    }
    // What the mapping says about the amount is the whole of it.
    let is_amount = |field: &str| matches!(field, "amount" | "debit" | "credit");
    let amount_is_mapped = fields.iter().flatten().any(|field| is_amount(field));
    for (heading, place) in headings.iter().zip(0..) {
        let Some(field) = known_field(heading).filter(|field| kind.has(field)) else {
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
            return Err((&error::AMBIGUOUS, message));
        }
        if let Some(slot) = fields.get_mut(place) {
            *slot = Some(field);
        }
    }
    finish(headings, kind, &fields)
}

fn finish(headings: &[String], kind: ListingKind, fields: &[Option<&str>]) -> Result<Plan, Wrong> {
    let at = |field: &str| {
        fields
            .iter()
            .position(|found| *found == Some(field))
            .unwrap_or(ABSENT)
    };
    let mut missing: Vec<&str> = kind
        .needed()
        .iter()
        .copied()
        .filter(|field| at(field) == ABSENT)
        .collect();
    match (
        at("amount") != ABSENT,
        at("debit") != ABSENT,
        at("credit") != ABSENT,
    ) {
        (true, false, false) | (false, true, true) => {}
        (true, _, _) => {
            let message =
                "expected either an amount or debit and credit, found headings for both".to_owned();
            return Err((&error::AMBIGUOUS, message));
        }
        (false, true, false) => missing.push("credit"),
        (false, false, true) => missing.push("debit"),
        (false, false, false) => missing.push("amount (or debit and credit)"),
    }
    if !missing.is_empty() {
        let message = format!(
            "expected headings for a {} listing, found {}; missing: {}",
            kind.as_str(),
            shown(headings),
            missing.join(", ")
        );
        return Err((&error::NO_MAPPING, message));
    }
    let unread = headings
        .iter()
        .zip(fields)
        .filter(|(_, field)| field.is_none());
    Ok(Plan {
        kind,
        account: at("account"),
        voucher: at("voucher"),
        voucher_type: at("voucher_type"),
        period: at("period"),
        date: at("date"),
        due: at("due"),
        amount: at("amount"),
        debit: at("debit"),
        credit: at("credit"),
        currency: at("currency"),
        batch: at("batch"),
        reference: at("reference"),
        kid: at("kid"),
        party: at("party"),
        text: at("text"),
        unread: unread.map(|(heading, _)| heading.clone()).collect(),
    })
}

/// The headings as they may stand in a message: at most 20 of them, shortened, quoted, masked.
pub(super) fn shown(headings: &[String]) -> String {
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
