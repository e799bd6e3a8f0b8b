//! Reading: places and texts to payments, one at a time, and the count and sum that are stated of them.
//!
//! Not here: the walk through the message (`walk`) and its places (`layout`).

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::Hasher;
use std::io::BufRead;

use chrono::{Datelike, Days, NaiveDate};
use domain::identifier::{is_bank_account_number, is_kid};
use domain::{Parsed, Position};

use super::Options;
use super::error::{
    ACCOUNT_CHECK_DIGIT, AMOUNT_UNREADABLE, AMOUNT_ZERO, BYTES_NOT_ENCODING, CONTENT_AFTER_END,
    COUNT_WRONG, CURRENCY_UNREADABLE, DATE_ODD, DATE_UNREADABLE, DOCTYPE_OR_ENTITY, ELEMENT_LATE,
    ELEMENT_MISSING, ELEMENT_NOT_READ, ENCODING_UNKNOWN, ENDS_EARLY, GIVEN_TWICE,
    IDENTIFIER_MISSING, INDICATOR_UNREADABLE, INFORMATION_TWICE, KID_CHECK_DIGIT, LIMIT_EXCEEDED,
    MIXED_CONTENT, MORE, NO_PAYMENT, NOT_PROVABLE, NOT_WELL_FORMED, NUMBER_UNREADABLE,
    OTHER_MESSAGE, REFERENCE_TWICE, REFERENCES_NOT_COMPARED, SUM_WRONG, VERSION_UNKNOWN,
};
use super::layout::Node;
use super::record::{CurrencySum, File, Payment, Sum, Totals};
use super::walk::{Codes, Halt, Reader, Walk, drive, in_sum, join, shown, version_number};
use crate::Read;
use crate::iso20022::{
    self, Currency, Money, account_ending, is_no_reference, normal_account, read_date, read_flag,
};

/// Most `PmtInf` in a file: the fingerprint of each id is remembered until the end.
const MAX_INFORMATIONS: u64 = 1_000_000;
/// What a reference costs beside its text.
const PER_REFERENCE: usize = 32;
/// Years in which a payment is plausible; also those the calendar knows.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;
/// How long before its execution an order is made at most.
const MAX_DAYS_AHEAD: u64 = 366;

static CODES: Codes = Codes {
    message: "pain.001 (payment order)",
    version: b"pain.001.",
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
    indicator_unreadable: &INDICATOR_UNREADABLE,
    date_unreadable: &DATE_UNREADABLE,
    number_unreadable: &NUMBER_UNREADABLE,
};

pub(super) fn read_file(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Payment),
) -> Read<Totals> {
    let mut order = Order {
        walk: Walk::new(&CODES, &MORE),
        options,
        sink,
        header: Header::default(),
        stated: Stated::default(),
        initiator_id: Named::default(),
        information: Information::default(),
        payment: Payment::default(),
        draft: Draft::default(),
        reference: ReferenceDraft::default(),
        held: 0,
        figures: Figures::default(),
        informations: 0,
        currencies: BTreeMap::new(),
        information_ids: HashSet::new(),
        payment_ids: HashSet::new(),
        ids_left_out: None,
    };
    let (encoding, end) = drive(input, &mut order);
    order.totals(encoding, end)
}

pub(super) fn parse_file(bytes: &[u8], options: &Options) -> Parsed<File> {
    let mut payments = Vec::new();
    let read = read_file(bytes, options, &mut |payment| payments.push(payment));
    let totals = read.totals;
    Parsed {
        value: File {
            version: totals.version,
            message_id: totals.message_id,
            created: totals.created,
            initiator_name: totals.initiator_name,
            initiator_id: totals.initiator_id,
            division_id: totals.division_id,
            payments,
        },
        diagnostics: read.diagnostics,
    }
}

/// What `GrpHdr` says.
#[derive(Debug, Default)]
struct Header {
    message_id: String,
    created: String,
    /// The calendar date of it.
    date: Option<NaiveDate>,
    initiator_name: String,
    initiator_id: String,
    initiator_is_customer: bool,
    division_id: String,
    is_given: bool,
}

/// An id of the initiating party while it is read.
#[derive(Debug, Default)]
struct Named {
    id: String,
    scheme: String,
}

/// Figures that are stated, and where.
#[derive(Debug, Default)]
struct Stated {
    count: Option<u64>,
    count_at: Position,
    sum: Option<Sum>,
    sum_at: Position,
}

/// Figures that are counted.
#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    payments: u64,
    sum: i128,
    /// Payments whose amount is missing or unreadable, which has been said.
    broken: u64,
}

/// What `PmtInf` says of all its payments.
#[derive(Debug, Default)]
struct Information {
    position: Position,
    id: String,
    method: String,
    batch_booking: Option<bool>,
    account: String,
    account_at: Position,
    date: Option<NaiveDate>,
    date_at: Position,
    /// A date was given, though it may be unreadable.
    has_date: bool,
    category: String,
    stated: Stated,
    figures: Figures,
}

/// What is known of a payment beside its record.
#[derive(Debug, Default)]
struct Draft {
    money: Option<Money>,
    /// An amount was given, though it may be unreadable.
    has_amount: bool,
    has_end_to_end: bool,
    account_at: Position,
}

/// `CdtrRefInf`.
#[derive(Debug, Default)]
struct ReferenceDraft {
    code: String,
    has_issuer: bool,
    reference: String,
    at: Position,
}

struct Order<'a> {
    walk: Walk<Node>,
    options: &'a Options,
    sink: &'a mut dyn FnMut(Payment),
    header: Header,
    stated: Stated,
    initiator_id: Named,
    information: Information,
    payment: Payment,
    draft: Draft,
    reference: ReferenceDraft,
    /// Text of the payment so far, in bytes.
    held: usize,
    figures: Figures,
    informations: u64,
    currencies: BTreeMap<Currency, (u64, i128)>,
    information_ids: HashSet<u128>,
    payment_ids: HashSet<u64>,
    /// The first id that was not remembered.
    ids_left_out: Option<Position>,
}

impl Reader for Order<'_> {
    type Node = Node;

    fn walk(&mut self) -> &mut Walk<Node> {
        &mut self.walk
    }

    fn start(&mut self, node: Node, position: &Position) -> Result<(), Halt> {
        match node {
            Node::Payment => {
                if self.information.figures.payments == 0 {
                    self.begin_payments();
                }
                self.payment.position = self.walk.numbered(*position);
                self.draft = Draft::default();
                self.held = 0;
            }
            Node::Information => {
                self.informations += 1;
                if self.informations > MAX_INFORMATIONS {
                    let message = format!("expected at most {MAX_INFORMATIONS} PmtInf in a file");
                    return Err(Halt::new(&LIMIT_EXCEEDED, *position, message));
                }
                self.information = Information {
                    position: *position,
                    ..Information::default()
                };
            }
            Node::Group => {
                if self.header.is_given {
                    self.walk.say(
                        &GIVEN_TWICE,
                        *position,
                        "expected GrpHdr once, found it again",
                    );
                }
                self.header.is_given = true;
            }
            Node::InitiatorOther => self.initiator_id = Named::default(),
            Node::CreditorReference => self.reference.at = *position,
            Node::PayeeAccount => self.draft.account_at = *position,
            Node::DebitAccount => self.information.account_at = *position,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, node: Node) -> Result<(), Halt> {
        match node {
            Node::Payment => self.end_payment(),
            Node::Information => self.end_information(),
            Node::Outside | Node::Document | Node::Message | Node::Skip => {}
            _ if (Node::InstructionId..=Node::RemittanceText).contains(&node) => {
                return self.end_payment_part(node);
            }
            _ if node >= Node::InformationId => self.end_information_part(node),
            _ => self.end_group_part(node),
        }
        Ok(())
    }

    fn finish(&mut self, position: Position) {
        let start = Position {
            line: 1,
            column: 1,
            ..Position::default()
        };
        let known = version_number(&self.walk.version).is_some_and(|n| (3..=12).contains(&n));
        if !known {
            let message =
                "expected a namespace with pain.001.001.03 to pain.001.001.12, found another";
            self.walk.say(&VERSION_UNKNOWN, start, message);
        }
        self.check_header(start);
        if self.figures.payments == 0 {
            let message = "expected at least one CdtTrfTxInf in the message, found none";
            self.walk.say(&NO_PAYMENT, position, message);
        }
        if self.stated.count.is_none() && self.stated.count_at == Position::default() {
            let message = "expected the number of payments in GrpHdr/NbOfTxs, found none";
            self.walk.say(&ELEMENT_MISSING, start, message);
        }
        let (stated, figures) = (std::mem::take(&mut self.stated), self.figures);
        self.compare(&stated, figures, "the file");
        if self.figures.broken == 0 && stated.sum_at == Position::default() {
            let message = format!(
                "expected a control sum in GrpHdr, found none beside payments of {}",
                Sum(figures.sum)
            );
            self.walk.say(&NOT_PROVABLE, start, &message);
        }
        self.stated = stated;
        if let Some(at) = self.ids_left_out {
            let message = format!(
                "expected at most {} ids of payments, found more",
                self.options.max_ids_compared
            );
            self.walk.say(&REFERENCES_NOT_COMPARED, at, &message);
        }
    }
}

impl Order<'_> {
    // The group

    fn end_group_part(&mut self, node: Node) {
        let (walk, header) = (&mut self.walk, &mut self.header);
        match node {
            Node::GroupId => walk.put_word(&mut header.message_id),
            Node::GroupCreated => {
                walk.put_word(&mut header.created);
                let date = read_date(walk.word());
                header.date = walk.value(date);
            }
            Node::GroupCount => {
                self.stated.count_at = walk.place();
                let count = walk.count();
                walk.put(&mut self.stated.count, count);
            }
            Node::GroupSum => {
                self.stated.sum_at = walk.place();
                let sum = walk.sum();
                walk.put(&mut self.stated.sum, sum);
            }
            Node::InitiatorName => walk.put_word(&mut header.initiator_name),
            Node::InitiatorBic if header.initiator_id.is_empty() => {
                header.initiator_id.push_str(walk.word());
            }
            Node::InitiatorOtherId => walk.put_word(&mut self.initiator_id.id),
            Node::InitiatorSchemeCode => walk.put_word(&mut self.initiator_id.scheme),
            Node::InitiatorOther => self.end_initiator_id(),
            _ => {}
        }
    }

    /// `CUST` is the customer, `BANK` the division; anything else only if there is nothing better.
    fn end_initiator_id(&mut self) {
        let Named { id, scheme } = std::mem::take(&mut self.initiator_id);
        let header = &mut self.header;
        match scheme.as_str() {
            "BANK" => header.division_id = id,
            "CUST" => {
                header.initiator_is_customer = true;
                header.initiator_id = id;
            }
            _ if header.initiator_id.is_empty() && !header.initiator_is_customer => {
                header.initiator_id = id;
            }
            _ => {}
        }
    }

    fn check_header(&mut self, start: Position) {
        if self.header.message_id.is_empty() {
            let message = "expected MsgId in GrpHdr, found none";
            self.walk.say(&ELEMENT_MISSING, start, message);
        }
        if self.header.created.is_empty() {
            let message = "expected CreDtTm in GrpHdr, found none";
            self.walk.say(&IDENTIFIER_MISSING, start, message);
        }
    }

    // The payment information

    fn end_information_part(&mut self, node: Node) {
        let (walk, information) = (&mut self.walk, &mut self.information);
        let at = walk.place();
        match node {
            Node::InformationCount => {
                information.stated.count_at = at;
                let count = walk.count();
                return walk.put(&mut information.stated.count, count);
            }
            Node::InformationSum => {
                information.stated.sum_at = at;
                let sum = walk.sum();
                return walk.put(&mut information.stated.sum, sum);
            }
            Node::InformationId => walk.put_word(&mut information.id),
            Node::Method => walk.put_word(&mut information.method),
            Node::InformationCategoryCode => walk.put_word(&mut information.category),
            Node::DebitNumber => walk.put_word(&mut information.account),
            Node::BatchBooking => {
                let flag = read_flag(walk.word());
                let flag = walk.value(flag);
                walk.put(&mut information.batch_booking, flag);
            }
            // In the form of .09 the text lies deeper, and its place has ended already.
            Node::ExecutionDate | Node::ExecutionDay => {
                if node == Node::ExecutionDate && information.has_date && walk.word().is_empty() {
                    return;
                }
                information.has_date = true;
                information.date_at = at;
                let date = execution_date(walk.word());
                let date = walk.value(date);
                walk.put(&mut information.date, date);
                walk.forget_word();
            }
            _ => return,
        }
        if information.figures.payments > 0 {
            let message =
                "expected this before the first CdtTrfTxInf of its PmtInf, found it after";
            walk.say(&ELEMENT_LATE, at, message);
        }
    }

    /// What is needed of the payment information stands before its first payment.
    fn begin_payments(&mut self) {
        let at = self.information.position;
        let missing = [
            ("PmtInfId", self.information.id.is_empty()),
            ("ReqdExctnDt", !self.information.has_date),
            (
                "an account number in DbtrAcct",
                self.information.account.is_empty(),
            ),
        ];
        for (what, is_missing) in missing {
            if is_missing {
                let message = format!("expected {what} before the payments of PmtInf, found none");
                self.walk.say(&ELEMENT_MISSING, at, &message);
            }
        }
        let id = &self.information.id;
        if !id.is_empty() && !self.information_ids.insert(long_fingerprint(id)) {
            let id = shown(id);
            let message = format!("expected each PmtInfId once, found {id} again");
            self.walk.say(&INFORMATION_TWICE, at, &message);
        }
        let written = std::mem::take(&mut self.information.account);
        let at = self.information.account_at;
        self.information.account = self.account(written, at, "debit account");
        self.check_date();
    }

    fn check_date(&mut self) {
        let (Some(date), Some(made)) = (self.information.date, self.header.date) else {
            return;
        };
        let latest = made.checked_add_days(Days::new(MAX_DAYS_AHEAD));
        if date < made || latest.is_some_and(|latest| date > latest) {
            let message = format!(
                "expected an execution date within a year after the file was made on {made}, found {date}"
            );
            self.walk.say(&DATE_ODD, self.information.date_at, &message);
        }
    }

    fn end_information(&mut self) {
        let information = std::mem::take(&mut self.information);
        if information.figures.payments == 0 {
            let message = "expected at least one CdtTrfTxInf in PmtInf, found none";
            self.walk.say(&NO_PAYMENT, information.position, message);
        }
        let id = shown(&information.id);
        let what = format!("the payment information {id}");
        self.compare(&information.stated, information.figures, &what);
    }

    /// Count and sum as stated against those of the payments (P01, P02).
    fn compare(&mut self, stated: &Stated, found: Figures, what: &str) {
        if let Some(count) = stated.count
            && count != found.payments
        {
            let message = format!(
                "expected {count} payments as NbOfTxs of {what} states, found {}",
                found.payments
            );
            self.walk.say(&COUNT_WRONG, stated.count_at, &message);
        }
        if let Some(sum) = stated.sum
            && found.broken == 0
            && sum.0 != found.sum
        {
            let message = format!(
                "expected a sum of {sum} as CtrlSum of {what} states, found payments of {}, which differ by {}",
                Sum(found.sum),
                Sum(found.sum - sum.0)
            );
            self.walk.say(&SUM_WRONG, stated.sum_at, &message);
        }
    }

    // The payment

    fn end_payment_part(&mut self, node: Node) -> Result<(), Halt> {
        let (walk, payment, draft) = (&mut self.walk, &mut self.payment, &mut self.draft);
        match node {
            Node::InstructionId => walk.put_word(&mut payment.instruction_id),
            Node::EndToEnd => {
                draft.has_end_to_end = true;
                if !is_no_reference(walk.word()) {
                    walk.put_word(&mut payment.end_to_end);
                }
            }
            Node::Uetr => walk.put_word(&mut payment.uetr),
            Node::CategoryCode => walk.put_word(&mut payment.category),
            Node::Instructed | Node::EquivalentAmount => {
                draft.has_amount = true;
                let money = walk.money();
                walk.put(&mut draft.money, money);
            }
            Node::TransferCurrency => {
                let currency = Currency::read(walk.word().as_bytes());
                if walk.value(currency).is_some() {
                    walk.put_word(&mut payment.transfer_currency);
                }
            }
            Node::PayeeName => walk.put_word(&mut payment.payee_name),
            Node::PayeeNumber => walk.put_word(&mut payment.payee_account),
            Node::PurposeCode => walk.put_word(&mut payment.purpose),
            Node::Unstructured | Node::RemittanceText => join(&mut payment.text, walk.word()),
            Node::DocumentNumber => {
                if !walk.word().is_empty() {
                    payment.references.push(walk.word().to_owned());
                }
            }
            Node::ReferenceCode => walk.put_word(&mut self.reference.code),
            Node::ReferenceIssuer => self.reference.has_issuer |= !walk.word().is_empty(),
            Node::Reference => walk.put_word(&mut self.reference.reference),
            Node::CreditorReference => self.end_reference(),
            _ => return Ok(()),
        }
        self.held += self.walk.word().len() + PER_REFERENCE;
        if self.held > self.options.max_payment_bytes {
            let message = format!(
                "expected at most {} bytes of text in a payment, found more",
                self.options.max_payment_bytes
            );
            return Err(Halt::new(&LIMIT_EXCEEDED, self.walk.place(), message));
        }
        Ok(())
    }

    fn end_reference(&mut self) {
        let draft = std::mem::take(&mut self.reference);
        if draft.reference.is_empty() {
            return;
        }
        if iso20022::is_kid(&draft.reference, &draft.code, draft.has_issuer) {
            self.payment.kids.push(draft.reference);
        } else {
            self.payment.references.push(draft.reference);
        }
    }

    fn end_payment(&mut self) {
        let payment = std::mem::take(&mut self.payment);
        self.information.figures.payments += 1;
        self.figures.payments += 1;
        let payment = self.complete(payment);
        if let Some(payment) = payment {
            (self.sink)(payment);
        }
        self.walk.record += 1;
    }

    /// The payment with what its payment information says; `None` without an amount or a date.
    fn complete(&mut self, mut payment: Payment) -> Option<Payment> {
        let at = payment.position;
        if !self.draft.has_end_to_end {
            let message = "expected EndToEndId in PmtId, found none";
            self.walk.say(&IDENTIFIER_MISSING, at, message);
        }
        self.compare_ids(&payment);
        let account_at = self.draft.account_at;
        if !payment.payee_account.is_empty() {
            let written = std::mem::take(&mut payment.payee_account);
            payment.payee_account = self.account(written, account_at, "payee account");
        }
        let method = self.options.kid.get(&payment.payee_account).copied();
        for kid in &payment.kids {
            if !is_kid(kid, method) {
                let message = format!(
                    "expected a KID whose check digit fits, found one of {} characters ending in {}",
                    kid.len(),
                    account_ending(kid)
                );
                self.walk.say(&KID_CHECK_DIGIT, at, &message);
            }
        }
        let money = self.amount(at);
        let information = &self.information;
        payment.payment_information.clone_from(&information.id);
        payment.method.clone_from(&information.method);
        payment.batch_booking = information.batch_booking;
        payment.debit_account.clone_from(&information.account);
        if payment.category.is_empty() {
            payment.category.clone_from(&information.category);
        }
        payment.execution_date = information.date?;
        let money = money?;
        payment.amount = money.amount;
        payment.currency = money.currency.text();
        Some(payment)
    }

    /// The amount, added to every sum.
    fn amount(&mut self, at: Position) -> Option<Money> {
        let Some(money) = self.draft.money else {
            if !self.draft.has_amount {
                let message = "expected InstdAmt or EqvtAmt/Amt in Amt, found none";
                self.walk.say(&ELEMENT_MISSING, at, message);
            }
            self.figures.broken += 1;
            self.information.figures.broken += 1;
            return None;
        };
        if money.amount.0 == 0 {
            let message = "expected an amount above zero, found 0";
            self.walk.say(&AMOUNT_ZERO, at, message);
        }
        let adds = in_sum(money);
        self.figures.sum += adds;
        self.information.figures.sum += adds;
        let (payments, sum) = self.currencies.entry(money.currency).or_default();
        *payments += 1;
        *sum += i128::from(money.amount.0);
        Some(money)
    }

    /// The account in its normal form; a remark if it looks Norwegian and is not.
    fn account(&mut self, written: String, at: Position, what: &str) -> String {
        if is_bank_account_number(&written) {
            return written;
        }
        let (account, is_odd) = normal_account(&written);
        if is_odd {
            let message = format!(
                "expected a Norwegian {what} whose check digits fit, found one ending in {}",
                account_ending(&account)
            );
            self.walk.say(&ACCOUNT_CHECK_DIGIT, at, &message);
        }
        account
    }

    /// Ids of payments that stand on several of them (P03).
    fn compare_ids(&mut self, payment: &Payment) {
        let ids = [
            ("InstrId", b'I', &payment.instruction_id),
            ("EndToEndId", b'E', &payment.end_to_end),
        ];
        for (what, mark, id) in ids {
            if id.is_empty() {
                continue;
            }
            let print = fingerprint(mark, id);
            if self.payment_ids.contains(&print) {
                let id = shown(id);
                let message = format!("expected each {what} once, found {id} again");
                self.walk.say(&REFERENCE_TWICE, payment.position, &message);
            } else if self.payment_ids.len() < self.options.max_ids_compared {
                self.payment_ids.insert(print);
            } else {
                self.ids_left_out.get_or_insert(payment.position);
            }
        }
    }

    fn totals(mut self, encoding: &str, end: Position) -> Read<Totals> {
        let currencies = std::mem::take(&mut self.currencies);
        let totals = Totals {
            version: std::mem::take(&mut self.walk.version),
            encoding: encoding.to_owned(),
            message_id: self.header.message_id,
            created: self.header.created,
            initiator_name: self.header.initiator_name,
            initiator_id: self.header.initiator_id,
            division_id: self.header.division_id,
            payment_informations: self.informations,
            payments: self.figures.payments,
            amount: Sum(self.figures.sum),
            currencies: currencies
                .into_iter()
                .map(|(currency, (payments, amount))| CurrencySum {
                    currency: currency.text(),
                    payments,
                    amount,
                })
                .collect(),
            stated_payments: self.stated.count,
            stated_amount: self.stated.sum,
        };
        Read {
            totals,
            diagnostics: self.walk.diagnostics(end),
        }
    }
}

/// A date on which a payment can be made.
fn execution_date(text: &str) -> Result<NaiveDate, iso20022::Misread> {
    let date = read_date(text)?;
    if YEARS.contains(&date.year()) {
        return Ok(date);
    }
    let message = format!("expected a year from 1990 to 2100, found {date}");
    Err(iso20022::Misread::new(iso20022::Reason::Date, message))
}

/// A number for a text. Two texts of one file share one with a chance of 1 : 10^7 in a million.
fn fingerprint(mark: u8, text: &str) -> u64 {
    // With fixed keys, so that the same file always gives the same answer.
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(mark);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// A number for a text, of which no two texts share one by chance.
fn long_fingerprint(text: &str) -> u128 {
    u128::from(fingerprint(b'1', text)) << 64 | u128::from(fingerprint(b'2', text))
}
