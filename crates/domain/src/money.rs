//! Money as integer øre, with checked arithmetic and the decimal forms that people and files use.
//!
//! Debit is positive, credit negative, everywhere. Not here: currencies other than by their exponent, rates,
//! rounding (there is none: an amount that does not fit in whole øre is an error).

use std::fmt;

use rust_decimal::Decimal;

/// An amount in øre (1/100 NOK), or in the minor unit of another currency with two decimals.
/// Range: |øre| ≤ 10^15 when parsed, so that sums of up to 9 000 rows cannot overflow `i64`; longer sums are
/// taken in `i128` by [`Ore::sum`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Ore(pub i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing there.
    #[error("expected an amount, found nothing")]
    Empty,
    /// A character that has no place in an amount, or in this place.
    #[error("expected an amount such as 1234.50, found something else")]
    NotANumber,
    /// More decimals than the currency has, and the extra ones are not zero.
    #[error("expected at most {0} decimals; amounts are never rounded")]
    TooManyDecimals(u32),
    /// |øre| > 10^15.
    #[error("amount is larger than 10 000 000 000 000,00")]
    TooLarge,
}

/// The largest absolute amount accepted from a file, in øre.
pub const MAX_ABS_ORE: i64 = 1_000_000_000_000_000;

impl Ore {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// A sum that was made wider; at the bounds of 64 bits it stays there.
    pub fn bounded(sum: i128) -> Self {
        let bound = if sum < 0 { i64::MIN } else { i64::MAX };
        Self(i64::try_from(sum).unwrap_or(bound))
    }

    /// Sum, or `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference, or `None` on overflow.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount with its sign turned, or `None` for the one value that has no counterpart.
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// The amount without its sign, in øre.
    pub fn unsigned(self) -> u64 {
        self.0.unsigned_abs()
    }

    /// The sum of any number of amounts, taken in `i128`; `None` if the result does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let sum: i128 = amounts.into_iter().map(|ore| i128::from(ore.0)).sum();
        i64::try_from(sum).ok().map(Self)
    }

    /// Reads the form files use: optional sign, digits, optional `.` and decimals (`7`, `18.150`, `-0.50`).
    /// Extra decimals must be zero. No thousands mark, no exponent, no blanks.
    pub fn from_file_decimal(text: &str) -> Result<Self, AmountError> {
        parse_decimal(text.as_bytes(), b'.', 2)
    }

    /// As [`Ore::from_file_decimal`] with a given decimal mark and number of decimals of the currency (0–4).
    pub fn from_decimal(text: &str, mark: u8, exponent: u32) -> Result<Self, AmountError> {
        parse_decimal(text.as_bytes(), mark, exponent)
    }

    /// Reads the Norwegian forms people type and Unit4 prints: `1 234,50`, `1.234,50`, `1234,5`, `−12,00`, `12,00-`,
    /// `(12,00)`. Grouping is by three digits with blank, no-break blank, narrow no-break blank or full stop.
    /// A full stop with one or two digits after it and no comma is a decimal mark (`1234.50`).
    pub fn from_norwegian(text: &str) -> Result<Self, AmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        let (text, negative) =
            if let Some(rest) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
                (rest, true)
            } else if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
                (rest, true)
            } else if let Some(rest) = text.strip_suffix(['-', '\u{2212}']) {
                (rest, true)
            } else {
                (text, false)
            };
        let (whole, decimals) = match text.rsplit_once(',') {
            Some((whole, decimals)) => (whole, decimals),
            None => match text.rsplit_once('.') {
                Some((whole, decimals)) if decimals.len() <= 2 && !whole.contains('.') => {
                    (whole, decimals)
                }
                _ => (text, ""),
            },
        };
        let mut digits = String::with_capacity(text.len());
        for (index, group) in whole.split([' ', '\u{a0}', '\u{202f}', '.']).enumerate() {
            if (index > 0 && group.len() != 3) || !group.bytes().all(|b| b.is_ascii_digit()) {
                return Err(AmountError::NotANumber);
            }
            digits.push_str(group);
        }
        if !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AmountError::NotANumber);
        }
        digits.push('.');
        digits.push_str(decimals);
        let ore = parse_decimal(digits.trim_end_matches('.').as_bytes(), b'.', 2)?;
        Ok(Self(if negative { -ore.0 } else { ore.0 }))
    }

    /// `-1 234,50`: comma, groups of three with a no-break blank. Zero never carries a sign.
    pub fn norwegian(self) -> String {
        let (sign, whole, cents) = self.parts();
        let digits = whole.to_string();
        let mut text = String::from(sign);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push('\u{a0}');
            }
            text.push(digit);
        }
        format!("{text},{cents:02}")
    }

    /// The exact decimal value in kroner, for rates and percentages.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    fn parts(self) -> (&'static str, u64, u64) {
        let abs = self.0.unsigned_abs();
        (if self.0 < 0 { "-" } else { "" }, abs / 100, abs % 100)
    }
}

/// `-1234.50`: the form of every JSON and CSV artifact.
impl fmt::Display for Ore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, whole, cents) = self.parts();
        f.pad(&format!("{sign}{whole}.{cents:02}"))
    }
}

fn parse_decimal(text: &[u8], mark: u8, exponent: u32) -> Result<Ore, AmountError> {
    let (negative, digits) = match text {
        [] => return Err(AmountError::Empty),
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    };
    let mut value: i64 = 0;
    let mut seen_digit = false;
    let mut decimals: Option<u32> = None;
    for &byte in digits {
        if byte == mark && decimals.is_none() {
            decimals = Some(0);
            continue;
        }
        if !byte.is_ascii_digit() {
            return Err(AmountError::NotANumber);
        }
        seen_digit = true;
        let digit = i64::from(byte - b'0');
        match &mut decimals {
            Some(count) if *count >= exponent => {
                if digit != 0 {
                    return Err(AmountError::TooManyDecimals(exponent));
                }
                continue;
            }
            Some(count) => *count += 1,
            None => {}
        }
        value = value * 10 + digit;
        if value > MAX_ABS_ORE {
            return Err(AmountError::TooLarge);
        }
    }
    if !seen_digit || digits.last() == Some(&mark) {
        return Err(AmountError::NotANumber);
    }
    for _ in decimals.unwrap_or(0)..exponent {
        value *= 10;
        if value > MAX_ABS_ORE {
            return Err(AmountError::TooLarge);
        }
    }
    Ok(Ore(if negative { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_wide_sum_stays_at_the_bounds() {
        let table = [
            (0, 0),
            (-5, -5),
            (i128::from(i64::MAX), i64::MAX),
            (i128::from(i64::MAX) + 1, i64::MAX),
            (i128::from(i64::MIN) - 1, i64::MIN),
        ];
        for (sum, expected) in table {
            assert_eq!(Ore::bounded(sum), Ore(expected), "{sum}");
        }
    }

    #[test]
    fn file_decimals() {
        let table = [
            ("0", Ok(0)),
            ("7", Ok(700)),
            ("18.150", Ok(1815)),
            ("000000000000149.87", Ok(14987)),
            ("-0.50", Ok(-50)),
            (".5", Ok(50)),
            ("1.239", Err(AmountError::TooManyDecimals(2))),
            ("1e3", Err(AmountError::NotANumber)),
            ("1,50", Err(AmountError::NotANumber)),
            ("1.2.3", Err(AmountError::NotANumber)),
            ("1.", Err(AmountError::NotANumber)),
            (".", Err(AmountError::NotANumber)),
            ("-", Err(AmountError::NotANumber)),
            ("", Err(AmountError::Empty)),
            ("10000000000000.00", Ok(MAX_ABS_ORE)),
            ("10000000000000.01", Err(AmountError::TooLarge)),
            ("99999999999999999999999999", Err(AmountError::TooLarge)),
        ];
        for (text, expected) in table {
            assert_eq!(Ore::from_file_decimal(text), expected.map(Ore), "{text}");
        }
    }

    #[test]
    fn norwegian_forms() {
        let table = [
            ("1 234,50", Ok(123_450)),
            ("1\u{a0}234\u{a0}567,8", Ok(123_456_780)),
            ("1.234,50", Ok(123_450)),
            ("1.234", Ok(123_400)),
            ("1234.50", Ok(123_450)),
            ("-12,00", Ok(-1200)),
            ("12,00-", Ok(-1200)),
            ("\u{2212}12,00", Ok(-1200)),
            ("(12,00)", Ok(-1200)),
            ("0,00", Ok(0)),
            ("1 23,00", Err(AmountError::NotANumber)),
            ("1,234", Err(AmountError::TooManyDecimals(2))),
            ("kr 5", Err(AmountError::NotANumber)),
            ("  ", Err(AmountError::Empty)),
        ];
        for (text, expected) in table {
            assert_eq!(Ore::from_norwegian(text), expected.map(Ore), "{text}");
        }
        assert_eq!(Ore(-123_456_789).norwegian(), "-1\u{a0}234\u{a0}567,89");
        assert_eq!(Ore(5).norwegian(), "0,05");
        assert_eq!(Ore(-12_345).to_decimal().to_string(), "-123.45");
    }

    #[test]
    fn sums_do_not_wrap() {
        assert_eq!(
            Ore::sum([Ore(i64::MAX), Ore(1), Ore(-1)]),
            Some(Ore(i64::MAX))
        );
        assert_eq!(Ore::sum([Ore(i64::MAX), Ore(1)]), None);
        assert_eq!(Ore(i64::MIN).checked_neg(), None);
    }

    proptest! {
        #[test]
        fn prints_what_it_reads(value in -MAX_ABS_ORE..=MAX_ABS_ORE) {
            let ore = Ore(value);
            prop_assert_eq!(Ore::from_file_decimal(&ore.to_string()), Ok(ore));
            prop_assert_eq!(Ore::from_norwegian(&ore.norwegian()), Ok(ore));
        }
    }
}
