//! What reading a format costs, against SHA-256 over the same bytes.
//!
//! `cargo bench -p avstem-formats --bench readers [NAME]`; without a name, all of them. Made files, in memory, each read as a
//! stream with every record handed on and dropped. Not here: the disk, frames.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement prints, and stops when it cannot be made"
)]

#[expect(dead_code, reason = "the memory tests ask for more")]
mod made;
mod measure;

use std::io::{Cursor, Read as _};

use formats::{
    FormatId, camt053, camt054, delimited, edifact, gl07, k27, mt940, ocr_giro, pain001, pain002,
    parquet, saft, telepay, xlsx,
};
use measure::{cpu_nanoseconds, peak_memory, ratio, wanted};
use sha2::{Digest as _, Sha256};

/// Counted rounds; the median is printed.
const ROUNDS: usize = 5;
/// Hashing is quick and the kernel counts in steps of some milliseconds, so it is done several times.
const SHA_REPEATS: usize = 4;
/// Bytes of a file.
const SIZE: u64 = 100_000_000;

fn main() {
    let wanted = wanted();
    println!(
        "{:<18} {:>6} {:>10} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7}",
        "bench", "MB", "records", "sha ms", "read ms", "MB/s", "Mrec/s", "read", "total"
    );
    let streams = made::STREAMS
        .iter()
        .map(|(name, format, _)| (*name, *format));
    let others = [("xlsx", FormatId::Xlsx), ("parquet", FormatId::Parquet)];
    for (name, format) in streams.chain(others) {
        let name = format!("{name}_100mb");
        if wanted.as_deref().is_none_or(|wanted| name.contains(wanted)) {
            // A tenth first: ten times the bytes may cost eleven times as much, not more.
            for part in [10, 1] {
                measure(&name, format, part);
            }
        }
    }
    println!(
        "CPU time of one thread, median of {ROUNDS}; read = read / sha, total = (sha + read) / sha"
    );
    println!(
        "peak memory of the process, input included: {}",
        peak_memory()
    );
}

/// A made file in memory.
fn file(name: &str, size: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    match name {
        "xlsx" => made::xlsx(size).read_to_end(&mut bytes),
        "parquet" => made::parquet(size).read_to_end(&mut bytes),
        _ => {
            let mut streams = made::STREAMS.into_iter();
            let (.., make) = streams.find(|(of, ..)| *of == name).unwrap();
            make(size).stream().read_to_end(&mut bytes)
        }
    }
    .unwrap();
    bytes
}

fn measure(name: &str, format: FormatId, part: u64) {
    let file = bytes::Bytes::from(file(name.trim_end_matches("_100mb"), SIZE / part));
    let bytes = u64::try_from(file.len()).unwrap();
    let mut records = 0;
    let (mut sha, mut reading) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        let start = cpu_nanoseconds();
        for _ in 0..SHA_REPEATS {
            std::hint::black_box(Sha256::digest(&file));
        }
        let middle = cpu_nanoseconds();
        records = read(format, &file);
        sha.push((middle - start) / u64::try_from(SHA_REPEATS).unwrap());
        reading.push(cpu_nanoseconds() - middle);
    }
    let (sha, reading) = (median(sha), median(reading));
    println!(
        "{:<18} {:>6} {records:>10} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7}",
        if part == 1 {
            name.to_owned()
        } else {
            format!("  1/{part}")
        },
        bytes / 1_000_000,
        sha / 1_000_000,
        reading / 1_000_000,
        bytes * 1_000 / reading.max(1),
        ratio(records * 1_000, reading),
        ratio(reading, sha),
        ratio(sha + reading, sha),
    );
}

/// Reads a file without keeping anything; the number of records handed on. An error would make the figure
/// meaningless.
fn read(format: FormatId, file: &bytes::Bytes) -> u64 {
    let mut records = 0;
    let bytes: &[u8] = file;
    let diagnostics = match format {
        FormatId::Saft => {
            saft::read(bytes, &saft::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Camt053 => {
            let mut count =
                |s: camt053::Statement| records += u64::try_from(s.entries.len()).unwrap();
            camt053::read(bytes, &camt053::Options::default(), &mut count).diagnostics
        }
        FormatId::Camt054 => {
            let mut count = |n: camt054::record::Notification| {
                records += u64::try_from(n.entries.len()).unwrap();
            };
            camt054::read(bytes, &camt053::Options::default(), &mut count).diagnostics
        }
        FormatId::Mt940 => {
            let mut count =
                |s: &mut mt940::Statement| records += u64::try_from(s.entries.len()).unwrap();
            mt940::read(bytes, &mt940::Options::default(), &mut count).diagnostics
        }
        FormatId::Cremul | FormatId::Debmul | FormatId::Bansta => {
            edifact::read(bytes, &edifact::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::OcrGiro => {
            ocr_giro::read(bytes, &ocr_giro::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Telepay => {
            telepay::read(bytes, &telepay::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Pain001 => {
            pain001::read(bytes, &pain001::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Pain002 => {
            pain002::read(bytes, &pain002::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Gl07 => {
            gl07::read(bytes, &gl07::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::K27 => {
            k27::read(bytes, &k27::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Delimited => {
            delimited::read_rows(bytes, &delimited::Options::default(), &mut |_| records += 1)
                .diagnostics
        }
        FormatId::Xlsx => {
            xlsx::read_rows(Cursor::new(bytes), &xlsx::Options::default(), &mut |_| {
                records += 1;
            })
            .diagnostics
        }
        FormatId::Parquet => {
            parquet::read_rows(
                Cursor::new(file.clone()),
                &parquet::Options::default(),
                &mut |_| records += 1,
            )
            .diagnostics
        }
    };
    let worst = diagnostics
        .iter()
        .find(|diagnostic| diagnostic.severity == domain::Severity::Error);
    assert!(worst.is_none(), "{worst:?}");
    records
}

/// The median after the first, which only warms up.
fn median(mut times: Vec<u64>) -> u64 {
    times.remove(0);
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}
