//! What a gross agency has set up to report to the treasury: `cash-setup`, `cash-exempt`, `state-authorities`, `period-status`;
//! and what some net agencies and funds report of their settlement account: `l-report`; the P-report of those net agencies, and what
//! the treasury has booked of it: `p-report`, `p-booked`. A file of each for every month.
//!
//! The set-up says in patterns what `cash` does account by account, so that both give the same report. Not here: the cash
//! ledger and the reports themselves (`cash`).

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::agency::BankRole;
use domain::{Ore, Period};
use formats::delimited::record::{Record, Value};

use super::cash::{CashLedger, article, cash_ledgers, report_key, settlement};
use super::{kind_of, listing, row, text};
use crate::documents::Document;
use crate::error::SynthError;
use crate::profile::{ERROR, REPORTED};
use crate::world::{World, negative, total};
use crate::year_end::{COLLECTED, GRANTS};

/// Accounts by pattern; the one account that a pattern is tried with stands beside it.
const PATTERNS: [(&str, &str); 13] = [
    ("1*", "1500"),
    ("157*", "1571"),
    ("1939", "1939"),
    ("1949", "1949"),
    (REPORTED, REPORTED),
    ("2*", "2400"),
    (ERROR, ERROR),
    ("3*", "3200"),
    ("4*", "4000"),
    ("5*", "5000"),
    ("6*", "6300"),
    ("7*", "7140"),
    ("8*", "8100"),
];

/// The same of grants and collection, which agencies have that post the year's end.
const GRANTS_AND_COLLECTION: [(&str, &str); 2] = [("84*", COLLECTED), ("85*", GRANTS)];

fn patterns(world: &World) -> impl Iterator<Item = (&'static str, &'static str)> {
    let more = GRANTS_AND_COLLECTION.into_iter();
    let has = world.profile.has_year_end;
    PATTERNS.into_iter().chain(more.filter(move |_| has))
}

/// Days after the period's end on which it is closed, and on which the S-report is made.
const CLOSED_AND_REPORTED: [u64; 2] = [8, 9];

/// Days after the period's end on which the basis of the L-report is received, and on which the report is due.
const CONFIRMED_AND_DUE: [u64; 2] = [8, 11];

/// The listings of an agency.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    if world.profile.lists_l_report() {
        l_reports(world, each)?;
        return p_reports(world, each);
    }
    if !world.profile.is_gross() {
        return Ok(());
    }
    for period in &world.days.periods {
        let files = [
            ("kontantoppsett", setup(world, *period)?),
            ("unntatte-kontoer", exempt(*period)?),
            ("fullmakter", authorities(world, *period)?),
            ("periodestatus", status(*period)?),
        ];
        for (name, records) in files {
            listing(&format!("{name}-{period}.csv"), records, each)?;
        }
    }
    Ok(())
}

/// The state account that a pattern of the set-up leads to.
fn state_account(world: &World, account: &str) -> String {
    report_key(world.profile.index + 1, account).0
}

fn setup(world: &World, period: Period) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("cash-setup")?;
    let rows = patterns(world).map(|(pattern, account)| {
        row(
            kind,
            &[
                ("accounts", text(pattern)),
                ("state_account", text(state_account(world, account))),
                ("status", text("N")),
                ("period", Value::Period(period)),
            ],
        )
    });
    Ok(rows.collect())
}

/// Accounts of class 9 are the agency's own helpers.
fn exempt(period: Period) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("cash-exempt")?;
    let cells = [
        ("exempt_accounts", text("9*")),
        ("status", text("N")),
        ("period", Value::Period(period)),
    ];
    Ok(vec![row(kind, &cells)])
}

/// Every state account of the set-up but the helper accounts, which no authority names.
fn authorities(world: &World, period: Period) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("state-authorities")?;
    let helpers = settlement(world.profile.index + 1).to_string();
    let accounts = patterns(world).map(|(_, account)| state_account(world, account));
    let mut accounts: Vec<String> = accounts
        .filter(|account| !account.starts_with(&helpers) || *account == helpers)
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    let rows = accounts.into_iter().map(|account| {
        row(
            kind,
            &[
                ("state_account", text(account)),
                ("authority_kind", text("Egen")),
                ("source", text("Tildelingsbrev")),
                ("period", Value::Period(period)),
            ],
        )
    });
    Ok(rows.collect())
}

fn status(period: Period) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("period-status")?;
    let day = |after| {
        let end = period.last_day();
        let day = end.checked_add_days(Days::new(after));
        day.ok_or(SynthError::Years)
    };
    let [closed, reported] = CLOSED_AND_REPORTED;
    let cells = [
        ("period", Value::Period(period)),
        ("closed", Value::Date(day(closed)?)),
        ("reported", Value::Date(day(reported)?)),
    ];
    Ok(vec![row(kind, &cells)])
}

/// The day of the treasury's deadline for the L-report of a month.
pub(crate) fn deadline(period: Period) -> Option<NaiveDate> {
    let [.., days] = CONFIRMED_AND_DUE;
    period.last_day().checked_add_days(Days::new(days))
}

/// The day the basis of the L-report of a month is received.
pub(crate) fn received(period: Period) -> Option<NaiveDate> {
    let [days, _] = CONFIRMED_AND_DUE;
    period.last_day().checked_add_days(Days::new(days))
}

/// The settlement account by the ledger, month by month.
fn l_reports(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let kind = kind_of("l-report")?;
    let places = world.profile.places(BankRole::Settlement);
    let place = places.first().copied();
    let bank = place.and_then(|place| Some((place, world.profile.banks.get(place)?)));
    let (place, bank) = bank.ok_or(SynthError::Internal("a settlement account"))?;
    let mut opening = world.bank_openings.get(place).copied().unwrap_or_default();
    for (ledger, period) in cash_ledgers(world).iter().zip(&world.days.periods) {
        let closing = ledger.entity_of(bank.ledger);
        let cells = [
            ("account", text(bank.number.as_str())),
            ("opening", Value::Amount(opening)),
            (
                "movement",
                Value::Amount(total([closing, negative(opening)])),
            ),
            ("closing", Value::Amount(closing)),
            (
                "received",
                Value::Date(received(*period).ok_or(SynthError::Years)?),
            ),
            (
                "deadline",
                Value::Date(deadline(*period).ok_or(SynthError::Years)?),
            ),
            ("period", Value::Period(*period)),
        ];
        listing(
            &format!("l-rapport-{period}.csv"),
            vec![row(kind, &cells)],
            each,
        )?;
        opening = closing;
    }
    Ok(())
}

/// The article account that collects differences.
const DIFFERENCES: &str = "280";
/// Starts of the accounts that stand on it.
const OF_DIFFERENCES: [&str; 3] = ["52", "157", "9"];
/// What the rows of the report as it is sent say, and those of the preliminary one.
pub(crate) const SENT: &str = "Endelig";
/// See [`SENT`].
pub(crate) const PRELIMINARY: &str = "Foreløpig";

/// The lines of the P-report of the month with this place.
pub(crate) fn p_report_lines(world: &World, place: usize) -> BTreeMap<String, Ore> {
    let mut lines: BTreeMap<String, Ore> = BTreeMap::new();
    let ledgers = cash_ledgers(world);
    for (account, balance) in ledgers.get(place).into_iter().flat_map(CashLedger::entity) {
        let is_difference = OF_DIFFERENCES
            .iter()
            .any(|start| account.starts_with(start));
        let article = if is_difference {
            DIFFERENCES.to_owned()
        } else {
            article(account)
        };
        let line = lines.entry(article).or_default();
        *line = total([*line, balance]);
    }
    lines.retain(|_, amount| *amount != Ore::ZERO);
    lines
}

/// The P-report by article account, preliminary and as it is sent, and what the treasury books of it.
fn p_reports(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    for (place, period) in world.days.periods.iter().enumerate() {
        if !world.profile.lists_p_report(period.year()) {
            continue;
        }
        let lines = p_report_lines(world, place);
        let cells = |(article, amount): (&String, &Ore)| {
            vec![
                ("article", text(article.as_str())),
                ("amount", Value::Amount(*amount)),
                ("period", Value::Period(*period)),
            ]
        };
        let (reported, booked) = (kind_of("p-report")?, kind_of("p-booked")?);
        let mut rows = Vec::new();
        for stage in [PRELIMINARY, SENT] {
            rows.extend(lines.iter().map(|line| {
                let mut cells = cells(line);
                cells.push(("stage", text(stage)));
                row(reported, &cells)
            }));
        }
        listing(&format!("p-rapport-{period}.csv"), rows, each)?;
        let rows = lines.iter().map(|line| row(booked, &cells(line)));
        listing(
            &format!("p-rapport-bokfort-{period}.csv"),
            rows.collect(),
            each,
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::generate;
    use crate::request::tests::request;

    /// The longest pattern that an account fits sends it where the cash ledger does.
    #[test]
    fn the_set_up_says_what_the_cash_ledger_does() {
        let world = generate(&request(1, 300), 0).unwrap();
        let besides = ["1571", "1575", "1980", "2809", "8950"];
        let accounts = world.profile.chart().into_iter();
        let accounts = accounts.map(|(account, _)| account).chain(besides);
        let mut seen = 0;
        for account in accounts {
            let fitting = patterns(&world).filter(|(pattern, _)| {
                pattern
                    .strip_suffix('*')
                    .map_or(*pattern == account, |start| account.starts_with(start))
            });
            let best = fitting.max_by_key(|(pattern, _)| pattern.len()).unwrap();
            let expected = report_key(1, account).0;
            assert_eq!(state_account(&world, best.1), expected, "{account}");
            seen += 1;
        }
        assert!(seen > 25);
    }
}
