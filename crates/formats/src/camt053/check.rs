//! The end of a statement and of the file: account and currency, which balances open and close, the balance equation
//! and what explains its failure, the summary, dates and KIDs; then the chain, pages and duplicates over all
//! statements (camt.md sections 4, 5, 8, 9).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use domain::agency::ReversalRule;
use domain::identifier::Kid;
use domain::{Ore, Position};

use super::Options;
use super::draft::{ReadBalance, StatementDraft};
use super::error::{
    ACCOUNT_CHECK_DIGIT, CHAIN_BROKEN, CLOSING_VALUE_DATED, COPY, CURRENCY_DIFFERS,
    CURRENCY_UNREADABLE, Diagnostics, ELEMENT_MISSING, EQUATION_FAILS, KID_CHECK_DIGIT,
    KID_WITHOUT_TYPE, LIMIT_EXCEEDED, NOT_PROVABLE, OPENINGS_DIFFER, OUTSIDE_PERIOD,
    PAGES_INCOMPLETE, REVERSAL_INVERTED, SEQUENCE_NOT_RISING, STATEMENT_TWICE,
};
use super::layout::Message;
use super::parse::HeaderDraft;
use super::record::{Balance, Entry, Equation, Statement, StatementTotals, Status};
use super::summary;
use crate::iso20022::{Currency, account_ending, normal_account};

/// What is remembered of each statement until the end of the file.
#[derive(Debug)]
struct Row {
    account: String,
    currency: String,
    id: String,
    created: String,
    date: Option<NaiveDate>,
    sequence: Option<i64>,
    page: Option<(u32, bool)>,
    opening: Option<Ore>,
    closing: Option<Ore>,
    booked: i128,
    equation: Equation,
    position: Position,
}

/// What identifies a notification among the others of its file.
pub(crate) struct Seen<'a> {
    pub(crate) account: &'a str,
    pub(crate) currency: &'a str,
    pub(crate) id: &'a str,
    pub(crate) created: &'a str,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) sequence: Option<i64>,
    /// Its own page, not that of the message.
    pub(crate) page: Option<(u32, bool)>,
    pub(crate) position: Position,
}

/// The checks over all statements or notifications of a file.
#[derive(Debug, Default)]
pub(crate) struct FileCheck {
    rows: Vec<Row>,
    totals: Vec<StatementTotals>,
}

impl FileCheck {
    pub(super) fn take_totals(&mut self) -> Vec<StatementTotals> {
        std::mem::take(&mut self.totals)
    }

    /// Makes the statement of its draft.
    pub(super) fn statement(
        &mut self,
        mut draft: StatementDraft,
        message_page: (Option<u32>, Option<bool>),
        options: &Options,
        diagnostics: &mut Diagnostics,
    ) -> Statement {
        let account = account_of(&mut draft, diagnostics);
        let currency = currency_of(&draft, diagnostics);
        apply_reversal_rule(&mut draft, &account, options);
        let own_page = draft
            .page
            .get()
            .copied()
            .zip(draft.last_page.get().copied());
        let page = own_page.or(message_page.0.zip(message_page.1));
        let copy = draft.copy.take().unwrap_or_default();
        if !copy.is_empty() {
            say_copy(&draft, &copy, diagnostics);
        }
        let chosen = Chosen::of(&draft.balances);
        chosen.check_openings(&draft.balances, diagnostics);
        let booked = booked(&draft.entries);
        let equation = balance_equation(&draft, &chosen, booked, diagnostics);
        let exponent = currency.map_or(2, Currency::exponent);
        summary::check(&draft, equation, exponent, diagnostics);
        let from_to = draft.from.take().zip(draft.to.take());
        check_period(&draft, from_to, diagnostics);
        check_kids(&mut draft, &account, options, diagnostics);
        let (opening, closing, other_balances) = chosen.split(std::mem::take(&mut draft.balances));
        let (sum_credit, sum_debit) = sums(&draft, diagnostics);
        let statement = Statement {
            position: draft.position,
            id: draft.id.take().unwrap_or_default(),
            sequence: draft.sequence.take(),
            created: draft.created.take().unwrap_or_default(),
            from_to,
            copy,
            account,
            currency: currency.map(Currency::text).unwrap_or_default(),
            opening,
            closing,
            other_balances,
            page,
            entries: draft.entries,
            transactions: draft.transactions,
            sum_credit,
            sum_debit,
            equation,
        };
        self.remember(&statement, own_page, booked);
        statement
    }

    fn remember(&mut self, statement: &Statement, page: Option<(u32, bool)>, booked: i128) {
        let amount = |balance: &Option<Balance>| balance.as_ref().map(|b| b.amount);
        let date = |balance: &Option<Balance>| balance.as_ref().and_then(|b| b.date);
        self.totals.push(StatementTotals {
            id: statement.id.clone(),
            account: statement.account.clone(),
            currency: statement.currency.clone(),
            opening: amount(&statement.opening),
            closing: amount(&statement.closing),
            entries: u64::try_from(statement.entries.len()).unwrap_or(u64::MAX),
            sum_credit: statement.sum_credit,
            sum_debit: statement.sum_debit,
            transactions: statement.transactions,
            equation: statement.equation,
        });
        self.rows.push(Row {
            account: statement.account.clone(),
            currency: statement.currency.clone(),
            id: statement.id.clone(),
            created: statement.created.clone(),
            date: statement
                .from_to
                .map(|(from, _)| from)
                .or_else(|| date(&statement.closing))
                .or_else(|| date(&statement.opening)),
            sequence: statement.sequence,
            page,
            opening: amount(&statement.opening),
            closing: amount(&statement.closing),
            booked,
            equation: statement.equation,
            position: statement.position,
        });
    }

    /// Remembers a notification, which has no balances, for the checks over all of them.
    pub(crate) fn notification(&mut self, row: &Seen<'_>) {
        self.rows.push(Row {
            account: row.account.to_owned(),
            currency: row.currency.to_owned(),
            id: row.id.to_owned(),
            created: row.created.to_owned(),
            date: row.from,
            sequence: row.sequence,
            page: row.page,
            opening: None,
            closing: None,
            booked: 0,
            equation: Equation::NotProvable,
            position: row.position,
        });
    }

    /// The checks that need every statement or notification.
    pub(crate) fn end(&mut self, header: &HeaderDraft, diagnostics: &mut Diagnostics) {
        if let Some(at) = header.pages_at {
            let found = (header.page.get().copied(), header.last_page.get().copied());
            if found != (Some(1), Some(true)) {
                let number = found.0.map_or_else(|| "none".to_owned(), |n| n.to_string());
                let message = format!(
                    "expected the message whole (page 1, and the last), found page {number}"
                );
                diagnostics.push(&PAGES_INCOMPLETE, at, message);
            }
        }
        self.check_twice(diagnostics);
        self.check_pages(diagnostics);
        let mut order: Vec<&Row> = self.rows.iter().collect();
        order.sort_by_key(|row| {
            let page = row.page.map(|(number, _)| number);
            (
                &row.account,
                &row.currency,
                row.date,
                row.sequence,
                page,
                row.position.record,
            )
        });
        for pair in order.windows(2) {
            if let [before, after] = pair
                && (&before.account, &before.currency) == (&after.account, &after.currency)
            {
                check_chain(before, after, diagnostics);
            }
        }
    }

    fn check_twice(&self, diagnostics: &mut Diagnostics) {
        let mut seen = BTreeMap::new();
        for row in &self.rows {
            let key = (&row.account, &row.id, &row.created, row.page);
            if let Some(first) = seen.insert(key, row.position.line) {
                let message = format!(
                    "expected the Id {} once, found it again (first on line {first})",
                    short(&row.id)
                );
                diagnostics.push(&STATEMENT_TWICE, row.position, message);
            }
        }
    }

    fn check_pages(&self, diagnostics: &mut Diagnostics) {
        let mut groups: BTreeMap<(&str, &str, Option<i64>, &str), Vec<&Row>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.page.is_some()) {
            let id = if row.sequence.is_some() {
                ""
            } else {
                row.id.as_str()
            };
            groups
                .entry((&row.account, &row.currency, row.sequence, id))
                .or_default()
                .push(row);
        }
        for (_, mut pages) in groups {
            pages.sort_by_key(|row| row.page);
            let numbers: Vec<(u32, bool)> = pages.iter().filter_map(|row| row.page).collect();
            let last = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let complete = numbers
                .iter()
                .zip(1_u32..)
                .all(|(found, n)| *found == (n, n == last));
            let (Some(first), Some(end)) = (pages.first(), pages.last()) else {
                continue;
            };
            if !complete {
                let found: Vec<String> = numbers
                    .iter()
                    .take(20)
                    .map(|(n, _)| n.to_string())
                    .collect();
                let message = format!(
                    "expected pages 1 to n with the last one marked, found {}",
                    found.join(", ")
                );
                diagnostics.push(&PAGES_INCOMPLETE, first.position, message);
            } else if let (Some(opening), Some(closing)) = (first.opening, end.closing)
                && pages
                    .iter()
                    .any(|row| row.equation == Equation::NotProvable)
            {
                let booked: i128 = pages.iter().map(|row| row.booked).sum();
                let difference = i128::from(closing.0) - i128::from(opening.0) - booked;
                if difference != 0 {
                    let message = format!(
                        "expected all pages together to balance, found a difference of {}",
                        shown(difference)
                    );
                    diagnostics.push(&EQUATION_FAILS, first.position, message);
                }
            }
        }
    }
}

fn check_chain(before: &Row, after: &Row, diagnostics: &mut Diagnostics) {
    if let (Some(closing), Some(opening)) = (before.closing, after.opening)
        && closing != opening
    {
        let message = format!(
            "expected the opening balance {closing} (closing balance of {}, line {}), found {opening}",
            short(&before.id),
            before.position.line
        );
        diagnostics.push(&CHAIN_BROKEN, after.position, message);
    }
    let other_page = before.page.is_some() && before.page != after.page;
    if let (Some(first), Some(second)) = (before.sequence, after.sequence)
        && (second < first || (second == first && !other_page))
    {
        let message = format!("expected a sequence number above {first}, found {second}");
        diagnostics.push(&SEQUENCE_NOT_RISING, after.position, message);
    }
}

/// Says that a statement or notification is no original.
pub(crate) fn say_copy(draft: &StatementDraft, copy: &str, diagnostics: &mut Diagnostics) {
    let message = format!(
        "expected an original {}, found it marked {}",
        draft.message.noun(),
        short(copy)
    );
    diagnostics.push(&COPY, draft.position, message);
}

fn short(text: &str) -> String {
    crate::iso20022::shown(text, 40)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// An amount of any size as `-1234.50`.
fn shown(amount: i128) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

pub(crate) fn account_of(draft: &mut StatementDraft, diagnostics: &mut Diagnostics) -> String {
    let written = draft.account.take().unwrap_or_default();
    if written.is_empty() {
        let message = "expected an account number in Acct, found none";
        diagnostics.push(&ELEMENT_MISSING, draft.position, message);
    }
    let (account, is_odd) = normal_account(&written);
    if is_odd {
        let end = account_ending(&account);
        let message = format!(
            "expected a Norwegian account number whose check digits fit, found one ending in {end}"
        );
        diagnostics.push(&ACCOUNT_CHECK_DIGIT, draft.position, message);
    }
    account
}

/// `Acct/Ccy`, else the currency of the first balance, else of the first entry; and whatever is in another.
pub(crate) fn currency_of(
    draft: &StatementDraft,
    diagnostics: &mut Diagnostics,
) -> Option<Currency> {
    let of_balance = || draft.balances.first().map(|b| b.money.currency);
    let of_entry = || draft.currencies.first().map(|(currency, _)| *currency);
    let currency = draft
        .currency
        .get()
        .copied()
        .or_else(of_balance)
        .or_else(of_entry);
    let Some(expected) = currency else {
        // A notification without entries says nothing about money.
        let is_needed = draft.message == Message::Statement || draft.broken_entries > 0;
        if !draft.currency.is_given() && is_needed {
            let message = "expected a currency in Acct, a balance or an entry, found none";
            diagnostics.push(&CURRENCY_UNREADABLE, draft.position, message);
        }
        return None;
    };
    let balances = draft
        .balances
        .iter()
        .map(|b| (b.money.currency, b.position, "a balance"));
    let entries = draft
        .currencies
        .iter()
        .map(|(currency, at)| (*currency, *at, "an entry"));
    for (found, at, what) in balances.chain(entries) {
        if found != expected {
            let message = format!(
                "expected {what} in {}, found {}",
                expected.text(),
                found.text()
            );
            diagnostics.push(&CURRENCY_DIFFERS, at, message);
        }
    }
    currency
}

/// The bank marks reversals the other way round: the sign and the other party follow.
pub(crate) fn apply_reversal_rule(draft: &mut StatementDraft, account: &str, options: &Options) {
    if options.reversal.get(account).copied().unwrap_or_default() != ReversalRule::Inverted {
        return;
    }
    for entry in draft.entries.iter_mut().filter(|entry| entry.reversal) {
        entry.amount.0 = -entry.amount.0;
        for amount in entry
            .transactions
            .iter_mut()
            .filter_map(|t| t.amount.as_mut())
        {
            amount.0 = -amount.0;
        }
    }
    for (index, party) in std::mem::take(&mut draft.reversal_parties) {
        let entry = draft.entries.get_mut(index.entry);
        if let Some(transaction) = entry.and_then(|e| e.transactions.get_mut(index.transaction)) {
            transaction.counter_account = normal_account(&party.account).0;
            transaction.counter_name = party.name;
        }
    }
}

/// Which balances open and close.
struct Chosen {
    opening: Option<usize>,
    closing: Option<usize>,
    previous: Option<usize>,
}

impl Chosen {
    /// By code, then without sub-type before `INTM`, then by date: opening earliest, closing latest.
    fn of(balances: &[ReadBalance]) -> Self {
        let earliest = |code: &str| {
            balances
                .iter()
                .enumerate()
                .filter(|(_, b)| b.code == code)
                .min_by_key(|(at, b)| (b.interim, b.date, *at))
                .map(|(at, _)| at)
        };
        let latest = |code: &str| {
            balances
                .iter()
                .enumerate()
                .filter(|(_, b)| b.code == code)
                .max_by_key(|(at, b)| (!b.interim, b.date, *at))
                .map(|(at, _)| at)
        };
        let opening = earliest("OPBD");
        let previous = earliest("PRCD");
        let closing = latest("CLBD");
        let (first, last) = (earliest("ITBD"), latest("ITBD"));
        // One interim balance cannot be both sides.
        let is_pair = first != last;
        let booked_opening = opening.or(previous);
        Self {
            opening: booked_opening.or(first.filter(|_| is_pair || closing.is_some())),
            closing: closing.or(last.filter(|_| is_pair || booked_opening.is_some())),
            previous: previous.filter(|_| opening.is_some()),
        }
    }

    fn check_openings(&self, balances: &[ReadBalance], diagnostics: &mut Diagnostics) {
        let of = |at: Option<usize>| at.and_then(|at| balances.get(at));
        if let (Some(opening), Some(previous)) = (of(self.opening), of(self.previous))
            && opening.money.amount != previous.money.amount
        {
            let message = format!(
                "expected OPBD to be the previous closing balance {}, found {}",
                previous.money.amount, opening.money.amount
            );
            diagnostics.push(&OPENINGS_DIFFER, opening.position, message);
        }
    }

    fn split(self, balances: Vec<ReadBalance>) -> (Option<Balance>, Option<Balance>, Vec<Balance>) {
        let (mut opening, mut closing, mut others) = (None, None, Vec::new());
        for (at, balance) in balances.into_iter().enumerate() {
            let ReadBalance {
                code, money, date, ..
            } = balance;
            let balance = Balance {
                code,
                amount: money.amount,
                date,
            };
            if self.opening == Some(at) {
                opening = Some(balance);
            } else if self.closing == Some(at) {
                closing = Some(balance);
            } else {
                others.push(balance);
            }
        }
        (opening, closing, others)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that Iterator::filter wants"
)]
fn is_booked(entry: &&Entry) -> bool {
    entry.status == Status::Booked
}

fn booked(entries: &[Entry]) -> i128 {
    entries
        .iter()
        .filter(is_booked)
        .map(|entry| i128::from(entry.amount.0))
        .sum()
}

fn balance_equation(
    draft: &StatementDraft,
    chosen: &Chosen,
    booked: i128,
    diagnostics: &mut Diagnostics,
) -> Equation {
    let of = |at: Option<usize>| at.and_then(|at| draft.balances.get(at));
    let (Some(opening), Some(closing)) = (of(chosen.opening), of(chosen.closing)) else {
        let found: Vec<String> = draft
            .balances
            .iter()
            .take(8)
            .map(|b| short(&b.code))
            .collect();
        let found = if found.is_empty() {
            "none".to_owned()
        } else {
            found.join(", ")
        };
        let message = format!("expected a booked opening and closing balance, found {found}");
        diagnostics.push(&NOT_PROVABLE, draft.position, message);
        return Equation::NotProvable;
    };
    let (from, to) = (
        i128::from(opening.money.amount.0),
        i128::from(closing.money.amount.0),
    );
    let difference = to - from - booked;
    if difference == 0 {
        return Equation::Holds;
    }
    // With entries that could not be read the difference says nothing new.
    if draft.broken_entries == 0 {
        explain(
            draft,
            closing,
            difference,
            diagnostics,
            &format!(
                "expected the closing balance {} ({} and booked entries of {}), found {}",
                shown(from + booked),
                opening.money.amount,
                shown(booked),
                closing.money.amount
            ),
        );
    }
    match i64::try_from(difference) {
        Ok(difference) => Equation::FailsBy(Ore(difference)),
        Err(_) => Equation::NotProvable,
    }
}

/// Says which known cause explains the difference, if one does.
fn explain(
    draft: &StatementDraft,
    closing: &ReadBalance,
    difference: i128,
    diagnostics: &mut Diagnostics,
    failure: &str,
) {
    let entries = || draft.entries.iter().filter(is_booked);
    let reversals: i128 = entries()
        .filter(|entry| entry.reversal)
        .map(|entry| i128::from(entry.amount.0))
        .sum();
    if reversals != 0 && difference == -2 * reversals {
        let message = format!(
            "{failure}; it holds when the reversals of {} are counted the other way round (reversal-convention-inverted)",
            shown(reversals)
        );
        diagnostics.push(&REVERSAL_INVERTED, draft.position, message);
        return;
    }
    let late =
        || entries().filter(|entry| closing.date.is_some() && entry.value_date > closing.date);
    let left_out: i128 = late().map(|entry| i128::from(entry.amount.0)).sum();
    if late().next().is_some() && difference == -left_out {
        let mut message = format!("{failure}; it leaves out the entries valued after it, on lines");
        for entry in late().take(20) {
            let _infallible = write!(message, " {}", entry.position.line);
        }
        message.push_str(" (closing-is-value-dated)");
        diagnostics.push(&CLOSING_VALUE_DATED, draft.position, message);
        return;
    }
    let message = format!("{failure}; the difference is {}", shown(difference));
    diagnostics.push(&EQUATION_FAILS, draft.position, message);
}

/// Credits and debits of all entries, both positive.
pub(crate) fn sums(draft: &StatementDraft, diagnostics: &mut Diagnostics) -> (Ore, Ore) {
    let (mut credit, mut debit) = (0_i128, 0_i128);
    for entry in &draft.entries {
        let amount = i128::from(entry.amount.0);
        if amount > 0 {
            credit += amount;
        } else {
            debit -= amount;
        }
    }
    let mut fit = |sum: i128| {
        i64::try_from(sum).map_or_else(
            |_| {
                let message = format!(
                    "expected sums of at most {}, found {}",
                    Ore(i64::MAX),
                    shown(sum)
                );
                diagnostics.push(&LIMIT_EXCEEDED, draft.position, message);
                Ore(i64::MAX)
            },
            Ore,
        )
    };
    (fit(credit), fit(debit))
}

/// Booking dates inside the period, give or take a day.
pub(crate) fn check_period(
    draft: &StatementDraft,
    from_to: Option<(NaiveDate, NaiveDate)>,
    diagnostics: &mut Diagnostics,
) {
    let Some((from, to)) = from_to else { return };
    let first = from.checked_sub_days(Days::new(1)).unwrap_or(from);
    let last = to.checked_add_days(Days::new(1)).unwrap_or(to);
    let outside = || {
        draft.entries.iter().filter(is_booked).filter_map(|entry| {
            entry
                .booking_date
                .filter(|date| *date < first || *date > last)
                .map(|date| (entry, date))
        })
    };
    if let Some((entry, date)) = outside().next() {
        let count = outside().count();
        let message = format!(
            "expected booking dates from {from} to {to}, found {date} (entries outside: {count})"
        );
        diagnostics.push(&OUTSIDE_PERIOD, entry.position, message);
    }
}

/// Check digits of KIDs on Norwegian accounts, and references without type that fit the account's agreement.
pub(crate) fn check_kids(
    draft: &mut StatementDraft,
    account: &str,
    options: &Options,
    diagnostics: &mut Diagnostics,
) {
    let method = options.kid.get(account).copied();
    let untyped = std::mem::take(&mut draft.untyped);
    if let Some(method) = method {
        for (index, reference) in untyped {
            let fits = reference
                .parse::<Kid>()
                .is_ok_and(|kid| kid.holds(Some(method)));
            let Some(entry) = draft.entries.get_mut(index.entry).filter(|_| fits) else {
                continue;
            };
            let Some(transaction) = entry.transactions.get_mut(index.transaction) else {
                continue;
            };
            if let Some(at) = transaction.references.iter().position(|r| *r == reference) {
                transaction.references.remove(at);
                transaction.kids.push(reference);
                let message = "expected a KID with type SCOR, found a reference without type that fits the agreement";
                diagnostics.push(&KID_WITHOUT_TYPE, entry.position, message);
            }
        }
    }
    let is_norwegian = account.len() == 11 && account.bytes().all(|b| b.is_ascii_digit());
    if !is_norwegian {
        return;
    }
    for entry in &draft.entries {
        for kid in entry.transactions.iter().flat_map(|t| &t.kids) {
            if !kid.parse::<Kid>().is_ok_and(|kid| kid.holds(method)) {
                let end: String = kid.chars().skip(kid.len().saturating_sub(3)).collect();
                let message = format!(
                    "expected a KID whose check digit fits, found one of {} characters ending in {end}",
                    kid.len()
                );
                diagnostics.push(&KID_CHECK_DIGIT, entry.position, message);
            }
        }
    }
}
