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

/// Keys of the German form inside the remittance text.
const SEPA_KEYS: [&str; 12] = [
    "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "COAM+", "OAMT+", "SVWZ+", "ABWA+", "ABWE+",
    "IBAN+", "BIC+",
];

/// Keys of the slash form.
const SLASH_KEYS: [&str; 22] = [
    "TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "KREF", "PREF", "MARF", "CSID", "ORDP", "BENM",
    "RTRN", "ISDT", "PURP", "ULTD", "ULTC", "SVCL", "OCMT", "CHGS", "EXCH", "TR",
];

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
pub(super) fn fill(entry: &mut Entry, whole: &str) {
    let text = whole.trim();
    // Nothing else begins with a digit or a slash.
    let first = text.as_bytes().first().copied().unwrap_or_default();
    let transaction = if !entry.transactions.is_empty() {
        None
    } else if first.is_ascii_digit() {
        german(entry, text)
    } else if first == b'/' {
        slashes(entry, text)
    } else {
        None
    };
    match transaction {
        Some(mut transaction) => {
            if transaction != Transaction::default() {
                transaction.amount = Some(entry.amount);
                entry.transactions.push(transaction);
            }
        }
        None => add(&mut entry.text, text, "\n"),
    }
}

/// Appends a piece with something between.
fn add(text: &mut String, piece: &str, between: &str) {
    if piece.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(piece);
}

/// The sub-fields of the German form: code, then key and value; `None` if it is something else.
fn subfields(text: &str) -> Option<(&str, impl Iterator<Item = (&str, &str)>)> {
    let (code, rest) = text.split_at_checked(3)?;
    let separator = rest.chars().next()?;
    let is_separator = "?<>@$~^%&#*!|".contains(separator);
    let key = |part: &str| part.len() >= 2 && part.bytes().take(2).all(|b| b.is_ascii_digit());
    if !is_separator || !code.bytes().all(|b| b.is_ascii_digit()) || !rest.get(1..).is_some_and(key)
    {
        return None;
    }
    let mut rest = rest.get(1..)?;
    let next = move || {
        let (name, value) = rest.split_at_checked(2)?;
        // A separator without two digits behind it is a character of the value.
        let end = value
            .match_indices(separator)
            .map(|(at, _)| at)
            .find(|at| value.get(at + 1..).is_some_and(key));
        rest = match end {
            Some(end) => value.get(end + 1..).unwrap_or_default(),
            None => "",
        };
        Some((
            name,
            value.get(..end.unwrap_or(value.len())).unwrap_or_default(),
        ))
    };
    Some((code, std::iter::from_fn(next)))
}

fn german(entry: &mut Entry, text: &str) -> Option<Transaction> {
    let joined;
    let text = if text.contains('\n') {
        joined = text.replace('\n', "");
        joined.as_str()
    } else {
        text
    };
    let (code, fields) = subfields(text)?;
    let mut transaction = Transaction::default();
    let (mut posting, mut primanota, mut name, mut extension) = ("", "", String::new(), "");
    let (mut pieces, mut key, mut name_full) = (Pieces::default(), "SVWZ+", false);
    for (field, value) in fields {
        match field.as_bytes() {
            b"00" => posting = value.trim(),
            b"10" => primanota = value.trim(),
            [b'2', _] | [b'6', b'0'..=b'3'] => {
                let found = SEPA_KEYS.iter().find(|key| value.starts_with(**key));
                if let Some(found) = found {
                    pieces.close(&mut transaction, key);
                    key = found;
                } else if !pieces.was_full && key != "SVWZ+" {
                    pieces.close(&mut transaction, key);
                    key = "SVWZ+";
                }
                let rest = found.map_or(value, |key| value.get(key.len()..).unwrap_or_default());
                pieces.take(rest, value);
            }
            b"31" => transaction.counter_account = normal_account(value.trim()).0,
            b"32" | b"33" => {
                let piece = if name_full {
                    value.trim_end()
                } else {
                    value.trim()
                };
                add(&mut name, piece, if name_full { "" } else { " " });
                name_full = value.chars().count() == SUBFIELD;
            }
            b"34" => extension = value.trim(),
            _ => {}
        }
    }
    pieces.close(&mut transaction, key);
    name.trim().clone_into(&mut transaction.counter_name);
    if RETURNS.contains(&code) && !extension.is_empty() && extension != "000" {
        extension.clone_into(&mut transaction.return_reason);
    }
    add(&mut entry.text, posting, "\n");
    code.clone_into(&mut entry.proprietary_code);
    add(&mut entry.proprietary_code, primanota, "+");
    Some(transaction)
}

/// The value of a SEPA key as it comes in pieces.
#[derive(Default)]
struct Pieces {
    value: String,
    was_full: bool,
}

impl Pieces {
    fn take(&mut self, piece: &str, whole: &str) {
        let between = if self.was_full { "" } else { " " };
        let piece = if self.was_full {
            piece
        } else {
            piece.trim_start()
        };
        self.was_full = whole.chars().count() == SUBFIELD;
        let piece = if self.was_full {
            piece
        } else {
            piece.trim_end()
        };
        add(&mut self.value, piece, between);
    }

    fn close(&mut self, transaction: &mut Transaction, key: &str) {
        self.was_full = false;
        let value = std::mem::take(&mut self.value);
        put(transaction, key.trim_end_matches('+'), value.trim());
    }
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
        "IBAN" => transaction.counter_account = normal_account(value).0,
        "NAME" => value.clone_into(&mut transaction.counter_name),
        "RTRN" => value.clone_into(&mut transaction.return_reason),
        _ => {}
    }
}

/// Where the next known key begins at or after `from`, and which.
fn next_key(text: &str, from: usize) -> Option<(usize, &'static str)> {
    let rest = text.get(from..)?;
    rest.match_indices('/').find_map(|(at, _)| {
        let behind = rest.get(at + 1..)?;
        let key = SLASH_KEYS.iter().find(|key| {
            behind
                .strip_prefix(**key)
                .is_some_and(|rest| rest.starts_with('/'))
        });
        key.map(|key| (from + at, *key))
    })
}

fn slashes(entry: &mut Entry, text: &str) -> Option<Transaction> {
    let (mut at, mut key) = next_key(text, 0).filter(|(at, _)| *at == 0)?;
    let mut transaction = Transaction::default();
    let mut is_read = false;
    loop {
        let from = at + key.len() + 2;
        // The slash that ends a key may begin the next.
        let next = next_key(text, from.saturating_sub(1));
        let value = text
            .get(from..next.map_or(text.len(), |(at, _)| at))
            .unwrap_or_default();
        let value = value.trim().trim_end_matches('/').replace('\n', " ");
        if key == "TRTP" {
            add(&mut entry.text, value.trim(), "\n");
            is_read = true;
        } else {
            is_read |= !matches!(key, "OCMT" | "CHGS" | "EXCH" | "TR");
            put(&mut transaction, key, value.trim());
        }
        match next {
            Some(next) => (at, key) = next,
            None => break,
        }
    }
    is_read.then_some(transaction)
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
        fill(&mut entry, text);
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
