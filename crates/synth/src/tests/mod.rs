//! What must be true of every world, with and without faults, checked on the documents, not on the generator.

mod exchanged;
mod listed;
mod month_end;
mod planted;
mod routines;
mod sent;

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::{BankRole, Budgeting, Model, Principle, Service};
use domain::identifier::{Kid, KidMethod};
use domain::{Ore, Period};
use formats::delimited::record::Record;
use formats::saft::record::PartyKind;
use formats::{camt053, saft};

use crate::documents::{Content, Document, documents};
use crate::faults::{Effect, FaultId, faults, plant};
use crate::generate::generate;
use crate::month_end::settle;
use crate::profile::{CUSTOMERS, INTERIM, STRAY, SUPPLIERS};
use crate::request::Request;
use crate::request::tests::request;
use crate::world::{EntryKind, Lump, Row, VoucherKind, World};

fn made(request: &Request, index: u32) -> (World, Vec<Effect>, Vec<Document>) {
    let mut world = generate(request, index).unwrap();
    let effects = plant(&mut world, request).unwrap();
    settle(&mut world);
    let mut all = Vec::new();
    documents(&world, &mut |document| {
        all.push(document);
        Ok(())
    })
    .unwrap();
    (world, effects, all)
}

/// Requests of several sizes, seeds, kinds and lengths, without faults.
fn requests() -> Vec<Request> {
    let fund = Model {
        service: Service::Part,
        budgeting: Budgeting::Fund,
        principle: Principle::Cash,
    };
    let mut requests = Vec::new();
    for (seed, lines) in [(1, 150), (2, 200), (3, 201), (4, 999), (5, 3000)] {
        requests.push(Request {
            seed,
            // Five agencies have every kind of files.
            ..request(5, lines)
        });
    }
    let year_end = ("2023-11".parse().unwrap(), "2024-02".parse().unwrap());
    requests.push(Request {
        seed: 6,
        periods: year_end,
        ..request(5, 400)
    });
    requests.push(Request {
        seed: 8,
        periods: year_end,
        // Without a year's end, which empties the settlement accounts.
        kinds: Some(vec![Model {
            budgeting: Budgeting::Gross,
            principle: Principle::Srs,
            ..fund
        }]),
        period_13: true,
        ..request(2, 300)
    });
    let one = "2024-12".parse().unwrap();
    requests.push(Request {
        seed: 7,
        periods: (one, one),
        kinds: Some(vec![fund]),
        ..request(2, 300)
    });
    requests
}

/// How many of a kind five agencies and half a year have room for, whatever the seed.
fn room(fault: FaultId) -> u32 {
    match fault.check() {
        // An agency has at most one in a month, and half of them reach into the next.
        "nav-refunds" => 2,
        // The bank refuses a payment every second month.
        _ if fault == FaultId::RefusalPosted => 1,
        // Three terms, and a sum of the cash ledger each month.
        _ if is_of_listings(fault) => 2,
        _ => 5,
    }
}

/// Whether a fault is in what other systems list, or is found by holding the ledger against it.
fn is_of_listings(fault: FaultId) -> bool {
    let checks = [
        "cash-control",
        "cash-balance",
        "cash-unchanged",
        "treasury-booked",
        "s-report",
        "l-report",
        "p-report",
        "sap-ledgers",
        "invoice-system",
        "system-accounts",
        "hours",
        "pension",
        "imports",
        "payroll-file",
    ];
    checks.contains(&fault.check())
}

/// Whether such a fault changes the ledger.
fn is_of_listings_posted(fault: FaultId) -> bool {
    let posted = [
        FaultId::SapOnlyInLedger,
        FaultId::SapWrongAccount,
        FaultId::InvoiceDoublePosting,
        FaultId::ImportBookedTwice,
        FaultId::ImportErrorAccount,
        FaultId::ImportValueReplaced,
        FaultId::PReportHolidayPay,
        FaultId::PReportDifference,
    ];
    let is_in_list = [FaultId::PensionTransposedDigits, FaultId::PensionWrongSign];
    posted.contains(&fault)
        || fault.check() == "system-accounts"
        || fault.check() == "pension" && !is_in_list.contains(&fault)
}

/// Every fault of bank, payments, receipts and listings, those with the fewest places first, so that the others do not take them. The
/// faults of the month's end, of routines and of the change of year have few places: they are looked at by `routines`.
fn scarce_first() -> Vec<FaultId> {
    let mut all: Vec<FaultId> = faults().iter().map(|kind| kind.id).collect();
    all.retain(|fault| {
        !fault.is_of_month_end()
            && !fault.is_of_routine()
            && !fault.is_of_change_of_year()
            && !fault.is_of_sending()
            && !fault.is_of_year_end()
    });
    let scarce = [
        FaultId::NavNotReversed,
        FaultId::RefusalPosted,
        FaultId::StatusMissing,
        FaultId::OcrFileMissing,
    ];
    all.sort_by_key(|fault| !scarce.contains(fault));
    all
}

/// Kinds in turn so that those with reports of NAV have no accruals, which every fault of NAV needs.
fn kinds() -> Vec<Model> {
    let model = |budgeting, principle| Model {
        service: Service::Full,
        budgeting,
        principle,
    };
    let cash = model(Budgeting::Gross, Principle::Cash);
    let srs = [Budgeting::Gross, Budgeting::Net].map(|of| model(of, Principle::Srs));
    vec![cash, srs[0], srs[1], cash, cash]
}

/// The same with faults: a few kinds each, all that the first three agencies can have, and all.
fn faulty_requests() -> Vec<Request> {
    let period = |text: &str| text.parse::<Period>().unwrap();
    let all = scarce_first();
    let few = all.chunks(4).map(|few| Request {
        faults: few.iter().map(|fault| (*fault, room(*fault))).collect(),
        seed: 11,
        periods: (period("2025-01"), period("2025-06")),
        kinds: Some(kinds()),
        ..request(5, 300)
    });
    let mut requests: Vec<Request> = few.map(possible).collect();
    let mut three = request(3, 1000);
    three.seed = 12;
    // Three months have one term, and a month has one sum of the cash ledger.
    let all = scarce_first().into_iter();
    let all = all.filter(|fault| !is_of_listings_posted(*fault) && fault.check() != "pension");
    let count = |fault: FaultId| if is_of_listings(fault) { 1 } else { 4 };
    three.faults = all.map(|fault| (fault, count(fault))).collect();
    requests.push(possible(three));
    let mut half_a_year = request(10, 400);
    half_a_year.seed = 13;
    half_a_year.kinds = Some(kinds());
    half_a_year.periods = (period("2023-11"), period("2024-04"));
    let all = scarce_first().into_iter();
    half_a_year.faults = all.map(|fault| (fault, room(fault).div_ceil(2))).collect();
    requests.push(possible(half_a_year));
    requests
}

/// A request without the faults that none of its agencies can have.
fn possible(mut request: Request) -> Request {
    let all = std::mem::take(&mut request.faults).into_iter();
    let can =
        |fault: FaultId| (0..request.agencies).any(|index| fault.is_possible(&request, index));
    request.faults = all.filter(|(fault, _)| can(*fault)).collect();
    request
}

fn each_world(mut test: impl FnMut(&Request, &World, &[Effect], &[Document])) {
    for request in requests().into_iter().chain(faulty_requests()) {
        for index in 0..request.agencies {
            let (world, effects, documents) = made(&request, index);
            test(&request, &world, &effects, &documents);
        }
    }
}

/// A ledger line of a document, whatever its form.
struct LedgerLine {
    row: Option<Row>,
    period: Period,
    voucher: String,
    account: String,
    amount: Ore,
    kid: String,
    batch: String,
}

fn ledger_lines(documents: &[Document]) -> Vec<LedgerLine> {
    let mut lines = Vec::new();
    for document in documents {
        match &document.content {
            Content::Saft(file) => {
                for (line, row) in file.lines.iter().zip(&document.rows) {
                    lines.push(LedgerLine {
                        row: *row,
                        period: line.period,
                        voucher: line.voucher.clone(),
                        account: line.account.clone(),
                        amount: line.amount,
                        kid: line.kid.clone(),
                        batch: line.batch.clone(),
                    });
                }
            }
            Content::Delimited(records) => {
                for (record, row) in records.iter().zip(&document.rows) {
                    let Record::Ledger(line) = record else {
                        continue;
                    };
                    lines.push(LedgerLine {
                        row: *row,
                        period: line.period,
                        voucher: line.voucher.clone(),
                        account: line.account.clone(),
                        amount: line.amount,
                        kid: line.kid.clone(),
                        batch: line.batch.clone(),
                    });
                }
            }
            _ => {}
        }
    }
    lines
}

/// The month a period counts as: December for 14.
fn month_of(period: Period) -> Period {
    Period::new(period.year(), period.number().clamp(1, 12)).unwrap()
}

fn saft_files(documents: &[Document]) -> Vec<&saft::record::File> {
    let files = documents
        .iter()
        .filter_map(|document| match &document.content {
            Content::Saft(file) => Some(file),
            _ => None,
        });
    files.collect()
}

fn statements(documents: &[Document]) -> Vec<&camt053::record::Statement> {
    let files = documents
        .iter()
        .filter_map(|document| match &document.content {
            Content::Camt(file) | Content::Mt940(file) => Some(&file.statements),
            _ => None,
        });
    files.flatten().collect()
}

/// A payment in, whichever file tells of it.
struct PaidIn {
    account: String,
    date: chrono::NaiveDate,
    lump: String,
    kid: String,
    amount: Ore,
}

fn paid_in(documents: &[Document]) -> Vec<PaidIn> {
    let mut payments = Vec::new();
    for document in documents {
        match &document.content {
            Content::Ocr(file) => payments.extend(file.payments.iter().map(|payment| PaidIn {
                account: payment.account.clone(),
                date: payment.settlement_date,
                lump: payment.lump.clone(),
                kid: payment.kid.clone(),
                amount: payment.amount,
            })),
            Content::Advice(file) => {
                for notification in &file.notifications {
                    for entry in notification.entries.iter().filter(|e| e.amount.0 > 0) {
                        payments.extend(entry.transactions.iter().map(|transaction| PaidIn {
                            account: notification.account.clone(),
                            date: entry.booking_date.unwrap(),
                            lump: entry.bank_ref.clone(),
                            kid: transaction.kids[0].clone(),
                            amount: transaction.amount.unwrap(),
                        }));
                    }
                }
            }
            _ => {}
        }
    }
    payments
}

fn sum(amounts: impl IntoIterator<Item = Ore>) -> i64 {
    Ore::sum(amounts).unwrap().0
}

#[test]
fn same_request_same_world_whatever_else_is_asked_for() {
    for request in requests().into_iter().chain(faulty_requests()) {
        let last = request.agencies - 1;
        assert_eq!(made(&request, last).2, made(&request, last).2);
        let other = Request {
            seed: request.seed + 1,
            ..request.clone()
        };
        assert_ne!(made(&request, last).2, made(&other, last).2);
    }
    // More agencies change nothing for those that were there.
    assert_eq!(made(&request(3, 200), 1).2, made(&request(9, 200), 1).2);
}

#[test]
fn number_of_lines_within_two_per_cent() {
    for request in requests() {
        for index in 0..request.agencies {
            let (world, _, documents) = made(&request, index);
            let mut counts: BTreeMap<Period, usize> = BTreeMap::new();
            for line in ledger_lines(&documents)
                .iter()
                .filter(|line| line.row.is_some())
            {
                *counts.entry(month_of(line.period)).or_default() += 1;
            }
            let wanted = usize::try_from(request.lines_per_period).unwrap();
            assert_eq!(counts.len(), world.days.periods.len());
            for (period, count) in counts {
                assert!(
                    count.abs_diff(wanted) * 50 <= wanted,
                    "{period}: {count} for {wanted}"
                );
            }
        }
    }
}

#[test]
fn every_kind_of_event_in_every_period() {
    for request in requests() {
        for index in 0..request.agencies {
            let (world, _, _) = made(&request, index);
            for (place, period) in world.days.periods.iter().enumerate() {
                let in_period: Vec<_> = world
                    .entries
                    .iter()
                    .filter(|e| world.days.period_index(e.day) == place)
                    .collect();
                let kinds: BTreeSet<EntryKind> = in_period.iter().map(|entry| entry.kind).collect();
                for kind in [
                    EntryKind::Lump,
                    EntryKind::Manual,
                    EntryKind::Batch,
                    EntryKind::Fee,
                    EntryKind::Return,
                    EntryKind::Sweep,
                    EntryKind::Topping,
                ] {
                    assert!(
                        kinds.contains(&kind),
                        "{kind:?} {period} {}",
                        request.lines_per_period
                    );
                }
                let vouchers: Vec<_> = world
                    .vouchers
                    .iter()
                    .filter(|voucher| voucher.period == *period)
                    .collect();
                for kind in [
                    VoucherKind::OcrPayment,
                    VoucherKind::ManualBank,
                    VoucherKind::Trigger,
                    VoucherKind::Remittance,
                    VoucherKind::Payroll,
                    VoucherKind::Invoice,
                    VoucherKind::Bill,
                    VoucherKind::Clearing,
                    VoucherKind::General,
                ] {
                    assert!(vouchers.iter().any(|v| v.kind == kind), "{kind:?} {period}");
                }
                // Read late over the month end, and still posted in the month of the settlement.
                assert!(
                    vouchers
                        .iter()
                        .any(|voucher| !period.contains(voucher.date))
                );
            }
        }
    }
}

#[test]
fn vouchers_balance_and_numbers_are_unique() {
    each_world(|_, _, _, documents| {
        let mut sums: BTreeMap<(Period, String), i64> = BTreeMap::new();
        let mut periods: BTreeMap<String, Period> = BTreeMap::new();
        for line in ledger_lines(documents)
            .into_iter()
            .filter(|line| line.row.is_some())
        {
            assert_ne!(line.amount, Ore::ZERO);
            // One voucher is in one period only.
            assert_eq!(
                *periods.entry(line.voucher.clone()).or_insert(line.period),
                line.period
            );
            *sums.entry((line.period, line.voucher)).or_default() += line.amount.0;
        }
        assert!(sums.values().all(|sum| *sum == 0));
        for file in saft_files(documents) {
            let mut seen = BTreeSet::new();
            let mut last = None;
            for line in &file.lines {
                let key = (line.journal.clone(), line.voucher.clone());
                if last.as_ref() != Some(&key) {
                    assert!(seen.insert(key.clone()), "{key:?} is split");
                    last = Some(key);
                }
            }
        }
    });
}

#[test]
fn saft_opening_movement_closing_parties() {
    each_world(|_, _, _, documents| {
        let mut before: BTreeMap<String, Ore> = BTreeMap::new();
        for file in saft_files(documents) {
            let (period, _) = file.header.selection.unwrap();
            let is_of_file = |line: &saft::record::Line| month_of(line.period) == period;
            assert!(file.lines.iter().all(is_of_file));
            assert_eq!(sum(file.accounts.iter().map(|account| account.opening)), 0);
            assert_eq!(sum(file.accounts.iter().map(|account| account.closing)), 0);
            let ids: BTreeSet<_> = file
                .accounts
                .iter()
                .map(|account| account.id.as_str())
                .collect();
            assert_eq!(ids.len(), file.accounts.len());
            assert!(
                file.lines
                    .iter()
                    .all(|line| ids.contains(line.account.as_str()))
            );
            for account in &file.accounts {
                let lines = file.lines.iter().filter(|line| line.account == account.id);
                let moved = sum(lines.map(|line| line.amount));
                assert_eq!(
                    account.opening.0 + moved,
                    account.closing.0,
                    "{}",
                    account.id
                );
                let result = matches!(account.id.as_bytes()[0], b'3'..=b'8');
                let new_year = period.number() == 1;
                if result && (new_year || before.is_empty()) {
                    assert_eq!(account.opening, Ore::ZERO);
                } else if let Some(closing) = before.get(&account.id) {
                    assert_eq!(account.opening, *closing);
                }
            }
            parties_agree(file);
            before = file
                .accounts
                .iter()
                .map(|a| (a.id.clone(), a.closing))
                .collect();
        }
    });
}

fn parties_agree(file: &saft::record::File) {
    let ids: BTreeSet<_> = file
        .parties
        .iter()
        .map(|party| (party.kind, party.id.clone()))
        .collect();
    assert_eq!(ids.len(), file.parties.len());
    for (kind, control) in [
        (PartyKind::Customer, CUSTOMERS),
        (PartyKind::Supplier, SUPPLIERS),
    ] {
        let account = file
            .accounts
            .iter()
            .find(|account| account.id == control)
            .unwrap();
        let of_kind = || file.parties.iter().filter(|party| party.kind == kind);
        assert!(of_kind().all(|party| party.account == control));
        assert_eq!(sum(of_kind().map(|party| party.opening)), account.opening.0);
        assert_eq!(sum(of_kind().map(|party| party.closing)), account.closing.0);
        for party in of_kind() {
            let key = Some((kind, party.id.clone()));
            let moved = sum(file
                .lines
                .iter()
                .filter(|line| line.party == key)
                .map(|l| l.amount));
            assert_eq!(party.opening.0 + moved, party.closing.0);
        }
        assert!(
            file.lines
                .iter()
                .filter(|line| line.account == control)
                .all(|line| {
                    line.party
                        .as_ref()
                        .is_some_and(|party| party.0 == kind && ids.contains(party))
                })
        );
    }
    let others = file
        .lines
        .iter()
        .filter(|line| ![CUSTOMERS, SUPPLIERS].contains(&line.account.as_str()));
    assert!(others.into_iter().all(|line| line.party.is_none()));
}

#[test]
fn delimited_ledger_opens_at_zero_and_open_items_equal_the_control_accounts() {
    let mut listings = 0;
    each_world(|_, world, _, documents| {
        let lines = ledger_lines(documents);
        for place in 0..world.days.periods.len() {
            let period = world.days.periods[place];
            let year_to_date = |account: &str| {
                let of_year = lines.iter().filter(|line| {
                    line.account == account
                        && line.period.year() == period.year()
                        && line.period <= period
                });
                sum(of_year.map(|line| line.amount))
            };
            for document in documents {
                let Content::Delimited(records) = &document.content else {
                    continue;
                };
                let items: Vec<_> = records
                    .iter()
                    .filter_map(|record| match record {
                        Record::Subledger(row) if row.period == period => Some(row),
                        _ => None,
                    })
                    .collect();
                if items.is_empty() {
                    continue;
                }
                listings += 1;
                for control in [CUSTOMERS, SUPPLIERS] {
                    let of_control = items.iter().filter(|item| item.account == control);
                    assert_eq!(
                        sum(of_control.map(|item| item.amount)),
                        year_to_date(control)
                    );
                }
                assert!(
                    items
                        .iter()
                        .all(|item| item.amount != Ore::ZERO && !item.party.is_empty())
                );
            }
        }
        let mut openings: BTreeMap<Period, i64> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.row.is_none()) {
            assert_eq!(line.period.number(), 0);
            *openings.entry(line.period).or_default() += line.amount.0;
        }
        assert!(openings.values().all(|sum| *sum == 0));
        if !saft_files(documents).is_empty() {
            assert!(openings.is_empty());
        }
    });
    assert!(listings > 20);
}

#[test]
fn statements_balance_chain_and_are_numbered() {
    each_world(|_, world, _, documents| {
        for (place, bank) in world.profile.banks.iter().enumerate() {
            let of_account = |s: &&&camt053::record::Statement| s.account == bank.number.as_str();
            let all = statements(documents);
            let mine: Vec<_> = all.iter().filter(of_account).copied().collect();
            let missing = if bank.role == BankRole::Settlement {
                world.missing_statements.len()
            } else {
                0
            };
            assert_eq!(mine.len() + missing, world.days.data());
            let mut before = Some(world.bank_openings[place]);
            let mut sequence = world.first_sequence - 1;
            for statement in mine {
                let opening = statement.opening.as_ref().unwrap().amount;
                let closing = statement.closing.as_ref().unwrap().amount;
                let moved = sum(statement.entries.iter().map(|entry| entry.amount));
                assert_eq!(opening.0 + moved, closing.0);
                assert_eq!(statement.sum_credit.0 - statement.sum_debit.0, moved);
                let details = statement
                    .entries
                    .iter()
                    .map(|e| u64::try_from(e.transactions.len()).unwrap());
                assert_eq!(statement.transactions, details.sum::<u64>());
                let number = statement.sequence.unwrap();
                if number == sequence + 1 {
                    assert_eq!(before, Some(opening));
                } else {
                    let day = usize::try_from(number - 1 - world.first_sequence).unwrap();
                    assert!(world.missing_statements.contains(&day));
                }
                (before, sequence) = (Some(closing), number);
                if bank.role == BankRole::Working {
                    assert_eq!((opening, closing), (Ore::ZERO, Ore::ZERO));
                }
                let date = statement.from_to.unwrap().0;
                assert!(
                    statement
                        .entries
                        .iter()
                        .all(|entry| entry.booking_date == Some(date))
                );
                assert!(
                    statement
                        .entries
                        .iter()
                        .all(|entry| entry.amount != Ore::ZERO)
                );
            }
        }
    });
}

/// Ledger balance year to date (or since the data began, for SAF-T with its own opening) at the end of each period.
fn ledger_balance(documents: &[Document], account: &str, period: Period) -> i64 {
    let safts = saft_files(documents);
    if let Some(file) = safts
        .iter()
        .find(|file| file.header.selection.unwrap().0 == period)
    {
        return file
            .accounts
            .iter()
            .find(|a| a.id == account)
            .map_or(0, |a| a.closing.0);
    }
    let lines = ledger_lines(documents);
    let of_year = lines.iter().filter(|line| {
        line.account == account && line.period.year() == period.year() && line.period <= period
    });
    sum(of_year.map(|line| line.amount))
}

fn statement_balance(world: &World, documents: &[Document], place: usize, period: Period) -> i64 {
    let number = world.profile.banks[place].number.as_str();
    let all = statements(documents);
    let last = all.iter().rev().find(|statement| {
        statement.account == number && statement.from_to.unwrap().0 <= period.last_day()
    });
    last.unwrap().closing.as_ref().unwrap().amount.0
}

#[test]
fn without_faults_ledger_equals_statement_at_every_period_end() {
    for request in requests() {
        for index in 0..request.agencies {
            let (world, effects, documents) = made(&request, index);
            assert!(effects.is_empty());
            for period in &world.days.periods {
                for (place, bank) in world.profile.banks.iter().enumerate() {
                    assert_eq!(
                        ledger_balance(&documents, bank.ledger, *period),
                        statement_balance(&world, &documents, place, *period)
                    );
                }
                assert_eq!(ledger_balance(&documents, STRAY, *period), 0);
            }
        }
    }
}

#[test]
fn unknown_receipts_never_grow_old() {
    for request in requests() {
        for index in 0..request.agencies {
            let (world, _, _) = made(&request, index);
            let last = world.days.periods.last().unwrap();
            let mut carried = 0;
            for single in &world.singles {
                let voucher = &world.vouchers[single.voucher];
                if voucher.lines[1].account != INTERIM {
                    continue;
                }
                let text = &voucher.lines[1].text;
                assert!(
                    ["UKJENT ", "TILBAKEBETALES ", "OMPOSTERES "]
                        .iter()
                        .any(|w| text.starts_with(w))
                );
                let cleared = world.vouchers.iter().find(|clearing| {
                    clearing.kind == VoucherKind::Clearing
                        && clearing.lines[0].reference == voucher.lines[1].reference
                });
                match cleared {
                    Some(clearing) => {
                        let month = chrono::Months::new(1);
                        assert!(clearing.date <= voucher.date.checked_add_months(month).unwrap());
                        carried += usize::from(clearing.period != voucher.period);
                    }
                    None => assert!(last.months_since(voucher.period) <= 1),
                }
            }
            if world.days.periods.len() > 2 {
                assert!(carried > 0);
            }
        }
    }
}

#[test]
fn payments_in_carry_valid_kids_and_sum_to_their_lumps() {
    each_world(|_, world, _, documents| {
        let all = statements(documents);
        let is_there = |lump: &&Lump| !world.missing_receipts.contains(&lump.day);
        let lumps = world.lumps.iter().filter(is_there);
        let lump_entries = lumps.map(|lump| &world.entries[lump.entry]);
        let lump_counts: BTreeMap<&str, u64> = lump_entries
            .map(|entry| (entry.reference.as_str(), entry.count.unwrap()))
            .collect();
        let lumps: Vec<_> = all
            .iter()
            .flat_map(|statement| &statement.entries)
            .filter(|entry| lump_counts.contains_key(entry.bank_ref.as_str()))
            .collect();
        let mut sums: BTreeMap<(String, String), (i64, u64)> = BTreeMap::new();
        for payment in paid_in(documents) {
            let kid: Kid = payment.kid.parse().unwrap();
            assert!(kid.holds(Some(KidMethod::Mod10)));
            assert!(payment.amount.0 > 0);
            let receiving = &world.profile.banks[world.profile.receiving];
            assert_eq!(payment.account, receiving.number.as_str());
            let key = (payment.date.to_string(), payment.lump);
            let (amount, count) = sums.entry(key).or_default();
            (*amount, *count) = (*amount + payment.amount.0, *count + 1);
        }
        assert_eq!(sums.len(), lumps.len());
        let keys: BTreeSet<_> = sums.keys().map(|(_, lump)| lump).collect();
        assert_eq!(keys.len(), lumps.len(), "lump keys are unique");
        for entry in lumps {
            let key = (
                entry.booking_date.unwrap().to_string(),
                entry.bank_ref.clone(),
            );
            let count = lump_counts[entry.bank_ref.as_str()];
            assert_eq!(sums[&key], (entry.amount.0, count));
        }
    });
}

#[test]
fn bank_references_are_unique() {
    each_world(|_, _, _, documents| {
        let mut seen = BTreeSet::new();
        for statement in statements(documents) {
            for entry in &statement.entries {
                // The two ends of a transfer share one reference.
                assert!(seen.insert((statement.account.clone(), entry.bank_ref.clone())));
            }
        }
    });
}

/// Every row of a set's sides, and in how many groups it is.
#[test]
fn without_faults_every_row_is_in_exactly_one_pair_of_its_set() {
    for request in requests() {
        for index in 0..request.agencies {
            let (world, _, documents) = made(&request, index);
            let mut seen: BTreeMap<(String, &str, Row), u32> = BTreeMap::new();
            for group in &world.groups {
                for (side, row) in &group.rows {
                    *seen.entry((group.set.clone(), *side, *row)).or_default() += 1;
                }
            }
            assert!(seen.values().all(|count| *count == 1));
            let mut expected: BTreeSet<(String, &str, Row)> = BTreeSet::new();
            for (place, entry) in world.entries.iter().enumerate() {
                let ledger = world.profile.ledger(entry.bank);
                expected.insert((format!("bank-{ledger}"), "bank", Row::Entry(place)));
                if entry.kind == EntryKind::Lump {
                    expected.insert((format!("ocr-{ledger}"), "bank", Row::Entry(place)));
                }
            }
            let receiving = world.profile.ledger(world.profile.receiving);
            for place in 0..world.receipts.len() {
                expected.insert((format!("ocr-{receiving}"), "ocr", Row::Receipt(place)));
                expected.insert(("kid-1500".to_owned(), "ocr", Row::Receipt(place)));
            }
            let banks: Vec<_> = world.profile.banks.iter().map(|bank| bank.ledger).collect();
            for line in ledger_lines(&documents) {
                let Some(row) = line.row else { continue };
                if banks.contains(&line.account.as_str()) {
                    expected.insert((format!("bank-{}", line.account), "ledger", row));
                }
                if line.account == CUSTOMERS && line.amount.0 < 0 && !line.kid.is_empty() {
                    expected.insert(("kid-1500".to_owned(), "ledger", row));
                }
                if line.account == INTERIM && line.amount.0 > 0 {
                    expected.insert(("interim-2990".to_owned(), "clearing", row));
                }
            }
            // Receipts that are not cleared yet are in no pair.
            let receipts = seen
                .keys()
                .filter(|(_, side, _)| *side == "receipt")
                .cloned();
            expected.extend(receipts.collect::<Vec<_>>());
            assert_eq!(seen.keys().cloned().collect::<BTreeSet<_>>(), expected);
        }
    }
}

/// Groups conserve: both sides of an undamaged group have the same sum, in what the documents say.
#[test]
fn undamaged_groups_agree_to_the_ore() {
    each_world(|_, world, _, _| {
        for group in world.groups.iter().filter(|group| !group.damaged) {
            let mut sides: BTreeMap<&str, i64> = BTreeMap::new();
            for (side, row) in &group.rows {
                let amount = match row {
                    Row::Entry(entry) => world.entries[*entry].amount,
                    Row::Receipt(receipt) => world.receipts[*receipt].amount,
                    Row::Line(voucher, line) => {
                        assert!(!world.vouchers[*voucher].removed);
                        world.line_amount(*voucher, *line)
                    }
                    Row::Listed(_) => panic!("a row of a listing is in no group"),
                };
                *sides.entry(side).or_default() += amount.0;
            }
            let sums: Vec<i64> = sides.into_values().collect();
            assert_eq!(sums.len(), 2);
            let opposite = group.set.starts_with("kid-") || group.set.starts_with("interim-");
            assert_eq!(
                sums[0],
                if opposite { -sums[1] } else { sums[1] },
                "{}",
                group.set
            );
        }
    });
}

#[test]
fn proportions_are_those_of_a_ledger() {
    for lines in [1000, 5000] {
        for index in 0..3 {
            let (world, _, _) = made(&request(3, lines), index);
            let share = |kinds: &[VoucherKind]| {
                let of_kinds = world.vouchers.iter().filter(|v| kinds.contains(&v.kind));
                let count: usize = of_kinds.map(|voucher| voucher.lines.len()).sum();
                100 * count / world.vouchers.iter().map(|v| v.lines.len()).sum::<usize>()
            };
            let receivables = share(&[VoucherKind::OcrPayment, VoucherKind::Invoice]);
            assert!(
                (28..=38).contains(&receivables),
                "{receivables} % of {lines}"
            );
            let payables = share(&[VoucherKind::Remittance, VoucherKind::Bill]);
            assert!((20..=28).contains(&payables), "{payables} % of {lines}");
            let general = share(&[VoucherKind::General]);
            assert!((20..=45).contains(&general), "{general} % of {lines}");
        }
    }
}
