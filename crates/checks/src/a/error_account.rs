//! A3 `error-account`: the account where an import puts postings with invalid dimension values must be empty.
//!
//! Source: S 7.1 and S 7.3; the guide itself is not known. An item that has survived a payroll run is red (inferred).

use chrono::{Datelike, NaiveDate};
use domain::{Code, Finding, OpenItem, Ore, Point, Severity, Side, Text};

use crate::check::{Check, Examined, FindingCode, Regime, Responsible::Agency, cause};
use crate::context::{CheckContext, balance_of};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "error-account",
    title: "check-error-account",
    summary: "the error account is zero; what stands on it is younger than the last payroll run",
    since: "0.1.0",
    doc: include_str!("error_account.md"),
    points: &["error-account.balance"],
    codes: &[
        FindingCode {
            code: "ERR001",
            severity: Severity::Warning,
            summary: "an item on the error account",
        },
        FindingCode {
            code: "ERR002",
            severity: Severity::Error,
            summary: "an item has survived a payroll run",
        },
        FindingCode {
            code: "ERR003",
            severity: Severity::Error,
            summary: "a balance that no item explains",
        },
        FindingCode {
            code: "ERR004",
            severity: Severity::Info,
            summary: "items that sum to zero, but do not pair",
        },
    ],
    causes: &[cause("invalid-dimension", Agency)],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 7.1", "S 7.3", "P:A5"],
        run: run_2015,
    }],
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let patterns = &cx.playbook.accounts.error;
    if patterns.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-error-account"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited"]);
    let (subject, balance) = balance_of(cx, patterns);
    let balance = match balance {
        Ok(balance) => balance,
        Err(missing) => {
            examined.missing.push(missing);
            return examined;
        }
    };
    let set = cx.set(&format!("error-{subject}"));
    let items: Vec<&OpenItem> = set
        .map(|set| set.left.open().map(|(_, item)| item).collect())
        .unwrap_or_default();
    let specified = Ore::sum(items.iter().map(|item| item.amount)).unwrap_or(Ore(i64::MAX));
    let unexplained = balance.checked_sub(specified).unwrap_or(Ore(i64::MAX));
    let payroll_day = settings::number(cx.playbook, "error-account.payroll_day").unsigned_abs();
    let is_cleared = balance == Ore::ZERO && specified == Ore::ZERO;
    examined.findings = items
        .iter()
        .map(|item| finding(cx, &subject, item, (is_cleared, payroll_day)))
        .collect();
    if unexplained != Ore::ZERO {
        examined.findings.push(rest(&subject, unexplained));
    }
    examined.breached = balance != Ore::ZERO;
    examined.code = Some(
        match (
            examined.breached,
            examined
                .findings
                .iter()
                .any(|f| f.severity == Severity::Error),
        ) {
            (_, true) => Code::Red,
            (true, false) => Code::Yellow,
            (false, false) => Code::Green,
        },
    );
    examined.points.push(Point {
        id: "error-account.balance",
        subject,
        side1: Side {
            label: Text::key("side-ledger-balance"),
            amount: balance,
        },
        side2: Side {
            label: Text::key("side-expected-zero"),
            amount: Ore::ZERO,
        },
        difference: balance,
        specified,
        unexplained,
    });
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    examined
        .evidence
        .rows_seen
        .insert("ledger_lines", cx.ledger_lines_of_period());
    examined.evidence.rows_seen.insert(
        "error_account_lines",
        count(set.map_or(0, |set| set.left.rows.len())),
    );
    examined
        .evidence
        .settings
        .insert("error-account.payroll_day", payroll_day.to_string());
    examined
}

fn finding(
    cx: &CheckContext<'_>,
    subject: &str,
    item: &OpenItem,
    (is_cleared, payroll_day): (bool, u32),
) -> Finding {
    let survived =
        payroll_run_after(item.date, payroll_day).is_some_and(|run| run <= cx.period.last_day());
    let (code, severity, key) = if is_cleared {
        ("ERR004", Severity::Info, "error-account-cleared-in-sum")
    } else if survived {
        ("ERR002", Severity::Error, "error-account-survived")
    } else {
        ("ERR001", Severity::Warning, "error-account-item")
    };
    Finding {
        key: format!("{code}:{subject}:{}", item.row),
        code,
        severity,
        subject: subject.to_owned(),
        amount: item.amount,
        message: Text::key(key)
            .with("account", item.account.as_str())
            .with("amount", item.amount)
            .with("voucher", item.voucher.as_str())
            .with("date", item.date),
        rows: vec![item.row],
        cause: Some("invalid-dimension"),
        proposal: None,
        action: Some(Text::key("action-error-account")),
    }
}

fn rest(subject: &str, amount: Ore) -> Finding {
    Finding {
        key: format!("ERR003:{subject}:balance"),
        code: "ERR003",
        severity: Severity::Error,
        subject: subject.to_owned(),
        amount,
        message: Text::key("error-account-unexplained")
            .with("account", subject)
            .with("amount", amount),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: Some(Text::key("action-error-account-rest")),
    }
}

/// The first payroll run after a date.
fn payroll_run_after(date: NaiveDate, payroll_day: u32) -> Option<NaiveDate> {
    let of_month = |year, month| NaiveDate::from_ymd_opt(year, month, payroll_day.clamp(1, 28));
    let this_month = of_month(date.year(), date.month())?;
    if date < this_month {
        return Some(this_month);
    }
    if date.month() == 12 {
        of_month(date.year() + 1, 1)
    } else {
        of_month(date.year(), date.month() + 1)
    }
}
