//! A5 `cash-control`: nothing of the entity ledger is left unexplained in the cash ledger, the helper state accounts are
//! zero, the S-report sums to zero, and no invalid combination is listed.
//!
//! Source: P:A5, P:A5B (reports CAN01, CAN06b, XARTSK), S 9.1. The third point of the first form is not known; the sum of the
//! S-report stands in its place (inferred). Not here: whether the cash ledger itself balances (`cash-balance`).

use std::collections::{BTreeMap, BTreeSet};

use domain::{Code, Finding, Input, Ore, Point, Severity, Text};

use super::listings::{
    Held, Key, Listing, Pair, Rows, Told, Vouchers, Why, model, only_voucher, pairs, refused, side,
    sum, vouchers,
};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Agency, Provider},
    cause, code,
};
use crate::context::{CheckContext, unknown};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "cash-control",
    title: "check-cash-control",
    summary: "the cash ledger explains the entity ledger, helper state accounts are zero, the S-report balances",
    since: "0.3.0",
    doc: include_str!("cash_control.md"),
    points: &[
        "cash-control.unresolved",
        "cash-control.entity",
        "cash-control.helper",
        "cash-control.total",
        "cash-control.combinations",
    ],
    codes: &[
        code(
            "CASH001",
            Severity::Error,
            "an account has an unresolved difference",
        ),
        code(
            "CASH002",
            Severity::Error,
            "the cash ledger was made from other balances than the ledger's",
        ),
        code(
            "CASH003",
            Severity::Error,
            "a helper state account is not zero",
        ),
        code(
            "CASH004",
            Severity::Warning,
            "a helper state account is not zero, within the limit",
        ),
        code(
            "CASH005",
            Severity::Error,
            "the S-report does not sum to zero",
        ),
        code(
            "CASH006",
            Severity::Error,
            "an invalid combination of state account and article account",
        ),
    ],
    causes: &[
        cause("posting-outside-cash-ledger", Provider),
        cause("posted-after-listing", Provider),
        cause("transposed-digits", Provider),
        cause("sign-turned", Provider),
        cause("account-not-listed", Provider),
        cause("account-not-in-ledger", Provider),
        cause("invalid-combination", Accounting),
        cause("nav-not-netted", Accounting),
        cause("srs-not-netted", Agency),
        cause("errors-not-cleared", Agency),
    ],
    regimes: &[
        Regime {
            from: (2025, 1),
            until: None,
            sources: &["P:changes-2025", "P:A5B", "S 9.1"],
            run: run_2025,
        },
        Regime {
            from: (2022, 4),
            until: Some((2024, 12)),
            sources: &["P:A5", "P:A5B", "S 9.1"],
            run: run_2022,
        },
        Regime {
            from: (2015, 1),
            until: Some((2022, 3)),
            sources: &["P:A5", "S 9.1"],
            run: run_2015,
        },
    ],
};

/// The causes of the helper accounts, in the order of the suffixes in `cash.helper_suffixes`.
const HELPER_CAUSES: [&str; 4] = [
    "invalid-combination",
    "nav-not-netted",
    "srs-not-netted",
    "errors-not-cleared",
];

/// What a regime makes of the control of combinations (XARTSK).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Combinations {
    /// Not part of the form.
    NotYet,
    /// Part of the form: not run without the listing.
    Required,
    /// Run before reporting, so that only what could not be corrected is listed.
    IfListed,
}

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    run(cx, Combinations::NotYet)
}

fn run_2022(cx: &CheckContext<'_>) -> Examined {
    run(cx, Combinations::Required)
}

fn run_2025(cx: &CheckContext<'_>) -> Examined {
    run(cx, Combinations::IfListed)
}

fn run(cx: &CheckContext<'_>, combinations: Combinations) -> Examined {
    let mut examined = Examined::default();
    if let Err(reason) = model(cx) {
        examined.not_applicable = Some(reason);
        return examined;
    }
    examined.missing = refused(cx);
    match Rows::of_period(cx, "cash-ledger") {
        Some(rows) => cash_ledger(cx, &rows, &mut examined),
        None => examined
            .missing
            .push(missing(cx, "reason-cash-ledger-missing")),
    }
    match Rows::of_period(cx, "s-report") {
        Some(rows) => s_report(cx, &rows, &mut examined),
        None => examined
            .missing
            .push(missing(cx, "reason-s-report-missing")),
    }
    if combinations != Combinations::NotYet {
        match Rows::of_period(cx, "article-control") {
            Some(rows) => listed(cx, &rows, &mut examined),
            None if combinations == Combinations::Required && !is_delivered_empty(cx) => {
                let reason = missing(cx, "reason-article-control-missing");
                examined.missing.push(reason);
            }
            None => {}
        }
    }
    let is_wrong = |severity| examined.findings.iter().any(|f| f.severity == severity);
    examined.code = Some(
        match (is_wrong(Severity::Error), is_wrong(Severity::Warning)) {
            (true, _) => Code::Red,
            (false, true) => Code::Yellow,
            (false, false) => Code::Green,
        },
    );
    examined
        .evidence
        .rows_seen
        .insert("ledger_lines", cx.ledger_lines_of_period());
    examined
}

fn missing(cx: &CheckContext<'_>, key: &'static str) -> Text {
    Text::key(key).with("period", cx.period)
}

/// Whether a listing without a combination came: it holds no row that could name its period.
fn is_delivered_empty(cx: &CheckContext<'_>) -> bool {
    let (first, last) = (cx.period.first_day(), cx.period.last_day());
    cx.deliveries.iter().any(|delivery| {
        let is_of_period = delivery
            .days
            .is_none_or(|(from, to)| from <= last && first <= to);
        delivery.input == Input::Register("article-control") && is_of_period
    })
}

/// Points 1: unresolved differences per account, and that the listing was made from the ledger as it is.
fn cash_ledger(cx: &CheckContext<'_>, rows: &Rows<'_>, examined: &mut Examined) {
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("cash_ledger", rows.count());
    let entity = rows.by_account(cx, "entity");
    let ledger = match balances(cx, &entity) {
        Ok(ledger) => Some(ledger),
        Err(reason) => {
            examined.missing.push(reason);
            None
        }
    };
    let unresolved = pairs(&rows.by_account(cx, "unresolved"), &Listing::new());
    let compared = ledger
        .map(|ledger| pairs(&entity, &ledger))
        .unwrap_or_default();
    let differing = unresolved.iter().chain(&compared);
    let differing = differing.filter(|pair| pair.why.is_some());
    let wanted: BTreeSet<String> = differing.map(|pair| pair.key.account.clone()).collect();
    let vouchers = vouchers(cx, &wanted, str::to_owned);
    let is_zero = |key: &Key| !unresolved.iter().any(|pair| pair.key == *key);
    let with_balance = entity.iter().filter(|(_, held)| held.amount() != Ore::ZERO);
    let without = with_balance.filter(|(key, _)| is_zero(key));
    let mut points: Vec<Point> = without.map(|(key, _)| nothing_unresolved(key)).collect();
    for pair in unresolved {
        let (pair, told) = unresolved_told(pair, &vouchers);
        let labels = ("side-cash-unresolved", "side-expected-zero");
        points.push(pair.point("cash-control.unresolved", labels, told.cause.is_some()));
        examined.findings.push(pair.finding(&told));
    }
    points.sort_by(|a, b| a.subject.cmp(&b.subject));
    examined.points.append(&mut points);
    for pair in compared {
        let (pair, told) = entity_told(pair, &vouchers);
        let labels = ("side-cash-entity", "side-ledger-balance");
        let is_specified = told.as_ref().is_some_and(|told| told.cause.is_some());
        examined
            .points
            .push(pair.point("cash-control.entity", labels, is_specified));
        examined
            .findings
            .extend(told.map(|told| pair.finding(&told)));
    }
}

fn nothing_unresolved(key: &Key) -> Point {
    let labels = ("side-cash-unresolved", "side-expected-zero");
    zero_point(
        ("cash-control.unresolved", &key.account),
        labels,
        (Ore::ZERO, Ore::ZERO),
    )
}

/// `L(account, 00..p)` of every account of the listing, and of every other one with a balance.
fn balances(cx: &CheckContext<'_>, entity: &Listing) -> Result<Listing, Text> {
    let listed = entity.keys().map(|key| key.account.as_str());
    let accounts: BTreeSet<&str> = cx.ledger.accounts().into_iter().chain(listed).collect();
    let mut balances = Listing::new();
    for account in accounts {
        let balance = cx.ledger.balance(|one| one == account, cx.period);
        let balance = balance.map_err(|error| unknown(&error))?;
        balances.insert(Key::account(account), Held::of(balance));
    }
    Ok(balances)
}

fn unresolved_told(mut pair: Pair, vouchers: &Vouchers) -> (Pair, Told) {
    let voucher = only_voucher(vouchers, &pair.key.account, pair.difference());
    pair.rows.extend(voucher.into_iter().flatten());
    let told = Told {
        code: "CASH001",
        severity: Severity::Error,
        message: "cash-control-unresolved",
        cause: voucher.map(|_| "posting-outside-cash-ledger"),
        action: "action-cash-unresolved",
    };
    (pair, told)
}

/// What is said where listing and ledger differ: a voucher that came after the listing, before what the amounts show.
fn entity_told(mut pair: Pair, vouchers: &Vouchers) -> (Pair, Option<Told>) {
    let Some(why) = &pair.why else {
        return (pair, None);
    };
    let added = pair.difference().checked_neg();
    let voucher = added.and_then(|added| only_voucher(vouchers, &pair.key.account, added));
    let cause = match why {
        _ if voucher.is_some() => Some("posted-after-listing"),
        Why::SignTurned => Some("sign-turned"),
        Why::Transposed => Some("transposed-digits"),
        Why::OnlyFirst => Some("account-not-in-ledger"),
        Why::OnlySecond => Some("account-not-listed"),
        Why::Moved(_) | Why::Unknown => None,
    };
    pair.rows.extend(voucher.into_iter().flatten());
    let told = Told {
        code: "CASH002",
        severity: Severity::Error,
        message: "cash-control-entity",
        cause,
        action: "action-cash-entity",
    };
    (pair, Some(told))
}

/// Point 2, the helper state accounts, and point 3, the sum.
fn s_report(cx: &CheckContext<'_>, rows: &Rows<'_>, examined: &mut Examined) {
    let lines = rows.by_article(cx, false);
    let suffixes = settings::text(cx.playbook, "cash.helper_suffixes");
    let limit = settings::ore(cx.playbook, "cash.helper_limit");
    let mut helpers: BTreeMap<&str, Listing> = BTreeMap::new();
    for (key, held) in &lines {
        if helper(&key.account, suffixes).is_some() {
            let of_account = helpers.entry(&key.account).or_default();
            of_account.insert(key.clone(), held.clone());
        }
    }
    for (account, of_account) in &helpers {
        let place = helper(account, suffixes).unwrap_or(HELPER_CAUSES.len());
        let cause = HELPER_CAUSES.get(place).copied();
        let amount = sum(of_account);
        let specified = if cause.is_some() { amount } else { Ore::ZERO };
        let labels = ("side-cash-s-report", "side-expected-zero");
        let point = zero_point(
            ("cash-control.helper", account),
            labels,
            (amount, specified),
        );
        examined.points.push(point);
        if amount != Ore::ZERO {
            let is_small = amount.unsigned() <= limit.unsigned();
            examined
                .findings
                .extend(helper_findings(of_account, cause, is_small));
        }
    }
    let total = sum(&lines);
    let labels = ("side-cash-s-report", "side-expected-zero");
    examined.points.push(zero_point(
        ("cash-control.total", "CAN06b"),
        labels,
        (total, Ore::ZERO),
    ));
    if total != Ore::ZERO {
        examined.findings.push(unbalanced(total));
    }
    let evidence = &mut examined.evidence;
    evidence.rows_seen.insert("s_report", rows.count());
    evidence
        .settings
        .insert("cash.helper_suffixes", suffixes.to_owned());
    evidence
        .settings
        .insert("cash.helper_limit", limit.0.to_string());
}

/// Which of the suffixes a state account has, if it is a helper account: eight digits that begin with 7.
fn helper(account: &str, suffixes: &str) -> Option<usize> {
    let is_form = account.len() == 8
        && account.starts_with('7')
        && account.bytes().all(|byte| byte.is_ascii_digit());
    let of = |suffix: &str| suffix.len() == 2 && account.ends_with(suffix);
    suffixes.split_whitespace().position(of).filter(|_| is_form)
}

fn zero_point(
    (id, subject): (&'static str, &str),
    (label, zero): (&'static str, &'static str),
    (amount, specified): (Ore, Ore),
) -> Point {
    Point {
        id,
        subject: subject.to_owned(),
        side1: side(label, amount),
        side2: side(zero, Ore::ZERO),
        difference: amount,
        specified,
        unexplained: amount.checked_sub(specified).unwrap_or(Ore(i64::MAX)),
    }
}

/// A finding for each article of a helper account.
fn helper_findings(lines: &Listing, cause: Option<&'static str>, is_small: bool) -> Vec<Finding> {
    let (code, severity) = if is_small {
        ("CASH004", Severity::Warning)
    } else {
        ("CASH003", Severity::Error)
    };
    let action = match cause {
        Some("invalid-combination") => "action-cash-combination",
        Some("nav-not-netted") => "action-cash-nav",
        Some("srs-not-netted") => "action-cash-srs",
        Some("errors-not-cleared") => "action-cash-error-account",
        _ => "action-cash-helper",
    };
    let told = Told {
        code,
        severity,
        message: "cash-control-helper",
        cause,
        action,
    };
    let of = |pair: Pair| {
        let subject = pair.key.account.clone();
        Finding {
            subject,
            ..pair.finding(&told)
        }
    };
    pairs(lines, &Listing::new()).into_iter().map(of).collect()
}

fn unbalanced(total: Ore) -> Finding {
    Finding {
        key: "CASH005:CAN06b".to_owned(),
        code: "CASH005",
        severity: Severity::Error,
        subject: "CAN06b".to_owned(),
        amount: total,
        message: Text::key("cash-control-total").with("amount", total),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: Some(Text::key("action-cash-total")),
    }
}

/// Combinations that the control lists: each is a deviation, whatever its amount.
fn listed(cx: &CheckContext<'_>, rows: &Rows<'_>, examined: &mut Examined) {
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("article_control", rows.count());
    for (key, held) in rows.by_article(cx, false) {
        let pair = Pair {
            key,
            first: held.amount(),
            second: Ore::ZERO,
            rows: held.rows,
            why: None,
        };
        let labels = ("side-article-control", "side-expected-zero");
        examined
            .points
            .push(pair.point("cash-control.combinations", labels, true));
        examined.findings.push(pair.finding(&Told {
            code: "CASH006",
            severity: Severity::Error,
            message: "cash-control-combination",
            cause: Some("invalid-combination"),
            action: "action-cash-combination",
        }));
    }
}
