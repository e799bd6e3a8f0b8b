//! Reads the files beside a report: NAV's metadata, and declared control figures.
//!
//! The metadata are NAV's (`/api/rapport`). The control file is a form of this house, because the CSV declares
//! nothing about itself: somebody writes down what the PDF says. Not here: comparing them with a report (`expected`).

use chrono::DateTime;

use super::json::{Value, Wrong};
use super::object::{Field, Keys, Reader};
use super::record::{Control, Form, Metadata, Totals, UnitControl};
use super::{CONTROL_SCHEMA, error, expected};

const METADATA: &[&str] = &[
    "id",
    "orgnr",
    "orgNavn",
    "type",
    "datoValutert",
    "bankkonto",
    "opprettet",
    "arkivert",
];
const CONTROL: &[&str] = &[
    "schema",
    "employer_orgnr",
    "bank_account",
    "payment_date",
    "declared_total_ore",
    "declared_lines",
    "unit_subtotals",
    "source",
    "file_sha256",
];
const UNIT: &[&str] = &["unit", "amount_ore", "paid", "payment_ref"];

/// Reads metadata; `None` if something is wrong, which has been said.
pub(super) fn metadata(mut reader: Reader<'_, '_>) -> (Totals, Option<Metadata>) {
    let mut totals = Totals {
        form: Form::Metadata,
        version: "R4",
        encoding: "utf-8",
        ..Totals::default()
    };
    let found = metadata_object(&mut reader).unwrap_or_else(|wrong| {
        reader.syntax(wrong);
        None
    });
    reader.remarks();
    if let Some(metadata) = &found {
        totals.employer = Some(metadata.employer);
        totals.bank_account = Some(metadata.bank_account);
        totals.payment_date = Some(metadata.payment_date);
        totals.report_id = metadata.report_id;
    }
    (totals, found)
}

fn metadata_object(reader: &mut Reader<'_, '_>) -> Result<Option<Metadata>, Wrong> {
    let mut found = Metadata::default();
    let (mut employer, mut date, mut account, mut kind) = (None, None, None, false);
    let at = reader.json.at();
    reader.json.take(b'{', "an object")?;
    let mut keys = Keys::new();
    while let Some((key, field)) = reader.field(METADATA, &mut keys)? {
        match key {
            0 => found.report_id = reader.count(&field)?,
            1 => employer = reader.digits(&field)?,
            2 => found.employer_name = reader.text(&field)?.into_owned(),
            3 => kind = is_refunds(reader, &field)?,
            4 => date = reader.date(&field)?,
            5 => account = reader.digits(&field)?,
            6 => found.created = timestamp(reader, &field)?,
            _ => found.archived = flag(reader, &field)?,
        }
    }
    reader.json.end()?;
    reader.missing(
        &[
            ("orgnr", employer.is_some()),
            ("type", kind),
            ("datoValutert", date.is_some()),
            ("bankkonto", account.is_some()),
        ],
        at,
    );
    Ok(match (employer, date, account, reader.is_wrong) {
        (Some(employer), Some(payment_date), Some(bank_account), false) => Some(Metadata {
            employer,
            payment_date,
            bank_account,
            ..found
        }),
        _ => None,
    })
}

fn is_refunds(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<bool, Wrong> {
    let kind = reader.text(field)?;
    let is_refunds = matches!(&*kind, "ref-arbg" | "K27");
    if !is_refunds && !kind.is_empty() {
        let message = "expected the metadata of a report ref-arbg, found another type";
        reader.complain(&error::STRANGER, field.at, message);
    }
    Ok(is_refunds)
}

fn timestamp(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<String, Wrong> {
    let text = reader.text(field)?;
    if !text.is_empty() && DateTime::parse_from_rfc3339(&text).is_err() {
        let message = format!(
            "expected a time such as 2025-11-18T06:30:00Z in \"{}\"",
            field.name
        );
        reader.complain(
            &error::DATE,
            field.at,
            format!("{message}, found something else"),
        );
        return Ok(String::new());
    }
    Ok(text.into_owned())
}

fn flag(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<Option<bool>, Wrong> {
    match field.value {
        Value::Bool(flag) => Ok(Some(flag)),
        Value::Null => Ok(None),
        _ => {
            reader.unwanted(field, "true or false")?;
            Ok(None)
        }
    }
}

/// Reads a control file; `None` if something is wrong, which has been said.
pub(super) fn control(mut reader: Reader<'_, '_>) -> (Totals, Option<Control>) {
    let mut totals = Totals {
        form: Form::Control,
        version: CONTROL_SCHEMA,
        encoding: "utf-8",
        ..Totals::default()
    };
    let at = reader.json.at();
    let found = control_object(&mut reader).unwrap_or_else(|wrong| {
        reader.syntax(wrong);
        None
    });
    reader.remarks();
    if let Some(control) = &found {
        let place = reader.places.position(at, 0);
        expected::check_control(control, place, reader.complaints);
        totals.employer = control.employer;
        totals.bank_account = control.bank_account;
        totals.payment_date = control.payment_date;
        totals.declared_total = control.declared_total;
        totals.declared_lines = control.declared_lines;
    }
    (totals, found)
}

fn control_object(reader: &mut Reader<'_, '_>) -> Result<Option<Control>, Wrong> {
    let mut found = Control::default();
    let mut has_schema = false;
    let at = reader.json.at();
    reader.json.take(b'{', "an object")?;
    let mut keys = Keys::new();
    while let Some((key, field)) = reader.field(CONTROL, &mut keys)? {
        match key {
            0 => has_schema = reader.text(&field)? == CONTROL_SCHEMA,
            1 => found.employer = reader.digits(&field)?,
            2 => found.bank_account = reader.digits(&field)?,
            3 => found.payment_date = reader.date(&field)?,
            4 => found.declared_total = reader.ore(&field)?,
            5 => found.declared_lines = reader.count(&field)?,
            6 => found.units = units(reader, &field)?,
            7 => found.source = source(reader, &field)?,
            _ => found.file_sha256 = sha256(reader, &field)?,
        }
    }
    reader.json.end()?;
    reader.missing(&[("schema", has_schema)], at);
    Ok(Some(found).filter(|_| !reader.is_wrong))
}

fn source(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<String, Wrong> {
    let text = reader.text(field)?;
    if !matches!(&*text, "" | "pdf" | "api" | "manual") {
        reader.unwanted(field, "pdf, api or manual")?;
    }
    Ok(text.into_owned())
}

fn sha256(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<String, Wrong> {
    let text = reader.text(field)?;
    if !text.is_empty() && (text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit())) {
        reader.unwanted(field, "64 hexadecimal digits")?;
    }
    Ok(text.to_ascii_lowercase())
}

fn units(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<Vec<UnitControl>, Wrong> {
    let mut units: Vec<UnitControl> = Vec::new();
    if field.value == Value::Null {
        return Ok(units);
    }
    if field.value != Value::Nested || reader.json.peek() != Some(b'[') {
        reader.unwanted(field, "an array")?;
        return Ok(units);
    }
    reader.json.take(b'[', "an array")?;
    let mut first = true;
    while reader.json.another(&mut first, b']')? {
        reader.json.peek();
        let at = reader.json.at();
        if let Some(unit) = unit(reader, at)? {
            units.push(unit);
        }
    }
    units.sort_by_key(|unit| unit.unit);
    let twice = units
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.unit == b.unit));
    if twice {
        let message = "expected one subtotal for each unit, found two for one";
        reader.complain(&error::UNITS, field.at, message);
    }
    Ok(units)
}

fn unit(reader: &mut Reader<'_, '_>, at: usize) -> Result<Option<UnitControl>, Wrong> {
    reader.json.take(b'{', "an object")?;
    let (mut number, mut amount, mut paid) = (None, None, None);
    let mut payment_ref = String::new();
    let mut keys = Keys::new();
    while let Some((key, field)) = reader.field(UNIT, &mut keys)? {
        match key {
            0 => number = reader.unit(&field)?,
            1 => amount = reader.ore(&field)?,
            2 => paid = flag(reader, &field)?,
            _ => payment_ref = reader.text(&field)?.into_owned(),
        }
    }
    reader.missing(
        &[
            ("unit", number.is_some()),
            ("amount_ore", amount.is_some()),
            ("paid", paid.is_some()),
        ],
        at,
    );
    Ok(match (number, amount, paid) {
        (Some(unit), Some(amount), Some(paid)) => Some(UnitControl {
            unit,
            amount,
            paid,
            payment_ref,
        }),
        _ => None,
    })
}
