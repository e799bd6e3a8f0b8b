//! A statement or notification, entry or transaction while it is being read: what the file says, before it is known whether it
//! is complete and which currency, sign and amounts follow from it. Child order does not matter therefore.

use chrono::NaiveDate;
use domain::Position;

use super::layout::Message;
use super::record::{Entry, Status, Transaction};
use crate::iso20022::{Currency, Money};

/// A value that may be given once.
#[derive(Clone, Debug, Default)]
pub(crate) enum Once<T> {
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
    #[inline]
    pub(crate) fn put(&mut self, value: Option<T>) -> bool {
        let first = !self.is_given();
        if first {
            *self = value.map_or(Self::Unreadable, Self::Value);
        }
        first
    }

    pub(crate) fn is_given(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Unreadable => None,
        }
    }

    pub(crate) fn take(&mut self) -> Option<T> {
        match std::mem::replace(self, Self::Nothing) {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// A text that may be given once. Its room is used again for the next entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct OnceText {
    is_given: bool,
    text: String,
}

impl OnceText {
    /// Whether it was the first; a second one is not kept.
    #[must_use]
    pub(crate) fn put(&mut self, text: &str) -> bool {
        let first = !self.is_given;
        if first {
            self.is_given = true;
            self.text.push_str(text);
        }
        first
    }

    /// As written; empty if not given.
    pub(crate) fn get(&self) -> &str {
        &self.text
    }

    /// Forgets the text, not its room.
    pub(crate) fn clear(&mut self) {
        self.is_given = false;
        self.text.clear();
    }
}

/// What a balance says.
#[derive(Clone, Debug, Default)]
pub(crate) struct BalanceDraft {
    pub(crate) position: Position,
    pub(crate) code: Once<String>,
    pub(crate) interim: bool,
    pub(crate) amount: Once<Money>,
    pub(crate) credit: Once<bool>,
    pub(crate) date: Once<NaiveDate>,
}

/// A balance that could be read.
#[derive(Clone, Debug)]
pub(crate) struct ReadBalance {
    pub(crate) position: Position,
    pub(crate) code: String,
    pub(crate) interim: bool,
    pub(crate) money: Money,
    pub(crate) date: Option<NaiveDate>,
}

/// `TxsSummry`; sums as written, because their currency is that of the account.
#[derive(Clone, Debug, Default)]
pub(crate) struct SummaryDraft {
    pub(crate) position: Position,
    pub(crate) count: Once<u64>,
    pub(crate) sum: Once<String>,
    pub(crate) net: Once<String>,
    pub(crate) net_is_credit: Once<bool>,
    pub(crate) credit_count: Once<u64>,
    pub(crate) credit_sum: Once<String>,
    pub(crate) debit_count: Once<u64>,
    pub(crate) debit_sum: Once<String>,
}

/// The other party of a transaction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Party {
    pub(crate) account: String,
    pub(crate) name: String,
}

/// Which transaction of which entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TransactionIndex {
    pub(crate) entry: usize,
    pub(crate) transaction: usize,
}

/// What a statement says.
#[derive(Clone, Debug, Default)]
pub(crate) struct StatementDraft {
    pub(crate) message: Message,
    pub(crate) position: Position,
    pub(crate) id: Once<String>,
    pub(crate) sequence: Once<i64>,
    pub(crate) created: Once<String>,
    pub(crate) from: Once<NaiveDate>,
    pub(crate) to: Once<NaiveDate>,
    pub(crate) copy: Once<String>,
    pub(crate) account: Once<String>,
    pub(crate) currency: Once<Currency>,
    pub(crate) page: Once<u32>,
    pub(crate) last_page: Once<bool>,
    pub(crate) balance: BalanceDraft,
    pub(crate) balances: Vec<ReadBalance>,
    pub(crate) summary: Option<SummaryDraft>,
    pub(crate) entries: Vec<Entry>,
    /// Entries that could not be kept, because amount or direction is missing.
    pub(crate) broken_entries: u64,
    pub(crate) transactions: u64,
    /// Each currency of entries, in order of appearance, with its first entry.
    pub(crate) currencies: Vec<(Currency, Position)>,
    /// Reversal entries: the party on the other side of the one that was taken.
    pub(crate) reversal_parties: Vec<(TransactionIndex, Party)>,
    /// References without type: KIDs, if the agreement of the account says so.
    pub(crate) untyped: Vec<(TransactionIndex, String)>,
}

/// What `NtryDtls` declares and shows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DetailsDraft {
    pub(crate) declared: Option<u64>,
    pub(crate) total: Option<Money>,
    pub(crate) shown: u64,
}

/// Charges of an entry or transaction, without sign.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ChargesDraft {
    pub(crate) total: Option<Money>,
    /// Sum of the records, while they are of one currency.
    pub(crate) records: Option<(i128, Currency)>,
    pub(crate) is_mixed: bool,
}

/// `Sts`.
#[derive(Clone, Debug)]
pub(crate) enum StatusText {
    /// One of those that banks use.
    Known(Status),
    /// Any other.
    Other(String),
}

/// What an entry says.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntryDraft {
    pub(crate) position: Position,
    pub(crate) amount: Once<Money>,
    pub(crate) credit: Once<bool>,
    pub(crate) reversal: Once<bool>,
    pub(crate) status: Once<StatusText>,
    pub(crate) booking_date: Once<NaiveDate>,
    pub(crate) value_date: Once<NaiveDate>,
    pub(crate) entry_ref: Once<String>,
    pub(crate) bank_ref: Once<String>,
    /// Domain, family and sub-family.
    pub(crate) code: [OnceText; 3],
    pub(crate) proprietary: Once<String>,
    pub(crate) batch: String,
    pub(crate) batch_message: String,
    pub(crate) charges: ChargesDraft,
    pub(crate) text: String,
    pub(crate) details: Vec<DetailsDraft>,
    pub(crate) transactions: Vec<TransactionDraft>,
}

/// What a transaction says.
#[derive(Clone, Debug, Default)]
pub(crate) struct TransactionDraft {
    pub(crate) record: Transaction,
    pub(crate) amount: Once<Money>,
    pub(crate) credit: Once<bool>,
    pub(crate) transferred: Once<Money>,
    pub(crate) instructed: Once<Money>,
    pub(crate) charges: ChargesDraft,
    pub(crate) debtor: Party,
    pub(crate) creditor: Party,
    pub(crate) remittance_text: String,
    pub(crate) additional_text: String,
    pub(crate) reference: ReferenceDraft,
    pub(crate) untyped: Vec<String>,
}

/// `CdtrRefInf`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReferenceDraft {
    /// Of type `SCOR`, which KIDs and ISO 11649 references have.
    pub(crate) is_scor: bool,
    pub(crate) is_typed: bool,
    pub(crate) has_issuer: bool,
    pub(crate) reference: String,
}

/// Appends a piece of text with a blank between.
pub(crate) fn join(text: &mut String, piece: &str) {
    if piece.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(piece);
}
