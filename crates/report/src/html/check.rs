//! One check on the page: points, bridges, findings, open items, and what it looked at.

use domain::{CheckResult, Ore, Text};
use maud::{Markup, html};

use super::{LIST_LIMIT, badges, charts, lists, more_line, scroll};
use crate::model::RunResult;
use crate::overview::{
    cause_words, check_name, count_of, open_items_of, row_references, severity_word,
};
use crate::texts::Texts;

/// Row references shown per finding; all of them stand in `results.json`.
const SHOWN_REFERENCES: usize = 4;

/// Everything about one check.
pub(super) fn article(run: &RunResult, check: &CheckResult, texts: &Texts) -> Markup {
    let name = check_name(check, texts);
    let items = open_items_of(run, check);
    html! {
        article.check id={ "check-" (check.id) } aria-labelledby={ "check-" (check.id) "-title" } {
            div.title {
                h3 id={ "check-" (check.id) "-title" } { (name) }
                (badges(run, check, texts))
            }
            @if let Some(reason) = check.outcome.reason() { p { (texts.render(reason)) } }
            @if !check.points.is_empty() { (points(check, &name, texts)) }
            @for (index, point) in check.points.iter().enumerate() {
                @if let Some(chart) = charts::bridge(check, point, &format!("bridge-{}-{index}", check.id), texts) {
                    (chart)
                }
            }
            @if !check.findings.is_empty() { (findings(check, &name, texts)) }
            @if !items.is_empty() {
                (lists::open_items_table(
                    run, &items, &texts.render(&Text::key("open-items-caption").with("check", name.as_str())), texts,
                ))
            }
            (evidence(check, texts))
        }
    }
}

fn points(check: &CheckResult, name: &str, texts: &Texts) -> Markup {
    let caption = texts.render(&Text::key("points-caption").with("check", name));
    let amounts = [
        "column-difference",
        "column-specified",
        "column-unexplained",
    ];
    let sides = ["column-side1-amount", "column-side2-amount"];
    scroll(
        &caption,
        &html! {
            thead { tr {
                th scope="col" { (texts.say("column-point")) }
                th scope="col" { (texts.say("column-subject")) }
                @for key in sides.iter().chain(&amounts) { th.number scope="col" { (texts.say(key)) } }
            } }
            tbody {
                @for point in &check.points {
                    tr {
                        th scope="row" { (texts.name_of("point", point.id)) }
                        td { (point.subject) }
                        @for side in [&point.side1, &point.side2] {
                            td.number { (texts.amount(side.amount)) br; span.muted { (texts.render(&side.label)) } }
                        }
                        td.number { (texts.amount(point.difference)) }
                        td.number { (texts.amount(point.specified)) }
                        td class=(if point.unexplained == Ore::ZERO { "number" } else { "number strong" }) {
                            (texts.amount(point.unexplained))
                        }
                    }
                }
            }
        },
    )
}

fn findings(check: &CheckResult, name: &str, texts: &Texts) -> Markup {
    let caption = texts.render(&Text::key("findings-caption").with("check", name));
    html! {
        (scroll(&caption, &html! {
            thead { tr {
                th scope="col" { (texts.say("column-severity")) }
                th scope="col" { (texts.say("column-subject")) }
                th scope="col" { (texts.say("column-message")) }
                th.number scope="col" { (texts.say("column-amount")) }
                th scope="col" { (texts.say("column-cause")) }
                th scope="col" { (texts.say("column-action")) }
                th scope="col" { (texts.say("column-position")) }
            } }
            tbody {
                @for finding in check.findings.iter().take(LIST_LIMIT) {
                    tr {
                        td {
                            span class={ "badge " (finding.severity.as_str()) } { (severity_word(finding.severity, texts)) }
                            br; span.mono { (finding.code) }
                        }
                        td { (finding.subject) }
                        td { (texts.render(&finding.message)) }
                        td.number { (texts.amount(finding.amount)) }
                        td {
                            @if let Some(cause) = finding.cause { (cause_words(check, finding, cause, texts)) }
                        }
                        td {
                            @if let Some(actor) = check.responsible(finding) { b { (texts.name_of("actor", actor)) } ": " }
                            @if let Some(action) = &finding.action { (texts.render(action)) }
                            @if let Some(proposal) = &finding.proposal { " (" (proposal) ")" }
                        }
                        td.mono.refs { (row_references(&finding.rows, SHOWN_REFERENCES, texts)) }
                    }
                }
            }
        }))
        @if let Some(line) = more_line(count_of(&check.findings), "list-more-findings", texts) { (line) }
    }
}

fn evidence(check: &CheckResult, texts: &Texts) -> Markup {
    let evidence = &check.evidence;
    let is_empty =
        evidence.rows_seen.is_empty() && evidence.settings.is_empty() && evidence.regime.is_none();
    html! {
        @if !is_empty {
            h4 { (texts.say("evidence")) }
            dl.facts {
                @for (frame, rows) in &evidence.rows_seen {
                    div {
                        dt { (texts.render(&Text::key("evidence-rows").with("frame", texts.name_of("frame", frame)))) }
                        dd { (texts.count(*rows)) }
                    }
                }
                @for (setting, value) in &evidence.settings {
                    div {
                        dt { (texts.render(&Text::key("evidence-setting")
                            .with("setting", texts.name_of("setting", setting)))) }
                        dd { (value) }
                    }
                }
                @if let Some(regime) = evidence.regime {
                    div { dt { (texts.say("evidence-regime")) } dd { (texts.date(regime)) } }
                }
            }
        }
    }
}
