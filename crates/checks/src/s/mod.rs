//! Family S: what must be right in the entity accounts of an agency under the state accounting standards (SRS).
//!
//! Gross and net agencies; a fund has no S tabs (domain note reconciliation-folder §4).

pub mod accruals;
pub mod accrued_pay;
pub mod appropriation_income;
mod asset_causes;
pub mod asset_financing;
mod asset_register;
mod equation;
pub mod fixed_assets;
pub mod holiday_pay;
pub mod investment_appropriation;
mod lines;
pub mod nav_accrual;
mod specification;
pub mod unused_appropriation;

use domain::agency::{Budgeting, Principle};
use domain::{AccountPattern, Ore, Period, Severity, Text};

use crate::check::{Examined, FindingCode};
use crate::context::{CheckContext, unknown};
use crate::settings;

/// Runs a rule for agencies under SRS with that budgeting. `read` names the settings that the rule reads; the rule says
/// in its error what is missing.
fn examine(
    cx: &CheckContext<'_>,
    budgeting: &[Budgeting],
    read: &[&'static str],
    rule: impl FnOnce(&mut Examined) -> Result<(), Text>,
) -> Examined {
    let mut examined = Examined::default();
    let model = cx.playbook.model_on(cx.period.last_day());
    let model = model.filter(|model| model.principle == Principle::Srs);
    let Some(model) = model else {
        examined.not_applicable = Some(Text::key("reason-not-srs"));
        return examined;
    };
    if !budgeting.contains(&model.budgeting) {
        examined.not_applicable = Some(Text::key("reason-srs-other-budgeting"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited"]);
    let lines = cx.ledger_lines_of_period();
    examined.evidence.rows_seen.insert("ledger_lines", lines);
    for name in read {
        let value = settings::text(cx.playbook, name).to_owned();
        examined.evidence.settings.insert(name, value);
    }
    if let Err(missing) = rule(&mut examined) {
        examined.missing.push(missing);
    }
    examined.breached = examined.points.iter().any(|p| p.difference != Ore::ZERO);
    examined
}

/// A code of an error, for the tables of checks.
const fn error(code: &'static str, summary: &'static str) -> FindingCode {
    crate::check::code(code, Severity::Error, summary)
}

/// The balance of some accounts at the end of the period.
fn balance(cx: &CheckContext<'_>, patterns: &[AccountPattern]) -> Result<Ore, Text> {
    let ours = |account: &str| patterns.iter().any(|pattern| pattern.matches(account));
    cx.ledger.balance(ours, cx.period).map_err(|e| unknown(&e))
}

/// What some accounts have moved from the start of the year to the end of the period.
fn movement(cx: &CheckContext<'_>, patterns: &[AccountPattern]) -> Result<Ore, Text> {
    let ours = |account: &str| patterns.iter().any(|pattern| pattern.matches(account));
    let january = Period::new(cx.period.year(), 1).unwrap_or(cx.period);
    let opening = cx.ledger.balance_before(ours, january);
    let opening = opening.map_err(|e| unknown(&e))?;
    Ok(minus(balance(cx, patterns)?, opening))
}

/// The difference; the largest amount where it does not fit.
fn minus(from: Ore, what: Ore) -> Ore {
    from.checked_sub(what).unwrap_or(Ore(i64::MAX))
}

/// The sum; the largest amount where it does not fit.
fn plus(one: Ore, other: Ore) -> Ore {
    one.checked_add(other).unwrap_or(Ore(i64::MAX))
}
