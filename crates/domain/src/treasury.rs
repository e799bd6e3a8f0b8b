//! The S-, L- and P-report to the treasury accounts (statsregnskapet) as values: what an agency reports for a period, line by line.
//!
//! Source: reports-to-treasury §3 to §5. A report is bound to the run that made it: agency, period and program are the
//! run's. Amounts are øre, debit positive, accumulated from January. Not here: how a report is made or
//! controlled (`checks`), and its files (`report`).

use crate::Ore;

/// The S-report, with what the generation of the cash ledger left out of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SReport {
    /// Its lines, by state account, article account and authority; lines of zero are left out.
    pub lines: Vec<SLine>,
    /// Postings on accounts that are exempt from the cash ledger (utenfor kontantregnskapet).
    pub outside: Ore,
    /// Postings of voucher types without cash effect.
    pub excluded: Ore,
    /// Postings that the set-up does not place (uoppklarte differanser), in absolute amounts per account; must be zero.
    pub unexplained: Ore,
}

/// A line of the S-report.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SLine {
    /// State account (statskonto): chapter and item, settlement account or mellomværende.
    pub state_account: String,
    /// Article account (artskonto).
    pub article: String,
    /// By what authority.
    pub authority: Authority,
    /// Accumulated amount.
    pub amount: Ore,
}

/// By what authority (fullmakt) something is reported on a state account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Authority {
    /// The allocation letter, or an account that is open to all.
    Own,
    /// Belastningsfullmakt on another's chapter: whose, empty if the register does not say.
    Another(String),
}

/// The L-report of a net agency or fund: its settlement accounts in Norges Bank, in the order of the playbook.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LReport {
    /// A line for each settlement account.
    pub lines: Vec<LLine>,
}

/// A settlement account in the L-report: balances and movement of the month alone, by the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LLine {
    /// Its number in Norges Bank.
    pub account: String,
    /// Article account that it is reported on.
    pub article: String,
    /// Balance at the start of the month.
    pub opening: Ore,
    /// Movement of the month.
    pub movement: Ore,
    /// Balance at the end of the month.
    pub closing: Ore,
}

/// The P-report of a net agency: its whole ledger on article accounts, periodised.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PReport {
    /// Its lines, by article account; lines of zero are left out.
    pub lines: Vec<PLine>,
}

/// A line of the P-report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PLine {
    /// Article account.
    pub article: String,
    /// Accumulated amount; of balances what the year opened with too.
    pub amount: Ore,
}

/// A section of the P-report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Section {
    /// Assets (eiendeler).
    Assets,
    /// The state's capital, and debt (statens kapital og gjeld).
    Capital,
    /// Income (inntekter).
    Income,
    /// Cost (kostnader).
    Cost,
}

impl Section {
    /// Every section, in the order of the report.
    pub const ALL: [Self; 4] = [Self::Assets, Self::Capital, Self::Income, Self::Cost];

    /// The word of the wire form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Capital => "capital-and-debt",
            Self::Income => "income",
            Self::Cost => "cost",
        }
    }

    /// The section of an article account: by its class; financial items and transfers (class 8) are cost \[INF\]. What has no
    /// class of the standard chart stands with capital and debt, so that the report is whole \[INF\].
    pub fn of(article: &str) -> Self {
        match article.as_bytes().first() {
            Some(b'1') => Self::Assets,
            Some(b'3') => Self::Income,
            Some(b'4'..=b'8') => Self::Cost,
            _ => Self::Capital,
        }
    }
}

impl PReport {
    /// The sum of a section's lines; at the bounds of `i64` it stays there.
    pub fn sum_of(&self, section: Section) -> Ore {
        let lines = self.lines.iter();
        let ours = lines.filter(|line| Section::of(&line.article) == section);
        let sum: i128 = ours.map(|line| i128::from(line.amount.0)).sum();
        Ore::bounded(sum)
    }
}

/// Article accounts of the standard chart with four digits: 1970, 1975 to 1978, 1980 to 1999.
fn has_four_digits(number: u32) -> bool {
    matches!(number, 1970 | 1975..=1978 | 1980..=1999)
}

/// The article account that a ledger account is reported on: its first four digits where the standard chart has four, else
/// its first three. Source: state-chart-of-accounts §1.
pub fn article(account: &str) -> &str {
    let four = account.get(..4);
    let four = four.filter(|four| four.parse().is_ok_and(has_four_digits));
    four.or(account.get(..3)).unwrap_or(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_have_three_digits_or_the_four_of_the_chart() {
        let table = [
            ("1939", "193"),
            ("19391", "193"),
            ("1970", "1970"),
            ("1971", "197"),
            ("1974", "197"),
            ("19751", "1975"),
            ("1979", "197"),
            ("1980", "1980"),
            ("1999", "1999"),
            ("2000", "200"),
            ("64", "64"),
            ("", ""),
            ("A980", "A98"),
            ("æøå", "æøå"),
        ];
        for (account, expected) in table {
            assert_eq!(article(account), expected, "{account}");
        }
    }

    #[test]
    fn sections_are_classes_and_add_up() {
        let table = [
            ("196", Section::Assets),
            ("280", Section::Capital),
            ("390", Section::Income),
            ("400", Section::Cost),
            ("630", Section::Cost),
            ("890", Section::Cost),
            ("9", Section::Capital),
            ("A98", Section::Capital),
            ("", Section::Capital),
        ];
        for (article, expected) in table {
            assert_eq!(Section::of(article), expected, "{article}");
        }
        let line = |article: &str, amount| PLine {
            article: article.to_owned(),
            amount: Ore(amount),
        };
        let report = PReport {
            lines: vec![line("196", 7), line("170", 5), line("390", -12)],
        };
        let sums = Section::ALL.map(|section| report.sum_of(section).0);
        assert_eq!(sums, [12, 0, -12, 0]);
        let report = PReport {
            lines: vec![line("196", i64::MAX), line("197", i64::MAX)],
        };
        assert_eq!(report.sum_of(Section::Assets), Ore(i64::MAX));
    }
}
