//! Writes OCR giro files with every filler, count and total as the specification has them.
//!
//! Not here: sorting or numbering. Payments are written in the given order with the numbers they carry.

use std::io::{Error, ErrorKind, Result, Write};

use chrono::{Datelike, NaiveDate};

use super::record::{File, Payment};

/// The file as bytes: 80 characters and CRLF per record, ISO-8859-1. Errors as [`write_to`].
pub fn write(file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, file)?;
    Ok(bytes)
}

/// Writes the file to a stream. Besides errors of the stream: [`ErrorKind::InvalidInput`] if the file has no
/// payment, a field does not fit its width, a text has characters outside ISO-8859-1, an amount has a sign that its
/// type and sign position contradict, one assignment has two accounts, or the net total is negative (the format
/// cannot say so).
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    if file.payments.is_empty() {
        return Err(unfit("an OCR giro file has at least one payment"));
    }
    let (mut transactions, mut records, mut total) = (0_u64, 2_u64, 0_i128);
    line(
        out,
        &[
            "NY000010",
            &digits(&file.transmitter, 8)?,
            &digits(&file.transmission, 7)?,
            &digits(&file.recipient, 8)?,
            &"0".repeat(49),
        ],
    )?;
    for payments in file.payments.chunk_by(|a, b| a.assignment == b.assignment) {
        let sums = assignment(out, payments, file.nets_date)?;
        transactions += sums.transactions;
        records += sums.records;
        total += sums.total;
    }
    line(
        out,
        &[
            "NY000089",
            &number(&transactions, 8)?,
            &number(&records, 8)?,
            &number(&total, 17)?,
            &date(file.nets_date),
            &"0".repeat(33),
        ],
    )
}

struct Sums {
    transactions: u64,
    records: u64,
    total: i128,
}

fn assignment(
    out: &mut impl Write,
    payments: &[Payment],
    nets_date: Option<NaiveDate>,
) -> Result<Sums> {
    let Some(first) = payments.first() else {
        return Err(unfit("an assignment has at least one payment"));
    };
    let mut sums = Sums {
        transactions: 0,
        records: 2,
        total: 0,
    };
    line(
        out,
        &[
            "NY090020",
            &digits(&first.agreement, 9)?,
            &number(&first.assignment, 7)?,
            &digits(&first.account, 11)?,
            &"0".repeat(45),
        ],
    )?;
    let (mut earliest, mut latest) = (first.settlement_date, first.settlement_date);
    for payment in payments {
        if payment.account != first.account || payment.agreement != first.agreement {
            return Err(unfit("one assignment has one account and one agreement"));
        }
        sums.transactions += 1;
        sums.records += items(out, payment)?;
        let amount = i128::from(payment.amount.unsigned());
        sums.total += if payment.negative_sign {
            -amount
        } else {
            amount
        };
        earliest = earliest.min(payment.settlement_date);
        latest = latest.max(payment.settlement_date);
    }
    line(
        out,
        &[
            "NY090088",
            &number(&sums.transactions, 8)?,
            &number(&sums.records, 8)?,
            &number(&sums.total, 17)?,
            &date(nets_date),
            &date(Some(earliest)),
            &date(Some(latest)),
            &"0".repeat(21),
        ],
    )?;
    Ok(sums)
}

/// Writes the two or three items of a payment and answers how many.
fn items(out: &mut impl Write, payment: &Payment) -> Result<u64> {
    let goes_back = payment.negative_sign || matches!(payment.kind, 18 | 20);
    if (goes_back && payment.amount.0 > 0) || (!goes_back && payment.amount.0 < 0) {
        return Err(unfit(
            "the amount's sign contradicts the type or the sign position",
        ));
    }
    let (kind, serial) = (number(&payment.kind, 2)?, number(&payment.number, 7)?);
    let sign = if payment.negative_sign { "-" } else { "0" };
    let kid = fitting(&payment.kid, 25)?;
    line(
        out,
        &[
            &format!("NY09{kind}30{serial}"),
            &date(Some(payment.settlement_date)),
            &digits(&payment.lump, 10)?,
            sign,
            &number(&payment.amount.unsigned(), 17)?,
            &format!("{kid:>25}"),
            "000000",
        ],
    )?;
    line(
        out,
        &[
            &format!("NY09{kind}31{serial}"),
            &digits(&payment.form_number, 10)?,
            &digits(&payment.archive_reference, 9)?,
            &"0".repeat(7),
            &date(payment.bank_date),
            &digits(&payment.debit_account, 11)?,
            &"0".repeat(22),
        ],
    )?;
    let has_text_item = matches!(payment.kind, 20 | 21) || !payment.text.is_empty();
    if !has_text_item {
        return Ok(2);
    }
    if matches!(payment.kind, 10..=19) {
        return Err(unfit("only transaction types 20 and 21 have a free text"));
    }
    let text = fitting(&payment.text, 40)?;
    line(
        out,
        &[
            &format!("NY09{kind}32{serial}"),
            &format!("{text:<40}"),
            &"0".repeat(25),
        ],
    )?;
    Ok(3)
}

/// One record: the fields in a row, as ISO-8859-1, with CRLF.
fn line(out: &mut impl Write, fields: &[&str]) -> Result<()> {
    let mut bytes = Vec::with_capacity(82);
    for character in fields.iter().flat_map(|field| field.chars()) {
        match u8::try_from(character) {
            Ok(byte) if !byte.is_ascii_control() => bytes.push(byte),
            _ => {
                return Err(unfit(
                    "a text holds a character that ISO-8859-1 does not have",
                ));
            }
        }
    }
    bytes.extend_from_slice(b"\r\n");
    out.write_all(&bytes)
}

fn digits(text: &str, width: usize) -> Result<String> {
    if text.len() > width || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(unfit("a numeric field holds more than its digits"));
    }
    Ok(format!("{text:0>width$}"))
}

fn number(value: &impl ToString, width: usize) -> Result<String> {
    // A negative value has a sign, which is not a digit.
    digits(&value.to_string(), width)
}

fn fitting(text: &str, width: usize) -> Result<&str> {
    if text.chars().count() > width {
        Err(unfit("a text is longer than its field"))
    } else {
        Ok(text)
    }
}

fn date(date: Option<NaiveDate>) -> String {
    date.map_or_else(
        || "000000".to_owned(),
        |date| {
            format!(
                "{:02}{:02}{:02}",
                date.day(),
                date.month(),
                date.year().rem_euclid(100)
            )
        },
    )
}

fn unfit(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
