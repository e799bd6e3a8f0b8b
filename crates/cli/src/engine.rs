//! One agency and period: frames → matched sets → checks → deadlines → result. A pure function; nothing here reads,
//! writes or asks the time.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::follow;
use calendar::service_level::{ServiceOverride, ServiceTarget};
use calendar::{DeadlineInputs, DeadlineOverride, PublishedDeadline, TreasuryDeadline};
use checks::context::RefusedFile;
use checks::ledger::Ledger;
use checks::sets::{SetInputs, match_all};
use checks::{CheckContext, Generation};
use chrono::NaiveDate;
use close::{LateFile, Manifest, ManifestInput, NamedDigest, PreviousPeriod};
use domain::agency::Playbook;
use domain::{Delivery, Digest, Dispensation, OpenItem, Period};
use formats::FormatId;
use ingest::{AgencyFile, FileContent, Ingested, Portfolio};
use report::actions::Action;
use report::model::{Artifact, FollowUp, Input, RunResult};
use report::{Formats, Texts};

/// Name and version of the program, as every manifest states it.
pub const PROGRAM: &str = concat!("avstem ", env!("CARGO_PKG_VERSION"));

/// The rules a run was made with: they come with the program.
pub const RULE_SET: &str = concat!("avstem ", env!("CARGO_PKG_VERSION"));

/// Why a period could not be run, in one sentence.
#[derive(Debug)]
pub struct EngineError(pub String);

impl<E: std::error::Error> From<E> for EngineError {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// The registers of a portfolio, parsed.
#[derive(Debug, Default)]
pub struct Registers {
    treasury: Vec<TreasuryDeadline>,
    published: Vec<PublishedDeadline>,
    overrides: Vec<DeadlineOverride>,
    /// The portfolio's own service targets.
    pub(crate) service_targets: Vec<ServiceTarget>,
    /// Dates set for one period, each with the agency or `*`.
    pub(crate) service_overrides: Vec<(String, ServiceOverride)>,
    digests: Vec<NamedDigest>,
    /// What is wrong with them, with file and line.
    pub problems: Vec<String>,
}

/// What a run leaves for people, and in which language. Results are the same whatever is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Language of the artifacts: `nb`, `nn`, `en`.
    pub language: String,
    /// Renderings.
    pub formats: Formats,
}

impl Options {
    /// As a manifest keeps them. Every rendering is no option: that is how runs are.
    fn to_manifest(&self) -> BTreeMap<String, String> {
        let mut options = BTreeMap::from([("language".to_owned(), self.language.clone())]);
        if self.formats != Formats::ALL {
            let formats = self.formats.names().join(" ");
            options.insert("formats".to_owned(), formats);
        }
        options
    }

    /// Of a stored run.
    pub fn of_manifest(manifest: &Manifest) -> Result<Self, EngineError> {
        let option = |name: &str| manifest.options.get(name);
        let formats = option("formats").map_or(Ok(Formats::ALL), |names| {
            Formats::of(names.split_whitespace())
                .map_err(|unknown| EngineError(format!("the manifest has the format {unknown:?}")))
        })?;
        Ok(Self {
            language: option("language").map_or_else(|| "nb".to_owned(), Clone::clone),
            formats,
        })
    }
}

/// What the run of one period is made from.
#[derive(Debug)]
pub struct AgencyWork<'a> {
    /// The agency.
    pub agency: &'a AgencyFile,
    /// What it leaves for people.
    pub options: &'a Options,
    /// Registers.
    pub registers: &'a Registers,
    /// The files that concern the period, and no other.
    pub ingested: &'a Ingested,
    /// Its ledger, summed.
    pub ledger: &'a Ledger,
    /// Files that came after the only periods they concern were closed.
    pub late: &'a [LateFile],
}

/// The run of the month before, as far as this one needs it.
#[derive(Debug, Clone)]
pub struct Previous {
    /// Which run.
    pub link: PreviousPeriod,
    /// What it left open.
    pub open_items: Vec<OpenItem>,
    /// Its action list.
    pub actions: Vec<Action>,
}

/// Reads the registers of a portfolio.
pub fn registers(portfolio: &Portfolio) -> Registers {
    let mut registers = Registers {
        digests: vec![NamedDigest {
            name: "avstem.toml".to_owned(),
            sha256: portfolio.settings_bytes.1,
        }],
        ..Registers::default()
    };
    for (name, (bytes, sha256)) in &portfolio.registers {
        let problems = match name.as_str() {
            "treasury-deadlines.csv" => {
                let (rows, problems) = calendar::parse_treasury_csv(bytes);
                registers.treasury = rows;
                problems
            }
            "published-deadlines.csv" => {
                let (rows, problems) = calendar::parse_published_csv(bytes);
                registers.published = rows;
                problems
            }
            "deadline-overrides.csv" => {
                let (rows, problems) = calendar::parse_overrides_csv(bytes);
                registers.overrides = rows;
                problems
            }
            "service-targets.csv" => {
                let (rows, problems) = calendar::parse_service_targets_csv(bytes);
                registers.service_targets = rows;
                problems
            }
            "service-overrides.csv" => {
                let (rows, problems) = calendar::parse_service_overrides_csv(bytes);
                registers.service_overrides = rows;
                problems
            }
            _ => continue,
        };
        registers.digests.push(NamedDigest {
            name: format!("registers/{name}"),
            sha256: *sha256,
        });
        registers.problems.extend(
            problems
                .iter()
                .map(|p| format!("registers/{name}:{}: {}", p.line, p.message)),
        );
    }
    for problem in calendar::treasury_problems(&registers.treasury) {
        registers.problems.push(format!(
            "registers/treasury-deadlines.csv: {}: {}",
            problem.period, problem.message
        ));
    }
    registers
}

/// Deadlines of an agency in a period; empty if it has no service model then, and of periods 00, 13 and 14: the routines give
/// them no dates of their own.
pub fn deadlines(
    playbook: &Playbook,
    registers: &Registers,
    period: Period,
) -> Result<Vec<calendar::Deadline>, EngineError> {
    let model = playbook.model_on(period.last_day());
    let Some(model) = model.filter(|_| period.is_month()) else {
        return Ok(Vec::new());
    };
    let inputs = DeadlineInputs {
        agency: playbook.code.clone(),
        treasury: registers.treasury.clone(),
        published: registers.published.clone(),
        overrides: registers.overrides.clone(),
        ..DeadlineInputs::default()
    };
    match calendar::deadlines(period, model, &inputs) {
        Ok(deadlines) => Ok(deadlines),
        // Before the routine was in force there are no deadlines to compute; the checks still run.
        Err(calendar::rules::DeadlineError::NoRoutine { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// The files that a run of the period rests on: the ledger of its year so far, bank and receipts of the period and the
/// month before (for the chain of balances), every part of an export that one part of concerns it, and every file whose
/// time could not be told. The end of a year rests on the opening of the next one too: what is carried is compared. The S-report
/// is held beside that of the same month of the year before.
pub fn concerns(file: &FileContent, period: Period) -> bool {
    let Some((first, last)) = file.set_scope.or(file.scope) else {
        return true;
    };
    let (from, until) = match file.format {
        Some(FormatId::Saft | FormatId::Delimited | FormatId::Xlsx | FormatId::Parquet) => (
            Period::new(period.year(), 1),
            (period.number() >= 12)
                .then(|| Period::new(period.year() + 1, 1))
                .flatten(),
        ),
        _ => (Some(period.previous_month()), None),
    };
    let is_of_now = first <= until.unwrap_or(period) && from.is_none_or(|from| from <= last);
    is_of_now || is_s_report_of_year_before(file, (first, last), period)
}

fn is_s_report_of_year_before(
    file: &FileContent,
    (first, last): (Period, Period),
    period: Period,
) -> bool {
    let then = Period::new(period.year() - 1, period.number());
    let is_of_then = then.is_some_and(|then| first <= then && then <= last);
    let mut deliveries = file.deliveries.iter();
    is_of_then && deliveries.any(|of| of.input == domain::Input::Register("s-report"))
}

/// What a run would be made from, without its chain: equal manifests give equal runs.
pub fn manifest(
    work: &AgencyWork<'_>,
    period: Period,
    as_of: NaiveDate,
    previous: Option<&Previous>,
) -> Manifest {
    let mut manifest = bare_manifest(
        work.agency,
        work.options,
        work.registers,
        (period, as_of),
        previous.map(|previous| previous.link),
    );
    manifest.late = work.late.to_vec();
    for file in &work.ingested.files {
        manifest.inventory.push(file.sha256);
        manifest.inputs.push(ManifestInput {
            name: file.name.clone(),
            sha256: file.sha256,
            format: file.format.map(|format| format.as_str().to_owned()),
            rows: file.records,
            accepted: file.is_accepted(),
            control: file.control().into_iter().collect(),
        });
    }
    manifest
}

/// The part of a manifest that is known before any file has been read.
pub fn bare_manifest(
    agency: &AgencyFile,
    options: &Options,
    registers: &Registers,
    (period, as_of): (Period, NaiveDate),
    previous: Option<PreviousPeriod>,
) -> Manifest {
    let code = &agency.playbook.code;
    let mut manifest = Manifest::new(code, period, as_of, PROGRAM, agency.sha256);
    manifest.registers.clone_from(&registers.digests);
    RULE_SET.clone_into(&mut manifest.rule_set);
    manifest.options = options.to_manifest();
    manifest.previous_period = previous;
    manifest
}

/// Runs one period.
pub fn run_period(
    work: &AgencyWork<'_>,
    period: Period,
    as_of: NaiveDate,
    previous: Option<&Previous>,
) -> Result<RunResult, EngineError> {
    let playbook = &work.agency.playbook;
    let model = playbook.model_on(period.last_day()).ok_or_else(|| {
        EngineError(format!(
            "the playbook has no [[model]] in force on {}",
            period.last_day()
        ))
    })?;
    let generation = Generation::of(period).ok_or_else(|| {
        EngineError(format!(
            "{period}: reconciliation folders are known from 2015-01"
        ))
    })?;
    let carried = previous.map_or(&[][..], |previous| &previous.open_items);
    let frames = &work.ingested.frames;
    let sets = match_all(&SetInputs {
        period,
        playbook,
        frames,
        carried,
    })?;
    let refused = refused(work);
    let late: Vec<(String, Vec<Period>)> = work
        .late
        .iter()
        .map(|file| (file.name.clone(), file.periods.clone()))
        .collect();
    let deliveries: Vec<Delivery> = work
        .ingested
        .files
        .iter()
        .flat_map(|file| file.deliveries.iter().cloned())
        .collect();
    let cx = CheckContext {
        period,
        generation,
        playbook,
        frames,
        ledger: work.ledger,
        sets: &sets,
        previous: previous.map(|previous| previous.link.period),
        refused: &refused,
        deliveries: &deliveries,
        late: &late,
        as_of,
    };
    let checks = checks::run_all(&cx);
    let mut matching = Vec::new();
    let (mut matches, mut open_items, mut suggestions) = (Vec::new(), Vec::new(), Vec::new());
    for set in &sets {
        matching.push(set.summary()?);
        matches.extend(set.matches());
        open_items.extend(set.open_items());
        suggestions.extend(set.suggestions()?);
    }
    let inputs = work.ingested.files.iter().map(input).collect();
    Ok(RunResult {
        agency: playbook.code.clone(),
        agency_name: playbook.name.clone(),
        organisation: playbook.organisation.to_string(),
        period,
        as_of,
        generation: generation.as_str(),
        model,
        program: PROGRAM.to_owned(),
        language: work.options.language.clone(),
        previous: previous.map(|previous| {
            (
                format!("{}/{:04}", previous.link.period, previous.link.run),
                previous.link.sums,
            )
        }),
        inputs,
        checks,
        s_report: checks::t::reported::s_report(&cx),
        l_report: checks::t::l_report::l_report(&cx),
        p_report: checks::t::p_report::p_report(&cx),
        matching,
        matches,
        open_items,
        suggestions,
        deadlines: deadlines(playbook, work.registers, period)?,
        reserved_tabs: checks::generation::reserved(generation, model),
        carried_actions: previous.map_or_else(Vec::new, |previous| previous.actions.clone()),
        action_deadlines: checks::settings::text(playbook, "actions.deadlines")
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        follow_up: follow_up(playbook, period, as_of),
        service_levels: follow::service_levels(playbook, work.registers, work.ingested, period)?,
        cases: follow::cases(playbook, work.registers, work.ingested, period, as_of)?,
    })
}

/// What the playbook says for the follow-up, as it stands in the period and on the date.
fn follow_up(playbook: &Playbook, period: Period, as_of: NaiveDate) -> FollowUp {
    let said = &playbook.follow_up;
    let calendar = calendar::Calendar::NoPublic;
    let tasks = said.tasks.iter().filter(|task| task.is_of(period));
    let days = checks::settings::number(playbook, "dispensations.alert_days");
    let days = u64::try_from(days).unwrap_or(0);
    let standing = |dispensation: &Dispensation| {
        let standing = dispensation.standing(as_of, days);
        (dispensation.clone(), standing)
    };
    FollowUp {
        owner: said.owner.clone(),
        deputy: said.deputy.clone(),
        tags: playbook.tags.clone(),
        tasks: tasks
            .map(|task| {
                let due = calendar::task_due(task.due, period, calendar).ok();
                (task.clone(), due)
            })
            .collect(),
        dispensations: said.dispensations.iter().map(standing).collect(),
    }
}

/// The files of known formats that were refused.
fn refused(work: &AgencyWork<'_>) -> Vec<RefusedFile> {
    work.ingested
        .files
        .iter()
        .filter(|file| !file.is_accepted() && !file.set_aside)
        .filter_map(|file| {
            let format = file.format?.as_str();
            Some(RefusedFile {
                name: file.name.clone(),
                format,
                scope: file.scope,
            })
        })
        .collect()
}

fn input(file: &FileContent) -> Input {
    Input {
        name: file.name.clone(),
        sha256: file.sha256,
        format: file
            .format
            .map(|format| format.as_str().to_owned())
            .unwrap_or_default(),
        rows: file.records,
        accepted: file.is_accepted(),
        control: file.control(),
        diagnostics: file.diagnostics.clone(),
    }
}

/// The texts of every room, in one language. Read once in a process: a small agency's month takes less time than they do.
pub fn texts(language: &str) -> Result<&'static Texts, EngineError> {
    static BOKMAL: OnceLock<Texts> = OnceLock::new();
    static NYNORSK: OnceLock<Texts> = OnceLock::new();
    static ENGLISH: OnceLock<Texts> = OnceLock::new();
    let read = match language {
        "nb" => &BOKMAL,
        "nn" => &NYNORSK,
        "en" => &ENGLISH,
        _ => return Err(report::ReportError::Language(language.to_owned()).into()),
    };
    if let Some(texts) = read.get() {
        return Ok(texts);
    }
    let of = |list: &'static [(&str, &'static str)]| {
        let own = list.iter().find(|(known, _)| *known == language);
        own.map(|(_, text)| *text)
    };
    let rooms: [&'static [(&str, &str)]; 3] = [&checks::TEXTS, &checks::NAMES, &calendar::TEXTS];
    let extra: Vec<&str> = rooms.into_iter().filter_map(of).collect();
    let texts = Texts::new(language, &extra)?;
    Ok(read.get_or_init(|| texts))
}

/// Every file of a run but `SHA256SUMS`, which the store makes.
pub fn files(
    result: &RunResult,
    manifest: &Manifest,
    texts: &Texts,
) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
    let Options { formats, .. } = Options::of_manifest(manifest)?;
    let mut files: Vec<(String, Vec<u8>)> = report::artifacts(result, texts, formats)?
        .into_iter()
        .map(|Artifact { name, bytes }| (name, bytes))
        .collect();
    let with_agency: Vec<_> = result
        .deadlines
        .iter()
        .map(|deadline| (result.agency.clone(), result.period, deadline.clone()))
        .collect();
    files.push((
        "deadlines.ics".to_owned(),
        calendar::ics(&with_agency, &|text| texts.render(text)).into_bytes(),
    ));
    files.push(("manifest.json".to_owned(), manifest.to_bytes()?));
    files.sort();
    Ok(files)
}

/// The digest of bytes, as the store computes it.
pub fn digest(bytes: &[u8]) -> Digest {
    close::digest_of(bytes)
}
