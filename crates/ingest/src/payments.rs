//! Payments in and out → rows: OCR giro.
//!
//! Not here: recognising a file, or which of several sources of the same payment counts (`assemble`).

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Delivery, Input, Period};
use formats::{FormatId, ocr_giro};
use frames::day;
use frames::frame::{IncomingPayment, IncomingPaymentsRows};

use crate::file::{FileContent, ReadOptions, Rows, Totals};
use crate::ledger::wide;

pub(crate) fn read_ocr_giro(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = IncomingPaymentsRows::default();
    let mut settled: Settled = BTreeMap::new();
    let read = ocr_giro::read(input, &options.ocr_giro, &mut |payment| {
        let day_of = (payment.account.clone(), payment.settlement_date);
        let (count, sum) = settled.entry(day_of).or_default();
        *count += 1;
        *sum += i128::from(payment.amount.0);
        if !options.keep {
            return;
        }
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
            source: FormatId::OcrGiro.as_str().to_owned(),
        });
    });
    content.diagnostics = read.diagnostics;
    content.records = read.totals.transactions;
    if options.keep {
        let payments = read.totals.transactions - read.totals.skipped_service_21;
        // The stated total counts reversals (18, 20) with plus; only a file without them has the ledger's sum.
        let sum = settled.values().map(|(_, sum)| sum).sum();
        content.verify((payments, sum), (rows.len(), rows.sum_ore()));
    }
    deliver(content, Input::Ocr, settled, |delivery| Delivery {
        id: read.totals.transmission.clone(),
        made: read.totals.nets_date,
        ..delivery
    });
    "iso-8859-1".clone_into(&mut content.encoding);
    content.totals = Totals::OcrGiro(read.totals);
    content.rows = Arc::new(Rows {
        incoming_payments: rows,
        ..Rows::default()
    });
}

/// Payments by bank account and day: how many, and their sum in øre.
type Settled = BTreeMap<(String, NaiveDate), (u64, i128)>;

/// One delivery for each account and day.
fn deliver(
    content: &mut FileContent,
    input: Input,
    settled: Settled,
    complete: impl Fn(Delivery) -> Delivery,
) {
    for ((account, date), (records, sum)) in settled {
        if let Some(period) = Period::of(date) {
            content.widen(period);
        }
        let delivery = complete(Delivery {
            account,
            days: Some((date, date)),
            records,
            amount: wide(sum),
            ..content.delivery(input)
        });
        content.deliveries.push(delivery);
    }
}
