//! Payments in → rows: OCR giro, camt.054, CREMUL; and what camt.054 and DEBMUL say of payments out.
//!
//! Not here: recognising a file, or which of several sources of the same payment counts (`assemble`).

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Delivery, Input, Ore, Period};
use formats::camt053::record::{Entry, Status, Transaction};
use formats::{FormatId, camt054, edifact, ocr_giro};
use frames::day;
use frames::frame::{IncomingPayment, IncomingPaymentsRows, PaymentStatus};

use crate::file::{FileContent, ReadOptions, Rows, Totals};
use crate::ledger::wide;

pub(crate) fn read_ocr_giro(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = IncomingPaymentsRows::default();
    let mut settled: Settled = BTreeMap::new();
    let read = ocr_giro::read(input, &options.ocr_giro, &mut |payment| {
        if !options.keep {
            return;
        }
        let day_of = (payment.account.clone(), payment.settlement_date);
        let (count, sum) = settled.entry(day_of).or_default();
        *count += 1;
        *sum += i128::from(payment.amount.0);
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
pub(crate) type Settled = BTreeMap<(String, NaiveDate), (u64, i128)>;

/// One delivery for each account and day.
pub(crate) fn deliver(
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
            amount: wide(sum.abs()),
            ..content.delivery(input)
        });
        content.deliveries.push(delivery);
    }
}

/// The currency of the frames of payments in.
const KRONER: &str = "NOK";

pub(crate) fn read_camt054(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let (mut credits, mut debits) = (Settled::new(), Settled::new());
    let (mut stated, mut foreign, mut before) = (0_i128, 0_u64, 0_u64);
    let read = camt054::read(input, &options.camt053, &mut |notification| {
        // A file that is only looked at is not held against a calendar.
        let kept = if options.keep {
            notification.entries.as_slice()
        } else {
            &[]
        };
        for entry in kept {
            let first = before;
            before += u64::try_from(entry.transactions.len().max(1)).unwrap_or(1);
            let Some(date) = entry
                .booking_date
                .filter(|_| entry.status == Status::Booked)
            else {
                continue;
            };
            let side = if entry.amount.0 < 0 {
                &mut debits
            } else {
                &mut credits
            };
            let of_day = side
                .entry((notification.account.clone(), date))
                .or_default();
            of_day.0 += 1;
            of_day.1 += i128::from(entry.amount.0);
            if notification.currency != KRONER {
                foreign += 1;
                continue;
            }
            stated += i128::from(entry.amount.0);
            push_notified(&mut rows, &notification.account, date, (entry, first));
        }
    });
    content.diagnostics = read.diagnostics;
    content.records = read.totals.notifications.iter().map(|n| n.entries).sum();
    if options.keep {
        let paid_out: i128 = rows
            .payment_statuses
            .amount_ore
            .iter()
            .map(|ore| i128::from(*ore))
            .sum();
        let kept = rows.incoming_payments.sum_ore() - paid_out;
        content.verify((0, stated), (0, kept));
        say_foreign(content, foreign);
    }
    let complete = |delivery| Delivery {
        id: read.totals.message_id.clone(),
        made: date_of(&read.totals.created),
        ..delivery
    };
    deliver(content, Input::CreditAdvice, credits, complete);
    deliver(content, Input::DebitAdvice, debits, complete);
    content.version.clone_from(&read.totals.version);
    content.encoding.clone_from(&read.totals.encoding);
    content.totals = Totals::Camt054(read.totals);
    content.rows = Arc::new(rows);
}

/// The calendar date that a text begins with.
pub(crate) fn date_of(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}

/// A booked entry in kroner: one row for each transaction if their amounts are known and sum to it, else one for the
/// entry.
///
/// `first` is the ordinal of its first payment in the file, from 0: an entry has one for each transaction, or one of its
/// own. Every row has a number of its own, because a row is known by its file and number.
fn push_notified(rows: &mut Rows, account: &str, date: NaiveDate, (entry, first): (&Entry, u64)) {
    let whole = Transaction::default();
    let amounts: Option<Vec<Ore>> = entry.transactions.iter().map(|tx| tx.amount).collect();
    let sum = |amounts: &[Ore]| amounts.iter().map(|ore| i128::from(ore.0)).sum::<i128>();
    let details: Vec<(&Transaction, Ore)> = match (entry.transactions.as_slice(), amounts) {
        ([only], _) => vec![(only, entry.amount)],
        (transactions, Some(amounts))
            if !amounts.is_empty() && sum(&amounts) == i128::from(entry.amount.0) =>
        {
            transactions.iter().zip(amounts).collect()
        }
        _ => vec![(&whole, entry.amount)],
    };
    for (record, (transaction, amount)) in (first..).zip(details) {
        if entry.amount.0 < 0 {
            rows.payment_statuses.push(PaymentStatus {
                record,
                ..settled(account, date, entry, transaction, amount)
            });
            continue;
        }
        rows.incoming_payments.push(IncomingPayment {
            file: 0,
            record,
            line: entry.position.line,
            account: account.to_owned(),
            day: day(date),
            lump: entry.bank_ref.clone(),
            kind: 0,
            amount_ore: amount.0,
            kid: transaction.kids.first().cloned().unwrap_or_default(),
            source: FormatId::Camt054.as_str().to_owned(),
        });
    }
}

/// A debit that the bank has booked: a payment that went out.
fn settled(
    account: &str,
    date: NaiveDate,
    entry: &Entry,
    transaction: &Transaction,
    amount: Ore,
) -> PaymentStatus {
    let text = |first: &str, second: &str| {
        let chosen = if first.is_empty() { second } else { first };
        chosen.to_owned()
    };
    let is_payment = !transaction.instruction_id.is_empty() || !transaction.end_to_end.is_empty();
    PaymentStatus {
        file: 0,
        record: 0,
        line: entry.position.line,
        source: FormatId::Camt054.as_str().to_owned(),
        level: if is_payment { "payment" } else { "order" }.to_owned(),
        stage: "settled".to_owned(),
        code: entry.code.clone(),
        reason: transaction.return_reason.clone(),
        message: transaction.message_id.clone(),
        order: text(&transaction.payment_information, &entry.batch),
        reference: text(&transaction.instruction_id, &transaction.end_to_end),
        bank_ref: text(&transaction.bank_ref, &entry.bank_ref),
        account: account.to_owned(),
        day: day(date),
        has_amount: 1,
        amount_ore: amount.0.saturating_neg(),
        currency: KRONER.to_owned(),
        kid: transaction.kids.first().cloned().unwrap_or_default(),
    }
}

fn say_foreign(content: &mut FileContent, entries: u64) {
    if entries > 0 {
        content.inform(
            "INGEST019",
            format!("{entries} entries are not in kroner; they are not taken as payments"),
            "nothing to do; payments in other currencies are followed on the bank statement",
        );
    }
}

pub(crate) fn read_edifact(
    content: &mut FileContent,
    input: impl BufRead,
    options: &ReadOptions,
    format: FormatId,
) {
    use edifact::record::{Direction, Lent};
    let mut rows = Rows::default();
    let (mut credits, mut debits) = (Settled::new(), Settled::new());
    let (mut stated, mut foreign) = (0_i128, 0_u64);
    let read = edifact::read(input, &options.edifact, &mut |record| match record {
        _ if !options.keep => {}
        Lent::Payment(payment) => {
            let line = &payment.line;
            let Some(date) = line.posting_date.or(line.value_date) else {
                return;
            };
            let side = match line.direction {
                Direction::In => &mut credits,
                Direction::Out => &mut debits,
            };
            let of_day = side.entry((line.account.clone(), date)).or_default();
            of_day.0 += 1;
            of_day.1 += i128::from(payment.amount.0);
            if payment.currency.as_str() != KRONER {
                foreign += 1;
                return;
            }
            stated += i128::from(payment.amount.0);
            push_advised(&mut rows, format, date, payment);
        }
        Lent::Status(status) => rows.payment_statuses.push(told(status)),
    });
    content.diagnostics = read.diagnostics;
    content.records = read.totals.payments + read.totals.statuses;
    if options.keep && format != FormatId::Bansta {
        let paid_out: i128 = rows
            .payment_statuses
            .amount_ore
            .iter()
            .map(|ore| i128::from(*ore))
            .sum();
        let kept = rows.incoming_payments.sum_ore() - paid_out;
        content.verify((0, stated), (0, kept));
        say_foreign(content, foreign);
    }
    let made = read.totals.interchanges.first().and_then(|envelope| {
        // `YYMMDD:HHMM`; the standard is younger than 1980.
        let date = envelope.prepared.get(..6)?;
        NaiveDate::parse_from_str(&format!("20{date}"), "%Y%m%d").ok()
    });
    let complete = |delivery| Delivery {
        id: read
            .totals
            .message_numbers
            .first()
            .cloned()
            .unwrap_or_default(),
        made,
        ..delivery
    };
    deliver(content, Input::CreditAdvice, credits, complete);
    deliver(content, Input::DebitAdvice, debits, complete);
    if format == FormatId::Bansta {
        let delivery = Delivery {
            days: made.map(|made| (made, made)),
            records: read.totals.statuses,
            ..complete(content.delivery(Input::PaymentReturn))
        };
        content.deliveries.push(delivery);
        if let Some(period) = made.and_then(Period::of) {
            content.widen(period);
        }
    }
    content.version.clone_from(&read.totals.version);
    read.totals.encoding.clone_into(&mut content.encoding);
    content.totals = Totals::Edifact(read.totals);
    content.rows = Arc::new(rows);
}

/// A payment of CREMUL, or of DEBMUL as what became of an order.
fn push_advised(
    rows: &mut Rows,
    format: FormatId,
    date: NaiveDate,
    payment: &edifact::record::Payment,
) {
    use edifact::record::Direction;
    let line = &payment.line;
    let kid = payment.kids.first().map(|kid| kid.number.clone());
    match line.direction {
        Direction::In => rows.incoming_payments.push(IncomingPayment {
            file: 0,
            record: payment.position.record,
            line: payment.position.line,
            account: line.account.clone(),
            day: day(date),
            lump: line.lump.clone(),
            kind: 0,
            amount_ore: payment.amount.0,
            kid: kid.unwrap_or_default(),
            source: format.as_str().to_owned(),
        }),
        Direction::Out => rows.payment_statuses.push(PaymentStatus {
            file: 0,
            record: payment.position.record,
            line: payment.position.line,
            source: format.as_str().to_owned(),
            level: "payment".to_owned(),
            stage: "settled".to_owned(),
            reference: reference(&payment.references, &["AEK", "AFO", "AGN"]),
            bank_ref: line.lump.clone(),
            account: line.account.clone(),
            day: day(date),
            has_amount: 1,
            amount_ore: payment.amount.0.saturating_neg(),
            currency: payment.currency.as_str().to_owned(),
            kid: kid.unwrap_or_default(),
            ..PaymentStatus::default()
        }),
    }
}

/// A status of BANSTA.
fn told(status: &edifact::record::Status) -> PaymentStatus {
    use edifact::record::Stage;
    let stage = match status.stage {
        Stage::Received => "received",
        Stage::InProcess => "in-process",
        Stage::Settled => "settled",
        Stage::Rejected => "rejected",
        Stage::Waiting => "waiting",
        Stage::Information => "information",
    };
    PaymentStatus {
        file: 0,
        record: status.position.record,
        line: status.position.line,
        source: FormatId::Bansta.as_str().to_owned(),
        level: "order".to_owned(),
        stage: stage.to_owned(),
        code: status.code.as_str().to_owned(),
        message: reference(&status.message_references, &[]),
        reference: reference(&status.references, &["AEK", "AFO", "AGN"]),
        has_amount: u32::from(status.amount.is_some()),
        amount_ore: status.amount.map_or(0, |ore| ore.0),
        currency: status.currency.as_str().to_owned(),
        ..PaymentStatus::default()
    }
}

/// The first reference with one of the qualifiers, else the first of all.
fn reference(references: &[edifact::record::Reference], wanted: &[&str]) -> String {
    let of = |qualifier: &&str| {
        let mut all = references.iter();
        all.find(|reference| reference.qualifier.as_str() == *qualifier)
    };
    let found = wanted.iter().find_map(of).or(references.first());
    found.map(|found| found.number.clone()).unwrap_or_default()
}
