//! Who an agency is: code, number, kind, bank accounts and the accounts of its ledger. Everything is invented.
//!
//! Not here: what happens to it (`generate`), or how the playbook is written (`playbook`).

use domain::Period;
use domain::agency::{BankRole, Budgeting, Model, Principle, Service};
use domain::identifier::{BankAccountNumber, OrganisationNumber};
use domain::personal::{CheckRule, is_national_identity_number};

use crate::error::SynthError;
use crate::request::Request;
use crate::year_end::OF_YEAR_END;

/// Receivables from customers.
pub(crate) const CUSTOMERS: &str = "1500";
/// Payables to suppliers.
pub(crate) const SUPPLIERS: &str = "2400";
/// Receipts that nobody knows yet.
pub(crate) const INTERIM: &str = "2990";
/// Postings with dimensions that do not exist; stays empty.
pub(crate) const ERROR: &str = "2998";
/// Where a line lands that is posted on the wrong account.
pub(crate) const STRAY: &str = "1909";
/// Bank fees.
pub(crate) const FEES: &str = "7770";
/// Wages.
pub(crate) const WAGES: &str = "5000";
/// What a receipt becomes when its sender is found.
pub(crate) const OTHER_INCOME: &str = "3670";
/// Accounts that invoices are credited on.
pub(crate) const INCOME: [&str; 3] = ["3200", "3240", "3600"];
/// Accounts that bills and re-postings hit.
pub(crate) const EXPENSES: [&str; 8] = [
    "6300", "6400", "6540", "6550", "6800", "6860", "7100", "7140",
];

/// The text of a re-posting between them.
pub(crate) const REPOSTED: &str = "Omposting";

/// What NAV owes.
pub(crate) const REFUNDS_OWED: &str = "1571";
/// What is posted of refunds by hand until its file is read (interimskonto); empty where nothing is wrong.
pub(crate) const REFUNDS_INTERIM: &str = "1574";
/// What has been claimed of NAV and not come (gjennomgangskonto).
pub(crate) const REFUNDS_CLAIMED: &str = "1575";
/// Refunds of sick pay and the like.
pub(crate) const REFUNDS_SICK: &str = "5800";
/// Refunds of parental benefit.
pub(crate) const REFUNDS_PARENTAL: &str = "5810";

/// Refunds of NAV that have not come yet, and their income by kind: of agencies with accruals.
pub(crate) const REFUNDS_ACCRUED: &str = "1579";
/// Accrued refunds of sick pay and the like.
pub(crate) const ACCRUED_SICK: &str = "5801";
/// Accrued refunds of parental benefit.
pub(crate) const ACCRUED_PARENTAL: &str = "5811";

/// Accounts of agencies with both NAV's reports and accruals.
const OF_ACCRUED_REFUNDS: [(&str, &str); 3] = [
    (REFUNDS_ACCRUED, "Avsatt NAV-refusjon"),
    (ACCRUED_SICK, "Påløpt refusjon av sykepenger"),
    (ACCRUED_PARENTAL, "Påløpt refusjon av foreldrepenger"),
];

/// Software that is an asset.
pub(crate) const SOFTWARE: &str = "1040";
/// Computers that are an asset.
pub(crate) const COMPUTERS: &str = "1280";
/// What has been bought and is not in the asset register yet; empty at the end of a month.
pub(crate) const UNDER_WAY: &str = "1295";
/// Depreciation of software.
pub(crate) const SOFTWARE_DEPRECIATION: &str = "6000";
/// Depreciation of computers.
pub(crate) const COMPUTERS_DEPRECIATION: &str = "6050";
/// Costs for which there is no bill yet.
pub(crate) const ACCRUED_COSTS: &str = "2960";
/// What the state has paid of assets.
pub(crate) const FINANCING: &str = "2150";
/// Appropriation used for assets, debit.
pub(crate) const INVESTED: &str = "3910";
/// The financing of assets taken to income as they lose value.
pub(crate) const FINANCING_INCOME: &str = "3950";
/// Appropriation taken to income.
pub(crate) const APPROPRIATION: &str = "3900";
/// Appropriation taken to income: settled with the treasury (gross agencies).
pub(crate) const APPROPRIATION_GROSS: &str = "1991";
/// Appropriation not taken to income yet (net agencies).
pub(crate) const APPROPRIATION_NET: &str = "2170";
/// Grants that are not income yet (net agencies); empty where nothing is wrong.
pub(crate) const GRANT_UNUSED: &str = "2180";
/// Costs paid for a later month (net agencies); empty where nothing is wrong.
pub(crate) const PREPAID: &str = "1740";
/// Months after which an accrual should have been reversed, where agencies name their accounts of accruals.
pub(crate) const ACCRUAL_MONTHS: i32 = 2;
/// Owed to employees.
pub(crate) const PAY_OWED: &str = "2910";
/// Pay earned and not paid: permanent, temporary employees.
pub(crate) const PAY_ACCRUED: [&str; 2] = ["5090", "5190"];
/// Holiday pay owed until it is paid in June.
pub(crate) const HOLIDAY_PAY_OWED: &str = "2940";
/// Holiday pay earned.
pub(crate) const HOLIDAY_PAY: &str = "5080";
/// Settled with the treasury: balance of what the S-report reports.
pub(crate) const REPORTED: &str = "1980";
/// Settled with the treasury: everything else.
pub(crate) const SETTLED: &str = "1990";
/// The result of a year leaves the accounts of classes 3 to 8.
pub(crate) const RESULT: &str = "8950";

/// Member share of the pension premium, deducted from pay.
pub(crate) const PENSION_MEMBER: &str = "2630";
/// Pension premium that is a cost.
pub(crate) const PENSION_COST: &str = "5420";
/// What the premium's invoice differs by from what payroll has posted (not net agencies).
pub(crate) const PENSION_DIFFERENCE: &str = "2820";
/// Employer's tax.
pub(crate) const EMPLOYER_TAX: &str = "5400";
/// Deductions of pay on their way to the account of their kind; stays empty.
pub(crate) const DEDUCTIONS_TRANSIT: &str = "2691";
/// Deductions of pay, by kind.
pub(crate) const DEDUCTIONS: [&str; 2] = ["2640", "2650"];
/// The system that delivers pay.
pub(crate) const PAYROLL_SYSTEM: &str = "SAP";
/// The system that invoices customers.
pub(crate) const ORDER_SYSTEM: &str = "ORDRE";
/// What the service log calls a bill.
pub(crate) const RECEIVED_BILLS: &str = "Leverandørfaktura";
/// The role that keeps the register of suppliers.
pub(crate) const REGISTER_ROLE: &str = "LEVERANDØRREGISTER";
/// The role that pays.
pub(crate) const PAYMENT_ROLE: &str = "REMITTERING";
/// The first year of the control of hours.
pub(crate) const HOURS_SINCE: i32 = 2019;
/// Differences of the till; empty where nothing is wrong.
pub(crate) const TILL: &str = "1905";
/// Petty cash; empty where nothing is wrong.
pub(crate) const PETTY_CASH: &str = "1900";
/// The customer and the supplier whose items stay open.
pub(crate) const OF_OLD_ITEMS: [u32; 2] = [99_999, 99_998];
/// Whether a party has nothing but old items: numbers above those of all others.
pub(crate) fn is_of_old_items(party: u32) -> bool {
    party > 99_990
}
/// Data of so many months has no old items.
const ROUTINE_MONTHS: i32 = 18;
/// Fewest lines of a month that have room for what payroll posts.
const STAFF_LINES: u32 = 300;

/// Accounts of agencies whose payroll system delivers deductions and premium.
const OF_STAFF: [(&str, &str); 6] = [
    (PENSION_MEMBER, "Pensjonstrekk"),
    (PENSION_COST, "Pensjonspremie til SPK"),
    (EMPLOYER_TAX, "Arbeidsgiveravgift"),
    (DEDUCTIONS_TRANSIT, "Mellomkonto trekk"),
    ("2640", "Forsikringstrekk"),
    ("2650", "Trukket fagforeningskontingent"),
];

/// Accounts of agencies with accruals (SRS).
const OF_ACCRUALS: [(&str, &str); 14] = [
    (SOFTWARE, "Programvare"),
    (COMPUTERS, "Datamaskiner og annet IKT-utstyr"),
    (UNDER_WAY, "Anlegg under registrering"),
    (
        SOFTWARE_DEPRECIATION,
        "Avskrivning på immaterielle eiendeler",
    ),
    (COMPUTERS_DEPRECIATION, "Avskrivning på inventar og utstyr"),
    (APPROPRIATION, "Inntekt fra bevilgninger"),
    (PAY_OWED, "Skyldig lønn"),
    ("5090", "Periodiseringskonto lønn fast ansatte"),
    ("5190", "Periodiseringskonto lønn midlertidig ansatte"),
    (HOLIDAY_PAY, "Feriepenger"),
    (HOLIDAY_PAY_OWED, "Skyldige feriepenger"),
    (FINANCING, "Statens finansiering av varige driftsmidler"),
    (INVESTED, "Inntektsført bevilgning benyttet til investering"),
    (
        FINANCING_INCOME,
        "Inntektsføring av avsetning knyttet til anleggsmidler",
    ),
];

/// Accounts of agencies that name their accounts of accruals.
const OF_NAMED_ACCRUALS: [(&str, &str); 2] = [
    (PREPAID, "Forskuddsbetalte kostnader"),
    (GRANT_UNUSED, "Ikke inntektsført tilskudd og overføringer"),
];

/// Accounts of agencies with NAV's reports.
const OF_REFUNDS: [(&str, &str); 5] = [
    (REFUNDS_OWED, "Fordring NAV"),
    (REFUNDS_INTERIM, "Interimskonto NAV-refusjoner"),
    (REFUNDS_CLAIMED, "Gjennomgangskonto NAV"),
    (REFUNDS_SICK, "Refusjon av sykepenger"),
    (REFUNDS_PARENTAL, "Refusjon av foreldrepenger"),
];

/// Accounts every agency has, with description and group of the state's chart of accounts.
const COMMON: [(&str, &str); 21] = [
    (CUSTOMERS, "Kundefordringer"),
    (STRAY, "Kasse"),
    (SUPPLIERS, "Leverandørgjeld"),
    (ACCRUED_COSTS, "Påløpte kostnader"),
    (INTERIM, "Interimskonto innbetalinger"),
    (ERROR, "Feilkonto"),
    ("3200", "Salgsinntekt varer, unntatt avgiftsplikt"),
    ("3240", "Salgsinntekt tjenester, unntatt avgiftsplikt"),
    ("3600", "Leieinntekt fast eiendom"),
    (OTHER_INCOME, "Annen driftsrelatert inntekt"),
    (WAGES, "Lønn fast ansatte"),
    ("6300", "Leie lokaler"),
    ("6400", "Leie maskiner"),
    ("6540", "Inventar"),
    ("6550", "Datamaskiner og annet IKT-utstyr"),
    ("6800", "Kontorrekvisita"),
    ("6860", "Møter"),
    ("7100", "Bilgodtgjørelse"),
    ("7140", "Reisekostnad"),
    (FEES, "Bank- og kortgebyr"),
    (SETTLED, "Avregnet med statskassen"),
];

/// A bank account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Bank {
    /// Its number.
    pub(crate) number: BankAccountNumber,
    /// The ledger account that mirrors it.
    pub(crate) ledger: &'static str,
    /// What it is for.
    pub(crate) role: BankRole,
    /// For a working account: the place of its settlement account in the list.
    pub(crate) swept_to: Option<usize>,
}

/// In which form the ledger is exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LedgerForm {
    /// SAF-T Financial 1.30.
    Saft,
    /// Delimited text, ledger and open items.
    Delimited,
}

/// Which files the agency exchanges with bank, payment service and NAV.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FileExchange {
    /// camt.053 and OCR giro; no files of payments out, none of NAV.
    Common,
    /// camt.053; payments in with KID by camt.054; payments out by pain.001, answered by pain.002, settled by camt.054;
    /// K27 with metadata beside it.
    Newer,
    /// MT940; OCR giro; payments out by Telepay with its returns; K27 named as NAV's service names it.
    Older,
}

impl FileExchange {
    /// In turn: three agencies with the common files, one with the newer, one with the older. Only data of the years 2017
    /// to 2044 have other files than the common ones: K27's codes hold from 2016-11-26, and Telepay's years of two digits
    /// are read as up to 2044.
    pub(crate) fn of(request: &Request, index: u32) -> Self {
        let (first, last) = request.periods;
        if first.year() < 2017 || last.next_month().year() > 2044 {
            return Self::Common;
        }
        match index % 5 {
            3 => Self::Newer,
            4 => Self::Older,
            _ => Self::Common,
        }
    }
}

/// Who the agency is.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says of one source of listings or vouchers whether the agency has it"
)]
pub(crate) struct Profile {
    /// Index in the request, from 0.
    pub(crate) index: u32,
    /// `V01` …
    pub(crate) code: String,
    /// Its invented name.
    pub(crate) name: String,
    /// A number with a right check digit in the range of test numbers.
    pub(crate) organisation: OrganisationNumber,
    /// Service, budgeting, principle.
    pub(crate) model: Model,
    /// Working accounts first, then settlement accounts.
    pub(crate) banks: Vec<Bank>,
    /// Place of the working account that receives.
    pub(crate) receiving: usize,
    /// Place of the working account that pays.
    pub(crate) paying: usize,
    /// Which files it exchanges.
    pub(crate) exchange: FileExchange,
    /// Whether payroll and time recording deliver listings: two of three agencies with months of some size.
    pub(crate) has_staff_systems: bool,
    /// Whether the invoice system does, and the list of roles: two of three agencies.
    pub(crate) has_invoice_system: bool,
    /// Whether old open items are listed, and till, petty cash and a voucher series are looked at: those of them with data
    /// of some months.
    pub(crate) has_routines: bool,
    /// Its accounts of accruals and unused grants, with description; none if it names none.
    pub(crate) accrual_accounts: &'static [(&'static str, &'static str)],
    /// Whether it delivers the registers of the half-year control.
    pub(crate) has_half_year: bool,
    /// Whether it posts the vouchers of the year's end: gross agencies under the cash principle, where the request asks for it.
    pub(crate) has_year_end: bool,
    /// Whether period 14 is run, in whatever agency.
    pub(crate) has_period_14: bool,
    /// Whether it re-posts in period 13: gross agencies, where the request asks for it.
    pub(crate) has_period_13: bool,
}

/// Whether an order module sends invoices to the ledger, and a service log lists what is received: the sixth of every six
/// agencies.
pub(crate) fn has_order_module(index: u32) -> bool {
    index % 6 == 5
}

/// Whether the basis of the L-report is listed: of the sixth of every six agencies, where it is no gross one.
pub(crate) fn lists_l_report(index: u32, budgeting: Budgeting) -> bool {
    index % 6 == 5 && budgeting != Budgeting::Gross
}

/// The first year in which net agencies deliver P-reports.
pub(crate) const P_REPORTS_SINCE: i32 = 2018;

/// Whether the P-report and what the treasury has booked of it are listed: of the sixth of every six agencies, where it is a net one.
pub(crate) fn lists_p_report(index: u32, budgeting: Budgeting) -> bool {
    index % 6 == 5 && budgeting == Budgeting::Net
}

/// Whether the invoice system delivers listings.
pub(crate) fn has_invoice_system(index: u32) -> bool {
    index % 3 != 1
}

/// Whether old open items are listed, and till, petty cash and a voucher series are looked at. Not where the data is so
/// long that the old claim would be lost to limitation.
pub(crate) fn has_routines(request: &Request, index: u32) -> bool {
    let (first, last) = request.periods;
    has_invoice_system(index) && last.months_since(first) < ROUTINE_MONTHS
}

/// Whether an agency names its accounts of accruals: a net one with data of so many months that one can get too old.
pub(crate) fn has_accrual_accounts(request: &Request, index: u32) -> bool {
    let (first, last) = request.periods;
    let model = request.model(index);
    let is_net_srs = model.is_some_and(|model| {
        model.budgeting == Budgeting::Net && model.principle == Principle::Srs
    });
    is_net_srs && last.months_since(first) > ACCRUAL_MONTHS
}

impl Profile {
    /// The profile of one agency of a request.
    pub(crate) fn new(request: &Request, index: u32) -> Result<Self, SynthError> {
        if index >= request.agencies {
            return Err(SynthError::NoSuchAgency(index));
        }
        let model = request.model(index).ok_or(SynthError::NoKinds)?;
        let gross = model.budgeting == Budgeting::Gross;
        let accounts: &[(&'static str, BankRole, Option<usize>)] = if gross {
            &[
                ("1921", BankRole::Working, Some(2)),
                ("1922", BankRole::Working, Some(3)),
                ("1939", BankRole::Settlement, None),
                ("1949", BankRole::Settlement, None),
            ]
        } else {
            &[
                ("1961", BankRole::Working, Some(1)),
                ("1960", BankRole::Settlement, None),
            ]
        };
        let banks = (0..)
            .zip(accounts)
            .map(|(place, (ledger, role, swept_to))| {
                let number = bank_account_number(index, place, *role)?;
                Some(Bank {
                    number,
                    ledger,
                    role: *role,
                    swept_to: *swept_to,
                })
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(SynthError::Internal("a bank account number"))?;
        Ok(Self {
            index,
            code: format!("V{:02}", index + 1),
            name: format!("Syntetisk virksomhet {:02}", index + 1),
            organisation: organisation_number(index)
                .ok_or(SynthError::Internal("an organisation number"))?,
            model,
            banks,
            receiving: 0,
            paying: usize::from(gross),
            exchange: FileExchange::of(request, index),
            has_staff_systems: Self::has_staff_systems(request, index),
            has_invoice_system: has_invoice_system(index),
            has_routines: has_routines(request, index),
            accrual_accounts: if has_accrual_accounts(request, index) {
                &OF_NAMED_ACCRUALS
            } else {
                &[]
            },
            has_half_year: request.half_year,
            has_period_14: request.year_end || request.period_13,
            has_year_end: (request.year_end || request.period_13)
                && gross
                && model.principle == Principle::Cash,
            has_period_13: request.period_13 && gross,
        })
    }

    /// Whether payroll and time recording of an agency of a request deliver listings.
    pub(crate) fn has_staff_systems(request: &Request, index: u32) -> bool {
        !index.is_multiple_of(3) && request.lines_per_period >= STAFF_LINES
    }

    /// Whether an order module sends invoices to the ledger.
    pub(crate) fn has_order_module(&self) -> bool {
        has_order_module(self.index)
    }

    /// The batch of a month's invoices; empty without an order module.
    pub(crate) fn order_batch(&self, period: Period) -> String {
        if self.has_order_module() {
            format!("{ORDER_SYSTEM}{}", period.as_i32())
        } else {
            String::new()
        }
    }

    /// The form of its ledger: the first, third, … agency SAF-T, the others delimited text.
    pub(crate) fn ledger_form(&self) -> LedgerForm {
        if self.index.is_multiple_of(2) {
            LedgerForm::Saft
        } else {
            LedgerForm::Delimited
        }
    }

    /// Whether the basis of its L-report is listed.
    pub(crate) fn lists_l_report(&self) -> bool {
        lists_l_report(self.index, self.model.budgeting)
    }

    /// Whether its P-report is listed in a year.
    pub(crate) fn lists_p_report(&self, year: i32) -> bool {
        lists_p_report(self.index, self.model.budgeting) && year >= P_REPORTS_SINCE
    }

    /// Whether it is budgeted gross: it has a cash ledger, and reports by S-report.
    pub(crate) fn is_gross(&self) -> bool {
        self.model.budgeting == Budgeting::Gross
    }

    /// Whether it is budgeted net.
    pub(crate) fn is_net(&self) -> bool {
        self.model.budgeting == Budgeting::Net
    }

    /// Where the employer's share of the pension premium waits for its invoice.
    pub(crate) fn pension_provision(&self) -> &'static str {
        if self.is_net() { "2961" } else { "2810" }
    }

    /// Whether its ledger has accruals (SRS).
    pub(crate) fn has_accruals(&self) -> bool {
        self.model.principle == Principle::Srs
    }

    /// The account that balances the opening and takes the result of a year.
    pub(crate) fn balancing(&self) -> &'static str {
        match self.model.principle {
            Principle::Cash => SETTLED,
            Principle::Srs => "2050",
        }
    }

    /// The ledger account of a bank account; empty for a place that does not exist.
    pub(crate) fn ledger(&self, bank: usize) -> &'static str {
        self.banks.get(bank).map_or("", |bank| bank.ledger)
    }

    /// Places of the accounts with this role.
    pub(crate) fn places(&self, role: BankRole) -> Vec<usize> {
        let with_role = |(place, bank): (usize, &Bank)| (bank.role == role).then_some(place);
        self.banks
            .iter()
            .enumerate()
            .filter_map(with_role)
            .collect()
    }

    /// The settlement account a working account is swept to.
    pub(crate) fn settlement_of(&self, working: usize) -> usize {
        self.banks
            .get(working)
            .and_then(|bank| bank.swept_to)
            .unwrap_or(working)
    }

    /// The chart of accounts: account and description, by account.
    pub(crate) fn chart(&self) -> Vec<(&'static str, &'static str)> {
        let mut chart: Vec<(&'static str, &'static str)> = COMMON.to_vec();
        for bank in &self.banks {
            let description = match bank.role {
                BankRole::Settlement => "Bankinnskudd, oppgjørskonto",
                BankRole::Working => "Bankinnskudd, arbeidskonto",
            };
            chart.push((bank.ledger, description));
        }
        if self.has_routines {
            chart.push((PETTY_CASH, "Kontantkasse"));
            chart.push((TILL, "Kassedifferanser"));
        }
        chart.push(("2050", "Opptjent virksomhetskapital"));
        chart.push((RESULT, "Årets resultat"));
        if self.is_gross() {
            chart.push((REPORTED, "Avregning rapporterte transaksjoner"));
        }
        if self.has_year_end {
            chart.extend(OF_YEAR_END);
        }
        if self.has_accruals() {
            chart.extend(OF_ACCRUALS);
            chart.push(if self.is_gross() {
                (APPROPRIATION_GROSS, "Inntektsført bevilgning")
            } else {
                (APPROPRIATION_NET, "Ikke inntektsført bevilgning")
            });
            if self.exchange != FileExchange::Common {
                chart.extend(OF_ACCRUED_REFUNDS);
            }
            chart.extend(self.accrual_accounts);
        }
        if self.has_staff_systems {
            chart.extend(OF_STAFF);
            chart.push((self.pension_provision(), "Avsatt pensjonspremie"));
            if !self.is_net() {
                chart.push((PENSION_DIFFERENCE, "Avstemmingskonto pensjonspremie"));
            }
        }
        if self.exchange != FileExchange::Common {
            chart.extend(OF_REFUNDS);
        }
        chart.sort_unstable();
        chart
    }
}

/// The words of the playbook for a model: service, budgeting, principle.
pub(crate) fn model_words(model: Model) -> (&'static str, &'static str, &'static str) {
    let service = match model.service {
        Service::Full => "full",
        Service::Part => "part",
    };
    let budgeting = match model.budgeting {
        Budgeting::Gross => "gross",
        Budgeting::Net => "net",
        Budgeting::Fund => "fund",
    };
    let principle = match model.principle {
        Principle::Cash => "cash",
        Principle::Srs => "srs",
    };
    (service, budgeting, principle)
}

/// A number that no bank has: register 9999 (commercial) or 9998 (central), which no date of birth starts with either.
fn bank_account_number(agency: u32, place: u32, role: BankRole) -> Option<BankAccountNumber> {
    let register = match role {
        BankRole::Working => "9999",
        BankRole::Settlement => "9998",
    };
    // Ten serial numbers per account, so that one of them has a check digit.
    (0..10).find_map(|attempt| {
        let group = 11 + agency / 200;
        let serial = (agency % 200) * 40 + place * 10 + attempt;
        let stem = format!("{register}{group:02}{serial:04}");
        with_check_digit(&stem).filter(|number| !is_personal(number.as_str()))
    })
}

/// The account of a payee, of a supplier (register 9997) or an employee (9996), by number from 0: like those of the agency,
/// a number that no bank has.
pub(crate) fn payee_account(is_employee: bool, number: u32) -> String {
    let register = if is_employee { "9996" } else { "9997" };
    let found = (0..10).find_map(|attempt| {
        let (group, serial) = (11 + number / 1000 % 79, number % 1000 * 10 + attempt);
        let stem = format!("{register}{group:02}{serial:04}");
        with_check_digit(&stem).filter(|number| !is_personal(number.as_str()))
    });
    found
        .map(|number| number.as_str().to_owned())
        .unwrap_or_default()
}

fn with_check_digit(stem: &str) -> Option<BankAccountNumber> {
    (0..10).find_map(|digit| format!("{stem}{digit}").parse().ok())
}

fn is_personal(number: &str) -> bool {
    [CheckRule::Current, CheckRule::From2032]
        .into_iter()
        .any(|rule| is_national_identity_number(number, rule))
}

/// A number in the range 31xxxxxxx, which the authorities use for invented entities.
fn organisation_number(agency: u32) -> Option<OrganisationNumber> {
    (0..10).find_map(|attempt| {
        let stem = format!("31{:06}", 20_000 + agency * 10 + attempt);
        (0..10).find_map(|digit| format!("{stem}{digit}").parse().ok())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::request::tests::request;

    #[test]
    fn numbers_are_valid_distinct_and_nobodys() {
        let mut request = request(999, 200);
        request.seed = 3;
        let mut numbers = BTreeSet::new();
        for index in 0..999 {
            let profile = Profile::new(&request, index).unwrap();
            assert!(numbers.insert(profile.organisation.as_str().to_owned()));
            for bank in &profile.banks {
                assert!(!is_personal(bank.number.as_str()));
                assert!(numbers.insert(bank.number.as_str().to_owned()));
            }
        }
    }

    #[test]
    fn default_portfolio() {
        let request = request(3, 200);
        let words: Vec<_> = (0..3)
            .map(|index| model_words(Profile::new(&request, index).unwrap().model))
            .collect();
        let expected = [
            ("full", "gross", "cash"),
            ("part", "gross", "srs"),
            ("full", "net", "srs"),
        ];
        assert_eq!(words, expected);
        assert!(Profile::new(&request, 3).is_err());
    }
}
