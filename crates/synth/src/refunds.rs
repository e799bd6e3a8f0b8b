//! What NAV refunds: a report for each month, with synthetic persons, and the payment that it explains.
//!
//! A report lists what NAV pays on the first bank day of a month; its rows sum to that payment. Every person has a birth
//! month 81 to 92, as nobody has. Source: the layout of the report is that of `formats::k27`; how the money is booked is
//! in `generate`. Not here: the file (`refund_records`).

use chrono::{Datelike, NaiveDate};
use domain::Ore;
use formats::k27::benefit::{Group, benefit};

use crate::days::BankDays;
use crate::plan::Sizes;
use crate::random::Stream;
use crate::world::total;

/// The benefits of a person, by place in the list of persons.
const BENEFITS: [char; 5] = ['4', '2', '9', '4', '4'];

/// Holiday pay of sick pay, which NAV reports as 1 to 31 May.
const HOLIDAY_PAY: char = 'H';

/// One row of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refund {
    /// Number of the employee: month + 80, right check digits.
    pub(crate) person: String,
    /// Invented name.
    pub(crate) name: String,
    /// Benefit code.
    pub(crate) benefit: char,
    /// First and last day it is for.
    pub(crate) days: (NaiveDate, NaiveDate),
    /// Positive = refund, negative = taken back.
    pub(crate) amount: Ore,
    /// Whether it belongs to parental benefit, which has an income account of its own.
    pub(crate) is_parental: bool,
}

/// What NAV pays on one day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Report {
    /// Its rows; at least one.
    pub(crate) refunds: Vec<Refund>,
    /// It names the account that pays, not the one that receives: only a fault makes it so.
    pub(crate) names_other_account: bool,
}

impl Report {
    /// What NAV pays.
    pub(crate) fn amount(&self) -> Ore {
        total(self.refunds.iter().map(|refund| refund.amount))
    }

    /// Income of parental benefit, or of all the others.
    pub(crate) fn income(&self, is_parental: bool) -> Ore {
        let of_group = self.refunds.iter();
        let of_group = of_group.filter(|refund| refund.is_parental == is_parental);
        total(of_group.map(|refund| refund.amount))
    }
}

/// An employee who is away now and then.
struct Employee {
    person: String,
    name: String,
}

/// The report of each period, and of the month behind.
pub(crate) fn reports(stream: &mut Stream, days: &BankDays, sizes: &Sizes) -> Vec<Report> {
    let employees: Vec<Employee> = (1..=(sizes.lines / 100).clamp(4, 400))
        .map(|number| Employee {
            person: person(stream),
            name: format!("TESTPERSON {number:04}"),
        })
        .collect();
    let places = 0..=days.periods.len();
    places
        .map(|place| report(stream, days, place, &employees))
        .collect()
}

fn report(stream: &mut Stream, days: &BankDays, place: usize, employees: &[Employee]) -> Report {
    let paid = days.date(days.of_period(place).start);
    // The month before the payment.
    let last = paid.with_day(1).and_then(|first| first.pred_opt());
    let last = last.unwrap_or(paid);
    let first = last.with_day(1).unwrap_or(last);
    let mut refunds = Vec::new();
    for (number, employee) in employees.iter().enumerate() {
        // The first two are always away, so that no report is empty and none lacks one of the two income accounts.
        if number > 1 && stream.chance(50) {
            continue;
        }
        let code = BENEFITS
            .get(number % BENEFITS.len())
            .copied()
            .unwrap_or('4');
        let amount = stream.between(400_000, 4_500_000);
        let is_parental = group_of(code, paid) == Group::Parental;
        let row = |benefit, amount| Refund {
            person: employee.person.clone(),
            name: employee.name.clone(),
            benefit,
            days: if benefit == HOLIDAY_PAY {
                may_before(first)
            } else {
                (first, last)
            },
            amount: Ore(amount),
            is_parental,
        };
        refunds.push(row(code, amount));
        if code == '4' && stream.chance(20) {
            refunds.push(row(HOLIDAY_PAY, stream.between(50_000, 400_000)));
        }
        if code == '4' && stream.chance(20) {
            // Less than what the same person gets, so that no payment is negative.
            refunds.push(row('A', -stream.between(20_000, 300_000)));
        }
    }
    Report {
        refunds,
        names_other_account: false,
    }
}

/// 1 to 31 May of the year before.
fn may_before(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let date = |of_may| NaiveDate::from_ymd_opt(day.year() - 1, 5, of_may).unwrap_or(day);
    (date(1), date(31))
}

fn group_of(code: char, paid: NaiveDate) -> Group {
    benefit(code, Some(paid)).map_or(Group::Unknown, |benefit| benefit.group)
}

/// Weights of the two check digits.
const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// A number with month + 80 and right check digits.
fn person(stream: &mut Stream) -> String {
    loop {
        let (day, month) = (stream.between(1, 28), stream.between(81, 92));
        let (year, serial) = (stream.between(60, 99), stream.between(100, 499));
        let stem = format!("{day:02}{month}{year:02}{serial:03}");
        if let Some(number) = with_check_digits(&stem) {
            return number;
        }
    }
}

fn with_check_digits(stem: &str) -> Option<String> {
    let first = check_digit(stem, &FIRST)?;
    let nine_and_one = format!("{stem}{first}");
    let second = check_digit(&nine_and_one, &SECOND)?;
    Some(format!("{nine_and_one}{second}"))
}

/// 11 − the weighted sum modulo 11; none for 10.
fn check_digit(digits: &str, weights: &[u32]) -> Option<u32> {
    let digits = digits.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let digit = (11 - sum % 11) % 11;
    (digit < 10).then_some(digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    #[test]
    fn persons_are_synthetic_and_valid() {
        let mut stream = Stream::new(1, 3, Purpose::Refunds);
        for _ in 0..500 {
            let number = person(&mut stream);
            let month: u32 = number[2..4].parse().unwrap();
            assert!((81..=92).contains(&month));
            assert_eq!(with_check_digits(&number[..9]), Some(number));
        }
        // The example of the specification.
        assert_eq!(
            with_check_digits("018180120"),
            Some("01818012094".to_owned())
        );
    }

    #[test]
    fn reports_pay_and_take_back() {
        let days = BankDays::new("2025-01".parse().unwrap(), "2025-12".parse().unwrap()).unwrap();
        let mut stream = Stream::new(1, 3, Purpose::Refunds);
        let reports = reports(&mut stream, &days, &Sizes::new(1000));
        assert_eq!(reports.len(), 13);
        let mut codes = std::collections::BTreeSet::new();
        for report in &reports {
            assert!(report.income(false).0 > 0 && report.income(true).0 > 0);
            assert_eq!(
                report.income(false).0 + report.income(true).0,
                report.amount().0
            );
            codes.extend(report.refunds.iter().map(|refund| refund.benefit));
            for refund in &report.refunds {
                assert_eq!(refund.amount.0 < 0, refund.benefit == 'A');
            }
        }
        assert_eq!(codes.into_iter().collect::<String>(), "249AH");
    }
}
