//! `period-13`: what was reported and posted in period 13 is what the ministry approved, line by line.
//!
//! Source: S 9.x "periode 13", domain note reports-to-treasury §7 steps 3 to 9. When 13 was locked is in no file: a posting
//! of 13 that is dated after the first of 14 shows that it was not \[INF\]. A voucher dated in the year itself does not say
//! when it was posted. Not here: the year-end vouchers that may stand in 13 too (`year-end`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::agency::Budgeting;
use domain::{Delivery, Finding, Input, Ore, Period, RowRef, Severity, Text};
use frames::day;

use super::year_end_books::{Accounts, is_without_cash};
use crate::check::{
    Check, Examined, FindingCode, Regime,
    Responsible::{Accounting, Agency},
    cause,
};
use crate::context::CheckContext;
use crate::x::equation::point;

/// The declaration.
pub static CHECK: Check = Check {
    id: "period-13",
    title: "check-period-13",
    summary: "what was reported and posted in period 13 is what the ministry approved, line by line",
    since: "0.3.0",
    doc: include_str!("period_13.md"),
    points: &["period-13.lines", "period-13.postings"],
    codes: &[
        error(
            "PERI001",
            "a line of the S-report moved in period 13 otherwise than approved",
        ),
        error(
            "PERI002",
            "the postings of period 13 on an account are not those approved",
        ),
        error(
            "PERI003",
            "a posting of period 13 is dated before its approval",
        ),
        error(
            "PERI004",
            "a posting of period 13 is dated after the first of period 14",
        ),
    ],
    causes: &[
        cause("reposting-not-approved", Agency),
        cause("reposting-missing", Accounting),
        cause("reposting-twice", Accounting),
        cause("reposting-wrong-sign", Accounting),
        cause("reposting-differs", Accounting),
        cause("reposting-without-cash", Accounting),
        cause("reposting-before-approval", Accounting),
        cause("reposting-after-transfers", Accounting),
    ],
    regimes: &[Regime {
        from: (2016, 1),
        until: None,
        sources: &["S 9.x periode 13"],
        run: run_2016,
    }],
};

const fn error(code: &'static str, summary: &'static str) -> FindingCode {
    crate::check::code(code, Severity::Error, summary)
}

/// A line of the S-report: state account and article account.
type Key = (String, String);

/// What is known of period 13.
#[derive(Default)]
struct Thirteen<'a> {
    /// Per line: S-report of 12, of 13, approved; with the rows of 13 and of the approval.
    lines: BTreeMap<Key, ([i128; 3], Vec<RowRef>)>,
    /// Which of the two reports is there.
    reported: [bool; 2],
    accounts: BTreeMap<&'a str, OfAccount>,
    /// The first day of a voucher of 14 that lies behind the year.
    transfers: Option<i32>,
    /// The last day of the year.
    year_ends: i32,
}

/// An account in period 13.
#[derive(Default)]
struct OfAccount {
    approved: i128,
    /// The first approval.
    approved_on: Option<i32>,
    with_cash: i128,
    without_cash: i128,
    /// Postings with cash effect: day, amount, row.
    posted: Vec<(i32, i128, RowRef)>,
}

fn run_2016(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let model = cx.playbook.model_on(cx.period.last_day());
    if model.is_none_or(|model| model.budgeting != Budgeting::Gross) {
        examined.not_applicable = Some(Text::key("reason-not-gross"));
        return examined;
    }
    if cx.period.number() < 13 {
        examined.not_applicable = Some(Text::key("reason-not-year-end").with("period", cx.period));
        return examined;
    }
    let numbers = [12, 13, 14].map(|number| Period::new(cx.period.year(), number));
    let [Some(twelve), Some(thirteen), Some(fourteen)] = numbers else {
        return examined;
    };
    let found = Thirteen::of(cx, [twelve, thirteen, fourteen]);
    if !found.is_used() {
        let reason = Text::key("reason-period-13-unused").with("period", thirteen);
        examined.not_applicable = Some(reason);
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited", "xlsx", "parquet"]);
    for (is_there, period) in found.reported.into_iter().zip([twelve, thirteen]) {
        if !is_there {
            let reason = Text::key("reason-no-s-report").with("period", period);
            examined.missing.push(reason);
        }
    }
    let is_approval = |one: &Delivery| one.input == Input::Register("approved-repostings");
    if !cx.deliveries.iter().any(is_approval)
        && !cx.frames.registers.contains_key("approved-repostings")
    {
        let reason = Text::key("reason-period-13-no-approvals").with("period", thirteen);
        examined.missing.push(reason);
    }
    if !cx.ledger.covers(thirteen) {
        let reason = Text::key("reason-no-ledger").with("period", thirteen);
        examined.missing.push(reason);
    }
    if examined.missing.is_empty() {
        found.judge(&mut examined);
    }
    let count = u64::try_from(found.lines.len()).unwrap_or(u64::MAX);
    examined.evidence.rows_seen.insert("report_lines", count);
    examined
}

/// The article account of an account: three digits, four of 197 to 199.
fn article(account: &str) -> &str {
    let digits = if ("197".."200").contains(&account) {
        4
    } else {
        3
    };
    account.get(..digits).unwrap_or(account)
}

/// Whether anything was re-posted in period 13 of the year, approved or reported.
pub(crate) fn is_used(cx: &CheckContext<'_>) -> bool {
    let numbers = [12, 13, 14].map(|number| Period::new(cx.period.year(), number));
    let [Some(twelve), Some(thirteen), Some(fourteen)] = numbers else {
        return false;
    };
    Thirteen::of(cx, [twelve, thirteen, fourteen]).is_used()
}

impl<'a> Thirteen<'a> {
    fn is_used(&self) -> bool {
        let mut accounts = self.accounts.values();
        self.reported[1] || accounts.any(|one| one.approved_on.is_some() || !one.posted.is_empty())
    }

    fn of(cx: &CheckContext<'a>, periods: [Period; 3]) -> Self {
        let mut found = Self::default();
        found.reports(cx, periods);
        found.approvals(cx, periods);
        found.postings(cx, periods);
        found
    }

    fn reports(&mut self, cx: &CheckContext<'a>, [twelve, thirteen, _]: [Period; 3]) {
        let Some(register) = cx.frames.registers.get("s-report") else {
            return;
        };
        let (states, articles) = (register.text("state_account"), register.text("article"));
        let (amounts, periods) = (register.whole("amount"), register.short("period"));
        for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
            let is_later = periods.get(row) == Some(thirteen.as_i32());
            if !is_later && periods.get(row) != Some(twelve.as_i32()) {
                continue;
            }
            let amount = i128::from(amounts.get(row).unwrap_or_default());
            let key = (states.get(row).to_owned(), articles.get(row).to_owned());
            let ([before, after, _], rows) = self.lines.entry(key).or_default();
            if is_later {
                *after += amount;
                rows.extend(cx.frames.row_ref(file, record));
                self.reported[1] = true;
            } else {
                *before += amount;
                self.reported[0] = true;
            }
        }
    }

    fn approvals(&mut self, cx: &CheckContext<'a>, [_, thirteen, _]: [Period; 3]) {
        let Some(register) = cx.frames.registers.get("approved-repostings") else {
            return;
        };
        let (accounts, states) = (register.text("account"), register.text("state_account"));
        let (amounts, periods) = (register.whole("approved_amount"), register.short("period"));
        let days = register.short("approved");
        for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
            if periods.get(row) != Some(thirteen.as_i32()) {
                continue;
            }
            let amount = i128::from(amounts.get(row).unwrap_or_default());
            let account = accounts.get(row);
            let key = (states.get(row).to_owned(), article(account).to_owned());
            let ([_, _, approved], rows) = self.lines.entry(key).or_default();
            *approved += amount;
            rows.extend(cx.frames.row_ref(file, record));
            let of_account = self.accounts.entry(account).or_default();
            of_account.approved += amount;
            let earliest = of_account.approved_on.into_iter().chain(days.get(row));
            of_account.approved_on = earliest.min();
        }
    }

    /// Vouchers of 13 but those of the year's end, and when 14 begins.
    fn postings(&mut self, cx: &CheckContext<'a>, [_, thirteen, fourteen]: [Period; 3]) {
        let view = cx.frames.ledger_lines.view();
        let of_year_end = Accounts::of(cx.playbook);
        let year = thirteen.year();
        self.year_ends = day(thirteen.last_day());
        let mut vouchers: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (row, (&period, &amount)) in view.period.iter().zip(view.amount_ore).enumerate() {
            let date = view.day.get(row).copied().unwrap_or_default();
            if period == thirteen.as_i32() && amount != 0 {
                let key = (view.voucher.get(row), view.voucher_type.get(row));
                vouchers.entry(key).or_default().push(row);
            } else if period == fourteen.as_i32() && amount != 0 && date > self.year_ends {
                self.transfers = self.transfers.into_iter().chain([date]).min();
            }
        }
        for ((_, voucher_type), rows) in vouchers {
            let mut accounts = rows.iter().map(|row| view.account.get(*row));
            if accounts.any(|account| of_year_end.is_of_year_end(account, year)) {
                continue;
            }
            let is_without_cash = is_without_cash(cx.playbook, voucher_type);
            for row in rows {
                let (Some(&amount), Some(&date), Some(&file), Some(&record)) = (
                    view.amount_ore.get(row),
                    view.day.get(row),
                    view.file.get(row),
                    view.record.get(row),
                ) else {
                    continue;
                };
                let of_account = self.accounts.entry(view.account.get(row)).or_default();
                let amount = i128::from(amount);
                if is_without_cash {
                    of_account.without_cash += amount;
                    continue;
                }
                of_account.with_cash += amount;
                let reference = cx.frames.row_ref(file, record);
                of_account
                    .posted
                    .extend(reference.map(|row| (date, amount, row)));
            }
        }
    }

    fn judge(&self, examined: &mut Examined) {
        for ((state, article), ([before, after, approved], rows)) in &self.lines {
            let moved = after - before;
            if (moved, *approved) != (0, 0) {
                let one = Compared {
                    point: "period-13.lines",
                    code: "PERI001",
                    subject: format!("{state}/{article}"),
                    is: moved,
                    approved: *approved,
                    cause: explained(moved, *approved),
                    rows: rows.clone(),
                };
                one.tell(examined);
            }
        }
        for (account, of) in &self.accounts {
            if (of.with_cash, of.approved) == (0, 0) {
                continue;
            }
            let missing = of.approved - of.with_cash;
            let is_without_cash = missing != 0 && of.without_cash == missing;
            let cause = if is_without_cash {
                "reposting-without-cash"
            } else {
                explained(of.with_cash, of.approved)
            };
            let one = Compared {
                point: "period-13.postings",
                code: "PERI002",
                subject: (*account).to_owned(),
                is: of.with_cash,
                approved: of.approved,
                cause,
                rows: of.posted.iter().map(|(_, _, row)| *row).collect(),
            };
            one.tell(examined);
            self.dates(account, of, examined);
        }
        examined.breached = examined.points.iter().any(|p| p.difference != Ore::ZERO);
    }

    /// Postings that are dated too early or too late. One that is dated in the year itself says nothing.
    fn dates(&self, account: &str, of: &OfAccount, examined: &mut Examined) {
        let (approved, transfers) = (of.approved_on, self.transfers);
        for (date, amount, row) in &of.posted {
            let early = approved.filter(|approved| date < approved && *date > self.year_ends);
            let late = transfers.filter(|first| date > first);
            let told = [
                ("PERI003", "reposting-before-approval", early),
                ("PERI004", "reposting-after-transfers", late),
            ];
            for (code, cause, limit) in told {
                let Some(limit) = limit.and_then(date_of) else {
                    continue;
                };
                let date = date_of(*date).unwrap_or(limit);
                examined.findings.push(Finding {
                    key: format!("{code}:{account}:{date}"),
                    code,
                    severity: Severity::Error,
                    subject: account.to_owned(),
                    amount: Ore::bounded(*amount),
                    message: Text::key(if code == "PERI003" {
                        "period-13-before-approval"
                    } else {
                        "period-13-after-transfers"
                    })
                    .with("account", account)
                    .with("amount", Ore::bounded(*amount))
                    .with("date", date)
                    .with("limit", limit),
                    rows: vec![*row],
                    cause: Some(cause),
                    proposal: None,
                    action: Some(Text::key("action-period-13-dates")),
                });
            }
        }
    }
}

fn date_of(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_signed(chrono::Duration::days(days.into()))
}

/// Why what is differs from what was approved.
fn explained(is: i128, approved: i128) -> &'static str {
    match (is, approved) {
        (_, 0) => "reposting-not-approved",
        (0, _) => "reposting-missing",
        _ if is == 2 * approved => "reposting-twice",
        _ if is == -approved => "reposting-wrong-sign",
        _ => "reposting-differs",
    }
}

/// What is held against what was approved.
struct Compared {
    point: &'static str,
    code: &'static str,
    subject: String,
    is: i128,
    approved: i128,
    cause: &'static str,
    rows: Vec<RowRef>,
}

impl Compared {
    /// As a point, and as a finding where the two differ.
    fn tell(self, examined: &mut Examined) {
        let difference = Ore::bounded(self.is - self.approved);
        let sides = [
            ("side-period-13-moved", Ore::bounded(self.is)),
            ("side-period-13-approved", Ore::bounded(self.approved)),
        ];
        let of = point(self.point, &self.subject, sides, difference);
        examined.points.push(of);
        if difference == Ore::ZERO {
            return;
        }
        let (message, action) = if self.code == "PERI001" {
            ("period-13-line-differs", "action-period-13-line")
        } else {
            ("period-13-postings-differ", "action-period-13-postings")
        };
        examined.findings.push(Finding {
            key: format!("{}:{}", self.code, self.subject),
            code: self.code,
            severity: Severity::Error,
            amount: difference,
            message: Text::key(message)
                .with("subject", self.subject.as_str())
                .with("is", Ore::bounded(self.is))
                .with("approved", Ore::bounded(self.approved))
                .with("amount", difference),
            subject: self.subject,
            rows: self.rows,
            cause: Some(self.cause),
            proposal: None,
            action: Some(Text::key(action)),
        });
    }
}
