//! Matching sets: which rows of a period stand against which, and by which keys.
//!
//! | Set | Left | Right |
//! |---|---|---|
//! | `bank-<ledger account>` | bank entries of the account | ledger lines on the account |
//! | `error-<accounts>` | lines | – (they clear each other) |
//! | `interim-<accounts>` | receipts (credit) | clearings (debit) |
//! | `kid-<customer accounts>` | OCR payments | ledger lines on the receivable with a KID |
//! | `nav-<ledger account>` | refunds that NAV says it paid to the account | what the bank received from NAV |
//! | `ocr-<ledger account>` | OCR payments to the account | lump sums on its statement |
//! | `remittance-<ledger account>` | payments sent to be debited from the account | what the bank debited |
//!
//! Three sides are two sets that share the one in the middle: a remittance against the bank, and the bank against the
//! ledger. Rules come from the playbook, or from `rules`. Rows that stay open go on to the next period with the period
//! they were born in. Not here: how rows are paired (`matching`), or what an open row means (the checks).

mod draft;
mod items;
mod near;
mod outcome;
mod rules;

use std::collections::BTreeSet;

use domain::agency::{BankAccount, Playbook};
use domain::matching::{MatchKind, SetKind};
use domain::{AccountPattern, OpenItem, Period, RowRef};
use frames::{Frames, date};

use crate::settings;
use draft::{Draft, SideDraft};
use items::{LineFacts, bank_items, ledger_items, ocr_items, payment_items, refund_items};
pub use near::RuleFailed;
pub use outcome::{GroupOutcome, SetOutcome, SideOutcome, UnsearchedOutcome};
pub use rules::rule_problems;
use rules::rules_of;

/// Why a set could not be made. Both are faults of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetProblem {
    /// Matching refused the columns.
    Input(String),
    /// A row was lost or counted twice.
    NotConserved(String),
}

impl std::error::Error for SetProblem {}

impl std::fmt::Display for SetProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(what) => write!(f, "matching set {what}"),
            Self::NotConserved(set) => {
                write!(f, "matching set {set}: in is not matched + open + excluded")
            }
        }
    }
}

/// What sets are made from.
#[derive(Debug)]
pub struct SetInputs<'a> {
    /// The reporting period.
    pub period: Period,
    /// The agency.
    pub playbook: &'a Playbook,
    /// Its rows.
    pub frames: &'a Frames,
    /// Open items of the run of the period before.
    pub carried: &'a [OpenItem],
}

impl SetInputs<'_> {
    fn setting(&self, name: &str) -> &str {
        settings::text(self.playbook, name)
    }

    fn window(&self, name: &str) -> i32 {
        settings::number(self.playbook, name)
    }

    fn lists(&self, name: &str, value: &str) -> bool {
        self.setting(name)
            .split_whitespace()
            .any(|listed| listed == value)
    }

    /// Whether the bank's text names NAV.
    fn names_nav(&self, text: &str) -> bool {
        settings::names_nav(self.playbook, text)
    }

    /// Whether the bank's transaction code says that an entry is a charge.
    fn is_fee(&self, code: &str) -> bool {
        let sub_family = code.rsplit('/').next().unwrap_or_default();
        !sub_family.is_empty() && self.lists("bank.fee_codes", sub_family)
    }

    fn is_sweep(&self, code: &str) -> bool {
        let listed = self.setting("bank.sweep_codes").split_whitespace();
        !code.is_empty()
            && listed
                .into_iter()
                .any(|sweep| code == sweep || code.starts_with(&format!("{sweep}/")))
    }

    fn carried(&self, set: &str, side: &str) -> Vec<OpenItem> {
        self.carried
            .iter()
            .filter(|item| item.set == set && item.side == side)
            .cloned()
            .collect()
    }

    /// Whether a rule of the set looks for charges: only then rows are marked as charges.
    fn nets_fees(&self, set: SetKind, subject: &str) -> bool {
        let rules = rules_of(self, set, subject);
        rules.iter().any(|rule| rule.kind == MatchKind::FeeNetting)
    }

    fn has_carried(&self, set: &str) -> bool {
        self.carried.iter().any(|item| item.set == set)
    }

    fn row(&self, file: Option<&u32>, record: Option<&u64>) -> Option<RowRef> {
        self.frames.row_ref(*file?, *record?)
    }

    fn is_in_period(&self, day: i32) -> bool {
        self.period.contains(date(day))
    }
}

/// The name of a bank account's set: its ledger accounts joined with `+`.
pub fn bank_subject(account: &BankAccount) -> String {
    account
        .ledger
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("+")
}

/// The name of a set over account patterns.
pub fn pattern_subject(patterns: &[AccountPattern]) -> String {
    patterns
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("+")
}

/// The key of a day's charges, where a rule nets them.
pub(crate) const FEE: &str = "fee:";

/// The key of a day's sweep or topping: the bank's entry of that day against all trigger postings of that day.
pub const SWEEP: &str = "sweep:";

/// Makes and matches every set of the period, sorted by name.
pub fn match_all(inputs: &SetInputs<'_>) -> Result<Vec<SetOutcome>, SetProblem> {
    let mut sets = Vec::new();
    // Periods 00, 13 and 14 have no bank and no sub-ledger: what is open stays as December left it.
    if !inputs.period.is_month() {
        return Ok(sets);
    }
    let accounts = &inputs.playbook.accounts;
    for account in &inputs.playbook.bank_accounts {
        sets.push(bank_set(inputs, account)?);
        sets.extend(ocr_set(inputs, account)?);
        sets.extend(remittance_set(inputs, account)?);
        sets.extend(nav_set(inputs, account)?);
    }
    if !accounts.customers.is_empty() {
        sets.extend(kid_set(inputs)?);
    }
    if !accounts.interim.is_empty() {
        sets.push(interim_set(inputs)?);
    }
    if !accounts.error.is_empty() {
        sets.push(error_set(inputs)?);
    }
    sets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sets)
}

/// Rows of one side of a set: the period's and the carried ones.
fn side(
    inputs: &SetInputs<'_>,
    set: &str,
    (name, sign): (&'static str, i64),
    mut rows: Vec<OpenItem>,
) -> SideDraft {
    rows.extend(inputs.carried(set, name));
    SideDraft {
        name,
        rows,
        sign,
        excluded: Vec::new(),
    }
}

fn matched(
    inputs: &SetInputs<'_>,
    (kind, subject): (SetKind, &str),
    left: SideDraft,
    right: SideDraft,
) -> Result<SetOutcome, SetProblem> {
    Draft::new(set_name(kind, subject), left, right).matched(rules_of(inputs, kind, subject))
}

fn set_name(kind: SetKind, subject: &str) -> String {
    format!("{}-{subject}", kind.as_str())
}

fn bank_set(inputs: &SetInputs<'_>, account: &BankAccount) -> Result<SetOutcome, SetProblem> {
    let subject = bank_subject(account);
    let name = set_name(SetKind::Bank, &subject);
    let marks_fees = inputs.nets_fees(SetKind::Bank, &subject);
    let (entries, excluded) = bank_items(inputs, account, &name, marks_fees);
    let entries = entries.into_iter().map(|entry| entry.item).collect();
    let mut left = side(inputs, &name, ("bank", 1), entries);
    left.excluded = excluded;
    let is_ours = |number: &str| {
        account
            .ledger
            .iter()
            .any(|ledger| ledger.as_str() == number)
    };
    let lines = ledger_items(inputs, &name, "ledger", |row| {
        is_ours(row.account) && row.in_period
    });
    let right = side(inputs, &name, ("ledger", 1), lines);
    matched(inputs, (SetKind::Bank, &subject), left, right)
}

/// Incoming payments against their lump sums; none if the account has no such payments.
fn ocr_set(
    inputs: &SetInputs<'_>,
    account: &BankAccount,
) -> Result<Option<SetOutcome>, SetProblem> {
    let subject = bank_subject(account);
    let name = set_name(SetKind::Ocr, &subject);
    let (payments, excluded) = ocr_items(inputs, &name, |number| number == account.number.as_str());
    if payments.is_empty() && excluded.is_empty() && !inputs.has_carried(&name) {
        return Ok(None);
    }
    let mut left = side(inputs, &name, ("ocr", 1), payments);
    left.excluded = excluded;
    let (entries, _) = bank_items(inputs, account, &name, false);
    let lumps = entries.into_iter().filter(|entry| entry.is_lump);
    let lumps = lumps.map(|entry| entry.item).collect();
    let right = side(inputs, &name, ("bank", 1), lumps);
    matched(inputs, (SetKind::Ocr, &subject), left, right).map(Some)
}

/// Payments sent against what the bank debited; none if nothing was sent from the account.
fn remittance_set(
    inputs: &SetInputs<'_>,
    account: &BankAccount,
) -> Result<Option<SetOutcome>, SetProblem> {
    let subject = bank_subject(account);
    let name = set_name(SetKind::Remittance, &subject);
    let (payments, rejected) = payment_items(inputs, account, &name);
    if payments.is_empty() && rejected.is_empty() && !inputs.has_carried(&name) {
        return Ok(None);
    }
    // Paid out is positive in the order and negative at the bank.
    let mut left = side(inputs, &name, ("payment", -1), payments);
    left.excluded = rejected;
    let orders: BTreeSet<String> = left.rows.iter().map(|item| item.lump.clone()).collect();
    let (entries, _) = bank_items(inputs, account, &name, false);
    let entries = entries.into_iter().map(|entry| entry.item);
    let debits = entries.filter(|item| item.amount.0 < 0 && !item.lump.starts_with(SWEEP));
    // A bank without a field for the order may give it as its reference.
    let debits = debits.map(|mut item| {
        if item.lump.is_empty() && orders.contains(&item.reference) {
            item.lump.clone_from(&item.reference);
        }
        item
    });
    let right = side(inputs, &name, ("bank", 1), debits.collect());
    let mut set = matched(inputs, (SetKind::Remittance, &subject), left, right)?;
    // A debit without the key of an order that no payment explains is no remittance: charges, cards. The set of the
    // account has it too, and follows it up.
    set.leave_out_right(|item| item.lump.is_empty());
    Ok(Some(set))
}

/// NAV's refunds against what the bank received from NAV; none if no report names the account.
fn nav_set(
    inputs: &SetInputs<'_>,
    account: &BankAccount,
) -> Result<Option<SetOutcome>, SetProblem> {
    let subject = bank_subject(account);
    let name = set_name(SetKind::Nav, &subject);
    let (refunds, undated) = refund_items(inputs, account, &name);
    if refunds.is_empty() && undated.is_empty() && !inputs.has_carried(&name) {
        return Ok(None);
    }
    let mut left = side(inputs, &name, ("refund", 1), refunds);
    left.excluded = undated;
    let (entries, _) = bank_items(inputs, account, &name, false);
    let entries = entries.into_iter().map(|entry| entry.item);
    let of_nav = entries.filter(|item| item.amount.0 > 0 && inputs.names_nav(&item.text));
    let right = side(inputs, &name, ("bank", 1), of_nav.collect());
    matched(inputs, (SetKind::Nav, &subject), left, right).map(Some)
}

/// Incoming payments against the receivables they pay; none if there are none.
fn kid_set(inputs: &SetInputs<'_>) -> Result<Option<SetOutcome>, SetProblem> {
    let customers = &inputs.playbook.accounts.customers;
    let subject = pattern_subject(customers);
    let name = set_name(SetKind::Kid, &subject);
    let ours = &inputs.playbook.bank_accounts;
    let (payments, excluded) = ocr_items(inputs, &name, |number| {
        ours.iter().any(|a| a.number.as_str() == number)
    });
    if payments.is_empty() && excluded.is_empty() && !inputs.has_carried(&name) {
        return Ok(None);
    }
    // A payment credits the receivable: money in (+) stands against a credit line (−).
    let mut left = side(inputs, &name, ("ocr", -1), payments);
    left.excluded = excluded;
    let lines = ledger_items(inputs, &name, "ledger", |line| {
        line.in_period
            && line.amount < 0
            && !line.kid.is_empty()
            && customers
                .iter()
                .any(|pattern| pattern.matches(line.account))
    });
    let right = side(inputs, &name, ("ledger", 1), lines);
    matched(inputs, (SetKind::Kid, &subject), left, right).map(Some)
}

fn interim_set(inputs: &SetInputs<'_>) -> Result<SetOutcome, SetProblem> {
    let patterns = &inputs.playbook.accounts.interim;
    let subject = pattern_subject(patterns);
    let name = set_name(SetKind::Interim, &subject);
    let ours = |line: &LineFacts<'_>| {
        line.in_period && patterns.iter().any(|pattern| pattern.matches(line.account))
    };
    let receipts = ledger_items(inputs, &name, "receipt", |line| {
        ours(line) && line.amount < 0
    });
    let clearings = ledger_items(inputs, &name, "clearing", |line| {
        ours(line) && line.amount >= 0
    });
    let left = side(inputs, &name, ("receipt", -1), receipts);
    let right = side(inputs, &name, ("clearing", 1), clearings);
    matched(inputs, (SetKind::Interim, &subject), left, right)
}

fn error_set(inputs: &SetInputs<'_>) -> Result<SetOutcome, SetProblem> {
    let patterns = &inputs.playbook.accounts.error;
    let subject = pattern_subject(patterns);
    let name = set_name(SetKind::Error, &subject);
    let lines = ledger_items(inputs, &name, "ledger", |line| {
        line.in_period && patterns.iter().any(|pattern| pattern.matches(line.account))
    });
    let left = side(inputs, &name, ("ledger", 1), lines);
    let right = side(inputs, &name, ("none", 1), Vec::new());
    matched(inputs, (SetKind::Error, &subject), left, right)
}
