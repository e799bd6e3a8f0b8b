//! `avstem sign` and `avstem verify`.

use std::path::PathBuf;

use close::{
    Problem, SignRequest, Store, namespace_of_purpose, sign_off, verify_run, verify_store,
};

use domain::agency::Person;
use ingest::Portfolio;

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
    let known = portfolio
        .agencies
        .iter()
        .find(|known| known.playbook.code == agency);
    let Some(known) = known else {
        let root = portfolio.root.display();
        return failure(format!("no agency {agency} in {root}"));
    };
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
    let person = person_of(&portfolio, run.agency(), &args.person)?;
    let texts = engine::texts(&portfolio.settings.language)?;
    let statement = texts.name_of("sign-statement", &args.purpose);
    let event = sign_off(
        &store,
        &SignRequest {
            run: &run,
            purpose: &args.purpose,
            person,
            statement: &statement,
            at: now(),
            private_key: &read(&args.key)?,
            allowed_signers: &read(&portfolio.allowed_signers())?,
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
            say("verify without this program:");
            say(&format!(
                "  ssh-keygen -Y verify -f {} -I {} -n {} -s {} < {}",
                portfolio.allowed_signers().display(),
                person.principal,
                namespace_of_purpose(&args.purpose),
                signature.display(),
                args.run.join("SHA256SUMS").display()
            ));
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
}

/// Verifies a run or a store.
pub fn verify(args: &VerifyArgs) -> Outcome {
    let signers = match (&args.allowed_signers, &args.portfolio) {
        (Some(path), _) => read(path)?,
        (None, Some(folder)) => read(&folder.join("keys").join("allowed_signers"))?,
        (None, None) => Vec::new(),
    };
    let (what, problems): (String, Vec<Problem>) =
        if args.path.join("SHA256SUMS").exists() || !args.path.join("runs").is_dir() {
            let (store, run) = run_of(&args.path)?;
            (format!("run {run}"), verify_run(&store, &run, &signers))
        } else {
            let root = args
                .path
                .canonicalize()
                .map_err(|error| Failure(format!("{}: {error}", args.path.display())))?;
            let store = Store::open(root)?;
            (
                format!("store {}", args.path.display()),
                verify_store(&store, &signers),
            )
        };
    for problem in &problems {
        say(&problem.to_string());
    }
    if problems.is_empty() {
        say(&format!("{what}: everything is as it was made"));
        Ok(Verdict::Well)
    } else {
        say(&format!("{what}: {} problems", problems.len()));
        Ok(Verdict::Attention)
    }
}
