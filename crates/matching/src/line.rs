//! The heart of pairing: two lists of equal rows on a line of bank days, the second row of a pair inside the window of
//! the first; the largest number of pairs, then the least total distance, then the earliest rows.
//!
//! # How
//!
//! Let the days be stops on a line. At stop *t* we use *x* of the *a* first-list rows and *y* of the *b* second-list
//! rows, and carry `s` to the next stop: `s' = s + x − y`, first-list rows waiting for a partner if positive,
//! second-list rows if negative (waiting on both lists at once is never best: pairing those two saves days). The
//! distance paid between two stops is `gap · |s|`. Rows that wait are the latest ones, so the window only says that
//! `s` may not exceed the waiting rows that the next stop is still in reach of: first-list rows, whose partners come
//! after them, wait at most `later` days; second-list rows, whose partners come after them and see them before, at most
//! `earlier`. (Were an older row carried while a younger one stays unused, using the younger one would cost less; so at
//! an optimum the bound is exact.)
//!
//! Two things above need that **all windows have one shape**, the days from `earlier` before to `later` after,
//! whatever the two halves are. *No crossing*: if a ≤ a′ may have b′ and b, with b ≤ b′, then
//! −earlier ≤ b − a′ ≤ b − a ≤ b′ − a ≤ later, so a may have b, and likewise a′ may have b′; the uncrossed pairs are no
//! farther apart in all. *No waiting on both lists*: if a waits for a later b′ and b for a later a′, then whichever of a
//! and b comes first, the other lies between it and the partner it waits for; so a may have b, and by the same argument
//! a′ may have b′, for fewer days. With windows of different shapes, a wide one around a narrow one, neither holds.
//!
//! The best value from a stop to the end, as a function of what is carried into it, is concave. It is kept as its
//! slopes: a stop inserts two segments, a gap tilts both halves, a window cuts both ends. A sweep from the last stop to
//! the first leaves two numbers per gap, a second one forward reads the answer off them. No flow network, no table
//! over rows: O(stops · segments) after sorting, whatever the number of rows per day.
//!
//! # The tie-break
//!
//! The optimal answers, written as running totals of used rows per side, are closed under taking the larger total
//! everywhere (constraints and costs are all on differences of two totals). So there is one answer in which **the
//! k-th pair has the earliest first-list row and the earliest second-list row that the k-th pair of any optimal
//! answer has, for every k at once**. That one is chosen; it is the same when the lists change places. On one day the
//! lowest ids are used, and the k-th used row of one list is paired with the k-th of the other.

use std::collections::VecDeque;

use crate::model::Window;

/// What a further pair is worth, in bank days: more than any detour (days are 32-bit, a detour is below 2³³).
const PAIR: i64 = 1 << 40;

/// One day on the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stop {
    /// Bank day.
    pub(crate) day: i64,
    /// Rows of the first list on this day.
    pub(crate) first: i64,
    /// Rows of the second list on this day.
    pub(crate) second: i64,
    /// How many of the first list's rows are paired.
    pub(crate) used_first: i64,
    /// How many of the second list's rows are paired.
    pub(crate) used_second: i64,
}

/// What lies between a stop and the next.
#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    days: i64,
    /// Rows of the first list that may still wait across it.
    most_first: i64,
    /// Rows of the second list that may still wait across it.
    most_second: i64,
    /// Carrying less than this is made up for by using more rows, if there are any.
    low: i64,
    /// Carrying more than this is not worth it.
    high: i64,
}

/// `length` units of what is carried, each worth `slope`.
#[derive(Clone, Copy, Debug)]
struct Segment {
    slope: i64,
    length: i64,
}

/// A concave function of what is carried, zero inside its domain, as segments of falling slope.
#[derive(Debug, Default)]
struct Worth {
    /// From the lower end of the domain up to zero; slopes less `below_tilt`.
    below: VecDeque<Segment>,
    /// From zero to the upper end; slopes less `above_tilt`.
    above: VecDeque<Segment>,
    below_length: i64,
    above_length: i64,
    below_tilt: i64,
    above_tilt: i64,
}

impl Worth {
    fn clear(&mut self) {
        self.below.clear();
        self.above.clear();
        (self.below_length, self.above_length) = (0, 0);
        (self.below_tilt, self.above_tilt) = (0, 0);
    }

    /// A stop with so many rows, seen from before it.
    fn stop(&mut self, first: i64, second: i64) {
        let below_length = self.below_length + first;
        self.insert(0, second);
        self.insert(-PAIR, first);
        while self.below_length > below_length {
            let Some(mut nearest) = self.below.pop_back() else {
                break;
            };
            let length = nearest.length.min(self.below_length - below_length);
            let moved = Segment {
                slope: nearest.slope + self.below_tilt - self.above_tilt,
                length,
            };
            nearest.length -= length;
            if nearest.length > 0 {
                self.below.push_back(nearest);
            }
            self.below_length -= length;
            self.above_length += length;
            self.above.push_front(moved);
        }
        while self.below_length < below_length {
            let Some(mut nearest) = self.above.pop_front() else {
                break;
            };
            let length = nearest.length.min(below_length - self.below_length);
            let moved = Segment {
                slope: nearest.slope + self.above_tilt - self.below_tilt,
                length,
            };
            nearest.length -= length;
            if nearest.length > 0 {
                self.above.push_front(nearest);
            }
            self.above_length -= length;
            self.below_length += length;
            self.below.push_back(moved);
        }
    }

    fn insert(&mut self, slope: i64, length: i64) {
        if length == 0 {
            return;
        }
        let into_below = self
            .below
            .back()
            .is_some_and(|nearest| slope > nearest.slope + self.below_tilt);
        let (half, total, tilt) = if into_below {
            (&mut self.below, &mut self.below_length, self.below_tilt)
        } else {
            (&mut self.above, &mut self.above_length, self.above_tilt)
        };
        let slope = slope - tilt;
        *total += length;
        let place = half.partition_point(|segment| segment.slope > slope);
        match half.get_mut(place) {
            Some(equal) if equal.slope == slope => equal.length += length,
            _ => half.insert(place, Segment { slope, length }),
        }
    }

    /// Crosses a gap backwards: every unit carried costs its days, and only so many may be carried.
    fn gap(&mut self, gap: &Gap) {
        self.below_tilt += gap.days;
        self.above_tilt -= gap.days;
        while self.below_length > gap.most_second {
            let Some(farthest) = self.below.pop_front() else {
                break;
            };
            let keep = farthest.length - farthest.length.min(self.below_length - gap.most_second);
            self.below_length -= farthest.length - keep;
            if keep > 0 {
                self.below.push_front(Segment {
                    length: keep,
                    ..farthest
                });
            }
        }
        while self.above_length > gap.most_first {
            let Some(farthest) = self.above.pop_back() else {
                break;
            };
            let keep = farthest.length - farthest.length.min(self.above_length - gap.most_first);
            self.above_length -= farthest.length - keep;
            if keep > 0 {
                self.above.push_back(Segment {
                    length: keep,
                    ..farthest
                });
            }
        }
    }

    /// Where the slope falls from `above` at least to below it: the largest argument reached by slopes ≥ `least`.
    fn reach(&self, least: i64) -> i64 {
        let sum = |total: i64, segment: &Segment| total + segment.length;
        let up = self
            .above
            .iter()
            .take_while(|segment| segment.slope + self.above_tilt >= least);
        let up = up.fold(0, sum);
        if up > 0 {
            return up;
        }
        let down = self.below.iter().rev();
        -down
            .take_while(|segment| segment.slope + self.below_tilt < least)
            .fold(0, sum)
    }
}

/// Room for the sweeps, used again and again.
#[derive(Debug, Default)]
pub(crate) struct Line {
    gaps: Vec<Gap>,
    worth: Worth,
}

impl Line {
    /// Fills `used_first` and `used_second` of stops on rising days.
    pub(crate) fn solve(&mut self, stops: &mut [Stop], window: Window) {
        self.lay_gaps(stops, window);
        self.worth.clear();
        for (stop, gap) in stops.iter().zip(&mut self.gaps).rev() {
            self.worth.gap(gap);
            gap.low = self.worth.reach(1);
            gap.high = self.worth.reach(-PAIR);
            self.worth.stop(stop.first, stop.second);
        }
        let mut carried = 0;
        for (stop, gap) in stops.iter_mut().zip(&self.gaps) {
            let all_used = carried + stop.first - stop.second;
            let next = if all_used < gap.low {
                gap.low.min(carried + stop.first)
            } else if all_used > gap.high {
                gap.high.max(carried - stop.second)
            } else {
                all_used
            };
            stop.used_first = stop.first.min(stop.second + next - carried);
            stop.used_second = stop.used_first + carried - next;
            carried = next;
        }
    }

    /// One gap after each stop; nothing may be carried past the last.
    fn lay_gaps(&mut self, stops: &[Stop], window: Window) {
        self.gaps.clear();
        let (mut first, mut second) = (0, 0);
        let mut oldest_first = stops.iter().peekable();
        let mut oldest_second = stops.iter().peekable();
        for (stop, next) in stops.iter().zip(stops.iter().skip(1)) {
            first += stop.first;
            second += stop.second;
            let too_late = |old: &&Stop| next.day - old.day > window.days_later();
            while let Some(old) = oldest_first.next_if(too_late) {
                first -= old.first;
            }
            let too_early = |old: &&Stop| next.day - old.day > window.days_earlier();
            while let Some(old) = oldest_second.next_if(too_early) {
                second -= old.second;
            }
            let days = next.day - stop.day;
            self.gaps.push(Gap {
                days,
                most_first: first,
                most_second: second,
                low: 0,
                high: 0,
            });
        }
        self.gaps.push(Gap::default());
    }
}
