//! From the world to the records of the banks' files: statements and OCR payments of one bank day.
//!
//! Each function says which row of the world each record is, in the order in which a reader counts them. Not here:
//! bytes (`formats`).

use domain::agency::BankRole;
use domain::{Ore, Position};
use formats::camt053::record::{
    Balance, Entry as CamtEntry, Equation, File, Statement, Status, Transaction,
};
use formats::ocr_giro::record::{File as OcrFile, Payment};

use crate::profile::LedgerForm;
use crate::world::{Entry, EntryKind, Row, World, negative, total};

/// SWIFT's type of a line that takes the day's net away.
pub(crate) const MT940_SWEEP: &str = "NCMS";
/// SWIFT's type of a line that brings it back to zero from below.
pub(crate) const MT940_TOPPING: &str = "NCMT";

/// The statements of one bank for one day: every account with this role, also without entries. `balances` holds the
/// balance of every account of the agency before the day and is brought forward.
pub(crate) fn statements(
    world: &World,
    role: BankRole,
    day: usize,
    entries: &[usize],
    balances: &mut [Ore],
) -> (File, Vec<Row>) {
    let date = world.days.date(day);
    let (version, bank) = match (world.profile.ledger_form(), role) {
        (LedgerForm::Saft, BankRole::Working) => ("camt.053.001.02", "W"),
        (LedgerForm::Saft, BankRole::Settlement) => ("camt.053.001.02", "S"),
        (LedgerForm::Delimited, BankRole::Working) => ("camt.053.001.08", "W"),
        (LedgerForm::Delimited, BankRole::Settlement) => ("camt.053.001.08", "S"),
    };
    let late_by = match role {
        BankRole::Working => 0,
        BankRole::Settlement => world.sending.late_by(day),
    };
    let created = format!("{}T18:30:00", world.days.date(day + late_by));
    let (mut statements, mut rows) = (Vec::new(), Vec::new());
    for bank in world.profile.places(role) {
        let of_account = |place: &&usize| {
            world
                .entries
                .get(**place)
                .is_some_and(|entry| entry.bank == bank && entry.day == day)
        };
        let places: Vec<usize> = entries.iter().filter(of_account).copied().collect();
        let Some(balance) = balances.get_mut(bank) else {
            continue;
        };
        statements.push(statement(world, bank, day, &places, balance, &created));
        rows.extend(places.into_iter().map(Row::Entry));
    }
    let message_id = format!("{}{}{bank}", world.profile.code, date.format("%Y%m%d"));
    (
        File {
            version: version.to_owned(),
            message_id,
            created,
            statements,
        },
        rows,
    )
}

fn statement(
    world: &World,
    bank: usize,
    day: usize,
    places: &[usize],
    balance: &mut Ore,
    created: &str,
) -> Statement {
    let date = world.days.date(day);
    let account = world
        .profile
        .banks
        .get(bank)
        .map(|bank| bank.number.as_str())
        .unwrap_or_default();
    let entries: Vec<CamtEntry> = (1..)
        .zip(places.iter().filter_map(|place| world.entries.get(*place)))
        .map(|(number, entry)| camt_entry(world, number, entry))
        .collect();
    let opening = *balance;
    let credit = total(entries.iter().map(|entry| Ore(entry.amount.0.max(0))));
    let debit = total(entries.iter().map(|entry| Ore(entry.amount.0.min(0))));
    *balance = total([opening, credit, debit]);
    let balance_of = |code: &str, amount| {
        Some(Balance {
            code: code.to_owned(),
            amount,
            date: Some(date),
        })
    };
    Statement {
        position: Position::default(),
        id: format!("{account}.{}", date.format("%Y%m%d")),
        sequence: i64::try_from(day)
            .ok()
            .map(|day| world.first_sequence + day),
        created: created.to_owned(),
        from_to: Some((date, date)),
        copy: String::new(),
        account: account.to_owned(),
        currency: "NOK".to_owned(),
        opening: balance_of("OPBD", opening),
        closing: balance_of("CLBD", *balance),
        other_balances: Vec::new(),
        page: None,
        transactions: entries
            .iter()
            .map(|entry| entry.transactions.len())
            .map(as_u64)
            .sum(),
        entries,
        sum_credit: credit,
        sum_debit: negative(debit),
        equation: Equation::Holds,
    }
}

fn camt_entry(world: &World, number: u32, entry: &Entry) -> CamtEntry {
    let (code, lump_code) = match entry.kind {
        EntryKind::Lump => ("PMNT/RCDT/VCOM", "230"),
        EntryKind::Manual => ("PMNT/RCDT/DMCT", "234"),
        EntryKind::Refunds => ("PMNT/RCDT/DMCT", "233"),
        EntryKind::Batch => ("PMNT/ICDT/DMCT", ""),
        EntryKind::Fee => ("ACMT/MDOP/CHRG", ""),
        EntryKind::Return => ("PMNT/ICDT/RRTN", ""),
        EntryKind::Sweep => ("CAMT/ACCB/SWEP", ""),
        EntryKind::Topping => ("CAMT/ACCB/TOPG", ""),
    };
    let detail = |reason: &str| Transaction {
        amount: Some(entry.amount),
        return_reason: reason.to_owned(),
        text: entry.text.clone(),
        ..Transaction::default()
    };
    let transactions = match entry.kind {
        EntryKind::Manual | EntryKind::Refunds => vec![detail("")],
        EntryKind::Return => vec![detail("AC04")],
        _ => Vec::new(),
    };
    let date = world.days.date(entry.day);
    CamtEntry {
        position: Position::default(),
        amount: entry.amount,
        status: Status::Booked,
        reversal: entry.kind == EntryKind::Return,
        booking_date: Some(date),
        value_date: Some(date),
        entry_ref: number.to_string(),
        bank_ref: entry.reference.clone(),
        code: code.to_owned(),
        proprietary_code: lump_code.to_owned(),
        group_code: lump_code.to_owned(),
        batch: entry.batch.clone(),
        batch_count: entry.count,
        transactions,
        text: entry.text.clone(),
    }
}

/// The same statements as MT940 has them: the type of a line instead of codes, and no batches or transactions.
pub(crate) fn as_mt940(file: &mut File, world: &World, rows: &[Row]) {
    file.version.clear();
    let mut places = rows.iter();
    for (statement, number) in file.statements.iter_mut().zip(1..) {
        // At most sixteen characters.
        let day = statement.from_to.map(|(day, _)| day).unwrap_or_default();
        let sender = &world.profile.code;
        statement.id = format!("{sender}{}{number}", day.format("%y%m%d"));
        statement.transactions = 0;
        for entry in &mut statement.entries {
            let kind = match places.next() {
                Some(Row::Entry(place)) => world.entries.get(*place).map(|entry| entry.kind),
                _ => None,
            };
            let code = match kind {
                Some(EntryKind::Fee) => "NCHG",
                Some(EntryKind::Return) => "NRTI",
                Some(EntryKind::Sweep) => MT940_SWEEP,
                Some(EntryKind::Topping) => MT940_TOPPING,
                _ => "NTRF",
            };
            code.clone_into(&mut entry.code);
            entry.proprietary_code.clear();
            entry.group_code.clear();
            entry.entry_ref.clear();
            entry.batch.clear();
            entry.batch_count = None;
            entry.transactions.clear();
        }
    }
}

/// The OCR file of a day with payments; `number` counts the agency's files from 1.
pub(crate) fn ocr(
    world: &World,
    day: usize,
    number: usize,
    receipts: &[usize],
) -> (OcrFile, Vec<Row>) {
    let date = world.days.date(day);
    let account = world.profile.banks.get(world.profile.receiving);
    let account = account
        .map(|bank| bank.number.as_str().to_owned())
        .unwrap_or_default();
    let payments = (1_u32..).zip(receipts).filter_map(|(serial, place)| {
        let receipt = world.receipts.get(*place)?;
        Some(Payment {
            position: Position::default(),
            account: account.clone(),
            agreement: format!("{:09}", 700_000_000 + world.profile.index),
            assignment: 1,
            kind: receipt.kind,
            number: serial,
            settlement_date: date,
            lump: receipt.lump.clone(),
            negative_sign: false,
            amount: receipt.amount,
            kid: receipt.kid.clone(),
            form_number: "0".repeat(10),
            archive_reference: format!("{:09}", 100_000_000 + place % 800_000_000),
            bank_date: Some(date),
            debit_account: String::new(),
            text: String::new(),
        })
    });
    let file = OcrFile {
        transmitter: "00008080".to_owned(),
        recipient: format!("{:08}", 10_000_000 + world.profile.index),
        transmission: format!("{number:07}"),
        nets_date: Some(date),
        payments: payments.collect(),
    };
    (file, receipts.iter().copied().map(Row::Receipt).collect())
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
