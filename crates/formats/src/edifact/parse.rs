//! Reads the envelope: interchanges and messages with their references, counts and kinds.
//!
//! Not here: what is in an advice (`advice`) or in a status message (`status`).

use std::collections::BTreeSet;
use std::io::BufRead;

use domain::{Ore, Parsed, Position, Severity};

use super::error::{self, Kind};
use super::record::{
    Code, Document, Envelope, File, Interchange, Lent, Message as Content, Reference, Totals,
};
use super::token::{End, Segment, Segments};
use super::value::{Dates, Letters, date, number, read_text, shown};
use super::{Message, Options, advice, status};
use crate::Read;
use crate::complaints::Complaints;

/// Most messages, and most interchanges, of a file; their numbers are kept in memory.
const MAX_MESSAGES: usize = 10_000;
/// Segments that are looked at to find the first message.
const SNIFFED_SEGMENTS: usize = 20;
/// Most texts that are kept to be filled again: more than a payment mostly has.
const MAX_SPARE: usize = 16;

/// Reads a whole file from memory, for writing it again and for tests on small files.
pub fn parse(input: &[u8], options: &Options) -> Parsed<File> {
    let mut file = File::default();
    let result = run(input, options, Sink::File(&mut file));
    Parsed {
        value: file,
        diagnostics: result.diagnostics,
    }
}

/// Reads a file as a stream and lends every payment and every status, in file order; memory does not grow with the
/// file. A payment without a readable amount is not handed on. What is handed on is not proved: the sum of a line is
/// known at its end. Clone what is to stay; use nothing before the answer is here and holds no diagnostic of level error.
pub fn read(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Lent<'_>),
) -> Read<Totals> {
    run(input, options, Sink::Records(sink))
}

/// The message of the first `UNH`, if it is one that is read.
pub(super) fn first_message(head: &[u8]) -> Option<Message> {
    let mut segments = Segments::new(head);
    segments.service_string().ok()?;
    for index in 0..SNIFFED_SEGMENTS {
        let token = segments.next().ok()??;
        if token.is_blank() {
            continue;
        }
        match token.segment.tag()? {
            tag if index == 0 && tag != *b"UNB" => return None,
            tag if tag == *b"UNH" => {
                let kind = token.segment.elements().skip(1).enter().component();
                return Message::from_bytes(kind);
            }
            _ => {}
        }
    }
    None
}

/// Where what the reader finds goes, in file order.
enum Sink<'a> {
    /// Records only.
    Records(&'a mut dyn FnMut(Lent<'_>)),
    /// Everything.
    File(&'a mut File),
}

impl Sink<'_> {
    fn interchange(&mut self, envelope: Envelope) {
        if let Self::File(file) = self {
            file.interchanges.push(Interchange {
                envelope,
                messages: Vec::new(),
            });
        }
    }

    fn message(&mut self, message: &Content) {
        if let Self::File(file) = self
            && let Some(interchange) = file.interchanges.last_mut()
        {
            interchange.messages.push(message.clone());
        }
    }

    #[inline]
    fn record(&mut self, record: Lent<'_>) {
        match self {
            Self::Records(sink) => sink(record),
            Self::File(file) => {
                let last = file.interchanges.last_mut();
                if let Some(message) = last.and_then(|i| i.messages.last_mut()) {
                    message.records.push(record.to_record());
                }
            }
        }
    }
}

fn run<'a>(input: impl BufRead, options: &'a Options, sink: Sink<'a>) -> Read<Totals> {
    let mut segments = Segments::new(input);
    let mut reader = Reader {
        shared: Shared {
            options,
            sink,
            complaints: Complaints::new(&error::MORE),
            totals: Totals::default(),
            letters: Letters::default(),
            letters_reported: false,
            dates: Dates::default(),
            spare: Vec::new(),
            place: segments.place(),
            records: 0,
            sum: 0,
        },
        interchange: None,
        message: None,
        numbers: BTreeSet::new(),
        references: BTreeSet::new(),
    };
    if let Err(failure) = reader.segments(&mut segments) {
        let message = format!("reading stopped: {}", failure.kind());
        reader.shared.place = segments.place();
        reader.shared.complain(&error::STREAM, message);
    }
    let mut end = segments.place();
    end.record = reader.shared.records;
    reader.shared.place = end;
    reader.end_of_file();
    Read {
        totals: reader.shared.totals,
        diagnostics: reader.shared.complaints.finish(end),
    }
}

/// What every part of the reader needs.
pub(super) struct Shared<'a> {
    pub(super) options: &'a Options,
    sink: Sink<'a>,
    pub(super) complaints: Complaints,
    pub(super) totals: Totals,
    pub(super) letters: Letters,
    letters_reported: bool,
    pub(super) dates: Dates,
    /// Texts of records that have been lent, to be filled again.
    spare: Vec<String>,
    /// Where the segment starts that is being read.
    pub(super) place: Position,
    /// Records handed on.
    pub(super) records: u64,
    /// Sum over the lines in the currency of the first, in its minor unit.
    pub(super) sum: i128,
}

impl Shared<'_> {
    /// Something wrong with the segment that is being read.
    #[cold]
    pub(super) fn complain(&mut self, kind: &Kind, message: impl Into<String>) {
        self.complain_at(kind, self.place, message);
    }

    /// Something wrong with what started elsewhere.
    #[cold]
    pub(super) fn complain_at(&mut self, kind: &Kind, place: Position, message: impl Into<String>) {
        self.complaints.push(kind.at(place, message));
    }

    /// A reference, a number or a name.
    #[inline]
    pub(super) fn text(&mut self, field: &[u8]) -> String {
        let mut text = self.spare.pop().unwrap_or_default();
        self.text_into(&mut text, field);
        text
    }

    /// As [`Self::text`], in place of another.
    #[inline]
    pub(super) fn text_into(&mut self, text: &mut String, field: &[u8]) {
        read_text(text, field, &mut self.letters);
    }

    /// Empties a list of references that have been lent.
    #[inline]
    pub(super) fn forget(&mut self, references: &mut Vec<Reference>) {
        while let Some(reference) = references.pop() {
            self.keep(reference.number);
        }
    }

    /// Empties a list of documents that have been lent.
    #[inline]
    pub(super) fn forget_documents(&mut self, documents: &mut Vec<Document>) {
        while let Some(document) = documents.pop() {
            self.keep(document.number);
        }
    }

    /// Keeps a text to be filled again.
    #[inline]
    fn keep(&mut self, text: String) {
        if self.spare.len() < MAX_SPARE {
            self.spare.push(text);
        }
    }

    /// A code of up to three characters.
    #[inline]
    pub(super) fn code(&mut self, field: &[u8]) -> Code {
        Code::new(field).unwrap_or_else(|| {
            let found = shown(field);
            self.complain(
                &error::SYNTAX,
                format!("expected a code of up to three characters, found {found}"),
            );
            Code::default()
        })
    }

    /// Hands a record on.
    #[inline]
    pub(super) fn hand_on(&mut self, record: Lent<'_>) {
        self.records += 1;
        self.place.record = self.records;
        match record {
            Lent::Payment(_) => self.totals.payments += 1,
            Lent::Status(_) => self.totals.statuses += 1,
        }
        self.sink.record(record);
    }
}

/// An interchange that has not ended.
struct OpenInterchange {
    sender: String,
    reference: String,
    messages: u64,
}

/// A message that has not ended.
struct OpenMessage {
    content: Content,
    segments: u64,
    place: Position,
    /// Nothing is read in it: another kind, or another dialect.
    skipped: bool,
    /// `BGM` has come, and the message has been handed on.
    begun: bool,
    lines: u64,
    body: Body,
}

/// What the body of a message makes of a segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    /// It belongs here; read, or not needed.
    Known,
    /// It starts a line.
    Line,
    /// It is a control total.
    Total,
    /// It shows that the message is written by other rules; said so.
    Foreign,
    /// It does not belong here.
    Unknown,
}

/// What is in a message.
enum Body {
    Advice(Box<advice::Advice>),
    Status(Box<status::Statuses>),
}

struct Reader<'a> {
    shared: Shared<'a>,
    interchange: Option<OpenInterchange>,
    message: Option<OpenMessage>,
    /// Sender and number of the messages.
    numbers: BTreeSet<(String, String)>,
    /// Sender and reference of the interchanges.
    references: BTreeSet<(String, String)>,
}

impl Reader<'_> {
    fn segments(&mut self, segments: &mut Segments<impl BufRead>) -> std::io::Result<()> {
        let mut between = true;
        loop {
            if between {
                self.shared.place = segments.next_place()?;
                self.shared.place.record = self.shared.records;
                if segments.service_string()? == Some(false) {
                    self.shared.complain(
                        &error::SYNTAX,
                        "expected four different service characters in UNA, found others",
                    );
                }
            }
            let Some(token) = segments.next()? else {
                return Ok(());
            };
            self.shared.place = token.place;
            self.shared.place.record = self.shared.records;
            if token.end != End::Terminator {
                if token.end == End::TooLong {
                    self.shared.complain(
                        &error::LIMIT,
                        format!(
                            "expected a segment of at most {} characters, found a longer one",
                            super::token::MAX_SEGMENT
                        ),
                    );
                } else if !token.is_blank() {
                    self.shared.complain(
                        &error::SYNTAX,
                        "expected the end of the segment, found the end of the file",
                    );
                }
                continue;
            }
            let Some(tag) = token.segment.tag() else {
                if !token.is_blank() {
                    self.shared.totals.segments += 1;
                    self.shared.complain(
                        &error::SYNTAX,
                        "expected a segment that begins with three capital letters, found something else",
                    );
                    if let Some(message) = &mut self.message {
                        message.segments += 1;
                    }
                }
                continue;
            };
            self.shared.totals.segments += 1;
            self.shared.letters.release = token.segment.release();
            between = self.segment(tag, &token.segment);
            if self.shared.letters.are_wrong() && !self.shared.letters_reported {
                self.shared.letters_reported = true;
                let found = if self.shared.letters.control {
                    "control characters"
                } else {
                    "letters in ISO-8859-1 and in UTF-8"
                };
                self.shared.complain(
                    &error::LETTERS,
                    format!("expected letters in one encoding, found {found}"),
                );
            }
        }
    }

    /// Answers whether an interchange has ended with it.
    #[inline]
    fn segment(&mut self, tag: [u8; 3], segment: &Segment<'_>) -> bool {
        if let [b'U', b'N', _] = tag {
            match &tag {
                b"UNB" => self.start_of_interchange(segment),
                b"UNH" => self.start_of_message(segment),
                b"UNT" => self.end_of_message(segment),
                b"UNZ" => {
                    self.end_of_interchange(segment);
                    return true;
                }
                _ => self.out_of_place(tag, "UNB, UNH, UNT or UNZ; groups are not read"),
            }
            return false;
        }
        let Some(message) = &mut self.message else {
            self.out_of_place(tag, "the start of a message (UNH) first");
            return false;
        };
        message.segments += 1;
        if message.skipped {
            return false;
        }
        if !message.begun {
            self.beginning(tag, segment);
            return false;
        }
        let reading = match &mut message.body {
            Body::Advice(advice) => advice.segment(&mut self.shared, tag, segment),
            Body::Status(status) => status.segment(&mut self.shared, tag, segment),
        };
        match reading {
            Reading::Known => {}
            Reading::Line => message.lines += 1,
            Reading::Total => self.control_total(segment),
            Reading::Foreign => message.skipped = true,
            Reading::Unknown => self.out_of_place(tag, "a segment that can stand here"),
        }
        false
    }

    #[cold]
    fn out_of_place(&mut self, tag: [u8; 3], expected: &str) {
        let found = shown(&tag);
        self.shared.complain(
            &error::STRUCTURE,
            format!("expected {expected}, found {found}"),
        );
    }

    fn start_of_interchange(&mut self, segment: &Segment<'_>) {
        if self.interchange.is_some() {
            self.out_of_place(*b"UNB", "the end of the interchange (UNZ) first");
            self.close_message();
        }
        let mut elements = segment.elements();
        let syntax = elements.element();
        let sender = elements.enter().component();
        let recipient = elements.enter().component();
        let (prepared, reference) = (elements.element(), elements.element());
        let test = elements.skip(5).element();
        let envelope = Envelope {
            syntax: self.shared.text(syntax),
            sender: self.shared.text(sender),
            recipient: self.shared.text(recipient),
            prepared: self.shared.text(prepared),
            reference: self.shared.text(reference),
            test: !matches!(test, b"" | b"0"),
        };
        if envelope.test {
            self.shared.totals.test = true;
            self.shared.complain(
                &error::TEST,
                "expected a file of payments, found one that its sender has marked as a test",
            );
        }
        if envelope.reference.is_empty() {
            self.shared.complain(
                &error::REFERENCE,
                "expected a reference of the interchange, found none",
            );
        } else if self.shared.totals.interchanges.len() >= MAX_MESSAGES {
            self.shared.complain(
                &error::LIMIT,
                format!("expected at most {MAX_MESSAGES} interchanges, found more"),
            );
        } else {
            let key = (envelope.sender.clone(), envelope.reference.clone());
            if !self.references.insert(key) {
                let found = shown(envelope.reference.as_bytes());
                self.shared.complain(
                    &error::DUPLICATE,
                    format!("expected each interchange once, found {found} again"),
                );
            }
            self.shared.totals.interchanges.push(envelope.clone());
        }
        self.interchange = Some(OpenInterchange {
            sender: envelope.sender.clone(),
            reference: envelope.reference.clone(),
            messages: 0,
        });
        self.shared.sink.interchange(envelope);
    }

    fn start_of_message(&mut self, segment: &Segment<'_>) {
        if self.message.is_some() {
            self.out_of_place(*b"UNH", "the end of the message (UNT) first");
            self.close_message();
        }
        match &mut self.interchange {
            Some(interchange) => interchange.messages += 1,
            None => self.out_of_place(*b"UNH", "the start of an interchange (UNB) first"),
        }
        let mut elements = segment.elements();
        let reference = elements.element();
        let identifier = elements.enter();
        let name = identifier.component();
        let directory = [0; 3].map(|_: u8| identifier.component());
        let association = identifier.component();
        let kind = Message::from_bytes(name);
        let known = kind.is_some() && matches!(directory, [b"D", b"96A", b"UN"]);
        if !known {
            let [version, release, _] = directory;
            let found = [name, version, release].map(shown).join(" ");
            self.shared.complain(
                &error::MESSAGE,
                format!("expected CREMUL, DEBMUL or BANSTA D 96A UN, found {found}"),
            );
        }
        let kind = kind.unwrap_or_default();
        if self.shared.totals.version.is_empty() && known {
            self.shared.totals.version = format!("{} D.96A", kind.as_str());
        }
        self.shared.totals.messages += 1;
        self.message = Some(OpenMessage {
            content: Content {
                kind,
                reference: self.shared.text(reference),
                association: self.shared.text(association),
                ..Content::default()
            },
            segments: 1,
            place: self.shared.place,
            skipped: !known,
            begun: false,
            lines: 0,
            body: if kind == Message::Bansta {
                Body::Status(Box::default())
            } else {
                Body::Advice(Box::new(advice::Advice::new(kind)))
            },
        });
    }

    /// `BGM` and the date of the message; the message is handed on when both have come or it goes on without date.
    fn beginning(&mut self, tag: [u8; 3], segment: &Segment<'_>) {
        let Some(message) = &mut self.message else {
            return;
        };
        match &tag {
            b"BGM" if message.content.code.is_empty() => {
                let mut elements = segment.elements();
                let code = elements.enter().component();
                let number = elements.enter().component();
                message.content.code = self.shared.code(code);
                message.content.number = self.shared.text(number);
                let danish = matches!(
                    (message.content.kind, code),
                    (Message::Cremul, b"X1") | (Message::Debmul, b"470")
                );
                if danish {
                    message.skipped = true;
                    self.shared.complain(
                        &error::DIALECT,
                        format!("expected a Norwegian message, found {}", shown(code)),
                    );
                    return;
                }
                let known = match message.content.kind {
                    Message::Cremul => matches!(code, b"435" | b"455"),
                    Message::Debmul => code == b"456",
                    Message::Bansta => true,
                };
                if message.content.code.is_empty() {
                    self.out_of_place(tag, "a BGM with the kind of the message");
                } else if !known {
                    let message = format!("expected BGM 435, 455 or 456, found {}", shown(code));
                    self.shared.complain(&error::UNKNOWN_CODE, message);
                }
                self.message_number();
            }
            b"DTM" if !message.content.code.is_empty() && message.content.date.is_none() => {
                let mut date_time = segment.components();
                if date_time.component() == b"137" {
                    let (value, format) = (date_time.component(), date_time.component());
                    message.content.date = date(value, format);
                    if message.content.date.is_none() {
                        self.shared.complain(
                            &error::DATE,
                            "expected the date of the message, found none that exists",
                        );
                    }
                }
            }
            _ => {
                if message.content.code.is_empty() {
                    message.skipped = true;
                    return self.out_of_place(tag, "BGM as the second segment of the message");
                }
                self.begin();
                if let Some(message) = &mut self.message {
                    message.segments -= 1;
                    self.segment(tag, segment);
                }
            }
        }
    }

    /// Hands the message on.
    fn begin(&mut self) {
        if let Some(message) = &mut self.message
            && !message.begun
        {
            message.begun = true;
            self.shared.sink.message(&message.content);
        }
    }

    /// A message that comes twice is money that comes twice.
    fn message_number(&mut self) {
        let Some(number) = self.message.as_ref().map(|m| m.content.number.clone()) else {
            return;
        };
        let sender = self.interchange.as_ref().map(|i| i.sender.clone());
        if self.shared.totals.message_numbers.len() >= MAX_MESSAGES {
            return self.shared.complain(
                &error::LIMIT,
                format!("expected at most {MAX_MESSAGES} messages, found more"),
            );
        }
        let key = (sender.unwrap_or_default(), number.clone());
        if !number.is_empty() && !self.numbers.insert(key) {
            let found = shown(number.as_bytes());
            self.shared.complain(
                &error::DUPLICATE,
                format!("expected each message once, found number {found} again"),
            );
        }
        self.shared.totals.message_numbers.push(number);
    }

    /// `CNT`: the number of lines.
    fn control_total(&mut self, segment: &Segment<'_>) {
        let mut control = segment.components();
        if !matches!(control.component(), b"LI" | b"LIN" | b"2") {
            return;
        }
        let stated = control.component();
        let counted = self.message.as_ref().map_or(0, |message| message.lines);
        if number(stated) != Some(counted) {
            let message = format!(
                "expected {counted} lines as read, found {} stated",
                shown(stated)
            );
            self.shared.complain(&error::LINES, message);
        }
    }

    fn end_of_message(&mut self, segment: &Segment<'_>) {
        let Some(message) = &mut self.message else {
            return self.out_of_place(*b"UNT", "the start of a message (UNH) first");
        };
        message.segments += 1;
        let counted = message.segments;
        let expected = message.content.reference.clone();
        let mut elements = segment.elements();
        let stated = elements.element();
        let reference = elements.element();
        self.compare_count(stated, counted, "segments in the message");
        self.compare_reference(&expected, reference);
        self.close_message();
    }

    fn end_of_interchange(&mut self, segment: &Segment<'_>) {
        if self.message.is_some() {
            self.out_of_place(*b"UNZ", "the end of the message (UNT) first");
            self.close_message();
        }
        let Some(interchange) = self.interchange.take() else {
            return self.out_of_place(*b"UNZ", "the start of an interchange (UNB) first");
        };
        let mut elements = segment.elements();
        let stated = elements.element();
        let reference = elements.element();
        self.compare_count(stated, interchange.messages, "messages in the interchange");
        self.compare_reference(&interchange.reference, reference);
        if interchange.messages == 0 {
            self.out_of_place(*b"UNZ", "at least one message");
        }
    }

    fn compare_count(&mut self, stated: &[u8], counted: u64, what: &str) {
        if number(stated) == Some(counted) {
            return;
        }
        let message = format!(
            "expected {counted} {what} as read, found {} stated",
            shown(stated)
        );
        let mut diagnostic = error::COUNT.at(self.shared.place, message);
        if self.shared.options.counts_may_differ {
            diagnostic.severity = Severity::Warning;
        }
        self.shared.complaints.push(diagnostic);
    }

    fn compare_reference(&mut self, expected: &str, found: &[u8]) {
        if self.shared.text(found) != expected {
            let message = format!(
                "expected reference {} as at the start, found {}",
                shown(expected.as_bytes()),
                shown(found)
            );
            self.shared.complain(&error::REFERENCE, message);
        }
    }

    fn close_message(&mut self) {
        if self.message.as_ref().is_some_and(|m| !m.skipped) {
            self.begin();
        }
        let Some(mut message) = self.message.take() else {
            return;
        };
        if message.skipped {
            return;
        }
        match &mut message.body {
            Body::Advice(advice) => advice.close(&mut self.shared),
            Body::Status(status) => status.close(&mut self.shared),
        }
        if message.lines == 0 {
            self.shared.complain_at(
                &error::STRUCTURE,
                message.place,
                "expected at least one line (LIN) in the message, found none",
            );
        }
    }

    fn end_of_file(&mut self) {
        if self.message.is_some() || self.interchange.is_some() {
            self.close_message();
            self.shared.complain(
                &error::STRUCTURE,
                "expected the end of the interchange (UNZ), found the end of the file",
            );
        } else if self.shared.totals.segments == 0 {
            self.shared.complain(
                &error::STRUCTURE,
                "expected the start of an interchange (UNB), found nothing",
            );
        }
        let totals = &mut self.shared.totals;
        totals.encoding = match self.shared.letters {
            Letters { latin: true, .. } => "iso-8859-1",
            Letters { utf8: true, .. } => "utf-8",
            Letters { .. } => "us-ascii",
        };
        if let Ok(sum) = i64::try_from(self.shared.sum) {
            totals.amount = Ore(sum);
        } else {
            self.shared.complain(
                &error::LIMIT,
                "expected a sum of the lines that can be written in 64 bits, found a larger one",
            );
        }
        let unconfirmed = self.shared.totals.unconfirmed_lines;
        if unconfirmed > 0 {
            let message = format!(
                "{unconfirmed} of {} lines are not yet confirmed by the bank",
                self.shared.totals.lines
            );
            let place = Position {
                line: 1,
                column: 1,
                ..Position::default()
            };
            self.shared
                .complain_at(&error::NOT_CONFIRMED, place, message);
        }
    }
}
