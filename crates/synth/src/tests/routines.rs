//! What must be true of the faults of the month's end, of routines and of the change of year, on documents.

use std::collections::BTreeSet;

use domain::agency::{Budgeting, Model, Principle, Service};
use domain::{Ore, Period};

use super::{ledger_balance, ledger_lines, made};
use crate::documents::Document;
use crate::faults::{Effect, FaultId, faults};
use crate::profile::STRAY;
use crate::request::Request;
use crate::request::tests::request;
use crate::truth::planted;
use crate::world::World;

/// Five agencies, of every kind with every form of files, over a change of year.
fn portfolio(seed: u64, faults: Vec<(FaultId, u32)>) -> Request {
    let model = |budgeting, principle| Model {
        service: Service::Full,
        budgeting,
        principle,
    };
    let gross = model(Budgeting::Gross, Principle::Srs);
    let net = model(Budgeting::Net, Principle::Srs);
    let cash = model(Budgeting::Gross, Principle::Cash);
    Request {
        seed,
        periods: ("2024-01".parse().unwrap(), "2025-02".parse().unwrap()),
        kinds: Some(vec![cash, gross, net, gross, net]),
        faults,
        half_year: true,
        ..request(5, 150)
    }
}

fn ours() -> Vec<FaultId> {
    let all = faults().iter().map(|kind| kind.id);
    let ours = all.filter(|fault| fault.is_of_month_end() || fault.is_of_routine());
    ours.collect()
}

/// All effects, also those that are known only when the month is settled.
fn effects_of(world: &World, effects: &[Effect]) -> Vec<Effect> {
    effects.iter().chain(&world.settled).cloned().collect()
}

/// The patterns of a subject, without the star.
fn is_of(subject: &str, account: &str) -> bool {
    subject
        .split('+')
        .any(|pattern| match pattern.split_once("..") {
            Some((from, to)) => (from..=to).contains(&account),
            None => match pattern.strip_suffix('*') {
                Some(start) => account.starts_with(start),
                None => account == pattern,
            },
        })
}

/// The balance of the accounts of a subject.
fn balance(world: &World, documents: &[Document], subject: &str, period: Period) -> i64 {
    let chart = world.profile.chart().into_iter();
    let ours = chart.filter(|(account, _)| is_of(subject, account));
    ours.map(|(account, _)| ledger_balance(documents, account, period))
        .sum()
}

#[test]
fn each_is_planted_as_often_as_asked_and_said_once() {
    for fault in ours() {
        let request = portfolio(21, vec![(fault, 2)]);
        let mut told = 0;
        let mut months = BTreeSet::new();
        for index in 0..request.agencies {
            let (world, effects, _) = made(&request, index);
            let inbox = crate::files::Inbox::write(&world).unwrap();
            let planted = planted(&world, effects.clone(), &inbox);
            assert!(
                planted.is_empty() || fault.is_possible(&request, index),
                "{fault:?}"
            );
            let mine = planted
                .iter()
                .filter(|planted| planted.check == fault.check());
            for planted in mine {
                assert_eq!(planted.fault, fault);
                // An accrual that nobody reverses is no row of the year after.
                let is_of_year_before = fault == FaultId::AccrualNotReversed;
                assert!(planted.cause == Some(fault.cause()) || is_of_year_before);
                assert_eq!(planted.amount != Ore::ZERO, fault.has_amount(), "{fault:?}");
                assert!(!planted.subject.is_empty());
                assert!(months.insert((index, planted.period, planted.amount)));
                told += 1;
            }
        }
        // Some show in every month, and two lines of accrued pay are two findings.
        assert!(told >= 2, "{fault:?}: {told}");
    }
}

/// What is put right is gone in the month after.
#[test]
fn faults_of_the_month_end_change_their_balance_for_one_month() {
    let clean = portfolio(22, Vec::new());
    let right: Vec<_> = (0..clean.agencies)
        .map(|index| made(&clean, index).2)
        .collect();
    for fault in ours().into_iter().filter(|fault| fault.is_of_month_end()) {
        if fault == FaultId::InvestmentNotListed {
            continue; // the ledger is right
        }
        let mut seen = 0;
        let request = portfolio(22, vec![(fault, 2)]);
        for index in 0..request.agencies {
            let (world, effects, documents) = made(&request, index);
            let right = &right[usize::try_from(index).unwrap()];
            let effects = effects_of(&world, &effects);
            for effect in &effects {
                let of = |period| {
                    let [with, without] = [&documents, right]
                        .map(|documents| balance(&world, documents, &effect.subject, period));
                    with - without
                };
                let later = effect.period.next_month();
                if effects.iter().any(|other| other.period == later) {
                    continue;
                }
                seen += 1;
                if effect.check == "fixed-assets" || effect.check == "holiday-pay" {
                    assert_eq!(of(effect.period), effect.amount.0, "{effect:?}");
                } else if effect.check == "accrued-pay" || effect.check == "nav-accrual" {
                    assert!(effect.amount != Ore::ZERO);
                }
                let in_balance = effect.subject.starts_with(['1', '2']);
                if in_balance && world.days.periods.contains(&later) {
                    assert_eq!(of(later), 0, "{effect:?}");
                }
            }
        }
        assert!(seen > 0, "{fault:?}");
    }
}

/// A voucher number between two others is on no line.
#[test]
fn a_number_is_missing_between_two() {
    let request = portfolio(23, vec![(FaultId::VoucherNumberMissing, 4)]);
    let mut gaps = 0;
    for index in 0..request.agencies {
        let (world, effects, documents) = made(&request, index);
        let lines = ledger_lines(&documents);
        let first = effects.first().map(|effect| effect.period);
        let removed: Vec<_> = world.vouchers.iter().filter(|v| v.removed).collect();
        assert_eq!(removed.is_empty(), first.is_none());
        for voucher in removed {
            let has = |number: u32| {
                let number = format!("46{number:07}");
                lines.iter().any(|line| line.voucher == number)
            };
            let number = voucher.number;
            assert_eq!(
                [number - 1, number, number + 1].map(has),
                [true, false, true]
            );
            gaps += 1;
        }
    }
    assert_eq!(gaps, 4);
}

/// What the ledger opens a year with differs by the fault; the listings of the cash ledger and the S-report are changed.
#[test]
fn a_year_opens_with_what_a_fault_says() {
    let all = faults().iter().map(|kind| kind.id);
    for fault in all.filter(|fault| fault.is_of_change_of_year()) {
        let request = portfolio(24, vec![(fault, 2)]);
        let mut seen = 0;
        for index in 0..request.agencies {
            let (world, effects, documents) = made(&request, index);
            for effect in &effects {
                let later = effect.period.next_month();
                assert_eq!((effect.period.number(), effect.check), (12, fault.check()));
                if effect.subject == STRAY {
                    let of = |period| ledger_balance(&documents, STRAY, period);
                    assert_eq!(of(effect.period) - of(later), effect.amount.0, "{fault:?}");
                    assert_eq!(effect.mirror[0].1.0, -effect.amount.0);
                } else {
                    let opening = Period::new(later.year(), 0);
                    assert!(world.tampered.iter().any(|one| Some(one.period) == opening));
                }
                seen += 1;
            }
        }
        assert_eq!(seen, 2, "{fault:?}");
    }
}

/// Under accruals what is provided for is what the pass-through account says, whatever is wrong with a report.
#[test]
fn the_provision_follows_the_faults_of_refunds() {
    let all = faults().iter().map(|kind| kind.id);
    for fault in all.filter(|fault| fault.check() == "nav-refunds") {
        let model = |budgeting| Model {
            service: Service::Full,
            budgeting,
            principle: Principle::Srs,
        };
        let request = Request {
            seed: 25,
            kinds: Some(vec![model(Budgeting::Gross), model(Budgeting::Net)]),
            faults: vec![(fault, 2)],
            ..request(5, 150)
        };
        let mut planted = BTreeSet::new();
        for index in 3..5 {
            let (world, effects, documents) = made(&request, index);
            planted.extend(effects.iter().map(|effect| (index, effect.period)));
            for period in &world.days.periods {
                let of = |account| ledger_balance(&documents, account, *period);
                assert_eq!(of("1575") + of("1579"), 0, "{fault:?} {period}");
            }
        }
        assert!(!planted.is_empty(), "{fault:?}");
    }
}
