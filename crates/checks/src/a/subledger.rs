//! A6 `subledger`: open items of customers and suppliers against the general ledger, per control account; and each
//! OCR payment against the receivable it pays, by KID.
//!
//! Source: P:A6 (report XRE01), S 6.1. Person ledgers are another check's.

use std::collections::BTreeMap;

use domain::identifier::Kid;
use domain::{
    AccountPattern, Code, Finding, OpenItem, Ore, Period, Point, RowRef, Severity, Side, Text,
};

use crate::check::{Check, Examined, FindingCode, Regime, Responsible::Accounting, cause};
use crate::context::{CheckContext, count_where, unknown};
use crate::proposal::{self, Draft};
use crate::sets::{SetOutcome, pattern_subject};

/// The declaration.
pub static CHECK: Check = Check {
    id: "subledger",
    title: "check-subledger",
    summary: "open items of customers and suppliers equal their control accounts; payments stand on the right KID",
    since: "0.1.0",
    doc: include_str!("subledger.md"),
    points: &["subledger.customers", "subledger.suppliers"],
    codes: &[
        FindingCode {
            code: "SUB001",
            severity: Severity::Error,
            summary: "sub-ledger and control account differ",
        },
        FindingCode {
            code: "SUB002",
            severity: Severity::Error,
            summary: "one digit of the KID is wrong",
        },
        FindingCode {
            code: "SUB003",
            severity: Severity::Warning,
            summary: "an OCR payment is not on the receivable",
        },
        FindingCode {
            code: "SUB004",
            severity: Severity::Info,
            summary: "a KID posting without an OCR payment",
        },
    ],
    causes: &[
        cause("wrong-kid-digit", Accounting),
        cause("payment-not-posted", Accounting),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:A6", "S 6.1"],
        run: run_2015,
    }],
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let accounts = &cx.playbook.accounts;
    if accounts.customers.is_empty() && accounts.suppliers.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-control-accounts"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited", "ocr-giro"]);
    let groups = [
        ("subledger.customers", "customer", &accounts.customers),
        ("subledger.suppliers", "supplier", &accounts.suppliers),
    ];
    for (id, kind, patterns) in groups {
        for pattern in patterns {
            match point(cx, id, (kind, patterns), pattern) {
                Ok(point) => examined.points.push(point),
                Err(missing) if examined.missing.contains(&missing) => {}
                Err(missing) => examined.missing.push(missing),
            }
        }
    }
    for point in &examined.points {
        examined.breached |= point.difference != Ore::ZERO;
        if point.difference != Ore::ZERO {
            examined.findings.push(differs(point));
        }
    }
    if let Some(set) = cx.set(&format!("kid-{}", pattern_subject(&accounts.customers))) {
        let (findings, drafts) = kid_findings(cx, set);
        examined.findings.extend(findings);
        examined.proposals = proposal::vouchers(cx, drafts);
        examined
            .evidence
            .rows_seen
            .insert("incoming_payments", count(set.left.rows.len()));
        examined
            .evidence
            .rows_seen
            .insert("ledger_lines_with_kid", count(set.right.rows.len()));
    }
    examined.code = Some(
        match (
            examined.breached,
            examined
                .findings
                .iter()
                .any(|f| f.severity != Severity::Info),
        ) {
            (true, _) => Code::Red,
            (false, true) => Code::Yellow,
            (false, false) => Code::Green,
        },
    );
    examined
        .evidence
        .rows_seen
        .insert("ledger_lines", cx.ledger_lines_of_period());
    let of_period = |column: &[i32]| count_where(column, |period| *period == cx.period.as_i32());
    let (balances, items) = (
        cx.frames.subledger_balances.view(),
        cx.frames.subledger_items.view(),
    );
    examined.evidence.rows_seen.insert(
        "subledger_balances",
        count_where(balances.to_period, |to| ends_with(cx, *to)),
    );
    examined
        .evidence
        .rows_seen
        .insert("subledger_items", of_period(items.period));
    examined
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn point(
    cx: &CheckContext<'_>,
    id: &'static str,
    (kind, patterns): (&str, &[AccountPattern]),
    pattern: &AccountPattern,
) -> Result<Point, Text> {
    let ledger = cx
        .ledger
        .balance(|account| pattern.matches(account), cx.period)
        .map_err(|e| unknown(&e))?;
    let items = open_items(cx, (kind, patterns.len()), pattern).ok_or_else(|| {
        Text::key("reason-no-subledger")
            .with("account", pattern.to_string())
            .with("period", cx.period)
    })?;
    let difference = items.checked_sub(ledger).unwrap_or(Ore(i64::MAX));
    Ok(Point {
        id,
        subject: pattern.to_string(),
        side1: Side {
            label: Text::key("side-subledger"),
            amount: items,
        },
        side2: Side {
            label: Text::key("side-ledger-balance"),
            amount: ledger,
        },
        difference,
        specified: Ore::ZERO,
        unexplained: difference,
    })
}

/// Sum of the open items at the end of the period: from a listing of open items taken for the period, else from the
/// party balances of a ledger file whose selection ends with it. `None` = neither is there.
fn open_items(cx: &CheckContext<'_>, kind: (&str, usize), pattern: &AccountPattern) -> Option<Ore> {
    let items = cx.frames.subledger_items.view();
    let of_period: Vec<usize> = items
        .period
        .iter()
        .enumerate()
        .filter(|(_, p)| **p == cx.period.as_i32())
        .map(|(row, _)| row)
        .collect();
    let ours: Vec<Ore> = of_period
        .iter()
        .filter(|row| pattern.matches(items.account.get(**row)))
        .filter_map(|row| items.amount_ore.get(*row).map(|ore| Ore(*ore)))
        .collect();
    if !ours.is_empty() {
        return Ore::sum(ours);
    }
    // A listing may hold customers only, while the ledger file states the balances of suppliers.
    party_balances(cx, kind, pattern).or((!of_period.is_empty()).then_some(Ore::ZERO))
}

/// Whether a selection ends with the period; December's may hold the year-end periods 13 and 14 too.
fn ends_with(cx: &CheckContext<'_>, to: i32) -> bool {
    let to = Period::from_i32(to);
    to.is_some_and(|to| to.number() > 0 && to.months_since(cx.period) == 0)
}

fn party_balances(
    cx: &CheckContext<'_>,
    (kind, controls): (&str, usize),
    pattern: &AccountPattern,
) -> Option<Ore> {
    let balances = cx.frames.subledger_balances.view();
    let mut seen = false;
    let mut sum: i128 = 0;
    for (row, closing) in balances.closing_ore.iter().enumerate() {
        let is_of_period = balances
            .to_period
            .get(row)
            .is_some_and(|to| ends_with(cx, *to));
        if !is_of_period || balances.kind.get(row) != kind {
            continue;
        }
        let account = balances.account.get(row);
        if account.is_empty() && controls > 1 {
            // Which of several control accounts it belongs to is not said, and not guessed.
            return None;
        }
        seen = true;
        if account.is_empty() || pattern.matches(account) {
            sum += i128::from(*closing);
        }
    }
    seen.then(|| Ore::bounded(sum))
}

fn differs(point: &Point) -> Finding {
    Finding {
        key: format!("SUB001:{}:balance", point.subject),
        code: "SUB001",
        severity: Severity::Error,
        subject: point.subject.clone(),
        amount: point.difference,
        message: Text::key("subledger-differs")
            .with("account", point.subject.as_str())
            .with("items", point.side1.amount)
            .with("ledger", point.side2.amount)
            .with("amount", point.difference),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: Some(Text::key("action-subledger-differs")),
    }
}

fn kid_findings<'a>(cx: &CheckContext<'a>, set: &SetOutcome) -> (Vec<Finding>, Vec<Draft<'a>>) {
    let mut drafts = Vec::new();
    let unread = lumps_not_in_ledger(cx);
    let mut lines: BTreeMap<RowRef, &OpenItem> = set
        .right
        .open_fresh(cx.period)
        .map(|(_, item)| (item.row, item))
        .collect();
    let mut findings = Vec::new();
    for (_, payment) in set.left.open_fresh(cx.period) {
        // The bank check names the settlement that was not read; its payments are not named once more here.
        if unread.contains(&payment.lump.as_str()) {
            continue;
        }
        let owed = payment.amount.checked_neg();
        let mistyped = lines
            .values()
            .find(|line| Some(line.amount) == owed && is_mistyped(&line.kid, &payment.kid))
            .copied();
        if let Some(line) = mistyped {
            lines.remove(&line.row);
            let finding = wrong_digit(payment, line);
            drafts.extend(right_kid(cx, &finding, payment, line));
            findings.push(finding);
        } else {
            findings.push(not_on_receivable(payment, set));
        }
    }
    findings.extend(lines.into_values().map(without_payment));
    (findings, drafts)
}

/// Lump keys of OCR settlements of which the ledger holds no line at all.
fn lumps_not_in_ledger<'a>(cx: &'a CheckContext<'_>) -> Vec<&'a str> {
    let banks = cx.sets.iter().filter(|set| set.name.starts_with("bank-"));
    let posted: std::collections::BTreeSet<&str> = banks
        .flat_map(|set| &set.right.rows)
        .map(|item| item.lump.as_str())
        .collect();
    let payments = cx
        .sets
        .iter()
        .filter(|set| set.name.starts_with("ocr-"))
        .flat_map(|set| &set.left.rows);
    let mut lumps: Vec<&str> = payments
        .map(|item| item.lump.as_str())
        .filter(|lump| !posted.contains(lump))
        .collect();
    lumps.sort_unstable();
    lumps.dedup();
    lumps
}

/// Whether `posted` is `paid` with one digit wrong, and its check character says so.
fn is_mistyped(posted: &str, paid: &str) -> bool {
    let differing = posted
        .bytes()
        .zip(paid.bytes())
        .filter(|(a, b)| a != b)
        .count();
    posted.len() == paid.len()
        && differing == 1
        && posted.parse().is_ok_and(|kid: Kid| !kid.holds(None))
        || posted.len() == paid.len() && differing == 1 && !holds_as(posted, paid)
}

/// Whether `posted` satisfies a modulus that `paid` satisfies: then the slip is not proven by the check character.
fn holds_as(posted: &str, paid: &str) -> bool {
    use domain::identifier::KidMethod;
    let (Ok(posted), Ok(paid)) = (posted.parse::<Kid>(), paid.parse::<Kid>()) else {
        return false;
    };
    [KidMethod::Mod10, KidMethod::Mod11]
        .into_iter()
        .any(|method| paid.holds(Some(method)) && posted.holds(Some(method)))
}

fn wrong_digit(payment: &OpenItem, line: &OpenItem) -> Finding {
    let mut rows = vec![payment.row, line.row];
    rows.sort_unstable();
    Finding {
        key: format!("SUB002:{}:{}", line.account, line.row),
        code: "SUB002",
        severity: Severity::Error,
        subject: line.account.clone(),
        amount: line.amount,
        message: Text::key("subledger-wrong-kid-digit")
            .with("account", line.account.as_str())
            .with("amount", payment.amount)
            .with("posted", line.kid.as_str())
            .with("paid", payment.kid.as_str())
            .with("voucher", line.voucher.as_str())
            .with("date", line.date),
        rows,
        cause: Some("wrong-kid-digit"),
        proposal: None,
        action: Some(Text::key("action-wrong-kid-digit")),
    }
}

/// S 6.1, 7.3: the payment moved to the claim that it pays, on the same account.
fn right_kid<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    payment: &OpenItem,
    line: &OpenItem,
) -> Option<Draft<'a>> {
    let text = Text::key("proposal-right-kid")
        .with("voucher", line.voucher.as_str())
        .with("date", line.date)
        .with("posted", line.kid.as_str())
        .with("paid", payment.kid.as_str());
    let of = |kid: &str| BTreeMap::from([("kid", kid.to_owned())]);
    let draft = Draft::new(cx, finding, text);
    let draft = draft.with_dimensions(&line.account, line.amount.checked_neg()?, of(&line.kid));
    Some(draft.with_dimensions(&line.account, line.amount, of(&payment.kid)))
}

fn not_on_receivable(payment: &OpenItem, set: &SetOutcome) -> Finding {
    let subject = set.name.strip_prefix("kid-").unwrap_or_default().to_owned();
    Finding {
        key: format!("SUB003:{subject}:{}", payment.row),
        code: "SUB003",
        severity: Severity::Warning,
        amount: payment.amount.checked_neg().unwrap_or(Ore(i64::MAX)),
        message: Text::key("subledger-payment-not-posted")
            .with("account", subject.as_str())
            .with("amount", payment.amount)
            .with("kid", payment.kid.as_str())
            .with("date", payment.date),
        subject,
        rows: vec![payment.row],
        cause: Some("payment-not-posted"),
        proposal: None,
        action: Some(Text::key("action-payment-not-posted")),
    }
}

fn without_payment(line: &OpenItem) -> Finding {
    Finding {
        key: format!("SUB004:{}:{}", line.account, line.row),
        code: "SUB004",
        severity: Severity::Info,
        subject: line.account.clone(),
        amount: line.amount,
        message: Text::key("subledger-kid-without-payment")
            .with("account", line.account.as_str())
            .with("amount", line.amount)
            .with("kid", line.kid.as_str())
            .with("voucher", line.voucher.as_str())
            .with("date", line.date),
        rows: vec![line.row],
        cause: None,
        proposal: None,
        action: None,
    }
}
