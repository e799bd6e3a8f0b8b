//! `folder.html`: the reconciliation folder as one page that needs nothing else: no server, no JavaScript, no font, no
//! picture from anywhere. Made to WCAG 2.1 AA and to be printed.
//!
//! On top what a reader must know (what is wrong, how much, why, what to do), below it everything that proves it.
//! Long lists are cut with a line that says how many more there are and where. Not here: any conclusion.

mod charts;
mod check;
mod follow;
mod lists;
mod portfolio;
mod service;

pub use portfolio::portfolio_html;

pub(crate) use charts::due_day;
pub(crate) use lists::{due_words, unsearched_words};
pub(crate) use service::{case_words, limit_words, month_words, override_words, target_words};

use domain::{CheckResult, Finding, Ore, Outcome, Severity, Text};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::model::RunResult;
use crate::overview::{
    cause_words, check_name, code_word, count_of, has_codes, model_words, outcome_word,
    previous_words,
};
use crate::proposals;
use crate::results::summary;
use crate::texts::Texts;

const STYLE: &str = include_str!("style.css");

/// Rows of a list that are shown; the rest is counted.
const LIST_LIMIT: usize = 200;
/// Findings of a check shown on top; the rest stands with the check.
const TOP_FINDINGS: usize = 5;

/// The folder as one HTML page.
pub fn folder_html(run: &RunResult, texts: &Texts) -> String {
    let title = texts.render(&Text::key("folder-of").with("period", run.period));
    let page = html! {
        (DOCTYPE)
        html lang=(texts.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(run.program);
                title { (title) " – " (run.agency_name) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { (texts.say("skip-link")) }
                (page_head(run, &title, texts))
                main #main.page tabindex="-1" {
                    (status(run, texts))
                    (follow_up(run, texts))
                    (follow::actions(run, texts))
                    (follow::tasks(run, texts))
                    (follow::dispensations(run, texts))
                    (service::levels(run, texts))
                    (service::cases(run, texts))
                    (overview(run, texts))
                    (lists::proposals(run, texts))
                    (lists::open_items(run, texts))
                    (lists::deadlines(run, texts))
                    section #checks aria-labelledby="checks-heading" {
                        h2 #checks-heading { (texts.say("checks")) }
                        @for check in &run.checks { (check::article(run, check, texts)) }
                    }
                    (lists::conservation(run, texts))
                    (lists::inputs(run, texts))
                }
                footer {
                    div.page {
                        p { (texts.render(&Text::key("footer-program")
                            .with("program", run.program.as_str()).with("date", run.as_of))) }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn page_head(run: &RunResult, title: &str, texts: &Texts) -> Markup {
    let facts = [
        ("agency-code", run.agency.clone()),
        ("organisation", run.organisation.clone()),
        ("as-of", texts.date(run.as_of)),
        ("generation", run.generation.to_owned()),
        ("model", model_words(run, texts)),
        ("previous-run", previous_words(run, texts)),
    ];
    let mut sections = vec![
        ("#status", "status-heading"),
        ("#follow-up", "follow-up"),
        ("#actions", "actions-heading"),
        ("#overview", "overview-heading"),
        ("#open-items", "open-items-heading"),
        ("#deadlines", "deadlines-heading"),
        ("#checks", "checks"),
        ("#conservation", "conservation-heading"),
        ("#inputs", "inputs-heading"),
    ];
    if proposals::all(run).next().is_some() {
        sections.insert(4, ("#proposals", "proposals-heading"));
    }
    html! {
        header.top {
            div.page {
                p.who { (run.agency_name) }
                h1 { (title) }
                dl.facts {
                    @for (key, value) in facts { div { dt { (texts.say(key)) } dd { (value) } } }
                }
            }
        }
        nav.sections aria-label=(texts.say("sections")) {
            div.page { ul { @for (target, key) in sections { li { a href=(target) { (texts.say(key)) } } } } }
        }
    }
}

fn status(run: &RunResult, texts: &Texts) -> Markup {
    let counts = summary(&run.checks);
    let sentence = if counts.failed == 0 && counts.not_run == 0 {
        texts.say("all-in-order")
    } else {
        texts.render(
            &Text::key("status-sentence")
                .with("failed", counts.failed)
                .with("not_run", counts.not_run),
        )
    };
    let tally = [
        ("failed", "outcome-failed", counts.failed),
        ("not_run", "outcome-not-run", counts.not_run),
        ("passed", "outcome-passed", counts.passed),
        (
            "not_applicable",
            "outcome-not-applicable",
            counts.not_applicable,
        ),
    ];
    html! {
        section #status aria-labelledby="status-title" {
            h2 #status-title { (texts.say("status-heading")) }
            p.lead { (sentence) }
            ul.tally {
                @for (class, key, count) in tally { li class=(class) { b { (texts.count(count)) } (texts.say(key)) } }
            }
        }
    }
}

/// Per check that needs attention: what is wrong, the amount, why, what to do.
fn follow_up(run: &RunResult, texts: &Texts) -> Markup {
    let needs =
        |check: &&CheckResult| matches!(check.outcome, Outcome::Failed | Outcome::NotRun(_));
    let checks: Vec<&CheckResult> = run.checks.iter().filter(needs).collect();
    html! {
        section #follow-up aria-labelledby="follow-up-title" {
            h2 #follow-up-title { (texts.say("follow-up")) }
            @if checks.is_empty() { p { (texts.say("all-in-order")) } }
            @for check in checks { (card(run, check, texts)) }
        }
    }
}

fn card(run: &RunResult, check: &CheckResult, texts: &Texts) -> Markup {
    let mut findings: Vec<&Finding> = check
        .findings
        .iter()
        .filter(|f| f.severity != Severity::Info)
        .collect();
    if findings.is_empty() {
        // A check that fails without a finding of its own period fails by what earlier periods left.
        findings = check
            .findings
            .iter()
            .filter(|f| f.cause == Some("carried"))
            .collect();
    }
    findings.sort_by_key(|f| (f.severity, std::cmp::Reverse(f.amount.unsigned())));
    let more = count_of(&findings).saturating_sub(count_of(&[(); TOP_FINDINGS]));
    html! {
        div class={ "card " (check.outcome.as_str()) } {
            div.title {
                h3 { a href={ "#check-" (check.id) } { (check_name(check, texts)) } }
                (badges(run, check, texts))
            }
            @if let Some(reason) = check.outcome.reason() {
                dl.issue {
                    div.pair { dt { (texts.say("follow-up-missing")) } dd { (texts.render(reason)) } }
                }
            }
            @for finding in findings.iter().take(TOP_FINDINGS) { (issue(check, finding, texts)) }
            @if more > 0 {
                p.muted { (texts.render(&Text::key("findings-more").with("count", more))) }
            }
            @for point in check.points.iter().filter(|point| point.unexplained != Ore::ZERO) {
                p.strong { (texts.render(&Text::key("unexplained-on")
                    .with("amount", point.unexplained).with("subject", point.subject.as_str()))) }
            }
        }
    }
}

fn issue(check: &CheckResult, finding: &Finding, texts: &Texts) -> Markup {
    let cause = match finding.cause {
        Some(cause) => cause_words(check, finding, cause, texts),
        None => texts.say("unexplained-cause"),
    };
    let action = match &finding.action {
        Some(action) => texts.render(action),
        None if finding.cause.is_none() => texts.say("unexplained-action"),
        None => texts.say("follow-up-none"),
    };
    html! {
        dl.issue {
            div.what { dt.what { (texts.say("follow-up-what")) } dd.what { (texts.render(&finding.message)) } }
            div.money { dt { (texts.say("follow-up-amount")) } dd.number { (texts.amount(finding.amount)) } }
            div.pair { dt { (texts.say("column-subject")) } dd { (finding.subject) } }
            div.pair { dt { (texts.say("follow-up-cause")) } dd { (cause) } }
            div.pair { dt { (texts.say("follow-up-action")) } dd { (action) } }
            @if let Some(actor) = check.responsible(finding) {
                div.pair { dt { (texts.say("column-actor")) } dd { (texts.name_of("actor", actor)) } }
            }
            @if let Some(proposal) = &finding.proposal {
                div.pair { dt { (texts.say("column-proposal")) } dd { (proposal) } }
            }
        }
    }
}

/// Outcome, and the code of the folder generations that have codes: words first, colour beside them.
fn badges(run: &RunResult, check: &CheckResult, texts: &Texts) -> Markup {
    html! {
        span.badges {
            span class={ "badge " (check.outcome.as_str()) } { (outcome_word(&check.outcome, texts)) }
            @if has_codes(run) && check.code != domain::Code::None {
                span class={ "badge " (check.code.as_str()) } { (code_word(check.code, texts)) }
            }
        }
    }
}

fn overview(run: &RunResult, texts: &Texts) -> Markup {
    let columns = ["column-tab", "column-name", "column-outcome"];
    let amounts = [
        "column-difference-absolute",
        "column-unexplained",
        "column-findings",
    ];
    html! {
        section #overview aria-labelledby="overview-title" {
            h2 #overview-title { (texts.say("overview-heading")) }
            (scroll(&texts.say("overview-caption"), &html! {
                thead { tr {
                    @for key in columns { th scope="col" { (texts.say(key)) } }
                    @for key in amounts { th.number scope="col" { (texts.say(key)) } }
                } }
                tbody {
                    @for check in &run.checks {
                        tr {
                            td.nowrap { (check.tab) }
                            th scope="row" { a href={ "#check-" (check.id) } { (texts.render(&check.title)) } }
                            td { (badges(run, check, texts)) }
                            td.number { (absolute_sum(check, |point| point.difference, texts)) }
                            td.number { (absolute_sum(check, |point| point.unexplained, texts)) }
                            td.number { (texts.count(count_of(&check.findings))) }
                        }
                    }
                    @for tab in &run.reserved_tabs {
                        tr {
                            td.nowrap { (tab) }
                            th scope="row" { (texts.say("reserved-tab")) }
                            td { span.badge.not_applicable { (texts.say("not-implemented")) } }
                            td.number {} td.number {} td.number {}
                        }
                    }
                }
            }))
        }
    }
}

/// The sum without signs, so that two differences cannot hide each other; blank for a check without points.
fn absolute_sum(
    check: &CheckResult,
    amount: impl Fn(&domain::Point) -> Ore,
    texts: &Texts,
) -> String {
    if check.points.is_empty() {
        return String::new();
    }
    let absolute = |point| i64::try_from(amount(point).unsigned()).ok().map(Ore);
    let sum: Option<Vec<Ore>> = check.points.iter().map(absolute).collect();
    sum.and_then(Ore::sum)
        .map_or_else(|| "> 2^63".to_owned(), |sum| texts.amount(sum))
}

/// A table with a caption, in a box that scrolls by itself on a narrow screen and can be reached by keyboard.
fn scroll(caption: &str, rows: &Markup) -> Markup {
    html! {
        div.scroll role="region" aria-label=(caption) tabindex="0" {
            table { caption { (caption) } (rows) }
        }
    }
}

/// A line that says how many rows of a long list are not shown, and where they are.
fn more_line(total: u64, place: &'static str, texts: &Texts) -> Option<Markup> {
    let shown = u64::try_from(LIST_LIMIT).unwrap_or(u64::MAX);
    (total > shown).then(|| {
        html! {
            p.muted { (texts.render(&Text::key("list-more")
                .with("shown", shown).with("total", total).with("where", Text::key(place)))) }
        }
    })
}
