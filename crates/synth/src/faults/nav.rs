//! Faults in what NAV refunds: reports that payroll reads late, twice or not, receipts posted late or by hand, reports and
//! receipts that the other side does not have.
//!
//! How a month's refunds are booked is in `generate::exchanged`; each fault bends one of its vouchers, and sets right in
//! the month after what the routine sets right then. An agency has at most one a month that changes income. Source: routines
//! 14.1 to 14.5 and the causes of `nav-refunds`. Not here: how money moves at the bank, which no fault changes.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use domain::{Ore, Period};

use super::bank::clearing;
use super::{Candidate, Edit, Effect, FaultId, later_periods};
use crate::profile::{
    ACCRUED_SICK, REFUNDS_ACCRUED, REFUNDS_CLAIMED, REFUNDS_INTERIM, REFUNDS_OWED,
    REFUNDS_PARENTAL, REFUNDS_SICK,
};
use crate::random::Stream;
use crate::refunds::{Refund, Report};
use crate::world::{EntryKind, Line, Row, Single, Voucher, VoucherKind, World, negative, total};

/// Debtor and pass-through accounts, as the check names them.
const CLAIMS: &str = "1571+1575..1578";
/// The income accounts, as the check names them.
const INCOME: &str = "5800+5810";
/// Until this day of the month payroll reads a report.
const PAYROLL_DAY: u32 = 12;

/// A month and what belongs to its report.
struct Month<'world> {
    period: Period,
    /// Its first bank day, on which NAV pays.
    day: usize,
    report: &'world Report,
    entry: usize,
    /// Voucher of the receipt: bank, debtor.
    receipt: usize,
    /// Voucher of the income: pass-through account, income accounts.
    income: usize,
}

impl<'world> Month<'world> {
    fn of(world: &'world World, place: usize) -> Option<Self> {
        let period = world.days.periods.get(place).copied()?;
        let day = world.days.of_period(place).start;
        let is_receipt =
            |entry: &crate::world::Entry| entry.day == day && entry.kind == EntryKind::Refunds;
        let voucher = |kind, account| {
            let mut vouchers = world.vouchers.iter();
            vouchers.position(|voucher| {
                let mut lines = voucher.lines.iter();
                voucher.period == period
                    && voucher.kind == kind
                    && lines.any(|line| line.account == account)
            })
        };
        Some(Self {
            period,
            day,
            report: world.reports.get(place)?,
            entry: world.entries.iter().position(is_receipt)?,
            receipt: voucher(VoucherKind::RefundPayment, REFUNDS_OWED)?,
            income: voucher(VoucherKind::Payroll, REFUNDS_CLAIMED)?,
        })
    }

    /// The month `steps` after it, if the data have it.
    fn later(&self, world: &'world World, steps: usize) -> Option<Self> {
        let mut periods = world.days.periods.iter();
        let place = periods.position(|period| *period == self.period)?;
        Self::of(world, place + steps)
    }

    /// When payroll posts.
    fn posted(&self, world: &World) -> NaiveDate {
        let date = world.vouchers.get(self.income).map(|voucher| voucher.date);
        date.unwrap_or_else(|| world.days.date(self.day))
    }

    /// What no other fault that changes the month's income may touch.
    fn touch(&self) -> (usize, &'static str) {
        (self.day, REFUNDS_SICK)
    }
}

/// A voucher that a fault posts.
fn voucher(kind: VoucherKind, period: Period, date: NaiveDate, lines: Vec<Line>) -> Edit {
    Edit::Post(Voucher {
        kind,
        number: 0, // given when it is posted
        period,
        date,
        batch: String::new(),
        lines,
        removed: false,
    })
}

/// Lines turned.
fn turned(lines: &[Line]) -> Vec<Line> {
    let turn = |line: &Line| Line {
        amount: negative(line.amount),
        ..line.clone()
    };
    lines.iter().map(turn).collect()
}

/// Lines with one account for another.
fn moved(lines: &[Line], from: &str, to: &'static str) -> Vec<Line> {
    let one = |line: &Line| Line {
        account: if line.account == from {
            to
        } else {
            line.account
        },
        ..line.clone()
    };
    lines.iter().map(one).collect()
}

/// A fault in the booking of the month's report.
pub(super) fn of_the_month(world: &World, fault: FaultId, place: usize) -> Option<Candidate> {
    let month = Month::of(world, place)?;
    let candidate = match fault {
        FaultId::NavFileMissing | FaultId::NavReceiptByHand => receipt(world, fault, &month)?,
        FaultId::NavIncomeByHand | FaultId::NavNotReversed => by_hand(world, fault, &month)?,
        _ => income(world, fault, &month)?,
    };
    Some(candidate)
}

/// Income that is missing, there twice, or on the wrong account.
fn income(world: &World, fault: FaultId, month: &Month<'_>) -> Option<Candidate> {
    let posted = world.vouchers.get(month.income)?;
    let paid = month.report.amount();
    let rows = || vec![Row::Entry(month.entry)];
    let mut candidate = Candidate {
        touches: vec![month.touch()],
        vouchers: vec![month.income],
        ..Candidate::default()
    };
    if fault == FaultId::NavWrongBenefitAccount {
        let at = |line: &Line| line.account == REFUNDS_PARENTAL;
        let line = posted.lines.iter().position(at)?;
        let amount = negative(world.line_amount(month.income, line));
        let rows = vec![Row::Line(month.income, line)];
        candidate.edits = vec![Edit::Account(month.income, line, REFUNDS_SICK)];
        candidate.effects = vec![Effect::new(
            fault,
            month.period,
            REFUNDS_PARENTAL,
            amount,
            rows,
        )];
        return Some(candidate);
    }
    let (amount, later) = if fault == FaultId::NavNotRead {
        candidate.edits.push(Edit::Remove(vec![month.income]));
        (paid, posted.lines.clone())
    } else {
        candidate.edits.push(Edit::Post(posted.clone()));
        (negative(paid), turned(&posted.lines))
    };
    let effect = Effect::new(fault, month.period, INCOME, amount, rows());
    candidate
        .effects
        .push(effect.mirrored(CLAIMS, negative(amount)));
    if let Some(next) = month.later(world, 1) {
        let (period, date) = (next.period, next.posted(world));
        candidate.touches.push(next.touch());
        candidate
            .edits
            .push(voucher(VoucherKind::Payroll, period, date, later));
        let left = Effect::new(fault, period, INCOME, negative(amount), rows());
        candidate.effects.push(left.unexplained());
    }
    Some(candidate)
}

/// A receipt that is posted a month late, or on the interim account until the month after.
fn receipt(world: &World, fault: FaultId, month: &Month<'_>) -> Option<Candidate> {
    let posted = world.vouchers.get(month.receipt)?;
    let working = world.profile.ledger(world.profile.receiving);
    let paid = month.report.amount();
    let rows = vec![Row::Entry(month.entry)];
    let mut candidate = Candidate {
        touches: vec![(month.day, REFUNDS_OWED), (month.day, working)],
        vouchers: vec![month.receipt],
        ..Candidate::default()
    };
    let next = month.later(world, 1);
    if fault == FaultId::NavFileMissing {
        let of_entry = |rows: &[(&str, Row)]| rows.contains(&("bank", Row::Entry(month.entry)));
        let mut groups = world.groups.iter();
        candidate
            .groups
            .push(groups.position(|group| of_entry(&group.rows))?);
        candidate.edits.push(Edit::Remove(vec![month.receipt]));
        let effect = Effect::new(fault, month.period, CLAIMS, paid, rows);
        candidate
            .effects
            .push(effect.mirrored(working, negative(paid)));
        if let Some(next) = next {
            let date = world.days.date(next.day);
            let lines = posted.lines.clone();
            candidate.edits.push(voucher(
                VoucherKind::RefundPayment,
                next.period,
                date,
                lines,
            ));
        }
        return Some(candidate);
    }
    candidate
        .edits
        .push(Edit::Account(month.receipt, 1, REFUNDS_INTERIM));
    let effect = Effect::new(fault, month.period, REFUNDS_INTERIM, negative(paid), rows);
    candidate.effects.push(effect.mirrored(CLAIMS, paid));
    if let Some(next) = next {
        let text = "Innlest refusjon fra NAV";
        let lines = vec![
            Line::plain(REFUNDS_INTERIM, paid, text),
            Line::plain(REFUNDS_OWED, negative(paid), text),
        ];
        let date = world.days.date(next.day);
        candidate
            .edits
            .push(voucher(VoucherKind::General, next.period, date, lines));
    }
    Some(candidate)
}

/// Income that is posted by hand; payroll posts it in the month after, and it is reversed then or a month too late.
fn by_hand(world: &World, fault: FaultId, month: &Month<'_>) -> Option<Candidate> {
    let posted = world.vouchers.get(month.income)?;
    let paid = month.report.amount();
    let by_hand = moved(&posted.lines, REFUNDS_CLAIMED, REFUNDS_INTERIM);
    let rows = || vec![Row::Entry(month.entry)];
    let hand = |period, date, lines| voucher(VoucherKind::General, period, date, lines);
    let effect = Effect::new(fault, month.period, REFUNDS_INTERIM, paid, rows());
    let effect = effect.caused_by(FaultId::NavIncomeByHand.cause());
    let mut candidate = Candidate {
        touches: vec![month.touch()],
        vouchers: vec![month.income],
        effects: vec![effect.mirrored(CLAIMS, negative(paid))],
        edits: vec![
            Edit::Remove(vec![month.income]),
            hand(month.period, posted.date, by_hand.clone()),
        ],
        ..Candidate::default()
    };
    let next = month.later(world, 1);
    let is_late = fault == FaultId::NavNotReversed;
    if is_late && next.as_ref()?.period.year() != month.period.year() {
        return None; // What was brought forward is no voucher of the year.
    }
    let Some(next) = next else {
        return Some(candidate);
    };
    let date = next.posted(world);
    let lines = posted.lines.clone();
    candidate
        .edits
        .push(voucher(VoucherKind::Payroll, next.period, date, lines));
    if !is_late {
        candidate
            .edits
            .push(hand(next.period, date, turned(&by_hand)));
        return Some(candidate);
    }
    let effect = Effect::new(fault, next.period, INCOME, negative(paid), rows());
    candidate
        .effects
        .push(effect.mirrored(REFUNDS_INTERIM, paid));
    candidate.touches.push(next.touch());
    if let Some(after) = month.later(world, 2) {
        let (period, date) = (after.period, after.posted(world));
        candidate.edits.push(hand(period, date, turned(&by_hand)));
        candidate.touches.push(after.touch());
        let effect = Effect::new(fault, period, INCOME, paid, rows());
        candidate.effects.push(effect.unexplained());
    }
    Some(candidate)
}

/// An unknown receipt that is money from NAV: in none of its reports, or in one that came after payroll had posted.
pub(super) fn further_receipt(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: usize,
) -> Option<Candidate> {
    let month = Month::of(world, place)?;
    let single = world.singles.get(spot)?;
    let date = world.days.date(single.day);
    let is_outside = fault != FaultId::NavAfterPayroll;
    let is_elsewhere = fault == FaultId::NavOtherAccount;
    let is_manual = world.entries.get(single.entry)?.kind == EntryKind::Manual;
    // A report of the day of the month's would be that one.
    if !is_manual
        || !is_outside && date.day() <= PAYROLL_DAY
        || is_elsewhere && single.day == month.day
    {
        return None;
    }
    let working = world.profile.ledger(single.bank);
    let paid = world.line_amount(single.voucher, 0);
    let rows = || vec![Row::Entry(single.entry), Row::Line(single.voucher, 0)];
    let clearing = clearing(world, single);
    let mut candidate = Candidate {
        touches: vec![(single.day, working)],
        vouchers: clearing.into_iter().chain([single.voucher]).collect(),
        groups: single.interim_group.into_iter().collect(),
        effects: Vec::new(),
        edits: vec![
            Edit::Account(single.voucher, 1, REFUNDS_OWED),
            Edit::Text(single.voucher, 1, "Refusjon fra NAV"),
            Edit::FromNav(single.entry),
            Edit::Remove(clearing.into_iter().collect()),
        ],
    };
    if fault == FaultId::NavCorrected {
        let text = "Refusjon fra NAV utenom refusjonsløsningen";
        let lines = vec![
            Line::plain(REFUNDS_INTERIM, negative(paid), text),
            Line::plain(REFUNDS_OWED, paid, text),
        ];
        candidate
            .edits
            .push(voucher(VoucherKind::General, month.period, date, lines));
        candidate.effects = lasting(world, month.period, |period| {
            let effect = Effect::new(fault, period, REFUNDS_INTERIM, negative(paid), rows());
            effect.mirrored(working, paid)
        })?;
        return Some(candidate);
    }
    if is_elsewhere {
        return elsewhere(world, &month, single, candidate);
    }
    if is_outside {
        candidate.effects = lasting(world, month.period, |period| {
            let effect = Effect::new(fault, period, working, paid, rows());
            effect.mirrored(CLAIMS, negative(paid))
        })?;
        return Some(candidate);
    }
    candidate.touches.push(month.touch());
    candidate
        .edits
        .push(Edit::Report(single.day, further(&month, '4', paid)?));
    let effect = Effect::new(fault, month.period, INCOME, paid, rows());
    candidate
        .effects
        .push(effect.mirrored(CLAIMS, negative(paid)));
    if let Some(next) = month.later(world, 1) {
        let (period, date) = (next.period, next.posted(world));
        let lines = income_of(paid);
        candidate
            .edits
            .push(voucher(VoucherKind::Payroll, period, date, lines));
        candidate.touches.push(next.touch());
        let left = Effect::new(fault, period, INCOME, negative(paid), rows());
        candidate.effects.push(left.unexplained());
    }
    Some(candidate)
}

/// The report of a receipt names the account that pays; it is claimed and income like any other.
fn elsewhere(
    world: &World,
    month: &Month<'_>,
    single: &Single,
    mut candidate: Candidate,
) -> Option<Candidate> {
    let (period, posted) = (month.period, month.posted(world));
    let working = world.profile.ledger(single.bank);
    let named = world.profile.ledger(world.profile.paying);
    let paid = world.line_amount(single.voucher, 0);
    let report = Report {
        names_other_account: true,
        ..further(month, '4', paid)?
    };
    let date = posted.max(world.days.date(single.day));
    let text = "Krav på NAV";
    let claim = vec![
        Line::plain(REFUNDS_OWED, paid, text),
        Line::plain(REFUNDS_CLAIMED, negative(paid), text),
    ];
    candidate.edits.extend([
        Edit::Report(single.day, report),
        voucher(VoucherKind::RefundClaim, period, date, claim),
        voucher(VoucherKind::Payroll, period, date, income_of(paid)),
    ]);
    let rows = || vec![Row::Entry(single.entry)];
    candidate.effects = lasting(world, period, |period| {
        let fault = FaultId::NavOtherAccount;
        let effect = Effect::new(fault, period, working, paid, rows());
        effect.mirrored(named, negative(paid))
    })?;
    (working != named).then_some(candidate)
}

/// A further report that payroll has posted and the bank has not: it only takes back, or what it lists never came.
pub(super) fn further_report(
    world: &World,
    fault: FaultId,
    place: usize,
    day: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let month = Month::of(world, place)?;
    let working = world.profile.ledger(world.profile.receiving);
    let amount = Ore(stream.between(50_000, 900_000));
    let (code, paid) = if fault == FaultId::NavNegativeReport {
        ('A', negative(amount))
    } else {
        ('4', amount)
    };
    // Nothing of it is a row of the world but what payroll posts, which is added when it is posted.
    let effects = lasting(world, month.period, |period| {
        let effect = Effect::new(fault, period, working, negative(paid), Vec::new());
        effect.mirrored(CLAIMS, paid)
    })?;
    let date = month.posted(world).max(world.days.date(day));
    Some(Candidate {
        effects,
        edits: vec![
            Edit::Report(day, further(&month, code, paid)?),
            voucher(VoucherKind::Payroll, month.period, date, income_of(paid)),
        ],
        ..Candidate::default()
    })
}

/// The same effect in every period from one on; none if the year ends meanwhile, as the next year sees it otherwise.
fn lasting(
    world: &World,
    period: Period,
    effect: impl Fn(Period) -> Effect,
) -> Option<Vec<Effect>> {
    let later = later_periods(world, period).map(|(later, _)| later);
    let periods: Vec<Period> = std::iter::once(period).chain(later).collect();
    let is_one_year = periods.last()?.year() == period.year();
    is_one_year.then(|| periods.into_iter().map(effect).collect())
}

/// A report of one row, of the person of the month's first.
fn further(month: &Month<'_>, benefit: char, amount: Ore) -> Option<Report> {
    let first = month.report.refunds.first()?;
    Some(Report {
        refunds: vec![Refund {
            benefit,
            amount,
            is_parental: false,
            ..first.clone()
        }],
        names_other_account: false,
    })
}

/// With accruals the provision follows the pass-through account: what a fault takes out of it is no longer provided for.
pub(super) fn with_provision(world: &World, mut candidate: Candidate) -> Candidate {
    if !world.profile.has_accruals() {
        return candidate;
    }
    let claimed = |voucher: &Voucher| {
        let lines = voucher.lines.iter();
        let lines = lines.filter(|line| line.account == REFUNDS_CLAIMED);
        total(lines.map(|line| line.amount))
    };
    let mut moved: BTreeMap<Period, Vec<Ore>> = BTreeMap::new();
    for edit in &candidate.edits {
        match edit {
            Edit::Post(voucher) => moved
                .entry(voucher.period)
                .or_default()
                .push(claimed(voucher)),
            Edit::Remove(places) => {
                let removed = places.iter().filter_map(|place| world.vouchers.get(*place));
                for voucher in removed {
                    let of_period = moved.entry(voucher.period).or_default();
                    of_period.push(negative(claimed(voucher)));
                }
            }
            _ => {}
        }
    }
    let text = "Påløpt NAV-refusjon";
    for (period, amounts) in moved {
        let more = negative(total(amounts));
        let place = world.days.periods.iter().position(|of| *of == period);
        let Some(place) = place.filter(|_| more != Ore::ZERO) else {
            continue;
        };
        let last = world.days.of_period(place).end.saturating_sub(1);
        let lines = vec![
            Line::plain(REFUNDS_ACCRUED, more, text),
            Line::plain(ACCRUED_SICK, negative(more), text),
        ];
        let date = world.days.date(last);
        candidate
            .edits
            .push(voucher(VoucherKind::Provision, period, date, lines));
    }
    candidate
}

/// What payroll posts of refunds of sick pay.
fn income_of(paid: Ore) -> Vec<Line> {
    let text = "Refusjon fra NAV";
    vec![
        Line::plain(REFUNDS_CLAIMED, paid, text),
        Line::plain(REFUNDS_SICK, negative(paid), text),
    ]
}
