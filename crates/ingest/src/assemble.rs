//! Many files → the frames of one agency, with nothing counted twice.
//!
//! Two files with the same bytes, two statements that say the same, two exports of the same period, two copies of
//! a transmission: each is reported on the file that is set aside. Where two files contradict each other, neither is
//! used: the engine never guesses which one is right.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Diagnostic, FileId, Period, Position, Severity};
use formats::FormatId;
use frames::register::RegisterRows;
use frames::{FrameError, Frames};

use crate::file::{FileContent, Rows, Totals};
use crate::once::{count_payments_once, count_registers_once, set_aside_messages};

/// All files of one agency and what they hold.
#[derive(Debug, Default)]
pub struct Ingested {
    /// Every file, sorted by (digest, name); rows have moved to the frames.
    pub files: Vec<FileContent>,
    /// The rows of the accepted files.
    pub frames: Frames,
}

/// Puts the files of one agency together.
pub fn assemble(mut files: Vec<FileContent>) -> Result<Ingested, FrameError> {
    files.sort_by(|a, b| (a.sha256, &a.name).cmp(&(b.sha256, &b.name)));
    set_aside_same_content(&mut files);
    judge_loose_parts(&mut files);
    set_aside_ledgers(&mut files);
    set_aside_statements(&mut files);
    set_aside_messages(&mut files);
    count_payments_once(&mut files);
    count_registers_once(&mut files);
    let mut ids: Vec<FileId> = Vec::new();
    let mut all = Rows::default();
    for file in &mut files {
        let rows = std::mem::take(&mut file.rows);
        if !file.is_accepted() {
            continue;
        }
        let index = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        ids.push(file.sha256.file_id());
        all.append(index, &rows);
    }
    Ok(Ingested {
        files,
        frames: Frames {
            files: ids,
            ledger_lines: all.ledger_lines.into_frame()?,
            ledger_balances: all.ledger_balances.into_frame()?,
            subledger_balances: all.subledger_balances.into_frame()?,
            subledger_items: all.subledger_items.into_frame()?,
            bank_statements: all.bank_statements.into_frame()?,
            bank_entries: all.bank_entries.into_frame()?,
            incoming_payments: all.incoming_payments.into_frame()?,
            outgoing_payments: all.outgoing_payments.into_frame()?,
            payment_statuses: all.payment_statuses.into_frame()?,
            nav_refunds: all.nav_refunds.into_frame()?,
            import_lines: all.import_lines.into_frame()?,
            registers: all
                .registers
                .into_iter()
                .map(|(id, rows)| Ok((id, rows.into_frame()?)))
                .collect::<Result<_, FrameError>>()?,
        },
    })
}

impl Rows {
    fn append(&mut self, file: u32, other: &Self) {
        self.ledger_lines.append(file, &other.ledger_lines);
        self.ledger_balances.append(file, &other.ledger_balances);
        self.subledger_balances
            .append(file, &other.subledger_balances);
        self.subledger_items.append(file, &other.subledger_items);
        self.bank_statements.append(file, &other.bank_statements);
        self.bank_entries.append(file, &other.bank_entries);
        self.incoming_payments
            .append(file, &other.incoming_payments);
        self.outgoing_payments
            .append(file, &other.outgoing_payments);
        self.payment_statuses.append(file, &other.payment_statuses);
        self.nav_refunds.append(file, &other.nav_refunds);
        self.import_lines.append(file, &other.import_lines);
        for (id, rows) in &other.registers {
            let empty = || RegisterRows::new(rows.kind());
            let all = self.registers.entry(id).or_insert_with(empty);
            all.append(file, rows);
        }
    }
}

pub(crate) fn say(
    file: &mut FileContent,
    severity: Severity,
    code: &'static str,
    message: String,
    hint: &'static str,
) {
    let at = Position {
        byte: 0,
        line: 1,
        column: 1,
        record: 0,
    };
    file.diagnostics
        .push(Diagnostic::new(severity, code, at, message).hint(hint));
}

/// Sets a file aside without calling it wrong: its rows are dropped, its diagnostic is a warning.
pub(crate) fn set_aside(
    file: &mut FileContent,
    code: &'static str,
    message: String,
    hint: &'static str,
) {
    say(file, Severity::Warning, code, message, hint);
    file.rows = Arc::default();
    file.scope = None;
    file.records = 0;
    file.set_aside = true;
    for delivery in &mut file.deliveries {
        delivery.is_copy = true;
    }
}

fn set_aside_same_content(files: &mut [FileContent]) {
    let mut first: BTreeMap<_, String> = BTreeMap::new();
    for file in files {
        match first.get(&file.sha256) {
            Some(name) => {
                let message = format!("has the same content as {name}; it is counted once");
                set_aside(
                    file,
                    "INGEST010",
                    message,
                    "nothing to do; the copy can be removed from the inbox",
                );
            }
            None => {
                first.insert(file.sha256, file.name.clone());
            }
        }
    }
}

/// Tells the parts of a SAF-T export that came as loose files which months the export as a whole covers, so that a run
/// that rests on one of them rests on all.
pub(crate) fn join_loose_parts(contents: &mut [std::io::Result<FileContent>]) {
    let mut files: Vec<&mut FileContent> = contents.iter_mut().flatten().collect();
    let seen: Vec<&FileContent> = files.iter().map(|file| &**file).collect();
    for parts in loose_sets(&seen) {
        let scopes = parts
            .iter()
            .filter_map(|index| files.get(*index)?.scope)
            .reduce(|(first, last), (from, to)| (first.min(from), last.max(to)));
        for index in parts {
            if let Some(file) = files.get_mut(index) {
                file.set_scope = scopes;
            }
        }
    }
}

/// SAF-T parts that came as loose files (master data in one, entries in another) are judged together, as a zip of them
/// would be: references across parts, chained balances. What is wrong with the set refuses every part of it.
fn judge_loose_parts(files: &mut [FileContent]) {
    let seen: Vec<&FileContent> = files.iter().collect();
    for parts in loose_sets(&seen) {
        let named: Vec<_> = parts
            .iter()
            .filter_map(|index| files.get(*index))
            .filter_map(|file| Some((file.name.clone(), loose_part(file)?.clone())))
            .collect();
        let problems = formats::saft::bundle::check_set(&named);
        for index in parts {
            if let Some(file) = files.get_mut(index) {
                file.diagnostics.extend(problems.iter().cloned());
            }
        }
    }
}

/// The accepted SAF-T files of one organisation and one export, where one of them is a part and not a whole.
fn loose_sets(files: &[&FileContent]) -> Vec<Vec<usize>> {
    let mut sets: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (index, file) in files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.is_accepted())
    {
        if let Some(totals) = loose_part(file) {
            let key = (
                totals.header.organisation.as_str(),
                totals.header.created.as_str(),
            );
            sets.entry(key).or_default().push(index);
        }
    }
    sets.into_values()
        .filter(|parts| is_a_part(files, parts))
        .collect()
}

/// The totals of a SAF-T file that is not a zip.
fn loose_part(file: &FileContent) -> Option<&formats::saft::record::Totals> {
    match &file.totals {
        Totals::Saft(parts) if parts.len() == 1 => parts.first(),
        _ => None,
    }
}

/// Whether one of the files lacks master data or entries: then it is a part of a set, not a whole export.
fn is_a_part(files: &[&FileContent], parts: &[usize]) -> bool {
    let totals = parts
        .iter()
        .filter_map(|index| loose_part(files.get(*index)?));
    totals
        .into_iter()
        .any(|totals| totals.accounts == 0 || totals.transactions == 0)
}

/// The periods a ledger file covers; empty for other files. Opening rows (period 00) are not a period covered.
fn ledger_periods(file: &FileContent) -> Vec<i32> {
    if !file.is_accepted() {
        return Vec::new();
    }
    let mut periods: Vec<i32> = match (&file.totals, file.scope) {
        // A part that holds master data only adds no line.
        (Totals::Saft(parts), _) if parts.iter().all(|totals| totals.transactions == 0) => {
            Vec::new()
        }
        (Totals::Saft(parts), Some(scope)) => {
            let selected = parts.iter().filter_map(|totals| totals.header.selection);
            let mut selected: Vec<(Period, Period)> = selected.collect();
            if selected.is_empty() {
                selected.push(scope);
            }
            let within = selected.into_iter().flat_map(all_between);
            // Some exports select December by its dates and hold what is posted in 13 and 14.
            within
                .chain(file.special.iter().copied().map(Period::as_i32))
                .collect()
        }
        (Totals::Delimited(_) | Totals::Xlsx(_) | Totals::Parquet(_), _) => file
            .rows
            .ledger_lines
            .period
            .iter()
            .copied()
            .filter(|period| period % 100 != 0)
            .collect(),
        _ => Vec::new(),
    };
    periods.sort_unstable();
    periods.dedup();
    periods
}

/// The periods of a selection, but openings; 13 and 14 where it goes beyond December. They are periods of their own: an
/// export of them alone holds nothing of December.
fn all_between((from, to): (Period, Period)) -> Vec<i32> {
    let years = from.year()..=to.year();
    let periods =
        years.flat_map(|year| (1..=14).filter_map(move |number| Period::new(year, number)));
    let within = periods.filter(|period| (from..=to).contains(period));
    within.map(Period::as_i32).collect()
}

fn created(file: &FileContent) -> String {
    match &file.totals {
        Totals::Saft(parts) => parts
            .first()
            .map(|totals| totals.header.created.clone())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

fn set_aside_ledgers(files: &mut [FileContent]) {
    let covered: Vec<Vec<i32>> = files.iter().map(ledger_periods).collect();
    let facts: Vec<(String, String)> = files
        .iter()
        .map(|file| (file.name.clone(), created(file)))
        .collect();
    for (index, file) in files.iter_mut().enumerate() {
        let Some(mine) = covered.get(index).filter(|periods| !periods.is_empty()) else {
            continue;
        };
        let Some((_, my_created)) = facts.get(index) else {
            continue;
        };
        for (other, theirs) in covered.iter().enumerate() {
            let Some(shared) = mine
                .iter()
                .find(|period| other != index && theirs.contains(period))
            else {
                continue;
            };
            let Some((name, their_created)) = facts.get(other) else {
                continue;
            };
            let period = Period::from_i32(*shared)
                .map(|period| period.to_string())
                .unwrap_or_default();
            match my_created.cmp(their_created) {
                std::cmp::Ordering::Less => {
                    let message = format!(
                        "covers {period} as does {name}, which is newer and is used instead"
                    );
                    set_aside(
                        file,
                        "INGEST011",
                        message,
                        "nothing to do, unless the older export was the right one",
                    );
                }
                std::cmp::Ordering::Equal => say(
                    file,
                    Severity::Error,
                    "INGEST012",
                    format!(
                        "covers {period} as does {name}; neither is used, for its lines would be counted twice"
                    ),
                    "remove one of the two from the inbox",
                ),
                std::cmp::Ordering::Greater => continue,
            }
            break;
        }
    }
}

/// One statement as far as comparing goes.
#[derive(Clone, PartialEq, Eq)]
struct StatementFacts<'a> {
    format: Option<FormatId>,
    file: usize,
    row: usize,
    account: &'a str,
    id: &'a str,
    sequence: i64,
    days: (i32, i32),
    balances: (i64, i64),
    /// Day, amount and reference of every entry.
    entries: Vec<(i32, i64, &'a str)>,
}

impl StatementFacts<'_> {
    fn same_content(&self, other: &Self) -> bool {
        self.days == other.days
            && self.balances == other.balances
            && if self.format == other.format {
                self.entries == other.entries
            } else {
                // Each format has references of its own; day and amount are the same in all.
                let plain = |entries: &[(i32, i64, &str)]| {
                    let mut plain: Vec<_> =
                        entries.iter().map(|(day, ore, _)| (*day, *ore)).collect();
                    plain.sort_unstable();
                    plain
                };
                plain(&self.entries) == plain(&other.entries)
            }
    }

    /// Whether both cannot be true side by side: the same days, and neither continues the other.
    fn contradicts(&self, other: &Self) -> bool {
        let overlap = self.days.0 <= other.days.1 && other.days.0 <= self.days.1;
        let chained = self.balances.1 == other.balances.0 || other.balances.1 == self.balances.0;
        let same_number =
            self.sequence >= 0 && self.sequence == other.sequence && self.id == other.id;
        same_number || (overlap && !chained)
    }
}

fn statements(files: &[FileContent]) -> BTreeMap<&str, Vec<StatementFacts<'_>>> {
    let mut by_account: BTreeMap<&str, Vec<StatementFacts<'_>>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        if !file.is_accepted() {
            continue;
        }
        let (rows, entries) = (&file.rows.bank_statements, &file.rows.bank_entries);
        let mut of_statement: BTreeMap<u64, Vec<(i32, i64, &str)>> = BTreeMap::new();
        for (((statement, day), amount), reference) in entries
            .statement
            .iter()
            .zip(&entries.day)
            .zip(&entries.amount_ore)
            .zip(entries.bank_ref.iter())
        {
            of_statement
                .entry(*statement)
                .or_default()
                .push((*day, *amount, reference));
        }
        for (row, record) in rows.record.iter().enumerate() {
            let mut entries = of_statement.remove(record).unwrap_or_default();
            entries.sort_unstable();
            let get = |column: &[i32]| column.get(row).copied().unwrap_or_default();
            let get_ore = |column: &[i64]| column.get(row).copied().unwrap_or_default();
            let account = rows.account.get(row);
            by_account.entry(account).or_default().push(StatementFacts {
                format: file.format,
                file: index,
                row,
                account,
                id: rows.id.get(row),
                sequence: get_ore(&rows.sequence),
                days: (get(&rows.from_day), get(&rows.to_day)),
                balances: (get_ore(&rows.opening_ore), get_ore(&rows.closing_ore)),
                entries,
            });
        }
    }
    for list in by_account.values_mut() {
        list.sort_by_key(|statement| {
            (
                statement.days,
                statement.format,
                statement.sequence,
                statement.file,
                statement.row,
            )
        });
    }
    by_account
}

fn set_aside_statements(files: &mut [FileContent]) {
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    let name = |index: usize| names.get(index).cloned().unwrap_or_default();
    let mut drop_rows: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    let mut conflicts: BTreeMap<usize, String> = BTreeMap::new();
    for list in statements(files).into_values() {
        for (position, later) in list.iter().enumerate() {
            // Sorted by first day: only neighbours that still overlap need a look.
            for earlier in list.iter().take(position).rev().take(64) {
                if earlier.file == later.file && earlier.row == later.row {
                    continue;
                }
                if earlier.same_content(later) {
                    drop_rows
                        .entry(later.file)
                        .or_default()
                        .push((later.row, name(earlier.file)));
                    break;
                }
                if earlier.contradicts(later) && earlier.file != later.file {
                    conflicts
                        .entry(earlier.file)
                        .or_insert_with(|| name(later.file));
                    conflicts
                        .entry(later.file)
                        .or_insert_with(|| name(earlier.file));
                }
            }
        }
    }
    for (index, dropped) in drop_rows {
        let Some(file) = files.get_mut(index) else {
            continue;
        };
        drop_statements(file, &dropped);
    }
    for (index, other) in conflicts {
        let Some(file) = files.get_mut(index) else {
            continue;
        };
        say(
            file,
            Severity::Error,
            "INGEST014",
            format!(
                "states other figures for the same account and days than {other}; neither is used"
            ),
            "ask the bank which statement is right, and remove the other from the inbox",
        );
    }
}

fn drop_statements(file: &mut FileContent, dropped: &[(usize, String)]) {
    let Some((_, other)) = dropped.first() else {
        return;
    };
    if dropped.len() == file.rows.bank_statements.len() {
        let message =
            format!("holds only statements that are in {other} already; they are counted once");
        set_aside(
            file,
            "INGEST013",
            message,
            "nothing to do; the copy can be removed from the inbox",
        );
        return;
    }
    let message = format!(
        "holds {} statements that are in {other} already; they are counted once",
        dropped.len()
    );
    say(
        file,
        Severity::Warning,
        "INGEST013",
        message,
        "nothing to do",
    );
    for (row, _) in dropped {
        let statements = &file.rows.bank_statements;
        let (account, id) = (statements.account.get(*row), statements.id.get(*row));
        let mut deliveries = file.deliveries.iter_mut();
        let of_statement = deliveries
            .find(|delivery| !delivery.is_copy && delivery.account == account && delivery.id == id);
        if let Some(delivery) = of_statement {
            delivery.is_copy = true;
        }
    }
    let dropped: Vec<usize> = dropped.iter().map(|(row, _)| *row).collect();
    let rows = Arc::make_mut(&mut file.rows);
    let records: Vec<u64> = dropped
        .iter()
        .filter_map(|row| rows.bank_statements.record.get(*row).copied())
        .collect();
    rows.bank_statements.retain(|row| !dropped.contains(&row));
    let of_statement = rows.bank_entries.statement.clone();
    rows.bank_entries.retain(|row| {
        of_statement
            .get(row)
            .is_none_or(|record| !records.contains(record))
    });
}
