//! What a check leaves behind: outcome, points, findings, evidence; and what matching leaves behind: groups, open
//! items, conservation.
//!
//! Here and not in `checks`, because `close` and `report` need results and must never compile a rule.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::{FileId, Ore, Period, Severity, Text};

/// A row of an input file: `<file>:<record>`. Ordered by file digest, then record; never by file name or arrival.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RowRef {
    /// Short digest of the file.
    pub file: FileId,
    /// Ordinal of the record in that file, from 0.
    pub record: u64,
}

impl fmt::Display for RowRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.record)
    }
}

/// What came of a check. Never silence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It looked, and all is well.
    Passed,
    /// It looked, and something needs attention.
    Failed,
    /// The check does not concern this agency or period.
    NotApplicable(Text),
    /// An input is missing: names what would make it run.
    NotRun(Text),
}

impl Outcome {
    /// The word of the JSON contract.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotApplicable(_) => "not_applicable",
            Self::NotRun(_) => "not_run",
        }
    }

    /// Why it does not apply or did not run.
    pub fn reason(&self) -> Option<&Text> {
        match self {
            Self::Passed | Self::Failed => None,
            Self::NotApplicable(reason) | Self::NotRun(reason) => Some(reason),
        }
    }
}

/// The reconciliation code (avstemmingskode) of a tab.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Code {
    /// Every point zero, nothing over its age limit.
    Green,
    /// A difference, fully specified, with the provider to follow up.
    Yellow,
    /// Unexplained, or the agency must act, or a hard stop.
    Red,
    /// Not done, or a folder generation without codes.
    None,
}

impl Code {
    /// The word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::None => "none",
        }
    }
}

/// One side of a point: a label and an amount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// What the side is, such as "ledger balance".
    pub label: Text,
    /// In øre, debit positive.
    pub amount: Ore,
}

/// One equation `side1 − side2 = difference`, with how much of it is specified by causes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Permanent id, such as `bank.settlement`.
    pub id: &'static str,
    /// What it is about: an account, a group.
    pub subject: String,
    /// What the ledger says.
    pub side1: Side,
    /// What the independent source says.
    pub side2: Side,
    /// `side1 − side2`.
    pub difference: Ore,
    /// The part of the difference that findings with a cause explain.
    pub specified: Ore,
    /// `difference − specified`.
    pub unexplained: Ore,
}

/// A row of a failed check, or something worth knowing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Stable key within the run: the same finding has the same key when the period is run again.
    pub key: String,
    /// Permanent code, such as `BANK003`.
    pub code: &'static str,
    /// How bad. Info findings never fail a check.
    pub severity: Severity,
    /// The account or group it is about; the `subject` of the point it belongs to.
    pub subject: String,
    /// Its effect on the point's difference in øre (`side1 − side2`); what it is about, if there is no difference.
    pub amount: Ore,
    /// One sentence.
    pub message: Text,
    /// The rows that prove it, sorted.
    pub rows: Vec<RowRef>,
    /// The named cause, such as `sweep-missing`; `None` = unexplained.
    pub cause: Option<&'static str>,
    /// Number of the proposed voucher, if the routine prescribes one.
    pub proposal: Option<String>,
    /// What to do.
    pub action: Option<Text>,
}

/// What a check looked at: the proof that a pass is not silence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    /// Rows seen per frame.
    pub rows_seen: BTreeMap<&'static str, u64>,
    /// Settings in force, by name.
    pub settings: BTreeMap<&'static str, String>,
    /// The regime (date of the law or routine) that was applied.
    pub regime: Option<NaiveDate>,
}

/// One check's result in one run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckResult {
    /// Permanent id, such as `bank`.
    pub id: &'static str,
    /// The label its folder generation gives it, such as `A1`; empty if it has none.
    pub tab: String,
    /// Title.
    pub title: Text,
    /// What came of it.
    pub outcome: Outcome,
    /// The code of the tab.
    pub code: Code,
    /// The equations.
    pub points: Vec<Point>,
    /// What it found, sorted by (subject, code, first row).
    pub findings: Vec<Finding>,
    /// What it looked at.
    pub evidence: Evidence,
    /// Who does the tab: `provider` or `agency`.
    pub actor: &'static str,
    /// Who must act on each cause it can name: `provider`, `agency`, `payroll`, `bank`, `nav`, `treasury`.
    pub responsible: BTreeMap<&'static str, &'static str>,
    /// The vouchers that the routine prescribes, in order of their findings. They are proposed and never posted.
    pub proposals: Vec<Proposal>,
}

/// How sure a cause is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Certainty {
    /// The equations of the subject close to the øre with the causes named.
    Proven,
    /// Something of the subject's differences stays unexplained, or there is no equation.
    Suggested,
}

impl Certainty {
    /// The word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Suggested => "suggested",
        }
    }
}

impl CheckResult {
    /// How sure the cause of a finding is; `None` if it names none. A cause that moves no money states a fact.
    pub fn certainty(&self, finding: &Finding) -> Option<Certainty> {
        finding.cause?;
        let mut points = self.points.iter().filter(|p| p.subject == finding.subject);
        let is_fact = finding.amount == Ore::ZERO;
        let closes = match points.next() {
            None => is_fact,
            Some(first) => {
                first.unexplained == Ore::ZERO && points.all(|point| point.unexplained == Ore::ZERO)
            }
        };
        Some(if closes {
            Certainty::Proven
        } else {
            Certainty::Suggested
        })
    }

    /// Who must act on a finding; `None` if it names no cause.
    pub fn responsible(&self, finding: &Finding) -> Option<&'static str> {
        self.responsible.get(finding.cause?).copied()
    }
}

/// A voucher that the routine prescribes for what was found: proposed to people, never posted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// `P-0001` and so on, in report order.
    pub number: String,
    /// Keys of the findings it answers.
    pub findings: Vec<String>,
    /// Voucher type.
    pub voucher_type: String,
    /// The period it is to be posted in.
    pub period: Period,
    /// Its text, with a reference to what it corrects.
    pub text: Text,
    /// Its lines; their sum is zero.
    pub lines: Vec<ProposedLine>,
    /// When it is to be reversed; `None` = it stays.
    pub reversal: Option<Text>,
    /// What keeps it from being posted as it is: an account that is not in the chart or closed, a dimension to fill in.
    pub problems: Vec<Text>,
}

/// A line of a proposed voucher.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ProposedLine {
    /// Ledger account.
    pub account: String,
    /// In øre, debit positive.
    pub amount: Ore,
    /// Dimensions by name (`cost_centre`, `chapter`, `employee`); those that are to be filled in are left out.
    pub dimensions: BTreeMap<&'static str, String>,
}

impl Proposal {
    /// Whether its lines add up to zero.
    pub fn balances(&self) -> bool {
        Ore::sum(self.lines.iter().map(|line| line.amount)) == Some(Ore::ZERO)
    }
}

/// A row in a group of rows that belong together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MatchRow {
    /// The matching set, such as `bank-1939`.
    pub set: String,
    /// Number of the group within the set, from 1.
    pub group: u32,
    /// `bank`, `ledger`, `ocr` …
    pub side: &'static str,
    /// The row.
    pub row: RowRef,
    /// The rule that made the group.
    pub rule: String,
    /// Whether other groups would have been just as good.
    pub ambiguous: bool,
    /// In øre, debit positive.
    pub amount: Ore,
    /// Its date.
    pub date: NaiveDate,
    /// The period it came from; earlier than the run's period if it was carried.
    pub birth: Period,
}

/// A row without a match, carried to the next period.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OpenItem {
    /// The matching set, such as `bank-1939`.
    pub set: String,
    /// `bank`, `ledger`, `ocr` …
    pub side: String,
    /// The row.
    pub row: RowRef,
    /// Line in its file, from 1.
    pub line: u64,
    /// Ledger account or bank account number it stands on.
    pub account: String,
    /// Its date.
    pub date: NaiveDate,
    /// In øre, debit positive.
    pub amount: Ore,
    /// ISO 4217.
    pub currency: String,
    /// Bank reference, voucher or batch number it can be matched by; empty if none.
    pub reference: String,
    /// KID; empty if none.
    pub kid: String,
    /// Shared key of a lump sum (OCR settlement, remittance batch); empty if none.
    pub lump: String,
    /// Voucher number; empty on the bank's side.
    pub voucher: String,
    /// Text, masked.
    pub text: String,
    /// The period it came from.
    pub birth: Period,
}

/// A row that is near an open row, with what is like and what differs: a suggestion, never a match.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// The matching set, such as `bank-1939`.
    pub set: String,
    /// The open row's side.
    pub side: String,
    /// The open row.
    pub row: RowRef,
    /// 1 = the nearest.
    pub rank: u8,
    /// The candidate's side.
    pub candidate_side: String,
    /// The candidate.
    pub candidate: RowRef,
    /// Number of the group in which the candidate is matched already, from 1; `None` = it is open.
    pub group: Option<u32>,
    /// Why it is near, best first.
    pub reasons: Vec<Text>,
}

/// The totals of one side of a matching set: in = matched + open + excluded, in øre and in rows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SideTotals {
    /// `bank`, `ledger`, `ocr` …
    pub side: &'static str,
    /// ISO 4217.
    pub currency: String,
    /// What came in (the period's rows and the carried ones), øre and rows.
    pub input: (Ore, u64),
    /// In groups.
    pub matched: (Ore, u64),
    /// Open.
    pub open: (Ore, u64),
    /// Left out with a reason (such as pending entries).
    pub excluded: (Ore, u64),
}

impl SideTotals {
    /// Whether nothing is lost: in = matched + open + excluded, in øre and in rows.
    pub fn conserves(&self) -> bool {
        Ore::sum([self.matched.0, self.open.0, self.excluded.0]) == Some(self.input.0)
            && self.matched.1 + self.open.1 + self.excluded.1 == self.input.1
    }
}

/// What happened in one matching set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MatchingSet {
    /// Such as `bank-1939`.
    pub set: String,
    /// Groups per rule.
    pub rules: BTreeMap<String, u64>,
    /// The conservation table: one row per side and currency.
    pub conservation: Vec<SideTotals>,
    /// What tolerances let pass: left matched = right matched + adjustments, in the amounts that were compared.
    pub adjustments: Vec<Adjustment>,
    /// What was not searched to the end.
    pub unsearched: Vec<UnsearchedRows>,
}

/// The difference inside a group that a tolerance let pass: an adjustment line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Adjustment {
    /// Number of the group within the set, from 1.
    pub group: u32,
    /// Id of the rule with the tolerance.
    pub rule: String,
    /// Left less right as they were compared, in øre.
    pub amount: Ore,
    /// ISO 4217.
    pub currency: String,
}

/// Rows on which a rule gave up because searching them would have cost more than its budget.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct UnsearchedRows {
    /// Id of the rule.
    pub rule: String,
    /// Rows of the left side.
    pub left: u64,
    /// Rows of the right side.
    pub right: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(subject: &str, unexplained: i64) -> Point {
        let side = || Side {
            label: Text::key("side"),
            amount: Ore::ZERO,
        };
        Point {
            id: "check.point",
            subject: subject.to_owned(),
            side1: side(),
            side2: side(),
            difference: Ore(100),
            specified: Ore(100 - unexplained),
            unexplained: Ore(unexplained),
        }
    }

    fn finding(subject: &str, cause: Option<&'static str>, amount: i64) -> Finding {
        Finding {
            key: "key".to_owned(),
            code: "CODE",
            severity: Severity::Error,
            subject: subject.to_owned(),
            amount: Ore(amount),
            message: Text::key("message"),
            rows: Vec::new(),
            cause,
            proposal: None,
            action: None,
        }
    }

    #[test]
    fn a_cause_is_proven_where_every_equation_of_its_subject_closes() {
        let result = CheckResult {
            id: "check",
            tab: String::new(),
            title: Text::key("title"),
            outcome: Outcome::Failed,
            code: Code::Red,
            points: vec![point("closed", 0), point("half", 0), point("half", 1)],
            findings: Vec::new(),
            evidence: Evidence::default(),
            actor: "provider",
            responsible: BTreeMap::from([("cause", "bank")]),
            proposals: Vec::new(),
        };
        let table = [
            ("closed", Some("cause"), 100, Some(Certainty::Proven)),
            ("half", Some("cause"), 100, Some(Certainty::Suggested)),
            ("half", Some("cause"), 0, Some(Certainty::Suggested)),
            ("nowhere", Some("cause"), 100, Some(Certainty::Suggested)),
            ("nowhere", Some("cause"), 0, Some(Certainty::Proven)),
            ("closed", None, 100, None),
        ];
        for (subject, cause, amount, expected) in table {
            let finding = finding(subject, cause, amount);
            assert_eq!(
                result.certainty(&finding),
                expected,
                "{subject} {cause:?} {amount}"
            );
            assert_eq!(result.responsible(&finding), cause.map(|_| "bank"));
        }
    }

    #[test]
    fn a_voucher_balances_when_its_lines_sum_to_zero() {
        let of = |amounts: &[i64]| {
            let lines = amounts.iter().map(|amount| ProposedLine {
                account: "1939".to_owned(),
                amount: Ore(*amount),
                dimensions: BTreeMap::new(),
            });
            let voucher = Proposal {
                number: String::new(),
                findings: Vec::new(),
                voucher_type: "TR".to_owned(),
                period: "2025-03".parse().unwrap(),
                text: Text::key("text"),
                lines: lines.collect(),
                reversal: None,
                problems: Vec::new(),
            };
            voucher.balances()
        };
        assert!(of(&[-250, 250]) && of(&[1, 2, -3]));
        assert!(!of(&[-250]) && !of(&[i64::MAX, i64::MAX]));
    }
}
