//! Tampering: whatever is changed, verification names the file.

use std::path::{Path, PathBuf};

use close::{Act, Problem, RunRef, Store, sign_off, verify_run, verify_store};

use crate::made::{
    AGENCY, allowed_signers, create_run, files_below, instant, key, period, person, request,
    temporary_store,
};

/// Two runs of March and one of April, each named by an event; nothing signed, so that verification is quick.
fn unsigned_store() -> (tempfile::TempDir, Store) {
    let (folder, store) = temporary_store();
    for month in ["2025-03", "2025-03", "2025-04"] {
        let run = create_run(&store, month);
        let act = Act::Decertified {
            artifact: None,
            reason: "bank.settlement 1939: 12.50 more than before".into(),
        };
        store
            .record(&run, instant("2025-05-02T09:30:00Z"), act)
            .unwrap();
    }
    (folder, store)
}

/// A run signed by two people.
fn signed_store() -> (tempfile::TempDir, Store) {
    let (folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    for (who, role) in [("kari", "preparer"), ("ola", "approver")] {
        let (person, private_key, allowed) = (person(who, &[role]), key(who), allowed_signers());
        let asked = request(
            &run,
            "folder-overview",
            &person,
            private_key.as_bytes(),
            allowed.as_bytes(),
        );
        sign_off(&store, &asked).unwrap();
    }
    (folder, store)
}

fn problems(store: &Store) -> Vec<Problem> {
    verify_store(store, allowed_signers().as_bytes())
}

fn slashed(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn names(found: &[Problem], path: &Path) -> bool {
    found.iter().any(|problem| problem.path == slashed(path))
}

/// Changes one byte, looks, and puts it back; for every `step`th byte of every file.
fn change_every(store: &Store, step: usize, look: &dyn Fn() -> Vec<Problem>) -> usize {
    let mut changes = 0;
    for path in files_below(store.root()) {
        let whole = store.root().join(&path);
        let content = std::fs::read(&whole).unwrap();
        for at in (0..content.len()).step_by(step) {
            // Among letters this is the other case, which a lenient reader would take for the same.
            let changed = content.iter().enumerate();
            let changed: Vec<u8> = changed
                .map(|(index, byte)| byte ^ if index == at { 0x20 } else { 0 })
                .collect();
            std::fs::write(&whole, changed).unwrap();
            let found = look();
            assert!(
                names(&found, &path),
                "{} byte {at}: {found:?}",
                path.display()
            );
            changes += 1;
        }
        std::fs::write(&whole, content).unwrap();
    }
    assert_eq!(look(), []);
    changes
}

#[test]
fn any_byte_of_any_file() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let act = Act::Decertified {
        artifact: None,
        reason: "12.50 more".into(),
    };
    store
        .record(&run, instant("2025-05-02T09:30:00Z"), act)
        .unwrap();
    let changes = change_every(&store, 1, &|| verify_run(&store, &run, b""));
    assert!(changes > 1_500, "the store is too small to test anything");
}

#[test]
fn bytes_of_many_runs() {
    let (_folder, store) = unsigned_store();
    assert!(
        change_every(&store, 61, &|| problems(&store)) > 100,
        "too few files to test anything"
    );
}

#[test]
fn bytes_of_signed_files() {
    let (_folder, store) = signed_store();
    assert!(
        change_every(&store, 149, &|| problems(&store)) > 20,
        "too few files to test anything"
    );
}

#[test]
fn shortened_and_extended_files() {
    let (_folder, store) = unsigned_store();
    for path in files_below(store.root()) {
        let whole = store.root().join(&path);
        let content = std::fs::read(&whole).unwrap();
        let longer = [content.as_slice(), b"\n"].concat();
        let shorter = content.get(1..).unwrap_or_default();
        for other in [longer.as_slice(), shorter]
            .into_iter()
            .filter(|other| *other != content)
        {
            std::fs::write(&whole, other).unwrap();
            assert!(
                names(&problems(&store), &path),
                "{} of {} bytes",
                path.display(),
                other.len()
            );
        }
        std::fs::write(&whole, content).unwrap();
    }
    assert_eq!(problems(&store), []);
}

/// Each file taken away in turn; those whose absence nobody notices.
fn unnoticed(store: &Store) -> Vec<String> {
    let mut unnoticed = Vec::new();
    for path in files_below(store.root()) {
        let whole = store.root().join(&path);
        let content = std::fs::read(&whole).unwrap();
        std::fs::remove_file(&whole).unwrap();
        let found = problems(store);
        if !names(&found, &path) && !names(&found, &path.with_extension("sig")) {
            assert_eq!(found, []);
            unnoticed.push(slashed(&path));
        }
        std::fs::write(&whole, content).unwrap();
    }
    unnoticed
}

#[test]
fn missing_files() {
    // The end of a chain can be cut off unseen; of a sign-off, two files must go.
    let last = [
        "events/0042/2025-03/000002.json",
        "events/0042/2025-04/000001.json",
    ];
    let (_folder, store) = unsigned_store();
    assert_eq!(unnoticed(&store), last);
}

#[test]
fn missing_signed_files() {
    let (_folder, store) = signed_store();
    assert_eq!(unnoticed(&store), [""; 0]);
}

#[test]
fn what_does_not_belong() {
    let (_folder, store) = signed_store();
    let table = [
        ("runs/0042/2025-03/0001/extra.csv", "STORE003"),
        ("runs/0042/2025-03/0001/frames/extra.csv", "STORE003"),
        ("runs/0042/2025-03/0001/.hidden", "STORE003"),
        ("runs/0042/2025-03/1", "STORE016"),
        ("runs/0042/march", "STORE016"),
        ("runs/note.txt", "STORE016"),
        ("archive/bank.xml", "STORE016"),
        ("events/0042/2025-03/note.txt", "STORE016"),
        ("events/0042/2025-03/000009.sig", "STORE016"),
        ("events/0042/2025-03/4.json", "STORE016"),
        ("events/0042/2025-03/000004.json", "STORE010"),
        ("events/0042/2025-03/999999.json", "STORE016"),
    ];
    for (path, code) in table {
        std::fs::write(store.root().join(path), "x").unwrap();
        let found = problems(&store);
        assert!(
            found
                .iter()
                .any(|problem| problem.path == path && problem.code == code),
            "{path}: {found:?}"
        );
        std::fs::remove_file(store.root().join(path)).unwrap();
    }
    std::fs::create_dir(store.root().join("runs/0042/2025-03/0001/empty")).unwrap();
    let found = problems(&store);
    assert!(
        found
            .iter()
            .any(|problem| problem.path.ends_with("0001/empty") && problem.code == "STORE003")
    );
    std::fs::remove_dir(store.root().join("runs/0042/2025-03/0001/empty")).unwrap();
    // A link to the right content is not the file.
    let file = store.root().join("runs/0042/2025-03/0001/results.json");
    let elsewhere = store.root().join("elsewhere.json");
    std::fs::rename(&file, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    assert!(names(
        &problems(&store),
        Path::new("runs/0042/2025-03/0001/results.json")
    ));
}

#[test]
fn no_store_is_not_a_good_store() {
    let (_folder, store) = temporary_store();
    assert_eq!(problems(&store)[0].code, "STORE017");
    create_run(&store, "2025-03");
    assert_eq!(problems(&store), []);
}

#[test]
fn unfinished_work_is_no_problem() {
    let (_folder, store) = signed_store();
    for folder in ["archive", "runs/0042/2025-03", "events/0042/2025-03"] {
        std::fs::write(store.root().join(folder).join(".tmp-99999-7"), "half").unwrap();
    }
    assert_eq!(problems(&store), []);
}

#[test]
fn a_run_that_is_gone_is_missed_by_what_names_it() {
    let (_folder, store) = unsigned_store();
    for run in ["0042/2025-03/0001", "0042/2025-03/0002"] {
        let folder = store.root().join("runs").join(run);
        let aside = store.root().join("aside");
        std::fs::rename(&folder, &aside).unwrap();
        let found = problems(&store);
        let codes: Vec<_> = found
            .iter()
            .filter(|problem| problem.path == format!("runs/{run}/SHA256SUMS"))
            .map(|problem| problem.code)
            .collect();
        assert!(
            codes.contains(&"STORE009") && codes.contains(&"STORE012"),
            "{run}: {found:?}"
        );
        std::fs::rename(&aside, &folder).unwrap();
    }
}

#[test]
fn a_run_moved_or_replaced_with_all_its_digests() {
    let (_folder, store) = signed_store();
    let (march, april) = (
        store.root().join("runs/0042/2025-03"),
        store.root().join("runs/0042/2025-04"),
    );
    // Copied to another period as if it were its own.
    std::fs::create_dir_all(april.join("0001/frames")).unwrap();
    for name in files_below(&march.join("0001")) {
        std::fs::copy(
            march.join("0001").join(&name),
            april.join("0001").join(&name),
        )
        .unwrap();
    }
    let found = problems(&store);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].code, found[0].path.as_str()),
        ("STORE006", "runs/0042/2025-04/0001/manifest.json")
    );
    std::fs::remove_dir_all(&april).unwrap();

    // A result changed, and SHA256SUMS made to fit: the sign-off notices.
    let results = march.join("0001/results.json");
    let sums = march.join("0001/SHA256SUMS");
    let before = close::digest_of(&std::fs::read(&results).unwrap()).to_string();
    let after = close::digest_of(b"{}").to_string();
    std::fs::write(&results, "{}").unwrap();
    let list = std::fs::read_to_string(&sums)
        .unwrap()
        .replace(&before, &after);
    std::fs::write(&sums, list).unwrap();
    let found = problems(&store);
    assert!(
        !found.is_empty() && found.iter().all(|problem| problem.code == "STORE012"),
        "{found:?}"
    );
}

/// Somebody who knows the form rewrites an event with a right digest: signatures and chain still tell.
#[test]
fn an_event_rewritten_with_care() {
    let (_folder, store) = signed_store();
    let march = period("2025-03");
    let events = store.events(AGENCY, march).unwrap();
    let path = |number| PathBuf::from(format!("events/0042/2025-03/00000{number}.json"));
    let changes: [&dyn Fn(&mut close::SignOff); 4] = [
        &|act| act.statement = "Ikke kontrollert".into(),
        &|act| act.role = "approver".into(),
        &|act| act.principal = "liv@ntnu.no".into(),
        &|act| act.namespace = "s-report@avstem".into(),
    ];
    for change in changes {
        for event in &events {
            let mut forged = event.clone();
            if let Act::Signed(act) = &mut forged.act {
                change(act);
            }
            if forged == *event {
                continue;
            }
            std::fs::write(
                store.root().join(path(event.number)),
                forged.to_bytes().unwrap(),
            )
            .unwrap();
            let found = problems(&store);
            let codes: Vec<_> = found
                .iter()
                .map(|problem| (problem.path.as_str(), problem.code))
                .collect();
            assert!(
                codes.contains(&(&slashed(&path(event.number)), "STORE013")),
                "{codes:?}"
            );
            std::fs::write(
                store.root().join(path(event.number)),
                event.to_bytes().unwrap(),
            )
            .unwrap();
        }
    }
    let mut backdated = events[1].clone();
    backdated.at = instant("2024-01-01T00:00:00Z");
    std::fs::write(store.root().join(path(2)), backdated.to_bytes().unwrap()).unwrap();
    let codes: Vec<_> = problems(&store)
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, ["STORE011", "STORE013"]);
}

#[test]
fn sign_offs_are_verified_against_the_keys_given() {
    let (_folder, store) = signed_store();
    let run: RunRef = "0042/2025-03/0001".parse().unwrap();
    let without_ola = allowed_signers()
        .lines()
        .filter(|line| !line.starts_with("ola"))
        .collect::<Vec<_>>()
        .join("\n");
    let found = verify_run(&store, &run, without_ola.as_bytes());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].code, found[0].path.as_str()),
        ("STORE013", "events/0042/2025-03/000002.json")
    );
    assert_eq!(verify_run(&store, &run, b"").len(), 2);
    let found = verify_run(&store, &run, b"kari cert-authority ssh-ed25519 AAAA");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, "STORE018");
    let other: RunRef = "0042/2025-03/0002".parse().unwrap();
    assert_eq!(verify_run(&store, &other, b"")[0].code, "STORE004");
}
