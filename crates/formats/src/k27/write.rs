//! Writes the forms as NAV writes them.
//!
//! Not here: sorting or summing up for the caller. Rows are written in the given order; a declared total that is not
//! their sum is refused.

use std::fmt::Write as _;
use std::io::{Error, ErrorKind, Result, Write};

use chrono::{Datelike, NaiveDate};
use domain::Ore;
use domain::money::MAX_ABS_ORE;

use super::CONTROL_SCHEMA;
use super::record::{Control, File, Header, Metadata, Refund};

/// Width of the name column.
const NAME_WIDTH: usize = 25;

/// The file as bytes. Errors as [`write_to`].
pub fn write(file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, file)?;
    Ok(bytes)
}

/// Writes the file to a stream: a CSV as ISO-8859-1 with CR LF behind every row, JSON as UTF-8 indented by two blanks.
/// In a CSV a name is cut at 25 characters, a quote, semicolon or line end in it becomes a blank and a
/// character outside ISO-8859-1 a question mark, as in NAV's own.
///
/// Besides errors of the stream: [`ErrorKind::InvalidInput`] if there is no row, rows have more than one employer or
/// account, a benefit code is not one digit or capital letter, an amount is larger than 10^15 øre or a year not of four
/// digits, a name holds another control character, or a declared total or count is not that of the rows.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    match file {
        File::Csv(refunds) => csv(out, refunds),
        File::Order(header, refunds) => order(out, header, refunds),
        File::Metadata(metadata) => out.write_all(metadata_json(metadata)?.as_bytes()),
        File::Control(control) => out.write_all(control_json(control)?.as_bytes()),
    }
}

fn csv(out: &mut impl Write, refunds: &[Refund]) -> Result<()> {
    let first = refunds
        .first()
        .ok_or(unfit("a report has at least one row"))?;
    let mut row = Vec::with_capacity(129);
    for refund in refunds {
        if (refund.employer, refund.bank_account) != (first.employer, first.bank_account) {
            return Err(unfit("a report has one employer and one account"));
        }
        row.clear();
        write!(
            row,
            "{};{};{};{};{};{};{};",
            refund.unit,
            refund.employer,
            refund.subunit,
            code(refund)?,
            refund.person.as_str(),
            compact(refund.period_from)?,
            refund.bank_account,
        )?;
        name(&mut row, refund)?;
        write!(
            row,
            ";{};{};{};{}\r\n",
            compact(refund.period_to)?,
            digits(refund.amount)?,
            digits(refund.reserved_amount)?,
            compact(refund.max_date)?,
        )?;
        out.write_all(&row)?;
    }
    Ok(())
}

/// The name as it was written, in exactly its width.
fn name(row: &mut Vec<u8>, refund: &Refund) -> Result<()> {
    let name = written_name(refund);
    let mut width = 0;
    for character in name.chars().take(NAME_WIDTH) {
        row.push(match character {
            '"' | ';' | '\r' | '\n' => b' ',
            other if other.is_ascii_control() => {
                return Err(unfit("a name holds a control character"));
            }
            other => u8::try_from(other).unwrap_or(b'?'),
        });
        width += 1;
    }
    row.resize(row.len() + NAME_WIDTH - width, b' ');
    Ok(())
}

fn written_name(refund: &Refund) -> &str {
    refund
        .person_name_raw
        .as_deref()
        .unwrap_or(&refund.person_name)
}

fn code(refund: &Refund) -> Result<char> {
    match refund.benefit {
        code @ ('0'..='9' | 'A'..='Z') => Ok(code),
        _ => Err(unfit("a benefit code is one digit or capital letter")),
    }
}

fn compact(date: Option<NaiveDate>) -> Result<String> {
    date.map_or_else(
        || Ok("00000000".to_owned()),
        |date| {
            Ok(format!(
                "{:04}{:02}{:02}",
                year(date)?,
                date.month(),
                date.day()
            ))
        },
    )
}

fn dashed(date: NaiveDate) -> Result<String> {
    Ok(format!(
        "{:04}-{:02}-{:02}",
        year(date)?,
        date.month(),
        date.day()
    ))
}

fn year(date: NaiveDate) -> Result<i32> {
    if (1..=9999).contains(&date.year()) {
        Ok(date.year())
    } else {
        Err(unfit("a year has four digits"))
    }
}

/// Ten digits or more, and the sign behind them.
fn digits(ore: Ore) -> Result<String> {
    let sign = if bounded(ore)? < Ore::ZERO { '-' } else { ' ' };
    Ok(format!("{:010}{sign}", ore.unsigned()))
}

fn bounded(ore: Ore) -> Result<Ore> {
    if ore.unsigned() > MAX_ABS_ORE.unsigned_abs() {
        return Err(unfit("an amount is larger than 10 000 000 000 000,00"));
    }
    Ok(ore)
}

fn order(out: &mut impl Write, header: &Header, refunds: &[Refund]) -> Result<()> {
    if refunds.is_empty() {
        return Err(unfit("an order has at least one row"));
    }
    if Ore::sum(refunds.iter().map(|refund| refund.amount)) != Some(header.declared_total) {
        return Err(unfit("the declared total is not the sum of the rows"));
    }
    let count = u64::try_from(refunds.len()).unwrap_or(u64::MAX);
    if header.declared_lines.is_some_and(|lines| lines != count) {
        return Err(unfit("the declared number of rows is another"));
    }
    let mut head = Object::new("    ");
    head.text("orgnr", header.employer.as_str());
    head.text("bankkonto", header.bank_account.as_str());
    head.plain("sumBelop", bounded(header.declared_total)?);
    head.text("valutert", &dashed(header.payment_date)?);
    if let Some(lines) = header.declared_lines {
        head.plain("linjer", lines);
    }
    write!(
        out,
        "{{\n  \"header\": {},\n  \"datarec\": [",
        head.end("  ")
    )?;
    for (index, refund) in refunds.iter().enumerate() {
        if (refund.employer, refund.bank_account) != (header.employer, header.bank_account) {
            return Err(unfit("an order has one employer and one account"));
        }
        if refund.reserved_amount != Ore::ZERO {
            return Err(unfit("an order has no reserved amount"));
        }
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}\n    {}", order_row(refund)?)?;
    }
    out.write_all(b"\n  ]\n}")
}

fn order_row(refund: &Refund) -> Result<String> {
    let mut row = Object::new("      ");
    row.plain("navenhet", refund.unit.value());
    row.text("bedriftsnummer", refund.subunit.as_str());
    row.text("kode", &code(refund)?.to_string());
    row.text("tekst", &refund.benefit_text);
    row.text("fnr", refund.person.as_str());
    row.text("navn", written_name(refund));
    if let Some(from) = refund.period_from {
        row.text("fraDato", &dashed(from)?);
    }
    if let Some(to) = refund.period_to {
        row.text("tilDato", &dashed(to)?);
    }
    row.plain("belop", bounded(refund.amount)?);
    if let Some(max) = refund.max_date {
        row.text("maxDato", &dashed(max)?);
    }
    Ok(row.end("    "))
}

fn metadata_json(metadata: &Metadata) -> Result<String> {
    let mut object = Object::new("  ");
    if let Some(id) = metadata.report_id {
        object.plain("id", id);
    }
    object.text("orgnr", metadata.employer.as_str());
    object.text_if("orgNavn", &metadata.employer_name);
    object.text("type", "ref-arbg");
    object.text("datoValutert", &dashed(metadata.payment_date)?);
    object.text("bankkonto", metadata.bank_account.as_str());
    object.text_if("opprettet", &metadata.created);
    if let Some(archived) = metadata.archived {
        object.plain("arkivert", archived);
    }
    Ok(object.end("") + "\n")
}

fn control_json(control: &Control) -> Result<String> {
    let mut object = Object::new("  ");
    object.text("schema", CONTROL_SCHEMA);
    if let Some(employer) = control.employer {
        object.text("employer_orgnr", employer.as_str());
    }
    if let Some(account) = control.bank_account {
        object.text("bank_account", account.as_str());
    }
    if let Some(date) = control.payment_date {
        object.text("payment_date", &dashed(date)?);
    }
    if let Some(total) = control.declared_total {
        object.plain("declared_total_ore", bounded(total)?.0);
    }
    if let Some(lines) = control.declared_lines {
        object.plain("declared_lines", lines);
    }
    if !control.units.is_empty() {
        let mut units = String::from("[");
        for (index, unit) in control.units.iter().enumerate() {
            let mut one = Object::new("      ");
            one.text("unit", unit.unit.as_str());
            one.plain("amount_ore", bounded(unit.amount)?.0);
            one.plain("paid", unit.paid);
            one.text_if("payment_ref", &unit.payment_ref);
            let comma = if index == 0 { "" } else { "," };
            let _ = write!(units, "{comma}\n    {}", one.end("    "));
        }
        object.plain("unit_subtotals", units + "\n  ]");
    }
    object.text_if("source", &control.source);
    object.text_if("file_sha256", &control.file_sha256);
    Ok(object.end("") + "\n")
}

/// One JSON object, one key on a line.
struct Object {
    text: String,
    indent: &'static str,
}

impl Object {
    fn new(indent: &'static str) -> Self {
        Self {
            text: String::from("{"),
            indent,
        }
    }

    /// A value whose display form is JSON.
    fn plain(&mut self, key: &str, value: impl std::fmt::Display) {
        let comma = if self.text.len() > 1 { "," } else { "" };
        let _ = write!(self.text, "{comma}\n{}\"{key}\": {value}", self.indent);
    }

    fn text(&mut self, key: &str, value: &str) {
        let mut quoted = String::from("\"");
        for character in value.chars() {
            match character {
                '"' | '\\' => quoted.extend(['\\', character]),
                '\0'..='\u{1f}' => {
                    let _ = write!(quoted, "\\u{:04x}", u32::from(character));
                }
                other => quoted.push(other),
            }
        }
        self.plain(key, quoted + "\"");
    }

    fn text_if(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.text(key, value);
        }
    }

    fn end(mut self, indent: &str) -> String {
        let _ = write!(self.text, "\n{indent}}}");
        self.text
    }
}

fn unfit(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
