//! What must be true of the faults in what is sent and received, on documents.

use std::collections::BTreeSet;

use domain::Ore;
use domain::agency::BankRole;
use formats::telepay::record::Kind;

use super::{ledger_balance, made, statement_balance};
use crate::documents::{Content, Document};
use crate::faults::{Effect, FaultId, faults};
use crate::request::Request;
use crate::request::tests::request;
use crate::world::World;

/// Twelve agencies of every kind with every form of files, over half a year.
fn portfolio(seed: u64, faults: Vec<(FaultId, u32)>) -> Request {
    Request {
        seed,
        periods: ("2025-01".parse().unwrap(), "2025-06".parse().unwrap()),
        faults,
        ..request(12, 300)
    }
}

fn ours() -> Vec<FaultId> {
    let all = faults().iter().map(|kind| kind.id);
    all.filter(|fault| fault.is_of_sending()).collect()
}

/// The first agency that the only fault of its kind is in, with and without it.
fn with_and_without(fault: FaultId) -> (World, Vec<Effect>, Vec<Document>, World, Vec<Document>) {
    let request = portfolio(31, vec![(fault, 1)]);
    let worlds = (0..request.agencies).map(|index| (index, made(&request, index)));
    let mut planted = worlds.filter(|(_, (_, effects, _))| !effects.is_empty());
    let (index, (world, effects, documents)) = planted.next().unwrap();
    assert!(fault.is_possible(&request, index), "{fault:?}");
    assert_eq!(planted.count(), 0, "{fault:?} is in two agencies");
    let (clean, _, clean_documents) = made(&portfolio(31, Vec::new()), index);
    (world, effects, documents, clean, clean_documents)
}

#[test]
fn each_is_planted_as_often_as_asked_and_said_once() {
    assert!(ours().len() >= 19);
    for fault in ours() {
        let request = portfolio(32, vec![(fault, 3)]);
        let mut told = BTreeSet::new();
        for index in 0..request.agencies {
            let (_, effects, _) = made(&request, index);
            assert!(effects.is_empty() || fault.is_possible(&request, index));
            let cause = |effect: &&Effect| {
                (effect.check, effect.cause) == (fault.check(), Some(fault.cause()))
            };
            for effect in effects.iter().filter(cause) {
                assert_eq!(effect.fault, fault);
                assert_eq!(effect.amount != Ore::ZERO, fault.has_amount(), "{fault:?}");
                let subject = effect.subject.clone();
                // Without an amount two of a month are told alike.
                let is_new = told.insert((index, effect.period, subject, effect.amount));
                assert!(is_new || !fault.has_amount(), "{effect:?}");
            }
        }
        assert!(told.len() >= 2, "{fault:?}");
    }
}

/// The bank's own balances and the ledger's are what they were, but where the fault is in them.
#[test]
fn balances_stay_but_for_what_is_swept_late_posted_twice_or_not_posted() {
    for fault in ours() {
        let (world, effects, documents, _, clean) = with_and_without(fault);
        let first = &effects[0];
        for period in &world.days.periods {
            for (place, bank) in world.profile.banks.iter().enumerate() {
                let of = |documents: &[Document]| {
                    (
                        statement_balance(&world, documents, place, *period),
                        ledger_balance(documents, bank.ledger, *period),
                    )
                };
                let ((bank_has, ledger_has), (bank_had, ledger_had)) = (of(&documents), of(&clean));
                let differs = (bank_has - bank_had, ledger_has - ledger_had);
                let is_told = bank.ledger == first.subject;
                let expected = match fault {
                    FaultId::SweptLate if *period != first.period => (0, 0),
                    FaultId::SweptLate if is_told => (first.amount.0, first.amount.0),
                    FaultId::SweptLate if differs != (0, 0) => {
                        assert_eq!(bank.role, BankRole::Settlement);
                        (-first.amount.0, -first.amount.0)
                    }
                    FaultId::BatchNotBooked if *period >= first.period && is_told => {
                        (0, -first.amount.0)
                    }
                    _ => (0, 0),
                };
                assert_eq!(differs, expected, "{fault:?} {} {period}", bank.ledger);
            }
        }
    }
}

/// Names of payment files that the fault adds, without their day.
#[test]
fn what_is_ordered_besides_has_its_own_files() {
    let table: [(FaultId, &[&str]); 6] = [
        (FaultId::PaymentSentTwice, &["P001 SENDT", "P002 MOTTAK"]),
        (FaultId::PaymentNotDebited, &["P001 SENDT", "P002 MOTTAK"]),
        (
            FaultId::PaymentSettledOnly,
            &["P001 SENDT", "P002 MOTTAK", "C054 AVREGNING"],
        ),
        (FaultId::OrderRefused, &["P001", "P002"]),
        (FaultId::RefusalForgotten, &["P001", "P002"]),
        (FaultId::OrderAnsweredOnly, &["P002"]),
    ];
    for (fault, expected) in table {
        let (_, _, documents, _, clean) = with_and_without(fault);
        let names = |documents: &[Document]| -> BTreeSet<String> {
            documents
                .iter()
                .map(|document| document.name.clone())
                .collect()
        };
        let added: Vec<String> = names(&documents)
            .difference(&names(&clean))
            .map(|name| name.split('.').nth(1).unwrap().to_owned())
            .collect();
        assert_eq!(added.len(), expected.len(), "{fault:?} {added:?}");
        for kind in &added {
            let is_expected = |of: &&str| of.split(' ').any(|one| one == kind);
            assert!(expected.iter().any(is_expected), "{fault:?} {kind}");
        }
    }
}

/// A number is left out, or used twice, in every kind of file once; and what is never settled takes none of the returns.
#[test]
fn numbers_run_on_but_where_the_fault_is() {
    // As many as there are agencies that can have it, so that the fifth, the first with numbered orders, has one.
    for (fault, count, expected) in [
        (FaultId::SeriesGap, 2, 1),
        (FaultId::SeriesTwice, 2, 1),
        (FaultId::PaymentNotDebited, 4, 0),
    ] {
        let (_, effects, documents) = made(&portfolio(34, vec![(fault, count)]), 4);
        assert!(!effects.is_empty(), "{fault:?}");
        for kind in [Kind::Sent, Kind::Mottaksretur, Kind::Avregningsretur] {
            let files = documents
                .iter()
                .filter_map(|document| match &document.content {
                    Content::Telepay(file) => Some(file),
                    _ => None,
                });
            // The last number of a batch is known when it is written.
            let batches = files.flat_map(|file| {
                let bytes = formats::telepay::write(file).unwrap();
                let options = formats::telepay::Options::default();
                formats::telepay::parse(&bytes, &options)
                    .value
                    .totals
                    .batches
            });
            let of_kind = batches.filter(|batch| batch.kind == kind);
            let numbers: Vec<(u16, u16)> = of_kind
                .map(|batch| (batch.control_first, batch.control_last))
                .collect();
            assert!(numbers.len() > 6);
            let is_broken =
                |pair: &&[(u16, u16)]| (u32::from(pair[0].1) + 1) % 10_000 != u32::from(pair[1].0);
            let breaks = numbers.windows(2).filter(is_broken).count();
            assert_eq!(breaks, expected, "{fault:?} {kind:?}");
        }
    }
}

/// The world without a fault has none of it.
#[test]
fn the_order_module_and_the_service_log_say_what_the_ledger_has() {
    let lists = |documents: &[Document]| -> Vec<(String, usize)> {
        let ours = documents.iter().filter(|document| {
            document.name.contains("/ordrer-") || document.name.contains("/mottak-")
        });
        ours.map(|document| match &document.content {
            Content::Delimited(records) => (document.name.clone(), records.len()),
            _ => panic!("no listing"),
        })
        .collect()
    };
    let clean = portfolio(33, Vec::new());
    for index in 0..clean.agencies {
        let has_lists = lists(&made(&clean, index).2).len();
        assert_eq!(has_lists, if index % 6 == 5 { 12 } else { 0 });
    }
    let table = [
        (FaultId::OrderNotBooked, 2),
        (FaultId::OrderNotSent, -2),
        (FaultId::OrderBookedTwice, 0),
        (FaultId::OrderDiffers, 0),
        (FaultId::ReceivedNotPosted, 0),
    ];
    for (fault, more) in table {
        let (_, _, documents, _, clean) = with_and_without(fault);
        let count = |documents: &[Document]| -> i64 {
            let rows = lists(documents).into_iter().map(|(_, rows)| rows);
            i64::try_from(rows.sum::<usize>()).unwrap()
        };
        assert_eq!(count(&documents) - count(&clean), more, "{fault:?}");
    }
}
