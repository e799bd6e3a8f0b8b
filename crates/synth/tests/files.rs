//! What a caller gets: bytes, answer key, and that readers take them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::Mapping;
use domain::personal::mask;
use domain::{Diagnostic, Ore, Severity};
use formats::{
    FormatId, camt053, camt054, delimited, k27, mt940, ocr_giro, pain001, pain002, saft, telepay,
};
use synth::{
    AgencyWorld, FaultId, Request, SynthFile, agency, faults, portfolio_files, truth_json,
};

/// The headings of amounts that only a mapping of the playbook knows.
const REPORTS: [(&str, &str); 3] = [
    ("s-report", "Rapportert beløp"),
    ("a-report", "Bokført beløp"),
    ("article-control", "Beløp i avvik"),
];

/// So many agencies have every kind of files.
const AGENCIES: u32 = 5;

fn request(agencies: u32, lines_per_period: u32, faults: Vec<(FaultId, u32)>) -> Request {
    Request {
        agencies,
        periods: ("2025-01".parse().unwrap(), "2025-03".parse().unwrap()),
        lines_per_period,
        seed: 42,
        faults,
        kinds: None,
        half_year: false,
        year_end: false,
        period_13: false,
    }
}

/// Faults that send files of their own, or other numbers.
const OF_SENDING: [(FaultId, u32); 6] = [
    (FaultId::PaymentSentTwice, 1),
    (FaultId::PaymentSettledOnly, 1),
    (FaultId::RefusalForgotten, 1),
    (FaultId::OrderAnsweredOnly, 1),
    (FaultId::StatementsLate, 2),
    (FaultId::SeriesGap, 1),
];

/// Every fault that five agencies have room for together: of those of NAV, which an agency has one of in a month, only
/// those that make files, of those of the pension premium, which has one term, one in a listing, and as many refusals as
/// there are. Those of what is sent have few places: they are in [`OF_SENDING`].
fn every_fault(count: u32, lines: u32) -> Vec<(FaultId, u32)> {
    let of_nav = [FaultId::NavAfterPayroll, FaultId::NavNegativeReport];
    let kinds = faults().iter().map(|kind| kind.id);
    let kinds = kinds.filter(|fault| fault.check() != "nav-refunds" || of_nav.contains(fault));
    // Three months are too few for it, and for those of the month's end and of routines.
    let checks = [
        "bank",
        "subledger",
        "remittance",
        "error-account",
        "interim",
        "nav-refunds",
    ];
    let is_frequent =
        |fault: &FaultId| checks.contains(&fault.check()) || *fault >= FaultId::CashPostingOutside;
    let kinds = kinds.filter(|fault| is_frequent(fault) && *fault != FaultId::OverAge);
    // What is sent, and after it more of the month's end.
    let kinds = kinds.filter(|fault| *fault < FaultId::PaymentSentTwice);
    let of_pension = FaultId::PensionTransposedDigits;
    let kinds = kinds.filter(|fault| fault.check() != "pension" || *fault == of_pension);
    let request = request(AGENCIES, lines, Vec::new());
    let is_possible = |fault: &FaultId| (0..AGENCIES).any(|i| fault.is_possible(&request, i));
    let mut kinds: Vec<FaultId> = kinds.filter(is_possible).collect();
    // Those with the fewest places first.
    kinds.sort_by_key(|f| ![FaultId::RefusalPosted, FaultId::StatusMissing].contains(f));
    kinds
        .into_iter()
        .map(|fault| match fault {
            FaultId::RefusalPosted | FaultId::NavAfterPayroll | FaultId::NavNegativeReport => {
                (fault, 1)
            }
            // Those of listings come last, and a month has one sum of the cash ledger.
            fault if fault >= FaultId::CashPostingOutside => (fault, 1),
            _ => (fault, count),
        })
        .collect()
}

/// The amounts of a file's records and what its reader says of it.
fn read(file: &SynthFile) -> (Vec<Ore>, Vec<Diagnostic>) {
    let bytes = file.bytes.as_slice();
    let folder = file.path.split('/').nth(2).unwrap();
    let of_statements = |statements: Vec<camt053::record::Statement>| {
        let entries = statements.into_iter().flat_map(|s| s.entries);
        entries.map(|entry| entry.amount).collect::<Vec<_>>()
    };
    match (folder, formats::sniff(bytes).as_slice()) {
        ("bank", [FormatId::Camt053]) => {
            let read = camt053::parse(bytes, &camt053::Options::default());
            (of_statements(read.value.statements), read.diagnostics)
        }
        ("bank", [FormatId::Mt940]) => {
            let read = mt940::parse(bytes, &mt940::Options::default());
            (of_statements(read.value.statements), read.diagnostics)
        }
        ("ocr", [FormatId::OcrGiro]) => {
            let read = ocr_giro::parse(bytes, &ocr_giro::Options::default());
            let payments = read.value.payments.into_iter();
            (payments.map(|p| p.amount).collect(), read.diagnostics)
        }
        ("receipts" | "payments", [FormatId::Camt054]) => {
            let read = camt054::parse(bytes, &camt054::Options::default());
            let entries = read.value.notifications.into_iter();
            // A payment is a transaction; the only one of an entry has the entry's amount.
            let payments = entries.flat_map(|n| n.entries).flat_map(|entry| {
                let whole = entry.amount;
                let of = move |tx: camt054::record::Transaction| tx.amount.unwrap_or(whole);
                entry.transactions.into_iter().map(of)
            });
            (payments.collect(), read.diagnostics)
        }
        ("payments", [FormatId::Pain001]) => {
            let read = pain001::parse(bytes, &pain001::Options::default());
            let payments = read.value.payments.into_iter();
            (payments.map(|p| p.amount).collect(), read.diagnostics)
        }
        ("payments", [FormatId::Pain002]) => {
            let read = pain002::parse(bytes, &pain002::Options::default());
            let statuses = read.value.statuses.into_iter();
            let amounts = statuses.map(|s| s.amount.unwrap_or_default().0);
            (amounts.collect(), read.diagnostics)
        }
        ("payments", [FormatId::Telepay]) => {
            let read = telepay::parse(bytes, &telepay::Options::default());
            let payments = read.value.payments.into_iter();
            (payments.map(|p| p.amount).collect(), read.diagnostics)
        }
        ("nav", [FormatId::K27]) => {
            let read = k27::parse(bytes, &k27::Options::default());
            let amounts = match read.value {
                k27::record::File::Csv(rows) => rows.into_iter().map(|r| r.amount).collect(),
                k27::record::File::Metadata(_) => Vec::new(),
                other => panic!("{other:?}"),
            };
            (amounts, read.diagnostics)
        }
        ("ledger", [FormatId::Saft]) => {
            let read = saft::parse(bytes, &saft::Options::default());
            let lines = read.value.lines.into_iter();
            (lines.map(|line| line.amount).collect(), read.diagnostics)
        }
        ("ledger", [FormatId::Delimited]) => {
            let read = delimited::parse(bytes, &delimited::Options::default());
            let amounts = read.value.records.into_iter().map(|record| match record {
                delimited::record::Record::Ledger(row) => row.amount,
                delimited::record::Record::Subledger(row) => row.amount,
                delimited::record::Record::Register(row) => panic!("{row:?}"),
            });
            (amounts.collect(), read.diagnostics)
        }
        ("registers", [FormatId::Delimited]) => {
            let mappings = REPORTS.map(|(kind, amount)| Mapping {
                kind: kind.to_owned(),
                sheet: None,
                columns: BTreeMap::from([("amount".to_owned(), amount.to_owned())]),
            });
            let options = delimited::Options {
                mappings: mappings.to_vec(),
            };
            let read = delimited::parse(bytes, &options);
            let amounts = read.value.records.into_iter().map(|record| match record {
                delimited::record::Record::Register(row) => {
                    let main = row.kind.main_amount();
                    match main.and_then(|place| row.values.get(place)) {
                        Some(delimited::record::Value::Amount(amount)) => *amount,
                        _ => Ore::ZERO,
                    }
                }
                other => panic!("{other:?}"),
            });
            // Of nothing illegal there is a listing without rows.
            let is_empty = |d: &Diagnostic| d.code != "CSV022";
            let diagnostics = read.diagnostics.into_iter().filter(is_empty).collect();
            (amounts.collect(), diagnostics)
        }
        (folder, found) => panic!("{} in {folder:?} is taken for {found:?}", file.path),
    }
}

/// The amounts of the records of every file, by its digest.
fn records(world: &AgencyWorld) -> BTreeMap<String, Vec<Ore>> {
    let mut records = BTreeMap::new();
    for file in &world.files {
        let (amounts, diagnostics) = read(file);
        let wrong: Vec<_> = diagnostics
            .iter()
            .filter(|d| d.severity != Severity::Info)
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", file.path);
        let digest = sha256(&file.bytes);
        assert!(
            records.insert(digest, amounts).is_none(),
            "{} is there twice",
            file.path
        );
    }
    records
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    domain::Digest(Sha256::digest(bytes).into())
        .file_id()
        .to_string()
}

#[test]
fn readers_take_every_file_without_a_complaint() {
    for faults in [Vec::new(), every_fault(2, 300), OF_SENDING.to_vec()] {
        let request = request(AGENCIES, 300, faults);
        for index in 0..AGENCIES {
            let world = agency(&request, index).unwrap();
            let records = records(&world);
            assert!(records.len() > 100);
            let paths: BTreeSet<_> = world.files.iter().map(|file| &file.path).collect();
            assert_eq!(paths.len(), world.files.len());
        }
    }
}

#[test]
fn same_request_same_bytes_in_any_order() {
    let request = request(AGENCIES, 200, every_fault(1, 200));
    let forth: Vec<_> = (0..AGENCIES)
        .map(|index| agency(&request, index).unwrap())
        .collect();
    let mut back: Vec<_> = (0..AGENCIES)
        .rev()
        .map(|index| agency(&request, index).unwrap())
        .collect();
    back.reverse();
    assert_eq!(forth, back);
    assert_eq!(
        portfolio_files(&request).unwrap(),
        portfolio_files(&request).unwrap()
    );
}

#[test]
fn pairs_agree_in_what_readers_read() {
    for faults in [Vec::new(), every_fault(2, 300), OF_SENDING.to_vec()] {
        let request = request(AGENCIES, 300, faults);
        for index in 0..AGENCIES {
            let world = agency(&request, index).unwrap();
            let records = records(&world);
            let mut groups: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
            for pair in &world.pairs {
                let record = usize::try_from(pair.record).unwrap();
                let amount = records[&pair.file.to_string()][record];
                *groups
                    .entry(&pair.group)
                    .or_default()
                    .entry(pair.side)
                    .or_default() += amount.0;
            }
            for (group, sides) in groups {
                let sums: Vec<i64> = sides.values().copied().collect();
                assert_eq!(sums.len(), 2, "{group}");
                let opposite = group.starts_with("kid-") || group.starts_with("interim-");
                assert_eq!(
                    sums[0],
                    if opposite { -sums[1] } else { sums[1] },
                    "{group}"
                );
            }
        }
    }
}

#[test]
fn every_bank_entry_and_payment_in_is_in_a_pair() {
    let request = request(AGENCIES, 300, Vec::new());
    for index in 0..AGENCIES {
        let world = agency(&request, index).unwrap();
        let records = records(&world);
        let mut seen: BTreeMap<(String, u64), BTreeSet<&str>> = BTreeMap::new();
        for pair in &world.pairs {
            let set = pair.group.split('#').next().unwrap();
            assert!(
                seen.entry((pair.file.to_string(), pair.record))
                    .or_default()
                    .insert(set)
            );
        }
        for file in &world.files {
            let digest = sha256(&file.bytes);
            for record in 0..records[&digest].len() {
                let sets = seen.get(&(digest.clone(), u64::try_from(record).unwrap()));
                let sets: Vec<&str> = sets.into_iter().flatten().copied().collect();
                match file.path.split('/').nth(2) {
                    Some("bank") => assert!(sets.iter().any(|set| set.starts_with("bank-"))),
                    Some("ocr" | "receipts") => assert_eq!(sets.len(), 2, "ocr- and kid-"),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn no_personal_numbers_but_synthetic_ones_in_reports_of_nav() {
    let request = request(AGENCIES, 1000, every_fault(2, 1000));
    let inboxes = (0..AGENCIES).flat_map(|index| agency(&request, index).unwrap().files);
    let mut persons = 0;
    for file in portfolio_files(&request)
        .unwrap()
        .into_iter()
        .chain(inboxes)
    {
        assert_eq!(mask(&file.path), file.path);
        let text = String::from_utf8(file.bytes.clone()).unwrap_or_else(|_| {
            // ISO-8859-1
            file.bytes.iter().copied().map(char::from).collect()
        });
        let is_report = formats::sniff(&file.bytes) == [FormatId::K27] && !text.starts_with('{');
        if is_report {
            for row in text.lines() {
                let month: u32 = row[29..31].parse().unwrap();
                assert!((81..=92).contains(&month), "month + 80");
                assert!(row[60..85].starts_with("TESTPERSON "));
                persons += 1;
            }
            continue;
        }
        assert_eq!(mask(&text), text, "{}", file.path);
    }
    assert!(persons > 10);
}

#[test]
fn the_answer_key_names_rows_that_exist() {
    let request = request(AGENCIES, 400, every_fault(3, 400));
    let (mut planted, mut rows) = (Vec::new(), BTreeMap::new());
    for index in 0..AGENCIES {
        let world = agency(&request, index).unwrap();
        rows.extend(records(&world));
        planted.extend(world.faults);
    }
    let bytes = truth_json(&request, &planted).unwrap();
    let truth: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(truth["schema"], "avstem.truth/1");
    assert_eq!(truth["seed"], 42);
    assert_eq!(truth["pairs"]["path"], "truth/pairs.parquet");
    let list = truth["faults"].as_array().unwrap();
    assert_eq!(list.len(), planted.len());
    let id_of = |fault: &serde_json::Value| -> FaultId {
        fault["fault"].as_str().unwrap().parse().unwrap()
    };
    // What only says that a file is missing has neither amount nor rows; what is left on a helper account has none.
    let with_rows = |fault: &&serde_json::Value| {
        let is_on_helper = ["cash-control", "s-report"]
            .iter()
            .any(|check| fault["check"] == **check)
            && !["cash-control", "cash-balance", "cash-unchanged", "s-report"]
                .contains(&id_of(fault).check());
        fault["check"] != "completeness" && !is_on_helper
    };
    // A row that is left out of a listing is in no file, nor is any other row about it.
    let left_out = [
        FaultId::CashAccountNotListed,
        FaultId::TreasuryLineNotBooked,
        FaultId::TreasuryAuthorityMissing,
        FaultId::HoursOnlyInSap,
        FaultId::HoursOnlyInLedger,
    ];
    assert!(list.iter().filter(with_rows).count() > 0);
    for fault in list.iter().filter(with_rows) {
        let id = id_of(fault);
        // What a fault leaves to a later month has no cause there; what is listed may be told of by several checks.
        let is_left = fault["check"] == "nav-refunds" && fault["cause"].is_null();
        let is_own = fault["check"] == id.check() && fault["cause"] == id.cause();
        assert!(
            is_own || is_left || id >= FaultId::CashPostingOutside,
            "{fault}"
        );
        let amount = Ore::from_file_decimal(fault["amount"].as_str().unwrap()).unwrap();
        let without_money = [
            FaultId::PayrollControlContradicted,
            FaultId::TreasuryPeriodOpen,
            FaultId::TreasuryReportedEarly,
        ];
        let is_without_money = id.check() == "hours" || without_money.contains(&id);
        assert_eq!(amount == Ore::ZERO, is_without_money, "{fault}");
        let proof = fault["rows"].as_array().unwrap();
        assert_eq!(proof.is_empty(), left_out.contains(&id), "{fault}");
        for row in proof {
            let (file, record) = row.as_str().unwrap().split_once(':').unwrap();
            assert!(record.parse::<usize>().unwrap() < rows[file].len());
        }
    }
    planted.reverse();
    assert_eq!(truth_json(&request, &planted).unwrap(), bytes);
}
