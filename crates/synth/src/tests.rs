//! What must be true of every world, with and without faults, checked on the documents, not on the generator.

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::{BankRole, Budgeting, Model, Principle, Service};
use domain::identifier::{Kid, KidMethod};
use domain::{Ore, Period};
use formats::delimited::record::Record;
use formats::saft::record::PartyKind;
use formats::{camt053, ocr_giro, saft};

use crate::documents::{Content, Document, documents};
use crate::faults::{Effect, FaultId, faults, plant};
use crate::generate::generate;
use crate::profile::{CUSTOMERS, INTERIM, STRAY, SUPPLIERS};
use crate::request::Request;
use crate::request::tests::request;
use crate::world::{EntryKind, Row, VoucherKind, World};

fn made(request: &Request, index: u32) -> (World, Vec<Effect>, Vec<Document>) {
    let mut world = generate(request, index).unwrap();
    let effects = plant(&mut world, request).unwrap();
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
            ..request(3, lines)
        });
    }
    let year_end = ("2023-11".parse().unwrap(), "2024-02".parse().unwrap());
    requests.push(Request {
        seed: 6,
        periods: year_end,
        ..request(3, 400)
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

/// The same with faults: each kind alone, and all together.
fn faulty_requests() -> Vec<Request> {
    let mut requests: Vec<Request> = faults()
        .iter()
        .map(|kind| Request {
            faults: vec![(kind.id, 5)],
            seed: 11,
            ..request(3, 300)
        })
        .collect();
    let all: Vec<(FaultId, u32)> = faults().iter().map(|kind| (kind.id, 4)).collect();
    requests.push(Request {
        faults: all.clone(),
        seed: 12,
        ..request(3, 1000)
    });
    let year_end = ("2023-11".parse().unwrap(), "2024-02".parse().unwrap());
    requests.push(Request {
        faults: all,
        seed: 13,
        periods: year_end,
        ..request(4, 400)
    });
    requests
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
            Content::Camt(file) => Some(&file.statements),
            _ => None,
        });
    files.flatten().collect()
}

fn ocr_files(documents: &[Document]) -> Vec<&ocr_giro::record::File> {
    let files = documents
        .iter()
        .filter_map(|document| match &document.content {
            Content::Ocr(file) => Some(file),
            _ => None,
        });
    files.collect()
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
                *counts.entry(line.period).or_default() += 1;
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
            assert!(file.lines.iter().all(|line| line.period == period));
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
                } else if let Some(closing) = before.get(&account.id)
                    && (!new_year || !["1990", "2050"].contains(&account.id.as_str()))
                {
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
fn ocr_files_carry_valid_kids_and_sum_to_their_lumps() {
    each_world(|_, world, _, documents| {
        let all = statements(documents);
        let lumps: Vec<_> = all
            .iter()
            .flat_map(|statement| &statement.entries)
            .filter(|entry| entry.group_code == "230")
            .collect();
        let mut sums: BTreeMap<(String, String), (i64, u64)> = BTreeMap::new();
        for file in ocr_files(documents) {
            for payment in &file.payments {
                let kid: Kid = payment.kid.parse().unwrap();
                assert!(kid.holds(Some(KidMethod::Mod10)));
                assert!(payment.amount.0 > 0);
                let receiving = &world.profile.banks[world.profile.receiving];
                assert_eq!(payment.account, receiving.number.as_str());
                let key = (payment.settlement_date.to_string(), payment.lump.clone());
                let (amount, count) = sums.entry(key).or_default();
                (*amount, *count) = (*amount + payment.amount.0, *count + 1);
            }
        }
        assert_eq!(sums.len(), lumps.len());
        let keys: BTreeSet<_> = sums.keys().map(|(_, lump)| lump).collect();
        assert_eq!(keys.len(), lumps.len(), "lump keys are unique");
        for entry in lumps {
            let key = (
                entry.booking_date.unwrap().to_string(),
                entry.bank_ref.clone(),
            );
            assert_eq!(sums[&key], (entry.amount.0, entry.batch_count.unwrap()));
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

/// What the planted faults do to ledger − statement of an account at the end of a period.
fn expected_difference(effects: &[Effect], account: &str, period: Period) -> i64 {
    let mut expected = 0;
    for effect in effects {
        let counts = match effect.fault {
            // The next statement brings the balance again; the sub-ledger is another point.
            FaultId::StatementDayMissing | FaultId::WrongKidDigit => false,
            FaultId::WrongPeriod => effect.period == period,
            _ => effect.period <= period,
        };
        if counts && effect.subject == account {
            expected += effect.amount.0;
        }
        for (_, amount) in effect
            .mirror
            .iter()
            .filter(|(mirror, _)| counts && *mirror == account)
        {
            expected += amount.0;
        }
    }
    expected
}

#[test]
fn faults_do_to_the_accounts_what_they_say_and_nothing_else() {
    for request in faulty_requests() {
        for index in 0..request.agencies {
            let (world, effects, documents) = made(&request, index);
            let clean = Request {
                faults: Vec::new(),
                ..request.clone()
            };
            let (_, _, clean) = made(&clean, index);
            for period in &world.days.periods {
                for (place, bank) in world.profile.banks.iter().enumerate() {
                    let ledger = ledger_balance(&documents, bank.ledger, *period);
                    let statement = statement_balance(&world, &documents, place, *period);
                    let expected = expected_difference(&effects, bank.ledger, *period);
                    assert_eq!(ledger - statement, expected, "{} {period}", bank.ledger);
                    // No fault touches the bank's side.
                    assert_eq!(statement, statement_balance(&world, &clean, place, *period));
                }
                let stray: i64 = effects
                    .iter()
                    .filter(|effect| {
                        effect.fault == FaultId::WrongAccount && effect.mirror.is_empty()
                    })
                    .filter(|effect| effect.period <= *period)
                    .map(|effect| -effect.amount.0)
                    .sum();
                assert_eq!(ledger_balance(&documents, STRAY, *period), stray);
                let interim = |documents: &[Document]| ledger_balance(documents, INTERIM, *period);
                let mirrored = expected_difference(&effects, INTERIM, *period);
                let early: i64 = effects
                    .iter()
                    .filter(|e| {
                        e.fault == FaultId::WrongPeriod && e.period == *period && e.amount.0 > 0
                    })
                    .filter(|e| {
                        e.rows
                            .iter()
                            .any(|row| counterpart(&world, *row) == INTERIM)
                    })
                    .map(|effect| -effect.amount.0)
                    .sum();
                assert_eq!(interim(&documents) - interim(&clean), mirrored + early);
            }
        }
    }
}

fn counterpart(world: &World, row: Row) -> &'static str {
    match row {
        Row::Line(voucher, _) => world.vouchers[voucher].lines[1].account,
        _ => "",
    }
}

#[test]
fn each_fault_is_what_it_is_called() {
    for request in faulty_requests() {
        for index in 0..request.agencies {
            let (world, effects, documents) = made(&request, index);
            let lines = ledger_lines(&documents);
            for effect in &effects {
                assert_ne!(effect.amount, Ore::ZERO);
                let rows =
                    |wanted: fn(&Row) -> bool| effect.rows.iter().filter(move |row| wanted(row));
                let line = rows(|row| matches!(row, Row::Line(..))).next();
                let entry = rows(|row| matches!(row, Row::Entry(_))).next();
                let bank = entry.map(|row| match row {
                    Row::Entry(entry) => world.entries[*entry].amount.0,
                    _ => 0,
                });
                let posted = line.map(|row| match row {
                    Row::Line(voucher, line) => world.line_amount(*voucher, *line).0,
                    _ => 0,
                });
                match effect.fault {
                    FaultId::StatementDayMissing => {
                        assert_eq!(gap(&world, &documents, effect), effect.amount.0);
                    }
                    FaultId::OcrNotRead => {
                        let mut paid = 0;
                        for row in rows(|row| matches!(row, Row::Receipt(_))) {
                            let Row::Receipt(receipt) = row else { continue };
                            let receipt = &world.receipts[*receipt];
                            paid += receipt.amount.0;
                            assert!(lines.iter().all(|line| line.batch != receipt.lump));
                        }
                        assert_eq!((paid, bank), (-effect.amount.0, Some(paid)));
                    }
                    FaultId::DoublePosting => {
                        assert_eq!(rows(|row| matches!(row, Row::Line(..))).count(), 2);
                        assert_eq!(
                            (bank, posted),
                            (Some(effect.amount.0), Some(effect.amount.0))
                        );
                    }
                    FaultId::TransposedDigits => {
                        let (bank, posted) = (bank.unwrap(), posted.unwrap());
                        assert_eq!(posted - bank, effect.amount.0);
                        assert!(swapped(&bank.to_string(), &posted.to_string()));
                    }
                    FaultId::WrongPeriod => {
                        assert_eq!(posted, Some(effect.amount.0));
                        let Some(Row::Line(voucher, _)) = line else {
                            panic!("no line")
                        };
                        let voucher = &world.vouchers[*voucher];
                        assert_eq!(voucher.period, effect.period);
                        assert!(effect.period.next_month().contains(voucher.date));
                    }
                    FaultId::WrongAccount => {
                        assert_eq!(bank, Some(-effect.amount.0));
                        let Some(Row::Line(voucher, _)) = line else {
                            panic!("no line")
                        };
                        assert_ne!(world.vouchers[*voucher].lines[0].account, effect.subject);
                    }
                    FaultId::SweepMissing => {
                        assert_eq!(effect.mirror.len(), 1);
                        assert_eq!(effect.mirror[0].1.0, -effect.amount.0);
                    }
                    FaultId::WrongKidDigit => {
                        let Some(Row::Line(voucher, 1)) = line else {
                            panic!("no line")
                        };
                        let lines = &world.vouchers[*voucher].lines;
                        assert_eq!(lines[0].kid, lines[1].kid);
                        assert!(!lines[0].kid.parse::<Kid>().unwrap().holds(None));
                        assert_eq!(
                            (lines[1].account, lines[1].amount),
                            (CUSTOMERS, effect.amount)
                        );
                        assert!(effect.amount.0 < 0);
                    }
                }
            }
            let wrong = lines.iter().filter(|line| {
                line.row.is_some()
                    && !line.kid.is_empty()
                    && !line
                        .kid
                        .parse::<Kid>()
                        .unwrap()
                        .holds(Some(KidMethod::Mod10))
            });
            let planted = effects
                .iter()
                .filter(|e| e.fault == FaultId::WrongKidDigit)
                .count();
            assert_eq!(wrong.count(), 2 * planted);
        }
    }
}

/// Opening after the gap − closing before it, on the account of the effect.
fn gap(world: &World, documents: &[Document], effect: &Effect) -> i64 {
    let bank = world
        .profile
        .banks
        .iter()
        .find(|bank| bank.ledger == effect.subject)
        .unwrap();
    let Some(Row::Line(voucher, 0)) = effect.rows.first() else {
        panic!("no trigger")
    };
    let date = world.vouchers[*voucher].date;
    let all = statements(documents);
    let mine = || {
        all.iter()
            .filter(|statement| statement.account == bank.number.as_str())
    };
    assert!(mine().all(|statement| statement.from_to.unwrap().0 != date));
    let before = mine()
        .rfind(|statement| statement.from_to.unwrap().0 < date)
        .unwrap();
    let after = mine()
        .find(|statement| statement.from_to.unwrap().0 > date)
        .unwrap();
    assert_eq!(after.sequence.unwrap() - before.sequence.unwrap(), 2);
    after.opening.as_ref().unwrap().amount.0 - before.closing.as_ref().unwrap().amount.0
}

/// Whether two texts differ by one swap of neighbours.
fn swapped(one: &str, other: &str) -> bool {
    let differ: Vec<usize> = (0..one.len())
        .filter(|place| one.as_bytes()[*place] != other.as_bytes()[*place])
        .collect();
    one.len() == other.len()
        && differ.len() == 2
        && differ[0] + 1 == differ[1]
        && one.as_bytes()[differ[0]] == other.as_bytes()[differ[1]]
}

#[test]
fn a_fault_changes_nothing_else_in_the_world() {
    for request in faulty_requests() {
        for index in 0..request.agencies {
            let (world, effects, _) = made(&request, index);
            let clean = generate(&request, index).unwrap();
            assert_eq!(
                (&world.entries, &world.receipts),
                (&clean.entries, &clean.receipts)
            );
            assert_eq!(world.opening_items, clean.opening_items);
            let changed = world
                .vouchers
                .iter()
                .zip(&clean.vouchers)
                .filter(|(a, b)| a != b)
                .count();
            let added = world.vouchers.len() - clean.vouchers.len();
            let of = |fault| {
                effects
                    .iter()
                    .filter(|effect| effect.fault == fault)
                    .count()
            };
            let posted: usize = of(FaultId::DoublePosting)
                + effects
                    .iter()
                    .filter(|e| e.fault == FaultId::WrongPeriod && e.rows.len() == 1)
                    .count();
            assert_eq!(added, posted);
            let removed = world
                .vouchers
                .iter()
                .filter(|voucher| voucher.removed)
                .count();
            let one_each = of(FaultId::TransposedDigits)
                + of(FaultId::WrongAccount)
                + of(FaultId::WrongKidDigit)
                + effects
                    .iter()
                    .filter(|e| e.fault == FaultId::WrongPeriod && e.rows.len() == 2)
                    .count();
            assert_eq!(changed, removed + one_each);
            let numbers: BTreeSet<_> = world.vouchers.iter().map(|v| v.number_text()).collect();
            assert_eq!(numbers.len(), world.vouchers.len());
        }
    }
}

#[test]
fn later_faults_do_not_move_earlier_ones() {
    let one = Request {
        faults: vec![(FaultId::DoublePosting, 4)],
        ..request(3, 400)
    };
    let mut two = one.clone();
    two.faults
        .extend([(FaultId::OcrNotRead, 3), (FaultId::WrongAccount, 2)]);
    for index in 0..3 {
        let (alone, both) = (made(&one, index).1, made(&two, index).1);
        assert_eq!(alone, both[..alone.len()]);
    }
}

#[test]
fn faults_are_as_many_as_asked_spread_and_apart() {
    for request in faulty_requests() {
        let mut counts: BTreeMap<FaultId, Vec<usize>> = BTreeMap::new();
        for index in 0..request.agencies {
            let (_, effects, _) = made(&request, index);
            let amounts: BTreeSet<u64> = effects
                .iter()
                .map(|effect| effect.amount.unsigned())
                .collect();
            assert_eq!(
                amounts.len(),
                effects.len(),
                "amounts of an agency's faults differ"
            );
            let lines = effects.iter().flat_map(|effect| &effect.rows);
            let lines: Vec<_> = lines.filter(|row| matches!(row, Row::Line(..))).collect();
            assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), lines.len());
            for (fault, _) in &request.faults {
                let mine = effects.iter().filter(|effect| effect.fault == *fault);
                // A missing file may show on two accounts.
                let mine: BTreeSet<_> = match fault {
                    FaultId::StatementDayMissing => mine.map(|e| (e.period, 0)).collect(),
                    _ => mine.map(|e| (e.period, e.amount.0)).collect(),
                };
                counts.entry(*fault).or_default().push(mine.len());
            }
        }
        for (fault, wanted) in &request.faults {
            let counts = &counts[fault];
            assert_eq!(
                counts.iter().sum::<usize>(),
                usize::try_from(*wanted).unwrap(),
                "{fault:?}"
            );
            assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1);
        }
    }
}

#[test]
fn too_many_faults_are_refused_with_the_reason() {
    let request = Request {
        faults: vec![(FaultId::DoublePosting, 500)],
        ..request(2, 200)
    };
    let error = crate::agency(&request, 0).unwrap_err();
    assert!(matches!(error, crate::SynthError::NoPlace { .. }));
    assert!(
        error
            .to_string()
            .starts_with("agency V01 has no place left for the fault double-posting")
    );
}

#[test]
fn fault_ids_round_trip() {
    for kind in faults() {
        assert_eq!(kind.id.as_str().parse(), Ok(kind.id));
        assert!(!kind.one_line.is_empty() && !kind.one_line.ends_with('.'));
    }
    assert!("no-such-fault".parse::<FaultId>().is_err());
}
