//! F1 `carry-forward`: what an account closes the year with is what it opens the next year with.
//!
//! Source: P:F1 (valid from 2016-01-01), S 9.x step Y9. Not here: mellomværende on the S-report (`central-settlement`).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::Budgeting;
use domain::{Finding, Ore, Period, RowRef, Severity, Text};

use crate::check::{Check, Examined, Regime, Responsible::Provider, cause, code};
use crate::context::{CheckContext, unknown};
use crate::ledger::Unknown;
use crate::x::equation::{less, point};
use crate::x::listing::wanted_from;

/// The declaration.
pub static CHECK: Check = Check {
    id: "carry-forward",
    title: "check-carry-forward",
    summary: "every balance account opens the next year with what it closed the year with",
    since: "0.3.0",
    doc: include_str!("carry_forward.md"),
    points: &["carry-forward.ledger", "carry-forward.cash"],
    codes: &[
        code(
            "CARRY001",
            Severity::Error,
            "an opening balance is not the closing balance before it",
        ),
        code(
            "CARRY002",
            Severity::Error,
            "an opening balance of the cash ledger is not the closing balance before it",
        ),
    ],
    causes: &[
        cause("carry-missing", Provider),
        cause("carry-twice", Provider),
        cause("carry-wrong-sign", Provider),
        cause("carry-late-posting", Provider),
    ],
    regimes: &[Regime {
        from: (2016, 1),
        until: None,
        sources: &["P:F1", "S 9.x Y9"],
        run: run_2016,
    }],
};

/// Accounts that the cash ledger does not carry (P:F1).
const NOT_CARRIED_IN_CASH: std::ops::RangeInclusive<&str> = "1931"..="1999";

/// The last period of the year and the opening of the next.
#[derive(Clone, Copy)]
struct Years {
    last: Period,
    opening: Period,
}

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let (last, opening) = (
        Period::new(cx.period.year(), 14),
        Period::new(cx.period.year() + 1, 0),
    );
    let (12.., Some(last), Some(opening)) = (cx.period.number(), last, opening) else {
        examined.not_applicable = Some(Text::key("reason-not-year-end").with("period", cx.period));
        return examined;
    };
    let years = Years { last, opening };
    let january = opening.next_month();
    match cx.ledger.balance_before(|_| true, january) {
        Ok(_) => {}
        Err(Unknown::Opening(_)) if !cx.ledger.covers(january) => {
            let year = january.year().to_string();
            let reason = Text::key("reason-not-carried-yet").with("year", year);
            examined.not_applicable = Some(reason);
            return examined;
        }
        Err(missing) => examined.missing.push(unknown(&missing)),
    }
    let refused = cx.missing_by_refusal(&["saf-t", "delimited"]);
    examined.missing.extend(refused);
    if examined.missing.is_empty() {
        match closed_and_opened(cx, years) {
            Ok(accounts) => ledger(cx, years, &accounts, &mut examined),
            Err(missing) => examined.missing.push(unknown(&missing)),
        }
    }
    let is_gross = cx
        .playbook
        .model_on(cx.period.last_day())
        .is_some_and(|model| model.budgeting == Budgeting::Gross);
    if is_gross {
        cash(cx, years, &mut examined);
    }
    examined
}

/// Whether an account stands in the balance sheet: class 1 and 2 of the state's chart.
fn is_balance(account: &str) -> bool {
    account.starts_with(['1', '2'])
}

/// Closing and opening balance of each balance account that has one of them.
fn closed_and_opened<'a>(
    cx: &CheckContext<'a>,
    years: Years,
) -> Result<Vec<(&'a str, Ore, Ore)>, Unknown> {
    let accounts = cx.ledger.accounts();
    let mut balances = Vec::new();
    for account in accounts.into_iter().filter(|account| is_balance(account)) {
        let this = |other: &str| other == account;
        let closed = cx.ledger.balance(this, years.last)?;
        let opened = cx.ledger.balance_before(this, years.opening.next_month())?;
        if (closed, opened) != (Ore::ZERO, Ore::ZERO) {
            balances.push((account, closed, opened));
        }
    }
    Ok(balances)
}

fn ledger(
    cx: &CheckContext<'_>,
    years: Years,
    accounts: &[(&str, Ore, Ore)],
    examined: &mut Examined,
) {
    let differing: BTreeSet<&str> = accounts
        .iter()
        .filter(|(_, closed, opened)| closed != opened)
        .map(|(account, ..)| *account)
        .collect();
    let lines = lines(cx, years, &differing);
    let none = Lines::default();
    for &(account, closed, opened) in accounts {
        let lines = lines.get(account).unwrap_or(&none);
        let (cause, rows) = explained(closed, opened, lines);
        let told = Told {
            id: "carry-forward.ledger",
            code: "CARRY001",
            sides: ["side-closing-balance", "side-opening-balance"],
            message: "carry-forward-differs",
        };
        compare(&told, (account, closed, opened), (cause, rows), examined);
    }
    let seen = &mut examined.evidence.rows_seen;
    let count = u64::try_from(accounts.len()).unwrap_or(u64::MAX);
    seen.insert("balance_accounts", count);
}

/// How one of the two ledgers is told of.
struct Told {
    id: &'static str,
    code: &'static str,
    sides: [&'static str; 2],
    message: &'static str,
}

fn compare(
    told: &Told,
    (account, closed, opened): (&str, Ore, Ore),
    (cause, rows): (Option<&'static str>, Vec<RowRef>),
    examined: &mut Examined,
) {
    let difference = less(closed, opened);
    let specified = cause.map_or(Ore::ZERO, |_| difference);
    let [side1, side2] = told.sides;
    let sides = [(side1, closed), (side2, opened)];
    examined
        .points
        .push(point(told.id, account, sides, specified));
    if difference == Ore::ZERO {
        return;
    }
    examined.findings.push(Finding {
        key: format!("{}:{account}", told.code),
        code: told.code,
        severity: Severity::Error,
        subject: account.to_owned(),
        amount: difference,
        message: Text::key(told.message)
            .with("account", account)
            .with("closed", closed)
            .with("opened", opened)
            .with("amount", difference),
        rows,
        cause,
        proposal: None,
        action: Some(Text::key(match cause {
            Some("carry-late-posting") => "action-carry-forward-late",
            Some(_) => "action-carry-forward-again",
            None => "action-carry-forward-unexplained",
        })),
    });
}

/// The lines of an account around the change of year.
#[derive(Default)]
struct Lines {
    /// Of the next year's period 00.
    opening: Vec<RowRef>,
    /// Of the year's periods 12 to 14, with their amounts.
    late: Vec<(Ore, RowRef)>,
}

fn lines<'a>(
    cx: &CheckContext<'a>,
    years: Years,
    accounts: &BTreeSet<&'a str>,
) -> BTreeMap<&'a str, Lines> {
    let mut lines: BTreeMap<&str, Lines> = BTreeMap::new();
    let view = cx.frames.ledger_lines.view();
    let late = years.last.as_i32() - 2..=years.last.as_i32();
    for (row, (&period, &amount)) in view.period.iter().zip(view.amount_ore).enumerate() {
        let is_opening = period == years.opening.as_i32();
        if !(is_opening || late.contains(&period)) {
            continue;
        }
        let (Some(account), Some(&file), Some(&record)) = (
            accounts.get(view.account.get(row)),
            view.file.get(row),
            view.record.get(row),
        ) else {
            continue;
        };
        let Some(reference) = cx.frames.row_ref(file, record) else {
            continue;
        };
        let of_account = lines.entry(account).or_default();
        if is_opening {
            of_account.opening.push(reference);
        } else {
            of_account.late.push((Ore(amount), reference));
        }
    }
    for of_account in lines.values_mut() {
        of_account.opening.sort_unstable();
    }
    lines
}

/// What explains the difference, and the rows that show it. A single line of the last periods that is exactly the
/// difference was posted after the balance was carried.
fn explained(closed: Ore, opened: Ore, lines: &Lines) -> (Option<&'static str>, Vec<RowRef>) {
    let difference = less(closed, opened);
    if difference == Ore::ZERO {
        return (None, Vec::new());
    }
    let mut late = lines.late.iter().filter(|(ore, _)| *ore == difference);
    let single = late.next().filter(|_| late.next().is_none());
    match (simple(closed, opened), single) {
        (Some(cause), _) => (Some(cause), lines.opening.clone()),
        (None, Some((_, row))) => (Some("carry-late-posting"), vec![*row]),
        (None, None) => (None, lines.opening.clone()),
    }
}

/// What the two balances alone show.
fn simple(closed: Ore, opened: Ore) -> Option<&'static str> {
    if opened == Ore::ZERO {
        Some("carry-missing")
    } else if closed.checked_add(closed) == Some(opened) && closed != Ore::ZERO {
        Some("carry-twice")
    } else if closed.checked_neg() == Some(opened) {
        Some("carry-wrong-sign")
    } else {
        None
    }
}

/// The cash ledger by account, where its listings of both years are there. Without one of them nothing is compared; it is
/// missing only if the input calendar wants it.
fn cash(cx: &CheckContext<'_>, years: Years, examined: &mut Examined) {
    let thirteenth = years.last.as_i32() - 1;
    let thirteen = cash_of(cx, thirteenth);
    // Period 13 stands in for 12 where it was used.
    let closed = if thirteen.is_empty() {
        cash_of(cx, thirteenth - 1)
    } else {
        thirteen
    };
    let opened = cash_of(cx, years.opening.as_i32());
    if closed.is_empty() || opened.is_empty() {
        if let Some(actor) = wanted_from(cx, "cash-ledger") {
            let period = if closed.is_empty() {
                cx.period
            } else {
                years.opening
            };
            let reason = Text::key("reason-listing-missing").with("kind", "cash-ledger");
            let reason = reason.with("period", period).with("actor", actor);
            examined.missing.push(reason);
        }
        return;
    }
    let accounts: BTreeSet<&str> = closed.keys().chain(opened.keys()).copied().collect();
    for account in accounts {
        let of = |side: &BTreeMap<&str, (i128, Vec<RowRef>)>| {
            let (sum, rows) = side.get(account).cloned().unwrap_or_default();
            (Ore::bounded(sum), rows)
        };
        let ((closed, mut rows), (opened, opening_rows)) = (of(&closed), of(&opened));
        rows.extend(opening_rows);
        rows.sort_unstable();
        let told = Told {
            id: "carry-forward.cash",
            code: "CARRY002",
            sides: ["side-closing-cash", "side-opening-cash"],
            message: "carry-forward-cash-differs",
        };
        let cause = simple(closed, opened).filter(|_| closed != opened);
        compare(&told, (account, closed, opened), (cause, rows), examined);
    }
}

/// The cash ledger's carried accounts in a period: balance and rows.
fn cash_of<'a>(cx: &CheckContext<'a>, period: i32) -> BTreeMap<&'a str, (i128, Vec<RowRef>)> {
    let mut balances: BTreeMap<&str, (i128, Vec<RowRef>)> = BTreeMap::new();
    let Some(register) = cx.frames.registers.get("cash-ledger") else {
        return balances;
    };
    let (accounts, cash) = (register.text("account"), register.whole("cash"));
    let periods = register.short("period");
    for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
        let account = accounts.get(row);
        let is_carried = is_balance(account) && !NOT_CARRIED_IN_CASH.contains(&account);
        if periods.get(row) != Some(period) || !is_carried {
            continue;
        }
        let (sum, rows) = balances.entry(account).or_default();
        *sum += i128::from(cash.get(row).unwrap_or_default());
        rows.extend(cx.frames.row_ref(file, record));
    }
    balances
}
