//! Rows as records of their own, for writers, tests, and whoever keeps them: one type for ledger lines, one for open
//! items, and one for all other registers.

use chrono::NaiveDate;
use domain::register::{Kind, ledger, subledger};
use domain::{Ore, Period, Position};

use super::{Cell, Row};

/// A ledger line (kind `ledger`), but for who entered it and when. Period 00 rows are opening balances.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerRow {
    /// Where the row starts; `record` is the ordinal of the data row, from 0 (headings not counted).
    pub position: Position,
    /// Account.
    pub account: String,
    /// Voucher number.
    pub voucher: String,
    /// Voucher type; empty if none.
    pub voucher_type: String,
    /// Period; from the column, else from the date.
    pub period: Period,
    /// Voucher date.
    pub date: NaiveDate,
    /// Debit positive. From one signed column, or from a debit and a credit column.
    pub amount: Ore,
    /// ISO 4217; empty = NOK.
    pub currency: String,
    /// Batch (import, remittance, OCR settlement); empty if none.
    pub batch: String,
    /// Reference; empty if none.
    pub reference: String,
    /// KID; empty if none.
    pub kid: String,
    /// Customer or supplier number; empty if none.
    pub party: String,
    /// Text.
    pub text: String,
}

/// An open item of a sub-ledger (kind `subledger`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubledgerRow {
    /// Where the row starts.
    pub position: Position,
    /// Control account in the general ledger.
    pub account: String,
    /// Customer or supplier number.
    pub party: String,
    /// Voucher number; empty if none.
    pub voucher: String,
    /// The period the listing was taken for.
    pub period: Period,
    /// Voucher date.
    pub date: NaiveDate,
    /// Due date.
    pub due: Option<NaiveDate>,
    /// Open amount, debit positive.
    pub amount: Ore,
    /// KID; empty if none.
    pub kid: String,
    /// Text; empty if none.
    pub text: String,
}

/// A value of a register's row that is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing there.
    Empty,
    /// Text, never empty.
    Text(String),
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

impl From<Cell<'_>> for Value {
    fn from(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Text(text) => Self::Text(text.to_owned()),
            Cell::Amount(amount) => Self::Amount(amount),
            Cell::Date(date) => Self::Date(date),
            Cell::Period(period) => Self::Period(period),
            Cell::Count(count) => Self::Count(count),
            Cell::Decimal(decimal) => Self::Decimal(decimal),
            Cell::Switch(switch) => Self::Switch(switch),
        }
    }
}

/// A row of any other kind of register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterRow {
    /// Where the row starts.
    pub position: Position,
    /// What it is a row of.
    pub kind: &'static Kind,
    /// One value per field of the kind, in its order.
    pub values: Vec<Value>,
}

/// A row as a record of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// A ledger line.
    Ledger(LedgerRow),
    /// An open item.
    Subledger(SubledgerRow),
    /// A row of any other kind.
    Register(RegisterRow),
}

impl Record {
    /// A copy of a row.
    pub fn of(row: &Row<'_>) -> Self {
        let register = || RegisterRow {
            position: row.position,
            kind: row.kind,
            values: row.cells().map(Value::from).collect(),
        };
        let record = match row.kind.id {
            "ledger" => LedgerRow::of(row).map(Self::Ledger),
            "subledger" => SubledgerRow::of(row).map(Self::Subledger),
            _ => None,
        };
        record.unwrap_or_else(|| Self::Register(register()))
    }
}

impl LedgerRow {
    /// A copy of a row of kind `ledger`; `None` if it lacks what every such row has.
    fn of(row: &Row<'_>) -> Option<Self> {
        let text = |field| row.text(field).to_owned();
        Some(Self {
            position: row.position,
            account: text(ledger::ACCOUNT),
            voucher: text(ledger::VOUCHER),
            voucher_type: text(ledger::VOUCHER_TYPE),
            period: row.period(ledger::PERIOD)?,
            date: row.date(ledger::DATE)?,
            amount: row.amount(ledger::AMOUNT)?,
            currency: text(ledger::CURRENCY),
            batch: text(ledger::BATCH),
            reference: text(ledger::REFERENCE),
            kid: text(ledger::KID),
            party: text(ledger::PARTY),
            text: text(ledger::TEXT),
        })
    }
}

impl SubledgerRow {
    /// A copy of a row of kind `subledger`; `None` if it lacks what every such row has.
    fn of(row: &Row<'_>) -> Option<Self> {
        let text = |field| row.text(field).to_owned();
        Some(Self {
            position: row.position,
            account: text(subledger::ACCOUNT),
            party: text(subledger::PARTY),
            voucher: text(subledger::VOUCHER),
            period: row.period(subledger::PERIOD)?,
            date: row.date(subledger::DATE)?,
            due: row.date(subledger::DUE),
            amount: row.amount(subledger::AMOUNT)?,
            kid: text(subledger::KID),
            text: text(subledger::TEXT),
        })
    }
}
