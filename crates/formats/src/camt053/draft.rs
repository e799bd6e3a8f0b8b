//! A statement, entry or transaction while it is being read: what the file says, before it is known whether it
//! is complete and which currency, sign and amounts follow from it. Child order does not matter therefore.

use chrono::NaiveDate;
use domain::Position;

use super::record::{Entry, Transaction};
use crate::iso20022::{Currency, Money};

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
