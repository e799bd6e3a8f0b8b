//! The S-report's files: what stands in them, and that there are none without a report.

use domain::treasury::SReport;
use report::model::RunResult;

use crate::sample::{self, artifact};

#[test]
fn the_report_is_a_document_a_list_and_a_workbook() {
    let run = sample::run("G2025");
    let json = artifact(&run, "nb", "s-report.json").unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let expected = serde_json::json!({
        "schema": "avstem.s-report/1",
        "agency": "S1",
        "organisation": "999999999",
        "period": "2024-03",
        "program": "avstem 0.1.0",
        "lines": [
            {"state_account": "044001", "article": "630", "authority": "own", "whose": null, "amount": "12345.67"},
            {"state_account": "132001", "article": "630", "authority": "belastningsfullmakt", "whose": "1320", "amount": "-1.50"},
        ],
        "sum": "12344.17",
        "outside": "7.00",
        "excluded_types": "-3.00",
        "unexplained": "0.01",
    });
    assert_eq!(json, expected);
    let csv =
        |language| String::from_utf8(artifact(&run, language, "s-report.csv").unwrap()).unwrap();
    assert_eq!(
        csv("nb"),
        "\u{feff}\"Statskonto\";\"Artskonto\";\"Fullmakt\";\"Beløp\"\r\n\"044001\";\"630\";\"Egen fullmakt\";12345,67\r\n\"132001\";\"630\";\"Belastningsfullmakt 1320\";-1,50\r\n"
    );
    assert!(csv("en").contains("\"132001\",\"630\",\"Belastningsfullmakt 1320\",-1.50\r\n"));
    let workbook = artifact(&run, "nb", "s-report.xlsx").unwrap();
    assert!(workbook.starts_with(b"PK"));
    assert_eq!(artifact(&run, "nb", "s-report.xlsx").unwrap(), workbook);
}

#[test]
fn without_a_report_there_is_no_file() {
    let run = RunResult {
        s_report: None,
        ..sample::run("G2025")
    };
    for name in ["s-report.csv", "s-report.json", "s-report.xlsx"] {
        assert_eq!(artifact(&run, "en", name), None);
    }
    // A report without a line is a report.
    let run = RunResult {
        s_report: Some(SReport::default()),
        ..run
    };
    for name in ["s-report.csv", "s-report.json", "s-report.xlsx"] {
        assert!(artifact(&run, "en", name).is_some(), "{name}");
    }
}
