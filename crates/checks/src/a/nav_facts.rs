//! What `nav-refunds` looks at: reports by day, receipts and reports that stay open at the bank, vouchers of the year on NAV's
//! accounts.
//!
//! Not here: what follows from it (`nav_causes`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::agency::BankAccount;
use domain::{AccountPattern, FileId, OpenItem, Ore, RowRef};
use frames::date;

use super::nav_causes::sum;
use crate::context::CheckContext;
use crate::sets::{SetOutcome, bank_subject, pattern_subject};
use crate::settings;

/// NAV's accounts in the ledger, by use.
pub(super) struct Accounts {
    pub(super) debtor: Vec<AccountPattern>,
    pub(super) transit: Vec<AccountPattern>,
    pub(super) interim: Vec<AccountPattern>,
    pub(super) sick: Vec<AccountPattern>,
    pub(super) parental: Vec<AccountPattern>,
}

/// What a ledger account is to NAV's refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    Debtor,
    Transit,
    Interim,
    Sick,
    Parental,
    Bank,
}

/// What NAV says it paid to an account on a day.
pub(super) struct Report {
    /// The bank account it names.
    pub(super) account: String,
    /// The day of payment.
    pub(super) paid: NaiveDate,
    /// Its rows in the frame.
    pub(super) rows: Vec<usize>,
    /// Their sum.
    pub(super) total: Ore,
    /// The first row.
    pub(super) first: Option<RowRef>,
}

/// Reports and receipts of one bank account.
pub(super) struct Bank<'a> {
    /// The ledger accounts, or the masked number of an account that is not the agency's.
    pub(super) subject: String,
    /// The account, if it is the agency's.
    pub(super) account: Option<&'a BankAccount>,
    /// What the bank received from NAV, carried rows included.
    pub(super) received: Ore,
    /// What NAV reports, carried rows included.
    pub(super) reported: Ore,
    /// Refunds that no receipt answers to.
    pub(super) unpaid: Vec<OpenItem>,
    /// Receipts that no report answers to.
    pub(super) unreported: Vec<&'a OpenItem>,
    /// Rows of receipts that a report answers to.
    pub(super) paired: BTreeSet<RowRef>,
}

/// A ledger line of the year on one of the accounts that matter.
pub(super) struct Line {
    pub(super) of: Use,
    pub(super) amount: i64,
    pub(super) day: i32,
    pub(super) row: RowRef,
}

/// Period and number of a voucher.
pub(super) type VoucherKey<'a> = (i32, &'a str);

/// All that the check looks at.
pub(super) struct Facts<'a> {
    pub(super) accounts: Accounts,
    /// Reports paid in the period, by account and day.
    pub(super) reports: Vec<Report>,
    /// Names of files with reports of which nobody says when they were paid and that may be the period's.
    pub(super) undated: BTreeSet<String>,
    /// One for each account that reports or open rows name.
    pub(super) banks: Vec<Bank<'a>>,
    /// Vouchers of the year up to the period that touch debtor, pass-through or interim account.
    pub(super) vouchers: BTreeMap<VoucherKey<'a>, Vec<Line>>,
    /// Movement of the period on the income accounts, debit positive.
    pub(super) income: BTreeMap<Use, Ore>,
    /// The income accounts as one subject.
    pub(super) income_subject: String,
    /// Whether the bank received anything from NAV in the period.
    pub(super) has_receipts: bool,
}

impl Accounts {
    fn of(cx: &CheckContext<'_>) -> Self {
        let named = |name| settings::accounts(cx.playbook, name);
        Self {
            debtor: named("nav.debtor"),
            transit: named("nav.transit"),
            interim: named("nav.interim"),
            sick: named("nav.income.sick"),
            parental: named("nav.income.parental"),
        }
    }

    fn use_of(&self, cx: &CheckContext<'_>, account: &str) -> Option<Use> {
        let uses = [
            (&self.debtor, Use::Debtor),
            (&self.transit, Use::Transit),
            (&self.interim, Use::Interim),
            (&self.sick, Use::Sick),
            (&self.parental, Use::Parental),
        ];
        let is = |patterns: &[AccountPattern]| patterns.iter().any(|one| one.matches(account));
        let found = uses.into_iter().find(|(patterns, _)| is(patterns));
        let mut banks = cx.playbook.bank_accounts.iter();
        let mut is_bank =
            || banks.any(|bank| bank.ledger.iter().any(|one| one.as_str() == account));
        found
            .map(|(_, of)| of)
            .or_else(|| is_bank().then_some(Use::Bank))
    }
}

impl<'a> Facts<'a> {
    pub(super) fn of(cx: &CheckContext<'a>) -> Self {
        let accounts = Accounts::of(cx);
        let reports = reports(cx);
        let income_patterns = [accounts.sick.clone(), accounts.parental.clone()].concat();
        let receipts = |set: &SetOutcome| {
            let mut rows = set.left.rows.iter();
            rows.any(|item| item.birth == cx.period && is_receipt(cx, item))
        };
        let mut bank_sets = cx.playbook.bank_accounts.iter();
        let (vouchers, income) = ledger(cx, &accounts);
        Self {
            undated: undated(cx),
            banks: banks(cx, &reports),
            vouchers,
            income,
            income_subject: pattern_subject(&income_patterns),
            has_receipts: bank_sets.any(|bank| bank_set(cx, bank).is_some_and(receipts)),
            reports,
            accounts,
        }
    }

    /// What NAV reports as paid in the period.
    pub(super) fn reported(&self) -> Ore {
        sum(self.reports.iter().map(|report| report.total))
    }

    /// No report, nothing open, nothing on NAV's accounts.
    pub(super) fn is_idle(&self, cx: &CheckContext<'_>) -> bool {
        let accounts = &self.accounts;
        let on = [&accounts.debtor, &accounts.transit, &accounts.interim];
        let ours = |account: &str| on.into_iter().flatten().any(|one| one.matches(account));
        let balance = |account: &&str| {
            let one = |other: &str| other == *account;
            cx.ledger.balance(one, cx.period) != Ok(Ore::ZERO)
        };
        let mut named = cx.ledger.accounts().into_iter();
        self.banks.is_empty()
            && self.undated.is_empty()
            && self.vouchers.is_empty()
            && self.income.is_empty()
            && !named.any(|account| ours(account) && balance(&account))
    }

    /// Accounts of reports without a statement of the period.
    pub(super) fn without_statement(&self, cx: &CheckContext<'_>) -> BTreeSet<String> {
        let view = cx.frames.bank_statements.view();
        let of_period: BTreeSet<&str> = view
            .to_day
            .iter()
            .enumerate()
            .filter(|(_, day)| cx.period.contains(date(**day)))
            .map(|(row, _)| view.account.get(row))
            .collect();
        let ours = self.banks.iter().filter_map(|bank| bank.account);
        let reported = ours.filter(|bank| {
            let mut reports = self.reports.iter();
            reports.any(|report| report.account == bank.number.as_str())
        });
        reported
            .filter(|bank| !of_period.contains(bank.number.as_str()))
            .map(bank_subject)
            .collect()
    }
}

/// Whether a bank row is money from NAV.
pub(super) fn is_receipt(cx: &CheckContext<'_>, item: &OpenItem) -> bool {
    item.amount.0 > 0 && settings::names_nav(cx.playbook, &item.text)
}

/// The set of a bank account against the ledger.
pub(super) fn bank_set<'a>(cx: &CheckContext<'a>, bank: &BankAccount) -> Option<&'a SetOutcome> {
    set(cx, &format!("bank-{}", bank_subject(bank)))
}

fn set<'a>(cx: &CheckContext<'a>, name: &str) -> Option<&'a SetOutcome> {
    cx.sets.iter().find(|set| set.name == name)
}

fn reports(cx: &CheckContext<'_>) -> Vec<Report> {
    let view = cx.frames.nav_refunds.view();
    let mut rows: BTreeMap<(&str, NaiveDate), Vec<usize>> = BTreeMap::new();
    for (row, &paid) in view.paid_day.iter().enumerate() {
        if paid != 0 && cx.period.contains(date(paid)) {
            let key = (view.account.get(row), date(paid));
            rows.entry(key).or_default().push(row);
        }
    }
    let of = |((account, paid), rows): ((&str, NaiveDate), Vec<usize>)| {
        let amounts = rows.iter().filter_map(|row| view.amount_ore.get(*row));
        let refs = rows.iter().filter_map(|row| {
            cx.frames
                .row_ref(*view.file.get(*row)?, *view.record.get(*row)?)
        });
        Report {
            account: account.to_owned(),
            paid,
            total: sum(amounts.map(|ore| Ore(*ore))),
            first: refs.min(),
            rows,
        }
    };
    rows.into_iter().map(of).collect()
}

/// Files with undated rows whose benefit ends in the period or the month before: NAV pays in the month after.
fn undated(cx: &CheckContext<'_>) -> BTreeSet<String> {
    let view = cx.frames.nav_refunds.view();
    let before = cx.period.previous_month();
    let mut files: BTreeSet<FileId> = BTreeSet::new();
    for (row, &paid) in view.paid_day.iter().enumerate() {
        let last = date(view.to_day.get(row).copied().unwrap_or_default());
        let is_wanted = paid == 0 && cx.period.is_month();
        if is_wanted && (cx.period.contains(last) || before.contains(last)) {
            let row = view.file.get(row).zip(view.record.get(row));
            let row = row.and_then(|(file, record)| cx.frames.row_ref(*file, *record));
            files.extend(row.map(|row| row.file));
        }
    }
    let name = |file: FileId| {
        let mut deliveries = cx.deliveries.iter();
        let delivery = deliveries.find(|delivery| delivery.file == file);
        delivery.map_or_else(|| file.to_string(), |delivery| delivery.name.clone())
    };
    files.into_iter().map(name).collect()
}

fn banks<'a>(cx: &CheckContext<'a>, reports: &[Report]) -> Vec<Bank<'a>> {
    let ours = cx.playbook.bank_accounts.iter();
    let mut banks: Vec<Bank<'a>> = ours
        .filter_map(|account| {
            let subject = bank_subject(account);
            let set = set(cx, &format!("nav-{subject}"))?;
            let rows = set.right.rows.iter().zip(&set.right.group);
            let paired = rows.filter(|(_, group)| group.is_some());
            Some(Bank {
                received: sum(set.right.rows.iter().map(|item| item.amount)),
                reported: sum(set.left.rows.iter().map(|item| item.amount)),
                unpaid: set.left.open().map(|(_, item)| item.clone()).collect(),
                unreported: set.right.open().map(|(_, item)| item).collect(),
                paired: paired.map(|(item, _)| item.row).collect(),
                account: Some(account),
                subject,
            })
        })
        .filter(|bank| !bank.is_empty())
        .collect();
    let is_ours = |number: &str| {
        let mut accounts = cx.playbook.bank_accounts.iter();
        accounts.any(|account| account.number.as_str() == number)
    };
    for report in reports.iter().filter(|report| !is_ours(&report.account)) {
        banks.push(foreign(cx, report));
    }
    banks
}

/// A report for an account that is not the agency's: as if nothing was received.
fn foreign<'a>(cx: &CheckContext<'a>, report: &Report) -> Bank<'a> {
    let last = report.account.len().saturating_sub(4);
    let shown = report.account.get(last..).unwrap_or_default();
    let item = OpenItem {
        set: String::new(),
        side: "refund".to_owned(),
        row: report.first.unwrap_or(RowRef {
            file: FileId([0; 6]),
            record: 0,
        }),
        line: 0,
        account: report.account.clone(),
        date: report.paid,
        amount: report.total,
        currency: "NOK".to_owned(),
        reference: String::new(),
        kid: String::new(),
        lump: String::new(),
        voucher: String::new(),
        text: String::new(),
        birth: cx.period,
    };
    Bank {
        subject: format!("*{shown} {}", report.paid),
        account: None,
        received: Ore::ZERO,
        reported: report.total,
        unpaid: vec![item],
        unreported: Vec::new(),
        paired: BTreeSet::new(),
    }
}

impl Bank<'_> {
    /// Nothing but undated rows: nothing to compare.
    fn is_empty(&self) -> bool {
        self.unpaid.is_empty() && self.unreported.is_empty() && self.paired.is_empty()
    }
}

/// Vouchers of the year that touch NAV's balance accounts, and the period's movement on the income accounts.
fn ledger<'a>(
    cx: &CheckContext<'a>,
    accounts: &Accounts,
) -> (BTreeMap<VoucherKey<'a>, Vec<Line>>, BTreeMap<Use, Ore>) {
    let view = cx.frames.ledger_lines.view();
    // What was brought forward belongs to no voucher of the year.
    let year = cx.period.year() * 100 + 1..=cx.period.as_i32();
    let mut uses: BTreeMap<&str, Option<Use>> = BTreeMap::new();
    let mut lines: Vec<(VoucherKey<'a>, usize, Use, i64)> = Vec::new();
    let mut vouchers: BTreeMap<VoucherKey<'a>, Vec<Line>> = BTreeMap::new();
    let mut income: BTreeMap<Use, Vec<Ore>> = BTreeMap::new();
    let ours = |account: &str| accounts.use_of(cx, account).is_some();
    for row in cx.ledger.rows(ours, year) {
        let (Some(&period), Some(&amount)) = (view.period.get(row), view.amount_ore.get(row))
        else {
            continue;
        };
        let account = view.account.get(row);
        let of = uses.entry(account);
        let of = *of.or_insert_with(|| accounts.use_of(cx, account));
        let Some(of) = of.filter(|_| amount != 0) else {
            continue;
        };
        let key = (period, view.voucher.get(row));
        match of {
            Use::Debtor | Use::Transit | Use::Interim => {
                vouchers.entry(key).or_default();
            }
            Use::Sick | Use::Parental if period == cx.period.as_i32() => {
                income.entry(of).or_default().push(Ore(amount));
            }
            Use::Sick | Use::Parental | Use::Bank => {}
        }
        lines.push((key, row, of, amount));
    }
    for (key, row, of, amount) in lines {
        let place = view.file.get(row).zip(view.record.get(row));
        let place = place.and_then(|(file, record)| cx.frames.row_ref(*file, *record));
        let Some((voucher, place)) = vouchers.get_mut(&key).zip(place) else {
            continue;
        };
        voucher.push(Line {
            of,
            amount,
            day: view.day.get(row).copied().unwrap_or_default(),
            row: place,
        });
    }
    let income = income
        .into_iter()
        .map(|(of, amounts)| (of, sum(amounts.into_iter())));
    (vouchers, income.collect())
}
