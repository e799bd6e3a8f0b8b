//! From the world to the bank's notifications (camt.054): credits with KID in place of OCR, and debits of payment orders.
//!
//! The same money as on the statement, with the same reference of the bank. Not here: bytes (`formats`).

use domain::{Ore, Position};
use formats::camt054::record::{Entry as CamtEntry, File, Notification, Status, Transaction};

use crate::order_records::{Message, kids, payment_ids};
use crate::profile::LedgerForm;
use crate::world::{Entry, Row, World, negative, total};

/// The day's payments with KID: one entry for each lump, as on the statement, with a transaction for each payment.
pub(crate) fn credits(world: &World, day: usize) -> (File, Vec<Row>) {
    let (mut entries, mut rows) = (Vec::new(), Vec::new());
    for lump in world.lumps.iter().filter(|lump| lump.day == day) {
        let Some(entry) = world.entries.get(lump.entry) else {
            continue;
        };
        let mut transactions = Vec::new();
        for place in &lump.receipts {
            let Some(receipt) = world.receipts.get(*place) else {
                continue;
            };
            transactions.push(Transaction {
                amount: Some(receipt.amount),
                bank_ref: format!("{:09}", 100_000_000 + place % 800_000_000),
                kids: vec![receipt.kid.clone()],
                ..Transaction::default()
            });
            rows.push(Row::Receipt(*place));
        }
        entries.push(CamtEntry {
            code: "PMNT/RCDT/VCOM".to_owned(),
            proprietary_code: "230".to_owned(),
            group_code: "230".to_owned(),
            transactions,
            ..camt_entry(world, entries.len(), entry)
        });
    }
    let file = file(world, day, world.profile.receiving, "K", entries);
    (file, rows)
}

/// The debits of the orders of a message, payment by payment. Of a further message of the day the statement has none: they
/// are like that of the order it stands beside.
pub(crate) fn debits(world: &World, message: &Message<'_>) -> File {
    let mut entries = Vec::new();
    for order in &message.orders {
        let Some(entry) = world.entries.get(order.entry) else {
            continue;
        };
        let mut entry = entry.clone();
        if !message.suffix.is_empty() {
            entry.amount = negative(total(order.payments.iter().map(|payment| payment.amount)));
            entry.count = u64::try_from(order.payments.len()).ok();
            entry.reference.push_str(message.suffix);
        }
        let paid = order.payments.iter().enumerate();
        let paid = paid.filter(|(_, payment)| !payment.is_rejected);
        let transactions = paid.map(|(place, payment)| {
            let (instruction_id, end_to_end) = payment_ids(world, order, place);
            Transaction {
                amount: Some(negative(payment.amount)),
                message_id: message.id(world),
                payment_information: order.batch.clone(),
                instruction_id,
                end_to_end,
                kids: kids(payment),
                counter_account: payment.account.clone(),
                counter_name: payment.name.clone(),
                text: payment.text.clone(),
                ..Transaction::default()
            }
        });
        entries.push(CamtEntry {
            code: "PMNT/ICDT/DMCT".to_owned(),
            transactions: transactions.collect(),
            batch: order.batch.clone(),
            ..camt_entry(world, entries.len(), &entry)
        });
    }
    let side = format!("D{}", message.suffix);
    file(world, message.day, world.profile.paying, &side, entries)
}

fn camt_entry(world: &World, before: usize, entry: &Entry) -> CamtEntry {
    let date = world.days.date(entry.day);
    CamtEntry {
        position: Position::default(),
        amount: entry.amount,
        status: Status::Booked,
        reversal: false,
        booking_date: Some(date),
        value_date: Some(date),
        entry_ref: (before + 1).to_string(),
        bank_ref: entry.reference.clone(),
        code: String::new(),
        proprietary_code: String::new(),
        group_code: String::new(),
        batch: String::new(),
        batch_count: entry.count,
        transactions: Vec::new(),
        text: entry.text.clone(),
    }
}

/// A file with one notification of one account.
fn file(world: &World, day: usize, bank: usize, side: &str, entries: Vec<CamtEntry>) -> File {
    let date = world.days.date(day);
    let account = world.profile.banks.get(bank);
    let account = account
        .map(|bank| bank.number.as_str().to_owned())
        .unwrap_or_default();
    let version = match world.profile.ledger_form() {
        LedgerForm::Saft => "camt.054.001.02",
        LedgerForm::Delimited => "camt.054.001.08",
    };
    let created = format!("{date}T18:30:00");
    let sum = |sign: i64| total(entries.iter().map(|e| Ore((e.amount.0 * sign).max(0))));
    let (sum_credit, sum_debit) = (sum(1), sum(-1));
    let transactions: usize = entries.iter().map(|entry| entry.transactions.len()).sum();
    File {
        version: version.to_owned(),
        message_id: format!("{}{}54{side}", world.profile.code, date.format("%Y%m%d")),
        created: created.clone(),
        notifications: vec![Notification {
            position: Position::default(),
            id: format!("{account}.{}.{side}", date.format("%Y%m%d")),
            sequence: None,
            created,
            from_to: Some((date, date)),
            copy: String::new(),
            account,
            currency: "NOK".to_owned(),
            page: None,
            transactions: u64::try_from(transactions).unwrap_or(u64::MAX),
            entries,
            sum_credit,
            sum_debit,
        }],
    }
}
