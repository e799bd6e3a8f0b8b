//! Reads MT940 files: lines, fields, statements.
//!
//! Not here: the characters of a statement line (`line`) or of its text (`details`), sums and file-wide checks (`check`).

use std::io::BufRead;

use domain::{Ore, Position};

use super::Options;
use super::check::{self, FileCheck, ReadBalance, Sums, complain};
use super::details::{self, Room};
use super::error::{self, Kind};
use super::field::{self, Encoding, SixDigits};
use super::held::Held;
use super::line::{self, Dates, Mark};
use super::record::{Balance, Entry, Statement, Status, Totals};
use super::tag::{Tag, is_end, tag};
use crate::Read;
use crate::complaints::Complaints;
use crate::iso20022::{Currency, account_ending};
use crate::lines::{Line, Lines};

/// Lines have 65 characters; some banks write a whole text on one. More than this is no statement.
const MAX_LINE: usize = 16 * 1024;
/// The longest text of one entry in bytes; the standard has 6 lines.
const MAX_TEXT: usize = 64 * 1024;
/// The most bytes of one statement.
const MAX_STATEMENT: u64 = 1 << 30;
/// Characters of a reference.
const REFERENCE: usize = 16;
/// Characters of the line behind a statement line.
const SUPPLEMENT: usize = 34;

pub(super) fn read(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(&mut Statement),
) -> Read<Totals> {
    let mut lines = Lines::also_returns(input, MAX_LINE);
    let mut reader = Reader {
        options,
        sink,
        complaints: Complaints::new(&error::MORE),
        draft: None,
        field: Field::Nothing,
        text: Vec::new(),
        text_lines: 0,
        was_full: false,
        dates: Dates::default(),
        encoding: Encoding::default(),
        check: FileCheck::default(),
        entries: 0,
        held: Held::default(),
        room: Room::default(),
        said: Vec::new(),
        shift: 0,
        in_block: false,
        cut: None,
    };
    loop {
        // By reference: a line that is moved has to wait until it has been written.
        match &lines.next() {
            Ok(Some(line)) => reader.line(line),
            Ok(None) => break,
            Err(failure) => {
                let message = format!("reading stopped: {}", failure.kind());
                complain(
                    &mut reader.complaints,
                    &error::STREAM,
                    lines.end(reader.entries),
                    &message,
                );
                break;
            }
        }
    }
    let end = lines.end(reader.entries);
    reader.end_of_file(end);
    Read {
        totals: Totals {
            version: "MT940".to_owned(),
            encoding: reader.encoding.name().to_owned(),
            statements: std::mem::take(&mut reader.check.totals),
            ..Totals::default()
        },
        diagnostics: reader.complaints.finish(end),
    }
}

/// The field that a line without tag goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Field {
    /// No statement is open: text of the bank.
    Nothing,
    /// Has no further lines.
    Single,
    /// Is not read, however long.
    Skipped,
    /// A statement line that was kept.
    Line,
    /// The text of an entry.
    EntryText,
}

/// A statement as far as read.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, read by its own name"
)]
struct Draft {
    position: Position,
    id: String,
    account: Option<String>,
    /// Number and page; `Some((0, None))` if unreadable.
    number: Option<(u32, Option<u32>)>,
    opening: Option<ReadBalance>,
    closing: Option<ReadBalance>,
    has_opening: bool,
    has_closing: bool,
    available: Vec<(&'static str, ReadBalance)>,
    sums: Sums,
    transactions: u64,
    /// Lines that could not be kept: sums prove nothing.
    broken: u64,
    is_interim: bool,
    is_over: bool,
    /// Its start was not there, which has been said.
    is_headless: bool,
}

struct Reader<'a> {
    options: &'a Options,
    sink: &'a mut dyn FnMut(&mut Statement),
    complaints: Complaints,
    draft: Option<Draft>,
    field: Field,
    /// The text of the entry read last, as far as read.
    text: Vec<u8>,
    text_lines: u32,
    was_full: bool,
    dates: Dates,
    encoding: Encoding,
    check: FileCheck,
    entries: u64,
    /// The entries of the statement.
    held: Held,
    room: Room,
    /// Codes that are said once per file.
    said: Vec<&'static str>,
    /// Bytes of the line before what is being read: a byte order mark or block header.
    shift: usize,
    in_block: bool,
    /// The last line, if it has no end and is none itself.
    cut: Option<Position>,
}

impl Reader<'_> {
    fn complain(&mut self, kind: &Kind, line: &Line<'_>, at: usize, message: &str) {
        let place = line.position(self.shift + at + 1, self.entries);
        complain(&mut self.complaints, kind, place, message);
    }

    /// Once per file: a habit of the bank.
    fn once(&mut self, kind: &'static Kind, line: &Line<'_>, at: usize, message: &str) {
        if !self.said.contains(&kind.code) {
            self.said.push(kind.code);
            self.complain(kind, line, at, message);
        }
    }

    #[inline]
    fn line(&mut self, line: &Line<'_>) {
        let mut bytes = line.bytes;
        self.shift = 0;
        self.cut = None;
        if line.number == 1
            && let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf")
        {
            (bytes, self.shift) = (rest, 3);
        }
        if !line.ended || line.cut {
            self.odd_end(line, bytes);
        }
        match bytes.first() {
            Some(b':') => match tag(bytes) {
                Some((tag, length)) => self.start(line, tag, length, bytes),
                None => self.continued(line, bytes),
            },
            Some(b'-') if is_end(bytes) => {
                self.close();
                self.in_block = false;
                if let Some(rest) = bytes.strip_prefix(b"-}") {
                    self.shift += 2;
                    self.header(line, rest);
                }
            }
            Some(b'{') if self.draft.is_none() || bytes.starts_with(b"{1:") => {
                self.close();
                self.header(line, bytes);
            }
            _ => self.continued(line, bytes),
        }
    }

    fn odd_end(&mut self, line: &Line<'_>, bytes: &[u8]) {
        if line.cut {
            let message = format!("expected lines of at most {MAX_LINE} bytes, found a longer one");
            self.complain(&error::LIMIT, line, MAX_LINE, &message);
        } else if !is_end(bytes) && !bytes.trim_ascii().is_empty() {
            self.cut = Some(line.position(bytes.len() + self.shift, self.entries));
        }
    }

    /// Block headers up to the text block, and the field that may follow on the same line.
    fn header(&mut self, line: &Line<'_>, bytes: &[u8]) {
        if let Some(at) = memchr::memmem::find(bytes, b"{2:") {
            let kind = bytes.get(at + 3..at + 7).unwrap_or_default();
            if !matches!(kind, [b'I' | b'O', b'9', b'4', b'0']) {
                let found: String = kind.iter().skip(1).copied().map(char::from).collect();
                let message = format!("expected message type 940 in the header, found {found}");
                self.complain(&error::OTHER_MESSAGE, line, at, &message);
            }
        }
        if let Some(at) = memchr::memmem::find(bytes, b"{4:") {
            self.in_block = true;
            let rest = bytes.get(at + 3..).unwrap_or_default();
            self.shift += at + 3;
            if let Some((tag, length)) = tag(rest) {
                self.start(line, tag, length, rest);
            }
        }
    }

    /// A field begins.
    #[inline]
    fn start(&mut self, line: &Line<'_>, tag: Tag, length: usize, bytes: &[u8]) {
        self.flush(line);
        let value = bytes.get(length..).unwrap_or_default();
        match tag {
            Tag::Reference => self.start_statement(line, value),
            _ if self.draft.is_none() => {
                let name = String::from_utf8_lossy(bytes.get(..length).unwrap_or_default());
                let message = format!("expected :20: before the other fields, found {name}");
                self.complain(&error::MISPLACED, line, 0, &message);
                self.field = Field::Skipped;
                // One complaint is enough; what follows is read as if the start were there.
                self.start_statement(line, b"");
                if let Some(draft) = &mut self.draft {
                    draft.is_headless = true;
                    draft.broken = 1;
                }
                self.start(line, tag, length, bytes);
            }
            Tag::Line => self.statement_line(line, value, length),
            Tag::Text => self.start_text(line, value),
            Tag::Skipped => self.field = Field::Skipped,
            Tag::Interim => {
                self.field = Field::Skipped;
                if let Some(draft) = &mut self.draft {
                    draft.is_interim = true;
                }
            }
            Tag::Account | Tag::AccountAndBank => self.account(line, tag, value),
            Tag::Number => self.number(line, value, length),
            Tag::Opening { .. } | Tag::Closing { .. } | Tag::Available(_) => {
                self.balance(line, tag, value, length);
            }
        }
    }

    fn start_statement(&mut self, line: &Line<'_>, value: &[u8]) {
        self.close();
        let record = u64::try_from(self.check.totals.len()).unwrap_or(u64::MAX);
        self.draft = Some(Draft {
            position: line.position(self.shift + 1, record),
            id: self.encoding.text(value.trim_ascii()).into_owned(),
            ..Draft::default()
        });
        self.held.begin(line.byte, &mut self.room);
        self.field = Field::Single;
    }

    /// Says that a field stands where it may not.
    fn misplaced(&mut self, line: &Line<'_>, message: &str) {
        self.complain(&error::MISPLACED, line, 0, message);
        self.field = Field::Skipped;
    }

    fn account(&mut self, line: &Line<'_>, tag: Tag, value: &[u8]) {
        let Some(draft) = &mut self.draft else { return };
        if draft.account.is_some() {
            return self.misplaced(
                line,
                "expected one account (25) in a statement, found another",
            );
        }
        draft.account = Some(self.encoding.text(value.trim_ascii()).into_owned());
        self.field = if tag == Tag::AccountAndBank {
            Field::Skipped
        } else {
            Field::Single
        };
    }

    fn number(&mut self, line: &Line<'_>, value: &[u8], length: usize) {
        let Some(draft) = &mut self.draft else { return };
        if draft.number.is_some() {
            return self.misplaced(line, "expected one statement number (28C), found another");
        }
        self.field = Field::Single;
        let read = |digits: &[u8]| -> Option<u32> {
            let text = std::str::from_utf8(digits).ok()?;
            let is_number = text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|_| is_number)
        };
        let value = value.trim_ascii();
        let (number, page) = match value.iter().position(|byte| *byte == b'/') {
            Some(at) => (value.get(..at), value.get(at + 1..)),
            None => (Some(value), None),
        };
        let number = number.unwrap_or_default();
        // `/1` is a page without number.
        let number = if number.is_empty() && page.is_some() {
            Some(0)
        } else {
            read(number)
        };
        let page_number = page.map(read);
        draft.number = Some((
            number.unwrap_or(0),
            page_number.flatten().filter(|n| *n > 0),
        ));
        if number.is_none() || page_number == Some(None) {
            let message = "expected a statement number such as 00012/001, found something else";
            self.complain(&error::NUMBER, line, length, message);
        }
    }

    fn balance(&mut self, line: &Line<'_>, tag: Tag, value: &[u8], length: usize) {
        let is_intermediate = matches!(
            tag,
            Tag::Opening {
                is_intermediate: true
            } | Tag::Closing {
                is_intermediate: true
            }
        );
        let place = line.position(self.shift + 1, self.entries);
        let read = read_balance(value, is_intermediate, place);
        let max = self.options.max_records_held;
        let Some(draft) = &mut self.draft else { return };
        let wrong = match tag {
            Tag::Opening { .. } if draft.has_opening => {
                Some("expected one opening balance (60) in a statement, found another")
            }
            Tag::Opening { .. } if draft.has_closing => Some(
                "expected the opening balance (60) before the closing balance, found it behind",
            ),
            Tag::Closing { .. } if draft.has_closing => {
                Some("expected one closing balance (62) in a statement, found another")
            }
            _ if draft.available.len() >= max => {
                Some("expected fewer available balances (65), found more")
            }
            _ => None,
        };
        if let Some(message) = wrong {
            return self.misplaced(line, message);
        }
        self.field = Field::Single;
        match tag {
            Tag::Opening { .. } => draft.has_opening = true,
            Tag::Closing { .. } => draft.has_closing = true,
            _ => {}
        }
        match read {
            Ok(balance) => {
                match tag {
                    Tag::Opening { .. } => draft.opening = Some(balance),
                    Tag::Closing { .. } => draft.closing = Some(balance),
                    Tag::Available(code) => draft.available.push((code, balance)),
                    _ => {}
                }
                if balance.date.is_none() {
                    let raw: String = value
                        .iter()
                        .skip(1)
                        .take(6)
                        .copied()
                        .map(char::from)
                        .collect();
                    let message = format!("expected the date of a balance as YYMMDD, found {raw}");
                    self.complain(&error::BALANCE_DATE, line, length + 1, &message);
                }
            }
            Err((at, sentence)) => {
                if matches!(tag, Tag::Opening { .. } | Tag::Closing { .. }) {
                    draft.broken += 1;
                }
                self.complain(&error::BALANCE, line, length + at, sentence);
            }
        }
    }

    #[inline]
    fn statement_line(&mut self, line: &Line<'_>, value: &[u8], length: usize) {
        let Some(draft) = &mut self.draft else { return };
        if !draft.has_opening || draft.has_closing {
            draft.broken += 1;
            return self.misplaced(
                line,
                "expected statement lines (61) between opening and closing balance, found one outside",
            );
        }
        let is_full = self.held.len() >= self.options.max_records_held
            || line.byte.saturating_sub(draft.position.byte) > MAX_STATEMENT;
        if is_full {
            return self.over(line);
        }
        let exponent = draft
            .opening
            .map_or(2, |opening| opening.currency.exponent());
        let read = match line::read(value, exponent, &mut self.dates) {
            Ok(read) => read,
            Err(wrong) => {
                draft.broken += 1;
                self.field = Field::Skipped;
                return self.complain(&error::LINE, line, length + wrong.at, wrong.sentence);
            }
        };
        let (is_in, status, reversal) = match read.mark {
            Mark::Plain(is_in) => (is_in, Status::Booked, false),
            Mark::Expected(is_in) => (is_in, Status::Pending, false),
            Mark::Reversal(is_in) | Mark::Minus(is_in) => (is_in, Status::Booked, true),
        };
        let unsigned = read.amount.0;
        let signed = if is_in { unsigned } else { -unsigned };
        let opening = draft.opening;
        let funds = opening.filter(|opening| read.funds.is_some_and(|f| f != opening.funds));
        let funds = funds.map(|opening| opening.currency);
        draft
            .sums
            .add(Ore(signed), status == Status::Booked, reversal);
        if let Some(entry) = self.held.add(&mut self.room) {
            entry.position = line.position(self.shift + 1, self.entries);
            entry.amount = Ore(signed);
            entry.status = status;
            entry.reversal = reversal;
            entry.booking_date = Some(read.entry_date.unwrap_or(read.value_date));
            entry.value_date = Some(read.value_date);
            self.encoding.add(&mut entry.entry_ref, read.owner);
            self.encoding.add(&mut entry.bank_ref, read.bank);
            self.encoding.add(&mut entry.code, read.kind.trim_ascii());
        }
        self.field = Field::Line;
        let is_odd = read.is_beyond
            || !read.is_standard
            || read.kind.is_empty()
            || read.owner.len() > REFERENCE
            || read.bank.len() > REFERENCE
            || matches!(read.mark, Mark::Minus(_))
            || funds.is_some();
        if is_odd {
            self.oddities(line, &read, length, funds);
        }
        self.entries += 1;
    }

    /// What somebody should know about a statement line that was read.
    fn oddities(
        &mut self,
        line: &Line<'_>,
        read: &line::StatementLine<'_>,
        length: usize,
        currency: Option<Currency>,
    ) {
        if matches!(read.mark, Mark::Minus(_)) {
            let draft = self.draft.as_ref();
            let currency = draft
                .and_then(|d| d.opening)
                .map(|b| b.currency.text())
                .unwrap_or_default();
            let written = draft.and_then(|d| d.account.as_deref()).unwrap_or_default();
            let account = field::account(written, &currency).0;
            if !self.options.minus_is_reversal.contains(&account) {
                let message = "expected the mark C, D, RC or RD, found a minus behind it";
                self.complain(&error::MINUS_MARK, line, length, message);
            }
        }
        if read.is_beyond {
            let message = format!(
                "expected a value date that exists, found a day beyond {}, which is taken instead",
                read.value_date
            );
            self.complain(&error::VALUE_DATE, line, length, &message);
        }
        if let Some(currency) = currency {
            let found = read.funds.map_or(' ', char::from);
            let message = format!(
                "expected the funds letter of {}, found {found}",
                currency.text()
            );
            self.once(&error::FUNDS_CODE, line, length, &message);
        }
        if !read.is_standard {
            let message =
                "expected amounts with exactly one comma and no blanks, found another form";
            self.once(&error::AMOUNT_FORM, line, length, message);
        }
        if read.kind.is_empty() {
            let message = "expected a transaction type such as NTRF behind the amount, found none";
            self.once(&error::TYPE_MISSING, line, length, message);
        }
        if read.owner.len() > REFERENCE || read.bank.len() > REFERENCE {
            let message = format!(
                "expected references of at most {REFERENCE} characters, found a longer one"
            );
            self.once(&error::TOO_LONG, line, length, &message);
        }
    }

    fn over(&mut self, line: &Line<'_>) {
        self.field = Field::Skipped;
        let Some(draft) = &mut self.draft else { return };
        draft.broken += 1;
        if !std::mem::replace(&mut draft.is_over, true) {
            let message = format!(
                "expected at most {} lines and 1 GiB in a statement, found more",
                self.options.max_records_held
            );
            self.complain(&error::LIMIT, line, 0, &message);
        }
    }

    /// A text belongs to the statement line just before it, otherwise to the statement.
    fn start_text(&mut self, line: &Line<'_>, value: &[u8]) {
        if matches!(self.field, Field::Line | Field::EntryText) {
            self.field = Field::EntryText;
            self.text_line(line, value);
        } else {
            self.field = Field::Skipped;
        }
    }

    fn text_line(&mut self, line: &Line<'_>, value: &[u8]) {
        if self.text.len() + value.len() > MAX_TEXT {
            let message = format!("expected texts of at most {MAX_TEXT} bytes, found a longer one");
            self.field = Field::Skipped;
            return self.complain(&error::LIMIT, line, 0, &message);
        }
        details::append(&mut self.text, value, &mut self.was_full);
        self.text_lines += 1;
        if self.text_lines == 7 || (value.len() > details::LINE && value.is_ascii()) {
            let message = "expected texts of at most 6 lines of 65 characters, found more";
            self.once(&error::TOO_LONG, line, 0, message);
        }
    }

    /// A line without tag.
    fn continued(&mut self, line: &Line<'_>, bytes: &[u8]) {
        match self.field {
            Field::Nothing | Field::Skipped => {}
            Field::EntryText => self.text_line(line, bytes),
            _ if bytes.trim_ascii().is_empty() => {}
            Field::Single => {
                let message = "expected a field that begins with its tag, found a further line, which is not read";
                self.once(&error::NOT_READ, line, 0, message);
            }
            Field::Line => {
                if bytes.len() > SUPPLEMENT && bytes.is_ascii() {
                    let message =
                        "expected at most 34 characters behind a statement line, found more";
                    self.once(&error::TOO_LONG, line, 0, message);
                }
                let text = self.encoding.text(bytes.trim_ascii());
                let Some(entry) = self.held.last() else {
                    return;
                };
                if entry.text.len() + text.len() > MAX_TEXT {
                    let message =
                        format!("expected texts of at most {MAX_TEXT} bytes, found a longer one");
                    self.field = Field::Skipped;
                    return self.complain(&error::LIMIT, line, 0, &message);
                }
                if !entry.text.is_empty() {
                    entry.text.push('\n');
                }
                entry.text.push_str(&text);
            }
        }
    }

    /// The text of the entry read last is complete.
    #[inline]
    fn flush(&mut self, line: &Line<'_>) {
        let was_latin1 = self.encoding.latin1;
        self.take_text();
        if self.encoding.latin1 && !was_latin1 {
            let message = "expected texts in UTF-8, found other bytes at or before this line, which are read as ISO-8859-1";
            self.once(&error::NOT_UTF8, line, 0, message);
        }
    }

    fn take_text(&mut self) {
        if !self.text.is_empty()
            && let Some(draft) = &mut self.draft
            && let Some(entry) = self.held.last()
        {
            let text = self.encoding.text(&self.text);
            if entry.text.is_empty() && details::is_free(&self.text) {
                entry.text.push_str(&text);
            } else {
                let before = entry.transactions.len();
                details::fill(entry, &text, &mut self.room);
                draft.transactions += u64::from(entry.transactions.len() > before);
            }
        }
        self.text.clear();
        (self.text_lines, self.was_full) = (0, false);
    }

    fn end_of_file(&mut self, end: Position) {
        let was_latin1 = self.encoding.latin1;
        self.close();
        if self.encoding.latin1 && !was_latin1 && !self.said.contains(&error::NOT_UTF8.code) {
            let message =
                "expected texts in UTF-8, found other bytes, which are read as ISO-8859-1";
            complain(&mut self.complaints, &error::NOT_UTF8, end, message);
        }
        if let Some(at) = self.cut {
            let message =
                "expected a line end at the end of the file, found none: the file may be cut";
            complain(&mut self.complaints, &error::ENDS_EARLY, at, message);
        } else if self.in_block {
            let message = "expected the end of the message block (-}), found the end of the file";
            complain(&mut self.complaints, &error::ENDS_EARLY, end, message);
        }
        if self.check.totals.is_empty() {
            let message = "expected a statement that begins with :20:, found none";
            complain(&mut self.complaints, &error::NO_STATEMENT, end, message);
        }
        self.check.end(self.options, &mut self.complaints);
    }

    /// The statement is complete: checks it and hands it on.
    fn close(&mut self) {
        self.take_text();
        self.field = Field::Nothing;
        let Some(mut draft) = self.draft.take() else {
            return;
        };
        let mut entries = self.held.lend();
        let at = draft.position;
        let complaints = &mut self.complaints;
        let currency = draft.opening.or(draft.closing).map(|b| b.currency);
        let currency = currency.map(Currency::text).unwrap_or_default();
        let written = draft.account.as_deref().unwrap_or_default();
        let (account, is_odd) = field::account(written, &currency);
        missing_fields(&draft, complaints);
        if is_odd {
            let message = format!(
                "expected a Norwegian account number whose check digits fit, found one ending in {}",
                account_ending(&account)
            );
            complain(complaints, &error::ACCOUNT_CHECK_DIGIT, at, &message);
        }
        apply_reversal_rule(&mut entries, &mut draft.sums, &account, self.options);
        check::balances(
            draft.opening.as_ref(),
            draft.available.iter().map(|(_, balance)| balance),
            draft.closing.as_ref(),
            complaints,
        );
        let is_sound = draft.broken == 0;
        let balances = (draft.opening.as_ref(), draft.closing.as_ref());
        let equation = check::equation(balances, &draft.sums, is_sound, at, complaints);
        let (number, page) = draft.number.unwrap_or_default();
        let is_last = !draft.closing.is_some_and(|closing| closing.is_intermediate);
        let fit = |sum: i128| Ore::bounded(sum);
        if draft.sums.credit.max(draft.sums.debit) > i128::from(i64::MAX) {
            let message = "expected sums that fit 92 233 720 368 547 758,07, found more";
            complain(complaints, &error::LIMIT, at, message);
        }
        let mut statement = Statement {
            position: at,
            id: draft.id,
            sequence: Some(i64::from(number)).filter(|number| *number > 0),
            created: String::new(),
            from_to: None,
            copy: String::new(),
            account,
            currency,
            opening: draft
                .opening
                .map(|balance| record_balance("OPBD", &balance)),
            closing: draft
                .closing
                .map(|balance| record_balance("CLBD", &balance)),
            other_balances: draft
                .available
                .iter()
                .map(|(code, balance)| record_balance(code, balance))
                .collect(),
            page: page.map(|page| (page, is_last)),
            entries,
            transactions: draft.transactions,
            sum_credit: fit(draft.sums.credit),
            sum_debit: fit(draft.sums.debit),
            equation,
        };
        self.check.remember(
            &statement,
            (number, page),
            (draft.opening, draft.closing),
            draft.sums.booked,
        );
        (self.sink)(&mut statement);
        self.held.take_back(statement.entries);
    }
}

fn record_balance(code: &str, balance: &ReadBalance) -> Balance {
    Balance {
        code: if balance.is_intermediate {
            "ITBD"
        } else {
            code
        }
        .to_owned(),
        amount: balance.amount,
        date: balance.date,
    }
}

/// What a statement must have.
fn missing_fields(draft: &Draft, complaints: &mut Complaints) {
    let at = draft.position;
    if draft.is_headless {
        return;
    }
    if draft.account.as_deref().unwrap_or_default().is_empty() {
        let message = "expected an account (25) in the statement, found none";
        complain(complaints, &error::FIELD_MISSING, at, message);
    }
    if !draft.has_opening {
        let (kind, message) = if draft.is_interim {
            (
                &error::OTHER_MESSAGE,
                "expected a customer statement with balances, found an interim report (MT942)",
            )
        } else {
            (
                &error::FIELD_MISSING,
                "expected an opening balance (60F or 60M) in the statement, found none",
            )
        };
        complain(complaints, kind, at, message);
    }
    if draft.number.is_none() {
        let message = "expected a statement number (28C) in the statement, found none";
        complain(complaints, &error::NUMBER, at, message);
    }
}

/// The bank marks reversals the other way round.
fn apply_reversal_rule(entries: &mut [Entry], sums: &mut Sums, account: &str, options: &Options) {
    use domain::agency::ReversalRule;
    if options.reversal.get(account).copied().unwrap_or_default() != ReversalRule::Inverted {
        return;
    }
    *sums = Sums::default();
    for entry in entries {
        if entry.reversal {
            entry.amount.0 = -entry.amount.0;
            for transaction in &mut entry.transactions {
                transaction.amount = Some(entry.amount);
            }
        }
        sums.add(entry.amount, entry.status == Status::Booked, entry.reversal);
    }
}

/// `1!a6!n3!a15d`: C or D, date, currency, amount.
fn read_balance(
    value: &[u8],
    is_intermediate: bool,
    position: Position,
) -> Result<ReadBalance, (usize, &'static str)> {
    let is_credit = match value.first() {
        Some(b'C') => true,
        Some(b'D') => false,
        _ => {
            return Err((
                0,
                "expected C or D at the start of a balance, found something else",
            ));
        }
    };
    let date = value.get(1..7).unwrap_or_default();
    if date.len() < 6 || !date.iter().all(u8::is_ascii_digit) {
        return Err((
            1,
            "expected the date of a balance as YYMMDD, found something else",
        ));
    }
    let currency = Currency::read(value.get(7..10).unwrap_or_default()).map_err(|_| {
        (
            7,
            "expected a currency of three capital letters, found something else",
        )
    })?;
    let digits = value.get(10..).unwrap_or_default().trim_ascii();
    let (amount, _) =
        field::amount(digits, currency.exponent()).map_err(|fault| (10, fault.sentence()))?;
    Ok(ReadBalance {
        is_intermediate,
        funds: value.get(9).copied().unwrap_or_default(),
        amount: if is_credit { amount } else { Ore(-amount.0) },
        currency,
        date: match field::date(date) {
            SixDigits::Date(date) => Some(date),
            SixDigits::Beyond(_) | SixDigits::Impossible => None,
        },
        position,
    })
}
