//! A set while it is matched: its rows as columns for the engine, the rules applied in order, the groups gathered.
//!
//! Not here: which rows and rules (`items`, `rules`), or what came of it (`outcome`).

use std::collections::{BTreeMap, BTreeSet};

use calendar::BankDays;
use domain::matching::{MatchKey, MatchRule};
use domain::{OpenItem, RowRef};
use matching::keys::KeyTable;
use matching::model::{Rule, Side};

use super::outcome::{GroupOutcome, SetOutcome, SideOutcome, UnsearchedOutcome};
use super::rules::{Admits, FEE_COLUMN, admits, engine_rule};
use super::{FEE, SWEEP, SetProblem};

/// A set while it is matched.
pub(super) struct Draft {
    name: String,
    left: SideOutcome,
    right: SideOutcome,
    /// The sign that turns a side's amounts into the account's point of view.
    signs: (i64, i64),
    /// All rows of both sides as the engine takes them.
    columns: [Side; 2],
    /// The texts of their keys.
    keys: KeyTable,
    groups: Vec<GroupOutcome>,
    unsearched: Vec<UnsearchedOutcome>,
}

/// The rows of a side before they are matched: its name, its rows, the sign of its amounts, what is left out.
pub(super) struct SideDraft {
    pub(super) name: &'static str,
    pub(super) rows: Vec<OpenItem>,
    pub(super) sign: i64,
    pub(super) excluded: Vec<OpenItem>,
}

impl Draft {
    pub(super) fn new(name: String, left: SideDraft, right: SideDraft) -> Self {
        let signs = (left.sign, right.sign);
        let (left, right) = (side(left), side(right));
        let mut interned = Interner::default();
        let columns = [
            interned.columns(&left.rows, signs.0),
            interned.columns(&right.rows, signs.1),
        ];
        Self {
            name,
            left,
            right,
            signs,
            columns,
            keys: interned.keys,
            groups: Vec::new(),
            unsearched: Vec::new(),
        }
    }

    /// Applies the rules in order, sweeps last, and numbers the groups.
    pub(super) fn matched(mut self, rules: Vec<MatchRule>) -> Result<SetOutcome, SetProblem> {
        let known = self.columns.each_ref().map(known_keys);
        for rules in rules.chunk_by(|a, b| admits(&a.kind) == admits(&b.kind)) {
            let of = rules.first().map_or(Admits::All, |rule| admits(&rule.kind));
            self.apply(rules, of, &known)?;
        }
        self.net_sweeps();
        Ok(self.finish(rules))
    }

    /// Applies rules that admit the same rows to what is open.
    fn apply(
        &mut self,
        rules: &[MatchRule],
        of: Admits,
        [of_left, of_right]: &[BTreeSet<u32>; 2],
    ) -> Result<(), SetProblem> {
        let [left_columns, right_columns] = &self.columns;
        let open = |side: &SideOutcome, columns: &Side, others: &BTreeSet<u32>| -> Vec<usize> {
            let is_admitted = |(row, item): &(usize, &OpenItem)| match of {
                Admits::All => true,
                Admits::NotSweeps => !item.lump.starts_with(SWEEP),
                Admits::Unknown => {
                    let mut keys = telling_keys(columns).filter_map(|column| column.get(*row));
                    !item.lump.starts_with(SWEEP) && !keys.any(|key| others.contains(key))
                }
            };
            side.open()
                .filter(is_admitted)
                .map(|(row, _)| row)
                .collect()
        };
        let left_rows = open(&self.left, left_columns, of_right);
        let right_rows = open(&self.right, right_columns, of_left);
        let left = select(left_columns, &left_rows);
        let right = select(right_columns, &right_rows);
        let engine_rules: Vec<Rule> = rules.iter().map(engine_rule).collect();
        let grouping = matching::group_rows(&left, &right, &engine_rules)
            .map_err(|error| SetProblem::Input(format!("{}: {error}", self.name)))?;
        let back = |rows: &[usize], members: &[u32]| -> Vec<usize> {
            members
                .iter()
                .filter_map(|m| rows.get(usize::try_from(*m).ok()?).copied())
                .collect()
        };
        let id_of = |rule: usize| {
            rules
                .get(rule)
                .map_or_else(String::new, |rule| rule.id.clone())
        };
        for group in grouping.groups() {
            self.add(GroupOutcome {
                rule: id_of(group.rule),
                left: back(&left_rows, group.left),
                right: back(&right_rows, group.right),
                ambiguous: group.alternatives > 0,
                adjustment: group.adjustment_ore,
            });
        }
        for pool in grouping.unsearched() {
            self.unsearched.push(UnsearchedOutcome {
                rule: id_of(pool.rule),
                left: back(&left_rows, &pool.left),
                right: back(&right_rows, &pool.right),
            });
        }
        Ok(())
    }

    /// On a day whose movements cancel there is nothing to sweep: its postings, which only one side has, sum to zero
    /// and belong together.
    fn net_sweeps(&mut self) {
        let mut by_key: BTreeMap<(String, String), [Vec<usize>; 2]> = BTreeMap::new();
        for (at, side) in [&self.left, &self.right].into_iter().enumerate() {
            for (row, item) in side.open().filter(|(_, item)| item.lump.starts_with(SWEEP)) {
                let of_key = by_key
                    .entry((item.lump.clone(), item.currency.clone()))
                    .or_default();
                of_key
                    .get_mut(at)
                    .into_iter()
                    .for_each(|rows| rows.push(row));
            }
        }
        for [left, right] in by_key.into_values() {
            let (side, rows) = if right.is_empty() {
                (&self.left, &left)
            } else {
                (&self.right, &right)
            };
            let amounts = rows
                .iter()
                .filter_map(|row| side.rows.get(*row))
                .map(|item| i128::from(item.amount.0));
            if (left.is_empty() || right.is_empty()) && amounts.sum::<i128>() == 0 {
                self.add(GroupOutcome {
                    rule: "sweep-net".to_owned(),
                    left,
                    right,
                    ambiguous: false,
                    adjustment: 0,
                });
            }
        }
    }

    fn add(&mut self, group: GroupOutcome) {
        let number = self.groups.len();
        for (side, members) in [
            (&mut self.left, &group.left),
            (&mut self.right, &group.right),
        ] {
            for row in members {
                if let Some(of_row) = side.group.get_mut(*row) {
                    *of_row = Some(number);
                }
            }
        }
        self.groups.push(group);
    }

    /// Numbers the groups by their lowest row, whichever rule made them.
    fn finish(self, rules: Vec<MatchRule>) -> SetOutcome {
        let Self {
            name,
            mut left,
            mut right,
            signs,
            columns,
            keys,
            mut groups,
            mut unsearched,
        } = self;
        let of = |side: &SideOutcome, rows: &[usize]| {
            rows.first()
                .and_then(|row| side.rows.get(*row))
                .map(|i| i.row)
        };
        let lowest = |a: &[usize], b: &[usize]| match (of(&left, a), of(&right, b)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        groups.sort_by_cached_key(|group| lowest(&group.left, &group.right));
        unsearched.sort_by_cached_key(|pool| (lowest(&pool.left, &pool.right), pool.rule.clone()));
        for side in [&mut left, &mut right] {
            side.group.fill(None);
        }
        for (number, group) in groups.iter().enumerate() {
            for (side, members) in [(&mut left, &group.left), (&mut right, &group.right)] {
                for row in members {
                    if let Some(of_row) = side.group.get_mut(*row) {
                        *of_row = Some(number);
                    }
                }
            }
        }
        SetOutcome {
            name,
            left,
            right,
            groups,
            signs,
            rules,
            columns,
            keys,
            unsearched,
        }
    }
}

fn side(draft: SideDraft) -> SideOutcome {
    let mut rows = draft.rows;
    // A carried row that the period's files hold too is one row; the carried one keeps its birth period.
    rows.sort_by_key(|item| (item.row, item.birth));
    rows.dedup_by(|later, earlier| later.row == earlier.row);
    SideOutcome {
        name: draft.name,
        group: vec![None; rows.len()],
        rows,
        excluded: draft.excluded,
    }
}

/// A reference as it is compared: what people and systems write differently of the same reference is left out.
fn normal_reference(text: &str) -> String {
    let is_filler = |c: &char| matches!(c, ' ' | '-' | '.' | '/' | '_');
    let kept: String = text
        .chars()
        .filter(|c| !is_filler(c))
        .flat_map(char::to_uppercase)
        .collect();
    kept.trim_start_matches('0').to_owned()
}

/// The keys that say with which row of the other side a row belongs: all but the voucher number, which only one side has.
fn telling_keys(side: &Side) -> impl Iterator<Item = &Vec<u32>> {
    side.keys.iter().take(MatchKey::Voucher.column())
}

fn known_keys(side: &Side) -> BTreeSet<u32> {
    let mut known: BTreeSet<u32> = telling_keys(side).flatten().copied().collect();
    known.remove(&0);
    known
}

/// Some rows of a side.
pub(super) fn select(side: &Side, rows: &[usize]) -> Side {
    fn of<T: Copy>(column: &[T], rows: &[usize]) -> Vec<T> {
        rows.iter()
            .filter_map(|row| column.get(*row))
            .copied()
            .collect()
    }
    Side {
        id: of(&side.id, rows),
        amount_ore: of(&side.amount_ore, rows),
        bank_day: of(&side.bank_day, rows),
        currency: of(&side.currency, rows),
        keys: side.keys.iter().map(|column| of(column, rows)).collect(),
    }
}

/// Numbers for keys and currencies; 0 = none. Rules never look at the number itself, only whether two are equal.
#[derive(Default)]
struct Interner {
    keys: KeyTable,
    currencies: KeyTable,
}

impl Interner {
    fn columns(&mut self, items: &[OpenItem], sign: i64) -> Side {
        let mut side = Side {
            keys: vec![Vec::new(); FEE_COLUMN + 1],
            ..Side::default()
        };
        for item in items {
            side.id.push(row_id(item.row));
            side.amount_ore.push(item.amount.0.saturating_mul(sign));
            side.bank_day
                .push(BankDays::shared().number(item.date).unwrap_or_default());
            let currency = self.currencies.number_of(&item.currency);
            side.currency
                .push(u16::try_from(currency).unwrap_or(u16::MAX));
            let kid: String = item.kid.chars().filter(char::is_ascii_digit).collect();
            let keys = [
                self.keys.number_of(&normal_reference(&item.reference)),
                self.keys.number_of(&kid),
                self.keys.number_of(&item.lump),
                self.keys.number_of(&normal_reference(&item.voucher)),
                u32::from(item.lump.starts_with(FEE)),
            ];
            for (column, key) in side.keys.iter_mut().zip(keys) {
                column.push(key);
            }
        }
        side
    }
}

/// The stable key of a row: its file's short digest, then its record.
fn row_id(row: RowRef) -> u128 {
    let file = row
        .file
        .0
        .iter()
        .fold(0_u128, |id, byte| id << 8 | u128::from(*byte));
    file << 64 | u128::from(row.record)
}
