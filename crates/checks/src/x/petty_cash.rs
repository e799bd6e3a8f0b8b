//! `petty-cash` (`X_PETTY`): the petty cash is never negative and never above its limit.
//!
//! Source: S 4.6. Which accounts are petty cash is a setting, and so is another limit that the ministry has approved. The
//! amount that was counted has no source, so opening balance, refill, receipts and count are not set up: it is said which
//! amount the signed settlement must show.

use domain::{AccountPattern, Finding, Ore, Severity, Text};

use super::equation::{less, point};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::{CheckContext, unknown};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "petty-cash",
    title: "check-petty-cash",
    summary: "the petty cash is neither negative nor above its limit",
    since: "0.3.0",
    doc: include_str!("petty_cash.md"),
    points: &["petty-cash.holding"],
    codes: &[
        code("PETTY001", Severity::Error, "petty cash above its limit"),
        code("PETTY002", Severity::Error, "petty cash below zero"),
        code("PETTY003", Severity::Info, "the amount counted is not read"),
    ],
    causes: &[
        cause("petty-cash-over-limit", Agency),
        cause("petty-cash-negative", Agency),
    ],
    regimes: &[Regime {
        from: (2016, 2),
        until: None,
        sources: &["S 4.6"],
        run: run_2016,
    }],
};

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let patterns = settings::accounts(cx.playbook, "petty-cash.accounts");
    if patterns.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-petty-cash"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited"]);
    let limit = settings::number(cx.playbook, "petty-cash.limit_kroner");
    for pattern in &patterns {
        let balance = cx
            .ledger
            .balance(|account| pattern.matches(account), cx.period);
        match balance {
            Ok(balance) => judge(
                pattern,
                balance,
                Ore(i64::from(limit).saturating_mul(100)),
                &mut examined,
            ),
            Err(missing) => {
                let missing = unknown(&missing);
                if !examined.missing.contains(&missing) {
                    examined.missing.push(missing);
                }
            }
        }
    }
    let evidence = &mut examined.evidence;
    evidence
        .rows_seen
        .insert("ledger_lines", cx.ledger_lines_of_period());
    evidence
        .settings
        .insert("petty-cash.limit_kroner", limit.to_string());
    examined
}

/// The holding against the nearest one that is allowed.
fn judge(pattern: &AccountPattern, balance: Ore, limit: Ore, examined: &mut Examined) {
    let subject = pattern.to_string();
    let allowed = balance.clamp(Ore::ZERO, limit);
    let excess = less(balance, allowed);
    let sides = [
        ("side-ledger-balance", balance),
        ("side-allowed-holding", allowed),
    ];
    let point = point("petty-cash.holding", &subject, sides, excess);
    examined.points.push(point);
    let (code, severity, message, cause, action) = if balance == Ore::ZERO {
        return;
    } else if balance < Ore::ZERO {
        (
            "PETTY002",
            Severity::Error,
            "petty-cash-negative",
            Some("petty-cash-negative"),
            "action-petty-cash-negative",
        )
    } else if excess > Ore::ZERO {
        (
            "PETTY001",
            Severity::Error,
            "petty-cash-over-limit",
            Some("petty-cash-over-limit"),
            "action-petty-cash-over-limit",
        )
    } else {
        (
            "PETTY003",
            Severity::Info,
            "petty-cash-count",
            None,
            "action-petty-cash-count",
        )
    };
    examined.findings.push(Finding {
        key: format!("{code}:{subject}"),
        code,
        severity,
        subject: subject.clone(),
        amount: excess,
        message: Text::key(message)
            .with("account", subject.as_str())
            .with("balance", balance)
            .with("limit", limit),
        rows: Vec::new(),
        cause,
        proposal: None,
        action: Some(Text::key(action)),
    });
}
