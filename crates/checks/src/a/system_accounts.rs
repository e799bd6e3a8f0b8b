//! A4B `system-accounts`: accounts that only the purchasing and invoice module posts on are zero.
//!
//! Source: P:A4B. Nothing may be posted there directly; what stands there is re-posted. That a direct posting is one whose
//! voucher type is not the invoice system's is inferred.

use domain::{Code, Finding, Ore, Severity, Text};

use super::listings::side;
use super::registers::{Line, TABLES, balances, count, lines, minus, point, sum, uncancelled};
use crate::check::Responsible::{Accounting, Provider};
use crate::check::{Check, Examined, Regime, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "system-accounts",
    title: "check-system-accounts",
    summary: "the system accounts of the purchasing and invoice module are zero",
    since: "0.3.0",
    doc: include_str!("system_accounts.md"),
    points: &["system-accounts.balance"],
    codes: &[
        code(
            "SYS001",
            Severity::Warning,
            "an item on a system account is not re-posted",
        ),
        code(
            "SYS002",
            Severity::Error,
            "a direct posting on a system account",
        ),
        code("SYS003", Severity::Error, "a balance that no item explains"),
    ],
    causes: &[
        cause("not-reposted", Provider),
        cause("direct-posting", Accounting),
    ],
    regimes: &[Regime {
        from: (2021, 1),
        until: None,
        sources: &["P:A4B"],
        run: run_2021,
    }],
};

fn run_2021(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let patterns = settings::accounts(cx.playbook, "system-accounts.accounts");
    if patterns.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-system-accounts"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&TABLES);
    let balances = match balances(cx, &patterns, None) {
        Ok(balances) => balances,
        Err(missing) => {
            examined.missing.push(missing);
            return examined;
        }
    };
    let types = settings::text(cx.playbook, "invoice-system.voucher_types");
    for (account, balance) in &balances {
        let items = if *balance == Ore::ZERO {
            Vec::new()
        } else {
            uncancelled(lines(cx, |other| other == account))
        };
        let specified = sum(items.iter().map(|item| item.amount));
        let unexplained = minus(*balance, specified);
        let of_items = items.iter().map(|item| finding(item, types));
        examined.findings.extend(of_items);
        if unexplained != Ore::ZERO {
            examined.findings.push(rest(account, unexplained));
        }
        examined.breached |= *balance != Ore::ZERO;
        examined.points.push(point(
            "system-accounts.balance",
            account,
            (
                side("side-ledger-balance", *balance),
                side("side-expected-zero", Ore::ZERO),
            ),
            specified,
        ));
    }
    let is_red = |finding: &Finding| finding.severity == Severity::Error;
    examined.code = Some(
        match (examined.breached, examined.findings.iter().any(is_red)) {
            (_, true) => Code::Red,
            (true, false) => Code::Yellow,
            (false, false) => Code::Green,
        },
    );
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    seen.insert("accounts", count(balances.len()));
    let in_force = &mut examined.evidence.settings;
    for name in ["system-accounts.accounts", "invoice-system.voucher_types"] {
        in_force.insert(name, settings::text(cx.playbook, name).to_owned());
    }
    examined
}

fn finding(item: &Line<'_>, types: &str) -> Finding {
    let of_module = |word: &str| word == item.voucher_type;
    // An opening row says what the year before left, not who posted it.
    let is_direct =
        item.period % 100 != 0 && !types.is_empty() && !types.split_whitespace().any(of_module);
    let (code, severity, cause, key) = if is_direct {
        let key = "system-accounts-direct";
        ("SYS002", Severity::Error, "direct-posting", key)
    } else {
        let key = "system-accounts-item";
        ("SYS001", Severity::Warning, "not-reposted", key)
    };
    Finding {
        key: format!("{code}:{}:{}", item.account, item.row),
        code,
        severity,
        subject: item.account.to_owned(),
        amount: item.amount,
        message: Text::key(key)
            .with("account", item.account)
            .with("voucher", item.voucher)
            .with("date", frames::date(item.day))
            .with("amount", item.amount),
        rows: vec![item.row],
        cause: Some(cause),
        proposal: None,
        action: Some(Text::key("action-system-accounts")),
    }
}

fn rest(account: &str, amount: Ore) -> Finding {
    Finding {
        key: format!("SYS003:{account}:balance"),
        code: "SYS003",
        severity: Severity::Error,
        subject: account.to_owned(),
        amount,
        message: Text::key("system-accounts-unexplained")
            .with("account", account)
            .with("amount", amount),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: Some(Text::key("action-system-accounts-rest")),
    }
}
