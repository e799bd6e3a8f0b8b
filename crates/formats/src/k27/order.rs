//! Reads the JSON order message: a header with the declared total, and an array of rows.
//!
//! All forms of it: identifiers as texts or as numbers; signed amounts or, in the form of 2025-11-04, amounts with a
//! flag `D` or `K`; `maxDato` or `maxdato`, also holding one blank. The header may stand before or behind the rows.

use chrono::NaiveDate;
use domain::{Ore, Position};

use super::csv::shown_name;
use super::json::{Json, Value, Wrong};
use super::object::{Field, Keys, Reader};
use super::record::{Digits, Form, Header, Person, Record, Refund, Totals};
use super::tally::Tally;
use super::{Options, error, expected};

const TOP: &[&str] = &["header", "datarec"];
const HEADER: &[&str] = &[
    "orgnr",
    "bankkonto",
    "sumBelop",
    "dkSumBelop",
    "valutert",
    "linjer",
];
/// In the order in which they stand in a message.
const ROW: &[&str] = &[
    "navenhet",
    "bedriftsnummer",
    "kode",
    "tekst",
    "fnr",
    "navn",
    "fraDato",
    "tilDato",
    "belop",
    "dk",
    "maxDato",
    "maxdato",
];

/// Reads the message and says what is wrong; totals, and the place of the end.
pub(super) fn read(
    mut reader: Reader<'_, '_>,
    options: &Options,
    sink: &mut dyn FnMut(Record),
) -> (Totals, Position) {
    let mut totals = Totals {
        form: Form::Order,
        version: "R3",
        encoding: "utf-8",
        ..Totals::default()
    };
    if let Err(wrong) = message(&mut reader, options, sink, &mut totals) {
        reader.syntax(wrong);
    }
    let end = reader.places.end(reader.record);
    reader.remarks();
    (totals, end)
}

fn message<'a>(
    reader: &mut Reader<'a, '_>,
    options: &Options,
    sink: &mut dyn FnMut(Record),
    totals: &mut Totals,
) -> Result<(), Wrong> {
    let start = reader.json.at();
    reader.json.take(b'{', "an object")?;
    let mut keys = Keys::new();
    let mut head: Option<Option<Header>> = None;
    let mut tally: Option<Tally<'_>> = None;
    // Rows that stand before the header: their syntax is looked at, and they are read when it is known.
    let mut early: Option<Json<'a>> = None;
    while let Some((key, field)) = reader.field(TOP, &mut keys)? {
        match (key, reader.json.peek()) {
            (0, Some(b'{')) if field.value == Value::Nested => {
                head = Some(header(reader, totals)?);
            }
            (1, Some(b'[')) if field.value == Value::Nested => {
                if let Some(head) = &head {
                    tally = Some(rows(reader, options, head.as_ref(), sink, totals)?);
                } else {
                    early = Some(reader.json);
                    reader.json.value()?;
                }
            }
            (0, _) => reader.unwanted(&field, "an object")?,
            _ => reader.unwanted(&field, "an array")?,
        }
    }
    reader.json.end()?;
    reader.is_wrong = false;
    let has_rows = tally.is_some() || early.is_some();
    reader.missing(&[("header", head.is_some()), ("datarec", has_rows)], start);
    let head = head.flatten();
    if let Some(early) = early {
        reader.json = early;
        tally = Some(rows(reader, options, head.as_ref(), sink, totals)?);
    }
    if let Some(tally) = tally {
        finish(tally, reader, options, head.as_ref(), totals);
    }
    Ok(())
}

/// The array of rows.
fn rows<'o>(
    reader: &mut Reader<'_, '_>,
    options: &'o Options,
    head: Option<&Header>,
    sink: &mut dyn FnMut(Record),
    totals: &mut Totals,
) -> Result<Tally<'o>, Wrong> {
    let own_date = head.map(|head| head.payment_date);
    let mut tally = Tally::new(options, expected::payment_date(options, own_date));
    if let Some(head) = head {
        expected::check_dates(options, own_date, head.position, reader.complaints);
        sink(Record::Header(head.clone()));
    }
    reader.json.take(b'[', "an array")?;
    let mut first = true;
    while reader.json.another(&mut first, b']')? {
        reader.record = tally.rows();
        reader.json.peek();
        let mut has_flag = false;
        match row(reader, options, head, &mut has_flag)? {
            Some(refund) => {
                let place = refund.position;
                tally.row(&refund, &|_| place, reader.complaints);
                sink(Record::Refund(refund));
            }
            None => tally.damaged_row(),
        }
        if has_flag {
            totals.version = "R3-2025-11-04";
        }
    }
    Ok(tally)
}

/// Totals, against those that the header and the files beside the message declare.
fn finish(
    tally: Tally<'_>,
    reader: &mut Reader<'_, '_>,
    options: &Options,
    head: Option<&Header>,
    totals: &mut Totals,
) {
    let end = reader.places.end(tally.rows());
    let damaged = tally.damaged;
    tally.finish(totals, end, reader.complaints);
    if let Some(head) = head {
        let declared = Some(head.declared_total).filter(|_| !damaged);
        expected::declared(
            "the header",
            declared,
            head.declared_lines,
            totals,
            head.position,
            reader.complaints,
        );
    }
    expected::check(totals, options, damaged, end, reader.complaints);
}

/// The header; `None` if something in it is wrong, which has been said.
fn header(reader: &mut Reader<'_, '_>, totals: &mut Totals) -> Result<Option<Header>, Wrong> {
    let at = reader.json.at();
    let position = reader.places.position(at, 0);
    reader.json.take(b'{', "an object")?;
    reader.is_wrong = false;
    let mut keys = Keys::new();
    let mut employer: Option<Digits<9>> = None;
    let mut account: Option<Digits<11>> = None;
    let mut total: Option<Ore> = None;
    let mut flag: Option<bool> = None;
    let mut date: Option<NaiveDate> = None;
    let mut lines: Option<u64> = None;
    while let Some((key, field)) = reader.field(HEADER, &mut keys)? {
        match key {
            0 => employer = reader.digits(&field)?,
            1 => account = reader.digits(&field)?,
            2 => total = reader.kroner(&field)?,
            3 => flag = negative_flag(reader, &field)?,
            4 => date = reader.date(&field)?,
            _ => lines = reader.count(&field)?,
        }
    }
    if flag.is_some() {
        totals.version = "R3-2025-11-04";
    }
    let total = total.and_then(|total| signed(reader, total, flag, at));
    totals.employer = employer;
    totals.bank_account = account;
    totals.payment_date = date;
    totals.declared_total = total;
    totals.declared_lines = lines;
    reader.missing(
        &[
            ("orgnr", employer.is_some()),
            ("bankkonto", account.is_some()),
            ("sumBelop", total.is_some()),
            ("valutert", date.is_some()),
        ],
        at,
    );
    let (Some(employer), Some(bank_account), Some(declared_total), Some(payment_date), false) =
        (employer, account, total, date, reader.is_wrong)
    else {
        return Ok(None);
    };
    Ok(Some(Header {
        position,
        employer,
        bank_account,
        payment_date,
        declared_total,
        declared_lines: lines,
    }))
}

/// `D` = positive, `K` = negative (inferred: the flags were replaced by signed amounts).
fn negative_flag(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<Option<bool>, Wrong> {
    match &field.value {
        Value::Text(text) if text == "D" => Ok(Some(false)),
        Value::Text(text) if text == "K" => Ok(Some(true)),
        Value::Null => Ok(None),
        _ => {
            reader.unwanted(field, "D or K")?;
            Ok(None)
        }
    }
}

/// The amount with the sign of its flag; with a flag it must not have one of its own.
fn signed(reader: &mut Reader<'_, '_>, amount: Ore, flag: Option<bool>, at: usize) -> Option<Ore> {
    match flag {
        None | Some(false) if flag.is_none() || amount >= Ore::ZERO => Some(amount),
        Some(true) if amount >= Ore::ZERO => amount.checked_neg(),
        _ => {
            let message =
                format!("expected an amount without a sign beside the flag D or K, found {amount}");
            reader.complain(&error::AMOUNT, at, message);
            None
        }
    }
}

/// What of a row is known by its own fields.
#[derive(Default)]
struct Draft {
    unit: Option<Digits<4>>,
    subunit: Option<Digits<9>>,
    code: Option<char>,
    text: String,
    person: Option<Digits<11>>,
    name: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    max: Option<NaiveDate>,
    amount: Option<Ore>,
    flag: Option<bool>,
}

/// One row; `None` if something in it is wrong, which has been said, or if there is no header to go with it.
#[inline]
fn row(
    reader: &mut Reader<'_, '_>,
    options: &Options,
    head: Option<&Header>,
    has_flag: &mut bool,
) -> Result<Option<Refund>, Wrong> {
    let at = reader.json.at();
    let position = reader.places.mark(at, reader.record);
    if reader.json.peek() != Some(b'{') {
        reader.json.value()?;
        reader.complain(&error::FIELD, at, "expected a row, found something else");
        return Ok(None);
    }
    reader.json.take(b'{', "an object")?;
    reader.is_wrong = false;
    let mut draft = Draft::default();
    let mut keys = Keys::new();
    while let Some((key, field)) = reader.field(ROW, &mut keys)? {
        match key {
            0 => draft.unit = reader.unit(&field)?,
            1 => draft.subunit = reader.digits(&field)?,
            2 => draft.code = code(reader, &field)?,
            3 => draft.text = reader.text(&field)?.into_owned(),
            4 => draft.person = reader.digits(&field)?,
            5 => draft.name = reader.text(&field)?.into_owned(),
            6 => draft.from = reader.date(&field)?,
            7 => draft.to = reader.date(&field)?,
            8 => draft.amount = reader.kroner(&field)?,
            9 => draft.flag = negative_flag(reader, &field)?,
            _ => draft.max = reader.date(&field)?.or(draft.max),
        }
    }
    *has_flag = draft.flag.is_some();
    draft.amount = match draft.amount {
        Some(amount) if draft.flag.is_some() => signed(reader, amount, draft.flag, at),
        amount => amount,
    };
    reader.missing(
        &[
            ("navenhet", draft.unit.is_some()),
            ("bedriftsnummer", draft.subunit.is_some()),
            ("kode", draft.code.is_some()),
            ("fnr", draft.person.is_some()),
            ("belop", draft.amount.is_some()),
        ],
        at,
    );
    if reader.is_wrong {
        return Ok(None);
    }
    Ok(finished(draft, options, head, position))
}

fn finished(
    draft: Draft,
    options: &Options,
    head: Option<&Header>,
    position: Position,
) -> Option<Refund> {
    let head = head?;
    let (person_name, person_name_raw) = shown_name(draft.name, options.repair_letters);
    Some(Refund {
        position,
        unit: draft.unit?,
        employer: head.employer,
        subunit: draft.subunit?,
        benefit: draft.code?,
        benefit_text: draft.text,
        person: Person(draft.person?),
        person_name,
        person_name_raw,
        period_from: draft.from,
        period_to: draft.to,
        max_date: draft.max,
        bank_account: head.bank_account,
        amount: draft.amount?,
        reserved_amount: Ore::ZERO,
    })
}

fn code(reader: &mut Reader<'_, '_>, field: &Field<'_>) -> Result<Option<char>, Wrong> {
    let text = reader.text(field)?;
    match text.as_bytes() {
        [code @ (b'0'..=b'9' | b'A'..=b'Z')] => Ok(Some(char::from(*code))),
        [] => Ok(None),
        _ => {
            reader.unwanted(field, "one digit or capital letter")?;
            Ok(None)
        }
    }
}
