//! What the checks of registers have in common: whether a register is wanted or there, its rows of the period, lines of ledger
//! accounts in the year, and the point of two sides. Not here: what any of them means.

use std::collections::{BTreeMap, VecDeque};

use domain::agency::Expectation;
use domain::{AccountPattern, Input, Ore, Point, RowRef, Side, Text};
use frames::register::Register;

use crate::context::{CheckContext, unknown};
use crate::x::expected_days;

/// Formats in which a ledger or a register may come.
pub(crate) const TABLES: [&str; 4] = ["saf-t", "delimited", "xlsx", "parquet"];

/// Amounts of the ledger are in this currency.
pub(crate) const LEDGER_CURRENCY: &str = "NOK";

/// The line of the input calendar that wants the register in the period.
fn wanted<'a>(cx: &CheckContext<'a>, id: &'static str) -> Option<&'a Expectation> {
    let mut all = cx.playbook.expectations.iter();
    all.find(|expectation| {
        expectation.input == Input::Register(id) && expected_days(cx, expectation)
    })
}

/// Whether the input calendar wants the register in the period.
pub(crate) fn is_wanted(cx: &CheckContext<'_>, id: &'static str) -> bool {
    wanted(cx, id).is_some()
}

/// That a register is missing, and who owes it: whom the input calendar names, or else the provider.
pub(crate) fn missing(cx: &CheckContext<'_>, id: &'static str, key: &'static str) -> Text {
    let actor = wanted(cx, id).map_or("provider", |wanted| wanted.actor.as_str());
    Text::key(key)
        .with("period", cx.period)
        .with("actor", actor)
}

/// A register with the rows whose period (`field`) satisfies a condition.
pub(crate) fn rows_where<'a>(
    cx: &CheckContext<'a>,
    id: &'static str,
    field: &str,
    is_ours: impl Fn(Option<i32>) -> bool,
) -> Option<(&'a Register, Vec<usize>)> {
    let register = cx.frames.registers.get(id)?;
    let periods = register.short(field);
    let rows = (0..register.len()).filter(|row| is_ours(periods.get(*row)));
    let rows: Vec<usize> = rows.collect();
    (!rows.is_empty()).then_some((register, rows))
}

/// The reference of a register's row.
pub(crate) fn register_ref(
    cx: &CheckContext<'_>,
    register: &Register,
    row: usize,
) -> Option<RowRef> {
    cx.frames
        .row_ref(*register.file().get(row)?, *register.record().get(row)?)
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line<'a> {
    pub(crate) account: &'a str,
    pub(crate) period: i32,
    /// Days since 1970-01-01.
    pub(crate) day: i32,
    pub(crate) voucher: &'a str,
    pub(crate) voucher_type: &'a str,
    pub(crate) amount: Ore,
    pub(crate) row: RowRef,
}

/// Lines of some accounts in the year up to the period, opening rows included, sorted.
pub(crate) fn lines<'a>(cx: &CheckContext<'a>, is_ours: impl Fn(&str) -> bool) -> Vec<Line<'a>> {
    let view = cx.frames.ledger_lines.view();
    let year = cx.period.year() * 100..=cx.period.as_i32();
    let mut lines = Vec::new();
    for row in cx.ledger.rows(is_ours, year) {
        let (Some(&period), Some(&ore)) = (view.period.get(row), view.amount_ore.get(row)) else {
            continue;
        };
        let (Some(&day), Some(row_ref)) = (view.day.get(row), ledger_ref(cx, row)) else {
            continue;
        };
        if ore == 0 {
            continue;
        }
        lines.push(Line {
            account: view.account.get(row),
            period,
            day,
            voucher: view.voucher.get(row),
            voucher_type: view.voucher_type.get(row),
            amount: Ore(ore),
            row: row_ref,
        });
    }
    lines.sort_unstable();
    lines
}

fn ledger_ref(cx: &CheckContext<'_>, row: usize) -> Option<RowRef> {
    let view = cx.frames.ledger_lines.view();
    cx.frames
        .row_ref(*view.file.get(row)?, *view.record.get(row)?)
}

/// The lines that no line of the opposite amount on the same account cancels; the oldest are cancelled first.
pub(crate) fn uncancelled<'a>(lines: Vec<Line<'a>>) -> Vec<Line<'a>> {
    let mut open: BTreeMap<(&str, Ore), VecDeque<Line<'a>>> = BTreeMap::new();
    for line in lines {
        let opposite = (line.account, Ore(line.amount.0.saturating_neg()));
        let is_cancelled = open
            .get_mut(&opposite)
            .and_then(VecDeque::pop_front)
            .is_some();
        if !is_cancelled {
            let of_amount = open.entry((line.account, line.amount)).or_default();
            of_amount.push_back(line);
        }
    }
    let mut left: Vec<Line<'_>> = open.into_values().flatten().collect();
    left.sort_unstable();
    left
}

/// Balances at the end of the period: of accounts that are named one by one or besides, and of those with a balance.
pub(crate) fn balances(
    cx: &CheckContext<'_>,
    patterns: &[AccountPattern],
    besides: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, Ore>, Text> {
    let named = patterns.iter().filter_map(|pattern| match pattern {
        AccountPattern::One(account) => Some(account.as_str().to_owned()),
        AccountPattern::Prefix(_) | AccountPattern::Range(..) => None,
    });
    let named: Vec<String> = named.chain(besides).collect();
    let mut balances = BTreeMap::new();
    let ours = |account: &str| patterns.iter().any(|pattern| pattern.matches(account));
    let of = |account: &str| {
        let balance = cx.ledger.balance(|other| other == account, cx.period);
        balance.map_err(|why| unknown(&why))
    };
    for account in named {
        let balance = of(&account)?;
        balances.insert(account, balance);
    }
    for account in cx.ledger.accounts() {
        if !ours(account) || balances.contains_key(account) {
            continue;
        }
        let balance = of(account)?;
        if balance != Ore::ZERO {
            balances.insert(account.to_owned(), balance);
        }
    }
    Ok(balances)
}

/// A point of two sides, of which some of the difference is specified.
pub(crate) fn point(
    id: &'static str,
    subject: &str,
    (side1, side2): (Side, Side),
    specified: Ore,
) -> Point {
    let difference = minus(side1.amount, side2.amount);
    Point {
        id,
        subject: subject.to_owned(),
        side1,
        side2,
        difference,
        specified,
        unexplained: minus(difference, specified),
    }
}

/// A difference; at the bounds of `i64` it stays there.
pub(crate) fn minus(one: Ore, other: Ore) -> Ore {
    Ore(one.0.saturating_sub(other.0))
}

/// A sum; at the bounds of `i64` it stays there.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Ore>) -> Ore {
    let sum: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
    Ore::bounded(sum)
}

/// A number of rows, as evidence counts them.
pub(crate) fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
