//! D2 `interim`: every item on the interim account has a status and is cleared in time.
//!
//! Source: S 6.2, provisions 4.4.6 and 4.4.7; the guide itself is not known. How a status is written and the age
//! limits are inferred and can be set.

use domain::{Code, Finding, OpenItem, Ore, Point, Severity, Side, Text};

use crate::check::{Check, Examined, FindingCode, Regime, Responsible::Agency, cause};
use crate::context::{CheckContext, balance_of};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "interim",
    title: "check-interim",
    summary: "the balance of the interim account is its open items, each with a status and within its age",
    since: "0.1.0",
    doc: include_str!("interim.md"),
    points: &["interim.balance"],
    codes: &[
        FindingCode {
            code: "INT001",
            severity: Severity::Info,
            summary: "an open item with a status",
        },
        FindingCode {
            code: "INT002",
            severity: Severity::Error,
            summary: "an open item without a status",
        },
        FindingCode {
            code: "INT003",
            severity: Severity::Error,
            summary: "an open item over its age limit",
        },
        FindingCode {
            code: "INT004",
            severity: Severity::Error,
            summary: "a balance that no open item explains",
        },
    ],
    causes: &[
        cause("to-be-cleared", Agency),
        cause("status-missing", Agency),
        cause("over-age", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 6.2", "provision 4.4.6", "provision 4.4.7"],
        run: run_2015,
    }],
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let patterns = &cx.playbook.accounts.interim;
    if patterns.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-interim-account"));
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
    let Some(set) = cx.set(&format!("interim-{subject}")) else {
        examined.missing.push(Text::key("reason-missing-input"));
        return examined;
    };
    let items: Vec<&OpenItem> = set
        .left
        .open()
        .chain(set.right.open())
        .map(|(_, item)| item)
        .collect();
    let open = Ore::sum(items.iter().map(|item| item.amount)).unwrap_or(Ore(i64::MAX));
    let difference = balance.checked_sub(open).unwrap_or(Ore(i64::MAX));
    let words = settings::text(cx.playbook, "interim.status_words");
    let limit = settings::number(cx.playbook, "interim.age_limit_months");
    examined.findings = items
        .iter()
        .map(|item| finding(cx, &subject, item, words, limit))
        .collect();
    if difference != Ore::ZERO {
        examined.findings.push(rest(&subject, difference));
    }
    examined.breached = difference != Ore::ZERO;
    examined.code = Some(
        if examined
            .findings
            .iter()
            .any(|f| f.severity == Severity::Error)
        {
            Code::Red
        } else if items.is_empty() {
            Code::Green
        } else {
            Code::Yellow
        },
    );
    examined.points.push(Point {
        id: "interim.balance",
        subject,
        side1: Side {
            label: Text::key("side-ledger-balance"),
            amount: balance,
        },
        side2: Side {
            label: Text::key("side-open-items"),
            amount: open,
        },
        difference,
        specified: Ore::ZERO,
        unexplained: difference,
    });
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    examined
        .evidence
        .rows_seen
        .insert("ledger_lines", cx.ledger_lines_of_period());
    examined.evidence.rows_seen.insert(
        "interim_lines",
        count(set.left.rows.len() + set.right.rows.len()),
    );
    examined
        .evidence
        .settings
        .insert("interim.status_words", words.to_owned());
    examined
        .evidence
        .settings
        .insert("interim.age_limit_months", limit.to_string());
    examined
}

fn finding(
    cx: &CheckContext<'_>,
    subject: &str,
    item: &OpenItem,
    words: &str,
    limit: i32,
) -> Finding {
    let age = cx.period.months_since(item.birth);
    let status = words
        .split_whitespace()
        .find(|word| item.text.split_whitespace().next() == Some(*word));
    let (code, severity, key, cause, action) = if age > limit {
        (
            "INT003",
            Severity::Error,
            "interim-over-age",
            "over-age",
            "action-interim-over-age",
        )
    } else if status.is_some() || item.amount.0 > 0 {
        (
            "INT001",
            Severity::Info,
            "interim-item",
            "to-be-cleared",
            "action-interim-item",
        )
    } else {
        (
            "INT002",
            Severity::Error,
            "interim-no-status",
            "status-missing",
            "action-interim-no-status",
        )
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
            .with("date", item.date)
            .with("status", status.unwrap_or("-"))
            .with("age", u64::try_from(age).unwrap_or(0)),
        rows: vec![item.row],
        cause: Some(cause),
        proposal: None,
        action: Some(Text::key(action)),
    }
}

fn rest(subject: &str, amount: Ore) -> Finding {
    Finding {
        key: format!("INT004:{subject}:balance"),
        code: "INT004",
        severity: Severity::Error,
        subject: subject.to_owned(),
        amount,
        message: Text::key("interim-unexplained")
            .with("account", subject)
            .with("amount", amount),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: Some(Text::key("action-interim-rest")),
    }
}
