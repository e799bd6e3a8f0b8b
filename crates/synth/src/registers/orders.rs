//! What the order module sends to the ledger (`gl07`), and what the service log says of vouchers received (`service-log`).
//!
//! Source: S 5.2 (invoices after printing), service-level report P01; that a bill is posted on the day it is received is invented.

use domain::Period;
use formats::delimited::record::{Record, Value};
use formats::saft::record::PartyKind;

use super::{kind_of, listing, row, text};
use crate::documents::Document;
use crate::error::SynthError;
use crate::profile::{ORDER_SYSTEM, RECEIVED_BILLS};
use crate::world::{Line, Voucher, VoucherKind, World};

/// The invoices and the bills of each month.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    if !world.profile.has_order_module() {
        return Ok(());
    }
    for period in &world.days.periods {
        let mut sent = Vec::new();
        for voucher in of(world, VoucherKind::Invoice, *period) {
            // Whatever a fault posts besides, an invoice has two lines.
            for line in voucher.lines.iter().take(2) {
                sent.push(row(kind_of("gl07")?, &order_line(world, voucher, line)));
            }
        }
        listing(&format!("ordrer-{period}.csv"), sent, each)?;
        let mut received: Vec<Record> = Vec::new();
        for voucher in of(world, VoucherKind::Bill, *period) {
            let values = [
                ("service", text(RECEIVED_BILLS)),
                ("received", Value::Date(voucher.date)),
                ("posted", Value::Date(voucher.date)),
                ("reference", text(voucher.number_text())),
                ("period", Value::Period(*period)),
            ];
            received.push(row(kind_of("service-log")?, &values));
        }
        listing(&format!("mottak-{period}.csv"), received, each)?;
    }
    Ok(())
}

/// The vouchers of a kind that are posted in a month.
fn of(world: &World, kind: VoucherKind, period: Period) -> impl Iterator<Item = &Voucher> {
    let vouchers = world.vouchers.iter();
    vouchers.filter(move |one| one.kind == kind && one.period == period && !one.removed)
}

/// What the order module says of a line of an invoice.
pub(crate) fn order_line(
    world: &World,
    voucher: &Voucher,
    line: &Line,
) -> Vec<(&'static str, Value)> {
    let customer = line.party.filter(|(kind, _)| *kind == PartyKind::Customer);
    let customer = customer.map(|(_, number)| number.to_string());
    vec![
        ("interface", text(ORDER_SYSTEM)),
        ("batch_id", text(world.profile.order_batch(voucher.period))),
        ("voucher_type", text(voucher.kind.code())),
        (
            "trans_type",
            text(if customer.is_some() { "AR" } else { "GL" }),
        ),
        ("voucher_no", text(voucher.number_text())),
        ("account", text(line.account)),
        ("amount", Value::Amount(line.amount)),
        ("voucher_date", Value::Date(voucher.date)),
        ("period", Value::Period(voucher.period)),
        ("description", text(line.text.as_str())),
        ("ext_inv_ref", text(line.reference.as_str())),
        ("apar_id", customer.map_or(Value::Empty, text)),
    ]
}
