//! `till` (`X_TILL`): each difference of the till is cleared, or put before the budget holder within three months.
//!
//! Source: S 6.3. Which accounts hold such differences is a setting. What an earlier one is cleared by is not stated
//! anywhere: first the same amount with the opposite sign, else the oldest first (inferred). Not here: the daily settlement.

use std::collections::VecDeque;

use domain::{AccountPattern, Finding, Ore, Period, RowRef, Severity, Text};

use super::equation::point;
use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::{CheckContext, unknown};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "till",
    title: "check-till",
    summary: "differences of the till are cleared before they are too old",
    since: "0.3.0",
    doc: include_str!("till.md"),
    points: &["till.balance"],
    codes: &[
        code(
            "TILL001",
            Severity::Info,
            "a difference of the till to be cleared",
        ),
        code(
            "TILL002",
            Severity::Error,
            "a difference of the till is over its age limit",
        ),
        code(
            "TILL003",
            Severity::Error,
            "a balance that no line explains",
        ),
    ],
    causes: &[
        cause("till-to-be-cleared", Agency),
        cause("till-over-age", Agency),
    ],
    regimes: &[Regime {
        from: (2016, 4),
        until: None,
        sources: &["S 6.3"],
        run: run_2016,
    }],
};

/// What is left of a line or of the year's opening balance.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    /// The month it was posted; December of the year before for the opening balance.
    born: Period,
    amount: i128,
    row: Option<RowRef>,
}

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let patterns = settings::accounts(cx.playbook, "till.accounts");
    if patterns.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-till"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited"]);
    let limit = settings::number(cx.playbook, "till.age_limit_months");
    for pattern in &patterns {
        let balance = cx
            .ledger
            .balance(|account| pattern.matches(account), cx.period);
        match balance {
            Ok(balance) => judge(cx, pattern, (balance, limit), &mut examined),
            Err(missing) => {
                let missing = unknown(&missing);
                if !examined.missing.contains(&missing) {
                    examined.missing.push(missing);
                }
            }
        }
    }
    let evidence = &mut examined.evidence;
    evidence
        .rows_seen
        .insert("ledger_lines", cx.ledger_lines_of_period());
    evidence
        .settings
        .insert("till.age_limit_months", limit.to_string());
    examined
}

fn judge(
    cx: &CheckContext<'_>,
    pattern: &AccountPattern,
    (balance, limit): (Ore, i32),
    examined: &mut Examined,
) {
    let subject = pattern.to_string();
    let left = left(cx, pattern);
    let mut specified = 0_i128;
    for (place, item) in left.iter().enumerate() {
        specified += item.amount;
        examined
            .findings
            .push(finding(cx, (&subject, limit), item, place));
    }
    let specified = Ore::bounded(specified);
    let sides = [
        ("side-ledger-balance", balance),
        ("side-expected-zero", Ore::ZERO),
    ];
    let point = point("till.balance", &subject, sides, specified);
    if point.unexplained != Ore::ZERO {
        examined.findings.push(Finding {
            key: format!("TILL003:{subject}"),
            code: "TILL003",
            severity: Severity::Error,
            subject: subject.clone(),
            amount: point.unexplained,
            message: Text::key("till-unexplained")
                .with("account", subject.as_str())
                .with("amount", point.unexplained),
            rows: Vec::new(),
            cause: None,
            proposal: None,
            action: Some(Text::key("action-till-unexplained")),
        });
    }
    examined.points.push(point);
}

fn finding(
    cx: &CheckContext<'_>,
    (subject, limit): (&str, i32),
    item: &Left,
    place: usize,
) -> Finding {
    let amount = Ore::bounded(item.amount);
    let age = cx.period.months_since(item.born);
    let (code, severity, message, cause, action) = if age >= limit {
        (
            "TILL002",
            Severity::Error,
            "till-over-age",
            "till-over-age",
            "action-till-over-age",
        )
    } else {
        (
            "TILL001",
            Severity::Info,
            "till-to-be-cleared",
            "till-to-be-cleared",
            "action-till-to-be-cleared",
        )
    };
    let name = item
        .row
        .map_or(format!("opening-{place}"), |row| row.to_string());
    Finding {
        key: format!("{code}:{subject}:{name}"),
        code,
        severity,
        subject: subject.to_owned(),
        amount,
        message: Text::key(message)
            .with("account", subject)
            .with("amount", amount)
            .with("born", item.born)
            .with("months", u64::from(age.unsigned_abs())),
        rows: item.row.into_iter().collect(),
        cause: Some(cause),
        proposal: None,
        action: Some(Text::key(action)),
    }
}

/// What is left of the year's lines up to the period and of its opening balance, oldest first.
fn left(cx: &CheckContext<'_>, pattern: &AccountPattern) -> VecDeque<Left> {
    let year = cx.period.year() * 100;
    let mut open = VecDeque::new();
    let before = Period::new(cx.period.year(), 1).map(|january| {
        let opening = cx
            .ledger
            .balance_before(|account| pattern.matches(account), january);
        (january.previous_month(), opening)
    });
    if let Some((born, Ok(opening))) = before
        && opening != Ore::ZERO
    {
        open.push_back(Left {
            born,
            amount: i128::from(opening.0),
            row: None,
        });
    }
    let view = cx.frames.ledger_lines.view();
    let mut lines = Vec::new();
    for (row, (&period, &amount)) in view.period.iter().zip(view.amount_ore).enumerate() {
        let is_ours = (year + 1..=cx.period.as_i32()).contains(&period)
            && amount != 0
            && pattern.matches(view.account.get(row));
        if let (true, Some(born), Some(&day), Some(&file), Some(&record)) = (
            is_ours,
            Period::from_i32(period),
            view.day.get(row),
            view.file.get(row),
            view.record.get(row),
        ) {
            let row_ref = cx.frames.row_ref(file, record);
            lines.push((period, day, amount, row_ref, born));
        }
    }
    lines.sort_unstable();
    for (_, _, amount, row, born) in lines {
        let amount = i128::from(amount);
        settle(&mut open, Left { born, amount, row });
    }
    open
}

/// Lets a line clear what is open with the opposite sign; what is left of it is open itself.
fn settle(open: &mut VecDeque<Left>, mut line: Left) {
    if let Some(same) = open.iter().position(|item| item.amount == -line.amount) {
        open.remove(same);
        return;
    }
    while let Some(oldest) = open
        .iter_mut()
        .find(|item| item.amount.signum() == -line.amount.signum())
    {
        if oldest.amount.abs() > line.amount.abs() {
            oldest.amount += line.amount;
            return;
        }
        line.amount += oldest.amount;
        oldest.amount = 0;
        open.retain(|item| item.amount != 0);
        if line.amount == 0 {
            return;
        }
    }
    open.push_back(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_clears_its_like_first_then_the_oldest() {
        // Lines in order, what is left.
        let cases: [(&[i128], &[i128]); 6] = [
            (&[], &[]),
            (&[100, 40, -40], &[100]),
            (&[100, 40, -60], &[40, 40]),
            (&[100, 40, -120], &[20]),
            (&[100, 40, -200], &[-60]),
            (&[-5, -5, 4], &[-1, -5]),
        ];
        for (lines, expected) in cases {
            let mut open = VecDeque::new();
            for amount in lines {
                let born = Period::new(2025, 1).unwrap();
                let (amount, row) = (*amount, None);
                settle(&mut open, Left { born, amount, row });
            }
            let left: Vec<i128> = open.iter().map(|item| item.amount).collect();
            assert_eq!(left, expected, "{lines:?}");
        }
    }
}
