//! What changed between two versions of a register: the change report of users and authorities.
//!
//! Source: C37 \[S003\]: changed, new and deleted rows; every version is kept. Not here: whether a change was right, which a
//! person signs.

use std::collections::BTreeMap;

use domain::register::{Field, Storage};

use super::Rows;

/// How a row differs from the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// `>`: the same key, other values.
    Changed,
    /// `Ny`: was not there.
    New,
    /// `X`: is no longer there.
    Deleted,
}

/// The rows of a version: by key, the values and the row they stand in.
type Version = BTreeMap<Vec<String>, (Vec<String>, usize)>;

/// The changes from one version to the next, and the row in question: of the old version where it is deleted.
pub(super) fn changes(old: &Rows<'_>, new: &Rows<'_>) -> Vec<(Change, usize)> {
    let (old, new) = (version(old), version(new));
    let mut changes = Vec::new();
    for (key, (values, row)) in &new {
        match old.get(key) {
            None => changes.push((Change::New, *row)),
            Some((before, _)) if before != values => changes.push((Change::Changed, *row)),
            Some(_) => {}
        }
    }
    let deleted = old.iter().filter(|(key, _)| !new.contains_key(*key));
    changes.extend(deleted.map(|(_, (_, row))| (Change::Deleted, *row)));
    changes
}

fn version(rows: &Rows<'_>) -> Version {
    let kind = rows.register.kind();
    let fields = kind.fields.iter().filter(|field| field.name != "period");
    let (keys, values): (Vec<&Field>, Vec<&Field>) =
        fields.partition(|field| kind.key.contains(&field.name));
    let told =
        |fields: &[&Field], row| fields.iter().map(|field| shown(rows, field, row)).collect();
    let of = |&row: &usize| (told(&keys, row), (told(&values, row), row));
    rows.rows.iter().map(of).collect()
}

/// A cell as a text that differs where the cell does.
fn shown(rows: &Rows<'_>, field: &Field, row: usize) -> String {
    let register = rows.register;
    match field.of.storage() {
        Storage::Text => register.text(field.name).get(row).to_owned(),
        Storage::Whole => format!("{:?}", register.whole(field.name).get(row)),
        Storage::Short => format!("{:?}", register.short(field.name).get(row)),
        Storage::Switch => format!("{:?}", register.switch(field.name).get(row)),
    }
}
