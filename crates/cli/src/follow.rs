//! Registers that the follow-up is computed from, as the rooms that compute it take them: the log of services, and the
//! cases towards the customer centre.
//!
//! Not here: targets, calendars and the order of statuses (`domain`, `calendar`), any text (`report`).

use std::collections::BTreeMap;

use calendar::Due;
use calendar::response::{self, Measured, ResponseSettings};
use calendar::service_level::{self, Received, ServiceLevel, ServiceOverride};
use chrono::NaiveDate;
use domain::agency::Playbook;
use domain::case::{Case, CaseStatus};
use domain::{Period, personal};
use ingest::Ingested;
use report::model::CaseLine;

use crate::engine::{EngineError, Registers, deadlines};

/// Deadlines for sending vouchers, by which an accounting voucher of the month must be registered.
const VOUCHER_DEADLINES: [&str; 2] = ["D02", "D03"];

/// The level of every service in the log; empty without a log.
pub(crate) fn service_levels(
    playbook: &Playbook,
    registers: &Registers,
    ingested: &Ingested,
    period: Period,
) -> Result<Vec<ServiceLevel>, EngineError> {
    let Some(log) = ingested.frames.registers.get("service-log") else {
        return Ok(Vec::new());
    };
    let services = log.text("service");
    let (received, posted, periods) = (
        log.short("received"),
        log.short("posted"),
        log.short("period"),
    );
    let task = |row: usize| {
        Some(Received {
            service: personal::mask(services.get(row)).into_owned(),
            received: received.get(row).map(frames::date)?,
            done: posted.get(row).map(frames::date),
            period: periods.get(row).and_then(Period::from_i32),
        })
    };
    let tasks: Vec<Received> = (0..log.file().len()).filter_map(task).collect();
    let mut targets = service_level::published();
    targets.extend(registers.service_targets.iter().cloned());
    let is_ours = |agency: &str| agency == "*" || agency == playbook.code;
    let overrides = registers.service_overrides.iter();
    let overrides: Vec<ServiceOverride> = overrides
        .filter(|(agency, _)| is_ours(agency))
        .map(|(_, set)| set.clone())
        .collect();
    let limits = checks::settings::text(playbook, "service-level.limits").split_whitespace();
    let mut limits: Vec<u8> = limits.filter_map(|limit| limit.parse().ok()).collect();
    limits.sort_unstable();
    limits.dedup();
    Ok(service_level::service_levels(
        &tasks, &targets, &overrides, &limits, period,
    )?)
}

/// Every case that was open in the period or is open still, by id; empty without a list of cases.
pub(crate) fn cases(
    playbook: &Playbook,
    registers: &Registers,
    ingested: &Ingested,
    period: Period,
    as_of: NaiveDate,
) -> Result<Vec<CaseLine>, EngineError> {
    let mut lines = Vec::new();
    for case in read_cases(ingested) {
        if case.received > as_of {
            continue;
        }
        let measured = measured(playbook, registers, &case, as_of)?;
        let closed_before = |day: NaiveDate| day < period.first_day();
        if !measured.closed.is_some_and(closed_before) {
            lines.push(CaseLine { case, measured });
        }
    }
    Ok(lines)
}

/// A case against its target, by the settings and the voucher deadlines of the agency.
pub(crate) fn measured(
    playbook: &Playbook,
    registers: &Registers,
    case: &Case,
    as_of: NaiveDate,
) -> Result<Measured, EngineError> {
    let words = checks::settings::text(playbook, "cases.pausing_statuses").split_whitespace();
    let months = checks::settings::text(playbook, "cases.year_end_months").split_whitespace();
    let settings = ResponseSettings {
        pausing: words.filter_map(CaseStatus::parse).collect(),
        year_end_months: months.filter_map(|month| month.parse().ok()).collect(),
    };
    let voucher_deadline = |received: NaiveDate| {
        let of_month = deadlines(playbook, registers, Period::of(received)?).ok()?;
        let vouchers = of_month
            .iter()
            .filter(|deadline| VOUCHER_DEADLINES.contains(&deadline.id));
        let days = vouchers.filter_map(|deadline| match &deadline.due {
            Due::On(day) => Some(*day),
            Due::At(moment) => Some(moment.date_naive()),
            Due::NotPublished | Due::Event(_) => None,
        });
        days.min()
    };
    Ok(response::measure(case, &settings, voucher_deadline, as_of)?)
}

/// The cases of the list, by id.
fn read_cases(ingested: &Ingested) -> Vec<Case> {
    let Some(list) = ingested.frames.registers.get("cases") else {
        return Vec::new();
    };
    let (ids, kinds, statuses) = (list.text("case"), list.text("type"), list.text("status"));
    let (received, changed, estimates) = (
        list.short("received"),
        list.short("changed"),
        list.short("estimate"),
    );
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    for row in 0..list.file().len() {
        let (Some(first), Some(on)) = (received.get(row), changed.get(row)) else {
            continue;
        };
        let (first, on) = (frames::date(first), frames::date(on));
        let id = personal::mask(ids.get(row)).into_owned();
        let case = cases.entry(id.clone()).or_insert_with(|| Case {
            id,
            kind: personal::mask(kinds.get(row)).into_owned(),
            received: first,
            changes: Vec::new(),
            preliminary: Vec::new(),
            unknown: Vec::new(),
        });
        case.received = case.received.min(first);
        match (statuses.get(row), CaseStatus::parse(statuses.get(row))) {
            (_, Some(status)) => case.changes.push((on, status)),
            ("", None) => {}
            (word, None) => case.unknown.push(personal::mask(word).into_owned()),
        }
        if let Some(estimate) = estimates.get(row).map(frames::date) {
            case.preliminary.push((on, estimate));
        }
    }
    let mut cases: Vec<Case> = cases.into_values().collect();
    for case in &mut cases {
        // Stable: changes of one day stay in the order of the file.
        case.changes.sort_by_key(|(day, _)| *day);
        case.preliminary.sort();
        case.unknown.sort();
        case.unknown.dedup();
    }
    cases
}
