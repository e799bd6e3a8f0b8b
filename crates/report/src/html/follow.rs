//! The follow-up of the agency on the page: action list, the playbook's own tasks, dispensations.
//!
//! Not here: which action lives on ([`crate::actions`](mod@crate::actions)), when a task is due.

use domain::{Standing, Text};
use maud::{Markup, html};

use super::{LIST_LIMIT, more_line, scroll};
use crate::actions::{self, Action};
use crate::model::RunResult;
use crate::overview::count_of;
use crate::texts::Texts;

/// The action list: two lines each; closed ones are folded away.
pub(super) fn actions(run: &RunResult, texts: &Texts) -> Markup {
    let list = actions::actions(run, texts);
    let (open, closed): (Vec<_>, Vec<_>) = list.into_iter().partition(Action::is_open);
    let open: Vec<_> = open.iter().collect();
    let closed: Vec<_> = closed.iter().collect();
    html! {
        section #actions aria-labelledby="actions-title" {
            h2 #actions-title { (texts.say("actions-heading")) }
            p { (texts.say("actions-note")) }
            (action_lists(&open, &closed, "list-more-actions", texts))
        }
    }
}

/// Open actions as a table, closed ones as a table that is folded away.
pub(super) fn action_lists(
    open: &[&Action],
    closed: &[&Action],
    place: &'static str,
    texts: &Texts,
) -> Markup {
    html! {
        @if open.is_empty() { p { (texts.say("actions-none")) } }
        @else { (action_table(&texts.say("actions-caption"), open, place, texts)) }
        @if !closed.is_empty() {
            details {
                summary { (texts.render(&Text::key("actions-closed").with("count", count_of(closed)))) }
                (action_table(&texts.say("actions-closed-caption"), closed, place, texts))
            }
        }
    }
}

fn action_table(caption: &str, list: &[&Action], place: &'static str, texts: &Texts) -> Markup {
    let columns = [
        "column-id",
        "column-area",
        "column-entity",
        "column-subject",
        "column-due",
        "column-actor",
        "column-process-area",
        "column-status",
        "column-opened",
        "column-closed",
    ];
    html! {
        (scroll(caption, &html! {
            thead { tr { @for key in columns { th scope="col" { (texts.say(key)) } } } }
            @for action in list.iter().take(LIST_LIMIT) {
                tbody {
                    tr {
                        th.mono.nowrap scope="rowgroup" rowspan="2" { (action.id) }
                        td { (texts.name_of("area", &action.area)) }
                        td { (action.entity) }
                        td { (action.subject) }
                        td.nowrap { (day_words(action.deadline.as_deref(), texts)) }
                        td { (texts.name_of("actor", &action.responsible)) }
                        td { (action.process_area) }
                        td { (status_badge(action, texts)) }
                        td.nowrap { (action.opened) }
                        td.nowrap { (action.closed.as_deref().unwrap_or_default()) }
                    }
                    tr { td colspan=(columns.len() - 1) {
                        (action.description) br; span.muted { (action.detailed_status) }
                    } }
                }
            }
        }))
        @if let Some(more) = more_line(count_of(list), place, texts) { (more) }
    }
}

fn status_badge(action: &Action, texts: &Texts) -> Markup {
    let (class, key) = if action.is_open() {
        ("failed", "action-open")
    } else {
        ("passed", "action-closed")
    };
    html! { span class={ "badge " (class) } { (texts.say(key)) } }
}

/// A day in the language's form; blank if there is none.
pub(super) fn day_words(day: Option<&str>, texts: &Texts) -> String {
    let Some(day) = day else {
        return String::new();
    };
    day.parse()
        .map_or_else(|_| day.to_owned(), |day| texts.date(day))
}

/// The period's own tasks; nothing if it has none.
pub(super) fn tasks(run: &RunResult, texts: &Texts) -> Markup {
    let tasks = &run.follow_up.tasks;
    let columns = [
        "column-task",
        "column-frequency",
        "column-actor",
        "column-due",
        "column-reference",
    ];
    html! {
        @if !tasks.is_empty() {
            section #tasks aria-labelledby="tasks-title" {
                h2 #tasks-title { (texts.say("tasks-heading")) }
                (scroll(&texts.say("tasks-caption"), &html! {
                    thead { tr { @for key in columns { th scope="col" { (texts.say(key)) } } } }
                    tbody { @for (task, due) in tasks {
                        tr {
                            th scope="row" { (task.name) }
                            td { (texts.name_of("frequency", task.frequency.as_str())) }
                            td { (texts.name_of("actor", &task.actor)) }
                            td.nowrap {
                                @if let Some(day) = due {
                                    (texts.date(*day))
                                    @if *day < run.as_of { span.muted { " · " (texts.say("deadline-passed")) } }
                                } @else { (texts.say("tasks-no-day")) }
                            }
                            td { (task.reference.as_deref().unwrap_or_default()) }
                        }
                    } }
                }))
            }
        }
    }
}

/// Dispensations; nothing if there is none.
pub(super) fn dispensations(run: &RunResult, texts: &Texts) -> Markup {
    let columns = [
        "column-dispensation",
        "column-until",
        "column-reason",
        "column-state",
    ];
    html! {
        @if !run.follow_up.dispensations.is_empty() {
            section #dispensations aria-labelledby="dispensations-title" {
                h2 #dispensations-title { (texts.say("dispensations-heading")) }
                (scroll(&texts.say("dispensations-caption"), &html! {
                    thead { tr { @for key in columns { th scope="col" { (texts.say(key)) } } } }
                    tbody { @for (dispensation, standing) in &run.follow_up.dispensations {
                        tr {
                            th scope="row" { (dispensation.what) }
                            td.nowrap { (texts.date(dispensation.until)) }
                            td { (dispensation.reason) }
                            td { span class={ "badge " (standing_class(*standing)) } {
                                (texts.name_of("standing", standing.as_str()))
                            } }
                        }
                    } }
                }))
            }
        }
    }
}

fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Expired => "failed",
        Standing::Expiring => "not_run",
        Standing::Live => "passed",
    }
}
