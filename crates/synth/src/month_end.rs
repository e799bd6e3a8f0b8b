//! The month's end of agencies with accruals (SRS), and the year's end: vouchers that no bank sees.
//!
//! Source: SRS routines S1–S14; that gross agencies finance assets by 215, 391 and 395 too is what P:S2 says, though
//! R-102 has them for net ones only. Debit is positive.
//!
//! | Event | Posting |
//! |---|---|
//! | purchase, capitalisation | D 1295 C 2960, D 10*/12* C 1295 |
//! | state financing of it | D 3910 C 2150 |
//! | depreciation, its financing, a voucher for each account | D 60* C 10*/12*, D 2150 C 3950 |
//! | pay earned, not paid | D 5090 5190 C 2910; reversed in December |
//! | holiday pay | D 5080 C 2940 until May; used in June |
//! | refunds claimed of NAV | D 1579 C 5801 5811: what is claimed and has not come |
//! | appropriation | so much of 3900 that classes 3 to 81 are zero; against 1991 gross, 2170 net |
//! | year's end, period 14 | result (8950) and 1991 to 1990; 1980 to what the S-report says |
//!
//! The amounts of the last two are taken from the ledger as it stands, so they follow a fault: [`settle`]. That pay is
//! reversed in December, and holiday pay used in June, is inferred. Not here: the other vouchers (`generate`).

use std::collections::BTreeMap;

use domain::{Ore, Period};

use crate::faults::srs;
use crate::period_13;
use crate::profile::{
    ACCRUED_COSTS, ACCRUED_PARENTAL, ACCRUED_SICK, APPROPRIATION, APPROPRIATION_GROSS,
    APPROPRIATION_NET, FINANCING, FINANCING_INCOME, HOLIDAY_PAY, HOLIDAY_PAY_OWED, INVESTED,
    PAY_ACCRUED, PAY_OWED, REFUNDS_ACCRUED, REPORTED, RESULT, SETTLED, UNDER_WAY, WAGES,
};
use crate::random::Stream;
use crate::refunds::Report;
use crate::registers::cash::cash_ledgers;
use crate::world::{Line, Voucher, VoucherKind, World, negative, total};
use crate::year_end;

/// Posts the month's end of the period with this place, but the vouchers whose amounts [`settle`] finds.
pub(crate) fn post(world: &mut World, place: usize, period: Period, stream: &mut Stream) {
    if world.profile.has_accruals() {
        assets(world, place, period);
        pay(world, place, period, stream);
        holiday_pay(world, place, period, stream);
        refunds(world, place, period);
        let contra = if world.profile.is_gross() {
            APPROPRIATION_GROSS
        } else {
            APPROPRIATION_NET
        };
        let text = "Inntektsføring av bevilgning";
        let lines = [APPROPRIATION, contra].map(|account| Line::plain(account, Ore::ZERO, text));
        voucher(
            world,
            VoucherKind::Appropriation,
            (place, period),
            "",
            lines.to_vec(),
        );
    }
    if world.profile.has_year_end {
        year_end::post(world, place, period, stream);
    } else if period.number() == 12
        && let Some(transfers) = Period::new(period.year(), 14)
    {
        year_end(world, place, transfers);
    }
}

/// Posts lines on the last bank day of the period with this place, those of a year's end after its re-postings where it has
/// some; says the voucher's place.
pub(crate) fn voucher(
    world: &mut World,
    kind: VoucherKind,
    (place, period): (usize, Period),
    batch: &str,
    lines: Vec<Line>,
) -> usize {
    let last = world.days.of_period(place).end.saturating_sub(1);
    let day = if world.profile.has_period_13 && !period.is_month() {
        last + period_13::bank_days_after(period)
    } else {
        last
    };
    let date = world.days.date(day);
    world.post(kind, period, date, batch, lines)
}

/// Posts so much from one account to another; nothing for zero.
fn entry(
    world: &mut World,
    (kind, place, period): (VoucherKind, usize, Period),
    [debit, credit]: [&'static str; 2],
    amount: Ore,
    text: &str,
) {
    if amount != Ore::ZERO {
        let lines = vec![
            Line::plain(debit, amount, text),
            Line::plain(credit, negative(amount), text),
        ];
        voucher(world, kind, (place, period), "", lines);
    }
}

/// Purchases of the month, and the depreciation of everything bought before, by account.
fn assets(world: &mut World, place: usize, period: Period) {
    let when = (VoucherKind::Assets, place, period);
    let mut lost: BTreeMap<[&'static str; 2], Vec<Ore>> = BTreeMap::new();
    for asset in world.assets.clone() {
        if asset.bought == period {
            let [account, _] = asset.accounts;
            let text = format!("Anlegg {}", asset.number);
            let pairs = [
                [UNDER_WAY, ACCRUED_COSTS],
                [account, UNDER_WAY],
                [INVESTED, FINANCING],
            ];
            for [debit, credit] in pairs {
                let lines = [(debit, asset.cost), (credit, negative(asset.cost))];
                let lines = lines.map(|(account, amount)| {
                    Line::plain(account, amount, &text).reference(&asset.name())
                });
                voucher(world, when.0, (place, period), "", lines.to_vec());
            }
        }
        let of_accounts = lost.entry(asset.accounts).or_default();
        of_accounts.push(asset.depreciation(period));
    }
    for ([account, depreciation], lost) in lost {
        let lost = total(lost);
        if lost != Ore::ZERO {
            let lines = depreciated([account, depreciation], lost, DEPRECIATION);
            voucher(world, when.0, (place, period), "", lines);
        }
    }
}

/// The text of the month's depreciation.
pub(crate) const DEPRECIATION: &str = "Avskrivning";

/// The lines of a depreciation: of the asset account, then of its financing.
pub(crate) fn depreciated(
    [account, depreciation]: [&'static str; 2],
    lost: Ore,
    text: &str,
) -> Vec<Line> {
    let lines = [
        (depreciation, lost),
        (account, negative(lost)),
        (FINANCING, lost),
        (FINANCING_INCOME, negative(lost)),
    ];
    let lines = lines.map(|(account, amount)| Line::plain(account, amount, text));
    lines.to_vec()
}

/// What lines on some accounts sum to from January, or since the data began, to a period; without period 14.
fn moved(world: &World, period: Period, accounts: impl Fn(&str) -> bool) -> Ore {
    let of_year = world.vouchers.iter().filter(|voucher| {
        !voucher.removed
            && voucher.kind != VoucherKind::YearEnd
            && voucher.period.year() == period.year()
            && voucher.period <= period
    });
    let lines = of_year.flat_map(|voucher| &voucher.lines);
    total(
        lines
            .filter(|line| accounts(line.account))
            .map(|line| line.amount),
    )
}

fn pay(world: &mut World, place: usize, period: Period, stream: &mut Stream) {
    let text = "Påløpt lønn";
    let mut lines = Vec::new();
    for (account, most) in PAY_ACCRUED.into_iter().zip([8_000_000, 2_000_000]) {
        let drawn = Ore(stream.between(-most / 4, most));
        let amount = if period.number() == 12 {
            negative(moved(world, period, |posted| posted == account))
        } else {
            drawn
        };
        if amount != Ore::ZERO {
            lines.push(Line::plain(account, amount, text));
        }
    }
    let owed = negative(total(lines.iter().map(|line| line.amount)));
    if !lines.is_empty() && owed != Ore::ZERO {
        lines.push(Line::plain(PAY_OWED, owed, text));
    }
    if !lines.is_empty() {
        voucher(world, VoucherKind::Provision, (place, period), "", lines);
    }
}

fn holiday_pay(world: &mut World, place: usize, period: Period, stream: &mut Stream) {
    let when = (VoucherKind::Provision, place, period);
    match period.number() {
        1..=5 => {
            let amount = Ore(stream.between(2_000_000, 9_000_000));
            let accounts = [HOLIDAY_PAY, HOLIDAY_PAY_OWED];
            entry(world, when, accounts, amount, "Avsatt feriepenger");
        }
        6 => {
            let owed = negative(moved(world, period, |posted| posted == HOLIDAY_PAY_OWED));
            let accounts = [HOLIDAY_PAY_OWED, WAGES];
            entry(world, when, accounts, owed, "Utbetalte feriepenger");
        }
        _ => {}
    }
}

/// What is claimed of NAV and has not come is income of the month: at its end so much as the next report pays.
fn refunds(world: &mut World, place: usize, period: Period) {
    let (Some(paid), Some(next)) = (world.reports.get(place), world.reports.get(place + 1)) else {
        return;
    };
    let text = "Påløpt NAV-refusjon";
    let change = |of: &dyn Fn(&Report) -> Ore| Ore(of(next).0 - of(paid).0);
    let lines = [
        Line::plain(REFUNDS_ACCRUED, change(&Report::amount), text),
        Line::plain(ACCRUED_SICK, negative(change(&|r| r.income(false))), text),
        Line::plain(
            ACCRUED_PARENTAL,
            negative(change(&|r| r.income(true))),
            text,
        ),
    ];
    let lines = lines.into_iter().filter(|line| line.amount != Ore::ZERO);
    let lines: Vec<Line> = lines.collect();
    if !lines.is_empty() {
        voucher(world, VoucherKind::Provision, (place, period), "", lines);
    }
}

/// The transfers of period 14, without amounts.
fn year_end(world: &mut World, place: usize, period: Period) {
    let profile = &world.profile;
    let mut accounts = Vec::new();
    if profile.has_accruals() {
        // Classes 3 to 81 are zero already.
        accounts.extend(profile.is_gross().then_some([APPROPRIATION_GROSS, SETTLED]));
    } else {
        accounts.push([RESULT, SETTLED]);
    }
    accounts.extend(profile.is_gross().then_some([REPORTED, SETTLED]));
    for pair in accounts {
        let lines = pair.map(|account| Line::plain(account, Ore::ZERO, "Årsavslutning"));
        voucher(
            world,
            VoucherKind::YearEnd,
            (place, period),
            "",
            lines.to_vec(),
        );
    }
}

/// Gives appropriations and transfers the amounts that the ledger asks for, as it stands.
pub(crate) fn settle(world: &mut World) {
    if world.profile.has_year_end {
        year_end::settle(world);
        return;
    }
    if world
        .vouchers
        .iter()
        .any(|voucher| follows_the_ledger(voucher.kind))
    {
        appropriations(world);
        misposted(world);
        transfers(world);
    }
}

/// Does to appropriations what their faults say: only now is it known what they are, and only now can be said what the
/// fault amounts to.
fn misposted(world: &mut World) {
    for (period, (fault, later)) in world.appropriations.clone() {
        let mut posted = world.vouchers.iter().enumerate();
        let is_ours = |voucher: &Voucher| {
            voucher.kind == VoucherKind::Appropriation
                && voucher.period == period
                && !voucher.removed
        };
        if let Some((place, _)) = posted.find(|(_, voucher)| is_ours(voucher)) {
            let effect = srs::mispost(world, fault, place, later);
            world.settled.extend(effect);
        }
    }
}

/// Whether the amounts of a kind are taken from the ledger as it stands, so that a fault changes them too.
pub(crate) fn follows_the_ledger(kind: VoucherKind) -> bool {
    matches!(kind, VoucherKind::Appropriation | VoucherKind::YearEnd)
}

/// Whether the appropriation covers an account: classes 3 to 81.
fn is_covered(account: &str) -> bool {
    account.starts_with(['3', '4', '5', '6', '7'])
        || account.starts_with("80")
        || account.starts_with("81")
}

fn appropriations(world: &mut World) {
    // By period: what its lines cost, the appropriation itself left out.
    let mut costs: BTreeMap<Period, i64> = BTreeMap::new();
    let posted = world
        .vouchers
        .iter()
        .filter(|voucher| !voucher.removed && voucher.kind != VoucherKind::Appropriation);
    for voucher in posted {
        let covered = voucher.lines.iter().filter(|line| is_covered(line.account));
        *costs.entry(voucher.period).or_default() += total(covered.map(|line| line.amount)).0;
    }
    for voucher in &mut world.vouchers {
        if voucher.kind == VoucherKind::Appropriation {
            let cost = Ore(costs.get(&voucher.period).copied().unwrap_or_default());
            give(&mut voucher.lines, negative(cost));
            voucher.removed = cost == Ore::ZERO;
        }
    }
}

/// The amount of the first of two lines; the second takes the contrary.
fn give(lines: &mut [Line], amount: Ore) {
    for (line, amount) in lines.iter_mut().zip([amount, negative(amount)]) {
        line.amount = amount;
    }
}

fn transfers(world: &mut World) {
    let places: Vec<usize> = (0..)
        .zip(&world.vouchers)
        .filter_map(|(place, v)| (v.kind == VoucherKind::YearEnd).then_some(place))
        .collect();
    for place in places {
        let Some((account, period)) = world
            .vouchers
            .get(place)
            .and_then(|voucher| Some((voucher.lines.first()?.account, voucher.period)))
        else {
            continue;
        };
        let is_result = |account: &str| matches!(account.as_bytes().first(), Some(b'3'..=b'8'));
        let amount = match account {
            RESULT => negative(moved(world, period, is_result)),
            REPORTED => reported(world, period),
            _ => negative(moved(world, period, |posted| posted == account)),
        };
        if let Some(voucher) = world.vouchers.get_mut(place) {
            give(&mut voucher.lines, amount);
            voucher.removed = amount == Ore::ZERO;
        }
    }
}

/// What makes 1980 the contrary of the balances that the S-report reports in December.
pub(crate) fn reported(world: &World, period: Period) -> Ore {
    let of_december = cash_ledgers(world).into_iter();
    let of_december = of_december
        .zip(&world.days.periods)
        .find(|(_, month)| month.year() == period.year() && month.number() == 12);
    of_december.map_or(Ore::ZERO, |(ledger, _)| {
        Ore(-ledger.carried().0 - ledger.entity_of(REPORTED).0)
    })
}
