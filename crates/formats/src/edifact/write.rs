//! Writes CREMUL, DEBMUL and BANSTA messages with every count, reference and serial number.
//!
//! Not here: sorting or numbering. Lines and payments are written in the given order and must carry the numbers 1, 2, 3
//! that the format wants.

use std::fmt::Write as _;
use std::io::{Error, ErrorKind, Result, Write};

use chrono::NaiveDate;
use domain::Ore;
use domain::money::MAX_ABS_ORE;

use super::Message;
use super::advice::{MAX_DOCUMENTS, MAX_REFERENCES, MAX_TEXT};
use super::record::{
    Code, Direction, Document, File, Interchange, Line, Message as Content, Payment, Record,
    Reference, Status,
};
use super::token::MAX_SEGMENT;
use super::{status, value};

/// Characters of a line of a wrapped file.
const WIDTH: usize = 80;
/// Characters of a part of a text, and parts of a segment.
const TEXT_PART: (usize, usize) = (70, 5);
/// Characters of a part of a name, and parts.
const NAME_PART: (usize, usize) = (35, 5);

/// The file as bytes, ISO-8859-1, wrapped at 80 characters as banks send it. Errors as [`write_to`].
pub fn write(file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, file)?;
    Ok(bytes)
}

/// As [`write`](fn@write), with one segment per line instead, for people.
pub fn write_lines(file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_file(&mut Output::new(&mut bytes, false), file)?;
    Ok(bytes)
}

/// Writes the file to a stream, wrapped at 80 characters. Besides errors of the stream: [`ErrorKind::InvalidInput`] if
/// there is no interchange, message, record; serial numbers do not rise by one; a text is too long, has control
/// characters or characters outside ISO-8859-1 (or only such as would be taken for UTF-8); a line has no account, date or
/// currency, or its payments do not add up to it; a document has an impossible sign; or a record is of another kind than its message.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    write_file(&mut Output::new(out, true), file)
}

fn write_file(out: &mut Output<'_>, file: &File) -> Result<()> {
    if file.interchanges.is_empty() {
        return Err(unfit("a file has at least one interchange"));
    }
    for interchange in &file.interchanges {
        write_interchange(out, interchange)?;
    }
    out.finish()
}

fn write_interchange(out: &mut Output<'_>, interchange: &Interchange) -> Result<()> {
    let envelope = &interchange.envelope;
    if envelope.reference.is_empty() || interchange.messages.is_empty() {
        return Err(unfit("an interchange has a reference and a message"));
    }
    out.segment.extend_from_slice(b"UNA:+,? ");
    out.end()?;
    out.start("UNB").pairs(&envelope.syntax)?;
    out.element().text(&envelope.sender)?;
    out.element().text(&envelope.recipient)?;
    out.element().pairs(&envelope.prepared)?;
    out.element().text(&envelope.reference)?;
    if envelope.test {
        for _ in 0..5 {
            out.element();
        }
        out.element().text("1")?;
    }
    out.end()?;
    for message in &interchange.messages {
        write_message(out, message)?;
    }
    let count = interchange.messages.len().to_string();
    out.start("UNZ").text(&count)?;
    out.element().text(&envelope.reference)?;
    out.end()
}

fn write_message(out: &mut Output<'_>, message: &Content) -> Result<()> {
    if message.code.is_empty() || message.records.is_empty() {
        return Err(unfit("a message has a code and a record"));
    }
    out.segments = 0;
    out.start("UNH").text(&message.reference)?;
    out.element().text(message.kind.as_str())?;
    for part in ["D", "96A", "UN"] {
        out.component().text(part)?;
    }
    out.component().text(&message.association)?;
    out.end()?;
    out.start("BGM").code(message.code)?;
    out.element().text(&message.number)?;
    out.end()?;
    out.date("137", message.date)?;
    let lines = if message.kind == Message::Bansta {
        write_statuses(out, &message.records)?
    } else {
        write_advice(out, message)?
    };
    out.start("CNT").text("LI")?;
    out.component().text(&lines.to_string())?;
    out.end()?;
    let count = (out.segments + 1).to_string();
    out.start("UNT").text(&count)?;
    out.element().text(&message.reference)?;
    out.end()
}

/// Writes the lines of an advice and answers how many.
fn write_advice(out: &mut Output<'_>, message: &Content) -> Result<u32> {
    let direction = if message.kind == Message::Debmul {
        Direction::Out
    } else {
        Direction::In
    };
    let mut payments = Vec::with_capacity(message.records.len());
    for record in &message.records {
        match record {
            Record::Payment(payment) if payment.line.direction == direction => {
                payments.push(payment);
            }
            _ => return Err(unfit("a record is of another kind than its message")),
        }
    }
    let mut lines = 0;
    for group in payments.chunk_by(|a, b| a.line.number == b.line.number) {
        lines += 1;
        let Some(line) = group.first().map(|payment| &*payment.line) else {
            continue;
        };
        if line.number != lines || group.iter().any(|payment| *payment.line != *line) {
            return Err(unfit("lines are numbered 1, 2, 3, each with one content"));
        }
        write_line(out, line, direction)?;
        if let [payment] = group
            && payment.number == 0
        {
            let itself = Payment {
                position: payment.position,
                line: payment.line.clone(),
                amount: line.amount,
                currency: line.currency,
                ..Payment::default()
            };
            if itself != **payment {
                return Err(unfit("a line without payments has nothing below it"));
            }
            continue;
        }
        let (mut sum, mut provable) = (0_i128, true);
        for (payment, number) in group.iter().zip(1..) {
            if payment.number != number {
                return Err(unfit("payments are numbered 1, 2, 3"));
            }
            sum += i128::from(payment.amount.0);
            provable &= payment.currency == line.currency;
            write_payment(out, payment, direction)?;
        }
        if provable && sum != i128::from(line.amount.0) {
            return Err(unfit("the payments of a line add up to its amount"));
        }
    }
    Ok(lines)
}

fn write_line(out: &mut Output<'_>, line: &Line, direction: Direction) -> Result<()> {
    if line.account.is_empty()
        || (line.posting_date.is_none() && line.value_date.is_none())
        || line.currency.as_str().len() != 3
    {
        return Err(unfit("a line has an account, a date and a currency"));
    }
    out.start("LIN").text(&line.number.to_string())?;
    out.end()?;
    out.date("202", line.posting_date)?;
    out.date("209", line.value_date)?;
    if !line.environment.is_empty() || !line.group_code.is_empty() {
        out.start("BUS").element().code(line.environment)?;
        out.element();
        if !line.group_code.is_empty() {
            out.element().code(line.group_code)?;
            out.component().text("25")?;
            out.component().text("124")?;
        }
        out.end()?;
    }
    let qualifier = if line.confirmed { "60" } else { "349" };
    out.money(qualifier, line.amount, line.currency, direction)?;
    if !line.lump.is_empty() {
        out.reference("ACK", &line.lump)?;
    }
    out.references(&line.references, "ACK", &line.lump)?;
    out.start("FII").text(match direction {
        Direction::In => "BF",
        Direction::Out => "OR",
    })?;
    out.element().account(&line.account)?;
    out.end()
}

fn write_payment(out: &mut Output<'_>, payment: &Payment, direction: Direction) -> Result<()> {
    let (account, name) = match direction {
        Direction::In => ("OR", "PL"),
        Direction::Out => ("BF", "BE"),
    };
    out.start("SEQ")
        .element()
        .text(&payment.number.to_string())?;
    out.end()?;
    out.date("193", payment.execution_date)?;
    if !payment.payer_account.is_empty() {
        out.start("FII").text(account)?;
        out.element().account(&payment.payer_account)?;
        out.end()?;
    }
    if !payment.archive_reference.is_empty() {
        out.reference("ACD", &payment.archive_reference)?;
    }
    out.references(&payment.references, "ACD", &payment.archive_reference)?;
    out.money("143", payment.amount, payment.currency, direction)?;
    if !payment.payer_name.is_empty() {
        out.start("NAD").text(name)?;
        out.element();
        out.element();
        let parts = parts(&payment.payer_name, NAME_PART.0);
        if parts.len() > NAME_PART.1 || payment.payer_name.trim_matches(' ') != payment.payer_name {
            return Err(unfit(
                "a name has at most 175 characters and no outer blanks",
            ));
        }
        out.element().joined(&parts)?;
        out.end()?;
    }
    let documents = !payment.kids.is_empty() || !payment.documents.is_empty();
    let kind = match (documents, !payment.text.is_empty()) {
        (true, false) => "8",
        (true, true) => "10",
        (false, true) => "11",
        (false, false) => "",
    };
    if !kind.is_empty() {
        out.start("PRC").text(kind)?;
        out.end()?;
    }
    out.free_text(&payment.text)?;
    if payment.kids.len() > MAX_DOCUMENTS || payment.documents.len() > MAX_DOCUMENTS {
        return Err(unfit("a payment has at most 9999 documents"));
    }
    for (document, is_kid) in payment
        .kids
        .iter()
        .map(|kid| (kid, true))
        .chain(payment.documents.iter().map(|document| (document, false)))
    {
        if is_kid != (document.code.as_str() == "999") {
            return Err(unfit("a KID has the code 999, other documents have not"));
        }
        write_document(out, document, payment.currency, direction)?;
    }
    if documents {
        out.start("GIS").text("37")?;
        out.end()?;
    }
    Ok(())
}

fn write_document(
    out: &mut Output<'_>,
    document: &Document,
    currency: Code,
    direction: Direction,
) -> Result<()> {
    out.start("DOC").code(document.code)?;
    out.element().trimmed(&document.number)?;
    out.end()?;
    let Some(mut amount) = document.amount else {
        return Ok(());
    };
    if document.code.as_str() == "381" {
        // A credit note is written without minus and read with it.
        let deducted = match direction {
            Direction::In => amount.0 <= 0,
            Direction::Out => amount.0 >= 0,
        };
        if !deducted {
            return Err(unfit("a credit note is deducted"));
        }
        amount = amount
            .checked_neg()
            .ok_or_else(|| unfit("an amount is too large"))?;
    }
    out.money("12", amount, currency, direction)
}

/// Writes the orders of a status message and answers how many.
fn write_statuses(out: &mut Output<'_>, records: &[Record]) -> Result<u32> {
    let mut statuses: Vec<&Status> = Vec::with_capacity(records.len());
    for record in records {
        match record {
            Record::Status(status) => statuses.push(status),
            Record::Payment(_) => {
                return Err(unfit("a record is of another kind than its message"));
            }
        }
    }
    let of_message = statuses.first().map(|status| &status.message_references);
    out.references(of_message.map_or(&[], Vec::as_slice), "", "")?;
    let mut lines = 0;
    for group in statuses.chunk_by(|a, b| a.line == b.line) {
        lines += 1;
        let references = group.first().map(|status| &status.references);
        let alike = |status: &&Status| {
            status.line == lines
                && Some(&status.references) == references
                && Some(&status.message_references) == of_message
        };
        if !group.iter().all(alike) {
            return Err(unfit(
                "orders are numbered 1, 2, 3, each with one list of references",
            ));
        }
        out.start("LIN").text(&lines.to_string())?;
        out.end()?;
        out.references(references.map_or(&[], Vec::as_slice), "", "")?;
        for (status, number) in group.iter().zip(1..) {
            write_status(out, status, number, group.len() == 1)?;
        }
    }
    Ok(lines)
}

fn write_status(out: &mut Output<'_>, status: &Status, number: u32, alone: bool) -> Result<()> {
    let own_list = !status.code_list.is_empty() || !status.agency.is_empty();
    let stage = if own_list {
        None
    } else {
        status::stage(status.code.as_str().as_bytes())
    };
    if status.stage != stage.unwrap_or_default() {
        return Err(unfit("a status has the stage of its code"));
    }
    if alone && status.number == 0 {
        let bare = status.code.is_empty() && !own_list && status.text.is_empty();
        return if bare && status.amount.is_none() && status.currency.is_empty() {
            Ok(())
        } else {
            Err(unfit("an order without status has nothing below it"))
        };
    }
    if status.number != number {
        return Err(unfit("statuses are numbered 1, 2, 3"));
    }
    out.start("SEQ").element().text(&number.to_string())?;
    out.end()?;
    if !status.code.is_empty() || own_list {
        out.start("GIS").code(status.code)?;
        out.component().code(status.code_list)?;
        out.component().code(status.agency)?;
        out.end()?;
    }
    if let Some(amount) = status.amount {
        out.money("9", amount, status.currency, Direction::In)?;
    } else if !status.currency.is_empty() {
        return Err(unfit("a currency belongs to an amount"));
    }
    out.free_text(&status.text)
}

/// Segments as they go out.
struct Output<'a> {
    out: &'a mut dyn Write,
    wrapped: bool,
    column: usize,
    /// The segment while it is made.
    segment: Vec<u8>,
    /// Segments since the start of the message.
    segments: u64,
}

impl<'a> Output<'a> {
    fn new(out: &'a mut dyn Write, wrapped: bool) -> Self {
        Self {
            out,
            wrapped,
            column: 0,
            segment: Vec::new(),
            segments: 0,
        }
    }

    /// A tag and the mark before its first element.
    fn start(&mut self, tag: &str) -> &mut Self {
        self.segment.extend_from_slice(tag.as_bytes());
        self.element()
    }

    fn element(&mut self) -> &mut Self {
        self.segment.push(b'+');
        self
    }

    fn component(&mut self) -> &mut Self {
        self.segment.push(b':');
        self
    }

    fn code(&mut self, code: Code) -> Result<()> {
        // Only what is not a service character can be read back as a code.
        if code.as_str().bytes().any(|byte| b":+?'".contains(&byte)) {
            return Err(unfit("a code has letters and digits"));
        }
        self.text(code.as_str())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        let start = self.segment.len();
        for character in text.chars() {
            match u8::try_from(character) {
                Ok(byte) if !character.is_control() => {
                    if b":+?'".contains(&byte) {
                        self.segment.push(b'?');
                    }
                    self.segment.push(byte);
                }
                _ => {
                    return Err(unfit(
                        "a text holds a character that ISO-8859-1 does not have",
                    ));
                }
            }
        }
        let written = self.segment.get(start..).unwrap_or_default();
        if !written.is_ascii() && std::str::from_utf8(written).is_ok() {
            return Err(unfit("a text in ISO-8859-1 would be taken for UTF-8"));
        }
        Ok(())
    }

    /// A text that is read without its outer blanks.
    fn trimmed(&mut self, text: &str) -> Result<()> {
        if text.trim_matches(' ') != text {
            return Err(unfit("a number has no outer blanks"));
        }
        self.text(text)
    }

    /// Components that are read as they stand, `UNOC:3`.
    fn pairs(&mut self, text: &str) -> Result<()> {
        for (index, part) in text.split(':').enumerate() {
            if index > 0 {
                self.component();
            }
            self.trimmed(part)?;
        }
        Ok(())
    }

    fn joined(&mut self, parts: &[String]) -> Result<()> {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.component();
            }
            self.text(part)?;
        }
        Ok(())
    }

    fn account(&mut self, account: &str) -> Result<()> {
        let mut as_read = account.to_owned();
        value::account(&mut as_read);
        if as_read != account {
            return Err(unfit("an account number has no blanks or full stops"));
        }
        self.trimmed(account)
    }

    fn reference(&mut self, qualifier: &str, number: &str) -> Result<()> {
        self.start("RFF").text(qualifier)?;
        if number.is_empty() {
            return Err(unfit("a reference has a number"));
        }
        self.component().trimmed(number)?;
        self.end()
    }

    /// References; the one that has a place of its own may not be among them unless that is taken.
    fn references(&mut self, references: &[Reference], own: &str, taken: &str) -> Result<()> {
        if references.len() > MAX_REFERENCES {
            return Err(unfit("there are at most 100 references together"));
        }
        for reference in references {
            let qualifier = reference.qualifier.as_str();
            if (!own.is_empty() && qualifier == own && taken.is_empty())
                || matches!(qualifier, "KRE" | "BID")
            {
                return Err(unfit("a reference has a place of its own"));
            }
            self.reference(qualifier, &reference.number)?;
        }
        Ok(())
    }

    fn date(&mut self, qualifier: &str, date: Option<NaiveDate>) -> Result<()> {
        let Some(date) = date else {
            return Ok(());
        };
        let digits = date.format("%Y%m%d").to_string();
        if digits.len() != 8 {
            return Err(unfit("a year has four digits"));
        }
        self.start("DTM").text(qualifier)?;
        self.component().text(&digits)?;
        self.component().text("102")?;
        self.end()
    }

    /// `MOA`, with the shortest decimals.
    fn money(
        &mut self,
        qualifier: &str,
        amount: Ore,
        currency: Code,
        direction: Direction,
    ) -> Result<()> {
        let code = currency.as_str();
        if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(unfit("a currency has three capital letters"));
        }
        if amount.unsigned() > MAX_ABS_ORE.unsigned_abs() {
            return Err(unfit("an amount is too large"));
        }
        let negative = (amount.0 < 0) != (direction == Direction::Out) && amount.0 != 0;
        let exponent = usize::try_from(value::exponent(currency)).unwrap_or(2);
        let digits = format!("{:0>width$}", amount.unsigned(), width = exponent + 1);
        let (whole, decimals) = digits.split_at(digits.len() - exponent);
        let mut text = String::new();
        let sign = if negative { "-" } else { "" };
        let _ = write!(text, "{sign}{whole}");
        if decimals.bytes().any(|digit| digit != b'0') {
            let _ = write!(text, ",{decimals}");
        }
        self.start("MOA").text(qualifier)?;
        self.component().text(&text)?;
        self.component().text(code)?;
        self.end()
    }

    fn free_text(&mut self, text: &str) -> Result<()> {
        if text.len() > MAX_TEXT {
            return Err(unfit("a text is too long"));
        }
        let parts = parts(text, TEXT_PART.0);
        for group in parts.chunks(TEXT_PART.1) {
            self.start("FTX").text("PMD")?;
            self.element();
            self.element();
            self.element().joined(group)?;
            self.end()?;
        }
        Ok(())
    }

    /// The end of the segment: trailing empty fields are cut, and it goes out.
    fn end(&mut self) -> Result<()> {
        while let [before @ .., b'+' | b':'] = self.segment.as_slice() {
            let released = before
                .iter()
                .rev()
                .take_while(|byte| **byte == b'?')
                .count();
            if released % 2 == 1 || self.segment.starts_with(b"UNA") {
                break;
            }
            self.segment.pop();
        }
        if self.segment.len() > MAX_SEGMENT {
            return Err(unfit("a segment is too long"));
        }
        self.segment.push(b'\'');
        self.segments += 1;
        if self.wrapped {
            let mut rest = self.segment.as_slice();
            while !rest.is_empty() {
                let room = (WIDTH - self.column).min(rest.len());
                let (piece, after) = rest.split_at(room);
                self.out.write_all(piece)?;
                self.column += room;
                rest = after;
                if self.column == WIDTH {
                    self.out.write_all(b"\r\n")?;
                    self.column = 0;
                }
            }
        } else {
            self.out.write_all(&self.segment)?;
            self.out.write_all(b"\r\n")?;
        }
        self.segment.clear();
        Ok(())
    }

    /// Fills the last line with blanks.
    fn finish(&mut self) -> Result<()> {
        if self.column > 0 {
            write!(self.out, "{:1$}\r\n", "", WIDTH - self.column)?;
        }
        Ok(())
    }
}

/// A text cut into pieces of so many characters.
fn parts(text: &str, length: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(length)
        .map(|part| part.iter().collect())
        .collect()
}

fn unfit(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
