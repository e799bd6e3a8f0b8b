//! Faults in the cash ledger, in what is reported from it to the treasury, and in what the treasury books.
//!
//! Each changes listings of one month, and the ledger not at all; the listings of the month after are right again. What they
//! say depends on the finished ledger, so these faults are planted after the others. Each goes to a re-posting between cost
//! accounts, or to the first of its accounts. Not here: what stands on NAV's accounts or the error account, which is reported on
//! helper accounts too (`truth`).

use std::collections::BTreeMap;

use domain::{Ore, Period};
use formats::delimited::record::Value;

use super::bank::transposed;
use super::{Candidate, Edit, Effect, FaultId, is_reposting, p_report, treasury};
use crate::random::Stream;
use crate::registers::cash::{
    CashLedger, ReportKey, cash_ledgers, report_key, report_lines, settlement,
};
use crate::registers::tampered::{Cell, Change, Tampering};
use crate::world::{World, negative, total};

/// An account that no chart has.
const NO_ACCOUNT: &str = "1908";
/// The cash ledger's sum, as the check names it.
const CASH_SUM: &str = "CAN01";
/// The sum of the listing's other column: one account a month may be wrong in it, so that a missing account explains the sum.
const ENTITY_SUM: &str = "entity";
/// The S-report's sum, as the check names it.
const REPORT_SUM: &str = "CAN06b";
/// Articles that no account of an agency has.
const NO_ARTICLES: [&str; 4] = ["609", "659", "689", "719"];
/// The S-report and the A-report that says the same.
const REPORTS: [&str; 2] = ["s-rapport", "a-rapport"];

/// Whether the fault is one of these.
pub(super) fn has(fault: FaultId) -> bool {
    if p_report::has(fault) {
        return false;
    }
    let checks = [
        "cash-control",
        "cash-balance",
        "cash-unchanged",
        "treasury-booked",
    ];
    checks.contains(&fault.check())
}

/// A month as it is reported, and the voucher that the fault goes to.
pub(super) struct Month<'world> {
    pub(super) world: &'world World,
    pub(super) period: Period,
    day: usize,
    ledger: CashLedger,
    lines: BTreeMap<ReportKey, Ore>,
    /// What the voucher holds by account; none of it zero.
    held: Vec<(&'static str, Ore)>,
}

/// A fault of the kind, at a voucher.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    voucher: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let month = Month::of(world, place, voucher)?;
    let candidate = match fault {
        FaultId::CashPostingOutside
        | FaultId::CashPostedAfterListing
        | FaultId::CashPostedAfterReport => month.of_voucher(fault),
        FaultId::CashTransposedDigits | FaultId::CashSignTurned => {
            month.entity_differs(fault, stream)
        }
        FaultId::CashAccountNotListed => month.account_not_listed(),
        FaultId::CashAccountNotInLedger => Some(month.account_not_in_ledger(stream)),
        FaultId::CashInvalidCombination => month.on_helper(fault, "96"),
        FaultId::CashSrsNotNetted => month.on_helper(fault, "98"),
        FaultId::CashUnresolvedOneSided => month.one_sided(fault, "unresolved"),
        FaultId::CashOutsideOneSided => month.one_sided(fault, "outside"),
        FaultId::CashExcludedOneSided => month.one_sided(fault, "excluded_types"),
        FaultId::CashOpenItemsOneSided => month.one_sided(fault, "open_items"),
        FaultId::CashMovedAfterReport => month.moved_after_report(stream),
        _ => month.booked_otherwise(fault, stream),
    };
    let mut candidate = candidate?;
    let told = treasury::told(world, fault, month.period, &candidate.edits);
    candidate.effects.extend(told);
    candidate.vouchers = vec![voucher];
    Some(candidate)
}

impl<'world> Month<'world> {
    pub(super) fn of(world: &'world World, place: usize, voucher: usize) -> Option<Self> {
        let period = world.days.periods.get(place).copied()?;
        let ledger = cash_ledgers(world).into_iter().nth(place)?;
        let lines = report_lines(world, &ledger);
        let voucher = world.vouchers.get(voucher)?;
        let mut held: BTreeMap<&'static str, Ore> = BTreeMap::new();
        for line in &voucher.lines {
            let of_account = held.entry(line.account).or_default();
            *of_account = total([*of_account, line.amount]);
        }
        held.retain(|_, amount| *amount != Ore::ZERO);
        let first = voucher.lines.first()?.account;
        let mut held: Vec<(&'static str, Ore)> = held.into_iter().collect();
        held.sort_by_key(|(account, _)| *account != first);
        let month = Self {
            world,
            period,
            day: world.days.of_period(place).start,
            ledger,
            lines,
            held,
        };
        let is_reported = |(account, _): &(&'static str, Ore)| {
            month.reported(account) != Ore::ZERO
                && month.ledger.cash_of(account) != Ore::ZERO
                && month.ledger.entity_of(account) != Ore::ZERO
        };
        let is_whole = !month.held.is_empty() && month.held.iter().all(is_reported);
        is_whole.then_some(month)
    }

    /// The line that an account is reported on.
    pub(super) fn key(&self, account: &str) -> ReportKey {
        report_key(self.world.profile.index + 1, account)
    }

    /// What the line of an account reports.
    fn reported(&self, account: &str) -> Ore {
        self.lines
            .get(&self.key(account))
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn first(&self) -> Option<(&'static str, Ore)> {
        self.held.first().copied()
    }

    fn edit(&self, listing: &'static str, cells: Vec<Cell>, change: Change) -> Edit {
        Edit::Tamper(Tampering {
            listing,
            period: self.period,
            cells,
            change,
        })
    }

    /// A column of the cash ledger is larger by so much.
    fn listed(&self, account: &str, field: &'static str, by: Ore) -> Edit {
        let cells = vec![("account", Value::Text(account.to_owned()))];
        self.edit("kontantregnskap", cells, Change::Shift(field, by.0))
    }

    /// A line of one of the reports is changed.
    pub(super) fn line(
        &self,
        report: &'static str,
        (state, article): &ReportKey,
        change: Change,
    ) -> Edit {
        let cells = vec![
            ("state_account", Value::Text(state.clone())),
            ("article", Value::Text(article.clone())),
        ];
        self.edit(report, cells, change)
    }

    /// Both reports say so much more of an account.
    fn both(&self, account: &str, by: Ore) -> [Edit; 2] {
        let key = self.key(account);
        REPORTS.map(|report| self.line(report, &key, Change::Shift("amount", by.0)))
    }

    /// A line that a report has besides.
    pub(super) fn added(
        &self,
        report: &'static str,
        (state, article): &ReportKey,
        amount: Ore,
    ) -> Edit {
        let cells = vec![
            ("state_account", Value::Text(state.clone())),
            ("article", Value::Text(article.clone())),
            ("amount", Value::Amount(amount)),
            ("period", Value::Period(self.period)),
        ];
        self.edit(report, cells, Change::Add)
    }

    /// Whether the reports have a line.
    pub(super) fn has_line(&self, key: &ReportKey) -> bool {
        self.lines.contains_key(key)
    }

    /// What the lines of a state account come to.
    pub(super) fn sum_of(&self, state_account: &str) -> Ore {
        let lines = self.lines.iter();
        let ours = lines.filter(|((state, _), _)| state == state_account);
        total(ours.map(|(_, amount)| *amount))
    }

    /// A fault that touches the row of the first account.
    pub(super) fn touching_first(&self) -> Option<Candidate> {
        Some(self.touching(self.held.get(..1)?))
    }

    /// What no other fault of the month may touch: the rows of these accounts.
    fn touching(&self, accounts: &[(&'static str, Ore)]) -> Candidate {
        let touch = |(account, _): &(&'static str, Ore)| (self.day, *account);
        Candidate {
            touches: accounts.iter().map(touch).collect(),
            ..Candidate::default()
        }
    }

    /// How many vouchers of the year hold an amount on an account.
    fn holding(&self, account: &str, amount: Ore) -> usize {
        let (period, posted) = (self.period, self.world.vouchers.iter());
        let of_year = posted.filter(|voucher| {
            let is_until = voucher.period.year() == period.year() && voucher.period <= period;
            is_until && !voucher.removed
        });
        let held = of_year.map(|voucher| {
            let lines = voucher.lines.iter().filter(|line| line.account == account);
            total(lines.map(|line| line.amount))
        });
        held.filter(|held| *held == amount).count()
    }

    /// The voucher is not in the cash ledger, or came after the listing or after the report.
    fn of_voucher(&self, fault: FaultId) -> Option<Candidate> {
        let is_only = |(account, amount): &(&str, Ore)| self.holding(account, *amount) == 1;
        if !self.held.iter().all(is_only) {
            return None;
        }
        let mut candidate = self.touching(&self.held);
        let mut effects = Vec::new();
        for (account, amount) in &self.held {
            let less = negative(*amount);
            let (subject, difference) = match fault {
                FaultId::CashPostedAfterReport => (article(account), *amount),
                FaultId::CashPostedAfterListing => (*account, less),
                _ => (*account, *amount),
            };
            effects.push((subject, difference));
            if fault != FaultId::CashPostedAfterReport {
                candidate.edits.push(self.listed(account, "cash", less));
                candidate
                    .edits
                    .push(if fault == FaultId::CashPostingOutside {
                        self.listed(account, "unresolved", *amount)
                    } else {
                        self.listed(account, "entity", less)
                    });
            }
            candidate.edits.extend(self.both(account, less));
        }
        let mut effects = effects.into_iter();
        let (subject, difference) = effects.next()?;
        let first = Effect::new(fault, self.period, subject, difference, Vec::new());
        let mirrored = effects.fold(first, |effect, (subject, of)| effect.mirrored(subject, of));
        candidate.effects.push(mirrored);
        Some(candidate)
    }

    /// The listing says another balance of the ledger.
    fn entity_differs(&self, fault: FaultId, stream: &mut Stream) -> Option<Candidate> {
        let (account, _) = self.first()?;
        let right = self.ledger.entity_of(account);
        let wrong = if fault == FaultId::CashSignTurned {
            negative(right)
        } else {
            transposed(right, stream)?
        };
        let difference = total([wrong, negative(right)]);
        let mut candidate = self.touching(self.held.get(..1)?);
        candidate.touches.push((self.day, ENTITY_SUM));
        candidate.edits = vec![self.listed(account, "entity", difference)];
        let effect = Effect::new(fault, self.period, account, difference, Vec::new());
        candidate.effects = vec![effect];
        Some(candidate)
    }

    /// An account is not in the listing; what was reported has it.
    fn account_not_listed(&self) -> Option<Candidate> {
        let (account, _) = self.first()?;
        let fault = FaultId::CashAccountNotListed;
        let missing = negative(self.ledger.entity_of(account));
        if self.ledger.cash_of(account) != self.ledger.entity_of(account) {
            return None;
        }
        let mut candidate = self.touching(self.held.get(..1)?);
        candidate
            .touches
            .extend([(self.day, CASH_SUM), (self.day, ENTITY_SUM)]);
        let cells = vec![("account", Value::Text(account.to_owned()))];
        candidate.edits = vec![self.edit("kontantregnskap", cells, Change::Leave)];
        let effect = |subject| Effect::new(fault, self.period, subject, missing, Vec::new());
        candidate.effects = vec![
            effect(account),
            effect(CASH_SUM).told_by("cash-balance", Some("listing-incomplete")),
        ];
        if self.world.profile.has_accruals() {
            let unchanged = effect(article(account)).told_by("cash-unchanged", None);
            candidate.effects.push(unchanged);
        }
        Some(candidate)
    }

    /// The listing has an account that the ledger does not have.
    fn account_not_in_ledger(&self, stream: &mut Stream) -> Candidate {
        let amount = Ore(stream.between(20_000, 4_000_000));
        let mut candidate = Candidate {
            touches: vec![(self.day, ENTITY_SUM)],
            ..Candidate::default()
        };
        let zero = Value::Amount(Ore::ZERO);
        let cells = vec![
            ("account", Value::Text(NO_ACCOUNT.to_owned())),
            ("entity", Value::Amount(amount)),
            ("cash", zero.clone()),
            ("outside", Value::Amount(amount)),
            ("excluded_types", zero.clone()),
            ("unresolved", zero),
            ("period", Value::Period(self.period)),
        ];
        candidate.edits = vec![self.edit("kontantregnskap", cells, Change::Add)];
        candidate.effects = vec![Effect::new(
            FaultId::CashAccountNotInLedger,
            self.period,
            NO_ACCOUNT,
            amount,
            Vec::new(),
        )];
        candidate
    }

    /// A cost is reported on a helper account.
    fn on_helper(&self, fault: FaultId, helper: &str) -> Option<Candidate> {
        let (account, amount) = self.first()?;
        let settlement = settlement(self.world.profile.index + 1);
        let helper = format!("{settlement}{helper}");
        let key = (helper.clone(), article(account).to_owned());
        let mut candidate = self.touching(self.held.get(..1)?);
        candidate.edits.extend(self.both(account, negative(amount)));
        let added = REPORTS.map(|report| self.added(report, &key, amount));
        candidate.edits.extend(added);
        let effect = Effect::new(fault, self.period, helper, amount, Vec::new());
        candidate.effects = vec![effect];
        Some(candidate)
    }

    /// So much of an account is taken out of the cash ledger in a column that has no other side.
    fn one_sided(&self, fault: FaultId, field: &'static str) -> Option<Candidate> {
        let (account, amount) = self.first()?;
        let less = negative(amount);
        let mut candidate = self.touching(self.held.get(..1)?);
        candidate.touches.push((self.day, CASH_SUM));
        candidate.edits = vec![
            self.listed(account, "cash", less),
            self.listed(account, field, amount),
        ];
        candidate.edits.extend(self.both(account, less));
        let effect = Effect::new(fault, self.period, CASH_SUM, less, Vec::new());
        candidate.effects = vec![effect.mirrored(REPORT_SUM, less)];
        if field == "unresolved" {
            if self.holding(account, amount) != 1 {
                return None;
            }
            let cause = FaultId::CashPostingOutside.cause();
            let effect = Effect::new(fault, self.period, account, amount, Vec::new());
            let told = effect.told_by("cash-control", Some(cause));
            candidate.effects.push(told);
        }
        Some(candidate)
    }

    /// So much was reported under another article than the cash ledger has it.
    fn moved_after_report(&self, stream: &mut Stream) -> Option<Candidate> {
        let [(account, _), (other, _), ..] = *self.held.as_slice() else {
            return None;
        };
        let amount = Ore(stream.between(20_000, 4_000_000));
        let mut candidate = self.touching(self.held.get(..2)?);
        candidate.edits.extend(self.both(account, negative(amount)));
        candidate.edits.extend(self.both(other, amount));
        let effect = Effect::new(
            FaultId::CashMovedAfterReport,
            self.period,
            article(account),
            amount,
            Vec::new(),
        );
        candidate.effects = vec![effect.mirrored(article(other), negative(amount))];
        Some(candidate)
    }

    /// The treasury books a line otherwise than it was reported.
    fn booked_otherwise(&self, fault: FaultId, stream: &mut Stream) -> Option<Candidate> {
        let (account, _) = self.first()?;
        let key = self.key(account);
        let reported = self.reported(account);
        let other = (key.0.clone(), (*stream.pick(&NO_ARTICLES)?).to_owned());
        let named = |(state, article): &ReportKey| format!("{state} {article}");
        let shift = |by: Ore| Change::Shift("amount", by.0);
        let [_, booked] = REPORTS;
        let (subject, amount, edit) = match fault {
            FaultId::TreasuryTransposedDigits => {
                let by = total([transposed(reported, stream)?, negative(reported)]);
                (&key, negative(by), self.line(booked, &key, shift(by)))
            }
            FaultId::TreasurySignTurned => {
                let twice = total([reported, reported]);
                let edit = self.line(booked, &key, shift(negative(twice)));
                (&key, twice, edit)
            }
            FaultId::TreasuryLineNotBooked => {
                (&key, reported, self.line(booked, &key, Change::Leave))
            }
            FaultId::TreasuryLineNotReported => {
                let amount = Ore(stream.between(20_000, 4_000_000));
                (&other, negative(amount), self.added(booked, &other, amount))
            }
            FaultId::TreasuryArticleMoved => {
                let change = Change::Set("article", Value::Text(other.1.clone()));
                (&key, reported, self.line(booked, &key, change))
            }
            _ => return None,
        };
        let mut candidate = self.touching(self.held.get(..1)?);
        let taken = NO_ARTICLES.iter().find(|article| **article == other.1)?;
        candidate.touches.push((self.day, taken));
        candidate.edits = vec![edit];
        let effect = Effect::new(fault, self.period, named(subject), amount, Vec::new());
        candidate.effects = vec![if fault == FaultId::TreasuryArticleMoved {
            effect.mirrored(named(&other), negative(amount))
        } else {
            effect
        }];
        Some(candidate)
    }
}

/// The article account of a cost account: its first three digits.
fn article(account: &'static str) -> &'static str {
    account.get(..3).unwrap_or(account)
}

/// The places of a month's re-postings.
pub(super) fn spots(world: &World, period: Period) -> Vec<(usize, usize)> {
    let vouchers = world.vouchers.iter().enumerate();
    let of_month = vouchers.filter(|(_, voucher)| voucher.period == period);
    let repostings = of_month.filter(|(_, voucher)| is_reposting(voucher));
    repostings.map(|(place, _)| (place, 0)).collect()
}
