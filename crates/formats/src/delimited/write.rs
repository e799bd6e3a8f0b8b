//! Writes delimited files in one form: semicolon, decimal comma, UTF-8 without mark, CRLF, Norwegian headings.

use std::io::{Error, ErrorKind, Result, Write};

use domain::register::{self, Field, Kind, Type, UNLIMITED};
use domain::{Ore, Period};

use super::record::{LedgerRow, Record, RegisterRow, SubledgerRow, Value};
use crate::table::rows::is_sum_word;

/// The rows as bytes. Errors as [`write_to`].
pub fn write(records: &[Record]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, records)?;
    Ok(bytes)
}

/// Writes rows of one kind with the first declared heading of each field. Besides errors of the stream:
/// [`ErrorKind::InvalidInput`] if there is no row, if the rows are of two kinds, if a value is not of its field's type,
/// if a text holds a NUL, or if a row would read as a sum line.
pub fn write_to(out: &mut impl Write, records: &[Record]) -> Result<()> {
    let Some(kind) = records.first().and_then(kind_of) else {
        return Err(unfit("a listing has at least one row"));
    };
    let mut line = String::new();
    let fields = kind.fields.iter().filter(|field| is_written(kind, field));
    for (index, field) in fields.enumerate() {
        line.push_str(if index > 0 { ";" } else { "" });
        line.push_str(field.headings.first().unwrap_or(&field.name));
    }
    line.push_str("\r\n");
    out.write_all(line.as_bytes())?;
    for record in records {
        line.clear();
        if kind_of(record).is_none_or(|other| other.id != kind.id) {
            return Err(unfit("a listing has rows of one kind"));
        }
        match record {
            Record::Ledger(row) => ledger(&mut line, row)?,
            Record::Subledger(row) => subledger(&mut line, row)?,
            Record::Register(row) => register(&mut line, row)?,
        }
        line.push_str("\r\n");
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Nobody has entered a ledger line that is written here: it has neither a day nor a user.
fn is_written(kind: &Kind, field: &Field) -> bool {
    kind.id != "ledger" || !matches!(field.name, "entered" | "user")
}

fn kind_of(record: &Record) -> Option<&'static Kind> {
    match record {
        Record::Ledger(_) => register::kind("ledger"),
        Record::Subledger(_) => register::kind("subledger"),
        Record::Register(row) => Some(row.kind),
    }
}

fn register(line: &mut String, row: &RegisterRow) -> Result<()> {
    let mut is_first_filled = true;
    for (index, (field, value)) in row.kind.fields.iter().zip(&row.values).enumerate() {
        let text = match (field.of, value) {
            (_, Value::Empty) => String::new(),
            (of, Value::Text(text)) if of.storage() == register::Storage::Text => text.clone(),
            (Type::Limit, Value::Amount(UNLIMITED)) => "U".to_owned(),
            (Type::Amount | Type::Limit, Value::Amount(of_row)) => amount(*of_row),
            (Type::Date, Value::Date(date)) => date.to_string(),
            (Type::Period, Value::Period(of_row)) => period(*of_row),
            (Type::Count, Value::Count(count)) => count.to_string(),
            (Type::Decimal, Value::Decimal(decimal)) => {
                let sign = if *decimal < 0 { "-" } else { "" };
                let (whole, rest) = (
                    decimal.unsigned_abs() / 10_000,
                    decimal.unsigned_abs() % 10_000,
                );
                format!("{sign}{whole},{rest:04}")
            }
            (Type::Switch, Value::Switch(switch)) => if *switch { "ja" } else { "nei" }.to_owned(),
            _ => return Err(unfit("a value is not of its field's type")),
        };
        if is_first_filled && is_sum_word(&text) {
            return Err(unfit("the row would read as a sum line"));
        }
        is_first_filled = is_first_filled && text.trim().is_empty();
        if index > 0 {
            line.push(';');
        }
        cell(line, &text)?;
    }
    Ok(())
}

fn ledger(line: &mut String, row: &LedgerRow) -> Result<()> {
    first(line, &row.account)?;
    next(line, &row.voucher)?;
    next(line, &row.voucher_type)?;
    next(line, &period(row.period))?;
    next(line, &row.date.to_string())?;
    next(line, &amount(row.amount))?;
    for text in [
        &row.currency,
        &row.batch,
        &row.reference,
        &row.kid,
        &row.party,
        &row.text,
    ] {
        next(line, text)?;
    }
    Ok(())
}

fn subledger(line: &mut String, row: &SubledgerRow) -> Result<()> {
    first(line, &row.account)?;
    next(line, &row.party)?;
    next(line, &row.voucher)?;
    next(line, &period(row.period))?;
    next(line, &row.date.to_string())?;
    next(
        line,
        &row.due.map(|date| date.to_string()).unwrap_or_default(),
    )?;
    next(line, &amount(row.amount))?;
    next(line, &row.kid)?;
    next(line, &row.text)
}

fn first(line: &mut String, account: &str) -> Result<()> {
    if is_sum_word(account) {
        return Err(unfit("the account would read as a sum line"));
    }
    cell(line, account)
}

fn next(line: &mut String, text: &str) -> Result<()> {
    line.push(';');
    cell(line, text)
}

fn cell(line: &mut String, text: &str) -> Result<()> {
    if text.contains('\0') {
        return Err(unfit("a text holds a NUL"));
    }
    let needs_quotes =
        text.contains([';', '"', '\r', '\n']) || text.trim_ascii().len() != text.len();
    if needs_quotes {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
    Ok(())
}

fn period(period: Period) -> String {
    format!("{:04}{:02}", period.year(), period.number())
}

fn amount(amount: Ore) -> String {
    amount.to_string().replace('.', ",")
}

fn unfit(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
