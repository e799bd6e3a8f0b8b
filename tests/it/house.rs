//! The house tests itself: who may depend on whom, that nothing is forgotten, that documents say what is so.
//!
//! Source: the tables stand here as data. A change of a table is a decision and belongs in DECISIONS.md.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads the tree from disk"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use domain::personal::{CheckRule, is_national_identity_number};

/// Own crates, what each may name of the others, and which third-party crates it may name. Tests may use more.
const MAY_DEPEND: &[(&str, &[&str], &[&str])] = &[
    ("domain", &[], &["chrono", "rust_decimal", "thiserror"]),
    ("calendar", &["domain"], &["bdays", "chrono", "thiserror"]),
    (
        "formats",
        &["domain"],
        &[
            "bytes",
            "chrono",
            "encoding_rs",
            "memchr",
            "parquet",
            "quick-xml",
            "zip",
        ],
    ),
    ("frames", &["domain"], &["chrono", "polars", "thiserror"]),
    (
        "ingest",
        &["domain", "formats", "frames"],
        &[
            "chrono",
            "rayon",
            "serde",
            "sha2",
            "thiserror",
            "toml",
            "zip",
        ],
    ),
    ("matching", &["calendar", "domain"], &["rayon"]),
    (
        "checks",
        &["calendar", "domain", "frames", "matching"],
        &["chrono"],
    ),
    (
        "close",
        &["calendar", "domain"],
        &[
            "chrono",
            "serde",
            "serde_json",
            "sha2",
            "ssh-key",
            "thiserror",
        ],
    ),
    (
        "report",
        &["calendar", "close", "domain", "formats"],
        &[
            "arrow-array",
            "arrow-schema",
            "bytes",
            "chrono",
            "dejavu",
            "fluent-bundle",
            "krilla",
            "maud",
            "parquet",
            "rust_xlsxwriter",
            "schemars",
            "serde",
            "serde_json",
            "sha2",
            "skrifa",
            "thiserror",
            "unic-langid",
        ],
    ),
    (
        "synth",
        &["calendar", "domain", "formats"],
        &[
            "chrono",
            "rand_chacha",
            "serde",
            "serde_json",
            "sha2",
            "toml",
        ],
    ),
    (
        "cli",
        &[
            "calendar", "checks", "close", "domain", "formats", "frames", "ingest", "matching",
            "report", "synth",
        ],
        &[
            "chrono",
            "clap",
            "indicatif",
            "rayon",
            "serde",
            "serde_json",
            "toml",
            "tracing",
            "tracing-subscriber",
        ],
    ),
];

/// Crates that must link in half a second: nothing they need, at any distance, may be polars.
const POLARS_FREE: &[&str] = &[
    "domain", "calendar", "formats", "matching", "close", "report", "synth",
];

/// Bank account numbers of the tree that a person could also have as a birth number. Every valid birth number passes
/// the account check, so a made-up account can hit one; each such account is looked at and listed here.
const ACCOUNTS_THAT_LOOK_LIKE_PERSONS: &[&str] = &[];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("crates/cli lies two folders deep")
        .to_owned()
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn table(path: &str) -> toml::Table {
    text(path)
        .parse()
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of the tree by its path from the root, without build products, the store and version control.
fn tree() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(root())
                .unwrap()
                .to_str()
                .expect("paths of the tree are UTF-8")
                .to_owned();
            let is_ours = !name
                .split('/')
                .any(|part| matches!(part, "target" | ".git"))
                && !name.starts_with("crates/formats/fuzz/corpus")
                && !name.starts_with("crates/formats/fuzz/artifacts")
                && (!name.starts_with("reports/")
                    || name.starts_with("reports/golden")
                    || name == "reports/README.md");
            if !is_ours {
            } else if path.is_dir() {
                folders.push(path);
            } else {
                files.push(name);
            }
        }
    }
    files.sort();
    assert!(
        files.len() > 100,
        "the tree is not where the test looks for it: {}",
        root().display()
    );
    files
}

fn sources() -> Vec<(String, String)> {
    let is_source = |name: &String| {
        name.starts_with("crates/")
            && name.contains("/src/")
            && Path::new(name).extension().is_some_and(|e| e == "rs")
    };
    tree()
        .into_iter()
        .filter(is_source)
        .map(|name| (name.clone(), text(&name)))
        .collect()
}

fn no_complaints(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_crate_names_only_what_the_table_allows() {
    let mut complaints = Vec::new();
    let folders: BTreeSet<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let listed: BTreeSet<String> = MAY_DEPEND
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .collect();
    assert_eq!(
        folders, listed,
        "every crate stands in the table, and every row is a crate"
    );
    for (name, own, others) in MAY_DEPEND {
        let manifest = table(&format!("crates/{name}/Cargo.toml"));
        for kind in ["dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(kind).and_then(toml::Value::as_table) else {
                continue;
            };
            for dependency in dependencies.keys() {
                if !own.contains(&dependency.as_str()) && !others.contains(&dependency.as_str()) {
                    complaints.push(format!("{name} may not depend on {dependency}"));
                }
            }
        }
    }
    no_complaints(&complaints);
}

/// Package → packages it needs, from the lock file: also what only its tests need, which makes the test stricter.
fn lock() -> BTreeMap<String, Vec<String>> {
    let lock = table("Cargo.lock");
    let names = |value: &toml::Value| -> Vec<String> {
        let words = value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str);
        words
            .map(|word| word.split(' ').next().unwrap_or(word).to_owned())
            .collect()
    };
    lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let needs = package.get("dependencies").map(names).unwrap_or_default();
            (package["name"].as_str().unwrap().to_owned(), needs)
        })
        .collect()
}

#[test]
fn most_rooms_are_free_of_polars() {
    let lock = lock();
    let mut complaints = Vec::new();
    for room in POLARS_FREE {
        let mut reached = BTreeSet::new();
        let mut next = vec![format!("avstem-{room}")];
        while let Some(package) = next.pop() {
            if reached.insert(package.clone()) {
                next.extend(lock.get(&package).cloned().unwrap_or_default());
            }
        }
        assert!(reached.len() > 1, "avstem-{room} is in the lock file");
        if let Some(polars) = reached.iter().find(|package| package.starts_with("polars")) {
            complaints.push(format!("{room} reaches {polars}"));
        }
    }
    no_complaints(&complaints);
}

#[test]
fn heavy_or_worldly_features_stay_off() {
    let workspace = table("Cargo.toml");
    let shared = workspace["workspace"]["dependencies"].as_table().unwrap();
    let features = |value: &toml::Value| -> Vec<String> {
        let list = value.get("features").and_then(toml::Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(toml::Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    for name in ["polars", "chrono", "parquet"] {
        let off = shared[name]
            .get("default-features")
            .and_then(toml::Value::as_bool);
        assert_eq!(
            off,
            Some(false),
            "{name} comes without its default features"
        );
    }
    assert!(
        features(&shared["polars"]).is_empty(),
        "each feature of polars costs minutes of a cold build"
    );
    for (name, ..) in MAY_DEPEND {
        let manifest = table(&format!("crates/{name}/Cargo.toml"));
        let own = |dependency: &str| {
            manifest["dependencies"]
                .get(dependency)
                .map(features)
                .unwrap_or_default()
        };
        assert!(own("polars").is_empty(), "{name} adds features to polars");
        let knows_clock = own("chrono")
            .iter()
            .any(|feature| feature == "clock" || feature == "now");
        assert_eq!(
            knows_clock,
            *name == "cli",
            "only cli knows the clock; {name}"
        );
    }
}

#[test]
fn every_test_file_is_declared() {
    let main = text("tests/it/main.rs");
    for file in tree() {
        let Some(module) = file
            .strip_prefix("tests/it/")
            .and_then(|name| name.strip_suffix(".rs"))
        else {
            continue;
        };
        if !module.contains('/') && module != "main" {
            let declaration = format!("mod {module};");
            assert!(
                main.lines().any(|line| line == declaration),
                "tests/it/main.rs lacks `{declaration}`"
            );
        }
    }
}

#[test]
fn every_module_says_what_it_is_and_every_crate_what_it_is_not() {
    let mut complaints = Vec::new();
    for (name, source) in sources() {
        if !source.starts_with("//! ") {
            complaints.push(format!("{name}: starts without `//!`"));
        }
        if name.ends_with("/src/lib.rs") {
            let head: Vec<&str> = source
                .lines()
                .take_while(|line| line.starts_with("//!"))
                .collect();
            let head = head.join(" ").to_lowercase();
            let limits = [
                "not here",
                "knows no",
                "knows neither",
                "does not do",
                "is not",
                "no file",
            ];
            if !limits.iter().any(|words| head.contains(words)) {
                complaints.push(format!("{name}: does not say what the crate is not"));
            }
        }
    }
    no_complaints(&complaints);
}

/// Words about how the tree came to be, and paths of one machine, say nothing about the product. In pieces, because
/// this file is part of the tree.
const FOREIGN: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("ses", "sion"),
    concat!("ses", "sions"),
    concat!("sub", "age", "nt"),
    concat!("br", "ief"),
    concat!("br", "iefs"),
];

/// Whether the words occur, not as part of longer words.
fn has_words(line: &str, words: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_path = words.starts_with('/');
    line.match_indices(words).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + words.len()..)
            .and_then(|text| text.chars().next());
        if is_path {
            !is_word(before)
        } else {
            !is_word(before) && !is_word(after)
        }
    })
}

#[test]
fn the_tree_speaks_of_the_product_only() {
    let mut complaints = Vec::new();
    for name in tree() {
        let kinds = [
            "rs", "toml", "md", "ftl", "css", "json", "csv", "run", "yml",
        ];
        let is_text = Path::new(&name)
            .extension()
            .is_some_and(|e| kinds.contains(&e.to_str().unwrap_or_default()));
        if !is_text && !matches!(name.as_str(), ".ci/run" | ".gitignore" | ".gitattributes") {
            continue;
        }
        let is_test = name.contains("/tests/") || name.starts_with("tests/");
        let bytes = fs::read(root().join(&name)).unwrap();
        for (number, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
            let line = line.to_lowercase();
            let temporary = concat!("/t", "mp/");
            let found = FOREIGN.iter().find(|words| has_words(&line, words));
            let found = found.or((!is_test && has_words(&line, temporary)).then_some(&temporary));
            if let Some(words) = found {
                complaints.push(format!("{name}:{}: {words}", number + 1));
            }
        }
    }
    no_complaints(&complaints);
}

#[test]
fn jobs_can_be_read_and_their_portfolios_exist() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let mut names = BTreeSet::new();
    for name in tree() {
        let Some(job) = name
            .strip_prefix("jobs/")
            .and_then(|job| job.strip_suffix(".toml"))
        else {
            continue;
        };
        let path = root().join(&name);
        let parsed = cli::job::parse(&path, &text(&name), None, today)
            .unwrap_or_else(|error| panic!("{error}"));
        assert!(
            parsed.portfolio.join("avstem.toml").is_file(),
            "{name}: no portfolio at {:?}",
            parsed.portfolio
        );
        names.insert(job.to_owned());
    }
    for expected in ["ci-regression", "month-end", "nightly"] {
        assert!(names.contains(expected), "jobs/{expected}.toml is missing");
    }
}

/// Runs of exactly eleven digits that stand alone.
fn eleven_digits(bytes: &[u8]) -> BTreeSet<String> {
    bytes
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|word| word.len() == 11 && word.iter().all(u8::is_ascii_digit))
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect()
}

/// The month of a synthetic person is 80 higher than a month of the calendar.
fn is_synthetic(number: &str) -> bool {
    number
        .get(2..4)
        .and_then(|month| month.parse::<u8>().ok())
        .is_some_and(|month| (81..=92).contains(&month))
}

#[test]
fn nobody_real_is_in_the_tree() {
    let mut complaints = Vec::new();
    for name in tree() {
        for number in eleven_digits(&fs::read(root().join(&name)).unwrap()) {
            let is_person = [CheckRule::Current, CheckRule::From2032]
                .into_iter()
                .any(|rule| is_national_identity_number(&number, rule));
            let is_known = ACCOUNTS_THAT_LOOK_LIKE_PERSONS.contains(&number.as_str());
            if is_person && !is_synthetic(&number) && !is_known {
                // Not the number itself: it might be somebody's.
                complaints.push(format!(
                    "{name}: eleven digits ending in {} may be a person's",
                    &number[9..]
                ));
            }
        }
    }
    no_complaints(&complaints);
}

/// Codes such as `BANK003` written as literals, by room, where a format is a room of its own.
fn codes_in_sources() -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, source) in sources() {
        let parts: Vec<&str> = name.split('/').collect();
        let room = match parts.as_slice() {
            ["crates", "formats", "src", format, _, ..] => format!("formats/{format}"),
            ["crates", room, ..] => (*room).to_owned(),
            _ => continue,
        };
        for literal in source.split('"') {
            // A word that names the format, which may hold digits (`K27`, `MT940`), and three digits.
            let cut = literal.len().checked_sub(3);
            let (word, number) = cut
                .and_then(|cut| literal.split_at_checked(cut))
                .unwrap_or_default();
            let is_code = (2..=8).contains(&word.len())
                && (word == "K27" || word.bytes().filter(u8::is_ascii_uppercase).count() >= 2)
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                && number.bytes().all(|byte| byte.is_ascii_digit());
            if is_code {
                rooms
                    .entry(literal.to_owned())
                    .or_default()
                    .insert(room.clone());
            }
        }
    }
    rooms
}

#[test]
fn every_code_is_given_out_once() {
    let mut seen = BTreeSet::new();
    let of_checks = checks::REGISTRY
        .iter()
        .flat_map(|check| check.codes)
        .map(|code| code.code);
    for code in of_checks.chain(formats::codes().into_iter().map(|(code, ..)| code)) {
        assert!(seen.insert(code), "{code} is declared twice");
    }
    let rooms = codes_in_sources();
    assert!(
        rooms.len() >= seen.len(),
        "declared codes are literals: {} of {}",
        rooms.len(),
        seen.len()
    );
    for (code, rooms) in rooms {
        // The command line and the texts may speak of a code; only one room raises it.
        let raise: Vec<String> = rooms
            .into_iter()
            .filter(|room| room != "cli" && room != "synth")
            .collect();
        assert!(
            raise.len() <= 1,
            "{code} is raised by {}",
            raise.join(" and ")
        );
    }
}

#[test]
fn documents_say_what_is_so() {
    let version = table("Cargo.toml")["workspace"]["package"]["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let heading = format!("## [{version}]");
    assert!(
        text("CHANGELOG.md")
            .lines()
            .any(|line| line.starts_with(&heading)),
        "CHANGELOG.md lacks {heading}"
    );
    let (readme, ci) = (text("README.md"), text(".ci/run"));
    for command in [
        "cargo run --release -- run jobs/month-end.toml",
        "cargo test --workspace",
    ] {
        assert!(
            readme.lines().any(|line| line.trim() == command),
            "README.md lacks the line `{command}`"
        );
        assert!(ci.contains(command), ".ci/run does not run `{command}`");
    }
    let architecture = text("ARCHITECTURE.md");
    for (name, ..) in MAY_DEPEND {
        let heading = format!("### `{name}`");
        let section = architecture
            .split("\n### ")
            .find(|section| section.starts_with(&heading["### ".len()..]));
        let section = section.unwrap_or_else(|| panic!("ARCHITECTURE.md lacks {heading}"));
        assert!(
            section.contains("**Invariant:**"),
            "ARCHITECTURE.md states no invariant of {name}"
        );
    }
}

/// The fenced blocks of a language in a document.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let opening = format!("\n```{language}\n");
    document
        .split(&opening)
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap_or(rest).to_owned())
        .collect()
}

#[test]
fn the_readme_can_be_followed() {
    let readme = text("README.md");
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let [playbook, job] = blocks(&readme, "toml")
        .try_into()
        .expect("README.md shows a playbook and a job");
    let playbook = ingest::parse_playbook("README.md", playbook.as_bytes())
        .unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(playbook.bank_accounts.len(), 2);
    cli::job::parse(Path::new("README.md"), &job, None, today)
        .unwrap_or_else(|error| panic!("{error}"));
    for setting in checks::settings::SETTINGS
        .iter()
        .map(|setting| setting.name)
    {
        assert!(
            readme.contains(&format!("| `{setting}` |")),
            "README.md does not explain the setting {setting}"
        );
    }
}

/// Lines of the longest function allowed: what fits on two screens.
const FUNCTION_LINES_MAX: usize = 100;

#[test]
fn functions_fit_on_two_screens() {
    let mut complaints = Vec::new();
    for (name, source) in sources() {
        let lines: Vec<&str> = source.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            let words: Vec<&str> = code
                .split(' ')
                .take_while(|word| !word.contains('('))
                .collect();
            if !(words.contains(&"fn") || code.starts_with("fn ")) || code.starts_with("//") {
                continue;
            }
            let indent = line.len() - code.len();
            let closing = format!("{}}}", " ".repeat(indent));
            let length = lines
                .iter()
                .skip(at)
                .position(|line| **line == closing)
                .map_or(1, |last| last + 1);
            let is_one_line = line.trim_end().ends_with([';', '}']);
            if !is_one_line && length > FUNCTION_LINES_MAX {
                complaints.push(format!("{name}:{}: {length} lines", at + 1));
            }
        }
    }
    no_complaints(&complaints);
}
