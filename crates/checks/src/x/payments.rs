//! Payments sent from a bank account: what the bank's returns, its statement and the ledger say of each order.
//!
//! A return answers a payment by the sender's own keys: message, order, reference. The bank's statement is held against the
//! payments by the set `remittance-…`, against the ledger by the set `bank-…`; what those sets paired is not paired again here.
//! Not here: what is said about an order (`remittance`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::agency::BankAccount;
use domain::{OpenItem, Ore, Period, RowRef};
use frames::date;

use crate::context::CheckContext;
use crate::sets::{SWEEP, bank_subject};

/// A payment of the period, as sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent<'a> {
    pub(crate) row: RowRef,
    pub(crate) day: NaiveDate,
    pub(crate) ore: i64,
    pub(crate) message: &'a str,
    pub(crate) order: &'a str,
    pub(crate) reference: &'a str,
    pub(crate) kid: &'a str,
    pub(crate) payee: &'a str,
    /// What the bank's answer states, if there is one: its row, and its amount where it has one.
    pub(crate) answer: Option<(RowRef, Option<i64>)>,
    /// What refuses or stops it, and whether that is said of the whole order or message.
    pub(crate) refusal: Option<(RowRef, bool)>,
    /// Whether the set of the account leaves it out because the bank refused it.
    pub(crate) is_refused: bool,
    /// Whether a return says of this payment that it is settled.
    is_settled: bool,
}

/// What a settlement is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Settled<'a> {
    /// A payment, by number in [`Account::sent`].
    Payment(usize),
    /// A payment of an earlier period, by its reference.
    Named(&'a str),
    /// A whole order, with its sum.
    Lump(RowRef),
}

/// The sum in øre of settlements: of payments where there are any, else of whole orders.
pub(crate) fn settled_sum(settled: &BTreeMap<Settled<'_>, (i64, RowRef, bool)>) -> i128 {
    let sum = |is_lump: bool| {
        let chosen = settled
            .iter()
            .filter(|(key, _)| matches!(key, Settled::Lump(_)) == is_lump);
        chosen.map(|(_, (ore, ..))| i128::from(*ore)).sum()
    };
    let has_payments = settled.keys().any(|key| !matches!(key, Settled::Lump(_)));
    sum(!has_payments)
}

/// What is known of an order.
#[derive(Debug, Default)]
pub(crate) struct Order<'a> {
    /// Its payments, by number in [`Account::sent`].
    pub(crate) sent: Vec<usize>,
    /// What returns of the period say is settled, by what they say it of: øre, row, whether the return states the amount.
    pub(crate) settled: BTreeMap<Settled<'a>, (i64, RowRef, bool)>,
    /// The same of the month before.
    pub(crate) settled_before: BTreeMap<Settled<'a>, (i64, RowRef, bool)>,
    /// Debited in the period, as far as payments explain it.
    pub(crate) debited: i128,
    /// Rows of the bank that payments explain.
    pub(crate) debits: BTreeSet<RowRef>,
    /// Payments that no debit explains.
    pub(crate) open: Vec<&'a OpenItem>,
    /// Debits that no payment explains.
    pub(crate) extra: Vec<&'a OpenItem>,
    /// Debits that the ledger has not.
    pub(crate) unposted: Vec<&'a OpenItem>,
    /// Lines of the ledger that no debit explains.
    pub(crate) posted: Vec<&'a OpenItem>,
}

/// What is known of an account.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    pub(crate) subject: String,
    /// Its currency; what is in another one is left out.
    currency: String,
    pub(crate) sent: Vec<Sent<'a>>,
    pub(crate) orders: BTreeMap<&'a str, Order<'a>>,
    /// Returns of the period about payments that nobody knows, by order: øre and rows.
    pub(crate) strangers: BTreeMap<&'a str, (i128, Vec<RowRef>)>,
    /// Whether a return of the period says that something is settled.
    pub(crate) has_settlement: bool,
    /// Payments in another currency than the account's.
    pub(crate) foreign: u64,
    /// Paid out positive: what the bank debited, what it should have, in all.
    pub(crate) bank: i128,
    pub(crate) due: i128,
    /// Debits that are also in the ledger.
    pub(crate) booked: i128,
}

/// Sum of amounts in øre.
pub(crate) fn total<'a>(items: impl IntoIterator<Item = &'a &'a OpenItem>) -> i128 {
    items
        .into_iter()
        .map(|item| i128::from(item.amount.0))
        .sum()
}

/// References of items, sorted.
pub(crate) fn rows_of<'a>(items: impl IntoIterator<Item = &'a &'a OpenItem>) -> Vec<RowRef> {
    let rows: BTreeSet<RowRef> = items.into_iter().map(|item| item.row).collect();
    rows.into_iter().collect()
}

/// Everything that concerns payments from the account in the period; nothing if none were sent and none are told of.
pub(crate) fn account<'a>(
    cx: &'a CheckContext<'a>,
    of: &BankAccount,
    is_home: bool,
) -> Option<Account<'a>> {
    let subject = bank_subject(of);
    let mut account = Account {
        sent: sent(cx, of, cx.period),
        orders: BTreeMap::new(),
        strangers: BTreeMap::new(),
        has_settlement: false,
        foreign: foreign(cx, of),
        bank: 0,
        due: 0,
        booked: 0,
        subject,
        currency: of.currency.clone(),
    };
    for (place, payment) in account.sent.iter().enumerate() {
        let order = account.orders.entry(payment.order).or_default();
        order.sent.push(place);
    }
    account.debited(cx);
    account.posted(cx);
    account.answered(cx, of, is_home);
    let is_none = account.orders.is_empty() && account.strangers.is_empty() && account.foreign == 0;
    (!is_none).then_some(account)
}

/// The payments of the month before, with what returns up to the end of the period refuse of them.
pub(crate) fn sent_before<'a>(cx: &'a CheckContext<'a>, of: &BankAccount) -> Vec<Sent<'a>> {
    let before = cx.period.previous_month();
    let mut sent = sent(cx, of, before);
    let keys = Keys::of(sent.iter().map(|p| (p.message, p.order, p.reference)));
    let in_window =
        |day: Option<NaiveDate>| day.is_none_or(|d| cx.period.contains(d) || before.contains(d));
    for told in returns(cx) {
        if !told.refuses() || !in_window(told.day) || !agree(told.account, of.number.as_str()) {
            continue;
        }
        for place in keys.places(&told) {
            if let Some(payment) = sent.get_mut(*place)
                && told.is_about(payment.message, payment.order, payment.reference)
            {
                hear(payment, &told);
            }
        }
    }
    sent
}

/// The payments of a month.
fn sent<'a>(cx: &'a CheckContext<'a>, of: &BankAccount, period: Period) -> Vec<Sent<'a>> {
    let view = cx.frames.outgoing_payments.view();
    let set = cx.set(&format!("remittance-{}", bank_subject(of)));
    let refused: BTreeSet<RowRef> = set
        .map(|set| set.left.excluded.iter().map(|item| item.row).collect())
        .unwrap_or_default();
    let mut sent = Vec::new();
    for (row, &day) in view.day.iter().enumerate() {
        let is_ours = view.account.get(row) == of.number.as_str()
            && view.currency.get(row) == of.currency
            && period.contains(date(day));
        let (Some(file), Some(record)) = (view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let Some(reference) = cx.frames.row_ref(*file, *record).filter(|_| is_ours) else {
            continue;
        };
        sent.push(Sent {
            row: reference,
            day: date(day),
            ore: view.amount_ore.get(row).copied().unwrap_or_default(),
            message: view.message.get(row),
            order: view.order.get(row),
            reference: view.reference.get(row),
            kid: view.kid.get(row),
            payee: view.payee_account.get(row),
            answer: None,
            refusal: None,
            is_refused: refused.contains(&reference),
            is_settled: false,
        });
    }
    // Where two payments have the same keys, the order of files must not decide which of them a return answers.
    sent.sort_by_key(|p| (p.day, p.order, p.reference, p.ore, p.kid, p.payee, p.row));
    sent
}

fn foreign(cx: &CheckContext<'_>, of: &BankAccount) -> u64 {
    let view = cx.frames.outgoing_payments.view();
    let days = view.day.iter().enumerate();
    let foreign = days.filter(|(row, day)| {
        view.account.get(*row) == of.number.as_str()
            && view.currency.get(*row) != of.currency
            && cx.period.contains(date(**day))
    });
    u64::try_from(foreign.count()).unwrap_or(u64::MAX)
}

/// A return, as far as finding its payments goes.
struct Return<'a> {
    row: RowRef,
    source: &'a str,
    level: &'a str,
    stage: &'a str,
    message: &'a str,
    order: &'a str,
    reference: &'a str,
    account: &'a str,
    /// Its own day; `None` if it does not say.
    day: Option<NaiveDate>,
    /// Its own day, else the day of its file.
    told: Option<NaiveDate>,
    ore: Option<i64>,
}

/// Whether two keys do not contradict each other.
fn agree(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one == other
}

impl<'a> Return<'a> {
    /// What an answer to an unknown order is called: messages of Telepay have no names of their own.
    fn name(&self) -> &'a str {
        if self.message.is_empty() || self.source == "telepay" {
            self.order
        } else {
            self.message
        }
    }

    fn has_key(&self) -> bool {
        self.level != "payment" || !self.order.is_empty() || !self.reference.is_empty()
    }

    fn is_about(&self, message: &str, order: &str, reference: &str) -> bool {
        let in_message = agree(self.message, message);
        match self.level {
            "message" => !message.is_empty() && self.message == message,
            "order" => !order.is_empty() && self.order == order && in_message,
            // The sender gave the payment no key of its own: then its order and amount must do.
            _ if self.reference.is_empty() => {
                reference.is_empty() && !order.is_empty() && self.order == order && in_message
            }
            _ => self.reference == reference && agree(self.order, order) && in_message,
        }
    }

    fn is_settled(&self) -> bool {
        self.stage == "settled"
    }

    fn refuses(&self) -> bool {
        matches!(self.stage, "rejected" | "cancelled")
    }
}

fn returns<'a>(cx: &'a CheckContext<'a>) -> Vec<Return<'a>> {
    let view = cx.frames.payment_statuses.view();
    let files: BTreeMap<_, _> = cx
        .deliveries
        .iter()
        .filter_map(|delivery| Some((delivery.file, delivery.days?.1)))
        .collect();
    let mut returns = Vec::new();
    for (row, &day) in view.day.iter().enumerate() {
        let (Some(file), Some(record)) = (view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let (source, stage) = (view.source.get(row), view.stage.get(row));
        // A request of the sender's own to stop a payment is no return.
        if source == "telepay" && stage == "information" {
            continue;
        }
        let Some(reference) = cx.frames.row_ref(*file, *record) else {
            continue;
        };
        let day = (day != 0).then(|| date(day));
        let has_amount = view.has_amount.get(row) == Some(&1);
        let ore = view.amount_ore.get(row).copied();
        returns.push(Return {
            row: reference,
            source,
            level: view.level.get(row),
            stage,
            message: view.message.get(row),
            order: view.order.get(row),
            reference: view.reference.get(row),
            account: view.account.get(row),
            day,
            told: day.or_else(|| files.get(&reference.file).copied()),
            ore: ore.filter(|_| has_amount),
        });
    }
    returns.sort_by_key(|r| (r.day, r.order, r.reference, r.ore, r.stage, r.row));
    returns
}

impl Sent<'_> {
    /// Whether a return can name it at all.
    pub(crate) fn has_key(&self) -> bool {
        !self.order.is_empty() || !self.reference.is_empty()
    }
}

impl<'a> Account<'a> {
    /// What the set of payments and debits made of them.
    fn debited(&mut self, cx: &'a CheckContext<'a>) {
        let Some(set) = cx.set(&format!("remittance-{}", self.subject)) else {
            return;
        };
        let ours = |item: &&'a OpenItem| item.currency == self.currency;
        let left = |row: &usize| set.left.rows.get(*row).filter(ours);
        let right = |row: &usize| set.right.rows.get(*row).filter(ours);
        for group in &set.groups {
            let is_fresh = group.right.iter().filter_map(right);
            let is_fresh = is_fresh.filter(|item| item.birth == cx.period).count() > 0;
            for item in group.left.iter().filter_map(left) {
                let order = self.orders.entry(item.lump.as_str()).or_default();
                self.due += i128::from(item.amount.0);
                if is_fresh {
                    order.debited += i128::from(item.amount.0);
                    order
                        .debits
                        .extend(group.right.iter().filter_map(right).map(|item| item.row));
                }
            }
            let debits = group.right.iter().filter_map(right);
            self.bank -= debits.map(|item| i128::from(item.amount.0)).sum::<i128>();
        }
        for (_, item) in set.left.open().filter(|(_, item)| ours(item)) {
            self.due += i128::from(item.amount.0);
            let order = self.orders.entry(item.lump.as_str()).or_default();
            order.open.push(item);
        }
        for (_, item) in set.right.open().filter(|(_, item)| ours(item)) {
            self.bank -= i128::from(item.amount.0);
            let order = self.orders.entry(item.lump.as_str()).or_default();
            order.extra.push(item);
        }
    }

    /// What the set of bank and ledger made of the debits, and what else the ledger has of the orders.
    fn posted(&mut self, cx: &'a CheckContext<'a>) {
        let Some(set) = cx.set(&format!("bank-{}", self.subject)) else {
            return;
        };
        let open: BTreeMap<RowRef, &OpenItem> =
            set.left.open().map(|(_, item)| (item.row, item)).collect();
        let mut unposted = 0;
        for order in self.orders.values_mut() {
            let debits = order.debits.iter().copied();
            let all: BTreeSet<RowRef> = debits.chain(rows_of(&order.extra)).collect();
            order.unposted = all
                .iter()
                .filter_map(|row| open.get(row).copied())
                .collect();
        }
        // A debit of several orders is one debit.
        let mut seen = BTreeSet::new();
        for order in self.orders.values_mut() {
            order.unposted.retain(|item| seen.insert(item.row));
            unposted -= total(&order.unposted);
        }
        self.booked = self.bank - unposted;
        for (_, item) in set.right.open() {
            let is_order = !item.lump.is_empty()
                && !item.lump.starts_with(SWEEP)
                && item.currency == self.currency;
            if let Some(order) = self.orders.get_mut(item.lump.as_str())
                && is_order
            {
                order.posted.push(item);
            }
        }
    }

    /// What the bank's returns say. Those of the agency that name no account belong to the account that is `home`.
    fn answered(&mut self, cx: &'a CheckContext<'a>, of: &BankAccount, is_home: bool) {
        let before = cx.period.previous_month();
        let known = Keys::known(cx);
        let keys = Keys::of(self.sent.iter().map(|p| (p.message, p.order, p.reference)));
        for told in returns(cx) {
            let is_ours = told.account == of.number.as_str();
            let in_window = told
                .day
                .is_none_or(|day| cx.period.contains(day) || before.contains(day));
            if !in_window || !is_ours && !told.account.is_empty() {
                continue;
            }
            let in_period = told.told.is_none_or(|day| cx.period.contains(day));
            let ours = self.payments_of(&told, &keys);
            for place in &ours {
                if let Some(payment) = self.sent.get_mut(*place) {
                    hear(payment, &told);
                }
            }
            let is_known = !ours.is_empty() || !known.places(&told).is_empty();
            if told.is_settled() && self.settled(&told, &ours, in_period) {
                continue;
            }
            // A notification of a debit of no order is no answer: the statement has that debit too.
            let is_debit = matches!(told.source, "camt.054" | "debmul");
            if in_period && !is_known && !is_debit && told.has_key() && (is_ours || is_home) {
                let is_received = !told.refuses() && !told.is_settled();
                let ore = told.ore.filter(|_| is_received).unwrap_or_default();
                let stranger = self.strangers.entry(told.name()).or_default();
                stranger.0 += i128::from(ore);
                stranger.1.push(told.row);
            }
        }
    }

    /// The payments that a return is about. Where several have its keys, one of the same amount that no return has answered
    /// comes first.
    fn payments_of(&self, told: &Return<'_>, keys: &Keys<'_>) -> Vec<usize> {
        let is_about = |place: &usize| {
            let payment = self.sent.get(*place);
            payment.is_some_and(|p| told.is_about(p.message, p.order, p.reference))
        };
        let about = keys.places(told).iter().copied().filter(is_about);
        if told.level != "payment" {
            return about.collect();
        }
        let best = about.min_by_key(|place| {
            let payment = self.sent.get(*place);
            let is_other = payment.is_some_and(|p| told.ore.is_some_and(|ore| ore != p.ore));
            let is_heard = payment.is_some_and(|p| {
                if told.is_settled() {
                    p.is_settled
                } else {
                    p.answer.is_some()
                }
            });
            (is_other, is_heard, *place)
        });
        best.into_iter().collect()
    }

    /// Notes a settlement; whether it belongs to an order of the account. Several kinds of return may tell of one payment:
    /// it is counted once, and an amount counts before none.
    fn settled(&mut self, told: &Return<'a>, ours: &[usize], in_period: bool) -> bool {
        let first = ours.first().and_then(|place| self.sent.get(*place));
        let name = first.map_or(told.order, |payment| payment.order);
        let Some(order) = self.orders.get_mut(name) else {
            return false;
        };
        let mut settled: Vec<(Settled<'a>, i64)> = Vec::new();
        match (told.level, told.ore) {
            ("payment", Some(ore)) if ours.is_empty() => {
                settled.push((Settled::Named(told.reference), ore));
            }
            ("message" | "order", Some(ore)) => settled.push((Settled::Lump(told.row), ore)),
            (_, stated) => settled.extend(ours.iter().filter_map(|place| {
                // Said of a whole order, it settles what was not refused.
                let payment = self.sent.get(*place)?;
                let counts = told.level == "payment" || !payment.is_refused;
                counts.then(|| (Settled::Payment(*place), stated.unwrap_or(payment.ore)))
            })),
        }
        let of_month = if in_period {
            &mut order.settled
        } else {
            &mut order.settled_before
        };
        for (key, ore) in settled {
            let is_better = |old: &(i64, RowRef, bool)| !old.2 && told.ore.is_some();
            if of_month.get(&key).is_none_or(is_better) {
                of_month.insert(key, (ore, told.row, told.ore.is_some()));
            }
        }
        self.has_settlement |= in_period;
        true
    }
}

/// Notes on the payment what a return says.
fn hear(payment: &mut Sent<'_>, told: &Return<'_>) {
    if told.refuses() {
        let is_whole = told.level != "payment";
        payment.refusal.get_or_insert((told.row, is_whole));
    }
    if told.is_settled() {
        payment.is_settled |= told.level == "payment";
        // What was debited is no answer to the order, unless the report on the order itself says so. Its amount is held
        // against the bank's.
        if told.source == "pain.002" {
            payment.answer.get_or_insert((told.row, None));
        }
    } else if payment.answer.is_none_or(|(_, ore)| ore.is_none()) {
        let stated = told.ore.filter(|_| told.level == "payment");
        payment.answer = Some((told.row, stated));
    }
}

/// Places of payments by each of their keys.
struct Keys<'a> {
    messages: BTreeMap<&'a str, Vec<usize>>,
    orders: BTreeMap<&'a str, Vec<usize>>,
    references: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Keys<'a> {
    fn of(payments: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Self {
        let mut keys = Self {
            messages: BTreeMap::new(),
            orders: BTreeMap::new(),
            references: BTreeMap::new(),
        };
        for (place, (message, order, reference)) in payments.enumerate() {
            keys.messages.entry(message).or_default().push(place);
            keys.orders.entry(order).or_default().push(place);
            keys.references.entry(reference).or_default().push(place);
        }
        keys
    }

    /// Of every payment that the agency has sent, in any period: a return may be about one that is due later.
    fn known(cx: &'a CheckContext<'a>) -> Self {
        let view = cx.frames.outgoing_payments.view();
        let sent = (0..view.record.len()).map(|row| {
            (
                view.message.get(row),
                view.order.get(row),
                view.reference.get(row),
            )
        });
        let sets = cx.sets.iter();
        let sets = sets.filter(|set| set.name.starts_with("remittance-"));
        let carried = sets.flat_map(|set| &set.left.rows);
        let carried = carried.map(|item| ("", item.lump.as_str(), item.reference.as_str()));
        Self::of(sent.chain(carried))
    }

    /// The payments with the key that the return names at its level.
    fn places(&self, told: &Return<'_>) -> &[usize] {
        let (keys, name) = match told.level {
            "message" => (&self.messages, told.message),
            "order" => (&self.orders, told.order),
            _ if told.reference.is_empty() => (&self.orders, told.order),
            _ => (&self.references, told.reference),
        };
        let places = keys.get(name).filter(|_| !name.is_empty());
        places.map_or(&[], Vec::as_slice)
    }
}

/// An amount in øre as shown; the largest one if it is beyond it.
pub(crate) fn shown(ore: i128) -> Ore {
    Ore::bounded(ore)
}
