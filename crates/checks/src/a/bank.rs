//! A1 `bank`: ledger against bank statement, account by account.
//!
//! Settlement accounts must equal the statement (hard stop for the S- and L-report); working accounts must be zero,
//! because the bank sweeps them every day. What differs is explained cause by cause (`bank_causes`); what no cause
//! explains is said to be unexplained.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::agency::{BankAccount, BankRole};
use domain::{Code, Ore, Period, Point, Severity, Side, Text};
use frames::date;

use super::bank_causes;
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Bank},
    cause, code,
};
use crate::context::{CheckContext, count_where, unknown};
use crate::proposal;
use crate::sets::{SetOutcome, bank_subject};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "bank",
    title: "check-bank",
    summary: "settlement accounts equal the bank statement; working accounts are zero",
    since: "0.1.0",
    doc: include_str!("bank.md"),
    points: &["bank.settlement", "bank.working"],
    codes: &[
        code(
            "BANK001",
            Severity::Error,
            "a statement is missing, and the account moved meanwhile",
        ),
        code(
            "BANK002",
            Severity::Info,
            "no statement for a bank day, but the chain of balances is unbroken",
        ),
        code(
            "BANK003",
            Severity::Error,
            "an OCR settlement in the bank is not in the ledger",
        ),
        code(
            "BANK004",
            Severity::Error,
            "a payment batch in the bank is not in the ledger",
        ),
        code(
            "BANK005",
            Severity::Error,
            "the posting between working and settlement account is missing",
        ),
        code(
            "BANK006",
            Severity::Error,
            "the day's sweep differs between bank and ledger",
        ),
        code(
            "BANK007",
            Severity::Error,
            "two adjacent digits of the amount are swapped",
        ),
        code(
            "BANK008",
            Severity::Error,
            "ledger and bank have the same reference, but other amounts",
        ),
        code("BANK009", Severity::Error, "posted twice"),
        code("BANK010", Severity::Error, "posted on another account"),
        code(
            "BANK011",
            Severity::Error,
            "posted in another period than the bank's",
        ),
        code("BANK012", Severity::Error, "in the bank, not in the ledger"),
        code("BANK013", Severity::Error, "in the ledger, not in the bank"),
        code(
            "BANK014",
            Severity::Info,
            "a difference of earlier periods is still there",
        ),
        code(
            "BANK015",
            Severity::Error,
            "a difference that no cause explains",
        ),
        code(
            "BANK016",
            Severity::Error,
            "the bank did not sweep the working account",
        ),
        code(
            "BANK017",
            Severity::Error,
            "the ledger's opening balance was changed after an earlier export",
        ),
        code(
            "BANK018",
            Severity::Warning,
            "a difference inside a tolerance of the agency's rules",
        ),
    ],
    causes: &[
        cause("statement-day-missing", Bank),
        cause("ocr-not-read", Accounting),
        cause("payment-file-not-read", Accounting),
        cause("sweep-missing", Accounting),
        cause("sweep-differs", Accounting),
        cause("transposed-digits", Accounting),
        cause("amount-differs", Accounting),
        cause("double-posting", Accounting),
        cause("wrong-account", Accounting),
        cause("wrong-period", Accounting),
        cause("not-posted", Accounting),
        cause("not-in-bank", Accounting),
        cause("carried", Accounting),
        cause("not-swept", Bank),
        cause("late-posting", Accounting),
        cause("within-tolerance", Accounting),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 6.2", "S 9.1", "S 14.2", "P:A1"],
        run: run_2015,
    }],
};

/// A bank account in the period, with everything the causes need.
pub(super) struct AccountFacts<'a> {
    pub(super) account: &'a BankAccount,
    /// `1939`.
    pub(super) subject: String,
    pub(super) set: &'a SetOutcome,
    /// Statements of the period, in order.
    pub(super) statements: Vec<Statement>,
    /// The last statement before the period, if there is one.
    pub(super) before: Option<Statement>,
    /// Ledger balance at the end of the period.
    pub(super) ledger: Ore,
    /// Ledger balance at the start of the period.
    pub(super) ledger_before: Ore,
}

/// A statement as far as its chain goes.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) sequence: i64,
    pub(super) opening: Ore,
    pub(super) closing: Ore,
}

/// Regime 2015: the routine has not changed since.
fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    if cx.playbook.bank_accounts.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-bank-accounts"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited", "camt.053"]);
    let mut facts = Vec::new();
    for account in &cx.playbook.bank_accounts {
        match facts_of(cx, account) {
            Ok(found) => facts.push(found),
            Err(missing) if examined.missing.contains(&missing) => {}
            Err(missing) => examined.missing.push(missing),
        }
    }
    let found = bank_causes::find(cx, &facts);
    let mut specified: BTreeMap<&str, i128> = BTreeMap::new();
    for (subject, effect) in &found.effects {
        *specified.entry(subject).or_default() += i128::from(effect.0);
    }
    examined.findings = found.findings;
    examined.proposals = proposal::vouchers(cx, found.drafts);
    for fact in &facts {
        let point = point(
            fact,
            specified
                .get(fact.subject.as_str())
                .copied()
                .unwrap_or_default(),
        );
        examined.breached |= point.difference != Ore::ZERO;
        if point.unexplained != Ore::ZERO {
            examined
                .findings
                .push(bank_causes::unexplained(fact, point.unexplained));
        }
        examined.points.push(point);
    }
    examined.code = Some(colour(&examined));
    evidence(cx, &facts, &mut examined);
    examined
}

/// The currency the ledger is kept in. An account in another currency cannot be held against it without the ledger's
/// amounts in that currency.
const LEDGER_CURRENCY: &str = "NOK";

fn facts_of<'a>(
    cx: &'a CheckContext<'a>,
    account: &'a BankAccount,
) -> Result<AccountFacts<'a>, Text> {
    let is_ours = |number: &str| {
        account
            .ledger
            .iter()
            .any(|ledger| ledger.as_str() == number)
    };
    let subject = bank_subject(account);
    if account.currency != LEDGER_CURRENCY {
        return Err(Text::key("reason-foreign-currency")
            .with("account", subject)
            .with("currency", account.currency.as_str()));
    }
    let ledger = cx
        .ledger
        .balance(is_ours, cx.period)
        .map_err(|e| unknown(&e))?;
    let ledger_before = cx
        .ledger
        .balance_before(is_ours, cx.period)
        .map_err(|e| unknown(&e))?;
    let (statements, before) = statements_of(cx, account);
    let no_statement = || {
        Text::key("reason-no-statement")
            .with("account", subject.as_str())
            .with("period", cx.period)
    };
    if statements.is_empty() {
        return Err(no_statement());
    }
    let set = cx
        .set(&format!("bank-{subject}"))
        .ok_or_else(no_statement)?;
    Ok(AccountFacts {
        account,
        subject,
        set,
        statements,
        before,
        ledger,
        ledger_before,
    })
}

/// Statements of the period in order, and the last one of the month before. Nothing older and nothing later is
/// looked at: a run must give the same when it is repeated with more files.
fn statements_of(
    cx: &CheckContext<'_>,
    account: &BankAccount,
) -> (Vec<Statement>, Option<Statement>) {
    let view = cx.frames.bank_statements.view();
    let before = cx.period.previous_month();
    let mut all = Vec::new();
    for (row, (&from, &to)) in view.from_day.iter().zip(view.to_day).enumerate() {
        let (from, to) = (date(from), date(to));
        if view.account.get(row) != account.number.as_str()
            || view.has_balances.get(row) != Some(&1)
            || !(cx.period.contains(to) || before.contains(to))
        {
            continue;
        }
        let ore = |column: &[i64]| Ore(column.get(row).copied().unwrap_or_default());
        let (opening, closing) = (ore(view.opening_ore), ore(view.closing_ore));
        let sequence = ore(view.sequence).0;
        all.push(Statement {
            from,
            to,
            sequence,
            opening,
            closing,
        });
    }
    let all = chain(all);
    let before = all.iter().rfind(|s| before.contains(s.to)).cloned();
    (
        all.into_iter()
            .filter(|s| cx.period.contains(s.to))
            .collect(),
        before,
    )
}

/// The balance that the last statement of the period closes with; `None` without a statement.
pub(crate) fn closing(cx: &CheckContext<'_>, account: &BankAccount) -> Option<Ore> {
    let (statements, _) = statements_of(cx, account);
    statements.last().map(|statement| statement.closing)
}

/// By day; several statements of one day in the order in which their balances follow, whatever their numbers. A day
/// that does not follow the one before starts with the statement that follows no other.
fn chain(mut statements: Vec<Statement>) -> Vec<Statement> {
    statements.sort_by_key(|s| (s.to, s.from, s.sequence, s.opening, s.closing));
    let mut chained: Vec<Statement> = Vec::with_capacity(statements.len());
    for day in statements.chunk_by(|a, b| a.to == b.to) {
        let mut rest: Vec<Statement> = day.to_vec();
        while !rest.is_empty() {
            let follows =
                |s: &Statement| chained.last().is_some_and(|last| last.closing == s.opening);
            let is_first = |s: &Statement| rest.iter().all(|other| other.closing != s.opening);
            let next = rest
                .iter()
                .position(follows)
                .or_else(|| rest.iter().position(is_first))
                .unwrap_or(0);
            chained.push(rest.remove(next));
        }
    }
    chained
}

fn point(fact: &AccountFacts<'_>, specified: i128) -> Point {
    let (id, label, other) = match fact.account.role {
        BankRole::Settlement => {
            let closing = fact.statements.last().map_or(Ore::ZERO, |s| s.closing);
            ("bank.settlement", "side-statement-balance", closing)
        }
        BankRole::Working => ("bank.working", "side-swept-to-zero", Ore::ZERO),
    };
    let difference = fact.ledger.checked_sub(other).unwrap_or(Ore(i64::MAX));
    let specified = Ore::bounded(specified);
    Point {
        id,
        subject: fact.subject.clone(),
        side1: Side {
            label: Text::key("side-ledger-balance"),
            amount: fact.ledger,
        },
        side2: Side {
            label: Text::key(label),
            amount: other,
        },
        difference,
        specified,
        unexplained: difference.checked_sub(specified).unwrap_or(Ore(i64::MAX)),
    }
}

/// Any settlement difference is red and stops the report; a working account alone is yellow when specified (inferred).
fn colour(examined: &Examined) -> Code {
    let differs = |id: &str| {
        examined
            .points
            .iter()
            .any(|p| p.id == id && p.difference != Ore::ZERO)
    };
    let unexplained = examined.points.iter().any(|p| p.unexplained != Ore::ZERO);
    if differs("bank.settlement") || unexplained {
        Code::Red
    } else if differs("bank.working")
        || examined
            .findings
            .iter()
            .any(|f| f.severity != Severity::Info)
    {
        Code::Yellow
    } else {
        Code::Green
    }
}

fn evidence(cx: &CheckContext<'_>, facts: &[AccountFacts<'_>], examined: &mut Examined) {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let sum = |of: &dyn Fn(&AccountFacts<'_>) -> usize| count(facts.iter().map(of).sum());
    let rows = &mut examined.evidence.rows_seen;
    rows.insert("bank_statements", sum(&|f| f.statements.len()));
    rows.insert("bank_entries", sum(&|f| f.set.left.rows.len()));
    rows.insert("ledger_lines", sum(&|f| f.set.right.rows.len()));
    let in_period = |day: &i32| cx.period.contains(date(*day));
    rows.insert(
        "incoming_payments",
        count_where(cx.frames.incoming_payments.view().day, in_period),
    );
    for setting in settings::SETTINGS
        .iter()
        .filter(|setting| setting.name.starts_with("bank."))
    {
        let value = settings::text(cx.playbook, setting.name).to_owned();
        examined.evidence.settings.insert(setting.name, value);
    }
}

/// The last bank day of a period, if the calendar knows it.
pub(super) fn last_bank_day(period: Period) -> Option<NaiveDate> {
    calendar::Calendar::NoBank
        .previous_business_day_on_or_before(period.last_day())
        .ok()
}

/// The first bank day of a period, if the calendar knows it.
pub(super) fn first_bank_day(period: Period) -> Option<NaiveDate> {
    calendar::Calendar::NoBank
        .next_business_day_on_or_after(period.first_day())
        .ok()
}
