//! `chart-status` (half-year control 1): accounts that should no longer have status N, and postings on accounts that have not.
//!
//! Source: \[S half-year\] 1. That an account is unused if the year so far has neither posting nor balance on it is inferred.
//! Not here: whether a name is right, which only the agency knows.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Ore, Period, RowRef, Severity, Text};

use super::{
    FROM, Kind, Rows, expected, half_year, is_closed, months, not_half_year, note_settings,
};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::{CheckContext, unknown};

/// The declaration.
pub static CHECK: Check = Check {
    id: "chart-status",
    title: "check-chart-status",
    summary: "accounts in status N are used, closed ones are not, and all have a name",
    since: "0.3.0",
    doc: include_str!("chart_status.md"),
    points: &[],
    codes: &[
        code(
            "CHART001",
            Severity::Warning,
            "an account in use that nothing is posted on",
        ),
        code("CHART002", Severity::Error, "postings on a closed account"),
        code("CHART003", Severity::Warning, "an account without a name"),
        code(
            "CHART004",
            Severity::Error,
            "postings on an account that is not in the chart",
        ),
    ],
    causes: &[
        cause("account-unused", Agency),
        cause("account-closed", Agency),
        cause("account-without-name", Agency),
        cause("account-not-in-chart", Agency),
    ],
    regimes: &[Regime {
        from: FROM,
        until: None,
        sources: &["S half-year 1"],
        run: run_2018,
    }],
};

const UNUSED: Kind = Kind {
    code: "CHART001",
    severity: Severity::Warning,
    cause: "account-unused",
    action: "action-chart-status-unused",
};
const CLOSED: Kind = Kind {
    code: "CHART002",
    severity: Severity::Error,
    cause: "account-closed",
    action: "action-chart-status-closed",
};
const NAMELESS: Kind = Kind {
    code: "CHART003",
    severity: Severity::Warning,
    cause: "account-without-name",
    action: "action-chart-status-without-name",
};
const NOT_LISTED: Kind = Kind {
    code: "CHART004",
    severity: Severity::Error,
    cause: "account-not-in-chart",
    action: "action-chart-status-not-listed",
};

/// What the chart says of an account.
#[derive(Default)]
struct Listed {
    rows: Vec<usize>,
    /// First and last period of each row that is in use.
    open: Vec<(Option<i32>, Option<i32>)>,
    /// Last period of each row that is closed.
    closed: Vec<Option<i32>>,
    has_name: bool,
}

impl Listed {
    /// Whether it may be posted on in a period. A closed account whose last period is stated was open until then.
    fn is_open(&self, period: Period) -> bool {
        let period = period.as_i32();
        let is_in = |(from, to): &(Option<i32>, Option<i32>)| {
            from.is_none_or(|from| from <= period) && to.is_none_or(|to| period <= to)
        };
        let is_before = |to: &Option<i32>| to.is_some_and(|to| period <= to);
        self.open.iter().any(is_in) || self.closed.iter().any(is_before)
    }
}

/// What was posted on an account in the half-year.
#[derive(Default)]
struct Posted {
    sum: i128,
    rows: BTreeSet<RowRef>,
}

fn run_2018(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let Some((first, last)) = half_year(cx.period) else {
        examined.not_applicable = Some(not_half_year(cx));
        return examined;
    };
    let Some(chart) = expected(cx, "chart-of-accounts", &mut examined) else {
        return examined;
    };
    if let Err(error) = cx.ledger.balance(|_| true, cx.period) {
        examined.missing.push(unknown(&error));
        return examined;
    }
    let listed = listed(cx, &chart);
    for (account, of_account) in &listed {
        let places = || chart.places(cx, of_account.rows.iter().copied());
        if !of_account.has_name {
            let message = Text::key("chart-status-without-name").with("account", *account);
            let finding = NAMELESS.finding(account, Ore::ZERO, message, places());
            examined.findings.push(finding);
        }
        if of_account.is_open(last) && is_unused(cx, account) {
            let message = Text::key("chart-status-unused")
                .with("account", *account)
                .with("year", cx.period.year().to_string());
            let finding = UNUSED.finding(account, Ore::ZERO, message, places());
            examined.findings.push(finding);
        }
    }
    for (account, posted) in posted_wrongly(cx, &listed, first, last) {
        let amount = Ore::bounded(posted.sum);
        let (kind, key, rows) = match listed.get(account) {
            Some(listed) => (&CLOSED, "chart-status-closed", listed.rows.as_slice()),
            None => (&NOT_LISTED, "chart-status-not-listed", [].as_slice()),
        };
        let message = Text::key(key)
            .with("account", account)
            .with("amount", amount)
            .with("first", first)
            .with("last", last);
        let mut rows = chart.places(cx, rows.iter().copied());
        rows.extend(posted.rows);
        rows.sort_unstable();
        let finding = kind.finding(account, amount, message, rows);
        examined.findings.push(finding);
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("chart_of_accounts", chart.count());
    note_settings(cx, &mut examined, &["half-year.closed_statuses"]);
    examined
}

/// The accounts of the chart.
fn listed<'a>(cx: &CheckContext<'_>, chart: &Rows<'a>) -> BTreeMap<&'a str, Listed> {
    let (from, to) = (
        chart.register.short("valid_from"),
        chart.register.short("valid_to"),
    );
    let mut listed: BTreeMap<&str, Listed> = BTreeMap::new();
    for &row in &chart.rows {
        let of_account = listed.entry(chart.text("account", row)).or_default();
        of_account.rows.push(row);
        of_account.has_name |= !chart.text("name", row).trim().is_empty();
        if is_closed(cx, chart.text("status", row)) {
            of_account.closed.push(to.get(row));
        } else {
            of_account.open.push((from.get(row), to.get(row)));
        }
    }
    listed
}

/// Whether the year so far has neither a line nor a balance on an account.
fn is_unused(cx: &CheckContext<'_>, account: &str) -> bool {
    let is_it = |other: &str| other == account;
    let year = cx.period.year() * 100;
    let balance = cx.ledger.balance(is_it, cx.period);
    cx.ledger.rows(is_it, year..=cx.period.as_i32()).is_empty() && balance == Ok(Ore::ZERO)
}

/// What was posted in the half-year on accounts that were not open then, or that the chart does not have.
fn posted_wrongly<'a>(
    cx: &CheckContext<'a>,
    listed: &BTreeMap<&str, Listed>,
    first: Period,
    last: Period,
) -> BTreeMap<&'a str, Posted> {
    let lines = cx.frames.ledger_lines.view();
    let mut wrongly: BTreeMap<&str, Posted> = BTreeMap::new();
    for account in cx.ledger.accounts() {
        let of_account = listed.get(account);
        for month in months(first, last) {
            if of_account.is_some_and(|listed| listed.is_open(month)) {
                continue;
            }
            let month = month.as_i32();
            for row in cx.ledger.rows(|other| other == account, month..=month) {
                let (Some(&ore), Some(&file), Some(&record)) = (
                    lines.amount_ore.get(row),
                    lines.file.get(row),
                    lines.record.get(row),
                ) else {
                    continue;
                };
                let posted = wrongly.entry(account).or_default();
                posted.sum += i128::from(ore);
                posted.rows.extend(cx.frames.row_ref(file, record));
            }
        }
    }
    wrongly
}
