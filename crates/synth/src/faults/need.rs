//! The listings that a fault needs, and in which periods: which agencies have them, in code and in words.
//!
//! Not here: what faults of bank, payments and NAV need (`faults`).

use domain::Period;
use domain::agency::{Budgeting, Principle};

use crate::profile::{HOURS_SINCE, Profile, has_invoice_system, lists_l_report};
use crate::request::Request;

/// The first year of the control of system accounts.
const SYSTEM_ACCOUNTS_SINCE: i32 = 2021;

/// What an agency must list, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Listings {
    /// Budgeted gross: a cash ledger and reports to the treasury.
    Gross,
    /// The same, and a month of a year whose ledger is there from January.
    GrossYear,
    /// The same, and the last month of a half-year.
    GrossHalfYear,
    /// Budgeted gross, and accruals.
    GrossSrs,
    /// The basis of the L-report.
    LReport,
    /// Listings of payroll.
    Staff,
    /// The same, and none of the invoice system; a year in which system accounts are controlled.
    StaffAlone,
    /// Both, and such a year.
    StaffInvoices,
    /// Listings of payroll, in a year in which hours are controlled.
    StaffHours,
    /// The same, and a month of the same year behind the fault.
    StaffHoursTwoMonths,
    /// Listings of payroll, and both months of a term of the pension premium.
    Term,
    /// The same, and the term is not the last of its year.
    TermInYear,
    /// A difference to the premium's invoice that goes to result at the end of each term.
    TermDifference,
    /// A term that is the last of its year.
    LastTerm,
    /// Listings of the invoice system.
    Invoices,
    /// The same, and a month of the same year behind the fault.
    InvoicesTwoMonths,
}

impl Listings {
    /// Whether an agency has the listings that a fault needs, in the periods that it needs.
    pub(super) fn has(self, request: &Request, agency: u32) -> bool {
        let (first, last) = request.periods;
        let model = request.model(agency);
        let is_gross = model.is_some_and(|model| model.budgeting == Budgeting::Gross);
        let is_net = model.is_some_and(|model| model.budgeting == Budgeting::Net);
        let has_accruals = model.is_some_and(|model| model.principle == Principle::Srs);
        let has_staff = Profile::has_staff_systems(request, agency);
        let has_invoices = has_invoice_system(agency);
        let has_pair = |is_pair: &dyn Fn(Period) -> bool| {
            let months = std::iter::successors(Some(first), |month| Some(month.next_month()));
            months.take_while(|month| *month < last).any(is_pair)
        };
        // Of two months that follow each other, by the first.
        let is_of_year = |month: Period| month.number() < 12;
        let is_term = |month: Period| !month.number().is_multiple_of(2);
        let is_whole = first.number() == 1 || first.year() < last.year();
        match self {
            Self::Gross => is_gross,
            Self::GrossYear => is_gross && is_whole,
            Self::GrossHalfYear => {
                // From a January: in it, or after the part of a year before it.
                let january = if first.number() == 1 {
                    first.year()
                } else {
                    first.year() + 1
                };
                is_gross && Period::new(january, 6).is_some_and(|june| june <= last)
            }
            Self::GrossSrs => is_gross && has_accruals,
            Self::LReport => model.is_some_and(|model| lists_l_report(agency, model.budgeting)),
            Self::Staff => has_staff,
            Self::StaffAlone => has_staff && !has_invoices && last.year() >= SYSTEM_ACCOUNTS_SINCE,
            Self::StaffInvoices => {
                has_staff && has_invoices && last.year() >= SYSTEM_ACCOUNTS_SINCE
            }
            Self::StaffHours => has_staff && last.year() >= HOURS_SINCE,
            Self::StaffHoursTwoMonths => {
                let is_pair = |month: Period| is_of_year(month) && month.year() >= HOURS_SINCE;
                has_staff && has_pair(&is_pair)
            }
            Self::Term => has_staff && has_pair(&is_term),
            Self::TermInYear => {
                has_staff && has_pair(&|month| is_term(month) && month.number() < 11)
            }
            Self::TermDifference => {
                let is_since = |month: Period| (month.year(), month.number()) >= (2022, 3);
                has_staff && !is_net && has_pair(&|month| is_term(month) && is_since(month))
            }
            Self::LastTerm => has_staff && has_pair(&|month| month.number() == 11),
            Self::Invoices => has_invoices,
            Self::InvoicesTwoMonths => has_invoices && has_pair(&is_of_year),
        }
    }

    /// The listings and periods that a fault needs.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Gross => "an agency budgeted gross",
            Self::GrossYear => "an agency budgeted gross, and a year from January",
            Self::GrossHalfYear => "an agency budgeted gross, and a year from January until June",
            Self::GrossSrs => "an agency budgeted gross with accruals",
            Self::LReport => {
                "an agency that lists the basis of the L-report, which the 6th, 12th, 18th … of every request are that are budgeted net or funds"
            }
            Self::StaffAlone => {
                "a month from 2021, and an agency with listings of payroll and none of the invoice system, which the 2nd, 5th, 8th … of a request for 300 lines are"
            }
            Self::StaffInvoices => {
                "a month from 2021, and an agency with listings of payroll and of the invoice system, which the 3rd, 6th, 9th … of a request for 300 lines are"
            }
            Self::StaffHours => {
                "a month from 2019, and an agency with listings of payroll, which the 2nd and 3rd, 5th and 6th … of a request for 300 lines are"
            }
            Self::StaffHoursTwoMonths => {
                "two months of one year from 2019, and an agency with listings of payroll, which the 2nd and 3rd, 5th and 6th … of a request for 300 lines are"
            }
            Self::Term => {
                "both months of a term, such as January and February, and an agency with listings of payroll, which the 2nd and 3rd, 5th and 6th … of a request for 300 lines are"
            }
            Self::TermInYear => {
                "both months of a term that is not the last of its year, and an agency with listings of payroll, which the 2nd and 3rd, 5th and 6th … of a request for 300 lines are"
            }
            Self::TermDifference => {
                "both months of a term from April 2022, and an agency with listings of payroll that is not budgeted net; the 2nd and 3rd, 5th and 6th … of a request for 300 lines have them"
            }
            Self::LastTerm => {
                "November and December, and an agency with listings of payroll, which the 2nd and 3rd, 5th and 6th … of a request for 300 lines are"
            }
            Self::Invoices => {
                "an agency with listings of the invoice system, which the 1st and 3rd, 4th and 6th … of every request are"
            }
            Self::InvoicesTwoMonths => {
                "two months of one year, and an agency with listings of the invoice system, which the 1st and 3rd, 4th and 6th … of every request are"
            }
            Self::Staff => {
                "an agency with listings of payroll, which the 2nd and 3rd, 5th and 6th … of a request for 300 lines are"
            }
        }
    }
}
