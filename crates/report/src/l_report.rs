//! `l-report.json` and `l-report.csv`: the L-report that the run made from the ledger.
//!
//! Both name no version of their own: a report is bound to the run in whose folder it lies, and the signature over that run is
//! over them. The CSV is in the form of `findings.csv`. Not here: whether the report is right (`checks`).

use domain::treasury::LReport;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::csv::{amount, field};
use crate::error::ReportError;
use crate::model::RunResult;
use crate::texts::Texts;
use crate::wire::{Amount, schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.l-report/1";

/// The columns of a list of lines.
const COLUMNS: [&str; 6] = [
    "column-period",
    "column-settlement-account",
    "column-article",
    "column-opening",
    "column-movement",
    "column-closing",
];

/// An L-report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.l-report/1")]
pub struct Document {
    /// `avstem.l-report/1`.
    pub schema: String,
    /// Agency code.
    pub agency: String,
    /// Organisation number.
    pub organisation: String,
    /// Reporting period, `YYYY-MM`.
    pub period: String,
    /// Program and version.
    pub program: String,
    /// A line for each settlement account, in the order of the playbook.
    pub lines: Vec<Line>,
}

/// A settlement account in an L-report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// Its number in Norges Bank.
    pub account: String,
    /// Article account.
    pub article: String,
    /// Balance at the start of the month, debit positive.
    pub opening: Amount,
    /// Movement of the month.
    pub movement: Amount,
    /// Balance at the end of the month.
    pub closing: Amount,
}

/// The bytes of `l-report.json`.
pub fn l_report_json(run: &RunResult, report: &LReport) -> Result<Vec<u8>, ReportError> {
    let lines = report.lines.iter().map(|line| Line {
        account: line.account.clone(),
        article: line.article.clone(),
        opening: line.opening.into(),
        movement: line.movement.into(),
        closing: line.closing.into(),
    });
    to_document(&Document {
        schema: SCHEMA.to_owned(),
        agency: run.agency.clone(),
        organisation: run.organisation.clone(),
        period: run.period.to_string(),
        program: run.program.clone(),
        lines: lines.collect(),
    })
}

/// The bytes of `l-report.csv`: a row for each settlement account.
pub fn l_report_csv(run: &RunResult, report: &LReport, texts: &Texts) -> Vec<u8> {
    let english = texts.language() == "en";
    let mark = if english { "," } else { ";" };
    let mut rows = vec![COLUMNS.map(|key| field(&texts.say(key))).join(mark)];
    for line in &report.lines {
        let fields = [
            field(&run.period.to_string()),
            field(&line.account),
            field(&line.article),
            amount(line.opening, english),
            amount(line.movement, english),
            amount(line.closing, english),
        ];
        rows.push(fields.join(mark));
    }
    rows.push(String::new());
    format!("\u{feff}{}", rows.join("\r\n")).into_bytes()
}

/// The JSON Schema of `l-report.json`.
pub fn l_report_schema() -> Result<String, ReportError> {
    schema_of::<Document>()
}
