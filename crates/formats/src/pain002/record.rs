//! What a status report says, as values.
//!
//! Not here: where in the message each of them stands (`layout`), what is wrong with them (`parse`), and what follows
//! from several reports for a payment (`effective`).

use chrono::NaiveDate;
use domain::{Ore, Position};

use super::reason::Group;
use crate::pain001::record::Sum;

/// What a status is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Level {
    /// The whole order (`GrpSts`).
    #[default]
    Group,
    /// One payment information of it (`PmtInfSts`).
    PaymentInformation,
    /// One payment (`TxSts`).
    Transaction,
}

/// What a status code means for the engine (pain.md section 4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Stage {
    /// `RCVD`: received, not checked.
    Sent,
    /// `ACTC`, `ACCP`, `ACWC`, `ACFC`: accepted on receipt.
    Received,
    /// `ACSP`, `ACWP`, `ACIS`: settlement in process.
    InProcess,
    /// `ACSC`, `ACCC`: settled; provisional until the account shows it.
    Settled,
    /// `PDNG`, `PATC`, `BLCK`: waits for checks, funds or approval, and needs attention.
    Waiting,
    /// `RJCT`.
    Rejected,
    /// `CANC`: stopped.
    Cancelled,
    /// `PART`, or no status on this level: look one level down.
    #[default]
    LookBelow,
    /// `RCVC`, `RVMC`, `RVNM`, `RVNA` (verification of payee), `PRES`: says something, but accepts nothing.
    Information,
    /// A code that is not known, or not for this level.
    Unknown,
}

/// Every known code with its stage. Source: pain.md section 4; `ACFC`, `ACIS`, `BLCK` and `PRES` by their definitions
/// in the ISO 20022 external code set.
const STAGES: [(&str, Stage); 20] = [
    ("RCVD", Stage::Sent),
    ("ACTC", Stage::Received),
    ("ACCP", Stage::Received),
    ("ACWC", Stage::Received),
    ("ACFC", Stage::Received),
    ("ACSP", Stage::InProcess),
    ("ACWP", Stage::InProcess),
    ("ACIS", Stage::InProcess),
    ("ACSC", Stage::Settled),
    ("ACCC", Stage::Settled),
    ("PDNG", Stage::Waiting),
    ("PATC", Stage::Waiting),
    ("BLCK", Stage::Waiting),
    ("RJCT", Stage::Rejected),
    ("CANC", Stage::Cancelled),
    ("PART", Stage::LookBelow),
    ("RCVC", Stage::Information),
    ("RVMC", Stage::Information),
    ("RVNM", Stage::Information),
    ("RVNA", Stage::Information),
];

impl Stage {
    /// The stage of a code on a level; an empty code says to look below, on a payment that nothing is said.
    pub fn of(code: &str, level: Level) -> Self {
        if code.is_empty() {
            return Self::LookBelow;
        }
        if code == "PRES" {
            return Self::Information;
        }
        let stage = STAGES
            .iter()
            .find(|(known, _)| *known == code)
            .map_or(Self::Unknown, |(_, stage)| *stage);
        if stage == Self::LookBelow && level == Level::Transaction {
            return Self::Unknown;
        }
        stage
    }

    /// A word for people and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
            Self::InProcess => "in process",
            Self::Settled => "settled",
            Self::Waiting => "waiting",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::LookBelow => "look below",
            Self::Information => "information",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a status is what it is: one `StsRsnInf`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reason {
    /// `Rsn/Cd` or `Rsn/Prtry`; empty if none.
    pub code: String,
    /// The code is the bank's own (`Prtry`).
    pub is_proprietary: bool,
    /// Where it belongs for people; `Other` if it is not known.
    pub group: Group,
    /// The bank's own error number, which stands before a semicolon in the text; empty if none.
    pub bank_code: String,
    /// `AddtlInf`, joined with a blank; can hold personal data.
    pub text: String,
}

/// One status, on one of three levels. In the order of the file: the group, then each payment information followed by
/// its transactions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Status {
    /// Where the group, payment information or transaction starts; `record` is the ordinal of the status, from 0.
    pub position: Position,
    /// What it is about.
    pub level: Level,
    /// `GrpSts`, `PmtInfSts` or `TxSts`, as written; empty if none.
    pub code: String,
    /// What the code means.
    pub stage: Stage,
    /// `StsRsnInf` of this level.
    pub reasons: Vec<Reason>,
    /// `OrgnlMsgId`: the order that is answered.
    pub original_message: String,
    /// `OrgnlMsgNmId`, as written: `pain.001.001.03`, also just `pain.001`.
    pub original_message_name: String,
    /// `OrgnlPmtInfId`; empty on the group.
    pub payment_information: String,
    /// `OrgnlNbOfTxs` of this level.
    pub original_count: Option<u64>,
    /// `OrgnlCtrlSum` of this level.
    pub original_sum: Option<Sum>,
    /// `StsId`; empty if none.
    pub status_id: String,
    /// `OrgnlInstrId`; empty if none.
    pub instruction_id: String,
    /// `OrgnlEndToEndId`; empty if none or `NOTPROVIDED`.
    pub end_to_end: String,
    /// `OrgnlUETR`; empty if none.
    pub uetr: String,
    /// `OrgnlTxRef/Amt`, in minor units, with its currency; positive: paid out.
    pub amount: Option<(Ore, String)>,
    /// `OrgnlTxRef/ReqdExctnDt`, which a bank may have changed.
    pub execution_date: Option<NaiveDate>,
    /// `OrgnlTxRef/CdtrAcct`, normalised; personal data; empty if none.
    pub payee_account: String,
    /// `OrgnlTxRef/Cdtr/Nm`; personal data; empty if none.
    pub payee_name: String,
    /// `OrgnlTxRef/RmtInf`: references of type SCOR that have the form of a KID. On a rejected payment those that the
    /// bank found wrong.
    pub kids: Vec<String>,
    /// Every other structured reference of `OrgnlTxRef/RmtInf`, and document numbers.
    pub references: Vec<String>,
    /// `OrgnlTxRef/RmtInf/Ustrd`, joined with a blank.
    pub text: String,
    /// `AcctSvcrRef`: the bank's reference; empty if none.
    pub bank_ref: String,
    /// `ClrSysRef`; empty if none.
    pub clearing_ref: String,
    /// `AccptncDtTm`, the calendar date as written.
    pub acceptance_date: Option<NaiveDate>,
}

/// `NbOfTxsPerSts`: how many payments the report counts with a status.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatusCount {
    /// `DtldSts`.
    pub code: String,
    /// `DtldNbOfTxs`.
    pub payments: u64,
    /// `DtldCtrlSum`.
    pub amount: Option<Sum>,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `pain.002.001.03`; empty if no namespace names one.
    pub version: String,
    /// As declared or assumed: `utf-8`, `iso-8859-1` …
    pub encoding: String,
    /// `GrpHdr/MsgId`.
    pub message_id: String,
    /// `GrpHdr/CreDtTm`, as written: the order of reports.
    pub created: String,
    /// `OrgnlMsgId`.
    pub original_message: String,
    /// `OrgnlMsgNmId`.
    pub original_message_name: String,
    /// `GrpSts`; `None` if there is none.
    pub group_status: Option<String>,
    /// Number of `OrgnlPmtInfAndSts`.
    pub payment_informations: u64,
    /// Number of `TxInfAndSts`.
    pub transactions: u64,
    /// Number of `TxInfAndSts` by `TxSts`, in order of code; empty code: none given.
    pub by_status: Vec<(String, u64)>,
    /// `OrgnlNbOfTxs` of the group, as stated.
    pub original_count: Option<u64>,
    /// `OrgnlCtrlSum` of the group, as stated.
    pub original_sum: Option<Sum>,
    /// `NbOfTxsPerSts` of the group, as stated.
    pub stated: Vec<StatusCount>,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// `pain.002.001.03` or `pain.002.001.10`.
    pub version: String,
    /// `GrpHdr/MsgId`.
    pub message_id: String,
    /// `GrpHdr/CreDtTm`, as written.
    pub created: String,
    /// `NbOfTxsPerSts` of the group.
    pub stated: Vec<StatusCount>,
    /// Statuses, in file order.
    pub statuses: Vec<Status>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages() {
        let table = [
            ("ACTC", Level::Group, Stage::Received),
            ("PART", Level::Group, Stage::LookBelow),
            ("PART", Level::Transaction, Stage::Unknown),
            ("", Level::Group, Stage::LookBelow),
            ("", Level::Transaction, Stage::LookBelow),
            ("RVNM", Level::Group, Stage::Information),
            ("PRES", Level::Transaction, Stage::Information),
            ("RJCT", Level::PaymentInformation, Stage::Rejected),
            ("rjct", Level::Group, Stage::Unknown),
            ("ACXX", Level::Transaction, Stage::Unknown),
        ];
        for (code, level, expected) in table {
            assert_eq!(Stage::of(code, level), expected, "{code} {level:?}");
        }
    }
}
