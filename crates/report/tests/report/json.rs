//! The JSON contracts: exact shapes, published schemas, the same bytes every time.

use std::fs;
use std::path::Path;

use report::actions::actions_schema;
use report::inspect::{File, InspectResult, Totals, inspect_schema};
use report::l_report::l_report_schema;
use report::p_report::p_report_schema;
use report::portfolio::status_schema;
use report::results::{Results, results_json, results_schema};
use report::s_report::s_report_schema;
use report::truth::{PlantedFault, Truth, truth_schema};
use report::wire::Amount;
use serde_json::{Value, json};

use crate::sample;

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// The fields of the contract come first, in its order; additional ones may follow.
fn starts_with(value: &Value, contract: &[&str]) {
    assert_eq!(keys(value)[..contract.len()], *contract);
}

#[test]
fn what_matching_let_pass_left_open_and_cleared_is_told() {
    let bytes = results_json(&sample::run("G2024"), &sample::texts("nb")).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let matching = &value["matching"][0];
    assert_eq!(
        matching["adjustments"],
        json!([{"group": 2, "rule": "amount-date", "amount": "-0.03", "currency": "NOK"}])
    );
    assert_eq!(
        matching["unsearched"],
        json!([{"rule": "amount-date", "left": 40, "right": 2}])
    );
    // One line per account and side; six bank rows born from this month back to nine months ago.
    assert_eq!(value["ageing"].as_array().map(Vec::len), Some(2));
    let bank = &value["ageing"][0];
    assert_eq!(
        (&bank["account"], &bank["side"]),
        (&json!("1939"), &json!("bank"))
    );
    let rows: Vec<_> = bank["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| {
            (
                class["from_months"].as_i64().unwrap(),
                class["rows"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(rows, [(0, 2), (1, 1), (2, 1), (3, 1), (6, 1)]);
    assert_eq!(bank["classes"][0]["amount"], "-1087.50");
    assert_eq!(
        value["cleared"],
        json!([{
            "set": "bank-1939", "group": 2, "side": "ledger", "row": sample::run("G2024").matches[3].row.to_string(),
            "date": "2024-03-14", "amount": "-0.99", "birth": "2024-02", "cleared": "2024-03", "rule": "kid"
        }])
    );
}

#[test]
fn results_have_the_shape_of_the_contract() {
    let bytes = results_json(&sample::run("G2024"), &sample::texts("nb")).unwrap();
    assert_eq!(bytes.last(), Some(&b'\n'));
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    starts_with(
        &value,
        &[
            "schema",
            "agency",
            "period",
            "as_of",
            "generation",
            "program",
            "inputs",
            "checks",
            "matching",
            "deadlines",
            "summary",
        ],
    );
    starts_with(
        &value["inputs"][0],
        &["name", "sha256", "format", "rows", "accepted"],
    );
    let check = &value["checks"][0];
    starts_with(
        check,
        &[
            "id", "tab", "title", "outcome", "reason", "code", "points", "findings", "evidence",
        ],
    );
    starts_with(
        &check["points"][0],
        &[
            "id",
            "subject",
            "side1",
            "side2",
            "difference",
            "specified",
            "unexplained",
        ],
    );
    starts_with(
        &check["findings"][0],
        &[
            "key", "code", "severity", "amount", "message", "rows", "cause", "proposal", "action",
        ],
    );
    starts_with(&check["evidence"], &["rows_seen", "settings", "regime"]);
    starts_with(&value["matching"][0], &["set", "rules", "conservation"]);
    starts_with(
        &value["matching"][0]["conservation"][0],
        &[
            "side", "currency", "in", "matched", "open", "excluded", "rows",
        ],
    );
    starts_with(
        &value["deadlines"][0],
        &["id", "task", "actor", "due", "rule", "overridden_by"],
    );
    starts_with(
        &value["summary"],
        &["passed", "failed", "not_applicable", "not_run"],
    );

    assert_eq!(value["schema"], "avstem.results/1");
    assert_eq!(value["period"], "2024-03");
    assert_eq!(check["points"][0]["difference"], "-299460.50");
    assert_eq!(
        check["points"][0]["side1"],
        json!({"label": "Saldo hovedbok", "amount": "12345678.90"})
    );
    assert_eq!(
        check["findings"][0]["rows"],
        json!(["010101010101:3", "010101010101:4"])
    );
    assert_eq!(check["findings"][3]["cause"], Value::Null);
    assert_eq!(
        value["checks"][3]["reason"],
        "Mangler reskontroliste for mars 2024"
    );
    assert_eq!(
        value["summary"],
        json!({"passed": 1, "failed": 2, "not_applicable": 1, "not_run": 1})
    );
}

#[test]
fn deadlines_say_when_or_why_not() {
    let bytes = results_json(&sample::run("G2024"), &sample::texts("en")).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let table = [
        (json!("2024-04-03"), "due"),
        (json!("2024-04-11T12:00:00+02:00"), "due"),
        (json!("2024-05-15"), "due"),
        (Value::Null, "not_published"),
        (Value::Null, "event"),
    ];
    for (deadline, (due, state)) in value["deadlines"].as_array().unwrap().iter().zip(table) {
        assert_eq!(
            (&deadline["due"], &deadline["state"]),
            (&due, &json!(state))
        );
    }
    let overridden = &value["deadlines"][1];
    assert_eq!(overridden["overridden_by"]["author"], "Kari Prøve");
    assert_eq!(overridden["published"]["due"], "2024-04-10T16:00:00+02:00");
    assert_eq!(overridden["by_rule"], "2024-04-09T16:00:00+02:00");
    assert_eq!(
        value["deadlines"][4]["event"],
        "before the S-report is laid out"
    );
}

#[test]
fn wire_structs_lose_nothing() {
    let (run, texts) = (sample::run("G2024"), sample::texts("nb"));
    let bytes = results_json(&run, &texts).unwrap();
    assert_eq!(bytes, results_json(&run, &texts).unwrap());
    let wire: Results = serde_json::from_slice(&bytes).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(serde_json::to_value(&wire).unwrap(), value);
    assert_eq!(texts.missing(), Vec::<String>::new());
}

#[test]
fn content_digests_follow_the_content() {
    let (mut run, texts) = (sample::run("G2024"), sample::texts("nb"));
    let before = report::results::results(&run, &texts).unwrap().digests;
    run.open_items[0].text.push('\t');
    let after = report::results::results(&run, &texts).unwrap().digests;
    assert_eq!(before["matches"], after["matches"]);
    assert_ne!(before["open_items"], after["open_items"]);
}

#[test]
fn totals_of_every_format_are_read_as_what_they_are() {
    let statement = json!({"id": "1", "account": "a", "currency": "NOK", "opening": "0.00", "closing": "1.00",
        "entries": 1, "sum_credit": "1.00", "sum_debit": "0.00", "transactions": 1});
    let notification = json!({"id": "1", "account": "a", "currency": "NOK", "entries": 1,
        "sum_credit": "1.00", "sum_debit": "0.00", "transactions": 1});
    let table = [
        ("Statements", json!({"statements": [statement]})),
        ("Notifications", json!({"notifications": [notification]})),
        (
            "OcrGiro",
            json!({"transmissions": 1, "assignments": 1, "transactions": 1, "amount": "1.00"}),
        ),
        (
            "Telepay",
            json!({"kind": "sent", "batches": 1, "payments": 1, "amount": "1.00", "rejected": 0}),
        ),
        ("Payments", json!({"payments": 1, "amount": "1.00"})),
        (
            "StatusReport",
            json!({"group_status": null, "transactions": 1, "by_status": {"ACCP": 1}}),
        ),
        (
            "Cremul",
            json!({"messages": 1, "lines": 1, "amount": "1.00"}),
        ),
        (
            "NavRefunds",
            json!({"rows": 1, "amount": "1.00", "by_benefit": {"4": "1.00"}}),
        ),
        (
            "SafT",
            json!({"accounts": 1, "customers": 1, "suppliers": 1, "journals": 1, "transactions": 1,
            "lines": 1, "debit": "1.00", "credit": "1.00"}),
        ),
        (
            "Gl07",
            json!({"batches": 1, "vouchers": 1, "lines": 1, "debit": "1.00", "credit": "1.00"}),
        ),
        ("Table", json!({"rows": 1})),
        ("Nothing", json!({})),
    ];
    for (name, value) in table {
        let totals: Totals = serde_json::from_value(value.clone()).unwrap();
        assert!(format!("{totals:?}").starts_with(name), "{totals:?}");
        assert_eq!(serde_json::to_value(&totals).unwrap(), value);
    }
}

#[test]
fn inspect_and_truth_have_the_shape_of_the_contract() {
    let run = sample::run("G2024");
    let input = &run.inputs[2];
    let file = File {
        name: &input.name,
        sha256: input.sha256,
        bytes: 79,
    };
    let totals = Totals::Payments {
        payments: 1,
        amount: Amount("1.00".to_owned()),
    };
    let found = InspectResult::recognised(
        &file,
        "pain.001",
        None,
        Some("utf-8"),
        &input.diagnostics,
        totals,
    );
    let value: Value = serde_json::from_slice(&found.to_json().unwrap()).unwrap();
    starts_with(
        &value,
        &[
            "schema",
            "file",
            "sha256",
            "bytes",
            "format",
            "version",
            "encoding",
            "accepted",
            "diagnostics",
            "totals",
        ],
    );
    starts_with(
        &value["diagnostics"][0],
        &["severity", "code", "line", "column", "byte", "message"],
    );
    assert_eq!(
        (&value["accepted"], &value["version"]),
        (&json!(false), &Value::Null)
    );
    let unknown = InspectResult::unrecognised(&file, &[]);
    assert_eq!((unknown.accepted, unknown.format), (false, None));

    let fault = PlantedFault {
        fault: "statement-day-missing".to_owned(),
        agency: "S1".to_owned(),
        period: "2024-03".to_owned(),
        check: "bank".to_owned(),
        cause: None,
        amount: domain::Ore(-5).into(),
        rows: Vec::new(),
    };
    let truth = Truth::new(
        1,
        "avstem 0.1.0".to_owned(),
        vec![fault],
        "truth/pairs.parquet".to_owned(),
    );
    let value: Value = serde_json::from_slice(&truth.to_json().unwrap()).unwrap();
    assert_eq!(
        keys(&value),
        ["schema", "seed", "program", "faults", "pairs"]
    );
    assert_eq!(
        keys(&value["faults"][0]),
        [
            "fault", "agency", "period", "check", "cause", "amount", "rows"
        ]
    );
    assert_eq!(value["faults"][0]["amount"], "-0.05");
}

/// The published schemas are those of the code. `UPDATE=1 cargo test -p avstem-report` writes them anew.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the test compares the tree's files, and renews them on request"
)]
fn published_schemas_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let update = std::env::var_os("UPDATE").is_some();
    let table = [
        ("results-1.schema.json", results_schema().unwrap()),
        ("actions-1.schema.json", actions_schema().unwrap()),
        ("inspect-1.schema.json", inspect_schema().unwrap()),
        ("status-1.schema.json", status_schema().unwrap()),
        ("truth-1.schema.json", truth_schema().unwrap()),
        ("s-report-1.schema.json", s_report_schema().unwrap()),
        ("l-report-1.schema.json", l_report_schema().unwrap()),
        ("p-report-1.schema.json", p_report_schema().unwrap()),
    ];
    for (name, schema) in table {
        let path = folder.join(name);
        if update {
            fs::write(&path, &schema).unwrap();
        }
        assert_eq!(
            fs::read_to_string(&path).unwrap_or_default(),
            schema,
            "{name} is out of date"
        );
    }
}

/// Every field we write is described by the published schema, with the right kind of value.
#[test]
fn the_sample_satisfies_the_schema() {
    let schema: Value = serde_json::from_str(&results_schema().unwrap()).unwrap();
    let bytes = results_json(&sample::run("G2024"), &sample::texts("nb")).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let mut problems = Vec::new();
    satisfies(&value, &schema, &schema, "$", &mut problems);
    assert_eq!(problems, Vec::<String>::new());
    let mut broken = value;
    broken["checks"][0]["points"][0]["difference"] = json!(-299_460.5);
    satisfies(&broken, &schema, &schema, "$", &mut problems);
    assert_eq!(problems, ["$.checks[0].points[0].difference: wrong type"]);
}

/// The part of JSON Schema that our schemas use: references, alternatives, types, enumerations, fields.
pub(crate) fn satisfies(
    value: &Value,
    schema: &Value,
    root: &Value,
    path: &str,
    problems: &mut Vec<String>,
) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        return satisfies(value, target, root, path, problems);
    }
    if let Some(alternatives) = schema["anyOf"].as_array() {
        let fits = alternatives.iter().any(|alternative| {
            let mut found = Vec::new();
            satisfies(value, alternative, root, path, &mut found);
            found.is_empty()
        });
        if !fits {
            problems.push(format!("{path}: no alternative fits"));
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if schema["type"] != kind
        && !schema["type"]
            .as_array()
            .is_some_and(|t| t.contains(&json!(kind)))
    {
        problems.push(format!("{path}: wrong type"));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|allowed| !allowed.contains(value))
    {
        problems.push(format!("{path}: not an allowed value"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        satisfies(
            item,
            &schema["items"],
            root,
            &format!("{path}[{index}]"),
            problems,
        );
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        if value.get(required.as_str().unwrap()).is_none() {
            problems.push(format!("{path}: {required} is missing"));
        }
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        match schema["properties"]
            .get(name)
            .or(schema.get("additionalProperties"))
        {
            Some(described) => satisfies(field, described, root, &path, problems),
            None => problems.push(format!("{path}: not described")),
        }
    }
}
