//! The controls of the S-report that need the cash ledger generated from the ledger: SR-07 to SR-10, and the provider's file
//! against our own report. Not here: the controls of its lines alone (`s_report`).

use domain::{Ore, Severity, Text};

use super::cash_ledger::{CashLedger, Postings, Setup, generate};
use super::s_report::{Said, helper, proven};
use crate::a::listings::{Key, Listing, Pair, Rows, Told, pairs, side};
use crate::a::registers::{count, minus, point};
use crate::check::Examined;
use crate::context::CheckContext;
use crate::settings;

/// Articles of the settlement accounts of gross agencies. Source: state-chart-of-accounts §2.
const BANK_ARTICLES: [&str; 3] = ["193", "194", "195"];

/// The provider's file is not what the ledger gives, and our own report is.
const NOT_FROM_LEDGER: &str = "report-not-from-ledger";

/// What was generated, and the provider's file if there is one.
pub(super) struct Generated<'a> {
    pub(super) cx: &'a CheckContext<'a>,
    pub(super) setup: &'a Setup<'a>,
    pub(super) postings: &'a Postings<'a>,
    pub(super) own: &'a CashLedger,
    pub(super) listed: Option<&'a Listing>,
}

impl Generated<'_> {
    /// The controls, on the provider's file if there is one and else on our own report.
    pub(super) fn control(&self, examined: &mut Examined) {
        let Self { cx, setup, own, .. } = *self;
        let seen = &mut examined.evidence.rows_seen;
        seen.insert("cash_setup", count(setup.count()));
        bank(own, self.listed.unwrap_or(&own.lines), examined);
        generation(setup, own, examined);
        if let Some(listed) = self.listed {
            settlement(cx, own, listed, examined);
            for pair in pairs(listed, &own.lines) {
                let told = Told {
                    code: "SREP017",
                    severity: Severity::Error,
                    message: "s-report-differs",
                    cause: None,
                    action: "action-s-report-differs",
                };
                let of_point = ("s-report.line", "side-treasury-own");
                compared(&pair, of_point, &told, examined);
            }
        }
        continuity(cx, (setup, self.postings), examined);
    }
}

fn compared(
    pair: &Pair,
    (id, label): (&'static str, &'static str),
    told: &Told,
    examined: &mut Examined,
) {
    let labels = ("side-cash-s-report", label);
    examined
        .points
        .push(pair.point(id, labels, told.cause.is_some()));
    if pair.why.is_some() {
        examined.findings.push(pair.finding(told));
    }
}

/// SR-07: receipts and payments are the movement of the year on the settlement accounts.
fn bank(own: &CashLedger, lines: &Listing, examined: &mut Examined) {
    for article in BANK_ARTICLES {
        let of_article = |account: &str| domain::treasury::article(account) == article;
        let accounts = own
            .accounts
            .iter()
            .filter(|(account, _)| of_article(account));
        let moved: i128 = accounts.map(|(_, of)| of.entity).sum();
        let lines = lines.iter().filter(|(key, _)| key.article == article);
        let (mut reported, mut rows) = (0, std::collections::BTreeSet::new());
        for (_, held) in lines {
            reported += i128::from(held.amount().0);
            rows.extend(&held.rows);
        }
        if (reported, moved) == (0, 0) {
            continue;
        }
        let ours = own.lines.iter().filter(|(key, _)| key.article == article);
        let ours: i128 = ours.map(|(_, held)| i128::from(held.amount().0)).sum();
        // Where our own report has the movement, the file is what is wrong.
        let cause = (ours == moved).then_some(NOT_FROM_LEDGER);
        let (reported, moved) = (Ore::bounded(reported), Ore::bounded(moved));
        let difference = minus(reported, moved);
        let specified = if cause.is_some() {
            difference
        } else {
            Ore::ZERO
        };
        let sides = (
            side("side-cash-s-report", reported),
            side("side-treasury-entity", moved),
        );
        examined
            .points
            .push(point("s-report.bank", article, sides, specified));
        if difference != Ore::ZERO {
            let message = Text::key("s-report-bank")
                .with("subject", article)
                .with("first", reported)
                .with("second", moved)
                .with("amount", difference);
            let finding = Said::new("SREP010", Severity::Error, message, "action-s-report-bank");
            examined
                .findings
                .push(proven(finding.of(article, difference, cause), &rows));
        }
    }
}

/// SR-08: every posting is placed, and the set-up says one thing. The identity of CAN01, account by account.
fn generation(setup: &Setup<'_>, own: &CashLedger, examined: &mut Examined) {
    let contradicted = |account: &String| {
        let mut all = own.contradicted.values();
        all.any(|accounts| accounts.contains(account))
    };
    for (account, of) in &own.accounts {
        let amount = Ore::bounded(of.unexplained);
        let is_left = !of.unplaced.is_empty();
        let placed = Ore::bounded(of.cash + of.outside + of.excluded + of.open_items);
        let sides = (
            side("side-treasury-entity", Ore::bounded(of.entity)),
            side("side-treasury-placed", placed),
        );
        examined
            .points
            .push(point("s-report.unexplained", account, sides, amount));
        if is_left && !contradicted(account) {
            let message = Text::key("s-report-unexplained")
                .with("subject", account.as_str())
                .with("amount", amount)
                .with("count", count(of.unplaced.len()));
            let finding = Said::new("SREP011", Severity::Error, message, "action-s-report-setup");
            let finding = finding.of(account, amount, Some("setup-missing"));
            examined.findings.push(proven(finding, &of.unplaced));
        }
    }
    for (rows, accounts) in &own.contradicted {
        let subject = accounts.iter().cloned().collect::<Vec<_>>().join(" ");
        let of_accounts = accounts
            .iter()
            .filter_map(|account| own.accounts.get(account));
        let amount = Ore::bounded(of_accounts.map(|of| of.unexplained).sum());
        let message = Text::key("s-report-contradicted")
            .with("subject", subject.as_str())
            .with("count", count(rows.len()));
        let finding = Said::new("SREP012", Severity::Error, message, "action-s-report-setup");
        let finding = finding.of(&subject, amount, Some("setup-contradicted"));
        examined.findings.push(proven(finding, rows));
    }
    for (accounts, row) in &setup.unreadable {
        let message = Text::key("s-report-unreadable").with("subject", accounts.as_str());
        let finding = Said::new("SREP012", Severity::Error, message, "action-s-report-setup");
        let finding = finding.of(accounts, Ore::ZERO, Some("setup-unreadable"));
        examined.findings.push(proven(finding, &[*row].into()));
    }
}

/// SR-09: mellomværende is what the year opened with plus the change of the year, by state account.
fn settlement(cx: &CheckContext<'_>, own: &CashLedger, listed: &Listing, examined: &mut Examined) {
    let patterns = settings::accounts(cx.playbook, "central-settlement.state_accounts");
    let suffixes = settings::text(cx.playbook, "cash.helper_suffixes");
    let by_account = |lines: &Listing| {
        let mut sums = Listing::new();
        for (key, held) in lines {
            let is_ours = patterns.iter().any(|pattern| pattern.matches(&key.account));
            if is_ours && helper(&key.account, suffixes).is_none() {
                let of_account = sums.entry(Key::account(&key.account)).or_default();
                of_account.merge(held.clone());
            }
        }
        sums
    };
    for pair in pairs(&by_account(listed), &by_account(&own.lines)) {
        let told = Told {
            code: "SREP013",
            severity: Severity::Error,
            message: "s-report-settlement",
            cause: Some(NOT_FROM_LEDGER),
            action: "action-s-report-settlement",
        };
        compared(
            &pair,
            ("s-report.settlement", "side-treasury-rolled"),
            &told,
            examined,
        );
    }
}

/// SR-10: the report of the month before is what the ledger still gives for it. January has none in its year.
fn continuity(
    cx: &CheckContext<'_>,
    made_from: (&Setup<'_>, &Postings<'_>),
    examined: &mut Examined,
) {
    if !(2..=12).contains(&cx.period.number()) {
        return;
    }
    let before = cx.period.previous_month();
    let Some(accepted) = Rows::of(cx, "s-report", before) else {
        let reason = Text::key("reason-accepted-s-report-missing").with("period", before);
        examined.missing.push(reason);
        return;
    };
    let now = match generate(cx, made_from, before) {
        Ok(now) => now,
        Err(reason) => {
            examined.missing.push(reason);
            return;
        }
    };
    for pair in pairs(&accepted.by_article(cx, false), &now.lines) {
        let told = Told {
            code: "SREP014",
            severity: Severity::Error,
            message: "s-report-changed",
            cause: None,
            action: "action-s-report-changed",
        };
        compared(
            &pair,
            ("s-report.continuity", "side-treasury-own"),
            &told,
            examined,
        );
    }
}
