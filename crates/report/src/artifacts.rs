//! Everything a run leaves for people and programs, as named bytes.
//!
//! Not here: calendars (`calendar` makes `deadlines.ics`), manifest, checksums and storage (`close`).

use crate::actions::actions_json;
use crate::csv::findings_csv;
use crate::error::ReportError;
use crate::frames::{findings_parquet, matches_parquet, open_items_parquet, suggestions_parquet};
use crate::html::folder_html;
use crate::l_report::{l_report_csv, l_report_json};
use crate::model::{Artifact, RunResult};
use crate::p_report::{p_report_csv, p_report_json};
use crate::pdf::{l_report_paper, p_report_paper, s_report_paper};
use crate::proposals::{gl07_xml, proposals_csv};
use crate::results::results_json;
use crate::s_report::{s_report_csv, s_report_json};
use crate::texts::Texts;
use crate::xlsx::{folder_xlsx, p_report_xlsx, s_report_xlsx};

/// Which renderings for people a run leaves beside what programs, signatures and later runs rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// Pages (`.html`).
    pub html: bool,
    /// Papers of the reports to the treasury (`.pdf`).
    pub pdf: bool,
    /// Workbooks (`.xlsx`): the dearest part of a small agency's run.
    pub xlsx: bool,
}

impl Formats {
    /// Every rendering.
    pub const ALL: Self = Self {
        html: true,
        pdf: true,
        xlsx: true,
    };

    /// From names such as `html` and `pdf`; the first unknown one is the error.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, &'a str> {
        let mut formats = Self {
            html: false,
            pdf: false,
            xlsx: false,
        };
        for name in names {
            match name {
                "html" => formats.html = true,
                "pdf" => formats.pdf = true,
                "xlsx" => formats.xlsx = true,
                unknown => return Err(unknown),
            }
        }
        Ok(formats)
    }

    /// Their names, in alphabetical order.
    pub fn names(self) -> Vec<&'static str> {
        let named = [("html", self.html), ("pdf", self.pdf), ("xlsx", self.xlsx)];
        let asked = named.into_iter().filter(|(_, is_asked)| *is_asked);
        asked.map(|(name, _)| name).collect()
    }
}

/// The artifacts of a run, in the order of their names. Two artifacts never depend on each other.
pub fn artifacts(
    run: &RunResult,
    texts: &Texts,
    formats: Formats,
) -> Result<Vec<Artifact>, ReportError> {
    let mut artifacts = vec![
        artifact("actions.json", actions_json(run, texts)?),
        artifact("findings.csv", findings_csv(run, texts)),
        artifact("frames/findings.parquet", findings_parquet(run, texts)?),
        artifact("frames/matches.parquet", matches_parquet(run)?),
        artifact(
            "frames/open_items.parquet",
            open_items_parquet(&run.open_items)?,
        ),
        artifact(
            "frames/suggestions.parquet",
            suggestions_parquet(run, texts)?,
        ),
        artifact("results.json", results_json(run, texts)?),
    ];
    if formats.html {
        let page = folder_html(run, texts).into_bytes();
        artifacts.push(artifact("folder.html", page));
    }
    if formats.xlsx {
        artifacts.push(artifact("folder.xlsx", folder_xlsx(run, texts)?));
    }
    let gl07 = gl07_xml(run, texts)?;
    artifacts.extend(gl07.map(|bytes| artifact("proposals/gl07.xml", bytes)));
    let csv = proposals_csv(run, texts);
    artifacts.extend(csv.map(|bytes| artifact("proposals/proposals.csv", bytes)));
    artifacts.extend(treasury_reports(run, texts, formats)?);
    artifacts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(artifacts)
}

fn artifact(name: &str, bytes: Vec<u8>) -> Artifact {
    let name = name.to_owned();
    Artifact { name, bytes }
}

/// The files of the reports to the treasury that the agency delivers.
fn treasury_reports(
    run: &RunResult,
    texts: &Texts,
    formats: Formats,
) -> Result<Vec<Artifact>, ReportError> {
    let mut artifacts = Vec::new();
    if let Some(report) = &run.l_report {
        artifacts.extend([
            artifact("l-report.csv", l_report_csv(run, report, texts)),
            artifact("l-report.json", l_report_json(run, report)?),
        ]);
        if formats.pdf {
            let paper = l_report_paper(run, report, texts)?;
            artifacts.push(artifact("l-report.pdf", paper.bytes()?));
        }
    }
    if let Some(report) = &run.p_report {
        artifacts.extend([
            artifact("p-report.csv", p_report_csv(report, texts)),
            artifact("p-report.json", p_report_json(run, report)?),
        ]);
        if formats.pdf {
            let paper = p_report_paper(run, report, texts)?;
            artifacts.push(artifact("p-report.pdf", paper.bytes()?));
        }
        if formats.xlsx {
            let workbook = p_report_xlsx(run, report, texts)?;
            artifacts.push(artifact("p-report.xlsx", workbook));
        }
    }
    if let Some(report) = &run.s_report {
        artifacts.extend([
            artifact("s-report.csv", s_report_csv(report, texts)),
            artifact("s-report.json", s_report_json(run, report)?),
        ]);
        if formats.pdf {
            let paper = s_report_paper(run, report, texts)?;
            artifacts.push(artifact("s-report.pdf", paper.bytes()?));
        }
        if formats.xlsx {
            let workbook = s_report_xlsx(run, report, texts)?;
            artifacts.push(artifact("s-report.xlsx", workbook));
        }
    }
    Ok(artifacts)
}
