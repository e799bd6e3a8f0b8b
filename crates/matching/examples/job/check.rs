//! Compares a result with the truth. It reads `matches.csv` and `open.csv` of any program, so peers are judged alike.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use crate::make::TWINS;

/// What a comparison found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Groups of the result.
    pub(crate) groups: u64,
    /// Groups of rows that are not exactly one true pair or lump.
    pub(crate) wrong_groups: u64,
    /// True pairs and lumps, all decidable.
    pub(crate) decidable: u64,
    /// True pairs and lumps that no group of the result is.
    pub(crate) left_open_wrongly: u64,
    /// Rows that are open in truth and stand in a group.
    pub(crate) hidden_differences: u64,
    /// Rows of both sides.
    pub(crate) rows: u64,
    /// Rows that are not exactly once in the result.
    pub(crate) lost_or_twice: u64,
}

impl Found {
    /// Names and figures, in order.
    pub(crate) fn figures(self) -> [(&'static str, u64); 7] {
        [
            ("rows", self.rows),
            ("groups", self.groups),
            ("wrong_groups", self.wrong_groups),
            ("decidable", self.decidable),
            ("left_open_wrongly", self.left_open_wrongly),
            ("hidden_differences", self.hidden_differences),
            ("lost_or_twice", self.lost_or_twice),
        ]
    }
}

/// The truth: the unit of each row of a side (0 = open), and what each unit is made of.
#[derive(Default)]
struct Truth {
    units: [Vec<usize>; 2],
    /// Per unit: rows on each side, how many groups they are, and how many of these were found.
    made_of: Vec<([u64; 2], u64, u64)>,
}

/// Compares the result in a folder with the truth.
pub(crate) fn check(folder: &Path, truth: &Path) -> Result<Found, Box<dyn Error>> {
    let mut truth = read_truth(truth)?;
    let mut found = Found {
        rows: truth.units.iter().map(|rows| rows.len() as u64).sum(),
        decidable: truth.made_of.iter().map(|(_, groups, _)| groups).sum(),
        ..Found::default()
    };
    let mut seen = truth.units.each_ref().map(|rows| vec![0_u8; rows.len()]);
    let mut strangers = 0;
    let mut see = |side: usize, row: usize| match seen[side].get_mut(row.wrapping_sub(1)) {
        Some(times) => *times = times.saturating_add(1),
        None => strangers += 1,
    };
    for_each_row(&folder.join("matches.csv"), |cells| {
        let &[_, _, left, right] = cells else {
            return Err(format!("expected four columns, found {cells:?}").into());
        };
        found.groups += 1;
        let mut of = None;
        let mut is_one = true;
        let mut rows = [0_u64; 2];
        for (side, list) in [left, right].into_iter().enumerate() {
            for row in list.split_ascii_whitespace() {
                let row: usize = row.parse()?;
                see(side, row);
                rows[side] += 1;
                let unit = truth.units[side]
                    .get(row.wrapping_sub(1))
                    .copied()
                    .unwrap_or(0);
                found.hidden_differences += u64::from(unit == 0);
                is_one &= *of.get_or_insert(unit) == unit;
            }
        }
        match of
            .filter(|_| is_one)
            .and_then(|unit| truth.made_of.get_mut(unit))
        {
            Some((all, groups, done))
                if *done < *groups && all.map(|rows| rows / *groups) == rows =>
            {
                *done += 1;
            }
            _ => found.wrong_groups += 1,
        }
        Ok(())
    })?;
    for_each_row(&folder.join("open.csv"), |cells| {
        let &[side, row, _] = cells else {
            return Err(format!("expected three columns, found {cells:?}").into());
        };
        see(usize::from(side == "right"), row.parse()?);
        Ok(())
    })?;
    let done: u64 = truth.made_of.iter().map(|(_, _, done)| done).sum();
    found.left_open_wrongly = found.decidable - done;
    let not_once = seen.iter().flatten().filter(|times| **times != 1).count();
    found.lost_or_twice = not_once as u64 + strangers;
    Ok(found)
}

fn read_truth(path: &Path) -> Result<Truth, Box<dyn Error>> {
    let mut truth = Truth::default();
    for_each_row(path, |cells| {
        let &[side, row, unit, case] = cells else {
            return Err(format!("expected four columns, found {cells:?}").into());
        };
        let side = usize::from(side == "right");
        let unit: usize = unit.parse()?;
        truth.units[side].push(unit);
        if row.parse() != Ok(truth.units[side].len()) {
            return Err(format!("row {row} is out of order").into());
        }
        if unit > 0 {
            if truth.made_of.len() <= unit {
                truth.made_of.resize(unit + 1, ([0; 2], 0, 0));
            }
            let (rows, groups, _) = &mut truth.made_of[unit];
            rows[side] += 1;
            *groups = if case == TWINS { 2 } else { 1 };
        }
        Ok(())
    })?;
    Ok(truth)
}

/// The cells of each row below the headings. Quotes around a cell are taken off: some programs write them.
#[expect(
    clippy::disallowed_methods,
    reason = "a program of its own, which reads its files"
)]
fn for_each_row(
    path: &Path,
    mut each: impl FnMut(&[&str]) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut lines = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut line = String::new();
    let mut is_first = true;
    while lines.read_line(&mut line)? > 0 {
        if !std::mem::replace(&mut is_first, false) {
            let mut cells = [""; 8];
            let mut count = 0;
            for (slot, cell) in cells.iter_mut().zip(line.trim_end().split(';')) {
                *slot = cell.trim_matches('"');
                count += 1;
            }
            each(&cells[..count]).map_err(|why| format!("{}: {why}", path.display()))?;
        }
        line.clear();
    }
    Ok(())
}
