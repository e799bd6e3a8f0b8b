//! From the world to the records of payment files: the order, the bank's answer and what the bank has debited, as
//! pain.001, pain.002 and camt.054, or as Telepay and its returns.
//!
//! The orders of a bank day are one message, with one payment information (or as many Telepay orders) for each bank
//! entry. What the answer rejects is in the order and in nothing behind it. Not here: bytes (`formats`).

use domain::Position;
use formats::pain001::record::{File as Pain001, Payment as Ordered, Sum};
use formats::pain002::record::{File as Pain002, Level, Reason, Status};
use formats::telepay::record::{
    BatchTotals, File as Telepay, Kind, Line, Payment as TelepayPayment, State, TransferType,
};

use crate::world::{Order, Payment, World, total};

/// Most payments in a batch of Telepay, whose end has five digits for records and four for orders.
const TELEPAY_BATCH: usize = 2_000;

/// The version for agencies of even index, or of odd.
fn version(world: &World, even: &str, odd: &str) -> String {
    let is_even = world.profile.index.is_multiple_of(2);
    if is_even { even } else { odd }.to_owned()
}

/// The orders of a bank day that are sent together.
pub(crate) struct Message<'world> {
    /// Bank day.
    pub(crate) day: usize,
    /// Orders.
    pub(crate) orders: Vec<&'world Order>,
    /// What tells it from the first message of the day, in the names of its files too; empty for that one.
    pub(crate) suffix: &'static str,
    /// Whether the bank refuses it as a whole.
    pub(crate) is_refused: bool,
}

impl Message<'_> {
    /// Its id.
    pub(crate) fn id(&self, world: &World) -> String {
        let date = world.days.date(self.day).format("%Y%m%d");
        format!("{}-BET-{date}{}", world.profile.code, self.suffix)
    }
}

/// The ids of a payment within its payment information, by its place from 0.
pub(crate) fn payment_ids(world: &World, order: &Order, place: usize) -> (String, String) {
    let number = format!("{}-{:05}", order.batch, place + 1);
    let end_to_end = format!("{}-{number}", world.profile.code);
    (number, end_to_end)
}

fn debit_account(world: &World) -> String {
    let bank = world.profile.banks.get(world.profile.paying);
    bank.map(|bank| bank.number.as_str().to_owned())
        .unwrap_or_default()
}

/// The message as sent.
pub(crate) fn pain001(world: &World, message: &Message<'_>) -> Pain001 {
    let date = world.days.date(message.day);
    let mut payments = Vec::new();
    for order in &message.orders {
        for (place, payment) in order.payments.iter().enumerate() {
            let (instruction_id, end_to_end) = payment_ids(world, order, place);
            payments.push(Ordered {
                payment_information: order.batch.clone(),
                method: "TRF".to_owned(),
                batch_booking: Some(true),
                debit_account: debit_account(world),
                execution_date: date,
                instruction_id,
                end_to_end,
                amount: payment.amount,
                currency: "NOK".to_owned(),
                payee_account: payment.account.clone(),
                payee_name: payment.name.clone(),
                kids: kids(payment),
                text: payment.text.clone(),
                category: if order.is_salary { "SALA" } else { "SUPP" }.to_owned(),
                ..Ordered::default()
            });
        }
    }
    Pain001 {
        version: version(world, "pain.001.001.03", "pain.001.001.09"),
        message_id: message.id(world),
        created: format!("{date}T07:00:00"),
        initiator_name: world.profile.name.clone(),
        initiator_id: world.profile.organisation.as_str().to_owned(),
        division_id: String::new(),
        payments,
    }
}

pub(crate) fn kids(payment: &Payment) -> Vec<String> {
    let kid = Some(payment.kid.clone());
    kid.into_iter().filter(|kid| !kid.is_empty()).collect()
}

/// The bank's answer: refused, accepted, or in part with the payments that it refuses.
pub(crate) fn pain002(world: &World, message: &Message<'_>) -> Pain002 {
    let date = world.days.date(message.day);
    let orders = &message.orders;
    let order = version(world, "pain.001.001.03", "pain.001.001.09");
    let about = |level| Status {
        level,
        original_message: message.id(world),
        original_message_name: order.clone(),
        ..Status::default()
    };
    let all = || orders.iter().flat_map(|order| &order.payments);
    let is_part = all().any(|payment| payment.is_rejected);
    let accepted = version(world, "ACTC", "ACCP");
    let code = match (message.is_refused, is_part) {
        (true, _) => "RJCT",
        (false, true) => "PART",
        (false, false) => &accepted,
    };
    let reasons = message.is_refused.then(|| Reason {
        code: "AM05".to_owned(),
        text: "Meldingen er avvist".to_owned(),
        ..Reason::default()
    });
    let mut statuses = vec![Status {
        code: code.to_owned(),
        reasons: reasons.into_iter().collect(),
        original_count: u64::try_from(all().count()).ok(),
        original_sum: Some(sum(all())),
        ..about(Level::Group)
    }];
    for order in orders.iter().filter(|_| is_part) {
        let rejects = order.payments.iter().any(|payment| payment.is_rejected);
        statuses.push(Status {
            code: if rejects { "PART" } else { &accepted }.to_owned(),
            payment_information: order.batch.clone(),
            original_count: u64::try_from(order.payments.len()).ok(),
            original_sum: Some(sum(order.payments.iter())),
            ..about(Level::PaymentInformation)
        });
        for (place, payment) in order.payments.iter().enumerate() {
            if payment.is_rejected {
                statuses.push(Status {
                    payment_information: order.batch.clone(),
                    ..rejected(world, order, place, payment, about(Level::Transaction))
                });
            }
        }
    }
    Pain002 {
        version: version(world, "pain.002.001.03", "pain.002.001.10"),
        message_id: format!("{}-SVAR", message.id(world)),
        created: format!("{date}T07:05:00"),
        stated: Vec::new(),
        statuses,
    }
}

/// A payment that the bank refuses: its KID is not one that the payee has agreed to, or the account is closed.
fn rejected(
    world: &World,
    order: &Order,
    place: usize,
    payment: &Payment,
    about: Status,
) -> Status {
    let (instruction_id, end_to_end) = payment_ids(world, order, place);
    let (code, text) = if payment.kid.is_empty() {
        ("AC04", "Kontoen er avsluttet")
    } else {
        ("RR07", "KID er ikke avtalt med mottaker")
    };
    Status {
        code: "RJCT".to_owned(),
        reasons: vec![Reason {
            code: code.to_owned(),
            text: text.to_owned(),
            ..Reason::default()
        }],
        instruction_id,
        end_to_end,
        amount: Some((payment.amount, "NOK".to_owned())),
        execution_date: Some(world.days.date(order.day)),
        kids: kids(payment),
        ..about
    }
}

/// A sum as a control sum: ten-thousandths of a krone.
fn sum<'world>(payments: impl Iterator<Item = &'world Payment>) -> Sum {
    let total = total(payments.map(|payment| payment.amount));
    Sum(i128::from(total.0) * 100)
}

/// Where the numbers of Telepay stand: they run over all files of an agency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Numbers {
    /// Sequence control of the next record.
    control: u16,
    /// Orders that the bank has given a reference.
    orders: u32,
    /// Records that the bank has never settled.
    unsettled: i32,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            control: 1,
            orders: 0,
            unsettled: 0,
        }
    }
}

/// A number so many later; after 9999 comes 0.
fn stepped(number: u16, by: i32) -> u16 {
    let next = (i32::from(number) + by).rem_euclid(10_000);
    u16::try_from(next).unwrap_or(0)
}

impl Numbers {
    /// Leaves out numbers before the next record, or takes back numbers that were used.
    pub(crate) fn step(&mut self, by: i32) {
        self.control = stepped(self.control, by);
    }

    /// What was sent since these numbers is never settled: returns of settlement do not count it.
    pub(crate) fn not_settled_since(&mut self, before: Self) {
        self.unsettled += i32::from(self.control) - i32::from(before.control);
    }
}

/// The message as sent; brings the numbers forward.
pub(crate) fn telepay_sent(world: &World, message: &Message<'_>, numbers: &mut Numbers) -> Telepay {
    let (day, orders) = (message.day, &message.orders);
    let mut file = Telepay::default();
    let month_and_day = world.days.date(day).format("%m%d").to_string();
    let mut sequence: u32 = 1;
    // Salaries are one order, all others one order each.
    let mut rows: Vec<(&Order, usize, &Payment)> = Vec::new();
    for order in orders {
        let payments = order.payments.iter().enumerate();
        rows.extend(payments.map(|(place, payment)| (*order, place, payment)));
    }
    for (batch, rows) in (0..).zip(rows.chunks(TELEPAY_BATCH)) {
        let (mut records, mut last_order) = (2_u32, None);
        for (order, place, payment) in rows {
            let is_new = !order.is_salary || last_order != Some(order.entry);
            last_order = order.is_salary.then_some(order.entry);
            numbers.orders += u32::from(is_new);
            records += 1 + u32::from(is_new);
            let ids = payment_ids(world, order, *place);
            file.payments.push(TelepayPayment {
                batch,
                order: u64::from(numbers.orders),
                ..telepay_payment(world, order, payment, ids)
            });
        }
        file.totals.batches.push(BatchTotals {
            enterprise: format!("00{}", world.profile.organisation.as_str()),
            own_reference: format!("BET{}", world.days.date(day).format("%y%m%d")),
            production_date: month_and_day.clone(),
            ah_first: (month_and_day.clone(), sequence),
            control_first: numbers.control,
            software_version: "AVSTEM SYNTH".to_owned(),
            ..BatchTotals::default()
        });
        sequence += records;
        let next = (u32::from(numbers.control) + records) % 10_000;
        numbers.control = u16::try_from(next).unwrap_or(0);
    }
    file
}

fn telepay_payment(
    world: &World,
    order: &Order,
    payment: &Payment,
    (own_reference, _): (String, String),
) -> TelepayPayment {
    let is_salary = order.is_salary;
    let text_code = match (is_salary, payment.kid.is_empty()) {
        (true, _) => 604,
        (false, false) => 601,
        (false, true) => 602,
    };
    TelepayPayment {
        position: Position::default(),
        line: if is_salary { Line::Mass } else { Line::Invoice },
        transfer_type: if is_salary {
            TransferType::Salary
        } else {
            TransferType::Invoice
        },
        debit_account: debit_account(world),
        payment_date: Some(world.days.date(order.day)),
        order_reference: order.batch.clone(),
        payee_account: payment.account.clone(),
        payee_name: payment.name.clone(),
        amount: payment.amount,
        currency: "NOK".to_owned(),
        kid: payment.kid.clone(),
        own_reference,
        // A line of a salary has no message.
        text: if is_salary {
            String::new()
        } else {
            payment.text.clone()
        },
        text_code,
        ..TelepayPayment::default()
    }
}

/// The same file as the bank returns it: received, or settled.
pub(crate) fn telepay_return(sent: &Telepay, kind: Kind, numbers: &Numbers) -> Telepay {
    let mut file = sent.clone();
    for batch in &mut file.totals.batches {
        batch.kind = kind;
        if kind == Kind::Avregningsretur {
            batch.control_first = stepped(batch.control_first, -numbers.unsettled);
        }
        "SYNTH".clone_into(&mut batch.bank_version);
    }
    let (mut last_order, mut serial) = (None, 0);
    for payment in &mut file.payments {
        serial = if last_order == Some(payment.order) {
            serial + 1
        } else {
            1
        };
        last_order = Some(payment.order);
        payment.serial = serial;
        payment.bank_reference = format!("A{:05}", payment.order % 100_000);
        if kind == Kind::Avregningsretur {
            payment.state = State::Settled;
            payment.value_date = payment.payment_date;
        } else {
            payment.state = State::Accepted;
        }
    }
    file
}
