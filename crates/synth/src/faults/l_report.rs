//! Faults in the basis of the L-report: the row of the settlement account, or a row too many, of one month.
//!
//! A closing balance is told of in the month after too, which does not open with it. Not here: differences between ledger and bank
//! (`bank`).

use domain::Ore;
use domain::agency::BankRole;
use formats::delimited::record::Value;

use super::{Candidate, Edit, Effect, FaultId};
use crate::profile::payee_account;
use crate::random::Stream;
use crate::registers::tampered::{Change, Tampering};
use crate::registers::treasury::{deadline, received};
use crate::world::{World, negative};

/// The check that controls the L-report.
const CHECK: &str = "l-report";
/// The listing of the basis.
const LISTING: &str = "l-rapport";
/// What a fault of the opening touches besides, and one of the closing balance before it.
const OPENING: &str = "l-rapport IB";
/// What a row too many touches.
const STRANGE: &str = "l-rapport konto";

/// Whether the fault is one of these.
pub(super) fn has(fault: FaultId) -> bool {
    fault.check() == CHECK
}

/// A fault of the kind in a month.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.periods.get(place).copied()?;
    let settlement = *world.profile.places(BankRole::Settlement).first()?;
    let account = world.profile.ledger(settlement);
    let amount = Ore(stream.between(20_000, 4_000_000));
    let less = negative(amount);
    let of = |control: &str| format!("{control} {account}");
    let told = |subject: String, amount| Effect::new(fault, period, subject, amount, Vec::new());
    let (change, effect) = match fault {
        FaultId::LReportMovement => {
            let change = Change::Shift("movement", amount.0);
            (change, told(of("LR-01"), less))
        }
        FaultId::LReportOpening => {
            let change = Change::Shift("opening", amount.0);
            let effect = told(of("LR-02"), amount);
            (change, effect.mirrored(of("LR-01"), less))
        }
        FaultId::LReportClosing => {
            let change = Change::Shift("closing", amount.0);
            let effect = told(of("LR-04"), amount);
            (change, effect.mirrored(of("LR-01"), amount))
        }
        FaultId::LReportUnconfirmed => {
            let change = Change::Set("received", Value::Empty);
            (change, told("LR-05".to_owned(), Ore::ZERO))
        }
        FaultId::LReportLate => {
            let change = Change::Set("received", Value::Date(deadline(period)?));
            (change, told("LR-05".to_owned(), Ore::ZERO))
        }
        _ => {
            let strange = payee_account(false, u32::try_from(place).ok()?);
            (Change::Add, told(format!("LR-06 {strange}"), amount))
        }
    };
    let cells = if change == Change::Add {
        let strange = payee_account(false, u32::try_from(place).ok()?);
        vec![
            ("account", Value::Text(strange)),
            ("opening", Value::Amount(Ore::ZERO)),
            ("movement", Value::Amount(amount)),
            ("closing", Value::Amount(amount)),
            ("received", Value::Date(received(period)?)),
            ("deadline", Value::Date(deadline(period)?)),
            ("period", Value::Period(period)),
        ]
    } else {
        vec![("period", Value::Period(period))]
    };
    let day = world.days.of_period(place).start;
    let touches = match fault {
        FaultId::LReportAccount => vec![(day, STRANGE)],
        FaultId::LReportOpening => vec![(day, LISTING), (day, OPENING)],
        _ => vec![(day, LISTING)],
    };
    let mut candidate = Candidate {
        touches,
        edits: vec![Edit::Tamper(Tampering {
            listing: LISTING,
            period,
            cells,
            change,
        })],
        effects: vec![effect],
        ..Candidate::default()
    };
    if fault == FaultId::LReportClosing {
        candidate.add_next(world, (fault, place), (of("LR-02"), less));
    }
    Some(candidate)
}

impl Candidate {
    /// What the month after tells, if there is data of it.
    fn add_next(
        &mut self,
        world: &World,
        (fault, place): (FaultId, usize),
        (subject, amount): (String, Ore),
    ) {
        let next = place.saturating_add(1);
        let Some(period) = world.days.periods.get(next).copied() else {
            return;
        };
        let touch = (world.days.of_period(next).start, OPENING);
        self.touches.push(touch);
        let effect = Effect::new(fault, period, subject, amount, Vec::new());
        let effect = effect.told_by(CHECK, Some(FaultId::LReportOpening.cause()));
        self.effects.push(effect);
    }
}
