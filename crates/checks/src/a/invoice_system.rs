//! A4 `invoice-system`: the vouchers of the invoice system against the ledger's supplier accounts, in number and amount.
//!
//! Source: P:A4. Both sides are the vouchers of the period; that is wider than an interval typed in, and leaves no end of it out
//! (inferred). The system's amount of an invoice is positive, the ledger's debt is shown with its sign turned. Before 2019 an
//! amount could differ by the calculated VAT of codes 3T and 7T; no input shows those codes, so nothing is excused.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use domain::{Code, Finding, Ore, Point, RowRef, Severity, Side, Text};
use frames::register::Register;

use super::bank_causes::is_transposed;
use super::registers::{
    LEDGER_CURRENCY, TABLES, count, is_wanted, minus, missing, point, register_ref, sum,
};
use crate::check::Responsible::Provider;
use crate::check::{Check, Examined, Regime, cause, code};
use crate::context::{CheckContext, unknown};
use crate::ledger::Unknown;
use crate::sets::pattern_subject;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "invoice-system",
    title: "check-invoice-system",
    summary: "vouchers of the invoice system are in the ledger, in number and amount",
    since: "0.3.0",
    doc: include_str!("invoice_system.md"),
    points: &["invoice-system.amount"],
    codes: &[
        code("INV001", Severity::Error, "a voucher is not in the ledger"),
        code(
            "INV002",
            Severity::Error,
            "a voucher is not in the invoice system",
        ),
        code("INV003", Severity::Error, "the amounts of a voucher differ"),
        code(
            "INV004",
            Severity::Info,
            "a voucher in foreign currency, whose amount is not compared",
        ),
    ],
    causes: &[
        cause("not-exported", Provider),
        cause("export-not-read", Provider),
        cause("not-staged", Provider),
        cause("staged-with-error", Provider),
        cause("not-posted", Provider),
        cause("wrong-period", Provider),
        cause("not-in-invoice-system", Provider),
        cause("double-posting", Provider),
        cause("wrong-sign", Provider),
        cause("transposed-digits", Provider),
        cause("amount-differs", Provider),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:A4"],
        run: run_2015,
    }],
};

/// What the invoice system says of a voucher.
#[derive(Debug, Default)]
struct Registered<'a> {
    /// Its invoices with their amounts, each once: a later list repeats them.
    invoices: BTreeSet<(&'a str, &'a str, i64)>,
    /// How far it has come, if any row says so.
    stage: Option<i64>,
    is_foreign: bool,
    rows: BTreeSet<RowRef>,
}

impl Registered<'_> {
    fn amount(&self) -> Ore {
        sum(self.invoices.iter().map(|(.., ore)| Ore(*ore)))
    }
}

/// What the ledger has of a voucher on supplier accounts, sign turned.
#[derive(Debug, Default)]
struct Booked<'a> {
    lines: Vec<(Ore, RowRef)>,
    /// Supplier and reference of each line.
    names: BTreeSet<(&'a str, &'a str)>,
}

impl Booked<'_> {
    fn amount(&self) -> Ore {
        sum(self.lines.iter().map(|(amount, _)| *amount))
    }

    fn rows(&self) -> impl Iterator<Item = RowRef> {
        self.lines.iter().map(|(_, row)| *row)
    }
}

/// Both sides of the period, and of earlier periods of the year, by voucher.
#[derive(Debug, Default)]
struct Sides<'a> {
    system: BTreeMap<&'a str, Registered<'a>>,
    ledger: BTreeMap<&'a str, Booked<'a>>,
    system_before: BTreeMap<&'a str, Registered<'a>>,
    ledger_before: BTreeMap<&'a str, Booked<'a>>,
}

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let types = settings::text(cx.playbook, "invoice-system.voucher_types");
    let mut sides = Sides::default();
    let without_period = registered(cx, &mut sides);
    let is_used = is_wanted(cx, "invoice-system") || !sides.system.is_empty();
    if types.is_empty() && !is_used {
        examined.not_applicable = Some(Text::key("reason-no-invoice-system"));
        return examined;
    }
    let suppliers = &cx.playbook.accounts.suppliers;
    let absent = &mut examined.missing;
    absent.extend(cx.missing_by_refusal(&TABLES));
    if types.is_empty() {
        absent.push(Text::key("reason-no-invoice-voucher-types"));
    }
    if suppliers.is_empty() {
        absent.push(Text::key("reason-no-control-accounts"));
    }
    if sides.system.is_empty() {
        absent.push(missing(cx, "invoice-system", "reason-no-invoice-list"));
    }
    if without_period > 0 {
        let text = Text::key("reason-invoice-without-period");
        absent.push(text.with("count", without_period));
    }
    if !cx.ledger.covers(cx.period) {
        absent.push(unknown(&Unknown::Month(cx.period)));
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("invoices", count(sides.system.len()));
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    let in_force = &mut examined.evidence.settings;
    in_force.insert("invoice-system.voucher_types", types.to_owned());
    if !examined.missing.is_empty() {
        return examined;
    }
    booked(cx, types, &mut sides);
    let subject = pattern_subject(suppliers);
    let vouchers: BTreeSet<&str> = sides
        .system
        .keys()
        .chain(sides.ledger.keys())
        .copied()
        .collect();
    let found = vouchers
        .into_iter()
        .filter_map(|voucher| deviation(&subject, voucher, &sides));
    examined.findings = found.collect();
    let point = amounts(&subject, &sides, &examined.findings);
    let is_deviation = |finding: &Finding| finding.severity != Severity::Info;
    let is_specified = point.unexplained == Ore::ZERO;
    examined.breached = point.difference != Ore::ZERO;
    examined.code = Some(
        match (examined.findings.iter().any(is_deviation), is_specified) {
            (false, true) => Code::Green,
            (true, true) => Code::Yellow,
            (_, false) => Code::Red,
        },
    );
    examined.points.push(point);
    examined
}

/// Fills the system's side; answers how many rows say neither period nor date.
fn registered<'a>(cx: &CheckContext<'a>, sides: &mut Sides<'a>) -> u64 {
    let Some(register) = cx.frames.registers.get("invoice-system") else {
        return 0;
    };
    let (vouchers, invoices) = (register.text("voucher"), register.text("invoice"));
    let (suppliers, currencies) = (register.text("supplier"), register.text("currency"));
    let (amounts, stages) = (register.whole("invoice_amount"), register.whole("stage"));
    let mut without_period = 0;
    for row in 0..register.len() {
        let Some(period) = period_of(register, row) else {
            without_period += 1;
            continue;
        };
        let side = match when(cx, period) {
            When::Now => &mut sides.system,
            When::Before => &mut sides.system_before,
            When::Elsewhere => continue,
        };
        let voucher = side.entry(vouchers.get(row)).or_default();
        let amount = amounts.get(row).unwrap_or_default();
        let invoice = (suppliers.get(row), invoices.get(row), amount);
        voucher.invoices.insert(invoice);
        voucher.stage = voucher.stage.max(stages.get(row));
        voucher.is_foreign |= !["", LEDGER_CURRENCY].contains(&currencies.get(row));
        voucher.rows.extend(register_ref(cx, register, row));
    }
    without_period
}

/// The period of a row, or else the month of its invoice date (inferred).
fn period_of(register: &Register, row: usize) -> Option<i32> {
    let date = || register.short("date").get(row).map(frames::date);
    let month = |date: chrono::NaiveDate| {
        date.year() * 100 + i32::try_from(date.month()).unwrap_or_default()
    };
    let period = register.short("period").get(row);
    period.or_else(|| date().map(month))
}

enum When {
    Now,
    /// Earlier in the year.
    Before,
    Elsewhere,
}

fn when(cx: &CheckContext<'_>, period: i32) -> When {
    let now = cx.period.as_i32();
    if period == now {
        When::Now
    } else if (cx.period.year() * 100 + 1..now).contains(&period) {
        When::Before
    } else {
        When::Elsewhere
    }
}

/// Fills the ledger's side: lines of the voucher types on supplier accounts.
fn booked<'a>(cx: &CheckContext<'a>, types: &str, sides: &mut Sides<'a>) {
    let suppliers = &cx.playbook.accounts.suppliers;
    let view = cx.frames.ledger_lines.view();
    let ours = |account: &str| suppliers.iter().any(|pattern| pattern.matches(account));
    let year = cx.period.year() * 100 + 1..=cx.period.as_i32();
    for row in cx.ledger.rows(ours, year) {
        let (Some(&period), Some(&ore)) = (view.period.get(row), view.amount_ore.get(row)) else {
            continue;
        };
        let of_system = types
            .split_whitespace()
            .any(|word| word == view.voucher_type.get(row));
        // A listing in another currency repeats the same postings.
        if !of_system || view.currency.get(row) != LEDGER_CURRENCY {
            continue;
        }
        let side = match when(cx, period) {
            When::Now => &mut sides.ledger,
            When::Before => &mut sides.ledger_before,
            When::Elsewhere => continue,
        };
        let (file, record) = (view.file.get(row), view.record.get(row));
        let place = file
            .zip(record)
            .and_then(|(file, record)| cx.frames.row_ref(*file, *record));
        let Some(place) = place else { continue };
        let voucher = side.entry(view.voucher.get(row)).or_default();
        voucher.lines.push((Ore(ore.saturating_neg()), place));
        voucher
            .names
            .insert((view.party.get(row), view.reference.get(row)));
    }
}

/// The sums of both sides with their number of vouchers; what is in foreign currency is in neither.
fn amounts(subject: &str, sides: &Sides<'_>, findings: &[Finding]) -> Point {
    let foreign = |voucher: &str| sides.system.get(voucher).is_some_and(|of| of.is_foreign);
    let system = sides.system.iter().filter(|(voucher, _)| !foreign(voucher));
    let ledger = sides.ledger.iter().filter(|(voucher, _)| !foreign(voucher));
    let (in_system, in_ledger): (Vec<_>, Vec<_>) = (system.collect(), ledger.collect());
    let label = |key, names: Vec<&str>| {
        let name = |at: Option<&&str>| at.map_or("-", |name| *name).to_owned();
        Text::key(key)
            .with("count", count(names.len()))
            .with("from", name(names.first()))
            .with("to", name(names.last()))
    };
    let side1 = Side {
        label: label(
            "side-invoices-ledger",
            in_ledger.iter().map(|(name, _)| **name).collect(),
        ),
        amount: sum(in_ledger.iter().map(|(_, of)| of.amount())),
    };
    let side2 = Side {
        label: label(
            "side-invoices-system",
            in_system.iter().map(|(name, _)| **name).collect(),
        ),
        amount: sum(in_system.iter().map(|(_, of)| of.amount())),
    };
    let of_difference = findings
        .iter()
        .filter(|finding| finding.severity != Severity::Info);
    let specified = sum(of_difference.map(|finding| finding.amount));
    point("invoice-system.amount", subject, (side1, side2), specified)
}

/// What is wrong with a voucher, if anything.
fn deviation(subject: &str, voucher: &str, sides: &Sides<'_>) -> Option<Finding> {
    let (system, ledger) = (sides.system.get(voucher), sides.ledger.get(voucher));
    let (code, severity, cause, key) = match (system, ledger) {
        (Some(system), None) => {
            let (cause, key) = not_in_ledger(system, sides.ledger_before.contains_key(voucher));
            ("INV001", Severity::Error, Some(cause), key)
        }
        (None, Some(ledger)) => {
            let (cause, key) = not_in_system(voucher, ledger, sides);
            ("INV002", Severity::Error, Some(cause), key)
        }
        (Some(system), Some(_)) if system.is_foreign => {
            ("INV004", Severity::Info, None, "invoice-system-foreign")
        }
        (Some(system), Some(ledger)) => {
            let cause = amount_differs(system.amount(), ledger)?;
            (
                "INV003",
                Severity::Error,
                Some(cause),
                "invoice-system-differs",
            )
        }
        (None, None) => return None,
    };
    let system_amount = system.map_or(Ore::ZERO, Registered::amount);
    let ledger_amount = ledger.map_or(Ore::ZERO, Booked::amount);
    // An invoice in foreign currency is in neither sum; its absence still is a deviation.
    let is_foreign = system.is_some_and(|system| system.is_foreign);
    let amount = if is_foreign {
        Ore::ZERO
    } else {
        minus(ledger_amount, system_amount)
    };
    let before = (
        sides.system_before.get(voucher),
        sides.ledger_before.get(voucher),
    );
    let mut rows: BTreeSet<RowRef> = BTreeSet::new();
    for of in [system, before.0.filter(|_| system.is_none())] {
        rows.extend(of.iter().flat_map(|of| of.rows.iter()));
    }
    for of in [ledger, before.1.filter(|_| ledger.is_none())] {
        rows.extend(of.iter().flat_map(|of| of.rows()));
    }
    Some(Finding {
        key: format!("{code}:{subject}:{voucher}"),
        code,
        severity,
        subject: subject.to_owned(),
        amount,
        message: Text::key(key)
            .with("voucher", voucher)
            .with("system", system_amount)
            .with("ledger", ledger_amount),
        rows: rows.into_iter().collect(),
        cause,
        proposal: None,
        action: (severity != Severity::Info).then(|| Text::key(action(code))),
    })
}

fn action(code: &str) -> &'static str {
    match code {
        "INV001" => "action-invoice-system-missing",
        "INV002" => "action-invoice-system-unknown",
        _ => "action-invoice-system-differs",
    }
}

/// Where a voucher that the ledger lacks has stopped: the five stages of P:A4.
fn not_in_ledger(system: &Registered<'_>, is_before: bool) -> (&'static str, &'static str) {
    if is_before {
        return ("wrong-period", "invoice-system-booked-before");
    }
    match system.stage {
        Some(0) => ("not-exported", "invoice-system-stage-0"),
        Some(1) => ("export-not-read", "invoice-system-stage-1"),
        Some(2) => ("not-staged", "invoice-system-stage-2"),
        Some(3) => ("staged-with-error", "invoice-system-stage-3"),
        Some(_) => ("not-posted", "invoice-system-stage-4"),
        None => ("not-posted", "invoice-system-not-booked"),
    }
}

/// Why the ledger has a voucher that the system lacks: of an earlier month, an invoice again under another number, or its own.
fn not_in_system(
    voucher: &str,
    ledger: &Booked<'_>,
    sides: &Sides<'_>,
) -> (&'static str, &'static str) {
    if sides.system_before.contains_key(voucher) {
        return ("wrong-period", "invoice-system-listed-before");
    }
    let names = |(supplier, invoice, ore): &(&str, &str, i64)| {
        let same = |(party, reference): &(&str, &str)| {
            reference == invoice && (supplier.is_empty() || party == supplier)
        };
        !invoice.is_empty() && Ore(*ore) == ledger.amount() && ledger.names.iter().any(same)
    };
    let booked = sides
        .system
        .iter()
        .filter(|(other, _)| sides.ledger.contains_key(**other));
    let is_again = booked.flat_map(|(_, of)| &of.invoices).any(names);
    if is_again {
        ("double-posting", "invoice-system-twice")
    } else {
        ("not-in-invoice-system", "invoice-system-unknown")
    }
}

/// How the amounts of a voucher differ, if they do.
fn amount_differs(system: Ore, ledger: &Booked<'_>) -> Option<&'static str> {
    let booked = ledger.amount();
    let is_once = |amount: &Ore| *amount == system;
    let times = ledger
        .lines
        .iter()
        .map(|(amount, _)| amount)
        .filter(|amount| is_once(amount));
    if booked == system {
        None
    } else if times.count() > 1 && Some(booked) == system.checked_add(system) {
        Some("double-posting")
    } else if booked.checked_neg() == Some(system) {
        Some("wrong-sign")
    } else if booked.0.signum() == system.0.signum() && is_transposed(booked, system) {
        Some("transposed-digits")
    } else {
        Some("amount-differs")
    }
}
