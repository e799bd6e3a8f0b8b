//! The fields of one record: fixed positions of 320 characters.
//!
//! Positions are those of the specification: from 1, both ends included.

use chrono::{Datelike, NaiveDate};

/// Characters of a record.
pub(super) const RECORD: usize = 320;
/// One record.
pub(super) type Record = [u8; RECORD];

/// The bytes from position `from` to `to`.
#[inline]
pub(super) fn at(record: &Record, from: usize, to: usize) -> &[u8] {
    record.get(from.saturating_sub(1)..to).unwrap_or_default()
}

/// The byte at a position.
#[inline]
pub(super) fn one(record: &Record, position: usize) -> u8 {
    record
        .get(position.saturating_sub(1))
        .copied()
        .unwrap_or(b' ')
}

/// A number of up to 18 digits; `None` if anything else stands there.
#[inline]
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    let mut wrong = false;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        wrong |= digit > 9;
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    (!wrong).then_some(value)
}

/// Whether a field holds nothing but blanks.
#[inline]
pub(super) fn is_blank(field: &[u8]) -> bool {
    field.iter().all(|byte| *byte == b' ')
}

/// Whether a field holds nothing but blanks and zeros.
#[inline]
pub(super) fn is_empty(field: &[u8]) -> bool {
    field.iter().all(|byte| matches!(byte, b' ' | b'0'))
}

/// A text without its trailing blanks, from ISO-8859-1.
#[inline]
pub(super) fn text(bytes: &[u8]) -> String {
    let bytes = bytes.trim_ascii_end();
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.is_ascii() => text.to_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Whether `MMDD` is a day of some year.
#[inline]
pub(super) fn is_month_and_day(field: &[u8]) -> bool {
    let part = |from: usize| field.get(from..from + 2).and_then(number).unwrap_or(0);
    let days = match part(0) {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&part(2))
}

/// `YYYYMMDD`.
pub(super) fn long_date(field: &[u8]) -> Option<NaiveDate> {
    let part = |from: usize, to: usize| field.get(from..to).and_then(number);
    let year = i32::try_from(part(0, 4)?).ok()?;
    let month = u32::try_from(part(4, 6)?).ok()?;
    let day = u32::try_from(part(6, 8)?).ok()?;
    // A year outside these is a slip of the pen.
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1900..=2199).contains(&year))
}

/// Reads `YYMMDD` with a window of years, and remembers the date read last, because neighbours have the same.
#[derive(Debug)]
pub(super) struct Dates {
    first_year: i32,
    last: Option<([u8; 6], NaiveDate)>,
}

impl Dates {
    /// Years from 80 before to 19 after the reference date's.
    pub(super) fn around(reference: NaiveDate) -> Self {
        Self {
            first_year: reference.year() - 80,
            last: None,
        }
    }

    /// Reads the six bytes; `None` if they are no date.
    #[inline]
    pub(super) fn read(&mut self, field: &[u8]) -> Option<NaiveDate> {
        match self.last {
            Some((bytes, date)) if bytes == field => Some(date),
            _ => self.read_new(field),
        }
    }

    fn read_new(&mut self, field: &[u8]) -> Option<NaiveDate> {
        let bytes = <[u8; 6]>::try_from(field).ok()?;
        let part =
            |from: usize| number(bytes.get(from..from + 2)?).and_then(|n| u32::try_from(n).ok());
        let offset = (i32::try_from(part(0)?).ok()? - self.first_year).rem_euclid(100);
        let date = NaiveDate::from_ymd_opt(self.first_year + offset, part(2)?, part(4)?)?;
        self.last = Some((bytes, date));
        Some(date)
    }
}

/// `-1234.50`, also for sums that no longer fit a single amount.
pub(super) fn kroner(ore: i128) -> String {
    let (sign, absolute) = (if ore < 0 { "-" } else { "" }, ore.unsigned_abs());
    format!("{sign}{}.{:02}", absolute / 100, absolute % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn century_window() {
        let table = [
            ("2025-01-01", "920120", Some("1992-01-20")),
            ("2025-01-01", "440101", Some("2044-01-01")),
            ("2025-01-01", "450101", Some("1945-01-01")),
            ("2075-01-01", "920120", Some("2092-01-20")),
            ("2025-01-01", "240229", Some("2024-02-29")),
            ("2025-01-01", "250229", None),
            ("2025-01-01", "000000", None),
            ("2025-01-01", "25 101", None),
            ("2025-01-01", "251301", None),
        ];
        for (reference, field, expected) in table {
            let mut dates = Dates::around(reference.parse().unwrap());
            for _ in 0..2 {
                let expected = expected.map(|date| date.parse().unwrap());
                assert_eq!(dates.read(field.as_bytes()), expected, "{field}");
            }
        }
    }

    #[test]
    fn small_fields() {
        for (field, expected) in [
            ("0229", true),
            ("0230", false),
            ("1231", true),
            ("0000", false),
            ("1301", false),
            ("0431", false),
            ("04 1", false),
        ] {
            assert_eq!(is_month_and_day(field.as_bytes()), expected, "{field}");
        }
        assert_eq!(long_date(b"20150807"), Some("2015-08-07".parse().unwrap()));
        assert_eq!(long_date(b"02015080"), None);
        assert_eq!(text(b"BL\xc5B\xc6R  "), "BLÅBÆR");
        assert_eq!(number(b"12x"), None);
        assert_eq!(kroner(-5), "-0.05");
    }
}
