//! A2 `sap-ledgers`: person and deduction ledgers of SAP FI against the ledger, per account; and old open items in SAP.
//!
//! Source: P:A2. "Older than two periods" read as an age of three or more is inferred, and so is what makes an item one side's
//! only: no equal amount on the account on the other side. Not here: debtor NAV (`nav-refunds`), other sub-ledgers (`subledger`).

use std::collections::{BTreeMap, VecDeque};

use domain::{Code, Finding, Ore, Period, RowRef, Severity, Text, personal};

use super::bank_causes::is_transposed;
use super::listings::side;
use super::registers::{
    Line, TABLES, balances, count, lines, minus, missing, point, register_ref, rows_where, sum,
    uncancelled,
};
use crate::check::Responsible::{Agency, Provider};
use crate::check::{Check, Examined, Regime, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "sap-ledgers",
    title: "check-sap-ledgers",
    summary: "person and deduction ledgers in SAP equal the ledger; no open item is over its age",
    since: "0.3.0",
    doc: include_str!("sap_ledgers.md"),
    points: &["sap-ledgers.balance"],
    codes: &[
        code(
            "SAP001",
            Severity::Warning,
            "an item that one side lacks or has otherwise",
        ),
        code("SAP002", Severity::Error, "an open item over its age limit"),
        code(
            "SAP003",
            Severity::Error,
            "a difference that no item explains",
        ),
    ],
    causes: &[
        cause("only-in-sap", Provider),
        cause("only-in-ledger", Provider),
        cause("transposed-digits", Provider),
        cause("wrong-sign", Provider),
        cause("wrong-account", Provider),
        cause("over-age", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:A2"],
        run: run_2015,
    }],
};

/// A row of SAP's list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Item<'a> {
    /// When it was posted; `None` for a row that is a balance.
    posted: Option<Period>,
    voucher: &'a str,
    amount: Ore,
    row: RowRef,
}

impl Item<'_> {
    /// Whether it is a posting of the year, so that the ledger must have a line of it.
    fn is_of(&self, year: i32) -> bool {
        match self.posted {
            Some(posted) => posted.year() == year && posted.number() > 0,
            None => !self.voucher.is_empty(),
        }
    }
}

/// An account with both sides, and what is left of them when equal amounts are taken away.
#[derive(Debug)]
struct Account<'a> {
    ledger: Ore,
    sap: Ore,
    only_ledger: Vec<Line<'a>>,
    only_sap: Vec<Item<'a>>,
}

/// A part of a difference with its cause.
#[derive(Debug, Clone)]
struct Part {
    amount: Ore,
    cause: &'static str,
    message: Text,
    rows: Vec<RowRef>,
}

/// Whether an amount of the ledger and one of SAP belong together.
type Together = fn(Ore, Ore) -> bool;

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let patterns = settings::accounts(cx.playbook, "sap.ledgers");
    if patterns.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-sap-ledgers"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&TABLES);
    let ours = |account: &str| patterns.iter().any(|pattern| pattern.matches(account));
    let items = items(cx, ours);
    let balances = balances(cx, &patterns, items.keys().map(|key| (*key).to_owned()));
    let balances = match (balances, items.is_empty()) {
        (Ok(balances), false) => balances,
        (balances, is_empty) => {
            let none = is_empty.then(|| missing(cx, "sap-balances", "reason-no-sap-balances"));
            examined.missing.extend(none);
            examined.missing.extend(balances.err());
            return examined;
        }
    };
    let mut accounts: BTreeMap<&str, Account<'_>> = BTreeMap::new();
    for (account, ledger) in &balances {
        match items.get(account.as_str()) {
            Some(of_account) => {
                accounts.insert(account, compared(cx, account, *ledger, of_account));
            }
            None if *ledger != Ore::ZERO => {
                let text = missing(cx, "sap-balances", "reason-no-sap-balance");
                examined
                    .missing
                    .push(text.with("account", account.as_str()));
            }
            None => {}
        }
    }
    let parts = parts(&accounts);
    for (name, account) in &accounts {
        judge(name, account, parts.get(*name), &mut examined);
    }
    let limit = settings::number(cx.playbook, "sap.age_limit_months");
    for (account, item) in items
        .iter()
        .flat_map(|(account, of_account)| of_account.iter().map(move |item| (account, item)))
    {
        let differs = accounts.get(*account).is_some_and(|of| of.ledger != of.sap);
        let found = aged(cx, (account, differs), item, limit);
        examined.findings.extend(found);
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
    seen.insert("sap_balances", count(items.values().map(Vec::len).sum()));
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    let in_force = &mut examined.evidence.settings;
    for name in ["sap.ledgers", "sap.age_limit_months"] {
        in_force.insert(name, settings::text(cx.playbook, name).to_owned());
    }
    examined
}

/// Rows of SAP's list at the end of the period, by account, sorted.
fn items<'a>(
    cx: &CheckContext<'a>,
    ours: impl Fn(&str) -> bool,
) -> BTreeMap<&'a str, Vec<Item<'a>>> {
    let mut items: BTreeMap<&str, Vec<Item<'_>>> = BTreeMap::new();
    let of_period = |period| period == Some(cx.period.as_i32());
    let Some((register, rows)) = rows_where(cx, "sap-balances", "period", of_period) else {
        return items;
    };
    let (accounts, vouchers) = (register.text("account"), register.text("voucher"));
    let (amounts, posted) = (register.whole("sap_balance"), register.short("item_period"));
    for row in rows {
        let account = accounts.get(row);
        let Some(row_ref) = register_ref(cx, register, row).filter(|_| ours(account)) else {
            continue;
        };
        items.entry(account).or_default().push(Item {
            posted: posted.get(row).and_then(Period::from_i32),
            voucher: vouchers.get(row),
            amount: Ore(amounts.get(row).unwrap_or_default()),
            row: row_ref,
        });
    }
    for of_account in items.values_mut() {
        of_account.sort_unstable();
    }
    items
}

/// An account with both sides. Where they are equal there is nothing to look for.
fn compared<'a>(
    cx: &CheckContext<'a>,
    account: &str,
    ledger: Ore,
    items: &[Item<'a>],
) -> Account<'a> {
    let sap = sum(items.iter().map(|item| item.amount));
    let (mut only_ledger, mut only_sap) = (Vec::new(), Vec::new());
    if ledger != sap {
        let mut by_amount: BTreeMap<Ore, VecDeque<&Item<'_>>> = BTreeMap::new();
        for item in items {
            by_amount.entry(item.amount).or_default().push_back(item);
        }
        let of_year = lines(cx, |other| other == account).into_iter();
        let movements = of_year.filter(|line| line.period % 100 != 0).collect();
        for line in uncancelled(movements) {
            let same = by_amount
                .get_mut(&line.amount)
                .and_then(VecDeque::pop_front);
            if same.is_none() {
                only_ledger.push(line);
            }
        }
        let left = by_amount.into_values().flatten();
        let of_year = left.filter(|item| item.is_of(cx.period.year()));
        only_sap = of_year.cloned().collect();
        only_sap.sort_unstable();
    }
    Account {
        ledger,
        sap,
        only_ledger,
        only_sap,
    }
}

/// The parts that explain each difference: all that were found if they make it up, else a single one that does, else none. A
/// clearing of last year's items makes lines that nothing answers to; they explain nothing.
fn parts(accounts: &BTreeMap<&str, Account<'_>>) -> BTreeMap<String, Vec<Part>> {
    let mut found: BTreeMap<&str, Vec<Part>> = BTreeMap::new();
    let names: Vec<&str> = accounts.keys().copied().collect();
    let mut left: BTreeMap<&str, (Vec<&Line<'_>>, Vec<&Item<'_>>)> = accounts
        .iter()
        .map(|(name, account)| {
            let (lines, items) = (account.only_ledger.iter(), account.only_sap.iter());
            (*name, (lines.collect(), items.collect()))
        })
        .collect();
    let kinds: [(Together, &str); 3] = [
        (is_transposed_pair, "transposed-digits"),
        (is_opposite, "wrong-sign"),
        (is_same, "wrong-account"),
    ];
    for (holds, cause) in kinds {
        for one in &names {
            let others = names
                .iter()
                .filter(|other| (*other == one) == (cause != "wrong-account"));
            for other in others {
                while let Some((line, item)) = take_pair(&mut left, one, other, holds) {
                    let (of_ledger, of_sap) = pair_parts((one, other), (line, item), cause);
                    found.entry(one).or_default().push(of_ledger);
                    found.entry(other).or_default().extend(of_sap);
                }
            }
        }
    }
    for (name, (lines, items)) in left {
        let of_name = found.entry(name).or_default();
        of_name.extend(lines.into_iter().map(|line| only_in_ledger(name, line)));
        of_name.extend(items.into_iter().map(|item| only_in_sap(name, item)));
    }
    let chosen = |(name, parts): (&str, Vec<Part>)| {
        let account = accounts.get(name)?;
        let difference = minus(account.ledger, account.sap);
        Some((name.to_owned(), choose(difference, parts)))
    };
    found.into_iter().filter_map(chosen).collect()
}

fn choose(difference: Ore, parts: Vec<Part>) -> Vec<Part> {
    if sum(parts.iter().map(|part| part.amount)) == difference {
        return parts;
    }
    let alone = parts.into_iter().find(|part| part.amount == difference);
    alone.into_iter().collect()
}

fn is_transposed_pair(ledger: Ore, sap: Ore) -> bool {
    ledger.0.signum() == sap.0.signum() && is_transposed(ledger, sap)
}

fn is_opposite(ledger: Ore, sap: Ore) -> bool {
    ledger.checked_neg() == Some(sap)
}

fn is_same(ledger: Ore, sap: Ore) -> bool {
    ledger == sap
}

/// Takes the first line of one account and item of another whose amounts belong together.
fn take_pair<'a, 'b>(
    left: &mut BTreeMap<&str, (Vec<&'b Line<'a>>, Vec<&'b Item<'a>>)>,
    one: &str,
    other: &str,
    holds: Together,
) -> Option<(&'b Line<'a>, &'b Item<'a>)> {
    let (lines, items) = (&left.get(one)?.0, &left.get(other)?.1);
    let (at_line, at_item) = lines.iter().enumerate().find_map(|(at_line, line)| {
        let mut items = items.iter();
        let found = items.position(|item| holds(line.amount, item.amount))?;
        Some((at_line, found))
    })?;
    let line = left.get_mut(one)?.0.remove(at_line);
    let item = left.get_mut(other)?.1.remove(at_item);
    Some((line, item))
}

/// A line and an item that belong together: one part, or one for each account if they stand on two.
fn pair_parts(
    (one, other): (&str, &str),
    (line, item): (&Line<'_>, &Item<'_>),
    cause: &'static str,
) -> (Part, Option<Part>) {
    let key = match cause {
        "transposed-digits" => "sap-ledgers-transposed",
        "wrong-sign" => "sap-ledgers-sign",
        _ => "sap-ledgers-account",
    };
    let mut rows = vec![line.row, item.row];
    rows.sort_unstable();
    let part = |amount| Part {
        amount,
        cause,
        message: Text::key(key)
            .with("voucher", line.voucher)
            .with("ledger", line.amount)
            .with("sap", item.amount)
            .with("account", one)
            .with("other", other),
        rows: rows.clone(),
    };
    if one == other {
        return (part(minus(line.amount, item.amount)), None);
    }
    (part(line.amount), Some(part(minus(Ore::ZERO, item.amount))))
}

fn only_in_ledger(account: &str, line: &Line<'_>) -> Part {
    Part {
        amount: line.amount,
        cause: "only-in-ledger",
        message: Text::key("sap-ledgers-only-in-ledger")
            .with("voucher", line.voucher)
            .with("amount", line.amount)
            .with("account", account),
        rows: vec![line.row],
    }
}

fn only_in_sap(account: &str, item: &Item<'_>) -> Part {
    Part {
        amount: minus(Ore::ZERO, item.amount),
        cause: "only-in-sap",
        message: Text::key("sap-ledgers-only-in-sap")
            .with("voucher", named(item))
            .with("amount", item.amount)
            .with("account", account),
        rows: vec![item.row],
    }
}

/// The document number of an item, without what may be a person's number.
fn named(item: &Item<'_>) -> String {
    if item.voucher.is_empty() {
        "-".to_owned()
    } else {
        personal::mask(item.voucher).into_owned()
    }
}

/// The point of an account, and a finding for each part and for what is left.
fn judge(name: &str, account: &Account<'_>, parts: Option<&Vec<Part>>, examined: &mut Examined) {
    let parts: &[Part] = parts.map_or(&[], Vec::as_slice);
    let specified = sum(parts.iter().map(|part| part.amount));
    let point = point(
        "sap-ledgers.balance",
        name,
        (
            side("side-ledger-balance", account.ledger),
            side("side-sap-balance", account.sap),
        ),
        specified,
    );
    examined.breached |= point.difference != Ore::ZERO;
    for part in parts {
        let first = part.rows.first().map(ToString::to_string);
        examined.findings.push(Finding {
            key: format!("SAP001:{name}:{}", first.unwrap_or_default()),
            code: "SAP001",
            severity: Severity::Warning,
            subject: name.to_owned(),
            amount: part.amount,
            message: part.message.clone(),
            rows: part.rows.clone(),
            cause: Some(part.cause),
            proposal: None,
            action: Some(Text::key("action-sap-ledgers")),
        });
    }
    if point.unexplained != Ore::ZERO {
        examined.findings.push(Finding {
            key: format!("SAP003:{name}:balance"),
            code: "SAP003",
            severity: Severity::Error,
            subject: name.to_owned(),
            amount: point.unexplained,
            message: Text::key("sap-ledgers-unexplained")
                .with("account", name)
                .with("amount", point.unexplained),
            rows: Vec::new(),
            cause: None,
            proposal: None,
            action: Some(Text::key("action-sap-ledgers-rest")),
        });
    }
    examined.points.push(point);
}

/// An open item in SAP that is older than the limit. It is no part of the account's difference, if there is one.
fn aged(
    cx: &CheckContext<'_>,
    (account, differs): (&str, bool),
    item: &Item<'_>,
    limit: i32,
) -> Option<Finding> {
    let posted = item.posted?;
    let age = cx.period.months_since(posted);
    (age > limit && item.amount != Ore::ZERO).then(|| Finding {
        key: format!("SAP002:{account}:{}", item.row),
        code: "SAP002",
        severity: Severity::Error,
        subject: account.to_owned(),
        amount: if differs { Ore::ZERO } else { item.amount },
        message: Text::key("sap-ledgers-aged")
            .with("voucher", named(item))
            .with("amount", item.amount)
            .with("account", account)
            .with("period", posted)
            .with("months", u64::from(age.unsigned_abs())),
        rows: vec![item.row],
        cause: Some("over-age"),
        proposal: None,
        action: Some(Text::key("action-sap-ledgers-aged")),
    })
}
