//! S5 (gross), S6/S07 (net) `appropriation-income`: income from appropriation makes the result zero, month by month.
//!
//! Source: P:S5, P:S5-2024, P:S6-2024, S 9.1. `L(3*) + L(4*..81*) = 0`; for gross agencies `L(1991) + L(390*) = 0`
//! (simplified method). Net agencies have 217 as the contra account, which `unused-appropriation` looks at.

use domain::agency::Budgeting;
use domain::{AccountPattern, Finding, Ore, Period, Point, Side, Text};

use super::equation::{Alone, Rule, Second, Sides, finding, judge, told, twice, unexplained};
use super::lines::{Line, of_year};
use super::{balance, error, examine, minus};
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause};
use crate::context::CheckContext;
use crate::sets::pattern_subject;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "appropriation-income",
    title: "check-appropriation-income",
    summary: "income from appropriation makes the result zero and has its contra account",
    since: "0.3.0",
    doc: include_str!("appropriation_income.md"),
    points: &["appropriation-income.result", "appropriation-income.contra"],
    codes: &[
        error("INCOME001", "a month without income from appropriation"),
        error(
            "INCOME002",
            "a month whose income from appropriation is another amount",
        ),
        error("INCOME003", "income from appropriation posted twice"),
        error("INCOME004", "income from appropriation with the wrong sign"),
        error(
            "INCOME005",
            "income and its contra account have two amounts",
        ),
        error(
            "INCOME006",
            "income from appropriation without its contra account",
        ),
        error(
            "INCOME007",
            "a contra posting without income from appropriation",
        ),
        error("INCOME008", "a difference that no posting explains"),
    ],
    causes: &[
        cause("appropriation-missing", Agency),
        cause("appropriation-differs", Agency),
        cause("double-posting", Agency),
        cause("posted-with-wrong-sign", Agency),
        cause("amount-differs", Agency),
        cause("appropriation-without-contra", Agency),
        cause("contra-without-appropriation", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:S5", "P:S5-2024", "P:S6-2024", "S 9.1"],
        run: run_2015,
    }],
};

const CONTRA: Rule = Rule {
    point: "appropriation-income.contra",
    label: "side-srs-contra",
    alone: Alone {
        code: "INCOME007",
        cause: "contra-without-appropriation",
        action: "action-appropriation-contra",
    },
    second: Some(Second {
        label: "side-srs-appropriation",
        alone: Alone {
            code: "INCOME006",
            cause: "appropriation-without-contra",
            action: "action-appropriation-contra",
        },
        sign: "INCOME004",
        differs: "INCOME005",
    }),
    twice: "INCOME003",
    rest: "INCOME008",
};

const READ: [&str; 4] = [
    "srs.costs",
    "srs.income",
    "srs.appropriation_income",
    "srs.appropriation_contra",
];

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let both = [Budgeting::Gross, Budgeting::Net];
    examine(cx, &both, &READ, |examined| {
        let [costs, income, appropriation, contra] =
            READ.map(|name| settings::accounts(cx.playbook, name));
        result(cx, (&costs, &income), &appropriation, examined)?;
        let model = cx.playbook.model_on(cx.period.last_day());
        if model.is_some_and(|model| model.budgeting == Budgeting::Gross) {
            let sides = Sides::of(cx, &contra, &appropriation)?;
            judge(&CONTRA, sides, examined);
        }
        Ok(())
    })
}

/// Cost against income, with a finding for each month that is not zero.
fn result(
    cx: &CheckContext<'_>,
    (costs, income): (&[AccountPattern], &[AccountPattern]),
    appropriation: &[AccountPattern],
    examined: &mut Examined,
) -> Result<(), Text> {
    let subject = pattern_subject(costs);
    let (first, second) = (balance(cx, costs)?, minus(Ore::ZERO, balance(cx, income)?));
    let difference = minus(first, second);
    let mut specified = Ore::ZERO;
    if difference != Ore::ZERO {
        let both: Vec<AccountPattern> = costs.iter().chain(income).cloned().collect();
        let mut posted = of_year(cx, appropriation, false);
        let found: Vec<Finding> = months(cx, &both, &mut posted)
            .into_iter()
            .map(|(month, ore)| of_month(&subject, month, ore, &posted))
            .collect();
        specified = Ore::sum(found.iter().map(|f| f.amount)).unwrap_or(Ore(i64::MAX));
        examined.findings.extend(found);
        let rest = minus(difference, specified);
        if rest != Ore::ZERO {
            examined
                .findings
                .push(unexplained("INCOME008", &subject, rest));
        }
    }
    examined.points.push(Point {
        id: "appropriation-income.result",
        subject,
        side1: Side {
            label: Text::key("side-srs-costs"),
            amount: first,
        },
        side2: Side {
            label: Text::key("side-srs-income"),
            amount: second,
        },
        difference,
        specified,
        unexplained: minus(difference, specified),
    });
    Ok(())
}

/// The months of the year whose result is not zero. What a later month's appropriation puts right of an earlier month, to
/// the øre, belongs to that month and leaves `posted`; two months that cancel each other are gone. What months without a
/// known start hold stays unexplained.
fn months(
    cx: &CheckContext<'_>,
    both: &[AccountPattern],
    posted: &mut Vec<Line<'_>>,
) -> Vec<(Period, Ore)> {
    let ours = |account: &str| both.iter().any(|pattern| pattern.matches(account));
    let mut found: Vec<(Period, Ore)> = Vec::new();
    let year = cx.period.year();
    for month in (1..=cx.period.number()).filter_map(|number| Period::new(year, number)) {
        let start = match month.number() {
            1 => cx.ledger.balance_before(ours, month).ok(),
            number => Period::new(year, number - 1).and_then(|m| cx.ledger.balance(ours, m).ok()),
        };
        let end = cx.ledger.balance(ours, month).ok();
        let Some((start, end)) = start.zip(end) else {
            continue;
        };
        let mut ore = minus(end, start);
        found.retain(|(_, earlier)| {
            let puts_right = |line: &Line<'_>| {
                line.period == month.as_i32() && Some(Ore(line.ore)) == earlier.checked_neg()
            };
            let Some(at) = posted.iter().position(puts_right) else {
                return true;
            };
            posted.remove(at);
            ore = Ore::sum([ore, *earlier]).unwrap_or(Ore(i64::MAX));
            false
        });
        let opposite = ore.checked_neg();
        match found.iter().position(|(_, other)| Some(*other) == opposite) {
            _ if ore == Ore::ZERO => {}
            Some(at) => drop(found.remove(at)),
            None => found.push((month, ore)),
        }
    }
    found
}

/// Why a month's result is not zero: its income from appropriation is missing, twice, turned, or another amount.
fn of_month(subject: &str, month: Period, ore: Ore, posted: &[Line<'_>]) -> Finding {
    let of_month = |line: &&Line<'_>| line.period == month.as_i32();
    let ours: Vec<&Line<'_>> = posted.iter().filter(of_month).collect();
    let second_time = ours
        .iter()
        .rev()
        .filter(|line| Ore(line.ore) == ore)
        .find_map(|line| {
            let earlier = ours.iter().find(|e| *e < line && line.is_twin_of(e))?;
            Some(twice("INCOME003", subject, line, earlier))
        });
    let turned = ours
        .iter()
        .find(|line| line.ore.checked_mul(2) == Some(ore.0));
    if let Some(second_time) = second_time {
        return second_time;
    }
    if let Some(line) = turned {
        return Finding {
            amount: ore,
            message: told("srs-tab-income-wrong-sign", line),
            cause: Some("posted-with-wrong-sign"),
            action: Some(Text::key("action-srs-correct")),
            ..finding("INCOME004", subject, line.row, [])
        };
    }
    let (code, key, cause) = if ours.is_empty() {
        (
            "INCOME001",
            "srs-tab-income-missing",
            "appropriation-missing",
        )
    } else {
        (
            "INCOME002",
            "srs-tab-income-differs",
            "appropriation-differs",
        )
    };
    let mut rows: Vec<_> = ours.iter().map(|line| line.row).collect();
    rows.sort_unstable();
    Finding {
        key: format!("{code}:{subject}:{month}"),
        amount: ore,
        message: Text::key(key).with("month", month).with("amount", ore),
        rows,
        cause: Some(cause),
        action: Some(Text::key("action-appropriation-income")),
        ..unexplained(code, subject, ore)
    }
}
