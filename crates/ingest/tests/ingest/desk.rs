//! The one place that touches the API: an inbox in a temporary folder, read and put together, and shown as text.

use std::fmt::Write as _;

use domain::agency::Playbook;
use domain::{Ore, Severity};
use frames::Frames;
use ingest::{FileContent, Ingested, assemble, list_inbox, parse_playbook, read_files};

/// The agency whose inbox it is.
pub(crate) const ORGANISATION: &str = "974760673";
/// Its settlement account, and its working account, whose statements are numbered.
pub(crate) const OURS: [&str; 2] = ["12345678903", "99991042764"];
/// An account of somebody else.
pub(crate) const FOREIGN: &str = "99990512341";

pub(crate) const PLAYBOOK: &str = r#"code = "V01"
name = "Syntetisk virksomhet 01"
organisation = "974760673"
[[model]]
from = 2020-01-01
service = "full"
budgeting = "gross"
principle = "cash"
[[bank_account]]
number = "12345678903"
ledger = ["1939"]
role = "settlement"
[[bank_account]]
number = "99991042764"
ledger = ["1921"]
role = "working"
sequence = "plus-one"
"#;

pub(crate) fn agency() -> Playbook {
    parse_playbook("agencies/V01.toml", PLAYBOOK.as_bytes()).unwrap()
}

/// Files by name, as they lie in the inbox.
pub(crate) type Inbox<'a> = &'a [(&'a str, Vec<u8>)];

/// Reads files from a folder made for them; without a playbook they are only looked at.
pub(crate) fn read(inbox: Inbox<'_>, playbook: Option<&Playbook>) -> Vec<FileContent> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in inbox {
        #[expect(clippy::disallowed_methods, reason = "the inbox of a test")]
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let files = list_inbox(folder.path()).unwrap();
    let contents = read_files(&files, playbook, None);
    contents.into_iter().map(Result::unwrap).collect()
}

pub(crate) fn take(inbox: Inbox<'_>) -> Ingested {
    assemble(read(inbox, Some(&agency()))).unwrap()
}

/// Every file by name with what became of it and its errors, warnings and codes of `ingest`: `a.xml used INGEST017`.
pub(crate) fn fates(ingested: &Ingested) -> Vec<String> {
    let mut fates: Vec<String> = ingested.files.iter().map(fate).collect();
    fates.sort();
    fates
}

pub(crate) fn fate(file: &FileContent) -> String {
    let word = match (file.set_aside, file.is_accepted()) {
        (true, _) => "aside",
        (false, true) => "used",
        (false, false) => "refused",
    };
    let codes = file.diagnostics.iter().filter(|diagnostic| {
        diagnostic.severity != Severity::Info || diagnostic.code.starts_with("INGEST")
    });
    let codes: Vec<&str> = codes.map(|diagnostic| diagnostic.code).collect();
    format!("{} {word} {}", file.name, codes.join(" "))
        .trim_end()
        .to_owned()
}

/// Every frame that holds a row, with its rows and the sum of its main amount: `bank_entries 2 15.00`.
pub(crate) fn held(frames: &Frames) -> Vec<String> {
    let sum = |amounts: &[i64]| Ore(amounts.iter().sum()).to_string();
    let mut held = Vec::new();
    let mut add = |name: &str, rows: usize, sum: String| {
        if rows > 0 {
            held.push(format!("{name} {rows} {sum}").trim_end().to_owned());
        }
    };
    macro_rules! amounts {
        ($($frame:ident $column:ident),+ $(,)?) => {$(
            let frame = frames.$frame.view();
            add(stringify!($frame), frame.$column.len(), sum(&frame.$column));
        )+};
    }
    amounts!(
        ledger_lines amount_ore,
        ledger_balances closing_ore,
        subledger_balances closing_ore,
        subledger_items amount_ore,
        bank_statements closing_ore,
        bank_entries amount_ore,
        incoming_payments amount_ore,
        outgoing_payments amount_ore,
        payment_statuses amount_ore,
        nav_refunds amount_ore,
        import_lines amount_ore,
    );
    for (kind, register) in &frames.registers {
        add(kind, register.len(), String::new());
    }
    held
}

/// What a file delivers, a line each.
pub(crate) fn deliveries(file: &FileContent) -> String {
    let mut shown = String::new();
    for delivery in &file.deliveries {
        let days = |days: Option<_>| match days {
            Some((from, to)) if from == to => format!("{from}"),
            Some((from, to)) => format!("{from}..{to}"),
            None => "-".to_owned(),
        };
        let made = delivery.made.map(|made| (made, made));
        let number = match &delivery.number {
            Some(number) => format!("{}: {}-{}", number.series, number.first, number.last),
            None => "-".to_owned(),
        };
        let _ = writeln!(
            shown,
            "{} [{}] [{}] on {} made {} number {} records {} amount {}{}",
            delivery.input.as_str(),
            delivery.account,
            delivery.id,
            days(delivery.days),
            days(made),
            number,
            delivery.records,
            delivery.amount,
            if delivery.is_copy { " copy" } else { "" },
        );
    }
    shown
}

pub(crate) fn scope(file: &FileContent) -> String {
    match file.scope {
        Some((first, last)) => format!("{first}..{last}"),
        None => "-".to_owned(),
    }
}
