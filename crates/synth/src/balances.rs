//! Balances and open items per period, from what the ledger has posted: so they follow a fault too.
//!
//! Not here: statement balances (`bank_records` adds them up from the entries).

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{Ore, Period};
use formats::saft::record::PartyKind;

use crate::assets::worth;
use crate::profile::{
    COMPUTERS, CUSTOMERS, FINANCING, REFUNDS_ACCRUED, REFUNDS_CLAIMED, REFUNDS_OWED, SOFTWARE,
    SUPPLIERS,
};
use crate::world::{Line, Party, Voucher, World, negative, total};

/// Days from a claim's date to when it is due.
const DUE_DAYS: u64 = 30;

/// What one party owes or is owed for one invoice or bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OpenItem {
    /// Whose.
    pub(crate) party: Party,
    /// Number of the voucher it began with.
    pub(crate) voucher: String,
    /// Date of that voucher.
    pub(crate) date: NaiveDate,
    /// Open amount, debit positive.
    pub(crate) amount: Ore,
    /// KID; empty if none.
    pub(crate) kid: String,
    /// Number of a bill; empty if none.
    pub(crate) reference: String,
}

impl OpenItem {
    /// When it is due.
    pub(crate) fn due(&self) -> Option<NaiveDate> {
        due(self.date)
    }
}

/// When a claim of this date is due.
pub(crate) fn due(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(DUE_DAYS))
}

/// The control account of a kind of party.
pub(crate) fn control_account(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Customer => CUSTOMERS,
        PartyKind::Supplier => SUPPLIERS,
    }
}

/// Opening and closing of one account or party.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Balance {
    /// At the start of the period.
    pub(crate) opening: Ore,
    /// At its end.
    pub(crate) closing: Ore,
    /// Whether the period has a line on it.
    pub(crate) moved: bool,
}

/// The balances of a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PeriodBalances {
    /// Every account of the chart.
    pub(crate) accounts: BTreeMap<&'static str, Balance>,
    /// Parties with a balance or a line.
    pub(crate) parties: BTreeMap<Party, Balance>,
    /// Open items at the start of the period.
    pub(crate) opening_items: Vec<OpenItem>,
    /// Open items at its end.
    pub(crate) closing_items: Vec<OpenItem>,
}

/// Open items by party and KID or reference.
pub(crate) type Items = BTreeMap<(Party, String), OpenItem>;

/// The places of the vouchers posted in each month, and in period 14 if it has any; by journal and number.
pub(crate) fn vouchers_by_period(world: &World) -> BTreeMap<Period, Vec<usize>> {
    let months = world.days.periods.iter();
    let mut places: BTreeMap<Period, Vec<usize>> =
        months.map(|month| (*month, Vec::new())).collect();
    for (place, voucher) in world
        .vouchers
        .iter()
        .enumerate()
        .filter(|(_, v)| !v.removed)
    {
        // Months behind the data have no file.
        if places.contains_key(&voucher.period) || !voucher.period.is_month() {
            places.entry(voucher.period).or_default().push(place);
        }
    }
    for list in places.values_mut() {
        list.sort_by_key(|place| {
            world
                .vouchers
                .get(*place)
                .map(|v| (v.kind.journal(), v.kind, v.number))
        });
    }
    places
}

/// The balances of every period.
pub(crate) fn balances(
    world: &World,
    by_period: &BTreeMap<Period, Vec<usize>>,
) -> Vec<PeriodBalances> {
    let mut items = opening_items(world);
    let mut accounts = opening_accounts(world, &items);
    let mut parties: BTreeMap<Party, Ore> = BTreeMap::new();
    for item in items.values() {
        let balance = parties.entry(item.party).or_default();
        *balance = total([*balance, item.amount]);
    }
    let mut result = Vec::new();
    for (period, vouchers) in by_period {
        if !result.is_empty() && period.number() == 1 {
            close_year(&mut accounts, world.profile.balancing());
            carry_wrong(world, period.year(), &mut accounts);
        }
        let opening_items = open(&items);
        let at_start = |(key, opening): (&&'static str, &Ore)| {
            (
                *key,
                Balance {
                    opening: *opening,
                    closing: *opening,
                    moved: false,
                },
            )
        };
        let mut of_period = PeriodBalances {
            accounts: accounts.iter().map(at_start).collect(),
            parties: parties
                .iter()
                .filter(|(_, balance)| **balance != Ore::ZERO)
                .map(|(key, balance)| {
                    (
                        *key,
                        Balance {
                            opening: *balance,
                            closing: *balance,
                            moved: false,
                        },
                    )
                })
                .collect(),
            opening_items,
            closing_items: Vec::new(),
        };
        for voucher in vouchers
            .iter()
            .filter_map(|place| world.vouchers.get(*place))
        {
            for line in &voucher.lines {
                of_period.add(line);
                settle(&mut items, voucher, line);
            }
        }
        accounts = of_period
            .accounts
            .iter()
            .map(|(key, balance)| (*key, balance.closing))
            .collect();
        parties = of_period
            .parties
            .iter()
            .map(|(key, balance)| (*key, balance.closing))
            .collect();
        of_period.closing_items = open(&items);
        items.retain(|_, item| item.amount != Ore::ZERO);
        result.push(of_period);
    }
    result
}

impl PeriodBalances {
    /// Takes the accounts on to the end of a later period; its vouchers are on no party.
    pub(crate) fn close_with(&mut self, later: &Self) {
        for (account, of_later) in &later.accounts {
            let balance = self.accounts.entry(account).or_default();
            balance.closing = of_later.closing;
            balance.moved |= of_later.moved;
        }
    }

    fn add(&mut self, line: &Line) {
        let party = line
            .party
            .map(|party| self.parties.entry(party).or_default());
        let account = self.accounts.entry(line.account).or_default();
        for balance in [Some(account), party].into_iter().flatten() {
            balance.closing = total([balance.closing, line.amount]);
            balance.moved = true;
        }
    }
}

/// The open items before the data.
pub(crate) fn opening_items(world: &World) -> Items {
    let numbered = (1_u32..).zip(&world.opening_items);
    numbered
        .map(|(number, item)| {
            let key = if item.kid.is_empty() {
                item.reference.clone()
            } else {
                item.kid.clone()
            };
            let open = OpenItem {
                party: item.party,
                voucher: format!("40{number:07}"),
                date: item.date,
                amount: item.amount,
                kid: item.kid.clone(),
                reference: item.reference.clone(),
            };
            ((item.party, key), open)
        })
        .collect()
}

/// The opening balances of the data.
pub(crate) fn opening_accounts(world: &World, items: &Items) -> BTreeMap<&'static str, Ore> {
    let mut accounts: BTreeMap<&'static str, Ore> = world
        .profile
        .chart()
        .into_iter()
        .map(|(account, _)| (account, Ore::ZERO))
        .collect();
    for (bank, opening) in world.profile.banks.iter().zip(&world.bank_openings) {
        accounts.insert(bank.ledger, *opening);
    }
    for kind in [PartyKind::Customer, PartyKind::Supplier] {
        let of_kind = items
            .values()
            .filter(|item| item.party.0 == kind)
            .map(|item| item.amount);
        accounts.insert(control_account(kind), total(of_kind));
    }
    // What NAV pays in the first period was claimed before it.
    if let Some(report) = world.reports.first() {
        accounts.insert(REFUNDS_OWED, report.amount());
        accounts.insert(REFUNDS_CLAIMED, negative(report.amount()));
        if world.profile.has_accruals() {
            accounts.insert(REFUNDS_ACCRUED, report.amount());
        }
    }
    if let Some(first) = world.days.periods.first() {
        let worths = [SOFTWARE, COMPUTERS].map(|account| {
            (
                account,
                worth(&world.assets, account, first.previous_month()),
            )
        });
        for (account, worth) in worths.into_iter().filter(|(_, worth)| *worth != Ore::ZERO) {
            accounts.insert(account, worth);
            let so_far = accounts.entry(FINANCING).or_default();
            *so_far = total([*so_far, negative(worth)]);
        }
    }
    let balancing = negative(total(accounts.values().copied()));
    accounts.insert(world.profile.balancing(), balancing);
    accounts
}

/// The result of the year leaves the accounts of classes 3 to 8; the transfers of period 14 have made it zero.
pub(crate) fn close_year(accounts: &mut BTreeMap<&'static str, Ore>, balancing: &'static str) {
    let is_result = |account: &str| matches!(account.as_bytes().first(), Some(b'3'..=b'8'));
    let mut result = Vec::new();
    for (_, balance) in accounts
        .iter_mut()
        .filter(|(account, _)| is_result(account))
    {
        result.push(std::mem::take(balance));
    }
    let equity = accounts.entry(balancing).or_default();
    result.push(*equity);
    *equity = total(result);
}

/// What a year opens with on some accounts though it was not closed with it.
pub(crate) fn carry_wrong(world: &World, year: i32, accounts: &mut BTreeMap<&'static str, Ore>) {
    for ((_, account), more) in world
        .carried_wrong
        .iter()
        .filter(|((of, _), _)| *of == year)
    {
        let balance = accounts.entry(account).or_default();
        *balance = total([*balance, *more]);
    }
}

/// What a line with a party does to the item it belongs to: the one with its KID, else with its reference.
fn settle(items: &mut Items, voucher: &Voucher, line: &Line) {
    let Some(party) = line.party else { return };
    let key = if line.kid.is_empty() {
        &line.reference
    } else {
        &line.kid
    };
    let item = items
        .entry((party, key.clone()))
        .or_insert_with(|| OpenItem {
            party,
            voucher: voucher.number_text(),
            date: voucher.date,
            amount: Ore::ZERO,
            kid: line.kid.clone(),
            reference: line.reference.clone(),
        });
    item.amount = total([item.amount, line.amount]);
}

fn open(items: &Items) -> Vec<OpenItem> {
    items
        .values()
        .filter(|item| item.amount != Ore::ZERO)
        .cloned()
        .collect()
}
