//! Service levels and cases in the artifacts, made from small logs by the rooms that compute them.

use calendar::response::{ResponseSettings, measure};
use calendar::service_level::{
    Country, Received, ServiceOverride, ServiceTarget, Within, published, service_levels,
};
use domain::case::{Case, CaseStatus};
use report::model::{CaseLine, RunResult};
use report::results::{results_json, results_schema};
use report::{Formats, artifacts, folder_html};
use serde_json::{Value, json};

use crate::json::satisfies;
use crate::sample;

fn run() -> RunResult {
    let mut run = sample::run("G2024");
    let task = |service: &str, received: &str, done: &str, period: &str| Received {
        service: service.to_owned(),
        received: sample::date(received),
        done: done.parse().ok(),
        period: period.parse().ok(),
    };
    let log = [
        task("Bilag", "2024-03-04", "2024-03-07", ""),
        task("Bilag", "2024-03-04", "2024-03-08", ""),
        task("Bilag", "2024-03-27", "-", ""),
        task("Mappe", "2024-01-31", "2024-02-20", "2024-01"),
        task("Rejser", "2024-03-04", "2024-03-05", ""),
        task("Ukjent <b>", "2024-03-04", "2024-03-05", ""),
    ];
    let target = |service: &str, within| ServiceTarget {
        service: service.to_owned(),
        within,
        country: Country::Norway,
        from: Some(sample::date("2024-01-01")),
        until: None,
        source: "avtalen".to_owned(),
    };
    let mut targets = published();
    targets.push(target("bilag", Within::BusinessDays(3)));
    targets.push(target("Mappe", Within::Day(15)));
    let set = ServiceOverride {
        service: "Mappe".to_owned(),
        period: sample::period("2024-01"),
        due: sample::date("2024-02-20"),
        author: "kari".to_owned(),
        reason: "årsavslutning".to_owned(),
    };
    run.service_levels = service_levels(&log, &targets, &[set], &[2, 5], run.period).unwrap();
    let case = Case {
        id: "4711".to_owned(),
        kind: "Henvendelse".to_owned(),
        received: sample::date("2024-03-11"),
        changes: vec![
            (sample::date("2024-03-12"), CaseStatus::WaitingForCustomer),
            (sample::date("2024-03-12"), CaseStatus::Closed),
            (sample::date("2024-03-14"), CaseStatus::Active),
        ],
        preliminary: vec![(sample::date("2024-03-15"), sample::date("2024-03-26"))],
        unknown: vec!["Løst <i>".to_owned()],
    };
    let settings = ResponseSettings {
        pausing: vec![CaseStatus::WaitingForCustomer],
        year_end_months: Vec::new(),
    };
    let measured = measure(&case, &settings, |_| None, run.as_of).unwrap();
    run.cases = vec![CaseLine { case, measured }];
    run
}

#[test]
fn results_state_levels_and_cases() {
    let bytes = results_json(&run(), &sample::texts("nb")).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let levels = &value["service_levels"];
    let month = |level: usize, month: usize| levels[level]["months"][month].clone();
    assert_eq!(levels[0]["service"], "Bilag");
    assert_eq!(levels[0]["target"], "business-days-3");
    assert_eq!(levels[0]["source"], "avtalen");
    assert_eq!(levels[0]["waiting"], 1);
    assert_eq!(
        month(0, 2),
        json!({"month": "2024-03", "done": 2, "on_time": 1, "late": 1, "percent": "50.0", "overridden": []})
    );
    assert_eq!(month(0, 0)["percent"], Value::Null, "nothing is not 100 %");
    assert_eq!(
        levels[0]["year"],
        json!([{"business_days": 2, "done": 0}, {"business_days": 5, "done": 2}, {"business_days": null, "done": 0}])
    );
    assert_eq!(month(1, 1)["percent"], "100.0");
    assert_eq!(month(1, 1)["overridden"][0]["reason"], "årsavslutning");
    assert_eq!(levels[2]["unmeasured"], "danish-calendar");
    assert_eq!(month(2, 2)["done"], 1);
    assert_eq!(month(2, 2)["percent"], Value::Null);
    assert_eq!(levels[2]["year"][0]["done"], Value::Null);
    assert_eq!(levels[3]["unmeasured"], "no-target");
    let case = &value["cases"][0];
    assert_eq!(case["due"], "2024-03-26");
    assert_eq!(case["standing"], "overdue");
    assert_eq!(case["reopened"], 1);
    assert_eq!(
        case["impossible"],
        json!([{"day": "2024-03-12", "from": "waiting-for-customer", "to": "closed"}])
    );
    let schema: Value = serde_json::from_str(&results_schema().unwrap()).unwrap();
    let mut problems = Vec::new();
    satisfies(&value, &schema, &schema, "$", &mut problems);
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn the_folder_shows_them() {
    for (language, expected) in [
        (
            "nb",
            ["50,0 %", "danske arbeidsdager", "Umulig statusendring"],
        ),
        (
            "nn",
            ["50,0 %", "danske arbeidsdagar", "Umogleg statusendring"],
        ),
        ("en", ["50.0 %", "Danish working days", "Impossible change"]),
    ] {
        let texts = sample::texts(language);
        let page = folder_html(&run(), &texts);
        for words in expected.iter().chain(&[
            "Ukjent &lt;b&gt;",
            "Løst &lt;i&gt;",
            "årsavslutning",
            "4711",
        ]) {
            assert!(page.contains(words), "{language}: {words}");
        }
        assert!(artifacts(&run(), &texts, Formats::ALL).is_ok());
        assert_eq!(texts.missing(), Vec::<String>::new());
    }
}
