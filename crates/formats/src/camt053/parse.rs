//! Reading both messages: tokens to drafts, one statement or notification at a time.
//!
//! Not here: the decisions at the end of an entry (`details`), and of a statement, notification or file (`check` here
//! and in camt.054).

use std::io::BufRead;

use domain::Position;

use super::Options;
use super::details;
use super::draft::{
    ChargesDraft, DetailsDraft, EntryDraft, Once, Party, ReadBalance, StatementDraft, StatusText,
    SummaryDraft, TransactionDraft, join,
};
use super::error::{
    CONTENT_AFTER_END, Diagnostics, ELEMENT_MISSING, ELEMENT_NOT_READ, Fault, GIVEN_TWICE,
    Kind as Problem, LIMIT_EXCEEDED, MIXED_CONTENT, NO_STATEMENT, OTHER_MESSAGE, OTHER_SPELLING,
    VERSION_UNKNOWN, kind_of_value,
};
use super::layout::{
    Content, EntryNode, HeaderNode, Message, Node, StatementNode, TransactionNode,
};
use super::record::Status;
use crate::camt054::error::{NO_NOTIFICATION, OTHER_THAN_NOTIFICATION};
use crate::iso20022::{
    self, Currency, Misread, Money, is_kid, is_no_reference, may_be_kid, read_amount, read_date,
    read_direction, read_flag, read_number, trimmed,
};
use crate::xml::{self, Attributes, Inside, Kind, MAX_TOKEN, Token, Tokenizer};

/// Most statements in a file: a row of figures of each is remembered until the end.
const MAX_STATEMENTS: u64 = 200_000;

/// What `GrpHdr` says.
#[derive(Debug, Default)]
pub(crate) struct HeaderDraft {
    pub(crate) message_id: Once<String>,
    pub(crate) created: Once<String>,
    pub(crate) page: Once<u32>,
    pub(crate) last_page: Once<bool>,
    pub(crate) pages_at: Option<Position>,
}

/// Whether the head of a file is that of the message: the first child of the first `Document`.
pub(crate) fn is_message(head: &[u8], message: Message) -> bool {
    let mut tokens = Tokenizer::new(head);
    let mut inside = false;
    loop {
        match tokens.next().map(|token| token.kind) {
            Ok(Kind::Start {
                name: b"Document",
                inside: within,
                ..
            }) if !inside => match within {
                Inside::More => inside = true,
                Inside::Nothing => {}
                Inside::Text(_) => return false,
            },
            Ok(Kind::Start { name, .. }) if inside => return name == message.root().as_bytes(),
            Ok(Kind::End) if inside => return false,
            Ok(Kind::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// What is known at the end of a message, besides its statements or notifications.
pub(crate) struct Outcome {
    /// `camt.053.001.02`; empty if the namespace names none.
    pub(crate) version: String,
    /// As declared or assumed.
    pub(crate) encoding: &'static str,
    pub(crate) header: HeaderDraft,
    /// Whether the message was read to its end; only then do checks over all of it mean anything.
    pub(crate) is_complete: bool,
    pub(crate) diagnostics: Diagnostics,
}

/// Takes a statement or notification that is complete, with the page of the message.
pub(crate) type Close<'a> =
    &'a mut dyn FnMut(StatementDraft, (Option<u32>, Option<bool>), &mut Diagnostics);

/// Reads a message and hands on each statement or notification as a draft.
pub(crate) fn read_message(
    input: &mut dyn BufRead,
    message: Message,
    options: &Options,
    close: Close<'_>,
) -> Outcome {
    let mut tokens = Tokenizer::new(input);
    let mut assembler = Assembler::new(message, options, close);
    let is_complete = loop {
        // Looked at where it lies: moving it costs more than reading it.
        let token = tokens.next();
        let step = match &token {
            Err(_) => Ok(()),
            Ok(Token { position, kind }) => match kind {
                Kind::Start {
                    name,
                    attributes,
                    inside,
                } => assembler.element(position, name, *attributes, inside),
                Kind::End => assembler.end(),
                Kind::Text(text) => {
                    assembler.text(position, text.is_blank(), |out| text.append_to(out))
                }
                Kind::Eof => {
                    assembler.end_of_file(*position);
                    break assembler.message_seen;
                }
            },
        };
        let step = match token {
            Ok(_) => step,
            Err(fault) => Err(fault.into()),
        };
        if let Err(fault) = step {
            let (kind, position, message) = fault.into_parts();
            assembler.diagnostics.push(kind, position, message);
            break false;
        }
    };
    Outcome {
        version: assembler.version,
        encoding: tokens.encoding().name(),
        header: assembler.header,
        is_complete,
        diagnostics: assembler.diagnostics,
    }
}

struct Assembler<'a> {
    options: &'a Options,
    close: Close<'a>,
    expected: Message,
    diagnostics: Diagnostics,
    nodes: Vec<Node>,
    /// Text of the element that is open.
    text: String,
    /// Where that element starts.
    place: Position,
    /// Its `Ccy`, if it has one.
    currency: Option<Result<Currency, Misread>>,
    version: String,
    document_seen: bool,
    message_seen: bool,
    spelling_told: bool,
    header: HeaderDraft,
    statement: StatementDraft,
    entry: EntryDraft,
    transaction: TransactionDraft,
    statements: u64,
    entries: u64,
}

impl<'a> Assembler<'a> {
    fn new(expected: Message, options: &'a Options, close: Close<'a>) -> Self {
        Self {
            options,
            close,
            expected,
            diagnostics: Diagnostics::default(),
            nodes: Vec::with_capacity(32),
            text: String::new(),
            place: Position::default(),
            currency: None,
            version: String::new(),
            document_seen: false,
            message_seen: false,
            spelling_told: false,
            header: HeaderDraft::default(),
            statement: StatementDraft::default(),
            entry: EntryDraft::default(),
            transaction: TransactionDraft::default(),
            statements: 0,
            entries: 0,
        }
    }

    fn here(&self) -> Node {
        self.nodes.last().copied().unwrap_or(Node::Outside)
    }

    #[inline]
    fn element(
        &mut self,
        position: &Position,
        name: &[u8],
        attributes: Attributes<'_>,
        inside: &Inside<'_>,
    ) -> Result<(), Fault> {
        let node = self.start(position, name, attributes)?;
        match inside {
            Inside::More => {
                self.nodes.push(node);
                Ok(())
            }
            Inside::Nothing => self.end_of(node),
            Inside::Text(leaf) if node.content() == Content::Text => {
                leaf.text
                    .append_to(&mut self.text)
                    .map_err(|trouble| trouble.at(leaf.place(*position)))?;
                self.end_of(node)
            }
            Inside::Text(leaf) => {
                self.nodes.push(node);
                self.text(&leaf.place(*position), leaf.text.is_blank(), |out| {
                    leaf.text.append_to(out)
                })?;
                self.end()
            }
        }
    }

    fn start(
        &mut self,
        position: &Position,
        name: &[u8],
        attributes: Attributes<'_>,
    ) -> Result<Node, Fault> {
        let parent = self.here();
        let node = match (parent, parent.child(name)) {
            (Node::Document, _) => self.message(*position, name)?,
            (_, Some(node)) => node,
            (_, None) => {
                self.unknown_child(parent, *position, name);
                Node::Skip
            }
        };
        match node {
            Node::Outside | Node::Document => self.document(node, *position, attributes)?,
            Node::Header(HeaderNode::Pages) => self.header.pages_at = Some(*position),
            Node::Transaction(TransactionNode::Transaction) => self.check_room(*position)?,
            Node::Statement(StatementNode::Statement | StatementNode::Notification) => {
                if self.statements >= MAX_STATEMENTS {
                    let message = format!(
                        "expected at most {MAX_STATEMENTS} {}s in a file",
                        self.expected.noun()
                    );
                    return Err(Fault::new(&LIMIT_EXCEEDED, *position, message));
                }
                self.statement = StatementDraft {
                    message: self.expected,
                    position: *position,
                    ..StatementDraft::default()
                };
                self.statement.position.record = self.statements;
            }
            Node::Statement(StatementNode::Balance) => {
                self.statement.balance.position = self.numbered(*position);
            }
            Node::Statement(StatementNode::Summary) => {
                let position = self.numbered(*position);
                if self.statement.summary.is_some() {
                    self.diagnostics
                        .push(&GIVEN_TWICE, position, "expected TxsSummry once");
                }
                self.statement.summary = Some(SummaryDraft {
                    position,
                    ..SummaryDraft::default()
                });
            }
            Node::Entry(EntryNode::Entry) => {
                self.entry.position = Position {
                    record: self.entries,
                    ..*position
                };
            }
            Node::Entry(EntryNode::Details) => self.entry.details.push(DetailsDraft::default()),
            _ => {}
        }
        if matches!(node.content(), Content::Text | Content::Either) {
            self.text.clear();
            self.leaf_at(position.byte, position.line, position.column);
            self.currency = if attributes.is_empty() {
                None
            } else {
                attributes.value(b"Ccy").map(Currency::read)
            };
        }
        Ok(node)
    }

    /// Remembers where the element starts whose text follows. The numbers come one by one and not as a whole, because
    /// they have only just been written: a wider load of them would wait, once for every element.
    #[inline(never)]
    fn leaf_at(&mut self, byte: u64, line: u64, column: u64) {
        let position = Position {
            byte,
            line,
            column,
            record: 0,
        };
        self.place = self.numbered(position);
    }

    /// The position with the ordinal of the entry or statement it lies in.
    fn numbered(&self, position: Position) -> Position {
        let in_entry = matches!(self.here(), Node::Entry(_) | Node::Transaction(_));
        let record = if in_entry {
            self.entries
        } else {
            self.statements
        };
        Position { record, ..position }
    }

    fn unknown_child(&mut self, parent: Node, position: Position, name: &[u8]) {
        let name: String = String::from_utf8_lossy(name).chars().take(60).collect();
        let position = self.numbered(position);
        if parent.content() == Content::Text {
            let message = format!("expected text, found the element {name}");
            self.diagnostics.push(&MIXED_CONTENT, position, message);
        } else {
            let message = format!(
                "expected an element of {} here, found {name}",
                self.expected.name()
            );
            self.diagnostics.push(&ELEMENT_NOT_READ, position, message);
        }
    }

    fn document(
        &mut self,
        node: Node,
        at: Position,
        attributes: Attributes<'_>,
    ) -> Result<(), Fault> {
        if node == Node::Document {
            if self.document_seen {
                let message = "expected one Document in a file, found another";
                return Err(Fault::new(&CONTENT_AFTER_END, at, message));
            }
            self.document_seen = true;
        }
        if let Some(version) = attributes
            .namespaces()
            .find_map(|namespace| version_of(namespace, self.expected))
        {
            self.version = version;
        }
        Ok(())
    }

    /// The child of `Document` says which message it is.
    fn message(&mut self, position: Position, name: &[u8]) -> Result<Node, Fault> {
        let found = match name {
            b"BkToCstmrStmt" => "camt.053 (bank statement)".to_owned(),
            b"BkToCstmrDbtCdtNtfctn" => "camt.054 (credit and debit notification)".to_owned(),
            b"BkToCstmrAcctRpt" => "camt.052 (intraday account report)".to_owned(),
            b"CstmrCdtTrfInitn" => "pain.001 (credit transfer)".to_owned(),
            b"CstmrPmtStsRpt" => "pain.002 (payment status report)".to_owned(),
            _ => String::from_utf8_lossy(name).chars().take(60).collect(),
        };
        if name != self.expected.root().as_bytes() {
            let message = format!("expected {}, found {found}", described(self.expected));
            return Err(Fault::new(other_message(self.expected), position, message));
        }
        if self.message_seen {
            let message = "expected one message in Document, found another";
            return Err(Fault::new(&CONTENT_AFTER_END, position, message));
        }
        self.message_seen = true;
        Ok(Node::Message(self.expected))
    }

    fn text(
        &mut self,
        position: &Position,
        is_blank: bool,
        append_to: impl FnOnce(&mut String) -> Result<(), xml::Trouble>,
    ) -> Result<(), Fault> {
        match self.here().content() {
            Content::Anything => Ok(()),
            Content::Elements => {
                if !is_blank {
                    let message = "expected elements, found text between them";
                    let position = self.numbered(*position);
                    self.diagnostics.push(&MIXED_CONTENT, position, message);
                }
                Ok(())
            }
            Content::Text | Content::Either => {
                append_to(&mut self.text).map_err(|trouble| trouble.at(*position))?;
                if self.text.len() > MAX_TOKEN {
                    let message =
                        format!("expected a text of at most {MAX_TOKEN} bytes, found more");
                    return Err(Fault::new(&LIMIT_EXCEEDED, *position, message));
                }
                Ok(())
            }
        }
    }

    #[inline]
    fn end(&mut self) -> Result<(), Fault> {
        let node = self.nodes.pop().unwrap_or(Node::Outside);
        self.end_of(node)
    }

    fn end_of(&mut self, node: Node) -> Result<(), Fault> {
        match node {
            Node::Outside | Node::Document | Node::Message(_) | Node::Skip => Ok(()),
            Node::Header(node) => {
                self.end_header(node);
                Ok(())
            }
            Node::Statement(node) => {
                self.end_statement_part(node);
                Ok(())
            }
            Node::Entry(node) => self.end_entry_part(node),
            Node::Transaction(node) => {
                self.end_transaction_part(node);
                Ok(())
            }
        }
    }

    // Values of the element that ends.

    fn word(&self) -> &str {
        trimmed(&self.text)
    }

    fn owned(&self) -> String {
        self.word().to_owned()
    }

    fn status(&self) -> StatusText {
        match self.word() {
            "BOOK" => StatusText::Known(Status::Booked),
            "PDNG" => StatusText::Known(Status::Pending),
            "INFO" => StatusText::Known(Status::Information),
            other => StatusText::Other(other.to_owned()),
        }
    }

    fn value<T>(&mut self, read: Result<T, Misread>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(misread) => {
                let (reason, message) = misread.into_parts();
                // Masked before it is cut.
                let text = domain::personal::mask(trimmed(&self.text));
                self.diagnostics.push_with_excerpt(
                    kind_of_value(reason),
                    self.place,
                    message,
                    Some(&text),
                );
                None
            }
        }
    }

    fn money(&mut self) -> Option<Money> {
        let missing = "expected an amount with its currency in Ccy, found no Ccy";
        let missing = || Err(Misread::new(iso20022::Reason::Currency, missing));
        let currency = self.currency.take().unwrap_or_else(missing);
        let read = currency.and_then(|currency| {
            let amount = read_amount(self.word(), currency)?;
            Ok(Money { amount, currency })
        });
        self.value(read)
    }

    fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        let read = read_number(self.word());
        self.value(read)
    }

    fn date(&mut self) -> Option<chrono::NaiveDate> {
        let read = read_date(self.word());
        self.value(read)
    }

    fn direction(&mut self) -> Option<bool> {
        let read = read_direction(self.word());
        self.value(read)
    }

    fn flag(&mut self) -> Option<bool> {
        let read = read_flag(self.word());
        self.value(read)
    }

    fn once(&mut self, first: bool) {
        if !first {
            let message = "expected this element once, found it again";
            self.diagnostics.push(&GIVEN_TWICE, self.place, message);
        }
    }

    /// Says once per file that an element is spelled as in another version.
    fn spelling(&mut self, is_old: bool, what: &str) {
        let number = self
            .version
            .rsplit('.')
            .next()
            .and_then(|n| n.parse::<u8>().ok());
        let foreign = match number {
            Some(number) if number <= 2 => !is_old,
            Some(number) if number >= 8 => is_old,
            _ => false,
        };
        if foreign && !self.spelling_told {
            self.spelling_told = true;
            let message = format!("expected the spelling of {}, found {what}", self.version);
            self.diagnostics.push(&OTHER_SPELLING, self.place, message);
        }
    }

    fn end_header(&mut self, node: HeaderNode) {
        use HeaderNode as N;
        let first = match node {
            N::Header | N::Pages => true,
            N::MessageId => {
                let value = Some(self.owned());
                self.header.message_id.put(value)
            }
            N::Created => {
                let value = Some(self.owned());
                self.header.created.put(value)
            }
            N::PageNumber => {
                let value = self.number();
                self.header.page.put(value)
            }
            N::LastPage => {
                let value = self.flag();
                self.header.last_page.put(value)
            }
        };
        self.once(first);
    }

    fn end_statement_part(&mut self, node: StatementNode) {
        use StatementNode as N;
        let first = match node {
            N::Statement | N::Notification => {
                self.end_statement();
                return;
            }
            N::Balance => {
                self.end_balance();
                return;
            }
            N::Id => {
                let value = Some(self.owned());
                self.statement.id.put(value)
            }
            N::PageNumber => {
                let value = self.number();
                self.statement.page.put(value)
            }
            N::LastPage => {
                let value = self.flag();
                self.statement.last_page.put(value)
            }
            N::Sequence => {
                let value = self.number();
                self.statement.sequence.put(value)
            }
            N::Created => {
                let value = Some(self.owned());
                self.statement.created.put(value)
            }
            N::From => {
                let value = self.date();
                self.statement.from.put(value)
            }
            N::To => {
                let value = self.date();
                self.statement.to.put(value)
            }
            N::Copy => {
                let value = Some(self.owned());
                self.statement.copy.put(value)
            }
            N::Iban | N::OtherId => {
                let value = Some(self.owned());
                self.statement.account.put(value)
            }
            N::Currency => {
                let read = Currency::read(self.word().as_bytes());
                let value = self.value(read);
                self.statement.currency.put(value)
            }
            _ => return self.end_balance_or_summary_part(node),
        };
        self.once(first);
    }

    fn end_balance_or_summary_part(&mut self, node: StatementNode) {
        use StatementNode as N;
        let first = match node {
            N::BalanceCode => {
                let value = Some(self.owned()).filter(|code| !code.is_empty());
                self.statement.balance.code.put(value)
            }
            N::BalanceSubCode => {
                self.statement.balance.interim |= self.word() == "INTM";
                true
            }
            N::BalanceAmount => {
                let value = self.money();
                self.statement.balance.amount.put(value)
            }
            N::BalanceIndicator => {
                let value = self.direction();
                self.statement.balance.credit.put(value)
            }
            N::BalanceDate => {
                let value = self.date();
                self.statement.balance.date.put(value)
            }
            N::AllCount | N::CreditCount | N::DebitCount => {
                let value = self.number();
                match (node, &mut self.statement.summary) {
                    (N::AllCount, Some(summary)) => summary.count.put(value),
                    (N::CreditCount, Some(summary)) => summary.credit_count.put(value),
                    (_, Some(summary)) => summary.debit_count.put(value),
                    (_, None) => true,
                }
            }
            N::AllNetIndicator => {
                let value = self.direction();
                self.statement
                    .summary
                    .as_mut()
                    .is_none_or(|s| s.net_is_credit.put(value))
            }
            N::AllSum | N::AllNetPlain | N::AllNetAmount | N::CreditSum | N::DebitSum => {
                if node == N::AllNetPlain || node == N::AllNetAmount {
                    self.spelling(node == N::AllNetPlain, "the net of another version");
                }
                let value = Some(self.owned());
                match (node, &mut self.statement.summary) {
                    (N::AllSum, Some(summary)) => summary.sum.put(value),
                    (N::CreditSum, Some(summary)) => summary.credit_sum.put(value),
                    (N::DebitSum, Some(summary)) => summary.debit_sum.put(value),
                    (_, Some(summary)) => summary.net.put(value),
                    (_, None) => true,
                }
            }
            _ => true,
        };
        self.once(first);
    }

    fn end_balance(&mut self) {
        let mut draft = std::mem::take(&mut self.statement.balance);
        let given = [
            (draft.code.is_given(), "Tp"),
            (draft.amount.is_given(), "Amt"),
            (draft.credit.is_given(), "CdtDbtInd"),
        ];
        for (is_given, name) in given {
            if !is_given {
                let message = format!("expected {name} in a balance, found none");
                self.diagnostics
                    .push(&ELEMENT_MISSING, draft.position, message);
            }
        }
        let parts = (draft.code.take(), draft.amount.take(), draft.credit.take());
        let (Some(code), Some(mut money), Some(credit)) = parts else {
            return;
        };
        if !credit {
            money.amount.0 = -money.amount.0;
        }
        let date = draft.date.take();
        let (position, interim) = (draft.position, draft.interim);
        self.statement.balances.push(ReadBalance {
            position,
            code,
            interim,
            money,
            date,
        });
    }

    fn end_entry_part(&mut self, node: EntryNode) -> Result<(), Fault> {
        use EntryNode as N;
        let first = match node {
            N::Entry => return self.end_entry(),
            N::Amount => {
                let value = self.money();
                self.entry.amount.put(value)
            }
            N::Indicator => {
                let value = self.direction();
                self.entry.credit.put(value)
            }
            N::Reversal => {
                let value = self.flag();
                self.entry.reversal.put(value)
            }
            N::StatusCode => {
                self.spelling(false, "Sts with a code inside");
                let value = Some(self.status());
                self.entry.status.put(value)
            }
            N::Status => {
                if self.entry.status.is_given() {
                    return Ok(());
                }
                self.spelling(true, "Sts as text");
                let value = Some(self.status());
                self.entry.status.put(value)
            }
            N::BookingDate => {
                let value = self.date();
                self.entry.booking_date.put(value)
            }
            N::ValueDate => {
                let value = self.date();
                self.entry.value_date.put(value)
            }
            N::Reference => {
                let value = Some(self.owned());
                self.entry.entry_ref.put(value)
            }
            N::BankReference => {
                let value = Some(self.owned());
                self.entry.bank_ref.put(value)
            }
            N::DomainCode => {
                let [part, _, _] = &mut self.entry.code;
                part.put(trimmed(&self.text))
            }
            N::FamilyCode => {
                let [_, part, _] = &mut self.entry.code;
                part.put(trimmed(&self.text))
            }
            N::SubFamilyCode => {
                let [_, _, part] = &mut self.entry.code;
                part.put(trimmed(&self.text))
            }
            N::ProprietaryCode => {
                let value = Some(self.owned());
                self.entry.proprietary.put(value)
            }
            _ => {
                self.end_batch_part(node);
                true
            }
        };
        self.once(first);
        Ok(())
    }

    fn end_batch_part(&mut self, node: EntryNode) {
        use EntryNode as N;
        match node {
            N::Text => join(&mut self.entry.text, trimmed(&self.text)),
            N::BatchPayment if self.entry.batch.is_empty() => {
                self.entry.batch.push_str(trimmed(&self.text));
            }
            N::BatchMessage if self.entry.batch_message.is_empty() => {
                self.entry.batch_message.push_str(trimmed(&self.text));
            }
            N::BatchCount => {
                let value = self.number();
                if let Some(details) = self.entry.details.last_mut() {
                    details.declared = value;
                }
            }
            N::BatchTotal => {
                let value = self.money();
                if let Some(details) = self.entry.details.last_mut() {
                    details.total = value;
                }
            }
            N::ChargeTotal | N::ChargeAmount => {
                let value = self.money();
                charge(&mut self.entry.charges, node == N::ChargeTotal, value);
            }
            _ => {}
        }
    }

    fn end_transaction_part(&mut self, node: TransactionNode) {
        use TransactionNode as N;
        let first = match node {
            N::Transaction => {
                self.end_transaction();
                return;
            }
            N::CreditorReference => {
                self.end_reference();
                return;
            }
            N::Amount => {
                let value = self.money();
                self.transaction.amount.put(value)
            }
            N::Indicator => {
                let value = self.direction();
                self.transaction.credit.put(value)
            }
            N::TransferredAmount => {
                let value = self.money();
                self.transaction.transferred.put(value)
            }
            N::InstructedAmount => {
                let value = self.money();
                self.transaction.instructed.put(value)
            }
            N::ChargeTotal | N::ChargeAmount => {
                let value = self.money();
                charge(&mut self.transaction.charges, node == N::ChargeTotal, value);
                true
            }
            _ => {
                self.end_transaction_text(node);
                true
            }
        };
        self.once(first);
    }

    /// Texts of a transaction; of several references of one kind the first is kept.
    fn end_transaction_text(&mut self, node: TransactionNode) {
        use TransactionNode as N;
        match node {
            N::DebtorNamePlain | N::CreditorNamePlain => self.spelling(true, "a name without Pty"),
            N::DebtorName | N::CreditorName => self.spelling(false, "a name inside Pty or Agt"),
            _ => {}
        }
        let word = trimmed(&self.text);
        let transaction = &mut self.transaction;
        match node {
            N::Unstructured => join(&mut transaction.record.text, word),
            N::RemittanceText => join(&mut transaction.remittance_text, word),
            N::Text => join(&mut transaction.additional_text, word),
            N::DocumentNumber if !word.is_empty() => {
                transaction.record.references.push(word.to_owned());
            }
            N::ReferenceCode => {
                transaction.reference.is_typed = true;
                transaction.reference.is_scor = word == "SCOR";
            }
            N::ReferenceProprietary => transaction.reference.is_typed = true,
            N::ReferenceIssuer => transaction.reference.has_issuer = !word.is_empty(),
            N::Reference => word.clone_into(&mut transaction.reference.reference),
            _ => {
                let slot = match node {
                    N::BankReference => &mut transaction.record.bank_ref,
                    N::PaymentInformation => &mut transaction.record.payment_information,
                    N::Message => &mut transaction.record.message_id,
                    N::Instruction => &mut transaction.record.instruction_id,
                    N::EndToEnd => &mut transaction.record.end_to_end,
                    N::Uetr => &mut transaction.record.uetr,
                    N::ReturnReasonCode => &mut transaction.record.return_reason,
                    N::DebtorName | N::DebtorNamePlain => &mut transaction.debtor.name,
                    N::CreditorName | N::CreditorNamePlain => &mut transaction.creditor.name,
                    N::DebtorNumber => &mut transaction.debtor.account,
                    N::CreditorNumber => &mut transaction.creditor.account,
                    _ => return,
                };
                let is_none = matches!(node, N::EndToEnd | N::Instruction) && is_no_reference(word);
                if slot.is_empty() && !is_none {
                    slot.push_str(word);
                }
            }
        }
    }

    /// A KID is a SCOR reference without issuer that is not an ISO 11649 one and has the form of a KID.
    fn end_reference(&mut self) {
        let draft = std::mem::take(&mut self.transaction.reference);
        if draft.reference.is_empty() {
            return;
        }
        if draft.is_scor && is_kid(&draft.reference, "SCOR", draft.has_issuer) {
            self.transaction.record.kids.push(draft.reference);
            return;
        }
        let is_candidate = !draft.is_typed && !draft.has_issuer && may_be_kid(&draft.reference);
        if is_candidate && !self.options.kid.is_empty() {
            self.transaction.untyped.push(draft.reference.clone());
        }
        self.transaction.record.references.push(draft.reference);
    }

    fn end_transaction(&mut self) {
        let draft = &mut self.transaction;
        join(&mut draft.record.text, &draft.remittance_text);
        join(&mut draft.record.text, &draft.additional_text);
        if let Some(details) = self.entry.details.last_mut() {
            details.shown += 1;
        }
        let draft = std::mem::take(&mut self.transaction);
        self.entry.transactions.push(draft);
    }

    /// Entries and transactions of the statement are held; there must be an end to it.
    fn check_room(&self, position: Position) -> Result<(), Fault> {
        let room = self.options.max_records_held;
        let transactions = usize::try_from(self.statement.transactions).unwrap_or(usize::MAX);
        let held = self.statement.entries.len().saturating_add(transactions);
        if held.saturating_add(self.entry.transactions.len()) >= room {
            let message = format!(
                "expected at most {room} entries and transactions in a {}, found more",
                self.expected.noun()
            );
            return Err(Fault::new(&LIMIT_EXCEEDED, position, message));
        }
        Ok(())
    }

    fn end_entry(&mut self) -> Result<(), Fault> {
        self.entries += 1;
        self.check_room(self.entry.position)?;
        details::finish_entry(&mut self.entry, &mut self.statement, &mut self.diagnostics);
        Ok(())
    }

    fn end_statement(&mut self) {
        let draft = std::mem::take(&mut self.statement);
        let header = (
            self.header.page.get().copied(),
            self.header.last_page.get().copied(),
        );
        self.statements += 1;
        (self.close)(draft, header, &mut self.diagnostics);
    }

    fn end_of_file(&mut self, position: Position) {
        if !self.message_seen {
            let expected = described(self.expected);
            let message = format!("expected {expected}, found no Document with a message in it");
            let kind = other_message(self.expected);
            self.diagnostics.push(kind, position, message);
            return;
        }
        if self.statements == 0 {
            let item = self.expected.item();
            let message = format!("expected at least one {item} in the message, found none");
            let kind = match self.expected {
                Message::Statement => &NO_STATEMENT,
                Message::Notification => &NO_NOTIFICATION,
            };
            self.diagnostics.push(kind, position, message);
        }
        if self.version.is_empty() || !is_known(&self.version) {
            let start = Position {
                line: 1,
                column: 1,
                ..Position::default()
            };
            let name = self.expected.name();
            let message =
                format!("expected a namespace with {name}.001.02 to {name}.001.13, found another");
            self.diagnostics.push(&VERSION_UNKNOWN, start, message);
        }
    }
}

fn described(message: Message) -> &'static str {
    match message {
        Message::Statement => "camt.053 (bank statement)",
        Message::Notification => "camt.054 (credit and debit notification)",
    }
}

fn other_message(expected: Message) -> &'static Problem {
    match expected {
        Message::Statement => &OTHER_MESSAGE,
        Message::Notification => &OTHER_THAN_NOTIFICATION,
    }
}

fn charge(charges: &mut ChargesDraft, is_total: bool, value: Option<Money>) {
    let Some(value) = value else { return };
    if is_total {
        charges.total = Some(value);
    } else {
        let amount = i128::from(value.amount.0);
        charges.records = match charges.records {
            Some((sum, currency)) => {
                charges.is_mixed |= currency != value.currency;
                Some((sum + amount, currency))
            }
            None => Some((amount, value.currency)),
        };
    }
}

/// `camt.053.001.VV` out of a namespace; national variants contain it too.
fn version_of(namespace: &[u8], message: Message) -> Option<String> {
    let name = message.name().as_bytes();
    let start = memchr::memmem::find(namespace, name)?;
    let version = namespace.get(start..start + 15)?;
    let is_version =
        version.get(8..13) == Some(b".001.") && version.get(13..)?.iter().all(u8::is_ascii_digit);
    is_version.then(|| String::from_utf8_lossy(version).into_owned())
}

fn is_known(version: &str) -> bool {
    let number = version.get(13..).and_then(|n| n.parse::<u8>().ok());
    number.is_some_and(|n| (2..=13).contains(&n))
}

/// The debtor if money came in, the creditor if it went out; for a reversal the other way round, because the
/// parties are those of the payment that is taken back.
pub(super) fn other_party(
    draft: &mut TransactionDraft,
    is_credit: bool,
    is_reversal: bool,
) -> (Party, Party) {
    let debtor = std::mem::take(&mut draft.debtor);
    let creditor = std::mem::take(&mut draft.creditor);
    if is_credit == is_reversal {
        (creditor, debtor)
    } else {
        (debtor, creditor)
    }
}
