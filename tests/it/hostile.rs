//! Hostile input is normal input: always a diagnostic with its place, never a panic, never a half-read file, and nobody's
//! number in anything that is written.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may stop, and writes files"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::world::{Said, World, avstem, command, files, note, watched};

/// A zip archive of these members.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in members {
        archive.start_file(*name, options).expect("a member");
        archive.write_all(bytes).expect("bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

/// What a SAF-T file begins with.
const AUDIT_FILE: &str = "<n1:AuditFile xmlns:n1=\"urn:StandardAuditFile-Taxation-Financial:NO\">";

/// Broken files by name, made from good ones of the portfolio, each with a code that must be raised.
fn broken(world: &World) -> Vec<(String, Vec<u8>, &'static str)> {
    let named = |part: &str| {
        let name = files(&world.root().join("inbox"))
            .into_iter()
            .find(|name| name.contains(part))
            .expect("such a file");
        world.read(&format!("inbox/{name}"))
    };
    let (saft, camt, ocr, csv) = (
        named("SAF-T"),
        named("K.V01.C053"),
        named("OCR."),
        named("hovedbok-2025-02"),
    );
    // A listing has no trailer; what shows that it is cut off is a row without its last columns.
    let cut_row = {
        let end = csv.iter().rposition(|byte| *byte == b';').expect("columns");
        csv[..end - 3].to_vec()
    };
    let flipped = |bytes: &[u8], from: &str| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let at = text.find(from).expect("the place") + from.len();
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    let deep = format!("{AUDIT_FILE}{}", "<n1:Header>".repeat(200_000));
    let lol: String = (1..10).fold(String::from("<!ENTITY l0 \"lol\">"), |mut text, level| {
        let inner = format!("&l{};", level - 1).repeat(10);
        write!(text, "<!ENTITY l{level} \"{inner}\">").expect("a text");
        text
    });
    let bomb = format!("<!DOCTYPE a [{lol}]>{AUDIT_FILE}&l9;</n1:AuditFile>");
    let zeros = vec![b' '; 40 << 20];
    let inflated = [AUDIT_FILE.as_bytes(), &zeros].concat();
    let inner = zip(&[("a.xml", &saft)]);
    let long_line = [
        b"Konto;Bilagsnr;Bilagsart;Periode;Bilagsdato;Bel\xf8p;Valuta;Tekst\n1939;".as_slice(),
        &vec![b'7'; 12 << 20],
    ]
    .concat();
    let utf16: Vec<u8> = String::from_utf8_lossy(&saft)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let table: Vec<(&str, Vec<u8>, &'static str)> = vec![
        ("saft-halv.xml", half(&saft), "SAFT001"),
        ("saft-bit.xml", flipped(&saft, "<TotalDebit>"), "SAFT"),
        ("camt-halv.xml", half(&camt), "CAMT"),
        ("camt-bit.xml", flipped(&camt, "<Amt Ccy=\"NOK\">"), "CAMT"),
        ("ocr-halv.txt", half(&ocr), "OCR"),
        ("ocr-bit.txt", flipped(&ocr, "NY09"), "OCR"),
        ("ledger-halv.csv", cut_row, "CSV"),
        ("tom.xml", Vec::new(), "INGEST001"),
        ("bare-nuller.dat", vec![0; 100_000], "INGEST002"),
        (
            "brev.pdf",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(),
            "INGEST018",
        ),
        (
            "melding.xml",
            b"<?xml version=\"1.0\"?><html><body>hei</body></html>".to_vec(),
            "INGEST002",
        ),
        (
            "saft-utf16.xml",
            [b"\xff\xfe".as_slice(), &utf16].concat(),
            "",
        ),
        (
            "saft-latin1.xml",
            String::from_utf8_lossy(&saft)
                .replace("UTF-8", "ISO-8859-1")
                .into_bytes(),
            "SAFT022",
        ),
        ("dyp.xml", deep.into_bytes(), "SAFT"),
        ("latter.xml", bomb.into_bytes(), "SAFT023"),
        (
            "bombe.zip",
            zip(&[("SAF-T Financial_310200018_20250405060000.xml", &inflated)]),
            "SAFT03",
        ),
        ("eske-i-eske.zip", zip(&[("a.xml", &inner)]), "SAFT034"),
        (
            "klatrer.zip",
            zip(&[("../../../etc/cron.d/x.sh", b"rm"), ("../a.xml", &saft)]),
            "SAFT034",
        ),
        ("halv.zip", half(&zip(&[("a.xml", &saft)])), "SAFT034"),
        ("lang-linje.csv", long_line, ""),
    ];
    let named = table
        .into_iter()
        .map(|(name, bytes, code)| (name.to_owned(), bytes, code));
    named.chain(cut_in_the_middle()).collect()
}

/// The first two thirds of a file.
fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() * 2 / 3].to_vec()
}

/// Of every other format, a good file that is cut off in the middle.
fn cut_in_the_middle() -> impl Iterator<Item = (String, Vec<u8>, &'static str)> {
    GOOD.iter().filter_map(|(name, code)| {
        let bytes = half(&corpus(name));
        let name = name.replace('/', "-");
        code.map(|code| (format!("halv-{name}"), bytes, code))
    })
}

/// A good file of each format and form in the corpus, and how the codes begin that refuse half of it; `None`: half of it is
/// a whole file as well, because nothing in the format says how long it is.
const GOOD: [(&str, Option<&str>); 21] = [
    ("saf-t/ok/small.xml", Some("SAFT")),
    ("camt053/ok/canonical-02.xml", Some("CAMT")),
    ("camt054/ok/debits-tied-to-orders.xml", Some("CAMT")),
    ("mt940/ok/norwegian-lumps.sta", None),
    ("mt940/ok/canonical.sta", None),
    ("edifact/ok/kid-lump.edi", Some("EDI")),
    ("edifact/ok/debit-advice.edi", Some("EDI")),
    ("edifact/ok/status.edi", Some("EDI")),
    ("ocr-giro/ok/specification-1992.txt", Some("OCR")),
    ("telepay/ok/sent.txt", Some("TPAY")),
    ("telepay/ok/avregningsretur.txt", Some("TPAY")),
    ("pain001/ok/canonical-03.xml", Some("PAIN")),
    ("pain002/ok/canonical-10.xml", Some("PAIN")),
    ("gl07/ok/gl07_2060_right_crlf.dat", Some("AGR")),
    ("gl07/ok/abw_2011.xml", Some("AGR")),
    ("k27/ok/national.csv", None),
    ("k27/ok/order.json", Some("K27")),
    ("k27/ok/metadata.json", Some("K27")),
    ("delimited/ok/canonical.csv", Some("CSV")),
    ("delimited/ok/subledger.csv", Some("")),
    ("delimited/ok/windows-1252-sum.csv", Some("CSV")),
];

/// A file of the readers' corpus.
fn corpus(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/corpus");
    fs::read(Path::new(folder).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn has_place(diagnostic: &Value) -> bool {
    ["line", "column"]
        .iter()
        .all(|name| diagnostic[name].as_u64().is_some_and(|at| at > 0))
        && diagnostic["message"]
            .as_str()
            .is_some_and(|message| !message.is_empty() && !message.ends_with('.'))
}

#[test]
fn every_broken_file_is_refused_with_its_place() {
    let world = World::synth(2, 150, &[]);
    let mut wrong = Vec::new();
    for (name, bytes, code) in broken(&world) {
        world.write(&format!("broken/{name}"), &bytes);
        let said = avstem(&[
            Path::new("inspect"),
            Path::new("--json"),
            &world.root().join("broken").join(&name),
        ])
        .expect(1);
        let json = said.json();
        let diagnostics = json["diagnostics"].as_array().expect("a list");
        let errors: Vec<&Value> = diagnostics
            .iter()
            .filter(|d| d["severity"] == "error")
            .collect();
        let codes: Vec<&str> = errors.iter().filter_map(|d| d["code"].as_str()).collect();
        if json["accepted"] != false
            || errors.is_empty()
            || !codes.iter().any(|found| found.starts_with(code))
        {
            wrong.push(format!("{name}: expected {code}, found {codes:?}"));
        }
        if let Some(placeless) = diagnostics.iter().find(|d| !has_place(d)) {
            wrong.push(format!("{name}: {placeless}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn broken_files_of_one_agency_leave_the_others_alone() {
    let world = World::synth(2, 150, &[]);
    world
        .run(&[
            "--agency",
            "V02",
            "--reports",
            world.root().join("alone").to_str().expect("a path"),
        ])
        .expect(0);
    for (name, bytes, _) in broken(&world) {
        world.write(&format!("inbox/V01/inn/{name}"), &bytes);
    }
    let said = world.run(&[]).expect(1);
    let broken = broken(&world);
    let mut listed = 0;
    for (name, ..) in &broken {
        let is_listed = said.stdout.contains(&format!("{name}: "));
        listed += usize::from(is_listed);
        // Of the files of the corpus, some are of other years, and so is what is wrong with them.
        assert!(
            is_listed || name.starts_with("halv-"),
            "{name} is not in the summary:\n{}",
            said.stdout
        );
    }
    assert!(listed >= broken.len() - 9, "{listed} of {}", broken.len());
    let table = said.stdout.lines().filter(|line| line.starts_with("V02 "));
    assert!(
        table
            .into_iter()
            .all(|line| !line.contains("not run") && !line.contains("failed")),
        "{}",
        said.stdout
    );
    // The same is said again of runs that are there already.
    let again = world.run(&[]).expect(1);
    for line in said.stdout.lines().filter(|line| line.contains(": error[")) {
        assert!(again.stdout.contains(line), "{line}");
    }
    // The healthy one has the same runs as on its own.
    let sums = world.sums();
    for period in ["2025-01", "2025-02", "2025-03"] {
        let alone = world
            .root()
            .join(format!("alone/runs/V02/{period}/0001/SHA256SUMS"));
        assert_eq!(
            sums[&format!("V02/{period}/0001")],
            fs::read_to_string(alone).expect("sums")
        );
        let results = world.results(&format!("V01/{period}/0001"));
        for (name, ..) in &broken {
            let input = results["inputs"]
                .as_array()
                .expect("inputs")
                .iter()
                .find(|input| input["name"] == name.as_str());
            if let Some(input) = input {
                assert_eq!(input["accepted"], false, "{name}");
                assert!(
                    input["diagnostics"]
                        .as_array()
                        .expect("a list")
                        .iter()
                        .all(has_place),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_refused_file_gives_no_row_and_its_checks_name_it() {
    let world = World::synth(2, 150, &[]);
    world.run(&[]).expect(0);
    let statement = files(&world.root().join("inbox/V02/bank"))
        .into_iter()
        .rfind(|name| name.starts_with("K.V02.C053.202503"))
        .expect("a statement");
    let path = format!("inbox/V02/bank/{statement}");
    let good = world.read(&path);
    world.write(&path, &good[..good.len() - 40]);
    let ledger = "inbox/V02/ledger/hovedbok-2025-03.csv";
    let text = String::from_utf8(world.read(ledger)).expect("UTF-8");
    world.write(
        ledger,
        format!("{text}1939;x;BE;202503;2025-03-31;1,005;NOK;;;;;halv krone\n").as_bytes(),
    );
    world.run(&[]).expect(1);
    let results = world.results("V02/2025-03/0002");
    let check = |id: &str| {
        let checks = results["checks"].as_array().expect("checks");
        checks
            .iter()
            .find(|check| check["id"] == id)
            .expect("the check")
            .clone()
    };
    assert_eq!(check("bank")["outcome"], "not_run");
    let reason = check("bank")["reason"].to_string();
    assert!(
        reason.contains(&statement) && reason.contains("hovedbok-2025-03.csv"),
        "{reason}"
    );
    for id in ["error-account", "subledger", "interim"] {
        assert_eq!(check(id)["outcome"], "not_run", "{id}");
        assert!(
            check(id)["reason"]
                .to_string()
                .contains("hovedbok-2025-03.csv"),
            "{id}: {}",
            check(id)["reason"]
        );
    }
    for set in results["matching"].as_array().expect("sets") {
        for side in set["conservation"]
            .as_array()
            .expect("sides")
            .iter()
            .filter(|side| side["side"] == "ledger")
        {
            let before = world.results("V02/2025-02/0001");
            let carried: u64 = open_rows(&before, set["set"].as_str().expect("a name"));
            assert!(
                side["rows"]["in"].as_u64().expect("rows") <= carried,
                "rows of a refused ledger: {set}"
            );
        }
    }
}

/// Open rows of the ledger side of a set.
fn open_rows(results: &Value, set: &str) -> u64 {
    let sets = results["matching"].as_array().expect("sets");
    let sides = sets
        .iter()
        .filter(|found| found["set"] == set)
        .flat_map(|set| set["conservation"].as_array().expect("sides"));
    sides
        .filter(|side| side["side"] == "ledger")
        .filter_map(|side| side["rows"]["open"].as_u64())
        .sum()
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_not_passed_over() {
    let world = World::synth(2, 150, &[]);
    let inbox = world.root().join("inbox/V01");
    let outside = world.root().join("outside.xml");
    fs::write(&outside, b"secret").expect("a file");
    let expect_named = |name: &str| {
        let said = world.run(&[]).expect(1);
        assert!(
            said.stdout.contains(name),
            "{name} is not named: {}",
            said.stdout
        );
        assert!(
            said.stdout.contains("1 of 2 agencies well"),
            "{}",
            said.stdout
        );
        assert!(!world.store().join("runs/V01").exists());
    };
    std::os::unix::fs::symlink(&outside, inbox.join("lenke.xml")).expect("a link");
    expect_named("lenke.xml");
    fs::remove_file(inbox.join("lenke.xml")).expect("no link");

    let made = Command::new("mkfifo")
        .arg(inbox.join("rør.txt"))
        .status()
        .is_ok_and(|status| status.success());
    if made {
        expect_named("rør.txt");
        avstem(&[Path::new("inspect"), &inbox.join("rør.txt")]).expect(2);
        fs::remove_file(inbox.join("rør.txt")).expect("no pipe");
    }

    let locked = inbox.join("låst.xml");
    fs::write(&locked, b"x").expect("a file");
    fs::set_permissions(&locked, std::os::unix::fs::PermissionsExt::from_mode(0o000))
        .expect("a lock");
    if fs::read(&locked).is_err() {
        expect_named("låst.xml");
    } else {
        note("skipped: this user reads files without permission");
    }
    fs::remove_file(&locked).expect("no lock");

    let deep = inbox.join("a/b/c/d/e/f/g/h/i/j");
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join("dyp.xml"), b"x").expect("a file");
    expect_named("a/b/c/d/e/f/g/h/i");
    fs::remove_dir_all(inbox.join("a")).expect("no folders");
    world.run(&[]).expect(0);
}

/// Numbers that look like chance, the same each time.
fn chance(mut state: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

/// Ways to spoil a file: what it is called, and the bytes that come of it.
fn spoilt(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let middle = bytes.len() / 2;
    let with = |inside: &[u8]| [&bytes[..middle], inside, &bytes[middle..]].concat();
    let mut noise = bytes.to_vec();
    for (at, number) in chance(7).zip(chance(99)).take(8) {
        let at =
            usize::try_from(at % u64::try_from(bytes.len()).expect("a length")).expect("a place");
        noise[at] = number.to_le_bytes()[0];
    }
    let random: Vec<u8> = chance(3).take(512).flat_map(u64::to_le_bytes).collect();
    let letters = String::from_utf8_lossy(bytes).into_owned();
    let wide = |to: fn(u16) -> [u8; 2]| letters.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let nines: Vec<u8> = bytes
        .iter()
        .map(|byte| if byte.is_ascii_digit() { b'9' } else { *byte })
        .collect();
    let digit = bytes
        .iter()
        .skip(middle)
        .position(u8::is_ascii_digit)
        .map_or(middle, |at| middle + at);
    let huge = [&bytes[..digit], &[b'9'; 60][..], &bytes[digit..]].concat();
    let minus = [&bytes[..digit], b"-", &bytes[digit..]].concat();
    vec![
        ("first-third", bytes[..bytes.len() / 3].to_vec()),
        ("two-thirds", bytes[..bytes.len() * 2 / 3].to_vec()),
        ("all-but-three", bytes[..bytes.len() - 3].to_vec()),
        ("first-byte", bytes[..1].to_vec()),
        ("noise", noise),
        ("random-inside", with(&random)),
        ("only-random", random),
        ("zeros-inside", with(&[0; 64])),
        ("zeros-before", [&[0; 64][..], bytes].concat()),
        ("zeros-behind", [bytes, &[0; 4096][..]].concat()),
        ("long-inside", with(&vec![b'A'; 3 << 20])),
        ("blanks-inside", with(&vec![b' '; 3 << 20])),
        ("lines-inside", with(&vec![b'\n'; 1 << 20])),
        (
            "utf-16-little",
            [&b"\xff\xfe"[..], &wide(u16::to_le_bytes)].concat(),
        ),
        (
            "utf-16-big",
            [&b"\xfe\xff"[..], &wide(u16::to_be_bytes)].concat(),
        ),
        (
            "latin-1-as-utf-8",
            letters.replace('\u{fffd}', "\u{f8}").into_bytes(),
        ),
        (
            "high-bytes",
            bytes
                .iter()
                .map(|byte| if *byte == b'e' { 0xe9 } else { *byte })
                .collect(),
        ),
        ("nines", nines),
        ("huge-number", huge),
        ("minus", minus),
        ("twice", [bytes, bytes].concat()),
    ]
}

/// Every way to spoil a good file of every format: the program ends well, says where, and what it accepts all the same has
/// the money of the good file, or says that something is doubtful, or is a whole file too.
#[test]
fn no_spoilt_file_is_believed() {
    let folder = crate::world::folder();
    let mut good: Vec<(String, Vec<u8>)> = GOOD
        .iter()
        .map(|(name, _)| (name.replace('/', "-"), corpus(name)))
        .collect();
    good.push(("ledger.xlsx".to_owned(), workbook(b"")));
    let before: Vec<Value> = inspected(folder.path(), "good", &good);
    assert!(
        before.iter().all(|json| json["accepted"] == true),
        "{before:#?}"
    );
    let ways: Vec<&str> = spoilt(b"0123456789").iter().map(|(way, _)| *way).collect();
    let mut wrong = Vec::new();
    let mut refused = 0;
    for (number, way) in ways.iter().enumerate() {
        let spoilt: Vec<(String, Vec<u8>)> = good
            .iter()
            .map(|(name, bytes)| (name.clone(), spoilt(bytes)[number].1.clone()))
            .collect();
        for (after, before) in inspected(folder.path(), way, &spoilt).iter().zip(&before) {
            let name = &after["file"];
            let diagnostics = after["diagnostics"].as_array().expect("a list");
            if let Some(placeless) = diagnostics.iter().find(|d| !has_place(d)) {
                wrong.push(format!("{way} {name}: no place: {placeless}"));
            }
            if after["accepted"] == false {
                refused += 1;
                if !diagnostics.iter().any(|d| d["severity"] == "error") {
                    wrong.push(format!("{way} {name}: refused without an error"));
                }
            } else if after["totals"] != before["totals"] && !may_differ(way, before) {
                wrong.push(format!(
                    "{way} {name}: accepted: {} instead of {}; {}",
                    after["totals"], before["totals"], after["diagnostics"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(refused > 250, "{refused}");
}

/// Whether a spoilt file of this format is a file like any other: the formats that say nothing about themselves.
fn may_differ(way: &str, before: &Value) -> bool {
    let format = before["format"].as_str().expect("a format");
    let has_no_end = matches!(format, "mt940" | "delimited" | "k27" | "gl07");
    match way {
        // Whole rows, statements or vouchers are gone, or there twice.
        "first-third" | "two-thirds" | "all-but-three" | "twice" => {
            has_no_end || format == "telepay" || format == "ocr-giro" || format == "cremul"
        }
        _ => false,
    }
}

/// Writes files to a folder and inspects the folder; the answers by order of the files.
fn inspected(folder: &Path, name: &str, contents: &[(String, Vec<u8>)]) -> Vec<Value> {
    let folder = folder.join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let mut arguments = vec![PathBuf::from("inspect"), PathBuf::from("--json")];
    for (file, bytes) in contents {
        let path = folder.join(file);
        fs::write(&path, bytes).expect("a file");
        arguments.push(path);
    }
    let said = avstem(&arguments);
    assert!(
        matches!(said.code, Some(0 | 1)) && !said.stderr.contains("panicked"),
        "{name}: {said:?}"
    );
    fs::remove_dir_all(&folder).expect("no folder");
    let lines: Vec<Value> = said
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), contents.len(), "{name}");
    lines
}

/// A workbook with a ledger listing, and this behind its rows.
fn workbook(behind: &[u8]) -> Vec<u8> {
    let row = |cells: [&str; 5]| {
        format!(
            "<row>{}</row>",
            cells
                .map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"))
                .concat()
        )
    };
    let headings = row(["Konto", "Bilagsnr", "Bilagsdato", "Bel\u{f8}p", "Tekst"]);
    let line = row(["1939", "70000001", "31.03.2025", "1234,50", "Innbetaling"]);
    let sheet = [
        format!("<worksheet><sheetData>{headings}{line}").as_bytes(),
        behind,
        b"</sheetData></worksheet>",
    ]
    .concat();
    zip(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", b"<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns:r=\"urn:r\"><sheets><sheet name=\"Ark1\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"s1\" Type=\"urn:x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

/// Archives that unpack to much more than they are: refused before the memory is gone.
#[test]
fn bombs_do_not_go_off() {
    let folder = crate::world::folder();
    let spaces = vec![b' '; 40 << 20];
    let texts = [
        b"<sst>".as_slice(),
        &b"<si><t/></si>".repeat(3 << 20),
        b"</sst>",
    ]
    .concat();
    let many: Vec<(String, &[u8])> = (0..20_000)
        .map(|number| (format!("xl/{number}.xml"), &b"<a/>"[..]))
        .collect();
    let many: Vec<(&str, &[u8])> = std::iter::once(("xl/workbook.xml", &b"<workbook/>"[..]))
        .chain(many.iter().map(|(name, bytes)| (name.as_str(), *bytes)))
        .collect();
    let bombs = [
        ("sheet.xlsx", workbook(&spaces), "XLSX"),
        (
            "texts.xlsx",
            zip(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("xl/workbook.xml", b"<workbook/>"),
                ("xl/sharedStrings.xml", &texts),
            ]),
            "XLSX",
        ),
        ("parts.xlsx", zip(&many), "XLSX"),
        (
            "saft.zip",
            zip(&[(
                "SAF-T Financial_310200018_20250405060000.xml",
                &[AUDIT_FILE.as_bytes(), &spaces].concat(),
            )]),
            "SAFT",
        ),
    ];
    drop((spaces, texts));
    for (name, bytes, code) in bombs {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        let (said, peak) = watched(&[Path::new("inspect"), Path::new("--json"), &path]);
        let json = said.expect(1).json();
        let found = crate::inspect::error_codes(&json);
        assert!(
            found.iter().any(|found| found.starts_with(code)),
            "{name}: {found:?}"
        );
        assert!(peak < 96 << 10, "{name}: {peak} KiB");
    }
}

/// A member of a zip archive, unpacked.
fn members(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive =
        zip::ZipArchive::new(fs::File::open(path).expect("a file")).expect("a zip archive");
    (0..archive.len())
        .map(|index| {
            let mut member = archive.by_index(index).expect("a member");
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut member, &mut bytes).expect("bytes");
            (member.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

const FORMULAS: [&str; 4] = ["=cmd|'/C calc'!A0", "+1+cmd|x", "@SUM(1)", "-2+3"];
const MARKUP: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>'&amp";

#[test]
fn texts_of_the_ledger_stay_texts() {
    let world = World::synth(2, 150, &["double-posting:3", "transposed-digits:3"]);
    let folder = world.root().join("inbox/V02/ledger");
    for name in files(&folder)
        .into_iter()
        .filter(|name| name.starts_with("hovedbok"))
    {
        let path = format!("inbox/V02/ledger/{name}");
        let text = String::from_utf8(world.read(&path)).expect("UTF-8");
        let mut hostile = String::new();
        for (number, line) in text.lines().enumerate() {
            let line = match line.rsplit_once(';') {
                Some((row, _)) if number > 0 && number % 2 == 0 => format!("{row};{MARKUP}"),
                Some((row, _)) if number > 0 => format!("{row};{}", FORMULAS[number / 2 % 4]),
                _ => line.to_owned(),
            };
            writeln!(hostile, "{line}").expect("a text");
        }
        world.write(&path, hostile.as_bytes());
    }
    world.run(&["--agency", "V02"]).expect(1);
    let (mut findings, mut texts) = (0, 0);
    for run in world.sums().keys() {
        let html = fs::read_to_string(world.run_folder(run).join("folder.html")).expect("a page");
        texts += html.matches("alert(1)").count() + html.matches("cmd|").count();
        assert!(
            !html.contains("<script>alert") && !html.contains("<img src=x"),
            "{run}"
        );
        let csv = fs::read_to_string(world.run_folder(run).join("findings.csv")).expect("a table");
        findings += csv.lines().count().saturating_sub(1);
        for cell in csv
            .lines()
            .flat_map(|line| line.split(';'))
            .map(|cell| cell.trim_start_matches(['"', '\u{feff}']))
        {
            let is_number = cell
                .trim_end_matches('"')
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | ',' | '.' | ' '));
            assert!(
                !cell.starts_with(['=', '+', '@', '\t']) && (!cell.starts_with('-') || is_number),
                "{run}: {cell}"
            );
        }
        for (name, bytes) in members(&world.run_folder(run).join("folder.xlsx")) {
            let text = String::from_utf8_lossy(&bytes);
            let formulas = text
                .split("<f>")
                .skip(1)
                .filter_map(|rest| rest.split("</f>").next());
            for formula in formulas {
                assert!(
                    !formula.contains("cmd") && !formula.contains("SUM(1)"),
                    "{run} {name}: {formula}"
                );
            }
            assert!(!text.contains("<script>alert"), "{run} {name}");
            assert!(
                !text.contains("TargetMode=\"External\""),
                "{run} {name}: a link that leads out"
            );
        }
    }
    assert!(
        findings > 0 && texts > 0,
        "findings {findings}, texts of the ledger {texts}"
    );
}

/// A synthetic person: the month is 80 higher, and the check digits hold.
fn person() -> String {
    let digits = |number: u64| {
        format!("{number:09}")
            .bytes()
            .map(|byte| u32::from(byte - b'0'))
            .collect::<Vec<_>>()
    };
    let check = |digits: &[u32], weights: &[u32]| {
        let sum: u32 = digits
            .iter()
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum();
        (11 - sum % 11) % 11
    };
    (158_512_300..158_512_400)
        .find_map(|number| {
            let mut digits = digits(number);
            let first = check(&digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2]);
            digits.push(first);
            let second = check(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
            (first < 10 && second < 10).then(|| format!("{number:09}{first}{second}"))
        })
        .expect("a number")
}

/// The person in texts of the ledger and the bank, in names of files, in files that are refused.
fn plant_person(world: &World, person: &str, spaced: &str) {
    for name in files(&world.root().join("inbox/V02/ledger")) {
        let path = format!("inbox/V02/ledger/{name}");
        let text = String::from_utf8(world.read(&path)).expect("UTF-8");
        let lines = text
            .lines()
            .enumerate()
            .map(|(number, line)| match line.rsplit_once(';') {
                Some((row, _)) if number > 0 && number % 2 == 0 => {
                    format!("{row};Refusjon {person}\n")
                }
                Some((row, _)) if number > 0 => format!("{row};Refusjon {spaced}, sak 7\n"),
                _ => format!("{line}\n"),
            });
        world.write(&path, lines.collect::<String>().as_bytes());
    }
    // The same in a bank's text, and in files that are refused: their diagnostics quote them.
    for name in files(&world.root().join("inbox/V01/bank")) {
        let path = format!("inbox/V01/bank/{name}");
        let text = String::from_utf8(world.read(&path)).expect("UTF-8");
        world.write(
            &path,
            text.replace("<Ustrd>", &format!("<Ustrd>{person} "))
                .as_bytes(),
        );
    }
    world.write(
        &format!("inbox/V01/{person}.csv"),
        format!("Konto;Periode;Beløp;Tekst\n{person};{person};{person};{person}\n").as_bytes(),
    );
    world.write(
        "inbox/V01/feil.xml",
        format!("{AUDIT_FILE}<n1:Header><n1:{person}/></n1:Header>{spaced}").as_bytes(),
    );
}

/// A payer's account in every record of OCR payments, with and without check digits that fit.
fn plant_payers(world: &World, payers: &[&str]) {
    for code in ["V01", "V02"] {
        let inbox = world.root().join("inbox").join(code);
        let ocr = files(&inbox)
            .into_iter()
            .filter(|name| name.contains("OCR."));
        for (payer, name) in payers.iter().cycle().zip(ocr) {
            let text = fs::read_to_string(inbox.join(&name)).expect("ASCII");
            let lines = text.lines().map(|line| {
                if line.get(..4) == Some("NY09") && line.get(6..8) == Some("31") {
                    format!("{}{payer}{}\n", &line[..47], &line[58..])
                } else {
                    format!("{line}\n")
                }
            });
            fs::write(inbox.join(&name), lines.collect::<String>()).expect("a file");
        }
    }
}

#[test]
fn nobody_is_named_in_anything_that_is_written() {
    let world = World::synth(
        2,
        200,
        &["double-posting:2", "wrong-account:2", "ocr-not-read:1"],
    );
    let person = person();
    assert!(domain::personal::is_national_identity_number(
        &person,
        domain::personal::CheckRule::Current
    ));
    let spaced = format!("{} {}", &person[..6], &person[6..]);
    plant_person(&world, &person, &spaced);
    let payers = ["99975550007", "99975550008"];
    plant_payers(&world, &payers);
    let secrets = [person.as_str(), spaced.as_str(), payers[0], payers[1]];

    let job = world.root().join("job.toml");
    let run = |more: &[&str]| {
        let mut arguments = vec![
            "-vv",
            "run",
            job.to_str().expect("a path"),
            "--as-of",
            "2025-04-10",
        ];
        arguments.extend(more);
        Said::of(
            &command()
                .args(arguments)
                .output()
                .expect("the program starts"),
        )
        .expect(1)
    };
    let mut outputs: Vec<(String, Vec<u8>)> = Vec::new();
    let mut keep = |name: &str, said: Said| {
        outputs.push((format!("{name} stdout"), said.stdout.into_bytes()));
        outputs.push((format!("{name} stderr"), said.stderr.into_bytes()));
    };
    keep("run", run(&[]));
    keep("run again", run(&["--json", "--log-format", "json"]));
    let inbox = world.root().join("inbox/V01");
    for name in [format!("{person}.csv"), "feil.xml".to_owned()] {
        keep(
            "inspect",
            avstem(&[Path::new("inspect"), &inbox.join(&name)]),
        );
    }
    for name in files(&world.store().join("runs")) {
        let path = world.store().join("runs").join(&name);
        if Path::new(&name)
            .extension()
            .is_some_and(|extension| extension == "xlsx")
        {
            outputs.extend(
                members(&path)
                    .into_iter()
                    .map(|(member, bytes)| (format!("{name}!{member}"), bytes)),
            );
        } else {
            outputs.push((name, fs::read(&path).expect("an artifact")));
        }
    }
    let mut shown = Vec::new();
    for (name, bytes) in &outputs {
        for (number, secret) in secrets.iter().enumerate() {
            if bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes())
            {
                shown.push(format!("{name}: secret {number}"));
            }
        }
    }
    assert!(shown.is_empty(), "{shown:#?}");
}
