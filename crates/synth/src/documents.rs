//! From the world to documents: every file the agency delivers, as records, one at a time so that memory holds only one.
//!
//! Not here: bytes (`files`).

use std::collections::BTreeMap;

use domain::agency::BankRole;
use domain::register::Kind;
use domain::{Ore, Period};
use formats::telepay::record::Kind as TelepayKind;
use formats::{camt053, camt054, delimited, k27, mt940, ocr_giro, pain001, pain002, saft, telepay};

use crate::advice_records::{credits, debits};
use crate::balances::{PeriodBalances, balances, vouchers_by_period};
use crate::bank_records::{as_mt940, ocr, statements};
use crate::error::SynthError;
use crate::ledger_records::{
    delimited_ledger, delimited_subledger, saft as saft_file, specification_rows,
};
use crate::order_records::{
    Message, Numbers, pain001 as pain001_file, pain002 as pain002_file, telepay_return,
    telepay_sent,
};
use crate::profile::{FileExchange, LedgerForm};
use crate::refund_records::files as refund_files;
use crate::registers::registers;
use crate::world::{Row, World};

/// What a document says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// Ledger of a period.
    Saft(saft::record::File),
    /// Statements of a bank day.
    Camt(camt053::record::File),
    /// Statements of a bank day in the older form.
    Mt940(mt940::record::File),
    /// Credits with KID, or debits of payment orders, of a bank day.
    Advice(camt054::record::File),
    /// OCR payments of a bank day.
    Ocr(ocr_giro::record::File),
    /// Payment order.
    Pain001(pain001::record::File),
    /// Answer to a payment order.
    Pain002(pain002::record::File),
    /// Payment order, receipt or settlement in the older form.
    Telepay(telepay::record::File),
    /// NAV's report, or the metadata beside it.
    K27(k27::record::File),
    /// Ledger, open items or register of a period.
    Delimited(Vec<delimited::record::Record>),
    /// A register whose amount has a heading of its own, as its headings fit another kind too; it may have no row.
    Listing(&'static Kind, &'static str, Vec<delimited::record::Record>),
    /// The first half of the bytes of another one.
    Cut(Box<Self>),
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

impl Document {
    /// A document that holds no row of the world.
    pub(crate) fn without_rows(name: String, content: Content) -> Self {
        Self {
            name,
            content,
            rows: Vec::new(),
        }
    }
}

/// Hands on every document of the agency: banks, payments in, payments out, NAV's reports, ledger, registers.
pub(crate) fn documents(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    bank(world, each)?;
    payments(world, each)?;
    orders(world, each)?;
    refunds(world, each)?;
    ledger(world, each)?;
    for specification in &world.specifications {
        let (period, account) = (specification.period, specification.account);
        let name = format!("ledger/spesifikasjon-{account}-{period}.csv");
        let content = Content::Delimited(specification_rows(specification));
        each(Document::without_rows(name, content))?;
    }
    registers(world, each)
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
            let (mut file, rows) = statements(world, role, day, &entries, &mut balances);
            if role == BankRole::Settlement && world.missing_statements.contains(&day) {
                continue;
            }
            let code = &world.profile.code;
            let (name, content) = if world.profile.exchange == FileExchange::Older {
                as_mt940(&mut file, world, &rows);
                let name = format!("bank/{sender}.{code}.MT940.{stamp}.sta");
                (name, Content::Mt940(file))
            } else {
                let name = format!("bank/{sender}.{code}.C053.{stamp}183000.xml");
                (name, Content::Camt(file))
            };
            each(Document {
                name,
                content,
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
        if world.profile.exchange == FileExchange::Newer {
            let (file, rows) = credits(world, day);
            let stamp = world.days.date(day).format("%Y%m%d");
            each(Document {
                name: format!("receipts/K.{}.C054.{stamp}183000.xml", world.profile.code),
                content: Content::Advice(file),
                rows: rows.into_iter().map(Some).collect(),
            })?;
            continue;
        }
        let (file, rows) = ocr(world, day, number, &receipts);
        if world.missing_receipts.contains(&day) {
            continue;
        }
        let stamp = world.days.date(day).format("%d%m%y");
        let name = format!("ocr/OCR.D{stamp}.T{number:07}.txt");
        let content = Content::Ocr(file);
        if world.sending.is_unreadable(day) {
            let content = Content::Cut(Box::new(content));
            each(Document::without_rows(name, content))?;
            continue;
        }
        each(Document {
            name,
            content,
            rows: rows.into_iter().map(Some).collect(),
        })?;
    }
    Ok(())
}

/// The files of payments out: of each bank day with orders the order, the bank's answer, and what it has debited.
fn orders(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let mut by_day: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, order) in world.orders.iter().enumerate() {
        by_day.entry(order.day).or_default().push(place);
    }
    let mut numbers = Numbers::default();
    for (day, places) in by_day {
        let message = |orders| Message {
            day,
            orders,
            suffix: "",
            is_refused: false,
        };
        let orders = || places.iter().filter_map(|place| world.orders.get(*place));
        let as_sent = places.iter().zip(orders());
        let as_sent = as_sent.map(|(place, order)| world.sending.as_sent(*place, order));
        let (sent, debited) = (message(as_sent.collect()), message(orders().collect()));
        numbers.step(world.sending.numbers(day));
        let files = order_files(world, &sent, &debited, &mut numbers);
        let is_there = |kind: &str| {
            !(kind == "P001" && world.missing_orders.contains(&day)
                || kind == "P002" && world.missing_returns.contains(&day)
                || kind == "C054" && world.missing_settlements.contains(&day))
        };
        write_orders(world, &sent, files, is_there, each)?;
        for further in world.sending.further(day) {
            let message = Message {
                day,
                orders: vec![&further.order],
                suffix: "-2",
                is_refused: further.is_refused,
            };
            let before = numbers;
            let files = order_files(world, &message, &message, &mut numbers);
            if !further.is_settled {
                numbers.not_settled_since(before);
            }
            let is_there = |kind: &str| match kind {
                "P001" | "SENDT" => further.is_sent,
                "C054" | "AVREGNING" => further.is_settled,
                _ => true,
            };
            write_orders(world, &message, files, is_there, each)?;
        }
    }
    Ok(())
}

/// What is sent, the bank's answer to it, and what it says it has debited: each with what its name says it is.
type OrderFiles = [(&'static str, &'static str, Content); 3];

fn order_files(
    world: &World,
    sent: &Message<'_>,
    debited: &Message<'_>,
    numbers: &mut Numbers,
) -> OrderFiles {
    if world.profile.exchange == FileExchange::Newer {
        let (order, answer) = (pain001_file(world, sent), pain002_file(world, sent));
        return [
            ("P001", "xml", Content::Pain001(order)),
            ("P002", "xml", Content::Pain002(answer)),
            ("C054", "xml", Content::Advice(debits(world, debited))),
        ];
    }
    let file = telepay_sent(world, sent, numbers);
    let [received, settled] = [TelepayKind::Mottaksretur, TelepayKind::Avregningsretur]
        .map(|kind| Content::Telepay(telepay_return(&file, kind, numbers)));
    [
        ("SENDT", "txt", Content::Telepay(file)),
        ("MOTTAK", "txt", received),
        ("AVREGNING", "txt", settled),
    ]
}

fn write_orders(
    world: &World,
    message: &Message<'_>,
    files: OrderFiles,
    is_there: impl Fn(&str) -> bool,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let (code, suffix) = (&world.profile.code, message.suffix);
    let stamp = world.days.date(message.day).format("%Y%m%d");
    for (kind, ending, content) in files {
        if is_there(kind) {
            let name = format!("payments/{code}.{kind}.{stamp}{suffix}.{ending}");
            each(Document::without_rows(name, content))?;
        }
    }
    Ok(())
}

/// A report that cannot be written.
const NOT_WRITTEN: SynthError = SynthError::Internal("a report of NAV");

/// NAV's reports, and what stands beside them.
fn refunds(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    for (name, file) in refund_files(world).ok_or(NOT_WRITTEN)? {
        each(Document::without_rows(name, Content::K27(file)))?;
    }
    Ok(())
}

fn ledger(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let by_period = vouchers_by_period(world);
    let balances = balances(world, &by_period);
    let (by_period, balances) = match world.profile.ledger_form() {
        LedgerForm::Saft => with_transfers(by_period, balances),
        LedgerForm::Delimited => (by_period, balances),
    };
    let first = world.days.periods.first();
    for ((period, vouchers), balances) in by_period.iter().zip(&balances) {
        let period = *period;
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
                let (records, rows) =
                    delimited_ledger(world, first == Some(&period), period, vouchers, balances);
                let name = format!("ledger/hovedbok-{period}.csv");
                each(Document {
                    name,
                    content: Content::Delimited(records),
                    rows,
                })?;
                if !period.is_month() {
                    continue;
                }
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

/// The transfers of period 14 with December, whose SAF-T file holds them.
fn with_transfers(
    by_period: BTreeMap<Period, Vec<usize>>,
    balances: Vec<PeriodBalances>,
) -> (BTreeMap<Period, Vec<usize>>, Vec<PeriodBalances>) {
    let mut months: BTreeMap<Period, Vec<usize>> = BTreeMap::new();
    let mut of_months: Vec<PeriodBalances> = Vec::new();
    for ((period, vouchers), balances) in by_period.into_iter().zip(balances) {
        let december = months.last_entry().zip(of_months.last_mut());
        if let Some((mut posted, of_december)) = december.filter(|_| !period.is_month()) {
            posted.get_mut().extend(vouchers);
            of_december.close_with(&balances);
            continue;
        }
        months.insert(period, vouchers);
        of_months.push(balances);
    }
    (months, of_months)
}

fn group(places: impl Iterator<Item = (usize, usize)>) -> BTreeMap<usize, Vec<usize>> {
    let mut by_day: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (day, place) in places {
        by_day.entry(day).or_default().push(place);
    }
    by_day
}
