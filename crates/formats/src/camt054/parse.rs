//! The end of a notification and of the file. Entries are read by camt.053's reader; what is different is that no
//! balance proves them: the summary is all there is.

use std::io::BufRead;

use domain::Parsed;

use super::Options;
use super::record::{File, Notification, NotificationTotals, Totals};
use crate::Read;
use crate::camt053::check::{
    FileCheck, Seen, account_of, apply_reversal_rule, check_kids, check_period, currency_of,
    say_copy, sums,
};
use crate::camt053::draft::StatementDraft;
use crate::camt053::error::{Diagnostics, REVERSAL_INVERTED, TOTALS_WRONG};
use crate::camt053::layout::Message;
use crate::camt053::parse::read_message;
use crate::camt053::summary::{Verdict, judge};
use crate::iso20022::Currency;

/// Totals and diagnostics of a file.
pub(super) fn read_file(
    input: &mut dyn BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Notification),
) -> Read<Totals> {
    let mut file = FileCheck::default();
    let mut rows = Vec::new();
    let mut outcome = read_message(
        input,
        Message::Notification,
        options,
        &mut |draft, message_page, diagnostics| {
            let own_page = own_page(&draft);
            let mut notification = notification_of(draft, options, diagnostics);
            notification.page = own_page.or(message_page.0.zip(message_page.1));
            file.notification(&Seen {
                account: &notification.account,
                currency: &notification.currency,
                id: &notification.id,
                created: &notification.created,
                from: notification.from_to.map(|(from, _)| from),
                sequence: notification.sequence,
                page: own_page,
                position: notification.position,
            });
            rows.push(row_of(&notification));
            sink(notification);
        },
    );
    if outcome.is_complete {
        file.end(&outcome.header, &mut outcome.diagnostics);
    }
    Read {
        totals: Totals {
            version: outcome.version,
            encoding: outcome.encoding.to_owned(),
            message_id: outcome.header.message_id.take().unwrap_or_default(),
            created: outcome.header.created.take().unwrap_or_default(),
            notifications: rows,
        },
        diagnostics: outcome.diagnostics.finish(),
    }
}

/// A whole file from memory.
pub(super) fn parse_file(bytes: &[u8], options: &Options) -> Parsed<File> {
    let mut notifications = Vec::new();
    let mut keep = |notification| notifications.push(notification);
    let read = read_file(&mut &bytes[..], options, &mut keep);
    let value = File {
        version: read.totals.version,
        message_id: read.totals.message_id,
        created: read.totals.created,
        notifications,
    };
    Parsed {
        value,
        diagnostics: read.diagnostics,
    }
}

fn own_page(draft: &StatementDraft) -> Option<(u32, bool)> {
    let number = draft.page.get().copied();
    number.zip(draft.last_page.get().copied())
}

fn notification_of(
    mut draft: StatementDraft,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Notification {
    let account = account_of(&mut draft, diagnostics);
    let currency = currency_of(&draft, diagnostics);
    apply_reversal_rule(&mut draft, &account, options);
    let copy = draft.copy.take().unwrap_or_default();
    if !copy.is_empty() {
        say_copy(&draft, &copy, diagnostics);
    }
    check_summary(&draft, currency.map_or(2, Currency::exponent), diagnostics);
    let from_to = draft.from.take().zip(draft.to.take());
    check_period(&draft, from_to, diagnostics);
    check_kids(&mut draft, &account, options, diagnostics);
    let (sum_credit, sum_debit) = sums(&draft, diagnostics);
    Notification {
        position: draft.position,
        id: draft.id.take().unwrap_or_default(),
        sequence: draft.sequence.take(),
        created: draft.created.take().unwrap_or_default(),
        from_to,
        copy,
        account,
        currency: currency.map(Currency::text).unwrap_or_default(),
        page: None,
        entries: draft.entries,
        transactions: draft.transactions,
        sum_credit,
        sum_debit,
    }
}

/// A summary that fits only with reversals on the other side means that the bank's convention is not the one that was
/// assumed (camt.md section 4); which one it is, only the playbook can say.
fn check_summary(draft: &StatementDraft, exponent: u32, diagnostics: &mut Diagnostics) {
    let summary = draft.summary.as_ref().map(|summary| summary.position);
    let at = summary.unwrap_or(draft.position);
    match judge(draft, exponent) {
        Verdict::Agrees => {}
        Verdict::AgreesTurned => {
            let message = "expected a summary that agrees with the entries, found one that agrees only when reversals are counted the other way round (reversal-convention-inverted)";
            diagnostics.push(&REVERSAL_INVERTED, at, message);
        }
        Verdict::Differs(differences) => {
            for message in differences {
                diagnostics.push(&TOTALS_WRONG, at, message);
            }
        }
    }
}

fn row_of(notification: &Notification) -> NotificationTotals {
    NotificationTotals {
        id: notification.id.clone(),
        account: notification.account.clone(),
        currency: notification.currency.clone(),
        entries: u64::try_from(notification.entries.len()).unwrap_or(u64::MAX),
        sum_credit: notification.sum_credit,
        sum_debit: notification.sum_debit,
        transactions: notification.transactions,
    }
}
