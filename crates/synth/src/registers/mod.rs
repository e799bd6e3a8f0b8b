//! What other systems list: registers as delimited files under the declared headings, a file for each month.
//!
//! Each module makes one family; the declarations are those of `domain::register`. Not here: ledger and open items
//! (`ledger_records`).

mod assets;
pub(crate) mod cash;
pub(crate) mod half_year;
mod invoices;
pub(crate) mod orders;
mod period_13;
mod staff;
pub(crate) mod tampered;
pub(crate) mod treasury;

use domain::Position;
use domain::register::{Kind, kind};
use formats::delimited::record::{Record, RegisterRow, Value};

use crate::documents::{Content, Document};
use crate::error::SynthError;
use crate::world::World;

/// Hands on every listing of the agency.
pub(crate) fn registers(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let each = &mut |document| match tampered::tampered(world, document) {
        Some(document) => each(document),
        None => Ok(()),
    };
    assets::listings(world, each)?;
    cash::listings(world, each)?;
    invoices::listings(world, each)?;
    orders::listings(world, each)?;
    staff::listings(world, each)?;
    treasury::listings(world, each)?;
    period_13::listings(world, each)?;
    half_year::listings(world, each)
}

/// A kind by its id.
fn kind_of(id: &str) -> Result<&'static Kind, SynthError> {
    kind(id).ok_or(SynthError::Internal("a kind of register"))
}

/// A row with these values, the others empty.
fn row(kind: &'static Kind, values: &[(&str, Value)]) -> Record {
    let value_of = |name: &str| {
        let given = values.iter().find(|(field, _)| *field == name);
        given.map_or(Value::Empty, |(_, value)| value.clone())
    };
    Record::Register(RegisterRow {
        position: Position::default(),
        kind,
        values: kind
            .fields
            .iter()
            .map(|field| value_of(field.name))
            .collect(),
    })
}

/// A text as a value.
fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// A listing; none without rows, as a listing has at least one.
fn listing(
    name: &str,
    records: Vec<Record>,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    if records.is_empty() {
        return Ok(());
    }
    each(Document::without_rows(
        format!("registers/{name}"),
        Content::Delimited(records),
    ))
}
