//! Proposed vouchers as files: `proposals.csv`, every line with what keeps its voucher from being posted, and
//! `gl07.xml`, the vouchers that can be imported as they are. Neither is there without a voucher for it.
//!
//! `gl07.xml` is an `ABWTransaction` (2011/11/14) in the form that `formats` reads. It leaves out a voucher with something to
//! fill in, and one with dimensions: which of the seven fields carries which is the agency's own, and no source says it.
//! Interface and batch are inferred, and the company is the agency's code; the import may be ordered with others. Not here:
//! what is proposed (`checks`). Nothing is ever posted by the program.

use domain::{CheckResult, Ore, Proposal, ProposedLine, personal};
use formats::gl07::record::{File, Form, Line};

use crate::csv::{amount, field};
use crate::error::ReportError;
use crate::model::RunResult;
use crate::overview::check_name;
use crate::texts::Texts;

/// The source system that the file names.
const INTERFACE: &str = "AVSTEM";
/// Characters of a text in the ledger.
const TEXT_WIDTH: usize = 255;
/// Characters of a code in the ledger: company, batch, voucher type, account.
const CODE_WIDTH: usize = 25;
/// The largest amount of a ledger line.
const MOST: u64 = 1_000_000_000_000_000;

/// The columns of a list of lines.
pub(crate) const COLUMNS: [&str; 10] = [
    "column-proposal",
    "column-check",
    "column-voucher-type",
    "column-period",
    "column-account",
    "column-amount",
    "column-dimensions",
    "column-text",
    "column-reversal",
    "column-problems",
];

/// Every voucher of a run with the check that proposes it, by number.
pub(crate) fn all(run: &RunResult) -> impl Iterator<Item = (&CheckResult, &Proposal)> {
    let checks = run.checks.iter();
    checks.flat_map(|check| {
        check
            .proposals
            .iter()
            .map(move |proposal| (check, proposal))
    })
}

/// The dimensions of a line as words.
pub(crate) fn dimensions(line: &ProposedLine, texts: &Texts) -> String {
    let named = line.dimensions.iter();
    let words = named.map(|(name, value)| format!("{} {value}", texts.name_of("dimension", name)));
    words.collect::<Vec<_>>().join(", ")
}

/// What keeps a voucher from being posted, as one text.
pub(crate) fn problems(proposal: &Proposal, texts: &Texts) -> String {
    let problems = proposal.problems.iter();
    let words: Vec<String> = problems.map(|problem| texts.render(problem)).collect();
    words.join("; ")
}

/// The bytes of `proposals.csv`: a row for each line, in the form of `findings.csv`.
pub(crate) fn proposals_csv(run: &RunResult, texts: &Texts) -> Option<Vec<u8>> {
    let english = texts.language() == "en";
    let mark = if english { "," } else { ";" };
    let mut rows = vec![COLUMNS.map(|key| field(&texts.say(key))).join(mark)];
    for (check, proposal) in all(run) {
        let reversal = proposal.reversal.as_ref().map(|text| texts.render(text));
        for line in &proposal.lines {
            let fields = [
                field(&proposal.number),
                field(&check_name(check, texts)),
                field(&proposal.voucher_type),
                field(&proposal.period.to_string()),
                field(&line.account),
                amount(line.amount, english),
                field(&dimensions(line, texts)),
                field(&texts.render(&proposal.text)),
                field(reversal.as_deref().unwrap_or_default()),
                field(&problems(proposal, texts)),
            ];
            rows.push(fields.join(mark));
        }
    }
    let is_empty = rows.len() == 1;
    rows.push(String::new());
    (!is_empty).then(|| format!("\u{feff}{}", rows.join("\r\n")).into_bytes())
}

/// Whether a voucher can be imported as it is.
fn is_importable(run: &RunResult, proposal: &Proposal) -> bool {
    let is_whole = |line: &ProposedLine| {
        let is_amount = line.amount != Ore::ZERO && line.amount.unsigned() <= MOST;
        is_code(&line.account) && is_amount && line.dimensions.is_empty()
    };
    let has_codes = is_code(&batch(run)) && is_code(&proposal.voucher_type);
    has_codes && proposal.problems.is_empty() && proposal.lines.iter().all(is_whole)
}

fn is_code(text: &str) -> bool {
    (1..=CODE_WIDTH).contains(&text.chars().count()) && text.chars().all(is_legal)
}

/// Whether XML can hold a character that is not to break a line.
fn is_legal(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn batch(run: &RunResult) -> String {
    format!("{}-{}", run.agency, run.period)
}

/// The bytes of `gl07.xml`.
pub(crate) fn gl07_xml(run: &RunResult, texts: &Texts) -> Result<Option<Vec<u8>>, ReportError> {
    let vouchers = all(run).filter(|(_, proposal)| is_importable(run, proposal));
    let mut lines = Vec::new();
    for (ordinal, (_, proposal)) in (0..).zip(vouchers) {
        for line in &proposal.lines {
            lines.push(imported(run, proposal, line, (ordinal, texts)));
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let file = File {
        form: Form::Abw2011,
        report_client: run.agency.clone(),
        lines,
    };
    let bytes = formats::gl07::write(&file)
        .map_err(|error| ReportError::value("proposals/gl07.xml", error.to_string()))?;
    Ok(Some(bytes))
}

fn imported(
    run: &RunResult,
    proposal: &Proposal,
    line: &ProposedLine,
    (voucher_ordinal, texts): (u64, &Texts),
) -> Line {
    let text = texts.render(&proposal.text);
    let text = format!("{} {text}", proposal.number);
    let text = personal::mask(&text);
    let legal = text.chars().map(|c| if is_legal(c) { c } else { ' ' });
    let day = Some(proposal.period.last_day());
    Line {
        interface: INTERFACE.to_owned(),
        batch: batch(run),
        client: run.agency.clone(),
        voucher: (voucher_ordinal + 1).to_string(),
        voucher_ordinal,
        voucher_type: proposal.voucher_type.clone(),
        period: Some(proposal.period),
        voucher_date: day,
        trans_date: day,
        account: line.account.clone(),
        amount: line.amount,
        currency: "NOK".to_owned(),
        currency_amount: line.amount,
        description: legal.take(TEXT_WIDTH).collect(),
        ..Line::default()
    }
}
