//! Writes delimited files in one form: semicolon, decimal comma, UTF-8 without mark, CRLF, Norwegian headings.

use std::io::{Error, ErrorKind, Result, Write};

use domain::{Ore, Period};

use super::parse::is_sum_word;
use super::record::{LedgerRow, Record, SubledgerRow};

const LEDGER_HEADINGS: &str = "Konto;Bilagsnr;Bilagsart;Periode;Bilagsdato;Beløp;Valuta;Batch;Referanse;KID;Reskontro;Tekst\r\n";
const SUBLEDGER_HEADINGS: &str =
    "Konto;Reskontro;Bilagsnr;Periode;Bilagsdato;Forfallsdato;Beløp;KID;Tekst\r\n";

/// The rows as bytes. Errors as [`write_to`].
pub fn write(records: &[Record]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, records)?;
    Ok(bytes)
}

/// Writes rows of one kind with their headings. Besides errors of the stream: [`ErrorKind::InvalidInput`] if there
/// is no row, if the rows are of two kinds, if a text holds a NUL, or if the account would read as a sum line.
pub fn write_to(out: &mut impl Write, records: &[Record]) -> Result<()> {
    match records.first() {
        Some(Record::Ledger(_)) => out.write_all(LEDGER_HEADINGS.as_bytes())?,
        Some(Record::Subledger(_)) => out.write_all(SUBLEDGER_HEADINGS.as_bytes())?,
        None => return Err(unfit("a listing has at least one row")),
    }
    let is_ledger = matches!(records.first(), Some(Record::Ledger(_)));
    let mut line = String::new();
    for record in records {
        line.clear();
        match record {
            Record::Ledger(row) if is_ledger => ledger(&mut line, row)?,
            Record::Subledger(row) if !is_ledger => subledger(&mut line, row)?,
            _ => return Err(unfit("a listing has rows of one kind")),
        }
        line.push_str("\r\n");
        out.write_all(line.as_bytes())?;
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
