//! What faults do to listings, and to the ledger that is held against them: recomputed from the documents, account by account
//! and month by month, so that a fault does what it says and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Ore, Period};
use formats::delimited::record::{Record, Value};

use super::{each_world, is_of_listings, ledger_lines};
use crate::documents::{Content, Document};
use crate::faults::{Effect, FaultId};
use crate::profile::{DEDUCTIONS, DEDUCTIONS_TRANSIT, PENSION_MEMBER, SUPPLIERS};
use crate::world::World;

/// Sums by what they are about; without zeros.
type Sums = BTreeMap<String, i64>;

/// The rows of a listing of a month: what stands in some columns, and a number.
fn rows(
    documents: &[Document],
    listing: &str,
    period: Period,
    columns: &[&str],
    number: &str,
) -> Vec<(Vec<String>, i64)> {
    let name = format!("registers/{listing}-{period}.csv");
    let of = documents.iter().filter(|document| document.name == name);
    let mut rows = Vec::new();
    for document in of {
        let (Content::Delimited(records) | Content::Listing(_, _, records)) = &document.content
        else {
            panic!("{name} is no listing")
        };
        for record in records {
            let Record::Register(row) = record else {
                panic!("{name} has no row of a register")
            };
            let at = |name: &str| {
                let place = row.kind.fields.iter().position(|field| field.name == name);
                &row.values[place.unwrap()]
            };
            let text = |name: &&str| match at(name) {
                Value::Text(text) => text.clone(),
                other => format!("{other:?}"),
            };
            let number = match at(number) {
                Value::Amount(Ore(number)) | Value::Decimal(number) | Value::Count(number) => {
                    *number
                }
                _ => 0,
            };
            rows.push((columns.iter().map(text).collect(), number));
        }
    }
    rows
}

fn sums(rows: impl IntoIterator<Item = (String, i64)>) -> Sums {
    let mut sums = Sums::new();
    for (name, number) in rows {
        *sums.entry(name).or_default() += number;
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

/// First − second.
fn minus(first: &Sums, second: &Sums) -> Sums {
    let turned = second.iter().map(|(name, sum)| (name.clone(), -sum));
    let first = first.iter().map(|(name, sum)| (name.clone(), *sum));
    sums(first.chain(turned))
}

/// What the effects of some faults say of a check's subjects in a month, mirrors included.
fn said(effects: &[Effect], period: Period, check: &str, of: impl Fn(FaultId) -> bool) -> Sums {
    let mine = effects
        .iter()
        .filter(|effect| effect.period == period && effect.check == check && of(effect.fault));
    sums(mine.flat_map(|effect| {
        let mirrors = effect.mirror.iter();
        let own = [(effect.subject.to_string(), effect.amount.0)];
        own.into_iter()
            .chain(mirrors.map(|(subject, amount)| (subject.to_string(), amount.0)))
    }))
}

/// The sums of one column by another one or two.
fn listed(
    documents: &[Document],
    listing: &str,
    period: Period,
    columns: &[&str],
    number: &str,
) -> Sums {
    let rows = rows(documents, listing, period, columns, number);
    sums(
        rows.into_iter()
            .map(|(names, number)| (names.join(" "), number)),
    )
}

/// Faults that a column of differences shows, not the entity ledger's.
const UNRESOLVED: [FaultId; 2] = [FaultId::CashPostingOutside, FaultId::CashUnresolvedOneSided];
/// Faults that a helper account shows.
const HELPERS: [FaultId; 2] = [FaultId::CashInvalidCombination, FaultId::CashSrsNotNetted];

#[test]
fn the_cash_ledger_and_its_reports_differ_by_what_faults_say() {
    let mut found = BTreeSet::new();
    each_world(|_, world, effects, documents| {
        if !world.profile.is_gross() {
            return;
        }
        let ledgers = crate::registers::cash::cash_ledgers(world);
        for (ledger, period) in ledgers.iter().zip(&world.days.periods) {
            let period = *period;
            let column = |name| listed(documents, "kontantregnskap", period, &["account"], name);
            let chart = world.profile.chart().into_iter();
            let mut accounts: BTreeSet<String> =
                chart.map(|(account, _)| account.to_owned()).collect();
            accounts.extend(column("entity").into_keys());
            let entity = accounts.into_iter().map(|account| {
                let balance = ledger.entity_of(&account).0;
                (account, balance)
            });
            let of_listing = |fault: FaultId| {
                is_of_listings(fault) && !UNRESOLVED.contains(&fault) && !HELPERS.contains(&fault)
            };
            assert_eq!(
                minus(&column("entity"), &sums(entity)),
                said(effects, period, "cash-control", of_listing)
            );
            let of_unresolved = |fault| UNRESOLVED.contains(&fault);
            assert_eq!(
                column("unresolved"),
                said(effects, period, "cash-control", of_unresolved)
            );
            reports_differ(world, effects, documents, period, &column("cash"));
        }
        found.extend(effects.iter().map(|effect| effect.check));
    });
    for check in [
        "cash-control",
        "cash-balance",
        "cash-unchanged",
        "treasury-booked",
    ] {
        assert!(found.contains(check), "{check}");
    }
}

/// The reports against each other, against the cash ledger, and their sums.
fn reports_differ(
    world: &World,
    effects: &[Effect],
    documents: &[Document],
    period: Period,
    cash: &Sums,
) {
    let report = |name| {
        let columns = ["state_account", "article"];
        listed(documents, name, period, &columns, "amount")
    };
    let (reported, booked) = (report("s-rapport"), report("a-rapport"));
    assert_eq!(
        minus(&reported, &booked),
        said(effects, period, "treasury-booked", |_| true)
    );
    // Both sums are zero, but for one-sided postings and an account that is not listed.
    let total = |sums: &Sums| sums.values().sum::<i64>();
    let of_sums = said(effects, period, "cash-balance", |_| true);
    let of_sum = |name: &str| of_sums.get(name).copied().unwrap_or_default();
    assert_eq!(total(cash), of_sum("CAN01"));
    assert_eq!(total(&reported), of_sum("CAN06b"));
    let of_helpers = said(effects, period, "cash-control", |fault| {
        HELPERS.contains(&fault)
    });
    for helper in ["96", "98"] {
        let of_helper = reported.iter().filter(|(name, _)| {
            let account = name.split(' ').next().unwrap();
            account.len() == 8 && account.ends_with(helper)
        });
        let of_helper: i64 = of_helper.map(|(_, amount)| amount).sum();
        let said = of_helpers.iter().filter(|(name, _)| name.ends_with(helper));
        assert_eq!(of_helper, said.map(|(_, amount)| amount).sum::<i64>());
    }
    if world.profile.has_accruals() {
        let article = |name: &str| {
            let digits = if ("197".."200").contains(&name) { 4 } else { 3 };
            name[..digits].to_owned()
        };
        let now = cash.iter();
        let now = sums(now.map(|(account, amount)| (article(account), *amount)));
        let then = reported.into_iter();
        let then =
            then.map(|(name, amount)| (name.split(' ').next_back().unwrap().to_owned(), amount));
        assert_eq!(
            minus(&now, &sums(then)),
            said(effects, period, "cash-unchanged", |_| true)
        );
    }
}

/// The ledger's sums by account, from the documents: of lines of the year until a month.
fn balances(world: &World, documents: &[Document], period: Period) -> Sums {
    let opening = crate::balances::opening_accounts(world, &crate::balances::opening_items(world));
    // These accounts are zero when the data begin, and keep their balance over a new year.
    assert!(
        DEDUCTIONS
            .iter()
            .all(|account| opening[account] == Ore::ZERO)
    );
    let lines = ledger_lines(documents).into_iter();
    let posted = lines.filter(|line| line.row.is_some() && line.period <= period);
    sums(posted.map(|line| (line.account, line.amount.0)))
}

#[test]
fn listings_of_payroll_differ_from_the_ledger_by_what_faults_say() {
    let mut found = BTreeSet::new();
    each_world(|_, world, effects, documents| {
        if !world.profile.has_staff_systems {
            return;
        }
        for period in &world.days.periods {
            let period = *period;
            let balances = balances(world, documents, period);
            let of = |accounts: &[&str]| -> Sums {
                let of = balances.iter();
                of.filter(|(account, _)| accounts.contains(&account.as_str()))
                    .map(|(account, sum)| (account.clone(), *sum))
                    .collect()
            };
            let in_sap = listed(documents, "sap-saldo", period, &["account"], "sap_balance");
            let over_age = |fault| fault != FaultId::SapOverAge;
            assert_eq!(
                minus(&of(&DEDUCTIONS), &in_sap),
                said(effects, period, "sap-ledgers", over_age)
            );
            assert_eq!(
                of(&[DEDUCTIONS_TRANSIT]),
                said(effects, period, "system-accounts", |_| true)
            );
            batches_differ(effects, documents, period);
            hours_differ(effects, documents, period);
            member_share_differs(world, effects, documents, period);
        }
        found.extend(effects.iter().map(|effect| effect.check));
    });
    for check in [
        "sap-ledgers",
        "system-accounts",
        "imports",
        "payroll-file",
        "hours",
        "pension",
    ] {
        assert!(found.contains(check), "{check}");
    }
}

/// Debits of each batch: in the ledger against the import, and in the import against its control file.
fn batches_differ(effects: &[Effect], documents: &[Document], period: Period) {
    let debit = |(name, amount): (String, i64)| (amount > 0).then_some((name, amount));
    let imported = rows(documents, "gl07", period, &["batch_id"], "amount").into_iter();
    let imported = imported.map(|(names, amount)| (format!("SAP {}", names[0]), amount));
    let imported = sums(imported.filter_map(debit));
    let lines = ledger_lines(documents).into_iter();
    let booked = lines.filter(|line| line.period == period && line.batch.starts_with("SAP"));
    let booked = booked.map(|line| (format!("SAP {}", line.batch), line.amount.0));
    let booked = sums(booked.filter_map(debit));
    let of_lines = [FaultId::ImportErrorAccount, FaultId::ImportValueReplaced];
    assert_eq!(
        minus(&booked, &imported),
        said(effects, period, "imports", |fault| !of_lines
            .contains(&fault))
    );
    let control = rows(
        documents,
        "kontrollfil",
        period,
        &["batch", "period"],
        "sum_debit",
    );
    // One that names no period contradicts another.
    let control = control.into_iter().filter(|(names, _)| names[1] != "Empty");
    let control = sums(control.map(|(names, amount)| (format!("SAP {}", names[0]), amount)));
    // Told of twice: of the import, and of the ledger.
    let said = said(effects, period, "payroll-file", |fault| {
        let of_import = [
            FaultId::PayrollImportIncomplete,
            FaultId::PayrollImportFileMissing,
        ];
        of_import.contains(&fault)
    });
    let twice = minus(&imported, &control).into_iter();
    let twice: Sums = twice.map(|(name, amount)| (name, 2 * amount)).collect();
    assert_eq!(twice, said);
}

/// The months whose hours differ, of those until the period.
fn hours_differ(effects: &[Effect], documents: &[Document], period: Period) {
    let mut months = BTreeSet::new();
    for number in 1..=period.number() {
        let month = Period::new(period.year(), number).unwrap();
        let all = rows(documents, "timer", month, &["employee", "system"], "hours");
        let of = |system: &str| {
            let of = all.iter().filter(|(names, _)| names[1] == system);
            sums(of.map(|(names, hours)| (names[0].clone(), *hours)))
        };
        if !minus(&of("Unit4"), &of("SAP")).is_empty() {
            months.insert(month.to_string());
        }
    }
    let mine = effects.iter();
    let mine = mine.filter(|effect| effect.period == period && effect.check == "hours");
    let said = mine.flat_map(|effect| {
        let mirrors = effect.mirror.iter().map(|(subject, _)| subject.to_string());
        mirrors.chain([effect.subject.to_string()])
    });
    assert_eq!(months, said.collect::<BTreeSet<String>>());
}

/// What payroll has posted of the member share in a term, against its list.
fn member_share_differs(world: &World, effects: &[Effect], documents: &[Document], period: Period) {
    let list = rows(documents, "pensjon", period, &[], "member_share");
    let is_whole = world.days.periods.contains(&period.previous_month());
    let ([(_, member)], true) = (list.as_slice(), is_whole) else {
        return;
    };
    let places = world.vouchers.iter().filter(|voucher| {
        let is_of_term = [period, period.previous_month()].contains(&voucher.period);
        is_of_term && voucher.kind == crate::world::VoucherKind::Staff
    });
    let lines = places.flat_map(|voucher| &voucher.lines);
    let of_member = lines.filter(|line| line.account == PENSION_MEMBER);
    let posted: i64 = of_member.map(|line| -line.amount.0).sum();
    let of_share = |fault| fault != FaultId::PensionPremiumInvoiceMissing;
    let said = said(effects, period, "pension", of_share);
    assert_eq!(
        posted - member,
        said.get(PENSION_MEMBER).copied().unwrap_or_default()
    );
}

#[test]
fn bills_differ_from_the_invoice_system_by_what_faults_say() {
    let mut found = BTreeSet::new();
    each_world(|_, world, effects, documents| {
        if !world.profile.has_invoice_system {
            return;
        }
        for period in &world.days.periods {
            let in_system = rows(documents, "fakturasystem", *period, &[], "invoice_amount");
            let in_system: i64 = in_system.iter().map(|(_, amount)| amount).sum();
            let bills = world.vouchers.iter().filter(|voucher| {
                let is_bill = voucher.kind == crate::world::VoucherKind::Bill;
                is_bill && voucher.period == *period && !voucher.removed
            });
            let lines = bills.flat_map(|voucher| &voucher.lines);
            let owed = lines.filter(|line| line.account == SUPPLIERS);
            let posted: i64 = owed.map(|line| -line.amount.0).sum();
            let said = said(effects, *period, "invoice-system", |_| true);
            assert_eq!(
                posted - in_system,
                said.get(SUPPLIERS).copied().unwrap_or_default()
            );
        }
        found.extend(effects.iter().map(|effect| effect.fault.as_str()));
    });
    let all = crate::faults::faults().iter().map(|kind| kind.id);
    for fault in all.filter(|fault| fault.check() == "invoice-system") {
        assert!(found.contains(fault.as_str()), "{fault:?}");
    }
}
