//! E1, A10, A11 `pension`: premium to Statens pensjonskasse per term: payroll against the ledger, the difference to result, zero at
//! year end.
//!
//! Source: P:A10, P:A11, P:E1-old, P:E1-2022. The pairing of the columns (B−D, B−E, C−F) is inferred, and that the older text of E1
//! holds until the generation of April 2022. Rate and account of employer's tax are not in the sources: only that the voucher that
//! takes the difference to result has such a line. Not here: the invoice itself (`invoice-system`).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::Budgeting;
use domain::{AccountPattern, Code, Finding, Ore, Period, Point, RowRef, Severity, Text};

use super::bank_causes::is_transposed;
use super::listings::side;
use super::registers::{
    Line, TABLES, count, is_wanted, lines, minus, missing, point, register_ref, rows_where, sum,
    uncancelled,
};
use crate::check::Responsible::{Accounting, Agency, Provider};
use crate::check::{Check, Examined, Regime, cause, code};
use crate::context::{CheckContext, balance_of, unknown};
use crate::ledger::Unknown;
use crate::sets::pattern_subject;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "pension",
    title: "check-pension",
    summary: "pension premium per term: payroll equals the ledger, the difference is in the result, zero at year end",
    since: "0.3.0",
    doc: include_str!("pension.md"),
    points: &[
        "pension.cost",
        "pension.provision",
        "pension.member",
        "pension.recognised",
        "pension.year_end",
    ],
    codes: &[
        code(
            "PEN001",
            Severity::Error,
            "the ledger differs from payroll in the term",
        ),
        code(
            "PEN002",
            Severity::Error,
            "a difference to the invoice is not in the result",
        ),
        code(
            "PEN003",
            Severity::Warning,
            "a difference is in the result without employer's tax",
        ),
        code(
            "PEN004",
            Severity::Error,
            "a pension account is not zero at year end",
        ),
    ],
    causes: &[
        cause("wrong-account", Provider),
        cause("wrong-sign", Provider),
        cause("transposed-digits", Provider),
        cause("double-posting", Provider),
        cause("wrong-period", Provider),
        cause("not-posted", Provider),
        cause("premium-not-recognised", Accounting),
        cause("employer-tax-missing", Accounting),
        cause("premium-invoice-missing", Agency),
    ],
    regimes: &[
        Regime {
            from: (2022, 4),
            until: None,
            sources: &["P:A10", "P:A11", "P:E1-2022"],
            run: run_2022,
        },
        Regime {
            from: (2015, 1),
            until: Some((2022, 3)),
            sources: &["P:E1-old"],
            run: run_2015,
        },
    ],
};

/// The accounts, by budgeting.
#[derive(Debug)]
struct Accounts {
    member: Vec<AccountPattern>,
    /// Provision of the employer's share.
    provision: Vec<AccountPattern>,
    /// Where the difference to the invoice waits; none for an agency with net budgeting, whose difference stays on the provision.
    clearing: Vec<AccountPattern>,
    cost: Vec<AccountPattern>,
}

impl Accounts {
    fn of(cx: &CheckContext<'_>) -> Self {
        let model = cx.playbook.model_on(cx.period.last_day());
        let is_net = model.is_some_and(|model| model.budgeting == Budgeting::Net);
        let of = |name| settings::accounts(cx.playbook, name);
        Self {
            member: of("pension.member"),
            provision: of(if is_net {
                "pension.employer_net"
            } else {
                "pension.employer_gross"
            }),
            clearing: if is_net {
                Vec::new()
            } else {
                of("pension.clearing")
            },
            cost: of("pension.cost"),
        }
    }

    fn has(&self, account: &str) -> bool {
        let all = [&self.member, &self.provision, &self.clearing, &self.cost];
        all.into_iter().any(|patterns| is_of(patterns, account))
    }
}

fn is_of(patterns: &[AccountPattern], account: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(account))
}

/// What payroll says of a term.
#[derive(Debug)]
struct Term {
    employer: Ore,
    member: Ore,
    rows: BTreeSet<RowRef>,
}

fn run_2022(cx: &CheckContext<'_>) -> Examined {
    run(cx, true)
}

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    run(cx, cx.period.number() == 12)
}

fn run(cx: &CheckContext<'_>, is_recognised_now: bool) -> Examined {
    let mut examined = Examined::default();
    let number = cx.period.number();
    if !cx.period.is_month() || !number.is_multiple_of(2) {
        let text = Text::key("reason-no-pension-term").with("period", cx.period);
        examined.not_applicable = Some(text);
        return examined;
    }
    let accounts = Accounts::of(cx);
    let of_year = lines(cx, |account| accounts.has(account));
    let (terms, contradicted) = terms(cx);
    let now = terms.get(&cx.period.as_i32());
    let is_contradicted = contradicted.contains(&cx.period.as_i32());
    let has_come = now.is_some() || is_contradicted;
    if of_year.is_empty() && !has_come && !is_wanted(cx, "pension-terms") {
        examined.not_applicable = Some(Text::key("reason-no-pension"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&TABLES);
    let uncovered = [cx.period.previous_month(), cx.period]
        .into_iter()
        .find(|month| !cx.ledger.covers(*month));
    examined
        .missing
        .extend(uncovered.map(|month| unknown(&Unknown::Month(month))));
    match now {
        _ if uncovered.is_some() => {}
        None if is_contradicted => {
            let text = Text::key("reason-pension-contradicted");
            examined.missing.push(text.with("period", cx.period));
        }
        None => examined
            .missing
            .push(missing(cx, "pension-terms", "reason-no-pension-terms")),
        Some(term) => part_one(cx, &accounts, (term, &of_year), &mut examined),
    }
    if is_recognised_now && !accounts.clearing.is_empty() {
        recognised(cx, &accounts, &of_year, &mut examined);
    }
    if number == 12 {
        let shares = [(&accounts.member, false), (&accounts.provision, true)];
        for (patterns, is_employer) in shares {
            year_end(cx, patterns, (&terms, is_employer), &mut examined);
        }
    }
    let is_open = |point: &Point| point.difference != Ore::ZERO;
    let is_unexplained = |point: &Point| point.unexplained != Ore::ZERO;
    examined.breached = examined.points.iter().any(is_open);
    examined.code = Some(
        match (
            examined.findings.is_empty(),
            examined.points.iter().any(is_unexplained),
        ) {
            (_, true) => Code::Red,
            (false, false) => Code::Yellow,
            (true, false) => Code::Green,
        },
    );
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("pension_terms", count(terms.len()));
    seen.insert("pension_lines", count(of_year.len()));
    for name in NAMES {
        let value = settings::text(cx.playbook, name).to_owned();
        examined.evidence.settings.insert(name, value);
    }
    examined
}

/// The settings it reads.
const NAMES: [&str; 7] = [
    "pension.clearing",
    "pension.cost",
    "pension.employer_gross",
    "pension.employer_net",
    "pension.employer_tax",
    "pension.member",
    "pension.voucher_types",
];

/// Terms of the year up to the period, and those of which lists say different things.
fn terms(cx: &CheckContext<'_>) -> (BTreeMap<i32, Term>, BTreeSet<i32>) {
    let (mut terms, mut contradicted) = (BTreeMap::new(), BTreeSet::new());
    let year = cx.period.year() * 100..=cx.period.as_i32();
    let of_year = |period: Option<i32>| period.is_some_and(|period| year.contains(&period));
    let Some((register, rows)) = rows_where(cx, "pension-terms", "term", of_year) else {
        return (terms, contradicted);
    };
    let names = register.short("term");
    let (employer, member) = (
        register.whole("employer_share"),
        register.whole("member_share"),
    );
    for row in rows {
        let name = names.get(row).unwrap_or_default();
        let told = (
            Ore(employer.get(row).unwrap_or_default()),
            Ore(member.get(row).unwrap_or_default()),
        );
        let term = terms.entry(name).or_insert_with(|| Term {
            employer: told.0,
            member: told.1,
            rows: BTreeSet::new(),
        });
        if (term.employer, term.member) != told {
            contradicted.insert(name);
        }
        term.rows.extend(register_ref(cx, register, row));
    }
    terms.retain(|name, _| !contradicted.contains(name));
    (terms, contradicted)
}

/// One of the three comparisons of a term: what the ledger has from payroll, sign turned where it is a debt.
struct Compared<'a> {
    id: &'static str,
    subject: String,
    payroll: Ore,
    /// Amounts as the point has them.
    lines: Vec<(Ore, &'a Line<'a>)>,
    /// Lines of payroll of the year before the term.
    earlier: Vec<(Ore, &'a Line<'a>)>,
}

impl Compared<'_> {
    fn ledger(&self) -> Ore {
        sum(self.lines.iter().map(|(amount, _)| *amount))
    }

    fn difference(&self) -> Ore {
        minus(self.ledger(), self.payroll)
    }
}

/// Whether a voucher type is one of payroll: a word, or a beginning with `*`.
fn is_payroll(types: &str, voucher_type: &str) -> bool {
    types
        .split_whitespace()
        .any(|word| match word.strip_suffix('*') {
            Some(beginning) => voucher_type.starts_with(beginning),
            None => voucher_type == word,
        })
}

/// Part 1: what payroll says of the term against cost, provision and member share in the ledger.
fn part_one(
    cx: &CheckContext<'_>,
    accounts: &Accounts,
    (term, of_year): (&Term, &[Line<'_>]),
    examined: &mut Examined,
) {
    let types = settings::text(cx.playbook, "pension.voucher_types");
    let first = cx.period.previous_month().as_i32();
    let compared = |id, patterns: &[AccountPattern], payroll, is_debt| {
        let mut compared = Compared {
            id,
            subject: pattern_subject(patterns),
            payroll,
            lines: Vec::new(),
            earlier: Vec::new(),
        };
        for line in of_year {
            if !is_of(patterns, line.account)
                || !is_payroll(types, line.voucher_type)
                || line.period % 100 == 0
            {
                continue;
            }
            let amount = if is_debt {
                minus(Ore::ZERO, line.amount)
            } else {
                line.amount
            };
            if line.period < first {
                compared.earlier.push((amount, line));
            } else {
                compared.lines.push((amount, line));
            }
        }
        compared
    };
    let cost = compared("pension.cost", &accounts.cost, term.employer, false);
    let provision = compared(
        "pension.provision",
        &accounts.provision,
        term.employer,
        true,
    );
    let member = compared("pension.member", &accounts.member, term.member, true);
    for (of, other) in [
        (&cost, None),
        (&provision, Some(&member)),
        (&member, Some(&provision)),
    ] {
        let difference = of.difference();
        let swapped = other.and_then(|other| swapped(of, other));
        let cause = swapped.or_else(|| cause_of(cx.period, of));
        let specified = if cause.is_some() {
            difference
        } else {
            Ore::ZERO
        };
        examined.points.push(point(
            of.id,
            &of.subject,
            (
                side("side-pension-ledger", of.ledger()),
                side("side-pension-payroll", of.payroll),
            ),
            specified,
        ));
        if difference != Ore::ZERO {
            examined.findings.push(term_differs(of, term, cause));
        }
    }
}

/// A line of one share on the account of the other.
fn swapped(of: &Compared<'_>, other: &Compared<'_>) -> Option<(&'static str, Vec<RowRef>)> {
    let difference = of.difference();
    if difference == Ore::ZERO || difference.checked_neg() != Some(other.difference()) {
        return None;
    }
    let (holder, amount) = if difference.0 > 0 {
        (of, difference)
    } else {
        (other, other.difference())
    };
    let mut lines = holder.lines.iter();
    let (_, line) = lines.find(|(of_line, _)| *of_line == amount)?;
    Some(("wrong-account", vec![line.row]))
}

/// Why a comparison differs, with the rows that show it.
fn cause_of(period: Period, of: &Compared<'_>) -> Option<(&'static str, Vec<RowRef>)> {
    let (ledger, difference) = (of.ledger(), of.difference());
    let rows = || of.lines.iter().map(|(_, line)| line.row).collect();
    if difference == Ore::ZERO {
        return None;
    }
    if ledger.checked_neg() == Some(of.payroll) {
        return Some(("wrong-sign", rows()));
    }
    if ledger.0.signum() == of.payroll.0.signum() && is_transposed(ledger, of.payroll) {
        return Some(("transposed-digits", rows()));
    }
    let same: Vec<&Line<'_>> = of
        .lines
        .iter()
        .filter(|(amount, _)| *amount == difference)
        .map(|(_, line)| *line)
        .collect();
    let first = period.previous_month().first_day();
    let is_of_term =
        |line: &Line<'_>| (first..=period.last_day()).contains(&frames::date(line.day));
    if let Some(line) = same.iter().find(|line| !is_of_term(line)) {
        return Some(("wrong-period", vec![line.row]));
    }
    if let [one, .., last] = same.as_slice()
        && one.voucher != last.voucher
    {
        return Some(("double-posting", vec![one.row, last.row]));
    }
    let mut earlier = of.earlier.iter();
    let was =
        earlier.find(|(amount, line)| amount.checked_neg() == Some(difference) && is_of_term(line));
    if let Some((_, line)) = was {
        return Some(("wrong-period", vec![line.row]));
    }
    let months = [period.previous_month().as_i32(), period.as_i32()];
    let has = |month: i32| of.lines.iter().any(|(_, line)| line.period == month);
    let is_less = ledger.unsigned() < of.payroll.unsigned();
    (is_less && !months.into_iter().all(has)).then(|| ("not-posted", Vec::new()))
}

fn term_differs(
    of: &Compared<'_>,
    term: &Term,
    cause: Option<(&'static str, Vec<RowRef>)>,
) -> Finding {
    let mut rows = term.rows.clone();
    rows.extend(cause.iter().flat_map(|(_, rows)| rows.iter()));
    Finding {
        key: format!("PEN001:{}:{}", of.subject, of.id),
        code: "PEN001",
        severity: Severity::Error,
        subject: of.subject.clone(),
        amount: of.difference(),
        message: Text::key("pension-premium-differs")
            .with("account", of.subject.as_str())
            .with("ledger", of.ledger())
            .with("payroll", of.payroll),
        rows: rows.into_iter().collect(),
        cause: cause.map(|(cause, _)| cause),
        proposal: None,
        action: Some(Text::key("action-pension-differs")),
    }
}

/// The point of accounts that must be zero; `None` if the balance is not known.
fn zero(
    cx: &CheckContext<'_>,
    id: &'static str,
    patterns: &[AccountPattern],
    examined: &mut Examined,
) -> Option<(String, Ore)> {
    let (subject, balance) = balance_of(cx, patterns);
    match balance {
        Ok(balance) => {
            let sides = (
                side("side-ledger-balance", balance),
                side("side-expected-zero", Ore::ZERO),
            );
            examined.points.push(point(id, &subject, sides, Ore::ZERO));
            Some((subject, balance))
        }
        Err(why) => {
            if !examined.missing.contains(&why) {
                examined.missing.push(why);
            }
            None
        }
    }
}

/// That the last point is specified by so much.
fn specify(examined: &mut Examined, amount: Ore) {
    if let Some(point) = examined.points.last_mut() {
        point.specified = amount;
        point.unexplained = minus(point.difference, amount);
    }
}

/// Part 2: the difference to the invoice has gone to result, together with employer's tax on it.
fn recognised(
    cx: &CheckContext<'_>,
    accounts: &Accounts,
    of_year: &[Line<'_>],
    examined: &mut Examined,
) {
    let Some((subject, balance)) = zero(cx, "pension.recognised", &accounts.clearing, examined)
    else {
        return;
    };
    let on_clearing = of_year
        .iter()
        .filter(|line| is_of(&accounts.clearing, line.account));
    let items = uncancelled(on_clearing.clone().cloned().collect());
    let finding =
        |code, severity, (row, amount): (Vec<RowRef>, Ore), message: Text, cause| Finding {
            key: format!(
                "{code}:{subject}:{}",
                row.first().map(ToString::to_string).unwrap_or_default()
            ),
            code,
            severity,
            subject: subject.clone(),
            amount,
            message: message
                .with("amount", amount)
                .with("account", subject.as_str()),
            rows: row,
            cause,
            proposal: None,
            action: Some(Text::key("action-pension-recognise")),
        };
    if balance != Ore::ZERO {
        let specified = sum(items.iter().map(|item| item.amount));
        specify(examined, specified);
        let of_items = items.iter().map(|item| {
            let message = Text::key("pension-premium-not-recognised").with("voucher", item.voucher);
            let place = (vec![item.row], item.amount);
            finding(
                "PEN002",
                Severity::Error,
                place,
                message,
                Some("premium-not-recognised"),
            )
        });
        examined.findings.extend(of_items);
        let rest = minus(balance, specified);
        if rest != Ore::ZERO {
            let message = Text::key("pension-premium-unexplained");
            let place = (Vec::new(), rest);
            examined
                .findings
                .push(finding("PEN002", Severity::Error, place, message, None));
        }
    }
    let taxed = settings::accounts(cx.playbook, "pension.employer_tax");
    let taxed: BTreeSet<(&str, i32)> = lines(cx, |account| is_of(&taxed, account))
        .into_iter()
        .map(|line| (line.voucher, line.period))
        .collect();
    let in_cost = |line: &&Line<'_>| {
        let mut others = of_year.iter();
        let is_same =
            |other: &&Line<'_>| (other.voucher, other.period) == (line.voucher, line.period);
        others.any(|other| is_same(&other) && is_of(&accounts.cost, other.account))
    };
    let of_term = on_clearing.filter(|line| line.period >= cx.period.previous_month().as_i32());
    for line in of_term
        .filter(in_cost)
        .filter(|line| !taxed.contains(&(line.voucher, line.period)))
    {
        let message = Text::key("pension-premium-untaxed").with("voucher", line.voucher);
        let place = (vec![line.row], line.amount);
        let cause = Some("employer-tax-missing");
        let mut untaxed = finding("PEN003", Severity::Warning, place, message, cause);
        // What went to the result is no part of what is left.
        if balance != Ore::ZERO {
            untaxed.amount = Ore::ZERO;
        }
        examined.findings.push(untaxed);
    }
}

/// Year end: the invoice of the last term has come in December, so the accounts are zero.
fn year_end(
    cx: &CheckContext<'_>,
    patterns: &[AccountPattern],
    (terms, is_employer): (&BTreeMap<i32, Term>, bool),
    examined: &mut Examined,
) {
    let Some((subject, balance)) = zero(cx, "pension.year_end", patterns, examined) else {
        return;
    };
    if balance == Ore::ZERO {
        return;
    }
    // The shares of the last terms, one, two or more: what invoices that are not coded leave.
    let (mut owed, mut rows, mut found) = (Ore::ZERO, BTreeSet::new(), false);
    for term in terms.values().rev() {
        owed = minus(
            owed,
            if is_employer {
                term.employer
            } else {
                term.member
            },
        );
        rows.extend(term.rows.iter().copied());
        if owed == balance {
            found = true;
            break;
        }
    }
    if found {
        specify(examined, balance);
    } else {
        rows.clear();
    }
    examined.findings.push(Finding {
        key: format!("PEN004:{subject}:balance"),
        code: "PEN004",
        severity: Severity::Error,
        subject: subject.clone(),
        amount: balance,
        message: Text::key("pension-premium-year-end")
            .with("account", subject)
            .with("amount", balance),
        rows: rows.into_iter().collect(),
        cause: found.then_some("premium-invoice-missing"),
        proposal: None,
        action: Some(Text::key("action-pension-year-end")),
    });
}
