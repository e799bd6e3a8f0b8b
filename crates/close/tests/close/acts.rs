//! Acts in a store: reports signed as their line of SHA256SUMS, steps, waivers, what falls with a later run, the roles of the
//! day, heads, and several processes at once.

use std::process::{Command, Stdio};
use std::time::Duration;

use close::{
    Act, Agreed, Illegal, Office, Problem, Refusal, Routine, RunRef, SignOffError, SignRequest,
    StepRequest, Store, StoreError, changed_since, compare_heads, digest_of, heads, reopen,
    sign_off, sign_offs_in_force, take_step, verify_duties, verify_store, waive,
};
use domain::agency::{Budgeting, Model, Person, Principle, Service};
use domain::{Digest, Period};

use crate::made::{
    AGENCY, allowed_line, allowed_signers, archive, around, create_run, files, files_below, key,
    manifest, period, person, request, stock_program, temporary_store,
};

const FUND: Routine = Routine {
    model: Model {
        service: Service::Full,
        budgeting: Budgeting::Fund,
        principle: Principle::Cash,
    },
    agreed: Agreed::NONE,
    is_lenient: false,
};

const GROSS: Routine = Routine {
    model: Model {
        service: Service::Full,
        budgeting: Budgeting::Gross,
        principle: Principle::Cash,
    },
    agreed: Agreed::NONE,
    is_lenient: false,
};

/// A playbook of the tests: a line per person, `id role role`.
fn read(bytes: &[u8], _: Period) -> Result<Office, String> {
    let text = std::str::from_utf8(bytes).map_err(|why| why.to_string())?;
    let persons = text.lines().map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let (id, roles) = words.split_first().unwrap();
        person(id, roles)
    });
    Ok(Office {
        persons: persons.collect(),
        routine: Some(FUND),
    })
}

const PLAYBOOK: &str = "kari preparer\nola approver\ndag provider\nliv s-report-signer\n";

fn people() -> Vec<Person> {
    read(PLAYBOOK.as_bytes(), period("2025-03"))
        .unwrap()
        .persons
}

fn named(id: &str) -> Person {
    people().into_iter().find(|person| person.id == id).unwrap()
}

fn step(
    store: &Store,
    run: Option<&RunRef>,
    routine: Routine,
    id: &str,
    who: &str,
) -> Result<close::Event, SignOffError> {
    let person = named(who);
    let playbook = archive(store, PLAYBOOK.as_bytes());
    let asked = StepRequest {
        agency: AGENCY,
        period: period("2025-03"),
        run,
        person: &person,
        reason: Some("because"),
        key: None,
        around: around(Some(playbook), Some(routine)),
    };
    if id == "reopen" {
        reopen(store, &asked)
    } else {
        take_step(store, id, &asked)
    }
}

fn sign(
    store: &Store,
    run: &RunRef,
    routine: Routine,
    purpose: &str,
    who: &str,
) -> Result<close::Event, SignOffError> {
    let (person, private_key, allowed) = (named(who), key(who), signers());
    let playbook = archive(store, PLAYBOOK.as_bytes());
    let asked = request(
        run,
        purpose,
        &person,
        private_key.as_bytes(),
        allowed.as_bytes(),
    );
    sign_off(
        store,
        &SignRequest {
            around: around(Some(playbook), Some(routine)),
            ..asked
        },
    )
}

/// A run of March whose S-report is this.
fn run_with(store: &Store, report: &str) -> RunRef {
    let march = period("2025-03");
    let mut files = files(&manifest(store, march));
    files.retain(|(name, _)| name != "s-report.csv");
    if !report.is_empty() {
        files.push(("s-report.csv".to_owned(), report.as_bytes().to_vec()));
    }
    store.create_run(AGENCY, march, files).unwrap()
}

fn signers() -> String {
    allowed_signers() + &allowed_line("dag@ntnu.no", "", "dag")
}

fn problems(store: &Store) -> Vec<Problem> {
    let mut problems = verify_store(store, signers().as_bytes());
    problems.extend(verify_duties(store, &read));
    problems
}

fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_report_is_signed_as_its_line_and_falls_when_it_changes() {
    let (folder, store) = temporary_store();
    let without = run_with(&store, "");
    let refused = sign(&store, &without, GROSS, "s-report", "liv").unwrap_err();
    let refused = refused.to_string();
    assert!(
        refused.contains("run 0042/2025-03/0001 has no s-report.csv"),
        "{refused}"
    );
    let one = run_with(&store, "1939;-12.50\n");
    let event = sign(&store, &one, GROSS, "s-report", "liv").unwrap();
    let artifact = event.sign_off().unwrap().artifact.clone().unwrap();
    assert_eq!(artifact.sha256, digest_of(b"1939;-12.50\n"));
    assert_eq!(problems(&store), []);
    let allowed = folder.path().join("allowed_signers");
    std::fs::write(&allowed, allowed_signers()).unwrap();
    let verified = stock_program(Command::new("bash").arg("-c").arg(format!(
        "grep '  s-report.csv$' {0}/runs/0042/2025-03/0002/SHA256SUMS | ssh-keygen -Y verify -f {1} -I liv@ntnu.no -n s-report@avstem -s {0}/events/0042/2025-03/000001.sig",
        store.root().display(),
        allowed.display(),
    )));
    assert!(verified.is_none_or(|output| output.status.success()));

    // The same report in a later run: it stands. Nobody signs twice.
    let same = run_with(&store, "1939;-12.50\n");
    let now = around(None, None).at;
    let events = || store.events(AGENCY, period("2025-03")).unwrap();
    let changed = |run| changed_since(&store, run, GROSS.model, &events()).unwrap();
    assert_eq!(changed(&same), []);
    let twice = sign(&store, &same, GROSS, "s-report", "liv").unwrap_err();
    assert!(matches!(
        twice,
        SignOffError::Refused(Refusal::AlreadySigned { event: 1, .. })
    ));
    // One line changed: it falls, and the reason says which; once recorded, there is nothing to say.
    let other = run_with(&store, "1939;-12.51\n");
    let fallen = changed(&other);
    let [(which, reason)] = fallen.as_slice() else {
        panic!("{fallen:?}")
    };
    assert_eq!(which, &artifact);
    assert!(
        reason.contains("s-report.csv of run 0042/2025-03/0004 has the digest"),
        "{reason}"
    );
    let act = Act::Decertified {
        artifact: Some(artifact.clone()),
        reason: reason.clone(),
    };
    store.record(&other, now, act).unwrap();
    assert_eq!(changed(&other), []);
    assert!(sign_offs_in_force(&events()).is_empty());
    sign(&store, &other, GROSS, "s-report", "liv").unwrap();
    // A run that has none any more.
    let without = run_with(&store, "");
    let changed = changed(&without);
    assert!(changed[0].1.contains("has no s-report.csv"), "{changed:?}");
    assert_eq!(problems(&store), []);
}

#[test]
fn a_step_is_taken_refused_and_judged_again_by_verification() {
    let (_folder, store) = temporary_store();
    let early = step(&store, None, FUND, "set-current", "dag").unwrap();
    assert_eq!((early.number, early.run), (1, None), "before the first run");
    let refused = step(&store, None, FUND, "closed", "dag").unwrap_err();
    assert!(
        matches!(refused, SignOffError::Illegal(Illegal::Needs { .. })),
        "{refused}"
    );
    let refused = step(&store, None, FUND, "completeness", "dag").unwrap_err();
    assert!(refused.to_string().contains("needs ready"), "{refused}");
    for (id, who) in [
        ("vouchers-in", "kari"),
        ("bank-vouchers-in", "kari"),
        ("ready", "ola"),
        ("closed", "dag"),
    ] {
        step(&store, None, FUND, id, who).unwrap();
    }
    let lacking = step(&store, None, FUND, "bank-done", "kari").unwrap_err();
    assert!(
        lacking.to_string().contains("needs a run of the period"),
        "{lacking}"
    );
    let signed_only = step(&store, None, FUND, "completeness", "dag").unwrap_err();
    assert!(
        signed_only.to_string().contains("needs a signature"),
        "{signed_only}"
    );
    let old = create_run(&store, "2025-03");
    let run = create_run(&store, "2025-03");
    // What is signed once somebody follows the steps is a step, and keeps to its place and its run.
    let too_early = sign(&store, &run, FUND, "folder-overview", "ola").unwrap_err();
    assert!(
        too_early
            .to_string()
            .contains("overview-signed needs overview-prepared"),
        "{too_early}"
    );
    let of_old = sign(&store, &old, FUND, "completeness", "dag").unwrap_err();
    assert!(of_old.to_string().contains("number 2, not 1"), "{of_old}");
    let not_here = sign(&store, &run, FUND, "s-report", "liv").unwrap_err();
    assert!(
        not_here.to_string().contains("s-signed is not a step"),
        "{not_here}"
    );
    sign(&store, &run, FUND, "completeness", "dag").unwrap();
    step(&store, Some(&run), FUND, "bank-done", "kari").unwrap();
    assert_eq!(problems(&store), []);
    let refused = step(&store, Some(&run), FUND, "reopen", "kari").unwrap_err();
    assert!(
        refused.to_string().contains("needs the role approver"),
        "{refused}"
    );
    let again = step(&store, Some(&run), FUND, "reopen", "ola").unwrap();
    assert!(matches!(again.act, Act::Reopened { by: Some(_), .. }));
    let refused = step(&store, Some(&run), FUND, "reopen", "ola").unwrap_err();
    assert!(
        refused.to_string().contains("2025-03 is not closed"),
        "{refused}"
    );
    assert_eq!(problems(&store), []);
}

/// Somebody with a right to write appends what the routine does not allow, or in a role not their own.
#[test]
fn an_event_that_should_not_be_there() {
    let (_folder, store) = temporary_store();
    for (id, who) in [
        ("set-current", "dag"),
        ("vouchers-in", "kari"),
        ("bank-vouchers-in", "kari"),
        ("ready", "ola"),
    ] {
        step(&store, None, FUND, id, who).unwrap();
    }
    create_run(&store, "2025-03");
    assert_eq!(problems(&store), []);
    let append = |change: &dyn Fn(&mut close::Event)| {
        let events = store.events(AGENCY, period("2025-03")).unwrap();
        let (number, previous) = Store::next_event(&events).unwrap();
        let mut forged = events[3].clone();
        (forged.number, forged.previous) = (number, previous);
        change(&mut forged);
        store
            .append_event(AGENCY, period("2025-03"), &forged)
            .unwrap();
        let found = problems(&store);
        let name = format!("events/0042/2025-03/{number:06}.json");
        assert!(
            found.iter().all(|problem| problem.path == name),
            "{found:?}"
        );
        let found = codes(&found).join(" ");
        std::fs::remove_file(store.root().join(name)).unwrap();
        found
    };
    assert_eq!(append(&|_| {}), "STORE020", "ready is done");
    let stepped = |event: &mut close::Event, change: fn(&mut close::Stepped)| {
        if let Act::Stepped(act) = &mut event.act {
            change(act);
        }
    };
    assert_eq!(
        append(&|event| stepped(event, |act| act.by.role = "provider".to_owned())),
        "STORE019"
    );
    assert_eq!(
        append(&|event| stepped(event, |act| act.person = "kari".to_owned())),
        "STORE019"
    );
    assert_eq!(
        append(&|event| stepped(event, |act| act.step = "coffee".to_owned())),
        "STORE020"
    );
    let other_playbook = archive(&store, b"dag provider\n");
    assert_eq!(
        append(&|event| event.playbook = Some(other_playbook)),
        "STORE019"
    );
    assert_eq!(problems(&store), []);
    let playbook = store.archive_path(digest_of(PLAYBOOK.as_bytes()));
    std::fs::remove_file(playbook).unwrap();
    let found = problems(&store);
    assert!(
        codes(&found).contains(&"STORE007") && codes(&found).contains(&"STORE019"),
        "{found:?}"
    );
}

#[test]
fn a_step_may_be_signed_as_an_event() {
    let (_folder, store) = temporary_store();
    let (dag, private_key) = (named("dag"), key("ola"));
    let allowed = allowed_signers().replace("ola@ntnu.no", "dag@ntnu.no");
    let asked = StepRequest {
        agency: AGENCY,
        period: period("2025-03"),
        run: None,
        person: &dag,
        reason: None,
        key: Some((private_key.as_bytes(), allowed.as_bytes())),
        around: around(Some(archive(&store, PLAYBOOK.as_bytes())), Some(FUND)),
    };
    take_step(&store, "set-current", &asked).unwrap();
    create_run(&store, "2025-03");
    assert_eq!(verify_store(&store, allowed.as_bytes()), []);
    // Verification wants the key of the one who is said to have done it.
    assert_eq!(
        codes(&verify_store(&store, allowed_signers().as_bytes())),
        ["STORE013"]
    );
    // Somebody else's key: nothing is written.
    let wrong = key("kari");
    let (ola, allowed) = (named("ola"), allowed_signers());
    let asked = StepRequest {
        person: &ola,
        key: Some((wrong.as_bytes(), allowed.as_bytes())),
        ..asked
    };
    let refused = take_step(&store, "vouchers-in", &asked).unwrap_err();
    assert!(
        matches!(refused, SignOffError::Refused(Refusal::UnknownKey { .. })),
        "{refused}"
    );
    assert_eq!(store.events(AGENCY, period("2025-03")).unwrap().len(), 1);
}

#[test]
fn waivers() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let (private_key, allowed) = (key("ola"), allowed_signers());
    let give = |who: &str, finding: &str, until: &str| {
        let person = named(who);
        let asked = request(
            &run,
            "waiver",
            &person,
            private_key.as_bytes(),
            allowed.as_bytes(),
        );
        waive(
            &store,
            &asked,
            finding,
            until.parse().unwrap(),
            "the bank answers in June",
        )
    };
    let refused = give("kari", "bank/1", "2025-06-30").unwrap_err();
    assert!(
        refused.to_string().contains("needs the role approver"),
        "{refused}"
    );
    give("ola", "bank/1", "2025-06-30").unwrap();
    give("ola", "bank/2", "2025-06-30").unwrap();
    // Prolonged: the newer one counts.
    give("ola", "bank/1", "2025-07-31").unwrap();
    let events = store.events(AGENCY, period("2025-03")).unwrap();
    let found: Vec<String> = close::waivers(&events)
        .iter()
        .map(|(event, waiver)| format!("{} {} {}", event.number, waiver.finding, waiver.until))
        .collect();
    assert_eq!(found, ["2 bank/2 2025-06-30", "3 bank/1 2025-07-31"]);
    assert!(
        sign_offs_in_force(&events).is_empty(),
        "a waiver is no sign-off of the run"
    );
    assert_eq!(problems(&store), []);
}

/// Payments are authorised after they are controlled; a voucher is approved by another than who attested it.
#[test]
fn what_must_be_signed_before() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let sign_as = |who: &str, roles: &[&str], purpose: &str| {
        let (person, private_key, allowed) = (person(who, roles), key(who), allowed_signers());
        sign_off(
            &store,
            &request(
                &run,
                purpose,
                &person,
                private_key.as_bytes(),
                allowed.as_bytes(),
            ),
        )
    };
    let authorise = || {
        sign_as(
            "ola",
            &["remittance-authoriser"],
            "remittance-authorisation",
        )
    };
    let refused = authorise().unwrap_err().to_string();
    assert!(
        refused.contains("comes after remittance-control")
            && refused.contains("remittance-controller or approver or preparer"),
        "{refused}"
    );
    sign_as("kari", &["remittance-controller"], "remittance-control").unwrap();
    authorise().unwrap();
    let refused = sign_as("kari", &["attestant"], "voucher-attestation")
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("has no proposals/proposals.csv"),
        "{refused}"
    );
    assert_eq!(verify_store(&store, allowed_signers().as_bytes()), []);
}

#[test]
fn heads_notice_what_is_gone_from_the_end() {
    let (_folder, store) = temporary_store();
    step(&store, None, FUND, "set-current", "dag").unwrap();
    create_run(&store, "2025-03");
    step(&store, None, FUND, "vouchers-in", "kari").unwrap();
    create_run(&store, "2025-04");
    let list = heads(&store).unwrap();
    let text = String::from_utf8(list.clone()).unwrap();
    let paths: Vec<&str> = text.lines().map(|line| &line[66..]).collect();
    assert_eq!(
        paths,
        [
            "events/0042/2025-03/000002.json",
            "runs/0042/2025-03/0001/SHA256SUMS",
            "runs/0042/2025-04/0001/SHA256SUMS"
        ]
    );
    assert_eq!(compare_heads(&store, &list), []);
    let check = stock_program(
        Command::new("sha256sum")
            .args(["--strict", "-c", "-"])
            .current_dir(store.root())
            .stdin({
                let file = store.root().join("../heads");
                std::fs::write(&file, &list).unwrap();
                Stdio::from(std::fs::File::open(file).unwrap())
            }),
    );
    assert!(check.is_none_or(|output| output.status.success()));
    // What comes later disturbs nothing.
    step(&store, None, FUND, "bank-vouchers-in", "kari").unwrap();
    create_run(&store, "2025-03");
    assert_eq!(compare_heads(&store, &list), []);
    // The newest event and the newest run, cut off: nothing inside the store tells.
    let newest = heads(&store).unwrap();
    std::fs::remove_file(store.root().join("events/0042/2025-03/000003.json")).unwrap();
    std::fs::remove_dir_all(store.root().join("runs/0042/2025-03/0002")).unwrap();
    assert_eq!(problems(&store), []);
    let found = compare_heads(&store, &newest);
    let found: Vec<_> = found
        .iter()
        .map(|problem| (problem.code, problem.path.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("STORE021", "events/0042/2025-03/000003.json"),
            ("STORE021", "runs/0042/2025-03/0002/SHA256SUMS")
        ]
    );
    assert_eq!(compare_heads(&store, &list), []);
    // Another in its place.
    let path = store.root().join("events/0042/2025-03/000002.json");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.push(b'\n');
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(codes(&compare_heads(&store, &list)), ["STORE021"]);
    assert_eq!(codes(&compare_heads(&store, b"not a list")), ["STORE021"]);
}

/// Events written by the first version, byte for byte: they are read, they verify, and the next event follows them.
#[test]
fn events_in_form_one_stand() {
    let vector =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/events-form-1");
    let (_folder, store) = temporary_store();
    for path in files_below(&vector.join("store")) {
        let target = store.root().join(&path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(vector.join("store").join(&path), target).unwrap();
    }
    let allowed = std::fs::read(vector.join("allowed_signers")).unwrap();
    assert_eq!(verify_store(&store, &allowed), []);
    assert_eq!(verify_duties(&store, &read), []);
    let march = period("2025-03");
    let events = store.events(AGENCY, march).unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event.act.kind()).collect();
    assert_eq!(
        kinds,
        ["signed", "signed", "signed", "reopened", "decertified"]
    );
    for (event, path) in events
        .iter()
        .zip(["000001", "000002", "000003", "000004", "000005"])
    {
        let bytes = std::fs::read(
            store
                .root()
                .join(format!("events/0042/2025-03/{path}.json")),
        )
        .unwrap();
        assert_eq!(event.to_bytes().unwrap(), bytes);
    }
    let standing = |count: usize| sign_offs_in_force(&events[..count]).len();
    assert_eq!((standing(3), standing(4), standing(5)), (3, 0, 0));
    let run: RunRef = "0042/2025-03/0001".parse().unwrap();
    let at = "2025-05-03T08:00:00Z".parse().unwrap();
    let person = named("kari");
    let private_key = key("kari");
    let mut asked = request(
        &run,
        "folder-overview",
        &person,
        private_key.as_bytes(),
        &allowed,
    );
    asked.around.at = at;
    assert_eq!(sign_off(&store, &asked).unwrap().number, 6);
    assert_eq!(verify_store(&store, &allowed), []);
}

/// Each writes ten events, and tries again when it is told that the other is at it or was faster.
#[test]
fn two_at_once() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let ten_events = || -> Vec<u32> {
        let mut numbers = Vec::new();
        while numbers.len() < 10 {
            let act = Act::Decertified {
                artifact: None,
                reason: "12.50 more".to_owned(),
            };
            match store.record(&run, around(None, None).at, act) {
                Err(StoreError::AlreadyRunning { .. } | StoreError::EventOvertaken { .. }) => {}
                outcome => numbers.push(outcome.unwrap().number),
            }
        }
        numbers
    };
    let (one, other) = std::thread::scope(|scope| {
        let (one, other) = (scope.spawn(ten_events), scope.spawn(ten_events));
        (one.join().unwrap(), other.join().unwrap())
    });
    let mut numbers: Vec<u32> = one.into_iter().chain(other).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    assert_eq!(problems(&store), []);
}

/// A real process, really killed while it writes events: the chain is whole, and the next event follows.
#[test]
fn killed_while_writing_events() {
    let (_folder, store) = temporary_store();
    let run = create_run(&store, "2025-03");
    let count = || store.events(AGENCY, period("2025-03")).unwrap().len();
    for attempt in 0..8_u64 {
        let before = count();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "acts::writes_events_until_killed", "--nocapture"])
            .env("AVSTEM_TEST_EVENTS_INTO", store.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while count() == before {
            assert!(
                child.try_wait().unwrap().is_none(),
                "the child ended by itself"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(attempt * 500));
        child.kill().unwrap();
        child.wait().unwrap();
        let act = Act::Decertified {
            artifact: None,
            reason: "12.50 more".to_owned(),
        };
        let next = store.record(&run, around(None, None).at, act).unwrap();
        assert_eq!(usize::try_from(next.number).unwrap(), count());
        assert_eq!(problems(&store), []);
    }
}

/// Not a test by itself: the process that [`killed_while_writing_events`] kills. It ends at once when nobody says where.
#[test]
fn writes_events_until_killed() {
    let Some(root) = std::env::var_os("AVSTEM_TEST_EVENTS_INTO") else {
        return;
    };
    let store = Store::open(root).unwrap();
    let run: RunRef = "0042/2025-03/0001".parse().unwrap();
    loop {
        let act = Act::Decertified {
            artifact: None,
            reason: "12.50 more".to_owned(),
        };
        store.record(&run, around(None, None).at, act).unwrap();
    }
}

/// A signed period, every kind of event in it, and whatever somebody does to it: found, and named.
#[test]
fn a_signed_period_tampered_with() {
    let (_folder, store) = temporary_store();
    for (id, who) in [
        ("set-current", "dag"),
        ("vouchers-in", "kari"),
        ("bank-vouchers-in", "kari"),
        ("ready", "ola"),
        ("closed", "dag"),
    ] {
        step(&store, None, FUND, id, who).unwrap();
    }
    let run = create_run(&store, "2025-03");
    let signers = signers();
    let dag = named("dag");
    let private_key = key("dag");
    let mut asked = request(
        &run,
        "completeness",
        &dag,
        private_key.as_bytes(),
        signers.as_bytes(),
    );
    asked.around = around(Some(archive(&store, PLAYBOOK.as_bytes())), Some(FUND));
    sign_off(&store, &asked).unwrap();
    step(&store, Some(&run), FUND, "bank-done", "kari").unwrap();
    let list = heads(&store).unwrap();
    let look = |signers: &str| -> Vec<Problem> {
        let mut found = verify_store(&store, signers.as_bytes());
        found.extend(verify_duties(&store, &read));
        found.extend(compare_heads(&store, &list));
        found
    };
    assert_eq!(look(&signers), []);
    // Every file of the period, one byte changed, and every file taken away.
    let paths = files_below(store.root());
    assert!(paths.len() > 15, "{paths:?}");
    for (index, path) in paths.iter().enumerate() {
        let whole = store.root().join(path);
        let good = std::fs::read(&whole).unwrap();
        let names = |found: &[Problem]| {
            found
                .iter()
                .any(|problem| problem.path == path.to_str().unwrap())
        };
        if !good.is_empty() {
            let mut bad = good.clone();
            let at = (index * 7919) % bad.len();
            bad[at] ^= 1;
            std::fs::write(&whole, bad).unwrap();
            assert!(names(&look(&signers)), "{}", path.display());
        }
        std::fs::remove_file(&whole).unwrap();
        assert!(names(&look(&signers)), "{} is gone", path.display());
        std::fs::write(&whole, good).unwrap();
    }
    // A key that had expired by then, and one that is somebody else's.
    let expired = signers.replace("dag@ntnu.no ", "dag@ntnu.no valid-before=\"20250101Z\" ");
    assert_eq!(codes(&look(&expired)), ["STORE013"]);
    let swapped = signers.replace("dag@ntnu.no", "eva@ntnu.no");
    assert_eq!(codes(&look(&swapped)), ["STORE013"]);
    // The signature of another purpose put in its place, with digests that fit.
    let events = store.events(AGENCY, period("2025-03")).unwrap();
    let signed = events
        .iter()
        .find(|event| event.sign_off().is_some())
        .unwrap();
    let mut forged = signed.clone();
    if let Act::Signed(act) = &mut forged.act {
        act.signature = close::sign(
            &store.read_sums(&run).unwrap(),
            private_key.as_bytes(),
            "review@avstem",
        )
        .unwrap();
    }
    let path = store.root().join("events/0042/2025-03/000006.json");
    std::fs::write(&path, forged.to_bytes().unwrap()).unwrap();
    let found = look(&signers);
    assert!(
        codes(&found).contains(&"STORE013") && codes(&found).contains(&"STORE011"),
        "{found:?}"
    );
    std::fs::write(&path, signed.to_bytes().unwrap()).unwrap();
    assert_eq!(look(&signers), []);
}

/// What is bound to a digest that no run has is a fault of whoever wrote it.
#[test]
fn an_artifact_that_the_run_does_not_have() {
    let (_folder, store) = temporary_store();
    let run = run_with(&store, "1939;-12.50\n");
    let event = sign(&store, &run, GROSS, "s-report", "liv").unwrap();
    let mut forged = event.clone();
    if let Act::Signed(act) = &mut forged.act {
        act.artifact.as_mut().unwrap().sha256 = Digest([7; 32]);
    }
    let path = store.root().join("events/0042/2025-03/000001.json");
    std::fs::write(&path, forged.to_bytes().unwrap()).unwrap();
    assert_eq!(
        codes(&verify_store(&store, allowed_signers().as_bytes())),
        ["STORE013"]
    );
    if let Act::Signed(act) = &mut forged.act {
        act.artifact = None;
    }
    std::fs::write(&path, forged.to_bytes().unwrap()).unwrap();
    let found = verify_store(&store, allowed_signers().as_bytes());
    assert_eq!(codes(&found), ["STORE013", "STORE015"], "{found:?}");
}
