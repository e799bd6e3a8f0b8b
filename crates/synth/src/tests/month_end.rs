//! The month's and the year's end, and the registers: that the equations of the folder hold, on documents, faults or not.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Ore, Period};
use formats::delimited::record::{Record, RegisterRow, Value};

use super::{each_world, is_of_listings, ledger_lines, requests, saft_files};
use crate::documents::{Content, Document};
use crate::profile::DEDUCTIONS;
use crate::request::Request;
use crate::staff::{shares, term};
use crate::world::World;

/// The rows of a kind of register.
fn rows<'a>(documents: &'a [Document], kind: &str) -> Vec<&'a RegisterRow> {
    let records = documents
        .iter()
        .filter_map(|document| match &document.content {
            Content::Delimited(records) | Content::Listing(_, _, records) => Some(records),
            _ => None,
        });
    let of_kind = |record: &'a Record| match record {
        Record::Register(row) if row.kind.id == kind => Some(row),
        _ => None,
    };
    records.flatten().filter_map(of_kind).collect()
}

fn value<'a>(row: &'a RegisterRow, field: &str) -> &'a Value {
    &row.values[row.kind.position(field).unwrap()]
}

fn text<'a>(row: &'a RegisterRow, field: &str) -> &'a str {
    match value(row, field) {
        Value::Text(text) => text,
        other => panic!("{field} is {other:?}"),
    }
}

fn ore(row: &RegisterRow, field: &str) -> i64 {
    match value(row, field) {
        Value::Amount(amount) => amount.0,
        other => panic!("{field} is {other:?}"),
    }
}

fn is_of(row: &RegisterRow, period: Period) -> bool {
    value(row, "period") == &Value::Period(period)
}

/// `L(account, 00..period)` of every month, without the transfers of period 14.
struct Balances(BTreeMap<Period, BTreeMap<String, i64>>);

impl Balances {
    fn of_documents(world: &World, documents: &[Document]) -> Self {
        let mut all = BTreeMap::new();
        for file in saft_files(documents) {
            let (period, _) = file.header.selection.unwrap();
            let accounts = file.accounts.iter();
            let mut of_period: BTreeMap<String, i64> =
                accounts.map(|a| (a.id.clone(), a.opening.0)).collect();
            for line in file.lines.iter().filter(|line| line.period == period) {
                *of_period.entry(line.account.clone()).or_default() += line.amount.0;
            }
            all.insert(period, of_period);
        }
        if all.is_empty() {
            for line in ledger_lines(documents) {
                let year = line.period.year();
                let later = world
                    .days
                    .periods
                    .iter()
                    .filter(|period| period.year() == year);
                for period in later.filter(|period| line.period <= **period) {
                    let of_period = all.entry(*period).or_insert_with(BTreeMap::new);
                    *of_period.entry(line.account.clone()).or_default() += line.amount.0;
                }
            }
        }
        Self(all)
    }

    /// The sum over accounts that begin so.
    fn of(&self, period: Period, starts: &[&str]) -> i64 {
        let is_ours = |account: &String| starts.iter().any(|start| account.starts_with(start));
        let ours = self.0[&period]
            .iter()
            .filter(|(account, _)| is_ours(account));
        ours.map(|(_, balance)| balance).sum()
    }
}

#[test]
fn accruals_hold_their_equations_in_every_month() {
    let mut moved = BTreeSet::new();
    each_world(|_, world, _, documents| {
        if !world.profile.has_accruals() {
            assert!(world.assets.is_empty());
            return;
        }
        let balances = Balances::of_documents(world, documents);
        for period in &world.days.periods {
            let of = |accounts: &[&str]| balances.of(*period, accounts);
            assert_eq!(of(&["3", "4", "5", "6", "7", "80", "81"]), 0, "{period}");
            assert_eq!(of(&["5090", "5190", "2910"]), 0, "{period}");
            assert_eq!(of(&["10", "11", "12", "215"]), 0, "{period}");
            assert_eq!(of(&["60", "395"]), 0, "{period}");
            assert_eq!(of(&["1295"]), 0, "{period}");
            assert_eq!(of(&["1579", "1575"]), 0, "{period}");
            if world.profile.is_gross() {
                assert_eq!(of(&["1991", "390"]), 0, "{period}");
            }
            if period.number() >= 6 {
                assert_eq!(of(&["2940"]), 0, "{period}");
            }
            let listed = rows(documents, "fixed-assets");
            let listed: Vec<_> = listed
                .into_iter()
                .filter(|row| is_of(row, *period))
                .collect();
            for account in ["1040", "1280"] {
                let on_account = listed.iter().filter(|row| text(row, "account") == account);
                let worth: i64 = on_account.map(|row| ore(row, "asset_value")).sum();
                assert_eq!(worth, of(&[account]), "{period} {account}");
            }
            let invested: i64 = listed
                .iter()
                .map(|row| ore(row, "from_appropriation"))
                .sum();
            assert_eq!(invested, of(&["391"]), "{period}");
            for account in [
                "1991", "2170", "2910", "2940", "1579", "215", "391", "395", "1280",
            ] {
                if of(&[account]) != 0 {
                    moved.insert(account);
                }
            }
        }
    });
    assert_eq!(moved.len(), 9, "{moved:?}");
}

#[test]
fn the_cash_ledger_is_the_ledger_and_what_is_reported_sums_to_zero() {
    let (mut reported, mut carried) = (0, 0);
    each_world(|_, world, effects, documents| {
        if effects.iter().any(|effect| is_of_listings(effect.fault)) {
            return; // recomputed by the tests of what is listed
        }
        let [cash, report, treasury] =
            ["cash-ledger", "s-report", "a-report"].map(|kind| rows(documents, kind));
        if !world.profile.is_gross() {
            assert!(cash.is_empty() && report.is_empty() && treasury.is_empty());
            return;
        }
        let balances = Balances::of_documents(world, documents);
        // Of NAV's accounts and the error account, only faults leave anything.
        let of_faults = crate::registers::cash::on_helpers(world);
        let checks = ["nav-refunds", "error-account"];
        let is_told = effects.iter().any(|effect| checks.contains(&effect.check));
        assert!(of_faults.is_empty() || is_told);
        for period in &world.days.periods {
            let listed: Vec<_> = cash.iter().filter(|row| is_of(row, *period)).collect();
            let mut sum = 0;
            for row in &listed {
                let account = text(row, "account");
                let balance = balances.of(*period, &[account]);
                assert_eq!(ore(row, "entity"), balance, "{period} {account}");
                let parts = ["cash", "outside", "excluded_types", "unresolved"];
                let parts: i64 = parts.iter().map(|part| ore(row, part)).sum();
                assert_eq!(parts, ore(row, "entity"), "{period} {account}");
                sum += ore(row, "cash");
            }
            assert_eq!(sum, 0, "{period}");
            let names: BTreeSet<_> = listed.iter().map(|row| text(row, "account")).collect();
            for (account, _) in world.profile.chart() {
                let has_balance = balances.of(*period, &[account]) != 0;
                assert!(
                    !has_balance || names.contains(account),
                    "{period} {account}"
                );
            }
            let lines = |rows: &[&RegisterRow]| -> Vec<(String, String, i64)> {
                let of_period = rows.iter().filter(|row| is_of(row, *period));
                let line = |row: &&RegisterRow| {
                    let names = ["state_account", "article"].map(|field| text(row, field));
                    (names[0].to_owned(), names[1].to_owned(), ore(row, "amount"))
                };
                of_period.map(line).collect()
            };
            let of_report = lines(&report);
            assert_eq!(of_report, lines(&treasury));
            assert_eq!(of_report.iter().map(|line| line.2).sum::<i64>(), 0);
            let mut helpers: BTreeMap<&str, i64> = BTreeMap::new();
            for (account, _, amount) in &of_report {
                if account.len() == 8 && account.starts_with('7') {
                    *helpers.entry(&account[6..]).or_default() += amount;
                }
            }
            let mut zero = BTreeMap::from(["96", "97", "98", "99"].map(|helper| (helper, 0)));
            for (month, account, amount) in &of_faults {
                if let Some(helper) = zero.get_mut(&account[6..]).filter(|_| month == period) {
                    *helper += amount.0;
                }
            }
            assert_eq!(helpers, zero);
            reported += of_report.len();
        }
        carried += report.iter().filter(|row| is_opening(row)).count();
    });
    assert!(reported > 1000 && carried > 10, "{reported} {carried}");
}

fn is_opening(row: &RegisterRow) -> bool {
    matches!(value(row, "period"), Value::Period(period) if period.number() == 0)
}

/// What payroll lists is what the ledger has, and a term leaves nothing behind.
#[test]
fn what_payroll_lists_is_in_the_ledger() {
    let mut terms = 0;
    each_world(|_, world, effects, documents| {
        if effects.iter().any(|effect| is_of_listings(effect.fault)) {
            return; // recomputed by the tests of what is listed
        }
        assert_eq!(world.staff.is_empty(), !world.profile.has_staff_systems);
        let listed = rows(documents, "sap-balances");
        assert_eq!(listed.is_empty(), world.staff.is_empty());
        let balances = Balances::of_documents(world, documents);
        for month in &world.staff {
            let period = month.period;
            let of = |accounts: &[&str]| balances.of(period, accounts);
            assert_eq!(of(&["2691"]), 0);
            for account in DEDUCTIONS {
                let rows = listed.iter().filter(|row| is_of(row, period));
                let rows = rows.filter(|row| text(row, "account") == account);
                let open: Vec<i64> = rows.map(|row| ore(row, "sap_balance")).collect();
                assert_eq!(open, [of(&[account])]);
            }
            if !period.number().is_multiple_of(2) {
                continue;
            }
            terms += 1;
            assert_eq!(of(&["2630", "2810", "2820", "2961"]), 0, "{period}");
            let [member, employer] = shares(term(&world.staff, period));
            let of_term = |row: &&RegisterRow| value(row, "term") == &Value::Period(period);
            let listed = rows(documents, "pension-terms");
            let shares: Vec<_> = listed.into_iter().filter(of_term).collect();
            assert_eq!(shares.len(), 1);
            assert_eq!(ore(shares[0], "member_share"), member.0);
            assert_eq!(ore(shares[0], "employer_share"), employer.0);
        }
    });
    assert!(terms > 20, "{terms}");
}

#[test]
fn bills_and_imports_are_what_their_systems_say() {
    let (mut bills, mut imports) = (0, 0);
    each_world(|_, world, effects, documents| {
        if effects.iter().any(|effect| is_of_listings(effect.fault)) {
            return; // recomputed by the tests of what is listed
        }
        let invoices = rows(documents, "invoice-system");
        assert_eq!(invoices.is_empty(), !world.profile.has_invoice_system);
        let lines = ledger_lines(documents);
        let owed = lines
            .iter()
            .filter(|line| line.account == "2400" && line.row.is_some());
        let booked: BTreeMap<&str, i64> = owed
            .map(|line| (line.voucher.as_str(), -line.amount.0))
            .collect();
        for invoice in invoices {
            // Opening rows name the voucher of their item again.
            let owed = booked[text(invoice, "voucher")];
            assert_eq!(owed, ore(invoice, "invoice_amount"));
            bills += 1;
        }
        for control in rows(documents, "payroll-control") {
            let of_batch = lines
                .iter()
                .filter(|line| line.batch == text(control, "batch"));
            let booked: Vec<Ore> = of_batch.map(|line| line.amount).collect();
            let imported = rows(documents, "gl07");
            let imported = imported.iter().filter(|row| is_of(row, period_of(control)));
            let imported: Vec<Ore> = imported.map(|row| Ore(ore(row, "amount"))).collect();
            assert_eq!(booked, imported);
            let debit: i64 = booked.iter().map(|amount| amount.0.max(0)).sum();
            assert_eq!(ore(control, "sum_debit"), debit);
            let count = i64::try_from(booked.len()).unwrap();
            assert_eq!(value(control, "transactions"), &Value::Count(count));
            imports += 1;
        }
    });
    assert!(bills > 1000 && imports > 50, "{bills} {imports}");
}

fn period_of(row: &RegisterRow) -> Period {
    match value(row, "period") {
        Value::Period(period) => *period,
        other => panic!("{other:?}"),
    }
}

/// In whichever year the data lies, every folder generation finds the same registers.
#[test]
fn every_generation_has_its_registers() {
    for year in [2017, 2019, 2021, 2022, 2024, 2025] {
        let month = |number| Period::new(year, number).unwrap();
        let request = Request {
            periods: (month(3), month(4)),
            ..requests()[3].clone()
        };
        let mut kinds = BTreeSet::new();
        for index in 0..request.agencies {
            let (_, _, documents) = super::made(&request, index);
            for document in &documents {
                match &document.content {
                    Content::Listing(kind, ..) => _ = kinds.insert(kind.id),
                    Content::Delimited(records) => {
                        kinds.extend(records.iter().filter_map(|record| match record {
                            Record::Register(row) => Some(row.kind.id),
                            _ => None,
                        }));
                    }
                    _ => {}
                }
            }
        }
        let mut expected = vec![
            "a-report",
            "access-list",
            "article-control",
            "cash-exempt",
            "cash-ledger",
            "cash-setup",
            "customer-open-items",
            "fixed-assets",
            "gl07",
            "hours",
            "invoice-system",
            "payroll-control",
            "pension-terms",
            "period-status",
            "s-report",
            "sap-balances",
            "state-authorities",
            "supplier-open-items",
        ];
        // The control of hours is from 2019.
        expected.retain(|kind| *kind != "hours" || year >= 2019);
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected, "{year}");
    }
}
