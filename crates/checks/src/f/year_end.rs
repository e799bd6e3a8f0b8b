//! `year-end`: the vouchers of the year's end of a gross agency under the cash principle, steps Y2 to Y8 with tests T1 to T7.
//!
//! Source: S 9.x (year end), domain note nav-remittance-year-end §7, state-chart-of-accounts §3 for what changed in 2025.
//! What the books say is in `year_end_books`, the proposed vouchers in `year_end_proposals`. Not here: Y1 (December's NAV
//! refunds, `nav-refunds`), Y9 and Y10 (`carry-forward`), re-postings in period 13 (`period-13`).

use domain::agency::{Budgeting, Principle};
use domain::{Finding, Ore, Period, Severity, Text};

use super::year_end_books::{Books, Kept, Target};
use super::year_end_proposals::proposals;
use crate::check::{Check, Examined, FindingCode, Regime, Responsible, cause};
use crate::context::{CheckContext, unknown};
use crate::settings;
use crate::x::equation::point;

/// The declaration.
pub static CHECK: Check = Check {
    id: "year-end",
    title: "check-year-end",
    summary: "the year-end vouchers of a gross agency under the cash principle: posted once, right, and without cash effect",
    since: "0.3.0",
    doc: include_str!("year_end.md"),
    points: &[
        "year-end.cash-basis",
        "year-end.through",
        "year-end.result",
        "year-end.contra",
        "year-end.result-accounts",
        "year-end.balance",
        "year-end.settlement",
        "year-end.emptied",
        "year-end.types",
    ],
    codes: &[
        error(
            "YEND001",
            "grants or collection are not what the cash ledger says",
        ),
        error(
            "YEND002",
            "grants or collection are not passed through the result",
        ),
        error("YEND003", "the result of the year is not transferred"),
        error(
            "YEND004",
            "a year-end voucher is not against its contra account",
        ),
        error(
            "YEND005",
            "the result accounts or the balance sheet are not zero",
        ),
        error("YEND006", "1980 is not the mellomværende of the S-report"),
        error("YEND007", "an account is not emptied to 1990"),
        error("YEND008", "a year-end voucher has a type with cash effect"),
    ],
    causes: &[
        cause("closing-missing", Responsible::Accounting),
        cause("closing-twice", Responsible::Accounting),
        cause("closing-wrong-sign", Responsible::Accounting),
        cause("closing-amount-differs", Responsible::Accounting),
        cause("closing-wrong-contra", Responsible::Accounting),
        cause("closing-wrong-type", Responsible::Accounting),
    ],
    regimes: &[Regime {
        from: (2016, 1),
        until: None,
        sources: &["S 9.x", "C24", "C25"],
        run: run_2016,
    }],
};

const fn error(code: &'static str, summary: &'static str) -> FindingCode {
    crate::check::code(code, Severity::Error, summary)
}

/// Every setting that the check reads.
const READ: [&str; 15] = [
    "central-settlement.state_accounts",
    "year-end.claims_contra",
    "year-end.debt_contra",
    "year-end.fixed",
    "year-end.missed_in",
    "year-end.pass_collection",
    "year-end.pass_grants",
    "year-end.result",
    "year-end.result_accounts",
    "year-end.result_contra",
    "year-end.settled",
    "year-end.settlement",
    "year-end.settlement_accounts",
    "year-end.settlement_sign",
    "year-end.voucher_types",
];

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let model = cx.playbook.model_on(cx.period.last_day());
    let is_ours = model.is_some_and(|model| {
        model.budgeting == Budgeting::Gross && model.principle == Principle::Cash
    });
    if !is_ours {
        examined.not_applicable = Some(Text::key("reason-not-gross-cash"));
        return examined;
    }
    if !(12..=14).contains(&cx.period.number()) {
        examined.not_applicable = Some(Text::key("reason-not-year-end").with("period", cx.period));
        return examined;
    }
    let kept = Kept::of(cx);
    if let Some(reason) = not_yet(cx, &kept) {
        examined.not_applicable = Some(reason);
        return examined;
    }
    for name in READ {
        let value = settings::text(cx.playbook, name).to_owned();
        examined.evidence.settings.insert(name, value);
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited", "xlsx", "parquet"]);
    let cash_period = kept.result_period(cx);
    if !kept.has_cash_ledger {
        let reason = Text::key("reason-year-end-no-cash-ledger").with("period", cash_period);
        examined.missing.push(reason);
    }
    if cx.period.number() == 14 && kept.settlement.is_none() {
        let reason = Text::key("reason-no-s-report").with("period", cash_period);
        examined.missing.push(reason);
    }
    if examined.missing.is_empty() {
        match Books::of(cx, &kept) {
            Ok(books) => judge(cx, &books, &mut examined),
            Err(missing) => examined.missing.push(unknown(&missing)),
        }
    }
    examined
}

/// Why nothing is asked of the period: nobody has begun, or the vouchers belong to period 13.
fn not_yet(cx: &CheckContext<'_>, kept: &Kept<'_>) -> Option<Text> {
    if cx.period.number() == 12 && kept.uses_thirteen {
        let thirteen = Period::new(cx.period.year(), 13).unwrap_or(cx.period);
        return Some(Text::key("reason-year-end-in-13").with("period", thirteen));
    }
    let mut missed = settings::text(cx.playbook, "year-end.missed_in").split_whitespace();
    let is_missed = missed.any(|number| number.parse() == Ok(cx.period.number()));
    (!is_missed && kept.vouchers.is_empty())
        .then(|| Text::key("reason-year-end-not-begun").with("period", cx.period))
}

/// What is said of a code.
fn message(code: &str) -> &'static str {
    match code {
        "YEND001" => "year-end-cash-basis-differs",
        "YEND002" => "year-end-through-differs",
        "YEND003" => "year-end-result-differs",
        "YEND004" => "year-end-contra-differs",
        "YEND005" => "year-end-not-zero",
        "YEND006" => "year-end-settlement-differs",
        "YEND007" => "year-end-not-emptied",
        _ => "year-end-has-cash-effect",
    }
}

/// The finding about a target that is not met.
pub(super) fn finding(target: &Target<'_>) -> Option<Finding> {
    let amount = Ore::bounded(target.is - target.should);
    if amount == Ore::ZERO {
        return None;
    }
    let cause = target.cause();
    let action = if cause.is_some() {
        "action-year-end-post"
    } else {
        "action-year-end-explain"
    };
    Some(Finding {
        key: format!("{}:{}", target.code, target.subject),
        code: target.code,
        severity: Severity::Error,
        subject: target.subject.to_owned(),
        amount,
        message: Text::key(message(target.code))
            .with("account", target.subject)
            .with("is", Ore::bounded(target.is))
            .with("should", Ore::bounded(target.should))
            .with("amount", amount),
        rows: target.rows.clone(),
        cause,
        proposal: None,
        action: Some(Text::key(action)),
    })
}

fn judge(cx: &CheckContext<'_>, books: &Books<'_>, examined: &mut Examined) {
    let targets = books.targets();
    let mut specified_result = 0;
    for target in &targets {
        let found = finding(target);
        let named = found.as_ref().filter(|found| found.cause.is_some());
        let specified = named.map_or(Ore::ZERO, |found| found.amount);
        let (of_is, of_should) = if target.code == "YEND001" {
            ("side-year-end-entity", "side-year-end-cash")
        } else {
            ("side-year-end-is", "side-year-end-should")
        };
        if matches!(target.code, "YEND002" | "YEND003") {
            specified_result += i128::from(specified.0);
        }
        let [is, should] = [target.is, target.should].map(Ore::bounded);
        let sides = [(of_is, is), (of_should, should)];
        let of_target = point(target.point, target.subject, sides, specified);
        examined.points.push(of_target);
        examined.findings.extend(found);
    }
    let mut unexplained = 0;
    for (id, subject, [is, should], sign) in books.sums() {
        let [is, should] = [is, should].map(Ore::bounded);
        let sides = [("side-year-end-is", is), ("side-year-end-should", should)];
        let of_sums = point(id, subject, sides, Ore::bounded(sign * specified_result));
        // What the result accounts leave, the balance sheet lacks: that is said once.
        let rest = i128::from(of_sums.unexplained.0);
        if rest != sign * unexplained {
            let told = Target::unexplained(subject, rest);
            examined.findings.extend(finding(&told));
        }
        unexplained = rest;
        examined.points.push(of_sums);
    }
    examined.breached = examined.points.iter().any(|p| p.difference != Ore::ZERO);
    examined.proposals = proposals(cx, books, &targets);
    let seen = &mut examined.evidence.rows_seen;
    let vouchers = u64::try_from(books.kept.vouchers.len()).unwrap_or(u64::MAX);
    seen.insert("year_end_vouchers", vouchers);
}
