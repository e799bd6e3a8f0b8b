//! Evidence stands without this program: `sha256sum -c` and `ssh-keygen -Y verify` are enough, and notice every
//! changed byte. And a run is made again from the store alone.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and writes files"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::world::{Said, World, avstem, files, note};

/// A tool of the system; `None` after saying so when it is not installed.
pub(crate) fn tool(name: &str) -> Option<&str> {
    let is_there = Command::new(name)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !is_there {
        note(&format!("skipped: {name} is not installed"));
    }
    is_there.then_some(name)
}

/// `sha256sum -c SHA256SUMS` in the folder of a run.
fn sha256sum(folder: &Path) -> Said {
    let arguments = ["-c", "--strict", "SHA256SUMS"];
    Said::of(
        &Command::new("sha256sum")
            .args(arguments)
            .current_dir(folder)
            .output()
            .expect("sha256sum starts"),
    )
}

/// Makes a key pair and gives back the private key's path and the public key's line.
fn key_pair(folder: &Path, name: &str) -> (PathBuf, String) {
    let path = folder.join(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
        .arg(&path)
        .status()
        .expect("ssh-keygen starts");
    assert!(made.success());
    let public = fs::read_to_string(folder.join(format!("{name}.pub"))).expect("a public key");
    (path, public.trim().to_owned())
}

/// A world of one agency, run, where kari prepares, ola approves, and per may do both.
pub(crate) struct Office {
    pub(crate) world: World,
    pub(crate) run: PathBuf,
}

impl Office {
    pub(crate) fn open() -> Self {
        let world = World::synth(1, 150, &[]);
        let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("UTF-8");
        let per = "[[person]]\nid = \"per\"\nprincipal = \"per@example.test\"\nroles = [\"preparer\", \"approver\"]\n";
        world.write(
            "agencies/V01.toml",
            playbook
                .replacen("[[person]]", &format!("{per}\n[[person]]"), 1)
                .as_bytes(),
        );
        fs::create_dir_all(world.root().join("keys")).expect("a folder");
        let mut allowed = String::new();
        for name in ["kari", "ola", "per"] {
            let (_, public) = key_pair(&world.root().join("keys"), name);
            writeln!(
                allowed,
                "{name}@example.test namespaces=\"*@avstem\" {public}"
            )
            .expect("a text");
        }
        world.write("keys/allowed_signers", allowed.as_bytes());
        world.run(&[]).expect(0);
        let run = world.run_folder("V01/2025-02/0001");
        Self { world, run }
    }

    pub(crate) fn sign(&self, person: &str, key: &str) -> Said {
        let key = self.world.root().join("keys").join(key);
        let arguments: Vec<&Path> = vec![
            Path::new("sign"),
            &self.run,
            Path::new("--purpose"),
            Path::new("folder-overview"),
            Path::new("--key"),
            &key,
            Path::new("--as"),
            Path::new(person),
            Path::new("--portfolio"),
            self.world.root(),
        ];
        avstem(&arguments)
    }

    fn verify(&self) -> Said {
        avstem(&[
            Path::new("verify"),
            &self.run,
            Path::new("--portfolio"),
            self.world.root(),
        ])
    }

    /// `ssh-keygen -Y verify` of the first signature.
    fn ssh_verify(&self, principal: &str) -> bool {
        let signature = self.world.store().join("events/V01/2025-02/000001.sig");
        let mut child = Command::new("ssh-keygen")
            .args([
                "-Y",
                "verify",
                "-n",
                "folder-overview@avstem",
                "-I",
                principal,
                "-f",
            ])
            .arg(self.world.root().join("keys/allowed_signers"))
            .arg("-s")
            .arg(signature)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("ssh-keygen starts");
        let sums = fs::read(self.run.join("SHA256SUMS")).expect("sums");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(&sums)
            .expect("ssh-keygen reads");
        child.wait().expect("ssh-keygen ends").success()
    }
}

#[test]
fn renderings_for_people_can_be_left_out_and_no_result_with_them() {
    let world = World::synth(1, 150, &[]);
    let job = String::from_utf8(world.read("job.toml")).expect("UTF-8");
    world.write("job.toml", format!("{job}formats = []\n").as_bytes());
    world.run(&[]).expect(0);
    let (lean, whole) = ("V01/2025-01/0001", "V01/2025-01/0002");
    world.write("job.toml", job.as_bytes());
    world.run(&[]).expect(0);
    let [left, all] = [lean, whole].map(|run| files(&world.run_folder(run)));
    let more: Vec<&String> = all.iter().filter(|name| !left.contains(name)).collect();
    assert_eq!(
        more,
        [
            "folder.html",
            "folder.xlsx",
            "s-report.pdf",
            "s-report.xlsx"
        ]
    );
    for name in &left {
        let bytes = |run| fs::read(world.run_folder(run).join(name)).expect("a file");
        let differs = bytes(lean) != bytes(whole);
        let is_chain = ["SHA256SUMS", "manifest.json"].contains(&name.as_str());
        assert_eq!(differs, is_chain, "{name}");
    }
    for run in world.sums().keys() {
        avstem(&[Path::new("rerun"), &world.run_folder(run)]).expect(0);
    }
}

#[test]
fn every_run_is_verified_without_this_program() {
    let Some(_) = tool("sha256sum") else { return };
    let world = World::synth(2, 150, &["sweep-missing:1"]);
    world.run(&[]).expect(1);
    for (run, sums) in world.sums() {
        let folder = world.run_folder(&run);
        let said = sha256sum(&folder).expect(0);
        assert_eq!(said.stdout.lines().count(), sums.lines().count());
        assert_eq!(
            files(&folder).len(),
            sums.lines().count() + 1,
            "{run}: a file that is not listed"
        );
    }
    // The archive's names are digests: the same tool verifies it.
    let archive = world.store().join("archive");
    for name in files(&archive) {
        assert_eq!(
            close::digest_of(&fs::read(archive.join(&name)).expect("a file")).to_string(),
            name
        );
    }
    avstem(&[Path::new("verify"), &world.store()]).expect(0);
}

#[test]
fn one_changed_byte_anywhere_is_noticed_and_named() {
    let Some(_) = tool("sha256sum") else { return };
    let world = World::synth(1, 150, &[]);
    world.run(&["--period", "2025-01"]).expect(0);
    let folder = world.run_folder("V01/2025-01/0001");
    let names = files(&folder);
    assert!(names.len() >= 9, "{names:?}");
    for (number, name) in names.iter().enumerate() {
        let path = folder.join(name);
        let good = fs::read(&path).expect("a file");
        let mut bad = good.clone();
        let at = (number * 7919) % bad.len();
        if let Some(byte) = bad.get_mut(at) {
            *byte ^= 1;
        }
        fs::write(&path, &bad).expect("a changed file");
        assert_ne!(sha256sum(&folder).code, Some(0), "{name}: byte {at}");
        // A changed list and a changed file look the same: then both are named.
        let named = if name == "SHA256SUMS" {
            name.clone()
        } else {
            format!("/{name}: ")
        };
        for what in [&folder, &world.store()] {
            let said = avstem(&[Path::new("verify"), what]).expect(1);
            assert!(
                said.stdout.contains(&named),
                "{name}: byte {at}: {}",
                said.stdout
            );
        }
        fs::write(&path, &good).expect("the good file");
    }
    avstem(&[Path::new("verify"), &folder]).expect(0);
    // The archive too.
    let archive = world.store().join("archive");
    let name = files(&archive)
        .into_iter()
        .next()
        .expect("an archived file");
    let mut bytes = fs::read(archive.join(&name)).expect("a file");
    bytes.push(b' ');
    fs::write(archive.join(&name), bytes).expect("a changed file");
    let said = avstem(&[Path::new("verify"), &world.store()]).expect(1);
    assert!(
        said.stdout.contains(&format!("archive/{name}")),
        "{}",
        said.stdout
    );
}

#[test]
fn a_signature_stands_until_a_byte_changes() {
    let Some(_) = tool("ssh-keygen") else { return };
    let office = Office::open();
    let said = office.sign("kari", "kari").expect(0);
    assert!(
        said.stdout.contains("ssh-keygen -Y verify"),
        "{}",
        said.stdout
    );
    office.verify().expect(0);
    assert!(office.ssh_verify("kari@example.test"));
    assert!(!office.ssh_verify("ola@example.test"));

    let sums = office.run.join("SHA256SUMS");
    let good = fs::read(&sums).expect("sums");
    let mut bad = good.clone();
    if let Some(byte) = bad.first_mut() {
        *byte = if *byte == b'0' { b'1' } else { b'0' };
    }
    fs::write(&sums, &bad).expect("changed sums");
    assert!(!office.ssh_verify("kari@example.test"));
    let said = office.verify().expect(1);
    assert!(said.stdout.contains("SHA256SUMS: "), "{}", said.stdout);
    fs::write(&sums, &good).expect("the good sums");

    for name in files(&office.world.store().join("events")) {
        let path = office.world.store().join("events").join(&name);
        let good = fs::read(&path).expect("an event");
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        if let Some(byte) = bad.get_mut(middle) {
            *byte ^= 1;
        }
        fs::write(&path, &bad).expect("a changed event");
        let said = office.verify().expect(1);
        assert!(
            said.stdout.contains(&name) || said.stdout.contains("events/"),
            "{name}: {}",
            said.stdout
        );
        fs::write(&path, &good).expect("the good event");
    }
    office.verify().expect(0);
}

#[test]
fn nobody_approves_what_they_prepared() {
    let Some(_) = tool("ssh-keygen") else { return };
    let office = Office::open();
    // Somebody else's key, nobody's role, nobody at all.
    office.sign("kari", "ola").expect(2);
    office.sign("siv", "kari").expect(2);
    office.sign("nobody", "kari").expect(2);
    office.sign("per", "per").expect(0);
    let said = office.sign("per", "per").expect(2);
    assert!(
        said.stderr.contains("per") && said.stderr.contains("preparer"),
        "{}",
        said.stderr
    );
    office.sign("ola", "ola").expect(0);
    office.verify().expect(0);
    let store = office.world.store();
    let status = [
        Path::new("status"),
        Path::new("--portfolio"),
        office.world.root(),
        Path::new("--reports"),
        &store,
        Path::new("--period"),
        Path::new("2025-02"),
        Path::new("--json"),
    ];
    let said = avstem(&status).expect(0);
    assert_eq!(
        said.json()["agencies"][0]["signed"],
        serde_json::json!(["folder-overview (ola)", "folder-overview (per)"])
    );
    // What was signed is the run: a changed run takes no signature.
    let file = office.run.join("results.json");
    let mut bytes = fs::read(&file).expect("results");
    bytes.push(b'\n');
    fs::write(&file, bytes).expect("changed results");
    office.sign("kari", "kari").expect(2);
}

#[test]
fn every_run_is_made_again_from_the_store_alone() {
    let world = World::synth(
        2,
        200,
        &["double-posting:2", "ocr-not-read:1", "wrong-kid-digit:1"],
    );
    world.run(&[]).expect(1);
    // A second run of March, and a refused file, and a register: all of them belong to what a run is made from.
    world.write("inbox/V02/rot.csv", b"\xff\xfe\x00not a ledger");
    let name = "inbox/V02/ledger/hovedbok-2025-03.csv";
    let text = String::from_utf8(world.read(name)).expect("UTF-8");
    world.write(
        name,
        text.replacen("Remittering", "Remittering rettet", 1)
            .as_bytes(),
    );
    world.run(&[]).expect(1);
    let runs = world.sums();
    assert!(runs.len() > 6, "{:?}", runs.keys());
    for folder in ["inbox", "agencies", "registers"] {
        fs::remove_dir_all(world.root().join(folder)).expect("a folder");
    }
    fs::remove_file(world.root().join("avstem.toml")).expect("a file");
    for run in runs.keys() {
        let said = avstem(&[Path::new("rerun"), &world.run_folder(run)]).expect(0);
        assert!(
            said.stdout.contains("the same bytes"),
            "{run}: {}",
            said.stdout
        );
    }
    assert_eq!(world.sums(), runs, "a rerun writes nothing");
    // All of them in one go, from a store that was moved; one that was changed does not keep the others from it.
    let moved = world.root().join("moved/elsewhere");
    fs::create_dir_all(moved.parent().expect("a folder")).expect("a folder");
    fs::rename(world.store(), &moved).expect("a store elsewhere");
    let whole = |word: &str, code: i32| {
        let said = avstem(&[Path::new("rerun"), &moved]).expect(code);
        assert!(said.stdout.contains(word), "{}", said.stdout);
    };
    let count = runs.len();
    whole(&format!("{count} of {count} runs: the same bytes"), 0);
    let changed = moved.join("runs/V01/2025-02/0001/findings.csv");
    let list = fs::read_to_string(&changed).expect("a list");
    fs::write(&changed, format!("{list}\n")).expect("a changed list");
    whole(&format!("{} of {count} runs: the same bytes", count - 1), 1);
    fs::write(&changed, list).expect("the list as it was");
    fs::rename(&moved, world.store()).expect("the store where it was");
    // An archive that was changed is no ground for a rerun.
    let archive = world.store().join("archive");
    for name in files(&archive) {
        let mut bytes = fs::read(archive.join(&name)).expect("a file");
        bytes.push(b'\n');
        fs::write(archive.join(&name), bytes).expect("a changed file");
    }
    let run = world.run_folder(runs.keys().next().expect("a run"));
    let said = avstem(&[Path::new("rerun"), &run]).expect(2);
    assert!(
        said.stderr.contains("the archive was changed"),
        "{}",
        said.stderr
    );
}

/// What a person says to open February again.
fn reopen(office: &Office, person: &str) -> Said {
    avstem(&[
        Path::new("event"),
        Path::new("reopen"),
        &office.run,
        Path::new("--as"),
        Path::new(person),
        Path::new("--reason"),
        Path::new("the bank sent a statement again"),
        Path::new("--portfolio"),
        office.world.root(),
    ])
}

#[test]
fn a_file_for_a_closed_period_is_set_aside_until_it_is_reopened() {
    let Some(_) = tool("ssh-keygen") else { return };
    let office = Office::open();
    office.sign("kari", "kari").expect(0);
    reopen(&office, "ola").expect(2);
    office.sign("ola", "ola").expect(0);

    // A statement of February that nobody has seen: the same words, other bytes.
    let inbox = office.world.root().join("inbox/V01");
    let name = files(&inbox)
        .into_iter()
        .find(|name| name.contains("C053.202502"))
        .expect("a statement of February");
    let mut bytes = fs::read(inbox.join(&name)).expect("a statement");
    bytes.push(b'\n');
    office.world.write("inbox/V01/late-statement.xml", &bytes);
    let runs = |period: &str| {
        let folder = office.world.run_folder(&format!("V01/{period}"));
        fs::read_dir(folder).expect("runs").count()
    };
    let late = |run: &str| {
        let folder = office.world.run_folder(run);
        let manifest = fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
        manifest.contains("late-statement.xml")
    };
    office.world.run(&[]);
    assert_eq!((runs("2025-01"), runs("2025-02")), (1, 1));
    assert_eq!(runs("2025-03"), 2, "the first open month says it");
    assert!(late("V01/2025-03/0002"));
    avstem(&[
        Path::new("rerun"),
        &office.world.run_folder("V01/2025-03/0002"),
    ])
    .expect(0);
    office.world.run(&[]);
    assert_eq!(runs("2025-03"), 2, "and says it once");

    reopen(&office, "kari").expect(2);
    reopen(&office, "ola").expect(0);
    office.world.run(&[]);
    assert_eq!(runs("2025-02"), 2);
    assert!(late("V01/2025-02/0002"), "now it is an input");
}
