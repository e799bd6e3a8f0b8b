//! The faults: what can be planted, where it fits, and what the check must then say.
//!
//! A fault edits a finished world. Where it goes is drawn from a stream of its own, so that a world with and a world
//! without it differ by nothing else. Faults of one agency never meet on the same bank day and account nor on the
//! same voucher, and their amounts differ. What a fault is made of is written by family: `bank`, `receipts`,
//! `remittance`, `sent`, `orders`, `ledger`, `nav`, `srs`, `carry`, `year`, `year_end`, `period_13`, `half_year`, `cash`, `treasury`,
//! `l_report`, `p_report`, `registers`; the kinds are listed in `table`. Not here: how a fault is found (`checks`).

mod bank;
mod carry;
mod cash;
mod half_year;
mod l_report;
mod ledger;
mod nav;
mod need;
mod orders;
mod p_report;
mod period_13;
mod receipts;
mod registers;
mod remittance;
mod sent;
pub(crate) mod srs;
mod table;
mod treasury;
mod year;
pub(crate) mod year_end;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;

use chrono::NaiveDate;
use domain::agency::{Budgeting, Principle};
use domain::{Ore, Period};

use self::need::Listings;
pub use self::table::{FaultId, FaultKind, faults};
use crate::error::SynthError;
use crate::generate::EARLY_DAYS;
use crate::profile::{EXPENSES, FileExchange, REPOSTED};
use crate::random::{Purpose, Stream};
use crate::refunds::Report;
use crate::registers::tampered::{Change, Tampering};
use crate::request::Request;
use crate::sending::Deviation;
use crate::world::{
    EntryKind, Line, OpeningItem, Row, Specification, Voucher, VoucherKind, World, negative, total,
};

impl FaultId {
    fn kind(self) -> Option<&'static FaultKind> {
        faults().iter().find(|kind| kind.id == self)
    }

    /// The id of the command line and of `truth.json`.
    pub fn as_str(self) -> &'static str {
        self.kind().map_or("", |kind| kind.name)
    }

    /// The check that must find it.
    pub fn check(self) -> &'static str {
        self.kind().map_or("", |kind| kind.check)
    }

    /// The cause the check must name.
    pub fn cause(self) -> &'static str {
        self.kind().map_or("", |kind| kind.cause)
    }

    /// Whether an agency of the request, by its index, can have the fault.
    pub fn is_possible(self, request: &Request, agency: u32) -> bool {
        let exchange = FileExchange::of(request, agency);
        let (first, last) = request.periods;
        let model = request.model(agency);
        let is_gross = model.is_some_and(|model| model.budgeting == Budgeting::Gross);
        let reports_by_cash = || reports_by_cash(request, agency);
        match self.need() {
            Need::Nothing => true,
            Need::MonthEnd => srs::is_possible(self, request, agency),
            Need::Routine => year::is_possible(self, request, agency),
            Need::ChangeOfYear => carry::is_possible(self, request, agency),
            Need::Sender => sent::is_possible(self, request, agency),
            Need::Orders => orders::is_possible(request, agency),
            Need::HalfYear => half_year::is_possible(self, request),
            Need::YearEnd => year_end::is_possible(request, agency),
            Need::Period13 => period_13::is_possible(request, agency),
            Need::PReport => p_report::is_possible(self, request, agency),
            Need::Newer => exchange == FileExchange::Newer,
            Need::NewerTwoMonths => exchange == FileExchange::Newer && first < last,
            Need::Common => exchange == FileExchange::Common,
            Need::Refunds => exchange != FileExchange::Common,
            Need::RefundsCash => exchange != FileExchange::Common && reports_by_cash(),
            Need::RefundsGross => exchange != FileExchange::Common && is_gross,
            Need::RefundsTwoMonths => {
                // Two months of one year.
                let ends_in_january = last.previous_month() == first && last.number() == 1;
                exchange != FileExchange::Common
                    && reports_by_cash()
                    && first < last
                    && !ends_in_january
            }
            Need::FourMonths => last.months_since(first) >= 3,
            Need::Listings(listings) => listings.has(request, agency),
        }
    }

    /// What would make the fault possible, in words; empty if it always is.
    pub(crate) fn needs(self) -> &'static str {
        match self.need() {
            Need::Nothing => "",
            Need::MonthEnd => {
                "an agency with accruals, and a month whose fault the year can still put right"
            }
            Need::ChangeOfYear => {
                "a December and the January after it, of an agency whose ledger says what the year began with; for the cash ledger and the S-report one that is budgeted gross"
            }
            Need::Routine => {
                "an agency that the routine concerns, which of every three the first and the third are"
            }
            Need::Sender => sent::needs(self),
            Need::Orders => {
                "an agency with an order module, which the 6th, 12th, 18th … of a request for months from 2017 are"
            }
            Need::HalfYear => {
                "the registers of the half-year control, and a half-year of a year from January: June for values of dimensions, December for suppliers and customers"
            }
            Need::YearEnd => {
                "the vouchers of the year's end (--year-end), a December, and a gross agency without accruals"
            }
            Need::Period13 => {
                "re-postings in period 13 (--period-13), a December from 2016, and an agency budgeted gross"
            }
            Need::PReport if self == Self::PReportHolidayPay => {
                "an agency budgeted net with accruals, and a month of February to April with the month before, from 2018"
            }
            Need::PReport => {
                "a month from 2018, and an agency that lists its P-report, which the 6th, 12th, 18th … of every request are that are budgeted net"
            }
            Need::Newer => {
                "an agency with the newer files, which the 4th, 9th, 14th … of a request for months of 2017 to 2044 is"
            }
            Need::NewerTwoMonths => {
                "two months, and an agency with the newer files, which the 4th, 9th, 14th … of a request for months of 2017 to 2044 is"
            }
            Need::Common => "an agency with the common files, which the first of every request is",
            Need::Refunds => {
                "an agency with reports of NAV, which the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 are"
            }
            Need::RefundsGross => {
                "an agency budgeted gross with reports of NAV, which only the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 have"
            }
            Need::RefundsCash => {
                "an agency with reports of NAV, of the cash principle if one of the request is, which only the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 have"
            }
            Need::RefundsTwoMonths => {
                "two months of one year, and an agency with reports of NAV, of the cash principle if one of the request is, which only the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 have"
            }
            Need::FourMonths => "four months",
            Need::Listings(listings) => listings.in_words(),
        }
    }

    fn need(self) -> Need {
        match self {
            Self::ReturnMissing | Self::SettlementMissing | Self::OrderMissing => Need::Newer,
            _ if half_year::has(self) => Need::HalfYear,
            _ if srs::is_ours(self) => Need::MonthEnd,
            _ if year::is_ours(self) => Need::Routine,
            _ if carry::is_ours(self) => Need::ChangeOfYear,
            Self::NavOtherAccount => Need::RefundsGross,
            _ if sent::has(self) => Need::Sender,
            _ if orders::has(self) => Need::Orders,
            _ if year_end::is_ours(self) => Need::YearEnd,
            _ if period_13::has(self) => Need::Period13,
            Self::RefusalPosted => Need::NewerTwoMonths,
            Self::PaymentFileNotRead | Self::OcrFileMissing => Need::Common,
            Self::OverAge => Need::FourMonths,
            Self::NavNotReversed => Need::RefundsTwoMonths,
            Self::NavNotRead
            | Self::NavReadTwice
            | Self::NavIncomeByHand
            | Self::NavAfterPayroll
            | Self::NavNegativeReport
            | Self::NavNotReceived => Need::RefundsCash,
            _ if self.check() == NAV_CHECK => Need::Refunds,
            Self::CashSrsNotNetted | Self::CashPostedAfterReport | Self::CashMovedAfterReport => {
                Need::Listings(Listings::GrossSrs)
            }
            Self::InvoiceWrongPeriod => Need::Listings(Listings::InvoicesTwoMonths),
            Self::SystemNotReposted => Need::Listings(Listings::StaffAlone),
            Self::SystemDirectPosting => Need::Listings(Listings::StaffInvoices),
            Self::HoursOnlyInSap | Self::HoursOnlyInLedger => Need::Listings(Listings::StaffHours),
            Self::HoursWrongPeriod => Need::Listings(Listings::StaffHoursTwoMonths),
            Self::PensionTransposedDigits | Self::PensionWrongSign => {
                Need::Listings(Listings::Term)
            }
            Self::PensionWrongAccount
            | Self::PensionNotPosted
            | Self::PensionDoublePosting
            | Self::PensionWrongPeriod => Need::Listings(Listings::TermInYear),
            Self::PensionPremiumNotRecognised | Self::PensionEmployerTaxMissing => {
                Need::Listings(Listings::TermDifference)
            }
            Self::PensionPremiumInvoiceMissing => Need::Listings(Listings::LastTerm),
            _ if l_report::has(self) => Need::Listings(Listings::LReport),
            _ if p_report::has(self) => Need::PReport,
            Self::TreasuryAuthorityUnused => Need::Listings(Listings::GrossHalfYear),
            _ if treasury::has(self) => Need::Listings(Listings::GrossYear),
            _ if cash::has(self) => Need::Listings(Listings::Gross),
            _ if self.check() == "invoice-system" => Need::Listings(Listings::Invoices),
            _ if ["sap-ledgers", "imports", "payroll-file"].contains(&self.check()) => {
                Need::Listings(Listings::Staff)
            }
            _ => Need::Nothing,
        }
    }

    /// Whether it is one of the month's end: of `srs`.
    pub(crate) fn is_of_month_end(self) -> bool {
        self.need() == Need::MonthEnd
    }

    /// Whether it is one of what is sent: of `sent` or `orders`.
    #[cfg(test)]
    pub(crate) fn is_of_sending(self) -> bool {
        matches!(self.need(), Need::Sender | Need::Orders)
    }

    /// Whether it is one of the year's end: of `year_end` or `period_13`.
    #[cfg(test)]
    pub(crate) fn is_of_year_end(self) -> bool {
        [Need::YearEnd, Need::Period13].contains(&self.need())
    }

    /// Whether it is one of a routine: of `year` or `half_year`.
    #[cfg(test)]
    pub(crate) fn is_of_routine(self) -> bool {
        [Need::Routine, Need::HalfYear].contains(&self.need())
    }

    /// Whether it is one of the change of year: of `carry`.
    pub(crate) fn is_of_change_of_year(self) -> bool {
        self.need() == Need::ChangeOfYear
    }

    /// Whether it amounts to something.
    pub(crate) fn has_amount(self) -> bool {
        let is_none = matches!(
            self,
            Self::VoucherNumberMissing
                | Self::BothRoles
                | Self::PayrollControlContradicted
                | Self::OrderAnsweredOnly
                | Self::StatementsLate
                | Self::SeriesGap
                | Self::SeriesTwice
                | Self::ReceivedNotPosted
                | Self::ReceiptsUnreadable
                | Self::TreasuryPeriodOpen
                | Self::TreasuryReportedEarly
                | Self::LReportUnconfirmed
                | Self::LReportLate
                | Self::PReportHolidayPay
                | Self::TreasurySetupUnreadable
                | Self::TreasuryAuthorityUnused
        );
        let of_registers = [
            Self::ChartClosed,
            Self::ChartNotListed,
            Self::AuthorityCeiling,
        ];
        let is_in_register = half_year::has(self) && !of_registers.contains(&self);
        // Hours are no money.
        !is_none && !is_in_register && self.check() != "hours"
    }

    fn ordinal(self) -> u32 {
        if let Some(number) = self.kind().and_then(|kind| kind.drawn_by) {
            return number;
        }
        let without_number = faults().iter().filter(|kind| kind.drawn_by.is_none());
        (0..)
            .zip(without_number)
            .find(|(_, kind)| kind.id == self)
            .map_or(0, |(number, _)| number)
    }
}

/// Whether an agency is of the cash principle, or the request has none such with reports of NAV.
fn reports_by_cash(request: &Request, agency: u32) -> bool {
    let is_cash = |index: u32| {
        let model = request.model(index);
        model.is_some_and(|model| model.principle == Principle::Cash)
    };
    let mut all = 0..request.agencies;
    let has_reports = |index: u32| FileExchange::of(request, index) != FileExchange::Common;
    is_cash(agency) || !all.any(|index| is_cash(index) && has_reports(index))
}

/// The check of all faults of `nav`.
const NAV_CHECK: &str = "nav-refunds";

/// What an agency must have for a fault to be possible.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Need {
    Nothing,
    /// Accruals at the month's end.
    MonthEnd,
    /// The end of a year, and the next month.
    ChangeOfYear,
    /// A routine, and what it looks at.
    Routine,
    /// Files of the kind that `sent` needs.
    Sender,
    /// An order module.
    Orders,
    /// Registers of the half-year control.
    HalfYear,
    /// Vouchers of the year's end.
    YearEnd,
    /// Re-postings in period 13.
    Period13,
    /// A P-report, or what it is made from.
    PReport,
    /// Payment orders whose answers and notifications are files of their own.
    Newer,
    /// The same, and payments that the bank refuses: it does every second month.
    NewerTwoMonths,
    /// No payment orders, which would tell of the batch too.
    Common,
    /// Reports of NAV.
    Refunds,
    /// The same, of the cash principle where the request has such: with accruals the provision follows.
    RefundsCash,
    /// The same, and an account to pay from beside the one that receives.
    RefundsGross,
    /// The same, and a month of the same year behind the fault.
    RefundsTwoMonths,
    /// Three months behind the fault.
    FourMonths,
    /// Listings of other systems.
    Listings(Listings),
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

/// What one fault does to one reconciled account in one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Effect {
    pub(crate) fault: FaultId,
    pub(crate) period: Period,
    /// The check that must say it.
    pub(crate) check: &'static str,
    /// The cause it must name; none for what a fault leaves to a later period that nothing there explains.
    pub(crate) cause: Option<&'static str>,
    /// What differs: an account, a line of a report, a batch; empty for the agency itself.
    pub(crate) subject: Cow<'static, str>,
    /// Ledger − statement there.
    pub(crate) amount: Ore,
    /// What proves it; rows that are in no file are left out later.
    pub(crate) rows: Vec<Row>,
    /// What else differs by the same fault: subject and ledger − other side.
    pub(crate) mirror: Vec<(Cow<'static, str>, Ore)>,
    /// Whether it is only a notice: nothing that needs attention.
    pub(crate) is_notice: bool,
}

impl Effect {
    fn new(
        fault: FaultId,
        period: Period,
        subject: impl Into<Cow<'static, str>>,
        amount: Ore,
        rows: Vec<Row>,
    ) -> Self {
        Self {
            fault,
            period,
            check: fault.check(),
            cause: Some(fault.cause()),
            subject: subject.into(),
            amount,
            rows,
            mirror: Vec::new(),
            is_notice: false,
        }
    }

    fn only_noticed(mut self) -> Self {
        self.is_notice = true;
        self
    }

    fn mirrored(mut self, subject: impl Into<Cow<'static, str>>, amount: Ore) -> Self {
        self.mirror.push((subject.into(), amount));
        self
    }

    fn caused_by(mut self, cause: &'static str) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Told by another check.
    fn told_by(mut self, check: &'static str, cause: Option<&'static str>) -> Self {
        (self.check, self.cause) = (check, cause);
        self
    }

    /// Whether the finding has no amount.
    pub(crate) fn is_without_money(&self) -> bool {
        !self.fault.has_amount()
    }

    fn unexplained(mut self) -> Self {
        self.cause = None;
        self
    }
}

/// Plants the faults of one agency; says what each does.
pub(crate) fn plant(world: &mut World, request: &Request) -> Result<Vec<Effect>, SynthError> {
    let mut planting = Planting::default();
    let mut effects = Vec::new();
    // What the cash ledger says, which bill is the largest, and what a year is closed with, depends on what the others do.
    let is_late = |fault: &&(FaultId, u32)| {
        let id = fault.0;
        cash::has(id)
            || treasury::has(id)
            || p_report::has(id)
            || carry::is_ours(id)
            || id == FaultId::AuthorityCeiling
    };
    let (last, first): (Vec<&(FaultId, u32)>, Vec<_>) = request.faults.iter().partition(is_late);
    for (fault, count) in first.into_iter().chain(last) {
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
/// have it and, each time round, to the next period. That some agency can is what [`Request::validate`] sees to.
fn shares(
    request: &Request,
    fault: FaultId,
    count: u32,
    agency: u32,
    periods: usize,
) -> Vec<usize> {
    let first = u64::from(fault.ordinal());
    let able = |index: &u32| fault.is_possible(request, *index);
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
#[derive(Default)]
struct Candidate {
    /// Bank days and accounts that no other fault may touch.
    touches: Vec<(usize, &'static str)>,
    /// Vouchers that no other fault may touch.
    vouchers: Vec<usize>,
    /// Groups that it breaks.
    groups: Vec<usize>,
    effects: Vec<Effect>,
    edits: Vec<Edit>,
}

/// What is done to the world.
enum Edit {
    /// This voucher has these lines.
    Lines(usize, Vec<Line>),
    /// The listing of a month does not say of an asset, by its number, that the year's appropriation paid it.
    NotInvested(u32, Period),
    /// The appropriation of a month is misposted, and put right on a day.
    Appropriation(Period, FaultId, Option<(Period, NaiveDate)>),
    /// A voucher of a year's end is misposted.
    YearEnd(i32, FaultId),
    /// This is told besides, of both sides of a posting with the same amount.
    Told(Effect),
    /// This opening item is another one.
    Opening(usize, OpeningItem),
    /// The old claim has no comment.
    Uncommented,
    /// One user has both roles from a month on.
    BothRoles(Period),
    /// The file of the settlement accounts of a day is not there.
    DropStatements(usize),
    /// These vouchers are not posted.
    Remove(Vec<usize>),
    /// This voucher is posted too, with a number of its own.
    Post(Voucher),
    /// Lines 0 and 1 of this voucher get this amount and its opposite.
    Amount(usize, Ore),
    /// This voucher is posted in this period.
    Period(usize, Period),
    /// A line of this voucher is on this account.
    Account(usize, usize, &'static str),
    /// A line of this voucher has this text.
    Text(usize, usize, &'static str),
    /// Both lines of this voucher have this KID.
    Kid(usize, String),
    /// This bank entry is money from NAV.
    FromNav(usize),
    /// NAV sends this report too, of what it pays on a day.
    Report(usize, Report),
    /// A line of this voucher is another one.
    Line(usize, usize, Line),
    /// The OCR file of a day is not there.
    DropReceipts(usize),
    /// The file of the orders of a day is not there.
    DropOrder(usize),
    /// The bank's answer to the orders of a day is not there.
    DropReturn(usize),
    /// The notification of the debits of a day is not there.
    DropSettlement(usize),
    /// A row of a listing is not what it should be.
    Tamper(Tampering),
    /// A listing says what a balance is made of.
    Specify(Specification),
    /// A year opens with so much more on an account than it closed with.
    CarryWrong(i32, &'static str, Ore),
    /// Something is sent otherwise than it should be.
    Send(Deviation),
    /// This bank entry comes on another day.
    Day(usize, usize),
    /// This bank entry is part of another one.
    Carry(usize, usize),
    /// This voucher is posted in this period, on a bank day of it.
    Later(usize, Period, usize),
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
        let candidate = spots.into_iter().find_map(|spot| {
            let candidate = candidate(world, fault, place, spot, stream)?;
            self.fits(&candidate).then_some(candidate)
        })?;
        self.touched.extend(&candidate.touches);
        self.vouchers.extend(&candidate.vouchers);
        let mut effects = candidate.effects;
        self.amounts
            .extend(effects.iter().map(|effect| effect.amount.unsigned()));
        for group in candidate.groups {
            world.damage(group);
        }
        for edit in candidate.edits {
            if let (Edit::Remove(vouchers), Some(first)) = (&edit, effects.first_mut()) {
                let signs = p_report::signs_of(world, vouchers).into_iter();
                first
                    .mirror
                    .extend(signs.map(|sign| (sign.into(), Ore::ZERO)));
            }
            let posted = apply(world, edit).filter(|(period, _)| {
                let first = effects.first();
                first.is_some_and(|first| first.period == *period)
            });
            if let (Some((_, row)), Some(first)) = (posted, effects.first_mut()) {
                first.rows.push(row);
            }
        }
        // What proves it proves it in later months too.
        let rows = effects.first().map(|first| first.rows.clone());
        let bare = effects.iter_mut().filter(|effect| effect.rows.is_empty());
        for effect in bare {
            effect.rows.clone_from(rows.as_ref()?);
        }
        Some(effects)
    }

    fn fits(&self, candidate: &Candidate) -> bool {
        let effects = &candidate.effects;
        let of_money = || effects.iter().filter(|effect| !effect.is_without_money());
        let of = |effect: &Effect| (effect.period, effect.check, effect.amount.unsigned());
        let distinct: BTreeSet<(Period, &str, u64)> = of_money().map(of).collect();
        let is_taken = |amount: u64| amount == 0 || self.amounts.contains(&amount);
        let (touches, vouchers) = (&candidate.touches, &candidate.vouchers);
        !touches.iter().any(|touch| self.touched.contains(touch))
            && !vouchers.iter().any(|one| self.vouchers.contains(one))
            && !distinct.iter().any(|(_, _, amount)| is_taken(*amount))
            && distinct.len() == of_money().count()
    }
}

/// Does it; says period and place of a new row, if there is one.
fn apply(world: &mut World, edit: Edit) -> Option<(Period, Row)> {
    match edit {
        Edit::Lines(place, lines) => world.vouchers.get_mut(place)?.lines = lines,
        Edit::NotInvested(asset, period) => {
            world.not_invested.insert((asset, period));
        }
        Edit::Appropriation(period, fault, later) => {
            world.appropriations.insert(period, (fault, later));
        }
        Edit::YearEnd(year, fault) => world.year_ends.entry(year).or_default().push(fault),
        Edit::Told(effect) => world.settled.push(effect),
        Edit::Opening(place, item) => *world.opening_items.get_mut(place)? = item,
        Edit::Specify(specification) => world.specifications.push(specification),
        Edit::CarryWrong(year, account, more) => {
            let so_far = world.carried_wrong.entry((year, account)).or_default();
            *so_far = total([*so_far, more]);
        }
        Edit::Uncommented => world.is_uncommented = true,
        Edit::Send(deviation) => world.sending.deviate(deviation),
        Edit::Day(entry, day) => world.entries.get_mut(entry)?.day = day,
        Edit::Carry(from, into) => {
            let from = world.entries.get_mut(from)?;
            // Out of the data.
            from.day = usize::MAX;
            let amount = from.amount;
            let into = world.entries.get_mut(into)?;
            into.amount = total([into.amount, amount]);
        }
        Edit::Later(place, period, day) => {
            let date = world.days.date(day);
            let voucher = world.vouchers.get_mut(place)?;
            (voucher.period, voucher.date) = (period, date);
        }
        Edit::BothRoles(period) => world.both_roles = Some(period),
        Edit::DropStatements(day) => {
            world.missing_statements.insert(day);
        }
        Edit::DropReturn(day) => {
            world.missing_returns.insert(day);
        }
        Edit::DropOrder(day) => {
            world.missing_orders.insert(day);
        }
        Edit::DropReceipts(day) => {
            world.missing_receipts.insert(day);
        }
        Edit::DropSettlement(day) => {
            world.missing_settlements.insert(day);
        }
        Edit::Report(day, report) => world.further_reports.push((day, report)),
        Edit::Remove(vouchers) => {
            for place in vouchers {
                world.vouchers.get_mut(place)?.removed = true;
            }
        }
        Edit::Post(mut voucher) => {
            voucher.number = world.take_number(voucher.kind);
            let period = voucher.period;
            world.vouchers.push(voucher);
            return Some((period, Row::Line(world.vouchers.len() - 1, 0)));
        }
        Edit::Amount(place, amount) => {
            let lines = &mut world.vouchers.get_mut(place)?.lines;
            for (line, amount) in lines.iter_mut().zip([amount, negative(amount)]) {
                line.amount = amount;
            }
        }
        Edit::Period(place, period) => world.vouchers.get_mut(place)?.period = period,
        Edit::Account(place, line, account) => {
            world.vouchers.get_mut(place)?.lines.get_mut(line)?.account = account;
        }
        Edit::Line(place, number, line) => {
            *world.vouchers.get_mut(place)?.lines.get_mut(number)? = line;
        }
        Edit::Text(place, line, text) => {
            let lines = &mut world.vouchers.get_mut(place)?.lines;
            text.clone_into(&mut lines.get_mut(line)?.text);
        }
        Edit::Kid(place, kid) => {
            for line in &mut world.vouchers.get_mut(place)?.lines {
                line.kid.clone_from(&kid);
            }
        }
        Edit::Tamper(tampering) => {
            let period = tampering.period;
            let is_in_a_file = tampering.change != Change::Leave;
            world.tampered.push(tampering);
            let row = Row::Listed(world.tampered.len() - 1);
            return is_in_a_file.then_some((period, row));
        }
        Edit::FromNav(entry) => {
            let entry = world.entries.get_mut(entry)?;
            (entry.kind, entry.text) = (EntryKind::Refunds, "NAV".to_owned());
        }
    }
    None
}

/// The periods of the data after one, with their bank days.
fn later_periods(
    world: &World,
    period: Period,
) -> impl Iterator<Item = (Period, Range<usize>)> + '_ {
    let periods = world.days.periods.iter().enumerate();
    let later = periods.filter(move |(_, later)| **later > period);
    later.map(|(place, later)| (*later, world.days.of_period(place)))
}

/// A place in a list of the world, and for payments of a lump a place in it.
type Spot = (usize, usize);

/// Places in a list of the world where a fault of the kind might go in a period: days, lumps, triggers, singles,
/// payments as (lump, number).
fn spots(world: &World, fault: FaultId, place: usize) -> Vec<Spot> {
    let days = world.days.of_period(place);
    let of_days = |list: &mut dyn Iterator<Item = usize>| -> Vec<Spot> {
        let places = list.enumerate().filter(|(_, day)| days.contains(day));
        places.map(|(spot, _)| (spot, 0)).collect()
    };
    match fault {
        FaultId::StatementDayMissing | FaultId::NotInBank | FaultId::OcrFileMissing => {
            days.map(|day| (day, 0)).collect()
        }
        FaultId::OcrNotRead => of_days(&mut world.lumps.iter().map(|lump| lump.day)),
        FaultId::ReturnMissing
        | FaultId::SettlementMissing
        | FaultId::OrderMissing
        | FaultId::RefusalPosted => of_days(&mut world.orders.iter().map(|order| order.day)),
        FaultId::SweepMissing | FaultId::SweepDiffers => {
            of_days(&mut world.triggers.iter().map(|trigger| trigger.day))
        }
        FaultId::WrongKidDigit | FaultId::PaymentNotPosted => {
            let lumps = world.lumps.iter().enumerate();
            let lumps = lumps.filter(|(_, lump)| days.contains(&lump.day));
            lumps
                .flat_map(|(spot, lump)| (0..lump.vouchers.len()).map(move |number| (spot, number)))
                .collect()
        }
        FaultId::WrongPeriod => {
            let early: Vec<usize> = world.days.of_period(place + 1).take(EARLY_DAYS).collect();
            if place + 1 == world.days.periods.len() {
                return (0..world.beyond.len()).map(|spot| (spot, 0)).collect();
            }
            let singles = world.singles.iter().enumerate();
            singles
                .filter(|(_, single)| early.contains(&single.day))
                .map(|(spot, _)| (spot, 0))
                .collect()
        }
        FaultId::PaymentFileNotRead => {
            let entries = world.entries.iter().enumerate();
            let of_period = entries.filter(|(_, entry)| days.contains(&entry.day));
            let batches = of_period.filter(|(_, entry)| entry.kind == EntryKind::Batch);
            batches.map(|(spot, _)| (spot, 0)).collect()
        }
        FaultId::InvalidDimension => {
            let period = world.days.period(place);
            let vouchers = world.vouchers.iter().enumerate();
            let costs = vouchers.filter(|(_, voucher)| voucher.kind == VoucherKind::General);
            let of_period = costs.filter(|(_, voucher)| Some(voucher.period) == period);
            of_period.map(|(spot, _)| (spot, 0)).collect()
        }
        FaultId::DoublePosting
        | FaultId::TransposedDigits
        | FaultId::WrongAccount
        | FaultId::AmountDiffers
        | FaultId::NotPosted
        | FaultId::StatusMissing
        | FaultId::OverAge
        | FaultId::NavOutsideSolution
        | FaultId::NavCorrected
        | FaultId::NavOtherAccount
        | FaultId::NavAfterPayroll => of_days(&mut world.singles.iter().map(|single| single.day)),
        // What concerns the report of the month.
        FaultId::NavNotRead
        | FaultId::NavReadTwice
        | FaultId::NavWrongBenefitAccount
        | FaultId::NavFileMissing
        | FaultId::NavReceiptByHand
        | FaultId::NavIncomeByHand
        | FaultId::NavNotReversed => vec![(place, 0)],
        FaultId::NavNegativeReport | FaultId::NavNotReceived => {
            days.skip(1).map(|day| (day, 0)).collect()
        }
        _ if l_report::has(fault) => vec![(0, 0)],
        _ if p_report::has(fault) => p_report::spots(world, fault, place),
        _ if cash::has(fault) || treasury::has(fault) => world
            .days
            .period(place)
            .map_or_else(Vec::new, |period| cash::spots(world, period)),
        _ if registers::has(fault) => registers::spots(world, fault, place),
        _ if sent::has(fault) => sent::spots(world, fault, days),
        _ if orders::has(fault) => orders::spots(world, fault, place),
        _ if half_year::has(fault) => half_year::spots(place),
        _ if year_end::is_ours(fault) => year_end::spots(world, place),
        _ if period_13::has(fault) => period_13::spots(world, place),
        _ if fault.is_of_month_end() => srs::spots(world, fault, place),
        _ if fault.is_of_change_of_year() => carry::spots(world, place),
        _ => year::spots(world, fault, place),
    }
}

/// What the fault would be at this spot; `None` if it cannot be there.
fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: Spot,
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.period(place)?;
    let follow = |candidate| nav::with_provision(world, candidate);
    match fault {
        FaultId::StatementDayMissing => bank::statement_day_missing(world, period, spot.0),
        FaultId::SweepMissing | FaultId::SweepDiffers => bank::sweep(world, fault, period, spot.0),
        FaultId::WrongPeriod if place + 1 == world.days.periods.len() => {
            bank::wrong_period_beyond(world, period, spot.0)
        }
        FaultId::WrongPeriod
        | FaultId::DoublePosting
        | FaultId::TransposedDigits
        | FaultId::AmountDiffers
        | FaultId::WrongAccount => bank::single(world, fault, period, spot.0, stream),
        FaultId::NotPosted => bank::not_posted(world, period, spot.0),
        FaultId::NotInBank => Some(bank::not_in_bank(world, period, spot.0, stream)),
        FaultId::PaymentFileNotRead => bank::payment_file_not_read(world, period, spot.0),
        FaultId::OcrNotRead => receipts::ocr_not_read(world, period, spot.0),
        FaultId::PaymentNotPosted => receipts::payment_not_posted(world, period, spot),
        FaultId::OcrFileMissing => receipts::ocr_file_missing(world, period, spot.0),
        FaultId::WrongKidDigit => receipts::wrong_kid_digit(world, period, spot, stream),
        FaultId::OrderMissing => remittance::order_missing(world, period, spot.0),
        FaultId::ReturnMissing | FaultId::SettlementMissing => {
            remittance::order_unanswered(world, fault, period, spot.0)
        }
        FaultId::RefusalPosted => remittance::refusal_posted(world, period, spot.0),
        FaultId::InvalidDimension => ledger::invalid_dimension(world, period, spot.0),
        FaultId::StatusMissing => ledger::status_missing(world, period, spot.0),
        FaultId::OverAge => ledger::over_age(world, period, spot.0),
        FaultId::NavOutsideSolution
        | FaultId::NavCorrected
        | FaultId::NavOtherAccount
        | FaultId::NavAfterPayroll => nav::further_receipt(world, fault, place, spot.0).map(follow),
        FaultId::NavNegativeReport | FaultId::NavNotReceived => {
            nav::further_report(world, fault, place, spot.0, stream).map(follow)
        }
        FaultId::NavNotRead
        | FaultId::NavReadTwice
        | FaultId::NavWrongBenefitAccount
        | FaultId::NavFileMissing
        | FaultId::NavReceiptByHand
        | FaultId::NavIncomeByHand
        | FaultId::NavNotReversed => nav::of_the_month(world, fault, place).map(follow),
        _ if l_report::has(fault) => l_report::candidate(world, fault, place, stream),
        _ if p_report::has(fault) => p_report::candidate(world, fault, (place, spot.0), stream),
        _ if treasury::has(fault) => treasury::candidate(world, fault, place, spot.0, stream),
        _ if cash::has(fault) => cash::candidate(world, fault, place, spot.0, stream),
        _ if registers::has(fault) => registers::candidate(world, fault, place, spot.0, stream),
        _ if fault.is_of_change_of_year() => carry::candidate(world, fault, place, stream),
        _ if sent::has(fault) => sent::candidate(world, fault, place, spot.0, stream),
        _ if orders::has(fault) => orders::candidate(world, fault, place, spot.0, stream),
        _ if half_year::has(fault) => half_year::candidate(world, fault, place, stream),
        _ if year_end::is_ours(fault) => year_end::candidate(world, fault, place),
        _ if period_13::has(fault) => period_13::candidate(world, fault, place, spot.0, stream),
        _ if fault.is_of_month_end() => srs::candidate(world, fault, place, spot.0, stream),
        _ => year::candidate(world, fault, place, spot.0, stream),
    }
}

/// Whether a voucher is a re-posting between cost accounts that fills a month.
fn is_reposting(voucher: &Voucher) -> bool {
    let first = voucher.lines.first();
    let is_cost = |line: &Line| line.text == REPOSTED && EXPENSES.contains(&line.account);
    voucher.kind == VoucherKind::General && !voucher.removed && first.is_some_and(is_cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(day: usize, account: &'static str, voucher: usize, amounts: &[i64]) -> Candidate {
        let period: Period = "2025-01".parse().unwrap();
        let effect = |amount: &i64| {
            let fault = FaultId::DoublePosting;
            Effect::new(fault, period, account, Ore(*amount), Vec::new())
        };
        Candidate {
            touches: vec![(day, account)],
            vouchers: vec![voucher],
            effects: amounts.iter().map(effect).collect(),
            ..Candidate::default()
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
    fn shares_go_round() {
        let request = crate::request::tests::request(3, 200);
        let of = |fault, agency| shares(&request, fault, 7, agency, 3);
        assert_eq!(of(FaultId::StatementDayMissing, 0), [0, 1, 2]);
        assert_eq!(of(FaultId::StatementDayMissing, 1), [0, 1]);
        assert_eq!(of(FaultId::OcrNotRead, 0), [1, 2]);
        assert_eq!(of(FaultId::OcrNotRead, 1), [0, 1, 2]);
    }
}
