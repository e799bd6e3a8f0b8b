//! The values of a cell: dates, periods and amounts, read strictly and without parsing libraries in the way.

use chrono::{Datelike, NaiveDate};
use domain::money::AmountError;
use domain::{Ore, Period};

/// `2025-03-31`, `31.03.2025` or `31/03/2025`, of the years 1900–2200.
#[inline]
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = match *text.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => ([y1, y2, y3, y4], [m1, m2], [d1, d2]),
        [d1, d2, mark @ (b'.' | b'/'), m1, m2, second, y1, y2, y3, y4] if mark == second => {
            ([y1, y2, y3, y4], [m1, m2], [d1, d2])
        }
        _ => return None,
    };
    let year = i32::try_from(number(&year)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&month)?, number(&day)?)?;
    (1900..=2200).contains(&date.year()).then_some(date)
}

/// `202503`, `2025-03`, `2025.03` or `03.2025`.
#[inline]
pub(super) fn period(text: &str) -> Option<Period> {
    let (year, period) = match *text.as_bytes() {
        [y1, y2, y3, y4, p1, p2]
        | [y1, y2, y3, y4, b'-' | b'.', p1, p2]
        | [p1, p2, b'.', y1, y2, y3, y4] => ([y1, y2, y3, y4], [p1, p2]),
        _ => return None,
    };
    Period::new(
        i32::try_from(number(&year)?).ok()?,
        u8::try_from(number(&period)?).ok()?,
    )
}

#[inline]
fn number(digits: &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
    }
    Some(value)
}

/// Why a cell is not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NotAnAmount {
    /// It can be read in two ways, and nothing in the file so far says which.
    Ambiguous,
    /// It uses the other decimal mark than the file so far.
    OtherMark,
    /// Anything else.
    Other(AmountError),
}

/// The file's decimal mark, learned from the first amount that shows it and fixed from then on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct DecimalMark(Option<u8>);

impl DecimalMark {
    /// `,` or `.`; `,` as long as no amount has shown it.
    pub(super) fn as_char(self) -> char {
        self.0.map_or(',', char::from)
    }

    /// Reads a trimmed, non-empty cell.
    #[inline]
    pub(super) fn amount(&mut self, text: &str) -> Result<Ore, NotAnAmount> {
        if let Some(mark) = self.0
            && let Some(ore) = plain_amount(text.as_bytes(), mark)
        {
            return Ok(ore);
        }
        self.other_amount(text)
    }

    fn other_amount(&mut self, text: &str) -> Result<Ore, NotAnAmount> {
        let shown = shown_mark(text)?;
        match (self.0, shown) {
            (Some(known), Some(shown)) if known != shown => {
                // 1.234 where the comma is known is a grouped whole number, and the reverse is never Norwegian.
                return Err(NotAnAmount::OtherMark);
            }
            (None, None) if text.contains('.') => return Err(NotAnAmount::Ambiguous),
            (None, Some(shown)) => self.0 = Some(shown),
            _ => {}
        }
        let read = match self.0 {
            Some(b'.') => Ore::from_file_decimal(text),
            _ => Ore::from_norwegian(text),
        };
        read.map_err(NotAnAmount::Other)
    }
}

/// The decimal mark that an amount shows; `None` if it shows none.
fn shown_mark(text: &str) -> Result<Option<u8>, NotAnAmount> {
    let body = text.trim_end_matches([')', '-', '\u{2212}', ' ']);
    match (body.rfind(','), body.rfind('.')) {
        (Some(comma), Some(stop)) if stop > comma => {
            Err(NotAnAmount::Other(AmountError::NotANumber))
        }
        (Some(_), _) => Ok(Some(b',')),
        (None, Some(stop)) if body.len() - stop - 1 != 3 && body.matches('.').count() == 1 => {
            Ok(Some(b'.'))
        }
        (None, _) => Ok(None),
    }
}

/// The form nearly every amount has: optional minus, 1–13 digits, the mark, two digits.
#[inline]
fn plain_amount(text: &[u8], mark: u8) -> Option<Ore> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let [whole @ .., at_mark, tens, ones] = text else {
        return None;
    };
    if *at_mark != mark
        || whole.is_empty()
        || whole.len() > 13
        || !tens.is_ascii_digit()
        || !ones.is_ascii_digit()
    {
        return None;
    }
    let mut value = 0_i64;
    for digit in whole {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    value = value * 100 + i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
    Some(Ore(if negative { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_periods() {
        let dates = [
            ("2025-03-31", Some("2025-03-31")),
            ("31.03.2025", Some("2025-03-31")),
            ("31/03/2025", Some("2025-03-31")),
            ("29.02.2024", Some("2024-02-29")),
            ("29.02.2025", None),
            ("31.03/2025", None),
            ("2025/03/31", None),
            ("1.3.2025", None),
            ("31.03.25", None),
            ("2025-03-31 ", None),
            ("0025-03-31", None),
            ("2025-+3-31", None),
            ("", None),
        ];
        for (text, expected) in dates {
            assert_eq!(date(text), expected.map(|e| e.parse().unwrap()), "{text}");
        }
        let periods = [
            ("202503", Some("2025-03")),
            ("2025-03", Some("2025-03")),
            ("2025.03", Some("2025-03")),
            ("03.2025", Some("2025-03")),
            ("202500", Some("2025-00")),
            ("202514", Some("2025-14")),
            ("202515", None),
            ("032025", None),
            ("2025/03", None),
            ("2025", None),
            ("03-2025", None),
        ];
        for (text, expected) in periods {
            assert_eq!(period(text), expected.map(|e| e.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn amounts_follow_the_mark_of_the_file() {
        use NotAnAmount::{Ambiguous, Other, OtherMark};
        let not = Other(AmountError::NotANumber);
        let table: [(&[&str], Result<i64, NotAnAmount>); 18] = [
            (&["1234,50"], Ok(123_450)),
            (&["1234.50"], Ok(123_450)),
            (&["1 234,50"], Ok(123_450)),
            (&["1.234,50"], Ok(123_450)),
            (&["1234"], Ok(123_400)),
            (&["1.234"], Err(Ambiguous)),
            (&["0,50", "1.234"], Ok(123_400)),
            (&["0.50", "1.230"], Ok(123)),
            (
                &["0.50", "1.234"],
                Err(Other(AmountError::TooManyDecimals(2))),
            ),
            (&["0,50", "0.50"], Err(OtherMark)),
            (&["0.50", "0,50"], Err(OtherMark)),
            (&["1,234.50"], Err(not)),
            (&["0,50", "-7,00"], Ok(-700)),
            (&["12,00-"], Ok(-1200)),
            (&["(12,00)"], Ok(-1200)),
            (&["1,005"], Err(Other(AmountError::TooManyDecimals(2)))),
            (
                &["0,50", "12345678901234,00"],
                Err(Other(AmountError::TooLarge)),
            ),
            (&["0,50", "kr 5,00"], Err(not)),
        ];
        for (texts, expected) in table {
            let mut mark = DecimalMark::default();
            let mut last = Err(Ambiguous);
            for text in texts {
                last = mark.amount(text);
            }
            assert_eq!(last, expected.map(Ore), "{texts:?}");
        }
    }
}
