//! `cash-balance` (`X_CASHBAL`): the cash ledger balances: its accounts sum to zero.
//!
//! Source: S 9.1; CAN01 as in P:A5. The log of the generation is not among the inputs, so only the sum is tested. Not here:
//! whether the listing is that of the ledger (`cash-control`).

use std::collections::BTreeSet;

use domain::{Finding, Ore, Point, RowRef, Severity, Text};

use crate::a::listings::{Listing, Rows, model, refused, side, sum};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Agency, Provider},
    cause, code,
};
use crate::context::CheckContext;

/// The declaration.
pub static CHECK: Check = Check {
    id: "cash-balance",
    title: "check-cash-balance",
    summary: "the accounts of the cash ledger sum to zero",
    since: "0.3.0",
    doc: include_str!("cash_balance.md"),
    points: &["cash-balance.sum"],
    codes: &[code(
        "CASHBAL001",
        Severity::Error,
        "the cash ledger does not balance",
    )],
    causes: &[
        cause("listing-incomplete", Provider),
        cause("unresolved-one-sided", Provider),
        cause("outside-one-sided", Provider),
        cause("excluded-one-sided", Agency),
        cause("open-items-one-sided", Provider),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 9.1", "P:A5"],
        run: run_2015,
    }],
};

/// The other columns of CAN01, each with the cause if its sum alone makes the difference. All but the entity ledger are
/// taken out of it: they have the opposite sign.
const COLUMNS: [(&str, &str, bool); 5] = [
    ("entity", "listing-incomplete", false),
    ("unresolved", "unresolved-one-sided", true),
    ("outside", "outside-one-sided", true),
    ("excluded_types", "excluded-one-sided", true),
    ("open_items", "open-items-one-sided", true),
];

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    if let Err(reason) = model(cx) {
        examined.not_applicable = Some(reason);
        return examined;
    }
    examined.missing = refused(cx);
    let Some(rows) = Rows::of_period(cx, "cash-ledger") else {
        let reason = Text::key("reason-cash-ledger-missing").with("period", cx.period);
        examined.missing.push(reason);
        return examined;
    };
    let cash = rows.by_account(cx, "cash");
    let total = sum(&cash);
    let cause = explaining_column(cx, &rows, total);
    let specified = if cause.is_some() { total } else { Ore::ZERO };
    examined.points.push(Point {
        id: "cash-balance.sum",
        subject: "CAN01".to_owned(),
        side1: side("side-cash-sum", total),
        side2: side("side-expected-zero", Ore::ZERO),
        difference: total,
        specified,
        unexplained: total.checked_sub(specified).unwrap_or(Ore(i64::MAX)),
    });
    if total != Ore::ZERO {
        examined.findings.push(unbalanced(total, cause));
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("cash_ledger", rows.count());
    examined
}

/// The only column whose sum is the difference, and its rows.
fn explaining_column(
    cx: &CheckContext<'_>,
    rows: &Rows<'_>,
    total: Ore,
) -> Option<(&'static str, BTreeSet<RowRef>)> {
    let explains = |(column, cause, is_taken_out): (&'static str, &'static str, bool)| {
        let listing = rows.by_account(cx, column);
        let of_column = sum(&listing);
        let of_column = if is_taken_out {
            of_column.checked_neg()?
        } else {
            of_column
        };
        (of_column == total).then(|| (cause, with_amount(&listing)))
    };
    let mut found = COLUMNS.into_iter().filter_map(explains);
    match (total == Ore::ZERO, found.next(), found.next()) {
        (false, Some(cause), None) => Some(cause),
        _ => None,
    }
}

fn with_amount(listing: &Listing) -> BTreeSet<RowRef> {
    let held = listing.values().filter(|held| held.amount() != Ore::ZERO);
    held.flat_map(|held| &held.rows).copied().collect()
}

fn unbalanced(total: Ore, cause: Option<(&'static str, BTreeSet<RowRef>)>) -> Finding {
    let message = match &cause {
        Some(("listing-incomplete", _)) => "cash-balance-incomplete",
        Some(("unresolved-one-sided", _)) => "cash-balance-unresolved",
        Some(("outside-one-sided", _)) => "cash-balance-outside",
        Some(("excluded-one-sided", _)) => "cash-balance-excluded",
        Some(("open-items-one-sided", _)) => "cash-balance-open-items",
        _ => "cash-balance-unexplained",
    };
    let (cause, rows) = cause.unzip();
    Finding {
        key: "CASHBAL001:CAN01".to_owned(),
        code: "CASHBAL001",
        severity: Severity::Error,
        subject: "CAN01".to_owned(),
        amount: total,
        message: Text::key(message).with("amount", total),
        rows: rows.into_iter().flatten().collect(),
        cause,
        proposal: None,
        action: Some(Text::key("action-cash-balance")),
    }
}
