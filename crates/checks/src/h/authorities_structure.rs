//! `authorities-structure` (half-year control 7 and 8; C30–C38): whether somebody can approve every invoice, and whether the sheet
//! of users and authorities holds together.
//!
//! Source: C30–C38 \[S003\], \[S half-year\] 7, 8. One dimension controls each interval; combinations of dimensions are not in any
//! register \[GAP\]. Nobody is named: the rows say who it is. Not here: the way of an invoice itself (`authority`).

use std::collections::{BTreeMap, BTreeSet};

use domain::{Finding, Ore, Severity, Text};
use frames::day;

use super::authority::{ALL_VALUES, Above, Authority, End, Interval, InvoiceLine, Structure};
use super::authority::{by_value, escalated, number, route};
use super::versions::{Change, changes};
use super::{
    FROM, Kind, Rows, half_year, is_closed, months, not_half_year, note_settings, required,
};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::{CheckContext, unknown};
use crate::ledger::Unknown;
use crate::settings;
use crate::x::listing::{Listing, listing};

/// The declaration.
pub static CHECK: Check = Check {
    id: "authorities-structure",
    title: "check-authorities-structure",
    summary: "somebody may approve every invoice, and users and authorities of the invoice system hold together",
    since: "0.3.0",
    doc: include_str!("authorities_structure.md"),
    points: &[],
    codes: &[
        code(
            "AUTH001",
            Severity::Error,
            "a value in use that no authority covers",
        ),
        code(
            "AUTH002",
            Severity::Warning,
            "values between two intervals, or an interval that is turned round",
        ),
        code(
            "AUTH003",
            Severity::Warning,
            "a value that is in two intervals",
        ),
        code(
            "AUTH004",
            Severity::Warning,
            "approvers without a superior who approves",
        ),
        code(
            "AUTH005",
            Severity::Warning,
            "nobody of an interval may approve the largest invoice",
        ),
        code(
            "AUTH006",
            Severity::Error,
            "authorities of users who are not there",
        ),
        code("AUTH007", Severity::Warning, "logins of another form"),
        code(
            "AUTH008",
            Severity::Error,
            "fewer persons than attestation and approval need",
        ),
        code(
            "AUTH009",
            Severity::Error,
            "words of the sheet that are not known",
        ),
        code(
            "AUTH010",
            Severity::Warning,
            "more than three controlling dimensions",
        ),
        code(
            "AUTH011",
            Severity::Info,
            "what changed since the version before",
        ),
    ],
    causes: &[
        cause("value-not-covered", Agency),
        cause("interval-gap", Agency),
        cause("interval-overlap", Agency),
        cause("superior-missing", Agency),
        cause("limit-below-invoice", Agency),
        cause("user-unknown", Agency),
        cause("login-form", Agency),
        cause("too-few-persons", Agency),
        cause("word-unknown", Agency),
        cause("too-many-dimensions", Agency),
        cause("authorities-changed", Agency),
    ],
    regimes: &[Regime {
        from: FROM,
        until: None,
        sources: &[
            "S half-year 7",
            "S half-year 8",
            "C30",
            "C31",
            "C32",
            "C33",
            "C34",
            "C35",
            "C36",
            "C37",
            "C38",
        ],
        run: run_2018,
    }],
};

const fn kind(
    code: &'static str,
    severity: Severity,
    cause: &'static str,
    action: &'static str,
) -> Kind {
    Kind {
        code,
        severity,
        cause,
        action,
    }
}

#[rustfmt::skip]
mod kinds {
    use domain::Severity::{Error, Info, Warning};
    use super::{Kind, kind};

    pub(super) const HOLE: Kind = kind("AUTH001", Error, "value-not-covered", "action-authorities-structure-hole");
    pub(super) const GAP: Kind = kind("AUTH002", Warning, "interval-gap", "action-authorities-structure-gap");
    pub(super) const OVERLAP: Kind = kind("AUTH003", Warning, "interval-overlap", "action-authorities-structure-overlap");
    pub(super) const SUPERIOR: Kind = kind("AUTH004", Warning, "superior-missing", "action-authorities-structure-superior");
    pub(super) const CEILING: Kind = kind("AUTH005", Warning, "limit-below-invoice", "action-authorities-structure-ceiling");
    pub(super) const UNKNOWN: Kind = kind("AUTH006", Error, "user-unknown", "action-authorities-structure-user");
    pub(super) const LOGIN: Kind = kind("AUTH007", Warning, "login-form", "action-authorities-structure-login");
    pub(super) const PERSONS: Kind = kind("AUTH008", Error, "too-few-persons", "action-authorities-structure-persons");
    pub(super) const WORD: Kind = kind("AUTH009", Error, "word-unknown", "action-authorities-structure-word");
    pub(super) const DIMENSIONS: Kind = kind("AUTH010", Warning, "too-many-dimensions", "action-authorities-structure-dimensions");
    pub(super) const CHANGED: Kind = kind("AUTH011", Info, "authorities-changed", "action-authorities-structure-changed");
}

/// Groups of users; the last two are additional ones (C38).
const GROUPS: [&str; 6] = ["R", "G", "C", "KunAdm", "M", "K"];
/// The group of those who attest and approve.
const APPROVERS: &str = "G";
/// Dimensions that may control authorities at most (C30).
const DIMENSIONS_AT_MOST: usize = 3;

/// The authorities of one dimension, with the rows of each interval.
#[derive(Default)]
struct Sheet {
    structure: Structure,
    /// In the order of the intervals.
    rows: Vec<Vec<usize>>,
}

fn run_2018(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let Some((first, last)) = half_year(cx.period) else {
        examined.not_applicable = Some(not_half_year(cx));
        return examined;
    };
    let kinds = ["users", "authorities"];
    let of = |kind| match listing(cx, kind) {
        Listing::Nothing(reason) => Some(reason),
        _ => None,
    };
    if let [Some(reason), Some(_)] = kinds.map(of) {
        examined.not_applicable = Some(reason);
        return examined;
    }
    let [users, authorities] = kinds.map(|kind| required(cx, kind, &mut examined));
    let values = required(cx, "dimension-values", &mut examined);
    let (Some(users), Some(authorities), Some(values)) = (users, authorities, values) else {
        return examined;
    };
    let largest = largest_invoice(cx, months(first, last)).map_err(|error| unknown(&error));
    let sheets = sheets(cx, &authorities, &values);
    let (largest, sheets) = match (largest, sheets) {
        (Ok(largest), Ok(sheets)) => (largest, sheets),
        (Err(reason), Ok(_)) | (Ok(_), Err(reason)) => {
            examined.missing.push(reason);
            return examined;
        }
        (Err(one), Err(other)) => {
            examined.missing.extend([one, other]);
            return examined;
        }
    };
    for (dimension, sheet) in &sheets {
        let found = &mut examined.findings;
        found.extend(holes(cx, dimension, sheet, &values));
        found.extend(gaps_and_overlaps(cx, dimension, sheet, &authorities));
        found.extend(ceilings(cx, dimension, sheet, &authorities, largest));
        found.extend(persons(cx, dimension, sheet, &authorities));
    }
    if sheets.len() > DIMENSIONS_AT_MOST {
        let count = u64::try_from(sheets.len()).unwrap_or(u64::MAX);
        let message = Text::key("authorities-structure-dimensions").with("count", count);
        let found = kinds::DIMENSIONS.finding("T105", Ore::ZERO, message, Vec::new());
        examined.findings.push(found);
    }
    let of_users = of_users(cx, &users, &authorities);
    examined.findings.extend(of_users);
    examined.findings.extend(changed(cx, "T110", &users));
    examined.findings.extend(changed(cx, "T105", &authorities));
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("invoice_users", users.count());
    seen.insert("authorities", authorities.count());
    seen.insert("dimension_values", values.count());
    let names = [
        "authorities-structure.dimension",
        "authorities-structure.persons",
        "half-year.closed_statuses",
    ];
    note_settings(cx, &mut examined, &names);
    examined
}

/// The largest posting of a half-year to the credit of suppliers.
fn largest_invoice(
    cx: &CheckContext<'_>,
    mut months: impl Iterator<Item = domain::Period>,
) -> Result<Ore, Unknown> {
    if let Some(month) = months.find(|month| !cx.ledger.covers(*month)) {
        return Err(Unknown::Month(month));
    }
    let suppliers = &cx.playbook.accounts.suppliers;
    let is_ours = |account: &str| suppliers.iter().any(|pattern| pattern.matches(account));
    let last = cx.period.as_i32();
    let rows = cx.ledger.rows(is_ours, last - 5..=last);
    let amounts = cx.frames.ledger_lines.view().amount_ore;
    let smallest = rows.iter().filter_map(|row| amounts.get(*row)).min();
    Ok(Ore(smallest.map_or(0, |ore| ore.saturating_neg().max(0))))
}

/// The authorities in force on the last day of the period, by dimension.
fn sheets(
    cx: &CheckContext<'_>,
    authorities: &Rows<'_>,
    values: &Rows<'_>,
) -> Result<BTreeMap<String, Sheet>, Text> {
    let known = values
        .rows
        .iter()
        .map(|row| values.text("dimension", *row).trim());
    let known: BTreeSet<&str> = known.collect();
    let standing = settings::text(cx.playbook, "authorities-structure.dimension").trim();
    let only = known.first().filter(|_| known.len() == 1).copied();
    let standing = Some(standing).filter(|name| !name.is_empty()).or(only);
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &row in &authorities.rows {
        if !is_in_force(cx, authorities, row) {
            continue;
        }
        let named = authorities.text("dimension", row).trim();
        let dimension = Some(named).filter(|name| !name.is_empty()).or(standing);
        let Some(dimension) = dimension else {
            return Err(Text::key("reason-no-controlling-dimension"));
        };
        if !known.contains(dimension) {
            return Err(Text::key("reason-no-values-of-dimension").with("dimension", dimension));
        }
        rows.entry(dimension).or_default().push(row);
    }
    let rows = rows.into_iter();
    let sheets = rows.map(|(name, rows)| (name.to_owned(), sheet(authorities, &rows)));
    Ok(sheets.collect())
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

fn sheet(authorities: &Rows<'_>, rows: &[usize]) -> Sheet {
    let (limits, orders) = (
        authorities.register.whole("limit"),
        authorities.register.whole("order"),
    );
    let mut intervals: Vec<(Interval, Vec<usize>)> = Vec::new();
    let mut sheet = Sheet::default();
    for &row in rows {
        let (from, to) = (authorities.text("from", row), authorities.text("to", row));
        let authority = Authority {
            user: authorities.text("user", row).trim().to_owned(),
            order: orders.get(row).unwrap_or_default(),
            limit: Ore(limits.get(row).unwrap_or_default()),
            above: Above::parse(authorities.text("rule", row)).unwrap_or(Above::Skipped),
        };
        if from.trim().eq_ignore_ascii_case(ALL_VALUES) {
            sheet.structure.all_values.push(authority);
            continue;
        }
        let mut known = intervals.iter_mut();
        let same = known.find(|(interval, _)| interval.from == from && interval.to == to);
        if let Some((interval, of_interval)) = same {
            interval.users.push(authority);
            of_interval.push(row);
            continue;
        }
        let interval = Interval {
            from: from.to_owned(),
            to: to.to_owned(),
            users: vec![authority],
        };
        intervals.push((interval, vec![row]));
    }
    let in_order = |one: &Authority, other: &Authority| {
        (one.order, &one.user).cmp(&(other.order, &other.user))
    };
    sheet.structure.all_values.sort_by(in_order);
    for (interval, _) in &mut intervals {
        interval.users.sort_by(in_order);
    }
    intervals.sort_by(|(one, _), (other, _)| {
        by_value(&one.from, &other.from)
            .then(by_value(&one.to, &other.to))
            .then((&one.from, &one.to).cmp(&(&other.from, &other.to)))
    });
    (sheet.structure.intervals, sheet.rows) = intervals.into_iter().unzip();
    sheet
}

/// Open values of the dimension that have nobody, whatever the amount.
fn holes(cx: &CheckContext<'_>, dimension: &str, sheet: &Sheet, values: &Rows<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for &row in &values.rows {
        let is_ours = values.text("dimension", row).trim() == dimension;
        if !is_ours || is_closed(cx, values.text("status", row)) || !is_in_force(cx, values, row) {
            continue;
        }
        let value = values.text("value", row);
        let line = InvoiceLine {
            value,
            amount: Ore::ZERO,
            receiver: None,
        };
        if route(&sheet.structure, &line, None).end == End::Hole {
            let message = Text::key("authorities-structure-hole")
                .with("dimension", dimension)
                .with("value", value);
            let places = values.places(cx, [row]);
            let subject = format!("{dimension} {value}");
            found.push(kinds::HOLE.finding(&subject, Ore::ZERO, message, places));
        }
    }
    found
}

/// An interval as people write it.
fn named(dimension: &str, from: &str, to: &str) -> String {
    if from == to {
        format!("{dimension} {from}")
    } else {
        format!("{dimension} {from}–{to}")
    }
}

fn gaps_and_overlaps(
    cx: &CheckContext<'_>,
    dimension: &str,
    sheet: &Sheet,
    authorities: &Rows<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    // The interval that reaches farthest of those before.
    let mut farthest: Option<(&Interval, &Vec<usize>)> = None;
    for (interval, rows) in sheet.structure.intervals.iter().zip(&sheet.rows) {
        let subject = named(dimension, &interval.from, &interval.to);
        if by_value(&interval.from, &interval.to).is_gt() {
            let message =
                Text::key("authorities-structure-turned").with("interval", subject.as_str());
            let places = authorities.places(cx, rows.iter().copied());
            found.push(kinds::GAP.finding(&subject, Ore::ZERO, message, places));
            continue;
        }
        let Some((before, of_before)) = farthest.replace((interval, rows)) else {
            continue;
        };
        let both = rows.iter().chain(of_before).copied();
        if by_value(&interval.from, &before.to).is_le() {
            let message = Text::key("authorities-structure-overlap")
                .with("interval", subject.as_str())
                .with("other", named(dimension, &before.from, &before.to));
            let places = authorities.places(cx, both);
            found.push(kinds::OVERLAP.finding(&subject, Ore::ZERO, message, places));
            if by_value(&interval.to, &before.to).is_lt() {
                farthest = Some((before, of_before));
            }
        } else if let Some((first, last)) = between(sheet, before, interval) {
            let subject = named(dimension, &first.to_string(), &last.to_string());
            let message = Text::key("authorities-structure-gap").with("interval", subject.as_str());
            let places = authorities.places(cx, both);
            found.push(kinds::GAP.finding(&subject, Ore::ZERO, message, places));
        }
    }
    found
}

/// The numbers between two intervals. Only where one of them is more than a single value: single values say nothing of what
/// is between; and not where some users cover all.
fn between(sheet: &Sheet, before: &Interval, after: &Interval) -> Option<(u64, u64)> {
    let is_range = |interval: &Interval| interval.from != interval.to;
    if !sheet.structure.all_values.is_empty() || !(is_range(before) || is_range(after)) {
        return None;
    }
    let first = number(&before.to)?.checked_add(1)?;
    let last = number(&after.from)?.checked_sub(1)?;
    (first <= last).then_some((first, last))
}

/// Intervals in which nobody may approve the largest invoice.
fn ceilings(
    cx: &CheckContext<'_>,
    dimension: &str,
    sheet: &Sheet,
    authorities: &Rows<'_>,
    largest: Ore,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (interval, rows) in sheet.structure.intervals.iter().zip(&sheet.rows) {
        let line = InvoiceLine {
            value: &interval.from,
            amount: largest,
            receiver: None,
        };
        let is_turned = by_value(&interval.from, &interval.to).is_gt();
        if is_turned || route(&sheet.structure, &line, None).end != End::Hole {
            continue;
        }
        let users = interval.users.iter().chain(&sheet.structure.all_values);
        let users = users.filter(|user| user.above != Above::Outside);
        let ceiling = users.map(|user| user.limit).max().unwrap_or_default();
        let above = largest.checked_sub(ceiling).unwrap_or(largest);
        let subject = named(dimension, &interval.from, &interval.to);
        let message = Text::key("authorities-structure-ceiling")
            .with("interval", subject.as_str())
            .with("ceiling", ceiling)
            .with("largest", largest);
        let places = authorities.places(cx, rows.iter().copied());
        found.push(kinds::CEILING.finding(&subject, above, message, places));
    }
    found
}

/// Intervals with too few persons for one to attest and another to approve.
fn persons(
    cx: &CheckContext<'_>,
    dimension: &str,
    sheet: &Sheet,
    authorities: &Rows<'_>,
) -> Vec<Finding> {
    let needed = settings::number(cx.playbook, "authorities-structure.persons").unsigned_abs();
    let mut found = Vec::new();
    for (interval, rows) in sheet.structure.intervals.iter().zip(&sheet.rows) {
        let users = interval.users.iter().chain(&sheet.structure.all_values);
        let users: BTreeSet<&str> = users.map(|user| user.user.as_str()).collect();
        let count = u32::try_from(users.len()).unwrap_or(u32::MAX);
        if count >= needed {
            continue;
        }
        let subject = named(dimension, &interval.from, &interval.to);
        let message = Text::key("authorities-structure-persons")
            .with("interval", subject.as_str())
            .with("count", u64::from(count))
            .with("needed", u64::from(needed));
        let places = authorities.places(cx, rows.iter().copied());
        found.push(kinds::PERSONS.finding(&subject, Ore::ZERO, message, places));
    }
    found
}

/// The groups of a user.
fn groups(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || [',', ';', '/', '+'].contains(&c));
    words.filter(|word| !word.is_empty())
}

/// Four characters of the company and two to six letters (C38).
fn is_login(login: &str) -> bool {
    let company = login.chars().take(4);
    let initials = login.chars().skip(4);
    let count = initials.clone().count();
    company.filter(char::is_ascii_alphanumeric).count() == 4
        && (2..=6).contains(&count)
        && initials.clone().all(char::is_alphabetic)
}

/// What is wrong with users, and with authorities that name them.
fn of_users(cx: &CheckContext<'_>, users: &Rows<'_>, authorities: &Rows<'_>) -> Vec<Finding> {
    let open = users.rows.iter().copied();
    let open: Vec<usize> = open
        .filter(|row| !is_closed(cx, users.text("status", *row)))
        .collect();
    let login = |row: usize| users.text("login", row).trim();
    let known: BTreeSet<&str> = open.iter().map(|row| login(*row)).collect();
    let approves = |row: &usize| groups(users.text("group", *row)).any(|group| group == APPROVERS);
    let approvers: BTreeSet<&str> = open
        .iter()
        .filter(|row| approves(row))
        .map(|row| login(*row))
        .collect();
    let without_superior = |row: &usize| {
        let superior = users.text("superior", *row).trim();
        let superior =
            Some(superior).filter(|superior| !superior.is_empty() && *superior != login(*row));
        approves(row) && escalated(superior, |login| approvers.contains(login)).is_none()
    };
    let has_other_form = |row: &usize| !is_login(login(*row));
    let has_unknown_group =
        |row: &usize| groups(users.text("group", *row)).any(|group| !GROUPS.contains(&group));
    let in_force = authorities.rows.iter().copied();
    let in_force: Vec<usize> = in_force
        .filter(|row| is_in_force(cx, authorities, *row))
        .collect();
    let is_stranger = |row: &usize| !known.contains(authorities.text("user", *row).trim());
    let has_unknown_rule = |row: &usize| Above::parse(authorities.text("rule", *row)).is_none();
    let table: [(&Kind, &str, &'static str, &Rows<'_>, Vec<usize>); 5] = [
        (
            &kinds::SUPERIOR,
            "T110",
            "authorities-structure-superior",
            users,
            chosen(&open, without_superior),
        ),
        (
            &kinds::LOGIN,
            "T110",
            "authorities-structure-login",
            users,
            chosen(&open, has_other_form),
        ),
        (
            &kinds::WORD,
            "T110",
            "authorities-structure-group",
            users,
            chosen(&open, has_unknown_group),
        ),
        (
            &kinds::UNKNOWN,
            "T105",
            "authorities-structure-user",
            authorities,
            chosen(&in_force, is_stranger),
        ),
        (
            &kinds::WORD,
            "T105",
            "authorities-structure-rule",
            authorities,
            chosen(&in_force, has_unknown_rule),
        ),
    ];
    let mut found = Vec::new();
    for (kind, subject, key, rows, wrong) in table {
        if wrong.is_empty() {
            continue;
        }
        let count = u64::try_from(wrong.len()).unwrap_or(u64::MAX);
        let message = Text::key(key).with("count", count);
        let places = rows.places(cx, wrong);
        found.push(kind.finding(subject, Ore::ZERO, message, places));
    }
    found
}

fn chosen(rows: &[usize], is_wrong: impl Fn(&usize) -> bool) -> Vec<usize> {
    rows.iter().copied().filter(|row| is_wrong(row)).collect()
}

/// The change report: what differs from the latest version before the period's.
fn changed(cx: &CheckContext<'_>, subject: &str, now: &Rows<'_>) -> Option<Finding> {
    let periods = now.register.short("period");
    let period = cx.period.as_i32();
    let of_period = |row: &usize| periods.get(*row) == Some(period);
    let rows = 0..now.register.len();
    let earlier = rows.clone().filter_map(|row| periods.get(row));
    let before = earlier.filter(|version| *version < period).max()?;
    if !now.rows.iter().all(of_period) {
        return None;
    }
    let old = Rows {
        register: now.register,
        rows: rows
            .filter(|row| periods.get(*row) == Some(before))
            .collect(),
    };
    let changes = changes(&old, now);
    if changes.is_empty() {
        return None;
    }
    let count = |kind| {
        let of_kind = changes.iter().filter(|(change, _)| *change == kind).count();
        u64::try_from(of_kind).unwrap_or(u64::MAX)
    };
    let message = Text::key("authorities-structure-changed")
        .with("file", subject)
        .with("before", domain::Period::from_i32(before)?)
        .with("changed", count(Change::Changed))
        .with("new", count(Change::New))
        .with("deleted", count(Change::Deleted));
    let places = now.places(cx, changes.iter().map(|(_, row)| *row));
    Some(kinds::CHANGED.finding(subject, Ore::ZERO, message, places))
}
