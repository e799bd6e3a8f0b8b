//! `avstem inspect`.

use std::path::{Path, PathBuf};

use domain::{Diagnostic, Severity};
use formats::FormatId;
use ingest::{FileContent, InboxFile, list_inbox, read_files};
use report::inspect::{File, InspectResult, ProposedMapping};

use super::figures;
use crate::{Failure, Outcome, Verdict, say};

/// Arguments of `avstem inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files or folders
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The format, if content alone should not decide: saf-t, camt.053, camt.054, mt940, cremul, ocr-giro, telepay …
    #[arg(long)]
    format: Option<String>,
    /// One JSON object per file, each on a line of its own
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let format = args.format.as_deref().map(format_of).transpose()?;
    let (mut names, mut files): (Vec<String>, Vec<InboxFile>) = (Vec::new(), Vec::new());
    for path in &args.files {
        let mut found = if path.is_dir() {
            list_inbox(path)?
        } else {
            vec![single(path)?]
        };
        found.sort_by(|a, b| a.path.cmp(&b.path));
        names.extend(found.iter().map(|file| shown(&file.path)));
        files.extend(found);
    }
    let contents = read_files(&files, None, format);
    let mut well = true;
    for (shown, content) in names.iter().zip(contents) {
        let content = content.map_err(|error| Failure(format!("{shown}: {error}")))?;
        well &= content.is_accepted();
        if args.json {
            say(&json(&content)?);
        } else {
            show(shown, &content);
        }
    }
    Ok(if well {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

fn format_of(name: &str) -> Result<FormatId, Failure> {
    let found = FormatId::ALL
        .into_iter()
        .find(|format| format.as_str() == name);
    found.ok_or_else(|| {
        let known = FormatId::ALL.map(FormatId::as_str).join(", ");
        Failure(format!("format {name:?} is not known; known are {known}"))
    })
}

fn single(path: &Path) -> Result<InboxFile, Failure> {
    ingest::inbox_file(path).map_err(|error| Failure(format!("{}: {error}", shown(path))))
}

/// A path as people may see it: files are named after persons too.
fn shown(path: &Path) -> String {
    domain::personal::mask(&path.display().to_string()).into_owned()
}

fn json(content: &FileContent) -> Result<String, Failure> {
    let file = File {
        name: &content.name,
        sha256: content.sha256,
        bytes: content.bytes,
    };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut result = match content.format {
        None => InspectResult::unrecognised(&file, &content.diagnostics),
        Some(format) => InspectResult::recognised(
            &file,
            format.as_str(),
            some(&content.version).as_deref(),
            some(&content.encoding).as_deref(),
            &content.diagnostics,
            figures::wire(&content.totals),
        ),
    };
    result.proposals = figures::proposals(&content.totals)
        .into_iter()
        .map(|proposal| ProposedMapping {
            kind: proposal.kind.to_owned(),
            columns: proposal
                .columns
                .into_iter()
                .map(|(field, heading)| (field.to_owned(), heading))
                .collect(),
            missing: proposal.missing.into_iter().map(str::to_owned).collect(),
        })
        .collect();
    // One line per file, so that a program can read several files line by line.
    Ok(serde_json::to_string(&result)?)
}

fn show(shown: &str, content: &FileContent) {
    let format = content
        .format
        .map_or("not recognised", |format| format.as_str());
    let verdict = if content.is_accepted() {
        "accepted"
    } else {
        "REFUSED"
    };
    say(&format!(
        "{shown}: {format} {} {verdict}, {} records, {} bytes",
        content.version, content.records, content.bytes
    ));
    for line in figures::lines(&content.totals) {
        // Batch ids, codes and enterprise numbers are whatever the sender wrote in them.
        say(&format!("  {}", domain::personal::mask(&line)));
    }
    for diagnostic in &content.diagnostics {
        for line in diagnostic_lines(shown, diagnostic) {
            say(&line);
        }
    }
    let proposals = figures::proposals(&content.totals);
    if !proposals.is_empty() {
        say("  it could be read with one of these in the agency's playbook, the likeliest first:");
    }
    for proposal in proposals {
        for line in proposal.to_toml().lines() {
            say(&format!("    {line}"));
        }
    }
}

/// `FILE:LINE:COLUMN: severity[CODE]: message`, the excerpt, the hint.
pub(crate) fn diagnostic_lines(file: &str, diagnostic: &Diagnostic) -> Vec<String> {
    let at = diagnostic.position;
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let mut lines = vec![format!(
        "{file}:{}:{}: {severity}[{}]: {}",
        at.line, at.column, diagnostic.code, diagnostic.message
    )];
    lines.extend(
        diagnostic
            .excerpt
            .as_ref()
            .map(|excerpt| format!("    | {excerpt}")),
    );
    lines.extend(diagnostic.hint.map(|hint| format!("    hint: {hint}")));
    lines
}
