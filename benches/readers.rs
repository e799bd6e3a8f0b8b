//! What reading a format costs, against SHA-256 over the same bytes.
//!
//! `cargo bench -p avstem --bench readers [NAME]`; without a name, all of them. Made files, in memory, each read as a
//! stream with every record handed on and dropped. Not here: the disk, frames.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and stops when it cannot be made"
)]

mod made;
mod measure;

use formats::{FormatId, camt053, delimited, ocr_giro, saft};
use measure::{cpu_nanoseconds, peak_memory, ratio, wanted};

/// Counted rounds; the median is printed.
const ROUNDS: usize = 5;
/// Hashing is quick and the kernel counts in steps of some milliseconds, so it is done several times.
const SHA_REPEATS: usize = 4;

/// A bench: its name, the format, and the files by size. Sizes in names are about right; the table prints them exactly.
struct Bench {
    name: &'static str,
    format: FormatId,
    /// Ledger lines, entries or payments.
    records: u32,
    files: fn(u32) -> Vec<Vec<u8>>,
}

const BENCHES: [Bench; 4] = [
    Bench {
        name: "saft_100mb",
        format: FormatId::Saft,
        records: 220_000,
        files: |lines| made::ledger(0, FormatId::Saft, lines),
    },
    Bench {
        name: "camt053_100mb",
        format: FormatId::Camt053,
        records: 90_000,
        files: |entries| vec![made::statements(entries)],
    },
    Bench {
        name: "ocr_giro_1m_payments",
        format: FormatId::OcrGiro,
        records: 1_000_000,
        files: |payments| vec![made::payments(payments)],
    },
    Bench {
        name: "delimited_1m_rows",
        format: FormatId::Delimited,
        records: 900_000,
        files: |lines| made::ledger(1, FormatId::Delimited, lines),
    },
];

fn main() {
    let wanted = wanted();
    println!(
        "{:<22} {:>6} {:>8} {:>10} {:>8} {:>8} {:>9} {:>7} {:>7} {:>7}",
        "bench", "files", "MB", "records", "sha ms", "read ms", "MB/s", "Mrec/s", "read", "total"
    );
    for bench in &BENCHES {
        if wanted
            .as_deref()
            .is_none_or(|wanted| bench.name.contains(wanted))
        {
            // A tenth first: ten times the rows may cost eleven times as much, not more.
            for part in [10, 1] {
                measure(bench, part);
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

fn measure(bench: &Bench, part: u32) {
    let files = (bench.files)(bench.records / part);
    let bytes: u64 = files
        .iter()
        .map(|file| u64::try_from(file.len()).unwrap())
        .sum();
    let mut records = 0;
    let (mut sha, mut reading) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        let start = cpu_nanoseconds();
        for file in files.iter().cycle().take(files.len() * SHA_REPEATS) {
            std::hint::black_box(close::digest_of(file));
        }
        let middle = cpu_nanoseconds();
        records = files.iter().map(|file| read(bench.format, file)).sum();
        sha.push((middle - start) / u64::try_from(SHA_REPEATS).unwrap());
        reading.push(cpu_nanoseconds() - middle);
    }
    let (sha, reading) = (median(sha), median(reading));
    println!(
        "{:<22} {:>6} {:>8} {records:>10} {:>8} {:>8} {:>9} {:>7} {:>7} {:>7}",
        if part == 1 {
            bench.name.to_owned()
        } else {
            format!("  1/{part}")
        },
        files.len(),
        bytes / 1_000_000,
        sha / 1_000_000,
        reading / 1_000_000,
        bytes * 1_000 / reading.max(1),
        ratio(records * 1_000, reading),
        ratio(reading, sha),
        ratio(sha + reading, sha),
    );
}

/// Reads a file without keeping anything; the number of records handed on. A diagnostic would make the figure
/// meaningless.
fn read(format: FormatId, bytes: &[u8]) -> u64 {
    let mut records = 0;
    let diagnostics = match format {
        FormatId::Saft => {
            saft::read(bytes, &saft::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Camt053 => {
            let mut count = |statement: camt053::Statement| {
                records += u64::try_from(statement.entries.len()).unwrap();
            };
            camt053::read(bytes, &camt053::Options::default(), &mut count).diagnostics
        }
        FormatId::OcrGiro => {
            ocr_giro::read(bytes, &ocr_giro::Options::default(), &mut |_| records += 1).diagnostics
        }
        FormatId::Delimited => {
            delimited::read(bytes, &delimited::Options::default(), &mut |_| records += 1)
                .diagnostics
        }
        // The others get a bench with their readers.
        _ => Vec::new(),
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
