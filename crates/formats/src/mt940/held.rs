//! The entries of the open statement. Most files hold many statements, so the entries of one that was handed on are filled
//! again for the next: their texts keep their room, and nothing is made and freed for each entry.
//!
//! Not here: what an entry says.

use domain::{Ore, Position};

use super::details::Room;
use super::record::{Entry, Status};

/// After so many bytes of the file all room is given back, so that it does not add up the longest of everything.
const MAX_KEPT: u64 = 4 << 20;

/// Entries, of which the first are in use.
#[derive(Debug, Default)]
pub(super) struct Held {
    entries: Vec<Entry>,
    used: usize,
    /// Those that the last statement had no use for.
    spare: Vec<Entry>,
    /// Where in the file the oldest room was made.
    since: u64,
}

impl Held {
    /// Begins a statement at a byte of the file.
    pub(super) fn begin(&mut self, byte: u64, room: &mut Room) {
        self.used = 0;
        if byte.saturating_sub(self.since) > MAX_KEPT {
            *self = Self {
                since: byte,
                ..Self::default()
            };
            *room = Room::default();
        }
    }

    /// Entries in use.
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// One more entry, which says nothing yet.
    #[inline]
    pub(super) fn add(&mut self, room: &mut Room) -> Option<&mut Entry> {
        if self.used == self.entries.len() {
            self.entries.push(self.spare.pop().unwrap_or_else(empty));
        }
        let entry = self.entries.get_mut(self.used)?;
        self.used += 1;
        clear(entry, room);
        Some(entry)
    }

    /// The entry added last.
    #[inline]
    pub(super) fn last(&mut self) -> Option<&mut Entry> {
        self.entries.get_mut(self.used.checked_sub(1)?)
    }

    /// The entries in use, to be handed on.
    pub(super) fn lend(&mut self) -> Vec<Entry> {
        self.spare.extend(self.entries.drain(self.used..));
        self.used = 0;
        std::mem::take(&mut self.entries)
    }

    /// What has been handed on, whatever was done with it.
    pub(super) fn take_back(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
    }
}

fn empty() -> Entry {
    Entry {
        position: Position::default(),
        amount: Ore(0),
        status: Status::Booked,
        reversal: false,
        booking_date: None,
        value_date: None,
        entry_ref: String::new(),
        bank_ref: String::new(),
        code: String::new(),
        proprietary_code: String::new(),
        group_code: String::new(),
        batch: String::new(),
        batch_count: None,
        transactions: Vec::new(),
        text: String::new(),
    }
}

/// Forgets what the entry said.
fn clear(entry: &mut Entry, room: &mut Room) {
    // Each field is named, so that a new one is not forgotten; those without texts are set by whoever adds.
    let Entry {
        position: _,
        amount: _,
        status: _,
        reversal: _,
        booking_date: _,
        value_date: _,
        entry_ref,
        bank_ref,
        code,
        proprietary_code,
        group_code,
        batch,
        batch_count,
        transactions,
        text,
    } = entry;
    *batch_count = None;
    room.keep(transactions);
    for text in [
        entry_ref,
        bank_ref,
        code,
        proprietary_code,
        group_code,
        batch,
        text,
    ] {
        text.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Transaction;
    use super::*;
    use chrono::NaiveDate;

    fn full() -> Entry {
        let text = || "x".to_owned();
        Entry {
            position: Position::default(),
            amount: Ore(1),
            status: Status::Pending,
            reversal: true,
            booking_date: Some(NaiveDate::MAX),
            value_date: Some(NaiveDate::MIN),
            entry_ref: text(),
            bank_ref: text(),
            code: text(),
            proprietary_code: text(),
            group_code: text(),
            batch: text(),
            batch_count: Some(1),
            transactions: vec![
                Transaction {
                    amount: Some(Ore(1)),
                    message_id: text(),
                    instruction_id: text(),
                    end_to_end: text(),
                    bank_ref: text(),
                    payment_information: text(),
                    uetr: text(),
                    kids: vec![text()],
                    references: vec![text()],
                    counter_account: text(),
                    counter_name: text(),
                    return_reason: text(),
                    text: text(),
                };
                3
            ],
            text: text(),
        }
    }

    /// Whatever was done with the entries handed on, the next ones begin empty.
    #[test]
    fn an_entry_filled_again_says_nothing_of_before() {
        let (mut held, mut room) = (Held::default(), Room::default());
        for (handed_on, kept) in [(5, 5), (2, 2), (4, 1), (0, 0), (7, 9)] {
            held.begin(0, &mut room);
            for number in 0..handed_on {
                assert_eq!(held.len(), number);
                let entry = held.add(&mut room).unwrap();
                let fresh = Entry {
                    amount: entry.amount,
                    status: entry.status,
                    reversal: entry.reversal,
                    booking_date: entry.booking_date,
                    value_date: entry.value_date,
                    ..empty()
                };
                assert_eq!(*entry, fresh);
                *held.last().unwrap() = full();
            }
            let mut lent = held.lend();
            assert_eq!(lent, vec![full(); handed_on]);
            lent.resize(kept, full());
            held.take_back(lent);
        }
    }

    #[test]
    fn room_is_given_back() {
        let (mut held, mut room) = (Held::default(), Room::default());
        for (byte, capacity) in [
            (0, false),
            (MAX_KEPT, true),
            (MAX_KEPT + 1, false),
            (MAX_KEPT + 2, true),
        ] {
            held.begin(byte, &mut room);
            let entry = held.add(&mut room).unwrap();
            assert_eq!(entry.text.capacity() > 0, capacity, "{byte}");
            entry.text.push('x');
            let lent = held.lend();
            held.take_back(lent);
        }
    }
}
