//! Who an agency is: code, number, kind, bank accounts and the accounts of its ledger. Everything is invented.
//!
//! Not here: what happens to it (`generate`), or how the playbook is written (`playbook`).

use domain::agency::{BankRole, Budgeting, Model, Principle, Service};
use domain::identifier::{BankAccountNumber, OrganisationNumber};
use domain::personal::{CheckRule, is_national_identity_number};

use crate::error::SynthError;
use crate::request::Request;

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
pub(crate) const OTHER_INCOME: &str = "3900";
/// Accounts that invoices are credited on.
pub(crate) const INCOME: [&str; 3] = ["3200", "3240", "3600"];
/// Accounts that bills and re-postings hit.
pub(crate) const EXPENSES: [&str; 8] = [
    "6300", "6400", "6540", "6550", "6800", "6860", "7100", "7140",
];

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
    ("2960", "Påløpte kostnader"),
    (INTERIM, "Interimskonto innbetalinger"),
    (ERROR, "Feilkonto"),
    ("3200", "Salgsinntekt varer, unntatt avgiftsplikt"),
    ("3240", "Salgsinntekt tjenester, unntatt avgiftsplikt"),
    ("3600", "Leieinntekt fast eiendom"),
    (OTHER_INCOME, "Andre inntekter"),
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
    ("1990", "Avregnet med statskassen"),
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
        })
    }

    /// The form of its ledger: the first, third, … agency SAF-T, the others delimited text.
    pub(crate) fn ledger_form(&self) -> LedgerForm {
        if self.index.is_multiple_of(2) {
            LedgerForm::Saft
        } else {
            LedgerForm::Delimited
        }
    }

    /// The account that balances the opening and takes the result of a year.
    pub(crate) fn balancing(&self) -> &'static str {
        match self.model.principle {
            Principle::Cash => "1990",
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
        chart.push(("2050", "Opptjent virksomhetskapital"));
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
