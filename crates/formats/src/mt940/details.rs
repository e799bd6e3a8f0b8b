//! Field 86 behind a statement line: lines joined to one text, and the two structured forms, which name references and
//! the other party.
//!
//! | Form | Example | Becomes |
//! |---|---|---|
//! | German | `166?00GUTSCHRIFT?10931?20EREF+…?21SVWZ+…?31account?32name` | a transaction, code, posting text |
//! | slashes | `/TRTP/SEPA/IBAN/…/NAME/…/REMI/…/EREF/…` | a transaction, posting text |
//! | free lines (Nordic) | `Sumpost OCR- 11111111111` | text |
//!
//! Not read: banks of the parties, creditor ids, ultimate parties, amounts (`COAM+`, `OAMT+`), keys that are unknown.
//! The other party's account and name are personal data and stand in the fields for that.

use super::record::{Entry, Transaction};
use crate::iso20022::{is_no_reference, normal_account};

/// Characters of a full line; what is longer than a line goes on in the next without anything between.
pub(super) const LINE: usize = 65;
/// Characters of a full sub-field of the German form.
pub(super) const SUBFIELD: usize = 27;
/// German business transaction codes of direct debits and transfers that came back.
const RETURNS: [&str; 5] = ["108", "109", "159", "181", "184"];

/// Room that is used again from text to text.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// A text without line feeds.
    joined: String,
    /// The value of a key as it comes in pieces.
    value: String,
    /// Lists of one transaction that says nothing: a list is moved at less cost than a transaction.
    transactions: Vec<Vec<Transaction>>,
}

impl Room {
    /// Takes the transactions of an entry, which are not needed any more.
    #[inline]
    pub(super) fn keep(&mut self, transactions: &mut Vec<Transaction>) {
        transactions.truncate(1);
        if let Some(transaction) = transactions.first_mut() {
            clear(transaction);
            self.transactions.push(std::mem::take(transactions));
        }
    }

    /// Gives an entry without transactions one that says nothing yet.
    fn give<'t>(&mut self, transactions: &'t mut Vec<Transaction>) -> Option<&'t mut Transaction> {
        let kept = self.transactions.pop();
        *transactions = kept.unwrap_or_else(|| vec![Transaction::default()]);
        transactions.first_mut()
    }
}

/// Forgets what a transaction said.
fn clear(transaction: &mut Transaction) {
    // Each field is named, so that a new one is not forgotten.
    let Transaction {
        amount,
        message_id,
        instruction_id,
        end_to_end,
        bank_ref,
        payment_information,
        uetr,
        kids,
        references,
        counter_account,
        counter_name,
        return_reason,
        text,
    } = transaction;
    *amount = None;
    kids.clear();
    references.clear();
    for text in [
        message_id,
        instruction_id,
        end_to_end,
        bank_ref,
        payment_information,
        uetr,
        counter_account,
        counter_name,
        return_reason,
        text,
    ] {
        text.clear();
    }
}

/// Appends a line of the field: without anything between if the line before was full, else with a line feed.
pub(super) fn append(text: &mut Vec<u8>, line: &[u8], was_full: &mut bool) {
    let is_full = line.len() >= LINE
        && std::str::from_utf8(line).map_or(line.len(), |text| text.chars().count()) == LINE;
    let line = if is_full { line } else { line.trim_ascii_end() };
    if line.is_empty() {
        return;
    }
    if !text.is_empty() && !*was_full {
        text.push(b'\n');
    }
    text.extend_from_slice(line);
    *was_full = is_full;
}

/// Whether a text is certainly of no structured form and without outer blanks, as nearly every Nordic one.
#[inline]
pub(super) fn is_free(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else {
        return true;
    };
    first.is_ascii_graphic() && last.is_ascii_graphic() && !first.is_ascii_digit() && *first != b'/'
}

/// What a text says, put into the entry; a text that is not structured goes behind the entry's text.
pub(super) fn fill(entry: &mut Entry, whole: &str, room: &mut Room) {
    let text = trimmed(whole);
    // Nothing else begins with a digit or a slash.
    let is_read = entry.transactions.is_empty()
        && match text.as_bytes().first() {
            Some(b'0'..=b'9') => german(entry, text, room),
            Some(b'/') => slashes(entry, text, room),
            _ => false,
        };
    if !is_read {
        add(&mut entry.text, text, "\n");
    }
}

/// A text without outer blanks.
#[inline]
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Whether a text has exactly so many characters.
#[inline]
fn is_long(text: &str, characters: usize) -> bool {
    text.len() >= characters && text.chars().count() == characters
}

/// Appends a piece with something between.
#[inline]
fn add(text: &mut String, piece: &str, between: &str) {
    if piece.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(piece);
}

/// Puts a text without its line feeds, or with something else for them, in place of what was there.
fn join<'t>(into: &'t mut String, text: &'t str, between: &str) -> &'t str {
    if !text.contains('\n') {
        return text;
    }
    into.clear();
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => {
                into.push_str(line);
                into.push_str(between);
            }
            None => into.push_str(line),
        }
    }
    into
}

/// The sub-fields of the German form: code, then key and value; `None` if it is something else.
fn subfields(text: &str) -> Option<(&str, impl Iterator<Item = (&str, &str)>)> {
    let (code, rest) = text.split_at_checked(3)?;
    let separator = *rest.as_bytes().first()?;
    let is_separator = b"?<>@$~^%&#*!|".contains(&separator);
    let key = |part: &[u8]| matches!(part, [b'0'..=b'9', b'0'..=b'9', ..]);
    let mut rest = rest.get(1..)?;
    if !is_separator || !code.bytes().all(|b| b.is_ascii_digit()) || !key(rest.as_bytes()) {
        return None;
    }
    let next = move || {
        let (name, value) = rest.split_at_checked(2)?;
        // A separator without two digits behind it is a character of the value.
        let bytes = value.as_bytes();
        let end =
            memchr::memchr_iter(separator, bytes).find(|at| bytes.get(at + 1..).is_some_and(key));
        let (value, behind) = value.split_at_checked(end.unwrap_or(value.len()))?;
        rest = behind.get(1..).unwrap_or_default();
        Some((name, value))
    };
    Some((code, std::iter::from_fn(next)))
}

/// The key of the German form that a piece of remittance text begins with, and what stands behind it.
#[inline]
fn sepa_key(piece: &str) -> Option<(&str, &str)> {
    let end = piece.bytes().take(5).position(|byte| byte == b'+')?;
    let (key, rest) = (piece.get(..end)?, piece.get(end + 1..)?);
    let is_known = matches!(
        key,
        "EREF"
            | "KREF"
            | "MREF"
            | "CRED"
            | "DEBT"
            | "COAM"
            | "OAMT"
            | "SVWZ"
            | "ABWA"
            | "ABWE"
            | "IBAN"
            | "BIC"
    );
    is_known.then_some((key, rest))
}

fn german(entry: &mut Entry, text: &str, room: &mut Room) -> bool {
    let mut joined = std::mem::take(&mut room.joined);
    let is_read = match subfields(join(&mut joined, text, "")) {
        Some((code, fields)) => {
            german_fields(entry, code, fields, room);
            true
        }
        None => false,
    };
    room.joined = joined;
    is_read
}

fn german_fields<'t>(
    entry: &mut Entry,
    code: &str,
    fields: impl Iterator<Item = (&'t str, &'t str)>,
    room: &mut Room,
) {
    let Some(transaction) = room.give(&mut entry.transactions) else {
        return;
    };
    let (mut posting, mut primanota, mut extension) = ("", "", "");
    let (mut key, mut was_full, mut name_full) = ("SVWZ", false, false);
    let value = &mut room.value;
    value.clear();
    for (field, piece) in fields {
        match field.as_bytes() {
            b"00" => posting = trimmed(piece),
            b"10" => primanota = trimmed(piece),
            [b'2', _] | [b'6', b'0'..=b'3'] => {
                let found = sepa_key(piece);
                if found.is_some() || (!was_full && key != "SVWZ") {
                    put(transaction, key, trimmed(value));
                    value.clear();
                    was_full = false;
                }
                // Without a key a text goes on only in a full line or as remittance.
                let (new_key, rest) = found.unwrap_or((if was_full { key } else { "SVWZ" }, piece));
                key = new_key;
                let (rest, between) = if was_full {
                    (rest, "")
                } else {
                    (rest.trim_start(), " ")
                };
                was_full = is_long(piece, SUBFIELD);
                add(
                    value,
                    if was_full { rest } else { rest.trim_end() },
                    between,
                );
            }
            b"31" => put_account(&mut transaction.counter_account, trimmed(piece)),
            b"32" | b"33" => {
                let name = &mut transaction.counter_name;
                if name_full && !name.is_empty() {
                    name.push_str(piece.trim_end());
                } else {
                    add(name, trimmed(piece), " ");
                }
                name_full = is_long(piece, SUBFIELD);
            }
            b"34" => extension = trimmed(piece),
            _ => {}
        }
    }
    put(transaction, key, trimmed(value));
    if RETURNS.contains(&code) && !extension.is_empty() && extension != "000" {
        extension.clone_into(&mut transaction.return_reason);
    }
    add(&mut entry.text, posting, "\n");
    code.clone_into(&mut entry.proprietary_code);
    add(&mut entry.proprietary_code, primanota, "+");
    settle(entry, room);
}

/// A transaction has the amount of its entry; one that says nothing is none.
fn settle(entry: &mut Entry, room: &mut Room) {
    if let Some(transaction) = entry.transactions.first_mut() {
        if says_nothing(transaction) {
            room.keep(&mut entry.transactions);
        } else {
            transaction.amount = Some(entry.amount);
        }
    }
}

/// Whether nothing was put into a transaction. Not by `==`: comparing texts without room costs more than all the rest.
fn says_nothing(transaction: &Transaction) -> bool {
    transaction.references.is_empty()
        && [
            &transaction.end_to_end,
            &transaction.payment_information,
            &transaction.counter_account,
            &transaction.counter_name,
            &transaction.return_reason,
            &transaction.text,
        ]
        .into_iter()
        .all(String::is_empty)
}

/// A value under its key, which both forms write alike.
fn put(transaction: &mut Transaction, key: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    match key {
        "EREF" if is_no_reference(value) => {}
        "EREF" => value.clone_into(&mut transaction.end_to_end),
        "KREF" | "PREF" => value.clone_into(&mut transaction.payment_information),
        "MREF" | "MARF" => transaction.references.push(value.to_owned()),
        "SVWZ" | "REMI" => add(&mut transaction.text, value, " "),
        "IBAN" => put_account(&mut transaction.counter_account, value),
        "NAME" => value.clone_into(&mut transaction.counter_name),
        "RTRN" => value.clone_into(&mut transaction.return_reason),
        _ => {}
    }
}

/// The account normalised, which only what has blanks or full stops, or is a Norwegian IBAN, is not yet.
fn put_account(account: &mut String, written: &str) {
    if written.bytes().all(|b| b.is_ascii_alphanumeric()) && !written.starts_with("NO") {
        written.clone_into(account);
    } else {
        *account = normal_account(written).0;
    }
}

/// Where the next known key begins at or after `from`, and which.
fn next_key(text: &str, from: usize) -> Option<(usize, &str)> {
    let rest = text.get(from..)?;
    let mut slashes = memchr::memchr_iter(b'/', rest.as_bytes());
    let mut at = slashes.next()?;
    // A key stands between two slashes; the one that ends it may begin the next.
    for end in slashes {
        let key = rest.get(at + 1..end)?;
        if is_slash_key(key) {
            return Some((from + at, key));
        }
        at = end;
    }
    None
}

/// The keys of the slash form.
#[inline]
fn is_slash_key(key: &str) -> bool {
    matches!(
        key,
        "TRTP"
            | "IBAN"
            | "BIC"
            | "NAME"
            | "REMI"
            | "EREF"
            | "KREF"
            | "PREF"
            | "MARF"
            | "CSID"
            | "ORDP"
            | "BENM"
            | "RTRN"
            | "ISDT"
            | "PURP"
            | "ULTD"
            | "ULTC"
            | "SVCL"
            | "OCMT"
            | "CHGS"
            | "EXCH"
            | "TR"
    )
}

fn slashes(entry: &mut Entry, text: &str, room: &mut Room) -> bool {
    let Some((mut at, mut key)) = next_key(text, 0).filter(|(at, _)| *at == 0) else {
        return false;
    };
    let Some(transaction) = room.give(&mut entry.transactions) else {
        return false;
    };
    let mut is_read = false;
    loop {
        let from = at + key.len() + 2;
        // The slash that ends a key may begin the next.
        let next = next_key(text, from.saturating_sub(1));
        let value = text
            .get(from..next.map_or(text.len(), |(at, _)| at))
            .unwrap_or_default();
        let value = trimmed(value).trim_end_matches('/');
        let value = trimmed(join(&mut room.value, value, " "));
        if key == "TRTP" {
            add(&mut entry.text, value, "\n");
            is_read = true;
        } else {
            is_read |= !matches!(key, "OCMT" | "CHGS" | "EXCH" | "TR");
            put(transaction, key, value);
        }
        match next {
            Some(next) => (at, key) = next,
            None => break,
        }
    }
    if is_read {
        settle(entry, room);
    } else {
        room.keep(&mut entry.transactions);
    }
    is_read
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::{Ore, Position};
    use std::fmt::Write as _;

    fn entry() -> Entry {
        Entry {
            position: Position::default(),
            amount: Ore(100),
            status: super::super::record::Status::Booked,
            reversal: false,
            booking_date: None::<NaiveDate>,
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

    fn shown(text: &str) -> String {
        let mut entry = entry();
        fill(&mut entry, text, &mut Room::default());
        let mut shown = format!("{}|{}", entry.proprietary_code, entry.text);
        for t in &entry.transactions {
            let _ = write!(
                shown,
                "|{}|{}|{:?}|{}|{}|{}|{}",
                t.end_to_end,
                t.payment_information,
                t.references,
                t.counter_account,
                t.counter_name,
                t.return_reason,
                t.text
            );
        }
        shown
    }

    #[test]
    fn forms() {
        let table = [
            ("Sumpost OCR- 11111111111", "|Sumpost OCR- 11111111111"),
            ("123/45 in plain words", "|123/45 in plain words"),
            ("/nothing known/", "|/nothing known/"),
            ("/OCMT/EUR11,85/", "|/OCMT/EUR11,85/"),
            (
                "159?00RETOURE?100399?20EREF+TFNR 40005 00005?21MTLG:Grund nicht s\npezifizie?22rt Reject aus SEPA-Ueberwei?23sungsauftrag?34914",
                "159+0399|RETOURE|TFNR 40005 00005||[]|||914|MTLG:Grund nicht spezifiziert Reject aus SEPA-Ueberweisungsauftrag",
            ),
            (
                "166?00GUTSCHRIFT?20EREF+EndToEndIdTFNR20004000?2101?22SVWZ+TO 13 TFNr 20004 Einga?23ngskanal?31NO7112345678903?32Kari?33Nordmann?34997",
                "166|GUTSCHRIFT|EndToEndIdTFNR2000400001||[]|12345678903|Kari Nordmann||TO 13 TFNr 20004 Eingangskanal",
            ),
            ("079?00SAMMLER", "079|SAMMLER"),
            (
                "116?20EREF+NOTPROVIDED?21KREF+A?22MREF+M-1?23SVWZ+why?? 5?70x",
                "116|||A|[\"M-1\"]||||why?? 5",
            ),
            (
                "/TRTP/SEPA OVERBOEKING/IBAN/NL65INGB0123456789/BIC/INGBNL2A/NAME/P. Jansen/REMI/Invoice 5/7/EREF/NOTPROVIDED",
                "|SEPA OVERBOEKING|||[]|NL65INGB0123456789|P. Jansen||Invoice 5/7",
            ),
            (
                "/PREF/B1/BENM//NAME/Ola/RTRN/AC04/REMI/one\ntwo/",
                "|||B1|[]||Ola|AC04|one two",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_left_of_the_text_before() {
        let texts = [
            "159?00RETOURE?100399?20EREF+E1?21KREF+K1?22MREF+M1?23SVWZ+why?31NO7112345678903?32Ola?34914",
            "166?00GUTSCHRIFT",
            "/TRTP/SEPA/EREF/E2/REMI/one\ntwo",
            "/OCMT/EUR11,85/",
            "166?20two\n lines",
        ];
        let mut room = Room::default();
        let mut again = entry();
        for text in texts.iter().cycle().take(20) {
            let mut fresh = entry();
            fill(&mut fresh, text, &mut Room::default());
            room.keep(&mut again.transactions);
            again = Entry {
                transactions: again.transactions,
                ..entry()
            };
            fill(&mut again, text, &mut room);
            assert_eq!(again, fresh, "{text}");
        }
    }

    #[test]
    fn lines_are_joined_where_they_are_full() {
        let full = "x".repeat(65);
        let wide = format!("{}{}", "ø".repeat(5), "x".repeat(60));
        let table: [(&[&str], String); 4] = [
            (&["a ", " b", "", "c"], "a\n b\nc".into()),
            (&[&full, "rest"], format!("{full}rest")),
            (&[&wide, "rest"], format!("{wide}rest")),
            (&[&full[1..], "rest"], format!("{}\nrest", &full[1..])),
        ];
        for (lines, expected) in table {
            let (mut text, mut was_full) = (Vec::new(), false);
            for line in lines {
                append(&mut text, line.as_bytes(), &mut was_full);
            }
            assert_eq!(String::from_utf8(text).unwrap(), expected);
        }
    }
}
