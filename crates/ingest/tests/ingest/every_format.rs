//! One file of every format: which frames get which rows and sums, what is delivered, for which months; and the same figures
//! for one who only looks.

use std::fmt::Write as _;

use crate::desk::{self, ORGANISATION, OURS, deliveries, held, scope};
use crate::made::{self, notification, statement};

const PAID: [(&str, i64); 2] = [("123456782", 102_000), ("2345676", 50_050)];
const SENT: [(&str, i64); 2] = [("123456782", 25_000), ("2345676", 1_800)];
const DRAWN: [(&str, i64); 2] = [("", -25_000), ("", -1_800)];

/// One file of every format.
pub(crate) fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let [main, other] = OURS;
    let in_and_out = vec![
        notification(main, "N1", 14, &PAID),
        notification(other, "N2", 14, &DRAWN),
    ];
    let opening = statement(other, 17, 10_000, &[25_000, -1_800]);
    vec![
        ("saft.xml", made::saft(ORGANISATION, "2025-04-08", &[152_050])),
        ("camt053.xml", made::camt053("M1", vec![opening.clone()])),
        ("mt940.sta", made::mt940(vec![opening])),
        ("camt054.xml", made::camt054("M2", in_and_out)),
        ("ocr.txt", made::ocr(main, 1, 14, &PAID)),
        ("cremul.edi", made::wrapped(&made::advice(main, "C1", 14, &PAID))),
        ("debmul.edi", made::wrapped(&made::advice(main, "D1", 14, &DRAWN))),
        ("bansta.edi", made::wrapped(&made::bansta("B1", "INF-1"))),
        ("telepay.txt", made::telepay(ORGANISATION, main, 7, &SENT)),
        ("pain001.xml", made::pain001(main, "BET-1", desk::FOREIGN, &SENT)),
        ("pain002.xml", made::pain002("SVAR-1", "E-1")),
        ("gl07.dat", made::gl07("L0325", &[41_000, 9_000])),
        (
            "974760673_ref-arbg_2025-03-14.csv",
            made::report(ORGANISATION, main, &[150_000, -5_000]),
        ),
        ("order.json", made::order(ORGANISATION, main, 14, &[150_000, -5_000])),
        (
            "ledger.csv",
            b"Konto;Bilagsnr;Bilagsdato;Bel\xf8p\n1939;1;2025-02-28;12,50\n3000;1;2025-03-01;-12,50\n".to_vec(),
        ),
        (
            "open-items.csv",
            b"Konto;Reskontro;Bilagsnr;Periode;Bilagsdato;Forfallsdato;Bel\xf8p\n1500;10042;7;202503;2025-03-01;2025-03-31;1520,00\n".to_vec(),
        ),
        ("hours.csv", b"System;Periode;Timer\nsap;202503;162,5\nsap;202504;150\n".to_vec()),
        (
            "hours.xlsx",
            made::workbook("Timer", &["System;Periode;Timer", "ledger;202503;162,5"]),
        ),
        (
            "ledger.parquet",
            made::parquet(&[("1939", "1", 14, 1_250), ("3000", "1", 14, -1_250)]),
        ),
    ]
}

/// Fate, format, months, records and frames of each file; on the lines behind it what it delivers.
const EXPECTED: &str = "\
saft.xml used saf-t 2025-03..2025-03 records 2 in ledger_lines 2 0.00, ledger_balances 2 0.00
ledger [] [2025-04-08] on 2025-03-01..2025-03-31 made 2025-04-08 number - records 2 amount 1520.50
camt053.xml used camt.053 2025-03..2025-03 records 2 in bank_statements 1 332.00, bank_entries 2 232.00
bank-statement [99991042764] [S17] on 2025-03-17 made 2025-03-31 number statement 99991042764: 17-17 records 2 amount 268.00
mt940.sta used mt940 2025-03..2025-03 records 2 in bank_statements 1 332.00, bank_entries 2 232.00
bank-statement [99991042764] [S17] on 2025-03-17 made - number statement 99991042764: 17-17 records 2 amount 268.00
camt054.xml used camt.054 2025-03..2025-03 records 4 in incoming_payments 2 1520.50, payment_statuses 2 268.00
credit-advice [12345678903] [M2] on 2025-03-14 made 2025-03-31 number - records 2 amount 1520.50
debit-advice [99991042764] [M2] on 2025-03-14 made 2025-03-31 number - records 2 amount 268.00
ocr.txt used ocr-giro 2025-03..2025-03 records 2 in incoming_payments 2 1520.50
ocr [12345678903] [0000001] on 2025-03-14 made 2025-03-14 number - records 2 amount 1520.50
cremul.edi used cremul 2025-03..2025-03 records 2 in incoming_payments 2 1520.50
credit-advice [12345678903] [C1] on 2025-03-14 made 2025-03-14 number - records 2 amount 1520.50
debmul.edi used debmul 2025-03..2025-03 records 2 in payment_statuses 2 268.00
debit-advice [12345678903] [D1] on 2025-03-14 made 2025-03-14 number - records 2 amount 268.00
bansta.edi used bansta 2025-03..2025-03 records 1 in payment_statuses 1 0.00
payment-return [] [B1] on 2025-03-14 made 2025-03-14 number - records 1 amount 0.00
telepay.txt used telepay 2025-03..2025-03 records 2 in outgoing_payments 2 268.00
payment-file [12345678903] [sent 00974760673  0313 0313 1 7] on 2025-03-14 made - number telepay sent 00974760673 : 7-11 records 2 amount 268.00
pain001.xml used pain.001 2025-03..2025-03 records 2 in outgoing_payments 2 268.00
payment-file [12345678903] [BET-1] on 2025-03-14 made 2025-03-13 number - records 2 amount 268.00
pain002.xml used pain.002 2025-03..2025-03 records 3 in payment_statuses 3 250.00
payment-return [] [SVAR-1] on 2025-03-13 made 2025-03-13 number - records 1 amount 0.00
gl07.dat used gl07 2025-03..2025-03 records 4 in import_lines 4 0.00
import [FS] [L0325] on 2025-03-14 made - number - records 4 amount 500.00
974760673_ref-arbg_2025-03-14.csv used k27 2025-03..2025-03 records 2 in nav_refunds 2 1450.00
nav-refunds [12345678903] [] on 2025-03-14 made - number - records 2 amount 1450.00
order.json used k27 2025-03..2025-03 records 2 in nav_refunds 2 1450.00
nav-refunds [12345678903] [] on 2025-03-14 made - number - records 2 amount 1450.00
ledger.csv used delimited 2025-02..2025-03 records 2 in ledger_lines 2 0.00
ledger [] [] on 2025-02-01..2025-03-31 made - number - records 2 amount 12.50
open-items.csv used delimited 2025-03..2025-03 records 1 in subledger_items 1 1520.00
subledger [] [] on 2025-03-01..2025-03-31 made - number - records 1 amount 1520.00
hours.csv used delimited 2025-03..2025-04 records 2 in hours 2
hours [] [] on 2025-03-01..2025-04-30 made - number - records 2 amount 0.00
hours.xlsx used xlsx 2025-03..2025-03 records 1 in hours 1
hours [] [] on 2025-03-01..2025-03-31 made - number - records 1 amount 0.00
ledger.parquet used parquet 2025-03..2025-03 records 2 in ledger_lines 2 0.00
ledger [] [] on 2025-03-01..2025-03-31 made - number - records 2 amount 12.50
";

#[test]
fn every_format_fills_its_frame_and_says_what_it_delivers() {
    let mut shown = String::new();
    for (name, bytes) in one_of_each() {
        let ingested = desk::take(&[(name, bytes)]);
        let [file] = ingested.files.as_slice() else {
            panic!("{name}: one file");
        };
        let format = file.format.map_or("-", |format| format.as_str());
        let _ = write!(
            shown,
            "{} {format} {} records {} in {}\n{}",
            desk::fate(file),
            scope(file),
            file.records,
            held(&ingested.frames).join(", "),
            deliveries(file),
        );
    }
    assert_eq!(shown, EXPECTED, "\n{shown}");
}

#[test]
fn who_only_looks_keeps_no_row_and_sees_the_same() {
    for (name, bytes) in one_of_each() {
        let inbox = [(name, bytes)];
        let looked = desk::read(&inbox, None);
        let read = desk::read(&inbox, Some(&desk::agency()));
        let ([looked_at], [taken]) = (looked.as_slice(), read.as_slice()) else {
            panic!("{name}: one file");
        };
        assert_eq!(looked_at.totals, taken.totals, "{name}");
        assert_eq!(looked_at.control(), taken.control(), "{name}");
        assert_eq!(looked_at.diagnostics, taken.diagnostics, "{name}");
        assert_eq!(looked_at.records, taken.records, "{name}");
        let ingested = ingest::assemble(looked).unwrap();
        assert_eq!(held(&ingested.frames), [""; 0], "{name}");
    }
}
