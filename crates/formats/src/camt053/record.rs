//! What a bank statement says, as plain values. Money is in the minor unit of the account's currency, and credit on
//! the account (money in) is **positive**, so that it equals a debit on the ledger account that mirrors it.

use chrono::NaiveDate;
use domain::{Ore, Position};

/// A balance of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Balance {
    /// `OPBD`, `PRCD`, `CLBD`, `ITBD`, `OPAV` … or a proprietary code.
    pub code: String,
    /// Signed: positive = credit.
    pub amount: Ore,
    /// Its date, as written, without time.
    pub date: Option<NaiveDate>,
}

/// Whether opening + booked entries = closing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Equation {
    /// It does.
    Holds,
    /// It does not: closing − (opening + entries).
    FailsBy(Ore),
    /// A side is missing (only available balances, no closing, no opening).
    NotProvable,
}

/// One statement: an account, its balances, its entries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Where the `Stmt` element starts; `record` is the ordinal of the statement in the file, from 0.
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
    /// ISO 4217.
    pub currency: String,
    /// The opening booked balance (`OPBD`, else `PRCD`, else first `ITBD`).
    pub opening: Option<Balance>,
    /// The closing booked balance (`CLBD`, else last `ITBD`).
    pub closing: Option<Balance>,
    /// Every other balance.
    pub other_balances: Vec<Balance>,
    /// `StmtPgntn` or `MsgPgntn`: page number and whether it is the last.
    pub page: Option<(u32, bool)>,
    /// Entries, in file order.
    pub entries: Vec<Entry>,
    /// Number of `TxDtls`.
    pub transactions: u64,
    /// Sum of credits of all entries (also not booked), positive.
    pub sum_credit: Ore,
    /// Sum of debits of all entries, positive.
    pub sum_debit: Ore,
    /// The balance equation.
    pub equation: Equation,
}

/// Whether the bank has booked it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// `BOOK`: counts.
    Booked,
    /// `PDNG`: will come again.
    Pending,
    /// `INFO`, or anything else: never counts.
    Information,
}

/// One line on the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Where the `Ntry` element starts; `record` is the ordinal of the entry in the **file**, from 0.
    pub position: Position,
    /// Signed: positive = credit (money in).
    pub amount: Ore,
    /// Booked, pending, information.
    pub status: Status,
    /// `RvslInd`.
    pub reversal: bool,
    /// `BookgDt`, calendar date as written.
    pub booking_date: Option<NaiveDate>,
    /// `ValDt`.
    pub value_date: Option<NaiveDate>,
    /// `NtryRef`; empty if none.
    pub entry_ref: String,
    /// `AcctSvcrRef`, trimmed; empty if none.
    pub bank_ref: String,
    /// `Domn/Cd`, `Fmly/Cd`, `SubFmlyCd` joined by `/`; empty if none.
    pub code: String,
    /// `BkTxCd/Prtry/Cd`; empty if none.
    pub proprietary_code: String,
    /// The Norwegian lump-sum code found in the proprietary code: 230–234, 240; empty if none.
    pub group_code: String,
    /// `NtryDtls/Btch/PmtInfId` or `MsgId`; empty if none.
    pub batch: String,
    /// `NtryDtls/Btch/NbOfTxs`.
    pub batch_count: Option<u64>,
    /// Transactions, in file order.
    pub transactions: Vec<Transaction>,
    /// `AddtlNtryInf`; empty if none.
    pub text: String,
}

/// A transaction of an entry.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Transaction {
    /// Signed like its entry; `None` if the file gives none that can be used (camt.md section 7).
    pub amount: Option<Ore>,
    /// `Refs/MsgId`: of the message the payment was ordered with; empty if none.
    pub message_id: String,
    /// `Refs/InstrId`: of the order within its payment information; empty if none or `NOTPROVIDED`.
    pub instruction_id: String,
    /// `Refs/EndToEndId`; empty if none or `NOTPROVIDED`.
    pub end_to_end: String,
    /// `Refs/AcctSvcrRef`; empty if none.
    pub bank_ref: String,
    /// `Refs/PmtInfId`: the payment information (batch) of the order; empty if none.
    pub payment_information: String,
    /// `Refs/UETR`; empty if none.
    pub uetr: String,
    /// References of type SCOR that are KIDs.
    pub kids: Vec<String>,
    /// Every other structured reference.
    pub references: Vec<String>,
    /// The other party's account, normalised as the statement's; personal data; empty if none.
    pub counter_account: String,
    /// The other party's name; personal data; empty if none.
    pub counter_name: String,
    /// `RtrInf/Rsn/Cd`; empty if none.
    pub return_reason: String,
    /// Unstructured remittance and additional text, joined with a blank.
    pub text: String,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `camt.053.001.02`.
    pub version: String,
    /// As declared or assumed: `utf-8`, `iso-8859-1` …
    pub encoding: String,
    /// `GrpHdr/MsgId`.
    pub message_id: String,
    /// One row per statement, in file order, without its entries.
    pub statements: Vec<StatementTotals>,
}

/// The figures of one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementTotals {
    /// `Id`.
    pub id: String,
    /// Normalised account.
    pub account: String,
    /// ISO 4217.
    pub currency: String,
    /// Opening booked balance.
    pub opening: Option<Ore>,
    /// Closing booked balance.
    pub closing: Option<Ore>,
    /// Number of entries.
    pub entries: u64,
    /// Sum of credits, positive.
    pub sum_credit: Ore,
    /// Sum of debits, positive.
    pub sum_debit: Ore,
    /// Number of `TxDtls`.
    pub transactions: u64,
    /// The balance equation.
    pub equation: Equation,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// `camt.053.001.02` or `camt.053.001.08`.
    pub version: String,
    /// `GrpHdr/MsgId`.
    pub message_id: String,
    /// `GrpHdr/CreDtTm`, as written.
    pub created: String,
    /// Statements.
    pub statements: Vec<Statement>,
}
