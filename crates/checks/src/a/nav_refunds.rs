//! A7 `nav-refunds`: what NAV says it refunds, what the bank received, and what the ledger has of it agree.
//!
//! Source: S 14.1 to S 14.5 (2016-01-01), S year-end routine, guide to tab A7, k27 §7. The refunds' accounts, the payroll day, the
//! groups of benefits and the age limit are inferred settings. Ax-B and the comparison by employee need payroll's own data,
//! which is not here; the signs are those of the ledger (debit +).

use domain::{Code, Evidence, Finding, Input, Ore, Point, Severity, Side, Text};

use super::nav_causes::{self, Explained, REST, sum};
use super::nav_facts::Facts;
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Nav, Payroll},
    cause, code,
};
use crate::context::{CheckContext, balance_of};
use crate::settings;
use crate::x::expected_days;

/// The declaration.
pub static CHECK: Check = Check {
    id: "nav-refunds",
    title: "check-nav-refunds",
    summary: "NAV's reports, the receipts and the ledger's income, debtor, pass-through and interim accounts agree",
    since: "0.2.0",
    doc: include_str!("nav_refunds.md"),
    points: &[
        "nav-refunds.bank",
        "nav-refunds.income",
        "nav-refunds.claims",
        "nav-refunds.interim",
    ],
    codes: &[
        code("NAV001", Severity::Error, "a report without a receipt"),
        code(
            "NAV002",
            Severity::Warning,
            "a negative report, or a negative sum of a unit",
        ),
        code(
            "NAV003",
            Severity::Warning,
            "a receipt from NAV that no report lists",
        ),
        code(
            "NAV004",
            Severity::Error,
            "a report paid to another account than it names",
        ),
        code(
            "NAV005",
            Severity::Error,
            "a receipt from NAV that is not in the ledger",
        ),
        code("NAV006", Severity::Error, "a report that is not income"),
        code("NAV007", Severity::Error, "a report that is income twice"),
        code(
            "NAV008",
            Severity::Error,
            "a voucher by hand that payroll's posting should have ended",
        ),
        code(
            "NAV009",
            Severity::Warning,
            "an open item on the interim account",
        ),
        code(
            "NAV010",
            Severity::Error,
            "income of a benefit on the account of another",
        ),
        code(
            "NAV011",
            Severity::Info,
            "a difference that waits for nothing now",
        ),
        code("NAV012", Severity::Error, "a difference without a cause"),
        code("NAV013", Severity::Error, "an open item over its age limit"),
    ],
    causes: &[
        cause("nav-not-received", Nav),
        cause("nav-negative-unit", Payroll),
        cause("nav-negative-report", Payroll),
        cause("nav-outside-solution", Payroll),
        cause("nav-other-account", Accounting),
        cause("nav-file-missing", Nav),
        cause("nav-not-read", Payroll),
        cause("nav-after-payroll", Payroll),
        cause("nav-read-twice", Payroll),
        cause("nav-not-reversed", Accounting),
        cause("nav-income-by-hand", Accounting),
        cause("nav-receipt-by-hand", Accounting),
        cause("nav-corrected", Accounting),
        cause("nav-wrong-benefit-account", Payroll),
        cause("nav-settled", Accounting),
        cause("nav-earlier-year", Accounting),
        cause("nav-december", Accounting),
    ],
    regimes: &[Regime {
        from: (2016, 1),
        until: None,
        sources: &["S 14.1–14.5", "S year end", "P:A7", "k27 §7"],
        run: run_2016,
    }],
};

/// Settings that the check reads.
const SETTINGS: [&str; 10] = [
    "nav.bank_words",
    "nav.debtor",
    "nav.income.parental",
    "nav.income.sick",
    "nav.interim",
    "nav.interim_age_limit_months",
    "nav.parental_codes",
    "nav.payroll_day",
    "nav.sick_codes",
    "nav.transit",
];

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let facts = Facts::of(cx);
    let mut examined = Examined {
        evidence: evidence(cx, &facts),
        ..Examined::default()
    };
    let missing_report = missing_reports(cx, &facts);
    let is_covered = cx.ledger.covers(cx.period);
    let is_refused = !cx
        .missing_by_refusal(&["saf-t", "delimited", "k27"])
        .is_empty();
    let is_idle = facts.is_idle(cx) && missing_report.is_empty();
    if is_idle && is_covered && !is_refused {
        let reason = Text::key("reason-no-nav-refunds").with("period", cx.period);
        examined.not_applicable = Some(reason);
        return examined;
    }
    let missing = &mut examined.missing;
    missing.extend(cx.missing_by_refusal(&["saf-t", "delimited", "k27", "camt.053", "mt940"]));
    missing.extend(missing_report);
    missing.extend(facts.undated.iter().map(|file| {
        let reason = Text::key("reason-nav-report-undated");
        reason.with("file", file.as_str())
    }));
    missing.extend(facts.without_statement(cx).into_iter().map(|account| {
        Text::key("reason-no-statement")
            .with("account", account)
            .with("period", cx.period)
    }));
    let (debtor, transit) = (&facts.accounts.debtor, &facts.accounts.transit);
    let of_debtor = balance_of(cx, debtor);
    let of_transit = balance_of(cx, transit);
    let of_interim = balance_of(cx, &facts.accounts.interim);
    let balances = (of_debtor.1, of_transit.1, of_interim.1);
    let (Ok(owed), Ok(claimed), Ok(interim)) = balances else {
        let unknown = [balances.0.err(), balances.1.err(), balances.2.err()];
        examined
            .missing
            .extend(unknown.into_iter().flatten().next());
        return examined;
    };
    if !examined.missing.is_empty() {
        return examined;
    }
    let of_bank = facts.banks.iter().map(|bank| {
        let sides = (bank.received, bank.reported);
        let labels = ["side-nav-received", "side-nav-reported"];
        point("nav-refunds.bank", &bank.subject, labels, sides)
    });
    let mut points: Vec<Point> = of_bank.collect();
    if cx.period.is_month() {
        let sides = (
            sum(facts.income.values().copied()),
            negative(facts.reported()),
        );
        let labels = ["side-nav-income", "side-nav-reported"];
        let subject = &facts.income_subject;
        points.push(point("nav-refunds.income", subject, labels, sides));
    }
    let subjects = Subjects {
        claims: format!("{}+{}", of_debtor.0, of_transit.0),
        interim: of_interim.0,
    };
    let labels = ["side-nav-debtor", "side-nav-transit"];
    let sides = (owed, negative(claimed));
    points.push(point("nav-refunds.claims", &subjects.claims, labels, sides));
    let labels = ["side-ledger-balance", "side-expected-zero"];
    let sides = (interim, Ore::ZERO);
    points.push(point(
        "nav-refunds.interim",
        &subjects.interim,
        labels,
        sides,
    ));
    let explained = nav_causes::explain(cx, &facts, &subjects, interim);
    judge(&mut examined, points, &explained);
    examined
}

/// The subjects of the ledger's points.
pub(super) struct Subjects {
    /// Debtor and pass-through accounts.
    pub(super) claims: String,
    /// The interim account.
    pub(super) interim: String,
}

pub(super) fn negative(amount: Ore) -> Ore {
    Ore(amount.0.saturating_neg())
}

/// Files that should be there and are not: what the input calendar expects, or what receipts and income speak of.
fn missing_reports(cx: &CheckContext<'_>, facts: &Facts<'_>) -> Vec<Text> {
    let expected = cx.playbook.expectations.iter().filter(|expectation| {
        expectation.input == Input::NavRefunds && expected_days(cx, expectation)
    });
    let has_come = |account: Option<&String>| {
        let of = |name: &String| facts.reports.iter().any(|report| report.account == *name);
        account.map_or(!facts.reports.is_empty(), of)
    };
    let mut missing: Vec<Text> = expected
        .filter(|expectation| !has_come(expectation.account.as_ref()))
        .map(|expectation| {
            Text::key("reason-nav-report-expected")
                .with("actor", expectation.actor.as_str())
                .with("period", cx.period)
        })
        .collect();
    missing.truncate(1);
    let speaks = sum(facts.income.values().copied()) != Ore::ZERO
        || facts.has_receipts && !facts.is_idle(cx);
    let is_told = !missing.is_empty() || !facts.undated.is_empty();
    if cx.period.is_month() && facts.reports.is_empty() && speaks && !is_told {
        missing.push(Text::key("reason-nav-report-missing").with("period", cx.period));
    }
    missing
}

fn point(
    id: &'static str,
    subject: &str,
    [label1, label2]: [&'static str; 2],
    (side1, side2): (Ore, Ore),
) -> Point {
    let side = |label, amount| Side {
        label: Text::key(label),
        amount,
    };
    let difference = side1.checked_sub(side2).unwrap_or(Ore(i64::MAX));
    Point {
        id,
        subject: subject.to_owned(),
        side1: side(label1, side1),
        side2: side(label2, side2),
        difference,
        specified: Ore::ZERO,
        unexplained: difference,
    }
}

/// Puts what is explained against the points; what is left of a difference is said as such.
fn judge(examined: &mut Examined, points: Vec<Point>, explained: &[Explained]) {
    for mut point in points {
        let ours = explained.iter().filter(|one| one.subject == point.subject);
        point.specified = sum(ours.map(|one| one.amount));
        let rest = point.difference.checked_sub(point.specified);
        point.unexplained = rest.unwrap_or(Ore(i64::MAX));
        if point.unexplained != Ore::ZERO {
            let rest = Explained::new(&REST, &point.subject, point.unexplained);
            examined.findings.push(rest.finding());
        }
        examined.points.push(point);
    }
    let findings = explained.iter().map(Explained::finding);
    examined.findings.extend(findings);
    let is_red = |finding: &Finding| matches!(finding.code, "NAV012" | "NAV013");
    examined.code = Some(if examined.findings.iter().any(is_red) {
        Code::Red
    } else if examined.findings.is_empty() {
        Code::Green
    } else {
        Code::Yellow
    });
}

fn evidence(cx: &CheckContext<'_>, facts: &Facts<'_>) -> Evidence {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let mut evidence = Evidence::default();
    let refunds = facts.reports.iter().map(|report| report.rows.len()).sum();
    let seen = &mut evidence.rows_seen;
    seen.insert("nav_refunds", count(refunds));
    seen.insert("nav_reports", count(facts.reports.len()));
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    for name in SETTINGS {
        let value = settings::text(cx.playbook, name).to_owned();
        evidence.settings.insert(name, value);
    }
    evidence
}
