//! Writes GL07 files in the form that [`File::form`] names.
//!
//! Not here: balancing, numbering, sorting. Lines are written in the given order with what they carry.

use std::borrow::Cow;
use std::io::{Error, ErrorKind, Result, Write};

use chrono::NaiveDate;
use domain::Ore;

use super::abw::VERSIONS;
use super::field::text_of;
use super::layout::{Column, Field, Group, Kind, Layout, XML_ORDER};
use super::record::{File, Form, Line};

/// The file as bytes. Errors as [`write_to`].
pub fn write(file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, file)?;
    Ok(bytes)
}

/// Writes the file to a stream. Besides errors of the stream: [`ErrorKind::InvalidInput`] if the file has no line, a field
/// does not fit its width, a text has characters that the form cannot hold, a field is filled that the form does not
/// have, or (XML) lines of one voucher differ in what the voucher says.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    if file.lines.is_empty() {
        return Err(unfit("a GL07 file has at least one line"));
    }
    match file.form {
        Form::Fixed(layout) => {
            let mut record = Vec::with_capacity(layout.length + 2);
            for line in &file.lines {
                record.clear();
                fixed(&mut record, line, layout)?;
                out.write_all(&record)?;
            }
            Ok(())
        }
        Form::Abw2011 => xml(out, file, VERSIONS.first().copied().unwrap_or_default()),
        Form::Abw2005 => xml(out, file, VERSIONS.last().copied().unwrap_or_default()),
    }
}

/// A field that has a type of its own.
enum Typed<'a> {
    Text(&'a str),
    Amount(Ore),
    Date(Option<NaiveDate>),
    Period(String),
}

fn typed(line: &Line, field: Field) -> Typed<'_> {
    match field {
        Field::Amount => Typed::Amount(line.amount),
        Field::CurAmount => Typed::Amount(line.currency_amount),
        Field::VoucherDate => Typed::Date(line.voucher_date),
        Field::TransDate => Typed::Date(line.trans_date),
        Field::DueDate => Typed::Date(line.due_date),
        Field::Period => Typed::Period(
            line.period
                .map_or_else(String::new, |period| period.as_i32().to_string()),
        ),
        _ => Typed::Text(text_of(line, field)),
    }
}

/// The amount or the date in a text of `others`.
fn other_amount(text: &str) -> Result<Ore> {
    Ore::from_file_decimal(text).map_err(|_| unfit("an amount field does not hold an amount"))
}

fn other_date(text: &str) -> Result<NaiveDate> {
    text.parse()
        .map_err(|_| unfit("a date field does not hold a date"))
}

fn fixed(out: &mut Vec<u8>, line: &Line, layout: &Layout) -> Result<()> {
    for (column, from, to) in layout.columns() {
        let text = match (typed(line, column.field), column.kind) {
            (Typed::Amount(amount), _) => Cow::Owned(amount.0.to_string()),
            (Typed::Date(date), _) => date.map_or(Cow::Borrowed(""), compact),
            (Typed::Period(period), _) => Cow::Owned(period),
            (Typed::Text(""), _) => Cow::Borrowed(""),
            (Typed::Text(text), Kind::Amount) => Cow::Owned(other_amount(text)?.0.to_string()),
            (Typed::Text(text), Kind::Date) => compact(other_date(text)?),
            (Typed::Text(text), _) => Cow::Borrowed(text),
        };
        let bytes = single_bytes(&text)?;
        let Some(blanks) = (to - from).checked_sub(bytes.len()) else {
            return Err(unfit("a text is longer than its field"));
        };
        let blanks = std::iter::repeat_n(b' ', blanks);
        if column.right {
            out.extend(blanks);
            out.extend_from_slice(&bytes);
        } else {
            out.extend_from_slice(&bytes);
            out.extend(blanks);
        }
    }
    let xml_only = |field: &Field| field.column().width == 0;
    if line.others.iter().any(|(field, _)| xml_only(field)) {
        return Err(unfit("a field is filled that only the XML has"));
    }
    out.extend_from_slice(b"\r\n");
    Ok(())
}

fn compact(date: NaiveDate) -> Cow<'static, str> {
    Cow::Owned(date.format("%Y%m%d").to_string())
}

fn single_bytes(text: &str) -> Result<Cow<'_, [u8]>> {
    if text.chars().any(char::is_control) {
        return Err(unfit("a text holds a control character"));
    }
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
    if unmappable {
        return Err(unfit(
            "a text holds a character that Windows-1252 does not have",
        ));
    }
    Ok(bytes)
}

fn xml(out: &mut impl Write, file: &File, version: &str) -> Result<()> {
    let place = "http://services.agresso.com/schema";
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<agr:ABWTransaction xmlns:agr=\"{place}/ABWTransaction/{version}\" xmlns:agrlib=\"{place}/ABWSchemaLib/{version}\">"
    )?;
    let Some(first) = file.lines.first() else {
        return Ok(());
    };
    fields(out, first, Group::Root, "  ")?;
    if !file.report_client.is_empty() {
        let client = escaped(&file.report_client)?;
        writeln!(out, "  <agrlib:ReportClient>{client}</agrlib:ReportClient>")?;
    }
    let vouchers = file
        .lines
        .chunk_by(|a, b| a.voucher_ordinal == b.voucher_ordinal);
    for lines in vouchers {
        let Some(head) = lines.first() else {
            continue;
        };
        writeln!(out, "  <agr:Voucher>")?;
        fields(out, head, Group::Voucher, "    ")?;
        for line in lines {
            if !agree(first, head, line) {
                return Err(unfit(
                    "lines of one voucher differ in what the voucher or the file says",
                ));
            }
            transaction(out, line)?;
        }
        writeln!(out, "  </agr:Voucher>")?;
    }
    writeln!(out, "</agr:ABWTransaction>")
}

/// Whether a line has the voucher's and the file's own fields.
fn agree(first: &Line, head: &Line, line: &Line) -> bool {
    line.interface == first.interface
        && line.batch == first.batch
        && line.client == head.client
        && line.voucher == head.voucher
        && line.voucher_type == head.voucher_type
        && line.period == head.period
        && line.voucher_date == head.voucher_date
}

fn transaction(out: &mut impl Write, line: &Line) -> Result<()> {
    writeln!(out, "    <agr:Transaction>")?;
    fields(out, line, Group::Transaction, "      ")?;
    for group in [Group::Amounts, Group::Analysis, Group::Tax, Group::Party] {
        let mut inner = Vec::new();
        fields(&mut inner, line, group, "        ")?;
        if group == Group::Party {
            let mut sundry = Vec::new();
            fields(&mut sundry, line, Group::Sundry, "          ")?;
            if !sundry.is_empty() {
                inner.extend_from_slice(b"        <agr:SundryInfo>\n");
                inner.append(&mut sundry);
                inner.extend_from_slice(b"        </agr:SundryInfo>\n");
            }
            for field in AFTER_SUNDRY {
                element(&mut inner, line, field.column(), "        ")?;
            }
        }
        if !inner.is_empty() {
            let name = group.name();
            writeln!(out, "      <agr:{name}>")?;
            out.write_all(&inner)?;
            writeln!(out, "      </agr:{name}>")?;
        }
    }
    writeln!(out, "    </agr:Transaction>")
}

/// The schema has these behind `SundryInfo`.
const AFTER_SUNDRY: [Field; 5] = [
    Field::OriginalReference,
    Field::ArrivalDate,
    Field::PayCurrency,
    Field::ComplaintCode,
    Field::ComplaintDate,
];

fn fields(out: &mut impl Write, line: &Line, group: Group, indent: &str) -> Result<()> {
    for field in XML_ORDER {
        let column = field.column();
        if column.element.group == group && !AFTER_SUNDRY.contains(&field) {
            element(out, line, column, indent)?;
        }
    }
    Ok(())
}

fn element(out: &mut impl Write, line: &Line, column: &Column, indent: &str) -> Result<()> {
    let text = match (typed(line, column.field), column.kind) {
        (Typed::Amount(amount), _) => Cow::Owned(amount.to_string()),
        (Typed::Date(date), _) => {
            date.map_or(Cow::Borrowed(""), |date| Cow::Owned(date.to_string()))
        }
        (Typed::Period(period), _) => Cow::Owned(period),
        (Typed::Text(""), _) => Cow::Borrowed(""),
        (Typed::Text(text), Kind::Amount) => Cow::Owned(other_amount(text)?.to_string()),
        (Typed::Text(text), Kind::Date) => Cow::Owned(other_date(text)?.to_string()),
        (Typed::Text(text), _) => escaped(text)?,
    };
    if text.is_empty() {
        return Ok(());
    }
    let prefix = if column.element.library {
        "agrlib"
    } else {
        "agr"
    };
    let name = column.element.name;
    writeln!(out, "{indent}<{prefix}:{name}>{text}</{prefix}:{name}>")
}

/// A text with XML's own characters as references.
fn escaped(text: &str) -> Result<Cow<'_, str>> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    if !text.chars().all(allowed) {
        return Err(unfit("a text holds a character that XML does not have"));
    }
    if !text.contains(['&', '<', '>']) {
        return Ok(Cow::Borrowed(text));
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    Ok(Cow::Owned(text.replace('>', "&gt;")))
}

fn unfit(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
