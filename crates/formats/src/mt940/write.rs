//! Writes MT940: one SWIFT-conformant field after the other, CRLF, UTF-8, each statement ended by `-`.
//!
//! A text that the reader would understand differently is refused: what is written has been read back, entry by entry.

use std::fmt::Write as _;
use std::io::{Error, ErrorKind, Result, Write};

use chrono::{Datelike, NaiveDate};
use domain::Ore;

use super::details;
use super::field;
use super::record::{Balance, Entry, File, Statement, Status, Transaction};
use super::tag::is_no_text;
use crate::iso20022::Currency;

/// Sub-fields of the German form that hold remittance text.
const TEXT_FIELDS: [&str; 14] = [
    "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "60", "61", "62", "63",
];

/// The file as bytes. Errors as [`write_to`].
pub fn write(file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, file)?;
    Ok(bytes)
}

/// Writes the file to a stream. Besides errors of the stream: [`ErrorKind::InvalidInput`] if there is no statement, a
/// field does not fit its width or holds what would be read differently, a balance or date is missing or outside
/// 1980–2079, or an entry has more than one transaction or what the format has no place for.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    if file.statements.is_empty() {
        return Err(unfit("an MT940 file has at least one statement"));
    }
    file.statements
        .iter()
        .try_for_each(|statement| write_statement(out, statement))
}

fn write_statement(out: &mut impl Write, statement: &Statement) -> Result<()> {
    let currency = Currency::read(statement.currency.as_bytes())
        .map_err(|_| unfit("a currency is three capital letters"))?;
    line(out, &format!(":20:{}", fitting(&statement.id, 16)?))?;
    let account = fitting(&statement.account, 35)?;
    if account.is_empty() || field::account(account, &statement.currency).0 != account {
        return Err(unfit("the account is missing or not normalised"));
    }
    line(out, &format!(":25:{account}"))?;
    let number = statement.sequence.unwrap_or(0);
    if !(0..=99_999).contains(&number) || statement.sequence == Some(0) {
        return Err(unfit("a statement number has one to five digits"));
    }
    match statement.page {
        None => line(out, &format!(":28C:{number:05}"))?,
        Some((page, _)) if (1..=99_999).contains(&page) => {
            line(out, &format!(":28C:{number:05}/{page:03}"))?;
        }
        Some(_) => return Err(unfit("a page number has one to five digits")),
    }
    let Some(opening) = &statement.opening else {
        return Err(unfit("a statement has an opening balance"));
    };
    let tag = tag_of(opening, "OPBD", "60")?;
    line(out, &format!(":{tag}:{}", balance(opening, currency)?))?;
    for entry in &statement.entries {
        write_entry(out, entry, currency)?;
    }
    let is_last = statement.closing.as_ref().is_none_or(|b| b.code != "ITBD");
    if statement.page.is_some_and(|(_, last)| last != is_last) {
        return Err(unfit(
            "the closing balance of the last page is booked, of others intermediate",
        ));
    }
    if let Some(closing) = &statement.closing {
        let tag = tag_of(closing, "CLBD", "62")?;
        line(out, &format!(":{tag}:{}", balance(closing, currency)?))?;
    }
    for other in &statement.other_balances {
        let tag = match other.code.as_str() {
            "CLAV" => "64",
            "FWAV" => "65",
            _ => {
                return Err(unfit(
                    "the format has only CLAV and FWAV beside the booked balances",
                ));
            }
        };
        line(out, &format!(":{tag}:{}", balance(other, currency)?))?;
    }
    line(out, "-")
}

fn tag_of(balance: &Balance, booked: &str, tag: &str) -> Result<String> {
    match balance.code.as_str() {
        "ITBD" => Ok(format!("{tag}M")),
        code if code == booked => Ok(format!("{tag}F")),
        _ => Err(unfit("opening and closing are OPBD, CLBD or ITBD")),
    }
}

fn balance(balance: &Balance, currency: Currency) -> Result<String> {
    let mark = if balance.amount.0 < 0 { 'D' } else { 'C' };
    let date = six_digits(balance.date)?;
    let amount = amount(balance.amount, currency)?;
    Ok(format!("{mark}{date}{}{amount}", currency.text()))
}

fn amount(amount: Ore, currency: Currency) -> Result<String> {
    let unit = 10_u64.pow(currency.exponent());
    let unsigned = amount.unsigned();
    let width = usize::try_from(currency.exponent()).unwrap_or(0);
    let text = if width == 0 {
        format!("{unsigned},")
    } else {
        format!("{},{:0width$}", unsigned / unit, unsigned % unit)
    };
    if unsigned > domain::money::MAX_ABS_ORE.unsigned_abs() {
        return Err(unfit("an amount is larger than 10 000 000 000 000,00"));
    }
    Ok(text)
}

fn six_digits(date: Option<NaiveDate>) -> Result<String> {
    let date = date.filter(|date| (1980..=2079).contains(&date.year()));
    let Some(date) = date else {
        return Err(unfit("a date is missing or outside 1980 to 2079"));
    };
    Ok(format!(
        "{:02}{:02}{:02}",
        date.year().rem_euclid(100),
        date.month(),
        date.day()
    ))
}

fn write_entry(out: &mut impl Write, entry: &Entry, currency: Currency) -> Result<()> {
    let is_in = entry.amount.0 >= 0;
    let mark = match (entry.status, entry.reversal, is_in) {
        (Status::Booked, false, true) => "C",
        (Status::Booked, false, false) => "D",
        (Status::Booked, true, true) => "RD",
        (Status::Booked, true, false) => "RC",
        (Status::Pending, false, true) => "EC",
        (Status::Pending, false, false) => "ED",
        _ => return Err(unfit("the format has booked and expected lines only")),
    };
    let value = six_digits(entry.value_date)?;
    let booked = six_digits(entry.booking_date)?;
    let month_day = booked.get(2..).unwrap_or_default();
    let fits = entry
        .value_date
        .and_then(|date| field::entry_date(month_day.as_bytes(), date));
    if fits != entry.booking_date {
        return Err(unfit(
            "booking date and value date are more than half a year apart",
        ));
    }
    let kind = fitting(&entry.code, 4)?;
    let is_kind = matches!(kind.as_bytes(), [b'N' | b'F' | b'S', more @ ..] if more.len() == 3
        && more.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    if !is_kind {
        return Err(unfit("a line has a type of N, F or S and three characters"));
    }
    let has_more =
        !entry.group_code.is_empty() || !entry.batch.is_empty() || entry.batch_count.is_some();
    if has_more {
        return Err(unfit("the format has no place for batches and lump codes"));
    }
    let owner = fitting(&entry.entry_ref, 16)?;
    let bank = fitting(&entry.bank_ref, 16)?;
    if owner.contains("//") || owner.ends_with('/') || owner == "NONREF" || bank == "NONREF" {
        return Err(unfit("a reference would be read differently"));
    }
    let owner = if owner.is_empty() { "NONREF" } else { owner };
    let bank = if bank.is_empty() {
        String::new()
    } else {
        format!("//{bank}")
    };
    let amount = amount(entry.amount, currency)?;
    line(
        out,
        &format!(":61:{value}{month_day}{mark}{amount}{kind}{owner}{bank}"),
    )?;
    write_text(out, entry)
}

/// Field 86, if there is something to say; read back before it is written.
fn write_text(out: &mut impl Write, entry: &Entry) -> Result<()> {
    let text = match (
        entry.transactions.as_slice(),
        entry.proprietary_code.as_str(),
    ) {
        ([], "") => entry.text.clone(),
        ([], code) => german(code, &entry.text, &Transaction::default())?,
        ([transaction], "") => slashes(&entry.text, transaction),
        ([transaction], code) => german(code, &entry.text, transaction)?,
        _ => return Err(unfit("a line has at most one transaction")),
    };
    let mut again = Entry {
        transactions: Vec::new(),
        text: String::new(),
        proprietary_code: String::new(),
        ..entry.clone()
    };
    let lines = wrapped(&text);
    let (mut joined, mut was_full) = (Vec::new(), false);
    for line in &lines {
        details::append(&mut joined, line.as_bytes(), &mut was_full);
    }
    if !joined.is_empty() {
        details::fill(
            &mut again,
            &String::from_utf8_lossy(&joined),
            &mut details::Room::default(),
        );
    }
    let is_text = lines
        .iter()
        .skip(1)
        .all(|line| !is_no_text(line.as_bytes()));
    if again != *entry || !is_text || lines.len() > 6 || text.contains('\r') {
        return Err(unfit(
            "a text does not fit 6 lines of 65 characters or would be read differently",
        ));
    }
    for (index, text) in lines.iter().enumerate() {
        line(
            out,
            &format!("{}{text}", if index == 0 { ":86:" } else { "" }),
        )?;
    }
    Ok(())
}

/// Lines of at most 65 characters; a line that is cut is full, so that the reader joins it again.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if text.is_empty() {
        return lines;
    }
    for part in text.split('\n') {
        let mut line = String::new();
        let mut count = 0;
        for character in part.chars() {
            if count == details::LINE {
                lines.push(std::mem::take(&mut line));
                count = 0;
            }
            line.push(character);
            count += 1;
        }
        lines.push(line);
    }
    lines
}

fn slashes(text: &str, transaction: &Transaction) -> String {
    let mut out = String::new();
    let references = transaction.references.iter().map(|r| ("MARF", r.as_str()));
    let fields = [
        ("TRTP", text),
        ("EREF", transaction.end_to_end.as_str()),
        ("KREF", &transaction.payment_information),
        ("IBAN", &transaction.counter_account),
        ("NAME", &transaction.counter_name),
        ("RTRN", &transaction.return_reason),
    ];
    let remittance = [("REMI", transaction.text.as_str())];
    for (key, value) in fields.into_iter().chain(references).chain(remittance) {
        if !value.is_empty() {
            let _infallible = write!(out, "/{key}/{value}");
        }
    }
    out
}

/// `166?00…?10…?20EREF+…?31…?32…?34…`.
fn german(code: &str, text: &str, transaction: &Transaction) -> Result<String> {
    let (code, primanota) = code.split_once('+').unwrap_or((code, ""));
    let mut out = code.to_owned();
    let mut field = |key: &str, value: &str| {
        if !value.is_empty() {
            let _infallible = write!(out, "?{key}{value}");
        }
    };
    field("00", text);
    field("10", primanota);
    let references = transaction.references.iter().map(|r| ("MREF+", r.as_str()));
    let values = [
        ("EREF+", transaction.end_to_end.as_str()),
        ("KREF+", &transaction.payment_information),
    ];
    let remittance = [("SVWZ+", transaction.text.as_str())];
    let mut keys = TEXT_FIELDS.into_iter();
    for (key, value) in values.into_iter().chain(references).chain(remittance) {
        if value.is_empty() {
            continue;
        }
        for piece in pieces(&format!("{key}{value}")) {
            let key = keys
                .next()
                .ok_or_else(|| unfit("a text does not fit 14 sub-fields"))?;
            field(key, &piece);
        }
    }
    field("31", &transaction.counter_account);
    for (key, piece) in ["32", "33"]
        .into_iter()
        .zip(pieces(&transaction.counter_name))
    {
        field(key, &piece);
    }
    field("34", &transaction.return_reason);
    if out.len() == code.len() {
        out.push_str("?00");
    }
    Ok(out)
}

/// Pieces of 27 characters.
fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(details::SUBFIELD)
        .map(|piece| piece.iter().collect())
        .collect()
}

fn fitting(text: &str, width: usize) -> Result<&str> {
    if text.chars().count() > width || text.trim() != text || text.chars().any(char::is_control) {
        Err(unfit(
            "a field is longer than it may be, or has blanks or control characters at its ends",
        ))
    } else {
        Ok(text)
    }
}

fn line(out: &mut impl Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes())?;
    out.write_all(b"\r\n")
}

fn unfit(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
