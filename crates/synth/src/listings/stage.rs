//! One scene in the making: amounts, keys and days of its own, and the truth written down as rows are added.

use domain::Ore;
use domain::identifier::{KidMethod, kid_check_character};

use super::plan::Plan;
use super::{Listings, OpenRow, Reason, Row, Side, TrueGroup, Undecidable};
use crate::random::{Purpose, Stream};

/// Last digit of the øre of a part on the left.
pub(super) const LEFT_PART: i64 = 7;
/// Last digit of the øre of a part on the right.
pub(super) const RIGHT_PART: i64 = 3;
/// Øre in a block of amounts.
const BLOCK_ORE: i64 = 100_000;

/// Standard rates: below the blocks, and only on rows with a key on both sides.
const RATES_ORE: [i64; 6] = [12_000, 25_000, 31_250, 48_000, 59_500, 95_000];

const TEXTS: [&str; 6] = [
    "Faktura",
    "Gebyr for tillatelse",
    "Tilskudd",
    "Husleie",
    "Refusjon",
    "Kursavgift",
];

/// A scene in the making.
pub(super) struct Stage<'plan> {
    pub(super) plan: &'plan Plan,
    pub(super) number: u64,
    pub(super) stream: Stream,
    /// 1 or −1, for all amounts of the scene.
    sign: i64,
    text: &'static str,
    amounts: u64,
    keys: u64,
    pub(super) made: Listings,
}

impl<'plan> Stage<'plan> {
    pub(super) fn new(plan: &'plan Plan, number: u64) -> Self {
        let purpose = Purpose::Listings(plan.case.ordinal());
        let scene = u32::try_from(number).unwrap_or(u32::MAX - 1);
        let mut stream = Stream::new(plan.seed, scene, purpose);
        Self {
            plan,
            number,
            sign: if stream.chance(70) { 1 } else { -1 },
            text: stream.pick(&TEXTS).copied().unwrap_or_default(),
            stream,
            amounts: 0,
            keys: 0,
            made: Listings::default(),
        }
    }

    /// Which of so many variants this scene is: they take turns, so that none is left to chance.
    pub(super) fn turn(&self, variants: u64) -> u64 {
        self.number % variants
    }

    // --- days

    /// Any bank day of the data.
    pub(super) fn day(&mut self) -> usize {
        self.stream.index(self.plan.days.data())
    }

    /// Two bank days at most three apart, the later one usually the bank's.
    pub(super) fn two_days(&mut self) -> (usize, usize) {
        let (early, apart) = (self.day(), self.stream.index(4));
        if self.stream.chance(75) {
            (early, early + apart)
        } else {
            (early + apart, early)
        }
    }

    // --- amounts

    /// The start of a block of amounts that is this scene's alone.
    fn block(&mut self) -> i64 {
        let block = self.plan.block(self.number, self.amounts);
        self.amounts += 1;
        i64::try_from(block).unwrap_or(i64::MAX / BLOCK_ORE) * BLOCK_ORE
    }

    /// A whole amount: no two neighbours of its last digits, but for the øre's, are equal.
    pub(super) fn whole(&mut self) -> i64 {
        let mut amount = self.block();
        let mut digit = self.stream.between(0, 9);
        for place in [10, 100, 1_000, 10_000] {
            amount += digit * place;
            digit = (digit + self.stream.between(1, 9)) % 10;
        }
        self.sign * amount
    }

    /// A whole amount, always positive, with room for fees on both sides of it.
    pub(super) fn gross(&mut self) -> i64 {
        self.block() + self.stream.between(4_500, 5_500) * 10
    }

    /// A total of so many parts whose last digit is `part`.
    pub(super) fn total(&mut self, parts: usize, part: i64) -> i64 {
        let last = i64::try_from(parts).unwrap_or(0) * part % 10;
        self.sign * (self.block() + self.stream.between(0, 9_999) * 10 + last)
    }

    /// So many amounts with the last digit `part` that sum to the total.
    pub(super) fn parts(&mut self, total: i64, parts: usize, part: i64) -> Vec<i64> {
        let count = i64::try_from(parts).unwrap_or(1).max(1);
        let (sign, mut rest) = (total.signum(), total.abs());
        let most = rest / count / 10 - 1;
        let mut amounts = Vec::with_capacity(parts);
        for _ in 1..count {
            let amount = self.stream.between(1, most) * 10 + part;
            amounts.push(sign * amount);
            rest -= amount;
        }
        amounts.push(sign * rest);
        amounts
    }

    /// The amount with two neighbouring digits swapped: of 10 øre, 1, 10 and 100 kroner.
    pub(super) fn transposed(&mut self, amount: i64) -> i64 {
        let place = [10, 100, 1_000];
        let place = self.stream.pick(&place).copied().unwrap_or(10);
        let (low, high) = (amount / place % 10, amount / place / 10 % 10);
        amount + (high - low) * place + (low - high) * place * 10
    }

    /// A difference of `low` to `high` øre, either way, that makes no part of a whole amount.
    pub(super) fn difference(&mut self, low: i64, high: i64) -> i64 {
        let found = self.stream.between(low, high);
        let found = match found % 10 {
            LEFT_PART | RIGHT_PART => found - 1,
            _ => found,
        };
        if self.stream.chance(50) {
            found
        } else {
            -found
        }
    }

    // --- keys

    fn key(&mut self) -> u64 {
        let key = self.plan.key(self.number, self.keys);
        self.keys += 1;
        key
    }

    /// 13 digits and two check digits.
    pub(super) fn reference(&mut self) -> String {
        let body = self.key() * 100;
        format!("{:015}", body + 98 - body % 97)
    }

    /// 13 digits and a check digit by modulus 10.
    pub(super) fn kid(&mut self) -> String {
        let mut kid = format!("{:013}", self.key());
        kid.extend(kid_check_character(&kid, KidMethod::Mod10));
        kid
    }

    pub(super) fn lump(&mut self) -> String {
        format!("L{:013}", self.key())
    }

    pub(super) fn fee_key(&mut self) -> String {
        format!("G{:013}", self.key())
    }

    // --- rows

    /// A row without any key; its id is given when it is added.
    pub(super) fn row(&self, day: usize, amount: i64) -> Row {
        Row {
            id: 0,
            date: self.plan.days.date(day),
            amount: Ore(amount),
            currency: "NOK",
            reference: String::new(),
            kid: String::new(),
            lump: String::new(),
            fee: String::new(),
            text: self.text,
            delivery: 1,
        }
    }

    /// A row without any key on one of so many days from the first.
    pub(super) fn row_within(&mut self, first: usize, days: usize, amount: i64) -> Row {
        let day = first + self.stream.index(days);
        self.row(day, amount)
    }

    /// The same row on another day.
    pub(super) fn moved(&self, row: &Row, day: usize) -> Row {
        Row {
            date: self.plan.days.date(day),
            ..row.clone()
        }
    }

    /// Adds a row to a list; gives its id.
    pub(super) fn add(&mut self, side: Side, row: Row) -> u64 {
        let rows = match side {
            Side::Left => &mut self.made.left,
            Side::Right => &mut self.made.right,
        };
        // At most 4 096 rows per scene and side, as keys.
        let place = u64::try_from(rows.len()).unwrap_or(0);
        let id = self.number * super::plan::KEYS_PER_SCENE + place;
        rows.push(Row { id, ..row });
        id
    }

    // --- truth

    /// Rows that belong together.
    pub(super) fn group(
        &mut self,
        left: Vec<u64>,
        right: Vec<u64>,
        undecidable: Option<Undecidable>,
    ) {
        self.made.groups.push(TrueGroup {
            left,
            right,
            difference: Ore(0),
            undecidable,
        });
    }

    /// Adds a row to each list that belong together, and that the data decide.
    pub(super) fn pair(&mut self, left: Row, right: Row) {
        self.pair_or_not(left, right, None);
    }

    /// Adds a row to each list that belong together.
    pub(super) fn pair_or_not(&mut self, left: Row, right: Row, undecidable: Option<Undecidable>) {
        let difference = Ore(left.amount.0 - right.amount.0);
        let left = vec![self.add(Side::Left, left)];
        let right = vec![self.add(Side::Right, right)];
        self.made.groups.push(TrueGroup {
            left,
            right,
            difference,
            undecidable,
        });
    }

    /// Adds one row to a side and many to the other that belong together.
    pub(super) fn one_to_many(
        &mut self,
        one: (Side, Row),
        many: Vec<Row>,
        undecidable: Option<Undecidable>,
    ) {
        let (side, row) = one;
        let one = vec![self.add(side, row)];
        let other = other(side);
        let many = many.into_iter().map(|row| self.add(other, row)).collect();
        match side {
            Side::Left => self.group(one, many, undecidable),
            Side::Right => self.group(many, one, undecidable),
        }
    }

    /// Adds a row that is open by itself.
    pub(super) fn open(
        &mut self,
        side: Side,
        row: Row,
        reason: Reason,
        undecidable: Option<Undecidable>,
    ) -> u64 {
        let id = self.add(side, row);
        self.made.open.push(OpenRow {
            side,
            id,
            reason,
            counterpart: None,
            undecidable,
        });
        id
    }

    /// Adds two rows that are open because of each other.
    pub(super) fn open_pair(&mut self, one: (Side, Row), two: (Side, Row), reason: Reason) {
        let one = (one.0, self.add(one.0, one.1));
        let two = (two.0, self.add(two.0, two.1));
        for (row, counterpart) in [(one, two), (two, one)] {
            self.made.open.push(OpenRow {
                side: row.0,
                id: row.1,
                reason,
                counterpart: Some(counterpart),
                undecidable: None,
            });
        }
    }

    /// A payment and its bank entry, with a reference, a KID or both. A third are at a standard rate, as many others
    /// are, and one in ten lies outside the window: only the key tells.
    pub(super) fn plain(&mut self) {
        let amount = if self.stream.chance(33) {
            self.sign
                * self
                    .stream
                    .pick(&RATES_ORE)
                    .copied()
                    .unwrap_or(BLOCK_ORE / 10)
        } else {
            self.whole()
        };
        let (left, mut right) = self.two_days();
        if self.stream.chance(10) {
            right = left + 4 + self.stream.index(4);
        }
        let keys = self.stream.below(3);
        let row = Row {
            reference: if keys == 1 {
                String::new()
            } else {
                self.reference()
            },
            kid: if keys == 0 { String::new() } else { self.kid() },
            ..self.row(left, amount)
        };
        let moved = self.moved(&row, right);
        self.pair(row, moved);
    }
}

/// The other list.
pub(super) fn other(side: Side) -> Side {
    match side {
        Side::Left => Side::Right,
        Side::Right => Side::Left,
    }
}
