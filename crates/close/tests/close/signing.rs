//! Sign-offs: who may, with which key, and that the stock programs agree.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use close::{
    Act, AllowedSigners, Event, Refusal, RunLink, RunRef, SignOffError, Store, StoreError, sign,
    sign_off, verify_run, verify_store,
};

use crate::made::{
    AGENCY, allowed_line, allowed_signers, create_run, instant, key, period, person, request,
    stock_program, temporary_store,
};

fn signed(
    store: &Store,
    run: &RunRef,
    who: &str,
    roles: &[&str],
    purpose: &str,
) -> Result<Event, SignOffError> {
    let (person, private_key) = (person(who, roles), key(who));
    sign_off(
        store,
        &request(
            run,
            purpose,
            &person,
            private_key.as_bytes(),
            allowed_signers().as_bytes(),
        ),
    )
}

#[test]
fn prepared_and_approved() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let one = signed(&store, &run, "kari", &["preparer"], "folder-overview").unwrap();
    let two = signed(
        &store,
        &run,
        "ola",
        &["preparer", "approver"],
        "folder-overview",
    )
    .unwrap();
    let three = signed(&store, &run, "liv", &["s-report-signer"], "s-report").unwrap();
    assert_eq!(
        store.events(AGENCY, period("2025-03")).unwrap(),
        [one.clone(), two.clone(), three]
    );
    assert_eq!((one.number, one.previous), (1, None));
    assert_eq!(
        two.previous,
        Some(close::digest_of(&one.to_bytes().unwrap()))
    );
    assert_eq!(one.sign_off().unwrap().role, "preparer");
    assert_eq!(
        two.sign_off().unwrap().role,
        "approver",
        "the role nobody has signed in comes first"
    );
    assert_eq!(verify_run(&store, &run, allowed_signers().as_bytes()), []);
    assert_eq!(verify_store(&store, allowed_signers().as_bytes()), []);
    let reopened = Act::Reopened {
        person: "kari".into(),
        reason: "voucher 4711 came late".into(),
        by: None,
    };
    let last = store
        .record(&run, instant("2025-05-01T08:00:00Z"), reopened)
        .unwrap();
    assert_eq!(
        store.events(AGENCY, period("2025-03")).unwrap().last(),
        Some(&last)
    );
    assert_eq!(verify_store(&store, allowed_signers().as_bytes()), []);
}

/// Who has signed before | who wants to sign now | the reason against it. A signer is `person roles purpose`.
const DUTIES: &str = "
 | kari preparer folder-overview |
 | ola approver folder-overview |
 | kari preparer s-report | needs the role s-report-signer
 | kari none folder-overview | needs the role preparer or approver
 | kari Preparer folder-overview | needs the role
 | kari preparer coffee | nothing is signed for the purpose \"coffee\"
kari preparer folder-overview | kari preparer,approver folder-overview | signed this run as preparer (event 1) and may not also sign it as approver
kari preparer folder-overview | kari approver folder-overview | signed this run as preparer (event 1) and may not also sign it as approver
kari approver folder-overview | kari preparer folder-overview | signed this run as approver (event 1) and may not also sign it as preparer
kari approver folder-overview | kari preparer,approver folder-overview | may not also sign it as preparer
kari preparer folder-overview | kari preparer folder-overview | has already signed this run for folder-overview (event 1)
kari preparer folder-overview | ola approver folder-overview |
kari preparer folder-overview | ola preparer folder-overview |
kari preparer folder-overview | kari preparer,s-report-signer s-report |
 | kari remittance-controller remittance-control |
 | kari approver remittance-control |
 | kari supplier-register remittance-control | needs the role
 | kari remittance-controller,supplier-register remittance-control | who has the role supplier-register is excluded
 | kari preparer,supplier-register folder-overview |
";

#[test]
fn segregation_of_duties() {
    for row in DUTIES.lines().filter(|row| !row.is_empty()) {
        let [before, now, reason] = row.splitn(3, '|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("{row}")
        };
        let (_folder, store) = temporary_store();
        let run = create_run(&store, "2025-03");
        let sign_as = |signer: &str| {
            let [who, roles, purpose] = signer.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            signed(
                &store,
                &run,
                who,
                &roles.split(',').collect::<Vec<_>>(),
                purpose,
            )
        };
        if !before.is_empty() {
            sign_as(before).unwrap();
        }
        match sign_as(now) {
            Ok(_) => assert!(reason.is_empty(), "{row}"),
            Err(refused) => {
                assert!(
                    !reason.is_empty() && refused.to_string().contains(reason),
                    "{row}: {refused}"
                );
                let events = store.events(AGENCY, period("2025-03")).unwrap().len();
                assert_eq!(events, usize::from(!before.is_empty()));
            }
        }
    }
}

#[test]
fn a_new_run_may_be_signed_by_the_same_people() {
    let (_folder, store) = temporary_store();
    let one = create_run(&store, "2025-03");
    signed(&store, &one, "kari", &["preparer"], "folder-overview").unwrap();
    let two = create_run(&store, "2025-03");
    signed(&store, &two, "kari", &["preparer"], "folder-overview").unwrap();
    assert_eq!(verify_store(&store, allowed_signers().as_bytes()), []);
}

#[test]
fn a_sign_off_that_fell_may_be_given_again() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let sign = |who, roles: &[&str]| signed(&store, &run, who, roles, "folder-overview");
    sign("kari", &["preparer"]).unwrap();
    assert!(matches!(
        sign("kari", &["preparer"]),
        Err(SignOffError::Refused(Refusal::AlreadySigned { .. }))
    ));
    let reopened = Act::Reopened {
        person: "ola".into(),
        reason: "opened by mistake".into(),
        by: None,
    };
    store
        .record(&run, instant("2025-04-10T14:00:00Z"), reopened)
        .unwrap();
    sign("kari", &["preparer"]).unwrap();
    assert!(matches!(
        sign("kari", &["approver"]),
        Err(SignOffError::Refused(Refusal::SamePerson { .. }))
    ));
    assert_eq!(verify_store(&store, allowed_signers().as_bytes()), []);
}

#[test]
fn refused_with_the_reason() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let (kari, private_key) = (person("kari", &["preparer"]), key("kari"));
    let line = |options: &str| allowed_line("kari@ntnu.no", options, "kari");
    // The signature is of 2025-04-10T14:00:00Z.
    let table = [
        (line(""), ""),
        (
            line("valid-after=\"20250410140000Z\",valid-before=\"20250410140001Z\" "),
            "",
        ),
        (
            line("valid-after=\"20250410140001Z\" "),
            "is valid from 2025-04-10T14:00:01Z",
        ),
        (
            line("valid-before=\"20250410Z\" "),
            "was valid until 2025-04-10T00:00:00Z",
        ),
        (
            line("namespaces=\"s-report@avstem\" "),
            "may not be used for \"folder-overview@avstem\"",
        ),
        (line("namespaces=\"s-report@avstem,folder-*\" "), ""),
        (
            allowed_line("ola@ntnu.no", "", "kari"),
            "\"kari@ntnu.no\" is not in allowed_signers",
        ),
        (allowed_line("*@ntnu.no", "", "kari"), ""),
        (
            allowed_line("!kari@*,*@ntnu.no", "", "kari"),
            "\"kari@ntnu.no\" is not in allowed_signers",
        ),
        (
            allowed_line("kari@ntnu.no", "", "ola"),
            "the key is not one of \"kari@ntnu.no\"",
        ),
        (
            line("valid-before=\"20200101Z\" ") + &allowed_line("kari@ntnu.no", "", "ola"),
            "was valid until",
        ),
        (line("valid-before=\"20200101Z\" ") + &line(""), ""),
        (String::new(), "is not in allowed_signers"),
        ("kari".to_owned(), "allowed_signers line 1"),
    ];
    for (allowed, part) in table {
        let asked = request(
            &run,
            "folder-overview",
            &kari,
            private_key.as_bytes(),
            allowed.as_bytes(),
        );
        let outcome = sign_off(&store, &asked);
        if part.is_empty() {
            outcome.unwrap();
            std::fs::remove_dir_all(store.root().join("events")).unwrap();
        } else {
            let found = outcome.unwrap_err().to_string();
            assert!(found.contains(part), "{allowed}: {found}");
            assert_eq!(store.events(AGENCY, run.period()).unwrap(), []);
        }
    }
}

#[test]
fn a_changed_run_is_not_signed() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    std::fs::write(
        store.root().join("runs/0042/2025-03/0001/results.json"),
        "{}",
    )
    .unwrap();
    let found = signed(&store, &run, "kari", &["preparer"], "folder-overview").unwrap_err();
    assert!(
        matches!(&found, SignOffError::Artifact(problem) if problem.code == "STORE002"),
        "{found}"
    );
}

#[test]
fn only_the_next_event_is_appended() {
    let (_folder, store) = temporary_store();
    let (run, march) = (create_run(&store, "2025-03"), period("2025-03"));
    let one = signed(&store, &run, "kari", &["preparer"], "folder-overview").unwrap();
    let append = |change: &dyn Fn(&mut Event)| {
        let (number, previous) = Store::next_event(&store.events(AGENCY, march).unwrap()).unwrap();
        let act = Act::Decertified {
            artifact: None,
            reason: "bank: 12.50 more".into(),
        };
        let mut event = Event {
            number,
            previous,
            act,
            ..one.clone()
        };
        change(&mut event);
        store.append_event(AGENCY, march, &event)
    };
    let link = |change: fn(&mut RunLink)| {
        let mut link = one.run.unwrap();
        change(&mut link);
        Some(link)
    };
    assert!(matches!(
        append(&|event| event.number = 1),
        Err(StoreError::EventOvertaken { .. })
    ));
    assert!(matches!(
        append(&|event| event.number = 3),
        Err(StoreError::EventOvertaken { .. })
    ));
    assert!(matches!(
        append(&|event| event.previous = None),
        Err(StoreError::EventOvertaken { .. })
    ));
    assert!(matches!(
        append(&|event| event.run = link(|link| link.run = 2)),
        Err(StoreError::NoRun { .. })
    ));
    assert!(matches!(
        append(&|event| event.run = link(|link| link.run = 0)),
        Err(StoreError::NoRunNumber { .. })
    ));
    assert!(matches!(
        append(&|event| event.run = link(|link| link.sums.0[0] ^= 1)),
        Err(StoreError::BrokenLink { .. })
    ));
    let early = instant("2025-04-10T13:59:59Z");
    assert!(matches!(
        append(&|event| event.at = early),
        Err(StoreError::BeforeTheLast { .. })
    ));
    let long = Act::Decertified {
        artifact: None,
        reason: "x".repeat(1 << 20),
    };
    let too_large = append(&|event| event.act = long.clone());
    assert!(matches!(too_large, Err(StoreError::TooLarge { .. })));
    append(&|_| {}).unwrap();
    assert_eq!(store.events(AGENCY, march).unwrap().len(), 2);
}

#[test]
fn a_process_killed_while_it_signs() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let folder = store.root().join("events/0042/2025-03");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(".tmp-99999-0"), "half an event").unwrap();
    assert_eq!(store.events(AGENCY, run.period()).unwrap(), []);
    signed(&store, &run, "kari", &["preparer"], "folder-overview").unwrap();
    // Killed after the event got its name, before its signature file did.
    let signature = std::fs::read(folder.join("000001.sig")).unwrap();
    std::fs::remove_file(folder.join("000001.sig")).unwrap();
    let problems = verify_run(&store, &run, allowed_signers().as_bytes());
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        (problems[0].code, problems[0].path.as_str()),
        ("STORE014", "events/0042/2025-03/000001.sig")
    );
    signed(&store, &run, "ola", &["approver"], "folder-overview").unwrap();
    assert_eq!(std::fs::read(folder.join("000001.sig")).unwrap(), signature);
    assert_eq!(verify_run(&store, &run, allowed_signers().as_bytes()), []);
    assert!(!folder.join(".tmp-99999-0").exists());
}

/// A folder with what `ssh-keygen` needs: `key`, `allowed_signers`, `message`.
fn keygen_folder(allowed: &str, message: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    std::fs::write(path.join("key"), key("kari")).unwrap();
    std::fs::set_permissions(path.join("key"), std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(path.join("allowed_signers"), allowed).unwrap();
    std::fs::write(path.join("message"), message).unwrap();
    (folder, path)
}

/// `ssh-keygen -Y verify` on `message` and `message.sig` in a folder, at an instant `YYYYMMDDHHMMSSZ`.
fn keygen_verifies(folder: &Path, principal: &str, namespace: &str, at: &str) -> bool {
    Command::new("ssh-keygen")
        .args([
            "-Y",
            "verify",
            "-f",
            "allowed_signers",
            "-s",
            "message.sig",
            "-I",
            principal,
            "-n",
            namespace,
        ])
        .arg(format!("-Overify-time={at}"))
        .current_dir(folder)
        .stdin(std::fs::File::open(folder.join("message")).unwrap())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

/// Whether this machine has an `ssh-keygen` (without a command it explains itself and fails).
fn has_keygen() -> Option<Output> {
    stock_program(Command::new("ssh-keygen").arg("-?"))
}

#[test]
fn the_stock_program_accepts_our_signatures() {
    let Some(_) = has_keygen() else { return };
    let (_store_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    signed(&store, &run, "kari", &["preparer"], "folder-overview").unwrap();
    let message = store.read_sums(&run).unwrap();
    let (_folder, folder) = keygen_folder(&allowed_signers(), &message);
    let signature = std::fs::read(store.root().join("events/0042/2025-03/000001.sig")).unwrap();
    std::fs::write(folder.join("message.sig"), &signature).unwrap();
    let verifies = || {
        keygen_verifies(
            &folder,
            "kari@ntnu.no",
            "folder-overview@avstem",
            "20250410140000Z",
        )
    };
    assert!(verifies());
    assert!(!keygen_verifies(
        &folder,
        "ola@ntnu.no",
        "folder-overview@avstem",
        "20250410140000Z"
    ));
    assert!(!keygen_verifies(
        &folder,
        "kari@ntnu.no",
        "s-report@avstem",
        "20250410140000Z"
    ));
    let mut changed = message.clone();
    changed[0] ^= 1;
    std::fs::write(folder.join("message"), changed).unwrap();
    assert!(!verifies());
    std::fs::write(folder.join("message"), message).unwrap();
    let mut changed = signature;
    let middle = changed.len() / 2;
    changed[middle] = if changed[middle] == b'A' { b'B' } else { b'A' };
    std::fs::write(folder.join("message.sig"), changed).unwrap();
    assert!(!verifies());
}

#[test]
fn we_accept_the_signatures_of_the_stock_program() {
    let message = b"0000  results.json\n".as_slice();
    let (_folder, folder) = keygen_folder(&allowed_signers(), message);
    let mut command = Command::new("ssh-keygen");
    command
        .args([
            "-Y",
            "sign",
            "-q",
            "-f",
            "key",
            "-n",
            "s-report@avstem",
            "message",
        ])
        .current_dir(&folder);
    let Some(output) = stock_program(&mut command) else {
        return;
    };
    assert!(output.status.success(), "{output:?}");
    let theirs = std::fs::read_to_string(folder.join("message.sig")).unwrap();
    assert_eq!(
        theirs,
        sign(message, key("kari").as_bytes(), "s-report@avstem").unwrap(),
        "byte for byte"
    );
    let allowed = AllowedSigners::parse(allowed_signers().as_bytes()).unwrap();
    let at = instant("2025-04-10T14:00:00Z");
    let verify = |message: &[u8], armored: &str, namespace: &str| {
        allowed.verify(message, armored, "kari@ntnu.no", namespace, at)
    };
    assert_eq!(verify(message, &theirs, "s-report@avstem"), Ok(()));
    assert_eq!(
        verify(b"0001  results.json\n", &theirs, "s-report@avstem"),
        Err(Refusal::ChangedArtifact)
    );
    assert!(matches!(
        verify(message, &theirs, "folder-overview@avstem"),
        Err(Refusal::WrongNamespace { .. })
    ));
    let head = "-----BEGIN SSH SIGNATURE-----\n".len();
    for at in (head..theirs.len() - head)
        .step_by(7)
        .filter(|at| theirs.as_bytes()[*at] != b'\n')
    {
        let mut changed = theirs.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(
            verify(message, &changed, "s-report@avstem").is_err(),
            "byte {at}"
        );
    }
}

/// The same file, principal, purpose and time give the same answer here and there.
#[test]
fn the_stock_program_reads_allowed_signers_alike() {
    let Some(_) = has_keygen() else { return };
    let line = |options: &str| allowed_line("kari@ntnu.no", options, "kari");
    let files = [
        line(""),
        format!("# a comment\n\n  {}", line("")),
        line("namespaces=\"s-report@avstem\" "),
        line("namespaces=\"*\" "),
        line("namespaces=\"!s-report@avstem,*\" "),
        line("NAMESPACES=\"s-report@avst?m,x\" "),
        line("valid-after=\"20250410Z\" "),
        line("valid-after=\"202504101400Z\",valid-before=\"20250410140005Z\" "),
        line("valid-before=\"20250410140000Z\",namespaces=\"s-*\" "),
        allowed_line("*", "", "kari"),
        allowed_line("*@ntnu.no,!kari@ntnu.no", "", "kari"),
        allowed_line("ola@ntnu.no,k?ri@*", "", "kari"),
        allowed_line("\"kari@ntnu.no\"", "", "kari"),
        allowed_line("KARI@ntnu.no", "", "kari"),
        allowed_line("kari@ntnu.no", "", "ola"),
        allowed_line("kari@ntnu.no", "", "ola") + &line(""),
        line("namespaces=\"git\" ") + &line("valid-before=\"20240101Z\" "),
    ];
    let message = b"message\n".as_slice();
    let armored = sign(message, key("kari").as_bytes(), "s-report@avstem").unwrap();
    let times = [
        "2025-04-09T23:59:59Z",
        "2025-04-10T14:00:00Z",
        "2025-04-10T14:00:05Z",
        "2025-04-10T14:00:06Z",
    ];
    for file in &files {
        let (_folder, folder) = keygen_folder(file, message);
        std::fs::write(folder.join("message.sig"), &armored).unwrap();
        let ours = AllowedSigners::parse(file.as_bytes()).unwrap();
        for time in times {
            let stock_time: String = time
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == 'Z')
                .collect();
            let theirs = keygen_verifies(&folder, "kari@ntnu.no", "s-report@avstem", &stock_time);
            let outcome = ours.verify(
                message,
                &armored,
                "kari@ntnu.no",
                "s-report@avstem",
                instant(time),
            );
            assert_eq!(outcome.is_ok(), theirs, "{file} at {time}: {outcome:?}");
        }
    }
}

#[test]
fn keys_that_cannot_sign() {
    let wrong = sign(b"", b"-----BEGIN RSA PRIVATE KEY-----\n", "s-report@avstem");
    assert!(
        matches!(wrong, Err(Refusal::UnreadableKey { .. })),
        "{wrong:?}"
    );
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, arguments: &[&str]| {
        let mut command = Command::new("ssh-keygen");
        command
            .args(["-q", "-C", "", "-f", name])
            .args(arguments)
            .current_dir(folder.path());
        let output = stock_program(&mut command)?;
        assert!(output.status.success(), "{output:?}");
        Some(std::fs::read(folder.path().join(name)).unwrap())
    };
    let Some(good) = made("good", &["-t", "ed25519", "-N", ""]) else {
        return;
    };
    sign(b"", &good, "s-report@avstem").unwrap();
    let locked = made("locked", &["-t", "ed25519", "-N", "secret"]).unwrap();
    assert_eq!(
        sign(b"", &locked, "s-report@avstem"),
        Err(Refusal::LockedKey)
    );
    let other = made("other", &["-t", "ecdsa", "-N", ""]).unwrap();
    let refused = sign(b"", &other, "s-report@avstem")
        .unwrap_err()
        .to_string();
    assert!(refused.contains("ssh-keygen -t ed25519"), "{refused}");
}
