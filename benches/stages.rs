//! Where the time of a run goes: one agency and month, stage by stage and artifact by artifact.
//!
//! `cargo bench -p avstem --bench stages [LINES]`; 20 000 ledger lines unless said. The inbox is written to a temporary
//! folder. Nothing is stored: archive and store are measured by `job.sh`.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a measurement writes its own input, prints, and stops when it cannot be made"
)]

mod measure;

use std::fs;
use std::hint::black_box;
use std::path::Path;

use checks::ledger::Ledger;
use cli::engine::{self, AgencyWork, Options};
use ingest::{FileContent, assemble, list_inbox, load_portfolio, read_files};
use measure::{cpu_nanoseconds, peak_memory, ratio, wanted};
use report::Formats;
use report::frames::{findings_parquet, matches_parquet, open_items_parquet};
use report::results::results_json;
use synth::{Request, agency, portfolio_files};

/// The kernel counts in steps of some milliseconds, so a stage is repeated until it has taken this long.
const NANOSECONDS: u64 = 300_000_000;

fn main() {
    let lines = wanted().map_or(20_000, |lines| lines.parse().unwrap());
    let folder = std::env::temp_dir().join(format!("avstem-bench-{}", std::process::id()));
    write_portfolio(&folder, lines);
    measure(&folder);
    fs::remove_dir_all(&folder).unwrap();
}

fn write_portfolio(folder: &Path, lines_per_period: u32) {
    let month = "2025-01".parse().unwrap();
    let request = Request {
        agencies: 1,
        periods: (month, month),
        lines_per_period,
        seed: 1,
        faults: Vec::new(),
        kinds: None,
        half_year: false,
        year_end: false,
        period_13: false,
    };
    let inbox = agency(&request, 0).unwrap().files;
    for file in portfolio_files(&request).unwrap().iter().chain(&inbox) {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.bytes).unwrap();
    }
}

fn measure(folder: &Path) {
    let portfolio = load_portfolio(folder).unwrap();
    let registers = engine::registers(&portfolio);
    let agency = portfolio.agencies.first().unwrap();
    let period = "2025-01".parse().unwrap();
    let as_of = "2025-02-10".parse().unwrap();
    let options = Options {
        language: portfolio.settings.language.clone(),
        formats: Formats::ALL,
    };

    let files = list_inbox(&portfolio.inbox(&agency.playbook.code)).unwrap();
    let bytes: u64 = files.iter().map(|file| file.bytes).sum();
    println!("{} files, {} kB", files.len(), bytes / 1000);
    println!("{:<28} {:>9} {:>9}", "stage", "µs", "× list");
    let list = stage("list and hash the inbox", 0, || {
        list_inbox(&portfolio.inbox(&agency.playbook.code)).unwrap()
    });
    let read = || -> Vec<FileContent> {
        let read = |file: &ingest::InboxFile| {
            let one = std::slice::from_ref(file);
            read_files(one, Some(&agency.playbook), None)
                .remove(0)
                .unwrap()
        };
        files.iter().map(read).collect()
    };
    stage("read every file", list, read);
    let contents = read();
    stage("assemble frames", list, || {
        assemble(contents.clone()).unwrap()
    });
    let ingested = assemble(contents).unwrap();
    stage("sum the ledger", list, || Ledger::of(&ingested.frames));
    let ledger = Ledger::of(&ingested.frames);
    let work = AgencyWork {
        agency,
        options: &options,
        registers: &registers,
        ingested: &ingested,
        ledger: &ledger,
        late: &[],
    };
    stage("match and check", list, || {
        engine::run_period(&work, period, as_of, None).unwrap()
    });
    let result = engine::run_period(&work, period, as_of, None).unwrap();
    let texts = engine::texts(&options.language).unwrap();
    stage("results.json", list, || {
        results_json(&result, texts).unwrap()
    });
    stage("matches.parquet", list, || {
        matches_parquet(&result).unwrap()
    });
    stage("open_items.parquet", list, || {
        open_items_parquet(&result.open_items).unwrap()
    });
    stage("findings.parquet", list, || {
        findings_parquet(&result, texts).unwrap()
    });
    stage("folder.html", list, || report::folder_html(&result, texts));
    stage("folder.xlsx", list, || {
        report::folder_xlsx(&result, texts).unwrap()
    });
    println!(
        "{} matched rows, {} open items",
        result.matches.len(),
        result.open_items.len()
    );
    println!("peak memory of the process: {}", peak_memory());
}

/// Prints the mean CPU time of a stage in microseconds, and returns it.
fn stage<T>(name: &str, list: u64, work: impl Fn() -> T) -> u64 {
    black_box(work());
    let start = cpu_nanoseconds();
    let (mut rounds, mut taken) = (0, 0);
    while taken < NANOSECONDS {
        black_box(work());
        rounds += 1;
        taken = cpu_nanoseconds() - start;
    }
    let mean = taken / rounds / 1000;
    let ratio = if list == 0 {
        String::new()
    } else {
        ratio(mean, list)
    };
    println!("{name:<28} {mean:>9} {ratio:>9}");
    mean
}
