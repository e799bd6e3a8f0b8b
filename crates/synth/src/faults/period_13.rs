//! Faults of period 13: one for each cause that `period-13` names, each in another re-posting than what is approved for it.
//!
//! The check looks in 13, and once more in 14. It tells of the line of the S-report and of the account, on both sides of the
//! re-posting; of a day only on the accounts. Not here: what is approved (`crate::period_13`).

use domain::agency::Budgeting;
use domain::{Ore, Period};

use super::{Candidate, Edit, Effect, FaultId};
use crate::period_13::{NOT_APPROVED, Reposting, TEXT, too_early_and_too_late, voucher};
use crate::random::Stream;
use crate::registers::cash::report_key;
use crate::request::Request;
use crate::world::{Line, Row, VoucherKind, World, negative, total};

/// The first year whose period 13 is controlled.
const FIRST_YEAR: i32 = 2016;
/// Of a year's re-postings so many may have a fault.
const WITH_FAULTS: usize = 2;

/// Whether a fault is one of this module.
pub(super) fn has(fault: FaultId) -> bool {
    fault.check() == "period-13"
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(request: &Request, agency: u32) -> bool {
    let model = request.model(agency);
    let is_gross = model.is_some_and(|model| model.budgeting == Budgeting::Gross);
    let (first, last) = request.periods;
    let december = Period::new(first.year().max(FIRST_YEAR), 12);
    request.period_13 && is_gross && december.is_some_and(|december| december <= last)
}

/// Places where the fault might be: the re-postings after a December.
pub(super) fn spots(world: &World, place: usize) -> Vec<(usize, usize)> {
    let Some(december) = world.days.period(place) else {
        return Vec::new();
    };
    let is_ours = |one: &Reposting| {
        let year = december.year();
        december.number() == 12 && one.period.year() == year && year >= FIRST_YEAR
    };
    let all = world.repostings.iter().enumerate();
    let ours = all.filter(|(_, one)| is_ours(one)).take(WITH_FAULTS);
    ours.map(|(spot, _)| (spot, 0)).collect()
}

/// What is told of the two sides of a re-posting.
struct Told {
    /// What moved more than was approved, by account.
    lines: [(&'static str, Ore); 2],
    rows: Vec<Row>,
    /// Whether of the lines of the S-report too.
    of_lines: bool,
    /// The cause there.
    cause_of_lines: &'static str,
}

/// What the fault would be at this re-posting; `None` if it cannot be there.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let one = world.repostings.get(spot)?;
    let posted = world.vouchers.get(one.voucher)?;
    let times = |tenths: i64| {
        one.lines
            .map(|(account, ore)| (account, Ore(ore.0 / 10 * tenths)))
    };
    let rows = |place: usize| vec![Row::Line(place, 0), Row::Line(place, 1)];
    let mut told = Told {
        lines: times(0),
        rows: rows(one.voucher),
        of_lines: true,
        cause_of_lines: fault.cause(),
    };
    let dated = |edits: &mut Vec<Edit>, date| {
        // With the lines it has, on another day.
        edits.push(Edit::Remove(vec![one.voucher]));
        edits.push(Edit::Post(voucher(one.period, date, posted.lines.clone())));
    };
    let [early, late] = too_early_and_too_late(world, place);
    let mut edits = Vec::new();
    match fault {
        FaultId::RepostingNotApproved => {
            let amount = Ore(stream.between(500_000, 5_000_000));
            let [debit, credit] = NOT_APPROVED;
            told.lines = [(debit, amount), (credit, negative(amount))];
            told.rows.clear();
            let lines = told
                .lines
                .map(|(account, ore)| Line::plain(account, ore, TEXT));
            edits.push(Edit::Post(voucher(one.period, posted.date, lines.to_vec())));
        }
        FaultId::RepostingMissing => {
            told.lines = times(-10);
            edits.push(Edit::Remove(vec![one.voucher]));
        }
        FaultId::RepostingTwice => {
            told.lines = times(10);
            edits.push(Edit::Post(voucher(
                one.period,
                posted.date,
                posted.lines.clone(),
            )));
        }
        FaultId::RepostingTurned => {
            told.lines = times(-20);
            let mut lines = posted.lines.clone();
            for line in &mut lines {
                line.amount = negative(line.amount);
            }
            edits.push(Edit::Lines(one.voucher, lines));
        }
        FaultId::RepostingDiffers => {
            told.lines = times(1);
            let mut lines = posted.lines.clone();
            for (line, (_, more)) in lines.iter_mut().zip(told.lines) {
                line.amount = total([line.amount, more]);
            }
            edits.push(Edit::Lines(one.voucher, lines));
        }
        FaultId::RepostingWithoutCash => {
            told.lines = times(-10);
            told.cause_of_lines = "reposting-missing";
            edits.push(Edit::Remove(vec![one.voucher]));
            let mut without = voucher(one.period, posted.date, posted.lines.clone());
            without.kind = VoucherKind::Provision;
            edits.push(Edit::Post(without));
        }
        FaultId::RepostingEarly | FaultId::RepostingLate => {
            told.lines = times(10);
            told.of_lines = false;
            told.rows.clear();
            dated(
                &mut edits,
                if fault == FaultId::RepostingEarly {
                    early
                } else {
                    late
                },
            );
        }
        _ => return None,
    }
    edits.extend(told.effects(world, fault, one.period).map(Edit::Told));
    Some(Candidate {
        touches: touched(place, fault),
        vouchers: vec![one.voucher],
        edits,
        ..Candidate::default()
    })
}

/// A year has room for one re-posting that nobody has approved.
fn touched(place: usize, fault: FaultId) -> Vec<(usize, &'static str)> {
    if fault == FaultId::RepostingNotApproved {
        vec![(place, fault.as_str())]
    } else {
        Vec::new()
    }
}

impl Told {
    fn effects(
        self,
        world: &World,
        fault: FaultId,
        thirteen: Period,
    ) -> impl Iterator<Item = Effect> {
        let agency = world.profile.index + 1;
        let transfers = Period::new(thirteen.year(), 14);
        let mut effects = Vec::new();
        for period in std::iter::once(thirteen).chain(transfers) {
            for (account, amount) in self.lines {
                let effect = |subject: String| {
                    Effect::new(fault, period, subject, amount, self.rows.clone())
                };
                effects.push(effect(account.to_owned()));
                let (state, article) = report_key(agency, account);
                let of_line = effect(format!("{state}/{article}"));
                let of_line = of_line.caused_by(self.cause_of_lines);
                effects.extend(self.of_lines.then_some(of_line));
            }
        }
        effects.into_iter()
    }
}
