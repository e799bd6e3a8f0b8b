//! NAV's settlement reports → rows: K27, K37, and the files beside them.
//!
//! A report as CSV does not say when NAV paid: its name does, or the metadata beside it. Not here: how a report is held
//! against the bank or the ledger (the checks).

use std::io::BufRead;
use std::sync::Arc;

use domain::{Delivery, Diagnostic, Input, Period, Position, Severity};
use formats::k27;
use formats::k27::record::{Form, Metadata, Record};
use frames::day;
use frames::frame::NavRefund;

use crate::file::{FileContent, ReadOptions, Rows, Totals};
use crate::receipts::date_of;

/// What lies beside a report.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Beside {
    /// `X.meta.json`.
    pub metadata: Option<Metadata>,
    /// `X.ctl.json`.
    pub control: Option<k27::record::Control>,
}

pub(crate) fn read_k27(
    content: &mut FileContent,
    input: impl BufRead,
    options: &ReadOptions,
    beside: &Beside,
) {
    let mut rows = Rows::default();
    let mut held = Beside::default();
    let from_name = k27::payment_date_from_name(&content.name).map(|(_, date, _)| date);
    let reader_options = k27::Options {
        // What lies beside it is compared with the name.
        payment_date: from_name,
        metadata: beside.metadata.clone(),
        control: beside.control.clone(),
        ..k27::Options::default()
    };
    let read = k27::read(input, &reader_options, &mut |record| match record {
        Record::Refund(refund) if options.keep => rows.nav_refunds.push(NavRefund {
            file: 0,
            record: refund.position.record,
            line: refund.position.line,
            unit: refund.unit.as_str().to_owned(),
            employer: refund.employer.as_str().to_owned(),
            subunit: refund.subunit.as_str().to_owned(),
            benefit: refund.benefit.to_string(),
            person: refund.person.as_str().to_owned(),
            from_day: refund.period_from.map_or(0, day),
            to_day: refund.period_to.map_or(0, day),
            account: refund.bank_account.as_str().to_owned(),
            amount_ore: refund.amount.0,
            paid_day: 0,
        }),
        Record::Metadata(metadata) => held.metadata = Some(metadata),
        Record::Control(control) => held.control = Some(control),
        Record::Refund(_) | Record::Header(_) => {}
    });
    let totals = read.totals;
    content.diagnostics = read.diagnostics;
    content.records = totals.rows;
    if options.keep {
        let stated = (totals.rows, i128::from(totals.amount.0));
        let kept = (rows.nav_refunds.len(), rows.nav_refunds.sum_ore());
        let has_rows = matches!(totals.form, Form::Csv | Form::Order);
        if has_rows {
            content.verify(stated, kept);
        }
    }
    if let Some(date) = totals.payment_date {
        rows.nav_refunds.set_paid_day(day(date));
        if let Some(period) = Period::of(date) {
            content.widen(period);
        }
    } else if totals.form == Form::Csv {
        let at = Position {
            byte: 0,
            line: 1,
            column: 1,
            record: 0,
        };
        let message = "neither the name of the report nor a file beside it says when it was paid";
        let hint = "name it as NAV does (…_ref-arbg_2025-03-14.csv), or put its metadata or a control file beside it";
        let doubt = Diagnostic::new(Severity::Warning, "INGEST021", at, message);
        content.diagnostics.push(doubt.hint(hint));
    }
    if matches!(totals.form, Form::Csv | Form::Order) {
        let made = beside
            .metadata
            .as_ref()
            .and_then(|metadata| date_of(&metadata.created));
        let account = totals
            .bank_account
            .map(|account| account.as_str().to_owned());
        content.deliveries = vec![Delivery {
            account: account.unwrap_or_default(),
            id: totals
                .report_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            days: totals.payment_date.map(|date| (date, date)),
            made,
            records: totals.rows,
            amount: totals.amount,
            ..content.delivery(Input::NavRefunds)
        }];
    }
    totals.version.clone_into(&mut content.version);
    totals.encoding.clone_into(&mut content.encoding);
    content.totals = Totals::K27(totals, held);
    content.rows = Arc::new(rows);
}
