//! Pairs the rows of one class: cuts it where the window cannot reach, takes the plain cases at once, and hands the
//! rest to the line.

use crate::ambiguity::{Ambiguity, Flow};
use crate::classes::Entry;
use crate::line::{Line, Stop};
use crate::model::Window;

/// A pair: row of the first list, row of the second, and how many other partners the two could have had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) first: u32,
    pub(crate) second: u32,
    pub(crate) alternatives: u32,
}

/// Pairs classes one after another; holds only room that is used again.
#[derive(Debug, Default)]
pub(crate) struct Pairing {
    stops: Vec<Stop>,
    flows: Vec<Flow>,
    line: Line,
    ambiguity: Ambiguity,
}

impl Pairing {
    /// Calls `found` for each pair of a class. Both lists are sorted by (day, row).
    pub(crate) fn pair_class(
        &mut self,
        mut first: &[Entry],
        mut second: &[Entry],
        window: Window,
        found: &mut impl FnMut(Pair),
    ) {
        while !first.is_empty() && !second.is_empty() {
            let (end_first, end_second) = component(first, second, window);
            let (Some((a, rest_first)), Some((b, rest_second))) = (
                first.split_at_checked(end_first),
                second.split_at_checked(end_second),
            ) else {
                return;
            };
            (first, second) = (rest_first, rest_second);
            match (a, b) {
                ([], _) | (_, []) => {}
                ([one], many) => {
                    let near = |other: &Entry| window.admits(one.day, other.day);
                    if let Some((other, alternatives)) = nearest(one, many, near) {
                        found(Pair {
                            first: one.row,
                            second: other.row,
                            alternatives,
                        });
                    }
                }
                (many, [one]) => {
                    let near = |other: &Entry| window.admits(other.day, one.day);
                    if let Some((other, alternatives)) = nearest(one, many, near) {
                        found(Pair {
                            first: other.row,
                            second: one.row,
                            alternatives,
                        });
                    }
                }
                _ => self.pair_component(a, b, window, found),
            }
        }
    }

    fn pair_component(
        &mut self,
        first: &[Entry],
        second: &[Entry],
        window: Window,
        found: &mut impl FnMut(Pair),
    ) {
        self.lay_stops(first, second);
        let in_step = first.len() == second.len()
            && first
                .iter()
                .zip(second)
                .all(|(a, b)| window.admits(a.day, b.day));
        if in_step || self.stops.len() == 1 {
            for stop in &mut self.stops {
                stop.used_first = if in_step {
                    stop.first
                } else {
                    stop.first.min(stop.second)
                };
                stop.used_second = if in_step {
                    stop.second
                } else {
                    stop.used_first
                };
            }
        } else {
            self.line.solve(&mut self.stops, window);
        }
        self.lay_flows();
        self.ambiguity.count(&self.stops, &self.flows, window);
        self.emit(first, second, found);
    }

    fn lay_stops(&mut self, first: &[Entry], second: &[Entry]) {
        self.stops.clear();
        let mut first = first.chunk_by(|a, b| a.day == b.day).peekable();
        let mut second = second.chunk_by(|a, b| a.day == b.day).peekable();
        loop {
            let day_of =
                |rows: Option<&&[Entry]>| rows.and_then(|rows| rows.first()).map(|row| row.day);
            let days = [day_of(first.peek()), day_of(second.peek())];
            let Some(day) = days.into_iter().flatten().min() else {
                return;
            };
            let on_day = |rows: &&[Entry]| rows.first().is_some_and(|row| row.day == day);
            let count = |rows: &[Entry]| i64::try_from(rows.len()).unwrap_or(i64::MAX);
            self.stops.push(Stop {
                day: i64::from(day),
                first: first.next_if(on_day).map_or(0, count),
                second: second.next_if(on_day).map_or(0, count),
                ..Stop::default()
            });
        }
    }

    /// First in, first out: the k-th used row with the k-th used row.
    fn lay_flows(&mut self) {
        self.flows.clear();
        let mut second = self
            .stops
            .iter()
            .enumerate()
            .map(|(at, stop)| (at, stop.used_second));
        let mut waiting = second.next();
        for (at, stop) in self.stops.iter().enumerate() {
            let mut left = stop.used_first;
            while left > 0 {
                let Some((partner, available)) = waiting else {
                    return;
                };
                let count = left.min(available);
                if count > 0 {
                    self.flows.push(Flow {
                        first: at,
                        second: partner,
                        count,
                    });
                }
                left -= count;
                waiting = if available > count {
                    Some((partner, available - count))
                } else {
                    second.next()
                };
            }
        }
    }

    fn emit(&self, first: &[Entry], second: &[Entry], found: &mut impl FnMut(Pair)) {
        let mut used_first = used(
            first,
            self.stops.iter().map(|stop| (stop.first, stop.used_first)),
        );
        let mut used_second = used(
            second,
            self.stops
                .iter()
                .map(|stop| (stop.second, stop.used_second)),
        );
        for flow in &self.flows {
            let of_first = self
                .ambiguity
                .choices
                .get(flow.first)
                .map_or(0, |choices| choices.of_first);
            let of_second = self
                .ambiguity
                .choices
                .get(flow.second)
                .map_or(0, |choices| choices.of_second);
            let others = (of_first - 1).max(0).saturating_add((of_second - 1).max(0));
            let alternatives = u32::try_from(others).unwrap_or(u32::MAX);
            for _ in 0..flow.count {
                if let (Some(a), Some(b)) = (used_first.next(), used_second.next()) {
                    found(Pair {
                        first: a.row,
                        second: b.row,
                        alternatives,
                    });
                }
            }
        }
    }
}

/// The rows that are used: of each day the first so many.
fn used(rows: &[Entry], days: impl Iterator<Item = (i64, i64)>) -> impl Iterator<Item = &Entry> {
    let mut rest = rows;
    days.flat_map(move |(on_day, used)| {
        let on_day = usize::try_from(on_day).unwrap_or(0).min(rest.len());
        let (day, after) = rest.split_at_checked(on_day).unwrap_or((rest, &[]));
        rest = after;
        day.iter().take(usize::try_from(used).unwrap_or(0))
    })
}

fn distance(a: &Entry, b: &Entry) -> i64 {
    (i64::from(a.day) - i64::from(b.day)).abs()
}

/// How many rows of each list come before the first place that no pair reaches across.
fn component(first: &[Entry], second: &[Entry], window: Window) -> (usize, usize) {
    let day_at = |rows: &[Entry], at: usize| rows.get(at).map(|row| i64::from(row.day));
    let (mut at_first, mut at_second) = (0, 0);
    let (mut last_first, mut last_second) = (None, None);
    loop {
        let (a, b) = (day_at(first, at_first), day_at(second, at_second));
        let across = |from: Option<i64>, to: Option<i64>, days: i64| {
            from.zip(to).is_some_and(|(from, to)| to - from <= days)
        };
        let joined = across(last_first, b, window.days_later())
            || across(last_second, a, window.days_earlier());
        let from_first = match (a, b) {
            (Some(a), Some(b)) => a <= b,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return (at_first, at_second),
        };
        let started = at_first + at_second > 0;
        if started && !joined {
            return (at_first, at_second);
        }
        if from_first {
            last_first = a;
            at_first += 1;
        } else {
            last_second = b;
            at_second += 1;
        }
    }
}

/// The nearest of many in the window, the earliest of those, and how many others are as near.
fn nearest<'a>(
    one: &Entry,
    many: &'a [Entry],
    near: impl Fn(&Entry) -> bool,
) -> Option<(&'a Entry, u32)> {
    let mut best: Option<(&Entry, u32)> = None;
    for other in many.iter().filter(|other| near(other)) {
        best = match best {
            Some((held, others)) if distance(one, held) == distance(one, other) => {
                Some((held, others.saturating_add(1)))
            }
            Some((held, others)) if distance(one, held) < distance(one, other) => {
                Some((held, others))
            }
            _ => Some((other, 0)),
        };
    }
    best
}
