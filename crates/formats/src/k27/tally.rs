//! Sums, counts and the checks that every row gets, whatever form it came in; and the checks of the whole.
//!
//! Memory: one entry per benefit code (36) and per NAV unit (at most 10 000), and the digests of the first rows.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use chrono::{Datelike, NaiveDate};
use domain::{Ore, Position};

use super::benefit::{benefit, is_before_the_list};
use super::error;
use super::field::{account_holds, organisation_holds, person_holds};
use super::record::{Digits, Person, Refund, Regime, Totals};
use super::{Options, Profile};
use crate::complaints::Complaints;

/// So many rows are compared with each other; a real report has a few hundred.
const ROWS_COMPARED: usize = 1 << 16;
/// The unit of the nationwide settlement.
const NATIONAL_UNIT: &[u8; 4] = b"8020";

/// A sum with its number of rows and the place of the first of them.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    sum: i128,
    rows: u64,
    first: Position,
}

impl Part {
    #[inline]
    fn add(&mut self, amount: i128, place: Position) {
        if self.rows == 0 {
            self.first = place;
        }
        self.sum += amount;
        self.rows += 1;
    }
}

/// What the rows add up to.
pub(super) struct Tally<'o> {
    options: &'o Options,
    /// The day of the payment, if known.
    pub(super) payment_date: Option<NaiveDate>,
    rows: u64,
    /// A row could not be read: what was summed proves nothing.
    pub(super) damaged: bool,
    positive: i128,
    negative: i128,
    benefits: [Part; 36],
    units: BTreeMap<Digits<4>, Part>,
    /// The unit of the row before, which is not in `units` yet.
    unit: (Digits<4>, Part),
    employer: Option<Digits<9>>,
    account: Option<Digits<11>>,
    last_subunit: Option<Digits<9>>,
    last_person: Option<Person>,
    keys: RowKeys,
    letters: Part,
    first_repeat: Position,
}

impl<'o> Tally<'o> {
    pub(super) fn new(options: &'o Options, payment_date: Option<NaiveDate>) -> Self {
        Self {
            options,
            payment_date,
            rows: 0,
            damaged: false,
            positive: 0,
            negative: 0,
            benefits: [Part::default(); 36],
            units: BTreeMap::new(),
            unit: (Digits::default(), Part::default()),
            employer: None,
            account: None,
            last_subunit: None,
            last_person: None,
            keys: RowKeys::default(),
            letters: Part::default(),
            first_repeat: Position::default(),
        }
    }

    /// Rows counted so far, which is the ordinal of the next.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Counts a row that could not be read.
    pub(super) fn damaged_row(&mut self) {
        self.rows += 1;
        self.damaged = true;
    }

    /// Adds a row and says what is odd about it. `place` gives the place of a column, 1 to 12.
    #[inline]
    pub(super) fn row(
        &mut self,
        refund: &Refund,
        place: &dyn Fn(usize) -> Position,
        complaints: &mut Complaints,
    ) {
        self.rows += 1;
        let amount = i128::from(refund.amount.0);
        if amount > 0 {
            self.positive += amount;
        } else {
            self.negative += amount;
        }
        if let Some(part) = slot(refund.benefit).and_then(|slot| self.benefits.get_mut(slot)) {
            part.add(amount, refund.position);
        }
        if self.unit.0 != refund.unit {
            self.put_unit();
            self.unit = (refund.unit, Part::default());
        }
        self.unit.1.add(amount, refund.position);
        if self.keys.add(refund) {
            if self.keys.repeated == 0 {
                self.first_repeat = refund.position;
            }
            self.keys.repeated += 1;
        }
        if refund.person_name_raw.is_some() {
            self.letters.add(0, refund.position);
        }
        self.owner(refund, place, complaints);
        if self.last_person != Some(refund.person) {
            self.last_person = Some(refund.person);
            if !person_holds(&refund.person.0) {
                let message = "the check digits of the person number do not hold";
                complaints.push(error::CHECK_DIGIT.at(place(5), message));
            }
        }
        if refund.period_from > refund.period_to
            || (self.payment_date.is_some() && refund.period_to > self.payment_date)
            || refund.reserved_amount != Ore::ZERO
            || matches!(refund.benefit, 'E'..='K' | 'M')
        {
            self.odd_row(refund, place, complaints);
        }
    }

    /// Puts what the rows of the current unit add up to where the others are.
    fn put_unit(&mut self) {
        let (unit, part) = self.unit;
        if part.rows > 0 {
            let all = self.units.entry(unit).or_default();
            if all.rows == 0 {
                all.first = part.first;
            }
            all.sum += part.sum;
            all.rows += part.rows;
        }
    }

    /// Employer, account and subunit, which are the same in most rows.
    #[inline]
    fn owner(
        &mut self,
        refund: &Refund,
        place: &dyn Fn(usize) -> Position,
        complaints: &mut Complaints,
    ) {
        let same = (
            Some(refund.employer),
            Some(refund.bank_account),
            Some(refund.subunit),
        );
        if same == (self.employer, self.account, self.last_subunit) {
            return;
        }
        match self.employer {
            None => {
                self.employer = Some(refund.employer);
                if !organisation_holds(&refund.employer) {
                    let message = format!(
                        "the check digit of the employer's organisation number {} does not hold",
                        refund.employer
                    );
                    complaints.push(error::CHECK_DIGIT.at(place(2), message));
                }
            }
            Some(employer) if employer != refund.employer => {
                let message = format!(
                    "expected the employer {employer} as in the rows before, found {}",
                    refund.employer
                );
                complaints.push(error::EMPLOYERS.at(place(2), message));
            }
            Some(_) => {}
        }
        match self.account {
            None => {
                self.account = Some(refund.bank_account);
                if !account_holds(&refund.bank_account) {
                    let message = format!(
                        "the check digit of the account {} does not hold",
                        ending(&refund.bank_account)
                    );
                    complaints.push(error::CHECK_DIGIT.at(place(7), message));
                }
            }
            Some(account) if account != refund.bank_account => {
                let message = format!(
                    "expected the account {} as in the rows before, found {}",
                    ending(&account),
                    ending(&refund.bank_account)
                );
                complaints.push(error::ACCOUNTS.at(place(7), message));
            }
            Some(_) => {}
        }
        if self.last_subunit != Some(refund.subunit) {
            self.last_subunit = Some(refund.subunit);
            if refund.subunit != refund.employer && !organisation_holds(&refund.subunit) {
                let message = format!(
                    "the check digit of the subunit's organisation number {} does not hold",
                    refund.subunit
                );
                complaints.push(error::CHECK_DIGIT.at(place(3), message));
            }
        }
    }

    /// What is odd about a row, but does not refuse it.
    fn odd_row(
        &self,
        refund: &Refund,
        place: &dyn Fn(usize) -> Position,
        complaints: &mut Complaints,
    ) {
        if let (Some(from), Some(to)) = (refund.period_from, refund.period_to)
            && from > to
        {
            let message = format!("the period begins on {from} and ends on {to}");
            complaints.push(error::PERIOD.at(place(6), message));
        }
        if let (Some(to), Some(paid)) = (refund.period_to, self.payment_date)
            && (to - paid).num_days() > self.options.max_days_after_payment
        {
            let message = format!("the period ends on {to}, the payment was on {paid}");
            complaints.push(error::LATE_PERIOD.at(place(9), message));
        }
        if refund.reserved_amount != Ore::ZERO {
            let message = format!(
                "expected a reserved amount of zero, found {}",
                refund.reserved_amount
            );
            complaints.push(error::RESERVED.at(place(11), message));
        }
        let is_holiday_pay =
            benefit(refund.benefit, self.list_date()).is_some_and(|benefit| benefit.holiday_pay);
        let is_national = self.options.profile == Profile::K27
            && match self.options.regime {
                Some(regime) => regime == Regime::National,
                None => refund.unit.bytes() == NATIONAL_UNIT,
            };
        let may = |date: Option<NaiveDate>, day| {
            date.is_none_or(|date| date.month() == 5 && date.day() == day)
        };
        let is_may = may(refund.period_from, 1) && may(refund.period_to, 31);
        if is_holiday_pay && is_national && !is_may {
            let shown = |date: Option<NaiveDate>| date.map_or("none".to_owned(), |d| d.to_string());
            let message = format!(
                "expected holiday pay for 1 to 31 May, found {} to {}",
                shown(refund.period_from),
                shown(refund.period_to)
            );
            complaints.push(error::HOLIDAY_PERIOD.at(place(6), message));
        }
    }

    /// The day by which benefit codes are looked up.
    fn list_date(&self) -> Option<NaiveDate> {
        match self.options.profile {
            Profile::K27 => self.payment_date,
            Profile::K37Legacy => Some(NaiveDate::MIN),
        }
    }

    /// Says what is to be said about the whole, and fills in the totals.
    pub(super) fn finish(
        mut self,
        totals: &mut Totals,
        end: Position,
        complaints: &mut Complaints,
    ) {
        if self.rows == 0 {
            complaints.push(error::NO_ROWS.at(end, "expected at least one row, found none"));
        }
        self.put_unit();
        totals.rows = self.rows;
        totals.repeated_rows = self.keys.repeated;
        totals.payment_date = self.payment_date;
        totals.employer = self.employer.or(totals.employer);
        totals.bank_account = self.account.or(totals.bank_account);
        totals.content_key = self.keys.whole(totals);
        totals.regime = self.regime();
        let (Ok(positive), Ok(negative)) =
            (i64::try_from(self.positive), i64::try_from(self.negative))
        else {
            complaints.push(error::SUM.at(end, "the sum of the rows does not fit an amount"));
            return;
        };
        totals.sum_positive = Ore(positive);
        totals.sum_negative = Ore(negative);
        totals.amount = Ore(positive.saturating_add(negative));
        // Parts of sums that fit cannot be larger than they.
        for (slot, part) in self.benefits.iter().enumerate() {
            if part.rows > 0 {
                totals.by_benefit.insert(code(slot), fitting(part.sum));
            }
        }
        for (unit, part) in &self.units {
            totals.by_unit.insert(*unit, fitting(part.sum));
        }
        if self.rows > 0 && !self.damaged {
            self.notes(totals, end, complaints);
        }
    }

    fn regime(&self) -> Regime {
        let is_national = || {
            self.options.profile == Profile::K27
                && self.units.len() <= 1
                && self.units.keys().all(|unit| unit.bytes() == NATIONAL_UNIT)
        };
        self.options.regime.unwrap_or_else(|| {
            if is_national() {
                Regime::National
            } else {
                Regime::PerOffice
            }
        })
    }

    fn notes(&self, totals: &Totals, end: Position, complaints: &mut Complaints) {
        let list_date = self.list_date();
        for (slot, part) in self.benefits.iter().enumerate() {
            let code = code(slot);
            if part.rows > 0 && benefit(code, list_date).is_none() {
                let why = if list_date.is_some_and(is_before_the_list) {
                    "no code is known from before 2016-11-26"
                } else {
                    "the code list does not have it"
                };
                let sum = fitting(part.sum);
                let message = format!(
                    "rows with the benefit code {code}: {}, in all {sum}; {why}",
                    part.rows
                );
                complaints.push(error::BENEFIT.at(part.first, message));
            }
            if part.rows > 0 && benefit(code, list_date).is_some_and(|b| b.correction) {
                let sum = fitting(part.sum);
                let message = format!(
                    "rows with the benefit code {code}: {}, in all {sum}",
                    part.rows
                );
                complaints.push(error::TAKE_BACK.at(part.first, message));
            }
        }
        self.unit_notes(totals, complaints);
        if totals.amount <= Ore::ZERO {
            let message = format!("the total is {}", totals.amount);
            complaints.push(error::NOTHING_PAID.at(end, message));
        }
        if totals.repeated_rows > 0 {
            let message = format!(
                "rows that are the same as an earlier one: {}, this is the first",
                totals.repeated_rows
            );
            complaints.push(error::IDENTICAL.at(self.first_repeat, message));
        }
        if self.letters.rows > 0 {
            let message = format!(
                "names with damaged letters, which are repaired for display: {}, this is the first",
                self.letters.rows
            );
            complaints.push(error::LETTERS.at(self.letters.first, message));
        }
    }

    fn unit_notes(&self, totals: &Totals, complaints: &mut Complaints) {
        // A report of a payment this late is nationwide; the weeks before it are those of the change.
        let is_new = self
            .payment_date
            .is_some_and(|date| date.year() >= 2017 && self.options.profile == Profile::K27);
        let is_forced = self.options.regime == Some(Regime::National) && self.units.len() > 1;
        for (unit, part) in &self.units {
            let sum = fitting(part.sum);
            if unit.bytes() != NATIONAL_UNIT && (is_new || is_forced) {
                let message = format!(
                    "expected the unit 8020 only, found {unit}; rows: {}, in all {sum}",
                    part.rows
                );
                complaints.push(error::UNIT.at(part.first, message));
            }
            if totals.regime == Regime::PerOffice && sum < Ore::ZERO {
                let message = format!("the subtotal of the unit {unit} is {sum}");
                complaints.push(error::NEGATIVE_UNIT.at(part.first, message));
            }
        }
    }
}

/// `account ending 8903`.
pub(super) fn ending(account: &Digits<11>) -> String {
    format!("ending {}", account.as_str().get(7..).unwrap_or_default())
}

fn fitting(sum: i128) -> Ore {
    Ore(i64::try_from(sum).unwrap_or_default())
}

#[inline]
fn slot(code: char) -> Option<usize> {
    let digit = code.to_digit(36).filter(|_| !code.is_ascii_lowercase())?;
    usize::try_from(digit).ok()
}

fn code(slot: usize) -> char {
    u32::try_from(slot)
        .ok()
        .and_then(|slot| char::from_digit(slot, 36))
        .map_or('?', |code| code.to_ascii_uppercase())
}

/// Digests of rows, so that the order of the rows does not matter and memory does not grow with them.
#[derive(Debug, Default)]
struct RowKeys {
    sum: u128,
    count: u64,
    repeated: u64,
    seen: HashSet<u128, BuildHasherDefault<Mixed>>,
}

impl RowKeys {
    /// Adds a row without its name; whether it is the same as one before.
    #[inline]
    fn add(&mut self, refund: &Refund) -> bool {
        let days = |date: Option<NaiveDate>| {
            date.map_or(0, |date| u64::from(date.num_days_from_ce().unsigned_abs()))
        };
        let unit_and_benefit = refund.unit.value() << 16 | u64::from(u32::from(refund.benefit));
        let words = [
            unit_and_benefit << 32 | days(refund.max_date),
            refund.subunit.value(),
            refund.person.0.value(),
            days(refund.period_from) << 32 | days(refund.period_to),
            refund.amount.0.cast_unsigned(),
            refund.reserved_amount.0.cast_unsigned(),
        ];
        // The last word is zero in every known report.
        let key = match (refund.reserved_amount, words.split_last()) {
            (Ore::ZERO, Some((_, usual))) => digest(usual),
            _ => digest(&words),
        };
        self.sum = self.sum.wrapping_add(key);
        self.count += 1;
        self.seen.len() < ROWS_COMPARED && !self.seen.insert(key)
    }

    /// Over the rows and the head of the report.
    fn whole(&self, totals: &Totals) -> u128 {
        let date = totals
            .payment_date
            .map_or(0, |date| date.num_days_from_ce());
        let (high, low) = halves(self.sum);
        digest(&[
            totals.employer.map_or(0, |employer| employer.value()),
            totals.bank_account.map_or(0, |account| account.value()),
            i64::from(date).cast_unsigned(),
            self.count,
            high,
            low,
        ])
    }
}

/// 128 bits that depend on every bit of the words and on their order. Fixed for ever: keys are kept and compared.
#[inline]
fn digest(words: &[u64]) -> u128 {
    let (mut left, mut right) = (0x9e37_79b9_7f4a_7c15_u64, 0xc2b2_ae3d_27d4_eb4f_u64);
    for word in words {
        left = folded(left ^ word, 0xa076_1d64_78bd_642f);
        right = folded(right ^ word.rotate_left(32), 0xe703_7ed1_a0b4_28db);
    }
    let (first, second) = (
        folded(left ^ 0x8ebc_6af0_9c88_c6e3, right | 1),
        folded(right ^ 0x5899_65cc_7537_4cc3, left | 1),
    );
    u128::from(first) << 64 | u128::from(second ^ left)
}

/// The halves of the product, put together.
#[inline]
fn folded(a: u64, b: u64) -> u64 {
    let (high, low) = halves(u128::from(a) * u128::from(b));
    high ^ low
}

#[inline]
fn halves(value: u128) -> (u64, u64) {
    let low = u64::try_from(value & u128::from(u64::MAX)).unwrap_or_default();
    (u64::try_from(value >> 64).unwrap_or_default(), low)
}

/// The keys are mixed already: half of one is its hash.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = halves(key).1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_slots() {
        for (code_, slot_) in [('0', 0), ('9', 9), ('A', 10), ('Z', 35)] {
            assert_eq!((slot(code_), code(slot_)), (Some(slot_), code_));
        }
        assert_eq!((slot('a'), slot('Æ'), slot(' ')), (None, None, None));
    }

    #[test]
    fn digests_are_what_they_were() {
        // Keys are kept in registers: a changed value here is a changed result.
        assert_eq!(
            format!("{:032x}", digest(&[])),
            "009c20aebaa33125b175cc25a0b3a51a"
        );
        assert_eq!(
            format!("{:032x}", digest(&[1, 2, 3])),
            "68ce3077a32a8e3d87063ef279fea6df"
        );
        let mut all: Vec<u128> = Vec::new();
        for word in 0..64 {
            all.push(digest(&[1 << word, 0]));
            all.push(digest(&[0, 1 << word]));
        }
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 128);
    }
}
