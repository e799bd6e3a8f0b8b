//! How much of what, and when: sizes from the number of lines, and invoices and bills with their days.
//!
//! Payments are planned first and their claims some days before them, so that a month holds as many invoices as
//! payments from the start; claims that would have been issued before the data are its opening items, and claims paid
//! in the month behind the data stay open. Not here: vouchers and entries (`generate`).

use domain::Ore;
use domain::identifier::{KidMethod, kid_check_character};

use crate::days::BankDays;
use crate::random::Stream;

/// Amounts that many invoices share, in øre.
const COMMON_AMOUNTS: [i64; 6] = [25_000, 48_000, 59_000, 120_000, 125_000, 250_000];
/// Bank days between claim and payment, at least and at most.
const CLAIM_DAYS: (i64, i64) = (2, 17);

/// Lines of the month's end, for which a small agency with accruals leaves room.
const MONTH_END_LINES: u32 = 30;
/// Below so many lines that room is made; above there is enough.
const SMALL_MONTH: u32 = 300;

/// How much happens in a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sizes {
    /// Ledger lines.
    pub(crate) lines: usize,
    /// OCR payments.
    pub(crate) receipts: usize,
    /// Days with OCR payments, if the month has so many.
    pub(crate) receipt_days: usize,
    /// Invoices that nobody pays.
    pub(crate) unpaid: usize,
    /// Remitted payments.
    pub(crate) payments: usize,
    /// Remittance days, if the month has so many.
    pub(crate) payment_days: usize,
    /// Payroll vouchers.
    pub(crate) payroll: usize,
    /// Receipts from unknown senders.
    pub(crate) manual: usize,
    /// Returned payments.
    pub(crate) returns: usize,
    /// Customers.
    pub(crate) customers: usize,
    /// Suppliers.
    pub(crate) suppliers: usize,
}

impl Sizes {
    /// So many lines, of which some are of the month's end.
    pub(crate) fn with_month_end(lines_per_period: u32, has_accruals: bool) -> Self {
        let lines = usize::try_from(lines_per_period).unwrap_or(usize::MAX);
        let is_small = lines_per_period < SMALL_MONTH;
        let room = if has_accruals && is_small {
            MONTH_END_LINES
        } else {
            0
        };
        Self {
            lines,
            ..Self::new(lines_per_period.saturating_sub(room))
        }
    }

    /// Of 100 lines about 35 belong to OCR payments and their invoices, 25 to bills and remittances; a few to single
    /// movements; the rest is filled with cost vouchers.
    pub(crate) fn new(lines_per_period: u32) -> Self {
        let lines = usize::try_from(lines_per_period).unwrap_or(usize::MAX);
        let receipt_days = (lines / 40).clamp(3, 23);
        let receipts = (lines * 35 / 100).saturating_sub(3 * receipt_days) / 4;
        let payment_days = (lines / 60).clamp(2, 9);
        let payments = (lines * 25 / 100).saturating_sub(2 * payment_days) / 4;
        Self {
            lines,
            receipts,
            receipt_days,
            unpaid: (receipts / 25).max(1),
            payments,
            payment_days,
            payroll: (lines / 1000).clamp(1, 20),
            manual: (lines / 500).clamp(3, 30),
            returns: (lines / 2000).clamp(1, 6),
            customers: (receipts / 4).clamp(5, 80_000),
            suppliers: (payments / 4).clamp(4, 40_000),
        }
    }
}

/// An invoice or a bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Claim {
    /// Number of the customer or supplier.
    pub(crate) party: u32,
    /// What it is for, positive.
    pub(crate) amount: Ore,
    /// Bank day it is issued on; negative = so long before the data.
    pub(crate) issued: i64,
    /// Bank day it is paid on; `None` = not within the data.
    pub(crate) paid: Option<usize>,
    /// KID of an invoice, number of a bill.
    pub(crate) reference: String,
}

/// The bank days 2 and 4 of the week (remittance days) of a period.
pub(crate) fn remittance_days(days: &BankDays, period: usize) -> Vec<usize> {
    use chrono::{Datelike, Weekday};
    days.of_period(period)
        .filter(|day| matches!(days.date(*day).weekday(), Weekday::Tue | Weekday::Thu))
        .collect()
}

/// Invoices, in order of issue, with KIDs that hold customer and invoice number.
pub(crate) fn invoices(stream: &mut Stream, days: &BankDays, sizes: &Sizes) -> Vec<Claim> {
    let mut claims = Vec::new();
    for period in 0..=days.periods.len() {
        let all: Vec<usize> = days.of_period(period).collect();
        let Some((last, others)) = all.split_last() else {
            continue;
        };
        // The last day of the month always has receipts: they are read late, over the month end.
        let mut chosen = stream.choose(others, sizes.receipt_days.saturating_sub(1));
        chosen.push(*last);
        for day in spread(stream, &chosen, sizes.receipts) {
            let party = customer(stream, sizes);
            claims.push(claim(stream, days, party, day));
        }
        if period < days.periods.len() {
            for _ in 0..sizes.unpaid {
                let issued = stream.pick(&all).copied().unwrap_or(*last);
                claims.push(Claim {
                    party: customer(stream, sizes),
                    amount: amount(stream),
                    issued: i64::try_from(issued).unwrap_or(0),
                    paid: None,
                    reference: String::new(),
                });
            }
        }
    }
    keep_known(&mut claims, days);
    for (number, claim) in (1_u64..).zip(&mut claims) {
        claim.reference = kid(claim.party, number);
    }
    claims
}

/// Bills, in order of issue, numbered.
pub(crate) fn bills(stream: &mut Stream, days: &BankDays, sizes: &Sizes) -> Vec<Claim> {
    let mut claims = Vec::new();
    for period in 0..=days.periods.len() {
        let chosen = stream.choose(&remittance_days(days, period), sizes.payment_days);
        for day in spread(stream, &chosen, sizes.payments) {
            let number = u32::try_from(stream.index(sizes.suppliers)).unwrap_or(0);
            claims.push(claim(stream, days, 50_001 + number, day));
        }
    }
    keep_known(&mut claims, days);
    for (number, claim) in (1_u64..).zip(&mut claims) {
        claim.reference = format!("F{number:07}");
    }
    claims
}

/// `00000` customer, `0000000` invoice, check digit: 13 digits.
pub(crate) fn kid(customer: u32, invoice: u64) -> String {
    let body = format!("{customer:05}{:07}", invoice % 10_000_000);
    let check = kid_check_character(&body, KidMethod::Mod10).unwrap_or('0');
    format!("{body}{check}")
}

fn customer(stream: &mut Stream, sizes: &Sizes) -> u32 {
    10_001 + u32::try_from(stream.index(sizes.customers)).unwrap_or(0)
}

fn amount(stream: &mut Stream) -> Ore {
    if stream.chance(30) {
        Ore(stream.pick(&COMMON_AMOUNTS).copied().unwrap_or(25_000))
    } else {
        Ore(stream.between(10_000, 5_000_000))
    }
}

fn claim(stream: &mut Stream, days: &BankDays, party: u32, paid: usize) -> Claim {
    let before = stream.between(CLAIM_DAYS.0, CLAIM_DAYS.1);
    Claim {
        party,
        amount: amount(stream),
        issued: i64::try_from(paid).unwrap_or(0) - before,
        paid: (paid < days.data()).then_some(paid),
        reference: String::new(),
    }
}

/// Drops claims issued after the data, and sorts by issue.
fn keep_known(claims: &mut Vec<Claim>, days: &BankDays) {
    let data = i64::try_from(days.data()).unwrap_or(i64::MAX);
    claims.retain(|claim| claim.issued < data);
    claims.sort_by_key(|claim| claim.issued);
}

/// `count` days out of `chosen`, each at least once as far as `count` goes.
fn spread(stream: &mut Stream, chosen: &[usize], count: usize) -> Vec<usize> {
    let mut days: Vec<usize> = chosen.iter().rev().take(count).copied().collect();
    while days.len() < count {
        match stream.pick(chosen) {
            Some(day) => days.push(*day),
            None => break,
        }
    }
    days.sort_unstable();
    days
}
