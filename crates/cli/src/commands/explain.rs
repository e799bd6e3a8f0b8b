//! `avstem explain`.

use checks::{Check, REGISTRY};
use domain::Text;

use crate::{Outcome, Verdict, engine, failure, say};

/// Arguments of `avstem explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of a check (bank), a tab (A1) or a finding code (BANK003)
    what: String,
    /// Language of titles: nb, nn, en
    #[arg(long, default_value = "en")]
    lang: String,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    if !matches!(args.lang.as_str(), "nb" | "nn" | "en") {
        return failure(format!("language {:?}: expected nb, nn or en", args.lang));
    }
    let what = args.what.to_lowercase();
    let of_code = REGISTRY.iter().find(|check| {
        check
            .codes
            .iter()
            .any(|code| code.code.to_lowercase() == what)
    });
    if let Some(check) = of_code {
        for code in check
            .codes
            .iter()
            .filter(|code| code.code.to_lowercase() == what)
        {
            say(&format!(
                "{} ({}): {}",
                code.code,
                code.severity.as_str(),
                code.summary
            ));
        }
        say(&format!(
            "raised by the check {}; its text follows",
            check.id
        ));
        say("");
        return explain(check, &args.lang);
    }
    if let Some((code, severity, summary, remedy)) = other_code(&what) {
        say(&format!("{code} ({severity}): {summary}"));
        say(&format!("what to do: {remedy}"));
        return Ok(Verdict::Well);
    }
    let latest = checks::Generation::G2025;
    let of_id = REGISTRY.iter().find(|check| {
        check.id == what || checks::generation::tab(check.id, latest).to_lowercase() == what
    });
    if let Some(check) = of_id {
        return explain(check, &args.lang);
    }
    let known: Vec<&str> = REGISTRY.iter().map(|check| check.id).collect();
    failure(format!(
        "{:?} is neither a check nor a code; checks are {}",
        args.what,
        known.join(", ")
    ))
}

fn explain(check: &Check, language: &str) -> Outcome {
    let texts = engine::texts(language)?;
    say(&format!(
        "{}: {}",
        check.id,
        texts.render(&Text::key(check.title))
    ));
    say("");
    say(check.doc.trim_end());
    say("");
    say("## Codes");
    for code in check.codes {
        say(&format!(
            "{} ({}): {}",
            code.code,
            code.severity.as_str(),
            code.summary
        ));
    }
    say("");
    say(&format!("Causes: {}", check.causes.join(", ")));
    Ok(Verdict::Well)
}

/// A code of a reader, of ingest or of the store: its id, severity, meaning and remedy.
fn other_code(what: &str) -> Option<(&'static str, &'static str, &'static str, &'static str)> {
    let of_store = |(code, what): &(&'static str, &'static str)| {
        (
            *code,
            "error",
            *what,
            "do not use the store; find out who changed it, and restore it from a copy",
        )
    };
    let codes = formats::codes().into_iter().chain(ingest::CODES);
    let mut codes = codes.chain(close::CODES.iter().map(of_store));
    codes.find(|(code, ..)| code.to_lowercase() == what)
}
