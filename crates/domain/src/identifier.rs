//! Norwegian identifiers with their check digits: KID, bank account number, organisation number.
//!
//! Every identifier is a **string**: leading zeros count. Not here: fødselsnummer and masking (`personal`).

use std::fmt;
use std::str::FromStr;

/// Why a text is not the identifier it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Wrong number of characters.
    #[error("wrong length")]
    Length,
    /// A character that has no place in it.
    #[error("a character that is not allowed")]
    Character,
    /// The check digit does not fit.
    #[error("the check digit does not fit")]
    CheckDigit,
}

/// A KID: 2–25 digits, of which the last is a check character; the last may be `-` (modulus 11).
/// Having a `Kid` says nothing about its check character: ask [`Kid::holds`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Kid(String);

/// The check method a KID agreement names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum KidMethod {
    /// Luhn.
    Mod10,
    /// Weights 2–7 from the right.
    Mod11,
}

impl Kid {
    /// As written, with leading zeros.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the check character fits: by the agreement's method, or by either if no agreement is known.
    pub fn holds(&self, method: Option<KidMethod>) -> bool {
        is_kid(&self.0, method)
    }
}

/// Whether a text is a KID whose check character fits by the agreement's method, or by either if no agreement is
/// known. The same as making a [`Kid`] and asking it, without keeping anything: for files of millions.
pub fn is_kid(text: &str, method: Option<KidMethod>) -> bool {
    let [body @ .., check] = text.as_bytes() else {
        return false;
    };
    if !(2..=25).contains(&text.len()) || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let fits = |method| check_character(body, method) == *check;
    match method {
        Some(method) => fits(method),
        None => fits(KidMethod::Mod10) || fits(KidMethod::Mod11),
    }
}

/// The check character that makes `body` a KID; `None` if the body holds anything but digits or is empty.
pub fn kid_check_character(body: &str, method: KidMethod) -> Option<char> {
    if body.is_empty() || !body.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(char::from(check_character(body.as_bytes(), method)))
}

/// The check character of a body that is digits only.
fn check_character(body: &[u8], method: KidMethod) -> u8 {
    let mut sum = 0;
    let check = match method {
        KidMethod::Mod10 => {
            let mut weight = 2;
            for digit in body.iter().rev() {
                let product = u32::from(digit.wrapping_sub(b'0')) * weight;
                // The sum of its digits.
                sum += if product > 9 { product - 9 } else { product };
                weight = 3 - weight;
            }
            (10 - sum % 10) % 10
        }
        KidMethod::Mod11 => {
            let mut weight = 2;
            for digit in body.iter().rev() {
                sum += u32::from(digit.wrapping_sub(b'0')) * weight;
                weight = if weight == 7 { 2 } else { weight + 1 };
            }
            match sum % 11 {
                0 => 0,
                1 => return b'-',
                rest => 11 - rest,
            }
        }
    };
    u8::try_from(check).map_or(b'?', |check| check + b'0')
}

impl FromStr for Kid {
    type Err = IdentifierError;
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        check_kid_form(text)?;
        Ok(Self(text.to_owned()))
    }
}

/// Whether a text has the form of a KID, whatever its check character. The same as making a [`Kid`], without keeping
/// anything.
pub fn may_be_kid(text: &str) -> bool {
    check_kid_form(text).is_ok()
}

fn check_kid_form(text: &str) -> Result<(), IdentifierError> {
    if !(2..=25).contains(&text.len()) {
        return Err(IdentifierError::Length);
    }
    let body = text.strip_suffix('-').unwrap_or(text);
    if !body.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierError::Character);
    }
    Ok(())
}

/// A bank account number: the 11 digits of a Norwegian account, whose modulus-11 check holds (accepts `NNNN.NN.NNNNN`,
/// blanks, and a Norwegian IBAN), or the IBAN of a foreign account, as agencies with offices abroad have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BankAccountNumber(String);

impl BankAccountNumber {
    /// The 11 digits, or the foreign IBAN without blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `NO` + two check digits + the 11 digits; a foreign account's IBAN as it is.
    pub fn iban(&self) -> String {
        if !self.0.bytes().all(|b| b.is_ascii_digit()) {
            return self.0.clone();
        }
        // mod 97 of <bban> N=23 O=24 00, taken digit by digit.
        let rest = self
            .0
            .bytes()
            .map(|b| u32::from(b - b'0'))
            .chain([2, 3, 2, 4, 0, 0])
            .fold(0, |rest, digit| (rest * 10 + digit) % 97);
        format!("NO{:02}{}", 98 - rest, self.0)
    }

    /// The last four digits behind stars: the form for people who need not know the whole.
    pub fn masked(&self) -> String {
        let tail = self.0.len().saturating_sub(4);
        format!("*******{}", self.0.get(tail..).unwrap_or_default())
    }
}

impl FromStr for BankAccountNumber {
    type Err = IdentifierError;
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        if is_bank_account_number(text) {
            return Ok(Self(text.to_owned()));
        }
        let compact: String = text
            .chars()
            .filter(|c| !matches!(c, '.' | ' ' | '\u{a0}'))
            .collect();
        if compact.len() == 15
            && let Some(bban) = compact.strip_prefix("NO").and_then(|rest| rest.get(2..))
        {
            let number: Self = bban.parse()?;
            return if number.iban() == compact {
                Ok(number)
            } else {
                Err(IdentifierError::CheckDigit)
            };
        }
        if compact.bytes().take(2).all(|b| b.is_ascii_uppercase()) && !compact.is_empty() {
            return foreign_iban(compact);
        }
        if !compact.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Character);
        }
        if compact.len() != 11 {
            return Err(IdentifierError::Length);
        }
        if is_bank_account_number(&compact) {
            Ok(Self(compact))
        } else {
            Err(IdentifierError::CheckDigit)
        }
    }
}

/// An IBAN of another country: 15 to 34 letters and digits whose modulus-97 check holds (ISO 13616).
fn foreign_iban(compact: String) -> Result<BankAccountNumber, IdentifierError> {
    if !(15..=34).contains(&compact.len()) || compact.starts_with("NO") {
        return Err(IdentifierError::Length);
    }
    let rotated = compact.chars().skip(4).chain(compact.chars().take(4));
    let mut rest = 0;
    for character in rotated {
        let value = character
            .to_digit(36)
            .filter(|_| !character.is_ascii_lowercase());
        let value = value.ok_or(IdentifierError::Character)?;
        rest = (rest * if value > 9 { 100 } else { 10 } + value) % 97;
    }
    if rest == 1 {
        Ok(BankAccountNumber(compact))
    } else {
        Err(IdentifierError::CheckDigit)
    }
}

/// Whether a text is exactly 11 digits whose modulus-11 check holds. The same as making a [`BankAccountNumber`] of
/// digits only, without keeping anything.
pub fn is_bank_account_number(text: &str) -> bool {
    text.len() == 11
        && text.bytes().all(|b| b.is_ascii_digit())
        && text
            .bytes()
            .zip([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum::<u32>()
            .is_multiple_of(11)
}

/// A Norwegian organisation number: 9 digits whose modulus-11 check holds. Accepts blanks and a trailing `MVA`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OrganisationNumber(String);

impl OrganisationNumber {
    /// The 9 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrganisationNumber {
    type Err = IdentifierError;
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        let text = text.strip_suffix("MVA").unwrap_or(text);
        let text = text.strip_prefix("NO").unwrap_or(text);
        let compact: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}'))
            .collect();
        if !compact.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Character);
        }
        if compact.len() != 9 {
            return Err(IdentifierError::Length);
        }
        let sum: u32 = compact
            .bytes()
            .zip([3, 2, 7, 6, 5, 4, 3, 2, 1])
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        if sum.is_multiple_of(11) {
            Ok(Self(compact))
        } else {
            Err(IdentifierError::CheckDigit)
        }
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for BankAccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for OrganisationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

pub(crate) fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

pub(crate) fn weighted<'a>(
    digits: impl Iterator<Item = &'a u32>,
    weights: impl Iterator<Item = u32>,
) -> u32 {
    digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Body, modulus-10 KID, modulus-11 KID; an empty one is not given by the source.
    const KIDS: [(&str, &str, &str); 12] = [
        ("0", "00", "00"),
        ("1", "18", "19"),
        ("1001", "10017", "10014"),
        ("60224", "602243", "602248"),
        ("234567", "2345676", "2345676"),
        ("457931", "4579314", "4579313"),
        ("0411781", "04117818", "04117816"),
        ("12345678", "123456782", "123456785"),
        ("23456711", "", "23456711-"),
        ("10000013", "", "10000013-"),
        ("002258290", "0022582902", "0022582909"),
        (
            "123456789012345678901234",
            "1234567890123456789012340",
            "1234567890123456789012341",
        ),
    ];

    #[test]
    fn kid_check_characters() {
        for (body, ten, eleven) in KIDS {
            for (expected, method) in [(ten, KidMethod::Mod10), (eleven, KidMethod::Mod11)] {
                if expected.is_empty() {
                    continue;
                }
                let check = kid_check_character(body, method).unwrap();
                assert_eq!(format!("{body}{check}"), expected, "{body} {method:?}");
                let kid: Kid = expected.parse().unwrap();
                assert!(
                    kid.holds(Some(method)) && kid.holds(None),
                    "{expected} {method:?}"
                );
                assert_eq!(kid.to_string(), expected);
            }
        }
        for body in ["", "12a", "1-", " 1", "1\u{663}"] {
            assert_eq!(
                kid_check_character(body, KidMethod::Mod10),
                None,
                "{body:?}"
            );
            assert_eq!(
                kid_check_character(body, KidMethod::Mod11),
                None,
                "{body:?}"
            );
        }
    }

    /// KIDs of published Nets samples, and invalid ones: KID, holds by modulus 10, by modulus 11.
    #[test]
    fn kids_seen_in_files() {
        let table = [
            ("0000531", false, true),
            ("02310291038308", false, true),
            ("44000366980090", true, false),
            ("02311291038304", true, true),
            ("1000001-", false, false),
            ("12345678919001", false, false),
            ("123456780", false, false),
        ];
        for (text, ten, eleven) in table {
            let kid: Kid = text.parse().unwrap();
            let found = (
                kid.holds(Some(KidMethod::Mod10)),
                kid.holds(Some(KidMethod::Mod11)),
                kid.holds(None),
            );
            assert_eq!(found, (ten, eleven, ten || eleven), "{text}");
        }
    }

    #[test]
    fn kid_form() {
        let table = [
            ("", IdentifierError::Length),
            ("1", IdentifierError::Length),
            ("12345678901234567890123456", IdentifierError::Length),
            ("12 34", IdentifierError::Character),
            ("12-34", IdentifierError::Character),
            ("12--", IdentifierError::Character),
            ("-12", IdentifierError::Character),
            ("12A4", IdentifierError::Character),
            ("1\u{e9}", IdentifierError::Character),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<Kid>(), Err(expected), "{text:?}");
            assert!(!is_kid(text, None) && !may_be_kid(text), "{text:?}");
        }
        assert!("--".parse::<Kid>().is_err() && !is_kid("--", None));
        // Leading zeros do not change the check character but make another KID.
        assert!(is_kid("000018", Some(KidMethod::Mod10)));
        assert_ne!("18".parse::<Kid>(), "018".parse::<Kid>());
    }

    #[test]
    fn bank_accounts() {
        let table = [
            ("86011117947", true),
            ("12345678903", true),
            ("99991042764", true),
            ("99990512341", true),
            ("99991234507", true),
            ("99991111111", true),
            ("00000000019", true),
            ("99991008034", false),
            ("88888888888", false),
            ("99998877777", false),
        ];
        for (text, valid) in table {
            let found = text.parse::<BankAccountNumber>();
            assert_eq!(found.is_ok(), valid, "{text}");
            assert_eq!(is_bank_account_number(text), valid, "{text}");
            assert!(valid || found == Err(IdentifierError::CheckDigit), "{text}");
        }
        for stem in ["9999000009", "9999123454"] {
            for check in 0..10 {
                assert!(
                    !is_bank_account_number(&format!("{stem}{check}")),
                    "{stem}{check}"
                );
            }
        }
        for wrong in [
            "",
            "8601111794",
            "860111179470",
            "8601111794a",
            "8601-11-17947",
        ] {
            assert!(
                wrong.parse::<BankAccountNumber>().is_err() && !is_bank_account_number(wrong),
                "{wrong}"
            );
        }
    }

    #[test]
    fn foreign_accounts_are_ibans() {
        for text in [
            "CH9300762011623852957",
            "GB29 NWBK 6016 1331 9268 19",
            "DE89370400440532013000",
        ] {
            let number: BankAccountNumber = text.parse().unwrap();
            assert_eq!(number.as_str(), text.replace(' ', ""));
            assert_eq!(number.iban(), number.as_str());
            assert_eq!(number.masked().len(), 11);
        }
        let table = [
            ("CH9300762011623852958", IdentifierError::CheckDigit),
            ("CH93007620116", IdentifierError::Length),
            ("CH930076201162385295!", IdentifierError::Character),
            ("CH93007620116238529a7", IdentifierError::Character),
            ("NO8386011117947", IdentifierError::CheckDigit),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<BankAccountNumber>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn bank_account_forms() {
        let plain: BankAccountNumber = "86011117947".parse().unwrap();
        assert_eq!(plain.iban(), "NO9386011117947");
        assert_eq!(plain.masked(), "*******7947");
        for text in [
            "8601.11.17947",
            "8601 11 17947",
            "8601\u{a0}11\u{a0}17947",
            "NO9386011117947",
            "NO93 8601 1117 947",
        ] {
            assert_eq!(text.parse().as_ref(), Ok(&plain), "{text}");
        }
        for text in ["NO9486011117947", "SE9386011117947", "NO938601111794"] {
            assert!(text.parse::<BankAccountNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn organisation_numbers() {
        let table = [
            ("974760673", true),
            ("986468250", true),
            ("988077917", true),
            ("123456785", true),
            // Passes the check, so a check digit alone does not prove a real unit.
            ("999999999", true),
            ("988077918", false),
        ];
        for (text, valid) in table {
            assert_eq!(text.parse::<OrganisationNumber>().is_ok(), valid, "{text}");
        }
        for check in 0..10 {
            assert!(
                format!("91234567{check}")
                    .parse::<OrganisationNumber>()
                    .is_err()
            );
        }
        let plain: OrganisationNumber = "974760673".parse().unwrap();
        for text in [
            "974 760 673",
            "974760673MVA",
            "974 760 673 MVA",
            "NO974760673MVA",
        ] {
            assert_eq!(text.parse().as_ref(), Ok(&plain), "{text}");
        }
        // Zero-padded to 11 in Telepay: the reader takes the zeros off, not this type.
        assert_eq!(
            "00974760673".parse::<OrganisationNumber>(),
            Err(IdentifierError::Length)
        );
    }

    proptest! {
        #[test]
        fn a_made_kid_holds_and_a_changed_digit_does_not(body in "[0-9]{1,24}", at in 0_usize..24, by_eleven in any::<bool>()) {
            let method = if by_eleven { KidMethod::Mod11 } else { KidMethod::Mod10 };
            let kid = format!("{body}{}", kid_check_character(&body, method).unwrap());
            prop_assert!(is_kid(&kid, Some(method)));
            prop_assert_eq!(kid.parse::<Kid>().map(|kid| kid.holds(Some(method))), Ok(true));
            let mut bytes = kid.into_bytes();
            let at = at % body.len();
            bytes[at] = if bytes[at] == b'9' { b'0' } else { bytes[at] + 1 };
            prop_assert!(!is_kid(&String::from_utf8(bytes).unwrap(), Some(method)));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = (text.parse::<Kid>(), text.parse::<BankAccountNumber>(), text.parse::<OrganisationNumber>());
            prop_assert_eq!(text.parse::<Kid>().is_ok_and(|kid| kid.holds(None)), is_kid(&text, None));
            prop_assert_eq!(text.parse::<Kid>().is_ok(), may_be_kid(&text));
        }
    }
}
