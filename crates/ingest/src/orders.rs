//! Payments out and what became of them → rows: Telepay, pain.001, pain.002.
//!
//! Not here: what holds for a payment when several returns speak of it (the checks), or bookings (`receipts`).

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Delivery, Input, Period, SeriesNumber};
use formats::telepay::record::{BatchTotals, Kind, Payment, State};
use formats::{FormatId, pain001, pain002, telepay};
use frames::day;
use frames::frame::{OutgoingPayment, PaymentStatus};

use crate::file::{FileContent, ReadOptions, Rows, Totals};
use crate::receipts::{Settled, date_of, deliver};

pub(crate) fn read_telepay(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut payments: Vec<Payment> = Vec::new();
    let mut settled: BTreeMap<u64, Settled> = BTreeMap::new();
    let read = telepay::read(input, &telepay::Options::default(), &mut |payment| {
        if !options.keep {
            return;
        }
        // What did not go out is no part of what went out.
        let counts = !matches!(payment.state, State::Cancelled(_)) && !payment.is_cancellation;
        if let Some(date) = payment
            .value_date
            .or(payment.payment_date)
            .filter(|_| counts)
        {
            let of_batch = settled.entry(payment.batch).or_default();
            let of_day = of_batch
                .entry((payment.debit_account.clone(), date))
                .or_default();
            of_day.0 += 1;
            of_day.1 += i128::from(payment.amount.0);
        }
        payments.push(payment);
    });
    content.diagnostics = read.diagnostics;
    content.records = read.totals.payments;
    let mut rows = Rows::default();
    let (mut kept, mut kept_sum) = (0, 0);
    for payment in payments {
        kept += 1;
        kept_sum += i128::from(payment.amount.0);
        let place = usize::try_from(payment.batch).ok();
        let Some(batch) = place.and_then(|place| read.totals.batches.get(place)) else {
            continue;
        };
        push_telepay(&mut rows, batch, payment);
    }
    if options.keep {
        let stated = read
            .totals
            .batches
            .iter()
            .map(|batch| i128::from(batch.amount.0));
        content.verify((read.totals.payments, stated.sum()), (kept, kept_sum));
    }
    for (number, batch) in (0..).zip(&read.totals.batches) {
        let input = match batch.kind {
            Kind::Sent => Input::PaymentFile,
            Kind::Mottaksretur | Kind::Avvist => Input::PaymentReturn,
            Kind::Avregningsretur => Input::DebitAdvice,
        };
        let before = content.deliveries.len();
        let of_batch = settled.remove(&number).unwrap_or_default();
        deliver(content, input, of_batch, |delivery| Delivery {
            id: batch_id(batch),
            ..delivery
        });
        // The numbers belong to the batch as a whole, which its first delivery stands for.
        if let Some(first) = content.deliveries.get_mut(before) {
            first.number = Some(control_number(batch));
        }
    }
    content.version.clone_from(&read.totals.version);
    "iso-8859-1".clone_into(&mut content.encoding);
    content.totals = Totals::Telepay(read.totals);
    content.rows = Arc::new(rows);
}

/// What tells a batch from every other of its kind.
pub(crate) fn batch_id(batch: &BatchTotals) -> String {
    let (date, sequence) = &batch.ah_first;
    format!(
        "{} {} {} {} {date} {sequence} {}",
        batch.kind.as_str(),
        batch.enterprise,
        batch.division,
        batch.production_date,
        batch.control_first
    )
}

/// The sequence control field runs over all batches of an enterprise and division; after 9999 comes 0.
fn control_number(batch: &BatchTotals) -> SeriesNumber {
    SeriesNumber {
        series: format!(
            "telepay {} {} {}",
            batch.kind.as_str(),
            batch.enterprise,
            batch.division
        ),
        first: i64::from(batch.control_first),
        last: i64::from(batch.control_last),
        wraps_after: Some(9999),
        restart: 0,
    }
}

fn push_telepay(rows: &mut Rows, batch: &BatchTotals, payment: Payment) {
    let state = payment.state_in(batch.kind);
    let message = format!("{} {}", payment.enterprise, payment.division);
    let source = FormatId::Telepay.as_str().to_owned();
    // Banks answer lines of mass transfers by the second reference.
    let reference = if payment.own_reference_2.is_empty() {
        payment.own_reference
    } else {
        payment.own_reference_2
    };
    if batch.kind == Kind::Sent && !payment.is_cancellation {
        rows.outgoing_payments.push(OutgoingPayment {
            file: 0,
            record: payment.position.record,
            line: payment.position.line,
            source,
            account: payment.debit_account,
            day: payment.payment_date.map_or(0, day),
            amount_ore: payment.amount.0,
            currency: payment.currency,
            message,
            order: payment.order_reference,
            reference,
            kid: payment.kid,
            payee_account: payment.payee_account,
        });
        return;
    }
    let (stage, code) = match state {
        State::Accepted => ("received", "01".to_owned()),
        State::Settled => ("settled", "02".to_owned()),
        State::Cancelled(cause) => ("cancelled", cause.letter().to_string()),
        State::Rejected | State::Innocent => ("rejected", "00".to_owned()),
        // The sender asks for an earlier payment to be stopped; whether it is, a return says.
        State::Sent => ("information", "00".to_owned()),
    };
    let codes: Vec<String> = payment
        .return_codes
        .iter()
        .map(|code| format!("{code:02}"))
        .collect();
    rows.payment_statuses.push(PaymentStatus {
        file: 0,
        record: payment.position.record,
        line: payment.position.line,
        source,
        level: "payment".to_owned(),
        stage: stage.to_owned(),
        code: codes.first().cloned().unwrap_or(code),
        reason: codes.join(" "),
        message,
        order: payment.order_reference,
        reference,
        bank_ref: format!("{} {}", payment.bank_reference, payment.serial),
        account: payment.debit_account,
        day: payment.value_date.or(payment.payment_date).map_or(0, day),
        has_amount: 1,
        amount_ore: payment.amount.0,
        currency: payment.currency,
        kid: payment.kid,
    });
}

pub(crate) fn read_pain001(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let mut settled = Settled::new();
    let mut stated = 0_i128;
    let read = pain001::read(input, &options.pain001, &mut |payment| {
        if !options.keep {
            return;
        }
        let of_day = settled
            .entry((payment.debit_account.clone(), payment.execution_date))
            .or_default();
        of_day.0 += 1;
        of_day.1 += i128::from(payment.amount.0);
        stated += i128::from(payment.amount.0);
        let reference = if payment.instruction_id.is_empty() {
            payment.end_to_end
        } else {
            payment.instruction_id
        };
        rows.outgoing_payments.push(OutgoingPayment {
            file: 0,
            record: payment.position.record,
            line: payment.position.line,
            source: FormatId::Pain001.as_str().to_owned(),
            account: payment.debit_account,
            day: day(payment.execution_date),
            amount_ore: payment.amount.0,
            currency: payment.currency,
            message: String::new(),
            order: payment.payment_information,
            reference,
            kid: payment.kids.into_iter().next().unwrap_or_default(),
            payee_account: payment.payee_account,
        });
    });
    content.diagnostics = read.diagnostics;
    content.records = read.totals.payments;
    if options.keep {
        let kept = (
            rows.outgoing_payments.len(),
            rows.outgoing_payments.sum_ore(),
        );
        content.verify((read.totals.payments, stated), kept);
        rows.outgoing_payments.set_message(&read.totals.message_id);
    }
    deliver(content, Input::PaymentFile, settled, |delivery| Delivery {
        id: read.totals.message_id.clone(),
        made: date_of(&read.totals.created),
        ..delivery
    });
    content.version.clone_from(&read.totals.version);
    content.encoding.clone_from(&read.totals.encoding);
    content.totals = Totals::Pain001(read.totals);
    content.rows = Arc::new(rows);
}

pub(crate) fn read_pain002(content: &mut FileContent, input: impl BufRead, options: &ReadOptions) {
    let mut rows = Rows::default();
    let mut days: Option<(NaiveDate, NaiveDate)> = None;
    let mut statuses = 0;
    let read = pain002::read(input, &pain002::Options::default(), &mut |status| {
        statuses += 1;
        let about = status.execution_date.or(status.acceptance_date);
        if let Some(date) = about {
            days = Some(days.map_or((date, date), |(from, to)| (from.min(date), to.max(date))));
        }
        if options.keep {
            rows.payment_statuses.push(reported(status));
        }
    });
    content.diagnostics = read.diagnostics;
    content.records = statuses;
    let made = date_of(&read.totals.created);
    // A report says when it was made; what it is about it says only sometimes.
    let about = made.map(|made| (made, made)).or(days);
    for date in [about.map(|(from, _)| from), about.map(|(_, to)| to)] {
        if let Some(period) = date.and_then(Period::of) {
            content.widen(period);
        }
    }
    content.deliveries = vec![Delivery {
        id: read.totals.message_id.clone(),
        days: about,
        made,
        records: read.totals.transactions,
        ..content.delivery(Input::PaymentReturn)
    }];
    content.version.clone_from(&read.totals.version);
    content.encoding.clone_from(&read.totals.encoding);
    content.totals = Totals::Pain002(read.totals);
    content.rows = Arc::new(rows);
}

fn reported(status: pain002::record::Status) -> PaymentStatus {
    use pain002::record::{Level, Stage};
    let level = match status.level {
        Level::Group => "message",
        Level::PaymentInformation => "order",
        Level::Transaction => "payment",
    };
    let stage = match status.stage {
        Stage::Sent | Stage::Received => "received",
        Stage::InProcess => "in-process",
        Stage::Settled => "settled",
        Stage::Waiting => "waiting",
        Stage::Rejected => "rejected",
        Stage::Cancelled => "cancelled",
        Stage::LookBelow | Stage::Information | Stage::Unknown => "information",
    };
    let reasons: Vec<&str> = status
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    let (amount, currency) = status.amount.clone().unwrap_or_default();
    PaymentStatus {
        file: 0,
        record: status.position.record,
        line: status.position.line,
        source: FormatId::Pain002.as_str().to_owned(),
        level: level.to_owned(),
        stage: stage.to_owned(),
        code: status.code,
        reason: reasons.join(" "),
        message: status.original_message,
        order: status.payment_information,
        reference: if status.instruction_id.is_empty() {
            status.end_to_end
        } else {
            status.instruction_id
        },
        bank_ref: status.bank_ref,
        account: String::new(),
        day: status
            .execution_date
            .or(status.acceptance_date)
            .map_or(0, day),
        has_amount: u32::from(status.amount.is_some()),
        amount_ore: amount.0,
        currency,
        kid: status.kids.into_iter().next().unwrap_or_default(),
    }
}
