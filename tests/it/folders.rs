//! The folder of each kind of agency in each generation: its tabs, their order, what is reserved, and its status model.
#![expect(
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads files"
)]

use std::fs;

use crate::world::World;

/// Kind in the table, and the same for `synth`.
const KINDS: [(&str, &str); 5] = [
    ("gross cash", "gross-cash-full"),
    ("gross SRS", "gross-srs-part"),
    ("net cash", "net-cash-part"),
    ("net SRS", "net-srs-full"),
    ("fund", "fund-cash-full"),
];

/// Period, kind and codes of each line of the table of folders.
fn table() -> Vec<(String, String, String)> {
    let text = include_str!("../../crates/checks/tests/folders.md");
    let lines = text.lines().filter(|line| line.starts_with("| 20"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (
                cells[1].to_owned(),
                cells[2].to_owned(),
                cells[3].to_owned(),
            )
        })
        .collect()
}

#[test]
fn each_kind_of_agency_has_the_folder_of_the_period() {
    let table = table();
    let mut seen = 0;
    let periods: std::collections::BTreeSet<&String> = table.iter().map(|line| &line.0).collect();
    for period in periods {
        let mut arguments = vec!["--agencies", "5", "--lines", "150", "--periods", period];
        arguments.extend(KINDS.iter().flat_map(|(_, kind)| ["--kind", kind]));
        let world = World::synth_with(&arguments);
        world.run(&["--exit-zero"]).expect(0);
        let last_with_codes = "2024-12";
        for (number, (kind, _)) in (1..).zip(KINDS) {
            let run = format!("V{number:02}/{period}/0001");
            let results = world.results(&run);
            let expected = table
                .iter()
                .find(|line| line.0 == *period && line.1 == kind)
                .map(|line| line.2.replace(['(', ')'], ""))
                .expect("a line of the table");
            // Codes of more than one word count as one.
            let expected = expected.replace("Kontroll kontant", "Kontroll_kontant");
            let mut expected: Vec<String> = expected
                .split(' ')
                .map(|code| code.replace('_', " "))
                .collect();
            let reserved: Vec<&str> = results["reserved_tabs"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|tab| tab.as_str())
                .collect();
            let checks = results["checks"].as_array().expect("checks");
            let tabs: Vec<&str> = checks
                .iter()
                .filter_map(|check| check["tab"].as_str())
                .take_while(|tab| !tab.is_empty())
                .collect();
            let with_tab = checks.iter().filter(|check| check["tab"] != "").count();
            assert_eq!(tabs.len(), with_tab, "{run}: tabs come first");
            let all: Vec<&str> = expected.iter().map(String::as_str).collect();
            assert!(reserved.iter().all(|tab| all.contains(tab)), "{run}");
            expected.retain(|code| !reserved.contains(&code.as_str()));
            assert_eq!(tabs, expected, "{run} {kind}");
            for check in checks {
                let code = check["code"].as_str().expect("a code");
                let has_code = ["passed", "failed"]
                    .contains(&check["outcome"].as_str().expect("one"))
                    && period.as_str() <= last_with_codes;
                assert_eq!(code != "none", has_code, "{run} {}", check["id"]);
            }
            let page =
                fs::read_to_string(world.run_folder(&run).join("folder.html")).expect("a page");
            let shown = page.matches("ikke implementert").count();
            assert_eq!(shown, reserved.len(), "{run}: reserved tabs on the page");
            seen += 1;
        }
    }
    assert_eq!(seen, table.len());
}
