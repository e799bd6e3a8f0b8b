//! Every control of a report to the treasury has a fault that can be planted, or stands here with the reason why it has none.
//!
//! Not here: that the fault is found (`simulation`), and that it is found under that control: the answer key names check and cause.

use std::collections::BTreeSet;

/// Controls: the check, the faults that raise it, and why none does if there are none. SR-05 and SR-10 are raised by many more.
const CONTROLS: &[(&str, &str, &[&str], &str)] = &[
    ("SR-01", "s-report", &["cash-outside-one-sided"], ""),
    (
        "SR-02",
        "s-report",
        &["treasury-authority-missing", "treasury-authority-ended"],
        "",
    ),
    ("SR-03", "s-report", &["treasury-combination"], ""),
    ("SR-04", "s-report", &["treasury-barred"], ""),
    (
        "SR-05",
        "s-report",
        &[
            "cash-invalid-combination",
            "cash-srs-not-netted",
            "invalid-dimension",
        ],
        "",
    ),
    ("SR-06", "s-report", &[], "a notice: figures for a person"),
    ("SR-07", "s-report", &["treasury-bank-moved"], ""),
    (
        "SR-08",
        "s-report",
        &[
            "treasury-setup-contradicted",
            "treasury-setup-missing",
            "treasury-setup-unreadable",
        ],
        "",
    ),
    ("SR-09", "s-report", &["treasury-settlement-moved"], ""),
    ("SR-10", "s-report", &["treasury-combination"], ""),
    (
        "SR-11",
        "s-report",
        &[],
        "a notice: an authority that is not used may be needed yet",
    ),
    (
        "SR-12",
        "s-report",
        &["treasury-period-open", "treasury-reported-early"],
        "",
    ),
    ("LR-01", "l-report", &["l-report-movement"], ""),
    ("LR-02", "l-report", &["l-report-opening"], ""),
    (
        "LR-03",
        "l-report",
        &[],
        "a notice: what the ledger is not the statement by is the bank reconciliation's",
    ),
    ("LR-04", "l-report", &["l-report-closing"], ""),
    (
        "LR-05",
        "l-report",
        &["l-report-unconfirmed", "l-report-late"],
        "",
    ),
    ("LR-06", "l-report", &["l-report-account"], ""),
    ("PR-01", "p-report", &["p-report-holiday-pay"], ""),
    ("PR-02", "p-report", &["p-report-difference"], ""),
    ("PR-03", "p-report", &["p-report-bank"], ""),
    ("PR-04", "p-report", &[], "a notice: figures for a person"),
    ("PR-05", "p-report", &["p-report-unbalanced"], ""),
    (
        "PR-06",
        "p-report",
        &[],
        "a notice: a final report may differ from the preliminary one",
    ),
];

#[test]
fn every_control_of_a_report_is_raised_by_a_fault_or_said_why_not() {
    let known: BTreeSet<&str> = CONTROLS.iter().map(|(control, ..)| *control).collect();
    assert_eq!(known.len(), CONTROLS.len());
    let mut declared = BTreeSet::new();
    for id in ["s-report", "l-report", "p-report"] {
        let check = checks::REGISTRY.iter().find(|check| check.id == id);
        let codes = check.into_iter().flat_map(|check| check.codes);
        let named = codes.filter_map(|code| code.summary.split_once(": "));
        declared.extend(named.map(|(control, _)| control));
    }
    assert_eq!(declared, known);
    for (control, check, faults, why) in CONTROLS {
        assert!(
            checks::REGISTRY.iter().any(|of| of.id == *check),
            "{control}"
        );
        assert_eq!(faults.is_empty(), !why.is_empty(), "{control}");
        for name in *faults {
            let is_fault = synth::faults().iter().any(|kind| kind.id.as_str() == *name);
            assert!(is_fault, "{control}: {name} is no fault");
        }
    }
}
