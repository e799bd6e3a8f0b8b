//! A statement, entry or transaction while it is being read: what the file says, before it is known whether it
//! is complete and which currency, sign and amounts follow from it. Child order does not matter therefore.
//!
//! Also the reading of single values: amounts, dates, currencies, indicators, account numbers.

use chrono::NaiveDate;
use domain::identifier::BankAccountNumber;
use domain::{Ore, Position};

use super::error::{
    AMOUNT_UNREADABLE, CURRENCY_UNREADABLE, DATE_UNREADABLE, INDICATOR_UNREADABLE, Trouble,
};
use super::record::{Entry, Transaction};

/// A value that may be given once.
#[derive(Clone, Debug, Default)]
pub(super) enum Once<T> {
    /// Not given.
    #[default]
    Nothing,
    /// Given, but unreadable.
    Unreadable,
    /// There.
    Value(T),
}

impl<T> Once<T> {
    /// Whether it was the first; a second value is not kept.
    #[must_use]
    pub(super) fn put(&mut self, value: Option<T>) -> bool {
        let first = !self.is_given();
        if first {
            *self = value.map_or(Self::Unreadable, Self::Value);
        }
        first
    }

    pub(super) fn is_given(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    pub(super) fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Unreadable => None,
        }
    }

    pub(super) fn take(&mut self) -> Option<T> {
        match std::mem::replace(self, Self::Nothing) {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// ISO 4217 code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Currency([u8; 3]);

impl Currency {
    pub(super) fn read(text: &[u8]) -> Result<Self, Trouble> {
        match text {
            [a, b, c] if text.iter().all(u8::is_ascii_uppercase) => Ok(Self([*a, *b, *c])),
            _ => {
                let found =
                    String::from_utf8_lossy(text.get(..text.len().min(8)).unwrap_or_default());
                let message =
                    format!("expected a currency of three capital letters, found {found}");
                Err(Trouble::new(&CURRENCY_UNREADABLE, message))
            }
        }
    }

    pub(super) fn text(self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }

    /// Decimals of the minor unit.
    pub(super) fn exponent(self) -> u32 {
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
pub(super) struct Money {
    pub(super) amount: Ore,
    pub(super) currency: Currency,
}

/// What a balance says.
#[derive(Clone, Debug, Default)]
pub(super) struct BalanceDraft {
    pub(super) position: Position,
    pub(super) code: Once<String>,
    pub(super) interim: bool,
    pub(super) amount: Once<Money>,
    pub(super) credit: Once<bool>,
    pub(super) date: Once<NaiveDate>,
}

/// A balance that could be read.
#[derive(Clone, Debug)]
pub(super) struct ReadBalance {
    pub(super) position: Position,
    pub(super) code: String,
    pub(super) interim: bool,
    pub(super) money: Money,
    pub(super) date: Option<NaiveDate>,
}

/// `TxsSummry`; sums as written, because their currency is that of the account.
#[derive(Clone, Debug, Default)]
pub(super) struct SummaryDraft {
    pub(super) position: Position,
    pub(super) count: Once<u64>,
    pub(super) sum: Once<String>,
    pub(super) net: Once<String>,
    pub(super) net_is_credit: Once<bool>,
    pub(super) credit_count: Once<u64>,
    pub(super) credit_sum: Once<String>,
    pub(super) debit_count: Once<u64>,
    pub(super) debit_sum: Once<String>,
}

/// The other party of a transaction.
#[derive(Clone, Debug, Default)]
pub(super) struct Party {
    pub(super) account: String,
    pub(super) name: String,
}

/// Which transaction of which entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct TransactionIndex {
    pub(super) entry: usize,
    pub(super) transaction: usize,
}

/// What a statement says.
#[derive(Clone, Debug, Default)]
pub(super) struct StatementDraft {
    pub(super) position: Position,
    pub(super) id: Once<String>,
    pub(super) sequence: Once<i64>,
    pub(super) created: Once<String>,
    pub(super) from: Once<NaiveDate>,
    pub(super) to: Once<NaiveDate>,
    pub(super) copy: Once<String>,
    pub(super) account: Once<String>,
    pub(super) currency: Once<Currency>,
    pub(super) page: Once<u32>,
    pub(super) last_page: Once<bool>,
    pub(super) balance: BalanceDraft,
    pub(super) balances: Vec<ReadBalance>,
    pub(super) summary: Option<SummaryDraft>,
    pub(super) entries: Vec<Entry>,
    /// Entries that could not be kept, because amount or direction is missing.
    pub(super) broken_entries: u64,
    pub(super) transactions: u64,
    /// Each currency of entries, in order of appearance, with its first entry.
    pub(super) currencies: Vec<(Currency, Position)>,
    /// Reversal entries: the party on the other side of the one that was taken.
    pub(super) reversal_parties: Vec<(TransactionIndex, Party)>,
    /// References without type: KIDs, if the agreement of the account says so.
    pub(super) untyped: Vec<(TransactionIndex, String)>,
}

/// What `NtryDtls` declares and shows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DetailsDraft {
    pub(super) declared: Option<u64>,
    pub(super) total: Option<Money>,
    pub(super) shown: u64,
}

/// Charges of an entry or transaction, without sign.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChargesDraft {
    pub(super) total: Option<Money>,
    /// Sum of the records, while they are of one currency.
    pub(super) records: Option<(i128, Currency)>,
    pub(super) is_mixed: bool,
}

/// What an entry says.
#[derive(Clone, Debug, Default)]
pub(super) struct EntryDraft {
    pub(super) position: Position,
    pub(super) amount: Once<Money>,
    pub(super) credit: Once<bool>,
    pub(super) reversal: Once<bool>,
    pub(super) status: Once<String>,
    pub(super) booking_date: Once<NaiveDate>,
    pub(super) value_date: Once<NaiveDate>,
    pub(super) entry_ref: Once<String>,
    pub(super) bank_ref: Once<String>,
    pub(super) domain: Once<String>,
    pub(super) family: Once<String>,
    pub(super) sub_family: Once<String>,
    pub(super) proprietary: Once<String>,
    pub(super) batch: String,
    pub(super) batch_message: String,
    pub(super) charges: ChargesDraft,
    pub(super) text: String,
    pub(super) details: Vec<DetailsDraft>,
    pub(super) transactions: Vec<TransactionDraft>,
}

/// What a transaction says.
#[derive(Clone, Debug, Default)]
pub(super) struct TransactionDraft {
    pub(super) record: Transaction,
    pub(super) amount: Once<Money>,
    pub(super) credit: Once<bool>,
    pub(super) transferred: Once<Money>,
    pub(super) instructed: Once<Money>,
    pub(super) charges: ChargesDraft,
    pub(super) debtor: Party,
    pub(super) creditor: Party,
    pub(super) remittance_text: String,
    pub(super) additional_text: String,
    pub(super) reference: ReferenceDraft,
    pub(super) untyped: Vec<String>,
}

/// `CdtrRefInf`.
#[derive(Clone, Debug, Default)]
pub(super) struct ReferenceDraft {
    pub(super) code: String,
    pub(super) is_typed: bool,
    pub(super) has_issuer: bool,
    pub(super) reference: String,
}

/// Digits with a full stop, no sign, no more decimals than the currency has but zeros.
pub(super) fn read_amount(text: &str, currency: Currency) -> Result<Ore, Trouble> {
    let found = || -> String { text.chars().take(40).collect() };
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let message = format!(
            "expected an amount of digits and a full stop, found {}",
            found()
        );
        return Err(Trouble::new(&AMOUNT_UNREADABLE, message));
    }
    Ore::from_decimal(text, b'.', currency.exponent())
        .map_err(|error| Trouble::new(&AMOUNT_UNREADABLE, format!("{error}: {}", found())))
}

/// The calendar date of a date or instant as written, never moved to another zone.
pub(super) fn read_date(text: &str) -> Result<NaiveDate, Trouble> {
    let wrong = || {
        let found: String = text.chars().take(40).collect();
        Trouble::new(
            &DATE_UNREADABLE,
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
pub(super) fn read_direction(text: &str) -> Result<bool, Trouble> {
    match text {
        "CRDT" => Ok(true),
        "DBIT" => Ok(false),
        _ => Err(not_one_of("CRDT or DBIT", text)),
    }
}

/// `true`, `false`, `1`, `0`.
pub(super) fn read_flag(text: &str) -> Result<bool, Trouble> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(not_one_of("true or false", text)),
    }
}

fn not_one_of(expected: &str, text: &str) -> Trouble {
    let found: String = text.chars().take(20).collect();
    Trouble::new(
        &INDICATOR_UNREADABLE,
        format!("expected {expected}, found {found}"),
    )
}

/// The normalised account: 11 digits for a Norwegian IBAN or BBAN; otherwise as written. And whether it looks
/// Norwegian but its check digits do not fit.
pub(super) fn normal_account(text: &str) -> (String, bool) {
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

/// Appends a piece of text with a blank between.
pub(super) fn join(text: &mut String, piece: &str) {
    if piece.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(piece);
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
