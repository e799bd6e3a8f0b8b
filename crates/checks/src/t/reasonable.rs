//! SR-06: what a person needs to find the S-report reasonable: three sums, chapters with the other sign than their side, and each
//! chapter beside the same month of the year before and beside its budget, where these are listed.
//!
//! Source: reports-to-treasury §3.2 SR-06; that last year and the budget are compared is inferred. All of it is information: the
//! answer is a person's. Not here: the controls that can fail (`s_report`, `s_generated`).

use std::collections::{BTreeMap, BTreeSet};

use domain::{Ore, Period, RowRef, Severity, Text};

use super::cash_ledger::{Validity, rows_of_period};
use super::combinations::Side;
use super::s_report::{Said, proven};
use crate::a::listings::{Held, Key, Rows};
use crate::a::registers::{count, register_ref};
use crate::check::Examined;
use crate::context::CheckContext;

/// What a state account has, in øre, and the rows that say so.
pub(super) type Sums<'a> = BTreeMap<&'a str, (i128, BTreeSet<RowRef>)>;

/// The lines that are not zero, for a person.
pub(super) fn reasonable(
    cx: &CheckContext<'_>,
    lines: &[(&Key, &Held)],
    bank_suffixes: &str,
    examined: &mut Examined,
) {
    let sums = by_account(lines.iter().copied());
    let of = |wanted: Side| {
        let of_side = sums
            .iter()
            .filter(|(account, _)| Side::of(account, bank_suffixes) == wanted);
        Ore::bounded(of_side.map(|(_, (sum, _))| *sum).sum())
    };
    let message = Text::key("s-report-reasonable")
        .with("expense", of(Side::Expense))
        .with("income", of(Side::Income))
        .with("settlement", of(Side::Balance));
    let no_rows = BTreeSet::new();
    say(
        ("SREP008", "SR-06"),
        (message, Ore::ZERO),
        &no_rows,
        examined,
    );
    for (account, (sum, rows)) in &sums {
        let is_unusual = match Side::of(account, bank_suffixes) {
            Side::Expense => *sum < 0,
            Side::Income => *sum > 0,
            Side::Bank | Side::Balance => false,
        };
        if is_unusual {
            let amount = Ore::bounded(*sum);
            let message = Text::key("s-report-sign")
                .with("subject", *account)
                .with("amount", amount);
            say(("SREP009", account), (message, amount), rows, examined);
        }
    }
    beside_year_before(cx, &sums, bank_suffixes, examined);
    beside_budget(cx, &sums, bank_suffixes, examined);
}

/// Lines by state account.
pub(super) fn by_account<'a>(lines: impl Iterator<Item = (&'a Key, &'a Held)>) -> Sums<'a> {
    let mut sums = Sums::new();
    for (key, held) in lines {
        let (sum, rows) = sums.entry(key.account.as_str()).or_default();
        *sum += i128::from(held.amount().0);
        rows.extend(&held.rows);
    }
    sums
}

/// Chapters, and mellomværende, beside the accepted report of the same month of the year before; income is more than zero.
fn beside_year_before(
    cx: &CheckContext<'_>,
    sums: &Sums<'_>,
    bank_suffixes: &str,
    examined: &mut Examined,
) {
    let then = Period::new(cx.period.year() - 1, cx.period.number());
    let then = then.and_then(|then| Rows::of(cx, "s-report", then));
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("s_report_year_before", then.as_ref().map_or(0, Rows::count));
    let Some(then) = then else { return };
    let then = then.by_article(cx, false);
    let then = by_account(then.iter());
    let accounts: BTreeSet<&str> = sums.keys().chain(then.keys()).copied().collect();
    let of = |sums: &Sums<'_>, account: &str| sums.get(account).cloned().unwrap_or_default();
    for account in accounts {
        let ((now, mut rows), (before, of_before)) = (of(sums, account), of(&then, account));
        let side = Side::of(account, bank_suffixes);
        if side == Side::Bank || (now, before) == (0, 0) {
            continue;
        }
        let (now, before) = (turned(now, side), turned(before, side));
        let change = Ore::bounded(now - before);
        let message = Text::key(if before == 0 {
            "s-report-year-before-none"
        } else {
            "s-report-year-before"
        });
        let mut message = message
            .with("subject", account)
            .with("amount", Ore::bounded(now))
            .with("before", Ore::bounded(before))
            .with("change", change);
        if before != 0 {
            message = message.with("percent", percent(now - before, before.abs()));
        }
        rows.extend(of_before);
        say(("SREP018", account), (message, change), &rows, examined);
    }
}

/// Chapters beside what the year's budget gives them; what it gives is positive for expenditure and for income.
fn beside_budget(
    cx: &CheckContext<'_>,
    sums: &Sums<'_>,
    bank_suffixes: &str,
    examined: &mut Examined,
) {
    let budget = rows_of_period(cx, "budget");
    let seen = &mut examined.evidence.rows_seen;
    seen.insert(
        "budget",
        budget.as_ref().map_or(0, |(_, rows)| count(rows.len())),
    );
    let Some((register, rows)) = budget else {
        return;
    };
    let mut given: Sums<'_> = Sums::new();
    let is_in_force = |row: &usize| Validity::of(register, *row).holds(cx.period.as_i32());
    for row in rows.into_iter().filter(is_in_force) {
        let account = register.text("state_account").get(row);
        let (sum, proof) = given.entry(account).or_default();
        *sum += i128::from(register.whole("budget").get(row).unwrap_or_default());
        proof.extend(register_ref(cx, register, row));
    }
    for (account, (budget, mut rows)) in given {
        let (sum, of_report) = sums.get(account).cloned().unwrap_or_default();
        let used = turned(sum, Side::of(account, bank_suffixes));
        let left = Ore::bounded(budget - used);
        let message = Text::key(if budget == 0 {
            "s-report-budget-none"
        } else {
            "s-report-budget"
        });
        let mut message = message
            .with("subject", account)
            .with("amount", Ore::bounded(used))
            .with("budget", Ore::bounded(budget))
            .with("left", left)
            .with("month", u64::from(cx.period.number().min(12)));
        if budget != 0 {
            message = message.with("percent", percent(used, budget.abs()));
        }
        rows.extend(of_report);
        say(("SREP019", account), (message, left), &rows, examined);
    }
}

/// What is received is more than zero, as what is spent is.
fn turned(ore: i128, side: Side) -> i128 {
    if side == Side::Income { -ore } else { ore }
}

/// So many per cent of a whole that is more than zero, rounded half away from zero.
fn percent(part: i128, whole: i128) -> String {
    let doubled = part.abs() * 200 + whole;
    let rounded = doubled.checked_div(whole * 2).unwrap_or_default();
    let sign = if part < 0 && rounded > 0 { "-" } else { "" };
    format!("{sign}{rounded}")
}

/// What is said for a person, with the rows that it rests on.
fn say(
    (code, subject): (&'static str, &str),
    (message, amount): (Text, Ore),
    rows: &BTreeSet<RowRef>,
    examined: &mut Examined,
) {
    let said = Said::new(code, Severity::Info, message, "action-s-report-reasonable");
    let finding = said.of(subject, amount, None);
    examined.findings.push(proven(finding, rows));
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn per_cent_are_rounded_half_away_from_zero() {
        let table = [
            (1, 200, "1"),
            (1, 201, "0"),
            (-1, 200, "-1"),
            (-1, 201, "0"),
            (0, 5, "0"),
            (50, 50, "100"),
            (-75, 50, "-150"),
            (i128::from(i64::MAX), 1, "922337203685477580700"),
        ];
        for (part, whole, expected) in table {
            assert_eq!(percent(part, whole), expected, "{part} of {whole}");
        }
    }
}
