//! Small values of the format: dates, numbers, rates, and the two products that are checked.
//!
//! Not here: amounts (`domain::Ore` reads them).

use chrono::NaiveDate;
use domain::Period;

/// Decimals kept of rates, percentages and tax bases.
const DECIMALS: u32 = 8;
/// 10^[`DECIMALS`].
const SCALE: i128 = 100_000_000;

/// `YYYY-MM-DD`, with or without the time zone XML allows behind it; the date is the one written.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let (date, zone) = text.split_at_checked(10)?;
    let zone_is_fine = match zone.as_bytes() {
        [] | [b'Z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => [h1, h2, m1, m2].into_iter().all(u8::is_ascii_digit),
        _ => false,
    };
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else {
        return None;
    };
    let part = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(part(&[y1, y2, y3, y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, part(&[m1, m2])?, part(&[d1, d2])?).filter(|_| zone_is_fine)
}

/// A number of a few digits.
pub(super) fn number(text: &str) -> Option<u32> {
    (text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// A year.
pub(super) fn year(text: &str) -> Option<i32> {
    number(text).and_then(|year| i32::try_from(year).ok())
}

/// A count.
pub(super) fn count(text: &str) -> Option<u64> {
    (text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// A period of a year, if there is one of that number.
pub(super) fn period(number: Option<u32>, year: Option<i32>) -> Option<Period> {
    Period::new(year?, u8::try_from(number?).ok()?)
}

/// A decimal number times 10^8; decimals after the eighth must be zero. At most 13 digits before the decimal mark.
pub(super) fn rate(text: &str) -> Option<i128> {
    decimal(text, DECIMALS, 13)
}

/// A rate as 1.40 allows it: times 10^8 if that holds it, else nothing to calculate with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rate {
    /// Times 10^8.
    Exact(i128),
    /// More than that, up to 38 digits with 18 decimals.
    Long,
}

/// A rate of any version.
pub(super) fn any_rate(text: &str) -> Option<Rate> {
    match rate(text) {
        Some(rate) => Some(Rate::Exact(rate)),
        None => is_long(text).then_some(Rate::Long),
    }
}

/// Whether a text is a decimal number as 1.40 allows amounts and rates: up to 38 digits, 18 of them decimals.
pub(super) fn is_long(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(decimals) && whole.len() <= 20 && decimals.len() <= 18
}

/// A control total in øre. Unlike an amount it may be the sum of very many.
pub(super) fn total(text: &str) -> Option<i128> {
    decimal(text, 2, 18)
}

/// A decimal number times 10^`decimals_kept`; further decimals must be zero.
fn decimal(text: &str, decimals_kept: u32, max_whole_digits: usize) -> Option<i128> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > max_whole_digits
        || decimals.is_empty()
        || (whole.is_empty() && !unsigned.starts_with('.'))
    {
        return None;
    }
    if !digits(whole) || !digits(decimals) {
        return None;
    }
    let mut value: i128 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    for index in 0..decimals_kept {
        let digit = usize::try_from(index)
            .ok()
            .and_then(|index| decimals.as_bytes().get(index))
            .map_or(0, |d| d - b'0');
        value = value * 10 + i128::from(digit);
    }
    let rest = decimals
        .bytes()
        .skip(usize::try_from(decimals_kept).unwrap_or(usize::MAX));
    let exact = rest.into_iter().all(|byte| byte == b'0');
    exact.then_some(if negative { -value } else { value })
}

/// Whether |foreign × rate − amount| is at most one øre after rounding, or within what half of the rate's last
/// decimal makes. `rate` is times 10^8.
pub(super) fn product_fits(foreign: i128, rate: i128, amount: i128) -> bool {
    let difference = (foreign * rate - amount * SCALE).abs();
    difference <= SCALE + SCALE / 2 || difference <= foreign.abs()
}

/// Whether base × percentage is the tax, within a tolerance in øre. `base` (kroner) and `percentage` are times 10^8;
/// the side is given elsewhere, so signs do not count.
pub(super) fn tax_fits(base: i128, percentage: i128, tax: i128, tolerance: i128) -> bool {
    // base·10^8 [kr] × percentage·10^8 [%] = øre·10^16 (100 øre and 100 percent cancel).
    let Some(product) = base.abs().checked_mul(percentage.abs()) else {
        return false;
    };
    let exact = tax.abs() * SCALE * SCALE;
    (product - exact).abs() <= tolerance * SCALE * SCALE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (text, expected) in [
            ("2026-03-31", Some("2026-03-31")),
            ("2026-03-31Z", Some("2026-03-31")),
            ("2026-03-31+02:00", Some("2026-03-31")),
            ("2026-02-29", None),
            ("2026-3-31", None),
            ("31.03.2026", None),
            ("2026-03-31T10:00:00", None),
            ("+026-03-31", None),
            ("", None),
            ("æøåæøåæøå", None),
        ] {
            assert_eq!(
                date(text).map(|d| d.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn rates() {
        for (text, expected) in [
            ("11.625", Some(1_162_500_000)),
            ("1", Some(100_000_000)),
            (".5", Some(50_000_000)),
            ("-2.0", Some(-200_000_000)),
            ("0.00000001", Some(1)),
            ("0.000000010", Some(1)),
            ("0.000000001", None),
            ("1.", None),
            ("", None),
            (".", None),
            ("-", None),
            ("1,5", None),
            ("99999999999999", None),
        ] {
            assert_eq!(rate(text), expected, "{text}");
        }
    }

    #[test]
    fn long_rates() {
        for (text, expected) in [
            ("11.625", Some(Rate::Exact(1_162_500_000))),
            ("0.000000001", Some(Rate::Long)),
            ("-12345678901234567890.123456789012345678", Some(Rate::Long)),
            ("0.1234567890123456789", None),
            ("123456789012345678901", None),
            ("1.", None),
            (".000000001", None),
            ("1,5", None),
            ("", None),
        ] {
            assert_eq!(any_rate(text), expected, "{text}");
        }
    }

    #[test]
    fn totals() {
        for (text, expected) in [
            ("0", Some(0)),
            ("9487049.35", Some(948_704_935)),
            ("999999999999999999.990", Some(99_999_999_999_999_999_999)),
            ("-1.5", Some(-150)),
            ("1.005", None),
            ("1 000,00", None),
        ] {
            assert_eq!(total(text), expected, "{text}");
        }
    }

    #[test]
    fn products() {
        assert!(product_fits(10_000, 1_162_500_000, 116_250));
        assert!(product_fits(10_000, 1_162_500_000, 116_251));
        assert!(!product_fits(10_000, 1_162_500_000, 116_252));
        assert!(product_fits(-10_000, 1_162_500_000, -116_250));
        // 25 % of 10 000,00 is 2 500,00
        assert!(tax_fits(10_000 * SCALE, 25 * SCALE, 250_000, 0));
        assert!(!tax_fits(10_000 * SCALE, 25 * SCALE, 250_001, 0));
        assert!(tax_fits(10_000 * SCALE, 25 * SCALE, -250_100, 100));
    }
}
