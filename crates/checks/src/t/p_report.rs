//! `p-report`: the controls PR-01 to PR-06 of the P-report of net agencies, and our own P-report as a value.
//!
//! Source: reports-to-treasury §5. The report is the whole ledger on article accounts; article account 280 collects what may not
//! stand on its own. The controls are on the provider's final report where one came, and else on our own. PR-01 looks for signs
//! in the ledger that the minimum postings are made; that they are is the agency's word, a step of the routine (`p-confirmed`),
//! not a file. PR-03 ends at the ledger: that the ledger is the statement is what `bank` says. Not here: how the report
//! looks as a file (`report`, which is PR-07), and what the treasury has booked of it (`treasury-booked`).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::{BankAccount, BankRole, Budgeting, Model, Principle};
use domain::treasury::{PLine, PReport, Section, article};
use domain::{AccountPattern, Finding, Ore, Period, Proposal, Severity, Text};

use super::s_report::{Said, proven};
use crate::a::bank;
use crate::a::listings::{Held, Key, Listing, Pair, Told, pairs, refused, side};
use crate::a::registers::{
    count, is_wanted, lines, minus, missing, point, register_ref, rows_where, sum, uncancelled,
};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Agency, Provider},
    cause, code,
};
use crate::context::{CheckContext, unknown};
use crate::proposal::{Contra, Draft, vouchers};
use crate::sets::{bank_subject, pattern_subject};
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "p-report",
    title: "check-p-report",
    summary: "the P-report is right before it is sent: controls PR-01 to PR-06",
    since: "0.3.0",
    doc: include_str!("p_report.md"),
    points: &[
        "p-report.difference",
        "p-report.bank",
        "p-report.sum",
        "p-report.line",
    ],
    codes: &[
        code(
            "PREP001",
            Severity::Warning,
            "PR-01: no sign that a minimum posting is made",
        ),
        code(
            "PREP002",
            Severity::Warning,
            "PR-02: a balance on article account 280 that nothing explains",
        ),
        code(
            "PREP003",
            Severity::Info,
            "PR-02: a balance on article account 280, and what explains it",
        ),
        code(
            "PREP004",
            Severity::Error,
            "PR-03: the P-report has another balance in Norges Bank than the ledger",
        ),
        code(
            "PREP005",
            Severity::Info,
            "PR-03: the ledger is not the statement, so the difference is booked to 280",
        ),
        code(
            "PREP006",
            Severity::Info,
            "PR-04: four sums that a person must find reasonable",
        ),
        code(
            "PREP007",
            Severity::Error,
            "PR-05: the P-report does not balance",
        ),
        code(
            "PREP008",
            Severity::Info,
            "PR-06: the final report is not the preliminary one",
        ),
        code(
            "PREP009",
            Severity::Error,
            "a line of the P-report is not what the ledger gives",
        ),
        code(
            "PREP010",
            Severity::Info,
            "PR-04: income or cost has the other sign than usual",
        ),
    ],
    causes: &[
        cause("minimum-posting-missing", Agency),
        cause("difference-not-explained", Accounting),
        cause("settlement-not-reconciled", Accounting),
        cause("report-not-from-ledger", Provider),
        cause("report-not-balanced", Provider),
        cause("changed-after-preliminary", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 9.1", "P:treasury"],
        run: run_2015,
    }],
};

const REGISTER: &str = "p-report";

/// The article account of differences (avstemmingsdifferanser). Source: S 9.1 net.
const DIFFERENCES: &str = "280";

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let model = match model(cx) {
        Ok(model) => model,
        Err(reason) => {
            examined.not_applicable = Some(reason);
            return examined;
        }
    };
    examined.missing = refused(cx);
    let sent = listed(cx, REGISTER, Some(Stage::Final));
    if sent.is_none() && is_wanted(cx, REGISTER) {
        let reason = missing(cx, REGISTER, "reason-p-report-missing");
        examined.missing.push(reason);
    }
    let own = match of_ledger(cx, cx.period) {
        Ok(own) => own,
        Err(reason) => {
            examined.missing.push(reason);
            return examined;
        }
    };
    minimum(cx, model, &mut examined);
    differences(cx, &mut examined);
    let report = sent.as_ref().unwrap_or(&own);
    settlement(cx, (report, &own), &mut examined);
    sections(cx, report, &mut examined);
    balanced(report, &mut examined);
    let seen = listed(cx, REGISTER, Some(Stage::Preliminary));
    if let Some(seen) = &seen {
        versions(report, seen, &mut examined);
    }
    if let Some(sent) = &sent {
        made_from(cx, (sent, &own), &mut examined);
    }
    let rows = |listing: &Option<Listing>| {
        let all = listing.iter().flat_map(BTreeMap::values);
        all.map(|held| count(held.rows.len())).sum()
    };
    let evidence = &mut examined.evidence;
    evidence
        .rows_seen
        .insert("ledger_lines", cx.ledger_lines_of_period());
    evidence.rows_seen.insert("p_report", rows(&sent));
    evidence
        .rows_seen
        .insert("p_report_preliminary", rows(&seen));
    for name in [
        "p-report.difference_accounts",
        "p-report.first_year",
        "p-report.pay_accounts",
    ] {
        let text = settings::text(cx.playbook, name).to_owned();
        evidence.settings.insert(name, text);
    }
    examined
}

/// The model of an agency that delivers a P-report for the period, else why it delivers none.
pub(crate) fn model(cx: &CheckContext<'_>) -> Result<Model, Text> {
    let model = cx.playbook.model_on(cx.period.last_day());
    let net = model.filter(|model| model.budgeting == Budgeting::Net);
    let model = net.ok_or_else(|| Text::key("reason-p-report-not-net"))?;
    let first = settings::number(cx.playbook, "p-report.first_year");
    if cx.period.year() < first {
        return Err(Text::key("reason-p-report-before").with("year", first.to_string()));
    }
    Ok(model)
}

/// The P-report that the ledger gives; `None` for an agency that delivers none, for a period that is no month, and without a
/// month of its ledger.
pub fn p_report(cx: &CheckContext<'_>) -> Option<PReport> {
    model(cx).ok().filter(|_| cx.period.is_month())?;
    let own = of_ledger(cx, cx.period).ok()?;
    Some(value(&own))
}

fn value(report: &Listing) -> PReport {
    let lines = report.iter().map(|(key, held)| PLine {
        article: key.article.clone(),
        amount: held.amount(),
    });
    let lines = lines.filter(|line| line.amount != Ore::ZERO);
    PReport {
        lines: lines.collect(),
    }
}

fn key(article: &str) -> Key {
    Key {
        article: article.to_owned(),
        ..Key::default()
    }
}

fn amount_of(report: &Listing, article: &str) -> Ore {
    report.get(&key(article)).map_or(Ore::ZERO, Held::amount)
}

/// The accounts whose balances stand on article account 280.
fn collected(cx: &CheckContext<'_>) -> Vec<AccountPattern> {
    settings::accounts(cx.playbook, "p-report.difference_accounts")
}

fn fits(patterns: &[AccountPattern], account: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(account))
}

/// Every account at the end of a month, on the article account that it is reported on.
fn of_ledger(cx: &CheckContext<'_>, period: Period) -> Result<Listing, Text> {
    let collected = collected(cx);
    let mut articles: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for account in cx.ledger.accounts() {
        let of_account = if fits(&collected, account) {
            DIFFERENCES
        } else {
            article(account)
        };
        articles.entry(of_account).or_default().insert(account);
    }
    if articles.is_empty() {
        // Without an account there is no month either, and the ledger says so.
        articles.insert(DIFFERENCES, BTreeSet::new());
    }
    let mut report = Listing::new();
    for (article, accounts) in articles {
        let balance = cx
            .ledger
            .balance(|account| accounts.contains(account), period);
        let balance = balance.map_err(|why| unknown(&why))?;
        report.insert(key(article), Held::of(balance));
    }
    Ok(report)
}

/// Which report a row of the register is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Preliminary,
    Final,
}

impl Stage {
    /// By the word of the row; whatever is not preliminary is final.
    fn of(word: &str) -> Self {
        let word = word.to_lowercase();
        if word.starts_with("forel") || word.starts_with("prelim") {
            Self::Preliminary
        } else {
            Self::Final
        }
    }
}

/// What a register says of the period by article account; of a stage, where its rows have one. `None` if it has no such row.
fn listed(cx: &CheckContext<'_>, id: &'static str, stage: Option<Stage>) -> Option<Listing> {
    let is_ours = |of: Option<i32>| of == Some(cx.period.as_i32());
    let (register, rows) = rows_where(cx, id, "period", is_ours)?;
    let is_wanted = |row: &usize| {
        stage.is_none_or(|stage| Stage::of(register.text("stage").get(*row)) == stage)
    };
    let mut listing = Listing::new();
    for row in rows.into_iter().filter(is_wanted) {
        let held = listing
            .entry(key(register.text("article").get(row)))
            .or_default();
        let amount = register.whole("amount").get(row).unwrap_or_default();
        held.merge_ore(i128::from(amount));
        held.rows.extend(register_ref(cx, register, row));
    }
    (!listing.is_empty()).then_some(listing)
}

/// What the treasury has booked of the P-report by article account, by the A-report; `None` if none came.
pub(crate) fn booked(cx: &CheckContext<'_>) -> Option<Listing> {
    listed(cx, "p-booked", None)
}

/// What was reported by article account: the provider's final report, and without one our own.
pub(crate) fn reported(cx: &CheckContext<'_>) -> Result<Listing, Text> {
    let sent = listed(cx, REGISTER, Some(Stage::Final));
    sent.map_or_else(|| of_ledger(cx, cx.period), Ok)
}

/// A minimum posting of the circular, and by what postings of the month it is seen. Source: reports-to-treasury §5; all inferred.
/// Receipts and payments are seen by PR-03; of costs that span periods the ledger shows no sign.
struct Sign {
    /// The setting with the accounts that the posting is on.
    accounts: &'static str,
    /// The setting with the accounts that must have had a balance before the month; none if it is posted every month.
    standing: Option<&'static str>,
    /// Whether only agencies under SRS post it.
    is_srs: bool,
    message: &'static str,
}

const SIGNS: [Sign; 4] = [
    Sign {
        accounts: "p-report.pay_accounts",
        standing: None,
        is_srs: false,
        message: "p-report-minimum-pay",
    },
    Sign {
        accounts: "srs.holiday_pay",
        standing: Some("srs.holiday_pay"),
        is_srs: true,
        message: "p-report-minimum-holiday-pay",
    },
    Sign {
        accounts: "srs.depreciation",
        standing: Some("srs.assets"),
        is_srs: true,
        message: "p-report-minimum-depreciation",
    },
    Sign {
        accounts: "srs.appropriation_income",
        standing: None,
        is_srs: true,
        message: "p-report-minimum-appropriation",
    },
];

/// PR-01.
fn minimum(cx: &CheckContext<'_>, model: Model, examined: &mut Examined) {
    let amounts = cx.frames.ledger_lines.view().amount_ore;
    let is_posted = |patterns: &[AccountPattern]| {
        let month = cx.period.as_i32()..=cx.period.as_i32();
        let rows = cx.ledger.rows(|account| fits(patterns, account), month);
        let mut amounts = rows.iter().filter_map(|row| amounts.get(*row));
        amounts.any(|ore| *ore != 0)
    };
    let stood = |setting: &str| {
        let patterns = settings::accounts(cx.playbook, setting);
        let of = |account: &str| fits(&patterns, account);
        let before = cx.ledger.balance_before(of, cx.period);
        before.is_ok_and(|before| before != Ore::ZERO)
    };
    for sign in SIGNS {
        let patterns = settings::accounts(cx.playbook, sign.accounts);
        let is_due =
            (!sign.is_srs || model.principle == Principle::Srs) && sign.standing.is_none_or(stood);
        if !is_due || is_posted(&patterns) {
            continue;
        }
        let accounts = pattern_subject(&patterns);
        let message = Text::key(sign.message)
            .with("period", cx.period)
            .with("subject", accounts.as_str());
        let said = Said::new(
            "PREP001",
            Severity::Warning,
            message,
            "action-p-report-minimum",
        );
        let subject = format!("PR-01 {accounts}");
        let cause = Some("minimum-posting-missing");
        examined.findings.push(said.of(&subject, Ore::ZERO, cause));
    }
}

/// What explains a balance on article account 280: the settings with the accounts, and the message.
const EXPLAINED_BY_NAV: [&str; 4] = [
    "nav.debtor",
    "nav.interim",
    "nav.transit",
    "srs.nav_provision",
];

/// PR-02: what article account 280 is made of.
fn differences(cx: &CheckContext<'_>, examined: &mut Examined) {
    let of_nav = EXPLAINED_BY_NAV.iter();
    let of_nav: Vec<AccountPattern> = of_nav
        .flat_map(|name| settings::accounts(cx.playbook, name))
        .collect();
    let of_errors = &cx.playbook.accounts.error;
    let collected = collected(cx);
    for pattern in &collected {
        let pattern = std::slice::from_ref(pattern);
        let in_pattern = |account: &str| fits(pattern, account);
        let is_nav = |account: &str| in_pattern(account) && fits(&of_nav, account);
        let is_error =
            |account: &str| in_pattern(account) && !is_nav(account) && fits(of_errors, account);
        let is_rest = |account: &str| in_pattern(account) && !is_nav(account) && !is_error(account);
        let parts = [
            balance(cx, is_nav).map(|ore| (ore, Some("p-report-difference-nav"))),
            balance(cx, is_error).map(|ore| (ore, Some("p-report-difference-error"))),
            balance(cx, is_rest).map(|ore| (ore, None)),
        ];
        let subject = pattern_subject(pattern);
        let parts: Vec<(Ore, Option<&'static str>)> = parts.into_iter().flatten().collect();
        explained(cx, &subject, &parts, is_rest, examined);
    }
    let is_booked = |account: &str| !fits(&collected, account) && article(account) == DIFFERENCES;
    if let Some(booked) = balance(cx, is_booked) {
        let parts = [(booked, Some("p-report-difference-booked"))];
        explained(cx, DIFFERENCES, &parts, |_| false, examined);
    }
}

fn balance(cx: &CheckContext<'_>, is_ours: impl Fn(&str) -> bool) -> Option<Ore> {
    cx.ledger.balance(is_ours, cx.period).ok()
}

/// The point of some accounts on 280 and a finding for each part of their balance: amount, and what explains it.
fn explained(
    cx: &CheckContext<'_>,
    accounts: &str,
    parts: &[(Ore, Option<&'static str>)],
    is_rest: impl Fn(&str) -> bool,
    examined: &mut Examined,
) {
    let parts = parts.iter().filter(|(amount, _)| *amount != Ore::ZERO);
    let parts: Vec<&(Ore, Option<&'static str>)> = parts.collect();
    if parts.is_empty() {
        return;
    }
    let all = sum(parts.iter().map(|(amount, _)| *amount));
    let specified = parts.iter().filter(|(_, why)| why.is_some());
    let specified = sum(specified.map(|(amount, _)| *amount));
    let sides = (
        side("side-p-report-280", all),
        side("side-expected-zero", Ore::ZERO),
    );
    examined
        .points
        .push(point("p-report.difference", accounts, sides, specified));
    let subject = format!("PR-02 {accounts}");
    for (amount, why) in parts {
        let about = |key: &'static str| {
            Text::key(key)
                .with("subject", accounts)
                .with("amount", *amount)
        };
        if let Some(key) = why {
            let said = Said::new("PREP003", Severity::Info, about(key), "action-p-report-280");
            examined.findings.push(said.of(&subject, *amount, None));
            continue;
        }
        let message = about("p-report-difference-unexplained");
        let said = Said::new("PREP002", Severity::Warning, message, "action-p-report-280");
        let finding = said.of(&subject, *amount, Some("difference-not-explained"));
        let rows = uncancelled(lines(cx, &is_rest)).into_iter();
        let rows = rows.map(|line| line.row).collect();
        examined.findings.push(proven(finding, &rows));
    }
}

/// The article accounts of the settlement accounts.
fn settled<'a>(cx: &CheckContext<'a>) -> BTreeMap<&'a str, Vec<&'a BankAccount>> {
    let mut articles: BTreeMap<&'a str, Vec<&'a BankAccount>> = BTreeMap::new();
    let accounts = cx.playbook.bank_accounts.iter();
    for account in accounts.filter(|account| account.role == BankRole::Settlement) {
        if let Some(ledger) = account.ledger.first() {
            let of_article = articles.entry(article(ledger.as_str())).or_default();
            of_article.push(account);
        }
    }
    articles
}

/// PR-03 for what the ledger itself is not the statement by; what the report is not the ledger by stands with its lines.
fn settlement(cx: &CheckContext<'_>, (report, own): (&Listing, &Listing), examined: &mut Examined) {
    let articles = settled(cx);
    if articles.is_empty() {
        let reason = Text::key("reason-no-bank-accounts");
        examined.missing.push(reason);
    }
    for (article, accounts) in articles {
        let mut stated = Vec::new();
        for account in &accounts {
            let statement = bank::closing(cx, account);
            if statement.is_none() {
                let reason = Text::key("reason-no-statement")
                    .with("account", bank_subject(account))
                    .with("period", cx.period);
                examined.missing.push(reason);
            }
            stated.extend(statement);
        }
        if stated.len() < accounts.len() {
            continue;
        }
        let statement = sum(stated);
        let (reported, ledger) = (amount_of(report, article), amount_of(own, article));
        let sides = (
            side("side-p-report", reported),
            side("side-statement-balance", statement),
        );
        let of_report = minus(reported, statement);
        examined
            .points
            .push(point("p-report.bank", article, sides, of_report));
        let amount = minus(ledger, statement);
        if amount == Ore::ZERO {
            continue;
        }
        let message = Text::key("p-report-bank")
            .with("subject", article)
            .with("first", ledger)
            .with("second", statement)
            .with("amount", amount);
        let said = Said::new("PREP005", Severity::Info, message, "action-p-report-bank");
        let subject = format!("PR-03 {article}");
        let finding = said.of(&subject, amount, Some("settlement-not-reconciled"));
        // Of two accounts no voucher says which one differs.
        if let [account] = accounts.as_slice() {
            let proposed = to_differences(cx, &finding, (account, amount));
            examined.proposals.extend(proposed);
        }
        examined.findings.push(finding);
    }
}

/// The voucher that takes the difference against the bank to article account 280, so that the treasury accepts the report; it is
/// reversed in the month after.
fn to_differences(
    cx: &CheckContext<'_>,
    finding: &Finding,
    (account, amount): (&BankAccount, Ore),
) -> Vec<Proposal> {
    let text = Text::key("proposal-p-report-bank").with("period", cx.period);
    let reversed = Text::key("proposal-reversed-in").with("period", cx.period.next_month());
    let to = settings::text(cx.playbook, "p-report.difference_booked_on");
    let [ledger] = account.ledger.as_slice() else {
        return Vec::new();
    };
    let draft = Draft::new(cx, finding, text)
        .line(ledger.as_str(), minus(Ore::ZERO, amount))
        .against(Contra::Account(to))
        .until(reversed)
        .problem(Text::key("proposal-p-report-last"));
    vouchers(cx, vec![draft])
}

/// PR-04: the four sections beside those of the month before, for a person.
fn sections(cx: &CheckContext<'_>, report: &Listing, examined: &mut Examined) {
    let before = cx.period.previous_month();
    let before = (before.year() == cx.period.year())
        .then(|| of_ledger(cx, before).ok())
        .flatten();
    let named = [
        (Section::Assets, "assets", "assets_before"),
        (Section::Capital, "capital", "capital_before"),
        (Section::Income, "income", "income_before"),
        (Section::Cost, "cost", "cost_before"),
    ];
    let now = value(report);
    let mut message = Text::key(if before.is_some() {
        "p-report-sections-before"
    } else {
        "p-report-sections"
    });
    for (section, name, name_before) in named {
        message = message.with(name, now.sum_of(section));
        if let Some(before) = &before {
            message = message.with(name_before, value(before).sum_of(section));
        }
    }
    let said = Said::new(
        "PREP006",
        Severity::Info,
        message,
        "action-p-report-reasonable",
    );
    examined.findings.push(said.of("PR-04", Ore::ZERO, None));
    let (income, cost) = (now.sum_of(Section::Income), now.sum_of(Section::Cost));
    let unusual = [
        (
            "PR-04 3*",
            "p-report-sign-income",
            income,
            income > Ore::ZERO,
        ),
        (
            "PR-04 4*+5*+6*+7*+8*",
            "p-report-sign-cost",
            cost,
            cost < Ore::ZERO,
        ),
    ];
    for (subject, key, amount, _) in unusual.into_iter().filter(|(.., is)| *is) {
        let message = Text::key(key).with("amount", amount);
        let action = "action-p-report-reasonable";
        let said = Said::new("PREP010", Severity::Info, message, action);
        examined.findings.push(said.of(subject, amount, None));
    }
}

/// PR-05: assets, capital and debt, income and cost are zero together.
fn balanced(report: &Listing, examined: &mut Examined) {
    let total = sum(report.values().map(Held::amount));
    let sides = (
        side("side-p-report", total),
        side("side-expected-zero", Ore::ZERO),
    );
    examined
        .points
        .push(point("p-report.sum", "PR-05", sides, total));
    if total != Ore::ZERO {
        let message = Text::key("p-report-sum").with("amount", total);
        let said = Said::new("PREP007", Severity::Error, message, "action-p-report-sum");
        let cause = Some("report-not-balanced");
        let rows = report.values().flat_map(|held| &held.rows).copied();
        let finding = said.of("PR-05", total, cause);
        examined.findings.push(proven(finding, &rows.collect()));
    }
}

/// PR-06: what is sent against the preliminary report that the agency has seen.
fn versions(report: &Listing, seen: &Listing, examined: &mut Examined) {
    let differing = pairs(report, seen).into_iter();
    for mut pair in differing.filter(|pair| pair.why.is_some()) {
        pair.why = None;
        let told = Told {
            code: "PREP008",
            severity: Severity::Info,
            message: "p-report-version",
            cause: Some("changed-after-preliminary"),
            action: "action-p-report-version",
        };
        examined.findings.push(named(&pair, &told, "PR-06 "));
    }
}

/// Every line of the provider's report against our own; of Norges Bank that is PR-03.
fn made_from(cx: &CheckContext<'_>, (sent, own): (&Listing, &Listing), examined: &mut Examined) {
    let settled = settled(cx);
    for mut pair in pairs(sent, own) {
        let labels = ("side-p-report", "side-p-report-own");
        examined
            .points
            .push(pair.point("p-report.line", labels, true));
        if pair.why.take().is_none() {
            continue;
        }
        let is_settled = settled.contains_key(pair.key.article.as_str());
        let (code, control) = if is_settled {
            ("PREP004", "PR-03 ")
        } else {
            ("PREP009", "")
        };
        let told = Told {
            code,
            severity: Severity::Error,
            message: "p-report-line",
            cause: Some("report-not-from-ledger"),
            action: "action-p-report-line",
        };
        examined.findings.push(named(&pair, &told, control));
    }
}

/// The finding of a pair, under the name of a control.
fn named(pair: &Pair, told: &Told, control: &str) -> Finding {
    let finding = pair.finding(told);
    let subject = format!("{control}{}", finding.subject);
    Finding {
        key: format!("{}:{subject}", told.code),
        subject,
        ..finding
    }
}
