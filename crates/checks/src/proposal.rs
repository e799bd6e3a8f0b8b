//! Proposed vouchers: how checks draw them up, and over all checks of a run their numbers, which finding each answers,
//! and what keeps one from being posted as it is.
//!
//! A voucher is proposed only where the routine prescribes one. An account that the rows do not show is left open, never
//! guessed. Whether a period has been closed is not known here. Not here: what a check proposes, files for import
//! (`report`). Nothing is ever posted.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    AccountPattern, Arg, CheckResult, Finding, OpenItem, Ore, Period, Proposal, ProposedLine, Text,
    personal,
};

use crate::context::CheckContext;
use crate::settings;

/// Period and number of a voucher.
pub(crate) type VoucherKey<'a> = (i32, &'a str);

/// Where the other side of a voucher goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Contra<'a> {
    /// Nowhere: the lines are all.
    None,
    /// To this account.
    Account(&'a str),
    /// To the one account on which this voucher has its other lines.
    OneOf(VoucherKey<'a>),
    /// To the accounts of this voucher's other lines, each reversed, or as it is where that balances.
    Whole(VoucherKey<'a>),
    /// To an account that a person fills in.
    Open,
}

impl<'a> Contra<'a> {
    fn voucher(self) -> Option<VoucherKey<'a>> {
        match self {
            Self::OneOf(key) | Self::Whole(key) => Some(key),
            Self::None | Self::Account(_) | Self::Open => None,
        }
    }
}

/// The voucher of a ledger line.
pub(crate) fn voucher_of(item: &OpenItem) -> VoucherKey<'_> {
    (item.birth.as_i32(), &item.voucher)
}

/// A voucher under construction.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    findings: Vec<String>,
    period: Period,
    voucher_type: &'a str,
    text: Text,
    lines: Vec<ProposedLine>,
    contra: Contra<'a>,
    reversal: Option<Text>,
    problems: Vec<Text>,
}

impl<'a> Draft<'a> {
    /// A voucher of the ordinary type for re-postings in the period of the run.
    pub(crate) fn new(cx: &CheckContext<'a>, finding: &Finding, text: Text) -> Self {
        Self {
            findings: vec![finding.key.clone()],
            period: cx.period,
            voucher_type: settings::text(cx.playbook, "proposal.voucher_type"),
            text: masked(text),
            lines: Vec::new(),
            contra: Contra::None,
            reversal: None,
            problems: Vec::new(),
        }
    }

    /// Answering this finding too.
    pub(crate) fn answers(mut self, finding: &Finding) -> Self {
        self.findings.push(finding.key.clone());
        self
    }

    /// With a line; nothing for an amount of zero.
    pub(crate) fn line(self, account: &str, amount: Ore) -> Self {
        self.with_dimensions(account, amount, BTreeMap::new())
    }

    /// With a line and its dimensions; nothing for an amount of zero.
    pub(crate) fn with_dimensions(
        mut self,
        account: &str,
        amount: Ore,
        dimensions: BTreeMap<&'static str, String>,
    ) -> Self {
        if amount != Ore::ZERO {
            self.lines.push(ProposedLine {
                account: account.to_owned(),
                amount,
                dimensions,
            });
        }
        self
    }

    /// With what is left of the sum on its other side.
    pub(crate) fn against(mut self, contra: Contra<'a>) -> Self {
        self.contra = contra;
        self
    }

    /// In another period.
    pub(crate) fn in_period(mut self, period: Period) -> Self {
        self.period = period;
        self
    }

    /// Of another voucher type.
    pub(crate) fn of_type(mut self, voucher_type: &'a str) -> Self {
        self.voucher_type = voucher_type;
        self
    }

    /// To be reversed, and when.
    pub(crate) fn until(mut self, reversal: Text) -> Self {
        self.reversal = Some(reversal);
        self
    }

    /// With something that keeps it from being posted as it is.
    pub(crate) fn problem(mut self, problem: Text) -> Self {
        self.problems.push(problem);
        self
    }
}

/// A text without personal numbers: what is posted stays.
fn masked(mut text: Text) -> Text {
    for (_, arg) in &mut text.args {
        if let Arg::Word(word) = arg {
            *word = personal::mask(word).into_owned();
        }
    }
    text
}

/// The account of a set that is one account.
pub(crate) fn only(patterns: &[AccountPattern]) -> Option<&str> {
    match patterns {
        [AccountPattern::One(account)] => Some(account.as_str()),
        _ => None,
    }
}

/// The vouchers, each with its other side. One without an amount is none.
pub(crate) fn vouchers(cx: &CheckContext<'_>, drafts: Vec<Draft<'_>>) -> Vec<Proposal> {
    let wanted: BTreeSet<VoucherKey<'_>> = drafts
        .iter()
        .filter_map(|draft| draft.contra.voucher())
        .collect();
    let originals = originals(cx, &wanted);
    let of = |draft| voucher(draft, &originals);
    drafts.into_iter().filter_map(of).collect()
}

/// Sums of a voucher by account.
type Sums<'a> = BTreeMap<&'a str, i128>;

fn originals<'a>(
    cx: &CheckContext<'a>,
    wanted: &BTreeSet<VoucherKey<'_>>,
) -> BTreeMap<VoucherKey<'a>, Sums<'a>> {
    let mut originals: BTreeMap<VoucherKey<'_>, Sums<'_>> = BTreeMap::new();
    if wanted.is_empty() {
        return originals;
    }
    let view = cx.frames.ledger_lines.view();
    for (row, (&period, &amount)) in view.period.iter().zip(view.amount_ore).enumerate() {
        let key = (period, view.voucher.get(row));
        if !key.1.is_empty() && wanted.contains(&key) {
            let sums = originals.entry(key).or_default();
            *sums.entry(view.account.get(row)).or_default() += i128::from(amount);
        }
    }
    originals
}

fn voucher(draft: Draft<'_>, originals: &BTreeMap<VoucherKey<'_>, Sums<'_>>) -> Option<Proposal> {
    let rest = -draft
        .lines
        .iter()
        .map(|line| i128::from(line.amount.0))
        .sum::<i128>();
    let others = draft
        .contra
        .voucher()
        .and_then(|key| originals.get(&key))
        .into_iter()
        .flatten();
    let is_other = |account: &str| draft.lines.iter().all(|line| line.account != account);
    let others: Sums<'_> = others
        .filter(|(account, sum)| is_other(account) && **sum != 0)
        .map(|(account, sum)| (*account, *sum))
        .collect();
    let whole: i128 = others.values().sum();
    let contra: Sums<'_> = match draft.contra {
        _ if rest == 0 => Sums::new(),
        Contra::None => return None,
        Contra::Account(account) => Sums::from([(account, rest)]),
        Contra::Whole(_) if whole == rest => others,
        Contra::Whole(_) if -whole == rest => {
            let reversed = others.iter().map(|(account, sum)| (*account, -sum));
            reversed.collect()
        }
        Contra::OneOf(_) | Contra::Whole(_) if others.len() == 1 => {
            others.keys().map(|account| (*account, rest)).collect()
        }
        // The empty account is to be filled in.
        Contra::OneOf(_) | Contra::Whole(_) | Contra::Open => Sums::from([("", rest)]),
    };
    let mut lines = draft.lines;
    for (account, amount) in contra {
        lines.push(ProposedLine {
            account: account.to_owned(),
            amount: Ore(i64::try_from(amount).ok()?),
            dimensions: BTreeMap::new(),
        });
    }
    (!lines.is_empty()).then(|| Proposal {
        number: String::new(),
        findings: draft.findings,
        voucher_type: draft.voucher_type.to_owned(),
        period: draft.period,
        text: draft.text,
        lines,
        reversal: draft.reversal,
        problems: draft.problems,
    })
}

/// Numbers the vouchers of all checks and says what keeps each from being posted as it is.
pub fn complete(cx: &CheckContext<'_>, results: &mut [CheckResult]) {
    number(results);
    let charts = Charts::of(cx);
    for proposal in results.iter_mut().flat_map(|result| &mut result.proposals) {
        let problems = charts.problems(cx, proposal);
        proposal.problems.extend(problems);
    }
}

/// Orders the vouchers of each check by their first finding, numbers them through, and names the number in every
/// finding they answer. A voucher that does not add up is not proposed.
fn number(results: &mut [CheckResult]) {
    let mut numbers = 1_u32..;
    for result in results {
        result.proposals.retain(Proposal::balances);
        let findings = result.findings.iter().enumerate();
        let places: BTreeMap<String, usize> = findings
            .map(|(at, finding)| (finding.key.clone(), at))
            .collect();
        let answered = |proposal: &Proposal| -> BTreeSet<usize> {
            let keys = proposal.findings.iter();
            keys.filter_map(|key| places.get(key).copied()).collect()
        };
        result
            .proposals
            .sort_by_cached_key(|proposal| answered(proposal).first().copied());
        for (proposal, number) in result.proposals.iter_mut().zip(&mut numbers) {
            proposal.number = format!("P-{number:04}");
            for at in answered(proposal) {
                if let Some(finding) = result.findings.get_mut(at) {
                    // The first of several says it: the others stand beside it in the list.
                    finding
                        .proposal
                        .get_or_insert_with(|| proposal.number.clone());
                }
            }
        }
    }
}

/// The accounts that there are, as far as anything says so.
struct Charts<'a> {
    /// By account: closed, first and last period; the register of the chart of accounts.
    chart: BTreeMap<&'a str, (bool, Option<i32>, Option<i32>)>,
    /// Accounts of the ledger file of the period.
    ledger: BTreeSet<&'a str>,
}

impl<'a> Charts<'a> {
    fn of(cx: &CheckContext<'a>) -> Self {
        let mut chart = BTreeMap::new();
        if let Some(register) = cx.frames.registers.get("chart-of-accounts") {
            let (accounts, states) = (register.text("account"), register.text("status"));
            let (first, last) = (register.short("valid_from"), register.short("valid_to"));
            for row in 0..register.len() {
                let facts = (states.get(row) == "C", first.get(row), last.get(row));
                chart.insert(accounts.get(row), facts);
            }
        }
        let balances = cx.frames.ledger_balances.view();
        let of_period = |row: &usize| {
            let bounds = balances
                .from_period
                .get(*row)
                .zip(balances.to_period.get(*row));
            bounds.is_some_and(|(from, to)| (*from..=*to).contains(&cx.period.as_i32()))
        };
        let rows = (0..cx.frames.ledger_balances.len()).filter(of_period);
        Self {
            chart,
            ledger: rows.map(|row| balances.account.get(row)).collect(),
        }
    }

    fn problems(&self, cx: &CheckContext<'_>, proposal: &Proposal) -> Vec<Text> {
        let accounts: BTreeSet<&str> = proposal
            .lines
            .iter()
            .map(|line| line.account.as_str())
            .collect();
        let roles = &cx.playbook.accounts;
        let mut problems = Vec::new();
        for account in accounts {
            if account.is_empty() {
                problems.push(Text::key("proposal-contra-missing"));
                continue;
            }
            let mut say = |key| problems.push(Text::key(key).with("account", account));
            match self.chart.get(account) {
                Some((is_closed, first, last)) => {
                    let period = proposal.period.as_i32();
                    let is_outside = first.is_some_and(|first| period < first)
                        || last.is_some_and(|last| last < period);
                    if *is_closed || is_outside {
                        say("proposal-account-closed");
                    }
                }
                None if !self.chart.is_empty() => say("proposal-account-unknown"),
                None if !self.ledger.is_empty() && !self.ledger.contains(account) => {
                    say("proposal-account-unknown");
                }
                None => {}
            }
            let mut lines = proposal.lines.iter().filter(|line| line.account == account);
            if is_of_result(account)
                && lines.any(|line| !line.dimensions.contains_key("cost_centre"))
            {
                say("proposal-dimensions-missing");
            }
            let mut controls = roles.customers.iter().chain(&roles.suppliers);
            if controls.any(|pattern| pattern.matches(account)) {
                say("proposal-party-missing");
            }
        }
        problems
    }
}

/// Whether an account of the state's chart is income or expense, which is never posted without a cost centre.
fn is_of_result(account: &str) -> bool {
    account.starts_with(['3', '4', '5', '6', '7', '8'])
}

#[cfg(test)]
mod tests {
    use domain::{Code, Evidence, Outcome, Severity};

    use super::*;

    fn finding(key: &str) -> Finding {
        Finding {
            key: key.to_owned(),
            code: "BANK007",
            severity: Severity::Error,
            subject: "1939".to_owned(),
            amount: Ore(1),
            message: Text::key("m"),
            rows: Vec::new(),
            cause: None,
            proposal: None,
            action: None,
        }
    }

    fn result(keys: &[&str], proposals: Vec<Proposal>) -> CheckResult {
        CheckResult {
            id: "bank",
            tab: String::new(),
            title: Text::key("t"),
            outcome: Outcome::Failed,
            code: Code::None,
            points: Vec::new(),
            findings: keys.iter().map(|key| finding(key)).collect(),
            evidence: Evidence::default(),
            actor: "provider",
            responsible: BTreeMap::new(),
            proposals,
        }
    }

    #[test]
    fn vouchers_are_numbered_through_and_must_add_up() {
        let of = |keys: [&str; 2], second: i64| {
            let line = |account: &str, amount| ProposedLine {
                account: account.to_owned(),
                amount: Ore(amount),
                dimensions: BTreeMap::new(),
            };
            Proposal {
                number: String::new(),
                findings: keys.map(str::to_owned).into(),
                voucher_type: "GB".to_owned(),
                period: Period::new(2025, 1).unwrap(),
                text: Text::key("t"),
                lines: vec![line("1", 5), line("2", second)],
                reversal: None,
                problems: Vec::new(),
            }
        };
        let mut results = [
            result(
                &["a", "b", "c"],
                vec![
                    of(["c", "b"], -5),
                    of(["a", "a"], 5),
                    of(["c", "c"], -5),
                    of(["a", "x"], -5),
                ],
            ),
            result(&["a"], vec![of(["a", "a"], -5)]),
        ];
        number(&mut results);
        let numbers = |result: &CheckResult| -> Vec<(String, String)> {
            let proposals = result.proposals.iter();
            proposals
                .map(|one| (one.number.clone(), one.findings.concat()))
                .collect()
        };
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            let owned = pairs.iter();
            owned
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        assert_eq!(
            numbers(&results[0]),
            pairs(&[("P-0001", "ax"), ("P-0002", "cb"), ("P-0003", "cc")])
        );
        assert_eq!(numbers(&results[1]), pairs(&[("P-0004", "aa")]));
        let said: Vec<_> = results[0]
            .findings
            .iter()
            .map(|f| f.proposal.as_deref())
            .collect();
        assert_eq!(said, [Some("P-0001"), Some("P-0002"), Some("P-0002")]);
    }
}
