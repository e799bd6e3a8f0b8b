//! One equation of accounts: two sides that must be equal, or one that must be zero, and what explains a difference.
//!
//! Every row on the accounts that nothing cancels is named with its cause; what the rows do not explain (a difference
//! that the year began with) stays unexplained.

use std::collections::BTreeMap;

use domain::{AccountPattern, Finding, Ore, Point, RowRef, Severity, Side, Text};
use frames::date;

use super::lines::{Line, Twins, of_year, open, sum};
use super::{balance, minus, movement, plus};
use crate::check::Examined;
use crate::context::CheckContext;
use crate::sets::pattern_subject;

/// More lines of an account and month than this are told together.
const MOST_ONE_BY_ONE: usize = 10;

/// What is said of a row without its counterpart.
#[derive(Debug)]
pub(super) struct Alone {
    pub(super) code: &'static str,
    pub(super) cause: &'static str,
    pub(super) action: &'static str,
}

/// The second side of an equation.
#[derive(Debug)]
pub(super) struct Second {
    pub(super) label: &'static str,
    pub(super) alone: Alone,
    /// Code of a pair with the same sign.
    pub(super) sign: &'static str,
    /// Code of a pair with different amounts.
    pub(super) differs: &'static str,
}

/// How an equation is told of.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) point: &'static str,
    pub(super) label: &'static str,
    pub(super) alone: Alone,
    /// `None` = the first side must be zero.
    pub(super) second: Option<Second>,
    /// Code of a posting made twice.
    pub(super) twice: &'static str,
    /// Code of what nothing explains.
    pub(super) rest: &'static str,
}

/// The two sides and their rows.
#[derive(Debug)]
pub(super) struct Sides<'a> {
    pub(super) subject: String,
    pub(super) first: Ore,
    /// What the first must be.
    pub(super) second: Ore,
    /// Rows of both sides, each with its effect on the difference.
    pub(super) lines: Vec<Line<'a>>,
}

impl<'a> Sides<'a> {
    /// Accounts whose balances must be zero together.
    pub(super) fn of(
        cx: &CheckContext<'a>,
        first: &[AccountPattern],
        second: &[AccountPattern],
    ) -> Result<Self, Text> {
        let mut lines = of_year(cx, first, true);
        lines.extend(of_year(cx, second, false));
        Ok(Self {
            subject: pattern_subject(first),
            first: balance(cx, first)?,
            second: minus(Ore::ZERO, balance(cx, second)?),
            lines,
        })
    }

    /// The same, but of the first only what it has moved in the year: what it began with is not in this year's result.
    pub(super) fn of_movement(
        cx: &CheckContext<'a>,
        first: &[AccountPattern],
        result: &[AccountPattern],
    ) -> Result<Self, Text> {
        let first_moved = movement(cx, first)?;
        Ok(Self {
            first: first_moved,
            ..Self::of(cx, first, result)?
        })
    }

    /// Accounts whose balance must be zero.
    pub(super) fn zero(cx: &CheckContext<'a>, first: &[AccountPattern]) -> Result<Self, Text> {
        Self::of(cx, first, &[])
    }
}

/// Adds the point of an equation and the findings that explain its difference; how much of it they explain.
pub(super) fn judge(rule: &Rule, sides: Sides<'_>, examined: &mut Examined) -> Ore {
    let difference = minus(sides.first, sides.second);
    let found = if difference == Ore::ZERO {
        Vec::new()
    } else {
        explain(rule, &sides, difference)
    };
    let causes = found.iter().filter(|finding| finding.cause.is_some());
    let specified = Ore::sum(causes.map(|finding| finding.amount)).unwrap_or(Ore(i64::MAX));
    examined.findings.extend(found);
    let second = rule.second.as_ref();
    examined.points.push(Point {
        id: rule.point,
        subject: sides.subject,
        side1: Side {
            label: Text::key(rule.label),
            amount: sides.first,
        },
        side2: Side {
            label: Text::key(second.map_or("side-expected-zero", |second| second.label)),
            amount: sides.second,
        },
        difference,
        specified,
        unexplained: minus(difference, specified),
    });
    specified
}

fn explain(rule: &Rule, sides: &Sides<'_>, difference: Ore) -> Vec<Finding> {
    let mut all = sides.lines.clone();
    all.sort();
    let mut left = open(&all);
    let mut opening = minus(difference, sum(&all));
    // A line that carries the opening balance out leaves nothing to say of either.
    let settles =
        |line: &Line<'_>| opening != Ore::ZERO && Some(Ore(line.ore)) == opening.checked_neg();
    if let Some(at) = left.iter().position(settles) {
        left.remove(at);
        opening = Ore::ZERO;
    }
    let subject = &sides.subject;
    let mut found = faults(rule, subject, &left, &all);
    if opening == Ore::ZERO {
        return found;
    }
    if rule.second.is_none() {
        // One balance that the year began with, against many lines: only a row that is the whole difference proves anything.
        found.retain(|finding| finding.amount == difference);
        found.truncate(1);
        if !found.is_empty() {
            return found;
        }
        opening = difference;
    }
    found.push(unexplained(rule.rest, subject, opening));
    found
}

/// A finding for each line that is left, or for two that belong together. What is told is taken out, and what then cancels
/// is told of no more.
fn faults(rule: &Rule, subject: &str, left: &[Line<'_>], all: &[Line<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut once = Vec::new();
    let twins = Twins::among(all);
    let mut left = left.to_vec();
    keep_sole(&mut left);
    for line in left {
        match twins.earlier(&line) {
            Some(earlier) => found.push(twice(rule.twice, subject, &line, earlier)),
            None => once.push(line),
        }
    }
    if !found.is_empty() {
        once = open(&once);
    }
    let told = found.len();
    let mut rest = match &rule.second {
        Some(second) => pairs(second, subject, once, &mut found),
        None => once,
    };
    if found.len() > told {
        rest = open(&rest);
    }
    keep_sole(&mut rest);
    let (firsts, seconds): (Vec<&Line<'_>>, Vec<_>) = rest.iter().partition(|line| line.is_first);
    if let Some(second) = &rule.second {
        found.extend(all_alone(&second.alone, subject, &seconds));
    }
    found.extend(all_alone(&rule.alone, subject, &firsts));
    found
}

/// Adds a finding for each two lines that belong together, and gives back the others, sorted.
fn pairs<'a>(
    second: &Second,
    subject: &str,
    lines: Vec<Line<'a>>,
    found: &mut Vec<Finding>,
) -> Vec<Line<'a>> {
    type Belong = fn(&Line<'_>, &Line<'_>) -> bool;
    let kinds: [(&'static str, &'static str, &'static str, Belong); 2] = [
        (
            second.sign,
            "posted-with-wrong-sign",
            "srs-tab-wrong-sign",
            has_wrong_sign,
        ),
        (
            second.differs,
            "amount-differs",
            "srs-tab-differs",
            has_other_amount,
        ),
    ];
    let (mut firsts, mut seconds): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.is_first);
    for (code, cause, message, belong) in kinds {
        firsts.retain(|line| {
            let Some(at) = seconds.iter().position(|other| belong(line, other)) else {
                return true;
            };
            let other = seconds.remove(at);
            let pair = Pair {
                line,
                other: &other,
            };
            found.push(pair.finding((code, cause, message), subject));
            false
        });
    }
    firsts.append(&mut seconds);
    firsts.sort();
    firsts
}

/// Where all lines of a month but one are zero in sum, that one is what is left of the month.
fn keep_sole(lines: &mut Vec<Line<'_>>) {
    let mut months: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
    for line in &*lines {
        months.entry(line.period).or_default().push(line.ore);
    }
    let sole = |amounts: &Vec<i64>| {
        let sum: i128 = amounts.iter().copied().map(i128::from).sum();
        let mut same = amounts.iter().filter(|ore| i128::from(**ore) == sum);
        same.next().copied().filter(|_| same.next().is_none())
    };
    let soles: BTreeMap<i32, i64> = months
        .iter()
        .filter_map(|(month, amounts)| Some((*month, sole(amounts)?)))
        .collect();
    lines.retain(|line| soles.get(&line.period).is_none_or(|sole| *sole == line.ore));
}

fn has_wrong_sign(line: &Line<'_>, other: &Line<'_>) -> bool {
    line.ore == other.ore
}

fn has_other_amount(line: &Line<'_>, other: &Line<'_>) -> bool {
    let same_voucher = (line.period, line.voucher) == (other.period, other.voucher);
    let same_reference = !line.reference.is_empty() && line.reference == other.reference;
    (same_voucher || same_reference) && line.ore.signum() != other.ore.signum()
}

/// A line of the first side and one of the second that belong together.
struct Pair<'a> {
    line: &'a Line<'a>,
    other: &'a Line<'a>,
}

impl Pair<'_> {
    fn finding(
        &self,
        (code, cause, message): (&'static str, &'static str, &'static str),
        subject: &str,
    ) -> Finding {
        let (line, other) = (self.line, self.other);
        let message = told(message, line)
            .with("other", Ore(other.ore))
            .with("counter", other.account);
        Finding {
            amount: plus(Ore(line.ore), Ore(other.ore)),
            message,
            cause: Some(cause),
            action: Some(Text::key("action-srs-correct")),
            ..finding(code, subject, line.row, [other.row])
        }
    }
}

/// The posting that was made twice.
pub(super) fn twice(
    code: &'static str,
    subject: &str,
    line: &Line<'_>,
    earlier: &Line<'_>,
) -> Finding {
    Finding {
        amount: Ore(line.ore),
        message: told("srs-tab-twice", line).with("first", earlier.voucher),
        cause: Some("double-posting"),
        action: Some(Text::key("action-srs-twice")),
        ..finding(code, subject, line.row, [earlier.row])
    }
}

/// Lines without their counterpart: one by one, or many of an account and month in one finding.
fn all_alone(told_as: &Alone, subject: &str, lines: &[&Line<'_>]) -> Vec<Finding> {
    let mut months: BTreeMap<(&str, i32), Vec<&Line<'_>>> = BTreeMap::new();
    for line in lines {
        months
            .entry((line.account, line.period))
            .or_default()
            .push(line);
    }
    let of_month = |((account, month), lines): ((&str, i32), Vec<&Line<'_>>)| match lines.as_slice()
    {
        [first, _, ..] if lines.len() > MOST_ONE_BY_ONE => {
            let amount = sum(lines.iter().copied());
            let mut rows: Vec<RowRef> = lines.iter().map(|line| line.row).collect();
            rows.sort_unstable();
            vec![Finding {
                key: format!("{}:{subject}:{account}:{month}", told_as.code),
                amount,
                message: Text::key("srs-tab-many-alone")
                    .with("account", account)
                    .with("amount", amount)
                    .with("count", u64::try_from(rows.len()).unwrap_or(u64::MAX)),
                rows,
                cause: Some(told_as.cause),
                action: Some(Text::key(told_as.action)),
                ..finding(told_as.code, subject, first.row, [])
            }]
        }
        _ => lines
            .iter()
            .map(|line| alone(told_as, subject, line))
            .collect(),
    };
    months.into_iter().flat_map(of_month).collect()
}

fn alone(alone: &Alone, subject: &str, line: &Line<'_>) -> Finding {
    let message = match line.day {
        Some(_) => told("srs-tab-alone", line),
        None => Text::key("srs-tab-asset-alone")
            .with("account", line.account)
            .with("amount", Ore(line.ore))
            .with("asset", line.voucher),
    };
    Finding {
        amount: Ore(line.ore),
        message,
        cause: Some(alone.cause),
        action: Some(Text::key(alone.action)),
        ..finding(alone.code, subject, line.row, [])
    }
}

/// What nothing explains.
pub(super) fn unexplained(code: &'static str, subject: &str, amount: Ore) -> Finding {
    Finding {
        key: format!("{code}:{subject}:balance"),
        code,
        severity: Severity::Error,
        subject: subject.to_owned(),
        amount,
        message: Text::key("srs-tab-unexplained")
            .with("subject", subject)
            .with("amount", amount),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: Some(Text::key("action-srs-unexplained")),
    }
}

/// A message about a ledger line.
pub(super) fn told(key: &'static str, line: &Line<'_>) -> Text {
    Text::key(key)
        .with("account", line.account)
        .with("amount", Ore(line.ore))
        .with("voucher", line.voucher)
        .with("date", date(line.day.unwrap_or_default()))
}

/// A finding about a row, to be filled in; `others` prove it too.
pub(super) fn finding<const N: usize>(
    code: &'static str,
    subject: &str,
    row: RowRef,
    others: [RowRef; N],
) -> Finding {
    let mut rows: Vec<RowRef> = others.into_iter().chain([row]).collect();
    rows.sort_unstable();
    rows.dedup();
    Finding {
        key: format!("{code}:{subject}:{row}"),
        code,
        severity: Severity::Error,
        subject: subject.to_owned(),
        amount: Ore::ZERO,
        message: Text::key("srs-tab-unexplained"),
        rows,
        cause: None,
        proposal: None,
        action: None,
    }
}
