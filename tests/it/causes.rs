//! Every cause that a check can name is planted by a fault, or stands here with the reason why none plants it.

use std::collections::BTreeSet;

/// Causes that no fault is named after: check, cause, why.
const NOT_NAMED: &[(&str, &str, &str)] = &[
    // Said of what is well, or of what another finding is about: never more than a notice.
    ("bank", "carried", "a notice: what earlier months left open"),
    (
        "bank",
        "within-tolerance",
        "a notice: within the playbook's tolerance",
    ),
    (
        "interim",
        "to-be-cleared",
        "a notice: every clean world has some",
    ),
    (
        "till",
        "till-to-be-cleared",
        "a notice: told before till-over-age",
    ),
    (
        "remittance",
        "payment-refused",
        "a notice: every clean world with the newer files has some",
    ),
    (
        "remittance",
        "payment-on-its-way",
        "a notice: sent in the last days of a month",
    ),
    // Said by a second check of what a fault does to the first.
    ("cash-control", "nav-not-netted", "planted by faults of NAV"),
    (
        "cash-control",
        "errors-not-cleared",
        "planted by invalid-dimension",
    ),
    (
        "cash-balance",
        "listing-incomplete",
        "planted by cash-account-not-listed",
    ),
    (
        "completeness",
        "file-missing",
        "planted by statement-day-missing and ocr-file-missing",
    ),
    (
        "payroll-file",
        "import-not-booked",
        "planted by import-not-booked",
    ),
    (
        "payroll-file",
        "import-partly-booked",
        "planted by import-partly-booked",
    ),
    (
        "payroll-file",
        "import-booked-twice",
        "planted by import-booked-twice",
    ),
    (
        "nav-refunds",
        "nav-december",
        "a notice: told of every December",
    ),
    (
        "nav-refunds",
        "nav-earlier-year",
        "a notice: what an earlier year left is told, not counted",
    ),
    (
        "nav-refunds",
        "nav-settled",
        "a notice: what was waiting is settled",
    ),
    (
        "nav-refunds",
        "nav-negative-unit",
        "files before 2016-11, which no made world has",
    ),
    ("s-report", "nav-not-netted", "planted by faults of NAV"),
    (
        "s-report",
        "errors-not-cleared",
        "planted by invalid-dimension",
    ),
    (
        "s-report",
        "invalid-combination",
        "planted by cash-invalid-combination",
    ),
    (
        "s-report",
        "srs-not-netted",
        "planted by cash-srs-not-netted",
    ),
    (
        "l-report",
        "settlement-not-reconciled",
        "a notice: what the bank reconciliation fails on",
    ),
    (
        "l-report",
        "account-not-reported",
        "a made agency has one settlement account, and a listing has a row",
    ),
    (
        "p-report",
        "settlement-not-reconciled",
        "a notice: what the bank reconciliation fails on",
    ),
    (
        "access",
        "conflicts-not-named",
        "a notice: the playbook names no roles that conflict",
    ),
    (
        "authorities-structure",
        "authorities-changed",
        "a notice: what changed between two lists",
    ),
    // Not of a world of files alone.
    (
        "completeness",
        "period-closed",
        "needs a month that is signed off, then a file for it",
    ),
    (
        "bank",
        "late-posting",
        "a posting that is in no file explains nothing else of the account",
    ),
];

#[test]
fn every_cause_is_planted_or_said_why_not() {
    let planted: BTreeSet<(&str, &str)> = synth::faults()
        .iter()
        .map(|kind| (kind.id.check(), kind.id.cause()))
        .collect();
    let not_named: BTreeSet<(&str, &str)> = NOT_NAMED
        .iter()
        .map(|(check, cause, _)| (*check, *cause))
        .collect();
    assert_eq!(not_named.len(), NOT_NAMED.len());
    assert!(NOT_NAMED.iter().all(|(.., why)| !why.is_empty()));
    let mut declared = BTreeSet::new();
    for check in checks::REGISTRY {
        declared.extend(check.causes.iter().map(|cause| (check.id, cause.id)));
    }
    let missing: Vec<_> = declared
        .iter()
        .filter(|one| !planted.contains(one) && !not_named.contains(one))
        .collect();
    assert!(missing.is_empty(), "planted by no fault: {missing:?}");
    // What stands here must be declared, and not be planted meanwhile.
    let gone: Vec<_> = not_named.difference(&declared).collect();
    let needless: Vec<_> = not_named.intersection(&planted).collect();
    assert!(
        gone.is_empty() && needless.is_empty(),
        "{gone:?} {needless:?}"
    );
    let unknown: Vec<_> = planted.difference(&declared).collect();
    assert!(unknown.is_empty(), "no check declares {unknown:?}");
}
