//! What payroll posts besides net wages, where the agency's payroll system delivers it: deductions of pay and pension premium.
//!
//! Debit is positive. A term is two months; the premium's invoice comes in its last one. Source: P:A10, P:A11 (coding of the
//! invoice, difference with employer's tax); that the difference is taken to the result at once, and the rates, are
//! inferred.
//!
//! | Event | Posting |
//! |---|---|
//! | pay of the month | D 5000 C 2630 member share, C 2691 deductions; D 5420 C 2810 (net 2961) employer share |
//! | deductions by kind | D 2691 C 2640 2650; paid in the month after |
//! | invoice of a term | D 2630, D 2810 (net 2961), the difference D 2820 (not net), C 2960 |
//! | difference, at once | D 5420 C 2820, D 5400 C 2960 employer's tax |
//!
//! Not here: net wages (`generate`), the listings (`registers`).

use domain::{Ore, Period};

use crate::month_end::voucher;
use crate::profile::{
    ACCRUED_COSTS, DEDUCTIONS, DEDUCTIONS_TRANSIT, EMPLOYER_TAX, PENSION_COST, PENSION_DIFFERENCE,
    PENSION_MEMBER, WAGES,
};
use crate::random::Stream;
use crate::world::{Line, VoucherKind, World, negative, total};

/// Employees whose hours are recorded.
pub(crate) const EMPLOYEES: usize = 3;

/// What payroll says of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct StaffMonth {
    /// The month.
    pub(crate) period: Period,
    /// Member and employer share of the pension premium, positive.
    pub(crate) shares: [Ore; 2],
    /// Deductions by account of [`DEDUCTIONS`], positive.
    pub(crate) deductions: [Ore; 2],
    /// Hours of each employee, in ten-thousandths.
    pub(crate) hours: Vec<i64>,
    /// Places of the vouchers that are imported.
    pub(crate) imported: Vec<usize>,
}

/// The batch in which the postings of a month are imported.
pub(crate) fn batch(period: Period) -> String {
    format!("SAP{}", period.as_i32())
}

/// The months of the term that a month ends, as far as the data has them; none for the first month of a term.
pub(crate) fn term(months: &[StaffMonth], period: Period) -> &[StaffMonth] {
    if !period.number().is_multiple_of(2) {
        return &[];
    }
    let in_term = |month: &StaffMonth| (0..2).contains(&period.months_since(month.period));
    let first = months.iter().position(in_term).unwrap_or(months.len());
    let end = months
        .iter()
        .rposition(in_term)
        .map_or(first, |last| last + 1);
    months.get(first..end).unwrap_or_default()
}

/// The two shares of some months.
pub(crate) fn shares(months: &[StaffMonth]) -> [Ore; 2] {
    [0, 1].map(|share| {
        total(
            months
                .iter()
                .filter_map(|month| month.shares.get(share).copied()),
        )
    })
}

/// Posts what payroll delivers for a month.
pub(crate) fn post(world: &mut World, place: usize, period: Period, stream: &mut Stream) {
    if !world.profile.has_staff_systems {
        return;
    }
    let paid_before = world.staff.last().map(|month| month.deductions);
    let member = Ore(stream.between(100_000, 900_000));
    let deductions = [(); 2].map(|()| Ore(stream.between(20_000, 300_000)));
    let mut month = StaffMonth {
        period,
        shares: [member, Ore(member.0 * 6)],
        deductions,
        hours: (0..EMPLOYEES)
            .map(|_| stream.between(200, 700) * 2_500)
            .collect(),
        imported: Vec::new(),
    };
    pay(world, place, &mut month);
    world.staff.push(month);
    if let Some(paid) = paid_before {
        let mut lines: Vec<Line> = DEDUCTIONS
            .into_iter()
            .zip(paid)
            .map(|(account, amount)| Line::plain(account, amount, "Betalte trekk"))
            .collect();
        lines.push(Line::plain(
            ACCRUED_COSTS,
            negative(total(paid)),
            "Betalte trekk",
        ));
        voucher(world, VoucherKind::General, (place, period), "", lines);
    }
    if period.number().is_multiple_of(2) {
        premium(world, place, period, stream);
    }
}

/// The postings that are imported.
fn pay(world: &mut World, place: usize, month: &mut StaffMonth) {
    let [member, employer] = month.shares;
    let deducted = total(month.deductions);
    let text = "Lønn";
    let provision = world.profile.pension_provision();
    let posted = vec![
        Line::plain(WAGES, total([member, deducted]), text),
        Line::plain(PENSION_MEMBER, negative(member), text),
        Line::plain(DEDUCTIONS_TRANSIT, negative(deducted), text),
        Line::plain(PENSION_COST, employer, text),
        Line::plain(provision, negative(employer), text),
    ];
    let mut by_kind = vec![Line::plain(DEDUCTIONS_TRANSIT, deducted, text)];
    let kinds = DEDUCTIONS.into_iter().zip(month.deductions);
    by_kind.extend(kinds.map(|(account, amount)| Line::plain(account, negative(amount), text)));
    for lines in [posted, by_kind] {
        let when = (place, month.period);
        let batch = batch(month.period);
        month
            .imported
            .push(voucher(world, VoucherKind::Staff, when, &batch, lines));
    }
}

/// The invoice of the term, and its difference to the result.
fn premium(world: &mut World, place: usize, period: Period, stream: &mut Stream) {
    let [member, employer] = shares(term(&world.staff, period));
    let text = "Pensjonspremie";
    let mut lines = vec![
        Line::plain(PENSION_MEMBER, member, text),
        Line::plain(world.profile.pension_provision(), employer, text),
    ];
    let difference = Ore(stream.between(10_000, 200_000));
    let has_difference = !world.profile.is_net();
    if has_difference {
        lines.push(Line::plain(PENSION_DIFFERENCE, difference, text));
    }
    let invoiced = total(lines.iter().map(|line| line.amount));
    lines.push(Line::plain(ACCRUED_COSTS, negative(invoiced), text));
    voucher(world, VoucherKind::Premium, (place, period), "", lines);
    if has_difference {
        let tax = Ore(difference.0 * 141 / 1000);
        let lines = vec![
            Line::plain(PENSION_COST, difference, text),
            Line::plain(PENSION_DIFFERENCE, negative(difference), text),
            Line::plain(EMPLOYER_TAX, tax, text),
            Line::plain(ACCRUED_COSTS, negative(tax), text),
        ];
        voucher(world, VoucherKind::Premium, (place, period), "", lines);
    }
}
