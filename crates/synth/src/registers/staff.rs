//! What payroll and time recording list: `sap-balances`, `hours`, `pension-terms`, and the import of pay (`gl07`) with its
//! control file (`payroll-control`).

use domain::{Ore, Period};
use formats::delimited::record::{Record, Value};

use super::{kind_of, listing, row, text};
use crate::documents::Document;
use crate::error::SynthError;
use crate::profile::{DEDUCTIONS, HOURS_SINCE, PAYROLL_SYSTEM};
use crate::staff::{StaffMonth, batch, shares, term};
use crate::world::{World, negative, total};

/// The listings of each month that payroll has delivered.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    for month in &world.staff {
        let period = month.period;
        listing(&format!("sap-saldo-{period}.csv"), balances(month)?, each)?;
        if period.year() >= HOURS_SINCE {
            listing(&format!("timer-{period}.csv"), hours(month)?, each)?;
        }
        let name = format!("pensjon-{period}.csv");
        listing(&name, pension(&world.staff, period)?, each)?;
        let imported = imported(world, month)?;
        listing(&format!("gl07-{period}.csv"), imported, each)?;
        let control = control(world, month)?;
        listing(&format!("kontrollfil-{period}.csv"), control, each)?;
    }
    Ok(())
}

/// The open item of each deduction: that of the month, as the one before is paid.
fn balances(month: &StaffMonth) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("sap-balances")?;
    let rows = DEDUCTIONS.into_iter().zip(month.deductions);
    let rows = rows.map(|(account, amount)| {
        row(
            kind,
            &[
                ("account", text(account)),
                ("period", Value::Period(month.period)),
                ("sap_balance", Value::Amount(negative(amount))),
                ("ledger", text("trekk")),
                ("item_period", Value::Period(month.period)),
                (
                    "voucher",
                    text(format!("{account}{}", month.period.as_i32())),
                ),
            ],
        )
    });
    Ok(rows.collect())
}

/// The hours of each employee in both systems.
fn hours(month: &StaffMonth) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("hours")?;
    let systems = ["Unit4", PAYROLL_SYSTEM].into_iter();
    let rows = systems.flat_map(|system| {
        (90_001..)
            .zip(&month.hours)
            .map(move |(employee, hours): (u32, &i64)| {
                row(
                    kind,
                    &[
                        ("system", text(system)),
                        ("period", Value::Period(month.period)),
                        ("hours", Value::Decimal(*hours)),
                        ("employee", text(employee.to_string())),
                    ],
                )
            })
    });
    Ok(rows.collect())
}

/// The shares of a term, in its last month.
fn pension(months: &[StaffMonth], period: Period) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("pension-terms")?;
    let months = term(months, period);
    let [member, employer] = shares(months);
    let values = [
        ("term", Value::Period(period)),
        ("employer_share", Value::Amount(employer)),
        ("member_share", Value::Amount(member)),
    ];
    Ok((!months.is_empty())
        .then(|| row(kind, &values))
        .into_iter()
        .collect())
}

/// The voucher lines that payroll delivers.
fn imported(world: &World, month: &StaffMonth) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("gl07")?;
    let vouchers = month
        .imported
        .iter()
        .filter_map(|place| world.vouchers.get(*place));
    let rows = vouchers.flat_map(|voucher| {
        voucher.lines.iter().map(|line| {
            row(
                kind,
                &[
                    ("interface", text(PAYROLL_SYSTEM)),
                    ("batch_id", text(batch(month.period))),
                    ("voucher_type", text(voucher.kind.code())),
                    ("voucher_no", text(voucher.number_text())),
                    ("account", text(line.account)),
                    ("amount", Value::Amount(line.amount)),
                    ("voucher_date", Value::Date(voucher.date)),
                    ("period", Value::Period(voucher.period)),
                    ("description", text(line.text.as_str())),
                ],
            )
        })
    });
    Ok(rows.collect())
}

/// What the control file says of the import.
fn control(world: &World, month: &StaffMonth) -> Result<Vec<Record>, SynthError> {
    let kind = kind_of("payroll-control")?;
    let vouchers = month
        .imported
        .iter()
        .filter_map(|place| world.vouchers.get(*place));
    let lines: Vec<Ore> = vouchers
        .flat_map(|v| &v.lines)
        .map(|line| line.amount)
        .collect();
    let debit = total(lines.iter().copied().filter(|amount| *amount > Ore::ZERO));
    let count = i64::try_from(lines.len()).map_err(|_| SynthError::Internal("a count"))?;
    let values = [
        ("batch", text(batch(month.period))),
        ("interface", text(PAYROLL_SYSTEM)),
        ("period", Value::Period(month.period)),
        ("sum_debit", Value::Amount(debit)),
        ("transactions", Value::Count(count)),
    ];
    Ok(vec![row(kind, &values)])
}
