//! Lays a world out in files, in any order, and runs matching and one check over it.

use std::collections::BTreeMap;

use checks::ledger::Ledger;
use checks::sets::{SetInputs, SetOutcome, match_all};
use checks::{Check, CheckContext};
use domain::{CheckResult, FileId, OpenItem};
use frames::Frames;
use frames::frame::{
    BankEntriesRows, BankStatementsRows, ImportLinesRows, IncomingPaymentsRows, LedgerBalancesRows,
    LedgerLinesRows, NavRefundsRows, OutgoingPaymentsRows, PaymentStatusesRows,
    SubledgerBalancesRows, SubledgerItemsRows,
};
use frames::register::{Cell, RegisterRows};

use super::registers::Value;
use super::world::World;

/// How rows are laid out in files.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// As the case writes them, one file per table.
    AsWritten,
    /// From last to first.
    Reversed,
    /// Shuffled over three files per table, the files in another order of digests.
    Shuffled(u64),
}

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    /// The check's result.
    pub(crate) result: CheckResult,
    /// Every matched set.
    pub(crate) sets: Vec<SetOutcome>,
}

/// The next number of a sequence that looks random (`SplitMix64`).
pub(crate) fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Layout {
    /// The rows of a table with the file each stands in, in the order of the file.
    fn place<T>(self, table: u8, mut rows: Vec<T>) -> Vec<(FileId, T)> {
        match self {
            Self::AsWritten => {}
            Self::Reversed => rows.reverse(),
            Self::Shuffled(seed) => {
                let mut state = seed ^ u64::from(table);
                for at in (1..rows.len()).rev() {
                    let bound = u64::try_from(at + 1).unwrap();
                    rows.swap(
                        at,
                        usize::try_from(next_random(&mut state) % bound).unwrap(),
                    );
                }
            }
        }
        let file = |index: usize| match self {
            Self::AsWritten => FileId([table; 6]),
            Self::Reversed => FileId([0x60 - table; 6]),
            Self::Shuffled(seed) => {
                let mut state = seed ^ (u64::from(table) << 8) ^ u64::try_from(index % 3).unwrap();
                let [a, b, c, d, ..] = next_random(&mut state).to_be_bytes();
                FileId([a, b, c, d, table, u8::try_from(index % 3).unwrap()])
            }
        };
        rows.into_iter()
            .enumerate()
            .map(|(index, row)| (file(index), row))
            .collect()
    }
}

/// Rows of a table that get their file and record, and the frame they become.
macro_rules! fill {
    ($frames:ident, $files:ident, $placed:expr, $rows:ident, $frame:ident) => {{
        let mut placed = $placed;
        placed.sort_by_key(|(file, _)| *file);
        let mut rows = $rows::default();
        let mut counts: BTreeMap<FileId, u64> = BTreeMap::new();
        for (file, mut row) in placed {
            let count = counts.entry(file).or_default();
            row.record = *count;
            *count += 1;
            row.file = u32::try_from($files.binary_search(&file).unwrap()).unwrap();
            rows.push(row);
        }
        $frames.$frame = rows.into_frame().unwrap();
    }};
}

/// The rows of registers with the file each stands in.
type Placed = BTreeMap<&'static str, Vec<(FileId, Vec<Value>)>>;

fn placed_registers(world: &World, layout: Layout, later: Option<&World>) -> Placed {
    let mut placed: Placed = BTreeMap::new();
    for (table, kind) in (8..).zip(domain::register::KINDS) {
        if let Some(rows) = world.registers.get(kind.id) {
            placed.insert(kind.id, layout.place(table, rows.clone()));
        }
        let later = later.and_then(|later| later.registers.get(kind.id));
        let later = later.into_iter().flatten().cloned();
        let later = later.map(|row| (FileId([0, 0, 0, 0, 0, table]), row));
        let later: Vec<_> = later.collect();
        if !later.is_empty() {
            placed.entry(kind.id).or_default().extend(later);
        }
    }
    placed
}

fn register(
    id: &str,
    files: &[FileId],
    mut placed: Vec<(FileId, Vec<Value>)>,
) -> frames::register::Register {
    placed.sort_by_key(|(file, _)| *file);
    let kind = domain::register::kind(id).unwrap();
    let mut all = RegisterRows::new(kind);
    for of_file in placed.chunk_by(|one, next| one.0 == next.0) {
        let mut rows = RegisterRows::new(kind);
        for (record, (_, cells)) in (0..).zip(of_file) {
            rows.push(record, record + 2, cells.iter().map(cell));
        }
        let index = files.binary_search(&of_file.first().unwrap().0).unwrap();
        all.append(u32::try_from(index).unwrap(), &rows);
    }
    all.into_frame().unwrap()
}

fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Empty => Cell::Empty,
        Value::Text(text) => Cell::Text(text),
        Value::Whole(whole) => Cell::Whole(*whole),
        Value::Short(short) => Cell::Short(*short),
        Value::Switch(switch) => Cell::Switch(*switch),
    }
}

/// Builds the frames of a world; `later` holds rows that come in files of their own.
pub(crate) fn frames(world: &World, layout: Layout, later: Option<&World>) -> Frames {
    macro_rules! placed {
        ($table:literal, $column:ident) => {{
            let mut rows = layout.place($table, world.$column.clone());
            if let Some(later) = later {
                rows.extend(
                    later
                        .$column
                        .iter()
                        .cloned()
                        .map(|row| (FileId([0, 0, 0, 0, 0, $table]), row)),
                );
            }
            rows
        }};
    }
    let lines = placed!(1, ledger_lines);
    let balances = placed!(2, ledger_balances);
    let items = placed!(3, subledger_items);
    let parties = placed!(4, subledger_balances);
    let statements = placed!(5, statements);
    let payments = placed!(6, incoming_payments);
    let imports = placed!(7, import_lines);
    let sent = placed!(0x30, outgoing_payments);
    let returns = placed!(0x31, payment_statuses);
    let refunds = placed!(90, nav_refunds);
    let registers = placed_registers(world, layout, later);
    let mut files: Vec<FileId> = lines.iter().map(|(file, _)| *file).collect();
    files.extend(balances.iter().map(|(file, _)| *file));
    files.extend(items.iter().map(|(file, _)| *file));
    files.extend(parties.iter().map(|(file, _)| *file));
    files.extend(statements.iter().map(|(file, _)| *file));
    files.extend(payments.iter().map(|(file, _)| *file));
    files.extend(imports.iter().map(|(file, _)| *file));
    files.extend(sent.iter().map(|(file, _)| *file));
    files.extend(returns.iter().map(|(file, _)| *file));
    files.extend(refunds.iter().map(|(file, _)| *file));
    files.extend(registers.values().flatten().map(|(file, _)| *file));
    files.sort_unstable();
    files.dedup();
    let mut frames = Frames {
        files: files.clone(),
        ..Frames::default()
    };
    fill!(frames, files, lines, LedgerLinesRows, ledger_lines);
    fill!(frames, files, balances, LedgerBalancesRows, ledger_balances);
    fill!(frames, files, items, SubledgerItemsRows, subledger_items);
    fill!(
        frames,
        files,
        parties,
        SubledgerBalancesRows,
        subledger_balances
    );
    fill!(
        frames,
        files,
        payments,
        IncomingPaymentsRows,
        incoming_payments
    );
    fill!(frames, files, imports, ImportLinesRows, import_lines);
    fill!(frames, files, sent, OutgoingPaymentsRows, outgoing_payments);
    fill!(
        frames,
        files,
        returns,
        PaymentStatusesRows,
        payment_statuses
    );
    fill!(frames, files, refunds, NavRefundsRows, nav_refunds);
    for (id, placed) in registers {
        let register = register(id, &files, placed);
        frames.registers.insert(id, register);
    }
    let mut entries = Vec::new();
    let mut ordinals: BTreeMap<FileId, u64> = BTreeMap::new();
    let mut heads = Vec::new();
    for (file, (head, of_statement)) in statements {
        let ordinal = ordinals.entry(file).or_default();
        for mut entry in of_statement {
            entry.statement = *ordinal;
            entries.push((file, entry));
        }
        *ordinal += 1;
        heads.push((file, head));
    }
    fill!(frames, files, heads, BankStatementsRows, bank_statements);
    fill!(frames, files, entries, BankEntriesRows, bank_entries);
    frames
}

/// Runs one check over a world.
pub(crate) fn run(check: &Check, world: &World, frames: &Frames) -> Ran {
    let ledger = Ledger::of(frames);
    let (period, playbook) = (world.period, &world.playbook);
    let sets = match_all(&SetInputs {
        period,
        playbook,
        frames,
        carried: &world.carried,
    })
    .unwrap();
    let context = CheckContext {
        period,
        generation: world.generation,
        playbook,
        frames,
        ledger: &ledger,
        sets: &sets,
        previous: world.previous,
        refused: &world.refused,
        deliveries: &world.deliveries,
        late: &world.late,
        as_of: world.as_of,
    };
    let mut results = [check.run(&context)];
    for proposal in results.iter().flat_map(|result| &result.proposals) {
        assert!(proposal.balances(), "{}: {proposal:?}", check.id);
    }
    checks::proposal::complete(&context, &mut results);
    let [result] = results;
    for set in &sets {
        set.summary().unwrap();
        assert_nothing_lost(set);
    }
    Ran { result, sets }
}

/// A row is in one group or open, never both, never neither; counted from what the period hands on.
fn assert_nothing_lost(set: &SetOutcome) {
    let matched = set.matches();
    let open = set.open_items();
    assert_eq!(
        matched.len() + open.len(),
        set.left.rows.len() + set.right.rows.len(),
        "{}",
        set.name
    );
    let mut seen: Vec<_> = matched
        .iter()
        .map(|row| (row.side.to_owned(), row.row))
        .collect();
    seen.extend(
        open.iter()
            .map(|item: &OpenItem| (item.side.clone(), item.row)),
    );
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen.len(),
        matched.len() + open.len(),
        "{}: a row twice",
        set.name
    );
}
