//! Messages and payments that come more than once: counted once, or refused where they contradict each other.
//!
//! A message is what its sender gave a number: a transmission, a batch, a report. Two files that hold the same message
//! with the same payments are copies; with other payments, neither is believed. And the same payment is told by several
//! kinds of file (OCR, camt.054, CREMUL): then the first of that list counts. Not here: statements and ledgers
//! (`assemble`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Ore, Severity};
use formats::FormatId;
use frames::register::RegisterRows;

use crate::assemble::{say, set_aside};
use crate::file::{FileContent, Rows, Totals};
use crate::orders::batch_id;

/// Refuses contradictions and sets copies aside, in order of file.
pub(crate) fn set_aside_messages(files: &mut [FileContent]) {
    let holders = holders(files);
    // Contradictions first: what is set aside as a copy must be a copy of a file that is used.
    let mut contradicted: BTreeMap<usize, usize> = BTreeMap::new();
    for sharing in &holders {
        let Some((first, others)) = sharing.split_first() else {
            continue;
        };
        let Some(one) = files.get(*first) else {
            continue;
        };
        let known = content(&one.rows);
        let mut other_content = others.iter().filter(|other| {
            let rows = files.get(**other).map(|file| content(&file.rows));
            rows.is_some_and(|rows| rows != known)
        });
        let Some(different) = other_content.next() else {
            continue;
        };
        // Of several spellings of one message, nobody knows which content is the right one.
        for index in sharing {
            let other = if index == different { first } else { different };
            contradicted.entry(*index).or_insert(*other);
        }
    }
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    let name = |index: usize| names.get(index).map(String::as_str).unwrap_or_default();
    for (index, other) in &contradicted {
        if let Some(file) = files.get_mut(*index) {
            let name = name(*other);
            let message =
                format!("has the message number of {name}, but other payments; neither is used");
            let hint = "ask the sender which of the two files is right, and remove the other from the inbox";
            say(file, Severity::Error, "INGEST016", message, hint);
        }
    }
    for sharing in &holders {
        let mut used = sharing
            .iter()
            .filter(|index| !contradicted.contains_key(*index));
        let Some(first) = used.next() else { continue };
        for index in used {
            let copy = files.get_mut(*index).filter(|file| file.is_accepted());
            if let Some(file) = copy {
                let name = name(*first);
                let message =
                    format!("is the message that {name} holds already; it is counted once");
                let hint = "nothing to do; the copy can be removed from the inbox";
                set_aside(file, "INGEST015", message, hint);
            }
        }
    }
}

/// The files that hold the same message, in their order; once, however many messages they have in common.
fn holders(files: &[FileContent]) -> BTreeSet<Vec<usize>> {
    let mut holders: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let Some(format) = file.format.filter(|_| file.is_accepted()) else {
            continue;
        };
        for message in messages(file) {
            let of_message = holders.entry((format, message)).or_default();
            if of_message.last() != Some(&index) {
                of_message.push(index);
            }
        }
    }
    let shared = holders.into_values().filter(|sharing| sharing.len() > 1);
    shared.collect()
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

/// Øre, day, and what else tells a payment from another.
type Told<'a> = (i64, i32, [&'a str; 5]);

/// What the payments of a file are, whatever their order and place.
fn content(rows: &Rows) -> Vec<Told<'_>> {
    use frames::frame::TextRows;
    /// Five texts of every row; a frame that has fewer says one twice.
    fn listed<'a>(
        amounts: &'a [i64],
        days: &'a [i32],
        texts: [&'a TextRows; 5],
    ) -> impl Iterator<Item = Told<'a>> {
        let rows = amounts.iter().zip(days).enumerate();
        rows.map(move |(row, (ore, day))| (*ore, *day, texts.map(|text| text.get(row))))
    }
    let (paid, sent, told) = (
        &rows.incoming_payments,
        &rows.outgoing_payments,
        &rows.payment_statuses,
    );
    let (refunds, imported) = (&rows.nav_refunds, &rows.import_lines);
    let texts = [
        &paid.account,
        &paid.kid,
        &paid.lump,
        &paid.source,
        &paid.source,
    ];
    let mut content: Vec<_> = listed(&paid.amount_ore, &paid.day, texts).collect();
    let texts = [
        &sent.account,
        &sent.payee_account,
        &sent.reference,
        &sent.kid,
        &sent.currency,
    ];
    content.extend(listed(&sent.amount_ore, &sent.day, texts));
    let texts = [
        &told.account,
        &told.reference,
        &told.code,
        &told.reason,
        &told.kid,
    ];
    content.extend(listed(&told.amount_ore, &told.day, texts));
    let texts = [
        &refunds.account,
        &refunds.person,
        &refunds.benefit,
        &refunds.subunit,
        &refunds.unit,
    ];
    content.extend(listed(&refunds.amount_ore, &refunds.from_day, texts));
    let texts = [
        &imported.account,
        &imported.voucher,
        &imported.kid,
        &imported.party,
        &imported.reference,
    ];
    content.extend(listed(&imported.amount_ore, &imported.day, texts));
    content.sort_unstable();
    content
}

/// A row of a register: its kind and what tells it from the others of the kind.
type RegisterKey = (&'static str, Vec<String>);

/// What one file says of each key, in the order of values: a key may stand on several rows.
type Said = BTreeMap<RegisterKey, Vec<Vec<String>>>;

fn said(file: &FileContent) -> Said {
    let mut said = Said::new();
    for (kind, rows) in &file.rows.registers {
        for (key, values) in (0..rows.len()).map_while(|row| rows.key_and_values(row)) {
            said.entry((*kind, key)).or_default().push(values);
        }
    }
    for rows in said.values_mut() {
        rows.sort_unstable();
    }
    said
}

/// Rows of registers that several files hold: equal ones are counted once, and where two files say other things of the
/// same key, neither is used.
pub(crate) fn count_registers_once(files: &mut [FileContent]) {
    let holding = files.iter().enumerate().filter(|(_, file)| {
        // A kind that only one file holds has nothing to be compared with.
        file.is_accepted() && !file.rows.registers.is_empty()
    });
    let holding: Vec<usize> = holding.map(|(index, _)| index).collect();
    if holding.len() < 2 {
        return;
    }
    let all: Vec<(usize, Said)> = holding
        .into_iter()
        .filter_map(|index| Some((index, said(files.get(index)?))))
        .collect();
    // Contradictions first: a row is dropped only for the sake of a file that is used.
    let mut first: BTreeMap<&RegisterKey, (usize, &Vec<Vec<String>>)> = BTreeMap::new();
    let mut contradicted: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, said) in &all {
        for (key, rows) in said {
            let (other, known) = first.entry(key).or_insert((*index, rows));
            if *known != rows {
                contradicted.entry(*index).or_insert(*other);
                contradicted.entry(*other).or_insert(*index);
            }
        }
    }
    // Whoever says the same as one of the two of a key in dispute is in the dispute.
    let disputed: BTreeSet<&RegisterKey> = all
        .iter()
        .flat_map(|(_, said)| said)
        .filter(|(key, rows)| first.get(key).is_some_and(|(_, known)| known != rows))
        .map(|(key, _)| key)
        .collect();
    for (index, said) in &all {
        for key in disputed.iter().filter(|key| said.contains_key(**key)) {
            if let Some((other, _)) = first.get(key)
                && other != index
            {
                contradicted.entry(*index).or_insert(*other);
            }
        }
    }
    for (index, other) in &contradicted {
        contradict(files, *index, *other);
    }
    let mut told: BTreeMap<&RegisterKey, usize> = BTreeMap::new();
    for (index, said) in &all {
        if contradicted.contains_key(index) {
            continue;
        }
        let earlier = said.keys().filter_map(|key| told.get(key).copied()).min();
        if let Some(other) = earlier {
            drop_equal(files, *index, other, &told);
        }
        for key in said.keys() {
            told.entry(key).or_insert(*index);
        }
    }
}

fn contradict(files: &mut [FileContent], index: usize, other: usize) {
    let name = files
        .get(other)
        .map(|file| file.name.clone())
        .unwrap_or_default();
    if let Some(file) = files.get_mut(index) {
        say(
            file,
            Severity::Error,
            "INGEST020",
            format!(
                "says other things of the same keys of a register than {name}; neither is used"
            ),
            "leave the listing that is right in the inbox and remove the other",
        );
    }
}

/// Drops the rows that an earlier file has told; a file with no others is set aside.
fn drop_equal(
    files: &mut [FileContent],
    index: usize,
    other: usize,
    told: &BTreeMap<&RegisterKey, usize>,
) {
    let name = files
        .get(other)
        .map(|file| file.name.clone())
        .unwrap_or_default();
    let Some(file) = files.get_mut(index) else {
        return;
    };
    let mut equal: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for (kind, rows) in &file.rows.registers {
        let is_told = |row: &usize| {
            let key = rows.key_and_values(*row).map(|(key, _)| (*kind, key));
            key.is_some_and(|key| told.contains_key(&key))
        };
        equal.insert(*kind, (0..rows.len()).filter(is_told).collect());
    }
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
