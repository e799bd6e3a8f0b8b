//! What is asked for: how many agencies, which periods, how large, which seed, which faults.

use domain::Period;
use domain::agency::{Budgeting, Model, Principle, Service};

use crate::error::SynthError;
use crate::faults::FaultId;

/// Most agencies of one request: codes and account numbers have room for so many.
pub const MAX_AGENCIES: u32 = 999;
/// Most periods of one request.
pub const MAX_PERIODS: usize = 240;
/// Fewest ledger lines per agency and period: below it not every kind of event finds room.
pub const MIN_LINES: u32 = 150;
/// Most ledger lines per agency and period: keeps every sum far from the end of its type.
pub const MAX_LINES: u32 = 2_000_000;

/// The kinds of agencies when none are asked for.
const DEFAULT_KINDS: [Model; 3] = [
    Model {
        service: Service::Full,
        budgeting: Budgeting::Gross,
        principle: Principle::Cash,
    },
    Model {
        service: Service::Part,
        budgeting: Budgeting::Gross,
        principle: Principle::Srs,
    },
    Model {
        service: Service::Full,
        budgeting: Budgeting::Net,
        principle: Principle::Srs,
    },
];

/// A request for a portfolio. The same request gives the same bytes, on every machine and in any order of agencies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// 1 to [`MAX_AGENCIES`]; their codes are `V01`, `V02`, ….
    pub agencies: u32,
    /// First and last period, both in; months; at most [`MAX_PERIODS`].
    pub periods: (Period, Period),
    /// Ledger lines per agency and period, ± 2 %; [`MIN_LINES`] to [`MAX_LINES`].
    pub lines_per_period: u32,
    /// Any number.
    pub seed: u64,
    /// How many of which fault, over the whole portfolio; spread round-robin over agencies and periods.
    pub faults: Vec<(FaultId, u32)>,
    /// Kinds of agencies, cycled; `None` = gross cash full, gross SRS part, net SRS full.
    pub kinds: Option<Vec<Model>>,
    /// Whether agencies deliver the registers of the half-year control, at the end of each half-year of a year that the data
    /// begins with January.
    pub half_year: bool,
    /// Whether gross agencies under the cash principle post the vouchers of the year's end in periods 12 and 14, with grants
    /// and collection to close; without it they post two transfers in period 14.
    pub year_end: bool,
    /// Whether gross agencies re-post in period 13 of every year whose December is in the data: what the ministry approved, in
    /// January, before the vouchers of the year's end and of period 14. Those under the cash principle post them as with
    /// `year_end`: the period is closed with them.
    pub period_13: bool,
}

impl Request {
    /// Whether it can be fulfilled, as far as can be said without trying.
    pub fn validate(&self) -> Result<(), SynthError> {
        let (first, last) = self.periods;
        if !(1..=MAX_AGENCIES).contains(&self.agencies) {
            return Err(SynthError::Agencies(self.agencies));
        }
        let months = usize::try_from(last.months_since(first))
            .ok()
            .map(|months| months + 1);
        if !first.is_month() || !last.is_month() || months.is_none_or(|months| months > MAX_PERIODS)
        {
            return Err(SynthError::Periods(first, last));
        }
        if first.year() < calendar::business_day::FIRST_YEAR
            || last.next_month().year() > calendar::business_day::LAST_YEAR
        {
            return Err(SynthError::Years);
        }
        if !(MIN_LINES..=MAX_LINES).contains(&self.lines_per_period) {
            return Err(SynthError::Lines(self.lines_per_period));
        }
        if self.kinds.as_ref().is_some_and(Vec::is_empty) {
            return Err(SynthError::NoKinds);
        }
        let is_impossible =
            |fault: &FaultId| !(0..self.agencies).any(|index| fault.is_possible(self, index));
        let mut faults = self.faults.iter().map(|(fault, _)| *fault);
        faults
            .find(is_impossible)
            .map_or(Ok(()), |fault| Err(SynthError::NoAgency(fault)))
    }

    /// The kind of an agency.
    pub(crate) fn model(&self, index: u32) -> Option<Model> {
        let kinds = self.kinds.as_deref().unwrap_or(&DEFAULT_KINDS);
        let place = usize::try_from(index).ok()?.checked_rem(kinds.len())?;
        kinds.get(place).copied()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn request(agencies: u32, lines_per_period: u32) -> Request {
        Request {
            agencies,
            periods: ("2025-01".parse().unwrap(), "2025-03".parse().unwrap()),
            lines_per_period,
            seed: 1,
            faults: Vec::new(),
            kinds: None,
            half_year: false,
            year_end: false,
            period_13: false,
        }
    }

    #[test]
    fn refuses_what_it_cannot_do() {
        let good = request(3, 200);
        assert_eq!(good.validate(), Ok(()));
        let mut turned = good.clone();
        turned.periods = (good.periods.1, good.periods.0);
        let mut no_month = good.clone();
        no_month.periods.1 = "2025-13".parse().unwrap();
        let mut long_ago = good.clone();
        long_ago.periods.0 = "1989-12".parse().unwrap();
        long_ago.periods.1 = "1990-02".parse().unwrap();
        let mut no_kinds = good.clone();
        no_kinds.kinds = Some(Vec::new());
        let mut none = good.clone();
        none.agencies = 0;
        let mut small = good;
        small.lines_per_period = 149;
        for (wrong, text) in [
            (turned, "in order"),
            (no_month, "in order"),
            (long_ago, "1990 to 2100"),
            (no_kinds, "kind"),
            (none, "1 to 999 agencies"),
            (small, "150"),
        ] {
            let error = wrong.validate().unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        }
    }
}
