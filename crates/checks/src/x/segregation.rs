//! `segregation` (R2, C44): who keeps the supplier register does not control payments.
//!
//! Source: S 4.1 and S 3.3 (controller ≠ maintainer of the supplier register), C44. Which roles of the access list are the
//! two is a setting: no list of roles is public. Nobody is named: the rows say who it is. Not here: what they have done.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Finding, Ore, RowRef, Severity, Text};
use frames::day;
use frames::register::Register;

use super::listing::{Listing, listing, rows_of_period};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "segregation",
    title: "check-segregation",
    summary: "nobody has both the role that keeps the supplier register and the one that controls payments",
    since: "0.3.0",
    doc: include_str!("segregation.md"),
    points: &[],
    codes: &[code(
        "SEGR001",
        Severity::Error,
        "users who keep the supplier register and control payments",
    )],
    causes: &[cause("both-roles", Agency)],
    regimes: &[Regime {
        from: (2016, 2),
        until: None,
        sources: &["S 4.1", "S 3.3", "C44"],
        run: run_2016,
    }],
};

/// The settings that name the two roles.
const ROLES: [&str; 2] = ["segregation.register_roles", "segregation.payment_roles"];

/// A user's rows in force, by role: of the register, of payments.
type Rows = [BTreeSet<RowRef>; 2];

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let named = ROLES.map(|name| settings::text(cx.playbook, name));
    if named.iter().any(|roles| roles.trim().is_empty()) {
        examined.not_applicable = Some(Text::key("reason-no-roles"));
        return examined;
    }
    let register = match listing(cx, "access-list") {
        Listing::There(register) => register,
        Listing::Missing(missing) => {
            examined.missing = missing;
            return examined;
        }
        Listing::Nothing(reason) => {
            examined.not_applicable = Some(reason);
            return examined;
        }
    };
    // A role that no row has may be misspelt: then nothing is shown by that nobody has both.
    for roles in named {
        let known: Vec<&str> = roles.split_whitespace().collect();
        let given = register.text("role");
        let is_given = |row| known.contains(&joined(given.get(row)).as_str());
        if !rows_of_period(cx, register).into_iter().any(is_given) {
            let reason = Text::key("reason-role-unknown").with("roles", roles);
            examined.missing.push(reason);
        }
    }
    let users = users(cx, register, named);
    let mut both: BTreeMap<&str, (u64, BTreeSet<RowRef>)> = BTreeMap::new();
    for ((client, _), [keeps, pays]) in &users {
        if !keeps.is_empty() && !pays.is_empty() {
            let (count, rows) = both.entry(client).or_default();
            *count += 1;
            rows.extend(keeps.union(pays));
        }
    }
    for (client, (count, rows)) in both {
        examined.findings.push(finding(client, count, rows));
    }
    let seen = &mut examined.evidence.rows_seen;
    let rows = rows_of_period(cx, register).len();
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    seen.insert("access_list", rows);
    let users = u64::try_from(users.len()).unwrap_or(u64::MAX);
    seen.insert("users_with_roles", users);
    for (name, roles) in ROLES.into_iter().zip(named) {
        examined.evidence.settings.insert(name, roles.to_owned());
    }
    examined
}

/// A role as the setting writes it: without blanks.
pub(crate) fn joined(role: &str) -> String {
    role.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The rows of each user in each company that are in force in the period and of one of the two roles.
fn users<'a>(
    cx: &CheckContext<'a>,
    register: &'a Register,
    named: [&str; 2],
) -> BTreeMap<(&'a str, &'a str), Rows> {
    let closed = settings::text(cx.playbook, "segregation.closed_statuses");
    let (first, last) = (day(cx.period.first_day()), day(cx.period.last_day()));
    let (names, roles) = (register.text("user"), register.text("role"));
    let (clients, statuses) = (register.text("client"), register.text("status"));
    let (from, to) = (register.short("valid_from"), register.short("valid_to"));
    let mut users: BTreeMap<(&str, &str), Rows> = BTreeMap::new();
    for row in rows_of_period(cx, register) {
        let (Some(&file), Some(&record)) = (register.file().get(row), register.record().get(row))
        else {
            continue;
        };
        let is_in_force = from.get(row).is_none_or(|from| from <= last)
            && to.get(row).is_none_or(|to| first <= to)
            && !closed
                .split_whitespace()
                .any(|status| status == statuses.get(row));
        let Some(place) = cx.frames.row_ref(file, record).filter(|_| is_in_force) else {
            continue;
        };
        let role = joined(roles.get(row));
        for (which, roles) in named.iter().enumerate() {
            if !roles.split_whitespace().any(|named| named == role) {
                continue;
            }
            let rows = users.entry((clients.get(row), names.get(row))).or_default();
            if let Some(rows) = rows.get_mut(which) {
                rows.insert(place);
            }
        }
    }
    users
}

fn finding(client: &str, count: u64, rows: BTreeSet<RowRef>) -> Finding {
    let client = if client.is_empty() { "-" } else { client };
    Finding {
        key: format!("SEGR001:{client}"),
        code: "SEGR001",
        severity: Severity::Error,
        subject: client.to_owned(),
        amount: Ore::ZERO,
        message: Text::key("segregation-both-roles")
            .with("client", client)
            .with("count", count),
        rows: rows.into_iter().collect(),
        cause: Some("both-roles"),
        proposal: None,
        action: Some(Text::key("action-segregation")),
    }
}
