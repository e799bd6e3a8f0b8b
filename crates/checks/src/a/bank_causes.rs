//! Why ledger and bank differ: the causes of A1, in the routine's search order.
//!
//! Each cause takes the open rows that prove it; a row proves one cause only. The effect of a cause on an account is
//! what its rows do to `ledger − statement`. Source of the order: S 6.2 and S 14.2 (OCR files, settlement returns,
//! payroll, receipts without voucher, sweep postings); the statement chain comes first, because nothing can be said
//! about days that were not read; slips of the keyboard come after what is missing as a whole.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{BankDays, Calendar};
use chrono::NaiveDate;
use domain::agency::{BankAccount, BankRole, SequenceRule};
use domain::{Finding, OpenItem, Ore, RowRef, Severity, Text};

use super::bank::{AccountFacts, CHECK, first_bank_day, last_bank_day};
use super::bank_proposals;
use crate::context::CheckContext;
use crate::proposal::Draft as VoucherDraft;
use crate::sets::SWEEP;

/// Findings, what each explains of which account, and the vouchers that answer them.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub(super) findings: Vec<Finding>,
    pub(super) effects: Vec<(String, Ore)>,
    pub(super) drafts: Vec<VoucherDraft<'a>>,
}

/// Open rows of one account that no cause has taken yet.
struct OpenRows<'a> {
    fact: &'a AccountFacts<'a>,
    bank: Vec<&'a OpenItem>,
    ledger: Vec<&'a OpenItem>,
}

struct Search<'a> {
    cx: &'a CheckContext<'a>,
    accounts: Vec<OpenRows<'a>>,
    found: Found<'a>,
}

/// Finds every cause.
pub(super) fn find<'a>(cx: &'a CheckContext<'a>, facts: &'a [AccountFacts<'a>]) -> Found<'a> {
    let accounts = facts
        .iter()
        .map(|fact| OpenRows {
            fact,
            bank: fact
                .set
                .left
                .open_fresh(cx.period)
                .map(|(_, item)| item)
                .collect(),
            ledger: fact
                .set
                .right
                .open_fresh(cx.period)
                .map(|(_, item)| item)
                .collect(),
        })
        .collect();
    let mut search = Search {
        cx,
        accounts,
        found: Found::default(),
    };
    for at in 0..search.accounts.len() {
        search.carried(at);
        search.tolerances(at);
        search.late_postings(at);
        search.missing_statements(at);
    }
    search.ocr_not_read();
    search.sweeps();
    for at in 0..search.accounts.len() {
        search.same_reference(at);
        search.double_posting(at);
    }
    search.wrong_account();
    for at in 0..search.accounts.len() {
        search.payment_files(at);
        search.lumps(at);
        search.wrong_period(at);
        search.left_over(at);
        search.not_swept(at);
    }
    search.found
}

/// What no cause explains.
pub(super) fn unexplained(fact: &AccountFacts<'_>, amount: Ore) -> Finding {
    finding("BANK015", &fact.subject, amount, Vec::new(), None)
        .message(
            Text::key("bank-unexplained")
                .with("account", fact.subject.as_str())
                .with("amount", amount),
        )
        .action("action-unexplained")
}

/// A finding under construction: code, subject, amount and rows are set, the words follow.
struct Draft(Finding);

fn finding(
    code: &'static str,
    subject: &str,
    amount: Ore,
    mut rows: Vec<RowRef>,
    cause: Option<&'static str>,
) -> Draft {
    rows.sort_unstable();
    rows.dedup();
    let first = rows.first().map(ToString::to_string).unwrap_or_default();
    Draft(Finding {
        key: format!("{code}:{subject}:{first}"),
        code,
        severity: CHECK
            .code(code)
            .map_or(Severity::Error, |declared| declared.severity),
        subject: subject.to_owned(),
        amount,
        message: Text::key(""),
        rows,
        cause,
        proposal: None,
        action: None,
    })
}

impl Draft {
    fn message(mut self, message: Text) -> Self {
        self.0.message = message;
        self
    }

    fn key(mut self, detail: &str) -> Self {
        self.0.key = format!("{}:{}:{detail}", self.0.code, self.0.subject);
        self
    }

    fn action(mut self, key: &'static str) -> Finding {
        self.0.action = Some(Text::key(key));
        self.0
    }
}

fn sum<'a>(items: impl IntoIterator<Item = &'a &'a OpenItem>) -> i128 {
    items
        .into_iter()
        .map(|item| i128::from(item.amount.0))
        .sum()
}

fn ore(value: i128) -> Ore {
    Ore::bounded(value)
}

fn rows_of(items: &[&OpenItem]) -> Vec<RowRef> {
    items.iter().map(|item| item.row).collect()
}

impl<'a> OpenRows<'a> {
    fn subject(&self) -> &'a str {
        &self.fact.subject
    }

    /// Takes the bank rows that `choose` admits.
    fn take_bank(&mut self, choose: impl Fn(&OpenItem) -> bool) -> Vec<&'a OpenItem> {
        let (taken, kept) = std::mem::take(&mut self.bank)
            .into_iter()
            .partition(|item| choose(item));
        self.bank = kept;
        taken
    }

    /// Takes the ledger rows that `choose` admits.
    fn take_ledger(&mut self, choose: impl Fn(&OpenItem) -> bool) -> Vec<&'a OpenItem> {
        let (taken, kept) = std::mem::take(&mut self.ledger)
            .into_iter()
            .partition(|item| choose(item));
        self.ledger = kept;
        taken
    }

    /// Ledger − bank over the open rows of a lump key.
    fn residual(&self, lump: &str) -> i128 {
        sum(self.ledger.iter().filter(|item| item.lump == lump))
            - sum(self.bank.iter().filter(|item| item.lump == lump))
    }

    fn lumps(&self, choose: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let all = self
            .bank
            .iter()
            .chain(&self.ledger)
            .map(|item| item.lump.as_str());
        all.filter(|lump| !lump.is_empty() && choose(lump))
            .map(str::to_owned)
            .collect()
    }
}

impl<'a> Search<'a> {
    fn report(&mut self, finding: Finding, effects: &[(&str, Ore)]) {
        self.found.findings.push(finding);
        self.found.effects.extend(
            effects
                .iter()
                .map(|(subject, effect)| ((*subject).to_owned(), *effect)),
        );
    }

    fn account(&mut self, at: usize) -> Option<&mut OpenRows<'a>> {
        self.accounts.get_mut(at)
    }

    /// Differences that a tolerance of the agency's own rules let pass: shown and followed up, never hidden. What a carried
    /// row is matched with is counted by [`Self::carried`].
    fn tolerances(&mut self, at: usize) {
        let Some(fact) = self.accounts.get(at).map(|open| open.fact) else {
            return;
        };
        for group in fact.set.groups.iter().filter(|group| group.adjustment != 0) {
            let left = group
                .left
                .iter()
                .filter_map(|row| fact.set.left.rows.get(*row));
            let right = group
                .right
                .iter()
                .filter_map(|row| fact.set.right.rows.get(*row));
            let rows: Vec<&OpenItem> = left.chain(right).collect();
            if rows.iter().any(|item| item.birth != self.cx.period) {
                continue;
            }
            let subject = fact.subject.as_str();
            let amount = ore(-i128::from(group.adjustment));
            let rows = rows.iter().map(|item| item.row).collect();
            let draft = finding("BANK018", subject, amount, rows, Some("within-tolerance"));
            let message = Text::key("bank-within-tolerance")
                .with("account", subject)
                .with("amount", amount)
                .with("rule", group.rule.as_str());
            let draft = draft.message(message);
            self.report(
                draft.action("action-within-tolerance"),
                &[(subject, amount)],
            );
        }
    }

    /// What stood open when the period began, less what the period has cleared of it.
    fn carried(&mut self, at: usize) {
        let Some(open) = self.accounts.get(at) else {
            return;
        };
        let fact = open.fact;
        let (first, period) = (fact.statements.first(), self.cx.period);
        let at_bank = match (&fact.before, first) {
            (Some(before), _) => before.closing,
            // A gap before the first statement is a matter of `missing_statements`.
            (None, Some(first)) if starts_late(self.cx, first.from) => fact.ledger_before,
            (None, Some(first)) => first.opening,
            (None, None) => return,
        };
        let mut effect = i128::from(fact.ledger_before.0) - i128::from(at_bank.0);
        let fresh = |items: &[OpenItem], rows: &[usize]| -> i128 {
            rows.iter()
                .filter_map(|row| items.get(*row))
                .filter(|item| item.birth == period)
                .map(|item| i128::from(item.amount.0))
                .sum()
        };
        let mut cleared = Vec::new();
        for group in &fact.set.groups {
            let (left, right) = (&fact.set.left.rows, &fact.set.right.rows);
            let members = group
                .left
                .iter()
                .filter_map(|r| left.get(*r))
                .chain(group.right.iter().filter_map(|r| right.get(*r)));
            let carried: Vec<RowRef> = members
                .filter(|item| item.birth != period)
                .map(|item| item.row)
                .collect();
            if !carried.is_empty() {
                effect += fresh(right, &group.right) - fresh(left, &group.left);
                cleared.extend(carried);
            }
        }
        if effect == 0 || self.cx.previous.is_none() {
            return;
        }
        let subject = open.subject();
        let amount = ore(effect);
        let earlier = |(_, item): &(usize, &OpenItem)| item.birth != period;
        let rows: Vec<RowRef> = fact
            .set
            .left
            .open()
            .filter(earlier)
            .chain(fact.set.right.open().filter(earlier))
            .map(|(_, item)| item.row)
            .collect();
        let draft = finding("BANK014", subject, amount, rows, Some("carried")).key("carried");
        let draft = draft.message(
            Text::key("bank-carried")
                .with("account", subject)
                .with("amount", amount),
        );
        self.report(draft.action("action-carried"), &[(subject, amount)]);
    }

    /// A ledger export whose opening balance is not the balance of the exports before it.
    fn late_postings(&mut self, at: usize) {
        let Some(open) = self.accounts.get(at) else {
            return;
        };
        let fact = open.fact;
        let is_ours = |number: &str| {
            fact.account
                .ledger
                .iter()
                .any(|ledger| ledger.as_str() == number)
        };
        for (period, amount) in self.cx.ledger.chain_breaks(is_ours, self.cx.period) {
            if period != self.cx.period {
                continue;
            }
            let subject = fact.subject.as_str();
            let draft = finding("BANK017", subject, amount, Vec::new(), Some("late-posting"))
                .key(&period.to_string());
            let text = Text::key("bank-late-posting")
                .with("account", subject)
                .with("amount", amount)
                .with("period", period);
            self.found
                .findings
                .push(draft.message(text).action("action-late-posting"));
        }
    }

    fn missing_statements(&mut self, at: usize) {
        let Some(open) = self.accounts.get(at) else {
            return;
        };
        let fact = open.fact;
        let mut gaps: Vec<(NaiveDate, NaiveDate, i128, bool)> = Vec::new();
        if let Some(first) = fact.statements.first() {
            match &fact.before {
                Some(before) => gaps.push((
                    before.to,
                    first.from,
                    i128::from(first.opening.0) - i128::from(before.closing.0),
                    false,
                )),
                None if starts_late(self.cx, first.from) => {
                    let day_before = self.cx.period.first_day().pred_opt().unwrap_or(first.from);
                    gaps.push((
                        day_before,
                        first.from,
                        i128::from(first.opening.0) - i128::from(fact.ledger_before.0),
                        false,
                    ));
                }
                None => {}
            }
        }
        for pair in fact.statements.windows(2) {
            if let [a, b] = pair {
                gaps.push((
                    a.to,
                    b.from,
                    i128::from(b.opening.0) - i128::from(a.closing.0),
                    false,
                ));
            }
        }
        if let Some(last) = fact.statements.last()
            && last_bank_day(self.cx.period).is_some_and(|day| last.to < day)
        {
            gaps.push((
                last.to,
                self.cx.period.last_day().succ_opt().unwrap_or(last.to),
                0,
                true,
            ));
        }
        for (after, before, jump, is_tail) in gaps {
            self.gap(at, after, before, jump, is_tail);
        }
        self.sequence(at);
    }

    /// Days strictly between `after` and `before` without a statement; `jump` is what the balance did meanwhile.
    fn gap(&mut self, at: usize, after: NaiveDate, before: NaiveDate, jump: i128, is_tail: bool) {
        let Some(open) = self.account(at) else { return };
        let subject = open.subject();
        let days = bank_days_between(after, before);
        if days == 0 && jump == 0 {
            return;
        }
        let between = |item: &OpenItem| after < item.date && item.date < before;
        let (first, last) = gap_days(after, before);
        let text = |key| {
            Text::key(key)
                .with("account", subject)
                .with("from", first)
                .with("to", last.max(first))
                .with("days", days)
        };
        if jump == 0 && !is_tail {
            let draft =
                finding("BANK002", subject, Ore::ZERO, Vec::new(), None).key(&first.to_string());
            let finding = draft
                .message(text("bank-day-without-statement"))
                .action("action-none");
            self.report(finding, &[]);
            return;
        }
        let ledger = open.take_ledger(between);
        let moved = sum(&ledger);
        let (amount, effect) = if is_tail {
            (moved, moved)
        } else {
            (jump, moved - jump)
        };
        let draft = finding(
            "BANK001",
            subject,
            ore(amount),
            rows_of(&ledger),
            Some("statement-day-missing"),
        );
        let message = text("bank-statement-missing").with("amount", ore(amount));
        let finding = draft
            .key(&first.to_string())
            .message(message)
            .action("action-statement-missing");
        self.report(finding, &[(subject, ore(effect))]);
    }

    /// Numbers that are not in order although the balances are: worth knowing, no more (the chain is the proof).
    fn sequence(&mut self, at: usize) {
        let Some(open) = self.accounts.get(at) else {
            return;
        };
        let (subject, rule) = (open.subject(), open.fact.account.sequence);
        let mut said = Vec::new();
        for pair in open.fact.statements.windows(2) {
            let [a, b] = pair else { continue };
            let follows = a.sequence.checked_add(1) == Some(b.sequence);
            let in_order = match rule {
                SequenceRule::Unchecked => true,
                SequenceRule::Rising => b.sequence > a.sequence,
                SequenceRule::PlusOne => follows,
                SequenceRule::PlusOneYearly => follows || b.sequence == 1,
            };
            if in_order
                || a.sequence < 0
                || b.sequence < 0
                || a.closing != b.opening
                || bank_days_between(a.to, b.from) > 0
            {
                continue;
            }
            let text = Text::key("bank-sequence")
                .with("account", subject)
                .with("date", b.to);
            let text = text
                .with("before", a.sequence.to_string())
                .with("after", b.sequence.to_string());
            let draft = finding("BANK002", subject, Ore::ZERO, Vec::new(), None)
                .key(&format!("sequence:{}", b.to));
            said.push(draft.message(text).action("action-none"));
        }
        self.found.findings.extend(said);
    }

    /// (1) OCR settlements that the ledger has not read, with the sweep postings that were not made for them.
    fn ocr_not_read(&mut self) {
        for at in 0..self.accounts.len() {
            let Some(open) = self.accounts.get(at) else {
                continue;
            };
            let posted: BTreeSet<&str> = open
                .fact
                .set
                .right
                .rows
                .iter()
                .map(|item| item.lump.as_str())
                .collect();
            let is_lump = |item: &OpenItem| {
                item.amount.0 > 0
                    && !item.lump.is_empty()
                    && item.lump == item.reference
                    && !posted.contains(item.lump.as_str())
            };
            let mut by_day: BTreeMap<NaiveDate, Vec<&'a OpenItem>> = BTreeMap::new();
            for item in open.bank.iter().filter(|item| is_lump(item)) {
                by_day.entry(item.date).or_default().push(item);
            }
            for (day, lumps) in by_day {
                self.ocr_day(at, day, &lumps);
            }
        }
    }

    fn ocr_day(&mut self, at: usize, day: NaiveDate, lumps: &[&'a OpenItem]) {
        let key = format!("{SWEEP}{day}");
        let settlement = self.settlement_of(at);
        let total = sum(lumps);
        let residual = |search: &Self, at: usize| {
            search
                .accounts
                .get(at)
                .map_or(0, |open| open.residual(&key))
        };
        let unswept =
            settlement.filter(|s| residual(self, *s) == -total && residual(self, at) == total);
        let mut sweep_rows = Vec::new();
        if let Some(settlement) = unswept {
            for account in [at, settlement] {
                let Some(open) = self.account(account) else {
                    continue;
                };
                let (bank, ledger) = (
                    open.take_bank(|item| item.lump == key),
                    open.take_ledger(|item| item.lump == key),
                );
                sweep_rows.extend(rows_of(&bank).into_iter().chain(rows_of(&ledger)));
            }
        }
        for lump in lumps {
            let Some(open) = self.account(at) else {
                continue;
            };
            let working = open.subject();
            open.take_bank(|item| item.row == lump.row);
            let payments = self.payments_of(lump);
            let subject = unswept
                .and_then(|s| self.accounts.get(s))
                .map_or(working, OpenRows::subject);
            let amount = ore(-i128::from(lump.amount.0));
            let mut rows = vec![lump.row];
            rows.extend(payments.iter().copied().chain(sweep_rows.iter().copied()));
            let message = Text::key(if payments.is_empty() {
                "bank-ocr-file-missing"
            } else {
                "bank-ocr-not-read"
            })
            .with("account", working)
            .with("date", lump.date)
            .with("amount", lump.amount)
            .with("lump", lump.lump.as_str())
            .with("payments", u64::try_from(payments.len()).unwrap_or(0));
            let draft =
                finding("BANK003", subject, amount, rows, Some("ocr-not-read")).key(&lump.lump);
            self.report(
                draft.message(message).action("action-ocr-not-read"),
                &[(subject, amount)],
            );
        }
    }

    fn payments_of(&self, lump: &OpenItem) -> Vec<RowRef> {
        let sets = self
            .cx
            .sets
            .iter()
            .filter(|set| set.name.starts_with("ocr-"));
        let rows = sets.flat_map(|set| &set.left.rows);
        rows.filter(|item| item.lump == lump.lump && item.account == lump.account)
            .map(|item| item.row)
            .collect()
    }

    fn settlement_of(&self, at: usize) -> Option<usize> {
        let target = self.accounts.get(at)?.fact.account.swept_to.as_ref()?;
        self.accounts
            .iter()
            .position(|open| open.fact.account.number == *target)
    }

    /// (6) The posting between working and settlement account.
    fn sweeps(&mut self) {
        for settlement in 0..self.accounts.len() {
            let Some(open) = self.accounts.get(settlement) else {
                continue;
            };
            if open.fact.account.role != BankRole::Settlement {
                continue;
            }
            let working: Vec<usize> = (0..self.accounts.len())
                .filter(|at| self.settlement_of(*at) == Some(settlement))
                .collect();
            let mut keys = open.lumps(|lump| lump.starts_with(SWEEP));
            for at in &working {
                keys.extend(
                    self.accounts
                        .get(*at)
                        .into_iter()
                        .flat_map(|open| open.lumps(|lump| lump.starts_with(SWEEP))),
                );
            }
            for key in keys {
                self.sweep(settlement, &working, &key);
            }
        }
    }

    fn sweep(&mut self, settlement: usize, working: &[usize], key: &str) {
        let residual =
            |search: &Self, at: usize| search.accounts.get(at).map_or(0, |open| open.residual(key));
        let at_settlement = residual(self, settlement);
        let at_working: i128 = working.iter().map(|at| residual(self, *at)).sum();
        let mirrored = at_settlement != 0 && at_settlement + at_working == 0;
        let twins = self.accounts.get(settlement).and_then(|open| {
            let mut rows = open.ledger.iter().filter(|item| item.lump == key);
            twins_of(&mut rows, ore(at_settlement))
        });
        let mut parts: Vec<(&'a str, Ore, Vec<RowRef>)> = Vec::new();
        let mut accounts: Vec<(&BankAccount, Ore)> = Vec::new();
        for at in std::iter::once(&settlement).chain(working) {
            let amount = ore(residual(self, *at));
            let Some(open) = self.account(*at) else {
                continue;
            };
            let (bank, ledger) = (
                open.take_bank(|item| item.lump == key),
                open.take_ledger(|item| item.lump == key),
            );
            let rows: Vec<RowRef> = rows_of(&bank).into_iter().chain(rows_of(&ledger)).collect();
            // Postings that cancel within the day have no effect: there was nothing to sweep.
            if amount != Ore::ZERO {
                parts.push((open.subject(), amount, rows));
                accounts.push((open.fact.account, amount));
            }
        }
        let date = key.strip_prefix(SWEEP).unwrap_or_default();
        let effects: Vec<(&str, Ore)> = parts
            .iter()
            .map(|(subject, amount, _)| (*subject, *amount))
            .collect();
        let words = |key, subject: &str, amount: Ore| {
            let date = date.parse::<NaiveDate>().unwrap_or_default();
            Text::key(key)
                .with("account", subject)
                .with("date", date)
                .with("amount", amount)
        };
        if mirrored {
            let subject = self.accounts.get(settlement).map_or("", OpenRows::subject);
            let rows = parts
                .iter()
                .flat_map(|(.., rows)| rows.iter().copied())
                .collect();
            let amount = ore(at_settlement);
            let (finding, voucher) = if let Some((original, twin)) = twins {
                let draft =
                    finding("BANK009", subject, amount, rows, Some("double-posting")).key(key);
                let message = words("bank-double-posting", subject, amount)
                    .with("voucher", twin.voucher.as_str())
                    .with("original", original.voucher.as_str());
                let finding = draft.message(message).action("action-double-posting");
                let voucher =
                    bank_proposals::double_sweep(self.cx, &finding, (original, twin), &accounts);
                (finding, voucher)
            } else {
                let draft =
                    finding("BANK005", subject, amount, rows, Some("sweep-missing")).key(key);
                let message = words("bank-sweep-missing", subject, amount);
                let finding = draft.message(message).action("action-sweep-missing");
                let day = date.parse().unwrap_or_default();
                let voucher = bank_proposals::sweep(self.cx, &finding, day, &accounts);
                (finding, voucher)
            };
            self.found.drafts.extend(voucher);
            self.report(finding, &effects);
            return;
        }
        for (subject, amount, rows) in parts {
            let draft = finding("BANK006", subject, amount, rows, Some("sweep-differs")).key(key);
            let message = words("bank-sweep-differs", subject, amount);
            self.report(
                draft.message(message).action("action-sweep-differs"),
                &[(subject, amount)],
            );
        }
    }

    /// Same reference on both sides, but not the same amount.
    fn same_reference(&mut self, at: usize) {
        let Some(open) = self.account(at) else { return };
        let subject = open.subject();
        let mut pairs: Vec<(&'a OpenItem, &'a OpenItem)> = Vec::new();
        let mut used: BTreeSet<RowRef> = BTreeSet::new();
        for bank in &open.bank {
            let same = |item: &&&OpenItem| {
                !bank.reference.is_empty()
                    && item.reference == bank.reference
                    && item.amount.0.signum() == bank.amount.0.signum()
                    && !item.lump.starts_with(SWEEP)
                    && !bank.lump.starts_with(SWEEP)
                    && !used.contains(&item.row)
            };
            if let Some(ledger) = open.ledger.iter().find(same) {
                used.insert(ledger.row);
                pairs.push((bank, ledger));
            }
        }
        for (bank, ledger) in pairs {
            let Some(open) = self.account(at) else { return };
            open.take_bank(|item| item.row == bank.row);
            open.take_ledger(|item| item.row == ledger.row);
            let amount = ore(i128::from(ledger.amount.0) - i128::from(bank.amount.0));
            let rows = vec![bank.row, ledger.row];
            let (code, cause, key, action) = if is_transposed(bank.amount, ledger.amount) {
                (
                    "BANK007",
                    "transposed-digits",
                    "bank-transposed-digits",
                    "action-transposed-digits",
                )
            } else {
                (
                    "BANK008",
                    "amount-differs",
                    "bank-amount-differs",
                    "action-amount-differs",
                )
            };
            let message = Text::key(key)
                .with("account", subject)
                .with("bank", bank.amount)
                .with("ledger", ledger.amount)
                .with("amount", amount)
                .with("voucher", ledger.voucher.as_str())
                .with("date", bank.date);
            let draft = finding(code, subject, amount, rows, Some(cause)).message(message);
            let finding = draft.action(action);
            let voucher = bank_proposals::wrong_amount(self.cx, &finding, ledger, bank.amount);
            self.found.drafts.push(voucher);
            self.report(finding, &[(subject, amount)]);
        }
    }

    /// An open ledger line that is the twin of a matched one.
    fn double_posting(&mut self, at: usize) {
        fn key(item: &OpenItem) -> (&str, &str, Ore) {
            (&item.reference, &item.lump, item.amount)
        }
        let Some(open) = self.account(at) else { return };
        let (subject, right) = (open.subject(), &open.fact.set.right);
        let wanted: BTreeSet<_> = open.ledger.iter().copied().map(key).collect();
        let matched: BTreeMap<_, &OpenItem> = right
            .rows
            .iter()
            .zip(&right.group)
            .filter(|(item, group)| {
                group.is_some() && !(item.reference.is_empty() && item.lump.is_empty())
            })
            .map(|(item, _)| (key(item), item))
            .filter(|(key, _)| wanted.contains(key))
            .collect();
        let twins = open.take_ledger(|item| matched.contains_key(&key(item)));
        for twin in twins {
            let Some(original) = matched.get(&key(twin)) else {
                continue;
            };
            let message = Text::key("bank-double-posting")
                .with("account", subject)
                .with("amount", twin.amount)
                .with("voucher", twin.voucher.as_str())
                .with("original", original.voucher.as_str())
                .with("date", twin.date);
            let rows = vec![twin.row, original.row];
            let draft = finding(
                "BANK009",
                subject,
                twin.amount,
                rows,
                Some("double-posting"),
            )
            .key(&twin.row.to_string());
            let finding = draft.message(message).action("action-double-posting");
            let voucher = bank_proposals::double_posting(self.cx, &finding, twin, original);
            self.found.drafts.push(voucher);
            self.report(finding, &[(subject, twin.amount)]);
        }
    }

    /// The bank's amount and reference stand on another ledger account, with the same sign.
    fn wrong_account(&mut self) {
        let open: BTreeSet<&str> = self
            .accounts
            .iter()
            .flat_map(|open| &open.bank)
            .filter(|item| !item.lump.starts_with(SWEEP))
            .map(|item| item.reference.as_str())
            .filter(|reference| !reference.is_empty())
            .collect();
        if open.is_empty() {
            return;
        }
        let lines = self.lines_with(&open);
        let mut candidates: BTreeMap<(&str, Ore), Vec<&LineElsewhere>> = BTreeMap::new();
        for line in &lines {
            let key = (line.reference.as_str(), line.amount);
            candidates.entry(key).or_default().push(line);
        }
        let mut used: BTreeSet<RowRef> = BTreeSet::new();
        for at in 0..self.accounts.len() {
            let Some(rows) = self.accounts.get(at) else {
                continue;
            };
            let bank_rows: Vec<&'a OpenItem> = rows
                .bank
                .iter()
                .copied()
                .filter(|i| !i.lump.starts_with(SWEEP))
                .collect();
            for bank in bank_rows {
                let ours = &rows_account(self, at);
                let alike = candidates.get(&(bank.reference.as_str(), bank.amount));
                let place = alike
                    .into_iter()
                    .flatten()
                    .find(|line| !ours.contains(&line.account) && !used.contains(&line.row));
                if let Some(line) = place {
                    used.insert(line.row);
                    self.posted_elsewhere(at, bank, line);
                }
            }
        }
    }

    /// Ledger lines of the period with one of these references that no set has matched.
    fn lines_with(&self, references: &BTreeSet<&str>) -> Vec<LineElsewhere> {
        let frames = self.cx.frames;
        let view = frames.ledger_lines.view();
        // The posting to the settlement account names the same reference, and is where it should be.
        let triggers = crate::settings::text(self.cx.playbook, "bank.trigger_voucher_types");
        let is_trigger = |voucher_type: &str| {
            triggers
                .split_whitespace()
                .any(|listed| listed == voucher_type)
        };
        let mut lines = Vec::new();
        for (index, &amount) in view.amount_ore.iter().enumerate() {
            if view.period.get(index) != Some(&self.cx.period.as_i32()) {
                continue;
            }
            let reference = view.reference.get(index);
            if !references.contains(reference) {
                continue;
            }
            if is_trigger(view.voucher_type.get(index)) {
                continue;
            }
            let row = view
                .file
                .get(index)
                .zip(view.record.get(index))
                .and_then(|(f, r)| frames.row_ref(*f, *r));
            if let Some(row) = row {
                lines.push(LineElsewhere {
                    row,
                    account: view.account.get(index).to_owned(),
                    amount: Ore(amount),
                    reference: reference.to_owned(),
                    voucher: view.voucher.get(index).to_owned(),
                });
            }
        }
        // A clearing of the interim account names the reference too; it is the less likely place.
        let interim = &self.cx.playbook.accounts.interim;
        lines.sort_by_key(|line| {
            (
                interim.iter().any(|pattern| pattern.matches(&line.account)),
                line.row,
            )
        });
        lines
    }

    fn posted_elsewhere(&mut self, at: usize, bank: &'a OpenItem, line: &LineElsewhere) {
        let Some(open) = self.account(at) else { return };
        let (subject, account) = (open.subject(), open.fact.account);
        open.take_bank(|item| item.row == bank.row);
        let amount = ore(-i128::from(bank.amount.0));
        let mut effects = vec![(subject, amount)];
        for other in 0..self.accounts.len() {
            let Some(open) = self.account(other) else {
                continue;
            };
            if !open.take_ledger(|item| item.row == line.row).is_empty() {
                effects.push((open.subject(), line.amount));
            }
        }
        let message = Text::key("bank-wrong-account")
            .with("account", subject)
            .with("other", line.account.as_str())
            .with("amount", bank.amount)
            .with("voucher", line.voucher.as_str())
            .with("date", bank.date);
        let rows = vec![bank.row, line.row];
        let draft = finding("BANK010", subject, amount, rows, Some("wrong-account"))
            .key(&bank.row.to_string());
        let finding = draft.message(message).action("action-wrong-account");
        let other = (line.account.as_str(), line.voucher.as_str());
        let voucher = bank_proposals::wrong_account(self.cx, &finding, account, other, bank);
        self.found.drafts.extend(voucher);
        self.report(finding, &effects);
    }

    /// (2), (3) Payment batches that the bank has executed and the ledger has not read.
    fn payment_files(&mut self, at: usize) {
        let Some(open) = self.account(at) else { return };
        let subject = open.subject();
        let posted: BTreeSet<&str> = open
            .fact
            .set
            .right
            .rows
            .iter()
            .map(|item| item.lump.as_str())
            .collect();
        let batches = open.take_bank(|item| {
            let is_batch = !item.lump.is_empty() && !item.lump.starts_with(SWEEP);
            is_batch && item.amount.0 < 0 && !posted.contains(item.lump.as_str())
        });
        for batch in batches {
            let amount = ore(-i128::from(batch.amount.0));
            let message = Text::key("bank-payment-file-not-read")
                .with("account", subject)
                .with("date", batch.date)
                .with("amount", batch.amount)
                .with("batch", batch.lump.as_str());
            let draft = finding(
                "BANK004",
                subject,
                amount,
                vec![batch.row],
                Some("payment-file-not-read"),
            );
            let finding = draft
                .key(&batch.row.to_string())
                .message(message)
                .action("action-payment-file-not-read");
            self.report(finding, &[(subject, amount)]);
        }
    }

    /// A lump that both sides have, with different sums.
    fn lumps(&mut self, at: usize) {
        let Some(open) = self.account(at) else { return };
        let subject = open.subject();
        let both: Vec<String> = open
            .lumps(|lump| !lump.starts_with(SWEEP))
            .into_iter()
            .filter(|key| {
                open.bank.iter().any(|i| i.lump == *key)
                    && open.ledger.iter().any(|i| i.lump == *key)
            })
            .collect();
        for key in both {
            let Some(open) = self.account(at) else { return };
            let amount = ore(open.residual(&key));
            let (bank, ledger) = (
                open.take_bank(|item| item.lump == key),
                open.take_ledger(|item| item.lump == key),
            );
            let rows = rows_of(&bank).into_iter().chain(rows_of(&ledger)).collect();
            let message = Text::key("bank-lump-differs")
                .with("account", subject)
                .with("bank", ore(sum(&bank)))
                .with("ledger", ore(sum(&ledger)))
                .with("amount", amount)
                .with("batch", key.as_str());
            let draft = finding("BANK008", subject, amount, rows, Some("amount-differs")).key(&key);
            self.report(
                draft.message(message).action("action-amount-differs"),
                &[(subject, amount)],
            );
        }
    }

    /// A voucher dated outside the period it is posted in.
    fn wrong_period(&mut self, at: usize) {
        let period = self.cx.period;
        let Some(open) = self.account(at) else { return };
        let subject = open.subject();
        for line in open.take_ledger(|item| !period.contains(item.date)) {
            let message = Text::key("bank-wrong-period")
                .with("account", subject)
                .with("amount", line.amount)
                .with("voucher", line.voucher.as_str())
                .with("date", line.date)
                .with("period", period);
            let draft = finding(
                "BANK011",
                subject,
                line.amount,
                vec![line.row],
                Some("wrong-period"),
            );
            let finding = draft.message(message).action("action-wrong-period");
            let voucher = bank_proposals::wrong_period(self.cx, &finding, line);
            self.found.drafts.extend(voucher.into_iter().flatten());
            self.report(finding, &[(subject, line.amount)]);
        }
    }

    /// (4) What is left: in the bank and not posted, or posted and not in the bank.
    fn left_over(&mut self, at: usize) {
        let Some(open) = self.account(at) else { return };
        let (subject, account) = (open.subject(), open.fact.account);
        let (bank, ledger) = (open.take_bank(|_| true), open.take_ledger(|_| true));
        // What stands in the ledger, too far off to be matched, is not posted once more.
        let posted: BTreeSet<Ore> = ledger.iter().map(|line| line.amount).collect();
        let in_bank = bank.into_iter().map(|item| {
            let words = ("bank-not-posted", "reference", item.reference.as_str());
            let effect = ore(-i128::from(item.amount.0));
            (
                item,
                effect,
                words,
                ("BANK012", "not-posted", "action-not-posted"),
            )
        });
        let in_ledger = ledger.into_iter().map(|item| {
            let words = ("bank-not-in-bank", "voucher", item.voucher.as_str());
            (
                item,
                item.amount,
                words,
                ("BANK013", "not-in-bank", "action-not-in-bank"),
            )
        });
        for (item, effect, (key, name, word), (code, cause, action)) in in_bank.chain(in_ledger) {
            let message = Text::key(key)
                .with("account", subject)
                .with("amount", item.amount)
                .with("date", item.date)
                .with(name, word);
            let draft = finding(code, subject, effect, vec![item.row], Some(cause));
            let finding = draft.message(message).action(action);
            if cause == "not-posted" && !posted.contains(&item.amount) {
                let voucher = bank_proposals::receipt(self.cx, &finding, account, item);
                self.found.drafts.extend(voucher);
            }
            self.report(finding, &[(subject, effect)]);
        }
    }

    /// The bank itself left money on a working account.
    fn not_swept(&mut self, at: usize) {
        let Some(open) = self.accounts.get(at) else {
            return;
        };
        let Some(closing) = open.fact.statements.last().map(|s| s.closing) else {
            return;
        };
        if open.fact.account.role != BankRole::Working || closing == Ore::ZERO {
            return;
        }
        let subject = open.subject();
        let message = Text::key("bank-not-swept")
            .with("account", subject)
            .with("amount", closing);
        let draft =
            finding("BANK016", subject, closing, Vec::new(), Some("not-swept")).key("closing");
        self.report(
            draft.message(message).action("action-not-swept"),
            &[(subject, closing)],
        );
    }
}

/// The first two postings of this amount with the same reference and other vouchers: one of them twice the other. In
/// order of rows, so that the later one is called the twin.
fn twins_of<'a>(
    rows: &mut dyn Iterator<Item = &&'a OpenItem>,
    amount: Ore,
) -> Option<(&'a OpenItem, &'a OpenItem)> {
    let mut seen: BTreeMap<&str, &OpenItem> = BTreeMap::new();
    for item in rows.filter(|item| item.amount == amount && !item.reference.is_empty()) {
        match seen.get(item.reference.as_str()) {
            Some(original) if original.voucher != item.voucher => return Some((original, item)),
            Some(_) => {}
            None => {
                seen.insert(&item.reference, item);
            }
        }
    }
    None
}

/// A ledger line on an account where it should not be.
struct LineElsewhere {
    row: RowRef,
    account: String,
    amount: Ore,
    reference: String,
    voucher: String,
}

fn rows_account(search: &Search<'_>, at: usize) -> Vec<String> {
    search
        .accounts
        .get(at)
        .map(|open| {
            open.fact
                .account
                .ledger
                .iter()
                .map(ToString::to_string)
                .collect()
        })
        .unwrap_or_default()
}

fn starts_late(cx: &CheckContext<'_>, from: NaiveDate) -> bool {
    first_bank_day(cx.period).is_some_and(|first| first < from)
}

/// First and last bank day strictly between two dates; the first day after, if there is none.
fn gap_days(after: NaiveDate, before: NaiveDate) -> (NaiveDate, NaiveDate) {
    let (first, last) = (
        after.succ_opt().unwrap_or(after),
        before.pred_opt().unwrap_or(before),
    );
    let bank = Calendar::NoBank;
    let first = bank.next_business_day_on_or_after(first).unwrap_or(first);
    let last = bank
        .previous_business_day_on_or_before(last)
        .unwrap_or(last);
    (first, last)
}

/// Bank days strictly between two dates.
fn bank_days_between(after: NaiveDate, before: NaiveDate) -> u64 {
    let number = |date: NaiveDate| BankDays::shared().number(date).ok();
    let Some(last) = before.pred_opt().and_then(number) else {
        return 0;
    };
    let Some(first) = number(after) else { return 0 };
    u64::try_from(last - first).unwrap_or(0).min(
        // A gap that ends before it begins has no days.
        if after < before { u64::MAX } else { 0 },
    )
}

/// Whether one amount is the other with two adjacent digits swapped.
pub(crate) fn is_transposed(a: Ore, b: Ore) -> bool {
    let (a, b) = (a.unsigned().to_string(), b.unsigned().to_string());
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let differing: Vec<usize> = (0..a.len()).filter(|at| a.get(*at) != b.get(*at)).collect();
    match differing.as_slice() {
        [first, second] => {
            *second == first + 1
                && a.get(*first) == b.get(*second)
                && a.get(*second) == b.get(*first)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposition() {
        let table = [
            (123_400, 132_400, true),
            (123_400, 123_400, false),
            (123_400, 143_200, false),
            (9_000, 900, false),
            (12, 213, false),
            (-12, -21, true),
        ];
        for (a, b, expected) in table {
            assert_eq!(is_transposed(Ore(a), Ore(b)), expected, "{a} {b}");
        }
    }
}
