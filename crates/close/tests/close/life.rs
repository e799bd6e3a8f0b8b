//! The life of a period: the table itself, every step in every state that can be reached, and periods from first day to
//! last.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use close::life::{Actor, Chain, STEPS, Step, step, steps};
use close::{
    Act, Artifact, Doer, Event, Form, Life, RunLink, SignOff, Stepped, artifact_of_purpose,
    closing_sign_off, purposes,
};
use domain::agency::{Budgeting, Model, Person, Principle, Service};
use domain::{Digest, Period};

use crate::made::{instant, period, person};

/// Every role there is.
fn everybody(id: &str) -> Person {
    person(id, &close::roles())
}

const GROSS_CASH_FULL: Model = Model {
    service: Service::Full,
    budgeting: Budgeting::Gross,
    principle: Principle::Cash,
};

fn models() -> Vec<Model> {
    let mut models = Vec::new();
    for service in [Service::Full, Service::Part] {
        for budgeting in [Budgeting::Gross, Budgeting::Net, Budgeting::Fund] {
            for principle in [Principle::Cash, Principle::Srs] {
                models.push(Model {
                    service,
                    budgeting,
                    principle,
                });
            }
        }
    }
    models
}

fn artifact(name: &str, sha256: u8) -> Artifact {
    Artifact {
        name: name.to_owned(),
        sha256: Digest([sha256; 32]),
    }
}

fn event(number: u32, act: Act) -> Event {
    Event {
        form: Form::Two,
        number,
        previous: None,
        at: instant("2025-04-10T14:00:00Z"),
        run: Some(RunLink {
            run: 1,
            sums: Digest([1; 32]),
        }),
        playbook: None,
        held: None,
        act,
    }
}

/// The event that a person's step is: a signature where the step has a purpose.
fn act_of(step: &Step, model: Model, who: &str) -> Act {
    let role = step.roles(model).first().unwrap().to_string();
    let principal = format!("{who}@ntnu.no");
    let artifact = step.artifact.map(|name| artifact(name, 1));
    match step.purpose {
        Some((purpose, _)) => Act::Signed(SignOff {
            purpose: purpose.to_owned(),
            artifact,
            person: who.to_owned(),
            principal,
            role,
            namespace: format!("{purpose}@avstem"),
            statement: String::new(),
            note: None,
            signature: String::new(),
            event_signature: String::new(),
        }),
        None => Act::Stepped(Stepped {
            step: step.id.to_owned(),
            person: who.to_owned(),
            by: Doer {
                principal,
                role,
                event_signature: None,
            },
            artifact,
            reason: Some("because".to_owned()),
            note: None,
        }),
    }
}

fn decertified(artifact: Option<Artifact>) -> Act {
    Act::Decertified {
        artifact,
        reason: "another digest".to_owned(),
    }
}

fn reopened() -> Act {
    Act::Reopened {
        person: "ola".to_owned(),
        reason: "a voucher came late".to_owned(),
        by: None,
    }
}

fn done(life: &Life) -> BTreeSet<&'static str> {
    life.done().keys().copied().collect()
}

#[test]
fn the_table_is_whole() {
    let known: BTreeSet<&str> = STEPS.iter().map(|step| step.id).collect();
    for (index, row) in STEPS.iter().enumerate() {
        let named = [
            row.needs,
            row.barred_by,
            row.undoes,
            row.not_by,
            row.not_by_inferred,
        ];
        for name in named.concat() {
            assert!(known.contains(name), "{}: {name}", row.id);
        }
        for need in row.needs {
            let before = STEPS
                .iter()
                .position(|step| step.id == *need && step.chain == row.chain);
            assert!(before.unwrap() < index, "{} stands before {need}", row.id);
        }
        assert!(row.actors.iter().any(Option::is_some) && !row.source.is_empty());
        if let Some((purpose, _)) = row.purpose {
            assert!(purposes().contains(&purpose), "{purpose}");
            assert_eq!(row.artifact, artifact_of_purpose(purpose), "{}", row.id);
            assert!(row.needs_run, "{}: a signature is on a run", row.id);
        }
        assert!(row.artifact.is_none() || row.needs_run, "{}", row.id);
    }
    for model in models() {
        for chain in [Chain::Month, Chain::Period13] {
            let ids: Vec<&str> = steps(chain, model).map(|step| step.id).collect();
            let once: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), once.len(), "{model:?}: a step has two lines");
            for row in steps(chain, model) {
                assert!(
                    !row.roles(model).is_empty(),
                    "{model:?} {}: nobody may",
                    row.id
                );
            }
        }
        assert_eq!(
            steps(Chain::Period13, model).count() > 0,
            model.budgeting == Budgeting::Gross
        );
    }
}

/// What the table says, read a second time: not done, what it needs done, nothing done that bars it.
fn is_legal(row: &Step, done: &BTreeSet<&str>, ids: &BTreeSet<&str>) -> bool {
    !done.contains(row.id)
        && row
            .needs
            .iter()
            .all(|need| done.contains(need) || !ids.contains(need))
        && row.barred_by.iter().all(|by| !done.contains(by))
}

/// Every step in every state that can be reached, for every model and both chains. A rejection is tried everywhere, and
/// leads back to states that are there already.
#[test]
fn every_step_in_every_state() {
    let mut legal_seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused_seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut states = 0;
    for model in models() {
        for month in ["2025-03", "2025-13"] {
            let period = period(month);
            let chain = Chain::of(period).unwrap();
            let rows: Vec<&'static Step> = steps(chain, model).collect();
            let ids: BTreeSet<&str> = rows.iter().map(|row| row.id).collect();
            let mut known: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
            let mut open: VecDeque<Life> = VecDeque::from([Life::of(period, model, &[])]);
            while let Some(life) = open.pop_front() {
                let here = done(&life);
                if !known.insert(here.clone()) {
                    continue;
                }
                let possible: BTreeSet<&str> = life.possible().iter().map(|row| row.id).collect();
                for row in &rows {
                    let expected = is_legal(row, &here, &ids);
                    assert_eq!(
                        possible.contains(row.id),
                        expected,
                        "{model:?} {here:?} {}",
                        row.id
                    );
                    *if expected {
                        &mut legal_seen
                    } else {
                        &mut refused_seen
                    }
                    .entry(row.id)
                    .or_default() += 1;
                    // What is illegal is refused, and an event that says it nevertheless does no harm to the fold.
                    let mut next = life.clone();
                    next.add(&event(1, act_of(row, model, row.id)));
                    let after = done(&next);
                    if row.is_lasting {
                        assert!(after.contains(row.id));
                    } else {
                        assert!(row.undoes.iter().all(|undone| !after.contains(undone)));
                        assert!(after.is_subset(&here));
                    }
                    if expected {
                        open.push_back(next);
                    }
                }
            }
            states += known.len();
            if !rows.is_empty() {
                assert!(
                    known.iter().any(|state| rows
                        .iter()
                        .filter(|row| row.is_lasting)
                        .all(|row| state.contains(row.id))),
                    "{model:?} {month}: the end cannot be reached"
                );
            }
        }
    }
    for row in STEPS {
        assert!(legal_seen.contains_key(row.id), "{} is never legal", row.id);
        assert!(
            refused_seen.contains_key(row.id),
            "{} is always legal",
            row.id
        );
    }
    assert!(
        states > 1_000,
        "{states} states are too few to test anything"
    );
}

/// Who may do a step: one role of the table is enough, and no other is.
#[test]
fn every_role_at_every_step() {
    for model in models() {
        for row in steps(Chain::Month, model).chain(steps(Chain::Period13, model)) {
            let month = period(if row.chain == Chain::Month {
                "2025-03"
            } else {
                "2025-13"
            });
            // All steps before it in the table, done by others.
            let mut life = Life::of(month, model, &[]);
            for before in steps(row.chain, model).take_while(|before| before.id != row.id) {
                if !row.barred_by.contains(&before.id) && before.is_lasting {
                    life.add(&event(1, act_of(before, model, "somebody")));
                }
            }
            for role in close::roles() {
                let outcome = life.check(row, &person("kari", &[role]), false);
                if row.roles(model).contains(&role) {
                    assert_eq!(outcome, Ok(role), "{model:?} {}", row.id);
                } else {
                    let why = outcome.unwrap_err().to_string();
                    assert!(
                        why.contains("needs the role") && why.contains(row.source),
                        "{why}"
                    );
                }
            }
            let actor = row.actor(model).unwrap();
            let by_provider = row.roles(model).contains(&"provider");
            assert_eq!(by_provider, actor != Actor::Agency, "{}", row.id);
        }
    }
}

/// Model | steps done, each with who | step | who | what is said, empty = legal.
const PERSONS: &str = "
gross cash full | s-laid-out:dag | s-signed | dag | did s-laid-out (event 1) and may not also do s-signed [S 9.1]
gross cash full | s-laid-out:dag | s-signed | liv |
gross cash full | s-laid-out:dag s-signed:liv | s-sent | liv | did s-signed
gross cash full | s-laid-out:dag s-signed:liv | s-sent | dag | did s-laid-out
gross cash full | s-laid-out:dag s-signed:liv | s-sent | eva |
gross cash full | s-laid-out:dag s-signed:liv s-sent:eva s-returned:eva s-laid-out:eva s-signed:liv | s-sent | dag |
net cash part | l-laid-out:kari | l-sent | kari | did l-laid-out
net cash part | p-confirmed:liv | p-sent | liv | did p-confirmed
";

/// Inferred rules of two persons are switched off where `lenient`; stated ones stay.
#[test]
fn two_persons() {
    for row in PERSONS.lines().filter(|row| !row.is_empty()) {
        let [words, before, id, who, expected] =
            row.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("{row}")
        };
        let model = models().into_iter().find(|model| {
            let shown = format!(
                "{:?} {:?} {:?}",
                model.budgeting, model.principle, model.service
            );
            shown.to_lowercase() == words
        });
        let (model, march) = (model.unwrap(), period("2025-03"));
        let mut life = Life::of(march, model, &[]);
        for (number, taken) in (1..).zip(before.split(' ')) {
            let (id, who) = taken.split_once(':').unwrap();
            life.add(&event(
                number,
                act_of(step(id, march, model).unwrap(), model, who),
            ));
        }
        let row = step(id, march, model).unwrap();
        let everybody = everybody(who);
        match life.check(row, &everybody, false) {
            Ok(_) => assert_eq!(expected, "", "{words} {before} {id}"),
            Err(why) => assert!(
                !expected.is_empty() && why.to_string().contains(expected),
                "{why}"
            ),
        }
        let stated = row
            .not_by
            .iter()
            .any(|did| before.contains(&format!("{did}:{who}")));
        assert_eq!(
            life.check(row, &everybody, true).is_err(),
            stated,
            "{id} {who}"
        );
    }
}

/// Steps of a gross agency up to one of them, done by others than those who are asked about later.
fn gross_until(last: &str) -> (Model, Vec<Event>) {
    let model = GROSS_CASH_FULL;
    let mut events = Vec::new();
    for row in steps(Chain::Month, model).filter(|row| row.is_lasting) {
        let number = u32::try_from(events.len()).unwrap() + 1;
        events.push(event(number, act_of(row, model, row.id)));
        if row.id == last {
            break;
        }
    }
    (model, events)
}

/// What happens | steps that must be done again, and nothing else.
const FALLS: &str = "
s-rejected | s-sent
s-returned | s-laid-out s-signed s-sent
changed s-report.csv 1 | s-laid-out s-signed s-sent
changed s-report.csv 2 |
changed l-report.csv 1 |
other conclusions | completeness a-done
reopened | completeness closed a-done
";

#[test]
fn what_falls() {
    let march = period("2025-03");
    for row in FALLS.lines().filter(|row| !row.is_empty()) {
        let (what, fallen) = row.split_once('|').unwrap();
        let (model, mut events) = gross_until("s-sent");
        let before = done(&Life::of(march, model, &events));
        let act = match what.trim().split(' ').collect::<Vec<_>>()[..] {
            ["changed", name, sha256] => decertified(Some(artifact(name, sha256.parse().unwrap()))),
            ["other", "conclusions"] => decertified(None),
            ["reopened"] => reopened(),
            [id] => act_of(step(id, march, model).unwrap(), model, "dag"),
            _ => panic!("{row}"),
        };
        events.push(event(99, act));
        let after = done(&Life::of(march, model, &events));
        let lost: BTreeSet<&str> = before.difference(&after).copied().collect();
        assert_eq!(lost, fallen.split_whitespace().collect(), "{what}");
    }
}

#[test]
fn a_reopened_period_is_closed_and_signed_again() {
    let march = period("2025-03");
    let (model, mut events) = gross_until("overview-signed");
    let life = Life::of(march, model, &events);
    assert!(life.missing().is_empty());
    assert_eq!(life.check_reopening(false), Ok(()));
    assert!(closing_sign_off(&events).is_some());
    events.push(event(99, reopened()));
    let life = Life::of(march, model, &events);
    assert!(closing_sign_off(&events).is_none());
    let missing: Vec<&str> = life.missing().iter().map(|step| step.id).collect();
    let expected = [
        "completeness",
        "closed",
        "a-done",
        "b-e-done",
        "terminated",
        "ledger-listing",
        "overview-prepared",
        "review",
        "overview-signed",
    ];
    assert_eq!(missing, expected);
    assert!(
        life.done().contains_key("s-accepted"),
        "what the treasury has stays"
    );
    let why = life.check_reopening(false).unwrap_err();
    assert!(why.to_string().contains("2025-03 is not closed"), "{why}");
}

#[test]
fn refusals_say_what_would_make_it_possible() {
    let march = period("2025-03");
    let (model, events) = gross_until("set-current");
    let life = Life::of(march, model, &events);
    let said = |id: &str, who: &Person| {
        let row = step(id, march, model).unwrap();
        life.check(row, who, false).unwrap_err().to_string()
    };
    let table = [
        (
            said("s-sent", &everybody("dag")),
            "s-sent needs s-signed (s-report-signer) first [S 9.1]",
        ),
        (
            said("set-current", &everybody("dag")),
            "set-current is done already (event 1, set-current)",
        ),
        (
            said("vouchers-in", &person("dag", &["provider"])),
            "dag may not do vouchers-in: that needs the role preparer or approver [S 9.1], and dag has provider",
        ),
        (said("vouchers-in", &person("dag", &[])), "and dag has none"),
        (
            step("coffee", march, model).unwrap_err().to_string(),
            "coffee is not a step of this agency's routine in this period; its steps are: set-current, vouchers-in,",
        ),
        (
            step("l-sent", march, model).unwrap_err().to_string(),
            "l-sent is not a step",
        ),
        (
            step("closed", period("2025-00"), model)
                .unwrap_err()
                .to_string(),
            "period 2025-00 has no steps",
        ),
    ];
    for (found, expected) in table {
        assert!(found.contains(expected), "{found}");
    }
    let net = models()
        .into_iter()
        .find(|model| model.budgeting == Budgeting::Net)
        .unwrap();
    let why = step("need-found", period("2025-13"), net)
        .unwrap_err()
        .to_string();
    assert!(
        why.contains("none (period 13 is for gross agencies)"),
        "{why}"
    );
    let (model, events) = gross_until("s-accepted");
    let life = Life::of(march, model, &events);
    let why = life.check(
        step("s-returned", march, model).unwrap(),
        &everybody("dag"),
        false,
    );
    let why = why.unwrap_err().to_string();
    assert!(
        why.contains("s-returned is too late: s-accepted is done"),
        "{why}"
    );
}

#[test]
fn a_prolonged_termination_is_not_held_against_its_deadline() {
    let march: Period = period("2025-03");
    let model = models()
        .into_iter()
        .find(|model| model.principle == Principle::Srs)
        .unwrap();
    let terminated = step("terminated", march, model).unwrap();
    let mut life = Life::of(march, model, &[]);
    assert!(!life.is_lifted(terminated));
    let prolonged = step("prolonged", march, model).unwrap();
    life.add(&event(1, act_of(prolonged, model, "kari")));
    assert!(life.is_lifted(terminated) && !life.is_lifted(prolonged));
    assert!(
        step("prolonged", march, GROSS_CASH_FULL).is_err(),
        "not under the cash principle"
    );
}
