//! Where in the message a reader can stand: the paths of pain.002 that carry something we keep, as a small automaton
//! from place to place. Both spellings of every version lead to the same place (pain.002.001.03 and .10).
//!
//! Not here: what is done with the text found there.

use crate::pain001::walk::{Content, Layout};

/// A place in the message. The order counts: header, what is said on any level, group, payment information, transaction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Node {
    /// Before and around `Document`.
    Outside,
    /// `Document`.
    Document,
    /// `CstmrPmtStsRpt`.
    Message,
    /// Known, and nothing in it is kept.
    Skip,
    // GrpHdr
    Header,
    HeaderId,
    HeaderCreated,
    // StsRsnInf and NbOfTxsPerSts of any level
    Reason,
    ReasonChoice,
    ReasonCode,
    ReasonProprietary,
    ReasonText,
    PerStatus,
    PerStatusCount,
    PerStatusCode,
    PerStatusSum,
    // OrgnlGrpInfAndSts
    Group,
    GroupMessage,
    GroupMessageName,
    GroupCount,
    GroupSum,
    GroupStatus,
    // OrgnlPmtInfAndSts
    Information,
    InformationId,
    InformationCount,
    InformationSum,
    InformationStatus,
    // TxInfAndSts
    Transaction,
    StatusId,
    InstructionId,
    EndToEnd,
    Uetr,
    TransactionStatus,
    Accepted,
    BankReference,
    ClearingReference,
    // OrgnlTxRef
    Original,
    Amounts,
    Instructed,
    Equivalent,
    EquivalentAmount,
    /// `ReqdExctnDt`: text in .03, `Dt` or `DtTm` in .10.
    ExecutionDate,
    ExecutionDay,
    Payee,
    /// `Pty` of .10.
    PayeeParty,
    PayeeName,
    PayeeAccount,
    PayeeAccountId,
    PayeeOther,
    PayeeNumber,
    Remittance,
    Unstructured,
    Structured,
    DocumentInformation,
    DocumentNumber,
    CreditorReference,
    ReferenceType,
    ReferenceTypeChoice,
    ReferenceCode,
    ReferenceProprietary,
    ReferenceIssuer,
    Reference,
    RemittanceText,
}

impl Layout for Node {
    const OUTSIDE: Self = Self::Outside;
    const DOCUMENT: Self = Self::Document;
    const MESSAGE: Self = Self::Message;
    const SKIP: Self = Self::Skip;

    fn content(self) -> Content {
        match self {
            Self::Skip | Self::Outside => Content::Anything,
            Self::ExecutionDate => Content::Either,
            Self::Document
            | Self::Message
            | Self::Header
            | Self::Reason
            | Self::ReasonChoice
            | Self::PerStatus
            | Self::Group
            | Self::Information
            | Self::Transaction
            | Self::Original
            | Self::Amounts
            | Self::Equivalent
            | Self::Payee
            | Self::PayeeParty
            | Self::PayeeAccount
            | Self::PayeeAccountId
            | Self::PayeeOther
            | Self::Remittance
            | Self::Structured
            | Self::DocumentInformation
            | Self::CreditorReference
            | Self::ReferenceType
            | Self::ReferenceTypeChoice => Content::Elements,
            _ => Content::Text,
        }
    }

    fn child(self, name: &[u8]) -> Option<Self> {
        match self {
            Self::Skip => Some(Self::Skip),
            Self::Outside if name == b"Document" => Some(Self::Document),
            Self::Outside => Some(Self::Outside),
            Self::Document => (name == b"CstmrPmtStsRpt").then_some(Self::Message),
            Self::Message
            | Self::Header
            | Self::Reason
            | Self::ReasonChoice
            | Self::PerStatus
            | Self::Group
            | Self::Information => self.above_transactions(name),
            Self::Transaction => in_transaction(name),
            _ => self.in_original(name),
        }
    }
}

fn in_transaction(name: &[u8]) -> Option<Node> {
    match name {
        b"StsId" => Some(Node::StatusId),
        b"OrgnlInstrId" => Some(Node::InstructionId),
        b"OrgnlEndToEndId" => Some(Node::EndToEnd),
        b"OrgnlUETR" => Some(Node::Uetr),
        b"TxSts" => Some(Node::TransactionStatus),
        b"StsRsnInf" => Some(Node::Reason),
        b"AccptncDtTm" => Some(Node::Accepted),
        b"AcctSvcrRef" => Some(Node::BankReference),
        b"ClrSysRef" => Some(Node::ClearingReference),
        b"OrgnlTxRef" => Some(Node::Original),
        b"ChrgsInf" | b"FctvIntrBkSttlmDt" | b"TrckrData" | b"PrcgDt" | b"SplmtryData" => {
            Some(Node::Skip)
        }
        _ => None,
    }
}

impl Node {
    #[expect(
        clippy::match_same_arms,
        reason = "a row per path, in the order of the message"
    )]
    fn above_transactions(self, name: &[u8]) -> Option<Self> {
        match (self, name) {
            (Self::Message, b"GrpHdr") => Some(Self::Header),
            (Self::Message, b"OrgnlGrpInfAndSts") => Some(Self::Group),
            (Self::Message, b"OrgnlPmtInfAndSts") => Some(Self::Information),
            (Self::Message, b"SplmtryData") => Some(Self::Skip),
            (Self::Header, b"MsgId") => Some(Self::HeaderId),
            (Self::Header, b"CreDtTm") => Some(Self::HeaderCreated),
            (Self::Header, b"InitgPty" | b"FwdgAgt" | b"DbtrAgt" | b"CdtrAgt") => Some(Self::Skip),
            (Self::Group, b"OrgnlMsgId") => Some(Self::GroupMessage),
            (Self::Group, b"OrgnlMsgNmId") => Some(Self::GroupMessageName),
            (Self::Group, b"OrgnlCreDtTm") => Some(Self::Skip),
            (Self::Group, b"OrgnlNbOfTxs") => Some(Self::GroupCount),
            (Self::Group, b"OrgnlCtrlSum") => Some(Self::GroupSum),
            (Self::Group, b"GrpSts") => Some(Self::GroupStatus),
            (Self::Information, b"TxInfAndSts") => Some(Self::Transaction),
            (Self::Information, b"OrgnlPmtInfId") => Some(Self::InformationId),
            (Self::Information, b"OrgnlNbOfTxs") => Some(Self::InformationCount),
            (Self::Information, b"OrgnlCtrlSum") => Some(Self::InformationSum),
            (Self::Information, b"PmtInfSts") => Some(Self::InformationStatus),
            (Self::Group | Self::Information, b"StsRsnInf") => Some(Self::Reason),
            (Self::Group | Self::Information, b"NbOfTxsPerSts") => Some(Self::PerStatus),
            (Self::Reason, b"Rsn") => Some(Self::ReasonChoice),
            (Self::Reason, b"AddtlInf") => Some(Self::ReasonText),
            (Self::Reason, b"Orgtr") => Some(Self::Skip),
            (Self::ReasonChoice, b"Cd") => Some(Self::ReasonCode),
            (Self::ReasonChoice, b"Prtry") => Some(Self::ReasonProprietary),
            (Self::PerStatus, b"DtldNbOfTxs") => Some(Self::PerStatusCount),
            (Self::PerStatus, b"DtldSts") => Some(Self::PerStatusCode),
            (Self::PerStatus, b"DtldCtrlSum") => Some(Self::PerStatusSum),
            _ => None,
        }
    }

    #[expect(
        clippy::match_same_arms,
        reason = "a row per path, in the order of the message"
    )]
    fn in_original(self, name: &[u8]) -> Option<Self> {
        match (self, name) {
            (Self::Original, b"Amt") => Some(Self::Amounts),
            (Self::Original, b"ReqdExctnDt") => Some(Self::ExecutionDate),
            (Self::Original, b"Cdtr") => Some(Self::Payee),
            (Self::Original, b"CdtrAcct") => Some(Self::PayeeAccount),
            (Self::Original, b"RmtInf") => Some(Self::Remittance),
            (
                Self::Original,
                b"IntrBkSttlmAmt" | b"IntrBkSttlmDt" | b"ReqdColltnDt" | b"CdtrSchmeId"
                | b"SttlmInf" | b"PmtTpInf" | b"PmtMtd" | b"MndtRltdInf" | b"UltmtDbtr" | b"Dbtr"
                | b"DbtrAcct" | b"DbtrAgt" | b"DbtrAgtAcct" | b"CdtrAgt" | b"CdtrAgtAcct"
                | b"UltmtCdtr" | b"Purp" | b"NclsdFile" | b"SplmtryData",
            ) => Some(Self::Skip),
            (Self::Amounts, b"InstdAmt") => Some(Self::Instructed),
            (Self::Amounts, b"EqvtAmt") => Some(Self::Equivalent),
            (Self::Equivalent, b"Amt") => Some(Self::EquivalentAmount),
            (Self::Equivalent, b"CcyOfTrf") => Some(Self::Skip),
            (Self::ExecutionDate, b"Dt" | b"DtTm") => Some(Self::ExecutionDay),
            (Self::Payee, b"Pty") => Some(Self::PayeeParty),
            (Self::Payee, b"Agt") => Some(Self::Skip),
            (Self::Payee | Self::PayeeParty, b"Nm") => Some(Self::PayeeName),
            (Self::Payee | Self::PayeeParty, b"PstlAdr" | b"Id" | b"CtryOfRes" | b"CtctDtls") => {
                Some(Self::Skip)
            }
            (Self::PayeeAccount, b"Id") => Some(Self::PayeeAccountId),
            (Self::PayeeAccount, b"Tp" | b"Ccy" | b"Nm" | b"Prxy") => Some(Self::Skip),
            (Self::PayeeAccountId, b"IBAN") => Some(Self::PayeeNumber),
            (Self::PayeeAccountId, b"Othr") => Some(Self::PayeeOther),
            (Self::PayeeOther, b"Id") => Some(Self::PayeeNumber),
            (Self::PayeeOther, b"SchmeNm" | b"Issr") => Some(Self::Skip),
            _ => self.in_remittance(name),
        }
    }

    #[expect(
        clippy::match_same_arms,
        reason = "a row per path, in the order of the message"
    )]
    fn in_remittance(self, name: &[u8]) -> Option<Self> {
        match (self, name) {
            (Self::Remittance, b"Ustrd") => Some(Self::Unstructured),
            (Self::Remittance, b"Strd") => Some(Self::Structured),
            (Self::Structured, b"CdtrRefInf") => Some(Self::CreditorReference),
            (Self::Structured, b"RfrdDocInf") => Some(Self::DocumentInformation),
            (Self::Structured, b"AddtlRmtInf") => Some(Self::RemittanceText),
            (
                Self::Structured,
                b"RfrdDocAmt" | b"Invcr" | b"Invcee" | b"TaxRmt" | b"GrnshmtRmt",
            ) => Some(Self::Skip),
            (Self::DocumentInformation, b"Nb") => Some(Self::DocumentNumber),
            (Self::DocumentInformation, b"Tp" | b"RltdDt" | b"LineDtls") => Some(Self::Skip),
            (Self::CreditorReference, b"Tp") => Some(Self::ReferenceType),
            (Self::CreditorReference, b"Ref") => Some(Self::Reference),
            (Self::ReferenceType, b"CdOrPrtry") => Some(Self::ReferenceTypeChoice),
            (Self::ReferenceType, b"Issr") => Some(Self::ReferenceIssuer),
            (Self::ReferenceTypeChoice, b"Cd") => Some(Self::ReferenceCode),
            (Self::ReferenceTypeChoice, b"Prtry") => Some(Self::ReferenceProprietary),
            _ => None,
        }
    }
}
