//! Faults at the month's end of agencies with accruals: assets and their financing, provisions, appropriations.
//!
//! Each is put right in the month after, if that is of the same year: what a year ends with is carried. Not here: the
//! other routines (`year`), the change of year (`carry`).

mod investment;
mod provisions;

use chrono::NaiveDate;
use domain::agency::{Budgeting, Principle};
use domain::{Ore, Period};

use self::provisions::is_too_old;
use super::p_report::{APPROPRIATED, DEPRECIATED};
use super::{Candidate, Edit, Effect, FaultId, later_periods};
use crate::assets::{Asset, is_month_of_purchase};
use crate::month_end::{DEPRECIATION, depreciated};
use crate::profile::{
    ACCRUED_PARENTAL, ACCRUED_SICK, APPROPRIATION_GROSS, APPROPRIATION_NET, COMPUTERS, EXPENSES,
    FINANCING, FileExchange, HOLIDAY_PAY, HOLIDAY_PAY_OWED, INVESTED, OTHER_INCOME, PAY_ACCRUED,
    PAY_OWED, SETTLED, SOFTWARE, UNDER_WAY, WAGES, has_accrual_accounts,
};
use crate::random::Stream;
use crate::registers::cash::report_key;
use crate::request::Request;
use crate::world::{Line, Row, Voucher, VoucherKind, World, negative, total};

/// What the checks call the accounts that they add up.
const ON_ASSETS: &str = "10*+11*+12*";
const ON_CLEARING: &str = "1295..1299";
const ON_DEPRECIATION: &str = "6000..6099";
const ON_INVESTED: &str = "391*";
const ON_COSTS: &str = "4*+5*+6*+7*+80*+81*";

/// The first year whose rules the checks know.
const FIRST_YEAR: i32 = 2015;
/// From this month on no holiday pay is owed.
const JUNE: u8 = 6;

/// Whether a fault is one of this module.
pub(super) fn is_ours(fault: FaultId) -> bool {
    let checks = [
        "fixed-assets",
        "asset-financing",
        "investment-appropriation",
        "appropriation-income",
        "accrued-pay",
        "holiday-pay",
        "nav-accrual",
        "accruals",
        "unused-appropriation",
    ];
    checks.contains(&fault.check())
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(fault: FaultId, request: &Request, agency: u32) -> bool {
    let Some(model) = request.model(agency) else {
        return false;
    };
    let (first, last) = request.periods;
    let has_budgeting = match fault {
        FaultId::AppropriationAlone
        | FaultId::ContraAlone
        | FaultId::ContraDiffers
        | FaultId::PayOwedAlone
        | FaultId::PayCostAlone
        | FaultId::PayDiffers
        | FaultId::PayOwedTwice
        | FaultId::PayOwedTurned => model.budgeting == Budgeting::Gross,
        _ if has_specified(fault) => has_accrual_accounts(request, agency),
        _ => model.budgeting != Budgeting::Fund,
    };
    let has_reports =
        fault.check() != "nav-accrual" || FileExchange::of(request, agency) != FileExchange::Common;
    model.principle == Principle::Srs
        && first.year() >= FIRST_YEAR
        && has_budgeting
        && has_reports
        && months(first, last).any(|(place, period)| has_month(fault, (first, last), place, period))
}

/// Whether a fault is in a balance that must be specified.
fn has_specified(fault: FaultId) -> bool {
    ["accruals", "unused-appropriation"].contains(&fault.check())
}

fn months(first: Period, last: Period) -> impl Iterator<Item = (usize, Period)> {
    let next = move |period: &Period| (*period < last).then(|| period.next_month());
    std::iter::successors(Some(first), next).enumerate()
}

/// Whether the data says what the year of a month began with.
fn has_opening(first: Period, month: Period) -> bool {
    first.number() == 1 || first.year() < month.year()
}

/// Whether a month of the data can have the fault.
fn has_month(fault: FaultId, (first, last): (Period, Period), place: usize, month: Period) -> bool {
    let has_end = month == last || month.number() != 12;
    has_end
        && match fault {
            FaultId::AssetMissing
            | FaultId::ClearingLeft
            | FaultId::AssetWrongAccount
            | FaultId::AssetTwice
            | FaultId::FinancingMissing
            | FaultId::FinancingTwice
            | FaultId::FinancingTurned
            | FaultId::FinancingDiffers
            | FaultId::AssetTurned
            | FaultId::InvestmentNotListed
            | FaultId::InvestmentDiffers
            | FaultId::InvestmentTwice
            | FaultId::InvestmentElsewhere
            | FaultId::InvestmentTurned => is_month_of_purchase(place),
            // The month before shows what was to come.
            FaultId::DepreciationMissing | FaultId::ReleaseAlone => {
                month > first && month.number() != 1
            }
            FaultId::PayOwedAlone
            | FaultId::PayCostAlone
            | FaultId::PayDiffers
            | FaultId::PayOwedTwice
            | FaultId::PayOwedTurned => month.number() != 12 && has_opening(first, month),
            _ if fault.check() == "nav-accrual" => has_opening(first, month),
            // Months of purchase are left to the faults of assets, which have no others.
            FaultId::ReleaseTwice | FaultId::ReleaseTurned | FaultId::ReleaseDiffers => {
                !is_month_of_purchase(place)
            }
            FaultId::HolidayPayTwice => month.number() == JUNE && first < month,
            FaultId::AccrualNotReversed => {
                let of_year = |(_, now): &(usize, Period)| now.year() == month.year();
                let mut later = months(month, last).filter(of_year);
                later.any(|(_, now)| is_too_old(month, now))
            }
            FaultId::HolidayPayLeft => month.number() >= JUNE,
            _ => true,
        }
}

/// Places of vouchers where the fault might be.
pub(super) fn spots(world: &World, fault: FaultId, place: usize) -> Vec<(usize, usize)> {
    let Some((period, first, last)) = world
        .days
        .period(place)
        .zip(world.days.periods.first())
        .zip(world.days.periods.last())
        .map(|((period, first), last)| (period, *first, *last))
    else {
        return Vec::new();
    };
    if !has_month(fault, (first, last), place, period) {
        return Vec::new();
    }
    let kind = match fault {
        FaultId::InvoiceNotCapitalised => VoucherKind::Bill,
        FaultId::PayOwedAlone
        | FaultId::PayCostAlone
        | FaultId::PayDiffers
        | FaultId::PayOwedTwice
        | FaultId::PayOwedTurned
        | FaultId::HolidayPayTwice => VoucherKind::Provision,
        _ if fault.check() == "nav-accrual" => VoucherKind::Provision,
        _ if has_specified(fault) => VoucherKind::Appropriation,
        FaultId::AppropriationMissing
        | FaultId::AppropriationDiffers
        | FaultId::AppropriationTwice
        | FaultId::AppropriationTurned
        | FaultId::AppropriationAlone
        | FaultId::ContraAlone
        | FaultId::ContraDiffers
        | FaultId::HolidayPayLeft => VoucherKind::Appropriation,
        _ => VoucherKind::Assets,
    };
    let vouchers = world.vouchers.iter().enumerate();
    let ours = vouchers.filter(|(_, voucher)| {
        voucher.kind == kind && voucher.period == period && !voucher.removed
    });
    ours.map(|(spot, _)| (spot, 0)).collect()
}

/// Where a fault would be, and when it is put right.
struct At<'a> {
    world: &'a World,
    fault: FaultId,
    period: Period,
    spot: usize,
    voucher: &'a Voucher,
    later: Option<(Period, NaiveDate)>,
}

/// What the fault would be at this voucher; `None` if it cannot be there.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.period(place)?;
    let later = later_periods(world, period).next();
    let at = At {
        world,
        fault,
        period,
        spot,
        voucher: world.vouchers.get(spot)?,
        later: later.map(|(later, days)| (later, world.days.date(days.start))),
    };
    let mut candidate = match fault {
        FaultId::DepreciationMissing => at.depreciation_missing(),
        FaultId::ReleaseMissing | FaultId::ReleaseAlone => at.half_of_depreciation(),
        FaultId::AssetMissing => at.asset_missing(),
        FaultId::InvestmentNotListed => at.not_listed(),
        FaultId::ClearingLeft
        | FaultId::AssetTwice
        | FaultId::AssetTurned
        | FaultId::AssetWrongAccount => at.capitalisation(),
        FaultId::InvestmentDiffers
        | FaultId::InvestmentTwice
        | FaultId::InvestmentElsewhere
        | FaultId::InvestmentTurned => at.investment(),
        FaultId::FinancingMissing
        | FaultId::FinancingTwice
        | FaultId::FinancingTurned
        | FaultId::FinancingDiffers => at.financing(),
        FaultId::InvoiceNotCapitalised => at.not_capitalised(),
        FaultId::AssetByHand
        | FaultId::FinancingAlone
        | FaultId::ContraAlone
        | FaultId::HolidayPayLeft => Some(at.further(stream)),
        FaultId::PayOwedAlone | FaultId::PayCostAlone | FaultId::PayDiffers => at.pay(),
        FaultId::NavAccruedElsewhere => at.accrued_refund(),
        FaultId::ReleaseTwice | FaultId::ReleaseTurned | FaultId::ReleaseDiffers => at.release(),
        FaultId::PayOwedTwice | FaultId::PayOwedTurned => at.further_pay(stream),
        FaultId::HolidayPayTwice => at.holiday_pay_twice(),
        _ if fault.check() == "nav-accrual" => at.nav_provision(stream),
        _ if has_specified(fault) => at.specified(stream),
        _ => at.appropriation(),
    }?;
    // Two faults of one month and one check would be one difference.
    let day = world.days.of_period(place).start;
    let family = match fault.check() {
        "asset-financing" | "investment-appropriation" => "fixed-assets",
        check => check,
    };
    candidate.touches.push((day, family));
    candidate.vouchers.push(spot);
    Some(candidate)
}

impl At<'_> {
    fn effect(&self, subject: &'static str, amount: Ore) -> Effect {
        let rows = vec![Row::Line(self.spot, 0)];
        Effect::new(self.fault, self.period, subject, amount, rows)
    }

    /// The fault with what is done, and what puts it right.
    fn candidate(&self, effects: Vec<Effect>, edits: Vec<Edit>, right: Vec<Line>) -> Candidate {
        let mut edits = edits;
        if let Some(later) = self.later {
            edits.push(Edit::Post(self.voucher_of(later, right)));
        }
        Candidate {
            effects,
            edits,
            ..Candidate::default()
        }
    }

    /// A voucher of the same kind; of costs, a general one.
    fn voucher_of(&self, (period, date): (Period, NaiveDate), lines: Vec<Line>) -> Voucher {
        let kind = match self.voucher.kind {
            // What follows the ledger would be given another amount.
            VoucherKind::Appropriation => VoucherKind::Provision,
            VoucherKind::Bill => VoucherKind::General,
            kind => kind,
        };
        Voucher {
            kind,
            number: 0, // given when it is posted
            period,
            date,
            batch: String::new(),
            lines,
            removed: false,
        }
    }

    /// The asset that the voucher is about, and whether it capitalises it or finances it.
    fn asset(&self) -> Option<(&Asset, bool)> {
        let [first, second] = self.voucher.lines.as_slice() else {
            return None;
        };
        let mut assets = self.world.assets.iter();
        let asset = assets.find(|asset| asset.name() == first.reference)?;
        match (first.account, second.account) {
            (INVESTED, _) => Some((asset, false)),
            (_, UNDER_WAY) => Some((asset, true)),
            _ => None,
        }
    }

    /// Asset account and amount of a voucher of the month's depreciation.
    fn depreciation(&self) -> Option<([&'static str; 2], Ore)> {
        let [cost, asset, _, _] = self.voucher.lines.as_slice() else {
            return None;
        };
        let depreciation = ([asset.account, cost.account], cost.amount);
        (cost.text == DEPRECIATION).then_some(depreciation)
    }

    /// The voucher of the same depreciation in the month before.
    fn same_before(&self, account: &str, lost: Ore) -> Option<usize> {
        let before = self.period.previous_month();
        let mut vouchers = self.world.vouchers.iter();
        vouchers.position(|voucher| {
            let is_same = |line: &Line| line.account == account && line.amount == negative(lost);
            voucher.kind == VoucherKind::Assets
                && voucher.period == before
                && !voucher.removed
                && voucher.lines.len() == 4
                && voucher.lines.get(1).is_some_and(is_same)
        })
    }

    /// The depreciation of an account is done a month late.
    fn depreciation_missing(&self) -> Option<Candidate> {
        let (accounts, lost) = self.depreciation()?;
        let before = self.same_before(accounts[0], lost)?;
        let right = depreciated(accounts, lost, "Etterført avskrivning");
        let effect = Effect {
            rows: vec![Row::Line(before, 1)],
            ..self.effect(accounts[0], lost)
        };
        let edits = vec![Edit::Remove(vec![self.spot])];
        let mut candidate = self.candidate(vec![effect], edits, right);
        candidate.vouchers.push(before);
        Some(candidate)
    }

    /// A depreciation without release of its financing, or the release without the depreciation.
    fn half_of_depreciation(&self) -> Option<Candidate> {
        let (accounts, lost) = self.depreciation()?;
        let (of_asset, of_financing) = self.voucher.lines.split_at_checked(2)?;
        let before = self.same_before(accounts[0], lost);
        let (kept, left_out, amount) = if self.fault == FaultId::ReleaseMissing {
            (of_asset, of_financing, lost)
        } else {
            before?;
            (of_financing, of_asset, negative(lost))
        };
        let effect = self.effect(ON_DEPRECIATION, amount);
        let mut effect = effect.mirrored(ON_ASSETS, negative(amount));
        if self.fault == FaultId::ReleaseAlone {
            effect = effect.mirrored(accounts[0], lost);
            if self.world.profile.is_net() {
                effect = effect.mirrored(DEPRECIATED, Ore::ZERO);
            }
        }
        let edits = vec![Edit::Lines(self.spot, kept.to_vec())];
        let right = told(left_out, "Etterført avskrivning");
        let mut candidate = self.candidate(vec![effect], edits, right);
        candidate.vouchers.extend(before);
        Some(candidate)
    }

    /// The vouchers of an asset's purchase.
    fn of_asset(&self, asset: &Asset) -> Vec<usize> {
        let name = asset.name();
        let vouchers = self.world.vouchers.iter().enumerate();
        let ours = vouchers.filter(|(_, voucher)| {
            voucher
                .lines
                .first()
                .is_some_and(|line| line.reference == name)
        });
        ours.map(|(place, _)| place).collect()
    }

    /// A purchase that is posted a month late, all of it.
    fn asset_missing(&self) -> Option<Candidate> {
        let (asset, true) = self.asset()? else {
            return None;
        };
        let (places, cost) = (self.of_asset(asset), negative(asset.cost));
        let effect = self.effect(asset.accounts[0], cost);
        let effect = effect.mirrored(ON_INVESTED, cost);
        let vouchers = places.iter();
        let lines = vouchers.filter_map(|place| self.world.vouchers.get(*place));
        let lines: Vec<Line> = lines.flat_map(|voucher| voucher.lines.clone()).collect();
        let mut candidate = self.candidate(
            vec![effect],
            vec![Edit::Remove(places.clone())],
            told(&lines, "Etterført anlegg"),
        );
        candidate.vouchers = places;
        Some(candidate)
    }

    /// The asset module does not say of an asset that the year's appropriation has paid it.
    fn not_listed(&self) -> Option<Candidate> {
        let (asset, false) = self.asset()? else {
            return None;
        };
        let effect = self.effect(ON_INVESTED, asset.cost);
        let edits = vec![Edit::NotInvested(asset.number, self.period)];
        Some(Candidate {
            effects: vec![effect],
            edits,
            ..Candidate::default()
        })
    }

    /// A capitalisation that is late, made twice, turned, or on another account.
    fn capitalisation(&self) -> Option<Candidate> {
        let (asset, true) = self.asset()? else {
            return None;
        };
        let (account, cost) = (asset.accounts[0], asset.cost);
        let lines = &self.voucher.lines;
        let other = if account == COMPUTERS {
            SOFTWARE
        } else {
            COMPUTERS
        };
        let corrected = "Retting av anlegg";
        Some(match self.fault {
            FaultId::ClearingLeft => {
                let effect = self.effect(ON_CLEARING, cost);
                let effect = effect.mirrored(account, negative(cost));
                let edits = vec![Edit::Remove(vec![self.spot])];
                self.candidate(vec![effect], edits, told(lines, corrected))
            }
            FaultId::AssetTwice => {
                let effect = self.effect(account, cost);
                let effect = effect.mirrored(ON_CLEARING, negative(cost));
                let edits = vec![Edit::Post(self.voucher.clone())];
                self.candidate(vec![effect], edits, told(&turned(lines), corrected))
            }
            FaultId::AssetTurned => {
                let effect = self.effect(account, negative(total([cost, cost])));
                // The clearing account has the cost from its purchase, and once more from here.
                let effect = effect.mirrored(ON_CLEARING, cost);
                let edits = vec![Edit::Lines(self.spot, turned(lines))];
                let right = [lines.as_slice(), lines].concat();
                self.candidate(vec![effect], edits, told(&right, corrected))
            }
            _ => {
                let effect = self.effect(other, cost);
                let effect = effect.mirrored(account, negative(cost));
                let edits = vec![Edit::Account(self.spot, 0, other)];
                let right = pair([account, other], cost, corrected);
                self.candidate(vec![effect], edits, right)
            }
        })
    }

    /// The state's financing of an asset that is late, posted twice, turned, or of another amount.
    fn financing(&self) -> Option<Candidate> {
        let (asset, false) = self.asset()? else {
            return None;
        };
        let (cost, lines, spot) = (asset.cost, &self.voucher.lines, self.spot);
        let less = negative(cost);
        // What the ledger has too little of.
        let (amount, edit) = match self.fault {
            FaultId::FinancingMissing => (cost, Edit::Remove(vec![spot])),
            FaultId::FinancingTwice => (less, Edit::Post(self.voucher.clone())),
            FaultId::FinancingTurned => (total([cost, cost]), Edit::Amount(spot, less)),
            _ => {
                let tenth = Ore(cost.0 / 10);
                let posted = total([cost, negative(tenth)]);
                (tenth, Edit::Amount(spot, posted))
            }
        };
        let effect = self.effect(ON_ASSETS, amount);
        let effect = effect.mirrored(ON_INVESTED, negative(amount));
        let mut right = lines.clone();
        for (line, amount) in right.iter_mut().zip([amount, negative(amount)]) {
            line.amount = amount;
        }
        Some(self.candidate(
            vec![effect],
            vec![edit],
            told(&right, "Retting av finansiering"),
        ))
    }

    /// A bill is posted on an asset account though nothing of it is an asset.
    fn not_capitalised(&self) -> Option<Candidate> {
        let cost = self.voucher.lines.first()?;
        let effect = self.effect(COMPUTERS, cost.amount);
        // The S-report has it on the balance, as a purchase that was never one of the year.
        let (state, article) = report_key(self.world.profile.index + 1, COMPUTERS);
        let effect = effect
            .mirrored(ON_ASSETS, cost.amount)
            .mirrored(format!("{state} {article}"), cost.amount);
        let edits = vec![Edit::Account(self.spot, 0, COMPUTERS)];
        let right = pair([cost.account, COMPUTERS], cost.amount, "Retting av konto");
        Some(self.candidate(vec![effect], edits, right))
    }

    /// A voucher that nothing stands behind, reversed a month later.
    fn further(&self, stream: &mut Stream) -> Candidate {
        let amount = Ore(stream.between(1_000_000, 9_000_000));
        let less = negative(amount);
        let (accounts, effect, text) = match self.fault {
            FaultId::AssetByHand => {
                let effect = self.effect(COMPUTERS, less).mirrored(ON_ASSETS, less);
                ([EXPENSES[2], COMPUTERS], effect, "Nedskrivning")
            }
            FaultId::FinancingAlone => {
                let effect = self.effect(ON_ASSETS, less).mirrored(ON_INVESTED, amount);
                ([INVESTED, FINANCING], effect, "Finansiering av anlegg")
            }
            FaultId::ContraAlone => {
                let effect = self.effect(APPROPRIATION_GROSS, amount);
                ([APPROPRIATION_GROSS, SETTLED], effect, "Bevilgning")
            }
            _ => {
                let effect = self.effect(HOLIDAY_PAY_OWED, less);
                (
                    [HOLIDAY_PAY, HOLIDAY_PAY_OWED],
                    effect,
                    "Avsatt feriepenger",
                )
            }
        };
        let effect = Effect {
            rows: Vec::new(), // the new line is added when it is posted
            ..effect
        };
        let lines = pair(accounts, amount, text);
        let right = turned(&lines);
        let posted = self.voucher_of((self.period, self.voucher.date), lines);
        self.candidate(vec![effect], vec![Edit::Post(posted)], right)
    }

    /// A line of the month's accrued pay is on an account outside the equation.
    fn pay(&self) -> Option<Candidate> {
        let lines = &self.voucher.lines;
        let owed = lines.iter().position(|line| line.account == PAY_OWED)?;
        let costs: Vec<usize> = (0..lines.len()).filter(|place| *place != owed).collect();
        let [first, second] = costs.as_slice() else {
            return None;
        };
        let is_cost = |line: &Line| PAY_ACCRUED.contains(&line.account);
        let amount = |place: usize| lines.get(place).map_or(Ore::ZERO, |line| line.amount);
        let sign = |place: usize| amount(place).0.signum();
        if !lines
            .iter()
            .all(|line| line.account == PAY_OWED || is_cost(line))
        {
            return None;
        }
        let (moved, effects) = match self.fault {
            FaultId::PayOwedAlone => (costs.clone(), vec![self.effect(PAY_OWED, amount(owed))]),
            FaultId::PayCostAlone => {
                let effects = costs
                    .iter()
                    .map(|place| self.effect(PAY_OWED, amount(*place)));
                (vec![owed], effects.collect())
            }
            _ => {
                // What is left of the cost still has the other sign.
                let moved = if sign(*second) == sign(owed) {
                    *second
                } else {
                    *first
                };
                let effect = self.effect(PAY_OWED, negative(amount(moved)));
                (vec![moved], vec![effect])
            }
        };
        let mut right = Vec::new();
        for line in moved.iter().filter_map(|place| lines.get(*place)) {
            right.extend(pair(
                [line.account, WAGES],
                line.amount,
                "Retting av påløpt lønn",
            ));
        }
        let moved = moved.into_iter();
        let edits = moved.map(|place| Edit::Account(self.spot, place, WAGES));
        Some(self.candidate(effects, edits.collect(), right))
    }

    /// The accrued income of refunds is posted as other income.
    fn accrued_refund(&self) -> Option<Candidate> {
        let lines = &self.voucher.lines;
        let accrued = [ACCRUED_SICK, ACCRUED_PARENTAL];
        let is_income = |line: &Line| accrued.contains(&line.account);
        let ours = lines.iter().enumerate().filter(|(_, line)| is_income(line));
        let ours: Vec<(usize, &Line)> = ours.collect();
        let provision = negative(total(ours.iter().map(|(_, line)| line.amount)));
        let effect = self.effect("1579", provision);
        let text = "Retting av påløpt refusjon";
        let right = ours.iter();
        let right =
            right.flat_map(|(_, line)| pair([line.account, OTHER_INCOME], line.amount, text));
        let right: Vec<Line> = right.collect();
        let edits = ours.iter();
        let edits = edits.map(|(place, _)| Edit::Account(self.spot, *place, OTHER_INCOME));
        (!ours.is_empty()).then(|| self.candidate(vec![effect], edits.collect(), right))
    }

    /// What happens to the month's appropriation when its amount is known.
    fn appropriation(&self) -> Option<Candidate> {
        let has_amount = self.voucher.lines.first()?.amount != Ore::ZERO;
        has_amount.then(|| Candidate {
            vouchers: vec![self.spot],
            edits: vec![Edit::Appropriation(self.period, self.fault, self.later)],
            ..Candidate::default()
        })
    }
}

/// Does to a posted appropriation what the fault says, and puts it right; says what it amounts to.
pub(crate) fn mispost(
    world: &mut World,
    fault: FaultId,
    place: usize,
    later: Option<(Period, NaiveDate)>,
) -> Option<Effect> {
    let voucher = world.vouchers.get(place)?.clone();
    let (period, lines) = (voucher.period, voucher.lines.clone());
    let posted = lines.first()?.amount;
    let rows = vec![Row::Line(place, 0)];
    let tenth = Ore(posted.0 / 10);
    // What the month's income then is, and what is left to be posted.
    let (amount, missing) = match fault {
        FaultId::AppropriationMissing => (Ore::ZERO, posted),
        FaultId::AppropriationDiffers => (total([posted, negative(tenth)]), tenth),
        FaultId::AppropriationTwice => (posted, negative(posted)),
        FaultId::AppropriationTurned => (negative(posted), total([posted, posted])),
        _ => (posted, Ore::ZERO),
    };
    let mut effect = Effect::new(fault, period, ON_COSTS, negative(missing), rows);
    let contra = lines.get(1)?.account;
    let mut right = lines.clone();
    for (line, missing) in right.iter_mut().zip([missing, negative(missing)]) {
        line.amount = missing;
    }
    let changed = world.vouchers.get_mut(place)?;
    for (line, amount) in changed.lines.iter_mut().zip([amount, negative(amount)]) {
        line.amount = amount;
    }
    match fault {
        FaultId::AppropriationMissing => {
            changed.removed = true;
            effect.rows.clear();
            if contra == APPROPRIATION_NET {
                effect = effect.mirrored(APPROPRIATED, Ore::ZERO);
            }
        }
        FaultId::AppropriationAlone => {
            changed.lines.get_mut(1)?.account = SETTLED;
            (effect.subject, effect.amount) = (APPROPRIATION_GROSS.into(), posted);
            right = pair(
                [APPROPRIATION_GROSS, SETTLED],
                negative(posted),
                "Retting av motkonto",
            );
        }
        FaultId::ContraDiffers => {
            // The tenth is negative, as the income is.
            let other = Line {
                account: SETTLED,
                amount: negative(tenth),
                ..changed.lines.get(1)?.clone()
            };
            let contra = changed.lines.get_mut(1)?;
            contra.amount = total([contra.amount, tenth]);
            changed.lines.push(other);
            (effect.subject, effect.amount) = (APPROPRIATION_GROSS.into(), tenth);
            right = pair(
                [APPROPRIATION_GROSS, SETTLED],
                negative(tenth),
                "Retting av motkonto",
            );
        }
        FaultId::AppropriationTwice => {
            let copy = world.post(voucher.kind, period, voucher.date, "", lines);
            effect.rows.push(Row::Line(copy, 0));
            if contra == APPROPRIATION_NET {
                effect = effect.mirrored(APPROPRIATION_NET, negative(posted));
            }
        }
        _ => {}
    }
    if let Some((period, date)) = later {
        let right = told(&right, "Retting av bevilgning");
        world.post(voucher.kind, period, date, "", right);
    }
    Some(effect)
}

/// So much from one account to another.
fn pair([debit, credit]: [&'static str; 2], amount: Ore, text: &str) -> Vec<Line> {
    vec![
        Line::plain(debit, amount, text),
        Line::plain(credit, negative(amount), text),
    ]
}

/// The same lines with another text.
fn told(lines: &[Line], text: &str) -> Vec<Line> {
    let told = lines.iter().map(|line| Line {
        text: text.to_owned(),
        ..line.clone()
    });
    told.collect()
}

/// The same lines the other way round.
fn turned(lines: &[Line]) -> Vec<Line> {
    let turned = lines.iter().map(|line| Line {
        amount: negative(line.amount),
        ..line.clone()
    });
    turned.collect()
}
