//! The L-report's files: what stands in them, and that there are none without a report.

use report::model::RunResult;

use crate::sample::{self, artifact};

#[test]
fn the_report_is_a_document_and_a_list() {
    let run = sample::run("G2025");
    let json = artifact(&run, "nb", "l-report.json").unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let expected = serde_json::json!({
        "schema": "avstem.l-report/1",
        "agency": "S1",
        "organisation": "999999999",
        "period": "2024-03",
        "program": "avstem 0.1.0",
        "lines": [
            {"account": "99981100053", "article": "196", "opening": "10000.00", "movement": "-500.01", "closing": "9499.99"},
        ],
    });
    assert_eq!(json, expected);
    let csv =
        |language| String::from_utf8(artifact(&run, language, "l-report.csv").unwrap()).unwrap();
    assert_eq!(
        csv("nb"),
        "\u{feff}\"Periode\";\"Oppgjørskonto i Norges Bank\";\"Artskonto\";\"Inngående saldo\";\"Bevegelse\";\"Utgående saldo\"\r\n\"2024-03\";\"99981100053\";\"196\";10000,00;-500,01;9499,99\r\n"
    );
    assert!(csv("en").contains("\"99981100053\",\"196\",10000.00,-500.01,9499.99\r\n"));
}

#[test]
fn without_a_report_there_is_no_file() {
    let run = RunResult {
        l_report: None,
        ..sample::run("G2025")
    };
    for name in ["l-report.csv", "l-report.json"] {
        assert_eq!(artifact(&run, "en", name), None);
    }
}
