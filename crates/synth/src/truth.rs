//! The answer key: what was planted, and the rows that truly belong together.
//!
//! Not here: comparing it with results.

use domain::agency::BankRole;
use domain::{FileId, Ore, Period};
use serde::Serialize;

use crate::error::SynthError;
use crate::faults::{Effect, FaultId};
use crate::files::Inbox;
use crate::request::Request;
use crate::world::World;

/// What one planted fault does to one reconciled account, and the finding it must lead to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlantedFault {
    /// Which.
    pub fault: FaultId,
    /// Code of the agency.
    pub agency: String,
    /// The period in which it must be found.
    pub period: Period,
    /// The check that must find it.
    pub check: &'static str,
    /// The cause it must name; none for what a fault leaves to a later period that nothing there explains.
    pub cause: Option<&'static str>,
    /// Ledger − statement of the subject, debit positive.
    pub amount: Ore,
    /// The ledger account whose point differs; for `completeness` the input and the account.
    pub subject: String,
    /// What proves it: `<file>:<record>`, sorted. Rows that a fault has removed are in no file and not listed.
    pub rows: Vec<String>,
    /// The same fault seen from other reconciled accounts: account, and ledger − other side there.
    pub mirror: Vec<(String, Ore)>,
    /// Whether the finding is a notice, which needs no attention.
    pub is_notice: bool,
}

/// One row of one side of one true group.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PairRow {
    /// `<set>#<n>`; numbers are those of the world without faults, so a damaged group leaves a gap.
    pub group: String,
    /// The side in its set: `bank`, `ledger`, `ocr`, `receipt`, `clearing`.
    pub side: &'static str,
    /// Short digest of the file.
    pub file: FileId,
    /// Ordinal of the record in the file, from 0, as the reader counts.
    pub record: u64,
}

#[derive(Serialize)]
struct TruthJson<'a> {
    schema: &'static str,
    seed: u64,
    program: &'static str,
    faults: Vec<FaultJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notices: Vec<FaultJson<'a>>,
    pairs: PairsJson,
}

#[derive(Serialize)]
struct FaultJson<'a> {
    fault: &'static str,
    agency: &'a str,
    period: String,
    check: &'static str,
    cause: Option<&'static str>,
    amount: String,
    subject: &'a str,
    rows: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mirror: Vec<MirrorJson<'a>>,
}

impl<'a> FaultJson<'a> {
    fn of(fault: &'a PlantedFault) -> Self {
        let mirror = fault.mirror.iter().map(|(subject, amount)| MirrorJson {
            subject,
            amount: amount.to_string(),
        });
        Self {
            fault: fault.fault.as_str(),
            agency: &fault.agency,
            period: fault.period.to_string(),
            check: fault.check,
            cause: fault.cause,
            amount: fault.amount.to_string(),
            subject: &fault.subject,
            rows: &fault.rows,
            mirror: mirror.collect(),
        }
    }
}

#[derive(Serialize)]
struct MirrorJson<'a> {
    subject: &'a str,
    amount: String,
}

#[derive(Serialize)]
struct PairsJson {
    path: &'static str,
}

/// The bytes of `truth.json` over the faults of all agencies, given in any order.
///
/// # Errors
/// [`SynthError::Internal`] if the values cannot be written as JSON, which would be a bug of this crate.
pub fn truth_json(request: &Request, faults: &[PlantedFault]) -> Result<Vec<u8>, SynthError> {
    let mut sorted: Vec<&PlantedFault> = faults.iter().collect();
    sorted.sort_by_key(|fault| {
        (
            &fault.agency,
            fault.period,
            fault.check,
            fault.cause,
            &fault.subject,
            fault.amount,
        )
    });
    let of = |is_notice| {
        let ours = sorted
            .iter()
            .filter(move |fault| fault.is_notice == is_notice);
        ours.map(|fault| FaultJson::of(fault)).collect()
    };
    let truth = TruthJson {
        schema: "avstem.truth/1",
        seed: request.seed,
        program: concat!("avstem ", env!("CARGO_PKG_VERSION")),
        faults: of(false),
        notices: of(true),
        pairs: PairsJson {
            path: "truth/pairs.parquet",
        },
    };
    let mut bytes =
        serde_json::to_vec_pretty(&truth).map_err(|_| SynthError::Internal("truth.json"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The planted faults of an agency, with the rows as they are in its files.
pub(crate) fn planted(world: &World, effects: Vec<Effect>, inbox: &Inbox) -> Vec<PlantedFault> {
    let on_helpers = on_helpers(world, &effects);
    let settled = world.settled.iter().cloned();
    let planted = effects.into_iter().chain(settled).map(|effect| {
        let mut places: Vec<_> = effect
            .rows
            .iter()
            .filter_map(|row| inbox.place(*row))
            .collect();
        places.sort_unstable();
        PlantedFault {
            fault: effect.fault,
            agency: world.profile.code.clone(),
            period: effect.period,
            check: effect.check,
            cause: effect.cause,
            amount: effect.amount,
            subject: match effect.subject.into_owned() {
                subject if subject.is_empty() => world.profile.code.clone(),
                subject => subject,
            },
            rows: places
                .into_iter()
                .map(|(file, record)| format!("{file}:{record}"))
                .collect(),
            mirror: effect
                .mirror
                .into_iter()
                .map(|(subject, amount)| (subject.into_owned(), amount))
                .collect(),
            is_notice: effect.is_notice,
        }
    });
    planted
        .chain(missing_files(world))
        .chain(on_helpers)
        .collect()
}

/// What faults leave on NAV's accounts or the error account is reported to the treasury on a helper account, all of it in
/// one sum: told of the last fault that led to it.
fn on_helpers(world: &World, effects: &[Effect]) -> Vec<PlantedFault> {
    let of = |(period, subject, amount): (Period, String, Ore)| {
        let (check, cause) = if subject.ends_with("97") {
            ("nav-refunds", "nav-not-netted")
        } else {
            ("error-account", "errors-not-cleared")
        };
        let before = |effect: &&Effect| effect.check == check && effect.period <= period;
        let fault = effects.iter().rev().find(before)?.fault;
        // The control of the cash ledger and the controls of the S-report both look; in period 13 only the former.
        let checks = ["cash-control", "s-report"].into_iter();
        let checks = checks.filter(move |check| period.is_month() || *check == "cash-control");
        let agency = &world.profile.code;
        Some(checks.map(move |check| PlantedFault {
            fault,
            agency: agency.clone(),
            period,
            check,
            cause: Some(cause),
            amount,
            subject: subject.clone(),
            rows: Vec::new(),
            mirror: Vec::new(),
            is_notice: false,
        }))
    };
    let on_helpers = crate::registers::cash::on_helpers(world);
    on_helpers.into_iter().filter_map(of).flatten().collect()
}

/// A file that is missing is missing whatever it held: the control of completeness finds it for every account.
fn missing_files(world: &World) -> impl Iterator<Item = PlantedFault> {
    let settlement = || world.profile.places(BankRole::Settlement).into_iter();
    let statements = world.missing_statements.iter();
    let statements = statements.flat_map(move |day| {
        settlement().map(move |bank| (FaultId::StatementDayMissing, "bank-statement", *day, bank))
    });
    let receiving = world.profile.receiving;
    let receipts = world.missing_receipts.iter();
    let receipts = receipts.map(move |day| (FaultId::OcrFileMissing, "ocr", *day, receiving));
    statements
        .chain(receipts)
        .filter_map(|(fault, input, day, bank)| {
            let place = world.days.period_index(day);
            Some(PlantedFault {
                fault,
                agency: world.profile.code.clone(),
                period: *world.days.periods.get(place)?,
                check: "completeness",
                cause: Some("file-missing"),
                amount: Ore::ZERO,
                subject: format!("{input} {}", world.profile.ledger(bank)),
                rows: Vec::new(),
                mirror: Vec::new(),
                is_notice: false,
            })
        })
}

/// The rows of every undamaged group, in the order in which the groups came about.
pub(crate) fn pairs(world: &World, inbox: &Inbox) -> Vec<PairRow> {
    let mut pairs = Vec::new();
    for group in world.groups.iter().filter(|group| !group.damaged) {
        let name = format!("{}#{}", group.set, group.number);
        for (side, row) in &group.rows {
            if let Some((file, record)) = inbox.place(*row) {
                pairs.push(PairRow {
                    group: name.clone(),
                    side,
                    file,
                    record,
                });
            }
        }
    }
    pairs
}
