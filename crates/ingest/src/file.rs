//! One file: recognised, read, verified, turned into rows.
//!
//! A file with one error keeps its diagnostics and loses its rows. Not here: what a file means together with others
//! (`assemble`).

use std::collections::BTreeSet;
use std::io::{self, BufRead};
use std::sync::Arc;

use domain::agency::{Mapping, Playbook};
use domain::{Diagnostic, Digest, Ore, Period, Position, Severity};
use formats::{FormatId, camt053, delimited, ocr_giro, saft};
use frames::day;
use frames::frame::{
    BankEntriesRows, BankEntry, BankStatement, BankStatementsRows, IncomingPayment,
    IncomingPaymentsRows, LedgerBalance, LedgerBalancesRows, LedgerLine, LedgerLinesRows,
    SubledgerBalance, SubledgerBalancesRows, SubledgerItem, SubledgerItemsRows,
};

use crate::disk::{InboxFile, open, rewind};

/// The figures of a file, by format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Totals {
    /// SAF-T: one per part; a plain file is one part.
    Saft(Vec<saft::record::Totals>),
    /// camt.053.
    Camt053(camt053::record::Totals),
    /// OCR giro.
    OcrGiro(ocr_giro::record::Totals),
    /// Delimited text.
    Delimited(delimited::record::Totals),
    /// Not recognised.
    Unknown,
}

/// The rows of one file; the `file` columns are still 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) ledger_lines: LedgerLinesRows,
    pub(crate) ledger_balances: LedgerBalancesRows,
    pub(crate) subledger_balances: SubledgerBalancesRows,
    pub(crate) subledger_items: SubledgerItemsRows,
    pub(crate) bank_statements: BankStatementsRows,
    pub(crate) bank_entries: BankEntriesRows,
    pub(crate) incoming_payments: IncomingPaymentsRows,
}

/// Everything one file says, and everything wrong with it.
#[derive(Clone, Debug)]
pub struct FileContent {
    /// File name without folder.
    pub name: String,
    /// Its content.
    pub sha256: Digest,
    /// Size in bytes.
    pub bytes: u64,
    /// What it is; `None` if it was not recognised.
    pub format: Option<FormatId>,
    /// Version of the format; empty if it has none.
    pub version: String,
    /// Encoding; empty if unknown.
    pub encoding: String,
    /// Its figures.
    pub totals: Totals,
    /// Everything wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// First and last month its rows belong to; `None` if it has none or they could not be told.
    pub scope: Option<(Period, Period)>,
    /// First and last month of the export it is a loose part of; `None` if it is a whole.
    pub set_scope: Option<(Period, Period)>,
    /// Records read.
    pub records: u64,
    /// Whether it was set aside because another file says the same.
    pub set_aside: bool,
    /// Shared by the periods that need the file.
    pub(crate) rows: Arc<Rows>,
}

impl FileContent {
    /// Whether it may be used: recognised, not one error, not a copy of another.
    pub fn is_accepted(&self) -> bool {
        self.format.is_some()
            && !self.set_aside
            && self
                .diagnostics
                .iter()
                .all(|d| d.severity != Severity::Error)
    }

    /// The control sums that the manifest keeps, by name, as decimal text.
    pub fn control(&self) -> Vec<(String, String)> {
        let decimal = |ore: i128| {
            i64::try_from(ore).map_or_else(|_| ore.to_string(), |ore| Ore(ore).to_string())
        };
        let pairs: Vec<(&str, String)> = match &self.totals {
            Totals::Saft(parts) => vec![
                ("debit", decimal(parts.iter().map(|t| t.debit).sum())),
                ("credit", decimal(parts.iter().map(|t| t.credit).sum())),
            ],
            Totals::Camt053(totals) => vec![
                ("statements", totals.statements.len().to_string()),
                (
                    "credit",
                    decimal(
                        totals
                            .statements
                            .iter()
                            .map(|s| i128::from(s.sum_credit.0))
                            .sum(),
                    ),
                ),
                (
                    "debit",
                    decimal(
                        totals
                            .statements
                            .iter()
                            .map(|s| i128::from(s.sum_debit.0))
                            .sum(),
                    ),
                ),
            ],
            Totals::OcrGiro(totals) => vec![("amount", totals.amount.to_string())],
            Totals::Delimited(totals) => vec![
                ("debit", decimal(totals.debit)),
                ("credit", decimal(totals.credit)),
            ],
            Totals::Unknown => Vec::new(),
        };
        pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn refuse(&mut self, code: &'static str, message: impl Into<String>, hint: &'static str) {
        let at = Position {
            byte: 0,
            line: 1,
            column: 1,
            record: 0,
        };
        self.diagnostics
            .push(Diagnostic::new(Severity::Error, code, at, message).hint(hint));
    }

    fn widen(&mut self, period: Period) {
        let period = if period.is_month() {
            period
        } else {
            let month = if period.number() == 0 { 1 } else { 12 };
            Period::new(period.year(), month).unwrap_or(period)
        };
        self.scope = Some(self.scope.map_or((period, period), |(first, last)| {
            (first.min(period), last.max(period))
        }));
    }
}

/// How files are to be read: what the playbook pins down. Without a playbook (`inspect`), the formats' defaults.
#[derive(Clone, Debug, Default)]
struct ReadOptions {
    mappings: Vec<Mapping>,
    camt053: camt053::Options,
    ocr_giro: ocr_giro::Options,
}

impl ReadOptions {
    fn of(playbook: Option<&Playbook>) -> Self {
        let Some(playbook) = playbook else {
            return Self::default();
        };
        let mut options = Self {
            mappings: playbook.mappings.clone(),
            ..Self::default()
        };
        for account in &playbook.bank_accounts {
            let number = account.number.as_str().to_owned();
            options
                .camt053
                .reversal
                .insert(number.clone(), account.reversal);
            if let Some(kid) = account.kid {
                options.ocr_giro.kid.insert(number, kid);
            }
        }
        options
    }
}

/// Reads one file. With a playbook, what does not belong to the agency is refused. With `format`, the file must be of
/// that format. `Err` only when the disk fails; whatever is wrong with the content is a diagnostic.
pub fn read_file(
    file: &InboxFile,
    playbook: Option<&Playbook>,
    format: Option<FormatId>,
) -> io::Result<FileContent> {
    let mut input = open(&file.path)?;
    let head = input.fill_buf()?;
    let head = head.get(..head.len().min(1 << 16)).unwrap_or_default();
    let is_zip = head.starts_with(b"PK\x03\x04");
    let claims = if is_zip {
        vec![FormatId::Saft]
    } else {
        formats::sniff(head)
    };
    let empty = head.is_empty();
    let mut content = FileContent {
        name: file.name.clone(),
        sha256: file.sha256,
        bytes: file.bytes,
        format: None,
        version: String::new(),
        encoding: String::new(),
        totals: Totals::Unknown,
        diagnostics: Vec::new(),
        scope: None,
        set_scope: None,
        records: 0,
        set_aside: false,
        rows: Arc::default(),
    };
    content.format = match (format, claims.as_slice()) {
        _ if empty => {
            content.refuse(
                "INGEST001",
                "expected content, found an empty file",
                "ask the sender for the file again",
            );
            None
        }
        (Some(pinned), _) => Some(pinned),
        (None, [one]) => Some(*one),
        (None, []) => {
            content.refuse(
                "INGEST002",
                "the content is of no known format (SAF-T, camt.053, OCR giro, delimited text with headings)",
                "move the file out of the inbox; for a listing, check that it has a row of headings",
            );
            None
        }
        (None, several) => {
            let names: Vec<_> = several.iter().map(|format| format.as_str()).collect();
            content.refuse(
                "INGEST003",
                format!("the content could be {}", names.join(" or ")),
                "name the format with --format, and report this file: formats must be told apart by content",
            );
            None
        }
    };
    let options = ReadOptions::of(playbook);
    match content.format {
        Some(FormatId::Saft) if is_zip => {
            rewind(&mut input)?;
            read_saft_zip(&mut content, input);
        }
        Some(FormatId::Saft) => read_saft(&mut content, input),
        Some(FormatId::Camt053) => read_camt053(&mut content, input, &options),
        Some(FormatId::OcrGiro) => read_ocr_giro(&mut content, input, &options),
        Some(FormatId::Delimited) => read_delimited(&mut content, input, &options),
        Some(_) | None => {}
    }
    if let Some(playbook) = playbook {
        check_belongs(&mut content, playbook);
    }
    if !content.is_accepted() {
        content.rows = Arc::default();
    }
    Ok(content)
}

fn read_saft(content: &mut FileContent, input: impl BufRead) {
    let mut rows = Rows::default();
    let read = saft::read(input, &saft::Options::default(), &mut |record| {
        push_saft(&mut rows, 0, record);
    });
    content.diagnostics = read.diagnostics;
    finish_saft(content, rows, vec![read.totals]);
}

fn read_saft_zip(content: &mut FileContent, input: impl io::Read + io::Seek) {
    let mut rows = Rows::default();
    let read = saft::bundle::read_zip(input, &saft::Options::default(), &mut |part, record| {
        push_saft(&mut rows, part, record);
    });
    content.diagnostics = read.diagnostics;
    finish_saft(
        content,
        rows,
        read.totals
            .parts
            .into_iter()
            .map(|(_, totals)| totals)
            .collect(),
    );
}

/// The selection of balances is known only when the header has been read; until then `from_period` holds the part.
fn push_saft(rows: &mut Rows, part: usize, record: saft::record::Record) {
    use saft::record::{PartyKind, Record};
    let part = i32::try_from(part).unwrap_or(i32::MAX);
    match record {
        Record::Account(account) => rows.ledger_balances.push(LedgerBalance {
            record: account.position.record,
            from_period: part,
            account: account.id,
            opening_ore: account.opening.0,
            closing_ore: account.closing.0,
            ..LedgerBalance::default()
        }),
        Record::Party(party) => rows.subledger_balances.push(SubledgerBalance {
            record: party.position.record,
            from_period: part,
            kind: match party.kind {
                PartyKind::Customer => "customer",
                PartyKind::Supplier => "supplier",
            }
            .to_owned(),
            account: party.account,
            party: party.id,
            opening_ore: party.opening.0,
            closing_ore: party.closing.0,
            ..SubledgerBalance::default()
        }),
        Record::Line(line) => rows.ledger_lines.push(LedgerLine {
            file: 0,
            record: line.position.record,
            line: line.position.line,
            account: line.account,
            period: line.period.as_i32(),
            day: day(line.date),
            voucher: line.voucher,
            voucher_type: line.voucher_type,
            batch: line.batch,
            reference: if line.reference.is_empty() {
                line.source_document
            } else {
                line.reference
            },
            kid: line.kid,
            party: line.party.map(|(_, id)| id).unwrap_or_default(),
            amount_ore: line.amount.0,
            currency: String::new(),
            text: line.description,
        }),
    }
}

fn finish_saft(content: &mut FileContent, mut rows: Rows, parts: Vec<saft::record::Totals>) {
    let selections: Vec<Option<(i32, i32)>> = parts
        .iter()
        .map(|t| {
            t.header
                .selection
                .map(|(from, to)| (from.as_i32(), to.as_i32()))
        })
        .collect();
    for (from, to) in parts.iter().filter_map(|totals| totals.header.selection) {
        content.widen(from);
        content.widen(to);
    }
    let of_part = |part: i32| {
        usize::try_from(part)
            .ok()
            .and_then(|part| selections.get(part).copied().flatten())
    };
    rows.ledger_balances.set_selection(of_part);
    rows.subledger_balances.set_selection(of_part);
    let currency = parts
        .first()
        .map(|totals| totals.header.currency.clone())
        .unwrap_or_default();
    rows.ledger_lines.set_currency(if currency.is_empty() {
        "NOK"
    } else {
        &currency
    });
    content.version = parts
        .first()
        .map(|totals| totals.version.clone())
        .unwrap_or_default();
    "utf-8".clone_into(&mut content.encoding);
    let (lines, debit, credit) = parts.iter().fold((0, 0, 0), |sum, t| {
        (sum.0 + t.lines, sum.1 + t.debit, sum.2 + t.credit)
    });
    content.records = lines;
    verify(
        content,
        lines,
        debit - credit,
        rows.ledger_lines.len(),
        rows.ledger_lines.sum_ore(),
    );
    content.totals = Totals::Saft(parts);
    content.rows = Arc::new(rows);
}

fn read_camt053(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let mut periods: Vec<Period> = Vec::new();
    let read = camt053::read(input, &options.camt053, &mut |statement| {
        push_statement(&mut rows, &mut periods, statement);
    });
    content.diagnostics = read.diagnostics;
    for period in periods {
        content.widen(period);
    }
    let entries = read.totals.statements.iter().map(|s| s.entries).sum();
    let net = read
        .totals
        .statements
        .iter()
        .map(|s| i128::from(s.sum_credit.0) - i128::from(s.sum_debit.0))
        .sum();
    content.records = entries;
    verify(
        content,
        entries,
        net,
        rows.bank_entries.len(),
        rows.bank_entries.sum_ore(),
    );
    content.version.clone_from(&read.totals.version);
    content.encoding.clone_from(&read.totals.encoding);
    content.totals = Totals::Camt053(read.totals);
    content.rows = Arc::new(rows);
}

fn push_statement(
    rows: &mut Rows,
    periods: &mut Vec<Period>,
    statement: camt053::record::Statement,
) {
    use camt053::record::Status;
    let opening = statement.opening.as_ref();
    let closing = statement.closing.as_ref();
    let booked = statement
        .entries
        .iter()
        .filter_map(|entry| entry.booking_date);
    let first = statement
        .from_to
        .map(|(from, _)| from)
        .or(closing.and_then(|b| b.date))
        .or(booked.clone().min());
    let last = statement
        .from_to
        .map(|(_, to)| to)
        .or(closing.and_then(|b| b.date))
        .or(booked.max());
    let last_day = last.map_or(0, day);
    periods.extend([first, last].into_iter().flatten().filter_map(Period::of));
    rows.bank_statements.push(BankStatement {
        file: 0,
        record: statement.position.record,
        line: statement.position.line,
        account: statement.account.clone(),
        id: statement.id,
        sequence: statement.sequence.unwrap_or(-1),
        from_day: first.map_or(last_day, day),
        to_day: last_day,
        opening_ore: opening.map_or(0, |b| b.amount.0),
        closing_ore: closing.map_or(0, |b| b.amount.0),
        has_balances: u32::from(opening.is_some() && closing.is_some()),
        currency: statement.currency.clone(),
    });
    for entry in statement.entries {
        let mut kids = entry.transactions.iter().flat_map(|tx| tx.kids.iter());
        let kid = match (kids.next(), kids.next()) {
            (Some(kid), None) => kid.clone(),
            _ => String::new(),
        };
        let text = std::iter::once(entry.text.as_str())
            .chain(entry.transactions.iter().map(|tx| tx.text.as_str()))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
            .to_owned();
        periods.extend(entry.booking_date.and_then(Period::of));
        rows.bank_entries.push(BankEntry {
            file: 0,
            record: entry.position.record,
            line: entry.position.line,
            statement: statement.position.record,
            account: statement.account.clone(),
            day: entry.booking_date.map_or(last_day, day),
            amount_ore: entry.amount.0,
            currency: statement.currency.clone(),
            status: match entry.status {
                Status::Booked => "booked",
                Status::Pending => "pending",
                Status::Information => "information",
            }
            .to_owned(),
            bank_ref: entry.bank_ref,
            kid,
            batch: entry.batch,
            code: entry.code,
            group_code: entry.group_code,
            text,
        });
    }
}

fn read_ocr_giro(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = IncomingPaymentsRows::default();
    let mut periods: BTreeSet<Period> = BTreeSet::new();
    let read = ocr_giro::read(input, &options.ocr_giro, &mut |payment| {
        periods.extend(Period::of(payment.settlement_date));
        rows.push(IncomingPayment {
            file: 0,
            record: payment.position.record,
            line: payment.position.line,
            account: payment.account,
            day: day(payment.settlement_date),
            lump: payment.lump,
            kind: u32::from(payment.kind),
            amount_ore: payment.amount.0,
            kid: payment.kid,
        });
    });
    content.diagnostics = read.diagnostics;
    for period in periods {
        content.widen(period);
    }
    content.records = read.totals.transactions;
    let payments = read.totals.transactions - read.totals.skipped_service_21;
    // The stated total counts reversals (18, 20) with plus; only a file without them has the ledger's sum.
    let sum = rows.sum_ore();
    verify(content, payments, sum, rows.len(), sum);
    "iso-8859-1".clone_into(&mut content.encoding);
    content.totals = Totals::OcrGiro(read.totals);
    content.rows = Arc::new(Rows {
        incoming_payments: rows,
        ..Rows::default()
    });
}

fn read_delimited(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    use delimited::record::Record;
    let mut rows = Rows::default();
    let mut periods: BTreeSet<Period> = BTreeSet::new();
    let reader_options = delimited::Options {
        mappings: options.mappings.clone(),
    };
    let read = delimited::read(input, &reader_options, &mut |record| match record {
        Record::Ledger(row) => {
            periods.insert(row.period);
            rows.ledger_lines.push(LedgerLine {
                file: 0,
                record: row.position.record,
                line: row.position.line,
                account: row.account,
                period: row.period.as_i32(),
                day: day(row.date),
                voucher: row.voucher,
                voucher_type: row.voucher_type,
                batch: row.batch,
                reference: row.reference,
                kid: row.kid,
                party: row.party,
                amount_ore: row.amount.0,
                currency: if row.currency.is_empty() {
                    "NOK".to_owned()
                } else {
                    row.currency
                },
                text: row.text,
            });
        }
        Record::Subledger(row) => {
            periods.insert(row.period);
            rows.subledger_items.push(SubledgerItem {
                file: 0,
                record: row.position.record,
                line: row.position.line,
                period: row.period.as_i32(),
                account: row.account,
                party: row.party,
                voucher: row.voucher,
                day: day(row.date),
                amount_ore: row.amount.0,
                kid: row.kid,
            });
        }
    });
    content.diagnostics = read.diagnostics;
    for period in periods {
        content.widen(period);
    }
    content.records = read.totals.rows;
    let frame_rows = rows.ledger_lines.len() + rows.subledger_items.len();
    let frame_sum = rows.ledger_lines.sum_ore() + rows.subledger_items.sum_ore();
    verify(
        content,
        read.totals.rows,
        read.totals.debit - read.totals.credit,
        frame_rows,
        frame_sum,
    );
    content.encoding.clone_from(&read.totals.encoding);
    content.totals = Totals::Delimited(read.totals);
    content.rows = Arc::new(rows);
}

/// The pair assertion: what the reader counted must be what lies in the frame.
fn verify(
    content: &mut FileContent,
    records: u64,
    sum: i128,
    frame_records: usize,
    frame_sum: i128,
) {
    let intact = u64::try_from(frame_records) == Ok(records) && sum == frame_sum;
    if !intact
        && content
            .diagnostics
            .iter()
            .all(|d| d.severity != Severity::Error)
    {
        content.refuse(
            "INGEST004",
            format!("the reader counted {records} records and {sum} øre, the frame holds {frame_records} and {frame_sum}"),
            "this is a fault of avstem; keep the file and report it",
        );
    }
}

fn check_belongs(content: &mut FileContent, playbook: &Playbook) {
    let known = |number: &str| {
        playbook
            .bank_accounts
            .iter()
            .any(|account| account.number.as_str() == number)
    };
    match content.totals.clone() {
        Totals::Saft(parts) => {
            for totals in parts {
                let stated = totals.header.organisation.replace([' ', '\u{a0}'], "");
                if stated != playbook.organisation.as_str() && !stated.is_empty() {
                    content.refuse(
                        "INGEST005",
                        format!(
                            "expected the ledger of organisation {}, found {stated}",
                            playbook.organisation
                        ),
                        "move the file to the right agency's inbox",
                    );
                }
            }
        }
        Totals::Camt053(totals) => {
            let (ours, others): (Vec<_>, Vec<_>) =
                totals.statements.iter().partition(|s| known(&s.account));
            if ours.is_empty() && !others.is_empty() {
                content.refuse(
                    "INGEST006",
                    "expected statements of this agency's bank accounts, found none of them",
                    "move the file to the right agency's inbox, or add the bank account to the playbook",
                );
            } else {
                for statement in others {
                    let at = Position {
                        byte: 0,
                        line: 1,
                        column: 1,
                        record: 0,
                    };
                    let message = format!(
                        "account *******{} is not in the playbook; its {} entries are left out",
                        statement
                            .account
                            .get(statement.account.len().saturating_sub(4)..)
                            .unwrap_or_default(),
                        statement.entries
                    );
                    content.diagnostics.push(
                        Diagnostic::new(Severity::Warning, "INGEST007", at, message).hint(
                            "add the bank account to the playbook, or ask the bank to leave it out",
                        ),
                    );
                }
            }
        }
        Totals::OcrGiro(_) => {
            let rows = &content.rows.incoming_payments;
            let foreign = rows.account.iter().find(|account| !known(account));
            let foreign = foreign.map(str::to_owned);
            if let Some(foreign) = foreign {
                let tail = foreign
                    .get(foreign.len().saturating_sub(4)..)
                    .unwrap_or_default()
                    .to_owned();
                content.refuse(
                    "INGEST008",
                    format!("expected payments to this agency's bank accounts, found account *******{tail}"),
                    "move the file to the right agency's inbox, or add the bank account to the playbook",
                );
            }
        }
        Totals::Delimited(_) | Totals::Unknown => {}
    }
}
