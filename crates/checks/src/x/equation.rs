//! An equation of two sums as a point. Not here: what a check puts on its sides.

use domain::{Ore, Point, Side, Text};

/// `side1 − side2`, each with its label; `specified` is what findings with a cause explain of the difference.
pub(crate) fn point(
    id: &'static str,
    subject: &str,
    sides: [(&'static str, Ore); 2],
    specified: Ore,
) -> Point {
    let [side1, side2] = sides;
    let difference = less(side1.1, side2.1);
    let side = |(label, amount)| Side {
        label: Text::key(label),
        amount,
    };
    Point {
        id,
        subject: subject.to_owned(),
        side1: side(side1),
        side2: side(side2),
        difference,
        specified,
        unexplained: less(difference, specified),
    }
}

/// `from − amount`; the largest amount if it is beyond it.
pub(crate) fn less(from: Ore, amount: Ore) -> Ore {
    from.checked_sub(amount).unwrap_or(Ore(i64::MAX))
}
