//! From the world to documents: every file the agency delivers, as records, one at a time so that memory holds only one.
//!
//! Not here: bytes (`files`).

use std::collections::BTreeMap;

use domain::Ore;
use domain::agency::BankRole;
use formats::{camt053, delimited, ocr_giro, saft};

use crate::balances::{balances, vouchers_by_period};
use crate::bank_records::{ocr, statements};
use crate::error::SynthError;
use crate::ledger_records::{delimited_ledger, delimited_subledger, saft as saft_file};
use crate::profile::LedgerForm;
use crate::world::{Row, World};

/// What a document says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// Ledger of a period.
    Saft(saft::record::File),
    /// Statements of a bank day.
    Camt(camt053::record::File),
    /// OCR payments of a bank day.
    Ocr(ocr_giro::record::File),
    /// Ledger or open items of a period.
    Delimited(Vec<delimited::record::Record>),
}

/// A file before it is bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Document {
    /// Name below the agency's inbox.
    pub(crate) name: String,
    /// What it says.
    pub(crate) content: Content,
    /// Which row of the world each record is, in reading order; `None` for records that are no row of it.
    pub(crate) rows: Vec<Option<Row>>,
}

/// Hands on every document of the agency: banks, payments, ledger.
pub(crate) fn documents(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    bank(world, each)?;
    payments(world, each)?;
    ledger(world, each)
}

fn bank(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let entries = world
        .entries
        .iter()
        .enumerate()
        .map(|(place, entry)| (entry.day, place));
    let mut by_day = group(entries);
    let mut balances: Vec<Ore> = world.bank_openings.clone();
    for day in 0..world.days.data() {
        let entries = by_day.remove(&day).unwrap_or_default();
        let stamp = world.days.date(day).format("%Y%m%d");
        for (role, sender) in [(BankRole::Working, "K"), (BankRole::Settlement, "N")] {
            let (file, rows) = statements(world, role, day, &entries, &mut balances);
            if role == BankRole::Settlement && world.missing_statements.contains(&day) {
                continue;
            }
            each(Document {
                name: format!(
                    "bank/{sender}.{}.C053.{stamp}183000.xml",
                    world.profile.code
                ),
                content: Content::Camt(file),
                rows: rows.into_iter().map(Some).collect(),
            })?;
        }
    }
    Ok(())
}

fn payments(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let receipts = world
        .receipts
        .iter()
        .enumerate()
        .map(|(place, receipt)| (receipt.day, place));
    for (number, (day, receipts)) in (1..).zip(group(receipts)) {
        let (file, rows) = ocr(world, day, number, &receipts);
        let stamp = world.days.date(day).format("%d%m%y");
        each(Document {
            name: format!("ocr/OCR.D{stamp}.T{number:07}.txt"),
            content: Content::Ocr(file),
            rows: rows.into_iter().map(Some).collect(),
        })?;
    }
    Ok(())
}

fn ledger(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let by_period = vouchers_by_period(world);
    let balances = balances(world, &by_period);
    for (place, (vouchers, balances)) in by_period.iter().zip(&balances).enumerate() {
        let Some(period) = world.days.period(place) else {
            continue;
        };
        match world.profile.ledger_form() {
            LedgerForm::Saft => {
                let (file, rows) = saft_file(world, period, vouchers, balances);
                let exported = period.next_month().as_i32();
                let organisation = world.profile.organisation.as_str();
                each(Document {
                    name: format!("ledger/SAF-T Financial_{organisation}_{exported}05060000.xml"),
                    content: Content::Saft(file),
                    rows: rows.into_iter().map(Some).collect(),
                })?;
            }
            LedgerForm::Delimited => {
                let (records, rows) = delimited_ledger(world, place, period, vouchers, balances);
                let name = format!("ledger/hovedbok-{period}.csv");
                each(Document {
                    name,
                    content: Content::Delimited(records),
                    rows,
                })?;
                let records = delimited_subledger(period, balances);
                let rows = vec![None; records.len()];
                let name = format!("ledger/reskontro-{period}.csv");
                each(Document {
                    name,
                    content: Content::Delimited(records),
                    rows,
                })?;
            }
        }
    }
    Ok(())
}

fn group(places: impl Iterator<Item = (usize, usize)>) -> BTreeMap<usize, Vec<usize>> {
    let mut by_day: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (day, place) in places {
        by_day.entry(day).or_default().push(place);
    }
    by_day
}
