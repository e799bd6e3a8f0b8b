//! The service of the customer centre on the page: service levels with the latest three months side by side, the year by
//! limits, and cases against their response times. Nothing where no log or list came.
//!
//! Not here: targets and what is counted (`calendar`).

use calendar::response::Standing;
use calendar::service_level::{MonthLevel, ServiceLevel};
use domain::Text;
use maud::{Markup, html};

use super::{LIST_LIMIT, more_line, scroll};
use crate::model::{CaseLine, RunResult};
use crate::overview::count_of;
use crate::service::{has_business_days, percent};
use crate::texts::Texts;

/// Service levels; nothing without a service log.
pub(super) fn levels(run: &RunResult, texts: &Texts) -> Markup {
    let Some(first) = run.service_levels.first() else {
        return html! {};
    };
    html! {
        section #service-levels aria-labelledby="service-levels-title" {
            h2 #service-levels-title { (texts.say("service-levels-heading")) }
            p { (texts.say("service-levels-formula")) }
            (scroll(&texts.say("service-levels-caption"), &html! {
                thead { tr {
                    th scope="col" { (texts.say("column-service")) }
                    th scope="col" { (texts.say("column-target")) }
                    @for (month, _) in &first.months { th.number scope="col" { (texts.period(*month)) } }
                    th.number scope="col" { (texts.say("column-waiting")) }
                } }
                tbody { @for level in &run.service_levels { tr {
                    th scope="row" { (level.service) }
                    td { (target_words(level, texts)) }
                    @for (_, month) in &level.months { td.number { (month_cell(level, month, texts)) } }
                    td.number { (texts.count(level.waiting)) }
                } } }
            }))
            (scroll(&texts.say("service-levels-year-caption"), &html! {
                thead { tr {
                    th scope="col" { (texts.say("column-service")) }
                    @for heading in limit_words(first, texts) { th.number scope="col" { (heading) } }
                } }
                tbody { @for level in &run.service_levels { tr {
                    th scope="row" { (level.service) }
                    @for (_, done) in &level.year {
                        td.number { @if has_business_days(level) { (texts.count(*done)) } }
                    }
                } } }
            }))
        }
    }
}

/// The target and its source, and why it is not measured if it is not.
pub(crate) fn target_words(level: &ServiceLevel, texts: &Texts) -> String {
    use calendar::service_level::Within;
    let mut words = Vec::new();
    if let Some(target) = &level.target {
        let text = match target.within {
            Within::BusinessDays(days) => {
                Text::key("target-business-days").with("count", u64::from(days))
            }
            Within::Day(day) => Text::key("target-day").with("day", u64::from(day)),
        };
        words.push(texts.render(&text.with("source", target.source.as_str())));
    }
    if let Some(why) = level.unmeasured {
        words.push(texts.name_of("unmeasured", why.as_str()));
    }
    words.join(". ")
}

/// The headings of the year's limits.
pub(crate) fn limit_words(level: &ServiceLevel, texts: &Texts) -> Vec<String> {
    let mut last = 0;
    let mut words = Vec::new();
    for (limit, _) in &level.year {
        let text = match limit {
            Some(days) => Text::key("limit-within").with("count", u64::from(*days)),
            None => Text::key("limit-over").with("count", u64::from(last)),
        };
        words.push(texts.render(&text));
        last = limit.unwrap_or(last);
    }
    words
}

/// Percent, and how many of how many; blank where nothing was done.
pub(crate) fn month_words(level: &ServiceLevel, month: &MonthLevel, texts: &Texts) -> String {
    if month.done == 0 {
        return String::new();
    }
    let percent = percent(month).filter(|_| level.unmeasured.is_none());
    let Some(percent) = percent else {
        return texts.render(&Text::key("level-counted").with("done", month.done));
    };
    let percent = if texts.language() == "en" {
        percent
    } else {
        percent.replace('.', ",")
    };
    texts.render(
        &Text::key("level-measured")
            .with("percent", percent)
            .with("on_time", month.on_time)
            .with("late", month.late)
            .with("done", month.done),
    )
}

/// The dates that were set for one period, in words.
pub(crate) fn override_words(month: &MonthLevel, texts: &Texts) -> Vec<String> {
    let sets = month.overridden.iter().map(|set| {
        texts.render(
            &Text::key("level-overridden")
                .with("period", set.period)
                .with("date", set.due)
                .with("author", set.author.as_str())
                .with("reason", set.reason.as_str()),
        )
    });
    sets.collect()
}

fn month_cell(level: &ServiceLevel, month: &MonthLevel, texts: &Texts) -> Markup {
    html! {
        (month_words(level, month, texts))
        @for set in override_words(month, texts) { br; span.muted { (set) } }
    }
}

/// Cases and their breaches; nothing without a list of cases.
pub(super) fn cases(run: &RunResult, texts: &Texts) -> Markup {
    let columns = [
        "column-case",
        "column-case-type",
        "column-received",
        "column-status",
        "column-due",
        "column-closed-on",
        "column-state",
        "column-comment",
    ];
    let breaches = run
        .cases
        .iter()
        .filter(|line| matches!(line.measured.standing, Standing::Overdue | Standing::Late));
    html! {
        @if !run.cases.is_empty() {
            section #cases aria-labelledby="cases-title" {
                h2 #cases-title { (texts.say("cases-heading")) }
                p { (texts.render(&Text::key("cases-lead")
                    .with("cases", count_of(&run.cases))
                    .with("breaches", u64::try_from(breaches.count()).unwrap_or(u64::MAX)))) }
                (scroll(&texts.say("cases-caption"), &html! {
                    thead { tr { @for key in columns { th scope="col" { (texts.say(key)) } } } }
                    tbody { @for line in run.cases.iter().take(LIST_LIMIT) { (case(line, texts)) } }
                }))
                @if let Some(more) = more_line(count_of(&run.cases), "list-more-results", texts) { (more) }
            }
        }
    }
}

fn case(line: &CaseLine, texts: &Texts) -> Markup {
    let CaseLine { case, measured } = line;
    let class = match measured.standing {
        Standing::Overdue | Standing::Late => "failed",
        Standing::Running | Standing::Paused => "none",
        Standing::OnTime => "passed",
        Standing::NoTarget => "not_run",
    };
    html! {
        tr {
            th.mono scope="row" { (case.id) }
            td { (case.kind) }
            td.nowrap { (texts.date(case.received)) }
            td { (texts.name_of("case-status", measured.status.as_str())) }
            td.nowrap { (measured.due.map(|day| texts.date(day)).unwrap_or_default()) }
            td.nowrap { (measured.closed.map(|day| texts.date(day)).unwrap_or_default()) }
            td { span class={ "badge " (class) } { (texts.name_of("case", measured.standing.as_str())) } }
            td { (case_words(line, texts).join(". ")) }
        }
    }
}

/// What there is to say of a case: an estimate, a reopening, a change or a word that cannot be.
pub(crate) fn case_words(line: &CaseLine, texts: &Texts) -> Vec<String> {
    let CaseLine { case, measured } = line;
    let mut words = Vec::new();
    if measured.is_estimate {
        words.push(texts.say("case-estimate"));
    }
    if measured.reopened > 0 {
        words.push(texts.render(&Text::key("case-reopened").with("count", measured.reopened)));
    }
    for (day, from, to) in &measured.impossible {
        let text = Text::key("case-impossible")
            .with("date", *day)
            .with("from", texts.name_of("case-status", from.as_str()))
            .with("to", texts.name_of("case-status", to.as_str()));
        words.push(texts.render(&text));
    }
    for word in &case.unknown {
        words.push(texts.render(&Text::key("case-unknown").with("word", word.as_str())));
    }
    words
}
