//! Whose a file is: what names another organisation or foreign accounts is refused, or left out.

use crate::desk::{self, FOREIGN, ORGANISATION, OURS, fates, held, take};
use crate::made::{self, notification, statement};

/// An organisation that it is not.
const STRANGER: &str = "310000019";

#[test]
fn what_is_anothers_is_refused() {
    let paid = [("123456782", 102_000)];
    let drawn = [("", -102_000)];
    let ours = OURS[0];
    let table = [
        (
            "saft.xml",
            made::saft(STRANGER, "2025-04-08", &[100]),
            "INGEST005",
        ),
        (
            "camt053.xml",
            made::camt053("M", vec![statement(FOREIGN, 14, 0, &[100])]),
            "INGEST006",
        ),
        (
            "mt940.sta",
            made::mt940(vec![statement(FOREIGN, 14, 0, &[100])]),
            "INGEST006",
        ),
        (
            "camt054.xml",
            made::camt054("M", vec![notification(FOREIGN, "N", 14, &paid)]),
            "INGEST006",
        ),
        ("ocr.txt", made::ocr(FOREIGN, 1, 14, &paid), "INGEST008"),
        (
            "cremul.edi",
            made::wrapped(&made::advice(FOREIGN, "C", 14, &paid)),
            "INGEST008",
        ),
        (
            "debmul.edi",
            made::wrapped(&made::advice(FOREIGN, "D", 14, &drawn)),
            "INGEST008",
        ),
        (
            "telepay-1.txt",
            made::telepay(STRANGER, ours, 7, &paid),
            "INGEST005",
        ),
        (
            "telepay-2.txt",
            made::telepay(ORGANISATION, FOREIGN, 7, &paid),
            "INGEST008",
        ),
        (
            "pain001.xml",
            made::pain001(FOREIGN, "BET-1", ours, &paid),
            "INGEST008",
        ),
        (
            "1_ref-arbg_2025-03-14.csv",
            made::report(STRANGER, ours, &[100]),
            "INGEST005",
        ),
        (
            "2_ref-arbg_2025-03-14.csv",
            made::report(ORGANISATION, FOREIGN, &[100]),
            "INGEST008",
        ),
        (
            "order-1.json",
            made::order(STRANGER, ours, 14, &[100]),
            "INGEST005",
        ),
        (
            "order-2.json",
            made::order(ORGANISATION, FOREIGN, 14, &[100]),
            "INGEST008",
        ),
    ];
    for (name, bytes, code) in table {
        let ingested = take(&[(name, bytes)]);
        let [file] = ingested.files.as_slice() else {
            panic!("{name}: one file");
        };
        let codes: Vec<&str> = file.diagnostics.iter().map(|found| found.code).collect();
        assert!(
            codes.contains(&code) && !file.is_accepted(),
            "{name}: {codes:?}"
        );
        assert_eq!(held(&ingested.frames), [""; 0], "{name}");
        assert!(file.deliveries.is_empty(), "{name}");
        for said in &file.diagnostics {
            assert!(!said.message.contains(FOREIGN), "{name}: {}", said.message);
        }
    }
}

/// The payments of others in a file of ours are not picked out: a payment file is for one debtor.
#[test]
fn a_payment_file_with_one_foreign_account_is_refused_as_a_whole() {
    let mut both = made::advice(OURS[0], "C", 14, &[("123456782", 100)]);
    let foreign = made::advice(FOREIGN, "C2", 14, &[("2345676", 200)]);
    both.interchanges[0]
        .messages
        .extend(foreign.interchanges[0].messages.clone());
    let ingested = take(&[("cremul.edi", made::wrapped(&both))]);
    assert_eq!(fates(&ingested), ["cremul.edi refused INGEST008"]);
}

#[test]
fn the_foreign_account_is_left_out_of_statements_and_notifications() {
    let statements = || {
        vec![
            statement(OURS[0], 14, 0, &[100, -30]),
            statement(FOREIGN, 14, 0, &[7_000]),
        ]
    };
    let notifications = vec![
        notification(OURS[0], "N1", 14, &[("123456782", 100)]),
        notification(FOREIGN, "N2", 14, &[("2345676", 7_000), ("", -9_000)]),
    ];
    let table = [
        (
            "camt053.xml",
            made::camt053("M", statements()),
            vec!["bank_statements 1 0.70", "bank_entries 2 0.70"],
        ),
        (
            "mt940.sta",
            made::mt940(statements()),
            vec!["bank_statements 1 0.70", "bank_entries 2 0.70"],
        ),
        (
            "camt054.xml",
            made::camt054("M", notifications),
            vec!["incoming_payments 1 1.00"],
        ),
    ];
    for (name, bytes, expected) in table {
        let ingested = take(&[(name, bytes)]);
        assert_eq!(fates(&ingested), [format!("{name} used INGEST007")]);
        assert_eq!(held(&ingested.frames), expected, "{name}");
        let delivered = desk::deliveries(&ingested.files[0]);
        assert!(!delivered.contains(FOREIGN), "{name}: {delivered}");
        assert_eq!(delivered.lines().count(), 1, "{name}: {delivered}");
    }
}
