//! The matching job as a program: makes two listings and the truth, matches them from disk, and compares.
//!
//! ```text
//! cargo run --release -p avstem-matching --example job -- make DIR --rows N --seed S
//! … -- match LEFT.csv RIGHT.csv OUT_DIR
//! … -- check OUT_DIR TRUTH.csv [--json]
//! ```
//!
//! `benches/compare/run` measures `match` against DuckDB and Polars on the same files. It links no polars and shows how
//! the rooms fit together: `formats` reads, `calendar` numbers the days, `matching` groups and proves.
//! Not here: playbooks, diagnostics for people, the store; a wrong file ends the program.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::as_conversions,
    reason = "a measurement prints, and stops when it cannot be made"
)]

mod check;
mod make;
#[expect(dead_code, reason = "benches ask for more")]
#[path = "../../../../benches/measure.rs"]
mod measure;
mod out;
mod run;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "job make DIR --rows N --seed S
job match LEFT.csv RIGHT.csv OUT_DIR
job check OUT_DIR TRUTH.csv [--json]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match work(&arguments) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn work(arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    match *arguments {
        ["make", folder, "--rows", rows, "--seed", seed] => {
            make::make(Path::new(folder), rows.parse()?, seed.parse()?)?;
            Ok(format!("made {rows} rows a side in {folder}"))
        }
        ["match", left, right, folder] => {
            run::run(Path::new(left), Path::new(right), Path::new(folder))
        }
        ["check", folder, truth, ref options @ ..] => {
            let found = check::check(Path::new(folder), Path::new(truth))?;
            let [start, between, end] = match options {
                [] => ["", "\n", ""],
                ["--json"] => ["{", ", ", "}"],
                _ => return Err(USAGE.into()),
            };
            let is_json = !start.is_empty();
            let figures = found.figures().map(|(name, figure)| {
                if is_json {
                    format!("\"{name}\": {figure}")
                } else {
                    format!("{name:<20} {figure:>10}")
                }
            });
            Ok(format!("{start}{}{end}", figures.join(between)))
        }
        _ => Err(USAGE.into()),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests spoil results on disk")]
mod tests {
    use super::*;
    use std::fs;

    /// Made, matched and compared; `spoil` may change the result before it is compared.
    fn found(rows: u64, seed: u64, spoil: impl Fn(&Path)) -> check::Found {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        make::make(folder, rows, seed).unwrap();
        run::run(&folder.join("left.csv"), &folder.join("right.csv"), folder).unwrap();
        spoil(folder);
        check::check(folder, &folder.join("truth.csv")).unwrap()
    }

    #[test]
    fn the_job_finds_the_truth() {
        for (rows, seed, decidable) in [(2_000_u64, 1, 20 * 87), (1, 2, 87), (2_001, 3, 21 * 87)] {
            let expected = check::Found {
                groups: decidable,
                decidable,
                rows: 2 * rows.div_ceil(make::ROWS_TOGETHER) * make::ROWS_TOGETHER,
                ..check::Found::default()
            };
            assert_eq!(
                found(rows, seed, |_| ()),
                expected,
                "{rows} rows, seed {seed}"
            );
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_bytes() {
        let made = |seed| {
            let folder = tempfile::tempdir().unwrap();
            make::make(folder.path(), 300, seed).unwrap();
            ["left.csv", "right.csv", "truth.csv"]
                .map(|name| fs::read(folder.path().join(name)).unwrap())
        };
        assert_eq!(made(5), made(5));
        assert_ne!(made(5), made(6));
    }

    #[test]
    fn what_is_wrong_with_a_result_is_counted() {
        type Spoil = fn(&mut Vec<String>, &mut Vec<String>);
        // Changes of the lines of matches and open items, and: wrong groups, left open, hidden, lost or twice.
        let table: [(&str, Spoil, [u64; 4]); 5] = [
            (
                "a match is missing",
                |matches, _| drop(matches.pop()),
                [0, 1, 0, 2],
            ),
            (
                "a match is there twice",
                |matches, _| matches.push(matches[1].clone()),
                [1, 0, 0, 2],
            ),
            (
                "an open item is missing",
                |_, open| drop(open.pop()),
                [0, 0, 0, 1],
            ),
            (
                "an open row is matched",
                |matches, open| {
                    let row = open.pop().unwrap();
                    let row = row.split(';').nth(1).unwrap();
                    matches.push(format!("9999;window;;{row}"));
                },
                [1, 0, 1, 0],
            ),
            (
                "a row that does not exist",
                |_, open| open.push("left;301;1,00".to_owned()),
                [0, 0, 0, 1],
            ),
        ];
        for (what, spoil, expected) in table {
            let found = found(300, 1, |folder| {
                let [matches, open] = ["matches.csv", "open.csv"].map(|name| folder.join(name));
                let lines = |path| {
                    fs::read_to_string(path)
                        .unwrap()
                        .lines()
                        .map(str::to_owned)
                        .collect()
                };
                let (mut of_matches, mut of_open): (Vec<String>, Vec<String>) =
                    (lines(&matches), lines(&open));
                // A pair at the end, whatever the seed.
                let pair = of_matches
                    .iter()
                    .position(|line| line.contains("reference"))
                    .unwrap();
                let pair = of_matches.remove(pair);
                of_matches.push(pair);
                spoil(&mut of_matches, &mut of_open);
                fs::write(matches, of_matches.join("\n")).unwrap();
                fs::write(open, of_open.join("\n")).unwrap();
            });
            let wrong = [
                found.wrong_groups,
                found.left_open_wrongly,
                found.hidden_differences,
                found.lost_or_twice,
            ];
            assert_eq!(wrong, expected, "{what}");
        }
    }

    #[test]
    fn a_wrong_call_is_refused() {
        for arguments in [
            &[][..],
            &["make", "x"],
            &["make", "x", "--rows", "y", "--seed", "1"],
            &["match", "a", "b"],
        ] {
            assert!(work(arguments).is_err(), "{arguments:?}");
        }
    }
}
