//! How many partners a row could have had in an equally good answer.
//!
//! A pair of days can hold a pair of some optimal answer exactly if it does so in ours, or if it lies on a round of
//! exchanges that costs nothing. With potentials (shortest paths over all exchanges), a free exchange is a tight
//! one, and lies on a free round if both its ends are in the same strongly connected part of the tight exchanges.
//! Potentials need no negative round, which is what optimal means.

use std::iter::Peekable;
use std::slice::Iter;

use crate::line::Stop;
use crate::model::Window;

/// Exchanges looked at per component before counting stops being exact: this many, and so many more per stop, each
/// counted as often as it is looked at, with room for a sixteenth of them at a time. The whole is thereby linear in
/// the rows. A year of one amount with a window of 3 needs 77 rounds over 1 712 exchanges.
const BUDGET: usize = 1 << 16;
const BUDGET_PER_STOP: usize = 1 << 10;

fn budget(stops: usize) -> usize {
    BUDGET.saturating_add(stops.saturating_mul(BUDGET_PER_STOP))
}

/// `count` pairs between two stops.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow {
    /// Index of the stop of the first list's rows.
    pub(crate) first: usize,
    /// Index of the stop of the second list's rows.
    pub(crate) second: usize,
    /// Pairs.
    pub(crate) count: i64,
}

/// Possible partners of the rows of a stop.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Choices {
    /// Rows of the second list that a row of the first list on this day could have.
    pub(crate) of_first: i64,
    /// Rows of the first list that a row of the second list on this day could have.
    pub(crate) of_second: i64,
}

#[derive(Clone, Copy, Debug)]
struct Exchange {
    from: usize,
    to: usize,
    cost: i64,
}

/// Room for counting, used again and again. Nodes: stop *i* is `2i` for its first-list rows and `2i + 1` for its
/// second-list rows; two more stand for the unused rows of either list.
#[derive(Debug, Default)]
pub(crate) struct Ambiguity {
    /// One per stop.
    pub(crate) choices: Vec<Choices>,
    /// Possible pairs first; then the exchanges that undo.
    exchanges: Vec<Exchange>,
    potentials: Vec<i64>,
    parts: Parts,
}

impl Ambiguity {
    /// Counts the choices of each stop, exactly within the budget, otherwise as if every row in the window would do:
    /// ambiguity may then be overstated and is never hidden.
    pub(crate) fn count(&mut self, stops: &[Stop], flows: &[Flow], window: Window) {
        self.choices.clear();
        self.choices.resize(stops.len(), Choices::default());
        let pairs = self.lay_exchanges(stops, flows, window);
        let exact = pairs.is_some() && self.find_potentials(stops.len());
        if !exact {
            self.count_windows(stops, window);
            return;
        }
        self.keep_tight(stops.len());
        for flow in flows {
            self.allow(stops, flow.first, flow.second);
        }
        for at in 0..self.exchanges.len() {
            let Some(&Exchange { from, to, .. }) = self.exchanges.get(at) else {
                return;
            };
            let is_pair = from % 2 == 0 && to % 2 == 1 && from.max(to) < 2 * stops.len();
            if is_pair && self.parts.together(from, to) {
                let (first, second) = (from / 2, to / 2);
                let in_answer = flows
                    .binary_search_by(|flow| (flow.first, flow.second).cmp(&(first, second)))
                    .is_ok();
                if !in_answer {
                    self.allow(stops, first, second);
                }
            }
        }
    }

    fn allow(&mut self, stops: &[Stop], first: usize, second: usize) {
        if let (Some(stop), Some(choices)) = (stops.get(second), self.choices.get_mut(first)) {
            choices.of_first += stop.second;
        }
        if let (Some(stop), Some(choices)) = (stops.get(first), self.choices.get_mut(second)) {
            choices.of_second += stop.first;
        }
    }

    /// All exchanges that keep the number of pairs; `None` if there are more than the budget.
    fn lay_exchanges(&mut self, stops: &[Stop], flows: &[Flow], window: Window) -> Option<()> {
        self.exchanges.clear();
        let (unused_first, unused_second) = (2 * stops.len(), 2 * stops.len() + 1);
        let mut start = 0;
        for (first, stop) in stops.iter().enumerate() {
            if stop.first > 0 {
                let near = |other: &Stop| window.reaches(stop.day, other.day);
                start += stops
                    .iter()
                    .skip(start)
                    .take_while(|other| !near(other))
                    .count();
                let partners = stops.iter().enumerate().skip(start);
                for (second, other) in partners.take_while(|(_, other)| near(other)) {
                    if other.second > 0 {
                        let cost = (other.day - stop.day).abs();
                        self.exchanges.push(Exchange {
                            from: 2 * first,
                            to: 2 * second + 1,
                            cost,
                        });
                    }
                }
                if self.exchanges.len() > budget(stops.len()) / 16 {
                    return None;
                }
            }
            let free = [
                (stop.used_first < stop.first, unused_first, 2 * first),
                (stop.used_first > 0, 2 * first, unused_first),
                (stop.used_second < stop.second, 2 * first + 1, unused_second),
                (stop.used_second > 0, unused_second, 2 * first + 1),
            ];
            for (_, from, to) in free.into_iter().filter(|(possible, _, _)| *possible) {
                self.exchanges.push(Exchange { from, to, cost: 0 });
            }
        }
        for flow in flows {
            if let (Some(first), Some(second)) = (stops.get(flow.first), stops.get(flow.second)) {
                let cost = -(first.day - second.day).abs();
                self.exchanges.push(Exchange {
                    from: 2 * flow.second + 1,
                    to: 2 * flow.first,
                    cost,
                });
            }
        }
        Some(())
    }

    /// Shortest paths by relaxing along the line and back until nothing changes; false if over budget.
    fn find_potentials(&mut self, stops: usize) -> bool {
        self.potentials.clear();
        self.potentials.resize(2 * stops + 2, 0);
        let mut left = budget(stops);
        let mut forward = true;
        loop {
            let Some(rest) = left.checked_sub(self.exchanges.len()) else {
                return false;
            };
            left = rest;
            let potentials = &mut self.potentials;
            let mut changed = false;
            let mut relax = |exchange: &Exchange| {
                if let Some(&from) = potentials.get(exchange.from)
                    && let Some(to) = potentials.get_mut(exchange.to)
                    && from + exchange.cost < *to
                {
                    *to = from + exchange.cost;
                    changed = true;
                }
            };
            if forward {
                self.exchanges.iter().for_each(&mut relax);
            } else {
                self.exchanges.iter().rev().for_each(&mut relax);
            }
            if !changed {
                return true;
            }
            forward = !forward;
        }
    }

    fn keep_tight(&mut self, stops: usize) {
        let potentials = &self.potentials;
        self.exchanges.retain(|exchange| {
            let from = potentials.get(exchange.from).copied().unwrap_or(0);
            potentials
                .get(exchange.to)
                .is_some_and(|&to| from + exchange.cost == to)
        });
        self.exchanges
            .sort_unstable_by_key(|exchange| (exchange.from, exchange.to));
        self.parts.find(2 * stops + 2, &self.exchanges);
    }

    fn count_windows(&mut self, stops: &[Stop], window: Window) {
        let (earlier, later) = (window.days_earlier(), window.days_later());
        let mut second_rows = Sliding::new(stops);
        let mut first_rows = Sliding::new(stops);
        for (stop, choices) in stops.iter().zip(&mut self.choices) {
            *choices = Choices {
                of_first: second_rows.count(stop.day, (earlier, later), |other| other.second),
                of_second: first_rows.count(stop.day, (later, earlier), |other| other.first),
            };
        }
    }
}

/// The rows in a window that moves along the stops.
struct Sliding<'a> {
    entering: Peekable<Iter<'a, Stop>>,
    leaving: Peekable<Iter<'a, Stop>>,
    rows: i64,
}

impl<'a> Sliding<'a> {
    fn new(stops: &'a [Stop]) -> Self {
        Self {
            entering: stops.iter().peekable(),
            leaving: stops.iter().peekable(),
            rows: 0,
        }
    }

    /// The rows so many days before and after this day, which is not before the last one asked for.
    fn count(&mut self, day: i64, (before, after): (i64, i64), rows: fn(&Stop) -> i64) -> i64 {
        while let Some(stop) = self.entering.next_if(|stop| stop.day - day <= after) {
            self.rows += rows(stop);
        }
        while let Some(stop) = self.leaving.next_if(|stop| day - stop.day > before) {
            self.rows -= rows(stop);
        }
        self.rows
    }
}

/// Strongly connected parts (Tarjan 1972, without recursion).
#[derive(Debug, Default)]
struct Parts {
    /// First exchange of each node.
    starts: Vec<usize>,
    /// Order of discovery from 1; 0 = not seen.
    seen: Vec<usize>,
    lowest: Vec<usize>,
    /// Part of each node from 1; 0 = not closed yet.
    part: Vec<usize>,
    open: Vec<usize>,
    /// Node and its next exchange.
    path: Vec<(usize, usize)>,
}

impl Parts {
    fn together(&self, a: usize, b: usize) -> bool {
        self.part
            .get(a)
            .is_some_and(|part| Some(part) == self.part.get(b))
    }

    /// `exchanges` must be sorted by `from`.
    fn find(&mut self, nodes: usize, exchanges: &[Exchange]) {
        self.starts.clear();
        let mut at = 0;
        for node in 0..=nodes {
            at += exchanges
                .iter()
                .skip(at)
                .take_while(|exchange| exchange.from < node)
                .count();
            self.starts.push(at);
        }
        for list in [&mut self.seen, &mut self.lowest, &mut self.part] {
            list.clear();
            list.resize(nodes, 0);
        }
        self.open.clear();
        let (mut clock, mut parts) = (0, 0);
        for root in 0..nodes {
            if self.seen.get(root) == Some(&0) {
                self.enter(root, &mut clock);
                while let Some((node, next)) = self.path.pop() {
                    self.step(node, next, exchanges, &mut clock, &mut parts);
                }
            }
        }
    }

    fn enter(&mut self, node: usize, clock: &mut usize) {
        *clock += 1;
        for list in [&mut self.seen, &mut self.lowest] {
            if let Some(slot) = list.get_mut(node) {
                *slot = *clock;
            }
        }
        self.open.push(node);
        self.path
            .push((node, self.starts.get(node).copied().unwrap_or(usize::MAX)));
    }

    fn step(
        &mut self,
        node: usize,
        next: usize,
        exchanges: &[Exchange],
        clock: &mut usize,
        parts: &mut usize,
    ) {
        let target = exchanges.get(next).filter(|exchange| exchange.from == node);
        if let Some(&Exchange { to, .. }) = target {
            self.path.push((node, next + 1));
            if self.seen.get(to) == Some(&0) {
                self.enter(to, clock);
            } else if self.part.get(to) == Some(&0) {
                self.lower(node, self.seen.get(to).copied());
            }
            return;
        }
        let lowest = self.lowest.get(node).copied();
        if let Some(&(parent, _)) = self.path.last() {
            self.lower(parent, lowest);
        }
        if lowest == self.seen.get(node).copied() {
            *parts += 1;
            while let Some(member) = self.open.pop() {
                if let Some(part) = self.part.get_mut(member) {
                    *part = *parts;
                }
                if member == node {
                    break;
                }
            }
        }
    }

    fn lower(&mut self, node: usize, to: Option<usize>) {
        if let (Some(slot), Some(to)) = (self.lowest.get_mut(node), to) {
            *slot = (*slot).min(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ambiguity, Flow};
    use crate::line::Stop;
    use crate::model::Window;

    /// Over budget, every row in the window counts: never fewer than could really be partners.
    #[test]
    fn the_bound_is_above_the_exact_count() {
        let stop = |day, first, second, used_first, used_second| Stop {
            day,
            first,
            second,
            used_first,
            used_second,
        };
        let stops = [
            stop(0, 3, 0, 1, 0),
            stop(2, 0, 1, 0, 1),
            stop(4, 1, 1, 1, 1),
            stop(9, 0, 2, 0, 0),
        ];
        let flows = [
            Flow {
                first: 0,
                second: 1,
                count: 1,
            },
            Flow {
                first: 2,
                second: 2,
                count: 1,
            },
        ];
        let mut exact = Ambiguity::default();
        exact.count(&stops, &flows, Window::both(4));
        let mut bound = Ambiguity::default();
        bound.choices.resize(stops.len(), super::Choices::default());
        bound.count_windows(&stops, Window::both(4));
        let counts = |of: &Ambiguity| {
            of.choices
                .iter()
                .map(|c| (c.of_first, c.of_second))
                .collect::<Vec<_>>()
        };
        assert_eq!(counts(&exact), [(1, 0), (0, 3), (1, 1), (0, 0)]);
        assert_eq!(counts(&bound), [(2, 4), (2, 4), (2, 4), (2, 0)]);
    }

    /// Three thousand days each way, no window: too many exchanges to count, and said so by the highest count.
    #[test]
    fn too_many_exchanges_are_bounded() {
        let stops: Vec<Stop> = (0..6_000)
            .map(|day| {
                let (first, second) = if day < 3_000 { (1, 0) } else { (0, 1) };
                Stop {
                    day,
                    first,
                    second,
                    used_first: first,
                    used_second: second,
                }
            })
            .collect();
        let flows: Vec<Flow> = (0..3_000)
            .map(|at| Flow {
                first: at,
                second: at + 3_000,
                count: 1,
            })
            .collect();
        let mut ambiguity = Ambiguity::default();
        ambiguity.count(&stops, &flows, Window::UNLIMITED);
        assert!(
            ambiguity
                .choices
                .iter()
                .all(|c| (c.of_first, c.of_second) == (3_000, 3_000))
        );
        assert!(ambiguity.exchanges.len() < 6_000_000);
    }
}
