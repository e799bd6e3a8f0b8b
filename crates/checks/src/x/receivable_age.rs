//! `receivable-age` (`X_AR_AGE`): every older open item of a customer has a comment, and none is lost to limitation.
//!
//! Source: S 6.5 (valid from 2016-03-10). What is older, and from when limitation runs, are settings: the routine does not
//! say. Not here: the sum of the items (`subledger`), or which words a state of reminding has.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use domain::{Finding, Ore, Period, RowRef, Severity, Text};
use frames::date;

use super::equation::point;
use super::listing::{Listing, listing};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;
use crate::sets::pattern_subject;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "receivable-age",
    title: "check-receivable-age",
    summary: "older open items of customers have a comment, and their limitation date is watched",
    since: "0.3.0",
    doc: include_str!("receivable_age.md"),
    points: &["receivable-age.commented"],
    codes: &[
        code(
            "AGE001",
            Severity::Warning,
            "an older open item without a comment",
        ),
        code("AGE002", Severity::Error, "the limitation date has passed"),
        code("AGE003", Severity::Warning, "the limitation date is near"),
    ],
    causes: &[
        cause("comment-missing", Agency),
        cause("limitation-passed", Agency),
        cause("limitation-near", Agency),
    ],
    regimes: &[Regime {
        from: (2016, 3),
        until: None,
        sources: &["S 6.5"],
        run: run_2016,
    }],
};

/// An open item that was due before the period ended.
struct Item {
    currency: String,
    due: NaiveDate,
    amount: Ore,
    voucher: String,
    has_comment: bool,
    row: RowRef,
}

/// Settings in force, whole numbers.
struct Limits {
    age_months: i32,
    years: u32,
    notice_months: u32,
}

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let customers = &cx.playbook.accounts.customers;
    if customers.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-customers"));
        return examined;
    }
    let register = match listing(cx, "customer-open-items") {
        Listing::There(register) => register,
        Listing::Missing(missing) => {
            examined.missing = missing;
            return examined;
        }
        Listing::Nothing(reason) => {
            examined.not_applicable = Some(reason);
            return examined;
        }
    };
    let number = |name| settings::number(cx.playbook, name);
    let limits = Limits {
        age_months: number("receivable-age.age_limit_months"),
        years: number("receivable-age.limitation_years").unsigned_abs(),
        notice_months: number("receivable-age.notice_months").unsigned_abs(),
    };
    let items = items(cx, register);
    let subject = pattern_subject(customers);
    // Sum of the older items, and of those with a comment, by subject.
    let mut sums: BTreeMap<String, (i128, i128)> = BTreeMap::from([(subject.clone(), (0, 0))]);
    for item in &items {
        let subject = match item.currency.as_str() {
            "" | "NOK" => subject.clone(),
            currency => format!("{subject} {currency}"),
        };
        if age(cx, item.due) > limits.age_months {
            let amount = i128::from(item.amount.0);
            let (older, commented) = sums.entry(subject.clone()).or_default();
            *older += amount;
            if item.has_comment {
                *commented += amount;
            } else {
                examined.findings.push(uncommented(cx, item, &subject));
            }
        }
        examined
            .findings
            .extend(limitation(cx, item, &subject, &limits));
    }
    for (subject, (older, commented)) in sums {
        let sides = [
            ("side-older-items", Ore::bounded(older)),
            ("side-older-commented", Ore::bounded(commented)),
        ];
        let specified = Ore::bounded(older - commented);
        let id = "receivable-age.commented";
        examined.points.push(point(id, &subject, sides, specified));
    }
    let evidence = &mut examined.evidence;
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    evidence.rows_seen.insert("customer_open_items", count);
    for name in [
        "receivable-age.age_limit_months",
        "receivable-age.limitation_years",
        "receivable-age.notice_months",
    ] {
        let value = settings::text(cx.playbook, name).to_owned();
        evidence.settings.insert(name, value);
    }
    examined
}

/// The items of the listing that were posted by the end of the period.
fn items(cx: &CheckContext<'_>, register: &frames::register::Register) -> Vec<Item> {
    let (dates, dues) = (register.short("date"), register.short("due"));
    let (amounts, currencies) = (register.whole("amount"), register.text("currency"));
    let (vouchers, comments) = (register.text("voucher"), register.text("comment"));
    let last = frames::day(cx.period.last_day());
    let mut items = Vec::new();
    for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
        let (Some(posted), Some(row_ref)) = (dates.get(row), cx.frames.row_ref(file, record))
        else {
            continue;
        };
        if posted > last {
            continue;
        }
        items.push(Item {
            currency: currencies.get(row).to_owned(),
            due: date(dues.get(row).unwrap_or(posted)),
            amount: Ore(amounts.get(row).unwrap_or_default()),
            voucher: vouchers.get(row).to_owned(),
            has_comment: !comments.get(row).trim().is_empty(),
            row: row_ref,
        });
    }
    items
}

/// Months from the month it was due to the period; negative if it is not due yet.
fn age(cx: &CheckContext<'_>, due: NaiveDate) -> i32 {
    Period::of(due).map_or(0, |due| cx.period.months_since(due))
}

fn uncommented(cx: &CheckContext<'_>, item: &Item, subject: &str) -> Finding {
    Finding {
        key: format!("AGE001:{subject}:{}", item.row),
        code: "AGE001",
        severity: Severity::Warning,
        subject: subject.to_owned(),
        amount: item.amount,
        message: Text::key("receivable-age-uncommented")
            .with("voucher", shown(&item.voucher))
            .with("amount", item.amount)
            .with("due", item.due)
            .with("months", u64::from(age(cx, item.due).unsigned_abs())),
        rows: vec![item.row],
        cause: Some("comment-missing"),
        proposal: None,
        action: Some(Text::key("action-receivable-age-comment")),
    }
}

/// A claim whose limitation date has passed, or is near.
fn limitation(
    cx: &CheckContext<'_>,
    item: &Item,
    subject: &str,
    limits: &Limits,
) -> Option<Finding> {
    let months = Months::new(limits.years.saturating_mul(12));
    let limit = item.due.checked_add_months(months)?;
    let notice = cx
        .period
        .last_day()
        .checked_add_months(Months::new(limits.notice_months))?;
    if item.amount <= Ore::ZERO || limit > notice {
        return None;
    }
    let has_passed = limit <= cx.period.last_day();
    let (code, severity, message, cause) = if has_passed {
        let message = "receivable-age-limitation-passed";
        ("AGE002", Severity::Error, message, "limitation-passed")
    } else {
        let message = "receivable-age-limitation-near";
        ("AGE003", Severity::Warning, message, "limitation-near")
    };
    Some(Finding {
        key: format!("{code}:{subject}:{}", item.row),
        code,
        severity,
        subject: subject.to_owned(),
        amount: item.amount,
        message: Text::key(message)
            .with("voucher", shown(&item.voucher))
            .with("amount", item.amount)
            .with("due", item.due)
            .with("limit", limit),
        rows: vec![item.row],
        cause: Some(cause),
        proposal: None,
        action: Some(Text::key("action-receivable-age-limitation")),
    })
}

/// A voucher number as it is shown; a dash if there is none.
fn shown(voucher: &str) -> &str {
    if voucher.is_empty() { "-" } else { voucher }
}
