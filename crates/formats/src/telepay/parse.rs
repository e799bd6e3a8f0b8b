//! Reads Telepay files: a state machine over records.
//!
//! Not here: lines (`physical`), orders and their lines (`order`), counts and sums of a batch (`batch`).

use std::io::BufRead;

use chrono::NaiveDate;
use domain::{Ore, Parsed};

use super::Options;
use super::batch::{Batch, CurrencyOf, Header, Stated, Wrong};
use super::codes::return_code;
use super::error::{self, Kind as Fault};
use super::field::{Dates, RECORD, Record, at, is_blank, is_empty, is_month_and_day, number, text};
use super::order::{Order, Pending};
use super::physical::{Damage, Event, Place, Records, Scan, is_control};
use super::record::{File, Kind, Payment, Totals};
use crate::Read;
use crate::complaints::Complaints;

/// Most batches of one file; their totals are held in memory.
pub const MAX_BATCHES: usize = 10_000;

/// Reads a whole file from memory, for writing it again, for comparing, and for tests on small files.
pub fn parse(input: &[u8], options: &Options) -> Parsed<File> {
    let mut payments: Vec<Payment> = Vec::new();
    let result = read(input, options, &mut |payment| payments.push(payment));
    for payment in &mut payments {
        let batch = usize::try_from(payment.batch)
            .ok()
            .and_then(|index| result.totals.batches.get(index));
        if let Some(batch) = batch {
            payment.state = payment.state_in(batch.kind);
            payment.kind = batch.kind;
        }
    }
    Parsed {
        value: File {
            totals: result.totals,
            payments,
        },
        diagnostics: result.diagnostics,
    }
}

/// Reads a file as a stream and hands every payment on, in file order; memory does not grow with the payments.
/// A payment of which a needed field could not be read is not handed on; the file then has an error and must be
/// refused as a whole. What a payment's batch is, is known for certain at its end: see [`Payment::state_in`].
pub fn read(input: impl BufRead, options: &Options, sink: &mut dyn FnMut(Payment)) -> Read<Totals> {
    let mut records = Records::new(input);
    let reference = options
        .reference_date
        .or_else(|| NaiveDate::from_ymd_opt(2025, 1, 1));
    let mut reader = Reader {
        sink,
        complaints: Complaints::new(&error::MORE),
        totals: Totals::default(),
        dates: Dates::around(reference.unwrap_or_default()),
        batch: None,
        order: None,
        pending: None,
        subject: Subject::Nothing,
        last_record: [b' '; RECORD],
        place: Place::default(),
        start: Place::default(),
        refused: false,
        lost: false,
        payments: 0,
        orders: 0,
        batches: 0,
        sum: 0,
        currency: CurrencyOf::default(),
    };
    loop {
        match records.next() {
            Ok(Event::Record) => reader.record(&records.record, &records.place, records.scan),
            Ok(Event::Damaged(place, damage)) => reader.damaged(place, damage),
            Ok(Event::End) => break,
            Err(failure) => {
                let place = records.end(reader.payments);
                let message = format!("reading stopped: {}", failure.kind());
                reader.complaints.push(error::STREAM.at(place, message));
                break;
            }
        }
    }
    if records.short_lines > 0 {
        let message = format!(
            "expected full lines, found {} that are shorter and were read as if padded with blanks; this is the first",
            records.short_lines
        );
        reader
            .complaints
            .push(error::SHORT.at(records.first_short, message));
    }
    let end = records.end(reader.payments);
    reader.end_of_file(&end);
    Read {
        totals: reader.totals,
        diagnostics: reader.complaints.finish(end),
    }
}

/// What a further return code for the same record belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Subject {
    Nothing,
    Start,
    Order,
    Line,
    End,
}

pub(super) struct Reader<'a> {
    sink: &'a mut dyn FnMut(Payment),
    complaints: Complaints,
    totals: Totals,
    pub(super) dates: Dates,
    pub(super) batch: Option<Batch>,
    pub(super) order: Option<Order>,
    pub(super) pending: Option<Pending>,
    subject: Subject,
    last_record: Record,
    pub(super) place: Place,
    /// Where the batch begins.
    start: Place,
    /// The bank refused the record that is read, or what it belongs to: its faults are no news.
    pub(super) refused: bool,
    /// After something unreadable or out of place: what follows is no new complaint until it fits again.
    lost: bool,
    payments: u64,
    orders: u64,
    batches: u64,
    sum: i128,
    currency: CurrencyOf,
}

impl Reader<'_> {
    /// A complaint about a position of the record that is read.
    #[cold]
    pub(super) fn complain(
        &mut self,
        kind: &'static Fault,
        position: usize,
        message: impl Into<String>,
    ) {
        self.complain_at(self.place, kind, position, message);
    }

    #[cold]
    pub(super) fn complain_at(
        &mut self,
        place: Place,
        kind: &'static Fault,
        position: usize,
        message: impl Into<String>,
    ) {
        let demoted = self.refused && kind.severity == domain::Severity::Error;
        let kind = if demoted { &error::REFUSED } else { kind };
        let place = place.at(position, self.payments);
        self.complaints.push(kind.at(place, message));
    }

    /// A complaint that shows a short field, which is too short for an account or a person's number.
    #[cold]
    pub(super) fn complain_showing(
        &mut self,
        kind: &'static Fault,
        position: usize,
        message: &str,
        field: &[u8],
    ) {
        let demoted = self.refused && kind.severity == domain::Severity::Error;
        let kind = if demoted { &error::REFUSED } else { kind };
        let place = self.place.at(position, self.payments);
        let found = text(field.get(..8).unwrap_or(field));
        let diagnostic = kind.at(place, message);
        self.complaints.push(if found.is_empty() {
            diagnostic
        } else {
            diagnostic.excerpt(&found)
        });
    }

    fn damaged(&mut self, mut place: domain::Position, damage: Damage) {
        let was_lost = std::mem::replace(&mut self.lost, true);
        if let Some(batch) = &mut self.batch {
            batch.lose_record();
        }
        if let Some(order) = &mut self.order {
            order.damaged = true;
        }
        place.record = self.payments;
        let message = match damage {
            Damage::NotARecord if was_lost => return,
            Damage::NotARecord => {
                "expected a record that begins with AH, found something else".to_owned()
            }
            Damage::LineTooLong => {
                "expected a line of 80 characters, found a longer one".to_owned()
            }
            Damage::LinesMissing(lines) => {
                format!("expected four lines of 80 characters, found {lines}")
            }
        };
        self.complaints.push(error::STRUCTURE.at(place, message));
    }

    #[inline]
    fn record(&mut self, record: &Record, place: &Place, scan: Scan) {
        self.place = *place;
        self.refused = false;
        let is_text = !(scan.control || scan.high) || self.is_text(record, scan);
        // Where UTF-8 has shifted the positions nothing else can be said.
        let header = if is_text { self.header(record) } else { None };
        let Some(header) = header else {
            if let Some(batch) = &mut self.batch {
                batch.lose_record();
            }
            self.lost = true;
            return;
        };
        if self.is_repeat(record, &header) {
            return self.repeat(header.code);
        }
        self.flush();
        self.last_record = *record;
        self.refused = header.is_fault()
            || self.batch.as_ref().is_some_and(|batch| {
                header.record_type != *b"00" && !batch.totals.return_codes.is_empty()
            });
        if header.record_type == *b"00" {
            return self.start_of_batch(record, &header);
        }
        if !self.in_batch(record, &header) {
            return;
        }
        match &header.record_type {
            b"23" => self.line(record, &header, Self::invoice),
            b"22" => self.line(record, &header, Self::mass),
            b"04" => self.line(record, &header, Self::invoice_abroad),
            b"21" => {
                self.close_order();
                self.lost = false;
                self.subject = Subject::Order;
                self.domestic_order(record, &header);
            }
            b"01" => {
                self.close_order();
                self.lost = false;
                self.subject = Subject::Order;
                self.order_abroad(record, &header);
            }
            b"99" => self.end_of_batch(record, &header),
            _ => {
                self.subject = Subject::Order;
                self.party_abroad(record, &header);
            }
        }
    }

    #[inline]
    fn line(
        &mut self,
        record: &Record,
        header: &Header,
        read: fn(&mut Self, &Record, &Header) -> bool,
    ) {
        self.subject = Subject::Nothing;
        self.refused |= self
            .order
            .as_ref()
            .is_some_and(|order| !order.template.return_codes.is_empty());
        if read(self, record, header) {
            self.lost = false;
            self.subject = Subject::Line;
        } else if let Some(batch) = &mut self.batch {
            batch.damaged = true;
        }
    }

    /// Whether the characters stand in their positions; says so if they do not, or if one is none.
    #[cold]
    fn is_text(&mut self, record: &Record, scan: Scan) -> bool {
        let is_utf8 = |pair: &[u8]| matches!(pair, [0xc2 | 0xc3, 0x80..=0xbf]);
        if scan.high
            && let Some(index) = record.windows(2).position(is_utf8)
        {
            let message = "expected ISO-8859-1, found a character of UTF-8";
            self.complain(&error::ENCODING, index + 1, message);
            return false;
        }
        if let Some(index) = record.iter().position(|byte| is_control(*byte)) {
            let byte = super::field::one(record, index + 1);
            let message = format!("expected a character of ISO-8859-1, found the byte {byte:#04x}");
            self.complain(&error::CHARACTER, index + 1, message);
        }
        true
    }

    /// The application header; `None` if the record type is not known.
    #[inline]
    fn header(&mut self, record: &Record) -> Option<Header> {
        if at(record, 1, 3) != b"AH2" {
            self.complain(
                &error::HEADER,
                1,
                "expected an application header AH of version 2",
            );
        }
        if at(record, 39, 40) != b"04" {
            self.complain(&error::HEADER, 39, "expected 04 as number of lines");
        }
        let is_return = match at(record, 6, 9) {
            [b'T', b'B', b'I', b'I' | b'U' | b'O'] => false,
            [b'T', b'B', b'R', b'I' | b'U' | b'O'] => true,
            _ => {
                let message = "expected procedure TBII, TBIU, TBIO, TBRI, TBRU or TBRO";
                self.complain_showing(&error::HEADER, 6, message, at(record, 6, 9));
                false
            }
        };
        let date = <[u8; 4]>::try_from(at(record, 10, 13)).unwrap_or_default();
        if !is_month_and_day(&date) {
            self.complain_showing(&error::DATE, 10, "expected an AH date MMDD", &date);
        }
        let mut part = |from: usize, to: usize, what: &str| {
            let value = number(at(record, from, to));
            if value.is_none() {
                self.complain(&error::HEADER, from, format!("expected digits as {what}"));
            }
            value.unwrap_or(0)
        };
        let code = part(4, 5, "return code");
        let sequence = part(14, 19, "AH sequence number");
        let control = part(71, 74, "sequence control");
        let record_type = <[u8; 2]>::try_from(at(record, 47, 48)).unwrap_or_default();
        let known = matches!(
            &record_type,
            b"00" | b"01" | b"02" | b"03" | b"04" | b"21" | b"22" | b"23" | b"99"
        );
        if at(record, 41, 46) != b"BETFOR" || !known {
            let message = "expected a record type BETFOR00, 01 to 04, 21 to 23 or 99";
            self.complain_showing(&error::HEADER, 41, message, at(record, 41, 48));
            return None;
        }
        Some(Header {
            code: u8::try_from(code).unwrap_or(0),
            is_return,
            date,
            sequence: u32::try_from(sequence).unwrap_or(0),
            control: u16::try_from(control).unwrap_or(0),
            record_type,
        })
    }

    /// Whether the record is the one before once more, with another fault: a record stands once for each fault.
    #[inline]
    fn is_repeat(&self, record: &Record, header: &Header) -> bool {
        at(record, 14, 19) == at(&self.last_record, 14, 19)
            && header.is_fault()
            && self.subject != Subject::Nothing
            && at(record, 6, RECORD) == at(&self.last_record, 6, RECORD)
    }

    #[cold]
    fn repeat(&mut self, code: u8) {
        self.known_code(code);
        if let Some(batch) = &mut self.batch {
            batch.code(code);
        }
        let codes = match self.subject {
            Subject::Nothing => None,
            Subject::Start => self.batch.as_mut().map(|b| &mut b.totals.return_codes),
            Subject::Order => self.order.as_mut().map(|o| &mut o.template.return_codes),
            Subject::Line => self.pending.as_mut().map(|p| &mut p.payment.return_codes),
            Subject::End => self
                .totals
                .batches
                .last_mut()
                .map(|batch| &mut batch.end_return_codes),
        };
        if let Some(codes) = codes {
            add_code(codes, code);
        }
    }

    /// Says so if the standard does not list a code.
    #[inline]
    fn known_code(&mut self, code: u8) {
        if code > 2 && return_code(code).is_none() {
            let message = format!("expected a return code of the standard, found {code:02}");
            self.complain(&error::UNKNOWN_CODE, 4, message);
        }
    }

    /// Hands the payment that was held on.
    #[inline]
    pub(super) fn flush(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let mut payment = pending.payment;
        let Some(batch) = &mut self.batch else {
            return;
        };
        (payment.kind, payment.state) =
            batch.state(pending.code, &payment.return_codes, pending.cause);
        payment.position.record = self.payments;
        batch.payment(&payment);
        if let Some(order) = &mut self.order {
            order.payment(&payment);
        }
        self.payments += 1;
        if pending.is_sound {
            (self.sink)(payment);
        } else {
            batch.damaged = true;
        }
    }

    /// Gives an order what its batch says, and its number in the file.
    pub(super) fn order_number(&mut self, template: &mut Payment) {
        template.order = self.orders;
        self.orders += 1;
        if let Some(batch) = &mut self.batch {
            batch.totals.orders += 1;
            template.batch = self.batches.saturating_sub(1);
            template.enterprise.clone_from(&batch.totals.enterprise);
            template.division.clone_from(&batch.totals.division);
            template.return_codes.clone_from(&batch.totals.return_codes);
        }
    }

    /// A record that may not stand here.
    pub(super) fn out_of_place(&mut self, record: &Record, expected: &str) {
        if let Some(batch) = &mut self.batch {
            batch.damaged = true;
        }
        // What is out of place without an error must not make the next one silent.
        if !std::mem::replace(&mut self.lost, !self.refused) {
            let message = format!("expected {expected}, found another record");
            self.complain_showing(&error::GRAMMAR, 41, &message, at(record, 41, 48));
        }
    }

    fn start_of_batch(&mut self, record: &Record, header: &Header) {
        if self.batch.is_some() {
            self.close_order();
            self.lost = false;
            self.out_of_place(record, "the end of the batch before (BETFOR99)");
            self.close_batch();
        }
        self.lost = false;
        self.start = self.place;
        self.subject = Subject::Start;
        let mut batch = Batch::default();
        batch.first(header);
        batch.record(header);
        batch.enterprise = <[u8; 11]>::try_from(at(record, 49, 59)).unwrap_or_default();
        batch.totals.procedure = text(at(record, 6, 9));
        batch.totals.enterprise = text(at(record, 49, 59));
        batch.totals.division = text(at(record, 60, 70));
        batch.totals.own_reference = text(at(record, 297, 311));
        batch.totals.production_date = text(at(record, 81, 84));
        batch.totals.sealed = !is_empty(at(record, 126, 153));
        if header.is_fault() {
            batch.totals.return_codes.push(header.code);
        }
        self.batch = Some(batch);
        self.batches += 1;
        self.known_code(header.code);
        if number(at(record, 49, 59)).is_none() {
            let message = "expected 11 digits as enterprise number, found something else";
            self.complain(&error::FIELD, 49, message);
        }
        if at(record, 95, 104) == b"VERSJON002" {
            "VERSJON002".clone_into(&mut self.totals.version);
        } else {
            self.complain(
                &error::VERSION,
                95,
                "expected VERSJON002, found something else",
            );
        }
        if !is_month_and_day(at(record, 81, 84)) {
            let message = "expected a production date MMDD";
            self.complain_showing(&error::DATE, 81, message, at(record, 81, 84));
        }
    }

    /// Counts a record of the batch that is open; says so if there is none.
    #[inline]
    fn in_batch(&mut self, record: &Record, header: &Header) -> bool {
        let Some(batch) = &mut self.batch else {
            self.subject = Subject::Nothing;
            self.out_of_place(record, "the start of a batch (BETFOR00) first");
            return false;
        };
        let jumped = batch.record(header);
        let is_same = batch.enterprise == at(record, 49, 59);
        if let Some((kind, position, message)) = jumped {
            self.complain(kind, position, message);
        }
        if !is_same {
            let message = "expected the enterprise number of the start of batch, found another";
            self.complain(&error::IDENTITY, 49, message);
        }
        self.known_code(header.code);
        true
    }

    fn end_of_batch(&mut self, record: &Record, header: &Header) {
        self.close_order();
        let stated = Stated {
            records: self.digits(record, 104, 108, "number of records"),
            orders: self.count_or_blank(record, 85, 88, "number of payment orders"),
            total: self.count_or_blank(record, 89, 103, "total amount"),
        };
        let Some(batch) = &mut self.batch else {
            return;
        };
        if header.is_fault() {
            batch.totals.end_return_codes.push(header.code);
        }
        batch.totals.sealed |= !is_empty(at(record, 272, 296));
        batch.totals.software_version = text(at(record, 297, 312));
        batch.totals.bank_version = text(at(record, 313, 320));
        batch.totals.kind = batch.kind().0;
        let wrong: Vec<Wrong> = batch.check(&stated);
        let other_date = batch.totals.production_date.as_bytes() != at(record, 81, 84);
        for (kind, position, message) in wrong {
            self.complain(kind, position, message);
        }
        if other_date {
            let message = "expected the production date of the start of batch";
            self.complain_showing(&error::PRODUCTION_DATE, 81, message, at(record, 81, 84));
        }
        self.close_batch();
        self.lost = false;
        self.subject = Subject::End;
    }

    /// The batch is through, with or without its end.
    fn close_batch(&mut self) {
        let Some(mut batch) = self.batch.take() else {
            return;
        };
        let (kind, doubt) = batch.kind();
        batch.totals.kind = kind;
        self.refused = false;
        if let Some((fault, position, message)) = doubt {
            self.complain_at(self.start, fault, position, message);
        }
        if batch.close() {
            let message = "expected a sum of payments that fits 18 digits, found a greater one";
            self.complain_at(self.start, &error::LIMIT, 1, message);
        }
        self.mixture(kind);
        self.sum += batch.sum;
        self.totals.rejected += batch.totals.rejected;
        self.currency.merge(&batch.currency);
        if self.totals.batches.len() < MAX_BATCHES {
            self.totals.batches.push(batch.totals);
        } else if self.totals.batches.len() == MAX_BATCHES
            && self.batches == u64::try_from(MAX_BATCHES).unwrap_or(u64::MAX) + 1
        {
            let message = format!("expected at most {MAX_BATCHES} batches, found more");
            self.complain_at(self.start, &error::LIMIT, 1, message);
        }
    }

    /// The kind of the file, and whether its batches may stand in one file.
    fn mixture(&mut self, kind: Kind) {
        if self.batches <= 1 {
            self.totals.kind = kind;
        } else if kind != self.totals.kind {
            let first = self.totals.kind;
            if kind == Kind::Sent || first == Kind::Sent {
                let message = format!(
                    "expected batches of one kind ({}) or returns only, found {}",
                    first.as_str(),
                    kind.as_str()
                );
                self.complain_at(self.start, &error::MIXTURE, 1, message);
            } else if !self.totals.is_mixed {
                let (first, kind) = (first.as_str(), kind.as_str());
                let message =
                    format!("the file holds returns of several kinds: {first}, then {kind}");
                self.complain_at(self.start, &error::MIXED, 1, message);
            }
            self.totals.is_mixed = true;
        }
    }

    fn end_of_file(&mut self, end: &domain::Position) {
        self.flush();
        self.refused = false;
        if self.batch.is_some() {
            let message = "expected BETFOR99 last, found the end of the file";
            self.complaints.push(error::GRAMMAR.at(*end, message));
            self.close_order();
            self.close_batch();
        } else if self.batches == 0 {
            let message = "expected BETFOR00 first, found the end of the file";
            self.complaints.push(error::GRAMMAR.at(*end, message));
        }
        self.totals.payments = self.payments;
        self.currency.one().clone_into(&mut self.totals.currency);
        if let Ok(sum) = i64::try_from(self.sum) {
            self.totals.amount = Ore(sum);
        } else {
            let message = "expected a sum of payments that fits 18 digits, found a greater one";
            self.complaints.push(error::LIMIT.at(*end, message));
        }
    }

    /// A numeric field; says so if it is not.
    #[inline]
    pub(super) fn digits(
        &mut self,
        record: &Record,
        from: usize,
        to: usize,
        what: &str,
    ) -> Option<u64> {
        let value = number(at(record, from, to));
        if value.is_none() {
            let length = to + 1 - from;
            let message = format!("expected {length} digits as {what}, found something else");
            self.complain(&error::FIELD, from, message);
        }
        value
    }

    /// A numeric field that may be blank, which is `None`.
    #[inline]
    pub(super) fn count_or_blank(
        &mut self,
        record: &Record,
        from: usize,
        to: usize,
        what: &str,
    ) -> Option<u64> {
        if is_blank(at(record, from, to)) {
            None
        } else {
            self.digits(record, from, to, what)
        }
    }
}

/// Adds a code that is not there yet.
pub(super) fn add_code(codes: &mut Vec<u8>, code: u8) {
    if !codes.contains(&code) {
        codes.push(code);
    }
}
