//! One file: recognised, read, verified, turned into rows.
//!
//! A file with one error keeps its diagnostics and loses its rows. Not here: how the records of a format become rows
//! (one module per family: `ledger`, `bank`, `payments`, `tables`), whose the file is (`belongs`), what it means together
//! with others (`assemble`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use domain::agency::{Mapping, Playbook, SequenceRule};
use domain::{Delivery, Diagnostic, Digest, Input, Ore, Period, Position, SeriesNumber, Severity};
use formats::{
    FormatId, camt053, camt054, delimited, edifact, gl07, k27, mt940, ocr_giro, pain001, pain002,
    parquet, saft, telepay, xlsx,
};
use frames::frame::{
    BankEntriesRows, BankStatementsRows, ImportLinesRows, IncomingPaymentsRows, LedgerBalancesRows,
    LedgerLinesRows, NavRefundsRows, OutgoingPaymentsRows, PaymentStatusesRows,
    SubledgerBalancesRows, SubledgerItemsRows,
};

use frames::register::RegisterRows;

use crate::belongs::check_belongs;
use crate::disk::{InboxFile, open, rewind};
use crate::nav::{self, Beside};
use crate::postings::Entered;
use crate::{bank, ledger, orders, receipts, tables};

/// The figures of a file, by format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Totals {
    /// SAF-T: one per part; a plain file is one part.
    Saft(Vec<saft::record::Totals>),
    /// camt.053.
    Camt053(camt053::record::Totals),
    /// OCR giro.
    OcrGiro(ocr_giro::record::Totals),
    /// camt.054.
    Camt054(camt054::record::Totals),
    /// MT940.
    Mt940(mt940::record::Totals),
    /// CREMUL, DEBMUL, BANSTA.
    Edifact(edifact::record::Totals),
    /// Telepay.
    Telepay(telepay::record::Totals),
    /// pain.001.
    Pain001(pain001::record::Totals),
    /// pain.002.
    Pain002(pain002::record::Totals),
    /// GL07.
    Gl07(gl07::record::Totals),
    /// K27, with what the file is if it lies beside a report.
    K27(k27::record::Totals, Beside),
    /// Delimited text.
    Delimited(delimited::record::Totals),
    /// Workbook.
    Xlsx(xlsx::record::Totals),
    /// Parquet.
    Parquet(parquet::record::Totals),
    /// Not recognised.
    Unknown,
}

/// The rows of one file; the `file` columns are still 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) ledger_lines: LedgerLinesRows,
    /// Who entered them; it does not go on into the frames.
    pub(crate) entered: Entered,
    pub(crate) ledger_balances: LedgerBalancesRows,
    pub(crate) subledger_balances: SubledgerBalancesRows,
    pub(crate) subledger_items: SubledgerItemsRows,
    pub(crate) bank_statements: BankStatementsRows,
    pub(crate) bank_entries: BankEntriesRows,
    pub(crate) incoming_payments: IncomingPaymentsRows,
    pub(crate) outgoing_payments: OutgoingPaymentsRows,
    pub(crate) payment_statuses: PaymentStatusesRows,
    pub(crate) nav_refunds: NavRefundsRows,
    pub(crate) import_lines: ImportLinesRows,
    /// By the id of their kind.
    pub(crate) registers: BTreeMap<&'static str, RegisterRows>,
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
    /// Periods 13 and 14 that its rows belong to; in its scope they count as December.
    pub special: BTreeSet<Period>,
    /// Records read.
    pub records: u64,
    /// What it delivers, in file order; nothing if it is refused.
    pub deliveries: Vec<Delivery>,
    /// Whether it was set aside because another file says the same.
    pub set_aside: bool,
    /// Shared by the periods that need the file.
    pub(crate) rows: Arc<Rows>,
}

impl FileContent {
    /// A file of which nothing has been read.
    fn unread(file: &InboxFile) -> Self {
        Self {
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
            special: BTreeSet::new(),
            records: 0,
            deliveries: Vec::new(),
            set_aside: false,
            rows: Arc::default(),
        }
    }

    /// Periods 13 and 14 of its postings, whatever its selection says.
    fn note_special(&mut self) {
        let periods = self.rows.ledger_lines.period.iter();
        let special = periods.filter_map(|period| Period::from_i32(*period));
        self.special
            .extend(special.filter(|period| period.number() > 12));
    }

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
            Totals::Camt053(totals) | Totals::Mt940(totals) => statement_control(totals),
            Totals::Camt054(totals) => {
                let sum = |of: &dyn Fn(&camt054::record::NotificationTotals) -> Ore| {
                    let all = totals.notifications.iter();
                    decimal(all.map(|n| i128::from(of(n).0)).sum())
                };
                vec![
                    ("notifications", totals.notifications.len().to_string()),
                    ("credit", sum(&|n| n.sum_credit)),
                    ("debit", sum(&|n| n.sum_debit)),
                ]
            }
            Totals::Edifact(totals) => vec![
                ("lines", totals.lines.to_string()),
                ("amount", totals.amount.to_string()),
            ],
            Totals::Telepay(totals) => vec![
                ("batches", totals.batches.len().to_string()),
                ("amount", totals.amount.to_string()),
                ("rejected", totals.rejected.to_string()),
            ],
            Totals::Pain001(totals) => vec![("amount", totals.amount.to_string())],
            Totals::Pain002(totals) => vec![("transactions", totals.transactions.to_string())],
            Totals::Gl07(totals) => vec![
                ("debit", decimal(totals.debit)),
                ("credit", decimal(totals.credit)),
            ],
            Totals::K27(totals, _) => vec![("amount", totals.amount.to_string())],
            Totals::OcrGiro(totals) => vec![("amount", totals.amount.to_string())],
            Totals::Delimited(totals) => vec![
                ("debit", decimal(totals.debit)),
                ("credit", decimal(totals.credit)),
            ],
            Totals::Xlsx(totals) => vec![
                ("debit", decimal(totals.debit)),
                ("credit", decimal(totals.credit)),
            ],
            Totals::Parquet(totals) => vec![
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

    pub(crate) fn refuse(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        hint: &'static str,
    ) {
        let at = Position {
            byte: 0,
            line: 1,
            column: 1,
            record: 0,
        };
        self.diagnostics
            .push(Diagnostic::new(Severity::Error, code, at, message).hint(hint));
    }

    /// Says something that is neither wrong nor doubtful.
    pub(crate) fn inform(&mut self, code: &'static str, message: String, hint: &'static str) {
        let at = Position {
            byte: 0,
            line: 1,
            column: 1,
            record: 0,
        };
        self.diagnostics
            .push(Diagnostic::new(Severity::Info, code, at, message).hint(hint));
    }

    /// A delivery of this file, with nothing known but what it is.
    pub(crate) fn delivery(&self, input: Input) -> Delivery {
        Delivery {
            input,
            file: self.sha256.file_id(),
            name: self.name.clone(),
            account: String::new(),
            id: String::new(),
            days: None,
            made: None,
            number: None,
            records: 0,
            amount: Ore(0),
            is_copy: false,
        }
    }

    /// The pair assertion: what the reader counted must be what lies in the frame.
    pub(crate) fn verify(&mut self, (records, sum): (u64, i128), (rows, rows_sum): (usize, i128)) {
        let intact = u64::try_from(rows) == Ok(records) && sum == rows_sum;
        if !intact
            && self
                .diagnostics
                .iter()
                .all(|d| d.severity != Severity::Error)
        {
            self.refuse(
                "INGEST004",
                format!("the reader counted {records} records and {sum} øre, the frame holds {rows} and {rows_sum}"),
                "this is a fault of avstem; keep the file and report it",
            );
        }
    }

    pub(crate) fn widen(&mut self, period: Period) {
        if period.number() > 12 {
            self.special.insert(period);
        }
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

fn statement_control(totals: &camt053::record::Totals) -> Vec<(&'static str, String)> {
    let sum = |of: &dyn Fn(&camt053::record::StatementTotals) -> Ore| {
        let sum: i128 = totals.statements.iter().map(|s| i128::from(of(s).0)).sum();
        i64::try_from(sum).map_or_else(|_| sum.to_string(), |ore| Ore(ore).to_string())
    };
    vec![
        ("statements", totals.statements.len().to_string()),
        ("credit", sum(&|s| s.sum_credit)),
        ("debit", sum(&|s| s.sum_debit)),
    ]
}

/// How files are to be read: what the playbook pins down. Without a playbook (`inspect`), the formats' defaults.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadOptions {
    /// Whether the rows are wanted. A file that is only looked at is read with constant memory.
    pub(crate) keep: bool,
    pub(crate) mappings: Vec<Mapping>,
    pub(crate) camt053: camt053::Options,
    pub(crate) ocr_giro: ocr_giro::Options,
    pub(crate) mt940: mt940::Options,
    pub(crate) edifact: edifact::Options,
    pub(crate) pain001: pain001::Options,
    pub(crate) gl07: gl07::Options,
    /// How each bank account numbers its statements.
    sequence: BTreeMap<String, SequenceRule>,
}

impl ReadOptions {
    fn of(playbook: Option<&Playbook>) -> Self {
        let Some(playbook) = playbook else {
            return Self::default();
        };
        let mut options = Self {
            keep: true,
            mappings: playbook.mappings.clone(),
            ..Self::default()
        };
        for account in &playbook.bank_accounts {
            let number = account.number.as_str().to_owned();
            options.sequence.insert(number.clone(), account.sequence);
            options
                .camt053
                .reversal
                .insert(number.clone(), account.reversal);
            options
                .mt940
                .reversal
                .insert(number.clone(), account.reversal);
            options
                .mt940
                .sequence
                .insert(number.clone(), account.sequence);
            if let Some(kid) = account.kid {
                options.camt053.kid.insert(number.clone(), kid);
                options.edifact.kid.insert(number.clone(), kid);
                options.ocr_giro.kid.insert(number, kid);
            }
        }
        options
    }

    /// The number of a statement in its series, where the bank promises that numbers rise by one.
    pub(crate) fn statement_number(
        &self,
        account: &str,
        sequence: Option<i64>,
        last: Option<NaiveDate>,
    ) -> Option<SeriesNumber> {
        let number = sequence?;
        let series = match self.sequence.get(account)? {
            SequenceRule::PlusOne => format!("statement {account}"),
            SequenceRule::PlusOneYearly => format!("statement {account} {}", last?.year()),
            SequenceRule::Rising | SequenceRule::Unchecked => return None,
        };
        Some(SeriesNumber {
            series,
            first: number,
            last: number,
            wraps_after: None,
            restart: 0,
        })
    }
}

/// Reads one file. With a playbook, what does not belong to the agency is refused; without one, the file is only looked
/// at: its rows are not kept. With `format`, the file must be of that format. `Err` only when the disk fails; whatever is
/// wrong with the content is a diagnostic.
pub(crate) fn read_file(
    file: &InboxFile,
    playbook: Option<&Playbook>,
    format: Option<FormatId>,
    beside: &Beside,
) -> io::Result<FileContent> {
    let mut input = open(&file.path)?;
    let head = input.fill_buf()?;
    let head = head.get(..head.len().min(1 << 16)).unwrap_or_default();
    let is_zip = head.starts_with(b"PK\x03\x04");
    let claims = if is_zip && xlsx::sniff(head) {
        vec![FormatId::Xlsx]
    } else if is_zip {
        vec![FormatId::Saft]
    } else {
        formats::sniff(head)
    };
    let empty = head.is_empty();
    let mut content = FileContent::unread(file);
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
            if let Some(stranger) = formats::strangers::recognise(head) {
                let message = format!("the content is {}, which is not read", stranger.what);
                content.refuse("INGEST018", message, stranger.remedy);
            } else {
                content.refuse(
                    "INGEST002",
                    "the content is of no known format",
                    "move the file out of the inbox; for a listing, check that it has a row of headings",
                );
            }
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
            ledger::read_saft_zip(&mut content, input, &options);
        }
        Some(FormatId::Saft) => ledger::read_saft(&mut content, input, &options),
        Some(FormatId::Camt053) => bank::read_camt053(&mut content, input, &options),
        Some(FormatId::Camt054) => receipts::read_camt054(&mut content, input, &options),
        Some(FormatId::Mt940) => bank::read_mt940(&mut content, input, &options),
        Some(format @ (FormatId::Cremul | FormatId::Debmul | FormatId::Bansta)) => {
            receipts::read_edifact(&mut content, input, &options, format);
        }
        Some(FormatId::OcrGiro) => receipts::read_ocr_giro(&mut content, input, &options),
        Some(FormatId::Telepay) => orders::read_telepay(&mut content, input, &options),
        Some(FormatId::Pain001) => orders::read_pain001(&mut content, input, &options),
        Some(FormatId::Pain002) => orders::read_pain002(&mut content, input, &options),
        Some(FormatId::Gl07) => ledger::read_gl07(&mut content, input, &options),
        Some(FormatId::K27) => nav::read_k27(&mut content, input, &options, beside),
        Some(FormatId::Delimited) => tables::read_delimited(&mut content, input, &options),
        Some(FormatId::Xlsx) => {
            rewind(&mut input)?;
            tables::read_xlsx(&mut content, input, &options);
        }
        Some(FormatId::Parquet) => {
            rewind(&mut input)?;
            tables::read_parquet(&mut content, input, &options);
        }
        None => {}
    }
    if let Some(playbook) = playbook {
        check_belongs(&mut content, playbook);
    }
    if !content.is_accepted() {
        content.rows = Arc::default();
        content.deliveries.clear();
    }
    content.note_special();
    Ok(content)
}
