//! Reads OCR giro files: a state machine over lines, with the counts and totals of every level.
//!
//! Not here: the fields' characters (`field`), what can be wrong (`error`).

use std::io::BufRead;

use chrono::NaiveDate;
use domain::identifier::{is_bank_account_number, is_kid};
use domain::money::MAX_ABS_ORE;
use domain::{Diagnostic, Ore, Parsed};

use super::Options;
use super::error::{self, Kind};
use super::field::{DateField, Dates, Record, at, is_zeros, number, shown, text};
use super::record::{File, Payment, Totals};
use super::sums::{Assignment, EndRecord, Transmission, check_assignment, check_transmission};
use crate::Read;
use crate::complaints::Complaints;
use crate::lines::{Line, Lines};

/// No record is longer than 80 bytes; of a longer line this much is kept.
const LINE_LIMIT: usize = 256;
/// Nets as data transmitter or recipient.
const NETS: &[u8] = b"00008080";

/// Reads a whole file from memory, for writing it again and for tests on small files.
pub fn parse(input: &[u8], options: &Options) -> Parsed<File> {
    let mut file = File::default();
    let result = read(input, options, &mut |payment| file.payments.push(payment));
    file.transmitter = result.totals.transmitter;
    file.recipient = result.totals.recipient;
    file.transmission = result.totals.transmission;
    file.nets_date = result.totals.nets_date;
    Parsed {
        value: file,
        diagnostics: result.diagnostics,
    }
}

/// Reads a file as a stream and hands every payment on, in file order; memory does not grow with the file.
/// A payment of which a needed field could not be read is not handed on; the file then has an error and must be
/// refused as a whole.
pub fn read(input: impl BufRead, options: &Options, sink: &mut dyn FnMut(Payment)) -> Read<Totals> {
    let mut lines = Lines::new(input, LINE_LIMIT);
    let reference = options
        .reference_date
        .or_else(|| NaiveDate::from_ymd_opt(2025, 1, 1));
    let mut reader = Reader {
        options,
        sink,
        complaints: Complaints::new(&error::MORE),
        totals: Totals::default(),
        dates: Dates::around(reference.unwrap_or_default()),
        stage: Stage::Start,
        assignment: None,
        transmission: Transmission::default(),
        pending: None,
        payments: 0,
        blank_lines: None,
        after_damage: false,
        declared: EndRecord::default(),
    };
    loop {
        // By reference: a line that is moved has to wait until it has been written.
        match &lines.next() {
            Ok(Some(line)) => reader.line(line),
            Ok(None) => break,
            Err(failure) => {
                let place = lines.end(reader.payments);
                reader
                    .complaints
                    .push(error::STREAM.at(place, format!("reading stopped: {}", failure.kind())));
                break;
            }
        }
    }
    let end = lines.end(reader.payments);
    reader.end_of_file(&end);
    Read {
        totals: reader.totals,
        diagnostics: reader.complaints.finish(end),
    }
}

/// How far the transmission is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Start,
    Running,
    Ended,
}

/// A transaction of which not all items have been seen, or the next line has not.
struct Pending {
    payment: Payment,
    has_second: bool,
    has_third: bool,
    /// Whether every field that matters was readable.
    sound: bool,
}

struct Reader<'a> {
    options: &'a Options,
    sink: &'a mut dyn FnMut(Payment),
    complaints: Complaints,
    totals: Totals,
    dates: Dates,
    stage: Stage,
    assignment: Option<Assignment>,
    /// Figures of the assignments that are through.
    transmission: Transmission,
    pending: Option<Pending>,
    payments: u64,
    /// The first blank line, in case something follows it.
    blank_lines: Option<(domain::Position, u64)>,
    /// The line before was unreadable: a record that seems out of place is no new complaint.
    after_damage: bool,
    declared: EndRecord,
}

impl Reader<'_> {
    fn complain(
        &mut self,
        kind: &Kind,
        line: &Line<'_>,
        column: usize,
        message: impl Into<String>,
    ) {
        self.complaints
            .push(kind.at(line.position(column, self.payments), message));
    }

    fn complain_about(&mut self, diagnostic: Diagnostic) {
        self.complaints.push(diagnostic);
    }

    #[inline]
    fn line(&mut self, line: &Line<'_>) {
        if let Ok(record) = <&Record>::try_from(line.bytes)
            && record.starts_with(b"NY")
            && self.blank_lines.is_none()
        {
            self.record(line, record);
        } else {
            self.odd_line(line);
        }
    }

    /// A line that is blank, follows blank lines, or is no record at all.
    fn odd_line(&mut self, line: &Line<'_>) {
        if line.bytes.iter().all(u8::is_ascii_whitespace) && !line.cut {
            let place = line.position(1, self.payments);
            self.blank_lines = Some(
                self.blank_lines
                    .map_or((place, 1), |(first, count)| (first, count + 1)),
            );
            return;
        }
        if let Some((place, count)) = self.blank_lines.take() {
            self.complain_about(error::LINE.at(
                place,
                "expected a record of 80 characters, found a blank line",
            ));
            self.totals.records += count;
            self.damage();
        }
        if let Ok(record) = <&Record>::try_from(line.bytes)
            && record.starts_with(b"NY")
        {
            return self.record(line, record);
        }
        self.totals.records += 1;
        if let Some(assignment) = &mut self.assignment {
            assignment.lines += 1;
        }
        if self.stage == Stage::Ended && self.after_damage {
            return;
        }
        let place = line.position(1, self.payments);
        self.complain_about(if line.bytes.starts_with(b"NY") {
            let length = if line.cut {
                "more".to_owned()
            } else {
                line.bytes.len().to_string()
            };
            let head = shown(line.bytes.get(..8).unwrap_or(line.bytes));
            error::LINE
                .at(
                    place,
                    format!("expected a record of 80 characters, found {length}"),
                )
                .excerpt(&head)
        } else {
            error::LINE.at(
                place,
                "expected a record that begins with NY, found something else",
            )
        });
        self.damage();
    }

    fn damage(&mut self) {
        self.after_damage = true;
        if let Some(assignment) = &mut self.assignment {
            assignment.damaged = true;
        }
        if let Some(pending) = &mut self.pending {
            pending.sound = false;
        }
    }

    #[inline]
    fn record(&mut self, line: &Line<'_>, record: &Record) {
        self.totals.records += 1;
        if let Some(assignment) = &mut self.assignment {
            assignment.lines += 1;
        }
        match at(record, 3, 8) {
            [b'0', b'9', _, _, b'3', b'0'] => self.item_1(line, record),
            [b'0', b'9', _, _, b'3', b'1'] => self.item_2(line, record),
            [b'0', b'9', _, _, b'3', b'2'] => self.item_3(line, record),
            b"000010" => self.start_of_transmission(line, record),
            b"090020" | [b'2', b'1', _, _, b'2', b'0'] => self.start_of_assignment(line, record),
            b"090088" | [b'2', b'1', _, _, b'8', b'8'] => self.end_of_assignment(line, record),
            b"000089" => self.end_of_transmission(line, record),
            [b'2', b'1', _, _, b'3' | b'7', b'0'] => self.claim(line, record),
            [b'2', b'1', _, _, b'3', b'1'] | [b'2', b'1', _, _, b'4', b'9'] => {
                self.claim_detail(line, record);
            }
            _ => self.out_of_place(line, record, "a record of an OCR giro file"),
        }
    }

    /// A record that may not stand here.
    fn out_of_place(&mut self, line: &Line<'_>, record: &Record, expected: &str) {
        if self.after_damage {
            return;
        }
        // After the end one complaint is enough.
        self.after_damage = self.stage == Stage::Ended;
        let found = shown(at(record, 1, 8));
        let message = format!("expected {expected}, found \"{found}\"");
        let place = line.position(1, self.payments);
        self.complain_about(error::GRAMMAR.at(place, message).excerpt(&found));
        if let Some(assignment) = &mut self.assignment {
            assignment.damaged = true;
        }
    }

    fn start_of_transmission(&mut self, line: &Line<'_>, record: &Record) {
        self.totals.transmissions += 1;
        if self.stage != Stage::Start {
            return self.out_of_place(line, record, "nothing but one transmission per file");
        }
        self.stage = Stage::Running;
        self.after_damage = false;
        for (from, to, what) in [
            (9, 16, "data transmitter"),
            (17, 23, "transmission number"),
            (24, 31, "data recipient"),
        ] {
            self.digits(line, record, from, to, what);
        }
        self.filler(line, record, 32, 80);
        self.totals.transmitter = text(at(record, 9, 16));
        self.totals.transmission = text(at(record, 17, 23));
        self.totals.recipient = text(at(record, 24, 31));
        if at(record, 9, 16) != NETS && at(record, 24, 31) != NETS {
            let message = format!(
                "expected the data transmitter 00008080, found \"{}\"",
                shown(at(record, 9, 16))
            );
            self.complain(&error::TRANSMITTER, line, 9, message);
        }
    }

    /// Whether a transmission is running; says so if not.
    fn is_running(&mut self, line: &Line<'_>, record: &Record) -> bool {
        match self.stage {
            Stage::Running => return true,
            Stage::Start => {
                self.out_of_place(line, record, "the start of a transmission NY000010 first");
                // One complaint is enough; what follows is read as if the start were there.
                self.stage = Stage::Running;
                return true;
            }
            Stage::Ended => {
                self.out_of_place(line, record, "nothing after the end of the transmission");
            }
        }
        false
    }

    fn start_of_assignment(&mut self, line: &Line<'_>, record: &Record) {
        if !self.is_running(line, record) {
            return;
        }
        self.flush(line);
        if self.assignment.is_some() {
            self.out_of_place(line, record, "the end of the assignment before (88)");
            self.close_assignment(None);
        }
        self.after_damage = false;
        let direct_debit = at(record, 3, 4) == b"21";
        self.digits(line, record, 9, 17, "agreement id");
        let assignment_number = self.digits(line, record, 18, 24, "assignment number");
        self.digits(line, record, 25, 35, "assignment account");
        self.filler(line, record, 36, 80);
        let account = text(at(record, 25, 35));
        self.assignment = Some(Assignment {
            method: self.options.kid.get(&account).copied(),
            account,
            agreement: text(at(record, 9, 17)),
            number: assignment_number
                .and_then(|n| u32::try_from(n).ok())
                .unwrap_or(0),
            direct_debit,
            counts_only: direct_debit && at(record, 5, 6) == b"24",
            lines: 1,
            ..Assignment::default()
        });
        self.totals.assignments += 1;
    }

    /// The assignment that a transaction of a service belongs to; says so if there is none, and opens one of which
    /// nothing is handed on.
    fn in_assignment(&mut self, line: &Line<'_>, record: &Record, direct_debit: bool) -> bool {
        if !self.is_running(line, record) {
            return false;
        }
        match &self.assignment {
            Some(assignment) if assignment.direct_debit == direct_debit => true,
            Some(_) => {
                self.out_of_place(line, record, "a record of the assignment's own service");
                false
            }
            None => {
                self.out_of_place(line, record, "the start of an assignment (20) first");
                self.assignment = Some(Assignment {
                    damaged: true,
                    headless: true,
                    direct_debit,
                    lines: 1,
                    ..Assignment::default()
                });
                true
            }
        }
    }

    #[inline]
    fn item_1(&mut self, line: &Line<'_>, record: &Record) {
        if !self.in_assignment(line, record, false) {
            return;
        }
        self.flush(line);
        self.after_damage = false;
        let kind = self.digits(line, record, 5, 6, "transaction type");
        let serial = self.digits(line, record, 9, 15, "transaction number");
        let settled = self.date(line, record, 16, "settlement date", true);
        let lump = self.digits(line, record, 22, 31, "lump sum key");
        let amount = self.amount(line, record);
        let negative_sign = match at(record, 32, 32) {
            b"0" => Some(false),
            b"-" => Some(true),
            other => {
                let found = text(other);
                let place = line.position(32, self.payments);
                self.complain_about(
                    error::FIELD
                        .at(place, "expected 0 or - as sign")
                        .excerpt(&found),
                );
                None
            }
        };
        let kind = kind.and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0);
        let kid = self.kid(line, record, kind);
        self.exceptions(line, record, kind, negative_sign == Some(true));
        if at(record, 75, 80) != b"000000" {
            self.issuer(line, record);
        }
        let Some(assignment) = &mut self.assignment else {
            return;
        };
        let sound = serial.is_some() && settled.is_some() && lump.is_some();
        let ordered = assignment.item(serial, settled, amount, negative_sign);
        let (back, unsigned) = (
            matches!(kind, 18 | 20) || negative_sign == Some(true),
            amount.unwrap_or(0),
        );
        self.pending = Some(Pending {
            payment: Payment {
                position: line.position(1, self.payments),
                account: assignment.account.clone(),
                agreement: assignment.agreement.clone(),
                assignment: assignment.number,
                kind,
                number: serial.and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
                settlement_date: settled.unwrap_or_default(),
                lump: text(at(record, 22, 31)),
                negative_sign: negative_sign == Some(true),
                amount: Ore(if back { -unsigned } else { unsigned }),
                kid,
                form_number: String::new(),
                archive_reference: String::new(),
                bank_date: None,
                debit_account: String::new(),
                text: String::new(),
            },
            has_second: false,
            has_third: false,
            sound: sound && amount.is_some() && negative_sign.is_some() && !assignment.headless,
        });
        self.payments += 1;
        if let Some(message) = ordered {
            self.complain(&error::ORDER, line, 9, message);
        }
    }

    /// The amount in øre, without sign.
    #[inline]
    fn amount(&mut self, line: &Line<'_>, record: &Record) -> Option<i64> {
        let amount = i64::try_from(self.digits(line, record, 33, 49, "amount")?).ok()?;
        if amount > MAX_ABS_ORE {
            self.complain(
                &error::FIELD,
                line,
                33,
                "expected at most 10 000 000 000 000,00 kroner, found more",
            );
            return None;
        }
        Some(amount)
    }

    /// The KID without its blanks; says so if it is missing, in the wrong place, or fails its check.
    #[inline]
    fn kid(&mut self, line: &Line<'_>, record: &Record, kind: u8) -> String {
        let field = at(record, 50, 74);
        let kid = text(field.trim_ascii());
        let has_text = matches!(kind, 20 | 21);
        if kid.is_empty() {
            if !has_text {
                self.complain(&error::KID, line, 50, "expected a KID, found blanks");
            }
            return kid;
        }
        if has_text {
            self.complain(
                &error::UNEXPECTED_KID,
                line,
                50,
                "expected no KID on a payment with free text, found one",
            );
        }
        let method = self
            .assignment
            .as_ref()
            .and_then(|assignment| assignment.method);
        if field.iter().any(u8::is_ascii_control) {
            self.complain(
                &error::FIELD,
                line,
                50,
                "expected a KID, found a control character",
            );
        } else if !is_kid(&kid, method) {
            let message = "expected a KID whose check character fits the account's agreement, found one that does not";
            let place = line.position(50, self.payments);
            self.complain_about(error::KID.at(place, message).excerpt(&kid));
        }
        kid
    }

    /// What somebody should look at in item 1 although it can be read.
    #[inline]
    fn exceptions(&mut self, line: &Line<'_>, record: &Record, kind: u8, negative_sign: bool) {
        if !(10..=21).contains(&kind) {
            self.complain(
                &error::TRANSACTION_TYPE,
                line,
                5,
                format!("expected a type 10 to 21, found {kind:02}"),
            );
        }
        if negative_sign {
            self.complain(
                &error::MONEY_BACK,
                line,
                32,
                "a credit note: this amount is deducted",
            );
        } else if matches!(kind, 18 | 20) {
            self.complain(
                &error::MONEY_BACK,
                line,
                5,
                "a reversal: money goes back, though the totals of the file add it",
            );
        }
        if !matches!(
            at(record, 24, 25),
            [b'0', b'1'..=b'9'] | [b'1' | b'2', b'0'..=b'9'] | b"30" | b"31"
        ) {
            let found = text(at(record, 24, 25));
            let place = line.position(24, self.payments);
            self.complain_about(
                error::DAY_CODE
                    .at(place, "expected a day code 01 to 31")
                    .excerpt(&found),
            );
        }
        if (18..=21).contains(&kind) && at(record, 26, 26) != b"0" {
            self.complain(
                &error::PARTIAL_SETTLEMENT,
                line,
                26,
                "expected partial settlement 0 for a terminal payment",
            );
        }
    }

    /// Card issuer (digits) and the filler behind it.
    fn issuer(&mut self, line: &Line<'_>, record: &Record) {
        if number(at(record, 75, 76)).is_none() {
            self.complain(
                &error::FILLER,
                line,
                75,
                "expected two digits, found something else",
            );
        }
        self.filler(line, record, 77, 80);
    }

    /// Whether item 2 or 3 belongs to the pending item 1; says so if not.
    #[inline]
    fn belongs(&mut self, line: &Line<'_>, record: &Record, wanted_third: bool) -> bool {
        if !self.in_assignment(line, record, false) {
            return false;
        }
        let serial = number(at(record, 9, 15)).and_then(|n| u32::try_from(n).ok());
        let kind = number(at(record, 5, 6)).and_then(|n| u8::try_from(n).ok());
        match &mut self.pending {
            Some(pending) if pending.has_second == wanted_third && !pending.has_third => {
                let (expected_kind, expected_number) =
                    (pending.payment.kind, pending.payment.number);
                if kind == Some(expected_kind) && serial == Some(expected_number) {
                    return true;
                }
                pending.sound = false;
                let message = format!(
                    "expected type {expected_kind:02} and transaction number {expected_number:07} of item 1, found \"{}\" and \"{}\"",
                    shown(at(record, 5, 6)),
                    shown(at(record, 9, 15))
                );
                self.complain(&error::PAIRING, line, 5, message);
                true
            }
            _ => {
                self.out_of_place(line, record, "an amount item 1 (30) first");
                false
            }
        }
    }

    #[inline]
    fn item_2(&mut self, line: &Line<'_>, record: &Record) {
        if !self.belongs(line, record, false) {
            return;
        }
        self.digits(line, record, 16, 25, "form number");
        self.digits(line, record, 26, 34, "archive reference");
        // Nets itself repeats the archive reference in 35-41: any digits are right.
        if number(at(record, 35, 41)).is_none() {
            self.complain(
                &error::FILLER,
                line,
                35,
                "expected digits, found something else",
            );
        }
        let bank_date = self.date(line, record, 42, "bank date", false);
        let debit = self.digits(line, record, 48, 58, "debit account");
        self.filler(line, record, 59, 80);
        let debit_account = unless_zeros(at(record, 48, 58));
        if debit.is_some_and(|number| number > 0) && !is_bank_account_number(&debit_account) {
            let end = debit_account.get(7..).unwrap_or_default();
            let message =
                format!("expected a payer's account whose check digit fits, found *******{end}");
            self.complain(&error::DEBIT_ACCOUNT, line, 48, message);
        }
        if let Some(pending) = &mut self.pending {
            pending.has_second = true;
            pending.payment.form_number = unless_zeros(at(record, 16, 25));
            pending.payment.archive_reference = unless_zeros(at(record, 26, 34));
            pending.payment.bank_date = bank_date;
            pending.payment.debit_account = debit_account;
        }
    }

    fn item_3(&mut self, line: &Line<'_>, record: &Record) {
        if !self.belongs(line, record, true) {
            return;
        }
        self.filler(line, record, 56, 80);
        let field = at(record, 16, 55);
        if field.iter().any(u8::is_ascii_control) {
            self.complain(
                &error::FIELD,
                line,
                16,
                "expected a text, found a control character",
            );
        }
        let Some(pending) = &mut self.pending else {
            return;
        };
        pending.has_third = true;
        text(field)
            .trim_end_matches(' ')
            .clone_into(&mut pending.payment.text);
        if (10..=19).contains(&pending.payment.kind) {
            self.out_of_place(line, record, "no item 3 for this transaction type");
        }
    }

    /// Hands the pending payment on, if all its items have come.
    #[inline]
    fn flush(&mut self, line: &Line<'_>) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let missing = if !pending.has_second {
            "amount item 2 (31)"
        } else if matches!(pending.payment.kind, 20 | 21) && !pending.has_third {
            "amount item 3 (32)"
        } else {
            ""
        };
        if missing.is_empty() {
            if pending.sound {
                (self.sink)(pending.payment);
            }
        } else if !self.after_damage {
            let message = format!(
                "expected {missing} of transaction {:07}, found another record",
                pending.payment.number
            );
            self.complain(&error::GRAMMAR, line, 1, message);
        }
    }

    /// A claim, a cancellation or a mandate of AvtaleGiro: counted.
    fn claim(&mut self, line: &Line<'_>, record: &Record) {
        if !self.in_assignment(line, record, true) {
            return;
        }
        self.after_damage = false;
        let mandate = at(record, 7, 8) == b"70";
        let serial = self.digits(line, record, 9, 15, "transaction number");
        let amount = if mandate {
            Some(0)
        } else {
            self.amount(line, record)
        };
        self.missing_claim_detail(line);
        if let Some(assignment) = &mut self.assignment {
            let number = serial.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            assignment.claim = Some((number, !mandate));
            assignment.item(None, None, amount, Some(false));
        }
        self.totals.skipped_service_21 += 1;
    }

    fn missing_claim_detail(&mut self, line: &Line<'_>) {
        if let Some((serial, true)) = self
            .assignment
            .as_ref()
            .and_then(|assignment| assignment.claim)
            && !self.after_damage
        {
            let message = format!(
                "expected amount item 2 (31) of transaction {serial:07}, found another record"
            );
            self.complain(&error::GRAMMAR, line, 1, message);
        }
    }

    /// Item 2 of a claim, or a specification line.
    fn claim_detail(&mut self, line: &Line<'_>, record: &Record) {
        if !self.in_assignment(line, record, true) {
            return;
        }
        let serial = number(at(record, 9, 15)).and_then(|n| u32::try_from(n).ok());
        let second = at(record, 7, 8) == b"31";
        match self
            .assignment
            .as_mut()
            .and_then(|assignment| assignment.claim.as_mut())
        {
            Some((expected, wants_second)) if *wants_second == second => {
                *wants_second = false;
                let expected = *expected;
                if serial != Some(expected) {
                    let found = shown(at(record, 9, 15));
                    let message = format!(
                        "expected transaction number {expected:07} of item 1, found \"{found}\""
                    );
                    self.complain(&error::PAIRING, line, 9, message);
                }
            }
            _ => self.out_of_place(line, record, "an amount item 1 (30) first"),
        }
    }

    fn end_of_assignment(&mut self, line: &Line<'_>, record: &Record) {
        let direct_debit = at(record, 3, 4) == b"21";
        if !self.is_running(line, record) {
            return;
        }
        self.flush(line);
        self.missing_claim_detail(line);
        if self
            .assignment
            .as_ref()
            .is_none_or(|assignment| assignment.direct_debit != direct_debit)
        {
            self.out_of_place(line, record, "the start of an assignment (20) first");
            self.after_damage = false;
            return;
        }
        self.after_damage = false;
        let counts_only = self
            .assignment
            .as_ref()
            .is_some_and(|assignment| assignment.counts_only);
        let declared = EndRecord {
            transactions: self.digits(line, record, 9, 16, "number of transactions"),
            records: self.digits(line, record, 17, 24, "number of records"),
            total: if counts_only {
                Some(0)
            } else {
                self.digits(line, record, 25, 41, "total amount")
            },
            earliest: if direct_debit {
                None
            } else {
                self.date(line, record, 48, "earliest settlement date", false)
            },
            latest: if direct_debit {
                None
            } else {
                self.date(line, record, 54, "latest settlement date", false)
            },
        };
        if direct_debit {
            self.filler(line, record, if counts_only { 25 } else { 54 }, 80);
        } else {
            self.date(line, record, 42, "Nets date", false);
            self.filler(line, record, 60, 80);
        }
        if let Some(assignment) = &self.assignment {
            let place = |column| line.position(column, self.payments);
            for diagnostic in check_assignment(assignment, &declared, &place) {
                self.complaints.push(diagnostic);
            }
        }
        self.close_assignment(Some(&declared));
    }

    fn close_assignment(&mut self, declared: Option<&EndRecord>) {
        if let Some(assignment) = self.assignment.take() {
            self.transmission.add(&assignment, declared);
        }
    }

    fn end_of_transmission(&mut self, line: &Line<'_>, record: &Record) {
        if !self.is_running(line, record) {
            return;
        }
        self.flush(line);
        if self.assignment.is_some() {
            self.out_of_place(line, record, "the end of the assignment (88) first");
            self.close_assignment(None);
        }
        if self.totals.assignments == 0 {
            self.out_of_place(line, record, "at least one assignment");
        }
        self.declared = EndRecord {
            transactions: self.digits(line, record, 9, 16, "number of transactions"),
            records: self.digits(line, record, 17, 24, "number of records"),
            total: self.digits(line, record, 25, 41, "total amount"),
            ..EndRecord::default()
        };
        self.totals.nets_date = self.date(line, record, 42, "Nets date", false);
        self.filler(line, record, 48, 80);
        let total = self
            .declared
            .total
            .and_then(|total| i64::try_from(total).ok());
        self.totals.amount = Ore(total.unwrap_or(0));
        let place = |column| line.position(column, self.payments);
        for diagnostic in check_transmission(
            &self.transmission,
            self.totals.records,
            &self.declared,
            &place,
        ) {
            self.complaints.push(diagnostic);
        }
        self.stage = Stage::Ended;
        self.after_damage = false;
    }

    fn end_of_file(&mut self, end: &domain::Position) {
        self.totals.transactions = self.payments + self.totals.skipped_service_21;
        if self.stage != Stage::Ended {
            let expected = if self.stage == Stage::Start {
                "NY000010 first"
            } else {
                "NY000089 last"
            };
            let message = format!("expected {expected}, found the end of the file");
            self.complaints.push(error::GRAMMAR.at(*end, message));
        }
        let claims = self.totals.skipped_service_21;
        if claims > 0 {
            let message = if self.payments == 0 {
                format!("the file holds {claims} AvtaleGiro transactions and no incoming payments")
            } else {
                format!(
                    "the file holds {claims} AvtaleGiro transactions besides its {} payments",
                    self.payments
                )
            };
            self.complaints.push(error::DIRECT_DEBIT.at(
                domain::Position {
                    line: 1,
                    column: 1,
                    ..domain::Position::default()
                },
                message,
            ));
        }
    }

    /// A numeric field; says so if it is not.
    #[inline]
    fn digits(
        &mut self,
        line: &Line<'_>,
        record: &Record,
        from: usize,
        to: usize,
        what: &str,
    ) -> Option<u64> {
        let value = number(at(record, from, to));
        if value.is_none() {
            self.not_digits(line, from, to, what);
        }
        value
    }

    #[cold]
    fn not_digits(&mut self, line: &Line<'_>, from: usize, to: usize, what: &str) {
        let message = format!(
            "expected {} digits as {what}, found something else",
            to - from + 1
        );
        self.complain(&error::FIELD, line, from, message);
    }

    /// A date field of six digits from a position; says so if it is impossible, or absent though required.
    #[inline]
    fn date(
        &mut self,
        line: &Line<'_>,
        record: &Record,
        from: usize,
        what: &str,
        required: bool,
    ) -> Option<NaiveDate> {
        match self.dates.read(at(record, from, from + 5)) {
            DateField::Date(date) => Some(date),
            DateField::Absent if !required => None,
            _ => {
                let found = text(at(record, from, from + 5));
                let place = line.position(from, self.payments);
                let message = format!("expected a date DDMMYY as {what}, found none");
                self.complain_about(error::FIELD.at(place, message).excerpt(&found));
                None
            }
        }
    }

    /// A filler of zeros; says so if it is not.
    #[inline]
    fn filler(&mut self, line: &Line<'_>, record: &Record, from: usize, to: usize) {
        if !is_zeros(at(record, from, to)) {
            self.complain(
                &error::FILLER,
                line,
                from,
                format!("expected zeros in positions {from} to {to}"),
            );
        }
    }
}

fn unless_zeros(field: &[u8]) -> String {
    if is_zeros(field) {
        String::new()
    } else {
        text(field)
    }
}
