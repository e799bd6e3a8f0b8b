//! The input calendar of a month as days, and which delivery answers to which day.
//!
//! Not here: what is said about a day that nothing answers to (`completeness`).

use std::collections::BTreeSet;

use calendar::Calendar;
use chrono::NaiveDate;
use domain::agency::{Expectation, When};
use domain::{Delivery, Input, Period};
use frames::date;

use crate::context::CheckContext;
use crate::settings;

/// A day on which a file is expected, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expected {
    /// The day that the file is about.
    pub(crate) day: NaiveDate,
    /// The last day on which it is in time.
    pub(crate) due: NaiveDate,
}

/// The days of the period on which the expectation wants a file, in order.
pub(crate) fn days(cx: &CheckContext<'_>, expectation: &Expectation) -> Vec<Expected> {
    let (first, last) = (cx.period.first_day(), cx.period.last_day());
    let days: Vec<NaiveDate> = match &expectation.when {
        When::BankDay => bank_days(cx.period),
        When::ReceiptDay => receipt_days(cx, expectation),
        When::Month | When::LastBankDay => on_or_before(last).into_iter().collect(),
        When::FirstBankDay => Calendar::NoBank
            .next_business_day_on_or_after(first)
            .into_iter()
            .collect(),
        When::Day(day) => {
            let day = first.checked_add_days(chrono::Days::new(u64::from(day.saturating_sub(1))));
            let day = day.map_or(last, |day| day.min(last));
            on_or_before(day).into_iter().collect()
        }
        When::Dates(dates) => {
            let of_period = dates.iter().filter(|day| (first..=last).contains(day));
            of_period
                .copied()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        }
    };
    let in_force = |day: &NaiveDate| {
        expectation.from.is_none_or(|from| from <= *day)
            && expectation.until.is_none_or(|until| *day <= until)
    };
    let within = i32::from(expectation.within_bank_days);
    days.into_iter()
        .filter(in_force)
        .map(|day| Expected {
            day,
            due: Calendar::NoBank
                .add_business_days(day, within)
                .unwrap_or(day),
        })
        .collect()
}

fn on_or_before(day: NaiveDate) -> Option<NaiveDate> {
    Calendar::NoBank
        .previous_business_day_on_or_before(day)
        .ok()
}

/// Every bank day of a month.
fn bank_days(period: Period) -> Vec<NaiveDate> {
    let last = period.last_day();
    let days = period
        .first_day()
        .iter_days()
        .take_while(|day| *day <= last);
    days.filter(|day| matches!(Calendar::NoBank.is_business_day(*day), Ok(true)))
        .collect()
}

/// The days of the month on which the statement shows a lump of payments.
fn receipt_days(cx: &CheckContext<'_>, expectation: &Expectation) -> Vec<NaiveDate> {
    let codes = settings::text(cx.playbook, "ocr.lump_codes");
    let view = cx.frames.bank_entries.view();
    let rows = view.day.iter().zip(view.amount_ore).enumerate();
    let of_lumps = rows.filter(|(row, (_, ore))| {
        let account = view.account.get(*row);
        **ore > 0
            && view.status.get(*row) == "booked"
            && codes
                .split_whitespace()
                .any(|code| code == view.group_code.get(*row))
            && expectation
                .account
                .as_ref()
                .is_none_or(|ours| ours == account)
    });
    let days: BTreeSet<NaiveDate> = of_lumps.map(|(_, (day, _))| date(*day)).collect();
    let (first, last) = (cx.period.first_day(), cx.period.last_day());
    days.into_iter()
        .filter(|day| (first..=last).contains(day))
        .collect()
}

/// Whether a delivery is of the input and the account that the expectation is about.
pub(crate) fn is_of(expectation: &Expectation, delivery: &Delivery) -> bool {
    let ours = expectation.account.as_ref();
    delivery.input == expectation.input && ours.is_none_or(|account| *account == delivery.account)
}

/// The delivery that answers to each day, in the order of the days.
///
/// A file is expected either for a day itself (a statement covers its days, payments have a day), or once around a day: then
/// any file of the month may be the one, and each file answers to one day only, the earliest first. Of several files the one
/// that was made first is the one that was expected: what comes after it is a further one, and makes nothing late.
pub(crate) fn answers<'a>(
    period: Period,
    expectation: &Expectation,
    days: &[Expected],
    deliveries: &[&'a Delivery],
) -> Vec<Option<&'a Delivery>> {
    match expectation.when {
        When::BankDay | When::ReceiptDay => {
            let covers = |delivery: &Delivery, day: NaiveDate| {
                let covered = delivery.days;
                covered.is_some_and(|(from, to)| (from..=to).contains(&day))
            };
            let of = |expected: &Expected| {
                let all = deliveries.iter().copied();
                first_made(all.filter(|delivery| covers(delivery, expected.day)))
            };
            days.iter().map(of).collect()
        }
        When::Month => {
            let month = (period.first_day(), period.last_day());
            let all = deliveries.iter().copied();
            let found = first_made(all.filter(|delivery| is_about(delivery, month)));
            days.iter().map(|_| found).collect()
        }
        _ => {
            let mut unused: Vec<&Delivery> = deliveries.to_vec();
            let mut of = |expected: &Expected| {
                let around = (expected.day, expected.due);
                let all = unused.iter().copied();
                let found = first_made(all.filter(|delivery| is_about(delivery, around)))?;
                unused.retain(|delivery| !std::ptr::eq(*delivery, found));
                Some(found)
            };
            days.iter().map(&mut of).collect()
        }
    }
}

/// The file that was made first; one that does not say when comes after those that do.
fn first_made<'a>(deliveries: impl Iterator<Item = &'a Delivery>) -> Option<&'a Delivery> {
    deliveries.min_by_key(|delivery| (delivery.made.is_none(), delivery.made))
}

/// Whether the days of a delivery meet those days. A register without a date is as good on every day; any other file that
/// does not say what days it is about answers to none.
fn is_about(delivery: &Delivery, (first, last): (NaiveDate, NaiveDate)) -> bool {
    match delivery.days {
        Some((from, to)) => from <= last && first <= to,
        None => matches!(delivery.input, Input::Register(_)),
    }
}
