//! Values of ISO 20022 messages: amounts, currencies, dates, indicators, account numbers, references. What camt.053,
//! camt.054, pain.001 and pain.002 have in common below the level of elements.
//!
//! Not here: the paths at which they stand, and the codes: what cannot be read is a [`Reason`] with a sentence, which
//! each message maps to a code of its own. Texts are given trimmed.
//!
//! Source: ISO 20022 data types `ActiveCurrencyAndAmount`, `ISODate`, `ISODateTime`, `CreditDebitCode`,
//! `TrueFalseIndicator`; ISO 4217 for minor units; camt.md sections 2.2, 4, 9.

use chrono::NaiveDate;
use domain::Ore;
use domain::identifier::{self, BankAccountNumber, is_bank_account_number};

/// Why a value cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Reason {
    /// An amount: sign, comma, letters, more decimals than the currency has, too large.
    Amount,
    /// A currency that is not three capital letters.
    Currency,
    /// A date that does not exist or is not written YYYY-MM-DD.
    Date,
    /// None of the values of an indicator.
    Indicator,
    /// Not a whole number, or too large.
    Number,
}

/// A value that cannot be read: why, and the sentence (expected, found). Boxed: what goes well must be small.
#[derive(Clone, Debug)]
pub(crate) struct Misread(Box<(Reason, String)>);

impl Misread {
    pub(crate) fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new((reason, message.into())))
    }

    pub(crate) fn into_parts(self) -> (Reason, String) {
        *self.0
    }
}

/// ISO 4217 code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Currency([u8; 3]);

impl Currency {
    pub(crate) fn read(text: &[u8]) -> Result<Self, Misread> {
        match text {
            [a, b, c] if text.iter().all(u8::is_ascii_uppercase) => Ok(Self([*a, *b, *c])),
            _ => {
                let found =
                    String::from_utf8_lossy(text.get(..text.len().min(8)).unwrap_or_default());
                let message =
                    format!("expected a currency of three capital letters, found {found}");
                Err(Misread::new(Reason::Currency, message))
            }
        }
    }

    pub(crate) fn text(self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }

    /// Decimals of the minor unit.
    pub(crate) fn exponent(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

/// An amount in the minor unit of its currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Money {
    pub(crate) amount: Ore,
    pub(crate) currency: Currency,
}

/// Without outer blanks; nearly always there are none.
#[inline]
pub(crate) fn trimmed(text: &str) -> &str {
    let is_bare = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_bare(bytes.first()) && is_bare(bytes.last()) {
        return text;
    }
    text.trim()
}

/// Digits with a full stop, no sign, no more decimals than the currency has but zeros.
pub(crate) fn read_amount(text: &str, currency: Currency) -> Result<Ore, Misread> {
    let found = || shown(text, 40);
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let message = format!(
            "expected an amount of digits and a full stop, found {}",
            found()
        );
        return Err(Misread::new(Reason::Amount, message));
    }
    Ore::from_decimal(text, b'.', currency.exponent())
        .map_err(|error| Misread::new(Reason::Amount, format!("{error}: {}", found())))
}

/// The calendar date of a date or instant as written, never moved to another zone.
pub(crate) fn read_date(text: &str) -> Result<NaiveDate, Misread> {
    let wrong = || {
        let found = shown(text, 40);
        Misread::new(
            Reason::Date,
            format!("expected a date YYYY-MM-DD, found {found}"),
        )
    };
    let (date, rest) = text.split_at_checked(10).ok_or_else(wrong)?;
    let rest_is_time = rest.starts_with(['T', 'Z', '+', '-'])
        && rest
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'T' | b'Z' | b':' | b'.' | b'+' | b'-'));
    if !rest.is_empty() && !rest_is_time {
        return Err(wrong());
    }
    let number = |part: &[u8]| {
        part.iter().try_fold(0_u32, |n, b| {
            b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'))
        })
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else {
        return Err(wrong());
    };
    let parts = (
        number(&[*y1, *y2, *y3, *y4]),
        number(&[*m1, *m2]),
        number(&[*d1, *d2]),
    );
    let (Some(year), Some(month), Some(day)) = parts else {
        return Err(wrong());
    };
    let year = i32::try_from(year).map_err(|_| wrong())?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(wrong)
}

/// `CRDT` is true, `DBIT` false.
pub(crate) fn read_direction(text: &str) -> Result<bool, Misread> {
    match text {
        "CRDT" => Ok(true),
        "DBIT" => Ok(false),
        _ => Err(not_one_of("CRDT or DBIT", text)),
    }
}

/// `true`, `false`, `1`, `0`.
pub(crate) fn read_flag(text: &str) -> Result<bool, Misread> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(not_one_of("true or false", text)),
    }
}

fn not_one_of(expected: &str, text: &str) -> Misread {
    let found = shown(text, 20);
    Misread::new(
        Reason::Indicator,
        format!("expected {expected}, found {found}"),
    )
}

/// The normalised account: 11 digits for a Norwegian IBAN or BBAN; otherwise as written. And whether it looks
/// Norwegian but its check digits do not fit.
pub(crate) fn normal_account(text: &str) -> (String, bool) {
    if is_bank_account_number(text) {
        return (text.to_owned(), false);
    }
    if let Ok(number) = text.parse::<BankAccountNumber>() {
        return (number.as_str().to_owned(), false);
    }
    let compact: String = text
        .chars()
        .filter(|c| !matches!(c, '.' | ' ' | '\u{a0}'))
        .collect();
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let iban = compact.len() == 15 && compact.strip_prefix("NO").is_some_and(digits);
    let looks_norwegian = iban || (compact.len() == 11 && digits(&compact));
    (text.to_owned(), looks_norwegian)
}

/// The same of a text that is not needed any more; without the remark.
pub(crate) fn normal_account_of(text: String) -> String {
    if is_bank_account_number(&text) {
        text
    } else {
        normal_account(&text).0
    }
}

/// The beginning of a text for a sentence; masked before it is cut, so that no part of a personal number is left.
pub(crate) fn shown(text: &str, characters: usize) -> String {
    domain::personal::mask(text)
        .chars()
        .take(characters)
        .collect()
}

/// The last four characters of an account number, which is all of it that may be said.
pub(crate) fn account_ending(account: &str) -> String {
    let length = account.chars().count();
    account.chars().skip(length.saturating_sub(4)).collect()
}

/// A whole number without sign.
pub(crate) fn read_number<T: std::str::FromStr>(text: &str) -> Result<T, Misread> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or_else(|| {
        let found = shown(text, 40);
        let message = format!("expected a whole number of at most 18 digits, found {found}");
        Misread::new(Reason::Number, message)
    })
}

/// Whether a structured creditor reference (`CdtrRefInf`) is a KID: type code `SCOR`, no issuer, not an ISO 11649
/// reference, and the form of a KID (its check digit is another question).
pub(crate) fn is_kid(reference: &str, type_code: &str, has_issuer: bool) -> bool {
    type_code == "SCOR" && !has_issuer && may_be_kid(reference)
}

/// Whether a reference has the form of a KID and not that of ISO 11649 (`RF` and two digits).
pub(crate) fn may_be_kid(reference: &str) -> bool {
    let is_iso = matches!(reference.as_bytes(), [b'R', b'F', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit());
    !is_iso && identifier::may_be_kid(reference)
}

/// What banks write as `EndToEndId` when the payer gave no reference.
pub(crate) fn is_no_reference(text: &str) -> bool {
    matches!(text, "NOTPROVIDED" | "NONREF" | "000000000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let nok = Currency::read(b"NOK").unwrap();
        let yen = Currency::read(b"JPY").unwrap();
        let dinar = Currency::read(b"KWD").unwrap();
        let table = [
            ("000000000000149.87", nok, Some(14_987)),
            ("7", nok, Some(700)),
            ("18.150", nok, Some(1_815)),
            ("18.155", nok, None),
            ("-1.00", nok, None),
            ("+1.00", nok, None),
            ("1,00", nok, None),
            ("", nok, None),
            ("100.00", yen, Some(100)),
            ("100.50", yen, None),
            ("1.234", dinar, Some(1_234)),
        ];
        for (text, currency, expected) in table {
            assert_eq!(
                read_amount(text, currency).ok(),
                expected.map(Ore),
                "{text}"
            );
        }
        assert!(Currency::read(b"nok").is_err() && Currency::read(b"NOKK").is_err());
    }

    #[test]
    fn dates_as_written() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 31);
        let table = [
            ("2026-03-31", day),
            ("2026-03-31T23:59:59.000000000", day),
            ("2026-03-31T00:30:00+02:00", day),
            ("2026-03-31Z", day),
            ("2026-03-31+01:00", day),
            ("2026-02-30", None),
            ("2026-3-31", None),
            ("20260331", None),
            ("2026-03-31 10:00", None),
            ("2026-03-3æ", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(read_date(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn accounts() {
        let table = [
            ("NO93 8601 1117 947", "86011117947", false),
            ("8601.11.17947", "86011117947", false),
            ("86011117947", "86011117947", false),
            ("86011117948", "86011117948", true),
            ("NO9386011117948", "NO9386011117948", true),
            ("FI7433010001222090", "FI7433010001222090", false),
            ("XXX-IBAN", "XXX-IBAN", false),
        ];
        for (text, normal, odd) in table {
            assert_eq!(normal_account(text), (normal.to_owned(), odd), "{text}");
        }
    }
}
