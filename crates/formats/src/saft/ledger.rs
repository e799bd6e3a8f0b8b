//! The accumulators of one file: per account balances and movement, ids declared and used, and the checks that can
//! only be made when the file is through.
//!
//! Not here: reading. Memory grows with the number of distinct accounts, parties and vouchers, not with the lines.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::{Diagnostic, Ore, Position};

use super::error;
use crate::complaints::Complaints;

use super::record::{Movement, PartyKind, ReferenceKind, Totals, Unresolved};

/// An id of the master data, or one that is used without being there.
#[derive(Debug, Default)]
struct Entry {
    declared: bool,
    uses: u64,
    first: Position,
}

/// The ids of one kind.
#[derive(Debug, Default)]
struct Register(HashMap<String, Entry>);

impl Register {
    /// Says that the master data has the id; whether it had it already.
    fn declare(&mut self, id: &str, position: Position) -> bool {
        if let Some(entry) = self.0.get_mut(id) {
            return std::mem::replace(&mut entry.declared, true);
        }
        self.0.insert(
            id.to_owned(),
            Entry {
                declared: true,
                uses: 0,
                first: position,
            },
        );
        false
    }

    /// Counts a use of an id that is not (yet) declared.
    fn refer(&mut self, id: &str, position: Position) {
        if let Some(entry) = self.0.get_mut(id) {
            if !entry.declared {
                entry.uses += 1;
            }
            return;
        }
        self.0.insert(
            id.to_owned(),
            Entry {
                declared: false,
                uses: 1,
                first: position,
            },
        );
    }
}

/// Opening and closing of all parties on one control account.
#[derive(Debug, Default)]
struct SubledgerSum {
    opening: i128,
    closing: i128,
    position: Position,
}

/// Everything that is summed and remembered while reading.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    account_ids: Register,
    movements: HashMap<String, Movement>,
    customers: Register,
    suppliers: Register,
    tax_codes: Register,
    analyses: Register,
    key: String,
    subledgers: BTreeMap<(PartyKind, String), SubledgerSum>,
    vouchers: HashSet<(u64, u64)>,
    ungrouped: u64,
    first_ungrouped: Position,
}

/// What joins type and id of an analysis value in one key; no text of a file can hold it.
const JOINT: char = '\u{1f}';

impl Ledger {
    /// An account of the master data; whether it stood there already.
    pub(super) fn account(
        &mut self,
        id: &str,
        position: Position,
        opening: Ore,
        closing: Ore,
    ) -> bool {
        let twice = self.account_ids.declare(id, position);
        self.with_movement(id, position, |movement| {
            movement.declared = true;
            movement.position = position;
            movement.opening = i128::from(opening.0);
            movement.closing = i128::from(closing.0);
        });
        twice
    }

    /// A customer or supplier; whether it stood there already.
    pub(super) fn party(&mut self, kind: PartyKind, id: &str, position: Position) -> bool {
        self.parties(kind).declare(id, position)
    }

    /// A balance of a party on its control account.
    pub(super) fn party_balance(
        &mut self,
        kind: PartyKind,
        account: &str,
        at: Position,
        balance: (Ore, Ore),
    ) {
        let sum = self
            .subledgers
            .entry((kind, account.to_owned()))
            .or_default();
        if sum.position == Position::default() {
            sum.position = at;
        }
        sum.opening += i128::from(balance.0.0);
        sum.closing += i128::from(balance.1.0);
    }

    /// A tax code of the master data; whether it stood there already.
    pub(super) fn tax_code(&mut self, code: &str, position: Position) -> bool {
        self.tax_codes.declare(code, position)
    }

    /// An analysis value of the master data; whether it stood there already.
    pub(super) fn analysis(&mut self, kind: &str, id: &str, position: Position) -> bool {
        self.analyses
            .declare(&format!("{kind}{JOINT}{id}"), position)
    }

    /// An account without the grouping of the state chart.
    pub(super) fn ungrouped(&mut self, position: Position) {
        if self.ungrouped == 0 {
            self.first_ungrouped = position;
        }
        self.ungrouped += 1;
    }

    /// A voucher; whether it stood in the same journal and year already. Remembered by 128 bits of hash, because a
    /// large file has millions.
    pub(super) fn voucher_again(&mut self, journal: &str, year: i32, voucher: &str) -> bool {
        let hash = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, journal, year, voucher).hash(&mut hasher);
            hasher.finish()
        };
        !self.vouchers.insert((hash(0), hash(1)))
    }

    /// Books a line on its account.
    pub(super) fn book(&mut self, account: &str, position: Position, debit: i64, credit: i64) {
        let mut declared = false;
        self.with_movement(account, position, |movement| {
            movement.debit += i128::from(debit);
            movement.credit += i128::from(credit);
            declared = movement.declared;
        });
        if !declared {
            self.account_ids.refer(account, position);
        }
    }

    /// A line refers to a customer or supplier.
    pub(super) fn refer_party(&mut self, kind: PartyKind, id: &str, position: Position) {
        self.parties(kind).refer(id, position);
    }

    /// A line refers to a tax code.
    pub(super) fn refer_tax_code(&mut self, code: &str, position: Position) {
        self.tax_codes.refer(code, position);
    }

    /// A line refers to an analysis value.
    pub(super) fn refer_analysis(&mut self, kind: &str, id: &str, position: Position) {
        self.key.clear();
        self.key.push_str(kind);
        self.key.push(JOINT);
        self.key.push_str(id);
        self.analyses.refer(&self.key, position);
    }

    fn parties(&mut self, kind: PartyKind) -> &mut Register {
        match kind {
            PartyKind::Customer => &mut self.customers,
            PartyKind::Supplier => &mut self.suppliers,
        }
    }

    /// Changes the accumulator of an account, which is made when it is new.
    fn with_movement(
        &mut self,
        account: &str,
        position: Position,
        change: impl FnOnce(&mut Movement),
    ) {
        if let Some(movement) = self.movements.get_mut(account) {
            change(movement);
            return;
        }
        let mut movement = Movement {
            position,
            ..Movement::default()
        };
        change(&mut movement);
        self.movements.insert(account.to_owned(), movement);
    }

    /// Hands everything over to the totals.
    pub(super) fn close(self, totals: &mut Totals) {
        let Self {
            movements,
            customers,
            suppliers,
            tax_codes,
            analyses,
            account_ids,
            ..
        } = self;
        let facts = &mut totals.facts;
        facts.movements = movements.into_iter().collect();
        let registers = [
            (ReferenceKind::Account, account_ids),
            (ReferenceKind::Customer, customers),
            (ReferenceKind::Supplier, suppliers),
            (ReferenceKind::TaxCode, tax_codes),
            (ReferenceKind::Analysis, analyses),
        ];
        for (kind, register) in registers {
            let (declared, used): (Vec<_>, Vec<_>) = register
                .0
                .into_iter()
                .partition(|(_, entry)| entry.declared);
            if kind != ReferenceKind::Account {
                facts
                    .declared
                    .extend(declared.into_iter().map(|(id, _)| (kind, id)));
            }
            let unresolved = |entry: Entry| Unresolved {
                uses: entry.uses,
                first: entry.first,
            };
            facts.unresolved.extend(
                used.into_iter()
                    .map(|(id, entry)| ((kind, id), unresolved(entry))),
            );
        }
    }

    /// Checks of master data that do not need the lines.
    pub(super) fn check_balances(&self, findings: &mut Complaints, opens_year: bool) {
        let mut sums = (0_i128, 0_i128);
        let mut first: Option<Position> = None;
        let accounts: BTreeMap<&String, &Movement> = self.movements.iter().collect();
        for (id, movement) in accounts {
            if !movement.declared {
                continue;
            }
            sums = (sums.0 + movement.opening, sums.1 + movement.closing);
            first = Some(first.map_or(movement.position, |position| {
                position.min(movement.position)
            }));
            let is_result = matches!(id.as_bytes().first(), Some(b'3'..=b'8'));
            if opens_year && is_result && movement.opening != 0 {
                let message = format!(
                    "expected the opening balance 0.00 of account {id:.60} at the start of the year, found {}",
                    kroner(movement.opening)
                );
                findings.push(error::at(
                    &error::RESULT_OPENING,
                    movement.position,
                    &message,
                ));
            }
        }
        if let (Some(at), true) = (first, sums != (0, 0)) {
            let message = format!(
                "expected opening and closing balances that sum to 0.00, found {} and {}",
                kroner(sums.0),
                kroner(sums.1)
            );
            findings.push(error::at(&error::ZERO_SUM, at, &message));
        }
        if self.ungrouped > 0 {
            let message = format!(
                "expected accounts grouped by KS, found {} grouped otherwise",
                self.ungrouped
            );
            findings.push(error::at(&error::GROUPING, self.first_ungrouped, &message));
        }
        self.check_subledgers(findings);
    }

    fn check_subledgers(&self, findings: &mut Complaints) {
        // Customers and suppliers may share a control account; they are compared together.
        let mut by_account: BTreeMap<&str, SubledgerSum> = BTreeMap::new();
        for ((_, account), sum) in &self.subledgers {
            let both = by_account.entry(account).or_insert(SubledgerSum {
                position: sum.position,
                ..Default::default()
            });
            both.opening += sum.opening;
            both.closing += sum.closing;
        }
        for (account, sum) in by_account {
            let movement = self.movements.get(account);
            let message = match movement.filter(|movement| movement.declared) {
                _ if account.is_empty() => {
                    "expected a control account for each balance of a party, found none".into()
                }
                None => format!(
                    "expected the control account {account:.60} of parties among the accounts, found none"
                ),
                Some(movement)
                    if (movement.opening, movement.closing) == (sum.opening, sum.closing) =>
                {
                    continue;
                }
                Some(movement) => format!(
                    "expected parties that sum to the opening {} and closing {} of account {account:.60}, found {} and {}",
                    kroner(movement.opening),
                    kroner(movement.closing),
                    kroner(sum.opening),
                    kroner(sum.closing)
                ),
            };
            findings.push(error::at(&error::SUBLEDGER, sum.position, &message));
        }
    }
}

/// Opening + movement = closing for every account of the master data.
pub(super) fn check_roll<'a>(
    movements: impl IntoIterator<Item = (&'a String, &'a Movement)>,
    complain: &mut dyn FnMut(Diagnostic),
) {
    for (id, movement) in movements {
        let expected = movement.opening + movement.debit - movement.credit;
        if movement.declared && expected != movement.closing {
            let message = format!(
                "expected the closing balance {} of account {id:.60} (opening {} + debit {} − credit {}), found {}",
                kroner(expected),
                kroner(movement.opening),
                kroner(movement.debit),
                kroner(movement.credit),
                kroner(movement.closing)
            );
            complain(error::at(&error::ROLL, movement.position, &message));
        }
    }
}

/// One diagnostic per id that the master data does not have.
pub(super) fn check_references<'a>(
    unresolved: impl IntoIterator<Item = (&'a (ReferenceKind, String), &'a Unresolved)>,
    complain: &mut dyn FnMut(Diagnostic),
) {
    for ((kind, id), unresolved) in unresolved {
        let word = kind.as_str();
        let id: String = id
            .chars()
            .take(80)
            .map(|c| if c == JOINT { '/' } else { c })
            .collect();
        let message = format!(
            "expected {word} {id} in the master data, found it on lines only (uses: {})",
            unresolved.uses
        );
        complain(error::at(&error::DANGLING, unresolved.first, &message));
    }
}

/// `-1234.50`, of a sum of any size.
pub(super) fn kroner(ore: i128) -> String {
    let sign = if ore < 0 { "-" } else { "" };
    let unsigned = ore.unsigned_abs();
    format!("{sign}{}.{:02}", unsigned / 100, unsigned % 100)
}
