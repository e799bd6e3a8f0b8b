//! What a notification says, as plain values. Money is in the minor unit of the account's currency, and credit on the
//! account (money in) is **positive**. Entries and transactions are those of [`crate::camt053::record`].

use chrono::NaiveDate;
use domain::{Ore, Position};

pub use crate::camt053::record::{Entry, Status, Transaction};

/// One notification: an account and entries on it, without balances.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notification {
    /// Where the `Ntfctn` element starts; `record` is the ordinal of the notification in the file, from 0.
    pub position: Position,
    /// `Id`: unique per account only.
    pub id: String,
    /// `ElctrncSeqNb`.
    pub sequence: Option<i64>,
    /// `CreDtTm` as written.
    pub created: String,
    /// First and last calendar date of `FrToDt`.
    pub from_to: Option<(NaiveDate, NaiveDate)>,
    /// `CpyDplctInd`: `COPY`, `DUPL`, `CODU`; empty if none.
    pub copy: String,
    /// The account, normalised: 11 digits for a Norwegian account (IBAN or BBAN); otherwise as written.
    pub account: String,
    /// ISO 4217; empty if neither the account nor an entry has one, which is so only without entries.
    pub currency: String,
    /// `NtfctnPgntn` or `MsgPgntn`: page number and whether it is the last.
    pub page: Option<(u32, bool)>,
    /// Entries, in file order.
    pub entries: Vec<Entry>,
    /// Number of `TxDtls`.
    pub transactions: u64,
    /// Sum of credits of all entries (also not booked), positive.
    pub sum_credit: Ore,
    /// Sum of debits of all entries, positive.
    pub sum_debit: Ore,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `camt.054.001.02`.
    pub version: String,
    /// As declared or assumed: `utf-8`, `iso-8859-1` …
    pub encoding: String,
    /// `GrpHdr/MsgId`.
    pub message_id: String,
    /// `GrpHdr/CreDtTm`, as written.
    pub created: String,
    /// One row per notification, in file order, without its entries.
    pub notifications: Vec<NotificationTotals>,
}

/// The figures of one notification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotificationTotals {
    /// `Id`.
    pub id: String,
    /// Normalised account.
    pub account: String,
    /// ISO 4217; empty if unknown.
    pub currency: String,
    /// Number of entries.
    pub entries: u64,
    /// Sum of credits, positive.
    pub sum_credit: Ore,
    /// Sum of debits, positive.
    pub sum_debit: Ore,
    /// Number of `TxDtls`.
    pub transactions: u64,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// `camt.054.001.02` or `camt.054.001.08`.
    pub version: String,
    /// `GrpHdr/MsgId`.
    pub message_id: String,
    /// `GrpHdr/CreDtTm`, as written.
    pub created: String,
    /// Notifications.
    pub notifications: Vec<Notification>,
}
