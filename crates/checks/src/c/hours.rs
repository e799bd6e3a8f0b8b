//! C8 `hours`: hours in the ledger system against hours in SAP, accumulated over the year and per month.
//!
//! Source: P:C8 (CATS_DA). Hours are no money: the check has no point, whose sides are amounts; what it saw it says in words.
//! Rows are hours of their month (inferred). Not here: what an hour costs.

use std::collections::{BTreeMap, BTreeSet};

use domain::register::DECIMAL_ONE;
use domain::{Code, Finding, Ore, Period, RowRef, Severity, Text};

use crate::a::registers::{TABLES, count, is_wanted, missing, register_ref, rows_where};
use crate::check::Responsible::Provider;
use crate::check::{Check, Examined, Regime, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "hours",
    title: "check-hours",
    summary: "hours in the ledger system equal hours in SAP",
    since: "0.3.0",
    doc: include_str!("hours.md"),
    points: &[],
    codes: &[
        code("HRS001", Severity::Error, "hours of a month differ"),
        code(
            "HRS002",
            Severity::Warning,
            "hours of months differ, and are equal accumulated",
        ),
        code("HRS003", Severity::Info, "hours of the year, accumulated"),
    ],
    causes: &[
        cause("only-in-sap", Provider),
        cause("only-in-ledger", Provider),
        cause("wrong-period", Provider),
    ],
    regimes: &[Regime {
        from: (2019, 1),
        until: None,
        sources: &["P:C8"],
        run: run_2019,
    }],
};

/// Hours of the two systems, in ten-thousandths, with the rows that say so.
#[derive(Debug, Default)]
struct Hours {
    ledger: i128,
    sap: i128,
    in_ledger: BTreeSet<RowRef>,
    in_sap: BTreeSet<RowRef>,
}

impl Hours {
    fn difference(&self) -> i128 {
        self.ledger - self.sap
    }

    fn rows(&self) -> Vec<RowRef> {
        self.in_ledger.union(&self.in_sap).copied().collect()
    }
}

/// Hours by month and employee; an empty employee where the list names none.
type ByMonth<'a> = BTreeMap<i32, BTreeMap<&'a str, Hours>>;

fn run_2019(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let year = cx.period.year() * 100 + 1..=cx.period.as_i32();
    let of_year = |period: Option<i32>| period.is_some_and(|period| year.contains(&period));
    let of_period = |period| period == Some(cx.period.as_i32());
    let has_come = rows_where(cx, "hours", "period", of_period).is_some();
    if !has_come && !is_wanted(cx, "hours") {
        examined.not_applicable = Some(Text::key("reason-no-hours"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&TABLES);
    let (months, unknown) = months(cx, of_year);
    for system in unknown {
        let text = Text::key("reason-hours-of-whom").with("system", system);
        examined.missing.push(text);
    }
    for month in months
        .keys()
        .copied()
        .chain([cx.period.as_i32()])
        .collect::<BTreeSet<_>>()
    {
        examined
            .missing
            .extend(lacking(cx, month, months.get(&month)));
    }
    let rows: usize = months
        .values()
        .flat_map(BTreeMap::values)
        .map(|hours| hours.in_ledger.len() + hours.in_sap.len())
        .sum();
    examined.evidence.rows_seen.insert("hours", count(rows));
    let in_force = &mut examined.evidence.settings;
    for name in ["hours.ledger_systems", "hours.sap_systems"] {
        in_force.insert(name, settings::text(cx.playbook, name).to_owned());
    }
    if !examined.missing.is_empty() {
        return examined;
    }
    let all = || months.values().flat_map(BTreeMap::values);
    let total = Hours {
        ledger: all().map(|hours| hours.ledger).sum(),
        sap: all().map(|hours| hours.sap).sum(),
        ..Hours::default()
    };
    for (month, of_month) in &months {
        let differing = of_month.iter().filter(|(_, hours)| hours.difference() != 0);
        let found = differing.map(|(employee, hours)| {
            differs(
                *month,
                (employee, hours),
                is_moved(&months, *month, employee),
                &total,
            )
        });
        examined.findings.extend(found);
    }
    examined.breached = total.difference() != 0;
    examined.code = Some(match (examined.breached, examined.findings.is_empty()) {
        (true, _) => Code::Red,
        (false, false) => Code::Yellow,
        (false, true) => Code::Green,
    });
    examined.findings.push(accumulated(cx.period, &total));
    examined
}

/// Hours of the year, and the names of systems that the settings do not know.
fn months<'a>(
    cx: &CheckContext<'a>,
    of_year: impl Fn(Option<i32>) -> bool,
) -> (ByMonth<'a>, BTreeSet<String>) {
    let (mut months, mut unknown): (ByMonth<'_>, _) = (BTreeMap::new(), BTreeSet::new());
    let Some((register, rows)) = rows_where(cx, "hours", "period", of_year) else {
        return (months, unknown);
    };
    let is_of = |setting: &str, system: &str| {
        let mut words = settings::text(cx.playbook, setting).split_whitespace();
        words.any(|word| word.to_uppercase() == system)
    };
    let (systems, employees) = (register.text("system"), register.text("employee"));
    let (periods, hours) = (register.short("period"), register.whole("hours"));
    for row in rows {
        let system = systems.get(row).trim().to_uppercase();
        let month = periods.get(row).unwrap_or_default();
        let told = i128::from(hours.get(row).unwrap_or_default());
        let of_month = months.entry(month).or_default();
        let of_employee = of_month.entry(employees.get(row)).or_default();
        let place = register_ref(cx, register, row);
        if is_of("hours.sap_systems", &system) {
            of_employee.sap += told;
            of_employee.in_sap.extend(place);
        } else if is_of("hours.ledger_systems", &system) {
            of_employee.ledger += told;
            of_employee.in_ledger.extend(place);
        } else {
            unknown.insert(system);
        }
    }
    (months, unknown)
}

/// What a month lacks: a system that says nothing of it.
fn lacking(cx: &CheckContext<'_>, month: i32, hours: Option<&BTreeMap<&str, Hours>>) -> Vec<Text> {
    let any = |has: fn(&Hours) -> bool| hours.is_some_and(|hours| hours.values().any(has));
    let sides = [
        (
            any(|hours| !hours.in_ledger.is_empty()),
            "reason-no-hours-in-ledger",
        ),
        (
            any(|hours| !hours.in_sap.is_empty()),
            "reason-no-hours-in-sap",
        ),
    ];
    let absent = sides.into_iter().filter(|(is_there, _)| !is_there);
    let text = |(_, key)| {
        let text = missing(cx, "hours", key);
        let month = Period::from_i32(month).unwrap_or(cx.period);
        text.with("month", month)
    };
    absent.map(text).collect()
}

/// Whether another month of the employee differs by the same hours the other way.
fn is_moved(months: &ByMonth<'_>, month: i32, employee: &str) -> bool {
    let of = |month: i32| {
        let hours = months
            .get(&month)
            .and_then(|of_month| of_month.get(employee));
        hours.map_or(0, Hours::difference)
    };
    let mut others = months.keys().filter(|other| **other != month);
    others.any(|other| of(*other) == -of(month))
}

fn differs(
    month: i32,
    (employee, hours): (&str, &Hours),
    is_moved: bool,
    total: &Hours,
) -> Finding {
    let (code, severity) = if total.difference() == 0 {
        ("HRS002", Severity::Warning)
    } else {
        ("HRS001", Severity::Error)
    };
    let cause = if is_moved {
        Some("wrong-period")
    } else if hours.in_ledger.is_empty() {
        Some("only-in-sap")
    } else if hours.in_sap.is_empty() {
        Some("only-in-ledger")
    } else {
        None
    };
    // The number of an employee is never shown; the rows say whose hours they are.
    let key = if employee.is_empty() {
        "hours-month-differs"
    } else {
        "hours-employee-differs"
    };
    let subject = Period::from_i32(month).map_or_else(String::new, |month| month.to_string());
    let rows = hours.rows();
    let first = rows.first().map(ToString::to_string).unwrap_or_default();
    Finding {
        key: format!("{code}:{subject}:{first}"),
        code,
        severity,
        amount: Ore::ZERO,
        message: Text::key(key)
            .with("month", subject.as_str())
            .with("ledger", shown(hours.ledger))
            .with("sap", shown(hours.sap))
            .with("difference", shown(hours.difference())),
        subject,
        rows,
        cause,
        proposal: None,
        action: Some(Text::key("action-hours")),
    }
}

/// What both systems say of the year: what the check looked at, whatever came of it.
fn accumulated(period: Period, total: &Hours) -> Finding {
    Finding {
        key: "HRS003:hours:year".to_owned(),
        code: "HRS003",
        severity: Severity::Info,
        subject: "hours".to_owned(),
        amount: Ore::ZERO,
        message: Text::key("hours-accumulated")
            .with("period", period)
            .with("ledger", shown(total.ledger))
            .with("sap", shown(total.sap))
            .with("difference", shown(total.difference())),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: None,
    }
}

/// Hours as people write them, at least two decimals and as many as there are.
fn shown(hours: i128) -> Text {
    let one = u128::from(DECIMAL_ONE.unsigned_abs());
    let (whole, part) = (hours.unsigned_abs() / one, hours.unsigned_abs() % one);
    let part = format!("{part:04}");
    let part = part.strip_suffix("00").unwrap_or(&part);
    let sign = if hours < 0 { "-" } else { "" };
    Text::key("hours-number")
        .with("whole", format!("{sign}{whole}"))
        .with("part", part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_shown_exactly() {
        let table = [
            (0, "0", "00"),
            (75_000, "7", "50"),
            (-75_000, "-7", "50"),
            (-1, "-0", "0001"),
            (12_345_678, "1234", "5678"),
            (12_345_600, "1234", "56"),
        ];
        for (hours, whole, part) in table {
            let expected = Text::key("hours-number")
                .with("whole", whole)
                .with("part", part);
            assert_eq!(shown(hours), expected, "{hours}");
        }
    }
}
