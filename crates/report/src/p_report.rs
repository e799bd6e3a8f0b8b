//! `p-report.json` and `p-report.csv`: the P-report that the run made from the ledger.
//!
//! Both name no version of their own: a report is bound to the run in whose folder it lies, and the signature over that run is
//! over them. The CSV is in the form of `findings.csv`. Not here: whether the report is right (`checks`), or the workbook (`xlsx`).

use domain::Ore;
use domain::treasury::{PReport, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::csv::{amount, field};
use crate::error::ReportError;
use crate::model::RunResult;
use crate::texts::Texts;
use crate::wire::{Amount, schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.p-report/1";

/// The columns of a list of lines.
pub(crate) const COLUMNS: [&str; 3] = ["column-section", "column-article", "column-amount"];

/// A P-report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.p-report/1")]
pub struct Document {
    /// `avstem.p-report/1`.
    pub schema: String,
    /// Agency code.
    pub agency: String,
    /// Organisation number.
    pub organisation: String,
    /// Reporting period, `YYYY-MM`.
    pub period: String,
    /// Program and version.
    pub program: String,
    /// The lines, by article account.
    pub lines: Vec<Line>,
    /// Assets, state capital and debt, income, cost, in this order.
    pub sections: Vec<Sum>,
    /// Sum of the lines; must be zero.
    pub sum: Amount,
}

/// A line of a P-report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// Article account; 280 collects differences.
    pub article: String,
    /// `assets`, `capital-and-debt`, `income` or `cost`.
    pub section: String,
    /// Accumulated amount, debit positive; of balances what the year opened with too.
    pub amount: Amount,
}

/// The sum of a section.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Sum {
    /// `assets`, `capital-and-debt`, `income` or `cost`.
    pub section: String,
    /// Its lines together, debit positive.
    pub amount: Amount,
}

/// The sum of all lines.
pub(crate) fn sum(report: &PReport) -> Result<Ore, ReportError> {
    Ore::sum(report.lines.iter().map(|line| line.amount))
        .ok_or_else(|| ReportError::value("p-report", "the lines do not add up in 64 bits"))
}

/// The bytes of `p-report.json`.
pub fn p_report_json(run: &RunResult, report: &PReport) -> Result<Vec<u8>, ReportError> {
    let lines = report.lines.iter().map(|line| Line {
        article: line.article.clone(),
        section: Section::of(&line.article).as_str().to_owned(),
        amount: line.amount.into(),
    });
    let sections = Section::ALL.map(|section| Sum {
        section: section.as_str().to_owned(),
        amount: report.sum_of(section).into(),
    });
    to_document(&Document {
        schema: SCHEMA.to_owned(),
        agency: run.agency.clone(),
        organisation: run.organisation.clone(),
        period: run.period.to_string(),
        program: run.program.clone(),
        lines: lines.collect(),
        sections: sections.into(),
        sum: sum(report)?.into(),
    })
}

/// A section in words.
pub(crate) fn section(section: Section, texts: &Texts) -> String {
    texts.say(match section {
        Section::Assets => "section-assets",
        Section::Capital => "section-capital-and-debt",
        Section::Income => "section-income",
        Section::Cost => "section-cost",
    })
}

/// The bytes of `p-report.csv`: a row for each line.
pub fn p_report_csv(report: &PReport, texts: &Texts) -> Vec<u8> {
    let english = texts.language() == "en";
    let mark = if english { "," } else { ";" };
    let mut rows = vec![COLUMNS.map(|key| field(&texts.say(key))).join(mark)];
    for line in &report.lines {
        let fields = [
            field(&section(Section::of(&line.article), texts)),
            field(&line.article),
            amount(line.amount, english),
        ];
        rows.push(fields.join(mark));
    }
    rows.push(String::new());
    format!("\u{feff}{}", rows.join("\r\n")).into_bytes()
}

/// The JSON Schema of `p-report.json`.
pub fn p_report_schema() -> Result<String, ReportError> {
    schema_of::<Document>()
}
