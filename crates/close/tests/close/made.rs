//! Stores and runs for the tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use close::{
    Circumstances, Manifest, ManifestInput, NamedDigest, PreviousPeriod, RunRef, SignRequest,
    Store, digest_of,
};
use domain::Period;
use domain::agency::Person;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{LineEnding, PrivateKey};

pub(crate) const AGENCY: &str = "0042";

pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub(crate) fn temporary_store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("reports")).unwrap();
    (folder, store)
}

pub(crate) fn archive(store: &Store, content: &[u8]) -> domain::Digest {
    let digest = digest_of(content);
    store.archive(digest, &mut &*content).unwrap();
    digest
}

/// The next manifest of a period, with two inputs, a playbook and a register in the archive.
pub(crate) fn manifest(store: &Store, in_period: Period) -> Manifest {
    let playbook = archive(store, b"code = \"0042\"\n");
    let as_of = "2025-04-10".parse().unwrap();
    let mut manifest = Manifest::new(AGENCY, in_period, as_of, "avstem 0.1.0", playbook);
    for (name, content) in [
        ("bank.xml", "<Document/>"),
        ("ledger.csv", "konto;beløp\n1939;12,50\n"),
    ] {
        manifest.inputs.push(ManifestInput {
            name: name.to_owned(),
            sha256: archive(store, content.as_bytes()),
            format: Some("camt.053".to_owned()),
            rows: 1,
            accepted: true,
            control: BTreeMap::new(),
        });
    }
    manifest.inventory = manifest.inputs.iter().map(|input| input.sha256).collect();
    manifest.registers = vec![NamedDigest {
        name: "chart.csv".to_owned(),
        sha256: archive(store, b"1939;Bank\n"),
    }];
    manifest.rule_set = String::from("2025");
    manifest.parent = store.latest_link(AGENCY, in_period).unwrap();
    if let Some(run) = store
        .latest_run(AGENCY, in_period.previous_month())
        .unwrap()
    {
        let sums = store.sums_digest(&run).unwrap();
        manifest.previous_period = Some(PreviousPeriod {
            period: run.period(),
            run: run.number(),
            sums,
        });
    }
    manifest
}

pub(crate) fn files(manifest: &Manifest) -> Vec<(String, Vec<u8>)> {
    vec![
        (
            "results.json".to_owned(),
            b"{\"schema\":\"avstem.results/1\"}\n".to_vec(),
        ),
        ("manifest.json".to_owned(), manifest.to_bytes().unwrap()),
        (
            "frames/matches.parquet".to_owned(),
            vec![0x50, 0x41, 0x52, 0x31],
        ),
        ("empty.csv".to_owned(), Vec::new()),
        (
            "s-report.csv".to_owned(),
            b"account;article;amount\n1939;196;-12.50\n".to_vec(),
        ),
    ]
}

pub(crate) fn create_run(store: &Store, in_period: &str) -> RunRef {
    let in_period = period(in_period);
    store
        .create_run(AGENCY, in_period, files(&manifest(store, in_period)))
        .unwrap()
}

/// Every file below a folder, with its path from there, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Runs a stock program; `None`, with a printed line, when this machine has none.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub(crate) fn stock_program(command: &mut std::process::Command) -> Option<std::process::Output> {
    let output = command.output();
    if output
        .as_ref()
        .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    {
        println!(
            "skipped: there is no {} here",
            command.get_program().display()
        );
        return None;
    }
    Some(output.unwrap())
}

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn person(id: &str, roles: &[&str]) -> Person {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Person {
        id: id.to_owned(),
        principal: format!("{id}@ntnu.no"),
        roles,
    }
}

fn private_key(person: &str) -> PrivateKey {
    let seed = digest_of(person.as_bytes()).0;
    PrivateKey::from(Ed25519Keypair::from_seed(&seed))
}

/// The private key of a person of the tests, in OpenSSH's form.
pub(crate) fn key(person: &str) -> String {
    private_key(person)
        .to_openssh(LineEnding::LF)
        .unwrap()
        .to_string()
}

/// A line of `allowed_signers` with the key of a person of the tests; options end in a blank.
pub(crate) fn allowed_line(principals: &str, options: &str, person: &str) -> String {
    format!(
        "{principals} {options}{}\n",
        private_key(person).public_key().to_openssh().unwrap()
    )
}

pub(crate) fn allowed_signers() -> String {
    ["kari", "ola", "liv"]
        .map(|person| allowed_line(&format!("{person}@ntnu.no"), "", person))
        .concat()
}

/// A request of 2025-04-10, 16 o'clock in Oslo.
pub(crate) fn request<'a>(
    run: &'a RunRef,
    purpose: &'a str,
    person: &'a Person,
    private_key: &'a [u8],
    allowed_signers: &'a [u8],
) -> SignRequest<'a> {
    SignRequest {
        run,
        purpose,
        role: None,
        person,
        statement: "Kontrollert og avstemt",
        private_key,
        allowed_signers,
        around: around(None, None),
    }
}

/// 2025-04-10, 16 o'clock in Oslo, without deadlines.
pub(crate) fn around<'a>(
    playbook: Option<domain::Digest>,
    routine: Option<close::Routine>,
) -> Circumstances<'a> {
    Circumstances {
        at: instant("2025-04-10T14:00:00Z"),
        playbook,
        routine,
        held: &|_| None,
        note: None,
    }
}
