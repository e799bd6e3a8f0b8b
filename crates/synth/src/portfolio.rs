//! The files around the inboxes: configuration, playbooks, treasury deadlines, job.
//!
//! Not here: what an agency delivers (`files`).

use std::collections::BTreeMap;

use calendar::Calendar;
use chrono::{Days, NaiveDate};
use domain::Period;
use domain::agency::BankRole;
use serde::Serialize;

use crate::bank_records::{MT940_SWEEP, MT940_TOPPING};
use crate::days::BankDays;
use crate::error::SynthError;
use crate::files::SynthFile;
use crate::profile::{
    ACCRUAL_MONTHS, CUSTOMERS, DEDUCTIONS, DEDUCTIONS_TRANSIT, ERROR, FileExchange, HOURS_SINCE,
    INTERIM, LedgerForm, PAYMENT_ROLE, PAYROLL_SYSTEM, PETTY_CASH, PREPAID, Profile, REGISTER_ROLE,
    SUPPLIERS, TILL, model_words,
};
use crate::registers::cash::REPORTS;
use crate::registers::half_year::{ATTESTING_ROLE, DIMENSION};
use crate::request::Request;
use crate::world::VoucherKind;

#[derive(Serialize)]
struct PortfolioToml<'a> {
    name: &'a str,
    language: &'a str,
}

#[derive(Serialize)]
struct JobToml<'a> {
    portfolio: &'a str,
    reports: &'a str,
    periods: String,
}

#[derive(Serialize)]
struct PlaybookToml<'a> {
    code: &'a str,
    name: &'a str,
    organisation: &'a str,
    tags: [&'a str; 1],
    model: [ModelToml<'a>; 1],
    bank_account: Vec<BankAccountToml<'a>>,
    accounts: AccountsToml<'a>,
    person: Vec<PersonToml<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mapping: Vec<MappingToml<'a>>,
    expect: Vec<ExpectToml<'a>>,
    settings: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
struct ModelToml<'a> {
    from: toml::value::Datetime,
    service: &'a str,
    budgeting: &'a str,
    principle: &'a str,
}

#[derive(Serialize)]
struct BankAccountToml<'a> {
    number: &'a str,
    ledger: [&'a str; 1],
    role: &'a str,
    currency: &'a str,
    sequence: &'a str,
    reversal: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    swept_to: Option<&'a str>,
}

#[derive(Serialize)]
struct AccountsToml<'a> {
    error: [&'a str; 1],
    interim: [&'a str; 1],
    customers: [&'a str; 1],
    suppliers: [&'a str; 1],
}

#[derive(Serialize)]
struct PersonToml<'a> {
    id: &'a str,
    principal: &'a str,
    roles: Vec<&'a str>,
}

#[derive(Serialize)]
struct MappingToml<'a> {
    kind: &'a str,
    columns: AmountToml<'a>,
}

#[derive(Serialize)]
struct AmountToml<'a> {
    amount: &'a str,
}

#[derive(Serialize)]
struct ExpectToml<'a> {
    input: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    when: &'a str,
    within: u16,
    actor: &'a str,
}

/// Everything of the portfolio but inboxes and answer key: `avstem.toml`, `agencies/*.toml`, `registers/`, `job.toml`.
///
/// # Errors
/// What [`Request::validate`] says.
pub fn portfolio_files(request: &Request) -> Result<Vec<SynthFile>, SynthError> {
    request.validate()?;
    let (first, last) = request.periods;
    let mut files = vec![
        file(
            "avstem.toml",
            &PortfolioToml {
                name: "Syntetisk portefølje",
                language: "nb",
            },
        )?,
        file(
            "job.toml",
            &JobToml {
                portfolio: ".",
                reports: "reports",
                periods: format!("{first}..{last}"),
            },
        )?,
        SynthFile {
            path: "registers/treasury-deadlines.csv".to_owned(),
            bytes: treasury_deadlines(&BankDays::new(first, last)?.periods)?.into_bytes(),
        },
    ];
    for index in 0..request.agencies {
        let profile = Profile::new(request, index)?;
        files.push(file(
            &format!("agencies/{}.toml", profile.code),
            &playbook(&profile, first)?,
        )?);
    }
    Ok(files)
}

fn file(path: &str, content: &impl Serialize) -> Result<SynthFile, SynthError> {
    let text = toml::to_string(content).map_err(|_| SynthError::Internal("a TOML file"))?;
    Ok(SynthFile {
        path: path.to_owned(),
        bytes: text.into_bytes(),
    })
}

/// A playbook; the model is in force from 2020, or from the year of the data if that is earlier.
fn playbook(profile: &Profile, first: Period) -> Result<PlaybookToml<'_>, SynthError> {
    let (service, budgeting, principle) = model_words(profile.model);
    let year = first.year().min(2020);
    let from = format!("{year:04}-01-01")
        .parse()
        .map_err(|_| SynthError::Internal("a date"))?;
    let banks = profile
        .banks
        .iter()
        .enumerate()
        .map(|(place, bank)| BankAccountToml {
            number: bank.number.as_str(),
            ledger: [bank.ledger],
            role: match bank.role {
                BankRole::Settlement => "settlement",
                BankRole::Working => "working",
            },
            currency: "NOK",
            sequence: "plus-one",
            reversal: "iso",
            kid: (place == profile.receiving).then_some("mod10"),
            swept_to: bank
                .swept_to
                .and_then(|settlement| profile.banks.get(settlement))
                .map(|settlement| settlement.number.as_str()),
        });
    let person = |id, principal, roles| PersonToml {
        id,
        principal,
        roles,
    };
    Ok(PlaybookToml {
        code: &profile.code,
        name: &profile.name,
        organisation: profile.organisation.as_str(),
        tags: ["synthetic"],
        model: [ModelToml {
            from,
            service,
            budgeting,
            principle,
        }],
        bank_account: banks.collect(),
        accounts: AccountsToml {
            error: [ERROR],
            interim: [INTERIM],
            customers: [CUSTOMERS],
            suppliers: [SUPPLIERS],
        },
        person: vec![
            person("kari", "kari@example.test", vec!["preparer"]),
            person("ola", "ola@example.test", vec!["approver"]),
            person("siv", "siv@example.test", vec!["s-report-signer"]),
            person("pia", "pia@example.test", vec!["p-confirmer"]),
            // Two, because who lays a report out does not send it.
            person("dag", "dag@example.test", vec!["provider"]),
            person("eva", "eva@example.test", vec!["provider"]),
        ],
        mapping: mappings(profile),
        expect: input_calendar(profile, first),
        settings: settings(profile),
    })
}

/// The settings that differ from their defaults.
fn settings(profile: &Profile) -> BTreeMap<&'static str, String> {
    let mut settings = BTreeMap::from([("bank.window_bank_days", "3".to_owned())]);
    if profile.exchange == FileExchange::Older {
        let codes = format!("{MT940_SWEEP} {MT940_TOPPING}");
        settings.insert("bank.sweep_codes", codes);
    }
    if profile.has_staff_systems {
        settings.insert("payroll.interfaces", PAYROLL_SYSTEM.to_owned());
        settings.insert("sap.ledgers", DEDUCTIONS.join(" "));
        settings.insert("system-accounts.accounts", DEDUCTIONS_TRANSIT.to_owned());
    }
    if profile.has_invoice_system {
        let types = VoucherKind::Bill.code().to_owned();
        settings.insert("invoice-system.voucher_types", types);
        settings.insert("segregation.payment_roles", PAYMENT_ROLE.to_owned());
        settings.insert("segregation.register_roles", REGISTER_ROLE.to_owned());
    }
    if !profile.accrual_accounts.is_empty() {
        settings.insert("srs.accruals", PREPAID.to_owned());
        settings.insert("srs.accrual_age_limit_months", ACCRUAL_MONTHS.to_string());
    }
    if profile.has_routines {
        settings.insert("petty-cash.accounts", PETTY_CASH.to_owned());
        settings.insert("till.accounts", TILL.to_owned());
        let types = VoucherKind::Invoice.code().to_owned();
        settings.insert("voucher-sequence.types", types);
    }
    if profile.has_order_module() {
        let types = VoucherKind::Invoice.code().to_owned();
        settings.insert("invoices-out.voucher_types", types);
    }
    if profile.has_half_year {
        let roles = format!("{PAYMENT_ROLE}+{ATTESTING_ROLE}");
        settings.insert("access.conflicting_roles", roles);
        let dimension = DIMENSION.to_owned();
        settings.insert("authorities-structure.dimension", dimension);
    }
    if profile.has_year_end {
        let code = VoucherKind::Closing.code().to_owned();
        settings.insert("year-end.voucher_type", code);
    }
    settings
}

/// The headings that tell the reports to the treasury apart.
fn mappings(profile: &Profile) -> Vec<MappingToml<'_>> {
    let reports = REPORTS.iter().filter(|_| profile.is_gross());
    let mapping = |(kind, amount): &(&'static str, &'static str)| MappingToml {
        kind,
        columns: AmountToml { amount },
    };
    reports.map(mapping).collect()
}

/// What the agency's files are expected to be: a statement of every account for every bank day, payments in on days with
/// receipts, the ledger of the month and the registers; where there are files of payments out, at least one a month of each kind, and
/// NAV's report of the month.
fn input_calendar(profile: &Profile, first: Period) -> Vec<ExpectToml<'_>> {
    let expect = |input, account, when, within, actor| ExpectToml {
        input,
        account,
        when,
        within,
        actor,
    };
    let numbers = profile.banks.iter().map(|bank| bank.number.as_str());
    let mut calendar: Vec<_> = numbers
        .map(|number| expect("bank-statement", Some(number), "bank-day", 1, "bank"))
        .collect();
    let number = |place: usize| profile.banks.get(place).map(|bank| bank.number.as_str());
    let (receiving, paying) = (number(profile.receiving), number(profile.paying));
    calendar.push(match profile.exchange {
        FileExchange::Common => expect("ocr", receiving, "receipt-day", 1, "bank"),
        FileExchange::Newer => expect("credit-advice", receiving, "receipt-day", 1, "bank"),
        // No code of a line tells which days have receipts.
        FileExchange::Older => expect("ocr", receiving, "month", 1, "bank"),
    });
    if profile.exchange != FileExchange::Common {
        // An answer to an order names no account.
        let answered = paying.filter(|_| profile.exchange == FileExchange::Older);
        calendar.extend([
            expect("payment-file", paying, "month", 1, "agency"),
            expect("payment-return", answered, "month", 1, "bank"),
            expect("debit-advice", paying, "month", 1, "bank"),
            expect("nav-refunds", receiving, "first-bank-day", 3, "nav"),
        ]);
    }
    calendar.push(expect("ledger", None, "month", 5, "provider"));
    if profile.ledger_form() == LedgerForm::Delimited {
        calendar.push(expect("subledger", None, "month", 5, "provider"));
    }
    if profile.is_gross() {
        calendar.extend([
            expect("cash-ledger", None, "month", 5, "provider"),
            expect("s-report", None, "month", 8, "provider"),
            expect("a-report", None, "month", 12, "treasury"),
        ]);
    }
    if profile.has_accruals() {
        calendar.push(expect("fixed-assets", None, "month", 5, "agency"));
    }
    if profile.has_invoice_system {
        calendar.push(expect("invoice-system", None, "month", 5, "provider"));
    }
    if profile.has_staff_systems {
        calendar.extend([
            expect("import", Some(PAYROLL_SYSTEM), "month", 5, "provider"),
            expect("payroll-control", None, "month", 5, "provider"),
            expect("sap-balances", None, "month", 5, "provider"),
        ]);
        if first.year() >= HOURS_SINCE {
            calendar.push(expect("hours", None, "month", 5, "provider"));
        }
    }
    calendar
}

/// The register of the treasury's deadlines, invented and marked so: S and L on the tenth business day of the month
/// after, P five business days later, the state accounts and the A-list one day after each.
fn treasury_deadlines(periods: &[Period]) -> Result<String, SynthError> {
    let mut text =
        "period;report;opens_at;deadline_at;updated_at;a_list_at;source;entered_by\r\n".to_owned();
    for period in periods {
        let month = period.next_month();
        let business_day = |number| {
            Calendar::NoPublic
                .nth_business_day(number, month)
                .map_err(|_| SynthError::Years)
        };
        for (report, number) in [("S", 10), ("L", 10), ("P", 15)] {
            let (opens, due) = (business_day(1)?, business_day(number)?);
            let after = day_after(due);
            let row = format!(
                "{period};{report};{opens}T08:00;{due}T16:00;{after};{after};synthetic;synth\r\n"
            );
            text.push_str(&row);
        }
    }
    Ok(text)
}

fn day_after(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::request;

    #[test]
    fn the_tree() {
        let files = portfolio_files(&request(3, 200)).unwrap();
        let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "avstem.toml",
                "job.toml",
                "registers/treasury-deadlines.csv",
                "agencies/V01.toml",
                "agencies/V02.toml",
                "agencies/V03.toml"
            ]
        );
        for file in files
            .iter()
            .filter(|file| !file.path.starts_with("registers/"))
        {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            let table: toml::Table = text.parse().unwrap();
            assert!(!table.is_empty());
        }
        let job = String::from_utf8(files[1].bytes.clone()).unwrap();
        assert!(job.contains("periods = \"2025-01..2025-03\""), "{job}");
    }

    #[test]
    fn a_playbook_says_what_the_world_is() {
        let files = portfolio_files(&request(3, 200)).unwrap();
        let text = std::str::from_utf8(&files[3].bytes).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let accounts = table["bank_account"].as_array().unwrap();
        assert_eq!(accounts.len(), 4);
        assert_eq!(accounts[0]["swept_to"], accounts[2]["number"]);
        assert_eq!(accounts[1]["swept_to"], accounts[3]["number"]);
        assert_eq!(accounts[0]["kid"].as_str(), Some("mod10"));
        assert!(accounts[1].get("kid").is_none());
        assert_eq!(
            table["settings"]["bank.window_bank_days"].as_str(),
            Some("3")
        );
        assert_eq!(
            table["model"][0]["from"].as_datetime().unwrap().to_string(),
            "2020-01-01"
        );
        assert_eq!(table["accounts"]["interim"][0].as_str(), Some("2990"));
    }

    #[test]
    fn treasury_deadlines_are_plausible() {
        let text = treasury_deadlines(&["2025-03".parse().unwrap()]).unwrap();
        let lines: Vec<_> = text.lines().collect();
        // 17 to 21 April 2025 are Easter.
        assert_eq!(
            lines[1],
            "2025-03;S;2025-04-01T08:00;2025-04-14T16:00;2025-04-15;2025-04-15;synthetic;synth"
        );
        assert_eq!(lines[3].split(';').nth(3), Some("2025-04-24T16:00"));
        assert_eq!(lines.len(), 4);
    }
}
