//! The comparison by tables of cases: the constructed files, and one change at a time in them.

use std::fmt::Write as _;

use super::*;
use crate::telepay;
use crate::telepay::record::Rate;

/// A file of the corpus.
fn ok(name: &str) -> File {
    let bytes: &[u8] = match name {
        "sent.txt" => include_bytes!("../../../corpus/telepay/ok/sent.txt"),
        "mottaksretur.txt" => include_bytes!("../../../corpus/telepay/ok/mottaksretur.txt"),
        "avregningsretur.txt" => include_bytes!("../../../corpus/telepay/ok/avregningsretur.txt"),
        "avregningsretur_cancelled.txt" => {
            include_bytes!("../../../corpus/telepay/ok/avregningsretur_cancelled.txt")
        }
        "avvisningsretur.txt" => include_bytes!("../../../corpus/telepay/ok/avvisningsretur.txt"),
        "abroad-settled.txt" => include_bytes!("../../../corpus/telepay/ok/abroad-settled.txt"),
        _ => panic!("{name}"),
    };
    telepay::parse(bytes, &telepay::Options::default()).value
}

/// Differences as `TP-21 payee account INV-1`.
fn said(comparison: &Comparison) -> Vec<String> {
    comparison
        .differences
        .iter()
        .map(|d| {
            let row = d.sent.as_ref().or(d.returned.as_ref());
            let mut text = format!("{} {}", d.id, d.what);
            if let Some(row) = row {
                let _ = write!(text, " {}", row.own_reference);
            }
            if let Some((expected, found)) = d.expected.zip(d.found) {
                let _ = write!(text, " {expected}/{found}");
            }
            for code in &d.return_codes {
                let _ = write!(text, " {code}");
            }
            text
        })
        .collect()
}

fn compared(sent: &[&str], returned: &[&str], receipts_required: bool) -> Comparison {
    let files = |names: &[&str]| names.iter().map(|n| ok(n)).collect::<Vec<_>>();
    let (sent, returned) = (files(sent), files(returned));
    compare(
        &sent.iter().collect::<Vec<_>>(),
        &returned.iter().collect::<Vec<_>>(),
        &Options { receipts_required },
    )
}

/// Files sent and returned, whether receipts are required, what is said.
type Case<'a> = (&'a [&'a str], &'a [&'a str], bool, Vec<String>);

#[test]
fn sent_received_and_settled_are_compared() {
    let cancelled = "TP-33 cancelled: the money did not go out; reopen the item, do not post";
    let never = "TP-30 settled without having been accepted";
    let (counts, sums) = (
        "TP-38 payments sent, against settled, cancelled, rejected and outstanding",
        "TP-38 sum sent, against settled, cancelled, rejected and outstanding",
    );
    let (receipt, settled) = ("mottaksretur.txt", "avregningsretur.txt");
    let (one, two) = ("INV-000001", "INV-000002");
    let table: [Case<'_>; 9] = [
        (&["sent.txt"], &[], true, vec![]),
        (&["sent.txt"], &[receipt], true, vec![]),
        (&["sent.txt"], &[receipt, settled], true, vec![]),
        (&["sent.txt"], &[settled], false, vec![]),
        (
            &["sent.txt"],
            &[settled],
            true,
            vec![format!("{never} {one}"), format!("{never} {two}")],
        ),
        (
            &["sent.txt"],
            &[receipt, "avregningsretur_cancelled.txt"],
            true,
            vec![format!("{cancelled} {one}"), format!("{cancelled} {two}")],
        ),
        (
            &["sent.txt"],
            &["avvisningsretur.txt"],
            true,
            vec![format!("TP-22 a payment is refused {two} 17")],
        ),
        (
            &["sent.txt"],
            &[receipt, receipt],
            true,
            vec![format!("TP-25 a batch is accepted twice {one}")],
        ),
        (
            &["sent.txt"],
            &[receipt, settled, settled],
            true,
            vec![
                format!("TP-34 settled or cancelled twice {one}"),
                format!("TP-34 settled or cancelled twice {two}"),
                format!("{counts} 2/4"),
                format!("{sums} 143000/286000"),
            ],
        ),
    ];
    for (sent, returned, required, expected) in table {
        let found = compared(sent, returned, required);
        assert_eq!(said(&found), expected, "{sent:?} {returned:?}");
    }
}

#[test]
fn what_was_sent_is_conserved() {
    let both = Tally {
        count: 2,
        amount: 143_000,
    };
    let none = Tally::default();
    for (returned, settled, cancelled, rejected, outstanding) in [
        (&[][..], none, none, none, both),
        (&["mottaksretur.txt"], none, none, none, both),
        (
            &["mottaksretur.txt", "avregningsretur.txt"],
            both,
            none,
            none,
            none,
        ),
        (
            &["mottaksretur.txt", "avregningsretur_cancelled.txt"],
            none,
            both,
            none,
            none,
        ),
        (&["avvisningsretur.txt"], none, none, both, none),
    ] {
        let found = compared(&["sent.txt"], returned, true).conservation["NOK"];
        assert_eq!(found.sent, both);
        assert_eq!(
            (
                found.settled,
                found.cancelled,
                found.rejected,
                found.outstanding
            ),
            (settled, cancelled, rejected, outstanding),
            "{returned:?}"
        );
    }
}

/// A change in one answer, and what is said about it.
type Change = (fn(&mut File), &'static [&'static str]);

#[test]
fn every_change_on_the_way_is_found() {
    let sent = ok("sent.txt");
    let receipt = ok("mottaksretur.txt");
    let settled = ok("avregningsretur.txt");
    let in_receipt: [Change; 11] = [
        (
            |f| f.payments[0].amount = Ore(125_001),
            &["TP-21 amount INV-000001 125000/125001"],
        ),
        (
            |f| f.payments[1].payee_account = "12345678903".into(),
            &["TP-21 payee account INV-000002"],
        ),
        (|f| f.payments[0].kid.clear(), &["TP-21 KID INV-000001"]),
        (
            |f| f.payments[0].debit_account = "12345678903".into(),
            &["TP-21 debit account INV-000001"],
        ),
        (
            |f| f.payments[0].payment_date = None,
            &["TP-21 payment date INV-000001"],
        ),
        (
            |f| f.payments[0].currency = "EUR".into(),
            &["TP-21 currency INV-000001"],
        ),
        (
            |f| f.totals.batches[0].orders = 2,
            &["TP-23 number of orders of a batch 1/2"],
        ),
        (
            |f| f.payments[1].serial = 3,
            &["TP-24 serial numbers of an order do not run from 1 INV-000002 2/3"],
        ),
        (
            |f| f.payments[1].bank_reference = "A00018".into(),
            &["TP-24 the bank's reference changes inside an order INV-000002"],
        ),
        (
            |f| f.payments.iter_mut().for_each(|p| p.bank_reference.clear()),
            &["TP-24 an accepted order without the bank's reference INV-000001"],
        ),
        (
            |f| f.payments[1].own_reference = "INV-9".into(),
            &[
                "TP-20 sent, but not in the return of its batch INV-000002",
                "TP-20 returned, but not sent, or returned more often than sent INV-9",
            ],
        ),
    ];
    for (change, expected) in in_receipt {
        let mut changed = receipt.clone();
        change(&mut changed);
        let found = compare(&[&sent], &[&changed], &Options::default());
        assert_eq!(said(&found), expected);
    }
    let in_settlement: [Change; 5] = [
        (
            |f| f.payments[0].amount = Ore(125_001),
            &[
                "TP-31 amount INV-000001 125000/125001",
                "TP-38 sum sent, against settled, cancelled, rejected and outstanding 143000/143001",
            ],
        ),
        (
            |f| f.payments[1].payee_account = "12345678903".into(),
            &["TP-31 payee account INV-000002"],
        ),
        (|f| f.payments[0].kid.clear(), &["TP-31 KID INV-000001"]),
        (
            |f| f.payments[0].value_date = "2026-01-16".parse().ok(),
            &["TP-32 value date is not the payment date INV-000001"],
        ),
        (
            |f| {
                (f.payments[1].serial, f.payments[1].own_reference) = (9, "INV-9".into());
            },
            &[
                "TP-30 settled, but never accepted or sent INV-9",
                "TP-38 payments sent, against settled, cancelled, rejected and outstanding 2/3",
                "TP-38 sum sent, against settled, cancelled, rejected and outstanding 143000/161000",
            ],
        ),
    ];
    for (change, expected) in in_settlement {
        let mut changed = settled.clone();
        change(&mut changed);
        let found = compare(&[&sent], &[&receipt, &changed], &Options::default());
        assert_eq!(said(&found), expected);
    }
    let rejected = ok("avvisningsretur.txt");
    let found = compare(&[&sent], &[&rejected, &settled], &Options::default());
    assert!(
        said(&found).contains(&"TP-34 rejected, and settled all the same INV-000001".to_owned())
    );
}

#[test]
fn figures_abroad_are_recalculated() {
    let settled = ok("abroad-settled.txt");
    // 1 000.00 EUR at 11.7250 = 11 725.00, debited; a rate per 100 units would be 1 172.50.
    let figures = settled.payments[0].abroad.unwrap();
    assert_eq!(
        figures.rate.unwrap(),
        Rate {
            units: 117_250,
            decimals: 4
        }
    );
    let expected = |changed: AbroadFigures| {
        let mut file = settled.clone();
        file.payments
            .iter_mut()
            .for_each(|p| p.abroad = Some(changed));
        let found = compare(&[], &[&file], &Options::default());
        let lines: Vec<_> = said(&found)
            .into_iter()
            .filter(|s| s.starts_with("TP-37"))
            .collect();
        lines
    };
    assert_eq!(expected(figures), [""; 0]);
    let per_hundred = AbroadFigures {
        debited: Some(Ore(11_725)),
        ..figures
    };
    assert_eq!(expected(per_hundred), [""; 0]);
    let wrong = AbroadFigures {
        debited: Some(Ore(1_172_600)),
        ..figures
    };
    let text = "TP-37 amount debited is not the amount transferred at the rate stated INV-A1 1172500/1172600";
    assert_eq!(expected(wrong), [text]);
    let missing = AbroadFigures {
        rate: None,
        ..figures
    };
    assert_eq!(
        expected(missing),
        ["TP-37 settled abroad without exchange rate INV-A1"]
    );
}

/// Lines with the same references are told apart by amount, account and KID, whatever their order.
#[test]
fn equal_references_are_paired_by_content() {
    let (mut sent, mut receipt) = (ok("sent.txt"), ok("mottaksretur.txt"));
    for payment in sent.payments.iter_mut().chain(&mut receipt.payments) {
        payment.own_reference.clear();
    }
    receipt.payments.swap(0, 1);
    receipt.payments[0].serial = 1;
    receipt.payments[1].serial = 2;
    let found = compare(&[&sent], &[&receipt], &Options::default());
    assert_eq!(said(&found), [""; 0]);
}
