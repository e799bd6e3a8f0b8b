//! `party-registers` (half-year control 9, second half-year only; C40–C42): the registers of suppliers and customers, washed.
//!
//! Source: \[S half-year\] 9, C40–C42 \[S003\]: an account once among open suppliers, an organisation number where the account
//! says that somebody else is paid, and no party that has been idle for 720 days. Nobody is named: a number that could be a
//! person's is masked, and of an account the last four digits are shown. Not here: who changed the register.

use std::collections::BTreeMap;

use domain::identifier::BankAccountNumber;
use domain::{Ore, Severity, Text, personal};
use frames::{date, day};

use super::{FROM, Kind, Rows, expected, half_year, is_closed, not_half_year, note_settings};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "party-registers",
    title: "check-party-registers",
    summary: "no bank account belongs to two open suppliers, and idle suppliers and customers are closed",
    since: "0.3.0",
    doc: include_str!("party_registers.md"),
    points: &[],
    codes: &[
        code(
            "PARTY001",
            Severity::Error,
            "open suppliers with the same bank account",
        ),
        code(
            "PARTY002",
            Severity::Error,
            "an open supplier paid through another, without organisation number",
        ),
        code(
            "PARTY003",
            Severity::Warning,
            "an open supplier or customer without activity",
        ),
    ],
    causes: &[
        cause("account-shared", Agency),
        cause("organisation-missing", Agency),
        cause("party-idle", Agency),
    ],
    regimes: &[Regime {
        from: FROM,
        until: None,
        sources: &["S half-year 9", "C40", "C41", "C42"],
        run: run_2018,
    }],
};

const SHARED: Kind = Kind {
    code: "PARTY001",
    severity: Severity::Error,
    cause: "account-shared",
    action: "action-party-registers-shared",
};
const NO_ORGANISATION: Kind = Kind {
    code: "PARTY002",
    severity: Severity::Error,
    cause: "organisation-missing",
    action: "action-party-registers-organisation",
};
const IDLE: Kind = Kind {
    code: "PARTY003",
    severity: Severity::Warning,
    cause: "party-idle",
    action: "action-party-registers-idle",
};

/// The account of suppliers that have a payment receiver, digits only.
const OF_RECEIVERS: &str = "00000000019";

fn run_2018(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    if half_year(cx.period).is_none_or(|(first, _)| first.number() == 1) {
        examined.not_applicable = Some(not_half_year(cx));
        return examined;
    }
    let suppliers = expected(cx, "suppliers", &mut examined);
    let no_suppliers = examined.not_applicable.take();
    let customers = expected(cx, "customers", &mut examined);
    let no_customers = examined.not_applicable.take();
    if let (Some(reason), Some(_)) = (no_suppliers, no_customers) {
        // One of the two registers may be all that an agency has; without both there is nothing to wash.
        examined.not_applicable = Some(reason);
        return examined;
    }
    for (kind, rows) in [("suppliers", &suppliers), ("customers", &customers)] {
        if rows
            .as_ref()
            .is_some_and(|rows| rows.is_silent("last_activity"))
        {
            let reason = Text::key("reason-no-activity").with("kind", kind);
            examined.missing.push(reason);
        }
    }
    if !examined.missing.is_empty() {
        return examined;
    }
    if let Some(suppliers) = &suppliers {
        shared(cx, suppliers, &mut examined);
        without_organisation(cx, suppliers, &mut examined);
        idle(cx, "party-registers-supplier", suppliers, &mut examined);
        let seen = &mut examined.evidence.rows_seen;
        seen.insert("suppliers", suppliers.count());
    }
    if let Some(customers) = &customers {
        idle(cx, "party-registers-customer", customers, &mut examined);
        let seen = &mut examined.evidence.rows_seen;
        seen.insert("customers", customers.count());
    }
    note_settings(
        cx,
        &mut examined,
        &["half-year.closed_statuses", "party-registers.idle_days"],
    );
    examined
}

/// The rows that are not closed.
fn open<'a>(cx: &CheckContext<'_>, rows: &'a Rows<'_>) -> impl Iterator<Item = usize> + 'a {
    let is_open = |row: &usize| !is_closed(cx, rows.text("status", *row));
    let open: Vec<usize> = rows.rows.iter().copied().filter(is_open).collect();
    open.into_iter()
}

/// The account of a row: its digits, or what stands there without blanks and dots.
fn account(rows: &Rows<'_>, row: usize) -> String {
    let account = rows.text("bank_account", row).chars();
    account
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect()
}

fn shared(cx: &CheckContext<'_>, suppliers: &Rows<'_>, examined: &mut Examined) {
    let mut by_account: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for row in open(cx, suppliers) {
        let account = account(suppliers, row);
        if !account.is_empty() && account != OF_RECEIVERS {
            let parties = by_account.entry(account).or_default();
            parties.entry(suppliers.text("party", row)).or_insert(row);
        }
    }
    for (account, parties) in by_account {
        if parties.len() < 2 {
            continue;
        }
        let number = account.parse::<BankAccountNumber>();
        let account = number.map_or_else(|_| last_four(&account), |number| number.masked());
        let names = parties
            .keys()
            .map(|party| personal::mask(party).into_owned());
        let message = Text::key("party-registers-shared")
            .with("account", account.as_str())
            .with("suppliers", names.collect::<Vec<_>>().join(", "));
        let rows = suppliers.places(cx, parties.into_values());
        examined
            .findings
            .push(SHARED.finding(&account, Ore::ZERO, message, rows));
    }
}

/// The last four characters behind stars, of an account that is no Norwegian one.
fn last_four(account: &str) -> String {
    let hidden = account.chars().count().saturating_sub(4);
    let shown: String = account.chars().skip(hidden).collect();
    format!("*******{shown}")
}

fn without_organisation(cx: &CheckContext<'_>, suppliers: &Rows<'_>, examined: &mut Examined) {
    for row in open(cx, suppliers) {
        let is_given = !suppliers.text("organisation", row).trim().is_empty();
        if is_given || account(suppliers, row) != OF_RECEIVERS {
            continue;
        }
        let party = personal::mask(suppliers.text("party", row));
        let message = Text::key("party-registers-organisation").with("party", party.as_ref());
        let rows = suppliers.places(cx, [row]);
        let finding = NO_ORGANISATION.finding(&party, Ore::ZERO, message, rows);
        examined.findings.push(finding);
    }
}

/// Open parties of a register without activity; `which` says in words what they are.
fn idle(cx: &CheckContext<'_>, which: &'static str, rows: &Rows<'_>, examined: &mut Examined) {
    let days = settings::number(cx.playbook, "party-registers.idle_days");
    let since = day(cx.period.last_day()).saturating_sub(days);
    let activity = rows.register.short("last_activity");
    for row in open(cx, rows) {
        let last = activity.get(row);
        if last.is_some_and(|last| last > since) {
            continue;
        }
        let party = personal::mask(rows.text("party", row));
        let which = Text::key(which).with("party", party.as_ref());
        let message = match last {
            Some(last) => Text::key("party-registers-idle").with("last", date(last)),
            None => Text::key("party-registers-never"),
        };
        let message = message.with("party", which);
        let finding = IDLE.finding(&party, Ore::ZERO, message, rows.places(cx, [row]));
        examined.findings.push(finding);
    }
}
