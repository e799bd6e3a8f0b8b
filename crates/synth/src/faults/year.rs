//! Faults of the routines beside the accounts of a month: old open items, till and petty cash, a voucher series, roles.
//!
//! Not here: what the month's end posts (`srs`).

use chrono::{Days, Months, NaiveDate};
use domain::{Ore, Period};

use super::{Candidate, Edit, Effect, FaultId, later_periods};
use crate::balances::due;
use crate::plan::kid;
use crate::profile::{
    CUSTOMERS, EXPENSES, OF_OLD_ITEMS, PETTY_CASH, SUPPLIERS, TILL, has_routines,
};
use crate::random::Stream;
use crate::request::Request;
use crate::world::{Line, OpeningItem, Row, Voucher, VoucherKind, World, negative, total};

/// The most a petty cash may hold.
const PETTY_CASH_LIMIT: Ore = Ore(200_000);
/// Months after which a difference of the till is too old.
const TILL_MONTHS: i32 = 3;
/// Months until a claim is lost, and before it in which it is said.
const LIMITATION: [Months; 2] = [Months::new(36), Months::new(6)];
/// The supplier of a credit note without an invoice.
const NO_INVOICE: u32 = 99_997;
/// The first year of the routines, and of the one about credit notes.
const FIRST_YEARS: [i32; 2] = [2017, 2022];

/// Whether a fault is one of this module.
pub(super) fn is_ours(fault: FaultId) -> bool {
    let checks = [
        "receivable-age",
        "till",
        "petty-cash",
        "voucher-sequence",
        "credit-notes",
        "segregation",
    ];
    checks.contains(&fault.check())
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(fault: FaultId, request: &Request, agency: u32) -> bool {
    let (first, last) = request.periods;
    let [since, since_notes] = FIRST_YEARS;
    let has_place = match fault {
        FaultId::BothRoles => has_roles(agency),
        FaultId::TillOverAge => {
            let is_old_in = |month| months(month, last).any(|now| is_old_till(month, now));
            has_routines(request, agency) && months(first, last).any(is_old_in)
        }
        FaultId::CreditNoteAlone | FaultId::CreditNoteDue | FaultId::CreditNoteKid => {
            first.year() >= since_notes && has_routines(request, agency)
        }
        _ => has_routines(request, agency),
    };
    first.year() >= since && has_place
}

fn months(first: Period, last: Period) -> impl Iterator<Item = Period> {
    let next = move |period: &Period| (*period < last).then(|| period.next_month());
    std::iter::successors(Some(first), next)
}

/// Whether the agency lists its roles.
fn has_roles(agency: u32) -> bool {
    crate::profile::has_invoice_system(agency)
}

/// The month a difference of the till counts from in a later month: what a year begins with is of December.
fn born(posted: Period, now: Period) -> Period {
    if posted.year() == now.year() {
        posted
    } else {
        Period::new(now.year() - 1, 12).unwrap_or(posted)
    }
}

/// Whether a difference of a month is too old in another.
fn is_old_till(posted: Period, now: Period) -> bool {
    now.months_since(born(posted, now)) >= TILL_MONTHS
}

/// Places where the fault might be: of vouchers for a gap in their numbers, else the month itself.
pub(super) fn spots(world: &World, fault: FaultId, place: usize) -> Vec<(usize, usize)> {
    let period = world.days.period(place);
    if fault != FaultId::VoucherNumberMissing {
        return vec![(place, 0)];
    }
    let vouchers = world.vouchers.iter().enumerate();
    let ours = vouchers.filter(|(_, voucher)| {
        voucher.kind == VoucherKind::Invoice && Some(voucher.period) == period
    });
    ours.map(|(spot, _)| (spot, 0)).collect()
}

/// What the fault would be at this place; `None` if it cannot be there.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.period(place)?;
    let at = At {
        world,
        fault,
        period,
        place,
    };
    match fault {
        FaultId::CommentMissing => at.comment_missing(),
        FaultId::LimitationPassed | FaultId::LimitationNear => at.limitation(),
        FaultId::TillOverAge => at.till(stream),
        FaultId::PettyCashOver | FaultId::PettyCashNegative => Some(at.petty_cash(stream)),
        FaultId::VoucherNumberMissing => at.number_missing(spot),
        FaultId::CreditNoteAlone | FaultId::CreditNoteDue | FaultId::CreditNoteKid => {
            at.credit_note()
        }
        _ => Some(at.both_roles()),
    }
}

/// Where a fault would be.
struct At<'a> {
    world: &'a World,
    fault: FaultId,
    period: Period,
    place: usize,
}

impl At<'_> {
    /// An effect that no row of the ledger or the bank proves.
    fn effect(&self, period: Period, subject: &'static str, amount: Ore) -> Effect {
        Effect::new(self.fault, period, subject, amount, Vec::new())
    }

    /// The same effect in every month of the data.
    fn always(&self, subject: &'static str, amount: Ore) -> Vec<Effect> {
        let periods = self.world.days.periods.iter();
        let effects = periods.map(|period| self.effect(*period, subject, amount));
        effects.collect()
    }

    fn last_day(&self) -> NaiveDate {
        let days = self.world.days.of_period(self.place);
        self.world.days.date(days.end.saturating_sub(1))
    }

    /// The old item of a party of this place, and its place.
    fn old_item(&self, is_ours: impl Fn(&OpeningItem) -> bool) -> Option<(usize, OpeningItem)> {
        let items = self.world.opening_items.iter().enumerate();
        let mut ours = items.filter(|(_, item)| is_ours(item));
        ours.next().map(|(place, item)| (place, item.clone()))
    }

    fn old_claim(&self) -> Option<(usize, OpeningItem)> {
        let [customer, _] = OF_OLD_ITEMS;
        self.old_item(|item| item.party.1 == customer)
    }

    /// The old claim has no comment, as long as the data lasts.
    fn comment_missing(&self) -> Option<Candidate> {
        let (_, item) = self.old_claim()?;
        Some(Candidate {
            touches: vec![(0, "receivable-age")],
            effects: self.always(CUSTOMERS, item.amount),
            edits: vec![Edit::Uncommented],
            ..Candidate::default()
        })
    }

    /// The old claim is so old that it is lost, or soon will be.
    fn limitation(&self) -> Option<Candidate> {
        let [years, notice] = LIMITATION;
        let (place, mut item) = self.old_claim()?;
        let periods = &self.world.days.periods;
        let begins = periods.first()?.first_day();
        let ends = periods.last()?.last_day();
        let is_passed = self.fault == FaultId::LimitationPassed;
        let day = if is_passed { begins } else { ends };
        let months = if is_passed {
            years.as_u32() + 12
        } else {
            years.as_u32() - 1
        };
        item.date = day.checked_sub_months(Months::new(months))?;
        let limit = due(item.date)?.checked_add_months(years)?;
        let is_told = |period: &&Period| {
            let end = period.last_day();
            let notice = end.checked_add_months(notice);
            is_passed || limit > end && notice.is_some_and(|notice| limit <= notice)
        };
        let told = periods.iter().filter(is_told);
        let effects = told.map(|period| self.effect(*period, CUSTOMERS, item.amount));
        Some(Candidate {
            touches: vec![(0, "receivable-age")],
            effects: effects.collect(),
            edits: vec![Edit::Opening(place, item)],
            ..Candidate::default()
        })
    }

    /// A credit note without an invoice, with another due date, or with a KID.
    fn credit_note(&self) -> Option<Candidate> {
        let [_, supplier] = OF_OLD_ITEMS;
        let (place, mut note) =
            self.old_item(|item| item.party.1 == supplier && item.amount > Ore::ZERO)?;
        match self.fault {
            FaultId::CreditNoteAlone => note.party.1 = NO_INVOICE,
            FaultId::CreditNoteDue => note.date = note.date.checked_add_days(Days::new(14))?,
            _ => note.kid = kid(supplier, 1),
        }
        Some(Candidate {
            touches: vec![(0, "credit-notes")],
            effects: self.always(SUPPLIERS, note.amount),
            edits: vec![Edit::Opening(place, note)],
            ..Candidate::default()
        })
    }

    /// A difference of the till that nobody clears.
    fn till(&self, stream: &mut Stream) -> Option<Candidate> {
        let amount = Ore(stream.between(1_000, 90_000));
        let later = later_periods(self.world, self.period);
        let old = later.filter(|(period, _)| is_old_till(self.period, *period));
        let effects: Vec<Effect> = old
            .map(|(period, _)| self.effect(period, TILL, amount))
            .collect();
        let lines = between([TILL, EXPENSES[5]], amount, "Kassedifferanse");
        let edit = posted(self.period, self.last_day(), lines);
        (!effects.is_empty()).then(|| Candidate {
            touches: vec![(0, "till")],
            effects,
            edits: vec![edit],
            ..Candidate::default()
        })
    }

    /// The petty cash holds too much, or less than nothing, until the month after.
    fn petty_cash(&self, stream: &mut Stream) -> Candidate {
        let excess = Ore(stream.between(10_000, 300_000));
        let (excess, holding) = if self.fault == FaultId::PettyCashOver {
            (excess, total([excess, PETTY_CASH_LIMIT]))
        } else {
            (negative(excess), negative(excess))
        };
        let accounts = [PETTY_CASH, EXPENSES[5]];
        let lines = between(accounts, holding, "Kontantkasse");
        let mut edits = vec![posted(self.period, self.last_day(), lines)];
        if let Some((later, days)) = later_periods(self.world, self.period).next() {
            let lines = between(accounts, negative(holding), "Oppgjør av kontantkasse");
            let date = self.world.days.date(days.start);
            edits.push(posted(later, date, lines));
        }
        Candidate {
            touches: vec![(self.place, "petty-cash")],
            effects: vec![self.effect(self.period, PETTY_CASH, excess)],
            edits,
            ..Candidate::default()
        }
    }

    /// An invoice that nobody has paid yet is not posted, so that its number is missing between its neighbours.
    fn number_missing(&self, spot: usize) -> Option<Candidate> {
        let voucher = self.world.vouchers.get(spot)?;
        let kid = &voucher.lines.first()?.kid;
        let mut receipts = self.world.receipts.iter();
        if receipts.any(|receipt| receipt.kid == *kid) {
            return None;
        }
        let of_number = |number: u32| {
            let mut vouchers = self.world.vouchers.iter();
            vouchers.position(|other| {
                other.kind == voucher.kind
                    && other.number == number
                    && !other.removed
                    && other.period.year() == self.period.year()
                    && other.period <= self.period
            })
        };
        let neighbours = [
            of_number(voucher.number.checked_sub(1)?)?,
            of_number(voucher.number + 1)?,
        ];
        let year = self.period.year();
        let later = later_periods(self.world, self.period).map(|(period, _)| period);
        let later = later.filter(|period| period.year() == year);
        let rows = neighbours.map(|place| Row::Line(place, 0)).to_vec();
        let effects = std::iter::once(self.period)
            .chain(later)
            .map(|period| Effect {
                rows: rows.clone(),
                ..self.effect(period, VoucherKind::Invoice.code(), Ore::ZERO)
            });
        Some(Candidate {
            vouchers: neighbours.into_iter().chain([spot]).collect(),
            effects: effects.collect(),
            edits: vec![Edit::Remove(vec![spot])],
            ..Candidate::default()
        })
    }

    /// One user gets both roles and keeps them.
    fn both_roles(&self) -> Candidate {
        let later = later_periods(self.world, self.period).map(|(period, _)| period);
        let periods = std::iter::once(self.period).chain(later);
        // The subject is the agency.
        let effects = periods.map(|period| self.effect(period, "", Ore::ZERO));
        Candidate {
            touches: vec![(0, "segregation")],
            effects: effects.collect(),
            edits: vec![Edit::BothRoles(self.period)],
            ..Candidate::default()
        }
    }
}

/// A voucher of a day of a month between cost and cash.
fn posted(period: Period, date: NaiveDate, lines: Vec<Line>) -> Edit {
    Edit::Post(Voucher {
        kind: VoucherKind::General,
        number: 0, // given when it is posted
        period,
        date,
        batch: String::new(),
        lines,
        removed: false,
    })
}

/// So much from one account to another.
fn between([debit, credit]: [&'static str; 2], amount: Ore, text: &str) -> Vec<Line> {
    vec![
        Line::plain(debit, amount, text),
        Line::plain(credit, negative(amount), text),
    ]
}
