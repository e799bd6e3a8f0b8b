//! Matching sets: which rows of a period stand against which, and by which keys.
//!
//! | Set | Left | Right |
//! |---|---|---|
//! | `bank-<ledger account>` | bank entries of the account | ledger lines on the account |
//! | `ocr-<ledger account>` | OCR payments to the account | lump sums on its statement |
//! | `kid-<customer accounts>` | OCR payments | ledger lines on the receivable with a KID |
//! | `interim-<accounts>` | receipts (credit) | clearings (debit) |
//! | `error-<accounts>` | lines | – (they clear each other) |
//!
//! Rows that stay open go on to the next period with the period they were born in. Not here: how rows are paired
//! (`matching`), or what an open row means (the checks).

use std::collections::{BTreeMap, BTreeSet};

use crate::settings;
use calendar::BankDays;
use domain::agency::{BankAccount, Playbook};
use domain::{AccountPattern, MatchRow, MatchingSet, OpenItem, Ore, Period, RowRef, SideTotals};
use frames::{Frames, date};
use matching::keys::KeyTable;
use matching::model::{Rule, RuleKind, Side, Window};

/// Why a set could not be made. Both are faults of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetProblem {
    /// Matching refused the columns.
    Input(String),
    /// A row was lost or counted twice.
    NotConserved(String),
}

impl std::error::Error for SetProblem {}

impl std::fmt::Display for SetProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(what) => write!(f, "matching set {what}"),
            Self::NotConserved(set) => {
                write!(f, "matching set {set}: in is not matched + open + excluded")
            }
        }
    }
}

/// One side of a matched set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SideOutcome {
    /// `bank`, `ledger`, `ocr` …
    pub name: &'static str,
    /// Rows, sorted by row reference.
    pub rows: Vec<OpenItem>,
    /// Index into the set's groups, per row; `None` = open.
    pub group: Vec<Option<usize>>,
    /// Rows left out with a reason (pending entries, terminal sales …).
    pub excluded: Vec<OpenItem>,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOutcome {
    /// Id of the rule that made it.
    pub rule: String,
    /// Rows of the left side.
    pub left: Vec<usize>,
    /// Rows of the right side.
    pub right: Vec<usize>,
    /// Whether other groups would have been as good.
    pub ambiguous: bool,
}

/// A matched set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOutcome {
    /// Such as `bank-1939`.
    pub name: String,
    /// Left and right.
    pub left: SideOutcome,
    /// Left and right.
    pub right: SideOutcome,
    /// Groups, in order of their lowest row.
    pub groups: Vec<GroupOutcome>,
    /// The signs that turn the amounts of left and right into those that were compared: a receivable is credited by
    /// what the bank calls money in.
    pub signs: (i64, i64),
}

impl SideOutcome {
    /// Open rows that the period itself brought.
    pub fn open_fresh(&self, period: Period) -> impl Iterator<Item = (usize, &OpenItem)> {
        self.open().filter(move |(_, item)| item.birth == period)
    }

    /// Open rows, also carried ones.
    pub fn open(&self) -> impl Iterator<Item = (usize, &OpenItem)> {
        self.rows
            .iter()
            .enumerate()
            .zip(&self.group)
            .filter(|(_, group)| group.is_none())
            .map(|(row, _)| row)
    }

    /// in = matched + open + excluded, per currency. What is matched is counted from the groups, what is open from
    /// the rows, so that a row lost or taken twice shows.
    fn totals<'a>(&self, members: impl Iterator<Item = &'a Vec<usize>>) -> Vec<SideTotals> {
        let mut totals: BTreeMap<&str, [(i128, u64); 4]> = BTreeMap::new();
        let slots = [
            self.rows.iter().chain(&self.excluded).collect::<Vec<_>>(),
            members
                .flatten()
                .filter_map(|row| self.rows.get(*row))
                .collect(),
            self.open().map(|(_, item)| item).collect(),
            self.excluded.iter().collect(),
        ];
        for (slot, items) in slots.into_iter().enumerate() {
            for item in items {
                if let Some((ore, rows)) = totals.entry(&item.currency).or_default().get_mut(slot) {
                    *ore += i128::from(item.amount.0);
                    *rows += 1;
                }
            }
        }
        totals
            .into_iter()
            .map(|(currency, [input, matched, open, excluded])| {
                let ore =
                    |(sum, rows): (i128, u64)| (Ore(i64::try_from(sum).unwrap_or(i64::MAX)), rows);
                SideTotals {
                    side: self.name,
                    currency: currency.to_owned(),
                    input: ore(input),
                    matched: ore(matched),
                    open: ore(open),
                    excluded: ore(excluded),
                }
            })
            .collect()
    }
}

impl SetOutcome {
    /// The summary for the results, after proving that nothing was lost: every side conserves, every group nets.
    pub fn summary(&self) -> Result<MatchingSet, SetProblem> {
        let mut rules: BTreeMap<String, u64> = BTreeMap::new();
        for group in &self.groups {
            *rules.entry(group.rule.clone()).or_default() += 1;
        }
        let mut conservation = self
            .left
            .totals(self.groups.iter().map(|group| &group.left));
        conservation.extend(
            self.right
                .totals(self.groups.iter().map(|group| &group.right)),
        );
        if conservation.iter().all(SideTotals::conserves)
            && self.groups.iter().all(|group| self.nets(group))
        {
            Ok(MatchingSet {
                set: self.name.clone(),
                rules,
                conservation,
            })
        } else {
            Err(SetProblem::NotConserved(self.name.clone()))
        }
    }

    /// Whether the sides of a group are equal in the amounts that were compared; a group of one side is zero.
    fn nets(&self, group: &GroupOutcome) -> bool {
        let sum = |side: &SideOutcome, rows: &[usize], sign: i64| -> i128 {
            let amounts = rows
                .iter()
                .filter_map(|row| side.rows.get(*row))
                .map(|item| i128::from(item.amount.0));
            amounts.sum::<i128>() * i128::from(sign)
        };
        sum(&self.left, &group.left, self.signs.0) == sum(&self.right, &group.right, self.signs.1)
    }

    /// Every matched row, by group number from 1.
    pub fn matches(&self) -> Vec<MatchRow> {
        let mut rows = Vec::new();
        for (number, group) in (1..).zip(&self.groups) {
            for (side, members) in [(&self.left, &group.left), (&self.right, &group.right)] {
                rows.extend(
                    members
                        .iter()
                        .filter_map(|row| side.rows.get(*row))
                        .map(|item| MatchRow {
                            set: self.name.clone(),
                            group: number,
                            side: side.name,
                            row: item.row,
                            rule: group.rule.clone(),
                            ambiguous: group.ambiguous,
                            amount: item.amount,
                            date: item.date,
                            birth: item.birth,
                        }),
                );
            }
        }
        rows.sort();
        rows
    }

    /// Every open item.
    pub fn open_items(&self) -> Vec<OpenItem> {
        let mut items: Vec<OpenItem> = [&self.left, &self.right]
            .into_iter()
            .flat_map(SideOutcome::open)
            .map(|(_, item)| item.clone())
            .collect();
        items.sort();
        items
    }
}

/// What sets are made from.
#[derive(Debug)]
pub struct SetInputs<'a> {
    /// The reporting period.
    pub period: Period,
    /// The agency.
    pub playbook: &'a Playbook,
    /// Its rows.
    pub frames: &'a Frames,
    /// Open items of the run of the period before.
    pub carried: &'a [OpenItem],
}

impl SetInputs<'_> {
    fn setting(&self, name: &str) -> &str {
        settings::text(self.playbook, name)
    }

    fn window(&self, name: &str) -> i32 {
        settings::number(self.playbook, name)
    }

    fn lists(&self, name: &str, value: &str) -> bool {
        self.setting(name)
            .split_whitespace()
            .any(|listed| listed == value)
    }

    fn is_sweep(&self, code: &str) -> bool {
        let listed = self.setting("bank.sweep_codes").split_whitespace();
        !code.is_empty()
            && listed
                .into_iter()
                .any(|sweep| code == sweep || code.starts_with(&format!("{sweep}/")))
    }

    fn carried(&self, set: &str, side: &str) -> Vec<OpenItem> {
        self.carried
            .iter()
            .filter(|item| item.set == set && item.side == side)
            .cloned()
            .collect()
    }

    fn has_carried(&self, set: &str) -> bool {
        self.carried.iter().any(|item| item.set == set)
    }

    fn row(&self, file: Option<&u32>, record: Option<&u64>) -> Option<RowRef> {
        self.frames.row_ref(*file?, *record?)
    }

    fn is_in_period(&self, day: i32) -> bool {
        self.period.contains(date(day))
    }
}

/// The name of a bank account's set: its ledger accounts joined with `+`.
pub fn bank_subject(account: &BankAccount) -> String {
    account
        .ledger
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("+")
}

/// The name of a set over account patterns.
pub fn pattern_subject(patterns: &[AccountPattern]) -> String {
    patterns
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("+")
}

/// The key of a day's sweep or topping: the bank's entry of that day against all trigger postings of that day.
pub const SWEEP: &str = "sweep:";

/// Makes and matches every set of the period, sorted by name.
pub fn match_all(inputs: &SetInputs<'_>) -> Result<Vec<SetOutcome>, SetProblem> {
    let mut sets = Vec::new();
    let accounts = &inputs.playbook.accounts;
    for account in &inputs.playbook.bank_accounts {
        sets.push(bank_set(inputs, account)?);
        if has_ocr(inputs, account) {
            sets.push(ocr_set(inputs, account)?);
        }
    }
    if !accounts.customers.is_empty() {
        let has_ocr = inputs
            .playbook
            .bank_accounts
            .iter()
            .any(|account| has_ocr(inputs, account));
        if has_ocr || inputs.has_carried(&kid_set_name(inputs)) {
            sets.push(kid_set(inputs)?);
        }
    }
    if !accounts.interim.is_empty() {
        sets.push(interim_set(inputs)?);
    }
    if !accounts.error.is_empty() {
        sets.push(error_set(inputs)?);
    }
    sets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sets)
}

/// Whether the period has OCR payments to the account, or earlier ones are still open.
fn has_ocr(inputs: &SetInputs<'_>, account: &BankAccount) -> bool {
    let view = inputs.frames.incoming_payments.view();
    let is_ours = |(row, day): (usize, &i32)| {
        inputs.is_in_period(*day) && view.account.get(row) == account.number.as_str()
    };
    view.day.iter().enumerate().any(is_ours)
        || inputs.has_carried(&format!("ocr-{}", bank_subject(account)))
}

fn bank_set(inputs: &SetInputs<'_>, account: &BankAccount) -> Result<SetOutcome, SetProblem> {
    let name = format!("bank-{}", bank_subject(account));
    let (entries, excluded) = bank_items(inputs, account, &name);
    let mut left: Vec<OpenItem> = entries.into_iter().map(|entry| entry.item).collect();
    left.extend(inputs.carried(&name, "bank"));
    let is_ours = |number: &str| {
        account
            .ledger
            .iter()
            .any(|ledger| ledger.as_str() == number)
    };
    let mut right = ledger_items(inputs, &name, "ledger", |row| {
        is_ours(row.account) && row.in_period
    });
    right.extend(inputs.carried(&name, "ledger"));
    let window = inputs.window("bank.window_bank_days");
    let rules = [
        Rule {
            id: "reference".to_owned(),
            kind: RuleKind::KeyPairs {
                column: REFERENCE,
                window: Window::UNLIMITED,
            },
        },
        Rule {
            id: "lump".to_owned(),
            kind: RuleKind::KeyGroups {
                column: LUMP,
                tolerance_ore: 0,
            },
        },
        Rule {
            id: "kid".to_owned(),
            kind: RuleKind::KeyPairs {
                column: KID,
                window: Window::both(window),
            },
        },
    ];
    let of_reversal = window.saturating_mul(10);
    // A posting and its correction refer to the same original: they cancel, or belong together with the bank's row.
    let corrections = [
        Rule {
            id: "reversal".to_owned(),
            kind: RuleKind::ReversalPairs {
                column: Some(REFERENCE),
                window: Window::both(of_reversal),
            },
        },
        Rule {
            id: "reference-net".to_owned(),
            kind: RuleKind::KeyGroups {
                column: REFERENCE,
                tolerance_ore: 0,
            },
        },
    ];
    let fallback = [Rule {
        id: "amount-window".to_owned(),
        kind: RuleKind::AmountWindow {
            window: Window::both(window),
        },
    }];
    let mut draft = Draft::new(name, ("bank", left, 1), ("ledger", right, 1));
    draft.left.excluded = excluded;
    draft.apply(&rules, |_, _| true)?;
    draft.apply(&corrections, |_, item| !item.lump.starts_with(SWEEP))?;
    draft.net_sweeps();
    // A reference that the other side knows says with which row this one belongs; amount alone may not overrule it.
    let known: [BTreeSet<String>; 2] =
        [known_keys(&draft.left.rows), known_keys(&draft.right.rows)];
    let [of_left, of_right] = &known;
    draft.apply(&fallback, |is_left, item| {
        let others = if is_left { of_right } else { of_left };
        !keys(item).any(|key| others.contains(key)) && !item.lump.starts_with(SWEEP)
    })?;
    Ok(draft.finish())
}

fn keys(item: &OpenItem) -> impl Iterator<Item = &str> {
    [
        item.reference.as_str(),
        item.lump.as_str(),
        item.kid.as_str(),
    ]
    .into_iter()
    .filter(|key| !key.is_empty())
}

fn known_keys(items: &[OpenItem]) -> BTreeSet<String> {
    items.iter().flat_map(keys).map(str::to_owned).collect()
}

/// A bank entry of a set, and whether its Norwegian lump-sum code says that it is a lump of KID payments.
struct BankItem {
    item: OpenItem,
    is_lump: bool,
}

/// The day that says to which period an entry belongs: the last day of its statement, because the entry moves that
/// statement's balance. An entry booked on the 31st that stands on the statement of the 1st is the new month's.
fn statement_days(inputs: &SetInputs<'_>, account: &BankAccount) -> BTreeMap<(u32, u64), i32> {
    let view = inputs.frames.bank_statements.view();
    let columns = view
        .file
        .iter()
        .zip(view.record)
        .zip(view.to_day)
        .enumerate();
    let ours = columns.filter(|(row, _)| view.account.get(*row) == account.number.as_str());
    ours.map(|(_, ((file, record), to))| ((*file, *record), *to))
        .collect()
}

/// Keys of the lump sums that the period's OCR payments and the carried ones say the bank has settled.
fn ocr_lumps<'a>(inputs: &'a SetInputs<'_>, account: &BankAccount) -> BTreeSet<&'a str> {
    let view = inputs.frames.incoming_payments.view();
    let days = view
        .day
        .iter()
        .enumerate()
        .filter(|(_, day)| inputs.is_in_period(**day));
    let ours = days.filter(|(row, _)| view.account.get(*row) == account.number.as_str());
    let set = format!("ocr-{}", bank_subject(account));
    let carried = inputs
        .carried
        .iter()
        .filter(|item| item.set == set && item.side == "ocr");
    let mut lumps: BTreeSet<&str> = ours.map(|(row, _)| view.lump.get(row)).collect();
    lumps.extend(carried.map(|item| item.lump.as_str()));
    lumps.remove("");
    lumps
}

/// Booked entries of the period, and those left out because they are not booked.
fn bank_items(
    inputs: &SetInputs<'_>,
    account: &BankAccount,
    set: &str,
) -> (Vec<BankItem>, Vec<OpenItem>) {
    let view = inputs.frames.bank_entries.view();
    let (statements, lumps) = (statement_days(inputs, account), ocr_lumps(inputs, account));
    let (mut booked, mut excluded) = (Vec::new(), Vec::new());
    for (row, &day) in view.day.iter().enumerate() {
        if view.account.get(row) != account.number.as_str() {
            continue;
        }
        let statement = view
            .file
            .get(row)
            .zip(view.statement.get(row))
            .map(|(file, ordinal)| (*file, *ordinal));
        if !inputs.is_in_period(
            statement
                .and_then(|key| statements.get(&key))
                .copied()
                .unwrap_or(day),
        ) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let (bank_ref, batch) = (view.bank_ref.get(row), view.batch.get(row));
        let is_sweep = inputs.is_sweep(view.code.get(row));
        // The lump key may stand in the bank's reference although the bank names no code, or a batch of its own.
        let is_settled = lumps.contains(bank_ref) && !lumps.contains(batch);
        let is_lump = is_settled
            || lumps.contains(batch)
            || inputs.lists("ocr.lump_codes", view.group_code.get(row));
        let lump = if is_sweep {
            format!("{SWEEP}{}", date(day))
        } else if is_settled || batch.is_empty() && is_lump {
            bank_ref.to_owned()
        } else {
            batch.to_owned()
        };
        let item = OpenItem {
            set: set.to_owned(),
            side: "bank".to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: account.number.to_string(),
            date: date(day),
            amount: Ore(view.amount_ore.get(row).copied().unwrap_or_default()),
            currency: view.currency.get(row).to_owned(),
            reference: bank_ref.to_owned(),
            kid: view.kid.get(row).to_owned(),
            lump,
            voucher: String::new(),
            text: domain::personal::mask(view.text.get(row)).into_owned(),
            birth: inputs.period,
        };
        let is_lump = is_lump && !is_sweep;
        if view.status.get(row) == "booked" {
            booked.push(BankItem { item, is_lump });
        } else {
            excluded.push(item);
        }
    }
    (booked, excluded)
}

/// A ledger line as far as choosing goes.
struct LineFacts<'a> {
    account: &'a str,
    amount: i64,
    kid: &'a str,
    in_period: bool,
}

fn ledger_items(
    inputs: &SetInputs<'_>,
    set: &str,
    side: &str,
    choose: impl Fn(&LineFacts<'_>) -> bool,
) -> Vec<OpenItem> {
    let view = inputs.frames.ledger_lines.view();
    let mut items = Vec::new();
    for (row, &amount) in view.amount_ore.iter().enumerate() {
        let period = view.period.get(row).copied().unwrap_or_default();
        let in_period = period == inputs.period.as_i32();
        if !in_period {
            continue;
        }
        let facts = LineFacts {
            account: view.account.get(row),
            amount,
            kid: view.kid.get(row),
            in_period,
        };
        if !choose(&facts) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let day = view.day.get(row).copied().unwrap_or_default();
        let lump = if inputs.lists("bank.trigger_voucher_types", view.voucher_type.get(row)) {
            format!("{SWEEP}{}", date(day))
        } else {
            view.batch.get(row).to_owned()
        };
        items.push(OpenItem {
            set: set.to_owned(),
            side: side.to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: facts.account.to_owned(),
            date: date(day),
            amount: Ore(amount),
            currency: view.currency.get(row).to_owned(),
            reference: view.reference.get(row).to_owned(),
            kid: facts.kid.to_owned(),
            lump,
            voucher: view.voucher.get(row).to_owned(),
            text: domain::personal::mask(view.text.get(row)).into_owned(),
            birth: inputs.period,
        });
    }
    items
}

/// Payments of the period to the chosen accounts; types 18–21 (terminal sales) are information and left out.
fn ocr_items(
    inputs: &SetInputs<'_>,
    set: &str,
    is_ours: impl Fn(&str) -> bool,
) -> (Vec<OpenItem>, Vec<OpenItem>) {
    let view = inputs.frames.incoming_payments.view();
    let (mut payments, mut excluded) = (Vec::new(), Vec::new());
    for (row, &day) in view.day.iter().enumerate() {
        if !is_ours(view.account.get(row)) || !inputs.is_in_period(day) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let item = OpenItem {
            set: set.to_owned(),
            side: "ocr".to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: view.account.get(row).to_owned(),
            date: date(day),
            amount: Ore(view.amount_ore.get(row).copied().unwrap_or_default()),
            currency: "NOK".to_owned(),
            reference: String::new(),
            kid: view.kid.get(row).to_owned(),
            lump: view.lump.get(row).to_owned(),
            voucher: String::new(),
            text: String::new(),
            birth: inputs.period,
        };
        if matches!(view.kind.get(row), Some(18..=21)) {
            excluded.push(item);
        } else {
            payments.push(item);
        }
    }
    (payments, excluded)
}

fn ocr_set(inputs: &SetInputs<'_>, account: &BankAccount) -> Result<SetOutcome, SetProblem> {
    let name = format!("ocr-{}", bank_subject(account));
    let (mut left, excluded) = ocr_items(inputs, &name, |number| number == account.number.as_str());
    left.extend(inputs.carried(&name, "ocr"));
    let (entries, _) = bank_items(inputs, account, &name);
    let mut right: Vec<OpenItem> = entries
        .into_iter()
        .filter(|entry| entry.is_lump)
        .map(|entry| entry.item)
        .collect();
    right.extend(inputs.carried(&name, "bank"));
    let mut draft = Draft::new(name, ("ocr", left, 1), ("bank", right, 1));
    draft.left.excluded = excluded;
    draft.apply(
        &[Rule {
            id: "lump".to_owned(),
            kind: RuleKind::KeyGroups {
                column: LUMP,
                tolerance_ore: 0,
            },
        }],
        |_, _| true,
    )?;
    Ok(draft.finish())
}

fn kid_set_name(inputs: &SetInputs<'_>) -> String {
    format!(
        "kid-{}",
        pattern_subject(&inputs.playbook.accounts.customers)
    )
}

fn kid_set(inputs: &SetInputs<'_>) -> Result<SetOutcome, SetProblem> {
    let customers = &inputs.playbook.accounts.customers;
    let name = kid_set_name(inputs);
    let ours = &inputs.playbook.bank_accounts;
    let (mut left, excluded) = ocr_items(inputs, &name, |number| {
        ours.iter().any(|a| a.number.as_str() == number)
    });
    left.extend(inputs.carried(&name, "ocr"));
    let mut right = ledger_items(inputs, &name, "ledger", |line| {
        line.in_period
            && line.amount < 0
            && !line.kid.is_empty()
            && customers
                .iter()
                .any(|pattern| pattern.matches(line.account))
    });
    right.extend(inputs.carried(&name, "ledger"));
    // A payment credits the receivable: money in (+) stands against a credit line (−).
    let mut draft = Draft::new(name, ("ocr", left, -1), ("ledger", right, 1));
    draft.left.excluded = excluded;
    draft.apply(
        &[Rule {
            id: "kid".to_owned(),
            kind: RuleKind::KeyPairs {
                column: KID,
                window: Window::UNLIMITED,
            },
        }],
        |_, _| true,
    )?;
    Ok(draft.finish())
}

fn interim_set(inputs: &SetInputs<'_>) -> Result<SetOutcome, SetProblem> {
    let patterns = &inputs.playbook.accounts.interim;
    let name = format!("interim-{}", pattern_subject(patterns));
    let ours = |line: &LineFacts<'_>| {
        line.in_period && patterns.iter().any(|pattern| pattern.matches(line.account))
    };
    let mut left = ledger_items(inputs, &name, "receipt", |line| {
        ours(line) && line.amount < 0
    });
    left.extend(inputs.carried(&name, "receipt"));
    let mut right = ledger_items(inputs, &name, "clearing", |line| {
        ours(line) && line.amount >= 0
    });
    right.extend(inputs.carried(&name, "clearing"));
    let rules = [
        Rule {
            id: "reference".to_owned(),
            kind: RuleKind::KeyPairs {
                column: REFERENCE,
                window: Window::UNLIMITED,
            },
        },
        Rule {
            id: "reference-net".to_owned(),
            kind: RuleKind::KeyGroups {
                column: REFERENCE,
                tolerance_ore: 0,
            },
        },
        Rule {
            id: "kid".to_owned(),
            kind: RuleKind::KeyPairs {
                column: KID,
                window: Window::UNLIMITED,
            },
        },
    ];
    let mut draft = Draft::new(name, ("receipt", left, -1), ("clearing", right, 1));
    draft.apply(&rules, |_, _| true)?;
    Ok(draft.finish())
}

fn error_set(inputs: &SetInputs<'_>) -> Result<SetOutcome, SetProblem> {
    let patterns = &inputs.playbook.accounts.error;
    let name = format!("error-{}", pattern_subject(patterns));
    let mut left = ledger_items(inputs, &name, "ledger", |line| {
        line.in_period && patterns.iter().any(|pattern| pattern.matches(line.account))
    });
    left.extend(inputs.carried(&name, "ledger"));
    let window = Window::both(inputs.window("error-account.window_bank_days"));
    let rules = [
        Rule {
            id: "reference".to_owned(),
            kind: RuleKind::ReversalPairs {
                column: Some(REFERENCE),
                window,
            },
        },
        Rule {
            id: "amount".to_owned(),
            kind: RuleKind::ReversalPairs {
                column: None,
                window,
            },
        },
    ];
    let mut draft = Draft::new(name, ("ledger", left, 1), ("none", Vec::new(), 1));
    draft.apply(&rules, |_, _| true)?;
    Ok(draft.finish())
}

const REFERENCE: usize = 0;
const KID: usize = 1;
const LUMP: usize = 2;

/// A set while it is matched.
struct Draft {
    name: String,
    left: SideOutcome,
    right: SideOutcome,
    /// The sign that turns a side's amounts into the account's point of view.
    signs: (i64, i64),
    groups: Vec<GroupOutcome>,
}

impl Draft {
    fn new(
        name: String,
        (left_name, left, left_sign): (&'static str, Vec<OpenItem>, i64),
        (right_name, right, right_sign): (&'static str, Vec<OpenItem>, i64),
    ) -> Self {
        Self {
            name,
            left: side(left_name, left),
            right: side(right_name, right),
            signs: (left_sign, right_sign),
            groups: Vec::new(),
        }
    }

    /// Applies rules to the open rows that `choose(is_left, row)` admits.
    fn apply(
        &mut self,
        rules: &[Rule],
        choose: impl Fn(bool, &OpenItem) -> bool,
    ) -> Result<(), SetProblem> {
        let mut interned = Interner::default();
        let open = |side: &SideOutcome, is_left: bool| -> Vec<usize> {
            side.open()
                .filter(|(_, item)| choose(is_left, item))
                .map(|(row, _)| row)
                .collect()
        };
        let (left_rows, right_rows) = (open(&self.left, true), open(&self.right, false));
        let left = interned.side(&self.left, &left_rows, self.signs.0);
        let right = interned.side(&self.right, &right_rows, self.signs.1);
        let grouping = matching::group_rows(&left, &right, rules)
            .map_err(|error| SetProblem::Input(format!("{}: {error}", self.name)))?;
        for group in grouping.groups() {
            let back = |rows: &[usize], members: &[u32]| -> Vec<usize> {
                members
                    .iter()
                    .filter_map(|m| rows.get(usize::try_from(*m).ok()?).copied())
                    .collect()
            };
            let group = GroupOutcome {
                rule: rules
                    .get(group.rule)
                    .map(|rule| rule.id.clone())
                    .unwrap_or_default(),
                left: back(&left_rows, group.left),
                right: back(&right_rows, group.right),
                ambiguous: group.alternatives > 0,
            };
            self.add(group);
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
    fn finish(self) -> SetOutcome {
        let Self {
            name,
            mut left,
            mut right,
            signs,
            groups,
        } = self;
        let lowest = |group: &GroupOutcome| {
            let of = |side: &SideOutcome, rows: &[usize]| {
                rows.first()
                    .and_then(|row| side.rows.get(*row))
                    .map(|i| i.row)
            };
            match (of(&left, &group.left), of(&right, &group.right)) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            }
        };
        let mut groups = groups;
        groups.sort_by_cached_key(lowest);
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
        }
    }
}

fn side(name: &'static str, mut rows: Vec<OpenItem>) -> SideOutcome {
    // A carried row that the period's files hold too is one row; the carried one keeps its birth period.
    rows.sort_by_key(|item| (item.row, item.birth));
    rows.dedup_by(|later, earlier| later.row == earlier.row);
    SideOutcome {
        name,
        group: vec![None; rows.len()],
        rows,
        excluded: Vec::new(),
    }
}

/// Numbers for keys and currencies; 0 = none. Rules never look at the number itself, only whether two are equal.
#[derive(Default)]
struct Interner {
    keys: KeyTable,
    currencies: KeyTable,
}

impl Interner {
    fn side(&mut self, outcome: &SideOutcome, rows: &[usize], sign: i64) -> Side {
        let mut side = Side {
            keys: vec![Vec::new(); 3],
            ..Side::default()
        };
        for item in rows.iter().filter_map(|row| outcome.rows.get(*row)) {
            side.id.push(row_id(item.row));
            side.amount_ore.push(item.amount.0.saturating_mul(sign));
            side.bank_day
                .push(BankDays::shared().number(item.date).unwrap_or_default());
            let currency = self.currencies.number_of(&item.currency);
            side.currency
                .push(u16::try_from(currency).unwrap_or(u16::MAX));
            for (column, key) in side
                .keys
                .iter_mut()
                .zip([&item.reference, &item.kid, &item.lump])
            {
                column.push(self.keys.number_of(key));
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
