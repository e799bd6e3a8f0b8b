//! What must be true of every planted fault, recomputed from the documents.

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::{Budgeting, Model, Principle, Service};
use domain::identifier::{Kid, KidMethod};
use domain::{Ore, Period};

use super::{
    LedgerLine, faulty_requests, is_of_listings, is_of_listings_posted, ledger_balance,
    ledger_lines, made, possible, scarce_first, statement_balance, statements,
};
use crate::documents::Document;
use crate::faults::{Effect, FaultId, faults, plant};
use crate::generate::generate;
use crate::profile::{CUSTOMERS, ERROR, INTERIM, STRAY};
use crate::request::Request;
use crate::request::tests::request;
use crate::world::{Row, Voucher, World};

/// What the planted faults do to ledger − statement of an account at the end of a period.
fn expected_difference(effects: &[Effect], account: &str, period: Period) -> i64 {
    let mut expected = 0;
    for effect in effects {
        let (is_now, is_since) = (effect.period == period, effect.period <= period);
        let (counts, counts_mirror) = match effect.fault {
            // The next statement brings the balance again; the payment files are another point.
            FaultId::StatementDayMissing
            | FaultId::ReturnMissing
            | FaultId::OrderMissing
            | FaultId::SettlementMissing => (false, false),
            FaultId::RefusalPosted => (false, is_since),
            FaultId::WrongPeriod => (is_now, is_now),
            // Posted a month late.
            FaultId::NavFileMissing => (false, is_now),
            _ => {
                let is_bank = effect.check == "bank";
                (is_bank && is_since, is_bank && is_since)
            }
        };
        if counts && effect.subject == account {
            expected += effect.amount.0;
        }
        let mirrors = effect.mirror.iter();
        for (_, amount) in mirrors.filter(|(mirror, _)| counts_mirror && *mirror == account) {
            expected += amount.0;
        }
    }
    expected
}

/// Faults that keep a receipt from the interim account, or on it.
const OF_INTERIM: [FaultId; 5] = [
    FaultId::NavCorrected,
    FaultId::NotPosted,
    FaultId::OverAge,
    FaultId::NavOutsideSolution,
    FaultId::NavAfterPayroll,
];

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
                            || effect.fault == FaultId::SweepDiffers
                    })
                    .filter(|effect| effect.period <= *period)
                    .map(|effect| -effect.amount.0)
                    .sum();
                assert_eq!(ledger_balance(&documents, STRAY, *period), stray);
                let errors = effects.iter().filter(|effect| effect.subject == ERROR);
                let errors: i64 = errors
                    .filter(|effect| effect.period == *period)
                    .map(|effect| effect.amount.0)
                    .sum();
                assert_eq!(ledger_balance(&documents, ERROR, *period), errors);
                if effects
                    .iter()
                    .any(|effect| OF_INTERIM.contains(&effect.fault))
                {
                    continue;
                }
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
                assert!(effect.amount != Ore::ZERO || effect.is_without_money());
                match effect.fault {
                    FaultId::StatementDayMissing => {
                        assert_eq!(gap(&world, &documents, effect), effect.amount.0);
                    }
                    FaultId::OcrNotRead | FaultId::OcrFileMissing => {
                        lump_is_not_posted(&world, &lines, effect);
                    }
                    FaultId::WrongKidDigit => kid_is_wrong(&world, effect),
                    FaultId::PaymentNotPosted => payment_is_income(&world, effect),
                    FaultId::SweepMissing => {
                        assert_eq!(effect.mirror.len(), 1);
                        assert_eq!(effect.mirror[0].1.0, -effect.amount.0);
                    }
                    FaultId::ReturnMissing | FaultId::SettlementMissing | FaultId::OrderMissing => {
                        order_is_unanswered(&world, &documents, effect);
                    }
                    FaultId::NotPosted
                    | FaultId::NotInBank
                    | FaultId::SweepDiffers
                    | FaultId::PaymentFileNotRead
                    | FaultId::RefusalPosted => one_side_is_missing(&world, effect),
                    _ if effect.check == "interim" => interim_is_open(&world, effect),
                    // Recomputed by the tests of what is exchanged, and from the error account.
                    _ if effect.check == "nav-refunds" => {}
                    FaultId::InvalidDimension => {}
                    // Recomputed by the tests of what is listed.
                    fault if is_of_listings(fault) => {}
                    _ => single_movement_is_wrong(&world, effect),
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

/// The entry's amount, and the vouchers of the lines, that an effect names.
fn proof<'world>(world: &'world World, effect: &Effect) -> (Option<i64>, Vec<&'world Voucher>) {
    let (mut bank, mut vouchers) = (None, Vec::new());
    for row in &effect.rows {
        match row {
            Row::Entry(entry) => bank = Some(world.entries[*entry].amount.0),
            Row::Line(voucher, _) => vouchers.push(&world.vouchers[*voucher]),
            Row::Receipt(_) | Row::Listed(_) => {}
        }
    }
    (bank, vouchers)
}

/// A lump of the bank whose payments are in no batch of the ledger; their file may be missing too.
fn lump_is_not_posted(world: &World, lines: &[LedgerLine], effect: &Effect) {
    let Some(Row::Entry(entry)) = effect.rows.first() else {
        panic!("no entry")
    };
    let lump = world
        .lumps
        .iter()
        .find(|lump| lump.entry == *entry)
        .unwrap();
    let mut paid = 0;
    for receipt in &lump.receipts {
        let receipt = &world.receipts[*receipt];
        paid += receipt.amount.0;
        assert!(lines.iter().all(|line| line.batch != receipt.lump));
    }
    assert_eq!(
        (-effect.amount.0, proof(world, effect).0),
        (paid, Some(paid))
    );
    let is_missing = effect.fault == FaultId::OcrFileMissing;
    assert_eq!(world.missing_receipts.contains(&lump.day), is_missing);
    assert_eq!(effect.rows.len() == 1, is_missing);
}

/// One of the three files of an order is not there, and the bank debited what the effect amounts to.
fn order_is_unanswered(world: &World, documents: &[Document], effect: &Effect) {
    let (kind, days) = match effect.fault {
        FaultId::ReturnMissing => ("P002", &world.missing_returns),
        FaultId::OrderMissing => ("P001", &world.missing_orders),
        _ => ("C054", &world.missing_settlements),
    };
    let paid = |day: &usize| {
        let orders = world.orders.iter().filter(|order| order.day == *day);
        orders
            .map(|order| world.entries[order.entry].amount.0)
            .sum::<i64>()
    };
    let day = days
        .iter()
        .find(|day| paid(day).abs() == effect.amount.0.abs())
        .unwrap();
    let stamp = world.days.date(*day).format("%Y%m%d");
    for file in ["P001", "P002", "C054"] {
        let name = format!("payments/{}.{file}.{stamp}.xml", world.profile.code);
        let is_there = documents.iter().any(|document| document.name == name);
        assert_eq!(is_there, file != kind, "{name}");
    }
}

fn kid_is_wrong(world: &World, effect: &Effect) {
    let lines = &proof(world, effect).1[0].lines;
    assert_eq!(lines[0].kid, lines[1].kid);
    assert!(!lines[0].kid.parse::<Kid>().unwrap().holds(None));
    assert_eq!(
        (lines[1].account, lines[1].amount),
        (CUSTOMERS, effect.amount)
    );
    assert!(effect.amount.0 < 0);
}

/// A receipt, nothing of which is on the receivable: no line but the bank's has its KID.
fn payment_is_income(world: &World, effect: &Effect) {
    let Row::Receipt(receipt) = effect.rows[0] else {
        panic!("no receipt")
    };
    let receipt = &world.receipts[receipt];
    assert_eq!(receipt.amount.0, -effect.amount.0);
    let lump = world
        .vouchers
        .iter()
        .filter(|voucher| voucher.batch == receipt.lump);
    let lines = lump.flat_map(|voucher| &voucher.lines);
    let of_kid = lines.filter(|line| {
        line.kid == receipt.kid && line.amount.unsigned() == receipt.amount.unsigned()
    });
    let accounts: Vec<&str> = of_kid.map(|line| line.account).collect();
    assert_eq!(accounts, [world.profile.ledger(world.profile.receiving)]);
}

fn single_movement_is_wrong(world: &World, effect: &Effect) {
    let (bank, vouchers) = proof(world, effect);
    let posted = vouchers[0].lines[0].amount.0;
    match effect.fault {
        FaultId::DoublePosting => {
            assert_eq!((bank, posted), (Some(effect.amount.0), effect.amount.0));
            assert_eq!(vouchers.len(), 2);
            assert_ne!(vouchers[0].number, vouchers[1].number);
            assert_eq!(vouchers[0].lines, vouchers[1].lines);
        }
        FaultId::TransposedDigits => {
            assert_eq!(posted - bank.unwrap(), effect.amount.0);
            assert!(swapped(&bank.unwrap().to_string(), &posted.to_string()));
        }
        FaultId::WrongPeriod => {
            assert_eq!(posted, effect.amount.0);
            assert_eq!(vouchers[0].period, effect.period);
            assert!(effect.period.next_month().contains(vouchers[0].date));
        }
        FaultId::AmountDiffers => {
            let (right, wrong) = (bank.unwrap().to_string(), posted.to_string());
            assert_eq!(posted - bank.unwrap(), effect.amount.0);
            assert_eq!(right.len(), wrong.len());
            assert!(!swapped(&right, &wrong));
        }
        FaultId::WrongAccount => {
            assert_eq!(bank, Some(-effect.amount.0));
            assert_ne!(vouchers[0].lines[0].account, effect.subject);
        }
        other => panic!("{other:?} is no fault of a single movement"),
    }
}

/// The bank has what the ledger lacks, or the ledger what the bank lacks.
fn one_side_is_missing(world: &World, effect: &Effect) {
    let (bank, vouchers) = proof(world, effect);
    let lines = |account: &str, amount: i64| {
        let posted = world.vouchers.iter().filter(|voucher| !voucher.removed);
        let lines = posted.flat_map(|voucher| &voucher.lines);
        lines
            .filter(|line| line.account == account && line.amount.0 == amount)
            .count()
    };
    let entries = |amount: i64| {
        world
            .entries
            .iter()
            .filter(|e| e.amount.0 == amount)
            .count()
    };
    match effect.fault {
        FaultId::NotPosted => {
            assert_eq!(bank, Some(-effect.amount.0));
            assert_eq!(lines(&effect.subject, -effect.amount.0), 0);
        }
        FaultId::NotInBank => {
            assert_eq!(vouchers[0].lines[0].amount, effect.amount);
            assert_eq!(
                (
                    entries(effect.amount.0),
                    lines(&effect.subject, effect.amount.0)
                ),
                (0, 1)
            );
        }
        FaultId::SweepDiffers => {
            assert!(bank.is_some());
            assert_eq!(lines(STRAY, -effect.amount.0), 1);
        }
        FaultId::PaymentFileNotRead => {
            let is_batch =
                |e: &&crate::world::Entry| e.amount.0 == -effect.amount.0 && !e.batch.is_empty();
            let batch = &world.entries.iter().find(is_batch).unwrap().batch;
            let of_batch = world
                .vouchers
                .iter()
                .filter(|voucher| voucher.batch == *batch);
            let mut removed: Vec<bool> = of_batch.map(|voucher| voucher.removed).collect();
            removed.dedup();
            assert_eq!(removed, [true]);
        }
        FaultId::RefusalPosted => {
            let payments = world.orders.iter().flat_map(|order| &order.payments);
            let mut refused = payments.filter(|payment| payment.is_rejected);
            assert!(refused.any(|payment| payment.amount == effect.amount));
            assert_eq!(vouchers[0].lines[0].amount.0, -effect.amount.0);
            assert_eq!(
                effect.mirror,
                [(effect.subject.clone(), Ore(-effect.amount.0))]
            );
        }
        other => panic!("{other:?} has both sides"),
    }
}

/// An item of the interim account without a word of status, or three months old.
fn interim_is_open(world: &World, effect: &Effect) {
    let Row::Line(voucher, line) = effect.rows[0] else {
        panic!("no line")
    };
    let voucher = &world.vouchers[voucher];
    let line = &voucher.lines[line];
    assert_eq!((line.account, line.amount), (INTERIM, effect.amount));
    if effect.fault == FaultId::StatusMissing {
        assert!(line.text.starts_with("Innbetaling"));
        assert_eq!(voucher.period, effect.period);
    } else {
        assert!(effect.period.months_since(voucher.period) >= 3);
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
            let movements = |world: &World| -> Vec<_> {
                let entries = world.entries.iter();
                let of = |e: &crate::world::Entry| (e.bank, e.day, e.amount, e.reference.clone());
                entries.map(of).collect()
            };
            assert_eq!(movements(&world), movements(&clean));
            assert_eq!(world.receipts, clean.receipts);
            assert_eq!(world.opening_items, clean.opening_items);
            if effects.iter().any(|effect| effect.check == "nav-refunds") {
                continue; // what it does to the ledger is recomputed by the tests of what is exchanged
            }
            if effects
                .iter()
                .any(|effect| is_of_listings_posted(effect.fault))
            {
                continue; // and this by the tests of what is listed
            }
            let changed = world
                .vouchers
                .iter()
                .zip(&clean.vouchers)
                .filter(|(a, b)| a != b && !crate::month_end::follows_the_ledger(a.kind))
                .count();
            let added = world.vouchers.len() - clean.vouchers.len();
            let of = |fault| {
                effects
                    .iter()
                    .filter(|effect| effect.fault == fault && effect.check == fault.check())
                    .count()
            };
            let last = world.days.periods.last().unwrap();
            let corrected = effects
                .iter()
                .filter(|e| e.subject == ERROR && e.period < *last);
            let posted: usize = of(FaultId::DoublePosting)
                + of(FaultId::NotInBank)
                + of(FaultId::RefusalPosted)
                + corrected.count()
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
                + of(FaultId::AmountDiffers)
                + of(FaultId::PaymentNotPosted)
                + of(FaultId::WrongAccount)
                + of(FaultId::SweepDiffers)
                + of(FaultId::InvalidDimension)
                + of(FaultId::StatusMissing)
                + of(FaultId::WrongKidDigit)
                + effects
                    .iter()
                    .filter(|e| e.fault == FaultId::WrongPeriod && e.rows.len() == 2)
                    .count();
            assert_eq!(changed, removed + one_each);
            let numbers = world
                .vouchers
                .iter()
                .map(Voucher::number_text)
                .collect::<BTreeSet<_>>();
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
            let (world, effects, _) = made(&request, index);
            let of_money = || effects.iter().filter(|effect| !effect.is_without_money());
            let amounts: BTreeSet<(Period, &str, u64)> = of_money()
                .map(|effect| (effect.period, effect.check, effect.amount.unsigned()))
                .collect();
            assert_eq!(
                amounts.len(),
                of_money().count(),
                "amounts of an agency's faults differ"
            );
            let of_ledger = effects.iter().filter(|e| !is_of_listings(e.fault));
            let lines =
                of_ledger.flat_map(|effect| effect.rows.iter().map(|row| (effect.period, row)));
            let lines: Vec<_> = lines
                .filter(|(_, row)| matches!(row, Row::Line(..)))
                .collect();
            assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), lines.len());
            for (fault, _) in &request.faults {
                let mine = effects.iter().filter(|effect| effect.fault == *fault);
                // What is found by another check too, or without a cause, is the same fault still.
                let mine = mine.filter(|effect| effect.check == fault.check());
                let mine = mine.filter(|effect| effect.cause.is_some());
                let mine: BTreeSet<_> = match fault {
                    // A missing file may show on two accounts.
                    FaultId::StatementDayMissing => {
                        mine.map(|e| u64::from(e.period.number())).collect()
                    }
                    // A missing file may have two lumps.
                    FaultId::OcrFileMissing => world
                        .missing_receipts
                        .iter()
                        .map(|d| u64::try_from(*d).unwrap())
                        .collect(),
                    // Hours are told of by their month.
                    fault if fault.check() == "hours" => {
                        let subjects = mine.map(|e| e.subject.replace('-', ""));
                        subjects.map(|subject| subject.parse().unwrap()).collect()
                    }
                    FaultId::PayrollControlContradicted | FaultId::PReportHolidayPay => {
                        mine.map(|e| u64::from(e.period.number())).collect()
                    }
                    // It may show in several months.
                    _ => mine.map(|e| e.amount.unsigned()).collect(),
                };
                if fault.is_possible(&request, index) {
                    counts.entry(*fault).or_default().push(mine.len());
                } else {
                    assert!(mine.is_empty(), "{fault:?}");
                }
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

/// A month has one voucher of its appropriation, and one thing can be wrong with it.
#[test]
fn a_month_has_one_wrong_appropriation() {
    let february = Period::new(2025, 2).unwrap();
    let two_months = |faults| Request {
        periods: (february.previous_month(), february),
        faults,
        kinds: Some(vec![Model {
            service: Service::Full,
            budgeting: Budgeting::Gross,
            principle: Principle::Srs,
        }]),
        ..request(1, 200)
    };
    let [turned, twice] = [FaultId::AppropriationTurned, FaultId::AppropriationTwice];
    let both = crate::agency(&two_months(vec![(turned, 1), (twice, 1)]), 0).unwrap();
    let months: BTreeSet<Period> = both.faults.iter().map(|fault| fault.period).collect();
    assert_eq!(months.len(), 2, "{:?}", both.faults);
    let error = crate::agency(&two_months(vec![(turned, 2), (twice, 1)]), 0).unwrap_err();
    assert!(matches!(error, crate::SynthError::NoPlace { .. }));
}

#[test]
fn a_fault_that_no_agency_can_have_is_refused() {
    let months = |first: &str, last: &str| (first.parse().unwrap(), last.parse().unwrap());
    let year = months("2025-01", "2025-12");
    let table = [
        (FaultId::ReturnMissing, 3, year, "the newer files"),
        (
            FaultId::ReturnMissing,
            9,
            months("2016-01", "2016-03"),
            "2017 to 2044",
        ),
        (
            FaultId::RefusalPosted,
            5,
            months("2025-01", "2025-01"),
            "two months",
        ),
        (FaultId::NavNotRead, 3, year, "reports of NAV"),
        (
            FaultId::NavNotReversed,
            5,
            months("2024-12", "2025-01"),
            "two months of one year",
        ),
        (
            FaultId::OverAge,
            5,
            months("2025-01", "2025-03"),
            "four months",
        ),
        (FaultId::SapOverAge, 3, year, "300 lines"),
        (FaultId::CashSrsNotNetted, 1, year, "gross with accruals"),
        (
            FaultId::InvoiceWrongPeriod,
            3,
            months("2025-01", "2025-01"),
            "two months of one year",
        ),
        (
            FaultId::PensionPremiumInvoiceMissing,
            5,
            months("2025-01", "2025-06"),
            "November and December",
        ),
    ];
    for (fault, agencies, periods, needs) in table {
        let mut request = request(agencies, 200);
        request.periods = periods;
        request.faults = vec![(FaultId::DoublePosting, 1), (fault, 1)];
        let error = request.validate().unwrap_err().to_string();
        let start = format!("no agency can have the fault {}: it needs ", fault.as_str());
        assert!(
            error.starts_with(&start) && error.contains(needs),
            "{error}"
        );
        assert!(crate::agency(&request, 0).is_err());
    }
    // The sixth has an order module.
    let mut request = request(6, 300);
    // A year, and the month that shows what it was closed with.
    request.periods = months("2025-01", "2026-01");
    request.half_year = true;
    for kind in faults() {
        request.faults = vec![(kind.id, 1)];
        request.year_end = kind.id.is_of_year_end();
        request.period_13 = request.year_end;
        assert_eq!(request.validate(), Ok(()), "{kind:?}");
    }
}

#[test]
fn fault_ids_round_trip() {
    for kind in faults() {
        assert_eq!(kind.id.as_str().parse(), Ok(kind.id));
        assert!(!kind.one_line.is_empty() && !kind.one_line.ends_with('.'));
    }
    assert!("no-such-fault".parse::<FaultId>().is_err());
}

/// Two faults of one number would go to the same places: each drawn from the same stream.
#[test]
fn every_number_that_faults_are_drawn_by_is_used_once() {
    let numbered: Vec<u32> = faults().iter().filter_map(|kind| kind.drawn_by).collect();
    let without = faults().len() - numbered.len();
    assert!(numbered.len() > 80 && without > 80);
    // The others are drawn by their place among themselves.
    let places = 0..u32::try_from(without).unwrap();
    let mut seen = BTreeSet::new();
    for number in places.chain(numbered) {
        assert!(seen.insert(number), "{number} is used twice");
    }
    assert_eq!(seen.len(), faults().len());
}

#[test]
fn the_smallest_worlds_have_room_for_every_fault() {
    for seed in 0..40 {
        let mut request = request(3, crate::MIN_LINES);
        request.seed = seed;
        let possible = scarce_first()
            .into_iter()
            .filter(|f| !is_of_listings(*f) && (0..3).any(|index| f.is_possible(&request, index)));
        request.faults = possible.map(|fault| (fault, 3)).collect();
        for index in 0..3 {
            let mut world = generate(&request, index).unwrap();
            let effects = plant(&mut world, &request).unwrap();
            assert!(effects.len() >= 8, "{seed} {index}");
            for (place, period) in world.days.periods.iter().enumerate() {
                let clean = generate(
                    &Request {
                        faults: Vec::new(),
                        ..request.clone()
                    },
                    index,
                )
                .unwrap();
                let posted = clean
                    .vouchers
                    .iter()
                    .filter(|voucher| voucher.period == *period);
                let count: usize = posted.map(|voucher| voucher.lines.len()).sum();
                assert!(
                    (147..=153).contains(&count),
                    "{count} lines in {place} of seed {seed}"
                );
            }
        }
    }
}

/// A month has few re-postings and one sum of the cash ledger, so the faults of listings are spread over more agencies.
#[test]
fn the_smallest_worlds_have_room_for_faults_of_listings() {
    for seed in 0..20 {
        let mut request = request(9, crate::MIN_LINES);
        request.seed = seed;
        let of_listings = scarce_first().into_iter().filter(|f| is_of_listings(*f));
        // One of nine agencies lists the basis of the L-report, a row a month.
        let fits = |f: &FaultId| f.check() != "l-report" || *f == FaultId::LReportClosing;
        let of_listings = of_listings.filter(fits);
        request.faults = of_listings.map(|fault| (fault, 1)).collect();
        let request = possible(request);
        assert!(request.faults.len() >= 30);
        for index in 0..request.agencies {
            let mut world = generate(&request, index).unwrap();
            let effects = plant(&mut world, &request).unwrap();
            assert!(!effects.is_empty(), "{seed} {index}");
        }
    }
}

#[test]
fn faults_of_an_agency_are_on_different_days_or_accounts() {
    for request in faulty_requests() {
        for index in 0..request.agencies {
            let (world, effects, _) = made(&request, index);
            let mut seen = BTreeSet::new();
            for effect in effects.iter().filter(|effect| effect.check == "bank") {
                let mut dates = effect.rows.iter().map(|row| match row {
                    Row::Entry(entry) => world.days.date(world.entries[*entry].day),
                    Row::Line(voucher, _) => world.vouchers[*voucher].date,
                    Row::Receipt(receipt) => world.days.date(world.receipts[*receipt].day),
                    Row::Listed(_) => panic!("the bank has no listing"),
                });
                let date = dates.next();
                for account in effect
                    .mirror
                    .iter()
                    .map(|(account, _)| account)
                    .chain([&effect.subject])
                {
                    if account != INTERIM {
                        assert!(
                            seen.insert((date.unwrap(), account.clone()))
                                || effect.fault == FaultId::OcrFileMissing,
                            "{date:?} {account}"
                        );
                    }
                }
            }
        }
    }
}

/// What is not carried to the next year is said in every period from December on that is run.
#[test]
fn what_is_not_carried_is_said_of_period_14_too() {
    let december = Period::new(2024, 12).unwrap();
    for (year_end, expected) in [(false, vec!["2024-12"]), (true, vec!["2024-12", "2024-14"])] {
        for fault in [FaultId::CarryMissing, FaultId::CashCarryTurned] {
            let request = Request {
                agencies: 1,
                periods: (december, december.next_month()),
                faults: vec![(fault, 1)],
                kinds: Some(vec![Model {
                    service: Service::Full,
                    budgeting: Budgeting::Gross,
                    principle: Principle::Cash,
                }]),
                year_end,
                ..request(1, 200)
            };
            let world = crate::agency(&request, 0).unwrap();
            let said = world
                .faults
                .iter()
                .filter(|found| found.check == "carry-forward");
            let periods: Vec<String> = said.map(|found| found.period.to_string()).collect();
            assert_eq!(periods, expected, "{fault:?}");
        }
    }
}
