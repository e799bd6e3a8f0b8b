//! Where in the message a reader can stand: the paths of camt.053 and camt.054 that carry something we keep, as a small automaton
//! from place to place. Both spellings of every version lead to the same place (camt.md section 3).
//!
//! Not here: what is done with the text found there.

/// Which of the two messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum Message {
    /// camt.053.
    #[default]
    Statement,
    /// camt.054.
    Notification,
}

impl Message {
    /// `camt.053`, `camt.054`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Statement => "camt.053",
            Self::Notification => "camt.054",
        }
    }

    /// What people call it.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Notification => "notification",
        }
    }

    /// The child of `Document`.
    pub(crate) fn root(self) -> &'static str {
        match self {
            Self::Statement => "BkToCstmrStmt",
            Self::Notification => "BkToCstmrDbtCdtNtfctn",
        }
    }

    /// The element of one account.
    pub(crate) fn item(self) -> &'static str {
        match self {
            Self::Statement => "Stmt",
            Self::Notification => "Ntfctn",
        }
    }
}

/// A place in the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Node {
    /// Before and around `Document`.
    Outside,
    /// `Document`.
    Document,
    /// `BkToCstmrStmt`, `BkToCstmrDbtCdtNtfctn`.
    Message(Message),
    /// Known, and nothing in it is kept.
    Skip,
    /// `GrpHdr` and below.
    Header(HeaderNode),
    /// `Stmt` and below, but not in entries.
    Statement(StatementNode),
    /// `Ntry` and below, but not in transactions.
    Entry(EntryNode),
    /// `TxDtls` and below.
    Transaction(TransactionNode),
}

/// What may stand in an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    /// Elements and blanks.
    Elements,
    /// Text only.
    Text,
    /// Text in one version, elements in another.
    Either,
    /// Whatever it is, it is not kept.
    Anything,
}

/// Places in `GrpHdr`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HeaderNode {
    Header,
    MessageId,
    Created,
    Pages,
    PageNumber,
    LastPage,
}

/// Places in `Stmt` and `Ntfctn`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum StatementNode {
    Statement,
    Notification,
    Id,
    Pages,
    PageNumber,
    LastPage,
    Sequence,
    Created,
    Period,
    From,
    To,
    Copy,
    Account,
    AccountId,
    AccountOther,
    Iban,
    OtherId,
    Currency,
    Balance,
    BalanceType,
    BalanceTypeChoice,
    BalanceCode,
    BalanceSubType,
    BalanceSubCode,
    BalanceAmount,
    BalanceIndicator,
    BalanceDates,
    BalanceDate,
    Summary,
    All,
    AllCount,
    AllSum,
    /// `TtlNetNtryAmt` of .02.
    AllNetPlain,
    AllNetIndicator,
    /// `TtlNetNtry` of .08.
    AllNet,
    AllNetAmount,
    Credits,
    CreditCount,
    CreditSum,
    Debits,
    DebitCount,
    DebitSum,
}

/// Places in `Ntry`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EntryNode {
    Entry,
    Reference,
    Amount,
    Indicator,
    Reversal,
    Status,
    StatusCode,
    BookingDates,
    BookingDate,
    ValueDates,
    ValueDate,
    BankReference,
    Code,
    Domain,
    DomainCode,
    Family,
    FamilyCode,
    SubFamilyCode,
    Proprietary,
    ProprietaryCode,
    Charges,
    ChargeTotal,
    ChargeRecord,
    ChargeAmount,
    Details,
    Batch,
    BatchMessage,
    BatchPayment,
    BatchCount,
    BatchTotal,
    Text,
}

/// Places in `TxDtls`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TransactionNode {
    Transaction,
    References,
    Message,
    BankReference,
    PaymentInformation,
    Instruction,
    EndToEnd,
    Uetr,
    Amount,
    Indicator,
    AmountDetails,
    Instructed,
    InstructedAmount,
    Transferred,
    TransferredAmount,
    Charges,
    ChargeTotal,
    ChargeRecord,
    ChargeAmount,
    Parties,
    Debtor,
    /// `Pty` or `Agt/FinInstnId` of .08.
    DebtorChoice,
    /// `Nm`, directly (.02).
    DebtorNamePlain,
    DebtorName,
    DebtorAccount,
    DebtorAccountId,
    DebtorNumber,
    Creditor,
    CreditorChoice,
    CreditorNamePlain,
    CreditorName,
    CreditorAccount,
    CreditorAccountId,
    CreditorNumber,
    Remittance,
    Unstructured,
    Structured,
    Document,
    DocumentNumber,
    CreditorReference,
    ReferenceType,
    ReferenceTypeChoice,
    ReferenceCode,
    ReferenceProprietary,
    ReferenceIssuer,
    Reference,
    RemittanceText,
    Return,
    ReturnReason,
    ReturnReasonCode,
    Text,
}

impl Node {
    /// What may stand here.
    pub(super) fn content(self) -> Content {
        match self {
            Self::Skip | Self::Outside => Content::Anything,
            Self::Document | Self::Message(_) => Content::Elements,
            Self::Header(node) => {
                elements_if(matches!(node, HeaderNode::Header | HeaderNode::Pages))
            }
            Self::Statement(node) => elements_if(node.holds_elements()),
            Self::Entry(EntryNode::Status) => Content::Either,
            Self::Entry(node) => elements_if(node.holds_elements()),
            Self::Transaction(node) => elements_if(node.holds_elements()),
        }
    }

    /// The place of a child; `None` if it is not known there.
    pub(super) fn child(self, name: &[u8]) -> Option<Self> {
        match self {
            Self::Outside => Some(if name == b"Document" {
                Self::Document
            } else {
                Self::Outside
            }),
            // The children of Document decide the message type; parse.rs does.
            Self::Document => None,
            Self::Skip => Some(Self::Skip),
            Self::Message(message) => match name {
                b"Stmt" if message == Message::Statement => {
                    Some(Self::Statement(StatementNode::Statement))
                }
                b"Ntfctn" if message == Message::Notification => {
                    Some(Self::Statement(StatementNode::Notification))
                }
                b"GrpHdr" => Some(Self::Header(HeaderNode::Header)),
                b"SplmtryData" => Some(Self::Skip),
                _ => None,
            },
            Self::Header(node) => header_child(node, name),
            Self::Statement(node) => statement_child(node, name),
            Self::Entry(node) => entry_child(node, name),
            Self::Transaction(node) => transaction_child(node, name),
        }
    }
}

fn elements_if(holds_elements: bool) -> Content {
    if holds_elements {
        Content::Elements
    } else {
        Content::Text
    }
}

impl StatementNode {
    fn holds_elements(self) -> bool {
        use StatementNode as N;
        matches!(
            self,
            N::Statement
                | N::Notification
                | N::Pages
                | N::Period
                | N::Account
                | N::AccountId
                | N::AccountOther
                | N::Balance
                | N::BalanceType
                | N::BalanceTypeChoice
                | N::BalanceSubType
                | N::BalanceDates
                | N::Summary
                | N::All
                | N::AllNet
                | N::Credits
                | N::Debits
        )
    }
}

impl EntryNode {
    fn holds_elements(self) -> bool {
        use EntryNode as N;
        matches!(
            self,
            N::Entry
                | N::BookingDates
                | N::ValueDates
                | N::Code
                | N::Domain
                | N::Family
                | N::Proprietary
                | N::Charges
                | N::ChargeRecord
                | N::Details
                | N::Batch
        )
    }
}

impl TransactionNode {
    fn holds_elements(self) -> bool {
        use TransactionNode as N;
        matches!(
            self,
            N::Transaction
                | N::References
                | N::AmountDetails
                | N::Instructed
                | N::Transferred
                | N::Charges
                | N::ChargeRecord
                | N::Parties
                | N::Debtor
                | N::DebtorChoice
                | N::DebtorAccount
                | N::DebtorAccountId
                | N::Creditor
                | N::CreditorChoice
                | N::CreditorAccount
                | N::CreditorAccountId
                | N::Remittance
                | N::Structured
                | N::Document
                | N::CreditorReference
                | N::ReferenceType
                | N::ReferenceTypeChoice
                | N::Return
                | N::ReturnReason
        )
    }
}

fn header_child(node: HeaderNode, name: &[u8]) -> Option<Node> {
    use HeaderNode as N;
    let place = match (node, name) {
        (N::Header, b"MsgId") => N::MessageId,
        (N::Header, b"CreDtTm") => N::Created,
        (N::Header, b"MsgPgntn") => N::Pages,
        (N::Header, b"MsgRcpt" | b"AddtlInf" | b"OrgnlBizQry") => return Some(Node::Skip),
        (N::Pages, b"PgNb") => N::PageNumber,
        (N::Pages, b"LastPgInd") => N::LastPage,
        _ => return None,
    };
    Some(Node::Header(place))
}

fn statement_child(node: StatementNode, name: &[u8]) -> Option<Node> {
    use StatementNode as N;
    let place = match node {
        N::Statement => return statement_top(name),
        N::Notification => return notification_top(name),
        N::Balance => match name {
            b"Amt" => N::BalanceAmount,
            b"CdtDbtInd" => N::BalanceIndicator,
            b"Tp" => N::BalanceType,
            b"Dt" => N::BalanceDates,
            b"CdtLine" | b"Avlbty" => return Some(Node::Skip),
            _ => return None,
        },
        N::BalanceType => match name {
            b"CdOrPrtry" => N::BalanceTypeChoice,
            b"SubTp" => N::BalanceSubType,
            _ => return None,
        },
        N::BalanceTypeChoice if matches!(name, b"Cd" | b"Prtry") => N::BalanceCode,
        N::BalanceSubType if matches!(name, b"Cd" | b"Prtry") => N::BalanceSubCode,
        N::BalanceDates if matches!(name, b"Dt" | b"DtTm") => N::BalanceDate,
        N::Account => match name {
            b"Id" => N::AccountId,
            b"Ccy" => N::Currency,
            _ => return Some(Node::Skip),
        },
        N::AccountId => match name {
            b"IBAN" => N::Iban,
            b"Othr" => N::AccountOther,
            _ => return None,
        },
        N::AccountOther => match name {
            b"Id" => N::OtherId,
            _ => return Some(Node::Skip),
        },
        N::Pages | N::Period => match name {
            b"PgNb" => N::PageNumber,
            b"LastPgInd" => N::LastPage,
            b"FrDtTm" => N::From,
            b"ToDtTm" => N::To,
            _ => return None,
        },
        N::Summary | N::All | N::AllNet | N::Credits | N::Debits => {
            return summary_child(node, name);
        }
        _ => return None,
    };
    Some(Node::Statement(place))
}

/// As a statement, without balances.
fn notification_top(name: &[u8]) -> Option<Node> {
    match name {
        b"NtfctnPgntn" => Some(Node::Statement(StatementNode::Pages)),
        b"AddtlNtfctnInf" => Some(Node::Skip),
        b"Bal" | b"StmtPgntn" | b"AddtlStmtInf" => None,
        _ => statement_top(name),
    }
}

fn statement_top(name: &[u8]) -> Option<Node> {
    use StatementNode as N;
    let place = match name {
        b"Ntry" => return Some(Node::Entry(EntryNode::Entry)),
        b"Bal" => N::Balance,
        b"Id" => N::Id,
        b"StmtPgntn" => N::Pages,
        b"ElctrncSeqNb" => N::Sequence,
        b"CreDtTm" => N::Created,
        b"FrToDt" => N::Period,
        b"CpyDplctInd" => N::Copy,
        b"Acct" => N::Account,
        b"TxsSummry" => N::Summary,
        b"LglSeqNb" | b"RptgSeq" | b"RptgSrc" | b"RltdAcct" | b"Intrst" | b"AddtlStmtInf"
        | b"SplmtryData" => return Some(Node::Skip),
        _ => return None,
    };
    Some(Node::Statement(place))
}

fn summary_child(node: StatementNode, name: &[u8]) -> Option<Node> {
    use StatementNode as N;
    let place = match (node, name) {
        (N::Summary, b"TtlNtries") => N::All,
        (N::Summary, b"TtlCdtNtries") => N::Credits,
        (N::Summary, b"TtlDbtNtries") => N::Debits,
        (N::Summary, b"TtlNtriesPerBkTxCd") => return Some(Node::Skip),
        (N::All, b"NbOfNtries") => N::AllCount,
        (N::All, b"Sum") => N::AllSum,
        (N::All, b"TtlNetNtryAmt") => N::AllNetPlain,
        (N::All, b"TtlNetNtry") => N::AllNet,
        (N::All | N::AllNet, b"CdtDbtInd") => N::AllNetIndicator,
        (N::AllNet, b"Amt") => N::AllNetAmount,
        (N::Credits, b"NbOfNtries") => N::CreditCount,
        (N::Credits, b"Sum") => N::CreditSum,
        (N::Debits, b"NbOfNtries") => N::DebitCount,
        (N::Debits, b"Sum") => N::DebitSum,
        _ => return None,
    };
    Some(Node::Statement(place))
}

fn entry_child(node: EntryNode, name: &[u8]) -> Option<Node> {
    use EntryNode as N;
    let place = match node {
        N::Entry => return entry_top(name),
        N::Status if matches!(name, b"Cd" | b"Prtry") => N::StatusCode,
        N::BookingDates if matches!(name, b"Dt" | b"DtTm") => N::BookingDate,
        N::ValueDates if matches!(name, b"Dt" | b"DtTm") => N::ValueDate,
        N::Code => match name {
            b"Domn" => N::Domain,
            b"Prtry" => N::Proprietary,
            _ => return None,
        },
        N::Domain => match name {
            b"Cd" => N::DomainCode,
            b"Fmly" => N::Family,
            _ => return None,
        },
        N::Family => match name {
            b"Cd" => N::FamilyCode,
            b"SubFmlyCd" => N::SubFamilyCode,
            _ => return None,
        },
        N::Proprietary => match name {
            b"Cd" => N::ProprietaryCode,
            _ => return Some(Node::Skip),
        },
        N::Charges => match name {
            b"Amt" => N::ChargeAmount,
            b"TtlChrgsAndTaxAmt" => N::ChargeTotal,
            b"Rcrd" => N::ChargeRecord,
            _ => return Some(Node::Skip),
        },
        N::ChargeRecord => match name {
            b"Amt" => N::ChargeAmount,
            _ => return Some(Node::Skip),
        },
        N::Details => match name {
            b"TxDtls" => return Some(Node::Transaction(TransactionNode::Transaction)),
            b"Btch" => N::Batch,
            _ => return None,
        },
        N::Batch => match name {
            b"MsgId" => N::BatchMessage,
            b"PmtInfId" => N::BatchPayment,
            b"NbOfTxs" => N::BatchCount,
            b"TtlAmt" => N::BatchTotal,
            b"CdtDbtInd" => return Some(Node::Skip),
            _ => return None,
        },
        _ => return None,
    };
    Some(Node::Entry(place))
}

fn entry_top(name: &[u8]) -> Option<Node> {
    use EntryNode as N;
    let place = match name {
        b"Amt" => N::Amount,
        b"CdtDbtInd" => N::Indicator,
        b"Sts" => N::Status,
        b"BookgDt" => N::BookingDates,
        b"ValDt" => N::ValueDates,
        b"BkTxCd" => N::Code,
        b"NtryDtls" => N::Details,
        b"NtryRef" => N::Reference,
        b"AcctSvcrRef" => N::BankReference,
        b"RvslInd" => N::Reversal,
        b"AddtlNtryInf" => N::Text,
        b"Chrgs" => N::Charges,
        b"Avlbty" | b"ComssnWvrInd" | b"AddtlInfInd" | b"AmtDtls" | b"TechInptChanl"
        | b"Intrst" | b"CardTx" | b"SplmtryData" => return Some(Node::Skip),
        _ => return None,
    };
    Some(Node::Entry(place))
}

fn transaction_child(node: TransactionNode, name: &[u8]) -> Option<Node> {
    use TransactionNode as N;
    let place = match node {
        N::Transaction => return transaction_top(name),
        N::References => match name {
            b"AcctSvcrRef" => N::BankReference,
            b"PmtInfId" => N::PaymentInformation,
            b"MsgId" => N::Message,
            b"InstrId" => N::Instruction,
            b"EndToEndId" => N::EndToEnd,
            b"UETR" => N::Uetr,
            _ => return Some(Node::Skip),
        },
        N::AmountDetails => match name {
            b"InstdAmt" => N::Instructed,
            b"TxAmt" => N::Transferred,
            _ => return Some(Node::Skip),
        },
        N::Instructed => match name {
            b"Amt" => N::InstructedAmount,
            _ => return Some(Node::Skip),
        },
        N::Transferred => match name {
            b"Amt" => N::TransferredAmount,
            _ => return Some(Node::Skip),
        },
        N::Charges => match name {
            b"Amt" => N::ChargeAmount,
            b"TtlChrgsAndTaxAmt" => N::ChargeTotal,
            b"Rcrd" => N::ChargeRecord,
            _ => return Some(Node::Skip),
        },
        N::ChargeRecord => match name {
            b"Amt" => N::ChargeAmount,
            _ => return Some(Node::Skip),
        },
        N::Return => match name {
            b"Rsn" => N::ReturnReason,
            _ => return Some(Node::Skip),
        },
        N::ReturnReason if matches!(name, b"Cd" | b"Prtry") => N::ReturnReasonCode,
        N::Remittance
        | N::Structured
        | N::Document
        | N::CreditorReference
        | N::ReferenceType
        | N::ReferenceTypeChoice => return remittance_child(node, name),
        _ => return party_child(node, name),
    };
    Some(Node::Transaction(place))
}

fn transaction_top(name: &[u8]) -> Option<Node> {
    use TransactionNode as N;
    let place = match name {
        b"Refs" => N::References,
        b"Amt" => N::Amount,
        b"CdtDbtInd" => N::Indicator,
        b"AmtDtls" => N::AmountDetails,
        b"Chrgs" => N::Charges,
        b"RltdPties" => N::Parties,
        b"RmtInf" => N::Remittance,
        b"RtrInf" => N::Return,
        b"AddtlTxInf" => N::Text,
        b"BkTxCd" | b"Avlbty" | b"Intrst" | b"RltdAgts" | b"LclInstrm" | b"PmtTpInf" | b"Purp"
        | b"RltdRmtInf" | b"RltdDts" | b"RltdPric" | b"RltdQties" | b"FinInstrmId" | b"Tax"
        | b"CorpActn" | b"SfkpgAcct" | b"CshDpst" | b"CardTx" | b"SplmtryData" => {
            return Some(Node::Skip);
        }
        _ => return None,
    };
    Some(Node::Transaction(place))
}

fn party_child(node: TransactionNode, name: &[u8]) -> Option<Node> {
    use TransactionNode as N;
    let place = match (node, name) {
        (N::Parties, b"Dbtr") => N::Debtor,
        (N::Parties, b"Cdtr") => N::Creditor,
        (N::Parties, b"DbtrAcct") => N::DebtorAccount,
        (N::Parties, b"CdtrAcct") => N::CreditorAccount,
        (N::Debtor, b"Nm") => N::DebtorNamePlain,
        (N::Debtor, b"Pty" | b"Agt") | (N::DebtorChoice, b"FinInstnId") => N::DebtorChoice,
        (N::DebtorChoice, b"Nm") => N::DebtorName,
        (N::Creditor, b"Nm") => N::CreditorNamePlain,
        (N::Creditor, b"Pty" | b"Agt") | (N::CreditorChoice, b"FinInstnId") => N::CreditorChoice,
        (N::CreditorChoice, b"Nm") => N::CreditorName,
        (N::DebtorAccount, b"Id") | (N::DebtorAccountId, b"Othr") => N::DebtorAccountId,
        (N::DebtorAccountId, b"IBAN" | b"Id") => N::DebtorNumber,
        (N::CreditorAccount, b"Id") | (N::CreditorAccountId, b"Othr") => N::CreditorAccountId,
        (N::CreditorAccountId, b"IBAN" | b"Id") => N::CreditorNumber,
        (
            N::Parties
            | N::Debtor
            | N::DebtorChoice
            | N::Creditor
            | N::CreditorChoice
            | N::DebtorAccount
            | N::DebtorAccountId
            | N::CreditorAccount
            | N::CreditorAccountId,
            _,
        ) => return Some(Node::Skip),
        _ => return None,
    };
    Some(Node::Transaction(place))
}

fn remittance_child(node: TransactionNode, name: &[u8]) -> Option<Node> {
    use TransactionNode as N;
    let place = match (node, name) {
        (N::Remittance, b"Ustrd") => N::Unstructured,
        (N::Remittance, b"Strd") => N::Structured,
        (N::Structured, b"CdtrRefInf") => N::CreditorReference,
        (N::Structured, b"RfrdDocInf") => N::Document,
        (N::Structured, b"AddtlRmtInf") => N::RemittanceText,
        (N::Document, b"Nb") => N::DocumentNumber,
        (N::CreditorReference, b"Tp") => N::ReferenceType,
        (N::CreditorReference, b"Ref") => N::Reference,
        (N::ReferenceType, b"CdOrPrtry") => N::ReferenceTypeChoice,
        (N::ReferenceType, b"Issr") => N::ReferenceIssuer,
        (N::ReferenceTypeChoice, b"Cd") => N::ReferenceCode,
        (N::ReferenceTypeChoice, b"Prtry") => N::ReferenceProprietary,
        (N::Structured | N::Document, _) => return Some(Node::Skip),
        _ => return None,
    };
    Some(Node::Transaction(place))
}
