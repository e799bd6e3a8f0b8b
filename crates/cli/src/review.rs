//! The reasonableness review (rimelighetskontroll): whether everything is done, explained and followed up, computed
//! from `results.json`, the action list and the events; and what has become of waivers.
//!
//! Not here: what people did about actions (`followed`), the signature, and which step it is (`close`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use close::{RunRef, Store, Waiver, waivers};
use report::actions::Action;
use serde_json::Value;

use crate::engine::EngineError;
use crate::followed::Followed;
use crate::json::{list, text};

/// What the review says of a run.
#[derive(Debug, Default)]
pub(crate) struct Review {
    /// Checks that passed or do not apply.
    pub(crate) passed: usize,
    /// How many findings somebody has waived.
    pub(crate) waived: usize,
    /// How many are followed up by actions that somebody has taken on.
    pub(crate) accepted: usize,
    /// What makes each of them followed up, one line each.
    pub(crate) followed: Vec<String>,
    /// Waivers of what no longer occurs.
    pub(crate) unused: Vec<String>,
    /// What is not done, explained or followed up; empty = the review holds.
    pub(crate) obstacles: Vec<String>,
}

/// What a review looks at.
#[derive(Clone, Copy)]
pub(crate) struct Reviewed<'a> {
    /// `results.json` of the run.
    pub(crate) results: &'a Value,
    /// The actions of the run.
    pub(crate) actions: &'a [Action],
    /// What people did about them.
    pub(crate) followed: &'a Followed,
    /// The events of the period.
    pub(crate) events: &'a [close::Event],
    /// Seen from this day.
    pub(crate) today: NaiveDate,
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

/// What must be followed up: a finding, a check that did not run, or a point that no finding reports.
struct Open<'a> {
    said: String,
    /// The check it belongs to.
    check: &'a str,
    /// The account or group.
    subject: &'a str,
    /// Whether an earlier period left it.
    is_carried: bool,
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

/// What must be followed up in a run, by key: findings of severity error or warning by theirs, a check that did not run by
/// its id, a point that no finding reports by that of its action. What an earlier period reported is followed up there,
/// and still stands on the list.
fn open<'a>(results: &'a Value, actions: &[Action]) -> BTreeMap<String, Open<'a>> {
    let mut open = BTreeMap::new();
    for value in list(results, "checks") {
        let check = text(value, "id");
        let mut add = |key: String, said: String, of: &'a Value| {
            let item = Open {
                said,
                check,
                subject: text(of, "subject"),
                is_carried: text(of, "cause") == "carried",
            };
            open.insert(key, item);
        };
        if text(value, "outcome") == "not_run" {
            let said = format!("check {check} did not run: {}", text(value, "reason"));
            add(check.to_owned(), said, value);
        }
        for finding in list(value, "findings") {
            if text(finding, "severity") == "info" && text(finding, "cause") != "carried" {
                continue;
            }
            let said = format!(
                "{} {} {}",
                text(finding, "code"),
                text(finding, "amount"),
                text(finding, "message")
            );
            add(text(finding, "key").to_owned(), said, finding);
        }
        for point in list(value, "points") {
            let (id, subject) = (text(point, "id"), text(point, "subject"));
            let key = format!("point:{id}:{subject}");
            let differs = !matches!(text(point, "difference"), "" | "0.00");
            let has_action = |action: &Action| action.follows(check, &key, subject, false);
            if differs && actions.iter().any(has_action) {
                let said = format!(
                    "{id} {subject}: a difference of {}",
                    text(point, "difference")
                );
                add(key, said, point);
            }
        }
    }
    open
}

/// Whether a run has something with that key that can be waived.
pub(crate) fn can_be_waived(results: &Value, actions: &[Action], key: &str) -> bool {
    open(results, actions).contains_key(key)
}

/// The waivers of a period and what has become of them, in the order they were given.
pub(crate) fn waiver_states<'a>(
    results: &Value,
    actions: &[Action],
    events: &'a [close::Event],
    today: NaiveDate,
) -> Vec<(&'a Waiver, WaiverState)> {
    let open = open(results, actions);
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

/// What makes something followed up, or what would.
enum FollowUp {
    Waived(String),
    Accepted(String),
    Not(String),
}

/// The review of a run \[S 9.1\]: all checks done, all differences explained, all findings followed up. A finding is
/// followed up by a waiver in force, or by its open actions when somebody has taken on each of them until a day to come.
/// An action explains no difference, and a check that did not run has none.
pub(crate) fn review(of: Reviewed<'_>) -> Review {
    let states = waiver_states(of.results, of.actions, of.events, of.today);
    let mut review = Review::default();
    // Checks of which something stands that nobody has waived.
    let mut unwaived: Vec<&str> = Vec::new();
    let mut unsettled: Vec<String> = Vec::new();
    let open = open(of.results, of.actions);
    for (key, item) in &open {
        match follow_up(of, &states, key, item) {
            FollowUp::Waived(how) => {
                review.waived += 1;
                review.followed.push(how);
            }
            FollowUp::Accepted(how) => {
                review.accepted += 1;
                review.followed.push(how);
                unwaived.push(item.check);
            }
            FollowUp::Not(why) => {
                unwaived.push(item.check);
                unsettled.push(key.clone());
                review.obstacles.push(why);
            }
        }
    }
    for check in list(of.results, "checks") {
        let id = text(check, "id");
        if matches!(text(check, "outcome"), "passed" | "not_applicable") {
            review.passed += 1;
        }
        let is_waived = open.values().any(|item| item.check == id) && !unwaived.contains(&id);
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
            // What its finding is followed up by instead stands above.
            WaiverState::Expired if unsettled.contains(finding) => review.obstacles.push(said),
            WaiverState::InForce | WaiverState::Expired => {}
            // It stands in nobody's way.
            WaiverState::Unused => review.unused.push(said),
        }
    }
    review
}

fn follow_up(
    of: Reviewed<'_>,
    states: &[(&Waiver, WaiverState)],
    key: &str,
    item: &Open<'_>,
) -> FollowUp {
    let said = &item.said;
    let waiver = states
        .iter()
        .find(|(waiver, state)| waiver.finding == key && *state == WaiverState::InForce);
    if let Some((waiver, _)) = waiver {
        let (person, until) = (&waiver.sign_off.person, waiver.until);
        return FollowUp::Waived(format!("{said}: waived by {person} until {until}"));
    }
    let follows = |action: &&Action| action.follows(item.check, key, item.subject, item.is_carried);
    let (mut done, mut missing) = (Vec::new(), Vec::new());
    for action in of.actions.iter().filter(follows) {
        let id = &action.id;
        match of.followed.acceptance(id) {
            Some(taken) if taken.until >= of.today => done.push(format!(
                "{id}, taken on by {} as {}, is done by {} until {}",
                taken.person, taken.by.role, taken.responsible, taken.until
            )),
            Some(taken) => missing.push(format!(
                "avstem event accept --action {id} with a new day: {} was to do it until {}",
                taken.responsible, taken.until
            )),
            None => missing.push(format!("avstem event accept --action {id}")),
        }
    }
    if missing.is_empty() && !done.is_empty() {
        return FollowUp::Accepted(format!("{said}: {}", done.join("; ")));
    }
    missing.push(format!("avstem event waive --finding {key}"));
    FollowUp::Not(format!("{said} ({})", missing.join(", or ")))
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

    fn accepted(action: &str, until: &str) -> Event {
        let mut event = waived("", until);
        event.act = Act::Accepted(close::Acceptance {
            action: action.to_owned(),
            responsible: "per".to_owned(),
            until: until.parse().unwrap(),
            reason: None,
            person: "kari".to_owned(),
            by: close::Doer {
                principal: String::new(),
                role: "preparer".to_owned(),
                event_signature: None,
            },
        });
        event
    }

    /// The actions of the run: of the finding, known by another key before, and of a point that no finding reports.
    fn actions() -> Vec<Action> {
        let action = |id: &str, key: &str, finding: Option<&str>| {
            json!({
                "id": id, "area": "accounting", "entity": "V01", "subject": "", "deadline": null, "responsible": "agency",
                "process_area": "", "status": "open", "description": "", "detailed_status": "", "opened": "2025-03",
                "closed": null, "finding": finding,
                "origin": {"check": "bank", "key": key, "code": null, "cause": null, "subject": "", "amount": "12.50"},
            })
        };
        let list = json!([
            action("A-1", "k0", Some("k1")),
            action("A-2", "point:bank.settlement:1961", None),
        ]);
        serde_json::from_value(list).unwrap()
    }

    /// Severity, unexplained, outcome of the second check; acts; counts, obstacles.
    type Row = (
        &'static str,
        &'static str,
        &'static str,
        &'static [&'static str],
        [usize; 4],
        &'static [&'static str],
    );

    #[test]
    fn what_stands_in_the_way() {
        const TWICE: &str = "BANK009 12.50 twice (avstem event accept --action A-1, or avstem event waive --finding k1)";
        const OVERDUE: &str = "BANK009 12.50 twice (avstem event accept --action A-1 with a new day: per was to do it until 2025-05-14, or avstem event waive --finding k1)";
        const NOT_RUN: &str =
            "check hours did not run: no list of hours (avstem event waive --finding hours)";
        const DIFFERS: &str = "bank.settlement 1939: 12.50 is not explained";
        const POINT: &str = "bank.settlement 1961: a difference of 3.00 (avstem event accept --action A-2, or avstem event waive --finding point:bank.settlement:1961)";
        const GONE: &str = "the waiver of k1 until 2025-05-14 is expired";
        // Severity, unexplained, outcome of the second check, waivers `key until` and actions taken on `+id until`
        // | passed, waived, accepted, unused, obstacles.
        #[rustfmt::skip]
        let table: [Row; 15] = [
            ("info", "0.00", "passed", &[], [2, 0, 0, 0], &[]),
            ("error", "0.00", "not_applicable", &[], [2, 0, 0, 0], &[TWICE]),
            ("warning", "0.00", "not_run", &[], [1, 0, 0, 0], &[NOT_RUN, TWICE]),
            ("error", "0.00", "passed", &["k1 2025-05-15"], [2, 1, 0, 0], &[]),
            ("error", "12.50", "passed", &["k1 2025-06-30"], [2, 1, 0, 0], &[]),
            ("error", "12.50", "passed", &[], [2, 0, 0, 0], &[TWICE, DIFFERS]),
            ("info", "12.50", "passed", &[], [2, 0, 0, 0], &[DIFFERS]),
            ("info", "0.00", "not_run", &["hours 2025-06-30"], [1, 1, 0, 0], &[]),
            ("info", "0.00", "passed", &["k1 2025-06-30"], [2, 0, 0, 1], &[]),
            ("error", "0.00", "passed", &["k1 2025-05-14"], [2, 0, 0, 0], &[TWICE, GONE]),
            ("error", "0.00", "passed", &["+A-1 2025-05-15"], [2, 0, 1, 0], &[]),
            ("error", "0.00", "passed", &["+A-1 2025-05-14"], [2, 0, 0, 0], &[OVERDUE]),
            // Somebody follows it up after the waiver has expired; and an action explains no difference.
            ("error", "12.50", "passed", &["k1 2025-05-14", "+A-1 2025-05-15"], [2, 0, 1, 0], &[DIFFERS]),
            ("info", "+", "passed", &[], [2, 0, 0, 0], &[POINT]),
            ("info", "+", "passed", &["+A-2 2025-05-15"], [2, 0, 1, 0], &[]),
        ];
        let today: NaiveDate = "2025-05-15".parse().unwrap();
        for (severity, unexplained, last, acts, counts, obstacles) in table {
            let events: Vec<Event> = (acts.iter())
                .map(|line| match line.split_once(' ').unwrap() {
                    (act, until) if act.starts_with('+') => accepted(&act[1..], until),
                    (key, until) => waived(key, until),
                })
                .collect();
            let mut results = results(severity, unexplained.trim_matches('+'), last);
            if unexplained == "+" {
                results["checks"][0]["points"] = json!([
                    {"id": "bank.settlement", "subject": "1961", "difference": "3.00", "unexplained": "0.00"},
                ]);
            }
            let mut followed = Followed::default();
            followed.add("2025-03".parse().unwrap(), &events);
            let review = review(Reviewed {
                results: &results,
                actions: &actions(),
                followed: &followed,
                events: &events,
                today,
            });
            let found = [
                review.passed,
                review.waived,
                review.accepted,
                review.unused.len(),
            ];
            assert_eq!(
                (found, review.obstacles),
                (counts, obstacles.iter().map(ToString::to_string).collect())
            );
            assert_eq!(review.followed.len(), review.waived + review.accepted);
        }
    }
}
