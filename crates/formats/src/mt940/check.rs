//! The checks of a statement (M01, M05, M06) and, over all statements of the file, of pages, chain, numbers and
//! duplicates (M02, M03, M04, M08).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use domain::agency::SequenceRule;
use domain::{Ore, Position};

use super::Options;
use super::error::{self, Kind};
use super::record::{Equation, Statement, StatementTotals};
use crate::complaints::Complaints;
use crate::iso20022::Currency;

/// A balance as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReadBalance {
    /// `60M`, `62M`.
    pub(super) is_intermediate: bool,
    /// Signed: positive = credit.
    pub(super) amount: Ore,
    pub(super) currency: Currency,
    /// The third letter of the currency.
    pub(super) funds: u8,
    pub(super) date: Option<NaiveDate>,
    pub(super) position: Position,
}

/// Sums of the booked lines of a statement.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) booked: i128,
    /// Of `booked`, what is marked as reversal.
    pub(super) reversals: i128,
    /// All lines, also expected ones.
    pub(super) credit: i128,
    pub(super) debit: i128,
}

impl Sums {
    #[inline]
    pub(super) fn add(&mut self, amount: Ore, is_booked: bool, is_reversal: bool) {
        let amount = i128::from(amount.0);
        if amount > 0 {
            self.credit += amount;
        } else {
            self.debit -= amount;
        }
        if is_booked {
            self.booked += amount;
            if is_reversal {
                self.reversals += amount;
            }
        }
    }
}

/// Adds a complaint whose message is masked and on one line.
pub(super) fn complain(complaints: &mut Complaints, kind: &Kind, at: Position, message: &str) {
    let message: String = domain::personal::mask(message)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    complaints.push(kind.at(at, message));
}

/// An amount of any size as `-1234.50`.
pub(super) fn shown(amount: i128) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

/// M01: opening + lines = closing. `is_sound` = every line could be read.
pub(super) fn equation(
    balances: (Option<&ReadBalance>, Option<&ReadBalance>),
    sums: &Sums,
    is_sound: bool,
    at: Position,
    complaints: &mut Complaints,
) -> Equation {
    let (Some(opening), Some(closing)) = balances else {
        if balances.1.is_none() && is_sound {
            let message = "expected a closing balance (62F), found none before the statement ends";
            complain(complaints, &error::NOT_PROVABLE, at, message);
        }
        return Equation::NotProvable;
    };
    let expected = i128::from(opening.amount.0) + sums.booked;
    let difference = i128::from(closing.amount.0) - expected;
    if difference == 0 {
        return Equation::Holds;
    }
    if is_sound {
        let failure = format!(
            "expected the closing balance {} ({} and lines of {}), found {}",
            shown(expected),
            opening.amount,
            shown(sums.booked),
            closing.amount
        );
        if sums.reversals != 0 && difference == -2 * sums.reversals {
            let message = format!(
                "{failure}; it holds when the reversals of {} are counted the other way round",
                shown(sums.reversals)
            );
            complain(
                complaints,
                &error::REVERSAL_INVERTED,
                closing.position,
                &message,
            );
        } else {
            let message = format!("{failure}; the difference is {}", shown(difference));
            complain(
                complaints,
                &error::EQUATION_FAILS,
                closing.position,
                &message,
            );
        }
    }
    i64::try_from(difference).map_or(Equation::NotProvable, |difference| {
        Equation::FailsBy(Ore(difference))
    })
}

/// M05 and M06: one currency, and time that does not run backwards.
pub(super) fn balances<'a>(
    opening: Option<&ReadBalance>,
    others: impl Iterator<Item = &'a ReadBalance>,
    closing: Option<&'a ReadBalance>,
    complaints: &mut Complaints,
) {
    let Some(opening) = opening else { return };
    for balance in others.chain(closing) {
        if balance.currency != opening.currency {
            let message = format!(
                "expected a balance in {}, found {}",
                opening.currency.text(),
                balance.currency.text()
            );
            complain(
                complaints,
                &error::CURRENCY_DIFFERS,
                balance.position,
                &message,
            );
        }
    }
    if let Some(closing) = closing
        && let (Some(from), Some(to)) = (opening.date, closing.date)
        && to < from
    {
        let message = format!("expected a closing date from {from} on, found {to}");
        complain(
            complaints,
            &error::BALANCE_DATES,
            closing.position,
            &message,
        );
    }
}

/// What is remembered of each statement until the end of the file.
#[derive(Debug)]
struct Row {
    account: String,
    currency: String,
    /// Statement number and page as written.
    number: u32,
    page: Option<u32>,
    opening: Option<ReadBalance>,
    closing: Option<ReadBalance>,
    booked: i128,
    position: Position,
}

impl Row {
    fn date(&self) -> Option<NaiveDate> {
        let date = |balance: &Option<ReadBalance>| balance.as_ref().and_then(|b| b.date);
        date(&self.closing).or_else(|| date(&self.opening))
    }

    /// Number and page as they may be said.
    fn name(&self) -> String {
        match self.page {
            Some(page) => format!("{}/{page} on line {}", self.number, self.position.line),
            None => format!("{} on line {}", self.number, self.position.line),
        }
    }
}

/// The checks over all statements of a file.
#[derive(Debug, Default)]
pub(super) struct FileCheck {
    rows: Vec<Row>,
    pub(super) totals: Vec<StatementTotals>,
}

impl FileCheck {
    pub(super) fn remember(
        &mut self,
        statement: &Statement,
        number: (u32, Option<u32>),
        balances: (Option<ReadBalance>, Option<ReadBalance>),
        booked: i128,
    ) {
        self.totals.push(StatementTotals {
            id: statement.id.clone(),
            account: statement.account.clone(),
            currency: statement.currency.clone(),
            opening: statement.opening.as_ref().map(|b| b.amount),
            closing: statement.closing.as_ref().map(|b| b.amount),
            entries: u64::try_from(statement.entries.len()).unwrap_or(u64::MAX),
            sum_credit: statement.sum_credit,
            sum_debit: statement.sum_debit,
            transactions: statement.transactions,
            equation: statement.equation,
        });
        self.rows.push(Row {
            account: statement.account.clone(),
            currency: statement.currency.clone(),
            number: number.0,
            page: number.1,
            opening: balances.0,
            closing: balances.1,
            booked,
            position: statement.position,
        });
    }

    /// The checks that need every statement.
    pub(super) fn end(&self, options: &Options, complaints: &mut Complaints) {
        self.check_twice(complaints);
        let mut order: Vec<&Row> = self.rows.iter().collect();
        order.sort_by_key(|row| {
            (
                &row.account,
                &row.currency,
                row.date(),
                row.number,
                row.page,
                row.position.byte,
            )
        });
        for rows in order.chunk_by(|a, b| (&a.account, &a.currency) == (&b.account, &b.currency)) {
            let Some(first) = rows.first() else { continue };
            let rule = options
                .sequence
                .get(&first.account)
                .copied()
                .unwrap_or_default();
            let befores = std::iter::once(None).chain(rows.iter().copied().map(Some));
            for (before, row) in befores.zip(rows.iter().copied()) {
                check_page(before, row, complaints);
                if let Some(before) = before {
                    check_chain(before, row, complaints);
                    check_number(before, row, rule, complaints);
                }
            }
            if let Some(last) = rows.last().filter(|last| is_continued(last)) {
                let message = format!(
                    "expected the page after {}, whose closing balance is intermediate (62M), found none",
                    last.name()
                );
                complain(
                    complaints,
                    &error::PAGES_INCOMPLETE,
                    last.position,
                    &message,
                );
            }
        }
    }

    fn check_twice(&self, complaints: &mut Complaints) {
        let side = |balance: &Option<ReadBalance>| balance.as_ref().map(|b| (b.amount, b.date));
        let mut seen = BTreeMap::new();
        for row in &self.rows {
            let key = (
                &row.account,
                &row.currency,
                row.number,
                row.page,
                side(&row.opening),
                side(&row.closing),
            );
            if let Some(first) = seen.insert(key, row.position.line) {
                let message = format!(
                    "expected each statement once, found number {} again (first on line {first})",
                    row.number
                );
                complain(complaints, &error::STATEMENT_TWICE, row.position, &message);
            }
        }
    }
}

/// Whether a page follows this one.
fn is_continued(row: &Row) -> bool {
    row.closing.is_some_and(|closing| closing.is_intermediate)
}

/// M02: an intermediate balance has its other half on the page beside.
fn check_page(before: Option<&Row>, row: &Row, complaints: &mut Complaints) {
    let continues = row.opening.is_some_and(|opening| opening.is_intermediate);
    let before = before.filter(|before| is_continued(before));
    let message = match (before, continues) {
        (None, false) => return,
        (None, true) => format!(
            "expected the page before {}, whose opening balance is intermediate (60M), found none",
            row.name()
        ),
        (Some(before), false) => format!(
            "expected the page after {}, whose closing balance is intermediate (62M), found {}",
            before.name(),
            row.name()
        ),
        (Some(before), true) => {
            let follows = match (before.page, row.page) {
                (Some(first), Some(second)) => second == first + 1,
                (first, second) => first == second,
            };
            if follows && before.number == row.number {
                return;
            }
            format!(
                "expected the page after {}, found {}",
                before.name(),
                row.name()
            )
        }
    };
    complain(complaints, &error::PAGES_INCOMPLETE, row.position, &message);
}

/// M03, and of pages the balances of M02. Where a closing balance is missing, the lines take its place.
fn check_chain(before: &Row, row: &Row, complaints: &mut Complaints) {
    let (Some(opened), Some(opening)) = (before.opening, row.opening) else {
        return;
    };
    let closing = before.closing.map_or_else(
        || i128::from(opened.amount.0) + before.booked,
        |closing| i128::from(closing.amount.0),
    );
    if closing != i128::from(opening.amount.0) {
        let message = format!(
            "expected the opening balance {} (closing balance of {}), found {}",
            shown(closing),
            before.name(),
            opening.amount
        );
        let kind = if is_continued(before) && opening.is_intermediate {
            &error::PAGES_INCOMPLETE
        } else {
            &error::CHAIN_BROKEN
        };
        complain(complaints, kind, opening.position, &message);
    }
}

/// M04: the number after this one, by the rule of the account. 0 is no number.
fn check_number(before: &Row, row: &Row, rule: SequenceRule, complaints: &mut Complaints) {
    if before.number == 0 || row.number == 0 || is_continued(before) {
        return;
    }
    let year = |row: &Row| row.date().map(|date| date.year());
    let new_year = year(before) != year(row);
    let (first, second) = (before.number, row.number);
    let (follows, expected) = match rule {
        SequenceRule::Unchecked => return,
        // Many banks begin again with each year.
        SequenceRule::Rising => (
            second > first || new_year,
            format!("a statement number above {first}"),
        ),
        SequenceRule::PlusOneYearly if new_year => (second == 1, "statement number 1".to_owned()),
        SequenceRule::PlusOne | SequenceRule::PlusOneYearly => (
            first.checked_add(1) == Some(second),
            format!("statement number {}", u64::from(first) + 1),
        ),
    };
    if !follows {
        let message = format!(
            "expected {expected} after {}, found {second}",
            before.name()
        );
        complain(complaints, &error::SEQUENCE, row.position, &message);
    }
}
