//! `s-report.json` and `s-report.csv`: the S-report that the run made from the ledger.
//!
//! Both name no version of their own: a report is bound to the run in whose folder it lies, and the signature over that run is
//! over them. The CSV is in the form of `findings.csv`. Not here: whether the report is right (`checks`), or the workbook (`xlsx`).

use domain::Ore;
use domain::treasury::{Authority, SReport};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::csv::{amount, field};
use crate::error::ReportError;
use crate::model::RunResult;
use crate::texts::Texts;
use crate::wire::{Amount, schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.s-report/1";

/// The columns of a list of lines.
pub(crate) const COLUMNS: [&str; 4] = [
    "column-state-account",
    "column-article",
    "column-authority",
    "column-amount",
];

/// An S-report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.s-report/1")]
pub struct Document {
    /// `avstem.s-report/1`.
    pub schema: String,
    /// Agency code.
    pub agency: String,
    /// Organisation number.
    pub organisation: String,
    /// Reporting period, `YYYY-MM`.
    pub period: String,
    /// Program and version.
    pub program: String,
    /// The lines, by state account, article and authority; accumulated from January.
    pub lines: Vec<Line>,
    /// Sum of the lines; must be zero.
    pub sum: Amount,
    /// Postings on accounts that are exempt from the cash ledger.
    pub outside: Amount,
    /// Postings of voucher types without cash effect.
    pub excluded_types: Amount,
    /// Postings that the set-up of the cash ledger does not place, in absolute amounts per account; must be zero.
    pub unexplained: Amount,
}

/// A line of an S-report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// State account: chapter and item, settlement account or mellomværende.
    pub state_account: String,
    /// Article account.
    pub article: String,
    /// `own` or `belastningsfullmakt`.
    pub authority: String,
    /// Whose chapter it is, where it is another's and the register says so.
    pub whose: Option<String>,
    /// Accumulated amount, debit positive.
    pub amount: Amount,
}

/// The sum of all lines.
pub(crate) fn sum(report: &SReport) -> Result<Ore, ReportError> {
    Ore::sum(report.lines.iter().map(|line| line.amount))
        .ok_or_else(|| ReportError::value("s-report", "the lines do not add up in 64 bits"))
}

/// The bytes of `s-report.json`.
pub fn s_report_json(run: &RunResult, report: &SReport) -> Result<Vec<u8>, ReportError> {
    let lines = report.lines.iter().map(|line| Line {
        state_account: line.state_account.clone(),
        article: line.article.clone(),
        authority: word(&line.authority).to_owned(),
        whose: match &line.authority {
            Authority::Another(whose) if !whose.is_empty() => Some(whose.clone()),
            Authority::Another(_) | Authority::Own => None,
        },
        amount: line.amount.into(),
    });
    to_document(&Document {
        schema: SCHEMA.to_owned(),
        agency: run.agency.clone(),
        organisation: run.organisation.clone(),
        period: run.period.to_string(),
        program: run.program.clone(),
        lines: lines.collect(),
        sum: sum(report)?.into(),
        outside: report.outside.into(),
        excluded_types: report.excluded.into(),
        unexplained: report.unexplained.into(),
    })
}

fn word(authority: &Authority) -> &'static str {
    match authority {
        Authority::Own => "own",
        Authority::Another(_) => "belastningsfullmakt",
    }
}

/// An authority in words.
pub(crate) fn authority(authority: &Authority, texts: &Texts) -> String {
    match authority {
        Authority::Own => texts.say("authority-own"),
        Authority::Another(whose) => {
            let another = texts.say("authority-another");
            format!("{another} {whose}").trim_end().to_owned()
        }
    }
}

/// The bytes of `s-report.csv`: a row for each line.
pub fn s_report_csv(report: &SReport, texts: &Texts) -> Vec<u8> {
    let english = texts.language() == "en";
    let mark = if english { "," } else { ";" };
    let mut rows = vec![COLUMNS.map(|key| field(&texts.say(key))).join(mark)];
    for line in &report.lines {
        let fields = [
            field(&line.state_account),
            field(&line.article),
            field(&authority(&line.authority, texts)),
            amount(line.amount, english),
        ];
        rows.push(fields.join(mark));
    }
    rows.push(String::new());
    format!("\u{feff}{}", rows.join("\r\n")).into_bytes()
}

/// The JSON Schema of `s-report.json`.
pub fn s_report_schema() -> Result<String, ReportError> {
    schema_of::<Document>()
}
