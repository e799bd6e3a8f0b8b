//! Import batches: what the files hold of each, what the ledger holds of it, and how the two stand to each other.
//!
//! Only the year's lines up to the period count: a later export must not change an earlier period. A line without a
//! period is of the month of the latest voucher date of its file, or of the next month, where that is the one in which the
//! ledger has the batch: the order of the import decided (inferred). Ledgers name no sending system, so a number that two of them use is one batch
//! (inferred). Not here: what is said about a batch (`imports`, `payroll_file`).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::Expectation;
use domain::{Input, Ore, Period, RowRef, Text, personal};
use frames::date;

use super::expected::days;
use crate::context::CheckContext;

/// The currency of the ledger's own amounts; listings in another one repeat the same postings.
const LEDGER_CURRENCY: &str = "NOK";

/// Lines of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// How many, amounts of zero included.
    pub(crate) lines: u64,
    /// Sum of the positive amounts, øre.
    pub(crate) debit: i128,
    /// Rows of the frame, in its order.
    pub(crate) rows: Vec<usize>,
}

impl Held {
    fn add(&mut self, row: usize, ore: i64) {
        self.lines += 1;
        self.debit += i128::from(ore.max(0));
        self.rows.push(row);
    }

    fn merge(mut self, other: &Self) -> Self {
        self.lines += other.lines;
        self.debit += other.debit;
        self.rows.extend_from_slice(&other.rows);
        self
    }

    /// Sum of debits in øre.
    pub(crate) fn debit(&self) -> Ore {
        Ore::bounded(self.debit)
    }
}

/// A batch number, in files and in the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Batch<'a> {
    /// The number; empty for lines that name none.
    pub(crate) id: &'a str,
    /// Lines of files by sending system, of the year up to the period.
    pub(crate) imported: BTreeMap<&'a str, Held>,
    /// Lines of the ledger, of the year up to the period.
    pub(crate) booked: Held,
    /// Whether any line of a file is of the period.
    pub(crate) is_of_period: bool,
    /// Whether any file holds it, of whatever period.
    pub(crate) is_imported: bool,
    /// Every period in which the ledger has it.
    pub(crate) booked_in: BTreeSet<i32>,
}

impl Batch<'_> {
    /// Lines of files of the sending systems chosen.
    pub(crate) fn imported_by(&self, is_ours: impl Fn(&str) -> bool) -> Held {
        let ours = self.imported.iter().filter(|(name, _)| is_ours(name));
        ours.fold(Held::default(), |all, (_, held)| all.merge(held))
    }

    /// Sending system and batch, as people name it.
    pub(crate) fn subject(&self) -> String {
        let interfaces: Vec<&str> = self.imported.keys().copied().collect();
        named(&interfaces.join("+"), self.id)
    }
}

/// Sending system and batch as one subject.
pub(crate) fn named(interface: &str, batch: &str) -> String {
    let words = [interface, batch]
        .into_iter()
        .filter(|word| !word.is_empty());
    let subject = words.collect::<Vec<_>>().join(" ");
    if subject.is_empty() {
        "-".to_owned()
    } else {
        personal::mask(&subject).into_owned()
    }
}

/// Every batch of the imports, and of the numbers asked for besides, by number.
pub(crate) fn batches<'a>(
    cx: &CheckContext<'a>,
    asked: &BTreeSet<&'a str>,
) -> BTreeMap<&'a str, Batch<'a>> {
    let lines = cx.frames.import_lines.view();
    let mut files: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (row, file) in lines.file.iter().enumerate() {
        let of_file = files.entry((lines.batch.get(row), *file)).or_default();
        of_file.push(row);
    }
    let numbers = files
        .keys()
        .map(|(batch, _)| *batch)
        .chain(asked.iter().copied());
    let of = |id| {
        (
            id,
            Batch {
                id,
                ..Batch::default()
            },
        )
    };
    let mut batches: BTreeMap<&str, Batch<'_>> = numbers.map(of).collect();
    let year = cx.period.year() * 100..=cx.period.as_i32();
    let ledger = cx.frames.ledger_lines.view();
    for (row, (&period, &ore)) in ledger.period.iter().zip(ledger.amount_ore).enumerate() {
        let id = ledger.batch.get(row);
        let is_movement = period % 100 != 0 && ledger.currency.get(row) == LEDGER_CURRENCY;
        if id.is_empty() || !is_movement {
            continue;
        }
        if let Some(batch) = batches.get_mut(id) {
            batch.booked_in.insert(period);
            if year.contains(&period) {
                batch.booked.add(row, ore);
            }
        }
    }
    for ((id, _), rows) in files {
        let Some(batch) = batches.get_mut(id) else {
            continue;
        };
        let without_period = rows
            .iter()
            .filter(|row| lines.period.get(**row) == Some(&0));
        let their_days = without_period.filter_map(|row| lines.day.get(*row).copied());
        let dated = period_by_order(their_days, &batch.booked_in, cx.period);
        batch.is_imported = true;
        for row in rows {
            let stated = lines.period.get(row).copied().filter(|period| *period != 0);
            let period = stated.unwrap_or(dated);
            if year.contains(&period) {
                let held = batch.imported.entry(lines.interface.get(row)).or_default();
                held.add(row, lines.amount_ore.get(row).copied().unwrap_or_default());
            }
            batch.is_of_period |= period == cx.period.as_i32();
        }
    }
    for batch in batches.values_mut() {
        batch
            .imported
            .values_mut()
            .for_each(|held| held.rows.sort_unstable());
    }
    batches
}

/// The period of the lines of a file that name none, from their voucher dates (0 = none): the month of the latest, or the
/// month after it, where only that one has the batch. Without any date it is where the ledger of the year has it first, else
/// where it had it last, and until then the period that asks.
fn period_by_order(
    days: impl Iterator<Item = i32>,
    booked_in: &BTreeSet<i32>,
    asking: Period,
) -> i32 {
    let latest = days.filter(|day| *day != 0).max();
    let Some(month) = latest.and_then(|day| Period::of(date(day))) else {
        let mut of_year = booked_in.range(asking.year() * 100..);
        let known = of_year.next().or(booked_in.last());
        return known.copied().unwrap_or(asking.as_i32());
    };
    let (month, next) = (month.as_i32(), month.next_month().as_i32());
    if booked_in.contains(&next) && !booked_in.contains(&month) {
        next
    } else {
        month
    }
}

/// How the ledger stands to what should be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Booked {
    /// The same lines and sum.
    Whole,
    /// No line.
    Nothing,
    /// Fewer lines, a lower sum.
    Partly,
    /// Exactly twice.
    Twice,
    /// Anything else.
    Otherwise,
}

impl Booked {
    /// Of the lines and the sum of debits that should be there, and what is.
    pub(crate) fn of((lines, debit): (u64, i128), ledger: &Held) -> Self {
        if (ledger.lines, ledger.debit) == (lines, debit) {
            Self::Whole
        } else if ledger.lines == 0 {
            Self::Nothing
        } else if ledger.lines < lines && ledger.debit < debit {
            Self::Partly
        } else if (ledger.lines, ledger.debit) == (lines.saturating_mul(2), debit.saturating_mul(2))
        {
            Self::Twice
        } else {
            Self::Otherwise
        }
    }

    /// What explains the difference; nothing if nothing does.
    pub(crate) fn cause(self) -> Option<&'static str> {
        match self {
            Self::Nothing => Some("import-not-booked"),
            Self::Partly => Some("import-partly-booked"),
            Self::Twice => Some("import-booked-twice"),
            Self::Whole | Self::Otherwise => None,
        }
    }

    /// What the routine does about it.
    pub(crate) fn action(self) -> Text {
        Text::key(match self {
            Self::Nothing => "action-import-not-booked",
            Self::Partly => "action-import-partly-booked",
            Self::Twice => "action-import-booked-twice",
            Self::Whole | Self::Otherwise => "action-import-differs",
        })
    }
}

/// Why an import cannot be compared with the ledger of the period; nothing if it can.
pub(crate) fn missing_ledger(cx: &CheckContext<'_>) -> Option<Text> {
    if !cx.ledger.covers(cx.period) {
        return Some(Text::key("reason-no-ledger").with("period", cx.period));
    }
    let year = cx.period.year() * 100..=cx.period.as_i32();
    let ledger = cx.frames.ledger_lines.view();
    let mut rows = ledger.period.iter().enumerate();
    let names_batch =
        |(row, period): (usize, &i32)| year.contains(period) && !ledger.batch.get(row).is_empty();
    let text = || Text::key("reason-ledger-without-batches").with("period", cx.period);
    (!rows.any(names_batch)).then(text)
}

/// The imports that the input calendar expects in the period, of those chosen, and that no line of the period is of.
pub(crate) fn missing_imports<'a>(
    cx: &CheckContext<'_>,
    came: &[&Batch<'a>],
    is_ours: impl Fn(&Expectation) -> bool,
) -> Vec<Text> {
    let of_import = |expectation: &&Expectation| {
        expectation.input == Input::Import
            && is_ours(expectation)
            && !days(cx, expectation).is_empty()
    };
    let has_come = |expectation: &Expectation| {
        let of = |batch: &&Batch<'a>| match &expectation.account {
            None => true,
            Some(interface) => batch.imported.contains_key(interface.as_str()),
        };
        came.iter().any(of)
    };
    let expected = cx.playbook.expectations.iter().filter(of_import);
    let missing = expected.filter(|expectation| !has_come(expectation));
    let names: BTreeSet<&str> = missing
        .map(|expectation| expectation.account.as_deref().unwrap_or("-"))
        .collect();
    let text = |interface| {
        Text::key("reason-import-missing")
            .with("interface", interface)
            .with("period", cx.period)
    };
    names.into_iter().map(text).collect()
}

/// The name of the file of an import line.
pub(crate) fn file_name(cx: &CheckContext<'_>, row: usize) -> String {
    let line = import_ref(cx, row);
    let name = |file| {
        let mut deliveries = cx.deliveries.iter();
        deliveries
            .find(|delivery| delivery.file == file)
            .map(|delivery| delivery.name.clone())
    };
    let of = |line: RowRef| name(line.file).unwrap_or_else(|| line.file.to_string());
    line.map_or_else(String::new, of)
}

/// The reference of an import line.
pub(crate) fn import_ref(cx: &CheckContext<'_>, row: usize) -> Option<RowRef> {
    let lines = cx.frames.import_lines.view();
    cx.frames
        .row_ref(*lines.file.get(row)?, *lines.record.get(row)?)
}

/// The reference of a ledger line.
pub(crate) fn ledger_ref(cx: &CheckContext<'_>, row: usize) -> Option<RowRef> {
    let lines = cx.frames.ledger_lines.view();
    cx.frames
        .row_ref(*lines.file.get(row)?, *lines.record.get(row)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_a_period_are_of_the_month_that_the_order_had() {
        let day = |text: &str| text.parse().map_or(0, frames::day);
        let asking = Period::new(2025, 2).unwrap();
        // Voucher dates, where the ledger has the batch, the period.
        let cases: [(&[&str], &[i32], i32); 10] = [
            (&["2025-01-31"], &[], 202_501),
            (&["2024-12-30", "2025-01-02", ""], &[202_501], 202_501),
            (&["2025-01-31"], &[202_501, 202_502], 202_501),
            (&["2025-01-31"], &[202_502], 202_502),
            (&["2024-12-31"], &[202_501], 202_501),
            (&["2025-01-31"], &[202_503], 202_501),
            (&[""], &[202_412, 202_501, 202_502], 202_501),
            (&[""], &[202_411, 202_412], 202_412),
            (&[""], &[202_503], 202_503),
            (&[], &[], 202_502),
        ];
        for (days, booked_in, period) in cases {
            let booked_in = booked_in.iter().copied().collect();
            let days = days.iter().map(|text| day(text));
            assert_eq!(
                period_by_order(days, &booked_in, asking),
                period,
                "{booked_in:?}"
            );
        }
    }

    #[test]
    fn a_ledger_stands_to_a_file_in_one_way() {
        let held = |lines, debit| Held {
            lines,
            debit,
            rows: Vec::new(),
        };
        // Lines and sum that should be there, and that are.
        let cases = [
            ((2, 100), (2, 100), Booked::Whole),
            ((0, 0), (0, 0), Booked::Whole),
            ((2, 100), (0, 0), Booked::Nothing),
            ((2, 100), (1, 60), Booked::Partly),
            ((2, 100), (1, 100), Booked::Otherwise),
            ((2, 100), (4, 200), Booked::Twice),
            ((2, 0), (4, 0), Booked::Twice),
            ((2, 100), (4, 199), Booked::Otherwise),
            ((2, 100), (2, 99), Booked::Otherwise),
            ((0, 0), (3, 5), Booked::Otherwise),
            ((u64::MAX, i128::MAX), (1, 1), Booked::Partly),
        ];
        for (file, (lines, debit), booked) in cases {
            assert_eq!(
                Booked::of(file, &held(lines, debit)),
                booked,
                "{file:?} {lines} {debit}"
            );
        }
    }

    #[test]
    fn a_subject_hides_personal_numbers() {
        assert_eq!(named("LONN", "4711"), "LONN 4711");
        assert_eq!(named("", "4711"), "4711");
        assert_eq!(named("", ""), "-");
        assert_eq!(named("LONN", "01819000049"), "LONN ***********");
    }
}
