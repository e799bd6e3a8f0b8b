//! The values of a cell: dates, periods, amounts and the rarer types, read strictly and without parsing libraries in
//! the way.

use chrono::{Datelike, NaiveDate};
use domain::money::{AmountError, MAX_ABS_ORE};
use domain::register::{Type, UNLIMITED};
use domain::{Ore, Period};

use super::fault::Fault;

/// A value of a row; texts are places in the text of the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Value {
    Empty,
    Text { start: usize, end: usize },
    Amount(Ore),
    Date(NaiveDate),
    Period(Period),
    Count(i64),
    Decimal(i64),
    Switch(bool),
}

/// A cell that is no text: from a workbook or from Parquet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Typed {
    /// An exact decimal: `unscaled / 10^scale`.
    Exact { unscaled: i128, scale: u32 },
    /// A day.
    Date(NaiveDate),
    /// Yes or no.
    Switch(bool),
    /// A binary number that stands for no decimal of two places.
    Inexact,
}

/// Counts and whole numbers stay below this: 15 digits are exact wherever they come from.
const WHOLE_LIMIT: i64 = 1_000_000_000_000_000;

/// The value of a cell that is no text, for a field that is none either.
pub(crate) fn of_typed(of: Type, cell: Typed) -> Result<Value, Fault> {
    match (of, cell) {
        (Type::Amount | Type::Limit, Typed::Exact { unscaled, scale }) => {
            let ore = rescaled(unscaled, scale, 2).ok_or(Fault::Amount(NotAnAmount::Other(
                AmountError::TooManyDecimals(2),
            )))?;
            let ore = i64::try_from(ore)
                .ok()
                .filter(|ore| ore.abs() <= MAX_ABS_ORE);
            ore.map(|ore| Value::Amount(Ore(ore)))
                .ok_or(Fault::Amount(NotAnAmount::Other(AmountError::TooLarge)))
        }
        (Type::Date, Typed::Date(date)) if (1900..=2200).contains(&date.year()) => {
            Ok(Value::Date(date))
        }
        (Type::Period, Typed::Exact { .. }) => {
            let number = whole(cell).ok_or(Fault::NotOf(of))?;
            let period = i32::try_from(number).ok().and_then(Period::from_i32);
            period.map(Value::Period).ok_or(Fault::NotOf(of))
        }
        (Type::Count, Typed::Exact { .. }) => match whole(cell) {
            Some(count @ 0..WHOLE_LIMIT) => Ok(Value::Count(count)),
            _ => Err(Fault::NotOf(of)),
        },
        (Type::Decimal, Typed::Exact { unscaled, scale }) => rescaled(unscaled, scale, 4)
            .and_then(|value| i64::try_from(value).ok())
            .filter(|value| value.abs() < WHOLE_LIMIT)
            .map(Value::Decimal)
            .ok_or(Fault::NotOf(of)),
        (Type::Switch, Typed::Switch(switch)) => Ok(Value::Switch(switch)),
        (Type::Switch, Typed::Exact { .. }) => match whole(cell) {
            Some(number @ 0..=1) => Ok(Value::Switch(number == 1)),
            _ => Err(Fault::NotOf(of)),
        },
        _ => Err(Fault::NotOf(of)),
    }
}

/// The whole number that an exact decimal is, below 10^15 either way.
pub(crate) fn whole(cell: Typed) -> Option<i64> {
    let Typed::Exact { unscaled, scale } = cell else {
        return None;
    };
    let number = i64::try_from(rescaled(unscaled, scale, 0)?).ok()?;
    (-WHOLE_LIMIT < number && number < WHOLE_LIMIT).then_some(number)
}

/// The same decimal with another number of decimals; `None` if that would round or overflow.
fn rescaled(unscaled: i128, from: u32, to: u32) -> Option<i128> {
    if from <= to {
        return unscaled.checked_mul(10_i128.checked_pow(to - from)?);
    }
    match 10_i128.checked_pow(from - to) {
        Some(divisor) => (unscaled % divisor == 0).then(|| unscaled / divisor),
        None => (unscaled == 0).then_some(0),
    }
}

/// The value of a trimmed text cell of one of the rarer types.
pub(crate) fn rare(of: Type, cell: &str, mark: &mut DecimalMark) -> Result<Value, Fault> {
    if cell.is_empty() {
        return Ok(Value::Empty);
    }
    match of {
        Type::Limit if cell.eq_ignore_ascii_case("u") => Ok(Value::Amount(UNLIMITED)),
        Type::Limit => mark.amount(cell).map(Value::Amount).map_err(Fault::Amount),
        Type::Count => count(cell).map(Value::Count).ok_or(Fault::NotOf(of)),
        Type::Decimal => mark
            .decimal(cell)
            .map(Value::Decimal)
            .ok_or(Fault::NotOf(of)),
        Type::Switch => switch(cell).map(Value::Switch).ok_or(Fault::NotOf(of)),
        _ => Err(Fault::NotOf(of)),
    }
}

/// Digits only, below 10^15.
fn count(text: &str) -> Option<i64> {
    let digits = text.as_bytes();
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    let mut value = 0_i64;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    Some(value)
}

fn switch(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match () {
        () if is(&["ja", "j", "yes", "y", "true", "x", "1"]) => Some(true),
        () if is(&["nei", "n", "no", "false", "0"]) => Some(false),
        () => None,
    }
}

/// `2025-03-31`, `31.03.2025`, `31/03/2025` or `20250331`, of the years 1900–2200. No eight digits are a date both ways:
/// a day and month first would be a year before 1900 or a month above 12.
#[inline]
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = match *text.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] | [y1, y2, y3, y4, m1, m2, d1, d2] => {
            ([y1, y2, y3, y4], [m1, m2], [d1, d2])
        }
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
pub(crate) fn period(text: &str) -> Option<Period> {
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
pub(crate) enum NotAnAmount {
    /// It can be read in two ways, and nothing in the file so far says which.
    Ambiguous,
    /// It uses the other decimal mark than the file so far.
    OtherMark,
    /// Anything else.
    Other(AmountError),
}

/// The file's decimal mark, learned from the first amount that shows it and fixed from then on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct DecimalMark(Option<u8>);

impl DecimalMark {
    /// `,` or `.`; `,` as long as no amount has shown it.
    pub(crate) fn as_char(self) -> char {
        self.0.map_or(',', char::from)
    }

    /// Reads a trimmed, non-empty cell.
    #[inline]
    pub(crate) fn amount(&mut self, text: &str) -> Result<Ore, NotAnAmount> {
        if let Some(mark) = self.0
            && let Some(ore) = plain_amount(text.as_bytes(), mark)
        {
            return Ok(ore);
        }
        self.other_amount(text)
    }

    /// Reads a trimmed, non-empty cell that is no money: ten-thousandths. A mark that it shows becomes the file's only if
    /// the file has shown none.
    fn decimal(&mut self, text: &str) -> Option<i64> {
        let (negative, body) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(body) => (true, body),
            None => (false, text),
        };
        let (whole, decimals, shown) = match body.split_once([',', '.']) {
            Some((whole, decimals)) => {
                let shown = body.as_bytes().get(whole.len()).copied();
                (whole, decimals, shown)
            }
            None => (body, "", None),
        };
        let agrees = match (self.0, shown) {
            (Some(known), Some(shown)) => known == shown,
            _ => true,
        };
        // 7.125 where no mark is known could be a grouped whole number.
        let is_ambiguous = self.0.is_none() && shown == Some(b'.') && decimals.len() == 3;
        if !agrees || is_ambiguous || decimals.len() > 4 || (shown.is_some() && decimals.is_empty())
        {
            return None;
        }
        let scale = [10_000, 1_000, 100, 10, 1].get(decimals.len())?;
        let value = count(whole)?.checked_mul(10_000)?;
        let rest = if decimals.is_empty() {
            0
        } else {
            count(decimals)?.checked_mul(*scale)?
        };
        self.0 = self.0.or(shown);
        let value = value
            .checked_add(rest)
            .filter(|value| *value < WHOLE_LIMIT)?;
        Some(if negative { -value } else { value })
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
            ("20250331", Some("2025-03-31")),
            ("31032025", None),
            ("20032025", None),
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
    fn rarer_types() {
        let fault = |of| Err(Fault::NotOf(of));
        let table = [
            (Type::Count, "17", Ok(Value::Count(17))),
            (Type::Count, "-1", fault(Type::Count)),
            (Type::Count, "1.000", fault(Type::Count)),
            (Type::Count, "1234567890123456", fault(Type::Count)),
            (Type::Decimal, "7,5", Ok(Value::Decimal(75_000))),
            (Type::Decimal, "-0,0001", Ok(Value::Decimal(-1))),
            (Type::Decimal, "7,00001", fault(Type::Decimal)),
            (Type::Decimal, "7.125", fault(Type::Decimal)),
            (Type::Decimal, "7.5", Ok(Value::Decimal(75_000))),
            (Type::Decimal, "7,", fault(Type::Decimal)),
            (Type::Decimal, ",5", fault(Type::Decimal)),
            (Type::Switch, "Ja", Ok(Value::Switch(true))),
            (Type::Switch, "0", Ok(Value::Switch(false))),
            (Type::Switch, "kanskje", fault(Type::Switch)),
            (Type::Limit, "U", Ok(Value::Amount(UNLIMITED))),
            (Type::Limit, "100000,00", Ok(Value::Amount(Ore(10_000_000)))),
            (Type::Limit, "", Ok(Value::Empty)),
        ];
        for (of, text, expected) in table {
            let found = rare(of, text, &mut DecimalMark::default());
            assert_eq!(found, expected, "{of:?} {text}");
        }
    }

    #[test]
    fn typed_cells_are_exact_or_refused() {
        let exact = |unscaled, scale| Typed::Exact { unscaled, scale };
        let money = |why| Err(Fault::Amount(NotAnAmount::Other(why)));
        let table = [
            (Type::Amount, exact(1234, 2), Ok(Value::Amount(Ore(1234)))),
            (Type::Amount, exact(12_340, 3), Ok(Value::Amount(Ore(1234)))),
            (Type::Amount, exact(12, 0), Ok(Value::Amount(Ore(1200)))),
            (
                Type::Amount,
                exact(12_345, 3),
                money(AmountError::TooManyDecimals(2)),
            ),
            (
                Type::Amount,
                exact(i128::MAX, 2),
                money(AmountError::TooLarge),
            ),
            (Type::Amount, exact(0, 60), Ok(Value::Amount(Ore(0)))),
            (
                Type::Amount,
                Typed::Inexact,
                Err(Fault::NotOf(Type::Amount)),
            ),
            (
                Type::Period,
                exact(202_503, 0),
                "202503"
                    .parse::<i32>()
                    .map(|p| Value::Period(Period::from_i32(p).unwrap()))
                    .map_err(|_| Fault::Empty),
            ),
            (
                Type::Period,
                exact(202_515, 0),
                Err(Fault::NotOf(Type::Period)),
            ),
            (Type::Count, exact(30, 1), Ok(Value::Count(3))),
            (Type::Count, exact(-1, 0), Err(Fault::NotOf(Type::Count))),
            (Type::Decimal, exact(75, 1), Ok(Value::Decimal(75_000))),
            (Type::Decimal, exact(1, 5), Err(Fault::NotOf(Type::Decimal))),
            (Type::Switch, exact(1, 0), Ok(Value::Switch(true))),
            (Type::Date, exact(45_000, 0), Err(Fault::NotOf(Type::Date))),
        ];
        for (of, cell, expected) in table {
            assert_eq!(of_typed(of, cell), expected, "{of:?} {cell:?}");
        }
        assert_eq!(whole(exact(10_i128.pow(15), 0)), None);
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
