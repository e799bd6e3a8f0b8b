//! What only faults do to the files that the agency and its banks send: orders beside those of a day, files that are late or cut
//! off, numbers that are left out or used twice.
//!
//! Not here: files that are not sent at all, and what is in the ledger (`world`).

use std::collections::{BTreeMap, BTreeSet};

use crate::world::Order;

/// An order with files of its own, beside those of its bank day, that the bank never debits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FurtherOrder {
    /// What is ordered; its entry is that of the order it stands beside.
    pub(crate) order: Order,
    /// Whether there is a file of it; the bank answers it anyway.
    pub(crate) is_sent: bool,
    /// Whether the bank refuses it as a whole.
    pub(crate) is_refused: bool,
    /// Whether the bank says that it is settled.
    pub(crate) is_settled: bool,
}

/// What is sent otherwise than it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Deviation {
    /// An order too many.
    Further(FurtherOrder),
    /// What is ordered, and what the bank answers, of an order by its place: not what the bank debits.
    Otherwise(usize, Order),
    /// The statements of the settlement accounts of a day are made so many bank days late.
    LateStatements(usize, usize),
    /// Before the orders of a day so many numbers are left out, or taken back.
    Numbers(usize, i32),
    /// The OCR file of a day is cut off.
    Unreadable(usize),
}

/// Everything that is sent otherwise than it should be; nothing without faults.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sending {
    further: Vec<FurtherOrder>,
    otherwise: BTreeMap<usize, Order>,
    late_statements: BTreeMap<usize, usize>,
    numbers: BTreeMap<usize, i32>,
    unreadable: BTreeSet<usize>,
}

impl Sending {
    /// Notes a deviation.
    pub(crate) fn deviate(&mut self, deviation: Deviation) {
        match deviation {
            Deviation::Further(order) => self.further.push(order),
            Deviation::Otherwise(place, order) => {
                self.otherwise.insert(place, order);
            }
            Deviation::LateStatements(day, by) => {
                self.late_statements.insert(day, by);
            }
            Deviation::Numbers(day, by) => {
                self.numbers.insert(day, by);
            }
            Deviation::Unreadable(day) => {
                self.unreadable.insert(day);
            }
        }
    }

    /// The further orders of a day.
    pub(crate) fn further(&self, day: usize) -> impl Iterator<Item = &FurtherOrder> {
        let all = self.further.iter();
        all.filter(move |further| further.order.day == day)
    }

    /// An order as it is sent, by its place.
    pub(crate) fn as_sent<'world>(
        &'world self,
        place: usize,
        order: &'world Order,
    ) -> &'world Order {
        self.otherwise.get(&place).unwrap_or(order)
    }

    /// By how many bank days the statements of the settlement accounts of a day are late.
    pub(crate) fn late_by(&self, day: usize) -> usize {
        self.late_statements.get(&day).copied().unwrap_or_default()
    }

    /// Whether the OCR file of a day is cut off.
    pub(crate) fn is_unreadable(&self, day: usize) -> bool {
        self.unreadable.contains(&day)
    }

    /// How many numbers are left out before the orders of a day, negative for numbers taken back.
    pub(crate) fn numbers(&self, day: usize) -> i32 {
        self.numbers.get(&day).copied().unwrap_or_default()
    }
}
