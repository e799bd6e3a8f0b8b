//! The pool rules: sums, fees, near amounts. By hand, against the slow matcher, and where the budget ends.

use matching::BadInput;
use matching::model::{Exceeded, RuleKind, Unsearched, Window};

use crate::oracle;
use crate::rows::{IdGroup, Random, Row, by_id, row, rule, run, side};

/// More than any case here needs.
const AMPLE: u64 = 1 << 22;

fn sums(window: Window, most_rows: usize) -> RuleKind {
    RuleKind::SubsetSums {
        column: None,
        window,
        most_rows,
        budget: AMPLE,
    }
}

fn fees() -> RuleKind {
    RuleKind::FeeNetting {
        fee_column: 0,
        budget: AMPLE,
    }
}

fn near(window: Window, tolerance_ore: i64) -> RuleKind {
    RuleKind::NearAmounts {
        column: 0,
        window,
        tolerance_ore,
        budget: AMPLE,
    }
}

fn keyed(id: u128, amount: i64, day: i32, key: u32) -> Row {
    Row {
        keys: [key, 0],
        ..row(id, amount, day)
    }
}

/// Groups as (left ids, right ids, alternatives, adjustment).
type Short = (Vec<u128>, Vec<u128>, u32, i64);

/// What one rule finds; nothing is left unsearched.
fn found(left: &[Row], right: &[Row], kind: &RuleKind) -> Vec<Short> {
    let rules = [rule("pool", kind.clone())];
    let (left, right) = (side(left), side(right));
    let matched = matching::match_sides(&left, &right, &rules).unwrap();
    matching::conservation::prove(&left, &right, &rules, &matched).unwrap();
    assert_eq!(matched.unsearched, []);
    let short = |(left, right, _, others, adjustment): IdGroup| (left, right, others, adjustment);
    let groups = by_id(&left, &right, &matched).groups;
    groups.into_iter().map(short).collect()
}
