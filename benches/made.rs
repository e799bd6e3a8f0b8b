//! Large files in memory, written by the formats' own writers: the same bytes every time.
//!
//! Ledgers come from `synth`. Its agencies have few bank entries per ledger line, so statements and payments are made
//! here: one credit transfer with KID and text after the other.

use chrono::NaiveDate;
use domain::identifier::{KidMethod, kid_check_character};
use domain::{Ore, Position};
use formats::camt053::record::{Balance, Entry, Equation, Statement, Status, Transaction};
use formats::ocr_giro::record::Payment;
use formats::{FormatId, camt053, ocr_giro};
use synth::Request;

const ACCOUNT: &str = "12345678903";
/// Entries of a statement: a bank day of a very large agency.
const ENTRIES_PER_STATEMENT: u32 = 5_000;

/// The ledger files of a made agency for a month: agency 0 delivers SAF-T, agency 1 delimited text.
pub(crate) fn ledger(agency: u32, format: FormatId, lines_per_period: u32) -> Vec<Vec<u8>> {
    let month = "2025-01".parse().unwrap();
    let request = Request {
        agencies: agency + 1,
        periods: (month, month),
        lines_per_period,
        seed: 1,
        faults: Vec::new(),
        kinds: None,
    };
    let world = synth::agency(&request, agency).unwrap();
    let files = world.files.into_iter().map(|file| file.bytes);
    files
        .filter(|bytes| formats::sniff(bytes.get(..bytes.len().min(1 << 16)).unwrap()) == [format])
        .collect()
}

/// Statements that follow each other, one a day, in one file.
pub(crate) fn statements(entries: u32) -> Vec<u8> {
    let mut balance = 0;
    let statements = (0..entries.div_ceil(ENTRIES_PER_STATEMENT)).map(|place| {
        let numbers =
            place * ENTRIES_PER_STATEMENT..entries.min((place + 1) * ENTRIES_PER_STATEMENT);
        statement(day(place), numbers, &mut balance)
    });
    camt053::write(&camt053::File {
        version: "camt.053.001.02".to_owned(),
        message_id: "MADE1".to_owned(),
        created: "2025-01-01T00:00:00".to_owned(),
        statements: statements.collect(),
    })
}

fn statement(date: NaiveDate, numbers: std::ops::Range<u32>, balance: &mut i64) -> Statement {
    let balance_of = |code: &str, ore| {
        Some(Balance {
            code: code.to_owned(),
            amount: Ore(ore),
            date: Some(date),
        })
    };
    let opening = *balance;
    let entries: Vec<Entry> = numbers.map(|number| entry(date, number)).collect();
    *balance += entries.iter().map(|entry| entry.amount.0).sum::<i64>();
    Statement {
        position: Position::default(),
        id: format!("{ACCOUNT}.{date}"),
        sequence: Some(i64::from(date.to_epoch_days())),
        created: format!("{date}T18:30:00"),
        from_to: Some((date, date)),
        copy: String::new(),
        account: ACCOUNT.to_owned(),
        currency: "NOK".to_owned(),
        opening: balance_of("OPBD", opening),
        closing: balance_of("CLBD", *balance),
        other_balances: Vec::new(),
        page: None,
        transactions: u64::try_from(entries.len()).unwrap(),
        entries,
        sum_credit: Ore(*balance - opening),
        sum_debit: Ore(0),
        equation: Equation::Holds,
    }
}

fn entry(date: NaiveDate, number: u32) -> Entry {
    let amount = amount(number);
    Entry {
        position: Position::default(),
        amount,
        status: Status::Booked,
        reversal: false,
        booking_date: Some(date),
        value_date: Some(date),
        entry_ref: number.to_string(),
        bank_ref: format!("R{number:011}"),
        code: "PMNT/RCDT/VCOM".to_owned(),
        proprietary_code: String::new(),
        group_code: String::new(),
        batch: String::new(),
        batch_count: None,
        transactions: vec![Transaction {
            amount: Some(amount),
            end_to_end: format!("E{number:011}"),
            bank_ref: format!("T{number:011}"),
            kids: vec![kid(number)],
            counter_account: "98765432100".to_owned(),
            counter_name: "Innbetaler".to_owned(),
            ..Transaction::default()
        }],
        text: "Innbetaling med KID".to_owned(),
    }
}

/// Payments of one assignment.
pub(crate) fn payments(payments: u32) -> Vec<u8> {
    let date = day(0);
    let payments = (0..payments).map(|number| Payment {
        position: Position::default(),
        account: ACCOUNT.to_owned(),
        agreement: "700000001".to_owned(),
        assignment: 1,
        kind: 10,
        number: number + 1,
        settlement_date: date,
        lump: format!("{:010}", 1_000_000 + number / 5_000),
        negative_sign: false,
        amount: amount(number),
        kid: kid(number),
        form_number: "0".repeat(10),
        archive_reference: format!("{:09}", 100_000_000 + number),
        bank_date: Some(date),
        debit_account: String::new(),
        text: String::new(),
    });
    let file = ocr_giro::record::File {
        transmitter: "00008080".to_owned(),
        recipient: "10000001".to_owned(),
        transmission: "0000001".to_owned(),
        nets_date: Some(date),
        payments: payments.collect(),
    };
    ocr_giro::write(&file).unwrap()
}

fn day(place: u32) -> NaiveDate {
    let first: NaiveDate = "2025-01-01".parse().unwrap();
    first + chrono::Days::new(u64::from(place))
}

fn amount(number: u32) -> Ore {
    Ore(i64::from(number.wrapping_mul(2_654_435_761) % 10_000_000) + 1)
}

fn kid(number: u32) -> String {
    let body = format!("{number:011}");
    let check = kid_check_character(&body, KidMethod::Mod10).unwrap();
    format!("{body}{check}")
}
