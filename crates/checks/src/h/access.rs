//! `access` (half-year control 5 and 6): every user still needs the access, no user has roles that conflict, and who may order
//! access is documented.
//!
//! Source: \[S half-year\] 5, 6. The agency's own list of who may order is what tells that it takes part in the control. Nobody
//! is named: the rows say who it is. Not here: the supplier register against payments, which `segregation` looks at each
//! month.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Ore, Severity, Text};
use frames::day;

use super::{
    FROM, Kind, Rows, expected, half_year, is_closed, not_half_year, note_settings, required,
};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;
use crate::settings;
use crate::x::segregation::joined;

/// The declaration.
pub static CHECK: Check = Check {
    id: "access",
    title: "check-access",
    summary: "users' need of access is confirmed, their roles do not conflict, and who may order access is documented",
    since: "0.3.0",
    doc: include_str!("access.md"),
    points: &[],
    codes: &[
        code(
            "ACCESS001",
            Severity::Warning,
            "users whose need was not confirmed in the half-year",
        ),
        code(
            "ACCESS002",
            Severity::Error,
            "users who no longer need their access",
        ),
        code("ACCESS003", Severity::Error, "users with conflicting roles"),
        code(
            "ACCESS004",
            Severity::Warning,
            "persons who may order access without a document",
        ),
        code(
            "ACCESS005",
            Severity::Info,
            "no conflicting roles are named, so none were looked for",
        ),
    ],
    causes: &[
        cause("need-not-confirmed", Agency),
        cause("need-ended", Agency),
        cause("conflicting-roles", Agency),
        cause("orderer-undocumented", Agency),
        cause("conflicts-not-named", Agency),
    ],
    regimes: &[Regime {
        from: FROM,
        until: None,
        sources: &["S half-year 5", "S half-year 6"],
        run: run_2018,
    }],
};

const NOT_CONFIRMED: Kind = Kind {
    code: "ACCESS001",
    severity: Severity::Warning,
    cause: "need-not-confirmed",
    action: "action-access-confirm",
};
const ENDED: Kind = Kind {
    code: "ACCESS002",
    severity: Severity::Error,
    cause: "need-ended",
    action: "action-access-end",
};
const CONFLICTING: Kind = Kind {
    code: "ACCESS003",
    severity: Severity::Error,
    cause: "conflicting-roles",
    action: "action-access-conflict",
};
const UNDOCUMENTED: Kind = Kind {
    code: "ACCESS004",
    severity: Severity::Warning,
    cause: "orderer-undocumented",
    action: "action-access-orderer",
};
const NOT_NAMED: Kind = Kind {
    code: "ACCESS005",
    severity: Severity::Info,
    cause: "conflicts-not-named",
    action: "action-access-name",
};

/// A role of a user that is in force.
struct Role {
    row: usize,
    client: String,
    user: String,
    name: String,
}

fn run_2018(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let Some((first, _)) = half_year(cx.period) else {
        examined.not_applicable = Some(not_half_year(cx));
        return examined;
    };
    let orderers = expected(cx, "access-orderers", &mut examined);
    if examined.not_applicable.is_some() {
        return examined;
    }
    let list = required(cx, "access-list", &mut examined);
    let (Some(orderers), Some(list)) = (orderers, list) else {
        return examined;
    };
    let roles = roles(cx, &list);
    let (approved, until) = (
        list.register.short("approved"),
        list.register.short("needed_until"),
    );
    let (begins, ends) = (day(first.first_day()), day(cx.period.last_day()));
    let not_confirmed = |role: &Role| {
        approved
            .get(role.row)
            .is_none_or(|approved| approved < begins)
    };
    let has_ended = |role: &Role| until.get(role.row).is_some_and(|until| until < ends);
    by_client(
        cx,
        &list,
        &roles,
        not_confirmed,
        &NOT_CONFIRMED,
        &mut examined,
    );
    by_client(cx, &list, &roles, has_ended, &ENDED, &mut examined);
    conflicts(cx, &list, &roles, &mut examined);
    undocumented(cx, &orderers, &mut examined);
    let users: BTreeSet<_> = roles
        .iter()
        .map(|role| (&role.client, &role.user))
        .collect();
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("access_list", list.count());
    seen.insert("users", u64::try_from(users.len()).unwrap_or(u64::MAX));
    seen.insert("access_orderers", orderers.count());
    let names = ["access.conflicting_roles", "half-year.closed_statuses"];
    note_settings(cx, &mut examined, &names);
    examined
}

/// Whether the dates of a row hold on the last day of the period.
fn is_in_force(cx: &CheckContext<'_>, rows: &Rows<'_>, row: usize) -> bool {
    let last = day(cx.period.last_day());
    let (from, to) = (
        rows.register.short("valid_from"),
        rows.register.short("valid_to"),
    );
    from.get(row).is_none_or(|from| from <= last) && to.get(row).is_none_or(|to| last <= to)
}

/// The roles in force on the last day of the period.
fn roles(cx: &CheckContext<'_>, list: &Rows<'_>) -> Vec<Role> {
    let rows = list.rows.iter().copied();
    let in_force =
        rows.filter(|row| is_in_force(cx, list, *row) && !is_closed(cx, list.text("status", *row)));
    let role = |row| Role {
        row,
        client: list.text("client", row).to_owned(),
        user: list.text("user", row).to_owned(),
        name: joined(list.text("role", row)),
    };
    in_force.map(role).collect()
}

/// A finding for each company with users whose roles are so.
fn by_client(
    cx: &CheckContext<'_>,
    list: &Rows<'_>,
    roles: &[Role],
    is_so: impl Fn(&Role) -> bool,
    kind: &Kind,
    examined: &mut Examined,
) {
    let mut clients: BTreeMap<&str, (BTreeSet<&str>, Vec<usize>)> = BTreeMap::new();
    for role in roles.iter().filter(|role| is_so(role)) {
        let (users, rows) = clients.entry(&role.client).or_default();
        users.insert(&role.user);
        rows.push(role.row);
    }
    for (client, (users, rows)) in clients {
        let key = if kind.code == ENDED.code {
            "access-rights-ended"
        } else {
            "access-rights-not-confirmed"
        };
        let message = told(key, client, users.len()).with("period", cx.period);
        let rows = list.places(cx, rows);
        examined
            .findings
            .push(kind.finding(client, Ore::ZERO, message, rows));
    }
}

/// How many users of a company.
fn told(key: &'static str, client: &str, users: usize) -> Text {
    let client = if client.is_empty() { "-" } else { client };
    let count = u64::try_from(users).unwrap_or(u64::MAX);
    Text::key(key).with("client", client).with("count", count)
}

/// Users with two roles that the setting joins by `+`; one finding for each company and pair.
fn conflicts(cx: &CheckContext<'_>, list: &Rows<'_>, roles: &[Role], examined: &mut Examined) {
    let named = settings::text(cx.playbook, "access.conflicting_roles");
    let pairs = named
        .split_whitespace()
        .filter_map(|pair| pair.split_once('+'));
    let pairs: BTreeSet<(&str, &str)> = pairs.collect();
    if pairs.is_empty() {
        let message = Text::key("access-rights-not-named");
        examined
            .findings
            .push(NOT_NAMED.finding("-", Ore::ZERO, message, Vec::new()));
    }
    let mut users: BTreeMap<(&str, &str), Vec<&Role>> = BTreeMap::new();
    for role in roles {
        users
            .entry((&role.client, &role.user))
            .or_default()
            .push(role);
    }
    for (one, other) in pairs {
        let mut clients: BTreeMap<&str, (usize, Vec<usize>)> = BTreeMap::new();
        for ((client, _), roles) in &users {
            let has = |name: &str| roles.iter().any(|role| role.name == name);
            if has(one) && has(other) {
                let (count, rows) = clients.entry(client).or_default();
                *count += 1;
                let of_pair = roles
                    .iter()
                    .filter(|role| [one, other].contains(&role.name.as_str()));
                rows.extend(of_pair.map(|role| role.row));
            }
        }
        for (client, (count, rows)) in clients {
            let message = told("access-rights-conflict", client, count)
                .with("one", one)
                .with("other", other);
            let rows = list.places(cx, rows);
            examined
                .findings
                .push(CONFLICTING.finding(client, Ore::ZERO, message, rows));
        }
    }
}

/// Persons who may order access, and nothing says why.
fn undocumented(cx: &CheckContext<'_>, orderers: &Rows<'_>, examined: &mut Examined) {
    let rows = orderers.rows.iter().copied();
    let without = rows.filter(|row| {
        is_in_force(cx, orderers, *row) && orderers.text("decision", *row).trim().is_empty()
    });
    let without: Vec<usize> = without.collect();
    if without.is_empty() {
        return;
    }
    let count = u64::try_from(without.len()).unwrap_or(u64::MAX);
    let message = Text::key("access-rights-undocumented").with("count", count);
    let rows = orderers.places(cx, without);
    examined
        .findings
        .push(UNDOCUMENTED.finding("-", Ore::ZERO, message, rows));
}
