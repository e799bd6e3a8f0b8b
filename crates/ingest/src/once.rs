//! Messages and payments that come more than once: counted once, or refused where they contradict each other.
//!
//! A message is what its sender gave a number: a transmission, a batch, a report. Two files that hold the same message
//! with the same payments are copies; with other payments, neither is believed. And the same payment is told by several
//! kinds of file (OCR, camt.054, CREMUL): then the first of that list counts. Not here: statements and ledgers
//! (`assemble`).

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Ore, Severity};
use formats::FormatId;
use frames::register::RegisterRows;

use crate::assemble::{say, set_aside};
use crate::file::{FileContent, Rows, Totals};
use crate::orders::batch_id;

/// Sets copies aside and refuses contradictions, in order of file.
pub(crate) fn set_aside_messages(files: &mut [FileContent]) {
    let mut seen: BTreeMap<(FormatId, String), usize> = BTreeMap::new();
    for index in 0..files.len() {
        let Some(file) = files.get(index).filter(|file| file.is_accepted()) else {
            continue;
        };
        let Some(format) = file.format else { continue };
        let mine = messages(file);
        let first = mine
            .iter()
            .find_map(|message| seen.get(&(format, message.clone())).copied());
        let Some(other) = first.and_then(|first| files.get(first)) else {
            let mine = mine.into_iter().map(|message| ((format, message), index));
            seen.extend(mine);
            continue;
        };
        let same = content(&other.rows) == content(&file.rows);
        let name = other.name.clone();
        let Some(file) = files.get_mut(index) else {
            continue;
        };
        if same {
            let message = format!("is the message that {name} holds already; it is counted once");
            set_aside(
                file,
                "INGEST015",
                message,
                "nothing to do; the copy can be removed from the inbox",
            );
        } else {
            say(
                file,
                Severity::Error,
                "INGEST016",
                format!("has the message number of {name}, but other payments"),
                "ask the sender which of the two files is right, and remove the other from the inbox",
            );
        }
    }
}

/// The numbers that its senders gave to the messages of a file; none where a number is nobody's promise.
fn messages(file: &FileContent) -> Vec<String> {
    match &file.totals {
        Totals::OcrGiro(totals) => vec![format!(
            "{} {} {} {:?}",
            totals.transmitter, totals.recipient, totals.transmission, totals.nets_date
        )],
        Totals::Camt054(totals) => {
            let notifications = totals.notifications.iter();
            notifications
                .map(|n| format!("{} {} {}", n.account, n.id, totals.created))
                .collect()
        }
        Totals::Edifact(totals) => {
            let sender = totals
                .interchanges
                .first()
                .map(|envelope| envelope.sender.clone());
            let sender = sender.unwrap_or_default();
            let numbers = totals.message_numbers.iter();
            numbers.map(|number| format!("{sender} {number}")).collect()
        }
        Totals::Telepay(totals) => totals.batches.iter().map(batch_id).collect(),
        Totals::Pain001(totals) => vec![totals.message_id.clone()],
        Totals::Pain002(totals) => vec![format!("{} {}", totals.message_id, totals.created)],
        Totals::Gl07(totals) => vec![format!(
            "{} {} {}",
            totals.interface, totals.batch, totals.client
        )],
        // Reports have no number of their own that every form shows: a copy is one with the same content, whatever the
        // order of its rows.
        Totals::K27(totals, _) if totals.rows > 0 => vec![format!("{:032x}", totals.content_key)],
        _ => Vec::new(),
    }
}

/// What the payments of a file are, whatever their order and place.
fn content(rows: &Rows) -> Vec<(i64, &str, &str)> {
    fn listed<'a>(
        amounts: &'a [i64],
        first: &'a frames::frame::TextRows,
        second: &'a frames::frame::TextRows,
    ) -> impl Iterator<Item = (i64, &'a str, &'a str)> {
        let keys = first.iter().zip(second.iter());
        amounts.iter().zip(keys).map(|(ore, (a, b))| (*ore, a, b))
    }
    let (paid, sent, told) = (
        &rows.incoming_payments,
        &rows.outgoing_payments,
        &rows.payment_statuses,
    );
    let (refunds, imported) = (&rows.nav_refunds, &rows.import_lines);
    let mut content: Vec<_> = listed(&paid.amount_ore, &paid.kid, &paid.lump).collect();
    content.extend(listed(&sent.amount_ore, &sent.reference, &sent.kid));
    content.extend(listed(&told.amount_ore, &told.reference, &told.code));
    content.extend(listed(
        &refunds.amount_ore,
        &refunds.person,
        &refunds.benefit,
    ));
    content.extend(listed(
        &imported.amount_ore,
        &imported.account,
        &imported.voucher,
    ));
    content.sort_unstable();
    content
}

/// A row of a register: its kind and what tells it from the others of the kind.
type RegisterKey = (&'static str, Vec<String>);

/// Rows of registers that several files hold: equal ones are counted once, and where two files say other things of the
/// same key, neither is used.
pub(crate) fn count_registers_once(files: &mut [FileContent]) {
    let mut seen: BTreeMap<RegisterKey, (usize, Vec<String>)> = BTreeMap::new();
    for index in 0..files.len() {
        let Some(file) = files.get(index).filter(|file| file.is_accepted()) else {
            continue;
        };
        let mut equal: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        let (mut earlier, mut contradicted) = (None, None);
        let mut own = Vec::new();
        for (kind, rows) in &file.rows.registers {
            for row in 0..rows.len() {
                let Some((key, values)) = rows.key_and_values(row) else {
                    break;
                };
                match seen.get(&(*kind, key.clone())) {
                    Some((other, known)) if *known == values => {
                        earlier = earlier.or(Some(*other));
                        equal.entry(*kind).or_default().push(row);
                    }
                    Some((other, _)) => contradicted = contradicted.or(Some(*other)),
                    None => own.push(((*kind, key), (index, values))),
                }
            }
        }
        if let Some(other) = contradicted {
            contradict(files, index, other);
            continue;
        }
        seen.extend(own);
        if let Some(other) = earlier {
            drop_equal(files, index, other, &equal);
        }
    }
}

fn contradict(files: &mut [FileContent], first: usize, second: usize) {
    let name = |index: usize| {
        files
            .get(index)
            .map(|file| file.name.clone())
            .unwrap_or_default()
    };
    let (first_name, second_name) = (name(first), name(second));
    for (index, other) in [(first, second_name), (second, first_name)] {
        if let Some(file) = files.get_mut(index) {
            say(
                file,
                Severity::Error,
                "INGEST020",
                format!(
                    "says other things of the same keys of a register than {other}; neither is used"
                ),
                "leave the listing that is right in the inbox and remove the other",
            );
        }
    }
}

/// Drops the rows that an earlier file holds too; a file with no others is set aside.
fn drop_equal(
    files: &mut [FileContent],
    index: usize,
    other: usize,
    equal: &BTreeMap<&'static str, Vec<usize>>,
) {
    let name = files
        .get(other)
        .map(|file| file.name.clone())
        .unwrap_or_default();
    let Some(file) = files.get_mut(index) else {
        return;
    };
    let dropped: usize = equal.values().map(Vec::len).sum();
    let all: usize = file.rows.registers.values().map(RegisterRows::len).sum();
    if dropped == all {
        let message = format!(
            "holds only rows of a register that {name} holds already; they are counted once"
        );
        let hint = "nothing to do; the copy can be removed from the inbox";
        set_aside(file, "INGEST015", message, hint);
        return;
    }
    let registers = &mut Arc::make_mut(&mut file.rows).registers;
    for (kind, rows) in registers.iter_mut() {
        let gone = equal.get(kind).map(Vec::as_slice).unwrap_or_default();
        rows.retain(|row| gone.binary_search(&row).is_err());
    }
    say(
        file,
        Severity::Info,
        "INGEST017",
        format!("{dropped} rows of a register are in {name} too; they are counted once"),
        "nothing to do",
    );
}

/// The kinds of file that tell of payments in, the one that counts first.
const SOURCES: [FormatId; 3] = [FormatId::OcrGiro, FormatId::Camt054, FormatId::Cremul];

/// Account, day, KID and øre of a payment: what all of its sources tell alike.
type Payment = (String, i32, String, i64);

/// Drops the payments with KID that a file of an earlier source tells too. Two equal payments of one source are two.
pub(crate) fn count_payments_once(files: &mut [FileContent]) {
    let mut told: BTreeMap<Payment, u64> = BTreeMap::new();
    for source in SOURCES {
        let mut own: BTreeMap<Payment, u64> = BTreeMap::new();
        for file in files.iter_mut().filter(|file| file.is_accepted()) {
            if file.format == Some(source) {
                drop_told(file, &told, &mut own);
            }
        }
        for (payment, count) in own {
            let told = told.entry(payment).or_default();
            *told = count.max(*told);
        }
    }
}

/// Drops from a file what was `told` and not yet met; counts all of its payments in `own`.
fn drop_told(
    file: &mut FileContent,
    told: &BTreeMap<Payment, u64>,
    own: &mut BTreeMap<Payment, u64>,
) {
    let rows = &file.rows.incoming_payments;
    let mut dropped = vec![false; rows.len()];
    let (mut count, mut sum) = (0_u64, 0_i128);
    for (row, ((day, ore), is_dropped)) in (0..).zip(
        rows.day
            .iter()
            .zip(&rows.amount_ore)
            .zip(dropped.iter_mut()),
    ) {
        let kid = rows.kid.get(row);
        if kid.is_empty() {
            continue;
        }
        let account = rows.account.get(row).to_owned();
        let payment = (account, *day, kid.to_owned(), *ore);
        let limit = told.get(&payment).copied().unwrap_or(0);
        let met = own.entry(payment).or_default();
        *met += 1;
        if *met <= limit {
            *is_dropped = true;
            count += 1;
            sum += i128::from(*ore);
        }
    }
    if count == 0 {
        return;
    }
    let keep = |row: usize| !dropped.get(row).copied().unwrap_or(false);
    Arc::make_mut(&mut file.rows).incoming_payments.retain(keep);
    let sum = i64::try_from(sum).map_or_else(|_| sum.to_string(), |ore| Ore(ore).to_string());
    say(
        file,
        Severity::Info,
        "INGEST017",
        format!(
            "{count} payments, {sum} in all, are told by another kind of file too; they are counted once"
        ),
        "nothing to do; order the payments with KID in one kind of file only, if both are not needed",
    );
}
