//! The reasonableness review (rimelighetskontroll): whether everything is done, explained and followed up, computed
//! from `results.json` and the events; and what has become of waivers.
//!
//! Not here: the signature, and which step it is (`close`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use close::{RunRef, Store, Waiver, waivers};
use serde_json::Value;

use crate::engine::EngineError;

/// What the review says of a run.
#[derive(Debug, Default)]
pub(crate) struct Review {
    /// Checks that passed or do not apply.
    pub(crate) passed: usize,
    /// Everything that somebody has waived, by key.
    pub(crate) waived: Vec<String>,
    /// Waivers of what no longer occurs.
    pub(crate) unused: Vec<String>,
    /// What is not done, explained or followed up; empty = the review holds.
    pub(crate) obstacles: Vec<String>,
}

/// What has become of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WaiverState {
    InForce,
    /// The finding no longer occurs.
    Unused,
    /// Past its last day.
    Expired,
}

impl WaiverState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Unused => "unused: the finding no longer occurs",
            Self::Expired => "expired",
        }
    }
}

/// A finding, or a check that did not run: what a waiver can be about.
struct Open {
    said: String,
    /// The check it belongs to.
    check: String,
}

/// The results of a stored run.
pub(crate) fn results(store: &Store, run: &RunRef) -> Result<Value, EngineError> {
    let bytes = store.read_file(run, "results.json")?;
    serde_json::from_slice(&bytes).map_err(|error| {
        EngineError(format!(
            "run {run}: results.json is not what was written ({error}); see avstem verify"
        ))
    })
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// What can be waived in a run, by key: findings of severity error or warning by theirs, a check that did not run by its
/// id. What an earlier period reported is followed up there, and still stands on the list.
fn open(results: &Value) -> BTreeMap<String, Open> {
    let mut open = BTreeMap::new();
    for check in list(results, "checks") {
        let id = text(check, "id");
        if text(check, "outcome") == "not_run" {
            let said = format!("check {id} did not run: {}", text(check, "reason"));
            let check = id.to_owned();
            open.insert(id.to_owned(), Open { said, check });
        }
        for finding in list(check, "findings") {
            if text(finding, "severity") == "info" && text(finding, "cause") != "carried" {
                continue;
            }
            let said = format!(
                "{} {} {}",
                text(finding, "code"),
                text(finding, "amount"),
                text(finding, "message")
            );
            let check = id.to_owned();
            open.insert(text(finding, "key").to_owned(), Open { said, check });
        }
    }
    open
}

/// Whether a run has something with that key that can be waived.
pub(crate) fn can_be_waived(results: &Value, key: &str) -> bool {
    open(results).contains_key(key)
}

/// The waivers of a period and what has become of them, in the order they were given.
pub(crate) fn waiver_states<'a>(
    results: &Value,
    events: &'a [close::Event],
    today: NaiveDate,
) -> Vec<(&'a Waiver, WaiverState)> {
    let open = open(results);
    let state = |waiver: &Waiver| {
        if !open.contains_key(&waiver.finding) {
            WaiverState::Unused
        } else if waiver.until < today {
            WaiverState::Expired
        } else {
            WaiverState::InForce
        }
    };
    waivers(events)
        .into_iter()
        .map(|(_, waiver)| (waiver, state(waiver)))
        .collect()
}

/// The review of a run: all checks done, all differences explained, all findings waived or gone.
pub(crate) fn review(results: &Value, events: &[close::Event], today: NaiveDate) -> Review {
    let states = waiver_states(results, events, today);
    let mut review = Review::default();
    let mut unsettled: Vec<String> = Vec::new();
    let in_force = |key: &str| {
        states
            .iter()
            .any(|(waiver, state)| waiver.finding == key && *state == WaiverState::InForce)
    };
    let open = open(results);
    for (key, item) in &open {
        if in_force(key) {
            review.waived.push(key.clone());
        } else {
            unsettled.push(item.check.clone());
            review.obstacles.push(format!(
                "{} (avstem event waive --finding {key})",
                item.said
            ));
        }
    }
    for check in list(results, "checks") {
        let id = text(check, "id");
        if matches!(text(check, "outcome"), "passed" | "not_applicable") {
            review.passed += 1;
        }
        let is_waived =
            open.values().any(|item| item.check == id) && !unsettled.contains(&id.to_owned());
        for point in list(check, "points") {
            let unexplained = text(point, "unexplained");
            if !matches!(unexplained, "" | "0.00") && !is_waived {
                let (id, subject) = (text(point, "id"), text(point, "subject"));
                let said = format!("{id} {subject}: {unexplained} is not explained");
                review.obstacles.push(said);
            }
        }
    }
    for (waiver, state) in &states {
        let (finding, until) = (&waiver.finding, waiver.until);
        let said = format!(
            "the waiver of {finding} until {until} is {}",
            state.as_str()
        );
        match state {
            WaiverState::InForce => {}
            // It stands in nobody's way.
            WaiverState::Unused => review.unused.push(said),
            WaiverState::Expired => review.obstacles.push(said),
        }
    }
    review
}

#[cfg(test)]
mod tests {
    use close::{Act, Event, Form, SignOff};
    use serde_json::json;

    use super::*;

    fn waived(finding: &str, until: &str) -> Event {
        Event {
            form: Form::Two,
            number: 1,
            previous: None,
            at: "2025-05-02T09:30:00Z".parse().unwrap(),
            run: None,
            playbook: None,
            held: None,
            act: Act::Waived(Waiver {
                finding: finding.to_owned(),
                until: until.parse().unwrap(),
                reason: String::new(),
                sign_off: SignOff {
                    purpose: String::new(),
                    artifact: None,
                    person: String::new(),
                    principal: String::new(),
                    role: String::new(),
                    namespace: String::new(),
                    statement: String::new(),
                    note: None,
                    signature: String::new(),
                    event_signature: String::new(),
                },
            }),
        }
    }

    /// A check with one finding and one point, one that did not run, one that passed.
    fn results(severity: &str, unexplained: &str, last: &str) -> Value {
        json!({"checks": [
            {"id": "bank", "outcome": "failed",
             "points": [{"id": "bank.settlement", "subject": "1939", "unexplained": unexplained}],
             "findings": [{"key": "k1", "code": "BANK009", "severity": severity, "amount": "12.50", "message": "twice"}]},
            {"id": "hours", "outcome": last, "reason": "no list of hours", "points": [], "findings": []},
            {"id": "interim", "outcome": "passed", "points": [{"id": "i", "subject": "2", "unexplained": "0.00"}], "findings": []},
        ]})
    }

    #[test]
    fn what_stands_in_the_way() {
        let today: NaiveDate = "2025-05-15".parse().unwrap();
        let twice = "BANK009 12.50 twice (avstem event waive --finding k1)";
        let not_run =
            "check hours did not run: no list of hours (avstem event waive --finding hours)";
        let differs = "bank.settlement 1939: 12.50 is not explained";
        // Severity, unexplained, outcome of the second check, waivers | passed, unused, obstacles.
        let table = [
            ("info", "0.00", "passed", vec![], 2, 0, vec![]),
            ("error", "0.00", "not_applicable", vec![], 2, 0, vec![twice]),
            (
                "warning",
                "0.00",
                "not_run",
                vec![],
                1,
                0,
                vec![not_run, twice],
            ),
            (
                "error",
                "0.00",
                "passed",
                vec![("k1", "2025-05-15")],
                2,
                0,
                vec![],
            ),
            (
                "error",
                "12.50",
                "passed",
                vec![("k1", "2025-06-30")],
                2,
                0,
                vec![],
            ),
            (
                "error",
                "12.50",
                "passed",
                vec![],
                2,
                0,
                vec![twice, differs],
            ),
            ("info", "12.50", "passed", vec![], 2, 0, vec![differs]),
            (
                "info",
                "0.00",
                "not_run",
                vec![("hours", "2025-06-30")],
                1,
                0,
                vec![],
            ),
            (
                "info",
                "0.00",
                "passed",
                vec![("k1", "2025-06-30")],
                2,
                1,
                vec![],
            ),
            (
                "error",
                "0.00",
                "passed",
                vec![("k1", "2025-05-14")],
                2,
                0,
                vec![twice, "the waiver of k1 until 2025-05-14 is expired"],
            ),
        ];
        for (severity, unexplained, last, waivers, passed, unused, obstacles) in table {
            let events: Vec<Event> = waivers
                .iter()
                .map(|(key, until)| waived(key, until))
                .collect();
            let review = review(&results(severity, unexplained, last), &events, today);
            let found = (review.passed, review.unused.len(), review.obstacles);
            assert_eq!(
                found,
                (
                    passed,
                    unused,
                    obstacles.iter().map(ToString::to_string).collect()
                )
            );
        }
    }
}
