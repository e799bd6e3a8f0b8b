//! Nobody is named: no personal number, payee's or payer's account or name of the formats' corpora stands in anything that
//! the program says about those files, or in the texts of a run that took them in.
//!
//! Not here: planted persons in a portfolio (`hostile`).
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::personal::{CheckRule, is_national_identity_number};
use formats::{
    FormatId, camt053, camt054, edifact, gl07, k27, mt940, ocr_giro, pain001, pain002, telepay,
};

use crate::world::{Said, World, command, files, is_about, shared};

/// The corpora of the readers, and the published samples if they are there.
fn corpora() -> Vec<PathBuf> {
    let ours = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/corpus"));
    let folders = [
        Some(ours),
        shared("formats/samples"),
        shared("formats/constructed"),
    ];
    let mut paths = Vec::new();
    for folder in folders.into_iter().flatten() {
        let is_sample = |name: &&String| !name.ends_with(".expected") && !is_about(name);
        paths.extend(
            files(&folder)
                .iter()
                .filter(is_sample)
                .map(|name| folder.join(name)),
        );
    }
    paths
}

/// What belongs to others in a file: accounts and names; and the accounts that are its owner's.
#[derive(Default)]
struct People {
    own: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl People {
    fn add(&mut self, own: &str, account: &str, name: &str) {
        self.own.insert(own.to_owned());
        // A short word could stand anywhere; an account of others is long.
        if account.len() >= 9 {
            self.others.insert(account.to_owned());
        }
        if name.len() >= 6 && name.contains(' ') {
            self.others.insert(name.to_owned());
        }
    }

    fn entries(&mut self, own: &str, entries: &[camt053::record::Entry]) {
        self.own.insert(own.to_owned());
        for transaction in entries.iter().flat_map(|entry| &entry.transactions) {
            self.add(own, &transaction.counter_account, &transaction.counter_name);
        }
    }

    /// By the readers themselves, whatever is wrong with the file.
    fn of(bytes: &[u8]) -> Self {
        let mut people = Self::default();
        let head = bytes.get(..bytes.len().min(1 << 16)).expect("a head");
        match formats::sniff(head).first() {
            Some(FormatId::Camt053) => {
                for s in camt053::parse(bytes, &camt053::Options::default())
                    .value
                    .statements
                {
                    people.entries(&s.account, &s.entries);
                }
            }
            Some(FormatId::Camt054) => {
                for n in camt054::parse(bytes, &camt054::Options::default())
                    .value
                    .notifications
                {
                    people.entries(&n.account, &n.entries);
                }
            }
            Some(FormatId::Mt940) => {
                for s in mt940::parse(bytes, &mt940::Options::default())
                    .value
                    .statements
                {
                    people.entries(&s.account, &s.entries);
                }
            }
            Some(FormatId::Cremul | FormatId::Debmul | FormatId::Bansta) => {
                let _ = edifact::read(bytes, &edifact::Options::default(), &mut |record| {
                    if let edifact::record::Lent::Payment(p) = record {
                        people.add(&p.line.account, &p.payer_account, &p.payer_name);
                    }
                });
            }
            Some(FormatId::OcrGiro) => {
                let _ = ocr_giro::read(bytes, &ocr_giro::Options::default(), &mut |p| {
                    people.add(&p.account, &p.debit_account, "");
                });
            }
            Some(FormatId::Telepay) => {
                let _ = telepay::read(bytes, &telepay::Options::default(), &mut |p| {
                    people.own.insert(p.enterprise.clone());
                    people.add(&p.debit_account, &p.payee_account, &p.payee_name);
                });
            }
            Some(FormatId::Pain001) => {
                let _ = pain001::read(bytes, &pain001::Options::default(), &mut |p| {
                    people.add(&p.debit_account, &p.payee_account, &p.payee_name);
                });
            }
            Some(FormatId::Pain002) => {
                let _ = pain002::read(bytes, &pain002::Options::default(), &mut |s| {
                    people.add("", &s.payee_account, &s.payee_name);
                });
            }
            Some(FormatId::Gl07) => {
                let _ = gl07::read(bytes, &gl07::Options::default(), &mut |line| {
                    people.add("", &line.bank_account, "");
                });
            }
            Some(FormatId::K27) => {
                let _ = k27::read(bytes, &k27::Options::default(), &mut |record| {
                    if let k27::record::Record::Refund(r) = record {
                        people.add("", r.person.as_str(), &r.person_name);
                    }
                });
            }
            _ => {}
        }
        for own in &people.own {
            people.others.remove(own);
        }
        people
    }
}

/// Whether a secret stands in a text, not as a part of a longer word or number.
fn names(text: &str, secret: &str) -> bool {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(secret).any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        is_edge(before.chars().next_back()) && is_edge(rest.chars().nth(secret.chars().count()))
    })
}

/// Every number of exactly eleven digits in a text that could be a person's.
fn persons(text: &str, rule: CheckRule) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 11 && is_national_identity_number(word, rule))
        .collect()
}

fn inspect(paths: &[&PathBuf], json: bool) -> Said {
    let output = command()
        .args(["-vv", "inspect"])
        .args(json.then_some("--json"))
        .args(paths)
        .output()
        .expect("the program starts");
    let said = Said::of(&output);
    assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
    said
}

#[test]
fn nothing_is_said_of_anybody_in_the_corpora() {
    let paths = corpora();
    assert!(paths.len() > 300, "{}", paths.len());
    let (mut shown, mut known) = (Vec::new(), 0);
    for some in paths.chunks(40) {
        let some: Vec<&PathBuf> = some.iter().collect();
        let (json, text) = (inspect(&some, true), inspect(&some, false));
        // One line, or one paragraph, for each file; the log is everybody's.
        let lines: Vec<&str> = json.stdout.lines().collect();
        assert_eq!(lines.len(), some.len());
        let mut starts: Vec<usize> = Vec::new();
        for path in &some {
            let from = starts.last().copied().unwrap_or(0);
            let begins = format!("{}: ", path.display());
            let rest = text.stdout.get(from..).expect("a place");
            starts.push(from + rest.find(&begins).expect("a paragraph"));
        }
        starts.push(text.stdout.len());
        for (number, path) in some.iter().enumerate() {
            let people = People::of(&fs::read(path).expect("a file"));
            known += people.others.len();
            let paragraph = text.stdout.get(
                starts.get(number).copied().expect("a start")
                    ..starts.get(number + 1).copied().expect("an end"),
            );
            let paragraph = paragraph.expect("a paragraph");
            let line = lines.get(number).expect("a line");
            for said in [paragraph, line, json.stderr.as_str(), text.stderr.as_str()] {
                let named = people.others.iter().filter(|secret| names(said, secret));
                shown.extend(named.map(|secret| format!("{}: {secret}", path.display())));
                shown.extend(
                    persons(said, CheckRule::From2032)
                        .into_iter()
                        .map(|person| format!("{}: {person}", path.display())),
                );
            }
        }
    }
    shown.sort();
    shown.dedup();
    assert!(shown.is_empty(), "{shown:#?}");
    assert!(known > 100, "{known}");
}

/// An agency that every file of the corpora could be for.
fn playbook(code: &str, organisation: &str) -> String {
    format!(
        r#"
code = "{code}"
name = "Eksempeletaten"
organisation = "{organisation}"
[[model]]
from = 2015-01-01
service = "part"
budgeting = "net"
principle = "srs"
[[bank_account]]
number = "12345678903"
ledger = ["1920"]
role = "working"
kid = "mod10"
[[bank_account]]
number = "99991042764"
ledger = ["1900"]
role = "working"
[accounts]
error = ["1990"]
interim = ["1986"]
customers = ["1500"]
suppliers = ["2400"]
"#
    )
}

#[test]
fn nobody_of_the_corpora_is_named_by_a_run() {
    let agencies = [
        ("ORG", playbook("ORG", "999999999")),
        ("NAV", playbook("NAV", "310000019")),
    ];
    let world = World::of(
        &agencies
            .each_ref()
            .map(|(code, playbook)| (*code, playbook.as_str())),
    );
    let mut people = People::default();
    for (number, path) in corpora().iter().enumerate() {
        let bytes = fs::read(path).expect("a file");
        let of_file = People::of(&bytes);
        people.own.extend(of_file.own);
        people.others.extend(of_file.others);
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        for (code, _) in &agencies {
            world.write(&format!("inbox/{code}/{number}-{name}"), &bytes);
        }
    }
    for own in &people.own {
        people.others.remove(own);
    }
    let mut texts: Vec<(String, String)> = Vec::new();
    for period in ["2025-03", "2025-05", "2026-01", "2026-03"] {
        let job = world.root().join("job.toml");
        let output = command()
            .args([Path::new("-vv"), Path::new("run"), &job])
            .args(["--as-of", "2026-06-10", "--period", period])
            .output()
            .expect("the program starts");
        let said = Said::of(&output).expect(1);
        texts.push((format!("{period} stdout"), said.stdout));
        texts.push((format!("{period} stderr"), said.stderr));
    }
    let runs = world.store().join("runs");
    for name in files(&runs) {
        let ends = [
            "results.json",
            "manifest.json",
            ".csv",
            "folder.html",
            ".ics",
        ];
        if ends.iter().any(|end| name.ends_with(end)) {
            texts.push((
                name.clone(),
                fs::read_to_string(runs.join(&name)).expect("a text"),
            ));
        }
    }
    let mut shown = BTreeSet::new();
    for (name, text) in &texts {
        let named = people.others.iter().filter(|secret| names(text, secret));
        shown.extend(named.map(|secret| format!("{name}: {secret}")));
        // By the rule in force: one bank reference in eleven would be a person's by that of 2032.
        let persons = persons(text, CheckRule::Current).into_iter();
        shown.extend(persons.map(|person| format!("{name}: {person}")));
    }
    assert!(shown.is_empty(), "{shown:#?}");
    assert!(
        texts.len() > 16 && people.others.len() > 50,
        "{} {}",
        texts.len(),
        people.others.len()
    );
}
