//! Which rows of the frames stand in which set, and by which keys.
//!
//! Not here: what is done with them (`sets` and `draft`).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::agency::BankAccount;
use domain::{OpenItem, Ore};
use frames::date;

use super::{FEE, SWEEP, SetInputs, bank_subject};

/// A bank entry of a set, and whether its Norwegian lump-sum code says that it is a lump of KID payments.
pub(super) struct BankItem {
    pub(super) item: OpenItem,
    pub(super) is_lump: bool,
}

/// The day that says to which period an entry belongs: the last day of its statement, because the entry moves that
/// statement's balance. An entry booked on the 31st that stands on the statement of the 1st is the new month's.
fn statement_days(inputs: &SetInputs<'_>, account: &BankAccount) -> BTreeMap<(u32, u64), i32> {
    let view = inputs.frames.bank_statements.view();
    let columns = view
        .file
        .iter()
        .zip(view.record)
        .zip(view.to_day)
        .enumerate();
    let ours = columns.filter(|(row, _)| view.account.get(*row) == account.number.as_str());
    ours.map(|(_, ((file, record), to))| ((*file, *record), *to))
        .collect()
}

/// Keys of the lump sums that the period's OCR payments and the carried ones say the bank has settled.
fn ocr_lumps<'a>(inputs: &'a SetInputs<'_>, account: &BankAccount) -> BTreeSet<&'a str> {
    let view = inputs.frames.incoming_payments.view();
    let days = view
        .day
        .iter()
        .enumerate()
        .filter(|(_, day)| inputs.is_in_period(**day));
    let ours = days.filter(|(row, _)| view.account.get(*row) == account.number.as_str());
    let set = format!("ocr-{}", bank_subject(account));
    let carried = inputs
        .carried
        .iter()
        .filter(|item| item.set == set && item.side == "ocr");
    let mut lumps: BTreeSet<&str> = ours.map(|(row, _)| view.lump.get(row)).collect();
    lumps.extend(carried.map(|item| item.lump.as_str()));
    lumps.remove("");
    lumps
}

/// Booked entries of the period, and those left out because they are not booked.
pub(super) fn bank_items(
    inputs: &SetInputs<'_>,
    account: &BankAccount,
    set: &str,
    marks_fees: bool,
) -> (Vec<BankItem>, Vec<OpenItem>) {
    let view = inputs.frames.bank_entries.view();
    let (statements, lumps) = (statement_days(inputs, account), ocr_lumps(inputs, account));
    let (mut booked, mut excluded) = (Vec::new(), Vec::new());
    for (row, &day) in view.day.iter().enumerate() {
        if view.account.get(row) != account.number.as_str() {
            continue;
        }
        let statement = view
            .file
            .get(row)
            .zip(view.statement.get(row))
            .map(|(file, ordinal)| (*file, *ordinal));
        if !inputs.is_in_period(
            statement
                .and_then(|key| statements.get(&key))
                .copied()
                .unwrap_or(day),
        ) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let (bank_ref, batch) = (view.bank_ref.get(row), view.batch.get(row));
        let is_sweep = inputs.is_sweep(view.code.get(row));
        // The lump key may stand in the bank's reference although the bank names no code, or a batch of its own.
        let is_settled = lumps.contains(bank_ref) && !lumps.contains(batch);
        let is_lump = is_settled
            || lumps.contains(batch)
            || inputs.lists("ocr.lump_codes", view.group_code.get(row));
        let lump = if is_sweep {
            format!("{SWEEP}{}", date(day))
        } else if marks_fees && batch.is_empty() && inputs.is_fee(view.code.get(row)) {
            format!("{FEE}{}", date(day))
        } else if is_settled || batch.is_empty() && is_lump {
            bank_ref.to_owned()
        } else {
            batch.to_owned()
        };
        let item = OpenItem {
            set: set.to_owned(),
            side: "bank".to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: account.number.to_string(),
            date: date(day),
            amount: Ore(view.amount_ore.get(row).copied().unwrap_or_default()),
            currency: view.currency.get(row).to_owned(),
            reference: bank_ref.to_owned(),
            kid: view.kid.get(row).to_owned(),
            lump,
            voucher: String::new(),
            text: domain::personal::mask(view.text.get(row)).into_owned(),
            birth: inputs.period,
        };
        let is_lump = is_lump && !is_sweep;
        if view.status.get(row) == "booked" {
            booked.push(BankItem { item, is_lump });
        } else {
            excluded.push(item);
        }
    }
    (booked, excluded)
}

/// A ledger line as far as choosing goes.
pub(super) struct LineFacts<'a> {
    pub(super) account: &'a str,
    pub(super) amount: i64,
    pub(super) kid: &'a str,
    pub(super) in_period: bool,
}

pub(super) fn ledger_items(
    inputs: &SetInputs<'_>,
    set: &str,
    side: &str,
    choose: impl Fn(&LineFacts<'_>) -> bool,
) -> Vec<OpenItem> {
    let view = inputs.frames.ledger_lines.view();
    let mut items = Vec::new();
    for (row, &amount) in view.amount_ore.iter().enumerate() {
        let period = view.period.get(row).copied().unwrap_or_default();
        let in_period = period == inputs.period.as_i32();
        if !in_period {
            continue;
        }
        let facts = LineFacts {
            account: view.account.get(row),
            amount,
            kid: view.kid.get(row),
            in_period,
        };
        if !choose(&facts) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let day = view.day.get(row).copied().unwrap_or_default();
        let lump = if inputs.lists("bank.trigger_voucher_types", view.voucher_type.get(row)) {
            format!("{SWEEP}{}", date(day))
        } else if inputs.lists("bank.fee_voucher_types", view.voucher_type.get(row)) {
            format!("{FEE}{}", date(day))
        } else {
            view.batch.get(row).to_owned()
        };
        items.push(OpenItem {
            set: set.to_owned(),
            side: side.to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: facts.account.to_owned(),
            date: date(day),
            amount: Ore(amount),
            currency: view.currency.get(row).to_owned(),
            reference: view.reference.get(row).to_owned(),
            kid: facts.kid.to_owned(),
            lump,
            voucher: view.voucher.get(row).to_owned(),
            text: domain::personal::mask(view.text.get(row)).into_owned(),
            birth: inputs.period,
        });
    }
    items
}

/// Payments of the period to the chosen accounts; types 18–21 (terminal sales) are information and left out.
pub(super) fn ocr_items(
    inputs: &SetInputs<'_>,
    set: &str,
    is_ours: impl Fn(&str) -> bool,
) -> (Vec<OpenItem>, Vec<OpenItem>) {
    let view = inputs.frames.incoming_payments.view();
    let (mut payments, mut excluded) = (Vec::new(), Vec::new());
    for (row, &day) in view.day.iter().enumerate() {
        if !is_ours(view.account.get(row)) || !inputs.is_in_period(day) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let item = OpenItem {
            set: set.to_owned(),
            side: "ocr".to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: view.account.get(row).to_owned(),
            date: date(day),
            amount: Ore(view.amount_ore.get(row).copied().unwrap_or_default()),
            currency: "NOK".to_owned(),
            reference: String::new(),
            kid: view.kid.get(row).to_owned(),
            lump: view.lump.get(row).to_owned(),
            voucher: String::new(),
            text: String::new(),
            birth: inputs.period,
        };
        if matches!(view.kind.get(row), Some(18..=21)) {
            excluded.push(item);
        } else {
            payments.push(item);
        }
    }
    (payments, excluded)
}

/// What the bank has said that it will not pay, by the name that it gives: a message, an order or a payment.
#[derive(Default)]
struct Rejected<'a> {
    messages: BTreeSet<&'a str>,
    /// Order, and the message that it is of; empty if the bank does not say.
    orders: BTreeSet<(&'a str, &'a str)>,
    /// Reference, and order and message that it is of; each empty if the bank does not say.
    payments: BTreeSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Rejected<'a> {
    fn of(inputs: &'a SetInputs<'_>) -> Self {
        let view = inputs.frames.payment_statuses.view();
        let mut rejected = Self::default();
        for row in 0..view.record.len() {
            if !matches!(view.stage.get(row), "rejected" | "cancelled") {
                continue;
            }
            let (message, order) = (view.message.get(row), view.order.get(row));
            let reference = view.reference.get(row);
            match view.level.get(row) {
                "message" if !message.is_empty() => rejected.messages.insert(message),
                "order" if !order.is_empty() => rejected.orders.insert((order, message)),
                "payment" if !reference.is_empty() => {
                    rejected.payments.insert((reference, order, message))
                }
                _ => continue,
            };
        }
        rejected
    }

    /// Whether a payment is rejected. A reference that an agency uses again is told apart by order and message.
    fn has(&self, message: &str, order: &str, reference: &str) -> bool {
        let (orders, messages) = (["", order], ["", message]);
        let is_of_order = || {
            orders.iter().any(|order| {
                let mut messages = messages.iter();
                messages.any(|message| self.payments.contains(&(reference, order, message)))
            })
        };
        let mut of_message = messages.iter();
        self.messages.contains(message)
            || of_message.any(|message| self.orders.contains(&(order, message)))
            || is_of_order()
    }
}

/// Payments of the period that were sent to be debited from the account, and those that the bank rejected.
pub(super) fn payment_items(
    inputs: &SetInputs<'_>,
    account: &BankAccount,
    set: &str,
) -> (Vec<OpenItem>, Vec<OpenItem>) {
    let view = inputs.frames.outgoing_payments.view();
    let rejected = Rejected::of(inputs);
    let (mut payments, mut excluded) = (Vec::new(), Vec::new());
    for (row, &day) in view.day.iter().enumerate() {
        if view.account.get(row) != account.number.as_str() || !inputs.is_in_period(day) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let is_rejected = rejected.has(
            view.message.get(row),
            view.order.get(row),
            view.reference.get(row),
        );
        let item = OpenItem {
            set: set.to_owned(),
            side: "payment".to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: account.number.to_string(),
            date: date(day),
            amount: Ore(view.amount_ore.get(row).copied().unwrap_or_default()),
            currency: view.currency.get(row).to_owned(),
            reference: view.reference.get(row).to_owned(),
            kid: view.kid.get(row).to_owned(),
            lump: view.order.get(row).to_owned(),
            voucher: String::new(),
            text: String::new(),
            birth: inputs.period,
        };
        if is_rejected {
            excluded.push(item);
        } else {
            payments.push(item);
        }
    }
    (payments, excluded)
}

/// Refunds that NAV says it paid to the account in the period, and rows of which nobody says when they were paid: those
/// stand in the period of the benefit's last day.
pub(super) fn refund_items(
    inputs: &SetInputs<'_>,
    account: &BankAccount,
    set: &str,
) -> (Vec<OpenItem>, Vec<OpenItem>) {
    let view = inputs.frames.nav_refunds.view();
    let (mut refunds, mut undated) = (Vec::new(), Vec::new());
    for (row, &paid) in view.paid_day.iter().enumerate() {
        let last = view.to_day.get(row).copied().unwrap_or_default();
        let day = if paid == 0 { last } else { paid };
        if view.account.get(row) != account.number.as_str() || !inputs.is_in_period(day) {
            continue;
        }
        let Some(reference) = inputs.row(view.file.get(row), view.record.get(row)) else {
            continue;
        };
        let (day, unit) = (date(day), view.unit.get(row));
        let item = OpenItem {
            set: set.to_owned(),
            side: "refund".to_owned(),
            row: reference,
            line: view.line.get(row).copied().unwrap_or_default(),
            account: account.number.to_string(),
            date: day,
            amount: Ore(view.amount_ore.get(row).copied().unwrap_or_default()),
            currency: "NOK".to_owned(),
            reference: format!("{unit} {day}"),
            kid: String::new(),
            lump: day.to_string(),
            voucher: String::new(),
            text: String::new(),
            birth: inputs.period,
        };
        if paid == 0 {
            undated.push(item);
        } else {
            refunds.push(item);
        }
    }
    (refunds, undated)
}
