//! Matching as its users meet it: why a row is open or matched, rules from the playbook, items that go from period to
//! period.
#![expect(
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use serde_json::Value;

use crate::world::{World, avstem};

const PERIODS: [&str; 3] = ["2025-01", "2025-02", "2025-03"];

/// Every run's results, with the name of the run.
fn all_results(world: &World) -> Vec<(String, Value)> {
    let names = PERIODS.map(|period| format!("V01/{period}/0001"));
    names
        .map(|run| (run.clone(), world.results(&run)))
        .into_iter()
        .collect()
}

/// The rows that prove the first finding with this cause, and its run.
fn rows_of_cause(world: &World, cause: &str) -> (String, Vec<String>) {
    for (run, results) in all_results(world) {
        let checks = results["checks"].as_array().expect("checks");
        let mut findings = checks
            .iter()
            .flat_map(|check| check["findings"].as_array().expect("findings"));
        if let Some(finding) = findings.find(|finding| finding["cause"] == cause) {
            let rows = finding["rows"].as_array().expect("rows");
            let rows = rows
                .iter()
                .map(|row| row.as_str().expect("a row").to_owned());
            return (run, rows.collect());
        }
    }
    panic!("no finding has the cause {cause}");
}

fn explain(world: &World, row: &str, run: &str) -> crate::world::Said {
    let run = world.run_folder(run);
    avstem(&[
        "explain",
        row,
        "--run",
        run.to_str().expect("a path of letters"),
    ])
}

#[test]
fn a_row_says_why_it_is_open_or_with_what_it_is_matched() {
    let world = World::synth(1, 150, &["transposed-digits:1"]);
    world.run(&[]).expect(1);
    let (run, rows) = rows_of_cause(&world, "transposed-digits");
    for row in &rows {
        let said = explain(&world, row, &run).expect(0);
        for words in [
            "open since 2025-",
            "nearest 1: ",
            "two digits of the amount are swapped, difference ",
            "rule amount-window: ",
        ] {
            assert!(said.stdout.contains(words), "{words}\n{}", said.stdout);
        }
    }
    // The group of a matched row lists the row itself.
    let matches = std::fs::read(world.run_folder(&run).join("frames/matches.parquet"));
    let matches = report::frames::read_matches(&matches.expect("matches")).expect("a table");
    let matched = &matches[0].pair;
    let row = format!("{}:{}", matched.file, matched.record);
    let said = explain(&world, &row, &run).expect(0);
    assert!(said.stdout.contains("matched in group "), "{}", said.stdout);
    assert!(said.stdout.matches(&row).count() >= 2, "{}", said.stdout);
}

#[test]
fn a_row_that_is_not_there_is_refused_with_what_to_do() {
    let world = World::synth(1, 150, &[]);
    world.run(&[]).expect(0);
    let said = explain(&world, "000000000000:1", "V01/2025-01/0001").expect(2);
    assert!(
        said.stderr
            .contains("no matching set of the run has this row")
    );
    let said = avstem(&["explain", "000000000000:1"]).expect(2);
    assert!(
        said.stderr
            .contains("--run STORE/runs/AGENCY/PERIOD/NUMBER")
    );
}

#[test]
fn rules_of_the_playbook_stand_in_place_of_ours() {
    let world = World::synth(1, 150, &[]);
    let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("a text");
    let rules = "
[[matching]]
set = \"bank\"
rules = [
  { id = \"own\", kind = \"key-pairs\", key = \"reference\" },
  { id = \"own-lump\", kind = \"key-groups\", key = \"lump\" },
]
";
    world.write("agencies/V01.toml", format!("{playbook}{rules}").as_bytes());
    world.run(&["--exit-zero"]).expect(0);
    for (run, results) in all_results(&world) {
        for set in results["matching"].as_array().expect("sets") {
            let name = set["set"].as_str().expect("a name");
            let rules = set["rules"].as_object().expect("rules");
            let is_own = |rule: &String| matches!(&**rule, "own" | "own-lump" | "sweep-net");
            assert_eq!(
                name.starts_with("bank-") && !rules.is_empty(),
                !rules.is_empty() && rules.keys().all(is_own),
                "{run} {name} {rules:?}"
            );
        }
    }
}

#[test]
fn open_items_go_from_period_to_period_and_are_told_by_age() {
    let world = World::synth(1, 150, &["wrong-period:1"]);
    world.run(&["--exit-zero"]).expect(0);
    let mut cleared = 0;
    for (run, results) in all_results(&world) {
        let rows = |list: &str, of: &dyn Fn(&Value) -> u64| -> u64 {
            results[list]
                .as_array()
                .expect("a list")
                .iter()
                .map(of)
                .sum()
        };
        let by_age = rows("ageing", &|line| {
            let classes = line["classes"].as_array().expect("classes");
            classes
                .iter()
                .filter_map(|class| class["rows"].as_u64())
                .sum()
        });
        let in_all = rows("open_items", &|line| line["rows"].as_u64().unwrap_or(0));
        assert_eq!(by_age, in_all, "{run}");
        for row in results["cleared"].as_array().expect("a list") {
            let period = |field: &str| row[field].as_str().expect("a period").to_owned();
            assert!(period("birth") < period("cleared"), "{run} {row}");
            cleared += 1;
        }
    }
    assert!(cleared > 0, "nothing was left open and matched later");
}

#[test]
fn doctor_says_which_rules_cannot_do_what_they_say() {
    let world = World::synth(1, 150, &[]);
    let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("a text");
    let doctor = |rules: &str| {
        world.write("agencies/V01.toml", format!("{playbook}{rules}").as_bytes());
        let root = world.root().to_str().expect("a path of letters").to_owned();
        avstem(&["doctor", "--portfolio", &root]).stdout
    };
    let cases = [
        (
            "\n[[matching]]\nset = \"bank\"\nsubject = \"7777\"\nrules = [{ id = \"a\", kind = \"amount-window\", window = 3 }]\n",
            "agencies/V01.toml: [[matching]] bank of \"7777\": there is no such set; known are ",
        ),
        (
            "\n[[matching]]\nset = \"kid\"\nrules = []\n",
            "agencies/V01.toml: [[matching]] kid has no rule: every row will stay open",
        ),
        (
            "\n[[matching]]\nset = \"bank\"\nrules = [{ id = \"a\", kind = \"amount-window\", window = 3 }, { id = \"b\", kind = \"fee-netting\" }]\n",
            "fee-netting comes after amount-window",
        ),
        (
            "\n[[matching]]\nset = \"bank\"\nrules = [{ id = \"a\", kind = \"amount-windows\", window = 3 }]\n",
            "kind \"amount-windows\": expected one of key-pairs",
        ),
    ];
    for (rules, expected) in cases {
        let said = doctor(rules);
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    let right = "\n[[matching]]\nset = \"bank\"\nrules = [{ id = \"b\", kind = \"fee-netting\" }, { id = \"a\", kind = \"amount-window\", window = 3 }]\n";
    assert!(!doctor(right).contains("[[matching]]"));
}

#[test]
fn the_row_that_the_readme_asks_about_is_explained() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("a text");
    let mut commands = readme
        .lines()
        .filter_map(|line| line.strip_prefix("cargo run --release -- explain "));
    let command = commands
        .find(|arguments| arguments.contains(" --run "))
        .expect("the README explains a row");
    let (row, run) = command
        .split_once(" --run reports/")
        .expect("a row and a run");
    let store = crate::world::folder();
    let store = store.path().to_str().expect("a path of letters").to_owned();
    let job = root.join("jobs/ci-regression.toml");
    let job = job.to_str().expect("a path of letters");
    avstem(&[
        "run",
        job,
        "--reports",
        &store,
        "--agency",
        "V04",
        "--exit-zero",
    ])
    .expect(0);
    let said = avstem(&["explain", row, "--run", &format!("{store}/{run}")]).expect(0);
    assert!(
        said.stdout.contains("two digits of the amount are swapped"),
        "{}",
        said.stdout
    );
}
