//! The deadlines D01–D24 and E01–E17 as data, to be read beside section 2 and 3 of the domain notes on deadlines.
//!
//! A row is one line of the notes, or several rows where the notes say different things in one line (sent by full
//! service, posted by part service; June). A task appears in an agency's list when the cell of its column holds a
//! rule, the period is one of the row's, and the row is in force in the period. Not here: how a rule becomes a date
//! (module `rule`), and published dates (module `published`).
//!
//! Inferred and therefore settings: the day from which the net routine counts and the day from which the newer text
//! for gross SRS full service counts (see [`Bound`]). Inferred and kept as in the notes: the pairing of the routines
//! with full and part service, and that the third pair of the net routine is meant for funds.

use chrono::NaiveDate;
use domain::Period;
use domain::agency::{Budgeting, Model, Principle, Service};

use crate::oslo::time_of_day;
use crate::rule::{Month, Notated, Relation, Rule, Step};
use crate::settings::Settings;
use crate::treasury::Report::{L, P, S};

/// Number of columns of the table: service × budgeting, and × principle for gross.
pub const COLUMNS: usize = 8;

/// The column of a model, in the order of the notes: gross cash full, gross cash part, gross SRS full, gross SRS
/// part, net full, net part, fund full, fund part. Net agencies and funds have one column for both principles.
pub fn column(model: Model) -> usize {
    let pair = match (model.budgeting, model.principle) {
        (Budgeting::Gross, Principle::Cash) => 0,
        (Budgeting::Gross, Principle::Srs) => 2,
        (Budgeting::Net, _) => 4,
        (Budgeting::Fund, _) => 6,
    };
    match model.service {
        Service::Full => pair,
        Service::Part => pair + 1,
    }
}

/// Which periods a row is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Periods {
    /// The twelve months.
    Months,
    /// The months but June.
    NotJune,
    /// June.
    June,
    /// December.
    December,
    /// December and period 13: what concerns the year as a whole.
    YearEnd,
}

impl Periods {
    /// Whether the period is one of them.
    pub fn contains(self, period: Period) -> bool {
        match self {
            Self::Months => period.is_month(),
            Self::NotJune => period.is_month() && period.number() != 6,
            Self::June => period.number() == 6,
            Self::December => period.number() == 12,
            Self::YearEnd => matches!(period.number(), 12 | 13),
        }
    }
}

/// One end of the time in which a row is in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// The source gives no date.
    Open,
    /// A date the source gives.
    Date(NaiveDate),
    /// The routine 9.1: 2017-06-01 for gross and fund, as it says itself; `Settings::net_routine_from` for net.
    Routine,
    /// `Settings::obligatory_reporting_text_from`.
    ObligatoryReportingText,
}

impl Bound {
    /// The date, for a budgeting and the settings; `None` when the source gives no date.
    pub fn date(self, budgeting: Budgeting, settings: &Settings) -> Option<NaiveDate> {
        match self {
            Self::Open => None,
            Self::Date(date) => Some(date),
            Self::Routine if budgeting == Budgeting::Net => Some(settings.net_routine_from),
            Self::Routine => Some(ROUTINE_FROM),
            Self::ObligatoryReportingText => Some(settings.obligatory_reporting_text_from),
        }
    }
}

/// A cell: a rule, or a dash.
pub type Cell = Option<Notated>;

/// One row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// `D01` … `E17`; repeated where a line of the notes needs several rows.
    pub id: &'static str,
    /// Key of the text that says what is to be done; unique per model and period.
    pub task: &'static str,
    /// Who: `agency`, `dfo`, `dfo-or-agency`, `ministry`, `user`, `system`.
    pub actor: &'static str,
    /// For which periods.
    pub periods: Periods,
    /// The rule per column; see [`column()`].
    pub cells: [Cell; COLUMNS],
    /// First day it is in force.
    pub valid_from: Bound,
    /// First day it is no longer in force.
    pub valid_until: Bound,
    /// Where it comes from.
    pub source: &'static str,
}

impl Row {
    /// Whether the row is in force in a period: the one being closed decides, by its last day.
    pub fn is_in_force(&self, period: Period, budgeting: Budgeting, settings: &Settings) -> bool {
        let day = period.last_day();
        let begun = self
            .valid_from
            .date(budgeting, settings)
            .is_none_or(|from| from <= day);
        let ended = self
            .valid_until
            .date(budgeting, settings)
            .is_some_and(|until| until <= day);
        begun && !ended
    }
}

#[expect(clippy::panic, reason = "evaluated at compile time")]
pub(crate) const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("no such date"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a cell is a rule or a dash")]
const fn rule(rule: Rule, notation: &'static str) -> Cell {
    Some(Notated { rule, notation })
}

const fn event(key: &'static str, notation: &'static str) -> Cell {
    rule(Rule::Event(key), notation)
}

#[expect(
    clippy::large_types_passed_by_value,
    reason = "evaluated at compile time"
)]
const fn row(
    id: &'static str,
    task: &'static str,
    actor: &'static str,
    periods: Periods,
    cells: [Cell; COLUMNS],
    validity: (Bound, Bound),
    source: &'static str,
) -> Row {
    Row {
        id,
        task,
        actor,
        periods,
        cells,
        valid_from: validity.0,
        valid_until: validity.1,
        source,
    }
}

use Periods::{December, June, Months, NotJune, YearEnd};
use Relation::{After, At, Before, OnlyAfter, With};

const AT_16: Option<chrono::NaiveTime> = Some(time_of_day(16, 0, 0));

// The rules, each with its notation. `__` is a dash: the column has no such deadline.
const __: Cell = None;
#[rustfmt::skip]
mod cells {
    use super::{AT_16, Cell, L, Month, P, Rule, S, Step, event, rule};
    use super::{After, At, Before, OnlyAfter, With};

    pub(super) const BD1:      Cell = rule(Rule::BusinessDay(1, Month::Next), "BD(1,M+1)");
    pub(super) const BD5:      Cell = rule(Rule::BusinessDay(5, Month::Next), "BD(5,M+1)");
    pub(super) const BD7:      Cell = rule(Rule::BusinessDay(7, Month::Next), "BD(7,M+1)");
    pub(super) const DAY15:    Cell = rule(Rule::Day(15, Month::Next), "DAY(15,M+1)");
    pub(super) const DAY20:    Cell = rule(Rule::Day(20, Month::Next), "DAY(20,M+1)");
    pub(super) const DAY25:    Cell = rule(Rule::Day(25, Month::Next), "DAY(25,M+1)");
    pub(super) const END:      Cell = rule(Rule::EndOfMonth(Month::Next), "EOM(M+1)");
    pub(super) const DAY15_M2: Cell = rule(Rule::Day(15, Month::AfterNext), "DAY(15,M+2)");
    pub(super) const AUG31:    Cell = rule(Rule::Day(31, Month::SameYear(8)), "DAY(31,Aug)");
    pub(super) const SEP15:    Cell = rule(Rule::Day(15, Month::SameYear(9)), "DAY(15,Sep)");
    pub(super) const FEB_END:  Cell = rule(Rule::EndOfMonth(Month::NextYear(2)), "EOM(Feb Y+1)");
    pub(super) const MAR15:    Cell = rule(Rule::Day(15, Month::NextYear(3)), "DAY(15,Mar Y+1)");
    pub(super) const MAY1:     Cell = rule(Rule::Day(1, Month::NextYear(5)), "DAY(1,May Y+1)");
    pub(super) const TR_S:     Cell = rule(Rule::Treasury(S, Step::AtDeadline), "TR_S");
    pub(super) const TR_S_16:  Cell = rule(Rule::Treasury(S, Step::CalendarDays(-1, AT_16)), "TR_S -1d@16:00");
    pub(super) const TR_S_NXT: Cell = rule(Rule::Treasury(S, Step::CalendarDays(1, None)), "TR_S +1d");
    pub(super) const TR_L:     Cell = rule(Rule::Treasury(L, Step::AtDeadline), "TR_L");
    pub(super) const TR_L_16:  Cell = rule(Rule::Treasury(L, Step::CalendarDays(-1, AT_16)), "TR_L -1d@16:00");
    pub(super) const TR_P:     Cell = rule(Rule::Treasury(P, Step::AtDeadline), "TR_P");
    pub(super) const TR_P_2BD: Cell = rule(Rule::Treasury(P, Step::BusinessDays(-2, None)), "TR_P -2BD");
    pub(super) const TR_P_16:  Cell = rule(Rule::Treasury(P, Step::BusinessDays(-2, AT_16)), "TR_P -2BD@16:00");
    pub(super) const TR_P_NXT: Cell = rule(Rule::Treasury(P, Step::CalendarDays(1, None)), "TR_P +1d");
    pub(super) const WITH_D03: Cell = rule(Rule::Order(With, "D03"), "with D03");
    pub(super) const WITH_D06: Cell = rule(Rule::Order(With, "D06"), "with D06");
    pub(super) const AFT_D02:  Cell = rule(Rule::Order(After, "D02"), "after D02");
    pub(super) const BEF_D12:  Cell = rule(Rule::Order(Before, "D12"), "before D12");
    pub(super) const BEF_D14:  Cell = rule(Rule::Order(Before, "D14"), "before D14");
    pub(super) const BEF_D16:  Cell = rule(Rule::Order(Before, "D16"), "before D16");
    pub(super) const AFT_D20:  Cell = rule(Rule::Order(After, "D20"), "after D20");
    pub(super) const ONLY_D20: Cell = rule(Rule::Order(OnlyAfter, "D20"), "only after D20");
    pub(super) const AT_D20:   Cell = rule(Rule::Order(At, "D20"), "at D20");
    pub(super) const WITH_LAST: Cell = event("deadline-event-with-last-voucher", "with last voucher");
    pub(super) const AFT_LAST: Cell = event("deadline-event-after-last-voucher", "after last voucher");
    pub(super) const START:    Cell = event("deadline-event-reconciliation-starts", "at start of reconciliation");
    pub(super) const PROLONG:  Cell = event("deadline-event-termination-prolonged", "after obligatory reporting, at least half-yearly");
}
use cells::{
    AFT_D02, AFT_D20, AFT_LAST, AT_D20, AUG31, BD1, BD5, BD7, BEF_D12, BEF_D14, BEF_D16, DAY15,
    DAY15_M2, DAY20, DAY25, END, FEB_END, MAR15, MAY1, ONLY_D20, PROLONG, SEP15, START, TR_L,
    TR_L_16, TR_P, TR_P_2BD, TR_P_16, TR_P_NXT, TR_S, TR_S_16, TR_S_NXT, WITH_D03, WITH_D06,
    WITH_LAST,
};

const fn all(cell: Cell) -> [Cell; COLUMNS] {
    [cell; COLUMNS]
}

const ROUTINE: (Bound, Bound) = (Bound::Routine, Bound::Open);
const UNDATED: (Bound, Bound) = (Bound::Open, Bound::Open);
const OLD_TEXT: (Bound, Bound) = (Bound::Routine, Bound::ObligatoryReportingText);
const NEW_TEXT: (Bound, Bound) = (Bound::ObligatoryReportingText, Bound::Open);
const JAN_2016: (Bound, Bound) = (Bound::Date(date(2016, 1, 1)), Bound::Open);
const FEB_2016: (Bound, Bound) = (Bound::Date(date(2016, 2, 10)), Bound::Open);
const APR_2016: (Bound, Bound) = (Bound::Date(date(2016, 4, 1)), Bound::Open);
const APR_8_2016: (Bound, Bound) = (Bound::Date(date(2016, 4, 8)), Bound::Open);
const SEP_2017: (Bound, Bound) = (Bound::Date(date(2017, 9, 21)), Bound::Open);
const HALF_YEAR: (Bound, Bound) = (Bound::Date(date(2018, 11, 2)), Bound::Open);

/// Every row, sorted by id.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    //                                                              gross cash          gross SRS           net                 fund
    //   id     task                             actor            periods   full       part       full       part       full       part       full       part
    row("D01", "deadline-d01",                  "dfo",            Months,  [BD1,       BD1,       BD1,       BD1,       BD1,       BD1,       BD1,       BD1      ], ROUTINE,  "S 9.1"),
    row("D02", "deadline-d02",                  "agency",         Months,  [BD5,       __,        BD5,       __,        __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D02", "deadline-d02-part",             "agency",         Months,  [__,        BD7,       __,        BD7,       __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D03", "deadline-d03",                  "agency",         Months,  [__,        __,        __,        __,        BD7,       __,        BD7,       __       ], ROUTINE,  "S 9.1"),
    row("D03", "deadline-d03-part",             "agency",         Months,  [__,        __,        __,        __,        __,        TR_L_16,   __,        TR_L     ], ROUTINE,  "S 9.1"),
    row("D04", "deadline-d04",                  "agency",         Months,  [__,        __,        __,        __,        DAY15,     __,        DAY20,     __       ], ROUTINE,  "S 9.1"),
    row("D04", "deadline-d04-part",             "agency",         Months,  [__,        __,        __,        __,        __,        __,        __,        DAY25    ], ROUTINE,  "S 9.1"),
    row("D05", "deadline-d05",                  "agency",         Months,  [WITH_LAST, WITH_LAST, WITH_LAST, WITH_LAST, __,        __,        WITH_LAST, WITH_LAST], ROUTINE,  "S 9.1"),
    row("D05", "deadline-d05-bank",             "agency",         Months,  [__,        __,        __,        __,        WITH_D03,  __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D05", "deadline-d05-part-a",           "agency",         Months,  [__,        __,        __,        __,        __,        WITH_D06,  __,        __       ], ROUTINE,  "S 9.1"),
    row("D05", "deadline-d05-rest",             "agency",         Months,  [__,        __,        __,        __,        WITH_LAST, WITH_LAST, __,        __       ], ROUTINE,  "S 9.1"),
    row("D06", "deadline-d06",                  "agency",         Months,  [__,        __,        __,        __,        TR_P_2BD,  TR_P_2BD,  __,        __       ], ROUTINE,  "S 9.1"),
    row("D07", "deadline-d07",                  "agency",         Months,  [__,        __,        DAY25,     __,        __,        __,        __,        __       ], OLD_TEXT, "S 9.1"),
    row("D07", "deadline-d07",                  "agency",         Months,  [__,        __,        __,        DAY25,     __,        __,        DAY25,     DAY25    ], ROUTINE,  "S 9.1"),
    row("D07", "deadline-d07-obligatory",       "agency",         Months,  [__,        __,        DAY25,     __,        __,        __,        __,        __       ], NEW_TEXT, "P:9.1-new"),
    row("D07", "deadline-d07-other",            "agency",         Months,  [__,        __,        __,        __,        DAY25,     DAY25,     __,        __       ], ROUTINE,  "S 9.1"),
    row("D08", "deadline-d08",                  "dfo",            Months,  [AFT_D02,   __,        AFT_D02,   __,        __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D08", "deadline-d08",                  "dfo-or-agency",  Months,  [__,        AFT_D02,   __,        AFT_D02,   __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D08", "deadline-d08-completeness",     "dfo",            Months,  [__,        __,        __,        __,        AFT_LAST,  __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D08", "deadline-d08-completeness",     "dfo-or-agency",  Months,  [__,        __,        __,        __,        __,        AFT_LAST,  AFT_LAST,  AFT_LAST ], ROUTINE,  "S 9.1"),
    row("D09", "deadline-d09",                  "dfo",            Months,  [START,     START,     __,        DAY25,     DAY25,     DAY25,     DAY25,     DAY25    ], ROUTINE,  "S 9.1"),
    row("D09", "deadline-d09",                  "dfo",            Months,  [__,        __,        DAY25,     __,        __,        __,        __,        __       ], OLD_TEXT, "S 9.1"),
    row("D09", "deadline-d09-obligatory",       "dfo",            Months,  [__,        __,        DAY25,     __,        __,        __,        __,        __       ], NEW_TEXT, "P:9.1-new"),
    row("D10", "deadline-d10",                  "dfo",            Months,  [BEF_D12,   __,        __,        __,        __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D10", "deadline-d10",                  "dfo-or-agency",  Months,  [__,        BEF_D12,   BEF_D12,   BEF_D12,   __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D10", "deadline-d10",                  "agency",         Months,  [__,        __,        __,        __,        __,        __,        __,        BEF_D14  ], ROUTINE,  "S 9.1"),
    row("D10", "deadline-d10-a1",               "dfo",            Months,  [__,        __,        __,        __,        BEF_D14,   __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D10", "deadline-d10-a1",               "dfo-or-agency",  Months,  [__,        __,        __,        __,        __,        BEF_D14,   __,        __       ], ROUTINE,  "S 9.1"),
    row("D10", "deadline-d10-a1",               "agency",         Months,  [__,        __,        __,        __,        __,        __,        BEF_D14,   __       ], ROUTINE,  "S 9.1"),
    row("D10", "deadline-d10-rest",             "dfo",            Months,  [__,        __,        __,        __,        BEF_D16,   __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D10", "deadline-d10-rest",             "dfo-or-agency",  Months,  [__,        __,        __,        __,        __,        BEF_D16,   __,        __       ], ROUTINE,  "S 9.1"),
    row("D11", "deadline-d11",                  "agency",         Months,  [__,        __,        __,        __,        BEF_D16,   BEF_D16,   __,        __       ], ROUTINE,  "S 9.1"),
    row("D12", "deadline-d12",                  "agency",         Months,  [TR_S_16,   TR_S_16,   TR_S_16,   TR_S_16,   __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D13", "deadline-d13",                  "dfo",            Months,  [__,        __,        __,        __,        BEF_D14,   __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D13", "deadline-d13-part",             "agency",         Months,  [__,        __,        __,        __,        __,        TR_L_16,   __,        __       ], ROUTINE,  "S 9.1"),
    row("D14", "deadline-d14",                  "dfo",            Months,  [TR_S,      TR_S,      TR_S,      TR_S,      __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D14", "deadline-d14-liquidity",        "dfo",            Months,  [__,        __,        __,        __,        TR_L,      TR_L,      __,        __       ], ROUTINE,  "S 9.1"),
    row("D14", "deadline-d14-liquidity",        "agency",         Months,  [__,        __,        __,        __,        __,        __,        TR_L,      TR_L     ], ROUTINE,  "S 9.1"),
    row("D15", "deadline-d15",                  "agency",         Months,  [__,        __,        __,        __,        TR_P_16,   TR_P_16,   __,        __       ], ROUTINE,  "S 9.1"),
    row("D16", "deadline-d16",                  "dfo",            Months,  [__,        __,        __,        __,        TR_P,      TR_P,      __,        __       ], ROUTINE,  "S 9.1"),
    row("D17", "deadline-d17",                  "dfo",            Months,  [TR_S_NXT,  TR_S_NXT,  TR_S_NXT,  TR_S_NXT,  TR_P_NXT,  TR_P_NXT,  __,        __       ], ROUTINE,  "S 9.1"),
    row("D18", "deadline-d18",                  "dfo-or-agency",  NotJune, [END,       END,       END,       END,       END,       END,       __,        __       ], ROUTINE,  "S 9.1"),
    row("D18", "deadline-d18-fund",             "dfo-or-agency",  NotJune, [__,        __,        __,        __,        __,        __,        END,       END      ], ROUTINE,  "S 9.1"),
    row("D18", "deadline-d18-june",             "dfo-or-agency",  June,    [END,       END,       END,       END,       __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D18", "deadline-d18-june-fund",        "dfo-or-agency",  June,    [__,        __,        __,        __,        __,        __,        END,       END      ], ROUTINE,  "S 9.1"),
    row("D19", "deadline-d19",                  "dfo-or-agency",  June,    [AUG31,     AUG31,     AUG31,     AUG31,     __,        __,        AUG31,     AUG31    ], ROUTINE,  "S 9.1"),
    row("D19", "deadline-d19-net",              "dfo-or-agency",  June,    [__,        __,        __,        __,        AUG31,     AUG31,     __,        __       ], ROUTINE,  "S 9.1"),
    row("D20", "deadline-d20",                  "dfo",            Months,  [END,       END,       __,        __,        __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D20", "deadline-d20-prolonged",        "dfo",            Months,  [__,        __,        PROLONG,   PROLONG,   PROLONG,   PROLONG,   PROLONG,   PROLONG  ], ROUTINE,  "S 9.1"),
    row("D21", "deadline-d21",                  "agency",         Months,  [AFT_D20,   AFT_D20,   ONLY_D20,  ONLY_D20,  ONLY_D20,  ONLY_D20,  ONLY_D20,  ONLY_D20 ], ROUTINE,  "S 9.1"),
    row("D22", "deadline-d22",                  "agency",         Months,  [__,        __,        AT_D20,    AT_D20,    __,        __,        __,        __       ], ROUTINE,  "S 9.1"),
    row("D23", "deadline-d23",                  "agency",         NotJune, [DAY15_M2,  DAY15_M2,  DAY15_M2,  DAY15_M2,  DAY15_M2,  DAY15_M2,  DAY15_M2,  DAY15_M2 ], ROUTINE,  "S 9.1"),
    row("D24", "deadline-d24",                  "agency",         June,    [SEP15,     SEP15,     SEP15,     SEP15,     SEP15,     SEP15,     SEP15,     SEP15    ], ROUTINE,  "S 9.1"),

    row("E01", "deadline-e01",                  "agency",         Months,  all(event("deadline-event-e01", "before execution on the due date")),                         FEB_2016,  "S 4.4"),
    row("E02", "deadline-e02",                  "agency",         Months,  all(event("deadline-event-e02", "inside the control period, before the payment file")),       FEB_2016,  "S 4.1"),
    row("E03", "deadline-e03",                  "agency",         Months,  all(event("deadline-event-daily", "daily")),                                                  APR_2016,  "S 6.3"),
    row("E04", "deadline-e04",                  "agency",         Months,  all(event("deadline-event-e04", "3 months")),                                                 APR_2016,  "S 6.3"),
    row("E05", "deadline-e05",                  "agency",         Months,  all(event("deadline-event-e05", "before next payroll run")),                                  SEP_2017,  "S 7.1"),
    row("E06", "deadline-e06",                  "dfo",            Months,  all(event("deadline-event-continuously", "continuously")),                                    FEB_2016,  "S 4.1, 6.1"),
    row("E07", "deadline-e07",                  "agency",         YearEnd, gross(event("deadline-event-e07", "in good time before the treasury's correction deadline")), UNDATED,   "S 9.x"),
    row("E08", "deadline-e08-first",            "agency",         June,    all(event("deadline-event-half-year", "each half-year")),                                     HALF_YEAR, "S 9.x"),
    row("E08", "deadline-e08-second",           "agency",         December, all(event("deadline-event-half-year", "each half-year")),                                    HALF_YEAR, "S 9.x"),
    row("E09", "deadline-e09",                  "dfo-or-agency",  Months,  all(rule(Rule::Inactive(720), "720 days without activity")),                                  HALF_YEAR,  "S 9.x"),
    row("E10", "deadline-e10",                  "user",           Months,  all(event("deadline-event-e10", "within 120 days of last change")),                           APR_8_2016,  "S 12"),
    row("E11", "deadline-e11",                  "dfo-or-agency",  Months,  all(event("deadline-event-e11", "same period as the SAP correction")),                        JAN_2016,  "S 14"),
    row("E12", "deadline-e12",                  "system",         Months,  all(event("deadline-event-e12", "x hours after second reminder")),                            UNDATED,   "S003"),
    row("E13", "deadline-e13",                  "dfo-or-agency",  Months,  all(event("deadline-event-daily", "every day")),                                              UNDATED,   "S003"),
    row("E14", "deadline-e14",                  "agency",         Months,  all(event("deadline-event-e14", "monthly or after change")),                                  UNDATED,   "S003"),
    row("E15", "deadline-e15",                  "agency",         YearEnd, all(MAR15),                                                                                   UNDATED,   "P:year-end-2022"),
    row("E16", "deadline-e16",                  "dfo",            YearEnd, [FEB_END,   __,        FEB_END,   __,        FEB_END,   __,        FEB_END,   __       ], UNDATED,   "P:notes"),
    row("E16", "deadline-e16",                  "agency",         YearEnd, [__,        FEB_END,   __,        FEB_END,   __,        FEB_END,   __,        FEB_END  ], UNDATED,   "P:notes"),
    row("E17", "deadline-e17",                  "ministry",       YearEnd, all(MAY1),                                                                                    UNDATED,   "public text on statsregnskapet"),
];

const fn gross(cell: Cell) -> [Cell; COLUMNS] {
    [cell, cell, cell, cell, __, __, __, __]
}

/// The first day the routine 9.1 of gross agencies and funds counts [S 9.1].
pub const ROUTINE_FROM: NaiveDate = date(2017, 6, 1);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn notations_say_what_the_rules_do() {
        for row in TABLE {
            for cell in row.cells.iter().flatten() {
                if !matches!(cell.rule, Rule::Event(_)) {
                    assert_eq!(cell.rule.to_string(), cell.notation, "{}", row.id);
                }
                if let Rule::Order(_, other) = cell.rule {
                    assert!(
                        TABLE.iter().any(|row| row.id == other),
                        "{} names {other}",
                        row.id
                    );
                }
            }
        }
    }

    #[test]
    fn ids_are_complete_sorted_and_go_with_their_tasks() {
        let ids: Vec<&str> = TABLE.iter().map(|row| row.id).collect();
        assert!(ids.is_sorted());
        let expected: BTreeSet<String> = (1..=24)
            .map(|n| format!("D{n:02}"))
            .chain((1..=17).map(|n| format!("E{n:02}")))
            .collect();
        assert_eq!(
            ids.iter()
                .map(|id| (*id).to_owned())
                .collect::<BTreeSet<_>>(),
            expected
        );
        for row in TABLE {
            let stem = format!("deadline-{}", row.id.to_lowercase());
            assert!(
                row.task == stem || row.task.starts_with(&format!("{stem}-")),
                "{}",
                row.task
            );
            assert!(!row.source.is_empty());
            assert!(
                row.cells.iter().any(Option::is_some),
                "{} is a row of dashes",
                row.task
            );
            let actors = [
                "agency",
                "dfo",
                "dfo-or-agency",
                "ministry",
                "user",
                "system",
            ];
            assert!(actors.contains(&row.actor));
        }
    }
}
