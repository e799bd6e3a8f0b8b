//! The cash ledger of gross agencies and what is reported from it: `cash-ledger`, `s-report`, `a-report`,
//! `article-control`.
//!
//! Everything but vouchers without effect in the cash ledger (types M*) is in it; of an opening balance only what was
//! carried in the cash ledger, with 1980 as its contra. Of period 13, where it is used, there are listings as of a month.
//! Source: reports-to-treasury §2–3 and 7, F1. The effect of unpaid bills
//! and of invoices is left out: they are in the balance with the treasury. State accounts are invented.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Ore, Period};
use formats::delimited::record::{Record, Value};

use super::{kind_of, listing, row, text};
use crate::balances::{
    carry_wrong, close_year, opening_accounts, opening_items, vouchers_by_period,
};
use crate::documents::{Content, Document};
use crate::error::SynthError;
use crate::profile::{ERROR, REPORTED};
use crate::world::{Voucher, VoucherKind, World, total};

type Accounts = BTreeMap<&'static str, Ore>;

/// Both ledgers at the end of a month, year to date.
#[derive(Clone, Default)]
pub(crate) struct CashLedger {
    entity: Accounts,
    cash: Accounts,
    /// What is in the entity ledger and not paid yet.
    open: Accounts,
    /// The entity ledger after the transfers of period 14.
    closed: Accounts,
    /// Of December: both ledgers after the re-postings of period 13, where it is used.
    reposted: Option<Box<Self>>,
}

impl CashLedger {
    /// The balance of an account in the entity ledger.
    pub(crate) fn entity_of(&self, account: &str) -> Ore {
        self.entity.get(account).copied().unwrap_or_default()
    }

    /// Every account of the entity ledger with its balance.
    pub(crate) fn entity(&self) -> impl Iterator<Item = (&'static str, Ore)> {
        self.entity.iter().map(|(account, of)| (*account, *of))
    }

    /// The balance of an account in the cash ledger.
    pub(crate) fn cash_of(&self, account: &str) -> Ore {
        self.cash.get(account).copied().unwrap_or_default()
    }

    /// What the cash ledger carries into the next year, by account.
    pub(crate) fn balances_carried(&self) -> impl Iterator<Item = (&'static str, Ore)> {
        let carried = self.cash.iter().filter(|(account, _)| is_carried(account));
        carried.map(|(account, balance)| (*account, *balance))
    }

    /// The sum of what the cash ledger carries into the next year.
    pub(crate) fn carried(&self) -> Ore {
        total(self.balances_carried().map(|(_, balance)| balance))
    }

    /// The ledgers that the year's last S-report is made of: of period 13 where it is used.
    fn last_of_year(&self) -> &Self {
        self.reposted.as_deref().unwrap_or(self)
    }

    fn add(&mut self, voucher: &Voucher) {
        for line in &voucher.lines {
            add(&mut self.entity, line.account, line.amount);
            if voucher.kind == VoucherKind::Open {
                add(&mut self.open, line.account, line.amount);
            } else if !voucher.kind.is_without_cash() {
                add(&mut self.cash, line.account, line.amount);
            }
        }
    }

    /// Both ledgers at the start of the next year: what the cash ledger carries, and 1980 as its contra.
    fn carry(&self, world: &World, year: i32) -> Self {
        let mut entity = self.closed.clone();
        close_year(&mut entity, world.profile.balancing());
        carry_wrong(world, year, &mut entity);
        let last = self.last_of_year();
        let mut cash: Accounts = last.balances_carried().collect();
        cash.insert(REPORTED, Ore(-last.carried().0));
        let closed = entity.clone();
        // What stays open is a balance; of the result nothing is left.
        let open = last.open.iter();
        let open = open.filter(|(account, _)| account.starts_with(['1', '2']));
        Self {
            entity,
            cash,
            open: open.map(|(account, of)| (*account, *of)).collect(),
            closed,
            reposted: None,
        }
    }
}

/// Whether the cash ledger carries an account: balances but 1931 to 1999.
fn is_carried(account: &str) -> bool {
    account.starts_with(['1', '2']) && !("1931"..="1999").contains(&account)
}

/// Both ledgers at the end of every month of the data.
pub(crate) fn cash_ledgers(world: &World) -> Vec<CashLedger> {
    let mut ledger = CashLedger {
        entity: opening_accounts(world, &opening_items(world)),
        ..CashLedger::default()
    };
    let mut all = Vec::new();
    for (period, vouchers) in &vouchers_by_period(world) {
        let vouchers = vouchers
            .iter()
            .filter_map(|place| world.vouchers.get(*place));
        if period.number() == 1 && !all.is_empty() {
            ledger = ledger.carry(world, period.year());
        }
        if period.is_month() {
            for voucher in vouchers {
                ledger.add(voucher);
            }
            ledger.closed = ledger.entity.clone();
            all.push(ledger.clone());
            continue;
        }
        let vouchers: Vec<&Voucher> = vouchers.collect();
        for line in vouchers.iter().flat_map(|voucher| &voucher.lines) {
            add(&mut ledger.closed, line.account, line.amount);
        }
        // What December carries is what the transfers leave.
        let Some(last) = all.last_mut() else {
            continue;
        };
        last.closed = ledger.closed.clone();
        if world.repostings.iter().any(|one| one.period == *period) {
            let mut reposted = last.clone();
            for voucher in vouchers {
                reposted.add(voucher);
            }
            last.reposted = Some(Box::new(reposted));
            ledger.reposted.clone_from(&last.reposted);
        }
    }
    all
}

fn add(accounts: &mut Accounts, account: &'static str, amount: Ore) {
    let balance = accounts.entry(account).or_default();
    *balance = total([*balance, amount]);
}

/// The listings of a gross agency.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    if !world.profile.is_gross() {
        return Ok(());
    }
    for (ledger, period) in cash_ledgers(world).iter().zip(&world.days.periods) {
        cash_ledger(ledger, *period, each)?;
        report(world, &ledger.cash, *period, each)?;
        if let Some((thirteen, reposted)) = of_13(*period, ledger) {
            cash_ledger(reposted, thirteen, each)?;
            report(world, &reposted.cash, thirteen, each)?;
        }
        if let (12, Some(opening)) = (period.number(), Period::new(period.year() + 1, 0)) {
            let carried = ledger.carry(world, opening.year());
            cash_ledger(&carried, opening, each)?;
            report(world, &carried.cash, opening, each)?;
        }
    }
    // The control lists what is illegal, so while nothing is, there are headings only.
    let [.., control] = REPORTS;
    each(of_report(control, "artskontokontroll.csv", Vec::new())?)
}

/// Period 13 after a December in which it is used, and the ledgers after it.
fn of_13(december: Period, ledger: &CashLedger) -> Option<(Period, &CashLedger)> {
    let thirteen = Period::new(december.year(), 13)?;
    Some((thirteen, ledger.reposted.as_deref()?))
}

/// The kinds of reports, and the headings of their amounts: but for these their headings are the same.
pub(crate) const REPORTS: [(&str, &str); 3] = [
    ("s-report", "Rapportert beløp"),
    ("a-report", "Bokført beløp"),
    ("article-control", "Beløp i avvik"),
];

fn of_report(
    (kind, amount): (&'static str, &'static str),
    name: &str,
    records: Vec<Record>,
) -> Result<Document, SynthError> {
    let content = Content::Listing(kind_of(kind)?, amount, records);
    Ok(Document::without_rows(format!("registers/{name}"), content))
}

fn cash_ledger(
    ledger: &CashLedger,
    period: Period,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let kind = kind_of("cash-ledger")?;
    let accounts: BTreeSet<&str> = ledger
        .entity
        .keys()
        .chain(ledger.cash.keys())
        .copied()
        .collect();
    let rows = accounts.into_iter().filter_map(|account| {
        let of = |accounts: &Accounts| accounts.get(account).copied().unwrap_or_default();
        let (entity, cash, open) = (of(&ledger.entity), of(&ledger.cash), of(&ledger.open));
        let has_balance = entity != Ore::ZERO || cash != Ore::ZERO;
        has_balance.then(|| {
            let mut cells = vec![
                ("account", text(account)),
                ("entity", Value::Amount(entity)),
                ("cash", Value::Amount(cash)),
                ("outside", Value::Amount(Ore::ZERO)),
                (
                    "excluded_types",
                    Value::Amount(Ore(entity.0 - cash.0 - open.0)),
                ),
                ("unresolved", Value::Amount(Ore::ZERO)),
                ("period", Value::Period(period)),
            ];
            if open != Ore::ZERO {
                cells.push(("open_items", Value::Amount(open)));
            }
            row(kind, &cells)
        })
    });
    listing(
        &format!("kontantregnskap-{period}.csv"),
        rows.collect(),
        each,
    )
}

/// A line of the S-report: state account and article account.
pub(crate) type ReportKey = (String, String);

/// The line of the S-report that an account is reported on.
pub(crate) fn report_key(agency: u32, account: &str) -> ReportKey {
    let state_account = state_account(account, agency, settlement(agency));
    (state_account, article(account))
}

/// The state account with the treasury of the agency with this number from 1; helper accounts have two digits more.
pub(crate) fn settlement(agency: u32) -> u32 {
    709_000 + agency
}

/// What the S-report says of a month.
pub(crate) fn report_lines(world: &World, ledger: &CashLedger) -> BTreeMap<ReportKey, Ore> {
    lines_of(world, &ledger.cash)
}

fn lines_of(world: &World, cash: &Accounts) -> BTreeMap<ReportKey, Ore> {
    let agency = world.profile.index + 1;
    // The helper accounts are reported though they are zero.
    let helpers = [("96", "280"), ("97", "157"), ("98", "529")].into_iter();
    let helpers = helpers.chain([("99", ERROR.get(..3).unwrap_or_default())]);
    let helper = |(helper, article): (&str, &str)| {
        let state_account = format!("{}{helper}", settlement(agency));
        ((state_account, article.to_owned()), Ore::ZERO)
    };
    let mut lines: BTreeMap<ReportKey, Ore> = helpers.map(helper).collect();
    for (account, balance) in cash.iter().filter(|(_, balance)| **balance != Ore::ZERO) {
        let line = lines.entry(report_key(agency, account)).or_default();
        *line = total([*line, *balance]);
    }
    lines
}

/// The S-report of a period, and the A-report that says the same.
fn report(
    world: &World,
    cash: &Accounts,
    period: Period,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let lines = lines_of(world, cash);
    let [reported, booked, _] = REPORTS;
    // What is carried is not booked a second time.
    let booked = (period.number() > 0).then_some((booked, "a-rapport"));
    for (report, name) in std::iter::once((reported, "s-rapport")).chain(booked) {
        let kind = kind_of(report.0)?;
        let rows = lines.iter().map(|((state_account, article), amount)| {
            row(
                kind,
                &[
                    ("state_account", text(state_account.as_str())),
                    ("article", text(article.as_str())),
                    ("amount", Value::Amount(*amount)),
                    ("period", Value::Period(period)),
                ],
            )
        });
        let name = format!("{name}-{period}.csv");
        each(of_report(report, &name, rows.collect())?)?;
    }
    Ok(())
}

/// The invented state account: income and expenditure chapter, Norges Bank, helper account, balance with the treasury.
fn state_account(account: &str, agency: u32, settlement: u32) -> String {
    match account {
        "1939" => format!("600{agency:03}01"),
        "1949" => format!("600{agency:03}02"),
        REPORTED => format!("600{agency:03}03"),
        ERROR => format!("{settlement}99"),
        _ if account.starts_with("157") => format!("{settlement}97"),
        _ if account.starts_with("85") => "299950".to_owned(),
        _ if account.starts_with('3') || account.starts_with("84") => "599901".to_owned(),
        _ if account.starts_with(['4', '5', '6', '7', '8']) => "299901".to_owned(),
        _ => settlement.to_string(),
    }
}

/// What stands on a helper account at the end of a month, and of a period 13 that is used: of NAV's refunds, or of the error account. Without faults nothing
/// does.
pub(crate) fn on_helpers(world: &World) -> Vec<(Period, String, Ore)> {
    let agency = world.profile.index + 1;
    let settlement = settlement(agency);
    let mut all = Vec::new();
    let ledgers = cash_ledgers(world);
    let months = world.days.periods.iter().zip(&ledgers);
    let months = months
        .flat_map(|(month, ledger)| std::iter::once((*month, ledger)).chain(of_13(*month, ledger)));
    for (period, ledger) in months {
        for helper in ["97", "99"] {
            let named = format!("{settlement}{helper}");
            let of_helper = ledger.cash.iter();
            let of_helper = of_helper
                .filter(|(account, _)| state_account(account, agency, settlement) == named);
            let amount = total(of_helper.map(|(_, balance)| *balance));
            if world.profile.is_gross() && amount != Ore::ZERO {
                all.push((period, named, amount));
            }
        }
    }
    all
}

/// The article account: three digits of the account, four of 197 to 199.
pub(crate) fn article(account: &str) -> String {
    let digits = if ("197".."200").contains(&account) {
        4
    } else {
        3
    };
    account.get(..digits).unwrap_or(account).to_owned()
}
