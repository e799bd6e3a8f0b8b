//! The characters of a field: blanks, whole numbers, amounts, dates, periods, in both forms.
//!
//! Not here: which field may hold what (`layout`), what a wrong one means (`field`).

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use domain::money::MAX_ABS_ORE;
use domain::{Ore, Period};

/// The bytes without blanks at both ends; empty if all are blank.
#[inline]
pub(super) fn trimmed(field: &[u8]) -> &[u8] {
    if is_blank(field) {
        return &[];
    }
    let mut rest = field;
    // Most of a text field is blank: sixteen at a time.
    while let Some((head, tail)) = rest.split_last_chunk::<16>()
        && is_blank(tail)
    {
        rest = head;
    }
    while let Some((b' ', head)) = rest.split_last() {
        rest = head;
    }
    while let Some((b' ', tail)) = rest.split_first() {
        rest = tail;
    }
    rest
}

/// Whether there is nothing but blanks, looked at without stopping early, so that the compiler can take many at a time.
#[inline]
pub(super) fn is_blank(field: &[u8]) -> bool {
    field.iter().fold(0, |all, byte| all | (byte ^ b' ')) == 0
}

/// Whether the text is printable ASCII.
#[inline]
pub(super) fn is_plain(text: &[u8]) -> bool {
    text.iter()
        .fold(true, |all, byte| all & (byte.wrapping_sub(0x20) < 0x5f))
}

/// A number of up to 18 digits; `None` if anything else stands there.
#[inline]
pub(super) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    let mut value = 0_u64;
    for digit in text {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u64::from(digit - b'0');
    }
    Some(value)
}

/// A whole number with a sign before it.
pub(super) fn whole(text: &[u8]) -> Option<i64> {
    let (negative, rest) = signed(text);
    let value = i64::try_from(digits(rest)?).ok()?;
    Some(if negative { -value } else { value })
}

fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    }
}

/// Why an amount is not one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NotAnAmount {
    /// Other characters, or in another order.
    Characters,
    /// |øre| > 10^15.
    TooLarge,
    /// A third decimal that is not zero.
    Decimals,
}

/// Øre of a record, without the outer blanks: digits with a sign directly before them, or at the first position of
/// the field, which after trimming is blanks between sign and digits.
#[inline]
pub(super) fn ore(text: &[u8]) -> Result<Ore, NotAnAmount> {
    let (negative, rest) = signed(text);
    let rest = if rest.len() == text.len() {
        rest
    } else {
        rest.trim_ascii_start()
    };
    let mut value = 0_i64;
    if rest.is_empty() {
        return Err(NotAnAmount::Characters);
    }
    for digit in rest {
        if !digit.is_ascii_digit() {
            return Err(NotAnAmount::Characters);
        }
        // At most 20 digits: saturating, and far above the largest amount long before.
        value = value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'));
    }
    if value > MAX_ABS_ORE {
        return Err(NotAnAmount::TooLarge);
    }
    Ok(Ore(if negative { -value } else { value }))
}

/// Kroner of the XML: a decimal with a point.
pub(super) fn kroner(text: &str) -> Result<Ore, NotAnAmount> {
    Ore::from_file_decimal(text).map_err(|error| match error {
        domain::money::AmountError::TooLarge => NotAnAmount::TooLarge,
        domain::money::AmountError::TooManyDecimals(_) => NotAnAmount::Decimals,
        _ => NotAnAmount::Characters,
    })
}

/// `YYYYMMDD`, not before 1900.
#[inline]
pub(super) fn date(text: &[u8]) -> Option<NaiveDate> {
    if text.len() != 8 {
        return None;
    }
    let number = u32::try_from(digits(text)?).ok()?;
    date_of(number / 10_000, number / 100 % 100, number % 100)
}

/// `YYYY-MM-DD`, not before 1900.
#[inline]
pub(super) fn iso_date(text: &[u8]) -> Option<NaiveDate> {
    let (year, rest) = text.split_first_chunk::<4>()?;
    let [b'-', m1, m2, b'-', d1, d2] = rest else {
        return None;
    };
    let part = |bytes: &[u8]| u32::try_from(digits(bytes)?).ok();
    date_of(part(year)?, part(&[*m1, *m2])?, part(&[*d1, *d2])?)
}

#[inline]
fn date_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (date.year() >= 1900).then_some(date)
}

/// `YYYYPP`.
#[inline]
pub(super) fn period(text: &[u8]) -> Option<Period> {
    if text.len() != 6 {
        return None;
    }
    Period::from_i32(i32::try_from(digits(text)?).ok()?)
}

/// A number of unclear scale: digits with a sign, at most one point, perhaps an exponent.
pub(super) fn is_value(text: &[u8]) -> bool {
    let (_, rest) = signed(text);
    let rest = rest.trim_ascii_start();
    let (mantissa, exponent) = match rest.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => rest.split_at(at),
        None => (rest, &[][..]),
    };
    let points = memchr::memchr_iter(b'.', mantissa).count();
    let figures = mantissa.iter().filter(|b| b.is_ascii_digit()).count();
    let exponent = exponent.get(1..).map_or(Some(0), whole);
    points <= 1 && figures > 0 && figures + points == mantissa.len() && exponent.is_some()
}

/// Characters that are not plain ASCII: by windows-1252, which holds all printable ones of ISO-8859-1.
#[cold]
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_at_both_ends() {
        for (left, right) in [(0, 0), (1, 0), (0, 1), (3, 20), (16, 16), (40, 200)] {
            let field = format!("{}a b{}", " ".repeat(left), " ".repeat(right));
            assert_eq!(trimmed(field.as_bytes()), b"a b");
            assert_eq!(trimmed(" ".repeat(left + right).as_bytes()), b"");
        }
    }

    #[test]
    fn amounts_of_a_record() {
        let table = [
            ("4500000", Ok(4_500_000)),
            ("-634500", Ok(-634_500)),
            ("-            634500", Ok(-634_500)),
            ("+5", Ok(5)),
            ("-0", Ok(0)),
            ("00000000000000000007", Ok(7)),
            ("1000000000000000", Ok(MAX_ABS_ORE)),
            ("1000000000000001", Err(NotAnAmount::TooLarge)),
            ("99999999999999999999", Err(NotAnAmount::TooLarge)),
            ("1 000", Err(NotAnAmount::Characters)),
            ("10.00", Err(NotAnAmount::Characters)),
            ("100-", Err(NotAnAmount::Characters)),
            ("--1", Err(NotAnAmount::Characters)),
            ("-", Err(NotAnAmount::Characters)),
            ("100X", Err(NotAnAmount::Characters)),
        ];
        for (text, expected) in table {
            assert_eq!(ore(text.as_bytes()), expected.map(Ore), "{text}");
        }
    }

    #[test]
    fn dates_and_periods() {
        assert_eq!(
            date(b"20260612"),
            iso_date(b"2026-06-12").filter(|d| d.to_string() == "2026-06-12")
        );
        for wrong in ["20260231", "18991231", "2026061", "00000000", "2026-6-1"] {
            assert_eq!(date(wrong.as_bytes()), None, "{wrong}");
        }
        for wrong in [
            "2026-02-31",
            "1899-12-31",
            "2026-6-12",
            "2026-06-12Z",
            "20260612",
            "",
        ] {
            assert_eq!(iso_date(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(period(b"202613").map(Period::as_i32), Some(202_613));
        assert!(period(b"202616").is_none() && period(b"20266").is_none());
    }

    #[test]
    fn numbers_of_unclear_scale() {
        for right in ["150", "-1.5", "+0", "1.5E2", ".5", "-   150", "0.0"] {
            assert!(is_value(right.as_bytes()), "{right}");
        }
        for wrong in ["", "-", "1,5", "1.2.3", "E5", "1E", "NaN", "1 2"] {
            assert!(!is_value(wrong.as_bytes()), "{wrong}");
        }
    }
}
