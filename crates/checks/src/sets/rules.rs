//! Which rules a set is matched by: the playbook's, or these.
//!
//! Not here: reading a playbook (`ingest`), or how a rule finds its groups (`matching`).

use domain::Ore;
use domain::agency::Playbook;
use domain::matching::{MatchKey, MatchKind, MatchRule, MatchWindow, SetKind};
use matching::SideName;
use matching::model::{Rule, RuleKind, Window};

use super::{SetInputs, bank_subject, pattern_subject};

/// Steps that a search may take for a row and for a pool of rows before it gives up and says so. Four-row sums among some
/// forty rows need half of it; at most some milliseconds are spent on a pool without hope.
const BUDGET: u64 = 20_000;

/// The column after those of [`MatchKey`]: which rows are charges.
pub(super) const FEE_COLUMN: usize = MatchKey::ALL.len();

/// The rules of a set, in order.
pub(super) fn rules_of(inputs: &SetInputs<'_>, set: SetKind, subject: &str) -> Vec<MatchRule> {
    let of_kind = || {
        inputs
            .playbook
            .matching
            .iter()
            .filter(|rules| rules.set == set)
    };
    let own = of_kind()
        .find(|rules| rules.subject.as_deref() == Some(subject))
        .or_else(|| of_kind().find(|rules| rules.subject.is_none()));
    own.map_or_else(|| defaults(inputs, set), |rules| rules.rules.clone())
}

/// What is wrong with the rules of a playbook beyond their form: a list that no set will ever use, and an order that
/// defeats a rule.
pub fn rule_problems(playbook: &Playbook) -> Vec<String> {
    let mut problems = Vec::new();
    for list in &playbook.matching {
        let name = list.set.as_str();
        let known = subjects(playbook, list.set);
        if let Some(subject) = &list.subject
            && !known.contains(subject)
        {
            problems.push(format!(
                "[[matching]] {name} of {subject:?}: there is no such set; known are {}",
                known.join(", ")
            ));
        }
        if list.rules.is_empty() {
            problems.push(format!(
                "[[matching]] {name} has no rule: every row will stay open"
            ));
        }
        let mut kinds = list.rules.iter().map(|rule| &rule.kind);
        let by_amount = kinds.position(|kind| matches!(kind, MatchKind::AmountWindow { .. }));
        if by_amount.is_some() && kinds.any(|kind| *kind == MatchKind::FeeNetting) {
            problems.push(format!(
                "[[matching]] {name}: fee-netting comes after amount-window, which takes charges of equal amount first; put it before"
            ));
        }
    }
    problems
}

/// What follows the kind in the names of an agency's sets.
fn subjects(playbook: &Playbook, set: SetKind) -> Vec<String> {
    let accounts = &playbook.accounts;
    let patterns = match set {
        SetKind::Bank | SetKind::Nav | SetKind::Ocr | SetKind::Remittance => {
            return playbook.bank_accounts.iter().map(bank_subject).collect();
        }
        SetKind::Error => &accounts.error,
        SetKind::Interim => &accounts.interim,
        SetKind::Kid => &accounts.customers,
    };
    vec![pattern_subject(patterns)]
}

/// The rules that come with the program.
fn defaults(inputs: &SetInputs<'_>, set: SetKind) -> Vec<MatchRule> {
    let days = |name: &str| u16::try_from(inputs.window(name)).unwrap_or(u16::MAX);
    let near = MatchWindow::both(days("bank.window_bank_days"));
    let far = MatchWindow::both(near.earlier.saturating_mul(10));
    let of_errors = MatchWindow::both(days("error-account.window_bank_days"));
    let (reference, kid, lump) = (MatchKey::Reference, MatchKey::Kid, MatchKey::Lump);
    match set {
        SetKind::Bank => vec![
            pairs("reference", reference, None),
            groups("lump", lump),
            pairs("kid", kid, Some(near)),
            // A posting and its correction refer to the same original: they cancel, or belong together with the
            // bank's row.
            reversals("reversal", Some(reference), far),
            groups("reference-net", reference),
            // The ledger has the parts of a sum that the bank shows without their key.
            lump_sums("lump-sum", lump, false, near),
            by_amount("amount-window", near),
        ],
        SetKind::Error => vec![
            reversals("reference", Some(reference), of_errors),
            reversals("amount", None, of_errors),
        ],
        SetKind::Interim => vec![
            pairs("reference", reference, None),
            groups("reference-net", reference),
            pairs("kid", kid, None),
        ],
        SetKind::Kid => vec![pairs("kid", kid, None)],
        // NAV pays one sum for a report, under older rules one for each unit; the bank names neither.
        SetKind::Nav => vec![
            lump_sums("report", lump, true, near),
            lump_sums("unit", reference, true, near),
        ],
        SetKind::Ocr => vec![
            groups("lump", lump),
            lump_sums("lump-sum", lump, true, near),
        ],
        SetKind::Remittance => vec![
            groups("order", lump),
            pairs("reference", reference, None),
            pairs("kid", kid, Some(near)),
            lump_sums("order-sum", lump, true, near),
            by_amount("amount-window", near),
        ],
    }
}

fn rule(id: &str, kind: MatchKind) -> MatchRule {
    MatchRule {
        id: id.to_owned(),
        kind,
    }
}

fn pairs(id: &str, key: MatchKey, window: Option<MatchWindow>) -> MatchRule {
    rule(id, MatchKind::KeyPairs { key, window })
}

fn groups(id: &str, key: MatchKey) -> MatchRule {
    let tolerance = Ore(0);
    rule(id, MatchKind::KeyGroups { key, tolerance })
}

fn reversals(id: &str, key: Option<MatchKey>, window: MatchWindow) -> MatchRule {
    rule(id, MatchKind::ReversalPairs { key, window })
}

fn lump_sums(id: &str, key: MatchKey, parts_left: bool, window: MatchWindow) -> MatchRule {
    let kind = MatchKind::LumpSums {
        key,
        parts_left,
        window,
    };
    rule(id, kind)
}

fn by_amount(id: &str, window: MatchWindow) -> MatchRule {
    rule(id, MatchKind::AmountWindow { window })
}

/// Which open rows a rule may look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Admits {
    /// Every row.
    All,
    /// All but sweeps: they belong together by their day.
    NotSweeps,
    /// No sweep, and no row with a key that the other side knows: the key says with which row it belongs, and amount
    /// alone may not overrule it.
    Unknown,
}

/// Which rows a rule may look at.
pub(super) fn admits(kind: &MatchKind) -> Admits {
    match kind {
        MatchKind::KeyPairs { .. }
        | MatchKind::KeyGroups {
            key: MatchKey::Lump,
            ..
        } => Admits::All,
        MatchKind::LumpSums { .. } => Admits::Unknown,
        by_amount if by_amount.is_by_amount() => Admits::Unknown,
        _ => Admits::NotSweeps,
    }
}

/// The rule as the engine takes it.
pub(super) fn engine_rule(rule: &MatchRule) -> Rule {
    let kind = match &rule.kind {
        MatchKind::KeyPairs { key, window } => RuleKind::KeyPairs {
            column: key.column(),
            window: window.map_or(Window::UNLIMITED, engine_window),
        },
        MatchKind::KeyGroups { key, tolerance } => RuleKind::KeyGroups {
            column: key.column(),
            tolerance_ore: tolerance.0,
        },
        MatchKind::LumpSums {
            key,
            parts_left,
            window,
        } => RuleKind::LumpSums {
            column: key.column(),
            grouped: if *parts_left {
                SideName::Left
            } else {
                SideName::Right
            },
            window: engine_window(*window),
        },
        MatchKind::AmountWindow { window } => RuleKind::AmountWindow {
            window: engine_window(*window),
        },
        MatchKind::ReversalPairs { key, window } => RuleKind::ReversalPairs {
            column: key.map(MatchKey::column),
            window: engine_window(*window),
        },
        MatchKind::FeeNetting => RuleKind::FeeNetting {
            fee_column: FEE_COLUMN,
            budget: BUDGET,
        },
        MatchKind::SubsetSums {
            key,
            window,
            most_rows,
        } => RuleKind::SubsetSums {
            column: key.map(MatchKey::column),
            window: engine_window(*window),
            most_rows: usize::from(*most_rows),
            budget: BUDGET,
        },
        MatchKind::NearAmounts {
            key,
            window,
            tolerance,
        } => RuleKind::NearAmounts {
            column: key.column(),
            window: engine_window(*window),
            tolerance_ore: tolerance.0,
            budget: BUDGET,
        },
    };
    Rule {
        id: rule.id.clone(),
        kind,
    }
}

fn engine_window(window: MatchWindow) -> Window {
    Window {
        earlier: i32::from(window.earlier),
        later: i32::from(window.later),
    }
}
