//! The lines of one ledger file as people ask for them afterwards: what was posted, when it was entered, and by whom.
//!
//! Who entered a line is in no frame: nothing that is matched, checked or written in a run may rest on it. Not here: which
//! lines differ between two files (`cli`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Ore, Period};
use frames::date;

use crate::file::FileContent;

/// A ledger line. Equal lines may stand in a file more than once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting<'a> {
    /// Ledger period; 00 is the opening of its year.
    pub period: Period,
    /// Voucher number with its series.
    pub voucher: &'a str,
    /// Voucher type (bilagsart); empty if unknown.
    pub voucher_type: &'a str,
    /// Account.
    pub account: &'a str,
    /// Voucher date.
    pub date: NaiveDate,
    /// Debit positive.
    pub amount: Ore,
    /// ISO 4217 of the amount.
    pub currency: &'a str,
    /// The day on which it was entered; `None` if the file does not say.
    pub entered_on: Option<NaiveDate>,
    /// Who entered it, as the file has it; empty if it does not say. May be **personal data**: mask it where it is shown.
    pub entered_by: &'a str,
}

impl FileContent {
    /// The ledger lines of the file, in its order; none if it is refused or set aside, or once its rows are in the frames.
    pub fn postings(&self) -> impl Iterator<Item = Posting<'_>> {
        let (lines, entered) = (&self.rows.ledger_lines, &self.rows.entered);
        let users: Vec<&str> = entered.users();
        let mut runs = entered.runs.iter().peekable();
        let mut current = None;
        let numbers = lines.record.iter().zip(&lines.period);
        let numbers = numbers.zip(&lines.day).zip(&lines.amount_ore).enumerate();
        numbers.filter_map(move |(row, (((record, period), day), amount))| {
            while let Some(run) = runs.next_if(|run| run.first <= *record) {
                current = Some(run);
            }
            let user = current.and_then(|run: &Run| usize::try_from(run.user).ok());
            Some(Posting {
                period: Period::from_i32(*period)?,
                voucher: lines.voucher.get(row),
                voucher_type: lines.voucher_type.get(row),
                account: lines.account.get(row),
                date: date(*day),
                amount: Ore(*amount),
                currency: lines.currency.get(row),
                entered_on: current.and_then(|run| run.on),
                entered_by: user.and_then(|user| users.get(user).copied()).unwrap_or(""),
            })
        })
    }
}

/// Who entered the lines of a file, and when. Most lines are like the one before them, so only changes are kept: nothing
/// for a file that does not say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entered {
    runs: Vec<Run>,
    /// The number of each user, from 0.
    numbers: BTreeMap<String, u32>,
}

/// From a record on, until the next run.
#[derive(Clone, Debug)]
struct Run {
    first: u64,
    on: Option<NaiveDate>,
    user: u32,
}

impl Entered {
    /// What the lines from a record on say; records come in rising order.
    pub(crate) fn push(&mut self, first: u64, on: Option<NaiveDate>, by: &str) {
        if self.runs.is_empty() && on.is_none() && by.is_empty() {
            return;
        }
        let user = if let Some(number) = self.numbers.get(by) {
            *number
        } else {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            self.numbers.insert(by.to_owned(), next);
            next
        };
        let same = |run: &Run| (run.on, run.user) == (on, user);
        if !self.runs.last().is_some_and(same) {
            self.runs.push(Run { first, on, user });
        }
    }

    /// The users by their numbers.
    fn users(&self) -> Vec<&str> {
        let mut users: Vec<(u32, &str)> = self
            .numbers
            .iter()
            .map(|(user, number)| (*number, user.as_str()))
            .collect();
        users.sort_unstable();
        users.into_iter().map(|(_, user)| user).collect()
    }
}
