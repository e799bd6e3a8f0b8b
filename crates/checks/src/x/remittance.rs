//! `remittance` (`X_PAYSUM`): what was sent to the bank is what it received, debited, settled and what the ledger has.
//!
//! Source: S 4.1 (sum and number before authorisation, settlement returns, deviations), S 4.2 (what to do about what the
//! bank refuses); nav-remittance §2.3 R4, R6, R7 and §2.4. R1 to R3, R5, R8 and R9 need people or papers and are not claimed.
//! How many bank days a debit and a new order may take is inferred, and set by the playbook.

use std::collections::{BTreeMap, BTreeSet};

use calendar::Calendar;
use chrono::NaiveDate;
use domain::agency::{BankAccount, Expectation};
use domain::{Finding, Input, OpenItem, Point, RowRef, Severity, Side, Text, personal};

use super::expected::days;
use super::payments::{
    Account, Order, Sent, account, rows_of, sent_before, settled_sum, shown, total,
};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Agency, Bank},
    cause, code,
};
use crate::context::CheckContext;
use crate::sets::bank_subject;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "remittance",
    title: "check-remittance",
    summary: "every payment sent is received, debited, settled and booked, with the same sum and number",
    since: "0.3.0",
    doc: include_str!("remittance.md"),
    points: &[
        "remittance.received",
        "remittance.debited",
        "remittance.settled",
        "remittance.booked",
    ],
    codes: &[
        code("REM001", Severity::Error, "an order has no return"),
        code("REM002", Severity::Error, "a return has no order"),
        code("REM003", Severity::Info, "the bank refused payments"),
        code(
            "REM004",
            Severity::Error,
            "a refused order is not sent again",
        ),
        code(
            "REM005",
            Severity::Warning,
            "a refused payment is not sent again in time",
        ),
        code(
            "REM006",
            Severity::Error,
            "a refused payment is posted as paid",
        ),
        code("REM007", Severity::Error, "a refused payment is debited"),
        code("REM008", Severity::Error, "amounts of an order differ"),
        code("REM009", Severity::Error, "a debit without an order"),
        code(
            "REM010",
            Severity::Error,
            "a payment is not debited in time",
        ),
        code("REM011", Severity::Info, "a payment is on its way"),
        code("REM012", Severity::Error, "a payment is sent twice"),
        code(
            "REM013",
            Severity::Error,
            "a debit has no settlement return",
        ),
        code("REM014", Severity::Error, "settled, and not debited"),
        code("REM015", Severity::Error, "debited, and not booked"),
        code(
            "REM016",
            Severity::Error,
            "a difference that nothing explains",
        ),
        code(
            "REM017",
            Severity::Info,
            "payments in another currency are not compared",
        ),
    ],
    causes: &[
        cause("return-missing", Bank),
        cause("order-missing", Agency),
        cause("payment-refused", Accounting),
        cause("order-refused", Accounting),
        cause("refusal-not-followed-up", Accounting),
        cause("refusal-posted", Accounting),
        cause("refusal-debited", Accounting),
        cause("payment-amount-differs", Accounting),
        cause("debited-without-order", Agency),
        cause("payment-not-debited", Accounting),
        cause("payment-on-its-way", Accounting),
        cause("payment-sent-twice", Accounting),
        cause("settlement-missing", Bank),
        cause("settled-not-debited", Accounting),
        cause("payment-not-booked", Accounting),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 4.1", "S 4.2", "nav-remittance R4 R6 R7"],
        run: run_2015,
    }],
};

/// Settings that the rule reads.
const SETTINGS: [&str; 2] = [
    "remittance.debit_bank_days",
    "remittance.follow_up_bank_days",
];

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let missing = &mut examined.missing;
    missing.extend(cx.missing_by_refusal(&["telepay", "pain.001", "pain.002", "bansta"]));
    let banks = &cx.playbook.bank_accounts;
    let sends = |bank: &&BankAccount| {
        let name = format!("remittance-{}", bank_subject(bank));
        cx.set(&name).is_some()
    };
    let home = banks.iter().find(sends).or(banks.first());
    let accounts: Vec<(&BankAccount, Account<'_>)> = banks
        .iter()
        .filter_map(|bank| {
            let is_home = home.is_some_and(|home| home.number == bank.number);
            Some((bank, account(cx, bank, is_home)?))
        })
        .collect();
    let came: BTreeSet<&str> = accounts
        .iter()
        .filter(|(_, account)| !account.sent.is_empty())
        .map(|(bank, _)| bank.number.as_str())
        .collect();
    missing.extend(missing_input(cx, Input::PaymentFile, |account| {
        account.map_or(came.is_empty(), |account| !came.contains(account))
    }));
    if accounts.is_empty() {
        if missing.is_empty() {
            let reason = Text::key("reason-no-remittance").with("period", cx.period);
            examined.not_applicable = Some(reason);
        }
        return examined;
    }
    missing.extend(cx.missing_by_refusal(&[
        "camt.053",
        "mt940",
        "camt.054",
        "debmul",
        "saf-t",
        "delimited",
    ]));
    if !cx.ledger.covers(cx.period) {
        missing.push(Text::key("reason-no-ledger").with("period", cx.period));
    }
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (bank, account) in &accounts {
        judge(cx, bank, account, &mut examined);
        let mut count = |name, n: usize| *counts.entry(name).or_default() += n;
        let sent = || account.sent.iter();
        count("payments_sent", sent().count());
        count(
            "payments_answered",
            sent().filter(|p| p.answer.is_some()).count(),
        );
        count("payments_refused", sent().filter(|p| p.is_refused).count());
        let settled = account.orders.values().map(|order| order.settled.len());
        count("payments_settled", settled.sum());
    }
    for (name, n) in counts {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        examined.evidence.rows_seen.insert(name, n);
    }
    for name in SETTINGS {
        let value = settings::text(cx.playbook, name).to_owned();
        examined.evidence.settings.insert(name, value);
    }
    examined
}

/// The files of an input that the calendar expects in the period and that are missing, with who owes them.
fn missing_input(
    cx: &CheckContext<'_>,
    input: Input,
    is_missing: impl Fn(Option<&str>) -> bool,
) -> Vec<Text> {
    let wanted = |expectation: &&Expectation| {
        expectation.input == input
            && is_missing(expectation.account.as_deref())
            && !days(cx, expectation).is_empty()
    };
    let key = match input {
        Input::PaymentFile => "reason-payment-file-missing",
        _ => "reason-settlement-missing",
    };
    let expectations = cx.playbook.expectations.iter().filter(wanted);
    let text = |expectation: &Expectation| {
        let number = expectation.account.as_deref();
        let mut banks = cx.playbook.bank_accounts.iter();
        let bank = banks.find(|bank| Some(bank.number.as_str()) == number);
        Text::key(key)
            .with("account", bank.map_or("-".to_owned(), bank_subject))
            .with("period", cx.period)
            .with("actor", expectation.actor.as_str())
    };
    expectations.map(text).collect()
}

/// The comparisons of an account that its files allow.
fn judge(
    cx: &CheckContext<'_>,
    bank: &BankAccount,
    account: &Account<'_>,
    examined: &mut Examined,
) {
    let found = Found {
        cx,
        account,
        before: sent_before(cx, bank),
    };
    examined.findings.extend(found.refusals());
    examined.findings.extend(found.sent_twice());
    examined.findings.extend(found.foreign());
    let Examined {
        points,
        findings,
        missing,
        ..
    } = examined;
    let mut keep = |(point, of_point): (Point, Vec<Finding>)| {
        points.push(point);
        findings.extend(of_point);
    };
    keep(found.received());
    if account.sent.iter().any(|payment| !payment.has_key()) {
        let reason = Text::key("reason-payment-without-key");
        missing.push(reason.with("account", account.subject.as_str()));
    }
    let statements = cx.frames.bank_statements.view();
    let mut to_days = statements.to_day.iter().enumerate();
    let has_statement = to_days.any(|(row, day)| {
        statements.account.get(row) == bank.number.as_str()
            && cx.period.contains(frames::date(*day))
    });
    if !has_statement {
        let reason = Text::key("reason-no-statement").with("period", cx.period);
        missing.push(reason.with("account", account.subject.as_str()));
        return;
    }
    keep(found.debited());
    if account.has_settlement {
        keep(found.settled());
    } else if account.orders.values().any(|order| order.debited != 0) {
        missing.extend(missing_input(cx, Input::DebitAdvice, |number| {
            number.is_none_or(|number| number == bank.number.as_str())
        }));
    }
    if cx.ledger.covers(cx.period) {
        keep(found.booked());
    }
}

/// What a finding is about: its order, its amount, what proves it.
struct About<'a> {
    order: &'a str,
    ore: i128,
    rows: Vec<RowRef>,
}

/// A comparison under way: its differences and what explains them.
struct Comparison {
    id: &'static str,
    labels: [&'static str; 2],
    sides: [i128; 2],
    specified: i128,
    findings: Vec<Finding>,
}

impl Comparison {
    fn new(id: &'static str, labels: [&'static str; 2]) -> Self {
        Self {
            id,
            labels,
            sides: [0, 0],
            specified: 0,
            findings: Vec::new(),
        }
    }

    /// A finding that explains what it amounts to.
    fn explains(&mut self, ore: i128, finding: Finding) {
        self.specified += ore;
        self.findings.push(finding);
    }

    fn point(mut self, found: &Found<'_>) -> (Point, Vec<Finding>) {
        let [one, other] = self.sides;
        let unexplained = one - other - self.specified;
        if unexplained != 0 {
            let about = About {
                order: self.id,
                ore: unexplained,
                rows: Vec::new(),
            };
            let words = ("remittance-unexplained", "action-remittance-unexplained");
            self.findings
                .push(found.finding("REM016", about, words, None));
        }
        let side = |label, ore| Side {
            label: Text::key(label),
            amount: shown(ore),
        };
        let [first, second] = self.labels;
        let point = Point {
            id: self.id,
            subject: found.account.subject.clone(),
            side1: side(first, one),
            side2: side(second, other),
            difference: shown(one - other),
            specified: shown(self.specified),
            unexplained: shown(unexplained),
        };
        (point, self.findings)
    }
}

/// Key of a message and of the action that goes with it.
type Words = (&'static str, &'static str);

const DIFFERS: Words = ("remittance-differs", "action-remittance-differs");

struct Found<'a> {
    cx: &'a CheckContext<'a>,
    account: &'a Account<'a>,
    /// Payments of the month before that the bank refused.
    before: Vec<Sent<'a>>,
}

impl Found<'_> {
    fn finding(
        &self,
        code: &'static str,
        about: About<'_>,
        (message, action): Words,
        cause: Option<&'static str>,
    ) -> Finding {
        let subject = self.account.subject.as_str();
        let shown_order = if about.order.is_empty() {
            "-"
        } else {
            about.order
        };
        let order = personal::mask(shown_order).into_owned();
        let mut rows = about.rows;
        rows.sort();
        rows.dedup();
        let first = rows.first().map(ToString::to_string).unwrap_or_default();
        let amount = shown(about.ore);
        Finding {
            key: format!("{code}:{subject}:{order}:{first}"),
            code,
            severity: CHECK.code(code).map_or(Severity::Error, |c| c.severity),
            subject: subject.to_owned(),
            amount,
            message: Text::key(message)
                .with("account", subject)
                .with("order", order)
                .with("amount", amount),
            rows,
            cause,
            proposal: None,
            action: Some(Text::key(action)),
        }
    }

    /// The last day that the run may judge.
    fn until(&self) -> NaiveDate {
        self.cx.as_of.min(self.cx.period.last_day())
    }

    /// Whether the bank days that the playbook allows from a day have gone.
    fn is_past(&self, day: NaiveDate, setting: &str) -> bool {
        let within = settings::number(self.cx.playbook, setting);
        let limit = Calendar::NoBank.add_business_days(day, within);
        limit.is_ok_and(|limit| limit < self.until())
    }

    /// Sent file against the bank's first answer (R4).
    fn received(&self) -> (Point, Vec<Finding>) {
        let labels = ["side-remittance-returned", "side-remittance-sent"];
        let mut of = Comparison::new("remittance.received", labels);
        for (name, order) in &self.account.orders {
            let sent = || {
                let sent = order.sent.iter();
                let sent = sent.filter_map(|at| self.account.sent.get(*at));
                sent.filter(|payment| payment.has_key())
            };
            let silent = || sent().filter(|payment| payment.answer.is_none());
            let ore: i128 = silent().map(|payment| i128::from(payment.ore)).sum();
            of.sides[1] += sent().map(|payment| i128::from(payment.ore)).sum::<i128>();
            if silent().count() > 0 {
                let about = About {
                    order: name,
                    ore: -ore,
                    rows: silent()
                        .map(|payment| payment.row)
                        .chain(order.debits.iter().copied())
                        .collect(),
                };
                let words = ("remittance-no-return", "action-remittance-no-return");
                let told = self.finding("REM001", about, words, Some("return-missing"));
                of.explains(-ore, told);
            }
            for payment in sent() {
                let Some((row, stated)) = payment.answer else {
                    continue;
                };
                let stated = stated.unwrap_or(payment.ore);
                of.sides[0] += i128::from(stated);
                let ore = i128::from(stated) - i128::from(payment.ore);
                if ore != 0 {
                    let about = About {
                        order: name,
                        ore,
                        rows: vec![payment.row, row],
                    };
                    let cause = Some("payment-amount-differs");
                    of.explains(ore, self.finding("REM008", about, DIFFERS, cause));
                }
            }
        }
        for (name, (ore, rows)) in &self.account.strangers {
            of.sides[0] += ore;
            let about = About {
                order: name,
                ore: *ore,
                rows: rows.clone(),
            };
            let words = ("remittance-no-order", "action-remittance-no-order");
            let told = self.finding("REM002", about, words, Some("order-missing"));
            of.explains(*ore, told);
        }
        of.point(self)
    }

    /// Sent and not refused against the bank's statement (R6).
    fn debited(&self) -> (Point, Vec<Finding>) {
        let labels = ["side-remittance-debited", "side-remittance-due"];
        let mut of = Comparison::new("remittance.debited", labels);
        of.sides = [self.account.bank, self.account.due];
        for (name, order) in &self.account.orders {
            let (extra, open) = (-total(&order.extra), total(&order.open));
            let rows = rows_of(order.extra.iter().chain(&order.open));
            let about = |ore, rows| About {
                order: name,
                ore,
                rows,
            };
            match (order.extra.is_empty(), order.open.is_empty()) {
                (true, true) => {}
                (true, false) => self.not_debited(name, order, &mut of),
                (false, has_no_open) => {
                    let ore = extra - open;
                    let refused = self.refused_of(order, ore);
                    let (code, words, cause) = if !refused.is_empty() {
                        let action = "action-remittance-refusal-debited";
                        let words = ("remittance-refusal-debited", action);
                        ("REM007", words, "refusal-debited")
                    } else if has_no_open {
                        let words = ("remittance-unordered", "action-remittance-unordered");
                        ("REM009", words, "debited-without-order")
                    } else {
                        ("REM008", DIFFERS, "payment-amount-differs")
                    };
                    let rows = [rows, refused].concat();
                    if ore != 0 {
                        of.explains(
                            ore,
                            self.finding(code, about(ore, rows), words, Some(cause)),
                        );
                    }
                }
            }
        }
        of.point(self)
    }

    fn not_debited(&self, name: &str, order: &Order<'_>, of: &mut Comparison) {
        // A carried payment may have been refused since.
        let is_refused = |item: &OpenItem| {
            let mut refused = self.refused_before();
            refused.any(|payment| {
                (payment.order, payment.reference, payment.ore)
                    == (item.lump.as_str(), item.reference.as_str(), item.amount.0)
            })
        };
        let setting = "remittance.debit_bank_days";
        let (refused, open): (Vec<&OpenItem>, Vec<&OpenItem>) =
            order.open.iter().partition(|item| is_refused(item));
        let (late, coming): (Vec<&OpenItem>, Vec<&OpenItem>) = open
            .into_iter()
            .partition(|item| self.is_past(item.date, setting));
        let late_words = ("remittance-not-debited", "action-remittance-not-debited");
        let coming_words = ("remittance-on-its-way", "action-remittance-on-its-way");
        let refused_words = ("remittance-refused", "action-remittance-refused");
        let kinds = [
            ("REM003", refused, refused_words, "payment-refused"),
            ("REM010", late, late_words, "payment-not-debited"),
            ("REM011", coming, coming_words, "payment-on-its-way"),
        ];
        for (code, items, words, cause) in kinds {
            if !items.is_empty() {
                let ore = -total(&items);
                let about = About {
                    order: name,
                    ore,
                    rows: rows_of(&items),
                };
                of.explains(ore, self.finding(code, about, words, Some(cause)));
            }
        }
    }

    /// The refused payments of an order that amount to so much: all of them, or one.
    fn refused_of(&self, order: &Order<'_>, ore: i128) -> Vec<RowRef> {
        let sent = order
            .sent
            .iter()
            .filter_map(|at| self.account.sent.get(*at));
        let refused: Vec<&Sent<'_>> = sent.filter(|payment| payment.is_refused).collect();
        let all: i128 = refused.iter().map(|payment| i128::from(payment.ore)).sum();
        if ore == 0 {
            Vec::new()
        } else if all == ore {
            refused.iter().map(|payment| payment.row).collect()
        } else {
            let one = refused
                .iter()
                .find(|payment| i128::from(payment.ore) == ore);
            one.map(|payment| payment.row).into_iter().collect()
        }
    }

    /// Settlement returns against the bank's statement (R6).
    fn settled(&self) -> (Point, Vec<Finding>) {
        let labels = ["side-remittance-settled", "side-remittance-debited"];
        let mut of = Comparison::new("remittance.settled", labels);
        for (name, order) in &self.account.orders {
            let fresh = order.extra.iter().filter(|i| i.birth == self.cx.period);
            let fresh: Vec<&OpenItem> = fresh.copied().collect();
            let bank = order.debited - total(&fresh);
            let before = settled_sum(&order.settled_before);
            let mut settled = settled_sum(&order.settled);
            // A debit of the first days may have been settled by a return of the month before.
            if settled + before == bank {
                settled = bank;
            }
            of.sides[0] += settled;
            of.sides[1] += bank;
            let ore = settled - bank;
            if ore == 0 {
                continue;
            }
            let told = order.settled.values().map(|(_, row, _)| *row);
            let rows = order.debits.iter().copied().chain(rows_of(&fresh));
            let about = About {
                order: name,
                ore,
                rows: rows.chain(told).collect(),
            };
            let setting = "remittance.debit_bank_days";
            let mut open = order.open.iter();
            let is_coming =
                total(&order.open) == ore && open.all(|item| !self.is_past(item.date, setting));
            let (code, words, cause) = if is_coming {
                let words = ("remittance-on-its-way", "action-remittance-on-its-way");
                ("REM011", words, "payment-on-its-way")
            } else if settled == 0 {
                let words = ("remittance-unsettled", "action-remittance-unsettled");
                ("REM013", words, "settlement-missing")
            } else if bank == 0 {
                let words = ("remittance-only-settled", "action-remittance-only-settled");
                ("REM014", words, "settled-not-debited")
            } else {
                ("REM008", DIFFERS, "payment-amount-differs")
            };
            of.explains(ore, self.finding(code, about, words, Some(cause)));
        }
        of.point(self)
    }

    /// Ledger against the bank's statement: what was debited is booked, and nothing else of the orders (R6).
    fn booked(&self) -> (Point, Vec<Finding>) {
        let labels = ["side-remittance-booked", "side-remittance-debited"];
        let mut of = Comparison::new("remittance.booked", labels);
        of.sides = [self.account.booked, self.account.bank];
        for (name, order) in &self.account.orders {
            let (posted, unposted) = (-total(&order.posted), -total(&order.unposted));
            of.sides[0] += posted;
            let ore = posted - unposted;
            if ore == 0 {
                continue;
            }
            let rows = rows_of(order.posted.iter().chain(&order.unposted));
            let refused = self.refused_of(order, ore);
            let (code, words, cause) = if !refused.is_empty() {
                let words = (
                    "remittance-refusal-posted",
                    "action-remittance-refusal-posted",
                );
                ("REM006", words, "refusal-posted")
            } else if order.posted.is_empty() {
                let words = ("remittance-not-booked", "action-remittance-not-booked");
                ("REM015", words, "payment-not-booked")
            } else if ore == total(&order.open) {
                // Booked when it was sent: the debit itself is what is told of.
                let words = ("remittance-on-its-way", "action-remittance-on-its-way");
                ("REM011", words, "payment-on-its-way")
            } else if order.unposted.is_empty() {
                continue;
            } else {
                ("REM008", DIFFERS, "payment-amount-differs")
            };
            let about = About {
                order: name,
                ore,
                rows: [rows, refused].concat(),
            };
            of.explains(ore, self.finding(code, about, words, Some(cause)));
        }
        of.point(self)
    }

    /// What the bank refused, and whether it was sent again (S 4.2).
    fn refusals(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (name, order) in &self.account.orders {
            let sent = order
                .sent
                .iter()
                .filter_map(|at| self.account.sent.get(*at));
            let refused = sent.filter(|payment| payment.is_refused);
            let is_whole = |payment: &&Sent<'_>| payment.refusal.is_some_and(|(_, whole)| whole);
            let (whole, single): (Vec<&Sent<'_>>, Vec<&Sent<'_>>) = refused.partition(is_whole);
            if !whole.is_empty() {
                let is_again = whole.iter().all(|payment| self.is_sent_again(payment));
                let ore = whole.iter().map(|payment| i128::from(payment.ore)).sum();
                let rows = whole.iter().flat_map(|payment| rows_with_refusal(payment));
                let about = About {
                    order: name,
                    ore,
                    rows: rows.collect(),
                };
                let action = "action-remittance-order-refused";
                let words = ("remittance-order-refused", action);
                let code = if is_again { "REM003" } else { "REM004" };
                findings.push(self.finding(code, about, words, Some("order-refused")));
            }
            findings.extend(
                single
                    .into_iter()
                    .map(|payment| self.refusal(payment, false)),
            );
        }
        let late = self
            .refused_before()
            .filter(|payment| self.is_left(payment));
        // What was due to be sent again in the month before was told there.
        let setting = "remittance.follow_up_bank_days";
        let within = settings::number(self.cx.playbook, setting);
        let of_period = late.filter(|payment| {
            let limit = Calendar::NoBank.add_business_days(payment.day, within);
            limit.is_ok_and(|limit| limit >= self.cx.period.previous_month().last_day())
        });
        findings.extend(of_period.map(|payment| self.refusal(payment, true)));
        findings
    }

    /// The payments of the month before that the bank has refused.
    fn refused_before(&self) -> impl Iterator<Item = &Sent<'_>> {
        self.before
            .iter()
            .filter(|payment| payment.refusal.is_some())
    }

    fn is_left(&self, payment: &Sent<'_>) -> bool {
        self.is_past(payment.day, "remittance.follow_up_bank_days") && !self.is_sent_again(payment)
    }

    fn refusal(&self, payment: &Sent<'_>, is_left: bool) -> Finding {
        let about = About {
            order: payment.order,
            ore: i128::from(payment.ore),
            rows: rows_with_refusal(payment),
        };
        if is_left || self.is_left(payment) {
            let words = ("remittance-left", "action-remittance-refused");
            self.finding("REM005", about, words, Some("refusal-not-followed-up"))
        } else {
            let words = ("remittance-refused", "action-remittance-refused");
            self.finding("REM003", about, words, Some("payment-refused"))
        }
    }

    /// Whether the same payee is sent the same amount later, or on the same day in another order.
    fn is_sent_again(&self, refused: &Sent<'_>) -> bool {
        let before = self
            .before
            .iter()
            .filter(|payment| payment.refusal.is_none());
        before.chain(&self.account.sent).any(|payment| {
            !payment.is_refused
                && payment.row != refused.row
                && (payment.payee, payment.ore) == (refused.payee, refused.ore)
                && payment.day >= refused.day
                && (payment.day > refused.day || is_elsewhere(payment, refused))
        })
    }

    /// Payments that stand in two orders: with one reference, or with one KID for one day, to one payee.
    fn sent_twice(&self) -> Vec<Finding> {
        let mut seen: BTreeMap<(&str, &str, i64, Option<NaiveDate>), &Sent<'_>> = BTreeMap::new();
        let mut findings = Vec::new();
        for payment in self.account.sent.iter().filter(|p| !p.is_refused) {
            let by_reference = (payment.reference, payment.payee, payment.ore, None);
            let by_kid = (payment.kid, payment.payee, payment.ore, Some(payment.day));
            let keys = [by_reference, by_kid];
            let known = keys.iter().filter(|key| !key.0.is_empty());
            let twin = known.filter_map(|key| seen.get(key).copied());
            let mut twin = twin.filter(|twin| is_elsewhere(twin, payment));
            if let Some(twin) = twin.next() {
                let about = About {
                    order: payment.order,
                    ore: i128::from(payment.ore),
                    rows: vec![twin.row, payment.row],
                };
                let words = ("remittance-twice", "action-remittance-twice");
                let cause = Some("payment-sent-twice");
                findings.push(self.finding("REM012", about, words, cause));
            }
            for key in keys {
                seen.entry(key).or_insert(payment);
            }
        }
        findings
    }

    fn foreign(&self) -> Option<Finding> {
        let count = self.account.foreign;
        (count > 0).then(|| {
            let about = About {
                order: "",
                ore: 0,
                rows: Vec::new(),
            };
            let words = ("remittance-foreign", "action-remittance-foreign");
            let mut told = self.finding("REM017", about, words, None);
            told.message = told.message.with("payments", count);
            told
        })
    }
}

/// Whether two payments stand in different orders.
fn is_elsewhere(one: &Sent<'_>, other: &Sent<'_>) -> bool {
    (one.message, one.order) != (other.message, other.order)
}

fn rows_with_refusal(payment: &Sent<'_>) -> Vec<RowRef> {
    let refusal = payment.refusal.map(|(row, _)| row);
    [payment.row].into_iter().chain(refusal).collect()
}
