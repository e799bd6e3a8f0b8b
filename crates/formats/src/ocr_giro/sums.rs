//! The counts and totals that an OCR giro file states about itself, compared with what was read.
//!
//! The control sum adds reversals and subtracts credit notes; where only the gross sum agrees, that is a warning.

use chrono::NaiveDate;
use domain::identifier::KidMethod;
use domain::{Diagnostic, Position};

use super::error;

/// What has been read of the running assignment.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts, each read by its own name"
)]
pub(super) struct Assignment {
    pub(super) account: String,
    pub(super) agreement: String,
    pub(super) number: u32,
    pub(super) method: Option<KidMethod>,
    /// Service 21.
    pub(super) direct_debit: bool,
    /// An AvtaleGiro list of mandates, which states no total.
    pub(super) counts_only: bool,
    /// Lines from its 20 on.
    pub(super) lines: u64,
    /// Something in it could not be read: its counts and sums prove nothing.
    pub(super) damaged: bool,
    /// Its start was not there: nothing of it is handed on.
    pub(super) headless: bool,
    /// The claim read last and whether its item 2 is still to come.
    pub(super) claim: Option<(u32, bool)>,
    pub(super) transactions: u64,
    pub(super) net: i128,
    pub(super) gross: i128,
    pub(super) last_number: u64,
    pub(super) earliest: Option<NaiveDate>,
    pub(super) latest: Option<NaiveDate>,
    pub(super) last_date: Option<NaiveDate>,
}

/// What the assignments that are through add up to.
#[derive(Debug, Default)]
pub(super) struct Transmission {
    transactions: u64,
    stated_transactions: u64,
    /// Net, or gross of an assignment whose end states that.
    sum: i128,
    stated_total: i128,
    /// Something could not be read: what was counted proves nothing.
    damaged: bool,
}

/// What an end record states; `None` = not readable or not stated.
#[derive(Debug, Default)]
pub(super) struct EndRecord {
    pub(super) transactions: Option<u64>,
    pub(super) records: Option<u64>,
    pub(super) total: Option<u64>,
    pub(super) earliest: Option<NaiveDate>,
    pub(super) latest: Option<NaiveDate>,
}

impl Assignment {
    /// Counts one transaction; answers what is wrong with its order, if anything. A missing amount or sign makes
    /// the sums unusable.
    #[inline]
    pub(super) fn item(
        &mut self,
        serial: Option<u64>,
        settled: Option<NaiveDate>,
        amount: Option<i64>,
        negative_sign: Option<bool>,
    ) -> Option<String> {
        self.transactions += 1;
        match (amount, negative_sign) {
            (Some(amount), Some(negative)) => {
                let amount = i128::from(amount);
                self.gross += amount;
                self.net += if negative { -amount } else { amount };
            }
            _ => self.damaged = true,
        }
        let mut wrong = None;
        if let Some(serial) = serial {
            let expected = self.last_number + 1;
            if serial != expected && !self.damaged {
                wrong = Some(format!(
                    "expected transaction number {expected:07}, found {serial:07}"
                ));
            }
            self.last_number = serial;
        }
        if let Some(date) = settled {
            if wrong.is_none() && self.last_date.is_some_and(|last| date < last) {
                wrong = Some(format!(
                    "expected settlement dates that do not go back, found {date}"
                ));
            }
            self.last_date = Some(date);
            self.earliest = Some(self.earliest.map_or(date, |earliest| earliest.min(date)));
            self.latest = Some(self.latest.map_or(date, |latest| latest.max(date)));
        }
        wrong
    }
}

impl Transmission {
    /// Adds an assignment; where its end states nothing readable, what was counted stands for it.
    pub(super) fn add(&mut self, assignment: &Assignment, declared: Option<&EndRecord>) {
        let transactions = declared.and_then(|declared| declared.transactions);
        let total = declared.and_then(|declared| declared.total).map(i128::from);
        let sum = if total == Some(assignment.gross) {
            assignment.gross
        } else {
            assignment.net
        };
        self.transactions += assignment.transactions;
        self.stated_transactions += transactions.unwrap_or(assignment.transactions);
        self.sum += sum;
        self.stated_total += total.unwrap_or(sum);
        self.damaged |= assignment.damaged || declared.is_none();
    }
}

/// C1 to C4: the end of an assignment against its records.
pub(super) fn check_assignment(
    read: &Assignment,
    declared: &EndRecord,
    place: &dyn Fn(usize) -> Position,
) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    if let Some(transactions) = declared.transactions
        && transactions != read.transactions
        && !read.damaged
    {
        let message = format!(
            "expected {transactions} transactions as stated here, found {}",
            read.transactions
        );
        wrong.push(error::ASSIGNMENT_TOTALS.at(place(9), message));
    }
    if let Some(records) = declared.records
        && records != read.lines
        && !read.headless
    {
        let message = format!(
            "expected {records} records as stated here, found {}",
            read.lines
        );
        wrong.push(error::ASSIGNMENT_TOTALS.at(place(17), message));
    }
    if let Some(total) = declared.total.map(i128::from)
        && !read.damaged
        && total != read.net
    {
        let (stated, net, gross) = (kroner(total), kroner(read.net), kroner(read.gross));
        wrong.push(if total == read.gross {
            let message =
                format!("the total {stated} is gross of credit notes; net of them it is {net}");
            error::LOOSE_TOTALS.at(place(25), message)
        } else {
            let message =
                format!("expected a total of {stated} as stated here, found {net} (gross {gross})");
            error::ASSIGNMENT_TOTALS.at(place(25), message)
        });
    }
    if !read.direct_debit && !read.damaged {
        for (column, what, stated, found) in [
            (48, "earliest", declared.earliest, read.earliest),
            (54, "latest", declared.latest, read.latest),
        ] {
            if let Some(found) = found
                && stated != Some(found)
            {
                let stated = stated.map_or_else(|| "none".to_owned(), |date| date.to_string());
                let message =
                    format!("the {what} settlement date is stated as {stated} but is {found}");
                wrong.push(error::LOOSE_TOTALS.at(place(column), message));
            }
        }
    }
    wrong
}

/// C5 to C8: the end of the transmission against what was counted and against what the assignments state.
pub(super) fn check_transmission(
    read: &Transmission,
    records: u64,
    declared: &EndRecord,
    place: &dyn Fn(usize) -> Position,
) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    let (counted, stated) = (read.transactions, read.stated_transactions);
    if let Some(transactions) = declared.transactions
        && (transactions != stated || (transactions != counted && !read.damaged))
    {
        let message = format!(
            "expected {transactions} transactions as stated here, found {counted}, and {stated} by the ends of the assignments"
        );
        wrong.push(error::TRANSMISSION_TOTALS.at(place(9), message));
    }
    if let Some(stated) = declared.records
        && stated != records
    {
        let message = format!("expected {stated} records as stated here, found {records}");
        wrong.push(error::TRANSMISSION_TOTALS.at(place(17), message));
    }
    let (counted, stated) = (read.sum, read.stated_total);
    if let Some(total) = declared.total.map(i128::from)
        && (total != stated || (total != counted && !read.damaged))
    {
        let message = format!(
            "expected a total of {} as stated here, found {}, and {} by the ends of the assignments",
            kroner(total),
            kroner(counted),
            kroner(stated)
        );
        wrong.push(error::TRANSMISSION_TOTALS.at(place(25), message));
    }
    wrong
}

/// `-1234.50`, also for sums that no longer fit a single amount.
fn kroner(ore: i128) -> String {
    let (sign, absolute) = (if ore < 0 { "-" } else { "" }, ore.unsigned_abs());
    format!("{sign}{}.{:02}", absolute / 100, absolute % 100)
}
