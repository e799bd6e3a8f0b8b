//! What was sent against what the bank returned: checks TP-20 to TP-38, as far as files alone can tell.
//!
//! A sent line finds its receipt or rejection by its own references (order and line, as the bank echoes them), and a
//! settlement finds its receipt by the bank's reference and serial, else by the own references. Among lines with the
//! same references the one with the same amount, payee account and KID comes first, then file order.
//!
//! Not here: deadlines (TP-26, TP-35: no calendar), the payment confirmation SU08 (TP-23), bank statement and postings (TP-36, the
//! fees of TP-37: no ledger). Payments that cancel an earlier one are left out on both sides.
//! No input or output: values in, values out, in a stated order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use domain::Ore;

use super::record::{AbroadFigures, BatchTotals, Cause, File, Kind, Line, Payment, State};

/// What the agreement with the bank says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether every settlement must have been accepted by a receipt before (TP-30).
    pub receipts_required: bool,
}

impl Default for Options {
    /// Receipts are required.
    fn default() -> Self {
        Self {
            receipts_required: true,
        }
    }
}

/// How bad a difference is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Wrong.
    Error,
    /// Worth knowing.
    Warning,
    /// Right, but somebody has to act: nothing may be posted as paid.
    Exception,
}

/// A payment in one of the files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// Index of the file in the slice it was given in.
    pub file: usize,
    /// Ordinal of the payment in its file, from 0.
    pub record: u64,
    /// Own reference of the order.
    pub order_reference: String,
    /// Own reference of the line.
    pub own_reference: String,
    /// The bank's reference.
    pub bank_reference: String,
    /// The bank's serial number.
    pub serial: u32,
    /// The amount.
    pub amount: Ore,
    /// Its currency.
    pub currency: String,
}

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Check, such as `TP-21`.
    pub id: &'static str,
    /// How bad.
    pub level: Level,
    /// What differs, in a few words of English; no personal data.
    pub what: &'static str,
    /// The payment as sent, if it is about one.
    pub sent: Option<Reference>,
    /// The payment as returned, if it is about one.
    pub returned: Option<Reference>,
    /// The figure expected: an amount in hundredths, or a count; where the difference is one of figures.
    pub expected: Option<i128>,
    /// The figure found.
    pub found: Option<i128>,
    /// Faults that the bank names.
    pub return_codes: Vec<u8>,
    /// Why a payment was cancelled.
    pub cause: Option<Cause>,
}

/// A number of payments and their sum in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Payments.
    pub count: u64,
    /// Their sum.
    pub amount: i128,
}

impl Tally {
    fn add(&mut self, payment: &Payment) {
        self.count += 1;
        self.amount += i128::from(payment.amount.0);
    }
}

/// What became of everything sent, in one currency (TP-38): sent = settled + cancelled + rejected + outstanding.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Conservation {
    /// Sent.
    pub sent: Tally,
    /// Settled.
    pub settled: Tally,
    /// Accepted and then cancelled.
    pub cancelled: Tally,
    /// Rejected, alone or with their batch.
    pub rejected: Tally,
    /// Sent, and neither of these yet.
    pub outstanding: Tally,
}

/// The answer of [`compare`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Comparison {
    /// Differences by check, then in the order of sent or returned payments.
    pub differences: Vec<Difference>,
    /// By currency.
    pub conservation: BTreeMap<String, Conservation>,
}

/// A payment with the file it stands in.
#[derive(Clone, Copy)]
struct Row<'a> {
    file: usize,
    payment: &'a Payment,
}

impl Row<'_> {
    fn reference(&self) -> Reference {
        let payment = self.payment;
        Reference {
            file: self.file,
            record: payment.position.record,
            order_reference: payment.order_reference.clone(),
            own_reference: own_reference(payment).to_owned(),
            bank_reference: payment.bank_reference.clone(),
            serial: payment.serial,
            amount: payment.amount,
            currency: payment.currency.clone(),
        }
    }
}

/// Line references of a payment: enterprise, order, line.
type Key<'a> = (&'a str, &'a str, &'a str);
/// What tells lines with the same references apart.
type Content<'a> = (Key<'a>, Ore, &'a str, &'a str);

fn own_reference(payment: &Payment) -> &str {
    match payment.line {
        Line::Mass if !payment.own_reference_2.is_empty() => &payment.own_reference_2,
        _ => &payment.own_reference,
    }
}

fn key(payment: &Payment) -> Key<'_> {
    (
        &payment.enterprise,
        &payment.order_reference,
        own_reference(payment),
    )
}

fn content(payment: &Payment) -> Content<'_> {
    (
        key(payment),
        payment.amount,
        &payment.payee_account,
        &payment.kid,
    )
}

/// For each answer the index of the target with the same references; each target is given once.
fn pair(targets: &[(usize, Row<'_>)], answers: &[(usize, Row<'_>)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut by_content: BTreeMap<Content<'_>, VecDeque<usize>> = BTreeMap::new();
    for (index, row) in targets {
        by_content
            .entry(content(row.payment))
            .or_default()
            .push_back(*index);
    }
    let mut left: Vec<&(usize, Row<'_>)> = Vec::new();
    let mut used = BTreeSet::new();
    for answer in answers {
        let found = by_content.get_mut(&content(answer.1.payment));
        if let Some(target) = found.and_then(VecDeque::pop_front) {
            used.insert(target);
            pairs.push((answer.0, target));
        } else {
            left.push(answer);
        }
    }
    let mut by_key: BTreeMap<Key<'_>, VecDeque<usize>> = BTreeMap::new();
    for (index, row) in targets.iter().filter(|(index, _)| !used.contains(index)) {
        by_key
            .entry(key(row.payment))
            .or_default()
            .push_back(*index);
    }
    for (index, row) in left {
        let found = by_key.get_mut(&key(row.payment));
        if let Some(target) = found.and_then(VecDeque::pop_front) {
            pairs.push((*index, target));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Compares what was sent with what the bank returned: receipts, rejections and settlements in any number of files,
/// each in the order in which they came. Nothing is required of a sent batch that no return speaks of yet: its lines
/// are outstanding.
pub fn compare(sent: &[&File], returned: &[&File], options: &Options) -> Comparison {
    let mut comparing = Comparing {
        sent_files: sent,
        returned_files: returned,
        options,
        differences: Vec::new(),
    };
    let rows = comparing.run();
    let conservation = comparing.conservation(&rows);
    let mut differences = comparing.differences;
    differences.sort_by_key(|difference| difference.id);
    Comparison {
        differences,
        conservation,
    }
}

struct Comparing<'a> {
    sent_files: &'a [&'a File],
    returned_files: &'a [&'a File],
    options: &'a Options,
    differences: Vec<Difference>,
}

/// Rows of all files, and which answer belongs to which.
#[derive(Default)]
struct Rows<'a> {
    sent: Vec<Row<'a>>,
    receipts: Vec<Row<'a>>,
    settlements: Vec<Row<'a>>,
    /// Sent line → its receipt or rejection.
    receipt_of: BTreeMap<usize, usize>,
    /// Receipt → the sent line.
    sent_of: BTreeMap<usize, usize>,
    /// Sent lines that a settlement speaks of.
    settled: BTreeSet<usize>,
}

impl<'a> Comparing<'a> {
    fn run(&mut self) -> Rows<'a> {
        let repeated = self.repeated_batches();
        let mut rows = Rows {
            sent: rows_of(self.sent_files, |_, payment| payment.kind == Kind::Sent),
            receipts: rows_of(self.returned_files, |file, payment| {
                matches!(payment.kind, Kind::Mottaksretur | Kind::Avvist)
                    && !repeated.contains(&(file, payment.batch))
            }),
            settlements: rows_of(self.returned_files, |_, payment| {
                payment.kind == Kind::Avregningsretur
            }),
            ..Rows::default()
        };
        self.receipts(&mut rows);
        self.refusals(&rows);
        self.bank_references(&rows);
        self.settlements(&mut rows);
        rows
    }

    fn push(
        &mut self,
        id: &'static str,
        level: Level,
        what: &'static str,
        sent: Option<&Row<'_>>,
        returned: Option<&Row<'_>>,
    ) -> Option<&mut Difference> {
        self.differences.push(Difference {
            id,
            level,
            what,
            sent: sent.map(Row::reference),
            returned: returned.map(Row::reference),
            expected: None,
            found: None,
            return_codes: Vec::new(),
            cause: None,
        });
        self.differences.last_mut()
    }

    /// TP-25: batches that are accepted twice; the second is left out of everything else.
    fn repeated_batches(&mut self) -> BTreeSet<(usize, u64)> {
        let mut seen = BTreeSet::new();
        let mut repeated = BTreeSet::new();
        for (index, file) in self.returned_files.iter().enumerate() {
            for (number, batch) in (0_u64..).zip(&file.totals.batches) {
                if batch.kind == Kind::Mottaksretur && !seen.insert(batch_key(batch)) {
                    repeated.insert((index, number));
                    let is_of = |p: &&Payment| p.batch == number;
                    let first = file.payments.iter().find(is_of);
                    let row = first.map(|payment| Row {
                        file: index,
                        payment,
                    });
                    let what = "a batch is accepted twice";
                    self.push("TP-25", Level::Error, what, None, row.as_ref());
                }
            }
        }
        repeated
    }

    /// TP-20, TP-21, TP-23: every line of an answered batch is answered once and unchanged.
    fn receipts(&mut self, rows: &mut Rows<'a>) {
        let targets: Vec<_> = rows.sent.iter().copied().enumerate().collect();
        let answers: Vec<_> = rows.receipts.iter().copied().enumerate().collect();
        let pairs = pair(&targets, &answers);
        let mut answered: BTreeMap<(usize, u64), (usize, u64)> = BTreeMap::new();
        for ((_, receipt), (_, sent)) in pairs
            .iter()
            .filter_map(|(answer, target)| answers.get(*answer).zip(targets.get(*target)))
        {
            answered
                .entry((sent.file, sent.payment.batch))
                .or_insert((receipt.file, receipt.payment.batch));
            self.unchanged("TP-21", sent, receipt, true);
        }
        rows.sent_of = pairs.iter().copied().collect();
        rows.receipt_of = pairs
            .iter()
            .map(|(answer, target)| (*target, *answer))
            .collect();
        for (index, row) in &targets {
            let is_answered = answered.contains_key(&(row.file, row.payment.batch));
            if is_answered && !rows.receipt_of.contains_key(index) {
                let what = "sent, but not in the return of its batch";
                self.push("TP-20", Level::Error, what, Some(row), None);
            }
        }
        for (index, row) in &answers {
            if !rows.sent_of.contains_key(index) {
                let what = "returned, but not sent, or returned more often than sent";
                self.push("TP-20", Level::Error, what, None, Some(row));
            }
        }
        for ((file, batch), (other_file, other)) in answered {
            let sent = batch_of(self.sent_files, file, batch);
            let returned = batch_of(self.returned_files, other_file, other);
            if let Some((sent, returned)) = sent.zip(returned) {
                self.same_totals(sent, returned);
            }
        }
    }

    fn same_totals(&mut self, sent: &BatchTotals, returned: &BatchTotals) {
        let amount = |batch: &BatchTotals| i128::from(batch.amount.0);
        for (what, expected, found) in [
            (
                "number of orders of a batch",
                i128::from(sent.orders),
                i128::from(returned.orders),
            ),
            (
                "number of payments of a batch",
                i128::from(sent.payments),
                i128::from(returned.payments),
            ),
            ("sum of a batch", amount(sent), amount(returned)),
        ] {
            if expected != found
                && let Some(difference) = self.push("TP-23", Level::Error, what, None, None)
            {
                difference.expected = Some(expected);
                difference.found = Some(found);
            }
        }
    }

    /// TP-21 and TP-31: what may not change on the way.
    fn unchanged(&mut self, id: &'static str, sent: &Row<'_>, returned: &Row<'_>, all: bool) {
        let (a, b) = (sent.payment, returned.payment);
        if a.amount != b.amount
            && let Some(difference) =
                self.push(id, Level::Error, "amount", Some(sent), Some(returned))
        {
            difference.expected = Some(i128::from(a.amount.0));
            difference.found = Some(i128::from(b.amount.0));
        }
        for (what, is_same, always) in [
            ("payee account", a.payee_account == b.payee_account, true),
            ("KID", a.kid == b.kid, true),
            ("debit account", a.debit_account == b.debit_account, false),
            ("payment date", a.payment_date == b.payment_date, false),
            ("currency", a.currency == b.currency, false),
        ] {
            if !is_same && (all || always) {
                self.push(id, Level::Error, what, Some(sent), Some(returned));
            }
        }
    }

    /// TP-22: every fault that the bank names, of batches and of payments.
    fn refusals(&mut self, rows: &Rows<'a>) {
        for batch in self.returned_files.iter().flat_map(|f| &f.totals.batches) {
            let mut codes = batch.return_codes.clone();
            codes.extend(&batch.end_return_codes);
            if !codes.is_empty()
                && let Some(difference) =
                    self.push("TP-22", Level::Error, "a batch is refused", None, None)
            {
                difference.return_codes = codes;
            }
        }
        for (index, row) in rows.receipts.iter().enumerate() {
            let sent = rows.sent_of.get(&index).and_then(|i| rows.sent.get(*i));
            let codes = &row.payment.return_codes;
            if row.payment.state == State::Rejected
                && let Some(difference) = self.push(
                    "TP-22",
                    Level::Error,
                    "a payment is refused",
                    sent,
                    Some(row),
                )
            {
                difference.return_codes.clone_from(codes);
            }
        }
    }

    /// TP-24: an accepted order has a reference of the bank, the same on its lines, and serials from 1.
    fn bank_references(&mut self, rows: &Rows<'a>) {
        let accepted: Vec<Row<'_>> = rows
            .receipts
            .iter()
            .copied()
            .filter(|row| row.payment.kind == Kind::Mottaksretur)
            .collect();
        let is_one_order =
            |a: &Row<'_>, b: &Row<'_>| a.file == b.file && a.payment.order == b.payment.order;
        for order in accepted.chunk_by(is_one_order) {
            let Some(first) = order.first() else {
                continue;
            };
            let reference = &first.payment.bank_reference;
            if reference.is_empty() {
                let what = "an accepted order without the bank's reference";
                self.push("TP-24", Level::Error, what, None, Some(first));
            }
            for (expected, row) in (1_u32..).zip(order) {
                if row.payment.bank_reference != *reference {
                    let what = "the bank's reference changes inside an order";
                    self.push("TP-24", Level::Error, what, None, Some(row));
                }
                if row.payment.line != Line::Order
                    && row.payment.serial != expected
                    && let Some(difference) = self.push(
                        "TP-24",
                        Level::Error,
                        "serial numbers of an order do not run from 1",
                        None,
                        Some(row),
                    )
                {
                    difference.expected = Some(i128::from(expected));
                    difference.found = Some(i128::from(row.payment.serial));
                    break;
                }
            }
        }
    }

    /// TP-30 to TP-34 and TP-37: every settled line against its receipt and what was sent.
    fn settlements(&mut self, rows: &mut Rows<'a>) {
        let targets = Self::targets_of_settlements(rows);
        let mut done: BTreeSet<usize> = BTreeSet::new();
        let mut last_order = None;
        for (index, row) in rows.settlements.iter().enumerate() {
            match targets.get(&index) {
                None => {
                    let what = "settled, but never accepted or sent";
                    self.push("TP-30", Level::Error, what, None, Some(row));
                }
                Some(target) => {
                    let sent = target.sent.and_then(|i| rows.sent.get(i));
                    let receipt = target.receipt.and_then(|i| rows.receipts.get(i));
                    let before = sent.or(receipt);
                    if receipt.is_none() && self.options.receipts_required {
                        let what = "settled without having been accepted";
                        self.push("TP-30", Level::Error, what, sent, Some(row));
                    }
                    if receipt.is_some_and(|receipt| receipt.payment.kind == Kind::Avvist) {
                        let what = "rejected, and settled all the same";
                        self.push("TP-34", Level::Error, what, before, Some(row));
                    }
                    if let Some(before) = before {
                        self.unchanged("TP-31", before, row, false);
                    }
                    if target.is_repeated {
                        let what = "settled or cancelled twice";
                        self.push("TP-34", Level::Error, what, before, Some(row));
                    }
                    done.extend(target.sent);
                }
            }
            let order = (row.file, row.payment.order);
            let is_new_order = last_order.replace(order) != Some(order);
            self.settled_payment(row, is_new_order);
        }
        rows.settled = done;
    }

    /// TP-32, TP-33 and TP-37: what a settled line says by itself.
    fn settled_payment(&mut self, row: &Row<'_>, is_new_order: bool) {
        let payment = row.payment;
        if let State::Cancelled(cause) = payment.state {
            let what = "cancelled: the money did not go out; reopen the item, do not post";
            if let Some(difference) = self.push("TP-33", Level::Exception, what, None, Some(row)) {
                difference.cause = Some(cause);
            }
            return;
        }
        if let (Some(paid), Some(value)) = (payment.payment_date, payment.value_date)
            && paid != value
        {
            let what = "value date is not the payment date";
            self.push("TP-32", Level::Warning, what, None, Some(row));
        }
        if payment.line == Line::Abroad && is_new_order {
            let figures = payment.abroad.unwrap_or_default();
            if figures.rate.is_none() && payment.currency != "NOK" {
                let what = "settled abroad without exchange rate";
                self.push("TP-37", Level::Exception, what, None, Some(row));
            } else if let Some((expected, found)) = misconverted(&figures)
                && let Some(difference) = self.push(
                    "TP-37",
                    Level::Exception,
                    "amount debited is not the amount transferred at the rate stated",
                    None,
                    Some(row),
                )
            {
                difference.expected = Some(expected);
                difference.found = Some(found);
            }
        }
    }

    /// For each settlement the receipt and the sent line it belongs to.
    fn targets_of_settlements(rows: &Rows<'a>) -> BTreeMap<usize, Target> {
        let mut targets = BTreeMap::new();
        let by_bank: BTreeMap<_, usize> = rows
            .receipts
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((bank_key(row.payment)?, index)))
            .collect();
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let mut left = Vec::new();
        for (index, row) in rows.settlements.iter().enumerate() {
            let receipt = bank_key(row.payment).and_then(|key| by_bank.get(&key));
            if let Some(receipt) = receipt {
                let target = Target {
                    receipt: Some(*receipt),
                    sent: rows.sent_of.get(receipt).copied(),
                    is_repeated: !used.insert(*receipt),
                };
                targets.insert(index, target);
            } else {
                left.push((index, *row));
            }
        }
        let free: Vec<_> = rows
            .receipts
            .iter()
            .copied()
            .enumerate()
            .filter(|(index, _)| !used.contains(index))
            .collect();
        for (answer, receipt) in pair(&free, &left) {
            let target = Target {
                receipt: Some(receipt),
                sent: rows.sent_of.get(&receipt).copied(),
                is_repeated: false,
            };
            targets.insert(answer, target);
        }
        left.retain(|(index, _)| !targets.contains_key(index));
        let unanswered: Vec<_> = rows
            .sent
            .iter()
            .copied()
            .enumerate()
            .filter(|(index, _)| !rows.receipt_of.contains_key(index))
            .collect();
        for (answer, sent) in pair(&unanswered, &left) {
            let target = Target {
                receipt: None,
                sent: Some(sent),
                is_repeated: false,
            };
            targets.insert(answer, target);
        }
        left.retain(|(index, _)| !targets.contains_key(index));
        // What is left repeats a line that is spoken of already, or is not known at all.
        let by_key: BTreeMap<_, usize> = rows
            .sent
            .iter()
            .enumerate()
            .map(|(index, row)| (key(row.payment), index))
            .collect();
        for (answer, row) in left {
            if let Some(sent) = by_key.get(&key(row.payment)) {
                let target = Target {
                    receipt: rows.receipt_of.get(sent).copied(),
                    sent: Some(*sent),
                    is_repeated: true,
                };
                targets.insert(answer, target);
            }
        }
        targets
    }

    /// TP-38: the parts are counted one by one, so that what is counted twice or changed shows.
    fn conservation(&mut self, rows: &Rows<'a>) -> BTreeMap<String, Conservation> {
        let mut all: BTreeMap<String, Conservation> = BTreeMap::new();
        for (index, row) in rows.sent.iter().enumerate() {
            let tallies = of_currency(&mut all, row.payment);
            tallies.sent.add(row.payment);
            let receipt = rows.receipt_of.get(&index);
            let is_rejected = receipt
                .and_then(|receipt| rows.receipts.get(*receipt))
                .is_some_and(|receipt| receipt.payment.kind == Kind::Avvist);
            if !rows.settled.contains(&index) && !is_rejected {
                tallies.outstanding.add(row.payment);
            }
        }
        for row in &rows.receipts {
            if row.payment.kind == Kind::Avvist {
                of_currency(&mut all, row.payment).rejected.add(row.payment);
            }
        }
        for row in &rows.settlements {
            let tallies = of_currency(&mut all, row.payment);
            match row.payment.state {
                State::Cancelled(_) => tallies.cancelled.add(row.payment),
                _ => tallies.settled.add(row.payment),
            }
        }
        for tallies in all.values() {
            let parts = [
                tallies.settled,
                tallies.cancelled,
                tallies.rejected,
                tallies.outstanding,
            ];
            let count: u64 = parts.iter().map(|tally| tally.count).sum();
            let amount: i128 = parts.iter().map(|tally| tally.amount).sum();
            for (what, expected, found) in [
                (
                    "payments sent, against settled, cancelled, rejected and outstanding",
                    i128::from(tallies.sent.count),
                    i128::from(count),
                ),
                (
                    "sum sent, against settled, cancelled, rejected and outstanding",
                    tallies.sent.amount,
                    amount,
                ),
            ] {
                if expected != found
                    && let Some(difference) = self.push("TP-38", Level::Error, what, None, None)
                {
                    difference.expected = Some(expected);
                    difference.found = Some(found);
                }
            }
        }
        all
    }
}

/// What a settlement belongs to.
struct Target {
    receipt: Option<usize>,
    sent: Option<usize>,
    is_repeated: bool,
}

fn rows_of<'a>(files: &'a [&'a File], wanted: impl Fn(usize, &Payment) -> bool) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (file, content) in files.iter().enumerate() {
        for payment in &content.payments {
            if !payment.is_cancellation && wanted(file, payment) {
                rows.push(Row { file, payment });
            }
        }
    }
    rows
}

fn batch_of<'a>(files: &'a [&'a File], file: usize, batch: u64) -> Option<&'a BatchTotals> {
    let batches = &files.get(file)?.totals.batches;
    batches.get(usize::try_from(batch).ok()?)
}

fn of_currency<'a>(
    all: &'a mut BTreeMap<String, Conservation>,
    payment: &Payment,
) -> &'a mut Conservation {
    all.entry(payment.currency.clone()).or_default()
}

/// Everything that tells a sent batch from another.
type BatchKey<'a> = (
    (&'a str, &'a str, &'a str),
    (&'a str, u32),
    (&'a str, u32),
    (u16, u16),
);

fn batch_key(batch: &BatchTotals) -> BatchKey<'_> {
    (
        (&batch.enterprise, &batch.division, &batch.production_date),
        (&batch.ah_first.0, batch.ah_first.1),
        (&batch.ah_last.0, batch.ah_last.1),
        (batch.control_first, batch.control_last),
    )
}

/// The bank's own key of a payment, once it has given one.
fn bank_key(payment: &Payment) -> Option<(&str, &str, u32)> {
    let has_serial = payment.serial > 0 || payment.line == Line::Order;
    (!payment.bank_reference.is_empty() && has_serial).then_some((
        payment.debit_account.as_str(),
        payment.bank_reference.as_str(),
        payment.serial,
    ))
}

/// The amount debited where it is neither the amount transferred at the rate per 1 nor per 100 units, each short of
/// a whole øre: expected (by the nearer of the two) and found. `None` where it fits, or something is not stated.
fn misconverted(figures: &AbroadFigures) -> Option<(i128, i128)> {
    let (rate, debited, transferred) = (figures.rate?, figures.debited?, figures.transferred?);
    let product = i128::from(transferred.0) * i128::from(rate.units);
    let found = i128::from(debited.0);
    let one = 10_i128.checked_pow(u32::from(rate.decimals))?;
    let mut nearest: Option<(i128, i128)> = None;
    for scale in [one, one.checked_mul(100)?] {
        let distance = (found.checked_mul(scale)? - product).abs();
        if distance < scale {
            return None;
        }
        let (expected, distance) = (product / scale, distance / scale);
        if nearest.is_none_or(|(_, least)| distance < least) {
            nearest = Some((expected, distance));
        }
    }
    nearest.map(|(expected, _)| (expected, found))
}

#[cfg(test)]
mod tests;
