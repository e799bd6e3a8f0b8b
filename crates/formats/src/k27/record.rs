//! What a settlement report and the files beside it say, as plain values.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use domain::{Ore, Position};

/// Exactly `N` decimal digits, leading zeros kept: an identifier, not a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digits<const N: usize>([u8; N]);

impl<const N: usize> Digits<N> {
    /// The text, if it is exactly `N` digits.
    pub fn new(text: &str) -> Option<Self> {
        Self::of(text.as_bytes())
    }

    /// The bytes, if they are exactly `N` digits.
    #[inline]
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let bytes = <[u8; N]>::try_from(bytes).ok()?;
        are_digits(&bytes).then_some(Self(bytes))
    }

    /// Up to `N` digits, zeros put in front.
    pub(super) fn padded(bytes: &[u8]) -> Option<Self> {
        let missing = N.checked_sub(bytes.len())?;
        let mut all = [b'0'; N];
        all.get_mut(missing..)?.copy_from_slice(bytes);
        Self::of(&all)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    #[inline]
    pub(super) fn bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// Their value; only for at most 19 digits.
    #[inline]
    pub(super) fn value(&self) -> u64 {
        let fold = |digits: &[u8]| {
            digits.iter().fold(0_u64, |value, byte| {
                value
                    .wrapping_mul(10)
                    .wrapping_add(u64::from(byte.wrapping_sub(b'0')))
            })
        };
        match self.0.split_last_chunk::<8>() {
            Some((head, tail)) => fold(head)
                .wrapping_mul(100_000_000)
                .wrapping_add(value_of_eight(*tail)),
            None => fold(&self.0),
        }
    }
}

/// Whether all bytes are digits, eight at a time.
#[inline]
fn are_digits(bytes: &[u8]) -> bool {
    let eight = |chunk: &[u8; 8]| {
        let word = u64::from_le_bytes(*chunk);
        let high = 0xf0f0_f0f0_f0f0_f0f0;
        let high_of_digits = 0x3030_3030_3030_3030;
        // A digit has the high half 3, and still has it when 6 is added.
        word & high == high_of_digits
            && word.wrapping_add(0x0606_0606_0606_0606) & high == high_of_digits
    };
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) if bytes.len() <= 16 => eight(first) & eight(last),
        _ => bytes.iter().all(u8::is_ascii_digit),
    }
}

/// The value of eight digits: pairs, then fours, then all.
#[inline]
fn value_of_eight(digits: [u8; 8]) -> u64 {
    let word = u64::from_le_bytes(digits) & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = word.wrapping_mul(10 << 8 | 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000 << 32 | 1) >> 32
}

impl<const N: usize> Default for Digits<N> {
    /// Zeros.
    fn default() -> Self {
        Self([b'0'; N])
    }
}

impl<const N: usize> fmt::Display for Digits<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Digits<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A national identity number or D-number. Personal data: it has no display form, and `Debug` shows stars.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Person(pub(super) Digits<11>);

impl Person {
    /// The text, if it is exactly 11 digits.
    pub fn new(text: &str) -> Option<Self> {
        Digits::new(text).map(Self)
    }

    /// The 11 digits, for keying only; never for a message or a report.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(domain::personal::MASK)
    }
}

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Form {
    /// The report as rows of twelve columns.
    #[default]
    Csv,
    /// The JSON order message from which NAV makes the report.
    Order,
    /// JSON metadata of a report (sidecar).
    Metadata,
    /// Declared control figures of a report (sidecar).
    Control,
}

impl Form {
    /// `csv`, `order`, `metadata` or `control`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Order => "order",
            Self::Metadata => "metadata",
            Self::Control => "control",
        }
    }
}

/// How NAV pays what a report lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Regime {
    /// Since 2016-11-26: one payment for the whole list, unit 8020.
    #[default]
    National,
    /// Before: one payment for each NAV unit with a positive subtotal.
    PerOffice,
}

impl Regime {
    /// `national` or `per_office`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::PerOffice => "per_office",
        }
    }
}

/// What a reader hands on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// The head of an order message; before its refunds.
    Header(Header),
    /// One row.
    Refund(Refund),
    /// A metadata file.
    Metadata(Metadata),
    /// A control file.
    Control(Control),
}

/// One paid (or taken back) item.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Refund {
    /// Where the row starts; `record` is its ordinal in the file, from 0.
    pub position: Position,
    /// NAV unit, 4 digits; 8020 since 2016-11-26.
    pub unit: Digits<4>,
    /// Organisation number of the legal entity.
    pub employer: Digits<9>,
    /// Organisation number of the subunit; may equal the employer.
    pub subunit: Digits<9>,
    /// Benefit code, `0`–`9` or `A`–`Z`; see [`super::BENEFITS`].
    pub benefit: char,
    /// NAV's text for the code, as written; only in order messages, otherwise empty.
    pub benefit_text: String,
    /// The employee; personal data.
    pub person: Person,
    /// The employee's name without blanks behind it; damaged letters repaired if the options say so. Personal data,
    /// cut at 25 characters by NAV, never a key.
    pub person_name: String,
    /// The name as written, if repairing it changed it.
    pub person_name_raw: Option<String>,
    /// First day the refund is for.
    pub period_from: Option<NaiveDate>,
    /// Last day the refund is for.
    pub period_to: Option<NaiveDate>,
    /// Last day of the right to the benefit (maksdato).
    pub max_date: Option<NaiveDate>,
    /// The employer's account that received the money, 11 digits.
    pub bank_account: Digits<11>,
    /// Positive = refund to the employer, negative = NAV takes back.
    pub amount: Ore,
    /// Column 11, not in use: zero in every known report.
    pub reserved_amount: Ore,
}

/// The head of an order message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Header {
    /// Where the header starts.
    pub position: Position,
    /// Organisation number of the legal entity.
    pub employer: Digits<9>,
    /// The account that received the money.
    pub bank_account: Digits<11>,
    /// Value date of the payment.
    pub payment_date: NaiveDate,
    /// The declared total, signed as the refunds.
    pub declared_total: Ore,
    /// The declared number of rows; not in the oldest form.
    pub declared_lines: Option<u64>,
}

/// What NAV's report service knows about a report.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Metadata {
    /// Report id, unique, rising.
    pub report_id: Option<u64>,
    /// Organisation number of the legal entity.
    pub employer: Digits<9>,
    /// The employer's name; empty if not given.
    pub employer_name: String,
    /// The day NAV paid to the account.
    pub payment_date: NaiveDate,
    /// The account paid to.
    pub bank_account: Digits<11>,
    /// When NAV made the report, as written (UTC); empty if not given.
    pub created: String,
    /// NAV's mark in its own list; no meaning for the accounts.
    pub archived: Option<bool>,
}

/// Control figures that somebody took from the PDF or the service, because the CSV has none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Control {
    /// Organisation number of the legal entity.
    pub employer: Option<Digits<9>>,
    /// The account paid to.
    pub bank_account: Option<Digits<11>>,
    /// The day NAV paid.
    pub payment_date: Option<NaiveDate>,
    /// The total of all rows.
    pub declared_total: Option<Ore>,
    /// The number of rows.
    pub declared_lines: Option<u64>,
    /// Subtotals by unit, in order of unit; empty if not given.
    pub units: Vec<UnitControl>,
    /// Where the figures come from: `pdf`, `api`, `manual`; empty if not given.
    pub source: String,
    /// SHA-256 of the report that the figures belong to, 64 lower-case hex digits; empty if not given.
    pub file_sha256: String,
}

/// The declared subtotal of one NAV unit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UnitControl {
    /// The unit.
    pub unit: Digits<4>,
    /// Its subtotal, signed as the refunds.
    pub amount: Ore,
    /// Whether NAV paid it; a negative subtotal is not paid.
    pub paid: bool,
    /// Reference of the payment; empty if not given.
    pub payment_ref: String,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Which form the file has.
    pub form: Form,
    /// `R1` (CSV), `R3` (order), `R3-2025-11-04` (order with `dk` flags), `R4` (metadata), `k27-control/1`.
    pub version: &'static str,
    /// `iso-8859-1` or `utf-8`.
    pub encoding: &'static str,
    /// Number of rows, readable or not.
    pub rows: u64,
    /// Sum of the rows.
    pub amount: Ore,
    /// Sum of the positive rows.
    pub sum_positive: Ore,
    /// Sum of the negative rows, as a negative amount.
    pub sum_negative: Ore,
    /// Sum by benefit code.
    pub by_benefit: BTreeMap<char, Ore>,
    /// Sum by NAV unit. Computed; no CSV declares it.
    pub by_unit: BTreeMap<Digits<4>, Ore>,
    /// The employer of the file.
    pub employer: Option<Digits<9>>,
    /// The account of the file.
    pub bank_account: Option<Digits<11>>,
    /// The day of the payment: from the options, otherwise from the file itself. A CSV does not hold it.
    pub payment_date: Option<NaiveDate>,
    /// Report id of metadata.
    pub report_id: Option<u64>,
    /// The total that an order's header or a control file declares.
    pub declared_total: Option<Ore>,
    /// The number of rows that an order's header or a control file declares.
    pub declared_lines: Option<u64>,
    /// One payment or one for each unit.
    pub regime: Regime,
    /// The same for two copies of a report whatever the order of their rows, the padding and the names: over employer,
    /// account, [`Totals::payment_date`] and the rows. For recognising accidental doubles, not a cryptographic
    /// digest: do not publish it, and do not rely on it against somebody who builds two files that collide.
    pub content_key: u128,
    /// Rows that are the same as an earlier one (but for the name). All of them count. Rows behind the first
    /// 65 536 are not compared.
    pub repeated_rows: u64,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum File {
    /// Rows of a CSV report.
    Csv(Vec<Refund>),
    /// An order message.
    Order(Header, Vec<Refund>),
    /// A metadata file.
    Metadata(Metadata),
    /// A control file.
    Control(Control),
}

impl Default for File {
    fn default() -> Self {
        Self::Csv(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_digits() {
        for number in [0_u64, 7, 9_876_543_210, 12_345_678_903, 99_999_999_999] {
            let text = format!("{number:011}");
            let digits = Digits::<11>::new(&text).unwrap();
            assert_eq!((digits.value(), digits.as_str()), (number, text.as_str()));
        }
        assert_eq!(Digits::<4>::new("0301").unwrap().value(), 301);
        assert_eq!(Digits::<8>::new("20250531").unwrap().value(), 20_250_531);
        for at in 0..11 {
            for wrong in 0..=255_u8 {
                let mut bytes = *b"12345678903";
                bytes[at] = wrong;
                assert_eq!(Digits::<11>::of(&bytes).is_some(), wrong.is_ascii_digit());
                assert_eq!(
                    Digits::<9>::of(&bytes[..9]).is_some(),
                    at > 8 || wrong.is_ascii_digit()
                );
                assert_eq!(
                    Digits::<4>::of(&bytes[..4]).is_some(),
                    at > 3 || wrong.is_ascii_digit()
                );
            }
        }
    }
}
