//! Every command as scripts rely on it: exit codes, results on stdout and everything else on stderr, JSON that parses, no
//! colour where none is wanted, and a reader that goes away.
#![expect(clippy::indexing_slicing, reason = "a test may stop, and writes files")]

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::world::{AS_OF, Said, World, avstem, command};

/// A portfolio that was run: V01 well, V02 with findings.
fn office() -> World {
    let world = World::synth(2, 150, &["double-posting:1"]);
    world.run(&[]).expect(1);
    world.write("bad.toml", b"portfolio = \".\"\nperiodes = \"2025-01\"\n");
    world.write("nowhere.toml", b"portfolio = \"nowhere\"\n");
    world.write("good.csv", b"Konto;Bilagsnr;Bilagsart;Periode;Bilagsdato;Bel\xc3\xb8p;Tekst\n1939;1;BE;202501;2025-01-02;1,00;a\n");
    world.write("broken.csv", b"Konto;Bilagsnr;Bilagsart;Periode;Bilagsdato;Bel\xc3\xb8p;Tekst\n1939;1;BE;202501;2025-01-02;1,005;a\n");
    world.write("empty/README", b"nothing here");
    world
}

/// Arguments with `@` for the portfolio, exit code, a word on stdout, a word on stderr. Without a word, the stream is
/// empty.
type Row = (&'static str, i32, &'static str, &'static str);

/// The agency with the finding, and one without.
fn agencies(world: &World) -> (String, String) {
    let failed = |code: &str| {
        ["2025-01", "2025-02", "2025-03"].iter().any(|period| {
            let results = world.results(&format!("{code}/{period}/0001"));
            results["summary"]["failed"]
                .as_u64()
                .is_some_and(|failed| failed > 0)
        })
    };
    if failed("V01") {
        ("V01".to_owned(), "V02".to_owned())
    } else {
        ("V02".to_owned(), "V01".to_owned())
    }
}

const TABLE: &[Row] = &[
    ("--version", 0, "avstem 0", ""),
    ("--help", 0, "Usage", ""),
    ("", 2, "", "Usage"),
    ("reconcile", 2, "", "unrecognized"),
    ("run @/job.toml --as-of 2025-04-10", 1, "agencies well", ""),
    (
        "run @/job.toml --as-of 2025-04-10 --exit-zero",
        0,
        "agencies well",
        "",
    ),
    (
        "run @/job.toml --as-of 2025-04-10 --agency WELL",
        0,
        "1 of 1 agencies well",
        "",
    ),
    ("run @/job.toml --agency V99", 2, "", "no agency V99"),
    ("run @/job.toml --period 2025-13..2025-01", 2, "", "periods"),
    ("run @/job.toml --as-of yesterday", 2, "", "--as-of"),
    ("run @/bad.toml", 2, "", "periodes"),
    ("run @/nowhere.toml", 2, "", "avstem.toml"),
    ("run @/missing.toml", 2, "", "missing.toml"),
    (
        "run @/job.toml --reports @/avstem.toml",
        2,
        "",
        "not a folder",
    ),
    ("inspect @/good.csv", 0, "accepted", ""),
    ("inspect @/broken.csv", 1, "REFUSED", ""),
    ("inspect @/good.csv @/broken.csv", 1, "REFUSED", ""),
    ("inspect @/inbox/WELL/bank", 0, "accepted", ""),
    ("inspect @/missing.csv", 2, "", "missing.csv"),
    ("inspect @/good.csv --format cobol", 2, "", "known are"),
    ("inspect @/good.csv --format saf-t", 1, "SAFT", ""),
    ("deadlines --portfolio @ --period 2025-03", 0, "V01", ""),
    (
        "deadlines --portfolio @ --period 2025-03 --agency V02 --ics",
        0,
        "BEGIN:VCALENDAR",
        "",
    ),
    (
        "deadlines --portfolio @ --period 2025-03 --agency V99",
        2,
        "",
        "no agency V99",
    ),
    ("deadlines --portfolio @ --period march", 2, "", "--period"),
    (
        "deadlines --portfolio @/empty --period 2025-03",
        2,
        "",
        "avstem.toml",
    ),
    (
        "status --portfolio @ --reports @/reports --tag nobody",
        0,
        "agency",
        "",
    ),
    (
        "status --portfolio @ --reports @/reports --period 2025-09",
        1,
        "none",
        "",
    ),
    ("status --portfolio @/empty", 2, "", "avstem.toml"),
    (
        "sign @/reports/runs/V01/2025-01/0001 --purpose folder-overview --key @/no-key --as kari --portfolio @",
        2,
        "",
        "no-key",
    ),
    (
        "sign @/reports/runs/V01/2025-01/0009 --purpose folder-overview --key @/no-key --as kari --portfolio @",
        2,
        "",
        "0009",
    ),
    ("verify @/reports", 0, "as it was made", ""),
    (
        "verify @/reports/runs/V01/2025-01/0001",
        0,
        "as it was made",
        "",
    ),
    (
        "verify @/reports/runs/V01/2025-01",
        2,
        "",
        "expected the folder of a run",
    ),
    ("verify @/missing", 2, "", "missing"),
    (
        "rerun @/reports/runs/V02/2025-03/0001",
        0,
        "the same bytes",
        "",
    ),
    ("rerun @/inbox", 2, "", "expected the folder of a run"),
    (
        "diff @/reports/runs/V01/2025-01/0001 @/reports/runs/V01/2025-01/0001",
        0,
        "no conclusion changed",
        "",
    ),
    (
        "diff @/reports/runs/V01/2025-01/0001 @/reports/runs/V01/2025-02/0001",
        1,
        "conclusions changed",
        "",
    ),
    (
        "diff @/reports/runs/V01/2025-01/0001 @/inbox",
        2,
        "",
        "expected the folder of a run",
    ),
    ("explain bank", 0, "bank:", ""),
    ("explain A1 --lang nb", 0, "bank:", ""),
    (
        "explain A1 --lang nn",
        0,
        "bank: Bankavstemming: hovudbok",
        "",
    ),
    ("explain CAMT030", 0, "what to do", ""),
    ("explain BANK003", 0, "BANK003", ""),
    ("explain nonsense", 2, "", "neither a check nor a code"),
    ("explain bank --lang de", 2, "", "expected nb, nn or en"),
    ("synth --list-faults", 0, "double-posting", ""),
    ("synth", 2, "", "--out"),
    ("synth --out @", 2, "", "there is a portfolio already"),
    (
        "synth --out @/new --fault no-such-fault",
        2,
        "",
        "no-such-fault",
    ),
    (
        "synth --out @/new --periods 2025-03..2025-01",
        2,
        "",
        "periods",
    ),
    ("doctor --portfolio @", 1, "problems", ""),
    (
        "doctor --portfolio @",
        1,
        "inferred setting bank.window_bank_days: default 3 for 0 of 2; 3 set by V01 V02\n",
        "",
    ),
    (
        "doctor --portfolio @",
        1,
        "inferred setting nav.payroll_day: default 12 for 2 of 2\n",
        "",
    ),
    ("doctor --portfolio @/empty", 2, "", "avstem.toml"),
];

#[test]
fn exit_codes_and_streams() {
    let world = office();
    let (_, well) = agencies(&world);
    let root = world.root().to_str().expect("a path").to_owned();
    let mut wrong = Vec::new();
    for (arguments, code, stdout, stderr) in TABLE {
        let words: Vec<String> = arguments
            .split_whitespace()
            .map(|word| word.replace('@', &root).replace("WELL", &well))
            .collect();
        let said = avstem(&words);
        let fits = |found: &str, expected: &str| {
            if expected.is_empty() {
                found.is_empty()
            } else {
                found.contains(expected)
            }
        };
        if said.code != Some(*code) || !fits(&said.stdout, stdout) || !fits(&said.stderr, stderr) {
            wrong.push(format!(
                "avstem {arguments}: expected {code} {stdout:?} {stderr:?}, found {said:#?}"
            ));
        }
        if said.stderr.contains("panicked")
            || said.stdout.contains('\u{1b}')
            || said.stderr.contains('\u{1b}')
        {
            wrong.push(format!("avstem {arguments}: {said:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn json_is_json_and_nothing_else() {
    let world = office();
    let root = world.root().to_str().expect("a path");
    let table = [
        ("run @/job.toml --json", "avstem.run/1"),
        ("inspect @/good.csv --json", "avstem.inspect/1"),
        ("inspect @/broken.csv --json", "avstem.inspect/1"),
        (
            "deadlines --portfolio @ --period 2025-03 --json",
            "avstem.deadlines/1",
        ),
        (
            "status --portfolio @ --reports @/reports --json",
            "avstem.status/1",
        ),
    ];
    for (arguments, schema) in table {
        let words: Vec<String> = arguments
            .split_whitespace()
            .map(|word| word.replace('@', root))
            .collect();
        let said = avstem(&words);
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
        assert_eq!(said.json()["schema"], schema, "{arguments}");
    }
    // Several files: one object each, one after the other.
    let said = avstem(&[
        "inspect",
        "--json",
        &format!("{root}/good.csv"),
        &format!("{root}/broken.csv"),
    ])
    .expect(1);
    let objects: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(&said.stdout)
        .into_iter()
        .collect();
    assert_eq!(objects.expect("objects").len(), 2);
    // The log is one object per line, on stderr.
    let job = format!("{root}/job.toml");
    let said = avstem(&[
        "-vv",
        "--log-format",
        "json",
        "run",
        &job,
        "--as-of",
        AS_OF,
        "--json",
    ])
    .expect(1);
    assert_eq!(said.json()["schema"], "avstem.run/1");
    assert!(!said.stderr.is_empty());
    for line in said.stderr.lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

#[test]
fn no_colour_where_none_is_wanted() {
    let world = office();
    let job = world.root().join("job.toml");
    for (name, value) in [
        ("NO_COLOR", "1"),
        ("NO_COLOR", ""),
        ("TERM", "xterm-256color"),
    ] {
        for arguments in [
            vec!["-vv", "run", job.to_str().expect("a path")],
            vec!["run", "--nonsense"],
            vec!["--help"],
        ] {
            let output = command()
                .args(arguments)
                .env(name, value)
                .output()
                .expect("the program starts");
            let said = Said::of(&output);
            assert!(
                !said.stdout.contains('\u{1b}') && !said.stderr.contains('\u{1b}'),
                "{name}={value}: {said:?}"
            );
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let world = office();
    let root = world.root().to_str().expect("a path");
    let table = [
        "run @/job.toml --as-of 2025-04-10",
        "run @/job.toml --json",
        "inspect @/inbox --json",
        "inspect @/inbox",
        "deadlines --portfolio @ --period 2025-03",
        "explain bank",
        "synth --list-faults",
        "--help",
        "explain nonsense",
    ];
    for arguments in table {
        let words: Vec<String> = arguments
            .split_whitespace()
            .map(|word| word.replace('@', root))
            .collect();
        let mut child = command()
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Reads one byte and closes, as `head -1` does.
        let mut stdout = child.stdout.take().expect("a pipe");
        let mut byte = [0];
        let read = stdout.read(&mut byte).expect("a byte or the end");
        drop(stdout);
        let mut stderr = String::new();
        child
            .stderr
            .take()
            .expect("a pipe")
            .read_to_string(&mut stderr)
            .expect("UTF-8");
        let status = child.wait().expect("it ends");
        assert!(
            !stderr.contains("panicked") && matches!(status.code(), Some(0..=2)),
            "{arguments}: {status:?} {read} {stderr}"
        );
    }
}
