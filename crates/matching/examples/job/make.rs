//! Makes the job: two listings of equally many rows, the calendar of bank days for programs that have none, and the truth.
//!
//! Rows come in hundreds, each of the same cases ([`CASES`]), with scattered dates, amounts and places in the files.
//! **Decidable** is what the rules decide: reference and amount; sums by batch; amount inside three bank days, the
//! most pairs. All cases are, but for `twins`, of which it can be said that all four rows find a partner, not which.
//!
//! | Case | Ledger and bank | Truth |
//! |---|---|---|
//! | `reference` | same reference and amount, −1 to 10 bank days apart; half of the amounts are common ones | pair |
//! | `bank-unnamed`, `ledger-unnamed` | only one of them has the reference | pair by amount and day |
//! | `mistyped` | a digit of the bank's reference is wrong | pair by amount and day |
//! | `lump` | 2, 3 or 5 ledger rows of a batch, one bank row with their sum | group |
//! | `window` | no reference, −1 to 3 bank days apart | pair by amount and day |
//! | `recurring` | one amount four times, 12 bank days from one to the next | four pairs |
//! | `chain` | one amount, ledger on day 0 and 2, bank on day 2 and 4 | two pairs; who takes the nearest first finds one |
//! | `twins` | one amount, ledger on day 0 and 1, bank on day 1 and 2 | two pairs, any two |
//! | `wrong-amount` | same reference, 1 to 9 øre apart | all open |
//! | `wrong-lump` | two ledger rows of a batch, one bank row 20 to 28 øre from their sum | all open |
//! | `outside` | no reference, same amount, 5 to 8 bank days apart | all open |
//! | `ledger-only`, `bank-only` | nothing on the other side | open |
//!
//! Amounts never meet by chance: each case has whole kroner of its own, and differences end in øre that no other case has.

use std::error::Error;
use std::path::Path;

use calendar::BankDays;
use chrono::{Datelike as _, NaiveDate};

use crate::out::Out;

/// A case, how many of it are in each hundred rows, and its rows on both sides.
const CASES: [(&str, u64, u64, u64); 15] = [
    ("reference", 64, 1, 1),
    ("bank-unnamed", 3, 1, 1),
    ("ledger-unnamed", 1, 1, 1),
    ("mistyped", 2, 1, 1),
    ("lump", 1, 5, 1),
    ("lump", 1, 3, 1),
    ("lump", 1, 2, 1),
    ("window", 6, 1, 1),
    ("recurring", 1, 4, 4),
    ("chain", 1, 2, 2),
    (TWINS, 1, 2, 2),
    ("wrong-amount", 2, 1, 1),
    ("wrong-lump", 1, 2, 1),
    ("outside", 1, 1, 1),
    ("ledger-only", 1, 1, 0),
];
/// Rows of `bank-only` in each hundred.
const BANK_ONLY: u64 = 9;

/// The case whose unit is two pairs.
pub(crate) const TWINS: &str = "twins";
/// Files are made of this many rows at a time.
pub(crate) const ROWS_TOGETHER: u64 = 100;
/// Voucher numbers count the rows of a file from here: a row's number is its voucher less this.
const VOUCHERS_FROM: u64 = 700_000_000;

/// A row of a case: which one of the hundred, and which row of it.
#[derive(Clone, Copy)]
struct Place {
    case: &'static str,
    /// Ordinal of the case in the hundred.
    instance: u64,
    /// Ordinal of the row in the case, on its side.
    nth: u64,
    /// Ledger rows of the case.
    ledger_rows: u64,
}

struct Row {
    place: Place,
    /// The rows of a unit belong together; 0 = open.
    unit: u64,
    amount_ore: i64,
    /// Bank days from the first one.
    day: u64,
    batch: Option<u64>,
    reference: Option<u64>,
}

/// Makes `left.csv`, `right.csv`, `bank_days.csv` and `truth.csv` in a folder. The same rows and seed give the same
/// bytes. Rows are rounded up to hundreds.
pub(crate) fn make(folder: &Path, rows: u64, seed: u64) -> Result<(), Box<dyn Error>> {
    let hundreds = rows.div_ceil(ROWS_TOGETHER).max(1);
    let dates = bank_days(folder)?;
    let mut truth = Out::create(&folder.join("truth.csv"))?;
    truth.text("side;row;unit;case").end()?;
    for (side, name) in [(0, "left"), (1, "right")] {
        let places = places(side);
        let mut out = Out::create(&folder.join(name).with_extension("csv"))?;
        out.text("account;voucher;voucher_type;period;date;amount;currency;batch;reference;kid;party;text")
            .end()?;
        let rows = hundreds * ROWS_TOGETHER;
        for number in 0..rows {
            let scattered = place_of(number, rows, seed ^ side);
            let at = usize::try_from(scattered % ROWS_TOGETHER)?;
            let row = row(
                places[at],
                scattered / ROWS_TOGETHER,
                hundreds,
                seed,
                side == 0,
            );
            write(&mut out, &row, number + 1, dates[usize::try_from(row.day)?])?;
            truth.text(name).text(";").number(number + 1);
            truth
                .text(";")
                .number(row.unit)
                .text(";")
                .text(row.place.case)
                .end()?;
        }
        out.finish()?;
    }
    truth.finish()?;
    Ok(())
}

/// The rows of a hundred on one side.
fn places(side: u64) -> Vec<Place> {
    let mut places = Vec::new();
    let mut instance = 0;
    let bank_only = [("bank-only", BANK_ONLY, 0, 1)];
    for (case, times, ledger_rows, bank_rows) in CASES.into_iter().chain(bank_only) {
        for _ in 0..times {
            let rows = if side == 0 { ledger_rows } else { bank_rows };
            places.extend((0..rows).map(|nth| Place {
                case,
                instance,
                nth,
                ledger_rows,
            }));
            instance += 1;
        }
    }
    assert_eq!(
        places.len(),
        100,
        "the cases make a hundred rows of each side"
    );
    places
}

/// Cases in a hundred rows.
fn instances() -> u64 {
    BANK_ONLY + CASES.iter().map(|(_, times, ..)| times).sum::<u64>()
}

/// What a row says, from its place alone.
fn row(place: Place, hundred: u64, hundreds: u64, seed: u64, is_ledger: bool) -> Row {
    let instance = hundred * instances() + place.instance;
    let chance = scatter(instance ^ seed.rotate_left(32));
    // One of as many kroner as there are cases, or a few more, and of no other case.
    let kroner = 1 + i64::try_from(place_of(instance, hundreds * instances(), seed)).unwrap();
    let nth = i64::try_from(place.nth).unwrap();
    let bank = i64::from(!is_ledger);
    let late = if is_ledger { 0 } else { chance / 16 % 5 };
    let first = 10 + chance / 128 % 180;
    // A day earlier to three later; as the ledger's day is taken one later, nothing is negative.
    let near = if is_ledger { first + 1 } else { first + late };
    let common = 10_000 * (1 + i64::try_from(chance / 1_024 % 500).unwrap());
    let number = Some(instance);
    let (amount, day, batch, reference) = match place.case {
        "reference" => {
            let day = if chance.is_multiple_of(16) {
                near + 7 * (near - first)
            } else {
                near
            };
            (
                if chance % 4 < 2 { common } else { 100 * kroner },
                day.min(first + 11),
                None,
                number,
            )
        }
        "bank-unnamed" => (100 * kroner, near, None, number.filter(|_| is_ledger)),
        "ledger-unnamed" => (100 * kroner, near, None, number.filter(|_| !is_ledger)),
        "mistyped" => (100 * kroner, near, None, number),
        "lump" => {
            let rows = i64::try_from(place.ledger_rows).unwrap();
            // The sum of 1, 2, 3 … times so many kroner.
            let times = if is_ledger {
                nth + 1
            } else {
                rows * (rows + 1) / 2
            };
            (times * 100 * kroner, near, number, None)
        }
        "window" | "ledger-only" | "bank-only" => (100 * kroner, near, None, None),
        "recurring" => (100 * kroner, near + 12 * place.nth, None, None),
        "chain" => (
            100 * kroner,
            first + 2 * place.nth + if is_ledger { 0 } else { 2 },
            None,
            None,
        ),
        TWINS => (
            100 * kroner,
            first + place.nth + u64::from(!is_ledger),
            None,
            None,
        ),
        "wrong-amount" => (
            100 * kroner + bank * (1 + nth_of(chance, 9)),
            near,
            None,
            number,
        ),
        "wrong-lump" if is_ledger => (100 * kroner + 50 + nth, near, number, None),
        "wrong-lump" => (200 * kroner + 121 + nth_of(chance, 9), near, number, None),
        _ => (
            100 * kroner,
            if is_ledger {
                first
            } else {
                first + 5 + late % 4
            },
            None,
            None,
        ),
    };
    let unit = match place.case {
        "wrong-amount" | "wrong-lump" | "outside" | "ledger-only" | "bank-only" => 0,
        "recurring" | "chain" => 4 * instance + place.nth + 1,
        _ => 4 * instance + 1,
    };
    Row {
        place,
        unit,
        amount_ore: if chance % 8 == 7 { -amount } else { amount },
        day,
        batch,
        // The first four digits depend on the last nine, so a wrong one is nobody's.
        reference: reference.map(|number| {
            let wrong = u64::from(place.case == "mistyped" && !is_ledger);
            (scatter(number ^ seed) % 9_000 + 1_000 + wrong) * 1_000_000_000 + number
        }),
    }
}

fn nth_of(chance: u64, count: u64) -> i64 {
    i64::try_from(chance / 64 % count).unwrap()
}

fn write(out: &mut Out, row: &Row, number: u64, date: NaiveDate) -> std::io::Result<()> {
    let month = u64::from(date.month());
    out.text("1939;")
        .number(VOUCHERS_FROM + number)
        .text(";BN;2025");
    out.text(if month < 10 { "0" } else { "" }).number(month);
    out.text(";")
        .text(&date.to_string())
        .text(";")
        .amount(i128::from(row.amount_ore))
        .text(";NOK;");
    if let Some(batch) = row.batch {
        out.text("B").number(100_000_000 + batch);
    }
    out.text(";");
    if let Some(reference) = row.reference {
        out.number(reference);
    }
    out.text(";;;").text(match number % 8 {
        0 => "Overføring fra egen konto",
        1..4 => "Innbetaling fra kunde",
        _ => "Nettgiro faktura",
    });
    out.end()
}

/// The bank days of 2025, also as a file.
fn bank_days(folder: &Path) -> Result<Vec<NaiveDate>, Box<dyn Error>> {
    let days = BankDays::shared();
    let first: NaiveDate = "2025-01-02".parse()?;
    let mut out = Out::create(&folder.join("bank_days.csv"))?;
    out.text("date;number").end()?;
    let mut dates = Vec::new();
    let mut before = None;
    for date in first.iter_days().take_while(|date| date.year() == 2025) {
        let number = days.number(date)?;
        out.text(&date.to_string())
            .text(";")
            .number(u64::try_from(number)?)
            .end()?;
        if before != Some(number) {
            dates.push(date);
        }
        before = Some(number);
    }
    out.finish()?;
    Ok(dates)
}

/// splitmix64: a number's scattered image.
fn scatter(at: u64) -> u64 {
    let mixed = at.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The scattered place of each of `count` numbers: no two have the same. Every step can be undone inside a power of two,
/// and is repeated until the place is one of the `count`.
fn place_of(number: u64, count: u64, seed: u64) -> u64 {
    let bits = count.next_power_of_two().trailing_zeros().max(2);
    let mask = (1 << bits) - 1;
    let mut at = number;
    loop {
        for round in 0..3 {
            at = (at ^ scatter(seed ^ round)) & mask;
            at = at.wrapping_mul(0x9E37_79B9_7F4A_7C15) & mask;
            at ^= at >> (bits / 2);
        }
        if at < count {
            return at;
        }
    }
}
