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
    let [body @ .., check] = text.as_bytes() else { return false };
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
    let values = body.iter().rev().map(|digit| u32::from(digit.wrapping_sub(b'0')));
    let check = match method {
        KidMethod::Mod10 => {
            let sum: u32 = values
                .zip([2, 1].into_iter().cycle())
                .map(|(digit, weight)| digit * weight)
                .map(|product| product / 10 + product % 10)
                .sum();
            (10 - sum % 10) % 10
        }
        KidMethod::Mod11 => {
            let sum: u32 =
                values.zip([2, 3, 4, 5, 6, 7].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
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
        if !(2..=25).contains(&text.len()) {
            return Err(IdentifierError::Length);
        }
        let body = text.strip_suffix('-').unwrap_or(text);
        if !body.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Character);
        }
        Ok(Self(text.to_owned()))
    }
}

/// A Norwegian bank account number: 11 digits whose modulus-11 check holds. Accepts `NNNN.NN.NNNNN`, blanks, and a
/// Norwegian IBAN; keeps the 11 digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BankAccountNumber(String);

impl BankAccountNumber {
    /// The 11 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `NO` + two check digits + the 11 digits.
    pub fn iban(&self) -> String {
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
        format!("*******{}", self.0.get(7..).unwrap_or_default())
    }
}

impl FromStr for BankAccountNumber {
    type Err = IdentifierError;
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let mut compact: String = text.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
        if compact.len() == 15 && compact.starts_with("NO") {
            let bban = compact.get(4..).unwrap_or_default().to_owned();
            let number: Self = bban.parse()?;
            return if number.iban() == compact { Ok(number) } else { Err(IdentifierError::CheckDigit) };
        }
        let values = digits(&compact).ok_or(IdentifierError::Character)?;
        if values.len() != 11 {
            return Err(IdentifierError::Length);
        }
        if weighted(values.iter(), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1].into_iter()).is_multiple_of(11) {
            compact.shrink_to_fit();
            Ok(Self(compact))
        } else {
            Err(IdentifierError::CheckDigit)
        }
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
        let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}')).collect();
        let values = digits(&compact).ok_or(IdentifierError::Character)?;
        if values.len() != 9 {
            return Err(IdentifierError::Length);
        }
        if weighted(values.iter(), [3, 2, 7, 6, 5, 4, 3, 2, 1].into_iter()).is_multiple_of(11) {
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

pub(crate) fn weighted<'a>(digits: impl Iterator<Item = &'a u32>, weights: impl Iterator<Item = u32>) -> u32 {
    digits.zip(weights).map(|(digit, weight)| digit * weight).sum()
}
