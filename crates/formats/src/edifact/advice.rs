//! Reads what is in a CREMUL or a DEBMUL: lines and their payments, by level.
//!
//! Not here: the envelope (`parse`).

use std::sync::Arc;

use chrono::NaiveDate;
use domain::identifier::{KidMethod, is_kid};
use domain::money::MAX_ABS_ORE;
use domain::{Ore, Position};

use super::Message;
use super::error;
use super::parse::{Reading, Shared};
use super::record::{Code, Direction, Document, Lent, Line, Payment, Reference};
use super::token::Segment;
use super::value::{
    Joined, account, amount, exponent, is_currency, key, number, shown, tail, trim,
};

/// Most references of a line or a payment.
pub(super) const MAX_REFERENCES: usize = 100;
/// Most documents of a payment; the directory's own limit.
pub(super) const MAX_DOCUMENTS: usize = 9999;
/// Longest text of a payment, in bytes; the directory allows 1750 characters, and 1750 more for each document.
pub(super) const MAX_TEXT: usize = 16_384;

/// What the segments after it belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Level {
    /// The message.
    A,
    /// A line.
    B,
    /// A payment.
    C,
    /// A document of a payment.
    Document,
    /// `GIS`: what central banks want to know, or nothing.
    Aside,
    /// After the lines.
    End,
}

/// An amount as it stands in `MOA`.
type Money = Option<(i64, Code)>;

#[derive(Default)]
struct LineDraft {
    /// Moved to the payment, for all of the line to share, when it is complete.
    line: Line,
    place: Position,
    /// `MOA` 60, 346, 349.
    amounts: [Money; 3],
    has_account: bool,
    is_complete: bool,
    /// The currency, as soon as the line is complete.
    currency: Code,
    method: Option<KidMethod>,
    payments: u32,
    sum: i128,
    /// Whether the amounts of the line and of all its payments could be read, in one currency.
    provable: bool,
}

#[derive(Default)]
struct PaymentDraft {
    /// What is lent when the next one comes; and the line, as soon as that is complete.
    payment: Payment,
    state: State,
}

/// What else is known of a payment.
#[derive(Default)]
struct State {
    /// `MOA` 143, 119, 60.
    amounts: [Money; 3],
    /// An amount that could not be read has been reported.
    broken: bool,
    execution: Option<NaiveDate>,
    requested: Option<NaiveDate>,
    /// Whether the document read last is a KID.
    last_is_kid: bool,
    /// Whether the text goes on in the middle of a word.
    is_cut: bool,
}

/// The reader of one message.
pub(super) struct Advice {
    direction: Direction,
    level: Level,
    lines: u32,
    line: LineDraft,
    payment: PaymentDraft,
}

impl Advice {
    pub(super) fn new(kind: Message) -> Self {
        Self {
            direction: if kind == Message::Debmul {
                Direction::Out
            } else {
                Direction::In
            },
            level: Level::A,
            lines: 0,
            line: LineDraft::default(),
            payment: PaymentDraft::default(),
        }
    }

    /// The next segment of the message.
    #[inline]
    pub(super) fn segment(
        &mut self,
        shared: &mut Shared<'_>,
        tag: [u8; 3],
        segment: &Segment<'_>,
    ) -> Reading {
        match &tag {
            b"MOA" => self.money(shared, segment),
            b"RFF" => return self.reference(shared, segment),
            b"DTM" => self.date(shared, segment),
            b"SEQ" => return self.start_of_payment(shared, segment),
            b"FII" => self.account(shared, segment),
            b"NAD" => self.party(shared, segment),
            b"DOC" => return self.document(shared, segment),
            b"GIS" if matches!(self.level, Level::C | Level::Document) => self.level = Level::Aside,
            b"PRC" | b"FCA" if self.level == Level::Aside => self.level = Level::C,
            b"FTX" => self.text(shared, segment),
            b"LIN" => {
                if self.level == Level::End {
                    return Reading::Unknown;
                }
                self.start_of_line(shared, segment);
                return Reading::Line;
            }
            b"BUS" => return self.business(shared, segment),
            b"CNT" => {
                self.close(shared);
                self.level = Level::End;
                return Reading::Total;
            }
            b"GIS" | b"PRC" | b"FCA" | b"CTA" | b"COM" | b"ALC" | b"PCD" | b"CUX" | b"TAX"
            | b"PAI" | b"INP" | b"LOC" | b"RCS" | b"AJT" | b"DLI" | b"AUT" => {}
            _ => return Reading::Unknown,
        }
        Reading::Known
    }

    /// The end of the message, or of its lines.
    pub(super) fn close(&mut self, shared: &mut Shared<'_>) {
        self.close_payment(shared);
        self.close_line(shared);
    }

    fn start_of_line(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        self.close(shared);
        self.level = Level::B;
        self.lines = self.lines.saturating_add(1);
        shared.totals.lines += 1;
        let serial = segment.elements().element();
        check_serial(shared, serial, self.lines, "line");
        let mut line = std::mem::take(&mut self.line.line);
        empty_line(shared, &mut line);
        line.number = self.lines;
        line.direction = self.direction;
        self.line = LineDraft {
            line,
            place: shared.place,
            provable: true,
            ..LineDraft::default()
        };
    }

    #[inline]
    fn start_of_payment(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        self.close_payment(shared);
        if matches!(self.level, Level::A | Level::End) {
            return Reading::Unknown;
        }
        if !self.line.is_complete {
            self.complete_line(shared);
        }
        self.line.payments = self.line.payments.saturating_add(1);
        let number = self.line.payments;
        let serial = segment.elements().skip(1).element();
        check_serial(shared, serial, number, "payment");
        self.level = Level::C;
        self.payment.state = State::default();
        let payment = &mut self.payment.payment;
        empty_payment(shared, payment);
        payment.position = shared.place;
        payment.number = number;
        Reading::Known
    }

    #[inline]
    fn money(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let mut components = segment.components();
        let qualifier = components.component();
        let (value, currency) = (components.component(), components.component());
        let PaymentDraft { payment, state } = &mut self.payment;
        match self.level {
            Level::B => {
                let line = &mut self.line;
                let slot = match &key(qualifier) {
                    b"60\0" => 0,
                    b"346" => 1,
                    b"349" => 2,
                    _ => return,
                };
                let read = read_money(shared, value, currency, Code::default());
                if read.is_none() {
                    line.provable = false;
                }
                set(shared, &mut line.amounts, slot, read, qualifier);
            }
            Level::C => {
                let slot = match &key(qualifier) {
                    b"143" => 0,
                    b"119" => 1,
                    b"60\0" => 2,
                    _ => return,
                };
                let read = read_money(shared, value, currency, self.line.currency);
                state.broken |= read.is_none();
                set(shared, &mut state.amounts, slot, read, qualifier);
            }
            Level::Document if key(qualifier) == *b"12\0" => {
                let read = read_money(shared, value, currency, self.line.currency);
                let list = if state.last_is_kid {
                    &mut payment.kids
                } else {
                    &mut payment.documents
                };
                let (Some(document), Some((value, _))) = (list.last_mut(), read) else {
                    return;
                };
                if document.amount.is_some() {
                    return shared.complain(
                        &error::AMOUNT,
                        "expected MOA+12 once per document, found it again",
                    );
                }
                // A credit note is deducted, whether its amount has a minus or not.
                let value = if document.code.bytes() == *b"381" {
                    -value.abs()
                } else {
                    value
                };
                document.amount = Some(Ore(match self.direction {
                    Direction::In => value,
                    Direction::Out => -value,
                }));
            }
            _ => {}
        }
    }

    #[inline]
    fn reference(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        let mut components = segment.components();
        let (qualifier, value) = (components.component(), components.component());
        if matches!(&key(qualifier), b"KRE" | b"BID") {
            return foreign(shared, "RFF", qualifier);
        }
        if value.is_empty() {
            return Reading::Known;
        }
        let (main, text, list) = match self.level {
            Level::B => {
                let line = &mut self.line.line;
                (*b"ACK", &mut line.lump, &mut line.references)
            }
            Level::C => {
                let payment = &mut self.payment.payment;
                let text = &mut payment.archive_reference;
                (*b"ACD", text, &mut payment.references)
            }
            _ => return Reading::Known,
        };
        if key(qualifier) == main && text.is_empty() {
            shared.text_into(text, value);
        } else {
            push_reference(shared, list, qualifier, value);
        }
        Reading::Known
    }

    #[inline]
    fn date(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let mut components = segment.components();
        let qualifier = components.component();
        let slot = match (self.level, &key(qualifier)) {
            (Level::B, b"202") => &mut self.line.line.posting_date,
            (Level::B, b"209") => &mut self.line.line.value_date,
            (Level::C, b"193") => &mut self.payment.state.execution,
            (Level::C, b"203") => &mut self.payment.state.requested,
            _ => return,
        };
        let (text, format) = (components.component(), components.component());
        match (shared.dates.read(text, format), *slot) {
            (None, _) => shared.complain(
                &error::DATE,
                format!(
                    "expected a date that exists in DTM+{}, found {} in format {}",
                    String::from_utf8_lossy(qualifier),
                    shown(text),
                    shown(format)
                ),
            ),
            (Some(date), Some(before)) if date != before => shared.complain(
                &error::DATE,
                format!("expected one date, found {before} and {date}"),
            ),
            (date, _) => *slot = date,
        }
    }

    #[inline]
    fn account(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let mut elements = segment.elements();
        let qualifier = key(elements.element());
        let written = elements.enter().component();
        let (own, other) = match self.direction {
            Direction::In => (*b"BF\0", *b"OR\0"),
            Direction::Out => (*b"OR\0", *b"BF\0"),
        };
        match self.level {
            Level::B if qualifier == own && !self.line.has_account => {
                self.line.has_account = !written.is_empty();
                let number = &mut self.line.line.account;
                shared.text_into(number, written);
                if !account(number) && self.line.has_account {
                    let message = format!(
                        "expected an account whose check digit fits, found {}",
                        tail(number)
                    );
                    shared.complain(&error::ACCOUNT, message);
                }
            }
            Level::C if qualifier == other && !written.is_empty() => {
                let number = &mut self.payment.payment.payer_account;
                shared.text_into(number, written);
                // Foreign accounts have no check that we know.
                if !account(number)
                    && number.len() == 11
                    && number.bytes().all(|b| b.is_ascii_digit())
                {
                    let message = format!(
                        "expected an account of the other party whose check digit fits, found {}",
                        tail(number)
                    );
                    shared.complain(&error::ACCOUNT, message);
                }
            }
            _ => {}
        }
    }

    #[inline]
    fn party(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let other = match self.direction {
            Direction::In => *b"PL\0",
            Direction::Out => *b"BE\0",
        };
        let mut elements = segment.elements();
        if self.level != Level::C || key(elements.element()) != other {
            return;
        }
        let (unstructured, structured) = (elements.skip(1).element(), elements.element());
        let text = &mut self.payment.payment.payer_name;
        text.clear();
        let mut name = Joined {
            text,
            is_cut: false,
        };
        if structured.is_empty() {
            // Lines of name and address: the name is the first, and what a line of 35 characters runs over into.
            let mut lines = elements.components_of(unstructured);
            name.push(lines.component(), &mut shared.letters);
            while name.is_cut && lines.more() {
                name.push(lines.component(), &mut shared.letters);
            }
        } else {
            let mut parts = elements.components_of(structured);
            while parts.more() {
                name.push(parts.component(), &mut shared.letters);
            }
        }
        trim(name.text);
    }

    #[inline]
    fn document(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        if !matches!(self.level, Level::C | Level::Document | Level::Aside) {
            return Reading::Unknown;
        }
        self.level = Level::Document;
        let PaymentDraft { payment, state } = &mut self.payment;
        let mut elements = segment.elements();
        let code = elements.enter().component();
        let written = elements.enter().component();
        let code = shared.code(code);
        let document = Document {
            code,
            number: shared.text(written),
            amount: None,
        };
        state.last_is_kid = code.bytes() == *b"999";
        if state.last_is_kid {
            if !is_kid(&document.number, self.line.method) {
                let found = if document.number.is_empty() {
                    "none"
                } else {
                    "another"
                };
                shared.complain(
                    &error::KID,
                    format!("expected a KID whose check character fits, found {found}"),
                );
            }
        } else if !matches!(code.as_str(), "380" | "381" | "998") {
            let message = format!(
                "expected DOC 380, 381, 998 or 999, found {}",
                shown(code.as_str().as_bytes())
            );
            shared.complain(&error::UNKNOWN_CODE, message);
        }
        let list = if state.last_is_kid {
            &mut payment.kids
        } else {
            &mut payment.documents
        };
        if list.len() >= MAX_DOCUMENTS {
            shared.complain(
                &error::LIMIT,
                format!("expected at most {MAX_DOCUMENTS} documents of a payment, found more"),
            );
        } else {
            list.push(document);
        }
        Reading::Known
    }

    #[inline]
    fn text(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        if matches!(self.level, Level::C | Level::Document) {
            let PaymentDraft { payment, state } = &mut self.payment;
            read_texts(shared, segment, &mut payment.text, &mut state.is_cut);
        }
    }

    fn business(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        let mut elements = segment.elements();
        let environment = elements.skip(1).enter().component();
        let group = elements.skip(1).enter().component();
        if group == b"IBK" {
            return foreign(shared, "BUS", group);
        }
        if self.level == Level::B {
            self.line.line.environment = shared.code(environment);
            self.line.line.group_code = shared.code(group);
            let known = matches!(
                group,
                b"" | b"230" | b"231" | b"232" | b"233" | b"234" | b"240" | b"BKT"
            );
            if !known {
                let message = format!(
                    "expected BUS 230 to 234, 240 or BKT, found {}",
                    shown(group)
                );
                shared.complain(&error::UNKNOWN_CODE, message);
            }
        }
        Reading::Known
    }

    /// Hands the payment on and adds it to the sum of the line.
    #[inline]
    fn close_payment(&mut self, shared: &mut Shared<'_>) {
        if !matches!(self.level, Level::C | Level::Document | Level::Aside) {
            return;
        }
        let (line, PaymentDraft { payment, state }) = (&mut self.line, &mut self.payment);
        let own = line.currency;
        let of_line = |money: &&Money| money.is_some_and(|(_, currency)| currency == own);
        let chosen = state.amounts.iter().find(of_line);
        let chosen = chosen.or_else(|| state.amounts.iter().find(|money| money.is_some()));
        let Some(&Some((value, currency))) = chosen else {
            line.provable = false;
            if !state.broken {
                shared.complain_at(
                    &error::AMOUNT,
                    payment.position,
                    "expected an amount of the payment (MOA 143, 119 or 60), found none",
                );
            }
            return;
        };
        if currency == own {
            line.sum += i128::from(value);
        } else if !own.is_empty() {
            line.provable = false;
            shared.complain_at(
                &error::CURRENCY,
                payment.position,
                format!("expected a payment in {own} as its line, found {currency}"),
            );
        }
        payment.amount = Ore(match self.direction {
            Direction::In => value,
            Direction::Out => -value,
        });
        payment.currency = currency;
        payment.execution_date = state.execution.or(state.requested);
        check_documents(shared, payment);
        shared.hand_on(Lent::Payment(payment));
    }

    /// Proves the sum of the line; hands it on as a payment of its own if it has none.
    fn close_line(&mut self, shared: &mut Shared<'_>) {
        if matches!(self.level, Level::A | Level::End) {
            return;
        }
        if !self.line.is_complete {
            self.complete_line(shared);
        }
        let (line, payment) = (&self.line, &mut self.payment.payment);
        let amount = payment.line.amount;
        if line.payments == 0 {
            if self.direction == Direction::In {
                shared.complain_at(
                    &error::NO_PAYMENTS,
                    line.place,
                    "expected at least one payment (SEQ) under the line, found none",
                );
            }
            empty_payment(shared, payment);
            payment.position = line.place;
            payment.amount = amount;
            payment.currency = payment.line.currency;
            return shared.hand_on(Lent::Payment(payment));
        }
        let sum = match self.direction {
            Direction::In => line.sum,
            Direction::Out => -line.sum,
        };
        if line.provable && sum != i128::from(amount.0) {
            let message = format!(
                "expected payments of {} as the line states, found {} in {} payments",
                decimal(i128::from(amount.0), line.currency),
                decimal(sum, line.currency),
                line.payments
            );
            shared.complain_at(&error::SUM, line.place, message);
        }
    }

    /// Everything of level B has come: chooses the amount, says what is missing, and shares the line with its payments.
    fn complete_line(&mut self, shared: &mut Shared<'_>) {
        let line = &mut self.line;
        line.is_complete = true;
        choose_amount(shared, line, self.direction);
        if !line.has_account {
            let which = match self.direction {
                Direction::In => "FII+BF",
                Direction::Out => "FII+OR",
            };
            let message = format!("expected our account ({which}) in the line, found none");
            shared.complain_at(&error::STRUCTURE, line.place, message);
        }
        if line.line.posting_date.is_none() && line.line.value_date.is_none() {
            shared.complain_at(
                &error::DATE,
                line.place,
                "expected a posting date (DTM+202) or a value date (DTM+209) of the line, found none",
            );
        }
        line.method = shared.options.kid.get(&line.line.account).copied();
        line.currency = line.line.currency;
        let of_payments = &mut self.payment.payment.line;
        match Arc::get_mut(of_payments) {
            Some(of_payments) => std::mem::swap(of_payments, &mut line.line),
            // Somebody keeps the line before.
            None => *of_payments = Arc::new(std::mem::take(&mut line.line)),
        }
    }
}

/// Empties a line for the next one; its texts keep their memory.
fn empty_line(shared: &mut Shared<'_>, line: &mut Line) {
    let Line {
        account,
        lump,
        references,
        ..
    } = line;
    shared.forget(references);
    account.clear();
    lump.clear();
    *line = Line {
        account: std::mem::take(account),
        lump: std::mem::take(lump),
        references: std::mem::take(references),
        ..Line::default()
    };
}

/// Empties a payment for the next one, but for the line; its texts keep their memory.
#[inline]
fn empty_payment(shared: &mut Shared<'_>, payment: &mut Payment) {
    // Each field by its name, so that none is forgotten.
    let Payment {
        position,
        line: _,
        number,
        amount,
        currency,
        execution_date,
        kids,
        documents,
        archive_reference,
        references,
        payer_account,
        payer_name,
        text,
    } = payment;
    *position = Position::default();
    *number = 0;
    *amount = Ore::default();
    *currency = Code::default();
    *execution_date = None;
    shared.forget_documents(kids);
    shared.forget_documents(documents);
    shared.forget(references);
    archive_reference.clear();
    payer_account.clear();
    payer_name.clear();
    text.clear();
}

/// The amount of a line; says so if there is none, or more than one.
fn choose_amount(shared: &mut Shared<'_>, line: &mut LineDraft, direction: Direction) {
    let mut found = line.amounts.iter().flatten();
    let Some((value, currency)) = found.next() else {
        if line.provable {
            line.provable = false;
            shared.complain_at(
                &error::AMOUNT,
                line.place,
                "expected an amount of the line (MOA 60, 346 or 349), found none",
            );
        }
        return;
    };
    for (other, other_currency) in found {
        if other_currency == currency && other != value {
            let message = format!(
                "expected one amount of the line, found {} and {}",
                decimal(i128::from(*value), *currency),
                decimal(i128::from(*other), *currency)
            );
            shared.complain_at(&error::AMOUNT, line.place, message);
            line.provable = false;
        }
    }
    line.line.currency = *currency;
    if *currency != shared.totals.currency && !is_currency(*currency) {
        // The payments mostly leave it to the line, so that nothing else would show a mistake.
        let message = format!("expected a currency of ISO 4217, found {currency}");
        shared.complain_at(&error::UNKNOWN_CODE, line.place, message);
    }
    line.line.amount = Ore(match direction {
        Direction::In => *value,
        Direction::Out => -*value,
    });
    line.line.confirmed = !matches!(line.amounts, [None, None, _]);
    shared.totals.unconfirmed_lines += u64::from(!line.line.confirmed);
    if shared.totals.currency.is_empty() {
        shared.totals.currency = *currency;
    }
    if shared.totals.currency == *currency {
        shared.sum += i128::from(line.line.amount.0);
    } else {
        shared.totals.other_currency_lines += 1;
    }
}

/// What the documents add up to, if every one has an amount.
#[inline]
fn check_documents(shared: &mut Shared<'_>, payment: &Payment) {
    let amount = i128::from(payment.amount.0);
    let mut sum = Some(0_i128);
    for document in payment.kids.iter().chain(&payment.documents) {
        sum = sum
            .zip(document.amount)
            .map(|(sum, amount)| sum + i128::from(amount.0));
    }
    let any = !payment.kids.is_empty() || !payment.documents.is_empty();
    if let Some(sum) = sum
        && any
        && sum != amount
    {
        shared.complain_at(
            &error::DOCUMENTS,
            payment.position,
            format!(
                "expected documents of {}, found {}",
                decimal(amount, Code::default()),
                decimal(sum, Code::default())
            ),
        );
    }
}

/// `MOA`: amount and currency, that of the line if there is none.
#[inline]
fn read_money(shared: &mut Shared<'_>, written: &[u8], currency: &[u8], of_line: Code) -> Money {
    let currency = if currency.is_empty() {
        of_line
    } else {
        let known = currency.len() == 3 && currency.iter().all(u8::is_ascii_uppercase);
        Code::new(currency).filter(|_| known).unwrap_or_default()
    };
    let found = amount(written, exponent(currency)).filter(|_| !currency.is_empty());
    if found.is_none() {
        bad_money(shared, written, currency);
    }
    found.map(|value| (value, currency))
}

#[cold]
fn bad_money(shared: &mut Shared<'_>, written: &[u8], currency: Code) {
    let message = if currency.is_empty() {
        "expected a currency of three capital letters behind the amount, found none".to_owned()
    } else {
        format!(
            "expected an amount of at most {MAX_ABS_ORE} in the minor unit of {currency}, found {}",
            shown(written)
        )
    };
    shared.complain(&error::AMOUNT, message);
}

/// An amount of a kind may come once.
#[inline]
fn set(
    shared: &mut Shared<'_>,
    amounts: &mut [Money; 3],
    slot: usize,
    money: Money,
    qualifier: &[u8],
) {
    if let Some(place) = amounts.get_mut(slot) {
        if place.is_some() {
            amount_twice(shared, qualifier);
        }
        *place = money;
    }
}

#[cold]
fn amount_twice(shared: &mut Shared<'_>, qualifier: &[u8]) {
    let qualifier = String::from_utf8_lossy(qualifier);
    shared.complain(
        &error::AMOUNT,
        format!("expected MOA+{qualifier} once, found it again"),
    );
}

/// Adds a reference to a list of bounded length.
#[inline]
pub(super) fn push_reference(
    shared: &mut Shared<'_>,
    list: &mut Vec<Reference>,
    qualifier: &[u8],
    value: &[u8],
) {
    let number = shared.text(value);
    if number.is_empty() {
        return;
    }
    if list.len() >= MAX_REFERENCES {
        return shared.complain(
            &error::LIMIT,
            format!("expected at most {MAX_REFERENCES} references together, found more"),
        );
    }
    let qualifier = shared.code(qualifier);
    list.push(Reference { qualifier, number });
}

/// `FTX`: adds its parts to a text of bounded length.
#[inline]
pub(super) fn read_texts(
    shared: &mut Shared<'_>,
    segment: &Segment<'_>,
    text: &mut String,
    is_cut: &mut bool,
) {
    let mut elements = segment.elements();
    let parts = elements.skip(3).enter();
    let mut joined = Joined {
        text,
        is_cut: *is_cut,
    };
    while parts.more() {
        joined.push(parts.component(), &mut shared.letters);
    }
    *is_cut = joined.is_cut;
    if text.len() > MAX_TEXT {
        text.clear();
        shared.complain(
            &error::LIMIT,
            format!("expected a text of at most {MAX_TEXT} bytes, found a longer one"),
        );
    }
}

/// Serial numbers are 1, 2, 3 and so on.
#[inline]
pub(super) fn check_serial(shared: &mut Shared<'_>, written: &[u8], expected: u32, what: &str) {
    if number(written) != Some(u64::from(expected)) {
        let message = format!(
            "expected {what} number {expected}, found {}",
            shown(written)
        );
        shared.complain(&error::SERIAL, message);
    }
}

#[cold]
fn foreign(shared: &mut Shared<'_>, tag: &str, qualifier: &[u8]) -> Reading {
    let found = shown(qualifier);
    shared.complain(
        &error::DIALECT,
        format!("expected a Norwegian message, found {tag} with {found}"),
    );
    Reading::Foreign
}

/// An amount in a message.
fn decimal(amount: i128, currency: Code) -> String {
    if exponent(currency) == 2 {
        let sign = if amount < 0 { "-" } else { "" };
        let positive = amount.unsigned_abs();
        return format!("{sign}{}.{:02}", positive / 100, positive % 100);
    }
    format!("{amount} in the minor unit of {currency}")
}
