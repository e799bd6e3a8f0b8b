//! The fields of a row: digits, dates, amounts and check digits, on byte slices.
//!
//! Not here: which field stands where (`csv`, `order`), and what a failure means (`tally`).

use chrono::NaiveDate;
use domain::Ore;
use domain::money::MAX_ABS_ORE;

use super::record::Digits;

/// Whether the check digit of an organisation number holds (weights 3 2 7 6 5 4 3 2, modulus 11).
pub(super) fn organisation_holds(number: &Digits<9>) -> bool {
    weighted(number.bytes(), [3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Whether the check digit of a bank account holds, and the digits 5 and 6 are those of an account (not 00, not 90–99).
pub(super) fn account_holds(number: &Digits<11>) -> bool {
    let [_, _, _, _, fifth, sixth, ..] = *number.bytes();
    let is_account = fifth != b'9' && (fifth, sixth) != (b'0', b'0');
    is_account && weighted(number.bytes(), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Whether both check digits of a national identity number hold. Its date is not looked at: D-numbers, H-numbers
/// and test persons have other days and months.
#[inline]
pub(super) fn person_holds(number: &Digits<11>) -> bool {
    let bytes = number.bytes();
    weighted(bytes, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0]).is_multiple_of(11)
        && weighted(bytes, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

#[inline]
fn weighted<const N: usize>(digits: &[u8; N], weights: [u32; N]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum()
}

/// What a field holds that could not be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unreadable;

/// Reads `YYYYMMDD` and remembers the date read last, because neighbours have the same.
#[derive(Debug, Default)]
pub(super) struct Dates {
    last: Option<([u8; 8], NaiveDate)>,
}

impl Dates {
    /// The date; `None` for `00000000`, blanks or nothing.
    #[inline]
    pub(super) fn read(&mut self, field: &[u8]) -> Result<Option<NaiveDate>, Unreadable> {
        match self.last {
            Some((bytes, date)) if bytes == field => Ok(Some(date)),
            _ => self.read_new(field),
        }
    }

    fn read_new(&mut self, field: &[u8]) -> Result<Option<NaiveDate>, Unreadable> {
        if field == b"00000000" || field.iter().all(|byte| *byte == b' ') {
            return Ok(None);
        }
        let digits = Digits::<8>::of(field).ok_or(Unreadable)?;
        let value = digits.value();
        let date = date(value / 10_000, value / 100 % 100, value % 100).ok_or(Unreadable)?;
        self.last = Some((*digits.bytes(), date));
        Ok(Some(date))
    }
}

/// `YYYY-MM-DD`.
pub(super) fn iso_date(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.as_bytes().split_first_chunk::<4>()?;
    let [b'-', month @ .., b'-', d1, d2] = rest else {
        return None;
    };
    let year = Digits::<4>::of(year)?.value();
    let month = Digits::<2>::of(month)?.value();
    let day = Digits::<2>::of(&[*d1, *d2])?.value();
    date(year, month, day)
}

fn date(year: u64, month: u64, day: u64) -> Option<NaiveDate> {
    if year == 0 {
        return None;
    }
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )
}

/// An amount of a CSV row, and whether its sign was written in another way than a blank or a minus behind it.
#[inline]
pub(super) fn amount(field: &[u8]) -> Result<(Ore, bool), Unreadable> {
    if let [digits @ .., sign @ (b' ' | b'-')] = field
        && let Some(digits) = Digits::<10>::of(digits)
    {
        let ore = i64::try_from(digits.value()).map_err(|_| Unreadable)?;
        let negative = *sign == b'-';
        return Ok((Ore(if negative { -ore } else { ore }), negative && ore == 0));
    }
    odd_amount(field)
}

/// More than ten digits, or a sign that NAV's writer does not write.
fn odd_amount(field: &[u8]) -> Result<(Ore, bool), Unreadable> {
    let (digits, negative, odd) = match field {
        [b'-', digits @ ..] => (digits, true, true),
        [digits @ .., b'-'] => (digits, true, false),
        [digits @ .., b' '] => (digits, false, false),
        [digits @ .., b'+'] | digits => (digits, false, true),
    };
    if !(10..=18).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Unreadable);
    }
    let ore = digits
        .iter()
        .fold(0_i64, |value, byte| value * 10 + i64::from(byte - b'0'));
    if ore > MAX_ABS_ORE {
        return Err(Unreadable);
    }
    Ok((
        Ore(if negative { -ore } else { ore }),
        odd || (negative && ore == 0),
    ))
}

/// The Norwegian letters that a transfer between code pages (EBCDIC 277 shown as 037, or ISO 646-NO) has damaged.
/// Nothing if there is none.
pub(super) fn repaired(text: &str) -> Option<String> {
    let letter = |c: char| match c {
        '{' => 'æ',
        '¦' | '|' => 'ø',
        '}' => 'å',
        '#' | '[' => 'Æ',
        '@' | '\\' => 'Ø',
        '$' | ']' => 'Å',
        other => other,
    };
    text.chars()
        .any(|c| letter(c) != c)
        .then(|| text.chars().map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let table = [
            ("0001500000 ", Some((1_500_000, false))),
            ("0000500000-", Some((-500_000, false))),
            ("0000500000+", Some((500_000, true))),
            ("0000500000", Some((500_000, true))),
            ("-0000500000", Some((-500_000, true))),
            ("0000000000 ", Some((0, false))),
            ("0000000000-", Some((0, true))),
            ("12345678901 ", Some((12_345_678_901, false))),
            ("1000000000000000-", Some((-1_000_000_000_000_000, false))),
            ("1000000000000001 ", None),
            ("9999999999999999999 ", None),
            ("000150000 ", None),
            ("0001500000  ", None),
            (" 0001500000", None),
            ("0001500,00 ", None),
            ("-0000500000-", None),
            ("-", None),
            ("", None),
        ];
        for (field, expected) in table {
            let found = amount(field.as_bytes()).ok().map(|(ore, odd)| (ore.0, odd));
            assert_eq!(found, expected, "{field:?}");
        }
    }

    #[test]
    fn dates() {
        let mut dates = Dates::default();
        for (field, expected) in [
            ("20250501", Some("2025-05-01")),
            ("20250501", Some("2025-05-01")),
            ("20240229", Some("2024-02-29")),
            ("00000000", None),
            ("", None),
            ("        ", None),
        ] {
            let expected = expected.map(|date| date.parse().unwrap());
            assert_eq!(dates.read(field.as_bytes()), Ok(expected), "{field:?}");
        }
        for wrong in [
            "20250229",
            "2025050",
            "2025050x",
            "202505011",
            "00000101",
            "-0250501",
        ] {
            assert_eq!(dates.read(wrong.as_bytes()), Err(Unreadable), "{wrong}");
        }
        for (text, good) in [
            ("2025-05-01", true),
            ("2025-5-1", false),
            ("2025-02-30", false),
            ("20250501", false),
            ("+025-05-01", false),
        ] {
            assert_eq!(iso_date(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn check_digits() {
        assert!(organisation_holds(&Digits::new("310000019").unwrap()));
        assert!(!organisation_holds(&Digits::new("310000018").unwrap()));
        assert!(account_holds(&Digits::new("12345678903").unwrap()));
        assert!(!account_holds(&Digits::new("12345678901").unwrap()));
        // The modulus holds, but 00 and 90 to 99 are no accounts.
        assert!(!account_holds(&Digits::new("00000000000").unwrap()));
        assert!(person_holds(&Digits::new("01818012094").unwrap()));
        for wrong in ["01818012095", "01818012084"] {
            assert!(!person_holds(&Digits::new(wrong).unwrap()), "{wrong}");
        }
    }

    #[test]
    fn letters() {
        assert_eq!(
            repaired("sykefrav{r n}r f¦dsel").as_deref(),
            Some("sykefravær når fødsel")
        );
        assert_eq!(repaired("#R@$ [\\]|").as_deref(), Some("ÆRØÅ ÆØÅø"));
        assert_eq!(repaired("ÆRE"), None);
    }
}
