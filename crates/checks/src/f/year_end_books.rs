//! What the books say of a year's end: which vouchers are of it, what they have posted, and what each account should be.
//!
//! Not here: what is said about it (`year_end`), what is proposed (`year_end_proposals`).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::Playbook;
use domain::{AccountPattern, Period, RowRef};

use crate::context::CheckContext;
use crate::ledger::Unknown;
use crate::proposal::only;
use crate::settings;

/// Amounts by account.
pub(super) type Sums<'a> = BTreeMap<&'a str, i128>;

/// A group of grants or collection, with the account that takes it out of the result (T3).
#[derive(Debug)]
pub(super) struct Group {
    /// First and last year in which the chart has it so.
    years: (i32, i32),
    /// Its accounts begin with one of these.
    members: &'static [&'static str],
    /// The contra begins so; its account in four digits \[INF\] where the ledger has none yet.
    contra: (&'static str, &'static str),
    /// Whether it is grants; else collection.
    is_grants: bool,
}

const ALWAYS: (i32, i32) = (i32::MIN, i32::MAX);
const UNTIL_2024: (i32, i32) = (i32::MIN, 2024);
const FROM_2025: (i32, i32) = (2025, i32::MAX);

/// Source: S 9.x for the pairs, C24 and C25 for the years: 839 is closed from 2025 and 849 serves 83 and 84; group 86 is new
/// then, and 879 serves 86 and 87.
#[rustfmt::skip]
static GROUPS: &[Group] = &[
    Group { years: ALWAYS, members: &["82"], contra: ("829", "8290"), is_grants: false },
    Group { years: UNTIL_2024, members: &["83"], contra: ("839", "8390"), is_grants: false },
    Group { years: UNTIL_2024, members: &["84"], contra: ("849", "8490"), is_grants: false },
    Group { years: FROM_2025, members: &["83", "84"], contra: ("849", "8490"), is_grants: false },
    Group { years: ALWAYS, members: &["85"], contra: ("859", "8590"), is_grants: true },
    Group { years: UNTIL_2024, members: &["87"], contra: ("879", "8790"), is_grants: true },
    Group { years: FROM_2025, members: &["86", "87"], contra: ("879", "8790"), is_grants: true },
];

impl Group {
    fn of_year(year: i32) -> impl Iterator<Item = &'static Self> {
        let is_of = move |group: &&Self| (group.years.0..=group.years.1).contains(&year);
        GROUPS.iter().filter(is_of)
    }

    fn has(&self, account: &str) -> bool {
        let mut members = self.members.iter();
        members.any(|member| account.starts_with(member)) && !self.is_contra(account)
    }

    fn is_contra(&self, account: &str) -> bool {
        account.starts_with(self.contra.0)
    }
}

/// The accounts of the year's end, from settings.
#[derive(Debug)]
pub(super) struct Accounts {
    /// Y2a: contra of what is owed of grants.
    pub(super) debt_contra: Vec<AccountPattern>,
    /// Y2b.
    pub(super) pass_grants: Vec<AccountPattern>,
    /// Y3a: contra of what is claimed by collection.
    pub(super) claims_contra: Vec<AccountPattern>,
    /// Y3b.
    pub(super) pass_collection: Vec<AccountPattern>,
    /// Y4: the transfer, its contra, and what is transferred.
    pub(super) result: Vec<AccountPattern>,
    pub(super) result_contra: Vec<AccountPattern>,
    transferred: Vec<AccountPattern>,
    /// Y5.
    pub(super) settlement: Vec<AccountPattern>,
    /// Y6 and Y7.
    norges_bank: Vec<AccountPattern>,
    fixed: Vec<AccountPattern>,
    /// Y5 to Y8: 1990.
    pub(super) settled: Vec<AccountPattern>,
}

impl Accounts {
    pub(super) fn of(playbook: &Playbook) -> Self {
        let of = |name| settings::accounts(playbook, name);
        Self {
            debt_contra: of("year-end.debt_contra"),
            pass_grants: of("year-end.pass_grants"),
            claims_contra: of("year-end.claims_contra"),
            pass_collection: of("year-end.pass_collection"),
            result: of("year-end.result"),
            result_contra: of("year-end.result_contra"),
            transferred: of("year-end.result_accounts"),
            settlement: of("year-end.settlement"),
            norges_bank: of("year-end.settlement_accounts"),
            fixed: of("year-end.fixed"),
            settled: of("year-end.settled"),
        }
    }

    /// Whether only vouchers of the year's end are posted on the account before period 14.
    pub(super) fn is_of_year_end(&self, account: &str, year: i32) -> bool {
        let own = [
            &self.debt_contra,
            &self.pass_grants,
            &self.claims_contra,
            &self.pass_collection,
            &self.result,
            &self.result_contra,
        ];
        own.into_iter().any(|own| matches(own, account))
            || Group::of_year(year).any(|group| group.is_contra(account))
    }

    /// Y6 to Y8: whether period 14 empties the account.
    fn is_emptied(&self, account: &str) -> bool {
        let emptied = [
            &self.norges_bank,
            &self.fixed,
            &self.pass_collection,
            &self.pass_grants,
            &self.result_contra,
        ];
        emptied.into_iter().any(|emptied| matches(emptied, account))
    }
}

fn matches(patterns: &[AccountPattern], account: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(account))
}

/// A voucher of the year's end.
#[derive(Debug)]
pub(super) struct Voucher<'a> {
    pub(super) period: i32,
    /// Its type.
    pub(super) kind: &'a str,
    pub(super) has_cash_effect: bool,
    pub(super) lines: Sums<'a>,
    rows: BTreeMap<&'a str, Vec<RowRef>>,
}

/// What is kept in the books that concerns the year's end, before any balance is asked for.
#[derive(Debug)]
pub(super) struct Kept<'a> {
    pub(super) accounts: Accounts,
    /// Vouchers of the year's end in 12 to the period, with their lines.
    pub(super) vouchers: Vec<Voucher<'a>>,
    /// Whether re-postings with cash effect were made in 13: then the result is transferred there.
    pub(super) uses_thirteen: bool,
    pub(super) has_cash_ledger: bool,
    /// The cash ledger by account, of 13 where it is used.
    cash: Sums<'a>,
    /// Mellomværende on the year's last S-report.
    pub(super) settlement: Option<i128>,
}

/// Whether a voucher type is without cash effect.
pub(super) fn is_without_cash(playbook: &Playbook, voucher_type: &str) -> bool {
    let mut types = settings::text(playbook, "year-end.voucher_types").split_whitespace();
    types.any(|listed| match listed.strip_suffix('*') {
        Some(prefix) => voucher_type.starts_with(prefix),
        None => voucher_type == listed,
    })
}

impl<'a> Kept<'a> {
    pub(super) fn of(cx: &CheckContext<'a>) -> Self {
        let accounts = Accounts::of(cx.playbook);
        let year = cx.period.year();
        let all = vouchers(cx);
        let is_ours = |voucher: &Voucher<'_>| {
            let mut of_voucher = voucher.lines.keys();
            // Other types without cash effect are in December too; only on these accounts are they of the year's end.
            let is_of = |account: &str| {
                accounts.is_of_year_end(account, year)
                    || !voucher.has_cash_effect
                        && Group::of_year(year).any(|group| group.has(account))
            };
            voucher.period % 100 == 14 || of_voucher.any(|account| is_of(account))
        };
        let is_reposting = |voucher: &Voucher<'_>| {
            voucher.period % 100 == 13 && voucher.has_cash_effect && !is_ours(voucher)
        };
        let uses_thirteen = all.iter().any(is_reposting);
        let last = cx.period.as_i32();
        let ours = all
            .into_iter()
            .filter(|voucher| is_ours(voucher) && voucher.period <= last);
        let vouchers = ours.collect();
        let of_period = |number| Period::new(year, number).map_or(0, Period::as_i32);
        let numbers = [of_period(13), of_period(12)];
        let cash = numbers.into_iter().find_map(|period| cash(cx, period));
        let mut settlement = numbers.into_iter();
        Self {
            accounts,
            vouchers,
            uses_thirteen,
            has_cash_ledger: cash.is_some(),
            cash: cash.unwrap_or_default(),
            settlement: settlement.find_map(|period| mellomvaerende(cx, period)),
        }
    }

    /// Where the result is transferred.
    pub(super) fn result_period(&self, cx: &CheckContext<'_>) -> Period {
        let number = if self.uses_thirteen { 13 } else { 12 };
        Period::new(cx.period.year(), number).unwrap_or(cx.period)
    }
}

/// Every voucher of the year's periods 12 to 14 that moves something.
fn vouchers<'a>(cx: &CheckContext<'a>) -> Vec<Voucher<'a>> {
    let view = cx.frames.ledger_lines.view();
    let first = cx.period.year() * 100 + 12;
    let mut vouchers: BTreeMap<(i32, &str, &str), Voucher<'_>> = BTreeMap::new();
    for (row, (&period, &amount)) in view.period.iter().zip(view.amount_ore).enumerate() {
        if !(first..=first + 2).contains(&period) || amount == 0 {
            continue;
        }
        let voucher_type = view.voucher_type.get(row);
        let key = (period, view.voucher.get(row), voucher_type);
        let voucher = vouchers.entry(key).or_insert_with(|| Voucher {
            period,
            kind: voucher_type,
            has_cash_effect: !is_without_cash(cx.playbook, voucher_type),
            lines: Sums::new(),
            rows: BTreeMap::new(),
        });
        let account = view.account.get(row);
        *voucher.lines.entry(account).or_default() += i128::from(amount);
        if let (Some(&file), Some(&record)) = (view.file.get(row), view.record.get(row)) {
            let rows = voucher.rows.entry(account).or_default();
            rows.extend(cx.frames.row_ref(file, record));
        }
    }
    vouchers.into_values().collect()
}

/// The cash ledger of a period by account; `None` without a row of it.
fn cash<'a>(cx: &CheckContext<'a>, period: i32) -> Option<Sums<'a>> {
    let register = cx.frames.registers.get("cash-ledger")?;
    let (accounts, cash) = (register.text("account"), register.whole("cash"));
    let periods = register.short("period");
    let of_period = (0..register.len()).filter(|row| periods.get(*row) == Some(period));
    let mut sums = Sums::new();
    for row in of_period {
        *sums.entry(accounts.get(row)).or_default() +=
            i128::from(cash.get(row).unwrap_or_default());
    }
    (!sums.is_empty()).then_some(sums)
}

/// Mellomværende on the S-report of a period; `None` without a row of it.
fn mellomvaerende(cx: &CheckContext<'_>, period: i32) -> Option<i128> {
    let patterns = settings::accounts(cx.playbook, "central-settlement.state_accounts");
    let register = cx.frames.registers.get("s-report")?;
    let (states, amounts) = (register.text("state_account"), register.whole("amount"));
    let periods = register.short("period");
    let mut of_period = (0..register.len()).filter(|row| periods.get(*row) == Some(period));
    let first = of_period.next()?;
    let sum = std::iter::once(first)
        .chain(of_period)
        .filter(|row| matches(&patterns, states.get(*row)))
        .map(|row| i128::from(amounts.get(row).unwrap_or_default()))
        .sum();
    Some(sum)
}

/// What an account is and should be, and what vouchers of the year's end have posted on it.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) point: &'static str,
    pub(super) code: &'static str,
    pub(super) subject: &'a str,
    pub(super) is: i128,
    pub(super) should: i128,
    posted: i128,
    /// The part of it with cash effect.
    with_cash: i128,
    pub(super) rows: Vec<RowRef>,
}

impl<'a> Target<'a> {
    /// What no step leaves.
    pub(super) fn unexplained(subject: &'a str, is: i128) -> Self {
        Self {
            point: "year-end.result-accounts",
            code: "YEND005",
            subject,
            is,
            should: 0,
            posted: 0,
            with_cash: 0,
            rows: Vec::new(),
        }
    }

    /// Why it is not what it should be.
    pub(super) fn cause(&self) -> Option<&'static str> {
        match self.code {
            "YEND004" => return Some("closing-wrong-contra"),
            "YEND005" => return None,
            "YEND008" => return Some("closing-wrong-type"),
            _ => {}
        }
        // A posting with cash effect moves the cash ledger too, so it answers nothing there.
        let is_cash_basis = self.code == "YEND001";
        let posted = if is_cash_basis {
            self.posted - self.with_cash
        } else {
            self.posted
        };
        let needed = self.should - (self.is - posted);
        Some(match posted {
            0 if is_cash_basis && self.with_cash == needed => "closing-wrong-type",
            0 => "closing-missing",
            _ if posted == 2 * needed => "closing-twice",
            _ if posted == -needed => "closing-wrong-sign",
            _ => "closing-amount-differs",
        })
    }
}

/// A step with a contra account: its accounts' postings should stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Y2a.
    GrantsCash,
    /// Y2b.
    GrantsThrough,
    /// Y3a.
    CollectionCash,
    /// Y3b.
    CollectionThrough,
    /// Y4.
    Result,
    /// Y5 to Y8.
    Settled,
}

impl Step {
    /// In the order of the routine.
    pub(super) const ALL: [Self; 6] = [
        Self::GrantsCash,
        Self::GrantsThrough,
        Self::CollectionCash,
        Self::CollectionThrough,
        Self::Result,
        Self::Settled,
    ];

    pub(super) fn contra(self, accounts: &Accounts) -> &[AccountPattern] {
        match self {
            Self::GrantsCash => &accounts.debt_contra,
            Self::GrantsThrough => &accounts.pass_grants,
            Self::CollectionCash => &accounts.claims_contra,
            Self::CollectionThrough => &accounts.pass_collection,
            Self::Result => &accounts.result_contra,
            Self::Settled => &accounts.settled,
        }
    }
}

/// The balances that the steps rest on.
#[derive(Debug)]
pub(super) struct Books<'a> {
    pub(super) kept: &'a Kept<'a>,
    year: i32,
    number: u8,
    /// Every account at the end of 13, or of the period before it: period 14 left out.
    pub(super) before: Sums<'a>,
    /// Mellomværende as 1980 should show it; 0 before period 14.
    settlement: i128,
}

impl<'a> Books<'a> {
    pub(super) fn of(cx: &CheckContext<'a>, kept: &'a Kept<'a>) -> Result<Self, Unknown> {
        let number = cx.period.number();
        let through = Period::new(cx.period.year(), number.min(13)).unwrap_or(cx.period);
        let mut before = Sums::new();
        for account in cx.ledger.accounts() {
            let balance = cx.ledger.balance(|other| other == account, through)?;
            before.insert(account, i128::from(balance.0));
        }
        let is_same = settings::text(cx.playbook, "year-end.settlement_sign") == "same";
        let reported = kept.settlement.unwrap_or_default();
        Ok(Self {
            kept,
            year: cx.period.year(),
            number,
            before,
            settlement: if is_same { reported } else { -reported },
        })
    }

    /// Whether the vouchers of period 14 are asked for.
    pub(super) fn has_transfers(&self) -> bool {
        self.number == 14
    }

    pub(super) fn cash(&self, account: &str) -> i128 {
        self.kept.cash.get(account).copied().unwrap_or_default()
    }

    /// The step that an account is of; `None` of those whose balance no step moves.
    pub(super) fn step(&self, account: &str) -> Option<Step> {
        for group in Group::of_year(self.year) {
            match (group.is_contra(account), group.has(account)) {
                (true, _) if group.is_grants => return Some(Step::GrantsThrough),
                (true, _) => return Some(Step::CollectionThrough),
                (_, true) if group.is_grants => return Some(Step::GrantsCash),
                (_, true) => return Some(Step::CollectionCash),
                _ => {}
            }
        }
        matches(&self.kept.accounts.result, account).then_some(Step::Result)
    }

    /// Whether a voucher of period 14 moves the account to 1990.
    pub(super) fn is_transferred(&self, account: &str) -> bool {
        let accounts = &self.kept.accounts;
        accounts.is_emptied(account) || matches(&accounts.settlement, account)
    }

    /// What an account should be after period 14.
    pub(super) fn settled(&self, account: &str) -> i128 {
        if matches(&self.kept.accounts.settlement, account) {
            self.settlement
        } else {
            0
        }
    }

    /// Sums of the vouchers that fulfil a condition, on an account: all, and with cash effect; with their rows.
    fn posted(
        &self,
        account: &str,
        is_of: impl Fn(&Voucher<'_>) -> bool,
    ) -> (i128, i128, Vec<RowRef>) {
        let (mut all, mut with_cash, mut rows) = (0, 0, Vec::new());
        for voucher in self.kept.vouchers.iter().filter(|voucher| is_of(voucher)) {
            let amount = voucher.lines.get(account).copied().unwrap_or_default();
            all += amount;
            with_cash += if voucher.has_cash_effect { amount } else { 0 };
            rows.extend(voucher.rows.get(account).into_iter().flatten().copied());
        }
        rows.sort_unstable();
        (all, with_cash, rows)
    }

    /// The account that an empty step is posted on: the one of the ledger, or the usual one.
    fn contra_account(&self, group: &Group) -> &'a str {
        let mut known = self.before.keys().filter(|known| group.is_contra(known));
        match (known.next(), known.next()) {
            (Some(one), None) => one,
            _ => group.contra.1,
        }
    }

    /// The groups of the year: contra account, what it should be by given balances, and its step.
    pub(super) fn groups(&self, balances: &Sums<'_>) -> Vec<(&'a str, i128, Step)> {
        let of_group = |group: &'static Group| {
            let members = balances.iter().filter(|(account, _)| group.has(account));
            let sum: i128 = members.map(|(_, balance)| balance).sum();
            let step = if group.is_grants {
                Step::GrantsThrough
            } else {
                Step::CollectionThrough
            };
            (self.contra_account(group), -sum, step)
        };
        Group::of_year(self.year).map(of_group).collect()
    }

    /// What 8950 should be by given balances.
    pub(super) fn result(&self, balances: &Sums<'_>) -> i128 {
        let of_result = &self.kept.accounts.transferred;
        let moved = balances.iter().filter(|(one, _)| matches(of_result, one));
        -moved.map(|(_, balance)| balance).sum::<i128>()
    }

    /// What every account is and should be, in the order of the routine.
    pub(super) fn targets(&self) -> Vec<Target<'a>> {
        let mut targets = Vec::new();
        let early = |voucher: &Voucher<'_>| voucher.period % 100 != 14;
        let of = |account: &str| self.before.get(account).copied().unwrap_or_default();
        let mut push = |point, code, subject: &'a str, [is, should]: [i128; 2], is_early: bool| {
            let of_step = |voucher: &Voucher<'_>| early(voucher) == is_early;
            let (posted, with_cash, rows) = self.posted(subject, of_step);
            if (is, should, posted) != (0, 0, 0) {
                targets.push(Target {
                    point,
                    code,
                    subject,
                    is,
                    should,
                    posted,
                    with_cash,
                    rows,
                });
            }
        };
        let accounts: BTreeSet<&'a str> = self
            .before
            .keys()
            .chain(self.kept.cash.keys())
            .copied()
            .chain(only(&self.kept.accounts.settlement))
            .collect();
        for account in &accounts {
            if let Some(Step::GrantsCash | Step::CollectionCash) = self.step(account) {
                let sides = [of(account), self.cash(account)];
                push("year-end.cash-basis", "YEND001", account, sides, true);
            }
        }
        for (account, should, _) in self.groups(&self.before) {
            let sides = [of(account), should];
            push("year-end.through", "YEND002", account, sides, true);
        }
        if let Some(account) = only(&self.kept.accounts.result) {
            let sides = [of(account), self.result(&self.before)];
            push("year-end.result", "YEND003", account, sides, true);
        }
        if self.has_transfers() {
            let late = |account| self.posted(account, |voucher| !early(voucher)).0;
            for account in accounts.iter().filter(|one| self.is_transferred(one)) {
                let sides = [of(account) + late(account), self.settled(account)];
                let (point, code) = if matches(&self.kept.accounts.settlement, account) {
                    ("year-end.settlement", "YEND006")
                } else {
                    ("year-end.emptied", "YEND007")
                };
                push(point, code, account, sides, false);
            }
        }
        self.contras(&mut targets);
        self.types(&mut targets);
        targets
    }

    /// What stands on each contra account against what the step's own accounts say.
    fn contras(&self, targets: &mut Vec<Target<'a>>) {
        for step in Step::ALL {
            let is_late = step == Step::Settled;
            let of_step = |voucher: &Voucher<'_>| (voucher.period % 100 == 14) == is_late;
            let is_main = |account: &str| {
                if is_late {
                    self.is_transferred(account)
                } else {
                    self.step(account) == Some(step)
                }
            };
            let Some(contra) = only(step.contra(&self.kept.accounts)) else {
                continue;
            };
            let ours = self.kept.vouchers.iter().filter(|one| of_step(one));
            let mains = ours.flat_map(|voucher| &voucher.lines);
            let should: i128 = -mains
                .filter(|(account, _)| is_main(account))
                .map(|(_, amount)| amount)
                .sum::<i128>();
            let (is, with_cash, rows) = self.posted(contra, of_step);
            if (is, should) != (0, 0) {
                targets.push(Target {
                    point: "year-end.contra",
                    code: "YEND004",
                    subject: contra,
                    is,
                    should,
                    posted: is,
                    with_cash,
                    rows,
                });
            }
        }
    }

    /// What vouchers of the year's end posted on the steps' own accounts, and that none of it has cash effect (T7). In
    /// period 14 no account at all may have it.
    fn types(&self, targets: &mut Vec<Target<'a>>) {
        let mut accounts: BTreeSet<&'a str> = BTreeSet::new();
        for voucher in &self.kept.vouchers {
            let is_late = voucher.period % 100 == 14;
            let mains: Vec<&'a str> = voucher
                .lines
                .keys()
                .copied()
                .filter(|account| {
                    (is_late && self.is_transferred(account))
                        || (!is_late && self.step(account).is_some())
                })
                .collect();
            // A voucher on none of them is told of by its first account.
            let first = voucher.lines.keys().next().copied();
            let told = first.filter(|_| mains.is_empty() && voucher.has_cash_effect);
            accounts.extend(mains.into_iter().chain(told));
        }
        for subject in accounts {
            let (is, with_cash, rows) = self.posted(subject, |_| true);
            targets.push(Target {
                point: "year-end.types",
                code: "YEND008",
                subject,
                is,
                should: is - with_cash,
                posted: is,
                with_cash,
                rows,
            });
        }
    }

    /// T1 and T2: the sums of the result accounts and of the balance sheet, and with which sign what the steps explain of
    /// the result explains of each.
    pub(super) fn sums(&self) -> [(&'static str, &'static str, [i128; 2], i128); 2] {
        let of = |first: &[char]| -> i128 {
            let ours = self.before.iter().filter(|(one, _)| one.starts_with(first));
            ours.map(|(_, balance)| balance).sum()
        };
        let result = of(&['3', '4', '5', '6', '7', '8']);
        [
            ("year-end.result-accounts", "3..8", [result, 0], 1),
            ("year-end.balance", "1..2", [of(&['1']), -of(&['2'])], -1),
        ]
    }
}
