//! The faults: what can be planted, where it fits, and what the check must then say.
//!
//! A fault edits a finished world. Where it goes is drawn from a stream of its own, so that a world with and a world
//! without it differ by nothing else. Faults of one agency never meet on the same bank day and account nor on the
//! same voucher, and their amounts differ. Not here: how a fault is found (`checks`).

use std::collections::BTreeSet;
use std::str::FromStr;

use domain::identifier::Kid;
use domain::{Ore, Period};

use crate::error::SynthError;
use crate::generate::EARLY_DAYS;
use crate::profile::{CUSTOMERS, FileExchange, INTERIM, STRAY};
use crate::random::{Purpose, Stream};
use crate::request::Request;
use crate::world::{Row, Single, World, negative, total};

/// A kind of fault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FaultId {
    /// The central bank's file of one day is missing.
    StatementDayMissing,
    /// A lump of an OCR file is not in the ledger.
    OcrNotRead,
    /// A voucher is posted twice.
    DoublePosting,
    /// Two digits of a voucher's amount are swapped.
    TransposedDigits,
    /// A voucher is posted a period too early.
    WrongPeriod,
    /// A line is posted on another account.
    WrongAccount,
    /// A trigger voucher between working and settlement account is missing.
    SweepMissing,
    /// A digit of a KID is wrong.
    WrongKidDigit,
    /// The bank's answer to a payment order is missing.
    ReturnMissing,
    /// The bank's notification of what it debited for a payment order is missing.
    SettlementMissing,
}

/// A kind of fault and what it is, in one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FaultKind {
    /// Its id.
    pub id: FaultId,
    /// What is done to the world, in one line.
    pub one_line: &'static str,
}

const FAULTS: [FaultKind; 10] = [
    FaultKind {
        id: FaultId::StatementDayMissing,
        one_line: "the file with the statements of the settlement accounts of one bank day is missing",
    },
    FaultKind {
        id: FaultId::OcrNotRead,
        one_line: "the OCR file is there, but one of its lumps is not in the ledger, nor its trigger",
    },
    FaultKind {
        id: FaultId::DoublePosting,
        one_line: "the voucher of an unknown receipt, fee or return is posted twice",
    },
    FaultKind {
        id: FaultId::TransposedDigits,
        one_line: "two adjacent digits of the amount of an unknown receipt, fee or return are swapped",
    },
    FaultKind {
        id: FaultId::WrongPeriod,
        one_line: "the voucher of a movement of the next period's first bank days is posted in this period",
    },
    FaultKind {
        id: FaultId::WrongAccount,
        one_line: "the working account's line of an unknown receipt, fee or return is on another account",
    },
    FaultKind {
        id: FaultId::SweepMissing,
        one_line: "a trigger voucher between working and settlement account is missing",
    },
    FaultKind {
        id: FaultId::WrongKidDigit,
        one_line: "one digit of the KID of an OCR payment is wrong in the ledger",
    },
    FaultKind {
        id: FaultId::ReturnMissing,
        one_line: "the bank's answer to a payment order is missing; only agencies with the newer files",
    },
    FaultKind {
        id: FaultId::SettlementMissing,
        one_line: "the notification of what the bank debited for an order is missing; only agencies with the newer files",
    },
];

/// Every fault that can be planted, in a fixed order.
pub fn faults() -> &'static [FaultKind] {
    &FAULTS
}

impl FaultId {
    /// The id of the command line and of `truth.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StatementDayMissing => "statement-day-missing",
            Self::OcrNotRead => "ocr-not-read",
            Self::DoublePosting => "double-posting",
            Self::TransposedDigits => "transposed-digits",
            Self::WrongPeriod => "wrong-period",
            Self::WrongAccount => "wrong-account",
            Self::SweepMissing => "sweep-missing",
            Self::WrongKidDigit => "wrong-kid-digit",
            Self::ReturnMissing => "return-missing",
            Self::SettlementMissing => "settlement-missing",
        }
    }

    /// The check that must find it.
    pub fn check(self) -> &'static str {
        match self {
            Self::WrongKidDigit => "subledger",
            Self::ReturnMissing | Self::SettlementMissing => "remittance",
            _ => "bank",
        }
    }

    /// The cause the check must name: the same word as the fault.
    pub fn cause(self) -> &'static str {
        self.as_str()
    }

    fn ordinal(self) -> u32 {
        (0..)
            .zip(faults())
            .find(|(_, kind)| kind.id == self)
            .map_or(0, |(number, _)| number)
    }
}

/// The text is not the id of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAFault;

impl std::fmt::Display for NotAFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<_> = faults().iter().map(|kind| kind.id.as_str()).collect();
        write!(f, "expected one of {}", ids.join(", "))
    }
}

impl std::error::Error for NotAFault {}

impl FromStr for FaultId {
    type Err = NotAFault;
    fn from_str(text: &str) -> Result<Self, NotAFault> {
        faults()
            .iter()
            .map(|kind| kind.id)
            .find(|id| id.as_str() == text)
            .ok_or(NotAFault)
    }
}

/// What one fault does to one reconciled account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Effect {
    pub(crate) fault: FaultId,
    pub(crate) period: Period,
    /// The account whose point differs.
    pub(crate) subject: &'static str,
    /// Ledger − statement there.
    pub(crate) amount: Ore,
    /// What proves it; rows that are in no file are left out later.
    pub(crate) rows: Vec<Row>,
    /// What else differs by the same fault: account and ledger − other side.
    pub(crate) mirror: Vec<(&'static str, Ore)>,
}

/// Plants the faults of one agency; says what each does.
pub(crate) fn plant(world: &mut World, request: &Request) -> Result<Vec<Effect>, SynthError> {
    let mut planting = Planting::default();
    let mut effects = Vec::new();
    for (fault, count) in &request.faults {
        let purpose = Purpose::Fault(fault.ordinal());
        let mut stream = Stream::new(request.seed, world.profile.index, purpose);
        let places = shares(
            request,
            *fault,
            *count,
            world.profile.index,
            world.days.periods.len(),
        );
        for (planted, wished) in (0_u32..).zip(places) {
            let periods = world.days.periods.len();
            // The period it is meant for, else the next one that has room.
            let planted_now = (0..periods)
                .map(|step| (wished + step) % periods)
                .find_map(|place| planting.try_plant(world, *fault, place, &mut stream));
            let Some(planted_now) = planted_now else {
                let agency = world.profile.code.clone();
                return Err(SynthError::NoPlace {
                    fault: *fault,
                    agency,
                    planted,
                });
            };
            effects.extend(planted_now);
        }
    }
    Ok(effects)
}

/// The periods in which an agency gets faults of a kind: instance `n` of kind `k` goes to agency `k + n` of those that can
/// have it and, each time round, to the next period. A fault that no agency can have is not planted.
fn shares(
    request: &Request,
    fault: FaultId,
    count: u32,
    agency: u32,
    periods: usize,
) -> Vec<usize> {
    let first = u64::from(fault.ordinal());
    let able = |index: &u32| match fault {
        FaultId::ReturnMissing | FaultId::SettlementMissing => {
            FileExchange::of(request, *index) == FileExchange::Newer
        }
        _ => true,
    };
    let before = (0..agency).filter(able).count();
    let agencies = (0..request.agencies).filter(able).count();
    let (Ok(before), Ok(agencies)) = (u64::try_from(before), u64::try_from(agencies)) else {
        return Vec::new();
    };
    if agencies == 0 || !able(&agency) {
        return Vec::new();
    }
    (first..first + u64::from(count))
        .filter(|slot| slot % agencies == before)
        .filter_map(|slot| usize::try_from(slot / agencies).ok()?.checked_rem(periods))
        .collect()
}

/// Where faults already are.
#[derive(Default)]
struct Planting {
    touched: BTreeSet<(usize, &'static str)>,
    vouchers: BTreeSet<usize>,
    amounts: BTreeSet<u64>,
}

/// A fault that would fit: what it touches, and what it does.
struct Candidate {
    touches: Vec<(usize, &'static str)>,
    vouchers: Vec<usize>,
    effects: Vec<Effect>,
    edit: Edit,
}

/// What is done to the world.
enum Edit {
    /// The file of the settlement accounts of a day is not there.
    DropStatements(usize),
    /// These vouchers are not posted.
    Remove(Vec<usize>),
    /// This voucher is posted once more.
    Repeat(usize),
    /// Lines 0 and 1 of this voucher get this amount and its opposite.
    Amount(usize, Ore),
    /// This voucher is posted in this period.
    Period(usize, Period),
    /// A voucher of the days after the data is posted in this period.
    PostBeyond(usize, Period),
    /// Line 0 of this voucher is on this account.
    Account(usize, &'static str),
    /// Both lines of this voucher have this KID.
    Kid(usize, String),
    /// The bank's answer to the orders of a day is not there.
    DropReturn(usize),
    /// The notification of the debits of a day is not there.
    DropSettlement(usize),
}

impl Planting {
    /// Plants one fault in one period, if there is room.
    fn try_plant(
        &mut self,
        world: &mut World,
        fault: FaultId,
        place: usize,
        stream: &mut Stream,
    ) -> Option<Vec<Effect>> {
        let mut spots = spots(world, fault, place);
        stream.shuffle(&mut spots);
        let found = spots.into_iter().find_map(|spot| {
            let (candidate, groups) = candidate(world, fault, place, spot, stream)?;
            self.fits(&candidate).then_some((candidate, groups))
        });
        let (candidate, groups) = found?;
        self.touched.extend(&candidate.touches);
        self.vouchers.extend(&candidate.vouchers);
        let mut effects = candidate.effects;
        self.amounts
            .extend(effects.iter().map(|effect| effect.amount.unsigned()));
        for group in groups {
            world.damage(group);
        }
        if let (Some(row), Some(first)) = (apply(world, candidate.edit), effects.first_mut()) {
            first.rows.push(row);
        }
        Some(effects)
    }

    fn fits(&self, candidate: &Candidate) -> bool {
        let amounts: Vec<u64> = candidate
            .effects
            .iter()
            .map(|effect| effect.amount.unsigned())
            .collect();
        let distinct: BTreeSet<&u64> = amounts.iter().collect();
        !candidate
            .touches
            .iter()
            .any(|touch| self.touched.contains(touch))
            && !candidate
                .vouchers
                .iter()
                .any(|voucher| self.vouchers.contains(voucher))
            && !amounts
                .iter()
                .any(|amount| *amount == 0 || self.amounts.contains(amount))
            && distinct.len() == amounts.len()
    }
}

/// Does it; says the place of a new row, if there is one.
fn apply(world: &mut World, edit: Edit) -> Option<Row> {
    match edit {
        Edit::DropStatements(day) => {
            world.missing_statements.insert(day);
        }
        Edit::DropReturn(day) => {
            world.missing_returns.insert(day);
        }
        Edit::DropSettlement(day) => {
            world.missing_settlements.insert(day);
        }
        Edit::Remove(vouchers) => {
            for place in vouchers {
                world.vouchers.get_mut(place)?.removed = true;
            }
        }
        Edit::Repeat(place) => {
            let mut copy = world.vouchers.get(place)?.clone();
            copy.number = world.take_number(copy.kind);
            world.vouchers.push(copy);
            return Some(Row::Line(world.vouchers.len() - 1, 0));
        }
        Edit::Amount(place, amount) => {
            let lines = &mut world.vouchers.get_mut(place)?.lines;
            for (line, amount) in lines.iter_mut().zip([amount, negative(amount)]) {
                line.amount = amount;
            }
        }
        Edit::Period(place, period) => world.vouchers.get_mut(place)?.period = period,
        Edit::PostBeyond(place, period) => {
            let mut voucher = world.beyond.get(place)?.1.clone();
            voucher.number = world.take_number(voucher.kind);
            voucher.period = period;
            world.vouchers.push(voucher);
            return Some(Row::Line(world.vouchers.len() - 1, 0));
        }
        Edit::Account(place, account) => {
            world.vouchers.get_mut(place)?.lines.first_mut()?.account = account;
        }
        Edit::Kid(place, kid) => {
            for line in &mut world.vouchers.get_mut(place)?.lines {
                line.kid.clone_from(&kid);
            }
        }
    }
    None
}

/// Places in a list of the world where a fault of the kind might go in a period: days, lumps, triggers, singles,
/// payments as (lump, number).
fn spots(world: &World, fault: FaultId, place: usize) -> Vec<(usize, usize)> {
    let days = world.days.of_period(place);
    let single = |(spot, single): (usize, &Single)| days.contains(&single.day).then_some((spot, 0));
    match fault {
        FaultId::StatementDayMissing => days.map(|day| (day, 0)).collect(),
        FaultId::OcrNotRead => {
            let lumps = world.lumps.iter().enumerate();
            lumps
                .filter(|(_, lump)| days.contains(&lump.day))
                .map(|(spot, _)| (spot, 0))
                .collect()
        }
        FaultId::ReturnMissing | FaultId::SettlementMissing => {
            let orders = world.orders.iter().enumerate();
            let in_period = orders.filter(|(_, order)| days.contains(&order.day));
            in_period.map(|(spot, _)| (spot, 0)).collect()
        }
        FaultId::SweepMissing => {
            let triggers = world.triggers.iter().enumerate();
            let in_period = triggers.filter(|(_, trigger)| days.contains(&trigger.day));
            in_period.map(|(spot, _)| (spot, 0)).collect()
        }
        FaultId::WrongKidDigit => {
            let lumps = world.lumps.iter().enumerate();
            let lumps = lumps.filter(|(_, lump)| days.contains(&lump.day));
            lumps
                .flat_map(|(spot, lump)| (0..lump.vouchers.len()).map(move |number| (spot, number)))
                .collect()
        }
        FaultId::WrongPeriod => {
            let early = world.days.of_period(place + 1).take(EARLY_DAYS);
            let early: Vec<usize> = early.collect();
            if place + 1 == world.days.periods.len() {
                return (0..world.beyond.len()).map(|spot| (spot, 0)).collect();
            }
            let singles = world.singles.iter().enumerate();
            singles
                .filter(|(_, single)| early.contains(&single.day))
                .map(|(spot, _)| (spot, 0))
                .collect()
        }
        FaultId::DoublePosting | FaultId::TransposedDigits | FaultId::WrongAccount => world
            .singles
            .iter()
            .enumerate()
            .filter_map(single)
            .collect(),
    }
}

/// What the fault would be at this spot, and the groups it breaks; `None` if it cannot be there.
fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: (usize, usize),
    stream: &mut Stream,
) -> Option<(Candidate, Vec<usize>)> {
    let period = world.days.period(place)?;
    match fault {
        FaultId::StatementDayMissing => statement_day_missing(world, period, spot.0),
        FaultId::OcrNotRead => ocr_not_read(world, period, spot.0),
        FaultId::SweepMissing => sweep_missing(world, period, spot.0),
        FaultId::ReturnMissing | FaultId::SettlementMissing => {
            order_unanswered(world, fault, period, spot.0)
        }
        FaultId::WrongKidDigit => wrong_kid_digit(world, period, spot, stream),
        FaultId::WrongPeriod if place + 1 == world.days.periods.len() => {
            wrong_period_beyond(world, period, spot.0)
        }
        FaultId::WrongPeriod
        | FaultId::DoublePosting
        | FaultId::TransposedDigits
        | FaultId::WrongAccount => single_fault(world, fault, period, spot.0, stream),
    }
}

fn statement_day_missing(
    world: &World,
    period: Period,
    day: usize,
) -> Option<(Candidate, Vec<usize>)> {
    let index = world.days.period_index(day);
    let month_end = world.days.period_index(day + 1) != index;
    let first_of_year =
        day == world.days.of_period(index).start && (index == 0 || period.number() == 1);
    if month_end || first_of_year {
        return None;
    }
    let (mut effects, mut groups, mut touches) = (Vec::new(), Vec::new(), Vec::new());
    for transfer in world
        .transfers
        .iter()
        .filter(|transfer| transfer.day == day)
    {
        let settlement = world
            .profile
            .ledger(world.profile.settlement_of(transfer.working));
        let [_, group] = transfer.groups;
        let rows = world.groups.get(group)?.rows.iter();
        effects.push(Effect {
            fault: FaultId::StatementDayMissing,
            period,
            subject: settlement,
            amount: world.entries.get(transfer.settlement_entry)?.amount,
            rows: rows
                .filter(|(side, _)| *side == "ledger")
                .map(|(_, row)| *row)
                .collect(),
            mirror: Vec::new(),
        });
        groups.push(group);
    }
    // Two gaps side by side would be one gap: the days around are taken too.
    for around in day.checked_sub(1)?..=day + 1 {
        for bank in world.profile.places(domain::agency::BankRole::Settlement) {
            touches.push((around, world.profile.ledger(bank)));
        }
    }
    let edit = Edit::DropStatements(day);
    let candidate = Candidate {
        touches,
        vouchers: Vec::new(),
        effects,
        edit,
    };
    (!candidate.effects.is_empty()).then_some((candidate, groups))
}

/// The two groups of the day's transfer from a working account.
fn transfer_groups(world: &World, day: usize, working: usize) -> Vec<usize> {
    let here = world
        .transfers
        .iter()
        .filter(|t| t.day == day && t.working == working);
    here.flat_map(|transfer| transfer.groups).collect()
}

fn ocr_not_read(world: &World, period: Period, spot: usize) -> Option<(Candidate, Vec<usize>)> {
    let lump = world.lumps.get(spot)?;
    let working = world.profile.receiving;
    let settlement = world.profile.ledger(world.profile.settlement_of(working));
    let mut vouchers = lump.vouchers.clone();
    vouchers.push(lump.trigger?);
    let mut rows = vec![Row::Entry(lump.entry)];
    rows.extend(lump.receipts.iter().map(|receipt| Row::Receipt(*receipt)));
    let effect = Effect {
        fault: FaultId::OcrNotRead,
        period,
        subject: settlement,
        amount: negative(lump.amount),
        rows,
        mirror: Vec::new(),
    };
    let mut groups = lump.kid_groups.clone();
    groups.push(lump.bank_group);
    groups.extend(transfer_groups(world, lump.day, working));
    let candidate = Candidate {
        touches: vec![
            (lump.day, world.profile.ledger(working)),
            (lump.day, settlement),
        ],
        vouchers: vouchers.clone(),
        effects: vec![effect],
        edit: Edit::Remove(vouchers),
    };
    Some((candidate, groups))
}

fn sweep_missing(world: &World, period: Period, spot: usize) -> Option<(Candidate, Vec<usize>)> {
    let trigger = world.triggers.get(spot)?;
    let working = world.profile.ledger(trigger.working);
    let settlement = world.profile.settlement_of(trigger.working);
    let settlement_ledger = world.profile.ledger(settlement);
    let amount = world.line_amount(trigger.voucher, 0);
    let transfer = world
        .transfers
        .iter()
        .find(|t| t.day == trigger.day && t.working == trigger.working)?;
    let effect = Effect {
        fault: FaultId::SweepMissing,
        period,
        subject: settlement_ledger,
        amount: negative(amount),
        rows: vec![Row::Entry(transfer.settlement_entry)],
        mirror: vec![(working, amount)],
    };
    let candidate = Candidate {
        touches: vec![(trigger.day, working), (trigger.day, settlement_ledger)],
        vouchers: vec![trigger.voucher],
        effects: vec![effect],
        edit: Edit::Remove(vec![trigger.voucher]),
    };
    Some((candidate, transfer.groups.to_vec()))
}

/// The only order of a day, nothing of which is refused, without the bank's answer or without its notification.
fn order_unanswered(
    world: &World,
    fault: FaultId,
    period: Period,
    spot: usize,
) -> Option<(Candidate, Vec<usize>)> {
    let order = world.orders.get(spot)?;
    let of_day = world.orders.iter().filter(|other| other.day == order.day);
    if of_day.count() > 1 || order.payments.iter().any(|payment| payment.is_rejected) {
        return None;
    }
    let paying = world.profile.ledger(world.profile.paying);
    let edit = if fault == FaultId::ReturnMissing {
        Edit::DropReturn(order.day)
    } else {
        Edit::DropSettlement(order.day)
    };
    let effect = Effect {
        fault,
        period,
        subject: paying,
        amount: negative(total(order.payments.iter().map(|payment| payment.amount))),
        rows: vec![Row::Entry(order.entry)],
        mirror: Vec::new(),
    };
    let candidate = Candidate {
        touches: vec![(order.day, paying)],
        vouchers: Vec::new(),
        effects: vec![effect],
        edit,
    };
    Some((candidate, Vec::new()))
}

fn wrong_kid_digit(
    world: &World,
    period: Period,
    (spot, number): (usize, usize),
    stream: &mut Stream,
) -> Option<(Candidate, Vec<usize>)> {
    let lump = world.lumps.get(spot)?;
    let (voucher, receipt) = (*lump.vouchers.get(number)?, *lump.receipts.get(number)?);
    let kid = wrong_kid(&world.receipts.get(receipt)?.kid, stream)?;
    let effect = Effect {
        fault: FaultId::WrongKidDigit,
        period,
        subject: CUSTOMERS,
        amount: world.line_amount(voucher, 1),
        rows: vec![Row::Receipt(receipt), Row::Line(voucher, 1)],
        mirror: Vec::new(),
    };
    let working = world.profile.ledger(world.profile.receiving);
    let candidate = Candidate {
        touches: vec![(lump.day, working), (lump.day, CUSTOMERS)],
        vouchers: vec![voucher],
        effects: vec![effect],
        edit: Edit::Kid(voucher, kid),
    };
    Some((candidate, vec![*lump.kid_groups.get(number)?]))
}

/// The KID with one digit changed so that it fails both check methods.
fn wrong_kid(kid: &str, stream: &mut Stream) -> Option<String> {
    let mut ways: Vec<String> = Vec::new();
    for (place, old) in kid.char_indices() {
        for new in ('0'..='9').filter(|new| *new != old) {
            let text = format!("{}{new}{}", kid.get(..place)?, kid.get(place + 1..)?);
            if text.parse::<Kid>().is_ok_and(|kid| !kid.holds(None)) {
                ways.push(text);
            }
        }
    }
    stream.pick(&ways).cloned()
}

fn wrong_period_beyond(
    world: &World,
    period: Period,
    spot: usize,
) -> Option<(Candidate, Vec<usize>)> {
    let (day, voucher) = world.beyond.get(spot)?;
    let working = world.profile.ledger(world.profile.receiving);
    let effect = Effect {
        fault: FaultId::WrongPeriod,
        period,
        subject: working,
        amount: voucher.lines.first()?.amount,
        rows: Vec::new(), // the new line is added when it is posted
        mirror: Vec::new(),
    };
    let candidate = Candidate {
        touches: vec![(*day, working)],
        vouchers: Vec::new(),
        effects: vec![effect],
        edit: Edit::PostBeyond(spot, period),
    };
    Some((candidate, Vec::new()))
}

/// Faults in the voucher of an unknown receipt, fee or return.
fn single_fault(
    world: &World,
    fault: FaultId,
    period: Period,
    spot: usize,
    stream: &mut Stream,
) -> Option<(Candidate, Vec<usize>)> {
    let single = world.singles.get(spot)?;
    let working = world.profile.ledger(single.bank);
    let amount = world.line_amount(single.voucher, 0);
    let counterpart = world.vouchers.get(single.voucher)?.lines.get(1)?.account;
    let mut touches = vec![(single.day, working)];
    let mut groups = vec![single.group];
    let mut mirror = Vec::new();
    let (effect, edit) = match fault {
        FaultId::DoublePosting => (amount, Edit::Repeat(single.voucher)),
        FaultId::TransposedDigits => {
            let wrong = transposed(amount, stream)?;
            (
                total([wrong, negative(amount)]),
                Edit::Amount(single.voucher, wrong),
            )
        }
        FaultId::WrongPeriod => (amount, Edit::Period(single.voucher, period)),
        FaultId::WrongAccount => {
            let others = world.profile.places(domain::agency::BankRole::Working);
            let others = others.into_iter().map(|bank| world.profile.ledger(bank));
            let mut others: Vec<&'static str> = others.filter(|other| *other != working).collect();
            others.push(STRAY);
            let other = stream.pick(&others).copied()?;
            if other != STRAY {
                touches.push((single.day, other));
                mirror.push((other, amount));
            }
            (negative(amount), Edit::Account(single.voucher, other))
        }
        _ => return None,
    };
    if matches!(fault, FaultId::DoublePosting | FaultId::TransposedDigits) && counterpart == INTERIM
    {
        groups.extend(single.interim_group);
        mirror.push((INTERIM, negative(effect)));
    }
    let effects = vec![Effect {
        fault,
        period,
        subject: working,
        amount: effect,
        rows: vec![Row::Entry(single.entry), Row::Line(single.voucher, 0)],
        mirror,
    }];
    Some((
        Candidate {
            touches,
            vouchers: vec![single.voucher],
            effects,
            edit,
        },
        groups,
    ))
}

/// The amount with two adjacent, different digits swapped, and no zero in front; `None` if it has no such pair.
fn transposed(amount: Ore, stream: &mut Stream) -> Option<Ore> {
    let digits = amount.unsigned().to_string();
    let mut ways: Vec<i64> = Vec::new();
    for place in 0..digits.len().saturating_sub(1) {
        let (head, pair, tail) = (
            digits.get(..place)?,
            digits.get(place..place + 2)?,
            digits.get(place + 2..)?,
        );
        let swapped: String = pair.chars().rev().collect();
        let text = format!("{head}{swapped}{tail}");
        if swapped != pair && !text.starts_with('0') {
            ways.push(text.parse().ok()?);
        }
    }
    let wrong = Ore(*stream.pick(&ways)?);
    Some(if amount.0 < 0 { negative(wrong) } else { wrong })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(day: usize, account: &'static str, voucher: usize, amounts: &[i64]) -> Candidate {
        let period: Period = "2025-01".parse().unwrap();
        let effect = |amount: &i64| Effect {
            fault: FaultId::DoublePosting,
            period,
            subject: account,
            amount: Ore(*amount),
            rows: Vec::new(),
            mirror: Vec::new(),
        };
        Candidate {
            touches: vec![(day, account)],
            vouchers: vec![voucher],
            effects: amounts.iter().map(effect).collect(),
            edit: Edit::Repeat(voucher),
        }
    }

    #[test]
    fn faults_keep_apart() {
        let planting = Planting {
            touched: BTreeSet::from([(4, "1921")]),
            vouchers: BTreeSet::from([7]),
            amounts: BTreeSet::from([500]),
        };
        let table = [
            (candidate(4, "1922", 8, &[600]), true),
            (candidate(5, "1921", 8, &[600, -700]), true),
            (candidate(4, "1921", 8, &[600]), false),
            (candidate(5, "1921", 7, &[600]), false),
            (candidate(5, "1921", 8, &[500]), false),
            (candidate(5, "1921", 8, &[-500]), false),
            (candidate(5, "1921", 8, &[0]), false),
            (candidate(5, "1921", 8, &[600, -600]), false),
        ];
        for (number, (candidate, fits)) in table.iter().enumerate() {
            assert_eq!(planting.fits(candidate), *fits, "row {number}");
        }
    }

    #[test]
    fn transposed_digits_differ_and_keep_their_length() {
        let mut stream = Stream::new(1, 0, Purpose::Fault(3));
        assert_eq!(transposed(Ore(11_111), &mut stream), None);
        assert_eq!(transposed(Ore(100), &mut stream), None);
        assert_eq!(transposed(Ore(-12), &mut stream), Some(Ore(-21)));
        for amount in [123_456, 100_200, -987_650] {
            let wrong = transposed(Ore(amount), &mut stream).unwrap();
            assert_eq!((wrong.0 - amount) % 9, 0);
            assert_ne!(wrong.0, amount);
            assert_eq!(wrong.0.to_string().len(), amount.to_string().len());
        }
    }

    #[test]
    fn shares_go_round() {
        let request = crate::request::tests::request(3, 200);
        let of = |fault, agency| shares(&request, fault, 7, agency, 3);
        assert_eq!(of(FaultId::StatementDayMissing, 0), [0, 1, 2]);
        assert_eq!(of(FaultId::StatementDayMissing, 1), [0, 1]);
        assert_eq!(of(FaultId::OcrNotRead, 0), [1, 2]);
        assert_eq!(of(FaultId::OcrNotRead, 1), [0, 1, 2]);
    }
}
