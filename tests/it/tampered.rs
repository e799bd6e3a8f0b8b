//! Signed months that somebody has changed afterwards: every changed byte, removed record, exchanged signature, expired key
//! and wrong role is found and named.
//!
//! Not here: the store that nobody changed (`year`), and one run by itself (`evidence`).
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and writes files"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use close::{Circumstances, StepRequest, reopen};
use domain::Period;
use domain::agency::Person;

use crate::world::{avstem, files};
use crate::year::{Keys, Year};

/// A signed year, or the first months of it, with the list of heads that was kept outside.
fn signed(keys: &Keys, months: u8) -> Year<'_> {
    let year = Year::open(keys, "gross-srs-full", months);
    year.live();
    assert_eq!(verify(&year), Vec::<String>::new(), "the list is written");
    assert_eq!(verify(&year), Vec::<String>::new());
    year
}

/// The problems of the store, a line each.
fn verify(year: &Year<'_>) -> Vec<String> {
    let root = year.world.root();
    let said = avstem(&[
        Path::new("verify"),
        &year.world.store(),
        Path::new("--portfolio"),
        root,
        Path::new("--heads"),
        &root.join("heads"),
    ]);
    let problems = said.stdout.lines().filter(|line| line.starts_with("STORE"));
    let problems: Vec<String> = problems.map(str::to_owned).collect();
    said.expect(i32::from(!problems.is_empty()));
    problems
}

/// The files below a folder of the store, by period.
fn by_period(year: &Year<'_>, area: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in files(&year.world.store().join(area)) {
        let period = name.split('/').nth(1).expect("agency/period/…").to_owned();
        found
            .entry(period)
            .or_default()
            .push(format!("{area}/{name}"));
    }
    found
}

/// Changes files, looks at what is said, and puts them back.
fn with_changed(
    year: &Year<'_>,
    names: &[String],
    change: impl Fn(&Path, &[u8]),
    look: impl Fn(&[String]),
) {
    let store = year.world.store();
    let kept: Vec<Vec<u8>> = names
        .iter()
        .map(|name| fs::read(store.join(name)).expect("a file"))
        .collect();
    for (name, bytes) in names.iter().zip(&kept) {
        change(&store.join(name), bytes);
    }
    look(&verify(year));
    for (name, bytes) in names.iter().zip(&kept) {
        fs::write(store.join(name), bytes).expect("the file as it was");
    }
}

fn is_a(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|of| of == extension)
}

/// Whether a line is about a file. An event and its signature are one record.
fn is_named(problems: &[String], name: &str) -> bool {
    let record = name.strip_suffix(".sig").or(name.strip_suffix(".json"));
    let stem = record.filter(|_| name.starts_with("events/"));
    let place = format!(" {}", stem.unwrap_or(name));
    problems.iter().any(|line| line.contains(&place))
}

/// Every file of every run, the lists of files, the manifests, the signatures, and the archive; then of every period one
/// event at a time, for a chain is not read past the first that was changed.
#[test]
fn every_changed_byte_of_signed_months_is_named() {
    let Some(keys) = Keys::make() else { return };
    let year = signed(&keys, 3);
    let runs: Vec<String> = by_period(&year, "runs").into_values().flatten().collect();
    let events = by_period(&year, "events");
    assert_eq!(events.len(), 3);
    let (lists, rest): (Vec<_>, Vec<_>) = runs
        .into_iter()
        .partition(|name| name.ends_with("/SHA256SUMS"));
    let (manifests, rest): (Vec<_>, Vec<_>) = rest
        .into_iter()
        .partition(|name| name.ends_with("/manifest.json"));
    let of_events = |end: &str| -> Vec<Vec<String>> {
        let ending = |names: &Vec<String>| {
            let names = names.iter().filter(|name| name.ends_with(end));
            names.cloned().collect()
        };
        events.values().map(ending).collect()
    };
    let mut turns = vec![lists, rest, manifests, of_events(".sig").concat()];
    let acts = of_events(".json");
    let most = acts.iter().map(Vec::len).max().expect("periods");
    for turn in 0..most {
        let of_turn = acts.iter().filter_map(|names| names.get(turn));
        turns.push(of_turn.cloned().collect());
    }
    assert!(turns.len() > 20 && turns.iter().all(|names| !names.is_empty()));
    let flip = |path: &Path, bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let at = path.as_os_str().len() * 7919 % bytes.len();
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1;
        }
        fs::write(path, bytes).expect("a changed file");
    };
    for names in &turns {
        with_changed(&year, names, flip, |problems| {
            for name in names {
                assert!(is_named(problems, name), "{name}: {problems:#?}");
            }
        });
    }
    let archive = files(&year.world.store().join("archive"));
    let archive: Vec<String> = archive
        .iter()
        .map(|name| format!("archive/{name}"))
        .collect();
    with_changed(&year, &archive, flip, |problems| {
        for name in &archive {
            let place = format!("STORE008 {name}:");
            assert!(
                problems.iter().any(|line| line.starts_with(&place)),
                "{name}"
            );
        }
    });
    assert_eq!(verify(&year), Vec::<String>::new());
}

#[test]
fn what_is_removed_exchanged_expired_or_usurped_is_named() {
    let Some(keys) = Keys::make() else { return };
    let year = signed(&keys, 12);
    let events = by_period(&year, "events");
    // The newest event of every month, with its signature: only the list outside knows.
    let mut newest = Vec::new();
    for names in events.values() {
        let last = names.last().expect("events");
        let stem = last.rsplit_once('.').expect("an extension").0;
        newest.extend(names.iter().filter(|name| name.starts_with(stem)).cloned());
    }
    let remove = |path: &Path, _: &[u8]| fs::remove_file(path).expect("removed");
    with_changed(&year, &newest, remove, |problems| {
        for name in newest.iter().filter(|name| is_a(name, "json")) {
            let said = format!("STORE021 {name}:");
            assert!(
                problems.iter().any(|line| line.starts_with(&said)),
                "{name}: {problems:#?}"
            );
        }
    });
    // The signature of another event in place of its own.
    for (period, names) in &events {
        let signatures: Vec<&String> = names.iter().filter(|name| is_a(name, "sig")).collect();
        let [first, .., last] = signatures[..] else {
            assert_eq!(period, "2025-13", "a month without signatures");
            continue;
        };
        let other = fs::read(year.world.store().join(last)).expect("a signature");
        let swap = |path: &Path, _: &[u8]| fs::write(path, &other).expect("exchanged");
        with_changed(&year, std::slice::from_ref(first), swap, |problems| {
            let [line] = problems else {
                panic!("{first}: {problems:#?}")
            };
            assert!(line.starts_with(&format!("STORE014 {first}:")), "{line}");
        });
    }
    // Siv's key was no longer valid when the reports were signed: all of hers, and nobody else's.
    let good = year.world.read("keys/allowed_signers");
    let expired = |who: &str| match who {
        "siv" => ",valid-before=\"20250101Z\"",
        _ => "",
    };
    let list = keys.allowed(expired);
    year.world.write("keys/allowed_signers", list.as_bytes());
    let problems = verify(&year);
    year.world.write("keys/allowed_signers", &good);
    let signed = fs::read_dir(year.world.store().join("events/V01")).expect("periods");
    assert_eq!(signed.count(), 13);
    // Twelve months, and May's once more.
    assert!(problems.len() >= 13, "{problems:#?}");
    for line in &problems {
        assert!(
            line.starts_with("STORE013 events/V01/2025-") && line.contains("siv"),
            "{line}"
        );
    }
    usurp(&keys, &year);
}

/// Kari calls herself an approver, past the program: the playbook of that day did not.
fn usurp(keys: &Keys, year: &Year<'_>) {
    let store = year.store();
    let period: Period = "2025-12".parse().expect("a period");
    let before = files(&store.root().join("events/V01/2025-12"));
    let events = store.events("V01", period).expect("events");
    let last = events.last().expect("the last event");
    let kari = Person {
        id: "kari".to_owned(),
        principal: "kari@example.test".to_owned(),
        roles: vec!["approver".to_owned()],
    };
    let key = fs::read(keys.of("kari")).expect("a key");
    let allowed = year.world.read("keys/allowed_signers");
    let request = StepRequest {
        agency: "V01",
        period,
        run: None,
        person: &kari,
        reason: Some("because I can"),
        key: Some((&key, &allowed)),
        around: Circumstances {
            at: last.at,
            playbook: last.playbook,
            routine: None,
            held: &|_| None,
            note: None,
        },
    };
    let event = reopen(&store, &request).expect("an event past the program");
    let name = format!("STORE019 events/V01/2025-12/{:06}.json:", event.number);
    let problems = verify(year);
    assert!(
        problems.iter().any(|line| line.starts_with(&name)),
        "{problems:#?}"
    );
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(files(&store.root().join("events/V01/2025-12")).len() > before.len());
}
