//! What a check is: its declaration, its regimes, and how its outcome is made from what it saw.
//!
//! Two clocks, never mixed: `since` is the program's release, a regime's `from` is the law's. The engine picks the
//! regime by the reporting period; without one the check does not apply, and says so.

use std::collections::BTreeMap;

use domain::agency::Service;
use domain::{
    CheckResult, Code, Evidence, Finding, Outcome, Period, Point, Proposal, Severity, Text,
};

use crate::context::CheckContext;
use crate::generation::tab;
use crate::{a, b, c, d, f, h, s, t, x};

/// Every check, in report order.
pub static REGISTRY: &[&Check] = &[
    &a::bank::CHECK,
    &a::sap_ledgers::CHECK,
    &a::error_account::CHECK,
    &a::invoice_system::CHECK,
    &a::system_accounts::CHECK,
    &a::cash_control::CHECK,
    &a::subledger::CHECK,
    &a::nav_refunds::CHECK,
    &a::pension::CHECK,
    &b::treasury_booked::CHECK,
    &c::hours::CHECK,
    &d::interim::CHECK,
    &f::carry_forward::CHECK,
    &f::central_settlement::CHECK,
    &f::year_end::CHECK,
    &f::period_13::CHECK,
    &s::fixed_assets::CHECK,
    &s::asset_financing::CHECK,
    &s::investment_appropriation::CHECK,
    &s::appropriation_income::CHECK,
    &s::unused_appropriation::CHECK,
    &s::accruals::CHECK,
    &s::accrued_pay::CHECK,
    &s::holiday_pay::CHECK,
    &s::nav_accrual::CHECK,
    &t::l_report::CHECK,
    &t::p_report::CHECK,
    &t::s_report::CHECK,
    &h::chart_status::CHECK,
    &h::dimension_values::CHECK,
    &h::access::CHECK,
    &h::authorities_structure::CHECK,
    &h::party_registers::CHECK,
    &x::cash_balance::CHECK,
    &x::cash_unchanged::CHECK,
    &x::completeness::CHECK,
    &x::credit_notes::CHECK,
    &x::imports::CHECK,
    &x::invoices_out::CHECK,
    &x::payroll_file::CHECK,
    &x::petty_cash::CHECK,
    &x::receivable_age::CHECK,
    &x::remittance::CHECK,
    &x::segregation::CHECK,
    &x::till::CHECK,
    &x::voucher_sequence::CHECK,
];

/// Ids that were given out once and are not given out again: id, retired since, why.
pub static RETIRED: &[(&str, &str, &str)] = &[];

/// Which checks look at which of the periods beside the months: 13 (approved re-postings) and 14 (transfers before the
/// carry-forward). Every other check is of a month. In 13 there is an S-report and a cash ledger; in neither is there a
/// bank, a payment, a payroll or a sub-ledger of its own (S 9.x). Period 00 is the opening: nothing is checked in it.
static OF_SPECIAL_PERIODS: &[(&str, &[u8])] = &[
    ("carry-forward", &[13, 14]),
    ("cash-balance", &[13]),
    ("cash-control", &[13]),
    ("central-settlement", &[13, 14]),
    ("period-13", &[13, 14]),
    ("year-end", &[13, 14]),
];

/// Checks of what is listed for period 13: there is nothing to list where nothing was re-posted in it.
static OF_REPOSTINGS: [&str; 3] = ["cash-balance", "cash-control", "central-settlement"];

/// Why a check does not look at a period, if it does not.
fn not_of(check: &str, cx: &CheckContext<'_>) -> Option<Text> {
    if cx.period.is_month() {
        return None;
    }
    let mut special = OF_SPECIAL_PERIODS.iter();
    let number = cx.period.number();
    let key = if !special.any(|(id, numbers)| *id == check && numbers.contains(&number)) {
        "reason-special-period"
    } else if number == 13 && OF_REPOSTINGS.contains(&check) && !f::period_13::is_used(cx) {
        "reason-period-13-unused"
    } else {
        return None;
    };
    Some(Text::key(key).with("period", cx.period))
}

/// The declaration of a check.
#[derive(Debug)]
pub struct Check {
    /// Permanent id, such as `bank`.
    pub id: &'static str,
    /// Key of its title.
    pub title: &'static str,
    /// One line in English: what it looks for.
    pub summary: &'static str,
    /// First release that has it.
    pub since: &'static str,
    /// The text of `avstem explain`.
    pub doc: &'static str,
    /// Ids of its points.
    pub points: &'static [&'static str],
    /// Every finding code it can raise.
    pub codes: &'static [FindingCode],
    /// Every cause it can name.
    pub causes: &'static [Cause],
    /// Newest first, not overlapping.
    pub regimes: &'static [Regime],
}

/// A cause that a check can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Its word, such as `sweep-missing`.
    pub id: &'static str,
    /// Who must act.
    pub responsible: Responsible,
}

/// A cause, for the tables of checks.
pub(crate) const fn cause(id: &'static str, responsible: Responsible) -> Cause {
    Cause { id, responsible }
}

/// Who must act on something, or does a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Responsible {
    /// Whoever keeps the books: the provider under full service, the agency under part service.
    Accounting,
    /// The provider in both service models.
    Provider,
    /// The agency in both service models.
    Agency,
    /// Payroll.
    Payroll,
    /// The bank.
    Bank,
    /// NAV.
    Nav,
    /// The treasury.
    Treasury,
}

impl Responsible {
    /// The word of the JSON contract.
    pub fn actor(self, service: Service) -> &'static str {
        match (self, service) {
            (Self::Accounting, Service::Full) | (Self::Provider, _) => "provider",
            (Self::Accounting, Service::Part) | (Self::Agency, _) => "agency",
            (Self::Payroll, _) => "payroll",
            (Self::Bank, _) => "bank",
            (Self::Nav, _) => "nav",
            (Self::Treasury, _) => "treasury",
        }
    }
}

/// A permanent finding code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingCode {
    /// Such as `BANK003`.
    pub code: &'static str,
    /// Always the same for a code.
    pub severity: Severity,
    /// One line in English.
    pub summary: &'static str,
}

/// A finding code, for the tables of checks.
pub(crate) const fn code(
    code: &'static str,
    severity: Severity,
    summary: &'static str,
) -> FindingCode {
    FindingCode {
        code,
        severity,
        summary,
    }
}

/// A rule with the time it is in force.
#[derive(Debug)]
pub struct Regime {
    /// First reporting period, year and month.
    pub from: (i32, u8),
    /// Last reporting period; `None` = still in force.
    pub until: Option<(i32, u8)>,
    /// Where the rule comes from.
    pub sources: &'static [&'static str],
    /// The rule.
    pub run: fn(&CheckContext<'_>) -> Examined,
}

/// What a rule saw.
#[derive(Debug, Default)]
pub struct Examined {
    /// Why it does not apply to this agency.
    pub not_applicable: Option<Text>,
    /// Inputs that are missing; with one of them the check has not run.
    pub missing: Vec<Text>,
    /// The equations.
    pub points: Vec<Point>,
    /// Whether a point that must be zero is not, whatever its cause.
    pub breached: bool,
    /// What it found.
    pub findings: Vec<Finding>,
    /// The tab's code for generations that have one.
    pub code: Option<Code>,
    /// What it looked at.
    pub evidence: Evidence,
    /// The vouchers that the routine prescribes; a check leaves their numbers empty.
    pub proposals: Vec<Proposal>,
}

impl Check {
    /// The regime in force in a period; periods 13 and 14 are of the regime of their December.
    pub fn regime(&self, period: Period) -> Option<&Regime> {
        let month = Period::new(period.year(), period.number().min(12));
        let period = month.unwrap_or(period);
        let in_force = |bound: (i32, u8)| Period::new(bound.0, bound.1);
        self.regimes.iter().find(|regime| {
            in_force(regime.from).is_some_and(|from| from <= period)
                && regime
                    .until
                    .is_none_or(|until| in_force(until).is_some_and(|until| period <= until))
        })
    }

    /// The declaration of a finding code.
    pub fn code(&self, code: &str) -> Option<&FindingCode> {
        self.codes.iter().find(|declared| declared.code == code)
    }

    /// Runs the check: always one result.
    pub fn run(&self, cx: &CheckContext<'_>) -> CheckResult {
        let (examined, regime) = match self.regime(cx.period) {
            Some(regime) => {
                let examined = not_of(self.id, cx).map_or_else(
                    || (regime.run)(cx),
                    |reason| Examined {
                        not_applicable: Some(reason),
                        ..Examined::default()
                    },
                );
                (examined, Some(regime))
            }
            None => (
                Examined {
                    not_applicable: Some(Text::key("reason-no-regime").with("period", cx.period)),
                    ..Examined::default()
                },
                None,
            ),
        };
        let mut findings = examined.findings;
        findings.sort_by(|a, b| {
            (&a.subject, a.code, &a.rows, &a.key).cmp(&(&b.subject, b.code, &b.rows, &b.key))
        });
        number_equal_keys(&mut findings);
        let outcome = match (examined.not_applicable, examined.missing.is_empty()) {
            (Some(reason), _) => Outcome::NotApplicable(reason),
            (None, false) => Outcome::NotRun(join(examined.missing)),
            (None, true)
                if examined.breached || findings.iter().any(|f| f.severity != Severity::Info) =>
            {
                Outcome::Failed
            }
            (None, true) => Outcome::Passed,
        };
        let code = match (&outcome, cx.generation.has_codes()) {
            (_, false) | (Outcome::NotApplicable(_) | Outcome::NotRun(_), _) => Code::None,
            (Outcome::Passed, true) => examined.code.unwrap_or(Code::Green),
            (Outcome::Failed, true) => examined.code.unwrap_or(Code::Red),
        };
        let mut evidence = examined.evidence;
        evidence.regime = regime
            .and_then(|r| Period::new(r.from.0, r.from.1))
            .map(Period::first_day);
        let model = cx.playbook.model_on(cx.period.last_day());
        let tab = model.and_then(|model| tab(self.id, cx.generation, model));
        let service = model.map_or(Service::Full, |model| model.service);
        let performer = tab.map_or(Responsible::Accounting, |tab| tab.performer);
        let causes = self.causes.iter();
        CheckResult {
            id: self.id,
            tab: tab.map_or_else(String::new, |tab| tab.code.to_owned()),
            title: Text::key(tab.and_then(|tab| tab.title).unwrap_or(self.title)),
            outcome,
            code,
            points: examined.points,
            findings,
            evidence,
            actor: performer.actor(service),
            responsible: causes
                .map(|cause| (cause.id, cause.responsible.actor(service)))
                .collect(),
            proposals: examined.proposals,
        }
    }
}

/// A key stands for one finding: where several would have the same (two gaps after one day), the later ones are
/// numbered from 2.
fn number_equal_keys(findings: &mut [Finding]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for finding in findings {
        let count = seen.entry(finding.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            finding.key = format!("{}#{count}", finding.key);
        }
    }
}

/// Several missing inputs as one text: the first, then "and" the rest.
fn join(missing: Vec<Text>) -> Text {
    let mut missing = missing.into_iter();
    let first = missing
        .next()
        .unwrap_or_else(|| Text::key("reason-missing-input"));
    missing.fold(first, |all, next| {
        Text::key("reason-and")
            .with("first", all)
            .with("second", next)
    })
}
