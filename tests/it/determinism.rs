//! Same input, same bytes: order, folders, dates of files, threads, and what else lies in the inbox do not matter.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads and writes files"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use report::frames::{read_matches, read_open_items};

use crate::world::{World, files, note};

/// Lays the files of one inbox into another, in the opposite order, in other folders, with other dates.
fn scatter(from: &Path, to: &Path) {
    for (number, name) in files(from).into_iter().rev().enumerate() {
        let file_name = Path::new(&name).file_name().expect("a name");
        let folder = match number % 3 {
            0 => to.to_owned(),
            1 => to.join("post"),
            _ => to.join(format!("post/mottatt {}", number % 7)),
        };
        fs::create_dir_all(&folder).expect("a folder");
        fs::copy(from.join(&name), folder.join(file_name)).expect("a copy");
        let date = SystemTime::UNIX_EPOCH
            + Duration::from_secs(86_400 * u64::try_from(number).expect("small"));
        fs::File::open(folder.join(file_name))
            .expect("a file")
            .set_modified(date)
            .expect("a date");
    }
}

#[test]
fn order_folders_dates_and_threads_change_no_byte() {
    let first = World::synth(2, 200, &["double-posting:2", "statement-day-missing:1"]);
    first.run(&["--jobs", "1"]).expect(1);
    let expected = first.sums();
    assert_eq!(expected.len(), 6);

    let second = World::synth(2, 200, &["double-posting:2", "statement-day-missing:1"]);
    for code in ["V01", "V02"] {
        let inbox = second.root().join("inbox").join(code);
        fs::remove_dir_all(&inbox).expect("an inbox");
        scatter(&first.root().join("inbox").join(code), &inbox);
    }
    second.run(&["--jobs", "2"]).expect(1);
    assert_eq!(second.sums(), expected);
}

#[test]
fn what_arrives_month_by_month_gives_the_same_runs_as_all_at_once() {
    let whole = World::synth(2, 200, &["wrong-period:1", "transposed-digits:1"]);
    whole.run(&[]).expect(1);

    let growing = World::synth(2, 200, &["wrong-period:1", "transposed-digits:1"]);
    let later: BTreeMap<String, Vec<u8>> = files(&growing.root().join("inbox"))
        .into_iter()
        .map(|name| (name.clone(), growing.read(&format!("inbox/{name}"))))
        .collect();
    fs::remove_dir_all(growing.root().join("inbox")).expect("an inbox");
    for month in ["01", "02", "03"] {
        let ocr = format!("{month}25.T");
        let (listing, bank) = (format!("2025-{month}.csv"), format!(".C053.2025{month}"));
        // The SAF-T export of a month is named after the day it was made, in the month after.
        let export = format!(
            "_2025{:02}05060000.xml",
            month.parse::<u8>().expect("a month") + 1
        );
        for (name, bytes) in &later {
            // A register of no month is there from the first.
            let is_early = month == "01" && !name.contains("2025") && !name.contains("25.T");
            let mut parts = [&listing, &bank, &export, &ocr].into_iter();
            if is_early || parts.any(|part| name.contains(part)) {
                growing.write(&format!("inbox/{name}"), bytes);
            }
        }
        let period = format!("2025-01..2025-{month}");
        let said = growing.run(&["--period", &period]);
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
    }
    assert_eq!(
        files(&growing.root().join("inbox")),
        files(&whole.root().join("inbox"))
    );
    assert_eq!(
        growing.sums(),
        whole.sums(),
        "a closed month got a new run, or another result"
    );
}

#[test]
fn nothing_new_makes_no_run_and_says_so() {
    let world = World::synth(3, 200, &[]);
    world.run(&[]).expect(0);
    let before = world.sums();
    let archived = files(&world.store().join("archive"));
    let start = Instant::now();
    let said = world.run(&[]).expect(0);
    note(&format!(
        "nightly run, 3 agencies x 3 months, nothing new: {:?}",
        start.elapsed()
    ));
    assert_eq!(world.sums(), before);
    assert_eq!(files(&world.store().join("archive")), archived);
    assert!(
        said.stdout.contains("Nothing new since the last run."),
        "{}",
        said.stdout
    );
    assert_eq!(
        said.stdout.matches("0001 (nothing new)").count(),
        9,
        "{}",
        said.stdout
    );

    // A file of next month concerns no month that is closed.
    world.write(
        "inbox/V02/ledger/hovedbok-2025-04.csv",
        &next_month(&world.read("inbox/V02/ledger/hovedbok-2025-03.csv")),
    );
    let said = world.run(&["--json"]).expect(0);
    assert_eq!(world.sums(), before, "{}", said.stdout);
    assert_eq!(
        said.stdout.matches("\"new\": false").count(),
        9,
        "{}",
        said.stdout
    );
}

#[test]
fn a_note_that_nothing_is_new_hides_no_change() {
    let world = World::synth(1, 150, &[]);
    world.run(&[]).expect(0);
    let before = world.sums();
    let notes = world.store().join("seen");
    assert_eq!(files(&notes).len(), 3, "one note a month");

    // Without the notes the same runs are found by reading.
    std::fs::remove_dir_all(&notes).expect("removed");
    world.run(&[]).expect(0);
    assert_eq!(world.sums(), before);
    assert_eq!(files(&notes).len(), 3);

    // The same content under another name is another input of its month.
    let bank = world.root().join("inbox/V01/bank");
    let march = files(&bank)
        .into_iter()
        .find(|file| file.contains(".C053.20250310"))
        .expect("one");
    std::fs::rename(bank.join(&march), bank.join(format!("again-{march}"))).expect("renamed");
    world.run(&[]).expect(0);
    let runs: Vec<String> = world.sums().into_keys().collect();
    assert_eq!(
        runs,
        [
            "V01/2025-01/0001",
            "V01/2025-02/0001",
            "V01/2025-03/0001",
            "V01/2025-03/0002"
        ]
    );

    // Another playbook is another input of every month.
    let playbook = world.read("agencies/V01.toml");
    world.write(
        "agencies/V01.toml",
        &[&playbook[..], b"# reviewed\n"].concat(),
    );
    world.run(&[]).expect(0);
    assert_eq!(world.sums().len(), 7, "{:?}", world.sums().keys());
    world.run(&[]).expect(0);
    assert_eq!(world.sums().len(), 7);
}

/// A ledger file of March as if it were April's.
fn next_month(march: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(march).expect("UTF-8");
    text.replace(";202503;", ";202504;")
        .replace(";2025-03-", ";2025-04-")
        .into_bytes()
}

#[test]
fn a_copy_of_a_file_is_counted_once_and_concerns_its_own_months_only() {
    let world = World::synth(1, 150, &[]);
    world.run(&[]).expect(0);
    let before = world.sums();
    let name = "inbox/V01/bank/";
    let january = files(&world.root().join(name))
        .into_iter()
        .find(|file| file.contains(".C053.20250110"))
        .expect("one");
    world.write(
        &format!("{name}{january}.copy"),
        &world.read(&format!("{name}{january}")),
    );
    world.run(&[]).expect(0);
    let after = world.sums();
    let new: Vec<&String> = after
        .keys()
        .filter(|run| !before.contains_key(*run))
        .collect();
    // A statement of January is January's, and February's for the chain of balances; March has a new link only.
    assert!(new.iter().all(|run| run.ends_with("/0002")), "{new:?}");
    for run in &new {
        let results = world.results(run);
        let outcomes = results["checks"]
            .as_array()
            .expect("checks")
            .iter()
            .map(|check| &check["outcome"]);
        assert!(
            outcomes
                .into_iter()
                .all(|outcome| outcome == "passed" || outcome == "not_applicable"),
            "{run}"
        );
        crate::world::avstem(&[Path::new("rerun"), &world.run_folder(run)]).expect(0);
    }
    let names = |run: &str| world.results(run)["inputs"].to_string();
    assert!(names("V01/2025-01/0002").contains(".copy"));
    assert!(
        !after.contains_key("V01/2025-03/0002") || !names("V01/2025-03/0002").contains(".copy")
    );
}

/// What stands between two tags, tags included.
fn without(text: &str, tag: &str) -> String {
    let (before, rest) = text.split_once(&format!("<{tag}>")).expect("the tag");
    let (_, after) = rest.split_once(&format!("</{tag}>")).expect("the end tag");
    format!("{before}{after}")
}

#[test]
fn loose_parts_of_an_export_stay_together_whichever_month_is_run() {
    let world = World::synth(1, 150, &[]);
    let folder = world.root().join("inbox/V01/ledger");
    let read = |part: &str| {
        let name = files(&folder)
            .into_iter()
            .find(|name| name.contains(part))
            .expect("an export");
        fs::read_to_string(folder.join(name)).expect("UTF-8")
    };
    let (january, february) = (read("_20250205"), read("_20250305"));
    fs::remove_dir_all(&folder).expect("a folder");
    // One export of two months in three files: master data, entries of January, entries of February.
    let created = |text: String| text.replace("Created>2025-02-05<", "Created>2025-03-05<");
    let parts = [
        created(without(&january, "GeneralLedgerEntries")),
        created(without(&january, "MasterFiles")),
        without(&february, "MasterFiles"),
    ];
    for (number, part) in (1..).zip(&parts) {
        world.write(
            &format!("inbox/V01/ledger/SAF-T Financial_310200018_20250305060000_{number}_3.xml"),
            part.as_bytes(),
        );
    }
    let said = world.run(&["--period", "2025-01..2025-02"]);
    assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
    let verdicts = |period: &str| {
        let inputs = world.results(&format!("V01/{period}/0001"))["inputs"]
            .as_array()
            .expect("inputs")
            .clone();
        let parts = inputs
            .into_iter()
            .filter(|input| input["format"] == "saf-t");
        parts
            .map(|input| (input["name"].to_string(), input["accepted"] == true))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(verdicts("2025-01").len(), 3);
    assert_eq!(verdicts("2025-01"), verdicts("2025-02"));
    for period in ["2025-01", "2025-02"] {
        crate::world::avstem(&[
            Path::new("rerun"),
            &world.run_folder(&format!("V01/{period}/0001")),
        ])
        .expect(0);
    }
}

#[test]
fn a_changed_file_makes_a_new_run_with_a_link_to_the_one_before() {
    let world = World::synth(2, 200, &[]);
    world.run(&[]).expect(0);
    let before = world.sums();
    let name = "inbox/V02/ledger/hovedbok-2025-03.csv";
    let text = String::from_utf8(world.read(name)).expect("UTF-8");
    let (head, tail) = text.split_once(';').expect("columns");
    assert!(!tail.is_empty());
    // The same ledger with one text changed: no check fails, but the input is another.
    let changed = text.replacen("Remittering", "Remittering, rettet", 1);
    assert_ne!(changed, text, "{head}");
    world.write(name, changed.as_bytes());
    world.run(&[]).expect(0);
    let after = world.sums();
    let new: Vec<&String> = after
        .keys()
        .filter(|run| !before.contains_key(*run))
        .collect();
    assert_eq!(new, ["V02/2025-03/0002"]);
    assert!(
        before
            .iter()
            .all(|(run, sums)| after.get(run) == Some(sums))
    );
    let manifest: serde_json::Value = serde_json::from_slice(
        &fs::read(world.run_folder("V02/2025-03/0002/manifest.json")).expect("a file"),
    )
    .expect("JSON");
    assert_eq!(manifest["parent"]["run"], 1);
    let digest = close::digest_of(before["V02/2025-03/0001"].as_bytes()).to_string();
    assert_eq!(manifest["parent"]["sums"], digest.as_str());
    assert_eq!(manifest["previous_period"]["period"], "2025-02");
}

#[test]
fn what_january_left_open_is_matched_later_with_the_month_of_its_birth() {
    let world = World::synth(1, 300, &["wrong-period:2"]);
    world.run(&[]).expect(1);
    let mut carried = 0;
    for (before, after) in [("2025-01", "2025-02"), ("2025-02", "2025-03")] {
        let file = |period: &str, name: &str| {
            fs::read(world.run_folder(&format!("V01/{period}/0001/frames/{name}.parquet")))
                .expect("a frame")
        };
        let open = read_open_items(&file(before, "open_items")).expect("open items");
        let still_open = read_open_items(&file(after, "open_items")).expect("open items");
        let matches = read_matches(&file(after, "matches")).expect("matches");
        for item in open {
            let set = format!("{}#", item.set);
            let stays = still_open.iter().any(|other| {
                (&other.set, &other.side, other.row) == (&item.set, &item.side, item.row)
            });
            let mut found = matches.iter().filter(|found| {
                found.pair.group.starts_with(&set)
                    && found.pair.side == item.side
                    && (found.pair.file, found.pair.record) == (item.row.file, item.row.record)
            });
            match (found.next(), found.next()) {
                (Some(found), None) => {
                    assert!(!stays);
                    assert_eq!(
                        (found.birth, found.amount, found.date),
                        (item.birth, item.amount, item.date)
                    );
                    carried += 1;
                }
                (None, None) => assert!(stays, "{item:?} was lost between {before} and {after}"),
                _ => panic!("{item:?} was matched twice"),
            }
        }
    }
    assert!(
        carried > 0,
        "the months should leave something open that is matched later"
    );
}
