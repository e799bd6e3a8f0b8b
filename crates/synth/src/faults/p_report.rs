//! Faults in the P-report of net agencies, in what it is made from, and in what the treasury books of it.
//!
//! Holiday pay that is posted a month late and a cost on an account of differences are in the ledger, and put right in the month
//! after. The others change the lists of one month, each other lines of them. Not here: an appropriation or depreciation
//! that is missing, which is no minimum posting either (`srs`), and differences between ledger and bank (`bank`).

use std::collections::BTreeSet;

use domain::agency::{Budgeting, Principle};
use domain::{Ore, Period};
use formats::delimited::record::Value;

use super::{Candidate, Edit, Effect, FaultId, is_reposting, later_periods};
use crate::profile::{HOLIDAY_PAY_OWED, P_REPORTS_SINCE, Profile, lists_p_report};
use crate::random::Stream;
use crate::registers::tampered::{Cell, Change, Tampering};
use crate::registers::treasury::{PRELIMINARY, SENT, p_report_lines};
use crate::request::Request;
use crate::world::{Line, Row, Voucher, VoucherKind, World, negative, total};

/// The check that controls the P-report.
const CHECK: &str = "p-report";
/// The list of the P-report, and of what the treasury has booked.
const LISTINGS: [&str; 2] = ["p-rapport", "p-rapport-bokfort"];
/// The article account of the settlement account.
const BANK: &str = "196";
/// Where a cost stands that nothing explains on article account 280.
const DIFFERENCE: &str = "5290";
/// What the control calls the accounts of pay, of depreciation, and of income from appropriation.
const PAY: &str = "PR-01 50*+51*";
/// See [`PAY`].
pub(super) const DEPRECIATED: &str = "PR-01 6000..6099";
/// See [`PAY`].
pub(super) const APPROPRIATED: &str = "PR-01 390*";
/// The article account of ordinary income, and what the control calls all income.
const INCOME: &str = "320";
/// See [`INCOME`].
const INCOMES: &str = "PR-04 3*";
/// The line that the preliminary report has otherwise.
const PRELIMINARY_LINE: &str = "686";
/// An article account that no agency has.
const STRANGE: &str = "609";

/// Whether the fault is one of these.
pub(super) fn has(fault: FaultId) -> bool {
    fault.check() == CHECK
        || matches!(
            fault,
            FaultId::PReportNotBooked | FaultId::PReportNotReported
        )
}

/// Whether an agency of a request can have the fault.
pub(super) fn is_possible(fault: FaultId, request: &Request, agency: u32) -> bool {
    let Some(model) = request.model(agency) else {
        return false;
    };
    let (first, last) = request.periods;
    let mut months = std::iter::successors(Some(first), |month| Some(month.next_month()))
        .take_while(|month| *month <= last);
    if fault == FaultId::PReportHolidayPay {
        return model.budgeting == Budgeting::Net
            && model.principle == Principle::Srs
            && months.any(|month| has_holiday_pay(first, month));
    }
    lists_p_report(agency, model.budgeting) && months.any(|month| month.year() >= P_REPORTS_SINCE)
}

/// Whether holiday pay of a month may be late: the month before has some, and the month after is before it is used.
fn has_holiday_pay(first: Period, month: Period) -> bool {
    (2..=4).contains(&month.number()) && month > first && month.year() >= P_REPORTS_SINCE
}

/// Places of vouchers where the fault might be.
pub(super) fn spots(world: &World, fault: FaultId, place: usize) -> Vec<(usize, usize)> {
    let Some(period) = world.days.periods.get(place).copied() else {
        return Vec::new();
    };
    let is_ours = |voucher: &Voucher| match fault {
        FaultId::PReportHolidayPay => {
            let owed = voucher.lines.get(1);
            voucher.kind == VoucherKind::Provision
                && owed.is_some_and(|line| line.account == HOLIDAY_PAY_OWED)
        }
        _ => is_reposting(voucher),
    };
    if !matches!(
        fault,
        FaultId::PReportHolidayPay | FaultId::PReportDifference
    ) {
        return vec![(0, 0)];
    }
    let vouchers = world.vouchers.iter().enumerate();
    let of_month = vouchers.filter(|(_, voucher)| voucher.period == period && !voucher.removed);
    let ours = of_month.filter(|(_, voucher)| is_ours(voucher));
    ours.map(|(spot, _)| (spot, 0)).collect()
}

/// A fault of the kind in a month.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    (place, spot): (usize, usize),
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.periods.get(place).copied()?;
    let first = world.days.periods.first().copied()?;
    let lists = |profile: &Profile| profile.lists_p_report(period.year());
    match fault {
        FaultId::PReportHolidayPay if has_holiday_pay(first, period) => {
            Some(holiday_pay(world, place, period, spot))
        }
        FaultId::PReportHolidayPay => None,
        _ if !lists(&world.profile) => None,
        FaultId::PReportDifference => difference(world, period, spot),
        _ => Lists::of(world, fault, place)?.candidate(stream),
    }
}

/// The signs of minimum postings that are gone where these vouchers are: what the control calls their accounts.
pub(super) fn signs_of(world: &World, vouchers: &[usize]) -> Vec<&'static str> {
    if !world.profile.is_net() {
        return Vec::new();
    }
    let vouchers = vouchers
        .iter()
        .filter_map(|place| world.vouchers.get(*place));
    let lines = vouchers.flat_map(|voucher| &voucher.lines);
    let signs = lines.filter_map(|line| match line.account.get(..2)? {
        "50" | "51" => Some(PAY),
        "60" => Some(DEPRECIATED),
        _ => None,
    });
    let signs: BTreeSet<&str> = signs.collect();
    signs.into_iter().collect()
}

/// The month's holiday pay is posted in the month after; after the data, never.
fn holiday_pay(world: &World, place: usize, period: Period, spot: usize) -> Candidate {
    let fault = FaultId::PReportHolidayPay;
    let subject = format!("PR-01 {HOLIDAY_PAY_OWED}");
    let edit = match later_periods(world, period).next() {
        Some((later, days)) => Edit::Later(spot, later, days.start),
        None => Edit::Remove(vec![spot]),
    };
    let day = world.days.of_period(place).start;
    Candidate {
        touches: vec![(day, "holiday-pay")],
        vouchers: vec![spot],
        effects: vec![Effect::new(fault, period, subject, Ore::ZERO, Vec::new())],
        edits: vec![edit],
        ..Candidate::default()
    }
}

/// A cost is on an account of group 52 until the month after.
fn difference(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let voucher = world.vouchers.get(spot)?;
    let line = voucher.lines.first()?;
    let fault = FaultId::PReportDifference;
    let mut later = later_periods(world, period);
    let later = later.next();
    // A cost does not stand into the next year.
    if later
        .as_ref()
        .is_some_and(|(later, _)| later.year() > period.year())
    {
        return None;
    }
    let rows = vec![Row::Line(spot, 0)];
    let effect = Effect::new(fault, period, "PR-02 52*", line.amount, rows);
    let mut edits = vec![Edit::Account(spot, 0, DIFFERENCE)];
    if let Some((later, days)) = later {
        let text = "Retting av avstemmingsdifferanse";
        edits.push(Edit::Post(Voucher {
            kind: VoucherKind::General,
            number: 0, // given when it is posted
            period: later,
            date: world.days.date(days.start),
            batch: String::new(),
            lines: vec![
                Line::plain(line.account, line.amount, text),
                Line::plain(DIFFERENCE, negative(line.amount), text),
            ],
            removed: false,
        }));
    }
    Some(Candidate {
        vouchers: vec![spot],
        effects: vec![effect],
        edits,
        ..Candidate::default()
    })
}

/// The lists of a month.
struct Lists<'world> {
    world: &'world World,
    fault: FaultId,
    period: Period,
    place: usize,
}

impl<'world> Lists<'world> {
    fn of(world: &'world World, fault: FaultId, place: usize) -> Option<Self> {
        let period = world.days.periods.get(place).copied()?;
        Some(Self {
            world,
            fault,
            period,
            place,
        })
    }

    fn candidate(&self, stream: &mut Stream) -> Option<Candidate> {
        let amount = Ore(stream.between(20_000, 4_000_000));
        let less = negative(amount);
        let told = |subject: String, amount| {
            Effect::new(self.fault, self.period, subject, amount, Vec::new())
        };
        let both = |moved: &[(&'static str, Ore)]| -> Vec<Edit> {
            let edits = moved.iter().flat_map(|(article, by)| {
                LISTINGS.map(|list| self.edit(list, article, Change::Shift("amount", by.0)))
            });
            edits.collect()
        };
        let [_, booked] = LISTINGS;
        let mut further = Vec::new();
        let (articles, effect, edits) = match self.fault {
            FaultId::PReportBank => {
                let effect = told(format!("PR-03 {BANK}"), less).mirrored("640", amount);
                let edits = both(&[(BANK, less), ("640", amount)]);
                (vec![BANK, "640"], effect, edits)
            }
            FaultId::PReportLine => {
                let effect = told("630".to_owned(), less).mirrored("710", amount);
                let edits = both(&[("630", less), ("710", amount)]);
                (vec!["630", "710"], effect, edits)
            }
            FaultId::PReportUnbalanced => {
                let effect = told("PR-05".to_owned(), amount).mirrored("714", amount);
                (vec!["714"], effect, both(&[("714", amount)]))
            }
            FaultId::PReportPreliminary => {
                let effect = told(format!("PR-06 {PRELIMINARY_LINE}"), less).only_noticed();
                let cells = vec![
                    ("article", Value::Text(PRELIMINARY_LINE.to_owned())),
                    ("stage", Value::Text(PRELIMINARY.to_owned())),
                ];
                let [reported, _] = LISTINGS;
                let edit = self.tamper(reported, cells, Change::Shift("amount", amount.0));
                (vec![PRELIMINARY_LINE], effect, vec![edit])
            }
            FaultId::PReportSignUnusual => {
                let lines = p_report_lines(self.world, self.place);
                let of_income = lines.iter().filter(|(article, _)| article.starts_with('3'));
                let income = total(of_income.map(|(_, amount)| *amount));
                // So much more is income that what is left of it is a cost of the drawn amount.
                let moved = total([amount, negative(income)]);
                let effect = told(INCOME.to_owned(), moved).mirrored("680", negative(moved));
                let edits = both(&[(INCOME, moved), ("680", negative(moved))]);
                further = vec![
                    told(INCOMES.to_owned(), amount)
                        .told_by(CHECK, None)
                        .only_noticed(),
                ];
                (vec![INCOME, "680"], effect, edits)
            }
            FaultId::PReportNotBooked => {
                let lines = p_report_lines(self.world, self.place);
                let effect = told(INCOME.to_owned(), *lines.get(INCOME)?);
                let edit = self.edit(booked, INCOME, Change::Leave);
                (vec![INCOME], effect, vec![edit])
            }
            _ => {
                let effect = told(STRANGE.to_owned(), less);
                let cells = vec![
                    ("article", Value::Text(STRANGE.to_owned())),
                    ("amount", Value::Amount(amount)),
                    ("period", Value::Period(self.period)),
                ];
                (
                    vec![],
                    effect,
                    vec![self.tamper(booked, cells, Change::Add)],
                )
            }
        };
        let lines = p_report_lines(self.world, self.place);
        if !articles.iter().all(|article| lines.contains_key(*article)) {
            return None;
        }
        let day = self.world.days.of_period(self.place).start;
        let mut touches = vec![(day, self.fault.as_str())];
        touches.extend(articles.into_iter().map(|article| (day, article)));
        let effects = std::iter::once(effect).chain(further);
        Some(Candidate {
            touches,
            effects: effects.collect(),
            edits,
            ..Candidate::default()
        })
    }

    /// The row of an article account in a list; in the P-report that of the report as it is sent.
    fn edit(&self, list: &'static str, article: &str, change: Change) -> Edit {
        let mut cells = vec![("article", Value::Text(article.to_owned()))];
        let [reported, _] = LISTINGS;
        if list == reported {
            cells.push(("stage", Value::Text(SENT.to_owned())));
        }
        self.tamper(list, cells, change)
    }

    fn tamper(&self, listing: &'static str, cells: Vec<Cell>, change: Change) -> Edit {
        Edit::Tamper(Tampering {
            listing,
            period: self.period,
            cells,
            change,
        })
    }
}
