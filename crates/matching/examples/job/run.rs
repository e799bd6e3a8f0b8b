//! The job: two listings from disk, hashed while they are read, matched, proved, and written as matches and open items.
//!
//! Only what matching needs is kept of a row. Not here: where files come from, and what a difference means.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, Read, Result as IoResult};
use std::path::Path;

use calendar::BankDays;
use domain::register::ledger;
use domain::{Digest, Severity};
use formats::delimited::{self, Options};
use matching::conservation::{Table, Totals, prove_grouping};
use matching::keys::{KeyColumn, KeyTable};
use matching::model::{Rule, RuleKind, Side, Window};
use matching::{Grouping, group_rows};
use sha2::{Digest as _, Sha256};

use crate::measure::{cpu_nanoseconds, peak_memory};
use crate::out::Out;

/// Bytes that are read, hashed and parsed at a time: they stay in a fast cache.
const ROOM: usize = 1 << 16;

/// Exact reference, then sums by batch, then amount inside three bank days.
fn rules() -> Vec<Rule> {
    let reference = RuleKind::KeyPairs {
        column: 0,
        window: Window::UNLIMITED,
    };
    let window = RuleKind::AmountWindow {
        window: Window::both(3),
    };
    [
        ("reference", reference),
        (
            "batch",
            RuleKind::KeyGroups {
                column: 1,
                tolerance_ore: 0,
            },
        ),
        ("amount-window", window),
    ]
    .map(|(id, kind)| Rule {
        id: id.to_owned(),
        kind,
    })
    .into()
}

/// Matches two listings, writes `matches.csv` and `open.csv` into a folder, and answers what was done, for people.
pub(crate) fn run(left: &Path, right: &Path, folder: &Path) -> Result<String, Box<dyn Error>> {
    let start = cpu_nanoseconds();
    let mut keys = KeyTable::default();
    let (left, left_digest) = read_side(left, &mut keys)?;
    let (right, right_digest) = read_side(right, &mut keys)?;
    drop(keys);
    let read = cpu_nanoseconds();
    let rules = rules();
    let grouping = group_rows(&left, &right, &rules)?;
    let matched = cpu_nanoseconds();
    let table = prove_grouping(&left, &right, &rules, &grouping)?;
    let proved = cpu_nanoseconds();
    write(folder, (&left, &right), &rules, &grouping)?;
    let written = cpu_nanoseconds();
    let milliseconds = |from: u64, to: u64| (to - from) / 1_000_000;
    Ok(format!(
        "left   {left_digest}\nright  {right_digest}\n{}read and hash {} + match {} + prove {} + write {} = {} ms of CPU, peak {}",
        lines(&table),
        milliseconds(start, read),
        milliseconds(read, matched),
        milliseconds(matched, proved),
        milliseconds(proved, written),
        milliseconds(start, written),
        peak_memory(),
    ))
}

/// The conservation table as text.
fn lines(table: &Table) -> String {
    let of = |totals: Totals| format!("{} rows, {} øre", totals.rows, totals.amount);
    let lines = table.iter().map(|((side, _), line)| {
        let [input, matched, open] = [line.input, line.matched, line.open].map(of);
        format!("{side}: in {input} = matched {matched} + open {open}\n")
    });
    lines.collect()
}

/// A file that is hashed as it is read.
struct Hashed {
    file: File,
    hash: Sha256,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
}

impl Hashed {
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of its own, which reads its files"
    )]
    fn open(path: &Path) -> IoResult<Self> {
        Ok(Self {
            file: File::open(path)?,
            hash: Sha256::new(),
            buffer: vec![0; ROOM],
            at: 0,
            end: 0,
        })
    }
}

impl Read for Hashed {
    fn read(&mut self, into: &mut [u8]) -> IoResult<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Hashed {
    #[inline]
    fn fill_buf(&mut self) -> IoResult<&[u8]> {
        if self.at >= self.end {
            self.at = 0;
            self.end = self.file.read(&mut self.buffer)?;
            self.hash.update(&self.buffer[..self.end]);
        }
        Ok(&self.buffer[self.at..self.end])
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

/// A listing as columns, and its digest. One error refuses the file.
fn read_side(path: &Path, keys: &mut KeyTable) -> Result<(Side, Digest), Box<dyn Error>> {
    let days = BankDays::shared();
    let mut file = Hashed::open(path)?;
    let mut side = Side::default();
    let (mut references, mut batches) = (KeyColumn::default(), KeyColumn::default());
    let mut currencies = KeyTable::default();
    let mut problem = None;
    let read = delimited::read_rows(&mut file, &Options::default(), &mut |row| {
        let day = row.date(ledger::DATE).map(|date| days.number(date));
        let (Some(Ok(day)), Some(amount)) = (day, row.amount(ledger::AMOUNT)) else {
            problem.get_or_insert(row.position);
            return;
        };
        let currency = match row.text(ledger::CURRENCY) {
            "" | "NOK" => 0,
            other => currencies.number_of(other),
        };
        side.amount_ore.push(amount.0);
        side.bank_day.push(day);
        side.currency
            .push(u16::try_from(currency).unwrap_or(u16::MAX));
        references.push(row.text(ledger::REFERENCE), keys);
        batches.push(row.text(ledger::BATCH), keys);
    });
    if let Some(position) = problem {
        return Err(format!(
            "{}: line {}: no day or amount",
            path.display(),
            position.line
        )
        .into());
    }
    let mut diagnostics = read.diagnostics.iter();
    if let Some(wrong) = diagnostics.find(|found| found.severity == Severity::Error) {
        return Err(format!("{}: {wrong:?}", path.display()).into());
    }
    side.keys = [references, batches]
        .map(|column| column.finish(keys))
        .into();
    let digest = Digest(file.hash.finalize().into());
    // As everywhere: file, then record.
    let file = digest
        .file_id()
        .0
        .iter()
        .fold(0, |id, byte| id << 8 | u128::from(*byte))
        << 64;
    side.id = (0..side.amount_ore.len() as u64)
        .map(|record| file | u128::from(record))
        .collect();
    Ok((side, digest))
}

fn write(
    folder: &Path,
    (left, right): (&Side, &Side),
    rules: &[Rule],
    grouping: &Grouping,
) -> IoResult<()> {
    let mut out = Out::create(&folder.join("matches.csv"))?;
    out.text("group;rule;left;right").end()?;
    for (number, group) in (1..).zip(grouping.groups()) {
        let id = rules.get(group.rule).map_or("", |rule| &rule.id);
        out.number(number).text(";").text(id).text(";");
        for (rows, end) in [(group.left, ";"), (group.right, "")] {
            for (at, &row) in (0..).zip(rows) {
                out.text(if at > 0 { " " } else { "" })
                    .number(u64::from(row) + 1);
            }
            out.text(end);
        }
        out.end()?;
    }
    out.finish()?;
    let mut out = Out::create(&folder.join("open.csv"))?;
    out.text("side;row;amount").end()?;
    for (name, side, rows) in [
        ("left;", left, grouping.open_left()),
        ("right;", right, grouping.open_right()),
    ] {
        for &row in rows {
            out.text(name).number(u64::from(row) + 1).text(";");
            let amount = side.amount_ore[usize::try_from(row).unwrap_or(usize::MAX)];
            out.amount(i128::from(amount)).end()?;
        }
    }
    out.finish()
}
