//! An agency as the engine sees it: its playbook (drejebok) as values.
//!
//! Not here: the TOML form (`ingest` reads it) or any rule.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::follow_up::FollowUp;
use crate::identifier::{BankAccountNumber, KidMethod, OrganisationNumber};
use crate::matching::SetRules;
use crate::{Account, AccountPattern, Input};

/// Who does the work: full service (fullservice, grunntjeneste) or part service (delservice).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Service {
    /// The provider keeps the books.
    Full,
    /// The agency keeps the books.
    Part,
}

/// How the agency is budgeted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Budgeting {
    /// Bruttobudsjettert.
    Gross,
    /// Nettobudsjettert.
    Net,
    /// Fond.
    Fund,
}

/// Accounting principle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Principle {
    /// Kontantprinsippet.
    Cash,
    /// Statlige regnskapsstandarder.
    Srs,
}

/// Service × budgeting × principle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Model {
    /// Full or part.
    pub service: Service,
    /// Gross, net or fund.
    pub budgeting: Budgeting,
    /// Cash or SRS.
    pub principle: Principle,
}

/// What a bank account is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BankRole {
    /// Oppgjørskonto in Norges Bank: ledger must equal the statement, a hard stop.
    Settlement,
    /// Arbeidskonto in a commercial bank: swept to zero every day.
    Working,
}

/// Which direction `CdtDbtInd` has on a reversal entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum ReversalRule {
    /// ISO 20022: the indicator is the real direction.
    #[default]
    Iso,
    /// The opposite convention that some banks use.
    Inverted,
}

/// What the bank promises about `ElctrncSeqNb`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum SequenceRule {
    /// +1 per account.
    PlusOne,
    /// +1 per account, starting again every year.
    PlusOneYearly,
    /// Rising, with jumps.
    #[default]
    Rising,
    /// Nothing.
    Unchecked,
}

/// A bank account of the agency and what the ledger calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BankAccount {
    /// The number at the bank.
    pub number: BankAccountNumber,
    /// The ledger account(s) that mirror it. Two when receipts and payments are booked apart (1939 in, 1949 out).
    pub ledger: Vec<Account>,
    /// What it is for.
    pub role: BankRole,
    /// ISO 4217.
    pub currency: String,
    /// The settlement account a working account is swept to.
    pub swept_to: Option<BankAccountNumber>,
    /// How the bank numbers statements.
    pub sequence: SequenceRule,
    /// How the bank marks reversals.
    pub reversal: ReversalRule,
    /// The KID agreement of the account; `None` = no agreement known, either modulus is accepted.
    pub kid: Option<KidMethod>,
}

/// Accounts by what they are used for. Empty = the agency has none, and the check does not apply.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccountRoles {
    /// Feilkonto (A3).
    pub error: Vec<AccountPattern>,
    /// Interimskonto (D2).
    pub interim: Vec<AccountPattern>,
    /// Control accounts of the customer ledger (A6).
    pub customers: Vec<AccountPattern>,
    /// Control accounts of the supplier ledger (A6).
    pub suppliers: Vec<AccountPattern>,
}

/// A person who may sign, with roles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Short id, as given to `--as`.
    pub id: String,
    /// The principal in `keys/allowed_signers`.
    pub principal: String,
    /// Such as `preparer`, `approver`, `s-report-signer`, `supplier-register`.
    pub roles: Vec<String>,
}

/// When a file is expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum When {
    /// One for every bank day.
    BankDay,
    /// One for every bank day on which the statement shows a lump of payments.
    ReceiptDay,
    /// One for the month.
    Month,
    /// One on the first bank day of the month.
    FirstBankDay,
    /// One on the last bank day of the month.
    LastBankDay,
    /// One on a day of the month, 1 to 31; in a shorter month on its last day; the bank day before, if it is none.
    Day(u8),
    /// One on each of these days (payroll runs).
    Dates(Vec<NaiveDate>),
}

/// A line of the input calendar: a file that should come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectation {
    /// Which input.
    pub input: Input,
    /// The bank account it is about, or the interface of an import; `None` = whichever.
    pub account: Option<String>,
    /// When.
    pub when: When,
    /// Bank days after the day it is about until it must be there.
    pub within_bank_days: u16,
    /// Who is responsible: `bank`, `nav`, `payroll`, `provider`, `agency` …
    pub actor: String,
    /// First day it is expected for; `None` = always.
    pub from: Option<NaiveDate>,
    /// Last day it is expected for; `None` = still.
    pub until: Option<NaiveDate>,
}

/// How to read a table: which heading holds which field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// Id of a kind of register ([`crate::register::KINDS`]).
    pub kind: String,
    /// The sheet of a workbook that it is for; `None` = any sheet, and tables that are no workbook.
    pub sheet: Option<String>,
    /// Our field name → the file's heading.
    pub columns: BTreeMap<String, String>,
}

impl Mapping {
    /// Whether it may be used for a sheet of this name, or for a table that is no workbook.
    pub fn is_for(&self, sheet: Option<&str>) -> bool {
        let same = |wanted: &String| {
            sheet.is_some_and(|name| name.trim().to_lowercase() == wanted.trim().to_lowercase())
        };
        self.sheet.as_ref().is_none_or(same)
    }
}

/// Everything the engine knows about one agency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Playbook {
    /// Short code; the name of its folders.
    pub code: String,
    /// Name shown to people.
    pub name: String,
    /// Organisation number.
    pub organisation: OrganisationNumber,
    /// Service model by validity date, oldest first.
    pub models: Vec<(NaiveDate, Model)>,
    /// Bank accounts.
    pub bank_accounts: Vec<BankAccount>,
    /// Accounts by use.
    pub accounts: AccountRoles,
    /// People.
    pub persons: Vec<Person>,
    /// Labels for choosing agencies.
    pub tags: Vec<String>,
    /// Column mappings of delimited files, workbooks and Parquet files.
    pub mappings: Vec<Mapping>,
    /// The input calendar: which files should come when.
    pub expectations: Vec<Expectation>,
    /// Matching rules that stand in place of the program's own.
    pub matching: Vec<SetRules>,
    /// Settings of checks by name (`bank.window_bank_days`); defaults are the check's.
    pub settings: BTreeMap<String, String>,
    /// Who follows the agency up, its own tasks and its dispensations.
    pub follow_up: FollowUp,
}

impl Playbook {
    /// The service model in force on a date; `None` before the first.
    pub fn model_on(&self, date: NaiveDate) -> Option<Model> {
        self.models
            .iter()
            .rev()
            .find(|(from, _)| *from <= date)
            .map(|(_, model)| *model)
    }
}
