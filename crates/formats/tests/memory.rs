//! A gigabyte of every format that is read as a stream, in 64 MiB: made while it is read, nothing on disk. What is held
//! whole by design is refused beyond its limit, in as little.
//!
//! The largest memory of a process never falls, so each format is read by a process of its own: this test program, which
//! starts itself again.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise, and asks the kernel"
)]
#![cfg(target_os = "linux")]

#[path = "../../../benches/made.rs"]
mod made;

use std::io::{BufReader, Read};
use std::process::Command;

use domain::{Diagnostic, Severity};
use formats::{
    FormatId, camt053, camt054, delimited, edifact, gl07, k27, mt940, ocr_giro, pain001, pain002,
    parquet, saft, telepay, xlsx,
};
use made::STREAMS;

/// The size of a file.
const SIZE: u64 = 1_000_000_000;
/// Most memory above that of the process when it begins.
const MORE_KIB: u64 = 64 << 10;
/// Names the format that the process reads.
const READS: &str = "AVSTEM_TEST_READS";

/// A figure of the kernel about this process, in KiB.
fn kernel(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

/// Reads a stream and counts what it hands on.
pub(crate) fn read(format: FormatId, input: impl Read) -> (u64, Vec<Diagnostic>) {
    let input = BufReader::with_capacity(1 << 18, input);
    let mut records = 0;
    let diagnostics = match format {
        FormatId::Saft => {
            let mut count = |record: saft::record::Record| {
                records += u64::from(matches!(record, saft::record::Record::Line(_)));
            };
            saft::read(input, &saft::Options::default(), &mut count).diagnostics
        }
        FormatId::Camt053 => {
            let mut count =
                |s: camt053::Statement| records += u64::try_from(s.entries.len()).unwrap();
            camt053::read(input, &camt053::Options::default(), &mut count).diagnostics
        }
        FormatId::Camt054 => {
            let mut count = |n: camt054::record::Notification| {
                records += u64::try_from(n.entries.len()).unwrap();
            };
            camt054::read(input, &camt054::Options::default(), &mut count).diagnostics
        }
        FormatId::Mt940 => {
            let mut count =
                |s: &mut mt940::Statement| records += u64::try_from(s.entries.len()).unwrap();
            mt940::read(input, &mt940::Options::default(), &mut count).diagnostics
        }
        FormatId::Cremul | FormatId::Debmul | FormatId::Bansta => {
            edifact::read(input, &edifact::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::OcrGiro => {
            ocr_giro::read(input, &ocr_giro::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Telepay => {
            telepay::read(input, &telepay::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Pain001 => {
            pain001::read(input, &pain001::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Pain002 => {
            pain002::read(input, &pain002::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Gl07 => {
            gl07::read(input, &gl07::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::K27 => {
            k27::read(input, &k27::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Delimited => {
            delimited::read_rows(input, &delimited::Options::default(), &mut |_| records += 1)
                .diagnostics
        }
        FormatId::Xlsx | FormatId::Parquet => Vec::new(),
    };
    (records, diagnostics)
}

/// What a process of its own does.
fn read_here(name: &str) {
    let before = kernel("VmRSS:");
    let start = std::time::Instant::now();
    let (bytes, expected, (records, diagnostics)) = match name {
        "xlsx" => {
            let made = made::xlsx(SIZE);
            let (bytes, expected, mut records) = (made.length(), made.records, 0);
            let read = xlsx::read_rows(made, &xlsx::Options::default(), &mut |_| records += 1);
            (bytes, expected, (records, read.diagnostics))
        }
        "parquet" => {
            let made = made::parquet(SIZE);
            let (bytes, expected, mut records) = (made.length(), made.records, 0);
            let read =
                parquet::read_rows(made, &parquet::Options::default(), &mut |_| records += 1);
            (bytes, expected, (records, read.diagnostics))
        }
        _ => {
            let (_, format, make) = STREAMS.into_iter().find(|(of, ..)| *of == name).unwrap();
            let made = make(SIZE);
            (made.length(), made.records, read(format, made.stream()))
        }
    };
    let wrong = diagnostics.iter().find(|d| d.severity == Severity::Error);
    assert!(wrong.is_none(), "{wrong:?}");
    assert_eq!(records, expected, "{:?}", diagnostics.first());
    assert!(bytes.abs_diff(SIZE) < SIZE / 50, "{bytes} bytes");
    let more = kernel("VmHWM:").saturating_sub(before);
    note(&format!(
        "{name}: {} MB, {records} records, {more} KiB, {} ms",
        bytes / 1_000_000,
        start.elapsed().as_millis()
    ));
    assert!(more < MORE_KIB, "{name}: {more} KiB more than at the start");
}

/// A line for whoever looks at the output.
#[expect(clippy::print_stdout, reason = "what was measured")]
fn note(line: &str) {
    println!("{line}");
}

/// Reads a format in a process of its own.
fn in_a_process(name: &str) {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args(["--exact", "in_a_process_of_its_own", "--nocapture"])
        .env(READS, name)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}{problem}");
    let line = said.lines().find(|line| line.contains(" KiB, "));
    note(line.unwrap());
}

/// Nothing by itself; what [`in_a_process`] starts.
#[test]
fn in_a_process_of_its_own() {
    if let Ok(name) = std::env::var(READS) {
        read_here(&name);
    }
}

macro_rules! gigabytes {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            in_a_process(stringify!($name));
        })*

        #[test]
        fn every_format_is_here() {
            let mut here = vec![$(stringify!($name)),*];
            here.sort_unstable();
            let mut made: Vec<&str> = STREAMS.iter().map(|(name, ..)| *name).chain(["parquet", "xlsx"]).collect();
            made.sort_unstable();
            assert_eq!(here, made);
            let formats: Vec<FormatId> = STREAMS.iter().map(|(_, format, _)| *format).chain([FormatId::Xlsx, FormatId::Parquet]).collect();
            assert!(FormatId::ALL.iter().all(|format| formats.contains(format)));
        }
    };
}

gigabytes! {
    saft camt053 camt054 mt940 cremul debmul bansta ocr_giro telepay pain001 pain002 gl07 gl07_abw k27 delimited xlsx
    parquet
}

/// Small made files are whole and right: what the big ones repeat is not wrong in itself.
#[test]
fn small_ones_are_accepted_and_recognised() {
    for (name, format, make) in STREAMS {
        let made = make(1_000_000);
        let (expected, length) = (made.records, made.length());
        let mut bytes = Vec::new();
        made.stream().read_to_end(&mut bytes).unwrap();
        assert_eq!(u64::try_from(bytes.len()).unwrap(), length, "{name}");
        assert_eq!(
            formats::sniff(&bytes[..bytes.len().min(1 << 16)]),
            [format],
            "{name}"
        );
        let (records, diagnostics) = read(format, &bytes[..]);
        let wrong: Vec<&Diagnostic> = diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .take(3)
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        assert_eq!(records, expected, "{name}");
    }
}
