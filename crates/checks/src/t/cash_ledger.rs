//! The cash ledger generated from the ledger: each posting goes to a state account, or to one of the buckets beside it.
//!
//! Source: reports-to-treasury §2.1. A posting of a voucher type without cash effect is excluded; one on an exempt account
//! is outside; the most specific row of the set-up that fits says the state account of any other; what none places is
//! unexplained. More dimension values are more specific than fewer, then one account than a range, a range than a prefix, a longer
//! prefix than a shorter one. Closed rows (status C) never fit; of equally specific rows that name different state
//! accounts none is taken (inferred). What CAN01 states as the effect of open items on an account (unpaid cost, claims not received) is
//! no cash yet, and leaves the line of the account, if that is one. The opening of a year is what the S-report of period 00 lists (inferred: no posting says
//! it). Not here: what is said of a bucket (`s-report`).

use std::collections::{BTreeMap, BTreeSet};

use domain::treasury::article;
use domain::{AccountPattern, Period, RowRef, Text};
use frames::register::Register;

use crate::a::listings::{Held, Key, Listing, Rows};
use crate::a::registers::{missing, register_ref, rows_where};
use crate::context::{CheckContext, unknown};
use crate::ledger::Unknown;
use crate::settings;

/// The set-up of the cash ledger in a period.
#[derive(Debug)]
pub(crate) struct Setup<'a> {
    rows: Vec<SetupRow<'a>>,
    exempt: Vec<(AccountPattern, Validity)>,
    excluded_types: Vec<&'a str>,
    /// Rows whose accounts are no pattern.
    pub(crate) unreadable: Vec<(String, RowRef)>,
}

#[derive(Debug)]
struct SetupRow<'a> {
    accounts: AccountPattern,
    dimensions: Vec<&'a str>,
    state_account: &'a str,
    validity: Validity,
    row: Option<RowRef>,
}

/// First and last period in which a row holds, as `year * 100 + number`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validity(i32, i32);

impl Validity {
    /// Of a row with the fields `valid_from` and `valid_to`.
    pub(crate) fn of(register: &Register, row: usize) -> Self {
        let field = |name| register.short(name).get(row);
        Self(
            field("valid_from").unwrap_or(i32::MIN),
            field("valid_to").unwrap_or(i32::MAX),
        )
    }

    /// Whether it holds in a period.
    pub(crate) fn holds(self, period: i32) -> bool {
        (self.0..=self.1).contains(&period)
    }
}

/// The rows of a register that are of the period: those that name it, or where none does, those that name none.
pub(crate) fn rows_of_period<'a>(
    cx: &CheckContext<'a>,
    id: &'static str,
) -> Option<(&'a Register, Vec<usize>)> {
    let own = cx.period.as_i32();
    rows_where(cx, id, "period", |period| period == Some(own))
        .or_else(|| rows_where(cx, id, "period", |period| period.is_none()))
}

impl<'a> Setup<'a> {
    /// The set-up that the registers say; what is missing of it otherwise.
    pub(crate) fn of(cx: &CheckContext<'a>) -> Result<Self, Vec<Text>> {
        let setup = rows_of_period(cx, "cash-setup");
        let exempt = rows_of_period(cx, "cash-exempt");
        let mut lacking = Vec::new();
        if setup.is_none() {
            lacking.push(missing(cx, "cash-setup", "reason-cash-setup-missing"));
        }
        // A list without a row is a list too.
        let is_empty = || {
            let mut deliveries = cx.deliveries.iter();
            deliveries.any(|of| of.input == domain::Input::Register("cash-exempt"))
        };
        if exempt.is_none() && !is_empty() {
            lacking.push(missing(cx, "cash-exempt", "reason-cash-exempt-missing"));
        }
        let (Some((register, rows)), true) = (setup, lacking.is_empty()) else {
            return Err(lacking);
        };
        let types = settings::text(cx.playbook, "cash.excluded_types");
        let mut all = Self {
            rows: Vec::new(),
            exempt: Vec::new(),
            excluded_types: types.split_whitespace().collect(),
            unreadable: Vec::new(),
        };
        for row in rows.into_iter().filter(|row| !is_closed(register, *row)) {
            let place = register_ref(cx, register, row);
            let accounts = register.text("accounts").get(row);
            match accounts.parse() {
                Ok(pattern) => all.rows.push(SetupRow {
                    accounts: pattern,
                    dimensions: register
                        .text("dimensions")
                        .get(row)
                        .split_whitespace()
                        .collect(),
                    state_account: register.text("state_account").get(row),
                    validity: Validity::of(register, row),
                    row: place,
                }),
                Err(_) => all
                    .unreadable
                    .extend(place.map(|place| (accounts.to_owned(), place))),
            }
        }
        for row in exempt.iter().flat_map(|(_, rows)| rows) {
            let Some((register, _)) = exempt else {
                continue;
            };
            let accounts = register.text("exempt_accounts").get(*row);
            match accounts.parse() {
                _ if is_closed(register, *row) => {}
                Ok(pattern) => all.exempt.push((pattern, Validity::of(register, *row))),
                Err(_) => {
                    let place = register_ref(cx, register, *row);
                    all.unreadable
                        .extend(place.map(|place| (accounts.to_owned(), place)));
                }
            }
        }
        Ok(all)
    }

    /// How many rows are in use.
    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }

    /// Where a posting goes.
    fn place(&self, posting: Posting<'_>) -> Place<'_> {
        let is_excluded = |word: &&str| match word.strip_suffix('*') {
            Some(start) => posting.voucher_type.starts_with(start),
            None => posting.voucher_type == *word,
        };
        if self.excluded_types.iter().any(is_excluded) {
            return Place::Excluded;
        }
        let is_exempt = |(pattern, validity): &(AccountPattern, Validity)| {
            pattern.matches(posting.account) && validity.holds(posting.period)
        };
        if self.exempt.iter().any(is_exempt) {
            return Place::Outside;
        }
        let fitting = self.rows.iter().filter(|row| row.fits(posting));
        let mut best: Vec<&SetupRow<'_>> = Vec::new();
        for row in fitting {
            let rank = best.first().map(|first| first.specificity());
            match rank {
                Some(rank) if rank > row.specificity() => {}
                Some(rank) if rank == row.specificity() => best.push(row),
                _ => best = vec![row],
            }
        }
        let accounts: BTreeSet<&str> = best.iter().map(|row| row.state_account).collect();
        match (accounts.first(), accounts.len()) {
            (Some(only), 1) => Place::Cash(only),
            (Some(_), _) => Place::Contradicted(best.iter().filter_map(|row| row.row).collect()),
            (None, _) => Place::Nowhere,
        }
    }
}

fn is_closed(register: &Register, row: usize) -> bool {
    register.text("status").get(row).eq_ignore_ascii_case("C")
}

impl SetupRow<'_> {
    fn fits(&self, posting: Posting<'_>) -> bool {
        let has = |wanted: &&str| {
            let mut values = posting.dimensions.split_whitespace();
            match wanted.strip_suffix('*') {
                Some(start) => values.any(|value| value.starts_with(start)),
                None => values.any(|value| value == *wanted),
            }
        };
        self.validity.holds(posting.period)
            && self.accounts.matches(posting.account)
            && self.dimensions.iter().all(has)
    }

    /// Dimension values, then the kind of pattern, then how much of it is written.
    fn specificity(&self) -> (usize, u8, usize) {
        let of_accounts = match &self.accounts {
            AccountPattern::One(one) => (2, one.as_str().len()),
            AccountPattern::Range(first, _) => (1, first.as_str().len()),
            AccountPattern::Prefix(prefix) => (0, prefix.len()),
        };
        (self.dimensions.len(), of_accounts.0, of_accounts.1)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting<'a> {
    account: &'a str,
    dimensions: &'a str,
    voucher_type: &'a str,
    period: i32,
}

/// The lines of the period's year up to the period, summed by all that decides where they go.
#[derive(Debug)]
pub(crate) struct Postings<'a>(BTreeMap<Posting<'a>, i128>);

impl<'a> Postings<'a> {
    /// Sums the ledger once.
    pub(crate) fn of(cx: &CheckContext<'a>) -> Self {
        let mut sums: BTreeMap<Posting<'a>, i128> = BTreeMap::new();
        each_posting(cx, |posting, ore, _| {
            *sums.entry(posting).or_default() += i128::from(ore);
        });
        Self(sums)
    }
}

/// Hands on every line of the period's year up to the period, with its row; lines of zero say nothing.
fn each_posting<'a>(cx: &CheckContext<'a>, mut each: impl FnMut(Posting<'a>, i64, usize)) {
    let view = cx.frames.ledger_lines.view();
    let year = cx.period.year() * 100 + 1..=cx.period.as_i32();
    for (row, (&period, &ore)) in view.period.iter().zip(view.amount_ore).enumerate() {
        if ore != 0 && year.contains(&period) {
            let posting = Posting {
                account: view.account.get(row),
                dimensions: view.dimensions.get(row),
                voucher_type: view.voucher_type.get(row),
                period,
            };
            each(posting, ore, row);
        }
    }
}

#[derive(Clone)]
enum Place<'a> {
    Cash(&'a str),
    Outside,
    Excluded,
    Nowhere,
    Contradicted(BTreeSet<RowRef>),
}

/// What became of the postings of an account in the year.
#[derive(Debug, Clone, Default)]
pub(crate) struct OfAccount {
    /// Every posting.
    pub(crate) entity: i128,
    /// In the cash ledger.
    pub(crate) cash: i128,
    /// On exempt accounts.
    pub(crate) outside: i128,
    /// Of types without cash effect.
    pub(crate) excluded: i128,
    /// Not paid or received yet, as CAN01 states it.
    pub(crate) open_items: i128,
    /// Placed by nothing.
    pub(crate) unexplained: i128,
    /// The lines it is in.
    keys: BTreeSet<Key>,
    /// Postings that are placed by nothing, and their number.
    pub(crate) unplaced: BTreeSet<RowRef>,
}

/// The cash ledger of a year up to a period.
#[derive(Debug, Default)]
pub(crate) struct CashLedger {
    /// By state account and article account; with what the year opened with.
    pub(crate) lines: Listing,
    /// By ledger account.
    pub(crate) accounts: BTreeMap<String, OfAccount>,
    /// Rows of the set-up that contradict each other, with the accounts that they would have placed.
    pub(crate) contradicted: BTreeMap<BTreeSet<RowRef>, BTreeSet<String>>,
}

/// Generates the cash ledger of the period's year up to a period of it; why not, if a month of the ledger is missing.
pub(crate) fn generate(
    cx: &CheckContext<'_>,
    (setup, postings): (&Setup<'_>, &Postings<'_>),
    through: Period,
) -> Result<CashLedger, Text> {
    let months =
        (1..=through.number().min(12)).filter_map(|number| Period::new(through.year(), number));
    let absent = months.into_iter().find(|month| !cx.ledger.covers(*month));
    if let Some(month) = absent {
        return Err(unknown(&Unknown::Month(month)));
    }
    let mut ledger = CashLedger::default();
    let mut unplaced: BTreeSet<Posting<'_>> = BTreeSet::new();
    let until = postings
        .0
        .iter()
        .filter(|(of, _)| of.period <= through.as_i32());
    for (&posting, &ore) in until {
        let place = setup.place(posting);
        ledger.post(posting, &place, ore);
        if matches!(place, Place::Nowhere | Place::Contradicted(_)) {
            unplaced.insert(posting);
        }
    }
    if !unplaced.is_empty() {
        ledger.prove(cx, &unplaced);
    }
    ledger.take_out(&open_items(cx, through));
    for (key, held) in opening(cx, through.year()) {
        ledger.lines.entry(key).or_default().merge(held);
    }
    Ok(ledger)
}

/// The effect of open items by account, if CAN01 is listed.
fn open_items(cx: &CheckContext<'_>, through: Period) -> Listing {
    let rows = Rows::of(cx, "cash-ledger", through);
    let listed = rows.map(|rows| rows.by_account(cx, "open_items"));
    listed.unwrap_or_default()
}

/// What the year opened with: the S-report of period 00, if it is listed.
fn opening(cx: &CheckContext<'_>, year: i32) -> Listing {
    let opening = Period::new(year, 0);
    let rows = opening.and_then(|opening| Rows::of(cx, "s-report", opening));
    let listed = rows
        .map(|rows| rows.by_article(cx, false))
        .unwrap_or_default();
    let amounts = listed.into_iter();
    amounts
        .map(|(key, held)| (key, Held::of(held.amount())))
        .collect()
}

impl CashLedger {
    fn post(&mut self, posting: Posting<'_>, place: &Place<'_>, ore: i128) {
        if !self.accounts.contains_key(posting.account) {
            self.accounts
                .insert(posting.account.to_owned(), OfAccount::default());
        }
        let Some(of_account) = self.accounts.get_mut(posting.account) else {
            return;
        };
        of_account.entity += ore;
        match place {
            Place::Outside => of_account.outside += ore,
            Place::Excluded => of_account.excluded += ore,
            Place::Nowhere | Place::Contradicted(_) => {
                of_account.unexplained += ore;
            }
            Place::Cash(state_account) => {
                of_account.cash += ore;
                let key = Key {
                    account: (*state_account).to_owned(),
                    article: article(posting.account).to_owned(),
                    authority: String::new(),
                };
                of_account.keys.insert(key.clone());
                self.lines.entry(key).or_default().merge_ore(ore);
            }
        }
        if let Place::Contradicted(rows) = place {
            let accounts = self.contradicted.entry(rows.clone()).or_default();
            accounts.insert(posting.account.to_owned());
        }
    }

    /// Takes what is open out of the line of its account; an account on several lines keeps it, for no listing says which.
    /// A listing whose open items do not sum to zero says nothing of them: `cash-balance` tells it.
    fn take_out(&mut self, open_items: &Listing) {
        let amounts = open_items.values().map(|held| i128::from(held.amount().0));
        if amounts.sum::<i128>() != 0 {
            return;
        }
        for (key, held) in open_items {
            let Some(of_account) = self.accounts.get_mut(&key.account) else {
                continue;
            };
            let open = i128::from(held.amount().0);
            let mut keys = of_account.keys.iter();
            if let (Some(line), None) = (keys.next(), keys.next()) {
                self.lines.entry(line.clone()).or_default().merge_ore(-open);
                of_account.cash -= open;
                of_account.open_items += open;
            }
        }
    }

    /// Notes the lines of postings that nothing places.
    fn prove(&mut self, cx: &CheckContext<'_>, unplaced: &BTreeSet<Posting<'_>>) {
        let view = cx.frames.ledger_lines.view();
        each_posting(cx, |posting, _, row| {
            if !unplaced.contains(&posting) {
                return;
            }
            let place = view.file.get(row).zip(view.record.get(row));
            let place = place.and_then(|(file, record)| cx.frames.row_ref(*file, *record));
            if let Some(of_account) = self.accounts.get_mut(posting.account) {
                of_account.unplaced.extend(place);
            }
        });
    }

    /// The sum of a bucket over all accounts.
    pub(crate) fn sum(&self, of: impl Fn(&OfAccount) -> i128) -> i128 {
        self.accounts.values().map(of).sum()
    }
}
