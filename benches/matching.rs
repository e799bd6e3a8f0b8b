//! CPU time of matching a million rows with a million rows, by kind of work.
//!
//! `cargo bench -p avstem --bench matching [SCENARIO]`; without a scenario, all of them. Run one scenario alone for its
//! peak memory. All start from columns in memory; the whole way from two listings is `benches/compare/run`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and stops when it cannot be made"
)]

#[expect(dead_code, reason = "other benches ask for more")]
mod measure;

use matching::conservation::prove_grouping;
use matching::keys::KeyTable;
use matching::model::{Rule, RuleKind, Side, Window};
use matching::{Grouping, group_rows, match_sides};
use measure::{cpu_nanoseconds, peak_memory, wanted};

const ROWS: u64 = 1_000_000;

fn rule(id: &str, kind: RuleKind) -> Rule {
    Rule {
        id: id.to_owned(),
        kind,
    }
}

fn by_reference() -> Rule {
    let window = Window::UNLIMITED;
    rule("reference", RuleKind::KeyPairs { column: 0, window })
}

fn by_lump() -> Rule {
    rule(
        "lump",
        RuleKind::KeyGroups {
            column: 1,
            tolerance_ore: 0,
        },
    )
}

fn by_window() -> Rule {
    let window = Window::both(3);
    rule("amount-window", RuleKind::AmountWindow { window })
}

fn by_reversal() -> Rule {
    rule(
        "reversal",
        RuleKind::ReversalPairs {
            column: None,
            window: Window::both(3),
        },
    )
}

fn main() {
    let wanted = wanted();
    let scenarios: [Scenario; 7] = [
        ("job", job),
        ("reference", reference),
        ("groups", groups),
        ("distinct-amounts", || equal_amounts(1)),
        ("500-equal-amounts", || equal_amounts(500)),
        ("one-amount", || equal_amounts(ROWS)),
        ("reversals", reversals),
    ];
    println!(
        "{:<18} {:>10} {:>9} {:>9} {:>9} {:>9}",
        "scenario", "groups", "open", "cpu ms", "proof ms", "Mrows/s"
    );
    for (name, scenario) in scenarios {
        if wanted.as_deref().is_none_or(|wanted| wanted == name) {
            measure(name, &scenario());
        }
    }
    if wanted.as_deref().is_none_or(|wanted| wanted == "keys") {
        measure_keys();
    }
    if wanted.as_deref() == Some("owned") {
        let work = job();
        let start = cpu_nanoseconds();
        let matched = match_sides(&work.left, &work.right, &work.rules).unwrap();
        println!(
            "job as owned groups: {} groups, {} ms",
            matched.groups.len(),
            milliseconds(start)
        );
    }
    println!(
        "peak memory of the process, input included: {}",
        peak_memory()
    );
}

type Scenario = (&'static str, fn() -> Work);

struct Work {
    left: Side,
    right: Side,
    rules: Vec<Rule>,
}

fn measure(name: &str, work: &Work) {
    let start = cpu_nanoseconds();
    let grouping: Grouping = group_rows(&work.left, &work.right, &work.rules).unwrap();
    let matching = milliseconds(start);
    let start = cpu_nanoseconds();
    prove_grouping(&work.left, &work.right, &work.rules, &grouping).unwrap();
    let proof = milliseconds(start);
    let rows = u64::try_from(work.left.id.len() + work.right.id.len()).unwrap();
    println!(
        "{name:<18} {:>10} {:>9} {matching:>9} {proof:>9} {:>9}",
        grouping.len(),
        grouping.open_left().len() + grouping.open_right().len(),
        rows / 1000 / matching.max(1),
    );
}

fn measure_keys() {
    let texts: Vec<String> = (0..2 * ROWS)
        .map(|at| format!("{:020}", scatter(at % ROWS)))
        .collect();
    let mut table = KeyTable::default();
    let start = cpu_nanoseconds();
    let sum: u64 = texts
        .iter()
        .map(|text| u64::from(table.number_of(text)))
        .sum();
    println!(
        "{} texts, {} different, interned in {} ms ({sum})",
        texts.len(),
        table.len(),
        milliseconds(start)
    );
}

/// 70 % by reference, 10 % in lumps of ten to one, 19 % by amount and date, 1 % on one side only.
fn job() -> Work {
    let (mut left, mut right) = (Rows::default(), Rows::default());
    for at in 0..ROWS {
        let (amount, day) = (amount_of(at), day_of(at));
        let late = i32::try_from(scatter(at) % 4).unwrap();
        let number = u32::try_from(at).unwrap() + 1;
        match at % 100 {
            0..70 => {
                left.add(at, amount, day, [number, 0]);
                right.add(at, amount, day + late, [number, 0]);
            }
            70..80 => {
                left.add(at, 1_000, day, [0, number / 100 + 1]);
                if at % 100 == 70 {
                    right.add(at, 10_000, day + late, [0, number / 100 + 1]);
                }
            }
            80..99 => {
                left.add(at, amount, day, [0, 0]);
                right.add(at, amount, day + late, [0, 0]);
            }
            _ => left.add(at, -amount, day, [0, 0]),
        }
    }
    for at in ROWS..ROWS + 90_000 {
        right.add(at, -amount_of(at), day_of(at), [0, 0]);
    }
    Work {
        left: left.side(),
        right: right.side(),
        rules: vec![by_reference(), by_lump(), by_window()],
    }
}

fn reference() -> Work {
    let (mut left, mut right) = (Rows::default(), Rows::default());
    for at in 0..ROWS {
        let number = u32::try_from(at).unwrap() + 1;
        let reference = if at % 10 < 8 { number } else { 0 };
        left.add(at, amount_of(at), day_of(at), [reference, 0]);
        right.add(at, amount_of(at), day_of(at) + 1, [reference, 0]);
    }
    Work {
        left: left.side(),
        right: right.side(),
        rules: vec![by_reference(), by_window()],
    }
}

fn groups() -> Work {
    let (mut left, mut right) = (Rows::default(), Rows::default());
    for lump in 0..ROWS / 20 {
        let key = u32::try_from(lump).unwrap() + 1;
        let amounts = (0..20).map(|at| amount_of(20 * lump + at));
        left.add(lump, amounts.clone().sum(), day_of(lump), [0, key]);
        for (at, amount) in (0..).zip(amounts) {
            right.add(20 * lump + at, amount, day_of(lump), [0, key]);
        }
    }
    Work {
        left: left.side(),
        right: right.side(),
        rules: vec![by_lump()],
    }
}

/// As many equal rows at a time, each lot on one day if it is 500, over a year if it is all.
fn equal_amounts(lot: u64) -> Work {
    let (mut left, mut right) = (Rows::default(), Rows::default());
    for at in 0..ROWS {
        let day = day_of(if lot == ROWS { at } else { at / lot });
        let amount = i64::try_from(100 + at / lot).unwrap();
        left.add(at, amount, day, [0, 0]);
        if !at.is_multiple_of(50) {
            right.add(at, amount, day + 1, [0, 0]);
        }
    }
    Work {
        left: left.side(),
        right: right.side(),
        rules: vec![by_window()],
    }
}

fn reversals() -> Work {
    let (mut left, mut right) = (Rows::default(), Rows::default());
    for at in 0..ROWS {
        let sign = if at % 40 == 39 { -1 } else { 1 };
        left.add(at, sign * amount_of(at - at % 40), day_of(at / 40), [0, 0]);
        right.add(at, amount_of(at), day_of(at), [0, 0]);
    }
    Work {
        left: left.side(),
        right: right.side(),
        rules: vec![by_reversal()],
    }
}

/// Whole milliseconds of CPU since a reading of [`cpu_nanoseconds`].
fn milliseconds(since: u64) -> u64 {
    (cpu_nanoseconds() - since) / 1_000_000
}

#[derive(Default)]
struct Rows(Vec<(u128, i64, i32, [u32; 2])>);

impl Rows {
    /// Ids are scattered: the two sides of a pair lie far apart.
    fn add(&mut self, at: u64, amount: i64, day: i32, keys: [u32; 2]) {
        let file = u128::from(scatter(
            at ^ u64::from(keys[1]).rotate_left(40) ^ (u64::from(day.unsigned_abs()) << 32),
        ));
        self.0
            .push((file << 64 | u128::from(at), amount, day, keys));
    }

    fn side(mut self) -> Side {
        self.0.sort_unstable();
        Side {
            id: self.0.iter().map(|row| row.0).collect(),
            amount_ore: self.0.iter().map(|row| row.1).collect(),
            bank_day: self.0.iter().map(|row| row.2).collect(),
            currency: vec![0; self.0.len()],
            keys: (0..2)
                .map(|key| {
                    self.0
                        .iter()
                        .map(|row| if key == 0 { row.3[0] } else { row.3[1] })
                        .collect()
                })
                .collect(),
        }
    }
}

/// splitmix64: a number's scattered image.
fn scatter(at: u64) -> u64 {
    let mixed = at.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Half of the amounts are round and common, half are anything up to 100 000 kroner.
fn amount_of(at: u64) -> i64 {
    let number = scatter(at ^ 0xA5A5);
    let amount = if number.is_multiple_of(2) {
        number % 10_000 * 1_000
    } else {
        number % 10_000_000
    };
    i64::try_from(amount + 1).unwrap()
}

/// A bank day of one year.
fn day_of(at: u64) -> i32 {
    i32::try_from(scatter(at ^ 0x5A5A) % 250).unwrap()
}
