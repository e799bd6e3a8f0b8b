//! Listings of the cash ledger and of the reports to the treasury: amounts by key, two of them held against each other, and
//! the one voucher that makes a difference.
//!
//! Of a register the rows that name the period count; where none does, those that name no period (inferred). Not here:
//! what is said about a difference (the checks do).

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::{Budgeting, Model};
use domain::{Finding, Ore, Period, Point, RowRef, Severity, Side, Text};
use frames::register::Register;

use super::bank_causes::is_transposed;
use crate::context::CheckContext;

/// The currency of the ledger's own amounts; listings in another one repeat the same postings.
const LEDGER_CURRENCY: &str = "NOK";

/// What an amount stands under; a part that a listing does not have is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Account or state account.
    pub(crate) account: String,
    /// Article account.
    pub(crate) article: String,
    /// Authority.
    pub(crate) authority: String,
}

impl Key {
    /// An account alone.
    pub(crate) fn account(account: &str) -> Self {
        let account = account.to_owned();
        Self {
            account,
            ..Self::default()
        }
    }

    /// As people name it.
    pub(crate) fn subject(&self) -> String {
        let parts = [&self.account, &self.article, &self.authority];
        let parts = parts.map(String::as_str).into_iter();
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

/// What stands under a key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    ore: i128,
    /// The rows that say so.
    pub(crate) rows: BTreeSet<RowRef>,
}

impl Held {
    /// An amount that no single row states.
    pub(crate) fn of(amount: Ore) -> Self {
        Self {
            ore: i128::from(amount.0),
            ..Self::default()
        }
    }

    /// Takes so much more, that no single row states.
    pub(crate) fn merge_ore(&mut self, ore: i128) {
        self.ore += ore;
    }

    /// Takes what stands under another key with it.
    pub(crate) fn merge(&mut self, other: Self) {
        self.ore += other.ore;
        self.rows.extend(other.rows);
    }

    fn add(&mut self, ore: i64, row: Option<RowRef>) {
        self.ore += i128::from(ore);
        self.rows.extend(row);
    }

    /// The sum; the largest amount if it is beyond it.
    pub(crate) fn amount(&self) -> Ore {
        Ore::bounded(self.ore)
    }
}

/// Amounts by key.
pub(crate) type Listing = BTreeMap<Key, Held>;

/// Sum of a listing.
pub(crate) fn sum(listing: &Listing) -> Ore {
    let ore: i128 = listing.values().map(|held| held.ore).sum();
    Ore::bounded(ore)
}

/// The rows of a register that are of the period.
#[derive(Debug)]
pub(crate) struct Rows<'a> {
    register: &'a Register,
    rows: Vec<usize>,
}

impl<'a> Rows<'a> {
    /// Of a kind of register; `None` if there is no such row.
    pub(crate) fn of_period(cx: &CheckContext<'a>, kind: &str) -> Option<Self> {
        let register = cx.frames.registers.get(kind)?;
        let periods = register.short("period");
        let named = |wanted| {
            let is_wanted = move |row: &usize| periods.get(*row) == wanted;
            (0..register.len()).filter(is_wanted).collect::<Vec<_>>()
        };
        let rows = named(Some(cx.period.as_i32()));
        let rows = if rows.is_empty() { named(None) } else { rows };
        (!rows.is_empty()).then_some(Self { register, rows })
    }

    /// The rows of a kind of register that name a period; `None` if there is no such row.
    pub(crate) fn of(cx: &CheckContext<'a>, kind: &str, period: Period) -> Option<Self> {
        let register = cx.frames.registers.get(kind)?;
        let periods = register.short("period");
        let rows = (0..register.len()).filter(|row| periods.get(*row) == Some(period.as_i32()));
        let rows: Vec<usize> = rows.collect();
        (!rows.is_empty()).then_some(Self { register, rows })
    }

    /// How many.
    pub(crate) fn count(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
    }

    /// Whether any row has a text in the field.
    pub(crate) fn names(&self, field: &str) -> bool {
        let texts = self.register.text(field);
        self.rows.iter().any(|row| !texts.get(*row).is_empty())
    }

    /// The amounts of a field by account.
    pub(crate) fn by_account(&self, cx: &CheckContext<'_>, field: &str) -> Listing {
        let accounts = self.register.text("account");
        self.by(cx, field, |row| Key::account(accounts.get(row)))
    }

    /// The amounts by state account and article; by authority too if asked for.
    pub(crate) fn by_article(&self, cx: &CheckContext<'_>, with_authority: bool) -> Listing {
        let (accounts, articles) = (
            self.register.text("state_account"),
            self.register.text("article"),
        );
        let authorities = with_authority.then(|| self.register.text("authority"));
        self.by(cx, "amount", |row| Key {
            account: accounts.get(row).to_owned(),
            article: articles.get(row).to_owned(),
            authority: authorities.map_or_else(String::new, |all| all.get(row).to_owned()),
        })
    }

    fn by(&self, cx: &CheckContext<'_>, field: &str, key: impl Fn(usize) -> Key) -> Listing {
        let (amounts, mut listing) = (self.register.whole(field), Listing::new());
        let (files, records) = (self.register.file(), self.register.record());
        for &row in &self.rows {
            let (file, record) = (files.get(row).copied(), records.get(row).copied());
            let place = file.zip(record);
            let place = place.and_then(|(file, record)| cx.frames.row_ref(file, record));
            let held = listing.entry(key(row)).or_default();
            held.add(amounts.get(row).unwrap_or_default(), place);
        }
        listing
    }
}

/// Why two listings say different things of a key, as far as they show it themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// The same amount is missing under another article of the same account and authority: that article.
    Moved(String),
    /// The same amount with the opposite sign.
    SignTurned,
    /// Two digits are swapped.
    Transposed,
    /// Only the first has the key.
    OnlyFirst,
    /// Only the second has the key.
    OnlySecond,
    /// They do not show it.
    Unknown,
}

/// A key in two listings.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// The key.
    pub(crate) key: Key,
    /// Amount in the first listing.
    pub(crate) first: Ore,
    /// Amount in the second.
    pub(crate) second: Ore,
    /// The rows of both.
    pub(crate) rows: BTreeSet<RowRef>,
    /// Why they differ; `None` if they do not.
    pub(crate) why: Option<Why>,
}

/// What is said of a pair that differs.
#[derive(Debug)]
pub(crate) struct Told {
    /// Finding code.
    pub(crate) code: &'static str,
    /// Severity of the code.
    pub(crate) severity: Severity,
    /// Key of the message.
    pub(crate) message: &'static str,
    /// The cause, if the data show one.
    pub(crate) cause: Option<&'static str>,
    /// Key of the action.
    pub(crate) action: &'static str,
}

impl Pair {
    /// First − second.
    pub(crate) fn difference(&self) -> Ore {
        self.first.checked_sub(self.second).unwrap_or(Ore(i64::MAX))
    }

    /// The equation of the pair; a cause specifies the whole difference.
    pub(crate) fn point(
        &self,
        id: &'static str,
        (first, second): (&'static str, &'static str),
        is_specified: bool,
    ) -> Point {
        let difference = self.difference();
        let specified = if is_specified { difference } else { Ore::ZERO };
        Point {
            id,
            subject: self.key.subject(),
            side1: side(first, self.first),
            side2: side(second, self.second),
            difference,
            specified,
            unexplained: difference.checked_sub(specified).unwrap_or(Ore(i64::MAX)),
        }
    }

    /// The finding; its message knows the subject, both amounts, the difference, and the other article if it moved.
    pub(crate) fn finding(&self, told: &Told) -> Finding {
        let subject = self.key.subject();
        let mut message = Text::key(told.message)
            .with("subject", subject.as_str())
            .with("first", self.first)
            .with("second", self.second)
            .with("amount", self.difference());
        if let Some(Why::Moved(other)) = &self.why {
            message = message.with("other", other.as_str());
        }
        Finding {
            key: format!("{}:{subject}", told.code),
            code: told.code,
            severity: told.severity,
            subject,
            amount: self.difference(),
            message,
            rows: self.rows.iter().copied().collect(),
            cause: told.cause,
            proposal: None,
            action: Some(Text::key(told.action)),
        }
    }
}

/// A side of a point.
pub(crate) fn side(label: &'static str, amount: Ore) -> Side {
    Side {
        label: Text::key(label),
        amount,
    }
}

/// Every key of two listings that is not zero in both, in order.
pub(crate) fn pairs(first: &Listing, second: &Listing) -> Vec<Pair> {
    let keys: BTreeSet<&Key> = first.keys().chain(second.keys()).collect();
    let of = |key: &Key| {
        let (one, other) = (first.get(key), second.get(key));
        let amount = |held: Option<&Held>| held.map_or(Ore::ZERO, Held::amount);
        let rows = one.into_iter().chain(other).flat_map(|held| &held.rows);
        Pair {
            key: key.clone(),
            first: amount(one),
            second: amount(other),
            rows: rows.copied().collect(),
            why: None,
        }
    };
    let pairs = keys.into_iter().map(of);
    let mut pairs: Vec<Pair> = pairs
        .filter(|pair| (pair.first, pair.second) != (Ore::ZERO, Ore::ZERO))
        .collect();
    let moved = moved(&pairs);
    for pair in &mut pairs {
        pair.why = match (pair.first, pair.second) {
            (one, other) if one == other => None,
            _ if moved.contains_key(&pair.key) => moved.get(&pair.key).cloned().map(Why::Moved),
            (_, Ore::ZERO) => Some(Why::OnlyFirst),
            (Ore::ZERO, _) => Some(Why::OnlySecond),
            (one, other) if one.checked_neg() == Some(other) => Some(Why::SignTurned),
            (one, other) if is_swapped(one, other) => Some(Why::Transposed),
            _ => Some(Why::Unknown),
        };
    }
    pairs
}

fn is_swapped(one: Ore, other: Ore) -> bool {
    (one < Ore::ZERO) == (other < Ore::ZERO) && is_transposed(one, other)
}

/// Per key the article that has its difference with the opposite sign, where only one of the account and authority does
/// each way.
fn moved(pairs: &[Pair]) -> BTreeMap<Key, String> {
    let mut differing: BTreeMap<(&str, &str, Ore), Vec<&Key>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.first != pair.second) {
        let place = (
            pair.key.account.as_str(),
            pair.key.authority.as_str(),
            pair.difference(),
        );
        differing.entry(place).or_default().push(&pair.key);
    }
    let mut moved = BTreeMap::new();
    for ((account, authority, difference), keys) in &differing {
        let opposite = difference.checked_neg();
        let opposite = opposite.and_then(|ore| differing.get(&(*account, *authority, ore)));
        if let ([key], Some([other])) = (keys.as_slice(), opposite.map(Vec::as_slice)) {
            moved.insert((*key).clone(), other.article.clone());
        }
    }
    moved
}

/// Vouchers of the year up to the period, by what their accounts are called, then by number.
pub(crate) type Vouchers = BTreeMap<String, BTreeMap<String, Held>>;

/// What the vouchers of the year hold on the accounts that have one of the names.
pub(crate) fn vouchers(
    cx: &CheckContext<'_>,
    wanted: &BTreeSet<String>,
    name: impl Fn(&str) -> String,
) -> Vouchers {
    let mut vouchers = Vouchers::new();
    if wanted.is_empty() {
        return vouchers;
    }
    let year = cx.period.year() * 100 + 1..=cx.period.as_i32();
    let lines = cx.frames.ledger_lines.view();
    let ours = |account: &str| wanted.contains(&name(account));
    for row in cx.ledger.rows(ours, year) {
        let number = lines.voucher.get(row);
        if number.is_empty() || lines.currency.get(row) != LEDGER_CURRENCY {
            continue;
        }
        let place = lines.file.get(row).zip(lines.record.get(row));
        let place = place.and_then(|(file, record)| cx.frames.row_ref(*file, *record));
        let name = name(lines.account.get(row));
        let of_name = vouchers.entry(name).or_default();
        let held = of_name.entry(number.to_owned()).or_default();
        held.add(
            lines.amount_ore.get(row).copied().unwrap_or_default(),
            place,
        );
    }
    vouchers
}

/// The lines of the only voucher that holds the amount; `None` if none does, or several.
pub(crate) fn only_voucher<'v>(
    vouchers: &'v Vouchers,
    name: &str,
    amount: Ore,
) -> Option<&'v BTreeSet<RowRef>> {
    let all = vouchers.get(name)?.values();
    let mut found = all.filter(|held| held.ore == i128::from(amount.0));
    match (found.next(), found.next()) {
        (Some(held), None) => Some(&held.rows),
        _ => None,
    }
}

/// The agency's model on the last day of the period, and why a check of the cash ledger does not apply, if so.
pub(crate) fn model(cx: &CheckContext<'_>) -> Result<Model, Text> {
    let model = cx.playbook.model_on(cx.period.last_day());
    let gross = model.filter(|model| model.budgeting == Budgeting::Gross);
    gross.ok_or_else(|| Text::key("reason-cash-not-gross").with("period", cx.period))
}

/// Tables that were refused and may be the listing that is missing, and ledgers if the check reads one.
pub(crate) fn refused(cx: &CheckContext<'_>) -> Vec<Text> {
    cx.missing_by_refusal(&["saf-t", "delimited", "xlsx", "parquet"])
}
