//! The fields of one record: fixed positions of an 80-character line.
//!
//! Positions are those of the specification: from 1, both ends included.

use chrono::{Datelike, NaiveDate};

/// One record of exactly 80 bytes.
pub(super) type Record = [u8; 80];

/// The bytes from position `from` to `to`.
#[inline]
pub(super) fn at(record: &Record, from: usize, to: usize) -> &[u8] {
    record.get(from.saturating_sub(1)..to).unwrap_or_default()
}

/// A number of up to 18 digits; `None` if anything else stands there.
#[inline]
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
    }
    Some(value)
}

/// Whether a field holds nothing but zeros.
#[inline]
pub(super) fn is_zeros(field: &[u8]) -> bool {
    field.iter().all(|byte| *byte == b'0')
}

/// ISO-8859-1, byte for byte.
pub(super) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.is_ascii() => text.to_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A piece of the file as it may stand in a message: without control characters.
pub(super) fn shown(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| char::from(*byte))
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

/// Reads `DDMMYY` with a window of years, and remembers the two dates read last: neighbours have the same settlement
/// date and the same bank date.
#[derive(Debug)]
pub(super) struct Dates {
    first_year: i32,
    last: Option<([u8; 6], NaiveDate)>,
    before: Option<([u8; 6], NaiveDate)>,
}

/// What stands in a date field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DateField {
    /// `000000`.
    Absent,
    /// A date.
    Date(NaiveDate),
    /// Neither.
    Impossible,
}

impl Dates {
    /// Years from 80 before to 19 after the reference date's.
    pub(super) fn around(reference: NaiveDate) -> Self {
        Self {
            first_year: reference.year() - 80,
            last: None,
            before: None,
        }
    }

    /// Reads the six bytes.
    #[inline]
    pub(super) fn read(&mut self, field: &[u8]) -> DateField {
        match (self.last, self.before) {
            (Some((bytes, date)), _) | (_, Some((bytes, date))) if bytes == field => {
                DateField::Date(date)
            }
            _ => self.read_new(field),
        }
    }

    fn read_new(&mut self, field: &[u8]) -> DateField {
        let Ok(bytes) = <[u8; 6]>::try_from(field) else {
            return DateField::Impossible;
        };
        if is_zeros(field) {
            return DateField::Absent;
        }
        let part =
            |from: usize| number(bytes.get(from..from + 2)?).and_then(|n| u32::try_from(n).ok());
        let date = part(0)
            .zip(part(2))
            .zip(part(4))
            .and_then(|((day, month), yy)| {
                let offset = (i32::try_from(yy).ok()? - self.first_year).rem_euclid(100);
                NaiveDate::from_ymd_opt(self.first_year + offset, month, day)
            });
        match date {
            Some(date) => {
                self.before = self.last.replace((bytes, date));
                DateField::Date(date)
            }
            None => DateField::Impossible,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn century_window() {
        let table = [
            ("2025-01-01", "200192", "1992-01-20"),
            ("2025-01-01", "010144", "2044-01-01"),
            ("2025-01-01", "010145", "1945-01-01"),
            ("1992-02-01", "200192", "1992-01-20"),
            ("1992-02-01", "010111", "2011-01-01"),
            ("1992-02-01", "010112", "1912-01-01"),
            ("2025-01-01", "290224", "2024-02-29"),
        ];
        for (reference, field, expected) in table {
            let mut dates = Dates::around(reference.parse().unwrap());
            for _ in 0..2 {
                assert_eq!(
                    dates.read(field.as_bytes()),
                    DateField::Date(expected.parse().unwrap()),
                    "{field}"
                );
            }
        }
        let mut dates = Dates::around("2025-01-01".parse().unwrap());
        assert_eq!(dates.read(b"000000"), DateField::Absent);
        for wrong in [
            "290225", "320125", "011325", "01 125", "000125", "-10125", "01012",
        ] {
            assert_eq!(
                dates.read(wrong.as_bytes()),
                DateField::Impossible,
                "{wrong}"
            );
        }
    }
}
