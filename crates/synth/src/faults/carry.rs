//! Faults of the change of year: what an account, the cash ledger or the S-report opens the next year with.
//!
//! A ledger fault posts cash in hand in December, in the ledger only, and carries it wrong; what it is carried against takes
//! the contrary. The listings of both ledgers and the S-reports of December are right. Not here: what December is settled
//! with (`month_end`).

use domain::agency::Budgeting;
use domain::{Ore, Period};
use formats::delimited::record::Value;

use super::{Candidate, Edit, Effect, FaultId};
use crate::profile::{ACCRUED_COSTS, STRAY};
use crate::random::Stream;
use crate::registers::cash::{cash_ledgers, report_key, report_lines, settlement};
use crate::registers::tampered::{Change, Tampering};
use crate::request::Request;
use crate::world::{Line, Voucher, VoucherKind, World, negative, total};

/// The first year whose end is controlled.
const FIRST_YEAR: i32 = 2016;

/// Whether a fault is one of this module.
pub(super) fn is_ours(fault: FaultId) -> bool {
    ["carry-forward", "central-settlement"].contains(&fault.check())
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(fault: FaultId, request: &Request, agency: u32) -> bool {
    let (first, last) = request.periods;
    let model = request.model(agency);
    let is_gross = model.is_some_and(|model| model.budgeting == Budgeting::Gross);
    let ends = (first.year()..last.year()).filter(|year| *year >= FIRST_YEAR);
    // Delimited text says what a year began with only in January.
    let is_known =
        |year: i32| agency.is_multiple_of(2) || first.number() == 1 || first.year() < year;
    let has_end = ends.into_iter().any(is_known);
    has_end && (is_gross || is_of_ledger(fault))
}

/// Whether the ledger is carried wrong, not what the agency lists.
fn is_of_ledger(fault: FaultId) -> bool {
    matches!(
        fault,
        FaultId::CarryMissing | FaultId::CarryTwice | FaultId::CarryTurned | FaultId::CarryLate
    )
}

/// The month itself, if it ends a year that the data goes on after.
pub(super) fn spots(world: &World, place: usize) -> Vec<(usize, usize)> {
    let periods = &world.days.periods;
    let is_end = periods.get(place).is_some_and(|period| {
        let first = periods.first().is_some_and(|first| {
            world.profile.index.is_multiple_of(2)
                || first.number() == 1
                || first.year() < period.year()
        });
        first && period.number() == 12 && period.year() >= FIRST_YEAR
    });
    let goes_on = place + 1 < periods.len();
    (is_end && goes_on)
        .then_some((place, 0))
        .into_iter()
        .collect()
}

/// What the fault would be at the end of a year.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.period(place)?;
    let at = At {
        world,
        fault,
        place,
        period,
        opening: Period::new(period.year() + 1, 0)?,
    };
    match fault {
        FaultId::CashCarryMissing | FaultId::CashCarryTwice | FaultId::CashCarryTurned => {
            at.cash(stream)
        }
        FaultId::SettlementNotCarried | FaultId::SettlementTurned => at.settlement(stream),
        _ => at.ledger(stream),
    }
}

/// The end of a year.
struct At<'a> {
    world: &'a World,
    fault: FaultId,
    place: usize,
    period: Period,
    /// Period 00 of the next year.
    opening: Period,
}

impl At<'_> {
    fn day(&self) -> usize {
        self.world.days.of_period(self.place).start
    }

    /// What is not carried is said of December, and once more where period 14 is run.
    fn closing(&self, effect: Effect) -> Vec<Effect> {
        let last = Period::new(self.period.year(), 14);
        let last = last.filter(|_| self.world.profile.has_period_14);
        let again = last.map(|period| Effect {
            period,
            ..effect.clone()
        });
        std::iter::once(effect).chain(again).collect()
    }

    /// Cash in hand that the next year does not open with, opens with twice, or turned, or that was posted too late.
    fn ledger(&self, stream: &mut Stream) -> Option<Candidate> {
        let mut lines = self
            .world
            .vouchers
            .iter()
            .flat_map(|voucher| &voucher.lines);
        if lines.any(|line| line.account == STRAY) {
            return None; // a balance of another fault
        }
        let [held, late] = [(), ()].map(|()| Ore(stream.between(100_000, 900_000)));
        let mut posted = vec![held];
        // What the opening says too much of.
        let more = match self.fault {
            FaultId::CarryMissing => negative(held),
            FaultId::CarryTwice => held,
            FaultId::CarryTurned => negative(total([held, held])),
            _ => {
                posted.push(late);
                negative(late)
            }
        };
        let last = self.world.days.of_period(self.place).end.saturating_sub(1);
        let voucher = |amount: Ore| {
            let text = "Kontantbeholdning";
            Voucher {
                // Not in the cash ledger.
                kind: VoucherKind::Provision,
                number: 0, // given when it is posted
                period: self.period,
                date: self.world.days.date(last),
                batch: String::new(),
                lines: vec![
                    Line::plain(STRAY, amount, text),
                    Line::plain(ACCRUED_COSTS, negative(amount), text),
                ],
                removed: false,
            }
        };
        let mut edits: Vec<Edit> = posted
            .into_iter()
            .map(|amount| Edit::Post(voucher(amount)))
            .collect();
        let year = self.opening.year();
        edits.push(Edit::CarryWrong(year, STRAY, more));
        edits.push(Edit::CarryWrong(year, ACCRUED_COSTS, negative(more)));
        let effect = Effect::new(self.fault, self.period, STRAY, negative(more), Vec::new());
        Some(Candidate {
            touches: vec![(0, "carry-forward")],
            effects: self.closing(effect.mirrored(ACCRUED_COSTS, more)),
            edits,
            ..Candidate::default()
        })
    }

    fn tampered(
        &self,
        listing: &'static str,
        cells: Vec<(&'static str, Value)>,
        change: Change,
    ) -> Edit {
        Edit::Tamper(Tampering {
            listing,
            period: self.opening,
            cells,
            change,
        })
    }

    /// An account of the cash ledger is not carried, carried twice, or turned.
    fn cash(&self, stream: &mut Stream) -> Option<Candidate> {
        let ledger = cash_ledgers(self.world).into_iter().nth(self.place)?;
        let balances: Vec<(&'static str, Ore)> = ledger
            .balances_carried()
            .filter(|(_, balance)| *balance != Ore::ZERO)
            .collect();
        let (account, closed) = *stream.pick(&balances)?;
        let (change, differs) = match self.fault {
            FaultId::CashCarryMissing => (Change::Leave, closed),
            FaultId::CashCarryTwice => (Change::Shift("cash", closed.0), negative(closed)),
            _ => {
                let twice = total([closed, closed]);
                (Change::Shift("cash", negative(twice).0), twice)
            }
        };
        let cells = vec![("account", Value::Text(account.to_owned()))];
        let effect = Effect::new(self.fault, self.period, account, differs, Vec::new());
        Some(Candidate {
            touches: vec![(self.day(), account)],
            effects: self.closing(effect),
            edits: vec![self.tampered("kontantregnskap", cells, change)],
            ..Candidate::default()
        })
    }

    /// A line of the balance with the treasury is not carried to the next year's S-report, or turned.
    fn settlement(&self, stream: &mut Stream) -> Option<Candidate> {
        let ledger = cash_ledgers(self.world).into_iter().nth(self.place)?;
        let agency = self.world.profile.index + 1;
        let state = settlement(agency).to_string();
        let lines = report_lines(self.world, &ledger);
        let reported = ledger.balances_carried().filter_map(|(account, _)| {
            let key = report_key(agency, account);
            let amount = lines.get(&key).copied().filter(|ore| *ore != Ore::ZERO)?;
            (key.0 == state).then_some((account.get(..3)?, key.1, amount))
        });
        let reported: Vec<(&'static str, String, Ore)> = reported.collect();
        let (line, article, closed) = stream.pick(&reported)?.clone();
        let cells = vec![
            ("state_account", Value::Text(state.clone())),
            ("article", Value::Text(article.clone())),
        ];
        let (change, differs) = if self.fault == FaultId::SettlementNotCarried {
            (Change::Leave, closed)
        } else {
            let twice = total([closed, closed]);
            (Change::Shift("amount", negative(twice).0), twice)
        };
        // The next year's reports rest on what it opened with.
        let next = format!("{state} {article}");
        let effect = Effect::new(self.fault, self.period, state.clone(), differs, Vec::new())
            .mirrored(state, differs)
            .mirrored(next, differs);
        Some(Candidate {
            touches: vec![(self.day(), line)],
            effects: vec![effect],
            edits: vec![self.tampered("s-rapport", cells, change)],
            ..Candidate::default()
        })
    }
}
