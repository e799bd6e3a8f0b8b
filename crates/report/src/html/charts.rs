//! Charts of the page as inline SVG: balance bridge, ageing, deadline timeline.
//!
//! Everything a chart shows stands in a table or in words beside it; each has a title and a description for those who
//! do not see it. Coordinates are whole numbers. Not here: the tables.

use calendar::deadline::{Deadline, Due};
use chrono::{Datelike, Months, NaiveDate};
use domain::{CheckResult, OpenItem, Ore, Point, Text};
use maud::{Markup, html};

use crate::model::RunResult;
use crate::overview::{AGE_CLASSES, Step, ages, bridge_steps};
use crate::texts::Texts;

/// Width of every chart.
const WIDTH: i64 = 860;
/// Height of a row.
const ROW: i64 = 30;
/// Height of the bar in a row.
const BAR: i64 = 18;
/// Where the bars start; labels stand to the left.
const LEFT: i64 = 270;
/// Where the bars end; amounts stand to the right.
const RIGHT: i64 = 700;
/// Characters of a label that fit left of the bars.
const LABEL_CHARACTERS: usize = 38;

/// Names of months that fit beside each other.
const MAX_MONTH_NAMES: usize = 5;

/// A linear scale from values to whole coordinates between [`LEFT`] and [`RIGHT`].
struct Scale {
    low: i128,
    high: i128,
}

impl Scale {
    fn at(&self, value: i128) -> i64 {
        let span = (self.high - self.low).max(1);
        let along = (value - self.low) * i128::from(RIGHT - LEFT) / span;
        i64::try_from(along).map_or(LEFT, |along| LEFT + along)
    }
}

/// A bar of a bridge: from one level to another.
struct BridgeBar {
    label: String,
    from: i128,
    to: i128,
    amount: String,
    class: &'static str,
}

/// The bridge from side 1 to side 2 of a point; nothing if they are equal.
pub(super) fn bridge(
    check: &CheckResult,
    point: &Point,
    id: &str,
    texts: &Texts,
) -> Option<Markup> {
    if point.difference == Ore::ZERO {
        return None;
    }
    let steps = bridge_steps(check, point, texts)?;
    let (bars, scale, from_zero) = bridge_bars(point, &steps, texts);
    let title = texts.render(
        &Text::key("bridge-title")
            .with("point", texts.name_of("point", point.id))
            .with("subject", point.subject.as_str())
            .with("from", point.side1.label.clone())
            .with("to", point.side2.label.clone()),
    );
    let description = texts.render(
        &Text::key("bridge-desc")
            .with("difference", point.difference)
            .with("specified", point.specified)
            .with("unexplained", point.unexplained),
    );
    let height = ROW * i64::try_from(bars.len()).unwrap_or(0);
    let note = if from_zero { 0 } else { 20 };
    let body = html! {
        @for (bar, y) in bars.iter().zip((0..).map(|index: i64| index * ROW)) {
            @let (start, end) = (scale.at(bar.from.min(bar.to)), scale.at(bar.from.max(bar.to)));
            text x="0" y=(y + 19) class=[(bar.class == "total").then_some("bold")] { (shorten(&bar.label)) }
            rect x=(start) y=(y + 5) width=((end - start).max(2)) height=(BAR) class=(bar.class) {}
            @if y + ROW < height {
                line x1=(scale.at(bar.to)) x2=(scale.at(bar.to)) y1=(y + 5 + BAR) y2=(y + ROW + 5) class="link" {}
            }
            text x=(WIDTH) y=(y + 19) class=(if bar.class == "total" { "end bold" } else { "end" }) { (bar.amount) }
        }
        @if !from_zero { text x=(LEFT) y=(height + 14) class="small" { (texts.say("bridge-axis")) } }
    };
    Some(figure(id, &title, &description, height + note, &body))
}

fn bridge_bars(point: &Point, steps: &[Step], texts: &Texts) -> (Vec<BridgeBar>, Scale, bool) {
    let start = i128::from(point.side1.amount.0);
    let mut level = start;
    let mut levels = vec![start, i128::from(point.side2.amount.0)];
    let mut moves = Vec::new();
    for step in steps {
        let next = level + i128::from(step.amount.0);
        let sign = if step.amount > Ore::ZERO { "+" } else { "" };
        moves.push(BridgeBar {
            label: step.label.clone(),
            from: level,
            to: next,
            amount: format!("{sign}{}", texts.amount(step.amount)),
            class: if step.unexplained { "loose" } else { "cause" },
        });
        levels.push(next);
        level = next;
    }
    let (low, high) = levels
        .iter()
        .fold((start, start), |(l, h), v| (l.min(*v), h.max(*v)));
    // Steps must be visible beside balances a thousand times their size: zero is shown only if it is near.
    let near_zero = (high - low) * 5 >= high.max(0) - low.min(0);
    let scale = if near_zero {
        Scale {
            low: low.min(0),
            high: high.max(0),
        }
    } else {
        let room = ((high - low) / 4).max(1);
        Scale {
            low: low - room,
            high: high + room,
        }
    };
    let base = if near_zero { 0 } else { scale.low };
    let total = |side: &domain::Side| BridgeBar {
        label: texts.render(&side.label),
        from: base,
        to: i128::from(side.amount.0),
        amount: texts.amount(side.amount),
        class: "total",
    };
    let mut bars = vec![total(&point.side1)];
    bars.append(&mut moves);
    bars.push(total(&point.side2));
    (bars, scale, near_zero)
}

/// Open items by age; nothing if there are none.
pub(super) fn ageing(run: &RunResult, items: &[OpenItem], texts: &Texts) -> Option<Markup> {
    if items.is_empty() {
        return None;
    }
    let counts = ages(run, items);
    let scale = Scale {
        low: 0,
        high: i128::from(counts.into_iter().max().unwrap_or(1)),
    };
    let total: u64 = counts.into_iter().sum();
    let description = texts.render(&Text::key("ageing-desc").with("count", total));
    let body = html! {
        line x1=(LEFT) x2=(LEFT) y1="0" y2=(5 * ROW) class="axis" {}
        @for ((class, count), y) in AGE_CLASSES.iter().zip(counts).zip((0..).map(|index: i64| index * ROW)) {
            @let end = scale.at(i128::from(count));
            text x="0" y=(y + 19) { (texts.say(class.1)) }
            rect x=(LEFT) y=(y + 5) width=(end - LEFT) height=(BAR) class=(if class.0 >= 3 { "loose" } else { "total" }) {}
            text x=(end + 8) y=(y + 19) { (texts.count(count)) }
        }
    };
    Some(figure(
        "ageing",
        &texts.say("ageing-title"),
        &description,
        5 * ROW,
        &body,
    ))
}

/// The deadlines that have a date, on one line of time; nothing if none has.
pub(super) fn timeline(run: &RunResult, texts: &Texts) -> Option<Markup> {
    let mut dated: Vec<(NaiveDate, &Deadline)> = run
        .deadlines
        .iter()
        .filter_map(|d| Some((due_day(&d.due)?, d)))
        .collect();
    dated.sort_by_key(|(day, deadline)| (*day, deadline.id));
    let first = dated.first()?.0.min(run.as_of);
    let last = dated.last()?.0.max(run.as_of);
    let start = first.with_day(1)?;
    let end = last.with_day(1)?.checked_add_months(Months::new(1))?;
    let scale = Scale {
        low: day_number(start),
        high: day_number(end),
    };
    let description = texts.render(
        &Text::key("deadlines-desc")
            .with("from", first)
            .with("to", last)
            .with("date", run.as_of),
    );
    let rows = i64::try_from(dated.len()).unwrap_or(0);
    let (top, bottom) = (24, 24 + rows * ROW);
    let now = scale.at(day_number(run.as_of));
    let months = months(start, end);
    let apart = months.len().div_ceil(MAX_MONTH_NAMES).max(1);
    let body = html! {
        @for (index, month) in months.iter().enumerate() {
            @let x = scale.at(day_number(*month));
            line x1=(x) x2=(x) y1=(top - 6) y2=(bottom) class="axis" {}
            @if *month < end && index.is_multiple_of(apart) { text x=(x + 4) y="12" class="small" { (month_name(*month, texts)) } }
        }
        line x1=(now) x2=(now) y1=(top - 6) y2=(bottom + 4) class="now" {}
        text x=(now) y=(bottom + 18) class="small middle" { (texts.say("as-of")) " " (texts.date(run.as_of)) }
        @for ((day, deadline), y) in dated.iter().zip((0..).map(|index: i64| top + index * ROW)) {
            @let passed = *day < run.as_of;
            text x="0" y=(y + 19) { (shorten(&format!("{} {}", deadline.id, texts.render(&deadline.task)))) }
            circle cx=(scale.at(day_number(*day))) cy=(y + 14) r="6" class=(if passed { "past" } else { "ahead" }) {}
            text x=(WIDTH) y=(y + 19) class="end" {
                (texts.date(*day)) @if passed { " · " (texts.say("deadline-passed")) }
            }
        }
    };
    Some(figure(
        "timeline",
        &texts.say("deadlines-timeline"),
        &description,
        bottom + 24,
        &body,
    ))
}

/// The day a deadline falls on, in Oslo.
pub(crate) fn due_day(due: &Due) -> Option<NaiveDate> {
    match due {
        Due::At(moment) => Some(moment.date_naive()),
        Due::On(day) => Some(*day),
        Due::NotPublished | Due::Event(_) => None,
    }
}

fn months(start: NaiveDate, end: NaiveDate) -> Vec<NaiveDate> {
    (0..)
        .map_while(|n| {
            start
                .checked_add_months(Months::new(n))
                .filter(|day| *day <= end)
        })
        .collect()
}

/// The month's name, if it is a period (years 1900–2200).
fn month_name(month: NaiveDate, texts: &Texts) -> String {
    domain::Period::of(month)
        .map(|period| texts.period(period))
        .unwrap_or_default()
}

fn day_number(day: NaiveDate) -> i128 {
    i128::from(day.num_days_from_ce())
}

fn shorten(label: &str) -> String {
    if label.chars().count() <= LABEL_CHARACTERS {
        return label.to_owned();
    }
    let start: String = label.chars().take(LABEL_CHARACTERS - 1).collect();
    format!("{}…", start.trim_end())
}

fn figure(id: &str, title: &str, description: &str, height: i64, body: &Markup) -> Markup {
    html! {
        figure {
            figcaption { (title) }
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {height}")) role="img"
                aria-labelledby=(format!("{id}-title {id}-desc")) {
                title id=(format!("{id}-title")) { (title) }
                desc id=(format!("{id}-desc")) { (description) }
                (body)
            }
        }
    }
}
