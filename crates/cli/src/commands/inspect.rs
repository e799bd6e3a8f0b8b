//! `avstem inspect`.

use std::path::{Path, PathBuf};

use domain::{Diagnostic, Ore, Severity};
use formats::FormatId;
use ingest::{FileContent, InboxFile, Totals, list_inbox, read_file};
use rayon::prelude::*;
use report::inspect::{File, InspectResult, StatementTotals, Totals as WireTotals};

use crate::{Failure, Outcome, Verdict, failure, say};

/// Arguments of `avstem inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files or folders
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The format, if content alone should not decide: saf-t, camt.053, ocr-giro, delimited
    #[arg(long)]
    format: Option<String>,
    /// One JSON object per file, each on a line of its own
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    let format = match &args.format {
        None => None,
        Some(name) => match FormatId::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
        {
            Some(format) => Some(format),
            None => {
                return failure(format!(
                    "format {name:?} is not known; known are saf-t, camt.053, ocr-giro, delimited"
                ));
            }
        },
    };
    let mut files: Vec<(String, InboxFile)> = Vec::new();
    for path in &args.files {
        if path.is_dir() {
            let mut found = list_inbox(path)?;
            found.sort_by(|a, b| a.path.cmp(&b.path));
            files.extend(found.into_iter().map(|file| (shown(&file.path), file)));
        } else {
            files.push((shown(path), single(path)?));
        }
    }
    let contents: Vec<std::io::Result<FileContent>> = files
        .par_iter()
        .map(|(_, file)| read_file(file, None, format))
        .collect();
    let mut well = true;
    for ((shown, _), content) in files.iter().zip(contents) {
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
    let result = match content.format {
        None => InspectResult::unrecognised(&file, &content.diagnostics),
        Some(format) => InspectResult::recognised(
            &file,
            format.as_str(),
            some(&content.version).as_deref(),
            some(&content.encoding).as_deref(),
            &content.diagnostics,
            totals(&content.totals),
        ),
    };
    // One line per file, so that a program can read several files line by line.
    Ok(serde_json::to_string(&result)?)
}

fn wide(ore: i128) -> Ore {
    Ore(i64::try_from(ore).unwrap_or(i64::MAX))
}

fn totals(totals: &Totals) -> WireTotals {
    match totals {
        Totals::Saft(parts) => {
            let count =
                |of: &dyn Fn(&formats::saft::record::Totals) -> u64| parts.iter().map(of).sum();
            WireTotals::SafT {
                // Parts of a split set repeat their master data.
                accounts: parts.iter().map(|t| t.accounts).max().unwrap_or(0),
                customers: parts.iter().map(|t| t.customers).max().unwrap_or(0),
                suppliers: parts.iter().map(|t| t.suppliers).max().unwrap_or(0),
                journals: parts.iter().map(|t| t.journals).max().unwrap_or(0),
                transactions: count(&|t| t.transactions),
                lines: count(&|t| t.lines),
                debit: wide(parts.iter().map(|t| t.debit).sum()).into(),
                credit: wide(parts.iter().map(|t| t.credit).sum()).into(),
            }
        }
        Totals::Camt053(totals) => WireTotals::Statements {
            statements: totals
                .statements
                .iter()
                .map(|s| StatementTotals {
                    id: s.id.clone(),
                    account: s.account.clone(),
                    currency: s.currency.clone(),
                    opening: s.opening.map(Into::into),
                    closing: s.closing.map(Into::into),
                    entries: s.entries,
                    sum_credit: s.sum_credit.into(),
                    sum_debit: s.sum_debit.into(),
                    transactions: s.transactions,
                })
                .collect(),
        },
        Totals::OcrGiro(totals) => WireTotals::OcrGiro {
            transmissions: totals.transmissions,
            assignments: totals.assignments,
            transactions: totals.transactions,
            amount: totals.amount.into(),
        },
        Totals::Delimited(totals) => WireTotals::Table { rows: totals.rows },
        Totals::Xlsx(totals) => WireTotals::Table { rows: totals.rows },
        Totals::Parquet(totals) => WireTotals::Table { rows: totals.rows },
        Totals::Unknown => WireTotals::Nothing {},
    }
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
    for line in total_lines(&content.totals) {
        say(&format!("  {line}"));
    }
    for diagnostic in &content.diagnostics {
        for line in diagnostic_lines(shown, diagnostic) {
            say(&line);
        }
    }
}

fn total_lines(totals: &Totals) -> Vec<String> {
    match totals {
        Totals::Saft(parts) => parts
            .iter()
            .map(|t| {
                format!(
                    "{}: {} accounts, {} customers, {} suppliers, {} transactions, {} lines, debit {}, credit {}",
                    t.header.selection.map_or_else(|| "no selection".to_owned(), |(a, b)| format!("{a} to {b}")),
                    t.accounts, t.customers, t.suppliers, t.transactions, t.lines, wide(t.debit), wide(t.credit)
                )
            })
            .collect(),
        Totals::Camt053(totals) => totals
            .statements
            .iter()
            .map(|s| {
                let amount = |ore: Option<Ore>| ore.map_or_else(|| "none".to_owned(), |ore| ore.to_string());
                let tail = s.account.get(s.account.len().saturating_sub(4)..).unwrap_or_default();
                format!(
                    "account *******{tail} {}: opening {}, {} entries (credit {}, debit {}), closing {}",
                    s.currency, amount(s.opening), s.entries, s.sum_credit, s.sum_debit, amount(s.closing)
                )
            })
            .collect(),
        Totals::OcrGiro(t) => {
            vec![format!("{} assignments, {} transactions, {}", t.assignments, t.transactions, t.amount)]
        }
        Totals::Delimited(t) => vec![
            format!("{} rows, delimiter {:?}, decimal mark {:?}, kind {}", t.rows, t.delimiter, t.decimal_mark, if t.kind.is_empty() { "unknown" } else { &t.kind }),
            format!("headings: {}", t.headings.join(", ")),
        ],
        Totals::Xlsx(t) => vec![
            format!("{} rows of sheet {}, kind {}", t.rows, t.sheet, if t.kind.is_empty() { "unknown" } else { &t.kind }),
            format!("headings: {}", t.headings.join(", ")),
        ],
        Totals::Parquet(t) => vec![
            format!("{} rows in {} row groups, kind {}", t.rows, t.row_groups, if t.kind.is_empty() { "unknown" } else { &t.kind }),
            format!("columns: {}", t.headings.join(", ")),
        ],
        Totals::Unknown => Vec::new(),
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
