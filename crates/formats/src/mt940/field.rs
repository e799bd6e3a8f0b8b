//! Small values of the fields: amounts, dates, account numbers, texts.
//!
//! Not here: which value stands where.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use domain::Ore;
use domain::identifier::BankAccountNumber;
use domain::money::MAX_ABS_ORE;

use crate::iso20022::normal_account;

/// Why bytes are not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AmountFault {
    /// No digit.
    Empty,
    /// Something else than digits, one decimal mark and blanks that pad.
    NotANumber,
    /// More decimals than the currency has, and not zeros.
    TooManyDecimals,
    /// |øre| > 10^15.
    TooLarge,
}

impl AmountFault {
    /// What was expected and found.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "expected an amount, found none",
            Self::NotANumber => "expected digits with one comma as amount, found something else",
            Self::TooManyDecimals => {
                "expected no more decimals than the currency has, found more; nothing is rounded"
            }
            Self::TooLarge => "expected an amount of at most 10 000 000 000 000,00, found more",
        }
    }
}

/// An amount without sign, and whether it is written as the standard says: digits with exactly one comma.
#[inline]
pub(super) fn amount(bytes: &[u8], exponent: u32) -> Result<(Ore, bool), AmountFault> {
    let mut value = 0_i64;
    let (mut digits, mut marks, mut decimals) = (0_u32, 0_u32, 0_u32);
    let mut standard = true;
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                if marks == 1 {
                    decimals += 1;
                    if decimals > exponent {
                        if *byte == b'0' {
                            continue;
                        }
                        return Err(AmountFault::TooManyDecimals);
                    }
                }
                value = value * 10 + i64::from(byte - b'0');
                if value > MAX_ABS_ORE {
                    return Err(AmountFault::TooLarge);
                }
            }
            b',' | b'.' if marks == 0 && digits > 0 => {
                marks = 1;
                standard &= *byte == b',';
            }
            b' ' if marks == 0 => standard = false,
            _ => return Err(AmountFault::NotANumber),
        }
    }
    if digits == 0 {
        return Err(AmountFault::Empty);
    }
    for _ in decimals.min(exponent)..exponent {
        value *= 10;
        if value > MAX_ABS_ORE {
            return Err(AmountFault::TooLarge);
        }
    }
    Ok((Ore(value), standard && marks == 1))
}

/// Two digits.
#[inline]
pub(super) fn two(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u32::from(a - b'0') * 10 + u32::from(b - b'0')),
        _ => None,
    }
}

/// What six digits `YYMMDD` say. Years 80 to 99 are of the last century.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SixDigits {
    /// A date.
    Date(NaiveDate),
    /// A day up to 31 that its month does not have; the last day of that month.
    Beyond(NaiveDate),
    /// Neither.
    Impossible,
}

/// Reads `YYMMDD`.
pub(super) fn date(bytes: &[u8]) -> SixDigits {
    let part = |from: usize| two(bytes.get(from..from + 2).unwrap_or_default());
    let (Some(yy), Some(month), Some(day), 6) = (part(0), part(2), part(4), bytes.len()) else {
        return SixDigits::Impossible;
    };
    let Ok(year) = i32::try_from(if yy >= 80 { 1900 + yy } else { 2000 + yy }) else {
        return SixDigits::Impossible;
    };
    if let Some(date) = NaiveDate::from_ymd_opt(year, month, day) {
        return SixDigits::Date(date);
    }
    let last = (28..=30)
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day));
    match last {
        Some(last) if (29..=31).contains(&day) => SixDigits::Beyond(last),
        _ => SixDigits::Impossible,
    }
}

/// The entry date `MMDD` beside a value date: the year that brings the two within 180 days of each other.
pub(super) fn entry_date(bytes: &[u8], value_date: NaiveDate) -> Option<NaiveDate> {
    let month = two(bytes.get(..2)?)?;
    let day = two(bytes.get(2..)?)?;
    let of = |years: i32| NaiveDate::from_ymd_opt(value_date.year() + years, month, day);
    let days_after = |date: NaiveDate| (date - value_date).num_days();
    match of(0) {
        Some(date) if days_after(date) > 180 => of(-1),
        Some(date) if days_after(date) < -180 => of(1),
        Some(date) => Some(date),
        // 29 February of the year beside.
        None => [of(-1), of(1)]
            .into_iter()
            .flatten()
            .find(|date| days_after(*date).abs() <= 180),
    }
}

/// The account as the house writes it: 11 digits of a Norwegian account (an IBAN without blanks of a foreign one) in any
/// of the forms banks write; otherwise as written. And whether it looks Norwegian but its check digits do not fit.
///
/// Forms: number or IBAN, `BIC/number`, either with the currency glued or after a blank, quoted.
pub(super) fn account(written: &str, currency: &str) -> (String, bool) {
    let written = written.trim();
    let unquoted = written.trim_matches(['"', '\'']).trim();
    let bare = unquoted
        .strip_suffix(currency)
        .filter(|rest| {
            !currency.is_empty() && rest.ends_with(|c: char| c == ' ' || c.is_ascii_digit())
        })
        .unwrap_or(unquoted)
        .trim();
    let of_bank = bare
        .split_once('/')
        .filter(|(bank, _)| is_bic(bank))
        .map(|(_, number)| number.trim());
    let mut looks_norwegian = false;
    for form in [Some(bare), of_bank].into_iter().flatten() {
        if let Ok(number) = form.parse::<BankAccountNumber>() {
            return (number.as_str().to_owned(), false);
        }
        looks_norwegian |= normal_account(form).1;
    }
    (written.to_owned(), looks_norwegian)
}

/// Eight or eleven capital letters and digits, of which six letters first.
fn is_bic(text: &str) -> bool {
    matches!(text.len(), 8 | 11)
        && text.bytes().take(6).all(|b| b.is_ascii_uppercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Which encoding the texts that were kept needed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Encoding {
    pub(super) utf8: bool,
    pub(super) latin1: bool,
}

impl Encoding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self { latin1: true, .. } => "iso-8859-1",
            Self { utf8: true, .. } => "utf-8",
            _ => "us-ascii",
        }
    }

    /// UTF-8 if it is, else ISO-8859-1.
    #[inline]
    pub(super) fn text<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, str> {
        match encoding_rs::mem::decode_latin1(bytes) {
            Cow::Borrowed(ascii) => Cow::Borrowed(ascii),
            Cow::Owned(latin1) => self.beyond_ascii(bytes, latin1),
        }
    }

    /// Puts a text behind another.
    #[inline]
    pub(super) fn add(&mut self, text: &mut String, bytes: &[u8]) {
        if !bytes.is_empty() {
            text.push_str(&self.text(bytes));
        }
    }

    fn beyond_ascii<'a>(&mut self, bytes: &'a [u8], latin1: String) -> Cow<'a, str> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.utf8 = true;
            return Cow::Borrowed(text);
        }
        self.latin1 = true;
        Cow::Owned(latin1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let table = [
            ("300,", 2, Ok((30_000, true))),
            ("0,", 2, Ok((0, true))),
            ("970499,9", 2, Ok((97_049_990, true))),
            ("15,00", 2, Ok((1_500, true))),
            ("15,000", 2, Ok((1_500, true))),
            ("15,001", 2, Err(AmountFault::TooManyDecimals)),
            ("500", 2, Ok((50_000, false))),
            ("000000000300.00", 2, Ok((30_000, false))),
            ("  12,5", 2, Ok((1_250, false))),
            ("1 234,50", 2, Ok((123_450, false))),
            ("1.234,50", 2, Err(AmountFault::TooManyDecimals)),
            ("1,2,3", 2, Err(AmountFault::NotANumber)),
            (",50", 2, Err(AmountFault::NotANumber)),
            ("1, 5", 2, Err(AmountFault::NotANumber)),
            ("-1,", 2, Err(AmountFault::NotANumber)),
            ("", 2, Err(AmountFault::Empty)),
            ("10000000000000,00", 2, Ok((MAX_ABS_ORE, true))),
            ("10000000000000,01", 2, Err(AmountFault::TooLarge)),
            ("99999999999999999999999", 2, Err(AmountFault::TooLarge)),
            ("100,", 0, Ok((100, true))),
            ("100,00", 0, Ok((100, true))),
            ("100,5", 0, Err(AmountFault::TooManyDecimals)),
            ("999999999999999,", 4, Err(AmountFault::TooLarge)),
            ("1,234", 3, Ok((1_234, true))),
        ];
        for (text, exponent, expected) in table {
            let expected = expected.map(|(ore, standard)| (Ore(ore), standard));
            assert_eq!(amount(text.as_bytes(), exponent), expected, "{text}");
        }
    }

    #[test]
    fn entry_dates_at_new_year() {
        let table = [
            ("210101", "1230", Some("2020-12-30")),
            ("141231", "0105", Some("2015-01-05")),
            ("100401", "0331", Some("2010-03-31")),
            ("200201", "0219", Some("2020-02-19")),
            ("191231", "0229", Some("2020-02-29")),
            ("210301", "0229", None),
            ("210301", "1301", None),
            ("210301", "0230", None),
        ];
        for (value, entry, expected) in table {
            let SixDigits::Date(value_date) = date(value.as_bytes()) else {
                panic!("{value}")
            };
            let found = entry_date(entry.as_bytes(), value_date).map(|d| d.to_string());
            assert_eq!(found.as_deref(), expected, "{value} {entry}");
        }
    }

    #[test]
    fn dates() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let table = [
            ("791231", SixDigits::Date(day("2079-12-31"))),
            ("800101", SixDigits::Date(day("1980-01-01"))),
            ("021131", SixDigits::Beyond(day("2002-11-30"))),
            ("230230", SixDigits::Beyond(day("2023-02-28"))),
            ("240230", SixDigits::Beyond(day("2024-02-29"))),
            ("230132", SixDigits::Impossible),
            ("231301", SixDigits::Impossible),
            ("230100", SixDigits::Impossible),
            ("23 101", SixDigits::Impossible),
            ("2301", SixDigits::Impossible),
        ];
        for (text, expected) in table {
            assert_eq!(date(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn accounts() {
        let table = [
            ("DABADKKK/1234.56.78903", "NOK", "12345678903", false),
            ("DNBANOKKXXX/12345678903", "NOK", "12345678903", false),
            ("NO7112345678903", "NOK", "12345678903", false),
            ("NO71 1234 5678 903 NOK", "NOK", "12345678903", false),
            ("12345678903NOK", "NOK", "12345678903", false),
            ("\"1234.56.78903\"", "NOK", "12345678903", false),
            ("1111.11.11111", "NOK", "1111.11.11111", true),
            (
                "DABADKKK/1111.11.11111",
                "NOK",
                "DABADKKK/1111.11.11111",
                true,
            ),
            (
                "50880050/0194774600888",
                "EUR",
                "50880050/0194774600888",
                false,
            ),
            ("1291.99.348EUR", "EUR", "1291.99.348EUR", false),
            ("FI7433010001222090 EUR", "EUR", "FI7433010001222090", false),
            ("50880050/12345678903", "EUR", "50880050/12345678903", false),
            ("NOK", "NOK", "NOK", false),
            ("", "", "", false),
        ];
        for (written, currency, expected, odd) in table {
            let found = account(written, currency);
            assert_eq!(found, (expected.to_owned(), odd), "{written}");
        }
    }
}
