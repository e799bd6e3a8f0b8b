//! Reading: places and texts to statuses, one at a time, and the counts that are stated of them.
//!
//! Not here: the walk through the message (`crate::pain001::walk`), its places (`layout`), and what follows for a
//! payment (`effective`).

use std::collections::BTreeMap;
use std::io::BufRead;

use domain::identifier::is_bank_account_number;
use domain::{Parsed, Position};

use super::Options;
use super::error::{
    ACCEPTED_WITH_CHANGE, AMOUNT_UNREADABLE, BYTES_NOT_ENCODING, CONTENT_AFTER_END,
    COUNTS_DO_NOT_ADD, CURRENCY_UNREADABLE, DATE_UNREADABLE, DOCTYPE_OR_ENTITY, ELEMENT_LATE,
    ELEMENT_MISSING, ELEMENT_NOT_READ, ENCODING_UNKNOWN, ENDS_EARLY, FEWER_THAN_STATED,
    GIVEN_TWICE, IDENTIFIER_MISSING, LIMIT_EXCEEDED, MIXED_CONTENT, MORE, MORE_THAN_ORIGINAL,
    MORE_THAN_STATED, NO_STATUS, NOT_WELL_FORMED, NUMBER_UNREADABLE, OTHER_MESSAGE, OTHER_ORIGINAL,
    STATUS_MISPLACED, STATUS_UNKNOWN, SUM_DIFFERS, TRANSACTIONS_WITHOUT_ID, VERSION_UNKNOWN,
};
use super::layout::Node;
use super::reason::group_of;
use super::record::{File, Level, Reason, Stage, Status, StatusCount, Totals};
use crate::Read;
use crate::iso20022::{is_kid, is_no_reference, normal_account_of, read_date};
use crate::pain001::record::Sum;
use crate::pain001::walk::{Codes, Halt, Reader, Walk, drive, in_sum, join, shown, version_number};

/// Most different status codes that are counted apart; the standard has about thirty.
const MAX_CODES: usize = 1_000;
/// Longest status code, in bytes; the standard has four.
const LONGEST_CODE: usize = 35;
/// What a piece of text costs beside its bytes.
const PER_PIECE: usize = 32;

static CODES: Codes = Codes {
    message: "pain.002 (status report)",
    version: b"pain.002.",
    not_well_formed: &NOT_WELL_FORMED,
    ends_early: &ENDS_EARLY,
    doctype_or_entity: &DOCTYPE_OR_ENTITY,
    content_after_end: &CONTENT_AFTER_END,
    encoding_unknown: &ENCODING_UNKNOWN,
    bytes_not_encoding: &BYTES_NOT_ENCODING,
    limit_exceeded: &LIMIT_EXCEEDED,
    other_message: &OTHER_MESSAGE,
    element_not_read: &ELEMENT_NOT_READ,
    mixed_content: &MIXED_CONTENT,
    given_twice: &GIVEN_TWICE,
    amount_unreadable: &AMOUNT_UNREADABLE,
    currency_unreadable: &CURRENCY_UNREADABLE,
    // No indicator is read.
    indicator_unreadable: &NUMBER_UNREADABLE,
    date_unreadable: &DATE_UNREADABLE,
    number_unreadable: &NUMBER_UNREADABLE,
};

pub(super) fn read_file(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Status),
) -> Read<Totals> {
    let mut report = Report {
        walk: Walk::new(&CODES, &MORE),
        options,
        sink,
        message_id: String::new(),
        created: String::new(),
        level: Level::Group,
        group: Scope::default(),
        group_given: false,
        information: Scope::default(),
        transaction: Status::default(),
        adds: None,
        reason: Reason::default(),
        reason_text_given: false,
        per_status: StatusCount::default(),
        per_status_count: None,
        reference: ReferenceDraft::default(),
        has_day: false,
        held: 0,
        informations: 0,
        statuses_given: 0,
    };
    let (encoding, end) = drive(input, &mut report);
    report.totals(encoding, end)
}

pub(super) fn parse_file(bytes: &[u8], options: &Options) -> Parsed<File> {
    let mut statuses = Vec::new();
    let read = read_file(bytes, options, &mut |status| statuses.push(status));
    let totals = read.totals;
    Parsed {
        value: File {
            version: totals.version,
            message_id: totals.message_id,
            created: totals.created,
            stated: totals.stated,
            statuses,
        },
        diagnostics: read.diagnostics,
    }
}

/// The group or a payment information while it is read, with the transactions counted below it.
#[derive(Debug, Default)]
struct Scope {
    status: Status,
    /// Handed on; what comes now comes late.
    is_done: bool,
    position: Position,
    stated: Vec<StatusCount>,
    listed: BTreeMap<String, u64>,
    transactions: u64,
    /// Sum of the transactions while each of them has an amount.
    sum: i128,
    without_amount: u64,
}

/// `CdtrRefInf`.
#[derive(Debug, Default)]
struct ReferenceDraft {
    code: String,
    has_issuer: bool,
    reference: String,
}

struct Report<'a> {
    walk: Walk<Node>,
    options: &'a Options,
    sink: &'a mut dyn FnMut(Status),
    message_id: String,
    created: String,
    level: Level,
    group: Scope,
    group_given: bool,
    information: Scope,
    transaction: Status,
    /// What the amount of the transaction adds to a sum.
    adds: Option<i128>,
    reason: Reason,
    reason_text_given: bool,
    per_status: StatusCount,
    per_status_count: Option<u64>,
    reference: ReferenceDraft,
    /// A date was given in `ReqdExctnDt`, though it may be unreadable.
    has_day: bool,
    /// Text of the status so far, in bytes.
    held: usize,
    informations: u64,
    statuses_given: u64,
}

impl Reader for Report<'_> {
    type Node = Node;

    fn walk(&mut self) -> &mut Walk<Node> {
        &mut self.walk
    }

    fn start(&mut self, node: Node, position: &Position) -> Result<(), Halt> {
        match node {
            Node::Transaction => {
                self.hand_on_information();
                self.level = Level::Transaction;
                self.transaction.position = self.walk.numbered(*position);
                self.held = 0;
            }
            Node::Information => {
                self.level = Level::PaymentInformation;
                self.informations += 1;
                self.information = Scope {
                    position: *position,
                    ..Scope::default()
                };
                self.information.status.position = self.walk.numbered(*position);
                self.held = 0;
            }
            Node::Group => {
                self.level = Level::Group;
                if self.group_given {
                    let message = "expected OrgnlGrpInfAndSts once, found it again";
                    self.walk.say(&GIVEN_TWICE, *position, message);
                } else if self.informations > 0 {
                    let message =
                        "expected OrgnlGrpInfAndSts before OrgnlPmtInfAndSts, found it after";
                    self.walk.say(&ELEMENT_LATE, *position, message);
                }
                self.group_given = true;
                self.group.status.reasons.clear();
                self.group.stated.clear();
                self.group.position = *position;
                self.group.status.position = self.walk.numbered(*position);
                self.held = 0;
            }
            Node::Reason => {
                self.reason = Reason::default();
                self.reason_text_given = false;
                if self.level == Level::PaymentInformation && self.information.is_done {
                    self.say_late(*position);
                }
            }
            Node::PerStatus => {
                self.per_status = StatusCount::default();
                self.per_status_count = None;
            }
            Node::ExecutionDate => self.has_day = false,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, node: Node) -> Result<(), Halt> {
        match node {
            Node::Outside | Node::Document | Node::Message | Node::Skip => return Ok(()),
            Node::Transaction => self.end_transaction()?,
            Node::Information => self.end_information(),
            Node::Group => self.end_group(),
            _ if node <= Node::HeaderCreated => self.end_header_part(node),
            _ if node <= Node::PerStatusSum => self.end_status_part(node)?,
            _ if node <= Node::InformationStatus => self.end_scope_part(node),
            _ => self.end_transaction_part(node),
        }
        self.held += self.walk.word().len() + PER_PIECE;
        if self.held > self.options.max_status_bytes {
            let message = format!(
                "expected at most {} bytes of text in a status, found more",
                self.options.max_status_bytes
            );
            return Err(Halt::new(&LIMIT_EXCEEDED, self.walk.place(), message));
        }
        Ok(())
    }

    fn finish(&mut self, _position: Position) {
        let start = Position {
            line: 1,
            column: 1,
            ..Position::default()
        };
        let known = version_number(&self.walk.version).is_some_and(|n| (3..=14).contains(&n));
        if !known {
            let message =
                "expected a namespace with pain.002.001.03 to pain.002.001.14, found another";
            self.walk.say(&VERSION_UNKNOWN, start, message);
        }
        for (name, is_missing) in [
            ("MsgId", self.message_id.is_empty()),
            ("CreDtTm", self.created.is_empty()),
        ] {
            if is_missing {
                let message = format!("expected {name} in GrpHdr, found none");
                self.walk.say(&IDENTIFIER_MISSING, start, &message);
            }
        }
        if !self.group_given {
            let message = "expected OrgnlGrpInfAndSts, which names the order, found none";
            self.walk.say(&ELEMENT_MISSING, start, message);
        }
        if self.statuses_given == 0 {
            let message =
                "expected a status of the group, a payment information or a payment, found none";
            self.walk.say(&NO_STATUS, self.group.position, message);
        }
        let group = std::mem::take(&mut self.group);
        self.compare(&group, "the order");
        self.group = group;
    }
}

impl Report<'_> {
    fn end_header_part(&mut self, node: Node) {
        match node {
            Node::HeaderId => self.walk.put_word(&mut self.message_id),
            Node::HeaderCreated => {
                self.walk.put_word(&mut self.created);
                let date = read_date(self.walk.word());
                self.walk.value(date);
            }
            _ => {}
        }
    }

    /// `StsRsnInf` and `NbOfTxsPerSts` of the level that is open.
    fn end_status_part(&mut self, node: Node) -> Result<(), Halt> {
        let walk = &mut self.walk;
        match node {
            Node::ReasonCode => walk.put_word(&mut self.reason.code),
            Node::ReasonProprietary => {
                self.reason.is_proprietary = true;
                walk.put_word(&mut self.reason.code);
            }
            Node::ReasonText => {
                let mut text = walk.word();
                if !self.reason_text_given
                    && let Some((number, rest)) = text.split_once(';')
                    && !number.is_empty()
                    && number.bytes().all(|b| b.is_ascii_digit())
                {
                    number.clone_into(&mut self.reason.bank_code);
                    text = rest.trim();
                }
                self.reason_text_given = true;
                join(&mut self.reason.text, text);
            }
            Node::Reason => {
                let mut reason = std::mem::take(&mut self.reason);
                if !reason.is_proprietary {
                    reason.group = group_of(&reason.code);
                }
                let status = match self.level {
                    Level::Group => &mut self.group.status,
                    // It came late, which has been said.
                    Level::PaymentInformation if self.information.is_done => return Ok(()),
                    Level::PaymentInformation => &mut self.information.status,
                    Level::Transaction => &mut self.transaction,
                };
                status.reasons.push(reason);
            }
            Node::PerStatusCode => walk.put_word(&mut self.per_status.code),
            Node::PerStatusCount => {
                let count = walk.count();
                walk.put(&mut self.per_status_count, count);
            }
            Node::PerStatusSum => {
                let sum = walk.sum();
                walk.put(&mut self.per_status.amount, sum);
            }
            Node::PerStatus => {
                let mut per_status = std::mem::take(&mut self.per_status);
                if let Some(count) = self.per_status_count {
                    per_status.payments = count;
                    let scope = match self.level {
                        Level::Group => &mut self.group,
                        _ => &mut self.information,
                    };
                    if scope.stated.len() >= MAX_CODES || per_status.code.len() > LONGEST_CODE {
                        let at = walk.place();
                        let message = format!(
                            "expected at most {MAX_CODES} status codes of at most {LONGEST_CODE} characters"
                        );
                        return Err(Halt::new(&LIMIT_EXCEEDED, at, message));
                    }
                    scope.stated.push(per_status);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_scope_part(&mut self, node: Node) {
        let walk = &mut self.walk;
        let status = if node < Node::Information {
            &mut self.group.status
        } else {
            &mut self.information.status
        };
        match node {
            Node::GroupMessage => walk.put_word(&mut status.original_message),
            Node::GroupMessageName => walk.put_word(&mut status.original_message_name),
            Node::InformationId => walk.put_word(&mut status.payment_information),
            Node::GroupStatus | Node::InformationStatus => walk.put_word(&mut status.code),
            Node::GroupCount | Node::InformationCount => {
                let count = walk.count();
                walk.put(&mut status.original_count, count);
            }
            Node::GroupSum | Node::InformationSum => {
                let sum = walk.sum();
                walk.put(&mut status.original_sum, sum);
            }
            _ => return,
        }
        if node > Node::Information && self.information.is_done {
            self.say_late(self.walk.place());
        }
    }

    fn say_late(&mut self, at: Position) {
        let message =
            "expected this before the first TxInfAndSts of its OrgnlPmtInfAndSts, found it after";
        self.walk.say(&ELEMENT_LATE, at, message);
    }

    fn end_transaction_part(&mut self, node: Node) {
        let (walk, status) = (&mut self.walk, &mut self.transaction);
        match node {
            Node::StatusId => walk.put_word(&mut status.status_id),
            Node::InstructionId => walk.put_word(&mut status.instruction_id),
            Node::EndToEnd if !is_no_reference(walk.word()) => {
                walk.put_word(&mut status.end_to_end);
            }
            Node::Uetr => walk.put_word(&mut status.uetr),
            Node::TransactionStatus => walk.put_word(&mut status.code),
            Node::Accepted => {
                let date = read_date(walk.word());
                let date = walk.value(date);
                walk.put(&mut status.acceptance_date, date);
            }
            Node::BankReference => walk.put_word(&mut status.bank_ref),
            Node::ClearingReference => walk.put_word(&mut status.clearing_ref),
            Node::Instructed | Node::EquivalentAmount => {
                if let Some(money) = walk.money() {
                    self.adds = Some(in_sum(money));
                    let amount = (money.amount, money.currency.text());
                    walk.put(&mut status.amount, Some(amount));
                }
            }
            // In the form of .10 the text lies deeper, and its place has ended already.
            Node::ExecutionDate | Node::ExecutionDay => {
                if node == Node::ExecutionDate && self.has_day && walk.word().is_empty() {
                    return;
                }
                self.has_day = true;
                let date = read_date(walk.word());
                let date = walk.value(date);
                walk.put(&mut status.execution_date, date);
                walk.forget_word();
            }
            Node::PayeeName => walk.put_word(&mut status.payee_name),
            Node::PayeeNumber => walk.put_word(&mut status.payee_account),
            Node::Unstructured | Node::RemittanceText => join(&mut status.text, walk.word()),
            Node::DocumentNumber if !walk.word().is_empty() => {
                status.references.push(walk.word().to_owned());
            }
            Node::ReferenceCode => walk.put_word(&mut self.reference.code),
            Node::ReferenceIssuer => self.reference.has_issuer |= !walk.word().is_empty(),
            Node::Reference => walk.put_word(&mut self.reference.reference),
            Node::CreditorReference => {
                let draft = std::mem::take(&mut self.reference);
                if is_kid(&draft.reference, &draft.code, draft.has_issuer) {
                    status.kids.push(draft.reference);
                } else if !draft.reference.is_empty() {
                    status.references.push(draft.reference);
                }
            }
            _ => {}
        }
    }

    // Statuses that are complete

    fn end_group(&mut self) {
        let at = self.group.position;
        let mut status = self.group.status.clone();
        if status.original_message.is_empty() {
            let message = "expected OrgnlMsgId, found none";
            self.walk.say(&ELEMENT_MISSING, at, message);
        }
        let name = shown(&status.original_message_name);
        if name.is_empty() {
            let message = "expected OrgnlMsgNmId, found none";
            self.walk.say(&IDENTIFIER_MISSING, at, message);
        } else if !name.starts_with("pain.001") {
            let message = format!("expected an answer to pain.001, found one to {name}");
            self.walk.say(&OTHER_ORIGINAL, at, &message);
        }
        status.level = Level::Group;
        self.hand_on(status);
    }

    fn hand_on_information(&mut self) {
        if self.information.is_done {
            return;
        }
        self.information.is_done = true;
        let mut status = std::mem::take(&mut self.information.status);
        if status.payment_information.is_empty() {
            let message = "expected OrgnlPmtInfId before the statuses of its payments, found none";
            self.walk
                .say(&ELEMENT_MISSING, self.information.position, message);
        }
        status.level = Level::PaymentInformation;
        // What the comparison and the transactions need.
        let kept = &mut self.information.status;
        kept.payment_information
            .clone_from(&status.payment_information);
        kept.original_count = status.original_count;
        kept.original_sum = status.original_sum;
        kept.code.clone_from(&status.code);
        status
            .original_message
            .clone_from(&self.group.status.original_message);
        status
            .original_message_name
            .clone_from(&self.group.status.original_message_name);
        self.hand_on(status);
    }

    fn end_information(&mut self) {
        self.hand_on_information();
        let information = std::mem::take(&mut self.information);
        let id = shown(&information.status.payment_information);
        self.compare(&information, &format!("the payment information {id}"));
        self.level = Level::Group;
    }

    fn end_transaction(&mut self) -> Result<(), Halt> {
        self.level = Level::PaymentInformation;
        let mut status = std::mem::take(&mut self.transaction);
        let adds = self.adds.take();
        let at = status.position;
        for scope in [&mut self.group, &mut self.information] {
            scope.transactions += 1;
            match adds {
                Some(adds) => scope.sum += adds,
                None => scope.without_amount += 1,
            }
            if let Some(count) = scope.listed.get_mut(&status.code) {
                *count += 1;
            } else if scope.listed.len() < MAX_CODES && status.code.len() <= LONGEST_CODE {
                scope.listed.insert(status.code.clone(), 1);
            } else {
                let message = format!(
                    "expected at most {MAX_CODES} status codes of at most {LONGEST_CODE} characters"
                );
                return Err(Halt::new(&LIMIT_EXCEEDED, at, message));
            }
        }
        if status.instruction_id.is_empty()
            && status.end_to_end.is_empty()
            && status.uetr.is_empty()
        {
            let message = "expected OrgnlInstrId, OrgnlEndToEndId or OrgnlUETR, found none of them";
            self.walk.say(&TRANSACTIONS_WITHOUT_ID, at, message);
        }
        if !is_bank_account_number(&status.payee_account) {
            let written = std::mem::take(&mut status.payee_account);
            status.payee_account = normal_account_of(written);
        }
        status.level = Level::Transaction;
        let group = &self.group.status;
        status.original_message.clone_from(&group.original_message);
        status
            .original_message_name
            .clone_from(&group.original_message_name);
        status
            .payment_information
            .clone_from(&self.information.status.payment_information);
        self.hand_on(status);
        Ok(())
    }

    fn hand_on(&mut self, mut status: Status) {
        let at = status.position;
        status.stage = Stage::of(&status.code, status.level);
        self.statuses_given += u64::from(!status.code.is_empty());
        let code = shown(&status.code);
        if status.stage == Stage::Unknown {
            if code == "PART" {
                let message = "expected the status of one payment, found PART";
                self.walk.say(&STATUS_MISPLACED, at, message);
            } else {
                let message = format!("expected a status code that is known, found {code}");
                self.walk.say(&STATUS_UNKNOWN, at, &message);
            }
        } else if code == "ACWC" {
            let message = "expected the payment as ordered, found it accepted with a change (ACWC)";
            self.walk.say(&ACCEPTED_WITH_CHANGE, at, message);
        }
        (self.sink)(status);
        self.walk.record += 1;
    }

    /// What is listed against what is stated.
    fn compare(&mut self, scope: &Scope, what: &str) {
        let at = scope.position;
        let listed = scope.transactions;
        if let Some(count) = scope.status.original_count {
            if listed > count {
                let message = format!(
                    "expected at most {count} payments, which OrgnlNbOfTxs of {what} states, found {listed} listed"
                );
                self.walk.say(&MORE_THAN_ORIGINAL, at, &message);
            }
            if let Some(sum) = scope.status.original_sum
                && listed == count
                && listed > 0
                && scope.without_amount == 0
                && scope.sum != sum.0
            {
                let message = format!(
                    "expected a sum of {sum}, which OrgnlCtrlSum of {what} states, found payments of {}",
                    Sum(scope.sum)
                );
                self.walk.say(&SUM_DIFFERS, at, &message);
            }
            let stated: u128 = scope.stated.iter().map(|s| u128::from(s.payments)).sum();
            if !scope.stated.is_empty() && stated != u128::from(count) {
                let message = format!(
                    "expected counts per status of {count} in all, which OrgnlNbOfTxs of {what} states, found {stated}"
                );
                self.walk.say(&COUNTS_DO_NOT_ADD, at, &message);
            }
        }
        for stated in &scope.stated {
            let listed = scope.listed.get(&stated.code).copied().unwrap_or(0);
            let code = shown(&stated.code);
            if listed == stated.payments {
                continue;
            }
            let message = format!(
                "expected {} payments with {code}, which NbOfTxsPerSts of {what} states, found {listed} listed",
                stated.payments
            );
            let kind = if listed < stated.payments {
                &FEWER_THAN_STATED
            } else {
                &MORE_THAN_STATED
            };
            self.walk.say(kind, at, &message);
        }
    }

    fn totals(mut self, encoding: &str, end: Position) -> Read<Totals> {
        let Scope {
            status,
            stated,
            listed,
            transactions,
            ..
        } = self.group;
        let totals = Totals {
            version: std::mem::take(&mut self.walk.version),
            encoding: encoding.to_owned(),
            message_id: self.message_id,
            created: self.created,
            original_message: status.original_message,
            original_message_name: status.original_message_name,
            group_status: Some(status.code).filter(|code| !code.is_empty()),
            payment_informations: self.informations,
            transactions,
            by_status: listed.into_iter().collect(),
            original_count: status.original_count,
            original_sum: status.original_sum,
            stated,
        };
        Read {
            totals,
            diagnostics: self.walk.diagnostics(end),
        }
    }
}
