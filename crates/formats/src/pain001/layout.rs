//! Where in the message a reader can stand: the paths of pain.001 that carry something we keep, as a small automaton
//! from place to place. Both spellings of every version lead to the same place (pain.001.001.03 and .09).
//!
//! Not here: what is done with the text found there.

use super::walk::{Content, Layout};

/// A place in the message. The order counts: group, payment information, payment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Node {
    /// Before and around `Document`.
    Outside,
    /// `Document`.
    Document,
    /// `CstmrCdtTrfInitn`.
    Message,
    /// Known, and nothing in it is kept.
    Skip,
    // GrpHdr
    Group,
    GroupId,
    GroupCreated,
    GroupCount,
    GroupSum,
    Initiator,
    InitiatorName,
    InitiatorIds,
    InitiatorIdKind,
    InitiatorBic,
    InitiatorOther,
    InitiatorOtherId,
    InitiatorScheme,
    InitiatorSchemeCode,
    // PmtInf
    Information,
    InformationId,
    Method,
    BatchBooking,
    InformationCount,
    InformationSum,
    InformationType,
    InformationCategory,
    InformationCategoryCode,
    /// `ReqdExctnDt`: text in .03, `Dt` or `DtTm` in .09.
    ExecutionDate,
    ExecutionDay,
    DebitAccount,
    DebitAccountId,
    DebitOther,
    DebitNumber,
    // CdtTrfTxInf
    Payment,
    PaymentIds,
    InstructionId,
    EndToEnd,
    Uetr,
    PaymentType,
    Category,
    CategoryCode,
    Amounts,
    Instructed,
    Equivalent,
    EquivalentAmount,
    TransferCurrency,
    Payee,
    PayeeName,
    PayeeAccount,
    PayeeAccountId,
    PayeeOther,
    PayeeNumber,
    Purpose,
    PurposeCode,
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
            | Self::Group
            | Self::Initiator
            | Self::InitiatorIds
            | Self::InitiatorIdKind
            | Self::InitiatorOther
            | Self::InitiatorScheme
            | Self::Information
            | Self::InformationType
            | Self::InformationCategory
            | Self::DebitAccount
            | Self::DebitAccountId
            | Self::DebitOther
            | Self::Payment
            | Self::PaymentIds
            | Self::PaymentType
            | Self::Category
            | Self::Amounts
            | Self::Equivalent
            | Self::Payee
            | Self::PayeeAccount
            | Self::PayeeAccountId
            | Self::PayeeOther
            | Self::Purpose
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
            Self::Document => (name == b"CstmrCdtTrfInitn").then_some(Self::Message),
            Self::Message => match name {
                b"PmtInf" => Some(Self::Information),
                b"GrpHdr" => Some(Self::Group),
                b"SplmtryData" => Some(Self::Skip),
                _ => None,
            },
            Self::Group
            | Self::Initiator
            | Self::InitiatorIds
            | Self::InitiatorIdKind
            | Self::InitiatorOther
            | Self::InitiatorScheme => self.in_group(name),
            Self::Information
            | Self::InformationType
            | Self::InformationCategory
            | Self::ExecutionDate
            | Self::DebitAccount
            | Self::DebitAccountId
            | Self::DebitOther => self.in_information(name),
            Self::Remittance
            | Self::Structured
            | Self::DocumentInformation
            | Self::CreditorReference
            | Self::ReferenceType
            | Self::ReferenceTypeChoice => self.in_remittance(name),
            _ => self.in_payment(name),
        }
    }
}

impl Node {
    #[expect(
        clippy::match_same_arms,
        reason = "a row per path, in the order of the message"
    )]
    fn in_group(self, name: &[u8]) -> Option<Self> {
        match (self, name) {
            (Self::Group, b"MsgId") => Some(Self::GroupId),
            (Self::Group, b"CreDtTm") => Some(Self::GroupCreated),
            (Self::Group, b"NbOfTxs") => Some(Self::GroupCount),
            (Self::Group, b"CtrlSum") => Some(Self::GroupSum),
            (Self::Group, b"InitgPty") => Some(Self::Initiator),
            (Self::Group, b"Authstn" | b"FwdgAgt" | b"InitnSrc") => Some(Self::Skip),
            (Self::Initiator, b"Nm") => Some(Self::InitiatorName),
            (Self::Initiator, b"Id") => Some(Self::InitiatorIds),
            (Self::Initiator, b"PstlAdr" | b"CtryOfRes" | b"CtctDtls") => Some(Self::Skip),
            (Self::InitiatorIds, b"OrgId" | b"PrvtId") => Some(Self::InitiatorIdKind),
            (Self::InitiatorIdKind, b"BICOrBEI" | b"AnyBIC") => Some(Self::InitiatorBic),
            (Self::InitiatorIdKind, b"Othr") => Some(Self::InitiatorOther),
            (Self::InitiatorIdKind, b"LEI" | b"DtAndPlcOfBirth") => Some(Self::Skip),
            (Self::InitiatorOther, b"Id") => Some(Self::InitiatorOtherId),
            (Self::InitiatorOther, b"SchmeNm") => Some(Self::InitiatorScheme),
            (Self::InitiatorOther, b"Issr") => Some(Self::Skip),
            (Self::InitiatorScheme, b"Cd" | b"Prtry") => Some(Self::InitiatorSchemeCode),
            _ => None,
        }
    }

    #[expect(
        clippy::match_same_arms,
        reason = "a row per path, in the order of the message"
    )]
    fn in_information(self, name: &[u8]) -> Option<Self> {
        match (self, name) {
            (Self::Information, b"CdtTrfTxInf") => Some(Self::Payment),
            (Self::Information, b"PmtInfId") => Some(Self::InformationId),
            (Self::Information, b"PmtMtd") => Some(Self::Method),
            (Self::Information, b"BtchBookg") => Some(Self::BatchBooking),
            (Self::Information, b"NbOfTxs") => Some(Self::InformationCount),
            (Self::Information, b"CtrlSum") => Some(Self::InformationSum),
            (Self::Information, b"PmtTpInf") => Some(Self::InformationType),
            (Self::Information, b"ReqdExctnDt") => Some(Self::ExecutionDate),
            (Self::Information, b"DbtrAcct") => Some(Self::DebitAccount),
            (
                Self::Information,
                b"Dbtr" | b"DbtrAgt" | b"DbtrAgtAcct" | b"UltmtDbtr" | b"ChrgBr" | b"ChrgsAcct"
                | b"ChrgsAcctAgt" | b"InstrForDbtrAgt" | b"PoolgAdjstmntDt" | b"SplmtryData",
            ) => Some(Self::Skip),
            (Self::InformationType, b"CtgyPurp") => Some(Self::InformationCategory),
            (Self::InformationType, b"InstrPrty" | b"SvcLvl" | b"LclInstrm" | b"SeqTp") => {
                Some(Self::Skip)
            }
            (Self::InformationCategory, b"Cd" | b"Prtry") => Some(Self::InformationCategoryCode),
            (Self::ExecutionDate, b"Dt" | b"DtTm") => Some(Self::ExecutionDay),
            (Self::DebitAccount, b"Id") => Some(Self::DebitAccountId),
            (Self::DebitAccount, b"Tp" | b"Ccy" | b"Nm" | b"Prxy") => Some(Self::Skip),
            (Self::DebitAccountId, b"IBAN") => Some(Self::DebitNumber),
            (Self::DebitAccountId, b"Othr") => Some(Self::DebitOther),
            (Self::DebitOther, b"Id") => Some(Self::DebitNumber),
            (Self::DebitOther, b"SchmeNm" | b"Issr") => Some(Self::Skip),
            _ => None,
        }
    }

    #[expect(
        clippy::match_same_arms,
        reason = "a row per path, in the order of the message"
    )]
    fn in_payment(self, name: &[u8]) -> Option<Self> {
        match (self, name) {
            (Self::Payment, b"PmtId") => Some(Self::PaymentIds),
            (Self::Payment, b"Amt") => Some(Self::Amounts),
            (Self::Payment, b"Cdtr") => Some(Self::Payee),
            (Self::Payment, b"CdtrAcct") => Some(Self::PayeeAccount),
            (Self::Payment, b"RmtInf") => Some(Self::Remittance),
            (Self::Payment, b"PmtTpInf") => Some(Self::PaymentType),
            (Self::Payment, b"Purp") => Some(Self::Purpose),
            (
                Self::Payment,
                b"CdtrAgt" | b"CdtrAgtAcct" | b"ChrgBr" | b"XchgRateInf" | b"MndtRltdInf"
                | b"ChqInstr" | b"UltmtDbtr" | b"UltmtCdtr" | b"IntrmyAgt1" | b"IntrmyAgt1Acct"
                | b"IntrmyAgt2" | b"IntrmyAgt2Acct" | b"IntrmyAgt3" | b"IntrmyAgt3Acct"
                | b"InstrForCdtrAgt" | b"InstrForDbtrAgt" | b"RgltryRptg" | b"Tax" | b"RltdRmtInf"
                | b"SplmtryData",
            ) => Some(Self::Skip),
            (Self::PaymentIds, b"InstrId") => Some(Self::InstructionId),
            (Self::PaymentIds, b"EndToEndId") => Some(Self::EndToEnd),
            (Self::PaymentIds, b"UETR") => Some(Self::Uetr),
            (Self::PaymentType, b"CtgyPurp") => Some(Self::Category),
            (Self::PaymentType, b"InstrPrty" | b"SvcLvl" | b"LclInstrm" | b"SeqTp") => {
                Some(Self::Skip)
            }
            (Self::Category, b"Cd" | b"Prtry") => Some(Self::CategoryCode),
            (Self::Amounts, b"InstdAmt") => Some(Self::Instructed),
            (Self::Amounts, b"EqvtAmt") => Some(Self::Equivalent),
            (Self::Equivalent, b"Amt") => Some(Self::EquivalentAmount),
            (Self::Equivalent, b"CcyOfTrf") => Some(Self::TransferCurrency),
            (Self::Payee, b"Nm") => Some(Self::PayeeName),
            (Self::Payee, b"PstlAdr" | b"Id" | b"CtryOfRes" | b"CtctDtls") => Some(Self::Skip),
            (Self::PayeeAccount, b"Id") => Some(Self::PayeeAccountId),
            (Self::PayeeAccount, b"Tp" | b"Ccy" | b"Nm" | b"Prxy") => Some(Self::Skip),
            (Self::PayeeAccountId, b"IBAN") => Some(Self::PayeeNumber),
            (Self::PayeeAccountId, b"Othr") => Some(Self::PayeeOther),
            (Self::PayeeOther, b"Id") => Some(Self::PayeeNumber),
            (Self::PayeeOther, b"SchmeNm" | b"Issr") => Some(Self::Skip),
            (Self::Purpose, b"Cd" | b"Prtry") => Some(Self::PurposeCode),
            _ => None,
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
