//! What faults do to listings: a row left out, one too many, or one that says something else.
//!
//! A listing is made from the finished world and then tampered with, so that a fault in it changes nothing else. Not here: which
//! faults do so (`faults`).

use domain::{Ore, Period};
use formats::delimited::record::{Record, RegisterRow, Value};

use super::row;
use crate::documents::{Content, Document};
use crate::world::{Row, World};

/// A column and what stands in it.
pub(crate) type Cell = (&'static str, Value);

/// What is done to one row of a listing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Tampering {
    /// What the file's name says before its period, such as `s-rapport`.
    pub(crate) listing: &'static str,
    /// The period in the file's name.
    pub(crate) period: Period,
    /// What the row says that is changed: the first one that says all of it; all that a new row says.
    pub(crate) cells: Vec<Cell>,
    /// What is done to it.
    pub(crate) change: Change,
}

/// What is done to a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// It is left out.
    Leave,
    /// It is a row too many.
    Add,
    /// The number in a column, in its smallest unit, is larger by so much.
    Shift(&'static str, i64),
    /// Another value stands in a column.
    Set(&'static str, Value),
}

/// A document as faults have left it; none if they have left no row of it.
pub(super) fn tampered(world: &World, mut document: Document) -> Option<Document> {
    let (Content::Delimited(records) | Content::Listing(_, _, records)) = &mut document.content
    else {
        return Some(document);
    };
    let mut places: Vec<Option<Row>> = vec![None; records.len()];
    let of_document = world.tampered.iter().enumerate().filter(|(_, one)| {
        document.name == format!("registers/{}-{}.csv", one.listing, one.period)
    });
    let mut is_changed = false;
    for (place, tampering) in of_document {
        is_changed = true;
        let says = |record: &Record| {
            let of = |cell: &Cell| value_of(record, cell.0) == Some(&cell.1);
            tampering.cells.iter().all(of)
        };
        if tampering.change == Change::Add {
            let kind = records.first().and_then(|record| match record {
                Record::Register(row) => Some(row.kind),
                _ => None,
            });
            records.extend(kind.map(|kind| row(kind, &tampering.cells)));
            places.push(Some(Row::Listed(place)));
            continue;
        }
        let Some(at) = records.iter().position(says) else {
            continue;
        };
        if tampering.change == Change::Leave {
            records.remove(at);
            places.remove(at);
            continue;
        }
        if let Some(record) = records.get_mut(at) {
            change(record, &tampering.change);
        }
        if let Some(of_record) = places.get_mut(at) {
            *of_record = Some(Row::Listed(place));
        }
    }
    if is_changed {
        let is_empty = records.is_empty();
        document.rows = places;
        return (!is_empty).then_some(document);
    }
    Some(document)
}

/// What stands in a column of a row.
fn value_of<'row>(record: &'row Record, field: &str) -> Option<&'row Value> {
    let Record::Register(RegisterRow { kind, values, .. }) = record else {
        return None;
    };
    let place = kind.fields.iter().position(|of| of.name == field)?;
    values.get(place)
}

fn change(record: &mut Record, change: &Change) {
    let Record::Register(RegisterRow { kind, values, .. }) = record else {
        return;
    };
    let (Change::Shift(field, _) | Change::Set(field, _)) = change else {
        return;
    };
    let place = kind.fields.iter().position(|of| of.name == *field);
    let Some(value) = place.and_then(|place| values.get_mut(place)) else {
        return;
    };
    match (change, &mut *value) {
        (
            Change::Shift(_, by),
            Value::Amount(Ore(number)) | Value::Decimal(number) | Value::Count(number),
        ) => *number += by,
        (Change::Shift(_, by), Value::Empty) => *value = Value::Amount(Ore(*by)),
        (Change::Set(_, other), _) => *value = other.clone(),
        _ => {}
    }
}
