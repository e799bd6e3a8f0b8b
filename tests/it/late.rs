//! A posting that comes after people have signed: the next run says that the signature no longer stands, and which voucher it
//! was, how much, and who entered it. The watch of signed periods against the files of today is in `impact`.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads and writes files"
)]

use std::fs;

use serde_json::Value;

use crate::evidence::{Office, tool};
use crate::world::{Said, World, avstem, files};

const FEBRUARY: &str = "V01/2025-02/0001";

/// The ledger of the same agency with vouchers posted twice, every transaction saying this of its entry.
fn posted_later(office: &Office, said: &str) {
    let later = World::synth(1, 150, &["double-posting:3"]);
    let mut changed = 0;
    for name in files(&later.root().join("inbox/V01/ledger")) {
        let name = format!("inbox/V01/ledger/{name}");
        let text = String::from_utf8(later.read(&name)).expect("UTF-8");
        let before = office.world.read(&name);
        // A file without a late voucher stays the file it is.
        if text.as_bytes() == before {
            continue;
        }
        changed += 1;
        let is_entry = |line: &str| line.trim_start().starts_with("<SystemEntryDate>");
        let lines = text.lines();
        let lines = lines.map(|line| if is_entry(line) { said } else { line });
        let text = lines.collect::<Vec<_>>().join("\n");
        office.world.write(&name, text.as_bytes());
    }
    assert!(changed > 0);
}

fn diff(office: &Office, more: &[&str]) -> Said {
    let runs = [FEBRUARY, "V01/2025-02/0002"].map(|run| office.world.run_folder(run));
    let [old, new] = runs.map(|run| run.to_str().expect("letters").to_owned());
    let mut arguments = vec!["diff", &old, &new];
    arguments.extend(more);
    avstem(&arguments)
}

/// What the run says of February's signature.
fn reason(said: &Said) -> String {
    let lines = said.stdout.lines();
    let mut reasons = lines.filter_map(|line| line.split_once("no longer signed: "));
    let reason = reasons.next().expect("no longer signed").1.to_owned();
    assert_eq!(reasons.next(), None, "{}", said.stdout);
    reason
}

/// What each transaction says of its entry, and how that is told: in words, and by day and user.
#[test]
fn a_late_posting_is_told_with_who_what_and_how_much() {
    let Some(_) = tool("ssh-keygen") else { return };
    let table = [
        (
            "<SourceID>NN12</SourceID><SystemEntryDate>2025-03-04</SystemEntryDate>",
            "entered 2025-03-04 by NN12",
            ("2025-03-04".into(), "NN12".into()),
        ),
        (
            "",
            "the ledger does not say who",
            (Value::Null, Value::Null),
        ),
        // Synthetic: the month is raised by 80.
        (
            "<SourceID>01818012094</SourceID>",
            "entered by ***********",
            (Value::Null, "***********".into()),
        ),
    ];
    for (said, told, (day, user)) in table {
        let office = Office::open();
        office.sign("kari", "kari").expect(0);
        posted_later(&office, said);
        let run = office.world.run(&[]).expect(1);
        let why = reason(&run);
        let named = format!("other conclusions than run {FEBRUARY}, the first: ");
        assert!(why.contains(&named), "{why}");

        let json = diff(&office, &["--json"]).expect(1).json();
        assert_eq!(json["schema"], "avstem.diff/1");
        assert_eq!(json["postings_unknown"], Value::Null);
        let vouchers = json["postings"].as_array().expect("a list").clone();
        assert!(!vouchers.is_empty());
        let mut moved = 0;
        for voucher in &vouchers {
            assert_eq!(voucher["change"], "new", "{voucher}");
            assert!(
                voucher["period"] == "2025-01" || voucher["period"] == "2025-02",
                "{voucher}"
            );
            assert_eq!(
                (&voucher["entered_on"], &voucher["entered_by"]),
                (&day, &user)
            );
            let mut sum = 0;
            for account in voucher["accounts"].as_array().expect("accounts") {
                assert_eq!(account["before"], "0.00");
                assert_eq!(account["after"], account["moved"]);
                let ore = account["moved"]
                    .as_str()
                    .expect("an amount")
                    .replace('.', "");
                let ore: i64 = ore.parse().expect("øre");
                sum += ore;
                moved += ore.max(0);
            }
            assert_eq!(sum, 0, "a voucher balances: {voucher}");
        }
        let count = match vouchers.len() {
            1 => "1 voucher differs, ".to_owned(),
            count => format!("{count} vouchers differ, "),
        };
        let sum = format!("{}.{:02}", moved / 100, moved % 100);
        assert!(why.contains(&format!("; {count}{sum}")), "{why}");
        let first = vouchers[0]["voucher"].as_str().expect("a number");
        assert!(why.contains(&format!("voucher {first} ")), "{why}");
        assert!(why.contains(told), "{why}");

        let text = diff(&office, &[]).expect(1).stdout;
        let lines = text
            .lines()
            .filter(|line| line.starts_with("posting new: "));
        assert_eq!(lines.clone().count(), vouchers.len(), "{text}");
        assert!(lines.clone().all(|line| line.ends_with(told)), "{text}");
        assert!(!text.contains("01818012094") && !why.contains("01818012094"));

        is_the_same_again(&office, &why);
        what_the_archive_lacks_is_said(&office);
    }
}

/// Asked by the next run, by status, and when it is recorded.
fn is_the_same_again(office: &Office, why: &str) {
    assert_eq!(reason(&office.world.run(&[]).expect(1)), why);
    office.sign("ola", "ola");
    let events = office.world.store().join("events/V01/2025-02");
    let recorded = files(&events).into_iter().filter_map(|name| {
        let event = fs::read(events.join(name)).ok()?;
        let event: Value = serde_json::from_slice(&event).ok()?;
        let of_run = event["kind"] == "decertified" && event["artifact"].is_null();
        of_run.then(|| event["reason"].as_str().map(str::to_owned))?
    });
    assert_eq!(recorded.collect::<Vec<_>>(), [why]);
}

fn what_the_archive_lacks_is_said(office: &Office) {
    let manifest = office
        .world
        .run_folder("V01/2025-02/0002")
        .join("manifest.json");
    let manifest: Value =
        serde_json::from_slice(&fs::read(manifest).expect("a manifest")).expect("JSON");
    let ledgers = manifest["inputs"].as_array().expect("inputs").iter();
    let ledgers = ledgers.filter(|input| input["format"] == "saf-t");
    let digests: Vec<&str> = ledgers
        .filter_map(|input| input["sha256"].as_str())
        .collect();
    assert!(!digests.is_empty());
    let archive = office.world.store().join("archive");
    for name in files(&archive) {
        if digests
            .iter()
            .any(|digest| name.replace('/', "").ends_with(*digest))
        {
            fs::remove_file(archive.join(name)).expect("an archived file");
        }
    }
    let said = diff(office, &[]).expect(1).stdout;
    assert!(
        said.contains("which postings differ cannot be told: ")
            && said.contains("the archive lacks it"),
        "{said}"
    );
    let json = diff(office, &["--json"]).expect(1).json();
    assert_eq!(json["postings"], Value::Null);
    assert!(json["postings_unknown"].is_string(), "{json}");
}

/// A voucher gone, one changed, one new in a listing that names who entered a line, with a mapping that was not there before:
/// the files that stayed are read under both playbooks and say the same.
#[test]
fn a_listing_tells_it_too() {
    let world = World::synth(2, 150, &[]);
    world.run(&[]).expect(0);
    runs_of_two_months_are_compared_in_what_both_know(&world);

    // A file that the run refused has no part in it.
    let refused =
        "Konto;Bilagsnr;Bilagsdato;Beløp\n1939;1;2025-01-31;7,00\n3000;1;2025-01-31;syv\n";
    world.write("inbox/V02/ledger/feil.csv", refused.as_bytes());
    let name = "agencies/V02.toml";
    let playbook = String::from_utf8(world.read(name)).expect("UTF-8");
    let columns = "account = \"Konto\"\nvoucher = \"Bilagsnr\"\nvoucher_type = \"Bilagsart\"\nperiod = \"Periode\"\n\
        date = \"Bilagsdato\"\namount = \"Beløp\"\nentered = \"Ført\"\n";
    let mapping =
        format!("[[mapping]]\nkind = \"ledger\"\n[mapping.columns]\n{columns}\n[[mapping]]");
    let mapped = playbook.replacen("[[mapping]]", &mapping, 1);
    assert_ne!(mapped, playbook);
    world.write(name, mapped.as_bytes());

    let name = "inbox/V02/ledger/hovedbok-2025-01.csv";
    let ledger = String::from_utf8(world.read(name)).expect("UTF-8");
    let mut lines = ledger.lines();
    let mut text = format!("{};Bruker;Ført\r\n", lines.next().expect("headings"));
    for line in lines {
        let voucher = line.split(';').nth(1).expect("a voucher");
        let line = match voucher {
            "490000005" => continue,
            "530000002" => format!("{};OO1;20.02.2025", line.replace("65331,50", "65331,00")),
            _ => format!("{line};;"),
        };
        text.extend([line.as_str(), "\r\n"]);
    }
    let new = "1922;590000001;HB;202501;2025-01-31;-12,50;NOK;;;;;Gebyr;NN12;2025-02-21\r\n";
    let other = new.replace("1922", "7770").replace("-12,50", "12,50");
    world.write(name, format!("{text}{new}{other}").as_bytes());
    world.run(&[]).expect(1);

    let runs = ["V02/2025-01/0001", "V02/2025-01/0002"].map(|run| world.run_folder(run));
    let [old, new] = runs.each_ref().map(|run| run.to_str().expect("letters"));
    let said = avstem(&["diff", old, new]).expect(1).stdout;
    let postings = said.lines().filter(|line| line.starts_with("posting "));
    let expected = [
        (
            "gone: 2025-01 voucher 490000005 (HB)",
            "",
            "the ledger does not say who",
        ),
        (
            "changed: 2025-01 voucher 530000002 (MV)",
            " 65331.50 -> 65331.00",
            "entered 2025-02-20 by OO1",
        ),
        (
            "new: 2025-01 voucher 590000001 (HB)",
            " of 2025-01-31: 1922 -12.50, 7770 12.50,",
            "entered 2025-02-21 by NN12",
        ),
    ];
    let postings: Vec<&str> = postings.collect();
    assert_eq!(postings.len(), expected.len(), "{said}");
    for (posting, (start, middle, end)) in postings.iter().zip(expected) {
        assert!(
            posting.starts_with(&format!("posting {start}")),
            "{posting}"
        );
        assert!(
            posting.contains(middle) && posting.ends_with(end),
            "{posting}"
        );
    }
    assert!(said.ends_with("3 vouchers differ\n"), "{said}");
    let back = avstem(&["diff", new, old]).expect(1).stdout;
    for start in [
        "posting new: 2025-01 voucher 490000005",
        "posting gone: 2025-01 voucher 590000001",
    ] {
        assert!(back.contains(start), "{back}");
    }
    let same = avstem(&["diff", new, new]).expect(0).stdout;
    assert!(same.ends_with("no posting differs\n"), "{same}");
    another_mapping_makes_other_lines(&world, &mapped);
}

/// February's own postings are not new to January.
fn runs_of_two_months_are_compared_in_what_both_know(world: &World) {
    let months = ["V02/2025-01/0001", "V02/2025-02/0001"].map(|run| world.run_folder(run));
    let [january, february] = months.each_ref().map(|run| run.to_str().expect("letters"));
    for runs in [[january, february], [february, january]] {
        let said = avstem(&["diff", runs[0], runs[1]]).stdout;
        assert!(said.ends_with("no posting differs\n"), "{said}");
    }
}

/// The same bytes under another mapping are other lines: more than the terminal shows.
fn another_mapping_makes_other_lines(world: &World, mapped: &str) {
    let other = mapped.replace("\"Bilagsart\"", "\"Tekst\"");
    world.write("agencies/V02.toml", other.as_bytes());
    world.run(&["--exit-zero"]).expect(0);
    let runs = ["V02/2025-01/0002", "V02/2025-01/0003"].map(|run| world.run_folder(run));
    let [new, other] = runs.each_ref().map(|run| run.to_str().expect("letters"));
    let said = avstem(&["diff", new, other]).stdout;
    let shown = said.lines().filter(|line| line.starts_with("posting "));
    assert_eq!(shown.count(), 20, "{said}");
    let json = avstem(&["diff", new, other, "--json"]).json();
    let vouchers = json["postings"].as_array().expect("a list");
    assert!(
        vouchers.len() > 20
            && vouchers
                .iter()
                .all(|voucher| voucher["change"] != "changed")
    );
    let more = format!(
        "and {} more; all of them with --json\n",
        vouchers.len() - 20
    );
    let count = format!("{} vouchers differ\n", vouchers.len());
    assert!(said.ends_with(&format!("{more}{count}")), "{said}");
}
