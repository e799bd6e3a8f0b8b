//! `portfolio.html`: all agencies as one page that needs nothing else, in the form of the folder's page.
//!
//! Not here: what is counted ([`crate::portfolio`]).

use domain::Text;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{STYLE, follow, scroll};
use crate::actions::Action;
use crate::overview::{automation_words, count_of, no_longer_signed};
use crate::portfolio::{Counts, Line, Status};
use crate::texts::Texts;

/// The overview as one HTML page.
pub fn portfolio_html(status: &Status, texts: &Texts) -> String {
    let title = texts.say("portfolio-heading");
    let (open, closed): (Vec<&Action>, Vec<&Action>) =
        status.actions.iter().partition(|action| action.is_open());
    let sections = [
        ("#agencies", "portfolio-agencies"),
        ("#groups", "portfolio-groups"),
        ("#actions", "actions-heading"),
    ];
    let page = html! {
        (DOCTYPE)
        html lang=(texts.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(status.program);
                title { (title) " – " (status.portfolio) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { (texts.say("skip-link")) }
                header.top {
                    div.page {
                        p.who { (status.portfolio) }
                        h1 { (title) }
                        dl.facts { div {
                            dt { (texts.say("as-of")) }
                            dd { (follow::day_words(Some(&status.as_of), texts)) }
                        } }
                    }
                }
                nav.sections aria-label=(texts.say("sections")) { div.page { ul {
                    @for (target, key) in sections { li { a href=(target) { (texts.say(key)) } } }
                } } }
                main #main.page tabindex="-1" {
                    (tally(status, texts))
                    (agencies(status, texts))
                    (groups(status, texts))
                    section #actions aria-labelledby="actions-title" {
                        h2 #actions-title { (texts.say("actions-heading")) }
                        (follow::action_lists(&open, &closed, "list-more-portfolio", texts))
                    }
                    (dispensations(status, texts))
                }
                footer { div.page { p {
                    (texts.render(&Text::key("portfolio-footer").with("program", status.program.as_str())))
                } } }
            }
        }
    };
    page.into_string()
}

fn tally(status: &Status, texts: &Texts) -> Markup {
    let total = &status.total;
    let counts = [
        ("failed", "column-overdue", total.overdue),
        ("failed", "column-rejected", total.rejected),
        ("not_run", "column-missing", total.missing),
        ("failed", "column-failed", total.failed),
        ("not_run", "column-not-run", total.not_run),
        ("passed", "column-passed", total.passed),
    ];
    html! {
        section #status aria-labelledby="status-title" {
            h2 #status-title { (texts.say("status-heading")) }
            p.lead { (texts.render(&Text::key("portfolio-lead")
                .with("agencies", count_of(&status.agencies))
                .with("automation", automation_words(&total.automation, texts)))) }
            ul.tally {
                @for (class, key, count) in counts { li class=(class) { b { (texts.count(count)) } (texts.say(key)) } }
            }
        }
    }
}

/// Counts that are shown strong when they are not zero.
const URGENT: usize = 3;

/// What [`Counts::HEADINGS`] name, and the degree of automation.
fn cells(counts: &Counts, texts: &Texts) -> Markup {
    html! {
        @for (at, count) in counts.numbers().into_iter().enumerate() {
            td class=(if at < URGENT && count > 0 { "number strong" } else { "number" }) { (texts.count(count)) }
        }
        td { (automation_words(&counts.automation, texts)) }
    }
}

fn agencies(status: &Status, texts: &Texts) -> Markup {
    html! {
        section #agencies aria-labelledby="agencies-title" {
            h2 #agencies-title { (texts.say("portfolio-agencies")) }
            p { (texts.say("portfolio-note")) }
            (scroll(&texts.say("portfolio-agencies-caption"), &html! {
                thead { tr {
                    @for key in ["agency", "column-period", "column-state"] { th scope="col" { (texts.say(key)) } }
                    @for key in Counts::HEADINGS { th.number scope="col" { (texts.say(key)) } }
                    @for key in ["column-automation", "column-oldest-action", "column-owner", "column-tags", "column-signed"] {
                        th scope="col" { (texts.say(key)) }
                    }
                } }
                tbody { @for line in &status.agencies { (agency(line, texts)) } }
            }))
        }
    }
}

fn agency(line: &Line, texts: &Texts) -> Markup {
    let state = match line.state.as_str() {
        "none" => "not_run",
        "closed" => "passed",
        _ => "none",
    };
    html! {
        tr {
            th scope="row" { (line.agency) br; span.muted { (line.name) } }
            td.nowrap { (line.period) @if let Some(run) = &line.run { br; span.muted { (run) } } }
            td { span class={ "badge " (state) } { (texts.name_of("period-state", &line.state)) } }
            (cells(&line.counts, texts))
            td.nowrap {
                @if let (Some(period), Some(months)) = (&line.oldest_action, line.oldest_action_months) {
                    (period) br; span.muted { (texts.render(&Text::key("age-months").with("count", months))) }
                }
            }
            td {
                (line.owner.as_deref().unwrap_or_default())
                @if let Some(deputy) = &line.deputy { br; span.muted { (deputy) } }
            }
            td { (line.tags.join(", ")) }
            td {
                (line.signed.join(", "))
                @if let Some(fallen) = no_longer_signed(line, texts) { br; span.badge.error { (fallen) } }
            }
        }
    }
}

fn groups(status: &Status, texts: &Texts) -> Markup {
    html! {
        section #groups aria-labelledby="groups-title" {
            h2 #groups-title { (texts.say("portfolio-groups")) }
            (scroll(&texts.say("portfolio-groups-caption"), &html! {
                thead { tr {
                    th scope="col" { (texts.say("column-tags")) }
                    th.number scope="col" { (texts.say("column-agencies")) }
                    @for key in Counts::HEADINGS { th.number scope="col" { (texts.say(key)) } }
                    th scope="col" { (texts.say("column-automation")) }
                } }
                tbody {
                    @for group in &status.groups { tr {
                        th scope="row" { (group.tag) }
                        td.number { (texts.count(group.agencies)) }
                        (cells(&group.counts, texts))
                    } }
                    tr {
                        th scope="row" { (texts.say("portfolio-total")) }
                        td.number { (texts.count(count_of(&status.agencies))) }
                        (cells(&status.total, texts))
                    }
                }
            }))
        }
    }
}

/// Dispensations of all agencies that have expired or will soon; nothing if there is none.
fn dispensations(status: &Status, texts: &Texts) -> Markup {
    let columns = [
        "agency",
        "column-dispensation",
        "column-until",
        "column-reason",
        "column-state",
    ];
    html! {
        @if status.total.expiring > 0 {
            section #dispensations aria-labelledby="dispensations-title" {
                h2 #dispensations-title { (texts.say("dispensations-heading")) }
                (scroll(&texts.say("dispensations-caption"), &html! {
                    thead { tr { @for key in columns { th scope="col" { (texts.say(key)) } } } }
                    tbody { @for line in &status.agencies { @for dispensation in &line.dispensations {
                        tr {
                            th scope="row" { (line.agency) }
                            td { (dispensation.what) }
                            td.nowrap { (follow::day_words(Some(&dispensation.until), texts)) }
                            td { (dispensation.reason) }
                            td { (texts.name_of("standing", &dispensation.standing)) }
                        }
                    } } }
                }))
            }
        }
    }
}
