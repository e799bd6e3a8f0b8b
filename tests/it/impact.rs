//! `avstem impact`: stored runs under other rules. Nothing changes where nothing is other, what changes is named, and the
//! store stays as it was.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads and writes files"
)]

use std::fs;

use crate::evidence::{Office, tool};
use crate::late::posted_later;
use crate::world::{Said, World, avstem, files};

fn impact(world: &World, more: &[&str]) -> Said {
    let store = world.store();
    let mut arguments = vec!["impact", "--reports", store.to_str().expect("letters")];
    arguments.extend(more);
    avstem(&arguments)
}

/// Two agencies with a finding, three months, none signed.
fn world() -> World {
    let world = World::synth(2, 150, &["double-posting:1"]);
    world.run(&[]).expect(1);
    world
}

#[test]
fn the_same_rules_change_nothing() {
    let world = world();
    let said = impact(&world, &["--all"]).expect(0);
    assert!(said.stdout.contains("6 runs made again"), "{}", said.stdout);
    assert!(
        said.stdout.contains("0 conclusions changed"),
        "{}",
        said.stdout
    );
    let portfolio = world.root().to_str().expect("letters");
    impact(&world, &["--all", "--portfolio", portfolio]).expect(0);
    impact(&world, &["--all", "--portfolio", portfolio, "--inbox"]).expect(0);
}

#[test]
fn nothing_signed_is_not_nothing_changed() {
    let said = impact(&world(), &[]).expect(2);
    assert!(said.stderr.contains("no signed period"), "{}", said.stderr);
}

/// A sweep that is no longer known as one stays open, in its month and in those after it.
#[test]
fn another_setting_changes_conclusions_through_the_months_and_nothing_in_the_store() {
    let world = world();
    let before = files(&world.store());
    let set = ["--all", "--json", "--set", "bank.trigger_voucher_types=XX"];
    let json = impact(&world, &set).expect(1).json();
    assert_eq!(json["runs"], 6);
    assert_eq!(json["problems"], serde_json::json!([]));
    let changed = json["changed"].as_array().expect("a list");
    assert!(!changed.is_empty(), "{json}");
    for entry in changed {
        assert_eq!(entry["run"]["signed"], false);
        assert!(
            !entry["run"]["changes"]
                .as_array()
                .expect("a list")
                .is_empty()
        );
    }
    assert_eq!(files(&world.store()), before, "nothing is stored");

    assert_exact(&world, &json, &["2025-01", "2025-02", "2025-03"]);
}

/// The changes of V01 are those of a portfolio whose playbook says so, run from an empty store: what is left open is
/// carried on.
fn assert_exact(world: &World, json: &serde_json::Value, periods: &[&str]) {
    let changed = json["changed"].as_array().expect("a list");
    let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("UTF-8");
    let other = playbook.replacen(
        "[settings]\n",
        "[settings]\n\"bank.trigger_voucher_types\" = \"XX\"\n",
        1,
    );
    let other = if other == playbook {
        format!("{playbook}\n[settings]\n\"bank.trigger_voucher_types\" = \"XX\"\n")
    } else {
        other
    };
    world.write("agencies/V01.toml", other.as_bytes());
    let fresh = world.root().join("fresh");
    let store = fresh.to_str().expect("letters");
    let arguments = ["--agency", "V01", "--reports", store, "--exit-zero"];
    world.run(&arguments).expect(0);
    for period in periods {
        let folder = |store: &std::path::Path| store.join(format!("runs/V01/{period}/0001"));
        let [old, new] = [folder(&world.store()), folder(&fresh)];
        let diff = avstem(&[
            "diff".as_ref(),
            old.as_os_str(),
            new.as_os_str(),
            "--json".as_ref(),
        ])
        .json();
        let of = |code: &str| {
            let entries = changed
                .iter()
                .filter(|entry| entry["agency"] == code && entry["run"]["period"] == *period);
            entries.map(|entry| entry["run"]["changes"].clone()).next()
        };
        assert_eq!(
            of("V01").unwrap_or_else(|| serde_json::json!([])),
            diff["changes"],
            "{period}"
        );
    }
}

/// What one setting changes in January is carried through the year, and told in the order of months.
#[test]
fn a_setting_through_a_year_is_told_in_order() {
    let world = World::synth_with(&[
        "--agencies",
        "1",
        "--lines",
        "150",
        "--periods",
        "2025-01..2025-12",
    ]);
    world.run(&["--exit-zero"]).expect(0);
    let set = ["--all", "--json", "--set", "bank.trigger_voucher_types=XX"];
    let json = impact(&world, &set).expect(1).json();
    assert_eq!(json["runs"], 12);
    let changed = json["changed"].as_array().expect("a list");
    let told: Vec<(String, String)> = changed
        .iter()
        .map(|entry| {
            (
                entry["agency"].to_string(),
                entry["run"]["period"].to_string(),
            )
        })
        .collect();
    assert!(told.is_sorted(), "{told:?}");
    let months: Vec<String> = (1..=12).map(|month| format!("2025-{month:02}")).collect();
    let of_one = told.iter().filter(|(agency, _)| agency == "\"V01\"");
    assert_eq!(of_one.count(), months.len(), "{told:?}");
    let months: Vec<&str> = months.iter().map(String::as_str).collect();
    assert_exact(&world, &json, &months);
}

#[test]
fn what_is_asked_wrongly_is_refused_with_what_to_do() {
    let world = world();
    for (arguments, word) in [
        (
            vec!["--all", "--set", "bank.window_bank_days"],
            "NAME=VALUE",
        ),
        (vec!["--all", "--agency", "V09"], "no run of agency V09"),
        (vec!["--inbox"], "--portfolio"),
    ] {
        let said = impact(&world, &arguments).expect(2);
        assert!(said.stderr.contains(word), "{}", said.stderr);
    }
    let said = impact(&world, &["--all", "--set", "bank.windw=3"]).expect(1);
    assert!(
        said.stdout.contains("is read by no check"),
        "{}",
        said.stdout
    );
}

/// The nightly comparison: February is signed, then the bank's file of a day of February is gone.
#[test]
fn what_changes_a_signed_period_is_named_with_amounts() {
    let Some(_) = tool("ssh-keygen") else { return };
    let office = Office::open();
    office.sign("kari", "kari").expect(0);
    office.sign("ola", "ola").expect(0);
    let world = &office.world;
    let portfolio = world.root().to_str().expect("letters");
    let now = ["--portfolio", portfolio, "--inbox"];
    let said = impact(world, &now).expect(0);
    assert!(said.stdout.contains("1 runs made again"), "{}", said.stdout);

    let inbox = world.root().join("inbox/V01");
    let name = files(&inbox)
        .into_iter()
        .find(|name| name.contains("C053.202502"))
        .expect("a statement of February");
    let statement = fs::read_to_string(inbox.join(&name)).expect("a statement");
    fs::remove_file(inbox.join(&name)).expect("a file");
    let said = impact(world, &now).expect(1);
    assert!(
        said.stdout.contains("V01 2025-02 run 0001 (signed)"),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout.contains("completeness: passed -> failed"),
        "{}",
        said.stdout
    );
    let same = "\n    the ledger has the same postings\n";
    assert!(said.stdout.contains(same), "{}", said.stdout);
    // A file that is there twice is one ledger still.
    let ledger = world.root().join("inbox/V01/ledger");
    for name in files(&ledger) {
        let bytes = world.read(&format!("inbox/V01/ledger/{name}"));
        world.write(&format!("inbox/V01/again/{name}"), &bytes);
    }
    let said = impact(world, &now).expect(1);
    assert!(said.stdout.contains(same), "{}", said.stdout);
    fs::remove_dir_all(inbox.join("again")).expect("removed");

    // Delivered again under another name: the same money, a file that nobody has seen.
    world.write("inbox/V01/again.xml", format!("{statement}\n").as_bytes());
    impact(world, &now).expect(0);

    // Posted after the signature: who, what, how much.
    posted_later(
        &office,
        "<SourceID>NN12</SourceID><SystemEntryDate>2025-03-04</SystemEntryDate>",
    );
    let said = impact(world, &now).expect(1).stdout;
    let told = said.lines().find(|line| line.contains("voucher"));
    let told = told.expect("a voucher");
    assert!(
        told.contains("differ") && told.contains(": new: 2025-0"),
        "{told}"
    );
    assert!(told.contains(", entered 2025-03-04 by NN12"), "{told}");
    let mut json = now.to_vec();
    json.push("--json");
    let json = impact(world, &json).expect(1).json();
    let vouchers = &json["changed"][0]["run"]["postings"];
    let first = &vouchers[0];
    assert_eq!(
        (&first["change"], &first["entered_by"]),
        (&"new".into(), &"NN12".into()),
        "{vouchers}"
    );
    assert_eq!(world.sums().len(), 3, "nothing is stored");

    // A job that watches says the same after its runs.
    let night =
        "portfolio = \".\"\nreports = \"reports\"\nperiods = \"2025-01\"\nas_of = 2025-04-10\n";
    world.write("run.toml", night.as_bytes());
    let watching = format!("{night}steps = [\"run\", \"watch\"]\n");
    world.write("watch.toml", watching.as_bytes());
    let of = |job: &str, more: &[&str]| {
        let job = world.root().join(job);
        let mut arguments = vec!["run", job.to_str().expect("letters")];
        arguments.extend(more);
        avstem(&arguments)
    };
    let ran = of("run.toml", &["--json"]).json();
    assert!(ran.get("watch").is_none());
    let watched = of("watch.toml", &["--json"]).expect(1).json();
    assert_eq!(&watched["watch"]["changed"][0]["run"]["postings"], vouchers);
    let said = of("watch.toml", &[]).expect(1).stdout;
    assert!(
        said.contains("\nSigned periods against the files of today:\n"),
        "{said}"
    );
    assert!(said.contains(told), "{said}");
}
