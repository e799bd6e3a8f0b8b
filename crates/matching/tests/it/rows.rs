//! Rows as a test writes them, made into sides; results as sets of ids.

use matching::model::{Matched, Rule, RuleKind, Side};
use matching::{SideName, match_sides};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) id: u128,
    pub(crate) amount: i64,
    pub(crate) day: i32,
    pub(crate) currency: u16,
    pub(crate) keys: [u32; 2],
}

/// A row in currency 0 without keys.
pub(crate) fn row(id: u128, amount: i64, day: i32) -> Row {
    Row {
        id,
        amount,
        day,
        currency: 0,
        keys: [0, 0],
    }
}

/// A row in currency 0 with a key in column 0.
pub(crate) fn keyed(id: u128, amount: i64, day: i32, key: u32) -> Row {
    Row {
        keys: [key, 0],
        ..row(id, amount, day)
    }
}

/// A side of rows in whatever order.
pub(crate) fn side(rows: &[Row]) -> Side {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| row.id);
    Side {
        id: rows.iter().map(|row| row.id).collect(),
        amount_ore: rows.iter().map(|row| row.amount).collect(),
        bank_day: rows.iter().map(|row| row.day).collect(),
        currency: rows.iter().map(|row| row.currency).collect(),
        keys: (0..2)
            .map(|column| rows.iter().map(|row| row.keys[column]).collect())
            .collect(),
    }
}

/// A rule.
pub(crate) fn rule(id: &str, kind: RuleKind) -> Rule {
    Rule {
        id: id.to_owned(),
        kind,
    }
}

/// A group by ids: left, right, rule, alternatives, adjustment.
pub(crate) type IdGroup = (Vec<u128>, Vec<u128>, usize, u32, i64);

/// A result by ids, in the order it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ById {
    pub(crate) groups: Vec<IdGroup>,
    pub(crate) open_left: Vec<u128>,
    pub(crate) open_right: Vec<u128>,
}

pub(crate) fn by_id(left: &Side, right: &Side, matched: &Matched) -> ById {
    let ids = |side: &Side, rows: &[u32]| {
        rows.iter()
            .map(|&row| side.id[usize::try_from(row).unwrap()])
            .collect()
    };
    ById {
        groups: matched
            .groups
            .iter()
            .map(|group| {
                (
                    ids(left, &group.left),
                    ids(right, &group.right),
                    group.rule,
                    group.alternatives,
                    group.adjustment_ore,
                )
            })
            .collect(),
        open_left: ids(left, &matched.open_left),
        open_right: ids(right, &matched.open_right),
    }
}

/// Matches rows in whatever order.
pub(crate) fn run(left: &[Row], right: &[Row], rules: &[Rule]) -> ById {
    let (left, right) = (side(left), side(right));
    let matched = match_sides(&left, &right, rules).unwrap();
    let table = matching::conservation::prove(&left, &right, rules, &matched).unwrap();
    // The compact form is the same result, and proven the same.
    let grouping = matching::Grouping::from(&matched);
    assert_eq!(matching::model::Matched::from(&grouping), matched);
    let proven = matching::conservation::prove_grouping(&left, &right, rules, &grouping);
    assert_eq!(proven.as_ref(), Ok(&table));
    for (&(of, currency), line) in &table {
        let matched = |of| {
            table
                .get(&(of, currency))
                .map_or(0, |line| line.matched.amount)
        };
        let (left, right) = (matched(SideName::Left), matched(SideName::Right));
        assert_eq!(left, right + line.adjustments, "{of} {currency}");
    }
    assert_eq!(matched.unsearched, []);
    by_id(&left, &right, &matched)
}

/// So many random cases, or fewer if `ORACLE_CASES` says so: a quick look while one works on the engine.
pub(crate) fn cases(most: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "only how much is tested")]
    let wanted = std::env::var("ORACLE_CASES");
    let wanted = wanted.ok().and_then(|wanted| wanted.parse().ok());
    wanted.map_or(most, |wanted: u64| wanted.min(most))
}

/// xorshift64*: the same numbers everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number from 0 to `below − 1`.
    pub(crate) fn below(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % below
    }
}
