//! The P-report's files: what stands in them, and that there are none without a report.

use domain::treasury::PReport;
use report::model::RunResult;

use crate::sample::{self, artifact};

#[test]
fn the_report_is_a_document_a_list_and_a_workbook() {
    let run = sample::run("G2025");
    let json = artifact(&run, "nb", "p-report.json").unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let expected = serde_json::json!({
        "schema": "avstem.p-report/1",
        "agency": "S1",
        "organisation": "999999999",
        "period": "2024-03",
        "program": "avstem 0.1.0",
        "lines": [
            {"article": "196", "section": "assets", "amount": "12345.67"},
            {"article": "280", "section": "capital-and-debt", "amount": "-2345.67"},
            {"article": "390", "section": "income", "amount": "-10500.00"},
            {"article": "630", "section": "cost", "amount": "500.01"},
        ],
        "sections": [
            {"section": "assets", "amount": "12345.67"},
            {"section": "capital-and-debt", "amount": "-2345.67"},
            {"section": "income", "amount": "-10500.00"},
            {"section": "cost", "amount": "500.01"},
        ],
        "sum": "0.01",
    });
    assert_eq!(json, expected);
    let csv =
        |language| String::from_utf8(artifact(&run, language, "p-report.csv").unwrap()).unwrap();
    assert_eq!(
        csv("nb"),
        "\u{feff}\"Del\";\"Artskonto\";\"Beløp\"\r\n\"Eiendeler\";\"196\";12345,67\r\n\"Statens kapital og gjeld\";\"280\";-2345,67\r\n\"Inntekter\";\"390\";-10500,00\r\n\"Kostnader\";\"630\";500,01\r\n"
    );
    assert!(csv("en").contains("\"Income\",\"390\",-10500.00\r\n"));
    let workbook = artifact(&run, "nb", "p-report.xlsx").unwrap();
    assert!(workbook.starts_with(b"PK"));
    assert_eq!(artifact(&run, "nb", "p-report.xlsx").unwrap(), workbook);
}

#[test]
fn without_a_report_there_is_no_file() {
    let names = ["p-report.csv", "p-report.json", "p-report.xlsx"];
    let run = RunResult {
        p_report: None,
        ..sample::run("G2025")
    };
    for name in names {
        assert_eq!(artifact(&run, "en", name), None);
    }
    // A report without a line is a report.
    let run = RunResult {
        p_report: Some(PReport::default()),
        ..run
    };
    for name in names {
        assert!(artifact(&run, "en", name).is_some(), "{name}");
    }
}
