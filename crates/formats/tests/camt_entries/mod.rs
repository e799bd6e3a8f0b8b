//! What the tests of camt.053 and camt.054 share: entries as text, entries by chance, the corpus' habits.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test may stop, reads its corpus from disk, and says what it skips"
)]

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use domain::{Diagnostic, Ore, Position};
use formats::camt053::record::{Entry, Status, Transaction};
use proptest::prelude::*;

pub(crate) fn show_entry(out: &mut String, entry: &Entry) {
    let at = entry.position;
    let _ = writeln!(
        out,
        "  entry {} at {}:{} byte {}",
        at.record, at.line, at.column, at.byte
    );
    let _ = writeln!(
        out,
        "    {} {:?} reversal {} booked {:?} valued {:?}",
        entry.amount, entry.status, entry.reversal, entry.booking_date, entry.value_date
    );
    let _ = writeln!(
        out,
        "    refs {:?} {:?} code {:?} {:?} group {:?} batch {:?} {:?} text {:?}",
        entry.entry_ref,
        entry.bank_ref,
        entry.code,
        entry.proprietary_code,
        entry.group_code,
        entry.batch,
        entry.batch_count,
        entry.text
    );
    for transaction in &entry.transactions {
        let _ = writeln!(out, "    {transaction:?}");
    }
}

/// Diagnostics as people see them.
pub(crate) fn diagnostics_shown(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let (at, level) = (d.position, d.severity.as_str());
        let _ = writeln!(
            out,
            "{}:{}: {level}[{}]: {}",
            at.line, at.column, d.code, d.message
        );
        if let Some(excerpt) = &d.excerpt {
            let _ = writeln!(out, "    | {excerpt}");
        }
        if let Some(hint) = d.hint {
            let _ = writeln!(out, "    hint: {hint}");
        }
    }
    out
}

/// Compares with the file beside; with `BLESS` set it is written, for a person to read the difference.
pub(crate) fn compare(path: &Path, found: &str) {
    let expected_at = path.with_extension("expected");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&expected_at, found).unwrap();
    }
    let expected = std::fs::read_to_string(&expected_at).unwrap();
    assert_eq!(found, expected, "{}", path.display());
}

/// Gives some bytes and then fails.
pub(crate) struct Failing(pub(crate) usize);

impl std::io::Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0 == 0 {
            return Err(std::io::Error::other("the disk is gone"));
        }
        self.0 -= 1;
        let mut bytes = &b"<Document>"[..];
        bytes.read(buffer)
    }
}

pub(crate) fn word(longest: usize) -> impl Strategy<Value = String> {
    // Norwegian letters, what XML reserves, and inner blanks; outer blanks are not kept by the reader.
    let pattern =
        format!("[A-Za-z0-9æøåÆØÅ&<>\"'/.-][A-Za-z0-9æøå &<>.,]{{0,{longest}}}[A-Za-z0-9øæå>]");
    prop_oneof![1 => Just(String::new()), 3 => proptest::string::string_regex(&pattern).unwrap()]
}

pub(crate) fn date() -> impl Strategy<Value = NaiveDate> {
    (1_i32..28, 0_i32..36).prop_map(|(day, month)| {
        let month = month.unsigned_abs();
        NaiveDate::from_ymd_opt(
            2024 + i32::try_from(month / 12).unwrap(),
            month % 12 + 1,
            day.unsigned_abs(),
        )
        .unwrap()
    })
}

fn transaction() -> impl Strategy<Value = (i64, Transaction)> {
    let references = (word(20), word(20), word(20), word(20), word(20), word(20));
    let remittance = (
        prop::collection::vec(prop_oneof!["[0-9]{2,24}", "[0-9]{5}-"], 0..3),
        prop::collection::vec(
            prop_oneof!["RF[0-9]{2}[A-Z]{2}[0-9]{3,10}", "F[0-9]{1,20}"],
            0..3,
        ),
    );
    let account = prop_oneof![
        Just(String::new()),
        Just("86011117947".to_owned()),
        Just("FI7433010001222090".to_owned()),
        Just("X-1".to_owned())
    ];
    let party = (account, word(30), word(4), word(400));
    (1_i64..100_000_000, references, remittance, party).prop_map(
        |(amount, r, (kids, references), p)| {
            let transaction = Transaction {
                amount: None,
                end_to_end: r.0,
                bank_ref: r.1,
                payment_information: r.2,
                uetr: r.3,
                message_id: r.4,
                instruction_id: r.5,
                kids,
                references,
                counter_account: p.0,
                counter_name: p.1,
                return_reason: p.2,
                text: p.3,
            };
            (amount, transaction)
        },
    )
}

pub(crate) fn entry(eight: bool) -> impl Strategy<Value = Entry> {
    let facts = (
        any::<bool>(),
        0_u8..4,
        any::<bool>(),
        date(),
        prop::option::of(date()),
    );
    let words = (word(30), word(30), word(20), word(30), word(100));
    let code = prop_oneof![
        Just(""),
        Just("PMNT"),
        Just("PMNT/RCDT"),
        Just("PMNT/RCDT/VCOM")
    ];
    let transactions = prop::collection::vec(transaction(), 0..4);
    (
        facts,
        words,
        code,
        transactions,
        1_i64..1_000_000_000,
        any::<bool>(),
    )
        .prop_map(move |(facts, words, code, parts, alone, counted)| {
            let (is_credit, status, reversal, booking_date, value_date) = facts;
            let sign = if is_credit { 1 } else { -1 };
            let sum = if parts.is_empty() {
                alone
            } else {
                parts.iter().map(|(a, _)| a).sum()
            };
            let count = u64::try_from(parts.len()).unwrap();
            let transactions = parts
                .into_iter()
                .map(|(amount, mut transaction)| {
                    transaction.amount = Some(Ore(sign * amount));
                    if !eight {
                        transaction.uetr.clear();
                    }
                    transaction
                })
                .collect();
            Entry {
                position: Position::default(),
                amount: Ore(sign * sum),
                status: match status {
                    0 => Status::Pending,
                    1 => Status::Information,
                    _ => Status::Booked,
                },
                reversal,
                booking_date: Some(booking_date),
                value_date,
                entry_ref: words.0,
                bank_ref: words.1,
                code: code.to_owned(),
                // Digits in a proprietary code could be a lump-sum code, which is derived.
                proprietary_code: words
                    .2
                    .chars()
                    .filter(|c| !c.is_ascii_digit())
                    .collect::<String>()
                    .trim()
                    .to_owned(),
                group_code: String::new(),
                batch: words.3,
                batch_count: counted.then_some(count).filter(|n| *n > 0),
                transactions,
                text: words.4,
            }
        })
}

pub(crate) fn sample(name: &str) -> Option<Vec<u8>> {
    // Beside the checkout, or beside the folder of its worktrees.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = here
        .ancestors()
        .skip(3)
        .take(2)
        .map(|f| f.join("shared/formats/samples/camt"));
    let bytes = folders
        .into_iter()
        .find_map(|folder| std::fs::read(folder.join(name)).ok());
    if bytes.is_none() {
        println!("skipped: sample {name} is not beside the checkout");
    }
    bytes
}
