//! Tables → rows: listings and registers from delimited text, workbooks and Parquet, all through one adapter.
//!
//! Ledger lines, open items and voucher lines to be imported have frames of their own; every other kind is a register
//! with the columns that its declaration names. Not here: recognising a file, or which column is which field.

use std::collections::BTreeSet;
use std::io::{BufRead, Read, Seek};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::register::{self, Kind, ledger, subledger};
use domain::{Delivery, Input, Period};
use formats::table::{Cell, Row};
use formats::{delimited, parquet, xlsx};
use frames::day;
use frames::frame::{ImportLine, SubledgerItem, TextRows};
use frames::register::{Cell as Kept, RegisterRows};

use crate::file::{FileContent, ReadOptions, Rows, Totals};
use crate::ledger::{dimensions, wide};

/// What every table reader states.
struct Stated<'t> {
    kind: &'t str,
    rows: u64,
    debit: i128,
    credit: i128,
}

pub(crate) fn read_delimited(
    content: &mut FileContent,
    input: impl BufRead,
    options: &ReadOptions,
) {
    let reader_options = delimited::Options {
        mappings: options.mappings.clone(),
    };
    let mut table = Table::new(options.keep);
    let read = delimited::read_rows(input, &reader_options, &mut |row| table.push(row));
    content.diagnostics = read.diagnostics;
    content.encoding.clone_from(&read.totals.encoding);
    let stated = Stated {
        kind: &read.totals.kind,
        rows: read.totals.rows,
        debit: read.totals.debit,
        credit: read.totals.credit,
    };
    table.finish(content, &stated);
    content.totals = Totals::Delimited(read.totals);
}

pub(crate) fn read_xlsx(content: &mut FileContent, input: impl Read + Seek, options: &ReadOptions) {
    let reader_options = xlsx::Options {
        mappings: options.mappings.clone(),
    };
    let mut table = Table::new(options.keep);
    let read = xlsx::read_rows(input, &reader_options, &mut |row| table.push(row));
    content.diagnostics = read.diagnostics;
    let stated = Stated {
        kind: &read.totals.kind,
        rows: read.totals.rows,
        debit: read.totals.debit,
        credit: read.totals.credit,
    };
    table.finish(content, &stated);
    content.totals = Totals::Xlsx(read.totals);
}

pub(crate) fn read_parquet(
    content: &mut FileContent,
    input: impl Read + Seek + Send + 'static,
    options: &ReadOptions,
) {
    let reader_options = parquet::Options {
        mappings: options.mappings.clone(),
    };
    let mut table = Table::new(options.keep);
    let read = parquet::read_rows(input, &reader_options, &mut |row| table.push(row));
    content.diagnostics = read.diagnostics;
    let stated = Stated {
        kind: &read.totals.kind,
        rows: read.totals.rows,
        debit: read.totals.debit,
        credit: read.totals.credit,
    };
    table.finish(content, &stated);
    content.totals = Totals::Parquet(read.totals);
}

/// The rows of one table while they are read.
struct Table {
    keep: bool,
    rows: Rows,
    periods: BTreeSet<Period>,
    /// First and last day of rows without a period.
    days: Option<(NaiveDate, NaiveDate)>,
    /// The fields that say which period a row belongs to, if the kind has them.
    when: Option<(Option<usize>, Option<usize>)>,
    /// The last period seen: rows of a period mostly stand together.
    last: Option<Period>,
}

impl Table {
    fn new(keep: bool) -> Self {
        Self {
            keep,
            rows: Rows::default(),
            periods: BTreeSet::new(),
            days: None,
            when: None,
            last: None,
        }
    }

    fn push(&mut self, row: &Row<'_>) {
        let (period, date) = *self.when.get_or_insert_with(|| when(row.kind));
        match (
            period.and_then(|place| row.period(place)),
            date.and_then(|place| row.date(place)),
        ) {
            (Some(period), _) => {
                if self.last.replace(period) != Some(period) {
                    self.periods.insert(period);
                }
            }
            (None, Some(day)) => {
                let (first, last) = self.days.unwrap_or((day, day));
                self.days = Some((first.min(day), last.max(day)));
            }
            (None, None) => {}
        }
        if !self.keep {
            return;
        }
        match row.kind.id {
            "ledger" => push_ledger(&mut self.rows, row),
            "subledger" => push_subledger(&mut self.rows, row),
            "gl07" => push_import(&mut self.rows, row),
            id => {
                let empty = || RegisterRows::new(row.kind);
                let rows = self.rows.registers.entry(id).or_insert_with(empty);
                rows.push(
                    row.position.record,
                    row.position.line,
                    row.cells().map(kept),
                );
            }
        }
    }

    fn finish(mut self, content: &mut FileContent, stated: &Stated<'_>) {
        let kind = register::kind(stated.kind);
        if let Some((first, last)) = self.days {
            self.periods.extend(Period::of(first));
            self.periods.extend(Period::of(last));
        }
        let days = self.periods.first().zip(self.periods.last());
        let days = days.map(|(first, last)| (first.first_day(), last.last_day()));
        for period in &self.periods {
            content.widen(*period);
        }
        content.records = stated.rows;
        if self.keep {
            content.verify((stated.rows, stated.debit - stated.credit), self.kept(kind));
        }
        let input = kind.map(|kind| match kind.id {
            "ledger" => Input::Ledger,
            "gl07" => Input::Import,
            id => Input::Register(id),
        });
        // A table of voucher lines is of one interface and batch, as a GL07 file is.
        let imported = &self.rows.import_lines;
        let first = |texts: &TextRows| texts.get(0).to_owned();
        content.deliveries = input
            .map(|input| Delivery {
                account: first(&imported.interface),
                id: first(&imported.batch),
                days,
                records: stated.rows,
                amount: wide(stated.debit),
                ..content.delivery(input)
            })
            .into_iter()
            .collect();
        content.rows = Arc::new(self.rows);
    }

    /// How many rows were kept, and the sum of their main amount.
    fn kept(&self, kind: Option<&'static Kind>) -> (usize, i128) {
        let rows = &self.rows;
        let mut count =
            rows.ledger_lines.len() + rows.subledger_items.len() + rows.import_lines.len();
        let mut sum = rows.ledger_lines.sum_ore()
            + rows.subledger_items.sum_ore()
            + rows.import_lines.sum_ore();
        let main = kind.and_then(|kind| kind.fields.get(kind.main_amount()?));
        for register in rows.registers.values() {
            count += register.len();
            sum += main.map_or(0, |field| register.sum_ore(field.name));
        }
        (count, sum)
    }
}

/// The fields of a kind that say which period a row belongs to: its period or term, and its first date.
fn when(kind: &Kind) -> (Option<usize>, Option<usize>) {
    let of = |wanted: register::Type| kind.fields.iter().position(|field| field.of == wanted);
    let period = kind.position("period").or_else(|| kind.position("term"));
    // Validity dates and the last activity of master data say nothing of when the register was taken.
    let date = of(register::Type::Date).filter(|place| {
        let field = kind.fields.get(*place);
        field
            .is_some_and(|field| !matches!(field.name, "valid_from" | "valid_to" | "last_activity"))
    });
    (period, date)
}

fn kept(cell: Cell<'_>) -> Kept<'_> {
    match cell {
        Cell::Empty => Kept::Empty,
        Cell::Text(text) => Kept::Text(text),
        Cell::Amount(amount) => Kept::Whole(amount.0),
        Cell::Date(date) => Kept::Short(day(date)),
        Cell::Period(period) => Kept::Short(period.as_i32()),
        Cell::Count(value) | Cell::Decimal(value) => Kept::Whole(value),
        Cell::Switch(switch) => Kept::Switch(switch),
    }
}

/// The dimensions of a ledger in a table, under the names that GL07 has for them.
const DIMENSIONS: [&str; 7] = [
    "dim_1", "dim_2", "dim_3", "dim_4", "dim_5", "dim_6", "dim_7",
];

fn push_ledger(rows: &mut Rows, row: &Row<'_>) {
    let (entered, user) = (row.date(ledger::ENTERED), row.text(ledger::USER));
    rows.entered.push(row.position.record, entered, user);
    let lines = &mut rows.ledger_lines;
    let currency = row.text(ledger::CURRENCY);
    // Columns are filled one by one: a row of its own would copy every text twice.
    lines.file.push(0);
    lines.record.push(row.position.record);
    lines.line.push(row.position.line);
    lines.account.push(row.text(ledger::ACCOUNT));
    lines
        .period
        .push(row.period(ledger::PERIOD).map_or(0, Period::as_i32));
    lines.day.push(row.date(ledger::DATE).map_or(0, day));
    lines.voucher.push(row.text(ledger::VOUCHER));
    lines.voucher_type.push(row.text(ledger::VOUCHER_TYPE));
    lines.batch.push(row.text(ledger::BATCH));
    lines.reference.push(row.text(ledger::REFERENCE));
    lines.kid.push(row.text(ledger::KID));
    lines.party.push(row.text(ledger::PARTY));
    lines
        .amount_ore
        .push(row.amount(ledger::AMOUNT).unwrap_or_default().0);
    lines
        .currency
        .push(if currency.is_empty() { "NOK" } else { currency });
    lines.text.push(row.text(ledger::TEXT));
    let values = ledger::DIMENSIONS.zip(DIMENSIONS);
    let values = values.map(|(place, name)| (name, row.text(place)));
    lines
        .dimensions
        .push(dimensions(values.filter(|(_, value)| !value.is_empty())));
}

fn push_subledger(rows: &mut Rows, row: &Row<'_>) {
    rows.subledger_items.push(SubledgerItem {
        file: 0,
        record: row.position.record,
        line: row.position.line,
        period: row.period(subledger::PERIOD).map_or(0, Period::as_i32),
        account: row.text(subledger::ACCOUNT).to_owned(),
        party: row.text(subledger::PARTY).to_owned(),
        voucher: row.text(subledger::VOUCHER).to_owned(),
        day: row.date(subledger::DATE).map_or(0, day),
        amount_ore: row.amount(subledger::AMOUNT).unwrap_or_default().0,
        kid: row.text(subledger::KID).to_owned(),
    });
}

fn push_import(rows: &mut Rows, row: &Row<'_>) {
    let text = |field| match row.get(field) {
        Cell::Text(text) => text.to_owned(),
        _ => String::new(),
    };
    let place = |field| row.kind.position(field).unwrap_or(usize::MAX);
    let reference = text("ext_ref");
    rows.import_lines.push(ImportLine {
        file: 0,
        record: row.position.record,
        line: row.position.line,
        interface: text("interface"),
        batch: text("batch_id"),
        client: text("client"),
        voucher: text("voucher_no"),
        voucher_type: text("voucher_type"),
        kind: text("trans_type"),
        period: row.period(place("period")).map_or(0, Period::as_i32),
        day: row.date(place("voucher_date")).map_or(0, day),
        account: text("account"),
        amount_ore: row.amount(place("amount")).unwrap_or_default().0,
        kid: text("kid"),
        party: text("apar_id"),
        reference: if reference.is_empty() {
            text("ext_inv_ref")
        } else {
            reference
        },
        text: text("description"),
    });
}
