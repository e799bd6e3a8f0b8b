//! Ledger accounts, account patterns and state accounts, as texts with their own order.
//!
//! Not here: what an account is used for (the playbook says) or whether it exists (the chart says).

use std::fmt;
use std::str::FromStr;

/// A ledger account number as the ledger writes it: 1–25 letters, digits, `.` or `-`; leading zeros count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Account(String);

/// A state account (statskonto): six digits, chapter (kapittel, 4) and item (post, 2), as in `163301`;
/// or a helper account of a mellomværende with eight digits (`7XXXXX96` … `99`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StateAccount(String);

/// A set of accounts: `1939` (one), `193*` (by prefix), `1575..1578` (a range of equal length, both ends in).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccountPattern {
    /// Exactly this account.
    One(Account),
    /// Every account that starts so.
    Prefix(String),
    /// Every account of the same length from the first to the last.
    Range(Account, Account),
}

/// Why a text is not an account, pattern or state account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Not 1–25 letters, digits, `.` or `-`.
    #[error("expected an account of 1 to 25 letters or digits, such as 1939")]
    NotAnAccount,
    /// Neither an account nor `193*` nor `1575..1578`.
    #[error(
        "expected an account, a prefix such as 193*, or a range of equal length such as 1575..1578"
    )]
    NotAPattern,
    /// Not six or eight digits.
    #[error(
        "expected a state account of six digits (chapter and item), or eight for a helper account"
    )]
    NotAStateAccount,
}

impl Account {
    /// The number as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl StateAccount {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AccountPattern {
    /// Whether the account belongs to the set.
    pub fn matches(&self, account: &str) -> bool {
        match self {
            Self::One(one) => one.0 == account,
            Self::Prefix(prefix) => account.starts_with(prefix.as_str()),
            Self::Range(first, last) => {
                account.len() == first.0.len()
                    && first.0.as_str() <= account
                    && account <= last.0.as_str()
            }
        }
    }
}

fn is_account(text: &str) -> bool {
    (1..=25).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
}

impl FromStr for Account {
    type Err = AccountError;
    fn from_str(text: &str) -> Result<Self, AccountError> {
        if is_account(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AccountError::NotAnAccount)
        }
    }
}

impl FromStr for StateAccount {
    type Err = AccountError;
    fn from_str(text: &str) -> Result<Self, AccountError> {
        if matches!(text.len(), 6 | 8) && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AccountError::NotAStateAccount)
        }
    }
}

impl FromStr for AccountPattern {
    type Err = AccountError;
    fn from_str(text: &str) -> Result<Self, AccountError> {
        if let Some((first, last)) = text.split_once("..") {
            let (first, last): (Account, Account) = match (first.parse(), last.parse()) {
                (Ok(first), Ok(last)) => (first, last),
                _ => return Err(AccountError::NotAPattern),
            };
            return if first.0.len() == last.0.len() && first <= last {
                Ok(Self::Range(first, last))
            } else {
                Err(AccountError::NotAPattern)
            };
        }
        if let Some(prefix) = text.strip_suffix('*') {
            return if is_account(prefix) {
                Ok(Self::Prefix(prefix.to_owned()))
            } else {
                Err(AccountError::NotAPattern)
            };
        }
        text.parse()
            .map(Self::One)
            .map_err(|_| AccountError::NotAPattern)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for StateAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for AccountPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(one) => write!(f, "{one}"),
            Self::Prefix(prefix) => write!(f, "{prefix}*"),
            Self::Range(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let table = [
            ("193*", "1939", true),
            ("193*", "1949", false),
            ("1575..1578", "1575", true),
            ("1575..1578", "1578", true),
            ("1575..1578", "1579", false),
            ("1575..1578", "15755", false),
            ("1939", "1939", true),
            ("1939", "19390", false),
        ];
        for (pattern, account, expected) in table {
            let parsed: AccountPattern = pattern.parse().unwrap();
            assert_eq!(parsed.matches(account), expected, "{pattern} {account}");
            assert_eq!(parsed.to_string(), pattern);
        }
        for wrong in ["", "*", "1578..1575", "157..1578", "15 75", "1..2..3", "æ*"] {
            assert!(wrong.parse::<AccountPattern>().is_err(), "{wrong}");
        }
        assert!(
            "163301".parse::<StateAccount>().is_ok() && "1633".parse::<StateAccount>().is_err()
        );
    }
}
