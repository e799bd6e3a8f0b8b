//! What holds for each payment of an order after all reports on it (pain.md section 5): a pure function of the order's
//! payments and the statuses of the reports.
//!
//! 1. A report answers the order whose `MsgId` it names; a report on another order, or on a direct debit, says nothing.
//! 2. The state that a report gives a payment is its own status if it is listed; else that of its payment information,
//!    unless that is `PART`; else, below a `PART` that does not list it, accepted; else that of the group, unless that is
//!    `PART`; else accepted. `RVNM` and its like, and codes that are not known, accept nothing and refuse nothing.
//! 3. A listed payment is found by UETR or instruction id, then end-to-end id, then amount and payee account, each inside
//!    its payment information. If several fit, all are named and none is moved; nor is any other payment of that
//!    payment information taken as accepted because it is not listed, since it may be the one that is meant.
//! 4. Reports count in the order of `GrpHdr/CreDtTm`, then in the order given. Allowed moves: sent → received → in process
//!    → settled; waiting ↔ received; any but settled → rejected or cancelled. What is lower than before is ignored with
//!    a note; a refusal after settlement is an anomaly that only a return in camt explains.
//!
//! Not here: reading; returns and debits of camt, which prove a settlement; what a person must do.
//!
//! Settled by a report is provisional until the account shows it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime};
use domain::Ore;

use super::record::{Level, Reason, Stage, Status};
use crate::pain001::record::Payment;

/// An order as it was sent.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// `GrpHdr/MsgId` of the pain.001.
    pub message_id: &'a str,
    /// Its payments, in file order.
    pub payments: &'a [Payment],
}

/// A report as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// `GrpHdr/CreDtTm`, as written; without an offset it counts as it stands.
    pub created: &'a str,
    /// Its statuses, in file order.
    pub statuses: &'a [Status],
}

/// What holds for one payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effective {
    /// `Sent` if no report has moved it.
    pub stage: Stage,
    /// The code that moved it there; empty if none, or if silence did (not listed below an accepted level).
    pub code: String,
    /// The deepest reasons given with it.
    pub reasons: Vec<Reason>,
    /// Index of the report that moved it there, in the slice given.
    pub report: Option<usize>,
}

/// Something about a report or payment that somebody should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Index of the report in the slice given.
    pub report: usize,
    /// Ordinal of the status in the file (`position.record`).
    pub status: u64,
    /// What it is.
    pub what: What,
}

/// What a [`Note`] is about. Payments are indices into the order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// The report answers another order (`unknown-original`).
    UnknownOriginal,
    /// The report answers another kind of message, such as pain.008.
    OtherMessage,
    /// The order has no such payment information.
    UnknownPaymentInformation,
    /// No payment of the order fits.
    UnknownPayment,
    /// Several payments fit; none was moved.
    Ambiguous(Vec<usize>),
    /// The code is not known, and nothing followed from it.
    UnknownCode(String),
    /// The payment was further than this already.
    LowerIgnored(usize, Stage),
    /// Rejected or cancelled after settlement: look for a return in camt.
    AfterSettlement(usize, Stage),
    /// The report names another amount than the order.
    AmountDiffers(usize),
    /// `OrgnlNbOfTxs` is not the number of payments sent: stated, sent.
    CountDiffers(u64, u64),
    /// `OrgnlCtrlSum` is not the sum of the payments sent.
    SumDiffers,
}

/// The state of every payment, in the order of the order, and what was noted, in the order of the reports by time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// One for each payment.
    pub payments: Vec<Effective>,
    /// What was noted.
    pub notes: Vec<Note>,
}

impl Answer {
    /// Number of payments in a stage. Over all stages they are the payments of the order.
    pub fn count(&self, stage: Stage) -> usize {
        self.payments.iter().filter(|p| p.stage == stage).count()
    }
}

/// The effective status of every payment of an order.
pub fn effective(order: &Order<'_>, reports: &[Report<'_>]) -> Answer {
    let index = Index::of(order.payments);
    let start = Effective {
        stage: Stage::Sent,
        code: String::new(),
        reasons: Vec::new(),
        report: None,
    };
    let mut answer = Answer {
        payments: vec![start; order.payments.len()],
        notes: Vec::new(),
    };
    for (at, report) in in_order(reports) {
        let mut notes = Notes {
            report: at,
            notes: &mut answer.notes,
        };
        if !answers(report, order, &mut notes) {
            continue;
        }
        check_figures(report, order, &mut notes);
        let said = Said::of(report, order.payments, &index, &mut notes);
        for (number, payment) in order.payments.iter().enumerate() {
            if let Some(effective) = answer.payments.get_mut(number) {
                said.apply(number, payment, effective, &mut notes);
            }
        }
    }
    answer
}

/// Reports by time, then as given; one without a readable time keeps the place after the one before it.
fn in_order<'a, 'b>(reports: &'b [Report<'a>]) -> Vec<(usize, &'b Report<'a>)> {
    let mut latest = None;
    let mut order: Vec<(Option<NaiveDateTime>, usize, &Report<'_>)> = Vec::new();
    for (at, report) in reports.iter().enumerate() {
        let time = instant(report.created).or(latest);
        latest = time;
        order.push((time, at, report));
    }
    order.sort_by_key(|(time, at, _)| (*time, *at));
    order
        .into_iter()
        .map(|(_, at, report)| (at, report))
        .collect()
}

/// A time as written: moved to UTC if it names an offset.
fn instant(text: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.naive_utc())
        .ok()
        .or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok())
}

/// Notes on one report.
struct Notes<'a> {
    report: usize,
    notes: &'a mut Vec<Note>,
}

impl Notes<'_> {
    fn note(&mut self, status: &Status, what: What) {
        self.notes.push(Note {
            report: self.report,
            status: status.position.record,
            what,
        });
    }
}

/// Whether a report is about the order.
fn answers(report: &Report<'_>, order: &Order<'_>, notes: &mut Notes<'_>) -> bool {
    let Some(first) = report.statuses.first() else {
        return false;
    };
    let name = &first.original_message_name;
    if !name.is_empty() && !name.starts_with("pain.001") {
        notes.note(first, What::OtherMessage);
        return false;
    }
    if first.original_message != order.message_id {
        notes.note(first, What::UnknownOriginal);
        return false;
    }
    // A report without any status accepts nothing by its silence.
    report.statuses.iter().any(|status| !status.code.is_empty())
}

/// What the report says the order holds, against the order.
fn check_figures(report: &Report<'_>, order: &Order<'_>, notes: &mut Notes<'_>) {
    let Some(group) = report.statuses.iter().find(|s| s.level == Level::Group) else {
        return;
    };
    let sent = u64::try_from(order.payments.len()).unwrap_or(u64::MAX);
    if let Some(stated) = group.original_count
        && stated != sent
    {
        notes.note(group, What::CountDiffers(stated, sent));
    }
    if let Some(stated) = group.original_sum
        && stated.0 != order.payments.iter().map(in_sum).sum::<i128>()
    {
        notes.note(group, What::SumDiffers);
    }
}

fn in_sum(payment: &Payment) -> i128 {
    use crate::iso20022::{Currency, Money};
    Currency::read(payment.currency.as_bytes()).map_or(0, |currency| {
        let amount = payment.amount;
        crate::pain001::walk::in_sum(Money { amount, currency })
    })
}

/// Payments of the order by everything they can be found by.
struct Index<'a> {
    instruction: BTreeMap<&'a str, Vec<usize>>,
    end_to_end: BTreeMap<&'a str, Vec<usize>>,
    uetr: BTreeMap<&'a str, Vec<usize>>,
    amount: BTreeMap<(Ore, &'a str), Vec<usize>>,
    information: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(payments: &'a [Payment]) -> Self {
        let by = |key: fn(&Payment) -> &str| {
            let mut map: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (number, payment) in payments.iter().enumerate() {
                let key = key(payment);
                if !key.is_empty() {
                    map.entry(key).or_default().push(number);
                }
            }
            map
        };
        let mut amount: BTreeMap<(Ore, &str), Vec<usize>> = BTreeMap::new();
        for (number, payment) in payments.iter().enumerate() {
            let key = (payment.amount, payment.payee_account.as_str());
            amount.entry(key).or_default().push(number);
        }
        Self {
            instruction: by(|p| &p.instruction_id),
            end_to_end: by(|p| &p.end_to_end),
            uetr: by(|p| &p.uetr),
            amount,
            information: by(|p| &p.payment_information),
        }
    }

    /// The payments a listed one can be; one if it is clear which.
    fn find(&self, status: &Status, payments: &[Payment]) -> Vec<usize> {
        // If the order does not know the payment information, any payment of it can be meant.
        let information = status.payment_information.as_str();
        let is_known = self.information.contains_key(information);
        let of_information = |number: &usize| {
            !is_known
                || payments
                    .get(*number)
                    .is_some_and(|p| p.payment_information == information)
        };
        let by_text = [
            (&self.uetr, status.uetr.as_str()),
            (&self.instruction, status.instruction_id.as_str()),
            (&self.end_to_end, status.end_to_end.as_str()),
        ];
        let mut keys: Vec<Option<&Vec<usize>>> =
            by_text.iter().map(|(map, key)| map.get(key)).collect();
        if let Some((amount, _)) = &status.amount
            && !status.payee_account.is_empty()
        {
            keys.push(self.amount.get(&(*amount, status.payee_account.as_str())));
        }
        let mut found: Vec<usize> = Vec::new();
        for candidates in keys.into_iter().flatten() {
            let fitting = candidates.iter().copied().filter(of_information);
            let narrowed: Vec<usize> = if found.is_empty() {
                fitting.collect()
            } else {
                fitting.filter(|number| found.contains(number)).collect()
            };
            if !narrowed.is_empty() {
                found = narrowed;
            }
            if found.len() == 1 {
                break;
            }
        }
        found
    }
}

/// What one report says, laid out so that each payment finds what is said about it.
struct Said<'a> {
    group: Option<&'a Status>,
    informations: BTreeMap<&'a str, &'a Status>,
    /// By payment: every status that is about it, in file order.
    listed: BTreeMap<usize, Vec<&'a Status>>,
    /// Payments of which nothing can be said, because a status may be about them or about another.
    held_back: Vec<usize>,
}

impl<'a> Said<'a> {
    fn of(
        report: &Report<'a>,
        payments: &[Payment],
        index: &Index<'_>,
        notes: &mut Notes<'_>,
    ) -> Self {
        let mut said = Self {
            group: None,
            informations: BTreeMap::new(),
            listed: BTreeMap::new(),
            held_back: Vec::new(),
        };
        for status in report.statuses {
            if status.stage == Stage::Unknown {
                notes.note(status, What::UnknownCode(status.code.clone()));
            }
            match status.level {
                Level::Group => said.group = Some(status),
                Level::PaymentInformation => {
                    if !index.information.contains_key(&*status.payment_information) {
                        notes.note(status, What::UnknownPaymentInformation);
                    }
                    said.informations
                        .insert(status.payment_information.as_str(), status);
                }
                Level::Transaction => said.place(status, payments, index, notes),
            }
        }
        said.held_back.sort_unstable();
        said.held_back.dedup();
        said
    }

    /// A listed payment goes to the one it is about, or holds back all it can be about.
    fn place(
        &mut self,
        status: &'a Status,
        payments: &[Payment],
        index: &Index<'_>,
        notes: &mut Notes<'_>,
    ) {
        let found = index.find(status, payments);
        if let [only] = found.as_slice() {
            if let (Some((amount, currency)), Some(payment)) = (&status.amount, payments.get(*only))
                && (*amount, currency) != (payment.amount, &payment.currency)
            {
                notes.note(status, What::AmountDiffers(*only));
            }
            self.listed.entry(*only).or_default().push(status);
            return;
        }
        let is_unknown = found.is_empty();
        let whole = if is_unknown {
            index.information.get(&*status.payment_information)
        } else {
            None
        };
        self.held_back
            .extend(whole.unwrap_or(&found).iter().copied());
        let what = if is_unknown {
            What::UnknownPayment
        } else {
            What::Ambiguous(found)
        };
        notes.note(status, what);
    }

    fn apply(
        &self,
        number: usize,
        payment: &Payment,
        effective: &mut Effective,
        notes: &mut Notes<'_>,
    ) {
        let information = self
            .informations
            .get(payment.payment_information.as_str())
            .copied();
        let Some(listed) = self.listed.get(&number) else {
            self.apply_one(number, (information, None), effective, notes);
            return;
        };
        for status in listed {
            self.apply_one(number, (information, Some(status)), effective, notes);
        }
    }

    fn apply_one(
        &self,
        number: usize,
        (information, own): (Option<&Status>, Option<&Status>),
        effective: &mut Effective,
        notes: &mut Notes<'_>,
    ) {
        let levels = [own, information, self.group];
        let Some(last) = levels.iter().flatten().copied().next() else {
            return;
        };
        let Some((stage, code)) = decide(levels, self.held_back.binary_search(&number).is_ok())
        else {
            return;
        };
        // The deepest reasons: those of the payment, if it has any, are nearer than those above it.
        let reasons = levels
            .iter()
            .flatten()
            .map(|status| &status.reasons)
            .find(|reasons| !reasons.is_empty());
        match moved(effective.stage, stage) {
            Move::Same => {}
            Move::Allowed => {
                *effective = Effective {
                    stage,
                    code: code.to_owned(),
                    reasons: reasons.cloned().unwrap_or_default(),
                    report: Some(notes.report),
                };
            }
            Move::Lower => notes.note(last, What::LowerIgnored(number, stage)),
            Move::Anomaly => notes.note(last, What::AfterSettlement(number, stage)),
        }
    }
}

/// What the levels, deepest first, say together: a stage and the code that says it; `None` if they say nothing.
fn decide(levels: [Option<&Status>; 3], is_held_back: bool) -> Option<(Stage, &str)> {
    let [own, information, group] = levels;
    // A code that accepts nothing keeps silence from being taken for acceptance.
    let mut is_silence_enough = true;
    let mut is_part = false;
    for status in [own, information, group].into_iter().flatten() {
        match status.stage {
            Stage::LookBelow => {
                is_part |= status.code == "PART";
                // What the group says is about others then.
                if is_part && status.level == Level::PaymentInformation {
                    break;
                }
            }
            Stage::Information | Stage::Unknown => is_silence_enough = false,
            stage => {
                // A refusal of everything holds also for a payment that cannot be told from others.
                if is_held_back && own.is_none() && !is_refusal(stage) {
                    return None;
                }
                return Some((stage, &status.code));
            }
        }
    }
    // Below a PART only what is not listed is accepted by silence.
    let is_accepted = is_silence_enough && !is_held_back && !(is_part && own.is_some());
    is_accepted.then_some((Stage::Received, ""))
}

fn is_refusal(stage: Stage) -> bool {
    matches!(stage, Stage::Rejected | Stage::Cancelled)
}

/// Whether a payment may go from one stage to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Move {
    Same,
    Allowed,
    Lower,
    Anomaly,
}

fn moved(from: Stage, to: Stage) -> Move {
    let rank = |stage| match stage {
        Stage::Sent => 0,
        Stage::Received | Stage::Waiting => 1,
        Stage::InProcess => 2,
        Stage::Settled => 3,
        _ => 4,
    };
    if from == to {
        // Sent is also where a payment begins without any report.
        return Move::Same;
    }
    match (is_refusal(from), is_refusal(to)) {
        (_, true) if from == Stage::Settled => Move::Anomaly,
        (false, true) => Move::Allowed,
        (false, false) if rank(to) >= rank(from) => Move::Allowed,
        _ => Move::Lower,
    }
}
