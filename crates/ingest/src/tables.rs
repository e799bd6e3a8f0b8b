//! Listings → rows: delimited text.
//!
//! Not here: recognising a file.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::sync::Arc;

use domain::{Delivery, Input, Period};
use formats::delimited;
use frames::day;
use frames::frame::{LedgerLine, SubledgerItem};

use crate::file::{FileContent, ReadOptions, Rows, Totals};
use crate::ledger::wide;

pub(crate) fn read_delimited(
    content: &mut FileContent,
    input: impl BufRead,
    options: &ReadOptions,
) {
    use delimited::record::Record;
    let mut rows = Rows::default();
    let mut periods: BTreeSet<Period> = BTreeSet::new();
    let reader_options = delimited::Options {
        mappings: options.mappings.clone(),
    };
    let read = delimited::read(input, &reader_options, &mut |record| match record {
        Record::Ledger(row) => {
            periods.insert(row.period);
            if !options.keep {
                return;
            }
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
            if !options.keep {
                return;
            }
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
    let days = periods.first().zip(periods.last());
    let days = days.map(|(first, last)| (first.first_day(), last.last_day()));
    for period in periods {
        content.widen(period);
    }
    content.records = read.totals.rows;
    if options.keep {
        let kept = rows.ledger_lines.len() + rows.subledger_items.len();
        let kept_sum = rows.ledger_lines.sum_ore() + rows.subledger_items.sum_ore();
        let stated = read.totals.debit - read.totals.credit;
        content.verify((read.totals.rows, stated), (kept, kept_sum));
    }
    let input = match read.totals.kind.as_str() {
        "ledger" => Some(Input::Ledger),
        "subledger" => Some(Input::Register("subledger")),
        _ => None,
    };
    content.deliveries = input
        .map(|input| Delivery {
            days,
            records: read.totals.rows,
            amount: wide(read.totals.debit),
            ..content.delivery(input)
        })
        .into_iter()
        .collect();
    content.encoding.clone_from(&read.totals.encoding);
    content.totals = Totals::Delimited(read.totals);
    content.rows = Arc::new(rows);
}
