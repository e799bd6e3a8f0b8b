//! Compares the runs of a synthetic portfolio with its answer key:
//! `cargo run --release -p avstem --example compare_truth -- PORTFOLIO STORE`

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a tool for development"
)]

#[path = "../../../tests/it/truth.rs"]
mod truth;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let comparison = truth::compare(Path::new(&args[0]), Path::new(&args[1]));
    println!(
        "{} faults, {} true groups",
        comparison.faults, comparison.groups
    );
    let mut well = true;
    for (what, list) in [
        ("missed", &comparison.missed),
        ("invented", &comparison.invented),
        ("unmatched", &comparison.unmatched),
        ("mismatched", &comparison.mismatched),
        ("not conserved", &comparison.lost),
    ] {
        println!("{what}: {}", list.len());
        for line in list.iter().take(20) {
            println!("  {line}");
        }
        well &= list.is_empty();
    }
    if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
