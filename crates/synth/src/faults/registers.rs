//! Faults in what payroll, time recording and the invoice system list: deductions, imports of pay, pension premium, hours, bills;
//! and on the account that deductions pass through.
//!
//! Some change a listing, some the ledger; what is posted wrongly is set right by hand in the month after. Hours are no money:
//! their faults amount to nothing. Not here: the cash ledger and its reports (`cash`).

use domain::{Ore, Period};
use formats::delimited::record::Value;

use super::bank::{mistyped, transposed};
use super::{Candidate, Edit, Effect, FaultId, later_periods};
use crate::profile::{
    ACCRUED_COSTS, DEDUCTIONS, DEDUCTIONS_TRANSIT, EMPLOYER_TAX, HOURS_SINCE, PAYROLL_SYSTEM,
    PENSION_DIFFERENCE, PENSION_MEMBER, SUPPLIERS, WAGES,
};
use crate::random::Stream;
use crate::registers::tampered::{Cell, Change, Tampering};
use crate::staff::{EMPLOYEES, StaffMonth, batch, shares, term};
use crate::world::{Line, Row, Voucher, VoucherKind, World, negative, total};

/// Where the system puts lines of an import that it cannot post.
const IMPORT_ERRORS: &str = "2809";
/// What it writes for a value that is not valid.
const REPLACED: &str = "Lønn *****";
/// The names of the employees whose hours are recorded, for what may not be touched twice.
const STAFF: [&str; EMPLOYEES] = ["90001", "90002", "90003"];

/// Whether the fault is one of these.
pub(super) fn has(fault: FaultId) -> bool {
    let checks = [
        "sap-ledgers",
        "invoice-system",
        "system-accounts",
        "hours",
        "pension",
        "imports",
        "payroll-file",
    ];
    checks.contains(&fault.check())
}

/// Places where a fault of the kind might go: bills, or for the others numbers that say which of several rows.
pub(super) fn spots(world: &World, fault: FaultId, place: usize) -> Vec<(usize, usize)> {
    let period = world.days.period(place);
    match fault.check() {
        "invoice-system" => {
            let vouchers = world.vouchers.iter().enumerate();
            let bills = vouchers.filter(|(_, voucher)| {
                let is_bill = voucher.kind == VoucherKind::Bill && !voucher.removed;
                is_bill && Some(voucher.period) == period
            });
            bills.map(|(spot, _)| (spot, 0)).collect()
        }
        "hours" => (0..EMPLOYEES).map(|employee| (employee, 0)).collect(),
        "sap-ledgers" => (0..DEDUCTIONS.len()).map(|account| (account, 0)).collect(),
        _ => vec![(0, 0)],
    }
}

/// A fault of the kind at a spot.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let month = Month {
        world,
        fault,
        place,
        period: world.days.periods.get(place).copied()?,
    };
    match fault.check() {
        "sap-ledgers" => sap(&month, spot, stream),
        "invoice-system" => invoices(&month, spot, stream),
        "system-accounts" => Some(month.on_transit(stream)),
        "hours" => hours(&month, spot),
        "pension" => pension(&month, stream),
        "imports" | "payroll-file" => imports(&month, stream),
        _ => None,
    }
}

/// A month that a fault goes to.
struct Month<'world> {
    world: &'world World,
    fault: FaultId,
    place: usize,
    period: Period,
}

impl<'world> Month<'world> {
    /// Its first bank day.
    fn day(&self) -> usize {
        self.world.days.of_period(self.place).start
    }

    fn staff(&self) -> Option<&'world StaffMonth> {
        let mut months = self.world.staff.iter();
        months.find(|month| month.period == self.period)
    }

    fn effect(&self, subject: &'static str, amount: Ore) -> Effect {
        Effect::new(self.fault, self.period, subject, amount, Vec::new())
    }

    fn tamper(&self, listing: &'static str, cells: Vec<Cell>, change: Change) -> Edit {
        Edit::Tamper(Tampering {
            listing,
            period: self.period,
            cells,
            change,
        })
    }

    /// A voucher of the last bank day of the month.
    fn voucher(&self, kind: VoucherKind, batch: String, lines: Vec<Line>) -> Voucher {
        let last = self.world.days.of_period(self.place).end.saturating_sub(1);
        Voucher {
            kind,
            number: 0, // given when it is posted
            period: self.period,
            date: self.world.days.date(last),
            batch,
            lines,
            removed: false,
        }
    }

    /// Posts lines by hand in the month after, if the data have it.
    fn set_right(&self, lines: Vec<Line>) -> Option<Edit> {
        let (next, days) = later_periods(self.world, self.period).next()?;
        Some(Edit::Post(Voucher {
            kind: VoucherKind::General,
            number: 0, // given when it is posted
            period: next,
            date: self.world.days.date(days.start),
            batch: String::new(),
            lines,
            removed: false,
        }))
    }

    /// So much is posted by hand on an account, and turned in the month after.
    fn by_hand(&self, account: &'static str, amount: Ore) -> Vec<Edit> {
        let text = "Omposting trekk";
        let lines = |amount| {
            vec![
                Line::plain(account, amount, text),
                Line::plain(ACCRUED_COSTS, negative(amount), text),
            ]
        };
        let posted = self.voucher(VoucherKind::General, String::new(), lines(amount));
        let turned = self.set_right(lines(negative(amount)));
        [Edit::Post(posted)].into_iter().chain(turned).collect()
    }

    /// An amount stays on the account that deductions pass through.
    fn on_transit(&self, stream: &mut Stream) -> Candidate {
        let amount = Ore(stream.between(20_000, 400_000));
        Candidate {
            effects: vec![self.effect(DEDUCTIONS_TRANSIT, amount)],
            edits: self.by_hand(DEDUCTIONS_TRANSIT, amount),
            ..Candidate::default()
        }
    }
}

/// A deduction in SAP's list or in the ledger.
fn sap(month: &Month<'_>, spot: usize, stream: &mut Stream) -> Option<Candidate> {
    let account = *DEDUCTIONS.get(spot)?;
    let other = *DEDUCTIONS.get((spot + 1) % DEDUCTIONS.len())?;
    let listed = negative(month.staff()?.deductions.get(spot).copied()?);
    let drawn = Ore(-stream.between(20_000, 400_000));
    let at = vec![("account", text(account))];
    let shift = |by| month.tamper("sap-saldo", at.clone(), Change::Shift("sap_balance", by));
    let added = |account: &str| {
        let cells = vec![
            ("account", text(account)),
            ("period", Value::Period(month.period)),
            ("sap_balance", Value::Amount(drawn)),
            ("ledger", text("trekk")),
            ("item_period", Value::Period(month.period)),
            ("voucher", text(format!("9{account}{}", drawn.unsigned()))),
        ];
        month.tamper("sap-saldo", cells, Change::Add)
    };
    let mut candidate = Candidate {
        touches: vec![(month.day(), account)],
        ..Candidate::default()
    };
    let (amount, edits) = match month.fault {
        FaultId::SapOnlyInLedger => (drawn, month.by_hand(account, drawn)),
        FaultId::SapOnlyInSap => (negative(drawn), vec![added(account)]),
        FaultId::SapTransposedDigits => {
            let difference = total([listed, negative(transposed(listed, stream)?)]);
            (difference, vec![shift(-difference.0)])
        }
        FaultId::SapWrongSign => {
            let twice = total([listed, listed]);
            (twice, vec![shift(-twice.0)])
        }
        FaultId::SapWrongAccount => {
            candidate.touches.push((month.day(), other));
            let mut edits = month.by_hand(account, drawn);
            edits.push(added(other));
            (drawn, edits)
        }
        FaultId::SapOverAge => {
            let posted = (0..3).fold(month.period, |period, _| period.previous_month());
            let change = Change::Set("item_period", Value::Period(posted));
            (listed, vec![month.tamper("sap-saldo", at.clone(), change)])
        }
        _ => return None,
    };
    let mut effect = month.effect(account, amount);
    if month.fault == FaultId::SapWrongAccount {
        effect = effect.mirrored(other, negative(drawn));
    }
    candidate.effects = vec![effect];
    candidate.edits = edits;
    Some(candidate)
}

/// The stage in the invoice system at which a bill has stopped.
fn stage(fault: FaultId) -> Option<i64> {
    match fault {
        FaultId::InvoiceNotExported => Some(0),
        FaultId::InvoiceExportNotRead => Some(1),
        FaultId::InvoiceNotStaged => Some(2),
        FaultId::InvoiceStagedWithError => Some(3),
        FaultId::InvoiceNotPosted => Some(4),
        _ => None,
    }
}

/// A bill in the invoice system or in the ledger; one that has stopped on its way is a bill like the one at the spot.
fn invoices(month: &Month<'_>, spot: usize, stream: &mut Stream) -> Option<Candidate> {
    let bill = month.world.vouchers.get(spot)?;
    let at_line = bill.lines.iter().position(|line| line.party.is_some())?;
    let line = bill.lines.get(at_line)?;
    let mut others = month.world.vouchers.iter().enumerate();
    if others.any(|(place, other)| place != spot && other.lines == bill.lines) {
        return None; // posted twice already
    }
    let (amount, number) = (negative(line.amount), bill.number_text());
    let (_, supplier) = line.party?;
    let at = vec![("voucher", text(number.as_str()))];
    let change = |change| month.tamper("fakturasystem", at.clone(), change);
    let cells = |number: String, amount: Ore, period: Period, stage: i64| {
        vec![
            ("voucher", text(number.as_str())),
            ("invoice", text(line.reference.as_str())),
            ("invoice_amount", Value::Amount(amount)),
            ("supplier", text(supplier.to_string())),
            ("date", Value::Date(bill.date)),
            ("period", Value::Period(period)),
            ("stage", Value::Count(stage)),
        ]
    };
    let effect = |amount| Effect {
        rows: vec![Row::Line(spot, at_line)],
        ..month.effect(SUPPLIERS, amount)
    };
    let differs = |listed: Ore| {
        let by = total([listed, negative(amount)]);
        let edit = change(Change::Shift("invoice_amount", by.0));
        (vec![effect(negative(by))], vec![edit])
    };
    let (effects, edits) = match month.fault {
        FaultId::InvoiceNotInSystem => (vec![effect(amount)], vec![change(Change::Leave)]),
        FaultId::InvoiceWrongPeriod => {
            let next = month.period.next_month();
            let is_of_year = next.year() == month.period.year();
            let has_next = month.world.days.periods.contains(&next);
            if !is_of_year || !has_next {
                return None;
            }
            let late = Tampering {
                listing: "fakturasystem",
                period: next,
                cells: cells(number.clone(), amount, next, 4),
                change: Change::Add,
            };
            let first = effect(amount).caused_by(FaultId::InvoiceNotInSystem.cause());
            let then = Effect {
                period: next,
                ..effect(negative(amount))
            };
            (
                vec![first, then],
                vec![change(Change::Leave), Edit::Tamper(late)],
            )
        }
        FaultId::InvoiceDoublePosting => {
            let turn = |line: &Line| Line {
                amount: negative(line.amount),
                ..line.clone()
            };
            let turned = month.set_right(bill.lines.iter().map(turn).collect());
            let again = Voucher {
                number: month.world.next_number(bill.kind),
                ..bill.clone()
            };
            // The invoice system has it once.
            let cells = vec![("voucher", text(again.number_text()))];
            let edits = [
                Edit::Post(again),
                month.tamper("fakturasystem", cells, Change::Leave),
            ];
            let edits = edits.into_iter().chain(turned);
            (vec![effect(amount)], edits.collect())
        }
        FaultId::InvoiceWrongSign => differs(negative(amount)),
        FaultId::InvoiceTransposedDigits => differs(transposed(amount, stream)?),
        FaultId::InvoiceAmountDiffers => differs(mistyped(amount, stream)),
        fault => {
            let stage = stage(fault)?;
            let drawn = Ore(stream.between(20_000, 4_000_000));
            let number = format!("{}8{:06}", number.get(..2)?, drawn.0 % 1_000_000);
            let cells = cells(number, drawn, month.period, stage);
            let edit = month.tamper("fakturasystem", cells, Change::Add);
            let effect = month.effect(SUPPLIERS, negative(drawn));
            (vec![effect], vec![edit])
        }
    };
    Some(Candidate {
        vouchers: vec![spot],
        effects,
        edits,
        ..Candidate::default()
    })
}

/// Hours of an employee that one system lacks, or has in the month after. Hours are held against each other over the year, so
/// each later month of it tells of them too.
fn hours(month: &Month<'_>, employee: usize) -> Option<Candidate> {
    if month.period.year() < HOURS_SINCE {
        return None;
    }
    let named = *STAFF.get(employee)?;
    let hours = *month.staff()?.hours.get(employee)?;
    let of = |system: &str| vec![("system", text(system)), ("employee", text(named))];
    let mut candidate = Candidate {
        touches: vec![(month.day(), named)],
        ..Candidate::default()
    };
    let later = later_periods(month.world, month.period);
    let of_year = later.filter(|(later, _)| later.year() == month.period.year());
    let of_year: Vec<_> = of_year.collect();
    let subject = month.period.to_string();
    let effect = |period| {
        let subject = subject.clone();
        Effect::new(month.fault, period, subject, Ore::ZERO, Vec::new())
    };
    if month.fault == FaultId::HoursWrongPeriod {
        let (next, days) = of_year.first()?;
        candidate.touches.push((days.start, named));
        for (period, by) in [(month.period, -hours), (*next, hours)] {
            candidate.edits.push(Edit::Tamper(Tampering {
                listing: "timer",
                period,
                cells: of(PAYROLL_SYSTEM),
                change: Change::Shift("hours", by),
            }));
        }
        candidate.effects.push(effect(month.period).unexplained());
        let later = of_year.iter().map(|(period, _)| {
            let subject = next.to_string();
            effect(*period).mirrored(subject, Ore::ZERO)
        });
        candidate.effects.extend(later);
        return Some(candidate);
    }
    let system = if month.fault == FaultId::HoursOnlyInSap {
        "Unit4"
    } else {
        PAYROLL_SYSTEM
    };
    candidate.edits = vec![month.tamper("timer", of(system), Change::Leave)];
    candidate.effects.push(effect(month.period));
    candidate
        .effects
        .extend(of_year.iter().map(|(period, _)| effect(*period)));
    Some(candidate)
}

/// A term of the pension premium, in its last month.
fn pension(month: &Month<'_>, stream: &mut Stream) -> Option<Candidate> {
    let world = month.world;
    let months = term(&world.staff, month.period);
    let [_, last] = months else { return None };
    let [member, employer] = shares(months);
    let shift = |by: Ore| {
        let cells = vec![("term", Value::Period(month.period))];
        let change = Change::Shift("member_share", by.0);
        vec![month.tamper("pensjon", cells, change)]
    };
    let mut candidate = Candidate {
        touches: vec![(month.day(), PENSION_MEMBER)],
        ..Candidate::default()
    };
    let at_year_end = month.period.number() == 12;
    let effect = |amount| month.effect(PENSION_MEMBER, amount);
    let (effect, edits) = match month.fault {
        FaultId::PensionTransposedDigits => {
            let by = total([transposed(member, stream)?, negative(member)]);
            (effect(negative(by)), shift(by))
        }
        FaultId::PensionWrongSign => {
            let twice = total([member, member]);
            (effect(twice), shift(negative(twice)))
        }
        FaultId::PensionPremiumNotRecognised | FaultId::PensionEmployerTaxMissing => {
            candidate.touches = vec![(month.day(), PENSION_DIFFERENCE)];
            recognised(month, &mut candidate)?
        }
        FaultId::PensionPremiumInvoiceMissing => {
            if !at_year_end {
                return None;
            }
            let vouchers = premiums(month)?;
            let edits = vouchers
                .iter()
                .map(|voucher| Edit::Period(*voucher, month.period.next_month()));
            candidate.touches.push((month.day(), PENSION_DIFFERENCE));
            candidate.vouchers.clone_from(&vouchers);
            let provision = world.profile.pension_provision();
            let effect = effect(negative(member)).mirrored(provision, negative(employer));
            (effect, edits.collect())
        }
        // What is left on the accounts would be told of at the year's end too.
        _ if at_year_end => return None,
        _ => {
            let posted = *last.imported.first()?;
            candidate.vouchers = vec![posted];
            shares_posted(month, last, posted, stream)?
        }
    };
    candidate.effects = vec![effect];
    candidate.edits = edits;
    Some(candidate)
}

/// The vouchers of the premium's invoice, and of its difference where there is one.
fn premiums(month: &Month<'_>) -> Option<Vec<usize>> {
    let vouchers = month.world.vouchers.iter().enumerate();
    let of_term =
        vouchers.filter(|(_, v)| v.kind == VoucherKind::Premium && v.period == month.period);
    let vouchers: Vec<usize> = of_term.map(|(place, _)| place).collect();
    (!vouchers.is_empty()).then_some(vouchers)
}

/// The difference to the invoice goes to result a month late, or without employer's tax.
fn recognised(month: &Month<'_>, candidate: &mut Candidate) -> Option<(Effect, Vec<Edit>)> {
    // Before April 2022 it did so in December only.
    if (month.period.year(), month.period.number()) < (2022, 4) {
        return None;
    }
    let voucher = *premiums(month)?.get(1)?;
    let lines = &month.world.vouchers.get(voucher)?.lines;
    let at = |account: &str| lines.iter().position(|line| line.account == account);
    let (difference, tax) = (at(PENSION_DIFFERENCE)?, at(EMPLOYER_TAX)?);
    let amount = month.world.line_amount(voucher, difference);
    candidate.vouchers = vec![voucher];
    Some(if month.fault == FaultId::PensionEmployerTaxMissing {
        let edit = Edit::Account(voucher, tax, WAGES);
        (month.effect(PENSION_DIFFERENCE, amount), vec![edit])
    } else {
        let edit = Edit::Period(voucher, month.period.next_month());
        let effect = month.effect(PENSION_DIFFERENCE, negative(amount));
        (effect, vec![edit])
    })
}

/// The shares of the term's last month are posted otherwise than payroll says.
fn shares_posted(
    month: &Month<'_>,
    last: &StaffMonth,
    posted: usize,
    stream: &mut Stream,
) -> Option<(Effect, Vec<Edit>)> {
    let [member, _] = last.shares;
    let lines = &month.world.vouchers.get(posted)?.lines;
    let at = lines
        .iter()
        .position(|line| line.account == PENSION_MEMBER)?;
    let provision = month.world.profile.pension_provision();
    let pair = |debit: &'static str, credit: &'static str, amount: Ore| {
        let text = "Retting av pensjonstrekk";
        vec![
            Line::plain(debit, amount, text),
            Line::plain(credit, negative(amount), text),
        ]
    };
    let on_other = |account: &'static str| {
        let edit = Edit::Account(posted, at, account);
        let set_right = month.set_right(pair(account, PENSION_MEMBER, member));
        [edit].into_iter().chain(set_right).collect()
    };
    let besides = |amount: Ore, day: Option<usize>| {
        let lines = pair(WAGES, PENSION_MEMBER, amount);
        let mut voucher = month.voucher(VoucherKind::Staff, String::new(), lines);
        if let Some(day) = day {
            voucher.date = month.world.days.date(day);
        }
        let set_right = month.set_right(pair(PENSION_MEMBER, WAGES, amount));
        [Edit::Post(voucher)].into_iter().chain(set_right).collect()
    };
    Some(match month.fault {
        FaultId::PensionWrongAccount => {
            let effect = month.effect(PENSION_MEMBER, negative(member));
            (effect.mirrored(provision, member), on_other(provision))
        }
        FaultId::PensionNotPosted => {
            let effect = month.effect(PENSION_MEMBER, negative(member));
            (effect, on_other(ACCRUED_COSTS))
        }
        FaultId::PensionDoublePosting => {
            let effect = month.effect(PENSION_MEMBER, member);
            (effect, besides(member, None))
        }
        FaultId::PensionWrongPeriod => {
            let amount = Ore(stream.between(20_000, 400_000));
            let after = month.world.days.of_period(month.place).end;
            let effect = month.effect(PENSION_MEMBER, amount);
            (effect, besides(amount, Some(after)))
        }
        _ => return None,
    })
}

/// A batch of the month and how it is told of.
struct Batch<'month, 'world> {
    month: &'month Month<'world>,
    id: String,
    subject: String,
    amount: Ore,
}

impl Batch<'_, '_> {
    fn effect(&self, check: &'static str, cause: &'static str, amount: Ore) -> Effect {
        let (month, subject) = (self.month, self.subject.clone());
        let effect = Effect::new(month.fault, month.period, subject, amount, Vec::new());
        effect.told_by(check, Some(cause))
    }

    /// What the two checks of imports say of the same.
    fn effects(&self, cause: &'static str, amount: Ore) -> Vec<Effect> {
        let checks = ["imports", "payroll-file"];
        checks.map(|check| self.effect(check, cause, amount)).into()
    }

    fn lines(&self) -> [(&'static str, Ore); 2] {
        [(WAGES, self.amount), (ACCRUED_COSTS, negative(self.amount))]
    }

    /// Two lines that the import has besides.
    fn imported(&self) -> Vec<Edit> {
        let last = self
            .month
            .voucher(VoucherKind::Staff, String::new(), Vec::new());
        let line = |(account, amount)| {
            let cells = vec![
                ("interface", text(PAYROLL_SYSTEM)),
                ("batch_id", text(self.id.as_str())),
                ("voucher_type", text(VoucherKind::Staff.code())),
                ("voucher_no", text(format!("1{}", self.amount.0))),
                ("account", text(account)),
                ("amount", Value::Amount(amount)),
                ("voucher_date", Value::Date(last.date)),
                ("period", Value::Period(last.period)),
                ("description", text("Lønn")),
            ];
            self.month.tamper("gl07", cells, Change::Add)
        };
        self.lines().map(line).into()
    }

    /// A control file of two lines.
    fn controlled(&self, period: Value) -> Edit {
        let cells = vec![
            ("batch", text(self.id.as_str())),
            ("interface", text(PAYROLL_SYSTEM)),
            ("period", period),
            ("sum_debit", Value::Amount(self.amount)),
            ("transactions", Value::Count(2)),
        ];
        self.month.tamper("kontrollfil", cells, Change::Add)
    }

    /// The control file of the batch says two lines more.
    fn raised(&self) -> [Edit; 2] {
        let changes = [
            Change::Shift("sum_debit", self.amount.0),
            Change::Shift("transactions", 2),
        ];
        changes.map(|change| {
            let cells = vec![("batch", text(self.id.as_str()))];
            self.month.tamper("kontrollfil", cells, change)
        })
    }

    /// The two lines in the ledger.
    fn booked(&self) -> Vec<Line> {
        let line = |(account, amount)| Line::plain(account, amount, "Lønn");
        self.lines().map(line).into()
    }
}

/// An import of pay that is not in the ledger as it should be, or its control file.
fn imports(month: &Month<'_>, stream: &mut Stream) -> Option<Candidate> {
    let staff = month.staff()?;
    let amount = Ore(stream.between(20_000, 400_000));
    let of_month = batch(month.period);
    let of = |id: String| Batch {
        month,
        subject: format!("{PAYROLL_SYSTEM} {id}"),
        id,
        amount,
    };
    // Another batch of the same month.
    let other = || of(format!("{of_month}{}", amount.0));
    let less = negative(amount);
    let mut candidate = Candidate::default();
    let touch = |of: &'static str| (month.day(), of);
    match month.fault {
        FaultId::ImportNotBooked => {
            let batch = other();
            candidate.effects = batch.effects("import-not-booked", less);
            candidate.edits = batch.imported();
            candidate
                .edits
                .push(batch.controlled(Value::Period(month.period)));
        }
        FaultId::ImportBookedTwice => {
            let batch = other();
            candidate.effects = batch.effects("import-booked-twice", amount);
            candidate.edits = batch.imported();
            candidate
                .edits
                .push(batch.controlled(Value::Period(month.period)));
            let voucher = || month.voucher(VoucherKind::Staff, batch.id.clone(), batch.booked());
            candidate
                .edits
                .extend([Edit::Post(voucher()), Edit::Post(voucher())]);
            let mut turned = batch.booked();
            for line in &mut turned {
                line.amount = negative(line.amount);
            }
            candidate.edits.extend(month.set_right(turned));
        }
        FaultId::ImportPartlyBooked => {
            let batch = of(of_month);
            candidate.touches = vec![touch(PAYROLL_SYSTEM)];
            candidate.effects = batch.effects("import-partly-booked", less);
            candidate.edits = batch.imported();
            candidate.edits.extend(batch.raised());
        }
        FaultId::PayrollImportIncomplete => {
            let batch = of(of_month);
            candidate.touches = vec![touch(PAYROLL_SYSTEM)];
            let cause = month.fault.cause();
            let effect = batch.effect("payroll-file", cause, less);
            candidate.effects = vec![effect.mirrored(batch.subject.clone(), less)];
            candidate.edits = batch.raised().into();
        }
        FaultId::PayrollImportFileMissing => {
            let batch = other();
            let cause = month.fault.cause();
            let effect = batch.effect("payroll-file", cause, less);
            candidate.effects = vec![effect.mirrored(batch.subject.clone(), less)];
            candidate.edits = vec![batch.controlled(Value::Period(month.period))];
        }
        FaultId::PayrollControlContradicted => {
            let batch = of(of_month);
            candidate.touches = vec![touch(PAYROLL_SYSTEM)];
            let cause = month.fault.cause();
            candidate.effects = vec![batch.effect("payroll-file", cause, Ore::ZERO)];
            candidate.edits = vec![batch.controlled(Value::Empty)];
        }
        _ => return line_to_correct(month, staff),
    }
    Some(candidate)
}

/// A line of the import of pay is on the account for errors, or says that a value was replaced.
fn line_to_correct(month: &Month<'_>, staff: &StaffMonth) -> Option<Candidate> {
    let is_error = month.fault == FaultId::ImportErrorAccount;
    let posted = *staff.imported.get(usize::from(!is_error))?;
    let line = month.world.vouchers.get(posted)?.lines.first()?;
    let row = Row::Line(posted, 0);
    let mut candidate = Candidate {
        vouchers: vec![posted],
        ..Candidate::default()
    };
    let account = if is_error {
        candidate
            .edits
            .push(Edit::Account(posted, 0, IMPORT_ERRORS));
        let text = "Retting av import";
        let set_right = month.set_right(vec![
            Line::plain(line.account, line.amount, text),
            Line::plain(IMPORT_ERRORS, negative(line.amount), text),
        ]);
        candidate.edits.extend(set_right);
        IMPORT_ERRORS
    } else {
        candidate.edits.push(Edit::Text(posted, 0, REPLACED));
        line.account
    };
    let (fault, period) = (month.fault, month.period);
    candidate.effects = vec![Effect::new(fault, period, account, line.amount, vec![row])];
    Some(candidate)
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}
