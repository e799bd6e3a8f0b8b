//! A period from its first business day to "terminated and signed", by people who may not do each other's work, on the
//! command line.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and writes files"
)]

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use crate::world::{Said, World, avstem, command, files, note};

/// People and their roles.
const PEOPLE: [(&str, &str); 4] = [
    ("kari", "preparer"),
    ("ola", "approver"),
    ("dag", "provider"),
    ("per", "preparer\", \"approver"),
];

/// A fund in full service, whose L-report needs no file of the run.
pub(crate) fn office(faults: &[&str]) -> Option<World> {
    let is_there = Command::new("ssh-keygen")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !is_there {
        note("skipped: ssh-keygen is not installed");
        return None;
    }
    let world = World::synth(1, 150, faults);
    let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("UTF-8");
    let (before, people) = playbook.split_once("[[person]]").expect("people");
    // The tables after the people stay.
    let after = people
        .find("\n[[mapping")
        .map_or("", |at| people.get(at..).unwrap_or_default());
    let mut text = before.replace("budgeting = \"gross\"", "budgeting = \"fund\"");
    let mut signers = String::new();
    fs::create_dir_all(world.root().join("keys")).expect("a folder");
    for (id, roles) in PEOPLE {
        writeln!(
            text,
            "[[person]]\nid = \"{id}\"\nprincipal = \"{id}@example.test\"\nroles = [\"{roles}\"]\n"
        )
        .expect("a text");
        let path = world.root().join("keys").join(id);
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", id, "-f"])
            .arg(&path)
            .status()
            .expect("ssh-keygen starts");
        assert!(made.success());
        let public = fs::read_to_string(path.with_extension("pub")).expect("a public key");
        write!(
            signers,
            "{id}@example.test namespaces=\"*@avstem\" {public}"
        )
        .expect("a text");
    }
    text.push_str(after);
    world.write("agencies/V01.toml", text.as_bytes());
    world.write("keys/allowed_signers", signers.as_bytes());
    Some(world)
}

/// `avstem event`, in February; a key is given when the step ends in `*`.
pub(crate) fn event(world: &World, step: &str, person: &str, more: &[&str]) -> Said {
    let root = world.root().to_str().expect("a path of letters");
    let store = format!("{root}/reports");
    let key = format!("{root}/keys/{person}");
    let (step, is_signed) = step
        .strip_suffix('*')
        .map_or((step, false), |step| (step, true));
    let mut arguments = vec!["event", step, "--agency", "V01", "--period", "2025-02"];
    arguments.extend(["--portfolio", root, "--store", &store, "--as", person]);
    if is_signed {
        arguments.extend(["--key", &key]);
    }
    arguments.extend(more);
    avstem(&arguments)
}

pub(crate) fn verify(world: &World, more: &[&str]) -> Said {
    let root = world.root().to_str().expect("a path of letters");
    let store = format!("{root}/reports");
    let mut arguments = vec!["verify", &store, "--portfolio", root];
    arguments.extend(more);
    avstem(&arguments)
}

fn status(world: &World) -> Said {
    let root = world.root().to_str().expect("a path of letters");
    let store = format!("{root}/reports");
    avstem(&[
        "status",
        "--portfolio",
        root,
        "--reports",
        &store,
        "--period",
        "2025-02",
        "--json",
    ])
}

/// Step, `*` = with a key | who | what is said when it is refused, empty = it is done.
const FEBRUARY: &str = "
set-current       | kari | needs the role provider
vouchers-in       | kari | needs set-current (provider) first
set-current       | dag  |
set-current       | dag  | is done already (event 1, dag)
vouchers-in       | kari |
bank-vouchers-in* | kari |
closed            | dag  | needs ready
ready             | ola  |
completeness      | kari | needs the role provider
completeness      | dag  | give the key with --key
completeness*     | dag  |
closed            | dag  |
bank-done         | kari |
a-done            | kari |
s-laid-out        | dag  | is not a step of this agency's routine
l-laid-out        | kari |
l-sent            | kari | did l-laid-out
l-sent            | ola  |
l-rejected        | ola  | needs a reason
b-e-done          | kari | needs l-accepted
l-accepted        | ola  |
b-e-done          | kari |
terminated        | kari | needs the role provider
review*           | kari | needs the role approver
overview-prepared* | per |
review*           | per  | has signed this run as preparer
review*           | ola  |
overview-signed*  | per  | signed this run as preparer
overview-signed*  | ola  |
ledger-listing    | kari | needs terminated
terminated        | dag  |
ledger-listing    | kari |
";

#[test]
fn from_the_first_business_day_to_terminated_and_signed() {
    let Some(world) = office(&[]) else { return };
    // The first step of the month comes before the first run.
    let early = event(&world, "set-current", "dag", &[]).expect(0);
    assert!(
        early.stdout.contains("D01 due 2025-03-03: missed by"),
        "{}",
        early.stdout
    );
    verify(&world, &[]).expect(0);
    fs::remove_dir_all(world.store()).expect("a store");
    world.run(&[]).expect(0);
    for row in FEBRUARY.lines().filter(|row| !row.is_empty()) {
        let [step, person, refusal] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let said = event(&world, step, person, &[]);
        if refusal.is_empty() {
            said.expect(0);
        } else {
            let said = said.expect(2);
            assert!(said.stderr.contains(refusal), "{row}: {}", said.stderr);
        }
    }
    let said = status(&world).expect(0);
    let steps = &said.json()["agencies"][0]["steps"];
    assert_eq!(steps["missing"], serde_json::json!([]), "{said:?}");
    assert_eq!(steps["done"].as_array().map(Vec::len), Some(17));

    let heads = world.root().join("heads");
    let heads = ["--heads", heads.to_str().expect("a path of letters")];
    verify(&world, &heads).expect(0);
    let list = world.read("heads");
    verify(&world, &heads).expect(0);
    assert_eq!(
        world.read("heads"),
        list,
        "a list of heads is never changed"
    );
    // The newest event removed: only the list kept outside tells.
    let newest = world.store().join("events/V01/2025-02/000017.json");
    let bytes = fs::read(&newest).expect("the newest event");
    fs::remove_file(&newest).expect("an event");
    verify(&world, &[]).expect(0);
    let said = verify(&world, &heads).expect(1);
    assert!(
        said.stdout
            .contains("STORE021 events/V01/2025-02/000017.json"),
        "{}",
        said.stdout
    );
    fs::write(&newest, bytes).expect("the event");

    // Reopened: closing, parts and overview are done again, what the treasury has stays.
    event(
        &world,
        "reopen",
        "ola",
        &["--reason", "a statement came late"],
    )
    .expect(0);
    let steps = &status(&world).json()["agencies"][0]["steps"];
    let done = steps["done"].as_array().expect("steps");
    assert!(
        done.contains(&"l-accepted".into()) && !done.contains(&"terminated".into()),
        "{done:?}"
    );
    verify(&world, &[]).expect(0);

    // The playbook of today no longer gives the role; the one of that day did.
    let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("UTF-8");
    world.write(
        "agencies/V01.toml",
        playbook.replace("\"provider\"", "\"preparer\"").as_bytes(),
    );
    verify(&world, &[]).expect(0);
    event(&world, "closed", "dag", &[]).expect(2);
}

#[test]
fn a_review_names_what_stands_in_its_way_until_it_is_waived() {
    let Some(world) = office(&["double-posting:3"]) else {
        return;
    };
    world.run(&[]).expect(1);
    let results = world.results("V01/2025-02/0001");
    let findings: Vec<(String, String)> = results["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .flat_map(|check| check["findings"].as_array().expect("findings"))
        .filter(|finding| finding["severity"] != "info" || finding["cause"] == "carried")
        .map(|finding| (finding["key"].to_string(), finding["code"].to_string()))
        .collect();
    let steps = "set-current:dag vouchers-in:kari bank-vouchers-in:kari ready:kari completeness*:dag closed:dag bank-done:kari \
        a-done:kari l-laid-out:kari l-sent:ola l-accepted:ola b-e-done:kari";
    for (step, person) in steps.split(' ').filter_map(|step| step.split_once(':')) {
        event(&world, step, person, &[]).expect(0);
    }
    let said = event(&world, "review*", "ola", &[]).expect(2);
    assert!(
        !findings.is_empty() && said.stderr.contains("does not hold yet"),
        "{}",
        said.stderr
    );
    let trim = |text: &str| text.trim_matches('"').to_owned();
    for (key, code) in &findings {
        assert!(
            said.stderr.contains(&trim(code)) && said.stderr.contains(&trim(key)),
            "{}",
            said.stderr
        );
    }
    let waive = |person: &str, key: &str, until: &str, more: &[&str]| {
        let mut arguments = vec!["--finding", key, "--until", until];
        arguments.extend(more);
        event(&world, "waive*", person, &arguments)
    };
    let why = ["--reason", "posted back in March"];
    waive("ola", "no-such-finding", "2099-12-31", &why).expect(2);
    waive("ola", &trim(&findings[0].0), "2020-12-31", &why).expect(2);
    waive("ola", &trim(&findings[0].0), "2099-12-31", &[]).expect(2);
    waive("kari", &trim(&findings[0].0), "2099-12-31", &why).expect(2);
    for (key, _) in &findings {
        waive("ola", &trim(key), "2099-12-31", &why).expect(0);
    }
    let said = event(&world, "review", "ola", &[]).expect(2);
    assert!(
        said.stdout
            .contains("to be signed: Rimelighetskontrollen er gjort"),
        "{}",
        said.stdout
    );
    event(&world, "review*", "ola", &[]).expect(0);
    let waivers = &status(&world).expect(1).json()["agencies"][0]["waivers"];
    assert_eq!(waivers[0]["state"], "in force");
    verify(&world, &[]).expect(0);

    // The posting is gone from the ledger: the review falls with the conclusions, and the waivers are no longer used.
    let clean = office(&[]).expect("ssh-keygen");
    for name in files(&world.root().join("inbox/V01/ledger")) {
        let name = format!("inbox/V01/ledger/{name}");
        world.write(&name, &clean.read(&name));
    }
    falls_and_is_recorded_once(&world);
    let said = status(&world).json();
    assert_eq!(
        said["agencies"][0]["no_longer_signed"],
        serde_json::json!([])
    );
    let states = said["agencies"][0]["waivers"]
        .as_array()
        .expect("waivers")
        .clone();
    assert!(
        states.iter().any(|waiver| waiver["state"]
            .as_str()
            .is_some_and(|state| state.starts_with("unused"))),
        "{said}"
    );
    assert!(
        !said["agencies"][0]["steps"]["done"]
            .as_array()
            .expect("steps")
            .contains(&"review".into())
    );
    verify(&world, &[]).expect(0);
}

/// A run ends no sign-off by itself: it says what fell, every view counts it, and the next act records it, once.
fn falls_and_is_recorded_once(world: &World) {
    let decertified = || {
        let events = fs::read_dir(world.store().join("events/V01/2025-02")).expect("events");
        events
            .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("an event"))
            .filter(|text| {
                text.contains("\"kind\": \"decertified\"") && text.contains("other conclusions")
            })
            .count()
    };
    let said = world.run(&[]).expect(1);
    assert_eq!(
        said.stdout.matches("no longer signed: ").count(),
        1,
        "{}",
        said.stdout
    );
    assert_eq!(decertified(), 0);
    let said = status(world).expect(1).json();
    let fallen = said.pointer("/agencies/0/no_longer_signed");
    let fallen = fallen.and_then(|fallen| fallen.as_array());
    assert_eq!(fallen.map(Vec::len), Some(1), "{said}");
    for said in ["no longer signed: run V01/2025-02/0002 has", ""] {
        let refused = event(world, "set-current", "dag", &[]).expect(2);
        assert!(refused.stdout.starts_with(said), "{}", refused.stdout);
        assert_eq!(decertified(), 1);
    }
}

/// Four at once, one step: one of them does it, and the others are told why they did not.
#[test]
fn a_step_is_done_once() {
    let Some(world) = office(&[]) else { return };
    let root = world.root().to_str().expect("a path of letters");
    let store = format!("{root}/reports");
    let start = |_| {
        let mut command = command();
        command.args([
            "event",
            "set-current",
            "--agency",
            "V01",
            "--period",
            "2025-02",
        ]);
        command.args(["--as", "dag", "--portfolio", root, "--store", &store]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    };
    let children: Vec<_> = (0..4).map(start).collect();
    let ends = children
        .into_iter()
        .map(|child| Said::of(&child.wait_with_output().expect("it ends")));
    let (well, told): (Vec<Said>, Vec<Said>) = ends.partition(|said| said.code == Some(0));
    assert_eq!(well.len(), 1, "{well:?} {told:?}");
    for said in told {
        let said = said.expect(2);
        let why = [
            "is done already",
            "another process is writing",
            "somebody else was faster",
        ];
        assert!(
            why.iter().any(|why| said.stderr.contains(why)),
            "{}",
            said.stderr
        );
    }
    verify(&world, &[]).expect(0);
}
