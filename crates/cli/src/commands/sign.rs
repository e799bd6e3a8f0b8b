//! `avstem sign` and `avstem verify`.

use std::path::{Path, PathBuf};

use close::{
    Circumstances, Problem, SignRequest, Step, Store, WAIVER, artifact_of_purpose, compare_heads,
    heads, namespace_of_purpose, sign_off, verify_duties, verify_run, verify_store,
};

use domain::agency::Person;
use ingest::Portfolio;

use super::event::agency_of;
use crate::decertified::decertify;
use crate::office::{held, office_of, routine_of, shown};
use crate::{Failure, Outcome, Verdict, engine, failure, now, portfolio, read, run_of, say};

/// Arguments of `avstem sign`.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// The folder of the run: STORE/runs/AGENCY/PERIOD/NUMBER
    run: PathBuf,
    /// What for: folder-overview, s-report, remittance-control …
    #[arg(long)]
    purpose: String,
    /// The private key (OpenSSH, Ed25519, without passphrase)
    #[arg(long)]
    key: PathBuf,
    /// Who signs: the id of a person in the playbook
    #[arg(long = "as")]
    person: String,
    /// The portfolio folder, for the playbook's persons and keys/allowed_signers
    #[arg(long)]
    portfolio: PathBuf,
}

/// A person of an agency's playbook.
pub(crate) fn person_of<'a>(
    portfolio: &'a Portfolio,
    agency: &str,
    id: &str,
) -> Result<&'a Person, Failure> {
    let known = agency_of(portfolio, agency)?;
    let person = known.playbook.persons.iter().find(|person| person.id == id);
    person.map_or_else(
        || {
            failure(format!(
                "no person {id:?} in agencies/{agency}.toml; add a [[person]] with id, principal and roles"
            ))
        },
        Ok,
    )
}

/// Signs a run.
pub fn sign(args: &SignArgs) -> Outcome {
    let (store, run) = run_of(&args.run)?;
    let portfolio = portfolio(&args.portfolio)?;
    let agency = agency_of(&portfolio, run.agency())?;
    let person = person_of(&portfolio, run.agency(), &args.person)?;
    let texts = engine::texts(&portfolio.settings.language)?;
    let statement = texts.name_of("sign-statement", &args.purpose);
    if args.purpose == WAIVER || args.purpose == "review" {
        return failure(format!(
            "{} is signed with avstem event, which looks at the results first",
            args.purpose
        ));
    }
    let deadlines = engine::deadlines(
        &agency.playbook,
        &engine::registers(&portfolio),
        run.period(),
    )?;
    let at = now();
    store.archive(agency.sha256, &mut agency.bytes.as_slice())?;
    if let Some(latest) = store.latest_run(run.agency(), run.period())? {
        decertify(&store, &latest, &agency.playbook, at)?;
    }
    let event = sign_off(
        &store,
        &SignRequest {
            run: &run,
            purpose: &args.purpose,
            role: None,
            person,
            statement: &statement,
            private_key: &read(&args.key)?,
            allowed_signers: &read(&portfolio.allowed_signers())?,
            around: Circumstances {
                at,
                playbook: Some(agency.sha256),
                routine: routine_of(&agency.playbook, run.period()),
                held: &|step: &Step| held(step, &deadlines, at),
                note: None,
            },
        },
    );
    match event {
        Ok(event) => {
            let events = store
                .root()
                .join("events")
                .join(run.agency())
                .join(run.period().to_string());
            let signature = events.join(format!("{:06}.sig", event.number));
            say(&format!(
                "signed {run} for {} as {}",
                args.purpose, person.id
            ));
            if let Some(held) = &event.held {
                say(&shown(held));
            }
            say("verify without this program:");
            let sums = args.run.join("SHA256SUMS");
            let verify = format!(
                "ssh-keygen -Y verify -f {} -I {} -n {} -s {}",
                portfolio.allowed_signers().display(),
                person.principal,
                namespace_of_purpose(&args.purpose),
                signature.display(),
            );
            // A report is signed as its line of the list.
            say(&match artifact_of_purpose(&args.purpose) {
                None => format!("  {verify} < {}", sums.display()),
                Some(name) => format!("  grep '  {name}$' {} | {verify}", sums.display()),
            });
            Ok(Verdict::Well)
        }
        Err(refusal) => failure(refusal.to_string()),
    }
}

/// Arguments of `avstem verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The folder of a run, or of a whole store
    path: PathBuf,
    /// OpenSSH's list of keys, if signatures are to be verified
    #[arg(long, conflicts_with = "portfolio")]
    allowed_signers: Option<PathBuf>,
    /// The portfolio folder, for its keys/allowed_signers
    #[arg(long)]
    portfolio: Option<PathBuf>,
    /// A list of the newest events and runs, kept outside the store: written if it is not there, else compared
    #[arg(long)]
    heads: Option<PathBuf>,
}

/// Verifies a run or a store.
pub fn verify(args: &VerifyArgs) -> Outcome {
    let signers = match (&args.allowed_signers, &args.portfolio) {
        (Some(path), _) => read(path)?,
        (None, Some(folder)) => read(&folder.join("keys").join("allowed_signers"))?,
        (None, None) => Vec::new(),
    };
    // A period's life begins before its first run, so a store may have events only.
    let is_store = ["runs", "events"]
        .iter()
        .any(|area| args.path.join(area).is_dir());
    let is_run = args.path.join("SHA256SUMS").exists() || !is_store;
    let (what, problems): (String, Vec<Problem>) = if is_run {
        if args.heads.is_some() {
            return failure("--heads is for a whole store: avstem verify STORE --heads FILE");
        }
        let (store, run) = run_of(&args.path)?;
        let mut problems = verify_run(&store, &run, &signers);
        let events = format!("events/{}/{}/", run.agency(), run.period());
        let duties = verify_duties(&store, &office_of).into_iter();
        problems.extend(duties.filter(|problem| problem.path.starts_with(&events)));
        (format!("run {run}"), problems)
    } else {
        let root = args
            .path
            .canonicalize()
            .map_err(|error| Failure(format!("{}: {error}", args.path.display())))?;
        let store = Store::open(root)?;
        let mut problems = verify_store(&store, &signers);
        problems.extend(verify_duties(&store, &office_of));
        if let Some(file) = args.heads.as_deref().filter(|file| file.exists()) {
            problems.extend(compare_heads(&store, &read(file)?));
        }
        (format!("store {}", args.path.display()), problems)
    };
    for problem in &problems {
        say(&problem.to_string());
    }
    if !problems.is_empty() {
        say(&format!("{what}: {} problems", problems.len()));
        return Ok(Verdict::Attention);
    }
    say(&format!("{what}: everything is as it was made"));
    if let Some(file) = args.heads.as_deref() {
        if file.exists() {
            say(&format!(
                "{}: everything in it is still there",
                file.display()
            ));
        } else {
            write_heads(&args.path, file)?;
            say(&format!(
                "{}: written; keep it outside the store",
                file.display()
            ));
        }
    }
    Ok(Verdict::Well)
}

/// A list of heads is written once; a later one gets another name.
fn write_heads(store: &Path, file: &Path) -> Result<(), Failure> {
    let list = heads(&Store::open(store)?)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "a file that the user asks for, outside the store"
    )]
    std::fs::write(file, list).map_err(|error| Failure(format!("{}: {error}", file.display())))
}
