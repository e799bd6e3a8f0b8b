//! `l-report`: the controls LR-01 to LR-06 of the L-report of net agencies and funds, and our own L-report as a value.
//!
//! Source: reports-to-treasury §4. The basis that came is held against the ledger, the report of the month before and the settlement
//! accounts of the playbook. LR-03 ends at the ledger: that the ledger is the statement is what `bank` says, so what it differs
//! by is a notice here. Without any basis the report is our own, made from the ledger, and there is nothing to control. Not here: how
//! the report looks as a file (`report`).

use std::collections::BTreeMap;

use domain::agency::{BankAccount, BankRole, Budgeting, Model, Service};
use domain::treasury::{LLine, LReport, article};
use domain::{Ore, Period, RowRef, Severity, Text};
use frames::date;

use super::s_report::{Said, proven};
use crate::a::bank;
use crate::a::listings::{refused, side};
use crate::a::registers::{count, is_wanted, minus, missing, point, register_ref, rows_where, sum};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Agency, Provider},
    cause, code,
};
use crate::context::{CheckContext, unknown};
use crate::sets::bank_subject;

/// The declaration.
pub static CHECK: Check = Check {
    id: "l-report",
    title: "check-l-report",
    summary: "the L-report is right before it is sent: controls LR-01 to LR-06",
    since: "0.3.0",
    doc: include_str!("l_report.md"),
    points: &[
        "l-report.movement",
        "l-report.opening",
        "l-report.bank",
        "l-report.ledger",
    ],
    codes: &[
        code(
            "LREP001",
            Severity::Error,
            "LR-01: opening and movement do not give the closing balance",
        ),
        code(
            "LREP002",
            Severity::Error,
            "LR-02: the opening is not what the month before closed with",
        ),
        code(
            "LREP003",
            Severity::Info,
            "LR-03: the ledger is not the statement, so the report cannot be sent",
        ),
        code(
            "LREP004",
            Severity::Error,
            "LR-04: the closing balance is not the ledger's",
        ),
        code(
            "LREP005",
            Severity::Error,
            "LR-05: the basis is not confirmed in time",
        ),
        code(
            "LREP006",
            Severity::Error,
            "LR-06: the accounts are not the settlement accounts of the agency",
        ),
    ],
    causes: &[
        cause("movement-differs", Agency),
        cause("opening-not-continued", Agency),
        cause("report-not-from-ledger", Provider),
        cause("settlement-not-reconciled", Accounting),
        cause("basis-not-confirmed", Agency),
        cause("basis-late", Agency),
        cause("account-not-reported", Agency),
        cause("account-not-ours", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 9.1", "P:treasury"],
        run: run_2015,
    }],
};

const REGISTER: &str = "l-report";

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let model = match model(cx) {
        Ok(model) => model,
        Err(reason) => {
            examined.not_applicable = Some(reason);
            return examined;
        }
    };
    let has_come = cx.frames.registers.contains_key(REGISTER);
    if !has_come && !is_wanted(cx, REGISTER) && refused(cx).is_empty() {
        examined.not_applicable = Some(Text::key("reason-l-report-own"));
        return examined;
    }
    examined.missing = refused(cx);
    let Some(lines) = reported(cx, cx.period) else {
        let reason = missing(cx, REGISTER, "reason-l-report-missing");
        examined.missing.push(reason);
        return examined;
    };
    let seen = &mut examined.evidence.rows_seen;
    seen.insert(
        "l_report",
        lines.values().map(|line| count(line.rows.len())).sum(),
    );
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    let before = match accepted(cx) {
        Ok(before) => before,
        Err(reason) => {
            examined.missing.push(reason);
            None
        }
    };
    for account in settlement_accounts(cx) {
        let subject = bank_subject(account);
        let Some(line) = lines.get(account.number.as_str()) else {
            of_account(
                "account-not-reported",
                &subject,
                Ore::ZERO,
                None,
                &mut examined,
            );
            continue;
        };
        movement(&subject, line, &mut examined);
        let is_ours = |number: &str| account.ledger.iter().any(|one| one.as_str() == number);
        let opening = match &before {
            Some(before) => {
                let of_before = before.get(account.number.as_str());
                Ok(of_before.map_or(Ore::ZERO, |line| line.closing))
            }
            None => cx.ledger.balance_before(is_ours, cx.period),
        };
        // A month that is missing is said by what misses it.
        if let Ok(opening) = opening {
            continued(&subject, line, opening, &mut examined);
        }
        match cx.ledger.balance(is_ours, cx.period) {
            Ok(balance) => held(cx, (account, &subject), (line, balance), &mut examined),
            Err(why) => push_new(&mut examined.missing, unknown(&why)),
        }
    }
    for (number, line) in &lines {
        if settlement_accounts(cx).all(|account| account.number.as_str() != number.as_str()) {
            of_account(
                "account-not-ours",
                number,
                line.closing,
                Some(line),
                &mut examined,
            );
        }
    }
    confirmed(cx, model, &lines, &mut examined);
    examined
}

/// The model of an agency that delivers an L-report, else why it delivers none.
fn model(cx: &CheckContext<'_>) -> Result<Model, Text> {
    let model = cx.playbook.model_on(cx.period.last_day());
    let model = model.filter(|model| model.budgeting != Budgeting::Gross);
    let model = model.ok_or_else(|| Text::key("reason-l-report-gross"))?;
    if !cx.period.is_month() {
        return Err(Text::key("reason-l-report-no-month"));
    }
    if settlement_accounts(cx).next().is_none() {
        return Err(Text::key("reason-no-bank-accounts"));
    }
    Ok(model)
}

fn settlement_accounts<'a>(cx: &CheckContext<'a>) -> impl Iterator<Item = &'a BankAccount> {
    let accounts = cx.playbook.bank_accounts.iter();
    accounts.filter(|account| account.role == BankRole::Settlement)
}

/// The L-report that the ledger gives; `None` for an agency that delivers none, and without a month of its ledger.
pub fn l_report(cx: &CheckContext<'_>) -> Option<LReport> {
    model(cx).ok()?;
    let lines = settlement_accounts(cx).map(|account| {
        let is_ours = |number: &str| account.ledger.iter().any(|one| one.as_str() == number);
        let opening = cx.ledger.balance_before(is_ours, cx.period).ok()?;
        let closing = cx.ledger.balance(is_ours, cx.period).ok()?;
        Some(LLine {
            account: account.number.as_str().to_owned(),
            article: article(account.ledger.first()?.as_str()).to_owned(),
            opening,
            movement: minus(closing, opening),
            closing,
        })
    });
    let lines = lines.collect::<Option<Vec<LLine>>>()?;
    Some(LReport { lines })
}

/// What the register states of an account in a month.
#[derive(Default)]
struct Line {
    opening: Ore,
    movement: Ore,
    closing: Ore,
    /// Day the basis was received and day of the deadline, since 1970-01-01.
    days: (Option<i32>, Option<i32>),
    rows: std::collections::BTreeSet<RowRef>,
}

/// The lines of a month by number of the account; several rows of one are added up. `None` if there is no row.
fn reported(cx: &CheckContext<'_>, period: Period) -> Option<BTreeMap<String, Line>> {
    let is_ours = |of: Option<i32>| of == Some(period.as_i32());
    let (register, rows) = rows_where(cx, REGISTER, "period", is_ours)?;
    let amount = |field, row| Ore(register.whole(field).get(row).unwrap_or_default());
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for row in rows {
        let number = register.text("account").get(row).to_owned();
        let line = lines.entry(number).or_default();
        line.opening = sum([line.opening, amount("opening", row)]);
        line.movement = sum([line.movement, amount("movement", row)]);
        line.closing = sum([line.closing, amount("closing", row)]);
        let day = |field| register.short(field).get(row);
        line.days = (
            line.days.0.max(day("received")),
            line.days.1.or(day("deadline")),
        );
        line.rows.extend(register_ref(cx, register, row));
    }
    Some(lines)
}

/// The report of the month before, in January that of December. None is needed where our ledger begins with the period: then its
/// opening stands in (inferred).
fn accepted(cx: &CheckContext<'_>) -> Result<Option<BTreeMap<String, Line>>, Text> {
    let before = cx.period.previous_month();
    match reported(cx, before) {
        Some(lines) => Ok(Some(lines)),
        None if cx.ledger.covers(before) => {
            Err(Text::key("reason-accepted-l-report-missing").with("period", before))
        }
        None => Ok(None),
    }
}

/// Keeps a reason once.
fn push_new(all: &mut Vec<Text>, reason: Text) {
    if !all.contains(&reason) {
        all.push(reason);
    }
}

/// What is said of a control that two amounts fail: where, code, message, cause, action.
struct Told {
    control: &'static str,
    code: &'static str,
    severity: Severity,
    message: &'static str,
    cause: &'static str,
    action: &'static str,
}

/// The finding of two amounts that differ; none of two that are equal.
fn differing(
    told: &Told,
    subject: &str,
    (first, second): (Ore, Ore),
    line: &Line,
    examined: &mut Examined,
) {
    let amount = minus(first, second);
    if amount == Ore::ZERO {
        return;
    }
    let message = Text::key(told.message)
        .with("subject", subject)
        .with("first", first)
        .with("second", second)
        .with("amount", amount);
    let finding = Said::new(told.code, told.severity, message, told.action);
    let subject = format!("{} {subject}", told.control);
    let finding = finding.of(&subject, amount, Some(told.cause));
    examined.findings.push(proven(finding, &line.rows));
}

/// LR-01.
fn movement(subject: &str, line: &Line, examined: &mut Examined) {
    let computed = sum([line.opening, line.movement]);
    let sides = (
        side("side-l-report-closing", line.closing),
        side("side-l-report-computed", computed),
    );
    let specified = minus(line.closing, computed);
    examined
        .points
        .push(point("l-report.movement", subject, sides, specified));
    let told = Told {
        control: "LR-01",
        code: "LREP001",
        severity: Severity::Error,
        message: "l-report-movement",
        cause: "movement-differs",
        action: "action-l-report-movement",
    };
    differing(&told, subject, (line.closing, computed), line, examined);
}

/// LR-02.
fn continued(subject: &str, line: &Line, closed: Ore, examined: &mut Examined) {
    let sides = (
        side("side-l-report-opening", line.opening),
        side("side-l-report-before", closed),
    );
    let specified = minus(line.opening, closed);
    examined
        .points
        .push(point("l-report.opening", subject, sides, specified));
    let told = Told {
        control: "LR-02",
        code: "LREP002",
        severity: Severity::Error,
        message: "l-report-opening",
        cause: "opening-not-continued",
        action: "action-l-report-opening",
    };
    differing(&told, subject, (line.opening, closed), line, examined);
}

/// LR-04, and LR-03 for what the ledger itself is not the statement's by.
fn held(
    cx: &CheckContext<'_>,
    (account, subject): (&BankAccount, &str),
    (line, balance): (&Line, Ore),
    examined: &mut Examined,
) {
    let specified = minus(line.closing, balance);
    let sides = (
        side("side-l-report-closing", line.closing),
        side("side-ledger-balance", balance),
    );
    examined
        .points
        .push(point("l-report.ledger", subject, sides, specified));
    let told = Told {
        control: "LR-04",
        code: "LREP004",
        severity: Severity::Error,
        message: "l-report-ledger",
        cause: "report-not-from-ledger",
        action: "action-l-report-ledger",
    };
    differing(&told, subject, (line.closing, balance), line, examined);
    let Some(statement) = bank::closing(cx, account) else {
        let reason = Text::key("reason-no-statement")
            .with("account", subject)
            .with("period", cx.period);
        push_new(&mut examined.missing, reason);
        return;
    };
    let sides = (
        side("side-l-report-closing", line.closing),
        side("side-statement-balance", statement),
    );
    let specified = minus(line.closing, statement);
    examined
        .points
        .push(point("l-report.bank", subject, sides, specified));
    let told = Told {
        control: "LR-03",
        code: "LREP003",
        severity: Severity::Info,
        message: "l-report-bank",
        cause: "settlement-not-reconciled",
        action: "action-l-report-bank",
    };
    differing(&told, subject, (balance, statement), line, examined);
}

/// LR-06: an account that lacks, or that is none of ours.
fn of_account(
    cause: &'static str,
    subject: &str,
    amount: Ore,
    line: Option<&Line>,
    examined: &mut Examined,
) {
    let key = if line.is_some() {
        "l-report-account-not-ours"
    } else {
        "l-report-account-missing"
    };
    let subject = format!("LR-06 {subject}");
    let message = Text::key(key)
        .with("subject", subject.as_str())
        .with("amount", amount);
    let finding = Said::new(
        "LREP006",
        Severity::Error,
        message,
        "action-l-report-account",
    );
    let finding = finding.of(&subject, amount, Some(cause));
    let none = std::collections::BTreeSet::new();
    let rows = line.map_or(&none, |line| &line.rows);
    examined.findings.push(proven(finding, rows));
}

/// LR-05: the basis came by the day before the deadline, at 16:00; the register knows days only. Customers in part service send it;
/// of others it is controlled where a deadline is stated.
fn confirmed(
    cx: &CheckContext<'_>,
    model: Model,
    lines: &BTreeMap<String, Line>,
    examined: &mut Examined,
) {
    let sends = model.service == Service::Part && model.budgeting == Budgeting::Net;
    for line in lines.values() {
        let (received, deadline) = line.days;
        let (key, cause) = match (received, deadline) {
            // Nobody states by when.
            (_, None) if !sends => continue,
            (None, _) => ("l-report-unconfirmed", "basis-not-confirmed"),
            (Some(_), None) => {
                let reason = missing(cx, REGISTER, "reason-l-report-deadline");
                push_new(&mut examined.missing, reason);
                continue;
            }
            (Some(received), Some(deadline)) if received < deadline => continue,
            (Some(_), Some(_)) => ("l-report-late", "basis-late"),
        };
        let mut message = Text::key(key).with("period", cx.period);
        if let (Some(received), Some(deadline)) = line.days {
            message = message
                .with("received", date(received))
                .with("deadline", date(deadline));
        }
        let finding = Said::new(
            "LREP005",
            Severity::Error,
            message,
            "action-l-report-confirm",
        );
        let finding = finding.of("LR-05", Ore::ZERO, Some(cause));
        examined.findings.push(proven(finding, &line.rows));
        // The basis of all accounts is one.
        return;
    }
}
