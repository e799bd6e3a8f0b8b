//! The year's end of gross agencies under the cash principle, for requests that ask for it: grants and collection through the
//! year, what is owed and claimed of them in December, and the vouchers of periods 12 and 14.
//!
//! Source: domain note nav-remittance-year-end §7.
//!
//! | Step | Posting |
//! |---|---|
//! | Y2a, Y3a | D 2407 C 8510, D 8400 C 1509: what the cash ledger does not have |
//! | Y2b, Y3b | C 8590 D 1998, D 8490 C 1997: the totals |
//! | Y4 | 8950 against 1999: the result |
//! | Y5 | 1980 against 1990: what the S-report says |
//! | Y6 | 1939 and 1949 to 1990 |
//! | Y8 | 1997, 1998 and 1999 to 1990 |
//!
//! Where period 13 is used, what else were vouchers of 12 is of 13.
//!
//! The amounts are taken from the ledger as it stands, as in `month_end`, but for what is posted by hand in the same year's
//! end: that corrects them. Not here: the faults (`faults::year_end`).

use std::collections::BTreeMap;

use domain::{Ore, Period};

use crate::balances::{opening_accounts, opening_items};
use crate::faults::year_end::mispost;
use crate::month_end::{reported, voucher};
use crate::profile::{EXPENSES, INCOME, REPORTED, RESULT, SETTLED};
use crate::random::Stream;
use crate::world::{Line, Voucher, VoucherKind, World, negative, total};

/// Grants, what is owed of them, and their contra accounts.
pub(crate) const GRANTS: &str = "8510";
pub(crate) const GRANTS_OWED: &str = "2409";
pub(crate) const GRANTS_NOT_PAID: &str = "2407";
pub(crate) const GRANTS_THROUGH: &str = "8590";
pub(crate) const GRANTS_BALANCE: &str = "1998";
/// Collection, what is claimed of it, and its contra accounts.
pub(crate) const COLLECTED: &str = "8400";
pub(crate) const COLLECTION_CLAIMED: &str = "1508";
pub(crate) const COLLECTION_NOT_PAID: &str = "1509";
pub(crate) const COLLECTION_THROUGH: &str = "8490";
pub(crate) const COLLECTION_BALANCE: &str = "1997";
/// Contra account of the result.
pub(crate) const RESULT_BALANCE: &str = "1999";
/// Settlement accounts with Norges Bank.
const NORGES_BANK: [&str; 2] = ["1939", "1949"];

/// The accounts, with description.
pub(crate) const OF_YEAR_END: [(&str, &str); 11] = [
    (COLLECTION_CLAIMED, "Fordringer innkreving"),
    (COLLECTION_NOT_PAID, "Motkonto fordringer"),
    (COLLECTION_BALANCE, "Innkrevingsvirksomhet"),
    (GRANTS_BALANCE, "Tilskuddsforvaltning"),
    (RESULT_BALANCE, "Resultat av periodens aktiviteter"),
    (GRANTS_NOT_PAID, "Motkonto leverandørgjeld tilskudd"),
    (GRANTS_OWED, "Skyldige tilskudd"),
    (COLLECTED, "Gebyrer"),
    (COLLECTION_THROUGH, "Motkonto innkreving"),
    (GRANTS, "Tilskudd"),
    (GRANTS_THROUGH, "Motkonto tilskudd"),
];

/// A voucher of the year's end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    GrantsCash,
    GrantsThrough,
    CollectionCash,
    CollectionThrough,
    Result,
    Settlement,
    NorgesBank,
    Accrued,
}

impl Step {
    /// In the order in which they are posted.
    const ALL: [Self; 8] = [
        Self::GrantsCash,
        Self::GrantsThrough,
        Self::CollectionCash,
        Self::CollectionThrough,
        Self::Result,
        Self::Settlement,
        Self::NorgesBank,
        Self::Accrued,
    ];

    /// The number of its period: the result follows the re-postings.
    fn number(self, uses_13: bool) -> u8 {
        match self {
            Self::Settlement | Self::NorgesBank | Self::Accrued => 14,
            _ if uses_13 => 13,
            _ => 12,
        }
    }
}

/// Posts what the month has of grants and collection; in December also what is owed and claimed, and the vouchers of the
/// year's end without amounts.
pub(crate) fn post(world: &mut World, place: usize, period: Period, stream: &mut Stream) {
    let mut pair = |kind, accounts: [&'static str; 2], most, text: &str| {
        let amount = Ore(stream.between(most / 4, most));
        let [debit, credit] = accounts;
        let lines = vec![
            Line::plain(debit, amount, text),
            Line::plain(credit, negative(amount), text),
        ];
        voucher(world, kind, (place, period), "", lines);
    };
    let [.., cost] = EXPENSES;
    let [income, ..] = INCOME;
    let of_month = VoucherKind::General;
    pair(of_month, [GRANTS, cost], 90_000_000, "Utbetalt tilskudd");
    pair(of_month, [income, COLLECTED], 60_000_000, "Innkrevd gebyr");
    if period.number() != 12 {
        return;
    }
    let open = VoucherKind::Open;
    pair(
        open,
        [GRANTS, GRANTS_OWED],
        30_000_000,
        "Innvilget tilskudd",
    );
    pair(open, [COLLECTION_CLAIMED, COLLECTED], 20_000_000, "Krav");
    let uses_13 = world.profile.has_period_13;
    for step in Step::ALL {
        if let Some(period) = Period::new(period.year(), step.number(uses_13)) {
            let kind = VoucherKind::YearEnd;
            voucher(world, kind, (place, period), "", Vec::new());
        }
    }
}

/// Gives the vouchers of each year's end their lines, and does to them what their faults say.
pub(crate) fn settle(world: &mut World) {
    let mut of_years: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (place, voucher) in world.vouchers.iter_mut().enumerate() {
        if voucher.kind == VoucherKind::YearEnd {
            voucher.lines.clear();
            of_years
                .entry(voucher.period.year())
                .or_default()
                .push(place);
        }
    }
    for (year, places) in of_years {
        for (step, place) in Step::ALL.into_iter().zip(places) {
            let lines = lines(world, year, step);
            if let Some(voucher) = world.vouchers.get_mut(place) {
                voucher.removed = lines.is_empty();
                voucher.lines = lines;
            }
            for fault in world.year_ends.get(&year).cloned().unwrap_or_default() {
                let effects = mispost(world, fault, step, place);
                world.settled.extend(effects);
            }
        }
    }
}

/// The ledger that a year's end has to do with, before period 14.
struct Books<'a> {
    world: &'a World,
    year: i32,
    openings: BTreeMap<&'static str, Ore>,
}

impl Books<'_> {
    /// Vouchers up to period 13, but what was posted by hand to correct this very year's end.
    fn vouchers(&self) -> impl Iterator<Item = &Voucher> {
        self.world.vouchers.iter().filter(|voucher| {
            let is_by_hand = voucher.kind == VoucherKind::Closing;
            let (year, number) = (voucher.period.year(), voucher.period.number());
            !voucher.removed
                && (year < self.year || year == self.year && number <= 13 && !is_by_hand)
        })
    }

    fn of_year(&self, accounts: impl Fn(&str) -> bool) -> Ore {
        let ours = self.vouchers();
        let ours = ours.filter(|voucher| voucher.period.year() == self.year);
        let lines = ours.flat_map(|voucher| &voucher.lines);
        total(
            lines
                .filter(|line| accounts(line.account))
                .map(|line| line.amount),
        )
    }

    /// What is of no payment yet.
    fn open(&self, account: &str) -> Ore {
        let ours = self.vouchers();
        let ours = ours.filter(|one| one.kind == VoucherKind::Open);
        let lines = ours.filter(|one| one.period.year() == self.year);
        let lines = lines.flat_map(|voucher| &voucher.lines);
        total(
            lines
                .filter(|line| line.account == account)
                .map(|line| line.amount),
        )
    }

    fn balance(&self, account: &str) -> Ore {
        let lines = self.vouchers().flat_map(|voucher| &voucher.lines);
        let moved = total(
            lines
                .filter(|line| line.account == account)
                .map(|line| line.amount),
        );
        total([
            moved,
            self.openings.get(account).copied().unwrap_or_default(),
        ])
    }
}

fn lines(world: &World, year: i32, step: Step) -> Vec<Line> {
    let openings = opening_accounts(world, &opening_items(world));
    let of = Books {
        world,
        year,
        openings,
    };
    let group = |first: &str, contra: &str| {
        negative(of.of_year(|account| account.starts_with(first) && account != contra))
    };
    let emptied = |accounts: &[&'static str]| -> Vec<(&'static str, Ore)> {
        let accounts = accounts.iter();
        accounts
            .map(|one| (*one, negative(of.balance(one))))
            .collect()
    };
    let is_result = |account: &str| {
        account.starts_with(['3', '4', '5', '6', '7'])
            || account.starts_with("80")
            || account.starts_with("81")
    };
    let (mut moved, contra) = match step {
        Step::GrantsCash => (vec![(GRANTS, negative(of.open(GRANTS)))], GRANTS_NOT_PAID),
        Step::GrantsThrough => (
            vec![(GRANTS_THROUGH, group("85", GRANTS_THROUGH))],
            GRANTS_BALANCE,
        ),
        Step::CollectionCash => (
            vec![(COLLECTED, negative(of.open(COLLECTED)))],
            COLLECTION_NOT_PAID,
        ),
        Step::CollectionThrough => (
            vec![(COLLECTION_THROUGH, group("84", COLLECTION_THROUGH))],
            COLLECTION_BALANCE,
        ),
        Step::Result => (
            vec![(RESULT, negative(of.of_year(is_result)))],
            RESULT_BALANCE,
        ),
        Step::Settlement => {
            let amount = Period::new(year, 14).map(|period| reported(world, period));
            (vec![(REPORTED, amount.unwrap_or_default())], SETTLED)
        }
        Step::NorgesBank => (emptied(&NORGES_BANK), SETTLED),
        Step::Accrued => (
            emptied(&[COLLECTION_BALANCE, GRANTS_BALANCE, RESULT_BALANCE]),
            SETTLED,
        ),
    };
    moved.retain(|(_, amount)| *amount != Ore::ZERO);
    let rest = negative(total(moved.iter().map(|(_, amount)| *amount)));
    if rest != Ore::ZERO {
        moved.push((contra, rest));
    }
    let line = |(account, amount)| Line::plain(account, amount, "Årsavslutning");
    moved.into_iter().map(line).collect()
}
