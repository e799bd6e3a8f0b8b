//! What the invoice system lists of each bill (`invoice-system`), who may do what in the ledger system (`access-list`), and
//! open items (`customer-open-items`, `supplier-open-items`).

use domain::Ore;
use formats::delimited::record::{Record, Value};
use formats::saft::record::PartyKind;

use super::{kind_of, listing, row, text};
use crate::balances::{OpenItem, balances, due, vouchers_by_period};
use crate::documents::Document;
use crate::error::SynthError;
use crate::profile::{PAYMENT_ROLE, REGISTER_ROLE, is_of_old_items};
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
    let mut roles = vec![
        ("b01", REGISTER_ROLE, from.clone()),
        ("b02", PAYMENT_ROLE, from.clone()),
        ("b03", PAYMENT_ROLE, from),
    ];
    if let Some(period) = world.both_roles {
        roles.push(("b02", REGISTER_ROLE, Value::Date(period.first_day())));
    }
    let rows = roles.into_iter().map(|(user, role, from)| {
        let values = [
            ("user", text(format!("{}{user}", world.profile.code))),
            ("role", text(role)),
            ("client", text(world.profile.code.as_str())),
            ("status", text("N")),
            ("valid_from", from),
        ];
        row(kind, &values)
    });
    listing("tilganger.csv", rows.collect(), each)?;
    if world.profile.has_routines {
        open_items(world, each)?;
    }
    Ok(())
}

/// What is open when the data ends: of suppliers bills, and the credit note of an old one.
fn open_items(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let lists = [
        ("customer-open-items", "kunder", PartyKind::Customer),
        ("supplier-open-items", "leverandorer", PartyKind::Supplier),
    ];
    let balances = balances(world, &vouchers_by_period(world));
    let items = balances.last().map(|last| last.closing_items.as_slice());
    for (kind, name, party) in lists {
        let kind = kind_of(kind)?;
        let items = items.unwrap_or_default().iter();
        let is_listed = |item: &&OpenItem| {
            let (of, number) = item.party;
            let is_bill = of == PartyKind::Customer || item.amount < Ore::ZERO;
            of == party && (is_bill || is_of_old_items(number))
        };
        let rows = items.filter(is_listed).map(|item| {
            let comment = if world.is_uncommented && is_of_old_items(item.party.1) {
                Value::Empty
            } else {
                text("Følges opp")
            };
            let values = [
                ("party", text(item.party.1.to_string())),
                ("voucher", text(item.voucher.as_str())),
                ("date", Value::Date(item.date)),
                ("due", item.due().map_or(Value::Empty, Value::Date)),
                ("amount", Value::Amount(item.amount)),
                ("kid", text(item.kid.as_str())),
                ("comment", comment),
            ];
            row(kind, &values)
        });
        listing(&format!("aapne-poster-{name}.csv"), rows.collect(), each)?;
    }
    Ok(())
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
