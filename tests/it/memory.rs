//! The program as a process on a file of a gigabyte: what it holds, not what it knows.
//!
//! Not here: each format by itself, and without a disk (`formats`, tests/memory.rs).
#![expect(
    clippy::disallowed_methods,
    reason = "a test may stop, and writes a file"
)]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::world::{note, watched};

/// Bytes of the file; the folder needs twice as much.
const SIZE: u64 = 1_000_000_000;
/// Most memory of the process.
const PEAK_KIB: u64 = 96 << 10;

/// A folder that has room, in memory if there is some.
fn room() -> Option<tempfile::TempDir> {
    let has_room = |folder: &&str| {
        let said = std::process::Command::new("df")
            .args(["-Pk", *folder])
            .output();
        let said = said
            .ok()
            .and_then(|output| String::from_utf8(output.stdout).ok());
        let free = said.and_then(|text| {
            text.lines()
                .nth(1)?
                .split_whitespace()
                .nth(3)?
                .parse::<u64>()
                .ok()
        });
        free.is_some_and(|kib| kib > 2 * SIZE / 1024)
    };
    let folder = ["/dev/shm", "/tmp"].into_iter().find(has_room)?;
    tempfile::TempDir::new_in(folder).ok()
}

#[test]
fn a_gigabyte_is_inspected_in_little_memory() {
    let Some(folder) = room() else {
        note("skipped: there is no room for a file of a gigabyte");
        return;
    };
    let path = folder.path().join("hovedbok.csv");
    let row = "1939;400001;IB;202503;2025-03-03;1520,00;;OCR0314;1314001464;0000531;;OCR giro\n";
    let block = row.repeat(10_000);
    let mut file = File::create(&path).expect("a file");
    file.write_all("Konto;Bilagsnr;Bilagsart;Periode;Bilagsdato;Bel\u{f8}p;Valuta;Batch;Referanse;KID;Reskontro;Tekst\n".as_bytes()).expect("headings");
    let length = u64::try_from(block.len()).expect("a length");
    let blocks = SIZE.div_ceil(length);
    for _ in 0..blocks {
        file.write_all(block.as_bytes()).expect("rows");
    }
    drop(file);
    let (said, peak) = watched(&[Path::new("inspect"), Path::new("--json"), &path]);
    let json = said.expect(0).json();
    assert_eq!(json["format"], "delimited");
    assert_eq!(json["totals"]["rows"], blocks * 10_000);
    note(&format!("{} MB, {peak} KiB", blocks * length / 1_000_000));
    assert!(peak < PEAK_KIB, "{peak} KiB");
}
