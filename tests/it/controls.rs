//! Every control of a report to the treasury says something of each fault that is planted for it, and nothing of a portfolio
//! without faults. Each fault of a report is planted alone, and answers to its key.
//!
//! Not here: faults of several kinds at a time (`simulation`).

#![expect(clippy::expect_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::{Budgeting, Model, Principle, Service};
use rayon::prelude::*;
use synth::FaultId;

use crate::simulation::{is_of_report, request, simulate};

/// Controls, their check, and the faults that raise them; SR-05 and SR-10 are raised by many more.
const CONTROLS: &[(&str, &str, &[&str])] = &[
    ("SR-01", "s-report", &["cash-outside-one-sided"]),
    (
        "SR-02",
        "s-report",
        &["treasury-authority-missing", "treasury-authority-ended"],
    ),
    ("SR-03", "s-report", &["treasury-combination"]),
    ("SR-04", "s-report", &["treasury-barred"]),
    (
        "SR-05",
        "s-report",
        &[
            "cash-invalid-combination",
            "cash-srs-not-netted",
            "invalid-dimension",
        ],
    ),
    ("SR-06", "s-report", &["treasury-sign-unusual"]),
    ("SR-07", "s-report", &["treasury-bank-moved"]),
    (
        "SR-08",
        "s-report",
        &[
            "treasury-setup-contradicted",
            "treasury-setup-missing",
            "treasury-setup-unreadable",
        ],
    ),
    ("SR-09", "s-report", &["treasury-settlement-moved"]),
    (
        "SR-10",
        "s-report",
        &["cash-posted-after-report", "cash-moved-after-report"],
    ),
    ("SR-11", "s-report", &["treasury-authority-unused"]),
    (
        "SR-12",
        "s-report",
        &["treasury-period-open", "treasury-reported-early"],
    ),
    ("LR-01", "l-report", &["l-report-movement"]),
    ("LR-02", "l-report", &["l-report-opening"]),
    // The bank's own finding is the error.
    ("LR-03", "l-report", &["sweep-differs"]),
    ("LR-04", "l-report", &["l-report-closing"]),
    (
        "LR-05",
        "l-report",
        &["l-report-unconfirmed", "l-report-late"],
    ),
    ("LR-06", "l-report", &["l-report-account"]),
    ("PR-01", "p-report", &["p-report-holiday-pay"]),
    ("PR-02", "p-report", &["p-report-difference"]),
    ("PR-03", "p-report", &["p-report-bank", "sweep-differs"]),
    ("PR-04", "p-report", &["p-report-sign-unusual"]),
    ("PR-05", "p-report", &["p-report-unbalanced"]),
    ("PR-06", "p-report", &["p-report-preliminary"]),
];

/// What may be said of any report: sums for a person to judge (SR-06, PR-04), and what explains article account 280 (PR-02).
const OF_ANY: [&str; 3] = ["SREP008", "PREP006", "PREP003"];

/// The codes of a control that mean that something is wrong.
fn codes(check: &str, control: &str) -> BTreeSet<&'static str> {
    let check = checks::REGISTRY.iter().find(|of| of.id == check);
    let codes = check.into_iter().flat_map(|check| check.codes);
    let ours = codes.filter(|code| code.summary.split(": ").next() == Some(control));
    let ours = ours.map(|code| code.code);
    ours.filter(|code| !OF_ANY.contains(code)).collect()
}

/// Agencies of a kind that has the report, until a month; the sixth lists the basis of the L-report, and its P-report.
fn portfolio(check: &str, faults: Vec<(FaultId, u32)>) -> synth::Request {
    let model = |budgeting, principle| Model {
        service: Service::Full,
        budgeting,
        principle,
    };
    let (agencies, kinds) = match check {
        "s-report" => (
            2,
            [Principle::Cash, Principle::Srs]
                .map(|of| model(Budgeting::Gross, of))
                .to_vec(),
        ),
        "l-report" => (6, vec![model(Budgeting::Net, Principle::Cash)]),
        _ => (6, vec![model(Budgeting::Net, Principle::Srs)]),
    };
    let is_of_half_year = faults
        .iter()
        .any(|(id, _)| *id == FaultId::TreasuryAuthorityUnused);
    let last = if is_of_half_year {
        "2025-06"
    } else {
        "2025-04"
    };
    synth::Request {
        kinds: Some(kinds),
        ..request(61, agencies, last, faults)
    }
}

fn named(name: &str) -> FaultId {
    name.parse().expect("the name of a fault")
}

/// The codes that are said of a report's portfolio with one fault, or none.
fn said(check: &'static str, fault: Option<FaultId>) -> BTreeSet<String> {
    let count = match fault {
        // In each of the agencies, so that the one with the report has it.
        Some(FaultId::SweepDiffers) => 6,
        // In two months: of the last one no month after tells.
        Some(FaultId::CashPostedAfterReport | FaultId::CashMovedAfterReport) => 2,
        _ => 1,
    };
    let faults = fault.into_iter().map(|id| (id, count)).collect();
    simulate(&portfolio(check, faults))
}

/// Each control of a report's check finds what is planted for it, and nothing in what is clean.
fn each_control_finds_its_faults(check: &'static str) {
    let ours = || CONTROLS.iter().filter(|(_, of, _)| *of == check);
    let of_controls = ours().flat_map(|(.., faults)| *faults);
    let mut faults: BTreeSet<FaultId> = of_controls.map(|name| named(name)).collect();
    // Those that no control is named for: lines of a report, and what the treasury books of a P-report.
    let all = synth::faults().iter().map(|kind| kind.id);
    faults.extend(all.filter(|id| {
        let own = ["s-report", "l-report"]
            .iter()
            .find(|own| **own == id.check());
        is_of_report(*id) && *own.unwrap_or(&"p-report") == check
    }));
    let tasks: Vec<Option<FaultId>> = faults.into_iter().map(Some).chain([None]).collect();
    let tasks = tasks.into_par_iter();
    let told: BTreeMap<Option<FaultId>, BTreeSet<String>> =
        tasks.map(|fault| (fault, said(check, fault))).collect();
    let has = |fault: Option<FaultId>, codes: &BTreeSet<&str>| {
        let told = told.get(&fault);
        told.is_some_and(|told| codes.iter().any(|code| told.contains(*code)))
    };
    for (control, _, faults) in ours() {
        let codes = codes(check, control);
        assert!(!has(None, &codes), "{control}: {codes:?} of what is clean");
        for name in *faults {
            let is_told = has(Some(named(name)), &codes);
            assert!(is_told, "{control}: {codes:?} not of {name}");
        }
    }
}

#[test]
fn every_control_is_listed_with_a_fault() {
    let mut declared = BTreeSet::new();
    for id in ["s-report", "l-report", "p-report"] {
        let check = checks::REGISTRY.iter().find(|check| check.id == id);
        let codes = check.into_iter().flat_map(|check| check.codes);
        let named = codes.filter_map(|code| code.summary.split_once(": "));
        declared.extend(named.map(|(control, _)| (control, id)));
    }
    let listed = CONTROLS
        .iter()
        .map(|(control, check, _)| (*control, *check));
    assert_eq!(declared, listed.collect());
    assert!(CONTROLS.iter().all(|(.., faults)| !faults.is_empty()));
}

#[test]
fn controls_of_the_s_report_find_their_faults_and_nothing_else() {
    each_control_finds_its_faults("s-report");
}

#[test]
fn controls_of_the_l_report_find_their_faults_and_nothing_else() {
    each_control_finds_its_faults("l-report");
}

#[test]
fn controls_of_the_p_report_find_their_faults_and_nothing_else() {
    each_control_finds_its_faults("p-report");
}
