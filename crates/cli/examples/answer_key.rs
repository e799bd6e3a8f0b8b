//! The answer key at length: every fault alone, and random combinations of up to five, for many seeds, in every kind of
//! agency that can have them; each in a portfolio of its own, run from an empty store and compared with its key.
//!
//! `cargo run --release -p avstem --example answer_key -- FIRST-SEED LAST-SEED [COMBINATIONS [EVERY [FAULT…]]]`
//!
//! `COMBINATIONS` (default 10) is how many are drawn for each seed and kind. `EVERY` (default 1) takes one of so many kinds,
//! another one with each seed. With `FAULT`s only those are planted, each alone, or together where it is `FAULT+FAULT`.
//! One line for every portfolio that does not meet its key, then the sums; exit code 1 if there was one.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for development, which writes portfolios of its own"
)]

#[path = "../../../tests/it/truth.rs"]
mod truth;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use cli::run::{Request, run_portfolio};
use domain::Period;
use domain::agency::{Budgeting, Model, Principle, Service};
use rayon::prelude::*;
use report::Formats;
use report::frames::{Pair, pairs_parquet};
use synth::FaultId;

/// Years with different folders, rules and charts.
const YEARS: [i32; 7] = [2017, 2019, 2021, 2022, 2023, 2024, 2025];

/// Months of a portfolio, from January: what finds no place in few gets more, up to the next year's first.
const MONTHS: [u32; 4] = [3, 6, 12, 13];

/// Checks of the half-year control, whose registers are delivered on request.
const HALF_YEAR: [&str; 5] = [
    "chart-status",
    "dimension-values",
    "access",
    "authorities-structure",
    "party-registers",
];

/// What one portfolio came to.
enum Met {
    /// So many entries of the key, of these faults: each found, and nothing else.
    Exactly(usize, Vec<FaultId>),
    /// What differs.
    Not(String),
    /// It cannot be planted in this kind of agency.
    Impossible,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| {
        args.get(at)
            .map_or(default, |text| text.parse::<u64>().unwrap())
    };
    let seeds = number(0, 1)..=number(1, 1);
    let every = usize::try_from(number(3, 1)).unwrap();
    let together = |names: &String| -> Vec<FaultId> {
        let names = names.split('+');
        names.map(|name| name.parse().unwrap()).collect()
    };
    let only: Vec<Vec<FaultId>> = args.iter().skip(4).map(together).collect();
    let combinations = if only.is_empty() { number(2, 10) } else { 0 };
    let all: Vec<FaultId> = synth::faults().iter().map(|kind| kind.id).collect();
    let asked = if only.is_empty() {
        all.iter().map(|id| vec![*id]).collect()
    } else {
        only.clone()
    };

    let mut tasks = Vec::new();
    for seed in seeds {
        let first = usize::try_from(seed).unwrap() % every;
        for model in kinds().into_iter().skip(first).step_by(every) {
            tasks.extend(asked.iter().map(|faults| (seed, model, faults.clone())));
            tasks.extend((0..combinations).map(|n| (seed, model, drawn(&all, seed, model, n))));
        }
    }
    // Long ones would otherwise be left for one thread.
    tasks.sort_by_key(|(seed, _, faults)| (*seed, std::cmp::Reverse(faults.clone())));
    let met: Vec<_> = tasks
        .par_iter()
        .map(|(seed, model, faults)| {
            let met = meets_its_key(*seed, *model, faults);
            if let Met::Not(what) = &met {
                println!("seed {seed} {} {faults:?}: {what}", name(*model));
            }
            met
        })
        .collect();

    let (mut portfolios, mut entries, mut failed, mut without) = (0, 0, 0, 0);
    let mut places: BTreeMap<FaultId, usize> = all.iter().map(|id| (*id, 0)).collect();
    for met in &met {
        match met {
            Met::Exactly(count, planted) => {
                portfolios += 1;
                entries += count;
                for id in planted {
                    places.entry(*id).and_modify(|planted| *planted += 1);
                }
            }
            Met::Not(_) => failed += 1,
            Met::Impossible => without += 1,
        }
    }
    println!(
        "{portfolios} portfolios met their key ({entries} entries), {failed} did not; {without} cannot be planted"
    );
    if only.is_empty() {
        let nowhere: Vec<_> = places
            .iter()
            .filter(|(_, n)| **n == 0)
            .map(|(id, _)| id)
            .collect();
        println!("planted nowhere: {nowhere:?}");
    }
    ExitCode::from(u8::from(failed > 0))
}

/// Every kind of agency.
fn kinds() -> Vec<Model> {
    let mut kinds = Vec::new();
    for budgeting in [Budgeting::Gross, Budgeting::Net, Budgeting::Fund] {
        for principle in [Principle::Cash, Principle::Srs] {
            for service in [Service::Full, Service::Part] {
                kinds.push(Model {
                    service,
                    budgeting,
                    principle,
                });
            }
        }
    }
    kinds
}

fn name(model: Model) -> String {
    format!(
        "{:?}-{:?}-{:?}",
        model.budgeting, model.principle, model.service
    )
    .to_lowercase()
}

/// Two to five different faults, from seed, kind and number.
fn drawn(all: &[FaultId], seed: u64, model: Model, number: u64) -> Vec<FaultId> {
    let place_of_kind = kinds().iter().position(|kind| *kind == model).unwrap();
    let mut state = seed << 32 | number << 8 | u64::try_from(place_of_kind).unwrap();
    let wanted = usize::try_from(2 + number % 4).unwrap();
    let mut drawn: Vec<FaultId> = Vec::new();
    while drawn.len() < wanted {
        state = splitmix(state);
        let place = usize::try_from(state % u64::try_from(all.len()).unwrap()).unwrap();
        let id = *all.get(place).unwrap();
        if !drawn.contains(&id) {
            drawn.push(id);
        }
    }
    drawn
}

/// The next number of a SplitMix64 generator (Steele, Lea, Flood 2014).
fn splitmix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Plants the faults in one agency, in the fewest months that have room for them. What an agency of this kind cannot
/// have, or what finds no room beside the others in the longest portfolio, is left out of a combination.
fn meets_its_key(seed: u64, model: Model, faults: &[FaultId]) -> Met {
    let year = *YEARS
        .get(usize::try_from(seed).unwrap() % YEARS.len())
        .unwrap();
    let mut faults = faults.to_vec();
    let mut months = MONTHS.iter().peekable();
    while let Some(count) = months.peek() {
        let mut request = request(seed, model, (year, **count));
        let of = |checks: &[&str]| faults.iter().any(|id| checks.contains(&id.check()));
        request.year_end = of(&["year-end"]);
        // What else is wrong with a December would be told of its period 13 too.
        let is_of_year = |id: &FaultId| ["period-13", "year-end"].contains(&id.check());
        request.period_13 = faults.iter().all(is_of_year) && (of(&["period-13"]) || seed % 2 == 1);
        request.half_year = of(&HALF_YEAR);
        // An agency that can have most of them; systems and files go by its place among others.
        let able = |index: u32| {
            let can = faults.iter().filter(|id| id.is_possible(&request, index));
            can.count()
        };
        let most = (0..request.agencies).map(able).max().unwrap();
        let best: Vec<u32> = (0..request.agencies)
            .filter(|index| able(*index) == most)
            .collect();
        let index = *best
            .get(usize::try_from(seed).unwrap() % best.len())
            .unwrap();
        let possible = faults.iter().filter(|id| id.is_possible(&request, index));
        let planted: Vec<FaultId> = possible.copied().collect();
        if planted.len() < faults.len().min(2) {
            months.next();
            continue;
        }
        // One for each agency that can have it.
        let agencies_able = |id: FaultId| {
            let able = (0..request.agencies).filter(|index| id.is_possible(&request, *index));
            u32::try_from(able.count()).unwrap()
        };
        request.faults = planted.iter().map(|id| (*id, agencies_able(*id))).collect();
        match synth::agency(&request, index) {
            Ok(world) => return compared(&request, index, world, planted),
            Err(synth::SynthError::NoPlace { fault, .. }) => {
                months.next();
                if months.peek().is_none() && planted.len() > 1 {
                    faults.retain(|id| *id != fault);
                    months = MONTHS.iter().peekable();
                }
            }
            Err(error) => return Met::Not(error.to_string()),
        }
    }
    Met::Impossible
}

fn request(seed: u64, model: Model, (year, months): (i32, u32)) -> synth::Request {
    let (years, month) = if months > 12 {
        (1, months - 12)
    } else {
        (0, months)
    };
    let period = |year, month| Period::new(year, u8::try_from(month).unwrap()).unwrap();
    synth::Request {
        agencies: 6 + u32::try_from(seed % 5).unwrap(),
        periods: (period(year, 1), period(year + years, month)),
        // So many that payroll delivers listings.
        lines_per_period: 300,
        seed,
        faults: Vec::new(),
        kinds: Some(vec![model]),
        half_year: false,
        year_end: false,
        period_13: false,
    }
}

/// Writes the agency and its key to a folder of its own, runs it from an empty store and compares.
fn compared(
    request: &synth::Request,
    index: u32,
    world: synth::AgencyWorld,
    planted: Vec<FaultId>,
) -> Met {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |path: &str, bytes: &[u8]| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let others: Vec<String> = (0..request.agencies)
        .filter(|other| *other != index)
        .map(|other| format!("agencies/V{:02}.toml", other + 1))
        .collect();
    for file in synth::portfolio_files(request).unwrap() {
        if !others.contains(&file.path) {
            write(&file.path, &file.bytes);
        }
    }
    for file in &world.files {
        write(&file.path, &file.bytes);
    }
    let pairs: Vec<Pair> = world
        .pairs
        .into_iter()
        .map(|row| Pair {
            group: row.group,
            side: row.side.to_owned(),
            file: row.file,
            record: row.record,
        })
        .collect();
    let key = synth::truth_json(request, &world.faults).unwrap();
    write("truth.json", &key);
    write("truth/pairs.parquet", &pairs_parquet(&pairs).unwrap());
    match run_and_compare(root, request) {
        Ok(()) => Met::Exactly(world.faults.len(), planted),
        Err(what) => Met::Not(what),
    }
}

fn run_and_compare(root: &Path, request: &synth::Request) -> Result<(), String> {
    let portfolio = ingest::load_portfolio(root).unwrap();
    if !portfolio.problems.is_empty() {
        return Err(format!("{:?}", portfolio.problems));
    }
    let store = close::Store::open(root.join("reports")).unwrap();
    // After every deadline of the last month.
    let as_of = request.periods.1.next_month().last_day();
    // Where nothing is re-posted, period 13 says what December says.
    let closing = [
        (13, request.period_13),
        (14, request.period_13 || request.year_end),
    ];
    let and_closing = |month: Period| {
        let closing = closing
            .into_iter()
            .filter(move |(_, is_run)| *is_run && month.number() == 12);
        let closing = closing.filter_map(move |(number, _)| Period::new(month.year(), number));
        std::iter::once(month).chain(closing)
    };
    let months = cli::job::months(request.periods);
    let periods = months.into_iter().flat_map(and_closing).collect();
    let work = Request {
        agencies: Vec::new(),
        tags: Vec::new(),
        periods,
        as_of,
        as_of_is_given: true,
        // What they say is in the results already; workbooks and papers are more than half the time.
        formats: Formats {
            html: true,
            pdf: false,
            xlsx: false,
        },
    };
    for agency in run_portfolio(&portfolio, &store, &work, &|_, _| {}) {
        if let Some(problem) = agency.problem {
            return Err(problem);
        }
    }
    let found = truth::compare(root, &root.join("reports"));
    let lists = [
        ("missed", &found.missed),
        ("invented", &found.invented),
        ("unmatched", &found.unmatched),
        ("mismatched", &found.mismatched),
        ("not conserved", &found.lost),
    ];
    let wrong = lists.iter().filter(|(_, list)| !list.is_empty());
    let wrong: Vec<String> = wrong
        .map(|(name, list)| format!("{name} {list:?}"))
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("; "))
    }
}
