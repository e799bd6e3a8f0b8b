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
use super::record::{Code, Direction, Document, Line, Payment, Record, Reference};
use super::token::{Field, Segment};
use super::value::{Joined, account, amount, exponent, is_currency, key, number, shown, tail};

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
    line: Line,
    place: Position,
    /// `MOA` 60, 346, 349.
    amounts: [Money; 3],
    has_account: bool,
    /// The currency, as soon as the line is complete.
    currency: Code,
    /// The line as its payments share it, taken from `line`; there as soon as it is complete.
    shared: Option<Arc<Line>>,
    method: Option<KidMethod>,
    payments: u32,
    sum: i128,
    /// Whether the amounts of the line and of all its payments could be read, in one currency.
    provable: bool,
}

#[derive(Default)]
struct PaymentDraft {
    place: Position,
    number: u32,
    /// `MOA` 143, 119, 60.
    amounts: [Money; 3],
    /// An amount that could not be read has been reported.
    broken: bool,
    execution: Option<NaiveDate>,
    requested: Option<NaiveDate>,
    kids: Vec<Document>,
    documents: Vec<Document>,
    /// Whether the document read last is a KID.
    last_is_kid: bool,
    archive_reference: String,
    references: Vec<Reference>,
    account: String,
    name: Joined,
    text: Joined,
}

/// The reader of one message.
pub(super) struct Advice {
    direction: Direction,
    level: Level,
    lines: u32,
    line: Option<LineDraft>,
    payment: Option<PaymentDraft>,
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
            line: None,
            payment: None,
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
        let serial = segment.elements().take().bytes;
        check_serial(shared, serial, self.lines, "line");
        self.line = Some(LineDraft {
            line: Line {
                number: self.lines,
                direction: self.direction,
                ..Line::default()
            },
            place: shared.place,
            provable: true,
            ..LineDraft::default()
        });
    }

    #[inline]
    fn start_of_payment(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        self.close_payment(shared);
        if self.level == Level::End {
            return Reading::Unknown;
        }
        let Some(line) = &mut self.line else {
            return Reading::Unknown;
        };
        if line.shared.is_none() {
            complete_line(shared, line, self.direction);
        }
        line.payments = line.payments.saturating_add(1);
        let expected = line.payments;
        let serial = segment.elements().skip(1).take().bytes;
        check_serial(shared, serial, expected, "payment");
        self.level = Level::C;
        self.payment = Some(PaymentDraft {
            place: shared.place,
            number: expected,
            ..PaymentDraft::default()
        });
        Reading::Known
    }

    #[inline]
    fn money(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let mut components = segment.elements().take().components();
        let qualifier = components.take().bytes;
        let (value, currency) = (components.take(), components.take());
        match (self.level, &mut self.line, &mut self.payment) {
            (Level::B, Some(line), _) => {
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
            (Level::C, Some(line), Some(payment)) => {
                let slot = match &key(qualifier) {
                    b"143" => 0,
                    b"119" => 1,
                    b"60\0" => 2,
                    _ => return,
                };
                let read = read_money(shared, value, currency, line.currency);
                payment.broken |= read.is_none();
                set(shared, &mut payment.amounts, slot, read, qualifier);
            }
            (Level::Document, Some(line), Some(payment)) if key(qualifier) == *b"12\0" => {
                let read = read_money(shared, value, currency, line.currency);
                let list = if payment.last_is_kid {
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
        let mut components = segment.elements().take().components();
        let (qualifier, value) = (components.take(), components.take());
        if matches!(&key(qualifier.bytes), b"KRE" | b"BID") {
            return foreign(shared, "RFF", qualifier);
        }
        if value.bytes.is_empty() {
            return Reading::Known;
        }
        let list = match (self.level, &mut self.line, &mut self.payment) {
            (Level::B, Some(line), _) => {
                if key(qualifier.bytes) == *b"ACK" && line.line.lump.is_empty() {
                    line.line.lump = shared.text(value);
                    return Reading::Known;
                }
                &mut line.line.references
            }
            (Level::C, _, Some(payment)) => {
                if key(qualifier.bytes) == *b"ACD" && payment.archive_reference.is_empty() {
                    payment.archive_reference = shared.text(value);
                    return Reading::Known;
                }
                &mut payment.references
            }
            _ => return Reading::Known,
        };
        push_reference(shared, list, qualifier, value);
        Reading::Known
    }

    #[inline]
    fn date(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let mut components = segment.elements().take().components();
        let qualifier = components.take().bytes;
        let slot = match (self.level, &mut self.line, &mut self.payment) {
            (Level::B, Some(line), _) => match &key(qualifier) {
                b"202" => &mut line.line.posting_date,
                b"209" => &mut line.line.value_date,
                _ => return,
            },
            (Level::C, _, Some(payment)) => match &key(qualifier) {
                b"193" => &mut payment.execution,
                b"203" => &mut payment.requested,
                _ => return,
            },
            _ => return,
        };
        let (text, format) = (components.take().bytes, components.take().bytes);
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
        let qualifier = key(elements.take().bytes);
        let written = elements.take().components().take();
        let (own, other) = match self.direction {
            Direction::In => (*b"BF\0", *b"OR\0"),
            Direction::Out => (*b"OR\0", *b"BF\0"),
        };
        match (self.level, &mut self.line, &mut self.payment) {
            (Level::B, Some(line), _) if qualifier == own && !line.has_account => {
                line.has_account = !written.bytes.is_empty();
                let (number, exists) = account(shared.text(written));
                if !exists && line.has_account {
                    let message = format!(
                        "expected an account whose check digit fits, found {}",
                        tail(&number)
                    );
                    shared.complain(&error::ACCOUNT, message);
                }
                line.line.account = number;
            }
            (Level::C, _, Some(payment)) if qualifier == other && !written.bytes.is_empty() => {
                let (number, exists) = account(shared.text(written));
                // Foreign accounts have no check that we know.
                if !exists && number.len() == 11 && number.bytes().all(|b| b.is_ascii_digit()) {
                    let message = format!(
                        "expected an account of the other party whose check digit fits, found {}",
                        tail(&number)
                    );
                    shared.complain(&error::ACCOUNT, message);
                }
                payment.account = number;
            }
            _ => {}
        }
    }

    #[inline]
    fn party(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        let (Level::C, Some(payment)) = (self.level, &mut self.payment) else {
            return;
        };
        let mut elements = segment.elements();
        let other = match self.direction {
            Direction::In => *b"PL\0",
            Direction::Out => *b"BE\0",
        };
        if key(elements.take().bytes) != other {
            return;
        }
        let (unstructured, structured) = (elements.skip(1).take(), elements.take());
        // In place: what is moved has to wait until it has been written.
        payment.name = Joined::default();
        let name = &mut payment.name;
        if structured.bytes.is_empty() {
            // Lines of name and address: the name is the first, and what a line of 35 characters runs over into.
            let mut lines = unstructured.components();
            name.push(lines.take(), &mut shared.letters);
            while name.is_cut() && lines.more() {
                name.push(lines.take(), &mut shared.letters);
            }
        } else {
            let mut parts = structured.components();
            while parts.more() {
                name.push(parts.take(), &mut shared.letters);
            }
        }
    }

    #[inline]
    fn document(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        let Some(payment) = &mut self.payment else {
            return Reading::Unknown;
        };
        self.level = Level::Document;
        let mut elements = segment.elements();
        let code = elements.take().components().take();
        let written = elements.take().components().take();
        let code = shared.code(code);
        let document = Document {
            code,
            number: shared.text(written),
            amount: None,
        };
        payment.last_is_kid = code.bytes() == *b"999";
        if payment.last_is_kid {
            let method = self.line.as_ref().and_then(|line| line.method);
            if !is_kid(&document.number, method) {
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
        let list = if payment.last_is_kid {
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
            push_to(list, document);
        }
        Reading::Known
    }

    #[inline]
    fn text(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) {
        if let (Level::C | Level::Document, Some(payment)) = (self.level, &mut self.payment) {
            read_text(shared, segment, &mut payment.text);
        }
    }

    fn business(&mut self, shared: &mut Shared<'_>, segment: &Segment<'_>) -> Reading {
        let mut elements = segment.elements();
        let environment = elements.skip(1).take();
        let group = elements.skip(1).take().components().take();
        if group.bytes == b"IBK" {
            return foreign(shared, "BUS", group);
        }
        if self.level == Level::B
            && let Some(line) = &mut self.line
        {
            line.line.environment = shared.code(environment.components().take());
            line.line.group_code = shared.code(group);
            let known = matches!(
                group.bytes,
                b"" | b"230" | b"231" | b"232" | b"233" | b"234" | b"240" | b"BKT"
            );
            if !known {
                let message = format!(
                    "expected BUS 230 to 234, 240 or BKT, found {}",
                    shown(group.bytes)
                );
                shared.complain(&error::UNKNOWN_CODE, message);
            }
        }
        Reading::Known
    }

    /// Hands the payment on and adds it to the sum of the line.
    #[inline]
    fn close_payment(&mut self, shared: &mut Shared<'_>) {
        if let (Some(payment), Some(line)) = (&mut self.payment, &mut self.line) {
            hand_on(shared, payment, line, self.direction);
        }
        self.payment = None;
    }

    /// Proves the sum of the line; hands it on as a payment of its own if it has none.
    fn close_line(&mut self, shared: &mut Shared<'_>) {
        let Some(mut line) = self.line.take() else {
            return;
        };
        if line.shared.is_none() {
            complete_line(shared, &mut line, self.direction);
        }
        let Some(of_all) = line.shared else {
            return;
        };
        let amount = i128::from(of_all.amount.0);
        if line.payments == 0 {
            if self.direction == Direction::In {
                shared.complain_at(
                    &error::NO_PAYMENTS,
                    line.place,
                    "expected at least one payment (SEQ) under the line, found none",
                );
            }
            shared.hand_on(Record::Payment(Payment {
                position: line.place,
                amount: of_all.amount,
                currency: of_all.currency,
                line: of_all,
                ..Payment::default()
            }));
            return;
        }
        let sum = match self.direction {
            Direction::In => line.sum,
            Direction::Out => -line.sum,
        };
        if line.provable && sum != amount {
            let message = format!(
                "expected payments of {} as the line states, found {} in {} payments",
                decimal(amount, of_all.currency),
                decimal(sum, of_all.currency),
                line.payments
            );
            shared.complain_at(&error::SUM, line.place, message);
        }
    }
}

/// Makes the payment of its draft, of which it leaves nothing, and hands it on.
#[inline]
fn hand_on(
    shared: &mut Shared<'_>,
    payment: &mut PaymentDraft,
    line: &mut LineDraft,
    direction: Direction,
) {
    let own = line.currency;
    let of_line = |money: &&Money| money.is_some_and(|(_, currency)| currency == own);
    let chosen = payment.amounts.iter().find(of_line);
    let chosen = chosen.or_else(|| payment.amounts.iter().find(|money| money.is_some()));
    let Some(&Some((value, currency))) = chosen else {
        line.provable = false;
        if !payment.broken {
            shared.complain_at(
                &error::AMOUNT,
                payment.place,
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
            payment.place,
            format!("expected a payment in {own} as its line, found {currency}"),
        );
    }
    let Some(of_all) = line.shared.clone() else {
        return;
    };
    let amount = match direction {
        Direction::In => value,
        Direction::Out => -value,
    };
    check_documents(shared, payment, amount);
    shared.hand_on(Record::Payment(Payment {
        position: payment.place,
        line: of_all,
        number: payment.number,
        amount: Ore(amount),
        currency,
        execution_date: payment.execution.or(payment.requested),
        kids: std::mem::take(&mut payment.kids),
        documents: std::mem::take(&mut payment.documents),
        archive_reference: std::mem::take(&mut payment.archive_reference),
        references: std::mem::take(&mut payment.references),
        payer_account: std::mem::take(&mut payment.account),
        payer_name: std::mem::take(&mut payment.name).trimmed(),
        text: std::mem::take(&mut payment.text).text,
    }));
}

/// Everything of level B has come: chooses the amount, and says what is missing.
fn complete_line(shared: &mut Shared<'_>, line: &mut LineDraft, direction: Direction) {
    let mut found = line.amounts.iter().flatten();
    if let Some((value, currency)) = found.next() {
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
    } else if line.provable {
        line.provable = false;
        shared.complain_at(
            &error::AMOUNT,
            line.place,
            "expected an amount of the line (MOA 60, 346 or 349), found none",
        );
    }
    if !line.has_account {
        let which = match direction {
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
    line.shared = Some(Arc::new(std::mem::take(&mut line.line)));
}

/// What the documents add up to, if every one has an amount.
fn check_documents(shared: &mut Shared<'_>, payment: &PaymentDraft, amount: i64) {
    let mut sum = Some(0_i128);
    for document in payment.kids.iter().chain(&payment.documents) {
        sum = sum
            .zip(document.amount)
            .map(|(sum, amount)| sum + i128::from(amount.0));
    }
    let any = !payment.kids.is_empty() || !payment.documents.is_empty();
    if let Some(sum) = sum
        && any
        && sum != i128::from(amount)
    {
        shared.complain_at(
            &error::DOCUMENTS,
            payment.place,
            format!(
                "expected documents of {}, found {}",
                decimal(i128::from(amount), Code::default()),
                decimal(sum, Code::default())
            ),
        );
    }
}

/// `MOA`: amount and currency, that of the line if there is none.
#[inline]
fn read_money(
    shared: &mut Shared<'_>,
    written: Field<'_>,
    currency: Field<'_>,
    of_line: Code,
) -> Money {
    let currency = if currency.bytes.is_empty() {
        of_line
    } else {
        let known = currency.bytes.len() == 3 && currency.bytes.iter().all(u8::is_ascii_uppercase);
        Code::new(currency.bytes)
            .filter(|_| known)
            .unwrap_or_default()
    };
    let found = amount(written.bytes, exponent(currency)).filter(|_| !currency.is_empty());
    if found.is_none() {
        bad_money(shared, written, currency);
    }
    found.map(|value| (value, currency))
}

#[cold]
fn bad_money(shared: &mut Shared<'_>, written: Field<'_>, currency: Code) {
    let message = if currency.is_empty() {
        "expected a currency of three capital letters behind the amount, found none".to_owned()
    } else {
        format!(
            "expected an amount of at most {MAX_ABS_ORE} in the minor unit of {currency}, found {}",
            shown(written.bytes)
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
    qualifier: Field<'_>,
    value: Field<'_>,
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
    push_to(list, Reference { qualifier, number });
}

/// Adds to a list that mostly stays at one.
#[inline]
fn push_to<T>(list: &mut Vec<T>, item: T) {
    if list.capacity() == 0 {
        *list = Vec::with_capacity(1);
    }
    list.push(item);
}

/// `FTX`: adds its parts to a text of bounded length.
#[inline]
pub(super) fn read_text(shared: &mut Shared<'_>, segment: &Segment<'_>, text: &mut Joined) {
    let mut parts = segment.elements().skip(3).take().components();
    while parts.more() {
        text.push(parts.take(), &mut shared.letters);
    }
    if text.text.len() > MAX_TEXT {
        text.text.clear();
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
fn foreign(shared: &mut Shared<'_>, tag: &str, qualifier: Field<'_>) -> Reading {
    let found = shown(qualifier.bytes);
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
