//! A row as it is handed on: borrowed cells, in the order in which the kind declares its fields.

use chrono::NaiveDate;
use domain::register::Kind;
use domain::{Ore, Period, Position};

use super::value::Value;

/// A cell of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell<'a> {
    /// Nothing there, or no such column.
    Empty,
    /// Text, never empty.
    Text(&'a str),
    /// Øre; [`domain::register::UNLIMITED`] in a limit.
    Amount(Ore),
    /// A day.
    Date(NaiveDate),
    /// A period.
    Period(Period),
    /// A whole number.
    Count(i64),
    /// Ten-thousandths.
    Decimal(i64),
    /// Yes or no.
    Switch(bool),
}

/// A row of a register. It lives as long as the sink that gets it works on it; who needs it longer copies it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Where it starts; `record` is its ordinal among the data rows, from 0. In a workbook `line` is the row; in
    /// Parquet, which has no lines, `line` is `record + 1`.
    pub position: Position,
    /// What it is a row of.
    pub kind: &'static Kind,
    pub(crate) text: &'a str,
    pub(crate) values: &'a [Value],
}

impl<'a> Row<'a> {
    /// A cell by the place of its field in the kind's declaration.
    #[inline]
    pub fn cell(&self, field: usize) -> Cell<'a> {
        match self.values.get(field) {
            Some(Value::Text { start, end }) => {
                Cell::Text(self.text.get(*start..*end).unwrap_or_default())
            }
            Some(Value::Amount(amount)) => Cell::Amount(*amount),
            Some(Value::Date(date)) => Cell::Date(*date),
            Some(Value::Period(period)) => Cell::Period(*period),
            Some(Value::Count(count)) => Cell::Count(*count),
            Some(Value::Decimal(decimal)) => Cell::Decimal(*decimal),
            Some(Value::Switch(switch)) => Cell::Switch(*switch),
            Some(Value::Empty) | None => Cell::Empty,
        }
    }

    /// A cell by the name of its field; empty if the kind has no such field. For a loop over rows, ask
    /// [`Kind::position`] once and use [`Row::cell`].
    pub fn get(&self, field: &str) -> Cell<'a> {
        self.kind
            .position(field)
            .map_or(Cell::Empty, |field| self.cell(field))
    }

    /// The text of a cell; empty if it has none or is no text.
    #[inline]
    pub fn text(&self, field: usize) -> &'a str {
        match self.cell(field) {
            Cell::Text(text) => text,
            _ => "",
        }
    }

    /// The amount of a cell.
    #[inline]
    pub fn amount(&self, field: usize) -> Option<Ore> {
        match self.values.get(field) {
            Some(Value::Amount(amount)) => Some(*amount),
            _ => None,
        }
    }

    /// The day of a cell.
    #[inline]
    pub fn date(&self, field: usize) -> Option<NaiveDate> {
        match self.values.get(field) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    /// The period of a cell.
    #[inline]
    pub fn period(&self, field: usize) -> Option<Period> {
        match self.values.get(field) {
            Some(Value::Period(period)) => Some(*period),
            _ => None,
        }
    }

    /// All cells, in the order of the kind's fields.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> {
        let row = *self;
        (0..self.kind.fields.len()).map(move |field| row.cell(field))
    }
}
