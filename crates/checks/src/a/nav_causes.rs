//! Why NAV's refunds differ: the causes of the catalogue that reports, bank and ledger prove, each with its effect on each
//! point.
//!
//! A cause that is not proved is not named: what it would explain stays unexplained. Not here: the rows (`nav_facts`).

use std::collections::{BTreeMap, BTreeSet};

use calendar::BankDays;
use chrono::{Datelike, NaiveDate};
use domain::{Finding, OpenItem, Ore, Period, RowRef, Severity, Text};

use super::nav_facts::{Bank, Facts, Line, Report, Use, VoucherKey, bank_set, is_receipt};
use super::nav_refunds::{Subjects, negative};
use crate::context::CheckContext;
use crate::settings;

/// What is said of an amount.
pub(super) struct Kind {
    code: &'static str,
    severity: Severity,
    cause: Option<&'static str>,
    message: &'static str,
    action: &'static str,
}

const fn kind(
    code: &'static str,
    severity: Severity,
    cause: &'static str,
    [message, action]: [&'static str; 2],
) -> Kind {
    Kind {
        code,
        severity,
        cause: Some(cause),
        message,
        action,
    }
}

use Severity::{Error, Info, Warning};

#[rustfmt::skip]
const NOT_RECEIVED: Kind = kind("NAV001", Error, "nav-not-received", ["nav-refunds-not-received", "action-nav-not-received"]);
#[rustfmt::skip]
const NEGATIVE_UNIT: Kind = kind("NAV002", Warning, "nav-negative-unit", ["nav-refunds-negative", "action-nav-negative"]);
#[rustfmt::skip]
const NEGATIVE_REPORT: Kind = kind("NAV002", Warning, "nav-negative-report", ["nav-refunds-negative", "action-nav-negative"]);
#[rustfmt::skip]
const OUTSIDE: Kind = kind("NAV003", Warning, "nav-outside-solution", ["nav-refunds-outside", "action-nav-outside"]);
#[rustfmt::skip]
const OTHER_ACCOUNT: Kind = kind("NAV004", Error, "nav-other-account", ["nav-refunds-other-account", "action-nav-other-account"]);
#[rustfmt::skip]
const FILE_MISSING: Kind = kind("NAV005", Error, "nav-file-missing", ["nav-refunds-file-missing", "action-nav-file-missing"]);
#[rustfmt::skip]
const NOT_READ: Kind = kind("NAV006", Error, "nav-not-read", ["nav-refunds-not-read", "action-nav-not-read"]);
#[rustfmt::skip]
const AFTER_PAYROLL: Kind = kind("NAV006", Error, "nav-after-payroll", ["nav-refunds-after-payroll", "action-nav-not-read"]);
#[rustfmt::skip]
const READ_TWICE: Kind = kind("NAV007", Error, "nav-read-twice", ["nav-refunds-read-twice", "action-nav-read-twice"]);
#[rustfmt::skip]
const NOT_REVERSED: Kind = kind("NAV008", Error, "nav-not-reversed", ["nav-refunds-not-reversed", "action-nav-not-reversed"]);
#[rustfmt::skip]
const INCOME_BY_HAND: Kind = kind("NAV009", Warning, "nav-income-by-hand", ["nav-refunds-income-by-hand", "action-nav-income-by-hand"]);
#[rustfmt::skip]
const RECEIPT_BY_HAND: Kind = kind("NAV009", Warning, "nav-receipt-by-hand", ["nav-refunds-receipt-by-hand", "action-nav-receipt-by-hand"]);
#[rustfmt::skip]
const CORRECTED: Kind = kind("NAV009", Warning, "nav-corrected", ["nav-refunds-corrected", "action-nav-corrected"]);
#[rustfmt::skip]
const WRONG_BENEFIT: Kind = kind("NAV010", Error, "nav-wrong-benefit-account", ["nav-refunds-wrong-benefit", "action-nav-wrong-benefit"]);
#[rustfmt::skip]
const SETTLED: Kind = kind("NAV011", Info, "nav-settled", ["nav-refunds-settled", "action-none"]);
#[rustfmt::skip]
const EARLIER_YEAR: Kind = kind("NAV011", Info, "nav-earlier-year", ["nav-refunds-earlier-year", "action-none"]);
#[rustfmt::skip]
const DECEMBER: Kind = kind("NAV011", Info, "nav-december", ["nav-refunds-december", "action-nav-december"]);
/// What no cause explains.
pub(super) const REST: Kind = Kind {
    code: "NAV012",
    severity: Error,
    cause: None,
    message: "nav-refunds-unexplained",
    action: "action-nav-unexplained",
};
/// The code of an open item of the interim account that is over its age limit.
const OVER_AGE: &str = "NAV013";

/// A part of a point's difference with its cause.
pub(super) struct Explained {
    pub(super) subject: String,
    pub(super) amount: Ore,
    code: &'static str,
    kind: &'static Kind,
    pub(super) date: Option<NaiveDate>,
    about: String,
    pub(super) rows: Vec<RowRef>,
}

impl Explained {
    pub(super) fn new(kind: &'static Kind, subject: &str, amount: Ore) -> Self {
        Self {
            subject: subject.to_owned(),
            amount,
            code: kind.code,
            kind,
            date: None,
            about: "-".to_owned(),
            rows: Vec::new(),
        }
    }

    fn about(mut self, about: &str, date: NaiveDate) -> Self {
        if !about.is_empty() {
            self.about = domain::personal::mask(about).into_owned();
        }
        self.date = Some(date);
        self
    }

    fn proved_by(mut self, rows: impl IntoIterator<Item = RowRef>) -> Self {
        self.rows = rows.into_iter().collect();
        self.rows.sort_unstable();
        self.rows.dedup();
        self
    }

    /// Its cause; nothing for a rest.
    pub(super) fn cause(&self) -> Option<&'static str> {
        self.kind.cause
    }

    /// It as a finding of the check.
    pub(super) fn finding(&self) -> Finding {
        let (code, kind) = (self.code, self.kind);
        let severity = if code == OVER_AGE {
            Error
        } else {
            kind.severity
        };
        let cause = kind.cause.unwrap_or("rest");
        let row = self.rows.first().map(RowRef::to_string).unwrap_or_default();
        let mut message = Text::key(kind.message)
            .with("account", self.subject.as_str())
            .with("amount", self.amount);
        if let Some(date) = self.date {
            message = message
                .with("date", date)
                .with("about", self.about.as_str());
        }
        Finding {
            key: format!("{code}:{}:{cause}:{row}", self.subject),
            code,
            severity,
            subject: self.subject.clone(),
            amount: self.amount,
            message,
            rows: self.rows.clone(),
            cause: kind.cause,
            proposal: None,
            action: Some(Text::key(kind.action)),
        }
    }
}

pub(super) fn sum(amounts: impl Iterator<Item = Ore>) -> Ore {
    Ore::sum(amounts).unwrap_or(Ore(i64::MAX))
}

/// Every cause, with its effect on each point.
pub(super) fn explain(
    cx: &CheckContext<'_>,
    facts: &Facts<'_>,
    subjects: &Subjects,
    interim: Ore,
) -> Vec<Explained> {
    let mut search = Search {
        cx,
        facts,
        subjects,
        used: BTreeSet::new(),
        found: Vec::new(),
    };
    search.bank();
    let items = open_items(facts, interim);
    let not_reversed = search.income(&items);
    search.interim(&items, not_reversed);
    search.found
}

struct Search<'a, 'f> {
    cx: &'f CheckContext<'a>,
    facts: &'f Facts<'a>,
    subjects: &'f Subjects,
    /// Vouchers that prove something already.
    used: BTreeSet<VoucherKey<'a>>,
    found: Vec<Explained>,
}

/// Refunds that no receipt answers to: one report, before 2016-11-26 one unit's part of it.
struct Unpaid<'f> {
    bank: &'f Bank<'f>,
    date: NaiveDate,
    unit: String,
    amount: Ore,
    birth: Period,
    row: Option<RowRef>,
}

/// From this day on NAV pays one sum for a report; before, one for each unit (k27 §2).
fn pays_by_unit(paid: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(2016, 11, 26).is_some_and(|from| paid < from)
}

fn unpaid<'f>(bank: &'f Bank<'_>) -> Vec<Unpaid<'f>> {
    let mut groups: BTreeMap<(NaiveDate, &str), Vec<&OpenItem>> = BTreeMap::new();
    for item in &bank.unpaid {
        let unit = item.reference.split_whitespace().next().unwrap_or_default();
        let unit = if pays_by_unit(item.date) { unit } else { "" };
        groups.entry((item.date, unit)).or_default().push(item);
    }
    let of = |((date, unit), items): ((NaiveDate, &str), Vec<&OpenItem>)| {
        let first = items.iter().min_by_key(|item| item.row)?;
        Some(Unpaid {
            bank,
            date,
            unit: unit.to_owned(),
            amount: sum(items.iter().map(|item| item.amount)),
            birth: first.birth,
            row: Some(first.row),
        })
    };
    let groups = groups.into_iter().filter_map(of);
    groups.filter(|group| group.amount != Ore::ZERO).collect()
}

/// Receipts that pay all positive parts of a report that NAV paid by unit: the bank bundled them.
fn bundled(
    groups: &[Unpaid<'_>],
    unreported: &[&OpenItem],
) -> (BTreeSet<NaiveDate>, BTreeSet<RowRef>) {
    let (mut dates, mut rows) = (BTreeSet::new(), BTreeSet::new());
    let positive = |date: NaiveDate| {
        let of_date = groups.iter().filter(move |group| group.date == date);
        of_date.filter(|group| group.amount.0 > 0)
    };
    for date in groups
        .iter()
        .map(|group| group.date)
        .collect::<BTreeSet<_>>()
    {
        let total = sum(positive(date).map(|group| group.amount));
        let is_sum = |item: &&&OpenItem| item.amount == total && !rows.contains(&item.row);
        let nearest = unreported
            .iter()
            .filter(|_| pays_by_unit(date) && positive(date).count() > 1)
            .filter(is_sum)
            .min_by_key(|item| (item.date.signed_duration_since(date).abs(), item.row));
        if let Some(item) = nearest {
            dates.insert(date);
            rows.insert(item.row);
        }
    }
    (dates, rows)
}

impl<'a, 'f> Search<'a, 'f> {
    fn add(&mut self, one: Explained) {
        if one.amount != Ore::ZERO {
            self.found.push(one);
        }
    }

    /// The voucher of the year with a line of each amount on accounts of each use, if it has proved nothing yet.
    fn voucher(&mut self, wanted: [(Use, i64); 2]) -> Option<RowRef> {
        let line = |lines: &[Line], (of, amount): (Use, i64)| {
            let mut lines = lines.iter();
            let line = lines.find(|line| line.of == of && line.amount == amount);
            line.map(|line| line.row)
        };
        let facts = self.facts;
        let mut vouchers = facts.vouchers.iter();
        let (key, row) = vouchers.find_map(|(key, lines)| {
            let [one, two] = wanted.map(|wanted| line(lines, wanted));
            (!self.used.contains(key)).then_some((*key, one.zip(two)?.0))
        })?;
        self.used.insert(key);
        Some(row)
    }

    /// Whether the debtor has been credited with a receipt.
    fn is_credited(&mut self, amount: Ore) -> bool {
        let wanted = [(Use::Bank, amount.0), (Use::Debtor, negative(amount).0)];
        self.voucher(wanted).is_some()
    }

    /// The voucher that moves an amount from the debtor to the interim account.
    fn correction(&mut self, amount: Ore) -> Option<RowRef> {
        let wanted = [(Use::Interim, negative(amount).0), (Use::Debtor, amount.0)];
        self.voucher(wanted)
    }

    fn is_of_earlier_year(&self, birth: Period) -> bool {
        birth.year() < self.cx.period.year()
    }

    fn claims(&self, kind: &'static Kind, amount: Ore) -> Explained {
        Explained::new(kind, &self.subjects.claims, amount)
    }

    /// Reports without receipts and receipts without reports.
    fn bank(&mut self) {
        let facts = self.facts;
        let mut elsewhere: BTreeSet<RowRef> = BTreeSet::new();
        let mut bundles: BTreeSet<RowRef> = BTreeSet::new();
        for bank in &facts.banks {
            let groups = unpaid(bank);
            let (dates, rows) = bundled(&groups, &bank.unreported);
            bundles.extend(rows);
            for group in groups {
                if group.amount.0 < 0 {
                    self.negative(&group);
                } else if !dates.contains(&group.date) {
                    self.without_receipt(&group, &mut elsewhere);
                }
            }
        }
        for bank in &facts.banks {
            for item in &bank.unreported {
                if !bundles.contains(&item.row) {
                    self.without_report(bank, item, &elsewhere);
                }
            }
        }
        self.not_booked(&elsewhere);
    }

    fn negative(&mut self, group: &Unpaid<'_>) {
        let corrected = self.correction(negative(group.amount));
        let kind = if corrected.is_some() {
            &SETTLED
        } else if self.is_of_earlier_year(group.birth) {
            &EARLIER_YEAR
        } else if pays_by_unit(group.date) {
            &NEGATIVE_UNIT
        } else {
            &NEGATIVE_REPORT
        };
        let rows = || group.row.into_iter().chain(corrected);
        let bank = Explained::new(kind, &group.bank.subject, negative(group.amount));
        self.add(bank.about(&group.unit, group.date).proved_by(rows()));
        if kind.severity != Info {
            let claims = self.claims(kind, group.amount);
            self.add(claims.about(&group.unit, group.date).proved_by(rows()));
        }
    }

    fn without_receipt(&mut self, group: &Unpaid<'_>, elsewhere: &mut BTreeSet<RowRef>) {
        let other = self.receipt_elsewhere(group, elsewhere);
        elsewhere.extend(other);
        let kind = if other.is_some() {
            &OTHER_ACCOUNT
        } else {
            &NOT_RECEIVED
        };
        let rows = || group.row.into_iter().chain(other);
        let bank = Explained::new(kind, &group.bank.subject, negative(group.amount));
        self.add(bank.about(&group.unit, group.date).proved_by(rows()));
        if !self.is_credited(group.amount) {
            let claims = self.claims(kind, group.amount);
            self.add(claims.about(&group.unit, group.date).proved_by(rows()));
        }
    }

    /// A receipt of the same amount from NAV, inside the window, on another account of the agency, that no report there
    /// lists.
    fn receipt_elsewhere(&self, group: &Unpaid<'_>, taken: &BTreeSet<RowRef>) -> Option<RowRef> {
        let window = settings::number(self.cx.playbook, "bank.window_bank_days");
        let days = BankDays::shared();
        let paid = days.number(group.date).unwrap_or_default();
        let own = group.bank.account.map(|account| &account.number);
        let accounts = self.cx.playbook.bank_accounts.iter();
        let others = accounts.filter(|account| Some(&account.number) != own);
        let rows = others.filter_map(|account| bank_set(self.cx, account));
        let of_period = rows.flat_map(|set| &set.left.rows);
        // One of an earlier month is settled with the ledger since then, but no report lists it.
        let carried = self.facts.banks.iter();
        let carried = carried.filter(|bank| bank.subject != group.bank.subject);
        let carried = carried.flat_map(|bank| bank.unreported.iter().copied());
        let distance = |item: &OpenItem| {
            let booked = days.number(item.date).unwrap_or_default();
            booked.saturating_sub(paid).abs()
        };
        of_period
            .chain(carried)
            .filter(|item| item.amount == group.amount && is_receipt(self.cx, item))
            .filter(|item| distance(item) <= window && !taken.contains(&item.row))
            .filter(|item| {
                !self
                    .facts
                    .banks
                    .iter()
                    .any(|b| b.paired.contains(&item.row))
            })
            .min_by_key(|item| (distance(item), item.row))
            .map(|item| item.row)
    }

    fn without_report(&mut self, bank: &Bank<'_>, item: &OpenItem, elsewhere: &BTreeSet<RowRef>) {
        let is_elsewhere = elsewhere.contains(&item.row);
        let corrected = if is_elsewhere {
            None
        } else {
            self.correction(item.amount)
        };
        let kind = if is_elsewhere {
            &OTHER_ACCOUNT
        } else if corrected.is_some() {
            &SETTLED
        } else if self.is_unbooked(item) {
            &FILE_MISSING
        } else if self.is_of_earlier_year(item.birth) {
            &EARLIER_YEAR
        } else {
            &OUTSIDE
        };
        let rows = || corrected.into_iter().chain([item.row]);
        let of_bank = Explained::new(kind, &bank.subject, item.amount);
        self.add(of_bank.about(&item.reference, item.date).proved_by(rows()));
        if kind.cause == OUTSIDE.cause && self.is_credited(item.amount) {
            let claims = self.claims(kind, negative(item.amount));
            self.add(claims.about(&item.reference, item.date).proved_by(rows()));
        }
    }

    /// Whether a receipt stands open against the ledger, and no open voucher there is one of NAV's with another amount.
    fn is_unbooked(&self, item: &OpenItem) -> bool {
        let accounts = self.cx.playbook.bank_accounts.iter();
        let mut sets = accounts.filter_map(|account| bank_set(self.cx, account));
        sets.any(|set| {
            let mut open = set.left.open();
            let mut lines = set.right.open();
            let is_nav = |line: &OpenItem| {
                let key = (line.birth.as_i32(), line.voucher.as_str());
                let voucher = self.facts.vouchers.get(&key);
                voucher.is_some_and(|lines| lines.iter().any(|line| line.of == Use::Debtor))
            };
            open.any(|(_, open)| open.row == item.row) && !lines.any(|(_, line)| is_nav(line))
        })
    }

    /// Receipts that a report answers to and the ledger lacks: the debtor still has them.
    fn not_booked(&mut self, elsewhere: &BTreeSet<RowRef>) {
        let facts = self.facts;
        let is_open = |row| {
            let mut open = facts.banks.iter().flat_map(|bank| &bank.unreported);
            open.any(|item| item.row == row)
        };
        let is_paired = |row| facts.banks.iter().any(|bank| bank.paired.contains(row));
        for account in &self.cx.playbook.bank_accounts {
            let Some(set) = bank_set(self.cx, account) else {
                continue;
            };
            for (_, item) in set.left.open() {
                let is_ours =
                    is_paired(&item.row) || item.birth < self.cx.period && !is_open(item.row);
                let is_new = is_ours && !elsewhere.contains(&item.row);
                if is_new && is_receipt(self.cx, item) && self.is_unbooked(item) {
                    let claims = self.claims(&FILE_MISSING, item.amount);
                    let claims = claims.about(&item.reference, item.date);
                    self.add(claims.proved_by([item.row]));
                }
            }
        }
    }

    /// Income against reports. Says which open item of the interim account payroll's posting should have ended.
    fn income(&mut self, items: &[Item<'a>]) -> Option<usize> {
        if !self.cx.period.is_month() {
            return None;
        }
        let income = sum(self.facts.income.values().copied());
        let reported = self.facts.reported();
        let difference = income.checked_add(reported).unwrap_or(Ore(i64::MAX));
        let subject = self.facts.income_subject.as_str();
        if difference == Ore::ZERO {
            self.benefits();
            return None;
        }
        let of_earlier = |item: &Item<'_>| {
            let is_earlier = item.key.is_some_and(|key| key.0 < self.cx.period.as_i32());
            is_earlier && item.made == Some(Made::Income) && item.amount == negative(difference).0
        };
        if let Some(at) = items.iter().position(of_earlier) {
            let item = items.get(at)?;
            let one = Explained::new(&NOT_REVERSED, subject, difference);
            self.add(
                one.about(item.voucher(), item.date())
                    .proved_by(item.rows.clone()),
            );
            return Some(at);
        }
        for (kind, report) in self.not_income(difference) {
            let is_twice = kind.cause == READ_TWICE.cause;
            let amount = if is_twice {
                negative(report.total)
            } else {
                report.total
            };
            let one = Explained::new(kind, subject, amount);
            self.add(one.about("", report.paid).proved_by(report.first));
            let claims = self.claims(kind, negative(amount));
            self.add(claims.about("", report.paid).proved_by(report.first));
        }
        None
    }

    /// The reports that are not income, or twice: one of the amount, or all after the payroll day, or all.
    fn not_income(&self, difference: Ore) -> Vec<(&'static Kind, &'f Report)> {
        let payroll_day = settings::number(self.cx.playbook, "nav.payroll_day").unsigned_abs();
        let is_late = |report: &&Report| report.paid.day() > payroll_day;
        let kind = |report: &'f Report| {
            if is_late(&report) {
                &AFTER_PAYROLL
            } else {
                &NOT_READ
            }
        };
        let facts: &'f Facts<'a> = self.facts;
        let reports = &facts.reports;
        let of_amount = |amount: Ore| {
            let equal = reports.iter().filter(move |report| report.total == amount);
            equal.max_by_key(|report| (is_late(report), report.paid))
        };
        if let Some(report) = of_amount(difference) {
            return vec![(kind(report), report)];
        }
        if let Some(report) = of_amount(negative(difference)) {
            return vec![(&READ_TWICE, report)];
        }
        let late: Vec<&Report> = reports.iter().filter(is_late).collect();
        for several in [late, reports.iter().collect()] {
            if sum(several.iter().map(|report| report.total)) == difference {
                let each = several.into_iter().map(|report| (kind(report), report));
                return each.collect();
            }
        }
        Vec::new()
    }

    /// Income of sick pay against that of parental benefit, where their sum agrees.
    fn benefits(&mut self) {
        let Some(parental) = parental(self.cx, &self.facts.reports) else {
            return;
        };
        let booked = self.facts.income.get(&Use::Parental).copied();
        let booked = booked.unwrap_or(Ore::ZERO);
        let difference = booked.checked_add(parental).unwrap_or(Ore(i64::MAX));
        let first = self.facts.reports.first();
        if let Some(report) = first {
            let accounts = &self.facts.accounts.parental;
            let subject = crate::sets::pattern_subject(accounts);
            let one = Explained::new(&WRONG_BENEFIT, &subject, difference);
            let rows = self.facts.reports.iter().filter_map(|report| report.first);
            self.add(one.about("", report.paid).proved_by(rows));
        }
    }

    /// The open items of the interim account.
    fn interim(&mut self, items: &[Item<'a>], not_reversed: Option<usize>) {
        let limit = settings::number(self.cx.playbook, "nav.interim_age_limit_months");
        for (at, item) in items.iter().enumerate() {
            let Some((key, made)) = item.key.zip(item.made) else {
                continue;
            };
            let amount = Ore(item.amount);
            let kind = match made {
                Made::Income if not_reversed == Some(at) => &NOT_REVERSED,
                Made::Income if self.is_december(key, amount) => &DECEMBER,
                Made::Income => &INCOME_BY_HAND,
                Made::Receipt => &RECEIPT_BY_HAND,
                Made::Correction => &CORRECTED,
            };
            let mut one = Explained::new(kind, &self.subjects.interim, amount);
            let born = Period::from_i32(key.0).unwrap_or(self.cx.period);
            if kind.code == "NAV009" && self.cx.period.months_since(born) > limit {
                one.code = OVER_AGE;
            }
            self.add(
                one.about(item.voucher(), item.date())
                    .proved_by(item.rows.clone()),
            );
            // Until payroll posts it too, pass-through account or debtor lack what was booked by hand.
            if kind.cause != NOT_REVERSED.cause && made != Made::Correction {
                let claims = self.claims(kind, negative(amount));
                self.add(
                    claims
                        .about(item.voucher(), item.date())
                        .proved_by(item.rows.clone()),
                );
            }
        }
    }

    /// Whether it is the accrual of what NAV paid after December's payroll, waiting for January.
    fn is_december(&self, key: VoucherKey<'_>, amount: Ore) -> bool {
        let payroll_day = settings::number(self.cx.playbook, "nav.payroll_day").unsigned_abs();
        let reports = self.facts.reports.iter();
        let late = reports.filter(|report| report.paid.day() > payroll_day);
        key.0 % 100 == 12
            && self.cx.period.as_i32() == key.0
            && sum(late.map(|report| report.total)) == amount
    }
}

/// What NAV reports of parental benefit; `None` if a code's group is not known.
pub(super) fn parental(cx: &CheckContext<'_>, reports: &[Report]) -> Option<Ore> {
    let lists = |name, code: &str| {
        let mut words = settings::text(cx.playbook, name).split_whitespace();
        words.any(|word| word == code)
    };
    let view = cx.frames.nav_refunds.view();
    let mut amounts = Vec::new();
    for report in reports {
        if pays_by_unit(report.paid) {
            return None;
        }
        let mut groups: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
        let mut taken_back = Vec::new();
        for &row in &report.rows {
            let (code, person) = (view.benefit.get(row), view.person.get(row));
            let amount = Ore(view.amount_ore.get(row).copied()?);
            let is_parental = lists("nav.parental_codes", code);
            if code == TAKEN_BACK {
                taken_back.push((person, amount));
                continue;
            } else if !is_parental && !lists("nav.sick_codes", code) {
                return None;
            }
            groups.entry(person).or_default().insert(is_parental);
            amounts.extend(is_parental.then_some(amount));
        }
        for (person, amount) in taken_back {
            let of_person = groups.get(person);
            if of_person.is_some_and(|groups| groups.len() > 1) {
                return None;
            }
            let is_parental = of_person.is_some_and(|groups| groups.contains(&true));
            amounts.extend(is_parental.then_some(amount));
        }
    }
    Some(sum(amounts.into_iter()))
}

/// The code of what NAV takes back: it belongs to the benefit of the person's other rows (k27 §4).
const TAKEN_BACK: &str = "A";

/// What a voucher by hand on the interim account made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// Income that payroll has not posted.
    Income,
    /// A receipt whose file has not been read.
    Receipt,
    /// Moved from the debtor.
    Correction,
}

/// What is open of a voucher on the interim account.
struct Item<'a> {
    amount: i64,
    day: i32,
    /// `None`: brought forward.
    key: Option<VoucherKey<'a>>,
    made: Option<Made>,
    rows: Vec<RowRef>,
}

impl Item<'_> {
    fn voucher(&self) -> &str {
        self.key.map_or("", |key| key.1)
    }

    fn date(&self) -> NaiveDate {
        frames::date(self.day)
    }
}

/// What is open on the interim account, by voucher, and what was brought forward: lines, then vouchers, that cancel each
/// other are left out.
fn open_items<'a>(facts: &Facts<'a>, balance: Ore) -> Vec<Item<'a>> {
    let mut lines: Vec<Item<'a>> = Vec::new();
    for (key, of_voucher) in &facts.vouchers {
        let made = made(of_voucher);
        let of_interim = of_voucher.iter().filter(|line| line.of == Use::Interim);
        lines.extend(of_interim.map(|line| Item {
            amount: line.amount,
            day: line.day,
            key: Some(*key),
            made,
            rows: vec![line.row],
        }));
    }
    let booked = sum(lines.iter().map(|item| Ore(item.amount)));
    let brought = balance.checked_sub(booked).unwrap_or(Ore::ZERO).0;
    lines.push(Item {
        amount: brought,
        day: 0,
        key: None,
        made: None,
        rows: Vec::new(),
    });
    let mut vouchers: BTreeMap<Option<VoucherKey<'a>>, Item<'a>> = BTreeMap::new();
    for line in not_cancelled(lines) {
        let Some(item) = vouchers.get_mut(&line.key) else {
            vouchers.insert(line.key, line);
            continue;
        };
        item.amount = item.amount.saturating_add(line.amount);
        item.rows.extend(line.rows);
    }
    not_cancelled(vouchers.into_values().collect())
}

/// Items without those of equal and opposite amounts, the oldest first.
fn not_cancelled(mut items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    items.sort_by(|a, b| (a.key, a.day, a.amount, &a.rows).cmp(&(b.key, b.day, b.amount, &b.rows)));
    let mut open: Vec<Item<'_>> = Vec::new();
    for item in items.into_iter().filter(|item| item.amount != 0) {
        let opposite = open
            .iter()
            .position(|earlier| earlier.amount.checked_neg() == Some(item.amount));
        match opposite {
            Some(at) => drop(open.remove(at)),
            None => open.push(item),
        }
    }
    open
}

/// What the voucher made, if the other side of its lines on the interim account is of one use.
fn made(lines: &[Line]) -> Option<Made> {
    let of = |wanted: &[Use]| -> i128 {
        let lines = lines.iter().filter(|line| wanted.contains(&line.of));
        lines.map(|line| i128::from(line.amount)).sum()
    };
    let counter = -of(&[Use::Interim]);
    let is = |wanted: &[Use]| counter != 0 && of(wanted) == counter;
    if is(&[Use::Sick, Use::Parental]) {
        Some(Made::Income)
    } else if is(&[Use::Debtor]) {
        Some(Made::Correction)
    } else if is(&[Use::Bank]) && counter > 0 {
        Some(Made::Receipt)
    } else {
        None
    }
}
