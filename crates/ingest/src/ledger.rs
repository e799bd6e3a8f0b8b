//! Ledger files → rows: SAF-T, and GL07, which is to become ledger.
//!
//! Not here: recognising a file, or listings (`tables`).

use std::io::{self, BufRead};
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Delivery, Input, Ore, Period};
use formats::{gl07, saft};
use frames::day;
use frames::frame::{ImportLine, LedgerBalance, LedgerLine, SubledgerBalance};

use crate::file::{FileContent, ReadOptions, Rows, Totals};

pub(crate) fn read_saft(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let read = saft::read(input, &saft::Options::default(), &mut |record| {
        if options.keep {
            push_saft(&mut rows, 0, record);
        }
    });
    content.diagnostics = read.diagnostics;
    finish_saft(content, rows, vec![read.totals], options.keep);
}

pub(crate) fn read_saft_zip(
    content: &mut FileContent,
    input: impl io::Read + io::Seek,
    options: &ReadOptions,
) {
    let mut rows = Rows::default();
    let read = saft::bundle::read_zip(input, &saft::Options::default(), &mut |part, record| {
        if options.keep {
            push_saft(&mut rows, part, record);
        }
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
        options.keep,
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
        Record::Entered(entered) => {
            let first = entered.position.record;
            rows.entered.push(first, entered.on, &entered.by);
        }
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
            dimensions: dimensions(named(&line.analysis)),
        }),
    }
}

fn named(analysis: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    analysis
        .iter()
        .map(|(kind, id)| (kind.as_str(), id.as_str()))
}

/// Dimension values of a line as the frame keeps them; a blank inside one is an underscore.
pub(crate) fn dimensions<'a>(values: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut all = String::new();
    for (kind, id) in values {
        for (part, before) in [(kind, if all.is_empty() { "" } else { " " }), (id, "=")] {
            all.push_str(before);
            for (number, word) in part.split_whitespace().enumerate() {
                all.push_str(if number > 0 { "_" } else { "" });
                all.push_str(word);
            }
        }
    }
    all
}

fn finish_saft(
    content: &mut FileContent,
    mut rows: Rows,
    parts: Vec<saft::record::Totals>,
    keep: bool,
) {
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
    if keep {
        let kept = (rows.ledger_lines.len(), rows.ledger_lines.sum_ore());
        content.verify((lines, debit - credit), kept);
    }
    content.deliveries = parts
        .iter()
        .filter(|totals| totals.transactions > 0)
        .map(|totals| Delivery {
            id: totals.header.created.clone(),
            days: totals
                .header
                .selection
                .map(|(from, to)| (from.first_day(), to.last_day())),
            made: totals
                .header
                .created
                .get(..10)
                .and_then(|date| NaiveDate::from_str(date).ok()),
            records: totals.lines,
            amount: wide(totals.debit),
            ..content.delivery(Input::Ledger)
        })
        .collect();
    content.totals = Totals::Saft(parts);
    content.rows = Arc::new(rows);
}

/// A sum as an amount; a sum beyond the range of amounts is shown as the largest.
pub(crate) fn wide(ore: i128) -> Ore {
    Ore::bounded(ore)
}

pub(crate) fn read_gl07(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let mut days: Option<(NaiveDate, NaiveDate)> = None;
    let read = gl07::read(input, &options.gl07, &mut |line| {
        if let Some(date) = line.voucher_date {
            days = Some(days.map_or((date, date), |(from, to)| (from.min(date), to.max(date))));
        }
        if options.keep {
            rows.import_lines.push(import_line(line));
        }
    });
    content.diagnostics = read.diagnostics;
    let totals = read.totals;
    content.records = totals.lines;
    if options.keep {
        let kept = (rows.import_lines.len(), rows.import_lines.sum_ore());
        content.verify((totals.lines, totals.debit - totals.credit), kept);
    }
    let of_dates = days.into_iter().flat_map(|(from, to)| [from, to]);
    let of_dates = of_dates.filter_map(Period::of);
    let periods: Vec<Period> = if totals.periods.is_empty() {
        of_dates.collect()
    } else {
        totals.periods.clone()
    };
    for period in periods {
        content.widen(period);
    }
    let months = content
        .scope
        .map(|(from, to)| (from.first_day(), to.last_day()));
    content.deliveries = vec![Delivery {
        account: totals.interface.clone(),
        id: totals.batch.clone(),
        days: days.or(months),
        records: totals.lines,
        amount: wide(totals.debit),
        ..content.delivery(Input::Import)
    }];
    content.version.clone_from(&totals.version);
    totals.encoding.clone_into(&mut content.encoding);
    content.totals = Totals::Gl07(totals);
    content.rows = Arc::new(rows);
}

fn import_line(line: gl07::record::Line) -> ImportLine {
    ImportLine {
        file: 0,
        record: line.position.record,
        line: line.position.line,
        interface: line.interface,
        batch: line.batch,
        client: line.client,
        voucher: line.voucher,
        voucher_type: line.voucher_type,
        kind: line.trans_type.as_str().to_owned(),
        period: line.period.map_or(0, Period::as_i32),
        day: line.voucher_date.map_or(0, day),
        account: line.account,
        amount_ore: line.amount.0,
        kid: line.kid,
        party: line.party,
        reference: if line.external_reference.is_empty() {
            line.invoice_number
        } else {
            line.external_reference
        },
        text: line.description,
    }
}

#[cfg(test)]
mod tests {
    use super::dimensions;

    #[test]
    fn dimension_values_are_words() {
        let table: [(&[(&str, &str)], &str); 4] = [
            (&[], ""),
            (&[("A4", "132001")], "A4=132001"),
            (&[("A4", "132001"), ("B1", "7")], "A4=132001 B1=7"),
            (&[("A 4", " 1320  01 ")], "A_4=1320_01"),
        ];
        for (analysis, expected) in table {
            assert_eq!(dimensions(analysis.iter().copied()), expected);
        }
    }
}
