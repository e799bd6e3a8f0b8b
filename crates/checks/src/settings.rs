//! Every setting that a check or a matching set reads, with its default. All are inferred, so an agency may set them;
//! none is a constant in a rule.
//!
//! Not here: reading the playbook's file (`ingest` does).

use domain::agency::Playbook;
use domain::case::CaseStatus;
use domain::money::MAX_ABS_ORE;
use domain::{AccountPattern, Ore};

/// What a setting's text must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of days or months, 0 or more.
    Number,
    /// Words, separated by blanks.
    Words,
    /// A whole number of øre, 0 or more.
    Ore,
    /// Accounts, prefixes and ranges as in `[accounts]`, separated by blanks.
    Accounts,
    /// Whole numbers from 1 to 99, separated by blanks.
    Numbers,
    /// Statuses of a case, separated by blanks.
    CaseStatuses,
    /// Ids of deadlines, separated by blanks.
    Deadlines,
    /// `true` or `false`.
    Switch,
}

/// A setting of a playbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name in `[settings]`.
    pub name: &'static str,
    /// What holds when it is left out.
    pub default: &'static str,
    /// What its text must be.
    pub kind: Kind,
}

const fn setting(name: &'static str, default: &'static str, kind: Kind) -> Setting {
    Setting {
        name,
        default,
        kind,
    }
}

/// Every setting, by name.
pub const SETTINGS: &[Setting] = &[
    setting("access.conflicting_roles", "", Kind::Words),
    setting("actions.deadlines", "D18 D19", Kind::Deadlines),
    setting("authorities-structure.dimension", "", Kind::Words),
    setting("authorities-structure.persons", "2", Kind::Number),
    setting("bank.fee_codes", "CHRG FEES COMM", Kind::Words),
    setting("bank.fee_voucher_types", "", Kind::Words),
    setting(
        "bank.sweep_codes",
        "CAMT/ACCB/SWEP CAMT/ACCB/ZABA CAMT/ACCB/TOPG CAMT/CAPL",
        Kind::Words,
    ),
    setting("bank.trigger_voucher_types", "TR", Kind::Words),
    setting("bank.window_bank_days", "3", Kind::Number),
    setting(
        "cases.pausing_statuses",
        "waiting-for-customer",
        Kind::CaseStatuses,
    ),
    setting("cases.year_end_months", "12 1", Kind::Numbers),
    setting("cash.excluded_types", "M*", Kind::Words),
    setting("cash.helper_limit", "0", Kind::Ore),
    setting("cash.helper_suffixes", "96 97 98 99", Kind::Words),
    setting(
        "central-settlement.state_accounts",
        "700000..709999",
        Kind::Accounts,
    ),
    setting(
        "close.actors",
        "a-done=either b-e-done=either bank-done=either completeness=either controlled=either",
        Kind::Words,
    ),
    setting("close.sender_may_be_maker", "false", Kind::Switch),
    setting("dispensations.alert_days", "60", Kind::Number),
    setting("error-account.payroll_day", "12", Kind::Number),
    setting("error-account.window_bank_days", "250", Kind::Number),
    setting("half-year.closed_statuses", "C", Kind::Words),
    setting("hours.ledger_systems", "LEDGER HOVEDBOK UNIT4", Kind::Words),
    setting("hours.sap_systems", "SAP CATS_DA", Kind::Words),
    setting("import.error_accounts", "2809", Kind::Words),
    setting("interim.age_limit_months", "2", Kind::Number),
    setting("interim.clear_words", "OMPOSTERES", Kind::Words),
    setting("interim.repay_words", "TILBAKEBETALES", Kind::Words),
    setting(
        "interim.status_words",
        "UKJENT TILBAKEBETALES OMPOSTERES",
        Kind::Words,
    ),
    setting("invoice-system.voucher_types", "", Kind::Words),
    setting("invoices-out.voucher_types", "", Kind::Words),
    setting("nav.bank_words", "NAV", Kind::Words),
    setting("nav.debtor", "1571", Kind::Accounts),
    setting("nav.income.parental", "5810", Kind::Accounts),
    setting("nav.income.sick", "5800", Kind::Accounts),
    setting("nav.interim", "1574", Kind::Accounts),
    setting("nav.interim_age_limit_months", "1", Kind::Number),
    setting("nav.parental_codes", "1 2 3 E F G", Kind::Words),
    setting("nav.payroll_day", "12", Kind::Number),
    setting("nav.sick_codes", "4 5 6 7 8 9 Z Y H I J K M", Kind::Words),
    setting("nav.transit", "1575..1578", Kind::Accounts),
    setting("ocr.lump_codes", "230 231 232", Kind::Words),
    setting(
        "p-report.difference_accounts",
        "52* 157* 9*",
        Kind::Accounts,
    ),
    setting("p-report.difference_booked_on", "2800", Kind::Words),
    setting("p-report.first_year", "2018", Kind::Number),
    setting("p-report.pay_accounts", "50* 51*", Kind::Accounts),
    setting("party-registers.idle_days", "720", Kind::Number),
    setting("payroll.interfaces", "", Kind::Words),
    setting("pension.clearing", "2820", Kind::Accounts),
    setting("pension.cost", "542*", Kind::Accounts),
    setting("pension.employer_gross", "2810", Kind::Accounts),
    setting("pension.employer_net", "2961", Kind::Accounts),
    setting("pension.employer_tax", "540*", Kind::Accounts),
    setting("pension.member", "2630", Kind::Accounts),
    setting("pension.voucher_types", "B*", Kind::Words),
    setting("petty-cash.accounts", "", Kind::Accounts),
    setting("petty-cash.limit_kroner", "2000", Kind::Number),
    setting("proposal.cost_centre", "", Kind::Words),
    setting("proposal.dummy_employee", "", Kind::Words),
    setting("proposal.voucher_type", "GB", Kind::Words),
    setting("receivable-age.age_limit_months", "3", Kind::Number),
    setting("receivable-age.limitation_years", "3", Kind::Number),
    setting("receivable-age.notice_months", "6", Kind::Number),
    setting("remittance.debit_bank_days", "3", Kind::Number),
    setting("remittance.follow_up_bank_days", "10", Kind::Number),
    setting("s-report.bank_suffixes", "01 02", Kind::Words),
    setting("s-report.barred_accounts", "52* 157* 306*", Kind::Accounts),
    setting("sap.age_limit_months", "2", Kind::Number),
    setting("sap.ledgers", "", Kind::Accounts),
    setting("segregation.closed_statuses", "C", Kind::Words),
    setting("segregation.payment_roles", "", Kind::Words),
    setting("segregation.register_roles", "", Kind::Words),
    setting("service-level.limits", "2", Kind::Numbers),
    setting("srs.accrual_age_limit_months", "12", Kind::Number),
    setting("srs.accruals", "", Kind::Accounts),
    setting("srs.accrued_pay", "2910", Kind::Accounts),
    setting("srs.accrued_pay_cost", "5090 5190", Kind::Accounts),
    setting("srs.appropriation_contra", "1991", Kind::Accounts),
    setting("srs.appropriation_income", "390*", Kind::Accounts),
    setting("srs.asset_clearing", "1295..1299", Kind::Accounts),
    setting("srs.asset_groups_outside", "", Kind::Words),
    setting("srs.assets", "10* 11* 12*", Kind::Accounts),
    setting("srs.costs", "4* 5* 6* 7* 80* 81*", Kind::Accounts),
    setting("srs.depreciation", "6000..6099", Kind::Accounts),
    setting("srs.depreciation_outside", "", Kind::Accounts),
    setting("srs.financing", "215*", Kind::Accounts),
    setting("srs.financing_released", "395*", Kind::Accounts),
    setting("srs.holiday_pay", "2940", Kind::Accounts),
    setting("srs.income", "3*", Kind::Accounts),
    setting("srs.investment", "391*", Kind::Accounts),
    setting("srs.nav_accrued_income", "5801 5811", Kind::Accounts),
    setting("srs.nav_provision", "1579", Kind::Accounts),
    setting("srs.unused_appropriation", "216* 217* 218*", Kind::Accounts),
    setting("system-accounts.accounts", "", Kind::Accounts),
    setting("till.accounts", "", Kind::Accounts),
    setting("till.age_limit_months", "3", Kind::Number),
    setting("voucher-sequence.types", "", Kind::Words),
    setting("year-end.claims_contra", "1509", Kind::Accounts),
    setting("year-end.debt_contra", "2407", Kind::Accounts),
    setting("year-end.fixed", "1985 1986 1987", Kind::Accounts),
    setting("year-end.missed_in", "13 14", Kind::Words),
    setting("year-end.pass_collection", "1997", Kind::Accounts),
    setting("year-end.pass_grants", "1998", Kind::Accounts),
    setting("year-end.result", "8950", Kind::Accounts),
    setting(
        "year-end.result_accounts",
        "3* 4* 5* 6* 7* 80* 81*",
        Kind::Accounts,
    ),
    setting("year-end.result_contra", "1999", Kind::Accounts),
    setting("year-end.settled", "1990", Kind::Accounts),
    setting("year-end.settlement", "1980", Kind::Accounts),
    setting("year-end.settlement_accounts", "1939 1949", Kind::Accounts),
    setting("year-end.settlement_sign", "opposite", Kind::Words),
    setting("year-end.voucher_type", "M*", Kind::Words),
    setting("year-end.voucher_types", "M*", Kind::Words),
];

/// The playbook's value, or the default.
pub fn text<'a>(playbook: &'a Playbook, name: &str) -> &'a str {
    let default = SETTINGS
        .iter()
        .find(|known| known.name == name)
        .map_or("", |known| known.default);
    playbook.settings.get(name).map_or(default, String::as_str)
}

/// The playbook's number, or the default. A text that is not a number is caught by [`problems`] before any check runs.
pub fn number(playbook: &Playbook, name: &str) -> i32 {
    let default = SETTINGS
        .iter()
        .find(|known| known.name == name)
        .map_or("", |known| known.default);
    let of = |text: &str| text.parse().ok();
    of(text(playbook, name)).or(of(default)).unwrap_or_default()
}

/// The playbook's amount in øre, or the default. A text that is none is caught by [`problems`].
pub fn ore(playbook: &Playbook, name: &str) -> Ore {
    Ore(text(playbook, name).parse().unwrap_or_default())
}

/// The accounts that the playbook names, or the default. A text that is no list of accounts is caught by [`problems`].
pub fn accounts(playbook: &Playbook, name: &str) -> Vec<AccountPattern> {
    let words = text(playbook, name).split_whitespace();
    words.filter_map(|word| word.parse().ok()).collect()
}

/// Whether a text of the bank names NAV.
pub(crate) fn names_nav(playbook: &Playbook, bank_text: &str) -> bool {
    let listed = text(playbook, "nav.bank_words");
    let mut words = bank_text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        let word = word.to_uppercase();
        listed.split_whitespace().any(|listed| listed == word)
    })
}

/// What is wrong with a playbook's settings: a misspelt name or a text that is no number never silently means the
/// default.
pub fn problems(playbook: &Playbook) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, value) in &playbook.settings {
        match SETTINGS.iter().find(|known| known.name == name) {
            None => problems.push(format!("setting {name:?} is read by no check")),
            Some(Setting {
                kind: Kind::Number, ..
            }) if value.parse::<u16>().is_err() => {
                problems.push(format!(
                    "setting {name:?} is {value:?}, expected a whole number such as 3"
                ));
            }
            Some(Setting {
                kind: Kind::Switch, ..
            }) if !matches!(value.as_str(), "true" | "false") => {
                problems.push(format!(
                    "setting {name:?} is {value:?}, expected true or false"
                ));
            }
            Some(Setting {
                kind: Kind::Ore, ..
            }) if !is_ore(value) => {
                problems.push(format!(
                    "setting {name:?} is {value:?}, expected a whole number of øre such as 200000"
                ));
            }
            Some(Setting {
                kind: Kind::Accounts,
                ..
            }) if !are_accounts(value) => {
                problems.push(format!(
                    "setting {name:?} is {value:?}, expected accounts such as 1571 1575..1578 58*"
                ));
            }
            Some(setting) => problems.extend(wrong_word(setting, value).map(|(word, expected)| {
                format!("setting {name:?} has {word:?}, expected {expected}")
            })),
        }
    }
    problems
}

/// The first word of a list that cannot be, and what was expected.
fn wrong_word<'a>(setting: &Setting, value: &'a str) -> Option<(&'a str, &'static str)> {
    type IsWord = fn(&str) -> bool;
    let (is_word, expected): (IsWord, _) = match setting.kind {
        Kind::Numbers => (
            |word| matches!(word.parse::<u8>(), Ok(1..=99)),
            "whole numbers from 1 to 99",
        ),
        Kind::CaseStatuses => (
            |word| CaseStatus::parse(word).is_some_and(|status| status != CaseStatus::Closed),
            "active, in-progress, waiting-for-customer or postponed",
        ),
        Kind::Deadlines => (
            |word| calendar::table::TABLE.iter().any(|row| row.id == word),
            "the id of a deadline, such as D18",
        ),
        Kind::Number | Kind::Words | Kind::Ore | Kind::Accounts | Kind::Switch => return None,
    };
    let mut words = value.split_whitespace();
    words
        .find(|word| !is_word(word))
        .map(|word| (word, expected))
}

fn is_ore(text: &str) -> bool {
    text.parse()
        .is_ok_and(|ore: i64| (0..=MAX_ABS_ORE).contains(&ore))
}

fn are_accounts(text: &str) -> bool {
    let mut words = text.split_whitespace();
    !text.trim().is_empty() && words.all(|word| word.parse::<AccountPattern>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_a_whole_number_of_ore() {
        let cases = [
            ("0", true),
            ("200000", true),
            ("1000000000000000", true),
            ("1000000000000001", false),
            ("-1", false),
            ("4.00", false),
            ("", false),
        ];
        for (text, is_amount) in cases {
            assert_eq!(is_ore(text), is_amount, "{text}");
        }
    }

    #[test]
    fn lists_hold_words_that_mean_something() {
        let cases = [
            ("cases.year_end_months", "12 1", None),
            ("cases.year_end_months", "12 0", Some("0")),
            ("service-level.limits", "2 5 ten", Some("ten")),
            ("service-level.limits", "", None),
            (
                "cases.pausing_statuses",
                "postponed waiting-for-customer",
                None,
            ),
            ("cases.pausing_statuses", "closed", Some("closed")),
            ("cases.pausing_statuses", "waiting", Some("waiting")),
            ("actions.deadlines", "D12 D18", None),
            ("actions.deadlines", "D18 D99", Some("D99")),
            ("bank.fee_codes", "anything", None),
        ];
        for (name, value, expected) in cases {
            let setting = SETTINGS.iter().find(|setting| setting.name == name);
            let found = wrong_word(setting.unwrap(), value).map(|(word, _)| word);
            assert_eq!(found, expected, "{name} {value}");
        }
    }

    #[test]
    fn every_default_is_a_text_of_its_kind() {
        for setting in SETTINGS {
            let is_right = match setting.kind {
                Kind::Number => setting.default.parse::<u16>().is_ok(),
                Kind::Ore => is_ore(setting.default),
                Kind::Accounts => setting.default.is_empty() || are_accounts(setting.default),
                Kind::Switch => matches!(setting.default, "true" | "false"),
                _ => wrong_word(setting, setting.default).is_none(),
            };
            assert!(is_right, "{}", setting.name);
        }
    }
}
