//! From the world to files, and from the files back to rows: which file and record each row of the world became.
//!
//! Values only: the caller puts them on disk.

use std::collections::BTreeMap;

use domain::agency::BankRole;
use domain::{Digest, FileId, Ore};
use formats::{camt053, delimited, ocr_giro, saft};
use sha2::{Digest as _, Sha256};

use crate::balances::{balances, vouchers_by_period};
use crate::bank_records::{ocr, statements};
use crate::ledger_records::{delimited_ledger, delimited_subledger, saft as saft_records};
use crate::profile::LedgerForm;
use crate::world::{Row, World};

/// A file of the portfolio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SynthFile {
    /// Path from the portfolio's folder, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Where a row of the world is: short digest of the file, and ordinal of the record in it.
pub(crate) type Place = (FileId, u64);

/// The files of an agency and where its rows are in them.
#[derive(Default)]
pub(crate) struct Inbox {
    pub(crate) files: Vec<SynthFile>,
    entries: Vec<Option<Place>>,
    receipts: Vec<Option<Place>>,
    lines: Vec<Vec<Option<Place>>>,
}

impl Inbox {
    /// Writes everything there is.
    pub(crate) fn write(world: &World) -> Self {
        let mut inbox = Self {
            files: Vec::new(),
            entries: vec![None; world.entries.len()],
            receipts: vec![None; world.receipts.len()],
            lines: world.vouchers.iter().map(|voucher| vec![None; voucher.lines.len()]).collect(),
        };
        inbox.bank(world);
        inbox.payments(world);
        inbox.ledger(world);
        inbox
    }

    /// Where a row is; `None` if it is in no file.
    pub(crate) fn place(&self, row: Row) -> Option<Place> {
        match row {
            Row::Entry(entry) => *self.entries.get(entry)?,
            Row::Receipt(receipt) => *self.receipts.get(receipt)?,
            Row::Line(voucher, line) => *self.lines.get(voucher)?.get(line)?,
        }
    }

    fn add(&mut self, world: &World, name: &str, bytes: Vec<u8>, rows: impl Iterator<Item = Option<Row>>) {
        let file = file_id(&bytes);
        for (record, row) in (0..).zip(rows) {
            let place = match row {
                Some(Row::Entry(entry)) => self.entries.get_mut(entry),
                Some(Row::Receipt(receipt)) => self.receipts.get_mut(receipt),
                Some(Row::Line(voucher, line)) => {
                    self.lines.get_mut(voucher).and_then(|lines| lines.get_mut(line))
                }
                None => None,
            };
            if let Some(place) = place {
                *place = Some((file, record));
            }
        }
        self.files.push(SynthFile { path: format!("inbox/{}/{name}", world.profile.code), bytes });
    }

    fn bank(&mut self, world: &World) {
        let mut by_day: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, entry) in world.entries.iter().enumerate() {
            by_day.entry(entry.day).or_default().push(place);
        }
        let mut balances: Vec<Ore> = world.bank_openings.clone();
        for day in 0..world.days.data() {
            let entries = by_day.remove(&day).unwrap_or_default();
            let stamp = world.days.date(day).format("%Y%m%d");
            for (role, sender) in [(BankRole::Working, "K"), (BankRole::Settlement, "N")] {
                let (file, rows) = statements(world, role, day, &entries, &mut balances);
                if role == BankRole::Settlement && world.missing_statements.contains(&day) {
                    continue;
                }
                let name = format!("bank/{sender}.{}.C053.{stamp}183000.xml", world.profile.code);
                self.add(world, &name, camt053::write(&file), rows.into_iter().map(Some));
            }
        }
    }

    fn payments(&mut self, world: &World) {
        let mut by_day: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, receipt) in world.receipts.iter().enumerate() {
            by_day.entry(receipt.day).or_default().push(place);
        }
        for (number, (day, receipts)) in (1..).zip(by_day) {
            let (file, rows) = ocr(world, day, number, &receipts);
            let stamp = world.days.date(day).format("%d%m%y");
            let name = format!("ocr/OCR.D{stamp}.T{number:07}.txt");
            self.add(world, &name, ocr_giro::write(&file), rows.into_iter().map(Some));
        }
    }

    fn ledger(&mut self, world: &World) {
        let by_period = vouchers_by_period(world);
        let balances = balances(world, &by_period);
        let with_balances = by_period.iter().zip(&balances).enumerate();
        for (place, (vouchers, balances)) in with_balances {
            let Some(period) = world.days.period(place) else { continue };
            match world.profile.ledger_form() {
                LedgerForm::Saft => {
                    let (file, rows) = saft_records(world, period, vouchers, balances);
                    let stamp = format!("{}{:02}05060000", period.next_month().year(), period.next_month().number());
                    let organisation = world.profile.organisation.as_str();
                    let name = format!("ledger/SAF-T Financial_{organisation}_{stamp}.xml");
                    self.add(world, &name, saft::write(&file), rows.into_iter().map(Some));
                }
                LedgerForm::Delimited => {
                    let (records, rows) = delimited_ledger(world, place, period, vouchers, balances);
                    let name = format!("ledger/hovedbok-{period}.csv");
                    self.add(world, &name, delimited::write(&records), rows.into_iter());
                    let records = delimited_subledger(period, balances);
                    let name = format!("ledger/reskontro-{period}.csv");
                    self.add(world, &name, delimited::write(&records), std::iter::empty());
                }
            }
        }
    }
}

/// The short digest by which rows refer to a file.
fn file_id(bytes: &[u8]) -> FileId {
    Digest(Sha256::digest(bytes).into()).file_id()
}
