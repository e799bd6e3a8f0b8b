//! The follow-up over agencies: an action keeps its id over periods, tasks and dispensations come from the playbook, service
//! levels and cases from files, and the overview can be made again for a past date.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use std::collections::BTreeMap;

use serde_json::Value;

use crate::world::{World, avstem};

/// A portfolio with faults of three months, a playbook with tasks, and the files of the customer centre.
fn world() -> World {
    let world = World::synth(
        2,
        150,
        &[
            "statement-day-missing:1",
            "sweep-missing:2",
            "double-posting:2",
        ],
    );
    let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("a text");
    let (head, rest) = playbook.split_once("\n[").expect("a table");
    let person = playbook
        .split_once("[[person]]\nid = \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("nobody", |(id, _)| id);
    let playbook = format!(
        "{head}\nowner = \"{person}\"\n[{rest}\n\
         [[task]]\nname = \"Reiseforskudd\"\nfrequency = \"quarter\"\nactor = \"agency\"\ndue = \"business-day-5\"\n\
         [[dispensation]]\nwhat = \"D12\"\nuntil = 2025-05-01\nreason = \"nytt system\"\n"
    );
    world.write("agencies/V01.toml", playbook.as_bytes());
    world.write(
        "registers/service-targets.csv",
        b"service;within;calendar;from;until;source\nBilag;business-days-3;NO;2024-01-01;;avtalen\n",
    );
    world.write(
        "inbox/V01/logg.csv",
        "Tjeneste;Mottatt;Bokført;Referanse\nBilag;2025-03-03;2025-03-05;1\nBilag;2025-03-03;2025-03-07;2\nRejser;2025-03-03;2025-03-04;3\n".as_bytes(),
    );
    world.write(
        "inbox/V01/saker.csv",
        "Saksnr;Sakstype;Mottatt;Endret;Status;Estimat\n\
         7001;Henvendelse;2025-03-03;2025-03-04;Under arbeid;\n\
         7001;Henvendelse;2025-03-03;2025-03-05;;2025-03-20\n\
         7002;Henvendelse;2025-03-10;2025-03-11;Utsatt;\n\
         7002;Henvendelse;2025-03-10;2025-03-12;Avsluttet;\n\
         7003;Henvendelse;2025-03-10;2025-03-11;Arkivert;\n"
            .as_bytes(),
    );
    world.run(&[]).expect(1);
    world
}

fn actions(world: &World, run: &str) -> Vec<Value> {
    let bytes = world.read(&format!("reports/runs/{run}/actions.json"));
    let value: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(value["schema"], "avstem.actions/1");
    value["actions"].as_array().expect("a list").clone()
}

#[test]
fn the_follow_up_lives_over_periods_and_can_be_made_again() {
    let world = world();
    let root = world.root().to_str().expect("a path of letters").to_owned();
    lives(&world);
    files(&world);
    overview(&root, &world);
    for period in ["2025-02", "2025-03"] {
        let run = world.run_folder(&format!("V01/{period}/0001"));
        avstem(&["rerun", run.to_str().expect("a path")]).expect(0);
    }
}

/// Ids over the three months: none is lost, none is used twice, and each is closed at most once.
fn lives(world: &World) {
    let mut seen: BTreeMap<String, (String, String)> = BTreeMap::new();
    let (mut kept, mut closed) = (0, 0);
    for agency in ["V01", "V02"] {
        let mut before: Vec<String> = Vec::new();
        for period in ["2025-01", "2025-02", "2025-03"] {
            let run = format!("{agency}/{period}/0001");
            let list = actions(world, &run);
            let failed = world.results(&run)["summary"]["failed"].as_u64();
            let open: Vec<&Value> = list.iter().filter(|a| a["closed"].is_null()).collect();
            assert!(failed == Some(0) || !open.is_empty(), "{run}: no action");
            for action in &list {
                let text = |name: &str| action[name].as_str().unwrap_or_default().to_owned();
                let origin = (
                    text("entity"),
                    action["origin"].to_string() + &text("opened"),
                );
                let known = seen.entry(text("id")).or_insert_with(|| origin.clone());
                assert_eq!(*known, origin, "{run}: an id is used twice");
            }
            let ids: Vec<String> = list
                .iter()
                .map(|action| action["id"].as_str().unwrap_or_default().to_owned())
                .collect();
            for id in &before {
                assert!(ids.contains(id), "{run}: {id} is lost");
            }
            kept += before.len();
            closed += list.len() - open.len();
            before = open
                .iter()
                .map(|action| action["id"].as_str().unwrap_or_default().to_owned())
                .collect();
        }
    }
    assert!(kept > 0 && closed > 0, "{kept} kept, {closed} closed");
}

/// What came from the playbook and from files.
fn files(world: &World) {
    let results = world.results("V01/2025-03/0001");
    let said = &results["follow_up"];
    assert_eq!(said["tasks"][0]["name"], "Reiseforskudd");
    assert_eq!(said["tasks"][0]["due"], "2025-04-07");
    assert_eq!(said["dispensations"][0]["standing"], "expiring");
    let none = world.results("V01/2025-02/0001")["follow_up"]["tasks"].clone();
    assert_eq!(none, Value::Array(Vec::new()));
    let levels = &results["service_levels"];
    assert_eq!(levels[0]["months"][2]["percent"], "50.0");
    assert_eq!(levels[1]["unmeasured"], "danish-calendar");
    let cases = &results["cases"];
    assert_eq!(cases[0]["due"], "2025-03-20");
    assert_eq!(cases[0]["standing"], "overdue");
    assert_eq!(cases[1]["impossible"][0]["from"], "postponed");
    assert_eq!(cases[2]["unknown_statuses"][0], "Arkivert");
    let page = String::from_utf8(
        std::fs::read(world.run_folder("V01/2025-03/0001").join("folder.html")).expect("a page"),
    );
    let page = page.expect("UTF-8");
    for id in [
        "actions",
        "tasks",
        "dispensations",
        "service-levels",
        "cases",
    ] {
        assert!(page.contains(&format!("<section id=\"{id}\"")), "{id}");
    }
}

/// One line per agency, the same on any later day; and as it was.
fn overview(root: &str, world: &World) {
    let status = |more: &[&str]| {
        let reports = format!("{root}/reports");
        let mut words = vec!["status", "--portfolio", root, "--reports", &reports];
        words.extend(more);
        avstem(&words)
    };
    let out = format!("{root}/out");
    let first = status(&["--as-of", "2025-05-02", "--out", &out, "--json"]).expect(1);
    assert_eq!(first.stdout.as_bytes(), world.read("out/portfolio.json"));
    let value = first.json();
    let line = value["agencies"]
        .as_array()
        .and_then(|lines| lines.iter().find(|line| line["agency"] == "V01"));
    let line = line.expect("a line");
    assert_eq!(line["period"], "2025-03");
    assert_eq!(line["state"], "open");
    assert_eq!(line["expiring"], 1);
    assert!(line["owner"].is_string());
    assert!(
        line["overdue"].as_u64() > Some(0),
        "the folder's deadline has passed"
    );
    let page = String::from_utf8(world.read("out/portfolio.html")).expect("UTF-8");
    assert!(page.contains("V01") && page.contains("V02") && page.contains("<html lang=\"nb\">"));
    assert!(world.read("out/portfolio.xlsx").starts_with(b"PK"));
    // Before the runs were made there was nothing.
    let before = status(&["--as-of", "2025-01-01"]).expect(1);
    assert!(before.stdout.contains("none"), "{}", before.stdout);
    // The clock moves what is overdue and nothing else.
    let today = status(&["--json"]).json();
    assert_eq!(today["total"]["passed"], value["total"]["passed"]);
    let table = status(&["--tag", "nobody"]).expect(0).stdout;
    assert!(table.starts_with("agency"));
}
