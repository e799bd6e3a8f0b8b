//! `invoices-out` (`X_INVOUT`): each invoice that the order module sent to the ledger is there, once, with its amount.
//!
//! Source: S 5.2: the posted amount is that of the invoice journal; GL07 lists the invoices after printing. An invoice is
//! found by its number, the reference of both lines (inferred). How many were printed has no source and is not compared.
//! Not here: whole batches (`imports`).

use std::collections::{BTreeMap, BTreeSet};

use domain::{Finding, Ore, Period, RowRef, Severity, Text};
use frames::date;

use super::equation::{less, point};
use crate::check::{Check, Examined, Regime, Responsible::Accounting, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "invoices-out",
    title: "check-invoices-out",
    summary: "every invoice of the order module is in the customer ledger once, with its amount",
    since: "0.3.0",
    doc: include_str!("invoices_out.md"),
    points: &["invoices-out.booked"],
    codes: &[
        code("INVO001", Severity::Error, "an invoice is not booked"),
        code(
            "INVO002",
            Severity::Error,
            "an invoice is booked and not on GL07",
        ),
        code(
            "INVO003",
            Severity::Error,
            "an invoice is booked with another amount",
        ),
    ],
    causes: &[
        cause("invoice-not-booked", Accounting),
        cause("invoice-without-import", Accounting),
        cause("invoice-booked-twice", Accounting),
        cause("invoice-amount-differs", Accounting),
    ],
    regimes: &[Regime {
        from: (2016, 4),
        until: None,
        sources: &["S 5.2"],
        run: run_2016,
    }],
};

/// What file and ledger hold of an invoice.
#[derive(Default)]
struct Invoice {
    /// Sum and rows of GL07; nothing if it is not there.
    imported: Held,
    booked: Held,
}

#[derive(Default)]
struct Held {
    sum: i128,
    rows: BTreeSet<RowRef>,
}

impl Held {
    fn add(&mut self, ore: i64, row: Option<RowRef>) {
        self.sum += i128::from(ore);
        self.rows.extend(row);
    }

    fn sum(&self) -> Ore {
        Ore::bounded(self.sum)
    }
}

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let setting = settings::text(cx.playbook, "invoices-out.voucher_types");
    let types: BTreeSet<&str> = setting.split_whitespace().collect();
    if types.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-invoice-types"));
        return examined;
    }
    if cx.playbook.accounts.customers.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-customers"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited", "gl07", "xlsx", "parquet"]);
    if !cx.ledger.covers(cx.period) {
        let reason = Text::key("reason-no-ledger").with("period", cx.period);
        examined.missing.push(reason);
    }
    if !examined.missing.is_empty() {
        return examined;
    }
    let mut invoices: BTreeMap<&str, BTreeMap<&str, Invoice>> = BTreeMap::new();
    read_imports(cx, &types, &mut invoices);
    let imported: usize = invoices.values().map(BTreeMap::len).sum();
    read_ledger(cx, &types, &mut invoices);
    let all = || invoices.values().flat_map(BTreeMap::values);
    let booked = all()
        .filter(|invoice| !invoice.booked.rows.is_empty())
        .count();
    if imported == 0 {
        let key = if booked == 0 {
            "reason-no-invoices-out"
        } else {
            "reason-no-invoice-import"
        };
        let reason = Text::key(key).with("types", setting);
        let reason = reason.with("period", cx.period);
        if booked == 0 {
            examined.not_applicable = Some(reason);
        } else {
            examined.missing.push(reason);
        }
        return examined;
    }
    for (kind, of_type) in &invoices {
        judge(kind, of_type, &mut examined);
    }
    let seen = &mut examined.evidence.rows_seen;
    for (name, count) in [("invoices_imported", imported), ("invoices_booked", booked)] {
        seen.insert(name, u64::try_from(count).unwrap_or(u64::MAX));
    }
    let settings = &mut examined.evidence.settings;
    settings.insert("invoices-out.voucher_types", setting.to_owned());
    examined
}

/// Customer lines of the period in the files; a line without a period is of the month of its date.
fn read_imports<'a>(
    cx: &CheckContext<'a>,
    types: &BTreeSet<&'a str>,
    invoices: &mut BTreeMap<&'a str, BTreeMap<&'a str, Invoice>>,
) {
    let lines = cx.frames.import_lines.view();
    for (row, (&period, &amount)) in lines.period.iter().zip(lines.amount_ore).enumerate() {
        let day = lines.day.get(row).copied().unwrap_or_default();
        let dated = Period::of(date(day)).map_or(0, Period::as_i32);
        let period = if period == 0 { dated } else { period };
        let Some(kind) = types.get(lines.voucher_type.get(row)) else {
            continue;
        };
        if period != cx.period.as_i32() || lines.kind.get(row) != "AR" {
            continue;
        }
        let of_type = invoices.entry(kind).or_default();
        let invoice = of_type.entry(lines.reference.get(row)).or_default();
        let place = lines.file.get(row).zip(lines.record.get(row));
        let place = place.and_then(|(file, record)| cx.frames.row_ref(*file, *record));
        invoice.imported.add(amount, place);
    }
}

/// Lines of the period on the control accounts of customers.
fn read_ledger<'a>(
    cx: &CheckContext<'a>,
    types: &BTreeSet<&'a str>,
    invoices: &mut BTreeMap<&'a str, BTreeMap<&'a str, Invoice>>,
) {
    let customers = &cx.playbook.accounts.customers;
    let lines = cx.frames.ledger_lines.view();
    for (row, (&period, &amount)) in lines.period.iter().zip(lines.amount_ore).enumerate() {
        let Some(kind) = types.get(lines.voucher_type.get(row)) else {
            continue;
        };
        let account = lines.account.get(row);
        if period != cx.period.as_i32()
            || !matches!(lines.currency.get(row), "" | "NOK")
            || !customers.iter().any(|pattern| pattern.matches(account))
        {
            continue;
        }
        let of_type = invoices.entry(kind).or_default();
        let invoice = of_type.entry(lines.reference.get(row)).or_default();
        let place = lines.file.get(row).zip(lines.record.get(row));
        let place = place.and_then(|(file, record)| cx.frames.row_ref(*file, *record));
        invoice.booked.add(amount, place);
    }
}

/// The point of a voucher type, and a finding for each invoice that the two do not agree on.
fn judge(kind: &str, of_type: &BTreeMap<&str, Invoice>, examined: &mut Examined) {
    let (mut booked, mut imported, mut specified) = (0_i128, 0_i128, 0_i128);
    for (number, invoice) in of_type {
        booked += invoice.booked.sum;
        imported += invoice.imported.sum;
        let finding = compared(kind, number, invoice);
        let has_cause = finding.as_ref().is_some_and(|f| f.cause.is_some());
        if has_cause {
            specified += invoice.booked.sum - invoice.imported.sum;
        }
        examined.findings.extend(finding);
    }
    let sides = [
        ("side-invoices-booked", Ore::bounded(booked)),
        ("side-invoices-imported", Ore::bounded(imported)),
    ];
    let point = point("invoices-out.booked", kind, sides, Ore::bounded(specified));
    examined.points.push(point);
}

fn compared(kind: &str, number: &str, invoice: &Invoice) -> Option<Finding> {
    let (booked, imported) = (&invoice.booked, &invoice.imported);
    let (code, message, cause) = if imported.rows.is_empty() {
        let message = "invoices-out-without-import";
        ("INVO002", message, Some("invoice-without-import"))
    } else if booked.rows.is_empty() {
        (
            "INVO001",
            "invoices-out-not-booked",
            Some("invoice-not-booked"),
        )
    } else if booked.sum == imported.sum {
        return None;
    } else if booked.sum == imported.sum.saturating_mul(2) {
        (
            "INVO003",
            "invoices-out-differs",
            Some("invoice-booked-twice"),
        )
    } else {
        (
            "INVO003",
            "invoices-out-differs",
            Some("invoice-amount-differs"),
        )
    };
    // Lines without a number are compared as a sum, which proves nothing of any invoice.
    let cause = cause.filter(|_| !number.is_empty());
    let number = if number.is_empty() { "-" } else { number };
    let rows: BTreeSet<RowRef> = booked.rows.union(&imported.rows).copied().collect();
    Some(Finding {
        key: format!("{code}:{kind}:{number}"),
        code,
        severity: Severity::Error,
        subject: kind.to_owned(),
        amount: less(booked.sum(), imported.sum()),
        message: Text::key(message)
            .with("invoice", number)
            .with("booked", booked.sum())
            .with("imported", imported.sum()),
        rows: rows.into_iter().collect(),
        cause,
        proposal: None,
        action: Some(Text::key("action-invoices-out")),
    })
}
