//! When a NAV report was paid: by its name, by what lies beside it, or not at all.

use domain::Ore;

use crate::desk::{self, ORGANISATION, OURS, fate, held, scope, take};
use crate::made;

#[test]
fn the_payment_date_comes_from_the_name_or_from_beside_the_report() {
    let account = OURS[0];
    let report = || made::report(ORGANISATION, account, &[150_000, -5_000]);
    let (dated, bare) = ("974760673_ref-arbg_2025-03-14", "rapport");
    let whole = |day| Some((day, 145_000));
    let too_much = Some((Some(14), 145_001));
    // Name of the report, day in the metadata, control file (day, øre): fate of the report, its day in March.
    let table = [
        (dated, None, None, "used", Some(14)),
        (bare, Some(17), None, "used", Some(17)),
        (dated, Some(14), None, "used", Some(14)),
        (dated, Some(17), None, "used K27110", Some(14)),
        (bare, None, whole(Some(18)), "used", Some(18)),
        (bare, Some(17), whole(Some(18)), "used K27110", Some(18)),
        (dated, None, whole(None), "used", Some(14)),
        (dated, None, whole(Some(18)), "used K27110", Some(14)),
        (dated, None, too_much, "refused K27006", None),
    ];
    for (stem, metadata, control, expected, day) in table {
        let names = ["csv", "meta.json", "ctl.json"].map(|end| format!("{stem}.{end}"));
        let [report_name, metadata_name, control_name] = names;
        let mut inbox = vec![(report_name.as_str(), report())];
        if let Some(day) = metadata {
            inbox.push((&metadata_name, made::metadata(account, day)));
        }
        if let Some((day, total)) = control {
            inbox.push((&control_name, made::control(account, day, total)));
        }
        let case = format!("{stem} {metadata:?} {control:?}");
        let ingested = take(&inbox);
        let mut files = ingested.files.iter();
        let file = files.find(|file| file.name == report_name).unwrap();
        assert_eq!(fate(file), format!("{report_name} {expected}"), "{case}");
        let Some(day) = day.map(made::date) else {
            assert_eq!(held(&ingested.frames), [""; 0], "{case}");
            continue;
        };
        assert_eq!(scope(file), "2025-03..2025-03", "{case}");
        let [delivery] = file.deliveries.as_slice() else {
            panic!("{case}: one delivery");
        };
        assert_eq!(delivery.days, Some((day, day)), "{case}");
        let delivered = (delivery.records, delivery.amount);
        assert_eq!(delivered, (2, Ore(145_000)), "{case}");
        let paid = ingested.frames.nav_refunds.view();
        assert_eq!(paid.paid_day, [frames::day(day); 2], "{case}");
    }
}

/// Nobody says when it was paid: the money counts, and which month it belongs to is open.
#[test]
fn a_report_without_any_date_is_taken_without_month() {
    let ingested = take(&[(
        "rapport.csv",
        made::report(ORGANISATION, OURS[0], &[150_000]),
    )]);
    let file = &ingested.files[0];
    assert_eq!(scope(file), "-");
    assert!(file.is_accepted());
    assert_eq!(held(&ingested.frames), ["nav_refunds 1 1500.00"]);
    assert!(file.deliveries[0].days.is_none());
    assert_eq!(ingested.frames.nav_refunds.view().paid_day, [0]);
    assert_eq!(
        fate(file),
        "rapport.csv used INGEST021",
        "{:?}",
        file.diagnostics
    );
}

/// The report as CSV and as an order is one report, in whichever order its rows stand.
#[test]
fn a_report_in_two_forms_counts_once() {
    let account = OURS[0];
    let csv = made::report(ORGANISATION, account, &[150_000, -5_000]);
    let order = made::order(ORGANISATION, account, 14, &[-5_000, 150_000]);
    let both = take(&[
        ("974760673_ref-arbg_2025-03-14.csv", csv),
        ("order.json", order),
    ]);
    assert_eq!(held(&both.frames), ["nav_refunds 2 1450.00"]);
    let mut fates = desk::fates(&both);
    fates.retain(|fate| fate.ends_with("aside INGEST015"));
    assert_eq!(fates.len(), 1);
}

/// What lies beside a report that is not there says nothing, and is no fault.
#[test]
fn metadata_without_report_hold_no_row() {
    let ingested = take(&[("rapport.meta.json", made::metadata(OURS[0], 14))]);
    assert_eq!(desk::fates(&ingested), ["rapport.meta.json used"]);
    assert_eq!(held(&ingested.frames), [""; 0]);
    assert!(ingested.files[0].deliveries.is_empty());
}

/// Metadata of somebody else's account are refused, and so say nothing of the report beside them.
#[test]
fn refused_metadata_give_no_date() {
    let ingested = take(&[
        (
            "rapport.csv",
            made::report(ORGANISATION, OURS[0], &[150_000]),
        ),
        ("rapport.meta.json", made::metadata(desk::FOREIGN, 14)),
    ]);
    assert_eq!(
        desk::fates(&ingested),
        [
            "rapport.csv used INGEST021",
            "rapport.meta.json refused INGEST008"
        ]
    );
}
