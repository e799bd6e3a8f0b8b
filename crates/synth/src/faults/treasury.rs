//! Faults in what is needed to report to the treasury, and in the S-report itself; and what the faults of `cash` in the S-report
//! do to the check that controls it.
//!
//! Each changes listings of one month. A changed report is told of twice: in its month, where it is not what the ledger gives, and
//! in the month after, whose check finds that the accepted report is not what the ledger still gives. Both only where the ledger
//! of the year is known from January. Which fault raises which control of the reports is the table of `tests/it/controls.rs`.
//! Not here: faults that other checks of the cash ledger find first (`cash`).

use std::collections::BTreeMap;

use domain::{Ore, Period};
use formats::delimited::record::Value;

use super::cash::Month;
use super::{Candidate, Edit, Effect, FaultId};
use crate::profile::WAGES;
use crate::random::Stream;
use crate::registers::cash::{cash_ledgers, report_key, report_lines, settlement};
use crate::registers::tampered::{Change, Tampering};
use crate::world::{World, negative, total};

/// The check that controls the S-report.
const CHECK: &str = "s-report";
/// The S-report's sum, as the check names it.
const SUM: &str = "SR-01";
/// An account of the chapter of income.
const INCOME: &str = "3200";
/// A chapter that no agency posts on.
const UNUSED: &str = "060021";

/// Whether the fault is one of these.
pub(super) fn has(fault: FaultId) -> bool {
    fault.check() == CHECK
}

/// Whether the ledger of a period's year is there from January.
pub(super) fn is_whole(world: &World, period: Period) -> bool {
    let first = world.days.periods.first();
    first.is_some_and(|first| first.number() == 1 || first.year() < period.year())
}

/// What the check of the S-report says of edits of it: lines, the sum, helper accounts; and of its lines a month later.
pub(super) fn told(world: &World, fault: FaultId, period: Period, edits: &[Edit]) -> Vec<Effect> {
    let mut lines: BTreeMap<(String, String), Ore> = BTreeMap::new();
    for edit in edits {
        let Edit::Tamper(tampering) = edit else {
            continue;
        };
        if tampering.listing != "s-rapport" {
            continue;
        }
        let cell = |name: &str| {
            let mut cells = tampering.cells.iter();
            cells.find(|(field, _)| *field == name).map(|(_, of)| of)
        };
        let word = |name: &str| match cell(name) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let amount = match (&tampering.change, cell("amount")) {
            (Change::Shift("amount", by), _) => Ore(*by),
            (Change::Add, Some(Value::Amount(amount))) => *amount,
            _ => continue,
        };
        let line = lines
            .entry((word("state_account"), word("article")))
            .or_default();
        *line = total([*line, amount]);
    }
    let mut said: Vec<(String, Ore, Option<&'static str>)> = Vec::new();
    let whole = is_whole(world, period);
    let named = |((state, article), amount): (&(String, String), &Ore)| {
        (format!("{state} {article}"), *amount, None)
    };
    let of_lines: Vec<_> = lines.iter().map(named).collect();
    if whole {
        said.extend(of_lines.iter().cloned());
    }
    let settlement = settlement(world.profile.index + 1).to_string();
    let of_settlement = lines.iter().filter(|((state, _), _)| *state == settlement);
    let of_settlement = total(of_settlement.map(|(_, amount)| *amount));
    if whole && of_settlement != Ore::ZERO {
        said.push((settlement, of_settlement, None));
    }
    let sum = total(lines.values().copied());
    if sum != Ore::ZERO {
        said.push((SUM.to_owned(), sum, None));
    }
    let helper = lines
        .iter()
        .find(|((state, _), _)| state.len() == 8 && state.starts_with('7'));
    if let Some(((state, _), amount)) = helper {
        said.push((state.clone(), *amount, Some(fault.cause())));
    }
    let later = period.next_month();
    let is_later = whole && later.year() == period.year() && world.days.periods.contains(&later);
    let later_lines = if is_later { of_lines } else { Vec::new() };
    [(period, said), (later, later_lines)]
        .into_iter()
        .filter_map(|(period, said)| effect(fault, period, said))
        .collect()
}

fn effect(
    fault: FaultId,
    period: Period,
    said: Vec<(String, Ore, Option<&'static str>)>,
) -> Option<Effect> {
    let mut said = said.into_iter();
    let (subject, amount, cause) = said.next()?;
    let first = Effect::new(fault, period, subject, amount, Vec::new()).told_by(CHECK, cause);
    Some(said.fold(first, |effect, (subject, amount, _)| {
        effect.mirrored(subject, amount)
    }))
}

/// A fault of the kind, at a re-posting.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    voucher: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.periods.get(place).copied()?;
    if !is_whole(world, period) {
        return None;
    }
    let candidate = match fault {
        FaultId::TreasuryPeriodOpen => status(world, fault, period, ("closed", Value::Empty)),
        FaultId::TreasuryReportedEarly => {
            let day = Value::Date(period.last_day());
            status(world, fault, period, ("reported", day))
        }
        FaultId::TreasuryAuthorityMissing => authority_missing(world, period, place)?,
        FaultId::TreasuryAuthorityEnded => authority_ended(world, period, place)?,
        FaultId::TreasuryAuthorityUnused => authority_unused(world, period)?,
        FaultId::TreasurySetupContradicted => setup_contradicted(world, period, place)?,
        FaultId::TreasurySetupMissing => setup_missing(world, period, place)?,
        FaultId::TreasurySetupUnreadable => setup_unreadable(world, period),
        _ => {
            let mut moved = Month::of(world, place, voucher)?.moved_in_report(fault, stream)?;
            let told = told(world, fault, period, &moved.edits);
            moved.add_mirrored(told);
            moved
        }
    };
    Some(Candidate {
        vouchers: vec![voucher],
        ..candidate
    })
}

impl Candidate {
    /// What is told of lines besides: in the fault's own month beside its own finding, whose amount it is.
    fn add_mirrored(&mut self, told: Vec<Effect>) {
        for one in told {
            match self.effects.first_mut() {
                Some(own) if own.period == one.period => {
                    own.mirror.push((one.subject, one.amount));
                    own.mirror.extend(one.mirror);
                }
                _ => self.effects.push(one),
            }
        }
    }
}

/// One fault of the kind in a month.
fn once(world: &World, period: Period, name: &'static str) -> Candidate {
    let place = world.days.periods.iter().position(|of| *of == period);
    let day = place.map_or(0, |place| world.days.of_period(place).start);
    Candidate {
        touches: vec![(day, name)],
        ..Candidate::default()
    }
}

fn status(
    world: &World,
    fault: FaultId,
    period: Period,
    (field, value): (&'static str, Value),
) -> Candidate {
    let mut candidate = once(world, period, "periodestatus");
    candidate.edits = vec![Edit::Tamper(Tampering {
        listing: "periodestatus",
        period,
        cells: vec![("period", Value::Period(period))],
        change: Change::Set(field, value),
    })];
    let subject = period.to_string();
    candidate.effects = vec![Effect::new(fault, period, subject, Ore::ZERO, Vec::new())];
    candidate
}

/// The chapter of income is not among those that the agency may post on.
fn authority_missing(world: &World, period: Period, place: usize) -> Option<Candidate> {
    let fault = FaultId::TreasuryAuthorityMissing;
    let (chapter, _) = report_key(world.profile.index + 1, INCOME);
    let ledger = cash_ledgers(world).into_iter().nth(place)?;
    let lines = report_lines(world, &ledger).into_iter();
    let of_chapter = lines.filter(|((state, _), _)| *state == chapter);
    let amount = total(of_chapter.map(|(_, amount)| amount));
    let mut candidate = once(world, period, "fullmakter");
    candidate.edits = vec![Edit::Tamper(Tampering {
        listing: "fullmakter",
        period,
        cells: vec![("state_account", Value::Text(chapter.clone()))],
        change: Change::Leave,
    })];
    candidate.effects = vec![Effect::new(fault, period, chapter, amount, Vec::new())];
    Some(candidate)
}

/// The authority for the chapter of income ended with the year before.
fn authority_ended(world: &World, period: Period, place: usize) -> Option<Candidate> {
    let candidate = authority_missing(world, period, place)?;
    let before = Period::new(period.year() - 1, 12)?;
    let edits = candidate.edits.into_iter().map(|edit| match edit {
        Edit::Tamper(tampering) => Edit::Tamper(Tampering {
            change: Change::Set("valid_to", Value::Period(before)),
            ..tampering
        }),
        edit => edit,
    });
    let effects = candidate.effects.into_iter().map(|effect| Effect {
        fault: FaultId::TreasuryAuthorityEnded,
        cause: Some(FaultId::TreasuryAuthorityEnded.cause()),
        ..effect
    });
    Some(Candidate {
        edits: edits.collect(),
        effects: effects.collect(),
        ..candidate
    })
}

/// The agency may post on a chapter of the ministry, and does not.
fn authority_unused(world: &World, period: Period) -> Option<Candidate> {
    if !matches!(period.number(), 6 | 12) {
        return None;
    }
    let mut candidate = once(world, period, UNUSED);
    candidate.edits = vec![Edit::Tamper(Tampering {
        listing: "fullmakter",
        period,
        cells: vec![
            ("state_account", Value::Text(UNUSED.to_owned())),
            (
                "authority_kind",
                Value::Text("Belastningsfullmakt".to_owned()),
            ),
            ("source", Value::Text("Belastningsfullmakt".to_owned())),
            ("whose", Value::Text("Departementet".to_owned())),
            ("period", Value::Period(period)),
        ],
        change: Change::Add,
    })];
    let fault = FaultId::TreasuryAuthorityUnused;
    let effect = Effect::new(fault, period, UNUSED, Ore::ZERO, Vec::new());
    candidate.effects = vec![effect.only_noticed()];
    Some(candidate)
}

/// The set-up does not say where the accounts of class 5 go: each is told of, and the line of each. Faults of `cash` go to other
/// classes, so that no line has two differences.
fn setup_missing(world: &World, period: Period, place: usize) -> Option<Candidate> {
    const PATTERN: &str = "5*";
    let fault = FaultId::TreasurySetupMissing;
    let ledgers = cash_ledgers(world);
    let of = |place: Option<usize>, account: &str| {
        let ledger = place.and_then(|place| ledgers.get(place));
        ledger.map_or(Ore::ZERO, |ledger| ledger.cash_of(account))
    };
    let accounts = ledgers.get(place)?.entity();
    let accounts = accounts.filter(|(account, _)| account.starts_with('5'));
    let mut lines: BTreeMap<String, [Ore; 2]> = BTreeMap::new();
    let mut told = BTreeMap::new();
    let before = place.checked_sub(1).filter(|_| period.number() > 1);
    for (account, _) in accounts {
        let amounts = [of(Some(place), account), of(before, account)];
        let (state, article) = report_key(world.profile.index + 1, account);
        let line = lines.entry(format!("{state} {article}")).or_default();
        for (sum, amount) in line.iter_mut().zip(amounts) {
            *sum = total([*sum, amount]);
        }
        told.insert(account, amounts[0]);
    }
    let mut candidate = once(world, period, "kontantoppsett");
    candidate.edits = vec![Edit::Tamper(Tampering {
        listing: "kontantoppsett",
        period,
        cells: vec![("accounts", Value::Text(PATTERN.to_owned()))],
        change: Change::Leave,
    })];
    let amount = told.remove(WAGES)?;
    let mut effect = Effect::new(fault, period, WAGES, amount, Vec::new());
    for (account, amount) in told {
        effect = effect.mirrored(account, amount);
    }
    for (line, amounts) in lines {
        for amount in amounts {
            effect = effect.mirrored(line.clone(), amount);
        }
    }
    candidate.effects = vec![effect];
    Some(candidate)
}

/// A row of the set-up names accounts in a way that nobody reads.
fn setup_unreadable(world: &World, period: Period) -> Candidate {
    const ACCOUNTS: &str = "6300 til 6399";
    let mut candidate = once(world, period, "kontantoppsett");
    candidate.edits = vec![Edit::Tamper(Tampering {
        listing: "kontantoppsett",
        period,
        cells: vec![
            ("accounts", Value::Text(ACCOUNTS.to_owned())),
            (
                "state_account",
                Value::Text(settlement(world.profile.index + 1).to_string()),
            ),
            ("period", Value::Period(period)),
        ],
        change: Change::Add,
    })];
    let fault = FaultId::TreasurySetupUnreadable;
    candidate.effects = vec![Effect::new(fault, period, ACCOUNTS, Ore::ZERO, Vec::new())];
    candidate
}

/// Two rows of the set-up send rents to different state accounts.
fn setup_contradicted(world: &World, period: Period, place: usize) -> Option<Candidate> {
    const ACCOUNT: &str = "6300";
    let fault = FaultId::TreasurySetupContradicted;
    let ledgers = cash_ledgers(world);
    let amount = ledgers.get(place)?.cash_of(ACCOUNT);
    let (chapter, article) = report_key(world.profile.index + 1, ACCOUNT);
    let other = settlement(world.profile.index + 1).to_string();
    let mut candidate = once(world, period, "kontantoppsett");
    candidate
        .touches
        .push((candidate.touches.first()?.0, ACCOUNT));
    for state_account in [&chapter, &other] {
        candidate.edits.push(Edit::Tamper(Tampering {
            listing: "kontantoppsett",
            period,
            cells: vec![
                ("accounts", Value::Text(ACCOUNT.to_owned())),
                ("state_account", Value::Text(state_account.clone())),
                ("period", Value::Period(period)),
            ],
            change: Change::Add,
        }));
    }
    let line = format!("{chapter} {article}");
    let mut effect = Effect::new(fault, period, ACCOUNT, amount, Vec::new());
    effect = effect.mirrored(line.clone(), amount);
    if period.number() > 1 {
        let before = ledgers.get(place.checked_sub(1)?)?.cash_of(ACCOUNT);
        effect = effect.mirrored(line, before);
    }
    candidate.effects = vec![effect];
    Some(candidate)
}

impl Month<'_> {
    /// So much is reported on another line than the ledger gives.
    fn moved_in_report(&self, fault: FaultId, stream: &mut Stream) -> Option<Candidate> {
        let agency = self.world.profile.index + 1;
        let (account, _) = self.first()?;
        let drawn = Ore(stream.between(20_000, 4_000_000));
        let (own, amount) = if fault == FaultId::TreasurySignUnusual {
            let own = self.key(INCOME);
            let of_chapter = self.sum_of(&own.0);
            let is_usual = of_chapter < Ore::ZERO && self.has_line(&own);
            (own, is_usual.then(|| total([of_chapter, negative(drawn)]))?)
        } else {
            (self.key(account), drawn)
        };
        let settlement = settlement(agency).to_string();
        let (to, subject) = match fault {
            FaultId::TreasuryCombination => ((own.0.clone(), "260".to_owned()), None),
            FaultId::TreasuryBarred => ((own.0.clone(), "521".to_owned()), None),
            FaultId::TreasuryBankMoved => (report_key(agency, "1949"), Some("194".to_owned())),
            FaultId::TreasurySettlementMoved | FaultId::TreasurySignUnusual => {
                let to = (settlement.clone(), "290".to_owned());
                (to, Some(settlement.clone()))
            }
            _ => return None,
        };
        let mut candidate = self.touching_first()?;
        candidate
            .touches
            .push((candidate.touches.first()?.0, CHECK));
        let less = negative(amount);
        let is_listed = self.has_line(&to);
        for report in ["s-rapport", "a-rapport"] {
            candidate
                .edits
                .push(self.line(report, &own, Change::Shift("amount", less.0)));
            candidate.edits.push(if is_listed {
                self.line(report, &to, Change::Shift("amount", amount.0))
            } else {
                self.added(report, &to, amount)
            });
        }
        let subject = subject.unwrap_or_else(|| format!("{} {}", to.0, to.1));
        let effect = Effect::new(fault, self.period, subject, amount, Vec::new());
        candidate.effects = vec![effect];
        if fault == FaultId::TreasurySignUnusual {
            // What the chapter has is what an authority for it would be missed for.
            candidate
                .touches
                .push((candidate.touches.first()?.0, "fullmakter"));
            let sign = Effect::new(fault, self.period, own.0.clone(), drawn, Vec::new());
            candidate
                .effects
                .push(sign.told_by(CHECK, None).only_noticed());
        }
        if self.world.profile.has_accruals() {
            // The cash ledger per article is another than was reported.
            let unchanged = Effect::new(fault, self.period, own.1, amount, Vec::new());
            let unchanged = unchanged.told_by("cash-unchanged", Some("moved-after-report"));
            candidate.effects.push(unchanged.mirrored(to.1, less));
        }
        Some(candidate)
    }
}
