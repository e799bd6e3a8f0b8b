//! `credit-notes` (R9): a supplier's credit note has a main invoice with the same due date, and neither has a KID.
//!
//! Source: S003 2021-08-12, C43. A debit item on a supplier is a credit note (inferred); its main invoice is a credit item of
//! the same supplier in the same currency. Not here: what was paid (`remittance`).

use std::collections::BTreeMap;

use domain::{Finding, Ore, RowRef, Severity, Text, personal};
use frames::date;
use frames::register::Register;

use super::equation::point;
use super::listing::{Listing, listing};
use crate::check::{Check, Examined, Regime, Responsible::Accounting, cause, code};
use crate::context::CheckContext;
use crate::sets::pattern_subject;

/// The declaration.
pub static CHECK: Check = Check {
    id: "credit-notes",
    title: "check-credit-notes",
    summary: "every credit note of a supplier can be set off against an invoice with the same due date",
    since: "0.3.0",
    doc: include_str!("credit_notes.md"),
    points: &["credit-notes.covered"],
    codes: &[
        code(
            "CRED001",
            Severity::Error,
            "a credit note without an open invoice of its supplier",
        ),
        code(
            "CRED002",
            Severity::Error,
            "a credit note and its invoice have other due dates",
        ),
        code(
            "CRED003",
            Severity::Warning,
            "a credit note or its invoice has a KID",
        ),
    ],
    causes: &[
        cause("main-invoice-missing", Accounting),
        cause("due-date-differs", Accounting),
        cause("kid-not-removed", Accounting),
    ],
    regimes: &[Regime {
        from: (2021, 8),
        until: None,
        sources: &["S003 2021-08-12", "C43"],
        run: run_2021,
    }],
};

/// An open item of a supplier.
struct Item {
    due: i32,
    amount: Ore,
    voucher: String,
    has_kid: bool,
    row: RowRef,
}

/// Open items by supplier and currency; no currency is kroner.
type Suppliers = BTreeMap<(String, String), Vec<Item>>;

fn run_2021(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let accounts = &cx.playbook.accounts.suppliers;
    if accounts.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-suppliers"));
        return examined;
    }
    let register = match listing(cx, "supplier-open-items") {
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
    let control = pattern_subject(accounts);
    let suppliers = suppliers(cx, register);
    // Sum of the credit notes, and of those with an invoice, by subject.
    let mut sums: BTreeMap<String, (i128, i128)> = BTreeMap::from([(control.clone(), (0, 0))]);
    let mut count = 0_u64;
    for ((party, currency), items) in &suppliers {
        let subject = if currency == "NOK" {
            control.clone()
        } else {
            format!("{control} {currency}")
        };
        count += u64::try_from(items.len()).unwrap_or(u64::MAX);
        for note in items.iter().filter(|item| item.amount > Ore::ZERO) {
            let findings = judge((party, &subject), note, items);
            let amount = i128::from(note.amount.0);
            let (all, covered) = sums.entry(subject.clone()).or_default();
            *all += amount;
            if findings.iter().all(|finding| finding.code == "CRED003") {
                *covered += amount;
            }
            examined.findings.extend(findings);
        }
    }
    for (subject, (all, covered)) in sums {
        let sides = [
            ("side-credit-notes", Ore::bounded(all)),
            ("side-credit-notes-covered", Ore::bounded(covered)),
        ];
        let specified = Ore::bounded(all - covered);
        let id = "credit-notes.covered";
        examined.points.push(point(id, &subject, sides, specified));
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("supplier_open_items", count);
    examined
}

/// The items of the listing that were posted by the end of the period.
fn suppliers(cx: &CheckContext<'_>, register: &Register) -> Suppliers {
    let (parties, currencies) = (register.text("party"), register.text("currency"));
    let (dates, dues) = (register.short("date"), register.short("due"));
    let (amounts, kids) = (register.whole("amount"), register.text("kid"));
    let vouchers = register.text("voucher");
    let last = frames::day(cx.period.last_day());
    let mut suppliers = Suppliers::new();
    for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
        let (Some(posted), Some(row_ref)) = (dates.get(row), cx.frames.row_ref(file, record))
        else {
            continue;
        };
        if posted > last {
            continue;
        }
        let currency = match currencies.get(row) {
            "" => "NOK",
            currency => currency,
        };
        let key = (parties.get(row).to_owned(), currency.to_owned());
        suppliers.entry(key).or_default().push(Item {
            due: dues.get(row).unwrap_or(posted),
            amount: Ore(amounts.get(row).unwrap_or_default()),
            voucher: vouchers.get(row).to_owned(),
            has_kid: !kids.get(row).is_empty(),
            row: row_ref,
        });
    }
    suppliers
}

/// What is wrong with a credit note.
fn judge((party, subject): (&str, &str), note: &Item, items: &[Item]) -> Vec<Finding> {
    let mut invoices: Vec<&Item> = items.iter().filter(|i| i.amount < Ore::ZERO).collect();
    invoices.sort_unstable_by_key(|invoice| (invoice.due, invoice.row));
    let same_due: Vec<&&Item> = invoices.iter().filter(|i| i.due == note.due).collect();
    let finding = |(code, severity, message, cause, action), others: &[&Item]| {
        let mut rows: Vec<RowRef> = others.iter().map(|item| item.row).collect();
        rows.push(note.row);
        rows.sort_unstable();
        Finding {
            key: format!("{code}:{subject}:{}", note.row),
            code,
            severity,
            subject: subject.to_owned(),
            amount: note.amount,
            message: Text::key(message)
                .with("party", personal::mask(party).into_owned())
                .with("voucher", shown(&note.voucher))
                .with("amount", note.amount)
                .with("due", date(note.due)),
            rows,
            cause: Some(cause),
            proposal: None,
            action: Some(Text::key(action)),
        }
    };
    let mut findings = Vec::new();
    match (invoices.first(), same_due.is_empty()) {
        (None, _) => {
            let told = (
                "CRED001",
                Severity::Error,
                "credit-notes-without-invoice",
                "main-invoice-missing",
                "action-credit-notes-without-invoice",
            );
            findings.push(finding(told, &[]));
        }
        (Some(first), true) => {
            let told = (
                "CRED002",
                Severity::Error,
                "credit-notes-other-due-date",
                "due-date-differs",
                "action-credit-notes-other-due-date",
            );
            findings.push(finding(told, &[first]));
        }
        (Some(_), false) => {}
    }
    // Of several invoices due that day one without a KID is enough: it is not said which one is the main invoice.
    let kid_on_invoice = same_due
        .first()
        .filter(|_| same_due.iter().all(|i| i.has_kid));
    if note.has_kid || kid_on_invoice.is_some() {
        let told = (
            "CRED003",
            Severity::Warning,
            "credit-notes-kid",
            "kid-not-removed",
            "action-credit-notes-kid",
        );
        let others: Vec<&Item> = kid_on_invoice.into_iter().map(|item| **item).collect();
        findings.push(finding(told, &others));
    }
    findings
}

/// A voucher number as it is shown; a dash if there is none.
fn shown(voucher: &str) -> &str {
    if voucher.is_empty() { "-" } else { voucher }
}
