//! F2 `central-settlement`: mellomværende with the treasury is carried from one year's S-report to the next.
//!
//! Source: P:F2, P:F1 part 3, SR-09. The third side, the treasury's yearly statement, comes as a letter through the
//! ministry; its form is not known, so it is not read and the amount to be confirmed is said instead.

use std::collections::BTreeMap;

use domain::agency::Budgeting;
use domain::{Finding, Ore, Period, RowRef, Severity, Text};

use crate::check::{Check, Examined, Regime, Responsible::Agency, cause, code};
use crate::context::CheckContext;
use crate::settings;
use crate::x::equation::{less, point};
use crate::x::listing::{Listing, listing};

/// The declaration.
pub static CHECK: Check = Check {
    id: "central-settlement",
    title: "check-central-settlement",
    summary: "mellomværende on the year's last S-report is what the next year opens with",
    since: "0.3.0",
    doc: include_str!("central_settlement.md"),
    points: &["central-settlement.carried"],
    codes: &[
        code(
            "CSET001",
            Severity::Error,
            "mellomværende is not carried to the next year's S-report",
        ),
        code(
            "CSET002",
            Severity::Info,
            "the treasury's yearly statement is not read",
        ),
    ],
    causes: &[
        cause("settlement-not-carried", Agency),
        cause("settlement-wrong-sign", Agency),
    ],
    regimes: &[Regime {
        from: (2016, 1),
        until: None,
        sources: &["P:F2", "P:F1", "SR-09"],
        run: run_2016,
    }],
};

/// The two reports of a line, and its rows.
#[derive(Default)]
struct Line {
    closed: i128,
    opened: i128,
    rows: Vec<RowRef>,
}

impl Line {
    fn sides(&self) -> (Ore, Ore) {
        (Ore::bounded(self.closed), Ore::bounded(self.opened))
    }
}

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let model = cx.playbook.model_on(cx.period.last_day());
    if model.is_none_or(|model| model.budgeting != Budgeting::Gross) {
        examined.not_applicable = Some(Text::key("reason-not-gross"));
        return examined;
    }
    let opening = Period::new(cx.period.year() + 1, 0);
    // Period 13 has an S-report where it is used, 14 has none.
    let (12 | 13, Some(opening)) = (cx.period.number(), opening) else {
        examined.not_applicable = Some(Text::key("reason-not-year-end").with("period", cx.period));
        return examined;
    };
    let register = match listing(cx, "s-report") {
        Listing::There(register) => register,
        Listing::Missing(missing) => {
            examined.missing = missing;
            return examined;
        }
        Listing::Nothing(reason) => {
            examined.not_applicable = Some(reason);
            return examined;
        }
    };
    let periods = register.short("period");
    let count = |of: Period| {
        let rows = (0..register.len()).filter(|row| periods.get(*row) == Some(of.as_i32()));
        u64::try_from(rows.count()).unwrap_or(u64::MAX)
    };
    let has = |of: Period| count(of) > 0;
    if !has(opening) && !cx.ledger.covers(opening) {
        let year = opening.year().to_string();
        examined.not_applicable = Some(Text::key("reason-not-carried-yet").with("year", year));
        return examined;
    }
    let absent = [cx.period, opening].into_iter().filter(|of| !has(*of));
    let missing = absent.map(|of| Text::key("reason-no-s-report").with("period", of));
    examined.missing = missing.collect();
    let setting = settings::text(cx.playbook, "central-settlement.state_accounts");
    if examined.missing.is_empty() {
        let lines = lines(cx, opening);
        if lines.is_empty() {
            let reason = Text::key("reason-no-settlement-line").with("accounts", setting);
            examined.missing.push(reason);
        }
        for (account, articles) in lines {
            judge(&account, &articles, &mut examined);
        }
    }
    let settings = &mut examined.evidence.settings;
    settings.insert("central-settlement.state_accounts", setting.to_owned());
    let rows = count(cx.period).saturating_add(count(opening));
    examined.evidence.rows_seen.insert("s_report", rows);
    examined
}

/// Lines of mellomværende in the two reports, by state account and article.
fn lines(cx: &CheckContext<'_>, opening: Period) -> BTreeMap<String, BTreeMap<String, Line>> {
    let accounts = settings::accounts(cx.playbook, "central-settlement.state_accounts");
    let mut lines: BTreeMap<String, BTreeMap<String, Line>> = BTreeMap::new();
    let Some(register) = cx.frames.registers.get("s-report") else {
        return lines;
    };
    let (states, articles) = (register.text("state_account"), register.text("article"));
    let (amounts, periods) = (register.whole("amount"), register.short("period"));
    for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
        let period = periods.get(row);
        let is_closing = period == Some(cx.period.as_i32());
        let state = states.get(row);
        if !(is_closing || period == Some(opening.as_i32()))
            || !accounts.iter().any(|pattern| pattern.matches(state))
        {
            continue;
        }
        let of_state = lines.entry(state.to_owned()).or_default();
        let line = of_state.entry(articles.get(row).to_owned()).or_default();
        let amount = i128::from(amounts.get(row).unwrap_or_default());
        if is_closing {
            line.closed += amount;
        } else {
            line.opened += amount;
        }
        line.rows.extend(cx.frames.row_ref(file, record));
        line.rows.sort_unstable();
    }
    lines
}

/// The point of a state account, and a finding for each article that is not carried as it was.
fn judge(account: &str, articles: &BTreeMap<String, Line>, examined: &mut Examined) {
    let mut specified = 0_i128;
    let mut whole = Line::default();
    for (article, line) in articles {
        whole.closed += line.closed;
        whole.opened += line.opened;
        let (closed, opened) = line.sides();
        let difference = less(closed, opened);
        if difference == Ore::ZERO {
            continue;
        }
        let cause = if opened == Ore::ZERO {
            Some("settlement-not-carried")
        } else if closed.checked_neg() == Some(opened) {
            Some("settlement-wrong-sign")
        } else {
            None
        };
        specified += cause.map_or(0, |_| i128::from(difference.0));
        examined.findings.push(Finding {
            key: format!("CSET001:{account}:{article}"),
            code: "CSET001",
            severity: Severity::Error,
            subject: account.to_owned(),
            amount: difference,
            message: Text::key("central-settlement-differs")
                .with("account", account)
                .with("article", article.as_str())
                .with("closed", closed)
                .with("opened", opened)
                .with("amount", difference),
            rows: line.rows.clone(),
            cause,
            proposal: None,
            action: Some(Text::key("action-central-settlement")),
        });
    }
    let (closed, opened) = whole.sides();
    examined.findings.push(Finding {
        key: format!("CSET002:{account}"),
        code: "CSET002",
        severity: Severity::Info,
        subject: account.to_owned(),
        amount: Ore::ZERO,
        message: Text::key("central-settlement-statement")
            .with("account", account)
            .with("amount", closed),
        rows: Vec::new(),
        cause: None,
        proposal: None,
        action: Some(Text::key("action-central-settlement-confirm")),
    });
    let sides = [("side-s-report", closed), ("side-s-report-next", opened)];
    let specified = Ore::bounded(specified);
    examined.points.push(point(
        "central-settlement.carried",
        account,
        sides,
        specified,
    ));
}
