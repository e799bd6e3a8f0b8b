//! Walking through a payment message: from tokens to places and their texts, with what can go wrong on the way in any
//! message. Used by pain.001 and pain.002, which say what their places mean.
//!
//! Not here: any place or value of a message; XML itself (`crate::xml`) and the values (`crate::iso20022`).

use std::io::BufRead;

use domain::Position;

use super::record::Sum;
use crate::complaints::{Complaints, Kind};
use crate::iso20022::{self, Currency, Misread, Money, read_amount, trimmed};
use crate::xml::{self, Attributes, Inside, MAX_TOKEN, Token, Tokenizer};

/// What may stand in an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// Elements and blanks.
    Elements,
    /// Text only.
    Text,
    /// Text in one version, elements in another.
    Either,
    /// Whatever it is, it is not kept.
    Anything,
}

/// The places of a message.
pub(crate) trait Layout: Copy + Eq {
    /// Before and around `Document`.
    const OUTSIDE: Self;
    /// `Document`.
    const DOCUMENT: Self;
    /// The message, which is the child of `Document`.
    const MESSAGE: Self;
    /// Known, and nothing in it is kept.
    const SKIP: Self;

    /// What may stand here.
    fn content(self) -> Content;

    /// The place of a child; `None` if it is not known there.
    fn child(self, name: &[u8]) -> Option<Self>;
}

/// The codes of a format for what can go wrong in any message.
#[derive(Debug)]
pub(crate) struct Codes {
    /// The message as people call it: `pain.001 (payment order)`.
    pub(crate) message: &'static str,
    /// What a version starts with: `pain.001.`.
    pub(crate) version: &'static [u8],
    pub(crate) not_well_formed: &'static Kind,
    pub(crate) ends_early: &'static Kind,
    pub(crate) doctype_or_entity: &'static Kind,
    pub(crate) content_after_end: &'static Kind,
    pub(crate) encoding_unknown: &'static Kind,
    pub(crate) bytes_not_encoding: &'static Kind,
    pub(crate) limit_exceeded: &'static Kind,
    pub(crate) other_message: &'static Kind,
    pub(crate) element_not_read: &'static Kind,
    pub(crate) mixed_content: &'static Kind,
    pub(crate) given_twice: &'static Kind,
    pub(crate) amount_unreadable: &'static Kind,
    pub(crate) currency_unreadable: &'static Kind,
    pub(crate) indicator_unreadable: &'static Kind,
    pub(crate) date_unreadable: &'static Kind,
    pub(crate) number_unreadable: &'static Kind,
}

impl Codes {
    fn of_xml(&self, reason: xml::Reason) -> &'static Kind {
        match reason {
            xml::Reason::NotWellFormed => self.not_well_formed,
            xml::Reason::EndsEarly => self.ends_early,
            xml::Reason::DoctypeOrEntity => self.doctype_or_entity,
            xml::Reason::ContentAfterEnd => self.content_after_end,
            xml::Reason::EncodingUnknown => self.encoding_unknown,
            xml::Reason::BytesNotEncoding => self.bytes_not_encoding,
            xml::Reason::LimitExceeded => self.limit_exceeded,
        }
    }

    fn of_value(&self, reason: iso20022::Reason) -> &'static Kind {
        match reason {
            iso20022::Reason::Amount => self.amount_unreadable,
            iso20022::Reason::Currency => self.currency_unreadable,
            iso20022::Reason::Date => self.date_unreadable,
            iso20022::Reason::Indicator => self.indicator_unreadable,
            iso20022::Reason::Number => self.number_unreadable,
        }
    }
}

/// Something after which reading cannot go on. Boxed: what goes well must be small.
#[derive(Debug)]
pub(crate) struct Halt(Box<(&'static Kind, Position, String)>);

impl Halt {
    pub(crate) fn new(kind: &'static Kind, position: Position, message: impl Into<String>) -> Self {
        Self(Box::new((kind, position, message.into())))
    }
}

/// Where in the message the reading is.
#[derive(Debug)]
pub(crate) struct Walk<N> {
    codes: &'static Codes,
    complaints: Complaints,
    nodes: Vec<N>,
    /// Text of the element that is open.
    text: String,
    /// Where that element starts.
    place: Position,
    /// Its `Ccy`, if it has one.
    currency: Option<Result<Currency, Misread>>,
    /// Ordinal of the record that is being read.
    pub(crate) record: u64,
    /// `pain.001.001.03` as found in a namespace; empty if in none.
    pub(crate) version: String,
    document_seen: bool,
    /// Whether the message has begun.
    pub(crate) message_seen: bool,
    /// Whether `Document` has ended.
    document_ended: bool,
}

/// What a format does with its places.
pub(crate) trait Reader {
    /// Its places.
    type Node: Layout;

    /// Where it is.
    fn walk(&mut self) -> &mut Walk<Self::Node>;

    /// An element with this place starts.
    fn start(&mut self, node: Self::Node, position: &Position) -> Result<(), Halt>;

    /// An element with this place ends; its text is [`Walk::word`].
    fn end(&mut self, node: Self::Node) -> Result<(), Halt>;

    /// The file has ended in order.
    fn finish(&mut self, position: Position);
}

/// Reads the whole input; the answer is the encoding and where reading stopped.
pub(crate) fn drive(input: impl BufRead, reader: &mut impl Reader) -> (&'static str, Position) {
    let mut tokens = Tokenizer::new(input);
    loop {
        // Looked at where it lies: moving it costs more than reading it.
        let token = tokens.next();
        let step = match &token {
            Err(_) => Ok(()),
            Ok(Token { position, kind }) => match kind {
                xml::Kind::Start {
                    name,
                    attributes,
                    inside,
                } => element(reader, position, name, *attributes, inside),
                xml::Kind::End => {
                    let node = reader.walk().leave();
                    end(reader, node)
                }
                xml::Kind::Text(text) => reader.walk().text(position, text),
                xml::Kind::Eof => {
                    let at = *position;
                    if reader.walk().message_seen {
                        reader.finish(at);
                    } else {
                        reader.walk().no_message(at);
                    }
                    return (tokens.encoding().name(), at);
                }
            },
        };
        let step = match token {
            Ok(_) => step,
            Err(fault) => Err(reader.walk().halt_of(fault)),
        };
        if let Err(halt) = step {
            let (kind, position, message) = *halt.0;
            reader.walk().say(kind, position, &message);
            return (tokens.encoding().name(), position);
        }
    }
}

#[inline]
fn element<R: Reader>(
    reader: &mut R,
    position: &Position,
    name: &[u8],
    attributes: Attributes<'_>,
    inside: &Inside<'_>,
) -> Result<(), Halt> {
    let node = reader.walk().enter(position, name, attributes)?;
    reader.start(node, position)?;
    match inside {
        Inside::More => {
            reader.walk().nodes.push(node);
            Ok(())
        }
        Inside::Nothing => end(reader, node),
        Inside::Text(leaf) => {
            let walk = reader.walk();
            if node.content() == Content::Text {
                if let Err(trouble) = leaf.text.append_to(&mut walk.text) {
                    return Err(walk.halt_of(trouble.at(leaf.place(*position))));
                }
            } else {
                walk.nodes.push(node);
                walk.text(&leaf.place(*position), &leaf.text)?;
                walk.leave();
            }
            end(reader, node)
        }
    }
}

fn end<R: Reader>(reader: &mut R, node: R::Node) -> Result<(), Halt> {
    if node == R::Node::DOCUMENT {
        reader.walk().document_ended = true;
    }
    reader.end(node)
}

impl<N: Layout> Walk<N> {
    pub(crate) fn new(codes: &'static Codes, more: &'static Kind) -> Self {
        Self {
            codes,
            complaints: Complaints::new(more),
            nodes: Vec::with_capacity(32),
            text: String::new(),
            place: Position::default(),
            currency: None,
            record: 0,
            version: String::new(),
            document_seen: false,
            message_seen: false,
            document_ended: false,
        }
    }

    /// Everything wrong, in order of position.
    pub(crate) fn diagnostics(self, end: Position) -> Vec<domain::Diagnostic> {
        self.complaints.finish(end)
    }

    /// A complaint, masked and in one line.
    pub(crate) fn say(&mut self, kind: &'static Kind, position: Position, message: &str) {
        let mut message: String = domain::personal::mask(message)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        // What was found may end in a full stop; a sentence does not.
        if message.ends_with('.') {
            message.push_str(" with its full stop");
        }
        self.complaints
            .push(kind.at(self.numbered(position), message));
    }

    /// The position with the ordinal of the record it lies in.
    pub(crate) fn numbered(&self, position: Position) -> Position {
        Position {
            record: self.record,
            ..position
        }
    }

    fn halt_of(&self, fault: xml::Fault) -> Halt {
        let (reason, position, message) = fault.into_parts();
        let mut kind = self.codes.of_xml(reason);
        if self.document_ended && reason == xml::Reason::NotWellFormed {
            // A second file that follows begins with an XML declaration, which is wrong only for being second.
            kind = self.codes.content_after_end;
            let message =
                format!("expected the end of the file after Document, found more: {message}");
            return Halt::new(kind, position, message);
        }
        Halt::new(kind, position, message)
    }

    fn no_message(&mut self, position: Position) {
        let codes = self.codes;
        let message = format!(
            "expected {}, found no Document with a message in it",
            codes.message
        );
        self.say(codes.other_message, position, &message);
    }

    fn here(&self) -> N {
        self.nodes.last().copied().unwrap_or(N::OUTSIDE)
    }

    /// The place that ends.
    fn leave(&mut self) -> N {
        self.nodes.pop().unwrap_or(N::OUTSIDE)
    }

    /// The place of an element that starts; it is not entered yet.
    fn enter(
        &mut self,
        position: &Position,
        name: &[u8],
        attributes: Attributes<'_>,
    ) -> Result<N, Halt> {
        let parent = self.here();
        let node = match parent.child(name) {
            Some(node) => node,
            None if parent == N::DOCUMENT => return Err(self.other_message(*position, name)),
            None => {
                self.unknown_child(parent, *position, name);
                N::SKIP
            }
        };
        if node == N::OUTSIDE || node == N::DOCUMENT {
            self.document(node, *position, attributes)?;
        } else if node == N::MESSAGE {
            if self.message_seen {
                let message = "expected one message in Document, found another";
                return Err(Halt::new(self.codes.content_after_end, *position, message));
            }
            self.message_seen = true;
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
        self.place = Position {
            byte,
            line,
            column,
            record: 0,
        };
    }

    fn document(&mut self, node: N, at: Position, attributes: Attributes<'_>) -> Result<(), Halt> {
        if node == N::DOCUMENT {
            if self.document_seen {
                let message = "expected one Document in a file, found another";
                return Err(Halt::new(self.codes.content_after_end, at, message));
            }
            self.document_seen = true;
        }
        let prefix = self.codes.version;
        if let Some(version) = attributes.namespaces().find_map(|n| version_of(n, prefix)) {
            self.version = version;
        }
        Ok(())
    }

    fn other_message(&self, position: Position, name: &[u8]) -> Halt {
        let other = match name {
            b"BkToCstmrStmt" => "camt.053 (bank statement)",
            b"BkToCstmrDbtCdtNtfctn" => "camt.054 (credit and debit notification)",
            b"BkToCstmrAcctRpt" => "camt.052 (intraday account report)",
            b"CstmrCdtTrfInitn" => "pain.001 (payment order)",
            b"CstmrPmtStsRpt" => "pain.002 (status report)",
            b"CstmrDrctDbtInitn" => "pain.008 (direct debit order)",
            _ => "",
        };
        let other = if other.is_empty() {
            short(name)
        } else {
            other.to_owned()
        };
        let message = format!("expected {}, found {other}", self.codes.message);
        Halt::new(self.codes.other_message, position, message)
    }

    fn unknown_child(&mut self, parent: N, position: Position, name: &[u8]) {
        let (codes, name) = (self.codes, short(name));
        if parent.content() == Content::Text {
            let message = format!("expected text, found the element {name}");
            self.say(codes.mixed_content, position, &message);
        } else {
            let message = format!("expected an element that is known here, found {name}");
            self.say(codes.element_not_read, position, &message);
        }
    }

    fn text(&mut self, position: &Position, text: &xml::Text<'_>) -> Result<(), Halt> {
        match self.here().content() {
            Content::Anything => Ok(()),
            Content::Elements => {
                if !text.is_blank() {
                    let message = "expected elements, found text between them";
                    self.say(self.codes.mixed_content, *position, message);
                }
                Ok(())
            }
            Content::Text | Content::Either => {
                if let Err(trouble) = text.append_to(&mut self.text) {
                    return Err(self.halt_of(trouble.at(*position)));
                }
                if self.text.len() > MAX_TOKEN {
                    let message =
                        format!("expected a text of at most {MAX_TOKEN} bytes, found more");
                    return Err(Halt::new(self.codes.limit_exceeded, *position, message));
                }
                Ok(())
            }
        }
    }

    // Values of the element that ends.

    /// Its text without outer blanks.
    pub(crate) fn word(&self) -> &str {
        trimmed(&self.text)
    }

    /// Its text has been used and must not be used again by an element around it.
    pub(crate) fn forget_word(&mut self) {
        self.text.clear();
    }

    /// Where it starts.
    pub(crate) fn place(&self) -> Position {
        self.place
    }

    /// What was read, or a complaint.
    pub(crate) fn value<T>(&mut self, read: Result<T, Misread>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(misread) => {
                let (reason, message) = misread.into_parts();
                self.say(self.codes.of_value(reason), self.place, &message);
                None
            }
        }
    }

    /// An amount with its currency.
    pub(crate) fn money(&mut self) -> Option<Money> {
        let missing = "expected an amount with its currency in Ccy, found no Ccy";
        let missing = || Err(Misread::new(iso20022::Reason::Currency, missing));
        let currency = self.currency.take().unwrap_or_else(missing);
        let read = currency.and_then(|currency| {
            let amount = read_amount(self.word(), currency)?;
            Ok(Money { amount, currency })
        });
        self.value(read)
    }

    /// A control sum.
    pub(crate) fn sum(&mut self) -> Option<Sum> {
        let read = read_sum(self.word());
        self.value(read)
    }

    /// A number of payments.
    pub(crate) fn count(&mut self) -> Option<u64> {
        let word = self.word();
        let read = if word.len() > LONGEST_COUNT {
            let message = "expected a number of at most 15 digits, found more";
            Err(Misread::new(iso20022::Reason::Number, message))
        } else {
            iso20022::read_number(word)
        };
        self.value(read)
    }

    /// Puts a value where there may be one; `None` is what could not be read.
    pub(crate) fn put<T>(&mut self, slot: &mut Option<T>, value: Option<T>) {
        if slot.is_some() {
            self.twice();
        } else {
            *slot = value;
        }
    }

    /// Puts the text where there may be one.
    pub(crate) fn put_word(&mut self, slot: &mut String) {
        if slot.is_empty() {
            slot.push_str(self.word());
        } else {
            self.twice();
        }
    }

    fn twice(&mut self) {
        let message = "expected this element once, found it again";
        self.say(self.codes.given_twice, self.place, message);
    }
}

/// Longest `NbOfTxs` of the standard.
const LONGEST_COUNT: usize = 15;
/// Decimals of a [`Sum`].
const DECIMALS: usize = 4;
/// Largest sum that is read, in ten-thousandths: 10^15 payments of the largest amount.
const LARGEST_SUM: i128 = 10_i128.pow(32);

/// `CtrlSum`: digits, a full stop, digits; what is beyond the fourth decimal must be zero.
fn read_sum(text: &str) -> Result<Sum, Misread> {
    let wrong = || {
        let found = shown(text);
        let message = format!("expected a sum of digits and a full stop, found {found}");
        Misread::new(iso20022::Reason::Amount, message)
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    if text.is_empty() || decimals.is_empty() {
        return Err(wrong());
    }
    let digits = whole.bytes().chain(
        decimals
            .bytes()
            .chain(std::iter::repeat(b'0'))
            .take(DECIMALS),
    );
    let mut sum = 0_i128;
    for digit in digits {
        if !digit.is_ascii_digit() || sum > LARGEST_SUM {
            return Err(wrong());
        }
        sum = sum * 10 + i128::from(digit - b'0');
    }
    if decimals.bytes().skip(DECIMALS).any(|b| b != b'0') || sum > LARGEST_SUM {
        return Err(wrong());
    }
    Ok(Sum(sum))
}

/// What an amount adds to a [`Sum`].
pub(crate) fn in_sum(money: Money) -> i128 {
    let factor = match money.currency.exponent() {
        0 => 10_000,
        1 => 1_000,
        2 => 100,
        3 => 10,
        _ => 1,
    };
    i128::from(money.amount.0) * factor
}

fn short(name: &[u8]) -> String {
    shown(&String::from_utf8_lossy(name))
}

/// The start of what a file says, for a sentence: masked before it is cut, because half a personal number is not
/// recognised any more.
pub(crate) fn shown(text: &str) -> String {
    domain::personal::mask(text).chars().take(40).collect()
}

/// `pain.001.001.03` out of a namespace; national variants contain it too.
fn version_of(namespace: &[u8], prefix: &[u8]) -> Option<String> {
    let start = memchr::memmem::find(namespace, prefix)?;
    let version = namespace.get(start..start + prefix.len() + 6)?;
    let number = version.get(prefix.len()..)?;
    number
        .iter()
        .enumerate()
        .all(|(at, byte)| {
            if at == 3 {
                *byte == b'.'
            } else {
                byte.is_ascii_digit()
            }
        })
        .then(|| String::from_utf8_lossy(version).into_owned())
}

/// The last number of a version.
pub(crate) fn version_number(version: &str) -> Option<u8> {
    version.rsplit('.').next()?.parse().ok()
}

/// Whether the first child of the first `Document` in the head of a file is this message.
pub(crate) fn is_message(head: &[u8], message: &[u8]) -> bool {
    let mut tokens = Tokenizer::new(head);
    let mut inside = false;
    loop {
        match tokens.next().map(|token| token.kind) {
            Ok(xml::Kind::Start {
                name: b"Document",
                inside: within,
                ..
            }) if !inside => match within {
                Inside::More => inside = true,
                Inside::Nothing => {}
                Inside::Text(_) => return false,
            },
            Ok(xml::Kind::Start { name, .. }) if inside => return name == message,
            Ok(xml::Kind::End) if inside => return false,
            Ok(xml::Kind::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Appends a piece of text with a blank between.
pub(crate) fn join(text: &mut String, piece: &str) {
    if piece.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(piece);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        let table = [
            ("20630.75", Some(206_307_500)),
            ("20630", Some(206_300_000)),
            ("38.00000000000000000", Some(380_000)),
            ("0.0001", Some(1)),
            ("0.00001", None),
            (".5", Some(5_000)),
            ("1.", None),
            ("", None),
            (".", None),
            ("-1", None),
            ("1,50", None),
            ("1e3", None),
            ("1.2.3", None),
            ("1.00x", None),
            ("1.0000x", None),
            ("99999999999999999999999999999999999999999999", None),
        ];
        for (text, expected) in table {
            assert_eq!(read_sum(text).ok(), expected.map(Sum), "{text}");
        }
    }

    #[test]
    fn versions() {
        let table = [
            (
                "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
                "pain.001.001.09",
            ),
            (
                "http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd",
                "pain.001.001.03",
            ),
            ("urn:swift:xsd:$pain.001.003.03", "pain.001.003.03"),
            ("urn:iso:std:iso:20022:tech:xsd:pain.001.001.0", ""),
            ("urn:iso:std:iso:20022:tech:xsd:pain.002.001.03", ""),
            ("", ""),
        ];
        for (namespace, expected) in table {
            let found = version_of(namespace.as_bytes(), b"pain.001.");
            assert_eq!(found.unwrap_or_default(), expected, "{namespace}");
        }
    }
}
