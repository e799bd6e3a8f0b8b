//! The lists of the page that belong to no single check: proposed vouchers, open items, deadlines, conservation, inputs.

use calendar::deadline::{Deadline, Due};
use domain::{
    CheckResult, Diagnostic, MatchingSet, OpenItem, Ore, Proposal, SideTotals, Text, UnsearchedRows,
};
use maud::{Markup, html};

use super::{LIST_LIMIT, charts, more_line, scroll};
use crate::model::{Input, RunResult};
use crate::overview::{
    AGE_CLASSES, age_months, ageing, check_name, cleared, count_of, near_words, nearest,
    severity_word,
};
use crate::proposals::{all, dimensions, problems};
use crate::texts::Texts;

/// Proposed vouchers line by line; nothing if there is none.
pub(super) fn proposals(run: &RunResult, texts: &Texts) -> Markup {
    let vouchers: Vec<_> = all(run).collect();
    let columns = [
        "column-proposal",
        "column-check",
        "column-voucher-type",
        "column-period",
        "column-text",
        "column-account",
    ];
    html! {
        @if !vouchers.is_empty() {
            section #proposals aria-labelledby="proposals-title" {
                h2 #proposals-title { (texts.say("proposals-heading")) }
                p { (texts.say("proposals-note")) }
                (scroll(&texts.say("proposals-caption"), &html! {
                    thead { tr {
                        @for key in columns { th scope="col" { (texts.say(key)) } }
                        th.number scope="col" { (texts.say("column-amount")) }
                        th scope="col" { (texts.say("column-dimensions")) }
                        th scope="col" { (texts.say("column-problems")) }
                    } }
                    tbody {
                        @for (check, proposal) in vouchers.iter().take(LIST_LIMIT) { (voucher(check, proposal, texts)) }
                    }
                }))
                @if let Some(more) = more_line(count_of(&vouchers), "list-more-proposals", texts) { (more) }
            }
        }
    }
}

/// The lines of a voucher; what holds for all of them stands with the first.
fn voucher(check: &CheckResult, proposal: &Proposal, texts: &Texts) -> Markup {
    let rows = proposal.lines.len().min(LIST_LIMIT);
    let reversal = proposal.reversal.as_ref().map(|text| texts.render(text));
    html! {
        @for (at, line) in proposal.lines.iter().take(LIST_LIMIT).enumerate() {
            tr {
                @if at == 0 {
                    th scope="rowgroup" rowspan=(rows) { (proposal.number) }
                    td rowspan=(rows) { (check_name(check, texts)) }
                    td rowspan=(rows) { (proposal.voucher_type) }
                    td.nowrap rowspan=(rows) { (proposal.period) }
                    td rowspan=(rows) {
                        (texts.render(&proposal.text))
                        @if let Some(reversal) = &reversal { br; span.muted { (reversal) } }
                    }
                }
                td { (line.account) }
                td.number { (texts.amount(line.amount)) }
                td { (dimensions(line, texts)) }
                @if at == 0 { td rowspan=(rows) { (problems(proposal, texts)) } }
            }
        }
    }
}

/// Open items by age: chart, and the ageing table by account.
pub(super) fn open_items(run: &RunResult, texts: &Texts) -> Markup {
    let lines = ageing(run);
    html! {
        section #open-items aria-labelledby="open-items-title" {
            h2 #open-items-title { (texts.say("open-items-heading")) }
            @if run.open_items.is_empty() { p { (texts.say("open-items-none")) } }
            @if let Some(chart) = charts::ageing(run, &run.open_items, texts) { (chart) }
            @if !lines.is_empty() {
                (scroll(&texts.say("open-items-all-caption"), &html! {
                    thead { tr {
                        th scope="col" { (texts.say("column-set")) }
                        th scope="col" { (texts.say("column-account")) }
                        th scope="col" { (texts.say("column-side")) }
                        @for (_, key) in AGE_CLASSES { th.number scope="col" { (texts.say(key)) } }
                        th.number scope="col" { (texts.say("column-sum")) }
                        th scope="col" { (texts.say("column-currency")) }
                    } }
                    tbody {
                        @for line in lines.iter().take(LIST_LIMIT) {
                            tr {
                                th scope="row" { (line.set) }
                                td { (line.account) }
                                td { (texts.name_of("side", line.side)) }
                                @for class in line.classes { (aged(class, texts)) }
                                (aged(line.total(), texts))
                                td { (line.currency) }
                            }
                        }
                    }
                }))
                @if let Some(more) = more_line(count_of(&lines), "list-more-workbook", texts) { (more) }
            }
            (cleared_table(run, texts))
        }
    }
}

/// A sum and how many rows it is of; nothing for none.
fn aged((rows, sum): (u64, i128), texts: &Texts) -> Markup {
    let amount =
        i64::try_from(sum).map_or_else(|_| "> 2^63".to_owned(), |sum| texts.amount(Ore(sum)));
    html! {
        td.number {
            @if rows > 0 { (amount) br; span.muted { (texts.count(rows)) } }
        }
    }
}

/// Rows of earlier periods that were matched now, with both periods.
fn cleared_table(run: &RunResult, texts: &Texts) -> Markup {
    let rows: Vec<_> = cleared(run).collect();
    let columns = [
        "column-set",
        "column-side",
        "column-date",
        "column-birth",
        "column-cleared",
        "column-rule",
    ];
    html! {
        @if !rows.is_empty() {
            (scroll(&texts.say("cleared-caption"), &html! {
                thead { tr {
                    @for key in columns { th scope="col" { (texts.say(key)) } }
                    th.number scope="col" { (texts.say("column-amount")) }
                    th scope="col" { (texts.say("column-position")) }
                } }
                tbody {
                    @for row in rows.iter().take(LIST_LIMIT) {
                        tr {
                            th scope="row" { (row.set) }
                            td { (texts.name_of("side", row.side)) }
                            td.nowrap { (texts.date(row.date)) }
                            td.nowrap { (row.birth) }
                            td.nowrap { (run.period) }
                            td { (texts.name_of("rule", &row.rule)) }
                            td.number { (texts.amount(row.amount)) }
                            td.mono { (row.row) }
                        }
                    }
                }
            }))
            @if let Some(more) = more_line(count_of(&rows), "list-more-workbook", texts) { (more) }
        }
    }
}

/// Open items one by one, cut at the limit.
pub(super) fn open_items_table(
    run: &RunResult,
    items: &[&OpenItem],
    caption: &str,
    texts: &Texts,
) -> Markup {
    let columns = [
        "column-side",
        "column-date",
        "column-age",
        "column-reference",
        "column-kid",
    ];
    let nearest = nearest(run);
    html! {
        (scroll(caption, &html! {
            thead { tr {
                @for key in columns { th scope="col" { (texts.say(key)) } }
                th scope="col" { (texts.say("column-voucher")) }
                th scope="col" { (texts.say("column-text")) }
                th.number scope="col" { (texts.say("column-amount")) }
                th scope="col" { (texts.say("column-nearest")) }
            } }
            tbody {
                @for item in items.iter().take(LIST_LIMIT) {
                    tr {
                        td { (texts.name_of("side", &item.side)) }
                        td.nowrap { (texts.date(item.date)) }
                        td.nowrap { (texts.render(&Text::key("age-months").with("count", age_months(run, item)))) }
                        td.mono { (item.reference) }
                        td.mono.nowrap { (item.kid) }
                        td.mono.nowrap { (item.voucher) }
                        td { (item.text) }
                        td.number {
                            (texts.amount(item.amount))
                            @if item.currency != "NOK" { " " (item.currency) }
                        }
                        td {
                            @if let Some(near) = nearest.get(&(item.set.as_str(), item.row)) { (near_words(near, texts)) }
                        }
                    }
                }
            }
        }))
        @if let Some(line) = more_line(count_of(items), "list-more-workbook", texts) { (line) }
    }
}

/// Deadlines: timeline and table.
pub(super) fn deadlines(run: &RunResult, texts: &Texts) -> Markup {
    let columns = [
        "column-id",
        "column-task",
        "column-actor",
        "column-due",
        "column-rule",
        "column-source",
    ];
    html! {
        section #deadlines aria-labelledby="deadlines-title" {
            h2 #deadlines-title { (texts.say("deadlines-heading")) }
            @if let Some(chart) = charts::timeline(run, texts) { (chart) }
            (scroll(&texts.say("deadlines-caption"), &html! {
                thead { tr { @for key in columns { th scope="col" { (texts.say(key)) } } } }
                tbody {
                    @for deadline in &run.deadlines {
                        tr {
                            td.mono.nowrap { (deadline.id) }
                            th scope="row" { (texts.render(&deadline.task)) }
                            td { (texts.name_of("actor", deadline.actor)) }
                            td { (due_cell(deadline, run, texts)) }
                            td.mono { (deadline.rule) }
                            td { (deadline.source) }
                        }
                    }
                }
            }))
        }
    }
}

fn due_cell(deadline: &Deadline, run: &RunResult, texts: &Texts) -> Markup {
    let passed = charts::due_day(&deadline.due).is_some_and(|day| day < run.as_of);
    html! {
        (due_words(&deadline.due, texts))
        @if passed { span.muted { " · " (texts.say("deadline-passed")) } }
        @if let Some(day) = deadline.work_by {
            br; span.muted { (texts.render(&Text::key("deadlines-work-by").with("date", day))) }
        }
        @if let Some((moment, source)) = &deadline.published {
            br; span.muted {
                (texts.say("column-published")) ": "
                (texts.render(&Text::key("deadlines-published")
                    .with("date", texts.moment(moment)).with("source", source.as_str())))
            }
        }
        @if let Some(by) = &deadline.overridden {
            br; span.muted {
                (texts.say("column-overridden")) ": "
                (texts.render(&Text::key("deadlines-overridden").with("date", by.entered)
                    .with("author", by.author.as_str()).with("reason", by.reason.as_str())))
            }
        }
    }
}

/// A due date in words.
pub(crate) fn due_words(due: &Due, texts: &Texts) -> String {
    match due {
        Due::At(moment) => texts.moment(moment),
        Due::On(day) => texts.date(*day),
        Due::NotPublished => texts.say("deadline-not-published"),
        Due::Event(event) => texts.render(event),
    }
}

/// The proof that no row is lost.
pub(super) fn conservation(run: &RunResult, texts: &Texts) -> Markup {
    let columns = [
        "column-in",
        "column-matched",
        "column-open",
        "column-excluded",
    ];
    html! {
        section #conservation aria-labelledby="conservation-title" {
            h2 #conservation-title { (texts.say("conservation-heading")) }
            (scroll(&texts.say("conservation-caption"), &html! {
                thead { tr {
                    th scope="col" { (texts.say("column-set")) }
                    th scope="col" { (texts.say("column-side")) }
                    th scope="col" { (texts.say("column-currency")) }
                    @for key in columns { th.number scope="col" { (texts.say(key)) } }
                    th scope="col" { (texts.say("column-state")) }
                } }
                tbody {
                    @for set in &run.matching {
                        @for side in &set.conservation { (conservation_row(&set.set, side, texts)) }
                    }
                }
            }))
            @for set in run.matching.iter().filter(|set| !set.rules.is_empty() || !set.unsearched.is_empty()) {
                h3 { (set.set) }
                dl.facts {
                    @for (rule, groups) in &set.rules {
                        div { dt { (texts.name_of("rule", rule)) } dd { (texts.count(*groups)) } }
                    }
                }
                (adjustments(set, texts))
                @for pool in &set.unsearched {
                    p.note { (texts.render(&unsearched_words(pool, texts))) }
                }
            }
        }
    }
}

/// What tolerances let pass: an adjustment line each.
fn adjustments(set: &MatchingSet, texts: &Texts) -> Markup {
    html! {
        @if !set.adjustments.is_empty() {
            (scroll(&texts.say("adjustments-caption"), &html! {
                thead { tr {
                    th scope="col" { (texts.say("column-group")) }
                    th scope="col" { (texts.say("column-rule")) }
                    th.number scope="col" { (texts.say("column-amount")) }
                    th scope="col" { (texts.say("column-currency")) }
                } }
                tbody {
                    @for line in set.adjustments.iter().take(LIST_LIMIT) {
                        tr {
                            th scope="row" { (texts.count(u64::from(line.group))) }
                            td { (texts.name_of("rule", &line.rule)) }
                            td.number { (texts.amount(line.amount)) }
                            td { (line.currency) }
                        }
                    }
                }
            }))
            @if let Some(more) = more_line(count_of(&set.adjustments), "list-more-workbook", texts) { (more) }
        }
    }
}

/// That a rule gave up on some rows.
pub(crate) fn unsearched_words(pool: &UnsearchedRows, texts: &Texts) -> Text {
    Text::key("unsearched")
        .with("rule", texts.name_of("rule", &pool.rule))
        .with("left", pool.left)
        .with("right", pool.right)
}

fn conservation_row(set: &str, side: &SideTotals, texts: &Texts) -> Markup {
    let (class, key) = if side.conserves() {
        ("passed", "outcome-passed")
    } else {
        ("failed", "outcome-failed")
    };
    html! {
        tr {
            th scope="row" { (set) }
            td { (texts.name_of("side", side.side)) }
            td { (side.currency) }
            @for (amount, rows) in [side.input, side.matched, side.open, side.excluded] {
                td.number { (texts.amount(amount)) br; span.muted { (texts.count(rows)) } }
            }
            td { span class={ "badge " (class) } { (texts.say(key)) } }
        }
    }
}

/// The files that were read, and everything wrong with them.
pub(super) fn inputs(run: &RunResult, texts: &Texts) -> Markup {
    let diagnostics: Vec<(&Input, &Diagnostic)> = run
        .inputs
        .iter()
        .flat_map(|i| i.diagnostics.iter().map(move |d| (i, d)))
        .collect();
    html! {
        section #inputs aria-labelledby="inputs-title" {
            h2 #inputs-title { (texts.say("inputs-heading")) }
            (scroll(&texts.say("inputs-caption"), &html! {
                thead { tr {
                    th scope="col" { (texts.say("column-file")) }
                    th scope="col" { (texts.say("column-format")) }
                    th.number scope="col" { (texts.say("column-rows")) }
                    th scope="col" { (texts.say("column-accepted")) }
                    th scope="col" { (texts.say("column-sha256")) }
                } }
                tbody {
                    @for input in run.inputs.iter().take(LIST_LIMIT) {
                        tr {
                            th scope="row" { (input.name) }
                            td { (texts.name_of("format", &input.format)) }
                            td.number { (texts.count(input.rows)) }
                            td {
                                @if input.accepted { (texts.say("yes")) }
                                @else { span.badge.failed { (texts.say("inputs-refused")) } }
                            }
                            td.mono { (input.sha256) }
                        }
                    }
                }
            }))
            @if let Some(line) = more_line(count_of(&run.inputs), "list-more-inputs", texts) { (line) }
            @if !diagnostics.is_empty() { (diagnostics_table(&diagnostics, texts)) }
        }
    }
}

fn diagnostics_table(diagnostics: &[(&Input, &Diagnostic)], texts: &Texts) -> Markup {
    let columns = [
        "column-severity",
        "column-file",
        "column-place",
        "column-diagnostic",
        "column-hint",
    ];
    html! {
        (scroll(&texts.say("diagnostics-caption"), &html! {
            thead { tr { @for key in columns { th scope="col" { (texts.say(key)) } } } }
            tbody {
                @for (input, diagnostic) in diagnostics.iter().take(LIST_LIMIT) {
                    tr {
                        td {
                            span class={ "badge " (diagnostic.severity.as_str()) } {
                                (severity_word(diagnostic.severity, texts))
                            }
                            br; span.mono { (diagnostic.code) }
                        }
                        td { (input.name) }
                        td { (texts.render(&Text::key("diagnostics-place")
                            .with("line", diagnostic.position.line).with("column", diagnostic.position.column))) }
                        // Diagnostics are English in every language: they are also what the command line says.
                        td lang="en" { (diagnostic.message) }
                        td lang="en" { @if let Some(hint) = diagnostic.hint { (hint) } }
                    }
                }
            }
        }))
        @if let Some(line) = more_line(count_of(diagnostics), "list-more-inputs", texts) { (line) }
    }
}
