//! `s-report`: the controls SR-01 to SR-12 of the S-report, on the provider's file where one came and else on our own.
//!
//! Source: reports-to-treasury §3.2. The file is held against the cash ledger generated from the ledger, line by line. A control
//! whose input is missing says so and the check has not run; the others still say what they found. SR-06 is a person's answer, so
//! it is offered as information (`reasonable`). SR-07 ends at the ledger: that the ledger is the statement is what `bank` says. Not here: the
//! controls that need the generation (`s_generated`).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::Principle;
use domain::{AccountPattern, Finding, Ore, Point, RowRef, Severity, Text};

use super::cash_ledger::{Postings, Setup, generate, rows_of_period};
use super::combinations::{Side, Verdict, verdict};
use super::reasonable::{by_account, reasonable};
use super::reported::Authorities;
use super::s_generated::Generated;
use crate::a::listings::{Held, Key, Listing, Rows, model, refused, side, sum};
use crate::a::registers::{count, missing};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Agency, Provider},
    cause, code,
};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "s-report",
    title: "check-s-report",
    summary: "the S-report is right before it is signed: controls SR-01 to SR-12",
    since: "0.3.0",
    doc: include_str!("s_report.md"),
    points: &[
        "s-report.sum",
        "s-report.helper",
        "s-report.bank",
        "s-report.unexplained",
        "s-report.settlement",
        "s-report.continuity",
        "s-report.line",
    ],
    codes: &[
        code(
            "SREP001",
            Severity::Error,
            "SR-01: the S-report does not sum to zero",
        ),
        code(
            "SREP002",
            Severity::Error,
            "SR-02: no authority for a state account",
        ),
        code(
            "SREP003",
            Severity::Error,
            "SR-03: a combination of article and state account that stops",
        ),
        code(
            "SREP004",
            Severity::Warning,
            "SR-03: an odd combination of article and state account",
        ),
        code(
            "SREP005",
            Severity::Error,
            "SR-04: an account that must not be reported",
        ),
        code(
            "SREP006",
            Severity::Error,
            "SR-05: a helper state account is not zero",
        ),
        code(
            "SREP007",
            Severity::Warning,
            "SR-05: a helper state account is not zero, within the limit",
        ),
        code(
            "SREP008",
            Severity::Info,
            "SR-06: figures that a person must find reasonable",
        ),
        code(
            "SREP009",
            Severity::Info,
            "SR-06: the sign is unusual for the state account",
        ),
        code(
            "SREP010",
            Severity::Error,
            "SR-07: receipts or payments are not the movement of the settlement accounts",
        ),
        code(
            "SREP011",
            Severity::Error,
            "SR-08: postings that the set-up of the cash ledger does not place",
        ),
        code(
            "SREP012",
            Severity::Error,
            "SR-08: the set-up of the cash ledger is wrong",
        ),
        code(
            "SREP013",
            Severity::Error,
            "SR-09: mellomværende is not its opening plus the change of the year",
        ),
        code(
            "SREP014",
            Severity::Error,
            "SR-10: the report of the month before is not what the ledger now gives",
        ),
        code(
            "SREP015",
            Severity::Info,
            "SR-11: an authority on another's chapter is not used",
        ),
        code(
            "SREP016",
            Severity::Error,
            "SR-12: the period was not closed before the report was made",
        ),
        code(
            "SREP017",
            Severity::Error,
            "a line of the S-report is not what the ledger gives",
        ),
        code(
            "SREP018",
            Severity::Info,
            "SR-06: a state account beside the same month of the year before",
        ),
        code(
            "SREP019",
            Severity::Info,
            "SR-06: a state account beside its budget",
        ),
    ],
    causes: &[
        cause("unauthorised-account", Agency),
        cause("authority-not-in-force", Agency),
        cause("authority-unused", Agency),
        cause("combination-not-allowed", Accounting),
        cause("account-not-reportable", Accounting),
        cause("invalid-combination", Accounting),
        cause("nav-not-netted", Accounting),
        cause("srs-not-netted", Agency),
        cause("errors-not-cleared", Agency),
        cause("setup-missing", Provider),
        cause("setup-contradicted", Provider),
        cause("setup-unreadable", Provider),
        cause("report-not-from-ledger", Provider),
        cause("period-open", Accounting),
        cause("reported-before-close", Provider),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 9.1", "P:A5", "P:A5B", "P:A1", "P:R10-2011"],
        run: run_2015,
    }],
};

/// What stands on a helper account, in the order of the suffixes in `cash.helper_suffixes`: cause and action.
const HELPERS: [(&str, &str); 4] = [
    ("invalid-combination", "action-cash-combination"),
    ("nav-not-netted", "action-cash-nav"),
    ("srs-not-netted", "action-cash-srs"),
    ("errors-not-cleared", "action-cash-error-account"),
];

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let principle = match model(cx) {
        Ok(model) => model.principle,
        Err(reason) => {
            examined.not_applicable = Some(reason);
            return examined;
        }
    };
    examined.missing = refused(cx);
    let setup = Setup::of(cx);
    let postings = Postings::of(cx);
    let own = match &setup {
        Ok(setup) => generate(cx, (setup, &postings), cx.period).map_err(|reason| vec![reason]),
        Err(lacking) => Err(lacking.clone()),
    };
    let file = Rows::of_period(cx, "s-report");
    let listed = file.as_ref().map(|rows| rows.by_article(cx, false));
    let lines = listed.as_ref().or(own.as_ref().ok().map(|own| &own.lines));
    if let Some(lines) = lines {
        Report::new(cx, principle, lines).control(&mut examined);
    } else {
        let reason = Text::key("reason-s-report-missing").with("period", cx.period);
        examined.missing.push(reason);
    }
    match (&setup, &own) {
        (Ok(setup), Ok(own)) => {
            let generated = Generated {
                cx,
                setup,
                postings: &postings,
                own,
                listed: listed.as_ref(),
            };
            generated.control(&mut examined);
        }
        (_, Err(lacking)) => examined.missing.extend(lacking.iter().cloned()),
        (Err(_), Ok(_)) => {}
    }
    period_status(cx, &mut examined);
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    seen.insert("s_report", file.map_or(0, |rows| rows.count()));
    for name in [
        "cash.excluded_types",
        "s-report.barred_accounts",
        "s-report.bank_suffixes",
    ] {
        let text = settings::text(cx.playbook, name).to_owned();
        examined.evidence.settings.insert(name, text);
    }
    examined
}

/// The lines under control, and what they are controlled by.
struct Report<'a> {
    cx: &'a CheckContext<'a>,
    principle: Principle,
    /// Every line.
    all: &'a Listing,
    /// Lines that are not zero.
    lines: Vec<(&'a Key, &'a Held)>,
    total: Ore,
    suffixes: &'a str,
    bank: &'a str,
    barred: Vec<AccountPattern>,
}

impl<'a> Report<'a> {
    fn new(cx: &'a CheckContext<'a>, principle: Principle, lines: &'a Listing) -> Self {
        let with_amount = lines.iter().filter(|(_, held)| held.amount() != Ore::ZERO);
        Self {
            cx,
            principle,
            all: lines,
            lines: with_amount.collect(),
            total: sum(lines),
            suffixes: settings::text(cx.playbook, "cash.helper_suffixes"),
            bank: settings::text(cx.playbook, "s-report.bank_suffixes"),
            barred: settings::accounts(cx.playbook, "s-report.barred_accounts"),
        }
    }

    fn control(&self, examined: &mut Examined) {
        self.balances(examined);
        self.authorities(examined);
        self.combinations(examined);
        self.helpers(examined);
        reasonable(self.cx, &self.lines, self.bank, examined);
    }

    fn is_helper(&self, account: &str) -> bool {
        helper(account, self.suffixes).is_some()
    }

    /// SR-01.
    fn balances(&self, examined: &mut Examined) {
        let labels = ("side-cash-s-report", "side-expected-zero");
        let point = zero_point(("s-report.sum", "SR-01"), labels, (self.total, false));
        examined.points.push(point);
        if self.total != Ore::ZERO {
            let message = Text::key("s-report-sum").with("amount", self.total);
            let finding = Said::new("SREP001", Severity::Error, message, "action-s-report-sum");
            examined
                .findings
                .push(finding.of("SR-01", self.total, None));
        }
    }

    /// SR-02, and SR-11 at the half-years.
    fn authorities(&self, examined: &mut Examined) {
        let Some(authorities) = Authorities::of(self.cx) else {
            let key = "reason-state-authorities-missing";
            examined
                .missing
                .push(missing(self.cx, "state-authorities", key));
            return;
        };
        let seen = &mut examined.evidence.rows_seen;
        seen.insert("state_authorities", authorities.count());
        let lines = self.lines.iter().copied();
        let accounts = by_account(lines.filter(|(key, _)| !self.is_helper(&key.account)));
        for (account, (sum, rows)) in &accounts {
            let Err(is_named) = authorities.allows(account, self.cx.period) else {
                continue;
            };
            let (key, cause) = if is_named {
                ("s-report-authority-not-in-force", "authority-not-in-force")
            } else {
                ("s-report-unauthorised", "unauthorised-account")
            };
            let amount = Ore::bounded(*sum);
            let message = Text::key(key)
                .with("subject", *account)
                .with("amount", amount)
                .with("period", self.cx.period);
            let finding = Said::new(
                "SREP002",
                Severity::Error,
                message,
                "action-s-report-authority",
            );
            let finding = finding.of(account, amount, Some(cause));
            examined.findings.push(proven(finding, rows));
        }
        if matches!(self.cx.period.number(), 6 | 12) {
            let mut unused: BTreeMap<&str, BTreeSet<RowRef>> = BTreeMap::new();
            let of_others = authorities.of_others(self.cx.period);
            for row in of_others.filter(|row| !accounts.contains_key(row.state_account)) {
                unused.entry(row.state_account).or_default().extend(row.row);
            }
            for (account, rows) in unused {
                let message = Text::key("s-report-unused").with("subject", account);
                let finding =
                    Said::new("SREP015", Severity::Info, message, "action-s-report-unused");
                let finding = finding.of(account, Ore::ZERO, Some("authority-unused"));
                examined.findings.push(proven(finding, &rows));
            }
        }
    }

    /// SR-04, and SR-03 for what may be reported at all.
    fn combinations(&self, examined: &mut Examined) {
        let year = self.cx.period.year();
        for (key, held) in &self.lines {
            if self.is_helper(&key.account) {
                continue;
            }
            let is_barred = self
                .barred
                .iter()
                .any(|pattern| pattern.matches(&key.article));
            let side = Side::of(&key.account, self.bank);
            let verdict = verdict(&key.article, &key.account, side, (year, self.principle));
            let (code, severity, message, cause, action) = match verdict {
                _ if is_barred => (
                    "SREP005",
                    Severity::Error,
                    "s-report-barred",
                    Some("account-not-reportable"),
                    "action-s-report-barred",
                ),
                Verdict::Ok => continue,
                Verdict::Odd => (
                    "SREP004",
                    Severity::Warning,
                    "s-report-combination-odd",
                    None,
                    "action-s-report-odd",
                ),
                Verdict::Stop => (
                    "SREP003",
                    Severity::Error,
                    "s-report-combination",
                    Some("combination-not-allowed"),
                    "action-s-report-combination",
                ),
            };
            let (subject, amount) = (key.subject(), held.amount());
            let message = Text::key(message)
                .with("subject", subject.as_str())
                .with("amount", amount);
            let finding = Said::new(code, severity, message, action);
            let finding = finding.of(&subject, amount, cause);
            examined.findings.push(proven(finding, &held.rows));
        }
    }

    /// SR-05.
    fn helpers(&self, examined: &mut Examined) {
        let limit = settings::ore(self.cx.playbook, "cash.helper_limit");
        let lines = self.all.iter();
        let helpers = by_account(lines.filter(|(key, _)| self.is_helper(&key.account)));
        for (account, (sum, rows)) in helpers {
            let amount = Ore::bounded(sum);
            let place = helper(account, self.suffixes).unwrap_or(HELPERS.len());
            let told = HELPERS.get(place).copied();
            let labels = ("side-cash-s-report", "side-expected-zero");
            let of_point = ("s-report.helper", account);
            let point = zero_point(of_point, labels, (amount, told.is_some()));
            examined.points.push(point);
            if amount == Ore::ZERO {
                continue;
            }
            let (code, severity) = if amount.unsigned() <= limit.unsigned() {
                ("SREP007", Severity::Warning)
            } else {
                ("SREP006", Severity::Error)
            };
            let (cause, action) = told.unzip();
            let message = Text::key("s-report-helper")
                .with("subject", account)
                .with("amount", amount);
            let finding = Said::new(
                code,
                severity,
                message,
                action.unwrap_or("action-cash-helper"),
            );
            examined
                .findings
                .push(proven(finding.of(account, amount, cause), &rows));
        }
        let setting = &mut examined.evidence.settings;
        setting.insert("cash.helper_suffixes", self.suffixes.to_owned());
        setting.insert("cash.helper_limit", limit.0.to_string());
    }
}

/// SR-12: the day the period was closed is not after the day the report was made.
fn period_status(cx: &CheckContext<'_>, examined: &mut Examined) {
    let rows = rows_of_period(cx, "period-status");
    let row = rows.and_then(|(register, rows)| Some((register, *rows.last()?)));
    let Some((register, row)) = row else {
        let key = "reason-period-status-missing";
        examined.missing.push(missing(cx, "period-status", key));
        return;
    };
    examined
        .evidence
        .rows_seen
        .insert("period_status", count(1));
    let day = |field| register.short(field).get(row).map(frames::date);
    let (message, cause) = match (day("closed"), day("reported")) {
        (None, _) => (
            Text::key("s-report-open").with("period", cx.period),
            "period-open",
        ),
        (Some(closed), Some(reported)) if reported < closed => (
            Text::key("s-report-early")
                .with("period", cx.period)
                .with("closed", closed)
                .with("reported", reported),
            "reported-before-close",
        ),
        _ => return,
    };
    let subject = cx.period.to_string();
    let finding = Said::new(
        "SREP016",
        Severity::Error,
        message,
        "action-s-report-period",
    );
    let finding = finding.of(&subject, Ore::ZERO, Some(cause));
    let row = crate::a::registers::register_ref(cx, register, row);
    examined
        .findings
        .push(proven(finding, &row.into_iter().collect()));
}

/// What is said of a subject: code, severity, message, action.
pub(super) struct Said {
    code: &'static str,
    severity: Severity,
    message: Text,
    action: &'static str,
}

impl Said {
    pub(super) fn new(
        code: &'static str,
        severity: Severity,
        message: Text,
        action: &'static str,
    ) -> Self {
        Self {
            code,
            severity,
            message,
            action,
        }
    }

    /// The finding, without rows.
    pub(super) fn of(self, subject: &str, amount: Ore, cause: Option<&'static str>) -> Finding {
        Finding {
            key: format!("{}:{subject}", self.code),
            code: self.code,
            severity: self.severity,
            subject: subject.to_owned(),
            amount,
            message: self.message,
            rows: Vec::new(),
            cause,
            proposal: None,
            action: Some(Text::key(self.action)),
        }
    }
}

/// A finding with the rows that prove it.
pub(super) fn proven(finding: Finding, rows: &BTreeSet<RowRef>) -> Finding {
    Finding {
        rows: rows.iter().copied().collect(),
        ..finding
    }
}

/// Which of the suffixes a state account has, if it is a helper account: eight digits that begin with 7.
pub(super) fn helper(account: &str, suffixes: &str) -> Option<usize> {
    let is_form = account.len() == 8
        && account.starts_with('7')
        && account.bytes().all(|byte| byte.is_ascii_digit());
    let of = |suffix: &str| suffix.len() == 2 && account.ends_with(suffix);
    suffixes.split_whitespace().position(of).filter(|_| is_form)
}

/// A point that must be zero; a cause specifies all of it.
pub(super) fn zero_point(
    (id, subject): (&'static str, &str),
    (label, zero): (&'static str, &'static str),
    (amount, is_specified): (Ore, bool),
) -> Point {
    let specified = if is_specified { amount } else { Ore::ZERO };
    Point {
        id,
        subject: subject.to_owned(),
        side1: side(label, amount),
        side2: side(zero, Ore::ZERO),
        difference: amount,
        specified,
        unexplained: amount.checked_sub(specified).unwrap_or(Ore(i64::MAX)),
    }
}
