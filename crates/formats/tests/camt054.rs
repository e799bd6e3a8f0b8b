//! camt.054: corpus with expected answers, error gallery, properties, and published samples where they are at hand.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop and reads its corpus from disk"
)]

mod camt_entries;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use domain::agency::ReversalRule;
use domain::identifier::KidMethod;
use domain::{Diagnostic, Ore, Parsed, Position};
use formats::camt054::error::KINDS;
use formats::camt054::record::Status;
use formats::camt054::{File, Notification, Options, parse, read, sniff, write};
use proptest::prelude::*;

use self::camt_entries::{
    Failing, compare, date, diagnostics_shown, entry, sample, show_entry, word,
};

/// A synthetic personal number (month + 80) that is nobody's.
const PERSONAL_NUMBER: &str = "01819010192";

fn corpus(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_none_or(|e| e != "expected" && e != "md")
        })
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect()
}

fn own_corpus() -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = corpus("camt054/ok");
    all.extend(corpus("camt054/err"));
    all
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Options of corpus files by the words in their name.
fn options_for(path: &Path) -> Options {
    let name = stem(path);
    let mut options = Options::default();
    if name.contains("inverted-profile") {
        options
            .reversal
            .insert("12345678903".into(), ReversalRule::Inverted);
    }
    if name.contains("kid-agreement") {
        options.kid.insert("12345678903".into(), KidMethod::Mod10);
    }
    if name.contains("room-for-two") {
        options.max_records_held = 2;
    }
    options
}

/// Records and diagnostics, one field per line.
fn shown(parsed: &Parsed<File>) -> String {
    let file = &parsed.value;
    let mut out = format!(
        "version {}\nmessage {} {}\n",
        file.version, file.message_id, file.created
    );
    for one in &file.notifications {
        let at = one.position;
        let _ = writeln!(
            out,
            "notification {} at {}:{} byte {}",
            one.id, at.line, at.column, at.byte
        );
        let _ = writeln!(out, "  account {} {}", one.account, one.currency);
        let _ = writeln!(
            out,
            "  sequence {:?} created {} from_to {:?} copy {:?} page {:?}",
            one.sequence, one.created, one.from_to, one.copy, one.page
        );
        let _ = writeln!(
            out,
            "  credit {} debit {} transactions {}",
            one.sum_credit, one.sum_debit, one.transactions
        );
        for entry in &one.entries {
            show_entry(&mut out, entry);
        }
    }
    out.push_str(&diagnostics_shown(&parsed.diagnostics));
    out
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code).collect()
}

/// Without positions.
fn placeless(mut file: File) -> File {
    for notification in &mut file.notifications {
        notification.position = Position::default();
        for entry in &mut notification.entries {
            entry.position = Position::default();
        }
    }
    file
}

#[test]
fn corpus_files_are_read_as_expected() {
    for (path, bytes) in corpus("camt054/ok") {
        let parsed = parse(&bytes, &options_for(&path));
        let diagnostics = &parsed.diagnostics;
        assert!(parsed.is_accepted(), "{}: {diagnostics:?}", path.display());
        compare(&path, &shown(&parsed));
    }
}

#[test]
fn the_worked_example_has_its_figures() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/camt054/ok/worked-example.xml");
    let bytes = std::fs::read(path).unwrap();
    let parsed = parse(&bytes, &Options::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let [notification] = &parsed.value.notifications[..] else {
        unreachable!("one notification")
    };
    let [entry] = &notification.entries[..] else {
        unreachable!("one entry")
    };
    assert_eq!((entry.amount, &entry.group_code[..]), (Ore(174_950), "230"));
    let found: Vec<(Option<Ore>, &[String])> = entry
        .transactions
        .iter()
        .map(|t| (t.amount, &t.kids[..]))
        .collect();
    let expected = [
        (Some(Ore(125_000)), &["10017".to_owned()][..]),
        (Some(Ore(49_950)), &["602243".to_owned()][..]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn error_gallery() {
    for (path, bytes) in corpus("camt054/err") {
        let parsed = parse(&bytes, &options_for(&path));
        compare(&path, &diagnostics_shown(&parsed.diagnostics));
        let name = stem(&path);
        let code = name.split('-').next().unwrap().to_uppercase();
        assert!(
            codes(&parsed.diagnostics).contains(&&code[..]),
            "{name} does not raise {code}"
        );
        assert_eq!(parsed.is_accepted(), name.contains("warning"), "{name}");
    }
}

/// What only statements can raise: it needs balances.
const OF_STATEMENTS: [&str; 8] = [
    "CAMT008", "CAMT010", "CAMT030", "CAMT032", "CAMT033", "CAMT034", "CAMT037", "CAMT041",
];

#[test]
fn every_code_of_the_family_that_fits_is_raised() {
    let mut raised = BTreeSet::new();
    for (path, bytes) in own_corpus() {
        raised.extend(codes(&parse(&bytes, &options_for(&path)).diagnostics));
    }
    assert!(OF_STATEMENTS.iter().all(|code| !raised.contains(code)));
    raised.extend(OF_STATEMENTS);
    let family = formats::camt053::error::KINDS.iter().chain(KINDS);
    let declared: BTreeSet<&str> = family.map(|kind| kind.code).collect();
    assert_eq!(raised, declared);
    let all = formats::codes();
    let distinct: BTreeSet<&str> = all.iter().map(|(code, ..)| *code).collect();
    assert_eq!(distinct.len(), all.len(), "a code is listed twice");
}

#[test]
fn all_and_only_this_format_is_claimed() {
    for (path, bytes) in own_corpus() {
        let name = stem(&path);
        let foreign = ["camt001", "camt003", "camt005", "camt009"];
        let early = foreign.iter().any(|code| name.starts_with(code));
        assert!(sniff(&bytes) || early, "{name} is not claimed");
        let head = &bytes[..bytes.len().min(1 << 16)];
        assert!(
            !formats::camt053::sniff(head) || name == "camt009-statement",
            "{name}"
        );
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().file_name().to_string_lossy().into_owned();
        for inner in ["", "/ok", "/err"] {
            let path = format!("{folder}{inner}");
            let at = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("corpus")
                .join(&path);
            let is_folder = at.is_dir() && (folder != "camt054");
            let has_files = is_folder
                && std::fs::read_dir(&at)
                    .unwrap()
                    .any(|e| e.unwrap().path().extension().is_none_or(|e| e != "md"));
            if !has_files {
                continue;
            }
            for (path, bytes) in files_of(&at) {
                let is_ours = stem(&path).contains("credit-and-debit-notification");
                assert_eq!(sniff(&bytes), is_ours, "{}", path.display());
            }
        }
    }
}

fn files_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.is_file()
                && path
                    .extension()
                    .is_none_or(|e| e != "expected" && e != "md")
        })
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn each_reader_names_the_other_message() {
    let (_, ours) = corpus("camt054/ok").pop().unwrap();
    let refused = formats::camt053::parse(&ours, &Options::default());
    assert_eq!(codes(&refused.diagnostics), ["CAMT008"]);
    assert!(refused.diagnostics[0].message.contains("camt.054"));
    let (_, theirs) = corpus("camt053/ok").swap_remove(3);
    let refused = parse(&theirs, &Options::default());
    assert_eq!(codes(&refused.diagnostics), ["CAMT009"]);
    assert!(refused.diagnostics[0].message.contains("camt.053"));
}

#[test]
fn reading_in_small_chunks_is_the_same() {
    for (path, bytes) in own_corpus() {
        let options = options_for(&path);
        let whole = parse(&bytes, &options);
        for size in [1, 7, 64, 1000] {
            let mut notifications = Vec::new();
            let reader = BufReader::with_capacity(size, &bytes[..]);
            let answer = read(reader, &options, &mut |one| notifications.push(one));
            assert_eq!(
                notifications,
                whole.value.notifications,
                "{} by {size}",
                path.display()
            );
            assert_eq!(
                answer.diagnostics,
                whole.diagnostics,
                "{} by {size}",
                path.display()
            );
        }
    }
}

#[test]
fn totals_are_those_of_the_records() {
    for (path, bytes) in corpus("camt054/ok") {
        let options = options_for(&path);
        let whole = parse(&bytes, &options).value;
        let totals = read(&bytes[..], &options, &mut |_| {}).totals;
        assert_eq!(totals.notifications.len(), whole.notifications.len());
        for (row, one) in totals.notifications.iter().zip(&whole.notifications) {
            assert_eq!(
                (&row.id, &row.account, &row.currency),
                (&one.id, &one.account, &one.currency)
            );
            let sums = (row.sum_credit, row.sum_debit, row.transactions);
            assert_eq!(sums, (one.sum_credit, one.sum_debit, one.transactions));
            assert_eq!(usize::try_from(row.entries).unwrap(), one.entries.len());
        }
        assert_eq!(
            (totals.created, totals.message_id),
            (whole.created, whole.message_id)
        );
    }
}

#[test]
fn a_cut_is_noticed_at_every_byte() {
    for (path, bytes) in corpus("camt054/ok") {
        // After the end tag of the root nothing is missing.
        let tag = bytes.windows(2).rposition(|w| w == b"</").unwrap();
        let end = tag + bytes[tag..].iter().position(|b| *b == b'>').unwrap();
        for cut in 0..=end {
            let parsed = parse(&bytes[..cut], &options_for(&path));
            assert!(!parsed.is_accepted(), "{} cut at {cut}", path.display());
        }
    }
}

/// Every amount with its account.
fn money(file: &File) -> Vec<(&str, &str, Ore, Vec<Option<Ore>>)> {
    let mut found = Vec::new();
    for one in &file.notifications {
        for entry in &one.entries {
            let parts = entry.transactions.iter().map(|t| t.amount).collect();
            found.push((&one.account[..], &one.currency[..], entry.amount, parts));
        }
    }
    found
}

/// With a summary, a changed amount does not agree with it. Without one nothing in the file can tell.
#[test]
fn flipped_bits_never_panic_and_never_change_money_unnoticed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus/camt054/ok/reversal-iso-with-summary.xml");
    let bytes = std::fs::read(path).unwrap();
    let before = parse(&bytes, &Options::default());
    let amounts = |file: &File| -> Vec<Ore> { money(file).into_iter().map(|m| m.2).collect() };
    for at in 0..bytes.len() {
        for flip in [1_u8, 2, 4, 8, 0x20] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            let after = parse(&changed, &Options::default());
            if after.is_accepted() && codes(&after.diagnostics) == codes(&before.diagnostics) {
                assert_eq!(
                    amounts(&after.value),
                    amounts(&before.value),
                    "byte {at} ^ {flip}"
                );
            }
        }
    }
}

#[test]
fn a_stream_that_fails_is_an_error() {
    let answer = read(BufReader::new(Failing(1)), &Options::default(), &mut |_| {});
    assert_eq!(codes(&answer.diagnostics), ["CAMT002"]);
    assert!(answer.diagnostics[0].message.contains("the disk is gone"));
}

/// The personal number and a payee's account in the place of every text, one by one.
#[test]
fn no_diagnostic_shows_a_person() {
    let payee = "86011117947";
    for (path, bytes) in own_corpus() {
        let Ok(xml) = String::from_utf8(bytes) else {
            continue;
        };
        let texts = xml.match_indices('>').map(|(at, _)| at + 1);
        for at in texts.take(400) {
            let end = xml[at..].find('<').map_or(xml.len(), |n| at + n);
            if xml[at..end].trim().is_empty() {
                continue;
            }
            let mut changed = xml.clone();
            changed.replace_range(at..end, &format!("xx {PERSONAL_NUMBER}"));
            let parsed = parse(changed.as_bytes(), &options_for(&path));
            let said = diagnostics_shown(&parsed.diagnostics);
            assert!(
                !said.contains(PERSONAL_NUMBER),
                "{}: {said}",
                path.display()
            );
            assert!(!said.contains(payee), "{}: {said}", path.display());
        }
    }
}

fn notification(eight: bool) -> impl Strategy<Value = Notification> {
    let facts = (
        word(20),
        prop::option::of(0_i64..1_000_000_000_000),
        word(20),
        date(),
        any::<bool>(),
    );
    let account = prop_oneof![
        Just("12345678903"),
        Just("CH9300762011623852957"),
        Just("konto 7")
    ];
    let currency = prop_oneof![Just("NOK"), Just("JPY"), Just("KWD")];
    let entries = prop::collection::vec(entry(eight), 0..5);
    (facts, account, currency, entries).prop_map(|(facts, account, currency, entries)| {
        let side = |sign: i64| -> i64 { entries.iter().map(|e| (e.amount.0 * sign).max(0)).sum() };
        let parts = entries.iter().map(|e| e.transactions.len()).sum::<usize>();
        Notification {
            position: Position::default(),
            id: facts.0,
            sequence: facts.1,
            created: facts.2,
            from_to: facts.4.then_some((facts.3, facts.3)),
            copy: String::new(),
            account: account.into(),
            currency: currency.into(),
            page: None,
            transactions: u64::try_from(parts).unwrap(),
            sum_credit: Ore(side(1)),
            sum_debit: Ore(side(-1)),
            entries,
        }
    })
}

fn file() -> impl Strategy<Value = File> {
    any::<bool>().prop_flat_map(|eight| {
        let version = if eight {
            "camt.054.001.08"
        } else {
            "camt.054.001.02"
        };
        let notifications = prop::collection::vec(notification(eight), 1..3);
        (word(20), word(20), notifications).prop_map(move |(message_id, created, notifications)| {
            File {
                version: version.to_owned(),
                message_id,
                created,
                notifications,
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(file in file()) {
        let bytes = write(&file);
        let parsed = parse(&bytes, &Options::default());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Notifications made by chance may be alike; nothing else may be wrong.
        let allowed = ["CAMT039", "CAMT043", "CAMT044", "CAMT053"];
        for diagnostic in &parsed.diagnostics {
            prop_assert!(allowed.contains(&diagnostic.code), "{:?}\n{}", diagnostic, text);
        }
        prop_assert_eq!(write(&parsed.value), bytes);
        prop_assert_eq!(placeless(parsed.value), file, "{}", text);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!parse(&bytes, &Options::default()).is_accepted());
        sniff(&bytes);
    }

    #[test]
    fn no_changed_file_panics(at in 0_usize..4000, with in prop::collection::vec(any::<u8>(), 0..6), cut in 0_usize..40) {
        let (_, bytes) = corpus("camt054/ok").swap_remove(0);
        let at = at % bytes.len();
        let end = (at + cut).min(bytes.len());
        let mut changed = bytes;
        changed.splice(at..end, with);
        for diagnostic in &parse(&changed, &Options::default()).diagnostics {
            prop_assert!(!diagnostic.message.ends_with('.'), "{}", diagnostic.message);
            prop_assert!(!diagnostic.message.chars().any(char::is_control), "{}", diagnostic.message);
        }
    }
}

// Published samples, when they lie beside the checkout.

/// Net of all entries, net of the booked, entries, transactions.
type Figures = (i64, i64, usize, u64);

fn figures(notification: &Notification) -> Figures {
    let entries = &notification.entries;
    let booked = entries.iter().filter(|e| e.status == Status::Booked);
    (
        entries.iter().map(|e| e.amount.0).sum(),
        booked.map(|e| e.amount.0).sum(),
        entries.len(),
        notification.transactions,
    )
}

#[test]
fn samples_have_their_figures() {
    // A booked entry without booking date is refused; the reversal convention of the Finnish example is below.
    let table: &[(&str, Figures, bool)] = &[
        (
            "ch-postfinance-camt054-v04-batch-qrr.xml",
            (169_222, 169_222, 1, 2),
            true,
        ),
        (
            "ch-postfinance-camt054-v04-return.xml",
            (50_000, 50_000, 1, 1),
            true,
        ),
        (
            "intl-camt054-v08-uetr.xml",
            (-20_000_000, -20_000_000, 1, 1),
            false,
        ),
    ];
    for (name, expected, accepted) in table {
        let Some(bytes) = sample(name) else { return };
        assert!(sniff(&bytes) && !formats::camt053::sniff(&bytes), "{name}");
        let parsed = parse(&bytes, &Options::default());
        let said = diagnostics_shown(&parsed.diagnostics);
        assert_eq!(parsed.value.notifications.len(), 1, "{name} {said}");
        assert_eq!(
            figures(&parsed.value.notifications[0]),
            *expected,
            "{name} {said}"
        );
        assert_eq!(parsed.is_accepted(), *accepted, "{name} {said}");
    }
}

#[test]
fn the_return_of_an_own_payment_is_money_in() {
    let Some(bytes) = sample("ch-postfinance-camt054-v04-return.xml") else {
        return;
    };
    let parsed = parse(&bytes, &Options::default()).value;
    let entry = &parsed.notifications[0].entries[0];
    assert!(entry.reversal && entry.code.ends_with("/RRTN"), "{entry:?}");
    assert!(!entry.transactions[0].return_reason.is_empty(), "{entry:?}");
}

/// The example counts a reversal marked CRDT as −100: net 169.95 with its convention, 369.95 by the ISO rule.
#[test]
fn the_finnish_example_needs_a_profile() {
    let Some(bytes) = sample("fi-camt054-v02-info-reversal.xml") else {
        return;
    };
    let parsed = parse(&bytes, &Options::default());
    assert_eq!(
        figures(&parsed.value.notifications[0]),
        (36_995, 26_995, 6, 13)
    );
    assert!(
        codes(&parsed.diagnostics).contains(&"CAMT031"),
        "{:?}",
        parsed.diagnostics
    );
    let mut options = Options::default();
    let account = parsed.value.notifications[0].account.clone();
    options.reversal.insert(account, ReversalRule::Inverted);
    let parsed = parse(&bytes, &options);
    assert!(parsed.is_accepted(), "{:?}", parsed.diagnostics);
    assert_eq!(
        figures(&parsed.value.notifications[0]),
        (16_995, 26_995, 6, 13)
    );
}
