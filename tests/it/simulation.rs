//! Planted faults = findings: synthetic portfolios from seeds, every fault planted, alone and together. All found,
//! none invented, every true pair matched.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and writes its own portfolio"
)]

use std::collections::BTreeSet;

use chrono::Days;
use cli::run::{Request, run_portfolio};
use domain::Period;
use domain::agency::{Budgeting, Model, Principle, Service};
use rayon::prelude::*;
use report::Formats;
use report::frames::{Pair, pairs_parquet};

use crate::truth::compare;

/// A portfolio in a temporary folder, run once, compared with its answer key. Gives the codes of what was found.
pub(crate) fn simulate(request: &synth::Request) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |path: &str, bytes: &[u8]| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let (mut faults, mut pairs) = (Vec::new(), Vec::new());
    for index in 0..request.agencies {
        let world = synth::agency(request, index).unwrap();
        for file in &world.files {
            write(&file.path, &file.bytes);
        }
        faults.extend(world.faults);
        pairs.extend(world.pairs.into_iter().map(|row| Pair {
            group: format!("{index}/{}", row.group),
            side: row.side.to_owned(),
            file: row.file,
            record: row.record,
        }));
    }
    for file in synth::portfolio_files(request).unwrap() {
        write(&file.path, &file.bytes);
    }
    write("truth.json", &synth::truth_json(request, &faults).unwrap());
    write("truth/pairs.parquet", &pairs_parquet(&pairs).unwrap());
    let portfolio = ingest::load_portfolio(root).unwrap();
    assert!(portfolio.problems.is_empty(), "{:?}", portfolio.problems);
    let store = close::Store::open(root.join("reports")).unwrap();
    let work = Request {
        agencies: Vec::new(),
        tags: Vec::new(),
        periods: cli::job::months(request.periods),
        as_of: (request.periods.1.last_day() + Days::new(10)).max("2025-07-10".parse().unwrap()),
        as_of_is_given: true,
        // Nobody reads them here.
        formats: Formats::of([]).unwrap(),
    };
    for agency in run_portfolio(&portfolio, &store, &work, &|_, _| {}) {
        assert_eq!(agency.problem, None, "{}", agency.code);
    }
    let found = compare(root, &root.join("reports"));
    let what = format!("seed {} faults {:?}", request.seed, request.faults);
    assert_eq!(found.faults, faults.len(), "{what}");
    assert!(
        found.groups > 100,
        "{what}: only {} true groups",
        found.groups
    );
    for (name, list) in [
        ("missed", &found.missed),
        ("invented", &found.invented),
        ("unmatched", &found.unmatched),
        ("mismatched", &found.mismatched),
        ("not conserved", &found.lost),
    ] {
        assert!(list.is_empty(), "{what}: {name}: {list:#?}");
    }
    found.codes
}

/// The fourth of five agencies exchanges the newer files, the fifth the older ones.
pub(crate) fn request(
    seed: u64,
    agencies: u32,
    last: &str,
    faults: Vec<(synth::FaultId, u32)>,
) -> synth::Request {
    let model = |budgeting, principle| Model {
        service: Service::Full,
        budgeting,
        principle,
    };
    let cash = model(Budgeting::Gross, Principle::Cash);
    let srs = [Budgeting::Gross, Budgeting::Net].map(|of| model(of, Principle::Srs));
    // Those with reports of NAV have no accruals, which every fault of NAV needs; without faults every kind is there.
    let kinds = (!faults.is_empty()).then(|| vec![cash, srs[0], srs[1], cash, cash]);
    let period = |text: &str| text.parse::<Period>().unwrap();
    synth::Request {
        agencies,
        periods: (period("2025-01"), period(last)),
        // So many that payroll delivers listings.
        lines_per_period: 300,
        seed,
        faults,
        kinds,
        half_year: false,
        year_end: false,
        period_13: false,
    }
}

/// A request without the faults that none of its agencies can have.
fn possible(mut request: synth::Request) -> synth::Request {
    let all = std::mem::take(&mut request.faults).into_iter();
    let agencies = 0..request.agencies;
    let can = |id: synth::FaultId| {
        agencies
            .clone()
            .any(|index| id.is_possible(&request, index))
    };
    request.faults = all.filter(|(id, _)| can(*id)).collect();
    request
}

#[test]
fn a_world_without_faults_is_green() {
    (1..=3).into_par_iter().for_each(|seed| {
        simulate(&request(seed, 6, "2025-03", Vec::new()));
    });
}

/// Eight of different families at a time: three months have room for all of them.
#[test]
fn few_faults_at_a_time_are_found_and_nothing_else() {
    let kinds: Vec<_> = synth::faults().iter().map(|kind| kind.id).collect();
    let all = kinds
        .iter()
        .filter(|id| **id != synth::FaultId::OverAge && !is_of_sending(**id))
        .filter(|id| !is_of_purchase(**id) && !is_of_report(**id));
    let all: Vec<_> = all.map(|id| (*id, 1)).collect();
    let step = all.len().div_ceil(8);
    (0..step).into_par_iter().for_each(|start| {
        let mut few: Vec<_> = all.iter().skip(start).step_by(step).copied().collect();
        // Those with the fewest places last in the list.
        few.reverse();
        let seed = 100 + u64::try_from(start).unwrap();
        simulate(&possible(request(seed, 5, "2025-03", few)));
    });
}

/// Whether a fault is in what the treasury gets. It rewrites the same lists as the faults of the cash ledger, so it is planted alone
/// (`controls`).
pub(crate) fn is_of_report(fault: synth::FaultId) -> bool {
    let is_booked = [
        synth::FaultId::PReportNotBooked,
        synth::FaultId::PReportNotReported,
    ];
    ["s-report", "l-report", "p-report"].contains(&fault.check()) || is_booked.contains(&fault)
}

/// Whether a fault is of the month's end, of a routine or of the change of year: they need many agencies with accruals.
fn is_of_month_end(fault: synth::FaultId) -> bool {
    const CHECKS: [&str; 17] = [
        "fixed-assets",
        "asset-financing",
        "investment-appropriation",
        "appropriation-income",
        "accrued-pay",
        "holiday-pay",
        "nav-accrual",
        "accruals",
        "unused-appropriation",
        "carry-forward",
        "central-settlement",
        "receivable-age",
        "till",
        "petty-cash",
        "voucher-sequence",
        "credit-notes",
        "segregation",
    ];
    CHECKS.contains(&fault.check())
}

/// Whether a fault is of what is sent: few agencies and days have room for it.
fn is_of_sending(fault: synth::FaultId) -> bool {
    (synth::FaultId::PaymentSentTwice..=synth::FaultId::ReceiptsUnreadable).contains(&fault)
}

fn of_sending() -> Vec<(synth::FaultId, u32)> {
    let all = synth::faults().iter().map(|kind| kind.id);
    let ours = all.filter(|id| is_of_sending(*id));
    ours.map(|id| (id, 1)).collect()
}

/// The sixth agency has an order module.
#[test]
fn what_is_sent_wrongly_is_found_and_nothing_else() {
    assert!(of_sending().len() >= 19);
    (0..3).into_par_iter().for_each(|start| {
        let few = of_sending().into_iter().skip(start).step_by(3).collect();
        let seed = 300 + u64::try_from(start).unwrap();
        simulate(&request(seed, 6, "2025-03", few));
    });
}

/// All of it, with some faults of the bank between.
#[test]
fn what_is_sent_wrongly_is_found_beside_what_is_posted_wrongly() {
    use synth::FaultId::{DoublePosting, NotInBank, SettlementMissing, WrongPeriod};
    let mut faults = of_sending();
    faults.extend([
        (DoublePosting, 3),
        (NotInBank, 3),
        (SettlementMissing, 2),
        (WrongPeriod, 3),
    ]);
    simulate(&request(310, 12, "2025-03", faults));
}

/// What stands wrong at the end of a month and what routines find, all in half a year.
#[test]
fn month_ends_and_routines_are_found_together() {
    let mut faults: Vec<_> = synth::faults().iter().map(|kind| (kind.id, 1)).collect();
    // Holiday pay is paid out in June, the last month here: a month has room for one fault of it.
    faults.retain(|(id, _)| is_of_month_end(*id) && *id != synth::FaultId::HolidayPayLeft);
    // Purchases are few: those rarer mistakes have a portfolio of their own.
    faults.retain(|(id, _)| !is_of_purchase(*id));
    simulate(&possible(request(5, 15, "2025-06", faults)));
}

/// Whether a fault is one of the rarer mistakes of a purchase, or of a contra account.
fn is_of_purchase(fault: synth::FaultId) -> bool {
    (synth::FaultId::AssetTurned..=synth::FaultId::InvestmentTurned).contains(&fault)
}

/// With what else a purchase is posted wrongly by: an agency has one such fault in a month of purchase.
#[test]
fn rarer_mistakes_of_purchases_are_found_and_nothing_else() {
    use synth::FaultId::{AppropriationAlone, AssetTwice, FinancingTurned, InvestmentNotListed};
    let others = [
        InvestmentNotListed,
        AssetTwice,
        FinancingTurned,
        AppropriationAlone,
    ];
    let ids = synth::faults().iter().map(|kind| kind.id);
    let rarer: Vec<_> = ids.filter(|id| is_of_purchase(*id)).collect();
    assert!(rarer.len() >= 6);
    let faults = rarer.into_iter().chain(others).map(|id| (id, 1)).collect();
    let srs = |budgeting| Model {
        service: Service::Full,
        budgeting,
        principle: Principle::Srs,
    };
    simulate(&synth::Request {
        kinds: Some(vec![srs(Budgeting::Gross), srs(Budgeting::Net)]),
        ..request(51, 8, "2025-04", faults)
    });
}

/// Agencies with reports of NAV that all have accruals: the provision follows the faults, and has faults of its own.
#[test]
fn refunds_with_accruals_are_found_and_nothing_else() {
    let model = |budgeting| Model {
        service: Service::Full,
        budgeting,
        principle: Principle::Srs,
    };
    let of_nav = |id: &synth::FaultId| ["nav-refunds", "nav-accrual"].contains(&id.check());
    let faults: Vec<_> = synth::faults().iter().map(|kind| kind.id).collect();
    let faults: Vec<_> = faults.into_iter().filter(of_nav).collect();
    let thirds: Vec<_> = faults.chunks(faults.len().div_ceil(3)).collect();
    (31..=33_u64)
        .zip(thirds)
        .collect::<Vec<_>>()
        .into_par_iter()
        .for_each(|(seed, few)| {
            let mut few: Vec<_> = few.iter().map(|id| (*id, 1)).collect();
            few.sort_by_key(|(id, _)| *id != synth::FaultId::NavNotReversed);
            let kinds = Some(vec![model(Budgeting::Gross), model(Budgeting::Net)]);
            let request = synth::Request {
                kinds,
                ..request(seed, 10, "2025-04", few)
            };
            simulate(&possible(request));
        });
}

/// What the next year opens with, in the ledger, the cash ledger and the S-report.
#[test]
fn changes_of_year_are_found_and_nothing_else() {
    let of_year =
        |id: &synth::FaultId| ["carry-forward", "central-settlement"].contains(&id.check());
    let faults = synth::faults().iter().map(|kind| kind.id);
    let faults: Vec<_> = faults.filter(of_year).map(|id| (id, 1)).collect();
    assert!(!faults.is_empty());
    let period = |text: &str| text.parse::<Period>().unwrap();
    simulate(&synth::Request {
        periods: (period("2024-12"), period("2025-01")),
        ..request(41, 9, "2025-01", faults)
    });
}

/// Registers of the half-year control: clean, and each of its causes once, in June and in December.
#[test]
fn half_year_controls_are_found_and_nothing_else() {
    let checks = [
        "chart-status",
        "dimension-values",
        "access",
        "authorities-structure",
        "party-registers",
    ];
    let kinds = synth::faults().iter().map(|kind| kind.id);
    let ours: Vec<_> = kinds
        .filter(|id| checks.contains(&id.check()))
        .map(|id| (id, 1))
        .collect();
    assert_eq!(ours.len(), 23);
    let clean = request(4, 3, "2025-06", Vec::new());
    let faulty = request(5, 5, "2025-12", ours);
    [clean, faulty].into_par_iter().for_each(|request| {
        simulate(&synth::Request {
            half_year: true,
            lines_per_period: synth::MIN_LINES,
            ..request
        });
    });
}

/// Every fault that four months have room for, the scarcest first; of those of NAV, which an agency has one of in a
/// month, a third with each seed.
#[test]
fn all_faults_together_are_found_and_nothing_else() {
    use synth::FaultId::{NavNotReversed, OrderMissing, OverAge, RefusalPosted, StatusMissing};
    let scarce = [NavNotReversed, RefusalPosted, StatusMissing];
    let mut kinds: Vec<_> = synth::faults().iter().map(|kind| kind.id).collect();
    kinds.retain(|id| *id != OverAge && !is_of_month_end(*id) && !is_of_sending(*id));
    kinds.sort_by_key(|id| !scarce.contains(id));
    let (of_nav, others): (Vec<_>, Vec<_>) = kinds
        .into_iter()
        .partition(|id| id.check() == "nav-refunds");
    (1..=3_u32).into_par_iter().for_each(|seed| {
        let of_nav = of_nav.iter().zip((1..=3).cycle());
        let of_nav = of_nav
            .filter(|(_, third)| *third == seed)
            .map(|(id, _)| (*id, 1));
        let others = others.iter().map(|id| match id {
            RefusalPosted => (*id, 1),
            StatusMissing => (*id, 2),
            // Beyond bank, payments and NAV there is less room.
            id if *id > OrderMissing => (*id, 1),
            _ => (*id, 5),
        });
        let faults = of_nav.chain(others).collect();
        simulate(&possible(request(u64::from(seed), 10, "2025-04", faults)));
    });
}

/// What a fault leaves behind shows in later months too.
#[test]
fn half_a_year_of_faults_is_found_and_nothing_else() {
    let mut faults: Vec<_> = synth::faults().iter().map(|kind| (kind.id, 1)).collect();
    faults.retain(|(id, _)| !is_of_month_end(*id) && !is_of_sending(*id));
    faults.sort_by_key(|(id, _)| *id != synth::FaultId::NavNotReversed);
    simulate(&possible(request(9, 10, "2025-06", faults)));
}

#[test]
fn the_sample_portfolio_meets_its_answer_key() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let portfolio = ingest::load_portfolio(&root.join("sample-data")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = close::Store::open(folder.path()).unwrap();
    let period = |text: &str| text.parse::<Period>().unwrap();
    let work = Request {
        agencies: Vec::new(),
        tags: Vec::new(),
        periods: cli::job::months((period("2025-01"), period("2025-03"))),
        as_of: "2025-04-10".parse().unwrap(),
        as_of_is_given: true,
        formats: Formats::ALL,
    };
    run_portfolio(&portfolio, &store, &work, &|_, _| {});
    let found = compare(&root.join("sample-data"), folder.path());
    assert!(found.faults >= 19, "{}", found.faults);
    let wrong = [
        &found.missed,
        &found.invented,
        &found.unmatched,
        &found.mismatched,
        &found.lost,
    ];
    assert!(wrong.iter().all(|list| list.is_empty()), "{wrong:#?}");
}
