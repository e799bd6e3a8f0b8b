//! Bank statements → rows: camt.053, MT940.
//!
//! Not here: recognising a file, or what the entries mean.

use std::io::BufRead;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Delivery, Input, Ore, Period};
use formats::{camt053, mt940};
use frames::day;
use frames::frame::{BankEntry, BankStatement};

use crate::file::{FileContent, ReadOptions, Rows, Totals};

pub(crate) fn read_camt053(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let mut deliveries = Vec::new();
    let read = camt053::read(input, &options.camt053, &mut |mut statement| {
        take_statement(content, options, &mut deliveries, &mut rows, &mut statement);
    });
    content.diagnostics = read.diagnostics;
    finish(content, options, deliveries, rows, &read.totals);
    content.totals = Totals::Camt053(read.totals);
}

pub(crate) fn read_mt940(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let mut deliveries = Vec::new();
    let read = mt940::read(input, &options.mt940, &mut |statement| {
        take_statement(content, options, &mut deliveries, &mut rows, statement);
    });
    content.diagnostics = read.diagnostics;
    finish(content, options, deliveries, rows, &read.totals);
    content.totals = Totals::Mt940(read.totals);
}

fn finish(
    content: &mut FileContent,
    options: &ReadOptions,
    deliveries: Vec<Delivery>,
    rows: Rows,
    totals: &camt053::record::Totals,
) {
    content.deliveries = deliveries;
    let entries = totals.statements.iter().map(|s| s.entries).sum();
    let net = totals
        .statements
        .iter()
        .map(|s| i128::from(s.sum_credit.0) - i128::from(s.sum_debit.0))
        .sum();
    content.records = entries;
    if options.keep {
        let kept = (rows.bank_entries.len(), rows.bank_entries.sum_ore());
        content.verify((entries, net), kept);
    }
    content.version.clone_from(&totals.version);
    content.encoding.clone_from(&totals.encoding);
    content.rows = Arc::new(rows);
}

/// A statement as rows and as a delivery.
fn take_statement(
    content: &mut FileContent,
    options: &ReadOptions,
    deliveries: &mut Vec<Delivery>,
    rows: &mut Rows,
    statement: &mut camt053::record::Statement,
) {
    let (first, last) = days_of(statement);
    let booked = statement
        .entries
        .iter()
        .filter_map(|entry| entry.booking_date);
    let days = [first, last].into_iter().flatten().chain(booked);
    for period in days.filter_map(Period::of) {
        content.widen(period);
    }
    if !options.keep {
        return;
    }
    deliveries.push(Delivery {
        account: statement.account.clone(),
        id: statement.id.clone(),
        days: first.zip(last),
        made: statement
            .created
            .get(..10)
            .and_then(|date| NaiveDate::from_str(date).ok()),
        number: options.statement_number(&statement.account, statement.sequence, last),
        records: u64::try_from(statement.entries.len()).unwrap_or(u64::MAX),
        amount: Ore(statement.sum_credit.0.saturating_add(statement.sum_debit.0)),
        ..content.delivery(Input::BankStatement)
    });
    push_statement(rows, statement, (first, last));
}

/// First and last day that a statement is about: as it says, else by its balance, else by its entries.
fn days_of(statement: &camt053::record::Statement) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let closing = statement.closing.as_ref().and_then(|b| b.date);
    let booked = statement
        .entries
        .iter()
        .filter_map(|entry| entry.booking_date);
    let stated = statement.from_to;
    let first = stated.map(|(from, _)| from).or(closing);
    let last = stated.map(|(_, to)| to).or(closing);
    (first.or(booked.clone().min()), last.or(booked.max()))
}

fn push_statement(
    rows: &mut Rows,
    statement: &mut camt053::record::Statement,
    (first, last): (Option<NaiveDate>, Option<NaiveDate>),
) {
    use camt053::record::Status;
    let opening = statement.opening.as_ref();
    let closing = statement.closing.as_ref();
    let last_day = last.map_or(0, day);
    rows.bank_statements.push(BankStatement {
        file: 0,
        record: statement.position.record,
        line: statement.position.line,
        account: statement.account.clone(),
        id: std::mem::take(&mut statement.id),
        sequence: statement.sequence.unwrap_or(-1),
        from_day: first.map_or(last_day, day),
        to_day: last_day,
        opening_ore: opening.map_or(0, |b| b.amount.0),
        closing_ore: closing.map_or(0, |b| b.amount.0),
        has_balances: u32::from(opening.is_some() && closing.is_some()),
        currency: statement.currency.clone(),
    });
    for entry in &mut statement.entries {
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
            bank_ref: std::mem::take(&mut entry.bank_ref),
            kid,
            batch: std::mem::take(&mut entry.batch),
            code: std::mem::take(&mut entry.code),
            group_code: std::mem::take(&mut entry.group_code),
            text,
        });
    }
}
