//! Faults of the vouchers of a year's end: one for each cause that `year-end` names.
//!
//! Not here: the vouchers (`crate::year_end`), the routines beside a month (`year`).

use domain::agency::{Budgeting, Principle};
use domain::{Ore, Period};

use super::{Candidate, Edit, Effect, FaultId};
use crate::profile::SETTLED;
use crate::request::Request;
use crate::world::{Row, VoucherKind, World, negative, total};
use crate::year_end::Step;

/// Whether a fault is one of this module.
pub(super) fn is_ours(fault: FaultId) -> bool {
    fault.check() == "year-end"
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(request: &Request, agency: u32) -> bool {
    let model = request.model(agency);
    let is_ours = model.is_some_and(|model| {
        model.budgeting == Budgeting::Gross && model.principle == Principle::Cash
    });
    let (first, last) = request.periods;
    let december = Period::new(first.year(), 12);
    request.year_end && is_ours && december.is_some_and(|december| december <= last)
}

/// Places where the fault might be: a December.
pub(super) fn spots(world: &World, place: usize) -> Vec<(usize, usize)> {
    let period = world.days.period(place);
    let is_december = period.is_some_and(|period| period.number() == 12);
    if is_december {
        vec![(place, 0)]
    } else {
        Vec::new()
    }
}

/// What happens to the year's end when its amounts are known.
pub(super) fn candidate(world: &World, fault: FaultId, place: usize) -> Option<Candidate> {
    let year = world.days.period(place)?.year();
    Some(Candidate {
        touches: vec![(place, fault.as_str())],
        edits: vec![Edit::YearEnd(year, fault)],
        ..Candidate::default()
    })
}

/// Does to a posted voucher what the fault says, if it is the voucher that the fault is about; says what it amounts to.
pub(crate) fn mispost(world: &mut World, fault: FaultId, step: Step, place: usize) -> Vec<Effect> {
    let Some(voucher) = world.vouchers.get(place).cloned() else {
        return Vec::new();
    };
    let [first, .., last] = voucher.lines.as_slice() else {
        return Vec::new();
    };
    let Some(changed) = world.vouchers.get_mut(place) else {
        return Vec::new();
    };
    let amount = first.amount;
    let row = Row::Line(place, 0);
    let (subject, amount, rows) = match (fault, step) {
        (FaultId::YearEndMissing, Step::GrantsCash) => {
            changed.removed = true;
            (first.account, negative(amount), Vec::new())
        }
        (FaultId::YearEndTwice, Step::Result) => {
            let (period, date) = (voucher.period, voucher.date);
            let lines = voucher.lines.clone();
            let copy = world.post(VoucherKind::YearEnd, period, date, "", lines);
            (first.account, amount, vec![row, Row::Line(copy, 0)])
        }
        (FaultId::YearEndTurned, Step::CollectionThrough) => {
            for line in &mut changed.lines {
                line.amount = negative(line.amount);
            }
            (first.account, negative(total([amount, amount])), vec![row])
        }
        (FaultId::YearEndDiffers, Step::Settlement) => {
            let tenth = Ore(amount.0 / 10);
            let right = [negative(tenth), tenth];
            for (line, right) in changed.lines.iter_mut().zip(right) {
                line.amount = total([line.amount, right]);
            }
            (first.account, negative(tenth), vec![row])
        }
        (FaultId::YearEndContra, Step::GrantsThrough) => {
            if let Some(contra) = changed.lines.last_mut() {
                contra.account = SETTLED;
            }
            (last.account, negative(last.amount), Vec::new())
        }
        (FaultId::YearEndType, Step::NorgesBank) => {
            changed.kind = VoucherKind::General;
            let number = world.take_number(VoucherKind::General);
            if let Some(changed) = world.vouchers.get_mut(place) {
                changed.number = number;
            }
            let mains = voucher.lines.iter().enumerate();
            let mains = mains.filter(|(_, line)| line.account != SETTLED);
            let effect = |(at, line): (usize, &crate::world::Line)| {
                let rows = vec![Row::Line(place, at)];
                Effect::new(fault, voucher.period, line.account, line.amount, rows)
            };
            return mains.map(effect).collect();
        }
        _ => return Vec::new(),
    };
    // What is wrong in December is wrong after period 14 too.
    let transfers = Period::new(voucher.period.year(), 14).filter(|one| *one != voucher.period);
    let periods = std::iter::once(voucher.period).chain(transfers);
    let mut effects: Vec<Effect> = periods
        .map(|period| Effect::new(fault, period, subject, amount, rows.clone()))
        .collect();
    // What is left of the result comes with the carry-forward to where no balance was.
    let leaves_result = matches!(fault, FaultId::YearEndTwice | FaultId::YearEndTurned);
    let is_carried = world.days.periods.last() > Some(&voucher.period);
    if leaves_result && is_carried {
        // Told of December too, whatever period the result is transferred in.
        let year = voucher.period.year();
        let mut periods: Vec<Period> = effects.iter().map(|effect| effect.period).collect();
        periods.extend(Period::new(year, 12).filter(|december| !periods.contains(december)));
        let carried = periods.into_iter().map(|period| {
            Effect::new(fault, period, SETTLED, negative(amount), Vec::new())
                .told_by("carry-forward", None)
        });
        effects.extend(carried);
    }
    effects
}
