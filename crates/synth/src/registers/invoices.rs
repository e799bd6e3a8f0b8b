//! What the invoice system lists of each bill (`invoice-system`), and who may do what in the ledger system (`access-list`).

use formats::delimited::record::{Record, Value};

use super::{kind_of, listing, row, text};
use crate::balances::due;
use crate::documents::Document;
use crate::error::SynthError;
use crate::profile::{PAYMENT_ROLE, REGISTER_ROLE};
use crate::world::{Voucher, VoucherKind, World, negative};

/// The stage of an invoice that has been handed on to the ledger.
const HANDED_ON: i64 = 4;

/// The bills of each month, and one list of roles.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    if !world.profile.has_invoice_system {
        return Ok(());
    }
    for period in &world.days.periods {
        let of_period =
            |voucher: &&Voucher| voucher.kind == VoucherKind::Bill && voucher.period == *period;
        let mut rows = Vec::new();
        for voucher in world.vouchers.iter().filter(of_period) {
            rows.extend(bill(voucher)?);
        }
        listing(&format!("fakturasystem-{period}.csv"), rows, each)?;
    }
    let kind = kind_of("access-list")?;
    let first = world.days.periods.first().map(|period| period.first_day());
    let from = first.map_or(Value::Empty, Value::Date);
    let roles = [
        ("b01", REGISTER_ROLE),
        ("b02", PAYMENT_ROLE),
        ("b03", PAYMENT_ROLE),
    ];
    let rows = roles.map(|(user, role)| {
        let values = [
            ("user", text(format!("{}{user}", world.profile.code))),
            ("role", text(role)),
            ("client", text(world.profile.code.as_str())),
            ("status", text("N")),
            ("valid_from", from.clone()),
        ];
        row(kind, &values)
    });
    listing("tilganger.csv", rows.to_vec(), each)
}

/// A bill as the invoice system has it.
fn bill(voucher: &Voucher) -> Result<Option<Record>, SynthError> {
    let kind = kind_of("invoice-system")?;
    let line = voucher.lines.iter().find(|line| line.party.is_some());
    let Some((line, (_, supplier))) = line.and_then(|line| Some((line, line.party?))) else {
        return Ok(None);
    };
    let values = [
        ("voucher", text(voucher.number_text())),
        ("invoice", text(line.reference.as_str())),
        ("invoice_amount", Value::Amount(negative(line.amount))),
        ("supplier", text(supplier.to_string())),
        ("date", Value::Date(voucher.date)),
        ("due", due(voucher.date).map_or(Value::Empty, Value::Date)),
        ("period", Value::Period(voucher.period)),
        ("stage", Value::Count(HANDED_ON)),
    ];
    Ok(Some(row(kind, &values)))
}
